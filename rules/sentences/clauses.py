"""Answers as clauses: those of their fact, or of a term that says exactly the same."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import product
from math import prod
from typing import TypeAlias

from rules.diagram.diagram import Diagram
from rules.language.answers import Answer, NotSure
from rules.language.clauses import all_of
from rules.language.model import NamedTest, every_atom
from rules.language.when import AllOf, AnyOf, Concludes, Not, Term, Test, atoms

AnyAnswer: TypeAlias = tuple[str, Sequence[Answer]]  # a fact, and answers any of which will do
MOST_COMPARED = 4096  # combinations of ticks; past it, no term is looked for


def clause(diagram: Diagram, fact: str, answers: Sequence[Answer]) -> str | None:
    """Any of these answers, as a clause. None where that takes words that nobody wrote."""
    return _by_term(diagram, fact, answers) or diagram.rules.facts[fact].clause(answers)


def clauses(diagram: Diagram, said: Iterable[AnyAnswer]) -> list[str] | None:
    """A clause for each fact, in this order; None where one of them can't be said."""
    found = [clause(diagram, fact, answers) for fact, answers in said]
    known = [each for each in found if each is not None]
    return known if len(known) == len(found) else None


def given(diagram: Diagram, answers: Iterable[tuple[str, Answer]]) -> str | None:
    """What somebody answered, in one clause; what they weren't sure of is left out.

    Of several ticks a term says the sum, where there is one.
    """
    sure = [pair for pair in answers if not isinstance(pair[1], NotSure)]
    found = [_given(diagram, fact, answer) for fact, answer in sure]
    return all_of([each for each in found if each]) if found and None not in found else None


def _given(diagram: Diagram, fact_id: str, answer: Answer) -> str | None:
    fact = diagram.rules.facts[fact_id]
    ways = [*product(*diagram.classes[fact_id].of(answer))] if fact.takes_several else []
    if len(ways) == 1:
        for term in terms_of(diagram, fact_id):
            if said := term.is_so if _holds(diagram, term.when, ways[0]) else term.is_not:
                return said
    return fact.given_clause(answer)


def asks(diagram: Diagram, facts: Iterable[str]) -> list[str] | None:
    """Each of these questions within a sentence; None where one has no words for that."""
    found = [diagram.rules.facts[fact].asks for fact in facts]
    known = [each for each in found if each is not None]
    return known if len(known) == len(found) else None


def terms_of(diagram: Diagram, fact: str) -> Iterable[NamedTest]:
    """The terms that have words and speak of this fact alone."""
    for term in diagram.rules.terms.values():
        compared = {*atoms(term.when)} if term.is_so or term.is_not else set()
        alone = {each.fact for each in compared} == {fact}
        if alone and compared <= {*every_atom(diagram.rules)}:  # else no class knows of it
            yield term


def _by_term(diagram: Diagram, fact: str, answers: Sequence[Answer]) -> str | None:
    """The words of the first term that holds for these answers and no others, or for all others."""
    terms = [*terms_of(diagram, fact)]
    classes = diagram.classes[fact]
    every = classes.sure(classes.every) or ()
    if not terms or prod(map(len, every)) > MOST_COMPARED or NotSure() in answers:
        return None
    kept = [classes.of(answer) for answer in answers]
    ways = [*product(*every)]
    within = [
        any(all(n in some for n, some in zip(way, each, strict=True)) for each in kept)
        for way in ways
    ]
    for term in terms:
        holding = [_holds(diagram, term.when, way) for way in ways]
        if term.is_so and holding == within:
            return term.is_so
        if term.is_not and [not each for each in holding] == within:
            return term.is_not
    return None


def _holds(diagram: Diagram, test: Test, way: tuple[int, ...]) -> bool:
    """Whether a test of one fact holds for a class of each of its levels."""
    match test:
        case AllOf(parts):
            return all(_holds(diagram, part, way) for part in parts)
        case AnyOf(parts):
            return any(_holds(diagram, part, way) for part in parts)
        case Not(part):
            return not _holds(diagram, part, way)
        case Term(means=means):
            return _holds(diagram, means, way)
        case Concludes():
            return False  # of no fact alone
        case _:
            return bool(diagram.classes[test.fact].truth(test, tuple((n,) for n in way)))
