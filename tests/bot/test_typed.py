"""What people type, and what is understood."""

from time import perf_counter
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.typed import (
    MAX_TYPED,
    READERS,
    Ambiguous,
    Offered,
    Understood,
    Unreadable,
    plainly,
    read,
)
from rules.language.answers import NotSure, Range, Value
from rules.language.kinds import Fact
from rules.language.kinds.choice import Choice
from rules.language.kinds.number import Number
from rules.language.kinds.option import Option
from rules.language.kinds.several import Several
from rules.language.kinds.yes_no import YesNo

from .reads import ASKED, answer, offered, said

TEXTS: dict[str, Any] = {
    "ask": "What?",
    "why": "Because.",
    "help": "So.",
    "not_sure": {"because": "Look."},
}
YES_NO = YesNo(
    type="yes_no", label="Prompt optimised", **{**TEXTS, "ask": "Have you optimised it?"}
)
REQUESTS = Number(type="int", unit="requests/day", label="Requests a day", **TEXTS)
EXAMPLES = Number(type="int", unit="examples", label="Examples", max=100_000, **TEXTS)
LATENCY = Number(type="int", unit="ms", label="Latency", **TEXTS)
BUDGET = Number(type="int", unit="dollars/month", label="Budget", min=1, **TEXTS)
GAP = Choice(
    type="choice",
    label="Gap",
    options={
        "format": Option(label="Output format", also=("json", "schema")),
        "tone": Option(label="Tone of voice", also=("style",)),
        "fine_tune": Option(label="Fine-tuned model"),
        "knowledge": Option(label="Missing knowledge"),
    },
    **TEXTS,
)
TRIED = Several(type="several", label="Tried", options=GAP.options, **TEXTS)
DEGREES = Number(type="decimal", unit="degrees", label="Degrees", places=1, **TEXTS)
OF_EACH_KIND: dict[str, Fact] = {
    each.type: each for each in (YES_NO, REQUESTS, GAP, TRIED, DEGREES)
}
FACTS: list[YesNo | Choice | Number] = [YES_NO, REQUESTS, EXAMPLES, LATENCY, BUDGET, GAP]

NOT_SURE = [
    "not sure",
    "I'm not sure",
    "Not sure yet.",
    "not 100% sure",
    "not really sure",
    "dunno",
    "idk tbh",
    "no idea",
    "No clue, sorry",
    "I don't know",
    "we dont know yet",
    "can't say",
    "hard to say",
    "who knows",
    "unsure",
    "skip",
    "🤷",
    ":shrug:",
    "*no idea*",
    "no idea how many",
]

YES = (
    "yes|Y|yep!|yeah|sure|of course|absolutely|definitly|we did|👍|👍🏽|:+1:|1|#1|"
    ":thumbsup::skin-tone-3:|✅|*yes*|`yes`|\u201cyes\u201d|<@U123> yes|@bot yes|Yes :)|yesss|yes we do|it does|"
    "hell yes|no doubt|yes, no doubt|we've already done that|\uff59\uff45\uff53"
)
NO = (
    "no|n|Nope.|nah|not yet|not really|never|👎|:-1:|:x:|2|2.|we didn\u2019t|we did not|haven't yet|"
    "absolutely not|of course not|no way|nooo|it's a no|no, we never did|right now we don't|not at all"
)
HEDGED = (
    "kind of|yes and no|maybe|sometimes|yes but only on Mondays|yes... no wait|no... yes|yes no|"
    "it depends|probably|I think so|50/50|yes?|not always|none|n/a|nothing|no but sometimes|mostly|"
    "we don't need citations|not sure, yes|no idea but I think yes|yes, but we need more|no, not sure"
)


@pytest.mark.parametrize("fact", FACTS, ids=lambda fact: fact.label)
@pytest.mark.parametrize("text", NOT_SURE)
def test_not_sure_is_an_answer_to_every_question(text, fact):
    assert answer(text, fact) == NotSure()


@pytest.mark.parametrize(
    ("texts", "expected"),
    [
        (YES, Value("yes")),
        (NO, Value("no")),
        (HEDGED, ASKED),
        ("banana|4|never mind", ASKED),
    ],
)
def test_yes_no(texts, expected):
    assert {text: answer(text, YES_NO) for text in texts.split("|")} == dict.fromkeys(
        texts.split("|"), expected
    )


def test_the_number_after_the_last_option_is_taken_for_not_sure_or_asked_about():
    assert answer("3", YES_NO) == NotSure()
    assert isinstance(read("5", GAP), Ambiguous)


