"""A transaction is kept whole or not at all: on errors, full disks, kills, and among many writers."""

import subprocess
import threading
from contextlib import ExitStack, closing, suppress

import pytest

from storage.conversations import Conversations
from storage.decisions import Decisions
from storage.sqlite import StoreError, sqlite3
from storage.store import Store

from .children import append_many, child, go_on, result, said, stop_midway, write
from .samples import append_next, begin, begin_in, decision, event, is_sound, numbers
from .test_opening import OLD_LIBRARY

PROCESSES, TIMES = 4, 50


class Stop(BaseException):
    """Not even an Exception, like an interruption from the keyboard."""


@pytest.mark.parametrize("error", [ValueError, KeyError, KeyboardInterrupt, GeneratorExit, Stop])
def test_an_exception_inside_leaves_nothing_and_goes_through(store, error):
    kept = begin(store)

    def break_off():
        with store.transaction() as tx:
            begin_in(tx, "2")
            Conversations(tx).append(kept, event(2))
            Decisions(tx).add(decision(kept, 2))
            Conversations(tx).set_state(kept, "advised", Conversations(tx).get(kept).fingerprint)
            raise error

    with pytest.raises(error):
        break_off()
    with store.transaction() as tx:
        assert Conversations(tx).latest("slack", "ada", "asking") == Conversations(tx).get(kept)
        assert Decisions(tx).current(kept) is None
    assert numbers(store, kept) == [1]
    assert append_next(store, kept) == 2


def test_a_transaction_inside_another_fails_instead_of_waiting_for_ever(store):
    kept = begin(store)

    def nest():
        with store.transaction() as tx:
            Conversations(tx).append(kept, event(2))
            with store.transaction():
                pytest.fail("it was let in")

    with pytest.raises(StoreError):
        nest()
    assert numbers(store, kept) == [1]


def test_a_transaction_that_has_ended_takes_no_more(store):
    kept = begin(store)
    with store.transaction() as tx:
        pass
    with pytest.raises(StoreError, match="over"):
        Conversations(tx).append(kept, event(2))
    with pytest.raises(StoreError, match="over"):
        Conversations(tx).events(kept)
    assert numbers(store, kept) == [1]


def test_every_transaction_begins_as_a_writer_so_what_it_read_stays_true(store, path):
    kept = begin(store)
    with closing(Store(path)) as other:
        other.db.execute("PRAGMA busy_timeout = 0")
        with store.transaction() as tx:
            Conversations(tx).events(kept)
            with pytest.raises(StoreError, match="in use"):
                append_next(other, kept)
        assert append_next(other, kept) == 2


def test_a_committed_transaction_is_seen_by_another_process_and_the_other_way_round(store, path):
    kept = begin(store)
    assert result(write, path) == [1, 2]
    assert append_next(store, kept) == 3


# A full disk


def fill(store, conversation):
    """Two events at a time, until there is no room; the numbers of those that were taken."""
    taken = numbers(store, conversation)

    def add_pairs():
        while len(taken) < 10_000:
            pair = [len(taken) + 1, len(taken) + 2]
            with store.transaction() as tx:
                Conversations(tx).append(conversation, event(pair[0]))
                Conversations(tx).append(conversation, event(pair[1], user="u" * 20_000))
            taken.extend(pair)

    with pytest.raises(StoreError, match=r"disk is full\. Free some space"):
        add_pairs()
    return taken


def test_a_full_disk_takes_nothing_of_a_transaction_and_all_again_once_there_is_room(store):
    """The disk is full for SQLite: the file may not grow past some pages."""
    kept = begin(store)
    (unlimited,) = store.db.execute("PRAGMA max_page_count").fetchone()
    store.db.execute("PRAGMA max_page_count = 60")
    taken = fill(store, kept)
    assert numbers(store, kept) == taken
    assert is_sound(store)
    store.db.execute(f"PRAGMA max_page_count = {unlimited}")
    assert append_next(store, kept) == len(taken) + 1


@pytest.mark.parametrize("goes_on", [True, False])
def test_an_error_that_undid_the_transaction_cannot_be_passed_over(store, goes_on):
    """SQLite has rolled back by itself; what is written after that must not be kept alone."""
    kept = begin(store)
    store.db.execute("PRAGMA max_page_count = 20")

    def pass_over():
        with store.transaction() as tx:
            Conversations(tx).append(kept, event(2))
            with suppress(Exception):
                Conversations(tx).append(kept, event(3, user="u" * 200_000))
            if goes_on:
                Conversations(tx).append(kept, event(2))

    with pytest.raises(StoreError, match="over"):
        pass_over()
    assert numbers(store, kept) == [1]


