"""The outbox worker stops when it is told to."""

import asyncio
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from bot.sending.database_thread import DatabaseThread
from bot.sending.worker import Worker
from storage.store import Store
from tests.waiting import PATIENCE

NOWHERE: Any = None  # there is nothing to send


@pytest.mark.parametrize("ticks", range(6))
def test_a_cancellation_that_meets_a_new_posting_is_not_lost(tmp_path, ticks):
    store = Store(tmp_path / "advisor.db")

    async def stop_it():
        database = DatabaseThread(store)
        worker = Worker(database, NOWHERE, lambda: datetime.now(UTC), timedelta(seconds=1))
        running = asyncio.create_task(worker.run())
        while not database.posted._waiters:  # noqa: ASYNC110  # nothing tells that it waits
            await asyncio.sleep(0.01)
        database.posted.set()
        for _ in range(ticks):
            await asyncio.sleep(0)
        running.cancel()
        done, _ = await asyncio.wait({running}, timeout=PATIENCE)
        database.close()
        assert done

    asyncio.run(stop_it())
    store.close()
