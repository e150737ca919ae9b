"""Figures are read as people type them, refused in words, and told in lines one understands."""

import re
import textwrap
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rules.costs import (
    FIELDS,
    FigureError,
    Once,
    Ongoing,
    estimate,
    full,
    joined,
    read,
    shipped_offers,
    shipped_prices,
    short,
    table,
)
from rules.costs.figures import number
from rules.costs.formats import count, money, months

PRICES = shipped_prices()
TIERS = PRICES.tiers
TODAY = date(2026, 11, 21)


def made(text, **more):
    return estimate(read(text, TIERS), PRICES, **more)


def said(text):
    return " ".join(line.text for line in short(made(text)))


@pytest.mark.parametrize(
    ("text", "field", "value"),
    [
        ("requests 2000", "requests", 2000),
        ("requests=2,000", "requests", 2000),
        ("requests a day: 2k", "requests", 2000),
        ("requests is 1.5M", "requests", 1_500_000),
        ("Requests 2k/day", "requests", 2000),
        ("volume 3 thousand", "requests", 3000),
        ("tokens_in=1500", "tokens_in", 1500),
        ("tokens-in 1,500 tokens", "tokens_in", 1500),
        ("request price $0.02", "request_price", "0.02"),
        ("spend 9000 USD", "spend", 9000),
        ("cached 80%", "cached", "0.8"),
        ("cached 80", "cached", "0.8"),
        ("upkeep 15% of an engineer", "upkeep", "0.15"),
        ("eval hours 3", "evaluation_hours", 3),
        ("data 20 hours", "data_hours", 20),
        ("horizon 24 months", "months", 24),
        ("hosting 0", "hosting", 0),
        ("rate .5", "rate", "0.5"),
    ],
)
def test_a_figure_is_read_as_people_type_it(text, field, value):
    assert number(read(text, TIERS), field) == Decimal(value)


def test_several_are_read_at_once_with_thousands_in_them():
    given = read("requests 2,000, tokens in 1,500; tier small\nbatch yes", TIERS)
    assert given == {"requests": "2,000", "tokens_in": "1,500", "tier": "small", "batch": "yes"}


@pytest.mark.parametrize(
    ("text", "field", "told"),
    [
        ("requests many", "requests", "Requests a day needs a number, in digits"),
        ("requests", "requests", "needs a number, in digits"),
        ("requests -5", "requests", "must lie between 1 and 1,000,000,000"),
        ("requests 2000 a month", "requests", "write it in requests a day, without 'month'"),
        ("tokens in 1.2.3", "tokens_in", "needs a number, in digits"),
        ("tokens in 1,50", "tokens_in", ""),
        ("tier huge", "tier", "use one of small, mid, large, frontier"),
        ("batch maybe", "batch", "yes or no"),
        ("cached 101%", "cached", "must lie between 0 and 100"),
        ("items 2.5", "items", "needs a whole number"),
        ("months 12 years", "months", "without 'years'"),
        ("requests 5, requests 6", "requests", "given twice"),
        ("requests 5, items 6", "items", "leave one of them out"),
        ("price in 3", "price_in", "give both or neither"),
        ("wishes 3", "wishes 3", "I don't know the figure 'wishes 3'"),
        ("tokns in 3", "tokns in 3", "did you mean 'tokens in'?"),
    ],
)
def test_what_cant_be_used_is_told_at_its_field(text, field, told):
    if told:
        with pytest.raises(FigureError) as caught:
            read(text, TIERS)
        assert told in caught.value.faults[field]
    else:
        with pytest.raises(FigureError):
            read(text, TIERS)


def test_every_fault_is_told_at_once():
    with pytest.raises(FigureError) as caught:
        read("requests many, tier huge, foo 3", TIERS)
    assert len(caught.value.faults) == 3


def faults_of(use):
    """What is told of figures that can't be used; nothing where they can."""
    try:
        use()
    except FigureError as error:
        return error.faults
    return {}


@given(st.text(max_size=60))
def test_whatever_is_typed_is_read_or_refused_in_words(text):
    faults = faults_of(lambda: estimate(read(text, TIERS), PRICES))
    assert all(faults.values())


@given(st.dictionaries(st.sampled_from([*FIELDS]), st.text(max_size=12)))
def test_whatever_a_log_holds_is_reckoned_with_or_refused(given):
    faults = faults_of(lambda: short(estimate(given, PRICES)))
    assert faults.keys() <= FIELDS.keys()


def test_newer_figures_stand_over_older_ones_and_a_one_off_ends_a_volume():
    before = {"requests": "5", "tokens_in": "100"}
    assert joined(before, {"tokens_in": "200"}) == {"requests": "5", "tokens_in": "200"}
    assert joined(before, {"items": "9"}) == {"items": "9", "tokens_in": "100"}
    assert joined({"items": "9"}, {"requests": "5"}) == {"requests": "5"}


# What figures come to


def test_without_figures_it_is_an_example_and_says_so():
    found = made("")
    assert (found.use, found.price) == (Ongoing(Decimal(1000), Decimal(12)), Decimal("0.006"))
    assert found.example
    assert "1,000 requests a day (our example)" in said("")
    assert "our example" not in said("requests 1000")


