"""Random rule sets of language 2 as plain data, and random answers to them in their JSON form."""

from itertools import count, product
from math import prod
from typing import Any

from hypothesis import strategies as st

from tests.rules import naive2, strategies
from tests.rules.sized import choice, decimal, number, rule, ruleset, said, several, yes_no

CITED = {"cite": ["S1"]}


# Facts


@st.composite
def facts(draw: st.DrawFn, options: int = 4, most: int = 5) -> dict[str, Any]:
    """Two to five facts of all kinds, the numbers with few values, some with finer questions.

    With so many sets of values already, another fact is a yes/no one: every set will be tried.
    """
    later: dict[str, Any] = {}
    for n in reversed(range(draw(st.integers(2, most)))):
        sets = prod(len(naive2.plain_answers(each)) for each in later.values())
        fact = _fact(draw, f"f{n}", options) if sets <= max(2, 1920 >> options) else yes_no(f"f{n}")
        counts_as = st.sampled_from(naive2.plain_answers(fact))
        meaning = draw(st.sampled_from(["open", "open", "as", "settle"]))
        if meaning == "as":
            fact["not_sure"]["as"] = draw(counts_as)
        elif meaning == "settle" and later:
            rows = [
                {"when": _test(draw, later, 2), "as": draw(counts_as)}
                for _ in range(draw(st.integers(1, 2)))
            ]
            fact["not_sure"]["settle"] = [*rows, {"as": draw(counts_as)}]
        later = {f"f{n}": fact, **later}
    return later


def _fact(draw: st.DrawFn, name: str, options: int) -> dict[str, Any]:
    low, span = draw(st.integers(-1, 1)), draw(st.sampled_from([3, 2, 1]))
    match draw(st.sampled_from(["several", "choice", "int", "yes_no", "decimal"])):
        case "yes_no":
            return yes_no(name)
        case "choice":
            return choice(name, "abc"[: draw(st.integers(2, 3))])
        case "several":
            return _several(draw, name, options)
        case "decimal":
            return decimal(name, low / 10, (low + span) / 10)
        case _:
            return number(name, low, low + span)


def _several(draw: st.DrawFn, name: str, options: int) -> dict[str, Any]:
    """Several options, perhaps with unknown ones, perhaps with one or two that stand alone."""
    fact = several(name, "abcdefghijkl"[: draw(st.integers(2, options))])
    labels = fact["options"]
    if draw(st.booleans()):
        fact["unticked"] = "open"
        if draw(st.booleans()):
            labels["a"] = {"label": "a", "surely_not": "It has no a"}
    for alone in ["", "", "b", "ab"][draw(st.integers(0, 3))]:
        labels[alone] = {"label": alone, "alone": True}
    return fact


# Tests


@st.composite
def whens(draw: st.DrawFn, known: dict[str, Any], unsure: bool = True) -> Any:
    """Comparisons, and all, any and not of them, nested; `unsure` only where it may stand."""
    return _test(draw, known, 3, unsure)


def _test(draw: st.DrawFn, known: dict[str, Any], depth: int, unsure: bool = True) -> Any:
    word = draw(st.sampled_from(["", "", "all", "any", "not"])) if depth else ""
    if word == "not":
        return {"not": _test(draw, known, depth - 1, unsure)}
    if word:
        size = draw(st.integers(1, 3))
        return {word: [_test(draw, known, depth - 1, unsure) for _ in range(size)]}
    name = draw(st.sampled_from([*known]))
    if unsure and draw(st.integers(0, 5)) == 5:
        return {name: "unsure"}
    return {name: _compared(draw, known[name])}


def _compared(draw: st.DrawFn, fact: Any) -> Any:
    """What one fact may be compared with."""
    if fact["type"] != "several":
        return strategies._compared(draw, fact)
    word = draw(st.sampled_from(["has", "has_any", "lacks", "only"]))
    if word == "only":
        return {word: draw(st.sampled_from(naive2.plain_answers(fact)))}
    alone = naive2.alone_in(fact)
    options = [o for o in fact["options"] if word != "has" or o not in alone]
    if not options or (word == "has" and alone and draw(st.integers(0, 3)) == 3):
        return {word: draw(st.sampled_from(sorted(alone)))}  # with another it could never hold
    named = draw(st.lists(st.sampled_from(options), min_size=1, max_size=3, unique=True))
    return {word: named[0] if len(named) == 1 and draw(st.booleans()) else named}


# Rule sets


