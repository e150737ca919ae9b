"""The form in which a channel asks for its weekly digest, and what is read from it. Pure."""

from __future__ import annotations

import calendar
import re
from datetime import datetime
from typing import Any

from bot.digest.view import moment
from bot.local_time import like_zone, read_dates, read_zone
from storage.subscriptions import Subscription, Wish

from .digest import COMMAND
from .kit import Block, context, escape, option, plain, section

FORM = "digest_form"
DAY, TIME, ZONE, OF, EMPTY, SKIPPED = "day", "time", "zone", "of", "empty", "skipped"
_SCOPES = {
    "channel": "This channel",
    "workspace": "This channel and all public channels",
}
_EMPTY = {"skip": "Post nothing", "say": "Post one line"}
_MOST_DATES = 50

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
            section(f"One message a week in <#{channel}>: what was decided, and what waits."),
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


def read(values: Values) -> tuple[Wish | None, dict[str, str]]:
    """What the form asks for; or None, and by field what must be put right."""
    faults: dict[str, str] = {}
    zone_typed = str(_value(values, ZONE) or "")
    zone = read_zone(zone_typed)
    if zone is None:
        like = like_zone(zone_typed)
        meant = f" Did you mean {like}?" if like else " Write a city, such as Berlin, or UTC."
        faults[ZONE] = f"I don't know this time zone.{meant}"
    time = str(_value(values, TIME) or "")
    if not re.fullmatch(r"([01]\d|2[0-3]):[0-5]\d", time):
        faults[TIME] = "Choose a time."
    skipped: tuple[str, ...] = ()
    try:
        skipped = read_dates(str(_value(values, SKIPPED) or ""))
    except ValueError as bad:
        faults[SKIPPED] = f"“{bad}” is no date. Write dates as 2026-12-28."
    if len(skipped) > _MOST_DATES:
        faults[SKIPPED] = f"That is too many: at most {_MOST_DATES} dates."
    if faults or zone is None:
        return None, faults
    wish = Wish(
        wide=_value(values, OF) == "workspace",
        weekday=int(str(_value(values, DAY))),
        time=time,
        zone=zone,
        say_empty=_value(values, EMPTY) == "say",
        skipped=skipped,
    )
    return wish, {}


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
