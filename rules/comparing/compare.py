"""Where two rule sets say something else to the same answers.

The answers are those of one of the two, or of a third set, that declares with `reads_as` how its
answers read as the others' facts. The other's diagram is rewritten over those facts; what they
don't settle stays possible. Exact, as all walks over diagrams are: nothing is enumerated.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeAlias

from rules.diagram.diagram import Diagram, compile_rules
from rules.diagram.nodes import MAX_NODES, Forest, Leaf, Node, TooLargeError, Tree, branch, labels
from rules.language.faults import Fault, Misfit, Path, RuleSetError
from rules.language.model import RuleSet, every_atom

from .merging import refined, refuse_too_many_named
from .reads_as import misread
from .regions import Region, regions
from .selectors import Selectors, comparisons_of, tables_of, unread

End: TypeAlias = tuple[str | None, ...]  # recommendations possible; None is a gap
Ends: TypeAlias = Mapping[tuple[End, End], Region]


@dataclass(frozen=True)
class Comparison:
    """What two rule sets say to the same answers, `a` first and `b` second in every pair.

    `agree`: whatever stays possible says the same. `disagree`: nothing that stays possible does.
    `unsettled`: it depends on facts that the answers don't settle. Ids are recommendations', the
    least committing first; regions come largest first. `unknown` lists, by rule set, its facts
    that can't be read from the answers at all.
    """

    a: str
    b: str
    answers_of: str
    answer_sets: int
    agree: Ends
    disagree: Ends
    unsettled: Ends
    unknown: Mapping[str, tuple[str, ...]]

    def count(self, ends: Ends) -> int:
        """How many answer sets end so."""
        return sum(region.count for region in ends.values())


def compare(
    a: Diagram, b: Diagram, through: Diagram | None = None, limit: int = MAX_NODES
) -> Comparison:
    """Compare what two rule sets say to the same answers: to `a`'s, `b`'s or those of a third set.

    Raises RuleSetError where no reading is declared, where one doesn't fit, or where comparing
    takes more than `limit` nodes. An answer set is one class for every fact of the set whose
    answers are read, classes being what any of the sets tells apart.
    """
    base = through or _declaring(a, b)
    same = _same_words(a, b)
    others = [side for side in (a, b) if side is not base]
    for other in others:
        refuse_misfits(base.rules, other.rules)
    try:
        return _compare((a, b), base, same, limit)
    except TooLargeError as error:
        message = f"comparing would need more than {error}: read fewer facts as the other's"
        raise RuleSetError(base.rules.ruleset, [Fault(0, message)]) from None


def refuse_misfits(
    ours: RuleSet,
    theirs: RuleSet,
    file: str = "",
    fault: Callable[[Path, str], Fault] = lambda _, message: Fault(0, message),
) -> None:
    """Raise RuleSetError with every fault of `ours.reads_as` that takes both rule sets to see."""
    if theirs.ruleset not in ours.reads_as:
        message = f"nothing says how its answers read as {theirs.ruleset}'s: add it under reads_as"
        raise RuleSetError(file or ours.ruleset, [Fault(0, message)])
    found: Sequence[Misfit] = [*misread(ours, theirs)]
    if not found:
        tables = {**ours.tables, **tables_of(ours, theirs)}
        found = [*unread(compile_rules(ours.model_copy(update={"tables": tables})), theirs)]
    if found:
        raise RuleSetError(file or ours.ruleset, [fault(*misfit) for misfit in found])


def _declaring(a: Diagram, b: Diagram) -> Diagram:
    for one, other in ((a, b), (b, a)):
        if other.rules.ruleset in one.rules.reads_as:
            return one
    names = f"{a.rules.ruleset} nor {b.rules.ruleset}"
    message = f"neither {names} says how its answers read as the other's: add it under reads_as"
    raise RuleSetError(a.rules.ruleset, [Fault(0, message)])


def _same_words(a: Diagram, b: Diagram) -> set[tuple[str | None, str | None]]:
    """The pairs of recommendations that say the same, as either of the two declares."""
    for one, other in ((a, b), (b, a)):
        reading = one.rules.reads_as.get(other.rules.ruleset)
        if reading and reading.agrees:
            refuse_misfits(one.rules, other.rules)
            pairs = [(our, their) for their, ours in reading.agrees.items() for our in ours]
            return {pair if one is a else pair[::-1] for pair in pairs}
    message = f"nothing says which recommendations of {b.rules.ruleset} say the same: add 'agrees'"
    raise RuleSetError(a.rules.ruleset, [Fault(0, message)])


def _compare(
    sides: tuple[Diagram, Diagram],
    base: Diagram,
    same: set[tuple[str | None, str | None]],
    limit: int,
) -> Comparison:
    wide = _widened(base, [side for side in sides if side is not base], limit)
    forest = Forest(limit)
    first, second = (
        _possible(forest, wide, side, wide.verdict if side is base else _over(forest, wide, side))
        for side in sides
    )

    def join(left: Leaf, right: Tree) -> Tree | None:
        if not isinstance(right, Leaf):
            return None
        return forest.leaf((_kind(left.label, right.label, same), (left.label, right.label)))

    found = regions(wide, forest.combine(first, second, join))
    ends = {
        kind: {pair: region for (each, pair), region in found.items() if each == kind}
        for kind in ("agree", "disagree", "unsettled")
    }
    a, b = (side.rules.ruleset for side in sides)
    count = sum(region.count for region in found.values())
    unknown = {side.rules.ruleset: _unknown(base, side) for side in sides if side is not base}
    return Comparison(a, b, base.rules.ruleset, count, **ends, unknown=unknown)


def _kind(one: End, other: End, same: set[tuple[str | None, str | None]]) -> str:
    found = {(first, second) in same for first in one for second in other}
    return "unsettled" if len(found) == 2 else "agree" if True in found else "disagree"


def _unknown(base: Diagram, other: Diagram) -> tuple[str, ...]:
    read = base.rules.reads_as[other.rules.ruleset].facts
    return tuple(fact for fact in other.facts if fact not in read)


def _widened(base: Diagram, others: Iterable[Diagram], limit: int) -> Diagram:
    """The base compiled with the readings beside it, and with classes fine enough for all."""
    rules = base.rules
    told = [atom for other in others for atom in comparisons_of(rules, other.rules)]
    readings = {
        name: table for other in others for name, table in tables_of(rules, other.rules).items()
    }
    wide = refined(rules.model_copy(update={"tables": {**rules.tables, **readings}}), told)
    refuse_too_many_named(rules.facts, [*told, *every_atom(wide)], rules.ruleset)
    return compile_rules(wide, limit)


def _over(forest: Forest, wide: Diagram, theirs: Diagram) -> Tree:
    """Their verdict over our facts; facts that we don't settle are levels of their own, below."""
    selectors = Selectors(wide, theirs, len(wide.facts), forest)
    trees = [selectors.of(fact) for fact in theirs.facts]
    memo: dict[Tree, Tree] = {}

    def go(here: Tree) -> Tree:
        if isinstance(here, Leaf):
            return forest.leaf(here.label)
        if here not in memo:
            children = tuple(go(child) for child in here.children)
            memo[here] = select(forest, trees[here.level], children)
        return memo[here]

    return go(theirs.verdict)


