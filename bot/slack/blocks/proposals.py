"""What was read in a text -> Block Kit: the message that has it confirmed, and the form. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from bot.interactions.proposals import OPEN, Entered
from bot.interactions.thread import BeingRead, ClosedProposals, HasBeenRead, OpenProposals
from bot.typed.subject import LONGEST
from bot.views.notes import being_read
from bot.views.proposals import FieldView

from .kit import (
    HEADER,
    Block,
    Message,
    actions,
    button,
    context,
    escape,
    option,
    person,
    plain,
    section,
    select,
    texts,
)

BOXES = 10  # as many as Slack lets be ticked
OPTIONS = 100  # in a menu
NAME = "name:"  # the field of the name; no fact has a colon in its id
FIELD = "answer"  # the one element of each field
CONFIRM, CORRECT, ASK = "confirm", "correct", "ask_instead"  # the buttons' ids


Told = OpenProposals | ClosedProposals | BeingRead | HasBeenRead


def message(look: Told, handle: str) -> Message:
    """What is being read or waits to be confirmed, or in a line what became of it."""
    match look:
        case BeingRead(host):
            text = being_read(host)
            return Message(text, [section(escape(text))])
        case HasBeenRead():
            return _has_been_read(look)
        case OpenProposals():
            return _open(look, handle)
        case ClosedProposals():
            return _closed(look, handle)


def _open(look: OpenProposals, handle: str) -> Message:
    """Each answer with the words it was read from, and what can be done with them."""
    view = look.view
    lines = [
        f"• *{escape(each.label)}: {escape(each.answer)}*: _“{escape(each.quote)}”_"
        for each in view.proposals
    ]
    return Message(view.asks, [*texts(f"*{view.asks}*", lines), *buttons(look, handle)])


def buttons(look: OpenProposals, handle: str) -> list[Block]:
    """What can be done with what was read."""
    carried = f"{handle} {look.revision}"
    made = [
        button("Yes, go on", CONFIRM, carried, "primary"),
        button("Correct", CORRECT, carried),
        button("Ask me instead", ASK, carried),
    ]
    return [actions(made)]


def _has_been_read(look: HasBeenRead) -> Message:
    if look.left:
        text = f"I stopped reading what was written: {person(look.user)} {look.left}."
        return Message("I stopped reading what was written.", [context(text)])
    heard = f"{look.host} has read what you wrote."
    text = heard if look.heard else f"Too little came back from {look.host}, so I read it myself."
    return Message(text, [context(escape(text))])


def _closed(look: ClosedProposals, handle: str) -> Message:
    """One line, with a menu of those answers that stand."""
    if look.anew:
        text = f"{person(look.user)} wrote more, so I read it anew below."
        return Message("I read it anew below.", [context(text)])
    if look.view is None:
        text = "Nothing that I read was confirmed"
        return Message(text, [context(f"{text}: {person(look.user)} {look.left}.")])
    said = escape(look.view.said(" by {person}")).replace("{person}", person(look.user))
    short = look.view.said()
    if not look.answers:
        gone = "" if look.stands or not look.view.taken else " No longer counts."
        return Message(short, [context(f"{said}{gone}")])
    options = [option(words, f"{handle} {named}") for named, words in look.answers]
    menu = select("Change an answer", "change", options)
    return Message(short, [{**section(said), "accessory": menu}])


def form(name: str, fields: tuple[FieldView, ...], carried: str) -> Block:
    """The form, filled with what was read. `carried` comes back with what is sent."""
    return {
        "type": "modal",
        "callback_id": CORRECT,
        "private_metadata": carried,
        "title": plain("Correct the answers", 24),
        "submit": plain("Save", 24),
        "close": plain("Cancel", 24),
        "blocks": [_name(name), *(_field(each) for each in fields)],
    }


def filled(values: Mapping[str, Mapping[str, Any]]) -> dict[str, Entered]:
    """What stands in a form that was sent, by fact."""
    found: dict[str, Entered] = {}
    for fact, elements in values.items():
        entered = elements.get(FIELD, {})
        if "selected_options" in entered:
            ticked = entered["selected_options"] or []
            found[fact] = tuple(sorted(int(each["value"]) for each in ticked))
        elif chosen := entered.get("selected_option"):
            found[fact] = (int(chosen["value"]),)
        else:
            found[fact] = (entered.get("value") or "").strip()
    return found


def _name(name: str) -> Block:
    element = {"type": "plain_text_input", "action_id": FIELD, "max_length": LONGEST}
    return {
        "type": "input",
        "block_id": NAME,
        "optional": True,
        "label": plain("Name", HEADER),
        "element": {**element, **({"initial_value": name} if name else {})},
    }


def _field(view: FieldView) -> Block:
    empty = "" if view.choices else " Leave it empty to be asked."
    return {
        "type": "input",
        "block_id": view.fact,
        "optional": view.several or not view.choices,
        "label": plain(view.ask, HEADER),
        "hint": plain(f"Read from “{view.quote}”.{empty}", 2 * HEADER),
        "element": _choices(view) if view.choices else _line(view),
    }


def _line(view: FieldView) -> Block:
    return {
        "type": "plain_text_input",
        "action_id": FIELD,
        "max_length": HEADER,
        "initial_value": view.typed,
    }


def _choices(view: FieldView) -> Block:
    """Boxes or a menu, with what was read taken, and to be asked as the last choice."""
    made = [option(each.label, f"{n}") for n, each in enumerate(view.choices)][: OPTIONS - 1]
    taken = [made[n] for n in view.chosen if n < len(made)]
    made.append(option("Leave it open, ask me", f"{OPEN}"))
    element: Block = {"action_id": FIELD, "options": made}
    if not view.several:
        return {**element, "type": "static_select", "initial_option": (taken or made[-1:])[0]}
    kind = "checkboxes" if len(made) <= BOXES else "multi_static_select"
    return {**element, "type": kind, **({"initial_options": taken} if taken else {})}
