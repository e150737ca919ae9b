"""What a conversation is about, as a name taken from the first words about it."""

from __future__ import annotations

import re
from collections.abc import Iterator

LONGEST = 60  # characters; a title in a channel
_GREETING = re.compile(
    r"^(?:hi|hello|hey|good (?:morning|afternoon|evening)|dear|thanks?)\b[^,.!?:;\n]{0,30}[,.!?:;\n]+\s*",
    re.IGNORECASE,
)
_OPENING = re.compile(
    r"^(?:so,? )?(?:we (?:have|run|built|use|operate|maintain)|we['\u2019]ve (?:got|built)|there is|this is"
    r"|it is|it['\u2019]s)(?: got)? (?=(?:an?|our|the) )(?:an? )?",
    re.IGNORECASE,
)
_SENTENCE = re.compile(r"[.!?]+(?=\s|$)|\n")
_CLAUSE = re.compile(r"[,;:(]+(?=\s|$)|\s(?=\()|\s[-\u2013\u2014]+\s")


def name_of(text: str) -> str:
    """A name of at most 60 characters: the text if it is short, else its first sentence or clause.

    Cut at a word; a single longer word is cut where it must be.
    """
    text = text[: 100 * LONGEST].strip()
    if len(whole := _tidy(text)) <= LONGEST:
        return whole
    told = _OPENING.sub("", _GREETING.sub("", text, count=1), count=1)
    for name in _ways(told):
        if 2 < len(name) <= LONGEST:
            return name
    return _shortened(_tidy(_SENTENCE.split(told, maxsplit=1)[0]) or whole)


def _ways(told: str) -> Iterator[str]:
    """The first sentence, and its first clause."""
    sentence = _SENTENCE.split(told, maxsplit=1)[0]
    yield _tidy(sentence)
    yield _tidy(_CLAUSE.split(sentence, maxsplit=1)[0])


def _tidy(text: str) -> str:
    return " ".join(text.split()).rstrip(" .,;:!-")


def _shortened(text: str) -> str:
    if len(text) <= LONGEST:
        return text
    head = text[: LONGEST + 1].rpartition(" ")[0] or text[:LONGEST]
    return head.rstrip(" .,;:!-(")
