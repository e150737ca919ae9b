"""What the figures of a page are made of, each with where it stands."""

from __future__ import annotations

from collections.abc import Iterator

from rules.language.wording import sentence

from .counts import ENGINEER, RATE
from .estimate import Estimate
from .formats import in_full, listed, money, span
from .prices import Page, Prices
from .words import CostLine


def details(made: Estimate) -> Iterator[CostLine]:
    """What the figures of a page are made of, and where they stand."""
    prices = made.prices
    if made.listed and not made.known.in_house:
        yield CostLine(_price(made), _pages(prices, made.tier.sources))
        yield CostLine(prices.counting.say, _pages(prices, prices.counting.sources))
    if made.tells_tuning:
        yield CostLine(
            f"Ertas counts hours of work, here at {listed(RATE)} each, one cheap run, and no upkeep or GPU. "
            "eazyware counts 6 to 12 weeks in all, then 15% to 25% of an engineer, here at "
            f"{listed(ENGINEER)} a year, and training again every 3 to 6 months. What you left out of a "
            "project of your own runs from the lowest of these to the highest."
        )
    if made.tells_tuning or made.known.in_house:
        yield _gpu(made)
    if made.tells_tuning:
        yield _tuned(made)
    reasons = "Better answers, speed, and data that must stay in the house"
    yield CostLine(f"This is cost alone. {reasons} are reasons of their own.")


def _gpu(made: Estimate) -> CostLine:
    gpu = made.prices.gpu_hour
    unknown = "Until you say where the tuned model runs, only eazyware's highest count has one."
    return CostLine(
        f"{sentence(gpu.what)} rented all month is {span(*gpu.month)}, at {listed(gpu.price)} to "
        f"{listed(gpu.up_to)} an hour.{'' if made.known.host else f' {unknown}'}",
        _pages(made.prices, gpu.sources),
    )


def _tuned(made: Estimate) -> CostLine:
    each = made.versus[0].tuning.request
    by_token = made.known.host not in ("rented", "own") and "tuned_price" not in made.given
    cost = f"{money(each)}{', by the token' * by_token}" if each else "nothing beside its machine"
    sources = made.prices.tuned.sources if by_token else ()
    return CostLine(f"A request to the tuned model costs {cost}.", _pages(made.prices, sources))


def _price(made: Estimate) -> str:
    tier, price = made.tier, made.request.price
    paid = f"{listed(price.input)} in and {listed(price.output)} out"
    models = " or ".join(tier.models)
    text = f"A million tokens cost {paid} with {models}, and what is cached {price.cached:.0%} of that."
    for band in tier.above:
        paid = f"{listed(band.input)} and {listed(band.output)}"
        text += f" Past {band.tokens:,f} tokens in they cost {paid}."
    if tier.until and made.day <= tier.until.day:
        paid = f"{listed(tier.until.input)} and {listed(tier.until.output)}"
        text += f" That holds until {in_full(tier.until.day)}, and is {paid} from then on."
    return text


def _pages(data: Prices, sources: tuple[str, ...]) -> tuple[Page, ...]:
    return tuple(data.sources[source] for source in sources)
