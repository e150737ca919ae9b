"""Why a question is asked now, and why a rule did not fire."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from rules.diagram.conditions import MISSING
from rules.diagram.diagram import Diagram
from rules.diagram.nodes import UNREAD, Tree, labels, labels_where, levels
from rules.language.answers import Answer, NotSure
from rules.language.kinds.grouping import Kept
from rules.language.model import RecommendationText, Rule
from rules.language.wording import listed, sentence
from rules.sentences import patterns
from rules.sentences.clauses import condition, given
from rules.sentences.titles import titles

from .interview import Interview
from .readiness import telling
from .search import forcing

MOST_LINES = 4


@dataclass(frozen=True)
class Lead:
    """Some answers to a question, and the recommendations that each of them leaves possible."""

    answers: tuple[Answer, ...]
    leaves: tuple[RecommendationText, ...]  # least committing first
    words: str  # one line: "Under 50 would mean Use an API as it is"


@dataclass(frozen=True)
class Why:
    """What a question tells apart. Where the direction is settled there are no branches.

    Then it is for conditions of that direction, or for the wording of the outcomes `needed_for`.
    """

    fact: str
    branches: tuple[Lead, ...]
    needed_for: tuple[str, ...]  # outcome ids
    words: tuple[str, ...]  # where answers lead, or the one thing that it is for


@dataclass(frozen=True)
class WhyNot:
    """A rule that can't fire: some answers rule it out, or earlier rules go before it.

    Without `before`: `facts` are the answers that each rule it out, alone or together, and once
    they are all taken back its test can hold. With `before`: the test could hold, but
    wherever it does, one of those rules fires or stops; `facts` are the answers that make them.
    """

    table: str
    rule: Rule
    facts: tuple[str, ...]  # as listed
    before: tuple[Rule, ...]
    words: str


def why(held: Interview) -> Why:
    """What the question asked now is for. Raises LookupError if the interview is finished."""
    fact = held.next_fact
    if fact is None:
        raise LookupError("nothing is asked any more: the interview is finished")
    if len(held.possible) == 1:
        return _once_decided(held, fact)
    branches = tuple(_branches(held, fact))
    return Why(fact, branches, (), tuple(_lines(held, fact, branches)))


def why_not(held: Interview) -> tuple[WhyNot, ...]:
    """For every rule of an author that can't fire any more, why not; in order of tables and rules.

    Left out are rules that may still fire while answers are open, and tables that are not read.
    """
    found = []
    for table, rules in held.diagram.rules.tables.items():
        fired = labels(held.diagram.read[table], held.selection)
        if fired != {UNREAD}:
            found += [_why_not(held, table, rule) for rule in rules if rule.id not in fired]
    return tuple(found)


def _once_decided(held: Interview, fact: str) -> Why:
    (verdict,) = held.possible
    asked_for = telling(held.diagram, held.selection, held.answers, verdict, fact)
    tells = [held.diagram.rules.conditions[id_].label for id_ in asked_for]
    needed_for = tuple(
        outcome
        for outcome in verdict
        if outcome is not None
        and any(
            fact == need.fact for each in held.diagram.rules.whole(outcome) for need in each.needs
        )
    )
    text = held.diagram.recommendation(verdict)
    decided = f"Decided: {titles([text])}" if text else "The outcome is decided"
    about = f"This tells what is in place: {listed(tells)}" if tells else "This is for its details"
    return Why(fact, (), needed_for, (f"{decided}. {about}.",))


def _branches(held: Interview, fact: str) -> Iterator[Lead]:
    """The classes of the answer, those that leave the same recommendations as one."""
    classes = held.diagram.classes[fact]
    together: dict[tuple[str, ...], list[Kept]] = {}
    leaves: dict[tuple[str, ...], tuple[RecommendationText, ...]] = {}
    for branch in held.branches(fact):
        sure = [each for each in map(classes.sure, branch.kept) if each is not None]
        if sure:  # finer questions come to one of the others
            left = held.texts(branch.leaves)
            key = tuple(text.id for text in left)
            together.setdefault(key, []).extend(sure)
            leaves[key] = left
    for key, kept in together.items():
        answers = classes.answers(kept)
        said = classes.any_of(answers)
        yield Lead(answers, leaves[key], _sentence(said, leaves[key]))


def _lines(held: Interview, fact: str, branches: Sequence[Lead]) -> Iterator[str]:
    """The answers that lead somewhere, nearest first, and what all others lead to."""
    near = sorted(branches, key=lambda branch: len(branch.leaves))
    told = [each for each in near if len(each.leaves) <= 1]
    said = [condition(held.diagram, fact, branch.answers) for branch in told]
    if None in said:
        lines = [branch.words for branch in told]
    else:
        told = [branch for branch, each in zip(told, said, strict=True) if each]
        lines = [_leads_to(c, b) for c, b in zip(filter(None, said), told, strict=True)]
    if len(lines) == len(branches) <= MOST_LINES:
        yield from lines
    elif lines:
        others = [each for each in near if each not in told[: MOST_LINES - 1]]
        ended = all(len(each.leaves) == 1 for each in others)
        yield from lines[: MOST_LINES - 1]
        yield patterns.OTHERWISE_ADVISED if ended else patterns.OTHERWISE
    else:
        yield patterns.ALWAYS_MORE


def _leads_to(said: str, branch: Lead) -> str:
    if not branch.leaves:
        return f"{sentence(said)}: there is no recommendation."  # a gap, as `check` reports
    return patterns.leads_to(said, branch.leaves)


def _sentence(said: str, leaves: Sequence[RecommendationText]) -> str:
    """What an answer leaves, by labels, where that is one recommendation."""
    start = sentence(said)
    if not leaves:
        return f"{start} would leave no recommendation"  # a gap, as `check` reports
    if len(leaves) > 1:
        return f"{start} would lead to more questions"
    return f"{start} would mean {leaves[0].title}"


def _why_not(held: Interview, table: str, rule: Rule) -> WhyNot:
    if True not in labels(held.diagram.holds[rule.id], held.selection):
        facts = _ruling_out(held, rule)
        return WhyNot(table, rule, facts, (), _said(held, facts) or "No answers let it hold")
    before = _before(held, table, rule)
    facts = _making(held, before)
    because = f": {_said(held, facts)}" if facts else ""
    went = (
        f"{listed([each.id for each in before])} {'goes' if len(before) == 1 else 'go'} before it"
    )
    return WhyNot(table, rule, facts, before, went + because)


def _ruling_out(held: Interview, rule: Rule) -> tuple[str, ...]:
    """One smallest set of answers after another, until without them the rule could hold."""
    test = held.diagram.holds[rule.id]
    answers = dict(held.answers)
    found: set[str] = set()
    while reason := forcing(held.diagram, test, answers, lambda holds: not holds):
        found.update(reason)
        answers = {fact: answer for fact, answer in answers.items() if fact not in found}
    return _listed(held.diagram, found)


def _before(held: Interview, table: str, rule: Rule) -> tuple[Rule, ...]:
    """The rules that fire, or have stopped the reading, wherever this one's test holds."""
    diagram = held.diagram
    test = diagram.restrict(diagram.holds[rule.id], held.selection)

    def beside(name: str) -> set[object]:
        read = diagram.restrict(diagram.read[name], held.selection)
        return labels_where(test, bool, read)

    fired = beside(table)
    found = [each for each in diagram.rules_of[table] if each.id in fired]
    if UNREAD not in fired:
        return tuple(found)
    for name in diagram.rules.verdict[: _place(diagram, table)]:
        stopped = beside(name)
        found += [each for each in diagram.rules_of[name] if each.stop and each.id in stopped]
    return tuple(found)


