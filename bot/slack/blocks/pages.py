"""The pages behind an advice -> Block Kit: in a window, in the thread, for one person. Pure."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence

from bot.interactions.advised import Posted
from bot.interactions.pages import Opened
from bot.views.pages import TITLES, PageView, Part, SaySo
from bot.views.sources import interest, publisher
from rules.language.answers import to_json
from rules.language.model import Source

from . import charts, costs
from .kit import (
    TITLE,
    Block,
    Message,
    actions,
    button,
    context,
    cut,
    escape,
    header,
    modal,
    plain,
    section,
    texts,
)

PAGE, WHOLE, POST, SAY_SO = "page:", "whole:", "post", "say_so"  # the buttons
MOST_BLOCKS = 46  # of what a page says, in a message or a window
DIVIDER: Block = {"type": "divider"}


def sources(found: Sequence[Source]) -> str:
    """Who says so, linked, and what they sell: "eazyware, 2025 (sells AI consulting)"."""
    return " and ".join(map(_link, found))


def _link(source: Source) -> str:
    note = f" ({escape(interest(source))})" if interest(source) else ""
    return f"<{source.url}|{escape(publisher(source))}>{note}"


def window(opened: Opened, carried: str, metadata: str) -> Block:
    """A page in a window, and the way to the others. `carried`: what its buttons carry."""
    view = opened.view
    rest = [button("Show all", f"{WHOLE}{view.name}", carried)] if view.left else []
    post = button("Post here" if opened.flat else "Post in thread", POST, f"{carried} {view.name}")
    if not opened.flat:
        post["accessibility_label"] = "Post this page in the thread for everybody"
    row = [button(TITLES[name], f"{PAGE}{name}", carried) for name in opened.others]
    blocks = [
        *_parts(view, carried),
        *([context(f"{view.left} more under Show all.")] if view.left else []),
        *([costs.buttons("Put in your figures", carried)] if view.costs else []),
        DIVIDER,
        actions([*row, *rest, *([] if opened.posted else [post])]),
        *([context("This page is posted.")] if opened.posted else []),
    ]
    return modal(_title(view), blocks, metadata)


def _title(view: PageView) -> str:
    whole = f"{TITLES[view.name]}: {view.advised.removesuffix('.')}"
    return whole if len(whole) <= TITLE else TITLES[view.name]


def told(message: Message) -> Block:
    """What one person is told, in the window in which something was pressed."""
    return modal("Should we fine-tune?", message.blocks)


def waiting() -> Block:
    """What a window says until its page is there."""
    return modal("One moment", [section("One moment.")])


def posted(look: Posted) -> Message:
    """A page in the thread, for all; the costs with their chart, and without it."""
    view = look.view
    heading = [
        header(TITLES[view.name]),
        context(f"Of advice {look.number}: {escape(view.advised)}"),
    ]
    blocks, chart = [*heading, *_parts(view)], view.costs.chart if view.costs else None
    words = f"{TITLES[view.name]}, of advice {look.number}: {view.advised}"
    if chart is None:
        return Message(words, blocks)
    in_words = [*blocks, section(charts.figures(chart))]
    return Message(words, [*blocks, charts.chart(chart)], in_words)


def private(view: PageView) -> Message:
    """A page for one person who typed its name."""
    return Message(TITLES[view.name], [section(f"*{TITLES[view.name]}*"), *_parts(view)])


def _parts(view: PageView, carried: str = "") -> list[Block]:
    """What a page says. `carried`: by what changes are said to be so; none where nothing is pressed."""
    found = [block for part in view.parts for block in _part(part, carried)]
    cut_off = context("There is more, and no room for it here.")
    return found if len(found) <= MOST_BLOCKS else [*found[: MOST_BLOCKS - 1], cut_off]


def _part(part: Part, carried: str) -> Iterable[Block]:
    if part.small:
        yield context(escape(part.text))
        return
    if part.asks and not carried:
        return  # nothing is pressed there
    head = [f"*{escape(part.head)}*"] if part.head else []
    lines = [f"• {escape(line)}" for line in part.lines]
    first, *more = texts(
        "\n".join([*head, *([escape(part.text)] if part.text else [])]), lines
    ) or [section("\n".join([*head, escape(part.text)]).strip())]
    yield (
        {**first, "accessory": _say_so(part.say_so, carried)} if part.say_so and carried else first
    )
    yield from more
    if part.asks:
        yield actions([_ask(n, each, carried) for n, each in enumerate(part.asks, start=1)])
    if part.sources:
        yield context(". ".join(filter(None, (sources(part.sources), part.evidence))))


def _ask(number: int, it: SaySo, carried: str) -> Block:
    """The button that gives one answer."""
    return button(it.clause, f"{SAY_SO}:{number}", _carried(it, carried))


def _carried(it: SaySo, carried: str) -> str:
    said = {"fact": it.fact, **({"answer": to_json(it.answer)} if it.answer else {})}
    return f"{carried} {json.dumps(said, separators=(',', ':'))}"


def _say_so(it: SaySo, carried: str) -> Block:
    """The button that says that something is so; it asks once."""
    ask = "The answer is changed for everybody here." if it.answer else "I ask it again."
    made = button("That's so", SAY_SO, _carried(it, carried))
    return {
        **made,
        "accessibility_label": cut(f"That's so: {it.clause}", 75),
        "confirm": {
            "title": plain("Is that so?", 100),
            "text": plain(f"{it.clause[:1].upper()}{it.clause[1:]}. {ask}", 300),
            "confirm": plain("That's so", 30),
            "deny": plain("No", 30),
        },
    }
