"""The outbox worker's way to Slack: draw, post, redraw, look a message up by its token."""

from __future__ import annotations

import logging
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import partial
from typing import Any

import aiohttp
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from bot.conversation.refusal import Refusal
from bot.digest.posts import DigestPosts, NeverPosted, NothingToPost
from bot.digest.weekly import Weekly
from bot.interactions.advised import SHARED
from bot.interactions.posts import ConversationPosts
from bot.interactions.thread import NUDGES
from bot.sending.database_thread import DatabaseThread
from bot.sending.worker import Missing, NoHistory, Refused, Sent, Unknown, Wait
from bot.views.notes import Note
from storage.conversations import Conversations
from storage.outbox import DELETE, POST, Delivery, Outbox
from storage.records import Conversation
from storage.store import Transaction

from . import api
from .api import deliver
from .blocks import conversation, digest
from .blocks.digest import Links
from .blocks.kit import Message
from .channels import Channels
from .people import People

log = logging.getLogger(__name__)

EVENT_TYPE = "advisor_message"
PAGES = 5  # of a channel's history, from the first attempt on
LOCKED_OUT_SECONDS = 60.0  # between tries while Slack refuses the token itself


@dataclass(frozen=True)
class _Drawn:
    """A message, where it goes, and the row that posted it before, if it is redrawn."""

    spot: _Spot
    message: Message
    posted: Delivery | None


@dataclass(frozen=True)
class _Spot:
    """A channel, and the thread in it; None: not in a thread."""

    channel: str
    thread: str | None


