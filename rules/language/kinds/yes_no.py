"""Facts answered with yes or no."""

from __future__ import annotations

from typing import Literal

from rules.language.answers import NO, YES

from .option import Option
from .options import OneOf


class YesNo(OneOf):
    """A question answered with yes or no."""

    type: Literal["yes_no"]

    @property
    def options(self) -> dict[str, Option]:
        """The two options, so that yes/no and choice facts are handled as one kind."""
        return {YES: Option(label="Yes"), NO: Option(label="No")}
