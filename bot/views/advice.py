"""What to show of a recommendation, in words and structure, on no platform."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from bot.conversation.replay import Standing
from rules.diagram.diagram import Diagram
from rules.diagram.nodes import levels
from rules.interview.explain import Reason, Recommendation, Unsure
from rules.interview.interview import Deciding
from rules.interview.second_opinion import second_opinion
from rules.interview.what_if import WhatIf, in_a_sentence, what_if
from rules.language.model import Difference, RecommendationText, RuleSet, Source
from rules.language.wording import listed, sentence

WAYS, MOST_CHANGES = 2, 2  # shown of what would change a recommendation
MOST_TITLES = 3  # of recommendations named in one line


@dataclass(frozen=True)
class SourceView:
    """A source as people check it: who says so, where, and what they sell."""

    title: str
    url: str
    publisher: str  # and the year: "OpenAI, 2024"
    note: str  # what the publisher sells, or ""


@dataclass(frozen=True)
class ReasonView:
    """One reason: the sentence, the answers it rests on, the sources behind it."""

    because: str
    answers: tuple[str, ...]  # "Prompt optimised: No"
    sources: tuple[SourceView, ...]


@dataclass(frozen=True)
class DifferenceView:
    """Where sources differ: about what, what each says, and why we side as we do."""

    about: str
    says: tuple[str, ...]  # "Ertas: 2 to 8 hours."
    we: str


@dataclass(frozen=True)
class DetailsView:
    """What stands behind a recommendation and isn't needed at first sight."""

    reasons: tuple[ReasonView, ...]  # of rules that only let the reading go on
    cautions: tuple[str, ...]
    differences: tuple[DifferenceView, ...]
    sources: tuple[SourceView, ...]  # behind all reasons, then what else is worth reading


@dataclass(frozen=True)
class RecommendationView:
    """The recommendation, on one screen."""

    title: str
    verdict: str
    holds: str  # how far it is certain, in one sentence
    reasons: tuple[ReasonView, ...]
    unsure: tuple[str, ...]
    depends: str  # the title above `settles`
    settles: tuple[str, ...]  # where each answer to the deciding fact would lead
    changes: tuple[str, ...]  # the nearest ways to another recommendation
    steps: tuple[str, ...]
    revisit: str  # when to come back to the question, or ""
    opinions: tuple[str, ...]  # what other rule sets say to the same answers, a line each
    rules: str  # "should-we-finetune 1.0.0"


def recommendation(standing: Standing, advised: Recommendation) -> RecommendationView:
    """The recommendation for a conversation's answers."""
    rules = standing.diagram.rules
    deciding = advised.deciding
    return RecommendationView(
        title=advised.text.title,
        verdict=advised.text.verdict,
        holds=f"{_holds(standing, advised)} {_EVIDENCE.get(advised.evidence or '', '')}".strip(),
        reasons=tuple(_reason(standing, reason) for reason in _concluding(rules, advised)),
        unsure=tuple(_unsure(rules, unsure) for unsure in advised.unsure),
        depends=f"If “{rules.facts[deciding.fact].label}” turns out to be" if deciding else "",
        settles=tuple(_settles(standing.diagram, deciding)) if deciding else (),
        changes=_changes(standing, advised),
        steps=tuple(line.say for line in advised.steps),
        revisit=advised.revisit.say if advised.revisit else "",
        opinions=tuple(_opinion(standing, other) for other in standing.others),
        rules=f"{rules.ruleset} {rules.version}",
    )


def _settles(diagram: Diagram, deciding: Deciding) -> Iterator[str]:
    """Where the answers to the deciding fact lead, those that lead to the same as one."""
    classes = diagram.classes[deciding.fact]
    together: dict[str, list[int]] = {}
    for answer, texts in deciding.leads_to:
        together.setdefault(_few(texts), []).extend(classes.of(answer))
    for titles, kept in together.items():
        answers = classes.answers(kept)
        yield f"{sentence(classes.any_of(answers))}: {titles}"


def _few(texts: Sequence[RecommendationText]) -> str:
    """Recommendations by title, the first of them where there are many."""
    named = [text.title for text in texts[:MOST_TITLES]]
    more = len(texts) - len(named)
    return " or ".join([*named, *([f"{more} more"] if more else [])])


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


