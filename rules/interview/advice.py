"""An advice as a person reads it: a title, how sure it is, and sections. A new section is one line here.

What is shown of a section, and how, is for those who draw it: a platform, the command line, JSON.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import chain, islice
from typing import TypeAlias

from rules.diagram.diagram import Diagram
from rules.diagram.nodes import labels
from rules.language.answers import Answer, NotSure
from rules.language.clauses import MOST, all_of
from rules.language.kinds import Fact
from rules.language.model import (
    Difference,
    Evidence,
    Line,
    RecommendationText,
    Rule,
    RuleSet,
    Source,
)
from rules.language.when import atoms
from rules.language.wording import listed, sentence
from rules.sentences import patterns
from rules.sentences.clauses import asks, condition, each_given, given
from rules.sentences.titles import MOST_TITLES, titles

from . import conditions
from .counted import also_counted
from .explain import Reason, Recommendation, Unsure, said_on
from .how_sure import boundary, how_sure, together, what_then
from .interview import Deciding, Interview
from .once import Once, once
from .second_opinion import second_opinion
from .what_if import WhatIf, in_a_sentence, what_if

WAYS, MOST_CHANGES = 3, 2  # shown of what would change a recommendation; in each
MOST_WAYS = 5  # in which the answers to what it turns on lead
MOST_SAID = 4  # answers that one reason names

_Way: TypeAlias = tuple[str, Sequence[RecommendationText]]  # what is said, "" if nobody could


@dataclass(frozen=True)
class Item:
    """One thing that a section says."""

    text: str
    answers: tuple[str, ...] = ()  # what was said that it rests on: "Prompt optimised: No"
    you_said: str = ""  # the same as a sentence, or as a list
    assumed: tuple[str, ...] = ()  # and what nobody was asked: "Citations: Yes, assumed by ours"
    sources: tuple[Source, ...] = ()  # who says so
    says: tuple[str, ...] = ()  # where sources differ, what each says: "Ertas: 2 to 8 hours."
    our_view: str = ""  # and why we side as we do
    link: Source | None = None  # the page that it is about
    evidence: Evidence | None = None  # of a reason: what the rule rests on
    way: WhatIf | None = None  # the change that it tells of
    cite: tuple[str, ...] = ()  # the statements behind it, by id


@dataclass(frozen=True)
class Section:
    """A titled part of an advice. `id` names it for programs."""

    id: str
    title: str
    items: tuple[Item, ...]
    numbered: bool = False
    behind: bool = False  # one press away, and not at first sight


@dataclass(frozen=True)
class Advice:
    """What is advised. A section that has nothing to say isn't there."""

    title: str
    verdict: str
    holds: str  # how far it is certain, in one sentence
    sections: tuple[Section, ...]
    rules: str  # "should-we-finetune 1.0.0"


def advice(held: Interview, advised: Recommendation, today: date | None = None) -> Advice:
    """What a finished interview advises on a day; `advised` is what `recommend` says of it.

    Without a day nothing dated is said.
    """
    rules, promised = held.diagram.rules, once(held)
    return Advice(
        title=conditions.headline(rules, advised),
        verdict=conditions.verdict(rules, advised, promised),
        holds=how_sure(held, advised),
        sections=tuple(each for each in _sections(held, advised, today, promised) if each.items),
        rules=f"{rules.ruleset} {rules.version}",
    )


def _sections(
    held: Interview, advised: Recommendation, today: date | None, promised: Once | None
) -> Iterator[Section]:
    """All sections, in the order in which they are read."""
    rules = held.diagram.rules
    depends = depends_on(held, advised)
    if depends:
        yield depends
    yield Section("why", "Why", reasons(held, advised))
    yield Section("unsure", "Not sure yet", _plain(unsure(held, advised, depends)))
    ready = _plain(conditions.ready(held, advised))
    yield Section("ready", conditions.ready_title(advised), ready)
    steps = (*conditions.first_steps(rules, advised), *advised.steps)
    yield Section("steps", "Next steps", _said(steps, today), numbered=True)
    besides = (Line(say=row.say, cite=row.cite) for row in advised.collected if row.said_on(today))
    yield Section("besides", "Beside that", _said(besides, today))
    told = (*changes(held, advised, promised), *come_back(held, advised, promised, today))
    yield Section("changes", "What would change this", told)
    yield from _behind(held, advised, concluding(rules, advised), today)


