"""What people typed before they chose an answer."""

from __future__ import annotations

import json
from typing import Any

from .store import Transaction

MOST_KEPT = 1000  # characters of a typed text


class TypedAnswers:
    """What people typed before they chose an answer, for the authors of a rule set's phrases.

    Nothing else reads it. Every row is a conversation's, and goes with it.
    """

    def __init__(self, tx: Transaction) -> None:
        self._tx = tx

    def keep_offer(self, conversation_id: int, user: str, revision: int, text: str) -> None:
        """Remember the last text for which somebody was offered answers, until they answer."""
        self._tx.run(
            "INSERT OR REPLACE INTO offered_for VALUES (?, ?, ?, ?)",
            [conversation_id, user, revision, text[:MOST_KEPT]],
        )

    def offered_for(self, conversation_id: int, user: str, revision: int) -> str:
        """The text for which this person was offered answers to the question of a revision, or ""."""
        sql = "SELECT text FROM offered_for WHERE conversation = ? AND user = ? AND revision = ?"
        rows = self._tx.rows(sql, [conversation_id, user, revision])
        return next((str(row["text"]) for row in rows), "")

    def forget_offers(self, conversation_id: int) -> None:
        """Forget what offers were made for, once the question is answered."""
        self._tx.run("DELETE FROM offered_for WHERE conversation = ?", [conversation_id])

    def keep(self, conversation_id: int, event: int, text: str) -> None:
        """Keep what was typed before the answer of this event was chosen."""
        row = [conversation_id, event, text[:MOST_KEPT]]
        self._tx.run("INSERT INTO typed_answers VALUES (?, ?, ?)", row)

    def forget(self, conversation_id: int, event: int) -> None:
        """Forget the text of an answer whose writer has edited or deleted it."""
        sql = "DELETE FROM typed_answers WHERE conversation = ? AND event = ?"
        self._tx.run(sql, [conversation_id, event])

    def standing(self, ruleset: str) -> list[tuple[str, Any, str]]:
        """By rule sets of this name: fact, answer in JSON form, text. None changed or taken back."""
        rows = self._tx.tuples(
            "SELECT e.fact, e.answer, t.text FROM typed_answers t"
            " JOIN events e ON e.conversation = t.conversation AND e.number = t.event"
            " JOIN conversations c ON c.id = t.conversation JOIN rulesets r ON r.fingerprint = c.fingerprint"
            " WHERE r.name = ? AND NOT EXISTS (SELECT 1 FROM events later"
            " WHERE later.conversation = e.conversation AND later.number > e.number"
            " AND later.fact = e.fact) ORDER BY t.conversation, t.event",
            [ruleset],
        )
        return [(fact, json.loads(answer), text) for fact, answer, text in rows]
