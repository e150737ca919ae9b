"""A recommendation says which rules decided, on which answers, and by which statements."""

import json
from datetime import date
from typing import Any, TypeAlias

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rules.diagram.compiler import compile_rules
from rules.interview.explain import Recommendation, Unsure, recommend
from rules.interview.interview import Interview, interview
from rules.interview.report import report
from rules.interview.why import why_not
from rules.language.answers import Answer, Chosen, NotSure, Range, Value, from_json
from rules.language.model import Line
from tests.rules.sized import at, load_raw
from tests.rules.strategies2 import answer, answered
from tests.rules.toys import DOG, KETTLE, MUSEUM, PICNIC, changed, compiled

YES, NO = Value("yes"), Value("no")


def advice(text: str, **answers: Answer) -> Recommendation:
    return recommend(interview(compiled(text), answers))


def said(lines: tuple[Line, ...]) -> list[str]:
    return [line.say for line in lines]


def test_the_rule_that_decided_is_given_with_what_it_read_and_cites() -> None:
    advised = advice(KETTLE, thirsty=YES, drink=Value("tea"), water=Value(50))
    assert advised.text.id == "fill"
    assert advised.decided
    (reason,) = advised.reasons
    assert (reason.table, reason.rule.id) == ("answer", "dry")
    assert reason.because_of == ("water",)
    assert reason.read == ("thirsty", "drink", "water")
    (cited,) = reason.citations
    assert (cited.id, cited.says, cited.source.publisher) == (
        "A2",
        "An empty kettle burns.",
        "Aunt Ada",
    )


def test_a_rule_without_a_condition_is_because_of_all_it_read() -> None:
    advised = advice(KETTLE, thirsty=YES, drink=Value("tea"), water=Value(500))
    assert advised.reasons[0].because_of == ("thirsty", "drink", "water")


def test_an_answer_that_was_not_read_is_no_reason() -> None:
    advised = advice(KETTLE, thirsty=NO, drink=Value("tea"), water=Value(50))
    assert advised.reasons[0].read == ("thirsty",)


def test_steps_cautions_and_links_of_every_outcome_are_joined() -> None:
    member = {"monday": NO, "age": Value(30), "member": YES}
    advised = advice(MUSEUM, **member, stairs=Value("cannot"), wheelchair=NO)
    assert advised.outcomes == {"open": "welcome", "price": "half", "way": "take_the_lift"}
    assert said(advised.steps) == ["Show your card.", "Take the lift on the left."]
    child = advice(MUSEUM, monday=NO, age=Value(3), stairs=Value("can"))
    assert (said(child.steps), said(child.cautions)) == (["Walk in."], ["Hold a hand."])
    full = advice(MUSEUM, monday=NO, age=Value(30), member=NO, stairs=Value("can"))
    assert [source.title for source in full.links] == ["The map"]


def test_a_table_that_only_adds_adds_nothing_uncertain() -> None:
    member = {"monday": NO, "age": Value(30), "member": YES}
    unsure = advice(MUSEUM, **member, stairs=NotSure(), wheelchair=NO)
    assert "way" not in unsure.outcomes
    certain = advice(MUSEUM, **member, stairs=NotSure(), wheelchair=YES)
    assert certain.outcomes["way"] == "take_the_lift"


def test_a_rule_that_stops_leaves_the_tables_that_add_unread() -> None:
    closed = advice(MUSEUM, monday=YES, stairs=Value("cannot"))
    assert closed.outcomes == {"open": "shut"}
    assert closed.steps == ()


def test_not_sure_gives_the_least_committing_advice_and_what_each_rule_is_provided() -> None:
    advised = advice(KETTLE, thirsty=YES, drink=NotSure(), water=Value(1000))
    assert advised.text.id == "leave"
    assert not advised.decided
    assert [text.id for text in advised.possible] == ["leave", "boil"]
    assert advised.deciding is not None
    assert advised.deciding.fact == "drink"
    (reason,) = advised.reasons
    assert reason.provided == (("drink", (Value("juice"),)),)
    assert advised.unsure == (Unsure("drink", None, "Look into the cupboard."),)


def test_not_sure_that_counts_as_an_answer_is_named_with_what_it_counts_as() -> None:
    advised = advice(KETTLE, thirsty=NotSure())
    assert advised.decided
    assert advised.unsure == (Unsure("thirsty", NO, "Thirst is known."),)


def test_not_sure_that_made_no_difference_is_not_named() -> None:
    advised = advice(KETTLE, thirsty=NO, drink=NotSure(), water=NotSure())
    assert advised.unsure == ()


def test_a_gap_gives_no_advice() -> None:
    gap = changed(KETTLE, "    - id: go\n", "    - id: go\n      when: {water: {below: 1500}}\n")
    with pytest.raises(LookupError, match="no recommendation"):
        advice(gap, thirsty=YES, drink=Value("tea"), water=Value(1900))


def test_a_report_says_it_all_as_plain_data() -> None:
    diagram = compiled(KETTLE)
    open_one = report(interview(diagram, {"thirsty": YES}))
    assert open_one["next"] == "drink"
    assert open_one["possible"] == ["leave", "fill", "boil"]
    assert open_one["outcomes"] == {"answer": ["leave", "fill", "boil"]}
    assert "recommendation" not in open_one
    unsure: dict[str, Answer] = {"drink": NotSure(), "water": Range(at_least=200)}
    done = report(interview(diagram, {"thirsty": YES, **unsure}))
    assert done["answers"] == {"thirsty": "yes", "drink": "not_sure", "water": {"at_least": 200}}
    assert done["recommendation"]["id"] == "leave"
    assert done["deciding"]["leads_to"][0] == {"answer": "tea", "possible": ["boil"]}
    assert done["rules"][0]["citations"][0]["id"] == "A1"


