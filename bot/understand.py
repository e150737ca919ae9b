"""What a person typed at the open question -> an answer, with the question's own choices in view."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from itertools import count
from string import ascii_lowercase

from rules.answers import Chosen, Range, Value
from rules.classes import in_words
from rules.model import Fact, Number, Several

from . import views
from .replay import Standing
from .typed import Ambiguous, Reading, Understood, read


def understand(standing: Standing, text: str) -> Reading:
    """Read a typed answer to the open question. ValueError if nothing is being asked.

    A mark of the list as it was shown names its choice: a letter for a number's choices, because
    there digits are the number itself. A range that the rules would treat in more than one way is
    asked back.
    """
    fact_id = standing.asking
    if fact_id is None:
        raise ValueError("this conversation asks nothing")
    fact = standing.diagram.rules.facts[fact_id]
    offered = dict(zip(marks(fact), views.choices(standing, fact_id), strict=False))
    if isinstance(fact, Several) and (ticked := _ticked(text, offered)):
        return Understood(ticked, in_words(ticked, fact))
    if chosen := offered.get(text.strip(" ().").lower()):
        return Understood(chosen.answer, chosen.label)
    reading = read(text, fact)
    if isinstance(reading, Understood) and isinstance(reading.answer, Range):
        classes = standing.diagram.classes[fact_id]
        meant = set(classes.of(reading.answer))
        ranges = standing.interview.told_apart(fact_id)
        spanned = [in_words(each, fact) for each in ranges if meant & {*classes.of(each)}]
        if len(spanned) > 1:
            return Ambiguous(f"The advice differs within that. Is it {views.either(spanned)}?")
    return reading


def _ticked(text: str, offered: Mapping[str, views.ChoiceView]) -> Chosen | None:
    """The options whose marks stand in a list such as "1, 3", if it is nothing but one."""
    named = re.findall(r"\w+", text)
    chosen = [offered[mark].answer for mark in named if mark in offered]
    options = frozenset(str(each.value) for each in chosen if isinstance(each, Value))
    return Chosen(options) if options and len(options) == len(named) else None


def marks(fact: Fact) -> Iterator[str]:
    """What stands before each choice in a list: 1, 2, 3, or a, b, c for a number's choices."""
    return iter(ascii_lowercase) if isinstance(fact, Number) else map(str, count(1))
