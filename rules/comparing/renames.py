"""Ids that were others once (`was`): what is wrong with them, and old ids as new ones."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from typing import Any, TypeVar

from rules.language.answers import Answer, AnswerError, Chosen, Ticks, Value
from rules.language.kinds import Fact
from rules.language.model import (
    Collected,
    Condition,
    Costs,
    Line,
    Modifier,
    Never,
    Outcome,
    RecommendationText,
    Rule,
    RuleSet,
)
from rules.language.past_names import (
    conditions,
    facts,
    options,
    outcomes,
    recommendations,
    tables,
)
from rules.language.when import Concludes, Has, Is, Lacks, Only, Term, Test, Written, mapped


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


def answers_then(old: RuleSet, new: RuleSet, answers: Mapping[str, Answer]) -> dict[str, Answer]:
    """Today's answers under the ids of an old version; those to facts it hasn't are left out.

    Where two of its options have become one, the first it has counts.
    """
    found: dict[str, Answer] = {}
    for was, now in facts(new).now(old.facts).items():
        if now in answers:
            past = options(now, new.facts[now]).past
            then = {past[id_]: id_ for id_ in reversed([*old.facts[was].options]) if id_ in past}
            found.setdefault(was, _with_options(answers[now], then))
    return found


def fitting(rules: RuleSet, answers: Mapping[str, Answer]) -> dict[str, Answer]:
    """The answers that a rule set's facts take; all of them must be facts of its own."""
    return {fact: answer for fact, answer in answers.items() if _fits(rules, fact, answer)}


def carried(old: RuleSet, new: RuleSet, fact: str, answer: Answer) -> dict[str, Answer]:
    """An answer under the ids of a newer version, as far as it says there what it said.

    Nobody said no to an option that wasn't there: of a list that has more options now these stay
    open, and where what isn't ticked is a no the question is to be asked again.
    """
    found = fitting(new, answers_now(new, {fact: answer}))
    kept = {
        now: _as_shown(old.facts[fact], now, new.facts[now], each) for now, each in found.items()
    }
    return {now: each for now, each in kept.items() if each is not None}


def _as_shown(was: Fact, fact_id: str, now: Fact, answer: Answer) -> Answer | None:
    if not (isinstance(answer, Chosen) and was.takes_several and now.takes_several):
        return answer
    past = options(fact_id, now).past
    shown = {past.get(option, option) for option in was.options}
    if shown >= now.options.keys():
        return answer
    denied = (shown & now.options.keys()) - answer.options
    return Ticks(answer.options, frozenset(denied)) if now.may_stay_unticked else None


def _fits(rules: RuleSet, fact: str, answer: Answer) -> bool:
    try:
        rules.facts[fact].admit(fact, answer)
    except AnswerError:
        return False
    return True


def _answer_now(fact_id: str, fact: Fact, answer: Answer) -> Answer:
    return _with_options(answer, options(fact_id, fact).past)


def _with_options(answer: Answer, names: Mapping[str, str]) -> Answer:
    """The answer with other names for some options."""
    match answer:
        case Value(str() as option):
            return replace(answer, value=names.get(option, option))
        case Chosen(chosen):
            return Chosen(frozenset(_all(names, chosen)))
        case Ticks(yes, no):
            have = frozenset(_all(names, yes))
            return Ticks(have, frozenset(_all(names, no)) - have)
        case _:
            return answer


_Advice = TypeVar("_Advice", Outcome, RecommendationText)
_Tested = TypeVar("_Tested", Costs, Modifier, Collected, Never)


def with_lines(item: _Advice, changed: Callable[[Test], Test]) -> _Advice:
    """The item with the tests of its lines and needs changed so."""

    def line(each: Line) -> Line:
        unless = each.unless and changed(each.unless)
        return each.model_copy(update={"when": changed(each.when), "unless": unless})

    lines: dict[str, object] = {"steps": tuple(map(line, item.steps))}
    if isinstance(item, Outcome):
        lines["cautions"] = tuple(map(line, item.cautions))
        lines["needs"] = tuple(
            need.model_copy(update={"when": changed(need.when)}) for need in item.needs
        )
    else:
        lines["revisit"] = item.revisit and line(item.revisit)
    return item.model_copy(update=lines)


def today(old: RuleSet, new: RuleSet) -> RuleSet:
    """The old version with every id that was renamed in its place today; nothing else changes."""
    return _Today(old, new).rules()


