"""An estimate in words: one line for an advice, a page, and what each figure is made of."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from rules.language.model import Runs
from rules.language.periods import a

from .estimate import Estimate
from .figures import amount
from .formats import between, count, in_full, listed, money, months, span
from .model import DAYS, NOTHING, Versus
from .prices import Page, Prices, stale

TUNING = "tuning and running it"
IN_HOUSE = "The text stays in the house, so no provider is priced."
LONGEST = Decimal(120)  # months: nobody waits longer for a saving


@dataclass(frozen=True)
class CostLine:
    """One sentence or two, and where its prices or offers stand."""

    text: str
    pages: tuple[Page, ...] = ()


def in_one_line(made: Estimate, runs: Runs, remarks: Mapping[str, str]) -> CostLine:
    """What is said beside an advice: one comparison, and what it holds on.

    `remarks` are said beside the volume ("requests") and the bill ("spend").
    """
    if made.known.in_house:
        return CostLine(f"{IN_HOUSE} {_gpu(made)}")
    if runs == "own":
        return CostLine(f"{_gpu(made)} {_gpu_or_api(made)}")
    if made.volume and runs == "tuned":
        return CostLine(f"{_compared(made)} {_conclusion(made)}")
    then = _conclusion(made) if made.compares else _cheaper(made)
    return CostLine(" ".join(filter(None, [f"By API: {_by_api(made, remarks)}.", then])))


def page(made: Estimate, runs: Runs, remarks: Mapping[str, str]) -> Iterator[CostLine]:
    """All that one needs to see: the conclusion, the figures, and what is cheaper without tuning."""
    found = _in_house(made, runs) if made.known.in_house else _by_provider(made, runs, remarks)
    yield from map(CostLine, found)
    yield CostLine(f"{_counted(made)}Prices of {in_full(made.prices.as_of)}.")


def _in_house(made: Estimate, runs: Runs) -> Iterator[str]:
    yield IN_HOUSE
    yield _gpu(made)
    if made.tells_tuning and (runs == "tuned" or made.own):
        yield from _tuning(made)


def _by_provider(made: Estimate, runs: Runs, remarks: Mapping[str, str]) -> Iterator[str]:
    own_machine = runs == "own"
    if own_machine or made.compares:
        yield _gpu_or_api(made) if own_machine else _conclusion(made)
    yield f"By API: {_by_api(made, remarks)}."
    if own_machine:
        yield _gpu(made)
    elif made.compares:
        yield from _tuning(made)
    yield from filter(None, [_cheaper(made)])


def _cheaper(made: Estimate) -> str:
    """What costs less and needs no tuning; empty where no price rests on our list."""
    ways = [f"{way} {money(each * (made.volume or 1))}" for way, each in made.cheaper]
    once = "" if made.use.once else ", a month"
    per = once if made.volume else ", a request"
    return f"Cheaper without tuning{per}: {'; '.join(ways)}." if ways else ""


def _conclusion(made: Estimate) -> str:
    """Which is cheaper, and the sentence "holds only if", made of what carries it."""
    first, pays = made.versus[0], {end.pays for end in made.versus}
    by = "By your figures" if made.own else "On cost alone"
    if not made.volume or first.saving <= 0:
        pay = _pays_from(made) if first.saving > 0 else f"{by} no volume pays for tuning."
        each = f"{money(made.price)} by API and {money(first.tuning.request)} tuned"
        return f"{pay} That holds only if a request costs {each}."
    most = f"{money(first.by_api(made.horizon))} {_over(made)}"
    if pays == {True}:
        return f"{by} tuning pays. That holds only if {TUNING} stay under {most}."
    if pays == {False}:
        return f"{by} the API is cheaper. That holds only if {TUNING} take over {most}."
    return f"{by} it is open. A saving holds only if {TUNING} stay under {most}."


def _over(made: Estimate) -> str:
    return f"for {made.volume:,f} items" if made.use.once else f"in {months(made.horizon)}"


def _by_api(made: Estimate, remarks: Mapping[str, str]) -> str:
    """What is paid by API, for the volume that somebody gave; the price alone where nobody did."""
    each = f"{money(made.price)} each"
    if made.price_from == "spend":
        each += ", derived from the bill"
    elif made.listed:
        each += f" with {made.tier.label}"
        each += f" and {made.request.cached:.0%} of the input cached" * bool(made.request.cached)
    thing = "items" if made.use.once else "requests"
    if not made.volume:
        return f"{money(made.price * 1000)} for 1,000 {thing}, {each}"
    if made.use.once:
        return f"{money(made.price * made.volume)} for {made.volume:,f} {thing}, {each}"
    bill, volume = amount(made.given, "spend"), amount(made.given, "requests")
    spent, asked = _beside(remarks, "spend"), _beside(remarks, "requests")
    if volume is None:
        return f"{listed(bill.value)} {a(bill.period)}{spent}, {each}" if bill else each
    derived = bill if made.price_from == "spend" else None
    cost = listed(derived.in_unit) if derived else money(made.price * made.volume)
    said = f"{volume.value:,f} request{'s' * (volume.value != 1)} {a(volume.period)}"
    return f"{cost} a month{spent} for {said}{asked}, {each}"


def _beside(remarks: Mapping[str, str], field: str) -> str:
    return f" ({remarks[field]})" if field in remarks else ""


def _compared(made: Estimate) -> str:
    """What is paid in all either way, and of a team's own figures when it is paid back."""
    if not made.own or made.use.once:
        return _in_all(made, made.horizon)
    low, high = made.versus
    tuned = span(low.by_tuning(made.horizon), high.by_tuning(made.horizon))
    api = money(low.by_api(made.horizon))
    soon = low.months is not None and low.months <= LONGEST
    back = f", paid back {_months(low, high)}" if soon else ""
    return f"About {tuned} {_over(made)} instead of {api} by API{back}."


