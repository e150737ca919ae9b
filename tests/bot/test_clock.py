"""The loop beside the outbox worker: it looks again and again, and nothing stops it."""

import asyncio
from dataclasses import replace
from datetime import timedelta

import pytest
from sqlite_utils import Database

from bot.digest.weekly import USUAL
from bot.sending import clock
from bot.sending.database_thread import DatabaseThread
from storage.channels import Channel
from storage.records import stamp
from storage.sqlite import StoreError
from storage.store import Store
from tests.waiting import PATIENCE

from .weeks import MONDAY, Weeks

WEEK, DAY = timedelta(days=7), timedelta(days=1)


@pytest.fixture
def log(tmp_path):
    store = Store(tmp_path / "advisor.db")
    yield Weeks(store)
    store.close()


def part(log, ask=lambda: asyncio.sleep(0, "")):
    return clock.Part("digest", log.weekly, ask)


async def until(holds):
    async with asyncio.timeout(PATIENCE):
        while not holds():  # noqa: ASYNC110  # nothing tells of it
            await asyncio.sleep(0.01)


@pytest.mark.parametrize("error", [None, StoreError("the disk is full"), ZeroDivisionError()])
def test_what_comes_due_is_claimed_at_the_next_look(log, monkeypatch, error):
    monkeypatch.setattr(clock, "EVERY_SECONDS", 0.02)
    log.decide()
    log.subscribe()
    looks = []
    waiting = log.weekly.waiting

    def look(tx, since):
        looks.append(log.now)
        if error and len(looks) < 3:
            raise error
        return waiting(tx, since)

    monkeypatch.setattr(log.weekly, "waiting", look)

    def runs():
        """How many there are, by a connection of its own: the database thread has the other."""
        return Database(log.store.path)["digest_runs"].count

    async def run():
        database = DatabaseThread(log.store)
        asked = asyncio.Event()  # the platform is asked first which channels are public
        asyncio.get_running_loop().call_later(0.1, asked.set)

        async def ask():
            await asked.wait()
            return stamp(log.now)

        loop = asyncio.create_task(clock.run(database, [part(log, ask)], lambda: log.now))
        await until(lambda: len(looks) > 3)
        assert runs() == 0
        log.now = MONDAY
        await until(runs)
        assert database.posted.is_set()
        loop.cancel()
        await asyncio.wait({loop})
        database.close()

    asyncio.run(run())
    assert len(log.posts()) == 1


def test_one_digest_that_fails_holds_up_no_other(log, monkeypatch, caplog):
    channels = [Channel("slack", "T1", f"C{n}") for n in range(3)]
    for where in channels:
        log.subscribe(where, replace(USUAL, say_empty=True))
    log.now = MONDAY
    post_run = log.weekly._post_run

    def fail(tx, subscription, *more):
        if subscription.id == 1:
            raise ValueError("ada@example.com")
        post_run(tx, subscription, *more)

    monkeypatch.setattr(log.weekly, "_post_run", fail)

    async def run():
        database = DatabaseThread(log.store)
        await clock.serve(database, part(log))
        database.close()

    asyncio.run(run())
    database = Database(log.store.path)
    assert [row["subscription"] for row in database["digest_runs"].rows] == [2, 3]
    assert "digest 1 failed: ValueError" in caplog.text
    assert "ada@" not in caplog.text


def test_a_clock_set_back_while_running_has_all_times_computed_anew(log, monkeypatch):
    monkeypatch.setattr(clock, "EVERY_SECONDS", 0.02)
    log.subscribe(wish=replace(USUAL, say_empty=True))
    log.now = MONDAY + 52 * WEEK

    def next_at():
        return next(Database(log.store.path).query("SELECT next_at FROM subscriptions"))["next_at"]

    async def run():
        database = DatabaseThread(log.store)
        loop = asyncio.create_task(clock.run(database, [part(log)], lambda: log.now))
        await until(lambda: next_at() > stamp(log.now))
        log.now = MONDAY - DAY
        await until(lambda: next_at() == stamp(MONDAY))
        loop.cancel()
        await asyncio.wait({loop})
        database.close()

    asyncio.run(run())


@pytest.mark.parametrize("part_of_many", [False, True])
def test_a_clock_set_back_after_a_failure_has_all_times_computed_anew(
    log, monkeypatch, part_of_many
):
    """What fails, be it another part of the program, hides no step back from the loop."""
    monkeypatch.setattr(clock, "EVERY_SECONDS", 0.02)
    log.subscribe(wish=replace(USUAL, say_empty=True))
    failing = []

    async def ask():
        if log.now > MONDAY:
            failing.append(log.now)
            raise ZeroDivisionError
        return ""

    def next_at():
        return next(Database(log.store.path).query("SELECT next_at FROM subscriptions"))["next_at"]

    async def run():
        database = DatabaseThread(log.store)
        broken = part(log, ask)
        parts = [broken, part(log)] if part_of_many else [broken]
        looks = []
        look_again = log.weekly.look_again

        def noted(tx, one):
            looks.append(log.now)
            look_again(tx, one)

        monkeypatch.setattr(log.weekly, "look_again", noted)
        loop = asyncio.create_task(clock.run(database, parts, lambda: log.now))
        await until(lambda: len(looks) == len(parts))
        log.now = MONDAY + 52 * WEEK
        await until(lambda: len(failing) > 1)
        assert len(looks) == len(parts), "a failure is no reason to look again"
        log.now = MONDAY - DAY
        await until(lambda: len(looks) == 2 * len(parts))
        await until(lambda: next_at() == stamp(MONDAY))
        loop.cancel()
        await asyncio.wait({loop})
        database.close()

    asyncio.run(run())