def _behind(
    held: Interview, advised: Recommendation, told: Sequence[Reason], today: date | None
) -> Iterator[Section]:
    """What stands behind it and isn't needed at first sight."""
    rules = held.diagram.rules
    yield Section("cautions", "Take care", _said(advised.cautions, today), behind=True)
    yield Section(
        "differences", "Where the sources differ", differences(rules, advised), behind=True
    )
    passed = [each for each in advised.reasons if each not in told]
    counted = tuple(_reason(held, each, advised.deciding) for each in passed)
    yield Section("passed", "What else counted", counted, behind=True)
    cited = [each.source for reason in (*told, *passed) for each in reason.citations]
    pages = {source.url: source for source in (*cited, *advised.links)}
    sources = tuple(Item(source.title, link=source) for source in pages.values())
    yield Section("sources", "Sources", sources, behind=True)


def _plain(lines: Iterable[str]) -> tuple[Item, ...]:
    return tuple(map(Item, lines))


def _said(lines: Iterable[Line], today: date | None) -> tuple[Item, ...]:
    return tuple(Item(line.say, cite=line.cite) for line in said_on(lines, today))


def reasons(held: Interview, advised: Recommendation) -> tuple[Item, ...]:
    """The reasons that lead somewhere, the one that concluded first."""
    return tuple(_why(held, concluding(held.diagram.rules, advised), advised.deciding))


def depends_on(held: Interview, advised: Recommendation) -> Section | None:
    """Where each answer to what it turns on leads, unless how sure it is has said that."""
    deciding = advised.deciding
    if deciding is None or what_then(held, advised, deciding):
        return None
    settles = _plain(_settles(held, deciding))
    title = sentence(asks(held.diagram, deciding.fact))
    return Section("depends", title, settles) if settles else None


def unsure(
    held: Interview, advised: Recommendation, depends: Section | None = None
) -> tuple[str, ...]:
    """What nobody was sure of and what was made of it; but for what `depends` has said."""
    said = {advised.deciding.fact} if depends and advised.deciding else set()
    rules = held.diagram.rules
    return tuple(_unsure(rules, each) for each in advised.unsure if each.fact not in said)


def differences(rules: RuleSet, advised: Recommendation) -> tuple[Item, ...]:
    """Where sources differ in what bears on this advice."""
    return tuple(_difference(rules, each) for each in advised.differences)


def opinions(held: Interview, others: Iterable[Diagram]) -> Iterator[tuple[str, str]]:
    """What each other rule set says, or asks first, in a sentence; and what its publisher sells."""
    for other in others:
        sells = [each.sells for each in other.rules.sources.values() if each.sells]
        yield _opinion(held, other) or _asks_first(held, other), sells[0] if sells else ""


def _asks_first(held: Interview, other: Diagram) -> str:
    fact = second_opinion(held, other).held.next_fact
    who = _publishers(other.rules)
    return patterns.asks_first(who, asks(other, fact)) if fact else patterns.says_nothing(who)


def _settles(held: Interview, deciding: Deciding) -> Iterator[str]:
    """Where the answers to the deciding fact lead, as far as that is one thing or two.

    The others in one line; nothing where all of them would stand there.
    """
    told: list[_Way] = []
    others: list[_Way] = []
    for texts, answers in together(held, deciding):
        said = condition(held.diagram, deciding.fact, answers)
        if said is None:
            words = held.diagram.classes[deciding.fact].any_of(answers)
            told.append((f"{sentence(words)}: {titles(texts)}", texts))
        elif said and len(texts) <= MOST_TITLES:
            told.append((patterns.leads_to(said, texts), texts))
        else:
            others.append((said and patterns.asks_on(said), texts))
    most = MOST_WAYS if others else MOST_WAYS + 1  # of one more there is no need to say "otherwise"
    others += told[most:]
    yield from (line for line, _ in told[:most])
    if told and others:
        (line, texts), *more = others
        yield line if line and not more else _otherwise([texts, *(each for _, each in more)])


