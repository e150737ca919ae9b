"""Texts that a model reads along, each between two transactions, whatever becomes of the call."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable
from functools import partial
from typing import Protocol, TypeVar

from bot.views.notes import Note
from storage.sqlite import StoreError
from storage.store import Transaction

from .reading import ToRead, read_along
from .unasked import Unasked

log = logging.getLogger(__name__)

T = TypeVar("T")

MOST_UNREAD = 200  # texts that are read after a restart, the newest: no program reads more at once


class Database(Protocol):
    """What runs work in a transaction of its own, while others go on."""

    async def post(self, use: Callable[[Transaction], T]) -> T:
        """Work that may leave something to send. What it returns has been committed."""


class ReadingAlong:
    """Has texts read, and makes up for it where the program stopped meanwhile."""

    def __init__(self, database: Database, unasked: Unasked, platform: str) -> None:
        """`platform`: the one whose conversations are made up for."""
        self.database = database
        self.unasked = unasked
        self.platform = platform

    async def have_read(self, it: ToRead) -> Note | None:
        """Read a text, and commit what came of it. Who wrote it is told the note."""
        try:
            found = await read_along(self.unasked.model, it)
        except Exception as error:  # noqa: BLE001  # whatever it is, people must not wait for ever
            log.error("a text was not read: %s", type(error).__name__)  # noqa: TRY400  # as in error
            found = ()
        return (await self._patiently(lambda tx: self.unasked.has_read(tx, it, found))).note

    async def after_all(self) -> None:
        """Texts that were being read when the program stopped; before anything new is heard."""
        left = await self._patiently(lambda tx: self.unasked.left_unread(tx, self.platform))
        for each in left[:MOST_UNREAD]:
            try:
                await self._patiently(partial(self._read_after_all, each))
            except Exception as error:  # noqa: BLE001  # one whose rules are lost holds up no other
                log.error("conversation %d: %s", each, type(error).__name__)  # noqa: TRY400

    def _read_after_all(self, conversation: int, tx: Transaction) -> None:
        self.unasked.read_after_all(tx, conversation)

    async def _patiently(self, use: Callable[[Transaction], T]) -> T:
        """Work that must be done, however long the disk is full or the file is locked."""
        while True:
            try:
                return await self.database.post(use)
            except StoreError as error:
                log.warning("the log can't be written: %s", error)
                await asyncio.sleep(1)
