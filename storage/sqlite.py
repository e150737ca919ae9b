"""Opening the log: a connection set up to lose nothing, or a clear reason why it can't be."""

from __future__ import annotations

import time
from pathlib import Path

from sqlite_utils import Database, utils

from .schema import known_steps, migrations

# sqlite-utils takes pysqlite3's newer library where it is installed.
sqlite3 = utils.sqlite3  # type: ignore[attr-defined]  # its docs name it, its __all__ doesn't

FIXED_WAL = (3, 51, 3)  # older libraries can corrupt a WAL file: sqlite.org/wal.html#walresetbug
BUSY_SECONDS = 2.5  # less than the 3 seconds in which Slack wants its acknowledgement
APPLICATION_ID = 0x46544164  # "FTAd": tells `file` and other tools whose file this is


class StoreError(Exception):
    """The log can't be opened or written. The message is for the person at the keyboard."""


def connect(path: Path) -> tuple[Database, str]:
    """The database at `path`, its schema up to date, and a notice for the operator or "".

    Raises StoreError for a file that can't be opened or written, is damaged, isn't a database,
    belongs to another program, or was made by a newer version of this one.
    """
    try:
        return _connect(path)
    except (sqlite3.DatabaseError, ValueError) as error:  # ValueError: a path no system could open
        raise StoreError(reason(path, error)) from error


def _connect(path: Path) -> tuple[Database, str]:
    connection = sqlite3.connect(str(path), timeout=BUSY_SECONDS, check_same_thread=False)
    try:
        db = Database(connection, execute_plugins=False)
        db.execute("PRAGMA foreign_keys = ON")
        db.execute("PRAGMA synchronous = FULL")
        _inspect(db, path)
        notice = _set_journal(db)
        _migrate(db)
    except BaseException:
        connection.close()
        raise
    return db, notice


def _inspect(db: Database, path: Path) -> None:
    """Refuse a file that isn't ours to use, before anything in it is changed.

    In one transaction, so that what another process is just making is seen whole or not at all.
    """
    db.execute("BEGIN")
    try:
        applied = {step.name for step in migrations.applied(db)}
        if applied - known_steps():
            raise StoreError(
                f"{path} was written by a newer version of this program. Update the program, or "
                "name another file with ADVISOR_DB."
            )
        if not applied and db.table_names():
            raise StoreError(
                f"{path} is another program's database. Name another file with ADVISOR_DB."
            )
        _find_damage(db, path)
    finally:
        db.rollback()


def _find_damage(db: Database, path: Path) -> None:
    (pages,) = db.execute("PRAGMA page_count").fetchone()
    if not pages and path.is_file() and path.stat().st_size:
        raise sqlite3.DatabaseError("not a database")  # SQLite would write over so short a file
    (found,) = db.execute("PRAGMA quick_check(1)").fetchone()  # takes 2 ms for each MB
    if found != "ok":
        raise sqlite3.DatabaseError(found)


def _set_journal(db: Database) -> str:
    if sqlite3.sqlite_version_info >= FIXED_WAL:
        _switch_to_wal(db)
        return ""
    db.execute("PRAGMA journal_mode = DELETE")
    return (
        f"SQLite {sqlite3.sqlite_version} has a bug in its write-ahead log, so the log file uses "
        "the slower, safe rollback journal."
    )


def _switch_to_wal(db: Database) -> None:
    """Where two processes switch a new file at once, SQLite refuses one without waiting; so wait."""
    end = time.monotonic() + BUSY_SECONDS
    while True:
        try:
            db.execute("PRAGMA journal_mode = WAL")
        except sqlite3.OperationalError as error:
            if "locked" not in str(error) or time.monotonic() > end:
                raise
            time.sleep(0.01)
        else:
            return


def _migrate(db: Database) -> None:
    """Bring the schema up to date, one process at a time; always try a write, to find out now."""
    db.execute("BEGIN IMMEDIATE")
    try:
        migrations.apply(db)
        db.execute(f"PRAGMA application_id = {APPLICATION_ID}")
        db.commit()
    except BaseException:
        db.rollback()
        raise


_REMEDIES = {  # by what SQLite's message says
    "not a database": "is not an SQLite database. Move it away, or name another file with ADVISOR_DB.",
    "readonly": "can't be written. Change its or its folder's permissions, or name another file with ADVISOR_DB.",
    "unable to open": "can't be opened. Check that its folder exists and may be written to.",
    "locked": "is in use by another program that holds it locked. Try again when that is done.",
    "is full": "can't grow: its disk is full. Free some space; nothing else is needed.",
}


def reason(path: Path, error: BaseException) -> str:
    """What SQLite's error means for the person at the keyboard, and what to do about it."""
    if _is_folder(path):
        return f"{path} is a folder. Name a file with ADVISOR_DB."
    for words, remedy in _REMEDIES.items():
        if words in str(error):
            return f"{path} {remedy}"
    return f"{path} can't be used ({error}). Restore a copy, or name another file with ADVISOR_DB."


def _is_folder(path: Path) -> bool:
    try:
        return path.is_dir()
    except (OSError, ValueError):  # a name too long for the system, or one it can't have
        return False
