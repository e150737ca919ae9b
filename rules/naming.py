"""How a wrong name or value in a rule set is reported."""

from __future__ import annotations

from collections.abc import Iterable
from difflib import get_close_matches
from typing import TypeAlias

from .yaml12 import Path

Misfit: TypeAlias = tuple[Path, str]  # where it stands, and what to write instead


def unknown(kind: str, name: str, known: Iterable[str]) -> str:
    """The message for a name that nobody defined, with the likeliest one that somebody did."""
    names = list(known)
    listed = ", ".join(names) if names else "there is none yet, add it"
    return f"no {kind} is called '{name}': {meant(name, names) or f'use one of: {listed}'}"


def meant(name: str, names: Iterable[str]) -> str | None:
    """The question after the likeliest of the known names, if one is like what was written."""
    near = get_close_matches(name, names := list(names), n=3)
    near.sort(key=lambda each: sorted(each) != sorted(name))  # letters swapped: likeliest
    return f"did you mean '{near[0]}'?" if near else None
