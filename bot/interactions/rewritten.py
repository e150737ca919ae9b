"""A message that was read as an answer, and has been edited or deleted: what holds now?"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from bot.conversation import replay
from bot.conversation.advisor import Turn
from bot.typed import Offered, Understood, plainly
from bot.typed.words import NONE, Words
from bot.views.answers import offered
from bot.views.asked_back import told_back
from bot.views.notes import Deleted, Edited, Note, Said
from rules.language.answers import Answer, AnswerError
from storage.inbox import Inbox
from storage.store import Transaction
from storage.typed_answers import TypedAnswers

from .acting import Acting
from .presses import OVERTAKEN, Press, Presses
from .understand import understand


@dataclass(frozen=True)
class Rewritten:
    """A message that its writer has edited or deleted."""

    platform: str
    tenant: str
    channel: str
    message: str  # the platform's name for it
    text: str | None  # as it reads now, without the mention of us; None: it is gone


class Rewriting:
    """Asks who wrote the message, and does what they press. Until then the answer stands."""

    def __init__(self, acting: Acting) -> None:
        self.acting = acting
        self.advisor = acting.advisor
        self.presses = Presses(acting)

    def remember(self, tx: Transaction, turn: Turn, message: str) -> None:
        """Which message the answer of this turn was typed in."""
        answers = [e for e in turn.events[len(turn.events) - turn.new :] if e.kind == replay.ANSWER]
        if message and len(answers) == 1:
            Inbox(tx).keep_message(turn.conversation.id, answers[0].number, message)

    def noticed(self, tx: Transaction, key: str, it: Rewritten) -> Note | None:
        """A message was edited or deleted. Its writer is told the note."""
        place = (it.platform, it.tenant, it.channel)
        found = Inbox(tx).answered_by(*place, it.message)
        if found is None or not Inbox(tx).handle(key, self.acting.now()):
            return None
        TypedAnswers(tx).forget(*found)
        turn, event = self.advisor.look(tx, found[0]), found[1]
        fact = _answered_in(turn, event)
        if fact is None or turn.position.cancelled:
            return None
        if it.text is None:
            return Deleted(*_shown(turn, fact), turn.conversation.handle, event)
        return _edited(turn, fact, it.text, self.acting.words(turn))

    def change_to(self, tx: Transaction, pressed: Press) -> Note | None:
        """*Change it*: as *Change* and the answer would, while the one before still stands."""
        turn = self.acting.gate.admitted(tx, pressed, pressed.message)
        event, answer = pressed.number, pressed.answer
        fact = _answered_in(turn, event)
        message = Inbox(tx).message_of(turn.conversation.id, event) or ""
        if fact is None:
            here = (pressed.platform, pressed.tenant, pressed.channel)
            again = Inbox(tx).answered_by(*here, message)
            return _pressed_twice(turn, again, answer) or OVERTAKEN
        try:
            turn.position.diagram.rules.facts[fact].admit(fact, answer)
        except AnswerError:
            return Said("The rules have changed since, and no longer take that answer.")
        return self._change(tx, turn, pressed.user, fact, answer, message)

    def take_back(self, tx: Transaction, pressed: Press) -> Note | None:
        """*Take it back*: the question is asked again, as after *Change*."""
        return self.presses.change(tx, pressed) or Said("I ask that question again.")

    def keep(self, tx: Transaction, pressed: Press) -> Note | None:  # noqa: ARG002
        """*Keep it*."""
        return Said("It stays as it is.")

    def _change(
        self, tx: Transaction, turn: Turn, user: str, fact: str, answer: Answer, message: str
    ) -> Note | None:
        act, asked = self.acting.act, turn
        if turn.position.reopened != fact:
            reply = act(tx, turn, lambda: self.advisor.change(tx, turn, user, fact))
            if reply.turn is None:
                return reply.note
            asked = replace(reply.turn, new=0)  # each of the two is announced by itself
        reply = act(tx, asked, lambda: self.advisor.answer(tx, asked, user, answer))
        if reply.turn is None:
            return reply.note
        self.remember(tx, reply.turn, message)
        return _changed(reply.turn, fact)


def _answered_in(turn: Turn, event: int) -> str | None:
    """The fact whose answer this event gave, while that answer stands."""
    given = turn.position.given.items()
    return next((fact for fact, each in given if each.event == event), None)


def _pressed_twice(turn: Turn, again: tuple[int, int] | None, answer: Answer) -> Note | None:
    """What was said at the first press, if this very change has been made: in which event."""
    fact = _answered_in(turn, again[1]) if again else None
    return _changed(turn, fact) if fact and turn.position.given[fact].answer == answer else None


def _shown(turn: Turn, fact: str) -> tuple[str, str]:
    """An answer: what it is about, and in words."""
    asked = turn.position.diagram.rules.facts[fact]
    return asked.label, asked.in_words(turn.position.given[fact].answer)


def _changed(turn: Turn, fact: str) -> Note:
    label, answer = _shown(turn, fact)
    return Said(f"{label} is now: {answer}.")


def _edited(turn: Turn, fact: str, text: str, words: Words) -> Note | None:
    """What to ask about an answer's new text; None where it still says the same."""
    given = turn.position.given[fact]
    label, was = _shown(turn, fact)
    asked = turn.position.diagram.rules.facts[fact]
    as_asked = replace(turn.position, reopened=fact, pending=())
    if not plainly(text, asked, words.get(fact, NONE)) and (back := told_back(as_asked, text)):
        return back
    reading = understand(as_asked, text, words)
    if isinstance(reading, Understood):
        now: Sequence[tuple[Answer, str]] = [(reading.answer, asked.in_words(reading.answer))]
    else:
        now = offered(asked, reading.answers) if isinstance(reading, Offered) else ()
    if not now:
        number = [*turn.position.given].index(fact) + 1
        return Said(
            f"You edited your answer, and I can't read the new one. {label} stays: {was}. To change "
            f"it, type `change {number}`."
        )
    others = tuple(each for each in now if each[0] != given.answer)
    handle = turn.conversation.handle
    return Edited(label, was, others, handle, given.event) if others else None
