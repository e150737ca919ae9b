"""Slack's payloads -> the conversation. Commit first, then acknowledge, then tell."""

from __future__ import annotations

import asyncio
import logging
import re
import secrets
import traceback
from collections.abc import Awaitable, Callable, Coroutine
from typing import Any, TypeVar, cast

from slack_bolt.app.async_app import AsyncApp
from slack_bolt.context.async_context import AsyncBoltContext
from slack_sdk.web.async_client import AsyncWebClient
from slack_sdk.webhook.async_client import AsyncWebhookClient

from bot.interactions.acting import Acting, heeded
from bot.interactions.costs import CostFigures, CostsForm, Submitted
from bot.interactions.entering import Entered, Entering, NumberForm
from bot.interactions.messages import Messages, Written, called
from bot.interactions.nudges import Nudges
from bot.interactions.nudges import subcommand as of_nudges
from bot.interactions.pages import Pages
from bot.interactions.presses import Press, Presses
from bot.interactions.proposals import Corrected, CorrectForm, Proposals
from bot.interactions.reading import ToRead, handed_over
from bot.interactions.reading_along import ReadingAlong
from bot.interactions.rewritten import Rewriting, Rewritten
from bot.model.text_reader import TextReader
from bot.sending.database_thread import DatabaseThread
from bot.views.notes import AnswersListed, CancelAsked, Explained, Note, Said, being_read
from storage.channels import Channel
from storage.records import Conversation, Place
from storage.sqlite import StoreError
from storage.store import Transaction

from .api import PLATFORM, Ack, tell
from .blocks import costs, digest, notes, pages, proposals, windows
from .blocks.conversation import TICK
from .blocks.kit import Block, private
from .digest_listeners import DigestListeners
from .pressed import in_window, metadata, open_form, sent_from, tell_presser
from .pressed import pressed as read_press
from .window import Window

log = logging.getLogger(__name__)

F = TypeVar("F")  # a form to open

RESPONSE_URLS = 100  # the latest: Slack forgets them after half an hour
EVENTS = ("app_mention", "message")
SPEAKING = frozenset(
    {None, "thread_broadcast", "file_share"}
)  # subtypes that carry a person's text
REWRITING = frozenset({"message_changed", "message_deleted"})
DIRECT = "D"  # how the ids of direct messages begin
IN_THREAD = "It is asked again in the conversation."
QUOTED = re.compile(r"^&gt;", re.MULTILINE)


