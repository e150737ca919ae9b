"""Diff and replay over language 2: directions, stances and conditions, and sets of either language."""

import copy
import json
import re
from pathlib import Path
from typing import Any, TypeAlias

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rules.__main__ import main
from rules.comparing.diff_words import PLAINLY, diff_as_data, diff_in_words
from rules.comparing.renames import carried
from rules.comparing.stances import heading_of
from rules.comparing.versions import Replayed, Told, diff, replay
from rules.comparing.words import replayed_in_words
from rules.diagram.compiler import compile_rules
from rules.interview.explain import recommend
from rules.interview.interview import interview
from rules.language.answers import Answer, Chosen, Range, Ticks, from_json, to_json
from rules.language.model import RuleSet
from tests.rules import naive2, strategies
from tests.rules.examples2 import whole
from tests.rules.sized import load_raw
from tests.rules.strategies2 import answer, answered, whens
from tests.rules.toys import DOG, changed, compiled

Raw: TypeAlias = dict[str, Any]
some = settings(max_examples=25)
FRIEND: Raw = {"wish": ["company"], "ready": ["time", "money", "garden"], "travels": "no",
               "walks": 21, "large": "yes"}  # fmt: skip
OLD_DOG = re.sub(
    r"^(language|conditions|modifiers|collect|never|cases):.*\n(?:  .*\n)*",
    "",
    DOG,
    flags=re.MULTILINE,
)
OLD_DOG = re.sub(r"    unticked: open\n|, alone: true|, surely_not: A balcony", "", OLD_DOG)
OLD_DOG = re.sub(r"trains: true, ready_when: .*?\], |stance: \w+", "", OLD_DOG)
OLD_DOG = OLD_DOG.replace(
    "    - {id: ask-on, when: {wish: unsure}, outcome: wait, because: Nobody knows., cite: [D1]}\n",
    "    - {id: ask-on, when: {travels: yes}, outcome: wait, because: Nobody knows., cite: [D1]}\n",
)
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
    no_lead = changed(
        DOG,
        "{table: {size: big}}, label: on a lead, ask: true",
        "{travels: yes}, label: on a lead, ask: true",
    )
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


# Diff


@st.composite
def versions(draw: st.DrawFn) -> tuple[Raw, Raw]:
    """A rule set, and the same with another order of rules, other conditions, or one of them hard."""
    old, _ = draw(answered(options=3, most=3))
    new = copy.deepcopy(old)
    change = draw(st.sampled_from(["swapped", "when", "fewer", "hard"]))
    directions = [each for each in new["outcomes"].values() if each.get("ready_when")]
    if change == "swapped" or not directions:
        new["tables"]["t0"][:-1] = reversed(new["tables"]["t0"][:-1])
        return old, new
    direction = draw(st.sampled_from(directions))
    condition = new["conditions"][draw(st.sampled_from(direction["ready_when"]))]
    if change == "when":
        condition["when"] = draw(whens(new["facts"], unsure=False))
    elif change == "hard" and "otherwise" not in condition:
        condition["unknown"] = "missing"
    elif len(direction["ready_when"]) > 1:
        direction["ready_when"].pop()
        used = {id_ for each in directions for id_ in each["ready_when"]}
        new["conditions"] = {id_: c for id_, c in new["conditions"].items() if id_ in used}
    return old, new


def ends(raw: Raw, answers: Raw) -> tuple[str, str | None]:
    """What somebody is told first who has given these answers, and any that are asked for."""
    diagram = compile_rules(load_raw(raw))
    held = interview(diagram, given_as(answers))
    while held.next_fact is not None:
        raw_fact = raw["facts"][held.next_fact]
        answers = {**answers, held.next_fact: naive2.plain_answers(raw_fact)[0]}
        held = interview(diagram, given_as(answers))
    advised = recommend(held)
    return advised.text.id, heading_of(advised, {})


@pytest.mark.slow
@some
@given(versions(), st.data())
def test_what_moves_is_what_both_versions_say_of_the_example(pair, data) -> None:
    old, new = pair
    found = diff(compile_rules(load_raw(old)), compile_rules(load_raw(new)))
    for moves, part in ((found.moved, 0), (found.headed, 1)):
        for move, region in moves.items():
            known = {each.fact: to_json(each.answer) for each in region.example}
            said = ends(old, known), ends(new, known)
            assert (said[0][part], said[1][part]) == move
    [*diff_in_words(found)], diff_as_data(found)
    answers = {name: data.draw(answer(fact)) for name, fact in old["facts"].items()}
    over_a_bound = any(isinstance(each, Range) for each in given_as(answers).values())
    before, after = ends(old, answers), ends(new, answers)
    if before != after and not over_a_bound:
        moved = (before[0], after[0]) in found.moved
        assert moved or (before[1], after[1]) in found.headed


