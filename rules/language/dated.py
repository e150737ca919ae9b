"""Days in what an author writes, and what is said only in its time. Nothing here asks the day."""

from __future__ import annotations

from datetime import date
from typing import Annotated, TypeAlias

from pydantic import (
    BeforeValidator,
    Field,
    PlainSerializer,
    ValidationInfo,
    WithJsonSchema,
    field_validator,
)
from pydantic_core import PydanticCustomError

from .word import Word


def _day(raw: object) -> date:
    try:
        day = date.fromisoformat(str(raw))
    except ValueError:
        day = None
    if day is None or f"{day}" != str(raw):
        raise PydanticCustomError("constant", "needs a day, such as 2026-11-20")
    return day


Day: TypeAlias = Annotated[
    date, BeforeValidator(_day), PlainSerializer(str), WithJsonSchema({"type": "string"})
]


class Dated(Word):
    """What is said on days from one on, and up to but not including another."""

    from_: Day | None = Field(default=None, alias="from")
    until: Day | None = None

    @field_validator("until")
    @classmethod
    def _after_from(cls, until: date | None, info: ValidationInfo) -> date | None:
        starts = info.data.get("from_")
        if until and starts and until <= starts:
            raise PydanticCustomError(
                "constant",
                "must come after 'from', {starts}: correct one of them",
                {"starts": f"{starts}"},
            )
        return until

    def said_on(self, today: date | None) -> bool:
        """Whether it is said on that day. Where nobody knows the day, nothing dated is."""
        if today is None:
            return self.from_ is None and self.until is None
        return (self.from_ or today) <= today < (self.until or date.max)
