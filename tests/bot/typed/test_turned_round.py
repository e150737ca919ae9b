"""Questions, and words behind a yes or a no that turn it round: they are offered at most."""

import pytest

from bot.typed import Understood, read
from bot.typed.words import NONE, WordBooks
from rules.language.answers import Value
from rules.loading.load import loaded

RULES = loaded("should-we-finetune").rules
WORDS = WordBooks().words("should-we-finetune")


def reads(text, fact):
    return read(text, RULES.facts[fact], WORDS.get(fact, NONE))


def buttons(text, fact):
    return sorted(said for _, said in getattr(reads(text, fact), "answers", ()))


@pytest.mark.parametrize(
    ("text", "fact"),
    [
        ("is everything fine now", "gap"),
        ("is everyone pleased", "gap"),
        ("do users love it", "gap"),
        ("nothing?", "gap"),
        ("is anna in charge of it", "ready"),
        ("is cloud forbidden", "limits"),
        ("is it", "pasted"),
        ("does it", "one_off"),
        ("will it be 500", "requests_per_day"),
    ],
)
def test_a_question_without_its_mark_is_no_answer(text, fact):
    assert not isinstance(reads(text, fact), Understood)


@pytest.mark.parametrize(
    ("text", "fact"),
    [
        ("yes, still wrong", "pasted"),
        ("yes it is not", "pasted"),
        ("yes I don't know", "pasted"),
        ("yes scratch that", "pasted"),
        ("no longer wrong", "pasted"),
        ("no it's right", "pasted"),
        ("no, not tried", "pasted"),
        ("no, never tried that", "pasted"),
        ("yes not really", "may_train"),
        ("yes not yet", "pasted"),
        ("yes, every month", "one_off"),
        ("yes always", "one_off"),
        ("we just do it", "may_train"),
        ("no need", "pasted"),
        ("not needed", "knowledge_changes"),
        ("no, not needed", "knowledge_changes"),
    ],
)
def test_a_yes_or_no_that_its_tail_turns_round_is_offered_either_way(text, fact):
    assert buttons(text, fact) == ["No", "Yes", "not sure"]


@pytest.mark.parametrize(
    ("text", "fact", "answer"),
    [
        ("yes, it is", "pasted", "yes"),
        ("no, it isn't", "pasted", "no"),
        ("yeah, for now", "pasted", "yes"),
        ("yes, once", "one_off", "yes"),  # in words of the question
        ("no, not yet", "may_train", "no"),
        ("yes, that's right", "may_train", "yes"),
    ],
)
def test_a_tail_that_says_the_same_changes_nothing(text, fact, answer):
    assert reads(text, fact).answer == Value(answer)


@pytest.mark.parametrize("number", ["5", "30", "90"])
def test_a_small_bare_number_of_milliseconds_may_be_seconds(number):
    answers = [answer for answer, _ in reads(number, "latency_ms").answers]
    assert answers == [Value(int(number) * 1000), Value(int(number))]
    assert reads(f"{number} ms", "latency_ms").answer == Value(int(number))
    assert reads("100", "latency_ms").answer == Value(100)


@pytest.mark.parametrize("text", ["500 last year", "we had 500 last year", "500 a day, a year ago"])
def test_a_rate_of_the_past_is_asked_back(text):
    assert not hasattr(reads(text, "requests_per_day"), "answer")
    assert not hasattr(reads(text, "requests_per_day"), "answers")


@pytest.mark.parametrize(("text", "fact"), [("wiki", "source"), ("gdpr", "limits")])
def test_a_name_that_says_too_little_is_offered(text, fact):
    assert buttons(text, fact)
