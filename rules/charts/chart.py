"""A diagram as boxes and arrows, in a form that people can read; `draw` puts it on paper.

A box for each question, an arrow for each way on. Each arrow that ends the questions gets an end
of its own, so that no two cross for the sake of a shared one. Where a question fans out, each long
way on is a chart of its own, a part. docs/decisions/0004-flowcharts.md says why.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Literal, TypeAlias

from rules.diagram.diagram import Diagram, Verdict
from rules.diagram.nodes import UNREAD, Leaf, Node, Selection, Tree, labels, reachable
from rules.language.answers import Answer
from rules.language.kinds.grouping import Level
from rules.language.model import Rule
from rules.language.wording import either, listed

MAX_ARROWS = 500  # Mermaid draws no more, those that keep charts in their places included
FAN = 3  # this many long ways on from one question stand in charts of their own
MAX_NEEDS = 3  # of a direction that stand at its end
MAX_ON_ARROW = 3  # options; an arrow for more of them says "any other answer"

Kind: TypeAlias = Literal["question", "outcome", "gap", "part"]
Exits: TypeAlias = dict[Tree, list[int]]  # where a question leads, and by which of its classes


class DrawError(ValueError):
    """A chart that can't be drawn. The message says why, and what to do about it."""


@dataclass(frozen=True)
class Box:
    """A question, an end or a reference to a part, with its lines of text."""

    id: str
    kind: Kind
    lines: tuple[str, ...]
    marked: bool
    unreached: bool


@dataclass(frozen=True)
class Arrow:
    """A way from one box to another: the answers with which it is taken."""

    start: str
    end: str
    text: str
    marked: bool
    unreached: bool


@dataclass(frozen=True)
class Walk:
    """A worked case: the classes that its answers leave, and the ends to which they lead."""

    selection: Selection
    verdict: Verdict
    rules: frozenset[str]


@dataclass(frozen=True)
class Chart:
    """One table, the verdict, or a part of it. The first box is where to begin."""

    id: str
    heading: str
    boxes: tuple[Box, ...]
    arrows: tuple[Arrow, ...]

    @property
    def sideways(self) -> bool:
        """Whether it reads better from left to right: many ways on fit better below each other."""
        ways = Counter(arrow.start for arrow in self.arrows)
        return bool(ways) and max(ways.values()) > FAN


def charts(
    diagram: Diagram,
    table: str | None,
    answers: Mapping[str, Answer] | None,
    walks: Sequence[Walk] | None = None,
) -> tuple[Chart, ...]:
    """What to draw: a table, or the verdict, or all tables where several join into the verdict.

    Ids follow the order of the walk. Marked is what `answers` leave open; unreached is what none
    of the `walks` takes, where they are given.
    Raises DrawError for an unknown table and for too many arrows, KeyError for an unknown fact.
    """
    rules = diagram.rules
    if table is not None and table not in rules.tables:
        raise DrawError(f"no table is called '{table}': use one of {', '.join(rules.tables)}")
    tables = _drawn(diagram, table)
    selection = None if answers is None else diagram.selection(answers)
    found: list[Chart] = []
    arrows = 0
    for n, name in enumerate(tables, start=1):
        number = f"{n}. " if len(tables) > 1 else ""
        for chart in _Drawer(diagram, name, selection, walks).charts(f"c{n}", number):
            found.append(chart)
            arrows += len(chart.arrows) + 1  # unseen, from the chart or the legend above it
            if arrows > MAX_ARROWS:
                many = f"more than {MAX_ARROWS} arrows, which nobody can read"
                raise DrawError(f"{many}: {less(diagram, table)}")
    return tuple(found)


def after(diagram: Diagram, answers: Mapping[str, Answer]) -> Diagram:
    """What is left to draw after some answers. Raises KeyError for an unknown fact."""
    kept = _kept(diagram, answers)
    tables = {name: diagram.restrict(tree, kept) for name, tree in diagram.tables.items()}
    return replace(diagram, verdict=diagram.restrict(diagram.verdict, kept), tables=tables)


