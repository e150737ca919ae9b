"""Why a question is asked, and why a rule did not fire: compared with trying every value."""

from collections.abc import Mapping
from typing import Any, TypeAlias

import pytest
from hypothesis import assume, given, settings

from rules.diagram.compiler import compile_rules
from rules.diagram.diagram import Diagram
from rules.interview.interview import Interview, interview
from rules.interview.why import WhyNot, why, why_not
from rules.language.answers import Answer, Chosen, NotSure, Range, Value, from_json
from rules.language.kinds.grouping import Kept
from rules.loading.load import loads, shipped
from tests.rules import naive
from tests.rules.sized import at, load_raw, number, one_table, rule, ruleset, said, yes_no
from tests.rules.strategies import answered
from tests.rules.toys import DOG, KETTLE, MUSEUM, changed, compiled

Raw: TypeAlias = dict[str, Any]

YES, NO = Value("yes"), Value("no")

some = settings(max_examples=20)


def held_with(raw: Raw, answers: Mapping[str, Any]) -> Interview:
    return at(compile_rules(load_raw(raw)), answers)


@pytest.mark.slow
@some
@given(answered())
def test_a_question_says_what_each_of_its_answers_would_leave(case: tuple[Raw, Raw]) -> None:
    raw, answers = case
    held = held_with(raw, answers)
    assume(held.next_fact is not None)
    told = why(held)
    assert told.fact == held.next_fact
    if len(held.possible) == 1:
        assert not told.branches
        assert all(told.fact in raw["outcomes"][each]["needs"] for each in told.needed_for)
        assert told.needed_for
        return
    ends = [branch.words for branch in told.branches if len(branch.leaves) == 1]
    assert {*ends[:1]} <= {*told.words}
    assert 1 <= len(told.words) <= 4
    classes = held.diagram.classes[told.fact]
    for value in naive.values_of(raw["facts"][told.fact]):
        kept = classes.of(from_json(value))
        (branch,) = [
            branch
            for branch in told.branches
            if any(within(kept, classes.of(each)) for each in branch.answers)
        ]
        possible = naive.possible(raw, {**answers, told.fact: value})
        assert [text.id for text in branch.leaves] == naive.texts(raw, possible)


def within(kept: Kept, others: Kept) -> bool:
    return all({*one} <= {*other} for one, other in zip(kept, others, strict=True))


@pytest.mark.slow
@some
@given(answered())
def test_a_rule_that_did_not_fire_names_the_answers_or_the_rules_that_kept_it_from_it(case) -> None:
    raw, answers = case
    told = why_not(held_with(raw, answers))
    ways = [(values, *reading(raw, values)) for values in naive.completions(raw, answers)]
    kept = [
        each["id"]
        for table, rules in raw["tables"].items()
        for each in rules
        if any(table in fired for _, fired, _ in ways)
        and all(fired.get(table) != each["id"] for _, fired, _ in ways)
    ]
    assert [each.rule.id for each in told] == kept
    for each in told:
        before = {one.id for one in each.before}
        met = [way for way in ways if rule_holds(raw, each, way[0])]
        assert bool(met) == bool(before)
        if before:
            assert before == {fired.get(each.table) or stop for _, fired, stop in met}
        else:
            assert_ruled_out_by_its_facts(raw, answers, each)


def reading(raw: Raw, values: Raw) -> tuple[dict[str, str | None], str | None]:
    """For each table that is read the rule that fires, and the rule that stops the reading."""
    fired: dict[str, str | None] = {}
    for table in [*raw["verdict"], *(t for t in raw["tables"] if t not in raw["verdict"])]:
        hit = naive.first_hit(raw, table, values)
        fired[table] = hit["id"] if hit else None
        if hit and hit.get("stop"):
            return fired, hit["id"]
    return fired, None


