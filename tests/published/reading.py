"""Published cases as answers to our questions: what a source doesn't state is answered *not sure*."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from itertools import chain, combinations
from pathlib import Path

from pydantic import BaseModel, ConfigDict, Field

from rules.diagram.compiler import compile_rules
from rules.diagram.nodes import labels
from rules.language.answers import Answer, Json, NotSure, Ticks, from_json
from rules.language.kinds.several import Several
from rules.loading.load import loads, shipped
from rules.loading.yaml12 import parse

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

    @cached_property
    def possible(self) -> frozenset[str]:
        """The recommendations that what the source states leaves possible."""
        named = {
            fact: Ticks(frozenset(raw.has), frozenset(raw.lacks))
            for fact, raw in self.answers.items()
            if isinstance(raw, Named)
        }
        found = labels(DIAGRAM.verdict, DIAGRAM.selection({**self.read, **named}))
        return frozenset(text.id for each in found if (text := DIAGRAM.recommendation(each)))

    @property
    def read(self) -> Mapping[str, Answer]:
        """An answer to every fact, as the bot would take it. Raises AnswerError for a misfit."""
        answers: dict[str, Answer] = dict.fromkeys(DIAGRAM.facts, NotSure())
        for fact, raw in self.answers.items():
            if not isinstance(raw, Named):
                answers[fact] = from_json(raw)
                DIAGRAM.rules.facts[fact].admit(fact, answers[fact])
        return answers

    @property
    def left_open(self) -> Mapping[str, list[frozenset[str]]]:
        """For each fact of which the source names some options, every list it may stand for."""
        named = {fact: raw for fact, raw in self.answers.items() if isinstance(raw, Named)}
        return {fact: list(_lists(fact, raw)) for fact, raw in named.items()}

    @property
    def decided(self) -> bool:
        return len(self.possible) == 1

    @property
    def agrees(self) -> bool:
        """Whether the source's verdict is still possible; once ours is decided, whether it is it."""
        return not self.possible.isdisjoint(self.verdict)


def _lists(fact: str, named: Named) -> Iterator[frozenset[str]]:
    asked = DIAGRAM.rules.facts[fact]
    assert isinstance(asked, Several), f"{fact} takes one answer"
    unknown = {*named.has, *named.lacks} - asked.options.keys()
    assert not unknown, f"{fact} has no option {unknown}"
    free = asked.options.keys() - {*named.has, *named.lacks}
    for more in chain.from_iterable(combinations(sorted(free), n) for n in range(len(free) + 1)):
        yield frozenset({*named.has, *more})


@dataclass(frozen=True)
class Tally:
    """How our verdicts stand beside the sources'."""

    cases: int
    decided_alike: int
    possible: int
    differing: int


def tally(cases: list[Case]) -> Tally:
    alike = [case for case in cases if case.agrees]
    decided = sum(case.decided for case in alike)
    return Tally(len(cases), decided, len(alike) - decided, len(cases) - len(alike))


CASES = [
    Case.model_validate(raw) for raw in parse(FILE.read_text("utf-8"), FILE.name).data["cases"]
]
