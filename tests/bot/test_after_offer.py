"""What somebody types right after answers were offered."""

import pytest

from bot.views.notes import Asked, Offer
from rules.language.answers import Chosen, Value

from .talk import talk
from .test_overheard import Thread

SET = "should-we-finetune"
SLOW = "our bot is a bit sluggish"
NOES = ["no", "No.", "nope", "neither", "none", "none of these", "not that", "neither of them"]


def ticked(*options):
    return Chosen(frozenset(options))


@pytest.fixture
def thread(store):
    """One in which ada was offered something."""
    opened = Thread(store)
    assert isinstance(opened.say("ada", SLOW, addressed=True), Offer)
    return opened


@pytest.mark.parametrize("text", NOES)
def test_a_no_to_an_offer_is_no_answer_and_the_question_is_asked_again(thread, text):
    note = thread.say("ada", text, addressed=True)
    assert isinstance(note, Asked)
    assert note.lead == "Then which one is it?"
    assert thread.position.given == {}


def test_none_in_the_thread_is_to_the_offer_too(thread):
    assert isinstance(thread.say("ada", "none"), Asked)
    assert thread.position.given == {}


def test_the_offer_is_dropped_and_another_person_has_had_none(thread):
    thread.say("ada", "none", addressed=True)
    thread.say("ada", "none", addressed=True)
    assert thread.position.given["gap"].answer == ticked()


def test_a_no_of_somebody_else_is_to_the_question(thread):
    thread.say("bob", "none", addressed=True)
    assert thread.position.given["gap"].answer == ticked()


@pytest.mark.parametrize("text", NOES[:3])
def test_the_terminal_drops_an_offer_too(tmp_path, text):
    out = talk(tmp_path / "a.db", [SLOW, text, "answers"], rules=SET)
    assert "Then which one is it?" in out
    assert "Nothing has been answered yet." in out


def test_the_no_of_a_yes_or_no_question_is_the_one_that_is_offered(thread):
    thread.say("ada", "slow", addressed=True)
    for _ in range(9):
        asked = thread.position.asking
        if thread.position.diagram.rules.facts[asked].type == "yes_no":
            break
        thread.say("ada", "not sure", addressed=True)
    assert isinstance(thread.say("ada", "mostly, I guess", addressed=True), Offer)
    thread.say("ada", "no", addressed=True)
    assert thread.position.given[asked].answer == Value("no")


def test_a_number_that_is_offered_is_agreed_to_or_not(thread):
    thread.say("ada", "cost", addressed=True)
    assert isinstance(thread.say("ada", "500?", addressed=True), Offer)
    assert isinstance(thread.say("ada", "no", addressed=True), Asked)
    assert isinstance(thread.say("ada", "600?", addressed=True), Offer)
    thread.say("ada", "yes", addressed=True)
    assert thread.position.given["monthly_spend"].answer == Value(600)


def test_what_is_added_is_offered_together(thread):
    note = thread.say("ada", "also the price", addressed=True)
    assert isinstance(note, Offer)
    assert note.answers[-1][1] == "Both"
    thread.say("ada", "both", addressed=True)
    assert thread.position.given["gap"].answer == ticked("slow", "cost")


def test_yes_to_the_one_thing_is_it_and_keeps_the_words_for_it(thread, store):
    thread.say("ada", "yes", addressed=True)
    assert thread.position.given["gap"].answer == ticked("slow")
    assert [row["text"] for row in store.db["typed_answers"].rows] == [SLOW]


def test_both_is_typed_where_both_are_offered(tmp_path):
    out = talk(tmp_path / "a.db", [SLOW, "also the price", "both", "answers"], rules=SET)
    assert "What is wrong: Too slow and Too expensive" in out


@pytest.mark.parametrize(
    ("text", "given", "told"),
    [
        (
            "2, and by the way we handle 500 requests a day",
            ticked("hallucinations"),
            "requests_per_day",
        ),
        ("8 and 9, bill is $500 a month", ticked("slow", "cost"), "monthly_spend"),
        ("no clue, but we have 500 requests a day", None, "requests_per_day"),
    ],
)
def test_an_answer_that_tells_more_counts_and_the_rest_is_proposed(store, text, given, told):
    opened = Thread(store)
    opened.say("ada", text, addressed=True)
    answers = {fact: each.answer for fact, each in opened.position.given.items()}
    assert answers.get("gap") == given
    assert [each.fact for each in opened.position.proposed] == [told]
