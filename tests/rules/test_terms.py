"""Tests written once under `terms`, and named wherever a condition stands."""

from typing import Any

import pytest

from rules.checks.check import check
from rules.comparing.edits import edits
from rules.comparing.versions import diff
from rules.diagram.compiler import compile_rules
from rules.interview.explain import recommend
from rules.interview.interview import interview
from rules.language.answers import from_json
from rules.language.faults import RuleSetError
from rules.language.fingerprint import fingerprint
from rules.language.model import RuleSet
from rules.language.terms import MAX_COMPARED, MAX_TERMS
from rules.language.when import MAX_NESTED, unparse
from rules.loading.load import loads
from tests.rules.sized import as_yaml, rule, ruleset, said, several, yes_no
from tests.rules.toys import KETTLE, changed

NOTHING_HOT = "terms:\n  nothing_hot: {when: {any: [{thirsty: no}, {drink: juice}]}}\n"
NAMED = changed(KETTLE, "verdict: [answer]", NOTHING_HOT + "verdict: [answer]")
NAMED = changed(NAMED, "when: {thirsty: no}", "when: {term: nothing_hot}")
OUT = changed(KETTLE, "when: {thirsty: no}", "when: {any: [{thirsty: no}, {drink: juice}]}")


def told(text: str) -> str:
    """What the author is told about a text."""
    with pytest.raises(RuleSetError) as refused:
        loads(text, "kettle.yaml")
    return str(refused.value)


def with_terms(terms: str, when: str = "nothing_hot") -> str:
    """The kettle, whose first rule names a term, and these terms on lines 41 and after."""
    text = changed(KETTLE, "verdict: [answer]", f"terms:\n{terms}\nverdict: [answer]")
    return changed(text, "when: {thirsty: no}", f"when: {{term: {when}}}")


def test_the_author_s_form_is_kept_and_told_apart() -> None:
    rules = loads(NAMED)
    assert unparse(rules.tables["answer"][0].when) == {"term": "nothing_hot"}
    assert fingerprint(rules) != fingerprint(loads(OUT))
    data = rules.model_dump(by_alias=True, exclude_defaults=True)
    assert fingerprint(RuleSet.read(data)) == fingerprint(rules)


def test_without_terms_their_words_are_words_as_any_other() -> None:
    for name in ("term", "table"):
        old = KETTLE.replace("thirsty:", f"{name}:")
        assert compile_rules(loads(old)).facts[0] == name
        with_names = changed(old, "verdict: [", "terms:\n  a: {when: {drink: tea}}\nverdict: [")
        assert f"kettle.yaml:14: '{name}' is a word of the rule language" in told(with_names)


CIRCLE = """\
  a: {when: {not: {term: b}}}
  b: {when: {any: [{drink: tea}, {term: c}]}}
  c: {when: {term: a}}
  d: {when: {term: c}}"""
FAULTS = [
    ("  cold: {when: {drink: juice}}", "col", 47, "no term is called 'col': did you mean 'cold'?"),
    ("  cold: {when: {term: cold}}", "cold", 42, "'cold' means itself: say it by facts"),
    (CIRCLE, "d", 42, "'a' names 'b', which names 'c', which names 'a': no term can stand in itself"),
    ("  cold: {when: {drnk: juice}}", "cold", 42, "no fact is called 'drnk': did you mean 'drink'?"),
    ("  cold: {when: {drink: ice}}", "cold", 42, "no option of 'drink' is called 'ice': "),
    ("  cold: {when: {term: [hot]}}", "cold", 42, "'terms.cold.when': 'term' needs the id of one of "),
    ("  cold: {}", "cold", 42, "'terms.cold' lacks 'when': add it"),
    ("  cold: {whn: {drink: tea}}", "cold", 42, "'terms.cold.whn' is no key that belongs here: did"),
    ("  Cold: {when: {drink: tea}}", "cold", 42, "'terms.Cold' (Cold) must be an id"),
]  # fmt: skip


@pytest.mark.parametrize(("terms", "name", "line", "message"), FAULTS)
def test_a_fault_is_told_where_it_stands(terms: str, name: str, line: int, message: str) -> None:
    assert f"kettle.yaml:{line}: {message}" in told(with_terms(terms, name))


@pytest.mark.parametrize(("terms", "name"), [(each[0], each[1]) for each in FAULTS[:6]])
def test_one_wrong_term_is_one_fault_however_often_it_is_named(terms: str, name: str) -> None:
    assert len(told(with_terms(terms, name)).splitlines()) == 1


def test_who_has_no_terms_yet_is_told_how_they_are_written() -> None:
    text = changed(KETTLE, "when: {thirsty: no}", "when: {term: cold}")
    assert told(text).endswith("there are no terms yet: add 'terms: {ID: {when: ...}}' at the top")


