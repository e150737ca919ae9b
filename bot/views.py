"""What to show, in words and structure, on no platform."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from rules.answers import Answer, NotSure, Value
from rules.classes import in_words
from rules.diagram import Diagram
from rules.explain import Reason, Recommendation, Unsure
from rules.forest import levels
from rules.interview import Deciding, interview
from rules.model import (
    Difference,
    Fact,
    Number,
    RecommendationText,
    RuleSet,
    Several,
    Source,
    counted_answer,
)
from rules.second_opinion import second_opinion
from rules.what_if import WhatIf, answers_in_words, as_answers, in_a_sentence, what_if
from rules.why import why

from .replay import Standing

NOT_SURE = "Not sure"
WAYS, MOST_CHANGES = 2, 2  # shown of what would change a recommendation
MOST_TITLES = 3  # of recommendations named in one line
BRANCHES = 5  # shown of what a question decides


@dataclass(frozen=True)
class ChoiceView:
    """One thing a person can press or name: its label, a line of help, the answer it gives."""

    label: str
    help: str
    answer: Answer


@dataclass(frozen=True)
class QuestionView:
    """The open question."""

    fact: str
    number: int  # counts from 1
    at_most_more: int  # after this one
    ask: str
    why: str
    help: str
    not_sure: str  # what answering *not sure* will mean
    choices: tuple[ChoiceView, ...]  # *not sure* is the last
    several: bool  # more than one choice may be taken, or none
    type_hint: str  # what else one may type, or ""
    was: str  # the answer being changed, or ""

    @property
    def progress(self) -> str:
        """How far along this is: "Question 3, at most 6 more"."""
        match self.at_most_more:
            case 0:
                return f"Question {self.number}, the last one"
            case more:
                return f"Question {self.number}, at most {more} more"


@dataclass(frozen=True)
class AnsweredView:
    """An answer already given."""

    number: int
    fact: str
    label: str
    answer: str
    user: str


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
    reading: tuple[SourceView, ...]


@dataclass(frozen=True)
class RecommendationView:
    """The recommendation, on one screen, and its details."""

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
    details: DetailsView
    rules: str  # "should-we-finetune 1.0.0"


def question(standing: Standing) -> QuestionView:
    """The open question of a conversation that is asking. ValueError if it asks nothing."""
    fact_id = standing.asking
    if fact_id is None:
        raise ValueError("this conversation asks nothing")
    fact = standing.diagram.rules.facts[fact_id]
    given = standing.given.get(fact_id)
    earlier = list(standing.given)
    return QuestionView(
        fact=fact_id,
        number=earlier.index(fact_id) + 1 if given else len(earlier) + 1,
        at_most_more=_more_after(standing, fact_id),
        ask=fact.ask,
        why=fact.why,
        help=fact.help,
        not_sure=_not_sure(fact),
        choices=choices(standing, fact_id),
        several=isinstance(fact, Several),
        type_hint=_type_hint(fact),
        was=in_words(given.answer, fact) if given else "",
    )


def _type_hint(fact: Fact) -> str:
    if isinstance(fact, Several):
        return "or several, such as 1, 2; or none"
    return f"or type a number of {_plain(fact.unit)}" if isinstance(fact, Number) else ""


def _more_after(standing: Standing, fact_id: str) -> int:
    """At most how many questions follow this one, whatever is answered to it."""
    diagram = standing.diagram
    others = {fact: answer for fact, answer in standing.answers.items() if fact != fact_id}
    unsure = interview(diagram, {**others, fact_id: NotSure()})
    if diagram.rules.facts[fact_id].not_sure.stays_open:  # then no answer spares a question
        return max(unsure.longest, interview(diagram, others).longest - 1)
    sure = (
        interview(diagram, {**others, fact_id: each.answer})
        for each in diagram.classes[fact_id].classes
    )
    return max(unsure.at_most_more, *(held.at_most_more for held in sure))


def choices(standing: Standing, fact_id: str) -> tuple[ChoiceView, ...]:
    """The answers to offer: options, or for a number the ranges that lead different ways."""
    fact = standing.diagram.rules.facts[fact_id]
    if isinstance(fact, Number):
        ranges = standing.interview.told_apart(fact_id)
        offered = [ChoiceView(in_words(each, fact), "", each) for each in ranges]
    else:
        offered = [
            ChoiceView(option.label, option.help or "", Value(name))
            for name, option in fact.options.items()
        ]
    return (*offered, ChoiceView(NOT_SURE, "", NotSure()))


def answered(standing: Standing) -> tuple[AnsweredView, ...]:
    """The answers given, in the order in which they were asked."""
    facts = standing.diagram.rules.facts
    return tuple(
        AnsweredView(n, fact, facts[fact].label, in_words(given.answer, facts[fact]), given.user)
        for n, (fact, given) in enumerate(standing.given.items(), start=1)
    )


def recommendation(standing: Standing, advised: Recommendation) -> RecommendationView:
    """The recommendation for a conversation's answers."""
    rules = standing.diagram.rules
    deciding = advised.deciding
    concluding = [r for r in advised.reasons if _concludes(rules, r)] or list(advised.reasons)
    return RecommendationView(
        title=advised.text.title,
        verdict=advised.text.verdict,
        holds=f"{_holds(standing, advised)} {_EVIDENCE.get(advised.evidence or '', '')}".strip(),
        reasons=tuple(_reason(standing, reason) for reason in concluding),
        unsure=tuple(_unsure(rules, unsure) for unsure in advised.unsure),
        depends=f"If “{rules.facts[deciding.fact].label}” turns out to be" if deciding else "",
        settles=tuple(_settles(standing.diagram, deciding)) if deciding else (),
        changes=_changes(standing, advised),
        steps=tuple(line.say for line in advised.steps),
        revisit=advised.revisit.say if advised.revisit else "",
        opinions=tuple(_opinion(standing, other) for other in standing.others),
        details=_details(standing, advised, [r for r in advised.reasons if r not in concluding]),
        rules=f"{rules.ruleset} {rules.version}",
    )


