"""Lines of advice: said where their condition surely holds, each with what it rests on."""

from datetime import date, timedelta

import pytest

from rules.diagram.compiler import compile_rules
from rules.interview.advice import advice as advise
from rules.interview.explain import Recommendation, recommend
from rules.interview.interview import interview
from rules.interview.report import report
from rules.language.answers import Answer, NotSure, Range, Value
from rules.language.faults import RuleSetError
from rules.language.fingerprint import fingerprint
from rules.loading.load import loads
from tests.rules.sized import load_raw, one_table, rule, yes_no
from tests.rules.toys import KETTLE, changed, compiled

READY: dict[str, Answer] = {"thirsty": Value("yes"), "drink": Value("tea"), "water": Value(500)}
STEPS = """\
    steps:
      - Press the switch.
      - {say: Warm the pot., cite: [A1], when: {drink: tea}}
      - {say: Fetch the milk., when: {drink: cocoa}}
    revisit: {say: "Come back when it is empty.", cite: [A2]}
"""
DIFFERENCES = """\
differences:
  - id: D1
    about: How full
    when: {drink: tea}
    for: boil
    says: {aunt: Half full., uncle: Brim full.}
    we: Half full boils sooner.
    cite: [A2]
cases:
"""
UNCLE = """\
  uncle:
    title: On tea, again
    url: https://example.org/again
    publisher: Uncle Bob
    statements: {B1: Fill it up.}
facts:
"""
FULLER = changed(
    changed(KETTLE, "    steps: [Press the switch.]\n", STEPS), "cases:\n", DIFFERENCES
)
FULLER = changed(FULLER, "facts:\n", UNCLE)


def advice(text: str, **answers: Answer) -> Recommendation:
    return recommend(interview(compiled(text), {**READY, **answers}))


def test_a_line_is_said_only_where_its_condition_surely_holds() -> None:
    def steps(drink: Answer) -> list[str]:
        return [line.say for line in advice(FULLER, drink=drink).steps]

    assert steps(Value("tea")) == ["Press the switch.", "Warm the pot."]
    assert steps(Value("cocoa")) == ["Press the switch.", "Fetch the milk."]


def test_what_is_not_sure_leaves_a_conditional_line_out() -> None:
    text = changed(FULLER, "when: {drink: tea}}", "when: {water: {at_least: 900}}}")
    surely = advice(text, water=Range(at_least=1000))
    perhaps = advice(text, water=Range(at_least=500))
    assert "Warm the pot." in [line.say for line in surely.steps]
    assert "Warm the pot." not in [line.say for line in perhaps.steps]


def test_a_line_reads_what_finer_questions_made_of_not_sure() -> None:
    by_b = [{"when": {"b": "yes"}, "as": "yes"}, {"as": "no"}]
    facts = {name: yes_no(name) for name in ("key", "a", "b")}
    facts["a"]["not_sure"]["settle"] = by_b
    table = [rule("r1", "one", {"key": "yes"}), rule("r2", "two", {"a": "yes"}), rule("r3", "one")]
    outcomes = {"one": {"needs": ["a"], "steps": [{"say": "Since a.", "when": {"a": "yes"}}]}}
    diagram = compile_rules(load_raw(one_table(facts, table, outcomes)))
    for b, steps in (("no", 0), ("yes", 1)):
        held = interview(diagram, {"key": Value("yes"), "a": NotSure(), "b": Value(b)})
        assert len(recommend(held).steps) == steps


def test_a_line_is_left_out_only_where_its_exception_surely_holds() -> None:
    text = changed(FULLER, "when: {drink: tea}}", "unless: {water: {at_least: 900}}}")

    def warmed(water: Answer) -> bool:
        return "Warm the pot." in [line.say for line in advice(text, water=water).steps]

    assert warmed(Value(500))
    assert warmed(Range(at_least=500))
    assert not warmed(Value(900))


def test_when_to_come_back_is_told_with_its_statement() -> None:
    revisit = advice(FULLER).revisit
    assert revisit
    assert (revisit.say, revisit.cite) == ("Come back when it is empty.", ("A2",))
    assert advice(KETTLE).revisit is None


