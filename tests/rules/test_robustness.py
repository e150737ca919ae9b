"""What a sceptic found by hand: no trace, no silent winner, no data lost on the way to a program."""

import json

import pytest

import rules
from rules.__main__ import main
from rules.cli.authors import starter


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
