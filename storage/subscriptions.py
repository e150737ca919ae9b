"""Who gets a weekly digest, and which digests have run."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Any

from .channels import Channel
from .store import Transaction

ON, PAUSED, OFF = "on", "paused", "off"
POSTED, EMPTY, LATE, FAILED = "posted", "empty", "late", "failed"
NOW = "now "  # begins the period of a run that a person asked for


@dataclass(frozen=True)
class Wish:
    """What a channel wants: when its digest comes, in the wall clock of its zone, and of what."""

    wide: bool  # the decisions of the tenant's public channels too
    weekday: int  # 0: Monday
    time: str  # "09:00"
    zone: str  # IANA
    say_empty: bool  # one line for a week without decisions, instead of nothing
    skipped: tuple[str, ...]  # ISO dates on which none is posted


@dataclass(frozen=True)
class Subscription:
    """A channel's wish, and how far it has been fulfilled."""

    id: int
    channel: int  # the log's id
    platform: str
    tenant: str
    place: str  # the channel's name on the platform
    wish: Wish
    subscriber: str
    state: str  # on, paused or off
    reason: str  # why it is paused: the platform's word, or "" where a person asked
    next_at: str  # the first time to post that has not been dealt with, ISO 8601, UTC
    told: str | None  # up to when digests have told what happened; None: of nothing yet
    missed_from: str | None  # the days that went by untold, and that nobody was told of yet
    missed_to: str | None


@dataclass(frozen=True)
class Run:
    """One digest of one channel: posted, or dealt with otherwise. It covers starts to ends."""

    id: int
    subscription: int
    period: str  # the local date it was due on; or when it was asked for
    status: str  # posted, empty, late or failed
    starts: str
    ends: str
    missed_from: str | None  # days before that went by untold, which this run names
    missed_to: str | None
    open: int  # conversations that were asking when it was claimed
    at: str

    @property
    def asked_for(self) -> bool:
        """Whether a person wanted it at once, so that it is none of the weekly ones."""
        return self.period.startswith(NOW)