class Sender:
    """Posts what the outbox names. `tell_owner` is called where a thread can't be opened."""

    def __init__(
        self,
        client: AsyncWebClient,
        database: DatabaseThread,
        posts: ConversationPosts,
        weekly: Weekly,
        channels: Channels,
        people: People,
    ) -> None:
        self.client = client
        self.database = database
        self.posts = posts
        self.digests = DigestPosts(weekly, api.CANT_POST, api.LOCKED_OUT)
        self.channels = channels
        self.people = people
        self.tell_owner: Callable[[Conversation, Note, str | None], Awaitable[None]] | None = None
        self._links: Links | None = None

    async def send(self, delivery: Delivery) -> Sent | Wait | Refused | Unknown:
        """Draw the message as things stand now, and post, redraw or delete it."""
        try:
            return await self._send(delivery)
        except (NothingToPost, Refusal) as error:
            return Refused(str(error))
        except SlackApiError as error:
            return _refusal(error, waits=not self.digests.perishable(delivery))
        except (aiohttp.ClientConnectorError, ConnectionRefusedError):
            return Wait(1.0)  # no connection came about, so nothing was done
        except (aiohttp.ClientError, TimeoutError, OSError):
            return Unknown()

    async def _send(self, delivery: Delivery) -> Sent | Refused:
        if delivery.action == DELETE:
            await self.client.chat_delete(channel=delivery.channel or "", ts=delivery.message or "")
            return Sent(delivery.channel or "", delivery.message or "")
        if delivery.subscription is None:
            if delivery.kind in NUDGES:
                await self.people.look([await self.database.work(partial(_owner, delivery))])
            links = await self._linked() if delivery.kind == SHARED else None
            drawn = await self.database.work(lambda tx: self._drawn(tx, delivery, links))
        else:
            links = await self._linked()
            since = await self.channels.look(lambda tx: self.digests.others(tx, delivery))
            drawn = await self._drawn_digest(delivery, links, since)
        if delivery.action == POST:
            return await self._post(drawn, delivery)
        return await self._redraw(drawn)

    async def _post(self, drawn: _Drawn, delivery: Delivery) -> Sent:
        response = await deliver(
            self.client.chat_postMessage,
            drawn.message,
            channel=drawn.spot.channel,
            thread_ts=drawn.spot.thread,
            metadata=_metadata(delivery),
            unfurl_links=False,
            unfurl_media=False,
        )
        return Sent(str(response["channel"]), str(response["ts"]))

    async def _redraw(self, drawn: _Drawn) -> Sent | Refused:
        posted = drawn.posted
        if posted is None or posted.message is None:
            return Refused("the message it redraws was never posted")
        channel = posted.channel or drawn.spot.channel
        await deliver(
            self.client.chat_update,
            drawn.message,
            channel=channel,
            ts=posted.message,
            metadata=_metadata(posted),
        )
        return Sent(channel, posted.message)

    def _drawn(self, tx: Transaction, delivery: Delivery, links: Links | None) -> _Drawn:
        posted = Outbox(tx).posted(delivery.lane, delivery.kind, delivery.event)
        shown, handle = self.posts.shown(tx, delivery), self.posts.handle(tx, delivery)
        message = conversation.draw(shown, handle, links)
        return _Drawn(self._spot(tx, delivery), message, posted)

    async def _drawn_digest(self, delivery: Delivery, links: Links, since: str) -> _Drawn:
        shown, spot = await self.database.work(
            lambda tx: (self.digests.shown(tx, delivery, since), self._spot(tx, delivery))
        )
        await self.people.look(digest.people(shown))
        return _Drawn(spot, digest.draw(shown, links, self.people.name), None)

    def _spot(self, tx: Transaction, delivery: Delivery) -> _Spot:
        posts = self.digests if delivery.conversation is None else self.posts
        return _Spot(posts.channel(tx, delivery), posts.thread(tx, delivery))

    async def _linked(self) -> Links:
        """Threads' addresses. They begin with the workspace's own, which is asked for once."""
        if self._links is None:
            self._links = Links(str((await self.client.auth_test())["url"]))
        return self._links

    async def find(self, delivery: Delivery) -> Sent | Missing | NoHistory | Wait:
        """Look for a message by its token in the thread, or in the channel's latest messages."""
        oldest = datetime.fromisoformat(delivery.at).astimezone(UTC) - timedelta(minutes=10)
        try:
            spot = await self.database.work(lambda tx: self._spot(tx, delivery))
            return await self._find(spot, delivery, f"{oldest.timestamp():.6f}")
        except NeverPosted:
            return Missing()
        except SlackApiError as error:
            return _not_found(error)
        except (aiohttp.ClientError, TimeoutError, OSError):
            return Wait(5.0)

    async def _find(self, spot: _Spot, delivery: Delivery, oldest: str) -> Sent | Missing:
        cursor = ""
        for _ in range(PAGES):
            asked: dict[str, Any] = {
                "channel": spot.channel, "oldest": oldest, "include_all_metadata": True,
                "limit": 200, "cursor": cursor or None,
            }  # fmt: skip
            if spot.thread is None:
                response = await self.client.conversations_history(**asked)
            else:
                response = await self.client.conversations_replies(ts=spot.thread, **asked)
            messages: list[dict[str, Any]] = response.get("messages", [])
            for message in messages:
                payload = message.get("metadata", {}).get("event_payload", {})
                if payload.get("token") == delivery.token:
                    return Sent(spot.channel, str(message["ts"]))
            cursor = (response.get("response_metadata") or {}).get("next_cursor", "")
            if not cursor:
                break
        return Missing()

    def settled(self, tx: Transaction, delivery: Delivery, sent: Sent) -> None:
        """Keep what a first post teaches, such as the thread's name."""
        if delivery.conversation is None:
            self.digests.settled(tx, delivery)
        else:
            self.posts.settled(tx, delivery, sent.channel, sent.message)

    def given_up(self, tx: Transaction, delivery: Delivery, error: str) -> None:
        """A digest or a nudge that can't be posted has consequences; see those who are asked."""
        posts = self.digests if delivery.conversation is None else self.posts
        posts.given_up(tx, delivery, error)

    async def refused(self, delivery: Delivery, error: str) -> None:
        """A root that can't be posted leaves its conversation without a thread: its owner is told.

        Of an advice that can't be posted in another channel, who shared it.
        """
        if self.tell_owner is None or delivery.conversation is None:
            return
        absent = error in api.NOT_A_MEMBER
        refused = await self.database.work(
            lambda tx: self.posts.refused(tx, delivery, error, absent=absent)
        )
        if refused:
            await self.tell_owner(*refused)


def _owner(delivery: Delivery, tx: Transaction) -> str:
    return Conversations(tx).get(delivery.conversation or 0).owner


def _metadata(delivery: Delivery) -> dict[str, Any]:
    return {"event_type": EVENT_TYPE, "event_payload": {"token": delivery.token}}


def _refusal(error: SlackApiError, *, waits: bool) -> Wait | Refused | Unknown:
    """What Slack's error means. `waits`: while the token itself is refused, to be tried again."""
    code = api.code(error)
    if api.limited(error):
        return Wait(api.retry_after(error))
    if code in api.LOCKED_OUT:
        log.error("Slack refuses the token (%s): nothing can be posted until that is mended", code)
        return Wait(LOCKED_OUT_SECONDS) if waits else Refused(code)
    if not code or api.status(error) >= 500 or code in api.NOT_NOW:
        return Unknown()
    return Refused(code)


def _not_found(error: SlackApiError) -> Missing | NoHistory | Wait:
    code = api.code(error)
    if api.limited(error):
        return Wait(api.retry_after(error))
    if code in api.NOT_THERE:
        return Missing()
    return NoHistory() if code in api.NO_HISTORY else Wait(5.0)
