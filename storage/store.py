"""The log's transactions: append an event, keep a decision, read them back."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict
from pathlib import Path
from typing import Any

from sqlite_utils import Database

from .records import Conversation, Decision, Event, Place
from .sqlite import StoreError, connect, reason, sqlite3

_JSON_COLUMNS = ("possible", "answers", "outcomes", "rules_fired")


class Store:
    """The log at one path. One connection, one writer: transactions take turns."""

    def __init__(self, path: Path) -> None:
        """Open the log, making it if it isn't there. Raises StoreError; see `connect`."""
        self.path = path
        self.db, self.notice = connect(path)
        self._turn = threading.RLock()  # a transaction inside another must fail, not wait for ever

    @property
    def lasts(self) -> bool:
        """Whether the log is a file: ":memory:" is SQLite's name for one that goes with us."""
        return str(self.path) != ":memory:"

    def close(self) -> None:
        """Close the file, after the transaction that is running."""
        with self._turn:
            self.db.close()

    @contextmanager
    def transaction(self) -> Iterator[Transaction]:
        """Everything inside is kept, all of it, when the block ends; nothing if it raises.

        `BEGIN IMMEDIATE`, so what is read inside stays true until the end. Raises StoreError
        where the file is locked for too long or damaged, or the disk is full or failing.
        """
        with self._turn:
            try:
                self.db.execute("BEGIN IMMEDIATE")
                tx = Transaction(self.db)
                yield tx
                tx.require_open()
                self.db.commit()
            except BaseException as error:
                self.db.rollback()
                if _comes_from_the_file(error):
                    raise StoreError(reason(self.path, error)) from error
                raise


