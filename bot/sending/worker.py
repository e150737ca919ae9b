"""The outbox worker: send in order per conversation, wait as told, settle what is unsure.

There is no idempotency key for posting a message. So before a post is sent again after a send of
unknown fate, the platform is asked whether it has the first one, by the token in its metadata;
and never before every earlier attempt must have landed or failed.
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from typing import Protocol, TypeVar

from storage.inbox import Inbox
from storage.outbox import DELETE, PENDING, POST, UNSURE, Delivery, Lane, Outbox
from storage.records import stamp
from storage.sqlite import StoreError
from storage.store import Transaction

from .database_thread import DatabaseThread

log = logging.getLogger(__name__)

T = TypeVar("T")

FIRST_WAIT, LONGEST_WAIT = timedelta(seconds=0.5), timedelta(seconds=60)
AT_ONCE = 8  # lanes served at the same time
PACE_SECONDS = 1.1  # between two posts of one digest; people's clicks are answered at once
MOST_TRIES = 10  # for a redraw or a deletion; a post is tried for as long as it takes
DRAIN_SECONDS = 5.0  # for sends in flight when the program is told to stop
KEPT = timedelta(days=1)  # redraws that were done, and handled deliveries
TIDY_EVERY = timedelta(hours=1)


@dataclass(frozen=True)
class Sent:
    """The platform has the message."""

    channel: str
    message: str  # the platform's name of it


@dataclass(frozen=True)
class Wait:
    """Nothing was done; try again after this long."""

    seconds: float


@dataclass(frozen=True)
class Refused:
    """Nothing was done, and trying again won't help."""

    error: str


@dataclass(frozen=True)
class Unknown:
    """It may or may not have been done."""


@dataclass(frozen=True)
class Missing:
    """The platform doesn't have the message."""


@dataclass(frozen=True)
class NoHistory:
    """Whether the platform has the message can't be found out here."""


class Platform(Protocol):
    """What a platform must be able to do for the worker."""

    async def send(self, delivery: Delivery) -> Sent | Wait | Refused | Unknown:
        """Draw the message as things stand now, and post, redraw or delete it."""

    async def find(self, delivery: Delivery) -> Sent | Missing | NoHistory | Wait:
        """Look for a message by its token."""

    def settled(self, tx: Transaction, delivery: Delivery, sent: Sent) -> None:
        """Keep what a first post teaches, such as the thread's name, in the same transaction."""

    def given_up(self, tx: Transaction, delivery: Delivery, error: str) -> None:
        """Keep what a refusal teaches, in the same transaction."""

    async def refused(self, delivery: Delivery, error: str) -> None:
        """Tell somebody, if anybody must be told."""


