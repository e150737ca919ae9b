"""What people type where several options may apply: unknown is never yes, nor is a plan or a no."""

import re
from itertools import combinations
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.typed import Ambiguous, Understood, Unreadable, read
from rules.language.answers import Chosen, NotSure
from rules.language.kinds.several import Several
from rules.loading.yaml12 import parse

from .test_typed import TYPED

FILE = Path(__file__).with_name("ticked.yaml")
DATA = parse(FILE.read_text("utf-8"), FILE.name).data
FACTS = {name: Several.model_validate(fact) for name, fact in DATA["facts"].items()}
PHRASES = DATA["phrases"]
GENERAL = "Please give the numbers of all that are true today, such as 1, 3, or none."


def ticked(text, fact):
    """The options ticked, in their order; "not_sure"; or "ask"."""
    match read(text, fact):
        case Understood(Chosen(options)):
            return [option for option in fact.options if option in options]
        case Understood(NotSure()):
            return "not_sure"
        case _:
            return "ask"


def said_back(text, fact):
    match read(text, fact):
        case Ambiguous(words) | Unreadable(words):
            return words


def names():
    """Every word by which an option of these facts goes."""
    for fact in FACTS.values():
        for name, option in fact.options.items():
            for word in (name, option.label, *option.also):
                yield fact, name, word


@pytest.mark.parametrize("phrase", PHRASES, ids=lambda phrase: phrase["says"])
def test_only_what_is_said_to_be_true_is_ticked(phrase):
    fact, means = FACTS[phrase["fact"]], phrase["means"]
    expected = sorted(means) if isinstance(means, list) else means
    got = ticked(phrase["says"], fact)
    assert (sorted(got) if isinstance(got, list) else got) == expected


@pytest.mark.parametrize("phrase", PHRASES, ids=lambda phrase: phrase["says"])
def test_what_is_asked_back_is_worded_for_a_list(phrase):
    words = said_back(phrase["says"], FACTS[phrase["fact"]]) or GENERAL
    assert words == GENERAL or re.fullmatch(
        r"I heard “.+”\. (?:Is it|Are they) true today\? Give the numbers of all that apply, or none\.",
        words,
    )


@pytest.mark.parametrize(
    "around",
    [
        "no {}",
        "not {}",
        "we don't have {}",
        "{} isn't there",
        "without {}",
        "everything but {}",
        "we want {}",
        "we need {}",
        "we will have {}",
        "{} is planned",
        "{} next quarter",
        "next quarter: {}",
        "maybe {}",
        "{}, perhaps",
        "{}?",
        "~{}~",
        "-{}",
        "un{}",
        "3 {}",
        "{}: 3",
        "{} (2)",
        "have we {}",
        "never {}, 1",
    ],
)
def test_no_option_is_ticked_beside_a_denial_a_plan_a_wish_a_doubt_or_a_number(around):
    taken = [
        around.format(word)
        for fact, _, word in names()
        if ticked(around.format(word), fact) != "ask"
    ]
    assert taken == []


def test_every_name_of_an_option_ticks_that_option():
    assert [word for fact, name, word in names() if ticked(word, fact) != [name]] == []


@pytest.mark.parametrize(
    "joint", [", ", ",", " and ", ", and ", " & ", " &amp; ", " + ", "\n", "; "]
)
@pytest.mark.parametrize("fact", FACTS.values(), ids=list(FACTS))
def test_every_list_of_names_or_numbers_is_read_exactly(joint, fact):
    options = list(fact.options)
    labels = [option.label for option in fact.options.values()]
    for size in (2, 3, len(options)):
        for places in combinations(range(len(options)), size):
            expected = [options[n] for n in places]
            for said in (options, labels, [str(n + 1) for n in range(len(options))]):
                assert ticked(joint.join(said[n] for n in places), fact) == expected


def test_a_range_of_numbers_is_all_from_one_to_the_other():
    fact = FACTS["limits"]
    count = len(fact.options)
    for low in range(-1, count + 2):
        for high in range(-1, count + 2):
            fits = 1 <= low <= high <= count
            expected = list(fact.options)[low - 1 : high] if fits else "ask"
            assert ticked(f"{low}-{high}", fact) == expected


@pytest.mark.parametrize(
    ("fact", "text", "words"),
    [
        (
            "tried",
            "rag is planned",
            "I heard “Retrieval, also called RAG”. Is it true today? Give the numbers of all that apply, or none.",
        ),
        (
            "data",
            "we need a checker, and logs",
            "I heard “Code or a clear rubric that can grade answers” and “Raw logs, not checked yet”. Are they true today? Give the numbers of all that apply, or none.",
        ),
        ("tried", "no rag", GENERAL),
        ("settled", "no owner", GENERAL),
        ("prompt_work", "haven't reached a plateau", GENERAL),
        ("limits", "no limits", GENERAL),
        ("prompt_work", "everything except 2", GENERAL),
        ("data", "banana", GENERAL),
    ],
)
def test_what_was_heard_is_named_where_it_is_not_denied(fact, text, words):
    assert said_back(text, FACTS[fact]) == words


def test_the_example_in_the_question_fits_a_short_list():
    fact = FACTS["settled"]
    two = fact.model_copy(update={"options": dict(list(fact.options.items())[:2])})
    assert said_back("banana", two).endswith("such as 1, 2, or none.")


@pytest.mark.parametrize(
    "text", ["we the " * 140, "rag and " * 120, "1 " * 500, "1-" * 500, "(" * 1000]
)
def test_long_lists_are_read_to_the_end(text):
    for fact in FACTS.values():
        read(text, fact)


@given(TYPED, st.sampled_from(list(FACTS.values())))
def test_anything_typed_has_a_reading(text, fact):
    match read(text, fact):
        case Understood(answer):
            fact.admit("fact", answer)
        case Ambiguous(words) | Unreadable(words):
            assert words == GENERAL or "Give the numbers" in words or "Shall I put" in words
