"""The loop that asks what is due by the clock, beside the worker that posts it."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable, Iterable
from datetime import datetime
from functools import partial

from bot.digest.weekly import Weekly
from storage.sqlite import StoreError
from storage.store import Transaction

from .database_thread import Desk

log = logging.getLogger(__name__)

EVERY_SECONDS = 15.0


async def run(desk: Desk, weekly: Weekly, look: Callable[[], Awaitable[str]]) -> None:
    """Serve what is due, again and again, until cancelled.

    `look` finds out which channels are public, as far as the platform tells, and returns when it
    began to ask.
    """
    looked: datetime | None = None
    while True:
        try:
            now = weekly.now()
            if looked is None or now < looked:  # at start, or the clock was set back
                await look_again(desk, weekly)
            looked = now
            await serve(desk, weekly, await look())
        except StoreError as error:
            log.warning("the log can't be written: %s", error)
        except Exception as error:  # noqa: BLE001  # a digest that fails must not stop the bot
            log.error("a digest failed: %s", type(error).__name__)  # noqa: TRY400  # its text may hold answers
        await asyncio.sleep(EVERY_SECONDS)


async def serve(desk: Desk, weekly: Weekly, since: str) -> None:
    """Claim all that was due when it was asked which channels are public."""
    waiting = await desk.work(lambda tx: weekly.waiting(tx, since))
    await _each(desk, waiting, lambda tx, one: weekly.serve(tx, one, since))


async def look_again(desk: Desk, weekly: Weekly) -> None:
    """Compute all times to come anew."""
    await _each(desk, await desk.work(weekly.coming), weekly.look_again)


async def _each(
    desk: Desk, subscriptions: Iterable[int], use: Callable[[Transaction, int], None]
) -> None:
    """Each in a transaction of its own, so that one that fails holds up no other."""
    for one in subscriptions:
        try:
            await desk.post(partial(_used, use, one))
        except StoreError:  # it would meet the others too
            raise
        except Exception as error:  # noqa: BLE001  # as above
            what = type(error).__name__  # never its text: it may hold what people wrote
            log.error("the digest of subscription %d failed: %s", one, what)  # noqa: TRY400


def _used(use: Callable[[Transaction, int], None], one: int, tx: Transaction) -> None:
    use(tx, one)
