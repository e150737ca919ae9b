"""What replay found, as lines for people and as plain data for programs."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from rules.diagram.diagram import Diagram
from rules.language.answers import Answer, to_json
from rules.language.wording import either

from .versions import LeadsTo, Needs, Replayed


def replayed_in_words(diagram: Diagram, found: Replayed) -> str:
    """One sentence on one logged interview."""
    match found.how:
        case "same" | "minor":
            said = f"same, {_texts(found.after)}"
        case "changed":
            still = f"changed, still {_texts(found.after)}"
            moved = f"changed from {_texts(found.before)} to {_texts(found.after)}"
            said = still if found.before == found.after else moved
        case "nothing":
            said = f"no advice any more, it was {_texts(found.before)}"
        case _:
            said = _needs_in_words(diagram, found.needs) if found.needs else ""
    other = found.otherwise.items()
    notes = [f"'{fact}' is no longer asked" for fact in found.gone]
    notes += [f"{name} was {_said(was)}, is {_said(now)}" for name, (was, now) in other]
    notes += [f"the answer to '{fact}' no longer fits" for fact in found.unfit]
    return said + (f" ({', '.join(notes)})" if notes else "")


def replayed_as_data(found: Replayed) -> dict[str, Any]:
    """Keys as the fields of Replayed and Needs."""
    needs = found.needs and {
        "fact": found.needs.fact,
        "at_most": found.needs.at_most,
        "leads_to": [
            {
                "answers": [to_json(answer) for answer in row.answers],
                "possible": list(row.texts),
                "stances": list(row.stances),
            }
            for row in found.needs.leads_to
        ],
    }
    return {
        "how": found.how,
        "before": list(found.before),
        "after": list(found.after),
        "otherwise": {
            name: {"was": was, "is": now} for name, (was, now) in found.otherwise.items()
        },
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
        "minor": hows["minor"],
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
        "minor": "the same but for a list",
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

    rows = (f"{said(row.answers)} leads to {_ends(row)}" for row in needs.leads_to)
    return f"{more}, {'' if needs.at_most == 1 else 'first '}'{needs.fact}': {'; '.join(rows)}"


def _ends(row: LeadsTo) -> str:
    """Where some answers lead: "tune, not_yet"."""
    return ", ".join(filter(None, (_texts(row.texts), either(row.stances))))


def _said(told: str | Sequence[str]) -> str:
    """A direction or stance, or a list of ids."""
    return told if isinstance(told, str) else ", ".join(told) or "empty"


def _texts(ids: Iterable[str | None]) -> str:
    """Recommendations by id, any of which may be it; None where there is no advice."""
    return either([id_ or "nothing" for id_ in ids] or ["nothing"])
