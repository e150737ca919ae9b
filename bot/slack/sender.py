"""The outbox worker's way to Slack: draw, post, redraw, look a message up by its token."""

from __future__ import annotations

import logging
from collections.abc import Awaitable, Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import aiohttp
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from bot.advisor import Advisor
from bot.delivery import Missing, Refused, Sent, Unknown, Unreadable, Wait
from bot.desk import Desk
from bot.postings import ROOT, look
from storage.outbox import DELETE, POST, Delivery, Outbox
from storage.records import Conversation, Place
from storage.store import Transaction

from . import blocks, errors
from .calls import deliver
from .kit import Message

log = logging.getLogger(__name__)

EVENT_TYPE = "advisor_message"
PAGES = 5  # of a channel's history, from the first attempt on
LOCKED_OUT_SECONDS = 60.0  # between tries while Slack refuses the token itself


class Sender:
    """Posts what the outbox names. `on_homeless` is called where a thread can't be opened."""

    def __init__(self, client: AsyncWebClient, desk: Desk, advisor: Advisor) -> None:
        self.client = client
        self.desk = desk
        self.advisor = advisor
        self.on_homeless: Callable[[Conversation, str], Awaitable[None]] | None = None

    async def send(self, delivery: Delivery) -> Sent | Wait | Refused | Unknown:
        """Draw the message as things stand now, and post, redraw or delete it."""
        try:
            return await self._send(delivery)
        except SlackApiError as error:
            return _refusal(error)
        except (aiohttp.ClientConnectorError, ConnectionRefusedError):
            return Wait(1.0)  # no connection came about, so nothing was done
        except (aiohttp.ClientError, TimeoutError, OSError):
            return Unknown()

    async def _send(self, delivery: Delivery) -> Sent | Refused:
        if delivery.action == DELETE:
            await self.client.chat_delete(channel=delivery.channel or "", ts=delivery.ts or "")
            return Sent(delivery.channel or "", delivery.ts or "")
        place, message, posted = await self.desk.work(lambda tx: self._drawn(tx, delivery))
        if delivery.action == POST:
            return await self._post(place, delivery, message)
        if posted is None or posted.ts is None:
            return Refused("the message it redraws was never posted")
        await deliver(
            self.client.chat_update,
            message,
            channel=posted.channel or place.channel,
            ts=posted.ts,
            metadata=_metadata(posted),
        )
        return Sent(posted.channel or place.channel, posted.ts)

    async def _post(self, place: Place, delivery: Delivery, message: Message) -> Sent:
        response = await deliver(
            self.client.chat_postMessage,
            message,
            channel=place.channel,
            thread_ts=None if delivery.kind == ROOT else place.thread,
            metadata=_metadata(delivery),
            unfurl_links=False,
            unfurl_media=False,
        )
        return Sent(str(response["channel"]), str(response["ts"]))

    def _drawn(self, tx: Transaction, delivery: Delivery) -> tuple[Place, Message, Delivery | None]:
        turn = self.advisor.look(tx, delivery.conversation)
        shown = look(
            delivery.kind,
            delivery.event,
            turn,
            lambda number: self.advisor.standing(tx, turn.events[:number]),
            self.advisor.now().date(),
        )
        posted = Outbox(tx).posted(delivery.conversation, delivery.kind, delivery.event)
        return turn.conversation.place, blocks.draw(shown, delivery.conversation), posted

    async def find(self, delivery: Delivery) -> Sent | Missing | Unreadable | Wait:
        """Look for a message by its token in the thread, or in the channel's latest messages."""
        place = await self.desk.work(lambda tx: tx.conversation(delivery.conversation).place)
        oldest = datetime.fromisoformat(delivery.at).astimezone(UTC) - timedelta(minutes=10)
        try:
            return await self._find(place, delivery, f"{oldest.timestamp():.6f}")
        except SlackApiError as error:
            return _not_found(error)
        except (aiohttp.ClientError, TimeoutError, OSError):
            return Wait(5.0)

    async def _find(self, place: Place, delivery: Delivery, oldest: str) -> Sent | Missing:
        cursor = ""
        for _ in range(PAGES):
            asked: dict[str, Any] = {
                "channel": place.channel, "oldest": oldest, "include_all_metadata": True,
                "limit": 200, "cursor": cursor or None,
            }  # fmt: skip
            if delivery.kind == ROOT:
                response = await self.client.conversations_history(**asked)
            else:
                response = await self.client.conversations_replies(ts=place.thread, **asked)
            messages: list[dict[str, Any]] = response.get("messages", [])
            for message in messages:
                payload = message.get("metadata", {}).get("event_payload", {})
                if payload.get("token") == delivery.token:
                    return Sent(place.channel, str(message["ts"]))
            cursor = (response.get("response_metadata") or {}).get("next_cursor", "")
            if not cursor:
                break
        return Missing()

    def settled(
        self, tx: Transaction, conversation: Conversation, delivery: Delivery, sent: Sent
    ) -> None:
        """The root message's timestamp is the thread's name."""
        if delivery.kind == ROOT and delivery.action == POST:
            tx.move(
                conversation.id, replace(conversation.place, channel=sent.channel, thread=sent.ts)
            )

    async def refused(self, delivery: Delivery, error: str) -> None:
        """A root that can't be posted leaves its conversation homeless: its owner is told."""
        if self.on_homeless and delivery.kind == ROOT and delivery.action == POST:
            conversation = await self.desk.work(lambda tx: tx.conversation(delivery.conversation))
            await self.on_homeless(conversation, error)


def _metadata(delivery: Delivery) -> dict[str, Any]:
    return {"event_type": EVENT_TYPE, "event_payload": {"token": delivery.token}}


def _refusal(error: SlackApiError) -> Wait | Refused | Unknown:
    code = errors.code(error)
    if errors.limited(error):
        return Wait(errors.retry_after(error))
    if code in errors.LOCKED_OUT:
        log.error("Slack refuses the token (%s): nothing can be posted until that is mended", code)
        return Wait(LOCKED_OUT_SECONDS)
    if not code or errors.status(error) >= 500 or code in errors.NOT_NOW:
        return Unknown()
    return Refused(code)


def _not_found(error: SlackApiError) -> Missing | Unreadable | Wait:
    code = errors.code(error)
    if errors.limited(error):
        return Wait(errors.retry_after(error))
    if code in errors.NOT_THERE:
        return Missing()
    return Unreadable() if code in errors.NO_HISTORY else Wait(5.0)
