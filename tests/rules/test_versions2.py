"""Diff and replay over language 2: directions, stances and conditions, and sets of either language."""

import json
from pathlib import Path
from typing import Any, TypeAlias

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from rules.__main__ import main
from rules.comparing.versions import Replayed, Told, replay
from rules.comparing.words import replayed_in_words
from rules.diagram.diagram import compile_rules
from rules.interview.explain import recommend
from rules.interview.interview import interview
from rules.language.answers import Answer, from_json
from tests.rules.sized import load_raw
from tests.rules.strategies2 import answer, answered
from tests.rules.toys import DOG, changed, compiled

Raw: TypeAlias = dict[str, Any]
some = settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow])
FRIEND: Raw = {"wish": ["company"], "ready": ["time", "money", "garden"], "travels": "no",
               "walks": 21, "large": "yes"}  # fmt: skip
FINE = Told("dog", "yes", ("lead",), (), ())


def given_as(raw: Raw) -> dict[str, Answer]:
    return {fact: from_json(each) for fact, each in raw.items()}


def again(text: str, answers: Raw, said: str = "dog", told: Told = FINE) -> Replayed:
    return replay(compiled(text), given_as(answers), said, told)


# Replay


def test_what_was_told_is_held_against_direction_stance_and_conditions_of_today() -> None:
    assert again(DOG, FRIEND).how == "same"
    more = changed(DOG, "{walks: {at_least: 21}}", "{walks: {at_least: 25}}")
    found = again(more, FRIEND)
    assert (found.how, found.before, found.after) == ("changed", ("dog",), ("dog",))
    assert found.otherwise == {"stance": ("yes", "not_yet"), "missing": ((), ("walks",))}
    assert replayed_in_words(compiled(more), found) == (
        "changed, still dog (stance was yes, is not_yet, missing was empty, is walks)"
    )
    unsure = {**FRIEND, "walks": "not_sure"}
    told = Told("dog", "yes_if", ("lead",), (), ("walks",))
    assert again(DOG, unsure, told=told).how == "same"
    hard = changed(DOG, "headline: Find walkers", "unknown: missing, headline: Find walkers")
    assert again(hard, unsure, told=told).otherwise["unknown"] == (("walks",), ())
    no_lead = changed(DOG, "{table: {size: big}}, ask: true", "{travels: yes}, ask: true")
    assert again(no_lead, FRIEND).how == "minor"


def test_a_condition_renamed_is_the_same_condition() -> None:
    told = Told("dog", "not_yet", ("lead",), ("walks",), ())
    renamed = changed(
        DOG,
        "  walks: {label: three walks a day,",
        "  paths: {was: [walks], label: three walks a day,",
    )
    renamed = changed(renamed, "[time, home, walks, garden]", "[time, home, paths, garden]")
    assert again(renamed, {**FRIEND, "walks": 3}, told=told).how == "same"


def test_an_option_renamed_is_the_same_tick() -> None:
    renamed = changed(DOG, "money: Money", "cash: {label: Money, was: [money]}")
    renamed = changed(renamed, "ready: [time, money, garden]", "ready: [time, cash, garden]")
    told = Told("dog", "not_yet", ("lead",), ("time",), ())
    half = {**FRIEND, "ready": {"yes": ["money", "garden"], "no": ["time"]}}
    found = again(renamed, half, told=told)
    assert (found.how, found.unfit) == ("same", ())


WATER = """\
conditions:
  water: {label: water, when: {water: yes}, headline: Dig a well, step: Dig., cite: [D1]}
"""
ASKED = """\
  water: {type: yes_no, label: Water, ask: Is there water?, why: W., help: H., not_sure: {because: B}}
verdict:"""


def test_a_new_condition_is_needed_and_changes_nothing_by_itself() -> None:
    newer = changed(changed(DOG, "conditions:\n", WATER), "verdict:", ASKED)
    newer = changed(newer, "[time, home, walks, garden]", "[time, home, walks, garden, water]")
    found = again(newer, FRIEND)
    assert (found.how, found.after, found.otherwise) == ("needs", ("dog",), {})
    assert found.needs is not None
    assert (found.needs.fact, found.needs.at_most) == ("water", 1)
    assert replayed_in_words(compiled(newer), found) == (
        "needs one more answer, 'water': Yes leads to dog, yes; No leads to dog, not_yet"
    )
    mouser = {**FRIEND, "wish": ["mice"]}
    assert again(newer, mouser, "cat", Told("cat", "no", ("lead",), (), ())).how == "same"
    assert again(newer, mouser).how == "changed"  # another direction, which has no conditions


def test_a_log_is_replayed_as_lines(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "dog.yaml").write_text(DOG, "utf-8")
    line: Raw = {
        "answers": FRIEND,
        "recommendation": "dog",
        "direction": "dog",
        "stance": "not_yet",
    }
    short = {"answers": {**FRIEND, "large": "not_sure"}, "recommendation": "dog"}
    lines = (json.dumps(each) for each in (line, short, {**short, "missing": ["time"]}))
    (tmp_path / "log.jsonl").write_text("\n".join(lines), "utf-8")
    asked = ["replay", str(tmp_path / "dog.yaml"), "--answers-log", str(tmp_path / "log.jsonl")]
    assert main(asked) == 0
    assert capsys.readouterr().out == (
        "dog 1.0.0\n"
        "  line 1: changed, still dog (stance was not_yet, is yes)\n"
        "  line 2: same, dog\n"
        "  line 3: same, dog (missing was time, is empty)\n"
        "3 interviews: 1 same, 1 the same but for a list, 1 changed\n"
    )


@some
@given(answered(), st.data())
def test_what_is_advised_today_is_the_same_today_and_less_than_all_of_it_is_needed(
    pair: tuple[Raw, Raw], data: st.DataObject
) -> None:
    raw, known = pair
    diagram = compile_rules(load_raw(raw))
    held = interview(diagram, given_as(known))
    if held.next_fact:
        found = replay(diagram, held.answers, held.recommendations[0].id)
        assert found.how in ("needs", "same", "changed")
        assert found.needs is None or found.needs.fact == held.next_fact
        replayed_in_words(diagram, found)
    while held.next_fact is not None:
        known = {**known, held.next_fact: data.draw(answer(raw["facts"][held.next_fact]))}
        held = interview(diagram, given_as(known))
    advised = recommend(held)
    told = Told(
        advised.direction, advised.stance, advised.modifiers, advised.missing, advised.unknown
    )
    assert replay(diagram, held.answers, advised.text.id, told).how == "same"
