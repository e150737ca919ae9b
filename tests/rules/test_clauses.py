"""What a fact says of its answers within a sentence: exactly those, in the author's words."""

import re
from itertools import combinations
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rules.language.answers import Answer, Chosen, NotSure, Range, Ticks, Value, from_json
from rules.language.clauses import all_of, any_of
from rules.language.kinds import Fact

from .test_kinds import fact_of

COUNT = {"is": "there are {n}", "of": ["good example", "good examples"], "max": 10_000}
NUMBERS: list[tuple[Any, str]] = [
    ({"below": 300}, "there are fewer than 300 good examples"),
    ({"at_least": 200, "below": 300}, "there are 200 to 299 good examples"),
    ({"at_least": 300}, "there are 300 or more good examples"),
    (60, "there are about 60 good examples"),
    (1, "there are 1 good example"),
    (0, "there are no good examples"),
    ({"below": 1}, "there are no good examples"),
    ({"at_least": 7, "below": 8}, "there are 7 good examples"),
]
AMOUNTS: list[tuple[str, Any, str]] = [
    ("$", {"below": 750}, "less than $750"),
    ("$", {"at_least": 750}, "$750 or more"),
    ("$", {"at_least": 750, "below": 6001}, "$750 to $6,000"),
    ("$", 750, "about $750"),
    ("$", 0, "$0"),
    ("milliseconds", {"at_least": 2000}, "2,000 milliseconds or more"),
    ("milliseconds", {"below": 2000}, "less than 2,000 milliseconds"),
]
OPTIONS = ("a", "b", "c")
SETS = [frozenset(each) for n in range(4) for each in combinations(OPTIONS, n)]


@pytest.mark.parametrize(("raw", "words"), NUMBERS)
def test_a_number_is_told_with_what_it_counts(raw: Any, words: str) -> None:
    assert fact_of("int", **COUNT).clause([from_json(raw)]) == words


@pytest.mark.parametrize(("of", "raw", "words"), AMOUNTS)
def test_an_amount_is_less_and_not_fewer(of: str, raw: Any, words: str) -> None:
    amount = {"is": "it takes {n}", "of": of, "as": "amount", "max": 10_000}
    assert fact_of("int", **amount).clause([from_json(raw)]) == f"it takes {words}"


def test_two_stretches_of_a_number_are_one_clause() -> None:
    apart = [Range(None, 50), Range(300, None)]
    told = fact_of("int", **COUNT).clause(apart)
    assert told == "there are fewer than 50 good examples or 300 or more good examples"


@pytest.mark.parametrize("answer", [NotSure(), Range(0, None)])
def test_any_number_at_all_is_no_clause(answer: Answer) -> None:
    assert fact_of("int", **COUNT).clause([answer]) is None


def choice() -> Fact:
    forms = {"tea": "it is tea", "juice": ["it is juice", "it isn't juice"], "milk": "it is milk"}
    return fact_of("choice", **{"is": forms})


def test_options_are_joined_and_two_of_three_are_said_by_the_third() -> None:
    tea, juice, milk = Value("tea"), Value("juice"), Value("milk")
    assert choice().clause([tea]) == "it is tea"
    assert choice().clause([tea, juice]) == "it is tea or juice"
    assert choice().clause([tea, milk]) == "it isn't juice"
    assert choice().clause([tea, juice, milk]) is None


def test_no_is_said_by_what_yes_is_not() -> None:
    fact = fact_of("yes_no", **{"is": "it rains", "not": "it is dry"})
    assert [fact.clause([Value(each)]) for each in ("yes", "no")] == ["it rains", "it is dry"]
    half = fact_of("yes_no", **{"is": "it rains"})
    assert half.clause([Value("no")]) is None
    lacking = [key for key in half.sayable(()) if key not in half.said]
    assert [half.written_at(key) for key in lacking] == [("not",)]


def test_what_was_ticked_is_told_without_what_was_not() -> None:
    fact = several()
    assert fact.given_clause(Chosen(frozenset("ab"))) == "has a and has b"
    assert fact.given_clause(Chosen(frozenset())) == "has nothing"


def several() -> Fact:
    forms = {option: [f"has {option}", f"lacks {option}"] for option in OPTIONS}
    options = {option: option.upper() for option in OPTIONS}
    return fact_of("several", options=options, none="has nothing", **{"is": forms})


def holds(clause: str, chosen: frozenset[str]) -> bool:
    """Whether a sentence of these forms is true of a set. Commas stand before the outer link."""
    for link, every in ((", and ", all), (", or ", any), (",? and |, ", all), (",? or |, ", any)):
        if re.search(link.split("|")[0], clause):
            return every([holds(part, chosen) for part in re.split(link, clause)])
    word, what = clause.split()
    return not chosen if what == "nothing" else (what in chosen) == (word == "has")


@given(st.lists(st.sampled_from(SETS), min_size=1, max_size=7, unique=True))
def test_sets_are_told_exactly(sets: list[frozenset[str]]) -> None:
    told = several().clause([*map(Chosen, sets)])
    if told:  # else nobody could take it in
        assert [each for each in SETS if holds(told, each)] == [
            each for each in SETS if each in sets
        ]


def test_of_the_ticks_that_count_only_those_are_told() -> None:
    ticks = [Ticks(frozenset("a"), frozenset("b"))]
    assert several().clause(ticks) == "has a and lacks b"


def test_three_are_told_and_the_rest_counted() -> None:
    clauses = [f"{each} is on" for each in ("red", "blue", "green", "white", "black")]
    assert all_of(clauses) == "red is on, blue is on, green is on and 2 more"
    assert all_of(clauses[:4]) == "red is on, blue is on and 2 more"
    assert any_of(clauses[:3]) == "red is on, blue is on or green is on"


@pytest.mark.parametrize(
    "clauses",
    [
        ["nobody has tried salt", "nobody has tried oil"],
        ["the text must stay here", "the text must stay there"],
        ["every run is slow", "every run is dear"],
        ["it hasn't got salt", "it hasn't got oil"],
    ],
)
def test_what_would_say_something_else_is_not_drawn_together(clauses: list[str]) -> None:
    assert any_of(clauses) == " or ".join(clauses)


def test_what_begins_alike_is_drawn_together() -> None:
    assert any_of(["it is too slow", "it is too dear"]) == "it is too slow or dear"
    assert all_of(["it is slow or dear", "it is old"]) == "it is slow or dear, and it is old"
