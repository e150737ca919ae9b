"""Answers so far to the next question, or to what is decided, or to what is still possible."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from itertools import chain
from typing import Any, Literal, NamedTuple

from rules.diagram.diagram import Diagram, Verdict
from rules.diagram.nodes import Selection, Tree, labels, levels
from rules.diagram.ways import Ways, exits
from rules.language.answers import Answer, AnswerError, NotSure, from_json
from rules.language.kinds.grouping import Kept
from rules.language.model import RecommendationText
from rules.language.wording import unknown

from .ahead import longest
from .order import as_rules_read
from .readiness import facts_needed, open_facts
from .truth import TruthReader


@dataclass(frozen=True)
class Deciding:
    """The open fact that would settle most, and where each of its classes leads."""

    fact: str
    leads_to: tuple[tuple[Answer, tuple[RecommendationText, ...]], ...]


class Branch(NamedTuple):
    """Classes of a fact, and the verdicts that each combination of them leaves possible."""

    kept: tuple[Kept, ...]
    leaves: set[Any]  # of another diagram, its labels


@dataclass(frozen=True)
class Interview:
    """A rule set and the answers so far, by fact id. Build one with `interview`."""

    diagram: Diagram
    answers: Mapping[str, Answer]

    @cached_property
    def selection(self) -> Selection:
        """The classes that the answers leave possible, by level."""
        return self.diagram.selection(self.answers)

    @cached_property
    def reader(self) -> TruthReader:
        """Reads tests under the answers so far."""
        return TruthReader(self.diagram, self.selection)

    @cached_property
    def open(self) -> Tree:
        """What of the verdict the answers leave open: a reduced diagram, a leaf once decided."""
        return self.diagram.restrict(self.diagram.verdict, self.selection)

    @cached_property
    def possible(self) -> tuple[Verdict, ...]:
        """Every verdict some completion of the answers leads to, least committing first."""
        diagram = self.diagram

        def commitment(verdict: Verdict) -> tuple[int, tuple[str, ...]]:
            text = diagram.recommendation(verdict)
            caution = diagram.caution[text.id] if text else len(diagram.caution)
            return caution, tuple(outcome or "" for outcome in verdict)

        return tuple(sorted(labels(self.open), key=commitment))

    @cached_property
    def next_fact(self) -> str | None:
        """The id of the fact to ask now; None once nothing more is to be asked.

        The first fact, as listed or as the rules read them, whose answer can change the verdict;
        then those on which the state of one of its conditions depends, or what it is said with;
        then those that a decided outcome needs for its wording, where their test surely holds.
        """
        unasked = self._unasked(levels(self.open))
        if unasked:
            listed = self.diagram.fact_at[min(unasked)]
            if not self._by_rules:
                return listed
            wanted = self.diagram.tested(unasked)
            return as_rules_read(self.diagram, self.reader, wanted) or listed
        if len(self.possible) > 1:
            return None
        facts = open_facts(self.diagram, self.selection, self.answers, self.possible[0])
        return next(chain(facts, self._surely_needed("advice")), None)

    @property
    def after_advice(self) -> tuple[str, ...]:
        """The facts that would word the steps of what is advised: asked once it is."""
        if not self.diagram.values_unsure:
            return ()
        return tuple(dict.fromkeys(self._surely_needed(None)))

    @cached_property
    def at_most_more(self) -> int:
        """How many questions are left at most, whatever the answers, the next one included."""
        bound = self.longest
        if self.next_fact is None:
            return 0  # a need whose condition stays open isn't asked
        if not self._by_rules:
            return bound
        fact = self.diagram.rules.facts[self.next_fact]
        if fact.not_sure.stays_open or fact.takes_ranges or fact.takes_several:
            return bound  # not sure or a range can leave all of it; of several, sets are too many
        classes = self.diagram.classes[self.next_fact]
        answers = classes.examples([classes.every])
        return min(bound, 1 + max(map(self._most_after, (*answers, NotSure()))))

    @cached_property
    def longest(self) -> int:
        """How many facts may still be asked, counted without regard to the order of asking."""
        fact_at = self.diagram.fact_at
        anything = [  # answers to what is unasked may be any, *not sure* among them
            kept if fact_at[level] in self.answers else None
            for level, kept in enumerate(self.selection)
        ]
        ways = self.open
        if self.diagram.values_unsure:  # whoever is not sure goes ways of their own
            ways = self.diagram.restrict(self.diagram.verdict, anything)
        return longest(self.diagram, ways, anything, self.answers)

    def _most_after(self, answer: Answer) -> int:
        return interview(self.diagram, {**self.answers, str(self.next_fact): answer}).longest

    @cached_property
    def unsure(self) -> tuple[str, ...]:
        """The facts answered *not sure*, in the order of the rule set."""
        return tuple(
            fact for fact in self.diagram.facts if isinstance(self.answers.get(fact), NotSure)
        )

    @cached_property
    def deciding(self) -> Deciding | None:
        """The fact that would decide, where several recommendations are possible."""
        if len(self.recommendations) < 2:
            return None

        ways, found = Ways(self.open), []
        for fact in self.diagram.tested(levels(self.open)):
            worlds = self.diagram.classes[fact].worlds
            rows = [(each.kept, self.texts(each.leaves)) for each in self.branches(fact, ways)]
            sizes = [len(texts) for _, texts in rows]
            total = sum(len(texts) * sum(map(worlds, kept)) for kept, texts in rows)
            found.append((max(sizes), total, fact, rows))
        _, _, fact, rows = min(found, key=lambda each: each[:2])
        examples = self.diagram.classes[fact].examples
        return Deciding(
            fact, tuple((answer, texts) for kept, texts in rows for answer in examples(kept))
        )

    def tells(self, fact: str) -> Deciding:
        """Where the plain answers that an answer leaves possible lead, the others as they are."""
        classes, block = self.diagram.classes[fact], self.diagram.block[fact]
        left = classes.covers(self.left(fact))
        known = [*self.selection]
        known[block.start : block.stop] = left
        ways = Ways(self.diagram.restrict(self.diagram.verdict, known))
        rows = ((kept, self.texts(ends)) for kept, ends in ways.apart(block, left))
        return Deciding(
            fact,
            tuple((answer, texts) for kept, texts in rows for answer in classes.examples(kept)),
        )

    def branches(self, fact: str, ways: Ways | None = None) -> list[Branch]:
        """Where the answers to a fact lead that are still left, the smallest sets first."""
        classes = self.diagram.classes[fact]

        def place(kept: Kept) -> tuple[bool, int, list[int]]:
            lowest = [min(each) for each in kept]
            ticked = [n for n, index in enumerate(lowest) if index]
            return classes.sure(kept) is None, sum(lowest), ticked

        found = (ways or Ways(self.open)).apart(self.diagram.block[fact], self.left(fact))
        return sorted(
            (Branch(kept, leaves) for kept, leaves in found),
            key=lambda each: min(map(place, each.kept)),
        )

    def answers_apart(self, fact: str) -> tuple[Answer, ...]:
        """One answer for each class of a fact; of several options, for each way on from there."""
        classes, block = self.diagram.classes[fact], self.diagram.block[fact]
        if len(block) == 1:
            return classes.examples([self.left(fact)])
        return classes.answers(exits(self.open, block, self.left(fact)))

    def left(self, fact: str) -> Kept:
        """The classes that the answers leave possible for a fact, by level."""
        return self.diagram.left(fact, self.selection)

    @cached_property
    def recommendations(self) -> tuple[RecommendationText, ...]:
        """The recommendations still possible, least committing first."""
        return self.texts(labels(self.open))

    def texts(self, verdicts: set[Verdict]) -> tuple[RecommendationText, ...]:
        """The recommendations that have the words for these verdicts, as listed."""
        texts = [self.diagram.recommendation(verdict) for verdict in verdicts]
        found = {text.id: text for text in texts if text}
        return tuple(found[id_] for id_ in sorted(found, key=self.diagram.caution.__getitem__))

    @property
    def _by_rules(self) -> bool:
        return self.diagram.rules.ask_order == "rules"

    def _unasked(self, found: set[int]) -> set[int]:
        return {level for level in found if self.diagram.fact_at[level] not in self.answers}

    def _surely_needed(self, before: Literal["advice"] | None) -> Iterator[str]:
        found = facts_needed(self.diagram, self.answers, self.possible[0], self.reader, before)
        yield from (fact for fact, surely in found if surely)


def interview(diagram: Diagram, answers: Mapping[str, Answer]) -> Interview:
    """Where these answers lead, with what the rule set assumes.

    Raises KeyError for an answer to a fact the rule set doesn't have; whether an answer fits its
    fact is for the caller to ask `admit` first.
    """
    return Interview(diagram, {**answers, **diagram.assumed})


def possible_outcomes(diagram: Diagram, answers: Mapping[str, object]) -> tuple[Verdict, ...]:
    """Every verdict that some completion of these answers leads to, least committing first.

    `answers` are in their JSON form. Raises AnswerError for one that doesn't fit its fact, or
    that is to a fact the rule set doesn't have.
    """
    read = {fact: from_json(raw) for fact, raw in answers.items()}
    for fact, answer in read.items():
        if fact not in diagram.rules.facts:
            raise AnswerError(unknown("fact", fact, diagram.rules.facts))
        diagram.rules.facts[fact].admit(fact, answer)
    return interview(diagram, read).possible
