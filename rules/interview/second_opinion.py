"""What another rule set, alone, says to the same answers, and whether it says the same."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass

from rules.diagram.diagram import Diagram
from rules.language.answers import Answer, AnswerError, NotSure, from_json
from rules.language.model import Read, Reads, RecommendationText, Same

from .explain import Recommendation, recommend
from .interview import Interview, interview


@dataclass(frozen=True)
class SecondOpinion:
    """Another rule set's word on our answers, read as its own by what we declare in `reads_as`."""

    held: Interview  # theirs
    possible: tuple[RecommendationText, ...]  # by its own order; one, where our answers settle it
    agrees: bool  # whether all that is possible says the same as our recommendation
    advised: Recommendation | None  # its recommendation with reasons; None while it is open


def second_opinion(held: Interview, theirs: Diagram) -> SecondOpinion:
    """What `theirs` says to the answers of a finished interview.

    Raises KeyError where our rule set doesn't declare how its answers read as theirs.
    """
    reading = held.diagram.rules.reads_as[theirs.rules.ruleset]
    other = interview(theirs, dict(_read(held, reading.facts, theirs)))
    ours = held.recommendations[0].id
    same = all(ours in reading.agrees.get(text.id, ()) for text in other.recommendations)
    if len(other.recommendations) == 1:
        return SecondOpinion(other, other.recommendations, same, recommend(other))
    return SecondOpinion(other, other.recommendations, same, None)


def _read(
    held: Interview, reads: dict[str, Reads], theirs: Diagram
) -> Iterator[tuple[str, Answer]]:
    """Their facts that our answers settle; where ours is unsure, theirs stays unasked.

    An older rule set of ours may read as facts that theirs no longer has: those are left out.
    """
    for fact, read in reads.items():
        answer = held.answers.get(read.same) if isinstance(read, Same) else _by_rows(held, read)
        if answer is None or isinstance(answer, NotSure) or fact not in theirs.rules.facts:
            continue
        with suppress(AnswerError):
            theirs.rules.facts[fact].admit(fact, answer)
            yield fact, answer


def _by_rows(held: Interview, rows: tuple[Read, ...]) -> Answer | None:
    """The first row that surely holds, if none before it is open."""
    for row in rows:
        truth = held.reader.truth(row.when)
        if truth:
            return from_json(row.answer)
        if truth is None:
            return None
    return None
