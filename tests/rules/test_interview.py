"""An interview asks what can still change the result, and says when nothing can."""

import pytest

from rules.answers import Answer, AnswerError, NotSure, Range, Value, from_json
from rules.classes import in_words
from rules.diagram import compile_rules
from rules.interview import Interview, interview
from tests.rules.sized import load_raw, number, rule, ruleset, said, yes_no
from tests.rules.toys import KETTLE, MUSEUM, changed, compiled

kettle = compiled(KETTLE)
museum = compiled(MUSEUM)
YES, NO = Value("yes"), Value("no")


def about_tea(**answers: Answer) -> Interview:
    return interview(kettle, answers)


def about_tickets(**answers: Answer) -> Interview:
    return interview(museum, answers)


def test_the_first_question_is_the_first_fact_listed() -> None:
    assert about_tea().next_fact == "thirsty"
    assert about_tea().at_most_more == 3


def test_a_question_that_cannot_change_the_result_is_skipped() -> None:
    assert about_tea(thirsty=NO).next_fact is None
    assert about_tea(thirsty=YES, drink=Value("juice")).next_fact is None
    assert about_tea(thirsty=YES, drink=Value("cocoa")).next_fact == "water"


def test_answers_may_come_in_any_order() -> None:
    late = about_tea(water=Value(50))
    assert late.next_fact == "thirsty"
    assert about_tea(water=Value(50), drink=Value("juice")).next_fact is None


def test_not_sure_that_counts_as_an_answer_ends_like_that_answer() -> None:
    unsure = about_tea(thirsty=NotSure())
    assert unsure.possible == about_tea(thirsty=NO).possible == (("leave",),)
    assert unsure.unsure == ("thirsty",)
    assert about_tea(thirsty=NO).unsure == ()


def test_not_sure_that_stays_open_leaves_exactly_what_its_answers_lead_to() -> None:
    unsure = about_tea(thirsty=YES, drink=NotSure(), water=Value(1000))
    assert unsure.next_fact is None
    assert [text.id for text in unsure.recommendations] == ["leave", "boil"]
    assert unsure.deciding is not None
    assert unsure.deciding.fact == "drink"
    leads_to = [(answer, [t.id for t in texts]) for answer, texts in unsure.deciding.leads_to]
    assert leads_to == [(Value("tea"), ["boil"]), (Value("juice"), ["leave"])]


def test_the_same_question_unasked_is_asked_and_not_taken_for_no() -> None:
    assert about_tea(thirsty=YES, water=Value(1000)).next_fact == "drink"


def test_a_range_within_one_class_decides_and_one_across_two_does_not() -> None:
    def with_water(answer: Answer) -> list[str]:
        held = about_tea(thirsty=YES, drink=Value("tea"), water=answer)
        assert held.next_fact is None
        return [text.id for text in held.recommendations]

    assert with_water(Range(at_least=200)) == ["boil"]
    assert with_water(Range(below=200)) == ["fill"]
    assert with_water(Range(at_least=199)) == ["fill", "boil"]
    assert with_water(Value(199)) == ["fill"]
    assert with_water(Value(200)) == ["boil"]


def test_a_range_that_rules_a_class_out_rules_out_its_questions() -> None:
    facts = {"n": number("n", 0, 2), "x": yes_no("x")}
    table = [
        rule("both", "a", {"all": [{"n": 2}, {"x": "yes"}]}),
        rule("none", "b", {"n": 0}),
        rule("end", "c"),
    ]
    raw = ruleset(facts, {"t": table}, ["t"], [said(name, t=name) for name in "abc"])
    diagram = compile_rules(load_raw(raw))
    assert interview(diagram, {"n": Range(at_least=1)}).next_fact == "x"
    assert interview(diagram, {"n": Range(below=2)}).next_fact is None


def test_of_two_unsure_facts_the_one_that_settles_more_is_named() -> None:
    unsure = about_tea(thirsty=YES, drink=NotSure(), water=NotSure())
    assert unsure.deciding is not None
    assert unsure.deciding.fact == "drink"


def test_the_least_committing_recommendation_comes_first() -> None:
    assert [text.id for text in about_tea().recommendations] == ["leave", "fill", "boil"]


def test_a_rule_that_stops_leaves_later_tables_unasked() -> None:
    closed = about_tickets(monday=YES)
    assert closed.next_fact is None
    assert closed.possible == (("shut",),)
    assert closed.at_most_more == 0


