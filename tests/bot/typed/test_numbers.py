"""Numbers that look like one thing and are another: prices, two numbers, other money, other words for none."""

import pytest

from bot.typed import Ambiguous, Offered, Understood, Unreadable, plainly, read
from bot.typed.paragraph import proposals
from bot.typed.units import Unit
from bot.typed.words import WordBooks, words_in
from rules.language.answers import Range, Value
from rules.language.faults import RuleSetError
from rules.language.kinds.number import Number
from rules.loading.load import SHIPPED, loaded
from tests.bot.reads import ASKED, answer, offered
from tests.bot.test_typed import BUDGET, EXAMPLES, LATENCY, REQUESTS
from tests.reading.test_phrases import FRAMES

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


@pytest.mark.parametrize(
    ("text", "fact", "answers"),
    [
        ("2-3k, every one signed by a pharmacist", EXAMPLES, [Range(2000, 3001)]),
        ("about a dozen, Anna has looked at each of them", EXAMPLES, [Value(12)]),
        ("the sensor asks every 5 min, day and night", REQUESTS, [Value(288)]),
        ("never fewer than 5k, and never hit 8k yet", REQUESTS, [Range(5000, 8000)]),
        ("they wait, so let's say a sec and a half", LATENCY, [Value(1500)]),
        (
            "three quarters of a sec tops, after that they go",
            LATENCY,
            [Range(below=751), Value(750)],
        ),
    ],
)
def test_a_number_with_more_behind_it_is_cut_out_and_offered(text, fact, answers):
    assert offered(text, fact) == answers


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("a sec and a half", 1500),
        ("two seconds and a half", 2500),
        ("three quarters of a second", 750),
        ("quarter of a second", 250),
    ],
)
def test_parts_of_a_second_are_said_in_words(text, number):
    assert answer(text, LATENCY) == Value(number)


def told_of(text):
    """What a paragraph tells, by fact."""
    return {one.fact: one.answer for one in proposals(text, RULES, {})}


@pytest.mark.parametrize(
    ("text", "fact", "number"),
    [
        ("About a dozen notes per hour, 24 hours a day.", "requests_per_day", 288),
        ("The vendor retires our model. It gets 900 chats a day.", "requests_per_day", 900),
        ("Our recipe tool is slow. We make about 700 recipes a week.", "requests_per_day", 100),
        ("It costs 620 usd per month for like 30 texts a day.", "requests_per_day", 30),
        ("Too expensive: 620 usd per month for 30 texts a day.", "monthly_spend", 620),
        ("The cap is 250 milliseconds an answer.", "latency_ms", 250),
        ("I typed up 150 cards myself, each with the right fields.", "examples", 150),
        ("Our writers approved 900 jokes, each with the right reply.", "examples", 900),
    ],
)
def test_amounts_are_read_in_the_ways_people_put_them(text, fact, number):
    assert told_of(text)[fact] == Value(number)


@pytest.mark.parametrize(
    "text",
    [
        "The whole market sees 1.5M claims a year.",
        "The board hears of 900 tickets a day.",
        "A rival copied our bot. It gets 900 chats a day.",
        "About a dozen notes per hour.",
        "We get 30 texts a day per customer.",
        "Users approved 900 jokes, each with the right reply.",
        "I typed up 150 cards myself.",
    ],
)
def test_amounts_of_somebody_else_and_halves_of_a_statement_are_left(text):
    assert told_of(text) == {}


# In silence only a number alone

ALONE = {
    "requests_per_day": "500 a day",
    "latency_ms": "2 seconds",
    "examples": "300",
    "monthly_spend": "$2,000 a month",
}
OF_RULES = RULES.facts


@pytest.mark.parametrize("fact", ALONE)
@pytest.mark.parametrize("frame", FRAMES)
def test_a_number_in_a_frame_is_never_taken(frame, fact):
    assert answer(frame.format(ALONE[fact]), OF_RULES[fact]) == ASKED


@pytest.mark.parametrize("fact", ALONE)
@pytest.mark.parametrize(
    "frame", ["hopefully {}", "{} at peak", "{}?", "{} hopefully", "a rival has {}", "I hope {}"]
)
def test_a_number_with_a_word_that_may_change_it_is_offered(frame, fact):
    assert isinstance(read(frame.format(ALONE[fact]), OF_RULES[fact]), Offered)


@pytest.mark.parametrize("fact", ALONE)
@pytest.mark.parametrize(
    "frame", ["{}", "about {}", "at least {}", "over {}", "it is {}", "ok, {} so far"]
)
def test_a_number_with_harmless_words_is_taken(frame, fact):
    assert isinstance(read(frame.format(ALONE[fact]), OF_RULES[fact]), Understood)


