"""What people do in Slack, and what Slack then sends to the app."""

from __future__ import annotations

import copy
from collections.abc import Callable, Iterable
from typing import Any, Literal

from . import payloads
from .api import WebApi, changed_event, deleted_event, message_event
from .blocks import view_faults
from .socket_mode import Delivery, SocketMode
from .state import BOT_USER, Channel, SlackError, User, View, Workspace, elements_of

Json = dict[str, Any]

_MESSAGE_EVENTS = {"channel": "message.channels", "group": "message.groups", "im": "message.im"}
_EVENT_SCOPES: dict[str, str | None] = {
    "app_home_opened": None,
    "app_mention": "app_mentions:read",
    "message.channels": "channels:history",
    "message.groups": "groups:history",
    "message.im": "im:history",
    "member_joined_channel.channel": "channels:read",
    "member_joined_channel.group": "groups:read",
    "channel_left": "channels:read",
    "group_left": "groups:read",
    "channel_archive": "channels:read",
    "group_archive": "groups:read",
    "channel_unarchive": "channels:read",
    "group_unarchive": "groups:read",
}


class Gestures:
    """The gestures of a SlackServer; each returns the Delivery to the app."""

    workspace: Workspace
    api: WebApi
    socket_mode: SocketMode
    events: frozenset[str] | None
    echo: bool
    origin: str

    # Typing

    def slash(
        self, user: str, channel: str, text: str = "", command: str = "/should-we-finetune"
    ) -> Delivery:
        """Run a slash command; what the ack says is shown as Slack shows it."""
        place, person = self._place(user, channel)
        token = self.workspace.new_response_url(user, channel)
        trigger = self.workspace.new_trigger(user)
        typed, url = payloads.escape(text), self._response_url(token)
        payload = payloads.slash_payload(person, place, command, typed, trigger, url)

        def show(delivery: Delivery) -> None:
            if shown := delivery.acks[0]:
                once = self.workspace.new_response_url(user, channel)
                self._refusable(delivery, lambda: self.api.respond(once, shown))

        delivery = Delivery(self.socket_mode, "slash_commands", payload, on_ack=show)
        return self.socket_mode.send(delivery)

    def mention(
        self, user: str, channel: str, text: str = "", thread_ts: str | None = None
    ) -> Delivery:
        """Mention the bot; `.twin` is the message event that a history scope adds."""
        place, _ = self._place(user, channel)
        if place.kind == "im":
            raise ValueError("Slack sends no app_mention in direct messages: use say")
        if f"<@{BOT_USER}>" not in text:
            text = f"<@{BOT_USER}> {text}".strip()
        message = self._type(user, place, text, thread_ts)
        event = message_event(place, message) | {"type": "app_mention"}
        del event["channel_type"]
        delivery = self._event("app_mention", event, heard=place.bot_is_member)
        delivery.ts = message["ts"]
        delivery.other = self._message_event(place, message_event(place, message))
        delivery.other.ts = message["ts"]
        return delivery

    def say(self, user: str, channel: str, text: str, thread_ts: str | None = None) -> Delivery:
        """Post a message as a person; `.ts` is its timestamp, `.heard` whether the app gets it."""
        place, _ = self._place(user, channel)
        if f"<@{BOT_USER}>" in text and place.kind != "im":
            return self.mention(user, channel, text, thread_ts)
        message = self._type(user, place, text, thread_ts)
        delivery = self._message_event(place, message_event(place, message))
        delivery.ts = message["ts"]
        return delivery

    def edit_message(self, user: str, channel: str, ts: str, text: str) -> Delivery:
        """Edit one's own message."""
        place, _ = self._place(user, channel)
        with self.workspace.lock:
            message = self._own(user, place, ts)
            before = copy.deepcopy(message)
            message["text"] = payloads.escape(text)
            message["blocks"] = payloads.rich_text(text)
            self.workspace.complete_blocks(message)
            message["edited"] = {"user": user, "ts": self.workspace.next_ts()}
            event = changed_event(place, message, before, self.workspace.next_ts())
        return self._message_event(place, event)

    def delete_message(self, user: str, channel: str, ts: str) -> Delivery:
        """Delete one's own message; of one with replies Slack tells as of an edit."""
        place, _ = self._place(user, channel)
        with self.workspace.lock:
            self._own(user, place, ts)
            removed = self.workspace.remove(place, ts)
            left, ts = place.messages.get(ts), self.workspace.next_ts()
            event = (
                changed_event(place, left, removed, ts)
                if left
                else deleted_event(place, removed, ts)
            )
        return self._message_event(place, event)

    # Pressing, choosing, submitting

    def press(
        self,
        user: str,
        message: Json,
        action_id: str | None = None,
        *,
        text: str | None = None,
        value: str | None = None,
    ) -> Delivery:
        """Press the button with this action id, label or value, on a copy of a message or view."""
        block, button = _find(message, "button", action_id, text, value)
        return self._act(
            user, message, payloads.action(block, button), payloads.state_values(message)
        )

    def ticked(self, message: Json, labels: Iterable[str]) -> Json:
        """A copy of a message as somebody sees it who has ticked the boxes with these labels."""
        seen = copy.deepcopy(message)
        for block in seen["blocks"]:
            for element in elements_of(block):
                if element["type"] in ("checkboxes", "multi_static_select"):
                    offered = payloads.options_of(element)
                    element["initial_options"] = [
                        option for option in offered if option["text"]["text"] in labels
                    ]
        return seen

    def select(self, user: str, message: Json, action_id: str, value: str) -> Delivery:
        """Choose the option with this value (or label) in a static_select or radio group."""
        for kind in ("static_select", "radio_buttons", "overflow"):
            if _matches(message, kind, action_id, None, None):
                break
        block, element = _find(message, kind, action_id, None, None)
        option = payloads.option_of(element, value)
        chosen = copy.deepcopy(message)
        for own_block in chosen["blocks"]:
            for own in elements_of(own_block):
                if own == element and own_block["block_id"] == block["block_id"]:
                    own["initial_option"] = option
        entry = payloads.action(block, element, selected_option=option)
        return self._act(user, message, entry, payloads.state_values(chosen))

    def shortcut(self, user: str, channel: str, ts: str, callback_id: str) -> Delivery:
        """Choose a message shortcut in the menu of any message one can see, be the bot there or not."""
        place, person = self._place(user, channel)
        token = self.workspace.new_response_url(user, channel)
        payload = payloads.interaction_payload(
            "message_action", person, self.workspace.new_trigger(user)
        )
        payload |= payloads.shortcut_part(place.messages[ts], place, self._response_url(token))
        payload |= {"callback_id": callback_id, "action_ts": self.workspace.next_ts()}
        return self.socket_mode.send(Delivery(self.socket_mode, "interactive", payload))

    def submit_view(self, user: str, view: Json, values: Json | None = None) -> Delivery:
        """Submit a modal; values maps block ids (or action ids) to what the person entered."""
        person = self.workspace.users[user]
        opened = self.workspace.views[view["id"]]
        if opened.user != user or not opened.open:
            raise ValueError(f"{user} has no such open view")
        if opened.wire["submit"] is None:
            raise ValueError("this view has no submit button")
        state = _filled(opened.wire, dict(values or {}))
        trigger = self.workspace.new_trigger(user)
        payload = payloads.interaction_payload("view_submission", person, trigger)
        payload["view"] = payloads.view_wire(opened.wire) | {"state": {"values": state}}
        payload["response_urls"] = []

        def close(delivery: Delivery) -> None:
            self._refusable(delivery, lambda: self._submitted(opened, delivery.acks[0]))

        delivery = Delivery(self.socket_mode, "interactive", payload, on_ack=close)
        return self.socket_mode.send(delivery)

    def enter(self, user: str, view: Json, block_id: str, value: Any) -> Delivery:
        """Fill in one field of a modal whose block tells of that, with all that stands in the others."""
        (block,) = [each for each in view["blocks"] if each["block_id"] == block_id]
        if not block.get("dispatch_action"):
            raise ValueError(f"Slack doesn't tell when {block_id} is filled in")
        state = _filled(view, {block_id: value})
        chosen = dict(state[block_id][block["element"]["action_id"]])
        return self._act(user, view, payloads.action(block, block["element"], **chosen), state)

    def close_view(self, user: str, view: Json) -> Delivery:
        """Close a modal that wants to know; what stands in its fields isn't told."""
        opened = self.workspace.views[view["id"]]
        if opened.user != user or not opened.open or not opened.wire["notify_on_close"]:
            raise ValueError("Slack tells nothing of this view")
        opened.open = False
        person, trigger = self.workspace.users[user], self.workspace.new_trigger(user)
        payload = payloads.interaction_payload("view_closed", person, trigger)
        del payload["trigger_id"]
        payload |= {"view": payloads.view_wire(opened.wire), "is_cleared": False}
        payload["view"]["state"] = {"values": {}}
        return self.socket_mode.send(Delivery(self.socket_mode, "interactive", payload))

    def open_home(self, user: str, tab: Literal["home", "messages"] = "home") -> Delivery:
        """Open the app's Home or Messages tab."""
        channel = self.workspace.direct_message(user)
        event: Json = {"type": "app_home_opened", "user": user, "channel": channel.id, "tab": tab}
        for view in self.workspace.views.values():
            if view.user == user and view.wire["type"] == "home" and tab == "home":
                event["view"] = payloads.view_wire(view.wire)
        return self._event("app_home_opened", event | {"event_ts": self.workspace.next_ts()})

    # Channel life

    def invite_bot(self, user: str, channel: str) -> Delivery:
        """Add the bot to a channel."""
        place, _ = self._place(user, channel)
        place.members.add(BOT_USER)
        event: Json = {"type": "member_joined_channel", "user": BOT_USER, "channel": channel}
        event |= {"channel_type": place.kind[0].upper(), "inviter": user}
        return self._event(f"member_joined_channel.{place.kind}", event)

    def join(self, user: str, channel: str) -> Delivery:
        """Come into a channel as a person."""
        place = self.workspace.channels[channel]
        place.members.add(user)
        event: Json = {"type": "member_joined_channel", "user": user, "channel": channel}
        event |= {"channel_type": place.kind[0].upper()}
        return self._event(f"member_joined_channel.{place.kind}", event, heard=place.bot_is_member)

    def kick_bot(self, user: str, channel: str) -> Delivery:
        """Remove the bot from a channel."""
        place, _ = self._place(user, channel)
        place.members.discard(BOT_USER)
        name = f"{place.kind}_left"
        return self._event(name, {"type": name, "channel": channel, "actor_id": user})

    def archive(self, user: str, channel: str) -> Delivery:
        """Archive a channel."""
        place, _ = self._place(user, channel)
        heard, place.archived = place.bot_is_member, True
        name = f"{place.kind}_archive"
        event = {"type": name, "channel": channel, "user": user, "is_moved": 0}
        return self._event(name, event, heard=heard)

    def unarchive(self, user: str, channel: str) -> Delivery:
        """Bring an archived channel back, with the members it had."""
        place, _ = self._place(user, channel)
        place.archived = False
        name = f"{place.kind}_unarchive"
        event = {"type": name, "channel": channel, "user": user}
        return self._event(name, event, heard=place.bot_is_member)

    # Inside

    def _place(self, user: str, channel: str) -> tuple[Channel, User]:
        place, person = self.workspace.channels[channel], self.workspace.users[user]
        if user not in place.members:
            raise ValueError(f"{person.name} is not a member of {place.name}")
        return place, person

    def _own(self, user: str, place: Channel, ts: str) -> Json:
        message = place.messages[ts]
        if message["user"] != user:
            raise ValueError("people can only change their own messages")
        return message

    def _type(self, user: str, place: Channel, text: str, thread_ts: str | None) -> Json:
        if place.archived:
            raise ValueError(f"{place.name} is archived")
        if thread_ts is not None and thread_ts not in place.messages:
            raise LookupError(f"no message {thread_ts} in {place.name}")
        typed = payloads.escape(text)
        blocks = payloads.rich_text(text)
        return self.workspace.post(place, user, typed, thread_ts=thread_ts, blocks=blocks)

    def _act(self, user: str, message: Json, entry: Json, state: Json | None = None) -> Delivery:
        person = self.workspace.users[user]
        trigger = self.workspace.new_trigger(user)
        payload = payloads.interaction_payload("block_actions", person, trigger)
        if message.get("type") in ("modal", "home"):
            payload |= payloads.view_part(message)
        else:
            payload |= self._message_part(user, message)
        if state is not None:
            payload.get("view", payload)["state"] = {"values": state}
        payload["actions"] = [entry]
        return self.socket_mode.send(Delivery(self.socket_mode, "interactive", payload))

    def _message_part(self, user: str, message: Json) -> Json:
        place, _ = self._place(user, message["channel"])
        ephemeral = bool(message.get("is_ephemeral"))
        if ephemeral and message["for_user"] != user:
            raise ValueError("only its reader sees an ephemeral message")
        token = self.workspace.new_response_url(user, place.id, message["ts"], ephemeral)
        return payloads.message_part(message, place, self._response_url(token))

    def _submitted(self, opened: View, ack: Json) -> None:
        response = ack.get("response_action")
        if response == "errors":
            inputs = {b["block_id"] for b in opened.wire["blocks"] if b["type"] == "input"}
            if unknown := set(ack.get("errors", {})) - inputs:
                raise SlackError(f"errors for unknown inputs: {sorted(unknown)}")
        elif response in ("update", "push"):
            self._next_view(opened, response, ack.get("view"))
        elif response in (None, "clear"):
            for view in self.workspace.views.values():
                cleared = response == "clear" and view.wire["type"] == "modal"
                if view is opened or (cleared and view.user == opened.user):
                    view.open = False
        else:
            raise SlackError(f"unknown response_action {response!r}")

    def _next_view(self, opened: View, response: str, view: Any) -> None:
        if faults := view_faults(view):
            raise SlackError("; ".join(faults))
        if response == "update":
            self.workspace.put_view(opened.user, view, opened.wire["id"])
        else:
            self.api.push_view(opened.user, view)

    def _refusable(self, delivery: Delivery, effect: Callable[[], None]) -> None:
        try:
            effect()
        except SlackError as refusal:
            delivery.ack_refusal = refusal.code

    def _response_url(self, token: str) -> str:
        return f"{self.origin}/response/{token}"

    def _hears(self, name: str) -> bool:
        scope = _EVENT_SCOPES.get(name)
        names = {name, name.removesuffix(".channel").removesuffix(".group")}
        subscribed = self.events is None or not names.isdisjoint(self.events)
        return subscribed and (scope is None or scope in self.api.scopes)

    def _event(self, name: str, event: Json, heard: bool = True) -> Delivery:
        event.setdefault("event_ts", self.workspace.next_ts())
        event_id = self.workspace.next_id("Ev")
        payload = payloads.event_payload(event, event_id, self.workspace.now())
        kind: Literal["events_api", ""] = "events_api" if heard and self._hears(name) else ""
        return self.socket_mode.send(Delivery(self.socket_mode, kind, payload))

    def _message_event(self, place: Channel, event: Json) -> Delivery:
        return self._event(_MESSAGE_EVENTS[place.kind], event, heard=place.bot_is_member)

    def _echo(self, event: Json) -> None:
        """Tell the app of the bot's own message, as Slack does while it is connected."""
        place = self.workspace.channels[event["channel"]]
        if self.echo and self.socket_mode.routable:
            self._message_event(place, event)


