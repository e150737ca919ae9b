"""What was answered and made the direction what it is, beside what its own rule reads."""

from __future__ import annotations

from collections.abc import Container, Iterator

from rules.language.answers import NotSure
from rules.sentences.clauses import needed

from .interview import Interview
from .search import forcing
from .what_if import sufficient


def also_counted(held: Interview, told: Container[str]) -> Iterator[str]:
    """Clauses for the answers but those to the facts told; none in language 1.

    Of the answers that are enough, the fewest that force the direction: what makes only the stance
    stands in the list of what is ready.
    """
    diagram, ends = held.diagram, {*held.possible}
    if not diagram.values_unsure:
        return
    enough = {fact: held.answers[fact] for fact in sufficient(held)}
    made = forcing(diagram, diagram.verdict, enough, ends.__contains__) or ()
    answers = {fact: held.answers[fact] for fact in made}
    for fact, answer in answers.items():
        unsaid = fact in told or fact in diagram.assumed or isinstance(answer, NotSure)
        if not unsaid:
            yield from needed(diagram, answers, fact, diagram.verdict, ends)