@some
@given(answered())
def test_nothing_changes_from_a_version_to_itself(pair: tuple[Raw, Raw]) -> None:
    raw, known = pair
    raw["cases"] = [{"name": "c", "answers": known, "expect": raw["recommendations"][0]["id"]}]
    diagram = compile_rules(load_raw(raw))
    found = diff(diagram, diagram)
    assert (found.changed, found.moved, found.headed) == (0, {}, {})
    assert (found.reworked, found.added, found.edits) == ({}, {}, ())
    assert not any(case.moves for case in found.cases)
    assert found.answer_sets == sum(diagram.counts(diagram.verdict).values())
    assert [*diff_in_words(found)][1:2] == ["Nothing was changed"]


@some
@given(strategies.answered())
def test_on_plain_answers_a_set_says_the_same_in_either_language(pair: tuple[Raw, Raw]) -> None:
    raw, known = pair
    newer = copy.deepcopy(raw)
    newer["language"] = 2
    for outcome in newer["outcomes"].values():
        outcome["stance"] = "no"
    for old, new in ((raw, newer), (newer, raw)):
        for each in (old, new):
            case = {"name": "c", "answers": known, "expect": raw["recommendations"][0]["id"]}
            each["cases"] = [case]
        found = diff(compile_rules(load_raw(old)), compile_rules(load_raw(new)))
        assert (found.plainly, found.moved, found.reworked, found.added) == (True, {}, {}, {})
        assert {*found.headed} <= {(None, "no"), ("no", None)}
        assert PLAINLY in [*diff_in_words(found)]


def compared(old: str, new: str) -> list[str]:
    return [*diff_in_words(diff(compiled(old), compiled(new)))]


def test_a_stance_that_moves_is_told_in_groups_with_what_was_changed() -> None:
    newer = changed(DOG, "{walks: {at_least: 21}}", "{walks: {at_least: 25}}")
    newer = changed(newer, "headline: Move house", "unknown: missing, headline: Move house")
    newer = changed(newer, "stance: not_yet}\n  none", "stance: no}\n  none")
    newer = changed(newer, "say: With a long lead", "say: On a lead")
    newer = changed(newer, "unless: [cat], ", "")
    assert compared(DOG, newer) == [
        "dog 1.0.0 -> dog 1.0.0",
        "What was changed",
        "  condition 'walks': when {walks: {at_least: 25}}, which was {walks: {at_least: 21}}",
        "  condition 'garden': not knowing it is as bad as not having it",
        "  outcome 'wait': stance no, which was not_yet",
        "  modifier 'lead': rewritten: say",
        "  row 'mice' of collect: rewritten: unless",
        "Whose advice changes",
        "  1 of 3 worked cases and 14.278% of the sets of answers that both take",
        (
            "  126 sets now say not_yet: walks missing, which said yes_if: home unknown, yes, "
            "yes_if: garden unknown or not_yet: garden missing (3.500%)"
        ),
        "    1 worked case: 'a friend'",
        (
            "    for example Wishes: with “Company”, In place: with Time, "
            "with A garden, Travels: No, Walks: 21 to 24 walks a week"
        ),
        "  360 sets now say no, which said not_yet (10.000%)",
        "    for example Wishes: not sure",
        (
            "  28 sets now say not_yet: garden missing, which said yes_if: home unknown, "
            "yes_if: garden unknown or yes_if: walks unknown (0.778%)"
        ),
        (
            "    for example Wishes: with “Company”, In place: with “Time”, "
            "Travels: No, Walks: not sure, Large: Yes"
        ),
    ]


def test_where_costs_are_told_is_an_edit_and_follows_new_names() -> None:
    told = changed(DOG, "intro:", "costs: {when: {travels: no}}\nintro:")
    assert "  the rule set: rewritten: costs" in compared(DOG, told)
    renamed = changed(told, "  travels:\n", "  journeys:\n    was: [travels]\n")
    renamed = re.sub(r"\{travels: (yes|no)", r"{journeys: \1", renamed)
    renamed = re.sub(r"travels: (yes|no)(?=[,}])", r"journeys: \1", renamed)
    assert not [line for line in compared(told, renamed) if "costs" in line]


