"""What language 2 means: examples by hand, and laws of the interpreter that tries every world."""

from collections.abc import Callable, Iterable, Mapping
from typing import Any, TypeAlias

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rules.diagram.compiler import compile_rules
from rules.interview.explain import recommend
from rules.interview.interview import Interview, interview
from rules.language.answers import from_json
from tests.rules import naive2
from tests.rules.examples2 import Row, rows
from tests.rules.sized import load_raw
from tests.rules.strategies2 import answer, answered

Raw: TypeAlias = dict[str, Any]
Question: TypeAlias = Callable[[Raw, Raw], Any]

some = settings(max_examples=40)

ROWS = rows()
every_row = pytest.mark.parametrize("row", ROWS, ids=[row.name for row in ROWS])


def in_state(word: str) -> Question:
    """The conditions of the direction that are in this state."""
    return lambda raw, answers: [
        id_ for id_, each in naive2.states(raw, answers).items() if each == word
    ]


NAIVE: Mapping[str, Question] = {
    "asks": naive2.next_fact,
    "verdict": lambda raw, answers: [*(naive2.verdict(raw, answers) or ())],
    "direction": naive2.direction,
    "stance": naive2.stance,
    **{word: in_state(word) for word in ("done", "missing", "unknown", "left_out")},
    "turns_on": lambda raw, answers: [*naive2.opening(raw, answers)[1]],
    "modifiers": lambda raw, answers: [*naive2.modifiers(raw, answers)],
    "collected": lambda raw, answers: [*naive2.collected(raw, answers)],
}


def told(raw: Raw, answers: Raw) -> Interview:
    """What the engine makes of these answers."""
    diagram = compile_rules(load_raw(raw))
    given = {fact: from_json(each) for fact, each in answers.items()}
    for fact, each in given.items():
        diagram.rules.facts[fact].admit(fact, each)
    return interview(diagram, given)


def follows(held: Interview) -> Raw:
    """The same by the engine: only what is asked, until there is nothing more to ask."""
    if held.next_fact is not None:
        known = held.possible[0] if len(held.possible) == 1 else None
        direction = known[-1] if known else None
        return {"asks": held.next_fact, "verdict": [*(known or ())], "direction": direction}
    advised = recommend(held)
    states = {
        word: [id_ for id_, each in advised.states.items() if each == word]
        for word in ("done", "missing", "unknown", "left_out")
    }
    return {
        "asks": None,
        "verdict": [*advised.verdict],
        "direction": advised.direction,
        "stance": advised.stance,
        **states,
        "turns_on": [*advised.turns_on],
        "modifiers": [*advised.modifiers],
        "collected": [row.id for row in advised.collected],
    }


@every_row
def test_the_engine_says_what_somebody_worked_out_by_hand(row: Row) -> None:
    found = follows(told(row.raw, row.answers))
    assert found == {**found, **{word: row.follows[word] for word in row.follows if word in found}}


def says_the_same(raw: Raw, known: Raw, data: st.DataObject) -> None:
    """From these answers on, until nothing more is asked."""
    diagram = compile_rules(load_raw(raw))
    most = None
    while True:
        given = {fact: from_json(each) for fact, each in known.items()}
        held = interview(diagram, given)
        assert most is None or held.at_most_more <= most
        found = follows(held)
        assert found == {word: NAIVE[word](raw, known) for word in found}
        if found["asks"] is None:
            break
        most = held.at_most_more - 1
        known = {**known, found["asks"]: data.draw(answer(raw["facts"][found["asks"]]))}


@some
@given(answered(), st.data())
def test_the_engine_says_what_trying_every_world_says(
    pair: tuple[Raw, Raw], data: st.DataObject
) -> None:
    says_the_same(*pair, data)


@settings(max_examples=25)
@given(answered(12, 3), st.data())
def test_and_of_lists_of_up_to_twelve(pair: tuple[Raw, Raw], data: st.DataObject) -> None:
    says_the_same(*pair, data)


@every_row
def test_what_follows_is_what_somebody_worked_out_by_hand(row: Row) -> None:
    found = {word: NAIVE[word](row.raw, row.answers) for word in row.follows}
    assert found == row.follows


@pytest.mark.slow
@some
@given(answered())
def test_values_that_nothing_tells_apart_may_stand_for_one_another(pair: tuple[Raw, Raw]) -> None:
    raw, known = pair

    def all_of_it() -> list[Any]:
        return [word(raw, known) for word in NAIVE.values()]

    with pytest.MonkeyPatch.context() as patch:
        quickly = all_of_it()
        patch.setattr(naive2, "unlike", every_one)
        assert all_of_it() == quickly


def every_one(raw: Raw, name: str, values: Iterable[Any]) -> list[Any]:
    return [*values]