def _otherwise(ways: Iterable[Sequence[RecommendationText]]) -> str:
    texts = {text.id: text for way in ways for text in way}
    return (
        patterns.otherwise([*texts.values()]) if len(texts) <= MOST_TITLES else patterns.OTHERWISE
    )


def come_back(
    held: Interview, advised: Recommendation, promised: Once | None, today: date | None
) -> tuple[Item, ...]:
    """When to come back: with what is missing if no promise says so, or as its author says."""
    if promised and in_a_sentence(held.diagram, _as_a_way(promised)):
        return ()
    if advised.missing:
        labels = [held.diagram.rules.conditions[id_].label for id_ in advised.missing]
        return _plain([patterns.come_back(labels)])
    return _said(filter(None, [advised.revisit]), today)


def _as_a_way(promised: Once) -> WhatIf:
    return WhatIf(promised.text, promised.stance, promised.changes, ())


def concluding(rules: RuleSet, advised: Recommendation) -> list[Reason]:
    """The reasons that lead somewhere; others only say why the reading went on.

    Those of the last verdict table that was read always do.
    """
    last = [name for name in rules.verdict if name in advised.outcomes][-1]

    def concludes(reason: Reason) -> bool:
        whole = rules.whole(reason.rule.outcome)
        return reason.table == last or any(o.steps or o.cautions or o.needs for o in whole)

    return [reason for reason in advised.reasons if concludes(reason)]


def _opinion(held: Interview, other: Diagram) -> str:
    """What another rule set alone says, and where it parts from ours; empty while that is open."""
    found, who = second_opinion(held, other), _publishers(other.rules)
    if found.agrees:
        same = found.possible if len(found.possible) == 1 else held.recommendations
        return patterns.agrees(who, same[0])
    if found.advised is None:
        return ""
    reason = found.advised.reasons[-1]
    rests_on = [fact for fact in reason.because_of if fact in found.held.answers]
    answers = ((fact, found.held.answers[fact]) for fact in rests_on)
    if because := given(other, answers, reason.rule):
        return patterns.says(who, found.advised.text, because)
    return f"{who} says: {titles(found.possible)}. {reason.rule.because}"


def _publishers(rules: RuleSet) -> str:
    return listed([source.publisher for source in rules.sources.values()])


def _difference(rules: RuleSet, difference: Difference) -> Item:
    says = (f"{rules.sources[id_].publisher}: {text}" for id_, text in difference.says.items())
    return Item(difference.about, says=tuple(says), our_view=difference.we, cite=difference.cite)


def _unsure(rules: RuleSet, unsure: Unsure) -> str:
    fact = rules.facts[unsure.fact]
    counted = fact.counted_clause(unsure.counts_as) if unsure.counts_as else ""
    if fact.asks and counted is not None:
        return f"{patterns.unknown(fact.asks, counted)} {unsure.because}"
    if unsure.counts_as is None:
        return f"{fact.label}: left open. {unsure.because}"
    return f"{fact.label}: counted as “{fact.in_words(unsure.counts_as)}”. {unsure.because}"


def changes(held: Interview, advised: Recommendation, promised: Once | None) -> tuple[Item, ...]:
    """The nearest ways to another recommendation, those that touch its reasons first; and no more.

    Another answer to a first question that names the case would make it another case, and what it
    turns on is said before.
    """
    behind = {fact for reason in advised.reasons for fact in reason.because_of}
    defines = {fact for fact in [*held.answers][:1] if held.diagram.rules.facts[fact].written}

    def changed(way: WhatIf) -> set[str]:
        return {change.fact for change in way.changes}

    told = {advised.deciding.fact} if advised.deciding else set()
    ways = [
        way
        for way in what_if(held, MOST_CHANGES)
        if defines.isdisjoint(changed(way))
        and told.isdisjoint(each.fact for each in way.answers_needed)
    ]
    ways.sort(key=lambda way: not changed(way) <= behind)
    promise = [_as_a_way(promised)] if promised else []
    said = (Item(in_a_sentence(held.diagram, way), way=way) for way in (*promise, *ways))
    last = boundary(held, concluding(held.diagram.rules, advised)[0])
    return (*islice((each for each in said if each.text), WAYS), *_plain([last] if last else []))


