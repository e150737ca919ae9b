"""The fast way says what the interview says, whatever the answers are."""

from itertools import product
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rules.diagram.diagram import compile_rules
from rules.interview import evaluation
from rules.interview.evaluation import Evaluator, UndecidedError
from rules.interview.explain import recommend
from rules.interview.interview import Interview, interview
from rules.language.answers import AnswerError, from_json
from rules.loading.load import SHIPPED, loads, shipped
from tests.rules import naive
from tests.rules.sized import load_raw, number, rule, ruleset, said, yes_no
from tests.rules.strategies import advised, answer, answered, rulesets
from tests.rules.toys import KETTLE, MUSEUM, compiled

kettle = Evaluator(compiled(KETTLE))
museum = Evaluator(compiled(MUSEUM))


@st.composite
def all_answered(draw: st.DrawFn) -> tuple[dict[str, Any], dict[str, Any]]:
    """A rule set and a plain value for each of its facts."""
    raw = draw(rulesets())
    values = {
        name: draw(st.sampled_from(naive.values_of(fact))) for name, fact in raw["facts"].items()
    }
    return raw, values


def held(evaluator: Evaluator, answers: dict[str, Any]) -> Interview:
    return interview(evaluator.diagram, {fact: from_json(raw) for fact, raw in answers.items()})


def agree(evaluator: Evaluator, answers: dict[str, Any]) -> None:
    expected = held(evaluator, answers)
    assert evaluator.next_fact(answers) == expected.next_fact
    if len(expected.possible) == 1:
        assert evaluator.verdict(answers) == expected.possible[0]
    else:
        with pytest.raises(UndecidedError):
            evaluator.verdict(answers)
    if evaluator.diagram.recommendation(expected.possible[0]) is None:
        with pytest.raises(LookupError):
            evaluator.recommend(answers)
    else:
        assert evaluator.recommend(answers) == recommend(expected)


@given(answered())
def test_it_agrees_with_the_interview_on_any_answers(made: Any) -> None:
    raw, answers = made
    evaluator = Evaluator(compile_rules(load_raw(raw)))
    agree(evaluator, answers)
    agree(evaluator, answers)  # now with what it remembers


@given(all_answered(), st.data())
def test_it_agrees_when_everything_is_answered_and_on_the_way_there(
    made: Any, data: st.DataObject
) -> None:
    raw, values = made
    evaluator = Evaluator(compile_rules(load_raw(raw)))
    assert evaluator.verdict(values) == naive.verdict(raw, values)
    agree(evaluator, values)
    given_up = data.draw(st.integers(0, len(values)))
    agree(evaluator, dict([*values.items()][:given_up]))
    other = {
        fact: data.draw(st.sampled_from(naive.values_of(raw["facts"][fact]))) for fact in values
    }
    agree(evaluator, other)  # after another way was remembered


@given(advised(), st.data())
def test_nothing_remembered_is_told_to_those_whom_other_lines_concern(
    raw: dict[str, Any], data: st.DataObject
) -> None:
    evaluator = Evaluator(compile_rules(load_raw(raw)))
    answers = {name: data.draw(answer(fact)) for name, fact in raw["facts"].items()}
    agree(evaluator, answers)
    for name, fact in raw["facts"].items():
        agree(evaluator, {**answers, name: data.draw(answer(fact))})
        agree(evaluator, {**answers, name: "not_sure"})


SETTLED_FOR_WORDS = {
    "key": yes_no("key"),
    "a": {**yes_no("a"), "not_sure": {"settle": [{"when": {"b": "yes"}, "as": "yes"}, {"as": "no"}], "because": "B."}},
    "b": yes_no("b"),
}  # fmt: skip


