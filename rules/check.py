"""The proofs: what must be true of a rule set before anybody is advised by it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from .answers import Answer, from_json, to_json
from .conditions import atoms
from .diagram import Diagram
from .forest import Node, Tree, labels, levels, reachable
from .interview import interview
from .model import Case


@dataclass(frozen=True)
class Problem:
    """Something that `check` proved wrong: a kind to count by, and a sentence to act on."""

    kind: str
    message: str


@dataclass(frozen=True)
class Checked:
    """What `check` found and counted."""

    problems: tuple[Problem, ...]
    facts: int
    rules: int
    nodes: int  # of the verdict's diagram, leaves included
    answer_sets: int  # complete sets of classes
    longest: int  # questions in the longest interview, *not sure* included
    shares: dict[str, float]  # recommendation id -> its share of the answer sets, 0 to 1

    @property
    def ok(self) -> bool:
        """Whether the rule set may be used."""
        return not self.problems


def check(diagram: Diagram) -> Checked:
    """Prove that a compiled rule set has no gap and no dead rule, and that its cases hold."""
    rules = diagram.rules
    counts = diagram.counts(diagram.verdict)
    total = sum(counts.values())
    shares: dict[str, float] = {}
    for verdict, count in counts.items():
        if text := diagram.recommendation(verdict):
            shares[text.id] = shares.get(text.id, 0.0) + count / total
    return Checked(
        problems=tuple(_problems(diagram)),
        facts=len(rules.facts),
        rules=sum(len(table) for table in rules.tables.values()),
        nodes=sum(1 for _ in reachable(diagram.verdict)),
        answer_sets=total,
        longest=interview(diagram, {}).at_most_more,
        shares={t.id: shares[t.id] for t in rules.recommendations if t.id in shares},
    )


def _problems(diagram: Diagram) -> Iterator[Problem]:
    yield from _gaps(diagram)
    yield from _dead_rules(diagram)
    yield from _combinations(diagram)
    yield from _unread(diagram)
    for case in diagram.rules.cases:
        yield from _case(diagram, case)


def _gaps(diagram: Diagram) -> Iterator[Problem]:
    for table in diagram.rules.verdict:
        if None in labels(diagram.read[table]):
            example = _in_words(_way_to(diagram, diagram.read[table], None))
            yield Problem("gap", f"table '{table}' has no rule for {example}: add one")


def _dead_rules(diagram: Diagram) -> Iterator[Problem]:
    for name, table in diagram.rules.tables.items():
        alive, read = labels(diagram.tables[name]), labels(diagram.read[name])
        for rule in table:
            where = f"rule '{rule.id}' in table '{name}'"
            if rule.id not in alive:
                remedy = "remove it, or move it up"
                yield Problem("dead rule", f"{where} can never be the first to hold: {remedy}")
            elif rule.id not in read:
                message = f"{where} holds only where an earlier table has stopped: remove it"
                yield Problem("dead rule", message)


def _combinations(diagram: Diagram) -> Iterator[Problem]:
    used = set()
    for verdict in sorted(labels(diagram.verdict), key=str):
        if None in verdict:
            continue  # a gap, reported as such
        outcomes = dict(zip(diagram.rules.verdict, verdict, strict=False))
        covering = [text.id for text in diagram.rules.recommendations if text.covers(outcomes)]
        used.update(covering)
        told = ", ".join(f"{table}: {outcome}" for table, outcome in outcomes.items())
        if not covering:
            example = _in_words(_way_to(diagram, diagram.verdict, verdict))
            yield Problem(
                "missing recommendation", f"nothing says what {{{told}}} means ({example})"
            )
        elif len(covering) > 1:
            yield Problem(
                "double recommendation", f"{' and '.join(covering)} both cover {{{told}}}"
            )
    for text in diagram.rules.recommendations:
        if text.id not in used:
            message = (
                f"no answers lead to recommendation '{text.id}': correct its 'when', or remove it"
            )
            yield Problem("impossible recommendation", message)


def _unread(diagram: Diagram) -> Iterator[Problem]:
    rules = diagram.rules
    read = {atom.fact for table in rules.tables.values() for r in table for atom in atoms(r.when)}
    asked = {diagram.facts[level] for level in levels(diagram.verdict)}
    for verdict in labels(diagram.verdict):
        asked.update(fact for outcome in diagram.outcomes(verdict) for fact in outcome.needs)
    for fact in rules.facts:
        if fact in asked:
            continue
        if fact in read:
            message = "can't change the verdict and is never asked: let an outcome need it"
            yield Problem("unasked fact", f"'{fact}' {message}, or remove what reads it")
        else:
            yield Problem("unread fact", f"no rule reads '{fact}': use it, or remove it")


def _case(diagram: Diagram, case: Case) -> Iterator[Problem]:
    answers = {fact: from_json(raw) for fact, raw in case.answers.items()}
    held = interview(diagram, answers)
    got = tuple(text.id for text in held.recommendations)
    if set(got) != set(case.expect):
        expected = " or ".join(case.expect)
        yield Problem(
            "case",
            f"case '{case.name}' expects {expected} but gets {' or '.join(got) or 'nothing'}",
        )


def _way_to(diagram: Diagram, tree: Tree, label: object) -> dict[str, Answer]:
    """One answer per tested fact on a way to a leaf; the label must be reachable."""
    way: dict[str, Answer] = {}
    while isinstance(tree, Node):
        fact = diagram.facts[tree.level]
        index = next(n for n, child in enumerate(tree.children) if label in labels(child))
        way[fact] = diagram.classes[fact][index].answer
        tree = tree.children[index]
    return way


def _in_words(way: dict[str, Answer]) -> str:
    return ", ".join(f"{fact}: {_in_yaml(answer)}" for fact, answer in way.items()) or "any answers"


def _in_yaml(answer: Answer) -> str:
    match to_json(answer):
        case dict() as bounds:
            return "{" + ", ".join(f"{key}: {bound}" for key, bound in bounds.items()) + "}"
        case plain:
            return str(plain)
