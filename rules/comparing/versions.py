"""What changes from one version of a rule set to the next, and what it does to old interviews.

`diff` walks the two diagrams side by side over the classes that both together tell apart, so its
counts are exact and nothing is enumerated. `replay` reads a logged interview by today's rules.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, fields, replace
from typing import Any, Literal, NamedTuple, get_args

from rules.diagram.diagram import Diagram
from rules.diagram.nodes import MAX_NODES, TooLargeError, levels
from rules.diagram.ways import Ways
from rules.interview.explain import how_ready
from rules.interview.interview import Interview, interview
from rules.interview.readiness import open_facts
from rules.language import past_names
from rules.language.answers import Answer
from rules.language.faults import Fault, RuleSetError
from rules.language.model import RuleSet, Stance

from . import renames
from .cases import CaseCompared, compared
from .edits import ItemEdit, edits
from .groups import Moves
from .merging import Merged, merge
from .regions import Region
from .side_by_side import SideBySide


@dataclass(frozen=True)
class Diff:
    """What changes from one version to another; ids are today's where an item was renamed.

    `moved`: recommendations, from and to; None is a gap. `reworked`: recommendations that stay,
    by other outcomes, so their steps may differ. `headed`: where the recommendation stays, its first
    words, from and to, with the first condition behind them; None where a version has none.
    `added`: by table beside the verdict, outcomes from and to; None is no outcome. Regions come
    largest first. `edits` is what authors changed, `cases` the worked cases of both. `plainly`:
    only plain answers are compared, since *not sure* means something else in either language.
    """

    old: str
    new: str
    answer_sets: int
    moved: Moves
    reworked: Mapping[str, Region]
    headed: Moves
    added: Mapping[str, Moves]
    edits: tuple[ItemEdit, ...]
    cases: tuple[CaseCompared, ...]
    plainly: bool

    @property
    def changed(self) -> int:
        """How many answer sets are recommended something else, or headed otherwise."""
        headed = [region for (before, _), region in self.headed.items() if before]
        return sum(region.count for region in (*self.moved.values(), *headed))


def diff(old: Diagram, new: Diagram, limit: int = MAX_NODES) -> Diff:
    """Compare two versions. Raises RuleSetError where that takes more than `limit` nodes.

    An answer set is one class for every fact of either version; classes are the sets of values
    that neither version tells apart. Counted are values that both versions admit: options and
    stretches of numbers that only one admits are among the edits. From a language to another,
    only plain answers are counted.
    """
    merged = merge(old.rules, new.rules, limit)
    plainly = old.rules.language != new.rules.language
    side_by_side = SideBySide(merged, limit, plainly)
    try:
        found = side_by_side.verdicts()
        headed = side_by_side.headed()
        added = {name: side_by_side.added(was, name) for was, name in _tables(merged)}
    except TooLargeError as error:
        message = f"two versions side by side would need more than {error}: compare nearer ones"
        raise RuleSetError(new.rules.ruleset, [Fault(0, message)]) from None
    return Diff(
        old=f"{old.rules.ruleset} {old.rules.version}",
        new=f"{new.rules.ruleset} {new.rules.version}",
        answer_sets=sum(region.count for region in found.values()),
        moved={ends: region for ends, region in found.items() if ends and ends[0] != ends[1]},
        reworked={ends[1]: region for ends, region in found.items() if ends and ends[0] == ends[1]},
        headed={ends: region for ends, region in headed.items() if ends},
        added={name: moves for name, moves in added.items() if moves},
        edits=tuple(edits(old.rules, new.rules)),
        cases=tuple(compared(old, new)),
        plainly=plainly,
    )


def _tables(merged: Merged) -> Iterator[tuple[str, str]]:
    """The tables that add outcomes beside the verdict in both versions, as old and new id."""
    old, new = merged.old.rules, merged.new.rules
    for was, now in past_names.tables(new).now(old.tables).items():
        if was in old.tables and was not in old.verdict and now not in new.verdict:
            yield was, now


@dataclass(frozen=True)
class Needs:
    """The answer that an old interview lacks today: the fact, and what each answer may lead to.

    `at_most` is how many answers it may lack in all, this one included.
    """

    fact: str
    at_most: int
    leads_to: tuple[LeadsTo, ...]


class LeadsTo(NamedTuple):
    """Answers, and the recommendations and stances that any of them leaves possible."""

    answers: tuple[Answer, ...]
    texts: tuple[str, ...]
    stances: tuple[Stance, ...]  # in language 2


@dataclass(frozen=True)
class Told:
    """What an advice said beside its recommendation, as far as a log has it."""

    direction: str | None = None
    stance: str | None = None
    modifiers: tuple[str, ...] | None = None
    missing: tuple[str, ...] | None = None
    unknown: tuple[str, ...] | None = None


LISTS = ("modifiers", "missing", "unknown")


@dataclass(frozen=True)
class Replayed:
    """What today's rules make of a logged interview.

    `how`: the `same`; `changed`, in recommendation, direction or stance; `minor`, where only a list
    is another; it `needs` more answers, see there; or `nothing`, where the rule set has a gap.
    Recommendation ids are today's, where renamed; `after` lists all that are possible. `otherwise`
    holds what else is told otherwise, by its name in Told, what it was and what it is. `gone` names
    facts answered then that are no more, `unfit` those whose answer doesn't fit any more and is
    left out.
    """

    how: Literal["same", "minor", "changed", "needs", "nothing"]
    before: tuple[str, ...]
    after: tuple[str, ...]
    otherwise: Mapping[str, tuple[Any, Any]]
    needs: Needs | None
    gone: tuple[str, ...]
    unfit: tuple[str, ...]


def replay(
    diagram: Diagram,
    logged: Mapping[str, Answer],
    recommended: str | Iterable[str],
    told: Told = Told(),
) -> Replayed:
    """Read a logged interview by today's rules.

    `recommended` is what was said then: the one recommendation, or all that were possible. One is
    compared with the one said today, the least committing; several with all that are possible.
    """
    names = past_names.recommendations(diagram.rules).past
    single = isinstance(recommended, str)
    said = [recommended] if isinstance(recommended, str) else recommended
    before = tuple(names.get(id_, id_) for id_ in said)
    known = past_names.facts(diagram.rules).now(logged)
    now = renames.answers_now(diagram.rules, logged)
    answers = renames.fitting(diagram.rules, now)
    held = interview(diagram, answers)
    after = tuple(text.id for text in held.recommendations)
    ends = {text and text.id for text in map(diagram.recommendation, held.possible)}
    same = before == after[:1] if single else {*before} == {*after}
    needs = _needs(held) if len(ends) > 1 or (same and diagram.values_unsure) else None
    otherwise = {} if needs or not after else _otherwise(held, told)
    return Replayed(
        how="nothing" if not after else "needs" if needs else _how(otherwise, same=same),
        before=before,
        after=after,
        otherwise=otherwise,
        needs=needs,
        gone=tuple(fact for fact in logged if fact not in known),
        unfit=tuple(fact for fact in now if fact not in answers),
    )


def _how(otherwise: Iterable[str], *, same: bool) -> Literal["same", "minor", "changed"]:
    if not same or {*otherwise} - {*LISTS}:
        return "changed"
    return "minor" if [*otherwise] else "same"


def _otherwise(held: Interview, told: Told) -> dict[str, tuple[Any, Any]]:
    """What is told otherwise than it was; what either doesn't say is not compared."""
    was, now, found = _today(told, held.diagram.rules), _now(held), {}
    for name in [each.name for each in fields(Told)]:
        ends = getattr(was, name), getattr(now, name)
        same = {*ends[0]} == {*ends[1]} if name in LISTS and ends[0] else ends[0] == ends[1]
        if None not in ends and not same:
            found[name] = ends
    return found


