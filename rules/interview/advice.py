"""An advice as a person reads it: a title, how sure it is, and sections. A new section is one line here.

What is shown of a section, and how, is for those who draw it: a platform, the command line, JSON.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from rules.diagram.diagram import Diagram
from rules.diagram.nodes import levels
from rules.language.answers import Answer, NotSure
from rules.language.clauses import all_of
from rules.language.kinds import Fact
from rules.language.kinds.grouping import Kept
from rules.language.model import Difference, Line, RecommendationText, RuleSet, Source
from rules.language.wording import listed, sentence
from rules.sentences import patterns
from rules.sentences.clauses import asks, clauses, given
from rules.sentences.titles import titles

from . import conditions
from .explain import Reason, Recommendation, Unsure
from .interview import Deciding, Interview
from .once import Once, once
from .second_opinion import SecondOpinion, second_opinion
from .what_if import WhatIf, in_a_sentence, what_if

WAYS, MOST_CHANGES = 2, 2  # shown of what would change a recommendation


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


@dataclass(frozen=True)
class Beside:
    """What goes into an advice and doesn't follow from the interview."""

    others: Sequence[Diagram] = ()  # rule sets that are asked for a second opinion
    costs: Sequence[str] = ()  # what it costs, in a few lines


def advice(held: Interview, advised: Recommendation, beside: Beside = Beside()) -> Advice:
    """What a finished interview advises; `advised` is what `recommend` says of it."""
    rules, promised = held.diagram.rules, once(held)
    return Advice(
        title=conditions.headline(rules, advised),
        verdict=conditions.verdict(advised, promised),
        holds=f"{_holds(held, advised)} {_EVIDENCE.get(advised.evidence or '', '')}".strip(),
        sections=tuple(each for each in _sections(held, advised, beside, promised) if each.items),
        rules=f"{rules.ruleset} {rules.version}",
    )


def _sections(
    held: Interview, advised: Recommendation, beside: Beside, promised: Once | None
) -> Iterator[Section]:
    """All sections, in the order in which they are read."""
    rules, deciding = held.diagram.rules, advised.deciding
    if deciding:
        question = asks(held.diagram, [deciding.fact])
        turns_out = (
            patterns.turns_on(question).removesuffix(".")
            if question
            else f"If “{rules.facts[deciding.fact].label}” turns out to be"
        )
        yield Section("depends", turns_out, _plain(_settles(held.diagram, deciding)))
    concluding = _concluding(rules, advised)
    yield Section("why", "Why", tuple(_reason(held, each) for each in concluding))
    unsure = (_unsure(rules, each) for each in advised.unsure)
    yield Section("unsure", "Not sure yet", _plain(unsure))
    ready = _plain(conditions.ready(rules, advised))
    yield Section("ready", conditions.ready_title(advised), ready)
    steps = (*conditions.first_steps(rules, advised), *advised.steps)
    yield Section("steps", "Next steps", _said(steps), numbered=True)
    besides = (Line(say=row.say, cite=row.cite) for row in advised.collected)
    yield Section("besides", "Beside that", _said(besides))
    yield Section("costs", "What it costs", _plain(beside.costs))
    changes = (*_plain(_changes(held, advised, promised)), *_said(filter(None, [advised.revisit])))
    yield Section("changes", "What would change this", changes)
    opinions = (_opinion(held, other) for other in beside.others)
    yield Section("opinions", "Second opinions", _plain(opinions))
    yield from _behind(held, advised, concluding)


def _behind(
    held: Interview, advised: Recommendation, concluding: Sequence[Reason]
) -> Iterator[Section]:
    """What stands behind it and isn't needed at first sight."""
    rules = held.diagram.rules
    yield Section("cautions", "Take care", _said(advised.cautions), behind=True)
    differ = tuple(_difference(rules, each) for each in advised.differences)
    yield Section("differences", "Where the sources differ", differ, behind=True)
    passed = [each for each in advised.reasons if each not in concluding]
    counted = tuple(_reason(held, each) for each in passed)
    yield Section("passed", "What else counted", counted, behind=True)
    cited = [each.source for reason in (*concluding, *passed) for each in reason.citations]
    pages = {source.url: source for source in (*cited, *advised.links)}
    sources = tuple(Item(source.title, link=source) for source in pages.values())
    yield Section("sources", "Sources", sources, behind=True)