def test_a_one_off_without_a_number_is_ertas_five_thousand():
    assert made("", once=True).use == Once(Decimal(5000))
    assert made("requests 10", once=True).use == Ongoing(Decimal(10), Decimal(12))


def test_a_bill_gives_the_volume_or_the_price():
    assert made("spend 182.40").use.requests_a_day == 1000
    found = made("spend 1824, requests 1000")
    assert (found.price, found.price_from) == (Decimal("0.06"), "spend")
    assert made("spend 1824, requests 1000, tier small").price == Decimal("0.0003")


def test_a_teams_own_project_narrows_the_band_to_its_figures():
    everything = (
        "data hours 40, evaluation hours 10, rate 100, runs 2, run price 20, other 0, upkeep 5, "
        "engineer 120000, rerun 4, hosting 300, tuned price 0.001"
    )
    low, high = made(everything).sides[-1].ends
    assert low.tuning == high.tuning
    assert (low.tuning.once, low.tuning.monthly) == (5040, 500 + 10 + 300)
    low, high = made("data hours 40").sides[-1].ends
    assert low.tuning.data_hours == high.tuning.data_hours == 40
    assert low.tuning.once < high.tuning.once


HOLDS = {
    "": "A saving holds only if all of tuning, upkeep too, stays under $2.1k in 12 months.",
    "requests 20": "The API is cheaper. That holds only if tuning takes over $42 in 12 months.",
    "requests 1, tier small": "The API is cheaper. That holds only if tuning takes over $0.038 in 12",
    "tier small, batch yes": "Tuning never pays. That holds only if a request to a tuned model costs $0.0002.",
    "requests 10M": "On cost alone tuning wins. That holds only if it stays under $21M in 12 months.",
    "items 5000": "The API is cheaper. That holds only if tuning takes over $29 for 5,000 items.",
}


@pytest.mark.parametrize("text", HOLDS)
def test_the_conclusion_says_what_it_holds_on(text):
    *_, last = short(made(text))
    assert last.text.startswith(HOLDS[text])
    assert " holds only if " in last.text


@given(st.integers(1, 10**8), st.sampled_from([*TIERS]))
def test_the_conclusion_is_what_the_sum_says(requests, tier):
    found = estimate({"requests": str(requests), "tier": tier}, PRICES)
    pays = {end.pays for end in found.versus}
    *_, last = short(found)
    begins = {(True,): "On cost", (False,): "The API|Tuning never", (False, True): "A saving"}
    assert re.match(begins[tuple(sorted(pays))], last.text)


def test_three_lines_say_it_and_each_rests_on_statements():
    lines = short(made("requests 2000"))
    assert [bool(line.rests_on) for line in lines] == [True] * 3
    assert [line.text.split(":")[0] for line in lines[:2]] == ["By API", "Tuning in 12 months"]


USES: st.SearchStrategy[dict[str, str]] = st.one_of(
    st.builds(lambda n: {"requests": str(n)}, st.integers(1, 10**7)),
    st.builds(lambda n: {"spend": str(n)}, st.integers(1, 10**6)),
    st.builds(lambda n, m: {"requests": str(n), "spend": str(m)}, *[st.integers(1, 10**6)] * 2),
    st.builds(lambda n: {"items": str(n)}, st.integers(1, 10**7)),
    st.just({}),
)


@given(
    USES,
    st.sampled_from([{}, *({"tier": tier} for tier in TIERS), {"data_hours": "40"}]),
    st.sampled_from(["api", "own", "tuned"]),
    st.sampled_from([None, "provider", "rented", "own"]),
    st.integers(1, 120),
)
def test_the_costs_part_is_at_most_five_lines_of_a_terminal(use, more, runs, host, months):
    found = estimate({**use, **more, "months": str(months)}, PRICES, host=host)
    lines = short(found, runs)
    assert len(lines) == 3
    assert sum(len(textwrap.wrap(line.text, 84)) for line in lines) <= 5
    assert sum(" only if " in line.text for line in lines) == 1


def line(text, n, runs="api", **more):
    return short(made(text, **more), runs)[n].text


def test_each_articles_volume_stands_by_itself_and_says_what_it_leaves_out():
    assert line("", 1) == (
        "Tuning in 12 months: Ertas counts $230 to $974 (no upkeep or GPU), pays from 109 to "
        "460 a day; eazyware $33k to $150k, from 15,600 to 70,800."
    )
    assert line("spend 60", 1, "tuned") == (
        "Tuning in 12 months: Ertas counts $230 to $974 (no upkeep or GPU), paid back after 4 to 18 "
        "months; eazyware $33k to $150k, never."
    )
    assert "a day" not in line("items 5000", 1)


