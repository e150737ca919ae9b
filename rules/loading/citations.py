"""Citations and links: where in a rule set they stand, and those that lead nowhere."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from pydantic import BaseModel

from rules.language.faults import Entry, Misfit, Path, undefined
from rules.language.model import RuleSet


def every_citation(rules: RuleSet) -> Iterator[tuple[Path, str]]:
    """Every citation of a statement, wherever in the rule set it stands."""
    return _named(rules, "cite", ())


def every_link(rules: RuleSet) -> Iterator[tuple[Path, str]]:
    """Every link to a source, wherever in the rule set it stands."""
    return _named(rules, "links", ())


def led_nowhere(rules: RuleSet) -> Iterator[Misfit]:
    """Citations of statements that nobody states, and links to sources that aren't there."""
    statements = [each for source in rules.sources.values() for each in source.statements]
    for path, statement in every_citation(rules):
        if statement not in statements:
            yield undefined(path, Entry("statements", statement), statements)
    for path, source in every_link(rules):
        if source not in rules.sources:
            yield undefined(path, Entry("sources", source), rules.sources)


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
