"""Ids that were others once (`was`): what is wrong with them, and old ids as new ones."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

from rules.answers import Answer, Chosen, Value
from rules.conditions import AllOf, AnyOf, Condition, Has, Is, Not, Only
from rules.model import Fact, Number, RecommendationText, Rule, RuleSet, Was, YesNo
from rules.naming import Misfit, unknown
from rules.yaml12 import Path


@dataclass(frozen=True)
class Kin:
    """The ids of one kind, each with those it had in the past, and where that is written."""

    kind: str
    was: Mapping[str, Was]
    where: Callable[[str], Path]

    def now(self, old: Iterable[str]) -> dict[str, str]:
        """Old ids to new ones; those without a successor are left out."""
        return {id_: self.past.get(id_, id_) for id_ in old if id_ in self.was or id_ in self.past}

    def name(self, id_: str) -> str:
        """How an item is spoken of: "fact 'water'", "option 'tea' of 'drink'"."""
        kind, of, parent = self.kind.partition(" of ")
        return f"{kind} '{id_}'{of}{parent}"

    @property
    def past(self) -> dict[str, str]:
        """Ids of the past to those of today."""
        return {old: new for new, ids in self.was.items() for old in ids if old not in self.was}


def facts(rules: RuleSet) -> Kin:
    """The facts and their past ids."""
    was = {id_: fact.was for id_, fact in rules.facts.items()}
    return Kin("fact", was, lambda id_: ("facts", id_, "was"))


def options(fact_id: str, fact: Fact) -> Kin:
    """The options of one fact and their past ids; a number has none."""
    if isinstance(fact, Number):
        return Kin("option", {}, lambda _: ())
    was = {id_: option.was for id_, option in fact.options.items()}
    return Kin(f"option of '{fact_id}'", was, lambda id_: ("facts", fact_id, "options", id_, "was"))


def outcomes(rules: RuleSet) -> Kin:
    """The outcomes and their past ids."""
    was = {id_: outcome.was for id_, outcome in rules.outcomes.items()}
    return Kin("outcome", was, lambda id_: ("outcomes", id_, "was"))


def tables(rules: RuleSet) -> Kin:
    """The tables and their past ids."""
    was = {id_: rules.tables_were.get(id_, ()) for id_ in rules.tables}
    return Kin("table", was, lambda id_: ("tables_were", id_))


def recommendations(rules: RuleSet) -> Kin:
    """The recommendations and their past ids."""
    place = {text.id: n for n, text in enumerate(rules.recommendations)}
    was = {text.id: text.was for text in rules.recommendations}
    return Kin("recommendation", was, lambda id_: ("recommendations", place[id_], "was"))


def renames_fit(rules: RuleSet) -> Iterator[Misfit]:
    """Past ids that are still in use, are claimed twice, or lead in a circle."""
    for table in rules.tables_were:
        if table not in rules.tables:
            yield ("tables_were", table), unknown("table", table, rules.tables)
    asked = [options(id_, f) for id_, f in rules.facts.items() if not isinstance(f, YesNo)]
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


def answers_now(rules: RuleSet, logged: Mapping[str, Answer]) -> dict[str, Answer]:
    """Logged answers under today's ids of facts and options; those to facts gone are left out.

    Where both the past id and today's were answered, today's counts.
    """
    kin = facts(rules)
    now = kin.now(logged)
    found: dict[str, Answer] = {}
    for old, answer in sorted(logged.items(), key=lambda item: item[0] in kin.was):
        if old in now:
            found[now[old]] = _answer_now(now[old], rules.facts[now[old]], answer)
    return {fact: found[fact] for fact in rules.facts if fact in found}


def _answer_now(fact_id: str, fact: Fact, answer: Answer) -> Answer:
    past = options(fact_id, fact).past
    match answer:
        case Value(str() as option):
            return replace(answer, value=past.get(option, option))
        case Chosen(chosen):
            return Chosen(frozenset(past.get(option, option) for option in chosen))
        case _:
            return answer


def today(old: RuleSet, new: RuleSet) -> RuleSet:
    """The old version with every id that was renamed in its place today; nothing else changes."""
    return _Today(old, new).rules()


class _Today:
    def __init__(self, old: RuleSet, new: RuleSet) -> None:
        self.old = old
        self.facts = facts(new).past
        self.tables = tables(new).past
        self.outcomes = outcomes(new).past
        self.texts = recommendations(new).past
        self.options = {
            id_: options(id_, new.facts[now]).past
            for id_ in old.facts
            if (now := self.facts.get(id_, id_)) in new.facts
        }

    def rules(self) -> RuleSet:
        old = self.old
        return old.model_copy(
            update={
                "facts": _named(self.facts, {i: self.fact(i, f) for i, f in old.facts.items()}),
                "verdict": _all(self.tables, old.verdict),
                "tables": _named(
                    self.tables, {i: tuple(map(self.rule, t)) for i, t in old.tables.items()}
                ),
                "outcomes": _named(
                    self.outcomes,
                    {
                        i: o.model_copy(update={"needs": _all(self.facts, o.needs)})
                        for i, o in old.outcomes.items()
                    },
                ),
                "recommendations": tuple(map(self.text, old.recommendations)),
            }
        )

    def fact(self, id_: str, fact: Fact) -> Fact:
        past = self.options.get(id_, {})
        policy = fact.not_sure.model_copy(
            update={
                "counts_as": self.value(id_, fact.not_sure.counts_as),
                "settle": tuple(
                    row.model_copy(
                        update={
                            "when": self.condition(row.when),
                            "counts_as": self.value(id_, row.counts_as),
                        }
                    )
                    for row in fact.not_sure.settle
                ),
            }
        )
        if isinstance(fact, Number | YesNo):
            return fact.model_copy(update={"not_sure": policy})
        listed = _named(past, fact.options)
        return fact.model_copy(update={"not_sure": policy, "options": listed})

    def rule(self, rule: Rule) -> Rule:
        outcome = self.outcomes.get(rule.outcome, rule.outcome)
        return rule.model_copy(update={"when": self.condition(rule.when), "outcome": outcome})

    def text(self, text: RecommendationText) -> RecommendationText:
        when = {table: _all(self.outcomes, ids) for table, ids in text.when.items()}
        names = {"id": self.texts.get(text.id, text.id), "when": _named(self.tables, when)}
        return text.model_copy(update=names)

    def condition(self, condition: Condition) -> Condition:
        match condition:
            case AllOf(parts) | AnyOf(parts):
                return replace(condition, parts=tuple(map(self.condition, parts)))
            case Not(part):
                return Not(self.condition(part))
            case Is(fact, values):
                found = tuple(self.value(fact, value) for value in values)
                return Is(self.facts.get(fact, fact), found)
            case Has(fact, options) | Only(fact, options):
                found = _all(self.options.get(fact, {}), options)
                return replace(condition, fact=self.facts.get(fact, fact), options=found)
            case _:
                return replace(condition, fact=self.facts.get(condition.fact, condition.fact))

    def value(self, fact: str, value: Any) -> Any:
        past = self.options.get(fact, {})
        if isinstance(value, tuple):
            return _all(past, value)
        return past.get(value, value) if isinstance(value, str) else value


def _named(past: Mapping[str, str], items: Mapping[str, Any]) -> dict[str, Any]:
    """Items under today's ids; where two have become one, the first."""
    found: dict[str, Any] = {}
    for id_, item in items.items():
        found.setdefault(past.get(id_, id_), item)
    return found


def _all(past: Mapping[str, str], ids: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(past.get(id_, id_) for id_ in ids))
