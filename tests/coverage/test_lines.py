"""No line of advice is written in vain: each is told at the end of some interview."""

from collections.abc import Iterable, Iterator
from functools import cache
from typing import NamedTuple

from rules.diagram.diagram import Verdict
from rules.interview.explain import recommend
from rules.interview.interview import Interview, interview
from rules.interview.truth import TruthReader
from rules.language.answers import Answer, NotSure, from_json
from rules.language.model import Line
from tests.coverage.drive import MAP, OURS, held
from tests.interviews import one_of_each

MOST_STEPS = 5_000  # of one search; the longest takes some hundreds


class Written(NamedTuple):
    """A line, and where it is written: in an outcome or in a recommendation."""

    where: str
    line: Line


@cache
def every_line() -> tuple[Written, ...]:
    """All lines of advice, in order."""
    found: list[Written] = []
    for id_, outcome in OURS.rules.outcomes.items():
        lines = (*outcome.steps, *outcome.cautions)
        found += [Written(f"outcome {id_}", line) for line in lines]
    for text in OURS.rules.recommendations:
        lines = (*text.steps, *([text.revisit] if text.revisit else ()))
        found += [Written(f"recommendation {text.id}", line) for line in lines]
    return tuple(found)


@cache
def writes(verdict: Verdict) -> set[str]:
    """Where all that is written that a verdict may tell."""
    text = OURS.recommendation(verdict)
    return places([each for each in verdict if each]) | (
        {f"recommendation {text.id}"} if text else set()
    )


def places(outcomes: Iterable[str]) -> set[str]:
    """These outcomes, and those that they add."""
    known = OURS.rules.outcomes
    return {f"outcome {id_}" for each in outcomes for id_ in (each, *known[each].adds)}


def telling(written: Written) -> Interview | None:
    """A finished interview that tells the line, searched through the classes of each answer."""
    where, line = written
    todo: list[dict[str, Answer]] = [{}]
    for _ in range(MOST_STEPS):
        if not todo:
            break
        here = interview(OURS, todo.pop())
        reader = TruthReader(OURS, here.selection)
        if reader.truth(line.when) is False or (line.unless and reader.truth(line.unless)):
            continue
        if not any(where in writes(each) for each in here.possible):
            continue
        if (fact := here.next_fact) is not None:
            todo += [{**here.answers, fact: each} for each in answers(fact)]
        elif written in tells(here):
            return here
    return None


def answers(fact: str) -> list[Answer]:
    """One of each class, the first on top of the list; that people are sure is enough here."""
    found = one_of_each(OURS.classes[fact])
    return [answer for answer in reversed(found) if not isinstance(answer, NotSure)]


def known() -> Iterator[Interview]:
    """The interviews of the map and of the worked cases, where they are finished."""
    yield from (held(id_, entry) for id_, entry in MAP.items() if entry.shown_as != "question")
    for case in OURS.rules.cases:
        here = interview(OURS, {})
        while (fact := here.next_fact) is not None and fact in case.answers:
            here = interview(OURS, {**here.answers, fact: from_json(case.answers[fact])})
        if here.next_fact is None:
            yield here


def tells(here: Interview) -> set[Written]:
    """The lines told at the end of an interview, each from where it is written.

    A sentence may stand in two places, and be said from one of them alone.
    """
    advised = recommend(here)
    read = places(advised.outcomes.values()) | {f"recommendation {advised.text.id}"}
    reader = TruthReader(OURS, here.selection)
    said = {line.say for line in (*advised.steps, *advised.cautions, advised.revisit) if line}
    return {
        written
        for written in every_line()
        if written.where in read
        and written.line.say in said
        and reader.truth(written.line.when)
        and not (written.line.unless and reader.truth(written.line.unless))
    }


def test_every_line_is_told_in_some_interview() -> None:
    """By those at hand, and for what they leave by search."""
    told = set().union(*map(tells, known()))
    never = []
    for written in every_line():
        if written not in told:
            here = telling(written)
            told |= tells(here) if here else set()
            never += [] if here else [f"{written.where}: {written.line.say}"]
    assert never == []
