"""`check` proves what must hold of a rule set, and says how to mend what doesn't."""

from itertools import product
from typing import Any

import pytest
from hypothesis import given, settings
from pydantic import Field

from rules.checks.check import check
from rules.checks.warnings import never_told
from rules.diagram.compiler import compile_rules
from rules.interview.explain import recommend
from rules.interview.interview import interview
from rules.language.answers import NotSure
from rules.language.faults import Entry, Problem
from rules.language.model import Outcome, RuleSet
from rules.language.word import Word
from rules.loading.citations import every_citation, led_nowhere
from rules.loading.load import loads
from tests.interviews import one_of_each
from tests.rules.sized import choice, load_raw, number, one_table, rule, yes_no
from tests.rules.strategies import advised
from tests.rules.toys import DOG, KETTLE, PICNIC, WHOLE_KETTLE, WHOLE_MUSEUM, changed, compiled


def problems(text: str) -> list[Problem]:
    return list(check(compiled(text)).problems)


def warnings(text: str) -> list[Problem]:
    return list(check(compiled(text)).warnings)


def test_a_whole_rule_set_has_no_problems_and_its_figures_are_told() -> None:
    found = check(compiled(WHOLE_KETTLE))
    assert found.ok
    assert (found.facts, found.classes, found.rules, found.nodes) == (3, 6, 4, 6)
    assert (found.answer_sets, found.interviews, found.longest) == (2 * 2 * 2, 4, 3)
    assert found.case_questions == (3,)
    assert found.shares == {"leave": 0.75, "fill": 0.125, "boil": 0.125}
    assert check(compiled(WHOLE_MUSEUM)).ok


def test_not_sure_is_one_more_class_where_finer_questions_settle_it() -> None:
    found = check(compiled(PICNIC))
    assert found.ok
    classes = {"food": 4 * 2, "grass": 2, "sun": 2, "shadows": 2, "yesterday": 2, "smell": 2 * 2}
    assert found.classes == sum(classes.values()) + len(["food", "grass", "sun"])
    assert found.answer_sets == (2**4 + 1) * 3 * 3 * 2 * 2 * 2**2
    assert found.case_questions == (2, 3)


FLAWS = [
    ("when: {drink: [tea, cocoa]}", "when: {all: [{drink: [tea, cocoa]}, {water: {below: 1500}}]}",
     "gap", "table 'answer' has no rule for thirsty: yes, drink: tea, water: {at_least: 1500}: add one"),
    ("when: {water: {below: 200}}", "when: {all: [{thirsty: no}, {water: {below: 200}}]}",
     "dead rule", "rule 'dry' in table 'answer': rule not-thirsty takes all of it: remove it, or move it up"),
    ("when: {water: {below: 200}}", "when: {all: [{water: {below: 200}}, {water: {above: 200}}]}",
     "dead rule", "rule 'dry' in table 'answer': its condition can never hold: correct it, or remove the rule"),
    ("when: {water: {below: 200}}", "when: {any: [{thirsty: no}, {drink: juice}]}",
     "dead rule", "rule 'dry' in table 'answer': rules not-thirsty and cold take all of it: remove it, or move it up"),
    ("when: {thirsty: no}", "when: {drink: cocoa}",
     "unread fact", "no rule reads 'thirsty': use it, or remove it"),
    ("  - id: fill\n    when: {answer: fill}", "  - id: fill\n    when: {answer: boil}",
     "missing recommendation", "nothing says what {answer: fill} means (thirsty: yes, drink: tea, water: {below: 200}): add a recommendation for it, or let one that is there cover it"),
    ("  - id: fill\n    when: {answer: fill}", "  - id: fill\n    when: {answer: [fill, boil]}",
     "double recommendation", "fill and boil both cover {answer: boil}: take it out of one"),
    ("when: {water: {below: 200}}", "when: {all: [{thirsty: no}, {water: {below: 200}}]}",
     "impossible recommendation", "no answers lead to recommendation 'fill': correct its 'when', or remove it"),
    ("water: 1000}", "water: 100}",
     "case", "case 'a full kettle' expects boil but gets fill: correct it, or the rules"),
    (", water: 1000}", "}",
     "case", "case 'a full kettle' expects boil but gets fill or boil: correct it, or the rules"),
]  # fmt: skip


