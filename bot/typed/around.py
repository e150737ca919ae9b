"""How a number looks in a running text, and the words around it."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator
from itertools import pairwise

from .amounts import LONG_SCALES, NAMES, NOTHING
from .plain import words
from .sentences import NEGATORS, Text, stems
from .tables import tables

SAID = tables("mentioned")
PARTS = SAID["parts"]
_NAME = words(*(name for name in NAMES if name not in (*NOTHING, "once", "twice")))
_SCALE = words(*LONG_SCALES)
_NUMBER = rf"(?:{_NAME}|{_SCALE})"
_DIGITS = r"(?:\d{1,3}(?:[, ]\d{3}){1,4}|\d{1,12}(?:[.,]\d{1,3})?)(?!\d)"
# No number is told beyond another: "2,000 examples and a hundred requests a day".
UP_TO_NUMBER = rf"(?!(?:{_NUMBER}|dozens|hundreds|thousands)\b)"
AMOUNT = (
    rf"(?:{_DIGITS}(?: ?(?:k|m|mn|mio|{_SCALE})\b)?\+?"
    rf"|\b(?:half )?(?:an? (?={_SCALE}\b))?{_NUMBER}\b(?:[ -](?:and )?{_NUMBER}\b){{0,5}}+)"
)
SIGN = (
    r"(?P<sign>(?:\b(?:about|around|roughly|approximately|approx\.?|circa|ca\.?|some|over|more than"
    r"|at least|under|less than|fewer than|nearly|almost)|[~><]) ?)?"
)
RANGE = rf"(?P<amount>(?:\bbetween )?{AMOUNT}(?:(?: ?[-\u2013] ?| to | and | or ){AMOUNT})?)"
_THOSE = frozenset({"our", "the", "my", "these", "those"})
_WITHOUT = frozenset({"minus", "less", "without", "except", "excluding"})
AGAIN = (SIGN + RANGE).replace("sign>", "sign2>").replace("amount>", "amount2>")
START = r"(?<![\w.,$\u20ac\u00a3-])"
WORD = r"[^\W\d_](?:[^\W\d_]|['\u2019]){0,24}"


def in_small_letters(text: Text) -> str:
    """A text in small letters and one kind of blank, each letter in its place."""
    small = "".join(low if len(low := c.lower()) == 1 else c for c in text.text)
    return re.sub(r"[\n\t\u00a0\u202f]", " ", small)


def told(
    text: Text,
    first: int,
    last: int,
    before: frozenset[str],
    own: frozenset[int] = frozenset(),
) -> bool:
    """Whether a number is told as so; its own words silence nothing."""
    return not (text.silent(first, last, own) or before & (NEGATORS | SAID["past verbs"]))


def beside(text: Text, first: int, last: int) -> list[str]:
    """The words around a number up to the next punctuation."""
    start, end = text.stretch(first, last)
    return text.stems(start, first - 1)[: first - start] + text.stems(last + 1, end)


def just_before(text: Text, first: int) -> frozenset[str]:
    """The few words before a number in its sentence, whatever punctuation stands between."""
    near = text.words[max(0, first - 8) : first]
    return frozenset(w.stem for w in near if w.sentence == text.words[first].sentence)


def divided(text: Text, last: int) -> bool:
    """Whether a part of it is spoken of: "of which 100 go to the bot", "half of them wrong"."""
    end = min(last + 12, len(text.words) - 1)
    rest = [w for w in text.words[last : end + 1] if w.sentence == text.words[last].sentence]
    threes = zip(rest, rest[1:], rest[2:], strict=False)
    return any(
        of.stem == "of"
        and b.stem in ("them", "which", "those", "these", "it")
        and (counts(a.stem) or b.stem == "which")
        for a, of, b in threes
    )


def in_parts(text: Text, first: int, last: int) -> bool:
    """Whether another number shares it out, or it is what a part is taken of.

    "100 of our 900", "1,200 a day in winter and 400 in summer", "600 a day, but 550 are spam",
    "200 a day, minus the 150 that are spam".
    """
    before = [stem for stem in text.stems(first - 3, first - 1) if stem not in _THOSE]
    if before[-1:] == ["of"] and counts(before[-2:][0]):
        return True
    after = [
        w.stem for w in text.words[last + 1 : last + 13] if w.sentence == text.words[last].sentence
    ]
    without = (n for n, stem in enumerate(after) if stem in _WITHOUT)
    return any(counts(one) and two in SAID["shared"] for one, two in pairwise(after)) or any(
        counts(stem) for n in without for stem in after[n + 1 : n + 4]
    )


def root(stem: str, verbs: frozenset[str]) -> str:
    """The verb in "sorted", "sorting" and "transcribed"."""
    ends = (stem, stem.removesuffix("ed"), stem.removesuffix("d"), stem.removesuffix("ing"))
    return next((end for end in ends if end in verbs), stem)


def counts(stem: str) -> bool:
    """Whether a word is a number, or a part of one."""
    return stem in PARTS or stem in NAMES or stem[0].isdigit()


def context(
    text: Text, first: int, last: int
) -> tuple[frozenset[str], frozenset[str], frozenset[str]]:
    """The words of a number, those before it and those after it in the same clause."""
    start, end = text.around(first, last)
    return (
        frozenset(text.stems(first, last)),
        frozenset(text.stems(start, first - 1)) if first > start else frozenset(),
        frozenset(text.stems(last + 1, end)) if end > last else frozenset(),
    )


def words_of(text: Text, found: re.Match[str]) -> tuple[int, int]:
    """The first and the last word within a match."""
    starts = text.starts
    first = bisect_left(starts, found.start())
    return first, max(first, bisect_left(starts, found.end()) - 1)


def span(text: Text, first: int, last: int) -> tuple[int, int]:
    """Where these words stand in the text."""
    return text.words[first].start, text.words[last].end


def group(found: re.Match[str], name: str) -> str:
    """A group of a match, whichever of two ways it was put; "" for none."""
    groups = found.groupdict()
    return groups.get(name) or groups.get(f"{name}2") or groups.get(f"{name}3") or ""


def stems_in(said: str) -> Iterator[str]:
    """The stems of the words in a piece of text."""
    for word in re.findall(r"[^\W\d_]+", said):
        yield from stems(word)