@st.composite
def rulesets(draw: st.DrawFn, options: int = 4, most: int = 5) -> dict[str, Any]:
    """A rule set of one to three verdict tables and an extra one, with words for every end.

    The last rule of each verdict table always holds. What a rule with `stop` concludes in a table
    that isn't the last (`t0s`, `t0z`) is concluded by no other of it, so it may have conditions.
    """
    known = draw(facts(options, most))
    joined = ["t0", "t1", "t2"][: draw(st.sampled_from([1, 1, 2, 2, 2, 3]))]
    tables = {table: _table(draw, known, table, joined) for table in joined}
    ends = {t: sorted({each["outcome"] for each in tables[t]}) for t in joined}
    also = st.sampled_from(["x0a", "x0b", "x0a", "x0b", ends[joined[-1]][0]])
    tables["x0"] = [
        rule(f"x0r{n}", draw(also), _test(draw, known, 2)) for n in range(draw(st.integers(1, 3)))
    ] + ([rule("x0end", "x0b")] if draw(st.booleans()) else [])
    conditions: dict[str, Any] = {}
    outcomes: dict[str, Any] = {}
    for table in joined:
        may = [end for end in ends[table] if table == joined[-1] or end[-1] in "sz"]
        order = [*may, *(end for end in ends[table] if end not in may)]
        pool = {f"c{table}{n}": draw(_leads(order)) for n in range(draw(st.integers(1, 3)))}
        made = {end: draw(_outcome(known, end in may and order, end, pool)) for end in order}
        outcomes |= made
        used = {id_ for each in made.values() for id_ in each.get("ready_when", ())}
        conditions |= {id_: draw(_condition(known, pool[id_])) for id_ in pool if id_ in used}
    if draw(st.integers(0, 2)) == 2:
        outcomes["more"] = {"needs": draw(st.lists(_need(known), max_size=2))}
        outcomes[draw(st.sampled_from([*outcomes][:-1]))]["adds"] = ["more"]
    raw = {"language": 2, **ruleset(known, tables, joined, _texts(joined, ends), outcomes)}
    extra = sorted({each["outcome"] for each in tables["x0"]})
    raw |= {"conditions": conditions} if conditions else {}
    directions = [
        end for table in joined for end in ends[table] if table == joined[-1] or end[-1] in "sz"
    ]
    modifiers = [draw(_modifier(known, extra, directions)) for _ in range(draw(st.integers(0, 2)))]
    raw |= {"modifiers": {f"m{n}": each for n, each in enumerate(modifiers)}} if modifiers else {}
    rows = [draw(_row(known, n, directions)) for n in range(draw(st.integers(0, 2)))]
    raw |= {"collect": rows} if rows else {}
    return _with_terms(draw, raw)


def _table(draw: st.DrawFn, known: dict[str, Any], table: str, joined: list[str]) -> Any:
    rules = []
    for n in range(draw(st.integers(1, 3))):
        stop = draw(st.integers(0, 2)) == 2
        apart = stop and table != joined[-1]
        outcome = f"{table}{draw(st.sampled_from('sz' if apart else 'abc'))}"
        rules.append(rule(f"{table}r{n}", outcome, _test(draw, known, 3), stop=stop))
    return [*rules, rule(f"{table}end", f"{table}{draw(st.sampled_from('abc'))}")]


def _leads(order: list[str]) -> st.SearchStrategy[str]:
    """Where a condition leads if it fails, or nowhere."""
    return st.sampled_from(["", *order[1:], *order[1:]])


@st.composite
def _outcome(
    draw: st.DrawFn, known: dict[str, Any], order: Any, end: str, pool: dict[str, str]
) -> dict[str, Any]:
    """An outcome that trains or not, with some of a pool's conditions where it is in an order.

    A condition leads only to an outcome that comes after all that have it, so never in a circle.
    """
    needs = {"needs": draw(st.lists(_need(known), max_size=2))}
    at = order.index(end) if order else 0
    may = [id_ for id_, to in pool.items() if order and (not to or at < order.index(to))]
    if may and draw(st.integers(0, 4)) != 4:
        asked = draw(st.lists(st.sampled_from(may), min_size=1, max_size=3, unique=True))
        return {"trains": True, "ready_when": asked, **needs}
    if order and draw(st.booleans()):
        return {"trains": True, "stance": "yes", **needs}
    return {"stance": draw(st.sampled_from(["no", "not_yet"])), **needs}


@st.composite
def _condition(draw: st.DrawFn, known: dict[str, Any], leads_to: str) -> dict[str, Any]:
    made: dict[str, Any] = {"label": "a thing", "when": _test(draw, known, 2, unsure=False)}
    if draw(st.integers(0, 2)) == 2:
        made["applies"] = _test(draw, known, 1, unsure=False)
    if leads_to:
        made |= {"otherwise": leads_to, "because": "It is not there"}
    else:
        made["headline"] = "Get it"
        if draw(st.integers(0, 2)) == 2:
            made["unknown"] = "missing"
    return {**made, "step": "Get it first", **CITED}


