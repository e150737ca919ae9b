"""What must be posted for what has happened, and which of the messages before must be redrawn.

Nothing here knows which kind of event makes which message untrue: a message is redrawn where what
it shows now differs from what it showed before.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from itertools import pairwise

from bot.conversation import replay
from bot.conversation.refusal import Refusal
from storage.outbox import POST, REDRAW, Posting
from storage.records import Event

from .advised import ADVICE, SHARED, Advices
from .thread import COSTS, NUDGES, QUESTION, ROOT, STARTED_OVER, look, stands_at


@dataclass(frozen=True)
class Before:
    """Where things stood before a gesture, and the messages posted by then: kind and event."""

    advices: Advices
    posted: tuple[tuple[str, int], ...]


def postings(
    advices: Advices, before: Before | None, today: date, *, with_root: bool = False
) -> list[Posting]:
    """What to post and redraw after a turn, in order. `before` is None for a conversation's first.

    `with_root`: the thread of a new conversation hangs from a message of ours.
    """
    if not advices.turn.new:
        return []
    if before is None:
        root = [Posting(POST, ROOT, 1)] if with_root else []
        return [*root, Posting(POST, *stands_at(advices.turn.position, advices))]
    redrawn = [each for each in before.posted if _differs(each, advices, before.advices, today)]
    root = [Posting(REDRAW, *each) for each in redrawn if each[0] == ROOT]
    rest = [Posting(REDRAW, *each) for each in redrawn if each[0] != ROOT]
    return [*rest, *_new(advices, before.advices), *root]


def _new(advices: Advices, before: Advices) -> Iterator[Posting]:
    """What is posted: the message at which it stands now, and what was told beside it."""
    turn, stood = advices.turn, before.turn.position
    now, new = turn.position, turn.events[-turn.new :]
    for each in new:
        if each.kind == replay.START_OVER:
            yield Posting(POST, STARTED_OVER, each.number)
    yield from _answered_unseen(new)
    kind, event = stands_at(now, advices)
    if event != stood.last and event == now.last and not now.cancelled:
        yield Posting(POST, kind, event)
    if now.costs and now.costs != stood.costs:
        yield Posting(POST, COSTS, now.costs)
    for each in new:
        if each.kind == replay.SHARED:
            yield Posting(POST, SHARED, each.number)


def _answered_unseen(new: Iterable[Event]) -> Iterator[Posting]:
    """The lines of questions that were answered at once, and so never stood open in the thread."""
    for one, following in pairwise(each for each in new if each.kind in replay.RAISING):
        if one.kind == following.kind == replay.ANSWER:
            yield Posting(POST, QUESTION, one.number)


def _differs(posted: tuple[str, int], now: Advices, before: Advices, today: date) -> bool:
    """Whether a message shows something else now.

    What stands, and the root that tells of it, does after any step; looking at that takes long.
    """
    if before.turn.position.last != now.turn.position.last:
        steps = ((ROOT, 1), *(stands_at(each.turn.position, each) for each in (before, now)))
        if posted in steps:
            return True
    return _shown(posted, now, today) != _shown(posted, before, today)


def _shown(posted: tuple[str, int], advices: Advices, today: date) -> object:
    """What a message shows, to be compared. None where it rests on rules that can't be read."""
    kind, event = posted
    if kind in NUDGES:
        turn = advices.turn
        return event == turn.position.last and turn.conversation.subject
    try:
        return look(kind, event, advices, today)
    except Refusal:
        return None


def same_advice(advices: Advices, before: Before | None, shown: Iterable[Posting]) -> bool:
    """Whether somebody answered, and what that leads to is the advice that was there before."""
    turn = advices.turn
    answered = bool(turn.new) and turn.events[-1].kind in replay.RAISING
    if before is None or not answered or turn.recommendation is None:
        return False
    return not any(each.action == POST and each.kind == ADVICE for each in shown)
