"""What is due by the clock. Pure: the moment is handed in.

A digest comes at a wall-clock time of its channel's zone, and so across daylight-saving changes: a
time that the clocks leave out is due when they have moved on, one that comes twice is due the
first time (cronsim, as Debian's cron does).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import takewhile
from zoneinfo import ZoneInfo

from cronsim import CronSim

WEEK = timedelta(days=7)
LATEST = timedelta(days=3)  # a digest that could not be posted in time is still posted until then


@dataclass(frozen=True)
class Schedule:
    """A time in the week, in the wall clock of a zone, and dates without it."""

    weekday: int  # 0: Monday
    time: str  # "09:00"
    zone: str  # IANA
    skipped: tuple[str, ...] = ()  # ISO dates


@dataclass(frozen=True)
class Due:
    """What is due, of all that has not been dealt with."""

    first: datetime  # the first time that has come, in the schedule's zone
    latest: datetime  # and the last one
    late: bool  # too late to post

    @property
    def period(self) -> str:
        """What tells it from all others of its channel: the local date."""
        return self.latest.date().isoformat()


def times(schedule: Schedule, after: datetime) -> Iterator[datetime]:
    """The times to post after a moment, in the schedule's zone."""
    hour, minute = schedule.time.split(":")
    expression = f"{int(minute)} {int(hour)} * * {(schedule.weekday + 1) % 7}"  # cron: 0 is Sunday
    # cronsim knows only the first of the two hours that a wall clock repeats in autumn: begin
    # before both.
    begin = after.astimezone(ZoneInfo(schedule.zone)) - timedelta(hours=2)
    for found in CronSim(expression, begin):
        if found.astimezone(UTC) > after and found.date().isoformat() not in schedule.skipped:
            yield found


def due(schedule: Schedule, next_at: datetime, now: datetime) -> Due | None:
    """What is due now. `next_at`: the first time that has not been dealt with."""
    if now < next_at:
        return None
    first = next_at.astimezone(ZoneInfo(schedule.zone))
    come = takewhile(lambda each: each.astimezone(UTC) <= now, times(schedule, next_at))
    *_, latest = first, *come
    return Due(first, latest, late=now - latest.astimezone(UTC) > LATEST)


def weeks_before(moment: datetime, count: int = 1) -> datetime:
    """The same wall-clock time so many weeks earlier."""
    return moment - count * WEEK  # the arithmetic of a moment with a zone is the wall clock's
