"""Handing a drawn message to one of Slack's methods."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any, TypeVar

from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from . import errors
from .kit import Message

T = TypeVar("T")


async def deliver(call: Callable[..., Awaitable[T]], message: Message, **where: Any) -> T:
    """Call with the message's text and blocks; where Slack refuses its charts, without them."""
    try:
        return await call(text=message.text, blocks=message.blocks, **where)
    except SlackApiError as error:
        if message.plain is None or errors.code(error) != errors.BAD_BLOCKS:
            raise
        return await call(text=message.text, blocks=message.plain, **where)


async def tell(
    client: AsyncWebClient, channel: str, user: str, thread: str | None, note: Message
) -> None:
    """Show a note to one person, in a channel or a thread that both are in."""
    await client.chat_postEphemeral(
        channel=channel, user=user, thread_ts=thread, text=note.text, blocks=note.blocks
    )
