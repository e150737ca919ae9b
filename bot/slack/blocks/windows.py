"""What opens in a window of its own, but for the pages behind an advice -> Block Kit. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from bot.interactions.describing import DescribeForm, NameForm
from bot.interactions.entering import NumberForm
from bot.typed.subject import LONGEST
from bot.views import question
from bot.views.notes import AnswersListed, EndAsked, Explained
from rules.language.wording import sentence

from . import fields, pages
from .kit import (
    HEADER,
    LABEL,
    Block,
    button,
    context,
    cut,
    escape,
    modal,
    person,
    plain,
    section,
    sends,
)
from .notes import END

ANSWER = 500  # characters of one that is listed
SOURCES = 2  # named of those behind a question
MOST_ANSWERS = 98  # sections that a window holds beside its last line
NUMBER, DESCRIBE, NAME = "number", "describe", "name"  # the forms' ids
CHANGE = "change:"  # how the buttons' ids begin that change an answer
FIELD = "answer"
KEPT = "Changing one keeps the others."

Window = Explained | AnswersListed | EndAsked | NumberForm | DescribeForm | NameForm


def draw(window: Window, carried: str) -> Block:
    """Any window. `carried` comes back with what is pressed or sent there."""
    match window:
        case Explained():
            return modal("Why this question", _why(window), carried)
        case AnswersListed():
            return modal("My answers", _answers(window), carried)
        case EndAsked():
            sent = sends(f"{END}{window.what}", window.yes, "Go on")
            return modal(window.title, [section(escape(window.text))], carried, **sent)
        case NumberForm(view):
            sent = sends(NUMBER, "Done", "Back")
            return modal(question.ENTER, [_field(view)], carried, **sent)
        case DescribeForm():
            sent = sends(DESCRIBE, "Read it", "Cancel")
            return modal("Should we fine-tune?", [fields.told(FIELD, FIELD)], carried, **sent)
        case NameForm():
            sent = sends(NAME, "Done", "Cancel")
            return modal("Name it", [_name()], carried, **sent)


def entered(values: Mapping[str, Mapping[str, Any]]) -> str:
    """What stands in the field of the form."""
    return (values[FIELD][FIELD].get("value") or "").strip()


def _why(window: Explained) -> list[Block]:
    view = window.question
    parts = [
        (view.ask, view.why),
        ("How to find out", view.help),
        ("What your answer leads to", "\n".join(f"• {line}" for line in window.leads_to)),
        ("Not sure?", view.not_sure),
    ]
    told = [section(f"*{escape(head)}*\n{escape(text)}") for head, text in parts if text]
    linked = pages.sources(view.sources[:SOURCES])
    return [*told, *([context(f"From {linked}")] if linked else [])]


def _answers(window: AnswersListed) -> list[Block]:
    if not window.answers:
        return [section("There are no answers yet.")]
    found = [
        {
            **section(
                f"*{escape(each.label)}*\n{escape(cut(each.answer, ANSWER))}, {person(each.user)}"
            ),
            "accessory": {
                **button(
                    "Change", f"{CHANGE}{each.fact}", f"{window.handle} {each.event} {each.fact}"
                ),
                "accessibility_label": cut(f"Change: {each.label}", LABEL),
            },
        }
        for each in window.answers[-MOST_ANSWERS:]
    ]
    return [*found, context(KEPT)]


def _field(view: question.QuestionView) -> Block:
    return {
        "type": "input",
        "block_id": FIELD,
        "label": plain(view.ask, HEADER),
        "hint": plain(f"{sentence(view.type_hint.removeprefix('or '))}, such as 2k.", HEADER),
        "element": {"type": "plain_text_input", "action_id": FIELD, "max_length": HEADER},
    }


def _name() -> Block:
    written = fields.line(FIELD, LONGEST)
    return {
        "type": "input",
        "block_id": FIELD,
        "label": plain("What is this about?", HEADER),
        "element": {**written, "placeholder": plain("Support bot for our shop", HEADER)},
    }
