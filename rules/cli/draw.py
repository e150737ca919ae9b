"""`python -m rules draw`: the flowchart of a rule set."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Any

from rules.charts.chart import DrawError, after, walks_after
from rules.charts.draw import draw, draw_svg
from rules.checks.compiling import compiled
from rules.checks.coverage import coverage
from rules.loading.load import loaded

from .advise import read_answers


def add_draw(commands: Any, names: str) -> None:
    """Add the command to the parser's; `names` says what may name a rule set."""
    drawing = commands.add_parser("draw", help="the flowchart of a rule set, as Mermaid text")
    drawing.add_argument("file", help=names)
    drawing.add_argument("--table", help="draw this table alone, with outcomes and rules")
    drawing.add_argument("--svg", type=Path, help="write SVG to this file instead (Graphviz)")
    drawing.add_argument("--after", type=Path, help="draw what these leave, a JSON file of answers")
    marking = drawing.add_mutually_exclusive_group()
    marking.add_argument("--answers", type=Path, help="mark the way of these, a JSON file")
    marking.add_argument(
        "--coverage", action="store_true", help="dash what none of its worked cases reaches"
    )
    drawing.set_defaults(run=_draw)


def _draw(asked: argparse.Namespace) -> int:
    diagram = compiled(loaded(asked.file))
    answers = read_answers(diagram, asked.answers) if asked.answers else None
    walks = [*coverage(diagram).walks] if asked.coverage else None
    if asked.after:
        given = read_answers(diagram, asked.after)
        walks = None if walks is None else walks_after(diagram, given, walks)
        diagram = after(diagram, given)
    if asked.svg is None:
        print(draw(diagram, asked.table, answers, walks), end="")
        return 0
    svg = draw_svg(diagram, asked.table, answers, walks)
    try:
        asked.svg.write_text(svg, "utf-8")
    except OSError as error:
        raise DrawError(f"{asked.svg} can't be written ({error.strerror})") from error
    return 0
