"""What a rule set means, said as plainly as possible, to compare the diagram with.

Works on the plain data of a rule set and on answers in their JSON form. It tries every value of
every fact, so it is for small rule sets only; it shares no code with the program.

A fact with finer questions can be one thing more than its values: *not sure*. It then counts as
what the first of its rows says that holds.
"""

from collections.abc import Iterable, Iterator, Mapping
from fractions import Fraction
from functools import cache
from itertools import combinations, groupby, product
from typing import Any, TypeAlias

Raw: TypeAlias = Mapping[str, Any]
Plain: TypeAlias = str | int | float | list[str]
Values: TypeAlias = Mapping[str, Any]
Verdict: TypeAlias = tuple[str | None, ...]

NOT_SURE = "not_sure"


def values_of(fact: Raw) -> list[Any]:
    """Every value that a fact can have, in the order of the numbers or the options."""
    match fact["type"]:
        case "int":
            return [*range(fact["min"], fact["max"] + 1)]
        case "decimal":
            parts = 10 ** fact.get("places", 2)
            ends = [int(exact(fact[end]) * parts) for end in ("min", "max")]
            return [n / parts for n in range(ends[0], ends[1] + 1)]
        case "yes_no":
            return ["yes", "no"]
        case "several":
            sizes = range(len(fact["options"]) + 1)
            return [[*chosen] for size in sizes for chosen in combinations(fact["options"], size)]
    return [*fact["options"]]


@cache
def exact(number: float) -> Fraction:
    """A number as it was written, so that 0.1 + 0.2 is 0.3."""
    return Fraction(str(number))


def finer(fact: Raw) -> list[Any]:
    """The rows by which finer questions settle what a person isn't sure of."""
    return list(fact["not_sure"].get("settle", ()))


def ways_of(fact: Raw) -> list[Any]:
    """Every value of a fact; and not sure, where finer questions settle that."""
    return [*values_of(fact), *([NOT_SURE] if finer(fact) else [])]


def fits(wanted: Any, value: Any) -> bool:
    """Whether a value is the wanted one, one of them, or within the wanted bounds."""
    if isinstance(wanted, dict) and ("has" in wanted or "only" in wanted):
        ((word, options),) = wanted.items()
        named = {options} if isinstance(options, str) else {*options}
        return named <= {*value} if word == "has" else named == {*value}
    if isinstance(wanted, list):
        return any(fits(each, value) for each in wanted)
    if not isinstance(wanted, dict):
        return bool(wanted == value)
    number = exact(value)
    tests = {
        "at_least": lambda bound: number >= bound,
        "above": lambda bound: number > bound,
        "at_most": lambda bound: number <= bound,
        "below": lambda bound: number < bound,
    }
    return all(tests[name](exact(bound)) for name, bound in wanted.items())


def holds(raw: Raw, condition: Any, values: Values) -> bool:
    """Whether a `when` is true of these values."""
    ((key, body),) = condition.items()
    if key == "all":
        return all(holds(raw, part, values) for part in body)
    if key == "any":
        return any(holds(raw, part, values) for part in body)
    if key == "not":
        return not holds(raw, body, values)
    if key == "term":
        return holds(raw, raw["terms"][body]["when"], values)
    return fits(body, counted(raw, key, values))


def counted(raw: Raw, name: str, values: Values) -> Any:
    """The value of a fact, or what it counts as where that is not sure."""
    fact = raw["facts"][name]
    if values[name] != NOT_SURE:
        return values[name]
    rows = (row for row in finer(fact) if "when" not in row or holds(raw, row["when"], values))
    return next(rows)["as"]


def first_hit(raw: Raw, table: str, values: Values) -> Any:
    """The first rule of a table that holds, or None."""
    for rule in raw["tables"][table]:
        if "when" not in rule or holds(raw, rule["when"], values):
            return rule
    return None


def verdict(raw: Raw, values: Values) -> Verdict:
    """The outcome of each verdict table that is read."""
    outcomes: list[str | None] = []
    for table in raw["verdict"]:
        rule = first_hit(raw, table, values)
        outcomes.append(rule["outcome"] if rule else None)
        if rule and rule.get("stop"):
            break
    return tuple(outcomes)


