"""What opens a conversation by a window -> Block Kit. Pure."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from typing import Any

from bot.interactions.beginning import BeginForm, Held
from bot.typed.subject import LONGEST

from . import conversation, fields, pages
from .digest import ASK, MANAGE, Links
from .kit import (
    HEADER,
    Block,
    Message,
    actions,
    button,
    context,
    modal,
    option,
    plain,
    section,
    sends,
)
from .notes import COMMAND

BEGIN = "begin"  # the form's id
HELP = "begin:help"  # the button
NAME, WHAT, WHERE = "name", "what", "where"  # its fields
FIELD = "v"  # the one element of each
HERE, ALONE = "here", "alone"


@dataclass(frozen=True)
class Carried:
    """What comes back with the form: where it was opened, and the name that stood in it then."""

    channel: str  # "": in none where one can ask
    thread: str
    told_at: str  # where who opened it can be told what becomes of it, or ""
    name: str = ""


def describe(form: BeginForm, carried: Carried) -> Block:
    """The form that begins a conversation. `carried` comes back with what is sent."""
    carrying = json.dumps(asdict(replace(carried, name=form.name)))
    blocks = [_what(form), _name(form), *([_where(form)] if form.here else [])]
    sent = sends(BEGIN, "Read it", "Cancel")
    return modal("Should we fine-tune?", blocks, carrying, **sent)


def carried(view: Block) -> Carried:
    """What a form that was sent carries."""
    return Carried(**json.loads(view["private_metadata"]))


def described(view: Block) -> tuple[str, str, bool]:
    """What stands in a form that was sent: the text, the name, and whether to ask alone.

    A name that nobody touched is none: the text may be another by now.
    """
    values: Mapping[str, Mapping[str, Any]] = view["state"]["values"]
    where = values.get(WHERE, {}).get(FIELD, {}).get("selected_option") or {}
    text, name = (
        " ".join((values[each][FIELD].get("value") or "").split()) for each in (WHAT, NAME)
    )
    return text, "" if name == carried(view).name else name, where.get("value") == ALONE


def welcome() -> Message:
    """What a channel is told that we were invited to."""
    said = (
        f"I help a team answer *should we fine-tune?* Type `{COMMAND}` and a few sentences on what "
        "you build and what goes wrong.\nI ask a few questions in a thread and say what I'd do, with "
        "reasons and sources."
    )
    row = [
        button("Try it", ASK, ASK),
        button("Weekly digest here", MANAGE, MANAGE),
        button("How this works", HELP, HELP),
    ]
    return Message("I help a team answer: should we fine-tune?", [section(said), actions(row)])


def held(it: Held, links: Links) -> Block:
    """What is open already where one would begin, in place of the form."""
    shown = conversation.draw(it.root, it.conversation.handle).blocks[0]
    place = it.conversation.place
    flat = place.hangs_in is None
    said = "I ask one thing at a time there." if flat else "This thread has it already."
    go_on = context(f"{said} {links.link(place.channel, place.thread, 'Go on')}")
    return pages.told(Message("", [shown, go_on]))


def _what(form: BeginForm) -> Block:
    hint = "Taken from the message. Change what you like." if form.taken else fields.HINT
    return fields.told(WHAT, FIELD, form.text, hint)


def _name(form: BeginForm) -> Block:
    return {
        "type": "input",
        "block_id": NAME,
        "optional": True,
        "label": plain("Name", HEADER),
        "element": fields.line(FIELD, LONGEST, form.name),
    }


def _where(form: BeginForm) -> Block:
    here = "In the thread of this message" if form.taken else "In this channel, anybody may answer"
    options = [option(here, HERE), option("With me alone, in a direct message", ALONE)]
    chosen = {"options": options, "initial_option": options[0]}
    return {
        "type": "input",
        "block_id": WHERE,
        "label": plain("Where shall I ask?", HEADER),
        "element": {"type": "radio_buttons", "action_id": FIELD, **chosen},
    }
