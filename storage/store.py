"""The port to the log: open it, begin a transaction, run a statement, read rows.

What is kept and how it is asked for stands in the modules beside this one, each of which takes an
open transaction: conversations, decisions, channels, rulesets, inbox, outbox, subscriptions, weeks.
"""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from sqlite_utils import Database

from .sqlite import StoreError, connect, reason, sqlite3


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
    """One open transaction: statements in, rows out."""

    def __init__(self, db: Database) -> None:
        self._db = db

    def require_open(self) -> None:
        """Raise StoreError if the transaction is over: at its end, or undone by a full disk."""
        if not self._db.conn.in_transaction:
            raise StoreError("This transaction is over; nothing can be added to it. Begin another.")

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

    def one(self, sql: str, values: list[Any]) -> dict[str, Any]:
        """The first row of one statement. Raises KeyError where there is none."""
        for row in self.rows(sql, values):
            return row
        raise KeyError(*values)

    def tuples(self, sql: str, values: list[Any]) -> list[tuple[Any, ...]]:
        """The rows of one statement as they come, for readings of many."""
        self.require_open()
        return list(self._db.execute(sql, _storable(values)).fetchall())


def _comes_from_the_file(error: BaseException) -> bool:
    """Whether the file or its disk is to blame: SQLite reports damage as a plain DatabaseError."""
    return isinstance(error, sqlite3.OperationalError) or type(error) is sqlite3.DatabaseError


def _storable(values: list[Any]) -> list[Any]:
    """Half a surrogate pair, which some clients send, is no character; it is kept as "?"."""
    return [v.encode(errors="replace").decode() if isinstance(v, str) else v for v in values]
