"""A fact's unit: in words, what else people call it, and the period it is counted by."""

from __future__ import annotations

import re
from dataclasses import dataclass
from fractions import Fraction

from rules.language.periods import LENGTHS, PERIOD_OF, a

from .plain import each

ALSO_CALLED = (  # the words in a line stand for one another
    "requests request req reqs query queries call calls hit hits inference inferences",
    "examples example sample samples row rows record records pair pairs item items",
    "dollars dollar usd bucks buck $",
    "euros euro eur €",
    "pounds pound gbp £ quid",
    "tokens token tok toks",
    "percent % pct",
    "milliseconds millisecond ms msec msecs millis",
)
CURRENCIES = frozenset(
    each(
        "yen jpy ¥ rupees rupee inr ₹ aud cad nzd sgd hkd chf francs cny rmb yuan pesos mxn reais brl",
        "rand zar sek nok dkk krona kroner kr pln zloty czk huf lira won krw aed ils btc australian",
        "canadian singapore aussie",
    )
).union(*(line.split() for line in ALSO_CALLED[2:5]))
# What has a size of its own is not so many requests, whatever was asked. Nor are people.
OTHER_THINGS = frozenset(
    each(
        "gb mb kb tb gigabytes megabytes bytes cents users user customers customer people",
        "clients client agents employees words characters chars pages",
    )
).union(CURRENCIES, *(line.split() for line in ALSO_CALLED[5:]))
MILLISECOND = Fraction(1, 1000)
MONTHS = {"month": 1, "quarter": 3, "year": 12}  # a year's money is twelve months', to the cent
MONEY_OR_SHARE = frozenset(w for line in (*ALSO_CALLED[2:5], ALSO_CALLED[6]) for w in line.split())
# The dollars of other countries: A$, HK$. "Us$" are our own.
_ANOTHER_DOLLAR = re.compile(r"(?<![^\W_])(?!us)[a-z]{1,3}\$")


def apart(period: str, other: str) -> Fraction:
    """How many times a period goes into another one."""
    if period in MONTHS and other in MONTHS:
        return Fraction(MONTHS[other], MONTHS[period])
    return LENGTHS[other] / LENGTHS[period]


@dataclass(frozen=True)
class Unit:
    """A unit such as requests/day: the thing counted, and per what."""

    text: str

    @property
    def thing(self) -> str:
        return self.text.split("/")[0].strip()

    @property
    def period(self) -> str | None:
        """The period it is counted by, if that is one we know the length of."""
        _, slash, per = self.text.partition("/")
        return PERIOD_OF.get(per.strip().lower()) if slash else None

    @property
    def is_rate(self) -> bool:
        return "/" in self.text

    @property
    def in_words(self) -> str:
        """The unit read aloud: requests/day as "requests a day"."""
        thing, slash, per = (part.strip() for part in self.text.partition("/"))
        return f"{thing} {a(per)}" if slash else thing

    @property
    def seconds(self) -> Fraction | None:
        """How long the thing itself is, where it is a time: ms, hours."""
        name = self.thing.lower()
        if name in ALSO_CALLED[-1].split():
            return MILLISECOND
        return LENGTHS[PERIOD_OF[name]] if name in PERIOD_OF else None

    @property
    def countable(self) -> bool:
        """Whether it is things one can count: neither money nor a share nor a time."""
        return self.thing.lower() not in MONEY_OR_SHARE and not self.seconds

    def other_money(self, text: str) -> bool:
        """Whether a text in small letters gives money, where this is some, in another currency."""
        if self.countable or self.seconds or "%" in self.names:
            return False
        named = {*re.findall(r"[^\W\d_]+|[$€£¥₹]", text)}
        return bool(named & (CURRENCIES - self.names) or _ANOTHER_DOLLAR.search(text))

    @property
    def names(self) -> frozenset[str]:
        """What people may call the thing."""
        own = re.findall(r"[^\W\d_]+|[$€£%]", self.thing.lower())
        alike = [w for line in ALSO_CALLED for w in line.split() if set(own) & set(line.split())]
        singular = [w[:-1] for w in own if w.endswith("s") and len(w) > 3]
        return frozenset([*own, *alike, *singular, *(f"{w}s" for w in own)])

    def counted(self, number: int) -> str:
        """So many of it: "1 request/day", "2,000 requests/day"."""
        thing, slash, per = self.text.partition("/")
        if number == 1 and len(thing) > 3 and thing.endswith("s"):
            thing = thing[:-1]
        return f"{number:,} {thing}{slash}{per}"
