"""What may be said under `was`: past ids that are free, claimed once, and lead in no circle."""

from __future__ import annotations

from collections.abc import Iterator

from rules.language.faults import Misfit
from rules.language.model import RuleSet
from rules.language.past_names import Kin, facts, options, outcomes, recommendations, tables
from rules.language.wording import unknown


def renames_fit(rules: RuleSet) -> Iterator[Misfit]:
    """Past ids that are still in use, are claimed twice, or lead in a circle."""
    for table in rules.tables_were:
        if table not in rules.tables:
            yield ("tables_were", table), unknown("table", table, rules.tables)
    asked = [options(id_, fact) for id_, fact in rules.facts.items()]
    for kin in (facts(rules), *asked, outcomes(rules), tables(rules), recommendations(rules)):
        yield from _kin_fits(kin)


def _kin_fits(kin: Kin) -> Iterator[Misfit]:
    claimed: dict[str, str] = {}
    for id_, past in kin.was.items():
        for old in past:
            if circle := _circle(kin, id_, old):
                message = f"{circle}: nothing can be its own past, so remove one 'was'"
                yield kin.where(id_), message
            elif old in kin.was:
                remedy = f"rename that {kin.kind}, or remove it from 'was'"
                yield kin.where(id_), f"'{old}' is still in use: {remedy}"
            elif claimed.setdefault(old, id_) != id_:
                message = f"'{claimed[old]}' says already that it was '{old}': remove one"
                yield kin.where(id_), message


def _circle(kin: Kin, start: str, old: str) -> str | None:
    """The way back from `start` by way of `old`, in words, if it leads round to `start`."""
    way = [start, old]
    while (before := kin.was.get(way[-1])) and way[-1] not in way[:-1]:
        way.append(before[0])
    if way[-1] != start:
        return None
    first, second, *rest = (f"'{id_}'" for id_ in way)
    return ", which was ".join([f"{first} was {second}", *rest])
