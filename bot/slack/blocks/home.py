"""Our Home, for one person -> Block Kit. Pure."""

from __future__ import annotations

from bot.interactions.home import HomeView, Waiting
from bot.views.question import short_name

from .beginning import HELP
from .digest import Links
from .kit import LABEL, Block, actions, button, context, cut, escape, header, section

ASK, GO_ON = "home:ask", "home:go_on"  # the buttons


def draw(view: HomeView, links: Links) -> Block:
    """All of it: how to ask, and what waits."""
    about = (
        "Describe it in a few sentences. I read the answers, ask what is missing and tell you what "
        "I'd do, with reasons and sources."
    )
    ask = {
        **button("New question", ASK, ASK, "primary"),
        "accessibility_label": "New question: should we fine-tune?",
    }
    rows = [_row(each, links) for each in view.waiting] or [section("Nothing waits for you.")]
    older = [context(f"{view.more} more, older ones.")] if view.more else []
    return {
        "type": "home",
        "blocks": [
            header("Should we fine-tune?"),
            section(about),
            actions([ask, button("How this works", HELP, HELP)]),
            header("Waiting for you"),
            *rows,
            *older,
        ],
    }


def _row(each: Waiting, links: Links) -> Block:
    """What it is about, how far it has come, and the way there."""
    name = short_name(each.subject) or "Should we fine-tune?"
    row = section(f"*{escape(name)}*\n{escape(each.state)}")
    address = links.address(each.channel, each.message or each.thread, each.thread)
    if not address:
        return row
    go_on = {
        **button("Go on", GO_ON, GO_ON),
        "url": address,
        "accessibility_label": cut(f"Go on with {name}", LABEL),
    }
    return {**row, "accessory": go_on}
