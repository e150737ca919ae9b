"""`python -m rules`: what it prints and its exit code, 0 fine, 1 a flawed rule set, 2 bad input."""

import json
from datetime import date
from itertools import product
from pathlib import Path

import pytest

import rules
from rules.__main__ import main
from rules.cli.authors import starter
from rules.loading.load import SHIPPED
from tests.interviews import DIAGRAMS
from tests.rules.sized import as_yaml, equalities
from tests.rules.toys import PICNIC, WHOLE_KETTLE, changed


@pytest.fixture
def kettle(tmp_path: Path) -> Path:
    path = tmp_path / "kettle.yaml"
    path.write_text(WHOLE_KETTLE, "utf-8")
    return path


def answers(kettle: Path, text: str) -> str:
    path = kettle.with_name("answers.json")
    path.write_text(text, "utf-8")
    return str(path)


def test_check_of_a_whole_rule_set_says_what_holds(kettle, capsys) -> None:
    reached = "1 of 4 rules, 1 of 3 recommendations and 1 of 3 outcomes"
    alike = "no condition tells 'tea' and 'cocoa' of 'drink' apart, so they differ only in words: "
    alike += "name one where it counts, or make them one option"
    assert main(["check", str(kettle)]) == 0
    assert capsys.readouterr().out.splitlines() == [
        "kettle 1.0.0: no problems",
        "  Every full set of answers leads to one recommendation, and no rule is dead.",
        "  3 facts, 4 rules, 3 recommendations; at most 3 questions.",
        f"  warning, unread option: {alike} ({kettle}:27)",
        "  The order of rules counts: 2 rules take only what earlier ones leave (--warnings says what).",
        "  1 worked case of 3 questions: as expected.",
        f"  It reaches {reached} (--coverage names the others).",
    ]


def test_check_counts_sets_of_answers_when_asked(kettle, capsys) -> None:
    assert main(["check", str(kettle), "--shares"]) == 0
    assert capsys.readouterr().out.splitlines()[7:] == [
        "  8 sets of answers from 6 classes, 4 interviews, 6 diagram nodes",
        "  Shares of the sets, each counted once, however likely it is:",
        "   75.000%  leave",
        "   12.500%  fill",
        "   12.500%  boil",
    ]


@pytest.mark.parametrize("name", SHIPPED)
def test_a_shipped_rule_set_is_checked_by_its_name(name: str, capsys) -> None:
    assert main(["check", name]) == 0
    out = capsys.readouterr().out.splitlines()
    assert out[0].endswith(": no problems")
    assert len(out) <= 10


def test_check_prints_data_when_asked(kettle, capsys) -> None:
    assert main(["check", str(kettle), "--json"]) == 0
    found = json.loads(capsys.readouterr().out)
    assert found["ok"] is True
    assert (found["answer_sets"], found["problems"]) == (8, [])
    assert (found["classes"], found["interviews"], found["case_questions"]) == (6, 4, [3])
    assert [each["kind"] for each in found["warnings"]] == ["overlap", "overlap", "unread option"]
    assert found["warnings"][0]["message"] == (
        "rule 'dry' in effect means its condition, and none of: not-thirsty, cold"
    )


def test_check_prints_the_first_warning_of_each_kind_and_all_when_asked(kettle, capsys) -> None:
    never = "when: {any: [{drink: juice}, {all: [{thirsty: no}, {thirsty: yes}]}]}"
    text = changed(WHOLE_KETTLE, "when: {thirsty: no}", never)
    more = "".join(
        f"  s{n}: {{title: x, url: 'https://example.org/{n}', publisher: y, statements: {{Z{n}: z}}}}\n"
        for n in range(3)
    )
    kettle.write_text(changed(text, "facts:\n", f"{more}facts:\n"), "utf-8")
    main(["check", str(kettle)])
    out = capsys.readouterr().out.splitlines()
    (warning,) = [line for line in out if line.startswith("  warning, unasked fact: ")]
    assert "'thirsty' can't change the verdict" in warning
    (first,) = [n for n, line in enumerate(out) if line.startswith("  warning, unused source: ")]
    assert out[first + 1] == "    and 2 more of this kind (--warnings lists them)"
    main(["check", str(kettle), "--warnings"])
    out = capsys.readouterr().out.splitlines()
    assert sum(line.startswith("  warning, unused source: ") for line in out) == 3
    assert any(line.startswith("  warning, overlap: rule 'dry' in effect means ") for line in out)
    assert not any("--warnings" in line for line in out)


def test_check_tells_how_many_questions_the_worked_cases_take(kettle, capsys) -> None:
    kettle.write_text(PICNIC, "utf-8")
    assert main(["check", str(kettle)]) == 0
    out = capsys.readouterr().out.splitlines()
    assert "  2 worked cases of 2 to 3 questions, 2.5 on average: as expected." in out


