"""How a typed text would be read, and why, in plain lines for an author."""

from __future__ import annotations

from collections.abc import Iterator

from rules.language.kinds import Fact
from rules.language.kinds.options import WithOptions
from rules.language.model import RuleSet
from rules.language.wording import either

from . import read
from .lexicon import likeness
from .paragraph import proposals
from .plain import key
from .question_back import Asked, asked_back
from .readings import Ambiguous, Offered, Reading, Understood, Unreadable
from .review import as_written
from .words import NONE, FactWords, Words

MOST_NEAR = 3  # answers whose nearest phrases are shown
BACK: dict[Asked, str] = {
    "help": "A question back: it is answered with the help of the open question.",
    "why": "A question back: it is answered with the reason of the open question.",
    "privacy": "A question back: it is answered with who sees what is written here.",
}


def how_it_reads(text: str, rules: RuleSet, words: Words, only: str | None = None) -> Iterator[str]:
    """As a first text, and as an answer; or as an answer to one question alone.

    Questions at which nothing is made of it are named at the end, for they are most.
    """
    if not only:
        yield from _at_first(text, rules, words)
    if back := asked_back(text):
        yield BACK[back]
        return
    at_nothing = []
    for fact_id in [only] if only else rules.facts:
        fact, said = rules.facts[fact_id], words.get(fact_id, NONE)
        reading = read(text, fact, said)
        if not only and not _says_something(reading, text, fact, said):
            at_nothing.append(fact_id)
            continue
        yield f"{fact_id}: {fact.ask}"
        yield f"  {_outcome(reading, fact)}"
        if isinstance(fact, WithOptions):
            yield from (f"    {line}" for line in _reasons(text, fact, said))
    if at_nothing:
        yield f"Asked back elsewhere: {', '.join(at_nothing)}. --question tells how and why."


def _at_first(text: str, rules: RuleSet, words: Words) -> Iterator[str]:
    found = proposals(text, rules, words)
    yield "As a first text it tells:" if found else "As a first text it tells nothing that is read."
    for one in found:
        answer = rules.facts[one.fact].in_words(one.answer)
        yield f"  {one.fact}: {answer}, by “{one.quote}”"


def _says_something(reading: Reading, text: str, fact: Fact, said: FactWords) -> bool:
    """Whether an answer is made of it. *Yes or no?* alone is asked, whatever was typed."""
    if isinstance(reading, Offered) and isinstance(fact, WithOptions):
        return bool(likeness(fact, said).likely(text))
    return isinstance(reading, Understood | Offered)


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
