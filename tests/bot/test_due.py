"""On time by the wall clock of any zone, once a week, whatever the clocks do."""

from datetime import UTC, datetime, timedelta
from itertools import pairwise, takewhile
from zoneinfo import ZoneInfo

import pytest

from bot.digest.schedule import Schedule, due, times, weeks_before
from bot.local_time import like_zone, read_dates, read_zone, zones

ZONES = (
    "UTC", "Europe/Berlin", "America/New_York", "Australia/Lord_Howe",  # whose summer is half an hour
    "Asia/Kolkata", "America/St_Johns", "Pacific/Chatham", "Africa/Cairo",  # which skips a midnight
)  # fmt: skip
YEAR = datetime(2026, 1, 1, tzinfo=UTC)
HOUR = timedelta(hours=1)


def year_of(schedule):
    end = YEAR + timedelta(days=365)
    return list(takewhile(lambda each: each.astimezone(UTC) < end, times(schedule, YEAR)))


@pytest.mark.parametrize("zone", ZONES)
def test_every_hour_of_the_week_comes_once_in_each_week_of_a_year(zone):
    for weekday in range(7):
        for hour in range(24):
            minute = 30 * (hour % 2)  # both kinds of hours lie in both kinds of clock changes
            schedule = Schedule(weekday, f"{hour:02d}:{minute:02d}", zone)
            found = year_of(schedule)
            weeks = [each.date().isocalendar()[:2] for each in found]
            assert len(weeks) in (52, 53)
            assert len({*weeks}) == len(weeks), schedule
            for one, two in pairwise(found):
                apart = two.astimezone(UTC) - one.astimezone(UTC)
                assert abs(apart - timedelta(days=7)) <= HOUR, schedule
            for each in found:
                wall = each.replace(tzinfo=None)
                asked = wall.replace(hour=hour, minute=minute)
                assert each.weekday() == weekday
                assert timedelta(0) <= wall - asked <= HOUR, schedule  # later only where left out


@pytest.mark.parametrize("zone", ZONES)
@pytest.mark.parametrize(
    ("weekday", "time"), [(0, "09:00"), (6, "02:30"), (6, "01:30"), (4, "00:00")]
)
def test_a_clock_that_looks_every_hour_of_a_year_finds_one_a_week(zone, weekday, time):
    wanted = Schedule(weekday, time, zone)
    next_at = next(times(wanted, YEAR)).astimezone(UTC)
    periods = []
    for hours in range(365 * 24):
        now = YEAR + hours * HOUR
        if found := due(wanted, next_at, now):
            assert found.first == found.latest
            assert now - found.latest.astimezone(UTC) < HOUR
            periods.append(found.period)
            next_at = next(times(wanted, found.latest.astimezone(UTC))).astimezone(UTC)
    weeks = [datetime.fromisoformat(period).isocalendar()[:2] for period in periods]
    assert len({*weeks}) == len(weeks) == len(year_of(wanted))


def test_a_time_that_the_clocks_leave_out_is_due_when_they_have_moved_on():
    sunday = Schedule(6, "02:30", "Europe/Berlin")
    found = next(times(sunday, datetime(2026, 3, 28, tzinfo=UTC)))
    assert found.isoformat() == "2026-03-29T03:00:00+02:00"


def test_a_time_that_comes_twice_is_due_the_first_time_only():
    sunday = Schedule(6, "02:30", "Europe/Berlin")
    first = next(times(sunday, datetime(2026, 10, 24, tzinfo=UTC)))
    assert first.isoformat() == "2026-10-25T02:30:00+02:00"
    for minutes in range(0, 180, 10):  # seen from within either of the two hours
        later = first.astimezone(UTC) + timedelta(minutes=minutes)
        assert next(times(sunday, later)).isoformat() == "2026-11-01T02:30:00+01:00"


def test_a_skipped_date_has_no_digest():
    monday = Schedule(0, "09:00", "UTC", ("2026-12-28",))
    found = times(monday, datetime(2026, 12, 20, tzinfo=UTC))
    assert [next(found).date().isoformat() for _ in range(3)] == [
        "2026-12-21", "2027-01-04", "2027-01-11",
    ]  # fmt: skip


MONDAY = Schedule(0, "09:00", "Europe/Berlin")
NEXT = datetime(2026, 11, 16, 8, tzinfo=UTC)


def after(**time):
    return due(MONDAY, NEXT, NEXT + timedelta(**time))


def test_nothing_is_due_before_its_time():
    assert after(seconds=-1) is None
    assert after(seconds=0).period == "2026-11-16"


@pytest.mark.parametrize(("days", "late"), [(0, False), (3, False), (3.01, True), (6.9, True)])
def test_it_is_posted_until_three_days_late(days, late):
    assert after(days=days).late is late


def test_what_was_missed_in_two_weeks_is_due_together():
    found = after(days=15)
    assert (found.first.day, found.latest.day, found.late) == (16, 30, False)
    assert after(days=12).late


def test_weeks_are_counted_on_the_wall():
    summer = datetime(2026, 3, 30, 9, tzinfo=ZoneInfo("Europe/Berlin"))
    assert weeks_before(summer).isoformat() == "2026-03-23T09:00:00+01:00"


@pytest.mark.parametrize(
    ("typed", "zone"),
    [
        ("Europe/Berlin", "Europe/Berlin"), ("berlin", "Europe/Berlin"), ("utc", "UTC"),
        (" new  york ", "America/New_York"), ("Asia/kolkata", "Asia/Kolkata"),
        ("america/new york", "America/New_York"), ("Lord Howe", "Australia/Lord_Howe"),
        ("", None), ("Atlantis", None), ("../etc/passwd", None), ("Factory", None),
    ],
)  # fmt: skip
def test_a_zone_is_known_by_its_name_or_its_city(typed, zone):
    assert read_zone(typed) == zone


def test_a_misspelt_zone_is_recognised():
    assert like_zone("Berln") == "Europe/Berlin"
    assert like_zone("qqqqqq") is None


def test_dates_are_read_in_order_and_once():
    assert read_dates("2027-01-04, 2026-12-28 2026-12-28") == ("2026-12-28", "2027-01-04")
    assert read_dates(" ") == ()
    for bad in ("28.12.2026", "2026-02-30", "monday", "20261228x"):
        with pytest.raises(ValueError, match=bad):
            read_dates(f"2026-12-28 {bad}")


@pytest.mark.parametrize(
    "typed", ["GMT+1", "gmt-5", "UTC+2", "central", "Eastern", "pacific", "west"]
)
def test_what_is_no_city_is_not_guessed_at(typed):
    assert read_zone(typed) is None
    assert like_zone(typed) is None


@pytest.mark.parametrize("typed", ["UTC", "gmt", "Etc/UTC", "Etc/GMT+1", "US/Central"])
def test_zones_that_are_named_in_full_are_taken(typed):
    assert (read_zone(typed) or "").lower() == typed.lower()


def test_no_short_name_leads_to_a_zone_without_a_city():
    for short, name in zones().items():
        assert short == name.lower() or not name.startswith(("Etc/", "Canada/", "US/", "Brazil/"))
