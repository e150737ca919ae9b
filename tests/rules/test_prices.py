"""What ages is read strictly, says where it is wrong, and says so when it is old."""

import re
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from importlib import resources

import pytest

from rules.costs.details import details
from rules.costs.estimate import estimate
from rules.costs.offers import ending, offered
from rules.costs.prices import read_offers, read_prices, shipped_offers, shipped_prices, stale
from rules.costs.words import aged
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
    day = shipped_offers().as_of + timedelta(days)
    assert ("days ago" in next(offered(shipped_offers(), day)).text) == told


def test_the_sentence_names_the_day_and_the_age():
    said = stale("Prices are", LOOKED_UP, LOOKED_UP + timedelta(120))
    assert said == "Prices are from 2026-11-20, 120 days ago: check them before you rely on this."


def all_offers(today):
    return [line.text for line in offered(shipped_offers(), today)]


ENDS, STILL = (
    "OpenAI: GPT-4o and GPT-4.1, until 6 January 2027.",
    "is served until 14 January 2027.",
)
ENDED, GONE = ("OpenAI: no longer, since 6 January 2027.", "ended on 14 January 2027.")


@pytest.mark.parametrize(
    ("today", "said"),
    [
        (date(2027, 1, 5), f"{ENDS} What was tuned there {STILL} New organisations can't begin"),
        (date(2027, 1, 6), f"{ENDED} What was tuned there {STILL} GPT-5,"),
        (date(2027, 1, 13), f"{ENDED} What was tuned there {STILL} GPT-5,"),
        (date(2027, 1, 14), f"{ENDED} What was tuned there {GONE} GPT-5,"),
    ],
)
def test_an_offer_that_ends_is_told_by_the_day_handed_in(today, said):
    assert any(text.startswith(said) for text in all_offers(today))


def test_the_offers_say_of_when_they_are_and_how_they_were_looked_up():
    first, *others = all_offers(LOOKED_UP)
    assert first.startswith("As of 28 November 2026. Read in stored copies of the pages.")
    tinker = next(text for text in others if text.startswith("Tinker"))
    assert tinker.endswith(" As of 7 October 2026.")


DAYS = {day for day in re.findall(r'"(\d{4}-\d\d-\d\d)"', OFFERS) if day > f"{LOOKED_UP}"}


@pytest.mark.parametrize("day", sorted(DAYS))
@pytest.mark.parametrize("days", [-1, 0, 1])
def test_every_offer_reads_true_around_each_of_its_days(day, days):
    today = date.fromisoformat(day) + timedelta(days)
    for text in all_offers(today):
        for word, named in re.findall(r"(until|since|shut down on|ended on) (\d+ \w+ \d{4})", text):
            told = datetime.strptime(named, "%d %B %Y").replace(tzinfo=UTC).date()
            assert (told <= today) == (word in {"since", "ended on"}), text


@pytest.mark.parametrize(
    ("today", "by"),
    [
        (date(2026, 7, 9), ["Cohere"]),
        (date(2026, 7, 10), ["OpenAI", "Cohere"]),  # 180 days before it ends
        (date(2027, 1, 6), ["OpenAI", "Cohere"]),
        (date(2025, 3, 18), []),
    ],
)
def test_a_conversation_names_only_offers_that_end_soon_or_did(today, by):
    first, *others = [line.text for line in ending(shipped_offers(), today)] or [""]
    assert [text.split(":")[0] for text in others] == by
    assert first.startswith("As of 28 November 2026.") == bool(by)


def test_of_many_offers_that_end_the_nearest_three_are_named():
    ends = "".join(
        f"  - {{by: F{n}, tunes: all, ends: '2027-01-0{n}', notes: [{{say: Long.}}], sources: [cohere]}}\n"
        for n in (2, 5, 4, 3)
    )
    offers = read_offers(OFFERS.split("offers:\n")[0] + f"offers:\n{ends}")
    _, *others = ending(offers, date(2027, 1, 4))
    assert [line.text for line in others] == [
        "F4: no longer, since 4 January 2027.",
        "F5: all, until 5 January 2027.",
        "F3: no longer, since 3 January 2027.",
    ]


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