@pytest.mark.parametrize(("old", "new", "kind", "message"), FLAWS)
def test_a_flaw_is_found_and_told(old: str, new: str, kind: str, message: str) -> None:
    assert Problem(kind, message) in problems(changed(WHOLE_KETTLE, old, new))


def alike(text: str) -> list[str]:
    found = check(compiled(text))
    assert found.ok
    return [each.message for each in found.warnings if each.kind == "unread option"]


MILK = ("      juice: Juice\n", "      juice: Juice\n      milk: Milk\n      gin: Gin\n")
NUTS = ("cake: Cake}", "cake: Cake, nuts: Nuts, figs: Figs}")
BLAND = ("sweet: Sweet}", "sweet: Sweet, bland: Bland, sour: Sour}")
APART = "apart, so they differ only in words: name one where it counts, or make them one option"
ALIKE = [
    (KETTLE, ("", ""), f"no condition tells 'tea' and 'cocoa' of 'drink' {APART}"),
    (KETTLE, MILK, f"no condition tells 'tea', 'cocoa', 'milk' and 'gin' of 'drink' {APART}"),
    (PICNIC, NUTS, f"no condition tells 'nuts' and 'figs' of 'food' {APART}"),
    (PICNIC, BLAND, f"no condition tells 'bland' and 'sour' of 'smell' {APART}"),
]
TOLD_APART = [
    (KETTLE, "cautions: [Steam is hot.]", "cautions: [{say: Stir., when: {drink: cocoa}}]"),
    (KETTLE, "steps: [Press the switch.]", "steps: [{say: Stir., unless: {drink: cocoa}}]"),
    (KETTLE, "cases:\n", "differences:\n  - {id: D1, about: X, when: {drink: tea}, says: {aunt: A., aunt2: B.}, we: C.}\ncases:\n"),
    (KETTLE, "cases:\n", "reads_as: {pot: {facts: {hot: [{when: {drink: tea}, as: yes}]}}}\ncases:\n"),
    (KETTLE, "{as: no, because: Thirst is known.}",
     "{settle: [{when: {drink: tea}, as: yes}, {as: no}], because: Look.}"),
    (KETTLE, "when: {thirsty: no}", "when: {any: [{thirsty: no}, {drink: cocoa}]}"),
    (PICNIC, "cake: Cake}", "cake: Cake, nuts: Nuts}"),
    (changed(PICNIC, *NUTS), "steps: [Bring a blanket.]", "steps: [{say: No nuts., when: {food: {lacks: nuts}}}]"),
    (PICNIC, "sweet: Sweet}", "sweet: Sweet, bland: Bland}"),
]  # fmt: skip


@pytest.mark.parametrize(("text", "more", "message"), ALIKE)
def test_options_that_no_condition_tells_apart_are_one_warning(text, more, message) -> None:
    assert alike(changed(text, *more) if more[0] else text) == [message]


@pytest.mark.parametrize(("text", "old", "new"), TOLD_APART)
def test_options_that_anything_tells_apart_are_none_and_neither_is_a_single_one(
    text, old, new
) -> None:
    aunt2 = "  aunt2: {title: T, url: https://example.org/u, publisher: U, statements: {U1: U.}}\nfacts:\n"
    text = changed(text, "facts:\n", aunt2) if "aunt2" in new else text
    assert alike(changed(text, old, new)) == []


def test_a_problem_or_a_warning_stands_on_a_line_and_carries_what_it_is_about() -> None:
    text = changed(WHOLE_KETTLE, "when: {answer: fill}", "when: {answer: boil}")
    text = changed(text, "when: {drink: juice}", "when: {all: [{drink: juice}, {thirsty: no}]}")
    found = check(compiled(text))
    assert {each.kind for each in found.problems} == {
        *("gap", "dead rule", "missing recommendation", "double recommendation", "case")
    }
    assert all(each.path for each in (*found.problems, *found.warnings))
    assert all(": " in each.message for each in found.problems)  # what is wrong: what to do
    about = {each.kind: each.about for each in found.problems}
    facts = (Entry("facts", "drink"), Entry("facts", "thirsty"))
    assert about["dead rule"] == (Entry("rules", "cold"), *facts)
    assert about["missing recommendation"] == (
        Entry("verdict", "answer"),
        Entry("outcomes", "fill"),
    )


