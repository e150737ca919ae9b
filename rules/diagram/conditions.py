"""Conditions compiled: the state of each, where one leads elsewhere, and what stance they make."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache
from graphlib import TopologicalSorter
from operator import itemgetter
from typing import Final, Literal, TypeAlias

from rules.language.model import Condition, Rule, RuleSet
from rules.language.when import AllOf, Not

from .nodes import UNREAD, Forest, Leaf, Tree
from .when import Where

Detour: TypeAlias = tuple[str, str]  # an outcome, and its condition that leads away from it
Detours: TypeAlias = tuple[Detour, ...]
State: TypeAlias = Literal["done", "missing", "unknown", "left_out"]
DONE: Final = "done"
MISSING: Final = "missing"
UNKNOWN: Final = "unknown"
LEFT_OUT: Final = "left_out"
_STANCE = {DONE: "yes", LEFT_OUT: "yes", UNKNOWN: "yes_if", MISSING: "not_yet"}


@dataclass(frozen=True)
class Conditions:
    """What conditions and modifiers come to; nothing in a text without them."""

    states: Mapping[str, Tree] = field(default_factory=dict)  # by condition
    stances: Mapping[str, Tree] = field(default_factory=dict)  # by outcome that has a stance
    asked: Mapping[str, Tree] = field(default_factory=dict)  # the same, left out as done
    elsewhere: Mapping[str, Rule] = field(default_factory=dict)  # the rules `otherwise` makes
    modifiers: Mapping[str, Tree] = field(default_factory=dict)  # where each surely holds


def rule_elsewhere(id_: str, condition: Condition) -> Rule | None:
    """The rule that a condition is, where it surely fails: it has the condition's id."""
    if condition.otherwise is None:
        return None
    return Rule.model_construct(
        id=id_,
        when=AllOf((condition.applies, Not(condition.when))),
        outcome=condition.otherwise,
        stop=True,
        because=condition.because or "",
        cite=condition.cite,
        evidence=condition.evidence,
    )