class Subscriptions:
    """Subscriptions and digest runs, inside one open transaction."""

    def __init__(self, tx: Transaction) -> None:
        self._tx = tx

    def subscribe(self, channel: int, wish: Wish, subscriber: str, next_at: str) -> Subscription:
        """Switch a channel's digest on, or change how it comes."""
        values = [*_stored(wish), subscriber, next_at]
        self._tx.run(
            "INSERT INTO subscriptions (channel, wide, weekday, time, zone, say_empty, skipped,"
            " subscriber, next_at, state, reason) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, 'on', '')"
            " ON CONFLICT (channel) DO UPDATE SET wide = excluded.wide,"
            " weekday = excluded.weekday, time = excluded.time, zone = excluded.zone,"
            " say_empty = excluded.say_empty, skipped = excluded.skipped,"
            " subscriber = excluded.subscriber, next_at = excluded.next_at,"
            " told = CASE state WHEN 'off' THEN NULL ELSE told END,"
            " missed_from = CASE state WHEN 'off' THEN NULL ELSE missed_from END,"
            " missed_to = CASE state WHEN 'off' THEN NULL ELSE missed_to END,"
            " state = 'on', reason = ''",
            [channel, *values],
        )
        (found,) = self._find("subscriptions.channel = ?", [channel])
        return found

    def get(self, subscription: int) -> Subscription:
        """A subscription by its id. Raises KeyError."""
        for found in self._find("subscriptions.id = ?", [subscription]):
            return found
        raise KeyError(subscription)

    def of_channel(self, platform: str, tenant: str, channel: str) -> Subscription | None:
        """A channel's subscription, if it ever had one."""
        where = "channels.platform = ? AND channels.tenant = ? AND channels.channel = ?"
        return next(iter(self._find(where, [platform, tenant, channel])), None)

    def due(self, now: str) -> list[Subscription]:
        """Those whose time has come, the longest waiting first."""
        return self._find("subscriptions.state = 'on' AND next_at <= ? ORDER BY next_at", [now])

    def coming(self, now: str) -> list[Subscription]:
        """Those whose time is still to come."""
        return self._find("subscriptions.state = 'on' AND next_at > ?", [now])

    def change(self, subscription: Subscription, **changes: Any) -> Subscription:
        """Keep new values of its columns."""
        columns = ", ".join(f"{column} = ?" for column in changes)
        self._tx.run(
            f"UPDATE subscriptions SET {columns} WHERE id = ?",  # noqa: S608  # our own field names
            [*changes.values(), subscription.id],
        )
        return replace(subscription, **changes)

    def others(self, subscription: Subscription, since: str) -> list[Channel]:
        """The tenant's other channels with a decision since a moment, or an open question."""
        rows = self._tx.tuples(
            "SELECT c.platform, c.tenant, c.channel FROM channels c"
            " WHERE c.platform = ? AND c.tenant = ? AND c.id <> ?"
            " AND (EXISTS (SELECT 1 FROM decisions d WHERE d.channel = c.id AND d.decided_at >= ?)"
            " OR EXISTS (SELECT 1 FROM conversations v WHERE v.platform = c.platform"
            " AND v.tenant = c.tenant AND v.channel = c.channel AND v.state = 'asking'))",
            [subscription.platform, subscription.tenant, subscription.channel, since],
        )
        return [Channel(*row) for row in rows]

    # Runs

    def claim(self, run: Run) -> Run | None:
        """Keep a run under a new id. None: its channel and period have been claimed before."""
        rows = self._tx.rows(
            "INSERT INTO digest_runs (subscription, period, status, starts, ends, missed_from,"
            " missed_to, open, at) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING RETURNING id",
            [run.subscription, run.period, run.status, run.starts, run.ends, run.missed_from,
             run.missed_to, run.open, run.at],
        )  # fmt: skip
        return next((replace(run, id=int(row["id"])) for row in rows), None)

    def run(self, run_id: int) -> Run:
        """A run by its id. Raises KeyError."""
        return Run(**self._tx.one("SELECT * FROM digest_runs WHERE id = ?", [run_id]))

    def before(self, run: Run) -> Run | None:
        """The posted run of the same subscription that ended when or before this one begins."""
        rows = self._tx.rows(
            "SELECT * FROM digest_runs WHERE subscription = ? AND status <> 'failed'"
            " AND ends <= ? ORDER BY ends DESC LIMIT 1",
            [run.subscription, run.starts],
        )
        return next((Run(**row) for row in rows), None)

    def has_run(self, subscription: int, period: str) -> bool:
        """Whether a period has been claimed."""
        sql = "SELECT 1 AS found FROM digest_runs WHERE subscription = ? AND period = ?"
        return any(self._tx.rows(sql, [subscription, period]))

    def last_posted(self, subscription: int) -> Run | None:
        """The run that was posted, and told of the latest days."""
        rows = self._tx.rows(
            "SELECT * FROM digest_runs WHERE subscription = ? AND status = 'posted'"
            " ORDER BY ends DESC LIMIT 1",
            [subscription],
        )
        return next((Run(**row) for row in rows), None)

    def last_failed(self, subscription: int) -> Run | None:
        """The last run, if it could not be posted."""
        rows = self._tx.rows(
            "SELECT * FROM digest_runs WHERE subscription = ? ORDER BY id DESC LIMIT 1",
            [subscription],
        )
        return next((Run(**row) for row in rows if row["status"] == FAILED), None)

    def mark(self, run: Run, status: str) -> None:
        """Keep what became of a run."""
        self._tx.run("UPDATE digest_runs SET status = ? WHERE id = ?", [status, run.id])

    def name_missed(self, run: Run, missed_from: str, missed_to: str) -> None:
        """Let a run tell of days before it that went by untold."""
        sql = "UPDATE digest_runs SET missed_from = ?, missed_to = ? WHERE id = ?"
        self._tx.run(sql, [missed_from, missed_to, run.id])

    def _find(self, where: str, values: Iterable[Any]) -> list[Subscription]:
        rows = self._tx.rows(
            "SELECT subscriptions.*, platform, tenant, channels.channel AS place"  # noqa: S608  # our own words
            f" FROM subscriptions JOIN channels ON channels.id = subscriptions.channel"
            f" WHERE {where}",
            list(values),
        )
        return [_subscription(row) for row in rows]


def _stored(wish: Wish) -> list[Any]:
    return [
        int(wish.wide), wish.weekday, wish.time, wish.zone, int(wish.say_empty),
        json.dumps(wish.skipped),
    ]  # fmt: skip


def _subscription(row: dict[str, Any]) -> Subscription:
    wish = Wish(
        wide=bool(row["wide"]),
        weekday=row["weekday"],
        time=row["time"],
        zone=row["zone"],
        say_empty=bool(row["say_empty"]),
        skipped=tuple(json.loads(row["skipped"])),
    )
    kept = set(Subscription.__annotations__) - {"wish"}
    return Subscription(wish=wish, **{key: row[key] for key in kept})
