"""What somebody adds to an answer that they gave or that was read: "also the price"."""

from __future__ import annotations

import re

from bot.typed import Offered, Reading, Understood
from bot.views.answers import meaning
from rules.language.answers import Answer, AnswerError, Chosen, Ticks
from rules.language.kinds import Fact

_ADDS = re.compile(
    r"^\W*(?:(?:oh|ah|and|ok|yes|but)[\s,]+)*(?:also|and|plus|add)\b|\b(?:also|too|as well)\W*$"
    r"|\b(?:it'?s|is|are|it|we|they) also\b",
    re.IGNORECASE,
)
# "No, the price" corrects; "no price" denies.
_NO = r"no(?=\W*$|\s*[^\w\s]|\s+(?:\d|it|they|we|there|that|this|the|sorry|actually|only|just|rather|i)\b)"
_BEFORE = re.compile(
    rf"^\W*(?:(?:{_NO}|sorry|oh|oops|wait|actually|rather|also|and|plus|add|but|i meant?|we meant?)\b[^\w$€£~<>]*)+",
    re.IGNORECASE,
)
_IN_PLACE = re.compile(
    r"[\s,;]+(?:(?:and )?not|instead of|rather than)\s(?:[^,.;]|[,.](?=\d))*\W*$", re.IGNORECASE
)


def adds(text: str) -> bool:
    """Whether a text adds to what was said before it."""
    return _ADDS.search(text.strip()) is not None


def what_it_says(text: str) -> str:
    """A correction or an addition without what makes it one: "900" of "no, 900 and not 2,000"."""
    return _IN_PLACE.sub("", _BEFORE.sub("", text)).strip()


def replaced(text: str) -> str:
    """What a correction puts something else in place of: "not 2,000" of "900 and not 2,000"."""
    found = _IN_PLACE.search(text)
    return found[0] if found else ""


def added(fact: Fact, was: Answer, more: Answer) -> Answer | None:
    """Both answers together; None where they can't be, or that says nothing new."""
    match was, more:
        case Chosen(first), Chosen(second) if second:
            together: Answer = Chosen(first | second)
        case Ticks(yes, no), Ticks(more_yes, more_no):
            together = Ticks(yes - more_no | more_yes, no - more_yes | more_no)
        case _:
            return None
    try:
        fact.admit("it", together)
    except AnswerError:
        return None
    return together if together != was else None


def or_added(fact: Fact, was: Answer, reading: Reading | None) -> Offered | None:
    """The answers to choose from where one is being changed: first with what was said before."""
    match reading:
        case Understood(answer):
            found = [answer]
        case Offered(answers):
            found = [answer for answer, _ in answers]
        case _:
            return None
    more = [(added(fact, was, each), f"Add: {meaning(fact, each)}") for each in found]
    kept = [(answer, said) for answer, said in more if answer is not None]
    alone = [(found[0], f"Only: {meaning(fact, found[0])}")]
    return Offered((*kept, *alone), "Shall I add that to your answer?") if kept else None
