"""How a source stands beside what it says, on no platform."""

from __future__ import annotations

from rules.language.model import Source


def publisher(source: Source) -> str:
    """Who says so, and when: "OpenAI, 2024"."""
    return f"{source.publisher}, {source.year or 'undated'}"


def interest(source: Source) -> str:
    """What its publisher sells, or ""."""
    return f"sells {source.sells}" if source.sells else ""
