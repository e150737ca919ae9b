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
from tests.rules import naive, naive2, strategies
from tests.rules.examples2 import Row, rows
from tests.rules.sized import load_raw
from tests.rules.strategies2 import answer, answered, answers, rulesets, whens

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


ALONE: Raw = {
    "type": "several",
    "unticked": "open",
    "options": {"x": "X", "y": "Y", "fine": {"label": "Fine", "alone": True}},
}


def test_an_option_that_stands_alone_is_in_no_other_answer() -> None:
    assert naive2.plain_answers(ALONE) == [[], ["x"], ["y"], ["fine"], ["x", "y"]]
    assert naive2.left(ALONE, {"yes": [], "no": []}) == [[], ["x"], ["y"], ["x", "y"]]
    assert naive2.left(ALONE, {"yes": ["fine"], "no": []}) == [["fine"]]
    assert naive2.left(ALONE, {"yes": [], "no": ["x"]}) == [[], ["y"]]
    assert naive2.left(ALONE, "not_sure") == naive2.plain_answers(ALONE)


def test_every_answer_is_plain_or_not_sure_or_leaves_more_than_one() -> None:
    number: Raw = {"type": "int", "min": 1, "max": 3}
    ranges = [{"at_least": 1, "below": 3}, {"at_least": 1, "below": 4}, {"at_least": 2, "below": 4}]
    assert [*naive2.all_answers(number)] == [1, 2, 3, "not_sure", *ranges]
    lists = [each for each in naive2.all_answers(ALONE) if isinstance(each, dict)]
    assert len(lists) == 5
    assert all(len(naive2.left(ALONE, each)) > 1 for each in lists)


def test_what_is_never_advised_is_told_where_it_is() -> None:
    tables = {"t": [{"id": "always", "outcome": "tune"}]}
    raw = {"language": 2, "facts": {"a": {"type": "yes_no", "not_sure": {}}}, "verdict": ["t"]}
    raw |= {"tables": tables, "never": [{"id": "no-train", "when": {"a": "yes"}}]}
    raw |= {"outcomes": {"tune": {"trains": True, "stance": "yes"}}, "recommendations": []}
    assert naive2.forbidden(raw, {"a": "yes"}) == ("no-train",)
    assert naive2.forbidden(raw, {"a": "not_sure"}) == ()


@pytest.mark.slow
@some
@given(answered())
def test_what_is_asked_is_enough_to_advise(pair: tuple[Raw, Raw]) -> None:
    raw, known = pair
    while name := naive2.next_fact(raw, known):
        assert name not in known
        known = {**known, name: naive2.plain_answers(raw["facts"][name])[0]}
    assert len(naive2.verdicts(raw, known)) == 1
    assert naive2.stance(raw, known) is not None
    assert None not in naive2.states(raw, known).values()


@pytest.mark.slow
@some
@given(answered(), st.data())
def test_three_values_never_go_back_on_what_they_said(
    pair: tuple[Raw, Raw], data: st.DataObject
) -> None:
    raw, known = pair
    test = data.draw(whens(raw["facts"], False))
    said = naive2.kleene(raw, test, known)
    for name, fact in raw["facts"].items():
        left = naive2.left(fact, known.get(name, "not_sure"))
        known = {**known, name: data.draw(st.sampled_from(left))}
        now = naive2.kleene(raw, test, known)
        assert said in (None, now)
        said = now
    assert said == naive2.surely(raw, test, known)  # and on plain answers both readings agree


@pytest.mark.slow
@some
@given(rulesets(), st.data())
def test_only_a_condition_that_is_unknown_can_lead_away_once_more_is_known(
    raw: Raw, data: st.DataObject
) -> None:
    now = data.draw(answers(raw, all_of_them=True))
    direction = naive2.direction(raw, now)
    surer = {
        name: data.draw(st.sampled_from(naive2.left(fact, now[name])) | st.just(now[name]))
        for name, fact in raw["facts"].items()
    }
    led = naive2.reading(raw, surer).led
    if direction in led:
        assert naive2.states(raw, now)[led[direction]] == "unknown"


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


@some
@given(strategies.rulesets(), st.data())
def test_plain_answers_mean_what_they_mean_in_language_1(raw: Raw, data: st.DataObject) -> None:
    known = {
        name: data.draw(st.sampled_from(naive.ways_of(fact))) for name, fact in raw["facts"].items()
    }
    assert naive2.verdict(raw, known) == naive.verdict(raw, known)


@pytest.mark.slow
@some
@given(answered(12, 3), st.data())
def test_a_list_of_twelve_can_be_tried_whole(pair: tuple[Raw, Raw], data: st.DataObject) -> None:
    raw, known = pair
    while name := naive2.next_fact(raw, known):
        known = {**known, name: data.draw(answer(raw["facts"][name]))}
    is_open, turns_on = naive2.opening(raw, known)
    assert is_open == bool(turns_on)
    assert {*turns_on} <= {*known}


@pytest.mark.slow
@some
@given(rulesets(), st.data())
def test_random_rule_sets_have_words_for_every_end(raw: Raw, data: st.DataObject) -> None:
    known = data.draw(answers(raw, all_of_them=True))
    assert len(naive.texts(raw, naive2.verdicts(raw, known))) == 1
    for end, outcome in raw["outcomes"].items():
        for id_ in outcome.get("ready_when", ()):
            leads_to = raw["conditions"][id_].get("otherwise")
            assert leads_to is None or leads_to[:2] == end[:2] != leads_to
