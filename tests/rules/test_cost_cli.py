"""`python -m rules costs` prints a breakdown and a table, or data, and refuses in words."""

import json
from importlib import resources

import pytest

from rules.__main__ import main

PRICES = (resources.files("rules") / "sets" / "prices.yaml").read_text("utf-8")


def test_it_prints_a_page_and_what_it_is_made_of(capsys):
    assert main(["costs", "requests", "2000,", "tokens", "in", "1500,", "tier", "small"]) == 0
    said = " ".join(capsys.readouterr().out.split())
    assert "What it costs - On cost alone the API is cheaper. That holds only if" in said
    assert "$18 a month for 2,000 requests a day" in said
    assert "What it is made of" in said
    assert "Who tunes models for you" in said


@pytest.mark.parametrize(
    "figures", [["requests=2,000", "tokens_in=1500"], ["requests=2000, tokens in 1500"]]
)
def test_figures_are_read_however_they_are_joined(figures, capsys):
    assert main(["costs", *figures, "--json"]) == 0
    found = json.loads(capsys.readouterr().out)
    assert found["given"] == {
        "requests": figures[0].split("=")[1].removesuffix(", tokens in 1500"),
        "tokens_in": "1500",
    }
    assert found["request"] == 0.006


def test_as_data_it_holds_both_ends_of_every_reading(capsys):
    assert main(["costs", "items=5000", "--json"]) == 0
    found = json.loads(capsys.readouterr().out)
    assert found["tuning"].keys() == {"Ertas", "eazyware"}
    low, high = found["tuning"]["Ertas"]
    assert (low["once"], high["once"]) == (230, 800)
    assert low["pays_from"] == pytest.approx(39_621, abs=1)
    assert found["lists"]["What it is made of"][0]["sources"]


def test_never_is_null_in_data(capsys):
    assert main(["costs", "tier=small", "batch=yes", "--json"]) == 0
    high = json.loads(capsys.readouterr().out)["tuning"]["eazyware"][1]
    assert high["months"] is high["pays_from"] is None


def test_what_cant_be_read_is_told_and_nothing_else(capsys):
    assert main(["costs", "requests=many", "tokns=3"]) == 2
    told = capsys.readouterr()
    assert told.out == ""
    assert "Requests a day needs a number, in digits" in told.err
    assert "did you mean 'tokens in'?" in told.err


def test_a_day_handed_in_tells_what_is_old(capsys):
    assert main(["costs", "--today", "2027-03-20"]) == 0
    assert "Prices are from 2026-11-20, 120 days ago" in capsys.readouterr().out


def test_prices_of_ones_own_are_used_and_their_faults_are_named(tmp_path, capsys):
    mine = tmp_path / "mine.yaml"
    mine.write_text(PRICES.replace("    input: 2\n", "    input: 4\n"), "utf-8")
    assert main(["costs", "--prices", str(mine)]) == 0
    assert "A million tokens cost $4 in and $10 out" in " ".join(capsys.readouterr().out.split())
    mine.write_text("as_of: never", "utf-8")
    assert main(["costs", "--prices", str(mine)]) == 1
    assert "mine.yaml:1: 'as_of' (never) needs a day" in capsys.readouterr().err
    assert main(["costs", "--prices", str(tmp_path / "none.yaml")]) == 1
    assert "can't be read" in capsys.readouterr().err


def test_help_names_every_figure(capsys):
    with pytest.raises(SystemExit):
        main(["costs", "--help"])
    said = capsys.readouterr().out
    assert "hosting            Hosting, USD a month\n" in said
    assert "requests           Requests a day\n" in said