def left(fact: Raw, answers: Raw, name: str) -> list[Any]:
    """What the answer to one fact leaves possible for it."""
    if name not in answers:
        return ways_of(fact)
    answer = answers[name]
    if answer == NOT_SURE:
        counts_as = fact["not_sure"].get("as")
        if counts_as is not None:
            return [counts_as]
        return [NOT_SURE] if finer(fact) else values_of(fact)
    if fact["type"] == "several" and isinstance(answer, dict):  # some ticked, and some not
        yes, no = ({*answer[key]} for key in ("yes", "no"))
        return [value for value in values_of(fact) if yes <= {*value} <= {*fact["options"]} - no]
    wanted = {"only": answer} if fact["type"] == "several" else answer
    if not isinstance(wanted, dict):
        wanted = [wanted]
    return [value for value in values_of(fact) if fits(wanted, value)]


def completions(raw: Raw, answers: Raw, among: Raw | None = None) -> Iterator[dict[str, Any]]:
    """Every way in which things can be, given the answers, and some facts `among` these values."""
    facts = raw["facts"]
    ways = {name: left(fact, answers, name) for name, fact in facts.items()} | dict(among or {})
    for values in product(*ways.values()):
        yield dict(zip(ways, values, strict=True))


def possible(raw: Raw, answers: Raw, among: Raw | None = None) -> set[Verdict]:
    """Every verdict that the answers leave possible."""
    return {verdict(raw, values) for values in completions(raw, answers, among)}


def relevant(raw: Raw, answers: Raw) -> list[str]:
    """The facts, as listed, of which two ways that differ in nothing else end differently."""
    judged = [
        (tuple(map(str, values.values())), verdict(raw, values))
        for values in completions(raw, answers)
    ]
    found = []
    for n, name in enumerate(raw["facts"]):
        rest: dict[tuple[Any, ...], set[Verdict]] = {}
        for values, end in judged:
            rest.setdefault((*values[:n], *values[n + 1 :]), set()).add(end)
        if any(len(ends) > 1 for ends in rest.values()):
            found.append(name)
    return found


def next_fact(raw: Raw, answers: Raw) -> str | None:
    """The fact to ask now."""
    wanted = [name for name in relevant(raw, answers) if name not in answers]
    if wanted:
        read = as_read(raw, answers) if raw.get("ask_order") == "rules" else ()
        return next((name for name in read if name in wanted), wanted[0])
    ends = possible(raw, answers)
    known = all_it_may_be(raw, answers)
    for outcome in ends.pop() if len(ends) == 1 else ():
        for name, when in needs(raw, outcome) if outcome else ():
            if name not in answers and truth(known, when):
                return name
    return None


def needs(raw: Raw, outcome: str) -> Iterator[tuple[str, Any]]:
    """The facts that an outcome needs for its wording, each with its condition."""
    for need in raw["outcomes"][outcome].get("needs", ()):
        plain = {"fact": need} if isinstance(need, str) else need
        yield plain["fact"], plain.get("when", {"all": []})


def all_it_may_be(raw: Raw, answers: Raw) -> dict[str, list[Any]]:
    """All that each fact may count as, given the answers."""
    known: dict[str, list[Any]] = {}
    for values in completions(raw, answers):
        for name in raw["facts"]:
            known.setdefault(name, []).append(counted(raw, name, values))
    return known


def as_read(raw: Raw, answers: Raw) -> Iterator[str]:
    """The facts as somebody meets them who reads the rules under these answers.

    The reader passes over each rule that can't hold and each that won't be reached, and of the
    others reads what isn't settled yet, first to last: of a fact answered not sure, its finer
    questions.
    """
    known = all_it_may_be(raw, answers)
    for table in raw["verdict"]:
        goes_on = False
        for rule in raw["tables"][table]:
            sure = truth(known, rule.get("when", {"all": []}))
            if sure is None:
                yield from unsettled(raw, answers, known, rule["when"])
            goes_on = goes_on or (sure is not False and not rule.get("stop"))
            if sure:
                break
        else:
            goes_on = True
        if not goes_on:
            return


