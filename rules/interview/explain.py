"""What an interview says: the recommendation, its reasons, and what is unsure."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import get_args

from rules.diagram.conditions import MISSING, UNKNOWN, State
from rules.diagram.diagram import Diagram, Verdict
from rules.diagram.nodes import labels, labels_where, levels
from rules.diagram.ways import Ways
from rules.language.answers import Answer
from rules.language.model import (
    Collected,
    Difference,
    Evidence,
    Line,
    Outcome,
    RecommendationText,
    Rule,
    Source,
    Stance,
)
from rules.language.not_sure import counted_answer
from rules.language.when import atoms

from .interview import Deciding, Interview
from .opening import opening
from .readiness import Readiness, readiness
from .truth import TruthReader


class NoWordsError(LookupError):
    """The rule set has a gap here, or no words for what its tables conclude; `check` names it."""


@dataclass(frozen=True)
class Citation:
    """A statement a rule rests on, in our words, and where it stands."""

    id: str
    says: str
    source_id: str
    source: Source


@dataclass(frozen=True)
class Reason:
    """A rule that fired, and why: the answers that made it hold, and the texts it rests on."""

    table: str
    rule: Rule
    because_of: tuple[str, ...]  # the facts of its test that were answered
    read: tuple[str, ...]  # every answered fact on the way to it, rules passed over included
    assumed: tuple[str, ...]  # the facts of its test that nobody is asked
    provided: tuple[tuple[str, tuple[Answer, ...]], ...]  # open facts, and what each must be
    citations: tuple[Citation, ...]


@dataclass(frozen=True)
class Unsure:
    """A fact answered *not sure* that the recommendation met, and what was made of it."""

    fact: str
    counts_as: Answer | None  # None: left open
    because: str


@dataclass(frozen=True)
class Recommendation:
    """The answer to the interview: the least committing recommendation still possible.

    `decided` says whether it is the only one; if not, `deciding` names the fact that would tell.
    """

    text: RecommendationText
    verdict: Verdict
    outcomes: Mapping[str, str]  # by table, the ones that add steps or cautions included
    stance: Stance | None  # None where its author says none
    modifiers: tuple[str, ...]  # ids of those that lie across the direction and surely hold
    states: Mapping[str, State]  # of the direction's conditions, by id
    turns_on: tuple[str, ...]  # the facts that aren't sure and could turn the direction
    possible: tuple[RecommendationText, ...]
    deciding: Deciding | None
    reasons: tuple[Reason, ...]
    unsure: tuple[Unsure, ...]
    evidence: Evidence | None  # the weakest behind the rules that decided; None: not said
    steps: tuple[Line, ...]  # these and the other lines whatever their time: see `said_on`
    cautions: tuple[Line, ...]
    revisit: Line | None
    collected: tuple[Collected, ...]  # what else was named, and the direction doesn't answer
    differences: tuple[Difference, ...]
    links: tuple[Source, ...]

    @property
    def direction(self) -> str:
        """The outcome that says which cure fits: the last that a verdict table came to."""
        return self.verdict[-1] or ""

    @property
    def decided(self) -> bool:
        """Whether it is the only one possible, and nothing that isn't sure could turn it."""
        return len(self.possible) == 1 and not self.turns_on

    @property
    def missing(self) -> tuple[str, ...]:
        """The direction's conditions that must come first, by id."""
        return tuple(id_ for id_, state in self.states.items() if state == MISSING)

    @property
    def unknown(self) -> tuple[str, ...]:
        """And those of which nobody knows."""
        return tuple(id_ for id_, state in self.states.items() if state == UNKNOWN)


