"""Facts answered with one of the options that an author lists."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal

from pydantic import Field

from rules.language.clauses import Forms
from rules.language.word import Id

from .fact import BaseFact
from .option import OneOption
from .options import MAX_OPTIONS, OneOf
from .yes_no import YesNo


class Choice(OneOf):
    """A question answered with one of its options."""

    type: Literal["choice"]
    options: dict[Id, OneOption] = Field(min_length=2, max_length=MAX_OPTIONS)
    forms_of: dict[Id, Forms] = Field(default={}, alias="is")

    @property
    def forms(self) -> Mapping[str, Forms]:
        """As its author wrote them."""
        return self.forms_of

    def follows(self, old: BaseFact) -> bool:
        """Yes and no may have become two options among others."""
        return isinstance(old, Choice | YesNo)
