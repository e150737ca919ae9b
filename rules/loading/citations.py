"""Citations and links: where in a rule set they stand, and those that lead nowhere."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, NamedTuple

from pydantic import BaseModel

from rules.language.faults import Entry, Misfit, Path, undefined
from rules.language.model import RuleSet

CITE, LINKS = "cite", "links"  # the keys under which they stand


class Citation(NamedTuple):
    """A statement that is cited, or a source that is linked to, and where."""

    key: str
    path: Path
    name: str


def every_citation(rules: RuleSet) -> list[Citation]:
    """Every citation of a statement and every link to a source, wherever they stand."""
    return [*_below(rules, ())]


def led_nowhere(rules: RuleSet) -> Iterator[Misfit]:
    """Citations of statements that nobody states, and links to sources that aren't there."""
    statements = [each for source in rules.sources.values() for each in source.statements]
    stated, found = {*statements}, every_citation(rules)
    for key, path, statement in found:
        if key == CITE and statement not in stated:
            yield undefined(path, Entry("statements", statement), statements)
    for key, path, source in found:
        if key == LINKS and source not in rules.sources:
            yield undefined(path, Entry("sources", source), rules.sources)


def _below(value: Any, path: Path) -> Iterator[Citation]:
    """What is cited and linked to, however deep below a value."""
    fields = type(value).model_fields if isinstance(value, BaseModel) else {}
    for step, below in _parts(value):
        if fields and step in (CITE, LINKS):
            yield from (Citation(step, (*path, step, n), each) for n, each in enumerate(below))
        elif below and isinstance(below, BaseModel | dict | tuple):
            key = fields[step].alias if fields else None
            yield from _below(below, (*path, step if key is None else key))


def _parts(value: BaseModel | dict[str, Any] | tuple[Any, ...]) -> Any:
    """What stands in a value, each with its name or its place."""
    if isinstance(value, tuple):
        return enumerate(value)
    return (value if isinstance(value, dict) else value.__dict__).items()
