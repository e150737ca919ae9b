"""Whose doing it is: a fault or a problem of a joined rule set, told with the overlay's line."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from rules.language.faults import Entry, Fault, Problem
from rules.language.wording import Hinted
from rules.loading.yaml12 import Document

from .edits import Edit
from .joining import Joined
from .sections import RULES

MANY = 3  # edits named for one problem


def told(joined: Joined, overlay: Document, found: Sequence[Fault]) -> Iterator[Fault]:
    """The faults of a joined rule set, each where the overlay brings it about.

    The base is sound by itself, so what is wrong on one of its lines is an edit's doing.
    """
    found = [fault for fault in found if joined.lost.isdisjoint(fault.about)]
    own = {fault.message for fault in found if _stands_in(overlay, fault)}
    broken: dict[tuple[Edit | None, str, str], list[int]] = {}
    for fault in found:
        edit = next(iter(_touching(joined.edits, *_entries(fault))), None)
        if _stands_in(overlay, fault):
            yield fault
        elif fault.message not in own or (edit and edit.verb == "remove"):  # else told already
            said = fault.message  # a hint for the base's author is no help
            message = said.bare if isinstance(said, Hinted) else said
            broken.setdefault((edit, message, fault.file), []).append(fault.line)
    for (edit, message, file), lines in broken.items():
        at = ", ".join(str(line) for line in sorted({*lines}))
        what = f"breaks {file}:{at}: {message}; change that as well, or leave this"
        if edit:
            yield Fault(edit.line, f"{edit.doing} {what}", edit.file)
        else:
            yield overlay.fault(("extends",), f"this overlay {what}")


def located(document: Document, edits: Sequence[Edit], problem: Problem) -> Fault:
    """A problem as a fault: with its file and line, and the edits it seems to come from."""
    fault = document.fault(problem.path, problem.message, problem.about)
    seen = {(fault.file, fault.line)}
    causes = []
    for edit in _causes(edits, problem, fault):
        if (edit.file, edit.line) not in seen:
            seen.add((edit.file, edit.line))
            causes.append(f"{edit.file}:{edit.line} {edit.does}")
    if unknown := _unanswered(document, edits, problem):
        causes = [unknown]
    since = f"; {', '.join(causes[:MANY])}" if causes else ""
    return replace(fault, message=problem.message + since)


def _causes(edits: Sequence[Edit], problem: Problem, fault: Fault) -> Iterable[Edit]:
    on_rules = [edit for edit in edits if edit.section == RULES]
    if problem.kind == "gap":
        table = [edit for edit in on_rules if edit.within in problem.path and edit.verb != "add"]
        if table:
            return sorted(table, key=lambda edit: edit.verb != "remove")  # the likeliest first
    named = [edit for edit in on_rules if edit.name in problem.by and edit.verb != "remove"]
    removed = [edit for edit in on_rules if edit.verb == "remove"] if problem.by else []
    touching = _touching(edits, *_entries(fault))[:MANY]
    return named or touching or removed or [e for e in edits if e.section == "verdict"]


def _unanswered(document: Document, edits: Sequence[Edit], problem: Problem) -> str | None:
    """What a base's case lacks where an overlay asks something new."""
    if problem.kind != "case":
        return None
    answers = document.data["cases"][problem.path[1]]["answers"]
    for edit in edits:
        if (edit.verb, edit.section) == ("add", "facts") and edit.name not in answers:
            remedy = "give it cases_answer, what the cases of the base answer"
            return f"it doesn't answer '{edit.name}', which {edit.file}:{edit.line} adds: {remedy}"
    return None


def _stands_in(overlay: Document, fault: Fault) -> bool:
    return fault.file == overlay.file and fault.line >= overlay.begins


def _entries(fault: Fault) -> tuple[Entry, ...]:
    """What a fault is about, and last the entry in which it stands."""
    return (*fault.about, fault.entry) if fault.entry else fault.about


def _touching(edits: Iterable[Edit], *entries: Entry) -> list[Edit]:
    """The edits of what these are, and then those of what names them: the likeliest first."""
    made = [edit for each in entries for edit in edits if each in edit.made]
    naming = [edit for each in entries for edit in edits if each in edit.relied_on]
    return [*dict.fromkeys([*made, *naming])]
