"""Rule sets of any size, made by a program: every rule reads two to four facts."""

from __future__ import annotations

import json
from random import Random
from typing import Any

PER_TABLE = 50
JOINED = ("t0", "t1", "t2")  # of the tables, those whose outcomes join to the verdict
OUTCOMES = "abc"
NEARBY = 6  # how many facts, side by side, the rules of one table read


def made(facts: int, rules: int, scattered: bool = False) -> str:
    """The text of a rule set, JSON being YAML too. The same arguments give the same text.

    The rules of a table read facts that stand side by side; `scattered`, any facts at all.
    """
    random = Random(f"{facts} {rules}")  # noqa: S311  # must be the same each time
    listed = {f"f{n}": _fact(n) for n in range(facts)}
    names = [*listed]
    tables = {}
    for number in range(-(-rules // PER_TABLE)):
        first = random.randrange(max(1, facts - NEARBY + 1))
        read = names if scattered else names[first : first + NEARBY]
        rows = [
            _rule(random, f"t{number}r{n}", f"t{number}", read, listed)
            for n in range(min(PER_TABLE, rules - number * PER_TABLE) - 1)
        ]
        last = {"id": f"t{number}end", "outcome": f"t{number}a", "because": "Else.", "cite": ["S1"]}
        tables[f"t{number}"] = [*rows, last]
    return _ruleset(listed, tables)


def explosive(pairs: int) -> str:
    """x0 = y0 and x1 = y1 and so on, all x before all y: twice the nodes with every pair."""
    listed = {f"{half}{n}": _yes_no(f"{half}{n}") for half in "xy" for n in range(pairs)}
    equal = [
        {"any": [{"all": [{f"x{n}": v}, {f"y{n}": v}]} for v in ("yes", "no")]}
        for n in range(pairs)
    ]
    told = {"because": "Since.", "cite": ["S1"]}
    rules = [
        {"id": "same", "when": {"all": equal}, "outcome": "t0a", **told},
        {"id": "else", "outcome": "t0b", **told},
    ]
    return _ruleset(listed, {"t0": rules})


def _fact(number: int) -> dict[str, Any]:
    """Of ten facts, five are yes/no, three a choice of four and two a number."""
    name = f"f{number}"
    match number % 10:
        case 0 | 2 | 4 | 6 | 8:
            return _yes_no(name)
        case 1 | 5 | 9:
            return {**_yes_no(name), "type": "choice", "options": {o: o for o in "abcd"}}
        case _:
            return {**_yes_no(name), "type": "int", "unit": "pieces", "max": 1000}


def _yes_no(name: str) -> dict[str, Any]:
    words = {"label": name, "ask": f"And {name}?", "why": "It matters.", "help": "Look."}
    return {"type": "yes_no", **words, "not_sure": {"because": "Nobody knows."}}


def _rule(
    random: Random, name: str, table: str, read: list[str], listed: dict[str, Any]
) -> dict[str, Any]:
    chosen = random.sample(read, random.randint(2, 4))
    return {
        "id": name,
        "when": {"all": [{fact: _wanted(random, listed[fact])} for fact in chosen]},
        "outcome": f"{table}{random.choice(OUTCOMES)}",
        "because": f"Since {name}.",
        "cite": ["S1"],
    }


def _wanted(random: Random, fact: dict[str, Any]) -> Any:
    match fact["type"]:
        case "yes_no":
            return random.choice(("yes", "no"))
        case "choice":
            return random.choice(("a", "b", "c", "d", ["a", "b"]))
        case _:
            return {random.choice(("below", "at_least")): random.choice((10, 50, 200))}


def _ruleset(listed: dict[str, Any], tables: dict[str, Any]) -> str:
    joined = [name for name in JOINED if name in tables]
    concluded: dict[str, Any] = {rule["outcome"]: {} for table in tables.values() for rule in table}
    texts = [
        {
            "id": "all",
            "when": {t: [o for o in concluded if o[:-1] == t] for t in joined},
            "title": "All",
            "verdict": "Do it.",
        }
    ]
    statements = {"S1": "Nothing."}
    source = {"title": "None", "url": "https://example.org", "publisher": "Nobody"}
    return json.dumps(
        {
            "ruleset": "made",
            "version": "1.0.0",
            "title": "Made by a program",
            "intro": "Not for people.",
            "sources": {"source": {**source, "statements": statements}},
            "facts": listed,
            "verdict": joined,
            "tables": tables,
            "outcomes": concluded,
            "recommendations": texts,
        }
    )
