"""What somebody types, line by line, or what comes through a pipe."""

from __future__ import annotations

import io
import sys
from contextlib import suppress
from typing import TextIO

PROMPT = "> "  # without a style: one would have to be hidden from what counts the line's columns


class Keyboard:
    """Lines from a person, who can edit them and have earlier ones back, or from a script."""

    def __init__(self, source: TextIO, out: TextIO) -> None:
        self._source, self._out = source, out
        self.interactive = source.isatty()
        self._edited = self.interactive and out.isatty() and source is sys.stdin
        if isinstance(source, io.TextIOWrapper):
            source.reconfigure(errors="replace")  # whatever is no text can't be read, and is told
        if self._edited:
            # From then on `input` edits lines. Its history lasts as long as we do and goes into
            # no file: what people type is theirs.
            with suppress(ImportError):  # Windows edits lines by itself
                import readline  # noqa: F401, PLC0415  # only where somebody types

    def line(self) -> str | None:
        """The next line, or None at the end of input."""
        print(file=self._out, flush=True)
        try:
            return (input(PROMPT) if self._edited else self._read()).strip()
        except (EOFError, KeyboardInterrupt):
            print(file=self._out)
            return None

    def _read(self) -> str:
        print(PROMPT, end="", flush=True, file=self._out)
        line = self._source.readline()
        if not line:
            raise EOFError
        if not self.interactive:
            print(line.rstrip("\n"), file=self._out)  # a transcript shows both sides
        return line