@pytest.fixture
def small_disk(tmp_path):
    """A file system of 2 MB; only root may mount one."""
    folder = tmp_path / "disk"
    folder.mkdir()
    try:
        subprocess.run(
            ["mount", "-t", "tmpfs", "-o", "size=2m", "tmpfs", folder],
            check=True,
            capture_output=True,
        )
    except (OSError, subprocess.CalledProcessError):
        pytest.skip("a small file system can't be mounted here")
    yield folder
    subprocess.run(["umount", folder], check=True)


def test_a_disk_that_is_really_full_is_survived_without_opening_again(small_disk):
    ballast = small_disk / "ballast"
    ballast.write_bytes(b"x" * 1_000_000)
    with closing(Store(small_disk / "advisor.db")) as store:
        kept = begin(store)
        taken = fill(store, kept)
        assert numbers(store, kept) == taken
        ballast.unlink()
        assert append_next(store, kept) == len(taken) + 1
        assert is_sound(store)
    with closing(Store(small_disk / "advisor.db")) as store:
        assert numbers(store, kept) == [*taken, len(taken) + 1]


def test_a_log_for_which_there_is_no_room_is_not_begun(path, monkeypatch):
    """The disk is full for SQLite, as above: where nobody may mount a small one, too."""
    connect = sqlite3.connect

    def narrow(*arguments, **options):
        connection = connect(*arguments, **options)
        connection.execute("PRAGMA max_page_count = 3")
        return connection

    monkeypatch.setattr(sqlite3, "connect", narrow)
    with pytest.raises(StoreError, match=r"advisor\.db can't grow: its disk is full"):
        Store(path)


def test_a_log_on_a_full_disk_is_not_begun(small_disk):
    ballast = small_disk / "ballast"
    with pytest.raises(OSError, match="No space"):
        ballast.write_bytes(b"x" * 4_000_000)
    with pytest.raises(StoreError, match=r"advisor\.db can't grow: its disk is full"):
        Store(small_disk / "advisor.db")
    ballast.unlink()
    with closing(Store(small_disk / "advisor.db")) as store:
        assert numbers(store, begin(store)) == [1]


# A kill


@pytest.mark.parametrize("old_library", OLD_LIBRARY)
def test_a_kill_in_the_middle_leaves_the_last_committed_state(path, old_library):
    assert result(write, path, old_library=old_library) == [1]
    with child(stop_midway, path, old_library=old_library) as process:
        assert said(process) == "midway"
        written = [file for file in path.parent.iterdir() if file.stat().st_size > 100_000]
        assert written, "half of the transaction should be on disk, or this shows nothing"
        process.kill()
        process.wait()
    assert result(write, path, old_library=old_library) == [1, 2]
    with closing(Store(path)) as store:
        assert is_sound(store)


# Many writers


@pytest.mark.parametrize("old_library", OLD_LIBRARY)
def test_transactions_of_four_processes_are_all_kept(path, old_library):
    result(write, path, old_library=old_library)
    with ExitStack() as stack:
        writers = [
            stack.enter_context(child(append_many, path, TIMES, old_library=old_library))
            for _ in range(PROCESSES)
        ]
        assert [said(writer) for writer in writers] == ["ready"] * PROCESSES
        go_on(*writers)
        for writer in writers:
            assert said(writer) == list(range(1, TIMES + 2))
            writer.wait()
    with closing(Store(path)) as store:
        assert numbers(store, 1) == list(range(1, PROCESSES * TIMES + 2))
        with store.transaction() as tx:
            users = [each.user for each in Conversations(tx).events(1)[1:]]
        assert {users.count(user) for user in users} == {TIMES}
        assert is_sound(store)


def test_threads_take_turns_and_no_committed_write_is_lost(store):
    """Two write, one is undone each time; an undone write must not take another's with it."""
    shared = begin(store)
    failures = []

    def work(body):
        try:
            for _ in range(TIMES):
                body()
        except BaseException as error:  # noqa: BLE001  # to be raised in the main thread
            failures.append(error)

    def undone():
        with suppress(Stop), store.transaction() as tx:
            Conversations(tx).append(
                shared, event(len(Conversations(tx).events(shared)) + 1, user="undone")
            )
            raise Stop

    bodies = [lambda: append_next(store, shared)] * 2 + [undone]
    threads = [threading.Thread(target=work, args=[body]) for body in bodies]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not failures
    with store.transaction() as tx:
        events = Conversations(tx).events(shared)
    assert [each.number for each in events] == list(range(1, 2 * TIMES + 2))
    assert {each.user for each in events} == {"ada"}


def test_closing_waits_for_the_transaction_of_another_thread(store, path):
    kept = begin(store)
    inside = threading.Event()
    closer = threading.Thread(target=lambda: (inside.wait(), store.close()))
    closer.start()
    with store.transaction() as tx:
        Conversations(tx).append(kept, event(2))
        inside.set()
        closer.join(timeout=0.1)
        assert closer.is_alive()
        Conversations(tx).append(kept, event(3))
    closer.join()
    with closing(Store(path)) as again:
        assert numbers(again, kept) == [1, 2, 3]
