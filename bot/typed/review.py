"""What is worth a look in the phrases beside a rule set, in plain lines for their author."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from rules.language.kinds.options import WithOptions
from rules.language.kinds.several import Several
from rules.language.model import RuleSet

from .lexicon import likeness, phrases_of
from .likeness import CLEAR, Near, heard, telling
from .places import OF_A_LIST
from .question_back import asked_back
from .words import NONE, NOT, FactWords, Words, answers, opposite
from .yes_no import KNOWN

FEW = 8  # phrases of an answer: with fewer it is seldom found
MOST_NAMED = 10  # look-alikes
WEAK = f"Fewer than {FEW} phrases under says. Such an answer is seldom found."
SILENT = "Phrases without a telling word. Nothing that people type is like them."
ALIKE = "Look-alikes, the nearest first. Near to another answer too, they are only offered."
FINE = "Nothing to look at in the phrases."
# Words of answering, and none of what is asked: "something else", "2 or 3", "maybe both".
_OF_ANSWERING = (
    KNOWN | OF_A_LIST | {"something", "anything", "else", "other", "another", "different"}
)


@dataclass(frozen=True)
class LookAlike:
    """A phrase of one answer that is nearly as near to another."""

    fact: str
    answer: str
    phrase: str
    other: Near
    nearest: str  # the other's phrase
    apart: float  # how much nearer it is to its own


def worth_a_look(rules: RuleSet, words: Words) -> Iterator[str]:
    """Everything, under a title each; one line where there is nothing."""
    alike = look_alikes(rules, words)
    shown = [_line(each) for each in alike[:MOST_NAMED]]
    if len(alike) > MOST_NAMED:
        shown.append(f"and {len(alike) - MOST_NAMED} more that are less near")
    parts = {
        WEAK: [*_weak(rules, words)],
        SILENT: [*_silent(words)],
        ALIKE: shown,
    }
    for title, lines in parts.items():
        if lines:
            yield title
            yield from (f"  {line}" for line in lines)
    if not any(parts.values()):
        yield FINE


def look_alikes(rules: RuleSet, words: Words) -> list[LookAlike]:
    """Those of all questions, the nearest first."""
    asked = ((fact_id, rules.facts[fact_id], said) for fact_id, said in words.items())
    found = [
        each
        for fact_id, fact, said in asked
        if isinstance(fact, WithOptions)
        for each in _alike(fact_id, fact, said)
    ]
    return sorted(found, key=lambda each: (each.apart, each.fact, each.answer, each.phrase))


def _alike(fact_id: str, fact: WithOptions, said: FactWords) -> Iterator[LookAlike]:
    near, written = likeness(fact, said), as_written(fact, said)
    for answer, phrases in said.says.items():
        for phrase in phrases:
            found = {each.answer: each for each in near.nearest(phrase)}
            own = found.pop(answer)
            found.pop(opposite(answer), None)  # it can only be put in the same words
            other = max(found.values(), key=lambda each: each.likeness, default=None)
            if other and other.phrase and own.likeness - other.likeness < CLEAR:
                nearest, apart = written[other.answer, other.phrase], own.likeness - other.likeness
                yield LookAlike(fact_id, answer, phrase, other, nearest, apart)


def as_written(fact: WithOptions, said: FactWords) -> dict[tuple[str, object], str]:
    """By answer and what is heard of it: the phrase as its author wrote it."""
    phrases = phrases_of(fact, said)
    return {(answer, heard(each)): each for answer, some in phrases for each in some}


def _weak(rules: RuleSet, words: Words) -> Iterator[str]:
    for fact_id, fact in rules.facts.items():
        said = words.get(fact_id, NONE).says
        for answer in answers(rules, fact_id):
            denied = isinstance(fact, Several) and answer.startswith(NOT)
            if denied and not fact.options[answer.removeprefix(NOT)].surely_not:
                continue  # nobody is asked for this no
            if (count := len(said.get(answer, ()))) < FEW:
                yield f"{fact_id}, {answer}: {count or 'none'}"


def _silent(words: Words) -> Iterator[str]:
    for fact_id, said in words.items():
        for answer, phrases in said.says.items():
            if found := [f"“{each}”" for each in phrases if not heard(each).telling]:
                yield f"{fact_id}, {answer}: {', '.join(found)}"


def _line(alike: LookAlike) -> str:
    other = f"{alike.other.answer} at {alike.other.likeness:.2f} (“{alike.nearest}”)"
    return f"{alike.fact}: “{alike.phrase}” of {alike.answer} is near to {other}"


def says_something(text: str) -> bool:
    """Whether a text that was typed says anything by which an answer could be known again."""
    spoken = [word for word in telling(text) if not word.isdigit()]
    return bool({*spoken} - _OF_ANSWERING) and not asked_back(text)