class Worker:
    """Sends what is in the outbox until it is cancelled. One process runs one."""

    def __init__(
        self,
        database: DatabaseThread,
        platform: Platform,
        now: Callable[[], datetime],
        grace: timedelta,
    ) -> None:
        """`grace`: longer than the client's timeout and the slowest accept together."""
        self.database = database
        self.platform = platform
        self.now = now
        self.grace = grace
        self._busy: dict[Lane, asyncio.Task[None]] = {}
        self._posted: dict[Lane, float] = {}  # lanes that rest after a post, and when it was
        self._next_tidy = now()

    async def run(self) -> None:
        """Serve the outbox. Rows cut off by the last process are settled first."""
        due = self._in(self.grace)
        await self._patiently(lambda tx: Outbox(tx).recover(due))
        try:
            while True:
                self.database.posted.clear()
                await self._tidy()
                self._wake_rested()
                resting = [*self._busy, *self._posted]
                for delivery in await self._patiently(partial(self._ready, resting=resting)):
                    self._serve(delivery)
                await self._pause()
        finally:
            await self._drain()

    async def _tidy(self) -> None:
        now = self.now()
        if now >= self._next_tidy:
            self._next_tidy = now + TIDY_EVERY
            before = stamp(now - KEPT)

            def forget(tx: Transaction) -> None:
                Outbox(tx).tidy(before)
                Inbox(tx).tidy(before)

            await self._patiently(forget)

    async def _drain(self) -> None:
        """Let sends in flight finish: one that is cut off may have to be sent twice."""
        if self._busy:
            _, late = await asyncio.wait(self._busy.values(), timeout=DRAIN_SECONDS)
            for task in late:
                task.cancel()

    def _ready(self, tx: Transaction, resting: list[Lane]) -> list[Delivery]:
        return Outbox(tx).ready(self._at(), resting=resting)

    def _serve(self, delivery: Delivery) -> None:
        if delivery.lane in self._busy or len(self._busy) >= AT_ONCE:
            return
        task = asyncio.create_task(self._deliver(delivery))
        self._busy[delivery.lane] = task
        task.add_done_callback(lambda done: self._served(delivery, done))

    def _wake_rested(self) -> None:
        """Forget posts so long ago that the platform would not ask us to wait with the next."""
        rested = time.monotonic() - PACE_SECONDS
        self._posted = {lane: at for lane, at in self._posted.items() if at > rested}

    def _served(self, delivery: Delivery, done: asyncio.Task[None]) -> None:
        del self._busy[delivery.lane]
        self.database.posted.set()
        if not done.cancelled() and (error := done.exception()):
            log.error("delivery %d failed: %s", delivery.id, type(error).__name__)

    async def _pause(self) -> None:
        """Until something is posted or a task ends; a second at most, for rows that come due."""
        # Not asyncio.wait_for: before Python 3.12 it may lose a cancellation (python/cpython#86296).
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(1.0):
                await self.database.posted.wait()

    async def _deliver(self, delivery: Delivery) -> None:
        try:
            await self._send(delivery)
        except Exception as error:  # noqa: BLE001  # whatever it is, the row must not be stuck
            log.error("delivery %d failed: %s", delivery.id, type(error).__name__)  # noqa: TRY400  # its text may hold answers
            await self._again(delivery, UNSURE, self.grace)

    async def _send(self, delivery: Delivery) -> None:
        if delivery.status == UNSURE and delivery.action == POST:
            found = await self.platform.find(delivery)
            if isinstance(found, Sent):
                await self._sent(delivery, found)
                return
            if isinstance(found, Wait):
                await self._again(delivery, UNSURE, timedelta(seconds=found.seconds))
                return
        await self._patiently(lambda tx: Outbox(tx).mark_sending(delivery))
        await self._record(delivery, await self.platform.send(delivery))

    async def _record(self, delivery: Delivery, result: Sent | Wait | Refused | Unknown) -> None:
        match result:
            case Sent():
                await self._sent(delivery, result)
            case Wait(seconds):
                await self._again(delivery, PENDING, timedelta(seconds=seconds))
            case Refused(error):
                await self._give_up(delivery, error)
                await self.platform.refused(delivery, error)
            case Unknown() if delivery.action == POST:
                await self._again(delivery, UNSURE, self.grace)
            case Unknown() if delivery.tries >= MOST_TRIES:
                await self._give_up(delivery, "no answer")
            case Unknown():  # a redraw or a deletion can be repeated without harm
                await self._again(delivery, PENDING, self._backoff(delivery))

    async def _give_up(self, delivery: Delivery, error: str) -> None:
        log.warning("delivery %d was refused: %s", delivery.id, error)

        def keep(tx: Transaction) -> None:
            Outbox(tx).give_up(delivery)
            self.platform.given_up(tx, delivery, error)

        await self._patiently(keep)

    async def _sent(self, delivery: Delivery, sent: Sent) -> None:
        if delivery.subscription is not None:
            self._posted[delivery.lane] = time.monotonic()

        def keep(tx: Transaction) -> None:
            outbox = Outbox(tx)
            first = outbox.mark_sent(delivery, sent.channel, sent.message)
            if delivery.action == DELETE:
                return
            if first:
                self.platform.settled(tx, delivery, sent)
            elif delivery.action == POST:
                lane, kind = delivery.lane, delivery.kind
                # A press has shown in the meantime which copy people have: it may be this one.
                kept = outbox.posted(lane, kind, delivery.event)
                if kept and kept.message != sent.message:
                    outbox.delete_copy(lane, kind, sent.channel, sent.message, stamp(self.now()))

        await self._patiently(keep)

    async def _again(self, delivery: Delivery, status: str, wait: timedelta) -> None:
        due = self._in(wait)
        await self._patiently(lambda tx: Outbox(tx).wait(delivery, status, due))

    async def _patiently(self, use: Callable[[Transaction], T]) -> T:
        """Work that must be done, however long the disk is full or the file is locked."""
        while True:
            try:
                return await self.database.work(use)
            except StoreError as error:
                log.warning("the log can't be written: %s", error)
                await asyncio.sleep(1)

    def _backoff(self, delivery: Delivery) -> timedelta:
        doubled: timedelta = FIRST_WAIT * (1 << min(delivery.tries, 10))
        return min(doubled, LONGEST_WAIT)

    def _at(self) -> str:
        return stamp(self.now())

    def _in(self, wait: timedelta) -> str:
        return stamp(self.now() + wait)
