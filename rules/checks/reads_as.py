"""What may be said under `reads_as`: how our answers read as the facts of another rule set."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from rules.diagram.compiler import compile_rules
from rules.diagram.nodes import labels
from rules.language.faults import Misfit, Path
from rules.language.kinds import Fact
from rules.language.model import Read, Rule, RuleSet, Same
from rules.language.wording import unknown
from rules.loading.constants import unfit


def misread(ours: RuleSet, theirs: RuleSet) -> Sequence[Misfit]:
    """What is wrong with our `reads_as` for another rule set that takes both to see.

    Names come first: while one is wrong, nothing is said of rows that leave gaps or never hold.
    """
    return [*_misnamed(ours, theirs)] or [*_never_first(ours, theirs.ruleset)]


def _misnamed(ours: RuleSet, theirs: RuleSet) -> Iterator[Misfit]:
    reading = ours.reads_as[theirs.ruleset]
    where: Path = ("reads_as", theirs.ruleset)
    for name, reads in reading.facts.items():
        place = (*where, "facts", name)
        if name in theirs.facts:
            yield from _their_fact(ours, place, theirs.facts[name], reads)
        else:
            yield Misfit(place, unknown(f"fact of {theirs.ruleset}", name, theirs.facts))
    said = [text.id for text in theirs.recommendations]
    for text in reading.agrees:
        if text not in said:
            kind = f"recommendation of {theirs.ruleset}"
            yield Misfit((*where, "agrees", text), unknown(kind, text, said))
    if missing := [text for text in said if reading.agrees and text not in reading.agrees]:
        listed = ", ".join(f"'{text}'" for text in missing)
        message = f"which of ours say the same as {listed} isn't told: list them, [] for none"
        yield Misfit((*where, "agrees"), message)


def _their_fact(
    ours: RuleSet, where: Path, theirs: Fact, reads: Same | tuple[Read, ...]
) -> Iterator[Misfit]:
    name = str(where[-1])
    if isinstance(reads, Same):
        if message := ours.facts[reads.same].differs(theirs):
            bare = f"'{reads.same}' isn't the same as '{name}': {message}"
            yield Misfit(where, f"{bare}; list rows instead")
        return
    for index, row in enumerate(reads):
        if message := unfit(name, theirs, row.answer):
            yield Misfit((*where, index, "as"), message)


def _never_first(ours: RuleSet, name: str) -> Iterator[Misfit]:
    """Gaps and dead rows: the rows of each reading are compiled as a table's rules are."""
    read = ours.reads_as[name].facts
    rows = {fact: reads for fact, reads in read.items() if not isinstance(reads, Same)}
    tables = {
        f"~{fact}": tuple(Rule.plain(f"~{fact}~{n}", row.when) for n, row in enumerate(reads))
        for fact, reads in rows.items()
    }  # no author's names
    alone = {"tables": tables, "verdict": (), "conditions": {}, "outcomes": {}, "modifiers": {}}
    alone |= {"assumptions": {}}  # those take no row away
    diagram = compile_rules(ours.model_copy(update=alone))
    for fact, reads in rows.items():
        place: Path = ("reads_as", name, "facts", fact)
        first = labels(diagram.tables[f"~{fact}"])
        if None in first:
            message = f"some answers read as nothing for '{fact}': end with '- as: not_sure'"
            yield Misfit(place, message)
        for n in range(len(reads)):
            if f"~{fact}~{n}" not in first:
                yield Misfit((*place, n), "this row can never be the first to hold: remove it")
