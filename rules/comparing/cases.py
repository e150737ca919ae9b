"""The worked cases of two versions, each told by both: what authors wrote down moves, or stays."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from rules.diagram.diagram import Diagram
from rules.interview.explain import recommend
from rules.interview.interview import interview
from rules.language import past_names
from rules.language.answers import Answer

from .renames import answers_now, answers_then, fitting
from .stances import Heading, heading_of


@dataclass(frozen=True)
class CaseCompared:
    """A worked case by both versions: all that is possible, least committing first.

    Ids are today's. An answer that a version doesn't take counts there as not given. `headed` is
    how it was headed and is; None where nothing is said, or not yet.
    """

    name: str
    before: tuple[str, ...]
    after: tuple[str, ...]
    headed: tuple[Heading, Heading] = (None, None)

    @property
    def moves(self) -> bool:
        """Whether it leads elsewhere, or is headed otherwise."""
        was, now = self.headed
        return {*self.before} != {*self.after} or (None not in self.headed and was != now)

    @property
    def ends(self) -> tuple[str | None, str | None]:
        """What it was and is recommended; None for no advice."""
        return next(iter(self.before), None), next(iter(self.after), None)


def compared(old: Diagram, new: Diagram) -> Iterator[CaseCompared]:
    """The cases of the new version, then those that only the old one has.

    From one language to another, only those whose answers are plain.
    """
    texts = past_names.recommendations(new.rules).past
    seen: list[tuple[str, Mapping[str, Answer]]] = []
    for case in (*new.rules.cases, *old.rules.cases):
        is_new = len(seen) < len(new.rules.cases)
        given = case.given
        now = given if is_new else fitting(new.rules, answers_now(new.rules, given))
        if not is_new and any(case.name == name or now == answers for name, answers in seen):
            continue
        then = fitting(old.rules, answers_then(old.rules, new.rules, given)) if is_new else given
        seen.append((case.name, now))
        if old.rules.language != new.rules.language and _loose((old, then), (new, now)):
            continue
        before = (texts.get(id_, id_) for id_ in _possible(old, then))
        headed = _headed(old, then, past_names.conditions(new.rules).past), _headed(new, now, {})
        yield CaseCompared(case.name, tuple(dict.fromkeys(before)), _possible(new, now), headed)


def _loose(*sides: tuple[Diagram, Mapping[str, Answer]]) -> bool:
    """Whether some answer isn't plain, by the version in which that makes a difference."""
    found = (
        (diagram.classes[fact], each) for diagram, all_ in sides for fact, each in all_.items()
    )
    return any(classes.loose(classes.of(answer)) for classes, answer in found)


def _headed(diagram: Diagram, answers: Mapping[str, Answer], names: Mapping[str, str]) -> Heading:
    held = interview(diagram, answers)
    if held.next_fact is not None or not held.recommendations:
        return None
    return heading_of(recommend(held), names)


def _possible(diagram: Diagram, answers: Mapping[str, Answer]) -> tuple[str, ...]:
    return tuple(text.id for text in interview(diagram, answers).recommendations)