def _plain(lines: Iterable[str]) -> tuple[Item, ...]:
    return tuple(map(Item, lines))


def _said(lines: Iterable[Line]) -> tuple[Item, ...]:
    return tuple(Item(line.say, cite=line.cite) for line in lines)


def _settles(diagram: Diagram, deciding: Deciding) -> Iterator[str]:
    """Where the answers to the deciding fact lead, those that lead to the same as one."""
    classes = diagram.classes[deciding.fact]
    together: dict[tuple[str, ...], tuple[Sequence[RecommendationText], list[Kept]]] = {}
    for answer, texts in deciding.leads_to:
        key = tuple(text.id for text in texts)
        together.setdefault(key, (texts, []))[1].append(classes.of(answer))
    ways = [(texts, classes.answers(kept)) for texts, kept in together.values()]
    said = clauses(diagram, ((deciding.fact, answers) for _, answers in ways))
    for n, (left, answers) in enumerate(ways):
        if said and asks(diagram, [deciding.fact]):
            yield patterns.leads_to(said[n], left)
        else:
            yield f"{sentence(classes.any_of(answers))}: {titles(left)}"


_EVIDENCE = {
    "measured": "Published measurements stand behind it.",
    "experience": "It rests on what practitioners report, and not on measurements.",
    "inference": "It is our own inference from what the sources say.",
}


def _concluding(rules: RuleSet, advised: Recommendation) -> list[Reason]:
    """The reasons that lead somewhere; others only say why the reading went on.

    Those of the last verdict table that was read always do.
    """
    last = [name for name in rules.verdict if name in advised.outcomes][-1]

    def concludes(reason: Reason) -> bool:
        whole = rules.whole(reason.rule.outcome)
        return reason.table == last or any(o.steps or o.cautions or o.needs for o in whole)

    return [reason for reason in advised.reasons if concludes(reason)]


def _opinion(held: Interview, other: Diagram) -> str:
    """What another rule set alone says, and where it parts from ours."""
    found = second_opinion(held, other)
    who = _publishers(other.rules)
    if found.agrees:
        return patterns.agrees(who, found.possible)
    if found.advised is None:
        return _first_asks(who, found)
    reason = found.advised.reasons[-1]
    rests_on = [fact for fact in reason.because_of if fact in found.held.answers]
    because = given(other, ((fact, found.held.answers[fact]) for fact in rests_on))
    if because:
        return patterns.says(who, found.advised.text, because)
    return f"{who} says: {titles(found.possible)}. {reason.rule.because}"


def _first_asks(who: str, found: SecondOpinion) -> str:
    """What another rule set would have to know; what is possible there, where it asks nothing."""
    fact = found.held.next_fact
    if fact is None:
        return f"{who} leaves it open: {titles(found.possible)}."
    if question := asks(found.held.diagram, [fact]):
        return patterns.first_asks(who, question[0])
    return f"{who} would ask for “{found.asks}” first."


def _publishers(rules: RuleSet) -> str:
    return listed([source.publisher for source in rules.sources.values()])


def _difference(rules: RuleSet, difference: Difference) -> Item:
    says = (f"{rules.sources[id_].publisher}: {text}" for id_, text in difference.says.items())
    return Item(difference.about, says=tuple(says), our_view=difference.we, cite=difference.cite)


def _holds(held: Interview, advised: Recommendation) -> str:
    """How far it is certain."""
    open_facts = [unsure.fact for unsure in advised.unsure if unsure.counts_as is None]
    if advised.deciding:
        return _depends(held, advised.deciding.fact)
    if open_facts:
        questions = asks(held.diagram, open_facts)
        labels = [f"“{held.diagram.rules.facts[fact].label}”" for fact in open_facts]
        said = all_of(questions) if questions else f"about {listed(labels)}"
        return f"This holds although you weren't sure {said}."
    if advised.unsure:
        return "This holds with what you weren't sure about counted as shown below."
    return "Your answers settle this."


def _depends(held: Interview, first: str) -> str:
    """That it is only for now, and what it depends on, first of all."""
    many = len(held.diagram.tested(levels(held.open)))
    question = asks(held.diagram, [first])
    label = f"“{held.diagram.rules.facts[first].label}”"
    if many == 1:
        turns_on = patterns.turns_on(question) if question else f"It depends on {label} alone."
        return f"This is the safest next step for now. {turns_on}"
    open_still = "Not enough is known for more, so this is the safest next step."
    if question:
        return f"{open_still} {patterns.turns_on(question, many - 1)}"
    return f"{open_still} It depends on {many} things you weren't sure of. Find out {label} first."


