"""What every word of an author is made of: ids, texts, links, tests, and nothing unknown."""

from __future__ import annotations

from typing import Annotated, TypeAlias

from pydantic import (
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    PlainSerializer,
    SkipValidation,
    StringConstraints,
    ValidationInfo,
    WithJsonSchema,
)

from .when import WHEN_SCHEMA, Spoken, Test, parse_when, unparse

Id: TypeAlias = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_-]{0,63}$")]
StatementId: TypeAlias = Annotated[str, StringConstraints(pattern=r"^[A-Z][A-Z0-9_.-]{0,31}$")]
Text: TypeAlias = Annotated[
    str, StringConstraints(strip_whitespace=True, min_length=1, max_length=1000)
]
Link: TypeAlias = Annotated[str, StringConstraints(pattern=r"^https://[^\s<>|]+$", max_length=500)]
Version: TypeAlias = Annotated[str, StringConstraints(pattern=r"^\d+\.\d+\.\d+$")]


def _one_or_many(raw: object) -> object:
    return [raw] if isinstance(raw, str) else raw


Ids: TypeAlias = Annotated[
    tuple[Id, ...],
    BeforeValidator(_one_or_many),
    Field(min_length=1),
    WithJsonSchema({"type": ["string", "array"], "items": {"type": "string"}}),
]
AnyIds: TypeAlias = Annotated[tuple[Id, ...], BeforeValidator(_one_or_many)]  # or none
Was: TypeAlias = AnyIds  # its ids in the past
Cited: TypeAlias = tuple[StatementId, ...]


def _when(raw: object, info: ValidationInfo) -> Test:
    return parse_when(raw, info.context or Spoken())  # what words mean in its text


When: TypeAlias = Annotated[
    SkipValidation[Test],
    BeforeValidator(_when),
    PlainSerializer(unparse),
    WithJsonSchema(WHEN_SCHEMA, mode="validation"),
]


class Word(BaseModel):
    """The base of everything an author writes: immutable, no unknown keys."""

    model_config = ConfigDict(
        extra="forbid", frozen=True, populate_by_name=True, arbitrary_types_allowed=True
    )
