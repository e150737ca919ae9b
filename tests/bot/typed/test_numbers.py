"""Numbers that look like one thing and are another: prices, two numbers, other money, other words for none."""

import pytest

from bot.typed import Offered, Understood, Unreadable, read
from bot.typed.paragraph import proposals
from rules.language.answers import Range, Value
from rules.loading.load import loaded
from tests.bot.reads import answer, offered
from tests.bot.test_typed import BUDGET, EXAMPLES, LATENCY, REQUESTS

RULES = loaded("should-we-finetune").rules


def test_an_m_is_no_minute_unless_somebody_says_so():
    minute_or_month = [Value(14_400), Range(below=1)]
    for text in ("10/m", "10 per m", "um, 10 per m"):
        assert offered(text, REQUESTS) == minute_or_month
    assert offered("$3/M", BUDGET) == offered("$3 per M", BUDGET) == [Value(3)]
    assert not isinstance(read("$3/M", REQUESTS), Understood | Offered)
    assert answer("10/min", REQUESTS) == Value(14_400)
    assert answer("5m a month", REQUESTS) == Value(164_474)
    assert answer("5m", LATENCY) == Value(300_000)


@pytest.mark.parametrize(
    ("text", "answers"),
    [
        ("200 300", [Value(200_300), Range(200, 301)]),
        ("200 300 a day", [Value(200_300), Range(200, 301)]),
        ("300 200", [Value(300_200)]),
        ("100 200 300", [Value(100_200_300)]),
    ],
)
def test_two_numbers_side_by_side_are_not_joined_unasked(text, answers):
    assert offered(text, REQUESTS) == answers


@pytest.mark.parametrize(
    ("text", "number"), [("1 500", 1500), ("20 300", 20_300), ("200 000", 200_000)]
)
def test_digits_in_groups_are_one_number(text, number):
    assert answer(text, REQUESTS) == Value(number)


@pytest.mark.parametrize(
    ("text", "fact", "number"),
    [
        ("12k a year", BUDGET, 1000),
        ("$12k/yr", BUDGET, 1000),
        ("3,000 a quarter", BUDGET, 1000),
        ("12k a year", REQUESTS, 33),
        ("365 a year", REQUESTS, 1),
        ("10 a day", BUDGET, 304),
    ],
)
def test_a_year_is_twelve_months_and_365_days(text, fact, number):
    assert answer(text, fact) == Value(number)


def test_a_paragraph_counts_a_year_like_a_typed_answer():
    found = {e.fact: e.answer for e in proposals("Our LLM bill is $12k a year.", RULES, {})}
    assert found == {"monthly_spend": Value(1000)}


@pytest.mark.parametrize(
    "text",
    [
        *("A$500", "C$500", "AU$500", "HK$500 a month", "NZ$ 500", "R$500", "500 A$"),
        *("500 aud", "500 euros", "€500", "£500", "CHF 500", "5k pesos", "¥500", "₹500"),
        *("500 canadian dollars", "$500 australian", "kr 500"),
    ],
)
def test_other_money_is_never_taken_nor_offered_as_dollars(text):
    for fact in (BUDGET, RULES.facts["monthly_spend"]):
        assert isinstance(read(text, fact), Unreadable)


@pytest.mark.parametrize(
    "text", ["$500", "US$500", "US $500", "500 usd", "500 dollars", "500 bucks"]
)
def test_our_own_money_is(text):
    assert answer(text, BUDGET) == Value(500)


@pytest.mark.parametrize(
    "text", ["zilch", "nil", "zip", "nada", "nought", "nothing yet", "zilch so far"]
)
def test_none_of_a_count_is_zero_in_any_word(text):
    assert answer(text, EXAMPLES) == answer(text, REQUESTS) == Value(0)
