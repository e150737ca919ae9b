"""What people type where several options may apply: unknown is never yes, nor is a plan or a no."""

from itertools import combinations
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.typed import Understood, read
from rules.language.answers import Chosen, NotSure
from rules.language.kinds.several import Several
from rules.loading.yaml12 import parse

from .reads import answer, offered, said
from .test_typed import TYPED

FILE = Path(__file__).with_name("ticked.yaml")
DATA = parse(FILE.read_text("utf-8"), FILE.name).data
FACTS = {name: Several.model_validate(fact) for name, fact in DATA["facts"].items()}
PHRASES = DATA["phrases"]
GENERAL = "Please give the numbers of all that are true today, such as 1, 3, or none."


def ticked(text, fact):
    """The options ticked, in their order; "not_sure"; or "ask"."""
    match answer(text, fact):
        case Chosen(options):
            return [option for option in fact.options if option in options]
        case NotSure():
            return "not_sure"
        case _:
            return "ask"


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


@pytest.mark.parametrize(
    "around",
    [
        "no {}",
        "not {}",
        "we don't have {}",
        "{} isn't there",
        "without {}",
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
            for names_or_places in (options, labels, [str(n + 1) for n in range(len(options))]):
                assert ticked(joint.join(names_or_places[n] for n in places), fact) == expected


def test_a_range_of_numbers_is_all_from_one_to_the_other():
    fact = FACTS["limits"]
    count = len(fact.options)
    for low in range(-1, count + 2):
        for high in range(-1, count + 2):
            fits = 1 <= low <= high <= count
            expected = list(fact.options)[low - 1 : high] if fits else "ask"
            assert ticked(f"{low}-{high}", fact) == expected


@pytest.mark.parametrize(
    ("fact", "text", "likely"),
    [
        ("tried", "rag is planned", ["retrieval"]),
        ("data", "we need a checker, and logs", ["checker", "logs"]),
        ("tried", "format, rag", ["retrieval"]),
        ("prompt_work", "we tested it on inputs", ["inputs"]),
    ],
)
def test_what_was_heard_is_offered_each_alone_and_two_together(fact, text, likely):
    both = [frozenset(likely)] if len(likely) == 2 else []
    expected = {*(frozenset({each}) for each in likely), *both}
    assert {each.options for each in offered(text, FACTS[fact])} == expected


def test_where_nothing_was_heard_the_hint_says_how_to_answer():
    for fact, text in (("limits", "no limits"), ("data", "banana")):
        assert said(text, FACTS[fact]) == GENERAL


@pytest.mark.parametrize("name", FACTS)
def test_all_but_some_are_all_others(name):
    fact = FACTS[name]
    first, second, *others = fact.options
    for said_so in ("all of them except 1 and 2", "everything but 1, 2", "all but 1-2"):
        assert ticked(said_so, fact) == others
    for said_so in (f"everything but {first}", "all of these except for 1.", "All besides #1"):
        assert ticked(said_so, fact) == [second, *others]
    for said_so in ("1 yes, rest no", "only 1, nothing else", f"{first}, the others no"):
        assert ticked(said_so, fact) == [first]


def test_the_example_in_the_question_fits_a_short_list():
    fact = FACTS["settled"]
    two = fact.model_copy(update={"options": dict(list(fact.options.items())[:2])})
    assert said("banana", two).endswith("such as 1, 2, or none.")


@given(TYPED, st.sampled_from(list(FACTS.values())))
def test_anything_typed_has_a_reading(text, fact):
    reading = read(text, fact)
    if isinstance(reading, Understood):
        fact.admit("fact", reading.answer)
    else:
        assert said(text, fact)
