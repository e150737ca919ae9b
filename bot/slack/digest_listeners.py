"""What people do about the weekly digest: the subcommands, the form, the buttons, invitations."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import replace
from typing import Any

import aiohttp
from slack_bolt.app.async_app import AsyncApp
from slack_bolt.context.async_context import AsyncBoltContext
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from bot.digest.weekly import USUAL, Weekly, Where
from bot.local_time import read_zone
from bot.sending.database_thread import Desk
from storage.inbox import Inbox
from storage.records import stamp
from storage.store import Transaction
from storage.subscriptions import PAUSED, Channel, Subscription, Subscriptions
from storage.weeks import ANY_TIME

from . import api
from .api import tell
from .blocks import digest, digest_form
from .blocks.digest import COMMAND, Links, moment
from .blocks.kit import Message, context, escape, private
from .channels import QUICKLY_SECONDS, Channels
from .conversing import PLATFORM
from .pressing import Press

JOINED = "member_joined_channel"
RETURNS = (JOINED, "channel_unarchive", "group_unarchive")

Ack = Callable[..., Awaitable[Any]]

PROFILE_SECONDS = 1.0  # for the person's time zone: the form must open within three
OPEN_FORM, NOW, PREVIEW, PAUSE, RESUME, OFF = "", "now", "preview", "pause", "resume", "off"
_SUBCOMMANDS = {f"digest {word}".strip(): word for word in (OPEN_FORM, NOW, PREVIEW, PAUSE, RESUME, OFF)}  # fmt: skip


def subcommand(text: str) -> str | None:
    """What a text asks of the digest; None where it is a subject, as "digest of tickets" is."""
    return _SUBCOMMANDS.get(" ".join(text.lower().split()))


class Digesting:
    """Gestures to the digest's use cases."""

    def __init__(
        self, client: AsyncWebClient, desk: Desk, weekly: Weekly, channels: Channels, links: Links
    ) -> None:
        self.client = client
        self.desk = desk
        self.weekly = weekly
        self.channels = channels
        self.links = links

    def register(self, app: AsyncApp) -> None:
        """Attach the listeners that are about digests alone."""
        app.action(digest.MANAGE)(self.manage)
        app.view(digest_form.FORM)(self.submitted)
        for event in RETURNS:
            app.event(event)(self.returned)

    async def command(self, ack: Ack, command: dict[str, Any], tenant: str, asked: str) -> None:
        """`/should-we-finetune digest ...`."""
        where = Where(PLATFORM, tenant, command["channel_id"])
        if asked == OPEN_FORM:
            opened = await self.open_form(command["trigger_id"], where, command["user_id"])
            await (ack() if opened else ack(text=_TOO_LATE.text, blocks=_TOO_LATE.blocks))
            return
        key, since = f"command:{command['trigger_id']}", ANY_TIME
        if asked in (NOW, PREVIEW):
            since = await self.channels.look(lambda tx: self._others(tx, where), QUICKLY_SECONDS)
        note = await self.desk.post(lambda tx: self._obey(tx, key, asked, where, since))
        if note is None:
            await ack()
        else:
            await ack(text=note.text, blocks=note.plain or note.blocks)

    async def open_form(self, trigger: str, where: Where, user: str) -> bool:
        """Show the form, with what holds now; at first with the person's own time zone.

        False: Slack's three seconds have run out.
        """
        kept = await self.desk.work(lambda tx: self.weekly.of(tx, where))
        wish = kept.wish if kept else USUAL
        if kept is None and (zone := await self._zone_of(user)):
            wish = replace(USUAL, zone=zone)
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
        wish, faults = digest_form.read(view["state"]["values"])
        if wish is None:
            await ack(response_action="errors", errors=faults)
            return
        where, user = _where(context, view["private_metadata"]), body["user"]["id"]
        kept = await self.desk.post(lambda tx: self.weekly.subscribe(tx, where, wish, user))
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

    def pause(self, tx: Transaction, pressed: Press) -> Message:
        """*Pause*, under a digest."""
        kept = self.weekly.of(tx, Where(PLATFORM, pressed.tenant, pressed.channel))
        return self._pause(tx, kept) if kept else private(_NONE)

    async def returned(self, event: dict[str, Any], context: AsyncBoltContext) -> None:
        """Somebody invited us, or a channel is no longer archived."""
        joined = event.get("user") == context.bot_user_id
        if joined or event["type"] != JOINED:
            await self.desk.post(
                lambda tx: self.welcome(tx, context.team_id or "", event["channel"])
            )

    def welcome(self, tx: Transaction, tenant: str, channel: str) -> None:
        """We are in that channel, as what we hear from it shows."""
        self.weekly.welcome(tx, Where(PLATFORM, tenant, channel))

    async def _zone_of(self, user: str) -> str:
        """The time zone of a person's profile; "" where we may not read it, or not in time."""
        try:
            async with asyncio.timeout(PROFILE_SECONDS):
                found = await self.client.users_info(user=user)
        except (SlackApiError, aiohttp.ClientError, TimeoutError, OSError):
            return ""
        return read_zone(str(found["user"].get("tz") or "")) or ""

    def _others(self, tx: Transaction, where: Where) -> list[Channel]:
        kept = Subscriptions(tx).of_channel(where.platform, where.tenant, where.channel)
        return self.weekly.others(tx, kept) if kept else []

    def _obey(
        self, tx: Transaction, key: str, asked: str, where: Where, since: str
    ) -> Message | None:
        """A subcommand. None: this delivery has been handled before."""
        if not Inbox(tx).handle(key, stamp(self.weekly.now())):
            return None
        if asked == PREVIEW:
            return self._preview(tx, where, since)
        kept = self.weekly.of(tx, where)
        if kept and asked == NOW:
            return self._now(tx, kept, since)
        act = {PAUSE: self._pause, RESUME: self._resume, OFF: self._off}.get(asked)
        return act(tx, kept) if kept and act else private(_NONE)

    def _preview(self, tx: Transaction, where: Where, since: str) -> Message:
        """A digest for one person, without buttons; its chart as text, which is never refused."""
        shown = digest.digest(self.weekly.preview(tx, where, since), self.links)
        blocks = [block for block in shown.plain or shown.blocks if block["type"] != "actions"]
        return Message(shown.text, [context("Only you see this."), *blocks])

    def _now(self, tx: Transaction, kept: Subscription, since: str) -> Message:
        if kept.state == PAUSED:
            return private(_PAUSED)
        posted = self.weekly.post_now(tx, kept, since)
        return private("Here it comes." if posted else "That was asked for a moment ago.")

    def _pause(self, tx: Transaction, kept: Subscription) -> Message:
        self.weekly.pause(tx, kept)
        return private(_PAUSED)

    def _off(self, tx: Transaction, kept: Subscription) -> Message:
        self.weekly.switch_off(tx, kept)
        return private(f"No weekly digest here any more. `{COMMAND}` sets one up again.")

    def _resume(self, tx: Transaction, kept: Subscription) -> Message:
        if kept.state == PAUSED:
            kept = self.weekly.resume(tx, kept)
        if kept.state == PAUSED:
            return private(
                f"I don't know the time zone {escape(kept.wish.zone)} here, so the digest stays "
                f"paused. `{COMMAND}` opens the form: please choose another."
            )
        next_time = moment(self.weekly.next_time(kept))
        return private(f"The next digest comes on *{next_time}* ({escape(kept.wish.zone)}).")


_TOO_LATE = private("That took too long, and Slack didn't open the form. Please try again.")
_NONE = (
    f"This channel has no weekly digest. `{COMMAND}` sets one up, and `{COMMAND} preview` shows "
    "you what it would say."
)
_PAUSED = f"The weekly digest is paused. `{COMMAND} resume` makes it go on."


def _where(context: AsyncBoltContext, channel: str) -> Where:
    return Where(PLATFORM, context.team_id or "", channel)
