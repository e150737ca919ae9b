"""Places of a list with other words around them, lists but for some, and plans."""

import pytest

from bot.typed import Offered, Understood, Unreadable, read
from bot.typed.words import NONE, WordBooks
from rules.language.answers import Chosen, Ticks, Value
from rules.loading.load import loaded

RULES = loaded("should-we-finetune").rules
WORDS = WordBooks().words("should-we-finetune")


def reads(text, fact):
    return read(text, RULES.facts[fact], WORDS.get(fact, NONE))


@pytest.mark.parametrize(
    ("text", "places"),
    [
        ("1 or 2", [1, 2]),
        ("one and two", [1, 2]),
        ("1 if possible", [1]),
        ("4 but badly", [4]),
        ("4 half", [4]),
        ("the 4th one", [4]),
        ("1, 2 solved already", [1]),
    ],
)
@pytest.mark.parametrize("fact", ["source", "gap"])
def test_places_with_words_are_offered(text, places, fact):
    reading, options = reads(text, fact), [*RULES.facts[fact].options]
    assert isinstance(reading, Offered)
    offered = [answer for answer, _ in reading.answers][: len(places)]
    named = [options[place - 1] for place in places]
    assert offered == [Value(o) if fact == "source" else Chosen(frozenset({o})) for o in named]


@pytest.mark.parametrize("text", ["option c", "", "99 or 2"])
def test_what_is_no_place_is_not(text):
    assert not isinstance(reads(text, "gap"), Understood | Offered)
    assert reads("2", "source").answer == Value("small")


@pytest.mark.parametrize("text", ["none except 4", "none but retrieval", "nothing apart from 4"])
def test_none_but_one_is_that_one(text):
    assert [answer for answer, _ in reads(text, "tried").answers] == [
        Ticks(frozenset({"retrieval"}), frozenset())
    ]


def test_the_rest_may_be_yes():
    answer = reads("rag no, rest yes", "tried").answer
    assert answer.no == {"retrieval"}
    assert "stronger" in answer.yes


@pytest.mark.parametrize("text", ["rag planned", "rag soon", "we will try caching next"])
def test_a_plan_is_not_offered_as_done(text):
    assert isinstance(reads(text, "tried"), Offered | Unreadable)
    assert not any(answer.yes for answer, _ in getattr(reads(text, "tried"), "answers", ()))
