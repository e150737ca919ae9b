"""What to show of the answers that were read in a text, on no platform."""

from __future__ import annotations

from dataclasses import dataclass

from bot.conversation.replay import Position
from bot.typed.proposals import Proposal
from rules.interview.interview import interview
from rules.interview.left import about_left
from rules.language.answers import Answer, Chosen, NotSure, Ticks, Value
from rules.language.clauses import all_of
from storage.records import Event

from .question import NOT_SURE, ChoiceView

QUOTED = 120  # characters of the words that an answer rests on


@dataclass(frozen=True)
class ProposalView:
    """An answer that nobody has confirmed yet, and the very words it was read from."""

    fact: str
    label: str
    answer: str
    quote: str


@dataclass(frozen=True)
class ProposalsView:
    """What waits to be confirmed."""

    proposals: tuple[ProposalView, ...]
    first: bool  # nothing has been answered before
    more: int  # questions that follow if all of it is right, about

    @property
    def asks(self) -> str:
        """What is asked of it: "I read 5 answers from what you wrote. Are they right?"."""
        right = "Is it right?" if len(self.proposals) == 1 else "Are they right?"
        found = _answers(len(self.proposals), "" if self.first else "more ")
        return f"I read {found} from what you wrote. {right}"

    @property
    def to_come(self) -> str:
        """What there is to do: "5 answers to confirm, then about 2 questions"."""
        found = f"{_answers(len(self.proposals))} to confirm"
        match self.more:
            case 0:
                return f"{found}, and no question more"
            case 1:
                return f"{found}, then about 1 question"
            case more:
                return f"{found}, then about {more} questions"

    @property
    def how(self) -> str:
        """What one can type."""
        if len(self.proposals) == 1:
            return "Type yes to go on, or ask me to be asked instead."
        return "Type yes to go on, ask me to be asked instead, or change 2 to leave that one open."

    def unread(self, number: int = 0, *, asks: bool = False) -> str:
        """What is told of an objection that couldn't be read: what stands nevertheless.

        `number`: the place of the one that it seems to be about, 0 where nobody can tell. `asks`:
        it says that something is wrong, and not what.
        """
        stand = " ".join(
            f"({n}) {each.label}: {each.answer}." for n, each in enumerate(self.proposals, start=1)
        )
        begun = "What isn't right?" if asks else "I couldn't read a correction in that."
        told = f"{begun} What I have is still {stand}"
        if len(self.proposals) == 1:
            return f"{told} Type what is right, change 1 to leave it open, or ask me."
        which, one = (str(number), "that one") if number else ("and a number", "one")
        right = f"Type {number}: and what is right, or" if number else "Type"
        return f"{told} {right} change {which} to leave {one} open, or ask me."

    def which(self, places: str) -> str:
        """What is asked of who names no more than places."""
        return f"Are just these right? Type only {places}. Or type change {places} if these aren't."

    def of_one(self, number: int) -> str:
        """What one can type about one of them, by its place in the list."""
        read = self.proposals[number - 1]
        right = "yes if it is" if len(self.proposals) == 1 else "yes if all of it is"
        told = f"{number} is {read.label}: {read.answer}."
        return f"{told} Type change {number} if that isn't right, or {right}."


@dataclass(frozen=True)
class ConfirmedView:
    """What somebody made of what was read."""

    taken: int  # answers
    left: tuple[str, ...]  # those that are asked, within a sentence: "what is wrong"
    first: bool
    waits: bool  # the rest of it still waits

    def said(self, by: str = "") -> str:
        """In a line; `by` says who, where that isn't plain: " by Ada"."""
        left = f"I still don't know {all_of(self.left)}." if self.left else ""
        if not self.taken and self.waits:
            return f"{_answers(len(self.left))} left open{by}. {left}"
        if not self.taken:
            return f"Nothing of it was confirmed{by}. {left}"
        text = "the first message" if self.first else "that message"
        said = f"{_answers(self.taken)} read from {text}, confirmed{by}."
        return f"{said} {left}" if left else said


@dataclass(frozen=True)
class FieldView:
    """One answer that was read, to be corrected: among choices, or typed where there are none."""

    fact: str
    ask: str
    quote: str
    choices: tuple[ChoiceView, ...]
    several: bool  # more than one choice may be taken
    chosen: tuple[int, ...]  # those that say together what was read, as far as choices can
    typed: str  # what was read, in words


def proposals(position: Position) -> ProposalsView:
    """What a conversation waits to have confirmed."""
    facts, found = position.diagram.rules.facts, position.proposed
    known = {**position.answers, **{each.fact: each.answer for each in found}}
    return ProposalsView(
        tuple(
            ProposalView(
                each.fact,
                facts[each.fact].label,
                facts[each.fact].briefly(each.answer),
                _quoted(each),
            )
            for each in found
        ),
        not position.given,
        about_left(interview(position.diagram, known)),
    )


def confirmed(before: Position, event: Event) -> ConfirmedView:
    """What this event made of what waited before it."""
    facts, waited = before.diagram.rules.facts, [each.fact for each in before.proposed]
    left = (fact for fact in waited if fact in event.answer and event.answer[fact] is None)
    return ConfirmedView(
        sum(event.answer.get(fact) is not None for fact in waited),
        tuple(facts[fact].asks or f"about “{facts[fact].label}”" for fact in left),
        not before.given,
        any(fact not in event.answer for fact in waited),
    )


def fields(position: Position) -> tuple[FieldView, ...]:
    """What waits to be confirmed, as a form shows it."""
    return tuple(_field(position, each) for each in position.proposed)


def _field(position: Position, read: Proposal) -> FieldView:
    fact = position.diagram.rules.facts[read.fact]
    choices = [] if fact.takes_ranges else [ChoiceView(*box) for box in fact.boxes]
    if choices and not fact.takes_several:
        choices.append(ChoiceView(NOT_SURE, "", NotSure()))
    chosen = (n for n, each in enumerate(choices) if _says(read.answer, each.answer))
    return FieldView(
        read.fact,
        fact.ask,
        _quoted(read),
        tuple(choices),
        fact.takes_several,
        tuple(chosen),
        fact.in_words(read.answer),
    )


def _says(answer: Answer, choice: Answer) -> bool:
    """Whether an answer says what a choice says, be it alone or among others."""
    match answer, choice:
        case Chosen(options), Value(option):
            return option in options
        case Ticks(yes, no), Ticks(box_yes, box_no):
            return box_yes <= yes and box_no <= no
        case Chosen(options), Ticks(box_yes, box_no):
            return bool(box_yes) and box_yes <= options
        case _:
            return answer == choice


def _quoted(read: Proposal) -> str:
    return read.quote if len(read.quote) <= QUOTED else f"{read.quote[: QUOTED - 1]}…"


def _answers(count: int, more: str = "") -> str:
    return f"1 {more}answer" if count == 1 else f"{count} {more}answers"
