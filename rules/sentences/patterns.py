"""The sentences: each takes clauses and recommendations, and is whole."""

from __future__ import annotations

from collections.abc import Sequence

from rules.language.clauses import MOST, all_of
from rules.language.model import RecommendationText
from rules.language.wording import listed

from .titles import titles


def what_if(changed: Sequence[str], needed: Sequence[str], then: str) -> str:
    """What would lead elsewhere: "If the task is narrow after all: Yes. Fine-tune."."""
    shown = [*changed[:MOST]]
    more = len(changed) + len(needed) - len(shown) - len(needed[: MOST - len(shown)])
    rest = [*needed[: MOST - len(shown)], *([f"{more} more"] if more else [])]
    after_all = [f"{all_of(shown)} after all"] if shown else []
    condition = ", and ".join([*after_all, *([all_of(rest)] if rest else [])])
    return f"If {condition}: {then}"


def once(clauses: Sequence[str], then: str) -> str:
    """What comes with time or work: "Once there are evals: Yes. Fine-tune."."""
    return f"Once {all_of(clauses)}: {then}"


def you_said(clause: str) -> str:
    """What an advice rests on: "You said the task is narrow."."""
    return f"You said {clause}."


def turns_on(questions: Sequence[str], more: int = 0) -> str:
    """What would settle it: "It turns on how many good examples there are."."""
    others = f", and on {more} more thing{'s' if more > 1 else ''}" if more else ""
    return f"It turns on {all_of(questions)}{others}."


def holds_if(clauses: Sequence[str]) -> str:
    """On what a reason rests that isn't known: "It holds if the task is narrow."."""
    return f"It holds if {all_of(clauses)}."


def leads_to(clause: str, texts: Sequence[RecommendationText]) -> str:
    """Where an answer leads: "If the task is narrow: fine-tune."."""
    return f"If {clause}: {titles(texts)}."


def rules_out(clause: str, texts: Sequence[RecommendationText]) -> str:
    """What an answer takes away: "If the task is broad, this is ruled out: fine-tune."."""
    these = "this is" if len(texts) == 1 else "these are"
    return f"If {clause}, {these} ruled out: {titles(texts, listed)}."


def leaves(clause: str, left: int, now: int) -> str:
    """How many stay possible, where they are too many to name."""
    if left < now:
        return f"If {clause}: {left} of {now} recommendations stay possible."
    return f"If {clause}: {'both' if now == 2 else f'all {now}'} stay possible, and more is asked."


def agrees(who: str, texts: Sequence[RecommendationText]) -> str:
    """A second opinion that says the same: "Ertas agrees: use RAG."."""
    return f"{who} agrees: {titles(texts)}."


def says(who: str, text: RecommendationText, because: str) -> str:
    """One that says something else: "Ertas says: use an API, because it runs once."."""
    return f"{who} says: {titles([text])}, because {because}."


def first_asks(who: str, question: str) -> str:
    """One that would have to know more: "Ertas first asks whether the task is narrow."."""
    return f"{who} first asks {question}."


def unknown(question: str, counted: str = "") -> str:
    """What nobody knew, and what was made of it: "Unknown: whether it rains. Counted as no rain."."""
    return f"Unknown: {question}.{f' Counted{counted}.' if counted else ''}"
