"""How a typed text would be read at each question, and why, in plain lines for an author."""

from __future__ import annotations

from collections.abc import Iterator

from rules.language.kinds import Fact
from rules.language.kinds.options import WithOptions
from rules.language.model import RuleSet
from rules.language.wording import either

from . import read
from .lexicon import likeness
from .plain import key
from .readings import Ambiguous, Offered, Reading, Understood, Unreadable
from .review import as_written
from .words import NONE, FactWords, Words

MOST_NEAR = 3  # answers whose nearest phrases are shown


def how_it_reads(text: str, rules: RuleSet, words: Words, only: str | None = None) -> Iterator[str]:
    """At all questions of a rule set, or at one."""
    for fact_id in [only] if only else rules.facts:
        fact, said = rules.facts[fact_id], words.get(fact_id, NONE)
        reading = read(text, fact, said)
        yield f"{fact_id}: {fact.ask}"
        yield f"  {_outcome(reading, fact)}"
        if isinstance(fact, WithOptions):
            yield from (f"    {line}" for line in _reasons(text, fact, said))


def _outcome(reading: Reading, fact: Fact) -> str:
    match reading:
        case Understood(answer, said):
            return f"understood: {said or fact.in_words(answer)}"
        case Offered(answers, ask):
            return f"offered: {either([f'“{said}”' for _, said in answers])}. {ask}"
        case Ambiguous(ask):
            return f"asked back: {ask}"
        case Unreadable(hint):
            return f"not read: {hint}"


def _reasons(text: str, fact: WithOptions, said: FactWords) -> Iterator[str]:
    near, written = likeness(fact, said), as_written(fact, said)
    for each in near.nearest(text)[:MOST_NEAR]:
        if each.phrase:
            phrase = written[each.answer, each.phrase]
            yield f"near to {each.answer} at {each.likeness:.2f}, by “{phrase}”"
    unheard = [other for other in said.not_this if key(other) == key(text)]
    if unheard:
        yield f"stands under not_this: “{unheard[0]}”"
    if unknown := near.unknown(text):
        yield f"no phrase knows: {', '.join(dict.fromkeys(unknown))}"
