"""Random rule sets as plain data, and random answers to them in their JSON form."""

from itertools import product
from math import prod
from typing import Any

from hypothesis import strategies as st

from tests.rules import naive
from tests.rules.sized import choice, decimal, number, rule, ruleset, said, several, yes_no

KINDS = ["decimal", "several", "int", "choice", "yes_no"]


@st.composite
def facts(draw: st.DrawFn) -> dict[str, Any]:
    """One to five facts of all kinds, the numbers with few values, some with finer questions.

    With many sets of values already, another fact is a yes/no one: every set will be tried.
    """
    later: dict[str, Any] = {}
    for n in reversed(range(draw(st.integers(1, 5)))):
        sets = prod(len(naive.ways_of(each)) for each in later.values())
        fact = _fact(draw, f"f{n}") if sets <= 200 else yes_no(f"f{n}")
        counts_as = st.sampled_from(naive.values_of(fact))
        meaning = draw(st.sampled_from(["open", "as", "settle", "settle"]))
        if meaning == "as":
            fact["not_sure"]["as"] = draw(counts_as)
        elif meaning == "settle" and later:
            rows = [
                {"when": _condition(draw, later, 2), "as": draw(counts_as)}
                for _ in range(draw(st.integers(1, 2)))
            ]
            fact["not_sure"]["settle"] = [*rows, {"as": draw(counts_as)}]
        later = {f"f{n}": fact, **later}
    return later


def _fact(draw: st.DrawFn, name: str) -> dict[str, Any]:
    low, span = draw(st.integers(-2, 2)), draw(st.sampled_from([4, 3, 2, 1, 0]))
    match draw(st.sampled_from(KINDS)):
        case "yes_no":
            return yes_no(name)
        case "choice":
            return choice(name, "abc"[: draw(st.integers(2, 3))])
        case "several":
            return several(name, "abcd"[: draw(st.integers(2, 4))])
        case "decimal":
            return decimal(name, low / 10, (low + span) / 10)
        case _:
            return number(name, low, low + span)


@st.composite
def conditions(draw: st.DrawFn, known: dict[str, Any]) -> dict[str, Any]:
    """Comparisons, and all, any and not of them, nested."""
    return _condition(draw, known, 3)


def _condition(draw: st.DrawFn, known: dict[str, Any], depth: int) -> dict[str, Any]:
    word = draw(st.sampled_from(["", "", "all", "any", "not"])) if depth else ""
    if word == "not":
        return {"not": _condition(draw, known, depth - 1)}
    if word:
        size = draw(st.integers(1, 3))
        return {word: [_condition(draw, known, depth - 1) for _ in range(size)]}
    name = draw(st.sampled_from([*known]))
    return {name: _compared(draw, known[name])}


def _compared(draw: st.DrawFn, fact: Any) -> Any:
    """What one fact may be compared with."""
    if fact["type"] == "several":
        word = draw(st.sampled_from(["has", "only"]))
        named = draw(_some([*fact["options"]], at_least=word == "has"))
        return {word: named[0] if len(named) == 1 and draw(st.booleans()) else named}
    if fact["type"] in ("int", "decimal") and draw(st.booleans()):
        return _bounds(draw, fact)
    values = naive.values_of(fact)
    return draw(st.sampled_from(values)) if draw(st.booleans()) else draw(_some(values))


def _some(values: list[Any], at_least: int = 1) -> st.SearchStrategy[list[Any]]:
    return st.lists(st.sampled_from(values), min_size=at_least, max_size=3)


def _bounds(draw: st.DrawFn, fact: Any) -> dict[str, Any]:
    """Bounds near a number's values, such as leave room for one."""
    parts = 10 if fact["type"] == "decimal" else 1
    low, high = (round(fact[end] * parts) for end in ("min", "max"))
    names = draw(st.sampled_from(BOUNDS))
    first = draw(st.integers(low, high) | st.integers(low - 1, high + 2))
    apart = 0 if names == ("at_least", "at_most") else 2 if names == ("above", "below") else 1
    second = first + apart + draw(st.integers(0, 3))
    ends = zip(names, (first, second), strict=False)
    return {name: n if parts == 1 else n / parts for name, n in ends}


BOUNDS = [(one,) for one in ("at_least", "above", "at_most", "below")] + [
    (lower, upper) for lower in ("at_least", "above") for upper in ("at_most", "below")
]


