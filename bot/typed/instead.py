"""A number that is to stand in the place of another: "no, 900 pages and not 2,000"."""

from __future__ import annotations

import re
from dataclasses import dataclass
from fractions import Fraction

from rules.language.kinds import Fact
from rules.language.kinds.number import Number
from rules.language.periods import ADVERBS, PERIOD_OF

from .amounts import AskBack, find
from .around import RANGE, SIGN, START, WORD, stems_in
from .units import CURRENCIES, Unit

_FRONT = re.compile(
    r"^\W*(?:(?:yes|yeah|yep|but|no|it'?s|it is|they'?re|there are|we (?:get|have)|only|just)\b[^\w$€£~<>]*)+"
)
_PER = r"(?P<per> ?/ ?\w+| (?:an?|per|each|every) \w+| (?:daily|weekly|monthly))?"
_NUMBER = re.compile(rf"{SIGN}(?P<money>[$€£]?){RANGE}(?P<mid>(?: {WORD}){{0,3}}?){_PER}\W*")
_NAMED = re.compile(  # "pages are 300", "chats: 4k"
    r"(?:the |our )?(?:(?:number|count|amount) of )?(?:the |our )?(?P<name>[a-z](?:[^\W\d]| ){1,30}?)"
    r" ?(?::|=| is\b| are\b| should be\b) ?(?P<rest>[^a-z]*\d.*)"
)
_PERIOD_ALONE = re.compile(r"(?P<per>(?:an?|per|each|every) \w+|daily|weekly|monthly|yearly)\W*")
_PERIOD = re.compile(r" ?/ ?\w+|\b(?:(?:an?|per|each|every) \w+|\w+ly)\b")
MONEY = frozenset({"price", "cost", "bill", "spend", "money", "budget"})  # what it is counted in
_NOW = frozenset({"now", "today", "currently", "really"})
_QUOTED = re.compile(rf"{START.replace('$', '')}{RANGE}")


@dataclass(frozen=True)
class Instead:
    """A number, the things and the period that were said with it, and the number it replaces."""

    said: str  # all of it
    number: str
    things: frozenset[str]
    per: str  # the period; "" for none
    was: frozenset[Fraction]

    @classmethod
    def of(cls, said: str, replaced: str) -> Instead | None:
        """Read a correction that is a number, or a period, and hardly more; `replaced`: what it isn't."""
        said = _FRONT.sub("", said.lower().replace("\u2019", "'"))
        if named := _NAMED.fullmatch(said):
            said = f"{named['rest'].strip(' .!')} {named['name']}"
        if (alone := _PERIOD_ALONE.fullmatch(said)) and (per := _period(alone["per"])):
            return cls(alone["per"], "", frozenset(), per, _values(replaced))
        found = _NUMBER.fullmatch(said)
        if not found:
            return None
        number = f"{found['sign'] or ''}{found['amount']}".strip()
        things = frozenset([*stems_in(found["mid"]), *found["money"]]) - _NOW
        return cls(said, number, things, _period(found["per"] or ""), _values(replaced))

    def is_for(self, quote: str, fact: Fact) -> bool:
        """Whether what was read from this quote is what it replaces, as far as it says what."""
        small = quote.lower()
        numbers = [*_QUOTED.finditer(small)]
        if len(numbers) != 1 or (self.was and not self.was <= _values(numbers[0]["amount"])):
            return False
        words = frozenset([*stems_in(small), *re.findall(r"[$€£]", small)])
        things = self.things <= words or bool(self.things & names(fact))
        periods = {*map(_period, words)} | _periods(fact)
        if not self.number:
            return any(map(_a_period, _PERIOD.finditer(small)))
        return things and (not self.per or self.per in periods)

    @property
    def is_bare(self) -> bool:
        """Whether it says nothing of what it is for."""
        return not (self.things or self.per or self.was)

    def fits(self, fact: Fact) -> bool:
        """Whether a fact is counted so: by the day, and in these things if any are named."""
        things = not self.things or bool(self.things & names(fact))
        return things and bool(self.per) and self.per in _periods(fact)

    def put_into(self, quote: str) -> str:
        """The quote with this number, or this period, in the place of its own."""
        if not self.number:
            found = next(filter(_a_period, _PERIOD.finditer(quote.lower())))
            return f"{quote[: found.start()].rstrip()} {self.said}{quote[found.end() :]}"
        found = next(_QUOTED.finditer(quote.lower()))
        return quote[: found.start()] + self.number + quote[found.end() :]


def _values(text: str) -> frozenset[Fraction]:
    try:
        return frozenset(each.value for each in find(text.lower())[1])
    except AskBack:
        return frozenset()


def _period(said: str) -> str:
    """The period in "a day" or "daily"; "" for none."""
    last = (re.findall(r"\w+", said) or [""])[-1]
    return PERIOD_OF.get(last) or ADVERBS.get(last) or ""


def _a_period(found: re.Match[str]) -> bool:
    return bool(_period(found[0]))


def names(fact: Fact) -> frozenset[str]:
    """What a number may be called: by the things it counts, or as money."""
    if not isinstance(fact, Number):
        return frozenset()
    things = Unit(fact.unit).names
    things |= MONEY if things & CURRENCIES else frozenset()
    return things | frozenset(stem for name in things for stem in stems_in(name))


def _periods(fact: Fact) -> set[str]:
    """Those by which it may be told: so many requests a day are told by the week, too."""
    unit = Unit(fact.unit) if isinstance(fact, Number) else None
    if not (unit and unit.period):
        return set()
    return {*PERIOD_OF.values()} if unit.countable else {unit.period}
