"""The Web API methods: their effects on the workspace, and their refusals."""

from __future__ import annotations

import base64
import copy
import json
from collections.abc import Callable, Iterable
from typing import Any

from .blocks import MAX_TOTAL_TEXT, block_faults, total_text, view_faults
from .state import (
    BOT,
    BOT_NAME,
    BOT_USER,
    RESPONSE_URL_USES,
    TEAM,
    TEAM_DOMAIN,
    Channel,
    ResponseUrl,
    SlackError,
    View,
    Workspace,
)

Json = dict[str, Any]
Handler = Callable[[Json], Json]

MAX_POST_TEXT = 40_000
MAX_UPDATE_TEXT = 4_000
_TRUE = (True, "true", "1", 1)
_SCOPE_PREFIX = {"channel": "channels", "group": "groups", "im": "im"}


class WebApi:
    """Answers API calls; `emit` receives the message events that the effects cause."""

    def __init__(
        self,
        workspace: Workspace,
        bot_token: str,
        app_token: str,
        scopes: frozenset[str],
        emit: Callable[[Json], None],
        new_socket_url: Callable[[], str],
    ) -> None:
        self.workspace = workspace
        self.scopes = scopes
        self._tokens = {bot_token: "bot", app_token: "app"}
        self._emit = emit
        self._new_socket_url = new_socket_url
        self._methods: dict[str, tuple[Handler, str | None]] = {
            "apps.connections.open": (self._apps_connections_open, None),
            "auth.test": (self._auth_test, None),
            "chat.delete": (self._chat_delete, "chat:write"),
            "chat.getPermalink": (self._chat_get_permalink, None),
            "chat.postEphemeral": (self._chat_post_ephemeral, "chat:write"),
            "chat.postMessage": (self._chat_post_message, "chat:write"),
            "chat.update": (self._chat_update, "chat:write"),
            "conversations.history": (self._conversations_history, "*:history"),
            "conversations.info": (self._conversations_info, "*:read"),
            "conversations.members": (self._conversations_members, "*:read"),
            "conversations.open": (self._conversations_open, "im:write"),
            "conversations.replies": (self._conversations_replies, "*:history"),
            "users.info": (self._users_info, "users:read"),
            "views.open": (self._views_open, None),
            "views.publish": (self._views_publish, None),
            "views.push": (self._views_push, None),
            "views.update": (self._views_update, None),
        }

    def call(self, method: str, token: str | None, args: Json) -> Json:
        """Do what the method does and return the response, or raise SlackError."""
        if method not in self._methods:
            raise SlackError("unknown_method", req_method=method)
        handler, scope = self._methods[method]
        with self.workspace.lock:
            self._authorize(method, token)
            if scope is not None:
                self._require(scope.replace("*", self._prefix(args)))
            return {"ok": True} | handler(args)

    # Authorization

    def _authorize(self, method: str, token: str | None) -> None:
        if not token:
            raise SlackError("not_authed")
        kind = self._tokens.get(token)
        if kind is None:
            raise SlackError("invalid_auth")
        wanted = "app" if method == "apps.connections.open" else "bot"
        if kind != wanted and method != "auth.test":
            raise SlackError("not_allowed_token_type")

    def _prefix(self, args: Json) -> str:
        channel = self.workspace.channels.get(str(args.get("channel", "")))
        return _SCOPE_PREFIX[channel.kind if channel else "channel"]

    def _require(self, scope: str) -> None:
        if scope not in self.scopes:
            provided = ",".join(sorted(self.scopes))
            raise SlackError("missing_scope", needed=scope, provided=provided)

    def _visible(self, args: Json, posting: bool = False) -> Channel:
        name = _required(args, "channel")
        if posting and name in self.workspace.users:
            return self.workspace.direct_message(name)
        channel = self.workspace.channels.get(name)
        if channel is None or (channel.kind != "channel" and not channel.bot_is_member):
            raise SlackError("channel_not_found")
        return channel

    def _joined(self, args: Json) -> Channel:
        channel = self._visible(args)
        if not channel.bot_is_member:
            raise SlackError("not_in_channel")
        return channel

    def _writable(self, args: Json) -> Channel:
        channel = self._visible(args, posting=True)
        if not channel.bot_is_member and "chat:write.public" not in self.scopes:
            raise SlackError("not_in_channel")
        if channel.archived:
            raise SlackError("is_archived")
        return channel

    def _own_message(self, args: Json, refusal: str) -> tuple[Channel, Json]:
        channel = self._visible(args)
        message = channel.messages.get(_required(args, "ts"))
        if message is None or message.get("subtype") == "tombstone":
            raise SlackError("message_not_found")
        if message["user"] != BOT_USER:
            raise SlackError(refusal)
        if channel.archived:
            raise SlackError("is_archived")
        return channel, message

    # apps, auth, users

    def _apps_connections_open(self, args: Json) -> Json:
        return {"url": self._new_socket_url()}

    def _auth_test(self, args: Json) -> Json:
        return {
            "url": f"https://{TEAM_DOMAIN}.slack.com/",
            "team": TEAM_DOMAIN,
            "user": BOT_NAME,
            "team_id": TEAM,
            "user_id": BOT_USER,
            "bot_id": BOT,
            "is_enterprise_install": False,
        }

    def _users_info(self, args: Json) -> Json:
        user = self.workspace.users.get(_required(args, "user"))
        if user is None:
            raise SlackError("user_not_found")
        return {"user": user.wire(self.workspace.now())}

    # chat

    def _chat_post_message(self, args: Json) -> Json:
        channel = self._writable(args)
        content = message_content(args)
        fields = content | {"metadata": _metadata(args) or None}
        thread_ts = args.get("thread_ts")
        if thread_ts is not None:
            fields["thread_ts"] = self._thread_parent(channel, str(thread_ts))
            if args.get("reply_broadcast") in _TRUE:
                fields["subtype"] = "thread_broadcast"
        text = fields.pop("text")
        message = self.workspace.post(channel, BOT_USER, text[:MAX_POST_TEXT], **fields)
        self._emit(message_event(channel, message))
        response = {"channel": channel.id, "ts": message["ts"], "message": copy.deepcopy(message)}
        if len(text) > MAX_POST_TEXT:
            warning = "message_truncated"
            response |= {"warning": warning, "response_metadata": {"warnings": [warning]}}
        return response

    def _thread_parent(self, channel: Channel, thread_ts: str) -> str:
        parent = channel.messages.get(thread_ts)
        if parent is None:
            raise SlackError("thread_not_found")
        if parent.get("thread_ts", thread_ts) != thread_ts:
            raise SlackError("invalid_thread_ts")
        return thread_ts

    def _chat_update(self, args: Json) -> Json:
        channel, message = self._own_message(args, "cant_update_message")
        content = message_content(args, MAX_UPDATE_TEXT)
        before = copy.deepcopy(message)
        if "blocks" not in content:
            message.pop("blocks", None)
            message["edited"] = {"user": BOT_USER, "ts": self.workspace.next_ts()}
        message |= content
        self.workspace.complete_blocks(message)
        if (metadata := _metadata(args)) is not None:
            message["metadata"] = metadata
        if message.get("metadata") == {}:
            del message["metadata"]
        self._emit(changed_event(channel, message, before, self.workspace.next_ts()))
        copied = copy.deepcopy(message)
        return {"channel": channel.id, "ts": args["ts"], "text": copied["text"], "message": copied}

    def _chat_delete(self, args: Json) -> Json:
        channel, message = self._own_message(args, "cant_delete_message")
        removed = self.workspace.remove(channel, message["ts"])
        self._emit(deleted_event(channel, removed, self.workspace.next_ts()))
        return {"channel": channel.id, "ts": message["ts"]}

    def _chat_post_ephemeral(self, args: Json) -> Json:
        channel = self._writable(args)
        user = _required(args, "user")
        if user not in channel.members:
            raise SlackError("user_not_in_channel")
        content = message_content(args)
        if "thread_ts" in args:
            content["thread_ts"] = self._thread_parent(channel, str(args["thread_ts"]))
        message = self.workspace.post_ephemeral(channel.id, user, **content)
        return {"message_ts": message["ts"]}

    def _chat_get_permalink(self, args: Json) -> Json:
        channel = self._visible(args)
        message = channel.messages.get(_required(args, "message_ts"))
        if message is None:
            raise SlackError("message_not_found")
        ts = message["ts"]
        link = f"https://{TEAM_DOMAIN}.slack.com/archives/{channel.id}/p{ts.replace('.', '')}"
        if message.get("thread_ts", ts) != ts:
            link += f"?thread_ts={message['thread_ts']}&cid={channel.id}"
        return {"channel": channel.id, "permalink": link}

    # conversations

    def _conversations_open(self, args: Json) -> Json:
        users = [user for user in str(args.get("users", "")).split(",") if user]
        if "channel" in args:
            channel = self._visible(args)
        elif len(users) == 1:
            channel = self.workspace.direct_message(users[0])
        else:
            raise SlackError("users_list_not_supplied" if not users else "too_many_users")
        return {"channel": channel.wire() if args.get("return_im") in _TRUE else {"id": channel.id}}

    def _conversations_info(self, args: Json) -> Json:
        return {"channel": self._visible(args).wire()}

    def _conversations_members(self, args: Json) -> Json:
        members = sorted(self._visible(args).members)
        return {"members": members, "response_metadata": {"next_cursor": ""}}

    def _conversations_history(self, args: Json) -> Json:
        messages = list(self._joined(args).messages.values())
        shown = [m for m in messages if is_top_level(m) or m.get("subtype") == "thread_broadcast"]
        return _page(list(reversed(_between(shown, args))), args)

    def _conversations_replies(self, args: Json) -> Json:
        channel = self._joined(args)
        first = channel.messages.get(_required(args, "ts"))
        if first is None:
            raise SlackError("thread_not_found")
        if not is_top_level(first):
            return _page([first], args)
        replies = [m for m in self.workspace.thread(channel, first["ts"]) if m is not first]
        return _page([first, *_between(replies, args)], args)

    # views

    def _views_open(self, args: Json) -> Json:
        view = _view(args, "modal")
        user = self.workspace.use_trigger(_required(args, "trigger_id"))
        return {"view": copy.deepcopy(self.workspace.put_view(user, view).wire)}

    def _views_push(self, args: Json) -> Json:
        view = _view(args, "modal")
        user = self.workspace.use_trigger(_required(args, "trigger_id"))
        return {"view": copy.deepcopy(self.push_view(user, view).wire)}

    def push_view(self, user: str, view: Json) -> View:
        """Stack a modal on the user's open modals, of which Slack allows three."""
        below = [v for v in self.workspace.views.values() if v.user == user and v.open]
        modals = [v.wire for v in below if v.wire["type"] == "modal"]
        if len(modals) >= 3:
            raise SlackError("push_limit_reached")
        pushed = self.workspace.put_view(user, view)
        if modals:
            pushed.wire["previous_view_id"] = modals[-1]["id"]
            pushed.wire["root_view_id"] = modals[0]["id"]
        return pushed

    def _views_update(self, args: Json) -> Json:
        found = self.workspace.views.get(str(args.get("view_id")))
        for view in self.workspace.views.values():
            if args.get("external_id") and view.wire["external_id"] == args["external_id"]:
                found = view
        if found is None or not found.open:
            raise SlackError("not_found")
        if args.get("hash") not in (None, "", found.wire["hash"]):
            raise SlackError("hash_conflict")
        new = _view(args, found.wire["type"])
        updated = self.workspace.put_view(found.user, new, found.wire["id"])
        return {"view": copy.deepcopy(updated.wire)}

    def _views_publish(self, args: Json) -> Json:
        user = _required(args, "user_id")
        if user not in self.workspace.users:
            raise SlackError("user_not_found")
        home = next((v for v in self.workspace.views.values() if _is_home_of(v, user)), None)
        if home and args.get("hash") not in (None, "", home.wire["hash"]):
            raise SlackError("hash_conflict")
        view = _view(args, "home")
        published = self.workspace.put_view(user, view, home.wire["id"] if home else None)
        return {"view": copy.deepcopy(published.wire)}

    # response URLs

    def respond(self, token: str, body: Json) -> None:
        """Do what a POST to a response URL does, or raise SlackError."""
        with self.workspace.lock:
            url = self.workspace.response_urls.get(token)
            if url is None or self.workspace.now() > url.until:
                raise SlackError("expired_url")
            if url.uses >= RESPONSE_URL_USES:
                raise SlackError("used_url")
            url.uses += 1
            if body.get("delete_original") in _TRUE:
                self._delete_original(url)
            else:
                self._write_response(url, body, message_content(body))

    def _write_response(self, url: ResponseUrl, body: Json, content: Json) -> None:
        if body.get("replace_original") in _TRUE and url.original is not None:
            self._replace_original(url, content)
            return
        if body.get("thread_ts"):
            content["thread_ts"] = body["thread_ts"]
        if body.get("response_type") == "in_channel":
            channel = self.workspace.channels[url.channel]
            message = self.workspace.post(channel, BOT_USER, **content)
            self._emit(message_event(channel, message))
        else:
            self.workspace.post_ephemeral(url.channel, url.user, **content)

    def _replace_original(self, url: ResponseUrl, content: Json) -> None:
        channel = self.workspace.channels[url.channel]
        if url.ephemeral:
            messages = [m for m in self.workspace.ephemerals if m["ts"] == url.original]
        else:
            messages = [m for ts, m in channel.messages.items() if ts == url.original]
        for message in messages:
            before = copy.deepcopy(message)
            message.pop("blocks", None)
            message.update(content)
            self.workspace.complete_blocks(message)
            if not url.ephemeral:
                now = self.workspace.next_ts()
                self._emit(changed_event(channel, message, before, now))

    def _delete_original(self, url: ResponseUrl) -> None:
        channel = self.workspace.channels[url.channel]
        if url.ephemeral:
            kept = [m for m in self.workspace.ephemerals if m["ts"] != url.original]
            self.workspace.ephemerals[:] = kept
        elif url.original in channel.messages:
            removed = self.workspace.remove(channel, url.original)
            self._emit(deleted_event(channel, removed, self.workspace.next_ts()))