def _place(diagram: Diagram, table: str) -> int:
    """How many verdict tables are read before this one."""
    verdict = diagram.rules.verdict
    return verdict.index(table) if table in verdict else len(verdict)


def _making(held: Interview, rules: Iterable[Rule]) -> tuple[str, ...]:
    """The answers that make these rules hold; of one that need not hold, all that it tests."""
    found: set[str] = set()
    for rule in rules:
        test, wanted = _holding(held.diagram, rule)
        made = forcing(held.diagram, test, held.answers, wanted)
        tested = held.diagram.tested(levels(test))
        found.update({*tested} & held.answers.keys() if made is None else made)
    return _listed(held.diagram, found)


def _holding(diagram: Diagram, rule: Rule) -> tuple[Tree, Callable[[Any], bool]]:
    """Where a rule holds; one that a condition makes, where that surely fails."""
    if rule.id in diagram.conditions.elsewhere:
        return diagram.conditions.states[rule.id], lambda state: bool(state == MISSING)
    return diagram.holds[rule.id], bool


def _listed(diagram: Diagram, facts: set[str]) -> tuple[str, ...]:
    return tuple(fact for fact in diagram.facts if fact in facts)


def _said(held: Interview, facts: Iterable[str]) -> str:
    """The answers as people say them, or by label: "Narrow task: No and Requests a day: 20"."""
    named = [*facts]
    sure = [fact for fact in named if not isinstance(held.answers[fact], NotSure)]
    said = given(held.diagram, ((fact, held.answers[fact]) for fact in sure))
    if said and sure == named:
        return patterns.you_said(said).removesuffix(".")

    def told(fact: str) -> str:
        asked = held.diagram.rules.facts[fact]
        return f"{asked.label}: {asked.briefly(held.answers[fact])}"

    return listed([told(fact) for fact in named])
