"""Two flows from other fields, which need every part of the rule language and no other engine."""

from collections.abc import Mapping

import pytest

from rules.checks.check import check
from rules.diagram.compiler import compile_rules
from rules.interview.explain import Recommendation, recommend
from rules.interview.interview import Interview, interview
from rules.language.answers import Answer, Json, from_json
from rules.loading.load import loads
from tests.interviews import one_of_each, ways
from tests.outside.flows import SETS, diagram
from tests.rules.toys import changed

OWN = ("castle-ticket", "battery")

Answers = dict[str, Json]

GOLDEN: list[tuple[str, Answers, str, tuple[str, ...]]] = [  # in the order asked
    (
        "castle-ticket",
        {"visit": "own", "age": 5, "access": ["step_free", "hearing_loop"], "ticket_form": "phone"},
        "free",
        ("Ask for the lift's key.", "Ask for a hearing loop.", "Open the ticket on the phone."),
    ),
    ("castle-ticket", {"visit": "school", "booked": "no"}, "book", ()),
    (
        "castle-ticket",
        {"visit": "coach", "weekday": "no", "booked": "yes", "access": [], "ticket_form": "paper"},
        "groups",
        ("Take the ticket at the gate.",),
    ),
    (
        "castle-ticket",
        {
            "visit": "own",
            "age": 40,
            "concessions": ["student", "job_seeker"],
            "full_time": "no",
            "weekday": "yes",
            "proof": "not_sure",
            "photo": "yes",
            "access": [],
            "ticket_form": "paper",
        },
        "half",
        ("Take the ticket at the gate.",),
    ),
    (
        "castle-ticket",
        {
            "visit": "own",
            "age": 40,
            "concessions": ["member", "disability"],
            "proof": "not_sure",
            "photo": "not_sure",
            "lives_here": "not_sure",
            "green_bin": "not_sure",
            "council_letter": "yes",
            "access": "not_sure",
            "ticket_form": "not_sure",
        },
        "five",
        ("Take the ticket at the gate.",),
    ),
    (
        "castle-ticket",
        {
            "visit": "own",
            "age": 70,
            "concessions": ["disability", "student"],
            "proof": "yes",
            "companion": "yes",
            "access": ["step_free"],
            "ticket_form": "paper",
        },
        "half_with_companion",
        ("Ask for the lift's key.", "Take the ticket at the gate."),
    ),
    (
        "battery",
        {
            "damaged": "no",
            "kind": "power_bank",
            "chemistry": "lithium_ion",
            "bag": "cabin",
            "watt_hours": "not_sure",
            "milliamp_hours": 43000,
            "approved": "no",
            "days_left": 1,
        },
        "ask_airline",
        ("Call the airline.",),
    ),
    (
        "battery",
        {
            "damaged": "no",
            "kind": "power_bank",
            "chemistry": "lithium_ion",
            "bag": "cabin",
            "watt_hours": "not_sure",
            "milliamp_hours": "not_sure",
            "fits_a_pocket": "yes",
        },
        "covered",
        ("Cover its ends with tape.",),
    ),
    (
        "battery",
        {
            "damaged": "no",
            "kind": "device",
            "chemistry": "lithium_metal",
            "bag": "hold",
            "lithium_grams": 2.0,
            "switched_off": "yes",
        },
        "fly",
        (),
    ),
    (
        "battery",
        {
            "damaged": "no",
            "kind": "spare",
            "chemistry": "lithium_ion",
            "bag": "cabin",
            "watt_hours": {"at_least": 100.1, "below": 120},
            "approved": "yes",
            "spares": 2,
        },
        "covered",
        ("Cover its ends with tape.",),
    ),
]


def held(name: str, answers: Mapping[str, Json]) -> Interview:
    return interview(diagram(name), {fact: from_json(raw) for fact, raw in answers.items()})


def advised(name: str, **answers: Json) -> Recommendation:
    return recommend(held(name, answers))


@pytest.mark.parametrize("name", OWN)
def test_check_finds_nothing_in_a_flow_of_our_own(name: str) -> None:
    found = check(diagram(name))
    assert found.problems == ()
    assert {warning.kind for warning in found.warnings} <= {"overlap", "unread option"}
    assert found.facts >= 12