def _opinion(standing: Standing, other: Diagram) -> str:
    """What another rule set alone says, and where it parts from ours."""
    found = second_opinion(standing.interview, other)
    who = _publishers(other.rules)
    titles = _few(found.possible)
    if found.agrees:
        return f"{who} alone says the same: {titles}."
    if found.advised is None:
        wanted = f"would ask for “{found.asks}” first. Then: " if found.asks else "leaves it open: "
        return f"{who} alone {wanted}{titles}."
    because = found.advised.reasons[-1].rule.because
    return f"{who} alone parts from this: {titles}. {because}"


def _publishers(rules: RuleSet) -> str:
    return listed([source.publisher for source in rules.sources.values()])


def details(standing: Standing, advised: Recommendation) -> DetailsView:
    """What stands behind a recommendation."""
    rules = standing.diagram.rules
    concluding = _concluding(rules, advised)
    passed = [reason for reason in advised.reasons if reason not in concluding]
    cited = [each.source for reason in (*concluding, *passed) for each in reason.citations]
    sources = {source.url: _source(source) for source in (*cited, *advised.links)}
    return DetailsView(
        reasons=tuple(_reason(standing, reason) for reason in passed),
        cautions=tuple(line.say for line in advised.cautions),
        differences=tuple(_difference(rules, each) for each in advised.differences),
        sources=tuple(sources.values()),
    )


def _difference(rules: RuleSet, difference: Difference) -> DifferenceView:
    says = (f"{rules.sources[id_].publisher}: {text}" for id_, text in difference.says.items())
    return DifferenceView(difference.about, tuple(says), difference.we)


def _holds(standing: Standing, advised: Recommendation) -> str:
    rules = standing.diagram.rules
    open_facts = [unsure.fact for unsure in advised.unsure if unsure.counts_as is None]
    if advised.deciding:
        first = rules.facts[advised.deciding.fact].label
        open_still = levels(standing.interview.open)
        if len(open_still) == 1:
            return f"This is the safest next step for now. It depends on “{first}” alone."
        return (
            "Not enough is known for more, so this is the safest next step. It depends on "
            f"{len(open_still)} things you weren't sure of. Find out “{first}” first."
        )
    if open_facts:
        labels = listed([f"“{rules.facts[fact].label}”" for fact in open_facts])
        return f"This holds although you weren't sure about {labels}."
    if advised.unsure:
        return "This holds with what you weren't sure about counted as shown below."
    return "Your answers settle this."


def _unsure(rules: RuleSet, unsure: Unsure) -> str:
    fact = rules.facts[unsure.fact]
    if unsure.counts_as is None:
        return f"{fact.label}: left open. {unsure.because}"
    counted = fact.in_words(unsure.counts_as)
    return f"{fact.label}: counted as “{counted}”. {unsure.because}"


def _changes(standing: Standing, advised: Recommendation) -> tuple[str, ...]:
    """The nearest ways to another recommendation, those that touch its reasons first.

    Another answer to the first question would make it another question altogether, so it is left
    out where the recommendation says itself when to come back.
    """
    reasons = {fact for reason in advised.reasons for fact in reason.because_of}
    first = next(iter(standing.given), "")

    def changed(way: WhatIf) -> set[str]:
        return {change.fact for change in way.changes}

    ways = [
        way
        for way in what_if(standing.interview, MOST_CHANGES)
        if advised.revisit is None or first not in changed(way)
    ]
    ways.sort(key=lambda way: not changed(way) <= reasons)
    return tuple(
        f"{way.text.title}, {in_a_sentence(standing.diagram, way)}." for way in ways[:WAYS]
    )


def _reason(standing: Standing, reason: Reason) -> ReasonView:
    facts = standing.diagram.rules.facts
    sources = dict.fromkeys(citation.source_id for citation in reason.citations)
    provided = [
        f"“{facts[fact].label}” is {standing.diagram.classes[fact].any_of(answers)}"
        for fact, answers in reason.provided
    ]
    because = f"If {listed(provided)}: {reason.rule.because}" if provided else reason.rule.because
    return ReasonView(
        because=because,
        answers=tuple(
            f"{facts[fact].label}: {facts[fact].in_words(standing.given[fact].answer)}"
            for fact in reason.because_of
        ),
        sources=tuple(_source(standing.diagram.rules.sources[source]) for source in sources),
    )


def _source(source: Source) -> SourceView:
    note = f"sells {source.sells}" if source.sells else ""
    who = f"{source.publisher}, {source.year or 'undated'}"
    return SourceView(source.title, source.url, who, note)
