"""What was read in a text, and what people make of it: in words, or by a form."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TypeAlias

from bot.conversation import replay
from bot.conversation.advisor import Turn
from bot.conversation.refusal import Refusal
from bot.conversation.replay import Position
from bot.typed import Ambiguous, Offered, Understood, Unreadable, paragraph, read, subject
from bot.typed.plain import key
from bot.typed.proposals import Proposal
from bot.typed.words import WordBooks
from bot.views.notes import AskedBack, Note, Said
from bot.views.proposals import FieldView, fields, proposals
from rules.language.answers import Answer, AnswerError, Chosen, Ticks, Value
from rules.language.model import RuleSet
from rules.language.wording import either
from storage.store import Transaction

from .acting import Acting, Reply
from .commands import read_command
from .excepted import PLACE, agrees, all_but, all_else, not_so, places
from .gate import GONE, Gesture
from .presses import Press, late
from .understand import too_wide

OPEN = -1  # the choice to be asked instead
STALE = "Somebody has moved the conversation on. Close this form and look what is new."
OUR_OWN = frozenset({"change", "list"})  # commands that here are about what was read


@dataclass(frozen=True)
class OfflineReader:
    """What reads a text that nobody was asked for, and names what it is about."""

    proposals: Callable[[str, RuleSet], tuple[Proposal, ...]]
    name_of: Callable[[str], str]

    @classmethod
    def of(cls, books: WordBooks) -> OfflineReader:
        """The one that reads by an author's phrases, and amounts with their units."""
        return cls(
            lambda text, rules: paragraph.proposals(text, rules, books.words(rules.ruleset)),
            subject.name_of,
        )


Entered: TypeAlias = str | tuple[int, ...]  # in a field: a text, or the choices taken


@dataclass(frozen=True)
class Corrected(Gesture):
    """A form somebody sent."""

    revision: int
    entered: Mapping[str, Entered]  # by fact
    name: str = ""  # what it is about; empty leaves the name as it is


@dataclass(frozen=True)
class CorrectForm:
    """The form to open, with what was read, and the conversation's revision it is true for."""

    name: str
    fields: tuple[FieldView, ...]
    revision: int


class Proposals:
    """What is typed or sent by a form while something waits to be confirmed."""

    def __init__(self, acting: Acting) -> None:
        self.acting = acting
        self.advisor = acting.advisor

    def typed(
        self, tx: Transaction, turn: Turn, user: str, text: str, shown: int | None
    ) -> Reply | None:
        """What a text makes of it. None: it is something else than a word about what was read."""
        said, advisor, proposed = key(text), self.advisor, turn.position.proposed
        answers = _taken(text, turn.position)
        if answers is not None:
            return self.acting.act(
                tx, turn, lambda: advisor.confirm(tx, turn, user, answers, shown)
            )
        if numbers := _objected(said, len(proposed)):
            facts = {each.fact for n, each in enumerate(proposed, start=1) if n in numbers}
        else:
            facts = not_so(text, turn.position)
        if numbers or facts:
            return self.acting.act(
                tx, turn, lambda: advisor.leave_open(tx, turn, user, facts, shown)
            )
        command = read_command(text)
        if command and command.name in OUR_OWN:
            return Reply(note=AskedBack(proposals(turn.position).how))
        if said.isdigit() and 0 < int(said) <= len(proposed):
            return Reply(note=AskedBack(proposals(turn.position).of_one(int(said))))
        return None

    def name(self, tx: Transaction, turn: Turn, user: str, name: str) -> Reply:
        """Call it by another name, as somebody typed it."""
        reply = self.acting.act(tx, turn, lambda: self.advisor.name(tx, turn, user, name))
        called = reply.turn and Said(f"It is called “{reply.turn.conversation.subject}” now.")
        return replace(reply, note=called or reply.note)

    def form(self, tx: Transaction, pressed: Press) -> Note | CorrectForm:
        """*Correct*: the form to open, or what to tell instead."""
        turn = self.acting.gate.admitted(tx, pressed, pressed.message)
        if pressed.number != turn.position.revision:
            return late(turn, pressed, lambda _: False) or Said(GONE)
        return CorrectForm(_named(turn), fields(turn.position), turn.position.revision)

    def submit(self, tx: Transaction, sent: Corrected) -> dict[str, str]:
        """Confirm what stands in the form. Returns what is wrong, by fact; {} if nothing.

        What belongs to no field stands under "".
        """
        try:
            turn = self.acting.gate.admitted(tx, sent)
            if sent.revision != turn.position.revision:
                return {} if _sent_twice(turn, sent) else {"": STALE}
            answers, faults = _read(turn, sent.entered)
            if faults:
                return faults
            told = turn
            if sent.name != _named(turn):
                told = self.advisor.name(tx, turn, sent.user, sent.name)
            after = self.advisor.confirm(tx, told, sent.user, answers, sent.revision)
        except Refusal as refusal:
            return {"": str(refusal)}
        self.acting.announce(tx, after, turn)
        return {}


def _named(turn: Turn) -> str:
    """What it is about, as a form shows it: older names may be longer."""
    return turn.conversation.subject[: subject.LONGEST].strip()


def _sent_twice(turn: Turn, sent: Corrected) -> bool:
    """Whether what moved the conversation on is what this form would do."""
    raising = [event for event in turn.events if event.kind in replay.RAISING]
    taker = raising[sent.revision]
    return (taker.kind, taker.user) == (replay.CONFIRMED, sent.user)


