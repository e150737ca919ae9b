"""A rule set compiled to reduced decision diagrams: the one object everything else walks.

Facts stand in the order in which they are asked, so a fact can change the result if and only if
a node tests it. Nothing here enumerates answer sets: every count and proof is one pass over the
nodes.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from functools import cache, cached_property
from itertools import chain
from typing import Any, TypeAlias

from rules.language.answers import Answer, from_json
from rules.language.kinds.grouping import Kept, Level, Told
from rules.language.model import Outcome, RecommendationText, Rule, RuleSet
from rules.language.when import Atom, Test

from .classes import Classes
from .conditions import Conditions
from .nodes import (
    Forest,
    Leaf,
    Node,
    Selection,
    Tree,
    labels,
    levels,
    lowest_first,
)
from .ways import Ways
from .when import Where
from .worlds import Worlds, blocks

Verdict: TypeAlias = tuple[str | None, ...]  # an outcome for each table read; None is a gap


@dataclass(frozen=True)
class Diagram:
    """A rule set, compiled. Make one with `compile_rules`."""

    rules: RuleSet
    fingerprint: str
    classes: Mapping[str, Classes]  # by fact id, in the order in which facts are asked
    holds: Mapping[str, Tree]  # by rule id: where its test holds, True or False
    hits: Mapping[str, Tree]  # each table's rules: leaves hold the first that holds, None for none
    tables: Mapping[str, Tree]  # the same, with the rule that a condition makes where it leads on
    read: Mapping[str, Tree]  # the same, UNREAD where an earlier rule has stopped
    verdict: Tree  # the verdict tables, joined: leaves hold a Verdict
    settled: Mapping[str, Tree]  # for facts with finer questions: what those make of *not sure*
    needed: tuple[Tree, ...]  # where the tests hold on which outcomes need facts
    conditions: Conditions
    advised: Tree  # the verdict with its stance: leaves hold a pair of both; in language 1, none
    routes: Tree  # the verdict with the detours on the way to it, where conditions lead elsewhere
    forest: Forest

    @cached_property
    def facts(self) -> tuple[str, ...]:
        """Fact ids in the order in which facts are asked."""
        return tuple(self.classes)

    @cached_property
    def block(self) -> Mapping[str, range]:
        """The levels of each fact, which stand side by side."""
        return blocks(self.classes)

    @cached_property
    def assumed(self) -> dict[str, Answer]:
        """The answers with which every interview begins, by fact id: nobody is asked for them."""
        return assumed_answers(self.rules)

    @cached_property
    def fact_at(self) -> tuple[str, ...]:
        """Fact ids by level."""
        return tuple(fact for fact, block in self.block.items() for _ in block)

    @cached_property
    def _first(self) -> dict[str, int]:
        return {fact: block.start for fact, block in self.block.items()}

    def level(self, number: int) -> Level:
        """The classes of a level, and the option that it is about."""
        fact = self.fact_at[number]
        return self.classes[fact].levels[number - self.block[fact].start]

    def tested(self, found: AbstractSet[int]) -> tuple[str, ...]:
        """The facts to which these levels belong, in their order."""
        return tuple(dict.fromkeys(self.fact_at[level] for level in sorted(found)))

    def told(self, atom: Atom) -> Told:
        """A comparison, by levels of its fact, counted from the fact's first."""
        found = self._told.get(atom)
        if found is None:
            found = self._told[atom] = self.classes[atom.fact].told(atom)
        return found

    @cached_property
    def _told(self) -> dict[Atom, Told]:
        return {}

    @cached_property
    def rules_of(self) -> Mapping[str, tuple[Rule, ...]]:
        """The rules of each table, those last that its outcomes' conditions make."""
        made = self.conditions.elsewhere.values()
        return {
            name: (*rules, *(each for each in made if each.id in labels(self.tables[name])))
            for name, rules in self.rules.tables.items()
        }

    def outcome_of(self, rule: object) -> str | None:
        """What a rule concludes, by the label it has in its table's tree."""
        return self._outcome_of.get(rule)

    @cached_property
    def _outcome_of(self) -> dict[object, str]:
        listed = (*chain.from_iterable(self.rules.tables.values()),)
        return {each.id: each.outcome for each in (*listed, *self.conditions.elsewhere.values())}

    @cached_property
    def values_unsure(self) -> bool:
        """Whether *not sure* is a value, and no fact but an unasked one is open."""
        return self.rules.language > 1

    @cached_property
    def unasked(self) -> Selection:
        """What may be, before anything is asked: any plain answer."""
        found: list[tuple[int, ...] | None] = []
        for classes in self.classes.values():
            plain = zip(classes.plain, classes.every, strict=True)
            found += [None if some == every else some for some, every in plain]
        return found

    def selection(self, answers: Mapping[str, Answer]) -> Selection:
        """The classes each answer leaves possible, by level. KeyError for an unknown fact."""
        chosen = [*self.unasked]
        for fact, answer in answers.items():
            block = self.block[fact]
            chosen[block.start : block.stop] = self.classes[fact].of(answer)
        return chosen

    def left(self, fact: str, selection: Selection) -> Kept:
        """The classes of a fact that a selection leaves possible, by level of the fact."""
        every = self.classes[fact].every
        kept = (selection[level] for level in self.block[fact])
        return tuple(all_ if some is None else some for some, all_ in zip(kept, every, strict=True))

    def kept_on(self, way: Mapping[int, int]) -> dict[str, Kept]:
        """The classes left of each fact that has a level on a way, which takes a class of each."""
        found: dict[str, Kept] = {}
        for fact in self.tested(way.keys()):
            every, start = self.classes[fact].every, self.block[fact].start
            found[fact] = tuple(
                (way[start + n],) if start + n in way else each for n, each in enumerate(every)
            )
        return found

    def restrict(self, tree: Tree, selection: Selection) -> Tree:
        """The diagram that remains under a selection, reduced again.

        Where several of a fact's classes remain, those that don't are given the first one's
        child: they can't be reached, so they must not keep a node alive.
        """
        done: dict[Tree, Tree] = {}
        fresh: dict[tuple[int, tuple[Tree, ...]], Node] = {}
        for here in lowest_first(tree, selection):
            if isinstance(here, Leaf):
                done[here] = here
                continue
            kept = selection[here.level]
            if kept is None:
                children = tuple([done[child] for child in here.children])
            elif len(kept) == 1:
                done[here] = done[here.children[kept[0]]]
                continue
            else:
                first = done[here.children[kept[0]]]
                children = tuple(
                    [done[child] if n in kept else first for n, child in enumerate(here.children)]
                )
            if children == here.children:
                done[here] = here  # as it was: nothing below it is answered
                continue
            if children.count(children[0]) == len(children):
                done[here] = children[0]
                continue
            key = (here.level, children)
            done[here] = self.forest.nodes.get(key) or fresh.setdefault(key, Node(*key))
        return done[tree]

    def where(self, test: Test) -> Tree:
        """Where a test holds, as a tree of True and False. Raises TooLargeError."""
        where = Where(self.forest, self.classes, self._first, self.settled, self.assumed, {})
        return where.tree(test)

    def recommendation(self, verdict: Verdict) -> RecommendationText | None:
        """The words for a verdict, or None where the author has written none."""
        return self._texts.get(verdict)

    @cached_property
    def _texts(self) -> dict[Verdict, RecommendationText]:
        found: dict[Verdict, RecommendationText] = {}
        for verdict in labels(self.verdict):
            outcomes = dict(zip(self.rules.verdict, verdict, strict=False))
            for text in self.rules.recommendations:
                if text.covers(outcomes):
                    found.setdefault(verdict, text)
        return found

    @cached_property
    def ways(self) -> Callable[[Tree], Ways]:
        """What its trees lead to, each looked at once."""
        return cache(Ways)

    @cached_property
    def turning(self) -> tuple[str, ...]:
        """The facts on which the verdict depends, or a detour on the way to it."""
        return self.tested(levels(self.routes))

    @cached_property
    def directions(self) -> tuple[str, ...]:
        """The outcomes in which a verdict may end, as listed."""
        ends = {verdict[-1] for verdict in labels(self.verdict)}
        return tuple(outcome for outcome in self.rules.outcomes if outcome in ends)

    @cached_property
    def caution(self) -> dict[str, int]:
        """How committing each recommendation is, by id: the author lists the least first."""
        return {text.id: n for n, text in enumerate(self.rules.recommendations)}

    def outcomes(self, verdict: Verdict) -> tuple[Outcome, ...]:
        """The outcomes that a verdict joins, with those they add."""
        joined = (self.rules.whole(outcome) for outcome in verdict if outcome is not None)
        return tuple(chain.from_iterable(joined))

    def counts(self, tree: Tree) -> dict[Any, int]:
        """How many complete sets of classes lead to each label: exact, in one pass."""
        worlds = self.worlds
        found = lowest_first(tree)[::-1]
        ways = dict.fromkeys(found, 0)  # how many sets of the levels above lead to each
        ways[tree] = worlds.above(tree)
        total: dict[Any, int] = {}
        for here in found:
            if isinstance(here, Leaf):
                total[here.label] = ways[here]
                continue
            for n, child in worlds.counted(here):
                ways[child] += ways[here] * worlds.passed(here, n, child)
        return total

    def interviews(self) -> int:
        """How many ways there are through the questions, asked as listed, class by class."""
        worlds, ways = self.worlds, dict[Tree, int]()
        for here in lowest_first(self.verdict):
            if isinstance(here, Leaf):
                ways[here] = 1
                continue
            ways[here] = sum(
                ways[child] * worlds.rest(here, n) * worlds.inside(child)
                if worlds.leaves_fact(here, child)
                else ways[child] * worlds.passed(here, n, child)
                for n, child in worlds.counted(here)
            )
        return ways[self.verdict] * worlds.inside(self.verdict)

    @cached_property
    def worlds(self) -> Worlds:
        """How many combinations of classes there are, level by level."""
        return Worlds(self.classes, self.block)


def assumed_answers(rules: RuleSet) -> dict[str, Answer]:
    """What the rule set takes its facts to be."""
    return {fact: from_json(each.answer) for fact, each in rules.assumptions.items()}
