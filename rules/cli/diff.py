"""`python -m rules diff`: what changes from one version of a rule set to another."""

from __future__ import annotations

import argparse
import json
from typing import Any

from rules.checks.compiling import compiled
from rules.comparing.diff_words import diff_as_data, diff_in_words
from rules.comparing.versions import diff
from rules.loading.load import loaded


def add_diff(commands: Any, names: str) -> None:
    """Add the command to the parser's; `names` says what may name a rule set."""
    diffing = commands.add_parser("diff", help="what changes from one version to another")
    diffing.add_argument("old", help=f"the old version: {names}")
    diffing.add_argument("new", help="the new version")
    diffing.add_argument("--json", action="store_true", help="print data instead of text")
    diffing.set_defaults(run=_diff)


def _diff(asked: argparse.Namespace) -> int:
    old, new = (compiled(loaded(name)) for name in (asked.old, asked.new))
    found = diff(old, new)
    if asked.json:
        print(json.dumps(diff_as_data(found), indent=2, ensure_ascii=False))
    else:
        print("\n".join(diff_in_words(found)))
    return 0
