"""What an overlay takes away that protects people: conditions that not knowing doesn't fulfil."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from rules.language.faults import Entry, Problem
from rules.language.model import RuleSet

DROPPED = "dropped condition"


def dropped_conditions(rules: RuleSet, under: Iterable[RuleSet]) -> Iterator[Problem]:
    """The hard conditions (`unknown: missing`) of what a rule set goes over that it hasn't.

    Be it that the condition is gone, that a direction is ready without it, or that it is no longer
    hard.
    """
    passed_over = {*_hard(rules)}
    for base in under:
        for outcome, id_ in _hard(base):
            if outcome not in rules.outcomes or (outcome, id_) in passed_over:
                continue
            passed_over.add((outcome, id_))
            kept = id_ in rules.outcomes[outcome].ready_when
            how = "lets somebody not know" if kept else "is ready without"
            message = f"'{outcome}' {how} '{id_}', which {base.ruleset} calls for"
            section, name = ("conditions", id_) if kept else ("outcomes", outcome)
            path = (section, name, "unknown" if kept else "ready_when")
            yield Problem(DROPPED, message, path, about=(Entry("conditions", id_),))


def _hard(rules: RuleSet) -> Iterator[tuple[str, str]]:
    """Each direction with a condition of its own that is hard."""
    for outcome, each in rules.outcomes.items():
        for id_ in each.ready_when:
            if rules.conditions[id_].unknown:
                yield outcome, id_
