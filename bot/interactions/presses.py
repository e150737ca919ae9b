"""What a press does. A button carries its conversation, and what it was true for."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass

from bot.conversation import replay
from bot.conversation.advisor import Turn
from bot.conversation.refusal import Outdated, Refusal
from bot.views.asked_back import explained
from bot.views.notes import Note, Said
from bot.views.question import says_nothing
from rules.language.answers import Answer, from_json
from storage.conversations import Conversations
from storage.outbox import POST, Lane, Outbox, Posting
from storage.records import Event, Place
from storage.store import Transaction

from .acting import Acting
from .thread import ROOT, waits_at


@dataclass(frozen=True)
class Press:
    """A button pressed or an option chosen, and where."""

    platform: str
    tenant: str
    channel: str
    user: str
    message: str  # the platform's name of the message it stood under
    conversation: int
    carried: tuple[str, ...]  # the rest of the value, word by word


def carried(value: str) -> tuple[int, tuple[str, ...]]:
    """A button's value: the conversation, and what else it carries. ValueError if garbled."""
    conversation, *rest = value.split(" ", 2)
    return int(conversation), tuple(rest)


class Presses:
    """Buttons to use cases. What a method returns is told privately to who pressed."""

    def __init__(self, acting: Acting) -> None:
        self.acting = acting
        self.advisor = acting.advisor

    def answer(self, tx: Transaction, pressed: Press) -> Note | None:
        """A choice, or *Not sure*."""
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
        revision = int(pressed.carried[0])

        def use(turn: Turn) -> Turn:
            return self.advisor.back(tx, turn, pressed.user, revision)

        return self._at_question(tx, pressed, use, lambda event: event.kind == replay.BACK)

    def why(self, tx: Transaction, pressed: Press) -> Note | None:
        """*Why this?*: the reason, the help, and what *not sure* means."""
        turn = self._home(tx, pressed)
        if turn is None or turn.position.asking is None:
            return Said("That question is no longer open.")
        if turn.position.revision != int(pressed.carried[0]):
            return Said("That question has been answered. Look at the one that is open now.")
        self.acting.looked(tx, turn, pressed.user)
        return explained(turn.position)

    def newer(self, tx: Transaction, pressed: Press) -> Note | None:
        """*Move to it*: the conversation goes on by the newer rules."""
        revision = int(pressed.carried[0])

        def use(turn: Turn) -> Turn:
            return self.advisor.move(tx, turn, pressed.user, revision)

        return self._at_question(tx, pressed, use, lambda event: event.kind == replay.MOVE)

    def stay(self, tx: Transaction, pressed: Press) -> Note | None:
        """*Stay*: the newer rules are not offered again."""
        revision = int(pressed.carried[0])

        def use(turn: Turn) -> Turn:
            return self.advisor.stay(tx, turn, pressed.user, revision)

        return self._at_question(tx, pressed, use, lambda _: False)

    def change(self, tx: Transaction, pressed: Press) -> Note | None:
        """*Change*: it carries the answer's event, and holds while that answer stands.

        It carries the fact too, for one confirmation gives several answers.
        """
        turn = self._home(tx, pressed)
        number = int(pressed.carried[0])
        if turn is None or not 0 < number <= len(turn.events):
            return GONE
        alone = turn.events[number - 1].fact
        named = alone or "".join(pressed.carried[1:])
        if not named:
            return GONE
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

    def details(self, tx: Transaction, pressed: Press) -> Note | None:
        """*Details*: what stands behind the recommendation."""
        turn = self._home(tx, pressed)
        return self.acting.behind(turn) if turn else GONE

    def start_over(self, tx: Transaction, pressed: Press) -> Note | None:
        """*Start over*, under the verdict it belongs to."""
        turn = self._home(tx, pressed)
        number = int(pressed.carried[0])
        if turn is None:
            return GONE
        if turn.position.last != number:
            taker = _taker(turn, lambda event: event.number > number)
            if taker and (taker.kind, taker.user) == (replay.START_OVER, pressed.user):
                return None
            return Said("The conversation has moved on since that recommendation.")
        return self.acting.act(
            tx, turn, lambda: self.advisor.start_over(tx, turn, pressed.user)
        ).note

    def move(self, tx: Transaction, pressed: Press) -> Note | None:
        """*Go on in a direct message*, where the bot can't post in the channel."""
        turn = self.acting.held(tx, pressed.conversation, pressed.platform, pressed.tenant)
        if turn is None or turn.conversation.owner != pressed.user:
            return GONE
        place = turn.conversation.place
        if place.thread == _direct(pressed.conversation) or place.channel != pressed.channel:
            return None  # moved already
        moved = Place(place.platform, place.tenant, pressed.user, _direct(pressed.conversation))
        Conversations(tx).move(pressed.conversation, moved)
        outbox, lane = Outbox(tx), Lane(pressed.conversation)
        outbox.give_up_lane(lane)
        shown = [
            Posting(POST, ROOT, 1),
            Posting(POST, waits_at(turn.position), turn.position.last),
        ]
        outbox.add(lane, shown, self.acting.now())
        return Said("I've written to you directly.")

    def _about_what_was_read(self, tx: Transaction, pressed: Press, *, right: bool) -> Note | None:
        revision = int(pressed.carried[0])

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
        revision, answer = int(pressed.carried[0]), from_json(json.loads(pressed.carried[1]))

        def use(turn: Turn) -> Turn:
            if revision == turn.position.revision and says_nothing(turn.position, answer):
                raise Refusal(NOTHING_TICKED)
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
        if turn is None:
            return GONE
        try:
            after = use(turn)
        except Outdated:
            return late(turn, pressed, same)
        except Refusal as refusal:
            return Said(str(refusal))
        if at_it:
            self._settle_copies(tx, turn, pressed)
        self.acting.announce(tx, after, turn)
        return None

    def _home(self, tx: Transaction, pressed: Press) -> Turn | None:
        """The conversation, if it is held where the button was pressed."""
        here = (pressed.platform, pressed.tenant, pressed.channel)
        return self.acting.held(tx, pressed.conversation, *here)

    def _settle_copies(self, tx: Transaction, turn: Turn, pressed: Press) -> None:
        """A press shows which copy of a question people have; a second one is deleted."""
        outbox, lane = Outbox(tx), Lane(turn.conversation.id)
        kind = waits_at(turn.position)
        posted = outbox.posted(lane, kind, turn.position.last)
        if posted is None or posted.message == pressed.message:
            return
        if posted.message is None:
            outbox.mark_sent(posted, pressed.channel, pressed.message)
        else:
            now = self.acting.now()
            outbox.delete_copy(lane, kind, pressed.channel, pressed.message, now)


