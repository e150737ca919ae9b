"""What of a rule set an overlay can name, read off the model, so that new words need no line here."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from inspect import isclass
from typing import Any, get_args, get_origin

from pydantic import BaseModel

from rules.language.model import RuleSet
from rules.language.wording import meant

from .branches import Branch

RULES = "rules"  # of every table: their ids are unique, so no table need be named
OWN = ("ruleset", "version")  # an overlay has its own
OF_THE_BASE = "language"  # what every word of it means, so no overlay can change that
WHOLE = frozenset(
    {"when", "applies", "answers"}
)  # joined key by key they could say what nobody wrote
ORDER = {  # the sections whose order means something, and what
    "facts": "questions are asked in this order",
    RULES: "the first rule that holds decides",
    "recommendations": "the least committing stands first",
}
_MANY = 15  # names listed in a message at most


def _parts(annotation: Any) -> Iterator[Any]:
    yield annotation
    for each in get_args(annotation):
        yield from _parts(each)


def words(annotation: Any) -> Iterator[type[BaseModel]]:
    """The model's words that a key's value may be, or hold in a list or by name."""
    for part in _parts(annotation):
        if isclass(part) and issubclass(part, BaseModel):
            yield part


def _groups(word: type[BaseModel]) -> Iterator[str]:
    """The keys, at any depth, whose values are groups of things with names of their own."""
    for name, field in word.model_fields.items():
        if any(get_origin(part) is dict for part in _parts(field.annotation)):
            yield field.alias or name
        for below in words(field.annotation):
            yield from _groups(below)


def _naming_key(word: type[BaseModel]) -> str | None:
    return next((key for key in ("id", "name") if key in word.model_fields), None)


NAMED = frozenset(_groups(RuleSet)) - WHOLE
GROUPS = {  # the sections that are groups by name
    name for name, field in RuleSet.model_fields.items() if get_origin(field.annotation) is dict
}
LISTS = {  # those that are lists, and the key that names an entry
    name: key
    for name, field in RuleSet.model_fields.items()
    if get_origin(field.annotation) is tuple
    for key in filter(None, map(_naming_key, words(field.annotation)))
} | {RULES: "id"}
PLAIN = RuleSet.model_fields.keys() - GROUPS - LISTS.keys() - {*OWN, OF_THE_BASE}
SECTIONS = [name for name in [*RuleSet.model_fields, RULES] if name in GROUPS or name in LISTS]


def kind(section: str) -> str:
    """What one entry of a section is called."""
    plural = section.endswith("s") and "_" not in section
    return section.removesuffix("s") if plural else f"entry of {section}"


def places(root: Branch, section: str) -> Iterator[Branch]:
    """The groups or lists in which a section's entries stand: for rules, every table."""
    if section == RULES:
        yield from root.value["tables"].value.values()
    elif section in root.value:
        yield root.value[section]


def names_in(within: Branch, section: str) -> list[str]:
    """The names of the entries of one of a section's places, in their order."""
    if isinstance(within.value, dict):
        return list(within.value)
    return [str(entry.value[LISTS[section]].value) for entry in within.value]  # as the model says


def find(root: Branch, section: str, name: str) -> tuple[Branch, str | int] | None:
    """Where the entry of this name stands: its place, and the key or index in it."""
    for within in places(root, section):
        listed = names_in(within, section)
        if name in listed:
            return within, name if within.is_group else listed.index(name)
    return None


def insert(within: Branch, index: int, name: str, entry: Branch) -> None:
    """Put an entry into one of a section's places, before the one that stands at `index`."""
    if isinstance(within.value, dict):
        entries = [*within.value.items()]
        within.value = dict([*entries[:index], (name, entry), *entries[index:]])
    else:
        within.value.insert(index, entry)


def one_of(name: object, known: Iterable[str]) -> str:
    """What could be meant by a name that is not known."""
    listed = list(known)
    if near := meant(str(name), listed):
        return near
    more = ", ..." if len(listed) > _MANY else ""
    return f"use one of: {', '.join(listed[:_MANY])}{more}" if listed else "there is none"


def missing(
    root: Branch, base: str, section: str, name: str, listed: list[str] | None = None
) -> str:
    """What to write instead of a name that a rule set, called `base`, doesn't have."""
    if listed is None:
        listed = [each for place in places(root, section) for each in names_in(place, section)]
    begins = f"{base} has no {kind(section)} called '{name}'"
    for place in places(root, section) if section in GROUPS else ():
        for new, entry in place.value.items():
            was = entry.plain().get("was") if entry.is_group else None
            if name == was or (isinstance(was, list) and name in was):
                return f"{begins} any more: it is '{new}' now, write that"
    for other in SECTIONS:
        if other != section and find(root, other, name):
            return f"{begins}: it is a {kind(other)}, so write it under '{other}'"
    return f"{begins}: {one_of(name, listed)}"
