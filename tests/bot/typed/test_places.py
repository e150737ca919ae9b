"""What is said by the numbers of a list: at every question of the sets that ship."""

from itertools import combinations

import pytest

from bot.typed import Offered, Understood, Unreadable, read
from bot.typed.several import LONG_LIST
from bot.typed.words import NONE, WordBooks
from rules.language.kinds.several import Several
from rules.loading.load import SHIPPED, loaded

ASKED = [
    (fact, WordBooks().words(name).get(id_, NONE))
    for name in SHIPPED
    for id_, fact in loaded(name).rules.facts.items()
    if isinstance(fact, Several)
]
EVERY = pytest.mark.parametrize(
    ("fact", "words"), ASKED, ids=lambda each: getattr(each, "label", "")
)


def offers(text, fact, words):
    reading = read(text, fact, words)
    assert isinstance(reading, Offered), (text, reading)
    return [answer for answer, _ in reading.answers]


def together(fact, *places):
    """Yes to what stands at these places; None where nobody can say all of it."""
    options = [[*fact.options][place - 1] for place in places]
    return None if len(options) > 1 and {*options} & {*fact.alone} else fact.ticked(options)


@EVERY
def test_all_but_one_are_all_others_that_stand_together(fact, words):
    """Of a long list nobody is taken at that word, for it is asked first."""
    beside = [each for each in fact.options if each not in fact.alone]
    for place, option in enumerate(fact.options, start=1):
        for said in ("all of them except {}", "everything but {}", "all but #{}."):
            reading = read(said.format(place), fact, words)
            right = fact.ticked([each for each in beside if each != option], [option])
            if len(fact.options) > LONG_LIST:
                assert isinstance(reading, Offered)
                ((found, label),) = reading.answers
                assert fact.options[option].label in label
                assert fact.in_words(right) in reading.ask
            else:
                assert isinstance(reading, Understood)
                found = reading.answer
            assert found == right


@EVERY
def test_all_of_them_is_never_what_stands_alone(fact, words):
    reading = read("all of them", fact, words)
    beside = [each for each in fact.options if each not in fact.alone]
    if fact.alone:
        assert isinstance(reading, Offered)
        assert [answer for answer, _ in reading.answers] == [fact.ticked(beside)]
    else:
        assert isinstance(reading, Understood)
        assert reading.answer == fact.ticked(beside)


@EVERY
@pytest.mark.parametrize(
    "said", ["{} or {}", "either {} or {}", "{}, or maybe {}", "maybe {} or {}?"]
)
def test_one_number_or_another_offers_these_two(fact, words, said):
    for a, b in combinations(range(1, len(fact.options) + 1), 2):
        assert offers(said.format(a, b), fact, words) == [together(fact, a), together(fact, b)]


@EVERY
@pytest.mark.parametrize("said", ["{} and maybe {}", "{}, possibly {}", "{}, perhaps also {}"])
def test_a_number_in_doubt_is_offered_beside_the_sure_one_alone(fact, words, said):
    for a, b in combinations(range(1, len(fact.options) + 1), 2):
        ways = [together(fact, a, b), together(fact, a)]
        assert offers(said.format(a, b), fact, words) == [way for way in ways if way]


@EVERY
def test_a_doubt_alone_and_three_ways_are_offered(fact, words):
    assert offers("maybe 2", fact, words) == [together(fact, 2)]
    assert offers("1, 2 or 3", fact, words) == [together(fact, each) for each in (1, 2, 3)]


@EVERY
@pytest.mark.parametrize(
    "said",
    [
        *("{} or 999", "2 and maybe 999", "all but 999", "2 or three", "one of 1 to 999"),
        *("1 and 2 or 3", "not 2", "either 2", "2/3", "something else", "something different"),
        *("another one", "other", "any other"),
    ],
)
def test_numbers_that_are_not_understood_offer_nothing_else(fact, words, said):
    assert isinstance(read(said.format(1), fact, words), Unreadable)
