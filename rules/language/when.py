"""The operators a rule's `when` may use: one fact against constants, terms, and all, any, not.

A closed set keeps every check exact: a test can only tell apart finitely many classes of
answers. In YAML:

    when: {prompt_optimised: no}                         # is
    when: {gap: [format, style]}                         # is one of
    when: {requests_per_day: {at_least: 50, below: 500}} # also above, at_most
    when: {formats: {has: json}}                         # of several: this one is among them
    when: {formats: {has_any: [json, xml]}}              # of several: one of these is
    when: {formats: {lacks: [json, xml]}}                # of several: surely none of these is
    when: {formats: {only: [json, xml]}}                 # of several: exactly these
    when: {all: [{...}, {any: [{...}, {not: {...}}]}]}
    when: {term: cheap_enough}                           # what `terms` say under this id

And in `language: 2`:

    when: {gap: unsure}                                  # not sure, as a whole
    when: {table: {rag: with_rag}}                       # of a modifier: what this table concludes
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from decimal import Decimal
from operator import ge, gt, le, lt
from typing import NamedTuple, TypeAlias, TypeGuard

from pydantic_core import PydanticCustomError

from .answers import MAX_NUMBER, Amount, Scalar
from .wording import either, meant

RESERVED = ("all", "any", "not")
WITH_TERMS = ("term", "table")  # reserved only where a text has `terms`: older ones may ask them
UNSURE = "unsure"
BOUNDS = ("at_least", "above", "at_most", "below")
OF_SEVERAL = ("has", "has_any", "lacks", "only")
COMPARISONS = (*BOUNDS, *OF_SEVERAL)
_COMPARE = {"at_least": ge, "above": gt, "at_most": le, "below": lt}
MAX_NESTED = 8
_TOO_LARGE = f"numbers go up to {MAX_NUMBER:,}"

_SCALARS = {"type": ["string", "number"]}
WHEN_SCHEMA = {  # for editors; `parse_when` is what decides
    "type": "object",
    "description": "One comparison {fact: value}, or all, any, not, term. See rules/language/when.py.",
    "minProperties": 1,
    "maxProperties": 1,
    "properties": {
        "all": {"type": "array", "items": {"type": "object"}, "minItems": 1},
        "any": {"type": "array", "items": {"type": "object"}, "minItems": 1},
        "not": {"type": "object"},
        "term": {"description": "The id of one of `terms`."},
        "table": {"type": "object", "description": "{table: outcome}, of a modifier."},
    },
    "additionalProperties": {
        "anyOf": [
            _SCALARS,
            {"type": "array", "items": _SCALARS, "minItems": 1},
            {
                "type": "object",
                "properties": {
                    **{name: {"type": "number"} for name in BOUNDS},
                    **{name: {"type": ["string", "array"]} for name in OF_SEVERAL},
                },
                "additionalProperties": False,
            },
        ]
    },
}


@dataclass(frozen=True)
class Is:
    """The fact's value is one of these."""

    fact: str
    values: tuple[Scalar, ...]


@dataclass(frozen=True)
class Within:
    """The fact's number lies within these bounds."""

    fact: str
    at_least: Amount | None = None
    above: Amount | None = None
    at_most: Amount | None = None
    below: Amount | None = None

    @property
    def bounds(self) -> dict[str, Amount]:
        """The bounds that are set, by name."""
        named = ((name, getattr(self, name)) for name in BOUNDS)
        return {name: bound for name, bound in named if bound is not None}

    @property
    def spelled(self) -> str:
        """The bounds as people say them: "at least 5 and below 6"."""
        return " and ".join(f"{name.replace('_', ' ')} {n}" for name, n in self.bounds.items())


@dataclass(frozen=True)
class Has:
    """Of a fact that takes several options, all of these are among the chosen."""

    fact: str
    options: tuple[str, ...]


@dataclass(frozen=True)
class Lacks:
    """Of a fact that takes several options, none of these is among the chosen."""

    fact: str
    options: tuple[str, ...]


@dataclass(frozen=True)
class Only:
    """Of a fact that takes several options, exactly these are chosen."""

    fact: str
    options: tuple[str, ...]


@dataclass(frozen=True)
class Unsure:
    """Somebody was asked for the fact and doesn't know."""

    fact: str


@dataclass(frozen=True)
class AllOf:
    """Every part holds; with no parts it always holds."""

    parts: tuple[Test, ...]


@dataclass(frozen=True)
class AnyOf:
    """At least one part holds."""

    parts: tuple[Test, ...]