def _now(held: Interview) -> Told:
    ready = how_ready(held)
    direction = held.possible[0][-1] or ""
    return Told(direction, ready.stance, ready.modifiers, ready.missing, ready.unknown)


def _today(told: Told, rules: RuleSet) -> Told:
    """What was told, in the ids of today."""
    directions, conditions = past_names.outcomes(rules).past, past_names.conditions(rules).past
    return replace(
        told,
        direction=directions.get(told.direction or "", told.direction),
        missing=told.missing and tuple(conditions.get(id_, id_) for id_ in told.missing),
        unknown=told.unknown and tuple(conditions.get(id_, id_) for id_ in told.unknown),
    )


def _needs(held: Interview) -> Needs | None:
    """The question that comes next, if its answer can still change what is told first."""
    fact, diagram = held.next_fact, held.diagram
    if fact is None or fact not in {*diagram.tested(levels(held.open)), *_of_conditions(held)}:
        return None
    tree = diagram.advised if diagram.values_unsure else diagram.verdict
    rows: dict[tuple[tuple[str, ...], tuple[Stance, ...]], tuple[Answer, ...]] = {}
    for branch in held.branches(fact, Ways(diagram.restrict(tree, held.selection))):
        ends = branch.leaves if diagram.values_unsure else {(each, None) for each in branch.leaves}
        texts = tuple(text.id for text in held.texts({verdict for verdict, _ in ends}))
        found = {stance for _, stance in ends}
        row = (texts, tuple(each for each in get_args(Stance) if each in found))
        rows[row] = (*rows.get(row, ()), *diagram.classes[fact].examples(branch.kept))
    leads_to = (LeadsTo(answers, *row) for row, answers in rows.items())
    return Needs(fact, held.at_most_more, tuple(leads_to))


def _of_conditions(held: Interview) -> Iterator[str]:
    """The facts still to be asked once the direction is known."""
    if len(held.possible) == 1:
        yield from open_facts(held.diagram, held.selection, held.answers, held.possible[0])
