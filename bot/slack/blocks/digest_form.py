"""The form in which a channel asks for its weekly digest, and what is read from it. Pure."""

from __future__ import annotations

import calendar
from datetime import datetime
from typing import Any

from bot.digest.view import moment
from bot.interactions.digest import SKIPPED, TIME, ZONE, WishedFor
from storage.subscriptions import Subscription, Wish

from .digest import COMMAND
from .kit import Block, context, escape, option, plain, section

FORM = "digest_form"
DAY, OF, EMPTY = "day", "of", "empty"
_SCOPES = {
    "channel": "This channel",
    "workspace": "This channel and all public channels",
}
_EMPTY = {"skip": "Post nothing", "say": "Post one line"}

Values = dict[str, dict[str, dict[str, Any]]]


def form(channel: str, wish: Wish) -> Block:
    """The form, filled with what holds now."""
    days = [option(name, str(number)) for number, name in enumerate(calendar.day_name)]
    return {
        "type": "modal",
        "callback_id": FORM,
        "private_metadata": channel,
        "title": plain("Weekly digest", 24),
        "submit": plain("Save", 24),
        "close": plain("Cancel", 24),
        "blocks": [
            section(f"One message a week in <#{channel}>: what was advised, and what waits."),
            _input(DAY, "Day", _menu(days, wish.weekday)),
            _input(TIME, "Time", {"type": "timepicker", "initial_time": wish.time}),
            _input(
                ZONE,
                "Time zone",
                {"type": "plain_text_input", "initial_value": wish.zone},
                hint="A city or a zone: Berlin, New York, Asia/Kolkata, UTC.",
            ),
            _input(
                OF,
                "Decisions of",
                _choice(_SCOPES, "workspace" if wish.wide else "channel"),
                hint="Other channels are told of only where I may look up that they are public.",
            ),
            _input(EMPTY, "In a week without decisions", _choice(_EMPTY, "say" if wish.say_empty else "skip")),
            _input(
                SKIPPED,
                "Dates without a digest",
                {"type": "plain_text_input", "initial_value": ", ".join(wish.skipped)},
                hint="Such as 2026-12-28, 2027-01-04. The next digest then covers both weeks.",
                optional=True,
            ),
        ],
    }  # fmt: skip


def filled(values: Values) -> WishedFor:
    """What was filled in."""
    return WishedFor(
        weekday=int(str(_value(values, DAY))),
        time=str(_value(values, TIME) or ""),
        zone=str(_value(values, ZONE) or ""),
        wide=_value(values, OF) == "workspace",
        say_empty=_value(values, EMPTY) == "say",
        skipped=str(_value(values, SKIPPED) or ""),
    )


def confirmation(subscription: Subscription, next_time: datetime) -> Block:
    """What the person sees who has saved the form."""
    zone = escape(subscription.wish.zone)
    return {
        "type": "modal",
        "title": plain("Weekly digest", 24),
        "close": plain("Done", 24),
        "blocks": [
            section(
                f"The next digest comes to <#{subscription.place}> on *{moment(next_time)}* ({zone})."
            ),
            context(
                f"`{COMMAND} preview` shows you what it would say today. `{COMMAND} now`, `pause` "
                "and `off` do as they say."
            ),
        ],
    }


def _input(block: str, label: str, element: Block, hint: str = "", *, optional: bool = False) -> Block:  # fmt: skip
    given = {key: value for key, value in element.items() if value != ""}
    made = {
        "type": "input",
        "block_id": block,
        "label": plain(label, 75),
        "element": {**given, "action_id": block},
        "optional": optional,
    }
    return {**made, "hint": plain(hint, 150)} if hint else made


def _menu(options: list[Block], chosen: int) -> Block:
    return {"type": "static_select", "options": options, "initial_option": options[chosen]}


def _choice(labels: dict[str, str], chosen: str) -> Block:
    options = {value: option(label, value) for value, label in labels.items()}
    return {
        "type": "radio_buttons",
        "options": [*options.values()],
        "initial_option": options[chosen],
    }


def _value(values: Values, block: str) -> object:
    """What one field holds, however its kind of element names it."""
    (state,) = values[block].values()
    chosen = state.get("selected_option")
    return chosen["value"] if chosen else state.get("selected_time") or state.get("value")
