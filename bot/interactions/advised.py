"""The advices of a conversation: which message shows which, and what stands behind it.

An answer that changes and leads to the same advice posts no second card: the first one is redrawn.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from functools import cached_property

from bot.conversation import replay
from bot.conversation.advisor import Turn
from bot.conversation.replay import Position
from bot.views.card import CardView, Changed, card, difference
from bot.views.pages import PageView, page
from rules.interview.conditions import headline
from rules.interview.explain import recommend
from storage.decisions import Decisions
from storage.records import Event, Place
from storage.store import Transaction

ADVICE = "verdict"  # the kind of its message, as logs have it
PAGE = "page:"  # and of a page that somebody posted, with the page's name
SHARED = "shared"  # and of one posted in another channel

At = Callable[[int], Position]  # the position after the first n events


@dataclass(frozen=True)
class Advised:
    """An advice that stands. `event` is the last that counts for it."""

    view: CardView
    event: int


@dataclass(frozen=True)
class Overtaken:
    """An advice that no longer stands: by whom, how, and by which one, once there is one."""

    number: int
    title: str
    user: str
    how: str
    by: int | None


@dataclass(frozen=True)
class Posted:
    """A page behind an advice that somebody posted for all."""

    view: PageView
    number: int


@dataclass(frozen=True)
class Shared:
    """An advice told in another channel, and the thread in which it is talked about."""

    view: CardView
    user: str
    place: Place


@dataclass(frozen=True)
class _Given:
    number: int
    event: int
    title: str
    card: int  # the event whose message shows it


@dataclass(frozen=True)
class Advices:
    """The advices given, in order."""

    turn: Turn
    at: At
    logged: tuple[tuple[int, int], ...]  # each decision's id and event

    @classmethod
    def of(cls, tx: Transaction, turn: Turn, at: At) -> Advices:
        """Those of a conversation."""
        return cls(turn, at, tuple(Decisions(tx).given(turn.conversation.id)))

    def of_before(self, turn: Turn) -> Advices:
        """Those that there were at an earlier turn."""
        count = len(turn.events)
        logged = tuple(each for each in self.logged if each[1] <= count)
        return Advices(turn, self.at, logged)

    def card(self, event: int) -> int:
        """The event whose message shows the advice that holds after this one."""
        given = self._at(event)
        return event if given is None or self._over(given.event, event) else given.card

    def number(self, event: int) -> int:
        """The number of the advice that holds after this event."""
        given = self._at(event)
        return given.number if given else 0

    def replaced(self, event: int) -> _Given | None:
        """The advice before the one that holds now, unless somebody started over between them."""
        card_ = self.card(event)
        before = [each for each in self._given if each.event < card_]
        return before[-1] if before and not self._over(before[-1].event, event) else None

    def after(self, event: int) -> _Given | None:
        """The first advice after this event, unless somebody started over before it."""
        found = next((each for each in self._given if each.event > event), None)
        return found if found and not self._over(event, found.event) else None

    def last_on(self, card_: int) -> _Given | None:
        """The last advice that this message showed."""
        return next((each for each in reversed(self._given) if each.card == card_), None)

    def _at(self, event: int) -> _Given | None:
        return next((each for each in reversed(self._given) if each.event <= event), None)

    @cached_property
    def _given(self) -> tuple[_Given, ...]:
        found: list[_Given] = []
        for number, event in self.logged:
            title, before = self.title(event), found[-1] if found else None
            same = before and before.title == title and not self._over(before.event, event)
            found.append(_Given(number, event, title, before.card if before and same else event))
        return tuple(found)

    def title(self, event: int) -> str:
        """The first line of the advice after this event."""
        position = self.position(event)
        return headline(position.diagram.rules, recommend(position.interview))

    def position(self, event: int) -> Position:
        """Where it stood from this event until the next that changed answers or question."""
        if event >= self.turn.position.last:
            return self.turn.position
        return self.at(_next_raising(self.turn, event).number - 1)

    def _over(self, first: int, last: int) -> bool:
        return any(each.kind == replay.START_OVER for each in self.turn.events[first:last])


def card_of(advices: Advices, today: date) -> CardView | None:
    """The card of the advice that a conversation has come to; None while there is none."""
    turn = advices.turn
    if turn.recommendation is None:
        return None
    last = turn.position.last
    return card(
        turn.position,
        turn.recommendation,
        turn.conversation.subject,
        advices.number(last),
        today,
        _changed(advices, last),
    )


def _changed(advices: Advices, event: int) -> Changed | None:
    was = advices.replaced(event)
    if was is None:
        return None
    found = difference(advices.position(was.event), advices.turn.position)
    who, how = found or (_next_raising(advices.turn, was.event).user, "changed an answer")
    return Changed(was.title, was.number, who, how)


def look(
    kind: str, event: int, advices: Advices, today: date
) -> Advised | Overtaken | Posted | Shared:
    """What a message of an advice shows now: its own, a page's, or the one in another channel."""
    if kind == SHARED:
        return _shared(event, advices, today)
    if kind.startswith(PAGE):
        return _posted(kind.removeprefix(PAGE), event, advices, today)
    return _advice(event, advices, today)


def _advice(event: int, advices: Advices, today: date) -> Advised | Overtaken:
    turn, last = advices.turn, advices.turn.position.last
    stands = turn.recommendation is not None and advices.card(last) == event
    if stands and (view := card_of(advices, today)):
        return Advised(view, last)
    was = advices.last_on(event) or _of_old(advices, event)
    taker, after = _next_raising(turn, was.event), advices.after(was.event)
    how = _TOOK.get(taker.kind, "moved on") if after else _TAKES.get(taker.kind, "moved on")
    return Overtaken(was.number, was.title, taker.user, how, after.number if after else None)


def _of_old(advices: Advices, event: int) -> _Given:
    """One that was said again after starting over, and so has no decision of its own."""
    return _Given(advices.number(event), event, advices.title(event), event)


_TOOK = {
    replay.BACK: "went back",
    replay.CHANGE: "changed an answer",
    replay.ANSWER: "changed an answer",
    replay.START_OVER: "cleared it and started over",
}
_TAKES = {**_TOOK, replay.CHANGE: "is changing an answer"}


def _posted(name: str, event: int, advices: Advices, today: date) -> Posted:
    """A posted page: what it says of the advice under which it was posted."""
    position = advices.position(event)
    view = page(name, position, recommend(position.interview), today)
    return Posted(view, advices.number(event))


def _shared(event: int, advices: Advices, today: date) -> Shared:
    """What is told in another channel: the advice that stands when it is sent, or stood last."""
    turn = advices.turn
    by = turn.events[event - 1]
    number, last = [each for each in advices.logged if each[1] < event][-1]
    position = advices.position(last)
    view = card(position, recommend(position.interview), turn.conversation.subject, number, today)
    return Shared(view, by.user, turn.conversation.place)


def _next_raising(turn: Turn, event: int) -> Event:
    return next(e for e in turn.events if e.number > event and e.kind in replay.RAISING)
