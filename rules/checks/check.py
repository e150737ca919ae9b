"""The proofs: what must be true of a rule set before anybody is advised by it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from math import prod

from rules.diagram.compiler import compile_rules
from rules.diagram.diagram import Diagram
from rules.diagram.nodes import TooLargeError, reachable
from rules.interview.interview import interview
from rules.language.faults import Problem

from .asked import unasked, unread
from .cases import cases_hold, questions
from .conditions import broken_promises, idle_conditions
from .proofs import combinations, dead_rules, gaps, impossible, overlaps, place_of
from .sentences import sentence_warnings
from .sources import twice_linked, unused
from .terms import unused_terms
from .warnings import alike, never_needed, never_told, read_in_vain

MANY_TEXTS = 40


@dataclass(frozen=True)
class Checked:
    """What `check` found and counted."""

    problems: tuple[Problem, ...]
    warnings: tuple[Problem, ...]
    facts: int
    classes: int  # of all facts together
    rules: int
    nodes: int  # of the verdict's diagram, leaves included
    answer_sets: int  # complete sets of classes, *not sure* one of them where finer facts settle it
    interviews: int  # ways through the questions, asked as listed, with the same classes
    longest: int  # questions in the longest interview, *not sure* included
    case_questions: tuple[int, ...]  # for each worked case, how many questions it takes
    shares: dict[str, float]  # recommendation id -> its share of the answer sets, 0 to 1

    @property
    def ok(self) -> bool:
        """Whether the rule set may be used."""
        return not self.problems


def check(diagram: Diagram) -> Checked:
    """Prove that a compiled rule set has no gap and no dead rule, and that its cases hold.

    What only an assumption takes away is not dead: the base holds it for others.
    """
    rules = diagram.rules
    whole = diagram
    if rules.assumptions:
        whole = compile_rules(rules.model_copy(update={"assumptions": {}}))
    counts = diagram.counts(diagram.verdict)
    total = sum(counts.values())
    shares: dict[str, float] = {}
    for verdict, count in counts.items():
        if text := diagram.recommendation(verdict):
            shares[text.id] = shares.get(text.id, 0.0) + count / total
    return Checked(
        problems=tuple(_problems(diagram, whole)),
        warnings=tuple(_warnings(whole)),
        facts=len(rules.facts),
        classes=sum(len(level) for each in diagram.classes.values() for level in each.every),
        rules=sum(len(table) for table in rules.tables.values()),
        nodes=len(reachable(diagram.verdict)),
        answer_sets=total // prod(_worlds(diagram, fact) for fact in rules.assumptions),
        interviews=diagram.interviews(),
        longest=interview(diagram, {}).at_most_more,
        case_questions=tuple(questions(diagram)),
        shares={t.id: shares[t.id] for t in rules.recommendations if t.id in shares},
    )


def _worlds(diagram: Diagram, fact: str) -> int:
    """How many answers to a fact the diagram tells apart."""
    classes = diagram.classes[fact]
    return classes.worlds(classes.every)


def _problems(diagram: Diagram, whole: Diagram) -> Iterator[Problem]:
    yield from gaps(diagram)
    yield from dead_rules(whole)
    yield from combinations(diagram)
    yield from impossible(whole)
    yield from unread(whole)
    yield from cases_hold(diagram)
    yield from _while_it_fits(
        broken_promises(whole), "broken never", "what breaks 'never'", "never"
    )
    yield from twice_linked(diagram.rules)


def _warnings(diagram: Diagram) -> Iterator[Problem]:
    yield from overlaps(diagram)
    unasked_facts, idle = unasked(diagram), idle_conditions(diagram)
    yield from _while_it_fits(unasked_facts, "unasked fact", "every fact never asked", "facts")
    yield from _while_it_fits(idle, "idle condition", "every idle condition", "conditions")
    yield from alike(diagram.rules)
    yield from _read_in_vain(diagram)
    untold = "every line that is never told"
    yield from _while_it_fits(_never_told(diagram), "untold line", untold, "outcomes")
    yield from unused(diagram.rules)
    yield from unused_terms(diagram.rules)
    yield from sentence_warnings(diagram)
    texts = len(diagram.rules.recommendations)
    if texts > MANY_TEXTS:
        message = f"{texts} recommendations to keep in step: join fewer tables"
        yield Problem("many texts", message, ("recommendations",))


def _read_in_vain(diagram: Diagram) -> Iterator[Problem]:
    for rule, fact in read_in_vain(diagram):
        message = f"rule '{rule}' reads '{fact}', which can't change the verdict there"
        told = f"{message}, and is not asked for it: leave it out there"
        yield Problem("unasked fact", told, place_of(diagram, rule))


def _never_told(diagram: Diagram) -> Iterator[Problem]:
    for path, message in never_told(diagram):
        yield Problem("untold line", f"{message}: correct it, or remove the line", path)
    for path, message in never_needed(diagram):
        yield Problem("unasked need", f"{message}: correct it, or remove the need", path)


def _while_it_fits(
    found: Iterator[Problem], kind: str, wanted: str, section: str
) -> Iterator[Problem]:
    """What is found, and that not all was, where that takes more nodes than there may be."""
    try:
        yield from found
    except TooLargeError:
        yield Problem(kind, f"too large to find {wanted}: split the rule set", (section,))
