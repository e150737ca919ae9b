"""People's time zones and names, by their profiles: asked of Slack where the scope is there."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

import aiohttp
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from bot.local_time import read_zone

from . import api

KEPT_SECONDS = 3600.0  # until a profile is asked for again: people move, and scopes are added
AT_ONCE = 10
PATIENTLY_SECONDS = 20.0


@dataclass(frozen=True)
class _Profile:
    """What a person's profile tells; "" where we may not read it."""

    zone: str
    name: str
    at: float


class People:
    """Profiles, kept in memory alone and not for long."""

    def __init__(self, client: AsyncWebClient) -> None:
        self.client = client
        self._known: dict[str, _Profile] = {}

    async def look(self, users: Iterable[str], seconds: float = PATIENTLY_SECONDS) -> None:
        """Ask for those that aren't known, as far as Slack answers in time."""
        fresh = time.monotonic() - KEPT_SECONDS
        self._known = {user: each for user, each in self._known.items() if each.at > fresh}
        left = [user for user in dict.fromkeys(users) if user not in self._known]
        with suppress(TimeoutError):
            async with asyncio.timeout(seconds):
                for first in range(0, len(left), AT_ONCE):
                    await asyncio.gather(*map(self._ask, left[first : first + AT_ONCE]))

    def zone(self, user: str) -> str | None:
        """A person's time zone; "" where nobody may know it, None where Slack hasn't answered yet."""
        found = self._known.get(user)
        return None if found is None else found.zone

    def name(self, user: str) -> str:
        """A person's name as text; "" where we don't know it."""
        found = self._known.get(user)
        return "" if found is None else found.name

    async def _ask(self, user: str) -> None:
        try:
            found = (await self.client.users_info(user=user))["user"]
        except SlackApiError as error:
            code = api.code(error)
            if code and not api.limited(error) and code not in api.NOT_NOW | api.LOCKED_OUT:
                self._known[user] = _Profile("", "", time.monotonic())
        except (aiohttp.ClientError, TimeoutError, OSError):
            return  # not now
        else:
            zone = read_zone(str(found.get("tz") or "")) or ""
            self._known[user] = _Profile(zone, _name(found), time.monotonic())


def _name(user: dict[str, Any]) -> str:
    """As Slack shows it."""
    profile = user.get("profile") or {}
    names = (profile.get("display_name"), profile.get("real_name"), user.get("real_name"))
    return next(filter(None, (*names, user.get("name"))), "")
