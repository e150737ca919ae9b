"""A team's figures, with typical ones in place of the missing, to what API and tuning cost."""

from __future__ import annotations

from dataclasses import dataclass, replace
from decimal import Decimal

from .counts import Count, Host, heavy, hosted, light, own
from .figures import PRICING, PROJECT, Given, number, require_usable, yes
from .model import DAYS, NOTHING, Once, Ongoing, Price, Request, Use, Versus
from .prices import Prices, Tier

# Typical figures, ours, for what nobody has said. docs/costs.md says where they come from.
REQUESTS, ITEMS = Decimal(1000), Decimal(5000)
TOKENS_IN, TOKENS_OUT = Decimal(1500), Decimal(300)
TIER, MONTHS = "mid", Decimal(12)


@dataclass(frozen=True)
class Side:
    """One count of what tuning takes, beside the API, at both its ends."""

    count: Count
    low: Versus
    high: Versus

    @property
    def name(self) -> str:
        """What it is called beside the others: light, heavy or yours."""
        return "yours" if self.count.id == "own" else self.count.id

    @property
    def ends(self) -> tuple[Versus, Versus]:
        """At the lowest and at the highest count."""
        return self.low, self.high


@dataclass(frozen=True)
class Estimate:
    """What it comes to. `request` is one request to the API, `price` what it costs in USD."""

    given: Given
    use: Use
    request: Request
    tier: Tier
    price: Decimal
    price_from: str  # "tokens", "given" or "spend"
    sides: tuple[Side, ...]  # light, heavy, and the team's own where it gave figures of a project
    prices: Prices
    host: Host | None = None  # where the tuned model would run, if that is known

    @property
    def example(self) -> bool:
        """Whether the volume is only our example."""
        return not {"requests", "items", "spend"} & self.given.keys()

    @property
    def listed(self) -> bool:
        """Whether a request is priced by our list."""
        return self.price_from == "tokens" and "price_in" not in self.given

    @property
    def cheaper(self) -> Tier | None:
        """The next cheaper model of our list, where the request is priced by it."""
        tiers = list(self.prices.tiers.values())
        here = tiers.index(self.tier)
        return tiers[here - 1] if here and self.listed else None

    @property
    def api(self) -> Decimal:
        """USD for the API: a month, or for all of a one-off."""
        return self.price * (self.use.items if isinstance(self.use, Once) else self.use.a_month)

    @property
    def versus(self) -> tuple[Versus, ...]:
        """Both ends of every count; of the team's own alone, where it gave figures."""
        decisive = self.sides[-1:] if self.sides[-1].count.id == "own" else self.sides
        return tuple(end for side in decisive for end in side.ends)

    def with_tier(self, tier: Tier) -> Decimal:
        """USD for the same at another tier's price: a month, or for all of a one-off."""
        volume = self.use.items if isinstance(self.use, Once) else self.use.a_month
        return replace(self.request, price=tier.price).cost * volume


def estimate(
    given: Given, prices: Prices, *, once: bool = False, host: Host | None = None
) -> Estimate:
    """Reckon with these figures. `once`: a one-off, where no volume says otherwise.

    `host` is where a tuned model would run, if that is known: a rented GPU is in every count then,
    and a machine that one has in none.

    Raises FigureError, by field, for figures that can't be used.
    """
    require_usable(given, prices.tiers)
    tier = _tier(given, prices)
    request = Request(
        number(given, "tokens_in") or TOKENS_IN,
        _or(number(given, "tokens_out"), TOKENS_OUT),
        _price(given, tier),
        _or(number(given, "cached"), Decimal(0)),
        prices.batch.factor if yes(given, "batch") else Decimal(1),
    )
    use, price, price_from = _use(given, request, once=once)
    tuned = Request(request.tokens_in, request.tokens_out, prices.tuned.price)
    by_token = NOTHING if host in ("rented", "own") else tuned.cost
    each = _or(number(given, "tuned_price"), by_token)
    counts = [light(each), heavy(each, prices.gpu_month)]
    if host:
        hosting = prices.gpu_month if host == "rented" else NOTHING
        counts = [hosted(count, hosting) for count in counts]
    project = {field: n for field in PROJECT if (n := number(given, field)) is not None}
    if project:
        counts.append(own(project, *counts))
    sides = tuple(
        Side(count, *(Versus(use, price, tuning) for tuning in count.ends)) for count in counts
    )
    return Estimate(given, use, request, tier, price, price_from, sides, prices, host)


def priced(given: Given) -> bool:
    """Whether a team has said what a request costs it, by tokens' prices or outright."""
    return any(field in given for field in PRICING)


def _use(given: Given, request: Request, *, once: bool) -> tuple[Use, Decimal, str]:
    """The use, and the price of a request with where it comes from."""
    months = number(given, "months") or MONTHS
    requests, spend = number(given, "requests"), number(given, "spend")
    outright = number(given, "request_price")
    price, source = (request.cost, "tokens") if outright is None else (outright, "given")
    items = number(given, "items")
    if items is not None or (once and requests is None and spend is None):
        return Once(items or ITEMS), price, source
    if spend is not None and requests is not None and not priced(given):
        return Ongoing(requests, months), spend / (DAYS * requests), "spend"
    if spend is not None and requests is None and price:
        return Ongoing(spend / (DAYS * price), months), price, source
    return Ongoing(requests or REQUESTS, months), price, source


def _tier(given: Given, prices: Prices) -> Tier:
    first = next(iter(prices.tiers.values()))
    return prices.tiers.get(given.get("tier", TIER), first)


def _price(given: Given, tier: Tier) -> Price:
    input_, output = number(given, "price_in"), number(given, "price_out")
    if input_ is None or output is None:
        return tier.price
    return Price(input_, output, tier.price.cached)


def _or(found: Decimal | None, otherwise: Decimal) -> Decimal:
    return otherwise if found is None else found
