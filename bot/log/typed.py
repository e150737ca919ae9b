"""What people typed and then chose, for the authors of phrases: nothing else reads it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import Any

from bot.typed import Understood, read
from bot.typed.lexicon import phrases_of
from bot.typed.plain import key, plain, shorten
from bot.typed.review import says_something
from bot.typed.words import LONGEST, NONE, NOT, Words, answers
from rules.language.kinds.options import WithOptions
from rules.language.model import RuleSet
from storage.store import Transaction
from storage.typed_answers import TypedAnswers

TITLE = "Typed, and then chosen. Not under says yet."
AT_ONCE = "Typed, and understood at once. Not under says either."
NOBODY = "Nobody has typed anything yet that isn't under says."


def typed_and_chosen(tx: Transaction, rules: RuleSet, words: Words) -> Iterator[str]:
    """By question and answer, the texts that no phrase or name has, each with how often it came."""
    found: dict[tuple[str, str, str], Counter[str]] = {}
    as_typed: dict[str, str] = {}
    for fact, answer, text in TypedAnswers(tx).standing(rules.ruleset):
        chosen = _chosen(rules, fact, answer)
        if chosen and says_something(text) and key(text) not in _known(rules, words, fact, chosen):
            as_typed.setdefault(key(text), shorten(plain(text), LONGEST))
            reading = read(text, rules.facts[fact], words.get(fact, NONE))
            title = AT_ONCE if isinstance(reading, Understood) else TITLE
            found.setdefault((title, fact, ", ".join(chosen)), Counter())[key(text)] += 1
    if not found:
        yield NOBODY
    for title in (TITLE, AT_ONCE):
        groups = [(group[1:], texts) for group, texts in found.items() if group[0] == title]
        if groups:
            yield title
        for (fact, so), texts in sorted(groups, key=lambda each: _place(rules, each[0])):
            yield f"  {fact}, {so}:"
            for said, times in texts.most_common():
                often = f" ({times} times)" if times > 1 else ""
                yield f"    “{as_typed[said]}”{often}"


def _chosen(rules: RuleSet, fact: str, answer: Any) -> tuple[str, ...]:
    """The answers that phrases can be of; none where the rules don't know them any more."""
    known = [*answers(rules, fact)] if fact in rules.facts else []
    said: list[str] = []
    match answer:
        case str():
            said = [answer]
        case list():
            said = answer
        case {"yes": so, "no": denied}:
            said = [*so, *(f"{NOT}{option}" for option in denied)]
    return tuple(sorted(said, key=known.index)) if {*said} <= {*known} else ()


def _known(rules: RuleSet, words: Words, fact: str, chosen: tuple[str, ...]) -> set[str]:
    """What is read already for these answers: their phrases, and an option's own names."""
    asked = rules.facts[fact]
    said = words.get(fact, NONE)
    known = dict(phrases_of(asked, said)) if isinstance(asked, WithOptions) else {}
    return {key(each) for answer in chosen for each in (answer, *known.get(answer, ()))}


def _place(rules: RuleSet, group: tuple[str, str]) -> tuple[int, str]:
    return [*rules.facts].index(group[0]), group[1]
