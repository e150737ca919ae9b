"""What authors are given: a schema and a starter; and the names a program uses."""

import json

import jsonschema
import pytest

import rules
from rules.__main__ import main
from rules.checks.check import check
from rules.cli.authors import schema, starter
from rules.diagram.compiler import compile_rules
from rules.loading.load import SHIPPED, loads, shipped
from rules.loading.yaml12 import parse


@pytest.mark.parametrize("name", [*SHIPPED, "starter"])
def test_the_schema_takes_what_the_loader_takes(name):
    text = starter() if name == "starter" else shipped(name)
    document = json.loads(json.dumps(parse(text, name).data, default=float))
    jsonschema.validate(document, schema())


def test_the_schema_refuses_an_unknown_key():
    document = parse(starter().replace("label: Windy", "lable: Windy"), "starter").data
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate(document, schema())


def test_the_schema_and_the_starter_are_printed(capsys, tmp_path):
    assert main(["schema"]) == 0
    assert json.loads(capsys.readouterr().out)["title"] == "RuleSet"
    assert main(["new"]) == 0
    assert capsys.readouterr().out == starter()


def test_the_starter_passes_its_checks():
    assert check(compile_rules(loads(starter()))).problems == ()


def test_every_public_name_is_there_and_documented():
    assert sorted(rules.__all__) == rules.__all__
    for name in rules.__all__:
        assert getattr(rules, name).__doc__ or name in {"Answer", "Verdict"}


def test_the_example_in_the_docstring_is_true():
    diagram = compile_rules(loads(shipped("ertas")))
    assert rules.interview(diagram, {}).next_fact == "prompt_optimised"
    assert rules.possible_outcomes(diagram, {"prompt_optimised": "no"}) == (("improve_prompt",),)
    assert rules.possible_outcomes(diagram, {"prompt_optimised": False}) == (("improve_prompt",),)
    assert len(rules.possible_outcomes(diagram, {"prompt_optimised": "yes"})) == 6
