"""The readable part of a faulty rule set, so that one run reports its wrong references too."""

from __future__ import annotations

from typing import Any

from pydantic import ValidationError

from rules.language.faults import Entry, Misfit, Path
from rules.language.model import RuleSet

from .entries import ANY, made
from .references import misfits

# Keys whose values nothing refers to: with these in their place the rest can still be read.
_STAND_INS: dict[str, str | int] = {
    "ruleset": "unnamed",
    "version": "0.0.0",
    "title": "Untitled",
    "intro": "None",
    "ask_order": "listed",
    "costs": False,
}


def misfits_of_the_rest(data: Any, broken: list[Path]) -> list[Misfit]:
    """The misfits of everything but the broken pieces, and none that their absence causes."""
    pieces = {piece for path in broken if (piece := _piece(path))}
    sections = {path[0] for path in broken if path and not _piece(path)} - _STAND_INS.keys()
    if not isinstance(data, dict) or () in broken or sections & RuleSet.model_fields.keys():
        return []  # a whole section is broken: nothing certain can be said of the rest
    for key in {path[0] for path in broken} & _STAND_INS.keys():
        data = {**data, key: _STAND_INS[str(key)]}
    data = {key: value for key, value in data.items() if key in RuleSet.model_fields}
    kept: dict[Path, list[int]] = {}
    try:
        rules = RuleSet.read(_without(data, pieces, (), kept))
    except ValidationError:
        return []
    lost = {each for piece in pieces for each in _made(data, piece)}
    return [
        each._replace(path=_original(each.path, kept))
        for each in misfits(rules)
        if not any(one in lost or one._replace(id=ANY) in lost for one in each.about)
    ]


def _piece(path: Path) -> Path | None:
    """The fact, rule, outcome, source, recommendation or case that a place belongs to."""
    depth = 3 if path[:1] == ("tables",) else 2
    return path[:depth] if len(path) >= depth and path[0] not in _STAND_INS else None


def _without(data: Any, pieces: set[Path], path: Path, kept: dict[Path, list[int]]) -> Any:
    if len(path) == 3:
        return data
    if isinstance(data, dict):
        return {
            key: _without(value, pieces, (*path, key), kept)
            for key, value in data.items()
            if (*path, key) not in pieces
        }
    if isinstance(data, list):
        kept[path] = [index for index in range(len(data)) if (*path, index) not in pieces]
        return [_without(data[index], pieces, (*path, index), kept) for index in kept[path]]
    return data


def _original(path: Path, kept: dict[Path, list[int]]) -> Path:
    """A place in the readable part, as a place in the whole file."""
    for depth, step in enumerate(path):
        if isinstance(step, int) and path[:depth] in kept:
            return (*path[:depth], kept[path[:depth]][step], *path[depth + 1 :])
    return path


def _made(data: Any, piece: Path) -> list[Entry]:
    """What a broken piece would have brought along."""
    for step in piece:
        data = data[step]  # these steps lie above pydantic's own
    section, name = "rules" if piece[0] == "tables" else str(piece[0]), piece[-1]
    return [*made(section, name if isinstance(name, str) else None, data)]