@st.composite
def _modifier(
    draw: st.DrawFn, known: dict[str, Any], extra: list[str], directions: list[str]
) -> dict[str, Any]:
    """A modifier that reads facts, the extra table, or both, across all directions or some."""
    named = draw(st.sampled_from([extra[0], extra]))
    parts = [{"table": {"x0": named}}, _test(draw, known, 2)]
    form = draw(st.sampled_from(["table", "facts", "all", "any", "not"]))
    whens = {"table": parts[0], "facts": parts[1], "not": {"not": parts[0]}}
    when = whens.get(form) or {form: parts}
    asked = {"ask": True} if draw(st.booleans()) else {}
    some = draw(st.lists(st.sampled_from(directions), unique=True, max_size=2))
    across = {"for": some} if some else {}
    return {"when": when, **across, **asked, "label": "with more", "say": "With more"}


@st.composite
def _need(draw: st.DrawFn, known: dict[str, Any]) -> Any:
    """A fact that an outcome needs, before the advice or after it, perhaps on a condition."""
    fact = draw(st.sampled_from([*known]))
    when = {"when": _test(draw, known, 1)} if draw(st.booleans()) else {}
    before = {"before": "advice"} if draw(st.booleans()) else {}
    return {"fact": fact, **when, **before} if when or before else fact


@st.composite
def _row(draw: st.DrawFn, known: dict[str, Any], n: int, ends: list[str]) -> dict[str, Any]:
    unless = draw(st.lists(st.sampled_from(ends), max_size=2, unique=True))
    but = {"unless": unless} if unless else {}
    return {"id": f"row{n}", "when": _test(draw, known, 2), **but, "say": "Do that first", **CITED}


def _with_terms(draw: st.DrawFn, raw: dict[str, Any]) -> dict[str, Any]:
    """The rule set, in which some tests have become terms."""
    terms: dict[str, Any] = {}
    ids = count()

    def go(here: Any) -> Any:
        if isinstance(here, list):
            return [go(each) for each in here]
        if not isinstance(here, dict):
            return here
        return {key: tuck(key, each) for key, each in here.items()}

    def tuck(key: str, each: Any) -> Any:
        if key not in ("when", "applies") or not isinstance(each, dict) or "table" in str(each):
            return each if key == "recommendations" else go(each)
        if draw(st.integers(0, 5)) != 5:
            return each
        name = f"term{next(ids)}"
        terms[name] = {"when": each}
        return {"term": name}

    made = go(raw)
    return {**made, "terms": terms} if terms else made


def _texts(joined: list[str], ends: dict[str, list[str]]) -> list[dict[str, Any]]:
    """Words for every combination of outcomes."""
    found: list[dict[str, Any]] = []
    for size in range(1, len(joined) + 1):
        for combination in product(*(ends[table] for table in joined[:size])):
            when: dict[str, Any] = dict(zip(joined, combination, strict=False))
            found.append(said(f"text{len(found)}", **when))
    return found


@st.composite
def unproved(draw: st.DrawFn) -> dict[str, Any]:
    """A small rule set that may have gaps, no words for some ends, too many, and rows of `never`."""
    raw = draw(rulesets(3, 3))
    for table in raw["verdict"]:
        if draw(st.integers(0, 3)) == 3:
            raw["tables"][table][-1]["when"] = _test(draw, raw["facts"], 2)
    texts = raw["recommendations"]
    if len(texts) > 1 and draw(st.integers(0, 3)) == 3:
        texts.pop(draw(st.integers(0, len(texts) - 1)))
    if draw(st.integers(0, 5)) == 5:
        texts.append({**draw(st.sampled_from(texts)), "id": "again"})
    whens = [_test(draw, raw["facts"], 2) for _ in range(draw(st.integers(0, 2)))]
    rows = [{"id": f"n{n}", "when": when, "because": "So"} for n, when in enumerate(whens)]
    return {**raw, "never": rows} if rows else raw


# Answers


@st.composite
def answer(draw: st.DrawFn, fact: Any) -> Any:
    """Any answer to a fact, sure ones as often as all others."""
    if draw(st.booleans()):
        return draw(st.sampled_from(naive2.plain_answers(fact)))
    if fact["type"] in ("int", "decimal") and draw(st.booleans()):
        return draw(strategies.answer(fact))
    if naive2.is_open(fact) and draw(st.integers(0, 3)):
        options = [each for each in fact["options"] if each not in naive2.alone_in(fact)]
        words = {option: draw(st.sampled_from(["yes", "no", ""])) for option in options}
        return {word: [o for o in options if words[o] == word] for word in ("yes", "no")}
    return "not_sure"


@st.composite
def answers(draw: st.DrawFn, raw: Any, all_of_them: bool = False) -> dict[str, Any]:
    """Answers to some of the facts, or to all."""
    asked = [name for name in raw["facts"] if all_of_them or draw(st.integers(0, 2))]
    return {name: draw(answer(raw["facts"][name])) for name in asked}


@st.composite
def answered(
    draw: st.DrawFn, options: int = 4, most: int = 5
) -> tuple[dict[str, Any], dict[str, Any]]:
    """A rule set and answers to some of its facts; `most` bounds these, `options` a list's."""
    raw = draw(rulesets(options, most))
    return raw, draw(answers(raw))
