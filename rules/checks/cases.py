"""The worked cases: they come out as their author expects, and take so many questions."""

from __future__ import annotations

from collections.abc import Iterator

from rules.diagram.diagram import Diagram
from rules.diagram.nodes import labels
from rules.interview.interview import Interview, interview
from rules.language.answers import Answer
from rules.language.faults import Problem
from rules.language.model import Case


def questions(diagram: Diagram) -> Iterator[int]:
    """How many of each case's answers an interview asks for, before it is over or the case ends."""
    after: dict[frozenset[tuple[str, Answer]], str | None] = {}  # many cases begin alike

    def next_fact(asked: dict[str, Answer]) -> str | None:
        known = frozenset(asked.items())
        if known not in after:
            after[known] = interview(diagram, asked).next_fact
        return after[known]

    for case in diagram.rules.cases:
        asked, answers = dict[str, Answer](), case.given
        while (fact := next_fact(asked)) in answers:
            asked[fact] = answers[fact]
        yield len(asked)


def cases_hold(diagram: Diagram) -> Iterator[Problem]:
    """The cases that come out otherwise than they expect."""
    for index, case in enumerate(diagram.rules.cases):
        yield from _case(diagram, index, case)


def _case(diagram: Diagram, index: int, case: Case) -> Iterator[Problem]:
    answers = case.given
    if any(_otherwise(diagram, *each) for each in answers.items()):
        return  # nobody who asks these rules is in this case
    held = interview(diagram, answers)
    got = tuple(text.id for text in held.recommendations)
    if set(got) != set(case.expect):
        expected = " or ".join(case.expect)
        gets = " or ".join(got) or "nothing"
        message = f"case '{case.name}' expects {expected} but gets {gets}: correct it, or the rules"
        yield Problem("case", message, ("cases", index), tuple(_deciding(held)))
    stances = {stance for _, stance in labels(diagram.advised, held.selection)}
    if case.stance and stances != {case.stance}:
        gets = " or ".join(sorted(str(each) for each in stances))
        message = f"case '{case.name}' expects {case.stance} but gets {gets}: correct one of them"
        yield Problem("case", message, ("cases", index, "stance"), tuple(_deciding(held)))


def _otherwise(diagram: Diagram, fact: str, answer: Answer) -> bool:
    """Whether a case answers what is assumed, and otherwise."""
    classes, assumed = diagram.classes[fact], diagram.assumed.get(fact)
    return assumed is not None and classes.of(assumed) != classes.of(answer)


def _deciding(held: Interview) -> Iterator[str]:
    """The rules that decide, or may, on these answers."""
    for table in held.diagram.rules.verdict:
        found = held.diagram.restrict(held.diagram.read[table], held.selection)
        yield from (str(rule) for rule in labels(found) if rule is not None)
