"""The records the log is made of. Plain values: what they mean is for others to say."""

from __future__ import annotations

import json
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Any


def stamp(moment: datetime) -> str:
    """A moment as the log keeps it: ISO 8601, UTC, milliseconds; in text order it is in time order."""
    return moment.astimezone(UTC).isoformat(timespec="milliseconds")


def as_json(value: Any) -> str:
    """A value as the log keeps it in a column of text."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


FLAT = "direct:"  # how the names begin that no platform gave to a thread


@dataclass(frozen=True)
class Place:
    """Where a conversation is held, on any platform.

    A flat one hangs in no thread: its messages stand in the main line. `thread` is then a name of
    our own, for many may follow each other in one channel.
    """

    platform: str
    tenant: str
    channel: str
    thread: str

    @property
    def hangs_in(self) -> str | None:
        """The thread that messages hang in; None for a flat conversation."""
        return None if self.thread.startswith(FLAT) else self.thread

    def flat(self, name: str) -> Place:
        """The place of a flat conversation here, by a name that no other has."""
        return replace(self, thread=f"{FLAT}{name}")


@dataclass(frozen=True)
class Conversation:
    """One interview held with people in one place. `state` is a cache of what its events say."""

    id: int
    place: Place
    owner: str
    subject: str
    fingerprint: str  # of the rule set it keeps to
    state: str  # asking, advised or cancelled
    started_at: str  # ISO 8601, UTC, as every time here
    key: str  # that nobody can guess

    @property
    def handle(self) -> str:
        """By which what is drawn names it: "41-9f0c6a1be27d4c58"."""
        return f"{self.id}-{self.key}"


@dataclass(frozen=True)
class Event:
    """One thing that happened in a conversation. `number` counts from 1 and leaves no gap."""

    number: int
    kind: str
    user: str
    at: str
    fact: str | None = None
    answer: Any = None  # an answer's JSON form
    fingerprint: str | None = None  # where the event moves the conversation to a rule set


@dataclass(frozen=True)
class Decision:
    """A row of the log: what was recommended to whom, on which answers, by which rules."""

    conversation: int
    event: int  # the number of the event that completed the interview
    subject: str
    recommendation: str  # its id
    verdict: str  # its sentence
    stance: str | None  # yes, yes_if, not_yet or no; None where its author says none
    direction: str | None  # the outcome that says which cure fits; None where nobody knows it
    modifiers: list[str]  # what lies across directions and surely holds
    missing: list[str]  # conditions of the direction that are missing
    unknown: list[str]  # and those that are unknown
    decided: bool  # False: several recommendations were still possible
    possible: list[str]
    answers: dict[str, Any]  # every answer by fact id, in JSON form, the assumed ones included
    assumed: dict[str, str]  # those that nobody was asked for: by fact id, the overlay that says so
    outcomes: dict[str, str]  # by table
    rules_fired: list[str]
    ruleset: str
    version: str
    fingerprint: str
    user: str
    decided_at: str
