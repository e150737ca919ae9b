"""What people do about the weekly digest: the subcommands, the form, the buttons."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from typing import Any

from slack_bolt.app.async_app import AsyncApp
from slack_bolt.context.async_context import AsyncBoltContext
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from bot.digest.view import DigestView
from bot.digest.weekly import USUAL, Weekly
from bot.interactions.digest import OPEN_FORM, TELLING, Digests, read_wish
from bot.interactions.presses import Press
from bot.sending.database_thread import DatabaseThread
from bot.views.notes import Note
from storage.channels import Channel
from storage.store import Transaction
from storage.weeks import ANY_TIME

from . import api
from .api import PLATFORM, Ack, tell
from .blocks import digest, digest_form, notes
from .blocks.digest import Links
from .blocks.kit import private
from .channels import QUICKLY_SECONDS, Channels
from .people import People

RETURNS = ("channel_unarchive", "group_unarchive")


PROFILE_SECONDS = 1.0  # for the person's time zone: the form must open within three


class DigestListeners:
    """Gestures to the digest's use cases."""

    def __init__(
        self,
        client: AsyncWebClient,
        database: DatabaseThread,
        weekly: Weekly,
        channels: Channels,
        links: Links,
        people: People,
    ) -> None:
        self.client = client
        self.database = database
        self.weekly = weekly
        self.digests = Digests(weekly)
        self.channels = channels
        self.links = links
        self.people = people

    def register(self, app: AsyncApp) -> None:
        """Attach the listeners that are about digests alone."""
        app.action(digest.MANAGE)(self.manage)
        app.view(digest_form.FORM)(self.submitted)
        for event in RETURNS:
            app.event(event)(self.returned)

    async def command(self, ack: Ack, command: dict[str, Any], tenant: str, asked: str) -> None:
        """`/should-we-finetune digest ...`."""
        where = Channel(PLATFORM, tenant, command["channel_id"])
        if asked == OPEN_FORM:
            opened = await self.open_form(command["trigger_id"], where, command["user_id"])
            await (ack() if opened else ack(text=_TOO_LATE.text, blocks=_TOO_LATE.blocks))
            return
        key, since = f"command:{command['trigger_id']}", ANY_TIME
        if asked in TELLING:
            others = partial(self.digests.others, where=where)
            since = await self.channels.look(others, QUICKLY_SECONDS)
        told = await self.database.post(lambda tx: self.digests.obey(tx, key, asked, where, since))
        if told is None:
            await ack()
            return
        if isinstance(told, DigestView):
            await self.people.look(digest.people(told), PROFILE_SECONDS)
            shown = digest.preview(told, self.links, self.people.name)
        else:
            shown = notes.draw(told)
        await ack(text=shown.text, blocks=shown.blocks)

    async def open_form(self, trigger: str, where: Channel, user: str) -> bool:
        """Show the form, with what holds now; at first with the person's own time zone.

        False: Slack's three seconds have run out.
        """
        kept = await self.database.work(lambda tx: self.weekly.of(tx, where))
        wish = kept.wish if kept else USUAL
        if kept is None:
            await self.people.look([user], PROFILE_SECONDS)
            wish = replace(USUAL, zone=self.people.zone(user) or USUAL.zone)
        shown = digest_form.form(where.channel, wish)
        try:
            await self.client.views_open(trigger_id=trigger, view=shown)
        except SlackApiError as error:
            if api.code(error) not in api.TOO_LATE:
                raise
            return False
        return True

    async def submitted(
        self, ack: Ack, body: dict[str, Any], view: dict[str, Any], context: AsyncBoltContext
    ) -> None:
        """The form was saved: say what must be put right, or when the next digest comes."""
        wish, faults = read_wish(digest_form.filled(view["state"]["values"]))
        if wish is None:
            await ack(response_action="errors", errors=faults)
            return
        where, user = _where(context, view["private_metadata"]), body["user"]["id"]
        kept = await self.database.post(lambda tx: self.weekly.subscribe(tx, where, wish, user))
        shown = digest_form.confirmation(kept, self.weekly.next_time(kept))
        await ack(response_action="update", view=shown)

    async def manage(self, ack: Ack, body: dict[str, Any], context: AsyncBoltContext) -> None:
        """*Manage*, under a digest."""
        where, user = _where(context, body["container"]["channel_id"]), body["user"]["id"]
        opened = await self.open_form(body["trigger_id"], where, user)
        await ack()
        if not opened:
            thread = body["container"].get("thread_ts")
            await tell(self.client, where.channel, user, thread, _TOO_LATE)

    def whether_to_pause(self, tx: Transaction, pressed: Press) -> Note:
        """*Pause*, under a digest."""
        return self.digests.whether_to_pause(tx, _at(pressed))

    def pause(self, tx: Transaction, pressed: Press) -> Note | None:
        """*Pause it*, confirmed."""
        return self.digests.pause(tx, _at(pressed), pressed.user)

    def switch_off(self, tx: Transaction, pressed: Press) -> None:
        """*End it*, confirmed."""
        self.digests.switch_off(tx, _at(pressed), pressed.user)

    async def returned(self, event: dict[str, Any], context: AsyncBoltContext) -> None:
        """A channel is no longer archived."""
        await self.database.post(
            lambda tx: self.welcome(tx, context.team_id or "", event["channel"])
        )

    def welcome(self, tx: Transaction, tenant: str, channel: str) -> None:
        """We are in that channel, as what we hear from it shows."""
        self.weekly.welcome(tx, Channel(PLATFORM, tenant, channel))


_TOO_LATE = private("That took too long, and Slack didn't open the form. Please try again.")


def _at(pressed: Press) -> Channel:
    return Channel(pressed.platform, pressed.tenant, pressed.channel)


def _where(context: AsyncBoltContext, channel: str) -> Channel:
    return Channel(PLATFORM, context.team_id or "", channel)
