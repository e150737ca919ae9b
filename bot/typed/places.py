"""What is said by the numbers of a list: "1, 3", "1-3", "2 or 3", "2 and maybe 3"."""

from __future__ import annotations

import re

from rules.language.answers import Answer
from rules.language.kinds.several import Several

from .plain import DIGITS, clauses, each, key

_PLACE = re.compile(r"(?:(?:option|number|answer|choice|no) )?(\d{1,3})(?: please)?")
_ORDINALS = ("first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth")
_IN_ORDER = re.compile(rf"(?:the )?({'|'.join(_ORDINALS)}|last)(?: (?:one|option|answer))?")
_ASIDE = re.compile(
    r"\b(?:(?:options?|numbers?) )+(?=[\d#])|\bplease\b|[#(](?=\d)|(?<=\d)[).](?!\w)"
)
_NUMBER = r"\d+(?:-\d+| - \d+| (?:to|through) \d+)?"
_NUMBERS = re.compile(rf"{_NUMBER}(?:(?:\s*[,;&+]\s*|\s+)(?:(?:and|plus)\s+)?{_NUMBER})*")
_MAYBE = r"(?:maybe|perhaps|possibly|probably)(?: also)?\b"
_OR = re.compile(r"[\s,]{1,3}or\s+")
_AND_MAYBE = re.compile(rf"[\s,;&+]{{0,3}}(?:\b(?:and|plus|but)\s+)?\b{_MAYBE}\s*")
# With a number among them these are about the list, and nothing else is to be made of them.
OF_A_LIST = frozenset(
    each(
        "and or plus to through all any both either each except but not no only just maybe perhaps",
        "possibly probably also of them these those the above one ones option options number numbers",
        "everything without besides please",
    )
).union(DIGITS)
_NAMED_DIGIT = re.compile(
    rf"\b(?:{'|'.join(DIGITS)})\b(?= (?:and|or) )|(?:(?<=\band )|(?<=\bor ))(?:{'|'.join(DIGITS)})\b"
)
_AMONG = re.compile(
    r"(?:(?:the|option|number|maybe|probably|mostly) )*(\d{1,2}(?:st|nd|rd|th)?(?: (?:or|and) \d{1,2})*)"
    r"(?: (?:one|option))?(?: (?:if|half|partly|partially|mostly|maybe|badly|sometimes|sort of|kind of)\b.*)?"
)
_AGREED = frozenset(each("yes yeah yep yup right correct exactly"))


def agrees(typed: str) -> bool:
    """Whether a text only says yes to the one thing that is offered."""
    return key(typed) in _AGREED


def place_of(typed: str, count: int) -> int | None:
    """Where in a list of so many one stands, from 0 on, if its place is all that is said."""
    said = key(typed)
    if (found := _PLACE.fullmatch(said)) and 0 < int(found[1]) <= count:
        return int(found[1]) - 1
    if ordinal := _IN_ORDER.fullmatch(said):
        place = count - 1 if ordinal[1] == "last" else _ORDINALS.index(ordinal[1])
        return place if place < count else None
    return None


def places_among(typed: str, count: int) -> list[int]:
    """The places that a text names with other words around them: "1 or 2", "4 but badly", "the 4th one"."""
    text = _NAMED_DIGIT.sub(lambda one: str(DIGITS.index(one[0])), typed.lower())
    first, *others = map(key, clauses(text) or [""])
    found = _AMONG.fullmatch(first)
    said = " ".join([found[1], *filter(str.isdecimal, others)]) if found else ""
    places = [int(each) - 1 for each in re.findall(r"\d+", said)]
    return [*dict.fromkeys(places)] if all(0 <= place < count for place in places) else []


def numbered(typed: str, fact: Several) -> Answer | None:
    """What is listed at these places: "1, 3", "1-3", "#2 and #5"."""
    said = _ASIDE.sub(" ", typed.lower()).strip(" ,.!")
    if not _NUMBERS.fullmatch(said):
        return None
    places: set[int] = set()
    for stretch in re.findall(_NUMBER, said):
        low, *high = map(int, re.findall(r"\d{1,9}", stretch))
        span = range(low, (high or [low])[0] + 1)
        if not span or low < 1 or span[-1] > len(fact.boxes):
            return None
        places.update(span)
    options = [*fact.options, *(id_ for id_, option in fact.options.items() if option.surely_not)]
    so = [options[place - 1] for place in places if place <= len(fact.options)]
    return fact.ticked(so, [options[place - 1] for place in places if place > len(fact.options)])


def in_doubt(typed: str, fact: Several) -> list[Answer]:
    """The answers between which somebody wavers: "2 or 3", and "2 and maybe 3", with 3 or without."""
    said = re.sub(r"^either\s", "", typed.lower().strip(" .!?"))
    *first, last = _OR.split(said)
    if first and re.search(r"\band\b|[&+]", said):
        return []  # "1 and 2 or 3" may be two of them, or all but one
    if first:
        one = [part for each_ in first for part in re.split(r"\s*,\s*", each_)]
        ways = [_AND_MAYBE.sub("", way) for way in (*one, last)]
    else:
        sure, *more = _AND_MAYBE.split(said)
        ways = [f"{sure} , {more[0]}".strip(" ,"), sure] if len(more) == 1 else []
    found = [numbered(way, fact) for way in ways if way]
    return [] if None in found else [way for way in found if way]


def only_places(typed: str) -> bool:
    """Whether a text speaks of numbers of the list alone, understood or not."""
    said = key(typed).split()
    return any(map(str.isdigit, said)) and all(word.isdigit() or word in OF_A_LIST for word in said)
