"""A chart says what it shows, as a table too, and refuses what could not be drawn."""

import math

import pytest

from bot.views.charts import ChartView, table


def view(**changes):
    kept = {
        "title": "Cost", "kind": "line", "labels": ("0", "6", "12"), "across": "month",
        "series": {"API": (0.0, 600.0, 1200.0), "Tuned": (900.0, 1000.5, 1101.0)}, "unit": "USD",
    }  # fmt: skip
    return ChartView(**{**kept, **changes})


def test_the_table_has_every_figure_in_columns():
    assert table(view()) == (
        "month    API  Tuned",
        "0          0    900",
        "6        600  1,000",
        "12     1,200  1,101",
    )


def test_the_table_is_turned_the_narrower_way():
    many = {f"a long name of {n}": (1.0, 2.0, 3.0) for n in range(5)}
    assert table(view(series=many))[0].split() == ["USD", "0", "6", "12"]
    months = tuple(str(n) for n in range(20))
    tall = view(labels=months, series={"API": (1000.0,) * 20})
    assert table(tall)[0].split() == ["month", "API"]
    assert len(table(tall)) == 21


def test_what_is_too_wide_for_a_table_is_a_line_for_each_label():
    weeks = tuple(f"{n} September" for n in range(1, 9))
    kinds = {f"a verdict of kind {n}": (0.0,) * 7 + (n,) for n in range(5)}
    lines = table(view(labels=weeks, series=kinds))
    assert lines[0] == "1 September  0"
    assert lines[7].startswith("8 September  a verdict of kind 1 1, a verdict of kind 2 2")


def test_cents_are_shown_only_where_they_say_something():
    assert "0.25" in table(view(series={"API": (0.25, 1.0, 2.0)}))[1]
    assert "250" in table(view(series={"API": (250.4, 1.0, 2.0)}))[1]


@pytest.mark.parametrize(
    "changes",
    [
        {"labels": ()},
        {"labels": ("0", "0", "12")},
        {"labels": tuple(map(str, range(21))), "series": {"API": (1.0,) * 21}},
        {"series": {}},
        {"series": {str(n): (1.0, 2.0, 3.0) for n in range(7)}},
        {"series": {"API": (1.0,)}},
        {"series": {"API": (1.0, math.inf, 2.0)}},
        {"series": {"API": (1.0, math.nan, 2.0)}},
    ],
)
def test_what_could_not_be_drawn_is_refused(changes):
    with pytest.raises(ValueError):
        view(**changes)
