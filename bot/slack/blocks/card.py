"""An advice -> Block Kit: its card, what is left of it, and what is told elsewhere. Pure."""

from __future__ import annotations

from bot.interactions.advised import Advised, Overtaken, Posted, Shared
from bot.views.card import CardView, Changed, Ready
from bot.views.pages import TITLES

from . import pages, windows
from .digest import Links
from .kit import (
    LABEL,
    Block,
    Message,
    actions,
    button,
    context,
    escape,
    header,
    modal,
    option,
    person,
    section,
    sends,
)

MORE = "behind"  # the menu; a question has one too
OTHERS, COSTS, ANSWERS, SHARE, OVER = "others", "costs", "answers", "share", "over"
_FULL = {
    "why": "Why: reasons and sources",
    "steps": "Steps: the full plan",
    "what if": "What if: what would change this",
    "costs": "Costs: what the ways cost",
}
_MENU = {
    OTHERS: "What others say",
    COSTS: "Costs",
    ANSWERS: "My answers, change one",
    SHARE: "Share in another channel",
    OVER: "Start over",
}


def message(
    look: Advised | Overtaken | Posted | Shared, handle: str, links: Links | None
) -> Message:
    """Any message of an advice. `links`: the threads' addresses, for what is told elsewhere."""
    match look:
        case Advised():
            return _card(look, handle)
        case Overtaken():
            return _overtaken(look)
        case Posted():
            return pages.posted(look)
        case Shared():
            return _shared(look, links)


def _card(look: Advised, handle: str) -> Message:
    view, carried = look.view, f"{handle} {look.event}"
    blocks = [
        _about(view, handle),
        header(view.answer),
        *([section(_changed(view.changed))] if view.changed else []),
        section(escape(view.reason)),
        *([context(pages.sources(view.sources))] if view.sources else []),
        *([section(_ready(view.ready))] if view.ready else []),
        *([section(escape(view.money))] if view.money else []),
        *([section(f"*First:* {escape(_lowered(view.first))}.")] if view.first else []),
        section(f"*{escape(view.sure[0])}* {escape(view.sure[1])}".strip()),
        _behind(view, carried),
        context(escape(view.state)),
    ]
    return Message(text(view), blocks)


def _about(view: CardView, handle: str) -> Block:
    """The question that was asked; where it has no name, with the button that asks for one."""
    if not view.nameless:
        return context(escape(view.about))
    return {**section(escape(view.about)), "accessory": button("Name it", windows.NAME, handle)}


def text(view: CardView) -> str:
    """What stands in for a card in a notification, or is read out."""
    missing = f" Missing: {', '.join(view.missing)}." if view.missing else ""
    return f"{view.about} {view.answer.removesuffix('.')}. {view.reason}{missing}"


def _changed(changed: Changed) -> str:
    by = f"{person(changed.person)} {escape(changed.how)}".removesuffix(".")
    return f"*Changed.* It was _{escape(changed.was.removesuffix('.'))}._ {by}."


def _ready(ready: Ready) -> str:
    lines = [
        f"• *{state}:* {escape(said)}" if state else escape(said) for state, said in ready.lines
    ]
    return "\n".join([f"*{ready.title}*", *lines])


def _lowered(step: str) -> str:
    """As it stands after "First:"; a name keeps its capital."""
    ordinary = step[1:2].islower() or step[1:2] == " "
    return f"{step[:1].lower()}{step[1:]}" if ordinary else step


def _behind(view: CardView, carried: str) -> Block:
    """The pages behind it: those worth a button, and a menu."""
    shown = [
        {**button(TITLES[name], f"{pages.PAGE}{name}", carried), "accessibility_label": _FULL[name]}
        for name in view.pages[: view.buttons]
    ]
    named = [name for name in _MENU if name in (*view.pages[view.buttons :], ANSWERS, SHARE, OVER)]
    options = [option(_MENU[name], f"{carried} {name}") for name in named]
    return actions([*shown, {"type": "overflow", "action_id": MORE, "options": options}])


def _overtaken(look: Overtaken) -> Message:
    title = look.title.removesuffix(".")
    was = f"Advice {look.number} ({escape(title)})"
    by = f"{person(look.user)} {look.how}."
    replaced = f" is replaced by advice {look.by}" if look.by else ""
    plain = f"Advice {look.number} ({title}){replaced or ' no longer stands'}."
    return Message(plain, [context(f"{was}{replaced}: {by}")])


def _shared(look: Shared, links: Links | None) -> Message:
    view, place = look.view, look.place
    public = place.channel.startswith("C")
    there = links.link(place.channel, place.thread, "Open the thread") if links and public else ""
    by = f"{person(look.user)} shared this{f' from <#{place.channel}>' if public else ''}"
    return Message(
        f"Shared. {view.about} {view.answer}", [context(by), section(shared(view, there))]
    )


def shared(view: CardView, there: str = "") -> str:
    """What is told of an advice where its thread isn't."""
    answer = escape(view.answer.removesuffix("."))
    told = f"*{escape(view.about)}*\n*{answer}.* {escape(view.reason)}"
    return f"{told}\n{there}" if there else told


def share_form(view: CardView, carried: str, *, private: bool) -> Block:
    """The form that asks for a channel, with what would be posted there."""
    warning = [context("People there will see this text, not the thread.")] if private else []
    where = {
        "type": "input",
        "block_id": SHARE,
        "label": {"type": "plain_text", "text": "Where", "emoji": False},
        "element": {
            "type": "conversations_select",
            "action_id": SHARE,
            "placeholder": {"type": "plain_text", "text": "Choose a channel"[:LABEL]},
            "filter": {"include": ["public", "private"], "exclude_bot_users": True},
        },
    }
    blocks = [where, section(shared(view)), *warning]
    return modal("Share this advice", blocks, carried, **sends(SHARE, "Share", "Cancel"))
