"""The flowchart of a rule set, drawn from its rules: Mermaid text, or SVG through Graphviz."""

from __future__ import annotations

import importlib
import re
import shutil
import textwrap
from collections.abc import Callable, Iterable, Mapping, Sequence
from itertools import pairwise
from typing import Any

from rules.diagram.diagram import Diagram
from rules.language.answers import Answer

from .chart import Arrow, Box, Chart, DrawError, Walk, charts, less

UNREACHED = "Dashed: no worked case comes here"
ALL_REACHED = "Every way is taken by a worked case"
MAX_TEXT = 50_000  # characters of a chart: Mermaid reads no more, on GitHub neither
BOX_WIDTH = 24  # characters: Graphviz breaks no line by itself

_HEAD = """\
---
config:
  flowchart:
    nodeSpacing: 20
    rankSpacing: 32
    wrappingWidth: 180
---
"""
_STYLES = """\
  classDef question fill:#eef2ff,stroke:#4355a5,color:#111
  classDef outcome fill:#e6f4ea,stroke:#1e7d34,color:#111
  classDef part fill:#fff8e1,stroke:#8a6d00,color:#111
  classDef gap fill:#fdecea,stroke:#b3261e,color:#111,stroke-dasharray:4
  classDef marked stroke-width:4px,font-weight:bold
"""
_SHAPES = {
    "question": '{{"%s"}}',
    "outcome": '(["%s"])',
    "part": '[["%s"]]',
    "gap": '["%s"]',
}
# Mermaid reads these as its own syntax, as Markdown, HTML, an icon or a formula. A colon before a
# space does no harm, and stays readable in the source.
_UNSAFE = re.compile(r"[^\w\s,.?!'()/:;+=-]|_|:(?! |$)|^[-+]|(?<=^\d)[.)]|(?<=^\d\d)[.)]")

_NO_PACKAGE = "SVG needs the Python package 'graphviz': pip install graphviz"
_NO_DOT = (
    "SVG needs Graphviz, and no 'dot' is on the PATH: apt install graphviz, "
    "brew install graphviz, or https://graphviz.org/download"
)
_LOOKS = {
    "question": {"shape": "hexagon", "style": "filled", "fillcolor": "#eef2ff"},
    "outcome": {"shape": "box", "style": "filled,rounded", "fillcolor": "#e6f4ea"},
    "part": {"shape": "box", "style": "filled", "peripheries": "2", "fillcolor": "#fff8e1"},
    "gap": {"shape": "box", "style": "filled,dashed", "fillcolor": "#fdecea"},
}
_FONT = {"fontname": "Helvetica,Arial,sans-serif", "fontsize": "11"}


def draw(
    diagram: Diagram,
    table: str | None = None,
    answers: Mapping[str, Answer] | None = None,
    walks: Sequence[Walk] | None = None,
) -> str:
    """The flowchart as Mermaid text; equal rules give equal text.

    Without `table`: the questions that lead to each recommendation or, where several tables join
    into the verdict, all tables one below the other. With `answers`, by fact id, the ways that
    they leave open are drawn thick: one way, once an interview is finished and nothing is unsure.
    With `walks`, those of worked cases, what none of them takes is drawn dashed.
    Raises DrawError for an unknown table and where there is too much to draw, KeyError for an
    unknown fact.
    """
    drawn = charts(diagram, table, answers, walks)
    text = _mermaid(diagram, table, drawn, legend=walks is not None)
    size = len(text.encode("utf-16-le")) // 2  # as Mermaid counts
    if size > MAX_TEXT:
        many = f"{size:,} characters, and Mermaid reads {MAX_TEXT:,}"
        raise DrawError(f"{many}: use --svg, or {less(diagram, table)}")
    return text


def _mermaid(diagram: Diagram, table: str | None, drawn: Sequence[Chart], *, legend: bool) -> str:
    title = f"{diagram.rules.title} {table or ''}".rstrip()
    framed = _framed(drawn, table)
    sideways = not framed and drawn[0].sideways
    lines = [
        f"flowchart {'LR' if sideways else 'TB'}",
        f"  accTitle: {_escaped(title)}",
    ]
    for chart in drawn:
        inside = [f"  {_mermaid_box(box)}" for box in chart.boxes]
        inside += [f"  {_mermaid_arrow(arrow)}" for arrow in chart.arrows]
        lines += _subgraph(chart, inside) if framed else inside
    lines += [f"  {above.id} ~~~ {below.id}" for above, below in pairwise(drawn)]
    marked = [box.id for chart in drawn for box in chart.boxes if box.marked]
    lines += [f"  class {','.join(marked)} marked"] if marked else []
    lines += _mermaid_legend(drawn, framed) if legend else []
    return _HEAD + "\n".join(lines) + "\n" + _STYLES


