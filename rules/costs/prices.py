"""What ages: prices, and who offers tuning. Read from YAML, each with the day it was looked up.

Nothing here knows what day it is: the caller hands today in.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from functools import cache
from importlib import resources
from typing import Annotated, TypeAlias, TypeVar

from pydantic import BeforeValidator, Field, ValidationError
from pydantic_core import PydanticCustomError

from rules.language.dated import Dated, Day
from rules.language.faults import Path, RuleSetError
from rules.language.word import Id, Link, Text, Word
from rules.language.wording import unknown
from rules.loading.shape import Words, shape_faults
from rules.loading.yaml12 import parse

from .model import HOURS, Price

FRESH_DAYS = 90


def _from_0_to(most: int, said: str) -> BeforeValidator:
    def number(raw: object) -> Decimal:
        if isinstance(raw, int | Decimal) and not isinstance(raw, bool) and 0 <= raw <= most:
            return Decimal(raw)
        raise PydanticCustomError("constant", f"needs a {said}")

    return BeforeValidator(number)


Dollars: TypeAlias = Annotated[
    Decimal, _from_0_to(1_000_000, "number from 0 to 1,000,000, in digits")
]
Share: TypeAlias = Annotated[Decimal, _from_0_to(1, "share from 0 to 1, such as 0.5")]
Sources: TypeAlias = Annotated[tuple[Id, ...], Field(min_length=1)]


class Page(Word):
    """A page that says so, on the day `as_of` where that isn't the whole file's."""

    title: Text
    publisher: Text
    url: Link
    as_of: Day | None = None


class Above(Word):
    """What a prompt longer than `tokens` is paid at, in USD for a million tokens."""

    tokens: Dollars
    input: Dollars
    output: Dollars


class Until(Word):
    """The last day of a price, and the one that comes after it."""

    day: Day
    input: Dollars
    output: Dollars


class Tier(Word):
    """Models of one size and price, in USD for a million tokens; see `Price`."""

    label: Text
    models: tuple[Text, ...] = Field(min_length=1)
    input: Dollars
    output: Dollars
    cached: Share
    above: tuple[Above, ...] = ()
    until: Until | None = None
    sources: Sources

    def price(self, day: date, tokens_in: Decimal) -> Price:
        """What is paid on that day for a prompt of this length, and for its output."""
        paid: Tier | Until | Above = self.until if self.until and day > self.until.day else self
        for band in sorted(self.above, key=lambda band: band.tokens):
            paid = band if tokens_in > band.tokens else paid
        return Price(paid.input, paid.output, self.cached)


class Batch(Word):
    """What a batch costs, as a share of the price."""

    factor: Share
    sources: Sources


class Gpu(Word):
    """An hour of a GPU, in USD, where it is cheap and where it is dear."""

    price: Dollars
    up_to: Dollars
    what: Text
    sources: Sources

    @property
    def month(self) -> tuple[Decimal, Decimal]:
        """The same for a month in which it runs all the time."""
        return self.price * HOURS, self.up_to * HOURS


class Counting(Word):
    """What to mind where tokens are counted."""

    say: Text
    sources: Sources


class Prices(Word):
    """What things cost on the day `as_of`."""

    as_of: Day
    sources: dict[Id, Page] = Field(min_length=1)
    tiers: dict[Id, Tier] = Field(min_length=1)  # cheapest first
    tuned: Tier
    batch: Batch
    gpu_hour: Gpu
    counting: Counting


class Note(Dated):
    """What else is to be said of an offer, in its time."""

    say: Text


class Offer(Word):
    """Somebody who tunes models for others, or serves what was tuned.

    From the day `ends` on nobody can begin a tuning job, and from `serves_until` on what was tuned
    there answers no more.
    """

    by: Text
    tunes: Text
    ends: Day | None = None
    serves_until: Day | None = None
    notes: tuple[Note, ...] = ()
    sources: Sources


class Offers(Word):
    """Who offered tuning on the day `as_of`, and how that was looked up."""

    as_of: Day
    looked_up: Text
    sources: dict[Id, Page] = Field(min_length=1)
    offers: tuple[Offer, ...] = Field(min_length=1)


_WORDS: dict[type[Word], Words] = {
    Prices: {
        ("", 1): (Prices,),
        ("sources", 3): (Page,),
        ("tiers", 3): (Tier,),
        ("tiers", 4): (Until,),
        ("tiers", 5): (Above,),
        ("tuned", 2): (Tier,),
        ("batch", 2): (Batch,),
        ("gpu_hour", 2): (Gpu,),
        ("counting", 2): (Counting,),
    },
    Offers: {
        ("", 1): (Offers,),
        ("sources", 3): (Page,),
        ("offers", 3): (Offer,),
        ("offers", 5): (Note,),
    },
}
T = TypeVar("T", Prices, Offers)


def read_prices(text: str, file: str = "prices.yaml") -> Prices:
    """Prices from YAML text. Raises RuleSetError with every fault, its line and the remedy."""
    return _read(text, file, Prices)


def read_offers(text: str, file: str = "offers.yaml") -> Offers:
    """Offers from YAML text. Raises RuleSetError with every fault, its line and the remedy."""
    return _read(text, file, Offers)


@cache
def shipped_prices() -> Prices:
    """The prices that come with the program."""
    return read_prices(shipped_text("prices.yaml"))


@cache
def shipped_offers() -> Offers:
    """The offers that come with the program."""
    return read_offers(shipped_text("offers.yaml"))


def stale(what: str, as_of: date, today: date) -> str:
    """What to say of data older than 90 days; "" while it is fresh.

    `what` begins the sentence: "Prices are".
    """
    age = (today - as_of).days
    if age <= FRESH_DAYS:
        return ""
    return f"{what} from {as_of}, {age} days ago: check them before you rely on this."


def shipped_text(name: str) -> str:
    """The text of a file of these that comes with the program."""
    return (resources.files("rules") / "sets" / name).read_text("utf-8")


def _read(text: str, file: str, word: type[T]) -> T:
    document = parse(text, file)
    faults = list(document.faults)
    try:
        found = word.model_validate(document.data)
    except ValidationError as error:
        faults += shape_faults(document, error, _WORDS[word])
    else:
        for path, source in _cited(document.data):
            if source not in found.sources:
                message = f"'{path[0]}': {unknown('source', source, found.sources)}"
                faults.append(document.fault(path, message))
    if faults:
        raise RuleSetError(file, faults)
    return found


def _cited(value: object, path: Path = ()) -> Iterator[tuple[Path, str]]:
    """Every source that is named in a list of them, and where."""
    if isinstance(value, dict | list):
        for key, below in value.items() if isinstance(value, dict) else enumerate(value):
            yield from _cited(below, (*path, key))
    elif path[-2:-1] == ("sources",) and isinstance(path[-1], int):
        yield path, f"{value}"
