"""The words an author may use in a rule set, and nothing else: unknown words are refused."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from typing import Annotated, Literal, TypeAlias

from pydantic import (
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Discriminator,
    Field,
    PlainSerializer,
    SerializerFunctionWrapHandler,
    SkipValidation,
    StringConstraints,
    Tag,
    WithJsonSchema,
    model_serializer,
)
from pydantic_core import PydanticCustomError

from .answers import (
    MAX_NUMBER,
    NO,
    YES,
    Amount,
    Answer,
    AnswerError,
    Chosen,
    NotSure,
    Range,
    Scalar,
    Value,
)
from .when import ALWAYS, CONDITION_SCHEMA, Atom, Condition, atoms, parse_condition, unparse

Id: TypeAlias = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_-]{0,63}$")]
StatementId: TypeAlias = Annotated[str, StringConstraints(pattern=r"^[A-Z][A-Z0-9_.-]{0,31}$")]
Text: TypeAlias = Annotated[
    str, StringConstraints(strip_whitespace=True, min_length=1, max_length=1000)
]
Link: TypeAlias = Annotated[str, StringConstraints(pattern=r"^https://[^\s<>|]+$", max_length=500)]
Version: TypeAlias = Annotated[str, StringConstraints(pattern=r"^\d+\.\d+\.\d+$")]


def _one_or_many(raw: object) -> object:
    return [raw] if isinstance(raw, str) else raw


Ids: TypeAlias = Annotated[
    tuple[Id, ...],
    BeforeValidator(_one_or_many),
    Field(min_length=1),
    WithJsonSchema({"type": ["string", "array"], "items": {"type": "string"}}),
]
AnyIds: TypeAlias = Annotated[tuple[Id, ...], BeforeValidator(_one_or_many)]  # or none
Was: TypeAlias = AnyIds  # its ids in the past

MAX_FACTS = 100  # the diagram is walked by recursion, and nobody answers that many questions
MAX_OPTIONS = 100  # what a Slack menu takes
DECIMAL_PLACES = 2


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


def _amount(raw: object) -> object:
    is_number = isinstance(raw, int | Decimal) and not isinstance(raw, bool)
    if is_number and -MAX_NUMBER <= raw <= MAX_NUMBER:  # type: ignore[operator]  # as just said
        return raw
    raise PydanticCustomError("constant", f"needs a number up to {MAX_NUMBER:,}, in digits")


Bound: TypeAlias = Annotated[Amount, BeforeValidator(_amount)]


def _counted(raw: object) -> object:
    """What *not sure* may count as: one value, or for a fact that takes several, their list."""
    if isinstance(raw, str | int | Decimal) and not isinstance(raw, bool):
        return raw
    if isinstance(raw, list) and all(isinstance(option, str) for option in raw):
        return tuple(raw)
    raise PydanticCustomError("constant", "needs one option's id, a list of them, or a number")


Counted: TypeAlias = Annotated[
    Scalar | tuple[str, ...] | None,
    SkipValidation,
    BeforeValidator(_counted),
    WithJsonSchema({"type": ["string", "number", "array"], "items": {"type": "string"}}),
]
When: TypeAlias = Annotated[
    SkipValidation[Condition],
    BeforeValidator(parse_condition),
    PlainSerializer(unparse),
    WithJsonSchema(CONDITION_SCHEMA, mode="validation"),
]


Cited: TypeAlias = tuple[StatementId, ...]


class Line(Word):
    """One line of advice, and the statements it rests on.

    Said where `when` surely holds, and left out where `unless` surely does.
    """

    say: Text
    cite: Cited = ()
    when: When = Field(default_factory=lambda: ALWAYS)
    unless: When | None = None

    @model_serializer(mode="wrap")
    def _as_written(self, by_keys: SerializerFunctionWrapHandler) -> object:
        """As its author writes it: only text where it is no more, however it was spelled."""
        return self.say if self == Line(say=self.say) else by_keys(self)


def _line(raw: object) -> object:
    return {"say": raw} if isinstance(raw, str) else raw


OneLine: TypeAlias = Annotated[
    Line, BeforeValidator(_line), WithJsonSchema({"type": ["string", "object"]})
]
Lines: TypeAlias = tuple[OneLine, ...]


class Settled(Word):
    """One row of the first-hit list by which finer questions settle what a person isn't sure of."""

    when: When = Field(default_factory=lambda: ALWAYS)
    counts_as: Counted = Field(alias="as")


