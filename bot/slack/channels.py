"""Which channels are public: asked of Slack, and only for digests that tell of other channels."""

from __future__ import annotations

import asyncio
from contextlib import suppress
from functools import partial

import aiohttp
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from bot.desk import Desk
from bot.weekly import Weekly
from storage.records import stamp
from storage.store import Transaction

from . import errors

QUICKLY_SECONDS = 1.5  # while somebody waits for the answer to a command


class Channels:
    """Looks at channels in which something has happened since they were last looked at."""

    def __init__(self, client: AsyncWebClient, desk: Desk, weekly: Weekly) -> None:
        self.client = client
        self.desk = desk
        self.weekly = weekly

    async def look(self) -> None:
        """Ask for each of them, until Slack wants us to wait. What isn't known stays private."""
        for platform, tenant, channel in await self.desk.work(self.weekly.unseen):
            now = stamp(self.weekly.now())  # before asking: what is decided meanwhile isn't covered
            public = await self._is_public(channel)
            if public is None:
                return
            seen = partial(_see, where=(platform, tenant, channel), public=public, now=now)
            await self.desk.work(seen)

    async def look_quickly(self) -> None:
        """The same, as far as it gets in a moment."""
        with suppress(TimeoutError):
            async with asyncio.timeout(QUICKLY_SECONDS):
                await self.look()

    async def _is_public(self, channel: str) -> bool | None:
        """Whether Slack says so. None: it can't be asked now."""
        if not channel.startswith("C"):
            return False  # a direct message, or a private channel of old
        try:
            found = (await self.client.conversations_info(channel=channel))["channel"]
        except SlackApiError as error:
            code = errors.code(error)
            later = errors.limited(error) or not code or code in errors.NOT_NOW | errors.LOCKED_OUT
            return (
                None if later else False
            )  # without the scope, or the membership, it may be private
        except (aiohttp.ClientError, TimeoutError, OSError):
            return None
        kinds = ("is_private", "is_im", "is_mpim", "is_group")
        return bool(found.get("is_channel")) and not any(found.get(kind) for kind in kinds)


def _see(tx: Transaction, where: tuple[str, str, str], *, public: bool, now: str) -> None:
    tx.see_channel(*where, public=public, now=now)
