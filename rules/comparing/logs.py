"""A log of interviews, one JSON object a line, read line by line; a bad line says what is wrong."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from rules.language.answers import Answer, AnswerError, from_json

from .versions import LISTS, Told

LONGEST = 1024 * 1024  # bytes; a longer line is no interview


@dataclass(frozen=True)
class Logged:
    """One logged interview: the answers, and what was recommended, one or all that were possible.

    `name` is what its author called it, or nothing; `told` what else was said.
    """

    line: int
    name: str
    answers: Mapping[str, Answer]
    recommended: str | tuple[str, ...]
    told: Told


@dataclass(frozen=True)
class BadLine:
    """A line that is no interview, and why."""

    line: int
    reason: str


def read_log(path: Path) -> Iterator[Logged | BadLine]:
    """Every line of a log, as {"answers": {...}, "recommendation": id or [ids]}.

    A line may have an "id", and what else was told: "direction", "stance", and the lists "modifiers",
    "missing" and "unknown". Other keys say nothing here; `log export` writes some. Lines count from
    1; empty ones are passed over. Raises AnswerError where the file can't be read.
    """
    try:
        lines = path.read_bytes().split(b"\n")
    except OSError as error:
        raise AnswerError(f"{path} can't be read ({error.strerror})") from error
    for number, line in enumerate(lines, start=1):
        if line.strip():
            try:
                yield _logged(number, line)
            except AnswerError as error:
                yield BadLine(number, str(error))


def _logged(number: int, line: bytes) -> Logged:
    raw = _object(line)
    if not isinstance(raw, dict) or not isinstance(raw.get("answers"), dict):
        raise AnswerError('needs {"answers": {...}, "recommendation": ...}')
    answers = {}
    for fact, answer in raw["answers"].items():
        try:
            answers[fact] = from_json(answer)
        except AnswerError as error:
            raise AnswerError(f"'{fact[:64]}': {error}") from error
    recommended = _recommended(raw.get("recommendation"))
    return Logged(number, _name(raw), answers, recommended, _told(raw))


def _object(line: bytes) -> Any:
    if len(line) > LONGEST:
        raise AnswerError("longer than 1 MB: one interview a line")
    try:
        return json.loads(line.decode("utf-8-sig"))
    except UnicodeDecodeError:
        raise AnswerError("not UTF-8 text: save it as UTF-8") from None
    except (ValueError, RecursionError) as error:
        reason = "nested too deep" if isinstance(error, RecursionError) else error
        raise AnswerError(f"not valid JSON ({reason})") from None


def _name(raw: dict[str, Any]) -> str:
    name = raw.get("id", "")
    if not isinstance(name, str | int):
        raise AnswerError('"id" needs to be text or a number')
    return str(name)


def _told(raw: dict[str, Any]) -> Told:
    """What else was said; nobody knows what is absent or null."""
    for name in ("direction", "stance"):
        if not isinstance(raw.get(name), str | None):
            raise AnswerError(f'"{name}" needs text')
    found = {}
    for name in LISTS:
        listed = raw.get(name)
        if listed is not None:
            if not isinstance(listed, list) or not all(isinstance(each, str) for each in listed):
                raise AnswerError(f'"{name}" needs a list of ids')
            found[name] = tuple(listed)
    return Told(raw.get("direction"), raw.get("stance"), **found)


def _recommended(raw: object) -> str | tuple[str, ...]:
    if isinstance(raw, str) and raw:
        return raw
    if isinstance(raw, list) and raw and all(isinstance(each, str) for each in raw):
        return tuple(raw)
    raise AnswerError('"recommendation" needs a recommendation\'s id, or a list of them')
