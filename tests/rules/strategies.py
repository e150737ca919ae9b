"""Random rule sets as plain data, and random answers to them in their JSON form."""

from itertools import product
from typing import Any

from hypothesis import strategies as st

from tests.rules import naive
from tests.rules.sized import choice, number, rule, ruleset, said, yes_no


@st.composite
def facts(draw: st.DrawFn) -> dict[str, Any]:
    """One to five facts of all kinds, the numbers with few values."""
    found: dict[str, Any] = {}
    for n in range(draw(st.integers(1, 5))):
        name, settled = f"f{n}", draw(st.booleans())
        match draw(st.sampled_from(["yes_no", "choice", "int"])):
            case "yes_no":
                found[name] = yes_no(
                    name, draw(st.sampled_from(["yes", "no"])) if settled else None
                )
            case "choice":
                options = "abc"[: draw(st.integers(2, 3))]
                found[name] = choice(name, options, options[-1] if settled else None)
            case _:
                low = draw(st.integers(-2, 2))
                high = low + draw(st.integers(0, 4))
                found[name] = number(name, low, high, high if settled else None)
    return found


def comparison(name: str, fact: Any) -> st.SearchStrategy[Any]:
    """One fact against constants."""
    values = naive.values_of(fact)
    listed = st.lists(st.sampled_from(values), min_size=1, max_size=3)
    plain = st.sampled_from(values) | listed
    if fact["type"] != "int":
        return plain.map(lambda body: {name: body})
    low, high = values[0], values[-1]
    constants = st.integers(int(low) - 1, int(high) + 2)
    pairs = st.tuples(constants, constants).filter(lambda pair: pair[0] < pair[1])
    bounds = st.one_of(
        st.builds(lambda key, n: {key: n}, st.sampled_from(BOUNDS), constants),
        pairs.map(lambda pair: {"at_least": pair[0], "below": pair[1]}),
        pairs.map(lambda pair: {"above": pair[0] - 1, "at_most": pair[1] - 1}),
    )
    return (plain | bounds).map(lambda body: {name: body})


BOUNDS = ["at_least", "above", "at_most", "below"]


def conditions(known: dict[str, Any]) -> st.SearchStrategy[Any]:
    """Comparisons, and all, any and not of them, nested."""
    compared = st.one_of([comparison(name, fact) for name, fact in known.items()])
    return st.recursive(
        compared,
        lambda parts: st.one_of(
            st.builds(lambda key, body: {key: body}, st.sampled_from(["all", "any"]), _some(parts)),
            parts.map(lambda part: {"not": part}),
        ),
        max_leaves=4,
    )


def _some(parts: st.SearchStrategy[Any]) -> st.SearchStrategy[list[Any]]:
    return st.lists(parts, min_size=1, max_size=3)


@st.composite
def rulesets(draw: st.DrawFn) -> dict[str, Any]:
    """A rule set of one to three verdict tables and up to two more, with words for every end."""
    known = draw(facts())
    joined = [f"t{n}" for n in range(draw(st.integers(1, 3)))]
    added = [f"x{n}" for n in range(draw(st.integers(0, 2)))]
    when = conditions(known)
    tables = {}
    for table in joined + added:
        rules = [
            rule(
                f"{table}r{n}",
                f"{table}{draw(st.sampled_from('abc'))}",
                draw(when),
                stop=table in joined and draw(st.integers(0, 4)) == 0,
            )
            for n in range(draw(st.integers(1, 4)))
        ]
        if draw(st.integers(0, 3)):
            rules.append(rule(f"{table}end", f"{table}c"))
        tables[table] = rules
    ends = {table: sorted({each["outcome"] for each in tables[table]}) for table in joined}
    concluded = [outcome for outcomes in ends.values() for outcome in outcomes]
    needing = draw(st.dictionaries(st.sampled_from(concluded), st.sampled_from([*known])))
    outcomes = {outcome: {"needs": [fact]} for outcome, fact in needing.items()}
    return ruleset(known, tables, joined, _texts(joined, ends), outcomes)


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
    if fact["type"] != "int":
        return said_so
    bounds = st.integers(fact["min"], fact["max"])
    between = st.tuples(bounds, bounds).map(
        lambda pair: {"at_least": min(pair), "below": max(pair) + 1}
    )
    lower = bounds.map(lambda n: {"at_least": n})
    upper = bounds.map(lambda n: {"below": n + 1})
    return said_so | between | lower | upper


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
