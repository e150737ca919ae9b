"""What would change a recommendation, and which of the answers already force it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypeAlias

from rules.diagram.classes import Classes
from rules.diagram.diagram import Diagram, Verdict
from rules.diagram.nodes import Ways, labels
from rules.language.answers import Answer, NotSure
from rules.language.model import MAX_FACTS, RecommendationText

from .explain import recommend
from .interview import Interview
from .search import UNREACHED, Choices, EffortError, Priced, cheapest, forcing

NEW, CHANGE = 1, 1_000  # one changed answer outweighs new answers to all of MAX_FACTS facts

Left: TypeAlias = list[tuple[int, ...] | None]  # a Selection that is still being made


@dataclass(frozen=True)
class Change:
    """One answer that would have to be another, or be given: any of `becomes` will do."""

    fact: str
    old: Answer | None  # None: it wasn't asked
    becomes: tuple[Answer, ...]


@dataclass(frozen=True)
class WhatIf:
    """The smallest change of answers that leads to a recommendation, whatever is still open.

    `answers_needed` are new answers: to questions not asked before, and to those answered *not
    sure* or with a range that was too wide.
    """

    text: RecommendationText
    changes: tuple[Change, ...]
    answers_needed: tuple[Change, ...]


def what_if(held: Interview, within: int | None = None) -> tuple[WhatIf, ...]:
    """For every other recommendation than the one given, how a finished interview would reach it.

    Exact: fewest changed answers first, then fewest new ones; of several such ways the one that
    keeps the earlier answers. The answer to an `unchangeable` fact is never another, but one that
    is open may still become known. Each number is the widest stretch that does, other things equal,
    and each choice has every option that does. A recommendation that nothing leads to is left out.
    The nearest come first, then as listed. Only ways of at most `within` changes and new
    answers together, if that is given; the others are then hardly looked for.

    Where many facts are open and a search is given up (`search.MAX_STEPS`), the changed answers
    are still the fewest, but of the new ones it is only certain that none is superfluous.

    Raises LookupError where the rule set has a gap (`check` reports those).
    """
    given = recommend(held).text
    ends: dict[str, set[Any]] = {}
    for verdict in labels(held.diagram.verdict):
        if text := held.diagram.recommendation(verdict):
            ends.setdefault(text.id, set()).add(verdict)
    choices = Choices(held.diagram.verdict, _options(held))
    ends.pop(given.id, None)
    if within is not None:
        near = choices.within(within, lambda verdict: _text_id(held.diagram, verdict))
        ends = {id_: each for id_, each in ends.items() if id_ in near}
    most = MAX_FACTS if within is None else within
    found = [
        _way_to(held, choices, text, ends[text.id], most)
        for text in held.diagram.rules.recommendations
        if text.id in ends
    ]
    reached = [each for each in found if each is not None]
    return tuple(sorted(reached, key=lambda way: (len(way.changes), len(way.answers_needed))))


def sufficient(held: Interview) -> tuple[str, ...]:
    """The smallest set of given answers that already forces the recommendation.

    With these it is the same whatever the other answers; where several recommendations are still
    possible, it is one of those. Returns fact ids as listed. Smallest up to `search.MAX_STEPS`
    steps of search, since finding it is NP-hard; past them, none can be left out.
    """
    diagram = held.diagram
    said = {_text_id(diagram, verdict) for verdict in held.possible}
    ends = {end for end in labels(diagram.verdict) if _text_id(diagram, end) in said}
    return forcing(diagram, diagram.verdict, held.answers, ends.__contains__) or ()


def _text_id(diagram: Diagram, verdict: Verdict) -> str | None:
    text = diagram.recommendation(verdict)
    return text.id if text else None


def _way_to(
    held: Interview, choices: Choices, text: RecommendationText, ends: set[Any], most: int
) -> WhatIf | None:
    try:
        found = cheapest(choices, ends.__contains__, at_most=most * CHANGE)
    except EffortError:
        # Every open fact met gets an answer: no more changes than before, and one node at a time.
        narrow = Choices(choices.tree, _options(held, leave_open=False))
        found = cheapest(narrow, ends.__contains__, UNREACHED)
    if found is None:
        return None
    selection = _spared(held, found, ends)
    touched = [level for level in sorted(found) if selection[level] == found[level]]
    if len(touched) > most:
        return None
    for level in touched:
        _widen(held.diagram, selection, level, ends)
    made = [_change(held, level, selection[level] or ()) for level in touched]
    changes = tuple(change for change in made if _contradicts(held, change))
    return WhatIf(text, changes, tuple(change for change in made if change not in changes))


def _options(held: Interview, *, leave_open: bool = True) -> list[list[Priced]]:
    """For each level: its answer as it is, then every other class, the nearest first."""
    found = []
    for level, (fact, classes) in enumerate(held.diagram.classes.items()):
        left = tuple(held.left(level))
        known = not isinstance(held.answers.get(fact, NotSure()), NotSure)
        options: list[Priced] = [(0, left)] if leave_open or len(left) == 1 else []
        for n in sorted(range(len(classes)), key=lambda n: max(left[0] - n, n - left[-1], 0)):
            if (n,) == left or _is_not_sure(classes, n):
                continue
            if n in left or not (known or classes.fact.unchangeable):
                options.append((NEW, (n,)))
            elif not classes.fact.unchangeable:
                options.append((CHANGE, (n,)))
        found.append(options)
    return found


def _is_not_sure(classes: Classes, index: int) -> bool:
    """Whether a class stands for *not sure* with finer questions: nobody would change to that."""
    return isinstance(classes[index].answer, NotSure)


def _spared(held: Interview, found: Mapping[int, tuple[int, ...]], ends: set[Any]) -> Left:
    """The classes that are left once this is so, without what turns out to make no difference.

    Only a search that was given up finds anything superfluous.
    """
    selection: Left = [found.get(level, kept) for level, kept in enumerate(held.selection)]
    for level in sorted(found, reverse=True):
        selection[level] = held.selection[level]
        if not labels(held.diagram.verdict, selection) <= ends:
            selection[level] = found[level]
    return selection


def _widen(diagram: Diagram, selection: Left, level: int, ends: set[Any]) -> None:
    """Let a fact have every class that does as well; of a number, those side by side."""
    classes = diagram.classes[diagram.facts[level]]
    (start,) = kept = selection[level] or ()
    selection[level] = None
    ways = Ways(diagram.restrict(diagram.verdict, selection))
    leads_to = ways.by_class(level, range(len(classes)))
    for way in (range(start - 1, -1, -1), range(start + 1, len(classes))):
        for n in way:
            if not _is_not_sure(classes, n) and leads_to[n] <= ends:
                kept = (*kept, n)
            elif classes.fact.takes_ranges:
                break
    selection[level] = tuple(sorted(kept))


def _change(held: Interview, level: int, kept: Sequence[int]) -> Change:
    fact = held.diagram.facts[level]
    return Change(fact, held.answers.get(fact), held.diagram.classes[fact].answers(kept))


def _contradicts(held: Interview, change: Change) -> bool:
    """Whether it takes an answer back; making one more exact doesn't."""
    if change.old is None or isinstance(change.old, NotSure):
        return False
    classes = held.diagram.classes[change.fact]
    becomes = {n for answer in change.becomes for n in classes.of(answer)}
    return becomes.isdisjoint(classes.of(change.old))


def in_a_sentence(diagram: Diagram, way: WhatIf) -> str:
    """All that would have to be, the new answers after "provided".

    "if Prompt optimised were Yes, provided Requests a day were 50 or more".
    """
    changed = [_clause(diagram, change) for change in way.changes]
    needed = [_clause(diagram, change) for change in way.answers_needed]
    parts = [" and ".join(clauses) for clauses in (changed, needed) if clauses]
    return "if " + ", provided ".join(parts)


def change_in_words(diagram: Diagram, change: Change) -> str:
    """One change as people say it: "if Requests a day were under 50"."""
    return "if " + _clause(diagram, change)


def _clause(diagram: Diagram, change: Change) -> str:
    fact = diagram.rules.facts[change.fact]
    becomes = diagram.classes[change.fact].any_of(change.becomes)
    return f"{fact.label} {fact.becomes} {becomes}"
