"""`python -m rules`: check a rule set, or ask it for advice, without the bot."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from .answers import Answer, AnswerError, from_json
from .check import Checked, check
from .diagram import Diagram, compile_rules
from .explain import recommend
from .faults import RuleSetError
from .interview import Interview, interview
from .loading import SHIPPED, load, loads, shipped
from .report import report


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command. Exit code 0: fine; 1: the rule set has problems; 2: bad input."""
    asked = _command_line().parse_args(arguments)
    try:
        return int(asked.run(asked))
    except RuleSetError as error:
        print(error, file=sys.stderr)
        return 1
    except AnswerError as error:
        print(error, file=sys.stderr)
        return 2
    except BrokenPipeError:  # the reader of our output has gone; so do we, quietly
        sys.stdout = None  # nothing must be flushed to it at exit
        return 0


def _check(asked: argparse.Namespace) -> int:
    diagram = _compiled(asked.file)
    checked = check(diagram)
    if asked.json:
        print(json.dumps(_as_data(checked), indent=2))
    else:
        _print_checked(diagram, checked)
    return 0 if checked.ok else 1


def _advise(asked: argparse.Namespace) -> int:
    diagram = _compiled(asked.file)
    held = interview(diagram, _answers(diagram, asked.answers))
    if held.next_fact is None and not held.recommendations:
        print(f"{asked.file} has no advice for these answers: run check on it", file=sys.stderr)
        return 1
    if asked.json:
        print(json.dumps(report(held), indent=2, ensure_ascii=False))
    else:
        _print_advice(held)
    return 0


def _compiled(name: str) -> Diagram:
    path = Path(name)
    rules = loads(shipped(name), name) if name in SHIPPED and not path.exists() else load(path)
    return compile_rules(rules)


def _answers(diagram: Diagram, path: Path) -> Mapping[str, Answer]:
    """The answers in a JSON file. Raises AnswerError, naming the file and every misfit."""
    try:
        raw = json.loads(path.read_text("utf-8"))
    except OSError as error:
        raise AnswerError(f"{path} can't be read ({error.strerror})") from error
    except (ValueError, RecursionError) as error:
        raise AnswerError(f"{path} is not valid JSON ({error})") from error
    if not isinstance(raw, dict):
        raise AnswerError(f'{path} must hold an object: {{"fact": value, ...}}')
    answers: dict[str, Answer] = {}
    misfits = []
    for fact, value in raw.items():
        try:
            answers[fact] = _answer(diagram, fact, value)
        except AnswerError as error:
            misfits.append(f"{path}: {error}")
    if misfits:
        raise AnswerError("\n".join(misfits))
    return answers


def _answer(diagram: Diagram, fact: str, value: object) -> Answer:
    if fact not in diagram.rules.facts:
        known = ", ".join(diagram.rules.facts)
        raise AnswerError(f"no fact is called '{fact}'; the facts are: {known}")
    try:
        answer = from_json(value)
    except AnswerError as error:
        raise AnswerError(f"'{fact}': {error}") from error
    diagram.rules.facts[fact].admit(fact, answer)
    return answer


def _as_data(checked: Checked) -> dict[str, Any]:
    return {
        "ok": checked.ok,
        "problems": [{"kind": p.kind, "message": p.message} for p in checked.problems],
        "facts": checked.facts,
        "rules": checked.rules,
        "nodes": checked.nodes,
        "answer_sets": checked.answer_sets,
        "longest": checked.longest,
        "shares": checked.shares,
    }


def _print_checked(diagram: Diagram, checked: Checked) -> None:
    rules = diagram.rules
    print(f"{rules.ruleset} {rules.version}")
    for problem in checked.problems:
        print(f"  {problem.kind}: {problem.message}")
    print(
        f"  {checked.facts} facts, {checked.rules} rules, {checked.answer_sets:,} sets of answers, "
        f"{checked.nodes} diagram nodes, at most {checked.longest} questions, "
        f"{len(rules.cases)} worked case{'' if len(rules.cases) == 1 else 's'}"
    )
    for name, share in checked.shares.items():
        print(f"  {share:8.3%}  {name}")
    count = len(checked.problems)
    print("  no problems" if checked.ok else f"  {count} problem{'s' if count > 1 else ''}")


def _print_advice(held: Interview) -> None:
    if held.next_fact:
        fact = held.diagram.rules.facts[held.next_fact]
        print(f"Next question ({held.next_fact}): {fact.ask}")
        print(f"Still possible: {', '.join(text.title for text in held.recommendations)}")
        return
    advised = recommend(held)
    print(f"{advised.text.title}: {advised.text.verdict}")
    for reason in advised.reasons:
        cited = ", ".join(f"{c.source.publisher} {c.id}" for c in reason.citations)
        print(f"  because ({reason.rule.id}): {reason.rule.because} [{cited}]")
    if advised.deciding:
        print(
            f"  depends on {advised.deciding.fact}: {', '.join(t.title for t in advised.possible)}"
        )
    for number, step in enumerate(advised.steps, start=1):
        print(f"  {number}. {step}")


def _command_line() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m rules", description=__doc__)
    commands = parser.add_subparsers(required=True, metavar="COMMAND")
    names = f"a rule set's file, or one of: {', '.join(SHIPPED)}"

    checking = commands.add_parser("check", help="prove that a rule set is whole")
    checking.add_argument("file", help=names)
    checking.add_argument("--json", action="store_true", help="print data instead of text")
    checking.set_defaults(run=_check)

    advising = commands.add_parser("advise", help="what a rule set says to given answers")
    advising.add_argument("file", help=names)
    advising.add_argument("--answers", type=Path, required=True, help="a JSON file of answers")
    advising.add_argument("--json", action="store_true", help="print data instead of text")
    advising.set_defaults(run=_advise)
    return parser


if __name__ == "__main__":
    sys.exit(main())
