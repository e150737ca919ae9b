"""Printing what was measured."""

from __future__ import annotations

from collections.abc import Iterable


def met(holds: bool) -> str:
    """In one word."""
    return "met" if holds else "MISSED"


def print_table(title: str, head: tuple[str, ...], rows: Iterable[tuple[str, ...]]) -> None:
    """Columns as wide as they need be, figures and their heads to the right."""
    lines = [head, *rows]
    columns = [*zip(*lines, strict=True)]
    widths = [max(map(len, column)) for column in columns]
    figures = [all(cell[:1].isdigit() for cell in column[1:]) for column in columns]
    print(title)
    for line in lines:
        cells = [
            cell.rjust(width) if right else cell.ljust(width)
            for cell, width, right in zip(line, widths, figures, strict=True)
        ]
        print(f"  {'  '.join(cells)}".rstrip())
    print(flush=True)
