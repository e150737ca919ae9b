"""The acceptance cases, and what we advise on what their descriptions say."""

import random
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

from rules.diagram.compiler import compile_rules
from rules.interview.explain import Recommendation, recommend
from rules.interview.interview import interview
from rules.language.answers import Answer, NotSure, Ticks, from_json
from rules.language.kinds.several import Several
from rules.loading.load import loads, shipped
from rules.loading.yaml12 import parse

from .labels import Grade, grade, label

NAME = "should-we-finetune"
DIAGRAM = compile_rules(loads(shipped(NAME), NAME))
HERE = Path(__file__).parent


@dataclass(frozen=True)
class Case:
    """A published situation: what was expected before any rule was written, and how it was read."""

    id: str
    expected: dict[str, Any]
    trained: bool  # whether the source trained a model, and it was right
    texts: tuple[str, ...]  # of its own; none of them may stand in a rule set
    answers: Mapping[str, Any]  # read from the description by somebody who had seen the questions

    @cached_property
    def read(self) -> Mapping[str, Answer]:
        """An answer to every fact: *not sure* of all that the description doesn't say."""
        unsure: dict[str, Answer] = dict.fromkeys(DIAGRAM.facts, NotSure())
        return {**unsure, **self.stated}

    @cached_property
    def stated(self) -> Mapping[str, Answer]:
        """The answers that the description gives."""
        return {fact: _answer(fact, raw) for fact, raw in self.answers.items() if fact != "why"}

    @cached_property
    def ours(self) -> Recommendation:
        return recommend(interview(DIAGRAM, self.read))

    @property
    def grade(self) -> Grade:
        return grade(label(self.ours), self.expected)

    def completed(self, times: int) -> Iterator[Recommendation]:
        """What we advise where all that isn't said is answered at random, plainly."""
        draw = random.Random(self.id)
        for _ in range(times):
            answers = dict(self.stated)
            while (fact := interview(DIAGRAM, answers).next_fact) is not None:
                answers[fact] = _plain(fact, draw)
            yield recommend(interview(DIAGRAM, answers))


def _answer(fact: str, raw: Any) -> Answer:
    asked = DIAGRAM.rules.facts[fact]
    if isinstance(asked, Several) and isinstance(raw, dict):
        found = Ticks(frozenset(raw.get("yes", ())), frozenset(raw.get("no", ())))
        assert asked.options.keys() >= found.yes | found.no, fact
        return found
    answer = from_json(raw)
    asked.admit(fact, answer)
    return answer


def _plain(fact: str, draw: random.Random) -> Answer:
    asked = DIAGRAM.rules.facts[fact]
    if isinstance(asked, Several):
        return from_json([option for option in asked.options if draw.random() < 0.5])
    classes = DIAGRAM.classes[fact]
    return draw.choice([*classes.examples([classes.every])])


def cases(named: str, answered: str) -> list[Case]:
    """The cases of a file, with the answers of another."""
    read = parse((HERE / answered).read_text("utf-8"), answered).data
    return [
        Case(
            raw["id"],
            {"acceptable": (), "must_not": (), **raw["expected"]},
            raw.get("trained", False),
            (raw["says"], raw["description"], raw["why"]),
            read[raw["id"]],
        )
        for raw in parse((HERE / named).read_text("utf-8"), named).data["cases"]
    ]


HANDED = cases("handed.yaml", "answers_handed.yaml")
HALF_A = cases("half_a.yaml", "answers_a.yaml")
HALF_B = cases("half_b.yaml", "answers_b.yaml")
HALF_C = cases("half_c.yaml", "answers_c.yaml")
