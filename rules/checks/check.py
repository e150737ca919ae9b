"""The proofs: what must be true of a rule set before anybody is advised by it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from rules.diagram.diagram import Diagram
from rules.diagram.nodes import Node, TooLargeError, Tree, labels, labels_beside, levels, reachable
from rules.interview.interview import Interview, interview
from rules.language.answers import Answer, from_json, to_json
from rules.language.faults import Path, Problem
from rules.language.model import Case, Rule, every_atom
from rules.language.when import ALWAYS, Is, atoms

from .sources import twice_linked, unused
from .warnings import never_told, read_in_vain

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
        warnings=tuple(_warnings(diagram)),
        facts=len(rules.facts),
        classes=sum(len(level) for each in diagram.classes.values() for level in each.every),
        rules=sum(len(table) for table in rules.tables.values()),
        nodes=sum(1 for _ in reachable(diagram.verdict)),
        answer_sets=total,
        interviews=diagram.interviews(),
        longest=interview(diagram, {}).at_most_more,
        case_questions=tuple(_questions(diagram, case) for case in rules.cases),
        shares={t.id: shares[t.id] for t in rules.recommendations if t.id in shares},
    )


def _problems(diagram: Diagram) -> Iterator[Problem]:
    yield from _gaps(diagram)
    yield from _dead_rules(diagram)
    yield from _combinations(diagram)
    yield from _unread(diagram)
    for index, case in enumerate(diagram.rules.cases):
        yield from _case(diagram, index, case)
    yield from twice_linked(diagram.rules)


def _warnings(diagram: Diagram) -> Iterator[Problem]:
    yield from _overlaps(diagram)
    yield from _unasked(diagram)
    yield from _read_in_vain(diagram)
    yield from _never_told(diagram)
    yield from unused(diagram.rules)
    texts = len(diagram.rules.recommendations)
    if texts > MANY_TEXTS:
        yield Problem("many texts", f"{texts} recommendations to keep in step: join fewer tables")


def _read_in_vain(diagram: Diagram) -> Iterator[Problem]:
    try:
        for rule, fact in read_in_vain(diagram):
            message = f"rule '{rule}' reads '{fact}', which can't change the verdict there"
            yield Problem("unasked fact", f"{message}, and is not asked for it")
    except TooLargeError:
        message = "too large to find every rule that reads a fact in vain: split the rule set"
        yield Problem("unasked fact", message)


def _never_told(diagram: Diagram) -> Iterator[Problem]:
    try:
        for path, message in never_told(diagram):
            yield Problem("untold line", f"{message}: correct it, or remove the line", path)
    except TooLargeError:
        message = "too large to find every line that is never told: split the rule set"
        yield Problem("untold line", message)


def _questions(diagram: Diagram, case: Case) -> int:
    """How many of a case's answers an interview asks for, before it is over or the case ends."""
    asked: dict[str, Answer] = {}
    while (fact := interview(diagram, asked).next_fact) in case.answers:
        asked[fact] = from_json(case.answers[fact])
    return len(asked)


def _overlaps(diagram: Diagram) -> Iterator[Problem]:
    """First-hit order makes overlaps legal; each rule is told once what it means in effect."""
    for name, table in diagram.rules.tables.items():
        outcomes = {rule.id: rule.outcome for rule in table}
        for index, rule in enumerate(table):
            deciding = labels_beside(diagram.conditions[rule.id], True, diagram.tables[name])
            before = [id_ for id_ in outcomes if id_ in deciding and outcomes[id_] != rule.outcome]
            if before and rule.when != ALWAYS:
                message = f"rule '{rule.id}' in effect means its condition, and none of: "
                told = f"{message}{', '.join(before)}"
                yield Problem("overlap", told, ("tables", name, index), tuple(before), name)


def _gaps(diagram: Diagram) -> Iterator[Problem]:
    for table in diagram.rules.verdict:
        if None in labels(diagram.read[table]):
            example = _in_words(_way_to(diagram, diagram.read[table], None))
            message = f"table '{table}' has no rule for {example}: add one"
            yield Problem("gap", message, ("tables", table))


