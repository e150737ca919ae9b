"""The Ertas flowchart by hand, and in the words of four other engines."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from importlib import import_module  # the peers are installed in benchmarks/.venv alone
from itertools import product
from random import Random
from typing import Any, TypeAlias

Answers: TypeAlias = dict[str, Any]
Engine: TypeAlias = Callable[[Answers], object]

REQUESTS = (0, 49, 50, 5000)  # two for each class, the ends beside the threshold included
VALUES: dict[str, tuple[Any, ...]] = {
    "prompt_optimised": ("yes", "no"),
    "knowledge_changes": ("yes", "no"),
    "needs_citations": ("yes", "no"),
    "one_off": ("yes", "no"),
    "requests_per_day": REQUESTS,
    "broad_knowledge": ("yes", "no"),
    "narrow": ("yes", "no"),
    "consistent": ("yes", "no"),
}
# In order: a test in the words of most expression languages, and what follows if it holds.
ROWS = (
    ('prompt_optimised == "no"', "improve_prompt"),
    ('knowledge_changes == "yes"', "rag"),
    ('needs_citations == "yes"', "rag_citations"),
    ('one_off == "yes"', "api"),
    ("requests_per_day < 50", "api"),
    ('broad_knowledge == "yes"', "frontier"),
    ('narrow == "yes" {and} consistent == "yes"', "fine_tune"),
)
OTHERWISE = "keep_prompt"


def by_hand(answers: Answers) -> str:  # noqa: PLR0911  # one for each end of the chart
    """What a programmer would write, and the floor of all figures."""
    if answers["prompt_optimised"] == "no":
        return "improve_prompt"
    if answers["knowledge_changes"] == "yes":
        return "rag"
    if answers["needs_citations"] == "yes":
        return "rag_citations"
    if answers["one_off"] == "yes" or answers["requests_per_day"] < 50:
        return "api"
    if answers["broad_knowledge"] == "yes":
        return "frontier"
    if answers["narrow"] == "yes" and answers["consistent"] == "yes":
        return "fine_tune"
    return "keep_prompt"


def all_answers() -> list[Answers]:
    """Every combination of classes, each number class twice, in an order without a pattern."""
    found = [dict(zip(VALUES, values, strict=True)) for values in product(*VALUES.values())]
    Random(1).shuffle(found)  # noqa: S311  # the same order in each run
    return found


def peers() -> Iterator[tuple[str, Engine, Engine]]:
    """Each peer's name, a call as its users make it, and one that gives the bare outcome."""
    compiled = import_module("zen").compile_expression(_ternary("and")).evaluate
    yield "zen-engine 2.1.3, expression", compiled, compiled
    cel = import_module("cel").compile(_ternary("&&")).execute
    yield "common-expression-language 0.10.0", cel, cel
    rule = import_module("rule_engine").Rule(_ternary("and")).evaluate
    yield "rule-engine 5.1.0", rule, rule
    logic, apply = _json_logic(), import_module("json_logic").jsonLogic
    yield (
        "panzi-json-logic 1.0.1",
        lambda answers: apply(logic, answers),
        lambda answers: apply(logic, answers),
    )
    loader = {"type": "static", "content": {"flowchart": _zen_table()}}
    table = import_module("zen").ZenEngine({"loader": loader}).evaluate
    yield (
        "zen-engine 2.1.3, table",
        lambda answers: table("flowchart", answers),
        lambda answers: table("flowchart", answers)["result"]["outcome"],
    )
    yield (
        "zen-engine 2.1.3, table with trace",
        lambda answers: table("flowchart", answers, {"trace": True}),
        lambda answers: table("flowchart", answers, {"trace": True})["result"]["outcome"],
    )


def _ternary(word: str) -> str:
    text = f'"{OTHERWISE}"'
    for test, outcome in reversed(ROWS):
        text = f'({test.format(**{"and": word})}) ? "{outcome}" : ({text})'
    return text


def _json_logic() -> dict[str, Any]:
    def read(test: str) -> dict[str, Any]:
        name, operator, constant = test.split(" ")
        value = int(constant) if constant.isdecimal() else constant.strip('"')
        return {operator: [{"var": name}, value]}

    branches: list[Any] = []
    for test, outcome in ROWS:
        parts = [read(part) for part in test.split(" {and} ")]
        branches += [{"and": parts} if len(parts) > 1 else parts[0], outcome]
    return {"if": [*branches, OTHERWISE]}


def _zen_table() -> dict[str, Any]:
    rows = []
    for number, (test, outcome) in enumerate((*ROWS, ("", OTHERWISE))):
        cells = dict.fromkeys(VALUES, "")
        for part in filter(None, test.split(" {and} ")):
            name, _, cell = part.partition(" ")
            cells[name] = cell.removeprefix("== ")
        rows.append({"_id": f"row{number}", **cells, "outcome": f'"{outcome}"'})
    content = {
        "hitPolicy": "first",
        "inputs": [{"id": n, "name": n, "type": "expression", "field": n} for n in VALUES],
        "outputs": [{"id": "outcome", "name": "o", "type": "expression", "field": "outcome"}],
        "rules": rows,
    }
    place = {"position": {"x": 0, "y": 0}}
    nodes = [
        {"id": "in", "name": "in", "type": "inputNode", **place},
        {"id": "t", "name": "t", "type": "decisionTableNode", "content": content, **place},
        {"id": "out", "name": "out", "type": "outputNode", **place},
    ]
    edges = [
        {"id": f"{a}-{b}", "type": "edge", "sourceId": a, "targetId": b}
        for a, b in (("in", "t"), ("t", "out"))
    ]
    return {"nodes": nodes, "edges": edges}
