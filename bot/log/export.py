"""What was advised, one JSON object a line, as `rules replay` reads it: see docs/log.md."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import asdict

from storage.decisions import Decisions
from storage.store import Transaction

# Without what people wrote, and without who they are.
TOLD = (
    *("ruleset", "version", "fingerprint", "decided_at", "answers", "assumed", "recommendation"),
    *("stance", "direction", "modifiers", "missing", "unknown"),
)


def exported(tx: Transaction, ruleset: str | None = None) -> Iterator[str]:
    """The advice that stands, the oldest first; only that of one rule set, if one is named."""
    for number, decision in Decisions(tx).standing(ruleset):
        values = asdict(decision)
        told = {"id": number, **{key: values[key] for key in TOLD}}
        yield json.dumps(told, ensure_ascii=False)