def test_check_says_where_there_is_no_worked_case(kettle, capsys) -> None:
    text = WHOLE_KETTLE[: WHOLE_KETTLE.index("cases:")]
    kettle.write_text(text, "utf-8")
    assert main(["check", str(kettle)]) == 0
    out = capsys.readouterr().out.splitlines()
    assert "  No worked case: add some under 'cases', and no change goes unseen." in out


def test_check_of_a_flawed_rule_set_prints_its_problems_and_fails(kettle, capsys) -> None:
    kettle.write_text(changed(WHOLE_KETTLE, "expect: boil", "expect: leave"), "utf-8")
    assert main(["check", str(kettle)]) == 1
    out = capsys.readouterr().out
    told = "expects leave but gets boil: correct it, or the rules"
    assert f"case: case 'a full kettle' {told} ({kettle}:83)" in out
    assert out.startswith("kettle 1.0.0: 1 problem\n")
    assert "  1 worked case of 3 questions: 1 not as expected.\n" in out
    assert "no rule is dead" not in out


def test_check_of_a_faulty_file_prints_every_fault_with_its_line(kettle, capsys) -> None:
    text = changed(changed(WHOLE_KETTLE, "cite: [A2]", "cite: []"), "max: 2000", "max: x")
    kettle.write_text(text, "utf-8")
    assert main(["check", str(kettle)]) == 1
    first, second = capsys.readouterr().err.splitlines()
    assert first.startswith(f"{kettle}:39: ")
    assert second.startswith(f"{kettle}:58: ")


def test_a_rule_set_too_large_to_compile_is_refused_on_its_line_with_the_facts(
    tmp_path, capsys
) -> None:
    path = tmp_path / "made.yaml"
    path.write_text(as_yaml(equalities(14)), "utf-8")
    line = path.read_text("utf-8").splitlines().index("tables:") + 2
    for command in ("check", "draw"):
        assert main([command, str(path)]) == 1
        message = "table 't' would need more than 100,000 nodes, above all for 'y0', 'y1' and 'y2'"
        assert capsys.readouterr().err.startswith(f"{path}:{line}: {message}: list facts")


def test_check_of_no_file_fails_with_a_sentence(tmp_path, capsys) -> None:
    assert main(["check", str(tmp_path / "none.yaml")]) == 1
    assert "can't be read (No such file or directory)" in capsys.readouterr().err


def test_advise_asks_the_next_question(kettle, capsys) -> None:
    given = answers(kettle, '{"thirsty": true}')
    assert main(["advise", str(kettle), "--answers", given]) == 0
    assert capsys.readouterr().out.splitlines() == [
        "Next question (drink): What would you like?",
        "Still possible: Leave it, Fill it, Boil it",
        "  Juice would mean Leave it",
        "  Otherwise: more questions follow.",
    ]


def test_advise_recommends_with_reasons_and_steps(kettle, capsys) -> None:
    given = answers(kettle, '{"thirsty": "yes", "drink": "tea", "water": 1000}')
    assert main(["advise", str(kettle), "--answers", given]) == 0
    assert capsys.readouterr().out.splitlines() == [
        "Boil it: Boil the kettle.",
        "Sure. Your three answers are enough for this.",
        "Why:",
        "  All is ready. [A1, A2]",
        "Next steps:",
        "  1. Press the switch.",
        "What would change this:",
        "  Leave it, if Drink were Juice.",
        "  Fill it, if Water were under 200 ml.",
        "Take care:",
        "  Steam is hot.",
        "Sources:",
        "  On tea [https://example.org/tea]",
        "By the rules go",
    ]


def test_advise_says_what_is_true_on_the_day_it_is_asked_for(kettle, capsys) -> None:
    dated = "[{say: Hurry., until: '2027-01-06'}, {say: Too late., from: '2027-01-06'}]"
    text = changed(WHOLE_KETTLE, "[Press the switch.]", dated)
    kettle.write_text(text, "utf-8")
    given = answers(kettle, '{"thirsty": "yes", "drink": "tea", "water": 500}')
    ask = ["advise", str(kettle), "--answers", given]
    for how, today, said in (
        (["--on", "2027-01-05"], None, ["Hurry."]),
        (["--on", "2027-01-06"], date(2026, 11, 28), ["Too late."]),
        ([], date(2026, 11, 28), ["Hurry."]),
        (["--json"], date(2026, 11, 28), ["Hurry."]),
        ([], None, []),
    ):
        assert main([*ask, *how], today=today) == 0
        out = capsys.readouterr().out
        assert [each for each in ("Hurry.", "Too late.") if each in out] == said


def test_advise_says_what_it_depends_on(kettle, capsys) -> None:
    given = answers(kettle, '{"thirsty": "yes", "drink": "not_sure", "water": {"at_least": 200}}')
    assert main(["advise", str(kettle), "--answers", given]) == 0
    told = capsys.readouterr().out.splitlines()
    assert told[1] == "Not sure yet. It turns on “Drink”."
    at = told.index("“Drink”:")
    assert told[at + 1 : at + 3] == ["  Tea or Cocoa: boil it", "  Juice: leave it"]