@dataclass(frozen=True)
class Not:
    """The part doesn't hold."""

    part: Test


@dataclass(frozen=True)
class Term:
    """A test written once under `terms`: it holds where what it means does."""

    id: str
    means: Test = field(compare=False, repr=False)


@dataclass(frozen=True)
class Concludes:
    """A table that joins no verdict is read, and comes to one of these outcomes."""

    table: str
    outcomes: tuple[str, ...]


Atom: TypeAlias = Is | Within | Has | Lacks | Only | Unsure
Written: TypeAlias = Atom | Term | Concludes
Test: TypeAlias = Written | AllOf | AnyOf | Not
ALWAYS = AllOf(())


class Spoken(NamedTuple):
    """What words mean in a text: which language it speaks, and its terms, None without any."""

    language: int = 1
    terms: Mapping[str, Test] | None = None


LANGUAGE_1 = Spoken()


def written(test: Test) -> Iterator[Written]:
    """Every comparison and term that the test itself names, left to right."""
    match test:
        case AllOf(parts) | AnyOf(parts):
            for part in parts:
                yield from written(part)
        case Not(part):
            yield from written(part)
        case _:
            yield test


def atoms(test: Test) -> Iterator[Atom]:
    """Every comparison in the test, those of its terms included, left to right."""
    for each in written(test):
        if isinstance(each, Term):
            yield from atoms(each.means)
        elif not isinstance(each, Concludes):
            yield each


def mapped(test: Test, change: Callable[[Written], Test]) -> Test:
    """The test with each comparison and term changed so."""
    match test:
        case AllOf(parts) | AnyOf(parts):
            return replace(test, parts=tuple(mapped(part, change) for part in parts))
        case Not(part):
            return Not(mapped(part, change))
        case _:
            return change(test)


def holds(atom: Atom, value: Scalar | frozenset[str]) -> bool:
    """Whether one comparison holds for one value, or for one set of chosen options."""
    match atom, value:
        case Is(_, values), _:
            return value in values
        case Has(_, options), frozenset():
            return value.issuperset(options)
        case Lacks(_, options), frozenset():
            return value.isdisjoint(options)
        case Only(_, options), frozenset():
            return value == frozenset(options)
        case Unsure(), _:
            return False
        case Within(), int() | Decimal():
            return all(_COMPARE[name](value, bound) for name, bound in atom.bounds.items())
        case _:
            raise TypeError(f"{value!r} can't be compared with {atom}")


def parse_when(raw: object, spoken: Spoken = LANGUAGE_1, depth: int = 0) -> Test:
    """Read a test's YAML form. Raises PydanticCustomError with the remedy in its message.

    Who names an unknown term, fact or table is told when ids are looked at.
    """
    if depth > MAX_NESTED:
        raise _fault(f"conditions may nest {MAX_NESTED} deep: split the rule in two")
    if not isinstance(raw, dict) or len(raw) != 1:
        raise _fault("a condition is one {fact: value}; join several with {all: [...]}")
    ((key, body),) = raw.items()
    match key:
        case "all" | "any":
            parts = _parts(key, body, spoken, depth)
            return AllOf(parts) if key == "all" else AnyOf(parts)
        case "not":
            return Not(parse_when(body, spoken, depth + 1))
        case str():
            return _word(key, body, spoken)
        case _:
            raise _fault(f"'{key}' is not a fact's id")


def _word(key: str, body: object, spoken: Spoken) -> Test:
    """A term, a table or a fact: which words are which depends on the text."""
    if key == "term" and spoken.terms is not None:
        if not isinstance(body, str):
            raise _fault("'term' needs the id of one of 'terms': {term: id}")
        return Term(body, spoken.terms.get(body, ALWAYS))
    if key == "table" and (spoken.language > 1 or _names_a_table(body)):
        return _concludes(body)
    if body == UNSURE and spoken.language > 1:
        return Unsure(key)
    return _comparison(key, body)


def _parts(key: str, body: object, spoken: Spoken, depth: int) -> tuple[Test, ...]:
    if not isinstance(body, list) or not body:
        raise _fault(f"'{key}' needs a list of conditions: {key}: [{{...}}, {{...}}]")
    return tuple(parse_when(part, spoken, depth + 1) for part in body)


def _names_a_table(body: object) -> bool:
    """Whether in language 1 this is no comparison of a fact that is called `table`."""
    if not isinstance(body, dict) or len(body) != 1 or body.keys() & {*COMPARISONS}:
        return False
    return all(isinstance(each, str | list) for each in body.values())


