"""The loop that asks what is due by the clock, beside the worker that posts it."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable

from storage.connection import StoreError

from .desk import Desk
from .weekly import Weekly

log = logging.getLogger(__name__)

EVERY_SECONDS = 15.0


async def run(desk: Desk, weekly: Weekly, look: Callable[[], Awaitable[str]]) -> None:
    """Serve what is due, again and again, until cancelled.

    `look` finds out which channels are public, as far as the platform tells, and returns when it
    began to ask.
    """
    begun = False
    while True:
        try:
            if not begun:
                await desk.work(weekly.look_again)
            begun = True
            await serve(desk, weekly, await look())
        except StoreError as error:
            log.warning("the log can't be written: %s", error)
        except Exception as error:  # noqa: BLE001  # a digest that fails must not stop the bot
            log.error("a digest failed: %s", type(error).__name__)  # noqa: TRY400  # its text may hold answers
        await asyncio.sleep(EVERY_SECONDS)


async def serve(desk: Desk, weekly: Weekly, since: str) -> None:
    """Claim all that was due when it was asked which channels are public."""
    while await desk.post(lambda tx: weekly.serve(tx, since=since)):
        pass