@pytest.mark.parametrize("every", [8, pytest.param(1, marks=pytest.mark.slow)])
def test_advise_tells_all_that_belongs_to_a_verdict_in_lines_that_can_be_read(
    tmp_path, capsys, monkeypatch, every
) -> None:
    """Of several options that aren't sure, what is needed is said by what they have and lack."""
    diagram = DIAGRAMS["should-we-finetune"]
    monkeypatch.setattr("rules.cli.advise.compiled", lambda _: diagram)  # once for all of them
    told = ""
    for case, unsure in product(diagram.rules.cases[2::every], ({"tried", "limits"}, {"one_off"})):
        given = {
            fact: "not_sure" if fact in unsure else answer for fact, answer in case.answers.items()
        }
        path = answers(tmp_path / "x", json.dumps(given))
        assert main(["advise", "should-we-finetune", "--answers", path]) == 0
        told += capsys.readouterr().out
    assert max(map(len, told.splitlines())) < 1000
    for words in (" This holds if ", " It turns on ", "Take care:", "  Come back if "):
        assert words in told
    assert "Where the sources differ:" in told


def test_advise_prints_data_when_asked(kettle, capsys) -> None:
    given = answers(kettle, '{"thirsty": "no"}')
    assert main(["advise", str(kettle), "--answers", given, "--json"]) == 0
    said = json.loads(capsys.readouterr().out)
    assert (said["ruleset"], said["next"], said["recommendation"]["id"]) == (
        "kettle",
        None,
        "leave",
    )


def test_the_data_say_which_section_is_numbered(kettle, capsys) -> None:
    given = answers(kettle, '{"thirsty": "yes", "drink": "tea", "water": 1000}')
    main(["advise", str(kettle), "--answers", given, "--json"])
    sections = json.loads(capsys.readouterr().out)["sections"]
    assert [each["id"] for each in sections if each["numbered"]] == ["steps"]


BAD_ANSWERS = [
    ('{"thirst": "yes"}', "no fact is called 'thirst'; the facts are: thirsty, drink, water"),
    ('{"thirsty": "maybe"}', "'thirsty' takes one of: yes, no, not_sure"),
    ('{"water": 1.5}', "'water' needs a whole number of ml, or a range"),
    ('{"water": NaN}', "'water': the answer must be a number, and nan is none"),
    ('{"water": -Infinity}', "'water': the answer must be a number, and -inf is none"),
    ('{"water": {"below": NaN}}', """'water': "below" must be a number, and nan is none"""),
    (f'{{"water": 1{"0" * 400}}}', "'water' must lie between 0 and 2000 ml"),
    ('{"drink": ["tea"]}', "'drink' takes one of: tea, cocoa, juice, not_sure"),
    ('{"drink": ["tea", 1]}', "'drink': an answer is a value, a list of options,"),
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
    gap = changed(WHOLE_KETTLE, "{drink: [tea, cocoa]}", "{water: {below: 1500}}")
    kettle.write_text(gap, "utf-8")
    given = answers(kettle, '{"thirsty": "yes", "drink": "tea", "water": 1900}')
    for how in ([], ["--json"]):
        assert main(["advise", str(kettle), "--answers", given, *how]) == 1
        assert "has no advice for these answers: run check on it" in capsys.readouterr().err


def test_an_unknown_command_exits_with_two(capsys) -> None:
    with pytest.raises(SystemExit) as left:
        main(["boil"])
    assert left.value.code == 2


# What a sceptic found by hand


def test_check_prints_data_for_a_file_that_cannot_be_loaded(tmp_path, capsys):
    path = tmp_path / "broken.yaml"
    path.write_text("ruleset: x\nruleset: y\n", "utf-8")
    assert main(["check", str(path), "--json"]) == 1
    told = json.loads(capsys.readouterr().out)
    assert told["ok"] is False
    assert told["faults"][0]["line"] == 2 or told["faults"][-1]["line"] == 2


def test_an_answer_given_twice_is_told(tmp_path, capsys):
    path = tmp_path / "answers.json"
    path.write_text('{"narrow": "yes", "narrow": "no"}', "utf-8")
    assert main(["advise", "ertas", "--answers", str(path)]) == 2
    assert "'narrow' is answered 2 times" in capsys.readouterr().err


def test_advise_says_what_it_holds_in_spite_of(tmp_path, capsys):
    path = tmp_path / "answers.json"
    path.write_text('{"prompt_optimised": "not_sure"}', "utf-8")
    assert main(["advise", "ertas", "--answers", str(path)]) == 0
    assert (
        "Unknown: whether the prompt is optimised. Assumed: the prompt isn't optimised."
        in capsys.readouterr().out
    )


def test_a_fact_nobody_knows_is_named_to_a_program():
    diagram = rules.compile_rules(rules.loads(starter()))
    with pytest.raises(rules.AnswerError, match="no fact is called 'bogus'"):
        rules.possible_outcomes(diagram, {"bogus": 1})
