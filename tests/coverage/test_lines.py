"""No line of advice is written in vain: each is told at the end of some interview."""

from collections.abc import Iterator
from functools import cache
from itertools import product

from rules.answers import Answer, NotSure, from_json
from rules.diagram import Verdict
from rules.explain import recommend
from rules.interview import Interview, interview
from rules.model import Line
from rules.truth import Reader
from tests.coverage.drive import MAP, OURS, held

MOST_STEPS = 5_000  # of one search; the longest takes some hundreds


def every_line() -> dict[tuple[str, str], Line]:
    """All lines, by where they are written, an outcome or a recommendation, and their words."""
    outcomes, texts = OURS.rules.outcomes.items(), OURS.rules.recommendations
    written = [
        *((f"outcome {id_}", line) for id_, each in outcomes for line in each.steps),
        *((f"outcome {id_}", line) for id_, each in outcomes for line in each.cautions),
        *((f"recommendation {text.id}", line) for text in texts for line in text.steps),
        *((f"recommendation {text.id}", text.revisit) for text in texts if text.revisit),
    ]
    return {(where, line.say): line for where, line in written}


@cache
def writes(verdict: Verdict) -> set[str]:
    """Where all that is written that a verdict may tell."""
    outcomes = OURS.rules.outcomes
    whole = {id_ for each in verdict if each for id_ in (each, *outcomes[each].adds)}
    text = OURS.recommendation(verdict)
    return {f"outcome {id_}" for id_ in whole} | {f"recommendation {text.id}" if text else ""}


def telling(where: str, line: Line) -> Interview | None:
    """A finished interview that tells the line, searched through the classes of each answer."""
    todo: list[dict[str, Answer]] = [{}]
    for _ in range(MOST_STEPS):
        if not todo:
            break
        here = interview(OURS, todo.pop())
        reader = Reader(OURS, here.selection)
        if reader.truth(line.when) is False or (line.unless and reader.truth(line.unless)):
            continue
        if not any(where in writes(each) for each in here.possible):
            continue
        if (fact := here.next_fact) is not None:
            todo += [{**here.answers, fact: each} for each in answers(fact)]
        elif (where, line.say) in tells(here):
            return here
    return None


def answers(fact: str) -> list[Answer]:
    """One of each class, the first on top of the list; that people are sure is enough here."""
    found = [each.answer for each in OURS.classes[fact].classes]
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


def tells(here: Interview) -> set[tuple[str, str]]:
    """The lines told at the end of an interview, as in `every_line`."""
    advised = recommend(here)
    lines = (*advised.steps, *advised.cautions, advised.revisit)
    return {*product(writes(advised.verdict), (line.say for line in lines if line))}


def test_every_line_is_told_in_some_interview() -> None:
    """By those at hand, and for what they leave by search."""
    told = set().union(*map(tells, known()))
    never = []
    for (where, says), line in every_line().items():
        if (where, says) not in told:
            here = telling(where, line)
            told |= tells(here) if here else set()
            never += [] if here else [f"{where}: {says}"]
    assert never == []
