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
_WAS = f"({_EARLIER} AND e.event < d.event ORDER BY e.event DESC LIMIT 1)"
# By the primary key, for the channel's open conversations alone.
_LAST_SAID = (
    "(SELECT s.at FROM events s WHERE s.conversation = v.id ORDER BY s.number DESC LIMIT 1)"
)


class Decided(NamedTuple):
    """A conversation's last decision within the days that are told of."""

    conversation: int
    subject: str
    owner: str
    place: str  # the channel's name on the platform
    thread: str
    recommendation: str
    decided: int  # 0: others were still possible
    possible_json: str
    fingerprint: str
    decided_at: str
    was: str | None  # what the conversation's decision before it recommended

    @property
    def possible(self) -> list[str]:
        """The recommendations that were possible."""
        return list(json.loads(self.possible_json))


class Waiting(NamedTuple):
    """A conversation whose question nobody has answered yet."""

    conversation: int
    subject: str
    owner: str
    place: str
    thread: str
    since: str  # when something was last said there


class Tally(NamedTuple):
    """How often one recommendation came out in one of several spans."""

    span: int  # counts from 0
    recommendation: str
    fingerprint: str  # of a rule set that has it
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
            "SELECT d.conversation, d.subject, v.owner, c.channel, v.thread, d.recommendation,"
            f" d.decided, d.possible, d.fingerprint, d.decided_at, {_WAS}"
            f"{_DECIDED}{self._visible('d.decided_at')} ORDER BY d.decided_at DESC, d.id DESC",
            [*span, span[1], *self._values],
        )
        return [Decided._make(row) for row in rows]

    def counts(self, span: Span) -> tuple[int, int]:
        """How many conversations were decided, and how many of them not for the first time."""
        ((decided, changed),) = self._tx.tuples(
            f"SELECT count(*), count({_WAS}){_DECIDED}{self._visible('d.decided_at')}",
            [*span, span[1], *self._values],
        )
        return decided, changed

    def tallies(self, spans: Sequence[Span]) -> list[Tally]:
        """How often each recommendation came out in each of these spans."""
        return [
            Tally(number, *row)
            for number, span in enumerate(spans)
            for row in self._tx.tuples(
                "SELECT d.recommendation, max(d.fingerprint), count(*)"
                f"{_DECIDED}{self._visible('d.decided_at')} GROUP BY d.recommendation",
                [*span, span[1], *self._values],
            )
        ]

    def rules(self, span: Span, limit: int) -> list[tuple[str, str, int]]:
        """The rules that fired most often: id, a rule set's fingerprint, how often."""
        joined = _DECIDED.replace(" WHERE", " JOIN json_each(d.rules_fired) r WHERE")
        rows = self._tx.tuples(
            "SELECT r.value AS rule, max(d.fingerprint), count(*) AS count"
            f"{joined}{self._visible('d.decided_at')}"
            " GROUP BY r.value ORDER BY count DESC, rule LIMIT ?",
            [*span, span[1], *self._values, limit],
        )
        return [(rule, fingerprint, count) for rule, fingerprint, count in rows]

    def open(self) -> int:
        """How many conversations wait for an answer now."""
        ((count,),) = self._tx.tuples(f"SELECT count(*){self._asking()}", self._values)
        return int(count)

    def waiting(self, before: str, limit: int) -> list[Waiting]:
        """Those in which nothing was said since a moment, the longest silent first."""
        rows = self._tx.tuples(
            f"SELECT v.id, v.subject, v.owner, c.channel, v.thread, {_LAST_SAID} AS since"
            f"{self._asking()} AND v.started_at < ? AND since < ? ORDER BY since, v.id LIMIT ?",
            [*self._values, before, before, limit],
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
