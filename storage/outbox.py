"""What must be posted: rows kept in the transaction of the event that caused them.

A row names what to show (a conversation or a subscription, a kind, an event) and never holds a
drawn message. Its way: pending -> sending -> sent; from sending back to pending (told to wait), to
unsure (its fate is unknown) or to dead (refused for good). An unsent redraw that a newer one
replaces is dropped.
"""

from __future__ import annotations

import json
import secrets
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from typing import Any

from .store import Transaction

POST, REDRAW, DELETE = "post", "redraw", "delete"
PENDING, SENDING, UNSURE, SENT, DEAD = "pending", "sending", "unsure", "sent", "dead"


@dataclass(frozen=True)
class Lane:
    """Whose rows are sent one after the other: a conversation's or a subscription's."""

    conversation: int | None = None
    subscription: int | None = None


@dataclass(frozen=True)
class Posting:
    """What to show: a kind of message, the event it shows, and whether it is new or redrawn.

    In a subscription's lane, the event is the digest run's id.
    """

    action: str
    kind: str
    event: int


@dataclass(frozen=True)
class Delivery:
    """A posting on its way. `token` is how the platform's copy can be told from all others."""

    id: int
    conversation: int | None
    subscription: int | None
    action: str
    kind: str
    event: int
    token: str
    status: str
    due: str  # ISO 8601, UTC: not to be touched before
    tries: int
    channel: str | None  # where it was posted, once it was
    message: str | None  # and the platform's name of it
    at: str

    @property
    def lane(self) -> Lane:
        """Whose row it is."""
        return Lane(self.conversation, self.subscription)


