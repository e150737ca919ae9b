"""What a person typed, read as an answer to one question. Pure: text in, reading out.

How a text travels: `plain` takes off markup, emoji and slips of the hand; `yes_no` splits off a
*not sure*; the rest goes to the reader of the fact's kind: `yes_no`, `choice`, `several`,
`number` or `decimals`. A number's amounts are found with `amounts`, their unit and period with
`units`. What comes back is one of the three `readings`.

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

from .choice import ChoiceReader
from .decimals import DecimalReader
from .number import NumberReader
from .plain import key, plain, shorten
from .reader import Reader
from .readings import Ambiguous, Reading, Understood, Unreadable
from .several import SeveralReader
from .yes_no import YesNoReader, split_doubt

__all__ = [
    "Ambiguous",
    "Reading",
    "Understood",
    "Unreadable",
    "marks",
    "plainly",
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
_QUIET_NOT_SURE = frozenset({"not sure", "dunno", "no idea", "don't know"})


def read(text: str, fact: Fact) -> Reading:
    """Read what a person typed as an answer to this fact's question."""
    reader = READERS[fact.type]
    if len(text) > MAX_TYPED:
        return Unreadable(f"That is more than I can read at once. {reader.hint(fact)}")
    typed = plain(re.sub(r"\s*\n\s*", " , ", text.strip()) if reader.lines_are_items else text)
    if named := reader.exact(typed, fact):
        return named
    reading = _read_with_doubt(typed, fact, reader)
    if isinstance(reading, Understood):
        try:
            fact.admit("it", reading.answer)
        except AnswerError as error:
            return Unreadable(error.for_people or reader.hint(fact))
    return reading


def plainly(text: str, fact: Fact) -> bool:
    """Whether a text is nothing but an answer, as it would be typed to nobody else."""
    said = text.lower().strip(" .!")
    return said in _QUIET_NOT_SURE or READERS[fact.type].plain(said, fact)


def type_hint(fact: Fact) -> str:
    """What else one may type than a choice that is shown, or ""."""
    return READERS[fact.type].type_hint(fact)


def marks(fact: Fact) -> Iterator[str]:
    """What stands before each choice in a list: 1, 2, 3, or a, b, c for a number's choices."""
    return READERS[fact.type].marks()


def _read_with_doubt(typed: str, fact: Fact, reader: Reader[Any]) -> Reading:
    doubtful, rest = split_doubt(typed, reader)
    if not doubtful:
        return reader.read(typed, fact)
    other = reader.read(rest, fact) if rest else None
    if isinstance(other, Understood) and not isinstance(other.answer, NotSure):
        return Ambiguous(f'Shall I put "{other.said or shorten(rest)}", or "not sure"?')
    if half := reader.leaning(rest, fact):
        return half
    return Understood(NotSure(), "" if key(typed) == "not sure" else "not sure")
