"""Clauses: what an author says of a fact within a sentence, and how several stand in one."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Annotated, TypeAlias

from pydantic import BeforeValidator, Field, StringConstraints, WithJsonSchema

Clause: TypeAlias = Annotated[
    str, StringConstraints(strip_whitespace=True, min_length=1, max_length=120)
]
Words: TypeAlias = Annotated[
    str, StringConstraints(strip_whitespace=True, min_length=1, max_length=40)
]
N = "{n}"  # stands for the number, with what it counts
MOST = 3  # clauses in one sentence
CURRENCIES = "$€£¥"


def _one_or_two(raw: object) -> object:
    return [raw] if isinstance(raw, str) else raw


_PAIR = WithJsonSchema({"type": ["string", "array"], "items": {"type": "string"}})
Forms: TypeAlias = Annotated[
    tuple[Clause, ...],
    BeforeValidator(_one_or_two),
    Field(min_length=1, max_length=2),
    _PAIR,
]
"""Of an option: what it means, and what it means not to be that."""
Counted: TypeAlias = Annotated[
    tuple[Words, ...], BeforeValidator(_one_or_two), Field(max_length=2), _PAIR
]
"""What a number counts: many of it, or one and many."""

# Behind one of these, two clauses that begin alike may not be drawn into one: "nobody tried a or
# b" isn't "nobody tried a or nobody tried b", and "must" and "every" read the same way.
_REACHES_OVER = re.compile(
    r"\b(?:no|not|nobody|nothing|none|never|neither|without|hardly|all|every|each|everybody|most|"
    r"few|fewer|less|only|must|may|can|could|should|cannot)\b|n't\b",
    re.IGNORECASE,
)
_LINKED = re.compile(r", | and | or ")


def any_of(clauses: Sequence[str]) -> str:
    """Any of these: "it is too slow or dear"."""
    return _joined(drawn_together(clauses), "or")


def all_of(clauses: Sequence[str], most: int = MOST) -> str:
    """All of these: "the task is narrow and somebody looks after it"."""
    return _joined(clauses, "and", most)


def drawn_together(clauses: Sequence[str]) -> list[str]:
    """Clauses that begin alike, the beginning said once where that says the same."""
    split = [each.split() for each in clauses]
    shared = 0
    for words in zip(*split, strict=False):
        if len({*words}) > 1:
            break
        shared += 1
    shared = min([shared, *(len(words) - 1 for words in split)])
    alone = not any(_LINKED.search(each) or _REACHES_OVER.search(each) for each in clauses)
    if len(split) < 2 or shared < 2 or not alone:
        return [*clauses]
    return [clauses[0], *(" ".join(words[shared:]) for words in split[1:])]


def _joined(clauses: Sequence[str], link: str, most: int = MOST) -> str:
    """At most so many, and never "1 more"; a comma before the link where a clause has one itself."""
    named = most if len(clauses) != most + 1 else most - 1
    more = len(clauses) - named
    parts = [*clauses[:named], *([f"{more} more"] if more > 0 else [])]
    if any(", " in part for part in parts[:-1]):
        return f", {link} ".join(parts)
    comma = "," if len(parts) > 1 and any(map(_LINKED.search, parts)) else ""
    return f"{comma} {link} ".join(filter(None, [", ".join(parts[:-1]), *parts[-1:]]))
