"""What a rule set means, said as plainly as possible, to compare the diagram with.

Works on the plain data of a rule set and on answers in their JSON form. It tries every value of
every fact, so it is for small rule sets only; it shares no code with the program.
"""

from collections.abc import Iterable, Iterator, Mapping
from itertools import groupby, product
from typing import Any, TypeAlias

Raw: TypeAlias = Mapping[str, Any]
Values: TypeAlias = Mapping[str, str | int]
Verdict: TypeAlias = tuple[str | None, ...]


def values_of(fact: Raw) -> list[str | int]:
    """Every value that a fact can have."""
    if fact["type"] == "int":
        return [*range(fact["min"], fact["max"] + 1)]
    return ["yes", "no"] if fact["type"] == "yes_no" else [*fact["options"]]


def fits(wanted: Any, value: str | int) -> bool:
    """Whether a value is the wanted one, one of them, or within the wanted bounds."""
    if isinstance(wanted, list):
        return value in wanted
    if not isinstance(wanted, dict):
        return bool(value == wanted)
    number = int(value)
    tests = {
        "at_least": lambda bound: number >= bound,
        "above": lambda bound: number > bound,
        "at_most": lambda bound: number <= bound,
        "below": lambda bound: number < bound,
    }
    return all(tests[name](bound) for name, bound in wanted.items())


def holds(condition: Any, values: Values) -> bool:
    """Whether a rule's `when` is true of these values."""
    ((key, body),) = condition.items()
    if key == "all":
        return all(holds(part, values) for part in body)
    if key == "any":
        return any(holds(part, values) for part in body)
    if key == "not":
        return not holds(body, values)
    return fits(body, values[key])


def first_hit(raw: Raw, table: str, values: Values) -> Any:
    """The first rule of a table that holds, or None."""
    for rule in raw["tables"][table]:
        if "when" not in rule or holds(rule["when"], values):
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


def left(fact: Raw, answers: Raw, name: str) -> list[str | int]:
    """The values that the answer to one fact leaves possible."""
    if name not in answers:
        return values_of(fact)
    answer = answers[name]
    if answer == "not_sure":
        counts_as = fact["not_sure"].get("as")
        return values_of(fact) if counts_as is None else [counts_as]
    return [value for value in values_of(fact) if fits(answer, value)]


def completions(raw: Raw, answers: Raw) -> Iterator[dict[str, str | int]]:
    """Every way in which things can be, given the answers."""
    facts = raw["facts"]
    for values in product(*(left(fact, answers, name) for name, fact in facts.items())):
        yield dict(zip(facts, values, strict=True))


def possible(raw: Raw, answers: Raw) -> set[Verdict]:
    """Every verdict that the answers leave possible."""
    return {verdict(raw, values) for values in completions(raw, answers)}


def relevant(raw: Raw, answers: Raw) -> list[str]:
    """The facts, as listed, of which two ways that differ in nothing else end differently."""
    judged = [(values, verdict(raw, values)) for values in completions(raw, answers)]
    found = []
    for name in raw["facts"]:
        rest: dict[tuple[Any, ...], set[Verdict]] = {}
        for values, end in judged:
            others = tuple(value for fact, value in values.items() if fact != name)
            rest.setdefault(others, set()).add(end)
        if any(len(ends) > 1 for ends in rest.values()):
            found.append(name)
    return found


def next_fact(raw: Raw, answers: Raw) -> str | None:
    """The fact to ask now."""
    for name in relevant(raw, answers):
        if name not in answers:
            return name
    ends = possible(raw, answers)
    for outcome in ends.pop() if len(ends) == 1 else ():
        for name in raw["outcomes"][outcome].get("needs", ()) if outcome else ():
            if name not in answers:
                return str(name)
    return None


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


def examples(raw: Raw, name: str) -> list[str | int]:
    """One value for each class: options that no rule tells apart, stretches of numbers."""
    fact = raw["facts"][name]
    wanted = [
        body
        for table in raw["tables"].values()
        for rule in table
        for key, body in comparisons(rule.get("when"))
        if key == name
    ]

    def told(value: str | int) -> tuple[bool, ...]:
        return tuple(fits(each, value) for each in wanted)

    if fact["type"] == "int":
        return [next(run) for _, run in groupby(values_of(fact), key=told)]
    return [*{told(value): value for value in reversed(values_of(fact))}.values()]


def comparisons(condition: Any) -> Iterator[tuple[str, Any]]:
    """Every comparison in a condition: the fact and what it is compared with."""
    if condition is None:
        return
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
