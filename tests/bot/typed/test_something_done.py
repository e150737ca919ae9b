"""What somebody did or didn't do is no yes or no to a question that asks something else."""

import pytest

from bot.typed import Offered, Understood, read
from bot.typed.words import WordBooks
from rules.language.answers import Value
from rules.loading.load import SHIPPED, loaded

QUESTIONS = [
    (name, fact)
    for name in SHIPPED
    for fact, asked in loaded(name).rules.facts.items()
    if asked.type == "yes_no"
]
DONE = [
    "havent got round to that",
    "we have not tried that",
    "we haven't",
    "I did",
    "not done that",
]


@pytest.mark.parametrize(("name", "fact"), QUESTIONS)
@pytest.mark.parametrize("text", DONE)
def test_it_is_taken_only_where_something_done_is_asked(name, fact, text):
    asked, words = loaded(name).rules.facts[fact], WordBooks().words(name)[fact]
    about_it = {"have", "has", "had", "did", "done", "tried"} & {*asked.ask.lower().split()}
    assert about_it or not isinstance(read(text, asked, words), Understood)


def test_with_a_plain_no_before_it_it_is_one():
    asked = loaded("should-we-finetune").rules.facts["pasted"]
    words = WordBooks().words("should-we-finetune")["pasted"]
    assert isinstance(read("havent got round to that", asked, words), Offered)
    reading = read("no, we haven't", asked, words)
    assert isinstance(reading, Understood)
    assert reading.answer == Value("no")
