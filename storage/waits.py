"""Which conversations wait for an answer, and how far somebody has been reminded of each.

`said_at` is when the last event happened. How often was reminded since, and when to look again, is
no event: nobody said anything. An event begins a new wait, and so clears both.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, NamedTuple

from .store import Transaction

OVER = 3  # in place of how often was reminded: nobody is any more
_COLUMNS = "id, owner, platform, tenant, channel, said_at, nudged, nudge_at"


class Wait(NamedTuple):
    """A conversation that waits for an answer."""

    conversation: int
    owner: str
    platform: str
    tenant: str
    channel: str
    said_at: str  # when something was last said there
    nudged: int  # how often somebody was reminded since
    nudge_at: str | None  # when to look at it again; None: that isn't known yet


class Waits:
    """The waits that may lead to something, inside one open transaction."""

    def __init__(self, tx: Transaction) -> None:
        self._tx = tx

    def get(self, conversation: int) -> Wait | None:
        """The wait of a conversation; None where nobody is asked, or nobody is reminded any more."""
        return next(iter(self._find("id = ?", [conversation])), None)

    def unserved(self, platform: str, said_before: str, now: str) -> list[Wait]:
        """Those to look at, in which nothing was said since a moment, the longest silent first."""
        where = "platform = ? AND said_at <= ? AND (nudge_at IS NULL OR nudge_at <= ?)"
        return self._find(f"{where} ORDER BY said_at", [platform, said_before, now])

    def coming(self, platform: str, now: str) -> list[Wait]:
        """Those to look at later."""
        return self._find("platform = ? AND nudge_at > ?", [platform, now])

    def of_owner(self, platform: str, owner: str, said_after: str) -> list[tuple[int, str, str]]:
        """What an owner is asked on a platform: id, subject, and since when; the oldest first."""
        rows = self._tx.tuples(
            "SELECT id, subject, said_at FROM conversations WHERE platform = ? AND owner = ?"
            " AND state = 'asking' AND said_at > ? ORDER BY said_at, id",
            [platform, owner, said_after],
        )
        return [(int(id_), str(subject), str(at)) for id_, subject, at in rows]

    def latest_of(self, platform: str, tenant: str, owner: str) -> list[tuple[int, str]]:
        """What an owner is asked in a tenant of a platform: id, and since when; the newest first."""
        rows = self._tx.tuples(
            "SELECT id, said_at FROM conversations WHERE platform = ? AND tenant = ? AND owner = ?"
            " AND state = 'asking' ORDER BY said_at DESC, id DESC",
            [platform, tenant, owner],
        )
        return [(int(id_), str(at)) for id_, at in rows]

    def keep(self, wait: Wait, nudged: int, nudge_at: str | None) -> None:
        """Remember how often somebody was reminded, and when to look again."""
        sql = "UPDATE conversations SET nudged = ?, nudge_at = ? WHERE id = ?"
        self._tx.run(sql, [nudged, nudge_at, wait.conversation])

    def _find(self, where: str, values: Iterable[Any]) -> list[Wait]:
        rows = self._tx.tuples(
            f"SELECT {_COLUMNS} FROM conversations"  # noqa: S608  # our own words
            f" WHERE state = 'asking' AND nudged < {OVER} AND {where}",
            list(values),
        )
        return [Wait._make(row) for row in rows]