def assert_ruled_out_by_its_facts(raw: Raw, answers: Raw, told: WhyNot) -> None:
    """They rule it out on their own, and once they are taken back it can hold."""
    alone = {fact: answers[fact] for fact in told.facts}
    others = {fact: each for fact, each in answers.items() if fact not in told.facts}
    assert not any(rule_holds(raw, told, values) for values in naive.completions(raw, alone))
    could = any(rule_holds(raw, told, values) for values in naive.completions(raw, others))
    ever = any(rule_holds(raw, told, values) for values in naive.completions(raw, {}))
    assert could == ever


def rule_holds(raw: Raw, told: WhyNot, values: Raw) -> bool:
    (found,) = [each for each in raw["tables"][told.table] if each["id"] == told.rule.id]
    return "when" not in found or naive.holds(raw, found["when"], values)


# For people to read

kettle = compiled(KETTLE)


def not_fired(diagram: Diagram, **answers: Answer) -> dict[str, str]:
    """The words for every rule that did not fire."""
    return {each.rule.id: each.words for each in why_not(interview(diagram, answers))}


def test_a_question_is_asked_for_what_its_answers_would_mean() -> None:
    assert why(interview(kettle, {})).words == (
        "No would mean Leave it",
        "Otherwise: more questions follow.",
    )
    assert why(interview(kettle, {"thirsty": YES})).words == (
        "Juice would mean Leave it",
        "Otherwise: more questions follow.",
    )
    assert why(interview(kettle, {"thirsty": YES, "drink": Value("tea")})).words == (
        "Under 200 ml would mean Fill it",
        "200 ml or more would mean Boil it",
    )


def test_a_threshold_of_a_shipped_set_is_told_in_a_line() -> None:
    diagram = compile_rules(loads(shipped("ertas"), "ertas"))
    asked = {"prompt_optimised": YES, "knowledge_changes": NO, "needs_citations": NO, "one_off": NO}
    assert why(interview(diagram, asked)).words == (
        "If it handles fewer than 50 requests a day: use an API as it is.",
        "Otherwise: more questions follow.",
    )


def test_stretches_that_lead_the_same_way_are_one_branch() -> None:
    facts = {"n": number("n", 0, 99)}
    table = [rule("middle", "a", {"n": {"at_least": 10, "below": 20}}), rule("end", "b")]
    outer, middle = why(held_with(one_table(facts, table), {})).branches
    assert outer.answers == (Range(below=10), Range(at_least=20))
    assert outer.words == "Under 10 pieces or 20 pieces or more would mean b"
    assert middle.answers == (Range(10, 20),)


def test_a_question_for_the_wording_names_the_outcomes_that_need_it() -> None:
    card = {"monday": NO, "age": Value(30), "member": YES}
    asked = why(interview(compiled(MUSEUM), card))
    assert (asked.fact, asked.branches, asked.needed_for) == ("stairs", (), ("welcome", "half"))
    assert asked.words == ("Decided: pay half. This is for its details.",)


def test_a_question_for_conditions_names_them_and_not_the_wording() -> None:
    dog = compiled(DOG)
    company: dict[str, Answer] = {"wish": Chosen(frozenset({"company"})), "travels": NO}
    asked = why(interview(dog, company))
    assert (asked.fact, asked.branches, asked.needed_for) == ("ready", (), ())
    assert asked.words == (
        "Decided: get a dog. This tells what is in place: time for it and a garden.",
    )
    all_there: dict[str, Answer] = {
        "ready": Chosen(frozenset({"time", "garden"})),
        "walks": Value(21),
    }
    asked = why(interview(dog, {**company, **all_there}))
    assert (asked.fact, asked.words) == ("large", ("Decided: get a dog. This is for its details.",))


def test_nothing_asked_has_no_reason() -> None:
    with pytest.raises(LookupError, match="the interview is finished"):
        why(interview(kettle, {"thirsty": NO}))


