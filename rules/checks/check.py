"""The proofs: what must be true of a rule set before anybody is advised by it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from math import prod

from rules.diagram.diagram import Diagram, Verdict, compile_rules
from rules.diagram.nodes import Node, TooLargeError, Tree, labels, labels_beside, levels, reachable
from rules.interview.interview import Interview, interview
from rules.language.answers import Answer, from_json, to_json
from rules.language.faults import Entry, Path, Problem
from rules.language.model import Case, RecommendationText, Rule, every_atom
from rules.language.when import ALWAYS, atoms
from rules.language.wording import listed

from .sentences import sentence_warnings
from .sources import twice_linked, unused
from .terms import unused_terms
from .warnings import alike, never_needed, never_told, read_in_vain

MANY_TEXTS = 40
MANY_RULES = 5  # named in one message at most


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
        nodes=sum(1 for _ in reachable(diagram.verdict)),
        answer_sets=total // prod(_worlds(diagram, fact) for fact in rules.assumptions),
        interviews=diagram.interviews(),
        longest=interview(diagram, {}).at_most_more,
        case_questions=tuple(_questions(diagram, case) for case in rules.cases),
        shares={t.id: shares[t.id] for t in rules.recommendations if t.id in shares},
    )


def _worlds(diagram: Diagram, fact: str) -> int:
    """How many answers to a fact the diagram tells apart."""
    classes = diagram.classes[fact]
    return classes.worlds(classes.every)


def _problems(diagram: Diagram, whole: Diagram) -> Iterator[Problem]:
    yield from _gaps(diagram)
    yield from _dead_rules(whole)
    yield from _combinations(diagram)
    yield from _impossible(whole)
    yield from _unread(whole)
    for index, case in enumerate(diagram.rules.cases):
        yield from _case(diagram, index, case)
    yield from twice_linked(diagram.rules)


def _warnings(diagram: Diagram) -> Iterator[Problem]:
    yield from _overlaps(diagram)
    yield from _unasked(diagram)
    yield from alike(diagram.rules)
    yield from _read_in_vain(diagram)
    yield from _never_told(diagram)
    yield from unused(diagram.rules)
    yield from unused_terms(diagram.rules)
    yield from sentence_warnings(diagram)
    texts = len(diagram.rules.recommendations)
    if texts > MANY_TEXTS:
        message = f"{texts} recommendations to keep in step: join fewer tables"
        yield Problem("many texts", message, ("recommendations",))


def _read_in_vain(diagram: Diagram) -> Iterator[Problem]:
    try:
        for rule, fact in read_in_vain(diagram):
            message = f"rule '{rule}' reads '{fact}', which can't change the verdict there"
            place = _place(diagram, rule)
            told = f"{message}, and is not asked for it: leave it out there"
            yield Problem("unasked fact", told, place)
    except TooLargeError:
        message = "too large to find every rule that reads a fact in vain: split the rule set"
        yield Problem("unasked fact", message, ("tables",))


def _never_told(diagram: Diagram) -> Iterator[Problem]:
    try:
        for path, message in never_told(diagram):
            yield Problem("untold line", f"{message}: correct it, or remove the line", path)
        for path, message in never_needed(diagram):
            yield Problem("unasked need", f"{message}: correct it, or remove the need", path)
    except TooLargeError:
        message = "too large to find every line that is never told: split the rule set"
        yield Problem("untold line", message, ("outcomes",))


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
            deciding = labels_beside(diagram.holds[rule.id], True, diagram.tables[name])
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
                before = labels_beside(diagram.holds[rule.id], True, diagram.tables[name])
                by = tuple(each.id for each in table if each.id in before)
                read_there = dict.fromkeys(Entry("facts", atom.fact) for atom in atoms(rule.when))
                about = (Entry("rules", rule.id), *read_there)
                message = _never_first(where, _as_few(diagram, rule.id, by))
                yield Problem("dead rule", message, path, by, about=about)
            elif rule.id not in read:
                message = f"{where} holds only where an earlier table has stopped: remove it"
                stops = [each.id for each in _every_rule(diagram) if each.stop]
                yield Problem("dead rule", message, path, tuple(stops))


def _as_few(diagram: Diagram, rule: str, before: tuple[str, ...]) -> tuple[str, ...]:
    """Those of the rules before that take all of a rule by themselves, without the needless."""

    def take_all(names: tuple[str, ...]) -> bool:
        no, left = diagram.forest.leaf(False), diagram.holds[rule]
        for name in names:
            left = diagram.forest.combine(
                diagram.holds[name], left, lambda taken, rest: no if taken.label else rest
            )
        return left is no

    kept = before
    try:
        for each in before:
            fewer = tuple(name for name in kept if name != each)
            kept = fewer if take_all(fewer) else kept
    except TooLargeError:
        pass  # what is kept so far is right, and longer than it need be
    return kept


def _never_first(where: str, before: Sequence[str]) -> str:
    """Why a rule is dead. No rule is the first to hold where it does: then it holds nowhere."""
    if not before:
        return f"{where}: its condition can never hold: correct it, or remove the rule"
    names, more = before[:MANY_RULES], len(before) - MANY_RULES
    others = [f"{more} more"] if more > 0 else []
    rules, take = ("rules", "take") if len(before) > 1 else ("rule", "takes")
    return (
        f"{where}: {rules} {listed([*names, *others])} {take} all of it: remove it, or move it up"
    )


def _combinations(diagram: Diagram) -> Iterator[Problem]:
    for verdict in sorted(labels(diagram.verdict), key=str):
        if None in verdict:
            continue  # a gap, reported as such
        outcomes = _outcomes(diagram, verdict)
        covering = [text for text in diagram.rules.recommendations if text.covers(outcomes)]
        if not covering:
            yield _missing(diagram, verdict)
        elif len(covering) > 1:
            both = " and ".join(text.id for text in covering)
            message = f"{both} both cover {{{_spelled(outcomes)}}}: take it out of one"
            path = _text(diagram, covering[-1])
            about = tuple(Entry("recommendations", text.id) for text in covering)
            yield Problem("double recommendation", message, path, about=about)


def _missing(diagram: Diagram, verdict: Verdict) -> Problem:
    """A combination without words, told on the line of the rule that completes an example of it."""
    outcomes = _outcomes(diagram, verdict)
    way = _way_to(diagram, diagram.verdict, verdict)
    message = f"nothing says what {{{_spelled(outcomes)}}} means ({_in_words(way)}): "
    message += "add a recommendation for it, or let one that is there cover it"
    deciding = labels(diagram.read[[*outcomes][-1]], diagram.selection(way))
    by = [each.id for each in _every_rule(diagram) if each.outcome in outcomes.values()]
    about = [Entry("verdict", table) for table in outcomes]
    about += [Entry("outcomes", outcome) for outcome in outcomes.values()]
    path = _place(diagram, next(rule for rule in by if rule in deciding))
    return Problem("missing recommendation", message, path, tuple(by), about=tuple(about))


def _impossible(diagram: Diagram) -> Iterator[Problem]:
    whole = [verdict for verdict in labels(diagram.verdict) if None not in verdict]
    reached = [_outcomes(diagram, verdict) for verdict in whole]
    for text in diagram.rules.recommendations:
        if not any(text.covers(outcomes) for outcomes in reached):
            message = (
                f"no answers lead to recommendation '{text.id}': correct its 'when', or remove it"
            )
            yield Problem("impossible recommendation", message, _text(diagram, text))


def _outcomes(diagram: Diagram, verdict: Verdict) -> dict[str, str]:
    """The outcome by table."""
    by_table = zip(diagram.rules.verdict, verdict, strict=False)
    return {table: outcome for table, outcome in by_table if outcome is not None}


def _spelled(outcomes: dict[str, str]) -> str:
    return ", ".join(f"{table}: {outcome}" for table, outcome in outcomes.items())


def _text(diagram: Diagram, text: RecommendationText) -> Path:
    return ("recommendations", diagram.rules.recommendations.index(text))


def _place(diagram: Diagram, rule: str) -> Path:
    tables = diagram.rules.tables.items()
    return next(
        ("tables", name, n)
        for name, table in tables
        for n, each in enumerate(table)
        if each.id == rule
    )


def _every_rule(diagram: Diagram) -> Iterator[Rule]:
    for table in diagram.rules.tables.values():
        yield from table


def _unread(diagram: Diagram) -> Iterator[Problem]:
    read, asked = _read(diagram), _asked(diagram)
    for fact in diagram.rules.facts:
        if fact not in read and fact not in asked:
            message = f"no rule reads '{fact}': use it, or remove it"
            yield Problem("unread fact", message, ("facts", fact))


def _read(diagram: Diagram) -> dict[str, None]:
    """The facts that conditions compare."""
    return dict.fromkeys(atom.fact for atom in every_atom(diagram.rules))


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
        asked.update(need.fact for outcome in diagram.outcomes(verdict) for need in outcome.needs)
    return asked


def _case(diagram: Diagram, index: int, case: Case) -> Iterator[Problem]:
    answers = {fact: from_json(raw) for fact, raw in case.answers.items()}
    if any(_otherwise(diagram, *each) for each in answers.items()):
        return  # nobody who asks these rules is in this case
    held = interview(diagram, answers)
    got = tuple(text.id for text in held.recommendations)
    if set(got) != set(case.expect):
        expected = " or ".join(case.expect)
        gets = " or ".join(got) or "nothing"
        message = f"case '{case.name}' expects {expected} but gets {gets}: correct it, or the rules"
        yield Problem("case", message, ("cases", index), tuple(_deciding(held)))


def _otherwise(diagram: Diagram, fact: str, answer: Answer) -> bool:
    """Whether a case answers what is assumed, and otherwise."""
    classes, assumed = diagram.classes[fact], diagram.assumed.get(fact)
    return assumed is not None and classes.of(assumed) != classes.of(answer)


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
