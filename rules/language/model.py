"""The words an author may use in a rule set, and nothing else: unknown words are refused."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated, Any, Literal, TypeAlias

from pydantic import (
    BeforeValidator,
    Discriminator,
    Field,
    SerializerFunctionWrapHandler,
    StringConstraints,
    Tag,
    WithJsonSchema,
    model_serializer,
)

from .answers import Answer, from_json
from .clauses import Clause
from .dated import Dated, Day
from .kinds import Fact
from .terms import MAX_TERMS, spoken
from .when import ALWAYS, Atom, Test, atoms
from .word import AnyIds, Cited, Id, Ids, Link, StatementId, Text, Version, Was, When, Word

MAX_CONDITIONS = 50
MAX_MODIFIERS = 10
MAX_FACTS = 100  # the diagram is walked by recursion, and nobody answers that many questions


class Source(Word):
    """A text the advice rests on, and what it says, statement by statement, in our own words."""

    title: Text
    url: Link
    publisher: Text
    year: int | None = None
    as_of: Day | None = None  # the day on which it said so
    sells: Text | None = None  # what the publisher earns money with, where it bears on the advice
    statements: dict[StatementId, Text] = Field(min_length=1)


class NamedTest(Word):
    """A test written once: `{term: its id}` stands for it wherever a test may."""

    when: When
    is_so: Clause | None = Field(default=None, alias="is")  # that it holds, within a sentence
    is_not: Clause | None = Field(default=None, alias="not")  # and that it doesn't


class Line(Dated):
    """One line of advice, and the statements it rests on.

    Said in its time where `when` surely holds, and left out where `unless` surely does.
    """

    say: Text
    cite: Cited = ()
    when: When = Field(default_factory=lambda: ALWAYS)
    unless: When | None = None

    @property
    def on_condition(self) -> bool:
        """Whether it isn't told to everybody who is told what it belongs to."""
        return self.when != ALWAYS or self.unless is not None

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


class Need(Word):
    """A fact that is asked for the wording once its outcome is decided, where `when` surely holds."""

    fact: Id
    when: When = Field(default_factory=lambda: ALWAYS)
    before: Literal["advice"] | None = None  # in language 2, where the others are asked after it

    @model_serializer(mode="wrap")
    def _as_written(self, by_keys: SerializerFunctionWrapHandler) -> object:
        """As its author writes it: only the fact where it is no more, however it was spelled."""
        return self.fact if self == Need(fact=self.fact) else by_keys(self)


def _need(raw: object) -> object:
    return {"fact": raw} if isinstance(raw, str) else raw


OneNeed: TypeAlias = Annotated[
    Need, BeforeValidator(_need), WithJsonSchema({"type": ["string", "object"]})
]


Stance: TypeAlias = Literal["yes", "yes_if", "not_yet", "no"]
"""The first words of an advice, the most committing first."""

Title: TypeAlias = Annotated[str, StringConstraints(min_length=1, max_length=80)]


Tokens: TypeAlias = Annotated[int, Field(strict=True, ge=1, le=10_000_000)]


class Outcome(Word):
    """What a rule concludes, with what it adds to the recommendation."""

    trains: bool = False  # whether this direction trains a model; see `Condition`
    ready_when: tuple[Id, ...] = ()  # the conditions of a direction that trains
    stance: Stance | None = None  # of a direction without conditions
    steps: Lines = ()
    cautions: Lines = ()
    links: tuple[Id, ...] = ()  # sources worth reading beside those the rules cite
    adds: AnyIds = ()  # outcomes whose lines, links and needs come after its own
    needs: tuple[OneNeed, ...] = ()  # asked for the wording alone, once this outcome is decided
    prompt_tokens: Tokens | None = None  # how long the prompt is that it advises; see rules/costs
    cached_tokens: Tokens | None = None  # how much of that repeats, where it says to cache
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
    def plain(cls, name: str, when: Test) -> Rule:
        """A rule that no author wrote: it has a name and a test, and nothing to say."""
        return cls.model_construct(id=name, when=when, outcome=name, because="", cite=())


