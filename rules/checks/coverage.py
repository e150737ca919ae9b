"""What the worked cases of a rule set reach, and what none of them does.

A case reaches what somebody with its answers is told: the rules behind the advice and their
outcomes, the recommendation, the lines whose condition holds, the differences; in language 2 the
modifiers and rows that hold, and the conditions of its direction, done or not. So whatever no case
reaches can be changed without any case coming out otherwise.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Literal, TypeAlias, get_args

from rules.charts.chart import Walk
from rules.diagram.conditions import DONE, LEFT_OUT
from rules.diagram.diagram import Diagram
from rules.interview.explain import NoWordsError, Recommendation, holds_for, recommend
from rules.interview.interview import Interview, interview
from rules.language.faults import Path
from rules.language.model import Line, RuleSet

CoverableKind: TypeAlias = Literal[
    "rule", "recommendation", "outcome", "condition", "modifier", "row", "line", "difference"
]
COVERABLE: tuple[CoverableKind, ...] = get_args(CoverableKind)


@dataclass(frozen=True)
class Coverable:
    """Something that a case may reach; a line is named by its words, and has a test.

    A condition is reached twice: where it is done, and where it isn't. Where it leads elsewhere
    counts as the latter.
    """

    kind: CoverableKind
    name: str
    path: Path  # where it stands in the rule set


@dataclass(frozen=True)
class Coverage:
    """What there is to reach, and what the cases do reach; `walks` is for charts."""

    cases: int
    items: tuple[Coverable, ...]
    reached: frozenset[Path]
    walks: tuple[Walk, ...]

    def of(self, kind: CoverableKind) -> tuple[Coverable, ...]:
        """All items of a kind, in the order of the rule set."""
        return tuple(item for item in self.items if item.kind == kind)

    def unreached(self, kind: CoverableKind) -> tuple[Coverable, ...]:
        """The items of a kind that no case reaches."""
        return tuple(item for item in self.of(kind) if item.path not in self.reached)


def coverage(diagram: Diagram) -> Coverage:
    """Replay every worked case, and note what it reaches. A case without advice reaches nothing."""
    replayed = [*_replayed(diagram)]
    reached = frozenset(path for held, told in replayed for path in _reached(held, told))
    walks = (
        Walk(held.selection, told.verdict, frozenset(each.rule.id for each in told.reasons))
        for held, told in replayed
    )
    return Coverage(len(diagram.rules.cases), tuple(_items(diagram.rules)), reached, tuple(walks))


def _replayed(diagram: Diagram) -> Iterator[tuple[Interview, Recommendation]]:
    for case in diagram.rules.cases:
        held = interview(diagram, case.given)
        try:
            yield held, recommend(held)
        except NoWordsError:
            continue  # `check` reports the gap


def _reached(held: Interview, told: Recommendation) -> Iterator[Path]:
    """Where all that stands which these answers bring to a person."""
    rules = held.diagram.rules
    concluded: set[str] = set()
    for reason in told.reasons:
        if reason.rule.id in rules.conditions:
            yield _of_condition(reason.rule.id, done=False)
        else:
            yield ("tables", reason.table, rules.tables[reason.table].index(reason.rule))
        concluded.update((reason.rule.outcome, *rules.outcomes[reason.rule.outcome].adds))
    ends: list[Path] = [("outcomes", outcome) for outcome in concluded]
    ends.append(("recommendations", rules.recommendations.index(told.text)))
    yield from ends
    yield from _of_language_2(rules, told)
    for path, line in _conditional_lines(rules):
        if path[:2] in ends and holds_for(held.reader, line):
            yield path
    for difference in told.differences:
        yield ("differences", rules.differences.index(difference))


def _of_language_2(rules: RuleSet, told: Recommendation) -> Iterator[Path]:
    for id_, state in told.states.items():
        if state != LEFT_OUT:
            yield _of_condition(id_, done=state == DONE)
    yield from (("modifiers", id_) for id_ in told.modifiers)
    yield from (("collect", rules.collect.index(row)) for row in told.collected)


def _of_condition(id_: str, *, done: bool) -> Path:
    return ("conditions", id_, "done" if done else "not done")


def _items(rules: RuleSet) -> Iterator[Coverable]:
    for table, listed in rules.tables.items():
        for index, rule in enumerate(listed):
            yield Coverable("rule", rule.id, ("tables", table, index))
    for index, text in enumerate(rules.recommendations):
        yield Coverable("recommendation", text.id, ("recommendations", index))
    for outcome in rules.outcomes:
        yield Coverable("outcome", outcome, ("outcomes", outcome))
    yield from _items_of_language_2(rules)
    for path, line in _conditional_lines(rules):
        yield Coverable("line", line.say, path)
    for index, difference in enumerate(rules.differences):
        yield Coverable("difference", difference.id, ("differences", index))


def _items_of_language_2(rules: RuleSet) -> Iterator[Coverable]:
    for id_ in rules.conditions:
        for done in (True, False):
            path = _of_condition(id_, done=done)
            yield Coverable("condition", f"{id_}, {path[-1]}", path)
    for id_ in rules.modifiers:
        yield Coverable("modifier", id_, ("modifiers", id_))
    for index, row in enumerate(rules.collect):
        yield Coverable("row", row.id, ("collect", index))


def _conditional_lines(rules: RuleSet) -> Iterator[tuple[Path, Line]]:
    """The lines with a condition; all others are told with what they belong to."""
    for path, line in _lines(rules):
        if line.on_condition:
            yield path, line


def _lines(rules: RuleSet) -> Iterator[tuple[Path, Line]]:
    for id_, outcome in rules.outcomes.items():
        yield from _under(("outcomes", id_, "steps"), outcome.steps)
        yield from _under(("outcomes", id_, "cautions"), outcome.cautions)
    for index, text in enumerate(rules.recommendations):
        place = ("recommendations", index)
        yield from _under((*place, "steps"), text.steps)
        if text.revisit:
            yield (*place, "revisit"), text.revisit


def _under(place: Path, lines: Iterable[Line]) -> Iterator[tuple[Path, Line]]:
    for index, line in enumerate(lines):
        yield (*place, index), line
