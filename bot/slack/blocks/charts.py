"""Charts -> Block Kit: Slack's native chart, and the same figures as text. Pure.

Slack may refuse the native block (`invalid_blocks`) where a workspace doesn't have it yet; a
message with a chart therefore always has a `plain` twin without one. See `api.deliver`.
"""

from __future__ import annotations

from bot.views.charts import ChartView, table

from .kit import Block, cut, escape

NAME, TITLE, AXIS = 20, 50, 50  # characters Slack takes for a label, a title, an axis
CHART = "data_visualization"


def chart(view: ChartView) -> Block:
    """The native chart. A message takes two of them."""
    labels = _distinct(view.labels)
    names = _distinct(tuple(view.series))
    return {
        "type": CHART,
        "title": cut(view.title, TITLE),
        "chart": {
            "type": view.kind,
            "series": [
                {
                    "name": name,
                    "data": [
                        {"label": label, "value": value}
                        for label, value in zip(labels, values, strict=True)
                    ],
                }
                for name, values in zip(names, view.series.values(), strict=True)
            ],
            "axis_config": {
                "categories": list(labels),
                "x_label": cut(view.across, AXIS),
                "y_label": cut(view.unit, AXIS),
            },
        },
    }


def figures(view: ChartView) -> str:
    """The same in mrkdwn: the title, and a table in a fixed-width font."""
    return f"*{escape(view.title)}*\n```{escape(chr(10).join(table(view)))}```"


def _distinct(names: tuple[str, ...]) -> tuple[str, ...]:
    """Names cut to what Slack takes, still told apart: one that comes again is numbered."""
    found: list[str] = []
    for name in names:
        short, copy = cut(name, NAME), 1
        while short in found:
            copy += 1
            short = f"{cut(name, NAME - 3)} {copy}"
        found.append(short)
    return tuple(found)
