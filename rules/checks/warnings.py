"""What is legal in a rule set and still worth a second look."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from functools import reduce
from typing import NamedTuple

from rules.diagram.diagram import Diagram
from rules.diagram.nodes import Forest, Leaf, Node, Tree, branch, labels, levels
from rules.language.faults import Path, Problem
from rules.language.model import Line, RuleSet, every_atom
from rules.language.when import ALWAYS, Atom, Has, Is, Not, Only, Test, atoms
from rules.language.wording import listed


def read_in_vain(diagram: Diagram) -> Iterator[tuple[str, str]]:
    """Rules of verdict tables, and facts they read although those can't change the verdict there.

    A fact may matter elsewhere and be of no use to one rule: wherever the rule decides for some
    value of the fact, every value of it leads to the same verdict. So it isn't asked there.
    """
    asked = {*diagram.tested(levels(diagram.verdict))}
    for name in diagram.rules.verdict:
        for rule in diagram.rules.tables[name]:
            region = _where(diagram, diagram.read[name], {rule.id})
            if isinstance(region, Leaf):
                continue  # it decides nowhere, or everywhere
            for fact in dict.fromkeys(atom.fact for atom in atoms(rule.when)):
                block = diagram.block[fact]
                if fact not in asked:
                    continue
                within = _whatever(diagram.forest, region, block)
                if not any(_matters(within, diagram.verdict, level) for level in block):
                    yield rule.id, fact


def alike(rules: RuleSet) -> Iterator[Problem]:
    """Options of one fact that nothing tells apart: no condition names one without the others.

    Conditions stand in rules, lines, differences, rows of finer questions and of `reads_as`.
    Whichever of a group somebody takes, all that follows is the same.
    """
    compared: dict[str, list[Atom]] = {}
    for atom in every_atom(rules):
        compared.setdefault(atom.fact, []).append(atom)
    needed = {need.fact for outcome in rules.outcomes.values() for need in outcome.needs}
    for id_, fact in rules.facts.items():
        groups: dict[tuple[str | bool, ...], list[str]] = {}
        for option in fact.written if id_ in {*compared, *needed} else ():
            parts = tuple(_part(atom, option) for atom in compared.get(id_, ()))
            groups.setdefault(parts, []).append(f"'{option}'")
        for group in groups.values():
            if len(group) > 1:
                message = f"no condition tells {listed(group)} of '{id_}' apart"
                remedy = "name one where it counts, or make them one option"
                told = f"{message}, so they differ only in words: {remedy}"
                yield Problem("unread option", told, ("facts", id_, "options"))


def _part(atom: Atom, option: str) -> str | bool:
    """The part of an option in a comparison: the same for two that it doesn't tell apart."""
    match atom:
        case Is(_, values):
            return option in values
        case Has(_, options) | Only(_, options):
            return option in options and option  # to have one of two isn't to have both
        case _:
            return False


class ToldLine(NamedTuple):
    """A line or a difference with a condition: its place, its name, and where it would be told."""

    path: Path
    name: str
    when: Test
    unless: Test | None
    regions: tuple[Tree, ...]


def never_told(diagram: Diagram) -> Iterator[tuple[Path, str]]:
    """Lines and differences that nobody whose answers are all known is told, and why."""
    for told in _on_condition(diagram):
        when = diagram.where(told.when)
        if all(map(_outside, told.regions)):
            continue  # what it belongs to is never concluded: a problem of its own
        if not any(_meet(region, when) for region in told.regions):
            yield told.path, f"{told.name} is never told: its 'when' can't hold there"
        elif told.unless is not None:
            but = diagram.where(Not(told.unless))
            if not any(_meet(region, when, but) for region in told.regions):
                why = "its 'unless' always holds there"
                yield told.path, f"{told.name} is told nobody whose answers are all known: {why}"


def never_needed(diagram: Diagram) -> Iterator[tuple[Path, str]]:
    """Needs on a condition that can't hold where their outcome is concluded."""
    for id_, outcome in diagram.rules.outcomes.items():
        for index, need in enumerate(outcome.needs):
            if need.when != ALWAYS:
                regions, when = _where_told(diagram, id_), diagram.where(need.when)
                if not any(_meet(region, when) for region in regions):
                    message = f"'{id_}' never needs '{need.fact}': its 'when' can't hold there"
                    yield ("outcomes", id_, "needs", index), message