class NotSurePolicy(Word):
    """What *not sure* means for a fact: counted as a value, settled by finer facts, or left open."""

    counts_as: Counted = Field(default=None, alias="as")
    settle: tuple[Settled, ...] = Field(default=(), min_length=1)
    because: Text

    @property
    def stays_open(self) -> bool:
        """Whether *not sure* leaves the fact undecided."""
        return self.counts_as is None and not self.settle


def counted_answer(counts_as: Scalar | tuple[str, ...]) -> Answer:
    """The answer that *not sure* counts as."""
    return Chosen(frozenset(counts_as)) if isinstance(counts_as, tuple) else Value(counts_as)


def counted_value(counts_as: Scalar | tuple[str, ...]) -> Scalar | frozenset[str]:
    """The value that *not sure* counts as, as comparisons take it."""
    return frozenset(counts_as) if isinstance(counts_as, tuple) else counts_as


class Option(Word):
    """One choice: its label on a button, a line of help, and other words people use for it."""

    label: Annotated[str, StringConstraints(min_length=1, max_length=75)]
    help: Text | None = None
    also: tuple[Text, ...] = ()
    was: Was = ()


def _option(raw: object) -> object:
    return {"label": raw} if isinstance(raw, str) else raw


OneOption: TypeAlias = Annotated[
    Option, BeforeValidator(_option), WithJsonSchema({"type": ["string", "object"]})
]


class _Fact(Word):
    label: Annotated[str, StringConstraints(min_length=1, max_length=60)]  # "Requests a day"
    ask: Text
    why: Text
    help: Text
    not_sure: NotSurePolicy
    cite: Cited = ()  # the statements behind the question
    unchangeable: bool = False  # nothing the person does can change it: never named as a way out
    was: Was = ()

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
    options: dict[Id, OneOption] = Field(min_length=2, max_length=MAX_OPTIONS)

    def admit(self, fact_id: str, answer: Answer) -> None:
        """Raise AnswerError unless the answer fits this fact."""
        _admit_option(self, fact_id, answer, self.options)


class Several(_Fact):
    """A question answered with all the options that apply; none may."""

    type: Literal["several"]
    options: dict[Id, OneOption] = Field(min_length=2, max_length=MAX_OPTIONS)

    def admit(self, fact_id: str, answer: Answer) -> None:
        """Raise AnswerError unless the answer fits this fact."""
        fits = isinstance(answer, Chosen) and answer.options <= self.options.keys()
        if not fits and not isinstance(answer, NotSure):
            listed = ", ".join(self.options)
            raise self.refuse(fact_id, f"takes a list of any of: {listed}; or not_sure")


