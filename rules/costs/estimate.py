"""A team's figures, with typical ones in place of the missing, to what API and tuning cost."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from typing import Literal

from .counts import Count, Host, heavy, hosted, light, own
from .figures import PRICING, PROJECT, Given, number, require_usable, yes
from .model import DAYS, NOTHING, Once, Ongoing, Price, Request, Use, Versus
from .prices import Prices, Tier

# Typical figures, ours, for what nobody has said. docs/costs.md says where they come from.
TOKENS_IN, TOKENS_OUT = Decimal(1500), Decimal(300)
TIER, MONTHS = "mid", Decimal(12)


@dataclass(frozen=True)
class Circumstances:
    """What is known beside a team's figures, from its answers and from what it is advised.

    A rented GPU is in every count, and a machine that one has in none. The advice's own prompt
    stands in for a length that nobody gave; `cached_tokens` of it repeat and are cached.
    """

    once: bool = False  # a one-off, where no volume says otherwise
    host: Host | None = None  # where the tuned model would run
    prompt_tokens: int | None = None
    cached_tokens: int = 0


@dataclass(frozen=True)
class Side:
    """One count of what tuning takes, beside the API, at both its ends."""

    count: Count
    low: Versus
    high: Versus

    @property
    def ends(self) -> tuple[Versus, Versus]:
        """At the lowest and at the highest count."""
        return self.low, self.high


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
    sides: tuple[Side, ...]  # light and heavy, or the team's own where it gave figures of a project
    prices: Prices
    day: date

    @property
    def volume(self) -> Decimal:
        """Requests a month, or items; of a bill alone it is derived, and for no page."""
        return self.use.items if isinstance(self.use, Once) else self.use.a_month

    @property
    def bill_alone(self) -> bool:
        """Whether of the volume only the bill is known."""
        return "spend" in self.given and "requests" not in self.given

    @property
    def listed(self) -> bool:
        """Whether a request is priced by our list."""
        return self.price_from == "tokens" and "price_in" not in self.given

    @property
    def own(self) -> bool:
        """Whether the team gave figures of its own project."""
        return self.sides[0].count.id == "own"

    @property
    def pays(self) -> bool:
        """Whether tuning saves anything on a request, so that some volume pays it back."""
        return self.versus[0].saving > 0

    @property
    def horizon(self) -> Decimal:
        """The months looked at; one, of a one-off."""
        return Decimal(1) if isinstance(self.use, Once) else self.use.months

    @property
    def versus(self) -> tuple[Versus, ...]:
        """Both ends of every count."""
        return tuple(end for side in self.sides for end in side.ends)

    @property
    def cheaper(self) -> tuple[tuple[str, Decimal], ...]:
        """What needs no tuning: the way, and USD for a request then."""
        if self.price_from != "tokens":
            return ()
        r, ways = self.request, []
        least = min(self.prices.tiers.values(), key=self._with)
        if self.listed and self._with(least) < r.cost:
            ways.append((f"{least.label}, if good enough,", self._with(least)))
        if r.factor == 1:
            ways.append(("a batch", replace(r, factor=self.prices.batch.factor).cost))
        if not r.cached:
            ways.append(("caching 80%", replace(r, cached=Decimal("0.8")).cost))
        return tuple(ways)

    def _with(self, tier: Tier) -> Decimal:
        return replace(self.request, price=tier.price(self.day)).cost


def estimate(
    given: Given, prices: Prices, known: Circumstances = Circumstances(), day: date | None = None
) -> Estimate:
    """Reckon with these figures, at the prices of a day, or of that on which they were looked up.

    Raises FigureError, by field, for figures that can't be used.
    """
    require_usable(given, prices.tiers)
    day = day or prices.as_of
    tier = _tier(given, prices)
    request = _request(given, known, _price(given, tier, day), prices)
    use, price, price_from = _use(given, request, known)
    tuned = Request(request.tokens_in, request.tokens_out, prices.tuned.price(day))
    by_token = NOTHING if known.host in ("rented", "own") else tuned.cost
    each = _or(number(given, "tuned_price"), by_token)
    sides = tuple(
        Side(count, *(Versus(use, price, tuning) for tuning in count.ends))
        for count in _counts(given, prices, known.host, each)
    )
    return Estimate(given, known, use, request, tier, price, price_from, sides, prices, day)


def _counts(given: Given, prices: Prices, host: Host | None, each: Decimal) -> tuple[Count, ...]:
    """Both articles' counts, or the team's own in their stead; `each` is a request to the tuned."""
    low, high = light(each), heavy(each, prices.gpu_month_up_to)
    if host:
        rented = host == "rented"
        gpu = (prices.gpu_month, prices.gpu_month_up_to) if rented else (NOTHING, NOTHING)
        low, high = hosted(low, *gpu), hosted(high, *gpu)
    project = {field: n for field in PROJECT if (n := number(given, field)) is not None}
    return (own(project, low, high),) if project else (low, high)


def _request(given: Given, known: Circumstances, price: Price, prices: Prices) -> Request:
    typical = Decimal(known.prompt_tokens) if known.prompt_tokens else TOKENS_IN
    share = known.cached_tokens / typical if known.prompt_tokens else NOTHING
    return Request(
        number(given, "tokens_in") or typical,
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
        return Ongoing(requests, months), spend / (DAYS * requests), "spend"
    price = request.cost if outright is None else outright
    if items is not None or (known.once and requests is None and spend is None):
        use: Use = Once(items or NOTHING)
    elif spend and requests is None and price:
        use = Ongoing(spend / (DAYS * price), months)
    else:
        use = Ongoing(requests or NOTHING, months)
    return use, price, "tokens" if outright is None else "given"


def _tier(given: Given, prices: Prices) -> Tier:
    first = next(iter(prices.tiers.values()))
    return prices.tiers.get(given.get("tier", TIER), first)


def _price(given: Given, tier: Tier, day: date) -> Price:
    input_, output = number(given, "price_in"), number(given, "price_out")
    if input_ is None or output is None:
        return tier.price(day)
    return Price(input_, output, tier.cached)


def _or(found: Decimal | None, otherwise: Decimal) -> Decimal:
    return otherwise if found is None else found
