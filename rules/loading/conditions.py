"""Conditions, modifiers and stances fit together, and stand only in the language that has them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from graphlib import CycleError, TopologicalSorter

from rules.language.faults import Entry, Misfit, Path, undefined
from rules.language.model import Condition, Outcome, RuleSet
from rules.language.when import Test, Unsure, atoms
from rules.language.wording import either

from .constants import only_in_2, when_fits

_PLAIN = ("yes", "not_yet", "no")  # the stances of an outcome that has no conditions


def conditions_fit(rules: RuleSet) -> Iterator[Misfit]:
    """What is wrong with what `language: 2` has, or that a text without it uses it."""
    if rules.language == 1:
        yield from (_only_in_2(path) for path in _of_language_2(rules))
        return
    for id_, condition in rules.conditions.items():
        yield from _condition(rules, ("conditions", id_), id_, condition)
    directions = _directions(rules)
    for id_, outcome in rules.outcomes.items():
        yield from _direction(rules, ("outcomes", id_), outcome, id_ in directions)
    yield from _too_early(rules)
    yield from _circles(rules)
    yield from _modifiers(rules)
    yield from _rows(rules)
    for index, text in enumerate(rules.recommendations):
        if text.stance is not None:
            remedy = "say it of its outcome, or let its conditions decide"
            yield Misfit(("recommendations", index, "stance"), f"'stance' is no key here: {remedy}")


def _only_in_2(path: Path) -> Misfit:
    key = next(step for step in reversed(path) if isinstance(step, str))
    return Misfit(path, only_in_2(key))


def _of_language_2(rules: RuleSet) -> Iterator[Path]:
    """Where a text uses what only language 2 has."""
    for section in ("conditions", "modifiers", "collect", "never"):
        yield from [(section,)] if getattr(rules, section) else ()
    for id_, outcome in rules.outcomes.items():
        for key in ("trains", "ready_when", "stance"):
            yield from [("outcomes", id_, key)] if getattr(outcome, key) else ()
        for index, need in enumerate(outcome.needs):
            yield from [("outcomes", id_, "needs", index, "before")] if need.before else ()
    for index, case in enumerate(rules.cases):
        yield from [("cases", index, "stance")] if case.stance else ()
    yield from _of_lists(rules)


def _of_lists(rules: RuleSet) -> Iterator[Path]:
    for id_, fact in rules.facts.items():
        if fact.may_stay_unticked:
            yield ("facts", id_, "unticked")
        for name, option in fact.written.items():
            for key in ("alone", "surely_not"):
                yield from [("facts", id_, "options", name, key)] if getattr(option, key) else ()


def _condition(rules: RuleSet, where: Path, id_: str, condition: Condition) -> Iterator[Misfit]:
    if any(rule.id == id_ for table in rules.tables.values() for rule in table):
        yield Misfit(where, f"a rule is called '{id_}' too: rename one", (Entry("rules", id_),))
    for key, test in (("applies", condition.applies), ("when", condition.when)):
        yield from when_fits(rules, (*where, key), test)
        yield from _sure((*where, key), test)
    if condition.otherwise is None:
        if condition.headline is None:
            message = "needs 'headline', what to do while it is missing, or 'otherwise'"
            yield Misfit(where, f"'{id_}' {message}")
        return
    if condition.otherwise not in rules.outcomes:
        outcome = Entry("outcomes", condition.otherwise)
        yield undefined((*where, "otherwise"), outcome, rules.outcomes)
    if condition.unknown:
        message = "what leads to another outcome is never missing: remove 'unknown' or 'otherwise'"
        yield Misfit((*where, "unknown"), message)
    if condition.because is None:
        yield Misfit(where, f"'{id_}' needs 'because': why it leads to '{condition.otherwise}'")


def _sure(where: Path, test: Test) -> Iterator[Misfit]:
    if any(isinstance(atom, Unsure) for atom in atoms(test)):
        message = "a condition is unknown by itself where somebody isn't sure: remove 'unsure'"
        yield Misfit(where, message)


def _directions(rules: RuleSet) -> set[str]:
    """The outcomes that may be the last that is read."""
    last = rules.verdict[-1]
    found = {
        rule.outcome
        for name in rules.verdict
        for rule in rules.tables.get(name, ())
        if rule.stop or name == last
    }
    return found | {each.otherwise for each in rules.conditions.values() if each.otherwise}


def _direction(
    rules: RuleSet, where: Path, outcome: Outcome, is_direction: bool
) -> Iterator[Misfit]:
    for index, id_ in enumerate(outcome.ready_when):
        if id_ not in rules.conditions:
            place = (*where, "ready_when", index)
            yield undefined(place, Entry("conditions", id_), rules.conditions)
        if outcome.ready_when.index(id_) != index:
            message = f"condition '{id_}' is named twice: remove one"
            yield Misfit((*where, "ready_when", index), message, (Entry("conditions", id_),))
    if outcome.ready_when and not outcome.trains:
        remedy = "add 'trains: yes', or remove 'ready_when'"
        yield Misfit((*where, "ready_when"), f"only what trains has conditions: {remedy}")
    if outcome.ready_when and outcome.stance:
        yield Misfit((*where, "stance"), "its conditions decide: remove 'stance' or 'ready_when'")
    remedy = "write 'ready_when' or 'stance: yes'" if outcome.trains else f"use {either(_PLAIN)}"
    if outcome.stance == "yes_if" or (outcome.trains and outcome.stance in ("no", "not_yet")):
        why = "what trains" if outcome.trains else "without conditions an outcome"
        yield Misfit((*where, "stance"), f"{why} is never '{outcome.stance}' by itself: {remedy}")
    if is_direction and not (outcome.ready_when or outcome.stance):
        remedy = remedy.replace("use", "write 'stance':")
        yield Misfit(where, f"'{where[-1]}' needs the first words of its advice: {remedy}")


def _too_early(rules: RuleSet) -> Iterator[Misfit]:
    """Conditions belong to the last outcome that is read."""
    for name in rules.verdict[:-1]:
        for index, rule in enumerate(rules.tables.get(name, ())):
            outcome = rules.outcomes.get(rule.outcome)
            if outcome and outcome.ready_when and not rule.stop:
                remedy = "add 'stop: true', or conclude it in the last table"
                message = f"'{rule.outcome}' has conditions, and a later table is read: {remedy}"
                yield Misfit(("tables", name, index), message)


def _circles(rules: RuleSet) -> Iterator[Misfit]:
    leads_to = {
        id_: [
            condition.otherwise
            for each in outcome.ready_when
            if (condition := rules.conditions.get(each)) and condition.otherwise
        ]
        for id_, outcome in rules.outcomes.items()
    }
    try:
        [*TopologicalSorter(leads_to).static_order()]
    except CycleError as error:
        first, *names = [f"'{id_}'" for id_ in error.args[1][::-1]]
        way = ", and that to ".join(names) if len(names) > 1 else "itself"
        message = f"by 'otherwise' {first} leads to {way}: let one of them end it"
        yield Misfit(("outcomes", error.args[1][-1], "ready_when"), message)


def _modifiers(rules: RuleSet) -> Iterator[Misfit]:
    for id_, modifier in rules.modifiers.items():
        yield from when_fits(rules, ("modifiers", id_, "when"), modifier.when)
        if modifier.ask and modifier.label is None:
            message = "needs 'label', how it stands in the first line: with RAG"
            yield Misfit(("modifiers", id_), f"'{id_}' is asked for and {message}")
        yield from _are_directions(rules, ("modifiers", id_, "for"), modifier.directions)


def _are_directions(rules: RuleSet, where: Path, named: Iterable[str]) -> Iterator[Misfit]:
    """What isn't a direction, of the outcomes named as such."""
    directions = [id_ for id_ in rules.outcomes if id_ in _directions(rules)]
    for outcome in named:
        if outcome not in directions:
            missing = Entry("outcomes" if outcome not in rules.outcomes else "concluded", outcome)
            yield undefined(where, missing, directions, "direction")


def _rows(rules: RuleSet) -> Iterator[Misfit]:
    """Rows that are said, and rows that must never hold."""
    for section in ("collect", "never"):
        rows = getattr(rules, section)
        ids = Counter(row.id for row in rows)
        for index, row in enumerate(rows):
            where: Path = (section, index)
            if ids[row.id] > 1:
                about = (Entry(section, row.id),)
                yield Misfit((*where, "id"), f"'{row.id}' stands twice: rename one", about)
            yield from when_fits(rules, (*where, "when"), row.when)
    for index, row in enumerate(rules.collect):
        yield from _are_directions(rules, ("collect", index, "unless"), row.unless)
