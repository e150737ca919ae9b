"""`python -m rules`: check a rule set, or ask it for advice, without the bot."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Iterator, Sequence
from itertools import groupby
from pathlib import Path
from statistics import mean
from typing import Any

from .answers import AnswerError
from .charts.chart import DrawError
from .charts.draw import draw, draw_svg
from .check import Checked, check
from .cli.advising import add_advise, read_answers
from .cli.authors import add_author_commands
from .cli.commands import add_commands, check_readings, compiled
from .cli.costs import add_costs
from .diagram import compile_rules
from .explain import NoWordsError
from .faults import Fault, RuleSetError
from .loading import SHIPPED, Loaded, loaded
from .problems import Problem


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command. Exit code 0: fine; 1: the rule set has problems; 2: bad input."""
    asked = _command_line().parse_args(arguments)
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
        print(f"{error}. Run: python -m rules check {asked.file}", file=sys.stderr)
        return 1
    except (AnswerError, DrawError) as error:
        print(error, file=sys.stderr)
        return 2
    except BrokenPipeError:  # the reader of our output has gone; so do we, quietly
        sys.stdout = None  # nothing must be flushed to it at exit
        return 0


def _check(asked: argparse.Namespace) -> int:
    read = loaded(asked.file)
    diagram = compile_rules(read.rules)
    for note in check_readings(asked.file, read):
        print(note, file=sys.stderr)
    checked = check(diagram)
    if asked.json:
        print(json.dumps(_as_data(read, checked), indent=2))
    else:
        _print_checked(read, checked)
    return 0 if checked.ok else 1


def _draw(asked: argparse.Namespace) -> int:
    diagram = compiled(asked.file)
    answers = read_answers(diagram, asked.answers) if asked.answers else None
    if asked.svg is None:
        print(draw(diagram, asked.table, answers), end="")
        return 0
    svg = draw_svg(diagram, asked.table, answers)
    try:
        asked.svg.write_text(svg, "utf-8")
    except OSError as error:
        raise DrawError(f"{asked.svg} can't be written ({error.strerror})") from error
    return 0


def _as_data(read: Loaded, checked: Checked) -> dict[str, Any]:
    return {
        "ok": checked.ok,
        "problems": [_problem(p.kind, read.located(p)) for p in checked.problems],
        "warnings": [_problem(p.kind, read.located(p, blame=False)) for p in checked.warnings],
        "facts": checked.facts,
        "classes": checked.classes,
        "rules": checked.rules,
        "nodes": checked.nodes,
        "answer_sets": checked.answer_sets,
        "interviews": checked.interviews,
        "longest": checked.longest,
        "case_questions": list(checked.case_questions),
        "shares": checked.shares,
    }


def _problem(kind: str, fault: Fault) -> dict[str, Any]:
    return {"kind": kind, "message": fault.message, "file": fault.file, "line": fault.line}


def _print_checked(read: Loaded, checked: Checked) -> None:
    print(" over ".join([f"{read.rules.ruleset} {read.rules.version}", *read.over]))
    for edit in read.edits:
        print(f"  {edit.does}")
    for problem in checked.problems:
        print(f"  {problem.kind}: {_with_place(read.located(problem))}")
    for warning in _few(checked.warnings):
        print(f"  warning, {warning.kind}: {_with_place(read.located(warning, blame=False))}")
    facts, classes = _many(checked.facts, "fact"), _many(checked.classes, "class", "es")
    print(f"  {facts} in {classes}, {_many(checked.rules, 'rule')}")
    sets, ways = _many(checked.answer_sets, "set"), _many(checked.interviews, "interview")
    print(f"  {sets} of answers, {ways}, {_many(checked.nodes, 'diagram node')}")
    print(f"  at most {_many(checked.longest, 'question')}{_in_cases(checked.case_questions)}")
    for name, share in checked.shares.items():
        print(f"  {share:8.3%}  {name}")
    print("  no problems" if checked.ok else f"  {_many(len(checked.problems), 'problem')}")


def _with_place(fault: Fault) -> str:
    return f"{fault.message} ({fault.file}:{fault.line})" if fault.line else fault.message


def _few(warnings: Sequence[Problem]) -> Iterator[Problem]:
    """The warnings, with those of a table that are all alike as one."""
    for (kind, table), alike in groupby(warnings, lambda each: (each.kind, each.table)):
        if table is None:
            yield from alike
        else:
            rules = _many(len([*alike]), "rule")
            message = f"{rules} of table '{table}' where earlier ones decide otherwise"
            yield Problem(kind, f"{message} (--json lists them)")


def _in_cases(questions: Sequence[int]) -> str:
    """How many questions the worked cases take."""
    if not questions:
        return ", no worked case"
    fewest, most = min(questions), max(questions)
    span = (
        f"{fewest}" if fewest == most else f"{fewest} to {most}, on average {mean(questions):.1f}"
    )
    return f", {_many(len(questions), 'worked case')} of {span}"


def _many(count: int, noun: str, ending: str = "s") -> str:
    return f"{count:,} {noun}{'' if count == 1 else ending}"


def _command_line() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m rules", description=__doc__)
    commands = parser.add_subparsers(required=True, metavar="COMMAND")
    names = f"a rule set's file, or one of: {', '.join(SHIPPED)}"

    checking = commands.add_parser("check", help="prove that a rule set is whole")
    checking.add_argument("file", help=names)
    checking.add_argument("--json", action="store_true", help="print data instead of text")
    checking.set_defaults(run=_check)

    add_advise(commands, names)

    drawing = commands.add_parser("draw", help="the flowchart of a rule set, as Mermaid text")
    drawing.add_argument("file", help=names)
    drawing.add_argument("--table", help="draw this table alone, with outcomes and rules")
    drawing.add_argument("--svg", type=Path, help="write SVG to this file instead (Graphviz)")
    drawing.add_argument("--answers", type=Path, help="mark the way of these, a JSON file")
    drawing.set_defaults(run=_draw)
    add_commands(commands, names)
    add_author_commands(commands, names)
    add_costs(commands)
    return parser


if __name__ == "__main__":
    sys.exit(main())
