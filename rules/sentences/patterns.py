"""The sentences: each takes clauses and recommendations, and is whole."""

from __future__ import annotations

import re
from collections.abc import Sequence

from rules.language.clauses import MOST, all_of
from rules.language.model import RecommendationText
from rules.language.wording import sentence

from .titles import titles

OTHERWISE = "Otherwise: more questions follow."
OTHERWISE_ADVISED = "Otherwise: something else is advised."
ALWAYS_MORE = "Every answer leads to more questions."

# Behind one of these nobody says "after all": it isn't clear what it belongs to, or when that is.
_NO_AFTER_ALL = re.compile(r", | and | or |\b(?:yet|still|already|again|no longer)\b")
_NUMBERS = ("", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten")


def in_letters(number: int) -> str:
    """A small number as it stands in a sentence: "two"; a larger one in figures."""
    return _NUMBERS[number] if number < len(_NUMBERS) else f"{number}"


def what_if(changed: Sequence[str], needed: Sequence[str], then: str) -> str:
    """What would lead elsewhere: "If the task is narrow after all: Yes. Fine-tune."."""
    if not changed or any(map(_NO_AFTER_ALL.search, changed)):
        return f"If {all_of([*changed, *needed])}: {then}"
    rest = [all_of(needed)] if needed else []
    return f"If {', and '.join([f'{all_of(changed)} after all', *rest])}: {then}"


def once(come: Sequence[str], then: str) -> str:
    """What comes with time or work: "Once there are evals: Yes. ..."."""
    return f"Once {all_of(come)}: {then}"


def as_long_as(clause: str) -> str:
    """That nothing else matters: "As long as it makes things up, no other answer ..."."""
    return f"As long as {clause}, no other answer changes this."


def you_said(clause: str) -> str:
    """What an advice rests on: "You said the task is narrow."."""
    return f"You said {clause}."


def sure(enough: int, given: int) -> str:
    """That it is certain, and how many of the given answers make it so."""
    if not enough:
        return "Sure. No answer changes this."
    many = in_letters(enough)
    are = "is" if enough == 1 else "are"
    if enough == given:
        return f"Sure. {'Your answer' if enough == 1 else f'Your {many} answers'} {are} enough for this."
    return f"Sure. {sentence(many)} of your answers {are} enough for this."


def turns_on(questions: Sequence[str]) -> str:
    """What would settle it: "It turns on how many good examples there are."."""
    first = " first" if len(questions) > MOST else ""
    return f"It turns{first} on {all_of(questions[:MOST])}."


def holds(conditions: Sequence[str]) -> str:
    """On what it rests that isn't known: "This holds if the task is narrow."."""
    clauses = [each.removeprefix("if ") for each in conditions if each.startswith("if ")]
    unless = [each for each in conditions if not each.startswith("if ")]
    return f"This holds {', '.join([*([f'if {all_of(clauses)}'] if clauses else []), *unless])}."


def then(condition: str, told: str) -> str:
    """What would follow: "If the task is narrow, fine-tune."."""
    comma = ":" if ", " in condition else ","
    return f"{sentence(condition)}{comma} {told}."


def leads_to(condition: str, texts: Sequence[RecommendationText]) -> str:
    """Where an answer leads: "If the task is narrow: fine-tune."."""
    return f"{sentence(condition)}: {titles(texts)}."


def otherwise(texts: Sequence[RecommendationText]) -> str:
    """Where all other answers lead: "Otherwise: fine-tune."."""
    return f"Otherwise: {titles(texts)}."


def come_back(missing: Sequence[str]) -> str:
    """When to ask again: "Come back with 300 good examples."."""
    return f"Come back with {all_of(missing) if len(missing) <= MOST else 'what is missing'}."


def asks_on(condition: str) -> str:
    """An answer that leads to too much to be named: "If it is wrong: more questions follow."."""
    return f"{sentence(condition)}: more questions follow."


def agrees(who: str, text: RecommendationText) -> str:
    """A second opinion that says the same: "Ertas agrees: use RAG."."""
    return f"{who} agrees: {titles([text])}."


def says(who: str, text: RecommendationText, because: str) -> str:
    """One that says something else: "Ertas says: use an API, because it runs once."."""
    return f"{who} says: {titles([text])}, because {because}."


def asks_first(who: str, question: str) -> str:
    """One that can't say yet: "Ertas first asks how many requests a day it handles."."""
    return f"{who} first asks {question}."


def says_nothing(who: str) -> str:
    """One that has no words for such answers."""
    return f"{who} says nothing of such a case."


def counted(clause: str) -> str:
    """What a figure came from: "By your answers it handles about 25,000 requests a day."."""
    return f"By your answers {clause}."


def unknown(question: str, assumed: str = "") -> str:
    """What nobody knew, and what was made of it: "Unknown: whether it rains. Assumed: no rain."."""
    return f"Unknown: {question}.{f' Assumed: {assumed}.' if assumed else ''}"
