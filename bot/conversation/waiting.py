"""How long a question waits for its answer, and when somebody may be reminded. Pure.

A working day is Monday to Friday, nine to five by the clock on the wall of whoever asked. An hour
after five counts as the next morning, and so does one on a weekend.
"""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

PARKS_AFTER = timedelta(days=10)  # of silence: then nobody is told of it any more
STILL_FRESH = timedelta(days=7)  # what has waited for longer before anybody noticed reminds nobody
AT_LEAST = timedelta(hours=20)  # is no working day anywhere: before, nothing need be looked up
UNTIL_NUDGED = (1, 3)  # working days before the first nudge, and from there to the second
_OPENS, _CLOSES, _WEEKEND = time(9), time(17), 5


def is_parked(said: datetime, now: datetime) -> bool:
    """Whether something in which nothing was said since then waits for nobody in particular."""
    return now - said >= PARKS_AFTER


def is_working(moment: datetime, zone: ZoneInfo) -> bool:
    """Whether somebody there is at work."""
    there = moment.astimezone(zone)
    return there.weekday() < _WEEKEND and _OPENS <= there.time() < _CLOSES


def at_work(moment: datetime, zone: ZoneInfo) -> datetime:
    """The first moment from this one on at which somebody there is at work."""
    return moment if is_working(moment, zone) else _morning(moment, moment.astimezone(zone), zone)


def working_days_later(moment: datetime, days: int, zone: ZoneInfo) -> datetime:
    """The same time of so many working days later, counted from when somebody was at work."""
    begin = at_work(moment, zone).astimezone(zone)
    day = begin.date()
    for _ in range(days):
        day = _next_weekday(day)
    found = datetime.combine(day, begin.time(), zone).astimezone(UTC)
    return at_work(found, zone)


def since(said: datetime, now: datetime, zone: ZoneInfo) -> str:
    """Since when, in words: "Thursday"; the date where that is a week ago or longer."""
    there, today = said.astimezone(zone), now.astimezone(zone)
    if today.date() - there.date() < timedelta(days=7):
        return f"{there:%A}"
    return f"{there.day} {there:%B}"


def _morning(moment: datetime, there: datetime, zone: ZoneInfo) -> datetime:
    """The next morning at work. A zone may leave out hours, and even days: then the one after."""
    day = there.date()
    while True:
        found = datetime.combine(day, _OPENS, zone).astimezone(UTC)
        if found >= moment and is_working(found, zone):
            return found
        day += timedelta(days=1)


def _next_weekday(day: date) -> date:
    day += timedelta(days=1)
    while day.weekday() >= _WEEKEND:
        day += timedelta(days=1)
    return day
