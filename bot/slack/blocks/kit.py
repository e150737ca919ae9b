"""The pieces of Block Kit that messages are made of. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, TypeAlias

Block: TypeAlias = dict[str, Any]

SECTION, HEADER, LABEL, TITLE = 2900, 150, 75, 24  # characters


@dataclass(frozen=True)
class Message:
    """A message: its blocks, and the text that stands in for them in notifications."""

    text: str
    blocks: list[Block]
    plain: list[Block] | None = None  # the same for where charts are refused; None: it has none


def escape(text: str) -> str:
    """Text as Slack shows it literally: no mention, link or channel comes alive."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def private(text: str, blocks: Iterable[Block] = ()) -> Message:
    """A note for one person. The text is ours, or has been escaped."""
    return Message(text, [section(text), *blocks])


def person(user: str) -> str:
    """A mention."""
    return f"<@{user}>"


def cut(text: str, limit: int) -> str:
    """Text of at most so many characters."""
    return text if len(text) <= limit else text[: limit - 1] + "…"


def plain(text: str, limit: int) -> Block:
    """A plain text object."""
    return {"type": "plain_text", "text": cut(text, limit), "emoji": True}


def header(text: str) -> Block:
    """A heading."""
    return {"type": "header", "text": plain(text, HEADER)}


def section(text: str) -> Block:
    """A paragraph of mrkdwn."""
    return {"type": "section", "text": {"type": "mrkdwn", "text": text}}


def context(text: str) -> Block:
    """A small line."""
    return {"type": "context", "elements": [{"type": "mrkdwn", "text": text}]}


def actions(elements: list[Block]) -> Block:
    """A row of buttons."""
    return {"type": "actions", "elements": elements}


def button(label: str, action: str, value: str, style: str = "") -> Block:
    """A button; `style` is primary, danger or nothing."""
    made = {
        "type": "button", "text": plain(label, LABEL), "action_id": action, "value": value,
    }  # fmt: skip
    return {**made, "style": style} if style else made


def select(placeholder: str, action: str, options: list[Block]) -> Block:
    """A menu."""
    return {
        "type": "static_select",
        "action_id": action,
        "placeholder": plain(placeholder, LABEL),
        "options": options[:100],
    }


def option(label: str, value: str) -> Block:
    """One line of a menu, or one box to tick."""
    return {"text": plain(label, LABEL), "value": value}


def modal(title: str, blocks: Iterable[Block], carried: str = "", **more: Any) -> Block:
    """A window. `carried` comes back with what is pressed or sent there."""
    return {
        "type": "modal",
        "private_metadata": carried,
        "title": plain(title, TITLE),
        "close": plain("Close", TITLE),
        "blocks": [*blocks],
        **more,
    }


def sends(form: str, submit: str, close: str) -> dict[str, Any]:
    """What makes a window a form: its id, and its two buttons."""
    return {"callback_id": form, "submit": plain(submit, TITLE), "close": plain(close, TITLE)}


def texts(title: str, lines: list[str]) -> list[Block]:
    """A titled list in as few sections as hold it; nothing for an empty one."""
    if not lines:
        return []
    found = [title]
    for line in lines:
        if len(found[-1]) + len(line) + 1 > SECTION:
            found.append(line if len(line) <= SECTION else _shortened(line))
        else:
            found[-1] += f"\n{line}"
    return [section(text) for text in found]


def _shortened(line: str) -> str:
    """A line that is too long for a section, cut where no sign and no link is left half."""
    cut = line[: SECTION - 1]
    cut = cut[: cut.rindex("<")] if cut.rfind("<") > cut.rfind(">") else cut
    return f"{_HALF_A_SIGN.sub('', cut)}…"


_HALF_A_SIGN = re.compile(r"&\w{0,3}$")
