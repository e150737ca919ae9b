"""Doors by window: the message shortcut, invitations, Home, the form that begins a conversation."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine
from typing import Any

from slack_bolt.app.async_app import AsyncApp
from slack_bolt.context.async_context import AsyncBoltContext
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient
from slack_sdk.webhook.async_client import AsyncWebhookClient

from bot.conversation.advisor import Turn
from bot.interactions.acting import heeded
from bot.interactions.beginning import BeginForm, Beginning, BeginSent, Held
from bot.interactions.home import Person
from bot.interactions.home import home as waiting_for
from bot.sending.database_thread import DatabaseThread
from bot.views.notes import Help, Said
from storage.channels import Channel
from storage.records import Place
from storage.store import Transaction

from . import api
from .api import PLATFORM, Ack
from .blocks import beginning as drawing
from .blocks import home, notes, pages
from .blocks.digest import ASK
from .blocks.kit import Block, private
from .digest_listeners import PROFILE_SECONDS, DigestListeners
from .plain_text import plain

HOME = "app_home_opened"
JOINED = "member_joined_channel"
SHORTCUT = "should_we_finetune"  # its id in the manifest
DIRECT = "directmessage"  # what Slack calls a channel of two
TOO_LATE = "That took too long, and Slack didn't open it. Please try again."


class BeginningListeners:
    """Their listeners. `begun` is told what was begun, and where to tell who asked of it."""

    def __init__(
        self,
        database: DatabaseThread,
        beginning: Beginning,
        digest_listeners: DigestListeners,
        begun: Callable[[Turn, str], None],
        soon: Callable[[Coroutine[Any, Any, object]], asyncio.Task[object]],
    ) -> None:
        self.database = database
        self.beginning = beginning
        self.digest_listeners = digest_listeners
        self.links = digest_listeners.links
        self.begun = begun
        self.soon = soon

    def register(self, app: AsyncApp) -> None:
        """Attach every listener to the app."""
        app.message_shortcut(SHORTCUT)(self.shortcut)
        app.view(drawing.BEGIN)(self.described)
        app.event(JOINED)(self.joined)
        app.event(HOME)(self.home)
        app.action(home.ASK)(self.ask)
        app.action(home.GO_ON)(_seen)
        app.action(ASK)(self.describe)
        app.action(drawing.HELP)(self.help)

    async def shortcut(
        self, ack: Ack, body: dict[str, Any], context: AsyncBoltContext, client: AsyncWebClient
    ) -> None:
        """*Should we fine-tune?*, on somebody's message: in its thread, or alone with us.

        Of two people's direct message we are no member, and our own has no threads.
        """
        message, place, came = body["message"], None, drawing.Carried("", "", body["response_url"])
        if body["channel"]["name"] != DIRECT:
            channel, thread = body["channel"]["id"], message.get("thread_ts") or body["message_ts"]
            place = Place(PLATFORM, context.team_id or "", channel, thread)
            came = drawing.Carried(channel, thread, body["response_url"])
        text = plain(message.get("text", "").replace(f"<@{context.bot_user_id}>", " ")).strip()
        found = await self.database.work(
            lambda tx: heeded(lambda: self.beginning.about(tx, place, text))
        )
        await ack()
        self.soon(_open(client, body, self._drawn(found, came)))

    async def described(
        self, ack: Ack, body: dict[str, Any], view: dict[str, Any], context: AsyncBoltContext
    ) -> None:
        """The form was sent: begin, unless the thread has got a conversation meanwhile."""
        came, (text, name, alone) = drawing.carried(view), drawing.described(view)
        sent = BeginSent(
            key=f"view:{view['id']}",
            place=Place(PLATFORM, context.team_id or "", came.channel, came.thread),
            user=body["user"]["id"],
            text=text,
            name=name,
            alone=alone,
        )
        begun = await self.database.post(lambda tx: heeded(lambda: self.beginning.begin(tx, sent)))
        if isinstance(begun, Held | Said):
            await ack(response_action="update", view=self._drawn(begun, came))
            return
        if begun is not None:
            self.begun(begun, came.told_at)
        await ack()

    async def joined(
        self, event: dict[str, Any], context: AsyncBoltContext, client: AsyncWebClient
    ) -> None:
        """Somebody invited us: a paused digest goes on, and a channel that is new to us is greeted.

        That is known before it is posted, so that no restart greets twice; a greeting may be lost.
        """
        if event.get("user") != context.bot_user_id:
            return
        where = Channel(PLATFORM, context.team_id or "", event["channel"])

        def met(tx: Transaction) -> bool:
            self.digest_listeners.welcome(tx, where.tenant, where.channel)
            return self.beginning.meets(tx, where)

        if await self.database.post(met):
            said = drawing.welcome()
            self.soon(
                client.chat_postMessage(
                    channel=where.channel, text=said.text, blocks=said.blocks, unfurl_links=False
                )
            )

    async def describe(self, ack: Ack, body: dict[str, Any], client: AsyncWebClient) -> None:
        """*Try it*, and *New question* under a digest: the form, empty."""
        await ack()
        came = drawing.Carried(body["channel"]["id"], "", body["response_url"])
        self.soon(_open(client, body, drawing.describe(BeginForm("", "", here=True), came)))

    async def home(
        self, event: dict[str, Any], context: AsyncBoltContext, client: AsyncWebClient
    ) -> None:
        """Somebody opened our Home: what waits for them is drawn as it is now."""
        if event["tab"] != "home":
            return
        acting, user, people = self.beginning.acting, event["user"], self.digest_listeners.people
        await people.look([user], PROFILE_SECONDS)
        who = Person(PLATFORM, context.team_id or "", user, people.zone(user) or "")
        shown = await self.database.work(lambda tx: waiting_for(tx, acting, who))
        view = home.draw(shown, self.links)
        self.soon(client.views_publish(user_id=user, view=view))

    async def ask(self, ack: Ack, body: dict[str, Any], client: AsyncWebClient) -> None:
        """*New question*, on Home: the form, empty, and alone with us."""
        await ack()
        form = drawing.describe(BeginForm("", "", here=False), drawing.Carried("", "", ""))
        self.soon(_open(client, body, form))

    async def help(self, ack: Ack, body: dict[str, Any], client: AsyncWebClient) -> None:
        """*How this works*."""
        await ack()
        self.soon(_open(client, body, pages.told(notes.draw(Help(None)))))

    def _drawn(self, found: BeginForm | Held | Said, came: drawing.Carried) -> Block:
        match found:
            case Held():
                return drawing.held(found, self.links)
            case BeginForm():
                return drawing.describe(found, came)
            case Said():
                return pages.told(notes.draw(found))


async def _seen(ack: Ack) -> None:
    """Acknowledge a press that Slack itself follows, to an address."""
    await ack()


async def _open(client: AsyncWebClient, body: dict[str, Any], view: Block) -> None:
    """Open a window; where Slack's three seconds have run out, ask for another try."""
    try:
        await client.views_open(trigger_id=body["trigger_id"], view=view)
    except SlackApiError as error:
        if api.code(error) not in api.TOO_LATE:
            raise
        note = private(TOO_LATE)
        if url := body.get("response_url"):
            await AsyncWebhookClient(url).send(text=note.text, blocks=note.blocks)
