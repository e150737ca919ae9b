"""Every id in a rule set points at something."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from rules.language.answers import AnswerError, NotSure, Range, Ticks, from_json
from rules.language.faults import Entry, Misfit, Path, undefined
from rules.language.model import Case, Line, Outcome, RecommendationText, Rule, RuleSet
from rules.language.wording import Hinted

from .citations import led_nowhere
from .conditions import conditions_fit
from .constants import facts_fit, terms_fit, unfit, when_fits
from .past_names import renames_fit
from .reads_as import readings_fit


def misfits(rules: RuleSet) -> Iterator[Misfit]:
    """Every reference that leads nowhere and every constant outside its fact."""
    yield from _sources(rules)
    yield from led_nowhere(rules)
    yield from _lines(rules)
    yield from _differences(rules)
    yield from facts_fit(rules)
    yield from terms_fit(rules)
    yield from _verdict_tables(rules)
    yield from _rules(rules)
    yield from _outcomes(rules)
    yield from _recommendations(rules)
    yield from renames_fit(rules)
    yield from readings_fit(rules)
    yield from _assumptions(rules)
    yield from conditions_fit(rules)
    if rules.costs:
        yield from when_fits(rules, ("costs", "when"), rules.costs.when)
        if rules.costs.in_house:
            yield from when_fits(rules, ("costs", "in_house"), rules.costs.in_house)
    for index, case in enumerate(rules.cases):
        yield from _case(rules, ("cases", index), case)


def _sources(rules: RuleSet) -> Iterator[Misfit]:
    said = Counter(s for source in rules.sources.values() for s in source.statements)
    for source_id, source in rules.sources.items():
        for statement in source.statements:
            if said[statement] > 1:
                where: Path = ("sources", source_id, "statements", statement)
                message = f"statement '{statement}' stands in two sources: rename one"
                yield Misfit(where, message, (Entry("statements", statement),))


def _lines(rules: RuleSet) -> Iterator[Misfit]:
    """What decides whether a line is said."""
    for where, line in _placed_lines(rules):
        yield from when_fits(rules, (*where, "when"), line.when)
        if line.unless:
            yield from when_fits(rules, (*where, "unless"), line.unless)


def _differences(rules: RuleSet) -> Iterator[Misfit]:
    """Whom a difference is told, and of which sources it tells."""
    known = [text.id for text in rules.recommendations]
    ids = Counter(each.id for each in rules.differences)
    for index, difference in enumerate(rules.differences):
        where: Path = ("differences", index)
        if ids[difference.id] > 1:
            message = f"'{difference.id}' stands twice: rename one"
            yield Misfit((*where, "id"), message, (Entry("differences", difference.id),))
        yield from when_fits(rules, (*where, "when"), difference.when)
        for name in difference.recommendations:
            if name not in known:
                yield undefined((*where, "for"), Entry("recommendations", name), known)
        for source in difference.says:
            if source not in rules.sources:
                place = (*where, "says", source)
                yield undefined(place, Entry("sources", source), rules.sources)


def _placed_lines(rules: RuleSet) -> Iterator[tuple[Path, Line]]:
    for outcome_id, outcome in rules.outcomes.items():
        for key, lines in (("steps", outcome.steps), ("cautions", outcome.cautions)):
            for index, line in enumerate(lines):
                yield ("outcomes", outcome_id, key, index), line
    for number, text in enumerate(rules.recommendations):
        for index, line in enumerate(text.steps):
            yield ("recommendations", number, "steps", index), line
        if text.revisit:
            yield ("recommendations", number, "revisit"), text.revisit


def _every_rule(rules: RuleSet) -> Iterator[Rule]:
    for table in rules.tables.values():
        yield from table


def _verdict_tables(rules: RuleSet) -> Iterator[Misfit]:
    for index, table in enumerate(rules.verdict):
        if table not in rules.tables:
            yield undefined(("verdict", index), Entry("tables", table), rules.tables)
        if rules.verdict.index(table) != index:
            message = f"table '{table}' is named twice: remove one"
            yield Misfit(("verdict", index), message, (Entry("verdict", table),))


def _rules(rules: RuleSet) -> Iterator[Misfit]:
    ids = Counter(rule.id for table in rules.tables.values() for rule in table)
    for table_id, table in rules.tables.items():
        for index, rule in enumerate(table):
            where: Path = ("tables", table_id, index)
            if ids[rule.id] > 1:
                message = f"two rules are called '{rule.id}': rename one"
                yield Misfit((*where, "id"), message, (Entry("rules", rule.id),))
            if rule.outcome not in rules.outcomes:
                outcome = Entry("outcomes", rule.outcome)
                yield undefined((*where, "outcome"), outcome, rules.outcomes)
            if rule.stop and table_id not in rules.verdict:
                remedy = "remove 'stop', or list the table under 'verdict'"
                message = f"only a verdict table can stop the interview: {remedy}"
                yield Misfit((*where, "stop"), message, (Entry("verdict", table_id),))
            yield from when_fits(rules, (*where, "when"), rule.when)


def _outcomes(rules: RuleSet) -> Iterator[Misfit]:
    elsewhere = {each.otherwise for each in rules.conditions.values() if each.otherwise}
    led_to = _with_added(rules, {rule.outcome for rule in _every_rule(rules)} | elsewhere)
    verdict = (rule for name in rules.verdict for rule in rules.tables.get(name, ()))
    joined = _with_added(rules, {rule.outcome for rule in verdict} | elsewhere)
    for outcome_id, outcome in rules.outcomes.items():
        where: Path = ("outcomes", outcome_id)
        if outcome_id not in led_to:
            no_rule = f"no rule leads to outcome '{outcome_id}'"
            told = Hinted(no_rule, "remove it, or add the rule")
            adding = [id_ for id_, each in rules.outcomes.items() if outcome_id in each.adds]
            about = tuple(Entry("concluded", id_) for id_ in (outcome_id, *adding))
            yield Misfit(where, told, about)
        yield from _added(rules, (*where, "adds"), outcome)
        if (outcome.cached_tokens or 0) > (outcome.prompt_tokens or 0):
            message = f"'{outcome_id}' caches more than its prompt holds: correct 'prompt_tokens'"
            yield Misfit((*where, "cached_tokens"), message)
        if outcome.needs and outcome_id in led_to - joined:
            remedy = "move 'needs' to an outcome of a verdict table"
            message = f"'{outcome_id}' is no part of the verdict: {remedy}"
            others = (Entry("verdict", name) for name in rules.tables if name not in rules.verdict)
            about = (Entry("concluded", outcome_id), *others)
            yield Misfit((*where, "needs"), message, about)
        for index, need in enumerate(outcome.needs):
            place = (*where, "needs", index)
            if need.fact not in rules.facts:
                yield undefined(place, Entry("facts", need.fact), rules.facts)
            yield from when_fits(rules, (*place, "when"), need.when)


def _with_added(rules: RuleSet, outcomes: set[str]) -> set[str]:
    known = outcomes & rules.outcomes.keys()
    return outcomes.union(*(rules.outcomes[outcome].adds for outcome in known))


def _added(rules: RuleSet, where: Path, outcome: Outcome) -> Iterator[Misfit]:
    for added in outcome.adds:
        if added not in rules.outcomes:
            yield undefined(where, Entry("outcomes", added), rules.outcomes)
        elif rules.outcomes[added].adds:
            message = f"'{added}' adds others itself: name those here instead"
            yield Misfit(where, message, (Entry("outcomes", added),))


def _recommendations(rules: RuleSet) -> Iterator[Misfit]:
    ids = Counter(recommendation.id for recommendation in rules.recommendations)
    for index, recommendation in enumerate(rules.recommendations):
        where: Path = ("recommendations", index)
        if ids[recommendation.id] > 1:
            message = f"'{recommendation.id}' stands twice: rename one"
            about = (Entry("recommendations", recommendation.id),)
            yield Misfit((*where, "id"), message, about)
        yield from _combination(rules, (*where, "when"), recommendation)


def _combination(
    rules: RuleSet, where: Path, recommendation: RecommendationText
) -> Iterator[Misfit]:
    for table, outcomes in recommendation.when.items():
        if table not in rules.verdict:
            joined = Entry("verdict", table)
            yield undefined((*where, table), joined, rules.verdict, "verdict table")
            continue
        concluded = dict.fromkeys(rule.outcome for rule in rules.tables.get(table, ()))
        led_to = (each.otherwise for each in rules.conditions.values())
        concluded |= dict.fromkeys(filter(None, led_to))
        for outcome in outcomes:
            if outcome not in concluded:
                leads_to = Entry("concluded", outcome)
                kind = f"outcome of '{table}'"
                yield undefined((*where, table), leads_to, concluded, kind)


def _assumptions(rules: RuleSet) -> Iterator[Misfit]:
    """Each is one answer that settles its fact."""
    for fact_id, assumed in rules.assumptions.items():
        where: Path = ("assumptions", fact_id, "as")
        fact = rules.facts.get(fact_id)
        if fact is None:
            yield undefined(where, Entry("facts", fact_id), rules.facts)
        elif fact.answerable:
            try:
                answer = from_json(assumed.answer)
                fact.admit(fact_id, answer)
                fits = not isinstance(answer, NotSure | Range | Ticks)
            except AnswerError:
                fits = False
            if not fits:
                message = f"'{fact_id}' can be assumed to be {fact.fitting}"
                yield Misfit(where, message, (Entry("facts", fact_id),))


def _case(rules: RuleSet, where: Path, case: Case) -> Iterator[Misfit]:
    for fact_id, raw in case.answers.items():
        path = (*where, "answers", fact_id)
        if fact_id not in rules.facts:
            yield undefined(path, Entry("facts", fact_id), rules.facts)
            continue
        fact = rules.facts[fact_id]
        if fact.answerable and (message := unfit(fact_id, fact, raw)):
            # where no answer fits, that is told already
            yield Misfit(path, message, (Entry("facts", fact_id),))
    known = [recommendation.id for recommendation in rules.recommendations]
    for name in case.expect:
        if name not in known:
            yield undefined((*where, "expect"), Entry("recommendations", name), known)
