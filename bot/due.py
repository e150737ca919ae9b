"""What is due by the clock. Pure: the moment is handed in.

A digest comes at a wall-clock time of its channel's zone, and so across daylight-saving changes: a
time that the clocks leave out is due when they have moved on, one that comes twice is due the
first time (cronsim, as Debian's cron does).
"""

from __future__ import annotations

import difflib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from functools import cache
from itertools import takewhile
from zoneinfo import ZoneInfo, available_timezones

from cronsim import CronSim

WEEK = timedelta(days=7)
# Their names are no cities: Etc/GMT+1 is an hour behind UTC, and "central" is so in many countries.
NO_CITIES = (
    "Etc/", "Canada/", "US/", "Brazil/", "Chile/", "Mexico/",
    "Australia/North", "Australia/South", "Australia/West",
)  # fmt: skip
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


@cache
def zones() -> dict[str, str]:
    """The names of all time zones, by how people may type them."""
    found: dict[str, str] = {}
    for name in sorted(available_timezones(), key=lambda name: ("/" not in name, name)):
        if not name.startswith(("posix/", "right/")) and name not in ("localtime", "Factory"):
            if not name.startswith(NO_CITIES):
                found.setdefault(name.rpartition("/")[2].replace("_", " ").lower(), name)
            found[name.lower()] = name
    return found


def read_zone(text: str) -> str | None:
    """The zone that a person means: "Europe/Berlin", "berlin", "new york". None: no such zone."""
    plain = " ".join(text.split()).lower()
    return zones().get(plain) or zones().get(plain.replace(" ", "_"))


def like_zone(text: str) -> str | None:
    """A zone whose name looks like what was typed; None where only a city tells what is meant."""
    plain = " ".join(text.split()).lower()
    if _is_vague(plain):
        return None
    close = difflib.get_close_matches(plain, zones(), 1, 0.7)
    return zones()[close[0]] if close else None


def _is_vague(plain: str) -> bool:
    """Whether it is "GMT+1", or "central", or the like."""
    ends = (
        name.rpartition("/")[2].lower() for name in zones().values() if name.startswith(NO_CITIES)
    )
    return any(each.isdigit() for each in plain) or plain in ends


def read_dates(text: str) -> tuple[str, ...]:
    """Dates typed as 2026-12-28, several with commas or spaces. Raises ValueError with the bad one."""
    found = []
    for word in text.replace(",", " ").split():
        try:
            found.append(date.fromisoformat(word).isoformat())
        except ValueError:
            raise ValueError(word) from None
    return tuple(sorted(set(found)))
