"""A fact of several options is a level for each in the diagram, and one fact to everybody."""

from collections.abc import Iterator
from pathlib import Path
from random import Random
from typing import Any, TypeAlias

import pytest

from rules.diagram.compiler import compile_rules
from rules.diagram.diagram import Diagram
from rules.interview.explain import recommend
from rules.interview.interview import Interview, interview
from rules.interview.what_if import what_if
from rules.language.answers import from_json
from rules.loading.load import SHIPPED, loads, shipped
from rules.loading.yaml12 import parse
from tests.rules import naive
from tests.rules.toys import WHOLE_KETTLE, WHOLE_MUSEUM

Raw: TypeAlias = dict[str, Any]

TESTS = Path(__file__).parents[1]
FILES = [*TESTS.glob("bot/*.yaml"), *TESTS.glob("outside/sets/*.yaml")]
TEXTS = {
    **{name: shipped(name) for name in SHIPPED},
    **{path.stem: path.read_text("utf-8") for path in sorted(FILES)},
    "kettle": WHOLE_KETTLE,
    "museum": WHOLE_MUSEUM,
}
SETS = {  # of language 1, as are the rules read one by one
    name: text
    for name, text in TEXTS.items()
    if "\ntables:" in text and "\nlanguage: 2" not in text
}
RAW: dict[str, Raw] = {name: parse(text, name).data for name, text in SETS.items()}
DIAGRAMS = {name: compile_rules(loads(text, name)) for name, text in SETS.items()}

every_set = pytest.mark.parametrize("name", SETS)


def thresholds(raw: Raw, fact: str) -> list[float]:
    """The numbers with which a fact is compared, and those beside them."""
    known = raw["facts"][fact]
    step = 1 if known["type"] == "int" else 10 ** -known.get("places", 2)
    found = {known.get("min", 0)}
    for when in naive.conditions(raw):
        for name, body in naive.comparisons(when):
            if name == fact:
                bounds = body.values() if isinstance(body, dict) else [body]
                found |= {float(n) for n in bounds}
    near = {round(n + each * step, 6) for n in found for each in (-1, 0, 1)}
    low, high = known.get("min", 0), known.get("max", 10**15)
    whole = known["type"] == "int"
    return [int(n) if whole else float(n) for n in sorted(near) if low <= n <= high]


def some_answer(raw: Raw, fact: str, random: Random) -> Any:
    known = raw["facts"][fact]
    match known["type"]:
        case "yes_no":
            return random.choice(["yes", "no"])
        case "several":
            often = random.choice([0.2, 0.5, 0.8])
            return [option for option in known["options"] if random.random() < often]
        case "choice":
            return random.choice([*known["options"]])
    return random.choice(thresholds(raw, fact))


def some_answers(raw: Raw, count: int) -> Iterator[Raw]:
    random = Random(7)
    for _ in range(count):
        yield {fact: some_answer(raw, fact, random) for fact in raw["facts"]}


def held_with(diagram: Diagram, answers: Raw) -> Interview:
    return interview(diagram, {fact: from_json(each) for fact, each in answers.items()})


def needs(raw: Raw, possible: set[naive.Verdict]) -> set[str]:
    """The facts that only word what is decided."""
    (verdict,) = possible
    whole = [raw["outcomes"][outcome] for outcome in verdict if outcome]
    whole += [raw["outcomes"][added] for each in whole for added in each.get("adds", ())]
    return {fact for each in whole for fact in each.get("needs", ())}


@every_set
def test_complete_answers_end_where_the_rules_read_one_by_one_say(name: str) -> None:
    raw, diagram = RAW[name], DIAGRAMS[name]
    for answers in some_answers(raw, 300):
        held = held_with(diagram, answers)
        assert held.possible == (naive.verdict(raw, answers),)
        fired = {reason.table: reason.rule.id for reason in recommend(held).reasons}
        for table, rule in fired.items():
            assert naive.first_hit(raw, table, answers)["id"] == rule


@every_set
def test_a_list_nobody_is_sure_of_leaves_what_its_sets_leave(name: str) -> None:
    raw, diagram = RAW[name], DIAGRAMS[name]
    lists = [fact for fact, known in raw["facts"].items() if known["type"] == "several"]
    for answers in some_answers(raw, 20):
        for fact in lists:
            unsure = {**answers, fact: "not_sure"}
            if raw["facts"][fact]["not_sure"].keys() & {"as", "settle"}:
                continue
            ways = ({**answers, fact: each} for each in naive.values_of(raw["facts"][fact]))
            possible = {naive.verdict(raw, values) for values in ways}
            held = held_with(diagram, unsure)
            assert {*held.possible} == possible
            unasked = {id_: each for id_, each in answers.items() if id_ != fact}
            asked = held_with(diagram, unasked)
            assert {*asked.possible} == possible
            needed = needs(raw, possible) if len(possible) == 1 else {fact}
            assert asked.next_fact == (fact if fact in needed else None)


@every_set
def test_another_list_is_one_change_however_much_of_it_changes(name: str) -> None:
    raw, diagram = RAW[name], DIAGRAMS[name]
    lists = [fact for fact, known in raw["facts"].items() if known["type"] == "several"]
    for answers in some_answers(raw, 6):
        held = held_with(diagram, answers)
        cost = {way.text.id: len(way.changes) for way in what_if(held)}
        given = recommend(held).text.id
        for changed in lists:
            for each in naive.values_of(raw["facts"][changed]):
                values = {**answers, changed: each}
                (text,) = naive.texts(raw, [naive.verdict(raw, values)])
                assert text == given or cost[text] == 1
