"""The kinds of fact: one file each. A new kind is listed in `Fact`, and nowhere else in rules/."""

from __future__ import annotations

from typing import Annotated, TypeAlias, get_args

from pydantic import Field

from .choice import Choice
from .fact import BaseFact
from .number import Number
from .several import Several
from .yes_no import YesNo

Fact: TypeAlias = Annotated[YesNo | Choice | Several | Number, Field(discriminator="type")]

KINDS: dict[str, type[BaseFact]] = {
    name: kind
    for kind in get_args(get_args(Fact)[0])
    for name in get_args(kind.model_fields["type"].annotation)
}
"""The kind for each `type` that an author may write."""