def select(forest: Forest, selector: Tree, trees: tuple[Tree, ...]) -> Tree:
    """The tree that the selector's leaves choose: each is labelled with a place among `trees`."""
    memo: dict[tuple[Tree, tuple[Tree, ...]], Tree] = {}

    def go(choice: Tree, among: tuple[Tree, ...]) -> Tree:
        if isinstance(choice, Leaf):
            return among[int(choice.label)]
        if (choice, among) not in memo:
            memo[choice, among] = step(choice, among)
        return memo[choice, among]

    def step(choice: Tree, among: tuple[Tree, ...]) -> Tree:
        nodes = [tree for tree in (choice, *among) if isinstance(tree, Node)]
        first = min(nodes, key=lambda node: node.level)
        forest.spend(len(first.children))
        children = [
            go(
                branch(choice, first.level, n),
                tuple(branch(tree, first.level, n) for tree in among),
            )
            for n in range(len(first.children))
        ]
        return forest.node(first.level, tuple(children))

    return go(selector, trees)


def _possible(forest: Forest, wide: Diagram, side: Diagram, verdict: Tree) -> Tree:
    """A verdict over our facts alone: each leaf holds all recommendations that stay possible."""
    memo: dict[Tree, Tree] = {}

    def end(here: Tree) -> Tree:
        texts = {text and text.id for text in map(side.recommendation, labels(here))}
        return forest.leaf(tuple(sorted(texts, key=lambda id_: side.caution.get(str(id_), -1))))

    def go(here: Tree) -> Tree:
        if here not in memo:
            if isinstance(here, Leaf) or here.level >= len(wide.facts):
                memo[here] = end(here)
            else:
                memo[here] = forest.node(here.level, tuple(go(child) for child in here.children))
        return memo[here]

    return go(verdict)
