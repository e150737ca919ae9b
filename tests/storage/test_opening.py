"""Opening the log: set up to lose nothing, or a clear reason why not, with the file untouched."""

import shutil
import sqlite3 as standard
import tempfile
import threading
from contextlib import ExitStack, closing, contextmanager
from pathlib import Path

import pytest
from sqlite_utils import Database

from storage import sqlite
from storage.schema import known_steps, migrations
from storage.sqlite import FIXED_WAL, StoreError, sqlite3
from storage.store import Store
from tests.waiting import PATIENCE

from .children import child, go_on, hold, look, look_as_nobody, look_when_told, result, said, write
from .samples import append_next, begin, is_sound, numbers

IS_FIXED = sqlite3.sqlite_version_info >= FIXED_WAL
TWO_LIBRARIES = IS_FIXED and standard.sqlite_version_info < FIXED_WAL
OLD_LIBRARY = [False, True] if TWO_LIBRARIES else [False]
two_libraries = pytest.mark.skipif(
    not TWO_LIBRARIES,
    reason="needs pysqlite3 and, beside it, a standard library whose SQLite has the WAL bug",
)


def pragma(store, name):
    return store.db.execute(f"PRAGMA {name}").fetchone()[0]


def test_a_new_log_is_set_up_to_lose_nothing(store):
    assert pragma(store, "foreign_keys") == 1
    assert pragma(store, "synchronous") == 2, "FULL"
    assert pragma(store, "journal_mode") == ("wal" if IS_FIXED else "delete")
    assert pragma(store, "busy_timeout") < 3000, "Slack waits three seconds for its answer"
    assert bool(store.notice) is not IS_FIXED


def test_the_schema_is_applied_once_however_often_the_log_is_opened(path):
    def schema():
        with closing(Store(path)) as store:
            steps = [(each.name, each.applied_at) for each in migrations.applied(store.db)]
            return steps, store.db.schema

    assert schema() == schema() == schema()


def test_the_known_steps_are_those_a_new_file_goes_through(store):
    assert known_steps() == {step.name for step in migrations.applied(store.db)}


def test_what_was_written_is_there_after_opening_again(path):
    with closing(Store(path)) as store:
        begin(store)
    with closing(Store(path)) as store:
        assert append_next(store, 1) == 2
        assert numbers(store, 1) == [1, 2]


# Two SQLite libraries


@two_libraries
def test_a_library_with_the_wal_bug_gets_the_rollback_journal_and_says_so_in_one_line(path):
    seen = result(look, path, old_library=True)
    assert seen["journal"] == "delete"
    assert standard.sqlite_version in seen["notice"]
    assert "rollback journal" in seen["notice"]
    assert "\n" not in seen["notice"]


@two_libraries
def test_a_log_goes_from_one_library_to_the_other_and_back_with_nothing_lost(path):
    assert result(write, path) == [1]
    assert result(write, path, old_library=True) == [1, 2]
    assert result(look, path)["journal"] == "wal"
    assert result(write, path) == [1, 2, 3]
    assert result(look, path, old_library=True)["journal"] == "delete"
    with closing(Store(path)) as store:
        assert numbers(store, 1) == [1, 2, 3]
        assert is_sound(store)


@two_libraries
def test_a_library_with_the_wal_bug_refuses_a_log_that_is_in_use_in_wal(store, path):
    begin(store)
    seen = result(look, path, old_library=True, patience=0.1)
    assert seen["error"] == "StoreError"
    assert "in use by another program" in seen["message"]
    assert append_next(store, 1) == 2
    assert pragma(store, "journal_mode") == "wal"


# Files that can't be used


def refusal(path):
    """The message of the refusal; fails if there is none, or if the file has changed."""
    before = content(path)
    with pytest.raises(StoreError) as refused:
        Store(path)
    assert str(path) in str(refused.value), "it names the file"
    assert content(path) == before
    return str(refused.value)


def content(path):
    try:
        return path.read_bytes()
    except OSError:
        return None


def test_a_missing_folder_is_named_and_nothing_is_made(tmp_path):
    assert "Check that its folder exists" in refusal(tmp_path / "missing" / "advisor.db")
    assert not list(tmp_path.iterdir())


def test_a_folder_is_refused(tmp_path):
    assert "is a folder. Name a file with ADVISOR_DB" in refusal(tmp_path)


def test_a_file_in_the_place_of_the_folder_is_refused(path):
    path.write_text("")
    assert "Check that its folder exists" in refusal(path / "advisor.db")


