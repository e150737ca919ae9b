"""Every constant fits the fact it is compared with, and every fact's own bounds and policies fit."""

from __future__ import annotations

from collections.abc import Iterator

from rules.language.answers import NOT_SURE, AnswerError
from rules.language.faults import Misfit, Path
from rules.language.model import (
    Choice,
    Counted,
    Fact,
    Number,
    RuleSet,
    Several,
    YesNo,
    counted_answer,
    every_atom,
)
from rules.language.when import (
    ALWAYS,
    COMPARISONS,
    RESERVED,
    Atom,
    Condition,
    Has,
    Is,
    Only,
    Within,
    atoms,
)
from rules.language.wording import unknown

MAX_CONSTANTS = 100  # a fact's classes are the branches of every node that tests it
MAX_NAMED = 10  # of several: each option named can double the classes


def facts_fit(rules: RuleSet) -> Iterator[Misfit]:
    """What is wrong with the facts themselves, and with how often rules tell their values apart."""
    for fact_id, fact in rules.facts.items():
        where: Path = ("facts", fact_id)
        if fact_id in RESERVED:
            yield where, f"'{fact_id}' is a word of the rule language: rename the fact"
        if isinstance(fact, Choice | Several) and NOT_SURE in fact.options:
            yield (*where, "options", NOT_SURE), "every fact takes not_sure: remove this option"
        if isinstance(fact, Number):
            yield from _number_fits(where, fact)
        if not isinstance(fact, Number) or fact.min <= fact.max:
            yield from _policy_fits(rules, where, fact_id, fact)
        yield from _classes_fit(rules, where, fact_id, fact)


def condition_fits(rules: RuleSet, where: Path, condition: Condition) -> Iterator[Misfit]:
    """What is wrong with a condition: facts nobody defined, and constants outside their fact."""
    for atom in atoms(condition):
        if atom.fact not in rules.facts and atom.fact in COMPARISONS:
            yield where, f"'{atom.fact}' compares a fact: write {{fact: {{{atom.fact}: ...}}}}"
        elif atom.fact not in rules.facts:
            yield where, unknown("fact", atom.fact, rules.facts)
        else:
            for message in _atom_fits(rules.facts[atom.fact], atom):
                yield where, message


def _number_fits(where: Path, fact: Number) -> Iterator[Misfit]:
    if fact.min > fact.max:
        key = "max" if "max" in fact.model_fields_set else "min"
        yield (*where, key), f"min {fact.min} is above max {fact.max}: correct one of them"
    if fact.type == "int" and fact.places is not None:
        yield (*where, "places"), "whole numbers have no places: remove it, or use type: decimal"
    for key, bound in (("min", fact.min), ("max", fact.max)):
        if bound % fact.step:
            yield (*where, key), f"{key} {bound} must be {fact.kind}"


def _policy_fits(rules: RuleSet, where: Path, fact_id: str, fact: Fact) -> Iterator[Misfit]:
    policy, place = fact.not_sure, (*where, "not_sure")
    if policy.counts_as is not None and policy.settle:
        yield (*place, "settle"), "'as' and 'settle' both say what not sure means: remove one"
    if message := _counts_as(fact_id, fact, policy.counts_as):
        yield (*place, "as"), f"{message}; without 'as', not sure stays open"
    yield from _settle_fits(rules, (*place, "settle"), fact_id, fact)


def _settle_fits(rules: RuleSet, where: Path, fact_id: str, fact: Fact) -> Iterator[Misfit]:
    """A first-hit list: only its last row holds always, and it reads facts that come later."""
    rows = fact.not_sure.settle
    for index, row in enumerate(rows):
        last = index == len(rows) - 1
        if row.when == ALWAYS and not last:
            remedy = "give it a 'when', or remove those"
            yield (*where, index), f"no row below this one is reached: {remedy}"
        if row.when != ALWAYS and last:
            remedy = "end with {as: ...} without 'when'"
            yield (*where, index), f"the last row must hold always: {remedy}"
        if message := _counts_as(fact_id, fact, row.counts_as):
            yield (*where, index, "as"), message
        yield from condition_fits(rules, (*where, index, "when"), row.when)
        for finer in dict.fromkeys(atom.fact for atom in atoms(row.when)):
            if message := _not_finer(rules, fact_id, finer):
                yield (*where, index, "when"), message