def test_where_an_open_model_is_run_the_gpu_comes_first():
    lines = [each.text for each in short(made("requests 9000"), "own")]
    assert lines[0] == "A rented GPU: $2,913 a month for one H100, at $3.99 an hour."
    assert lines[1].startswith("By API: $1,642 a month")
    assert lines[2].startswith("The GPU is cheaper from 16,000 requests a day.")
    assert line("", 0, "own", host="own").endswith("Your own machine isn't counted.")
    assert line("items 1000000", 2, "own").endswith("That holds only if it is done in 1,504 hours.")
    assert "stay free" in line("price in 0, price out 0", 2, "own")


@pytest.mark.parametrize(
    ("host", "hosting", "each", "says"),
    [
        (None, {"light": (0, "14.50"), "heavy": (0, "2912.70")}, "0.000195", "Tuning in"),
        ("provider", {"light": (0, 0), "heavy": (0, 0)}, "0.000195", "Tuning in"),
        ("rented", dict.fromkeys(("light", "heavy"), ("2912.70", "2912.70")), 0, "on a rented GPU"),
        ("own", {"light": (0, 0), "heavy": (0, 0)}, 0, "machine not counted"),
    ],
)
def test_a_rented_gpu_is_in_both_counts_and_ones_own_in_none(host, hosting, each, says):
    found = made("requests 2000", host=host)
    for side in found.sides:
        assert tuple(end.hosting for end in side.count.ends) == tuple(
            Decimal(amount) for amount in hosting[side.count.id]
        )
        assert side.low.tuning.request == Decimal(each)
    assert says in short(found)[1].text
    told = " ".join(x.text for _, lines in full(found, shipped_offers(), TODAY) for x in lines)
    assert ("rent a GPU: $2,913" in told) == (host == "rented")
    assert ("Your own machine isn't counted" in told) == (host == "own")
    assert ("at the top one H100" in told) == (host is None)


def test_what_a_team_says_of_hosting_stands_over_the_answer():
    found = made("hosting 300", host="rented")
    assert {end.tuning.hosting for end in found.versus} == {300}
    assert "rented" not in short(found)[1].text


def test_the_breakdown_carries_every_statement_about_costs():
    for text in ("requests 60", "items 5000"):
        lists = full(made(text), shipped_offers(), TODAY)
        rests = {each for _, lines in lists for line in lines for each in line.rests_on}
        ongoing = {"E15", "E39", "K10"} if "requests" in text else {"E11"}
        assert {"E12", "E13", "K11", "K16", "K17", "K18"} | ongoing <= rests
        assert not dict(lists)["Check first"]


def test_what_a_gpu_of_ones_own_does_to_break_even_is_told():
    found = dict(full(made("request price 0.02, tuned price 0.0005"), shipped_offers(), TODAY))
    (told,) = [line.text for line in found["Break-even"] if "one H100" in line.text]
    assert told.endswith("($2,913 a month), even the lightest count takes 4,946 requests a day.")


def test_a_long_prompt_past_a_models_cheap_price_is_warned_of():
    lists = dict(full(made("tier small, tokens in 150000"), shipped_offers(), TODAY))
    assert "Past 100,000 tokens in, Claude Haiku 5.5 costs more than counted here." in [
        line.text for line in lists["By API"]
    ]


def test_the_table_has_a_row_for_the_usual_months_and_the_last():
    heading, *rows = table(made("months 18"))
    assert heading == ("Months", "By API", "Tuning, light", "Tuning, heavy")
    assert [row[0] for row in rows] == ["1", "3", "6", "12", "18"]
    assert rows[0][1] == "$182"
    assert table(made("items 5000"))[1][:2] == ("5,000", "$30")


@pytest.mark.parametrize(
    ("amount", "shown"),
    [
        ("0", "$0"), ("0.0003", "$0.0003"), ("0.00372", "$0.0037"), ("0.02", "$0.02"),
        ("0.10", "$0.10"), ("0.996", "$1"), ("1.5", "$1.50"), ("14.50", "$14.50"), ("60", "$60"),
        ("99.999", "$100"), ("182.4", "$182"), ("5000", "$5,000"), ("2333.33", "$2,333"),
        ("0.0999", "$0.1"), ("1234567.8", "$1,234,568"),
    ],
)  # fmt: skip
def test_money_shows_cents_where_they_say_something(amount, shown):
    assert money(Decimal(amount)) == shown


@pytest.mark.parametrize(
    ("number", "shown"),
    [
        ("0.4", "0"),
        ("109.2", "109"),
        ("9999", "9,999"),
        ("39621", "39,600"),
        ("1912000", "1,910,000"),
    ],
)
def test_a_count_shows_three_figures_past_ten_thousand(number, shown):
    assert count(Decimal(number)) == shown


@pytest.mark.parametrize(
    ("low", "high", "shown"),
    [
        (None, None, "never"),
        ("5.13", None, "after 5.1 months at best, or never"),
        ("5.13", "17.84", "after 5.1 to 18 months"),
        ("1", "1", "after 1 month"),
        ("0.01", "0.3", "within the first month"),
        ("0.01", "3", "after 0.1 to 3 months"),
    ],
)
def test_break_even_is_said_in_months(low, high, shown):
    assert months(low and Decimal(low), high and Decimal(high)) == shown
