"""Answers so far to the next question, or to what is decided, or to what is still possible."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import chain
from typing import Any, Literal, NamedTuple

from rules.diagram.diagram import Diagram, Verdict
from rules.diagram.nodes import Leaf, Node, Selection, Tree, labels, levels, lowest_first, reachable
from rules.diagram.ways import Ways, exits
from rules.language.answers import Answer, AnswerError, NotSure, Range, from_json
from rules.language.kinds.grouping import Class, Kept
from rules.language.model import MAX_FACTS, RecommendationText
from rules.language.wording import unknown

from .order import as_rules_read
from .readiness import open_facts
from .truth import TruthReader


@dataclass(frozen=True)
class Deciding:
    """The open fact that would settle most, and where each of its classes leads."""

    fact: str
    leads_to: tuple[tuple[Answer, tuple[RecommendationText, ...]], ...]


class LeadsTo(NamedTuple):
    """Classes of a fact, and the verdicts that each combination of them leaves possible."""

    kept: tuple[Kept, ...]
    leaves: set[Any]  # of another diagram, its labels


class _Ahead(NamedTuple):
    """What may still be asked from one node on."""

    longest: int  # questions at most
    tested: int  # unasked facts that some way tests, a bit each
    most_needed: int  # facts that one verdict needs for its wording, at most
    needed: int  # and those that any needs


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
            return as_rules_read(self.diagram, self.selection, wanted) or listed
        if len(self.possible) > 1:
            return None
        facts = open_facts(self.diagram, self.selection, self.answers, self.possible[0])
        needed = (fact for fact, surely in self._needed(self.possible[0], self._reader) if surely)
        return next(chain(facts, needed), None)

    @property
    def after_advice(self) -> tuple[str, ...]:
        """The facts that would word the steps of what is advised: asked once it is."""
        if not self.diagram.values_unsure:
            return ()
        needed = self._needed(self.possible[0], self._reader, before=None)
        return tuple(dict.fromkeys(fact for fact, surely in needed if surely))

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
        bit = {fact: 1 << n for n, fact in enumerate(self.diagram.facts)}
        ahead: dict[Tree, _Ahead] = {}
        ways = self.open
        if self.diagram.values_unsure:  # whoever is not sure goes ways of their own
            ways = self.diagram.restrict(self.diagram.verdict, self._anything)
        for here in lowest_first(ways):
            ahead[here] = (
                self._ahead_of_words(here, bit)
                if isinstance(here, Leaf)
                else self._ahead_of(here, bit[self.diagram.fact_at[here.level]], ahead)
            )
        return ahead[ways].longest

    @cached_property
    def _anything(self) -> Selection:
        """The classes that the answers leave possible, any answer to what is unasked included."""
        fact_at = self.diagram.fact_at
        return [
            kept if fact_at[level] in self.answers else None
            for level, kept in enumerate(self.selection)
        ]

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

    def branches(self, fact: str, ways: Ways | None = None) -> list[LeadsTo]:
        """Where the answers to a fact lead that are still left, the smallest sets first."""
        classes = self.diagram.classes[fact]

        def place(kept: Kept) -> tuple[bool, int, list[int]]:
            lowest = [min(each) for each in kept]
            ticked = [n for n, index in enumerate(lowest) if index]
            return classes.sure(kept) is None, sum(lowest), ticked

        found = (ways or Ways(self.open)).apart(self.diagram.block[fact], self.left(fact))
        return sorted(
            (LeadsTo(kept, leaves) for kept, leaves in found),
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

    def told_apart(self, fact: str) -> tuple[Answer, ...]:
        """The answers to offer for a number: its classes, where the way they lead now differs.

        Neighbouring classes that lead the same way, given the other answers, are offered as one.
        """
        others = {id_: answer for id_, answer in self.answers.items() if id_ != fact}
        selection = self.diagram.selection(others)
        level = self.diagram.block[fact].start
        trees = [*self._read_of_numbers(selection)]
        anything = [None if n == level else kept for n, kept in enumerate(selection)]
        nodes = [
            here
            for tree in trees
            for here in reachable(self.diagram.restrict(tree, anything))
            if isinstance(here, Node) and here.level == level
        ]
        offered: list[list[Class]] = []
        for each in self.diagram.classes[fact].levels[0].classes:
            if not (isinstance(each.answer, Range) and each.plain):
                continue  # not sure is offered beside the ranges
            if offered and nodes and self._lead_one_way(fact, nodes, [*offered[-1], each]):
                offered[-1].append(each)
            else:
                offered.append([each])
        return tuple(chain.from_iterable(map(self.diagram.rules.facts[fact].answers, offered)))

    def _read_of_numbers(self, selection: Selection) -> Iterator[Tree]:
        """All in which a number may make a difference that these classes leave possible."""
        diagram, made = self.diagram, self.diagram.conditions
        yield diagram.verdict
        yield from (
            tree for name, tree in diagram.read.items() if name not in diagram.rules.verdict
        )
        yield from (*diagram.needed, *made.modifiers.values())
        possible = labels(diagram.restrict(diagram.verdict, selection))
        directions = {verdict[-1] for verdict in possible} if made.asked else set()
        for direction in directions - {None}:
            yield from (made.asked[id_] for id_ in diagram.rules.outcomes[direction].ready_when)

    def _lead_one_way(self, fact: str, nodes: Sequence[Node], neighbours: Sequence[Class]) -> bool:
        """Whether each of these classes leads where the stretch that they make together does."""
        (stretch,) = self.diagram.rules.facts[fact].answers(neighbours)
        places = map(
            self.diagram.classes[fact].of, (stretch, *(each.answer for each in neighbours))
        )
        kept = {n for (place,) in places for n in place}
        return all(len({id(node.children[n]) for n in kept}) == 1 for node in nodes)

    def texts(self, verdicts: set[Verdict]) -> tuple[RecommendationText, ...]:
        """The recommendations that have the words for these verdicts, as listed."""
        texts = [self.diagram.recommendation(verdict) for verdict in verdicts]
        found = {text.id for text in texts if text}
        return tuple(text for text in self.diagram.rules.recommendations if text.id in found)

    @property
    def _by_rules(self) -> bool:
        return self.diagram.rules.ask_order == "rules"

    def _unasked(self, found: set[int]) -> set[int]:
        return {level for level in found if self.diagram.fact_at[level] not in self.answers}

    def _needed(
        self, verdict: Verdict, reader: TruthReader, before: Literal["advice"] | None = "advice"
    ) -> Iterator[tuple[str, bool]]:
        """The unasked facts that a verdict may need for its wording, and whether it surely does."""
        for outcome in self.diagram.outcomes(verdict):
            for need in outcome.needs:
                if self.diagram.values_unsure and need.before != before:
                    continue
                truth = reader.truth(need.when)
                if need.fact not in self.answers and truth is not False:
                    yield need.fact, truth is True

    @cached_property
    def _reader(self) -> TruthReader:
        return TruthReader(self.diagram, self.selection)

    @cached_property
    def _reader_of_any(self) -> TruthReader:
        return TruthReader(self.diagram, self._anything)

    def _ahead_of_words(self, leaf: Leaf, bit: Mapping[str, int]) -> _Ahead:
        found = {fact for fact, _ in self._needed(leaf.label, self._reader_of_any)}
        found |= {*open_facts(self.diagram, self._anything, self.answers, leaf.label)}
        needed = sum(bit[fact] for fact in found)
        return _Ahead(needed.bit_count(), 0, needed.bit_count(), needed)

    def _ahead_of(self, node: Node, bit: int, ahead: Mapping[Tree, _Ahead]) -> _Ahead:
        """What may still be asked. A fact that may stay open leaves all ways below it open."""
        diagram = self.diagram
        name = diagram.fact_at[node.level]
        fact, unasked = diagram.rules.facts[name], name not in self.answers
        stays_open = not diagram.values_unsure and (
            not unasked or fact.takes_ranges or fact.not_sure.stays_open
        )
        longest, tested, most_needed, needed = 0, bit if unasked else 0, 0, 0
        for child in node.children:
            below = ahead[child]
            longest = max(longest, below.longest + diagram.worlds.leaves_fact(node, child))
            most_needed = max(most_needed, below.most_needed)
            tested |= below.tested
            needed |= below.needed
        if not tested:
            longest = 0  # what is open here stays open, and no verdict's wording is asked for
        elif diagram.values_unsure and tested & needed:
            longest = MAX_FACTS  # not sure of what is asked for one verdict may lead to another
        elif self._by_rules or stays_open:
            longest = tested.bit_count() + most_needed  # not sure, or a range, can leave all open
        return _Ahead(min(longest, (tested | needed).bit_count()), tested, most_needed, needed)


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