@pytest.mark.parametrize(("name", "answers", "ends", "steps"), GOLDEN)
def test_an_interview_goes_as_it_should(
    name: str, answers: Answers, ends: str, steps: tuple[str, ...]
) -> None:
    given: dict[str, Answer] = {}
    for fact, raw in answers.items():
        assert interview(diagram(name), given).next_fact == fact
        diagram(name).rules.facts[fact].admit(fact, from_json(raw))
        given[fact] = from_json(raw)
    finished = interview(diagram(name), given)
    assert finished.next_fact is None
    told = recommend(finished)
    assert (told.text.id, told.decided, tuple(line.say for line in told.steps)) == (
        ends,
        True,
        steps,
    )


@pytest.mark.parametrize("name", OWN)
def test_every_interview_ends_in_advice_within_the_questions_promised(name: str) -> None:
    most = interview(diagram(name), {}).at_most_more
    for answers in ways(diagram(name)):
        assert recommend(interview(diagram(name), answers)).reasons
        assert len(answers) <= most


@pytest.mark.parametrize("name", OWN)
def test_no_interview_asks_twice_or_asks_what_it_can_do_without(name: str) -> None:
    compiled = diagram(name)
    for answers in ways(compiled):
        for n, fact in enumerate(answers):
            before = interview(compiled, dict([*answers.items()][:n]))
            outcomes = {
                interview(compiled, {**before.answers, fact: each}).possible
                for each in one_of_each(compiled.classes[fact])
            }
            assert len(outcomes) > 1 or len(before.possible) == 1, (fact, before.answers)


def test_a_fact_that_words_the_result_is_asked_once_the_result_is_decided_and_not_before() -> None:
    open_: Answers = {"visit": "own", "age": 40, "concessions": "not_sure", "proof": "yes"}
    assert held("castle-ticket", open_).next_fact == "companion"
    decided = held("castle-ticket", {"visit": "own", "age": 3})
    assert (len(decided.possible), decided.next_fact) == (1, "access")


def test_what_a_finer_question_settles_is_told_with_its_reason() -> None:
    answers: Answers = {"visit": "own", "age": 40, "concessions": ["member"], "proof": "not_sure"}
    assert held("castle-ticket", answers).next_fact == "photo"
    told = advised("castle-ticket", **answers, photo="yes")
    assert told.text.id == "free"
    assert [(each.fact, each.because) for each in told.unsure] == [
        ("proof", "A photo of the papers will do.")
    ]


def test_a_sub_question_that_many_rules_share_is_asked_for_the_first_of_them() -> None:
    for concession in ("member", "disability"):
        answers: Answers = {"visit": "own", "age": 40, "concessions": [concession]}
        assert held("castle-ticket", answers).next_fact == "proof"
    assert held("castle-ticket", {**answers, "proof": "no"}).next_fact == "lives_here"


def test_of_several_answers_only_those_that_count_are_told_apart() -> None:
    classes = diagram("castle-ticket").classes
    fact = classes["concessions"].fact
    assert [level.option for level in classes["concessions"].levels] == [
        option.label for option in fact.options.values()
    ]
    assert len(classes["access"].levels) == 2


def test_a_decimal_threshold_is_exact() -> None:
    answers: Answers = {
        "damaged": "no",
        "kind": "device",
        "chemistry": "lithium_ion",
        "bag": "cabin",
    }

    def at(watt_hours: float) -> str | None:
        return held("battery", {**answers, "watt_hours": watt_hours}).next_fact

    assert (at(100.0), at(100.1)) == (None, "approved")


def test_two_reductions_count_as_the_better_one_that_stands_first() -> None:
    both: Answers = {
        "visit": "own",
        "age": 70,
        "concessions": ["member", "disability"],
        "proof": "yes",
    }
    assert advised("castle-ticket", **both).text.id == "free"


def test_finer_questions_may_leave_options_to_their_last_row() -> None:
    # The last row has no 'when', so whatever it is for, it can't name its options.
    text = (SETS / "battery.yaml").read_text("utf-8")
    text = changed(text, "type: yes_no\n    label: Fits a pocket", SIZES)
    text = changed(text, "{when: {fits_a_pocket: yes}, as: 20000}", SIZED)
    text = changed(text, "not_sure: {as: no, because: To be safe.}", "not_sure: {because: Look.}")
    text = text.replace("fits_a_pocket: yes", "fits_a_pocket: pocket")
    text = text.replace("fits_a_pocket: not_sure", "fits_a_pocket: larger")
    assert check(compile_rules(loads(text))).problems == ()


SIZES = """\
type: choice
    options: {pocket: Fits a pocket, brick: As large as a brick, larger: Larger}
    label: Size"""
SIZED = """\
{when: {fits_a_pocket: pocket}, as: 20000}
        - {when: {fits_a_pocket: brick}, as: 40000}"""
