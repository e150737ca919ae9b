"""The words an author may use in a rule set, and nothing else: unknown words are refused."""

from __future__ import annotations

from typing import Annotated, Literal, TypeAlias

from pydantic import (
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    PlainSerializer,
    SkipValidation,
    StringConstraints,
)
from pydantic_core import PydanticCustomError

from .answers import MAX_NUMBER, NO, YES, Answer, AnswerError, NotSure, Range, Scalar, Value
from .conditions import ALWAYS, Condition, parse, unparse

Id: TypeAlias = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_-]{0,63}$")]
StatementId: TypeAlias = Annotated[str, StringConstraints(pattern=r"^[A-Z][A-Z0-9_.-]{0,31}$")]
Text: TypeAlias = Annotated[
    str, StringConstraints(strip_whitespace=True, min_length=1, max_length=1000)
]
Link: TypeAlias = Annotated[str, StringConstraints(pattern=r"^https://[^\s<>|]+$", max_length=500)]
Version: TypeAlias = Annotated[str, StringConstraints(pattern=r"^\d+\.\d+\.\d+$")]
Whole: TypeAlias = Annotated[int, Field(ge=-MAX_NUMBER, le=MAX_NUMBER)]


MAX_FACTS = 100  # the diagram is walked by recursion, and nobody answers that many questions
MAX_OPTIONS = 100  # what a Slack menu takes


class Word(BaseModel):
    """The base of everything an author writes: immutable, no unknown keys."""

    model_config = ConfigDict(
        extra="forbid", frozen=True, populate_by_name=True, arbitrary_types_allowed=True
    )


class Source(Word):
    """A text the advice rests on, and what it says, statement by statement, in our own words."""

    title: Text
    url: Link
    publisher: Text
    year: int | None = None
    sells: Text | None = None  # what the publisher earns money with, where it bears on the advice
    statements: dict[StatementId, Text] = Field(min_length=1)


def _scalar(raw: object) -> object:
    if raw is None or (isinstance(raw, str | int) and not isinstance(raw, bool)):
        return raw
    raise PydanticCustomError("condition", "needs one option's id, or a whole number")


class NotSurePolicy(Word):
    """What *not sure* means for a fact: counted as a value, or left open where there is none."""

    counts_as: Annotated[Scalar | None, BeforeValidator(_scalar)] = Field(default=None, alias="as")
    because: Text


class Option(Word):
    """One choice: its label on a button, a line of help, and other words people use for it."""

    label: Annotated[str, StringConstraints(min_length=1, max_length=75)]
    help: Text | None = None
    also: tuple[Text, ...] = ()


def _option(raw: object) -> object:
    return {"label": raw} if isinstance(raw, str) else raw


class _Fact(Word):
    label: Annotated[str, StringConstraints(min_length=1, max_length=60)]  # "Requests a day"
    ask: Text
    why: Text
    help: Text
    not_sure: NotSurePolicy

    def refuse(self, fact_id: str, remedy: str) -> AnswerError:
        return AnswerError(f"'{fact_id}' {remedy}")


class YesNo(_Fact):
    """A question answered with yes or no."""

    type: Literal["yes_no"]

    @property
    def options(self) -> dict[str, Option]:
        """The two options, so that yes/no and choice facts are handled as one kind."""
        return {YES: Option(label="Yes"), NO: Option(label="No")}

    def admit(self, fact_id: str, answer: Answer) -> None:
        """Raise AnswerError unless the answer fits this fact."""
        _admit_option(self, fact_id, answer, self.options)


class Choice(_Fact):
    """A question answered with one of its options."""

    type: Literal["choice"]
    options: dict[Id, Annotated[Option, BeforeValidator(_option)]] = Field(
        min_length=2, max_length=MAX_OPTIONS
    )

    def admit(self, fact_id: str, answer: Answer) -> None:
        """Raise AnswerError unless the answer fits this fact."""
        _admit_option(self, fact_id, answer, self.options)