def test_what_the_outcomes_need_is_asked_once_the_verdict_is_decided() -> None:
    card = {"monday": NO, "age": Value(30), "member": YES}
    assert about_tickets(**card).next_fact == "stairs"
    assert about_tickets(**card).at_most_more == 2
    assert about_tickets(**card, stairs=NotSure()).next_fact == "wheelchair"
    assert about_tickets(**card, stairs=NotSure(), wheelchair=NO).next_fact is None
    assert about_tickets(monday=NO, age=Value(5), stairs=Value("can")).next_fact is None


def test_nothing_is_needed_for_a_verdict_that_stays_open() -> None:
    unsure = about_tickets(monday=NO, age=Value(30), member=NotSure())
    assert unsure.next_fact is None
    assert unsure.at_most_more == 0
    assert len(unsure.possible) == 2


def test_at_most_more_counts_no_fact_twice() -> None:
    assert about_tickets().at_most_more == len(museum.facts)


def test_an_answer_to_an_unknown_fact_is_refused() -> None:
    with pytest.raises(KeyError, match="sugar"):
        _ = about_tea(sugar=YES).next_fact


def test_a_gap_is_possible_like_any_verdict_and_comes_last() -> None:
    text = changed(
        MUSEUM, "    - id: opened\n", "    - id: opened\n      when: {age: {below: 50}}\n"
    )
    held = interview(compiled(text), {"monday": NO, "age": NotSure(), "member": NotSure()})
    assert held.possible == (("welcome", "half"), ("welcome", "full"))
    old = interview(compiled(text), {"monday": NO, "age": Range(at_least=40), "member": NotSure()})
    assert old.next_fact is None
    assert [verdict[0] for verdict in old.possible] == ["welcome", "welcome", None, None]


FITTING: list[tuple[str, object]] = [
    ("thirsty", "yes"),
    ("thirsty", True),
    ("thirsty", "not_sure"),
    ("drink", "cocoa"),
    ("water", 0),
    ("water", 2000),
    ("water", {"at_least": 5}),
    ("water", {"below": 1}),
    ("water", {"at_least": 2000}),
    ("water", {"at_least": 5, "below": 6}),
    ("water", "not_sure"),
]


@pytest.mark.parametrize(("fact", "raw"), FITTING)
def test_a_fitting_answer_is_admitted(fact: str, raw: object) -> None:
    kettle.rules.facts[fact].admit(fact, from_json(raw))


MISFITS = [
    ("thirsty", "maybe", "'thirsty' takes one of: yes, no, not_sure"),
    ("thirsty", 1, "'thirsty' takes one of: yes, no, not_sure"),
    ("drink", {"at_least": 1}, "'drink' takes one of: tea, cocoa, juice, not_sure"),
    ("water", "50", "'water' needs a whole number of ml, or a range"),
    ("water", -1, "'water' must lie between 0 and 2000 ml"),
    ("water", 2001, "'water' must lie between 0 and 2000 ml"),
    ("water", {"below": 0}, "'water' must lie between 0 and 2000 ml"),
    ("water", {"at_least": 2001}, "'water' must lie between 0 and 2000 ml"),
    ("water", {"at_least": 5, "below": 2002}, "'water' must lie between 0 and 2000 ml"),
    ("water", {"at_least": 5, "below": 5}, "the range from 5 to below 5 is empty"),
    ("water", {}, 'a range needs {"at_least": n}, {"below": n} or both'),
    ("water", {"below": True}, '"below" needs a whole number'),
    ("water", {"over": 1}, 'a range knows "at_least" and "below", not "over"'),
    ("water", 1.5, "not a fraction; leave out what was not asked"),
    ("water", None, "not nothing; leave out what was not asked"),
    ("water", [1], "not a list; leave out what was not asked"),
]


@pytest.mark.parametrize(("fact", "raw", "message"), MISFITS)
def test_a_misfit_is_refused_with_what_would_fit(fact: str, raw: object, message: str) -> None:
    with pytest.raises(AnswerError) as refused:
        kettle.rules.facts[fact].admit(fact, from_json(raw))
    assert message in str(refused.value)


def test_answers_are_said_as_people_say_them() -> None:
    facts = kettle.rules.facts
    assert in_words(Value("cocoa"), facts["drink"]) == "Cocoa"
    assert in_words(NotSure(), facts["drink"]) == "not sure"
    assert in_words(Value(1500), facts["water"]) == "1,500 ml"
    assert in_words(Range(at_least=200), facts["water"]) == "200 ml or more"
    assert in_words(Range(below=200), facts["water"]) == "under 200 ml"
    assert in_words(Range(at_least=200, below=500), facts["water"]) == "200 to 499 ml"
    assert [each.words(facts["drink"]) for each in kettle.classes["drink"].classes] == [
        "Tea or Cocoa",
        "Juice",
    ]
