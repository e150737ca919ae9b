"""Several things in one text: who lists them means all, and is offered that, too."""

import pytest

from bot.typed import Offered, read
from bot.typed.words import WordBooks
from rules.language.answers import Chosen
from rules.loading.load import loaded

GAP = loaded("should-we-finetune").rules.facts["gap"]
WORDS = WordBooks().words("should-we-finetune")["gap"]


@pytest.mark.parametrize(
    ("text", "said", "label"),
    [
        ("it makes stuff up and is slow", {"hallucinations", "slow"}, "Both"),
        ("way too slow, costs a fortune", {"slow", "cost"}, "Both"),
        ("slow, pricey, and the json breaks", {"slow", "cost", "format"}, "All three"),
    ],
)
def test_what_is_listed_is_offered_one_by_one_and_together(text, said, label):
    reading = read(text, GAP, WORDS)
    assert isinstance(reading, Offered)
    assert reading.answers[-1] == (Chosen(frozenset(said)), label)
    assert {each for each, _ in reading.answers[:-1]} == {Chosen(frozenset({one})) for one in said}


def test_a_part_that_is_near_to_nothing_brings_no_answer_along():
    reading = read("we have 900 help pages and it invents policies", GAP, WORDS)
    assert isinstance(reading, Offered)
    assert reading.answers[0][0] == Chosen(frozenset({"hallucinations"}))


def test_one_answer_is_asked_for_as_one():
    reading = read("json is broken", GAP, WORDS)
    assert isinstance(reading, Offered)
    assert (len(reading.answers), reading.ask) == (1, "Do you mean this?")
