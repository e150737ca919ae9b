"""What would change a recommendation, and which of the answers already force it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import product
from typing import Any, TypeAlias

from rules.diagram.classes import Classes
from rules.diagram.diagram import Diagram, Verdict
from rules.diagram.nodes import Node, Tree, labels
from rules.diagram.ways import Ways
from rules.language.answers import Answer, Chosen, NotSure, Ticks
from rules.language.clauses import MOST
from rules.language.kinds.grouping import Kept
from rules.language.model import MAX_FACTS, RecommendationText, Stance
from rules.sentences import patterns
from rules.sentences.clauses import by_term, clause, clauses
from rules.sentences.titles import advice, if_ready

from .choices import UNREACHED, Choice, Choices, each_of, only
from .explain import recommend
from .interview import Interview
from .search import EffortError, cheapest, forcing

ABOVE = -1  # the level above all: below it stand the diagrams of which each must lead there
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
    stance: Stance | None  # as far as it is forced; None also where its author says none
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
    choices = Choices(held.diagram, held.diagram.verdict, choices_of(held))
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
    if diagram.values_unsure:  # the stance as well
        advised = labels(diagram.advised, held.selection)
        return forcing(diagram, diagram.advised, held.answers, advised.__contains__) or ()
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
        verdict = held.diagram.verdict
        narrow = Choices(held.diagram, verdict, choices_of(held, leave_open=False))
        found = cheapest(narrow, ends.__contains__, UNREACHED)
    if found is None:
        return None
    touched = _not_spared(held, found, ends)
    if len(touched) > most:
        return None
    wide = widest(held, touched, ends)
    made = [
        Change(fact, held.answers.get(fact), held.diagram.classes[fact].answers(kept))
        for fact, kept in wide.items()
    ]
    changes = tuple(change for change in made if _contradicts(held, change))
    needed = tuple(change for change in made if change not in changes)
    return WhatIf(text, _stance(held, text, touched, wide), changes, needed)


def _stance(
    held: Interview,
    text: RecommendationText,
    touched: Mapping[str, Kept],
    wide: Mapping[str, tuple[Kept, ...]],
) -> Stance | None:
    """The first words that follow, whatever is still to be asked; None where they depend on it."""
    if not held.diagram.values_unsure:
        return text.stance
    stances = {
        stance
        for each in product(*wide.values())
        for _, stance in labels(
            held.diagram.advised,
            selection_once(held, {**touched, **dict(zip(wide, each, strict=True))}),
        )
    }
    return stances.pop() if len(stances) == 1 else None


def choices_of(held: Interview, *, leave_open: bool = True) -> dict[str, list[Choice]]:
    """For each fact: its answer as it is, then every other class, the nearest first."""
    found = {}
    for fact, classes in held.diagram.classes.items():
        left = held.left(fact)
        stays = leave_open or classes.worlds(left) <= 1
        others = _one_level if len(left) == 1 else _many_levels
        found[fact] = [*([only(0, left)] if stays else []), *others(held, fact, classes, left)]
    return found


def _one_level(held: Interview, fact: str, classes: Classes, left: Kept) -> Iterator[Choice]:
    """Every other class of plain answers."""
    (here,) = classes.covers(left)
    fixed = classes.fact.unchangeable
    for n in sorted(classes.plain[0], key=lambda n: max(here[0] - n, n - here[-1], 0)):
        if ((n,),) == left or classes.is_finer(0, n):
            continue
        if n in here or not (_known(held, fact) or fixed):
            yield only(NEW, ((n,),))
        elif not fixed:
            yield only(CHANGE, ((n,),))


def _many_levels(held: Interview, fact: str, classes: Classes, left: Kept) -> Iterator[Choice]:
    """Any combination of its classes: of those left, or another."""
    sure, every = classes.sure(classes.covers(left)), classes.sure(classes.every) or ()
    if sure is not None and classes.worlds(sure) > 1:
        yield from each_of(NEW, classes, sure)
    if sure != every and not classes.fact.unchangeable:
        near = tuple(
            (*each, *(n for n in all_ if n not in each))
            for each, all_ in zip(sure or every, every, strict=True)
        )
        yield from each_of(CHANGE if _known(held, fact) else NEW, classes, near)


def _known(held: Interview, fact: str) -> bool:
    return not isinstance(held.answers.get(fact, NotSure()), NotSure)


def _not_spared(held: Interview, found: Mapping[str, Kept], ends: set[Any]) -> dict[str, Kept]:
    """What is found, without what turns out to make no difference.

    Only a search that was given up finds anything superfluous.
    """
    kept = dict(found)
    for fact in filter(found.__contains__, reversed(held.diagram.facts)):
        fewer = {id_: each for id_, each in kept.items() if id_ != fact}
        if labels(held.diagram.verdict, selection_once(held, fewer)) <= ends:
            kept = fewer
    return kept


def selection_once(held: Interview, made: Mapping[str, Kept | None]) -> Left:
    """The classes that are left once this is so; None of a fact is any."""
    selection: Left = [*held.selection]
    for fact, kept in made.items():
        block = held.diagram.block[fact]
        selection[block.start : block.stop] = kept or held.diagram.unasked[block.start : block.stop]
    return selection


def widest(
    held: Interview, made: Mapping[str, Kept], ends: set[Any], tree: Tree | None = None
) -> dict[str, tuple[Kept, ...]]:
    """Each fact with all classes that do as well; of a number, those side by side.

    To do well is to end a tree so: the verdict's, if none is named.
    """
    diagram, tree = held.diagram, tree or held.diagram.verdict
    wide: dict[str, tuple[Kept, ...]] = {}
    for fact in diagram.facts:
        if fact in made:
            others = [
                selection_once(held, {**made, **dict(zip(wide, each, strict=True)), fact: None})
                for each in product(*wide.values())
            ]
            trees = {diagram.restrict(tree, each) for each in others}
            ways = Ways(Node(ABOVE, tuple(trees)))
            wide[fact] = _as_well(diagram, fact, made[fact], ways, ends)
    return wide


def _as_well(
    diagram: Diagram, fact: str, start: Kept, ways: Ways, ends: set[Any]
) -> tuple[Kept, ...]:
    """The classes of a fact that all lead to these ends."""
    classes = diagram.classes[fact]
    leads_to = ways.apart(diagram.block[fact], classes.sure(classes.every) or ())
    fitting = [each for kept, labels in leads_to if labels <= ends for each in kept]
    if len(start) > 1:
        return tuple(fitting)
    ((first,),) = ((last,),) = start
    if not classes.fact.takes_ranges:
        return ((tuple(n for ((n,),) in fitting),),)
    while ((first - 1,),) in fitting:
        first -= 1
    while ((last + 1,),) in fitting:
        last += 1
    return ((tuple(range(first, last + 1)),),)


def _contradicts(held: Interview, change: Change) -> bool:
    """Whether it takes an answer back; making one more exact doesn't."""
    if change.old is None or isinstance(change.old, NotSure):
        return False
    classes = held.diagram.classes[change.fact]
    old = classes.covers(classes.of(change.old))
    becomes = (classes.covers(classes.of(each)) for each in change.becomes)
    return not any(
        all(not {*was}.isdisjoint(now) for was, now in zip(old, each, strict=True))
        for each in becomes
    )


