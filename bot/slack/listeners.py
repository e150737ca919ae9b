"""Slack's payloads -> the conversation. Commit first, then acknowledge, then tell."""

from __future__ import annotations

import asyncio
import json
import logging
import re
import secrets
import traceback
from collections.abc import Awaitable, Callable, Coroutine
from typing import Any

from slack_bolt.app.async_app import AsyncApp
from slack_bolt.context.async_context import AsyncBoltContext
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient
from slack_sdk.webhook.async_client import AsyncWebhookClient

from bot.interactions.acting import Acting, heeded
from bot.interactions.costs import CostFigures, CostsForm, Submitted
from bot.interactions.messages import Messages, Written, called
from bot.interactions.presses import Press, Presses, carried
from bot.sending.database_thread import DatabaseThread
from bot.views.notes import Note
from storage.records import Conversation, Place
from storage.sqlite import StoreError
from storage.store import Transaction

from . import api
from .api import PLATFORM, Ack, tell
from .blocks import costs, digest, notes
from .blocks.conversation import TICK, ticked
from .blocks.kit import Block, Message, private
from .digest_listeners import DigestListeners

log = logging.getLogger(__name__)

RESPONSE_URLS = 100  # the latest: Slack forgets them after half an hour
EVENTS = ("app_mention", "message")
SPEAKING = frozenset(
    {None, "thread_broadcast", "file_share"}
)  # subtypes that carry a person's text


class Listeners:
    """All of the app's listeners over one database."""

    def __init__(
        self,
        client: AsyncWebClient,
        database: DatabaseThread,
        acting: Acting,
        digest_listeners: DigestListeners,
    ) -> None:
        self.client = client
        self.database = database
        self.digest_listeners = digest_listeners
        self.presses = Presses(acting)
        self.messages = Messages(acting)
        self.costs = CostFigures(acting)
        self._response_urls: dict[int, str] = {}  # by conversation, for as long as Slack keeps them
        self._telling: set[asyncio.Task[None]] = set()

    def register(self, app: AsyncApp) -> None:
        """Attach every listener to the app."""
        app.command(notes.COMMAND)(self.command)
        for event in EVENTS:
            app.event(event)(self.message)
        self.digest_listeners.register(app)
        app.event(re.compile(".*"))(_nothing)  # what else is subscribed to is acknowledged
        for action, use in (
            (re.compile("^answer:"), self.presses.answer),
            ("back", self.presses.back),
            ("why", self.presses.why),
            ("change", self.presses.change),
            ("newer", self.presses.newer),
            ("stay", self.presses.stay),
            ("details", self.presses.details),
            ("start_over", self.presses.start_over),
            ("move", self.presses.move),
            (costs.DETAILS, self.costs.breakdown),
            (digest.PAUSE, self.digest_listeners.pause),
        ):
            app.action(action)(self._action(use))
        app.action(costs.ACTION)(self.open_costs)
        app.view(costs.ACTION)(self.submit_costs)
        app.action(TICK)(_seen)  # a box ticked says nothing yet: *Done* does
        app.error(self.error)

    async def command(self, ack: Ack, command: dict[str, Any], context: AsyncBoltContext) -> None:
        """`/should-we-finetune [what you are building]`."""
        asked = called(_plain(command.get("text", "")))
        if asked.helped:
            await ack(text=notes.HELP)
            return
        tenant = context.team_id or ""
        if asked.digest is not None:
            await self.digest_listeners.command(ack, command, tenant, asked.digest)
            return
        key = f"command:{command['trigger_id']}"
        place = Place(PLATFORM, tenant, command["channel_id"], key)  # no thread yet
        user = command["user_id"]
        begun = await self.database.post(
            lambda tx: self.messages.asked(tx, key, place, user, asked.subject)
        )
        if begun is not None:
            self._response_urls[begun] = command["response_url"]
            while len(self._response_urls) > RESPONSE_URLS:
                del self._response_urls[min(self._response_urls)]
        await ack()

    async def message(
        self, event: dict[str, Any], body: dict[str, Any], context: AsyncBoltContext,
        client: AsyncWebClient,
    ) -> None:  # fmt: skip
        """A mention, a direct message, or a reply in a thread."""
        if event.get("subtype") not in SPEAKING or event.get("bot_id") or not event.get("user"):
            return
        said = _written(event, context)
        keys = (f"event:{body['event_id']}", f"message:{event['channel']}:{event['ts']}")

        def hear(tx: Transaction) -> Note | None:
            note = heeded(lambda: self.messages.heard(tx, keys, said))
            self.digest_listeners.welcome(tx, said.place.tenant, said.place.channel)
            return note

        note = await self.database.post(hear)
        if note:
            thread = event.get("thread_ts")
            self._soon(tell(client, said.place.channel, said.user, thread, notes.draw(note)))

    def _action(
        self, use: Callable[[Transaction, Press], Note | None]
    ) -> Callable[..., Awaitable[None]]:
        async def listener(
            ack: Ack, body: dict[str, Any], action: dict[str, Any], context: AsyncBoltContext,
            client: AsyncWebClient,
        ) -> None:  # fmt: skip
            pressed = _pressed(body, action, context)
            note = await self.database.post(lambda tx: heeded(lambda: use(tx, pressed)))
            await ack()
            if note:
                thread = body["container"].get("thread_ts")
                self._soon(_tell_presser(client, body, pressed, thread, notes.draw(note)))

        return listener

    async def open_costs(
        self, ack: Ack, body: dict[str, Any], action: dict[str, Any], context: AsyncBoltContext,
        client: AsyncWebClient,
    ) -> None:  # fmt: skip
        """*Costs*: the form, at once, for what opens one is good for three seconds."""
        pressed = _pressed(body, action, context)
        made = await self.database.work(lambda tx: heeded(lambda: self.costs.form(tx, pressed)))
        await ack()
        thread = body["container"].get("thread_ts")
        if isinstance(made, CostsForm):
            view = costs.form(made.figures, made.conversation)
            self._soon(_open(client, body, pressed, view))
        else:
            self._soon(_tell_presser(client, body, pressed, thread, notes.draw(made)))

    async def submit_costs(
        self, ack: Ack, body: dict[str, Any], view: dict[str, Any], context: AsyncBoltContext
    ) -> None:
        """The costs form: what is wrong is shown at its field, else the form closes."""
        sent = Submitted(
            key=f"view:{view['id']}:{view.get('hash', '')}",
            platform=PLATFORM,
            tenant=context.team_id or "",
            user=body["user"]["id"],
            conversation=int(view["private_metadata"]),
            figures=costs.filled(view["state"]["values"]),
            asked=costs.ASKED,
        )
        found = await self.database.post(lambda tx: self.costs.submit(tx, sent))
        faults = {field or costs.FIRST: fault for field, fault in found.items()}
        await (ack(response_action="errors", errors=faults) if faults else ack())

    async def tell_owner(self, conversation: Conversation, told: Note) -> None:
        """Tell who asked, privately and where we still can, what became of the conversation."""
        note = notes.draw(told)
        url = self._response_urls.pop(conversation.id, None)
        if url:
            await AsyncWebhookClient(url).send(text=note.text, blocks=note.blocks)
        else:  # the address was lost with a restart
            await self.client.chat_postMessage(
                channel=conversation.owner, text=note.text, blocks=note.blocks
            )

    async def error(
        self, error: Exception, context: AsyncBoltContext, client: AsyncWebClient
    ) -> None:
        """Anything unforeseen: a reference for the person and the same one in the log."""
        reference = secrets.token_hex(4).upper()
        frames = "".join(traceback.format_tb(error.__traceback__))  # places, never values
        what = str(error) if isinstance(error, StoreError) else type(error).__name__
        log.error("reference %s: %s\n%s", reference, what, frames)
        channel, user = context.channel_id, context.user_id
        if channel and user:
            note = private(
                "Something went wrong on my side, and nothing was changed. Please try again. If "
                f"it goes on, tell whoever runs me this reference: {reference}."
            )
            self._soon(tell(client, channel, user, None, note))

    def _soon(self, telling: Coroutine[Any, Any, None]) -> None:
        """Tell without holding up the acknowledgement."""
        task = asyncio.create_task(telling)
        self._telling.add(task)
        task.add_done_callback(self._told)

    def _told(self, task: asyncio.Task[None]) -> None:
        self._telling.discard(task)
        if not task.cancelled() and (error := task.exception()):
            log.warning("a private note was not delivered: %s", type(error).__name__)