def _tuning(made: Estimate) -> Iterator[str]:
    """What tuning takes, when it is paid back, and of a team's own figures what is paid in all."""
    back = bool(made.volume) and made.versus[0].saving > 0 and made.compares
    yield f"Tuning, once: {_each(made, lambda low, high: span(low.tuning.once, high.tuning.once))}."
    if made.use.once:
        yield from [_pays_from(made)] if back else ()
        return
    machine = {"own": ", your machine not counted", "rented": ", with a rented GPU"}
    where = "" if "hosting" in made.given else machine.get(made.known.host or "", "")
    yield f"Tuning, a month{where}: {_each(made, _monthly)}."
    yield from [f"Paid back: {_each(made, _months)}."] if back else ()
    for month in sorted({Decimal(3), Decimal(6), made.horizon}):
        if made.volume and made.own and made.compares and month <= made.horizon:
            yield _in_all(made, month).removeprefix("In ")


def _each(made: Estimate, said: Callable[[Versus, Versus], str]) -> str:
    """The same of each count, with whose count it is: "Ertas $230, eazyware $5,000"."""
    found = {who: said(*ends) for who, ends in made.sides.items()}
    if len({*found.values()}) == 1:
        return f"{'' if made.own else 'both '}{next(iter(found.values()))}"
    return ", ".join(f"{who} {what}" for who, what in found.items())


def _by_count(made: Estimate, said: Iterable[str], unit: str = "") -> str:
    """The same within a sentence: "$230 by Ertas's count, $5,000 by eazyware's"."""
    if made.own:
        return f"{next(iter(said))}{unit}"
    first, second = said
    return f"{first}{unit} by Ertas's count, {second} by eazyware's"


def _monthly(low: Versus, high: Versus) -> str:
    lowest, highest = low.tuning.monthly, high.tuning.monthly
    cost = f"up to {money(highest)}" if highest else "nothing"
    cost = span(lowest, highest) if lowest else cost
    return cost if high.tuning.upkeep else f"{cost} (nobody looks after it)"


def _months(low: Versus, high: Versus) -> str:
    """When it has paid for itself: "after 5.1 to 18 months"."""
    soonest, latest = low.months, high.months
    if soonest is None:
        return "never: each month costs more than it saves"
    if soonest > LONGEST:
        return "not within ten years"
    if latest is None or latest > LONGEST:
        return f"after {months(soonest)} at best"
    if latest < 1:
        return "within the first month"
    first, last = (months(each).split()[0] for each in (soonest, latest))
    return f"after {between(first, last)} month{'' if last == '1' else 's'}"


def _pays_from(made: Estimate) -> str:
    """From how many requests a day, or items, on it pays by each count."""
    once = made.use.once
    found = (
        f"from {between(*(count(end.pays_from or NOTHING) for end in ends))}"
        for ends in made.sides.values()
    )
    within = "" if once else f" within {months(made.horizon)}"
    return f"Tuning pays{within} {_by_count(made, found, ' items' if once else ' requests a day')}."


def _in_all(made: Estimate, month: Decimal) -> str:
    """What is paid in all by then, either way."""
    when = "In all" if made.use.once else f"In {months(month)}"
    ends = made.sides.values()
    tuned = (span(low.by_tuning(month), high.by_tuning(month)) for low, high in ends)
    api = money(made.versus[0].by_api(month))
    return f"{when}: {api} by API, tuned {_by_count(made, tuned)}."


def _gpu(made: Estimate) -> str:
    gpu, mine = made.prices.gpu_hour, " Your own machine isn't counted."
    return f"A rented GPU: {span(*gpu.month)} a month for {gpu.what}.{mine if made.known.host == 'own' else ''}"


def _gpu_or_api(made: Estimate) -> str:
    """From which volume a GPU rented all month is the cheaper, and on what that holds."""
    prices = made.prices
    if not made.price:
        return "The API is cheaper. That holds only if its requests stay free."
    if made.use.once:
        items = made.volume or Decimal(1000)
        hour = (prices.gpu_hour.up_to, prices.gpu_hour.price)
        hours = between(*(count(items * made.price / each) for each in hour))
        holds = f"it does {items:,f} items in {hours} hours"
        return f"The GPU is cheaper than the API. That holds only if {holds}."
    volume = between(*(count(each / (DAYS * made.price)) for each in prices.gpu_hour.month))
    return f"The GPU is cheaper from {volume} requests a day. That holds only if one serves them."


def _counted(made: Estimate) -> str:
    """The length of a request, and where it comes from; nothing where no price rests on it."""
    if made.price_from != "tokens" or made.known.in_house:
        return ""
    r = made.request
    length = f"{r.tokens_in:,f} tokens in, {r.tokens_out:,f} out"
    if not {"tokens_in", "tokens_out"} & made.given.keys():
        length += " (what this advice takes)" if made.known.prompt_tokens else " (typical)"
    return f"Counted: {length}{', in a batch' if r.factor < 1 else ''}. "


def aged(prices: Prices, today: date) -> Iterator[CostLine]:
    """What to say of prices that are too old to rely on; nothing while they are fresh."""
    if said := stale("Prices are", prices.as_of, today):
        yield CostLine(said)
