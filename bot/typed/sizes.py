"""How much there is of what a team knows: "900 help pages", "our wiki has 1,200 pages"."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from fractions import Fraction

from .amounts import AskBack, find
from .around import (
    RANGE,
    SAID,
    SIGN,
    START,
    WORD,
    beside,
    context,
    counts,
    divided,
    root,
    stems_in,
    told,
    words_of,
)
from .sentences import NEGATORS, Text

KNOWLEDGE, KNOWN, BESIDE = SAID["knowledge"], SAID["knowledge is in"], SAID["beside knowledge"]
WHOLE, AS_TOLD = SAID["whole knowledge"], SAID["as told"] | SAID["told of knowledge"] | KNOWLEDGE
HANDLED = SAID["works"] - {"read"}  # what is done to pages that come in, or come out
SPARE = 10  # percent by which "about 500" may be meant
MOST = Fraction(10**12)
FAR = 8  # words after which what else a team has is another matter
_Said = tuple[str, int, int]  # an answer's id, and the first and the last word that say so


def sized(text: Text, lowered: str, sizes: Mapping[str, str]) -> Iterator[_Said]:
    """The answers that the size of what a team knows gives; none where they can't be told apart."""
    found = list[tuple[Fraction, Fraction, int, int]]()
    for unit in {said.split()[-1] for said in sizes.values()}:
        for match in _named(unit).finditer(lowered):
            first, last = words_of(text, match)
            if not _meant(text, match, first, last):
                continue
            bounds = _bounds(match)
            if bounds is None:
                return
            found.append((*bounds, first, last))
    for low, high, first, last in found:
        fitting = [answer for answer, size in sizes.items() if _fits(size, low, high)]
        small = fitting and sizes[fitting[0]].startswith("up to")
        if (
            len(fitting) != 1
            or _beside_figures(text, first)
            or (small and (len(found) > 1 or _more(text, first, last)))
        ):
            return
        yield fitting[0], first, last


def _named(unit: str) -> re.Pattern[str]:
    return re.compile(
        rf"{START}{SIGN}{RANGE}(?P<mid>(?: {WORD}){{0,3}}?) {re.escape(unit)}\b"
        rf"(?P<of> of(?: {WORD}){{1,3}})?"
    )


def _meant(text: Text, match: re.Match[str], first: int, last: int) -> bool:
    """Whether these are pages of what a team knows, all of them, now, and its own."""
    kind = [*stems_in(match["mid"] or "")]
    of = [*stems_in(match["of"] or "")][1:]
    words, before, after = context(text, first, last)
    if kind or of:
        named = [each for each in (kind, of) if each]
        known = all(KNOWLEDGE & {*each} for each in named)
        fits = known and all({*each[:-1]} <= KNOWLEDGE | BESIDE for each in named)
    else:
        fits = _in_what_is_known(text, first)
    worked_on = any(root(stem, HANDLED) in HANDLED for stem in before | after)
    part = first > 1 and text.words[first - 1].stem == "of" and counts(text.words[first - 2].stem)
    spoilt = (
        before - AS_TOLD
        or (before | after) & NEGATORS
        or (before | words | {*beside(text, first, last)}) & SAID["no size"]
        or divided(text, last)
    )
    limited = {"but", "only", "except", "however"} & {*text.stems(last + 1, last + 5)}
    return bool(fits and not (worked_on or part or spoilt or limited)) and told(
        text, first, last, before
    )


def _in_what_is_known(text: Text, first: int) -> bool:
    """Whether what stands before a number says what it is the size of: "our wiki has", "facts are in"."""
    start, _ = text.around(first, first)
    said = text.stems(max(start, first - 8), first - 1) if first > start else []
    while said and said[-1] in ("about", "around", "roughly", "over", "than", "more", "nearly"):
        said.pop()
    match said:
        case [*_, known, "be", "in" | "on"]:
            return known in KNOWN | KNOWLEDGE
        case [*front, body, "have" | "be" | "of" | "with"]:
            return body in WHOLE and bool({"our", "the"} & {*front[-2:]})
    return False


def _bounds(match: re.Match[str]) -> tuple[Fraction, Fraction] | None:
    """The least and the most it may be; None for a number that can be read two ways."""
    try:
        _, amounts = find(match["amount"].strip())
    except AskBack:
        return None
    values = [each.value for each in amounts]
    if not values:
        return None
    low, high = min(values), max(values)
    spare = Fraction(SPARE, 100)
    match (match["sign"] or "").strip():
        case "":
            bounds = low, high
        case "over" | "more than" | ">":
            bounds = low + 1, MOST
        case "at least":
            bounds = low, MOST
        case "under" | "less than" | "fewer than" | "<":
            bounds = Fraction(0), high - 1
        case _:
            bounds = low * (1 - spare), high * (1 + spare)
    return bounds


def _fits(size: str, low: Fraction, high: Fraction) -> bool:
    *bound, number, _ = size.split()
    return low > int(number) if bound == ["over"] else high <= int(number)


def _beside_figures(text: Text, first: int) -> bool:
    """Whether what a team knows may as well stand behind a query."""
    near = text.words[max(0, first - FAR) : first + 2 * FAR]
    here = text.words[first].sentence
    return any(w.stem in SAID["queried"] for w in near if w.sentence == here)


def _more(text: Text, first: int, last: int) -> bool:
    """Whether a team may know more than this, which would make it larger."""
    here = text.words[first].sentence
    near = range(max(0, first - FAR), min(last + FAR + 1, len(text.words)))
    stems = [(n, text.words[n].stem) for n in near if text.words[n].sentence == here]
    also = [n for n, stem in stems if stem in SAID["also"] and not first <= n <= last]
    sources = KNOWLEDGE | {"ticket", "email", "mail", "article", "pdf"}
    others = [n for n, stem in stems if stem in sources and not first <= n <= last]
    return bool(others) and bool(also or any(n > last for n in others))
