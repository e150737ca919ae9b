"""What follows once all that is missing is there: tried before anybody is promised it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from rules.diagram.conditions import DONE, LEFT_OUT
from rules.diagram.nodes import Forest, TooLargeError, Tree, labels
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
    made = done_by(held, missing) if missing else None
    if not made:
        return None
    ends = labels(held.diagram.advised, selection_once(held, _around(made)))
    texts = held.texts({verdict for verdict, _ in ends})
    stances = {stance for _, stance in ends}
    if len(texts) != 1:
        return None
    changes = tuple(
        Change(fact, held.answers.get(fact), held.diagram.classes[fact].answers(kept))
        for fact, kept in made.items()
    )
    return Once(changes, texts[0], stances.pop() if len(stances) == 1 else None)


def done_by(held: Interview, conditions: Iterable[str]) -> dict[str, tuple[Kept, ...]] | None:
    """The nearest values of facts that make all of these conditions done.

    None where none do, or where it takes too much to tell.
    """
    try:
        tree = _all_ready(held, conditions)
        found = cheapest(Choices(held.diagram, tree, choices_of(held)), bool)
    except (EffortError, TooLargeError):
        return None
    made = widest(held, found, {True}, tree) if found else None
    if made and labels(tree, selection_once(held, _around(made))) != {True}:
        return {fact: (kept,) for fact, kept in (found or {}).items()}  # together too wide
    return made


def _all_ready(held: Interview, conditions: Iterable[str]) -> Tree:
    """Where all of these conditions are done, or don't apply."""
    forest = Forest()  # its own: the rule set's isn't to grow with each interview
    yes, no = forest.leaf(True), forest.leaf(False)
    tree: Tree = yes
    for id_ in conditions:
        tree = forest.combine(
            held.diagram.conditions.states[id_],
            tree,
            lambda state, rest: rest if state.label in READY else no,
        )
    return tree


def _around(made: Mapping[str, tuple[Kept, ...]]) -> dict[str, Kept]:
    """All classes that any of these leave, level by level."""
    return {
        fact: tuple(
            tuple(sorted({n for one in level for n in one})) for level in zip(*kept, strict=True)
        )
        for fact, kept in made.items()
    }
