"""Lengths of time and the words for them: one reading for answers and for figures of costs."""

from __future__ import annotations

from fractions import Fraction

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
_WORDS = {  # for a period, as people write them
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
PERIOD_OF = {word: period for period, line in _WORDS.items() for word in line.split()}
ADVERBS = {f"{period}ly": period for period in ("hour", "week", "month", "quarter", "year")} | {
    "daily": "day",
    "annually": "year",
    "pa": "year",
    # requests or queries per second, minute, hour, day
    **{
        f"{thing}p{name[0]}": name for thing in "rq" for name in ("second", "minute", "hour", "day")
    },
}


def a(period: str) -> str:
    """One of them: "a day", "an hour"."""
    return f"{'an' if period.startswith(('hour', 'a', 'e', 'i', 'o')) else 'a'} {period}"
