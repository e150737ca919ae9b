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

from bot.conversation.advisor import Turn
from bot.interactions.acting import Acting, heeded
from bot.interactions.beginning import Beginning
from bot.interactions.costs import CostFigures, CostsForm, Submitted
from bot.interactions.describing import DescribeForm, Describing, NameForm, SentText
from bot.interactions.entering import Entered, Entering, NumberForm
from bot.interactions.hurry import Hurry, HurryForm
from bot.interactions.pages import Pages
from bot.interactions.presses import FORM, Press, Presses
from bot.interactions.proposals import Corrected, CorrectForm, Proposals
from bot.interactions.reading import handed_over
from bot.interactions.rewritten import Rewriting
from bot.model.text_reader import TextReader
from bot.sending.database_thread import DatabaseThread
from bot.views.notes import (
    CANCEL,
    OFF,
    PAUSE,
    START_OVER,
    AnswersListed,
    EndAsked,
    Explained,
    Note,
)
from storage.records import Conversation
from storage.sqlite import StoreError
from storage.store import Transaction

from .api import Ack, tell
from .beginning import BeginningListeners
from .blocks import costs, digest, doors, hurry, notes, pages, proposals, windows
from .blocks.conversation import TICK
from .blocks.kit import Block, private
from .digest_listeners import DigestListeners
from .hearing import Hearing
from .hurry import HurryListeners
from .nudge_listeners import NudgeListeners
from .pressed import clear, in_window, metadata, open_form, sent_from, tell_presser
from .pressed import pressed as read_press
from .window import Window

log = logging.getLogger(__name__)

F = TypeVar("F")  # a form to open

IN_THREAD = "It is asked again in the conversation."