Runs: TypeAlias = Literal["api", "own", "tuned"]
"""What a recommendation has one run: a model by API, an open one on machines of one's own, or one
that is tuned, now or when what it lacks is there."""


class Condition(Word):
    """What a direction needs first: done, missing or unknown, for those to whom it applies.

    By its `otherwise` it leads to another outcome where it surely fails, and is never missing.
    """

    label: Annotated[str, StringConstraints(min_length=1, max_length=75)]
    when: When
    applies: When = Field(default_factory=lambda: ALWAYS)
    unknown: Literal["missing"] | None = None  # not knowing is as bad as not having
    headline: Title | None = None  # an imperative, or a recommendation whose title it is
    otherwise: Id | None = None  # an outcome, which the same table then concludes
    because: Text | None = None  # why it leads there
    evidence: Evidence | None = None
    step: Text  # what to do about it
    cite: Cited = ()
    was: Was = ()


class Modifier(Word):
    """What lies across directions: said where it surely holds."""

    when: When
    directions: AnyIds = Field(default=(), alias="for")  # outcomes it lies across; none listed: all
    label: Annotated[str, StringConstraints(min_length=1, max_length=40)] | None = None
    """How it stands in the first line: "with RAG"."""
    ask: bool = False  # whether its facts are asked for
    say: Text
    cite: Cited = ()


class Never(Word):
    """What must not be: where it surely holds, nobody is told yes, or yes with conditions."""

    id: Id
    when: When
    because: Text


class Collected(Dated):
    """A row of which all that surely hold are said in their time, unless the direction is one that answers it."""

    id: Id
    when: When
    unless: AnyIds = ()  # outcomes
    say: Text
    cite: Cited = ()


class RecommendationText(Word):
    """The words for one or more combinations of the verdict tables' outcomes."""

    id: Id
    when: dict[Id, Ids] = Field(min_length=1)  # table -> outcome(s); a table not read is left out
    title: Title
    stance: Stance | None = None  # what it is headed by; None: by its title alone
    runs: Runs = "api"  # which costs it tells first; see rules/costs
    verdict: Text
    steps: Lines = ()
    revisit: OneLine | None = None  # when to come back to the question
    was: Was = ()
    first: Clause | None = None  # what to do first, after "first": "collect good examples"
    then: Clause | None = None  # and what comes after that

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


class Costs(Word):
    """Where price is what is wrong, so that an advice says what things cost; see rules/costs.

    Where `in_house` surely holds, no provider may be used, so none is priced.
    """

    when: When = Field(default_factory=lambda: ALWAYS)
    in_house: When | None = None

    @model_serializer(mode="wrap")
    def _as_written(self, by_keys: SerializerFunctionWrapHandler) -> object:
        """As its author writes it: true where it is always said."""
        return True if self == Costs() else by_keys(self)


def _costs(raw: object) -> object:
    return (Costs() if raw else None) if isinstance(raw, bool) else raw


class Case(Word):
    """A worked example: these answers lead to this recommendation, or to one of these."""

    name: Text
    answers: dict[Id, object]
    expect: Ids
    stance: Stance | None = None  # and so it is headed

    @property
    def given(self) -> dict[str, Answer]:
        """The answers, by fact. Raises AnswerError where one has none of an answer's forms."""
        return {fact: from_json(raw) for fact, raw in self.answers.items()}


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

    facts: dict[Id, Reads] = Field(default={})  # by the other's fact
    agrees: dict[Id, AnyIds] = Field(default={})
    """By the other's recommendation, those of ours that say the same; none if empty."""


class Assumption(Word):
    """What a fact is taken to be: it isn't asked. `by` is the overlay that says so."""

    answer: object = Field(alias="as")
    by: Text


def _whole(raw: object) -> object:
    """A language is 1 or 2, and no truth value or fraction that equals one."""
    return raw if type(raw) is int else str(raw)


