"""What diff found, as lines for people and as plain data for programs.

People are told on one screen what was changed and whose advice that changes; data holds it all.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Any

from rules.language.answers import to_json
from rules.language.wording import either, listed

from .cases import CaseCompared
from .edits import ItemEdit
from .groups import MoveGroup, Moves, groups, shortest
from .regions import Region
from .versions import Diff

REWRITTEN = "rewritten: "
PLAINLY = "Compared on plain answers: *not sure* and ranges mean something else in language 2"
SHOWN = 5  # groups of moves; data holds them all
NAMED = 3  # of what is listed in one line
MANY = 4  # edits of one kind that are told as one


def diff_in_words(found: Diff) -> Iterator[str]:
    """What was changed, then whose advice that changes."""
    yield f"{found.old} -> {found.new}"
    yield "What was changed" if found.edits else "Nothing was changed"
    yield from (f"  {each}" for each in _edits_in_words(found.edits))
    if found.plainly:
        yield PLAINLY
    moving = [case for case in found.cases if case.moves]
    if not moving and not found.changed:
        yield f"No advice changes, of {_many(found.answer_sets, 'set')} of answers that both take"
    else:
        yield "Whose advice changes"
        yield f"  {_sum(found, moving)}"
    yield from _moves_in_words(groups(found.moved, found.cases), _says)
    staying = [case for case in moving if case.ends not in found.moved]
    headed = groups(found.headed, staying, lambda case: case.headed)
    yield from _moves_in_words(headed, _is_headed)
    yield from _open_in_words([case for case in staying if {*case.before} != {*case.after}])
    if found.reworked:
        names = _few([*found.reworked])
        yield f"The same recommendation by other outcomes, so its steps may differ: {names}"
        yield f"  for example {shortest(found.reworked.values())}"
    for table, moves in found.added.items():
        yield f"What table '{table}' adds"
        for group in groups(moves):
            ends = (
                _few([each or "nothing" for each in end]) for end in (group.before, group.after)
            )
            yield f"  {' -> '.join(ends)} ({group.share:.3%})"
            yield f"    for example {group.example}"


def _sum(found: Diff, moving: Sequence[CaseCompared]) -> str:
    """How many worked cases move, and what part of all sets of answers."""
    share = f"{found.changed / found.answer_sets:.3%} of the sets of answers that both take"
    cases = f"{len(moving)} of {_many(len(found.cases), 'worked case')} and " if found.cases else ""
    return f"{cases}{share}"


def _edits_in_words(edits: Sequence[ItemEdit]) -> Iterator[str]:
    """What was changed: each for itself, and what is many times the same as one."""
    alike: dict[tuple[str, str, bool], list[ItemEdit]] = {}
    for n, edit in enumerate(edits):
        rewritten = edit.detail.startswith(REWRITTEN)
        joins = bool(edit.kind) and (
            rewritten or (edit.how in ("added", "gone") and not edit.detail)
        )
        key = (edit.how, edit.kind, rewritten) if joins else (edit.how, str(n), False)
        alike.setdefault(key, []).append(edit)
    for together in sorted(alike.values(), key=lambda each: each[0].detail.startswith(REWRITTEN)):
        if len(together) < MANY:
            yield from map(str, together)
        else:
            yield _as_one(together)


def _as_one(edits: Sequence[ItemEdit]) -> str:
    """Many edits of the same kind: "16 recommendations are new: api, rag, keep and 13 more"."""
    noun, of, parent = edits[0].kind.partition(" of ")
    keys = dict.fromkeys(
        key for edit in edits for key in edit.detail.removeprefix(REWRITTEN).split(", ") if key
    )
    are = {"added": "are new", "gone": "are gone"}.get(
        edits[0].how, f"are {REWRITTEN}{', '.join(keys)}"
    )
    names = [edit.name for edit in edits]
    end = "; " if keys else ": "
    return f"{len(edits)} {noun}s{of}{parent} {are}{end}{_few(names)}"


def _moves_in_words(found: Sequence[MoveGroup], said: Callable[[MoveGroup], str]) -> Iterator[str]:
    """The groups that weigh most, with their worked cases and the shortest example."""
    for group in found[:SHOWN]:
        yield f"  {said(group)} ({group.share:.3%})"
        if group.cases:
            count = _many(len(group.cases), "worked case")
            yield f"    {count}: {_few([_quoted(case) for case in group.cases])}"
        yield f"    for example {group.example}"
    if rest := found[SHOWN:]:
        moves = sum(len(group.moves) for group in rest)
        yield f"  and {_many(moves, 'smaller move')}, which --json lists"


def _says(group: MoveGroup) -> str:
    """One group in a clause: "19 recommendations now say mask: api, rag, keep and 16 more"."""
    before, after = ([each or "nothing" for each in end] for end in (group.before, group.after))
    if len(before) == 1:
        return f"{before[0]} now says {_few(after, either)}"
    return f"{len(before)} recommendations now say {after[0]}: {_few(before)}"


def _is_headed(group: MoveGroup) -> str:
    """One change of stance: "12 sets now say not_yet: evals missing, which said yes"."""
    before, after = ([each or "nothing" for each in end] for end in (group.before, group.after))
    says = "says" if group.count == 1 else "say"
    told = f"{_many(group.count, 'set')} now {says} {_few(after, either)}"
    return f"{told}, which said {_few(before, either)}"


def _open_in_words(cases: Sequence[CaseCompared]) -> Iterator[str]:
    """Worked cases that leave other recommendations open than before."""
    for case in cases[:NAMED]:
        before, after = (either(end) or "nothing" for end in (case.before, case.after))
        yield f"  worked case {_quoted(case)}: {after}, which was {before}"
    if len(cases) > NAMED:
        yield f"  and {len(cases) - NAMED} more that are left open otherwise, which --json lists"


def _quoted(case: CaseCompared) -> str:
    return f"'{case.name}'"


def _few(names: Sequence[str], joined: Callable[[Sequence[str]], str] = listed) -> str:
    """The first names, and how many more there are."""
    more = len(names) - NAMED
    return joined(names if more <= 1 else [*names[:NAMED], f"{more} more"])


def _many(count: int, noun: str) -> str:
    return f"{count:,} {noun}{'s' * (count != 1)}"


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
        "headed": _moves_as_data(found.headed),
        "plainly": found.plainly,
        "added": {table: _moves_as_data(moves) for table, moves in found.added.items()},
        "cases": {
            "compared": len(found.cases),
            "moved": [
                {
                    "name": case.name,
                    "from": list(case.before),
                    "to": list(case.after),
                    "headed": list(case.headed),
                }
                for case in found.cases
                if case.moves
            ],
        },
        "edits": [
            {"how": edit.how, "what": edit.what, "detail": edit.detail} for edit in found.edits
        ],
    }


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
