"""A rule set to its diagram: classes, tables, conditions, stances, one after the other.

Raises TooLargeSetError, naming what is too large, past a number of nodes or steps.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Hashable, Mapping, Sequence
from functools import cached_property
from itertools import islice
from typing import Any

from rules.language.faults import Entry, Path, Problem, TooLargeSetError
from rules.language.fingerprint import fingerprint
from rules.language.model import RuleSet, every_atom
from rules.language.when import ALWAYS, Atom
from rules.language.wording import listed

from .classes import Classes, classes_of
from .conditions import ConditionCompiler, Conditions
from .diagram import Diagram, Verdict, assumed_answers
from .nodes import (
    MAX_NODES,
    UNREAD,
    Forest,
    Leaf,
    TooLargeError,
    Tree,
    labels,
)
from .when import Where
from .worlds import blocks

MAX_LEVELS = 200  # the diagram is walked by recursion


def compile_rules(rules: RuleSet, limit: int = MAX_NODES) -> Diagram:
    """Compile a rule set. Raises TooLargeSetError, naming table and facts, past `limit` nodes."""
    return _Compiler(rules, limit).run()


class _Compiler:
    def __init__(self, rules: RuleSet, limit: int) -> None:
        self.rules = rules
        self.forest = Forest(limit)
        comparisons: dict[str, list[Atom]] = {fact: [] for fact in rules.facts}
        for atom in every_atom(rules):
            comparisons[atom.fact].append(atom)
        self.comparisons = comparisons
        self.classes: dict[str, Classes] = {}
        self.level: dict[str, int] = {}  # the first of each fact
        self.by_id = {rule.id: rule for table in rules.tables.values() for rule in table}
        self.yes, self.no = self.forest.leaf(True), self.forest.leaf(False)
        self.settled: dict[str, Tree] = {}
        self.holds: dict[str, Tree] = {}
        self.concluded: dict[str, Tree] = {}
        self.where = Where(
            self.forest,
            self.classes,
            self.level,
            self.settled,
            assumed_answers(rules),
            self.concluded,
        )
        self.work, self.before = "", 0
        self.place: Path = ()

    def run(self) -> Diagram:
        self.tell_apart()
        try:
            for name in reversed(self.rules.facts):  # finer facts are listed after: they are first
                self.begin(f"the finer questions of '{name}'", "facts", name, "not_sure")
                self.settle(name)
            return self.joined(self.conditions())
        except TooLargeError as error:
            raise TooLargeSetError(self.rules.ruleset, self.too_large(error)) from None

    def joined(self, conditions: ConditionCompiler) -> Diagram:
        """The tables and what they come to, one after the other."""
        both = {name: self.table(name, conditions) for name in self.rules.tables}
        hits = {name: hit for name, (hit, _) in both.items()}
        tables = {name: tree for name, (_, tree) in both.items()}
        verdict, read = self.verdict(tables), self.read(tables)
        needed, modifiers = self.needed(), self.modifiers(read)
        stances = self.stances(verdict, conditions)
        advised = self.advised(verdict, stances)
        return Diagram(
            rules=self.rules,
            fingerprint=fingerprint(self.rules),
            classes=self.classes,
            holds=self.holds,
            hits=hits,
            tables=tables,
            read=read,
            verdict=verdict,
            settled=self.settled,
            needed=needed,
            conditions=Conditions(
                states=conditions.states,
                stances=stances,
                asked=conditions.asked(),
                elsewhere=conditions.elsewhere,
                modifiers=modifiers,
            ),
            advised=advised,
            routes=conditions.routes(verdict, read) if self.rules.language > 1 else advised,
            forest=self.forest,
        )

    def begin(self, work: str, *place: str) -> None:
        """Say what is compiled next and where it stands, in case it gets too large."""
        self.work, self.place, self.before = work, place, len(self.forest.nodes)

    def too_large(self, error: TooLargeError) -> Problem:
        """The size guard's message, with the facts that most of the nodes made meanwhile test."""
        made = islice(self.forest.nodes.values(), self.before, None)
        most = Counter(self.fact_at[node.level] for node in made).most_common(3)
        often = [fact for fact, _ in most]
        named = listed([f"'{fact}'" for fact in often])
        above_all = f", above all for {named}" if often else ""
        remedy = "list facts that are read together side by side, or split the table"
        message = f"{self.work} would need more than {error}{above_all}: {remedy}"
        about = tuple(Entry("facts", fact) for fact in often)
        return Problem("too large", message, self.place, about=about)

    def tell_apart(self) -> None:
        """The classes of each fact, and its levels."""
        for name, fact in self.rules.facts.items():
            self.classes[name] = classes_of(fact, self.comparisons[name], self.rules.language > 1)
        found = blocks(self.classes)
        self.level.update((name, block.start) for name, block in found.items())
        self.fact_at = [name for name, block in found.items() for _ in block]
        if (many := len(self.fact_at)) > MAX_LEVELS:
            named = f"rules tell {many} facts and options apart"
            remedy = f"at most {MAX_LEVELS} can be: name fewer options, or split the rule set"
            problem = Problem("too large", f"{named}, and {remedy}", ("facts",))
            raise TooLargeSetError(self.rules.ruleset, problem)

    def settle(self, fact: str) -> None:
        """What a fact counts as, by its finer questions, where somebody isn't sure of it."""
        rows = self.rules.facts[fact].not_sure.settle
        if rows:
            self.settled[fact] = self.first_hit(
                [(self.where.tree(row.when), (row.counts_as,)) for row in rows]
            )

    def conditions(self) -> ConditionCompiler:
        """The states of the conditions, and the rules that they make."""
        self.begin("the states of the conditions", "conditions")
        found = ConditionCompiler(self.rules, self.forest, self.where)
        self.by_id |= found.elsewhere
        self.holds |= found.failing()
        return found

    def table(self, name: str, conditions: ConditionCompiler) -> tuple[Tree, Tree]:
        """A table's own rules, and the same with the rules that conditions make."""
        self.begin(f"table '{name}'", "tables", name)
        table = self.rules.tables[name]
        self.holds.update((rule.id, self.where.tree(rule.when)) for rule in table)
        hits = self.first_hit([(self.holds[rule.id], rule.id) for rule in table])
        if name not in self.rules.verdict:  # what it concludes is no direction
            return hits, hits
        return hits, conditions.redirected(name, hits, self.outcome_of)

    def needed(self) -> tuple[Tree, ...]:
        """Where the tests hold on which outcomes need facts."""
        self.begin("what the outcomes need", "outcomes")
        needs = [need.when for each in self.rules.outcomes.values() for need in each.needs]
        return tuple(self.where.tree(when) for when in needs if when != ALWAYS)

    @cached_property
    def outcome_of(self) -> dict[str, str]:
        """The outcome of each rule, those included that conditions make."""
        return {id_: rule.outcome for id_, rule in self.by_id.items()}

    def modifiers(self, read: Mapping[str, Tree]) -> dict[str, Tree]:
        """Where each modifier surely holds. The tables it names are read after the verdict's."""
        self.begin("the modifiers", "modifiers")
        for name, tree in read.items():
            if self.rules.modifiers and name not in self.rules.verdict:
                self.concluded[name] = self.forest.mapped(tree, self.outcome_of.get)
        return {id_: self.where.tree(each.when) for id_, each in self.rules.modifiers.items()}

    def stances(self, verdict: Tree, conditions: ConditionCompiler) -> dict[str, Tree]:
        """The stance of each direction that a verdict may end in, in language 2."""
        self.begin("the stances", "outcomes")
        if self.rules.language < 2:
            return {}
        directions = {label[-1] for label in labels(verdict) if label} - {None}
        return {outcome: conditions.stance(outcome) for outcome in sorted(directions)}

    def advised(self, verdict: Tree, stances: Mapping[str, Tree]) -> Tree:
        """Each verdict with the stance of its direction."""
        if self.rules.language < 2:
            return self.forest.leaf((None, None))

        def by_author(verdict: Verdict) -> Hashable:
            direction = verdict[-1] if verdict else None
            if direction is None:
                return None, None
            stance = stances[direction]
            return verdict, stance.label if isinstance(stance, Leaf) else None

        def by_conditions(left: Leaf, right: Tree) -> Tree | None:
            if not isinstance(right, Leaf):
                return None
            return self.forest.leaf((left.label[0], right.label))

        tree = self.forest.mapped(verdict, by_author)
        for direction, stance in stances.items():
            if not isinstance(stance, Leaf):
                tree = self.forest.combine(tree, stance, by_conditions, _heading(direction))
        return tree

    def first_hit(self, rows: Sequence[tuple[Tree, Hashable]]) -> Tree:
        """An ordered first-hit list: the last row is tried last, so it is laid down first."""
        tree: Tree = self.forest.leaf(None)
        for condition, label in reversed(rows):
            tree = self.first(condition, self.forest.leaf(label), tree)
        return tree

    def first(self, condition: Tree, hit: Leaf, rest: Tree) -> Tree:
        return self.forest.combine(condition, rest, lambda holds, r: hit if holds.label else r)

    def verdict(self, tables: Mapping[str, Tree]) -> Tree:
        """The verdict tables from the last to the first; a rule that stops leaves the rest out."""
        self.begin("the verdict tables joined", "verdict")
        joined: Tree = self.forest.leaf(())

        def join(left: Leaf, right: Tree) -> Tree | None:
            rule = self.by_id.get(left.label)
            outcome = rule.outcome if rule else None
            if rule and rule.stop:
                return self.forest.leaf((outcome,))
            return self.forest.leaf((outcome, *right.label)) if isinstance(right, Leaf) else None

        for name in reversed(self.rules.verdict):
            joined = self.forest.combine(tables[name], joined, join)
        return joined

    def read(self, tables: Mapping[str, Tree]) -> dict[str, Tree]:
        """Each table where it is read. Those that don't join are read after those that do."""
        self.begin("what the tables leave to later ones", "verdict")
        going_on: Tree = self.yes
        read: dict[str, Tree] = {}
        joined = self.rules.verdict

        def unless_stopped(left: Leaf, right: Tree) -> Tree:
            rule = self.by_id.get(left.label)
            return self.no if rule and rule.stop else right

        def where_read(left: Leaf, right: Tree) -> Tree:
            return right if left.label else self.forest.leaf(UNREAD)

        before = ""
        for name in (*self.rules.verdict, *(each for each in tables if each not in joined)):
            if before in joined:
                going_on = self.forest.combine(tables[before], going_on, unless_stopped)
            read[name] = self.forest.combine(going_on, tables[name], where_read)
            before = name
        return read


def _heading(direction: str) -> Callable[[Any], bool]:
    """Whether a pair of a verdict and its stance heads in this direction."""
    return lambda label: bool(label[0] and label[0][-1] == direction)
