"""The proofs about rules: no gap, no dead rule, and words for every end."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from rules.diagram.diagram import Diagram, Verdict
from rules.diagram.nodes import UNREAD, TooLargeError, labels, labels_where
from rules.language.faults import Entry, Path, Problem
from rules.language.model import RecommendationText, Rule
from rules.language.when import ALWAYS, atoms
from rules.language.wording import listed

from .examples import in_words, way_to

MANY_RULES = 5  # named in one message at most


def gaps(diagram: Diagram) -> Iterator[Problem]:
    """Answers for which a verdict table has no rule."""
    for table in diagram.rules.verdict:
        if None in labels(diagram.read[table]):
            example = in_words(way_to(diagram, diagram.read[table], None))
            message = f"table '{table}' has no rule for {example}: add one"
            yield Problem("gap", message, ("tables", table))


def dead_rules(diagram: Diagram) -> Iterator[Problem]:
    """Rules that never decide."""
    for name, table in diagram.rules.tables.items():
        alive, read = labels(diagram.hits[name]), _read(diagram, name)
        for index, rule in enumerate(table):
            where, path = f"rule '{rule.id}' in table '{name}'", ("tables", name, index)
            if rule.id not in alive:
                before = diagram.ways(diagram.hits[name]).beside(diagram.holds[rule.id])
                by = tuple(each.id for each in table if each.id in before)
                read_there = dict.fromkeys(Entry("facts", atom.fact) for atom in atoms(rule.when))
                about = (Entry("rules", rule.id), *read_there)
                message = _never_first(where, _as_few(diagram, rule.id, by))
                yield Problem("dead rule", message, path, by, about=about)
            elif rule.id not in read:
                message = f"{where} holds only where an earlier table has stopped: remove it"
                stops = [each.id for each in _every_rule(diagram) if each.stop]
                yield Problem("dead rule", message, path, tuple(stops))


def _read(diagram: Diagram, table: str) -> set[object]:
    """The rules that decide somewhere, as far as conditions don't lead on from them."""
    if diagram.hits[table] is diagram.tables[table]:
        return labels(diagram.read[table])
    return labels_where(diagram.read[table], lambda label: label is not UNREAD, diagram.hits[table])


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


def combinations(diagram: Diagram) -> Iterator[Problem]:
    """Ends without words, or with two."""
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
    way = way_to(diagram, diagram.verdict, verdict)
    message = f"nothing says what {{{_spelled(outcomes)}}} means ({in_words(way)}): "
    message += "add a recommendation for it, or let one that is there cover it"
    deciding = labels(diagram.read[[*outcomes][-1]], diagram.selection(way))
    by = [each.id for each in _every_rule(diagram) if each.outcome in outcomes.values()]
    about = [Entry("verdict", table) for table in outcomes]
    about += [Entry("outcomes", outcome) for outcome in outcomes.values()]
    path = place_of(diagram, next(rule for rule in by if rule in deciding))
    return Problem("missing recommendation", message, path, tuple(by), about=tuple(about))


def impossible(diagram: Diagram) -> Iterator[Problem]:
    """Recommendations that nothing leads to."""
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


def overlaps(diagram: Diagram) -> Iterator[Problem]:
    """First-hit order makes overlaps legal; each rule is told once what it means in effect."""
    for name, table in diagram.rules.tables.items():
        outcomes = {rule.id: rule.outcome for rule in table}
        for index, rule in enumerate(table):
            deciding = diagram.ways(diagram.hits[name]).beside(diagram.holds[rule.id])
            before = [id_ for id_ in outcomes if id_ in deciding and outcomes[id_] != rule.outcome]
            if before and rule.when != ALWAYS:
                message = f"rule '{rule.id}' in effect means its condition, and none of: "
                told = f"{message}{', '.join(before)}"
                yield Problem("overlap", told, ("tables", name, index), tuple(before), name)


def place_of(diagram: Diagram, rule: str) -> Path:
    """Where a rule stands; for one that a condition makes, that condition."""
    if rule in diagram.conditions.elsewhere:
        return ("conditions", rule)
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
    yield from diagram.conditions.elsewhere.values()