@pytest.mark.parametrize("name", ["x" * 300, "x" * 5000])
def test_a_name_too_long_for_the_system_is_refused(tmp_path, name):
    assert "can't be opened" in refusal(tmp_path / name)


def test_a_name_that_no_system_allows_is_refused():
    with pytest.raises(StoreError, match="name another file with ADVISOR_DB"):
        Store(Path("a\0b"))


@pytest.mark.parametrize("content", [b"rules: none\n" * 500, b"\0" * 5000, b"x", b"n" * 511])
def test_a_file_that_is_no_database_is_refused(path, content):
    path.write_bytes(content)
    assert "is not an SQLite database. Move it away" in refusal(path)


def test_an_empty_file_becomes_a_log(path):
    path.touch()
    with closing(Store(path)) as store:
        assert numbers(store, begin(store)) == [1]


@pytest.mark.parametrize(
    "setup",
    [
        "CREATE TABLE notes (text)",
        "CREATE TABLE events (id INTEGER PRIMARY KEY, title TEXT)",
        """CREATE TABLE _sqlite_migrations (id INTEGER PRIMARY KEY, migration_set, name, applied_at);
        INSERT INTO _sqlite_migrations VALUES (1, 'another-program', 'm001_initial', 'then')""",
    ],
)
def test_another_programs_database_is_refused(path, setup):
    with closing(sqlite3.connect(path)) as other:
        other.executescript(setup)
    assert "is another program's database" in refusal(path)


def test_a_log_newer_than_the_program_is_refused(path):
    with closing(Store(path)) as store:
        store.db.execute(
            "INSERT INTO _sqlite_migrations (migration_set, name, applied_at)"
            " VALUES (?, 'm999_to_come', 'then')",
            [migrations.name],
        )
    assert "newer version of this program. Update the program" in refusal(path)


@pytest.fixture(scope="module")
def kept(tmp_path_factory):
    """The bytes of a log with something in it."""
    path = tmp_path_factory.mktemp("kept") / "advisor.db"
    with closing(Store(path)) as store:
        begin(store)
        for _ in range(60):
            append_next(store, 1, user="u" * 200)
    return path.read_bytes()


def test_a_log_cut_short_anywhere_is_refused(path, kept):
    pages = len(kept) // 4096
    cuts = {1, 50, 100, 511, 512, 1024, 4095, len(kept) - 1}
    for length in sorted(cuts | {page * 4096 for page in range(1, pages)}):
        path.write_bytes(kept[:length])
        assert refusal(path)


def test_a_log_with_any_page_overwritten_is_refused(path, kept):
    for start in range(0, len(kept), 4096):
        path.write_bytes(kept[:start] + b"\xff" * 4096 + kept[start + 4096 :])
        assert "name another file with ADVISOR_DB" in refusal(path)


def test_damage_done_while_the_log_is_open_is_a_store_error(path, kept):
    path.write_bytes(kept)
    with closing(Store(path)) as store:
        damaged = kept[:4096] + b"\xff" * (len(kept) - 4096)
        path.write_bytes(damaged)
        store.db.execute("PRAGMA shrink_memory")
        with pytest.raises(StoreError, match=r"malformed.*Restore a copy"):
            append_next(store, 1)


# Permissions. Root is above them, so another process gives its rights up.


@contextmanager
def reachable_folder():
    """A folder that any user may enter; pytest's own are for the one who runs it."""
    folder = Path(tempfile.mkdtemp())
    try:
        folder.chmod(0o777)
        yield folder
    finally:
        for inner in folder.iterdir():
            inner.chmod(0o777)
        shutil.rmtree(folder)