def recommend(held: Interview) -> Recommendation:
    """The recommendation for the answers so far; say it to a person once none is to be asked.

    Raises NoWordsError where the rule set has a gap there (`check` reports those).
    """
    diagram, verdict = held.diagram, held.possible[0]
    text = _text(diagram, verdict)
    deciding = tuple(_verdict_reasons(held, verdict))
    reasons = (*deciding, *_added_reasons(held, verdict, deciding))
    outcomes = {reason.table: reason.rule.outcome for reason in reasons}
    added = [each for outcome in outcomes.values() for each in diagram.rules.whole(outcome)]
    ready = how_ready(held)
    turns_on = _turns_on(held, verdict, ready) if diagram.values_unsure else ()
    return Recommendation(
        text=text,
        verdict=verdict,
        outcomes=outcomes,
        stance=ready.stance,
        modifiers=ready.modifiers,
        states=ready.states,
        turns_on=turns_on,
        possible=held.recommendations,
        deciding=held.tells(turns_on[0]) if turns_on else held.deciding,
        reasons=reasons,
        unsure=tuple(_unsure(held, reasons)),
        evidence=_evidence(deciding),
        steps=_said(held, (*text.steps, *(line for each in added for line in each.steps))),
        cautions=_said(held, (line for each in added for line in each.cautions)),
        revisit=next(iter(_said(held, [text.revisit])), None) if text.revisit else None,
        collected=tuple(_collected(held, verdict)),
        differences=tuple(_differences(held, text)),
        links=tuple(_links(diagram, added)),
    )


def how_ready(held: Interview) -> Readiness:
    """How far the least committing direction is ready; in language 1 its author says the stance."""
    diagram, verdict = held.diagram, held.possible[0]
    if diagram.values_unsure:
        return readiness(diagram, held.selection, verdict)
    return Readiness({}, _text(diagram, verdict).stance, ())


def _text(diagram: Diagram, verdict: Verdict) -> RecommendationText:
    text = diagram.recommendation(verdict)
    if text is None:
        raise NoWordsError(f"no recommendation for {verdict} in '{diagram.rules.ruleset}'")
    return text


def _links(diagram: Diagram, outcomes: Iterable[Outcome]) -> Iterator[Source]:
    for link in dict.fromkeys(link for each in outcomes for link in each.links):
        yield diagram.rules.sources[link]


def _turns_on(held: Interview, verdict: Verdict, ready: Readiness) -> tuple[str, ...]:
    return opening(held.diagram, held.selection, held.answers, verdict, ready.unknown)


def _collected(held: Interview, verdict: Verdict) -> Iterator[Collected]:
    for row in held.diagram.rules.collect:
        if verdict[-1] not in row.unless and held.reader.truth(row.when):
            yield row


def _evidence(deciding: Iterable[Reason]) -> Evidence | None:
    behind = {reason.rule.evidence for reason in deciding}
    return max(behind - {None}, key=get_args(Evidence).index, default=None)


def _said(held: Interview, lines: Iterable[Line]) -> tuple[Line, ...]:
    """The lines whose test surely holds, whatever their time."""
    return _each_once(line for line in lines if holds_for(held.reader, line))


def said_on(lines: Iterable[Line], today: date | None) -> tuple[Line, ...]:
    """Of these lines those that are said on a day; where nobody knows it, none that is dated."""
    timeless = {"from_": None, "until": None}
    return _each_once(each.model_copy(update=timeless) for each in lines if each.said_on(today))


def _each_once(lines: Iterable[Line]) -> tuple[Line, ...]:
    """Each sentence once in its time, with all that it rests on."""
    said: dict[tuple[object, ...], Line] = {}
    for line in lines:
        key = (line.say, line.from_, line.until)
        before = said.setdefault(key, line)
        if before is not line:
            cite = tuple(dict.fromkeys((*before.cite, *line.cite)))
            said[key] = before.model_copy(update={"cite": cite})
    return tuple(said.values())


def holds_for(reader: TruthReader, line: Line) -> bool:
    """Whether a line is told: its test surely holds, and its exception doesn't."""
    surely = reader.truth(line.when)
    return bool(surely and not (line.unless and reader.truth(line.unless)))


def _differences(held: Interview, text: RecommendationText) -> Iterator[Difference]:
    for difference in held.diagram.rules.differences:
        told = not difference.recommendations or text.id in difference.recommendations
        if told and held.reader.truth(difference.when):
            yield difference


