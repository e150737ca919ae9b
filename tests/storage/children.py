"""Other processes for the tests: each function here is run in one, and talks in JSON lines."""

import json
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from storage import sqlite
from storage.conversations import Conversations
from storage.sqlite import sqlite3
from storage.store import Store
from tests.waiting import PATIENCE

from .samples import append_next, begin, event, numbers

ROOT = Path(__file__).parents[2]
NOBODY = 65534


@contextmanager
def child(
    function: Any, *arguments: object, old_library: bool = False, patience: float = PATIENCE
) -> Iterator[Any]:
    """The function at work in a process of its own, with pipes; killed at the end of the block.

    It waits for locks for `patience` seconds: who is slow to let one go is not to fail it.
    """
    forced = "import sys; sys.modules['pysqlite3'] = None; " if old_library else ""
    name = function.__name__
    code = f"{forced}from tests.storage import children; children.main({name!r}, {patience})"
    with subprocess.Popen(
        [sys.executable, "-c", code, *map(str, arguments)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        cwd=ROOT,
    ) as process:
        try:
            yield process
        finally:
            process.kill()


def said(process: Any) -> Any:
    """The next thing it says."""
    line = process.stdout.readline()
    assert line, "the process ended without a word"
    return json.loads(line)


def go_on(*processes: Any) -> None:
    """Let them go on, all at the same moment."""
    moment = time.monotonic() + 0.002 * len(processes)
    for process in processes:
        print(moment, file=process.stdin, flush=True)


def result(
    function: Any, *arguments: object, old_library: bool = False, patience: float = PATIENCE
) -> Any:
    """What the function says, run in a process of its own from start to end."""
    with child(function, *arguments, old_library=old_library, patience=patience) as process:
        return said(process)


def main(name: str, patience: float) -> None:
    sqlite.BUSY_SECONDS = patience
    globals()[name](*sys.argv[1:])


def say(what: object) -> None:
    print(json.dumps(what), flush=True)


def wait() -> None:
    moment = float(sys.stdin.readline())
    while time.monotonic() < moment:
        pass


# What runs in the other process


def look(path: str) -> None:
    """Open the log and say how it went."""
    say(_look(path))


def look_when_told(*paths: str) -> None:
    """Open the logs one by one, each when told to."""
    say("ready")
    for path in paths:
        wait()
        say(_look(path))


def look_as_nobody(*paths: str) -> None:
    """Open each log as a user whom permissions bind; root is above them."""
    if os.geteuid() == 0:
        os.setgroups([])
        os.setgid(NOBODY)
        os.setuid(NOBODY)
    say([_look(path) for path in paths])


def _look(path: str) -> dict[str, Any]:
    try:
        store = Store(Path(path))
    except Exception as error:  # noqa: BLE001  # which one it is, is what the test asks
        return {"error": type(error).__name__, "message": str(error)}
    (journal,) = store.db.execute("PRAGMA journal_mode").fetchone()
    tables = len(store.db.table_names())
    kept = numbers(store, 1) if store.db["conversations"].count else []
    store.close()
    return {"journal": journal, "notice": store.notice, "tables": tables, "kept": kept}


def write(path: str) -> None:
    """Begin a conversation, or go on with it, and say its events' numbers."""
    store = Store(Path(path))
    if store.db["conversations"].count:
        append_next(store, 1)
    else:
        begin(store)
    say(numbers(store, 1))
    store.close()


def hold(path: str, lock: str) -> None:
    """Hold a lock on the log, as another program would."""
    connection = sqlite3.connect(path, isolation_level=None)
    connection.execute(f"BEGIN {lock}")
    say("held")
    wait()


def append_many(path: str, times: str) -> None:
    """In each transaction, append to a conversation of one's own and to the shared one, 1."""
    store = Store(Path(path))
    own = begin(store, thread=str(os.getpid()))
    say("ready")
    wait()
    for _ in range(int(times)):
        with store.transaction() as tx:
            for conversation in (own, 1):
                number = len(Conversations(tx).events(conversation)) + 1
                Conversations(tx).append(conversation, event(number, user=str(os.getpid())))
    say(numbers(store, own))
    store.close()


def stop_midway(path: str) -> None:
    """Have half a transaction in the file, not only in memory, and wait to be killed."""
    store = Store(Path(path))
    store.db.execute("PRAGMA cache_size = 1")
    with store.transaction() as tx:
        for number in range(2, 200):
            Conversations(tx).append(1, event(number, user="x" * 2000))
        say("midway")
        wait()
