"""What a person typed, read as an answer to one question. Pure: text in, reading out.

How a text travels: `plain` takes off markup, emoji and slips of the hand; `yes_no` splits off a
*not sure*; the rest goes to the reader of the fact's kind: `yes_no`, `choice`, `several`,
`number` or `decimals`. A number's amounts are found with `amounts`, their unit and period with
`units`. What comes back is one of the `readings`.

Nothing is ever guessed: what has two readings is asked back, and *not sure*, *no* and *nothing*
stay three different things.

Number words are our own small code (amounts.py): of the libraries, text2num is well kept but a
compiled extension of a megabyte without types that reads neither "2k", "5 million" nor "half a
million", and word2number has had no release since 2017.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from rules.language.answers import AnswerError, NotSure
from rules.language.kinds import Fact
from rules.language.kinds.options import WithOptions

from .aside import aside
from .choice import ChoiceReader
from .decimals import DecimalReader
from .lexicon import likeness
from .likeness import HARMLESS, asks
from .number import NumberReader
from .plain import key, plain, shorten
from .question_back import asked_back, plainly_asked
from .reader import Reader
from .readings import (
    Ambiguous,
    Offered,
    Reading,
    Understood,
    Unreadable,
    offered,
    or_not_sure,
)
from .several import SeveralReader
from .words import NONE, FactWords
from .yes_no import YesNoReader, split_doubt

__all__ = [
    "Ambiguous",
    "Offered",
    "Reading",
    "Understood",
    "Unreadable",
    "asked_back",
    "marks",
    "plainly",
    "plainly_asked",
    "read",
    "type_hint",
]

MAX_TYPED = 1000  # more than this is a pasted text; nobody answers one question at such length
READERS: dict[str, Reader[Any]] = {  # by the fact's `type`; the only place that knows them all
    "yes_no": YesNoReader(),
    "choice": ChoiceReader(),
    "several": SeveralReader(),
    "int": NumberReader(),
    "decimal": DecimalReader(),
}
LONGEST_DOUBT = 8  # words: who says more than this may say something
MOST_BESIDES = 2  # words beside a doubt that say nothing else: "no idea, ask the boss"


def read(text: str, fact: Fact, words: FactWords = NONE) -> Reading:
    """Read what a person typed as an answer to this fact's question, by its author's phrases."""
    reader = READERS[fact.type]
    if len(text) > MAX_TYPED:
        return Unreadable(f"That is more than I can read at once. {reader.hint(fact)}")
    typed = plain(re.sub(r"\s*\n\s*", " , ", text.strip()) if reader.lines_are_items else text)
    if named := reader.exact(typed, fact, words):
        return named
    if told := aside(typed):
        return Unreadable(told)
    reading = _read_with_doubt(typed, fact, reader, words)
    if isinstance(reading, Understood) and not isinstance(reading.answer, NotSure):
        if asks(typed):
            return offered(((reading.answer, fact.in_words(reading.answer)),))
        try:
            fact.admit("it", reading.answer)
        except AnswerError as error:
            return Unreadable(error.for_people or reader.hint(fact))
    return reading


def plainly(text: str, fact: Fact, words: FactWords = NONE) -> bool:
    """Whether a text is nothing but an answer by the question's own words, or a phrase of its author.

    What people say to each other isn't: "not sure" may be about anything.
    """
    said = text.lower().strip(" .!")
    if len(said) > MAX_TYPED:
        return False
    if READERS[fact.type].plain(said, fact):
        return True
    return isinstance(fact, WithOptions) and likeness(fact, words).surely(plain(text)) is not None


def type_hint(fact: Fact) -> str:
    """What else one may type than a choice that is shown, or ""."""
    return READERS[fact.type].type_hint(fact)


def marks(fact: Fact) -> Iterator[str]:
    """What stands before each choice in a list: 1, 2, 3, or a, b, c for a number's choices."""
    return READERS[fact.type].marks()


def _read_with_doubt(typed: str, fact: Fact, reader: Reader[Any], words: FactWords) -> Reading:
    doubtful, rest, says_more = split_doubt(typed, reader)
    if not doubtful:
        return reader.read(typed, fact, words)
    other = reader.read(rest, fact, words) if rest else None
    if isinstance(other, Understood) and not isinstance(other.answer, NotSure):
        return or_not_sure(other.answer, other.said or shorten(rest))
    besides = [word for word in key(rest).split() if word not in HARMLESS]
    says_more |= len(besides) > MOST_BESIDES or len(key(typed).split()) > LONGEST_DOUBT
    if isinstance(other, Offered):
        return offered((*other.answers[:2], (NotSure(), "not sure")))
    if says_more or any(map(str.isdigit, rest)):
        ask = other.ask if isinstance(other, Ambiguous) else 'Shall I put "not sure"?'
        return Offered(((NotSure(), "not sure"),), ask)
    return Understood(NotSure(), "" if key(typed) == "not sure" else "not sure")
