"""Rule sets of any size, made by a program: every rule reads two to four facts."""

from __future__ import annotations

import json
from random import Random
from typing import Any

from tests.rules.sized import choice, equalities, number, rule, ruleset, said, yes_no

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
    for number_of in range(-(-rules // PER_TABLE)):
        table = f"t{number_of}"
        first = random.randrange(max(1, facts - NEARBY + 1))
        read = names if scattered else names[first : first + NEARBY]
        rows = [
            _rule(random, f"{table}r{n}", table, read, listed)
            for n in range(min(PER_TABLE, rules - number_of * PER_TABLE) - 1)
        ]
        tables[table] = [*rows, rule(f"{table}end", f"{table}a")]
    joined = {name: [*{r["outcome"]: 0 for r in tables[name]}] for name in JOINED if name in tables}
    return json.dumps(ruleset(listed, tables, [*joined], [said("all", **joined)]))


def explosive(pairs: int) -> str:
    """x0 = y0 and x1 = y1 and so on, all x before all y: twice the nodes with every pair."""
    return json.dumps(equalities(pairs))


def _fact(place: int) -> dict[str, Any]:
    """Of ten facts, five are yes/no, three a choice of four and two a number."""
    name = f"f{place}"
    match place % 10:
        case 0 | 2 | 4 | 6 | 8:
            return yes_no(name)
        case 1 | 5 | 9:
            return choice(name, "abcd")
        case _:
            return number(name, 0, 1000)


def _rule(
    random: Random, name: str, table: str, read: list[str], listed: dict[str, Any]
) -> dict[str, Any]:
    chosen = random.sample(read, random.randint(2, 4))
    when = {"all": [{fact: _wanted(random, listed[fact])} for fact in chosen]}
    return rule(name, f"{table}{random.choice(OUTCOMES)}", when)


def _wanted(random: Random, fact: dict[str, Any]) -> Any:
    match fact["type"]:
        case "yes_no":
            return random.choice(("yes", "no"))
        case "choice":
            return random.choice(("a", "b", "c", "d", ["a", "b"]))
        case _:
            return {random.choice(("below", "at_least")): random.choice((10, 50, 200))}
