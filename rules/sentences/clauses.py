"""Answers as clauses: those of their fact, or of a term that says exactly the same."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from collections.abc import Set as AbstractSet
from itertools import chain, product
from math import prod
from typing import Any, TypeAlias

from rules.diagram.diagram import Diagram
from rules.diagram.nodes import Tree, labels
from rules.language.answers import Answer, Chosen, NotSure, Ticks
from rules.language.clauses import MOST, all_of
from rules.language.model import NamedTest, Rule, every_atom
from rules.language.when import AllOf, AnyOf, Concludes, Has, Lacks, Not, Term, Test, atoms

AnyAnswer: TypeAlias = tuple[str, Sequence[Answer]]  # a fact, and answers any of which will do
MOST_COMPARED = 4096  # combinations of ticks; past it, no term is looked for


def clause(diagram: Diagram, fact: str, answers: Sequence[Answer]) -> str | None:
    """Any of these answers, as a clause.

    None where that takes words that nobody wrote, and empty where it takes more than are heard.
    """
    return by_term(diagram, fact, answers) or diagram.rules.facts[fact].clause(answers)


def clauses(diagram: Diagram, said: Iterable[AnyAnswer]) -> list[str] | None:
    """A clause for each fact, in this order; None where one of them can't be said.

    Of answers that are too many to name, the first: any of them will do. Empty of what nobody
    could take in.
    """
    pairs = [*said]
    found = [_first_of(diagram, *each, alone=len(pairs) == 1) for each in pairs]
    known = [each for each in found if each is not None]
    return known if len(known) == len(found) else None


def _first_of(diagram: Diagram, fact: str, answers: Sequence[Answer], *, alone: bool) -> str | None:
    """As many of the answers as can be taken in; beside others no list of its own."""
    fewer = [clause(diagram, fact, answers[:many]) for many in (len(answers), MOST, 1)]
    if None in fewer:
        return None
    short = [each for each in fewer if each and (alone or ", " not in each)]
    return next(iter(short), fewer[-1])


def condition(diagram: Diagram, fact: str, answers: Sequence[Answer]) -> str | None:
    """Exactly these answers: "if it is tea", or "unless it is tea" where they are most of all.

    None where words are missing, and empty where nobody could take it in.
    """
    said = clause(diagram, fact, answers)
    others = diagram.rules.facts[fact].others(answers)
    if said is not None and others and (not said or len(others) < len(answers) - 1):
        unless = clause(diagram, fact, others)
        return f"unless {unless}" if unless else said and f"if {said}"
    return said and f"if {said}"


def given(
    diagram: Diagram, answers: Iterable[tuple[str, Answer]], rule: Rule | None = None
) -> str | None:
    """What somebody answered, in one clause; None where that takes words that nobody wrote."""
    found = each_given(diagram, answers, rule)
    return all_of([*chain(*found.values())]) if found else None


def each_given(
    diagram: Diagram, answers: Iterable[tuple[str, Answer]], rule: Rule | None = None
) -> dict[str, list[str]] | None:
    """What somebody answered, in clauses by fact; what they weren't sure of is left out.

    Of several ticks a term says the sum, where there is one; else those that make a rule hold.
    What a closed list left unticked goes without saying, where there is more to say.
    """
    pairs = [*answers]
    making = {
        fact: _making(diagram, pairs, fact, answer, rule)
        for fact, answer in pairs
        if not isinstance(answer, NotSure)
    }
    told = [
        fact for fact, options in making.items() if not _unticked(diagram, pairs, fact, options)
    ]
    found = {
        fact: _given(diagram, fact, answer, making[fact])
        for fact, answer in pairs
        if fact in (told or making)
    }
    known = {fact: said for fact, said in found.items() if said is not None}
    return known if len(known) == len(found) else None


def needed(
    diagram: Diagram, answers: Mapping[str, Answer], fact: str, tree: Tree, ends: AbstractSet[Any]
) -> list[str]:
    """What of an answer a tree needs to end in one of these, beside the other answers.

    Nothing of what a closed list left unticked, and nothing where nobody wrote the words.
    """
    answer = answers[fact]
    if not isinstance(answer, Chosen | Ticks):
        return _given(diagram, fact, answer, ()) or []

    def does(ticks: Ticks) -> bool:
        return labels(tree, diagram.selection({**answers, fact: ticks})) <= ends

    asked, said = diagram.rules.facts[fact], _ticks(diagram, fact, answer)
    kept = _kept(said, [each for each in asked.options if each in said.yes | said.no], does)
    if not asked.may_stay_unticked:
        kept = [option for option in kept if option in said.yes]
    return (_given(diagram, fact, answer, kept) or []) if kept else []


def _making(
    diagram: Diagram,
    answers: Sequence[tuple[str, Answer]],
    fact: str,
    answer: Answer,
    rule: Rule | None,
) -> Collection[str]:
    """Of several options those without which a rule might not hold, beside the other answers.

    Of an open list that it would hold without, all that it reads.
    """
    if rule is None or not isinstance(answer, Chosen | Ticks):
        return ()
    tree, said = diagram.holds[rule.id], _ticks(diagram, fact, answer)
    read = dict.fromkeys(each for of, each in _options(rule.when) if of == fact)
    known = [option for option in read if option in said.yes | said.no]

    def holds(ticks: Ticks) -> bool:
        return labels(tree, diagram.selection({**dict(answers), fact: ticks})) == {True}

    kept = _kept(said, known, holds)
    if diagram.rules.facts[fact].may_stay_unticked:
        return kept or known
    return [option for option in kept if option in said.yes] or kept


def _kept(said: Ticks, options: Sequence[str], does: Callable[[Ticks], bool]) -> list[str]:
    """Those of these options without which what is said of them wouldn't do."""
    kept = [*options]
    for option in options:
        fewer = {*kept} - {option}
        if does(Ticks(said.yes & fewer, said.no & fewer)):
            kept.remove(option)
    return kept