class ConditionCompiler:
    """Makes the trees of one rule set's conditions, in the forest of its tables."""

    def __init__(self, rules: RuleSet, forest: Forest, where: Where) -> None:
        self.rules = rules
        self.forest = forest
        self.where = where
        self.states = {id_: self._state(each) for id_, each in rules.conditions.items()}
        made = ((id_, rule_elsewhere(id_, each)) for id_, each in rules.conditions.items())
        self.elsewhere = {id_: rule for id_, rule in made if rule is not None}
        self.worst = cache(self._worst)
        self.taken: dict[str, Tree] = {}  # by table: leaves hold the detours on the way there

    def asked(self) -> dict[str, Tree]:
        """What a question about each condition tells apart: to be left out is as good as done."""
        return {
            id_: self.forest.mapped(tree, lambda state: DONE if state == LEFT_OUT else state)
            for id_, tree in self.states.items()
        }

    def failing(self) -> dict[str, Tree]:
        """Where each condition that leads elsewhere surely fails, though it applies."""
        return {
            id_: self.forest.mapped(self.states[id_], lambda state: state == MISSING)
            for id_ in self.elsewhere
        }

    def _state(self, condition: Condition) -> Tree:
        """Left out where it surely doesn't apply; else as its `when` says, as far as both do."""
        done, missing = self.forest.leaf(DONE), self.forest.leaf(MISSING)
        left_out, unsure = self.forest.leaf(LEFT_OUT), self.forest.leaf(UNKNOWN)
        unknown = missing if condition.unknown else unsure

        def join(applies: Leaf, when: Tree) -> Tree | None:
            if applies.label is False:
                return left_out
            if not isinstance(when, Leaf):
                return None
            if when.label:
                return done
            if applies.label is None:
                return unsure  # what may not concern somebody can't be missing
            return unknown if when.label is None else missing

        applies = self.where.tree(condition.applies, "three-valued")
        return self.forest.combine(applies, self.where.tree(condition.when, "three-valued"), join)

    def stance(self, outcome_id: str) -> Tree:
        """The stance of a direction: its author's, or the worst that its conditions make."""
        outcome = self.rules.outcomes[outcome_id]
        if not outcome.ready_when:
            return self.forest.leaf(outcome.stance)
        return self.worst(outcome.ready_when)

    def _worst(self, conditions: tuple[str, ...]) -> Tree:
        """The worst stance that these make: from the last on, since many directions end alike."""
        if not conditions:
            return self.forest.leaf("yes")

        def worse(left: Leaf, right: Tree) -> Tree | None:
            made = _STANCE[left.label]
            if made != "yes_if":
                return right if made == "yes" else self.forest.leaf(made)
            if not isinstance(right, Leaf):
                return None
            return self.forest.leaf(made) if right.label == "yes" else right

        first, *rest = conditions
        return self.forest.combine(self.states[first], self.worst((*rest,)), worse)

    def redirected(self, table: str, tree: Tree, outcome_of: Mapping[str, str]) -> Tree:
        """A table in which each condition that leads elsewhere stands as the rule that decides.

        `tree` is its rules, by id, and `outcome_of` tells their outcomes.
        """
        if not self.elsewhere:
            return tree
        tree = self.forest.mapped(tree, lambda rule: (rule, ()))
        for outcome in self._in_turn():

            def here(label: tuple[str, Detours], outcome: str = outcome) -> bool:
                return outcome_of.get(label[0]) == outcome

            def join(left: Leaf, right: Tree, outcome: str = outcome) -> Tree | None:
                if not isinstance(right, Leaf):
                    return None
                before, leads_on = left.label[1], right.label
                taken = (leads_on, (*before, (outcome, leads_on)))
                return self.forest.leaf(taken) if leads_on else left

            tree = self.forest.combine(tree, self._leaving(outcome), join, here)
        self.taken[table] = self.forest.mapped(tree, itemgetter(1))
        return self.forest.mapped(tree, itemgetter(0))

    def _in_turn(self) -> Iterator[str]:
        """The outcomes that conditions lead away from, each before those it leads to."""
        leads_to = {
            outcome: {self.elsewhere[id_].outcome for id_ in self._with_otherwise(outcome)}
            for outcome in self.rules.outcomes
        }
        for outcome in reversed([*TopologicalSorter(leads_to).static_order()]):
            if leads_to.get(outcome):
                yield outcome

    def _with_otherwise(self, outcome: str) -> tuple[str, ...]:
        ready_when = self.rules.outcomes[outcome].ready_when
        return tuple(id_ for id_ in ready_when if id_ in self.elsewhere)

    def _leaving(self, outcome: str) -> Tree:
        """The first condition of an outcome that surely fails, by id; None where none does."""
        tree: Tree = self.forest.leaf(None)
        for id_ in reversed(self._with_otherwise(outcome)):

            def join(state: Leaf, rest: Tree, here: str = id_) -> Tree:
                return self.forest.leaf(here) if state.label == MISSING else rest

            tree = self.forest.combine(self.states[id_], tree, join)
        return tree

    def routes(self, verdict: Tree, read: Mapping[str, Tree]) -> Tree:
        """Each verdict with the detours taken on the way to it: leaves hold a pair of both."""
        none = self.forest.leaf(())
        tree = self.forest.mapped(verdict, lambda came_to: (came_to, ()))
        for table, taken in self.taken.items():

            def where_read(left: Leaf, right: Tree) -> Tree | None:
                if not left.label:
                    return left
                return (
                    (none if right.label is UNREAD else left) if isinstance(right, Leaf) else None
                )

            def join(left: Leaf, right: Tree) -> Tree | None:
                if not left.label:
                    return right
                if not isinstance(right, Leaf):
                    return None
                came_to, before = right.label
                return self.forest.leaf((came_to, (*before, *left.label)))

            on_the_way = self.forest.combine(taken, read[table], where_read)
            tree = self.forest.combine(on_the_way, tree, join)
        return tree
