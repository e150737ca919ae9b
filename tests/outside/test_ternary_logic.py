"""The DMN TCK's truth tables of and, or, not with unknowns, by both of our kinds of truth.

A condition's truth (rules/interview/order.py, to find the next question) follows strong Kleene, as the TCK
does: a part that isn't known counts as null. The diagram says what is possible over all ways to
complete the answers. On these tables, where every input stands once, both must agree: null is
"may hold and may not". Where an input stands twice, only the diagram knows that it is one input.
"""

import json
from pathlib import Path
from typing import Any

import pytest

from rules.diagram.compiler import compile_rules
from rules.diagram.diagram import Diagram
from rules.interview.interview import interview
from rules.interview.truth import TruthReader
from rules.language.answers import Answer, NotSure, Value
from rules.language.when import AllOf, AnyOf, Is, Not, Test
from rules.loading.load import loads

CASES = Path(__file__).parents[1] / "fixtures" / "dmn-tck" / "ternary.json"
A, B = Is("a", ("yes",)), Is("b", ("yes",))
DECISIONS: dict[str, tuple[str, Test]] = {
    "DecisionAnd": ("{all: [{a: yes}, {b: yes}]}", AllOf((A, B))),
    "DecisionOr": ("{any: [{a: yes}, {b: yes}]}", AnyOf((A, B))),
    "DecisionNot": ("{not: {a: yes}}", Not(A)),
    "a or not a": ("{any: [{a: yes}, {not: {a: yes}}]}", AnyOf((A, Not(A)))),
    "a and not a": ("{all: [{a: yes}, {not: {a: yes}}]}", AllOf((A, Not(A)))),
}
TWO_FACTS = """\
ruleset: ternary
version: 1.0.0
title: Does it hold?
intro: One condition on two facts.
sources:
  tck:
    title: DMN technology compatibility kit, suites 0106 and 0107
    url: https://github.com/dmn-tck/tck
    publisher: DMN TCK
    statements: {T1: A condition with an unknown part may be unknown.}
facts:
  a: {type: yes_no, label: A, ask: A?, why: Input., help: Input., not_sure: {because: Unknown.}}
  b: {type: yes_no, label: B, ask: B?, why: Input., help: Input., not_sure: {because: Unknown.}}
verdict: [decision]
tables:
  decision:
    - {id: "on", when: CONDITION, outcome: holds, because: It holds., cite: [T1]}
    - {id: "off", outcome: fails, because: It doesn't., cite: [T1]}
outcomes: {holds: {}, fails: {}}
recommendations:
  - {id: holds, when: {decision: holds}, title: Holds, verdict: It holds.}
  - {id: fails, when: {decision: fails}, title: Fails, verdict: It doesn't.}
"""
POSSIBLE = {True: {"holds"}, False: {"fails"}, None: {"holds", "fails"}}
UNKNOWN: dict[str, dict[str, Answer]] = {
    "unasked": {},
    "not sure": {"a": NotSure(), "b": NotSure()},
}


def compiled(decision: str) -> Diagram:
    return compile_rules(loads(TWO_FACTS.replace("CONDITION", DECISIONS[decision][0])))


def truth(decision: str, answers: dict[str, Answer]) -> bool | None:
    """By strong Kleene."""
    diagram = compiled(decision)
    return TruthReader(diagram, diagram.selection(answers)).truth(DECISIONS[decision][1])


def possible(decision: str, answers: dict[str, Answer]) -> set[str]:
    """By the diagram: over every way to complete the answers."""
    return {text.id for text in interview(compiled(decision), answers).recommendations}


def answered(inputs: dict[str, bool | None], unknown: str) -> dict[str, Answer]:
    told = {fact.lower(): told for fact, told in inputs.items()}
    known = {
        fact: Value("yes" if told else "no") for fact, told in told.items() if told is not None
    }
    open_ = {fact: answer for fact, answer in UNKNOWN[unknown].items() if fact in told}
    return {**open_, **known}


def checks() -> list[dict[str, Any]]:
    return list(json.loads(CASES.read_text("utf-8")))


def test_all_checks_of_the_two_suites_are_here() -> None:
    found = [each["decision"] for each in checks()]
    assert {name: found.count(name) for name in found} == {
        "DecisionAnd": 9,
        "DecisionOr": 9,
        "DecisionNot": 3,
    }


@pytest.mark.parametrize("unknown", UNKNOWN)
def test_a_condition_is_true_false_or_open_as_the_truth_tables_say(unknown: str) -> None:
    for each in checks():
        answers = answered(each["inputs"], unknown)
        assert truth(each["decision"], answers) is each["expected"], each


@pytest.mark.parametrize("unknown", UNKNOWN)
def test_null_in_the_truth_tables_is_where_both_outcomes_are_possible(unknown: str) -> None:
    for each in checks():
        answers = answered(each["inputs"], unknown)
        assert possible(each["decision"], answers) == POSSIBLE[each["expected"]], each


@pytest.mark.parametrize("unknown", UNKNOWN)
@pytest.mark.parametrize(("decision", "always"), [("a or not a", True), ("a and not a", False)])
def test_where_one_fact_stands_twice_a_condition_is_open_but_the_outcome_is_not(
    decision: str, unknown: str, always: bool
) -> None:
    answers = answered({"A": None}, unknown)
    assert truth(decision, answers) is None
    assert possible(decision, answers) == POSSIBLE[always]
    assert interview(compiled(decision), {}).next_fact is None