def test_nothing_and_none_are_not_offered_as_a_yes_first():
    for text in ("we have none", "we've got nothing"):
        assert said(text, YES_NO) == f'Does "{text}" mean no, or not sure?'
    for text in ("we have no evals", "they have nothing of the kind", "we do without"):
        assert said(text, YES_NO).startswith("Is that a no? No ")


@pytest.mark.parametrize(
    "text",
    [
        "no but the prices do",
        "weekly? no, hourly",
        "no way around it",
        "not yet but the auditor wants them from january",
        "yes we have no evals",
        "no, the model is 90% of it",
        "no effort spared",
        "yes, we have no other way",
    ],
)
def test_a_yes_or_no_that_says_more_is_offered(text):
    assert offered(text, YES_NO)[-1] == NotSure()


def test_a_yes_or_no_that_says_it_twice_is_taken():
    for text in ("y", "yes, yes", "yes we do", "yes, no doubt", "well, yes of course"):
        assert answer(text, YES_NO) == Value("yes")
    for text in ("n", "no, not yet", "no way", "no we did not", "it's a no"):
        assert answer(text, YES_NO) == Value("no")


def test_what_is_struck_out_is_not_meant():
    assert answer("~2k~ 3k a day", REQUESTS) == Value(3000)
    assert answer("~tone~ format", GAP) == Value("format")


def test_only_what_was_not_typed_is_said_back():
    assert said("yes", YES_NO) == ""
    assert said("not yet", YES_NO) == "No"
    assert said("yes, every single week", YES_NO).endswith("Yes No not sure")
    assert said("tone of voice", GAP) == ""
    assert said("style", GAP) == "Tone of voice"


@pytest.mark.parametrize(
    ("texts", "expected"),
    [
        ("1|format|Output format|json|the first one|first|the format one", Value("format")),
        ("2|2.|#2|option 2|the second one|tone|style|TONE please", Value("tone")),
        ("fine-tune|fine_tune|finetune|Fine tuned model|`fine_tune`", Value("fine_tune")),
        ("4|the last one|fourth|knowledge|missing knowledge", Value("knowledge")),
    ],
)
def test_a_choice_is_taken_by_its_place_or_its_name(texts, expected):
    assert {text: answer(text, GAP) for text in texts.split("|")} == dict.fromkeys(
        texts.split("|"), expected
    )


@pytest.mark.parametrize(
    "text",
    [
        *("format and tone", "both", "all of them", "none", "2 format", "1 and 2", "maybe tone"),
        *("not tone", "6", "0", "yes", "banana", "", "two", "one", "five PDFs", "fifth", "sixth"),
        *("the last resort", "in the first place", "second thoughts", "voice", "missing", "output"),
        *("the json is always valid", "it doesn't follow our schema", "it's the format", "fromat"),
        *("tone is great", "we don't care about style", "not the tone, it's the json"),
        *("tone mostly, also the json", "either json or style", "not just the tone"),
    ],
)
def test_no_word_or_number_within_a_text_chooses(text):
    assert answer(text, GAP) == ASKED


def test_what_is_nearly_a_name_is_offered():
    assert offered("fromat", GAP) == [Value("format")]
    assert offered("VOICE", GAP) == [Value("tone")]
    assert {*offered("format, tone", GAP)} == {Value("format"), Value("tone")}


def test_options_that_share_a_word_are_offered():
    fact = GAP.model_copy(
        update={
            "options": {"in": Option(label="Input format"), "out": Option(label="Output format")}
        }
    )
    assert {*offered("format", fact)} == {Value("in"), Value("out")}


@pytest.mark.parametrize(
    ("texts", "number"),
    [
        (
            "2k|2 k|2K|2,000|2 000|2'000|two thousand|2k a day|2k/day|`2k`|2k req/day|\uff12\uff10\uff10\uff10|٢٠٠٠",
            2000,
        ),
        ("1.5k|1,5k|1,500|1 500|fifteen hundred|one and a half thousand", 1500),
        ("1.5M|1.500.000|1,500,000|a million and a half|1½ million|1.5e6", 1_500_000),
        ("a dozen|12|twelve|12 requests|12 per day|It's 12.|we get 12 a day, I think", 12),
        ("two hundred and fifty|250|~250|about 250|250ish|roughly 250 daily", 250),
        ("zero|none|0|no requests|we don't have any|none yet", 0),
        ("half a million|500k|0.5 million", 500_000),
        ("5 million a month|5M/month|5m per month", 164_474),
        ("10 per second|10 rps|10/s", 864_000),
        ("500 per business day|500 a weekday|500 a day on weekdays", 357),
        ("700 a week|700 weekly", 100),
        ("one every 5 minutes|12 an hour", 288),
        ("36.5k a year|36,500 yearly", 100),
        ("9,120 a quarter", 100),
    ],
)
def test_numbers(texts, number):
    assert {t: answer(t, REQUESTS) for t in texts.split("|")} == dict.fromkeys(
        texts.split("|"), Value(number)
    )


