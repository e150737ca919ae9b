"""`python -m rules diff`, `replay` and `compare`: two rule sets side by side, or one and a log."""

from __future__ import annotations

import argparse
import json
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from rules.comparing.compare import compare, refuse_misfits
from rules.comparing.logs import Logged, Unreadable, read_log
from rules.comparing.versions import Replayed, diff, replay
from rules.comparing.words import (
    comparison_as_data,
    comparison_in_words,
    diff_as_data,
    diff_in_words,
    replayed_as_data,
    replayed_in_words,
    totals,
    totals_in_words,
)
from rules.diagram.diagram import Diagram, compile_rules
from rules.language.model import RuleSet
from rules.loading.load import SHIPPED, Loaded, is_shipped, loaded


def add_commands(commands: Any, names: str) -> None:
    """Add the three commands to the parser's; `names` says what may name a rule set."""
    diffing = commands.add_parser("diff", help="what changes from one version to another")
    diffing.add_argument("old", help=f"the old version: {names}")
    diffing.add_argument("new", help="the new version")
    replaying = commands.add_parser("replay", help="what the rules make of logged interviews")
    replaying.add_argument("file", help=names)
    replaying.add_argument(
        "--answers-log", type=Path, required=True, help="a JSONL file, one interview a line"
    )
    comparing = commands.add_parser("compare", help="where two rule sets disagree")
    comparing.add_argument("a", help=names)
    comparing.add_argument("b", help="the other rule set")
    comparing.add_argument(
        "--through", metavar="FILE", help="a third rule set, whose answers read as both others'"
    )
    for parser, run in ((diffing, _diff), (replaying, _replay), (comparing, _compare)):
        parser.add_argument("--json", action="store_true", help="print data instead of text")
        parser.set_defaults(run=run)


def compiled(name: str) -> Diagram:
    """A rule set by its file or its shipped name. Raises RuleSetError."""
    return compile_rules(loaded(name).rules)


def check_readings(name: str, ours: Loaded) -> Iterator[str]:
    """Hold a rule set's `reads_as` against the rule sets it names, found beside it or shipped.

    Yields a note for each that can't be found. Raises RuleSetError for a reading that doesn't fit.
    """
    for other in ours.rules.reads_as:
        beside = Path(name).with_name(f"{other}.yaml")
        place = str(beside) if not is_shipped(name) and beside.exists() else other
        if place != other or other in SHIPPED:
            _refuse(name, ours, loaded(place).rules)
        else:
            yield f"{name}: no {other}.yaml stands beside it, so 'reads_as.{other}' is half checked"


def _refuse(name: str, ours: Loaded, theirs: RuleSet) -> None:
    refuse_misfits(ours.rules, theirs, name, ours.document.fault)


def _diff(asked: argparse.Namespace) -> int:
    found = diff(compiled(asked.old), compiled(asked.new))
    _print(asked.json, diff_as_data(found), diff_in_words(found))
    return 0


def _compare(asked: argparse.Namespace) -> int:
    read = {name: loaded(name) for name in (asked.a, asked.b, asked.through) if name}
    for name, ours in read.items():
        for theirs in read.values():
            if theirs.rules.ruleset in ours.rules.reads_as:
                _refuse(name, ours, theirs.rules)
    given = {name: compile_rules(each.rules) for name, each in read.items()}
    found = compare(given[asked.a], given[asked.b], given.get(asked.through))
    _print(asked.json, comparison_as_data(found), comparison_in_words(found))
    return 0


def _replay(asked: argparse.Namespace) -> int:
    diagram = compiled(asked.file)
    lines = [(each, _replayed(diagram, each)) for each in read_log(asked.answers_log)]
    found = [replayed for _, replayed in lines if replayed]
    counts = totals(found, len(lines) - len(found))
    data = {"interviews": [_line_as_data(*line) for line in lines], "totals": counts}
    words = [f"{diagram.rules.ruleset} {diagram.rules.version}"]
    words += [_line_in_words(diagram, *line) for line in lines]
    _print(asked.json, data, [*words, totals_in_words(counts)])
    return 1 if counts["unreadable"] else 0


def _replayed(diagram: Diagram, each: Logged | Unreadable) -> Replayed | None:
    if isinstance(each, Unreadable):
        return None
    return replay(diagram, each.answers, each.recommended)


def _line_as_data(each: Logged | Unreadable, found: Replayed | None) -> dict[str, Any]:
    if isinstance(each, Unreadable) or found is None:
        return {"line": each.line, "error": each.reason} if isinstance(each, Unreadable) else {}
    return {"line": each.line, "id": each.name or None, **replayed_as_data(found)}


def _line_in_words(diagram: Diagram, each: Logged | Unreadable, found: Replayed | None) -> str:
    if isinstance(each, Unreadable):
        return f"  line {each.line} can't be read: {each.reason}"
    name = f" ({each.name})" if each.name else ""
    return f"  line {each.line}{name}: {replayed_in_words(diagram, found) if found else ''}"


def _print(as_json: bool, data: dict[str, Any], words: Iterable[str]) -> None:
    print(json.dumps(data, indent=2, ensure_ascii=False) if as_json else "\n".join(words))