def truth(known: Mapping[str, list[Any]], condition: Any) -> bool | None:
    """Whether a condition holds, as far as its parts tell, each on its own."""
    ((key, body),) = condition.items()
    if key == "not":
        inner = truth(known, body)
        return None if inner is None else not inner
    if key in ("all", "any"):
        parts = [truth(known, part) for part in body]
        deciding = bool(key == "any")
        if deciding in parts:
            return bool(deciding)
        return None if None in parts else not deciding
    told: list[bool] = [fits(body, value) for value in known[key]]
    return told[0] if len({*told}) == 1 else None


def unsettled(raw: Raw, answers: Raw, known: Mapping[str, list[Any]], when: Any) -> Iterator[str]:
    """The facts that a condition still reads, where it is neither true nor false."""
    if truth(known, when) is not None:
        return
    ((key, body),) = when.items()
    if key in ("not", "all", "any"):
        for part in [body] if key == "not" else body:
            yield from unsettled(raw, answers, known, part)
    elif key not in answers:
        yield key
    elif answers[key] == NOT_SURE:
        yield from instead(raw, answers, known, finer(raw["facts"][key]))


def instead(raw: Raw, answers: Raw, known: Mapping[str, list[Any]], rows: Any) -> Iterator[str]:
    """What the rows of finer questions still read, up to the first that holds for certain."""
    for row in rows:
        if "when" not in row or truth(known, row["when"]):
            return
        yield from unsettled(raw, answers, known, row["when"])


def texts(raw: Raw, verdicts: Iterable[Verdict]) -> list[str]:
    """The ids of the recommendations that have the words for these verdicts, as listed."""
    return [
        text["id"]
        for text in raw["recommendations"]
        if any(_covers(raw, text["when"], each) for each in verdicts)
    ]


def _covers(raw: Raw, when: Raw, outcomes: Verdict) -> bool:
    read = raw["verdict"][: len(outcomes)]
    return set(when) == set(read) and all(
        outcome in (when[table] if isinstance(when[table], list) else [when[table]])
        for table, outcome in zip(read, outcomes, strict=True)
    )


def examples(raw: Raw, name: str) -> list[Any]:
    """One value for each class, and of several options for each set of those that count."""
    fact = raw["facts"][name]
    wanted = [body for when in conditions(raw) for key, body in comparisons(when) if key == name]

    def told(value: Any) -> tuple[bool, ...]:
        return tuple(fits(each, value) for each in wanted)

    more = ways_of(fact)[len(values_of(fact)) :]
    if fact["type"] in ("int", "decimal"):
        return [next(run) for _, run in groupby(values_of(fact), key=told)] + more
    if fact["type"] == "several":
        spoken = spoken_of(fact, wanted)
        return [value for value in values_of(fact) if {*value} <= spoken] + more * bool(spoken)
    return [*{told(value): value for value in reversed(values_of(fact))}.values(), *more]


def classes(raw: Raw, name: str) -> int:
    """How many classes the diagram has for a fact: two for each option that counts."""
    fact = raw["facts"][name]
    each = examples(raw, name)
    if fact["type"] != "several":
        return len(each)
    options = {option for value in each if value != NOT_SURE for option in value}
    return 2 * len(options) + (NOT_SURE in each and bool(options))


def spoken_of(fact: Raw, wanted: Iterable[Any]) -> set[str]:
    """The options that comparisons with several speak of; `only` speaks of all of them."""
    found: set[str] = set()
    for body in wanted:
        ((word, options),) = body.items()
        listed = [options] if isinstance(options, str) else options
        found.update(fact["options"] if word == "only" else listed)
    return found


def conditions(raw: Raw) -> Iterator[Any]:
    """Every `when`, of rules, of finer questions' rows and of what outcomes need."""
    for outcome in raw["outcomes"]:
        yield from (when for _, when in needs(raw, outcome) if when != {"all": []})
    rows = [row for fact in raw["facts"].values() for row in finer(fact)]
    for each in [*(rule for table in raw["tables"].values() for rule in table), *rows]:
        if "when" in each:
            yield each["when"]


def comparisons(condition: Any) -> Iterator[tuple[str, Any]]:
    """Every comparison in a condition: the fact and what it is compared with."""
    ((key, body),) = condition.items()
    if key in ("all", "any"):
        for part in body:
            yield from comparisons(part)
    elif key == "not":
        yield from comparisons(body)
    else:
        yield key, body