@st.composite
def rulesets(draw: st.DrawFn) -> dict[str, Any]:
    """A rule set of one to three verdict tables and up to two more, with words for every end."""
    known = draw(facts())
    joined = [f"t{n}" for n in range(draw(st.integers(1, 3)))]
    added = [f"x{n}" for n in range(draw(st.integers(0, 2)))]
    tables = {}
    for table in joined + added:
        rules = [
            rule(
                f"{table}r{n}",
                f"{table}{draw(st.sampled_from('abc'))}",
                _condition(draw, known, 3),
                stop=table in joined and draw(st.integers(0, 4)) == 0,
            )
            for n in range(draw(st.integers(1, 4)))
        ]
        if draw(st.integers(0, 3)):
            rules.append(rule(f"{table}end", f"{table}c"))
        tables[table] = rules
    ends = {table: sorted({each["outcome"] for each in tables[table]}) for table in joined}
    concluded = [outcome for outcomes in ends.values() for outcome in outcomes]
    needing = draw(st.dictionaries(st.sampled_from(concluded), st.lists(_need(known), max_size=3)))
    outcomes = {outcome: {"needs": needs} for outcome, needs in needing.items()}
    made = ruleset(known, tables, joined, _texts(joined, ends), outcomes)
    return {**made, "ask_order": draw(st.sampled_from(["listed", "rules"]))}


@st.composite
def _need(draw: st.DrawFn, known: dict[str, Any]) -> Any:
    """A fact that an outcome needs, perhaps on a condition."""
    fact = draw(st.sampled_from([*known]))
    return {"fact": fact, "when": _condition(draw, known, 2)} if draw(st.booleans()) else fact


@st.composite
def advised(draw: st.DrawFn) -> dict[str, Any]:
    """A rule set whose outcomes give conditional lines, and need facts for them."""
    raw = draw(rulesets())
    conditions_of_lines = conditions(raw["facts"])
    for name, outcome in raw["outcomes"].items():
        outcome["steps"] = [{"say": f"If {name}.", "when": draw(conditions_of_lines)}]
        but = {"when": draw(conditions_of_lines), "unless": draw(conditions_of_lines)}
        outcome["cautions"] = [{"say": f"But {name}.", **but}]
        if name.startswith("t"):
            facts = st.sampled_from([*raw["facts"]])
            outcome["needs"] = draw(st.lists(facts, max_size=2, unique=True))
    return raw


def _texts(joined: list[str], ends: dict[str, list[str]]) -> list[dict[str, Any]]:
    """Words for every combination; the first two outcomes of a last table share theirs."""
    found: list[dict[str, Any]] = []
    for count in range(1, len(joined) + 1):
        read = joined[:count]
        last = ends[read[-1]]
        groups = [last[:2], last[2:]] if len(last) > 2 else [last]
        for combination in product(*(ends[table] for table in read[:-1]), groups):
            when: dict[str, Any] = dict(zip(read, combination, strict=True))
            found.append(said(f"text{len(found)}", **when))
    return found


def answer(fact: Any) -> st.SearchStrategy[Any]:
    """A value, a range or not sure."""
    values = naive.values_of(fact)
    said_so = st.sampled_from(values) | st.just("not_sure")
    if fact["type"] not in ("int", "decimal"):
        return said_so
    step = 1 if fact["type"] == "int" else 0.1
    bounds = st.sampled_from(values)
    between = st.tuples(bounds, bounds).map(
        lambda pair: {"at_least": min(pair), "below": after(max(pair), step)}
    )
    lower = bounds.map(lambda n: {"at_least": n})
    upper = bounds.map(lambda n: {"below": after(n, step)})
    return said_so | between | lower | upper


def after(value: float, step: float) -> float:
    """The next number."""
    return value + 1 if step == 1 else round(value + step, 1)


@st.composite
def answers(draw: st.DrawFn, raw: Any) -> dict[str, Any]:
    """Answers to some of the facts."""
    asked = [name for name in raw["facts"] if draw(st.booleans())]
    return {name: draw(answer(raw["facts"][name])) for name in asked}


@st.composite
def answered(draw: st.DrawFn) -> tuple[dict[str, Any], dict[str, Any]]:
    """A rule set and answers to some of its facts."""
    raw = draw(rulesets())
    return raw, draw(answers(raw))
