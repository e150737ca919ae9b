"""The channels that conversations have been held in, and whether they are public."""

from __future__ import annotations

from typing import NamedTuple

from .store import Transaction


class Channel(NamedTuple):
    """A channel on a platform."""

    platform: str
    tenant: str
    channel: str  # the platform's name for it


class KnownChannels:
    """The channels the log knows, inside one open transaction."""

    def __init__(self, tx: Transaction) -> None:
        self._tx = tx

    def meet(self, platform: str, tenant: str, channel: str) -> bool:
        """Know a channel from now on. False: the log knew it before."""
        sql = "INSERT INTO channels (platform, tenant, channel) VALUES (?, ?, ?)"
        return self._tx.run(f"{sql} ON CONFLICT DO NOTHING", [platform, tenant, channel]) == 1

    def keep(self, platform: str, tenant: str, channel: str) -> int:
        """The id under which the log knows a channel."""
        self.meet(platform, tenant, channel)
        sql = "SELECT id FROM channels WHERE platform = ? AND tenant = ? AND channel = ?"
        return int(self._tx.one(sql, [platform, tenant, channel])["id"])

    def all(self) -> list[Channel]:
        """Every channel the log knows, the latest first."""
        rows = self._tx.rows("SELECT platform, tenant, channel FROM channels ORDER BY id DESC", [])
        return [Channel(row["platform"], row["tenant"], row["channel"]) for row in rows]

    def see(self, platform: str, tenant: str, channel: str, *, public: bool, now: str) -> None:
        """Remember whether a channel that the log knows is public at this moment."""
        self._tx.run(
            "UPDATE channels SET public = ?, seen_at = ?"
            " WHERE platform = ? AND tenant = ? AND channel = ?",
            [int(public), now, platform, tenant, channel],
        )

    def set_nudges(self, platform: str, tenant: str, channel: str, *, on: bool) -> None:
        """Keep whether people want to be reminded in a channel."""
        self._tx.run(
            "UPDATE channels SET nudges = ? WHERE id = ?",
            [int(on), self.keep(platform, tenant, channel)],
        )

    def nudges(self, platform: str, tenant: str, channel: str) -> bool | None:
        """Whether people want to be reminded in a channel; None where nobody has said so."""
        sql = "SELECT nudges FROM channels WHERE platform = ? AND tenant = ? AND channel = ?"
        found = next(iter(self._tx.tuples(sql, [platform, tenant, channel])), (None,))[0]
        return None if found is None else bool(found)
