"""An option by its place in the list, by its name, or as its author puts it."""

from __future__ import annotations

import re
from collections.abc import Collection
from functools import cache

from rules.language.answers import Value
from rules.language.kinds.choice import Choice
from rules.language.kinds.fact import BaseFact
from rules.language.kinds.several import Several

from .lexicon import likeness
from .places import place_of, places_among
from .plain import key
from .reader import Reader
from .readings import Ambiguous, Reading, Understood, Unreadable, offered
from .words import FactWords

_BOTH = re.compile(r"(?:it is )?(?:both|all|everything|each|every one|all three|all four)(?: .*)?")
_NONE = re.compile(
    r"(?:none|neither|nothing|no|nope|other|another|not listed|na|n a|(?:some|any)thing else)"
    r"(?: of (?:these|those|them|the above))?"
)
_ANY = re.compile(
    r"any|either|whichever|whatever|all the same|do not care|no preference|(?:it )?does not matter"
)
MOST_PLACES = 3  # of a list, between which somebody wavers
_THE_ONE = re.compile(r"(?:the (?P<one>.+) one|(?P<name>.+) please)")


def hint(fact: Choice) -> str:
    """How to answer, with an option of this fact as the example."""
    second = list(fact.options.values())[1].label
    return f'Please pick one of {_listing(fact, fact.options)}. You can type "{second}".'


def spellings(fact: BaseFact, name: str) -> tuple[str, ...]:
    """Everything an option may be called: its id, its label, other words."""
    option = fact.options[name]
    return (name, option.label, *option.also)


def is_named(said: str, fact: Choice | Several) -> bool:
    """Whether this, in small letters, is an option's id, label or other word, to the letter."""
    return any(said in map(str.lower, spellings(fact, name)) for name in fact.options)


def _listing(fact: Choice, names: Collection[str]) -> str:
    labels = [f'"{o.label}"' for name, o in fact.options.items() if name in names]
    return f"{', '.join(labels[:-1])} or {labels[-1]}"


def _general(said: str, fact: Choice) -> str | None:
    """Both, none, any: kind questions back."""
    listing = _listing(fact, fact.options)
    if _BOTH.fullmatch(said):
        return f"I can take one answer here. Which matters most: {listing}?"
    if _ANY.fullmatch(said):
        return f'Which is nearest: {listing}? You can also say "not sure".'
    if _NONE.fullmatch(said):
        return f'If none fits, which is nearest: {listing}? You can also say "not sure".'
    return None


@cache
def _joined(name: str) -> str:
    """An author's name as a key without spaces, as it comes again with every text that is read."""
    return key(name).replace(" ", "")


class ChoiceReader(Reader[Choice]):
    """One of the options."""

    def exact(self, typed: str, fact: Choice, words: FactWords) -> Reading | None:
        """The option of which this is the place, or a name to the letter, spaces aside.

        Another word for it that, by its author, says too little is only offered.
        """
        said, ids = key(typed), list(fact.options)
        if (place := place_of(said, len(ids))) is not None:
            return _understood(ids[place], typed, fact)
        one = _THE_ONE.fullmatch(said)
        joined = ((one["one"] or one["name"]) if one else said).replace(" ", "")
        if joined in map(_joined, words.not_this) and joined not in map(_joined, ids):
            return None
        same = [name for name in ids if joined in map(_joined, spellings(fact, name))]
        return _understood(same[0], typed, fact) if len(same) == 1 else None

    def read(self, typed: str, fact: Choice, words: FactWords) -> Reading:
        """The option that its author's phrases say; the likeliest two; or a hint."""
        said, count = key(typed), len(fact.options)
        if said == str(count + 1):
            return Ambiguous(
                f'There are {count} options. If you mean "not sure", please type that.'
            )
        if question := _general(said, fact):
            return Ambiguous(question)
        if places := places_among(typed, count):
            named = [[*fact.options][place] for place in places[:MOST_PLACES]]
            return offered(tuple((Value(each), fact.options[each].label) for each in named))
        near = likeness(fact, words)
        if name := near.surely(typed):
            return _understood(name, typed, fact)
        if likely := near.likely(typed):
            return offered(tuple((Value(each), fact.options[each].label) for each in likely))
        return Unreadable(hint(fact))

    def hint(self, fact: Choice) -> str:
        """The options."""
        return hint(fact)

    def plain(self, said: str, fact: Choice) -> bool:
        """An option to the letter, or its number in the list."""
        return is_named(said, fact) or said in map(str, range(1, len(fact.options) + 1))


def _understood(name: str, typed: str, fact: Choice) -> Understood:
    label = fact.options[name].label
    return Understood(Value(name), "" if key(typed) == key(label) else label)
