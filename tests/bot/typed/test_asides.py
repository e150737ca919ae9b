"""What is typed besides answering: it is told a kind word, and nothing is offered for it."""

import pytest

from bot.interactions.commands import Command, read_command
from bot.typed import Unreadable, asked_back, read
from bot.typed.words import NONE, WordBooks
from rules.loading.load import loaded
from tests.bot.talk import talk

RULES = loaded("should-we-finetune").rules
WORDS = WordBooks().words("should-we-finetune")
KINDS = ["gap", "pasted", "latency_ms", "source", "ready"]


@pytest.mark.parametrize("fact", KINDS)
@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("let me ask bob", "stays open"),
        ("I'll ask bob", "stays open"),
        ("let me check", "stays open"),
        ("will check", "stays open"),
        ("need to check with bob first", "stays open"),
        ("have to ask finance", "stays open"),
        ("I'll get back to you", "stays open"),
        ("gimme a sec", "stays open"),
        ("wait", "stays open"),
        ("thanks a lot", "welcome"),
        ("fuck off", "type cancel"),
        ("shut up", "type cancel"),
        ("are you a bot?", "I am a bot"),
    ],
)
def test_what_answers_nothing_is_told_a_kind_word(text, told, fact):
    reading = read(text, RULES.facts[fact], WORDS.get(fact, NONE))
    assert isinstance(reading, Unreadable)
    assert told in reading.hint


@pytest.mark.parametrize(
    "text", ["we need to check every answer by hand", "we ask for consent", "it makes users wait"]
)
def test_what_tells_of_a_task_is_none(text):
    reading = read(text, RULES.facts["gap"], WORDS["gap"])
    assert "stays open" not in getattr(reading, "hint", "")


@pytest.mark.parametrize(("text", "name"), [("go back", "back"), ("repeat the question", "list")])
def test_what_is_asked_of_the_conversation_is_a_command(text, name):
    assert read_command(text) == Command(name)


def test_an_option_is_explained_by_its_place(tmp_path):
    assert asked_back("how many can I choose") == "help"
    for text in ("explain 3", "what is 3?"):
        assert "That is “Wrong format" in talk(
            tmp_path / "a.db", [text], rules="should-we-finetune", new=True
        )
    out = talk(
        tmp_path / "b.db", ["what do u mean by vocabulary"], rules="should-we-finetune", new=True
    )
    assert "That is “Not fluent" in out
