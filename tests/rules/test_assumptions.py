"""What an overlay assumes isn't asked, can't be answered otherwise, and is told as assumed."""

from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rules.checks.check import check
from rules.checks.reads_as import misread
from rules.cli.advise import read_answers
from rules.comparing.edits import edits
from rules.comparing.versions import diff, replay
from rules.diagram.compiler import compile_rules
from rules.interview.advice import advice
from rules.interview.explain import recommend
from rules.interview.interview import interview
from rules.interview.report import report
from rules.interview.why import why_not
from rules.language.answers import AnswerError, NotSure, Value
from rules.language.faults import RuleSetError
from rules.language.model import RuleSet
from rules.loading.load import loads
from tests.rules import naive
from tests.rules.sized import load_raw, one_table, rule, several
from tests.rules.strategies import answered
from tests.rules.test_diagram import compiled, some
from tests.rules.toys import WHOLE_KETTLE, changed

HEAD = "overlay: ours\nversion: 0.1.0\nextends: kettle.yaml\n"


def assuming(text: str, base: str = WHOLE_KETTLE) -> RuleSet:
    """The kettle under an overlay, as the log keeps both."""
    return loads(f"{base}---\n{HEAD}assume: {text}\n")


@pytest.mark.slow
@some
@given(answered(), st.data())
def test_nothing_is_wrong_only_because_of_an_assumption(case, data) -> None:
    raw, _ = case
    fact = data.draw(st.sampled_from([*raw["facts"]]))
    taken = data.draw(st.sampled_from(naive.values_of(raw["facts"][fact])))
    ours = check(compiled({**raw, "assumptions": {fact: {"as": taken, "by": "us"}}}))
    base = check(compiled(raw))
    kinds = ("gap", "missing recommendation")
    assert {each.kind for each in ours.problems} <= {each.kind for each in base.problems}
    assert [each for each in ours.problems if each.kind not in kinds] == [
        each for each in base.problems if each.kind not in kinds
    ]
    assert sum(ours.shares.values()) <= 1.0001


def test_it_is_not_asked_and_what_is_answered_does_not_count() -> None:
    diagram = compile_rules(assuming("{thirsty: yes}"))
    assert interview(diagram, {}).next_fact == "drink"
    assert interview(diagram, {"thirsty": Value("no")}).next_fact == "drink"
    assert interview(diagram, {"thirsty": NotSure()}).unsure == ()
    assert check(diagram).problems == ()
    assert check(diagram).longest == 2


def test_why_names_who_assumes_it_and_not_the_person() -> None:
    held = interview(compile_rules(assuming("{thirsty: no}")), {})
    (why,) = [each for each in advice(held, recommend(held)).sections if each.id == "why"]
    (item,) = why.items
    assert (item.answers, item.assumed) == ((), ("Thirsty: No, assumed by ours",))
    said = report(held)
    assert (said["answers"], said["assumed"]) == ({"thirsty": "no"}, {"thirsty": "ours"})
    assert (said["rules"][0]["because_of"], said["rules"][0]["assumed"]) == ([], ["thirsty"])
    assert {each.rule.id for each in why_not(held)} == {"cold", "dry", "go"}


def test_reading_as_another_rule_set_loses_no_row_to_an_assumption() -> None:
    rows = "[{when: {prompt_optimised: no}, as: no}, {as: yes}]"
    reads = f"add: {{reads_as: {{kettle: {{facts: {{thirsty: {rows}}}}}}}}}\n"
    text = (
        "overlay: ours\nversion: 0.1.0\nextends: ertas\nassume: {prompt_optimised: yes}\n" + reads
    )
    assert misread(loads(text), loads(WHOLE_KETTLE)) == []


def test_answers_from_a_file_may_not_contradict_it(tmp_path: Path) -> None:
    diagram = compile_rules(assuming("{thirsty: no}"))
    (tmp_path / "same.json").write_text('{"thirsty": "no"}', "utf-8")
    (tmp_path / "other.json").write_text('{"thirsty": "yes"}', "utf-8")
    assert read_answers(diagram, tmp_path / "same.json") == {"thirsty": Value("no")}
    with pytest.raises(AnswerError, match="'thirsty' is assumed to be no by ours: leave it out"):
        read_answers(diagram, tmp_path / "other.json")


