"""Conditions compiled: the state of each, where one leads elsewhere, and what stance they make."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from graphlib import TopologicalSorter
from typing import Final, Literal, TypeAlias

from rules.language.model import Condition, Rule, RuleSet
from rules.language.when import AllOf, Not

from .nodes import UNREAD, Forest, Leaf, Tree
from .when import Where

Detour: TypeAlias = tuple[str, str]  # an outcome, and its condition that leads away from it
State: TypeAlias = Literal["done", "missing", "unknown", "left_out"]
DONE: Final = "done"
MISSING: Final = "missing"
UNKNOWN: Final = "unknown"
LEFT_OUT: Final = "left_out"
_STANCE = {DONE: "yes", LEFT_OUT: "yes", UNKNOWN: "yes_if", MISSING: "not_yet"}
_WORST = {stance: n for n, stance in enumerate(("yes", "yes_if", "not_yet"))}


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
        self.taken: dict[str, dict[Detour, Tree]] = {}  # by table: where each is taken

    def asked(self) -> dict[str, Tree]:
        """What a question about each condition tells apart: to be left out is as good as done."""
        done = self.forest.leaf(DONE)
        return {
            id_: self.forest.combine(
                tree, done, lambda left, right: right if left.label == LEFT_OUT else left
            )
            for id_, tree in self.states.items()
        }

    def failing(self) -> dict[str, Tree]:
        """Where each condition that leads elsewhere surely fails, though it applies."""
        yes, no = self.forest.leaf(True), self.forest.leaf(False)
        return {
            id_: self.forest.combine(
                self.states[id_], yes, lambda state, _: yes if state.label == MISSING else no
            )
            for id_ in self.elsewhere
        }

    def _state(self, condition: Condition) -> Tree:
        """Left out where it surely doesn't apply; else as its `when` says, as far as both do."""
        unknown = self.forest.leaf(MISSING if condition.unknown else UNKNOWN)
        done, missing = self.forest.leaf(DONE), self.forest.leaf(MISSING)
        left_out = self.forest.leaf(LEFT_OUT)

        def join(applies: Leaf, when: Tree) -> Tree | None:
            if applies.label is False:
                return left_out
            if not isinstance(when, Leaf):
                return None
            if when.label:
                return done
            return unknown if None in (applies.label, when.label) else missing

        applies = self.where.tree(condition.applies, "three-valued")
        return self.forest.combine(applies, self.where.tree(condition.when, "three-valued"), join)

    def stance(self, outcome_id: str) -> Tree:
        """The stance of a direction: its author's, or the worst that its conditions make."""
        outcome = self.rules.outcomes[outcome_id]
        if not outcome.ready_when:
            return self.forest.leaf(outcome.stance)
        tree: Tree = self.forest.leaf("yes")
        for id_ in outcome.ready_when:
            tree = self.forest.combine(tree, self.states[id_], self._worse)
        return tree

    def _worse(self, left: Leaf, right: Tree) -> Tree | None:
        if left.label == "not_yet":
            return left
        if not isinstance(right, Leaf):
            return None
        made = _STANCE[right.label]
        return self.forest.leaf(max(left.label, made, key=_WORST.__getitem__))

    def redirected(self, table: str, tree: Tree, outcome_of: Mapping[str, str]) -> Tree:
        """A table in which each condition that leads elsewhere stands as the rule that decides.

        `tree` is its rules, by id, and `outcome_of` tells their outcomes.
        """
        for outcome in self._in_turn():
            leaving = self._leaving(outcome)

            def join(left: Leaf, right: Tree, here: str = outcome) -> Tree | None:
                if left.label is None or outcome_of[left.label] != here:
                    return left
                return (right if right.label else left) if isinstance(right, Leaf) else None

            for id_ in self._with_otherwise(outcome):
                here = self._taken((outcome, id_), tree, leaving, outcome_of)
                self.taken.setdefault(table, {})[outcome, id_] = here
            tree = self.forest.combine(tree, leaving, join)
        return tree

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

    def _taken(
        self, detour: Detour, tree: Tree, leaving: Tree, outcome_of: Mapping[str, str]
    ) -> Tree:
        """Where a condition leads away from an outcome."""
        yes, no = self.forest.leaf(True), self.forest.leaf(False)

        def join(left: Leaf, right: Tree) -> Tree | None:
            if left.label is None or outcome_of[left.label] != detour[0]:
                return no
            return (yes if right.label == detour[1] else no) if isinstance(right, Leaf) else None

        return self.forest.combine(tree, leaving, join)

    def routes(self, verdict: Tree, read: Mapping[str, Tree]) -> Tree:
        """Each verdict with the detours taken on the way to it: leaves hold a pair of both."""
        tree = self.forest.combine(
            verdict, self.forest.leaf(True), lambda left, _: self.forest.leaf((left.label, ()))
        )
        for table, detours in self.taken.items():
            for detour, taken in detours.items():

                def join(left: Leaf, right: Tree, here: Detour = detour) -> Tree | None:
                    if not isinstance(right, Leaf):
                        return None
                    (came_to, before), taken = left.label, right.label
                    return self.forest.leaf((came_to, (*before, here))) if taken else left

                where_read = self.forest.combine(read[table], taken, _where_read(self.forest))
                tree = self.forest.combine(tree, where_read, join)
        return tree


def _where_read(forest: Forest) -> Callable[[Leaf, Tree], Tree]:
    return lambda left, right: forest.leaf(False) if left.label is UNREAD else right