class _Today:
    def __init__(self, old: RuleSet, new: RuleSet) -> None:
        self.old = old
        self.facts = facts(new).past
        self.tables = tables(new).past
        self.outcomes = outcomes(new).past
        self.conditions = conditions(new).past
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
                "terms": {
                    i: t.model_copy(update={"when": self.test(t.when)})
                    for i, t in old.terms.items()
                },
                "verdict": _all(self.tables, old.verdict),
                "tables": _named(
                    self.tables, {i: tuple(map(self.rule, t)) for i, t in old.tables.items()}
                ),
                "outcomes": _named(
                    self.outcomes, {i: self.outcome(o) for i, o in old.outcomes.items()}
                ),
                "conditions": _named(
                    self.conditions, {i: self.needed(c) for i, c in old.conditions.items()}
                ),
                **self.crossing(),
                "recommendations": tuple(map(self.text, old.recommendations)),
                "assumptions": {
                    self.facts.get(i, i): each.model_copy(
                        update={"answer": self.value(i, each.answer)}
                    )
                    for i, each in old.assumptions.items()
                },
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
                            "when": self.test(row.when),
                            "counts_as": self.value(id_, row.counts_as),
                        }
                    )
                    for row in fact.not_sure.settle
                ),
            }
        )
        listed = _named(past, fact.written)
        return fact.model_copy(update={"not_sure": policy}).with_options(listed)

    def outcome(self, outcome: Outcome) -> Outcome:
        found = with_lines(outcome, self.test)
        needs = (
            need.model_copy(update={"fact": self.facts.get(need.fact, need.fact)})
            for need in found.needs
        )
        names = {"needs": tuple(needs), "ready_when": _all(self.conditions, found.ready_when)}
        return found.model_copy(update=names)

    def needed(self, condition: Condition) -> Condition:
        leads_to, does = condition.otherwise, condition.headline
        names = {
            "applies": self.test(condition.applies),
            "when": self.test(condition.when),
            "otherwise": leads_to and self.outcomes.get(leads_to, leads_to),
            "headline": does and self.texts.get(does, does),
        }
        return condition.model_copy(update=names)

    def crossing(self) -> dict[str, object]:
        """What holds across directions, which has no past ids of its own."""
        return {
            "modifiers": {id_: self.tested(each) for id_, each in self.old.modifiers.items()},
            "collect": tuple(
                self.tested(row).model_copy(update={"unless": _all(self.outcomes, row.unless)})
                for row in self.old.collect
            ),
            "never": tuple(map(self.tested, self.old.never)),
            "costs": self.old.costs and self.tested(self.old.costs),
        }

    def tested(self, item: _Tested) -> _Tested:
        return item.model_copy(update={"when": self.test(item.when)})

    def rule(self, rule: Rule) -> Rule:
        outcome = self.outcomes.get(rule.outcome, rule.outcome)
        return rule.model_copy(update={"when": self.test(rule.when), "outcome": outcome})

    def text(self, text: RecommendationText) -> RecommendationText:
        when = {table: _all(self.outcomes, ids) for table, ids in text.when.items()}
        names = {"id": self.texts.get(text.id, text.id), "when": _named(self.tables, when)}
        return with_lines(text, self.test).model_copy(update=names)

    def test(self, test: Test) -> Test:
        return mapped(test, self.named)

    def named(self, named: Written) -> Test:
        match named:
            case Term(means=means):
                return replace(named, means=self.test(means))
            case Is(fact, values):
                found = tuple(self.value(fact, value) for value in values)
                return Is(self.facts.get(fact, fact), found)
            case Has(fact, options) | Lacks(fact, options) | Only(fact, options):
                found = _all(self.options.get(fact, {}), options)
                return replace(named, fact=self.facts.get(fact, fact), options=found)
            case Concludes(table, outcomes):
                return Concludes(self.tables.get(table, table), _all(self.outcomes, outcomes))
            case _:
                return replace(named, fact=self.facts.get(named.fact, named.fact))

    def value(self, fact: str, value: Any) -> Any:
        past = self.options.get(fact, {})
        if isinstance(value, tuple | list):
            return type(value)(_all(past, value))
        return past.get(value, value) if isinstance(value, str) else value


def _named(past: Mapping[str, str], items: Mapping[str, Any]) -> dict[str, Any]:
    """Items under today's ids; where two have become one, the first."""
    found: dict[str, Any] = {}
    for id_, item in items.items():
        found.setdefault(past.get(id_, id_), item)
    return found


def _all(past: Mapping[str, str], ids: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(past.get(id_, id_) for id_ in ids))