def test_a_case_with_another_answer_is_passed_over_and_one_without_is_not() -> None:
    assert check(compile_rules(assuming("{thirsty: no}"))).problems == ()
    assert check(compile_rules(assuming("{drink: cocoa}"))).problems == ()
    unknown = changed(WHOLE_KETTLE, "thirsty: yes, drink: tea, ", "")
    found = check(compile_rules(assuming("{thirsty: no}", unknown))).problems
    assert [each.kind for each in found] == ["case"]


def test_a_gap_that_nobody_falls_into_is_none() -> None:
    over = f"{WHOLE_KETTLE}---\n{HEAD}remove: {{rules: {{cold: We have none.}}}}\n"
    found = check(compile_rules(loads(over))).problems
    assert [each.kind for each in found] == ["gap"]
    without = check(compile_rules(loads(over + "assume: {drink: tea}\n"))).problems
    assert [each.kind for each in without] == []


def test_overlays_assume_one_after_the_other(tmp_path: Path) -> None:
    (tmp_path / "kettle.yaml").write_text(WHOLE_KETTLE, "utf-8")
    (tmp_path / "company.yaml").write_text(HEAD + "assume: {thirsty: yes}", "utf-8")
    team = "overlay: team\nversion: 0.1.0\nextends: company.yaml\n"
    with pytest.raises(RuleSetError) as refused:
        loads(team + "assume: {thirsty: no}", str(tmp_path / "team.yaml"))
    where = f"on line 4 of {tmp_path / 'company.yaml'}"
    remedy = "write it under 'remove: assumptions' as well, with the reason"
    assert f"'thirsty' is assumed already, {where}: {remedy}" in str(refused.value)
    anew = "remove: {assumptions: {thirsty: Not with us.}}\nassume: {thirsty: no, drink: tea}"
    ours = loads(team + anew, str(tmp_path / "team.yaml"))
    said = {fact: (each.answer, each.by) for fact, each in ours.assumptions.items()}
    assert said == {"thirsty": ("no", "team"), "drink": ("tea", "team")}


def test_what_is_assumed_is_an_edit_to_blame() -> None:
    with pytest.raises(RuleSetError, match=r"no fact called 'wet'"):
        assuming("{wet: yes}")


def test_diff_says_what_is_assumed_and_whose_advice_that_changes() -> None:
    base, ours = loads(WHOLE_KETTLE), assuming("{thirsty: no}")
    assert [str(each) for each in edits(base, ours)] == [
        "fact 'thirsty': assumed to be no by ours, and not asked"
    ]
    assert [str(each) for each in edits(ours, base)] == ["fact 'thirsty': no longer assumed"]
    changes = diff(compile_rules(base), compile_rules(ours))
    assert {*changes.moved} == {("fill", "leave"), ("boil", "leave")}
    renamed = changed(WHOLE_KETTLE, "  thirsty:\n", "  dry:\n    was: thirsty\n")
    newer = assuming("{dry: no}", renamed.replace("thirsty: ", "dry: "))
    assert diff(compile_rules(ours), compile_rules(newer)).moved == {}
    assert [str(each) for each in edits(ours, newer)] == ["fact 'thirsty' is now called 'dry'"]


def test_an_old_interview_is_read_with_what_is_assumed_today() -> None:
    diagram = compile_rules(assuming("{thirsty: no}"))
    found = replay(diagram, {"thirsty": Value("yes"), "drink": Value("juice")}, "leave")
    assert (found.how, found.after) == ("same", ("leave",))


def test_several_options_can_be_assumed() -> None:
    raw = about_several()
    diagram = compile_rules(load_raw({**raw, "assumptions": {"s": {"as": ["a"], "by": "us"}}}))
    assert interview(diagram, {}).possible == (("one",),)


def about_several() -> dict[str, Any]:
    """A rule set that reads one fact of several options."""
    table = [rule("r1", "one", {"s": {"only": "a"}}), rule("r2", "two", {"s": {"has": "b"}})]
    table.append(rule("r3", "two"))
    return one_table({"s": several("s", "ab")}, table)
