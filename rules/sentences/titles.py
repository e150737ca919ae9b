"""Titles within sentences, and the words that an advice begins with."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

from rules.language.model import RecommendationText, Stance
from rules.language.wording import either, quoted_apart

MOST_TITLES = 3  # of recommendations named in one sentence
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


def titles(
    texts: Sequence[RecommendationText], joined: Callable[[Sequence[str]], str] = either
) -> str:
    """Recommendations after a colon, as alternatives, the first of them where there are many."""
    named = [after_colon(text.title) for text in texts[:MOST_TITLES]]
    more = len(texts) - len(named)
    apart = quoted_apart(named) if len(texts) > 1 else named
    return joined([*apart, *([f"{more} more"] if more else [])])


def advice(title: str, stance: Stance | None) -> str:
    """An advice after a colon: "Not yet. Collect examples first.", or its title alone."""
    return f"{after_colon(title)}." if stance is None else f"{ANSWERS[stance]}. {title}."
