"""One digest a week: claimed once, on time, and what was missed is told."""

import multiprocessing
from dataclasses import replace
from datetime import timedelta
from itertools import pairwise

import pytest

from bot.conversation.refusal import Refusal
from bot.digest.weekly import PAGE, USUAL
from storage import sqlite
from storage.channels import Channel
from storage.store import Store
from tests.waiting import PATIENCE

from .weeks import KINDS, ML, MONDAY, Weeks

WEEK, DAY, HOUR = timedelta(days=7), timedelta(days=1), timedelta(hours=1)
BERLIN = replace(USUAL, zone="Europe/Berlin")


@pytest.fixture
def log(tmp_path):
    store = Store(tmp_path / "advisor.db")
    yield Weeks(store)
    store.close()


def periods(log, status="posted"):
    return [run["period"] for run in log.runs(status)]


def through_weeks(log, count, step=HOUR):
    """Let the clock run, with a decision each week."""
    end = log.now + count * WEEK
    while log.now < end:
        if log.now.weekday() == 3 and log.now.hour == 12:
            log.decide()
        log.serve()
        log.now += step


# On time, once


def test_the_first_digest_comes_at_the_next_time_and_tells_of_seven_days(log):
    log.decide("a shop")
    log.subscribe()
    assert log.subscription().next_at == "2026-11-16T09:00:00.000+00:00"
    log.now = MONDAY - timedelta(seconds=1)
    log.serve()
    assert log.runs() == []
    log.now = MONDAY
    log.serve()
    log.serve()
    (run,) = log.runs()
    assert (run["period"], run["starts"]) == ("2026-11-16", "2026-11-09T09:00:00.000+00:00")
    assert [row["event"] for row in log.posts()] == [run["id"]]
    assert log.told(run).decided[0].subject == "a shop"


def test_weeks_follow_each_other_without_a_gap(log):
    log.subscribe()
    through_weeks(log, 5)
    runs = log.runs()
    assert len(runs) == 5
    for one, two in pairwise(runs):
        assert one["ends"] == two["starts"]
        assert two["missed_from"] is None