class Number(_Fact):
    """A number of `unit`, from `min` to `max`, both included.

    `int` is a whole number; `decimal` has `places` digits after the point, and no more, so that
    there is a next number after each.
    """

    type: Literal["int", "decimal"]
    unit: Annotated[str, StringConstraints(min_length=1, max_length=30)]
    min: Bound = 0
    max: Bound = MAX_NUMBER
    places: Annotated[int, Field(ge=1, le=6)] | None = None

    @property
    def step(self) -> Amount:
        """The distance between a number and the next, in `unit`."""
        return 1 if self.type == "int" else Decimal(1).scaleb(-(self.places or DECIMAL_PLACES))

    def admit(self, fact_id: str, answer: Answer) -> None:
        """Raise AnswerError unless the answer fits this fact."""
        kind = self.kind.replace("number", f"number of {self.unit}")
        match answer:
            case Value(int() | Decimal() as number):
                ends = (number, number)
            case Range(at_least, below):
                ends = (
                    self.min if at_least is None else at_least,
                    self.max if below is None else below - self.step,
                )
            case NotSure():
                return
            case _:
                raise self.refuse(fact_id, f"needs {kind}, or a range")
        if any(-MAX_NUMBER <= end <= MAX_NUMBER and end % self.step for end in ends):
            raise self.refuse(fact_id, f"needs {kind}, or a range")
        if not self.min <= ends[0] <= ends[1] <= self.max:
            raise self.refuse(fact_id, f"must lie between {self.min} and {self.max} {self.unit}")

    @property
    def kind(self) -> str:
        """What fits, in words."""
        if self.type == "int":
            return "a whole number"
        places = self.places or DECIMAL_PLACES
        digits = "1 digit" if places == 1 else f"{places} digits"
        return f"a number with at most {digits} after the point"


def _admit_option(fact: _Fact, fact_id: str, answer: Answer, options: dict[str, Option]) -> None:
    if isinstance(answer, NotSure) or (isinstance(answer, Value) and answer.value in options):
        return
    raise fact.refuse(fact_id, f"takes one of: {', '.join(options)}, not_sure")


Fact: TypeAlias = Annotated[YesNo | Choice | Several | Number, Field(discriminator="type")]


class Outcome(Word):
    """What a rule concludes, with what it adds to the recommendation."""

    steps: Lines = ()
    cautions: Lines = ()
    links: tuple[Id, ...] = ()  # sources worth reading beside those the rules cite
    adds: AnyIds = ()  # outcomes whose lines, links and needs come after its own
    needs: tuple[Id, ...] = ()  # facts asked for the wording alone, once this outcome is decided
    was: Was = ()


Evidence: TypeAlias = Literal["measured", "experience", "inference"]
"""What a rule rests on, the strongest first: published measurements, what one firm or guide
reports from its work, or our own inference from them."""


class Rule(Word):
    """One row of a table: if it is the first to hold, its outcome is the table's."""

    id: Id
    when: When = Field(default_factory=lambda: ALWAYS)
    outcome: Id
    stop: bool = False  # later tables are not read, and nothing more is asked for them
    because: Text
    cite: Cited = Field(min_length=1)
    evidence: Evidence | None = None  # none for a rule that only lets the reading go on

    @classmethod
    def plain(cls, name: str, when: Condition) -> Rule:
        """A rule that no author wrote: it has a name and a condition, and nothing to say."""
        return cls.model_construct(id=name, when=when, outcome=name, because="", cite=())


Runs: TypeAlias = Literal["api", "own", "tuned"]
"""What a recommendation has one run: a model by API, an open one on machines of one's own, or one
that is tuned, now or when what it lacks is there."""


class RecommendationText(Word):
    """The words for one or more combinations of the verdict tables' outcomes."""

    id: Id
    when: dict[Id, Ids] = Field(min_length=1)  # table -> outcome(s); a table not read is left out
    title: Annotated[str, StringConstraints(min_length=1, max_length=80)]
    runs: Runs = "api"  # which costs it tells first; see rules/costs
    verdict: Text
    steps: Lines = ()
    revisit: OneLine | None = None  # when to come back to the question
    was: Was = ()

    def covers(self, verdict: dict[str, str]) -> bool:
        """Whether these are the words for the given outcome of each table that was read."""
        return self.when.keys() == verdict.keys() and all(
            outcome in self.when[table] for table, outcome in verdict.items()
        )


class Difference(Word):
    """Where sources differ, told to those whom it concerns: what each says, and why we side so."""

    id: StatementId
    about: Text
    when: When = Field(default_factory=lambda: ALWAYS)
    recommendations: AnyIds = Field(default=(), alias="for")
    """Whom it is told: those who are recommended one of these; none listed: everybody."""
    says: dict[Id, Text] = Field(min_length=2)  # by source
    we: Text
    cite: Cited = ()


