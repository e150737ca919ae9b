"""A chart as it is meant, on no platform, and the same figures as a table of plain text."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

MOST_POINTS, MOST_SERIES = 20, 6  # more can't be read, and Slack takes no more
WIDEST = 72  # characters of a table, before a chat window breaks its lines


@dataclass(frozen=True)
class ChartView:
    """One or more series of figures over the same labels.

    Raises ValueError for what could not be drawn: no or too many labels or series, a label twice,
    a series with another number of values than there are labels, a value that isn't finite.
    """

    title: str
    kind: Literal["line", "bar", "area"]
    labels: tuple[str, ...]  # along the x axis
    series: Mapping[str, tuple[float, ...]]  # by name, one value a label
    across: str  # what the labels are: "week", "month"
    unit: str  # what the values are: "decisions", "USD"

    def __post_init__(self) -> None:
        if not 0 < len(self.labels) <= MOST_POINTS or len({*self.labels}) < len(self.labels):
            raise ValueError(f"a chart has 1 to {MOST_POINTS} labels, each once")
        if not 0 < len(self.series) <= MOST_SERIES:
            raise ValueError(f"a chart has 1 to {MOST_SERIES} series")
        for name, values in self.series.items():
            if len(values) != len(self.labels) or not all(map(math.isfinite, values)):
                raise ValueError(f"{name!r} needs one finite value for each label")


def table(view: ChartView) -> tuple[str, ...]:
    """The chart's figures as lines for a fixed-width font.

    A table, the narrower way round; where even that is too wide, a line for each label, in which
    what is zero is left out.
    """
    written = _written(view)
    upright = [[view.across, *view.series], *_by_label(view, written)]
    across = [[view.unit, *view.labels], *([name, *cells] for name, cells in written.items())]
    narrower = min(_lines(upright), _lines(across), key=lambda lines: len(lines[0]))
    return narrower if len(narrower[0]) <= WIDEST else _listed(view, written)


def _by_label(view: ChartView, written: Mapping[str, list[str]]) -> list[list[str]]:
    return [[label, *cells] for label, *cells in zip(view.labels, *written.values(), strict=True)]


def _listed(view: ChartView, written: Mapping[str, list[str]]) -> tuple[str, ...]:
    width = max(map(len, view.labels))
    return tuple(
        f"{label.ljust(width)}  "
        + (
            ", ".join(
                f"{name} {cells[place]}"
                for name, cells in written.items()
                if view.series[name][place]
            )
            or "0"
        )
        for place, label in enumerate(view.labels)
    )


def _written(view: ChartView) -> dict[str, list[str]]:
    """Every value as text: cents only where they say something."""
    values = [value for each in view.series.values() for value in each]
    whole = all(value == int(value) for value in values) or max(map(abs, values)) >= 100
    form = ",.0f" if whole else ",.2f"
    return {name: [format(value, form) for value in each] for name, each in view.series.items()}


def _lines(rows: list[list[str]]) -> tuple[str, ...]:
    """Columns as wide as they need be: names to the left, figures to the right."""
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    return tuple(
        "  ".join(
            cell.rjust(width) if place else cell.ljust(width)
            for place, (cell, width) in enumerate(zip(row, widths, strict=True))
        )
        for row in rows
    )
