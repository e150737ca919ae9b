"""The workspace: users, channels, messages, ephemerals, views, triggers and response URLs."""

from __future__ import annotations

import copy
import itertools
import secrets
import threading
import time
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Literal
from zoneinfo import ZoneInfo

Json = dict[str, Any]

TEAM = "T0000TEST"
TEAM_DOMAIN = "testing"
APP = "A0000TEST"
BOT = "B0000TEST"
BOT_USER = "U0000BOT"
BOT_NAME = "finetune-advisor"

TRIGGER_SECONDS = 3.0
RESPONSE_URL_SECONDS = 30 * 60.0
RESPONSE_URL_USES = 5


class SlackError(Exception):
    """An API refusal with Slack's error code and further response fields."""

    def __init__(self, code: str, **fields: Any) -> None:
        super().__init__(code)
        self.code = code
        self.fields = fields


@dataclass
class User:
    """A person of the workspace, or the bot."""

    id: str
    name: str
    real_name: str
    tz: str = "UTC"
    is_bot: bool = False

    def wire(self, now: float) -> Json:
        """The user object of users.info."""
        offset = datetime.fromtimestamp(now, ZoneInfo(self.tz)).utcoffset()
        profile = {"real_name": self.real_name, "display_name": self.name, "team": TEAM}
        return {
            "id": self.id,
            "team_id": TEAM,
            "name": self.name,
            "deleted": False,
            "real_name": self.real_name,
            "tz": self.tz,
            "tz_label": self.tz,
            "tz_offset": int(offset.total_seconds()) if offset else 0,
            "profile": profile | ({"bot_id": BOT, "api_app_id": APP} if self.is_bot else {}),
            "is_admin": False,
            "is_owner": False,
            "is_restricted": False,
            "is_ultra_restricted": False,
            "is_bot": self.is_bot,
            "is_app_user": False,
            "updated": int(now),
        }


@dataclass
class Channel:
    """A public or private channel, or a direct message with the bot."""

    id: str
    name: str
    kind: Literal["channel", "group", "im"]
    members: set[str] = field(default_factory=set)
    archived: bool = False
    messages: dict[str, Json] = field(default_factory=dict)

    @property
    def bot_is_member(self) -> bool:
        """Whether the bot may post and listen here."""
        return BOT_USER in self.members

    def wire(self) -> Json:
        """The channel object of conversations.info."""
        if self.kind == "im":
            person = next(iter(self.members - {BOT_USER}))
            return {"id": self.id, "is_im": True, "user": person, "is_archived": self.archived}
        return {
            "id": self.id,
            "name": self.name,
            "name_normalized": self.name,
            "is_channel": self.kind == "channel",
            "is_group": self.kind == "group",
            "is_im": False,
            "is_mpim": False,
            "is_private": self.kind == "group",
            "is_archived": self.archived,
            "is_member": self.bot_is_member,
            "num_members": len(self.members),
            "context_team_id": TEAM,
        }


@dataclass
class View:
    """An open or closed modal, or a published App Home, of one user."""

    user: str
    wire: Json
    open: bool = True


@dataclass
class _Trigger:
    user: str
    until: float
    used: bool = False


@dataclass
class ResponseUrl:
    """Where one response_url writes: a channel, the clicking user and the original message."""

    token: str
    user: str
    channel: str
    until: float
    original: str | None = None
    ephemeral: bool = False
    uses: int = 0


