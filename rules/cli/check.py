"""`python -m rules check`: the proofs of a rule set, and what is worth a second look."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Iterator, Sequence
from itertools import groupby
from pathlib import Path
from statistics import mean
from typing import Any

from rules.checks.check import Checked, check
from rules.checks.compiling import compiled
from rules.checks.reads_as import misread
from rules.language.faults import Fault, Problem, RuleSetError
from rules.loading.load import SHIPPED, Loaded, is_shipped, loaded


def add_check(commands: Any, names: str) -> None:
    """Add the command to the parser's; `names` says what may name a rule set."""
    checking = commands.add_parser("check", help="prove that a rule set is whole")
    checking.add_argument("file", help=names)
    checking.add_argument("--json", action="store_true", help="print data instead of text")
    checking.set_defaults(run=_check)


def _check(asked: argparse.Namespace) -> int:
    read = loaded(asked.file)
    diagram = compiled(read)
    for note in _check_readings(asked.file, read):
        print(note, file=sys.stderr)
    checked = check(diagram)
    if asked.json:
        print(json.dumps(_as_data(read, checked), indent=2))
    else:
        _print_checked(read, checked)
    return 0 if checked.ok else 1


def _check_readings(name: str, ours: Loaded) -> Iterator[str]:
    """Hold a rule set's `reads_as` against the rule sets it names, found beside it or shipped.

    Yields a note for each that can't be found. Raises RuleSetError for a reading that doesn't fit.
    """
    for other in ours.rules.reads_as:
        beside = Path(name).with_name(f"{other}.yaml")
        place = str(beside) if not is_shipped(name) and beside.exists() else other
        if place == other and other not in SHIPPED:
            yield f"{name}: no {other}.yaml stands beside it, so 'reads_as.{other}' is half checked"
        elif found := misread(ours.rules, loaded(place).rules):
            raise RuleSetError(name, [ours.document.fault(*misfit) for misfit in found])


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