def _concludes(body: object) -> Concludes:
    if isinstance(body, dict) and len(body) == 1:
        ((table, raw),) = body.items()
        outcomes = raw if isinstance(raw, list) and raw else [raw]
        if isinstance(table, str) and all(isinstance(each, str) for each in outcomes):
            return Concludes(table, tuple(outcomes))
    raise _fault("'table' needs a table and its outcome, or a list: {table: {rag: with_rag}}")


def unparse(test: Test) -> object:
    """The YAML form of a test: `parse_when` reads it back to the same test."""
    match test:
        case AllOf(parts) | AnyOf(parts):
            key = "all" if isinstance(test, AllOf) else "any"
            return {key: [unparse(part) for part in parts]}
        case Not(part):
            return {"not": unparse(part)}
        case Term(id_):
            return {"term": id_}
        case Concludes(table, outcomes):
            return {"table": {table: _one_or_list(outcomes)}}
        case _:
            return {test.fact: _compared(test)}


def _compared(atom: Atom) -> object:
    match atom:
        case Is(_, values):
            return _one_or_list(values)
        case Within():
            return atom.bounds
        case Unsure():
            return UNSURE
        case Has(_, options) | Lacks(_, options) | Only(_, options):
            return {type(atom).__name__.lower(): list(options)}


def _one_or_list(values: tuple[Scalar, ...]) -> object:
    return values[0] if len(values) == 1 else list(values)


def _comparison(fact: str, body: object) -> Test:
    if isinstance(body, dict):
        return _chosen(fact, body) if body.keys() & {*OF_SEVERAL} else _within(fact, body)
    listed = body if isinstance(body, list) else [body]
    values = tuple(v for v in listed if isinstance(v, str) or _is_amount(v))
    if not values or len(values) < len(listed):
        raise _fault(
            f"compare '{fact}' with a value, a list of values or bounds such as {{below: 50}}; "
            "yes and no are written as yes and no"
        )
    for value in values:
        if not isinstance(value, str) and not -MAX_NUMBER <= value <= MAX_NUMBER:
            raise _fault(f"'{fact}' is compared with {value}: {_TOO_LARGE}")
    return Is(fact, values)


def _is_amount(raw: object) -> TypeGuard[Amount]:
    return isinstance(raw, int | Decimal) and not isinstance(raw, bool)


def _chosen(fact: str, body: dict[object, object]) -> Test:
    key = next(name for name in OF_SEVERAL if name in body)
    raw = body[key]
    options = raw if isinstance(raw, list) else [raw]
    named = all(isinstance(option, str) for option in options)
    if len(body) > 1 or not named or (key != "only" and not options):
        raise _fault(f"'{key}' needs one option of '{fact}' or a list of them, and stands alone")
    once = tuple(dict.fromkeys(str(option) for option in options))
    if key == "has_any":
        return AnyOf(tuple(Has(fact, (option,)) for option in once))
    atom = Has if key == "has" else Lacks if key == "lacks" else Only
    return atom(fact, once)


def _within(fact: str, body: dict[object, object]) -> Within:
    bounds = {str(key): _bound(fact, key, bound) for key, bound in body.items()}
    lower = [bounds[key] for key in ("at_least", "above") if key in bounds]
    upper = [bounds[key] for key in ("at_most", "below") if key in bounds]
    if not body or len(lower) > 1 or len(upper) > 1:
        raise _fault(f"give '{fact}' one lower bound, one upper bound, or one of each")
    within = Within(fact, **bounds)
    exact = {"at_least", "at_most"} == bounds.keys()
    if lower and upper and (lower[0] > upper[0] or (lower == upper and not exact)):
        raise _fault(f"no number is {within.spelled}: correct the bounds")
    return within


def _bound(fact: str, key: object, bound: object) -> Amount:
    if key not in BOUNDS:
        remedy = (
            meant(str(key), COMPARISONS)
            or f"use {', '.join(BOUNDS)}; of several, {either(OF_SEVERAL)}"
        )
        raise _fault(f"'{key}' is no comparison for '{fact}': {remedy}")
    if not _is_amount(bound):
        raise _fault(f"'{key}' needs a number, in digits")
    if not -MAX_NUMBER <= bound <= MAX_NUMBER:
        raise _fault(f"'{fact}' is compared with {bound}: {_TOO_LARGE}")
    return bound


def _fault(message: str) -> PydanticCustomError:
    return PydanticCustomError("condition", "{reason}", {"reason": message})