def walks_after(
    diagram: Diagram, answers: Mapping[str, Answer], walks: Sequence[Walk]
) -> list[Walk]:
    """The worked cases that may give these answers."""
    given = [(level, {*left}) for level, left in enumerate(_kept(diagram, answers)) if left]
    return [
        walk
        for walk in walks
        if all(left.intersection(walk.selection[level] or left) for level, left in given)
    ]


def _kept(diagram: Diagram, answers: Mapping[str, Answer]) -> Selection:
    """The classes that some answers leave; all others are drawn, *not sure* among them."""
    kept: list[tuple[int, ...] | None] = [None] * len(diagram.fact_at)
    for fact, answer in answers.items():
        block = diagram.block[fact]
        kept[block.start : block.stop] = diagram.classes[fact].of(answer)
    return kept


def less(diagram: Diagram, table: str | None) -> str:
    """What to draw where this is too much: one of several tables, each with its size."""
    tables = _drawn(diagram, table)
    if len(tables) == 1:
        return "draw what is left after some answers, with --after, or split the table"
    sizes = [f"--table {name} ({_size(diagram, name)} arrows)" for name in tables]
    return f"draw one table: {either(sizes)}"


def _drawn(diagram: Diagram, table: str | None) -> list[str | None]:
    """The tables that are drawn one below the other; None is the verdict."""
    verdict = diagram.rules.verdict
    if table is None and len(verdict) > 1:
        return list(dict.fromkeys((*verdict, *diagram.rules.tables)))
    return [table]


def _size(diagram: Diagram, table: str | None) -> str:
    """How many arrows a table takes by itself."""
    arrows = 0
    for chart in _Drawer(diagram, table, None, None).charts("c1", ""):
        arrows += len(chart.arrows)
        if arrows > MAX_ARROWS:
            return f"more than {MAX_ARROWS}"
    return str(arrows)


