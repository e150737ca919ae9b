"""What each of a rule set's terms means: terms may stand in terms, but never in themselves."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from graphlib import CycleError, TopologicalSorter
from typing import Any

from pydantic_core import PydanticCustomError

from .when import ALWAYS, MAX_NESTED, Spoken, Term, Test, Written, mapped, parse_when, written

MAX_TERMS = 200
MAX_COMPARED = 200  # by one term: terms in terms double what they say with every step


class Terms:
    """Terms by id, written out, and what is wrong with them.

    One that is wrong stands for ALWAYS, so that nothing else is wrong because of it.
    """

    def __init__(self, said: Mapping[str, Test]) -> None:
        self.said = said
        self.means: dict[str, Test] = {}
        self.faults: dict[str, str] = {}
        self._deep: dict[str, int] = {}  # how many terms stand in one another there
        self._compared: dict[str, int] = {}
        for id_ in self._innermost_first():
            if id_ not in self.faults:
                self._write_out(id_)

    def _innermost_first(self) -> list[str]:
        named = {
            id_: [each.id for each in written(when) if isinstance(each, Term)]
            for id_, when in self.said.items()
        }
        inside = {id_: [each for each in ids if each in named] for id_, ids in named.items()}
        while True:
            try:
                return [*TopologicalSorter(inside).static_order()]
            except CycleError as error:
                circle = error.args[1][:0:-1]  # each of them names the next, the last the first
                first = min(range(len(circle)), key=lambda n: [*self.said].index(circle[n]))
                circle = [*circle[first:], *circle[: first + 1]]
                self.faults[circle[0]] = _in_a_circle(circle)
                inside[circle[0]] = []

    def _write_out(self, id_: str) -> None:
        inside = [*written(self.said[id_])]
        below = [each.id for each in inside if isinstance(each, Term)]
        deep = 1 + max((self._deep.get(each, 0) for each in below), default=0)
        compared = len(inside) - len(below) + sum(self._compared.get(each, 0) for each in below)
        if deep > MAX_NESTED:
            self.faults[id_] = f"terms may stand {MAX_NESTED} deep in one another: write one out"
        elif compared > MAX_COMPARED:
            message = f"makes {compared:,} comparisons with the terms in it"
            self.faults[id_] = f"'{id_}' {message}: at most {MAX_COMPARED}, so say less"
        else:
            self._deep[id_], self._compared[id_] = deep, compared
            self.means[id_] = mapped(self.said[id_], self._filled)

    def _filled(self, each: Written) -> Test:
        if isinstance(each, Term):
            return replace(each, means=self.means.get(each.id, ALWAYS))
        return each


def spoken(data: Any) -> Spoken:
    """What words mean in a rule set's document.

    A term that can't be read is left out: that is told where it stands.
    """
    if not isinstance(data, dict):
        return Spoken()
    language = 1 if data.get("language", 1) == 1 else 2  # of what is neither, the wider one
    if "terms" not in data:
        return Spoken(language, {} if language > 1 else None)
    raw = data["terms"]
    said: dict[str, Test] = {}
    for id_, term in raw.items() if isinstance(raw, dict) and len(raw) <= MAX_TERMS else ():
        try:
            said[str(id_)] = parse_when(term["when"], Spoken(language, {}))
        except (PydanticCustomError, KeyError, TypeError):
            continue
    return Spoken(language, Terms(said).means)


def _in_a_circle(circle: list[str]) -> str:
    if len(circle) == 2:
        return f"'{circle[0]}' means itself: say it by facts"
    first, second, *rest = (f"'{id_}'" for id_ in circle)
    way = ", which names ".join([f"{first} names {second}", *rest])
    return f"{way}: no term can stand in itself, so write one of them out"
