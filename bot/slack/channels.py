"""Which channels are public: asked of Slack, and only for digests that tell of other channels."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Callable
from contextlib import suppress
from typing import TypeGuard

import aiohttp
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from bot.digest.weekly import Weekly
from bot.sending.database_thread import DatabaseThread
from storage.channels import Channel, KnownChannels
from storage.records import stamp
from storage.store import Transaction

from . import api

QUICKLY_SECONDS = 1.5  # while somebody waits for the answer to a command
PATIENTLY_SECONDS = 60.0  # before a digest is drawn; Slack answers for 50 channels a minute
AT_ONCE = 10
TRIES = 3  # of a channel that Slack can't tell of
PAUSE_SECONDS = 1.0  # before what Slack couldn't tell is asked again


class Channels:
    """Asks which channels are public, anew whenever something is to be told of them.

    A channel may turn private at any moment, and Slack need not tell us: an answer serves for what
    is drawn right after it, and what Slack hasn't answered by then stays hidden.
    """

    def __init__(self, client: AsyncWebClient, database: DatabaseThread, weekly: Weekly) -> None:
        self.client = client
        self.database = database
        self.weekly = weekly

    async def look_for_due(self) -> str:
        """Ask for what the digests tell of whose time has come; return when that began."""
        return await self.look(self.weekly.others_due)

    async def look(
        self,
        others: Callable[[Transaction], list[Channel]],
        seconds: float = PATIENTLY_SECONDS,
    ) -> str:
        """Ask for these channels; return when that began, for only answers since then count."""
        since = stamp(self.weekly.now())
        found = await self.database.work(others)
        left = [each for each in found if each[2].startswith("C")]  # else direct, or private of old
        tries: Counter[Channel] = Counter()
        with suppress(TimeoutError):
            async with asyncio.timeout(seconds):
                while left:
                    left = await self._ask(left, tries)
        return since

    async def _ask(self, channels: list[Channel], tries: Counter[Channel]) -> list[Channel]:
        """Ask for each once, until Slack wants a pause. Returns those to be asked again, after one."""
        left: list[Channel] = []
        pause = PAUSE_SECONDS
        for first in range(0, len(channels), AT_ONCE):
            some = channels[first : first + AT_ONCE]
            now = stamp(self.weekly.now())  # before asking: what is decided meanwhile isn't covered
            answers = await asyncio.gather(*(self._is_public(name) for _, _, name in some))
            told = dict(zip(some, answers, strict=True))
            await self._keep(told, now)
            refused = {at: why for at, why in told.items() if not isinstance(why, bool)}
            if any(_code(why) in api.LOCKED_OUT for why in refused.values()):
                return []
            limits = [why for why in refused.values() if _limited(why)]
            tries.update(at for at, why in refused.items() if not _limited(why))
            left += [at for at in refused if tries[at] < TRIES]
            if limits:
                left += channels[first + AT_ONCE :]
                pause = max(map(api.retry_after, limits))
                break
        if left:
            await asyncio.sleep(pause)
        return left

    async def _keep(self, answers: dict[Channel, bool | Exception], now: str) -> None:
        def keep(tx: Transaction) -> None:
            for channel, public in answers.items():
                if isinstance(public, bool):
                    KnownChannels(tx).see(*channel, public=public, now=now)

        await self.database.work(keep)

    async def _is_public(self, channel: str) -> bool | Exception:
        """Whether Slack says so; or why it can't be asked now."""
        try:
            found = (await self.client.conversations_info(channel=channel))["channel"]
        except SlackApiError as error:
            code = api.code(error)
            later = api.limited(error) or not code or code in api.NOT_NOW | api.LOCKED_OUT
            # without the scope, or the membership, it may be private
            return error if later else False
        except (aiohttp.ClientError, TimeoutError, OSError) as error:
            return error
        kinds = ("is_private", "is_im", "is_mpim", "is_group")
        return bool(found.get("is_channel")) and not any(found.get(kind) for kind in kinds)


def _limited(why: Exception) -> TypeGuard[SlackApiError]:
    return isinstance(why, SlackApiError) and api.limited(why)


def _code(why: Exception) -> str:
    return api.code(why) if isinstance(why, SlackApiError) else ""
