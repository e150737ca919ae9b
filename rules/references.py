"""Every id in a rule set points at something, and every constant fits its fact."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from difflib import get_close_matches
from typing import TypeAlias

from .answers import NOT_SURE, AnswerError, Value, from_json
from .conditions import RESERVED, Atom, Is, atoms
from .model import Case, Choice, Fact, Number, RecommendationText, Rule, RuleSet
from .yaml12 import Path

MAX_CONSTANTS = 100  # a fact's classes are the branches of every node that tests it

Misfit: TypeAlias = tuple[Path, str]  # where it stands, and what to write instead


def misfits(rules: RuleSet) -> Iterator[Misfit]:
    """Every reference that leads nowhere and every constant outside its fact."""
    yield from _sources(rules)
    yield from _facts(rules)
    yield from _verdict_tables(rules)
    yield from _rules(rules)
    yield from _outcomes(rules)
    yield from _recommendations(rules)
    for index, case in enumerate(rules.cases):
        yield from _case(rules, ("cases", index), case)


def unknown(kind: str, name: str, known: Iterable[str]) -> str:
    """The message for a name that nobody defined, with the likeliest one that somebody did."""
    names = list(known)
    near = get_close_matches(name, names, n=1)
    listed = ", ".join(names) if names else "there is none yet, add it"
    remedy = f"did you mean '{near[0]}'?" if near else f"use one of: {listed}"
    return f"no {kind} is called '{name}': {remedy}"


def _sources(rules: RuleSet) -> Iterator[Misfit]:
    said = Counter(s for source in rules.sources.values() for s in source.statements)
    for source_id, source in rules.sources.items():
        for statement in source.statements:
            if said[statement] > 1:
                where: Path = ("sources", source_id, "statements", statement)
                yield where, f"statement '{statement}' stands in two sources: rename one"


def _facts(rules: RuleSet) -> Iterator[Misfit]:
    for fact_id, fact in rules.facts.items():
        where: Path = ("facts", fact_id)
        if fact_id in RESERVED:
            yield where, f"'{fact_id}' is a word of the rule language: rename the fact"
        if isinstance(fact, Choice) and NOT_SURE in fact.options:
            yield (*where, "options", NOT_SURE), "every fact takes not_sure: remove this option"
        if isinstance(fact, Number) and fact.min > fact.max:
            key = "max" if "max" in fact.model_fields_set else "min"
            yield (*where, key), f"min {fact.min} is above max {fact.max}: correct one of them"
        elif message := _counts_as(fact_id, fact):
            yield (*where, "not_sure", "as"), message
        if isinstance(fact, Number):
            found = {n for rule in _every_rule(rules) for n in _constants(rule, fact_id)}
            if len(found) > MAX_CONSTANTS:
                compared = f"'{fact_id}' is compared with {len(found)} different numbers"
                yield where, f"{compared}: use at most {MAX_CONSTANTS}"


def _counts_as(fact_id: str, fact: Fact) -> str | None:
    if fact.not_sure.counts_as is None:
        return None
    try:
        fact.admit(fact_id, Value(fact.not_sure.counts_as))
    except AnswerError:
        if isinstance(fact, Number):
            fitting = f"a whole number from {fact.min} to {fact.max}"
        else:
            fitting = f"one of: {', '.join(fact.options)}"
        return f"'{fact_id}' can count as {fitting}; without 'as', not sure stays open"
    return None


def _every_rule(rules: RuleSet) -> Iterator[Rule]:
    for table in rules.tables.values():
        yield from table


def _constants(rule: Rule, fact_id: str) -> Iterator[object]:
    for atom in atoms(rule.when):
        if atom.fact == fact_id:
            if isinstance(atom, Is):
                yield from atom.values
            else:
                yield from (n for n in (atom.range.at_least, atom.range.below) if n is not None)


def _verdict_tables(rules: RuleSet) -> Iterator[Misfit]:
    for index, table in enumerate(rules.verdict):
        if table not in rules.tables:
            yield ("verdict", index), unknown("table", table, rules.tables)
        if rules.verdict.index(table) != index:
            yield ("verdict", index), f"table '{table}' is named twice: remove one"


def _rules(rules: RuleSet) -> Iterator[Misfit]:
    statements = [s for source in rules.sources.values() for s in source.statements]
    ids = Counter(rule.id for table in rules.tables.values() for rule in table)
    for table_id, table in rules.tables.items():
        for index, rule in enumerate(table):
            where: Path = ("tables", table_id, index)
            if ids[rule.id] > 1:
                yield (*where, "id"), f"two rules are called '{rule.id}': rename one"
            if rule.outcome not in rules.outcomes:
                yield (*where, "outcome"), unknown("outcome", rule.outcome, rules.outcomes)
            if rule.stop and table_id not in rules.verdict:
                remedy = "remove 'stop', or list the table under 'verdict'"
                yield (*where, "stop"), f"only a verdict table can stop the interview: {remedy}"
            for position, statement in enumerate(rule.cite):
                if statement not in statements:
                    yield (*where, "cite", position), unknown("statement", statement, statements)
            yield from _condition(rules, (*where, "when"), rule)


def _condition(rules: RuleSet, where: Path, rule: Rule) -> Iterator[Misfit]:
    for atom in atoms(rule.when):
        if atom.fact not in rules.facts:
            yield where, unknown("fact", atom.fact, rules.facts)
        else:
            yield from ((where, message) for message in _atom(rules, atom))


def _atom(rules: RuleSet, atom: Atom) -> Iterator[str]:
    fact = rules.facts[atom.fact]
    if not isinstance(atom, Is):
        if not isinstance(fact, Number):
            yield f"'{atom.fact}' has no numbers to compare: name one of its options"
        return
    for value in atom.values:
        if not isinstance(fact, Number) and value not in fact.options:
            yield unknown(f"option of '{atom.fact}'", str(value), fact.options)
        elif isinstance(fact, Number) and not isinstance(value, int):
            yield f"'{atom.fact}' is a number: compare it with numbers or bounds"


def _outcomes(rules: RuleSet) -> Iterator[Misfit]:
    led_to = {rule.outcome for rule in _every_rule(rules)}
    joined = {rule.outcome for name in rules.verdict for rule in rules.tables.get(name, ())}
    for outcome_id, outcome in rules.outcomes.items():
        where: Path = ("outcomes", outcome_id)
        if outcome_id not in led_to:
            yield where, f"no rule leads to outcome '{outcome_id}': remove it, or add the rule"
        for index, source in enumerate(outcome.links):
            if source not in rules.sources:
                yield (*where, "links", index), unknown("source", source, rules.sources)
        if outcome.needs and outcome_id in led_to - joined:
            remedy = "move 'needs' to an outcome of a verdict table"
            yield (*where, "needs"), f"'{outcome_id}' is no part of the verdict: {remedy}"
        for index, fact in enumerate(outcome.needs):
            if fact not in rules.facts:
                yield (*where, "needs", index), unknown("fact", fact, rules.facts)


def _recommendations(rules: RuleSet) -> Iterator[Misfit]:
    ids = Counter(recommendation.id for recommendation in rules.recommendations)
    for index, recommendation in enumerate(rules.recommendations):
        where: Path = ("recommendations", index)
        if ids[recommendation.id] > 1:
            yield (*where, "id"), f"'{recommendation.id}' stands twice: rename one"
        yield from _combination(rules, (*where, "when"), recommendation)


def _combination(
    rules: RuleSet, where: Path, recommendation: RecommendationText
) -> Iterator[Misfit]:
    for table, outcomes in recommendation.when.items():
        if table not in rules.verdict:
            yield (*where, table), unknown("verdict table", table, rules.verdict)
            continue
        concluded = dict.fromkeys(rule.outcome for rule in rules.tables.get(table, ()))
        for outcome in outcomes:
            if outcome not in concluded:
                yield (*where, table), unknown(f"outcome of '{table}'", outcome, concluded)


def _case(rules: RuleSet, where: Path, case: Case) -> Iterator[Misfit]:
    for fact_id, raw in case.answers.items():
        path = (*where, "answers", fact_id)
        if fact_id not in rules.facts:
            yield path, unknown("fact", fact_id, rules.facts)
            continue
        fact = rules.facts[fact_id]
        if isinstance(fact, Number) and fact.min > fact.max:
            continue  # no answer fits, and that is told already
        try:
            fact.admit(fact_id, from_json(raw))
        except AnswerError as error:
            message = str(error)
            yield path, message if f"'{fact_id}'" in message else f"'{fact_id}': {message}"
    known = [recommendation.id for recommendation in rules.recommendations]
    for name in case.expect:
        if name not in known:
            yield (*where, "expect"), unknown("recommendation", name, known)
