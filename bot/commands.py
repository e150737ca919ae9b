"""The words that steer a conversation, on every platform where people type."""

from __future__ import annotations

import re
from dataclasses import dataclass

_WORDS = {
    "back": "back",
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
    "answers": "answers",
}
_CHANGE = re.compile(r"change(?:\s+(?:answer\s+)?#?(?P<number>\d{1,3}))?")


@dataclass(frozen=True)
class Command:
    """A typed command. `number` is the answer that *change* is about, if it was named."""

    name: str
    number: int | None = None


def read(text: str) -> Command | None:
    """The command this text is, or None: only a text that is nothing but the command counts."""
    plain = " ".join(text.lower().split()).strip("\"'`*_.!")
    if plain in _WORDS:
        return Command(_WORDS[plain])
    if found := _CHANGE.fullmatch(plain):
        number = found["number"]
        return Command("change", int(number) if number else None)
    return None
