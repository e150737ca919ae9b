"""Costs -> Block Kit: the message in the thread, and the form for a team's own figures. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from bot.interactions.thread import Costs
from bot.views.notes import CostsBreakdown, CostsBrief
from rules.costs.figures import FIELDS, Given, yes
from rules.costs.prices import shipped_prices
from rules.costs.words import CostLine
from rules.language.wording import sentence

from . import charts
from .kit import (
    LABEL,
    Block,
    Message,
    actions,
    button,
    context,
    escape,
    header,
    option,
    person,
    plain,
    private,
    section,
    texts,
)

ACTION = "costs"  # the button's and the form's id
DETAILS = "costs_details"
FIGURE = "figure"  # the one element of each field

# What the form asks, and what stands in for what is left empty.
USE = {
    "requests": "2,000, or 20 a week",
    "items": "only where it is done once",
    "spend": "if you know it",
    "tier": "a mid-size model",
    "tokens_in": "1,500",
    "tokens_out": "300",
    "cached": "0",
    "batch": "",
    "months": "12",
}
PROJECT = {
    "data_hours": "2 to 320",
    "evaluation_hours": "1 to 80",
    "rate": "75",
    "run_price": "5 to 5,000",
    "upkeep": "0 to 25",
    "hosting": "0 to 5,110",
}
ASKED = {**USE, **PROJECT}
FIRST = "requests"


def message(look: Costs, handle: str) -> Message:
    """The costs message, with a chart and without one."""
    view = look.view
    heading = [header("What it costs"), section(_listed(view.page))]
    by = f"With figures from {person(look.user)}."
    rest = [
        context(f"{by} Cost alone: quality, speed and privacy are reasons of their own."),
        *([] if look.overtaken else [buttons("Change the figures", handle)]),
    ]
    drawn = [charts.chart(view.chart)] if view.chart else []
    in_words = [section(charts.figures(view.chart))] if view.chart else []
    text = f"What it costs. {view.page[0].text} {view.page[1].text}"
    return Message(text, [*heading, *drawn, *rest], [*heading, *in_words, *rest])


def note(note: CostsBrief | CostsBreakdown) -> Message:
    """The same for one person: at one look, or what each figure is made of."""
    if isinstance(note, CostsBrief):
        said = f"*What it costs*\n{_listed(note.view.page)}"
        return private(said, [buttons("Put in your figures", note.handle)])
    found = [
        block
        for title, lines in note.view.lists
        for block in texts(f"*{title}*", _listed(lines).split("\n"))
    ]
    return Message("What the costs are made of", found)


def _listed(lines: Sequence[CostLine]) -> str:
    return "\n".join(f"• {escape(line.text)}{_linked(line)}" for line in lines)


def buttons(figures: str, handle: str) -> Block:
    """To put in figures, and to look at what they are made of."""
    return actions(
        [
            button(figures, ACTION, f"{handle} form"),
            button("What it is made of", DETAILS, f"{handle} details"),
        ]
    )


def form(given: Given, carried: str) -> Block:
    """The form, filled with the figures that hold."""
    return {
        "type": "modal",
        "callback_id": ACTION,
        "private_metadata": carried,
        "title": plain("What it costs", 24),
        "submit": plain("Work it out", 24),
        "close": plain("Cancel", 24),
        "blocks": [
            context(
                "Leave empty what you don't know: a typical figure stands in, but for the volume."
            ),
            *(_field(name, given) for name in USE),
            header("What tuning would take you"),
            context("Leave these empty to see both articles' counts."),
            *(_field(name, given) for name in PROJECT),
        ],
    }


def filled(values: Mapping[str, Mapping[str, Any]]) -> dict[str, str]:
    """The figures in a form that was sent, those left empty left out."""
    found = {}
    for name in ASKED:
        entered = values.get(name, {}).get(FIGURE, {})
        ticked = entered.get("selected_options") or []
        chosen = entered.get("selected_option") or (ticked[0] if ticked else {})
        value = (entered.get("value") or chosen.get("value") or "").strip()
        if value:
            found[name] = value
    return found


def _field(name: str, given: Given) -> Block:
    about = FIELDS[name]
    unit = "" if about.unit.lower() in about.label.lower() else f" ({about.unit})"
    return {
        "type": "input",
        "block_id": name,
        "optional": True,
        "label": plain(f"{about.label}{unit}", LABEL),
        "element": _element(name, given),
    }


def _element(name: str, given: Given) -> Block:
    value = given.get(name, "")
    if FIELDS[name].kind == "tier":
        options = {
            tier: option(f"{sentence(each.label)}: {', '.join(each.models)}", tier)
            for tier, each in shipped_prices().tiers.items()
        }
        initial = {"initial_option": options[value]} if value in options else {}
        menu = {"type": "static_select", "action_id": FIGURE, "options": [*options.values()]}
        return {**menu, "placeholder": plain(ASKED[name], LABEL), **initial}
    if FIELDS[name].kind == "yes_no":
        box = option("Nobody waits for the answers: half the price", "yes")
        ticked = {"initial_options": [box]} if yes(given, name) else {}
        return {"type": "checkboxes", "action_id": FIGURE, "options": [box], **ticked}
    line: Block = {"type": "plain_text_input", "action_id": FIGURE, "max_length": 40}
    if ASKED[name]:
        line["placeholder"] = plain(ASKED[name], LABEL)
    return {**line, "initial_value": value} if value else line


def _linked(line: CostLine) -> str:
    links = dict.fromkeys(f"<{page.url}|{escape(page.publisher)}>" for page in line.pages)
    return f" {', '.join(links)}" if links else ""