def _read(
    turn: Turn, entered: Mapping[str, Entered]
) -> tuple[dict[str, Answer | None], dict[str, str]]:
    """What a form says, by fact, None where that is to be asked; and what can't be read of it."""
    answers: dict[str, Answer | None] = {}
    faults = {}
    shown = {each.fact: each for each in fields(turn.position)}
    for each in turn.position.proposed:
        field = shown[each.fact]
        said = entered.get(each.fact, (OPEN,))
        try:
            as_opened = said == (field.chosen if field.choices else field.typed)
            answers[each.fact] = (
                each.answer
                if as_opened
                else _with_the_rest(entered_in(field, said, turn.position), each.answer, field)
            )
        except AnswerError as error:
            faults[each.fact] = error.for_people or str(error)
    return answers, faults


def entered_in(field: FieldView, said: Entered, position: Position) -> Answer | None:
    """The answer that somebody put into a field. Raises AnswerError for what can't be read."""
    if not said or said == (OPEN,):
        return None
    fact = position.diagram.rules.facts[field.fact]
    if isinstance(said, str):
        reading = read(said, fact)
        if not isinstance(reading, Understood):
            raise AnswerError(unclear(reading))
        if ask := too_wide(position, field.fact, reading.answer):
            raise AnswerError(ask)
        return reading.answer
    if OPEN in said:
        raise AnswerError("Tick what is true, or that I ask, but not both.")
    chosen = [field.choices[n].answer for n in said]
    answer = _together(chosen) if field.several else chosen[0]
    fact.admit(field.fact, answer)
    return answer


def unclear(reading: Ambiguous | Offered | Unreadable) -> str:
    """What is told at a field that can't be taken: the likeliest readings among it."""
    if isinstance(reading, Offered):
        return f"{reading.ask} {either([said for _, said in reading.answers])}"
    return reading.hint if isinstance(reading, Unreadable) else reading.ask


def _together(boxes: Sequence[Answer]) -> Answer:
    """What boxes that are ticked say together."""
    ticks = [each for each in boxes if isinstance(each, Ticks)]
    none = frozenset[str]()
    if ticks:
        yes, no = (each.yes for each in ticks), (each.no for each in ticks)
        return Ticks(none.union(*yes), none.union(*no))
    return Chosen(frozenset(str(each.value) for each in boxes if isinstance(each, Value)))


def _with_the_rest(entered: Answer | None, was: Answer, field: FieldView) -> Answer | None:
    """An answer with what was read and no box can say: a no to an option that nobody ticked."""
    if not (isinstance(entered, Ticks) and isinstance(was, Ticks)):
        return entered
    boxes = [each.answer for each in field.choices]
    sayable = (each.no for each in boxes if isinstance(each, Ticks))
    return Ticks(entered.yes, entered.no | (was.no.difference(*sayable) - entered.yes))


def _taken(text: str, position: Position) -> dict[str, Answer | None] | None:
    """The answers that a yes takes, without its exceptions; {} for a no, None if it is neither."""
    said, left = key(text), all_but(text, position) or all_else(text, position)
    if agrees(text) or left:
        return {each.fact: each.answer for each in position.proposed if each.fact not in left}
    return {} if said in _NO else None


def _objected(said: str, count: int) -> set[int]:
    """The places of those that are to be left open, by `change 2` or because "2 is wrong"."""
    if found := _CHANGE.fullmatch(said):
        return {int(each) for each in re.findall(r"\d+", found["numbers"])}
    if not (wrong := _WRONG.fullmatch(said)):
        return set()
    return places(wrong["places"], count)


def objects(text: str) -> bool:
    """Whether a text seems to say that something that was read isn't so."""
    said = key(text)
    return _OBJECTS.search(said) is not None or bool(re.search(r"\d", said) and not said.isdigit())


def plainly(text: str) -> bool:
    """Whether a text that nobody addressed to us is about what was read, and hardly anything else."""
    said = key(text)
    return said in _QUIET or _CHANGE.fullmatch(said) is not None


def told_by(turn: Turn) -> set[str]:
    """Who wrote what waits to be confirmed."""
    waiting = {each.fact for each in turn.position.proposed}
    return {
        event.user
        for event in turn.events
        if event.kind == replay.READ
        and not waiting.isdisjoint(each["fact"] for each in event.answer["proposals"])
    }


_QUIET = frozenset({"yes", "yes go on", "go on", "no", "ask me", "ask me instead"})
_NO = frozenset(
    {
        "no", "n", "nope", "ask", "ask me", "ask me instead", "no ask me", "no ask me instead",
        "none", "none of that is right", "none of them is right", "none of it is right", "none of them", "none of these", "all wrong",
    }
)  # fmt: skip
_WRONG = re.compile(
    rf"(?:(?:no|yes|ok|but) )*(?P<places>{PLACE}(?: and {PLACE})*)"
    r" (?:no|nope|(?:(?:is|are|s) )?(?:all |both )?(?:wrong|incorrect|false|off|not (?:right|true|correct|so)))"
)
_OBJECTS = re.compile(
    r"^no\b|\b(?:not|never|but|except|wrong|incorrect|just|only|apart|instead|rather|actually)\b"
)
_CHANGE = re.compile(
    r"(?:change|correct|drop|delete|remove|forget|skip) (?:answers? )?(?P<numbers>\d{1,3}(?: (?:and )?\d{1,3})*)"
)
