"""Decisions: what conversations came to, the later superseding the earlier."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import asdict
from typing import Any

from .channels import KnownChannels
from .conversations import Conversations
from .records import Decision, as_json
from .store import Transaction

_JSON_COLUMNS = (
    *("modifiers", "missing", "unknown"),
    *("possible", "answers", "assumed", "outcomes", "rules_fired"),
)


class Decisions:
    """Decisions, inside one open transaction."""

    def __init__(self, tx: Transaction) -> None:
        self._tx = tx

    def add(self, decision: Decision) -> int:
        """Add a decision and mark the conversation's earlier ones superseded. Returns its id."""
        values = asdict(decision)
        for column in _JSON_COLUMNS:
            values[column] = as_json(values[column])
        place = Conversations(self._tx).get(decision.conversation).place
        values["channel"] = KnownChannels(self._tx).keep(
            place.platform, place.tenant, place.channel
        )
        columns = ", ".join(values)
        marks = ", ".join("?" for _ in values)
        row = self._tx.one(
            f"INSERT INTO decisions ({columns}) VALUES ({marks}) RETURNING id",  # noqa: S608  # our own field names
            list(values.values()),
        )
        self._tx.run(
            "UPDATE decisions SET superseded_by = ?"
            " WHERE conversation = ? AND superseded_by IS NULL AND id <> ?",
            [row["id"], decision.conversation, row["id"]],
        )
        return int(row["id"])

    def current(self, conversation_id: int) -> Decision | None:
        """The conversation's decision that no later one has superseded."""
        rows = self._tx.rows(
            "SELECT * FROM decisions WHERE conversation = ? AND superseded_by IS NULL",
            [conversation_id],
        )
        return next(map(_decision, rows), None)

    def given(self, conversation_id: int) -> list[tuple[int, int]]:
        """A conversation's decisions, first to last: each one's id, and the event that led to it."""
        rows = self._tx.rows(
            "SELECT id, event FROM decisions WHERE conversation = ? ORDER BY id", [conversation_id]
        )
        return [(int(row["id"]), int(row["event"])) for row in rows]

    def standing(self, ruleset: str | None = None) -> Iterator[tuple[int, Decision]]:
        """All that no later one has superseded, by id; of one rule set, or of any."""
        rows = self._tx.rows(
            "SELECT * FROM decisions WHERE superseded_by IS NULL AND ruleset = ifnull(?, ruleset)"
            " ORDER BY id",
            [ruleset],
        )
        return ((int(row["id"]), _decision(row)) for row in rows)


def _decision(row: dict[str, Any]) -> Decision:
    for column in _JSON_COLUMNS:
        row[column] = json.loads(row[column])
    row["decided"] = bool(row["decided"])
    return Decision(**{key: value for key, value in row.items() if key in Decision.__annotations__})
