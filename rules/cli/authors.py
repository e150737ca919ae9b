"""`python -m rules schema` and `new`: help for those who write rule sets."""

from __future__ import annotations

import argparse
import json
from importlib import resources
from string import Template
from typing import Any

from rules.language.model import RuleSet
from rules.loading.load import SHIPPED, loaded
from rules.loading.overlays.schema import overlay_schema


def add_author_commands(commands: Any) -> None:
    """Add the two commands to the parser's."""
    schema = commands.add_parser("schema", help="the JSON Schema of a rule set, for editors")
    schema.add_argument("--overlay", action="store_true", help="that of an overlay instead")
    schema.set_defaults(run=_schema)
    new = commands.add_parser("new", help="a commented rule set to start from")
    new.add_argument(
        "--overlay", nargs="?", const=SHIPPED[0], metavar="FILE", help="an overlay on FILE instead"
    )
    new.set_defaults(run=_new)


def schema() -> dict[str, Any]:
    """The JSON Schema of a rule set. The loader checks more than a schema can say."""
    return RuleSet.model_json_schema(by_alias=True)


def starter() -> str:
    """The text of a small, commented rule set that passes `check`."""
    return (resources.files("rules.cli") / "starter.yaml").read_text("utf-8")


def overlay_starter(base: str) -> str:
    """The text of a small, commented overlay on a rule set, by its file or shipped name.

    Put beside the base it passes `check`, if the base does. Raises RuleSetError.
    """
    rules = loaded(base).rules
    first = rules.tables[rules.verdict[0]][0]
    template = (resources.files("rules.cli") / "overlay.yaml").read_text("utf-8")
    return Template(template).substitute(
        base=base, major=rules.version.split(".")[0], rule=first.id
    )


def _schema(asked: argparse.Namespace) -> int:
    print(json.dumps(overlay_schema() if asked.overlay else schema(), indent=2))
    return 0


def _new(asked: argparse.Namespace) -> int:
    text = overlay_starter(asked.overlay) if asked.overlay else starter()
    print(text.replace("python -m rules", asked.prog), end="")
    return 0
