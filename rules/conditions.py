"""The operators a rule's `when` may use: one fact against constants, and all, any, not.

A closed set keeps every check exact: a condition can only tell apart finitely many classes of
answers. In YAML:

    when: {prompt_optimised: no}                         # is
    when: {gap: [format, style]}                         # is one of
    when: {requests_per_day: {at_least: 50, below: 500}} # also above, at_most
    when: {all: [{...}, {any: [{...}, {not: {...}}]}]}
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TypeAlias

from pydantic_core import PydanticCustomError

from .answers import MAX_NUMBER, Range, Scalar, to_json

RESERVED = ("all", "any", "not")
BOUNDS = ("at_least", "above", "at_most", "below")
MAX_DEPTH = 8


@dataclass(frozen=True)
class Is:
    """The fact's value is one of these."""

    fact: str
    values: tuple[Scalar, ...]


@dataclass(frozen=True)
class Within:
    """The fact's number lies in this range."""

    fact: str
    range: Range


@dataclass(frozen=True)
class AllOf:
    """Every part holds; with no parts it always holds."""

    parts: tuple[Condition, ...]


@dataclass(frozen=True)
class AnyOf:
    """At least one part holds."""

    parts: tuple[Condition, ...]


@dataclass(frozen=True)
class Not:
    """The part doesn't hold."""

    part: Condition


Atom: TypeAlias = Is | Within
Condition: TypeAlias = Is | Within | AllOf | AnyOf | Not
ALWAYS = AllOf(())


def atoms(condition: Condition) -> Iterator[Atom]:
    """Every comparison in the condition, left to right."""
    match condition:
        case AllOf(parts) | AnyOf(parts):
            for part in parts:
                yield from atoms(part)
        case Not(part):
            yield from atoms(part)
        case _:
            yield condition


def holds(atom: Atom, value: Scalar) -> bool:
    """Whether one comparison holds for one value."""
    match atom:
        case Is(_, values):
            return value in values
        case Within(_, Range(at_least, below)):
            number = int(value)
            return (at_least is None or number >= at_least) and (below is None or number < below)


def parse(raw: object, depth: int = 0) -> Condition:
    """Read a condition's YAML form. Raises PydanticCustomError with the remedy in its message."""
    if depth > MAX_DEPTH:
        raise _fault(f"conditions may nest {MAX_DEPTH} deep: split the rule in two")
    if not isinstance(raw, dict) or len(raw) != 1:
        raise _fault("a condition is one {fact: value}; join several with {all: [...]}")
    ((key, body),) = raw.items()
    match key:
        case "all" | "any":
            if not isinstance(body, list) or not body:
                raise _fault(f"'{key}' needs a list of conditions: {key}: [{{...}}, {{...}}]")
            parts = tuple(parse(part, depth + 1) for part in body)
            return AllOf(parts) if key == "all" else AnyOf(parts)
        case "not":
            return Not(parse(body, depth + 1))
        case str():
            return _comparison(key, body)
        case _:
            raise _fault(f"'{key}' is not a fact's id")


def unparse(condition: Condition) -> object:
    """The YAML form of a condition: `parse` reads it back to the same condition."""
    match condition:
        case AllOf(parts):
            return {"all": [unparse(part) for part in parts]}
        case AnyOf(parts):
            return {"any": [unparse(part) for part in parts]}
        case Not(part):
            return {"not": unparse(part)}
        case Is(fact, values):
            return {fact: values[0] if len(values) == 1 else list(values)}
        case Within(fact, limits):
            return {fact: to_json(limits)}


def _comparison(fact: str, body: object) -> Atom:
    if isinstance(body, dict):
        return Within(fact, _bounds(fact, body))
    listed = body if isinstance(body, list) else [body]
    values = tuple(v for v in listed if isinstance(v, str | int) and not isinstance(v, bool))
    if not values or len(values) < len(listed):
        raise _fault(
            f"compare '{fact}' with a value, a list of values or bounds such as {{below: 50}}; "
            "yes and no are written as yes and no"
        )
    return Is(fact, values)


def _bounds(fact: str, body: dict[object, object]) -> Range:
    for key, bound in body.items():
        if key not in BOUNDS:
            raise _fault(f"'{key}' is no comparison for '{fact}': use {', '.join(BOUNDS)}")
        if not isinstance(bound, int) or isinstance(bound, bool) or abs(bound) > MAX_NUMBER:
            raise _fault(f"'{key}' needs a whole number")
    lower = [n + (k == "above") for k, n in body.items() if k in ("at_least", "above")]  # type: ignore[operator]  # ints
    upper = [n + (k == "at_most") for k, n in body.items() if k in ("at_most", "below")]  # type: ignore[operator]  # ints
    if not body or len(lower) > 1 or len(upper) > 1:
        raise _fault(f"give '{fact}' one lower bound, one upper bound, or one of each")
    low, high = lower[0] if lower else None, upper[0] if upper else None
    if low is not None and high is not None and low >= high:
        raise _fault(f"no number is at least {low} and below {high}: correct the bounds")
    return Range(low, high)


def _fault(message: str) -> PydanticCustomError:
    return PydanticCustomError("condition", "{reason}", {"reason": message})
