"""All of an estimate: what each figure is made of, break-even, who tunes models, and a table."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from datetime import date
from decimal import Decimal

from .counts import Host
from .estimate import Estimate, Side
from .formats import between, count, money, months, so_many_months, span
from .model import Once
from .offers import offered
from .prices import Offers, Page, Prices
from .words import CostLine, aged, from_on, left_out, short, takes

SHARED = Decimal("0.8")  # of the input, in the example of what caching saves
HOSTED: dict[Host, str] = {  # what of the machine is in the counts, where it is known
    "provider": "You would pay a provider by the token, so no machine is counted.",
    "rented": "You would rent a GPU: {} a month for it is in every count.",
    "own": "Your own machine isn't counted. Put in what it costs a month as hosting.",
}
RUN_TOKENS = Decimal(3)  # million: 1,000 examples of 1,000 tokens, seen 3 times


def full(
    made: Estimate, offers: Offers, today: date, counted: Sequence[CostLine] = ()
) -> tuple[tuple[str, tuple[CostLine, ...]], ...]:
    """The whole breakdown, as titled lists. `today` tells what is old, and what has ended.

    `counted` is what of somebody's answers went into it.
    """
    return (
        ("In short", short(made)),
        ("Check first", tuple(aged(made.prices, offers, today))),
        ("By API", tuple(_api(made))),
        ("By tuning", tuple(_by_tuning(made))),
        ("Break-even", tuple(_break_even(made))),
        ("Counted here", (*counted, *_counted(made))),
        ("Who tunes models for you", tuple(offered(offers, today))),
    )


def table(made: Estimate, show: Callable[[Decimal], str] = money) -> tuple[tuple[str, ...], ...]:
    """Cumulative cost by month, or for a one-off in all: a heading row, then a row each.

    `show` writes an amount; `roughly` makes the table narrow.
    """
    names = ("By API", *(f"Tuning, {side.name}" for side in made.sides))
    if isinstance(made.use, Once):
        return (("Items", *names), (count(made.use.items), *_row(made, Decimal(1), show)))
    rows = [(f"{each:f}", *_row(made, each, show)) for each in marks(made.use.months)]
    return (("Months", *names), *rows)


def aligned(rows: tuple[tuple[str, ...], ...]) -> Iterator[str]:
    """A table in columns for a fixed-width font, figures to the right."""
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    for row in rows:
        yield "  ".join(cell.rjust(width) for cell, width in zip(row, widths, strict=True))


def marks(horizon: Decimal) -> tuple[Decimal, ...]:
    """The months worth a row of the table: the usual ones, and the last."""
    usual = [Decimal(n) for n in (1, 3, 6, 12, 24, 36, 60) if n < horizon]
    return (*usual, horizon)


def _row(made: Estimate, month: Decimal, show: Callable[[Decimal], str]) -> Iterator[str]:
    yield show(made.sides[0].low.by_api(month))
    for side in made.sides:
        yield between(show(side.low.by_tuning(month)), show(side.high.by_tuning(month)))


def _api(made: Estimate) -> Iterator[CostLine]:
    request = made.request
    if made.price_from == "tokens":
        cached = f", {count(request.cached * 100)}% of them cached" if request.cached else ""
        batch = ", in a batch" if request.factor < 1 else ""
        yield CostLine(
            f"A request is {count(request.tokens_in)} tokens in{cached} and "
            f"{count(request.tokens_out)} out{batch}. A million cost {money(request.price.input)} "
            f"in and {money(request.price.output)} out ({_who(made)}).",
            pages=_pages(made.prices, made.tier.sources) if made.listed else (),
        )
    elif made.price_from == "spend":
        yield CostLine("The price of a request is your bill, divided by your requests.")
    yield CostLine(
        f"Ertas counts $0.01 to $0.03 for a request; here it is {money(made.price)}.", ("E13",)
    )
    if made.tier.up_to is not None and request.tokens_in > made.tier.up_to and made.listed:
        limit = count(made.tier.up_to)
        yield CostLine(
            f"Past {limit} tokens in, {made.tier.models[0]} costs more than counted here."
        )
    yield from _cheaper_first(made)


def _cheaper_first(made: Estimate) -> Iterator[CostLine]:
    """What caching and a batch would save: both are a day's work, and come before tuning."""
    if made.price_from != "tokens":
        return
    r, ways = made.request, []
    if r.cached < SHARED:
        cheaper = replace(r, cached=SHARED).cost
        ways.append(f"{money(cheaper)} a request with {SHARED:.0%} of the input cached")
    if r.factor == 1:
        cheaper = replace(r, factor=made.prices.batch.factor).cost
        ways.append(f"{money(cheaper)} in a batch that nobody waits for")
    if ways:
        pages = _pages(made.prices, made.prices.batch.sources)
        yield CostLine(f"Cheaper without tuning: {', or '.join(ways)}.", ("K11",), pages)


