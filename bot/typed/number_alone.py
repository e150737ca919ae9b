"""What stands beside a number, and what it makes of it: only a number alone is taken in silence."""

from __future__ import annotations

import re

from rules.language.kinds.number import Number
from rules.language.periods import ADVERBS, LENGTHS, PERIOD_OF

from .amounts import NAMES, SCALES
from .number_words import AFTER, EVERY, FILLER, KNOWN, PERIOD, ROUGH, SIGNS
from .plain import each
from .units import Unit

# Beside a number these change nothing: what a number's form leaves out, but for what may be a plan,
# a need, a doubt or another one ("that", "expect").
_TURNING = each(
    "anything assume being believe bit can depends estimate estimated expect expected far guess had",
    "likely little mostly must need only possible possibly should slightly suppose that them varies",
    "want were will would",
)
_MORE = each(
    "and any between business but calendar e full given half let no none normal not quarter quarters",
    "single through till typical until week whole work working",
)
_BESIDE = {*re.findall(r"[a-z]+", FILLER + ROUGH + EVERY)}.difference(_TURNING).union(_MORE)
_SIGN_WORDS = frozenset(re.findall(r"[a-z]+", " ".join([*SIGNS.values(), *AFTER.values()])))
_QUIET = _BESIDE | _SIGN_WORDS | {*NAMES, *SCALES, *PERIOD_OF, *ADVERBS}
_SAID = re.compile(r"\bsome say\b")
# "80 tickets a day": what is counted, right between the number and its period.
_NOUN = re.compile(
    rf"(?:\d|\b(?:{'|'.join([*NAMES, *SCALES])})|\dk) (?P<nouns>[a-z]{{3,}}(?: [a-z]{{3,}})?)(?![a-z])"
    rf" ?(?=/|(?:per|pr|an?|each|every|{'|'.join(ADVERBS)})\b)"
)
_PART = re.compile(
    r"(?:\b(?:half|quarters?|thirds?|fourths?|fifths?|tenths?|part|fraction|most|percent)|%) of"
    rf" (?!an? )(?:the |our |about |some ){{0,3}}(?:[$\d]|(?:{'|'.join([*NAMES, *SCALES])})\b)"
)
_LONG = "|".join(w for w in PERIOD_OF if LENGTHS[PERIOD_OF[w]] >= LENGTHS["hour"] and w[-1] != "s")
_TIME = re.compile(rf"#(?P<n>\d+) (?P<time>{PERIOD})(?!\S)")
_EVERY_TIME = re.compile(rf"(?<!\S)(?:{EVERY} ){{1,4}}(?:#\d+ )?(?:{PERIOD})(?!\S)")
_NOT_MORE = re.compile(
    r"\b(?:no|not|never)(?: [a-z]+){0,3}? (?:(?:more|longer|greater|higher|slower|larger) than"
    r"|over|above|beyond|exceed(?:ing)?)\b"
)
_BY_THE_PIECE = re.compile(
    r"\$? ?\d[\d.,]*k? ?(?:(?:us)?\$|usd|dollars?|bucks?)? ?(?:(?:cents?|pennies)\b|¢"
    rf"|(?:per|/) ?(?:1?k |1m |million |thousand )?(?!(?:{PERIOD}|m|business|working|calendar)\b)[a-z]+"
    r"|(?:an?|each|every) (?:call|request|query|answer|reply|chat|message|ticket|token|user|hit)\b)"
)


def stands_alone(text: str, fact: Number) -> bool:
    """Whether nothing stands around a number but its unit, its period, a sign and small words."""
    named = Unit(fact.unit).names | {*re.findall(r"[a-z]+", fact.label.lower())}
    told = _NOUN.sub(lambda found: found[0].replace(found["nouns"], _unless_a_noun(found)), text)
    told = re.sub(r"\bso far\b", " ", told)
    quiet = {*re.findall(r"[^\W\d_]+", told)} <= _QUIET | named
    return quiet and "?" not in text and not _SAID.search(text)


def _unless_a_noun(found: re.Match[str]) -> str:
    """Nothing for what is counted; "hopefully" and "more" stay."""
    nouns = found["nouns"].split()
    return " ".join(noun for noun in nouns if noun in KNOWN or noun.endswith("ly"))


def is_part(text: str) -> bool:
    """Whether a part of a number is spoken of: "a quarter of 2k"."""
    return bool(_PART.search(text))


def has_bare_time(form: str, is_one: list[bool], unit: Unit) -> bool:
    """Whether a time stands where things are counted: "1 min", "5 days", but not "300 month"."""
    if unit.seconds:
        return False
    return any(
        is_one[int(found["n"])] or not re.fullmatch(_LONG, found["time"])
        for found in _TIME.finditer(_EVERY_TIME.sub(" ", form.replace("at most", "up to")))
    )


def at_most(text: str, unit: Unit) -> tuple[str, bool]:
    """The text with "must not take more than" put as what it allows, and whether it said so."""
    said = _NOT_MORE.sub(" " if unit.seconds else "up to", text)
    return said, said != text


def without_prices(text: str, unit: Unit) -> str:
    """Without what is no money for a period: cents, and what one call costs."""
    return _BY_THE_PIECE.sub(" ", text) if {"usd", "dollars"} & unit.names else text
