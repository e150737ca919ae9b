"""What an overlay does to the rule set it extends, one thing at a time."""

from __future__ import annotations

from dataclasses import dataclass

from rules.language.faults import Entry

from .sections import kind

VERBS = {  # in the order in which they are done
    "add": "adding",
    "change": "changing",
    "remove": "removing",
    "assume": "assuming",
}


@dataclass(frozen=True)
class Edit:
    """One thing that an overlay adds, changes, removes or assumes."""

    verb: str
    section: str
    name: str  # empty where a section is one plain value
    within: str  # the table of a rule; else the section again
    file: str  # the overlay's
    line: int  # where it says so
    made: frozenset[Entry]  # what came, went or is another since
    relied_on: frozenset[Entry]  # what is named where it wasn't, or no longer

    @property
    def what(self) -> str:
        """What it is about, as in "rule 'low-volume'"."""
        return f"{kind(self.section)} '{self.name}'" if self.name else f"'{self.section}'"

    @property
    def doing(self) -> str:
        """As in "removing rule 'low-volume'"."""
        return f"{VERBS[self.verb]} {self.what}"

    @property
    def does(self) -> str:
        """As in "removes rule 'low-volume'"."""
        return f"{self.verb}s {self.what}"
