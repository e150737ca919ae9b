"""What a person typed where several options may apply: "1 and 3", "json, tables", "none"."""

from __future__ import annotations

import re

from rules.answers import Chosen
from rules.classes import in_words
from rules.model import Choice, Several

from . import choice
from .readings import Ambiguous, Reading, Understood, Unreadable

_BETWEEN = re.compile(r"\s*(?:[,;/+&]|\band\b|\bplus\b)\s*")
_NONE = frozenset({"none", "none of these", "none of them", "nothing", "neither", "no"})
_ALL = frozenset({"all", "all of them", "all of these", "everything"})


def read_several(typed: str, fact: Several) -> Reading:
    """Each part of a list is read as one choice; one unreadable part leaves the whole unread."""
    plain = typed.lower().strip(" .!")
    if plain in _NONE:
        return _understood(frozenset(), fact)
    if plain in _ALL:
        return _understood(frozenset(fact.options), fact)
    single = _as_choice(fact)
    chosen: set[str] = set()
    for part in filter(None, _BETWEEN.split(typed)):
        reading = choice.exact(part, single) or choice.read_choice(part, single)
        if isinstance(reading, Ambiguous):
            return reading
        if isinstance(reading, Unreadable):
            return Unreadable(hint(fact))
        chosen.add(str(getattr(reading.answer, "value", "")))
    return _understood(frozenset(chosen), fact) if chosen else Unreadable(hint(fact))


def hint(fact: Several) -> str:
    """A line that shows how to answer."""
    first, second, *_ = (option.label for option in fact.options.values())
    return f'Name all that apply, such as "1, 2" or "{first} and {second}", or say "none".'


def _as_choice(fact: Several) -> Choice:
    return Choice.model_construct(**{**dict(fact), "type": "choice"})


def _understood(options: frozenset[str], fact: Several) -> Reading:
    answer = Chosen(options)
    return Understood(answer, in_words(answer, fact))