def _matches(
    message: Json, kind: str, action_id: str | None, text: str | None, value: str | None
) -> list[tuple[Json, Json]]:
    found = []
    for block in message.get("blocks", []):
        for element in elements_of(block):
            label = (element.get("text") or {}).get("text")
            wanted = [(action_id, element.get("action_id")), (text, label)]
            wanted.append((value, element.get("value")))
            if element.get("type") == kind and all(w in (None, has) for w, has in wanted):
                found.append((block, element))
    return found


def _find(
    message: Json, kind: str, action_id: str | None, text: str | None, value: str | None
) -> tuple[Json, Json]:
    found = _matches(message, kind, action_id, text, value)
    if len(found) == 1:
        return found[0]
    wanted = f"{kind} action_id={action_id!r} text={text!r} value={value!r}"
    there = [
        (element.get("action_id"), (element.get("text") or {}).get("text"), element.get("value"))
        for _, element in _matches(message, kind, None, None, None)
    ]
    raise LookupError(f"{len(found)} matches for {wanted}; the message has {there}")


def _filled(view: Json, values: Json) -> Json:
    """`state.values` of a modal after the person has entered these values."""
    state = payloads.state_values(view)
    for block in view["blocks"]:
        for element in elements_of(block):
            for key in (block["block_id"], element.get("action_id")):
                if key in values:
                    entered = _entered(values.pop(key), element)
                    state[block["block_id"]][element["action_id"]] = entered
        if block["type"] == "input" and not block.get("optional"):
            content = state[block["block_id"]][block["element"]["action_id"]]
            if not any(value for key, value in content.items() if key != "type"):
                raise ValueError(f"Slack asks to fill in the required input {block['block_id']}")
    if values:
        raise LookupError(f"the view has no inputs {sorted(values)}")
    return state


def _entered(value: Any, element: Json) -> Json:
    if isinstance(value, dict):
        value = value[element["action_id"]]
    return payloads.filled_state(element, value)