class Outbox:
    """The outbox, inside one open transaction."""

    def __init__(self, tx: Transaction) -> None:
        self._tx = tx

    def add(
        self, lane: Lane, postings: Iterable[Posting], now: str, due: str | None = None
    ) -> None:
        """Add postings, in order. A redraw takes the place of an unsent one of the same message.

        `due`: not to be sent before.
        """
        for posting in postings:
            if posting.action == REDRAW:
                self._give_way(lane, posting)
            self._insert(lane, posting, now, due or now)

    def delete_copy(self, lane: Lane, kind: str, channel: str, message: str, now: str) -> None:
        """Ask for the deletion of a second copy that a send of unknown fate has left."""
        self._insert(lane, Posting(DELETE, kind, 0), now, now, channel, message)

    def ready(self, now: str, limit: int = 50, resting: Collection[Lane] = ()) -> list[Delivery]:
        """The oldest open row of each lane, where it is due: so order is kept.

        People's clicks come first. Lanes that are `resting` must not fill the limit: left out.
        """
        talks = [lane.conversation for lane in resting if lane.conversation is not None]
        digests = [lane.subscription for lane in resting if lane.subscription is not None]
        rows = self._tx.rows(
            "SELECT * FROM outbox WHERE id IN"
            " (SELECT min(id) FROM outbox WHERE status IN ('pending', 'sending', 'unsure')"
            " GROUP BY conversation, subscription)"
            " AND status IN ('pending', 'unsure') AND due <= ?"
            " AND coalesce(conversation, 0) NOT IN (SELECT value FROM json_each(?))"
            " AND coalesce(subscription, 0) NOT IN (SELECT value FROM json_each(?))"
            " ORDER BY subscription IS NOT NULL, due, id LIMIT ?",
            [now, json.dumps(talks), json.dumps(digests), limit],
        )
        return [Delivery(**row) for row in rows]

    def posted(self, lane: Lane, kind: str, event: int) -> Delivery | None:
        """The latest row that posts (or posted) a message."""
        rows = self._tx.rows(
            "SELECT * FROM outbox WHERE conversation IS ? AND subscription IS ?"
            " AND kind = ? AND event = ? AND action = 'post' ORDER BY id DESC LIMIT 1",
            [*_of(lane), kind, event],
        )
        return next((Delivery(**row) for row in rows), None)

    def messages(self, lane: Lane) -> list[tuple[str, int]]:
        """What has been posted in a lane, or is about to be: kind and event of each, in order."""
        rows = self._tx.rows(
            "SELECT kind, event FROM outbox WHERE conversation IS ? AND subscription IS ?"
            " AND action = 'post' AND status <> 'dead' GROUP BY kind, event ORDER BY min(id)",
            [*_of(lane)],
        )
        return [(row["kind"], row["event"]) for row in rows]

    def posted_as(self, lane: Lane, message: str) -> Delivery | None:
        """The row that posted the message which the platform calls so."""
        rows = self._tx.rows(
            "SELECT * FROM outbox WHERE conversation IS ? AND subscription IS ?"
            " AND message = ? AND action = 'post' ORDER BY id DESC LIMIT 1",
            [*_of(lane), message],
        )
        return next((Delivery(**row) for row in rows), None)

    def pending(self, lane: Lane, kind: str) -> list[Delivery]:
        """The rows of a kind that wait to be sent, in order."""
        rows = self._tx.rows(
            "SELECT * FROM outbox WHERE conversation IS ? AND subscription IS ?"
            " AND kind = ? AND status = 'pending' ORDER BY id",
            [*_of(lane), kind],
        )
        return [Delivery(**row) for row in rows]

    def open(self) -> int:
        """How many rows are still to be dealt with."""
        sql = "SELECT count(*) AS open FROM outbox WHERE status IN ('pending', 'sending', 'unsure')"
        return int(self._tx.one(sql, [])["open"])

    def mark_sending(self, delivery: Delivery) -> None:
        """Say, before the call, that a send has begun: if nothing follows, its fate is unknown."""
        self._tx.run(
            "UPDATE outbox SET status = 'sending', tries = tries + 1 WHERE id = ?"
            " AND status <> 'sent'",
            [delivery.id],
        )

    def mark_sent(self, delivery: Delivery, channel: str, message: str) -> bool:
        """The platform has it, under this name. False: it had one already."""
        sql = "UPDATE outbox SET status = 'sent', channel = ?, message = ? WHERE id = ?"
        return self._tx.run(f"{sql} AND status <> 'sent'", [channel, message, delivery.id]) == 1

    def wait(self, delivery: Delivery, status: str, due: str) -> None:
        """Look at it again from `due` on, as pending or as unsure."""
        self._tx.run(
            "UPDATE outbox SET status = ?, due = ? WHERE id = ? AND status <> 'sent'",
            [status, due, delivery.id],
        )

    def give_up(self, delivery: Delivery) -> None:
        """It was refused for good."""
        self._tx.run(
            "UPDATE outbox SET status = 'dead' WHERE id = ? AND status <> 'sent'", [delivery.id]
        )

    def give_up_lane(self, lane: Lane, *, begun: bool = True) -> list[Delivery]:
        """Nothing of what is waiting in this lane is to be posted.

        `begun`: nor is what may have been posted already, and is still to be settled.
        """
        statuses = (PENDING, SENDING, UNSURE) if begun else (PENDING,)
        rows = self._tx.rows(
            "UPDATE outbox SET status = 'dead' WHERE conversation IS ? AND subscription IS ?"
            " AND status IN (SELECT value FROM json_each(?)) RETURNING *",
            [*_of(lane), json.dumps(statuses)],
        )
        return [Delivery(**row) for row in rows]

    def recover(self, due: str) -> None:
        """At start: a row still in sending was cut off, and its fate is unknown."""
        self._tx.run("UPDATE outbox SET status = 'unsure', due = ? WHERE status = 'sending'", [due])

    def tidy(self, before: str) -> None:
        """Forget what was done before a moment: redraws and deletions."""
        self._tx.run(
            "DELETE FROM outbox WHERE action <> 'post' AND at < ?"
            " AND status IN ('sent', 'dead', 'dropped')",
            [before],
        )

    def _give_way(self, lane: Lane, posting: Posting) -> None:
        self._tx.run(
            "UPDATE outbox SET status = 'dropped' WHERE conversation IS ? AND subscription IS ?"
            " AND kind = ? AND event = ? AND action = 'redraw' AND status = 'pending'",
            [*_of(lane), posting.kind, posting.event],
        )

    def _insert(
        self,
        lane: Lane,
        posting: Posting,
        now: str,
        due: str,
        channel: str | None = None,
        message: str | None = None,
    ) -> None:
        values: list[Any] = [
            *_of(lane), posting.action, posting.kind, posting.event,
            secrets.token_hex(8), due, channel, message, now,
        ]  # fmt: skip
        self._tx.run(
            "INSERT INTO outbox (conversation, subscription, action, kind, event, token, status,"
            " due, tries, channel, message, at) VALUES (?, ?, ?, ?, ?, ?, 'pending', ?, 0, ?, ?, ?)",
            values,
        )


def _of(lane: Lane) -> tuple[int | None, int | None]:
    return lane.conversation, lane.subscription
