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


def options(text, fact=GAP, words=WORDS):
    """What is offered of a text, each as its options."""
    reading = read(text, fact, words)
    assert isinstance(reading, Offered)
    return [{*answer.options} for answer, _ in reading.answers if isinstance(answer, Chosen)]


@pytest.mark.parametrize(
    ("text", "left", "fine"),
    [
        ("tone ok, price ok. only the json is broken", "format", {"style", "cost"}),
        ("fine for tone, fine for speed, but it makes things up", "hallucinations", {"style"}),
        ("quick enough, lovely wording, but prices are old", "facts", {"slow", "style"}),
        ("everything's grand bar the tone", "style", {"fine"}),
        ("no complaints apart from the made up prices", "hallucinations", {"fine"}),
    ],
)
def test_what_is_said_to_be_fine_is_not_offered(text, left, fine):
    found = options(text)
    assert found[0] == {left}
    assert not any(each & fine for each in found)


@pytest.mark.parametrize("text", ["the tone is not ok, but cheap", "we're good, just leave it"])
def test_a_denied_praise_and_a_general_one_are_kept(text):
    assert options(text)[0] & {"style", "fine"}


@pytest.mark.parametrize(
    "text", ["none of those, our trouble is the rent", "nope, none. it's an app for todos"]
)
def test_none_with_more_behind_it_is_offered_first(text):
    assert options(text)[0] == set()
