"""The next question in the order in which the rules read their facts (`ask_order: rules`)."""

from __future__ import annotations

from collections.abc import Container, Iterator

from rules.diagram.diagram import Diagram
from rules.language.model import RuleSet
from rules.language.when import Test

from .truth import TruthReader


def as_rules_read(diagram: Diagram, reader: TruthReader, wanted: Container[str]) -> str | None:
    """The first wanted fact of the first rule that is still open, reading left to right.

    `wanted` are the facts whose answer can change the verdict; what a rule reads beside them is
    passed over. None where no open rule reads a wanted fact.
    """
    for test in _open_whens(diagram.rules, reader):
        for fact in reader.open_facts(test):
            if fact in wanted:
                return fact
    return None


def _open_whens(rules: RuleSet, reader: TruthReader) -> Iterator[Test]:
    """The tests of rules that may still be the first to hold, table by table."""
    for table in rules.verdict:
        goes_on = False
        for rule in rules.tables[table]:
            truth = reader.truth(rule.when)
            if truth is None:
                yield rule.when
            goes_on |= truth is not False and not rule.stop
            if truth:
                break
        else:
            goes_on = True
        if not goes_on:
            return
