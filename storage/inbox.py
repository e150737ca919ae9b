"""What a platform has delivered: one that comes twice counts once, one that is edited is known."""

from __future__ import annotations

from .store import Transaction


class Inbox:
    """Handled deliveries and the messages of answers, inside one open transaction."""

    def __init__(self, tx: Transaction) -> None:
        self._tx = tx

    def handle(self, key: str, now: str) -> bool:
        """Remember a platform's delivery as handled. False if it was before."""
        sql = "INSERT INTO handled VALUES (?, ?) ON CONFLICT DO NOTHING"
        return self._tx.run(sql, [key, now]) == 1

    def tidy(self, before: str) -> None:
        """Forget what was handled before a moment."""
        self._tx.run("DELETE FROM handled WHERE at < ?", [before])

    def keep_message(self, conversation: int, event: int, message: str) -> None:
        """Remember by its name the message in which the answer of this event was typed."""
        self._tx.run("INSERT INTO answer_messages VALUES (?, ?, ?)", [conversation, event, message])

    def answered_by(
        self, platform: str, tenant: str, channel: str, message: str
    ) -> tuple[int, int] | None:
        """The conversation, and the event of the last answer, that a message there gave."""
        rows = self._tx.rows(
            "SELECT conversation, event FROM answer_messages"
            " JOIN conversations ON conversations.id = conversation"
            " WHERE message = ? AND platform = ? AND tenant = ? AND channel = ?"
            " ORDER BY conversation DESC, event DESC LIMIT 1",
            [message, platform, tenant, channel],
        )
        return next(((row["conversation"], row["event"]) for row in rows), None)

    def message_of(self, conversation: int, event: int) -> str | None:
        """The message in which an answer was typed; None for one that was pressed."""
        sql = "SELECT message FROM answer_messages WHERE conversation = ? AND event = ?"
        return next((row["message"] for row in self._tx.rows(sql, [conversation, event])), None)