def test_a_difference_is_told_to_those_whom_it_concerns() -> None:
    assert [each.id for each in advice(FULLER).differences] == ["D1"]
    assert advice(FULLER, drink=Value("cocoa")).differences == ()
    assert advice(FULLER, water=Value(10)).differences == ()
    assert advice(FULLER, drink=NotSure()).differences == ()


def test_the_evidence_is_the_weakest_behind_the_rules_that_decided() -> None:
    def evidence(dry: str, go: str, water: Answer) -> str | None:
        text = changed(KETTLE, "cite: [A2]\n", f"cite: [A2]\n{dry}")
        return advice(
            changed(text, "cite: [A1, A2]\n", f"cite: [A1, A2]\n{go}"), water=water
        ).evidence

    measured, guess = "      evidence: measured\n", "      evidence: inference\n"
    assert evidence(measured, guess, Value(10)) == "measured"
    assert evidence(measured, guess, Value(500)) == "inference"
    assert evidence(measured, "", Value(500)) is None
    open_water = NotSure()  # both may be the rule that decides
    assert evidence(measured, guess, open_water) == "measured"


def test_the_report_has_lines_with_their_statements() -> None:
    told = report(interview(compiled(FULLER), READY))
    items = {section["id"]: section["items"] for section in told["sections"]}
    assert items["steps"][1] == {"text": "Warm the pot.", "cite": ["A1"]}
    assert items["changes"][-1] == {"text": "Come back when it is empty.", "cite": ["A2"]}
    assert items["differences"] == [
        {
            "text": "How full",
            "says": ["Aunt Ada: Half full.", "Uncle Bob: Brim full."],
            "our_view": "Half full boils sooner.",
            "cite": ["A2"],
        }
    ]


ENDS = date(2027, 1, 6)
DATED = changed(
    FULLER,
    "      - Press the switch.\n",
    """\
      - {say: The switch still clicks., until: "2027-01-06", cite: [A1]}
      - {say: The switch no longer clicks., from: "2027-01-06"}
      - {say: Be quick., from: "2027-01-05", until: "2027-01-07", cite: [A1]}
      - {say: Be quick., from: "2027-01-06", when: {drink: tea}, cite: [A2]}
      - Press the switch.
""",
).replace('{say: "Come back when it is empty."', '{say: "Come back soon.", until: "2027-01-06"')


def said_on(today: date | None) -> dict[str, dict[str, tuple[str, ...]]]:
    """What is said on a day, by section: each sentence with its statements."""
    held = interview(compiled(DATED), READY)
    shown = advise(held, recommend(held), today).sections
    return {each.id: {item.text: item.cite for item in each.items} for each in shown}


@pytest.mark.parametrize(
    ("days", "steps"),
    [
        (-2, {"The switch still clicks.": ("A1",)}),
        (-1, {"The switch still clicks.": ("A1",), "Be quick.": ("A1",)}),
        (0, {"The switch no longer clicks.": (), "Be quick.": ("A1", "A2")}),
        (1, {"The switch no longer clicks.": (), "Be quick.": ("A2",)}),
    ],
)
def test_a_dated_line_is_said_from_its_day_on_and_until_the_day_before_it_ends(days, steps) -> None:
    said = said_on(ENDS + timedelta(days))
    assert said["steps"] == {**steps, "Press the switch.": (), "Warm the pot.": ("A1",)}
    assert ("Come back soon." in said["changes"]) == (days < 0)


def test_where_nobody_knows_the_day_nothing_dated_is_said() -> None:
    assert [*said_on(None)["steps"]] == ["Press the switch.", "Warm the pot."]
    told = report(interview(compiled(DATED), READY))
    assert "Be quick." not in str(told["sections"])
    assert "Be quick." in str(report(interview(compiled(DATED), READY), ENDS)["sections"])