def _ticks(diagram: Diagram, fact: str, answer: Chosen | Ticks) -> Ticks:
    """What an answer says of each option."""
    if isinstance(answer, Ticks):
        return answer
    return Ticks(answer.options, frozenset(diagram.rules.facts[fact].options) - answer.options)


def _unticked(
    diagram: Diagram,
    answers: Sequence[tuple[str, Answer]],
    fact: str,
    options: Collection[str],
) -> bool:
    """Whether a rule holds for what a closed list left unticked, and for nothing ticked in it."""
    answer = dict(answers)[fact]
    if not isinstance(answer, Chosen) or diagram.rules.facts[fact].may_stay_unticked:
        return False
    return bool(options and answer.options) and answer.options.isdisjoint(options)


def _options(test: Test) -> Iterable[tuple[str, str]]:
    for atom in atoms(test):
        if isinstance(atom, Has | Lacks):
            yield from ((atom.fact, option) for option in atom.options)


def _given(
    diagram: Diagram, fact_id: str, answer: Answer, options: Collection[str]
) -> list[str] | None:
    fact = diagram.rules.facts[fact_id]
    if isinstance(answer, Ticks) and options:
        answer = Ticks(answer.yes & {*options}, answer.no & {*options})
    spoken_of = options or (answer.options if isinstance(answer, Chosen) else ())
    for term in terms_of(diagram, fact_id) if spoken_of else ():
        summed = {option for _, option in _options(term.when)}
        said = _sum(diagram, term, fact_id, answer)
        if said and summed.issuperset(spoken_of):
            return [said]
    return fact.given_clauses(answer, options)


def _sum(diagram: Diagram, term: NamedTest, fact: str, answer: Answer) -> str | None:
    """What a term says of an answer, whatever that leaves open may be."""
    classes = diagram.classes[fact]
    left = classes.covers(classes.of(answer))
    if prod(map(len, left)) > MOST_COMPARED:
        return None
    holding = {_holds(diagram, term.when, way) for way in product(*left)}
    return None if len(holding) > 1 else term.is_so if True in holding else term.is_not


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


def by_term(diagram: Diagram, fact: str, answers: Sequence[Answer]) -> str | None:
    """The words of the first term that holds for these answers and no others, or for all others."""
    terms = [*terms_of(diagram, fact)]
    classes = diagram.classes[fact]
    every = classes.sure(classes.every) or ()
    if not terms or prod(map(len, every)) > MOST_COMPARED or NotSure() in answers:
        return None
    kept = [classes.covers(classes.of(answer)) for answer in answers]
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
