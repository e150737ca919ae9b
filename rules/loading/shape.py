"""What pydantic found wrong with a value, in an author's words and with the remedy."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, TypeAlias

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from rules.language.faults import Fault, Path
from rules.language.kinds import KINDS
from rules.language.kinds.option import Option
from rules.language.model import (
    Assumption,
    Case,
    Collected,
    Condition,
    Costs,
    Difference,
    Line,
    Modifier,
    NamedTest,
    Need,
    Never,
    Outcome,
    Read,
    ReadsAs,
    RecommendationText,
    Rule,
    RuleSet,
    Same,
    Source,
)
from rules.language.not_sure import NotSurePolicy, Settled
from rules.language.wording import either, meant

from .yaml12 import Document

# What stands at a place: its first key and its depth tell; ("", 1) is the document itself.
Words: TypeAlias = Mapping[tuple[str, int], tuple[type[BaseModel], ...]]
_WORDS: Words = {
    ("", 1): (RuleSet,),
    ("sources", 3): (Source,),
    ("facts", 3): tuple(dict.fromkeys(KINDS.values())),
    ("facts", 4): (NotSurePolicy,),
    ("facts", 5): (Option,),
    ("facts", 6): (Settled,),
    ("terms", 3): (NamedTest,),
    ("tables", 4): (Rule,),
    ("conditions", 3): (Condition,),
    ("modifiers", 3): (Modifier,),
    ("costs", 2): (Costs,),
    ("collect", 3): (Collected,),
    ("never", 3): (Never,),
    ("outcomes", 3): (Outcome,),
    ("outcomes", 5): (Line,),
    ("recommendations", 3): (RecommendationText,),
    ("recommendations", 4): (Line,),  # when to come back
    ("recommendations", 5): (Line,),
    ("differences", 3): (Difference,),
    ("cases", 3): (Case,),
    ("assumptions", 3): (Assumption,),
    ("reads_as", 3): (ReadsAs,),
    ("reads_as", 5): (Same,),
    ("reads_as", 6): (Read,),
}
_EACH_KIND = either([*KINDS])
_KEYS_BELOW = "needs keys and values below it"
_LIST = "needs a list: one '- ...' a line, or [a, b]"
_TEXT = "needs text: put it in quotes"
_WHOLE = "needs a whole number, in digits"
_REMEDIES = {
    "model_type": _KEYS_BELOW + ", as in 'label: ...'",
    "model_attributes_type": _KEYS_BELOW + ", as in 'label: ...'",
    "dict_type": _KEYS_BELOW,
    "tuple_type": _LIST,
    "list_type": _LIST,
    "string_type": _TEXT,
    "int_type": _WHOLE,
    "int_parsing": _WHOLE,
    "int_parsing_size": _WHOLE,
    "finite_number": _WHOLE,
    "int_from_float": "needs a whole number, without a fraction",
    "bool_type": "must be true or false",
    "bool_parsing": "must be true or false",
    "union_tag_not_found": f"needs a type: {_EACH_KIND}",
    "union_tag_invalid": f"has a type nobody knows: use {_EACH_KIND}",
}
_LIMITS = {
    "too_short": "needs more entries: at least {min_length}",
    "too_long": "has too many entries: at most {max_length}",
    "string_too_short": "is empty: write something",
    "string_too_long": "is too long: at most {max_length} characters",
    "greater_than_equal": "must be {ge} or more",
    "less_than_equal": "must be {le} or less",
    "literal_error": "must be {expected}",
}
_PATTERNS = {
    "ruleset": "small letters, digits, - and _, such as should-we-finetune",
    "version": 'three numbers in quotes, such as "1.0.0"',
    "url": "an address that begins with https://",
    "cite": "a statement's id, such as E28: capital letters first",
    "statements": "a statement's id, such as E28: capital letters first",
}


def shape_faults(
    document: Document, error: ValidationError, words: Words = _WORDS
) -> Iterator[Fault]:
    """The faults for pydantic's errors, each on the line of the value it is about.

    `words` says what stands where in a document; by default in a rule set.
    Left out are those that another fault causes: a value YAML could not read, or a list that is
    too short only because its entries are wrong.
    """
    found = [
        (_path_in(document.data, tuple(detail["loc"])), detail)
        for detail in error.errors(include_url=False)
    ]
    places = {path[:depth] for path, _ in found for depth in range(len(path))}
    broken = set(document.broken)
    for path, detail in found:
        unread = any(path[:depth] in broken for depth in range(1, len(path) + 1))
        if not unread and not (detail["type"] == "too_short" and path in places):
            yield _fault(document, path, detail, words)


def _fault(document: Document, path: Path, error: ErrorDetails, words: Words) -> Fault:
    if cut := document.cut_short(path, below=error["type"] == "condition"):
        return cut
    return document.fault(path, _message(document, path, error, words))


def _message(document: Document, path: Path, error: ErrorDetails, words: Words) -> str:
    name = _name(document, path)
    if error["type"] == "missing":
        return f"{_name(document, path[:-1])} lacks '{path[-1]}': add it"
    if error["type"] == "extra_forbidden":
        remedy = _instead(document.data, path, words)
        return f"{name} is no key that belongs here: {remedy}"
    if error["type"] in _LIMITS:
        return f"{name} {_LIMITS[error['type']].format_map(error['ctx'])}"
    if error["type"] == "condition":
        return f"{name}: {error['msg']}"
    if error["type"] == "constant":
        return f"{name} ({_shown(error['input'])}) {error['msg']}"
    return f"{name} {_remedy(path, error)}"


def _instead(data: Any, path: Path, words: Words) -> str:
    """The key that was meant, or those that could be: all of them for one that fits elsewhere."""
    there = words.get((str(path[0]), len(path)), words["", 1])
    if path[0] == "outcomes" and "needs" in path:
        there = (Need,)  # as deep as a line
    if path[0] == "facts" and len(path) == 3:
        there = (KINDS[data["facts"][path[1]]["type"]],)  # a known type, or no key is looked at
    keys, key = _keys(there), str(path[-1])
    elsewhere = any(key in _keys(others) for others in words.values())
    return (not elsewhere and meant(key, keys)) or f"use one of: {', '.join(keys)}"


def _keys(words: tuple[type[BaseModel], ...]) -> dict[str, None]:
    named = (each for word in words for each in word.model_fields.items())
    return {field.alias or name: None for name, field in named}


def _remedy(path: Path, error: ErrorDetails) -> str:
    kind, shown = error["type"], _shown(error["input"])
    if not path:
        return f"({shown}) needs keys at its top, such as ruleset, facts and tables"
    fitting = [_PATTERNS[step] for step in path[-2:] if isinstance(step, str) and step in _PATTERNS]
    if kind == "string_pattern_mismatch" or (kind == "string_type" and fitting):
        form = fitting[-1] if fitting else "an id: small letters, digits, - and _, a letter first"
        return f"({shown}) must be {form}"
    if kind in _REMEDIES:
        return f"({shown}) {_REMEDIES[kind]}"
    return f"({shown}) is not right: {error['msg']}"


def _path_in(data: Any, loc: Path) -> Path:
    """Pydantic's place without the steps that name its own unions and keys, not the author's."""
    path: list[str | int] = []
    for step in loc:
        if _holds(data, step):
            data = data[step]
        elif step == loc[-1] and isinstance(data, dict) and step != "[key]":
            data = None  # a missing key: named, though it isn't there
        else:
            continue
        path.append(step)
    return tuple(path)


def _holds(data: Any, step: str | int) -> bool:
    if isinstance(data, list):
        return isinstance(step, int) and step < len(data)
    return isinstance(data, dict) and step in data


def _name(document: Document, path: Path) -> str:
    """A place as its author wrote it."""
    _, path = document.written(path)
    return f"'{'.'.join(str(step) for step in path)}'" if path else "the file"


def _shown(value: object) -> str:
    """A value as its author knows it, and none of Python's spelling."""
    match value:
        case None | "":
            return "nothing"
        case bool():
            return "true" if value else "false"
        case dict():
            return "a group of keys"
        case list() | tuple():
            return "a list"
        case _:
            text = str(value)
            return text if len(text) <= 40 else text[:37] + "..."
