"""Every world of a small rule set of language 2, and what is so in each: for the laws of `check`.

A world is an answer of any kind to every fact: plain, not sure, a range, a list left open. Answers
that leave the same values, as far as any comparison tells those apart, stand for one another.
"""

from collections.abc import Hashable, Iterable, Iterator, Mapping
from functools import cached_property
from itertools import groupby, product
from math import prod
from types import MappingProxyType
from typing import Any, TypeAlias

from tests.rules import naive, naive2

Raw: TypeAlias = Mapping[str, Any]
World: TypeAlias = dict[str, Any]
EMPTY: Raw = MappingProxyType({})


def answers_apart(raw: Raw, name: str) -> list[Any]:
    """One answer for each set of values that an answer may leave, and not sure."""
    fact, apart = raw["facts"][name], naive2.told_apart(raw, name)
    found: dict[Hashable, Any] = {}
    for answer in naive2.all_answers(fact):
        left = frozenset(map(apart, naive2.left(fact, answer)))
        found.setdefault(answer if answer == naive2.NOT_SURE else left, answer)
    return [*found.values()]


def counted(raw: Raw, name: str) -> list[Any]:
    """One answer for each that `check` counts: plain ones, lists left open, not sure; no ranges.

    Of a fact that nothing compares all answers are one, but that finer questions may settle it.
    """
    fact, apart = raw["facts"][name], naive2.told_apart(raw, name)
    if name not in compared(raw):
        settles = "settle" in fact["not_sure"] and fact["type"] != "several"
        return [naive2.plain_answers(fact)[0], *([naive2.NOT_SURE] if settles else [])]
    if fact["type"] in ("int", "decimal"):
        runs = groupby(naive2.plain_answers(fact), apart)
        return [*(next(run) for _, run in runs), naive2.NOT_SURE]
    return answers_apart(raw, name)


def compared(raw: Raw) -> set[str]:
    """The facts that some test compares."""
    tests = naive2.every_test(raw)
    return {name for test in tests for name, _ in naive2.comparisons(raw, test)}


def needed(raw: Raw, verdicts: Iterable[naive2.Verdict]) -> set[str]:
    """The facts that some of these verdicts need, before the advice or after it."""
    ends = {end for verdict in verdicts for end in verdict if end}
    ends |= {end for each in ends for end in naive2.listed(raw["outcomes"][each].get("adds", []))}
    needs = [need for end in ends for need in raw["outcomes"][end].get("needs", ())]
    return {need["fact"] if isinstance(need, dict) else need for need in needs}


class Tried:
    """A rule set, of which every world is tried."""

    def __init__(self, raw: Raw) -> None:
        self.raw = raw
        self.ways = {name: answers_apart(raw, name) for name in raw["facts"]}
        self.size = prod(map(len, self.ways.values()))

    @cached_property
    def worlds(self) -> list[tuple[World, naive2.Reading]]:
        """Every world, and what is read in it."""
        return [(world, naive2.reading(self.raw, world)) for world in _each(self.ways)]

    @cached_property
    def verdicts(self) -> set[naive2.Verdict]:
        """Every verdict there is."""
        return {end.verdict for _, end in self.worlds}

    @cached_property
    def directions(self) -> set[str]:
        """Every outcome in which a verdict may end."""
        return {verdict[-1] for verdict in self.verdicts if verdict[-1]}

    def worlds_with(self, answers: World) -> Iterator[World]:
        """Every world with these answers."""
        yield from _each({**self.ways, **{name: [each] for name, each in answers.items()}})

    def towards(self, direction: str) -> list[tuple[World, naive2.Reading]]:
        """The worlds in which this is the direction."""
        return [each for each in self.worlds if each[1].verdict[-1] == direction]

    @cached_property
    def deciding(self) -> set[str]:
        """The rules that decide somewhere, or lead on by `otherwise`."""
        raw, found = self.raw, set[str]()
        for world, end in self.worlds:
            whole = not (end.stopped or end.led)
            for table in raw["tables"]:
                joins = table in raw["verdict"]
                if raw["verdict"].index(table) < len(end.verdict) if joins else whole:
                    hit = naive2.first_hit(raw, table, world)
                    found |= {hit["id"]} if hit else set()
        return found

    @cached_property
    def might_be_asked(self) -> set[str]:
        """The facts worth asking after some answers to others of them, needed ones included.

        Each of those others is asked of somebody, but perhaps nobody is asked all of them.
        """
        raw, found = self.raw, set[str]()
        while True:
            more = {*found}
            for known in _each({name: self.ways[name] for name in found}):
                more.update(*naive2.asked_in_turn(raw, known))
                more |= needed(raw, naive2.verdicts(raw, known))
            if more == found:
                return found
            found = more

    def states(self, direction: str, condition: str) -> set[str]:
        """How far a condition may be where this is the direction."""
        return {naive2.state(self.raw, condition, w) for w, _ in self.towards(direction)}

    def stances(self, direction: str) -> set[str | None]:
        """The first words of the advice where this is the direction."""
        return {naive2._stance(self.raw, world) for world, _ in self.towards(direction)}

    def moved(self, world: World, name: str) -> Iterator[naive2.Verdict]:
        """Where other answers to one fact lead."""
        for answer in self.ways[name]:
            yield naive2.reading(self.raw, {**world, name: answer}).verdict


def _each(ways: Mapping[str, list[Any]]) -> Iterator[World]:
    for answers in product(*ways.values()):
        yield dict(zip(ways, answers, strict=True))


def counts(raw: Raw, assumed: Raw = EMPTY) -> dict[str | None, int]:
    """How many sets of answers that count lead to each recommendation; None for those to none."""
    given = {name: [answer] for name, answer in assumed.items()}
    found: dict[str | None, int] = {}
    for world in _each({name: counted(raw, name) for name in raw["facts"]} | given):
        told = naive.texts(raw, [naive2.reading(raw, world).verdict])
        first = told[0] if told else None
        found[first] = found.get(first, 0) + 1
    return found