def _why(held: Interview, leading: Sequence[Reason], deciding: Deciding | None) -> Iterator[Item]:
    """The reasons that lead somewhere; the first also says what made the direction beside them."""
    told = {fact for reason in leading for fact in _given(held, reason) or reason.because_of}
    also = [*also_counted(held, told)]
    for n, reason in enumerate(leading):
        yield _reason(held, reason, deciding, also if n == 0 else ())


def _reason(
    held: Interview, reason: Reason, deciding: Deciding | None, also: Sequence[str] = ()
) -> Item:
    facts = held.diagram.rules.facts
    sources = dict.fromkeys(citation.source_id for citation in reason.citations)
    answers = tuple(_by_label(facts[fact], held.answers[fact]) for fact in reason.because_of)
    return Item(
        _because(held, reason, deciding),
        answers=answers,
        you_said=_you_said(held, reason, answers, also),
        assumed=tuple(_assumed(held, fact) for fact in reason.assumed),
        sources=tuple(held.diagram.rules.sources[source] for source in sources),
        cite=tuple(reason.rule.cite),
        evidence=reason.rule.evidence,
    )


def _because(held: Interview, reason: Reason, deciding: Deciding | None) -> str:
    """The reason, and on what of that which isn't known it holds."""
    own = {atom.fact for atom in atoms(reason.rule.when)}
    provided = [(fact, answers) for fact, answers in reason.provided if fact in own]
    told = {deciding.fact} if deciding else set()  # how sure it is has said that
    if {fact for fact, _ in provided} <= told or _surely_holds(held, reason.rule):
        return reason.rule.because
    of = held.diagram.classes
    whole = [(fact, of[fact].whole(answers)) for fact, answers in provided]
    said = [condition(held.diagram, fact, answers) for fact, answers in whole]
    known = [each for each in said if each]
    if len(known) == len(said) <= MOST:
        return f"{reason.rule.because} {patterns.holds(known)}"
    questions = [asks(held.diagram, fact) for fact, _ in whole]
    return f"{reason.rule.because} {patterns.turns_on(questions)}"


def _surely_holds(held: Interview, rule: Rule) -> bool:
    return labels(held.diagram.holds[rule.id], held.selection) == {True}


def _you_said(held: Interview, reason: Reason, by_label: Sequence[str], also: Sequence[str]) -> str:
    """What a reason rests on: a sentence that `also` fills up, or a list where it has no clauses."""
    given = _given(held, reason)
    if given is None:
        return f"You said: {'; '.join(by_label)}"
    said = [*chain(*given.values())]
    said += also[: max(MOST_SAID - len(said), 0)]
    most = MOST_SAID if held.diagram.values_unsure else MOST
    return patterns.you_said(all_of(said, most)) if said else ""


def _given(held: Interview, reason: Reason) -> dict[str, list[str]] | None:
    """The clauses that a reason rests on, by fact; None where some of them have no words.

    What somebody wasn't sure of has a section of its own.
    """
    rests_on = [(fact, held.answers[fact]) for fact in reason.because_of]
    sure = [pair for pair in rests_on if not isinstance(pair[1], NotSure)]
    found = each_given(held.diagram, sure, reason.rule)
    if found and len(sure) > MOST and not any(atoms(reason.rule.when)):
        return {}  # it is what is left when no other rule holds: nothing was said for it
    return found


def _assumed(held: Interview, fact_id: str) -> str:
    rules = held.diagram.rules
    fact, by = rules.facts[fact_id], rules.assumptions[fact_id].by
    said = fact.given_clause(held.answers[fact_id])
    return f"{said or _by_label(fact, held.answers[fact_id])}, assumed by {by}"


def _by_label(fact: Fact, answer: Answer) -> str:
    return f"{fact.label}: {fact.in_words(answer)}"
