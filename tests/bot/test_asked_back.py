"""A question back is answered by what was asked: at every question, and while something waits."""

import pytest

from bot.conversation.replay import Position
from bot.typed.proposals import Proposal
from bot.views.asked_back import told_back
from bot.views.notes import Explained, Meant, Privacy, Said
from rules.language.answers import Value
from tests.interviews import DIAGRAMS

from .talk import talk

SET = "should-we-finetune"
DIAGRAM = DIAGRAMS[SET]
FACTS = DIAGRAM.rules.facts
WAITING = "our support bot, it invents return policies, 3k chats a day"  # of earlier.yaml
RIGHT = "Nothing of it counts until you say"


def at(fact):
    """Where this question is open."""
    return Position(DIAGRAM, reopened=fact)


def plain(said):
    return " ".join(said.split())


@pytest.mark.parametrize("fact", FACTS)
def test_why_is_answered_by_the_reason_and_who_sees_it_by_the_privacy_line(fact):
    why = told_back(at(fact), "why do you ask?")
    assert isinstance(why, Explained)
    assert why.question.why == FACTS[fact].why
    assert told_back(at(fact), "who sees this?") == Privacy()


@pytest.mark.parametrize("fact", FACTS)
def test_a_word_of_an_option_is_answered_by_that_option_and_then_the_help(fact):
    for option in FACTS[fact].written.values():
        told = told_back(at(fact), f"what do you mean by {option.label.lower()}?")
        assert isinstance(told, Meant)
        assert told.question.help == FACTS[fact].help
        named = option.label.lower().partition(",")[0]
        assert option.label in told.about or f" {named} " in FACTS[fact].ask


@pytest.mark.parametrize("fact", FACTS)
def test_the_words_of_the_question_itself_are_answered_by_its_help(fact):
    told = told_back(at(fact), f"what do you mean by {FACTS[fact].label.lower()}?")
    assert isinstance(told, Meant)
    assert told.about == ""


@pytest.mark.parametrize(
    ("fact", "text", "about"),
    [
        ("ready", "what do you mean by evals?", "That is “Evals, a test set with a number”."),
        ("ready", "what's an eval?", "That is “Evals, a test set with a number”."),
        ("tried", "what is RAG?", "That is “Retrieval, also called RAG”."),
        ("checkable", "what do you mean by a rubric?", ""),
        ("checkable", "what does reward mean?", FACTS["checkable"].why),
        ("examples", "what does that mean?", ""),
        ("examples", "example?", ""),
    ],
)
def test_what_says_something_about_the_word_comes_first(fact, text, about):
    told = told_back(at(fact), text)
    assert isinstance(told, Meant)
    assert told.about == about


@pytest.mark.parametrize(
    ("fact", "text", "told"),
    [
        ("examples", "what is RAG?", "That is “Retrieval, also called RAG”."),
        ("examples", "please explain reranking", "That is “Hybrid search and reranking”."),
        ("gap", "what is a wiki?", "That is “In documents or tickets, over 500 pages”."),
    ],
)
def test_a_word_of_another_question_is_answered_without_the_open_ones_help(fact, text, told):
    assert told_back(at(fact), text) == Said(told)


def test_a_word_that_nothing_tells_of_is_not_passed_over_in_silence():
    told = told_back(at("ready"), "what do you mean by lunch?")
    assert isinstance(told, Meant)
    assert told.about.startswith("I can't say more about “lunch”.")


def test_what_something_costs_is_no_question_about_the_word():
    told = told_back(at("examples"), "what does it cost?")
    assert not isinstance(told, Meant) or told.about == ""


@pytest.mark.parametrize(
    ("text", "answered"),
    [
        ("why do you ask?", RIGHT),
        ("why?", RIGHT),
        ("?", RIGHT),
        ("help", RIGHT),
        ("what does that mean?", RIGHT),
        ("what do you mean by made-up?", "That is “Made-up facts”."),
        ("who sees this?", "Whoever can open that file sees them."),
    ],
)
def test_while_something_waits_a_question_back_is_answered_too(tmp_path, text, answered):
    said = plain(talk(tmp_path / "log.db", [text], subject=WAITING))
    told = said.partition(f"> {text} ")[2]
    assert answered in told
    assert "Question 1" not in told


def test_where_something_waits_the_words_are_looked_up_at_all_questions():
    position = Position(DIAGRAM, pending=(Proposal("one_off", Value("no"), "again and again"),))
    told = told_back(position, "what is a wiki?")
    assert isinstance(told, Said)
    assert told.text.startswith("That is “In documents or tickets, over 500 pages”.")