@pytest.mark.parametrize("fact", ["requests_per_day", "examples", "monthly_spend"])
@pytest.mark.parametrize(
    "text", ["1 min", "1 sec", "100 min", "5 days", "2 hours", "1 month", "at most 3 s", "1min"]
)
def test_a_bare_time_is_no_rate_and_no_count(text, fact):
    assert isinstance(read(text, OF_RULES[fact]), Unreadable)
    assert not plainly(text, OF_RULES[fact])


@pytest.mark.parametrize(
    ("text", "numbers"),
    [
        ("mustn't take more than 3 s", {3000}),
        ("no more than 800ms, 1s at worst", {800, 1000}),
        ("not over 2 s", {2000}),
        ("it can't take longer than 2s", {2000}),
        ("0.5", {500}),
        ("0,5", {500}),
    ],
)
def test_the_time_allowed_is_offered_not_its_opposite(text, numbers):
    assert {each.value for each in offered(text, OF_RULES["latency_ms"])} == numbers


def test_a_comma_behind_a_zero_is_a_decimal_sign():
    assert offered("0,8", OF_RULES["latency_ms"])[0] == Value(800)
    assert answer("0,5 s", OF_RULES["latency_ms"]) == Value(500)


@pytest.mark.parametrize(
    "text", ["$0.02 per call", "50 cents", "50¢", "2 usd per user", "$3 per 1k tokens"]
)
def test_a_price_by_the_piece_is_no_money_a_month(text):
    assert not isinstance(read(text, OF_RULES["monthly_spend"]), Understood | Offered)


@pytest.mark.parametrize("fact", ALONE)
@pytest.mark.parametrize("text", ["a quarter of 2k", "half of 500", "10% of 500"])
def test_a_part_of_a_number_is_asked_back(text, fact):
    assert isinstance(read(text, OF_RULES[fact]), Unreadable)


@pytest.mark.parametrize(
    ("text", "fact"),
    [
        ("not happy if more than 500 a day", "requests_per_day"),
        ("$0.02 per call, 300 a month", "monthly_spend"),
    ],
)
def test_what_was_cut_out_around_a_number_is_not_taken_for_silence(text, fact):
    assert isinstance(read(text, OF_RULES[fact]), Offered)


# Out of all reason

SENSIBLE = [
    (fact, words)
    for name in SHIPPED
    for id_, words in WordBooks().words(name).items()
    if words.sensible and isinstance(fact := loaded(name).rules.facts[id_], Number)
]


@pytest.mark.parametrize(("fact", "words"), SENSIBLE, ids=lambda each: getattr(each, "label", ""))
def test_an_amount_out_of_all_reason_is_asked_back(fact, words):
    """What its author calls sensible is read, and the very next isn't taken."""
    most = read(words.sensible, fact, words)
    assert isinstance(most, Understood)
    assert isinstance(most.answer, Range)
    assert most.answer.below is not None
    assert isinstance(read(f"{most.answer.below - 1}", fact, words), Understood)
    for beyond in (f"{most.answer.below}", f"{most.answer.below} or more", "at least 5"):
        reading = read(beyond, fact, words)
        assert isinstance(reading, Ambiguous) == (beyond != "at least 5")
    if Unit(fact.unit).seconds:
        for text in (
            "1 month",
            "3 months",
            "2 weeks",
            "1 to 3 months",
            "a year",
            "3 months or less",
        ):
            asked = read(text, fact, words)
            assert isinstance(asked, Ambiguous), text
            assert f"I expect {words.sensible}." in asked.ask
        for text in ("5 minutes", "an hour", "half a day"):
            assert isinstance(read(text, fact, words), Understood)


def test_what_is_sensible_is_said_of_numbers_alone():
    rules = loaded("should-we-finetune").rules
    with pytest.raises(RuleSetError, match="'gap' is no number"):
        words_in("gap:\n  sensible: up to 3 days\n", "a.words.yaml", rules)


@pytest.mark.parametrize(
    "told",
    [
        *("We checked 600 tickets and it got 500 right", "We checked 600 tickets, 500 were right"),
        *("Our experts reviewed 300 answers and it got most wrong",),
        "We labelled 200 tickets and the bot had 120 of them correct",
    ],
)
def test_what_a_model_made_of_them_is_no_number_of_examples(told):
    words = WordBooks().words("should-we-finetune")
    found = proposals(f"{told}. We get 300 tickets a day.", RULES, words)
    assert [each.fact for each in found] == ["requests_per_day"]