@pytest.mark.parametrize(
    ("texts", "expected"),
    [
        ("300+|at least 300|300 or more|>= 300|&gt;= 300|min 300|from 300", Range(at_least=300)),
        ("more than 500|over 500|> 500|&gt;500/day|north of 500", Range(at_least=501)),
        (
            "under 50|less than 50|<50|&lt;50|fewer than fifty|almost 50|just under 50",
            Range(below=50),
        ),
        ("up to 100|at most 100|100 max|100 or less|no more than 100", Range(below=101)),
        (
            "50-100|50 to 100|50 \u2013 100|between 50 and 100|50..100|from 50 to 100",
            Range(50, 101),
        ),
        ("5-10k|5k-10k|5 to 10 thousand|between 5k and 10k", Range(5000, 10_001)),
        ("500-1k", Range(500, 1001)),
        ("1 to a thousand five hundred", Range(1, 1501)),
        ("between a hundred and two hundred", Range(100, 201)),
        ("more than 50 but less than 100", Range(51, 100)),
        ("500 to 1000 per month", Range(16, 34)),
    ],
)
def test_ranges(texts, expected):
    assert {t: answer(t, REQUESTS) for t in texts.split("|")} == dict.fromkeys(
        texts.split("|"), expected
    )


def test_a_rate_that_is_not_nothing_never_becomes_zero():
    assert read("10 a year", REQUESTS) == Understood(
        Range(below=1), "10 a year is less than 1 request/day"
    )


@pytest.mark.parametrize(
    "text",
    [
        "a few hundred",
        "a couple",
        "many",
        "a lot",
        "several thousand",
        "lots",
        "dozens",
        "hundreds",
        "tens of thousands",
        "1.500",
        "1,5",
        "300 dollars",
        "20 ms",
        "50 or 60",
        "300, maybe 400",
        "100-50",
        "no",
        "it depends",
        "idk 500",
        "not sure, maybe 1.5k",
        "300 a day per user",
        "not 500",
        "more than 5 but less than 6",
    ],
)
def test_numbers_that_are_asked_about(text):
    assert answer(text, REQUESTS) == ASKED


@pytest.mark.parametrize(
    ("text", "fact", "answers"),
    [
        ("2", LATENCY, [Value(2000), Value(2)]),
        ("0.8", LATENCY, [Value(800), Value(1)]),
        ("2-3", LATENCY, [Range(2000, 3001), Range(2, 4)]),
        ("1.500", REQUESTS, [Value(1500), Value(2)]),
        ("300, maybe 400", REQUESTS, [Value(300), Value(400)]),
        ("about 900 a day but it varies", REQUESTS, [Value(900)]),
        ("idk 500", REQUESTS, [Value(500), NotSure()]),
    ],
)
def test_a_number_that_may_be_meant_is_offered(text, fact, answers):
    assert offered(text, fact) == answers


def test_a_number_with_its_unit_is_not_asked_about():
    for text, number in (("2 ms", 2), ("2 s", 2000), ("100", 100), ("0", 0)):
        assert answer(text, LATENCY) == Value(number)


@pytest.mark.parametrize(
    ("text", "fact"),
    [
        ("-5", REQUESTS),
        ("minus five", REQUESTS),
        ("nan", REQUESTS),
        ("1e30", REQUESTS),
        ("9" * 400, REQUESTS),
        ("", REQUESTS),
        ("🙂", REQUESTS),
        ("yes", REQUESTS),
        ("2.5 examples", EXAMPLES),
        ("200,000", EXAMPLES),
        ("more than 100000", EXAMPLES),
        ("under 0", EXAMPLES),
        ("0", BUDGET),
        ("x" * 10_000, YES_NO),
    ],
)
def test_what_cannot_be_read_gets_a_hint(text, fact):
    assert isinstance(read(text, fact), Unreadable)


