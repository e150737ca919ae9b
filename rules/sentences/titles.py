"""Titles within sentences, and the words that an advice begins with."""

from __future__ import annotations

import re
from collections.abc import Sequence

from rules.language.model import RecommendationText, Stance

MOST_TITLES = 2  # of recommendations named in one sentence
ANSWERS: dict[Stance, str] = {
    "yes": "Yes",
    "yes_if": "Yes, on conditions",
    "not_yet": "Not yet",
    "no": "No",
}
_ORDINARY = re.compile(r"[A-Z][a-z]*(?:[-'][a-z]+)*")  # no acronym, and no name such as LoRA


def after_colon(words: str) -> str:
    """A title as it stands within a sentence: "use RAG", but "RAG with a smaller model"."""
    first, space, rest = words.partition(" ")
    if not _ORDINARY.fullmatch(first.rstrip(",.;:")):
        return words
    return f"{first[:1].lower()}{first[1:]}{space}{rest}"


def titles(texts: Sequence[RecommendationText]) -> str:
    """Recommendations after a colon, as alternatives; two at most are named."""
    return alternatives([text.title for text in texts])


def alternatives(named: Sequence[str]) -> str:
    """Titles in small letters: "use RAG or improve the prompt", and of more than two the first."""
    first, *others = map(after_colon, named or [""])
    if len(others) == 1 and others[0].startswith(first):
        return f"{first}, perhaps {others[0].removeprefix(first).lstrip(', ')}"
    told = [*map(after_colon, named[:MOST_TITLES]), *["something else"][: len(named) - MOST_TITLES]]
    comma = "," if len(told) > 1 and any("," in each or " or " in each for each in told) else ""
    return f"{comma} or ".join(filter(None, [", ".join(told[:-1]), *told[-1:]]))


def if_ready(text: RecommendationText) -> str:
    """A title whose conditions nobody knows yet: "tune a model, if the rest is in place"."""
    return f"{after_colon(text.title)}, if the rest is in place"


def advice(text: RecommendationText, stance: Stance | None) -> str:
    """An advice after a colon: "No. Use RAG.", "tune a model, but not yet.", or its title alone."""
    if stance == "not_yet" and text.runs == "tuned":  # what comes first isn't known here
        return f"{after_colon(text.title)}, but not yet."
    return f"{after_colon(text.title)}." if stance is None else f"{ANSWERS[stance]}. {text.title}."
