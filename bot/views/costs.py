"""What it costs, for a conversation: its answers and a team's own figures, to a view."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from bot.conversation.replay import ADVISED, Position
from rules.costs import (
    CostLine,
    Estimate,
    FigureError,
    Given,
    Host,
    Ongoing,
    aged,
    estimate,
    full,
    joined,
    roughly,
    shipped_offers,
    shipped_prices,
    short,
    table,
)
from rules.language.answers import YES, Answer, NotSure, Range, Value
from rules.language.model import Runs
from rules.sentences import patterns
from rules.sentences.clauses import asks, given

from .charts import MOST_POINTS, ChartView

# The one place that knows which answers are figures: by a fact's unit, the fact of a one-off, and
# the fact of where a tuned model would run.
FIGURE_OF = {"requests/day": "requests", "usd/month": "spend", "$/month": "spend"}
ONE_OFF = "one_off"
HOSTING = "hosting"
HOST_OF: dict[object, Host] = {"per_token": "provider", "rented": "rented", "own": "own"}


@dataclass(frozen=True)
class CostsView:
    """What the API costs, what tuning would, and where they meet."""

    brief: tuple[CostLine, ...]  # three short lines, and what must be said of old prices
    lists: tuple[tuple[str, tuple[CostLine, ...]], ...]  # the whole breakdown, titled
    table: tuple[tuple[str, ...], ...]  # paid in all, by month: a heading row, then a row each
    narrow: tuple[tuple[str, ...], ...]  # the same in round figures
    chart: ChartView | None  # the same as curves; a one-off has none
    figures: Given  # what the team or its answers gave


def has_costs(position: Position) -> bool:
    """Whether these rules want it said what it costs."""
    return position.diagram.rules.costs


def brief(position: Position, today: date) -> tuple[CostLine, ...]:
    """The costs part of a recommendation; nothing where the rules want none."""
    if not has_costs(position):
        return ()
    made = _estimate(position)
    return (*_short(made, position), *aged(made.prices, None, today))


def costs(position: Position, today: date) -> CostsView:
    """All that can be said about costs in this conversation. `today` tells which prices are old."""
    made = _estimate(position)
    counted = [*_counted(made, position)]
    _, (_, old), *lists = full(made, shipped_offers(), today, counted)
    said = (*_short(made, position), *old)
    narrow = table(made, roughly)
    return CostsView(said, tuple(lists), table(made), narrow, _chart(made), made.given)


def figures(position: Position) -> dict[str, str]:
    """The figures that hold: those of the answers, and over them the team's own."""
    return _usable(joined(dict(_answered(position)), position.figures))


def _estimate(position: Position) -> Estimate:
    one_off = position.answers.get(ONE_OFF) == Value(YES)
    return estimate(figures(position), shipped_prices(), once=one_off, host=_host(position))


def _host(position: Position) -> Host | None:
    """Where a tuned model would run, if they said it."""
    answer = position.answers.get(HOSTING)
    return HOST_OF.get(answer.value) if isinstance(answer, Value) else None


def _short(made: Estimate, position: Position) -> tuple[CostLine, ...]:
    return short(made, _runs(position), dict(_remarks(position)))


def _runs(position: Position) -> Runs:
    """What the recommendation has one run; a model by API while there is none."""
    advised = position.state == ADVISED
    text = position.diagram.recommendation(position.interview.possible[0]) if advised else None
    return text.runs if text else "api"


def _answered(position: Position) -> Iterator[tuple[str, str]]:
    """The figures that stand in the answers."""
    for fact_id, figure in _facts(position):
        amount = _amount(position.answers[fact_id])
        if amount is not None:
            yield figure, f"{Decimal(amount):f}"


def _facts(position: Position) -> Iterator[tuple[str, str]]:
    """The answered facts that are figures, and which."""
    if position.answers.get(ONE_OFF) == Value(YES):
        return  # what comes once has no volume and no bill
    facts = position.diagram.rules.facts
    for fact_id in position.answers:
        fact = facts[fact_id]
        if fact.unit.lower() in FIGURE_OF:
            yield fact_id, FIGURE_OF[fact.unit.lower()]


def _amount(answer: Answer) -> Decimal | int | None:
    """A number, or of a range its lower end; the upper one where it has no other."""
    match answer:
        case Value(int() | Decimal() as number):
            return number
        case Range(at_least, below):
            return at_least or below
        case _:
            return None


def _remarks(position: Position) -> Iterator[tuple[str, str]]:
    """By figure: which end of a range was counted, or that a 0 that nobody can reckon with was said.

    Nothing where the team has put in the number itself.
    """
    used = figures(position)
    for fact_id, figure in _facts(position):
        answer = position.answers[fact_id]
        if figure in position.figures:
            continue
        if isinstance(answer, Range) and figure in used:
            yield figure, f"the {'least' if answer.at_least else 'most'} you said"
        elif answer == Value(0):
            yield figure, "you said 0"


def _counted(made: Estimate, position: Position) -> Iterator[CostLine]:
    """Which answers the figures came from, and what was counted for what nobody knew."""
    facts, answers = position.diagram.rules.facts, position.answers
    used = [
        id_ for id_, figure in _facts(position) if {*made.given} - {*position.figures} >= {figure}
    ]
    hosting = [HOSTING] if _host(position) and "hosting" not in position.figures else []
    if said := given(position.diagram, ((id_, answers[id_]) for id_ in (*used, *hosting))):
        yield CostLine(patterns.counted(said))
    if made.example and isinstance(made.use, Ongoing):
        volume = Value(int(made.use.requests_a_day))
        for id_, figure in _facts(position):
            counted = facts[id_].counted_clause(volume) if figure == "requests" else None
            if counted and isinstance(answers[id_], NotSure):
                yield CostLine(patterns.unknown(asks(position.diagram, id_), counted))


def _usable(given: Given) -> dict[str, str]:
    """Without what can't be used: a bound of 0, or a model of prices that have changed since."""
    try:
        estimate(given, shipped_prices())
    except FigureError as error:
        return {field: value for field, value in given.items() if field not in error.faults}
    return dict(given)


def _chart(made: Estimate) -> ChartView | None:
    """Cumulative cost; of each reading the middle between its ends."""
    if not isinstance(made.use, Ongoing):
        return None
    months = _points(int(made.use.months))
    series = {"By API": tuple(float(made.sides[0].low.by_api(Decimal(m))) for m in months)}
    for side in made.sides:
        middle = (sum(end.by_tuning(Decimal(m)) for end in side.ends) / 2 for m in months)
        series[f"Tuning, {side.name}"] = tuple(map(float, middle))
    rounded = {name: tuple(round(each, 2) for each in values) for name, values in series.items()}
    return ChartView(
        title="Paid in all, at the middle of each count",
        kind="line",
        labels=tuple(map(str, months)),
        series=rounded,
        across="months",
        unit="USD",
    )


def _points(horizon: int) -> list[int]:
    """From 0 to the last month, in steps that leave no more points than a chart takes."""
    step = -(-horizon // (MOST_POINTS - 1))
    return [*range(0, horizon, step), horizon]