def citations(diagram: Diagram, rule: Rule) -> tuple[Citation, ...]:
    """The statements a rule cites, with their sources."""
    found = []
    for statement in rule.cite:
        for source_id, source in diagram.rules.sources.items():
            if statement in source.statements:
                says = source.statements[statement]
                found.append(Citation(statement, says, source_id, source))
    return tuple(found)


def _verdict_reasons(held: Interview, verdict: Verdict) -> Iterator[Reason]:
    """Per verdict table, the rules that may have led to the outcome; one, where all is known."""
    for table, _ in zip(held.diagram.rules.verdict, verdict, strict=False):
        tree = held.diagram.restrict(held.diagram.tables[table], held.selection)
        fired = labels_where(held.open, lambda end: bool(end == verdict), tree)
        for rule in held.diagram.rules_of[table]:
            if rule.id in fired:
                yield _reason(held, table, rule)


def _added_reasons(
    held: Interview, verdict: Verdict, deciding: Iterable[Reason]
) -> Iterator[Reason]:
    """The other tables add what is certain; after a rule that stops they aren't read."""
    rules = held.diagram.rules
    stopped = any(reason.rule.stop for reason in deciding)
    if stopped or len(verdict) < len(rules.verdict):
        return
    for table, listed in held.diagram.rules_of.items():
        fired = labels(held.diagram.tables[table], held.selection)
        if table not in rules.verdict and len(fired) == 1:
            yield from (_reason(held, table, rule) for rule in listed if rule.id in fired)


def _reason(held: Interview, table: str, rule: Rule) -> Reason:
    diagram = held.diagram
    tested = diagram.tested(levels(diagram.tables[table], held.selection))
    read = tuple(fact for fact in tested if fact in held.answers)
    named = {atom.fact for atom in atoms(rule.when)}
    assumed = tuple(fact for fact in diagram.assumed if fact in named)
    because_of = tuple(fact for fact in read if fact in named)
    if not because_of and not assumed:
        because_of = read
    provided = tuple(_provided(held, table, rule))
    return Reason(table, rule, because_of, read, assumed, provided, citations(diagram, rule))


def _provided(held: Interview, table: str, rule: Rule) -> Iterator[tuple[str, tuple[Answer, ...]]]:
    """The facts still open on which it depends whether this rule is the one, and how."""
    diagram = held.diagram
    tree = diagram.restrict(diagram.tables[table], held.selection)
    ways = Ways(tree)
    for fact in diagram.tested(levels(tree)):
        branches = held.branches(fact, ways)
        fitting = [each for each in branches if rule.id in each.leaves]
        if 0 < len(fitting) < len(branches):
            kept = [each for branch in fitting for each in branch.kept]
            yield fact, diagram.classes[fact].examples(kept)


def _unsure(held: Interview, reasons: tuple[Reason, ...]) -> Iterator[Unsure]:
    """Of the unsure facts, those a reason read or the open verdict still depends on."""
    open_facts = held.diagram.tested(levels(held.open))
    met = {*open_facts}.union(fact for reason in reasons for fact in reason.read)
    for outcome in held.diagram.outcomes(held.possible[0]):
        met.update(need.fact for need in outcome.needs if held.reader.truth(need.when))
    for fact in held.unsure:
        if fact in met:
            yield Unsure(
                fact, _counted(held, fact), held.diagram.rules.facts[fact].not_sure.because
            )


def _counted(held: Interview, fact: str) -> Answer | None:
    """What a *not sure* counts as: by the author's policy, or by the finer questions."""
    counts_as = held.diagram.rules.facts[fact].not_sure.counts_as
    if fact in held.diagram.settled:
        settled = labels(held.diagram.settled[fact], held.selection)
        counts_as = next(iter(settled))[0] if len(settled) == 1 else None
    return None if counts_as is None else counted_answer(counts_as)
