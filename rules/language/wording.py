"""Names and plain data in sentences: several joined, and a wrong name with what was meant."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from difflib import get_close_matches
from typing import Self


class Hinted(str):
    """A message with a hint for whoever wrote the line; `bare` is what is wrong, without it."""

    __slots__ = ("bare",)
    bare: str

    def __new__(cls, bare: str, hint: str) -> Self:
        """The two as one text."""
        message = super().__new__(cls, f"{bare}: {hint}")
        message.bare = bare
        return message


def unknown(kind: str, name: str, known: Iterable[str]) -> Hinted:
    """The message for a name that nobody defined, with the likeliest one that somebody did."""
    names = list(known)
    hint = meant(name, names) or f"use one of: {', '.join(names)}"
    hint = hint if names else "there is none yet, so add it"
    return Hinted(f"no {kind} is called '{name}'", hint)


def meant(name: str, names: Iterable[str]) -> str | None:
    """The question after the likeliest of the known names, if one is like what was written."""
    near = get_close_matches(name, names := list(names), n=3)
    near.sort(key=lambda each: sorted(each) != sorted(name))  # letters swapped: likeliest
    return f"did you mean '{near[0]}'?" if near else None


def either(words: Sequence[str]) -> str:
    """The words as alternatives: "a, b or c"; "" for none."""
    return _joined(words, "or")


def listed(words: Sequence[str]) -> str:
    """The words together: "a, b and c"; "" for none."""
    return _joined(words, "and")


def quoted_apart(words: Sequence[str]) -> list[str]:
    """The words, all in quotes where one has a comma or an "or" of its own."""
    unclear = any(" or " in each or ", " in each for each in words)
    return [f"“{each}”" if unclear else each for each in words]


def _joined(words: Sequence[str], link: str) -> str:
    return f" {link} ".join(filter(None, [", ".join(words[:-1]), *words[-1:]]))


def sentence(words: str) -> str:
    """The words with a capital first, as a line begins."""
    return words[:1].upper() + words[1:]


def in_yaml(plain: object) -> str:
    """Plain data on one line, as an author would write it: {water: {below: 200}}."""
    match plain:
        case {"all": []}:
            return "always"
        case dict():
            return "{" + ", ".join(f"{key}: {in_yaml(value)}" for key, value in plain.items()) + "}"
        case list() | tuple():
            return "[" + ", ".join(in_yaml(value) for value in plain) + "]"
        case _:
            return str(plain)
