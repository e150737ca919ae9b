"""Conversations, where they are held, and the events that are the truth about each."""

from __future__ import annotations

import json
import secrets
from collections.abc import Collection
from dataclasses import asdict
from typing import Any

from .channels import KnownChannels
from .records import FLAT, Conversation, Event, Place, as_json
from .store import Transaction


class Conversations:
    """Conversations and their events, inside one open transaction."""

    def __init__(self, tx: Transaction) -> None:
        self._tx = tx

    def begin(
        self, place: Place, owner: str, subject: str, fingerprint: str, now: str
    ) -> Conversation:
        """Add a conversation. The rule set must have been kept, the place be free."""
        KnownChannels(self._tx).keep(place.platform, place.tenant, place.channel)
        row = self._tx.one(
            "INSERT INTO conversations"
            " (platform, tenant, channel, thread, owner, subject, fingerprint, state, started_at, key)"
            " VALUES (?, ?, ?, ?, ?, ?, ?, 'asking', ?, ?) RETURNING *",
            [*asdict(place).values(), owner, subject, fingerprint, now, secrets.token_hex(8)],
        )
        return _conversation(row)

    def get(self, conversation_id: int) -> Conversation:
        """A conversation by its id. Raises KeyError."""
        return _conversation(
            self._tx.one("SELECT * FROM conversations WHERE id = ?", [conversation_id])
        )

    def latest(self, platform: str, owner: str, state: str) -> Conversation | None:
        """The newest conversation of an owner on a platform that is in this state."""
        rows = self._tx.rows(
            "SELECT * FROM conversations WHERE platform = ? AND owner = ? AND state = ?"
            " ORDER BY id DESC LIMIT 1",
            [platform, owner, state],
        )
        return next(map(_conversation, rows), None)

    def held_in(self, place: Place) -> Conversation | None:
        """The conversation held in a place."""
        rows = self._tx.rows(
            "SELECT * FROM conversations WHERE platform = ? AND tenant = ? AND channel = ?"
            " AND thread = ?",
            [*asdict(place).values()],
        )
        return next(map(_conversation, rows), None)

    def that_posted(
        self, platform: str, tenant: str, channel: str, message: str
    ) -> Conversation | None:
        """The conversation of a channel to which a message there belongs, by the platform's name."""
        rows = self._tx.rows(
            "SELECT c.* FROM conversations c JOIN outbox o ON o.conversation = c.id"
            " WHERE c.platform = ? AND c.tenant = ? AND c.channel = ? AND o.action = 'post'"
            " AND o.channel = c.channel AND o.message = ?",
            [platform, tenant, channel, message],
        )
        return next(map(_conversation, rows), None)

    def latest_in(
        self, platform: str, tenant: str, channel: str, state: str
    ) -> Conversation | None:
        """The conversation of a channel in this state in which something happened last."""
        rows = self._tx.rows(
            "SELECT * FROM conversations WHERE platform = ? AND tenant = ? AND channel = ?"
            " AND state = ? ORDER BY said_at DESC, id DESC LIMIT 1",
            [platform, tenant, channel, state],
        )
        return next(map(_conversation, rows), None)

    def open_in(self, platform: str, tenant: str, channel: str) -> list[Conversation]:
        """The conversations of a channel that are being asked, those last said anything in first."""
        rows = self._tx.rows(
            "SELECT * FROM conversations WHERE platform = ? AND tenant = ? AND channel = ?"
            " AND state = 'asking' ORDER BY said_at DESC, id DESC",
            [platform, tenant, channel],
        )
        return [*map(_conversation, rows)]

    def flat_of(self, platform: str, tenant: str, owner: str) -> Conversation | None:
        """The newest flat conversation of an owner that is being asked."""
        rows = self._tx.rows(
            "SELECT * FROM conversations WHERE platform = ? AND tenant = ? AND owner = ?"
            " AND state = 'asking' AND thread GLOB ? ORDER BY id DESC LIMIT 1",
            [platform, tenant, owner, f"{FLAT}*"],
        )
        return next(map(_conversation, rows), None)

    def stopped_at(self, platform: str, kind: str, among: Collection[str]) -> list[int]:
        """Those being asked on a platform of whose events among these kinds the last is this one."""
        rows = self._tx.rows(
            "SELECT c.id FROM conversations c JOIN events e ON e.conversation = c.id"
            " WHERE c.platform = ? AND c.state = 'asking' AND e.kind = ? AND NOT EXISTS"
            " (SELECT 1 FROM events l WHERE l.conversation = c.id AND l.number > e.number"
            " AND l.kind IN (SELECT value FROM json_each(?))) ORDER BY c.id DESC",
            [platform, kind, json.dumps([*among])],
        )
        return [int(row["id"]) for row in rows]

    def move(self, conversation_id: int, place: Place) -> None:
        """Hold a conversation in another place from now on, its decisions with it."""
        channel = KnownChannels(self._tx).keep(place.platform, place.tenant, place.channel)
        self._tx.run(
            "UPDATE conversations SET platform = ?, tenant = ?, channel = ?, thread = ?"
            " WHERE id = ?",
            [*asdict(place).values(), conversation_id],
        )
        self._tx.run(
            "UPDATE decisions SET channel = ? WHERE conversation = ?", [channel, conversation_id]
        )

    def next_thread(self, platform: str, channel: str) -> str:
        """A thread's name that is free in a channel, for platforms that name none themselves."""
        sql = "SELECT count(*) AS n FROM conversations WHERE platform = ? AND channel = ?"
        return str(self._tx.one(sql, [platform, channel])["n"] + 1)

    def append(self, conversation_id: int, event: Event) -> None:
        """Add an event; its number must be the next. What waits begins to wait anew."""
        self._tx.run(
            "INSERT INTO events (conversation, number, kind, user, at, fact, answer, fingerprint)"
            " VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
            [
                conversation_id,
                event.number,
                event.kind,
                event.user,
                event.at,
                event.fact,
                None if event.answer is None else as_json(event.answer),
                event.fingerprint,
            ],
        )
        said = "UPDATE conversations SET said_at = ?, nudged = 0, nudge_at = NULL WHERE id = ?"
        self._tx.run(said, [event.at, conversation_id])

    def events(self, conversation_id: int) -> list[Event]:
        """What happened in a conversation, first to last."""
        rows = self._tx.rows(
            "SELECT number, kind, user, at, fact, answer, fingerprint FROM events"
            " WHERE conversation = ? ORDER BY number",
            [conversation_id],
        )
        return [
            Event(**{**row, "answer": row["answer"] and json.loads(row["answer"])}) for row in rows
        ]

    def rename(self, conversation_id: int, subject: str) -> None:
        """Keep what the events now say a conversation is about."""
        self._tx.run(
            "UPDATE conversations SET subject = ? WHERE id = ?", [subject, conversation_id]
        )

    def set_state(self, conversation_id: int, state: str, fingerprint: str) -> None:
        """Keep what the events now say, so that conversations can be found by it."""
        self._tx.run(
            "UPDATE conversations SET state = ?, fingerprint = ? WHERE id = ?",
            [state, fingerprint, conversation_id],
        )


def _conversation(row: dict[str, Any]) -> Conversation:
    place = Place(row["platform"], row["tenant"], row["channel"], row["thread"])
    kept = ("id", "owner", "subject", "fingerprint", "state", "started_at", "key")
    return Conversation(place=place, **{key: row[key] for key in kept})
