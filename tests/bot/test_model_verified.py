"""What a model proposes is believed only so far as the text bears it out."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.model.prompt import LONGEST_QUOTE
from bot.model.verified import verified
from bot.typed.proposals import Proposal
from rules.language.answers import Chosen, NotSure, Range, Ticks, Value
from rules.loading.load import loaded

FACTS = loaded("should-we-finetune").rules.facts
A_DAY, SPEND, MS, EXAMPLES = "requests_per_day", "monthly_spend", "latency_ms", "examples"


def entry(fact, value, quote):
    return {"fact": fact, "value": value, "quote": quote}


def held(text, *entries, facts=FACTS):
    return verified(text, entries, facts)


def answer(text, fact, value, quote):
    """What holds of one entry: its answer, or None."""
    found = held(text, entry(fact, value, quote))
    assert all(each.quote == quote and quote in text for each in found)
    return found[0].answer if found else None


def test_each_kind_of_fact_is_answered_with_its_options_and_its_words():
    text = (
        "Our bot invents policies and is slow. The facts are in a database. Prices change weekly."
    )
    assert held(
        text,
        entry("gap", ["hallucinations", "slow"], "invents policies and is slow"),
        entry("source", "database", "facts are in a database"),
        entry("knowledge_changes", "yes", "Prices change weekly"),
        entry("ready", ["evals"], "is slow"),
    ) == (
        Proposal(
            "gap", Chosen(frozenset({"hallucinations", "slow"})), "invents policies and is slow"
        ),
        Proposal("source", Value("database"), "facts are in a database"),
        Proposal("knowledge_changes", Value("yes"), "Prices change weekly"),
        Proposal("ready", Ticks(frozenset({"evals"}), frozenset()), "is slow"),
    )


@pytest.mark.parametrize(
    ("fact", "value"),
    [
        ("gab", "slow"),  # injected: no such question
        ("", "yes"),
        ("source", "cloud"),  # no such option
        ("source", ["database"]),  # a list where one is taken
        ("source", ""),
        ("source", "not_sure"),
        ("gap", "slow"),  # one where a list is taken
        ("gap", []),
        ("gap", ["slow", "tempo"]),
        ("gap", ["slow", "fine"]),  # "nothing is wrong" stands alone
        ("gap", [["slow"]]),
        ("pasted", True),
        ("pasted", 1),
        ("pasted", "Yes"),
        ("pasted", None),
    ],
)
def test_what_is_no_answer_of_an_open_question_is_dropped(fact, value):
    assert held("we have evals", entry(fact, value, "we have evals")) == ()


@pytest.mark.parametrize(
    "raw",
    [
        None, 7, "ready", [], {}, {"fact": "pasted"}, {"fact": "pasted", "value": "yes", "quote": 3},
        {"fact": "pasted", "value": "yes", "quote": "evals", "sure": 1}, ["pasted", "yes", "evals"],
    ],
)  # fmt: skip
def test_an_entry_of_another_form_is_dropped(raw):
    assert held("we have evals", raw) == ()


def test_a_question_that_is_not_open_is_not_answered():
    told = entry("pasted", "yes", "evals")
    assert held("we have evals", told, facts={"pasted": FACTS["pasted"]})
    assert held("we have evals", told, facts={"source": FACTS["source"]}) == ()


WHOLE = [
    ("we have evals", "we have evals"), ("(evals)", "evals"), ("“evals”, yes", "evals"),
    ("*evals* are here", "evals"), ("evals. Then", "evals"), ("we run evals\nweekly", "evals\nweekly"),
    ("café évals 🎉 weekly", "évals 🎉 weekly"), ("\u202eevals", "evals"),
]  # fmt: skip
CUT = [
    ("we have evals", "eval"), ("we have evals", "vals"), ("non-evals", "evals"), ("1,500", "500"),
    ("2-3k", "3k"), ("1.5k", "5k"), ("1.5k", "1"), ("$500", "500"), ("500%", "500"), ("it's", "s"),
    ("evals/docs", "evals"), ("évals", "vals"), ("e\u0301vals", "vals"), ("we have\nevals", "we have evals"),
    ("we have evals", "We have evals"), ("we have evals", "we had evals"), ("we have evals", ""),
    ("we have evals", " "), ("evals...", "..."), ("~we have evals~", "we have evals"),
    ("\u202eevals x", "\u202eevals"), ("a\u0007b", "a\u0007b"), ("evals " * 9, "evals"),
    ("x" * (LONGEST_QUOTE + 1), "x" * (LONGEST_QUOTE + 1)),
]  # fmt: skip


@pytest.mark.parametrize(("text", "quote"), WHOLE)
def test_whole_words_of_the_text_hold(text, quote):
    if text[0] == "\u202e":  # a mark that turns the direction touches the word
        text = f"\u202e {quote}"
    assert answer(text, "pasted", "yes", quote) == Value("yes")


@pytest.mark.parametrize(("text", "quote"), CUT)
def test_what_is_not_in_the_text_or_cuts_a_word_is_dropped(text, quote):
    assert answer(text, "pasted", "yes", quote) is None


@pytest.mark.parametrize(
    ("text", "quote"),
    [
        ("we have no evals", "evals"),
        ("We don't have evals", "have evals"),
        ("we dont really have evals", "evals"),
        ("We don\u2019t have evals", "have evals"),
        ("it is never slow", "slow"),
        ("hardly slow", "slow"),
        ("unless it is slow", "slow"),
        ("instead of evals", "evals"),
        ("no docs, evals or tests", "evals"),  # a list of what isn't there
        ("missing:\n- tests\n- evals", "evals"),
        ("evals: none yet", "evals"),
        ("evals? no", "evals"),
        ("there are evals. No evals for prices", "evals"),  # one of the two is denied
    ],
)
def test_what_is_denied_is_dropped(text, quote):
    assert answer(text, "pasted", "yes", quote) is None


@pytest.mark.parametrize(
    ("text", "quote"),
    [
        ("No docs. We have evals", "have evals"),
        ("no docs but evals", "evals"),
        ("No, we have evals", "have evals"),
        ("it isn't slow\nwe have evals", "have evals"),
        ("we have evals, no docs", "evals"),
        ("we have no docs, and there are evals", "there are evals"),
    ],
)
def test_what_is_denied_of_something_else_holds(text, quote):
    assert answer(text, "pasted", "yes", quote) == Value("yes")


GAP, READY = ("gap", ["hallucinations"]), ("ready", ["evals"])


@pytest.mark.parametrize(
    ("text", "quote", "entry"),
    [
        ("Evals are missing.", "Evals are missing", READY),
        ("Evals are missing.", "Evals", READY),
        ("We plan evals for May.", "evals", READY),
        ("We plan evals for May.", "We plan evals for May", READY),
        ("we'd need evals first", "evals", READY),
        ("They promised evals.", "evals", READY),
        ("Slowness is the least of our problems.", "Slowness", ("gap", ["slow"])),
        ("Evals? We wish.", "Evals", READY),
        ("an owner is what we do not have", "an owner", ("ready", ["owner"])),
        ("an owner is what we do not have", "an owner is what we do not have", READY),
        ("making things up isn't a problem", "making things up", GAP),
        ("making things up isn't a problem", "making things up isn't a problem", GAP),
        ("It stopped making things up.", "making things up", GAP),
        ("It stopped making things up.", "It stopped making things up", GAP),
        ("If it made things up, we would know.", "it made things up", GAP),
        ("Bob says it makes things up. I don't think so.", "it makes things up", GAP),
        ("A competitor says it makes things up.", "makes things up", GAP),
    ],
)
def test_what_the_sentence_around_takes_back_is_dropped(text, quote, entry):
    fact, value = entry
    assert answer(text, fact, value, quote) is None


@pytest.mark.parametrize(
    ("text", "quote", "entry"),
    [
        ("We have evals, and it makes things up.", "it makes things up", GAP),
        ("We plan an index, but we have evals today.", "we have evals today", READY),
        ("It isn't dear. It makes things up and is slow.", "makes things up", GAP),
        ("It doesn't know our products.", "doesn't know our products", ("gap", ["facts"])),
        (
            "We tried RAG but it didn't help.",
            "tried RAG but it didn't help",
            ("tried", ["retrieval"]),
        ),
        ("Prices never change.", "Prices never change", ("knowledge_changes", "no")),
    ],
)
def test_what_the_sentence_around_bears_out_holds(text, quote, entry):
    fact, value = entry
    assert answer(text, fact, value, quote) is not None


NUMBERS = [
    ("We get 500 requests a day now", A_DAY, "500 requests a day", Value(500)),
    ("our 900 pages, 3k chats a day", A_DAY, "3k chats a day", Value(3000)),
    ("2M requests a month", A_DAY, "2M requests a month", Value(65_789)),
    ("over 500 a day", A_DAY, "over 500 a day", Range(501, None)),
    ("10 rpm now", A_DAY, "10 rpm", Value(14_400)),
    ("it must answer within 800 ms", MS, "800 ms", Value(800)),
    ("in under half a second", MS, "under half a second", Range(None, 500)),
    ("with 300 good examples", EXAMPLES, "300 good examples", Value(300)),
    ("no examples yet", EXAMPLES, "no examples", Value(0)),
    ("we pay $6k a year", SPEND, "$6k a year", Value(500)),
]
OTHER_NUMBERS = [
    ("we have many requests", A_DAY, "many requests"),  # a number invented
    ("500 requests", A_DAY, "500 requests"),  # a day, a month?
    ("2M requests a month", A_DAY, "2M requests"),  # the period cut off
    ("over 500 requests a day", A_DAY, "500 requests a day"),
    ("500 requests a day or more", A_DAY, "500 requests a day"),
    ("requests a day: not sure", A_DAY, "not sure"),
    ("between 20 and 500 requests a day", A_DAY, "500 requests a day"),
    ("twenty five requests a day", A_DAY, "five requests a day"),
    ("1,500 requests a day", A_DAY, "500 requests a day"),
    ("2 requests a day per user", A_DAY, "2 requests a day"),
    ("2 requests a day/user", A_DAY, "2 requests a day"),
    ("it isn't 500 requests a day", A_DAY, "500 requests a day"),
    ("40 GB a day", A_DAY, "40 GB a day"),  # a wrong unit
    ("900 help pages", EXAMPLES, "900 help pages"),
    ("500 pages", EXAMPLES, "500"),
    ("300 examples a week", EXAMPLES, "300 examples"),
    ("we pay 500 a month", SPEND, "500 a month"),  # of what?
    ("we pay 500 EUR a month", SPEND, "500 EUR a month"),
    ("we pay $500", SPEND, "$500"),
    ("half a second", MS, "second"),
    ("half of 500 requests a day", A_DAY, "500 requests a day"),
    ("500 requests a day times three", A_DAY, "500 requests a day"),
    ("nowhere near 500 requests a day", A_DAY, "500 requests a day"),
    ("500 requests a day at peak, 20 on average", A_DAY, "500 requests a day"),
    ("We hope to reach 10k requests a day next year", A_DAY, "10k requests a day"),
    ("A competitor handles 10k requests a day", A_DAY, "10k requests a day"),
    ("The quota is 500 requests a day", A_DAY, "500 requests a day"),
    ("We save $500 a month", SPEND, "$500 a month"),
    ("our budget is $500 a month", SPEND, "$500 a month"),
    ("we need 500 good examples", EXAMPLES, "500 good examples"),
    ("it takes 8 seconds today, which is too slow", MS, "8 seconds"),
    ("under half a second", MS, "half a second"),
    ("I don't know how many requests a day", A_DAY, "don't know how many requests a day"),
]


@pytest.mark.parametrize(("text", "fact", "quote", "number"), NUMBERS)
@pytest.mark.parametrize("value", ["", "7", ["7"]])
def test_a_number_is_what_our_reader_reads_in_the_quote(text, fact, quote, number, value):
    assert answer(text, fact, value, quote) == number


@pytest.mark.parametrize(("text", "fact", "quote"), OTHER_NUMBERS)
def test_a_number_that_the_words_around_it_may_change_is_dropped(text, fact, quote):
    assert answer(text, fact, "500", quote) is None


def test_two_values_for_one_question_drop_both_and_the_same_twice_is_one():
    text = "evals weekly, docs daily, it is slow"
    slow, yes = entry("gap", ["slow"], "it is slow"), entry("pasted", "yes", "evals weekly")
    assert [p.fact for p in held(text, yes, slow, entry("pasted", "no", "docs daily"))] == ["gap"]
    assert [p.quote for p in held(text, yes, entry("pasted", "yes", "docs daily"))] == [
        "evals weekly"
    ]


def test_more_entries_than_questions_are_not_believed():
    yes = entry("pasted", "yes", "evals")
    assert held("evals", yes, facts={"pasted": FACTS["pasted"]})
    assert held("evals", yes, yes, facts={"pasted": FACTS["pasted"]}) == ()


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=6,
)
OPTIONS = sorted({option for fact in FACTS.values() for option in fact.options})
SOME = (
    "no",
    "evals",
    "don't",
    "500",
    "2k",
    "requests",
    "a",
    "day",
    ",",
    ".",
    "but",
    "ms",
    "$",
    "~",
    "*",
)
TEXTS = st.lists(st.sampled_from(SOME), max_size=12).map(" ".join) | st.text(max_size=60)


@given(st.data())
def test_whatever_comes_each_proposal_is_quoted_from_the_text_and_answers_its_question(data):
    text = data.draw(TEXTS)
    ends = st.tuples(*[st.integers(0, len(text))] * 2).map(sorted)
    quote = ends.map(lambda cut: text[cut[0] : cut[1]]) | st.just(text) | JSON
    value = st.sampled_from(OPTIONS) | st.lists(st.sampled_from(OPTIONS)) | JSON
    shaped = st.builds(entry, st.sampled_from(sorted(FACTS)) | JSON, value, quote)
    raw = data.draw(st.lists(shaped | JSON, max_size=8))
    found = verified(text, raw, FACTS)
    assert len(found) == len({each.fact for each in found}) <= len(FACTS)
    for each in found:
        assert each.quote
        assert each.quote in text
        FACTS[each.fact].admit(each.fact, each.answer)
        assert not isinstance(each.answer, NotSure)
