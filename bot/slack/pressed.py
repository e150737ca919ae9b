"""What Slack tells of a press or a form, and where its answer appears."""

from __future__ import annotations

import json
from typing import Any

from slack_bolt.context.async_context import AsyncBoltContext
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient
from slack_sdk.webhook.async_client import AsyncWebhookClient

from bot.interactions.presses import Press, carried

from . import api
from .api import PLATFORM, tell
from .blocks import pages
from .blocks.conversation import TICK, ticked
from .blocks.kit import Block, Message, private


def in_window(body: dict[str, Any]) -> bool:
    """Whether it was pressed in a window, and not under a message."""
    return bool(body["container"]["type"] == "view")


async def show(client: AsyncWebClient, view_id: str, view: Block) -> None:
    """Show this in a window, unless it was closed meanwhile."""
    try:
        await client.views_update(view_id=view_id, view=view)
    except SlackApiError as error:
        if api.code(error) != "not_found":
            raise


def _boxes(body: dict[str, Any]) -> list[str]:
    """The boxes ticked in the message whose *Done* was pressed."""
    for elements in body.get("state", {}).get("values", {}).values():
        if TICK in elements:
            return [option["value"] for option in elements[TICK]["selected_options"]]
    return []


def pressed(body: dict[str, Any], action: dict[str, Any], context: AsyncBoltContext) -> Press:
    """A button pressed or an option chosen, under a message or in a window."""
    value = action.get("value") or action["selected_option"]["value"]
    if action["action_id"] == "answer:ticked":
        value = f"{value} {json.dumps(ticked(_boxes(body)))}"
    container = body["container"]
    handle, rest = carried(value)
    if container["type"] == "view":
        (_, tenant, channel, thread, user, _), _ = sent_from(body, body["view"], context)
        return Press(PLATFORM, tenant, channel, thread, user, handle, "", rest)
    return Press(
        PLATFORM, context.team_id or "", container["channel_id"], _thread(body),
        body["user"]["id"], handle, container["message_ts"], rest,
    )  # fmt: skip


def _thread(body: dict[str, Any]) -> str | None:
    """The thread in which something was pressed; None where Slack doesn't say, as of private notes."""
    container = body["container"]
    thread: str | None = container.get("thread_ts") or body.get("message", {}).get("thread_ts")
    return thread or (None if container.get("is_ephemeral") else container["message_ts"])


def metadata(it: Press, revision: int) -> str:
    """What a form carries, for it is sent from nowhere: where it was opened, and for what."""
    return f"{it.handle} {revision} {it.channel} {it.thread or ''}"


def sent_from(
    body: dict[str, Any], view: dict[str, Any], context: AsyncBoltContext
) -> tuple[tuple[str, str, str, str | None, str, str], int]:
    """Where a form was opened, by whom it is sent, and the revision for which it was true."""
    handle, revision, channel, thread = [*view["private_metadata"].split(" "), "", "", ""][:4]
    user = body["user"]["id"]
    came = (PLATFORM, context.team_id or "", channel, thread or None, user, handle)
    return came, int(revision) if revision.isdecimal() else 0


async def tell_presser(
    client: AsyncWebClient, body: dict[str, Any], pressed: Press, note: Message
) -> None:
    """By the response URL under an ephemeral message (no membership there), else in the thread.

    In a window, in that window: a note in the thread would stand behind it.
    """
    if in_window(body):
        await show(client, body["view"]["id"], pages.told(note))
    elif body["container"].get("is_ephemeral"):
        url = AsyncWebhookClient(body["response_url"])
        await url.send(text=note.text, blocks=note.blocks, replace_original=True)
    else:
        thread = body["container"].get("thread_ts")
        await tell(client, pressed.channel, pressed.user, thread, note)


async def clear(body: dict[str, Any]) -> None:
    """Take away a private note that has been answered."""
    await AsyncWebhookClient(body["response_url"]).send(delete_original=True)


async def open_form(
    client: AsyncWebClient, body: dict[str, Any], pressed: Press, view: Block
) -> None:
    """Open a form; where Slack's three seconds have run out, ask for another press."""
    opening = client.views_push if in_window(body) else client.views_open
    try:
        await opening(trigger_id=body["trigger_id"], view=view)
    except SlackApiError as error:
        if api.code(error) not in api.TOO_LATE:
            raise
        note = private("That took too long, and Slack didn't open the form. Please press again.")
        await tell_presser(client, body, pressed, note)
