"""`python -m rules costs`: what the API costs, what tuning would, and where they meet."""

from __future__ import annotations

import argparse
import json
import sys
import textwrap
from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any

from rules.costs.details import details
from rules.costs.estimate import Estimate, estimate
from rules.costs.figures import FIELDS, FigureError, read
from rules.costs.model import Versus
from rules.costs.offers import offered
from rules.costs.prices import read_prices, shipped_offers, shipped_prices
from rules.costs.words import CostLine, aged, page
from rules.loading.load import file_text

WIDTH = 88


def add_costs(commands: Any) -> None:
    """Add the command to the parser's."""
    known = "\n".join(f"  {_called(name):18} {_about(name)}" for name in FIELDS).replace("%", "%%")
    costing = commands.add_parser(
        "costs",
        help="what the API costs, what tuning would, and where they meet",
        formatter_class=argparse.RawDescriptionHelpFormatter,
        description="Count with your figures; typical ones stand in for those you leave out, but for the volume.",
        epilog=f"""figures, separated by commas or each an argument of its own:
{known}

examples:
  %(prog)s requests 20 per week, tokens in 1500, tier small
  %(prog)s items=5000 batch=yes --json --today $(date +%%F)""",
    )
    costing.add_argument("figures", nargs="*", metavar="FIGURE", help="such as requests=2000")
    costing.add_argument("--prices", type=Path, help="your own prices, a file like prices.yaml")
    costing.add_argument(
        "--today", type=date.fromisoformat, metavar="DAY", help="at the prices of this day"
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
    prices = (
        read_prices(file_text(asked.prices), f"{asked.prices}")
        if asked.prices
        else shipped_prices()
    )
    today = asked.today or prices.as_of
    figures = " ".join(f", {each}" if "=" in each else each for each in asked.figures)
    try:
        made = estimate(read(figures, prices.tiers), prices, day=today)
    except FigureError as error:
        print(error, file=sys.stderr)
        return 2
    lists = {
        "What it costs": (*page(made, "tuned", {}), *aged(prices, today)),
        "What it is made of": (*details(made),),
        "Who tunes models for you": (*offered(shipped_offers(), today),),
    }
    if asked.json:
        print(json.dumps(_as_data(made, lists), indent=2, ensure_ascii=False))
        return 0
    for title, lines in lists.items():
        print(title)
        for line in lines:
            print(textwrap.fill(line.text, WIDTH, initial_indent="  - ", subsequent_indent="    "))
    return 0


def _as_data(made: Estimate, lists: Mapping[str, tuple[CostLine, ...]]) -> dict[str, Any]:
    return {
        "given": dict(made.given),
        "prices_as_of": f"{made.prices.as_of}",
        "request": float(made.price),
        "tuning": {who: [*map(_end, ends)] for who, ends in made.sides.items()},
        "lists": {title: [_line(line) for line in lines] for title, lines in lists.items()},
    }


def _end(versus: Versus) -> dict[str, float | None]:
    """One end of a count in USD, and from when or from how much on it pays; null for never."""
    found = {
        "once": versus.tuning.once,
        "a_month": versus.tuning.monthly,
        "request": versus.tuning.request,
        "months": versus.months,
        "pays_from": versus.pays_from,
    }
    return {name: None if number is None else float(number) for name, number in found.items()}


def _line(line: CostLine) -> dict[str, Any]:
    return {"text": line.text, "sources": [page.url for page in line.pages]}
