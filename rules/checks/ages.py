"""What ages: days that have passed or soon will, and how old prices, offers and pages are."""

from __future__ import annotations

import calendar
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from rules.costs.prices import (
    FRESH_DAYS,
    Offers,
    Prices,
    shipped_offers,
    shipped_prices,
    shipped_text,
)
from rules.language.dated import Dated
from rules.language.faults import Path
from rules.language.model import RuleSet, Source
from rules.language.word import Word
from rules.loading.load import Loaded
from rules.loading.yaml12 import Document, parse

SOON_DAYS = 30
MONTHS = {name: number for number, name in enumerate(calendar.month_name) if name}
IN_WORDS = re.compile(rf"\b(\d\d?) ({'|'.join(MONTHS)}) ([12]\d{{3}})\b")


@dataclass(frozen=True, order=True)
class Aging:
    """Something with a day: where it stands, and how many days ago that was; ahead: less than 0."""

    day: date
    ago: int
    what: str  # its key, from the top
    file: str
    line: int


@dataclass(frozen=True)
class Ages:
    """What ages in a rule set, in the prices and in the offers, as of a day; the oldest first."""

    on: date
    passing: tuple[Aging, ...]  # days that have passed since somebody looked, or soon will
    looked_up: tuple[Aging, ...]  # the prices and the offers
    pages: tuple[Aging, ...]  # those that have a day of their own
    undated: int  # and those of the rule set that have none


class _Named(NamedTuple):
    """A day that is written somewhere. `seen`: when somebody last looked there, if it is known."""

    path: Path
    day: date
    seen: date | None
    in_words: bool = False


def ages(read: Loaded, on: date) -> Ages:
    """All that ages, held against a day."""
    each = (
        _File(read.rules, read.document),
        _File(shipped_prices(), parse(shipped_text("prices.yaml"), "prices.yaml")),
        _File(shipped_offers(), parse(shipped_text("offers.yaml"), "offers.yaml")),
    )
    named = [(file, day) for file in each for day in _days(file.word) if _passes(day, on)]
    passing = (file.aging(on, day.path, day.day) for file, day in named)
    looked_up = (file.aging(on, ("as_of",), file.as_of) for file in each if file.as_of)
    pages = [page for file in each for page in file.pages(on)]
    dated = sorted(page for page in pages if page)
    return Ages(on, tuple(sorted(passing)), tuple(looked_up), tuple(dated), pages.count(None))


class _File(NamedTuple):
    """What was read, and the document in which it stands."""

    word: RuleSet | Prices | Offers
    document: Document

    @property
    def as_of(self) -> date | None:
        """When all of it was looked up, if that was on one day."""
        return None if isinstance(self.word, RuleSet) else self.word.as_of

    def aging(self, on: date, path: Path, day: date) -> Aging:
        """A day that stands in it."""
        at = self.document.fault(path, "")
        return Aging(day, (on - day).days, ".".join(map(str, path)), at.file, at.line)

    def pages(self, on: date) -> Iterator[Aging | None]:
        """The pages with a day of their own; None for one of which nobody says how old it is."""
        for id_, page in self.word.sources.items():
            if page.as_of:
                yield self.aging(on, ("sources", id_), page.as_of)
            elif not (self.as_of or (isinstance(page, Source) and page.year)):
                yield None


def _passes(named: _Named, on: date) -> bool:
    """Whether a day has passed since somebody looked, or will soon.

    A day told in words is often of the past to begin with. Where nobody says when its text was
    written, it counts while it is fresh.
    """
    ago = (on - named.day).days
    if named.seen and named.day <= named.seen:
        return False
    fresh = ago <= FRESH_DAYS or named.seen is not None
    return ago >= -SOON_DAYS and (fresh or not named.in_words)


def _days(value: object, path: Path = (), seen: date | None = None) -> Iterator[_Named]:
    """Every day that something written depends on, or tells in words without a time of its own."""
    if isinstance(value, date):
        yield _Named(path, value, seen)
    elif isinstance(value, str):
        yield from (_Named(path, day, seen, in_words=True) for day in _told(value))
    else:
        seen = getattr(value, "as_of", None) or seen
        for key, below in _below(value):
            yield from _days(below, (*path, key), seen)


def _below(value: object) -> Iterator[tuple[str | int, object]]:
    """What stands under a value, by its key. A sentence that has its time is left out."""
    if isinstance(value, dict):
        yield from value.items()
    elif isinstance(value, tuple):
        yield from enumerate(value)
    elif isinstance(value, Word):
        timed = isinstance(value, Dated) and not value.said_on(None)
        for name, field in type(value).model_fields.items():
            below = getattr(value, name)
            if name != "as_of" and not (timed and isinstance(below, str)):
                yield field.alias or name, below


def _told(text: str) -> Iterator[date]:
    """The days that a text names: "6 January 2027"."""
    for day, month, year in IN_WORDS.findall(text):
        if 0 < int(day) <= calendar.monthrange(int(year), MONTHS[month])[1]:
            yield date(int(year), MONTHS[month], int(day))
