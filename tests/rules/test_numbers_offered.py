"""The ranges that are offered for a number where *not sure* and a range are values: language 2."""

from pathlib import Path
from typing import Any, TypeAlias

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from rules.diagram.compiler import compile_rules
from rules.interview.interview import interview
from rules.interview.offered import ranges_offered
from rules.interview.what_if import in_a_sentence, what_if
from rules.language.answers import Answer, Chosen, NotSure, Range, Ticks, from_json, to_json
from rules.loading.load import load
from tests.rules import naive, naive2
from tests.rules.examples2 import whole
from tests.rules.sized import load_raw
from tests.rules.strategies2 import answered

Raw: TypeAlias = dict[str, Any]
TOUR = compile_rules(load(Path(__file__).parents[1] / "bot" / "tour.yaml"))


def wish(*options: str) -> Answer:
    return Chosen(frozenset(options))


@pytest.mark.parametrize(
    ("wanted", "bounds"),
    [
        (wish("crowd"), (50, 200)),  # where a rule begins, and a condition of going on tour
        (wish("money"), (1000,)),  # only a condition of playing in the street reads the number
        (wish("crowd", "money"), (50, 200, 1000)),
    ],
    ids=["tour", "street", "either"],
)
def test_a_range_begins_where_a_rule_or_a_condition_in_reach_does(wanted, bounds) -> None:
    offered = ranges_offered(interview(TOUR, {"wish": wanted}), "fans")
    assert offered == tuple(map(Range, (None, *bounds), (*bounds, None)))


def test_ranges_stay_apart_where_not_to_know_which_of_them_leads_elsewhere() -> None:
    low, middle, high = ({"n": each} for each in ({"at_most": 2}, [3, 4], {"at_least": 5}))
    ends = [(low, "keep"), (middle, "keep"), (high, "tune")]
    rules = [{"when": when, "outcome": outcome} for when, outcome in ends]
    raw = whole(
        {
            "facts": {"n": {"type": "int", "max": 9}},
            "tables": {"t": [*rules, {"outcome": "wait"}]},
            "outcomes": {
                "keep": {"stance": "no"},
                "tune": {"trains": True, "stance": "yes"},
                "wait": {"stance": "not_yet"},
            },
        }
    )
    held = interview(compile_rules(load_raw(raw)), {})
    assert ranges_offered(held, "n") == (Range(below=3), Range(3, 5), Range(5))


@pytest.mark.parametrize(
    ("fans", "end", "changed", "words"),
    [
        (Range(200), "rehearse", 1, "Rehearse, if Fans were under 50."),
        (Range(100, 400), "rehearse", 1, "Rehearse, if Fans were under 50."),
        (Range(10), "tour", 0, "Go on tour, if Fans were 50 or more."),  # only more exact
        (NotSure(), "tour", 0, "Go on tour, if Fans were 50 or more."),
    ],
)
def test_another_number_is_named_whatever_range_was_given(fans, end, changed, words) -> None:
    ready = Ticks(frozenset({"songs"}), frozenset())
    held = interview(TOUR, {"wish": wish("crowd"), "fans": fans, "ready": ready})
    (way,) = (each for each in what_if(held) if each.text.id == end)
    assert (len(way.changes), in_a_sentence(TOUR, way)) == (changed, words)


def numbers(raw: Raw, known: Raw, asked: str) -> list[tuple[Any, list[Any]]]:
    """The ranges offered for a number, and the numbers that lie in each."""
    given_ = {fact: from_json(each) for fact, each in known.items()}
    offered = ranges_offered(interview(compile_rules(load_raw(raw)), given_), asked)
    values = naive2.plain_answers(raw["facts"][asked])
    ranges = [to_json(each) for each in offered]
    return [(each, [n for n in values if naive.fits(each, n)]) for each in ranges]


def told(raw: Raw, world: Raw) -> Any:
    """All that a number can make a difference to: the verdict, and what is asked for it."""
    verdict = naive2.reading(raw, world).verdict
    states = [naive2.lacking(raw, each, world) for each in naive2.asked_of(raw, verdict[-1])]
    crossing = naive2.crossing(raw, verdict[-1]).values()
    needs = [each.get("when", naive2.ALWAYS) for each in naive2.needs(raw, verdict)]
    tests = [*(each["when"] for each in crossing), *needs]
    return verdict, states, [naive2.surely(raw, test, world) for test in tests]


@settings(max_examples=25)
@given(answered(most=4), st.data())
def test_a_range_offered_means_what_each_of_its_numbers_means(pair, data) -> None:
    raw, known = pair
    counted = [name for name, fact in raw["facts"].items() if fact["type"] in ("int", "decimal")]
    assume(counted)
    asked = data.draw(st.sampled_from(counted))
    known = {name: each for name, each in known.items() if name != asked}
    found = numbers(raw, known, asked)
    listed = [n for _, numbers_in in found for n in numbers_in]
    assert listed == naive2.plain_answers(raw["facts"][asked])
    for each, numbers_in in found:
        for world in naive2.worlds(raw, {**known, asked: each}):
            means = told(raw, world)
            assert all(told(raw, {**world, asked: number}) == means for number in numbers_in)
