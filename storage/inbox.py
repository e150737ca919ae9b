"""Which of a platform's deliveries have been handled, so that one that comes twice counts once."""

from __future__ import annotations

from .store import Transaction


class Inbox:
    """The keys of handled deliveries, inside one open transaction."""

    def __init__(self, tx: Transaction) -> None:
        self._tx = tx

    def handle(self, key: str, now: str) -> bool:
        """Remember a platform's delivery as handled. False if it was before."""
        sql = "INSERT INTO handled VALUES (?, ?) ON CONFLICT DO NOTHING"
        return self._tx.run(sql, [key, now]) == 1

    def tidy(self, before: str) -> None:
        """Forget what was handled before a moment."""
        self._tx.run("DELETE FROM handled WHERE at < ?", [before])