def _unsure(rules: RuleSet, unsure: Unsure) -> str:
    fact = rules.facts[unsure.fact]
    counted = fact.counted_clause(unsure.counts_as) if unsure.counts_as else ""
    if fact.asks and counted is not None:
        return f"{patterns.unknown(fact.asks, counted)} {unsure.because}"
    if unsure.counts_as is None:
        return f"{fact.label}: left open. {unsure.because}"
    return f"{fact.label}: counted as “{fact.in_words(unsure.counts_as)}”. {unsure.because}"


def _changes(held: Interview, advised: Recommendation, promised: Once | None) -> tuple[str, ...]:
    """The nearest ways to another recommendation, those that touch its reasons first.

    Another answer to the first question would make it another question altogether, so it is left
    out where the recommendation says itself when to come back.
    """
    reasons = {fact for reason in advised.reasons for fact in reason.because_of}
    first = next(iter(held.answers), "")

    def changed(way: WhatIf) -> set[str]:
        return {change.fact for change in way.changes}

    ways = [
        way
        for way in what_if(held, MOST_CHANGES)
        if advised.revisit is None or first not in changed(way)
    ]
    ways.sort(key=lambda way: not changed(way) <= reasons)
    sooner = [_once(held, promised)] if promised else []
    return (*sooner, *(in_a_sentence(held.diagram, way) for way in ways[: WAYS - len(sooner)]))


def _once(held: Interview, promised: Once) -> str:
    """What is advised once all that is missing is there."""
    way = WhatIf(promised.text, promised.stance, promised.changes, ())
    return in_a_sentence(held.diagram, way)


def _reason(held: Interview, reason: Reason) -> Item:
    facts = held.diagram.rules.facts
    sources = dict.fromkeys(citation.source_id for citation in reason.citations)
    rests_on = [(fact, held.answers[fact]) for fact in reason.because_of]
    answers = tuple(_by_label(facts[fact], each) for fact, each in rests_on)
    return Item(
        _because(held, reason),
        answers=answers,
        you_said=_you_said(held, rests_on, answers),
        assumed=tuple(_assumed(held, fact) for fact in reason.assumed),
        sources=tuple(held.diagram.rules.sources[source] for source in sources),
        cite=tuple(reason.rule.cite),
    )


def _because(held: Interview, reason: Reason) -> str:
    """The reason, and on what of that which isn't known it holds."""
    if not reason.provided:
        return reason.rule.because
    of = held.diagram.classes
    whole = (  # every option of a class, and not the first alone
        (fact, of[fact].answers(map(of[fact].of, answers))) for fact, answers in reason.provided
    )
    said = clauses(held.diagram, whole)
    if said:
        return f"{reason.rule.because} {patterns.holds_if(said)}"
    provided = [
        f"“{held.diagram.rules.facts[fact].label}” is {held.diagram.classes[fact].any_of(answers)}"
        for fact, answers in reason.provided
    ]
    return f"If {listed(provided)}: {reason.rule.because}"


def _you_said(
    held: Interview, rests_on: Sequence[tuple[str, Answer]], by_label: Sequence[str]
) -> str:
    """What a reason rests on: a sentence, or a list where it has no clauses."""
    unsure = [fact for fact, answer in rests_on if isinstance(answer, NotSure)]
    questions = asks(held.diagram, unsure)
    sure = given(held.diagram, rests_on)
    if questions is None or (sure is None and len(unsure) < len(rests_on)) or not rests_on:
        return f"You said: {'; '.join(by_label)}" if by_label else ""
    weren_t = f"you weren't sure {all_of(questions)}" if questions else ""
    if sure is None:
        return f"{sentence(weren_t)}."
    return patterns.you_said(sure) + (f" {sentence(weren_t)}." if weren_t else "")


def _assumed(held: Interview, fact_id: str) -> str:
    rules = held.diagram.rules
    fact, by = rules.facts[fact_id], rules.assumptions[fact_id].by
    said = fact.given_clause(held.answers[fact_id])
    return f"{said or _by_label(fact, held.answers[fact_id])}, assumed by {by}"


def _by_label(fact: Fact, answer: Answer) -> str:
    return f"{fact.label}: {fact.in_words(answer)}"