class Transaction:
    """What may be done to the log while one transaction is open."""

    def __init__(self, db: Database) -> None:
        self._db = db

    def require_open(self) -> None:
        """Raise StoreError if the transaction is over: at its end, or undone by a full disk."""
        if not self._db.conn.in_transaction:
            raise StoreError("This transaction is over; nothing can be added to it. Begin another.")

    def keep_ruleset(self, fingerprint: str, name: str, version: str, text: str, now: str) -> None:
        """Keep the text of a rule set in use, once."""
        self.run(
            "INSERT INTO rulesets VALUES (?, ?, ?, ?, ?) ON CONFLICT DO NOTHING",
            [fingerprint, name, version, text, now],
        )

    def ruleset_text(self, fingerprint: str) -> str:
        """The text of a kept rule set. Raises KeyError."""
        return str(
            self._one("SELECT text FROM rulesets WHERE fingerprint = ?", [fingerprint])["text"]
        )

    def begin(
        self, place: Place, owner: str, subject: str, fingerprint: str, now: str
    ) -> Conversation:
        """Add a conversation. The rule set must have been kept, the place be free."""
        self.keep_channel(place.platform, place.tenant, place.channel)
        row = self._one(
            "INSERT INTO conversations"
            " (platform, tenant, channel, thread, owner, subject, fingerprint, state, started_at)"
            " VALUES (?, ?, ?, ?, ?, ?, ?, 'asking', ?) RETURNING *",
            [*asdict(place).values(), owner, subject, fingerprint, now],
        )
        return _conversation(row)

    def conversation(self, conversation_id: int) -> Conversation:
        """A conversation by its id. Raises KeyError."""
        return _conversation(
            self._one("SELECT * FROM conversations WHERE id = ?", [conversation_id])
        )

    def latest(self, platform: str, owner: str, state: str) -> Conversation | None:
        """The newest conversation of an owner on a platform that is in this state."""
        rows = self.rows(
            "SELECT * FROM conversations WHERE platform = ? AND owner = ? AND state = ?"
            " ORDER BY id DESC LIMIT 1",
            [platform, owner, state],
        )
        return next(map(_conversation, rows), None)

    def conversation_in(self, place: Place) -> Conversation | None:
        """The conversation held in a place."""
        rows = self.rows(
            "SELECT * FROM conversations WHERE platform = ? AND tenant = ? AND channel = ?"
            " AND thread = ?",
            [*asdict(place).values()],
        )
        return next(map(_conversation, rows), None)

    def latest_in(
        self, platform: str, tenant: str, channel: str, state: str
    ) -> Conversation | None:
        """The newest conversation of a channel that is in this state."""
        rows = self.rows(
            "SELECT * FROM conversations WHERE platform = ? AND tenant = ? AND channel = ?"
            " AND state = ? ORDER BY id DESC LIMIT 1",
            [platform, tenant, channel, state],
        )
        return next(map(_conversation, rows), None)

    def move(self, conversation_id: int, place: Place) -> None:
        """Hold a conversation in another place from now on, its decisions with it."""
        channel = self.keep_channel(place.platform, place.tenant, place.channel)
        self.run(
            "UPDATE conversations SET platform = ?, tenant = ?, channel = ?, thread = ?"
            " WHERE id = ?",
            [*asdict(place).values(), conversation_id],
        )
        self.run(
            "UPDATE decisions SET channel = ? WHERE conversation = ?", [channel, conversation_id]
        )

    def keep_channel(self, platform: str, tenant: str, channel: str) -> int:
        """The id under which the log knows a channel."""
        self.run(
            "INSERT INTO channels (platform, tenant, channel) VALUES (?, ?, ?)"
            " ON CONFLICT DO NOTHING",
            [platform, tenant, channel],
        )
        sql = "SELECT id FROM channels WHERE platform = ? AND tenant = ? AND channel = ?"
        for row in self.rows(sql, [platform, tenant, channel]):
            return int(row["id"])
        raise KeyError(channel)

    def channels(self) -> list[tuple[str, str, str]]:
        """Platform, tenant and name of every channel the log knows."""
        rows = self.rows("SELECT platform, tenant, channel FROM channels ORDER BY id DESC", [])
        return [(row["platform"], row["tenant"], row["channel"]) for row in rows]

    def see_channel(
        self, platform: str, tenant: str, channel: str, *, public: bool, now: str
    ) -> None:
        """Remember whether a channel that the log knows is public at this moment."""
        self.run(
            "UPDATE channels SET public = ?, seen_at = ?"
            " WHERE platform = ? AND tenant = ? AND channel = ?",
            [int(public), now, platform, tenant, channel],
        )

    def handle(self, key: str, now: str) -> bool:
        """Remember a platform's delivery as handled. False if it was before."""
        sql = "INSERT INTO handled VALUES (?, ?) ON CONFLICT DO NOTHING"
        return self.run(sql, [key, now]) == 1

    def next_thread(self, platform: str, channel: str) -> str:
        """A thread's name that is free in a channel, for platforms that name none themselves."""
        sql = "SELECT count(*) AS n FROM conversations WHERE platform = ? AND channel = ?"
        return str(self._one(sql, [platform, channel])["n"] + 1)

    def append(self, conversation_id: int, event: Event) -> None:
        """Add an event; its number must be the next."""
        self.run(
            "INSERT INTO events (conversation, number, kind, user, at, fact, answer, fingerprint)"
            " VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
            [
                conversation_id,
                event.number,
                event.kind,
                event.user,
                event.at,
                event.fact,
                None if event.answer is None else _to_text(event.answer),
                event.fingerprint,
            ],
        )

    def events(self, conversation_id: int) -> list[Event]:
        """What happened in a conversation, first to last."""
        rows = self.rows(
            "SELECT number, kind, user, at, fact, answer, fingerprint FROM events"
            " WHERE conversation = ? ORDER BY number",
            [conversation_id],
        )
        return [
            Event(**{**row, "answer": row["answer"] and json.loads(row["answer"])}) for row in rows
        ]

    def set_state(self, conversation_id: int, state: str, fingerprint: str) -> None:
        """Keep what the events now say, so that conversations can be found by it."""
        self.run(
            "UPDATE conversations SET state = ?, fingerprint = ? WHERE id = ?",
            [state, fingerprint, conversation_id],
        )

    def decide(self, decision: Decision) -> int:
        """Add a decision and mark the conversation's earlier ones superseded. Returns its id."""
        values = asdict(decision)
        for column in _JSON_COLUMNS:
            values[column] = _to_text(values[column])
        place = self.conversation(decision.conversation).place
        values["channel"] = self.keep_channel(place.platform, place.tenant, place.channel)
        columns = ", ".join(values)
        marks = ", ".join("?" for _ in values)
        row = self._one(
            f"INSERT INTO decisions ({columns}) VALUES ({marks}) RETURNING id",  # noqa: S608  # our own field names
            list(values.values()),
        )
        self.run(
            "UPDATE decisions SET superseded_by = ?"
            " WHERE conversation = ? AND superseded_by IS NULL AND id <> ?",
            [row["id"], decision.conversation, row["id"]],
        )
        return int(row["id"])

    def standing_decision(self, conversation_id: int) -> Decision | None:
        """The conversation's decision that no later one has superseded."""
        rows = self.rows(
            "SELECT * FROM decisions WHERE conversation = ? AND superseded_by IS NULL",
            [conversation_id],
        )
        return next(map(_decision, rows), None)

    def run(self, sql: str, values: list[Any]) -> int:
        """Run one statement that writes. Returns how many rows it changed."""
        self.require_open()
        return int(self._db.execute(sql, _storable(values)).rowcount)

    def rows(self, sql: str, values: list[Any]) -> Iterator[dict[str, Any]]:
        """The rows of one statement, by column name."""
        self.require_open()
        # Not Database.query: its savepoints and checks cost three times what a small query does.
        cursor = self._db.execute(sql, _storable(values))
        names = [column[0] for column in cursor.description]
        for row in cursor.fetchall():
            yield dict(zip(names, row, strict=True))

    def tuples(self, sql: str, values: list[Any]) -> list[tuple[Any, ...]]:
        """The rows of one statement as they come, for readings of many."""
        self.require_open()
        return list(self._db.execute(sql, _storable(values)).fetchall())

    def _one(self, sql: str, values: list[Any]) -> dict[str, Any]:
        for row in self.rows(sql, values):
            return row
        raise KeyError(values[0])


def _comes_from_the_file(error: BaseException) -> bool:
    """Whether the file or its disk is to blame: SQLite reports damage as a plain DatabaseError."""
    return isinstance(error, sqlite3.OperationalError) or type(error) is sqlite3.DatabaseError


def _storable(values: list[Any]) -> list[Any]:
    """Half a surrogate pair, which some clients send, is no character; it is kept as "?"."""
    return [v.encode(errors="replace").decode() if isinstance(v, str) else v for v in values]


def _to_text(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def _conversation(row: dict[str, Any]) -> Conversation:
    place = Place(row["platform"], row["tenant"], row["channel"], row["thread"])
    kept = ("id", "owner", "subject", "fingerprint", "state", "started_at")
    return Conversation(place=place, **{key: row[key] for key in kept})


def _decision(row: dict[str, Any]) -> Decision:
    for column in _JSON_COLUMNS:
        row[column] = json.loads(row[column])
    row["decided"] = bool(row["decided"])
    return Decision(**{key: value for key, value in row.items() if key in Decision.__annotations__})
