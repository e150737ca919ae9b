"""Where in a sentence an answer may stand that is a number, and times that are said in words."""

from __future__ import annotations

import re
from collections.abc import Iterator

from .amounts import LONG_SCALES, NAMES
from .number_words import LONG_PERIOD, PERIOD

MOST_NUMBERS, LONGEST_SPAN = 4, 7  # numbers looked at in a sentence, and words in a span
_NO_NUMBER = frozenset({"every one", "each one", "any one", "this one", "that one", "the one"})
_PARTS = (
    (rf"\b(?:an?|one) ({LONG_PERIOD}) and (?:an? )?half\b", r"1.5 \1"),
    (rf"\b(\d+|{'|'.join(NAMES)}) ({PERIOD}) and (?:an? )?half\b", r"\1 and a half \2"),
    (rf"\b(?:three|3)[ -]quarters of an? (?={LONG_PERIOD}\b)", "0.75 "),
    (rf"\b(?:an? )?quarter of an? (?={LONG_PERIOD}\b)", "0.25 "),
    (rf"\bhalf of an? (?={LONG_PERIOD}\b)", "0.5 "),
)


def spans(text: str) -> Iterator[str]:
    """The stretches of a few words around a number, the longest first."""
    spoken = text.split()
    numbers = [n for n, word in enumerate(spoken) if _is_number(word)]
    numbers = [n for n in numbers if " ".join(spoken[max(0, n - 1) : n + 1]) not in _NO_NUMBER]
    numbers = numbers[:MOST_NUMBERS]
    stretches = {
        (first, last)
        for n in numbers
        for first in range(max(0, n - 2), n + 1)
        if spoken[max(0, first - 1)] != "every"  # in "every 5 min" there is no "5 min", at least 5
        for last in range(n + 1, min(len(spoken), n + LONGEST_SPAN) + 1)
    }
    for first, last in sorted(stretches, key=lambda each: (each[0] - each[1], each)):
        yield " ".join(spoken[first:last]).strip(" ,;:!?()")


def _is_number(word: str) -> bool:
    bare = word.strip(",.;:!?()~<>$€£")
    named = bare in NAMES or bare in LONG_SCALES or bare in ("half", "between")
    return named or any(map(str.isdigit, bare))


def parts_of_time(text: str) -> str:
    """In figures what is said of a second in words: "a sec and a half", "three quarters of a sec"."""
    for said, instead in _PARTS:
        text = re.sub(said, instead, text)
    return text