class Number(_Fact):
    """A whole number of `unit`, from `min` to `max`, both included."""

    type: Literal["int"]
    unit: Annotated[str, StringConstraints(min_length=1, max_length=30)]
    min: Whole = 0
    max: Whole = MAX_NUMBER

    def admit(self, fact_id: str, answer: Answer) -> None:
        """Raise AnswerError unless the answer fits this fact."""
        match answer:
            case Value(int() as number):
                ends = (number, number)
            case Range(at_least, below):
                ends = (
                    self.min if at_least is None else at_least,
                    self.max if below is None else below - 1,
                )
            case NotSure():
                return
            case _:
                raise self.refuse(fact_id, f"needs a whole number of {self.unit}, or a range")
        if not self.min <= ends[0] <= ends[1] <= self.max:
            raise self.refuse(fact_id, f"must lie between {self.min} and {self.max} {self.unit}")


def _admit_option(fact: _Fact, fact_id: str, answer: Answer, options: dict[str, Option]) -> None:
    if isinstance(answer, NotSure) or (isinstance(answer, Value) and answer.value in options):
        return
    raise fact.refuse(fact_id, f"takes one of: {', '.join(options)}, not_sure")


Fact: TypeAlias = Annotated[YesNo | Choice | Number, Field(discriminator="type")]


class Outcome(Word):
    """What a rule concludes, with what it adds to the recommendation."""

    steps: tuple[Text, ...] = ()
    cautions: tuple[Text, ...] = ()
    links: tuple[Id, ...] = ()  # sources worth reading beside those the rules cite
    needs: tuple[Id, ...] = ()  # facts asked for the wording alone, once this outcome is decided


When: TypeAlias = Annotated[
    SkipValidation[Condition], BeforeValidator(parse), PlainSerializer(unparse)
]


class Rule(Word):
    """One row of a table: if it is the first to hold, its outcome is the table's."""

    id: Id
    when: When = ALWAYS
    outcome: Id
    stop: bool = False  # later tables are not read, and nothing more is asked for them
    because: Text
    cite: tuple[StatementId, ...] = Field(min_length=1)


def _one_or_many(raw: object) -> object:
    return [raw] if isinstance(raw, str) else raw


Ids: TypeAlias = Annotated[tuple[Id, ...], BeforeValidator(_one_or_many), Field(min_length=1)]


class RecommendationText(Word):
    """The words for one or more combinations of the verdict tables' outcomes."""

    id: Id
    when: dict[Id, Ids] = Field(min_length=1)  # table -> outcome(s); a table not read is left out
    title: Annotated[str, StringConstraints(min_length=1, max_length=80)]
    verdict: Text
    steps: tuple[Text, ...] = ()

    def covers(self, verdict: dict[str, str]) -> bool:
        """Whether these are the words for the given outcome of each table that was read."""
        return self.when.keys() == verdict.keys() and all(
            outcome in self.when[table] for table, outcome in verdict.items()
        )


class Case(Word):
    """A worked example: these answers lead to this recommendation, or to one of these."""

    name: Text
    answers: dict[Id, object]
    expect: Ids


class RuleSet(Word):
    """One advice document. `load` in loading.py reads one; the fields are the top-level keys."""

    ruleset: Id
    version: Version
    title: Text
    intro: Text
    sources: dict[Id, Source] = Field(min_length=1)
    facts: dict[Id, Fact] = Field(min_length=1, max_length=MAX_FACTS)  # in the order asked
    verdict: Annotated[tuple[Id, ...], Field(min_length=1, max_length=3)]  # the tables that join
    tables: dict[Id, Annotated[tuple[Rule, ...], Field(min_length=1, max_length=500)]]
    outcomes: dict[Id, Outcome]
    recommendations: tuple[RecommendationText, ...] = Field(min_length=1)  # least committing first
    cases: tuple[Case, ...] = ()

    def statement(self, statement_id: str) -> tuple[Source, str]:
        """The source and the words of a cited statement. Raises KeyError if nobody states it."""
        for source in self.sources.values():
            if statement_id in source.statements:
                return source, source.statements[statement_id]
        raise KeyError(statement_id)
