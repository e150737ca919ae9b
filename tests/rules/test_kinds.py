"""What every kind of fact keeps to, so that others need not know which kind they ask."""

from collections.abc import Sequence
from decimal import Decimal
from itertools import combinations, product
from typing import Any, TypeAlias

import pytest
from pydantic import TypeAdapter

from rules.diagram.classes import Classes, classes_of
from rules.language.answers import (
    Answer,
    AnswerError,
    Chosen,
    NotSure,
    Range,
    Value,
    from_json,
    to_json,
)
from rules.language.kinds import KINDS, Fact
from rules.language.kinds.grouping import Kept
from rules.language.when import Atom, Has, Is, Only, Within, holds
from tests.interviews import one_of_each

OPTIONS = {"tea": "Tea", "juice": "Juice", "milk": "Milk"}
OWN_KEYS: dict[str, dict[str, Any]] = {  # a new kind is one line here, and one in COMPARED
    "yes_no": {},
    "choice": {"options": OPTIONS},
    "several": {"options": OPTIONS},
    "int": {"unit": "ml", "max": 500},
    "decimal": {"unit": "degrees", "max": 40, "places": 1},
}
COMPARED: dict[str, list[Atom]] = {
    "yes_no": [Is("it", ("yes",))],
    "choice": [Is("it", ("tea",))],
    "several": [Has("it", ("tea",)), Only("it", ("juice", "milk"))],
    "int": [Within("it", at_least=50, below=300), Is("it", (7,))],
    "decimal": [Within("it", above=Decimal("36.9"))],
}


def fact_of(kind: str, **keys: object) -> Fact:
    """A fact of this type, with what the kind needs."""
    common = {"label": "It", "ask": "Which?", "why": "It counts.", "help": "Look."}
    written = {**common, "type": kind, "not_sure": {"because": "Ask."}, **OWN_KEYS[kind], **keys}
    fact: Fact = TypeAdapter(Fact).validate_python(written)
    return fact


@pytest.fixture(params=KINDS)
def fact(request: pytest.FixtureRequest) -> Fact:
    return fact_of(request.param)


@pytest.fixture
def classes(fact: Fact) -> Classes:
    return classes_of(fact, COMPARED[fact.type])


World: TypeAlias = tuple[int, ...]  # a class of each level


def worlds(kept: Kept) -> set[World]:
    return {*product(*kept)}


def meant(classes: Classes, answers: Sequence[Any]) -> set[World]:
    return {world for answer in answers for world in worlds(classes.of(answer))}


def test_an_answer_that_means_a_class_fits_and_lies_in_it(fact: Fact, classes: Classes) -> None:
    answers = one_of_each(classes)
    assert len(answers) == classes.worlds(classes.every) > 1
    assert {world for each in answers for world in meant(classes, [each])} == worlds(classes.every)
    for each in answers:
        fact.admit("it", each)
        assert len(meant(classes, [each])) == 1
        assert classes.in_words(classes.of(each))
        assert classes.example(classes.of(each)) == each
        assert from_json(to_json(each)) == each


def test_a_class_is_told_apart_by_what_holds_for_it(classes: Classes) -> None:
    values = [each.options for each in one_of_each(classes) if isinstance(each, Chosen)]
    examples: list[tuple[Answer, Any]] = [(Chosen(each), each) for each in values]
    if not classes.fact.takes_several:
        examples = [(each.answer, each.example) for each in classes.levels[0].classes]
    for answer, value in examples:
        kept = classes.of(answer)
        for atom in COMPARED[classes.fact.type]:
            assert holds(atom, value) == classes.truth(atom, kept)


def test_answers_for_some_classes_mean_those_and_no_others(classes: Classes) -> None:
    every = sorted(worlds(classes.every))
    for size in range(1, len(every) + 1):
        for some in combinations(every, size):
            answers = classes.answers([tuple((n,) for n in world) for world in some])
            assert meant(classes, answers) == {*some}
            assert classes.any_of(answers)
    for level, each in enumerate(classes.every):
        assert classes.on_arrow(level, each[:1])


def test_not_sure_fits_every_kind_and_means_any_class(fact: Fact, classes: Classes) -> None:
    fact.admit("it", NotSure())
    assert fact.in_words(NotSure()) == "not sure"
    assert meant(classes, [NotSure()]) == worlds(classes.every)


def refused(fact: Fact, answer: Answer) -> bool:
    try:
        fact.admit("it", answer)
    except AnswerError:
        return True
    return False


@pytest.mark.parametrize(
    "answer", [Value("elsewhere"), Value(1), Chosen(frozenset({"tea"})), Range(below=20)], ids=str
)
def test_what_is_no_answer_has_no_words_and_no_class(fact, classes, answer) -> None:
    if not refused(fact, answer):
        assert fact.in_words(answer)
        assert classes.of(answer)
        return
    with pytest.raises((TypeError, KeyError)):
        fact.in_words(answer)
    with pytest.raises((TypeError, KeyError)):
        classes.of(answer)


def test_a_fact_is_the_same_as_itself(fact: Fact) -> None:
    assert not [*fact.misfits()]
    assert fact.answerable
    assert fact.fitting
    assert fact.differs(fact) is None
    assert fact.follows(fact)
    assert fact.limited_to(fact) == fact.with_options(fact.written) == fact
    assert not [*fact.changes(fact)]


@pytest.mark.parametrize("other", KINDS)
def test_whether_one_is_the_other_is_told_alike_from_both_sides(fact: Fact, other: str) -> None:
    theirs = fact_of(other)
    if fact.sets_apart != theirs.sets_apart:
        assert fact.differs(theirs) == theirs.differs(fact)


def test_only_comparisons_of_its_own_kind_fit(fact: Fact) -> None:
    assert not [message for atom in COMPARED[fact.type] for message in fact.atom_misfits(atom)]
    alien: list[Atom] = [
        Is("it", ("elsewhere",)),
        Within("it", above=1, below=2),
        Has("it", ("elsewhere",)),
    ]
    assert [message for atom in alien for message in fact.atom_misfits(atom)]
