"""A section of an advice -> Block Kit. Pure."""

from __future__ import annotations

from bot.views.advice import interest, publisher
from rules.interview.advice import Item, Section
from rules.language.model import Source

from .kit import Block, escape, texts

_INDENT = "     "


def listed(section: Section) -> list[Block]:
    """The section's title and its items, in as few blocks as hold them."""
    marks = (f"{n}. " if section.numbered else "• " for n in range(1, len(section.items) + 1))
    lines = [
        line for mark, each in zip(marks, section.items, strict=True) for line in _lines(mark, each)
    ]
    return texts(f"*{escape(section.title)}*", lines)


def _lines(mark: str, item: Item) -> list[str]:
    """An item and what stands under it: a reason in one piece, the sides of a difference apart."""
    text = f"*{escape(item.text)}*" if item.says else escape(item.text)
    link = f", {_link(item.link)}" if item.link else ""
    below = []
    if item.you_said:
        below.append(f"_{escape(item.you_said)}_")
    if item.assumed:
        below.append(f"_Not asked: {escape('; '.join(item.assumed))}_")
    if item.sources:
        below.append(f"Source: {', '.join(map(_link, item.sources))}")
    head = f"\n{_INDENT}".join([f"{mark}{text}{link}", *below])
    apart = [
        *map(escape, item.says),
        *([f"_Our view: {escape(item.our_view)}_"] if item.our_view else []),
    ]
    return [head, *(f"{_INDENT}{line}" for line in apart)]


def _link(source: Source) -> str:
    note = f" ({escape(interest(source))})" if interest(source) else ""
    return f"<{source.url}|{escape(publisher(source))}>{note}"
