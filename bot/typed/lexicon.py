"""All that an author says of a question's answers, ready to be compared with: see `likeness`."""

from __future__ import annotations

from functools import lru_cache
from typing import TypeAlias

from rules.language.kinds.options import WithOptions
from rules.language.kinds.several import Several

from .likeness import Likeness
from .words import NOT, FactWords

Phrases: TypeAlias = tuple[tuple[str, tuple[str, ...]], ...]  # by answer


def likeness(fact: WithOptions, words: FactWords) -> Likeness:
    """What a text is compared with, ready for it."""
    return _likeness(
        phrases_of(fact, words), words.not_this, tuple(words.about.items()), _opposites(fact)
    )


def _opposites(fact: WithOptions) -> Phrases:
    """What says that an option isn't so, where what isn't ticked is no anyway."""
    if not isinstance(fact, Several) or fact.may_stay_unticked:
        return ()
    return tuple((name, fact.forms[name][1:2]) for name in fact.options if name in fact.forms)


def phrases_of(fact: WithOptions, words: FactWords) -> Phrases:
    """The phrases for a question's answers, its own labels, names and clauses among them."""
    found = {answer: [*phrases] for answer, phrases in words.says.items()}
    for name, option in fact.options.items():
        so, *otherwise = fact.forms.get(name, ())[:2] or ("",)
        found.setdefault(name, []).extend(
            [so, option.label, *option.also, *filter(None, [option.help])]
        )
        if isinstance(fact, Several) and fact.may_stay_unticked:  # else no is what isn't ticked
            denied = [*otherwise, *filter(None, [option.surely_not])]
            found.setdefault(f"{NOT}{name}", []).extend(denied)
    return tuple((answer, tuple(filter(None, each))) for answer, each in found.items() if any(each))


@lru_cache(maxsize=200)
def _likeness(
    phrases: Phrases, but: tuple[str, ...], about: Phrases, opposites: Phrases
) -> Likeness:
    return Likeness(dict(phrases), but, dict(about), dict(opposites))