def test_answers_that_leave_many_recommendations_lead_to_more_questions() -> None:
    names = [f"a-recommendation-with-a-long-title-{n}" for n in range(10)]
    facts = {"n": number("n", 0, 99), "m": number("m", 0, 99)}
    of_m = [{"m": {"below": n % 5 * 10 + 10}} for n in range(9)]
    few = [{"all": [{"n": {"below": 10}}, when]} for when in of_m[:4]] + [{"n": {"below": 10}}]
    table = [rule(f"r{n}", f"o{n}", when) for n, when in enumerate([*few, *of_m[5:]])]
    texts = [said(name, t=f"o{n}") for n, name in enumerate(names)]
    raw = ruleset(facts, {"t": [*table, rule("end", "o9")]}, ["t"], texts)
    assert why(held_with(raw, {})).words == ("Every answer leads to more questions.",)


def test_an_answer_that_leads_into_a_gap_leaves_nothing() -> None:
    gap = changed(KETTLE, "    - id: go\n", "    - id: go\n      when: {water: {below: 1500}}\n")
    asked = why(interview(compiled(gap), {"thirsty": YES, "drink": Value("tea")}))
    assert asked.words[0] == "1,500 ml or more would leave no recommendation"


def test_a_rule_is_ruled_out_by_an_answer_or_by_a_rule_before_it() -> None:
    assert not_fired(kettle, thirsty=YES, drink=Value("tea"), water=Value(50)) == {
        "not-thirsty": "Thirsty: Yes",
        "cold": "Drink: Tea",
        "go": "dry goes before it: Water: 50 ml",
    }


def test_a_rule_of_several_parts_names_every_answer_that_rules_it_out() -> None:
    member = {"monday": NO, "age": Value(30), "member": YES}
    told = not_fired(compiled(MUSEUM), **member, stairs=Value("can"), wheelchair=NO)
    assert told["lift"] == "Stairs: Gladly and Wheelchair: No"
    facts = {"x": yes_no("x"), "y": yes_no("y")}
    both = {"all": [{"x": "yes"}, {"y": "yes"}]}
    raw = one_table(facts, [rule("both", "a", both), rule("end", "b")])
    (either_would,) = why_not(held_with(raw, {"x": "no", "y": "no"}))
    assert either_would.facts == ("x", "y")


def test_a_rule_that_may_still_fire_is_not_among_them() -> None:
    told = not_fired(kettle, thirsty=YES, drink=NotSure(), water=Value(50))
    assert told.keys() == {"not-thirsty", "go"}


def test_an_unsure_answer_that_counts_as_one_rules_out_too() -> None:
    told = not_fired(kettle, thirsty=NotSure(), drink=Value("juice"))
    assert told["cold"] == "not-thirsty goes before it: Thirsty: not sure"


def test_tables_that_are_not_read_have_no_part_in_it() -> None:
    assert not_fired(compiled(MUSEUM), monday=YES) == {
        "opened": "closed goes before it: Monday: Yes"
    }


def test_a_rule_that_holds_only_where_an_earlier_table_stops_names_what_stops_it() -> None:
    text = changed(MUSEUM, "      when: {age: {below: 6}}\n", "      when: {monday: yes}\n")
    told = not_fired(compiled(text), monday=NotSure(), member=YES)
    assert told["child"] == "Monday: not sure"
    facts = {"x": yes_no("x"), "y": yes_no("y")}
    tables = {
        "s": [rule("halt", "a", {"x": "yes"}, stop=True), rule("on", "b")],
        "t": [rule("late", "c", {"x": "yes"}), rule("end", "d")],
    }
    texts = [said("stopped", s="a"), said("going", s="b", t=["c", "d"])]
    (late,) = why_not(held_with(ruleset(facts, tables, ["s", "t"], texts), {"x": "not_sure"}))
    assert (late.rule.id, late.words) == ("late", "halt goes before it: x: not sure")


def test_a_rule_that_no_answers_let_hold_says_so() -> None:
    never = "when: {all: [{thirsty: yes}, {thirsty: no}]}"
    told = not_fired(compiled(changed(KETTLE, "when: {drink: juice}", never)), thirsty=YES)
    assert told["cold"] == "No answers let it hold"
