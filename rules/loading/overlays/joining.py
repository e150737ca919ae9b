"""A rule set and an overlay to one rule set: what the overlay adds, changes, removes and assumes.

Joined are documents, by the names of what stands in them. What an overlay doesn't name stays as
it is. Naming what isn't there is a fault, and so is adding what is.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import reduce
from operator import xor

from rules.language.faults import Entry, Fault
from rules.language.model import RuleSet
from rules.loading.entries import made, relied_on
from rules.loading.yaml12 import Document

from .branches import Branch, grown, settled
from .edits import VERBS, Edit
from .merging import Differing
from .placing import Placing
from .sections import (
    LISTS,
    OF_THE_BASE,
    OWN,
    PLAIN,
    RULES,
    SECTIONS,
    find,
    insert,
    kind,
    missing,
    one_of,
)

KEYS = ("overlay", "version", "extends", "for_version", "add", "change", "remove", "assume")
CASES_ANSWER = "cases_answer"  # in a fact: what the base's cases, which don't know it, answer
ASSUMPTIONS = "assumptions"  # the section in which it stands what is assumed
MAX_ENTRIES = 500  # in one section under one verb
_NO_SECTION = {
    **dict.fromkeys(OWN, "the overlay's own: write it at the top"),
    OF_THE_BASE: "the base's, and says what its words mean: remove it",
}


@dataclass(frozen=True)
class Joined:
    """The rule set that a base and an overlay make, every edit, and the overlay's own faults."""

    document: Document
    edits: tuple[Edit, ...]
    faults: tuple[Fault, ...]
    lost: frozenset[Entry]  # made by what could not be joined: to lack it is no second fault


def is_overlay(document: Document) -> bool:
    """Whether a document is meant as an overlay."""
    return isinstance(document.data, dict) and not {"overlay", "extends"}.isdisjoint(document.data)


def join(base: Document, overlay: Document) -> Joined:
    """Join an overlay to the sound rule set it extends."""
    joining = _Joining(base, overlay)
    joining.join()
    return Joined(
        settled(joining.root),
        tuple(joining.edits),
        tuple(joining.faults),
        frozenset(joining.lost),
    )


