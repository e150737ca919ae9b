"""A conversation is a replay of its events: where it stands is derived here, and kept nowhere."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property, reduce
from typing import Any

from bot.typed.proposals import Proposal
from rules.diagram.diagram import Diagram
from rules.interview.explain import Recommendation, recommend
from rules.interview.interview import Interview, interview
from rules.language.answers import Answer, AnswerError, from_json
from storage.records import Event

START, ANSWER, BACK, CHANGE = "start", "answer", "back", "change"
START_OVER, CANCEL, MOVE = "start over", "cancel", "rule set moved"
KEPT = {"later": "kept"}  # of BACK: the answers it goes back over. Older logs forget them
RESUME = "resume"  # what waited for too long, or was cancelled, is asked again
COSTS = "costs"  # a team's own figures; they change no answer
SHARED = "shared"  # an advice, in another channel
OFFERED, STAYED = "newer rules offered", "newer rules declined"
BEING_READ = "being read"  # a text, by the host named; what comes of it is the next event
READ = "read"  # a text that nobody was asked for, and what it seems to answer
NAMED = "named"  # what it is about, in other words than before; it changes no answer
CONFIRMED = "confirmed"  # of what was read: by fact the answer, or None where it is left open
RAISING = frozenset(
    {START, ANSWER, BACK, CHANGE, START_OVER, CANCEL, RESUME, MOVE, BEING_READ, READ, CONFIRMED}
)
LONG = 12  # words: what is no longer than this is a name, in which nothing need be read

ASKING, ADVISED, CANCELLED = "asking", "advised", "cancelled"


@dataclass(frozen=True)
class GivenAnswer:
    """An answer as it was given: by whom, when, and in which event."""

    answer: Answer
    user: str
    at: str
    event: int
    asked_in: int  # the event that opened the question it answers
    # What was proposed when it was confirmed; Back proposes it again.
    read: tuple[Proposal, ...] = ()


@dataclass(frozen=True)
class Position:
    """Where a conversation stands after its events. What follows from them is derived once."""

    diagram: Diagram
    revision: int = 0  # how many events changed answers or question
    # By fact id, in the order answered.
    given: Mapping[str, GivenAnswer] = field(default_factory=dict)
    reopened: str | None = None  # the fact that Back or Change asks again
    # What Back went over. It counts again once the question is answered that Back asks.
    aside: Mapping[str, GivenAnswer] = field(default_factory=dict)
    cancelled: bool = False
    last: int = 0  # the number of the last event that raised the revision
    figures: Mapping[str, str] = field(default_factory=dict)  # of costs, as the team last gave them
    costs: int = 0  # the event that first gave some since the start, which names their message
    others: tuple[Diagram, ...] = ()  # rule sets that are asked for a second opinion
    newer: str | None = None  # of its rules, offered at the open question; "": by no new version
    pending: tuple[Proposal, ...] = ()  # what was read and nobody has confirmed
    read_by: str = ""  # the host that is reading a text just now
    unreadable: bool = False  # a text was told just now, and nothing was read in it

    @cached_property
    def proposed(self) -> tuple[Proposal, ...]:
        """What waits to be confirmed. While anything does, no question is asked."""
        return () if self.cancelled else tuple(filter(self.takes, self.pending))

    def takes(self, proposal: Proposal) -> bool:
        """Whether it answers, in a way that fits, what nobody has answered or assumed."""
        fact = self.diagram.rules.facts.get(proposal.fact)
        if fact is None or proposal.fact in self.answers:
            return False
        try:
            fact.admit(proposal.fact, proposal.answer)
        except AnswerError:
            return False
        return True

    @cached_property
    def answers(self) -> dict[str, Answer]:
        """The answers that hold, by fact id: those given, and what the rule set assumes."""
        answers = {fact: given.answer for fact, given in self.given.items()}
        return {**answers, **self.diagram.assumed}

    @cached_property
    def interview(self) -> Interview:
        """The interview that these answers make."""
        return interview(self.diagram, self.answers)

    @property
    def asking(self) -> str | None:
        """The fact that is being asked now; None while there is something to confirm, and after.

        None as well while a text is being read: it may answer the question.
        """
        if self.cancelled or self.proposed or self.read_by:
            return None
        return self.reopened or self.interview.next_fact

    def numbered(self, number: int | None) -> str | None:
        """The fact of the answer with this number, as they are listed: from 1."""
        facts = list(self.given)
        return facts[number - 1] if number and number <= len(facts) else None

    @property
    def state(self) -> str:
        """One of asking, advised, cancelled."""
        if self.cancelled:
            return CANCELLED
        return ASKING if self.asking or self.proposed or self.read_by else ADVISED

    @cached_property
    def recommendation(self) -> Recommendation | None:
        """The recommendation, once there is nothing more to ask."""
        return recommend(self.interview) if self.state == ADVISED else None

    def after(self, event: Event) -> Position:
        """Where it stands once this event has happened too."""
        if event.kind == COSTS:
            return replace(self, figures=event.answer, costs=self.costs or event.number)
        if event.kind in (OFFERED, STAYED):
            return replace(self, newer=event.answer)
        if event.kind not in RAISING:
            return self
        if event.kind == RESUME:
            return replace(self, cancelled=False, revision=self.revision + 1, last=event.number)
        told = event.kind in (BEING_READ, READ, CONFIRMED)
        before = {
            "newer": self.newer if told else None,
            "pending": (),
            "unreadable": False,
            "read_by": "",
        }
        changed = {**before, **(self._told(event) if told else self._changed(event))}
        return replace(self, **changed, revision=self.revision + 1, last=event.number)

    def _changed(self, event: Event) -> dict[str, Any]:
        """What an event makes of the answers and the question."""
        match event.kind, event.fact:
            case "answer", str(fact):
                return {**self._with_aside(self._answered(fact, event)), "reopened": None}
            case "rule set moved", _:
                carried = self._carried_over(event.answer or {})
                kept = {"given": carried, "aside": {}}
                return {**kept, "reopened": None, "pending": self.pending}
            case "back", fact:  # none: a change is given up
                return self._taken_back(fact, kept=event.answer == KEPT)
            case "change", str(fact):
                return {"reopened": fact}
            case "start over", _:
                afresh = {"given": {}, "aside": {}, "figures": {}, "costs": 0}
                return {**afresh, "reopened": None, "cancelled": False}
            case _:
                return {"cancelled": event.kind == CANCEL, "pending": self.pending}

    def _told(self, event: Event) -> dict[str, Any]:
        """With what was read in a text, to be confirmed; or with what of it somebody confirmed."""
        if event.kind == BEING_READ:
            return {"read_by": event.answer["by"]}
        if event.kind == READ:
            read, words = proposals(event), event.answer["text"].split()
            return {"pending": read, "unreadable": not read and len(words) > LONG}
        left = tuple(each for each in self.pending if each.fact not in event.answer)
        found = self._confirmed(event)
        if self.reopened is None:
            return {**self._with_aside(found), "pending": left}
        return {"given": found, "pending": left}

    def _taken_back(self, fact: str | None, *, kept: bool) -> dict[str, Any]:
        """Without this answer, which is asked again; what was confirmed at once goes at once.

        `kept`: it waits aside, with those gone over before.
        """
        was = self.given.get(fact or "")
        if was is None or not was.read:
            left = {id_: given for id_, given in self.given.items() if id_ != fact}
            aside = {fact: was, **self.aside} if kept and fact and was else self.aside
            return {"given": left, "aside": aside, "reopened": fact}
        left = {id_: given for id_, given in self.given.items() if given.event != was.event}
        return {"given": left, "reopened": None, "pending": was.read}

    def _with_aside(self, given: Mapping[str, GivenAnswer]) -> dict[str, Any]:
        """These answers, and of those that Back went over what none of these takes the place of."""
        return {
            "given": {**given, **{f: g for f, g in self.aside.items() if f not in given}},
            "aside": {},
        }

    def _confirmed(self, event: Event) -> dict[str, GivenAnswer]:
        """The answers with those that somebody confirmed, in the order proposed."""
        found = dict(self.given)
        for each in self.pending:
            if event.answer.get(each.fact) is not None:
                answer = from_json(event.answer[each.fact])
                found[each.fact] = GivenAnswer(
                    answer, event.user, event.at, event.number, self.last, self.pending
                )
        return found

    def _carried_over(self, carried: Mapping[str, Any]) -> dict[str, GivenAnswer]:
        """The answers that another rule set takes, under the names and in the form it has."""
        return {
            fact: replace(self.given[each["was"]], answer=from_json(each["answer"]))
            for fact, each in carried.items()
        }

    def _answered(self, fact: str, event: Event) -> dict[str, GivenAnswer]:
        """The answers with one more: the last one, or changed in its old place among them."""
        given = GivenAnswer(from_json(event.answer), event.user, event.at, event.number, self.last)
        kept = dict(self.given)
        if self.reopened != fact:
            kept.pop(fact, None)
        return {**kept, fact: given}


def proposals(event: Event) -> tuple[Proposal, ...]:
    """What was read, as its event keeps it."""
    return tuple(
        Proposal(each["fact"], from_json(each["answer"]), each["quote"])
        for each in event.answer["proposals"]
    )


def replay(diagram: Diagram, events: Iterable[Event], others: tuple[Diagram, ...] = ()) -> Position:
    """Where these events lead under this rule set."""
    return reduce(Position.after, events, Position(diagram, others=others))
