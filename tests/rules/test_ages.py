"""What ages is listed by the day handed in: days that pass, and pages that nobody looked at."""

import json
from datetime import date, timedelta
from pathlib import Path

import pytest

from rules.__main__ import main
from rules.checks.ages import Ages, Aging, ages
from rules.costs.prices import shipped_offers, shipped_prices
from rules.loading.load import loaded
from tests.rules.toys import WHOLE_KETTLE, changed

ENDS = date(2027, 1, 6)
LINES = "[{say: Hurry before 6 January 2027., until: '2027-01-06'}, {say: Off since 5 May 2020.}]"
DATED = changed(WHOLE_KETTLE, "[Press the switch.]", LINES)
TOLD = changed(WHOLE_KETTLE, "[Press the switch.]", "[It ends on 6 January 2027.]")


@pytest.fixture
def kettle(tmp_path: Path) -> Path:
    return tmp_path / "kettle.yaml"


def of(kettle: Path, text: str, on: date) -> Ages:
    kettle.write_text(text, "utf-8")
    return ages(loaded(str(kettle)), on)


def passing(found: Ages, file: str) -> list[tuple[int, str]]:
    return [(each.ago, each.what) for each in found.passing if each.file.endswith(file)]


@pytest.mark.parametrize(
    ("days", "listed"), [(-31, False), (-30, True), (-1, True), (0, True), (91, True), (999, True)]
)
def test_a_dated_line_is_listed_from_thirty_days_before_until_somebody_removes_it(
    kettle: Path, days: int, listed: bool
) -> None:
    found = passing(of(kettle, DATED, ENDS + timedelta(days)), "kettle.yaml")
    assert found == ([(days, "recommendations.2.steps.0.until")] if listed else [])


@pytest.mark.parametrize(
    ("days", "listed"), [(-31, False), (-30, True), (0, True), (90, True), (91, False)]
)
def test_a_day_told_in_words_without_a_time_of_its_own_is_listed_while_it_is_fresh(
    kettle: Path, days: int, listed: bool
) -> None:
    found = of(kettle, TOLD, ENDS + timedelta(days))
    assert bool(passing(found, "kettle.yaml")) == listed
    line = TOLD.splitlines().index("    steps: [It ends on 6 January 2027.]") + 1
    for each in found.passing:
        assert not each.file.endswith("kettle.yaml") or each.line == line


def test_a_day_that_was_past_when_somebody_looked_is_not_listed(kettle: Path) -> None:
    stated = changed(WHOLE_KETTLE, "A1: ", "A1: Since 6 January 2027. ")
    today = ENDS + timedelta(5)
    assert passing(of(kettle, stated, today), "kettle.yaml") == [(5, "sources.aunt.statements.A1")]
    dated = changed(stated, "    statements:", f"    as_of: '{ENDS}'\n    statements:")
    assert passing(of(kettle, dated, today), "kettle.yaml") == []


def test_what_is_no_day_is_none(kettle: Path) -> None:
    odd = changed(TOLD, "6 January 2027", "31 February 2027, 0 May 2027 or 7 Mai 2027")
    assert passing(of(kettle, odd, date(2027, 3, 1)), "kettle.yaml") == []


def test_prices_and_offers_have_an_age_and_so_has_a_page_with_a_day(kettle: Path) -> None:
    dated = changed(WHOLE_KETTLE, "    statements:", "    as_of: '2026-11-30'\n    statements:")
    today = date(2026, 12, 1)
    found = of(kettle, dated, today)
    assert [(each.file, each.ago) for each in found.looked_up] == [
        ("prices.yaml", (today - shipped_prices().as_of).days),
        ("offers.yaml", (today - shipped_offers().as_of).days),
    ]
    line = dated.splitlines().index("  aunt:") + 1
    assert Aging(date(2026, 11, 30), 1, "sources.aunt", str(kettle), line) in found.pages
    finished = changed(WHOLE_KETTLE, "    statements:", "    year: 2025\n    statements:")
    texts = (dated, finished, WHOLE_KETTLE)
    assert [of(kettle, text, today).undated for text in texts] == [0, 0, 1]


def test_what_ends_among_the_offers_is_listed(kettle: Path) -> None:
    (ended,) = [n for n, each in enumerate(shipped_offers().offers) if each.ends == ENDS]
    for days, listed in ((-31, False), (-30, True), (0, True)):
        found = passing(of(kettle, WHOLE_KETTLE, ENDS + timedelta(days)), "offers.yaml")
        assert ((days, f"offers.{ended}.ends") in found) == listed


def test_check_prints_the_ages_of_the_day_asked_for_or_of_today(kettle, capsys) -> None:
    kettle.write_text(DATED, "utf-8")
    told = f"    2027-01-06, in 1 day: recommendations.2.steps.0.until ({kettle}:"
    for how, today in ((["--on", "2027-01-05"], None), ([], date(2027, 1, 5))):
        assert main(["check", str(kettle), "--ages", *how], today=today) == 0
        out = capsys.readouterr().out.splitlines()
        assert "  Ages on 2027-01-05:" in out
        assert any(line.startswith(told) for line in out)
        assert out[-1] == "    1 page without 'as_of' or 'year': nobody knows how old"
    assert main(["check", str(kettle), "--ages", "--json", "--on", "2028-01-01"]) == 0
    data = json.loads(capsys.readouterr().out)["ages"]
    assert (data["on"], data["undated"]) == ("2028-01-01", 1)
    assert ("2027-01-06", 360, str(kettle)) in {
        (each["day"], each["ago"], each["file"]) for each in data["passing"]
    }


def test_without_a_day_check_asks_for_one_and_tells_no_age_unasked(kettle, capsys) -> None:
    kettle.write_text(DATED, "utf-8")
    assert main(["check", str(kettle), "--ages"]) == 2
    assert "add --on, such as --on 2026-11-20" in capsys.readouterr().err
    assert main(["check", str(kettle)], today=ENDS) == 0
    assert "Ages" not in capsys.readouterr().out