def counts(raw: Raw) -> dict[Verdict, int]:
    """How many sets of classes end in each verdict."""
    found: dict[Verdict, int] = {}
    for values in product(*(examples(raw, name) for name in raw["facts"])):
        end = verdict(raw, dict(zip(raw["facts"], values, strict=True)))
        found[end] = found.get(end, 0) + 1
    return found


def interviews(raw: Raw) -> int:
    """How many ways there are through the questions, class by class, asked as listed."""
    every = [examples(raw, name) for name in raw["facts"]]
    ends = [verdict(raw, dict(zip(raw["facts"], each, strict=True))) for each in product(*every)]

    def ways(ends: list[Verdict], widths: list[int]) -> int:
        if not widths:
            return 1
        size = len(ends) // widths[0]
        parts = [ends[start : start + size] for start in range(0, len(ends), size)]
        if all(part == parts[0] for part in parts):
            return ways(parts[0], widths[1:])
        return sum(ways(part, widths[1:]) for part in parts)

    return ways(ends, [len(each) for each in every])


def overlaps(raw: Raw) -> dict[str, list[str]]:
    """For each rule with a condition: the earlier ones that decide otherwise where it holds."""
    found: dict[str, list[str]] = {}
    for name, table in raw["tables"].items():
        deciding: dict[str, set[str]] = {rule["id"]: set() for rule in table}
        for values in completions(raw, {}):
            first = first_hit(raw, name, values)
            for rule in table:
                true = "when" in rule and holds(raw, rule["when"], values)
                if true and rule["outcome"] != first["outcome"]:
                    deciding[rule["id"]].add(first["id"])
        for rule_id, before in deciding.items():
            if before:
                found[rule_id] = [rule["id"] for rule in table if rule["id"] in before]
    return found


def in_vain(raw: Raw) -> list[tuple[str, str]]:
    """Rules, and facts they read, such that wherever the rule decides, that fact changes nothing.

    Not told of rules that decide everywhere, nor of facts that change nothing anywhere.
    """
    ends = {_key(values): verdict(raw, values) for values in completions(raw, {})}
    asked = relevant(raw, {})
    found = []
    for name in raw["verdict"]:
        decided: dict[str, list[Values]] = {}
        for values in completions(raw, {}):
            if len(ends[_key(values)]) > raw["verdict"].index(name):  # the table is read
                hit = first_hit(raw, name, values)
                decided.setdefault(hit["id"] if hit else "", []).append(values)
        for rule in raw["tables"][name]:
            within = decided.get(rule["id"], [])
            facts = comparisons(rule["when"]) if "when" in rule else ()
            for fact in dict.fromkeys(fact for fact, _ in facts):
                ways = ways_of(raw["facts"][fact])
                if fact in asked and 0 < len(within) < len(ends):
                    same = (
                        len({ends[_key({**values, fact: way})] for way in ways}) == 1
                        for values in within
                    )
                    found += [(rule["id"], fact)] if all(same) else []
    return found


def _key(values: Values) -> tuple[str, ...]:
    return tuple(map(str, values.values()))


def alike(raw: Raw) -> list[tuple[str, list[str]]]:
    """The options of each fact that no condition names one without the other, two or more.

    Of several options, to have one that is named isn't to have another that is named beside it.
    """
    named: dict[str, list[list[str]]] = {
        fact: [] for outcome in raw["outcomes"] for fact, _ in needs(raw, outcome)
    }
    for when in conditions(raw):
        for fact, body in comparisons(when):
            options = next(iter(body.values())) if isinstance(body, dict) else body
            listed = [*map(str, options if isinstance(options, list) else [options])]
            each_alone = raw["facts"][fact]["type"] == "several"
            named.setdefault(fact, []).extend([[o] for o in listed] if each_alone else [listed])
    found: list[tuple[str, list[str]]] = []
    for name, fact in raw["facts"].items():
        left = [*fact.get("options", ())] if name in named else []
        while left:
            same = [
                o for o in left if all((o in each) == (left[0] in each) for each in named[name])
            ]
            left = [option for option in left if option not in same]
            found += [(name, same)] if len(same) > 1 else []
    return found