def test_terms_in_terms_have_an_end() -> None:
    deep = "\n".join(f"  t{n}: {{when: {{term: t{n + 1}}}}}" for n in range(MAX_TERMS - 1))
    deep += f"\n  t{MAX_TERMS - 1}: {{when: {{drink: tea}}}}"
    remedy = f"terms may stand {MAX_NESTED} deep in one another: write one out"
    assert remedy in told(with_terms(deep, "t0"))
    doubling = "\n".join(
        f"  t{n}: {{when: {{all: [{', '.join([f'{{term: t{n + 1}}}'] * 9)}]}}}}" for n in range(5)
    )
    assert f"at most {MAX_COMPARED}, so say less" in told(
        with_terms(f"{doubling}\n  t5: {{when: {{drink: tea}}}}", "t0")
    )
    many = "\n".join(f"  t{n}: {{when: {{drink: tea}}}}" for n in range(MAX_TERMS + 1))
    assert f"'terms' has too many entries: at most {MAX_TERMS}" in told(with_terms(many, "t0"))


def test_a_term_on_which_nothing_depends_is_a_warning() -> None:
    terms = "  cold: {when: {term: ice}}\n  ice: {when: {drink: juice}}\n"
    spare = "  warm: {when: {not: {term: ice}}}\n  warmer: {when: {term: warm}}"
    found = check(compile_rules(loads(with_terms(terms + spare, "cold")))).warnings
    assert [(each.kind, each.message) for each in found if each.kind == "unused term"] == [
        ("unused term", f"nothing depends on term '{name}': use it, or remove it")
        for name in ("warm", "warmer")
    ]


def test_lines_settle_and_readings_take_terms() -> None:
    facts = {"a": yes_no("a"), "b": several("b", "xy")}
    facts["a"]["not_sure"]["settle"] = [{"when": {"term": "b"}, "as": "yes"}, {"as": "no"}]
    raw = ruleset(
        facts,
        {"t": [rule("one", "a", {"a": "yes"}), rule("two", "b")]},
        ["t"],
        [said("a", t="a"), said("b", t="b")],
        {"a": {"steps": [{"say": "Go.", "when": {"term": "b"}}, {"say": "No.", "unless": {"term": "b"}}]}},
    )  # fmt: skip
    raw["terms"] = {"b": {"when": {"b": {"has": "x"}}}}
    diagram = compile_rules(loads(as_yaml(raw)))
    held = interview(diagram, {"a": from_json("not_sure"), "b": from_json(["x"])})
    found = recommend(held)
    assert (found.text.id, [line.say for line in found.steps]) == ("a", ["Go."])


def test_a_rule_holds_because_of_the_facts_of_its_terms() -> None:
    held = interview(compile_rules(loads(NAMED)), {"thirsty": from_json("no")})
    (reason,) = recommend(held).reasons
    assert reason.because_of == ("thirsty",)


def test_a_renamed_fact_is_found_inside_a_term() -> None:
    new = changed(NAMED, "  thirsty:\n", "  dry:\n    was: thirsty\n")
    new = new.replace("thirsty: ", "dry: ")
    assert [str(each) for each in edits(loads(NAMED), loads(new))] == [
        "fact 'thirsty' is now called 'dry'"
    ]


def test_what_changes_about_terms_is_told_once_and_felt_everywhere() -> None:
    new = NAMED.replace("{any: [{thirsty: no}, {drink: juice}]}", "{thirsty: no}")
    new = changed(new, "terms:\n", "terms:\n  hot: {when: {drink: tea}}\n")
    assert [str(each) for each in edits(loads(NAMED), loads(new))] == [
        "term 'nothing_hot': when {thirsty: no}, which was {any: [{thirsty: no}, {drink: juice}]}",
        "term 'hot' is new",
    ]
    swapped = NAMED.replace("{drink: juice}]}", "{drink: tea}]}")
    changes = diff(compile_rules(loads(NAMED)), compile_rules(loads(swapped)))
    assert {*changes.moved} == {("fill", "leave"), ("boil", "leave")}


OVERLAY = """\
overlay: ours
version: 1.0.0
extends: base.yaml
"""


def test_an_overlay_adds_changes_and_removes_terms(tmp_path: Any) -> None:
    (tmp_path / "base.yaml").write_text(NAMED, "utf-8")

    def joined(text: str) -> RuleSet:
        return loads(OVERLAY + text, str(tmp_path / "ours.yaml"))

    added = joined(
        "add: {terms: {warm: {when: {drink: tea}}}}\n"
        "change: {terms: {nothing_hot: {when: {not: {term: warm}}}}}"
    )
    assert [*added.terms] == ["nothing_hot", "warm"]
    assert interview(compile_rules(added), {"drink": from_json("cocoa")}).possible == (("leave",),)
    with pytest.raises(RuleSetError, match=r"removing term 'nothing_hot' breaks .*base\.yaml:47: "):
        joined("remove: {terms: {nothing_hot: We say it otherwise.}}")
    with pytest.raises(RuleSetError, match="has no term called 'nothing_ht': did you mean"):
        joined("change: {terms: {nothing_ht: {when: {drink: tea}}}}")
