"""The one thread on which asynchronous edges call the core, so that no slow disk blocks them."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

from storage.store import Store, Transaction

T = TypeVar("T")


class DatabaseThread:
    """Runs work over the log, one transaction after another."""

    def __init__(self, store: Store) -> None:
        self.store = store
        self.posted = asyncio.Event()  # something may be there to send
        self._thread = ThreadPoolExecutor(max_workers=1, thread_name_prefix="database")

    async def work(self, use: Callable[[Transaction], T]) -> T:
        """Run `use` inside a transaction of its own. What it returns has been committed."""

        def run() -> T:
            with self.store.transaction() as tx:
                return use(tx)

        return await asyncio.get_running_loop().run_in_executor(self._thread, run)

    async def post(self, use: Callable[[Transaction], T]) -> T:
        """Work that may leave something to send: the outbox worker is told."""
        done = await self.work(use)
        self.posted.set()
        return done

    def close(self) -> None:
        """Wait for the work under way, and take no more."""
        self._thread.shutdown()