def _not_finer(rules: RuleSet, fact_id: str, finer: str) -> str | None:
    """Why one fact can't be a finer question for another."""
    order = list(rules.facts)
    if finer not in order or order.index(finer) > order.index(fact_id):
        return None
    if _settled_by(rules, finer, fact_id):
        return f"'{fact_id}' would be settled by itself: use other facts"
    return f"'{finer}' is a finer question for '{fact_id}': list it after that fact"


def _settled_by(rules: RuleSet, fact_id: str, finer: str) -> bool:
    """Whether a fact is this finer one, or what it counts as may depend on it, row upon row."""
    reached, queue = {fact_id}, [fact_id]
    while queue:
        fact = rules.facts.get(queue.pop())
        rows = fact.not_sure.settle if fact else ()
        fresh = {atom.fact for row in rows for atom in atoms(row.when)} - reached
        reached |= fresh
        queue.extend(fresh)
    return finer in reached


def _counts_as(fact_id: str, fact: Fact, counts_as: Counted) -> str | None:
    if counts_as is None:
        return None
    try:
        fact.admit(fact_id, counted_answer(counts_as))
    except AnswerError:
        if isinstance(fact, Number):
            fitting = f"{fact.kind} from {fact.min} to {fact.max}"
        else:
            of = "a list of any of" if isinstance(fact, Several) else "one of"
            fitting = f"{of}: {', '.join(fact.options)}"
        return f"'{fact_id}' can count as {fitting}"
    return None


def _classes_fit(rules: RuleSet, where: Path, fact_id: str, fact: Fact) -> Iterator[Misfit]:
    """A fact told apart into too many classes would make every diagram that tests it too wide."""
    told = [atom for atom in every_atom(rules) if atom.fact == fact_id]
    if isinstance(fact, Number):
        numbers = {n for atom in told for n in _numbers(atom)}
        if len(numbers) > MAX_CONSTANTS:
            compared = f"'{fact_id}' is compared with {len(numbers)} different numbers"
            yield where, f"{compared}: use at most {MAX_CONSTANTS}"
    if isinstance(fact, Several):
        named = {option for atom in told if isinstance(atom, Has | Only) for option in atom.options}
        if len(named) > MAX_NAMED:
            compared = f"rules name {len(named)} options of '{fact_id}'"
            yield where, f"{compared}: name at most {MAX_NAMED}, or split the fact"


def _numbers(atom: Atom) -> Iterator[object]:
    if isinstance(atom, Is):
        yield from atom.values
    elif isinstance(atom, Within):
        yield from atom.bounds.values()


def _atom_fits(fact: Fact, atom: Atom) -> Iterator[str]:
    match fact:
        case Number():
            yield from _number_atom_fits(fact, atom)
        case Several():
            yield from _several_atom_fits(fact, atom)
        case _:
            yield from _option_atom_fits(fact, atom)


def _number_atom_fits(fact: Number, atom: Atom) -> Iterator[str]:
    if isinstance(atom, Has | Only):
        yield f"'{atom.fact}' is a number: compare it with numbers or bounds"
    misfits = [each for value in _numbers(atom) for each in _number_misfit(fact, atom.fact, value)]
    yield from misfits
    if isinstance(atom, Within) and not misfits and _is_empty(fact, atom):
        yield f"no {fact.kind.removeprefix('a ')} is {atom.spelled}: correct the bounds"


def _is_empty(fact: Number, atom: Within) -> bool:
    """Whether no number lies within, since it would have to be finer than the fact's."""
    return (
        atom.above is not None and atom.below is not None and atom.below - atom.above <= fact.step
    )


def _several_atom_fits(fact: Several, atom: Atom) -> Iterator[str]:
    if isinstance(atom, Has | Only):
        for option in atom.options:
            if option not in fact.options:
                yield unknown(f"option of '{atom.fact}'", option, fact.options)
    else:
        yield f"'{atom.fact}' takes several options: compare it with {{has: ...}} or {{only: ...}}"


def _option_atom_fits(fact: YesNo | Choice, atom: Atom) -> Iterator[str]:
    match atom:
        case Is(name, values):
            for value in values:
                if value not in fact.options:
                    yield unknown(f"option of '{name}'", str(value), fact.options)
        case Within(name):
            yield f"'{name}' has no numbers to compare: name one of its options"
        case Has(name) | Only(name):
            yield f"'{name}' takes one answer: compare it with its value, without has or only"


def _number_misfit(fact: Number, name: str, value: object) -> Iterator[str]:
    if isinstance(value, str):
        yield f"'{name}' is a number: compare it with numbers or bounds"
    elif value % fact.step:  # type: ignore[operator]  # a number, as constants are
        yield f"'{name}' is compared with {value}: it must be {fact.kind}"