def test_a_dead_rule_names_few_rules_of_many_that_take_it() -> None:
    table = [rule(f"r{n}", "a", {"n": n}) for n in range(8)]
    raw = one_table({"n": number("n", 0, 7)}, [*table, rule("end", "a")])
    (found,) = check(compile_rules(load_raw(raw))).problems
    assert found.message == (
        "rule 'end' in table 't': rules r0, r1, r2, r3, r4 and 3 more take all of it: "
        "remove it, or move it up"
    )
    assert found.by == tuple(f"r{n}" for n in range(8))


def test_a_rule_that_earlier_ones_narrow_is_told_what_it_means_in_effect() -> None:
    dry, go = (each for each in warnings(WHOLE_KETTLE) if each.kind == "overlap")
    assert (dry.kind, dry.table) == ("overlap", "answer")
    meaning = "in effect means its condition, and none of: "
    assert dry.message == f"rule 'dry' {meaning}not-thirsty, cold"
    assert go.message == f"rule 'go' {meaning}not-thirsty, dry"


def test_what_only_a_condition_leads_to_is_missed_at_that_condition() -> None:
    text = changed(DOG, "otherwise: cat", "otherwise: sitter")
    text = changed(text, "  wait: {stance", "  sitter: {stance: no}\n  wait: {stance")
    (missing,) = [each for each in problems(text) if each.kind == "missing recommendation"]
    assert missing.path == ("conditions", "home")


def test_a_fact_that_is_only_needed_is_not_unread() -> None:
    late = "  late: {type: yes_no, label: L, ask: A, why: W, help: H, not_sure: {because: B}}\n"
    text = changed(WHOLE_KETTLE, "verdict: [", f"{late}verdict: [")
    assert [each.kind for each in problems(text)] == ["unread fact"]
    assert problems(changed(text, "leave: {}", "leave: {needs: [late]}")) == []


def test_a_fact_that_cannot_change_the_verdict_is_a_warning() -> None:
    never = "when: {any: [{drink: juice}, {all: [{thirsty: no}, {thirsty: yes}]}]}"
    found = warnings(changed(WHOLE_KETTLE, "when: {thirsty: no}", never))
    message = (
        "'thirsty' can't change the verdict and is never asked: "
        "let an outcome need it, or remove what reads it"
    )
    assert Problem("unasked fact", message) in found


def test_more_recommendations_than_anybody_keeps_in_step_are_a_warning() -> None:
    assert not [each for each in warnings(WHOLE_KETTLE) if each.kind == "many texts"]
    table = [rule(f"r{n}", f"o{n}", {"n": n}) for n in range(40)] + [rule("end", "o40")]
    found = check(compile_rules(load_raw(one_table({"n": number("n", 0, 40)}, table))))
    assert [each.kind for each in found.warnings] == ["many texts"]
    assert "41 recommendations" in found.warnings[0].message


def test_a_gap_behind_a_rule_that_stops_is_no_gap() -> None:
    text = changed(
        WHOLE_MUSEUM, "    - id: others\n", "    - id: others\n      when: {monday: no}\n"
    )
    assert problems(text) == []


def test_a_rule_that_holds_only_behind_a_stop_is_dead() -> None:
    behind = "when: {all: [{member: yes}, {monday: yes}]}"
    text = changed(WHOLE_MUSEUM, "when: {member: yes}", behind)
    message = (
        "rule 'card' in table 'price' holds only where an earlier table has stopped: remove it"
    )
    assert Problem("dead rule", message) in problems(text)


def test_a_fact_that_only_an_adding_table_reads_should_be_needed() -> None:
    text = changed(WHOLE_MUSEUM, "needs: [stairs, wheelchair]", "needs: [stairs]")
    assert problems(text) == []
    assert [each.kind for each in warnings(text)] == ["overlap", "unasked fact", "unread option"]


def test_a_need_on_a_condition_that_can_not_hold_there_is_a_warning() -> None:
    never = "needs: [stairs, {fact: wheelchair, when: {age: {below: 6}}}]"
    text = changed(WHOLE_MUSEUM, "needs: [stairs, wheelchair]", never)
    message = "'half' never needs 'wheelchair': its 'when' can't hold there"
    told = Problem("unasked need", f"{message}: correct it, or remove the need")
    assert told in warnings(text)
    sometimes = changed(text, "when: {age: {below: 6}}}", "when: {age: {below: 7}}}")
    assert not [each for each in warnings(sometimes) if each.kind == "unasked need"]


