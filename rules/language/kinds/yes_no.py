"""Facts answered with yes or no."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Literal

from pydantic import Field

from rules.language.answers import NO, YES, Answer, Value
from rules.language.clauses import Clause, Forms
from rules.language.faults import Path

from .option import Option
from .options import OneOf


class YesNo(OneOf):
    """A question answered with yes or no."""

    type: Literal["yes_no"]
    is_so: Clause | None = Field(default=None, alias="is")
    is_not: Clause | None = Field(default=None, alias="not")

    @property
    def options(self) -> dict[str, Option]:
        """The two options, so that yes/no and choice facts are handled as one kind."""
        return {YES: Option(label="Yes"), NO: Option(label="No")}

    @property
    def forms(self) -> Mapping[str, Forms]:
        """What yes means and what no does, each of which is what the other isn't."""
        found = {YES: (self.is_so, self.is_not), NO: (self.is_not, self.is_so)}
        return {
            option: tuple(each for each in pair if each)
            for option, pair in found.items()
            if pair[0]
        }

    def written_at(self, key: str) -> Path:
        """`is` says yes and isn't no, `not` the other way round."""
        return ("is",) if key in (f"is.{YES}", f"not.{NO}") else ("not",)

    def may_come(self, old: Answer | None, answers: Sequence[Answer]) -> bool:
        """Only a yes comes."""
        return super().may_come(old, answers) and [*answers] == [Value(YES)]
