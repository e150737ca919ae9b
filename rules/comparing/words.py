"""What diff and replay found, as lines for people and as plain data for programs."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from rules.diagram.diagram import Diagram
from rules.language.answers import Answer, to_json
from rules.language.wording import either

from .regions import Region
from .versions import Diff, Moves, Needs, Replayed

SHOWN = 12  # regions of a kind in words; data holds them all


def diff_in_words(found: Diff) -> Iterator[str]:
    """What was changed, then what that changes, the largest regions first."""
    yield f"{found.old} -> {found.new}"
    yield "What was changed" if found.edits else "Nothing was changed"
    for edit in found.edits:
        yield f"  {edit}"
    share = found.changed / found.answer_sets
    verb = "is" if found.changed == 1 else "are"
    yield "What that changes"
    yield (
        f"  {found.changed:,} of {found.answer_sets:,} sets of answers that both take "
        f"({share:.3%}) {verb} recommended something else"
    )
    yield from _moves_in_words(found.moved)
    if found.reworked:
        yield "  The same recommendation by other outcomes, so its steps may differ"
        yield from _largest(found.reworked)
    for table, moves in found.added.items():
        yield f"  What table '{table}' adds"
        yield from _moves_in_words(moves)


def diff_as_data(found: Diff) -> dict[str, Any]:
    """Keys as the fields of Diff; regions as lists, largest first."""
    return {
        "old": found.old,
        "new": found.new,
        "answer_sets": found.answer_sets,
        "changed": found.changed,
        "moved": _moves_as_data(found.moved),
        "reworked": [
            {"recommendation": text, **_region_as_data(region)}
            for text, region in found.reworked.items()
        ],
        "added": {table: _moves_as_data(moves) for table, moves in found.added.items()},
        "edits": [
            {"how": edit.how, "what": edit.what, "detail": edit.detail} for edit in found.edits
        ],
    }


def replayed_in_words(diagram: Diagram, found: Replayed) -> str:
    """One sentence on one logged interview."""
    match found.how:
        case "same":
            said = f"same, {_texts(found.after)}"
        case "changed":
            said = f"changed from {_texts(found.before)} to {_texts(found.after)}"
        case "nothing":
            said = f"no advice any more, it was {_texts(found.before)}"
        case _:
            said = _needs_in_words(diagram, found.needs) if found.needs else ""
    notes = [f"'{fact}' is no longer asked" for fact in found.gone]
    notes += [f"the answer to '{fact}' no longer fits" for fact in found.unfit]
    return said + (f" ({', '.join(notes)})" if notes else "")


def replayed_as_data(found: Replayed) -> dict[str, Any]:
    """Keys as the fields of Replayed and Needs."""
    needs = found.needs and {
        "fact": found.needs.fact,
        "at_most": found.needs.at_most,
        "leads_to": [
            {"answers": [to_json(answer) for answer in answers], "possible": list(texts)}
            for answers, texts in found.needs.leads_to
        ],
    }
    return {
        "how": found.how,
        "before": list(found.before),
        "after": list(found.after),
        "needs": needs,
        "gone": list(found.gone),
        "unfit": list(found.unfit),
    }


def totals(found: Iterable[Replayed], unreadable: int) -> dict[str, int]:
    """How many interviews came out how, those that need one answer and those that may need more."""
    listed = [*found]
    hows = Counter(each.how for each in listed)
    one = sum(1 for each in listed if each.needs and each.needs.at_most == 1)
    return {
        "interviews": len(listed) + unreadable,
        "same": hows["same"],
        "changed": hows["changed"],
        "needs_one": one,
        "needs_more": hows["needs"] - one,
        "nothing": hows["nothing"],
        "unreadable": unreadable,
        "ignored_answers": sum(len(each.gone) + len(each.unfit) for each in listed),
    }


def totals_in_words(counts: Mapping[str, int]) -> str:
    """The totals in one line."""
    words = {
        "same": "same",
        "changed": "changed",
        "needs_one": "in need of one more answer",
        "needs_more": "in need of more than one",
        "nothing": "without advice",
        "unreadable": "unreadable",
    }
    told = [f"{counts[key]} {word}" for key, word in words.items() if counts[key] or key == "same"]
    count = counts["interviews"]
    ignored = counts["ignored_answers"]
    after = f"; {ignored} answer{'s' * (ignored != 1)} ignored" if ignored else ""
    return f"{count} interview{'s' * (count != 1)}: {', '.join(told)}{after}"


def _needs_in_words(diagram: Diagram, needs: Needs) -> str:
    fact = diagram.rules.facts[needs.fact]
    more = "needs one more answer" if needs.at_most == 1 else f"needs up to {needs.at_most} answers"

    def said(answers: Sequence[Answer]) -> str:
        if fact.takes_several:
            return diagram.classes[needs.fact].any_of(answers)
        return " or ".join(map(fact.in_words, answers))

    rows = (f"{said(answers)} leads to {_texts(texts)}" for answers, texts in needs.leads_to)
    return f"{more}, {'' if needs.at_most == 1 else 'first '}'{needs.fact}': {'; '.join(rows)}"


def _moves_in_words(moves: Moves) -> Iterator[str]:
    ways = (
        (f"{before or 'nothing'} -> {after or 'nothing'}", moves[before, after])
        for before, after in moves
    )
    yield from _largest(dict(ways))


def _largest(named: Mapping[str, Region]) -> Iterator[str]:
    """The largest regions with an example each, and how many more there are."""
    listed = [*named.items()]
    for name, region in listed[:SHOWN]:
        yield f"  {region.count:9,}  {region.share:8.3%}  {name}"
        yield f"                      for example {region}"
    if rest := [region for _, region in listed[SHOWN:]]:
        count, share = sum(each.count for each in rest), sum(each.share for each in rest)
        yield f"  {count:9,}  {share:8.3%}  in {len(rest)} smaller regions, which --json lists"


def _texts(ids: Iterable[str | None]) -> str:
    """Recommendations by id, any of which may be it; None where there is no advice."""
    return either([id_ or "nothing" for id_ in ids] or ["nothing"])


def _moves_as_data(moves: Moves) -> list[dict[str, Any]]:
    return [
        {"from": before, "to": after, **_region_as_data(region)}
        for (before, after), region in moves.items()
    ]


def _region_as_data(region: Region) -> dict[str, Any]:
    return {
        "count": region.count,
        "share": region.share,
        "example": {given.fact: to_json(given.answer) for given in region.example},
        "in_words": str(region),
    }
