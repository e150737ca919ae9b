"""What it costs, for a conversation: its answers and a team's own figures, to a view."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal

from bot.conversation.replay import ADVISED, Position
from rules.costs.counts import Host
from rules.costs.details import details
from rules.costs.estimate import Circumstances, Estimate, estimate
from rules.costs.figures import FigureError, Given, joined, require_usable
from rules.costs.offers import ending
from rules.costs.prices import shipped_offers, shipped_prices
from rules.costs.words import CostLine, aged, in_one_line, page
from rules.interview.explain import Recommendation, how_ready
from rules.interview.truth import TruthReader
from rules.language.answers import YES, Range, Value
from rules.language.model import Runs
from rules.sentences import patterns
from rules.sentences.clauses import given

from .charts import MOST_POINTS, ChartView

# The one place that knows which answers are figures: by a fact's unit, the fact of a one-off, and
# the fact of where a tuned model would run.
FIGURE_OF = {"requests/day": "requests", "usd/month": "spend", "$/month": "spend"}
ONE_OFF = "one_off"
HOSTING = "hosting"
HOST_OF: dict[object, Host] = {"per_token": "provider", "rented": "rented", "own": "own"}
BEARING = ("yes", "yes_if", "not_yet", None)  # stances under which a team's own figures are told


@dataclass(frozen=True)
class CostsView:
    """What the API costs, what tuning would, and where they meet."""

    page: tuple[CostLine, ...]  # the conclusion first, and what must be said of old prices last
    lists: tuple[tuple[str, tuple[CostLine, ...]], ...]  # what it is made of, titled
    chart: ChartView | None  # paid in all, as curves; none for a one-off or without a volume
    figures: Given  # what the team or its answers gave


def has_costs(position: Position) -> bool:
    """Whether these rules want it said what it costs, at least to those who ask."""
    return position.diagram.rules.costs is not None


def money(position: Position, advised: Recommendation, today: date) -> str:
    """What is said of costs beside an advice: one comparison, by figures that somebody gave.

    Nothing where price doesn't bear on the case, or only typical figures would stand there.
    """
    if not bears(position, advised):
        return ""
    made, runs = _estimate(position, today), _runs(position)
    if not made.volume or made.known.in_house or (runs == "tuned" and not made.own):
        return ""
    line = in_one_line(made, runs, dict(_remarks(position))).text.split(". ")[0]
    return f"{(line if runs == 'tuned' else line.split(', ')[0]).rstrip('.')}."


def costs(position: Position, today: date) -> CostsView:
    """All that can be said about costs in this conversation. `today` tells which prices hold."""
    made = _estimate(position, today)
    lines = page(made, _runs(position), dict(_remarks(position)))
    ends = ending(shipped_offers(), today) if made.compares else ()
    lists = (
        ("What it is made of", (*_counted(position), *details(made))),
        ("Where tuning ends", (*ends,)),
    )
    return CostsView((*lines, *aged(made.prices, today)), lists, _chart(made), made.given)


def figures(position: Position) -> dict[str, str]:
    """The figures that hold: those of the answers, and over them the team's own."""
    found = joined(dict(_answered(position)), position.figures)
    try:
        require_usable(found, shipped_prices().tiers)
    except FigureError as error:  # a bound of 0, or a model of prices that have changed since
        return {field: value for field, value in found.items() if field not in error.faults}
    return found


def bears(position: Position, advised: Recommendation) -> bool:
    """Whether price is what is wrong, or the team's own figures tell what it is to do."""
    told = position.diagram.rules.costs
    if told is None:
        return False
    held = position.interview
    wrong = TruthReader(held.diagram, held.selection).truth(told.when) is True
    return wrong or bool(position.figures and advised.stance in BEARING)


def _estimate(position: Position, today: date) -> Estimate:
    hosting = position.answers.get(HOSTING)
    house = _in_house(position)
    known = Circumstances(
        position.answers.get(ONE_OFF) == Value(YES),
        HOST_OF.get(hosting.value) if isinstance(hosting, Value) else "own" if house else None,
        in_house=house,
        no_training=position.state == ADVISED and how_ready(position.interview).stance == "no",
    )
    for outcome in position.diagram.outcomes(position.interview.possible[0]):
        if outcome.prompt_tokens and position.state == ADVISED:
            known = replace(
                known,
                prompt_tokens=outcome.prompt_tokens,
                cached_tokens=outcome.cached_tokens or 0,
            )
    return estimate(figures(position), shipped_prices(), known, today)


def _in_house(position: Position) -> bool:
    """Whether the text may surely not leave the house."""
    told, held = position.diagram.rules.costs, position.interview
    nowhere_else = told.in_house if told else None
    return bool(nowhere_else and TruthReader(held.diagram, held.selection).truth(nowhere_else))


def _runs(position: Position) -> Runs:
    """What the recommendation has one run; a model by API while there is none."""
    advised = position.state == ADVISED
    text = position.diagram.recommendation(position.interview.possible[0]) if advised else None
    return text.runs if text else "api"


def _facts(position: Position) -> Iterator[tuple[str, str, Decimal, str]]:
    """The answered facts that are figures: which, how much, and which end of a range that is."""
    if position.answers.get(ONE_OFF) == Value(YES):
        return  # what comes once has no volume and no bill
    for fact_id, answer in position.answers.items():
        figure = FIGURE_OF.get(position.diagram.rules.facts[fact_id].unit.lower())
        match answer:
            case Value(int() | Decimal() as number) if figure:
                yield fact_id, figure, Decimal(number), ""
            case Range(at_least, below) if figure:
                end = "the least you said" if at_least else "the most you said"
                yield fact_id, figure, Decimal(at_least or below or 0), end


def _answered(position: Position) -> Iterator[tuple[str, str]]:
    """The figures that stand in the answers."""
    for _, figure, number, _ in _facts(position):
        yield figure, f"{number:f}"


def _remarks(position: Position) -> Iterator[tuple[str, str]]:
    """By figure, which end of a range was counted, where the team hasn't put in the number."""
    for _, figure, _, end in _facts(position):
        if end and figure not in position.figures:
            yield figure, end


def _counted(position: Position) -> Iterator[CostLine]:
    """Which answers the figures came from."""
    used = figures(position).keys() - position.figures.keys()
    ids = [fact_id for fact_id, figure, _, _ in _facts(position) if figure in used]
    if HOSTING in position.answers and "hosting" not in position.figures:
        ids.append(HOSTING)
    if said := given(position.diagram, ((id_, position.answers[id_]) for id_ in ids)):
        yield CostLine(patterns.counted(said))


def _chart(made: Estimate) -> ChartView | None:
    """Cumulative cost; of each reading the middle between its ends."""
    if made.use.once or not made.volume or not made.compares:
        return None
    horizon = int(made.horizon)
    step = -(-horizon // (MOST_POINTS - 1))
    months = [*range(0, horizon, step), horizon]
    series = {"By API": tuple(float(made.versus[0].by_api(Decimal(m))) for m in months)}
    for who, ends in made.sides.items():
        middle = (sum(end.by_tuning(Decimal(m)) for end in ends) / 2 for m in months)
        series["Tuning" if made.own else f"Tuning by {who}"] = tuple(map(float, middle))
    rounded = {name: tuple(round(each, 2) for each in values) for name, values in series.items()}
    return ChartView(
        title="Paid in all, at the middle of each count",
        kind="line",
        labels=tuple(map(str, months)),
        series=rounded,
        across="months",
        unit="USD",
    )
