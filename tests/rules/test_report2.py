"""What programs and authors are told of an interview in language 2: the report, and why not."""

import json
from datetime import date
from typing import Any, TypeAlias

from hypothesis import given, settings
from hypothesis import strategies as st

from rules.diagram.compiler import compile_rules
from rules.interview.explain import recommend
from rules.interview.interview import Interview, interview
from rules.interview.report import report
from rules.interview.why import why_not
from rules.language.answers import from_json
from tests.rules.sized import load_raw
from tests.rules.strategies2 import answer, answered
from tests.rules.toys import DOG, changed, compiled

Raw: TypeAlias = dict[str, Any]
some = settings(max_examples=15)
FRIEND: Raw = {"wish": ["company"], "ready": ["time", "money"], "travels": "no", "walks": 21}


def dog(answers: Raw) -> Interview:
    return interview(compiled(DOG), {fact: from_json(each) for fact, each in answers.items()})


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
    held = interview(compiled(dated), {fact: from_json(each) for fact, each in answers.items()})
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
        held = interview(diagram, {fact: from_json(each) for fact, each in known.items()})
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