@pytest.mark.parametrize(
    ("text", "fact", "number"),
    [
        ("2 s", LATENCY, 2000),
        ("half a second", LATENCY, 500),
        ("5m", LATENCY, 300_000),
        ("200ms", LATENCY, 200),
        ("$2k", BUDGET, 2000),
        ("$10 a day", BUDGET, 304),
        ("99.99", BUDGET, 100),
        ("500 labelled examples", EXAMPLES, 500),
    ],
)
def test_other_units(text, fact, number):
    assert answer(text, fact) == Value(number)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("2k a day", "2,000 requests/day"),
        ("5 million a month", "5 million a month is about 164,474 requests/day"),
        ("~1", "about 1 request/day"),
        ("over 300 a month", "more than 300 a month is at least 10 requests/day"),
        ("under 50", "less than 50 requests/day"),
        ("50-100", "50 to 100 requests/day"),
    ],
)
def test_numbers_are_said_back_with_their_unit(text, words):
    assert said(text, REQUESTS) == words


def test_questions_and_hints_name_the_readings():
    assert said("1.500", REQUESTS).startswith('Is "1.500" 1,500 or 1.5?')
    assert read("banana", REQUESTS) == Unreadable(
        'I need a number of requests a day, such as "2k a day" or "under 50".'
    )
    assert "0 to 100,000 examples" in said("200k", EXAMPLES)


@pytest.mark.parametrize("fact", FACTS, ids=lambda fact: fact.label)
def test_the_examples_in_a_hint_work(fact):
    examples = said("qqq", fact).split('"')[1::2]
    assert examples
    assert all(isinstance(read(example, fact), Understood) for example in examples)


@pytest.mark.parametrize(
    ("fact", "texts", "expected"),
    [
        (YES_NO, "yse|alredy done|ofc we have|done that already|we've done that", Value("yes")),
        (YES_NO, "nto yet|I wouldn't say so|we haven't gotten around to it yet", Value("no")),
        (YES_NO, "we still need to|yes for the most part|sure, we probably did", ASKED),
        (YES_NO, "ideal|definitely should", ASKED),
        (REQUESTS, "80 tickets a day|aroud 80 reqests pr day|80 a day, so 2400 a month", Value(80)),
        (REQUESTS, "3 or 4 hundred", Range(300, 401)),
        (REQUESTS, "5 GB a day|300 users a day|80 fewer a day|2 core|$50 a day", ASKED),
        (REQUESTS, "haven't measured|we never counted", NotSure()),
    ],
)
def test_people_slip_paraphrase_and_correct_themselves(fact, texts, expected):
    assert {t: answer(t, fact) for t in texts.split("|")} == dict.fromkeys(
        texts.split("|"), expected
    )


# Laws

PIECES = st.sampled_from(
    [
        "yes",
        "no",
        "not",
        "sure",
        "maybe",
        "5",
        "1,500",
        "1.5",
        "2k",
        "k",
        "m",
        "million",
        "hundred",
        "twenty",
        "and",
        "a",
        "half",
        "of",
        "under",
        "over",
        "more",
        "than",
        "at",
        "least",
        "up",
        "to",
        "-",
        "..",
        "+",
        "~",
        "<",
        ">",
        "/",
        "per",
        "day",
        "month",
        "every",
        "between",
        "or",
        "about",
        "few",
        "$",
        "%",
        "ms",
        "requests",
        "tone",
        "format",
        "both",
        "the",
        "1",
        "2",
        "3",
        "#",
        "(",
        ")",
        "'",
        "*",
        "`",
        ":",
        ":+1:",
        "&lt;",
        "0",
        "dozen",
        "minus",
        "e",
        "1e9",
        "no.",
        ",",
        ".",
        "!",
        "?",
        "\u200f",
        "👍",
        "½",
        "²",
        "",
    ]
)
TYPED = st.one_of(
    st.text(max_size=60),
    st.text(st.characters(exclude_categories=()), max_size=30),
    st.lists(PIECES, max_size=9).map(" ".join),
    st.lists(PIECES, max_size=6).map("".join),
)


@given(TYPED, st.sampled_from(FACTS))
def test_anything_typed_has_a_reading_and_every_answer_fits(text, fact):
    shown = said(text, fact)
    match read(text, fact):
        case Understood(got):
            fact.admit("fact", got)
        case Offered(answers):
            assert answers
            for each, words in answers:
                fact.admit("fact", each)
                assert words
        case _:
            assert shown
    assert not {"\u2013", "\u2014"} & set(shown)


