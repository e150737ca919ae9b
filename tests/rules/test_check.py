"""`check` proves what must hold of a rule set, and says how to mend what doesn't."""

import pytest

from rules.check import Problem, check
from tests.rules.toys import KETTLE, MUSEUM, changed, compiled


def problems(text: str) -> list[Problem]:
    return list(check(compiled(text)).problems)


def test_a_whole_rule_set_has_no_problems_and_its_figures_are_told() -> None:
    found = check(compiled(KETTLE))
    assert found.ok
    assert (found.facts, found.rules, found.nodes) == (3, 4, 6)
    assert (found.answer_sets, found.longest) == (2 * 2 * 2, 3)
    assert found.shares == {"leave": 0.75, "fill": 0.125, "boil": 0.125}
    assert check(compiled(MUSEUM)).ok


FLAWS = [
    (
        "    - id: go\n",
        "    - id: go\n      when: {water: {below: 1500}}\n",
        "gap",
        "table 'answer' has no rule for thirsty: yes, drink: tea, water: {at_least: 1500}: add one",
    ),
    (
        "when: {water: {below: 200}}",
        "when: {all: [{thirsty: no}, {water: {below: 200}}]}",
        "dead rule",
        "rule 'dry' in table 'answer' can never be the first to hold: remove it, or move it up",
    ),
    (
        "when: {thirsty: no}",
        "when: {drink: cocoa}",
        "unread fact",
        "no rule reads 'thirsty': use it, or remove it",
    ),
    (
        "when: {thirsty: no}",
        "when: {any: [{drink: juice}, {all: [{thirsty: no}, {thirsty: yes}]}]}",
        "unasked fact",
        "'thirsty' can't change the verdict and is never asked: let an outcome need it, or remove what reads it",
    ),
    (
        "  - id: fill\n    when: {answer: fill}",
        "  - id: fill\n    when: {answer: boil}",
        "missing recommendation",
        "nothing says what {answer: fill} means (thirsty: yes, drink: tea, water: {below: 200})",
    ),
    (
        "  - id: fill\n    when: {answer: fill}",
        "  - id: fill\n    when: {answer: [fill, boil]}",
        "double recommendation",
        "fill and boil both cover {answer: boil}",
    ),
    (
        "when: {water: {below: 200}}",
        "when: {all: [{thirsty: no}, {water: {below: 200}}]}",
        "impossible recommendation",
        "no answers lead to recommendation 'fill': correct its 'when', or remove it",
    ),
    (
        "water: 1000}",
        "water: 100}",
        "case",
        "case 'a full kettle' expects boil but gets fill",
    ),
    (
        ", water: 1000}",
        "}",
        "case",
        "case 'a full kettle' expects boil but gets fill or boil",
    ),
]  # fmt: skip


@pytest.mark.parametrize(("old", "new", "kind", "message"), FLAWS)
def test_a_flaw_is_found_and_told(old: str, new: str, kind: str, message: str) -> None:
    assert Problem(kind, message) in problems(changed(KETTLE, old, new))


def test_a_gap_behind_a_rule_that_stops_is_no_gap() -> None:
    text = changed(MUSEUM, "    - id: others\n", "    - id: others\n      when: {monday: no}\n")
    assert problems(text) == []


def test_a_rule_that_holds_only_behind_a_stop_is_dead() -> None:
    text = changed(MUSEUM, "when: {member: yes}", "when: {all: [{member: yes}, {monday: yes}]}")
    message = (
        "rule 'card' in table 'price' holds only where an earlier table has stopped: remove it"
    )
    assert Problem("dead rule", message) in problems(text)


def test_a_fact_that_only_an_adding_table_reads_must_be_needed() -> None:
    text = changed(MUSEUM, "needs: [stairs, wheelchair]", "needs: [stairs]")
    assert [problem.kind for problem in problems(text)] == ["unasked fact"]


def test_a_recommendation_for_tables_that_are_not_read_is_impossible() -> None:
    text = changed(MUSEUM, "when: {open: shut}", "when: {open: shut, price: free}")
    kinds = [problem.kind for problem in problems(text)]
    assert kinds == ["missing recommendation", "impossible recommendation"]


def test_a_case_may_expect_several_recommendations() -> None:
    text = changed(KETTLE, ", water: 1000}\n    expect: boil", "}\n    expect: [boil, fill]")
    assert problems(text) == []
