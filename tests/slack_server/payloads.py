"""The payloads that Slack sends for a person's gestures, in their real shape."""

from __future__ import annotations

import copy
import re
import time
from typing import Any

from .state import APP, BOT_USER, TEAM, TEAM_DOMAIN, Channel, User, elements_of

Json = dict[str, Any]

VERIFICATION_TOKEN = "verification-token"
_MARKUP = re.compile(r"<(?:[@#!]|https?:|mailto:)[^<>]*>")
_MENTION = re.compile(r"<@(\w+)>")
_CONTEXT: Json = {"token": VERIFICATION_TOKEN, "api_app_id": APP}


def escape(text: str) -> str:
    """Escape &, < and > as Slack does in what people type, but keep <@U1>, <#C1> and links."""

    def plain(part: str) -> str:
        return part.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")

    escaped, end = "", 0
    for match in _MARKUP.finditer(text):
        escaped += plain(text[end : match.start()]) + match.group()
        end = match.end()
    return escaped + plain(text[end:])


def rich_text(text: str) -> list[Json]:
    """The rich_text block that Slack adds to a typed message."""
    elements: list[Json] = []
    for index, part in enumerate(_MENTION.split(text)):
        if index % 2:
            elements.append({"type": "user", "user_id": part})
        elif part:
            elements.append({"type": "text", "text": part})
    return [
        {"type": "rich_text", "elements": [{"type": "rich_text_section", "elements": elements}]}
    ]


def event_payload(event: Json, event_id: str, now: float) -> Json:
    """The Events API body around an event."""
    authorization: Json = {"enterprise_id": None, "team_id": TEAM, "user_id": BOT_USER}
    authorization |= {"is_bot": True, "is_enterprise_install": False}
    return _CONTEXT | {
        "team_id": TEAM,
        "context_team_id": TEAM,
        "context_enterprise_id": None,
        "event": event,
        "type": "event_callback",
        "event_id": event_id,
        "event_time": int(now),
        "authorizations": [authorization],
        "is_ext_shared_channel": False,
        "event_context": f"4-{event_id}",
    }


def slash_payload(
    user: User, channel: Channel, command: str, text: str, trigger_id: str, response_url: str
) -> Json:
    """The body of a slash command."""
    return _CONTEXT | {
        "team_id": TEAM,
        "team_domain": TEAM_DOMAIN,
        "channel_id": channel.id,
        "channel_name": channel_name(channel),
        "user_id": user.id,
        "user_name": user.name,
        "command": command,
        "text": text,
        "is_enterprise_install": "false",
        "response_url": response_url,
        "trigger_id": trigger_id,
    }


def interaction_payload(kind: str, user: User, trigger_id: str) -> Json:
    """What block_actions and view_submission payloads have in common."""
    person = {"id": user.id, "username": user.name, "name": user.name, "team_id": TEAM}
    return _CONTEXT | {
        "type": kind,
        "user": person,
        "team": {"id": TEAM, "domain": TEAM_DOMAIN},
        "enterprise": None,
        "is_enterprise_install": False,
        "trigger_id": trigger_id,
    }


def message_part(message: Json, channel: Channel, response_url: str) -> Json:
    """The part of a block_actions payload that says which message was pressed."""
    ephemeral = bool(message.get("is_ephemeral"))
    container = {"type": "message", "message_ts": message["ts"], "channel_id": channel.id}
    container |= {"is_ephemeral": ephemeral}
    if "thread_ts" in message:
        container["thread_ts"] = message["thread_ts"]
    part: Json = {"container": container, "response_url": response_url}
    part["channel"] = {"id": channel.id, "name": channel_name(channel)}
    part["state"] = {"values": state_values(message)}
    if not ephemeral:
        part["message"] = {k: copy.deepcopy(v) for k, v in message.items() if k != "channel"}
    return part


def shortcut_part(message: Json, channel: Channel, response_url: str) -> Json:
    """The part of a message shortcut's payload that says on which message it was used."""
    return {
        "message": copy.deepcopy(message),
        "message_ts": message["ts"],
        "channel": {"id": channel.id, "name": channel_name(channel)},
        "response_url": response_url,
    }


def view_part(view: Json) -> Json:
    """The part of a block_actions payload that says which view was pressed."""
    wire = view_wire(view) | {"state": {"values": state_values(view)}}
    return {"container": {"type": "view", "view_id": view["id"]}, "view": wire}


def view_wire(view: Json) -> Json:
    """A view as it travels, without what the server adds for tests."""
    return {k: copy.deepcopy(v) for k, v in view.items() if k not in ("user", "open")}


def action(block: Json, element: Json, **chosen: Any) -> Json:
    """One entry of `actions`."""
    kept = ("type", "action_id", "text", "value", "url", "style", "placeholder", "confirm")
    entry = {key: copy.deepcopy(element[key]) for key in kept if key in element}
    return entry | {"block_id": block["block_id"], "action_ts": f"{time.time():.6f}"} | chosen


def channel_name(channel: Channel) -> str:
    """The name that Slack tells apps: private channels stay nameless."""
    return "privategroup" if channel.kind == "group" else channel.name


def state_values(holder: Json) -> Json:
    """`state.values` with the initial value of each stateful element of a message or view."""
    values: Json = {}
    for block in holder.get("blocks", []):
        for element in elements_of(block):
            if (state := element_state(element)) is not None:
                values.setdefault(block["block_id"], {})[element["action_id"]] = state
    return values


_STATE_KEYS = {
    "datepicker": ("selected_date", "initial_date"),
    "timepicker": ("selected_time", "initial_time"),
    "users_select": ("selected_user", "initial_user"),
    "channels_select": ("selected_channel", "initial_channel"),
    "conversations_select": ("selected_conversation", "initial_conversation"),
    "plain_text_input": ("value", "initial_value"),
    "number_input": ("value", "initial_value"),
    "email_text_input": ("value", "initial_value"),
    "url_text_input": ("value", "initial_value"),
    "static_select": ("selected_option", "initial_option"),
    "radio_buttons": ("selected_option", "initial_option"),
    "multi_static_select": ("selected_options", "initial_options"),
    "checkboxes": ("selected_options", "initial_options"),
}


def element_state(element: Json) -> Json | None:
    """The state of an untouched element, or None for one without state."""
    kind = element["type"]
    if kind not in _STATE_KEYS:
        return None
    key, initial = _STATE_KEYS[kind]
    empty: list[Json] | None = [] if key == "selected_options" else None
    return {"type": kind, key: copy.deepcopy(element.get(initial, empty))}


def filled_state(element: Json, value: Any) -> Json:
    """The state of an element that a person filled in; options are named by their value."""
    kind = element["type"]
    key, _ = _STATE_KEYS[kind]
    if key == "selected_option":
        return {"type": kind, key: option_of(element, value)}
    if key == "selected_options":
        return {"type": kind, key: [option_of(element, one) for one in value]}
    return {"type": kind, key: value}


def options_of(element: Json) -> list[Json]:
    """All that can be chosen, in groups or not."""
    options = list(element.get("options", []))
    for group in element.get("option_groups", []):
        options += group["options"]
    return options


def option_of(element: Json, value: str) -> Json:
    """The option with this value or label."""
    options = options_of(element)
    for option in options:
        if value in (option["value"], option["text"]["text"]):
            return {key: copy.deepcopy(option[key]) for key in ("text", "value")}
    offered = ", ".join(repr(option["value"]) for option in options)
    raise LookupError(f"no option {value!r} in {element['action_id']}; there are {offered}")
