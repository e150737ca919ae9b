"""The form for people in a hurry -> Block Kit. Pure."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from bot.interactions.hurry import HurryForm
from bot.interactions.proposals import Entered
from bot.views.proposals import FieldView

from .beginning import TITLE
from .conversation import BOXES, BUTTONS, menu
from .kit import HEADER, Block, context, escape, option, plain
from .proposals import FIELD
from .proposals import filled as all_of

HURRY = "hurry"  # the form's id, and how its fields' ids begin
DRAFT = 2800  # characters that a form carries
LINE = 40  # characters of a number


def form(it: HurryForm, carried: str) -> Block:
    """The form. `carried` comes back with what is sent, and so does what is filled in by now.

    Slack tells of a form that is closed, and not what stood in it: so it carries that as well.
    """
    about = ". ".join(filter(None, (it.subject, "Each answer hides what it makes needless.")))
    more = f"About {it.more} more may follow. " if it.more else ""
    return {
        "type": "modal",
        "callback_id": HURRY,
        "notify_on_close": True,
        "private_metadata": f"{carried} {_draft(it)}",
        "title": plain("All at once", TITLE),
        "submit": plain("What do you advise?", TITLE),
        "close": plain("Keep for later", TITLE),
        "blocks": [
            context(escape(about)),
            *(_field(each) for each in it.fields),
            context(f"{more}Empty means not sure."),
        ],
    }


def filled(view: Block) -> dict[str, Entered]:
    """What stands in the form, by fact: all that is shown."""
    values: Mapping[str, Mapping[str, Any]] = view["state"]["values"]
    return all_of({fact: {FIELD: each} for fact, one in values.items() for each in one.values()})


def first(view: Block) -> str:
    """The first of the fields, at which is told what belongs to none."""
    return next(str(each["block_id"]) for each in view["blocks"] if each["type"] == "input")


def kept(view: Block) -> dict[str, Entered]:
    """What was filled in when the form was drawn last."""
    draft = view["private_metadata"].split(" ", 4)[4]
    return {
        fact: said if isinstance(said, str) else tuple(said)
        for fact, said in json.loads(draft).items()
    }


def _draft(it: HurryForm) -> str:
    draft = {fact: said for fact, said in it.entered.items() if said}
    while len(text := json.dumps(draft, separators=(",", ":"))) > DRAFT:
        draft.popitem()
    return text


def _field(view: FieldView) -> Block:
    return {
        "type": "input",
        "block_id": view.fact,
        "optional": True,
        "dispatch_action": True,
        "label": plain(view.ask, HEADER),
        "element": {
            **(_choices(view) if view.choices else _line(view)),
            "action_id": f"{HURRY}:{view.fact}",
        },
    }


def _line(view: FieldView) -> Block:
    typed = {"initial_value": view.typed} if view.typed else {}
    hint = plain("Such as 2k, or not sure", HEADER)
    return {"type": "plain_text_input", "max_length": LINE, "placeholder": hint, **typed}


def _choices(view: FieldView) -> Block:
    """Boxes, a short list, or a menu where there are more."""
    made = [(each.group, option(each.label, f"{n}")) for n, each in enumerate(view.choices)]
    taken = [made[n][1] for n in view.chosen if n < len(made)]
    several = {"initial_options": taken} if taken else {}
    one = {"initial_option": taken[0]} if taken else {}
    options = [each for _, each in made]
    if view.several and len(made) <= BOXES:
        return {"type": "checkboxes", "options": options, **several}
    if view.several:
        return {**menu("multi_static_select", "", "Choose all that apply", made), **several}
    if len(made) <= BUTTONS:
        return {"type": "radio_buttons", "options": options, **one}
    return {**menu("static_select", "", "Choose an answer", made), **one}