def test_a_recommendation_for_tables_that_are_not_read_is_impossible() -> None:
    text = changed(WHOLE_MUSEUM, "when: {open: shut}", "when: {open: shut, price: free}")
    kinds = [problem.kind for problem in problems(text)]
    assert kinds == ["missing recommendation", "impossible recommendation"]


def test_a_case_may_expect_several_recommendations() -> None:
    text = changed(WHOLE_KETTLE, ", water: 1000}\n    expect: boil", "}\n    expect: [boil, fill]")
    assert problems(text) == []


def test_a_gap_is_told_in_the_words_of_the_language() -> None:
    text = changed(PICNIC, "- id: little\n", "- id: little\n      when: {food: {has: cheese}}\n")
    (gap,) = problems(text)
    assert gap.message == (
        "table 'seat' has no rule for food: [], grass: {at_least: 12.5}: add one"
    )


CAUTIONS = "{cautions: [Steam is hot.]}"
UNTOLD = [
    (CAUTIONS, "{cautions: [{say: Hot., when: {thirsty: no}}]}", "the line 'Hot.' is never told"),
    (CAUTIONS, "{cautions: [{say: Hot., unless: {water: {at_least: 100}}}]}", "the line 'Hot.' is told nobody whose answers are all known"),
    ("    steps: [Press the switch.]\n", "    revisit: {say: Soon., when: {drink: juice}}\n", "the line 'Soon.' is never told"),
    ("cases:\n", "differences:\n  - {id: D1, about: X, for: boil, when: {thirsty: no}, says: {aunt: A., uncle: B.}, we: C.}\ncases:\n", "difference 'D1' is never told"),
]  # fmt: skip
TOLD = [
    (CAUTIONS, "{cautions: [{say: Hot., when: {drink: tea}}]}"),
    (CAUTIONS, "{cautions: [{say: Hot., unless: {water: {at_least: 300}}}]}"),
    ("cases:\n", "differences:\n  - {id: D1, about: X, when: {thirsty: no}, says: {aunt: A., uncle: B.}, we: C.}\ncases:\n"),
]  # fmt: skip


def untold(text: str) -> list[Problem]:
    uncle = "  uncle: {title: T, url: https://example.org/u, publisher: U, statements: {U1: U.}}\nfacts:\n"
    found = warnings(changed(text, "facts:\n", uncle))
    return [each for each in found if each.kind == "untold line"]


@pytest.mark.parametrize(("old", "new", "message"), UNTOLD)
def test_a_line_that_can_never_be_told_is_a_warning(old: str, new: str, message: str) -> None:
    (found,) = untold(changed(WHOLE_KETTLE, old, new))
    assert found.message.startswith(message)
    assert found.path[0] in ("outcomes", "recommendations", "differences")


@pytest.mark.parametrize(("old", "new"), TOLD)
def test_a_line_that_some_are_told_is_no_warning(old: str, new: str) -> None:
    assert untold(changed(WHOLE_KETTLE, old, new)) == []


@pytest.mark.slow
@settings(max_examples=60)
@given(advised())
def test_the_lines_never_told_are_those_that_no_complete_answers_tell(raw: dict[str, Any]) -> None:
    diagram = compile_rules(load_raw(raw))
    each = [
        [(name, one) for one in one_of_each(classes) if not isinstance(one, NotSure)]
        for name, classes in diagram.classes.items()
    ]
    told: set[str] = set()
    concluded: set[str] = set()
    gap = False
    for answers in product(*each):
        held = interview(diagram, dict(answers))
        gap = gap or not held.recommendations
        if held.recommendations:
            advice = recommend(held)
            told.update(line.say for line in (*advice.steps, *advice.cautions))
            concluded.update(advice.outcomes.values())
    untold_lines = {
        line.say
        for name, outcome in diagram.rules.outcomes.items()
        for line in (*outcome.steps, *outcome.cautions)
        if name in concluded and line.say not in told
    }
    found = {message.split("'")[1] for _, message in never_told(diagram)}
    found = {say for say in found if say.split()[1].rstrip(".") in concluded}
    assert found <= untold_lines if gap else found == untold_lines  # in a gap nothing is told


def test_an_example_is_told_as_a_worked_case_has_it() -> None:
    text = changed(DOG, "{wish: {has: show}}, because: A", "{wish: {has: guard}}, because: A")
    (found,) = [each for each in check(compiled(text)).problems if each.kind == "broken never"]
    assert "it is yes for wish: [guard], ready: [time], " in found.message


