"""What one person is told before anything begins, on no platform."""

from __future__ import annotations

from dataclasses import dataclass

from storage.records import Place

NEW, FLAT = "-", "flat"  # in place of a thread: a root of ours opens one; it hangs in none


@dataclass(frozen=True)
class Start:
    """What begins if somebody presses so: a text, and the thread it was said in, NEW or FLAT."""

    text: str
    thread: str


@dataclass(frozen=True)
class StartDoubted:
    """A text may be meant as a start, or not."""

    name: str
    start: Start


@dataclass(frozen=True)
class StartBeside:
    """Where something would begin, a conversation is open already; `name` is what that is about.

    `ends`: only one can be open there, so it is cancelled; it can be gone on with in its place.
    """

    name: str
    start: Start
    place: Place
    handle: str  # of the one that is open
    revision: int
    ends: bool


@dataclass(frozen=True)
class OpenView:
    """An open conversation: how far it has come, and for whom it waits."""

    name: str
    to_come: str
    owner: str
    place: Place


@dataclass(frozen=True)
class OpenListed:
    """What is open in a channel, the last first; `more` had no room."""

    open: tuple[OpenView, ...]
    more: int