# Message contents


def message_content(args: Json, most: int | None = None) -> Json:
    """The text, blocks and attachments of these arguments, or the refusal of them."""
    content: Json = {"text": str(args.get("text") or "")}
    for key in ("blocks", "attachments"):
        if args.get(key) is not None:
            content[key] = copy.deepcopy(_parsed(args[key], f"invalid_{key}_format"))
    if args.get("markdown_text"):
        if content["text"] or "blocks" in content:
            raise SlackError("markdown_text_conflict")
        content["text"] = str(args["markdown_text"])
    if not content["text"].strip() and not content.get("blocks") and not content.get("attachments"):
        raise SlackError("no_text")
    if most is not None and len(content["text"]) > most:
        raise SlackError("msg_too_long")
    _refuse_bad_blocks(content.get("blocks", []))
    return content


def _refuse_bad_blocks(blocks: object) -> None:
    if total_text(blocks) > MAX_TOTAL_TEXT:
        raise SlackError("msg_blocks_too_long")
    if faults := block_faults(blocks):
        messages = [f"[ERROR] {fault}" for fault in faults]
        raise SlackError("invalid_blocks", errors=faults, response_metadata={"messages": messages})


def _metadata(args: Json) -> Json | None:
    if args.get("metadata") is None:
        return None
    metadata = _parsed(args["metadata"], "invalid_metadata_format")
    if not isinstance(metadata, dict):
        raise SlackError("invalid_metadata_format")
    typed = isinstance(metadata.get("event_type"), str)
    if metadata and not (typed and isinstance(metadata.get("event_payload"), dict)):
        raise SlackError("invalid_metadata_schema")
    return copy.deepcopy(metadata)


