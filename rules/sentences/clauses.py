"""Answers as clauses: those of their fact, or of a term that says exactly the same."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from itertools import product
from math import prod
from typing import TypeAlias

from rules.diagram.diagram import Diagram
from rules.language.answers import Answer, NotSure
from rules.language.clauses import MOST, all_of
from rules.language.model import NamedTest, every_atom
from rules.language.when import AllOf, AnyOf, Concludes, Has, Lacks, Not, Term, Test, atoms

AnyAnswer: TypeAlias = tuple[str, Sequence[Answer]]  # a fact, and answers any of which will do
MOST_COMPARED = 4096  # combinations of ticks; past it, no term is looked for


def clause(diagram: Diagram, fact: str, answers: Sequence[Answer]) -> str | None:
    """Any of these answers, as a clause.

    None where that takes words that nobody wrote, and empty where it takes more than are heard.
    """
    return _by_term(diagram, fact, answers) or diagram.rules.facts[fact].clause(answers)


def clauses(diagram: Diagram, said: Iterable[AnyAnswer]) -> list[str] | None:
    """A clause for each fact, in this order; None where one of them can't be said.

    Of answers that are too many to name, the first: any of them will do.
    """
    found = [_first_of(diagram, fact, answers) for fact, answers in said]
    known = [each for each in found if each is not None]
    return known if len(known) == len(found) else None


def _first_of(diagram: Diagram, fact: str, answers: Sequence[Answer]) -> str | None:
    fewer = (clause(diagram, fact, answers[:many]) for many in (len(answers), MOST, 1))
    return next((each for each in fewer if each != ""), "")


def condition(diagram: Diagram, fact: str, answers: Sequence[Answer]) -> str | None:
    """Exactly these answers: "if it is tea", or "unless it is tea" where they are most of all.

    None where words are missing, and empty where nobody could take it in.
    """
    said = clause(diagram, fact, answers)
    if said:
        return f"if {said}"
    others = diagram.rules.facts[fact].others(answers)
    unless = clause(diagram, fact, others) if said == "" and others else said
    return f"unless {unless}" if unless else unless


def given(
    diagram: Diagram, answers: Iterable[tuple[str, Answer]], test: Test | None = None
) -> str | None:
    """What somebody answered, in one clause; what they weren't sure of is left out.

    Of several ticks a term says the sum, where there is one; else those that `test` speaks of.
    """
    sure = [pair for pair in answers if not isinstance(pair[1], NotSure)]
    named = {*_options(test)} if test else set()
    found = [_given(diagram, fact, answer, named) for fact, answer in sure]
    said = [each for some in found for each in some or ()]
    return all_of(said) if found and None not in found else None


def _options(test: Test) -> Iterable[tuple[str, str]]:
    for atom in atoms(test):
        if isinstance(atom, Has | Lacks):
            yield from ((atom.fact, option) for option in atom.options)


def _given(
    diagram: Diagram, fact_id: str, answer: Answer, named: Collection[tuple[str, str]]
) -> list[str] | None:
    fact = diagram.rules.facts[fact_id]
    ways = [*product(*diagram.classes[fact_id].of(answer))] if fact.takes_several else []
    options = {option for of, option in named if of == fact_id}
    for term in terms_of(diagram, fact_id) if len(ways) == 1 else ():
        summed = {option for _, option in _options(term.when)}
        said = term.is_so if _holds(diagram, term.when, ways[0]) else term.is_not
        if said and (not options or options <= summed):
            return [said]
    return fact.given_clauses(answer, options)


def asks(diagram: Diagram, fact: str) -> str:
    """A question within a sentence, by its label where it has no words for that."""
    asked = diagram.rules.facts[fact]
    return asked.asks or f"“{asked.label}”"


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
