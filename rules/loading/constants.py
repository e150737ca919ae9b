"""Every constant fits the fact it is compared with, and every fact's own bounds and policies fit."""

from __future__ import annotations

from collections.abc import Iterator

from rules.language.answers import NOT_SURE, AnswerError, Scalar, from_json
from rules.language.faults import Entry, Misfit, Path, undefined
from rules.language.kinds import Fact
from rules.language.model import RuleSet, every_atom
from rules.language.not_sure import Counted, counted_answer
from rules.language.terms import Terms
from rules.language.when import (
    ALWAYS,
    COMPARISONS,
    RESERVED,
    UNSURE,
    WITH_TERMS,
    Atom,
    Concludes,
    Has,
    Is,
    Lacks,
    Only,
    Term,
    Test,
    Unsure,
    atoms,
    written,
)


def facts_fit(rules: RuleSet) -> Iterator[Misfit]:
    """What is wrong with the facts themselves, and with how often rules tell their values apart."""
    compared: dict[str, list[Atom]] = {}
    for atom in every_atom(rules):
        compared.setdefault(atom.fact, []).append(atom)
    for fact_id, fact in rules.facts.items():
        where: Path = ("facts", fact_id)
        if fact_id in (*RESERVED, *_also_reserved(rules)):
            yield Misfit(where, f"'{fact_id}' is a word of the rule language: rename the fact")
        yield from (Misfit((*where, *path), message) for path, message in fact.misfits())
        if fact.answerable:
            yield from _policy_fits(rules, where, fact_id, fact)
        if message := fact.too_many(fact_id, compared.get(fact_id, ())):
            yield Misfit(where, message)


def _also_reserved(rules: RuleSet) -> tuple[str, ...]:
    if rules.language > 1:
        return (*WITH_TERMS, UNSURE)
    return WITH_TERMS if rules.terms else ()


def unfit(fact_id: str, fact: Fact, raw: object) -> str | None:
    """Why an answer as it is written can't be one to this fact."""
    try:
        answer = from_json(raw)
    except AnswerError as error:
        return f"'{fact_id}': {error}"
    try:
        fact.admit(fact_id, answer)
    except AnswerError as error:
        return str(error)
    return None


def when_fits(rules: RuleSet, where: Path, test: Test) -> Iterator[Misfit]:
    """What is wrong with a test: names nobody defined, and constants outside their fact."""
    for atom in written(test):
        if isinstance(atom, Term):
            if atom.id not in rules.terms:
                yield undefined(where, Entry("terms", atom.id), rules.terms)
        elif isinstance(atom, Concludes):
            yield from _concluded(rules, where, atom)
        elif atom.fact not in rules.facts:
            yield _unknown_fact(rules, where, atom.fact)
        elif not isinstance(atom, Unsure):
            unsure = _about_unsure(rules, atom)
            for message in [unsure] if unsure else rules.facts[atom.fact].atom_misfits(atom):
                yield Misfit(where, message, (Entry("facts", atom.fact),))


def only_in_2(word: str) -> str:
    """The message for a word that a text of language 1 doesn't have."""
    return f"'{word}' needs 'language: 2' at the top: add it, or remove this"


def _about_unsure(rules: RuleSet, atom: Atom) -> str | None:
    """What is wrong where *not sure* is compared as if it were an option."""
    named: tuple[Scalar, ...] = ()
    match atom:
        case Is(_, values):
            named = values
        case Has(_, options) | Lacks(_, options) | Only(_, options):
            named = options
    word = next((each for each in (UNSURE, NOT_SURE) if each in named), None)
    if word is None or word in rules.facts[atom.fact].options:
        return None
    if rules.language == 1:
        return only_in_2(str(word))
    return f"'{word}' is no option of '{atom.fact}': write {{{atom.fact}: unsure}}, by itself"


def _unknown_fact(rules: RuleSet, where: Path, name: str) -> Misfit:
    if name in COMPARISONS:
        return Misfit(where, f"'{name}' compares a fact: write {{fact: {{{name}: ...}}}}")
    if name == "term":
        message = "there are no terms yet: add 'terms: {ID: {when: ...}}' at the top"
        return Misfit(where, message)
    return undefined(where, Entry("facts", name), rules.facts)


def _concluded(rules: RuleSet, where: Path, test: Concludes) -> Iterator[Misfit]:
    """Only a modifier reads what a table concludes, and none that joins the verdict."""
    others = [name for name in rules.tables if name not in rules.verdict]
    if rules.language == 1:
        yield Misfit(where, only_in_2("table"))
    elif where[0] != "modifiers":
        message = "'table' is for a modifier's 'when': read the facts that the table reads"
        yield Misfit(where, message)
    elif test.table not in others:
        kind = "table beside the verdict's"
        yield undefined(where, Entry("tables", test.table), others, kind)
    else:
        concluded = dict.fromkeys(rule.outcome for rule in rules.tables[test.table])
        for outcome in test.outcomes:
            if outcome not in concluded:
                kind = f"outcome of '{test.table}'"
                yield undefined(where, Entry("concluded", outcome), concluded, kind)


def terms_fit(rules: RuleSet) -> Iterator[Misfit]:
    """What is wrong with the terms: what they name, and terms that stand in themselves."""
    faults = Terms({id_: term.when for id_, term in rules.terms.items()}).faults
    for id_, term in rules.terms.items():
        where: Path = ("terms", id_, "when")
        yield from [Misfit(where, faults[id_], (Entry("terms", id_),))] if id_ in faults else ()
        yield from when_fits(rules, where, term.when)


def _policy_fits(rules: RuleSet, where: Path, fact_id: str, fact: Fact) -> Iterator[Misfit]:
    policy, place = fact.not_sure, (*where, "not_sure")
    if policy.counts_as is not None and policy.settle:
        both = "'as' and 'settle' both say what not sure means: remove one"
        yield Misfit((*place, "settle"), both)
    if message := _counts_as(fact_id, fact, policy.counts_as):
        yield Misfit((*place, "as"), f"{message}; without 'as', not sure stays open")
    yield from _settle_fits(rules, (*place, "settle"), fact_id, fact)


def _settle_fits(rules: RuleSet, where: Path, fact_id: str, fact: Fact) -> Iterator[Misfit]:
    """A first-hit list: only its last row holds always, and it reads facts that come later."""
    rows = fact.not_sure.settle
    for index, row in enumerate(rows):
        last = index == len(rows) - 1
        if row.when == ALWAYS and not last:
            remedy = "give it a 'when', or remove those"
            yield Misfit((*where, index), f"no row below this one is reached: {remedy}")
        if row.when != ALWAYS and last:
            remedy = "end with {as: ...} without 'when'"
            yield Misfit((*where, index), f"the last row must hold always: {remedy}")
        if message := _counts_as(fact_id, fact, row.counts_as):
            yield Misfit((*where, index, "as"), message)
        yield from when_fits(rules, (*where, index, "when"), row.when)
        for finer in dict.fromkeys(atom.fact for atom in atoms(row.when)):
            if message := _not_finer(rules, fact_id, finer):
                yield Misfit((*where, index, "when"), message, (Entry("facts", finer),))


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
        return f"'{fact_id}' can count as {fact.fitting}"
    return None