class Workspace:
    """All state of the pretended workspace; every access holds the lock."""

    def __init__(self) -> None:
        self.lock = threading.RLock()
        self.users: dict[str, User] = {}
        self.channels: dict[str, Channel] = {}
        self.ephemerals: list[Json] = []
        self.views: dict[str, View] = {}
        self.response_urls: dict[str, ResponseUrl] = {}
        self._triggers: dict[str, _Trigger] = {}
        self._numbers = itertools.count(1)
        self._last_micros = 0
        self._shift = 0.0
        self.users[BOT_USER] = User(BOT_USER, BOT_NAME, "Fine-Tune Advisor", is_bot=True)

    # Time and identifiers

    def now(self) -> float:
        """The server's clock: real time plus what tests advanced."""
        return time.time() + self._shift

    def advance(self, seconds: float) -> None:
        """Move the server's clock forward."""
        self._shift += seconds

    def next_id(self, prefix: str) -> str:
        """A new identifier in Slack's style."""
        return f"{prefix}{next(self._numbers):08d}"

    def next_ts(self) -> str:
        """A new message timestamp, unique and increasing."""
        with self.lock:
            self._last_micros = max(int(self.now() * 1_000_000), self._last_micros + 100)
            return f"{self._last_micros // 1_000_000}.{self._last_micros % 1_000_000:06d}"

    # Users and channels

    def add_user(self, name: str, real_name: str, tz: str) -> str:
        with self.lock:
            if any(user.name == name for user in self.users.values()):
                raise ValueError(f"a user is already named {name}")
            ZoneInfo(tz)
            user = User(self.next_id("U"), name, real_name, tz)
            self.users[user.id] = user
            return user.id

    def add_channel(self, name: str, private: bool, members: set[str]) -> str:
        with self.lock:
            kind: Literal["channel", "group"] = "group" if private else "channel"
            channel = Channel(self.next_id("C"), name, kind, members)
            self.channels[channel.id] = channel
            return channel.id

    def direct_message(self, user: str) -> Channel:
        """The direct message between this user and the bot, opened if need be."""
        with self.lock:
            if user not in self.users or self.users[user].is_bot:
                raise SlackError("user_not_found")
            members = {user, BOT_USER}
            for channel in self.channels.values():
                if channel.kind == "im" and channel.members == members:
                    return channel
            channel = Channel(self.next_id("D"), "directmessage", "im", members)
            self.channels[channel.id] = channel
            return channel

    # Messages

    def post(self, channel: Channel, user: str, text: str, **fields: Any) -> Json:
        """Store a message and count it in its thread; returns the stored message."""
        with self.lock:
            ts = self.next_ts()
            message: Json = {"type": "message", "user": user, "team": TEAM, "text": text, "ts": ts}
            message |= {key: value for key, value in fields.items() if value is not None}
            self.complete_blocks(message)
            if user == BOT_USER:
                message |= {"bot_id": BOT, "app_id": APP, "bot_profile": bot_profile()}
            else:
                message["client_msg_id"] = secrets.token_hex(16)
            channel.messages[ts] = message
            self._count_replies(channel, message.get("thread_ts"))
            return message

    def complete_blocks(self, message: Json) -> None:
        """Give blocks and interactive elements the ids that Slack generates where absent."""
        blocks = copy.deepcopy(message.get("blocks", []))
        for block in blocks:
            block.setdefault("block_id", f"b{next(self._numbers):04d}")
            for element in elements_of(block):
                if element.get("type") != "image":
                    element.setdefault("action_id", f"a{next(self._numbers):04d}")
        if "blocks" in message:
            message["blocks"] = blocks

    def remove(self, channel: Channel, ts: str) -> Json:
        """Delete a message (a parent with replies leaves a tombstone); returns what it was."""
        with self.lock:
            message = channel.messages.pop(ts)
            if message.get("reply_count"):
                kept = ("reply_count", "reply_users", "latest_reply", "thread_ts")
                tombstone = {"type": "message", "subtype": "tombstone", "hidden": True, "ts": ts}
                tombstone |= {"text": "This message was deleted.", "user": "USLACKBOT"}
                channel.messages[ts] = tombstone | {k: message[k] for k in kept if k in message}
                channel.messages = dict(sorted(channel.messages.items()))
            self._count_replies(channel, message.get("thread_ts"))
            return message

    def thread(self, channel: Channel, ts: str) -> list[Json]:
        """The parent message and its replies, oldest first."""
        with self.lock:
            return [m for m in channel.messages.values() if ts in (m["ts"], m.get("thread_ts"))]

    def _count_replies(self, channel: Channel, thread_ts: str | None) -> None:
        parent = channel.messages.get(thread_ts or "")
        if parent is None:
            return
        replies = [m for m in self.thread(channel, parent["ts"]) if m is not parent]
        if not replies:
            for key in ("thread_ts", "reply_count", "reply_users", "latest_reply"):
                parent.pop(key, None)
            return
        for reply in replies:
            reply["parent_user_id"] = parent["user"]
        users = list(dict.fromkeys(str(reply["user"]) for reply in replies))
        parent["thread_ts"] = parent["ts"]
        parent |= {"reply_count": len(replies), "reply_users": users}
        parent |= {"reply_users_count": len(users), "latest_reply": replies[-1]["ts"]}

    def post_ephemeral(self, channel: str, user: str, text: str, **fields: Any) -> Json:
        """Show a message to one user only; returns the stored message."""
        with self.lock:
            message: Json = {"type": "message", "user": BOT_USER, "bot_id": BOT, "text": text}
            message |= {"ts": self.next_ts(), "channel": channel, "is_ephemeral": True}
            message |= {key: value for key, value in fields.items() if value is not None}
            self.complete_blocks(message)
            message["for_user"] = user
            self.ephemerals.append(message)
            return message

    # Triggers, response URLs and views

    def new_trigger(self, user: str) -> str:
        with self.lock:
            trigger = f"{next(self._numbers)}.{int(self.now())}.{secrets.token_hex(16)}"
            self._triggers[trigger] = _Trigger(user, self._shift + TRIGGER_SECONDS)
            return trigger

    def use_trigger(self, trigger_id: str) -> str:
        """Spend a trigger and return its user, or refuse as Slack does."""
        with self.lock:
            trigger = self._triggers.get(trigger_id)
            if trigger is None:
                raise SlackError("invalid_trigger_id")
            if trigger.used:
                raise SlackError("exchanged_trigger_id")
            if self._shift > trigger.until:  # only what tests advance: a busy machine is slow
                raise SlackError("expired_trigger_id")
            trigger.used = True
            return trigger.user

    def new_response_url(
        self, user: str, channel: str, original: str | None = None, ephemeral: bool = False
    ) -> str:
        """Register a response URL and return its token."""
        with self.lock:
            token = secrets.token_hex(12)
            until = self.now() + RESPONSE_URL_SECONDS
            url = ResponseUrl(token, user, channel, until, original, ephemeral)
            self.response_urls[token] = url
            return token

    def put_view(self, user: str, view: Json, view_id: str | None = None) -> View:
        """Open a view, or replace the one with this id."""
        with self.lock:
            wire: Json = {"private_metadata": "", "callback_id": "", "external_id": ""}
            wire |= {"title": None, "submit": None, "close": None, "state": {"values": {}}}
            wire |= {"clear_on_close": False, "notify_on_close": False, "previous_view_id": None}
            wire |= copy.deepcopy(view)
            wire["id"] = view_id or self.next_id("V")
            wire["hash"] = f"{int(self.now())}.{secrets.token_hex(4)}"
            wire |= {"team_id": TEAM, "app_id": APP, "bot_id": BOT}
            wire |= {"app_installed_team_id": TEAM, "root_view_id": wire["id"]}
            if view_id in self.views:  # an update leaves it where it is in the stack
                kept = ("previous_view_id", "root_view_id")
                wire |= {key: self.views[view_id].wire[key] for key in kept}
            self.complete_blocks(wire)
            self.views[wire["id"]] = View(user, wire)
            return self.views[wire["id"]]


def bot_profile() -> Json:
    """The bot_profile of the bot's own messages."""
    profile: Json = {"id": BOT, "deleted": False, "name": BOT_NAME, "updated": 1_700_000_000}
    return profile | {"app_id": APP, "icons": {}, "team_id": TEAM}


def elements_of(block: Json) -> list[Json]:
    """The elements of an actions block, or the one accessory or input element."""
    if block.get("type") in ("actions", "context_actions"):
        return list(block.get("elements", []))
    single = block.get("accessory") or block.get("element")
    return [single] if isinstance(single, dict) else []