def _dead_rules(diagram: Diagram) -> Iterator[Problem]:
    for name, table in diagram.rules.tables.items():
        alive, read = labels(diagram.tables[name]), labels(diagram.read[name])
        for index, rule in enumerate(table):
            where, path = f"rule '{rule.id}' in table '{name}'", ("tables", name, index)
            if rule.id not in alive:
                message = f"{where} can never be the first to hold: remove it, or move it up"
                before = labels_beside(diagram.conditions[rule.id], True, diagram.tables[name])
                yield Problem("dead rule", message, path, tuple(sorted(map(str, before))))
            elif rule.id not in read:
                message = f"{where} holds only where an earlier table has stopped: remove it"
                stops = [each.id for each in _every_rule(diagram) if each.stop]
                yield Problem("dead rule", message, path, tuple(stops))


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
            message = f"nothing says what {{{told}}} means ({example})"
            concluding = [
                rule.id for rule in _every_rule(diagram) if rule.outcome in outcomes.values()
            ]
            yield Problem("missing recommendation", message, by=tuple(concluding))
        elif len(covering) > 1:
            message = f"{' and '.join(covering)} both cover {{{told}}}"
            yield Problem("double recommendation", message, _text(diagram, covering[-1]))
    for text in diagram.rules.recommendations:
        if text.id not in used:
            message = (
                f"no answers lead to recommendation '{text.id}': correct its 'when', or remove it"
            )
            yield Problem("impossible recommendation", message, _text(diagram, text.id))


def _text(diagram: Diagram, recommendation: str) -> Path:
    ids = [text.id for text in diagram.rules.recommendations]
    return ("recommendations", ids.index(recommendation))


def _every_rule(diagram: Diagram) -> Iterator[Rule]:
    for table in diagram.rules.tables.values():
        yield from table


def _unread(diagram: Diagram) -> Iterator[Problem]:
    read, asked = _read(diagram), _asked(diagram)
    tables = diagram.rules.tables.values()
    by_tables = {atom.fact for table in tables for rule in table for atom in atoms(rule.when)}
    for fact_id, fact in diagram.rules.facts.items():
        if fact_id not in read and fact_id not in asked:
            message = f"no rule reads '{fact_id}': use it, or remove it"
            yield Problem("unread fact", message, ("facts", fact_id))
        else:
            unread = [option for option in fact.written if option not in read.get(fact_id, ())]
            left_over = 1 if fact_id not in by_tables else 0  # for settle's last row, without when
            if fact_id in read and len(unread) > left_over:
                message = f"no rule names {' or '.join(map(repr, unread))} of '{fact_id}'"
                remedy = "name it where it counts, or remove it"
                yield Problem("unread option", f"{message}: {remedy}", ("facts", fact_id))


def _read(diagram: Diagram) -> dict[str, set[object]]:
    """The facts that conditions compare, and the options they name."""
    read: dict[str, set[object]] = {}
    for atom in every_atom(diagram.rules):
        named = read.setdefault(atom.fact, set())
        named.update(atom.values if isinstance(atom, Is) else getattr(atom, "options", ()))
    return read


def _unasked(diagram: Diagram) -> Iterator[Problem]:
    asked = _asked(diagram)
    for fact in _read(diagram):
        if fact not in asked:
            message = "can't change the verdict and is never asked: let an outcome need it"
            told = f"'{fact}' {message}, or remove what reads it"
            yield Problem("unasked fact", told, ("facts", fact))


def _asked(diagram: Diagram) -> set[str]:
    asked = {*diagram.tested(levels(diagram.verdict))}
    for verdict in labels(diagram.verdict):
        asked.update(fact for outcome in diagram.outcomes(verdict) for fact in outcome.needs)
    return asked


def _case(diagram: Diagram, index: int, case: Case) -> Iterator[Problem]:
    answers = {fact: from_json(raw) for fact, raw in case.answers.items()}
    held = interview(diagram, answers)
    got = tuple(text.id for text in held.recommendations)
    if set(got) != set(case.expect):
        expected = " or ".join(case.expect)
        message = f"case '{case.name}' expects {expected} but gets {' or '.join(got) or 'nothing'}"
        yield Problem("case", message, ("cases", index), tuple(_deciding(held)))


def _deciding(held: Interview) -> Iterator[str]:
    """The rules that decide, or may, on these answers."""
    for table in held.diagram.rules.verdict:
        found = held.diagram.restrict(held.diagram.read[table], held.selection)
        yield from (str(rule) for rule in labels(found) if rule is not None)


def _way_to(diagram: Diagram, tree: Tree, label: object) -> dict[str, Answer]:
    """One answer per tested fact on a way to a leaf; the label must be reachable."""
    way: dict[int, int] = {}
    while isinstance(tree, Node):
        index = next(n for n, child in enumerate(tree.children) if label in labels(child))
        way[tree.level] = index
        tree = tree.children[index]
    kept = diagram.kept_on(way)
    return {fact: diagram.classes[fact].example(each) for fact, each in kept.items()}


def _in_words(way: dict[str, Answer]) -> str:
    return ", ".join(f"{fact}: {_in_yaml(answer)}" for fact, answer in way.items()) or "any answers"


def _in_yaml(answer: Answer) -> str:
    match to_json(answer):
        case dict() as bounds:
            return "{" + ", ".join(f"{key}: {bound}" for key, bound in bounds.items()) + "}"
        case plain:
            return str(plain)