class Listeners:
    """All of the app's listeners over one database."""

    def __init__(
        self,
        client: AsyncWebClient,
        database: DatabaseThread,
        acting: Acting,
        digest_listeners: DigestListeners,
        nudges: Nudges,
        model: TextReader | None = None,
    ) -> None:
        self.client = client
        self.database = database
        self.digest_listeners = digest_listeners
        self.nudges = nudges
        self.presses = Presses(acting)
        self.messages = Messages(acting, model=model)
        self.reading = ReadingAlong(database, self.messages.unasked, PLATFORM)
        self.rewriting = Rewriting(acting)
        self.costs = CostFigures(acting)
        self.proposals = Proposals(acting)
        self.entering = Entering(acting)
        self.pages = Pages(acting)
        self.window = Window(database, self.pages, self.presses, self._soon)
        self._response_urls: dict[int, str] = {}  # by conversation, for as long as Slack keeps them
        self._telling: set[asyncio.Task[object]] = set()

    def register(self, app: AsyncApp) -> None:
        """Attach every listener to the app."""
        app.command(notes.COMMAND)(self.command)
        for event in EVENTS:
            app.event(event)(self.message)
        self.digest_listeners.register(app)
        app.event(re.compile(".*"))(_nothing)  # what else is subscribed to is acknowledged
        app.action("answer:number")(self._opening(self.entering.form, (NumberForm,), _window))
        app.action("why")(self._opening(self.presses.why, (Explained,), _window))
        app.action("more")(self._opening(self.presses.more, (AnswersListed, CancelAsked), _window))
        app.view(windows.NUMBER)(self.submit_number)
        app.view(windows.CANCEL)(self.submit_cancel)
        for action, use in (
            ("answer:ticked", self.presses.done),
            (re.compile("^answer:"), self.presses.answer),
            (re.compile("^take:"), self.presses.take),
            (proposals.CONFIRM, self.presses.confirm),
            (proposals.ASK, self.presses.ask_instead),
            ("back", self.presses.back),
            ("resume", self.presses.resume),
            (windows.CANCEL, self.presses.cancel),
            ("change", self.presses.change),
            (re.compile(f"^{windows.CHANGE}"), self.presses.change),
            ("newer", self.presses.newer),
            ("stay", self.presses.stay),
            (pages.POST, self.pages.post),
            (pages.SAY_SO, self.pages.say_so),
            ("move", self.presses.move),
            (re.compile("^change_to"), self.rewriting.change_to),
            ("take_back", self.rewriting.take_back),
            ("keep", self.rewriting.keep),
            (costs.DETAILS, self.costs.breakdown),
            (digest.PAUSE, self.digest_listeners.pause),
        ):
            app.action(action)(self._action(use))
        app.action(costs.ACTION)(self._opening(self.costs.form, (CostsForm,), _costs_form))
        app.view(costs.ACTION)(self.submit_costs)
        app.action(proposals.CORRECT)(
            self._opening(self.proposals.form, (CorrectForm,), _correct_form)
        )
        app.view(proposals.CORRECT)(self.submit_correct)
        self.window.register(app)
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
        wish = of_nudges(asked.text)
        if wish is not None:
            where = Channel(PLATFORM, tenant, command["channel_id"])
            note = await self.database.post(lambda tx: self.nudges.obey(tx, wish, where))
            told = notes.draw(note)
            await ack(text=told.text, blocks=told.blocks)
            return
        key = f"command:{command['trigger_id']}"
        place = Place(PLATFORM, tenant, command["channel_id"], key)  # no thread yet
        if command["channel_id"].startswith(DIRECT):
            place = place.flat(key)
        user = command["user_id"]
        begun = await self.database.post(
            lambda tx: self.messages.asked(tx, key, place, user, asked.text)
        )
        if begun is not None:
            self._response_urls[begun.conversation.id] = command["response_url"]
            while len(self._response_urls) > RESPONSE_URLS:
                del self._response_urls[min(self._response_urls)]
            if it := handed_over(begun):
                self._soon(self.reading.have_read(it))
        await ack()

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
            thread = event.get("thread_ts")
            return tell(client, said.place.channel, said.user, thread, notes.draw(note))

        heard = await self.database.post(hear)
        if isinstance(heard, ToRead):
            self._soon(self._have_read(heard, told))
        elif heard:
            self._soon(told(heard))

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
            self._soon(tell(client, event["channel"], before["user"], thread, told))

    def _action(
        self, use: Callable[[Transaction, Press], Note | None]
    ) -> Callable[..., Awaitable[None]]:
        async def listener(
            ack: Ack, body: dict[str, Any], action: dict[str, Any], context: AsyncBoltContext,
            client: AsyncWebClient,
        ) -> None:  # fmt: skip
            pressed = read_press(body, action, context)
            note = await self.database.post(lambda tx: heeded(lambda: use(tx, pressed)))
            await ack()
            if note:
                self._soon(tell_presser(client, body, pressed, notes.draw(note)))
            elif in_window(body):
                self._soon(tell_presser(client, body, pressed, private(IN_THREAD)))
            elif body["container"].get("is_ephemeral"):
                self._soon(_clear(body))

        return listener

    def _opening(
        self,
        use: Callable[[Transaction, Press], object],
        kinds: tuple[type[F], ...],
        drawn: Callable[[F, Press], Block],
    ) -> Callable[..., Awaitable[None]]:
        """A form, opened at once, for what opens one is good for three seconds; or why there is none."""

        async def listener(
            ack: Ack, body: dict[str, Any], action: dict[str, Any], context: AsyncBoltContext,
            client: AsyncWebClient,
        ) -> None:  # fmt: skip
            pressed = read_press(body, action, context)
            made = await self.database.work(lambda tx: heeded(lambda: use(tx, pressed)))
            await ack()
            if isinstance(made, kinds):
                self._soon(open_form(client, body, pressed, drawn(made, pressed)))
            else:
                told = notes.draw(cast("Note", made))
                self._soon(tell_presser(client, body, pressed, told))

        return listener

    async def submit_costs(
        self, ack: Ack, body: dict[str, Any], view: dict[str, Any], context: AsyncBoltContext
    ) -> None:
        """The costs form: what is wrong is shown at its field, else the form closes."""
        came, _ = sent_from(body, view, context)
        sent = Submitted(
            *came,
            key=f"view:{view['id']}:{view.get('hash', '')}",
            figures=costs.filled(view["state"]["values"]),
            asked=costs.ASKED,
        )
        found = await self.database.post(lambda tx: self.costs.submit(tx, sent))
        faults = {field or costs.FIRST: fault for field, fault in found.items()}
        if faults:
            await ack(response_action="errors", errors=faults)
        else:  # with the page under it, which says what held before
            await (ack(response_action="clear") if view.get("previous_view_id") else ack())

    async def submit_correct(
        self, ack: Ack, body: dict[str, Any], view: dict[str, Any], context: AsyncBoltContext
    ) -> None:
        """The form of *Correct*: what is wrong is shown at its field, else the form closes."""
        came, revision = sent_from(body, view, context)
        entered = proposals.filled(view["state"]["values"])
        name = str(entered.get(proposals.NAME, ""))
        sent = Corrected(*came, revision=revision, entered=entered, name=name)
        found = await self.database.post(lambda tx: self.proposals.submit(tx, sent))
        first = view["blocks"][0]["block_id"]
        faults = {field or first: fault for field, fault in found.items()}
        await (ack(response_action="errors", errors=faults) if faults else ack())

    async def submit_number(
        self, ack: Ack, body: dict[str, Any], view: dict[str, Any], context: AsyncBoltContext
    ) -> None:
        """The form of *Enter a number*: what can't be read is told at its field."""
        came, revision = sent_from(body, view, context)
        sent = Entered(*came, revision=revision, text=windows.entered(view["state"]["values"]))
        fault = await self.database.post(lambda tx: self.entering.submit(tx, sent))
        errors = {windows.FIELD: fault}
        await (ack(response_action="errors", errors=errors) if fault else ack())

    async def submit_cancel(
        self, ack: Ack, body: dict[str, Any], view: dict[str, Any], context: AsyncBoltContext
    ) -> None:
        """*Cancel it*, or in its place why it can't be."""
        came, revision = sent_from(body, view, context)
        pressed = Press(*came, message="", carried=(str(revision),))
        note = await self.database.post(lambda tx: heeded(lambda: self.presses.cancel(tx, pressed)))
        shown = pages.told(notes.draw(note)) if note else None
        await (ack(response_action="update", view=shown) if shown else ack())

    async def _have_read(
        self, it: ToRead, told: Callable[[Note], Coroutine[Any, Any, None]]
    ) -> None:
        """Have a text read. Who typed it as an answer is told that, for no message says so."""
        if it.otherwise:
            await asyncio.wait({self._soon(told(Said(being_read(it.host))))})
        if note := await self.reading.have_read(it):
            await told(note)

    async def tell_owner(
        self, conversation: Conversation, told: Note, user: str | None = None
    ) -> None:
        """Tell who asked, privately and where we still can, what became of the conversation.

        Or `user`, where the thread is.
        """
        note, place = notes.draw(told), conversation.place
        if user:
            await tell(self.client, place.channel, user, place.hangs_in, note)
            return
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

    def _soon(self, telling: Coroutine[Any, Any, object]) -> asyncio.Task[object]:
        """Tell without holding up the acknowledgement."""
        task = asyncio.create_task(telling)
        self._telling.add(task)
        task.add_done_callback(self._told)
        return task

    def _told(self, task: asyncio.Task[object]) -> None:
        self._telling.discard(task)
        if not task.cancelled() and (error := task.exception()):
            log.warning("what was to follow failed: %s", type(error).__name__)