def test_a_report_lists_no_outcomes_of_a_table_that_is_no_longer_read() -> None:
    said = report(interview(compiled(MUSEUM), {"monday": YES}))
    assert said["outcomes"] == {"open": ["shut"], "price": [], "way": []}


def test_what_finer_questions_made_of_not_sure_is_told() -> None:
    unsure: dict[str, Answer] = {"grass": NotSure(), "sun": NotSure(), "shadows": NO}
    advised = advice(PICNIC, **unsure)
    assert advised.decided
    assert advised.unsure == (
        Unsure("grass", Value(8), "Yesterday and the sun tell."),
        Unsure("sun", NO, "The shadows tell."),
    )
    (reason,) = advised.reasons
    assert reason.because_of == ("grass",)
    assert reason.read == ("grass", "sun", "shadows")


def test_what_finer_questions_left_open_is_told_as_open() -> None:
    open_ended: dict[str, Answer] = {"grass": NotSure(), "sun": YES, "yesterday": NotSure()}
    advised = advice(PICNIC, **open_ended, food=Chosen(frozenset({"plums"})))
    assert not advised.decided
    assert [(each.fact, each.counts_as) for each in advised.unsure] == [
        ("grass", None),
        ("yesterday", None),
    ]


def test_several_options_that_finer_questions_settle_are_told_as_a_list() -> None:
    smell: dict[str, Answer] = {"food": NotSure(), "smell": Chosen(frozenset({"sharp"}))}
    said = report(interview(compiled(PICNIC), {"grass": Value(20), **smell}))
    assert said["recommendation"]["id"] == "bench"
    assert said["unsure"] == [{"fact": "food", "counts_as": ["cheese"], "because": "Smell tells."}]
    assert said["answers"] == {"grass": 20, "food": "not_sure", "smell": ["sharp"]}


# Language 2

Raw: TypeAlias = dict[str, Any]
some = settings(max_examples=15)
FRIEND: Raw = {"wish": ["company"], "ready": ["time", "money"], "travels": "no", "walks": 21}


def dog(answers: Raw) -> Interview:
    return at(compiled(DOG), answers)


def test_a_finished_report_has_direction_stance_conditions_and_what_is_open() -> None:
    found = report(dog({**FRIEND, "walks": "not_sure", "large": "not_sure"}))
    assert (found["direction"], found["stance"], found["modifiers"]) == ("dog", "yes_if", [])
    assert found["conditions"] == {
        "time": "done", "home": "done", "walks": "unknown", "garden": "unknown"
    }  # fmt: skip
    assert (found["turns_on"], found["after_advice"], found["decided"]) == ([], [], True)
    large = report(dog({**FRIEND, "large": "yes"}))
    assert (large["modifiers"], large["conditions"]["garden"]) == (["lead"], "missing")
    lost = report(dog({"wish": "not_sure", "large": "no"}))
    assert (lost["stance"], lost["turns_on"], lost["decided"]) == ("not_yet", ["wish"], False)
    assert lost["conditions"] == {}


def test_a_row_of_collect_is_said_in_its_time() -> None:
    dated = changed(DOG, "say: Set a trap.", 'until: "2027-01-06", say: Set a trap.')
    answers = {**FRIEND, "wish": ["company", "mice"], "large": "no"}
    held = at(compiled(dated), answers)
    for today, said in ((date(2027, 1, 5), True), (date(2027, 1, 6), False), (None, False)):
        assert ("Set a trap." in str(report(held, today)["sections"])) == said


def test_the_facts_asked_after_the_advice_are_told() -> None:
    text = DOG.replace("cat: {stance: no}", "cat: {stance: no, needs: [walks]}")
    answers = {"wish": from_json(["mice"]), "large": from_json("no")}
    assert report(interview(compiled(text), answers))["after_advice"] == ["walks"]


def test_a_condition_that_leads_elsewhere_goes_before_the_rule_that_would_have_held() -> None:
    held = dog({**FRIEND, "travels": "yes", "large": "no"})
    words = {each.rule.id: each.words for each in why_not(held)}
    assert words["friend"] == "home goes before it: Travels: Yes"
    assert words["vain"] == "Wishes: Company"
    found = report(held)
    assert (found["direction"], found["outcomes"]["pet"]) == ("cat", ["cat"])
    assert found["rules"][0]["rule"] == "home"


@some
@given(answered(), st.data())
def test_a_report_is_json_and_says_what_is_advised(pair, data) -> None:
    raw, known = pair
    diagram = compile_rules(load_raw(raw))
    while True:
        held = at(diagram, known)
        found = json.loads(json.dumps(report(held)))
        assert found["outcomes"].keys() == raw["tables"].keys()
        silent = {each.rule.id for each in why_not(held)}
        if held.next_fact is None:
            break
        known = {**known, held.next_fact: data.draw(answer(raw["facts"][held.next_fact]))}
    advised = recommend(held)
    assert silent.isdisjoint(reason.rule.id for reason in advised.reasons)
    assert (found["direction"], found["stance"]) == (advised.direction, advised.stance)
    assert found["conditions"] == advised.states
    assert found["turns_on"] == [*advised.turns_on]
    for table, outcome in zip(raw["verdict"], advised.verdict, strict=False):
        assert found["outcomes"][table] == [outcome]
