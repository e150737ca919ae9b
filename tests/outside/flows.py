"""Published flows: the rule sets that transcribe them, and the cases somebody else wrote for them."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from rules.diagram.compiler import compile_rules
from rules.diagram.diagram import Diagram
from rules.interview.interview import interview
from rules.language.answers import Answer, AnswerError, Range, Value
from rules.loading.load import load

SETS = Path(__file__).parent / "sets"
CASES = Path(__file__).parents[1] / "fixtures" / "smart-answers"


@dataclass(frozen=True)
class Flow:
    """A published flow of one year, and the rule set that transcribes it."""

    rules: str
    cases: str

    def __str__(self) -> str:
        return f"{self.rules} {self.cases[:4]}"


INHERITS_2019 = Flow("inherits-2019", "2019-inherits.json")
INHERITS_2026 = Flow("inherits-2026", "2026-inherits.json")
PENSION_2019 = Flow("state-pension", "2019-state-pension.json")
PENSION_2026 = Flow("state-pension", "2026-state-pension.json")
TOWING_2019 = Flow("towing", "2019-towing.json")
TOWING_2026 = Flow("towing", "2026-towing.json")
FLOWS = (INHERITS_2019, INHERITS_2026, PENSION_2019, PENSION_2026, TOWING_2019, TOWING_2026)
PUBLISHED_SETS = tuple(dict.fromkeys(flow.rules for flow in FLOWS))


@dataclass(frozen=True)
class Step:
    """After these answers, in the order given, this comes next: a fact's id or an outcome's."""

    answers: Mapping[str, Answer]
    next: str
    is_outcome: bool

    def __str__(self) -> str:
        return "after " + ", ".join(f"{fact}: {spelled(a)}" for fact, a in self.answers.items())


@cache
def diagram(name: str) -> Diagram:
    """The compiled rule set of a name."""
    return compile_rules(load(SETS / f"{name}.yaml"))


@cache
def steps(flow: Flow) -> tuple[Step, ...]:
    """All that was published about a flow."""
    data = json.loads((CASES / flow.cases).read_text("utf-8"))
    return tuple(_steps_of_2019(data) if "steps" in data else _steps_of_2026(data))


def _steps_of_2019(data: dict[str, Any]) -> Iterator[Step]:
    for step in data["steps"]:
        yield _step(dict(step["answers"]), step["next"])


def _steps_of_2026(data: dict[str, Any]) -> Iterator[Step]:
    for step in data["transitions"]:
        yield _step({**step["answers"], step["node"]: step["response"]}, step["next"])


def _step(answers: Mapping[str, str], following: str) -> Step:
    given = {question.rstrip("?"): _answer(question, said) for question, said in answers.items()}
    return Step(given, following.rstrip("?"), not following.endswith("?"))


_AGES = {
    "under-18": Range(below=18),
    "under-21": Range(below=21),
    "21-or-over": Range(at_least=21),
}


def _answer(question: str, said: str) -> Answer:
    """A published answer in our words: ages are numbers, and ids have small letters."""
    if (question, said) == ("how_old_are_you_msv_2?", "under-21"):
        return Range(18, 21)  # it stands beside under-18
    return _AGES.get(said, Value(said.lower()))


def spelled(answer: Answer) -> str:
    """An answer for a message."""
    match answer:
        case Value(value):
            return str(value)
        case Range(None, below):
            return f"below {below}"
        case Range(at_least, None):
            return f"at least {at_least}"
        case _:
            return str(answer)


def follows(compiled: Diagram, answers: Mapping[str, Answer]) -> str:
    """What comes next: a fact's id, or the recommendations possible once nothing is asked."""
    held = interview(compiled, answers)
    return held.next_fact or " or ".join(text.id for text in held.recommendations) or "nothing"


def astray(compiled: Diagram, published: tuple[Step, ...]) -> Iterator[str]:
    """A message for each published step that the rule set doesn't follow."""
    renamed = {past: text.id for text in compiled.rules.recommendations for past in text.was}
    for step in published:
        if misfit := _misfit(compiled, step):
            yield f"{step}: {misfit}"
        elif (found := follows(compiled, step.answers)) != (
            wanted := renamed.get(step.next, step.next)
        ):
            yield f"{step}: not {wanted}, as published, but {found}"


def _misfit(compiled: Diagram, step: Step) -> str | None:
    for fact, answer in step.answers.items():
        if fact not in compiled.rules.facts:
            return f"no fact is called '{fact}'"
        try:
            compiled.rules.facts[fact].admit(fact, answer)
        except AnswerError as error:
            return str(error)
    return None
