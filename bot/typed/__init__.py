"""What a person typed, read as an answer to one question. Pure: text in, reading out.

How a text travels: `plain` takes off markup, emoji and slips of the hand; `yes_no` splits off a
*not sure*; the rest goes to the reader of the fact's kind, which is `yes_no`, `choice`,
`several` or `number`. The last finds its amounts with `amounts` and their unit and period with `units`. What
comes back is one of the three `readings`.

Nothing is ever guessed: what has two readings is asked back, and *not sure*, *no* and *nothing*
stay three different things.

Number words are our own small code (amounts.py): of the libraries, text2num is well kept but a
compiled extension of a megabyte without types that reads neither "2k", "5 million" nor "half a
million", and word2number has had no release since 2017.
"""

from __future__ import annotations

import re

from rules.language.answers import AnswerError, NotSure
from rules.language.kinds import Fact
from rules.language.kinds.choice import Choice
from rules.language.kinds.number import Number
from rules.language.kinds.several import Several
from rules.language.kinds.yes_no import YesNo

from . import choice, decimals, number, several, yes_no
from .plain import key, plain, shorten
from .readings import Ambiguous, Reading, Understood, Unreadable

__all__ = ["Ambiguous", "Reading", "Understood", "Unreadable", "read"]

MAX_TYPED = 1000  # more than this is a pasted text; nobody answers one question at such length


def read(text: str, fact: Fact) -> Reading:
    """Read what a person typed as an answer to this fact's question."""
    if len(text) > MAX_TYPED:
        return Unreadable(f"That is more than I can read at once. {_hint(fact)}")
    listed = isinstance(fact, Several)  # each line is then an item
    typed = plain(re.sub(r"\s*\n\s*", " , ", text.strip()) if listed else text)
    if isinstance(fact, Choice) and (named := choice.exact(typed, fact)):
        return named  # an author's own words come first, even if one of them is "pass"
    reading = _read_with_doubt(typed, fact)
    if isinstance(reading, Understood):
        try:
            fact.admit("it", reading.answer)
        except AnswerError:
            return Unreadable(_hint(fact))
    return reading


def _read_with_doubt(typed: str, fact: Fact) -> Reading:
    doubtful, rest = yes_no.split_doubt(typed, fact)
    if not doubtful:
        return _read_kind(typed, fact)
    other = _read_kind(rest, fact) if rest else None
    if isinstance(other, Understood) and not isinstance(other.answer, NotSure):
        return Ambiguous(f'Shall I put "{other.said or shorten(rest)}", or "not sure"?')
    if isinstance(fact, YesNo) and (lean := yes_no.lean(rest)):
        return Ambiguous(f'Shall I put "{lean}", or "not sure"?')
    if isinstance(fact, Number) and any(map(str.isdigit, rest)):
        return Ambiguous(f'Shall I put "not sure"? If not, {number.hint(fact)}')
    return Understood(NotSure(), "" if key(typed) == "not sure" else "not sure")


def _read_kind(typed: str, fact: Fact) -> Reading:
    match fact:
        case YesNo():
            return yes_no.read_yes_no(typed)
        case Choice():
            return choice.read_choice(typed, fact)
        case Several():
            return several.read_several(typed, fact)
        case Number(type="decimal"):
            return decimals.read_decimal(typed, fact)
        case Number():
            return number.read_number(typed, fact)


def _hint(fact: Fact) -> str:
    match fact:
        case YesNo():
            return yes_no.HINT
        case Choice():
            return choice.hint(fact)
        case Several():
            return several.hint(fact)
        case Number(type="decimal"):
            return decimals.hint(fact)
        case Number():
            return number.hint(fact)