def test_advice_that_finer_questions_settle_is_not_remembered_without_them() -> None:
    table = [rule("r1", "one", {"key": "yes"}), rule("r2", "two", {"a": "yes"}), rule("r3", "one")]
    outcomes = {"one": {"needs": ["a"], "steps": [{"say": "Since a.", "when": {"a": "yes"}}]}}
    texts = [said("x", t="one"), said("y", t="two")]
    raw = ruleset(SETTLED_FOR_WORDS, {"t": table}, ["t"], texts, outcomes)
    evaluator = Evaluator(compile_rules(load_raw(raw)))
    for b, steps in (("no", 0), ("yes", 1)):
        advice = evaluator.recommend({"key": "yes", "a": "not_sure", "b": b})
        assert len(advice.steps) == steps


def test_an_answer_and_the_not_sure_that_counts_as_it_are_told_apart() -> None:
    facts = {"key": yes_no("key"), "a": {**yes_no("a"), "not_sure": {"as": "no", "because": "A."}}}
    raw = ruleset(
        facts,
        {
            "t": [
                rule("r1", "one", {"key": "yes"}),
                rule("r2", "two", {"a": "yes"}),
                rule("r3", "one"),
            ]
        },
        ["t"],
        [said("x", t="one"), said("y", t="two")],
        {"one": {"needs": ["a"]}},
    )
    evaluator = Evaluator(compile_rules(load_raw(raw)))
    for a, unsure in (("no", 0), ("not_sure", 1)):
        assert len(evaluator.recommend({"key": "yes", "a": a}).unsure) == unsure


@pytest.mark.parametrize("name", SHIPPED)
def test_it_agrees_on_every_worked_case(name: str) -> None:
    evaluator = Evaluator(compile_rules(loads(shipped(name))))
    for case in evaluator.diagram.rules.cases:
        answers: dict[str, Any] = {}
        for fact, raw in case.answers.items():
            agree(evaluator, answers)
            answers[fact] = raw
        agree(evaluator, answers)


def test_plain_answers_in_order_need_no_interview(monkeypatch: pytest.MonkeyPatch) -> None:
    tea: dict[str, Any] = {"thirsty": "yes", "drink": "tea", "water": 200}
    kettle.recommend(tea)
    monkeypatch.setattr(evaluation, "interview", None)
    assert kettle.verdict(tea) == ("boil",)
    assert kettle.recommend({**tea, "water": 1999}).text.id == "boil"
    asked: list[str] = []
    while (fact := kettle.next_fact({name: tea[name] for name in asked})) is not None:
        asked.append(fact)
    assert asked == ["thirsty", "drink", "water"]
    card = {"monday": "no", "age": 30, "member": "yes"}
    assert museum.next_fact(card) == "stairs"
    assert museum.next_fact({**card, "stairs": "can"}) == "wheelchair"


def test_facts_that_are_not_read_need_no_answer() -> None:
    assert kettle.verdict({"thirsty": "no"}) == ("leave",)
    assert museum.verdict({"monday": "yes"}) == ("shut",)
    assert museum.recommend({"monday": "yes"}).text.id == "tomorrow"


def test_a_missing_answer_never_counts_as_one() -> None:
    with pytest.raises(UndecidedError, match="2 verdicts are possible; 'water' is to be asked"):
        kettle.verdict({"thirsty": "yes", "drink": "tea"})
    with pytest.raises(UndecidedError, match="2 verdicts are possible") as caught:
        kettle.verdict({"thirsty": "yes", "drink": "tea", "water": "not_sure"})
    assert caught.value.interview.possible == (("fill",), ("boil",))


def test_a_range_within_one_class_and_a_not_sure_that_counts_decide() -> None:
    full = {"thirsty": "yes", "drink": "tea", "water": {"at_least": 300}}
    assert kettle.verdict(full) == ("boil",)
    assert kettle.verdict({"thirsty": "not_sure"}) == ("leave",)
    (unsure,) = kettle.recommend({"thirsty": "not_sure"}).unsure
    assert unsure.fact == "thirsty"
    assert kettle.recommend({"thirsty": "no"}).unsure == ()


