"""A log of interviews, one JSON object a line, read line by line; a bad line says what is wrong."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from rules.language.answers import Answer, AnswerError, from_json

LONGEST = 1024 * 1024  # bytes; a longer line is no interview


@dataclass(frozen=True)
class Logged:
    """One logged interview: the answers, and what was recommended, one or all that were possible.

    `name` is what its author called it, or nothing.
    """

    line: int
    name: str
    answers: Mapping[str, Answer]
    recommended: str | tuple[str, ...]


@dataclass(frozen=True)
class BadLine:
    """A line that is no interview, and why."""

    line: int
    reason: str


def read_log(path: Path) -> Iterator[Logged | BadLine]:
    """Every line of a log, as {"answers": {...}, "recommendation": id or [ids], "id": optional}.

    Lines count from 1; empty ones are passed over. Raises AnswerError where the file can't be read.
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
    return Logged(number, _name(raw), answers, _recommended(raw.get("recommendation")))


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


def _recommended(raw: object) -> str | tuple[str, ...]:
    if isinstance(raw, str) and raw:
        return raw
    if isinstance(raw, list) and raw and all(isinstance(each, str) for each in raw):
        return tuple(raw)
    raise AnswerError('"recommendation" needs a recommendation\'s id, or a list of them')