def test_a_run_and_its_outbox_rows_are_one_transaction(log, monkeypatch):
    log.decide()
    log.subscribe()
    log.now = MONDAY
    monkeypatch.setattr(log.weekly, "_post_run", lambda *_: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        log.serve()
    assert (log.runs(), log.posts()) == ([], [])
    monkeypatch.undo()
    log.serve()
    assert (len(log.runs()), len(log.posts())) == (1, 1)


def race(path, weeks, channels, barrier):
    """One of several processes that look at the same clock."""
    sqlite.BUSY_SECONDS = PATIENCE
    store = Store(path)
    log = Weeks(store)
    for week in range(weeks):
        log.now = MONDAY + week * WEEK
        barrier.wait()
        log.serve()
    store.close()


@pytest.mark.slow
def test_four_processes_over_300_periods_post_300(tmp_path):
    store = Store(tmp_path / "advisor.db")
    log = Weeks(store)
    channels = [Channel("slack", "T1", f"C{n}") for n in range(30)]
    for where in channels:
        log.subscribe(where, replace(USUAL, say_empty=True))
    context = multiprocessing.get_context("spawn")
    barrier = context.Barrier(4)
    racers = [
        context.Process(target=race, args=(store.path, 10, len(channels), barrier))
        for _ in range(4)
    ]
    for racer in racers:
        racer.start()
    for racer in racers:
        racer.join(PATIENCE)
    assert [racer.exitcode for racer in racers] == [0] * 4
    assert len(log.runs()) == len(log.posts()) == 300
    assert len({(run["subscription"], run["period"]) for run in log.runs()}) == 300
    store.close()


def test_many_at_the_same_moment_are_spread_out(log):
    for n in range(50):
        log.subscribe(Channel("slack", "T1", f"C{n}"), replace(USUAL, say_empty=True))
    log.now = MONDAY
    log.serve()
    dues = [row["due"] for row in log.posts()]
    assert dues == sorted(dues)
    assert len({*dues}) == 50


# Catching up


def test_after_downtime_one_digest_covers_all_that_was_missed(log):
    log.subscribe()
    log.decide("before")
    log.now = MONDAY + 1 * WEEK + DAY
    log.decide("meanwhile")
    log.now = MONDAY + 2 * WEEK + 2 * DAY  # two weeks and two days: three were due
    log.serve()
    (run,) = log.runs()
    assert run["starts"] == "2026-11-09T09:00:00.000+00:00"
    assert run["ends"] == "2026-11-30T09:00:00.000+00:00"
    assert [each.subject for each in log.told(run).decided] == ["meanwhile", "before"]
    assert log.told(run).missed == ""


def test_too_late_nothing_is_posted_and_the_next_digest_names_the_weeks(log):
    log.subscribe()
    log.decide("lost")
    log.now = MONDAY + WEEK + 4 * DAY
    log.serve()
    assert (periods(log), periods(log, "late")) == ([], ["2026-11-23"])
    assert log.posts() == []
    log.decide("told")
    log.now = MONDAY + 2 * WEEK
    log.serve()
    (run,) = log.runs()
    view = log.told(run)
    assert [each.subject for each in view.decided] == ["told"]
    assert view.missed == "No digest came for 9 to 23 November."
    log.decide()
    log.now += WEEK
    log.serve()
    assert log.told(log.runs()[-1]).missed == ""


def test_a_clock_set_back_posts_nothing_twice(log):
    log.decide()
    log.subscribe()
    for moment in (MONDAY, MONDAY - 5 * HOUR, MONDAY, MONDAY - 3 * DAY, MONDAY + HOUR):
        log.now = moment
        log.serve()
    assert periods(log) == ["2026-11-16"]


def test_a_clock_that_was_a_year_ahead_is_looked_through_at_the_next_start(log):
    log.subscribe(wish=replace(USUAL, say_empty=True))
    log.now = MONDAY + 52 * WEEK
    log.serve()
    ahead = periods(log)
    log.now = MONDAY - HOUR
    log.look_again()
    log.now = MONDAY
    log.serve()
    assert periods(log) == [*ahead, "2026-11-16"]
    log.now = MONDAY + 52 * WEEK
    log.serve()
    assert len({*periods(log)}) == len(periods(log))


@pytest.mark.parametrize(
    ("first", "then"),
    [
        ("Pacific/Auckland", "Pacific/Honolulu"), ("Pacific/Honolulu", "Pacific/Auckland"),
        ("Europe/Berlin", "Asia/Kolkata"),
    ],
)  # fmt: skip
@pytest.mark.parametrize("hours", range(0, 168, 12))
def test_a_zone_changed_in_mid_week_gives_one_digest_a_week(log, first, then, hours):
    log.subscribe(wish=replace(USUAL, zone=first, say_empty=True))
    for hour in range(4 * 168):
        if hour == 168 + hours:
            log.subscribe(wish=replace(USUAL, zone=then, say_empty=True))
        log.once()
        log.now += HOUR
    found = periods(log)
    assert found == sorted({*found})
    assert len(found) in (3, 4)  # of four weeks: the change may leave a week for the next
    runs = log.runs()
    for one, two in pairwise(runs):
        assert one["ends"] == two["starts"]  # nothing is told twice, nothing is left out


def test_the_next_time_that_is_promised_is_the_one_that_comes(log):
    log.subscribe(wish=replace(USUAL, zone="Pacific/Auckland", say_empty=True))
    log.now = MONDAY - 13 * HOUR  # Monday at nine in Auckland
    log.serve()
    log.now += HOUR
    kept = log.subscribe(wish=replace(USUAL, zone="Pacific/Honolulu", say_empty=True))
    promised = log.weekly.next_time(kept)
    while len(periods(log)) < 2:
        log.now += HOUR
        log.serve()
    assert log.runs()[1]["ends"] == promised.astimezone(MONDAY.tzinfo).isoformat(
        timespec="milliseconds"
    )


def pause(log):
    with log.store.transaction() as tx:
        log.weekly.pause(tx, log.weekly.of(tx, ML))


def resume(log):
    with log.store.transaction() as tx:
        log.weekly.resume(tx, log.weekly.of(tx, ML))


def serve_at(log, moment):
    log.now = moment
    log.serve()
    return log.told(log.runs()[-1])


def test_weeks_that_went_by_in_a_pause_are_named(log):
    log.decide()
    log.subscribe()
    serve_at(log, MONDAY)
    log.post_all(1)
    pause(log)
    log.now = MONDAY + 2 * WEEK + DAY
    resume(log)
    log.decide("told")
    view = serve_at(log, MONDAY + 3 * WEEK)
    assert view.period == "30 November to 7 December"
    assert view.missed == "No digest came for 16 to 30 November."


def test_a_pause_within_the_week_leaves_nothing_out_and_repeats_nothing(log):
    log.decide("monday's")
    log.subscribe()
    serve_at(log, MONDAY)
    log.post_all(1)
    pause(log)
    log.subscribe(wish=replace(USUAL, weekday=2))
    log.decide("new")
    view = serve_at(log, MONDAY + 2 * DAY)
    assert [each.subject for each in view.decided] == ["new"]
    assert (view.period, view.missed) == ("16 to 18 November", "")


def test_weeks_away_after_a_refused_digest_now_are_named(log):
    log.decide()
    log.subscribe()
    serve_at(log, MONDAY)
    log.post_all(1)
    log.now = MONDAY + DAY
    log.decide()
    log.now = MONDAY + 2 * DAY
    post_now(log)
    refuse(log, "not_in_channel")
    log.now = MONDAY + 3 * WEEK + 4 * DAY
    with log.store.transaction() as tx:
        log.weekly.welcome(tx, ML)
    log.decide("back")
    view = serve_at(log, MONDAY + 4 * WEEK)
    assert [each.subject for each in view.decided] == ["back"]
    assert view.missed == "No digest came for 16 November to 7 December."


@pytest.mark.parametrize("use", ["pause", "switch_off"])
def test_a_digest_under_way_stops_when_somebody_says_so(log, use):
    for n in range(PAGE * 2):
        log.decide(str(n))
    log.subscribe()
    log.post_all(1)
    log.now = MONDAY
    log.serve()
    with log.store.transaction() as tx:
        tx.run("UPDATE outbox SET status = 'sending' WHERE kind = 'digest'", [])
        getattr(log.weekly, use)(tx, log.weekly.of(tx, ML))
    assert [row["status"] for row in log.posts()] == ["sending"]  # that one is with the platform
    assert {log.posts(f"digest list {n}")[0]["status"] for n in (1, 2)} == {"dead"}


def test_a_digest_that_a_pause_stopped_is_posted_when_it_goes_on(log):
    log.decide("untold")
    log.subscribe()
    log.post_all(1)
    log.now = MONDAY
    log.serve()
    pause(log)
    assert [row["status"] for row in log.posts()] == ["dead"]
    log.now += DAY
    resume(log)
    assert [row["status"] for row in log.posts()] == ["dead", "pending"]
    assert log.told(log.runs()[-1]).decided[0].subject == "untold"


def test_a_start_with_the_clock_years_behind_repeats_nothing(log):
    log.decide("old")
    log.subscribe()
    serve_at(log, MONDAY)
    log.now = MONDAY - 350 * WEEK
    log.look_again()
    log.now = MONDAY + WEEK - DAY
    log.decide("new")
    view = serve_at(log, MONDAY + WEEK)
    assert view.period == "16 to 23 November"
    assert [each.subject for each in view.decided] == ["new"]


# Empty weeks, skipped dates


def test_an_empty_week_is_passed_over_or_said_in_one_line(log):
    log.subscribe()
    other = Channel("slack", "T1", "C2")
    log.subscribe(other, replace(USUAL, say_empty=True))
    log.begin()  # a question alone is no decision
    log.now = MONDAY
    log.serve()
    assert periods(log, "empty") == ["2026-11-16"]
    (run,) = log.runs()
    assert run["subscription"] == log.subscription(other).id
    assert log.told(run).empty
    assert log.posts("digest list 1") == []


def test_after_an_empty_week_the_digest_tells_of_its_own_week(log):
    log.subscribe()
    log.now = MONDAY
    log.serve()
    log.decide()
    log.now = MONDAY + WEEK
    log.serve()
    (run,) = log.runs()
    assert run["starts"] == "2026-11-16T09:00:00.000+00:00"


def test_a_skipped_date_is_made_up_for_by_the_next_digest(log):
    log.decide("first")
    log.subscribe(wish=replace(USUAL, skipped=("2026-11-23",)))
    log.now = MONDAY + DAY
    log.serve()
    log.decide("in the week that was skipped")
    log.now = MONDAY + WEEK + DAY
    log.serve()
    assert periods(log) == ["2026-11-16"]
    log.now = MONDAY + 2 * WEEK
    log.serve()
    view = log.told(log.runs()[-1])
    assert [each.subject for each in view.decided] == ["in the week that was skipped"]
    assert view.period == "16 to 30 November"


# Asked for, paused, switched off


def test_now_posts_the_last_seven_days_and_leaves_the_weekly_ones_alone(log):
    log.subscribe()
    log.decide("today")
    log.now = MONDAY - DAY
    with log.store.transaction() as tx:
        log.weekly.post_now(tx, log.weekly.of(tx, ML))
    log.now = MONDAY
    log.serve()
    now, due = log.runs()
    assert (now["starts"], now["ends"]) == (
        "2026-11-08T09:00:00.000+00:00", "2026-11-15T09:00:00.000+00:00",
    )  # fmt: skip
    assert due["period"] == "2026-11-16"
    assert len(log.posts()) == 2


@pytest.mark.parametrize("weekly", [False, True])
def test_now_posts_nothing_within_ten_minutes_of_the_last_digest(log, weekly):
    log.subscribe()
    log.decide("today")
    log.now = MONDAY
    if weekly:
        log.serve()
    else:
        post_now(log)
    log.decide("another")
    log.now += timedelta(minutes=10) - timedelta(seconds=1)
    with pytest.raises(Refusal, match="ten minutes"):
        post_now(log)
    assert len(log.runs()) == 1
    log.now += timedelta(seconds=1)
    post_now(log)
    assert len(log.posts()) == 2


def test_now_posts_nothing_where_nothing_is_new(log):
    log.subscribe()
    log.begin("a question alone")
    with pytest.raises(Refusal, match="Nothing was advised"):
        post_now(log)
    log.decide("once")
    log.now += HOUR
    post_now(log)
    log.now += DAY
    with pytest.raises(Refusal, match="Nothing was advised"):
        post_now(log)
    assert len(log.posts()) == 1
    log.decide("again")
    log.now += HOUR
    post_now(log)
    assert [each.subject for each in log.told(log.runs()[-1]).decided] == ["again", "once"]


def post_now(log):
    with log.store.transaction() as tx:
        log.weekly.post_now(tx, log.weekly.of(tx, ML))


def test_a_preview_posts_nothing_even_without_a_subscription(log):
    log.decide("a shop")
    log.now += HOUR
    assert log.view().decided[0].subject == "a shop"
    assert log.subscription() is None
    assert (log.rows("digest_runs"), log.posts()) == ([], [])


def test_a_pause_posts_nothing_and_going_on_begins_with_the_last_week(log):
    log.subscribe()
    with log.store.transaction() as tx:
        log.weekly.pause(tx, log.weekly.of(tx, ML))
    log.decide("while paused")
    log.now = MONDAY + 3 * WEEK + HOUR
    log.serve()
    assert log.rows("digest_runs") == []
    with log.store.transaction() as tx:
        log.weekly.resume(tx, log.weekly.of(tx, ML))
    log.decide("after")
    log.now = MONDAY + 4 * WEEK
    log.serve()
    (run,) = log.runs()
    assert [each.subject for each in log.told(run).decided] == ["after"]
    assert log.told(run).missed == ""


def test_off_is_off_until_somebody_asks_again(log):
    log.subscribe()
    with log.store.transaction() as tx:
        log.weekly.switch_off(tx, log.weekly.of(tx, ML))
    assert log.subscription() is None
    log.decide()
    log.now = MONDAY
    log.serve()
    assert log.rows("digest_runs") == []
    log.subscribe()
    assert len(log.posts("digest next")) == 2


# When it can't be posted


def refuse(log, reason="is_archived"):
    """As the platform does with what is due in the channel."""
    with log.store.transaction() as tx:
        row = log.posts()[-1]
        tx.run("UPDATE outbox SET status = 'dead' WHERE id = ?", [row["id"]])
        log.weekly.fail(tx, row["event"])
        log.weekly.stop(tx, row["subscription"], reason)


def fail_once(log):
    log.decide("untold")
    log.subscribe()
    log.post_all(1)
    log.now = MONDAY
    log.serve()
    refuse(log)


def test_a_refused_digest_pauses_and_its_subscriber_is_told_once(log):
    fail_once(log)
    kept = log.subscription()
    assert (kept.state, kept.reason) == ("paused", "is_archived")
    assert len(log.posts("digest stopped")) == 1
    assert {row["status"] for row in log.posts("digest list 1")} == {"dead"}
    with log.store.transaction() as tx:
        log.weekly.stop(tx, kept.id, "is_archived")
    assert len(log.posts("digest stopped")) == 1
    log.now += 2 * WEEK
    log.serve()
    assert len(log.rows("digest_runs")) == 1


def test_back_within_three_days_the_digest_is_posted_after_all(log):
    fail_once(log)
    log.now += 2 * DAY
    with log.store.transaction() as tx:
        log.weekly.welcome(tx, ML)
        log.weekly.welcome(tx, ML)
    assert len(log.posts()) == 2
    (run,) = log.runs()
    assert [each.subject for each in log.told(run).decided] == ["untold"]
    log.decide("next")
    log.now = MONDAY + WEEK
    log.serve()
    following = log.told(log.runs()[-1])
    assert [each.subject for each in following.decided] == ["next"]
    assert following.missed == ""


def test_back_later_the_next_digest_names_what_was_missed(log):
    fail_once(log)
    log.now = MONDAY + 3 * WEEK + 4 * DAY
    with log.store.transaction() as tx:
        log.weekly.welcome(tx, ML)
    assert len(log.posts("digest next")) == 1  # when it began
    assert len(log.posts("digest goes on")) == 1
    log.decide("told")
    log.now = MONDAY + 4 * WEEK
    log.serve()
    (run,) = log.runs()
    view = log.told(run)
    assert [each.subject for each in view.decided] == ["told"]
    assert view.missed.startswith("No digest came for 9 November to 7 December")


@pytest.mark.parametrize("reason", ["restricted_action", "no_permission", "unknown_zone"])
def test_where_hearing_of_a_channel_mends_nothing_a_person_must_ask(log, reason):
    fail_once(log)
    with log.store.transaction() as tx:
        kept = log.weekly.of(tx, ML)
        tx.run("UPDATE subscriptions SET reason = ?", [reason])
        log.weekly.welcome(tx, ML)
    assert log.subscription().state == "paused"
    with log.store.transaction() as tx:
        log.weekly.resume(tx, kept)
    assert log.subscription().state == "on"


def test_what_a_person_paused_an_invitation_does_not_wake(log):
    log.subscribe()
    with log.store.transaction() as tx:
        log.weekly.pause(tx, log.weekly.of(tx, ML))
        log.weekly.welcome(tx, ML)
    assert log.subscription().state == "paused"


def test_a_digest_refused_for_its_own_sake_is_named_and_the_next_one_comes(log):
    log.decide()
    log.subscribe()
    log.now = MONDAY
    log.serve()
    with log.store.transaction() as tx:
        log.weekly.fail(tx, log.runs()[0]["id"])
    assert log.subscription().state == "on"
    log.decide(kind=KINDS[1])
    log.now = MONDAY + WEEK
    log.serve()
    (run,) = log.runs()
    assert "9 to 16 November" in log.told(run).missed