@pytest.mark.parametrize("old_library", OLD_LIBRARY)
def test_a_log_that_may_not_be_written_is_refused(old_library):
    with reachable_folder() as folder:
        cases = {  # the rights on the folder and on the file, and what is said
            "control": (0o777, 0o666, ""),
            "read_only_file": (
                0o777,
                0o444,
                "can't be written. Change its or its folder's permissions",
            ),
            "unreadable_file": (0o777, 0o000, "can't be opened"),
            "read_only_folder": (0o555, 0o666, "folder"),
            "all_read_only": (0o555, 0o444, "permissions"),
            "no_file_yet": (0o555, None, "folder exists and may be written to"),
            "closed_folder": (0o000, 0o666, "can't be opened"),
        }
        paths = [folder / name / "advisor.db" for name in cases]
        for path, (on_folder, on_file, _) in zip(paths, cases.values(), strict=True):
            path.parent.mkdir()
            if on_file is not None:
                Store(path).close()
                if old_library:
                    _to_rollback_journal(path)
                path.chmod(on_file)
            path.parent.chmod(on_folder)
        before = [path.exists() and path.read_bytes() for path in paths]
        control, *seen = result(look_as_nobody, *paths, old_library=old_library)
        if "error" in control:
            pytest.skip("there is no folder here that another user could enter")
        for each, path, (_, _, expected) in zip(
            seen, paths[1:], list(cases.values())[1:], strict=True
        ):
            assert each.get("error") == "StoreError", (path.parent.name, each)
            assert expected in each["message"], path.parent.name
            assert str(path) in each["message"]
        for path in paths:
            path.parent.chmod(0o777)
        assert [path.exists() and path.read_bytes() for path in paths][1:] == before[1:]


def _to_rollback_journal(path):
    with closing(sqlite3.connect(path)) as direct:
        direct.execute("PRAGMA journal_mode = DELETE")


# Locks and races


def test_a_log_locked_by_another_process_is_refused(path, monkeypatch):
    with closing(Store(path)) as store:
        begin(store)
    monkeypatch.setattr(sqlite, "BUSY_SECONDS", 0.1)
    with child(hold, path, "IMMEDIATE") as holder:
        assert said(holder) == "held"
        assert f"{path} is in use by another program" in refusal(path)
    assert result(look, path)["kept"] == [1]


@pytest.mark.parametrize("lock", ["IMMEDIATE", "EXCLUSIVE"])
@pytest.mark.parametrize("journal", ["wal", "delete"])
def test_a_lock_of_any_kind_is_waited_for_and_then_refused(path, monkeypatch, lock, journal):
    Store(path).close()
    monkeypatch.setattr(sqlite, "BUSY_SECONDS", 0.1)
    with closing(Database(path)) as other:
        other.execute(f"PRAGMA journal_mode = {journal}")
        other.execute(f"BEGIN {lock}")
        assert "is in use by another program" in refusal(path)
        other.rollback()
    Store(path).close()


def test_a_lock_that_is_let_go_in_time_goes_unnoticed(path):
    Store(path).close()
    with child(hold, path, "IMMEDIATE") as holder, child(look_when_told, path) as opener:
        assert said(holder) == "held"
        assert said(opener) == "ready"
        go_on(opener)
        with pytest.raises(StoreError):
            _impatient(path)
        go_on(holder)
        assert said(opener)["tables"] > 0


def _impatient(path):
    """Wait for a lock for a moment only: long enough for the other process to be waiting too."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(sqlite, "BUSY_SECONDS", 0.2)
        Store(path)


@pytest.mark.skipif(not IS_FIXED, reason="only a library without the WAL bug switches to WAL")
def test_a_reader_in_the_way_of_the_switch_to_wal_is_waited_for(path, monkeypatch):
    monkeypatch.setattr(sqlite, "BUSY_SECONDS", PATIENCE)
    Store(path).close()
    _to_rollback_journal(path)
    with closing(sqlite3.connect(path, check_same_thread=False)) as reader:
        reader.execute("BEGIN")
        reader.execute("SELECT * FROM events").fetchall()
        leaving = threading.Timer(0.2, reader.rollback)
        leaving.start()
        with closing(Store(path)) as store:
            assert pragma(store, "journal_mode") == "wal"
        leaving.join()


@pytest.mark.parametrize("old_library", OLD_LIBRARY)
def test_four_processes_open_the_same_new_log_at_once(tmp_path, old_library):
    paths = [tmp_path / f"{number}.db" for number in range(25)]
    with closing(Store(tmp_path / "alone.db")) as alone:
        tables = len(alone.db.table_names())
    with ExitStack() as stack:
        openers = [
            stack.enter_context(child(look_when_told, *paths, old_library=old_library))
            for _ in range(4)
        ]
        assert [said(opener) for opener in openers] == ["ready"] * 4
        for _ in paths:
            go_on(*openers)
            seen = [said(opener) for opener in openers]
            assert [each.get("tables") for each in seen] == [tables] * 4, seen
    for path in paths:
        with closing(Store(path)) as store:
            names = [step.name for step in migrations.applied(store.db)]
            assert sorted(names) == sorted(known_steps())
