"""A conversation is a replay of its events: where it stands is derived here, and kept nowhere."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from rules.diagram.diagram import Diagram
from rules.interview.interview import Interview, interview
from rules.language.answers import Answer, from_json
from storage.records import Event

START, ANSWER, BACK, CHANGE = "start", "answer", "back", "change"
START_OVER, CANCEL, MOVE = "start over", "cancel", "rule set moved"
COSTS = "costs"  # a team's own figures; they change no answer
RAISING = frozenset({START, ANSWER, BACK, CHANGE, START_OVER, CANCEL, MOVE})

ASKING, DECIDED, CANCELLED = "asking", "decided", "cancelled"


@dataclass(frozen=True)
class Given:
    """An answer as it was given: by whom, when, and in which event."""

    answer: Answer
    user: str
    at: str
    event: int
    asked_in: int  # the event that opened the question it answers


@dataclass
class Standing:
    """Where a conversation stands after its events."""

    diagram: Diagram
    revision: int = 0  # how many events changed answers or question
    given: dict[str, Given] = field(default_factory=dict)  # by fact id, in the order answered
    reopened: str | None = None  # the fact that Back or Change asks again
    cancelled: bool = False
    last: int = 0  # the number of the last event that raised the revision
    figures: dict[str, str] = field(default_factory=dict)  # of costs, as the team last gave them
    costs: int = 0  # the event that first gave some since the start, which names their message
    others: tuple[Diagram, ...] = ()  # rule sets that are asked for a second opinion

    @property
    def answers(self) -> dict[str, Answer]:
        """The answers that hold, by fact id."""
        return {fact: given.answer for fact, given in self.given.items()}

    @property
    def interview(self) -> Interview:
        """The interview that these answers make."""
        return interview(self.diagram, self.answers)

    @property
    def asking(self) -> str | None:
        """The fact that is being asked now; None when decided or cancelled."""
        if self.cancelled:
            return None
        return self.reopened or self.interview.next_fact

    def numbered(self, number: int | None) -> str | None:
        """The fact of the answer with this number, as they are listed: from 1."""
        facts = list(self.given)
        return facts[number - 1] if number and number <= len(facts) else None

    @property
    def state(self) -> str:
        """One of asking, decided, cancelled."""
        if self.cancelled:
            return CANCELLED
        return ASKING if self.asking else DECIDED

    def take(self, event: Event) -> None:
        """Let one event happen."""
        if event.kind == COSTS:
            self.figures = dict(event.answer)
            self.costs = self.costs or event.number
        if event.kind not in RAISING:
            return
        self._apply(event)
        self.revision += 1
        self.last = event.number

    def _apply(self, event: Event) -> None:
        match event.kind, event.fact:
            case "answer", str(fact):
                self._answer(fact, event)
            case "back", str(fact):
                self.given.pop(fact, None)
                self.reopened = fact
            case "back", None:
                self.reopened = None
            case "change", str(fact):
                self.reopened = fact
            case "start over", _:
                self.given.clear()
                self.figures, self.costs = {}, 0
                self.reopened, self.cancelled = None, False
            case "cancel", _:
                self.cancelled = True

    def _answer(self, fact: str, event: Event) -> None:
        kept = self.given.get(fact)
        given = Given(from_json(event.answer), event.user, event.at, event.number, self.last)
        if kept and self.reopened == fact:
            self.given[fact] = given  # changed in its old place among the answers
        else:
            self.given.pop(fact, None)
            self.given[fact] = given
        self.reopened = None


def replay(diagram: Diagram, events: Iterable[Event], others: tuple[Diagram, ...] = ()) -> Standing:
    """Where these events lead under this rule set."""
    standing = Standing(diagram, others=others)
    for event in events:
        standing.take(event)
    return standing
