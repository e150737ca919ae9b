"""The loop that asks what is due by the clock, beside the worker that posts it."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import Protocol

from storage.sqlite import StoreError
from storage.store import Transaction

from .database_thread import DatabaseThread

log = logging.getLogger(__name__)

EVERY_SECONDS = 15.0


class DueByTheClock(Protocol):
    """What a part of the program says of its own times. Each call is a transaction."""

    def waiting(self, tx: Transaction, since: str) -> Iterable[int]:
        """What was due when it was asked what must be known first, the longest waiting first."""

    def serve(self, tx: Transaction, one: int, since: str) -> None:
        """Deal with one of them, unless somebody has done so meanwhile."""

    def coming(self, tx: Transaction) -> Iterable[int]:
        """What is still to come."""

    def look_again(self, tx: Transaction, one: int) -> None:
        """Compute its time anew: the clock or a zone's rules may have been put right."""


@dataclass(frozen=True)
class Part:
    """A part of the program that has things due by the clock."""

    name: str  # of one of its things, for the log: "digest"
    due: DueByTheClock
    ask: Callable[[], Awaitable[str]]
    """Finds out from the platform what must be known first; returns when it began to ask."""


async def run(database: DatabaseThread, parts: Sequence[Part], now: Callable[[], datetime]) -> None:
    """Serve what is due, again and again, until cancelled."""
    looked: list[datetime | None] = [None for _ in parts]
    while True:
        for n, part in enumerate(parts):
            looked[n] = await _served(database, part, now(), looked[n])
        await asyncio.sleep(EVERY_SECONDS)


async def _served(
    database: DatabaseThread, part: Part, now: datetime, looked: datetime | None
) -> datetime | None:
    """Serve one part, whatever becomes of it. Returns when its times were last known to be right."""
    try:
        if looked is None or now < looked:  # at start, or the clock was set back
            looked = None  # until that has been done
            await look_again(database, part)
        looked = now
        await serve(database, part)
    except StoreError as error:
        log.warning("the log can't be written: %s", error)
    except Exception as error:  # noqa: BLE001  # what fails must not stop the bot
        log.error("a %s failed: %s", part.name, type(error).__name__)  # noqa: TRY400  # its text may hold answers
    return looked


async def serve(database: DatabaseThread, part: Part) -> None:
    """Serve all that was due when it was asked what must be known first."""
    since = await part.ask()
    waiting = await database.work(lambda tx: part.due.waiting(tx, since))
    await _each(database, part, waiting, lambda tx, one: part.due.serve(tx, one, since))


async def look_again(database: DatabaseThread, part: Part) -> None:
    """Compute all times to come anew."""
    await _each(database, part, await database.work(part.due.coming), part.due.look_again)


async def _each(
    database: DatabaseThread,
    part: Part,
    things: Iterable[int],
    use: Callable[[Transaction, int], None],
) -> None:
    """Each in a transaction of its own, so that one that fails holds up no other."""
    for one in things:
        try:
            await database.post(partial(_used, use, one))
        except StoreError:  # it would meet the others too
            raise
        except Exception as error:  # noqa: BLE001  # as above
            what = type(error).__name__  # never its text: it may hold what people wrote
            log.error("%s %d failed: %s", part.name, one, what)  # noqa: TRY400


def _used(use: Callable[[Transaction, int], None], one: int, tx: Transaction) -> None:
    use(tx, one)
