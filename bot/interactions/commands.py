"""The words that steer a conversation, on every platform where people type."""

from __future__ import annotations

import re
from dataclasses import dataclass

from rules.costs.figures import names

_WORDS = {
    "back": "back",
    "go back": "back",
    "undo": "back",
    "why": "why",
    "why?": "why",
    "?": "help",
    "help": "help",
    "h": "help",
    "quit": "quit",
    "exit": "quit",
    "q": "quit",
    "bye": "quit",
    "start over": "start over",
    "restart": "start over",
    "cancel": "cancel",
    "stop": "cancel",
    "resume": "resume",
    "go on": "resume",
    "move": "move",
    "stay": "stay",
    "answers": "answers",
    "costs": "costs",
    "details": "why",
    "more": "why",
    "steps": "steps",
    "what if": "what if",
    "whatif": "what if",
    "others": "others",
    "list": "list",
    "options": "list",
    "ask me": "list",
    "ask me again": "list",
    "repeat": "list",
    "repeat that": "list",
    "repeat the question": "list",
    "what was the question": "list",
    "something else": "list",
    "something different": "list",
}
_COSTS = re.compile(r"costs:?\s+(?P<figures>.+)")
_FIGURE = re.compile(rf"(?:{'|'.join(map(re.escape, names()))})\b")
_NAME = re.compile(r"\s*name ?:\s*(?P<name>.*)", re.IGNORECASE | re.DOTALL)
_CHANGE = re.compile(r"change(?:\s+(?:answer\s+)?#?(?P<number>\d{1,3}))?")


@dataclass(frozen=True)
class Command:
    """A typed command. `number` is the answer that *change* is about, if it was named.

    `figures` are those put in with *costs*, as they were typed.
    """

    name: str
    number: int | None = None
    figures: str = ""


def read_command(text: str) -> Command | None:
    """The command this text is, or None: only a text that is nothing but the command counts."""
    plain = _plain(text)
    if plain in _WORDS:
        return Command(_WORDS[plain])
    if found := _CHANGE.fullmatch(plain):
        number = found["number"]
        return Command("change", int(number) if number else None)
    figures = after_costs(text)
    return Command("costs", figures=figures) if _FIGURE.match(figures) else None


def after_costs(text: str) -> str:
    """What follows *costs*, or "". It may name no figure, and may be an answer: "costs 50"."""
    found = _COSTS.fullmatch(_plain(text))
    return found["figures"] if found else ""


def a_name(text: str) -> str:
    """What somebody calls the conversation: "name: support bot"; or ""."""
    found = _NAME.fullmatch(text)
    return found["name"] if found else ""


def _plain(text: str) -> str:
    return " ".join(text.lower().split()).strip("\"'`*_.!")
