"""What an overlay changes in one entry: groups key by key, all else as it now stands."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import TypeAlias

from rules.language.when import BOUNDS as NAMES_OF_BOUNDS

from .branches import Branch
from .sections import LISTS, NAMED, WHOLE, one_of

ADD_FIRST, ADD_LAST = "add_first", "add_last"
ADDS = frozenset({ADD_FIRST, ADD_LAST})
DROP = "drop"  # keys or entries of a list to go without
BOUNDS = "bounds"  # of a `when`, which else is replaced whole: other numbers in the same places

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
            return self.another(old, new)
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
            if each == DROP and DROP not in old.value:
                self.dropped(joined, value, new, key)
            elif each == BOUNDS and "when" in joined and key not in NAMED:
                self.rebound(joined["when"], value, new)
            elif each in joined:
                joined[each] = self.merged(joined[each], value, each)
            elif key not in NAMED:
                nothing = Branch([], value.document, value.path)
                joined[each] = self.another(nothing, value) if _adds(value) else value
            elif each not in ADDS:
                remedy = f"to add it, write {key}: {{{ADD_LAST}: {{{each}: ...}}}}"
                message = f"'{key}' has no '{each}': {one_of(each, old.value)}"
                self.fault(value, f"{message}; {remedy}")
        if key in NAMED and _adds(new):
            joined = self.wider(joined, new)
        return Branch(joined, old.document, old.path)

    def dropped(self, joined: Group, names: Branch, new: Branch, key: str) -> None:
        """Take out of a group what it is to go without."""
        listed = names.value if isinstance(names.value, list) else [names]
        for name in listed:
            if not isinstance(name.value, str):
                self.fault(name, f"'{DROP}' needs the keys to go without: {DROP}: [a, b]")
            elif name.value in new.value:
                self.fault(name, f"'{name.value}' stands beside '{DROP}' as well: keep one")
            elif not key and name.value in LISTS.values():
                self.fault(name, f"its name can't be dropped: leave '{name.value}' out here")
            elif name.value not in joined:
                where = f"'{key}' has" if key else "there is"
                self.fault(name, f"{where} no '{name.value}': {one_of(name.value, joined)}")
            else:
                del joined[name.value]

    def rebound(self, when: Branch, facts: Branch, new: Branch) -> None:
        """Put other numbers into a condition, each where one comparison has that bound."""
        if "when" in new.value:
            self.fault(
                facts, f"'{BOUNDS}' changes the old 'when', and this writes a new one: keep one"
            )
            return
        if not facts.is_group or not all(each.is_group for each in facts.value.values()):
            self.fault(
                facts, f"'{BOUNDS}' needs facts and bounds: {BOUNDS}: {{FACT: {{below: 5}}}}"
            )
            return
        when.document, when.path = facts.document, facts.path  # what is wrong with it now is ours
        for fact, bounds in facts.value.items():
            for name, number in bounds.value.items():
                found = [each for each in _compared(when, fact) if name in each]
                if len(found) == 1:
                    found[0][name] = number
                else:
                    self.fault(number, _unbound(when, fact, name, len(found)))

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

    def another(self, old: Branch, new: Branch) -> Branch:
        """A list with what is added before and after it, and without what is dropped."""
        parts: dict[str, list[Branch]] = {}
        for word, added in new.value.items():
            if word not in {*ADDS, DROP}:
                remedy = f"write {ADD_FIRST}, {ADD_LAST}, {DROP}, or the whole list anew"
                self.fault(added, f"'{word}' can't stand here: {remedy}")
            elif not isinstance(added.value, list):
                self.fault(added, f"'{word}' needs a list: one '- ...' a line, or [a, b]")
            else:
                parts[word] = added.value
        stays = self.without(old.value, parts.get(DROP, ()))
        whole = [*parts.get(ADD_FIRST, ()), *stays, *parts.get(ADD_LAST, ())]
        return Branch(whole, old.document, old.path)

    def without(self, old: list[Branch], dropped: Sequence[Branch]) -> list[Branch]:
        """The entries of a list that aren't dropped; each is named as it stands there."""
        stays = list(old)
        for each in dropped:
            found = [one for one in stays if one.plain() == each.plain()]
            if not found:
                known = [one.value for one in stays if isinstance(one.value, str)]
                there = one_of(each.value, known) if known else "write the whole list anew"
                self.fault(each, f"'{_named(each)}' is not in this list: {there}")
            stays = [one for one in stays if one not in found]
        return stays


def _adds(new: Branch) -> bool:
    return new.is_group and not ADDS.isdisjoint(new.value)


def _named(entry: Branch) -> str:
    return entry.value if isinstance(entry.value, str) else "this"


def _compared(when: Branch, fact: str) -> Iterator[Group]:
    """The bounds with which a condition compares a fact, comparison by comparison."""
    if isinstance(when.value, list):
        for part in when.value:
            yield from _compared(part, fact)
    elif when.is_group:
        for key, below in when.value.items():
            if key in ("all", "any", "not"):
                yield from _compared(below, fact)
            elif key == fact and below.is_group and below.value.keys() <= {*NAMES_OF_BOUNDS}:
                yield below.value


def _unbound(when: Branch, fact: str, name: str, times: int) -> str:
    """Why there is no one place for a number, and what to write."""
    if times:
        return f"'when' has '{name}' of '{fact}' {times} times: write the whole 'when' instead"
    there = [each for bounds in _compared(when, fact) for each in bounds]
    if there:
        return (
            f"'when' has no '{name}' of '{fact}': write {' or '.join(there)}, or the whole 'when'"
        )
    return f"'when' has no bounds of '{fact}' itself: write the whole 'when', or change its term"