class Case(Word):
    """A worked example: these answers lead to this recommendation, or to one of these."""

    name: Text
    answers: dict[Id, object]
    expect: Ids


class Same(Word):
    """A fact of another rule set that is one of ours: each answer to ours is an answer to it."""

    same: Id


class Read(Word):
    """One row of the first-hit list by which our answers read as an answer to another's fact.

    `not_sure` says that our answers don't settle it: every value stays possible.
    """

    when: When = ALWAYS
    answer: object = Field(alias="as")


def _form(raw: object) -> str:
    return "=same" if isinstance(raw, dict | Same) else "=rows"


Reads: TypeAlias = Annotated[
    Annotated[Same, Tag("=same")] | Annotated[tuple[Read, ...], Field(min_length=1), Tag("=rows")],
    Discriminator(_form),
]


class ReadsAs(Word):
    """How our answers read as the facts of another rule set; facts left out stay unknown."""

    facts: dict[Id, Reads] = {}  # by the other's fact
    agrees: dict[Id, AnyIds] = {}
    """By the other's recommendation, those of ours that say the same; none if empty."""


class RuleSet(Word):
    """One advice document. `load` in loading.py reads one; the fields are the top-level keys."""

    ruleset: Id
    version: Version
    title: Text
    intro: Text
    ask_order: Literal["listed", "rules"] = "listed"  # of the facts, or as the rules read them
    costs: bool = False  # a recommendation says what the API and tuning cost; see rules/costs
    sources: dict[Id, Source] = Field(min_length=1)
    facts: dict[Id, Fact] = Field(min_length=1, max_length=MAX_FACTS)  # in the order asked
    verdict: Annotated[tuple[Id, ...], Field(min_length=1, max_length=3)]  # the tables that join
    tables: dict[Id, Annotated[tuple[Rule, ...], Field(min_length=1, max_length=500)]]
    outcomes: dict[Id, Outcome]
    recommendations: tuple[RecommendationText, ...] = Field(min_length=1)  # least committing first
    differences: tuple[Difference, ...] = ()
    cases: tuple[Case, ...] = ()
    tables_were: dict[Id, Was] = {}  # by table, its ids in the past
    reads_as: dict[Id, ReadsAs] = {}  # by the other rule set's id

    def whole(self, outcome_id: str) -> tuple[Outcome, ...]:
        """An outcome, and those it adds."""
        outcome = self.outcomes[outcome_id]
        return (outcome, *(self.outcomes[added] for added in outcome.adds))

    def statement(self, statement_id: str) -> tuple[Source, str]:
        """The source and the words of a cited statement. Raises KeyError if nobody states it."""
        for source in self.sources.values():
            if statement_id in source.statements:
                return source, source.statements[statement_id]
        raise KeyError(statement_id)


def every_line(rules: RuleSet) -> Iterator[Line]:
    """Every step, caution and date to come back by."""
    for outcome in rules.outcomes.values():
        yield from (*outcome.steps, *outcome.cautions)
    for text in rules.recommendations:
        yield from (*text.steps, *([text.revisit] if text.revisit else ()))


def _atoms_of_lines(rules: RuleSet) -> Iterator[Atom]:
    """Every comparison on which it depends whether a line or a difference is told."""
    for line in every_line(rules):
        yield from atoms(line.when)
        yield from atoms(line.unless) if line.unless else ()
    for difference in rules.differences:
        yield from atoms(difference.when)


def every_atom(rules: RuleSet) -> Iterator[Atom]:
    """Every comparison in a rule set: of tables, finer questions, lines, and what reads as others."""
    yield from _atoms_of_lines(rules)
    for reading in rules.reads_as.values():
        for rows in reading.facts.values():
            for read in rows if isinstance(rows, tuple) else ():
                yield from atoms(read.when)
    for table in rules.tables.values():
        for rule in table:
            yield from atoms(rule.when)
    for fact in rules.facts.values():
        for row in fact.not_sure.settle:
            yield from atoms(row.when)
