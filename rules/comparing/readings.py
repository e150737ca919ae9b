"""What may be said under `reads_as`: how our answers read as the facts of another rule set."""

from __future__ import annotations

from collections.abc import Iterator

from rules.answers import AnswerError, from_json
from rules.constants import condition_fits
from rules.model import Fact, Number, Read, RuleSet, Same, Several
from rules.naming import Misfit, unknown
from rules.yaml12 import Path


def readings_fit(rules: RuleSet) -> Iterator[Misfit]:
    """What is wrong with `reads_as` on this side; `misread` looks at the other."""
    said = [text.id for text in rules.recommendations]
    for name, reading in rules.reads_as.items():
        where: Path = ("reads_as", name)
        if name == rules.ruleset:
            yield where, f"'{name}' is this rule set: remove it, or name another one"
        for fact, reads in reading.facts.items():
            yield from _our_facts(rules, (*where, "facts", fact), reads)
        for theirs, ours in reading.agrees.items():
            for index, text in enumerate(ours):
                if text not in said:
                    yield (*where, "agrees", theirs, index), unknown("recommendation", text, said)


def _our_facts(rules: RuleSet, where: Path, reads: Same | tuple[Read, ...]) -> Iterator[Misfit]:
    if isinstance(reads, tuple):
        for index, row in enumerate(reads):
            yield from condition_fits(rules, (*where, index, "when"), row.when)
    elif reads.same not in rules.facts:
        yield (*where, "same"), unknown("fact", reads.same, rules.facts)


def misread(ours: RuleSet, theirs: RuleSet) -> Iterator[Misfit]:
    """What our `reads_as` gets wrong about the rule set it reads our answers for."""
    reading = ours.reads_as[theirs.ruleset]
    where: Path = ("reads_as", theirs.ruleset)
    for name, reads in reading.facts.items():
        place = (*where, "facts", name)
        if name in theirs.facts:
            yield from _their_fact(ours, place, theirs.facts[name], reads)
        else:
            yield place, unknown(f"fact of {theirs.ruleset}", name, theirs.facts)
    said = [text.id for text in theirs.recommendations]
    for text in reading.agrees:
        if text not in said:
            kind = f"recommendation of {theirs.ruleset}"
            yield (*where, "agrees", text), unknown(kind, text, said)
    if missing := [text for text in said if reading.agrees and text not in reading.agrees]:
        listed = ", ".join(f"'{text}'" for text in missing)
        message = f"which of ours say the same as {listed} isn't told: list them, [] for none"
        yield (*where, "agrees"), message


def _their_fact(
    ours: RuleSet, where: Path, theirs: Fact, reads: Same | tuple[Read, ...]
) -> Iterator[Misfit]:
    name = str(where[-1])
    if isinstance(reads, Same):
        if message := _differs(ours.facts[reads.same], theirs):
            yield where, f"'{reads.same}' isn't the same as '{name}': {message}; list rows instead"
        return
    for index, row in enumerate(reads):
        try:
            theirs.admit(name, from_json(row.answer))
        except AnswerError as error:
            message = str(error)
            told = message if f"'{name}'" in message else f"'{name}': {message}"
            yield (*where, index, "as"), told


def _differs(ours: Fact, theirs: Fact) -> str | None:
    """Why an answer to our fact may not be one to theirs."""
    if isinstance(ours, Number) and isinstance(theirs, Number):
        return _number_differs(ours, theirs)
    if isinstance(ours, Number) or isinstance(theirs, Number):
        return "only one of them is a number"
    if isinstance(ours, Several) != isinstance(theirs, Several):
        return "only one of them takes several options"
    other = [option for option in ours.options if option not in theirs.options]
    return f"that one has no option {', '.join(other)}" if other else None


def _number_differs(ours: Number, theirs: Number) -> str | None:
    if ours.step % theirs.step:
        return f"it takes {ours.kind}, and that one {theirs.kind}"
    if theirs.min <= ours.min and ours.max <= theirs.max:
        return None
    limits = f"{ours.min:,} to {ours.max:,}, and that one from {theirs.min:,} to {theirs.max:,}"
    return f"it goes from {limits}"
