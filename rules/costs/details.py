"""What the figures of a page are made of, each with where it stands, and who tunes models."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from decimal import Decimal

from rules.language.wording import sentence

from .counts import ENGINEER, RATE
from .estimate import Estimate
from .formats import between, in_full, listed, money, span
from .prices import Offers, Page, Prices, stale
from .words import CostLine

RUN_TOKENS = Decimal(3)  # million: 1,000 examples of 1,000 tokens, seen 3 times
COUNTS = (
    (
        "Ertas counts 2 to 8 hours of data work and 1 to 2 of evaluation, here at {rate} an hour, $5 to $50 "
        "of training, and at most $14.50 a month for its own service. It leaves out upkeep and a GPU."
    ),
    (
        "eazyware counts $5,000 to $50,000 in all over 6 to 12 weeks, then 15% to 25% of an engineer, here "
        "at {engineer} a year, and training again every 3 to 6 months for $500 to $5,000."
    ),
)


def details(made: Estimate) -> Iterator[CostLine]:
    """What each figure is made of."""
    prices = made.prices
    if made.listed:
        yield _price(made)
        yield CostLine(prices.counting.say, _pages(prices, prices.counting.sources))
    if made.own:
        yield CostLine(
            "What you left out of your project runs from Ertas's lowest count to eazyware's highest."
        )
    for each in COUNTS:
        yield CostLine(each.format(rate=listed(RATE), engineer=listed(ENGINEER)))
    gpu = prices.gpu_hour
    hour = between(listed(gpu.price), listed(gpu.up_to))
    month = span(prices.gpu_month, prices.gpu_month_up_to)
    yield CostLine(
        f"{sentence(gpu.what)} rented all month is {month}, at {hour} an hour. Without your word on "
        "where the tuned model runs, it is in eazyware's highest count alone.",
        _pages(prices, gpu.sources),
    )
    run = span(prices.training.low * RUN_TOKENS, prices.training.high * RUN_TOKENS)
    yield CostLine(
        f"One LoRA run over 1,000 short examples costs {run}. The work around it is what costs.",
        _pages(prices, prices.training.sources),
    )
    yield _tuned(made)
    yield CostLine(
        "This is cost alone. Better answers, speed, and data that must stay in the house are reasons of "
        "their own."
    )


def _price(made: Estimate) -> CostLine:
    tier, price = made.tier, made.request.price
    input_, output = price.of(made.request.tokens_in)
    text = (
        f"A million tokens cost {listed(input_)} in and {listed(output)} out with "
        f"{' or '.join(tier.models)}, and what is cached {price.cached:.0%} of that."
    )
    for band in price.above:
        paid = f"{listed(band.input)} and {listed(band.output)}"
        text += f" Past {band.tokens:,f} tokens in it is {paid}."
    if tier.until and made.day <= tier.until.day:
        paid = f"{listed(tier.until.input)} and {listed(tier.until.output)}"
        text += f" That holds until {in_full(tier.until.day)}, and is {paid} from then on."
    return CostLine(text, _pages(made.prices, tier.sources))


def _tuned(made: Estimate) -> CostLine:
    each, prices = made.versus[0].tuning.request, made.prices
    by_token = made.known.host not in ("rented", "own") and "tuned_price" not in made.given
    served = ", at a provider that charges by the token" if by_token else ""
    sources = prices.tuned.sources if by_token else ()
    cost = money(each) if each else "nothing beside its machine"
    text = f"A request to the tuned model costs {cost}{served}."
    return CostLine(text, _pages(prices, sources))


def offered(offers: Offers, today: date) -> Iterator[CostLine]:
    """Who tunes models for others, and until when; first, that the list is old."""
    if said := stale("The offers of tuning are", offers.as_of, today):
        yield CostLine(said)
    for offer in offers.offers:
        note = f" {offer.note}" if offer.note else ""
        text = f"{offer.by}: {offer.tunes}"
        if offer.ends and offer.ends <= today:
            text = f"{offer.by}: no longer, since {in_full(offer.ends)}"
        elif offer.ends:
            text += f", until {in_full(offer.ends)}"
        yield CostLine(f"{text}.{note}", _pages(offers, offer.sources))


def _pages(data: Prices | Offers, sources: tuple[str, ...]) -> tuple[Page, ...]:
    return tuple(data.sources[source] for source in sources)
