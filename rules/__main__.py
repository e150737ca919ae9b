"""`python -m rules`: check a rule set, or ask it for advice, without the bot."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Sequence
from datetime import date
from typing import Any

from .charts.chart import DrawError
from .cli.advise import add_advise
from .cli.authors import add_author_commands
from .cli.check import add_check
from .cli.costs import add_costs
from .cli.diff import add_diff
from .cli.draw import add_draw
from .cli.replay import add_replay
from .interview.explain import NoWordsError
from .language.answers import AnswerError
from .language.faults import RuleSetError
from .loading.load import SHIPPED

PROG = "python -m rules"


def main(
    arguments: Sequence[str] | None = None, prog: str = PROG, today: date | None = None
) -> int:
    """Run one command. Exit code 0: fine; 1: the rule set has problems; 2: bad input.

    `prog` is how the person started it, for what they are told to type. `today` is the day for
    commands that are given none; where nobody knows it, nothing dated is said.
    """
    parser = argparse.ArgumentParser(
        prog=prog, description="Check a rule set, or ask it for advice, without the bot."
    )
    _add_commands(parser)
    parser.set_defaults(prog=prog)
    asked = parser.parse_args(arguments)
    asked.day = getattr(asked, "day", None) or today
    try:
        return int(asked.run(asked))
    except RuleSetError as error:
        if getattr(asked, "json", False):
            faults = [
                {"file": each.file or error.file, "line": each.line, "message": each.message}
                for each in error.faults
            ]
            print(json.dumps({"ok": False, "file": error.file, "faults": faults}, indent=2))
        print(error, file=sys.stderr)
        return 1
    except NoWordsError as error:  # a gap, or a combination without words: check names them
        print(f"{error}. Run: {prog} check {asked.file}", file=sys.stderr)
        return 1
    except (AnswerError, DrawError) as error:
        print(error, file=sys.stderr)
        return 2
    except BrokenPipeError:  # the reader of our output has gone; so do we, quietly
        sys.stdout = None  # nothing must be flushed to it at exit
        return 0


def command_names() -> tuple[str, ...]:
    """The first words that are commands here."""
    return tuple(_add_commands(argparse.ArgumentParser()).choices)


def _add_commands(parser: argparse.ArgumentParser) -> Any:
    commands = parser.add_subparsers(required=True, metavar="COMMAND")
    names = f"a rule set's file, or one of: {', '.join(SHIPPED)}"

    add_check(commands, names)
    add_advise(commands, names)
    add_draw(commands, names)
    add_diff(commands, names)
    add_replay(commands, names)
    add_author_commands(commands)
    add_costs(commands)
    return commands


if __name__ == "__main__":
    sys.exit(main(today=date.today()))  # noqa: DTZ011  # the day where the person sits
