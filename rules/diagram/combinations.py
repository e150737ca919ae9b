"""Of a fact that takes several options: which sets of them will do, as people say it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from rules.language.answers import Chosen
from rules.language.model import Several
from rules.language.wording import listed

from .classes import FINER, Classes, in_words

MAX_SETS = 4  # more sets than this are counted and no longer named


def sets_in_words(classes: Classes, fact: Several, kept: Sequence[int]) -> str:
    """Any of these classes, exactly: "with Chips", "without at least one of Salt and Oil".

    What no such words fit is listed where it is short, and else counted.
    """
    sure = [n for n in kept if classes[n] is not FINER]
    words = [_sure_in_words(classes, fact, sure)] if sure else []
    return " or ".join([*words, FINER.told] if len(sure) < len(kept) else words)


def _sure_in_words(classes: Classes, fact: Several, kept: Sequence[int]) -> str:
    if len(kept) == 1 and classes[kept[0]].told:
        return classes[kept[0]].told
    every = range(len(classes))
    others = [n for n in every if n not in kept and classes[n] is not FINER]
    if not others:
        return "any answer"
    told = _all_with(_alike(classes, fact, kept), fact) or _but(_alike(classes, fact, others), fact)
    if told:
        return told
    if few := _few(classes, fact, kept):
        return " or ".join(few)
    if few := _few(classes, fact, others):
        return "anything but " + " or ".join(few)
    return f"one of {_count(classes, fact, kept):,} combinations"


class _Alike(NamedTuple):
    """What some sets have and lack, where those are all the sets that do."""

    have: frozenset[str]
    lack: frozenset[str]


def _alike(classes: Classes, fact: Several, kept: Sequence[int]) -> _Alike | None:
    sets = _sets(classes, kept)
    every = frozenset().union(*_sets(classes, range(len(classes))))
    have, lack = frozenset.intersection(*sets), every.difference(*sets)
    if len(sets) < 2 ** (len(every) - len(have) - len(lack)):
        return None  # others have and lack the same
    unnamed = _unnamed(classes, fact)
    if have & unnamed and len(unnamed) > 1:
        return None  # one of these is among them, but no certain one
    return _Alike(have, lack | unnamed if lack & unnamed else lack)


def _all_with(alike: _Alike | None, fact: Several) -> str:
    """The sets that are alike: "with “Chips”, without “Salt”"."""
    if alike is None:
        return ""
    have, lack = _labels(fact, alike.have), _labels(fact, alike.lack)
    parts = [f"with {listed(have)}"] if have else []
    match lack:
        case []:
            pass
        case [only]:
            parts.append(f"without {only}")
        case [one, other]:
            parts.append(f"with neither {one} nor {other}")
        case _:
            parts.append(f"with none of {listed(lack)}")
    return ", ".join(parts)


def _but(alike: _Alike | None, fact: Several) -> str:
    """All sets but those that are alike: "without “Chips” or with “Salt”"."""
    if alike is None:
        return ""
    parts = (("without", _labels(fact, alike.have)), ("with", _labels(fact, alike.lack)))
    return " or ".join(
        f"{word} {'at least one of ' if len(each) > 1 else ''}{listed(each)}"
        for word, each in parts
        if each
    )


def _few(classes: Classes, fact: Several, kept: Sequence[int]) -> list[str]:
    """The classes one by one, a class that few words don't fit set by set; none if too many."""
    unnamed = _unnamed(classes, fact)
    words: list[str] = []
    for n in kept:
        sets = classes[n].sets
        if classes[n].told:
            words.append(classes[n].told)
        elif len(unnamed) > 1 and any(each & unnamed for each in sets):
            return []
        else:
            words.extend(in_words(Chosen(each), fact) for each in sets)
    return [f"“{each}”" for each in words] if len(words) <= MAX_SETS else []


def _count(classes: Classes, fact: Several, kept: Sequence[int]) -> int:
    """How many sets of options these classes hold, those included that one stands for."""
    unnamed = _unnamed(classes, fact)
    many = 2 ** len(unnamed) - 1
    return sum(many if each & unnamed else 1 for each in _sets(classes, kept))


def _sets(classes: Classes, kept: Iterable[int]) -> list[frozenset[str]]:
    return [each for n in kept for each in classes[n].sets]


def _unnamed(classes: Classes, fact: Several) -> set[str]:
    """The options that no comparison names: one of them stands for them all in the sets."""
    return fact.options.keys() - classes.named


def _labels(fact: Several, options: frozenset[str]) -> list[str]:
    return [f"“{option.label}”" for id_, option in fact.options.items() if id_ in options]