NOTHING_TICKED = (
    "Nothing is ticked, and what isn't ticked stays open. Tick what is true, or press "
    "None of these or Not sure."
)
GONE = Said("That button belongs to a conversation I no longer know here.")
OVERTAKEN = Said("That answer has been changed or taken back since.")
_TOOK = {
    replay.ANSWER: "has answered this one already",
    replay.BACK: "has gone back already",
    replay.CHANGE: "is changing an earlier answer",
    replay.START_OVER: "has started over",
    replay.CANCEL: "has cancelled the conversation",
    replay.MOVE: "has moved to the newer rules",
    replay.READ: "has told more",
    replay.CONFIRMED: "has said already what is right of it",
}


def _direct(conversation: int) -> str:
    """The thread's name in a direct message that has not been opened yet."""
    return f"direct:{conversation}"


def _same_answer(event: Event, answer: Answer) -> bool:
    return event.kind == replay.ANSWER and from_json(event.answer) == answer


def _taker(turn: Turn, after: Callable[[Event], bool]) -> Event | None:
    """The first event that moved the conversation on."""
    return next((e for e in turn.events if e.kind in replay.RAISING and after(e)), None)


def late(turn: Turn, pressed: Press, same: Callable[[Event], bool]) -> Note | None:
    """The same person's same press is passed over in silence; anybody else is told who was first."""
    raising = [event for event in turn.events if event.kind in replay.RAISING]
    revision = int(pressed.carried[0])
    if not 0 < revision < len(raising):
        return GONE
    taker = raising[revision]
    if taker.user == pressed.user and same(taker):
        return None
    took = _TOOK.get(taker.kind, "has moved the conversation on")
    return Said(f"{{person}} {took}, so your press changed nothing.", taker.user)
