"""What happened in a channel within some days: the reading that digests are made from.

Every query walks an index by channel and time, so its cost grows with what the channel decided in
those days, never with the log. A wide reading adds the public channels of the tenant: what was
decided or asked there counts only if the channel was seen to be public afterwards, and not before
the moment from which the reader wants to know. Where nothing is known, a channel is private.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any, NamedTuple

from .store import Transaction

Span = tuple[str, str]  # from, and before: ISO 8601, UTC

_HERE = "c.id = ?"
_WIDE = (
    "c.platform = ? AND c.tenant = ? AND (c.id = ? OR (c.public = 1"
    " AND c.seen_at >= {moment} AND c.seen_at >= ?))"
)
ANY_TIME = ""  # the last answer counts, however old
# A decision counts in a span unless a later one of its conversation took its place within it.
_DECIDED = (
    " FROM channels c CROSS JOIN decisions d"
    " ON d.channel = c.id AND d.decided_at >= ? AND d.decided_at < ?"
    " JOIN conversations v ON v.id = d.conversation"
    " LEFT JOIN decisions later ON later.id = d.superseded_by AND later.decided_at < ?"
    " WHERE later.id IS NULL AND "
)
_EARLIER = "SELECT e.recommendation FROM decisions e WHERE e.conversation = d.conversation"
_BEFORE = "AND e.event < d.event ORDER BY e.event DESC LIMIT 1"
_WAS = f"({_EARLIER} {_BEFORE})"
_STANCE_WAS = _WAS.replace("e.recommendation", "e.stance")
_MISSING_WAS = _WAS.replace("e.recommendation", "e.missing")


class Said(NamedTuple):
    """What was advised: the recommendation, and by what it is headed."""

    recommendation: str
    stance: str | None  # yes, yes_if, not_yet or no; None where its author says none
    missing: list[str]  # conditions of the direction


class Decided(NamedTuple):
    """A conversation's last decision within the days that are told of."""

    subject: str
    owner: str
    place: str  # the channel's name on the platform
    thread: str
    said: Said
    decided: bool  # False: others were still possible
    fingerprint: str
    decided_at: str
    was: Said | None  # the conversation's decision before it


class Waiting(NamedTuple):
    """A conversation whose question nobody has answered yet."""

    conversation: int
    subject: str
    owner: str
    place: str
    thread: str
    since: str  # when something was last said there


class Tally(NamedTuple):
    """How often one stance came out in one of several spans."""

    span: int  # counts from 0
    stance: str
    times: int


class Weeks:
    """Readings for one channel, inside one open transaction."""

    def __init__(
        self, tx: Transaction, place: tuple[str, str, int], *, wide: bool, since: str = ANY_TIME
    ) -> None:
        """`place`: platform, tenant, and the id under which the log knows the channel.

        `since`: other channels must have been seen to be public then or later, ISO 8601, UTC.
        """
        self._tx = tx
        self._wide = wide
        self._values: list[Any] = [*place, since] if wide else [place[2]]

    def decided(self, span: Span) -> list[Decided]:
        """What was decided, the newest first."""
        rows = self._tx.tuples(
            "SELECT d.recommendation, d.stance, d.missing,"
            f" {_WAS}, {_STANCE_WAS}, {_MISSING_WAS},"
            " coalesce(nullif(d.subject, ''), v.subject), v.owner, c.channel, v.thread, d.decided,"
            " d.fingerprint, d.decided_at"
            f"{_DECIDED}{self._visible('d.decided_at')} ORDER BY d.decided_at DESC, d.id DESC",
            [*span, span[1], *self._values],
        )
        return [_decided(*row) for row in rows]

    def count(self, span: Span) -> int:
        """How many conversations were decided."""
        ((decided,),) = self._tx.tuples(
            f"SELECT count(*){_DECIDED}{self._visible('d.decided_at')}",
            [*span, span[1], *self._values],
        )
        return int(decided)

    def tallies(self, spans: Sequence[Span]) -> list[Tally]:
        """How often each stance came out in each of these spans, where there is one."""
        return [
            Tally(number, *row)
            for number, span in enumerate(spans)
            for row in self._tx.tuples(
                f"SELECT d.stance, count(*){_DECIDED}{self._visible('d.decided_at')}"
                " AND d.stance IS NOT NULL GROUP BY d.stance",
                [*span, span[1], *self._values],
            )
        ]

    def open(self, said_after: str) -> int:
        """How many conversations wait for an answer now in which something was said since then."""
        sql = f"SELECT count(*){self._asking()} AND v.said_at > ?"
        ((count,),) = self._tx.tuples(sql, [*self._values, said_after])
        return int(count)

    def waiting(self, said: Span, limit: int) -> list[Waiting]:
        """Those in which something was last said within a span, the longest silent first."""
        rows = self._tx.tuples(
            "SELECT v.id, v.subject, v.owner, c.channel, v.thread, v.said_at"
            f"{self._asking()} AND v.said_at > ? AND v.said_at < ?"
            " ORDER BY v.said_at, v.id LIMIT ?",
            [*self._values, *said, limit],
        )
        return [Waiting._make(row) for row in rows]

    def _asking(self) -> str:
        return (
            " FROM channels c CROSS JOIN conversations v ON v.platform = c.platform"
            " AND v.tenant = c.tenant AND v.channel = c.channel AND v.state = 'asking'"
            f" WHERE {self._visible('v.started_at')}"
        )

    def _visible(self, moment: str) -> str:
        return _WIDE.format(moment=moment) if self._wide else _HERE


def _decided(recommendation: str, stance: str | None, missing: str, *rest: Any) -> Decided:
    was, stance_was, missing_was, subject, owner, place, thread, decided, by, at = rest
    return Decided(
        subject,
        owner,
        place,
        thread,
        Said(recommendation, stance, json.loads(missing)),
        bool(decided),
        by,
        at,
        Said(was, stance_was, json.loads(missing_was)) if was else None,
    )
