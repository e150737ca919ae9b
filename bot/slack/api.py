"""Calling Slack: handing over a drawn message, and what its refusals mean."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any, TypeVar

from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from .blocks.kit import Message

T = TypeVar("T")

PLATFORM = "slack"
Ack = Callable[..., Awaitable[Any]]  # Bolt's: sends the acknowledgement

# Not for this message's sake, and nothing to throw it away for: the operator must act.
LOCKED_OUT = frozenset(
    {
        "invalid_auth", "not_authed", "account_inactive", "token_revoked", "token_expired",
        "not_allowed_token_type", "team_added_to_org", "org_login_required", "ekm_access_denied",
        "access_denied", "accesslimited", "team_access_not_granted",
    }
)  # fmt: skip
NOT_A_MEMBER = frozenset({"not_in_channel", "channel_not_found"})
ARCHIVED = "is_archived"
# What is over once we hear from a channel again; anything else somebody must put right and say so.
OVER_ONCE_HEARD = frozenset({*LOCKED_OUT, *NOT_A_MEMBER, ARCHIVED})
# A channel in which nothing can be posted until somebody does something about it.
CANT_POST = frozenset(
    {
        *LOCKED_OUT, *NOT_A_MEMBER, ARCHIVED, "restricted_action", "no_permission",
        "restricted_action_read_only_channel", "restricted_action_thread_only_channel",
        "restricted_action_non_threadable_channel", "user_not_found", "missing_scope",
        "messages_tab_disabled", "as_user_not_supported",
    }
)  # fmt: skip
NOT_THERE = frozenset({"message_not_found", "thread_not_found"})
TOO_LATE = frozenset({"expired_trigger_id", "exchanged_trigger_id", "invalid_trigger_id"})
NOT_NOW = frozenset({"internal_error", "fatal_error", "service_unavailable", "request_timeout"})
BAD_BLOCKS = "invalid_blocks"
NO_HISTORY = frozenset({"missing_scope", "no_permission", *NOT_A_MEMBER})


def code(error: SlackApiError) -> str:
    """Slack's error code; "" for an answer that isn't Slack's JSON."""
    data = getattr(error.response, "data", error.response)
    return str(data.get("error", "")) if isinstance(data, dict) else ""


def status(error: SlackApiError) -> int:
    """The HTTP status."""
    return int(getattr(error.response, "status_code", 0))


def limited(error: SlackApiError) -> bool:
    """Whether Slack asks to wait."""
    return status(error) == 429 or code(error) in ("ratelimited", "rate_limited")


def retry_after(error: SlackApiError) -> float:
    """How many seconds Slack asks to wait; at least one."""
    try:
        return max(1.0, float(getattr(error.response, "headers", {}).get("Retry-After", 1)))
    except (TypeError, ValueError):
        return 1.0


async def deliver(call: Callable[..., Awaitable[T]], message: Message, **where: Any) -> T:
    """Call with the message's text and blocks; where Slack refuses its charts, without them."""
    try:
        return await call(text=message.text, blocks=message.blocks, **where)
    except SlackApiError as error:
        if message.plain is None or code(error) != BAD_BLOCKS:
            raise
        return await call(text=message.text, blocks=message.plain, **where)


async def tell(
    client: AsyncWebClient, channel: str, user: str, thread: str | None, note: Message
) -> None:
    """Show a note to one person, in a channel or a thread that both are in."""
    await client.chat_postEphemeral(
        channel=channel, user=user, thread_ts=thread, text=note.text, blocks=note.blocks
    )
