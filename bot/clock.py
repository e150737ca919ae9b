"""The loop that asks what is due by the clock, beside the worker that posts it."""

from __future__ import annotations

import asyncio
import logging

from storage.connection import StoreError

from .desk import Desk
from .weekly import Weekly

log = logging.getLogger(__name__)

EVERY_SECONDS = 15.0


async def run(desk: Desk, weekly: Weekly) -> None:
    """Serve what is due, again and again, until cancelled."""
    await patiently(desk, weekly, first=True)
    while True:
        await asyncio.sleep(EVERY_SECONDS)
        await patiently(desk, weekly)


async def patiently(desk: Desk, weekly: Weekly, *, first: bool = False) -> None:
    """Serve all that is due now. A log that can't be written is tried again the next time."""
    try:
        if first:
            await desk.work(weekly.look_again)
        while await desk.post(weekly.serve):
            pass
    except StoreError as error:
        log.warning("the log can't be written: %s", error)
