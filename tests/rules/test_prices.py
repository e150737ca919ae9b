"""What ages is read strictly, says where it is wrong, and says so when it is old."""

from datetime import date, timedelta
from decimal import Decimal
from importlib import resources

import pytest

from rules.costs import (
    aged,
    details,
    estimate,
    offered,
    read_offers,
    read_prices,
    shipped_offers,
    shipped_prices,
    stale,
)
from rules.language.faults import RuleSetError

SETS = resources.files("rules") / "sets"
PRICES = (SETS / "prices.yaml").read_text("utf-8")
OFFERS = (SETS / "offers.yaml").read_text("utf-8")
LOOKED_UP = date(2026, 11, 20)


@pytest.mark.parametrize(
    ("of", "to", "said"),
    [
        ("\ntiers:", "\ntears:", "'tears' is no key that belongs here: did you mean 'tiers'?"),
        ("    input: 2\n", "    inptu: 2\n", "'tiers.mid' lacks 'input': add it"),
        ("    input: 2\n", "    input: -2\n", "(-2) needs a number from 0 to 1,000,000"),
        ("    input: 2\n", "    input: yes\n", "(yes) needs a number from 0 to 1,000,000"),
        ("    input: 2\n", "    input: 2\n    input: 3\n", "stands here twice"),
        ("{tokens: 100000, input", "{tokens: 100000, inptu", "did you mean 'input'?"),
        ('{day: "2026-12-31",', "{day: then,", "(then) needs a day, such as 2026-11-20"),
        ("factor: 0.5", "factor: 50", "'batch.factor' (50) needs a share from 0 to 1"),
        ('as_of: "2026-11-20"', "as_of: soon", "'as_of' (soon) needs a day, such as 2026-11-20"),
        ("sources: [claude]", "sources: [claud]", "no source is called 'claud': did you mean"),
        ("sources: [together]", "sources: []", "needs more entries: at least 1"),
        ("https://www.together", "www.together", "an address that begins with https://"),
        ("tuned:", "tuned: &t", "anchor '&t': write the value out"),
    ],
)
def test_a_fault_in_prices_is_named_with_its_line(of, to, said):
    assert of in PRICES
    with pytest.raises(RuleSetError) as caught:
        read_prices(PRICES.replace(of, to, 1), "mine.yaml")
    told = [fault for fault in caught.value.faults if said in fault.message]
    assert told, str(caught.value)
    assert told[0].line > 0
    assert "mine.yaml:" in str(caught.value)


def test_every_fault_of_a_file_is_told_at_once():
    broken = PRICES.replace("input: 2\n", "input: two\n").replace("factor: 0.5", "factor: half")
    with pytest.raises(RuleSetError) as caught:
        read_prices(broken)
    assert len(caught.value.faults) == 2


def test_a_fault_in_offers_is_named_with_its_line():
    broken = OFFERS.replace('ends: "2027-01-06"', "ends: in January").replace(
        "[cohere]", "[kohere]"
    )
    with pytest.raises(RuleSetError) as caught:
        read_offers(broken)
    assert "'offers.0.ends' (in January) needs a day" in str(caught.value)
    with pytest.raises(RuleSetError, match="did you mean 'cohere'"):
        read_offers(OFFERS.replace("[cohere]", "[kohere]"))


def test_every_source_is_used():
    for data in (shipped_prices(), shipped_offers()):
        text = PRICES if data is shipped_prices() else OFFERS
        for source in data.sources:
            assert text.count(source) > 1, source


@pytest.mark.parametrize(("days", "told"), [(-1, False), (0, False), (90, False), (91, True)])
def test_data_older_than_ninety_days_is_said_to_be(days, told):
    today = LOOKED_UP + timedelta(days)
    assert bool(stale("Prices are", LOOKED_UP, today)) == told
    assert bool([*aged(shipped_prices(), today)]) == told
    assert ("are from" in next(offered(shipped_offers(), today)).text) == told


def test_the_sentence_names_the_day_and_the_age():
    said = stale("Prices are", LOOKED_UP, LOOKED_UP + timedelta(120))
    assert said == "Prices are from 2026-11-20, 120 days ago: check them before you rely on this."


@pytest.mark.parametrize(
    ("today", "said"),
    [
        (date(2027, 1, 5), "OpenAI: GPT-4o and GPT-4.1, until 6 January 2027."),
        (date(2027, 1, 6), "OpenAI: no longer, since 6 January 2027."),
    ],
)
def test_an_offer_that_ends_is_told_by_the_day_handed_in(today, said):
    assert any(line.text.startswith(said) for line in offered(shipped_offers(), today))


@pytest.mark.parametrize(
    ("day", "each", "says"),
    [
        (date(2026, 12, 31), "0.00225", "$0.75 in and $3.75 out"),
        (date(2027, 1, 1), "0.0045", "$1.50 in and $7.50 out"),
    ],
)
def test_a_price_that_ends_is_counted_by_the_day_handed_in(day, each, says):
    made = estimate({"tier": "flash"}, shipped_prices(), day=day)
    assert made.price == Decimal(each)
    told = next(details(made)).text
    assert says in told
    assert ("until 31 December 2026, and is $1.50 and $7.50" in told) == (day.year == 2026)


def test_the_day_is_that_of_the_prices_where_none_is_handed_in():
    assert estimate({}, shipped_prices()).day == LOOKED_UP
