"""What follows once all that is missing is there: tried before anybody is promised it."""

from __future__ import annotations

from dataclasses import dataclass

from rules.diagram.conditions import DONE, LEFT_OUT
from rules.diagram.nodes import labels
from rules.language.kinds.grouping import Kept
from rules.language.model import RecommendationText, Stance

from .choices import Choices
from .explain import recommend
from .interview import Interview
from .search import EffortError, cheapest
from .what_if import Change, choices_of, selection_once, widest

READY = {DONE, LEFT_OUT}


@dataclass(frozen=True)
class Once:
    """The answers with which every missing condition is done, and what is advised then."""

    changes: tuple[Change, ...]
    text: RecommendationText
    stance: Stance | None  # None where more would have to be asked first


def once(held: Interview) -> Once | None:
    """What a finished interview comes to once what is missing is there.

    Each missing condition is set to the nearest values that make it done. None where nothing is
    missing, where nothing the person can do makes it done, or where what follows isn't one thing.
    """
    missing = recommend(held).missing
    made: dict[str, tuple[Kept, ...]] = {}
    for id_ in missing:
        found = _done(held, id_, made)
        if found is None:
            return None
        made |= found
    if not missing:
        return None
    selection = selection_once(held, {fact: _around(kept) for fact, kept in made.items()})
    states = held.diagram.conditions.states
    if not all(labels(states[id_], selection) <= READY for id_ in missing):
        return None  # what makes one of them done undoes another
    ends = labels(held.diagram.advised, selection)
    texts = held.texts({verdict for verdict, _ in ends})
    stances = {stance for _, stance in ends}
    if len(texts) != 1:
        return None
    changes = tuple(
        Change(fact, held.answers.get(fact), held.diagram.classes[fact].answers(kept))
        for fact, kept in made.items()
    )
    return Once(changes, texts[0], stances.pop() if len(stances) == 1 else None)


def _done(
    held: Interview, id_: str, made: dict[str, tuple[Kept, ...]]
) -> dict[str, tuple[Kept, ...]] | None:
    """The nearest values of facts that make a condition done, given those found for others."""
    diagram, tree = held.diagram, held.diagram.conditions.states[id_]
    before = {fact: _around(kept) for fact, kept in made.items()}
    if labels(tree, selection_once(held, before)) <= READY:
        return {}
    try:
        found = cheapest(Choices(diagram, tree, choices_of(held)), READY.__contains__)
    except EffortError:
        return None
    return widest(held, found, READY, tree) if found else None


def _around(kept: tuple[Kept, ...]) -> Kept:
    """All classes that any of these leave, level by level."""
    return tuple(
        tuple(sorted({n for one in level for n in one})) for level in zip(*kept, strict=True)
    )
