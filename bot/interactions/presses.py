"""What a press does. A button carries its conversation, and what it was true for."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any, TypeVar

from bot.conversation import replay
from bot.conversation.advisor import Turn
from bot.conversation.refusal import Outdated, Refusal
from bot.views.asked_back import explained
from bot.views.notes import CANCEL, Note, Said, listed
from rules.language.answers import Answer, Chosen, from_json
from storage.conversations import Conversations
from storage.outbox import DEAD, POST, Lane, Outbox, Posting
from storage.records import Event
from storage.store import Transaction

from .acting import Acting
from .gate import GONE, Gesture
from .thread import NUDGES, ROOT, waits_at

T = TypeVar("T")


@dataclass(frozen=True)
class Press(Gesture):
    """A button pressed or an option chosen."""

    message: str  # the platform's name of the message it stood under
    carried: tuple[str, ...]  # the rest of the value, word by word

    @property
    def number(self) -> int:
        """The revision or the event for which it was true. Raises Refusal where it is garbled."""
        if self.carried and re.fullmatch(r"\d{1,9}", self.carried[0]):
            return int(self.carried[0])
        raise Refusal(GONE)

    @property
    def answer(self) -> Answer:
        """The answer that it gives. Raises Refusal where it is garbled."""
        return self.said(from_json)

    def said(self, read: Callable[[Any], T]) -> T:
        """What its JSON says, as `read` reads it. Raises Refusal where it is garbled."""
        try:
            return read(json.loads(self.carried[1]))
        except (ValueError, IndexError, KeyError, TypeError, RecursionError):
            raise Refusal(GONE) from None


def carried(value: str) -> tuple[str, tuple[str, ...]]:
    """A button's value: the handle, and what else it carries."""
    handle, *rest = value.split(" ", 2)
    return handle, tuple(rest)


