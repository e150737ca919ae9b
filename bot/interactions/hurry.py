"""The form for people in a hurry: what is asked, at once; each answer shows or hides the next.

It is filled before it is sent, so nothing of it is an event until then. What is sent becomes answers
like any, one event each: the log reads as if they had been given one after the other.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property

from bot.conversation import replay
from bot.conversation.advisor import Turn
from bot.conversation.refusal import Refusal
from bot.conversation.replay import Position
from bot.views import question
from bot.views.notes import Note, Said
from bot.views.proposals import FieldView
from rules.interview.interview import interview
from rules.interview.left import about_left
from rules.language.answers import Answer, AnswerError, NotSure
from storage.store import Transaction

from .acting import Acting
from .gate import GONE, Gesture
from .presses import Press, late
from .proposals import STALE, Entered, entered_in

MOST = 60  # questions in one form; the rest is asked afterwards
NOT_KEPT = Said("Somebody has moved the conversation on, so what you filled in wasn't kept.")
NOT_BOTH = "Tick None of these, or the others, but not both."


@dataclass(frozen=True)
class HurryForm:
    """The form to show, and the conversation's revision it is true for."""

    subject: str
    fields: tuple[FieldView, ...]
    entered: Mapping[str, Entered]  # by fact, what was filled in by now, be it hidden meanwhile
    more: int  # about so many questions may follow those
    revision: int


@dataclass(frozen=True)
class Hurried(Gesture):
    """A form somebody fills, sends or closes."""

    revision: int
    entered: Mapping[str, Entered]  # by fact; of one that is sent, all that was shown


@dataclass
class _Filled:
    """How far what is filled in leads through the questions of a conversation."""

    position: Position
    entered: Mapping[str, Entered]
    fields: list[FieldView] = field(default_factory=list)
    answers: dict[str, Answer] = field(default_factory=dict)  # by fact; none where it is empty
    faults: dict[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        asked = self.position.asking
        while asked and len(self.fields) < MOST:
            shown = _field(self.position, asked, self.entered.get(asked, ()))
            self.fields.append(shown)
            self._read(shown)
            if asked not in self.answers and shown.choices and not shown.several:
                return  # a menu: what follows depends on it
            self._known[asked] = self.answers.get(asked, NotSure())
            asked = interview(self.position.diagram, self._known).next_fact

    @cached_property
    def _known(self) -> dict[str, Answer]:
        """The answers by which the next question is found; what is empty counts as not sure."""
        known = self.position.answers.items()
        return {fact: answer for fact, answer in known if fact != self.position.reopened}

    @property
    def more(self) -> int:
        """About how many questions may follow."""
        last = self.fields[-1].fact
        known = {**self._known, last: self._known.get(last, NotSure())}
        return about_left(interview(self.position.diagram, known))

    def _read(self, shown: FieldView) -> None:
        try:
            answer = _answer(shown, self.entered.get(shown.fact, ()), self.position)
        except AnswerError as error:
            self.faults[shown.fact] = error.for_people or str(error)
        else:
            if answer is not None:
                self.answers[shown.fact] = answer


class Hurry:
    """Gestures at the form to use cases."""

    def __init__(self, acting: Acting) -> None:
        self.acting = acting
        self.advisor = acting.advisor

    def form(self, tx: Transaction, pressed: Press) -> Note | HurryForm:
        """*Answer the rest in a form*: the form to open, or what to tell instead."""
        turn = self.acting.gate.admitted(tx, pressed, pressed.message)
        if pressed.number != turn.position.revision or turn.position.asking is None:
            return late(turn, pressed, lambda _: False) or Said(GONE)
        return _form(turn, {})

    def again(self, tx: Transaction, sent: Hurried) -> HurryForm | Said:
        """The form once something was filled in: with what follows from that. Raises Refusal."""
        turn = self.acting.gate.admitted(tx, sent)
        if sent.revision != turn.position.revision or turn.position.asking is None:
            return Said(STALE)
        return _form(turn, sent.entered)

    def submit(self, tx: Transaction, sent: Hurried) -> dict[str, str]:
        """Answer with what stands in the form; what is empty is *not sure*.

        Returns what is wrong, by fact, under "" what belongs to no field; {} if nothing.
        """
        try:
            turn = self.acting.gate.admitted(tx, sent)
            if sent.revision != turn.position.revision:
                return {} if _sent_twice(turn, sent) else {"": STALE}
            if turn.position.asking is None:
                return {"": STALE}
            filled = _Filled(turn.position, sent.entered)
            if filled.faults:
                return filled.faults
            shown = (each.fact for each in filled.fields if each.fact in sent.entered)
            answers = {fact: filled.answers.get(fact, NotSure()) for fact in shown}
            self._answer(tx, turn, sent, answers)
        except Refusal as refusal:
            return {"": str(refusal)}
        return {}

    def close(self, tx: Transaction, sent: Hurried) -> Note | None:
        """Keep the answers that were filled in; nothing else counts. Raises Refusal."""
        turn = self.acting.gate.admitted(tx, sent)
        if not sent.entered:
            return None
        if sent.revision != turn.position.revision or turn.position.asking is None:
            return NOT_KEPT
        if answers := _Filled(turn.position, sent.entered).answers:
            self._answer(tx, turn, sent, answers)
        return None

    def _answer(
        self, tx: Transaction, turn: Turn, sent: Hurried, answers: Mapping[str, Answer]
    ) -> None:
        after = self.advisor.answer_several(tx, turn, sent.user, answers, sent.revision)
        self.acting.announce(tx, after, turn)


def _form(turn: Turn, entered: Mapping[str, Entered]) -> HurryForm:
    filled = _Filled(turn.position, entered)
    name = question.short_name(turn.conversation.subject)
    return HurryForm(name, tuple(filled.fields), entered, filled.more, turn.position.revision)


def _field(position: Position, asked: str, said: Entered) -> FieldView:
    """A question as a form shows it: a menu with *Not sure*, boxes with *None of these*, or a line."""
    fact = position.diagram.rules.facts[asked]
    choices = () if fact.takes_ranges else question.choices(position, asked)
    if fact.takes_several:
        none = question.ChoiceView(question.NONE_OF_THESE, "", fact.none_of_these or NotSure())
        choices = (*choices[:-1], none)
    chosen, typed = ((), said) if isinstance(said, str) else (said, "")
    return FieldView(asked, fact.ask, "", choices, fact.takes_several, chosen, typed)


def _answer(shown: FieldView, said: Entered, position: Position) -> Answer | None:
    """The answer in a field; None for an empty one. Raises AnswerError for what can't be read."""
    none = len(shown.choices) - 1
    if shown.several and none in said and len(said) > 1:
        raise AnswerError(NOT_BOTH)
    return entered_in(shown, said, position)


def _sent_twice(turn: Turn, sent: Hurried) -> bool:
    """Whether what moved the conversation on is what this form would do."""
    raising = [event for event in turn.events if event.kind in replay.RAISING]
    taker = raising[sent.revision] if sent.revision < len(raising) else None
    return taker is not None and (taker.kind, taker.user) == (replay.ANSWER, sent.user)
