"""How sure an advice is, in one line, and how far other answers can change it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from rules.diagram.diagram import Verdict
from rules.diagram.nodes import labels, levels
from rules.language.answers import Answer, NotSure, Ticks
from rules.language.clauses import all_of
from rules.language.model import RecommendationText, Stance
from rules.language.wording import sentence
from rules.sentences import patterns
from rules.sentences.clauses import asks, clause, condition, given
from rules.sentences.titles import after_colon, if_ready

from .explain import Reason, Recommendation, Unsure
from .interview import Deciding, Interview, interview
from .once import done_by
from .what_if import selection_once, sufficient, widest

MOST_HELD = 2  # answers named in the sentence that no other one changes it

_RESTS_ON = {
    "measured": " Published tests agree.",
    "experience": "Fairly sure. Practitioners report it.",
    "inference": "Fairly sure. It follows from what the sources say.",
}


def how_sure(held: Interview, advised: Recommendation, *, ifs_told: bool = False) -> str:
    """Sure, fairly sure or not sure yet, and what that rests on.

    `ifs_told`: what an advice with ifs holds on is said elsewhere; see `ifs`.
    """
    if advised.deciding:
        return f"Not sure yet. {' '.join(_turns_on(held, advised, advised.deciding))}"
    if counted := _needed([*advised.unsure], held, advised):
        return f"Fairly sure. {patterns.holds([_as_counted(held, each) for each in counted])}"
    if advised.stance == "yes_if" and not ifs_told:
        return f"Fairly sure. {patterns.holds(_unknown_done(held, advised))}"
    behind = _RESTS_ON.get(advised.evidence or "", "")
    if behind.startswith("Fairly"):
        return behind
    if advised.stance == "yes_if":
        return f"Fairly sure.{behind}"
    return f"{patterns.sure(len(sufficient(held)), len(held.answers))}{behind}"


def _turns_on(held: Interview, advised: Recommendation, deciding: Deciding) -> Iterator[str]:
    """The questions that it turns on, the one that would settle most before others."""
    tested = advised.turns_on or held.diagram.tested(levels(held.open))
    facts = dict.fromkeys([deciding.fact, *tested])
    yield patterns.turns_on([asks(held.diagram, fact) for fact in facts])
    if then := what_then(held, advised, deciding):
        yield then


def what_then(held: Interview, advised: Recommendation, deciding: Deciding) -> str:
    """The one other way that it can go; empty where one line doesn't say it."""
    ways = together(held, deciding)
    others = [way for way in ways if [text.id for text in way[0]] != [advised.text.id]]
    if len(ways) > 2 or len(others) != 1 or len(others[0][0]) > 1:
        return ""
    (((text,), answers),) = others
    said = condition(held.diagram, deciding.fact, answers)
    open_yet = held.diagram.values_unsure and text.runs == "tuned"
    told = if_ready(text) if open_yet else after_colon(text.title)
    return patterns.then(said, told) if said else ""


def together(
    held: Interview, deciding: Deciding
) -> list[tuple[Sequence[RecommendationText], tuple[Answer, ...]]]:
    """The answers to a fact, those that lead to the same as one.

    Of several options those on which all of the answers agree tell nothing apart and are left out.
    """
    classes = held.diagram.classes[deciding.fact]
    found: dict[tuple[str, ...], tuple[Sequence[RecommendationText], list[Answer]]] = {}
    for answer, texts in deciding.leads_to:
        key = tuple(text.id for text in texts)
        found.setdefault(key, (texts, []))[1].append(answer)
    ways = [(texts, classes.whole(answers)) for texts, answers in found.values()]
    every = [each for _, answers in ways for each in answers]
    ticks = [each for each in every if isinstance(each, Ticks)]
    if len(ways) < 2 or len(ticks) < len(every):
        return ways
    alike = Ticks(
        frozenset.intersection(*(each.yes for each in ticks)),
        frozenset.intersection(*(each.no for each in ticks)),
    )
    return [(texts, tuple(_without(alike, each) for each in answers)) for texts, answers in ways]


