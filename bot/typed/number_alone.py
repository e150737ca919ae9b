"""What stands beside a number, and what it makes of it: only a number alone is taken in silence."""

from __future__ import annotations

import re

from rules.language.kinds.number import Number
from rules.language.periods import ADVERBS, LENGTHS, PERIOD_OF

from .amounts import NAMES, SCALES
from .number_words import AFTER, EVERY, KNOWN, PERIOD, SIGNS
from .plain import each
from .units import Unit

# Beside a number these change nothing. "That", "expect", "hopefully" or "they" may.
_BESIDE = frozenset(
    each(
        "about around approximately approx roughly circa ca ish or so give take odd some say think",
        "anywhere average avg on typically usually normally generally ballpark somewhere something",
        "like close near more less thereabouts rough just region order neighborhood",
        "we i get have it its is are there be am currently now today right well um hmm hm uh oh ok",
        "okay total in the our at handle see receive process make do run send please us actually",
        "honestly exactly this yes yeah number answer volume for with got already collected all",
        "overall lets let my hi sorry thanks serve handling getting having collect each yet hand",
        "ready api labelled labeled training here times time x too to and between but until till",
        "through business working work week calendar single given typical whole normal full any",
        "no not none half a an e quarter quarters maybe perhaps probably",
    )
)
_SIGN_WORDS = frozenset(re.findall(r"[a-z]+", " ".join([*SIGNS.values(), *AFTER.values()])))
_QUIET = (
    _BESIDE
    | _SIGN_WORDS
    | {*NAMES, *SCALES, *PERIOD_OF, *ADVERBS}
    | {*re.findall(r"[a-z]+", EVERY)}
)
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
