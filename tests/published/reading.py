"""Published cases as answers to our questions: what a source doesn't state is answered *not sure*."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

from rules.diagram.compiler import compile_rules
from rules.interview.explain import Recommendation, recommend
from rules.interview.interview import interview
from rules.language.answers import Answer, Json, NotSure, Ticks, from_json
from rules.language.kinds.several import Several
from rules.loading.load import loads, shipped
from rules.loading.yaml12 import parse
from tests.acceptance.labels import alike

NAME = "should-we-finetune"
DIAGRAM = compile_rules(loads(shipped(NAME), NAME))
FILE = Path(__file__).with_name("cases.yaml")


class Strict(BaseModel):
    """No key is misspelled unseen."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class Named(Strict):
    """Of a fact that takes several options: some that hold and some that don't, the rest open."""

    has: tuple[str, ...] = ()
    lacks: tuple[str, ...] = ()


class Elsewhere(Strict):
    """A source that the rule set doesn't cite."""

    title: str
    url: str = Field(pattern="^https://")


class Case(Strict):
    """What a source says, as answers, and the recommendations of ours that say the same."""

    id: str
    source: str | Elsewhere
    says: str
    answers: dict[str, Json | Named]
    reading: str = ""
    verdict: tuple[str, ...] = Field(min_length=1)
    differs: str = ""

    @property
    def origin(self) -> tuple[str, str]:
        """The source's title and address."""
        if isinstance(self.source, str):
            cited = DIAGRAM.rules.sources[self.source]
            return cited.title, cited.url
        return self.source.title, self.source.url

    @property
    def stated(self) -> Mapping[str, Answer]:
        """What the source states, as the bot would take it. Raises AnswerError for a misfit."""
        answers: dict[str, Answer] = {}
        for fact, raw in self.answers.items():
            asked = DIAGRAM.rules.facts[fact]
            if isinstance(raw, Named):
                assert isinstance(asked, Several), f"{fact} takes one answer"
                assert asked.options.keys() >= {*raw.has, *raw.lacks}, fact
                answers[fact] = Ticks(frozenset(raw.has), frozenset(raw.lacks))
            else:
                answers[fact] = from_json(raw)
                asked.admit(fact, answers[fact])
        return answers

    @cached_property
    def ours(self) -> Recommendation:
        """What we advise on that, where all else isn't sure."""
        unsure: dict[str, Answer] = dict.fromkeys(DIAGRAM.facts, NotSure())
        return recommend(interview(DIAGRAM, {**unsure, **self.stated}))

    @cached_property
    def possible(self) -> frozenset[str]:
        """The recommendations to which plain answers to all else may lead."""
        return frozenset(text.id for text in interview(DIAGRAM, self.stated).recommendations)

    @property
    def comes_out(self) -> Literal["same", "group", "open", "differs"]:
        """How our direction stands beside the source's: the same, one of its group, still open to
        it by what the source doesn't state, or another."""
        if self.ours.direction in self.verdict:
            return "same"
        if any(alike(self.ours.direction, each) for each in self.verdict):
            return "group"
        is_open = self.ours.turns_on and not self.possible.isdisjoint(self.verdict)
        return "open" if is_open else "differs"


@dataclass(frozen=True)
class Tally:
    """How our directions stand beside the sources'."""

    cases: int
    same: int
    group: int
    open: int
    differing: int


def tally(cases: list[Case]) -> Tally:
    found = Counter(case.comes_out for case in cases)
    return Tally(len(cases), found["same"], found["group"], found["open"], found["differs"])


CASES = [
    Case.model_validate(raw) for raw in parse(FILE.read_text("utf-8"), FILE.name).data["cases"]
]