def draw_svg(
    diagram: Diagram,
    table: str | None = None,
    answers: Mapping[str, Answer] | None = None,
    walks: Sequence[Walk] | None = None,
) -> str:
    """The same flowchart as SVG. Raises DrawError too where Graphviz is not installed."""
    drawn = charts(diagram, table, answers, walks)
    graphviz = _graphviz()
    graph = graphviz.Digraph("flowchart", graph_attr={"nodesep": "0.15", "ranksep": "0.3"})
    graph.attr("graph", tooltip=graphviz.escape(diagram.rules.title), **_FONT)
    graph.attr("node", **_FONT)
    graph.attr("edge", **_FONT)
    if walks is not None:
        graph.attr(label=_legend(_unreached(drawn)), labelloc="t")
    for chart in drawn:
        _svg_chart(graph, chart, graphviz.escape, framed=_framed(drawn, table))
    for above, below in pairwise(drawn):  # keeps the charts one below the other
        for box in above.boxes:
            graph.edge(box.id, below.boxes[0].id, style="invis")
    return str(graph.pipe(format="svg", encoding="utf-8"))


def _framed(drawn: Sequence[Chart], table: str | None) -> bool:
    """Whether a frame names each chart; one that is the whole rule set needs none."""
    return len(drawn) > 1 or table is not None


def _unreached(drawn: Iterable[Chart]) -> list[str]:
    """The boxes to which no worked case comes."""
    return [box.id for chart in drawn for box in chart.boxes if box.unreached]


def _legend(unreached: Sequence[str]) -> str:
    return UNREACHED if unreached else ALL_REACHED


def _mermaid_legend(drawn: Sequence[Chart], framed: bool) -> list[str]:
    """A box above the charts that says what is dashed, and the dashing."""
    unreached = _unreached(drawn)
    first = drawn[0].id if framed else drawn[0].boxes[0].id  # a link into a frame would turn it
    legend = [f'  legend["{_legend(unreached)}"] ~~~ {first}']
    if unreached:
        legend.append(f"  class legend,{','.join(unreached)} unreached")
        legend.append("  classDef unreached stroke-dasharray:6 4")
    return legend


def _subgraph(chart: Chart, inside: Iterable[str]) -> list[str]:
    """A frame around a chart. Its text isn't indented: a large table has no room to spare."""
    direction = f"  direction {'LR' if chart.sideways else 'TB'}"
    head = [f'  subgraph {chart.id}["{_escaped(chart.heading)}"]', direction]
    frame = f"  style {chart.id} fill:none,stroke:#888"
    return [*head, *inside, "  end", frame]


def _mermaid_box(box: Box) -> str:
    text = "<br>".join(_escaped(line) for line in box.lines)
    return f"{box.id}{_SHAPES[box.kind] % text}:::{box.kind}"


def _mermaid_arrow(arrow: Arrow) -> str:
    line = "==>" if arrow.marked else "-.->" if arrow.unreached else "-->"
    return f'{arrow.start} {line}|"{_escaped(arrow.text)}"| {arrow.end}'


def _escaped(text: str) -> str:
    """Any text on one line, safe between Mermaid's quotes; letters of all scripts stay."""
    return _UNSAFE.sub(lambda found: f"#{ord(found[0])};", " ".join(text.split()))


def _graphviz() -> Any:
    """The graphviz package, which few need; it drives Graphviz's own `dot`."""
    if shutil.which("dot") is None:
        raise DrawError(_NO_DOT)
    try:
        return importlib.import_module("graphviz")
    except ImportError:
        raise DrawError(_NO_PACKAGE) from None


def _svg_chart(graph: Any, chart: Chart, escape: Callable[[str], str], *, framed: bool) -> None:
    name = f"cluster_{chart.id}" if framed else None
    with graph.subgraph(name=name) as inside:
        if framed:
            inside.attr(label=escape(chart.heading), color="#888888")
        for box in chart.boxes:
            look = {**_LOOKS[box.kind], "penwidth": _width(box.marked)}
            if box.unreached:
                look |= {"style": "dashed,rounded" if box.kind == "outcome" else "dashed"}
            inside.node(box.id, _broken(box.lines, escape), **look)
        for arrow in chart.arrows:
            text = f" {_broken([arrow.text], escape)} "
            style = "dashed" if arrow.unreached else "solid"
            inside.edge(arrow.start, arrow.end, text, penwidth=_width(arrow.marked), style=style)


def _broken(lines: Sequence[str], escape: Callable[[str], str]) -> str:
    """Lines broken at spaces, spelled as Graphviz reads them."""
    return r"\n".join(escape(part) for line in lines for part in textwrap.wrap(line, BOX_WIDTH))


def _width(marked: bool) -> str:
    return "4" if marked else "1"