def _costs_form(made: CostsForm, pressed: Press) -> Block:
    return costs.form(made.figures, metadata(pressed, 0))


def _correct_form(made: CorrectForm, pressed: Press) -> Block:
    return proposals.form(made.name, made.fields, metadata(pressed, made.revision))


def _window(made: Any, pressed: Press) -> Block:
    return windows.draw(made, metadata(pressed, pressed.number))


async def _nothing() -> None:
    """Acknowledge what nobody listens to, so that Slack doesn't send it again."""


async def _seen(ack: Ack) -> None:
    await ack()


async def _clear(body: dict[str, Any]) -> None:
    """Take away a private note that has been answered."""
    await AsyncWebhookClient(body["response_url"]).send(delete_original=True)


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
    return " ".join(_plain(text.replace(f"<@{context.bot_user_id}>", " ")).split())


def _to_others(text: str, event: dict[str, Any]) -> bool:
    """Whether a message mentions somebody, quotes a line, or shares what somebody else wrote."""
    shared = any(
        each.get("is_share") or each.get("is_msg_unfurl") for each in event.get("attachments", [])
    )
    return shared or bool(re.search(r"<[@!]|(?<!\w)@\w", text) or QUOTED.search(text))


def _plain(text: str) -> str:
    """What a person typed, without the marks Slack puts around people, channels and links."""
    text = re.sub(r"<([@#])[^|>]*\|([^>]*)>", r"\1\2", text)  # <@U1|ada>, <#C1|ml>
    text = re.sub(r"<(?:[^|>]*\|)?([^>]*)>", r"\1", text)  # <https://a.b|a.b>, <@U1>
    return text.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")
