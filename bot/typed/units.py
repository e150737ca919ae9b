"""A fact's unit: in words, what else people call it, and the periods it is counted by."""

from __future__ import annotations

import re
from dataclasses import dataclass
from fractions import Fraction

from .plain import each

DAY = Fraction(86_400)
WEEK = DAY * 7
LENGTHS = {  # in seconds; a month is 30.4 days, so that twelve make a year
    "second": Fraction(1),
    "minute": Fraction(60),
    "hour": Fraction(3600),
    "day": DAY,
    "business day": WEEK / 5,  # five of them carry the whole week
    "week": WEEK,
    "month": DAY * Fraction("30.4"),
    "quarter": DAY * Fraction("91.2"),
    "year": DAY * 365,
}
PERIODS = {  # the words for a period, as people write them
    "second": "seconds second secs sec s",
    "minute": "minutes minute mins min m",
    "hour": "hours hour hrs hr h",
    "day": "days day d",
    "business day": "businessdays businessday weekdays weekday workdays workday",
    "week": "weeks week wks wk w",
    "month": "months month mths mth mos mo",
    "quarter": "quarters quarter qtr q",
    "year": "years year yrs yr y annum",
}
ADVERBS = {f"{period}ly": period for period in ("hour", "week", "month", "quarter", "year")} | {
    "daily": "day",
    "annually": "year",
    "pa": "year",
    # requests or queries per second, minute, hour, day
    **{
        f"{thing}p{name[0]}": name for thing in "rq" for name in ("second", "minute", "hour", "day")
    },
}
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
# What has a size of its own is not so many requests, whatever was asked. Nor are people.
OTHER_THINGS = frozenset(
    each(
        "gb mb kb tb gigabytes megabytes bytes cents yen rupees users user customers customer people",
        "clients client agents employees words characters chars pages",
    )
).union(*(line.split() for line in ALSO_CALLED[2:]))
MILLISECOND = Fraction(1, 1000)
PERIOD_OF = {word: period for period, line in PERIODS.items() for word in line.split()}
MONEY_OR_SHARE = frozenset(w for line in (*ALSO_CALLED[2:5], ALSO_CALLED[6]) for w in line.split())


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


def a(period: str) -> str:
    """One of them: "a day", "an hour"."""
    return f"{'an' if period.startswith(('hour', 'a', 'e', 'i', 'o')) else 'a'} {period}"
