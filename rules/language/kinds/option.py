"""One of the options that a fact offers."""

from __future__ import annotations

from typing import Annotated, NamedTuple, TypeAlias

from pydantic import BeforeValidator, StringConstraints, WithJsonSchema

from rules.language.answers import Answer
from rules.language.word import Text, Was, Word

Label: TypeAlias = Annotated[str, StringConstraints(min_length=1, max_length=75)]


class Option(Word):
    """One choice: its label on a button, a line of help, and other words people use for it."""

    label: Label
    help: Text | None = None
    also: tuple[Text, ...] = ()
    alone: bool = False  # of several: who takes it takes no other
    group: Label | None = None  # the heading under which it stands in a long list
    surely_not: Label | None = None  # of a list left open: what somebody says for whom it isn't so
    was: Was = ()


def _option(raw: object) -> object:
    return {"label": raw} if isinstance(raw, str) else raw


OneOption: TypeAlias = Annotated[
    Option, BeforeValidator(_option), WithJsonSchema({"type": ["string", "object"]})
]


class Box(NamedTuple):
    """What a person can choose or tick: its label, a line of help, and what it alone says."""

    label: str
    help: str
    answer: Answer
    group: str = ""  # the heading under which it stands, or ""