def _view(args: Json, kind: str) -> Json:
    view = _parsed(args.get("view"), "invalid_arguments")
    faults = view_faults(view)
    if isinstance(view, dict) and view.get("type") != kind:
        faults.append(f"/view/type: must be {kind}")
    if faults or not isinstance(view, dict):
        messages = [f"[ERROR] {fault}" for fault in faults]
        raise SlackError("invalid_arguments", response_metadata={"messages": messages})
    return view


def _parsed(value: Any, refusal: str) -> Any:
    if not isinstance(value, str):
        return value
    try:
        return json.loads(value)
    except ValueError:
        raise SlackError(refusal) from None


def _required(args: Json, key: str) -> str:
    if not args.get(key):
        messages = [f"[ERROR] missing required field: {key}"]
        raise SlackError("invalid_arguments", response_metadata={"messages": messages})
    return str(args[key])


def _is_home_of(view: View, user: str) -> bool:
    return view.user == user and view.wire["type"] == "home"


# Reading


def is_top_level(message: Json) -> bool:
    """Whether this message is not a reply in a thread."""
    return bool(message.get("thread_ts", message["ts"]) == message["ts"])


def _between(messages: Iterable[Json], args: Json) -> list[Json]:
    oldest, latest = float(args.get("oldest") or 0), float(args.get("latest") or "inf")
    inclusive = args.get("inclusive") in _TRUE

    def within(ts: float) -> bool:
        return oldest < ts < latest or (inclusive and ts in (oldest, latest))

    return [message for message in messages if within(float(message["ts"]))]


