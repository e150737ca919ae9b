"""`python -m rules costs`: what the API costs, what tuning would, and where they meet."""

from __future__ import annotations

import argparse
import json
import sys
import textwrap
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

from rules.costs import (
    FIELDS,
    CostLine,
    Estimate,
    FigureError,
    Once,
    Prices,
    Versus,
    aligned,
    estimate,
    full,
    read,
    read_prices,
    shipped_offers,
    shipped_prices,
    table,
)
from rules.loading.load import file_text

WIDTH = 88


def add_costs(commands: Any) -> None:
    """Add the command to the parser's."""
    known = "\n".join(f"  {_called(name):18} {_about(name)}" for name in FIELDS).replace("%", "%%")
    costing = commands.add_parser(
        "costs",
        help="what the API costs, what tuning would, and where they meet",
        formatter_class=argparse.RawDescriptionHelpFormatter,
        description="Reckon with your figures; typical ones stand in for those you leave out.",
        epilog=f"""figures, separated by commas or each an argument of its own:
{known}

examples:
  %(prog)s requests 2000, tokens in 1500, tier small
  %(prog)s items=5000 batch=yes --json --today $(date +%%F)""",
    )
    costing.add_argument("figures", nargs="*", metavar="FIGURE", help="such as requests=2000")
    costing.add_argument("--prices", type=Path, help="your own prices, a file like prices.yaml")
    costing.add_argument(
        "--today", type=date.fromisoformat, metavar="DAY", help="warn of prices old by this day"
    )
    costing.add_argument("--json", action="store_true", help="print data instead of text")
    costing.set_defaults(run=_costs)


def _called(name: str) -> str:
    return name.replace("_", " ")


def _about(name: str) -> str:
    """What a figure is, with its unit where the label doesn't say it."""
    about = FIELDS[name]
    said = about.unit.lower() in about.label.lower() or about.unit.lower() in _called(name)
    return about.label if said else f"{about.label}, {about.unit}"


def _costs(asked: argparse.Namespace) -> int:
    prices = _prices(asked.prices)
    try:
        made = estimate(read(_joined(asked.figures), prices.tiers), prices)
    except FigureError as error:
        print(error, file=sys.stderr)
        return 2
    today = asked.today or prices.as_of
    if asked.json:
        print(json.dumps(_as_data(made, today), indent=2, ensure_ascii=False))
    else:
        for line in _in_words(made, today):
            print(line)
    return 0


def _prices(path: Path | None) -> Prices:
    return read_prices(file_text(path), str(path)) if path else shipped_prices()


def _joined(figures: list[str]) -> str:
    """Arguments as one text: each with a "=" begins a figure of its own."""
    return " ".join(f", {each}" if "=" in each else each for each in figures)


def _in_words(made: Estimate, today: date) -> Iterator[str]:
    in_short, *more = full(made, shipped_offers(), today)
    yield from _listed(*in_short)
    yield "Paid in all"
    yield from (f"  {line}" for line in aligned(table(made)))
    for each in more:
        yield from _listed(*each)


def _listed(title: str, lines: tuple[CostLine, ...]) -> Iterator[str]:
    if lines:
        yield title
    for line in lines:
        yield textwrap.fill(line.text, WIDTH, initial_indent="  - ", subsequent_indent="    ")


def _as_data(made: Estimate, today: date) -> dict[str, Any]:
    use = made.use
    once = isinstance(use, Once)
    return {
        "given": dict(made.given),
        "prices_as_of": f"{made.prices.as_of}",
        "use": {"items": float(use.items)}
        if isinstance(use, Once)
        else {"requests_a_day": float(use.requests_a_day), "months": float(use.months)},
        "api": {"request": float(made.price), "all" if once else "month": float(made.api)},
        "tuning": {
            side.count.id: {"low": _end(side.low), "high": _end(side.high)} for side in made.sides
        },
        "lists": {
            title: [_line(line) for line in lines]
            for title, lines in full(made, shipped_offers(), today)
        },
        "table": [list(row) for row in table(made)],
    }


def _end(versus: Versus) -> dict[str, Any]:
    """One end of a count: USD, and break-even or null for never."""
    found = {"once": versus.tuning.once, "month": versus.tuning.monthly, "budget": versus.budget}
    meets = (
        {"items": versus.items}
        if isinstance(versus.use, Once)
        else {"months": versus.months, "requests_a_day": versus.requests_a_day}
    )
    return {
        **{name: float(amount) for name, amount in found.items()},
        "request": float(versus.tuning.request),
        "break_even": {name: None if at is None else float(at) for name, at in meets.items()},
        "pays": versus.pays,
    }


def _line(line: CostLine) -> dict[str, Any]:
    return {
        "text": line.text,
        "rests_on": list(line.rests_on),
        "sources": [page.url for page in line.pages],
    }
