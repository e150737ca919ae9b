"""However hostile a text is: what reads a paragraph takes time in step with it, up to a bound."""

import re
import time
from functools import partial

import pytest

from bot.typed import amounts, mentioned, paragraph, sentences, subject
from bot.typed.words import WordBooks
from rules.loading.load import loaded

RULES = loaded("should-we-finetune").rules
WORDS = WordBooks().words("should-we-finetune")
READERS = (paragraph, mentioned, sentences, subject, amounts)
PATTERNS = [
    each for reader in READERS for each in vars(reader).values() if isinstance(each, re.Pattern)
]
HOSTILE = (
    *("<", "*", "a ", "1 ", ",", "(", "not ", "1/", " ", "\n", "$", "we "),
    *("one ", "1 a ", "1 ms ", "$1 ", "between 1 ", "if ", "i.e. ", "x. ", "hi,", "1 pages of "),
)
TRIES = 4  # another process may take the machine away for a moment
CUT = paragraph.LONGEST


def read(text):
    return paragraph.proposals(text, RULES, WORDS), subject.name_of(text)


def matched(text):
    return [sum(1 for _ in pattern.finditer(text)) for pattern in PATTERNS]


def seconds(use):
    """The least of three runs, of the processor's time."""
    taken = []
    for _ in range(3):
        begun = time.process_time()
        use()
        taken.append(time.process_time() - begun)
    return min(taken)


def in_step(use, once, more, times):
    """Whether it takes at most so many times as long, for what is read in no time at all too."""
    return any(
        seconds(partial(use, more)) <= times * seconds(partial(use, once)) + 0.005
        for _ in range(TRIES)
    )


@pytest.mark.parametrize("use", [matched, amounts.find, read])
@pytest.mark.parametrize("kind", HOSTILE)
def test_twice_the_text_takes_about_twice_the_time(kind, use):
    twice = (kind * CUT)[:CUT]
    read("warm up")
    assert in_step(use, twice[: CUT // 2], twice, 3)


@pytest.mark.parametrize("kind", HOSTILE)
def test_of_what_is_too_long_no_more_is_read_than_of_what_is_not(kind):
    long = kind * (100_000 // len(kind))
    read("warm up")
    assert in_step(read, long[:CUT], long, 3)
    assert read(long)[0] == read(long[: CUT + 1])[0]


def test_the_law_is_one_that_can_be_broken():
    once = "a" * 300
    assert not in_step(lambda text: re.search(r"a*a*a*b", text), once, once * 2, 3)
