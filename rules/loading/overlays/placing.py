"""Where in a rule set an overlay's entry goes: `place: before low-volume`."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

from .branches import Branch
from .sections import GROUPS, ORDER, RULES, find, missing, names_in, one_of

A_PLACE = "first, last, before NAME or after NAME"
_PLACE = re.compile(r"(first|last)|(before|after) (\S.*)")


class Placing:
    """Finds places in a tree. `fault` takes each mistake with where it stands."""

    def __init__(self, root: Branch, base: str, fault: Callable[[Branch, str], None]) -> None:
        self.root = root
        self.base = base
        self.fault = fault
        self.placed: dict[tuple[int, str], str] = {}  # what was last put at the same place

    def within(
        self, section: str, name: str, entry: Branch, place: Branch | None, table: Branch | None
    ) -> Branch | None:
        """The group or list that an added entry belongs in; None if nothing tells, a fault."""
        if section != RULES:
            empty: Any = {} if section in GROUPS else []
            new = Branch(empty, entry.document, entry.path[:2])
            return self.root.value.setdefault(section, new)  # type: ignore[no-any-return]  # a tree
        tables = self.root.value["tables"].value
        beside = _PLACE.fullmatch(_text(place)) if place else None
        neighbour = beside[3] if beside else None
        if table is None and neighbour and (found := find(self.root, RULES, neighbour)):
            return found[0]
        if table is None and place and (neighbour or not beside):
            wrong = (
                missing(self.root, self.base, RULES, neighbour) if neighbour else _no_place(place)
            )
            self.fault(place, wrong)
        elif table is None:
            self.fault(entry, f"'{name}' lacks 'table': write one of: {', '.join(tables)}")
        elif _text(table) not in tables:
            message = f"no table is called '{_text(table)}': {one_of(_text(table), tables)}"
            self.fault(table, message)
        else:
            return tables[table.value]  # type: ignore[no-any-return]  # a tree
        return None

    def index(
        self, section: str, name: str, entry: Branch, place: Branch | None, within: Branch
    ) -> int:
        """Where in its section an entry goes. Several at the same place keep their order."""
        listed = names_in(within, section)
        if place is None:
            if section in ORDER:
                message = f"'{name}' lacks 'place': write {A_PLACE}, because {ORDER[section]}"
                self.fault(entry, message)
            return len(listed)
        found = _PLACE.fullmatch(_text(place))
        if not found:
            self.fault(place, _no_place(place))
            return len(listed)
        where, before, neighbour = found.groups()
        if neighbour and neighbour not in listed:
            self.fault(place, missing(self.root, self.base, section, neighbour, listed))
            return len(listed)
        same = (id(within), _text(place))
        earlier = self.placed.get(same)
        self.placed[same] = name
        if earlier:
            return listed.index(earlier) + 1
        if where:
            return 0 if where == "first" else len(listed)
        return listed.index(neighbour) + (before == "after")


def _text(branch: Branch) -> str:
    """A value that should be text, as its author knows it."""
    return "keys or a list" if isinstance(branch.value, dict | list) else str(branch.value)


def _no_place(place: Branch) -> str:
    return f"'place' ({_text(place)}) must be {A_PLACE}"