class _Drawer:
    """Draws one diagram: the verdict's, or a table's."""

    def __init__(
        self,
        diagram: Diagram,
        table: str | None,
        selection: Selection | None,
        walks: Sequence[Walk] | None,
    ) -> None:
        self.diagram = diagram
        self.table = table
        self.tree = diagram.tables[table] if table else diagram.verdict
        self.parts: dict[Node, tuple[str, str]] = {}  # a part's first question: its id and heading
        self.selection = selection
        self.open: set[Tree] = set()
        unread = table and selection and labels(diagram.read[table], selection) == {UNREAD}
        if selection is not None and not unread:
            self.open.update(reachable(self.tree, selection))
        self.walked: set[tuple[Tree | None, Tree]] | None = None  # from and to; None is the start
        if walks is not None:
            self.walked = {step for walk in walks for step in self._steps(walk)}
        self.met = {child for _, child in self.walked or ()}

    def charts(self, id_: str, number: str) -> Iterator[Chart]:
        """The whole, then its parts in the order in which they were referred to."""
        table = self.table.replace("_", " ") if self.table else ""
        yield self.chart(self.tree, id_, number + (table or self.diagram.rules.title))
        before = f"{number}{table}, " if table else ""
        drawn = 0
        while drawn < len(self.parts):
            part, (part_id, part_heading) = list(self.parts.items())[drawn]
            yield self.chart(part, f"{id_}{part_id}", f"{before}{part_heading}")
            drawn += 1

    def chart(self, root: Tree, id_: str, heading: str) -> Chart:
        """From one node on, the first branch's boxes before the next one's."""
        if isinstance(root, Leaf):
            marked, unreached = root in self.open, self._unreached(None, root)
            end = Box(f"{id_}e1", *self._end(root), marked, unreached)
            return Chart(id_, heading, (end,), ())
        boxes: list[Box] = []
        arrows: list[Arrow] = []
        questions = {root: f"{id_}q1"}
        stack = [root]
        while stack:
            here = stack.pop()
            marked = here in self.open
            unmet = self.walked is not None and here not in self.met
            boxes.append(Box(questions[here], "question", self._question(here), marked, unmet))
            below: list[Node] = []
            for child, text, taken in self._ways(here):
                unreached = self._unreached(here, child)
                if isinstance(child, Node) and child not in self.parts:
                    if child not in questions:
                        questions[child] = f"{id_}q{len(questions) + 1}"
                        below.append(child)
                    end_id = questions[child]
                else:
                    end_id = f"{id_}e{len(arrows) + 1}"
                    boxes.append(Box(end_id, *self._end(child), taken, unreached))
                arrows.append(Arrow(questions[here], end_id, text, taken, unreached))
            stack.extend(reversed(below))
        return Chart(id_, heading, tuple(boxes), tuple(arrows))

    def _steps(self, walk: Walk) -> Iterator[tuple[Tree | None, Tree]]:
        """From where to where a case goes: its ways to what it is told, and none beside them."""
        leads: dict[Tree, tuple[Tree, ...] | None] = {}  # None: nowhere that the case ends

        def go(here: Tree) -> bool:
            if here not in leads:
                leads[here] = on(here)
            return leads[here] is not None

        def on(here: Tree) -> tuple[Tree, ...] | None:
            if isinstance(here, Leaf):
                ends = {walk.verdict} if self.table is None else walk.rules
                return () if here.label in ends else None
            kept = walk.selection[here.level]
            left = here.children if kept is None else (here.children[n] for n in kept)
            return tuple(child for child in dict.fromkeys(left) if go(child)) or None

        if go(self.tree):
            yield None, self.tree
        for here, children in leads.items():
            yield from ((here, child) for child in children or ())

    def _unreached(self, here: Tree | None, child: Tree) -> bool:
        return self.walked is not None and (here, child) not in self.walked

    def _ways(self, here: Node) -> list[tuple[Tree, str, bool]]:
        """The ways on from a question: where to, by which answers, whether they are left open."""
        if len(run := self._run(here)) > 1:
            ticks = self._ticks(run)
            self._split(here, ticks)
            return ticks
        ways: Exits = {}
        kept = self.selection[here.level] if self.selection is not None else None
        for n, child in enumerate(here.children):
            if self._level(here).classes[n].counted or n in (kept or ()):
                ways.setdefault(child, []).append(n)
        rest = max(ways, key=lambda child: self._listed(here, ways[child]))
        found = []
        for child, classes in ways.items():
            many = self._tells_unsure(here) and len(classes) > 1
            many |= child is rest and self._listed(here, classes) > MAX_ON_ARROW
            text = "any other answer" if many else self._words(here, classes)
            taken = kept is None or any(n in kept for n in classes)
            found.append((child, text, here in self.open and taken))
        self._split(here, found)
        return found

    def _run(self, here: Node) -> list[Node]:
        """Options asked together: all of them, or any, must be ticked to go another way."""
        block = self.diagram.block[self.diagram.fact_at[here.level]]
        for ticked in (1, 0):
            run = [here]
            while len(run[-1].children) == 2:
                following = run[-1].children[ticked]
                if not (isinstance(following, Node) and following.level < block.stop):
                    break
                if following.children[1 - ticked] is not here.children[1 - ticked]:
                    break
                run.append(following)
            if len(run) > 1:
                return run
        return [here]

    def _ticks(self, run: list[Node]) -> list[tuple[Tree, str, bool]]:
        """The two ways on from options asked together."""
        here, last = run[0], run[-1]
        ticked = int(here.children[1] is run[1])
        out, on = ("not all ticked", "all ticked") if ticked else ("some ticked", "none ticked")
        left, leaves = here in self.open, False
        for node in run:
            kept = self.selection[node.level] if self.selection is not None else None
            leaves |= left and (kept is None or 1 - ticked in kept)
            left &= kept is None or ticked in kept
        ways = [(here.children[1 - ticked], out, leaves), (last.children[ticked], on, left)]
        return ways if ticked else ways[::-1]

    def _split(self, here: Node, ways: list[tuple[Tree, str, bool]]) -> None:
        """Give each long way on a part of its own, where there are many of them."""
        long = [
            (child, text)
            for child, text, _ in ways
            if isinstance(child, Node) and any(isinstance(each, Node) for each in child.children)
        ]
        if len(long) >= FAN:
            for child, text in long:
                number = len(self.parts) + 1
                heading = f"part {number}: {self._asked(here)} {text}"
                self.parts.setdefault(child, (f"p{number}", heading))

    def _question(self, here: Node) -> tuple[str, ...]:
        fact = self.diagram.rules.facts[self.diagram.fact_at[here.level]]
        asked = fact.label if fact.label.endswith("?") else f"{fact.label}?"
        if self._tells_unsure(here):
            return (asked,)
        if self._level(here).option:
            return asked, *(self._level(each).option for each in self._run(here))
        if fact.unit.lower() not in fact.label.lower():
            return asked, f"in {fact.unit}"
        return (asked,)

    def _tells_unsure(self, here: Node) -> bool:
        """Whether a box for an option tells *not sure* of the whole apart, and no option."""
        others = {*here.children[:-1]}
        return bool(self._level(here).option) and len(here.children) > 2 and len(others) == 1

    def _asked(self, here: Node) -> str:
        """The question on one line, with the options that it is about."""
        asked, *more = self._question(here)
        options = ", ".join(more) if self._level(here).option else ""
        return " ".join(filter(None, [asked, options]))

    def _level(self, here: Node) -> Level:
        return self.diagram.level(here.level)

    def _listed(self, here: Node, indexes: list[int]) -> int:
        classes = self._level(here).classes
        return sum(len(classes[n].options) for n in indexes)

    def _words(self, here: Node, indexes: list[int]) -> str:
        """Some of a level's classes in words; a range over several only where it goes by itself."""
        counted = [n for n in indexes if self._level(here).classes[n].counted]
        fact = self.diagram.fact_at[here.level]
        place = here.level - self.diagram.block[fact].start
        return self.diagram.classes[fact].on_arrow(place, counted or indexes)

    def _end(self, tree: Tree) -> tuple[Kind, tuple[str, ...]]:
        """A reference to a part, a recommendation's title, or a rule with its outcome."""
        if isinstance(tree, Node):
            return "part", (f"go on at {self.parts[tree][1].partition(':')[0]}",)
        if self.table is None:
            text = self.diagram.recommendation(tree.label)
            if text is None:
                return "gap", ("no advice",)
            return "outcome", (text.title, *self._needs(tree.label[-1]))
        for rule in self.diagram.rules_of[self.table]:
            if rule.id == tree.label:
                return "outcome", self._rule_lines(rule)
        return "gap", ("no rule holds",)

    def _rule_lines(self, rule: Rule) -> tuple[str, ...]:
        made = rule.id in self.diagram.conditions.elsewhere
        by = f"condition {rule.id} fails" if made else f"rule {rule.id}"
        end = ("the end, no more tables",) if rule.stop else ()
        return (rule.outcome.replace("_", " "), by, *self._needs(rule.outcome), *end)

    def _needs(self, outcome: str | None) -> tuple[str, ...]:
        """What a direction needs first, by label; what leads elsewhere stands on the way there."""
        ready_when = self.diagram.rules.outcomes[outcome].ready_when if outcome else ()
        conditions = (self.diagram.rules.conditions[id_] for id_ in ready_when)
        labels = [each.label for each in conditions if not each.otherwise]
        more = [f"{len(labels) - 2} more"] if len(labels) > MAX_NEEDS else []
        named = labels[:2] if more else labels
        return (f"needs {listed([*named, *more])}",) if labels else ()
