"""No line of advice is written in vain: each is told at the end of some interview."""

from collections.abc import Callable, Iterable, Iterator
from functools import cache
from random import Random
from typing import NamedTuple

from rules.diagram.diagram import Verdict
from rules.interview.explain import recommend
from rules.interview.interview import Interview, interview
from rules.interview.truth import TruthReader
from rules.language.model import Line
from tests.coverage.drive import MAP, OURS, held
from tests.interviews import drawn, drawn_answer, worked

MOST_TRIES = 300  # of one search; the longest takes some dozens


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
    """A finished interview that tells the line, drawn so that it may, to the end of its steps."""
    where, line = written

    def may_tell(here: Interview) -> bool:
        reader = TruthReader(OURS, here.selection)
        never = reader.truth(line.when) is False or (line.unless and reader.truth(line.unless))
        return not never and any(where in writes(each) for each in here.possible)

    return next(
        (each for each in random_interviews(line.say, may_tell) if written in tells(each)), None
    )


def random_interviews(seed: str, may_tell: Callable[[Interview], bool]) -> Iterator[Interview]:
    """Random interviews in which there is hope, with what is asked for the wording of steps."""
    random = Random(seed)
    for _ in range(MOST_TRIES):
        here = drawn(OURS, random, may_tell, unsure=0.3)
        if here is None:
            continue
        for fact in here.after_advice:
            answer = drawn_answer(OURS.rules.facts[fact], OURS.classes[fact], random)
            here = interview(OURS, {**here.answers, fact: answer})
        yield here


@cache
def known() -> tuple[Interview, ...]:
    """The interviews of the map and of the worked cases, where they are finished."""
    mapped = {id_: entry for id_, entry in MAP.items() if entry.shown_as != "question"}
    found = [held(id_, entry) for id_, entry in mapped.items()]
    worked_out = (interview(OURS, answers) for answers in worked(OURS))
    return tuple({(*each.answers.items(),): each for each in (*found, *worked_out)}.values())


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


def beside(here: Interview) -> set[str]:
    """Of the conditions those with a step, and the modifiers and rows that are said, by id."""
    advised = recommend(here)
    rows = (row.id for row in advised.collected)
    return {*advised.missing, *advised.unknown, *advised.modifiers, *rows}


def test_every_condition_modifier_and_row_is_told_in_some_interview() -> None:
    rules = OURS.rules
    listed = {*rules.conditions, *rules.modifiers, *(row.id for row in rules.collect)}
    never = listed.difference(*map(beside, known()))
    for id_ in sorted(never):

        def may_tell(here: Interview, id_: str = id_) -> bool:
            return any(id_ in may_stand_beside(each, here) for each in here.possible)

        if any(id_ in beside(each) for each in random_interviews(id_, may_tell)):
            never.discard(id_)
    assert never == set()


def may_stand_beside(verdict: Verdict, here: Interview) -> set[str]:
    """Of the conditions, modifiers and rows those that a verdict may have."""
    rules, reader = OURS.rules, TruthReader(OURS, here.selection)
    direction = verdict[-1] or ""
    rows = (row for row in rules.collect if direction not in row.unless)
    open_ = (row.id for row in rows if reader.truth(row.when) is not False)
    return {*rules.outcomes[direction].ready_when, *rules.crossing(direction), *open_}