def _on_condition(diagram: Diagram) -> Iterator[ToldLine]:
    rules = diagram.rules
    for id_, outcome in rules.outcomes.items():
        for key, lines in (("steps", outcome.steps), ("cautions", outcome.cautions)):
            regions = _where_told(diagram, id_) if any(map(_conditional, lines)) else ()
            yield from _lines(("outcomes", id_, key), lines, regions)
    for index, text in enumerate(rules.recommendations):
        lines, place = text.steps, ("recommendations", index)
        back = (text.revisit,) if text.revisit else ()
        if any(map(_conditional, (*lines, *back))):
            regions = (_recommended(diagram, {text.id}),)
            yield from _lines((*place, "steps"), lines, regions)
            for told in _lines((*place, "revisit"), back, regions):
                yield told._replace(path=(*place, "revisit"))
    for index, each in enumerate(rules.differences):
        if each.when != ALWAYS:
            whom = each.recommendations or [text.id for text in rules.recommendations]
            regions = (_recommended(diagram, {*whom}),)
            name = f"difference '{each.id}'"
            yield ToldLine(("differences", index), name, each.when, None, regions)


def _lines(place: Path, lines: Sequence[Line], regions: tuple[Tree, ...]) -> Iterator[ToldLine]:
    for index, line in enumerate(lines):
        if _conditional(line):
            yield ToldLine(
                (*place, index), f"the line '{line.say}'", line.when, line.unless, regions
            )


def _conditional(line: Line) -> bool:
    return line.when != ALWAYS or line.unless is not None


def _where_told(diagram: Diagram, outcome: str) -> tuple[Tree, ...]:
    """Where each table concludes an outcome, or one that adds it."""
    rules = diagram.rules
    adding = {id_ for id_, each in rules.outcomes.items() if outcome in (id_, *each.adds)}
    by_table = {
        name: {rule.id for rule in table if rule.outcome in adding}
        for name, table in rules.tables.items()
    }
    return tuple(_where(diagram, diagram.read[name], ids) for name, ids in by_table.items() if ids)


def _recommended(diagram: Diagram, texts: set[str]) -> Tree:
    """Where one of these recommendations is given."""
    found = {end: diagram.recommendation(end) for end in labels(diagram.verdict)}
    ends = {end for end, text in found.items() if text and text.id in texts}
    return _where(diagram, diagram.verdict, ends)


def _meet(*trees: Tree) -> bool:
    """Whether all of these hold together somewhere."""
    seen = {trees}
    queue = [trees]
    while queue:
        here = queue.pop()
        if any(map(_outside, here)):
            continue
        if all(isinstance(tree, Leaf) for tree in here):
            return True
        fresh = {*_below(*here)} - seen
        seen |= fresh
        queue.extend(fresh)
    return False


def _where(diagram: Diagram, tree: Tree, wanted: Collection[object]) -> Tree:
    """The region in which a tree ends in one of these labels, as a tree of True and False."""
    yes, no = diagram.forest.leaf(True), diagram.forest.leaf(False)
    return diagram.forest.combine(tree, yes, lambda left, _: yes if left.label in wanted else no)


def _whatever(forest: Forest, region: Tree, block: range) -> Tree:
    """The region, widened to every value of the fact that has these levels."""
    memo: dict[Tree, Tree] = {}

    def either(one: Tree, other: Tree) -> Tree:
        return forest.combine(one, other, lambda left, right: left if left.label else right)

    def go(here: Tree) -> Tree:
        if isinstance(here, Leaf) or here.level >= block.stop:
            return here
        if here not in memo:
            below = [go(child) for child in here.children]
            memo[here] = (
                reduce(either, dict.fromkeys(below))
                if here.level in block
                else forest.node(here.level, tuple(below))
            )
        return memo[here]

    return go(region)


def _matters(region: Tree, tree: Tree, level: int) -> bool:
    """Whether the fact at a level changes where a tree ends, somewhere in a region free of it."""
    seen: set[tuple[Tree, Tree]] = set()
    compared: set[tuple[Tree, Tree, Tree]] = set()
    queue = [(region, tree)]
    while queue:
        within, here = pair = queue.pop()
        if pair in seen or _outside(within) or isinstance(here, Leaf) or here.level > level:
            continue
        seen.add(pair)
        if _first_level(*pair) == level:
            first, *others = here.children
            if any(_differ(within, first, other, compared) for other in others):
                return True
        else:
            queue.extend((w, h) for w, h in _below(within, here))
    return False


def _differ(region: Tree, one: Tree, other: Tree, seen: set[tuple[Tree, Tree, Tree]]) -> bool:
    """Whether two trees end differently somewhere in a region."""
    key = (region, one, other)
    if one is other or _outside(region) or key in seen:
        return False
    seen.add(key)
    return isinstance(region, Leaf) or any(_differ(r, a, b, seen) for r, a, b in _below(*key))


def _outside(region: Tree) -> bool:
    return isinstance(region, Leaf) and not region.label


def _first_level(*trees: Tree) -> int:
    return min(tree.level for tree in trees if isinstance(tree, Node))


def _below(*trees: Tree) -> Iterator[tuple[Tree, ...]]:
    """The trees one step on, together, for each class of the first fact that any of them tests."""
    level = _first_level(*trees)
    testing = next(tree for tree in trees if isinstance(tree, Node) and tree.level == level)
    for n in range(len(testing.children)):
        yield tuple(branch(tree, level, n) for tree in trees)