class Presses:
    """Buttons to use cases. What a method returns is told privately to who pressed."""

    def __init__(self, acting: Acting) -> None:
        self.acting = acting
        self.advisor = acting.advisor

    def answer(self, tx: Transaction, pressed: Press) -> Note | None:
        """A choice, or *Not sure*."""
        return self._answer(tx, pressed, at_it=True)

    def done(self, tx: Transaction, pressed: Press) -> Note | None:
        """*Done*: what is ticked. Where nothing is, that is no answer."""
        if pressed.answer == Chosen(frozenset()):
            turn = self._home(tx, pressed)
            open_now = pressed.number == turn.position.revision
            return NOTHING_TICKED if open_now else late(turn, pressed, lambda _: False)
        return self._answer(tx, pressed, at_it=True)

    def take(self, tx: Transaction, pressed: Press) -> Note | None:
        """One of the answers that a private note offered; the question stands elsewhere."""
        return self._answer(tx, pressed, at_it=False)

    def confirm(self, tx: Transaction, pressed: Press) -> Note | None:
        """*Yes, go on*: what was read is right."""
        return self._about_what_was_read(tx, pressed, right=True)

    def ask_instead(self, tx: Transaction, pressed: Press) -> Note | None:
        """*Ask me instead*: none of what was read counts."""
        return self._about_what_was_read(tx, pressed, right=False)

    def back(self, tx: Transaction, pressed: Press) -> Note | None:
        """*Back*."""
        revision = pressed.number

        def use(turn: Turn) -> Turn:
            return self.advisor.back(tx, turn, pressed.user, revision)

        return self._at_question(tx, pressed, use, lambda event: event.kind == replay.BACK)

    def why(self, tx: Transaction, pressed: Press) -> Note:
        """*Why this?*: the reason, the help, and what *not sure* means."""
        turn = self._home(tx, pressed)
        if turn.position.asking is None:
            return Said("That question is no longer open.")
        if turn.position.revision != pressed.number:
            return Said("That question has been answered. Look at the one that is open now.")
        self.acting.looked(tx, turn, pressed.user)
        return explained(turn.position) or Said("That question is no longer open.")

    def more(self, tx: Transaction, pressed: Press) -> Note:
        """A question's menu: the answers so far, or to cancel, which is asked once more."""
        turn = self._home(tx, pressed)
        if CANCEL in pressed.carried:
            return self.acting.whether_to_cancel(turn)
        return listed(turn.position, handle=turn.conversation.handle)

    def cancel(self, tx: Transaction, pressed: Press) -> Note | None:
        """*Cancel it*, confirmed."""
        revision = pressed.number

        def use(turn: Turn) -> Turn:
            return self.advisor.cancel(tx, turn, pressed.user, revision)

        return self._at_question(
            tx, pressed, use, lambda event: event.kind == replay.CANCEL, at_it=False
        )

    def newer(self, tx: Transaction, pressed: Press) -> Note | None:
        """*Move to it*: the conversation goes on by the newer rules."""
        revision = pressed.number

        def use(turn: Turn) -> Turn:
            return self.advisor.move(tx, turn, pressed.user, revision)

        return self._at_question(tx, pressed, use, lambda event: event.kind == replay.MOVE)

    def stay(self, tx: Transaction, pressed: Press) -> Note | None:
        """*Stay*: the newer rules are not offered again."""
        revision = pressed.number

        def use(turn: Turn) -> Turn:
            return self.advisor.stay(tx, turn, pressed.user, revision)

        return self._at_question(tx, pressed, use, lambda _: False)

    def resume(self, tx: Transaction, pressed: Press) -> Note | None:
        """*Resume*: what nobody answered in time is asked again."""
        revision = pressed.number

        def use(turn: Turn) -> Turn:
            return self.advisor.resume(tx, turn, pressed.user, revision)

        same = lambda event: event.kind == replay.RESUME  # noqa: E731  # one line
        return self._at_question(tx, pressed, use, same, at_it=False)

    def change(self, tx: Transaction, pressed: Press) -> Note | None:
        """*Change*: it carries the answer's event, and holds while that answer stands.

        It carries the fact too, for one confirmation gives several answers.
        """
        turn = self._home(tx, pressed)
        number = pressed.number
        if not 0 < number <= len(turn.events):
            raise Refusal(GONE)
        alone = turn.events[number - 1].fact
        named = alone or "".join(pressed.carried[1:])
        if not named:
            raise Refusal(GONE)
        given = turn.position.given.items()
        stands = (fact for fact, each in given if each.event == number)
        fact = next((each for each in stands if alone or each == named), None)
        if fact is None:
            return OVERTAKEN
        if turn.position.reopened == fact:
            changer = turn.events[turn.position.last - 1].user
            if changer == pressed.user:
                return None  # pressed twice
            return Said("{person} is changing that answer already.", changer)
        return self.acting.act(
            tx, turn, lambda: self.advisor.change(tx, turn, pressed.user, fact)
        ).note

    def whether_to_start_over(self, tx: Transaction, pressed: Press) -> Note:
        """*Start over*, under the advice it belongs to: it is asked once."""
        turn = self._home(tx, pressed)
        if turn.position.last != pressed.number:
            return Said("The conversation has moved on since that advice.")
        return self.acting.whether_to_start_over(turn)

    def start_over(self, tx: Transaction, pressed: Press) -> Note | None:
        """*Start over*, confirmed."""
        revision = pressed.number

        def use(turn: Turn) -> Turn:
            return self.advisor.start_over(tx, turn, pressed.user, revision)

        return self._at_question(
            tx, pressed, use, lambda event: event.kind == replay.START_OVER, at_it=False
        )

    def move(self, tx: Transaction, pressed: Press) -> Note | None:
        """*Go on in a direct message*, where the bot can't post in the channel."""
        turn = self.acting.gate.known(tx, pressed)
        if turn.conversation.owner != pressed.user:
            raise Refusal(GONE)
        place, conversation = turn.conversation.place, turn.conversation.id
        outbox, lane = Outbox(tx), Lane(conversation)
        root = outbox.posted(lane, ROOT, 1)
        if root and root.status != DEAD:
            return None  # moved already
        other = Conversations(tx).flat_of(place.platform, place.tenant, pressed.user)
        if other and other.id != conversation:
            return ONE_OPEN
        moved = replace(place, channel=pressed.user).flat(str(conversation))
        Conversations(tx).move(conversation, moved)
        outbox.give_up_lane(lane)
        shown = [
            Posting(POST, ROOT, 1),
            Posting(POST, waits_at(turn.position), turn.position.last),
        ]
        outbox.add(lane, shown, self.acting.now())
        return Said("I've written to you directly.")

    def _about_what_was_read(self, tx: Transaction, pressed: Press, *, right: bool) -> Note | None:
        revision = pressed.number

        def use(turn: Turn) -> Turn:
            read = turn.position.proposed if right else ()
            answers = {each.fact: each.answer for each in read}
            return self.advisor.confirm(tx, turn, pressed.user, answers, revision)

        def same(event: Event) -> bool:
            return event.kind == replay.CONFIRMED and right == any(
                each is not None for each in event.answer.values()
            )

        return self._at_question(tx, pressed, use, same)

    def _answer(self, tx: Transaction, pressed: Press, *, at_it: bool) -> Note | None:
        revision, answer = pressed.number, pressed.answer

        def use(turn: Turn) -> Turn:
            return self.acting.answer(tx, turn, pressed.user, answer, revision)

        same = lambda event: _same_answer(event, answer)  # noqa: E731  # one line
        return self._at_question(tx, pressed, use, same, at_it=at_it)

    def _at_question(
        self,
        tx: Transaction,
        pressed: Press,
        use: Callable[[Turn], Turn],
        same: Callable[[Event], bool],
        *,
        at_it: bool = True,
    ) -> Note | None:
        """Act on a button of a question. `same` knows the event this very press would cause.

        `at_it`: the button stands under the question, and so shows which copy of it people have.
        """
        turn = self._home(tx, pressed)
        try:
            after = use(turn)
        except Outdated:
            return late(turn, pressed, same)
        except Refusal as refusal:
            return Said(str(refusal))
        if at_it:
            self._settle_copies(tx, turn, pressed)
        return self.acting.announce(tx, after, turn)

    def _home(self, tx: Transaction, pressed: Press) -> Turn:
        return self.acting.gate.admitted(tx, pressed, pressed.message)

    def _settle_copies(self, tx: Transaction, turn: Turn, pressed: Press) -> None:
        """A press shows which copy of a question people have; a second one is deleted."""
        outbox, lane = Outbox(tx), Lane(turn.conversation.id)
        kind = waits_at(turn.position)
        posted = outbox.posted(lane, kind, turn.position.last)
        if posted is None or posted.message == pressed.message:
            return
        under = outbox.posted_as(lane, pressed.message)
        if under and under.kind in NUDGES:
            return  # it has the same buttons, and is no copy
        if posted.message is None:
            outbox.mark_sent(posted, pressed.channel, pressed.message)
        else:
            now = self.acting.now()
            outbox.delete_copy(lane, kind, pressed.channel, pressed.message, now)