def _by_tuning(made: Estimate) -> Iterator[CostLine]:
    ongoing = not isinstance(made.use, Once)
    for side in made.sides:
        match side.count.id:
            case "light":
                yield from _ertas(side, served=ongoing and made.host is None)
            case "heavy":
                yield from _eazyware(made, side, ongoing=ongoing)
            case _:
                yield CostLine(
                    f"Your figures: {takes(side)}. What you left out runs from Ertas's lowest "
                    "to eazyware's highest.",
                    side.count.rests_on,
                )
    training, tuned = made.prices.training, made.prices.tuned
    run = span(training.low * RUN_TOKENS, training.high * RUN_TOKENS)
    yield CostLine(
        f"One LoRA run over 1,000 short examples costs about {run} today, and a full one takes 10 to "
        "20 times the compute. The work around it is what costs.",
        ("K18",),
        _pages(made.prices, training.sources),
    )
    if ongoing and made.host and "hosting" not in made.given:
        yield CostLine(HOSTED[made.host].format(money(made.prices.gpu_month)))
    each = money(made.versus[0].tuning.request)
    by_token = made.host in (None, "provider") and "tuned_price" not in made.given
    served = ", served by the token" if by_token else ""
    pages = _pages(made.prices, tuned.sources) if by_token else ()
    yield CostLine(f"A request to the tuned model is counted at {each}{served}.", (), pages)


def _ertas(side: Side, *, served: bool) -> Iterator[CostLine]:
    yield CostLine(
        f"Ertas: {takes(side)}. That is 2 to 8 hours of data work and 1 to 2 of evaluation at "
        f"{money(side.count.low.rate)} an hour, and $5 to $50 of training. It names no upkeep; "
        "there will be some.",
        ("E12",),
    )
    if served:
        yield CostLine(
            "The monthly part is Ertas's own service, which runs models on users' devices.",
            ("E39",),
        )


def _eazyware(made: Estimate, side: Side, *, ongoing: bool) -> Iterator[CostLine]:
    gpu = f"{made.prices.gpu_hour.what} of your own ({money(made.prices.gpu_month)})"
    machine = {None: f", and at the top {gpu}", "rented": f", and {gpu}"}.get(made.host, "")
    month = (
        " A month holds 15% to 25% of an engineer at "
        f"{money(side.count.low.engineer)} a year, training again{machine}."
    )
    yield CostLine(
        f"eazyware: {takes(side)}, over 6 to 12 weeks.{month if ongoing else ''}",
        ("K17",),
        _pages(made.prices, made.prices.gpu_hour.sources) if ongoing else (),
    )
    yield CostLine(
        "Its parts are 2 to 8 weeks for the examples, 1 to 2 for evaluation, and $500 to $5,000 "
        "of training, again every 3 to 6 months, because updates of the base model spoil it. They "
        "don't add up to its total.",
        ("K16", "K17"),
    )


def _break_even(made: Estimate) -> Iterator[CostLine]:
    for side in made.sides:
        who = "Your figures" if side.count.id == "own" else side.count.by
        if side.count.id == "light" and not isinstance(made.use, Once):
            who += left_out(made)
        if isinstance(made.use, Once):
            paid = from_on(side.low.items, side.high.items, "items")
            yield CostLine(f"{who}: {paid}.", ("E13", *side.count.rests_on))
            continue
        paid = months(side.low.months, side.high.months)
        yield CostLine(
            f"{who}: {paid}. {_takes_volume(side, made.use.months)}", side.count.rests_on
        )
    if not isinstance(made.use, Once):
        yield from _with_gpu(made)
        yield CostLine(
            "Ertas puts the threshold at 50 requests a day, eazyware at billions of calls. Both "
            "come out of this sum with other prices, so go by your own.",
            ("E15", "K10"),
        )


def _with_gpu(made: Estimate) -> Iterator[CostLine]:
    """What a GPU of one's own makes of the lightest count: many hosts of adapters need one."""
    lightest, gpu = made.sides[0].low, made.prices.gpu_hour
    hosted = replace(lightest.tuning, hosting=made.prices.gpu_month)
    volume = replace(lightest, tuning=hosted).requests_a_day
    if volume is not None and made.host in (None, "own"):
        yield CostLine(
            f"Where the tuned model needs {gpu.what} of its own ({money(made.prices.gpu_month)} a "
            f"month), even the lightest count takes {count(volume)} requests a day.",
            ("E15",),
            _pages(made.prices, gpu.sources),
        )


def _takes_volume(side: Side, horizon: Decimal) -> str:
    low, high = side.low.requests_a_day, side.high.requests_a_day
    if low is None or high is None:
        return "No volume pays it back: the tuned model's requests cost as much as the API's."
    return (
        f"To be paid back within {so_many_months(horizon)} it takes "
        f"{between(count(low), count(high))} requests a day."
    )


def _counted(made: Estimate) -> Iterator[CostLine]:
    if made.example:
        what = "one-off of this size" if isinstance(made.use, Once) else "number of requests"
        yield CostLine(f"The {what} is an example of ours.")
    if made.price_from == "tokens" and not {"tokens_in", "tokens_out"} & made.given.keys():
        yield CostLine("The length of a request is an example of ours.")
    yield CostLine(
        "Cost alone. Better answers, speed, or data that must stay in the house are reasons of "
        "their own."
    )


def _pages(data: Prices, sources: tuple[str, ...]) -> tuple[Page, ...]:
    return tuple(data.sources[source] for source in sources)


def _who(made: Estimate) -> str:
    if not made.listed:
        return "your prices"
    return f"{' or '.join(made.tier.models)}, as of {made.prices.as_of}"
