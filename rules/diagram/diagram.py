"""A rule set compiled to reduced decision diagrams: the one object everything else walks.

Facts stand in the order in which they are asked, so a fact can change the result if and only if
a node tests it. Nothing here enumerates answer sets: every count and proof is one pass over the
nodes.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Hashable, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from functools import cached_property
from itertools import chain, islice
from typing import Any, TypeAlias

from rules.language.answers import Answer, from_json
from rules.language.faults import Entry, Path, Problem, TooLargeSetError
from rules.language.fingerprint import fingerprint
from rules.language.kinds.grouping import Kept, Level, Told
from rules.language.model import Outcome, RecommendationText, Rule, RuleSet, every_atom
from rules.language.when import ALWAYS, Atom, Test
from rules.language.wording import listed

from .classes import Classes, classes_of
from .conditions import ConditionCompiler, Conditions
from .nodes import (
    MAX_NODES,
    UNREAD,
    Forest,
    Leaf,
    Node,
    Selection,
    TooLargeError,
    Tree,
    labels,
    lowest_first,
)
from .when import Where
from .worlds import Worlds, blocks

MAX_LEVELS = 200  # the diagram is walked by recursion
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
    routes: Tree  # the verdict with the turns on the way to it, where conditions lead elsewhere
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

    def where(self, condition: Test) -> Tree:
        """Where a condition holds, as a tree of True and False. Raises TooLargeError."""
        where = Where(self.forest, self.classes, self._first, self.settled, self.assumed, {})
        return where.tree(condition)

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
        hits: dict[str, Tree] = {}
        tables: dict[str, Tree] = {}
        self.tell_apart()
        try:
            for name in reversed(self.rules.facts):  # finer facts are listed after: they are first
                self.begin(f"the finer questions of '{name}'", "facts", name, "not_sure")
                self.settle(name)
            self.begin("the states of the conditions", "conditions")
            conditions = ConditionCompiler(self.rules, self.forest, self.where)
            self.by_id |= conditions.elsewhere
            for name in self.rules.tables:
                self.begin(f"table '{name}'", "tables", name)
                hits[name] = tables[name] = self.table(name)
                if name in self.rules.verdict:  # what others conclude is no direction
                    tables[name] = conditions.redirected(name, hits[name], self.outcome_of)
            self.begin("the verdict tables joined", "verdict")
            verdict = self.verdict(tables)
            self.begin("what the tables leave to later ones", "verdict")
            read = self.read(tables)
            self.begin("what the outcomes need", "outcomes")
            needs = [each.when for out in self.rules.outcomes.values() for each in out.needs]
            needed = tuple(self.where.tree(when) for when in needs if when != ALWAYS)
            self.begin("the modifiers", "modifiers")
            modifiers = self.modifiers(read)
            self.begin("the stances", "outcomes")
            stances = self.stances(verdict, conditions)
            advised = self.advised(verdict, stances)
            routes = conditions.routes(verdict, read) if self.rules.language > 1 else advised
            asked = conditions.asked()
        except TooLargeError as error:
            raise TooLargeSetError(self.rules.ruleset, self.too_large(error)) from None
        return Diagram(
            self.rules,
            fingerprint(self.rules),
            self.classes,
            self.holds,
            hits,
            tables,
            read,
            verdict,
            self.settled,
            needed,
            Conditions(
                conditions.states,
                stances,
                asked,
                conditions.elsewhere,
                modifiers,
            ),
            advised,
            routes,
            self.forest,
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

    def table(self, name: str) -> Tree:
        table = self.rules.tables[name]
        self.holds.update((rule.id, self.where.tree(rule.when)) for rule in table)
        return self.first_hit([(self.holds[rule.id], rule.id) for rule in table])

    @cached_property
    def outcome_of(self) -> dict[str, str]:
        """The outcome of each rule, those included that conditions make."""
        return {id_: rule.outcome for id_, rule in self.by_id.items()}

    def modifiers(self, read: Mapping[str, Tree]) -> dict[str, Tree]:
        """Where each modifier surely holds. The tables it names are read after the verdict's."""
        for name, tree in read.items():
            if self.rules.modifiers and name not in self.rules.verdict:
                self.concluded[name] = self.forest.combine(
                    tree,
                    self.yes,
                    lambda left, _: self.forest.leaf(self.outcome_of.get(left.label)),
                )
        return {id_: self.where.tree(each.when) for id_, each in self.rules.modifiers.items()}

    def stances(self, verdict: Tree, conditions: ConditionCompiler) -> dict[str, Tree]:
        """The stance of each direction that a verdict may end in, in language 2."""
        if self.rules.language < 2:
            return {}
        directions = {label[-1] for label in labels(verdict)} - {None}
        return {outcome: conditions.stance(outcome) for outcome in directions}

    def advised(self, verdict: Tree, stances: Mapping[str, Tree]) -> Tree:
        """Each verdict with the stance of its direction."""
        none: Tree = self.forest.leaf((None, None))
        if self.rules.language < 2:
            return none
        tree = none
        for direction in sorted(stances):

            def join(left: Leaf, right: Tree, here: str = direction) -> Tree | None:
                if left.label[-1] != here:
                    return none
                if not isinstance(right, Leaf):
                    return None
                return self.forest.leaf((left.label, right.label))

            there = self.forest.combine(verdict, stances[direction], join)
            tree = self.forest.combine(
                there, tree, lambda left, rest: rest if left.label[0] is None else left
            )
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
        going_on: Tree = self.yes
        read: dict[str, Tree] = {}

        def unless_stopped(left: Leaf, right: Tree) -> Tree:
            rule = self.by_id.get(left.label)
            return self.no if rule and rule.stop else right

        def where_read(left: Leaf, right: Tree) -> Tree:
            return right if left.label else self.forest.leaf(UNREAD)

        for name in self.rules.verdict:
            read[name] = self.forest.combine(going_on, tables[name], where_read)
            going_on = self.forest.combine(tables[name], going_on, unless_stopped)
        for name in tables:
            if name not in read:
                read[name] = self.forest.combine(going_on, tables[name], where_read)
        return read