NOTHING_TICKED = Said("Nothing is ticked. If that is your answer, press None of these.")
ONE_OPEN = Said(
    "Another question is open in our direct message. Finish it or cancel it, then ask here again."
)
ANSWERS, FORM = "answers", "form"  # what a question's menu names, beside CANCEL
OVERTAKEN = Said("That answer has been changed or taken back since.")
_TOOK = {
    replay.ANSWER: "has answered this one already",
    replay.BACK: "has gone back already",
    replay.CHANGE: "is changing an earlier answer",
    replay.START_OVER: "has started over",
    replay.CANCEL: "has cancelled the conversation",
    replay.RESUME: "goes on with it already",
    replay.MOVE: "has moved to the newer rules",
    replay.READ: "has told more",
    replay.CONFIRMED: "has said already what is right of it",
}


def _same_answer(event: Event, answer: Answer) -> bool:
    return event.kind == replay.ANSWER and from_json(event.answer) == answer


def late(turn: Turn, pressed: Press, same: Callable[[Event], bool]) -> Note | None:
    """The same person's same press is passed over in silence; anybody else is told who was first."""
    raising = [event for event in turn.events if event.kind in replay.RAISING]
    revision = pressed.number
    if not 0 < revision < len(raising):
        raise Refusal(GONE)
    taker = raising[revision]
    if taker.user == pressed.user and same(taker):
        return None
    took = _TOOK.get(taker.kind, "has moved the conversation on")
    return Said(f"{{person}} {took}, so your press changed nothing.", taker.user)