def in_a_sentence(diagram: Diagram, way: WhatIf) -> str:
    """What would have to be, and what is advised then; empty where nobody could take it in.

    "If the task is narrow after all: Yes. Fine-tune.", "Once there are evals: ..." where all of it
    comes with time or work, and where a clause is missing, what would have to be by its labels.
    """
    every = (*way.changes, *way.answers_needed)
    said = clauses(diagram, [(change.fact, _moved(diagram, change)) for change in every])
    if said is None:
        return f"{way.text.title}, {_by_labels(diagram, way)}."
    if "" in said or len(said) > MOST:
        return ""
    then, told = _then(diagram, way), dict(zip(every, said, strict=True))
    if comes(diagram, way):
        return patterns.once([*told.values()], then)
    changed = [told[each] for each in way.changes]
    return patterns.what_if(changed, [told[each] for each in way.answers_needed], then)


def comes(diagram: Diagram, way: WhatIf) -> bool:
    """Whether all of it comes with time or work, so that nobody can say that it is so."""
    facts = diagram.rules.facts
    return all(
        facts[each.fact].may_come(each.old, _moved(diagram, each))
        for each in (*way.changes, *way.answers_needed)
    )


def _then(diagram: Diagram, way: WhatIf) -> str:
    """What is advised then: with the stance, or on the conditions that the answers leave open."""
    if way.stance or not diagram.values_unsure:
        return advice(way.text, way.stance)
    return f"{if_ready(way.text)}."


def _moved(diagram: Diagram, change: Change) -> tuple[Answer, ...]:
    """What it must become; of several ticks those alone that aren't so already."""
    old, ticks = change.old, [each for each in change.becomes if isinstance(each, Ticks)]
    if not isinstance(old, Chosen) or not ticks or by_term(diagram, change.fact, change.becomes):
        return change.becomes
    moved = [Ticks(each.yes - old.options, each.no & old.options) for each in ticks]
    fewest = min(moved, key=lambda each: len(each.yes) + len(each.no))
    return (fewest,)


def change_in_words(diagram: Diagram, change: Change) -> str:
    """One change as people say it: "if it handles fewer than 50 requests a day"."""
    said = clause(diagram, change.fact, change.becomes)
    return f"if {said or _label(diagram, change)}"


def _by_labels(diagram: Diagram, way: WhatIf) -> str:
    """As "if Prompt optimised were Yes, provided Requests a day were 50 or more"."""
    changed = [_label(diagram, change) for change in way.changes]
    needed = [_label(diagram, change) for change in way.answers_needed]
    parts = [" and ".join(each) for each in (changed, needed) if each]
    return "if " + ", provided ".join(parts)


def _label(diagram: Diagram, change: Change) -> str:
    fact = diagram.rules.facts[change.fact]
    becomes = diagram.classes[change.fact].any_of(change.becomes)
    return f"{fact.label} {fact.becomes} {becomes}"
