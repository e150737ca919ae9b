"""What is legal in a rule set and still worth a second look."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from rules.diagram.diagram import Diagram
from rules.diagram.nodes import levels
from rules.language.faults import Path, Problem
from rules.language.model import Line, RuleSet, every_atom
from rules.language.when import ALWAYS, AllOf, Atom, Has, Is, Lacks, Not, Only, Test, atoms
from rules.language.wording import listed

from .region import Region, Tested, where


def read_in_vain(diagram: Diagram) -> Iterator[tuple[str, str]]:
    """Rules of verdict tables, and facts they read although those can't change the verdict there.

    A fact may matter elsewhere and be of no use to one rule: wherever the rule decides for some
    value of the fact, every value of it leads to the same verdict. So it isn't asked there.
    """
    asked = {*diagram.tested(levels(diagram.verdict))}
    verdict = Tested(diagram.verdict)
    for name in diagram.rules.verdict:
        ways = diagram.ways(diagram.read[name])
        for rule in diagram.rules.tables[name]:
            region = where(ways, {rule.id})
            if region.nowhere or region.everywhere:
                continue
            for fact in dict.fromkeys(atom.fact for atom in atoms(rule.when)):
                if fact in asked and not region.changes(verdict, diagram.block[fact]):
                    yield rule.id, fact


def alike(rules: RuleSet) -> Iterator[Problem]:
    """Options of one fact that nothing tells apart: no test names one without the others.

    Tests stand in rules, lines, differences, rows of finer questions and of `reads_as`.
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
        case Lacks(_, options):
            return option in options
        case Has(_, options) | Only(_, options):
            return option in options and option  # to have one of two isn't to have both
        case _:
            return False


class ToldLine(NamedTuple):
    """A line or a difference with a test: its place, its name, and where it would be told."""

    path: Path
    name: str
    when: Test
    unless: Test | None
    regions: tuple[Region, ...]


def never_told(diagram: Diagram) -> Iterator[tuple[Path, str]]:
    """Lines and differences that nobody whose answers are all known is told, and why."""
    for told in _on_condition(diagram):
        if all(region.nowhere for region in told.regions):
            continue  # what it belongs to is never concluded: a problem of its own
        if not _holds_in(diagram, told.regions, told.when):
            yield told.path, f"{told.name} is never told: its 'when' can't hold there"
        elif told.unless and not _holds_in(diagram, told.regions, told.when, Not(told.unless)):
            why = "its 'unless' always holds there"
            yield told.path, f"{told.name} is told nobody whose answers are all known: {why}"


def never_needed(diagram: Diagram) -> Iterator[tuple[Path, str]]:
    """Needs on a test that can't hold where their outcome is concluded."""
    for id_, outcome in diagram.rules.outcomes.items():
        for index, need in enumerate(outcome.needs):
            if need.when != ALWAYS:
                regions = _where_told(diagram, id_)
                if not _holds_in(diagram, regions, need.when):
                    message = f"'{id_}' never needs '{need.fact}': its 'when' can't hold there"
                    yield ("outcomes", id_, "needs", index), message


def _holds_in(diagram: Diagram, regions: Sequence[Region], *tests: Test) -> bool:
    """Whether all of these hold together somewhere in one of the regions."""
    holds = diagram.where(AllOf(tests))
    return any(region.meets(holds) for region in regions)


def _on_condition(diagram: Diagram) -> Iterator[ToldLine]:
    rules = diagram.rules
    for id_, outcome in rules.outcomes.items():
        for key, lines in (("steps", outcome.steps), ("cautions", outcome.cautions)):
            regions = _where_told(diagram, id_) if any(line.on_condition for line in lines) else ()
            yield from _lines(("outcomes", id_, key), lines, regions)
    for index, text in enumerate(rules.recommendations):
        lines, place = text.steps, ("recommendations", index)
        back = (text.revisit,) if text.revisit else ()
        if any(line.on_condition for line in (*lines, *back)):
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


def _lines(place: Path, lines: Sequence[Line], regions: tuple[Region, ...]) -> Iterator[ToldLine]:
    for index, line in enumerate(lines):
        if line.on_condition:
            yield ToldLine(
                (*place, index), f"the line '{line.say}'", line.when, line.unless, regions
            )


def _where_told(diagram: Diagram, outcome: str) -> tuple[Region, ...]:
    """Where each table concludes an outcome, or one that adds it."""
    rules = diagram.rules
    adding = {id_ for id_, each in rules.outcomes.items() if outcome in (id_, *each.adds)}
    by_table = {
        name: {rule.id for rule in table if rule.outcome in adding}
        for name, table in diagram.rules_of.items()  # with the conditions that lead elsewhere
    }
    return tuple(
        where(diagram.ways(diagram.read[name]), ids) for name, ids in by_table.items() if ids
    )


def _recommended(diagram: Diagram, texts: set[str]) -> Region:
    """Where one of these recommendations is given."""
    ways = diagram.ways(diagram.verdict)
    found = {end: diagram.recommendation(end) for end in ways.labels}
    return where(ways, {end for end, text in found.items() if text and text.id in texts})
