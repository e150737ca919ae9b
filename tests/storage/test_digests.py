"""What digests are kept in and read from: rows keep to their lanes, and no reading scans the log."""

from dataclasses import replace
from typing import Any

import pytest

from storage.channels import KnownChannels
from storage.conversations import Conversations
from storage.decisions import Decisions
from storage.outbox import POST, REDRAW, Lane, Outbox, Posting
from storage.records import Place
from storage.sqlite import connect, sqlite3
from storage.subscriptions import Run, Subscription, Subscriptions, Wish
from storage.weeks import Weeks

from .samples import NOW, begin, begin_in, decision

WISH = Wish(False, 0, "09:00", "Europe/Berlin", say_empty=False, skipped=("2026-12-28",))
RUN = Run(0, 1, "2026-11-23", "posted", NOW, NOW, None, None, 0, NOW)


def posted(tx, lane, kind):
    return Outbox(tx).posted(lane, kind, 1)


def test_a_subscription_comes_back_as_it_went_in(store):
    with store.transaction() as tx:
        channel = KnownChannels(tx).keep("slack", "T1", "C1")
        kept = Subscriptions(tx).subscribe(channel, WISH, "ada", NOW)
        assert kept.wish == WISH
        assert kept == Subscriptions(tx).get(kept.id)
        assert kept == Subscriptions(tx).of_channel("slack", "T1", "C1")
        assert Subscriptions(tx).of_channel("slack", "T2", "C1") is None
        again = Subscriptions(tx).subscribe(channel, WISH, "bob", NOW)
        assert (again.id, again.subscriber) == (kept.id, "bob")


def test_a_channel_and_period_are_claimed_once(store):
    with store.transaction() as tx:
        Subscriptions(tx).subscribe(KnownChannels(tx).keep("slack", "T1", "C1"), WISH, "ada", NOW)
        assert Subscriptions(tx).claim(RUN) == replace(RUN, id=1)
        assert Subscriptions(tx).claim(RUN) is None
        assert Subscriptions(tx).has_run(1, "2026-11-23")


def test_a_row_of_nobody_or_of_two_is_refused(store):
    begin(store)
    with store.transaction() as tx:
        Subscriptions(tx).subscribe(KnownChannels(tx).keep("slack", "T1", "C1"), WISH, "ada", NOW)
    for lane in (Lane(), Lane(1, 1)):
        with pytest.raises(sqlite3.IntegrityError), store.transaction() as tx:
            Outbox(tx).add(lane, [Posting(POST, "digest", 1)], NOW)


def test_lanes_with_the_same_number_keep_out_of_each_others_way(store):
    begin(store)
    talk, weekly = Lane(conversation=1), Lane(subscription=1)
    with store.transaction() as tx:
        Subscriptions(tx).subscribe(KnownChannels(tx).keep("slack", "T1", "C1"), WISH, "ada", NOW)
        outbox = Outbox(tx)
        for lane in (talk, weekly):
            outbox.add(lane, [Posting(POST, "x", 1), Posting(REDRAW, "x", 1)], NOW)
        assert [row.lane for row in outbox.ready(NOW)] == [talk, weekly]
        outbox.add(weekly, [Posting(REDRAW, "x", 1)], NOW)
        assert len(outbox.give_up_lane(weekly)) == 2
        assert [row.lane for row in outbox.ready(NOW)] == [talk]
        assert posted(tx, talk, "x").status == "pending"


def test_a_row_waits_until_it_is_due(store):
    begin(store)
    with store.transaction() as tx:
        Outbox(tx).add(Lane(1), [Posting(POST, "x", 1)], NOW, "2027")
        assert Outbox(tx).ready(NOW) == []
        assert len(Outbox(tx).ready("2028")) == 1


@pytest.mark.parametrize("wide", [False, True])
def test_no_reading_looks_at_more_than_a_channels_days(path, wide):
    """The plan of every query: each table is searched by an index, none is walked through."""
    db, _ = connect(path)
    seen: list[str] = []
    db.conn.set_trace_callback(seen.append)
    db.execute("BEGIN IMMEDIATE")
    reading: Any = _Reading(db)
    weeks = Weeks(reading, ("slack", "T1", 1), wide=wide)
    span = ("2026-11-09", "2026-11-16")
    weeks.decided(span)
    weeks.count(span)
    weeks.tallies([span])
    weeks.open("2026-11-06")
    weeks.waiting(span, 3)
    db.conn.set_trace_callback(None)
    queries = [sql for sql in seen if sql.startswith("SELECT")]
    assert len(queries) == 5
    for sql in queries:
        plan = [row[3] for row in db.execute(f"EXPLAIN QUERY PLAN {sql}").fetchall()]
        walked = [step for step in plan if step.startswith("SCAN") and "VIRTUAL TABLE" not in step]
        assert not walked, (sql, plan)
        assert any("decisions_week" in step or "conversations_open" in step for step in plan), plan
    db.close()


def test_the_channels_to_ask_for_are_found_without_walking_through_the_log(path):
    db, _ = connect(path)
    seen: list[str] = []
    db.conn.set_trace_callback(seen.append)
    db.execute("BEGIN IMMEDIATE")
    reading: Any = _Reading(db)
    wish = replace(WISH, wide=True)
    subscription = Subscription(
        1, 1, "slack", "T1", "C1", wish, "ada", "on", "", NOW, None, None, None
    )
    assert Subscriptions(reading).others(subscription, "2026-09-21") == []
    db.conn.set_trace_callback(None)
    (sql,) = (sql for sql in seen if sql.startswith("SELECT"))
    plan = [row[3] for row in db.execute(f"EXPLAIN QUERY PLAN {sql}").fetchall()]
    assert not [step for step in plan if step.startswith("SCAN")], plan
    assert any("decisions_week (channel=? AND decided_at>?)" in step for step in plan), plan
    assert any("conversations_open" in step for step in plan), plan
    db.close()


class _Reading:
    """A transaction's reading side over an open connection."""

    def __init__(self, db):
        self.db = db

    def tuples(self, sql, values):
        return self.db.execute(sql, values).fetchall()


def test_a_moved_conversation_takes_its_decisions_along(store):
    with store.transaction() as tx:
        kept = begin_in(tx)
        Decisions(tx).add(decision(kept.id, 1))
        Conversations(tx).move(kept.id, Place("slack", "T1", "D1", "9.9"))
        here = KnownChannels(tx).keep("slack", "T1", "D1")
        (row,) = tx.rows("SELECT channel FROM decisions", [])
        assert row["channel"] == here


def test_people_come_before_digests_and_lanes_that_rest_are_left_out(store):
    begin(store)
    talk = Lane(conversation=1)
    with store.transaction() as tx:
        lanes = []
        for n in range(4):
            channel = KnownChannels(tx).keep("slack", "T1", f"C{n}")
            lanes.append(Lane(subscription=Subscriptions(tx).subscribe(channel, WISH, "a", NOW).id))
        outbox = Outbox(tx)
        for lane in [*lanes, talk]:
            outbox.add(lane, [Posting(POST, "x", 1)], NOW)
        assert [row.lane for row in outbox.ready(NOW)] == [talk, *lanes]
        ready = outbox.ready(NOW, limit=2, resting=[lanes[0], lanes[2]])
        assert [row.lane for row in ready] == [talk, lanes[1]]
        ready = outbox.ready(NOW, limit=2, resting=[talk, *lanes[:2]])
        assert [row.lane for row in ready] == lanes[2:]
