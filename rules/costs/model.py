"""What the API costs, what tuning would cost, and where the two meet. Pure arithmetic.

Amounts are US dollars and quantities are `Decimal`: prices are written in decimals, and people
check our sums, so 0.10 is 0.10 here and three dimes are 0.30. Nothing is rounded before it is
shown.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

DAYS = Decimal("30.4")  # in a month
HOURS = Decimal(730)  # in a month
MONTHS = Decimal(12)  # in a year
MILLION = Decimal(1_000_000)
NOTHING = Decimal(0)


@dataclass(frozen=True)
class Price:
    """USD for a million tokens; `cached` is what a cached input token costs, of `input`."""

    input: Decimal
    output: Decimal
    cached: Decimal = Decimal(1)


@dataclass(frozen=True)
class Request:
    """One request: tokens in and out, the share (0 to 1) of input that is cached, its price.

    `factor` is what is paid of the price: 1, or less in a batch.
    """

    tokens_in: Decimal
    tokens_out: Decimal
    price: Price
    cached: Decimal = NOTHING
    factor: Decimal = Decimal(1)

    @property
    def cost(self) -> Decimal:
        """USD for one request."""
        full = 1 - self.cached * (1 - self.price.cached)
        paid = self.tokens_in * self.price.input * full + self.tokens_out * self.price.output
        return paid * self.factor / MILLION


@dataclass(frozen=True)
class Use:
    """So many requests a day, looked at over so many months; of a one-off so many items in all."""

    volume: Decimal
    months: Decimal | None = None

    @property
    def once(self) -> bool:
        """Whether it is a one-off, and then over."""
        return self.months is None

    def within(self, months: Decimal) -> Decimal:
        """Requests in so many months; all items of a one-off."""
        return self.volume if self.once else self.volume * DAYS * months


@dataclass(frozen=True)
class Tuning:
    """What a tuned model takes. Hours are people's; every amount is in USD.

    `other` is paid once beside work and training: integration, labelling. `upkeep` is a share (0
    to 1) of an engineer who costs `engineer` a year. Training is run again every `rerun` months;
    0 is never. `request` is the price of one request to the tuned model.
    """

    data_hours: Decimal = NOTHING
    evaluation_hours: Decimal = NOTHING
    rate: Decimal = NOTHING
    runs: Decimal = Decimal(1)
    run_price: Decimal = NOTHING
    other: Decimal = NOTHING
    upkeep: Decimal = NOTHING
    engineer: Decimal = NOTHING
    rerun: Decimal = NOTHING
    hosting: Decimal = NOTHING
    request: Decimal = NOTHING

    @property
    def once(self) -> Decimal:
        """USD before the first request."""
        work = (self.data_hours + self.evaluation_hours) * self.rate
        return work + self.runs * self.run_price + self.other

    @property
    def monthly(self) -> Decimal:
        """USD a month whatever the volume: upkeep, training again, hosting."""
        again = self.runs * self.run_price / self.rerun if self.rerun else NOTHING
        return self.upkeep * self.engineer / MONTHS + again + self.hosting


@dataclass(frozen=True)
class Versus:
    """Tuning beside the API, at `api` USD for one request to it."""

    use: Use
    api: Decimal
    tuning: Tuning

    @property
    def saving(self) -> Decimal:
        """USD saved on each request; negative where the tuned model's costs more."""
        return self.api - self.tuning.request

    @property
    def months(self) -> Decimal | None:
        """Months until tuning has paid for itself; None: never, or it is a one-off."""
        each = self.use.within(Decimal(1)) * self.saving - self.tuning.monthly
        return self.tuning.once / each if each > 0 and not self.use.once else None

    @property
    def pays_from(self) -> Decimal | None:
        """From how many items, or requests a day within the months looked at, it pays; None: never."""
        if self.saving <= 0:
            return None
        if self.use.months is None:
            return self.tuning.once / self.saving
        fixed = self.tuning.once / self.use.months + self.tuning.monthly
        return fixed / (DAYS * self.saving)

    @property
    def pays(self) -> bool:
        """Whether tuning has paid for itself by the end."""
        return self.pays_from is not None and self.pays_from <= self.use.volume

    def by_api(self, months: Decimal) -> Decimal:
        """USD paid to the API after so many months; for a one-off, for all of it."""
        return self.api * self.use.within(months)

    def by_tuning(self, months: Decimal) -> Decimal:
        """USD paid for tuning after so many months; for a one-off, for all of it."""
        going_on = NOTHING if self.use.once else self.tuning.monthly * months
        return self.tuning.once + going_on + self.tuning.request * self.use.within(months)
