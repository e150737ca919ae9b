"""What may be said under `was`: past ids that are free, claimed once, and lead in no circle."""

from __future__ import annotations

from collections.abc import Iterator

from rules.language.faults import Entry, Misfit, undefined
from rules.language.model import RuleSet
from rules.language.past_names import (
    Kin,
    conditions,
    facts,
    options,
    outcomes,
    recommendations,
    tables,
)


def renames_fit(rules: RuleSet) -> Iterator[Misfit]:
    """Past ids that are still in use, are claimed twice, or lead in a circle."""
    for table in rules.tables_were:
        if table not in rules.tables:
            yield undefined(("tables_were", table), Entry("tables", table), rules.tables)
    asked = [options(id_, fact) for id_, fact in rules.facts.items()]
    named = (outcomes(rules), conditions(rules), tables(rules), recommendations(rules))
    for kin in (facts(rules), *asked, *named):
        yield from _kin_fits(kin)


def _kin_fits(kin: Kin) -> Iterator[Misfit]:
    claimed: dict[str, str] = {}
    for id_, past in kin.was.items():
        for old in past:
            if circle := _circle(kin, id_, old):
                message = f"{circle}: nothing can be its own past, so remove one 'was'"
                yield Misfit(kin.where(id_), message)
            elif old in kin.was:
                remedy = f"rename that {kin.kind}, or remove it from 'was'"
                message = f"'{old}' is still in use: {remedy}"
                yield Misfit(kin.where(id_), message, _about(kin, old))
            elif claimed.setdefault(old, id_) != id_:
                message = f"'{claimed[old]}' says already that it was '{old}': remove one"
                yield Misfit(kin.where(id_), message, _about(kin, claimed[old]))


def _about(kin: Kin, id_: str) -> tuple[Entry, ...]:
    """The other entry; of an option, the fact that both belong to says enough."""
    section, *below = kin.where(id_)
    of_an_entry = "options" not in below
    return (Entry("tables" if section == "tables_were" else str(section), id_),) * of_an_entry


def _circle(kin: Kin, start: str, old: str) -> str | None:
    """The way back from `start` by way of `old`, in words, if it leads round to `start`."""
    way = [start, old]
    while (before := kin.was.get(way[-1])) and way[-1] not in way[:-1]:
        way.append(before[0])
    if way[-1] != start:
        return None
    first, second, *rest = (f"'{id_}'" for id_ in way)
    return ", which was ".join([f"{first} was {second}", *rest])
