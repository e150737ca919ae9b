"""`python -m rules replay`: what the rules make of logged interviews."""

from __future__ import annotations

import argparse
import json
from pathlib import Path
from typing import Any

from rules.checks.compiling import compiled
from rules.comparing.logs import BadLine, Logged, read_log
from rules.comparing.versions import Replayed, replay
from rules.comparing.words import replayed_as_data, replayed_in_words, totals, totals_in_words
from rules.diagram.diagram import Diagram
from rules.loading.load import loaded


def add_replay(commands: Any, names: str) -> None:
    """Add the command to the parser's; `names` says what may name a rule set."""
    replaying = commands.add_parser("replay", help="what the rules make of logged interviews")
    replaying.add_argument("file", help=names)
    replaying.add_argument(
        "--answers-log",
        type=Path,
        required=True,
        help="a JSONL file, one interview a line, as `log export` of the bot writes it",
    )
    replaying.add_argument("--json", action="store_true", help="print data instead of text")
    replaying.set_defaults(run=_replay)


def _replay(asked: argparse.Namespace) -> int:
    diagram = compiled(loaded(asked.file))
    lines = [(each, _replayed(diagram, each)) for each in read_log(asked.answers_log)]
    found = [replayed for _, replayed in lines if replayed]
    counts = totals(found, len(lines) - len(found))
    if asked.json:
        data = {"interviews": [_line_as_data(*line) for line in lines], "totals": counts}
        print(json.dumps(data, indent=2, ensure_ascii=False))
    else:
        words = [f"{diagram.rules.ruleset} {diagram.rules.version}"]
        words += [_line_in_words(diagram, *line) for line in lines]
        print("\n".join([*words, totals_in_words(counts)]))
    return 1 if counts["unreadable"] else 0


def _replayed(diagram: Diagram, each: Logged | BadLine) -> Replayed | None:
    if isinstance(each, BadLine):
        return None
    return replay(diagram, each.answers, each.recommended, each.told)


def _line_as_data(each: Logged | BadLine, found: Replayed | None) -> dict[str, Any]:
    if isinstance(each, BadLine) or found is None:
        return {"line": each.line, "error": each.reason} if isinstance(each, BadLine) else {}
    return {"line": each.line, "id": each.name or None, **replayed_as_data(found)}


def _line_in_words(diagram: Diagram, each: Logged | BadLine, found: Replayed | None) -> str:
    if isinstance(each, BadLine):
        return f"  line {each.line} can't be read: {each.reason}"
    name = f" ({each.name})" if each.name else ""
    return f"  line {each.line}{name}: {replayed_in_words(diagram, found) if found else ''}"
