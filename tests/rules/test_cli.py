"""`python -m rules`: what it prints and its exit code, 0 fine, 1 a flawed rule set, 2 bad input."""

import json
from pathlib import Path

import pytest

from rules.__main__ import main
from rules.loading import SHIPPED
from tests.rules.toys import KETTLE, changed


@pytest.fixture
def kettle(tmp_path: Path) -> Path:
    path = tmp_path / "kettle.yaml"
    path.write_text(KETTLE, "utf-8")
    return path


def answers(kettle: Path, text: str) -> str:
    path = kettle.with_name("answers.json")
    path.write_text(text, "utf-8")
    return str(path)


def test_check_of_a_whole_rule_set_prints_its_figures(kettle, capsys) -> None:
    assert main(["check", str(kettle)]) == 0
    assert capsys.readouterr().out.splitlines() == [
        "kettle 1.0.0",
        "  3 facts, 4 rules, 8 sets of answers, 6 diagram nodes, at most 3 questions, 1 worked case",
        "   75.000%  leave",
        "   12.500%  fill",
        "   12.500%  boil",
        "  no problems",
    ]


@pytest.mark.parametrize("name", SHIPPED)
def test_a_shipped_rule_set_is_checked_by_its_name(name: str, capsys) -> None:
    assert main(["check", name]) == 0
    assert capsys.readouterr().out.endswith("no problems\n")


def test_check_prints_data_when_asked(kettle, capsys) -> None:
    assert main(["check", str(kettle), "--json"]) == 0
    found = json.loads(capsys.readouterr().out)
    assert found["ok"] is True
    assert (found["answer_sets"], found["problems"]) == (8, [])


def test_check_of_a_flawed_rule_set_prints_its_problems_and_fails(kettle, capsys) -> None:
    kettle.write_text(changed(KETTLE, "expect: boil", "expect: leave"), "utf-8")
    assert main(["check", str(kettle)]) == 1
    out = capsys.readouterr().out
    assert "case: case 'a full kettle' expects leave but gets boil" in out
    assert out.endswith("  1 problem\n")


def test_check_of_a_faulty_file_prints_every_fault_with_its_line(kettle, capsys) -> None:
    text = changed(changed(KETTLE, "cite: [A2]", "cite: []"), "max: 2000", "max: x")
    kettle.write_text(text, "utf-8")
    assert main(["check", str(kettle)]) == 1
    first, second = capsys.readouterr().err.splitlines()
    assert first.startswith(f"{kettle}:39: ")
    assert second.startswith(f"{kettle}:58: ")


def test_check_of_no_file_fails_with_a_sentence(tmp_path, capsys) -> None:
    assert main(["check", str(tmp_path / "none.yaml")]) == 1
    assert "can't be read (No such file or directory)" in capsys.readouterr().err


def test_advise_asks_the_next_question(kettle, capsys) -> None:
    given = answers(kettle, '{"thirsty": true}')
    assert main(["advise", str(kettle), "--answers", given]) == 0
    assert capsys.readouterr().out.splitlines() == [
        "Next question (drink): What would you like?",
        "Still possible: Leave it, Fill it, Boil it",
    ]


def test_advise_recommends_with_reasons_and_steps(kettle, capsys) -> None:
    given = answers(kettle, '{"thirsty": "yes", "drink": "tea", "water": 1000}')
    assert main(["advise", str(kettle), "--answers", given]) == 0
    assert capsys.readouterr().out.splitlines() == [
        "Boil it: Boil the kettle.",
        "  because (go): All is ready. [Aunt Ada A1, Aunt Ada A2]",
        "  1. Press the switch.",
    ]


def test_advise_says_what_it_depends_on(kettle, capsys) -> None:
    given = answers(kettle, '{"thirsty": "yes", "drink": "not_sure", "water": {"at_least": 200}}')
    assert main(["advise", str(kettle), "--answers", given]) == 0
    assert "depends on drink: Leave it, Boil it" in capsys.readouterr().out


def test_advise_prints_data_when_asked(kettle, capsys) -> None:
    given = answers(kettle, '{"thirsty": "no"}')
    assert main(["advise", str(kettle), "--answers", given, "--json"]) == 0
    said = json.loads(capsys.readouterr().out)
    assert (said["ruleset"], said["next"], said["recommendation"]["id"]) == (
        "kettle",
        None,
        "leave",
    )


BAD_ANSWERS = [
    ('{"thirst": "yes"}', "no fact is called 'thirst'; the facts are: thirsty, drink, water"),
    ('{"thirsty": "maybe"}', "'thirsty' takes one of: yes, no, not_sure"),
    ('{"water": 1.5}', "'water': an answer is a value"),
    ('{"water": {"below": 0}}', "'water' must lie between 0 and 2000 ml"),
    ("[]", 'must hold an object: {"fact": value, ...}'),
    ("{", "is not valid JSON"),
    ("[" * 100_000, "is not valid JSON"),
    (f'{{"water": {"9" * 5000}}}', "is not valid JSON"),
]


@pytest.mark.parametrize(("text", "message"), BAD_ANSWERS)
def test_bad_answers_exit_with_two_and_a_sentence(text: str, message: str, kettle, capsys) -> None:
    assert main(["advise", str(kettle), "--answers", answers(kettle, text)]) == 2
    assert message in capsys.readouterr().err


def test_every_misfit_among_the_answers_is_told(kettle, capsys) -> None:
    given = answers(kettle, '{"thirsty": 5, "water": "lots", "sugar": 1}')
    assert main(["advise", str(kettle), "--answers", given]) == 2
    assert len(capsys.readouterr().err.splitlines()) == 3


def test_answers_that_are_not_there_exit_with_two(kettle, capsys) -> None:
    assert main(["advise", str(kettle), "--answers", str(kettle.with_name("none.json"))]) == 2
    assert "can't be read" in capsys.readouterr().err


def test_advice_that_falls_into_a_gap_exits_with_one(kettle, capsys) -> None:
    gap = changed(KETTLE, "    - id: go\n", "    - id: go\n      when: {water: {below: 1500}}\n")
    kettle.write_text(gap, "utf-8")
    given = answers(kettle, '{"thirsty": "yes", "drink": "tea", "water": 1900}')
    for how in ([], ["--json"]):
        assert main(["advise", str(kettle), "--answers", given, *how]) == 1
        assert "has no advice for these answers: run check on it" in capsys.readouterr().err


def test_an_unknown_command_exits_with_two(capsys) -> None:
    with pytest.raises(SystemExit) as left:
        main(["boil"])
    assert left.value.code == 2
