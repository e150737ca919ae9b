"""The texts of the rule sets that conversations keep to."""

from __future__ import annotations

from .store import Transaction


class RulesetTexts:
    """The kept texts of rule sets, inside one open transaction."""

    def __init__(self, tx: Transaction) -> None:
        self._tx = tx

    def keep(self, fingerprint: str, name: str, version: str, text: str, now: str) -> None:
        """Keep the text of a rule set in use, once."""
        self._tx.run(
            "INSERT INTO rulesets VALUES (?, ?, ?, ?, ?) ON CONFLICT DO NOTHING",
            [fingerprint, name, version, text, now],
        )

    def get(self, fingerprint: str) -> str:
        """The text of a kept rule set. Raises KeyError."""
        return str(
            self._tx.one("SELECT text FROM rulesets WHERE fingerprint = ?", [fingerprint])["text"]
        )
