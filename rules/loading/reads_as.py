"""What may be said under `reads_as`, as far as this rule set alone can tell."""

from __future__ import annotations

from collections.abc import Iterator

from rules.language.faults import Entry, Misfit, Path, undefined
from rules.language.model import Read, RuleSet, Same

from .constants import when_fits


def readings_fit(rules: RuleSet) -> Iterator[Misfit]:
    """What is wrong with `reads_as` on this side; `misread` looks at the other."""
    said = [text.id for text in rules.recommendations]
    for name, reading in rules.reads_as.items():
        where: Path = ("reads_as", name)
        if name == rules.ruleset:
            yield Misfit(where, f"'{name}' is this rule set: remove it, or name another one")
        for fact, reads in reading.facts.items():
            yield from _our_facts(rules, (*where, "facts", fact), reads)
        for theirs, ours in reading.agrees.items():
            for index, text in enumerate(ours):
                if text not in said:
                    place = (*where, "agrees", theirs, index)
                    yield undefined(place, Entry("recommendations", text), said)


def _our_facts(rules: RuleSet, where: Path, reads: Same | tuple[Read, ...]) -> Iterator[Misfit]:
    if isinstance(reads, tuple):
        for index, row in enumerate(reads):
            yield from when_fits(rules, (*where, index, "when"), row.when)
    elif reads.same not in rules.facts:
        yield undefined((*where, "same"), Entry("facts", reads.same), rules.facts)
