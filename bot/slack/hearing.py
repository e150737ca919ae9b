"""What people type in Slack: the command, mentions, direct messages, replies, and their edits."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Callable, Coroutine
from typing import Any

from slack_bolt.app.async_app import AsyncApp
from slack_bolt.context.async_context import AsyncBoltContext
from slack_sdk.web.async_client import AsyncWebClient

from bot.conversation.advisor import Turn
from bot.interactions.acting import Acting, heeded
from bot.interactions.messages import Messages, Written, called
from bot.interactions.presses import Press
from bot.interactions.reading import ToRead, handed_over
from bot.interactions.reading_along import ReadingAlong
from bot.interactions.rewritten import Rewriting, Rewritten
from bot.model.text_reader import TextReader
from bot.sending.database_thread import DatabaseThread
from bot.views.notes import Note, Said, being_read
from storage.records import Place
from storage.store import Transaction

from .api import PLATFORM, Ack, tell
from .blocks import doors, notes
from .digest_listeners import DigestListeners
from .nudge_listeners import NudgeListeners
from .plain_text import plain
from .pressed import clear, tell_presser
from .pressed import pressed as read_press

RESPONSE_URLS = 100  # the latest: Slack forgets them after half an hour
EVENTS = ("app_mention", "message")
SPEAKING = frozenset(
    {None, "thread_broadcast", "file_share"}
)  # subtypes that carry a person's text
REWRITING = frozenset({"message_changed", "message_deleted"})
DIRECT = "D"  # how the ids of direct messages begin
QUOTED = re.compile(r"^&gt;", re.MULTILINE)


class Hearing:
    """Listeners of what is typed. `soon` does what needn't be waited for."""

    def __init__(
        self,
        database: DatabaseThread,
        acting: Acting,
        digest_listeners: DigestListeners,
        nudge_listeners: NudgeListeners,
        model: TextReader | None,
        soon: Callable[[Coroutine[Any, Any, object]], asyncio.Task[object]],
    ) -> None:
        self.database = database
        self.digest_listeners = digest_listeners
        self.links = digest_listeners.links
        self.nudge_listeners = nudge_listeners
        self.messages = Messages(acting, model=model)
        self.doors = self.messages.doors
        self.reading = ReadingAlong(database, self.messages.unasked, PLATFORM)
        self.rewriting = Rewriting(acting)
        self.soon = soon
        self.response_urls: dict[int, str] = {}  # by conversation, for as long as Slack keeps them

    def register(self, app: AsyncApp) -> None:
        """Attach every listener to the app."""
        app.command(notes.COMMAND)(self.command)
        for event in EVENTS:
            app.event(event)(self.message)
        app.action(doors.START)(self.start)

    async def command(self, ack: Ack, command: dict[str, Any], context: AsyncBoltContext) -> None:
        """`/should-we-finetune [what you are building]`."""
        asked = called(plain(command.get("text", "")))
        if asked.helped:
            await ack(text=notes.HELP)
            return
        tenant = context.team_id or ""
        if asked.digest is not None:
            await self.digest_listeners.command(ack, command, tenant, asked.digest)
            return
        if asked.nudges is not None:
            await self.nudge_listeners.command(ack, command, tenant, asked.nudges)
            return
        key, user = f"command:{command['trigger_id']}", command["user_id"]
        place = Place(PLATFORM, tenant, command["channel_id"], key)  # no thread yet
        if command["channel_id"].startswith(DIRECT):
            place = place.flat(key)
        begun = await self.database.post(
            lambda tx: self.doors.called(tx, key, place, user, asked.text)
        )
        if isinstance(begun, Turn):
            self.begun(begun, command["response_url"])
        await (self._tell_back(ack, begun) if begun and not isinstance(begun, Turn) else ack())

    async def start(
        self, ack: Ack, body: dict[str, Any], action: dict[str, Any], context: AsyncBoltContext,
        client: AsyncWebClient,
    ) -> None:  # fmt: skip
        """*Start about it*, *Start anew*."""
        it: Press = read_press(body, action, context)
        begun = await self.database.post(lambda tx: heeded(lambda: self.doors.start(tx, it)))
        await ack()
        if begun is None or isinstance(begun, Turn):
            if begun:
                self.begun(begun, body["response_url"])
            self.soon(clear(body))
        else:
            self.soon(tell_presser(client, body, it, notes.draw(begun, self.links)))

    async def message(
        self, event: dict[str, Any], body: dict[str, Any], context: AsyncBoltContext,
        client: AsyncWebClient,
    ) -> None:  # fmt: skip
        """A mention, a direct message, or a reply in a thread; or that one was edited or deleted."""
        if event.get("subtype") in REWRITING:
            await self._rewritten(event, body, context, client)
            return
        if event.get("subtype") not in SPEAKING or event.get("bot_id") or not event.get("user"):
            return
        said = _written(event, context)
        keys = (f"event:{body['event_id']}", f"message:{event['channel']}:{event['ts']}")

        def hear(tx: Transaction) -> Note | ToRead | None:
            note = heeded(lambda: self.messages.heard(tx, keys, said))
            self.digest_listeners.welcome(tx, said.place.tenant, said.place.channel)
            return note

        def told(note: Note) -> Coroutine[Any, Any, None]:
            thread, drawn = event.get("thread_ts"), notes.draw(note, self.links)
            return tell(client, said.place.channel, said.user, thread, drawn)

        heard = await self.database.post(hear)
        if isinstance(heard, ToRead):
            self.soon(self._have_read(heard, told))
        elif heard:
            self.soon(told(heard))

    async def _rewritten(
        self, event: dict[str, Any], body: dict[str, Any], context: AsyncBoltContext,
        client: AsyncWebClient,
    ) -> None:  # fmt: skip
        """Somebody's message was edited or deleted."""
        before, after = event.get("previous_message", {}), event.get("message")
        if before.get("bot_id") or not before.get("user"):
            return
        gone = after is None or after.get("subtype") == "tombstone"
        text = None if gone else _said((after or {}).get("text", ""), context)
        place = (PLATFORM, context.team_id or "", event["channel"])
        it, key = Rewritten(*place, before["ts"], text), f"event:{body['event_id']}"
        note = await self.database.post(
            lambda tx: heeded(lambda: self.rewriting.noticed(tx, key, it))
        )
        if note:
            thread = before.get("thread_ts")
            told = notes.draw(note)
            self.soon(tell(client, event["channel"], before["user"], thread, told))

    def begun(self, begun: Turn, response_url: str) -> None:
        """A conversation has begun: who asked can be told there, and a model may read the text."""
        if response_url:
            self.response_urls[begun.conversation.id] = response_url
        while len(self.response_urls) > RESPONSE_URLS:
            del self.response_urls[min(self.response_urls)]
        if it := handed_over(begun):
            self.soon(self.reading.have_read(it))

    async def _tell_back(self, ack: Ack, note: Note) -> None:
        told = notes.draw(note, self.links)
        await ack(text=told.text, blocks=told.blocks)

    async def _have_read(
        self, it: ToRead, told: Callable[[Note], Coroutine[Any, Any, None]]
    ) -> None:
        """Have a text read. Who typed it as an answer is told that, for no message says so."""
        if it.otherwise:
            await asyncio.wait({self.soon(told(Said(being_read(it.host))))})
        if note := await self.reading.have_read(it):
            await told(note)


def _written(event: dict[str, Any], context: AsyncBoltContext) -> Written:
    mention = f"<@{context.bot_user_id}>"
    text, at, thread = event.get("text", ""), event["ts"], event.get("thread_ts")
    direct = event.get("channel_type") == "im"
    return Written(
        place=Place(PLATFORM, context.team_id or "", event["channel"], thread or at),
        user=event["user"],
        text=_said(text, context),
        after=lambda message: float(at) >= float(message),
        threaded=thread is not None,
        direct=direct,
        addressed=direct or mention in text,
        to_others=_to_others(text.replace(mention, " "), event),
        name=at,
    )


def _said(text: str, context: AsyncBoltContext) -> str:
    """What a person wrote, without the mention of us."""
    return " ".join(plain(text.replace(f"<@{context.bot_user_id}>", " ")).split())


def _to_others(text: str, event: dict[str, Any]) -> bool:
    """Whether a message mentions somebody, quotes a line, or shares what somebody else wrote."""
    shared = any(
        each.get("is_share") or each.get("is_msg_unfurl") for each in event.get("attachments", [])
    )
    return shared or bool(re.search(r"<[@!]|(?<!\w)@\w", text) or QUOTED.search(text))
