"""Paragraphs on a terminal: wrapped to its width, styled where it can be, else exactly plain text."""

from __future__ import annotations

import os
import re
import shutil
import textwrap
from collections.abc import Sequence
from typing import TYPE_CHECKING, TextIO

if TYPE_CHECKING:
    from rich.text import Text

NARROWEST, WIDEST = 40, 88  # columns: what still holds our words, and what is still easy to read
STRONG, SMALL = "bold", "dim"
STATES = {"Missing": "bold yellow", "Unknown": "bold", "Done": "green"}  # beside the word itself

Piece = str | tuple[str, str]  # a text, or one with its style


def columns() -> int:
    """How wide a paragraph may be just now: people resize a terminal at any time."""
    return max(NARROWEST, min(shutil.get_terminal_size((WIDEST, 24)).columns, WIDEST))


class Paper:
    """What is written on, from top to bottom.

    Lines are broken the same with and without styles, and only between words: who copies an address
    gets the whole of it.
    """

    def __init__(self, out: TextIO) -> None:
        self.out = out
        self.styled = _takes_styles(out)
        self.columns = columns
        if self.styled:
            from rich.console import Console  # noqa: PLC0415  # a pipe need not wait for it

            self._console = Console(file=out, force_terminal=True, highlight=False)

    def say(self, *pieces: Piece, indent: str = "", hang: str = "", gap: bool = False) -> None:
        """Write one paragraph; `gap` leaves a line free above it."""
        said = [(each, "") if isinstance(each, str) else each for each in pieces]
        wrapped = textwrap.fill(
            "".join(text for text, _ in said),
            self.columns(),
            initial_indent=indent,
            subsequent_indent=indent + hang,
            break_long_words=False,
            break_on_hyphens=False,
        )
        if gap:
            print(file=self.out)
        if self.styled:
            self._console.print(_with_styles(wrapped, said), soft_wrap=True)
        else:
            print(wrapped, file=self.out, flush=True)


def _takes_styles(out: TextIO) -> bool:
    """Whether this is a terminal, one that knows styles, and whose owner wants them."""
    unwanted = os.environ.get("NO_COLOR") or os.environ.get("TERM") in ("dumb", "unknown")
    return out.isatty() and not unwanted


def _with_styles(wrapped: str, pieces: Sequence[tuple[str, str]]) -> Text:
    """Each piece in its style, wherever its words stand now that lines are broken."""
    from rich.text import Text  # noqa: PLC0415  # as above

    text, at = Text(wrapped), 0
    for said, style in pieces:
        words = r"\s+".join(map(re.escape, said.split()))
        if found := re.compile(words).search(text.plain, at):
            text.stylize(style, *found.span())
            at = found.end()
    return text
