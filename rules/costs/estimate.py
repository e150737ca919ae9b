"""A team's figures, with typical ones in place of the missing, to what API and tuning cost."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from typing import Literal, TypeAlias

from .counts import Count, Host, heavy, light, own
from .figures import PRICING, PROJECT, Given, number, require_usable, yes
from .model import DAYS, NOTHING, Price, Request, Use, Versus
from .prices import Prices, Tier

# Typical figures, ours, for what nobody has said. docs/costs.md says where they come from.
TOKENS_IN, TOKENS_OUT = Decimal(1500), Decimal(300)
TIER, MONTHS = "mid", Decimal(12)
OWN = "yours"  # the team's own count, beside Ertas's and eazyware's
Ends: TypeAlias = tuple[Versus, Versus]


@dataclass(frozen=True)
class Circumstances:
    """What is known beside a team's figures, from its answers and from what it is advised.

    A rented GPU is in every count, and a machine that one has in none. The advice's own prompt
    stands in for a length that nobody gave; `cached_tokens` of it repeat and are cached. In the
    house no provider is priced. Who is advised not to train sees tuning priced by own figures only.
    """

    once: bool = False  # a one-off, where no volume says otherwise
    host: Host | None = None  # where the tuned model would run
    prompt_tokens: int | None = None
    cached_tokens: int = 0
    in_house: bool = False
    no_training: bool = False


@dataclass(frozen=True)
class Estimate:
    """What it comes to. `request` is one request to the API, `price` what it costs in USD."""

    given: Given
    known: Circumstances
    use: Use  # of nothing, where nobody gave a volume
    request: Request
    tier: Tier
    price: Decimal
    price_from: Literal["tokens", "given", "spend"]
    sides: Mapping[str, Ends]  # by whose count it is; the team's own alone, where it gave figures
    prices: Prices
    day: date

    @property
    def volume(self) -> Decimal:
        """Requests a month, or items; of a bill alone it is derived, and for no page."""
        return self.use.within(Decimal(1))

    @property
    def horizon(self) -> Decimal:
        """The months looked at; one, of a one-off."""
        return self.use.months or Decimal(1)

    @property
    def own(self) -> bool:
        """Whether the team gave figures of its own project."""
        return [*self.sides] == [OWN]

    @property
    def tells_tuning(self) -> bool:
        """Whether it is told what tuning takes."""
        return self.own or not self.known.no_training

    @property
    def compares(self) -> bool:
        """Whether that is told beside what the API costs."""
        return self.tells_tuning and not self.known.in_house

    @property
    def listed(self) -> bool:
        """Whether a request is priced by our list."""
        return self.price_from == "tokens" and "price_in" not in self.given

    @property
    def versus(self) -> tuple[Versus, ...]:
        """Both ends of every count."""
        return tuple(end for ends in self.sides.values() for end in ends)

    @property
    def cheaper(self) -> tuple[tuple[str, Decimal], ...]:
        """What needs no tuning: the way, and USD for a request then."""
        if self.price_from != "tokens" or self.known.in_house:
            return ()
        r, ways = self.request, []
        priced = {
            t.label: replace(r, price=t.price(self.day, r.tokens_in)).cost
            for t in self.prices.tiers.values()
        }
        least = min(priced, key=priced.__getitem__)
        if self.listed and priced[least] < r.cost:
            ways.append((f"{least}, if good enough,", priced[least]))
        if r.factor == 1:
            ways.append(("a batch", replace(r, factor=self.prices.batch.factor).cost))
        if not r.cached:
            ways.append(("caching 80%", replace(r, cached=Decimal("0.8")).cost))
        return tuple(ways)


def estimate(
    given: Given, prices: Prices, known: Circumstances = Circumstances(), day: date | None = None
) -> Estimate:
    """Count with these figures, at the prices of a day, or of that on which they were looked up.

    Raises FigureError, by field, for figures that can't be used.
    """
    require_usable(given, prices.tiers)
    day = day or prices.as_of
    first = next(iter(prices.tiers.values()))
    tier = prices.tiers.get(given.get("tier", TIER), first)
    request = _request(given, known, prices, tier, day)
    use, price, price_from = _use(given, request, known)
    tuned = Request(
        request.tokens_in, request.tokens_out, prices.tuned.price(day, request.tokens_in)
    )
    by_token = NOTHING if known.host in ("rented", "own") else tuned.cost
    each = _or(number(given, "tuned_price"), by_token)
    ends = _counts(given, prices, known.host, each).items()
    sides = {by: (Versus(use, price, low), Versus(use, price, high)) for by, (low, high) in ends}
    return Estimate(given, known, use, request, tier, price, price_from, sides, prices, day)


def _counts(given: Given, prices: Prices, host: Host | None, each: Decimal) -> dict[str, Count]:
    """Both articles' counts, or the team's own in their stead; `each` is a request to the tuned."""
    counts = {"Ertas": light(each), "eazyware": heavy(each, prices.gpu_hour.month[1])}
    if host:
        gpu = prices.gpu_hour.month if host == "rented" else (NOTHING, NOTHING)
        counts = {
            by: Count(*(replace(end, hosting=month) for end, month in zip(ends, gpu, strict=True)))
            for by, ends in counts.items()
        }
    project = {field: n for field in PROJECT if (n := number(given, field)) is not None}
    return {OWN: own(project, *counts.values())} if project else counts


def _request(given: Given, known: Circumstances, prices: Prices, tier: Tier, day: date) -> Request:
    typical = Decimal(known.prompt_tokens) if known.prompt_tokens else TOKENS_IN
    share = known.cached_tokens / typical if known.prompt_tokens else NOTHING
    tokens_in = number(given, "tokens_in") or typical
    input_, output = number(given, "price_in"), number(given, "price_out")
    price = tier.price(day, tokens_in)
    if input_ is not None and output is not None:
        price = Price(input_, output, tier.cached)
    return Request(
        tokens_in,
        _or(number(given, "tokens_out"), TOKENS_OUT),
        price,
        _or(number(given, "cached"), share),
        prices.batch.factor if yes(given, "batch") else Decimal(1),
    )


def _use(
    given: Given, request: Request, known: Circumstances
) -> tuple[Use, Decimal, Literal["tokens", "given", "spend"]]:
    """The use, and the price of a request with where it comes from."""
    months = number(given, "months") or MONTHS
    requests, spend = number(given, "requests"), number(given, "spend")
    outright = number(given, "request_price")
    items = number(given, "items")
    if spend and requests and not any(field in given for field in PRICING):
        return Use(requests, months), spend / (DAYS * requests), "spend"
    price = request.cost if outright is None else outright
    if items is not None or (known.once and requests is None and spend is None):
        use = Use(items or NOTHING)
    elif spend and requests is None and price:
        use = Use(spend / (DAYS * price), months)
    else:
        use = Use(requests or NOTHING, months)
    return use, price, "tokens" if outright is None else "given"


def _or(found: Decimal | None, otherwise: Decimal) -> Decimal:
    return otherwise if found is None else found
