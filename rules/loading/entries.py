"""What the entries of a rule set make and what they rely on, read off their keys.

Read off plain data, since what is asked about is often no rule set yet.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from rules.language.faults import Entry, Path

ANY = ""  # an id that can't be read: it may have been any
_VERBS = ("add", "change", "remove")  # an overlay's sections stand below these
_MADE = {
    "outcome": "concluded",
    "otherwise": "concluded",
    "adds": "concluded",
    "statements": "statements",
}
_RELIED_ON = {
    "outcome": "outcomes",
    "otherwise": "outcomes",
    "adds": "outcomes",
    "ready_when": "conditions",
    "cite": "statements",
    "links": "sources",
    "says": "sources",
    "needs": "facts",
    "same": "facts",
    "answers": "facts",
    "for": "recommendations",
    "expect": "recommendations",
}
_NAMES_BELOW = {*_MADE, *_RELIED_ON, "options", "facts", "agrees"}  # their keys are no words
_CONDITIONS = ("when", "applies", "unless")
_JOINERS = ("all", "any", "not")
_NAMING_KEYS = ("id", "name")  # in the entries of lists


def entry_at(data: Any, path: Path) -> Entry | None:
    """The entry that a place in a rule set or an overlay belongs to; None for none."""
    top = 1 if path[:1] and path[0] in _VERBS else 0
    in_table = path[top : top + 1] == ("tables",) and len(path) > top + 2
    last = top + 2 if in_table else top + 1
    if len(path) <= last:
        return None
    section, name = "rules" if in_table else str(path[top]), path[last]
    if isinstance(name, str):
        return Entry(section, name)
    entry: Any = data
    for step in path[: last + 1]:
        entry = entry[step]
    return Entry(section, _own_name(entry))


def made(section: str, name: str | None, entry: Any) -> Iterator[Entry]:
    """What an entry brings along: itself, and what only it may state, conclude or hold.

    `name` is None where it stands in the entry itself, as in a list.
    """
    if section == "verdict":
        yield from _entries(section, entry)
        return
    yield Entry(section, _own_name(entry) if name is None else name)
    if section == "rules" and "outcome" not in _keys(entry):
        yield Entry("concluded", ANY)
    if section == "sources" and "statements" not in _keys(entry):
        yield Entry("statements", ANY)
    for rule in entry if section == "tables" and isinstance(entry, list) else ():
        yield Entry("rules", _own_name(rule))
    for key, below in _pairs(entry):
        if key in _MADE:
            yield from _entries(_MADE[key], below)


def relied_on(section: str, entry: Any) -> Iterator[Entry]:
    """What an entry names and other entries define."""
    for key, below in _pairs(entry):
        if key == "needs" and isinstance(below, list):
            yield from _entries("facts", [_keys(each).get("fact", each) for each in below])
        elif key in _RELIED_ON:
            yield from _entries(_RELIED_ON[key], below)
        elif key == "when" and section == "recommendations" and below is entry.get(key):
            for table, outcomes in _keys(below).items():
                yield Entry("tables", table)
                yield from _entries("outcomes", outcomes)
        elif key in _CONDITIONS:
            listed = below if isinstance(below, list) else []  # outcomes that answer a row
            yield from (*_compared(below), *_entries("outcomes", listed))


def _own_name(entry: Any) -> str:
    return next((str(_keys(entry)[key]) for key in _NAMING_KEYS if key in _keys(entry)), ANY)


def _entries(section: str, value: Any) -> Iterator[Entry]:
    """The ids that a value is, lists or has as keys."""
    ids: Iterable[Any] = value if isinstance(value, dict | list) else [value]
    return (Entry(section, each if isinstance(each, str) else ANY) for each in ids)


def _keys(value: Any) -> dict[str, Any]:
    return value if isinstance(value, dict) else {}


def _pairs(value: Any, named: bool = False) -> Iterator[tuple[str, Any]]:
    """Every key of the rule language in a value, however deep, with what stands below it."""
    if isinstance(value, list):
        for each in value:
            yield from _pairs(each)
    for key, below in _keys(value).items():
        if not named:
            yield key, below
        yield from _pairs(below, not named and key in _NAMES_BELOW)


def _compared(condition: Any) -> Iterator[Entry]:
    """The facts that a condition compares, and the terms that it names."""
    for key, below in _keys(condition).items():
        if key in _JOINERS:
            for part in below if isinstance(below, list) else [below]:
                yield from _compared(part)
        else:
            yield Entry("facts", key)
            yield from [Entry("terms", below)] if key == "term" and isinstance(below, str) else []
            for table, outcomes in _keys(below).items() if key == "table" else ():
                yield from (Entry("tables", table), *_entries("outcomes", outcomes))