def _without(alike: Ticks, answer: Answer) -> Answer:
    return (
        Ticks(answer.yes - alike.yes, answer.no - alike.no) if isinstance(answer, Ticks) else answer
    )


def _needed(unsure: Sequence[Unsure], held: Interview, advised: Recommendation) -> list[Unsure]:
    """What was counted for somebody who wasn't sure, where another answer leads elsewhere."""
    counted = [each for each in unsure if each.counts_as is not None]
    alone = [each for each in counted if not _spares(held, advised, [each])]
    return alone or ([] if _spares(held, advised, counted) else counted)


def _spares(held: Interview, advised: Recommendation, unsure: Sequence[Unsure]) -> bool:
    """Whether it is advised whatever these are."""
    left = labels(held.diagram.verdict, selection_once(held, {each.fact: None for each in unsure}))
    return [text.id for text in held.texts(left)] == [advised.text.id]


def _unknown_done(held: Interview, advised: Recommendation) -> list[str]:
    """What would make each unknown condition done, or its label where nobody wrote that."""
    said = []
    for id_ in advised.unknown:
        made = done_by(held, [id_]) or {}
        classes = held.diagram.classes
        found = [
            clause(held.diagram, fact, classes[fact].answers(kept)) for fact, kept in made.items()
        ]
        done = f"“{held.diagram.rules.conditions[id_].label}” is done"
        said.append(f"if {all_of([*filter(None, found)]) if found and all(found) else done}")
    return said


def ifs(held: Interview, advised: Recommendation) -> str:
    """What an advice holds on that nobody knows: "If the task stays the same for months."."""
    if advised.stance != "yes_if" or not advised.unknown:
        return ""
    return sentence(patterns.holds(_unknown_done(held, advised)).removeprefix("This holds "))


def _as_counted(held: Interview, unsure: Unsure) -> str:
    fact = held.diagram.rules.facts[unsure.fact]
    counts_as = unsure.counts_as or NotSure()
    said = given(held.diagram, [(unsure.fact, counts_as)])
    return f"if {said or f'“{fact.label}” is {fact.in_words(counts_as)}'}"


def boundary(held: Interview, first: Reason) -> str:
    """That nothing else changes it, where the first reason's answers alone make it so."""
    enough = sufficient(held) if len(held.recommendations) == 1 else ()
    answers = {fact: held.answers[fact] for fact in enough}
    within = enough and len(enough) <= MOST_HELD and {*enough} <= {*first.because_of}
    if not within or any(isinstance(answer, NotSure) for answer in answers.values()):
        return ""
    bare = interview(held.diagram, answers)
    if held.diagram.values_unsure and len({stance for _, stance in _advised(bare)}) > 1:
        return ""
    wide = _as_wide(bare)
    said = [
        clause(held.diagram, fact, wide[fact]) if fact in wide else given(held.diagram, [pair])
        for pair in answers.items()
        for fact in pair[:1]
    ]
    return patterns.as_long_as(all_of([each for each in said if each])) if all(said) else ""


def _advised(bare: Interview) -> set[tuple[Verdict, Stance | None]]:
    return labels(bare.diagram.advised, bare.selection)


def _as_wide(bare: Interview) -> dict[str, tuple[Answer, ...]]:
    """How far ticks and numbers can go, and lead nowhere else."""
    diagram, found = bare.diagram, {*map(_id, bare.texts({*bare.possible}))}
    made = {
        fact: kept
        for fact, answer in bare.answers.items()
        if diagram.rules.facts[fact].takes_several or diagram.rules.facts[fact].takes_ranges
        for kept in [diagram.classes[fact].of(answer)]
        if all(len(level) == 1 for level in kept)
    }
    ends = {end for end in labels(diagram.verdict) if {*map(_id, bare.texts({end}))} == found}
    wide = widest(bare, made, ends) if made else {}
    return {fact: diagram.classes[fact].answers(kept) for fact, kept in wide.items()}


def _id(text: RecommendationText) -> str:
    return text.id