def test_what_no_day_limits_is_said_on_any_and_keeps_its_fingerprint() -> None:
    held = interview(compiled(FULLER), READY)
    first = advise(held, recommend(held))
    assert first == advise(held, recommend(held), ENDS)
    canonical = compiled(FULLER).rules.model_dump(by_alias=True, exclude_defaults=True)
    assert not {"from", "until"} & {*canonical["recommendations"][2]["steps"][1]}
    assert fingerprint(compiled(FULLER).rules) != fingerprint(compiled(DATED).rules)


FAULTS = [
    ("cite: [A1], when: {drink: tea}", "from: soon", "'recommendations.2.steps.1.from' (soon) needs a day"),
    ("cite: [A1], when: {drink: tea}", "until: 20270106", "(20270106) needs a day, such as 2026-11-20"),
    ("cite: [A1], when: {drink: tea}", 'from: "2027-01-06", until: "2027-01-06"',
     "until' (2027-01-06) must come after 'from', 2027-01-06: correct one of them"),
    ("cite: [A1], when", "cite: [A9], when", "no statement is called 'A9'"),
    ("when: {drink: tea}}", "when: {drinks: tea}}", "no fact is called 'drinks'"),
    ("when: {drink: cocoa}}", "when: {drink: coca}}", "no option of 'drink' is called 'coca'"),
    ("when: {drink: tea}}", "unless: {drinks: tea}}", "no fact is called 'drinks'"),
    ("cite: [A2]}", "cite: [A8]}", "no statement is called 'A8'"),
    ("for: boil", "for: boild", "no recommendation is called 'boild'"),
    ("says: {aunt: Half", "says: {ant: Half", "no source is called 'ant'"),
    ("we: Half full boils sooner.\n    cite: [A2]", "we: So.\n    cite: [A7]", "statement is called 'A7'"),
    ("help: Dry mouth?", "help: Dry mouth?\n    cite: [A6]", "no statement is called 'A6'"),
    ("about: How full\n    when: {drink: tea}", "about: X\n    when: {drink: milk}", "option of 'drink'"),
]  # fmt: skip


@pytest.mark.parametrize(("old", "new", "told"), FAULTS)
def test_a_wrong_name_in_a_line_is_told_with_its_line(old: str, new: str, told: str) -> None:
    text = changed(FULLER, old, new)
    number = next(
        n for n, line in enumerate(text.splitlines(), 1) if line not in FULLER.splitlines()
    )
    with pytest.raises(RuleSetError) as refused:
        loads(text, "kettle.yaml")
    (fault,) = refused.value.faults
    assert told in fault.message
    assert number <= fault.line <= number + 2


MISSPELT = [
    ("{say: Warm the pot.", "{sya: Warm the pot.", "did you mean 'say'?"),
    ("{say: Warm the pot., cite", "{say: Warm the pot., sources", "use one of: from, until, say, cite, when, unless"),
    ("cautions: [Steam is hot.]", "cautions: [{say: Hot., wen: {drink: tea}}]", "did you mean 'when'?"),
    ("is empty.\", cite: [A2]}", "is empty.\", citing: [A2]}", "did you mean 'cite'?"),
    ("    about: How full", "    abut: How full", "did you mean 'about'?"),
    ("    we: Half", "    ours: Half", "use one of: id, about, when, for, says, we, cite"),
]  # fmt: skip


@pytest.mark.parametrize(("old", "new", "remedy"), MISSPELT)
def test_an_unknown_key_is_told_with_those_that_belong_there(old, new, remedy) -> None:
    with pytest.raises(RuleSetError) as refused:
        loads(changed(FULLER, old, new), "kettle.yaml")
    (told,) = [each.message for each in refused.value.faults if "no key" in each.message]
    assert told.endswith(f"is no key that belongs here: {remedy}")


def test_of_two_equal_sentences_one_is_said_with_what_both_rest_on() -> None:
    twice = "[{say: Wait., cite: [A2]}, Pour., {say: Wait., cite: [A1, A2]}]"
    steps = advice(changed(KETTLE, "[Press the switch.]", twice)).steps
    assert [(line.say, line.cite) for line in steps] == [("Wait.", ("A2", "A1")), ("Pour.", ())]
