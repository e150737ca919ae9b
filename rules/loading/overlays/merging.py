"""What an overlay changes in one entry: groups key by key, all else as it now stands."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeAlias

from .branches import Branch
from .sections import NAMED, WHOLE, one_of

ADD_FIRST, ADD_LAST = "add_first", "add_last"
ADDS = frozenset({ADD_FIRST, ADD_LAST})

Group: TypeAlias = dict[str, Branch]


class Differing:
    """Joins what differs to what was. `fault` takes each mistake with where it stands."""

    def __init__(self, fault: Callable[[Branch, str], None]) -> None:
        self.fault = fault

    def merged(self, old: Branch, new: Branch, key: str) -> Branch:
        """The value that stands after `key` from now on."""
        if key in WHOLE:
            return new
        if new.is_group and old.is_group:
            return self.by_key(old, new, key)
        if new.is_group and isinstance(old.value, list):
            return self.longer(old, new)
        if old.is_group and not isinstance(new.value, list):
            listed = f", of: {', '.join(old.value)}" if old.value else ""
            message = f"has keys of its own: write below it those that change{listed}"
            self.fault(new, f"'{new.path[-1]}' {message}")
            return old
        return new

    def by_key(self, old: Branch, new: Branch, key: str) -> Branch:
        """A group with what differs. Where its keys are names, a new one must be added as such."""
        joined = dict(old.value)
        for each, value in new.value.items():
            if each in joined:
                joined[each] = self.merged(joined[each], value, each)
            elif key not in NAMED:
                nothing = Branch([], value.document, value.path)
                joined[each] = self.longer(nothing, value) if _adds(value) else value
            elif each not in ADDS:
                remedy = f"to add it, write {key}: {{{ADD_LAST}: {{{each}: ...}}}}"
                message = f"'{key}' has no '{each}': {one_of(each, old.value)}"
                self.fault(value, f"{message}; {remedy}")
        if key in NAMED and _adds(new):
            joined = self.wider(joined, new)
        return Branch(joined, old.document, old.path)

    def wider(self, old: Group, new: Branch) -> Group:
        """A group of named things, with others before and after them."""
        parts: dict[str, Group] = {}
        for word in ADDS & new.value.keys():
            added = new.value[word]
            if not added.is_group:
                self.fault(added, f"'{word}' needs what it adds below it, by name")
                continue
            parts[word] = added.value
            for name in added.value.keys() & old.keys():
                message = f"'{name}' is there already: write it without {word} to change it"
                self.fault(added.value[name], message)
        return {**parts.get(ADD_FIRST, {}), **old, **parts.get(ADD_LAST, {})}

    def longer(self, old: Branch, new: Branch) -> Branch:
        """A list with what is added before and after it."""
        parts: dict[str, list[Branch]] = {}
        for word, added in new.value.items():
            if word not in ADDS:
                remedy = f"write {ADD_FIRST}, {ADD_LAST}, or the whole list anew"
                self.fault(added, f"'{word}' can't stand here: {remedy}")
            elif not isinstance(added.value, list):
                self.fault(added, f"'{word}' needs a list: one '- ...' a line, or [a, b]")
            else:
                parts[word] = added.value
        whole = [*parts.get(ADD_FIRST, ()), *old.value, *parts.get(ADD_LAST, ())]
        return Branch(whole, old.document, old.path)


def _adds(new: Branch) -> bool:
    return new.is_group and not ADDS.isdisjoint(new.value)
