"""`python -m rules advise`: what a rule set says to the answers in a file."""

from __future__ import annotations

import argparse
import json
import sys
from collections import Counter
from collections.abc import Iterator, Mapping
from functools import partial
from pathlib import Path
from typing import Any

from rules.diagram.diagram import Diagram
from rules.interview.explain import Reason, Recommendation, Unsure, recommend
from rules.interview.interview import Interview, interview
from rules.interview.report import report
from rules.interview.what_if import in_a_sentence, what_if
from rules.interview.why import why
from rules.language.answers import Answer, AnswerError, from_json

from .compare import compiled

MAX_WAYS = 5  # what would change a recommendation: the nearest ones are printed


def add_advise(commands: Any, names: str) -> None:
    """Add the command to the parser's; `names` says what may name a rule set."""
    advising = commands.add_parser("advise", help="what a rule set says to given answers")
    advising.add_argument("file", help=names)
    advising.add_argument("--answers", type=Path, required=True, help="a JSON file of answers")
    advising.add_argument("--json", action="store_true", help="print data instead of text")
    advising.set_defaults(run=_advise)


def _advise(asked: argparse.Namespace) -> int:
    diagram = compiled(asked.file)
    held = interview(diagram, read_answers(diagram, asked.answers))
    if held.next_fact is None and not held.recommendations:
        print(f"{asked.file} has no advice for these answers: run check on it", file=sys.stderr)
        return 1
    if asked.json:
        print(json.dumps(report(held), indent=2, ensure_ascii=False))
    else:
        _print_advice(held)
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
    return answer


def _print_advice(held: Interview) -> None:
    if held.next_fact:
        fact = held.diagram.rules.facts[held.next_fact]
        print(f"Next question ({held.next_fact}): {fact.ask}")
        print(f"Still possible: {', '.join(text.title for text in held.recommendations)}")
        for line in why(held).words:
            print(f"  {line}")
        return
    advised = recommend(held)
    print(f"{advised.text.title}: {advised.text.verdict}")
    for reason in advised.reasons:
        cited = ", ".join(f"{c.source.publisher} {c.id}" for c in reason.citations)
        if_so = "".join(f"if {each}, " for each in _provided(held, reason))
        print(f"  because ({reason.rule.id}): {if_so}{reason.rule.because} [{cited}]")
    for unsure in advised.unsure:
        print(f"  {_unsure(held, unsure)}")
    if advised.deciding:
        print(
            f"  depends on {advised.deciding.fact}: {', '.join(t.title for t in advised.possible)}"
        )
    for number, step in enumerate(advised.steps, start=1):
        print(f"  {number}. {step.say}")
    for line in _beside(advised):
        print(f"  {line}")
    _print_what_if(held)


def _beside(advised: Recommendation) -> Iterator[str]:
    """What belongs to a recommendation beside its steps."""
    for caution in advised.cautions:
        yield f"take care: {caution.say}"
    if advised.revisit:
        yield f"come back: {advised.revisit.say}"
    for difference in advised.differences:
        yield f"sources differ ({difference.id}, {difference.about}): {difference.we}"
    if advised.evidence:
        yield f"rests on: {advised.evidence}"


def _provided(held: Interview, reason: Reason) -> Iterator[str]:
    """What must be so, of what isn't sure, for a reason to be one."""
    for fact_id, answers in reason.provided:
        label = held.diagram.rules.facts[fact_id].label
        yield f"{label} is {held.diagram.classes[fact_id].any_of(answers)}"


def _unsure(held: Interview, unsure: Unsure) -> str:
    fact = held.diagram.rules.facts[unsure.fact]
    if unsure.counts_as is not None:
        return f"not sure about {fact.label}: counted as {fact.in_words(unsure.counts_as)}"
    decided = len(held.recommendations) == 1
    return f"{'decided although ' if decided else ''}not sure about {fact.label}"


def _print_what_if(held: Interview) -> None:
    ways = what_if(held)
    if ways:
        print("What would change this:")
    for way in ways[:MAX_WAYS]:
        print(f"  {way.text.title} {in_a_sentence(held.diagram, way)}")
    if len(ways) > MAX_WAYS:
        print(f"  {len(ways) - MAX_WAYS} more with --json")