async def _nothing() -> None:
    """Acknowledge what nobody listens to, so that Slack doesn't send it again."""


async def _seen(ack: Ack) -> None:
    await ack()


async def _tell_presser(
    client: AsyncWebClient, body: dict[str, Any], pressed: Press, thread: str | None, note: Message
) -> None:
    """By the response URL under an ephemeral message (no membership there), else in the thread."""
    if body["container"].get("is_ephemeral"):
        url = AsyncWebhookClient(body["response_url"])
        await url.send(text=note.text, blocks=note.blocks, replace_original=True)
    else:
        await tell(client, pressed.channel, pressed.user, thread, note)


async def _open(client: AsyncWebClient, body: dict[str, Any], pressed: Press, view: Block) -> None:
    """Open a form; where Slack's three seconds have run out, ask for another press."""
    try:
        await client.views_open(trigger_id=body["trigger_id"], view=view)
    except SlackApiError as error:
        if api.code(error) not in api.TOO_LATE:
            raise
        note = private("That took too long, and Slack didn't open the form. Please press again.")
        await _tell_presser(client, body, pressed, body["container"].get("thread_ts"), note)


def _written(event: dict[str, Any], context: AsyncBoltContext) -> Written:
    mention = f"<@{context.bot_user_id}>"
    text, at, thread = event.get("text", ""), event["ts"], event.get("thread_ts")
    direct = event.get("channel_type") == "im"
    return Written(
        place=Place(PLATFORM, context.team_id or "", event["channel"], thread or at),
        user=event["user"],
        text=" ".join(_plain(text.replace(mention, " ")).split()),
        after=lambda message: float(at) >= float(message),
        threaded=thread is not None,
        direct=direct,
        addressed=direct or mention in text,
    )


def _plain(text: str) -> str:
    """What a person typed, without the marks Slack puts around people, channels and links."""
    text = re.sub(r"<([@#])[^|>]*\|([^>]*)>", r"\1\2", text)  # <@U1|ada>, <#C1|ml>
    text = re.sub(r"<(?:[^|>]*\|)?([^>]*)>", r"\1", text)  # <https://a.b|a.b>, <@U1>
    return text.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")


def _boxes(body: dict[str, Any]) -> list[str]:
    """The boxes ticked in the message whose *Done* was pressed."""
    for elements in body.get("state", {}).get("values", {}).values():
        if TICK in elements:
            return [option["value"] for option in elements[TICK]["selected_options"]]
    return []


def _pressed(body: dict[str, Any], action: dict[str, Any], context: AsyncBoltContext) -> Press:
    value = action.get("value") or action["selected_option"]["value"]
    if action["action_id"] == "answer:ticked":
        value = f"{value} {json.dumps(ticked(_boxes(body)))}"
    container = body["container"]
    conversation, rest = carried(value)
    return Press(
        PLATFORM, context.team_id or "", container["channel_id"], body["user"]["id"],
        container["message_ts"], conversation, rest,
    )  # fmt: skip