class RuleSet(Word):
    """One advice document. `load` in loading/load.py reads one; the fields are the top-level keys."""

    language: Annotated[Literal[1, 2], BeforeValidator(_whole)] = (
        1  # what *not sure* means, and conditions: see docs/rules.md
    )
    ruleset: Id
    version: Version
    title: Text
    intro: Text
    ask_order: Literal["listed", "rules"] = "listed"  # of the facts, or as the rules read them
    costs: Annotated[
        Costs | None, BeforeValidator(_costs), WithJsonSchema({"type": ["boolean", "object"]})
    ] = None  # whether an advice says what the API and tuning cost, and where
    sources: dict[Id, Source] = Field(min_length=1)
    facts: dict[Id, Fact] = Field(min_length=1, max_length=MAX_FACTS)  # in the order asked
    terms: dict[Id, NamedTest] = Field(default={}, max_length=MAX_TERMS)
    verdict: Annotated[tuple[Id, ...], Field(min_length=1, max_length=3)]  # the tables that join
    tables: dict[Id, Annotated[tuple[Rule, ...], Field(min_length=1, max_length=500)]]
    conditions: dict[Id, Condition] = Field(default={}, max_length=MAX_CONDITIONS)
    outcomes: dict[Id, Outcome]
    modifiers: dict[Id, Modifier] = Field(default={}, max_length=MAX_MODIFIERS)
    collect: tuple[Collected, ...] = ()
    never: tuple[Never, ...] = ()
    recommendations: tuple[RecommendationText, ...] = Field(min_length=1)  # least committing first
    differences: tuple[Difference, ...] = ()
    cases: tuple[Case, ...] = ()
    tables_were: dict[Id, Was] = Field(default={})  # by table, its ids in the past
    reads_as: dict[Id, ReadsAs] = Field(default={})  # by the other rule set's id
    assumptions: dict[Id, Assumption] = Field(default={})  # by fact

    @classmethod
    def read(cls, data: Any) -> RuleSet:
        """A document as a rule set. Raises pydantic's ValidationError."""
        return cls.model_validate(data, context=spoken(data))

    def whole(self, outcome_id: str) -> tuple[Outcome, ...]:
        """An outcome, and those it adds."""
        outcome = self.outcomes[outcome_id]
        return (outcome, *(self.outcomes[added] for added in outcome.adds))

    def crossing(self, direction: str | None) -> dict[Id, Modifier]:
        """The modifiers that may lie across a direction, by id."""
        return {
            id_: each
            for id_, each in self.modifiers.items()
            if not each.directions or direction in each.directions
        }

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


def _whens_of_lines(rules: RuleSet) -> Iterator[Test]:
    """On what it depends whether a line or a difference is told, and a need asked."""
    for line in every_line(rules):
        yield line.when
        yield from [line.unless] if line.unless else ()
    for difference in rules.differences:
        yield difference.when
    for outcome in rules.outcomes.values():
        yield from (need.when for need in outcome.needs)


def every_when(rules: RuleSet) -> Iterator[Test]:
    """Every test but those of terms: of tables, finer questions, lines, conditions and so on."""
    yield from _whens_of_lines(rules)
    for reading in rules.reads_as.values():
        for rows in reading.facts.values():
            yield from (read.when for read in rows) if isinstance(rows, tuple) else ()
    for table in rules.tables.values():
        yield from (rule.when for rule in table)
    for fact in rules.facts.values():
        yield from (row.when for row in fact.not_sure.settle)
    for condition in rules.conditions.values():
        yield from (condition.applies, condition.when)
    yield from (each.when for each in rules.modifiers.values())
    yield from (row.when for row in rules.collect)
    yield from (each.when for each in rules.never)
    if rules.costs:
        yield rules.costs.when
        yield from filter(None, [rules.costs.in_house])


def every_atom(rules: RuleSet) -> Iterator[Atom]:
    """Every comparison on which something depends; those of a term wherever it is named."""
    for test in every_when(rules):
        yield from atoms(test)
