"""An answer as it is repeated to people: what it says, and not only what it is called."""

from __future__ import annotations

from collections.abc import Sequence

from rules.language.answers import Answer, Chosen, NotSure, Value
from rules.language.clauses import all_of
from rules.language.kinds import Fact
from rules.language.wording import sentence


def meaning(fact: Fact, answer: Answer) -> str:
    """What an answer says, in its author's words: "there is no test set yet"; else its name."""
    if fact.takes_ranges or isinstance(answer, NotSure):
        return fact.in_words(answer)  # a number says all of it
    clauses = fact.given_clauses(answer) or []
    return all_of(clauses, len(clauses)) or _on_its_box(fact, answer) or fact.in_words(answer)


def understood(fact: Fact, answer: Answer, said: str = "") -> str:
    """The same behind "Understood:". A bare yes or no goes with what it is about.

    `said` is how a number was read: "600 a month is about 20 requests a day".
    """
    if fact.takes_ranges and said:
        return said
    told = meaning(fact, answer)
    bare = bool(fact.options) and not fact.written and told == fact.in_words(answer)
    return f"{fact.label}: {told}" if bare and not isinstance(answer, NotSure) else told


def offered(fact: Fact, answers: Sequence[tuple[Answer, str]]) -> tuple[tuple[Answer, str], ...]:
    """Answers to choose from, each as a person reads it. What joins several is left as it is."""
    return tuple((answer, _offered(fact, answer, said)) for answer, said in answers)


def _offered(fact: Fact, answer: Answer, said: str) -> str:
    if not fact.takes_ranges and said != fact.in_words(answer):
        return said  # as "Both"
    return sentence(_on_its_box(fact, answer) or meaning(fact, answer))


def _on_its_box(fact: Fact, answer: Answer) -> str:
    """What stands beside the box that says just this; "" where it takes more than one."""
    one = (
        Value(*answer.options)
        if isinstance(answer, Chosen) and len(answer.options) == 1
        else answer
    )
    return next((box.label for box in fact.boxes if box.answer == one), "")