def test_a_condition_that_is_new_renamed_or_gone_is_an_edit() -> None:
    newer = changed(DOG, "  walks: {label: three", "  paths: {was: [walks], label: three")
    newer = changed(newer, "[time, home, walks, garden]", "[home, paths, time, wet]")
    newer = changed(newer, "  garden: {label: a garden", "  wet: {label: a garden")
    newer = changed(newer, "otherwise: cat", "otherwise: none")
    newer = changed(newer, "  - {id: hat, when: {wish", "  - {id: no-hat, when: {wish")
    assert compared(DOG, newer)[2:11] == [
        "  condition 'walks' is now called 'paths'",
        "  condition 'garden' is gone; if 'wet' is its new name, write there 'was: garden'",
        "  condition 'home': leads to none, which was cat",
        "  condition 'wet' is new",
        "  outcome 'dog': is ready when there is wet as well",
        "  outcome 'dog': is ready without garden",
        "  outcome 'dog': asks for its conditions in another order: home, paths, time, wet",
        "  row 'hat' of never is gone",
        "  row 'no-hat' of never is new",
    ]


def test_from_one_language_to_the_other_only_plain_answers_are_compared() -> None:
    found = compared(OLD_DOG, DOG)
    assert found[2:7] == [
        "  the rule set: language 2, which was 1",
        "  fact 'ready': unticked open, which was closed",
        "  rule 'ask-on' of table 'pet': when {wish: unsure}, which was {travels: yes}",
        "  4 conditions are new: time, walks, garden and home",
        "  outcome 'dog': is ready when there is time, home, walks and garden as well",
    ]
    assert found[found.index(PLAINLY) :][2:5] == [
        "  0 of 1 worked case and 38.889% of the sets of answers that both take",
        "  later now says cat (38.889%)",
        (
            "    for example Wishes: with “Company”, In place: without “Time”, "
            "Travels: Yes, Walks: under 21 walks a week, Large: Yes"
        ),
    ]
    back = diff(compiled(DOG), compiled(OLD_DOG))
    assert (back.plainly, back.changed > 0) == (True, True)


def test_a_stance_in_the_data_is_told_with_its_condition() -> None:
    newer = changed(DOG, "{walks: {at_least: 21}}", "{walks: {at_least: 25}}")
    found = diff_as_data(diff(compiled(DOG), compiled(newer)))
    assert [(each["from"], each["to"]) for each in found["headed"]][-1] == (
        "not_yet: garden missing",
        "not_yet: walks missing",
    )
    (case,) = found["cases"]["moved"]
    assert (case["from"], case["headed"]) == (["dog"], ["yes", "not_yet: walks missing"])
    assert json.dumps(found)


@pytest.mark.slow
@some
@given(strategies.answered(), answered(), answered())
def test_any_two_sets_are_compared_whatever_their_language(one, two, three) -> None:
    sets = []
    for raw, known in (one, two, three):
        case = {"name": "c", "answers": known, "expect": raw["recommendations"][0]["id"]}
        sets.append(compile_rules(load_raw({**raw, "cases": [case]})))
    for old, new in ((0, 1), (1, 0), (1, 2)):
        found = diff(sets[old], sets[new])
        assert json.dumps(diff_as_data(found))
        assert [*diff_in_words(found)]


@pytest.mark.parametrize(
    ("more", "unticked", "carries"),
    [
        (False, "closed", {"f": Chosen(frozenset("a"))}),
        (False, "open", {"f": Chosen(frozenset("a"))}),
        (True, "open", {"f": Ticks(frozenset("a"), frozenset("b"))}),
        (True, "closed", {}),
    ],
)
def test_nobody_said_no_to_an_option_that_was_not_there(more, unticked, carries) -> None:
    def listing(options: list[str], unticked: str) -> RuleSet:
        facts = {"f": {"type": "several", "options": options, "unticked": unticked}}
        table = [{"when": {"f": {"has": "a"}}, "outcome": "o"}, {"outcome": "p"}]
        ends = {"o": {"stance": "no"}, "p": {"stance": "no"}}
        return load_raw(whole({"facts": facts, "tables": {"t": table}, "outcomes": ends}))

    old = listing(["a", "b"], "closed")
    new = listing(["a", "b", *(["c"] if more else [])], unticked)
    assert carried(old, new, "f", Chosen(frozenset("a"))) == carries
