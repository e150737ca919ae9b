"""The sources of a rule set, and what uses them: nothing linked twice, nothing kept in vain."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from pydantic import BaseModel

from .model import RuleSet
from .problems import Problem


def cited(rules: RuleSet) -> set[str]:
    """The ids of every statement that anything in the rule set cites."""
    return set(_named(rules, "cite"))


def linked(rules: RuleSet) -> set[str]:
    """The ids of every source that anything in the rule set links to, statement or no."""
    return set(_named(rules, "links"))


def unused(rules: RuleSet) -> Iterator[Problem]:
    """Sources that nothing cites or links to, and statements that nothing cites."""
    used = cited(rules)
    for name, source in rules.sources.items():
        path = ("sources", name)
        left = [each for each in source.statements if each not in used]
        if len(left) == len(source.statements) and name not in linked(rules):
            message = f"nothing cites source '{name}' or links to it: use it, or remove it"
            yield Problem("unused source", message, path)
        elif left:
            message = (
                f"nothing cites {', '.join(left)} of source '{name}': cite them, or remove them"
            )
            yield Problem("unused statement", message, (*path, "statements", left[0]))


def twice_linked(rules: RuleSet) -> Iterator[Problem]:
    """Sources that lead to the same page as an earlier one."""
    seen: dict[str, str] = {}
    for name, source in rules.sources.items():
        first = seen.setdefault(source.url.rstrip("/"), name)
        if first != name:
            message = f"sources '{first}' and '{name}' have the same url: make them one"
            yield Problem("double source", message, ("sources", name, "url"))


def _named(value: Any, key: str) -> Iterator[str]:
    """What stands under this key, wherever in the rule set it does."""
    if isinstance(value, BaseModel):
        for name, below in value:
            yield from (below or ()) if name == key else _named(below, key)
    elif isinstance(value, tuple | dict):
        for below in value.values() if isinstance(value, dict) else value:
            yield from _named(below, key)