class _Joining:
    def __init__(self, base: Document, overlay: Document) -> None:
        self.base = base.data["ruleset"]
        self.root = grown(base)
        self.overlay = grown(overlay)
        self.cases = [*self.root.value["cases"].value] if "cases" in self.root.value else []
        self.edits: list[Edit] = []
        self.faults: list[Fault] = list(overlay.faults)
        self.lost: set[Entry] = set()
        self.differing = Differing(self.fault)
        self.placing = Placing(self.root, self.base, self.fault)

    def join(self) -> None:
        self.root.document, self.root.path = self.overlay.document, ()
        for own, key in zip(OWN, ("overlay", "version"), strict=True):
            self.root.value.pop(own)
            if key in self.overlay.value:
                self.root.value[own] = self.overlay.value[key]
            else:
                self.fault(self.overlay, f"the overlay lacks '{key}': add it")
        self.root.value.setdefault("ruleset", Branch("unnamed", self.overlay.document, ()))
        self.root.value.setdefault("version", Branch("0.0.0", self.overlay.document, ()))
        for key, value in self.overlay.value.items():
            if key not in KEYS:
                self.fault(value, _misplaced(key))
        for verb in VERBS:
            if verb in self.overlay.value and verb != "assume":
                self.all_of(verb, self.overlay.value[verb])
        if "assume" in self.overlay.value:
            self.assume(self.overlay.value["assume"])

    def all_of(self, verb: str, sections: Branch) -> None:
        if not sections.is_group:
            self.fault(sections, f"'{verb}' needs the sections below it, such as facts or rules")
            return
        for section, entries in sections.value.items():
            if verb == "change" and section in PLAIN:
                old = self.root.value.get(section, entries)
                self.root.value[section] = self.differing.merged(old, entries, section)
                self.edit(verb, section, "", entries, old, self.root.value[section])
            elif fault := _no_section(verb, section):
                self.fault(entries, fault)
            elif not entries.is_group:
                self.fault(entries, _needs_names(verb, section))
            elif len(entries.value) > MAX_ENTRIES:
                message = f"more than {MAX_ENTRIES} entries: write a rule set of your own"
                self.fault(entries, message)
            else:
                for name, entry in entries.value.items():
                    getattr(self, verb)(section, name, entry)

    def add(self, section: str, name: str, entry: Branch) -> None:
        if found := find(self.root, section, name):
            there = _entry(*found).fault("")
            message = f"{kind(section)} '{name}' is there already, on line {there.line} of "
            message += f"{there.file}: put what differs under 'change', or take another name"
            self.skip(section, name, entry, message)
            return
        if section in LISTS and not entry.is_group:
            message = f"'{name}' needs what it is below it, such as 'when: ...'"
            self.skip(section, name, entry, message)
            return
        place = self.taken(entry, "place")
        table = self.taken(entry, "table") if section == RULES else None
        if section == "facts" and (answer := self.taken(entry, CASES_ANSWER)):
            self.answer_cases(name, answer)
        if section in LISTS:
            self.give_name(section, name, entry)
        within = self.placing.within(section, name, entry, place, table)
        if within is None:
            self.lost.update(made(section, name, entry.plain()))
            return
        insert(within, self.placing.index(section, name, entry, place, within), name, entry)
        self.edit("add", section, name, entry, None, entry)

    def answer_cases(self, fact: str, answer: Branch) -> None:
        """Let the base's worked cases, which don't know a new fact, answer it."""
        for case in self.cases:
            case.value["answers"].value.setdefault(fact, answer)

    def give_name(self, section: str, name: str, entry: Branch) -> None:
        key = LISTS[section]
        if own := self.taken(entry, key):
            self.fault(own, f"its name stands before it already: remove '{key}'")
        entry.value = {key: Branch(name, entry.document, entry.path), **entry.value}

    def change(self, section: str, name: str, entry: Branch) -> None:
        found = find(self.root, section, name)
        if not found:
            self.skip(section, name, entry, missing(self.root, self.base, section, name))
            return
        within, key = found
        old = _entry(*found)
        place = self.taken(entry, "place")
        if section in LISTS and entry.is_group and LISTS[section] in entry.value:
            message = f"its name can't be changed: remove '{LISTS[section]}'"
            self.fault(entry.value.pop(LISTS[section]), message)
        within.value[key] = new = self.differing.merged(old, entry, "")
        self.edit("change", section, name, entry, old, new)
        if place:
            del within.value[key]
            insert(within, self.placing.index(section, name, entry, place, within), name, new)

    def remove(self, section: str, name: str, reason: Branch) -> None:
        found = find(self.root, section, name)
        if not found:
            self.fault(reason, missing(self.root, self.base, section, name))
            return
        if not isinstance(reason.value, str) or not reason.value.strip():
            self.fault(reason, f"'{name}' needs a reason: say why your rules go without it")
        for edit in self.edits:
            if (edit.section, edit.name) == (section, name):
                message = f"line {edit.line} {edit.verb}s '{name}', and this removes it: keep one"
                self.fault(reason, message)
        within, key = found
        self.edit("remove", section, name, reason, _entry(*found), None)
        del within.value[key]

    def assume(self, answers: Branch) -> None:
        if not answers.is_group:
            self.fault(answers, "'assume' needs facts below it, each with what it is taken to be")
            return
        nothing = Branch({}, answers.document, answers.path)
        assumed = self.root.value.setdefault(ASSUMPTIONS, nothing).value
        by = str(self.root.value["ruleset"].value)
        for name, answer in answers.value.items():
            if not find(self.root, "facts", name):
                self.fault(answer, missing(self.root, self.base, "facts", name))
            elif name in assumed:
                there = assumed[name].fault("")
                message = f"'{name}' is assumed already, on line {there.line} of {there.file}"
                remedy = f"write it under 'remove: {ASSUMPTIONS}' as well, with the reason"
                self.fault(answer, f"{message}: {remedy}")
            else:
                said = {"as": answer, "by": Branch(by, answer.document, answer.path)}
                assumed[name] = Branch(said, answer.document, answer.path)
                self.edit("assume", "facts", name, answer, None, answer)

    def edit(
        self, verb: str, section: str, name: str, at: Branch, old: Branch | None, new: Branch | None
    ) -> None:
        """Note what was done: `old` and `new` are what stood there and what stands there now."""
        sides = [side.plain() for side in (old, new) if side]
        makes = _differing([set(made(section, name, side)) for side in sides])
        relies = _differing([set(relied_on(section, side)) for side in sides])
        found = find(self.root, section, name) if section in SECTIONS else None
        within = str(found[0].path[-1]) if found else section
        if section == RULES:
            relies |= {Entry("tables", within)}
        there, makes = at.fault(""), makes | {Entry(section, name)}
        self.edits.append(Edit(verb, section, name, within, there.file, there.line, makes, relies))

    def taken(self, entry: Branch, key: str) -> Branch | None:
        """Take a key that only overlays know out of an entry."""
        return entry.value.pop(key, None) if entry.is_group else None

    def fault(self, at: Branch, message: str) -> None:
        self.faults.append(at.document.cut_short(at.path) or at.fault(message))

    def skip(self, section: str, name: str, at: Branch, message: str) -> None:
        """Leave out what stands here; what lacks it then is no second fault."""
        self.fault(at, message)
        self.lost.update({*made(section, name, at.plain())} - {Entry(section, name)})


def _entry(within: Branch, key: str | int) -> Branch:
    entry: Branch = within.value[key]
    return entry


def _differing(sides: list[set[Entry]]) -> frozenset[Entry]:
    """What only one side has."""
    return frozenset(reduce(xor, sides))


def _misplaced(key: str) -> str:
    if key == OF_THE_BASE:
        return f"'{key}' is {_NO_SECTION[key]}"
    if key in OWN:
        return f"'{key}' is the base's own: an overlay is named with 'overlay'"
    if key in {*RuleSet.model_fields, RULES}:
        return f"'{key}' can't stand at the top of an overlay: indent it below add or change"
    return f"'{key}' is no key of an overlay: {one_of(key, KEYS)}"


def _no_section(verb: str, section: str) -> str | None:
    """Why nothing can be added, changed or removed there, if so."""
    if section in _NO_SECTION:
        return f"'{section}' is {_NO_SECTION[section]}"
    if section in PLAIN:
        return f"'{section}' is one value: write it under 'change'"
    if section == ASSUMPTIONS and verb != "remove":
        return f"'{section}' are written under 'assume': {{FACT: what it is taken to be}}"
    if section == "tables" and verb == "change":
        return f"rules are changed one by one: name each under '{RULES}', without its table"
    if section in SECTIONS:
        return None
    return f"'{section}' is no section: {one_of(section, [*SECTIONS, *sorted(PLAIN)])}"


def _needs_names(verb: str, section: str) -> str:
    below = {"add": "what it is", "change": "what differs", "remove": "the reason"}[verb]
    return f"'{verb}.{section}' needs names: write NAME: without a dash, and then {below}"