def test_problems_of_directions_come_in_the_order_of_the_rule_set() -> None:
    names = [f"way{n}" for n in range(6)]
    facts = {"f": choice("f", names), "g": yes_no("g")}
    table = [rule(f"to-{name}", name, {"f": name}) for name in names]
    free = {
        "label": "F",
        "when": {"all": [{"g": "yes"}, {"g": "no"}]},
        "headline": "H",
        "step": "S",
    }
    outcomes = {name: {"trains": True, "ready_when": ["free"]} for name in names}
    raw = one_table(facts, table, outcomes)
    found = check(compile_rules(load_raw({"language": 2, **raw, "conditions": {"free": free}})))
    for kind, told in (("never yes", found.problems), ("idle condition", found.warnings)):
        paths = [each.path[1] for each in told if each.kind == kind]
        assert [*dict.fromkeys(paths)] == names


# Sources: nothing linked twice, nothing kept in vain

UNCLE = """\
  uncle:
    title: On milk
    url: https://example.org/milk
    publisher: Uncle Bob
    statements:
      B1: Milk boils over.
      B2: Milk goes sour.
facts:
"""
WITH_UNCLE = changed(WHOLE_KETTLE, "facts:\n", UNCLE)


def told_of(text: str) -> list[tuple[str, str, object]]:
    checked = check(compile_rules(loads(text)))
    every = [*checked.problems, *checked.warnings]
    return [(p.kind, p.message, p.path) for p in every if "cite" in p.message or "url" in p.message]


def test_a_source_that_nothing_uses_is_told() -> None:
    message = "nothing cites source 'uncle' or links to it: use it, or remove it"
    assert told_of(WITH_UNCLE) == [("unused source", message, ("sources", "uncle"))]


def test_a_source_that_an_outcome_links_to_is_used_and_its_statements_are_not() -> None:
    text = changed(WITH_UNCLE, "  leave: {}", "  leave: {links: [uncle]}")
    message = "nothing cites B1, B2 of source 'uncle': cite them, or remove them"
    path = ("sources", "uncle", "statements", "B1")
    assert told_of(text) == [("unused statement", message, path)]


def test_a_statement_that_nothing_cites_is_told_with_its_source() -> None:
    ((kind, message, _),) = told_of(changed(WITH_UNCLE, "cite: [A2]", "cite: [A2, B2]"))
    assert kind == "unused statement"
    assert message == "nothing cites B1 of source 'uncle': cite them, or remove them"


@pytest.mark.parametrize("url", ["https://example.org/tea", "https://example.org/tea/"])
def test_two_sources_with_one_url_are_told(url: str) -> None:
    text = changed(WITH_UNCLE, "https://example.org/milk", url)
    text = changed(text, "cite: [A2]", "cite: [A2, B1, B2]")
    message = "sources 'aunt' and 'uncle' have the same url: make them one"
    assert told_of(text) == [("double source", message, ("sources", "uncle", "url"))]


def test_citations_are_found_wherever_they_stand() -> None:
    class Line(Word):
        text: str
        cite: tuple[str, ...] = ()

    class Longer(Outcome):
        lines: tuple[Line, ...] = ()
        by_name: dict[str, Line] = Field(default_factory=dict)

    lines = {
        "lines": (Line(text="a", cite=("X1",)),),
        "by_name": {"a": Line(text="", cite=("X2",))},
    }
    rules = loads(WHOLE_KETTLE).model_copy(
        update={"outcomes": {"leave": Longer(**lines, links=("aunt",))}}  # type: ignore[arg-type]
    )
    assert isinstance(rules, RuleSet)
    outcome = ("outcomes", "leave")
    assert [each for each in every_citation(rules) if each.path[0] == "outcomes"] == [
        ("links", (*outcome, "links", 0), "aunt"),
        ("cite", (*outcome, "lines", 0, "cite", 0), "X1"),
        ("cite", (*outcome, "by_name", "a", "cite", 0), "X2"),
    ]
    wrong = {each.path: each.message for each in led_nowhere(rules)}
    assert wrong == {
        (*outcome, "lines", 0, "cite", 0): "no statement is called 'X1': use one of: A1, A2",
        (*outcome, "by_name", "a", "cite", 0): "no statement is called 'X2': use one of: A1, A2",
    }
