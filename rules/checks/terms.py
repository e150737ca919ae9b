"""The terms of a rule set, and what names them: none is kept in vain."""

from __future__ import annotations

from collections.abc import Iterator

from rules.language.faults import Problem
from rules.language.model import RuleSet, every_when
from rules.language.when import Term, Test, written


def unused_terms(rules: RuleSet) -> Iterator[Problem]:
    """Terms on which nothing depends, neither directly nor by way of another term."""
    used: set[str] = set()
    for test in every_when(rules):
        _use(test, used)
    for id_ in rules.terms:
        if id_ not in used:
            message = f"nothing depends on term '{id_}': use it, or remove it"
            yield Problem("unused term", message, ("terms", id_))


def _use(test: Test, used: set[str]) -> None:
    for each in written(test):
        if isinstance(each, Term) and each.id not in used:
            used.add(each.id)
            _use(each.means, used)
