"""Of a fact that takes several options: which sets of them will do, as people say it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from .classes import Classes
from .model import Several
from .naming import either, listed

MAX_LISTED = 4  # more sets than this are counted and no longer named


def sets_in_words(classes: Classes, fact: Several, kept: Sequence[int]) -> str:
    """Any of these classes, exactly: "with Chips", "without at least one of Salt and Oil".

    What no such words fit is listed where it is short, and else counted.
    """
    if len(kept) == 1:
        return classes[kept[0]].words(fact)
    others = [n for n in range(len(classes)) if n not in kept]
    told = _all_with(classes, fact, kept) or _but(classes, fact, others)
    if told:
        return told
    if len(kept) <= MAX_LISTED:
        return " or ".join(f"“{classes[n].words(fact)}”" for n in kept)
    if len(others) <= MAX_LISTED:
        return "anything but " + " or ".join(f"“{classes[n].words(fact)}”" for n in others)
    return f"one of {len(kept)} other combinations"


def _all_with(classes: Classes, fact: Several, kept: Sequence[int]) -> str:
    """The words, if these are all the classes that have some options and lack some others."""
    have, lack = _shared(classes, fact, kept)
    if not have and not lack:
        return ""
    alike = [
        n
        for n in range(len(classes))
        if have <= _options(classes, n) and not lack & _options(classes, n)
    ]
    if alike != sorted(kept):
        return ""
    parts = (("with", have, listed), ("without", lack, either))
    return ", ".join(
        f"{word} {joined(_labels(fact, each))}" for word, each, joined in parts if each
    )


def _but(classes: Classes, fact: Several, others: Sequence[int]) -> str:
    """The words, if the other classes are all that have some options and lack some others."""
    have, lack = _shared(classes, fact, others)
    if not others or not _all_with(classes, fact, others):
        return ""
    parts = (("without", have), ("with", lack))
    return " or ".join(
        f"{word} {'at least one of ' if len(each) > 1 else ''}{listed(_labels(fact, each))}"
        for word, each in parts
        if each
    )


def _shared(classes: Classes, fact: Several, kept: Iterable[int]) -> tuple[set[str], set[str]]:
    """The options that all of these classes have, and those that only others have."""
    sets = [_options(classes, n) for n in kept]
    named = set().union(*(_options(classes, n) for n in range(len(classes))))
    return set(fact.options).intersection(*sets), named.difference(*sets) if sets else set()


def _options(classes: Classes, n: int) -> frozenset[str]:
    example = classes[n].example
    return example if isinstance(example, frozenset) else frozenset()


def _labels(fact: Several, options: set[str]) -> list[str]:
    return [f"“{option.label}”" for id_, option in fact.options.items() if id_ in options]