def test_json_s_true_and_false_are_yes_and_no_but_its_numbers_are_not() -> None:
    assert kettle.verdict({"thirsty": False}) == ("leave",)
    assert kettle.verdict({"thirsty": True, "drink": "juice"}) == ("leave",)
    for misfit in (1, 0, 1.0, None, ["yes"]):
        with pytest.raises(AnswerError):
            kettle.verdict({"thirsty": misfit})


@pytest.mark.parametrize("misfit", [2001, -1, "200", True, float("nan"), 0.5, None, ["tea"]])
def test_an_answer_that_does_not_fit_its_fact_is_refused(misfit: Any) -> None:
    answers = {"thirsty": "yes", "drink": "tea", "water": misfit}
    for method in (kettle.verdict, kettle.next_fact, kettle.recommend):
        with pytest.raises(AnswerError):
            method(answers)


def test_an_unknown_fact_is_noticed_where_something_is_missing() -> None:
    assert kettle.verdict({"thirsty": "no", "thirst": "yes"}) == ("leave",)
    with pytest.raises(KeyError, match="thirst"):
        kettle.verdict({"thirst": "yes"})


PARCEL_FACTS: dict[str, Any] = {
    "inside": {
        **yes_no("inside"),
        "type": "several",
        "options": {o: o for o in ("glass", "battery", "paper")},
    },
    "weight": {**number("weight", 0, 30), "type": "decimal", "places": 1},
    "fragile": {
        **yes_no("fragile"),
        "not_sure": {
            "because": "Ask.",
            "settle": [{"when": {"padded": "yes"}, "as": "no"}, {"as": "yes"}],
        },
    },
    "padded": yes_no("padded"),
}
PARCEL_RULES = [
    rule("banned", "no", {"inside": {"has": "battery"}}),
    rule(
        "letter", "post", {"all": [{"inside": {"only": ["paper"]}}, {"weight": {"at_most": 0.5}}]}
    ),
    rule("careful", "hand", {"any": [{"fragile": "yes"}, {"inside": {"has": "glass"}}]}),
    rule("end", "van", {"weight": {"below": 20.5}}),
    rule("heavy", "hand"),
]


@pytest.mark.parametrize("order", ["listed", "rules"])
def test_it_agrees_for_every_kind_of_fact_and_either_order(order: str) -> None:
    texts = [said(name, t=name) for name in ("no", "post", "hand", "van")]
    raw = {**ruleset(PARCEL_FACTS, {"t": PARCEL_RULES}, ["t"], texts), "ask_order": order}
    evaluator = Evaluator(compile_rules(load_raw(raw)))
    answers: dict[str, list[Any]] = {
        "inside": [[], ["paper"], ["paper", "glass"], ["battery"], "not_sure"],
        "weight": [0, 0.5, 0.6, 20.5, {"below": 0.5}, {"at_least": 0.3}, "not_sure"],
        "fragile": ["yes", "no", False, "not_sure"],
        "padded": ["yes", "no"],
    }
    for values in product(*([None, *some] for some in answers.values())):
        given = dict(zip(answers, values, strict=True))
        agree(evaluator, {fact: value for fact, value in given.items() if value is not None})


def test_a_gap_has_a_verdict_but_no_recommendation() -> None:
    raw = ruleset(
        {"x": yes_no("x")}, {"t": [rule("r", "a", {"x": "yes"})]}, ["t"], [said("a", t="a")]
    )
    evaluator = Evaluator(compile_rules(load_raw(raw)))
    assert evaluator.verdict({"x": "no"}) == (None,)
    for _ in range(2):
        with pytest.raises(LookupError, match="no recommendation"):
            evaluator.recommend({"x": "no"})


def test_what_is_remembered_is_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(evaluation, "MAX_REMEMBERED", 2)
    evaluator = Evaluator(compiled(MUSEUM))
    for age in (5, 30):
        for member in ("yes", "no"):
            for stairs in ("can", "slowly", "cannot"):
                answers = {"monday": "no", "age": age, "member": member, "stairs": stairs}
                agree(evaluator, {**answers, "wheelchair": "no"})
    assert len(evaluator._remembered) <= 2
