"""`python -m rules advise`: what a rule set says to the answers in a file."""

from __future__ import annotations

import argparse
import json
import sys
from collections import Counter
from collections.abc import Mapping
from datetime import date
from functools import partial
from pathlib import Path
from typing import Any

from rules.checks.compiling import compiled
from rules.diagram.diagram import Diagram
from rules.interview.advice import Item, advice
from rules.interview.explain import recommend
from rules.interview.interview import Interview, interview
from rules.interview.report import report
from rules.interview.why import why
from rules.language.answers import Answer, AnswerError, from_json
from rules.loading.load import loaded


def add_advise(commands: Any, names: str) -> None:
    """Add the command to the parser's; `names` says what may name a rule set."""
    advising = commands.add_parser("advise", help="what a rule set says to given answers")
    advising.add_argument("file", help=names)
    advising.add_argument("--answers", type=Path, required=True, help="a JSON file of answers")
    add_day(advising, "what is said on that day, instead of today")
    advising.add_argument("--json", action="store_true", help="print data instead of text")
    advising.set_defaults(run=_advise)


def add_day(command: argparse.ArgumentParser, says: str) -> None:
    """Add `--on`; its `day` is today's, as whoever started the command knows it, or None."""
    day = date.fromisoformat
    command.add_argument("--on", dest="day", type=day, metavar="DATE", help=says)


def _advise(asked: argparse.Namespace) -> int:
    diagram = compiled(loaded(asked.file))
    held = interview(diagram, read_answers(diagram, asked.answers))
    if held.next_fact is None and not held.recommendations:
        print(f"{asked.file} has no advice for these answers: run check on it", file=sys.stderr)
        return 1
    if asked.json:
        print(json.dumps(report(held, asked.day), indent=2, ensure_ascii=False))
    else:
        _print_advice(held, asked.day)
    return 0


def read_answers(diagram: Diagram, path: Path) -> Mapping[str, Answer]:
    """The answers in a JSON file. Raises AnswerError, naming the file and every misfit."""
    raw = _parsed(path)
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


def _parsed(path: Path) -> Any:
    try:
        text = path.read_text("utf-8")
    except OSError as error:
        raise AnswerError(f"{path} can't be read ({error.strerror})") from error
    except UnicodeDecodeError as error:
        raise AnswerError(f"{path} is not UTF-8 text") from error
    try:
        return json.loads(text, object_pairs_hook=partial(_each_once, path))
    except json.JSONDecodeError as error:
        raise AnswerError(f"{path}:{error.lineno}: is not valid JSON ({error.msg})") from error
    except RecursionError as error:
        raise AnswerError(f"{path} is not valid JSON for answers: it nests too deep") from error
    except AnswerError:
        raise
    except ValueError as error:  # Python refuses to read a number of thousands of digits
        raise AnswerError(f"{path} is not valid JSON for answers: a number is too long") from error


def _each_once(path: Path, pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """A JSON object none of whose keys stands twice: else one answer would silently win."""
    for key, times in Counter(key for key, _ in pairs).items():
        if times > 1:
            raise AnswerError(f"{path}: '{key}' is answered {times} times: remove all but one")
    return dict(pairs)


def _answer(diagram: Diagram, fact: str, value: object) -> Answer:
    if fact not in diagram.rules.facts:
        known = ", ".join(diagram.rules.facts)
        raise AnswerError(f"no fact is called '{fact}'; the facts are: {known}")
    try:
        answer = from_json(value)
    except AnswerError as error:
        raise AnswerError(f"'{fact}': {error}") from error
    diagram.rules.facts[fact].admit(fact, answer)
    if diagram.assumed.get(fact, answer) != answer:
        assumed = diagram.rules.assumptions[fact]
        raise AnswerError(
            f"'{fact}' is assumed to be {assumed.answer} by {assumed.by}: leave it out"
        )
    return answer


def _print_advice(held: Interview, today: date | None) -> None:
    if held.next_fact:
        fact = held.diagram.rules.facts[held.next_fact]
        print(f"Next question ({held.next_fact}): {fact.ask}")
        print(f"Still possible: {', '.join(text.title for text in held.recommendations)}")
        for line in why(held).words:
            print(f"  {line}")
        return
    advised = recommend(held)
    view = advice(held, advised, today)
    print(f"{view.title}{'' if view.title.endswith('.') else ':'} {view.verdict}\n{view.holds}")
    for section in view.sections:
        print(f"{section.title}:")
        for number, item in enumerate(section.items, start=1):
            print(f"  {f'{number}. ' if section.numbered else ''}{_in_one_line(item)}")
    print(f"By the rules {', '.join(reason.rule.id for reason in advised.reasons)}")


def _in_one_line(item: Item) -> str:
    view = [f"Our view: {item.our_view}"] if item.our_view else []
    said = " ".join([f"{item.text}." if item.says else item.text, *item.says, *view])
    by = [*item.cite, *([item.link.url] if item.link else [])]
    return f"{said} [{', '.join(by)}]" if by else said