def _page(messages: list[Json], args: Json) -> Json:
    start = _start(messages, str(args.get("cursor") or ""))
    limit = max(1, min(int(args.get("limit") or 100), 1000))
    page, rest = messages[start : start + limit], messages[start + limit :]
    whole = args.get("include_all_metadata") in _TRUE
    response: Json = {"messages": [_shown(m, whole) for m in page], "has_more": bool(rest)}
    if rest:
        cursor = base64.b64encode(f"next_ts:{rest[0]['ts']}".encode()).decode()
        response["response_metadata"] = {"next_cursor": cursor}
    return response


def _start(messages: list[Json], cursor: str) -> int:
    if not cursor:
        return 0
    try:
        ts = base64.b64decode(cursor, validate=True).decode().removeprefix("next_ts:")
        return next(i for i, m in enumerate(messages) if m["ts"] == ts)
    except (ValueError, StopIteration):
        raise SlackError("invalid_cursor") from None


def _shown(message: Json, whole_metadata: bool) -> Json:
    shown = copy.deepcopy(message)
    if "metadata" in shown and not whole_metadata:
        shown["metadata"] = {"event_type": shown["metadata"].get("event_type")}
    return shown


# Events


def message_event(channel: Channel, message: Json) -> Json:
    """The `message` event of a new message."""
    event = copy.deepcopy(message) | {"channel": channel.id, "event_ts": message["ts"]}
    return event | {"channel_type": channel.kind}


def changed_event(channel: Channel, message: Json, before: Json, ts: str) -> Json:
    """The `message_changed` event of an edit."""
    event: Json = {"type": "message", "subtype": "message_changed", "hidden": True}
    event |= {"message": copy.deepcopy(message), "previous_message": before}
    event |= {"channel": channel.id, "channel_type": channel.kind}
    return event | {"ts": ts, "event_ts": ts}


def deleted_event(channel: Channel, removed: Json, ts: str) -> Json:
    """The `message_deleted` event of a deletion."""
    event: Json = {"type": "message", "subtype": "message_deleted", "hidden": True}
    event |= {"previous_message": copy.deepcopy(removed), "deleted_ts": removed["ts"]}
    event |= {"channel": channel.id, "channel_type": channel.kind}
    return event | {"ts": ts, "event_ts": ts}
