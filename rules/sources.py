"""The sources of a rule set, and what uses them: nothing linked twice, nothing kept in vain."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from pydantic import BaseModel

from .model import RuleSet
from .naming import Misfit, unknown
from .problems import Problem
from .yaml12 import Path


def citations(rules: RuleSet) -> Iterator[tuple[Path, str]]:
    """Every citation of a statement, wherever in the rule set it stands."""
    return _named(rules, "cite", ())


def links(rules: RuleSet) -> Iterator[tuple[Path, str]]:
    """Every link to a source, wherever in the rule set it stands."""
    return _named(rules, "links", ())


def led_nowhere(rules: RuleSet) -> Iterator[Misfit]:
    """Citations of statements that nobody states, and links to sources that aren't there."""
    statements = [each for source in rules.sources.values() for each in source.statements]
    for path, statement in citations(rules):
        if statement not in statements:
            yield path, unknown("statement", statement, statements)
    for path, source in links(rules):
        if source not in rules.sources:
            yield path, unknown("source", source, rules.sources)


def unused(rules: RuleSet) -> Iterator[Problem]:
    """Sources that nothing cites or links to, and statements that nothing cites."""
    used = {statement for _, statement in citations(rules)}
    linked = {source for _, source in links(rules)}
    linked.update(source for difference in rules.differences for source in difference.says)
    for name, source in rules.sources.items():
        path = ("sources", name)
        left = [each for each in source.statements if each not in used]
        if len(left) == len(source.statements) and name not in linked:
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


def _named(value: Any, key: str, path: Path) -> Iterator[tuple[Path, str]]:
    """What stands under this key, and where, however deep in the rule set."""
    parts: list[tuple[str | int, Any]] = []
    if isinstance(value, BaseModel):
        fields = type(value).model_fields
        parts = [(fields[name].alias or name, below) for name, below in value]
    elif isinstance(value, dict):
        parts = [*value.items()]
    elif isinstance(value, tuple):
        parts = [*enumerate(value)]
    for step, below in parts:
        if step == key and isinstance(value, BaseModel):
            yield from (((*path, key, index), each) for index, each in enumerate(below or ()))
        else:
            yield from _named(below, key, (*path, step))