class Listeners:
    """All of the app's listeners over one database."""

    def __init__(
        self,
        client: AsyncWebClient,
        database: DatabaseThread,
        acting: Acting,
        digest_listeners: DigestListeners,
        nudge_listeners: NudgeListeners,
        model: TextReader | None = None,
    ) -> None:
        self.client = client
        self.database = database
        self.digest_listeners = digest_listeners
        self.nudge_listeners = nudge_listeners
        self.presses = Presses(acting)
        self.hearing = Hearing(
            database, acting, digest_listeners, nudge_listeners, model, self._soon
        )
        self.rewriting = Rewriting(acting)
        self.costs = CostFigures(acting)
        self.proposals = Proposals(acting)
        self.entering = Entering(acting)
        self.describing = Describing(acting, self.hearing.messages.unasked)
        self.pages = Pages(acting)
        self.window = Window(database, self.pages, self.presses, self._soon)
        self.beginning = BeginningListeners(
            database,
            Beginning(self.hearing.messages),
            digest_listeners,
            self.hearing.begun,
            self._soon,
        )
        self.hurry = Hurry(acting)
        self.hurrying = HurryListeners(database, self.hurry, self._soon)
        self._telling: set[asyncio.Task[object]] = set()

    def register(self, app: AsyncApp) -> None:
        """Attach every listener to the app."""
        self.hearing.register(app)
        self.digest_listeners.register(app)
        self.nudge_listeners.register(app)
        self.beginning.register(app)
        self.hurrying.register(app)
        app.event(re.compile(".*"))(_nothing)  # what else is subscribed to is acknowledged
        app.action("answer:number")(self._opening(self.entering.form, (NumberForm,), _window))
        app.action("why")(self._opening(self.presses.why, (Explained,), _window))
        app.action("more")(self._opening(self._more, (AnswersListed, EndAsked, HurryForm), _window))
        whether = self.digest_listeners.whether_to_pause
        app.action(digest.PAUSE)(self._opening(whether, (EndAsked,), _window))
        app.view(windows.NUMBER)(self.submit_number)
        for what, use in (
            (CANCEL, self.presses.cancel),
            (START_OVER, self.presses.start_over),
            (PAUSE, self.digest_listeners.pause),
            (OFF, self.digest_listeners.switch_off),
        ):
            app.action(f"{notes.END}{what}")(self._action(use))
            app.view(f"{notes.END}{what}")(self._ending(use))
        app.action(windows.DESCRIBE)(
            self._opening(self.describing.describe_form, (DescribeForm,), _form)
        )
        app.view(windows.DESCRIBE)(self.submit_description)
        app.action(windows.NAME)(self._opening(self.describing.name_form, (NameForm,), _form))
        app.view(windows.NAME)(self.submit_name)
        for action, use in (
            ("answer:ticked", self.presses.done),
            (re.compile("^answer:"), self.presses.answer),
            (re.compile("^take:"), self.presses.take),
            (proposals.CONFIRM, self.presses.confirm),
            (proposals.ASK, self.presses.ask_instead),
            ("back", self.presses.back),
            ("resume", self.presses.resume),
            ("change", self.presses.change),
            (re.compile(f"^{windows.CHANGE}"), self.presses.change),
            ("newer", self.presses.newer),
            ("stay", self.presses.stay),
            (pages.POST, self.pages.post),
            (re.compile(f"^{pages.SAY_SO}"), self.pages.say_so),
            ("move", self.presses.move),
            (re.compile("^change_to"), self.rewriting.change_to),
            ("take_back", self.rewriting.take_back),
            ("keep", self.rewriting.keep),
            (doors.NEITHER, self.hearing.doors.neither),
            (costs.DETAILS, self.costs.breakdown),
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
                self._soon(clear(body))

        return listener

    def _more(self, tx: Transaction, pressed: Press) -> Note | HurryForm:
        """What a question's menu opens."""
        in_form = FORM in pressed.carried
        return self.hurry.form(tx, pressed) if in_form else self.presses.more(tx, pressed)

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

    def _ending(
        self, use: Callable[[Transaction, Press], Note | None]
    ) -> Callable[..., Awaitable[None]]:
        """What ends something for all, confirmed; or in its place why it can't be."""

        async def listener(
            ack: Ack, body: dict[str, Any], view: dict[str, Any], context: AsyncBoltContext
        ) -> None:
            came, revision = sent_from(body, view, context)
            pressed = Press(*came, message="", carried=(str(revision),))
            note = await self.database.post(lambda tx: heeded(lambda: use(tx, pressed)))
            shown = pages.told(notes.draw(note)) if note else None
            await (ack(response_action="update", view=shown) if shown else ack())

        return listener

    async def submit_description(
        self, ack: Ack, body: dict[str, Any], view: dict[str, Any], context: AsyncBoltContext
    ) -> None:
        """The form of *Describe it instead*: read as a first text."""
        sent = _sent_text(body, view, context)
        made = await self.database.post(lambda tx: self.describing.describe(tx, sent))
        errors = {windows.FIELD: made}
        await (ack(response_action="errors", errors=errors) if isinstance(made, str) else ack())
        if isinstance(made, Turn) and (it := handed_over(made)):
            self._soon(self.hearing.reading.have_read(it))

    async def submit_name(
        self, ack: Ack, body: dict[str, Any], view: dict[str, Any], context: AsyncBoltContext
    ) -> None:
        """The form of *Name it*."""
        sent = _sent_text(body, view, context)
        fault = await self.database.post(lambda tx: self.describing.name(tx, sent))
        errors = {windows.FIELD: fault}
        await (ack(response_action="errors", errors=errors) if fault else ack())

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
        url = self.hearing.response_urls.pop(conversation.id, None)
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


def _form(made: Any, pressed: Press) -> Block:
    return windows.draw(made, metadata(pressed, 0))


def _sent_text(body: dict[str, Any], view: dict[str, Any], context: AsyncBoltContext) -> SentText:
    came, _ = sent_from(body, view, context)
    key = f"view:{view['id']}:{view.get('hash', '')}"
    return SentText(*came, key=key, text=windows.entered(view["state"]["values"]))


def _window(made: Any, pressed: Press) -> Block:
    if isinstance(made, HurryForm):
        return hurry.form(made, metadata(pressed, made.revision))
    revision = made.revision if isinstance(made, EndAsked) else pressed.number
    return windows.draw(made, metadata(pressed, revision))


async def _nothing() -> None:
    """Acknowledge what nobody listens to, so that Slack doesn't send it again."""


async def _seen(ack: Ack) -> None:
    await ack()