def in_words(number):
    """A spelling of its own, so that the reader isn't checked against its own tables."""
    ones = [
        "zero",
        "one",
        "two",
        "three",
        "four",
        "five",
        "six",
        "seven",
        "eight",
        "nine",
        "ten",
        "eleven",
        "twelve",
        "thirteen",
        "fourteen",
        "fifteen",
        "sixteen",
        "seventeen",
        "eighteen",
        "nineteen",
    ]
    tens = ["twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"]
    if number < 20:
        return ones[number]
    if number < 100:
        return tens[number // 10 - 2] + (f"-{ones[number % 10]}" if number % 10 else "")
    for size, name in (
        (10**12, "trillion"),
        (10**9, "billion"),
        (10**6, "million"),
        (1000, "thousand"),
        (100, "hundred"),
    ):
        if number >= size:
            joint = " and " if number % size < 100 else " "
            rest = joint + in_words(number % size) if number % size else ""
            return f"{in_words(number // size)} {name}{rest}"
    raise AssertionError


SPELLINGS = [
    str,
    in_words,
    lambda n: f"{n:,}",
    lambda n: f"{n:,}".replace(",", "'"),
    lambda n: f"{n:_}",
    lambda n: f"about {n:,} requests per day",
    lambda n: f"{n / 1000:.3f}k" if n < 10**9 else f"{n}",
    lambda n: f"{n}/day",
    lambda n: f"*{n:,}*.",
    lambda n: str(n).translate({ord("0") + d: 0xFF10 + d for d in range(10)}),
]


@given(st.integers(0, 10**12), st.sampled_from(SPELLINGS))
def test_a_whole_number_comes_back_exactly(number, spell):
    assert answer(spell(number), REQUESTS) == Value(number)


@given(st.integers(0, 10**12))
def test_a_number_in_spaced_groups_comes_back_unless_it_may_be_two(number):
    typed = f"{number:,}".replace(",", " ")
    groups = typed.split(" ")
    if len(groups) > 1 and len(groups[0]) == 3 and groups[-1] != "000":
        assert offered(typed, REQUESTS)[0] == Value(number)
    else:
        assert answer(typed, REQUESTS) == Value(number)


@given(st.integers(0, 10**6), st.integers(1, 10**6))
def test_ranges_come_back_exactly(low, more):
    high = low + more
    assert answer(f"between {low:,} and {high:,}", REQUESTS) == Range(low, high + 1)
    assert answer(f"{low} to {high} a day", REQUESTS) == Range(low, high + 1)


@given(
    st.sampled_from(NOT_SURE),
    st.sampled_from(["", "well, ", "hmm ", "no, ", "honestly ", "so "]),
    st.sampled_from(["", ".", "...", "!", " sorry", ", no", " :)", " yet", " tbh"]),
    st.sampled_from(FACTS),
)
def test_not_sure_is_never_no(phrase, before, after, fact):
    got = answer(before + phrase + after, fact)
    assert got not in (Value("no"), Value(0))


REPEATED = (
    *(
        "a ",
        "not ",
        "1 ",
        "1-",
        "1,",
        "yes ",
        "we do ",
        "(",
        "*",
        "~",
        ", ",
        "no rest ",
        "all but ",
    ),
    *("one half ", "between 1 and ", "rag and ", "really i ", "a?", "x", " ", "it is no "),
)


@pytest.mark.parametrize("kind", READERS)
@pytest.mark.parametrize("text", REPEATED)
def test_no_pattern_of_a_reader_goes_over_a_text_again_and_again(text, kind):
    """What is longest to be read takes no second, and 100,000 characters are refused at once."""
    fact = OF_EACH_KIND[kind]
    for length in (MAX_TYPED, 100_000):
        typed, start = (text * length)[:length], perf_counter()
        read(typed, fact)
        plainly(typed, fact)
        assert perf_counter() - start < 1


@pytest.mark.parametrize(
    ("text", "fact"),
    [
        ("Yes.", YES_NO),
        ("nope", YES_NO),
        ("about 500 a day", REQUESTS),
        ("500/day", REQUESTS),
        ("2-3k requests a day", REQUESTS),
        ("20 a month", REQUESTS),
        ("< 2k requests a day", REQUESTS),
        ("Output format", GAP),
        ("schema!", GAP),
        ("2", GAP),
    ],
)
def test_an_answer_and_nothing_else_is_plain(text, fact):
    assert plainly(text, fact)
    assert isinstance(read(text, fact), Understood)


@pytest.mark.parametrize(
    ("text", "fact"),
    [
        ("yes, but who asks?", YES_NO),
        ("500", YES_NO),
        ("yes", REQUESTS),
        ("about 500", REQUESTS),
        ("5 days", REQUESTS),
        ("3 coffees a day", REQUESTS),
        ("500 requests a day?", REQUESTS),
        ("we had 3 outages last week, by the way", REQUESTS),
        ("9", GAP),
        ("the format is odd", GAP),
        ("dunno", GAP),
        ("Not sure", REQUESTS),
    ],
)
def test_what_may_be_meant_for_others_is_not_plain(text, fact):
    assert not plainly(text, fact)
