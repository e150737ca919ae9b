"""Time zones and dates as people type them. Pure: no clock is asked."""

from __future__ import annotations

import difflib
from datetime import date
from functools import cache
from zoneinfo import available_timezones

# Their names are no cities: Etc/GMT+1 is an hour behind UTC, and "central" is so in many countries.
NO_CITIES = (
    "Etc/", "Canada/", "US/", "Brazil/", "Chile/", "Mexico/",
    "Australia/North", "Australia/South", "Australia/West",
)  # fmt: skip


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