def _settles(diagram: Diagram, deciding: Deciding) -> Iterator[str]:
    """Where the answers to the deciding fact lead, those that lead to the same as one."""
    classes = diagram.classes[deciding.fact]
    together: dict[str, list[int]] = {}
    for answer, texts in deciding.leads_to:
        together.setdefault(_few(texts), []).extend(classes.of(answer))
    for titles, kept in together.items():
        answers = as_answers(classes, kept)
        yield f"{_sentence(answers_in_words(diagram, deciding.fact, answers))}: {titles}"


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


def _concludes(rules: RuleSet, reason: Reason) -> bool:
    """Whether a reason leads somewhere; others only say why the reading went on."""
    return any(
        each.steps or each.cautions or each.needs for each in rules.whole(reason.rule.outcome)
    )


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
    return _listed([source.publisher for source in rules.sources.values()])


def _details(standing: Standing, advised: Recommendation, passed: Sequence[Reason]) -> DetailsView:
    return DetailsView(
        reasons=tuple(_reason(standing, reason) for reason in passed),
        cautions=tuple(line.say for line in advised.cautions),
        differences=tuple(_difference(standing.diagram.rules, d) for d in advised.differences),
        reading=tuple(map(_source, advised.links)),
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
        labels = _listed([f"“{rules.facts[fact].label}”" for fact in open_facts])
        return f"This holds although you weren't sure about {labels}."
    if advised.unsure:
        return "This holds with what you weren't sure about counted as shown below."
    return "Your answers settle this."


def _unsure(rules: RuleSet, unsure: Unsure) -> str:
    fact = rules.facts[unsure.fact]
    if unsure.counts_as is None:
        return f"{fact.label}: left open. {unsure.because}"
    counted = in_words(unsure.counts_as, fact)
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
        for way in what_if(standing.interview)
        if advised.revisit is None or first not in changed(way)
    ]
    ways.sort(key=lambda way: not changed(way) <= reasons)
    nearest = [way for way in ways if len(way.changes) + len(way.answers_needed) <= MOST_CHANGES]
    return tuple(
        f"{way.text.title}, {in_a_sentence(standing.diagram, way)}." for way in nearest[:WAYS]
    )


def leads_to(standing: Standing) -> tuple[str, ...]:
    """What the answers to the open question would mean, where that can be said in a few lines."""
    others = {fact: a for fact, a in standing.answers.items() if fact != standing.asking}
    held = interview(standing.diagram, others)
    if held.next_fact != standing.asking:
        return ()
    words = why(held).words
    return words if len(words) <= BRANCHES else ()


def _reason(standing: Standing, reason: Reason) -> ReasonView:
    facts = standing.diagram.rules.facts
    sources = dict.fromkeys(citation.source_id for citation in reason.citations)
    provided = [
        f"“{facts[fact].label}” is {answers_in_words(standing.diagram, fact, answers)}"
        for fact, answers in reason.provided
    ]
    because = f"If {_listed(provided)}: {reason.rule.because}" if provided else reason.rule.because
    return ReasonView(
        because=because,
        answers=tuple(
            f"{facts[fact].label}: {in_words(standing.given[fact].answer, facts[fact])}"
            for fact in reason.because_of
        ),
        sources=tuple(_source(standing.diagram.rules.sources[source]) for source in sources),
    )


def _source(source: Source) -> SourceView:
    note = f"sells {source.sells}" if source.sells else ""
    who = f"{source.publisher}, {source.year or 'undated'}"
    return SourceView(source.title, source.url, who, note)


def _not_sure(fact: Fact) -> str:
    counts_as = fact.not_sure.counts_as
    if fact.not_sure.settle:
        return f"Not sure? I'll ask something finer instead. {fact.not_sure.because}"
    if counts_as is None:
        return f"Not sure leaves it open. {fact.not_sure.because}"
    counted = in_words(counted_answer(counts_as), fact)
    return f"Not sure counts as “{counted}”. {fact.not_sure.because}"


def _plain(unit: str) -> str:
    """A unit in words: "requests/day" is read as "requests a day"."""
    return unit.replace("/", " a ")


def _listed(words: list[str]) -> str:
    return words[0] if len(words) == 1 else f"{', '.join(words[:-1])} and {words[-1]}"


def either(words: list[str]) -> str:
    """Words joined as alternatives: "a, b or c"."""
    return words[0] if len(words) == 1 else f"{', '.join(words[:-1])} or {words[-1]}"


def _sentence(text: str) -> str:
    return text[:1].upper() + text[1:]
