"""The cost model: the eight worked examples it was drawn up with, and what holds for all figures."""

from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rules.costs.counts import heavy, light
from rules.costs.estimate import estimate
from rules.costs.model import Price, Request, Tuning, Use, Versus
from rules.costs.prices import shipped_prices

D = Decimal
PRICES = shipped_prices()
TUNED = D("0.0005")  # USD for a request to the tuned model, in the examples
GPU = PRICES.gpu_hour.month[0]
YEAR = D(12)


def request(tier, **more):
    return Request(D(1500), D(300), PRICES.tiers[tier].price(PRICES.as_of, D(1500)), **more)


def ends(api, use, **changed):
    """The light reading's two ends beside the API, without the subscription."""
    kept = {"hosting": D(0), **changed}
    return [Versus(use, D(api), replace(end, **kept)) for end in light(TUNED)]


def rounded(numbers, places):
    return [round(number, places) for number in numbers]


# The worked examples, with the figures printed there


def test_example_1_five_thousand_items():
    assert [D(5000) * D(each) for each in ("0.01", "0.03")] == [50, 150]
    low, high = ends("0.02", Use(D(5000)))
    assert [low.tuning.once, high.tuning.once] == [230, 800]
    assert rounded([low.tuning.once / 150, high.tuning.once / 50], 1) == [D("1.5"), 16]
    assert rounded([low.pays_from, high.pays_from], -2) == [11_800, 41_000]
    assert not low.pays
    small, large = request("small"), request("large")
    assert 5000 * small.cost == D("1.50")
    assert 5000 * replace(small, factor=PRICES.batch.factor).cost == D("0.75")
    assert 5000 * large.cost == 60
    assert 5000 * replace(large, factor=PRICES.batch.factor).cost == 30


@pytest.mark.parametrize(
    ("api", "saved", "months"),
    [
        ("0.01", "14.4", ["15.9", "55.4"]),
        ("0.02", "29.6", ["7.8", "27.0"]),
        ("0.03", "44.8", ["5.1", "17.8"]),
    ],
)
def test_example_2_fifty_requests_a_day(api, saved, months):
    low, high = ends(api, Use(D(50), YEAR))
    assert round(low.use.within(D(1)) * low.saving, 1) == D(saved)
    assert rounded([low.months, high.months], 1) == [D(each) for each in months]


def test_example_2_where_only_compute_is_counted():
    for_nothing = {"rate": D(0)}
    low = ends("0.03", Use(D(50), YEAR), **for_nothing)[0]
    high = ends("0.01", Use(D(50), YEAR), **for_nothing)[1]
    assert rounded([low.months, high.months], 1) == [D("0.1"), D("3.5")]


def test_example_2_with_the_subscription():
    """The 329 months printed there hold for a tuned model that costs nothing a request. With the
    $0.0005 of the same example the subscription is never paid back."""
    use, subscription = Use(D(50), YEAR), {"hosting": D("14.50")}
    assert round(ends("0.01", use, **subscription, request=D(0))[0].months) == 329
    assert ends("0.01", use, **subscription)[0].months is None


@pytest.mark.parametrize(
    ("api", "low", "high"), [("0.01", 66, 231), ("0.02", 32, 112), ("0.03", 21, 74)]
)
def test_example_3_requests_a_day_within_a_year(api, low, high):
    found = ends(api, Use(D(50), YEAR))
    assert rounded([each.pays_from for each in found], 0) == [low, high]


def test_example_3_with_a_gpu_of_ones_own():
    high = ends("0.02", Use(D(50), YEAR), hosting=GPU)[1]
    assert round(high.pays_from) == 5026


def test_the_band_within_two_years_that_reconciles_the_articles():
    assert round(ends("0.03", Use(D(50), D(24)))[0].pays_from) == 11


HEAVY = [  # fixed a month, requests a day at $0.03 and $0.01, and with cheap models
    (heavy(TUNED, GPU).low, 2750, [3_100, 9_500], 420_000),
    (replace(heavy(TUNED, GPU).low, hosting=GPU), 5663, [6_300, 19_600], 870_000),
    (heavy(TUNED, GPU).high, 12_496, [13_900, 43_300], 1_900_000),
]


@pytest.mark.parametrize(("tuning", "fixed", "volumes", "cheap"), HEAVY)
def test_example_4_the_heavy_reading(tuning, fixed, volumes, cheap):
    use = Use(D(1000), YEAR)
    assert round(tuning.once / YEAR + tuning.monthly) == fixed
    found = [Versus(use, D(api), tuning).pays_from for api in ("0.03", "0.01")]
    assert rounded(found, -2) == volumes
    cheapest = replace(tuning, request=D("0.000085"))
    a_day = Versus(use, request("small").cost, cheapest).pays_from
    assert a_day is not None
    assert round(a_day, -4 if cheap < 10**6 else -5) == cheap
    assert D("0.15") <= round(a_day * 365 / 10**9, 2) <= D("0.70")


def test_example_5_a_cheap_model_at_volume():
    use = Use(D(5000), YEAR)
    api = request("small").cost
    assert api * use.within(D(1)) == D("45.6")
    for tuning in heavy(D("0.000085"), GPU):
        assert Versus(use, api, tuning).months is None


def test_example_6_a_bill_of_a_quarter_million_a_month():
    high = heavy(TUNED, GPU).high
    assert round(high.once / YEAR + high.monthly, -2) == 12_500
    made = estimate({"spend": "250000"}, PRICES)
    _, heaviest = made.sides["eazyware"]
    assert heaviest.months is not None
    assert heaviest.months < 1


def test_example_7_caching_first():
    before, after = request("mid"), request("mid", cached=D(1200) / D(1500))
    assert [before.cost, round(after.cost, 4)] == [D("0.006"), D("0.0037")]
    assert round((after.cost / before.cost - 1) * 100) == -38
    assert replace(before, factor=PRICES.batch.factor).cost == before.cost / 2


def test_example_8_cost_alone_leaves_it_open():
    a_day = D(1_500_000) * D("0.02") / D("30.4")
    assert round(a_day) == 987
    use = Use(a_day, YEAR)
    assert all(each.pays for api in ("0.01", "0.03") for each in ends(api, use))
    for tuning in heavy(TUNED, GPU):
        assert not any(Versus(use, D(api), tuning).pays for api in ("0.01", "0.03"))


@pytest.mark.parametrize(
    ("tier", "cost"),
    [("small", "0.0003"), ("mid", "0.006"), ("large", "0.012"), ("frontier", "0.030")],
)
def test_a_typical_request_costs_what_the_table_says(tier, cost):
    assert request(tier).cost == D(cost)


@pytest.mark.parametrize(
    ("tokens_in", "cost"), [(100_000, "0.01"), (100_001, "0.0500005"), (150_000, "0.075")]
)
def test_a_longer_prompt_is_paid_at_its_own_price_all_of_it(tokens_in, cost):
    price = PRICES.tiers["small"].price(PRICES.as_of, D(tokens_in))
    assert Request(D(tokens_in), D(0), price).cost == D(cost)
    assert price.output / price.input == 5


# What holds for all figures


def amounts(most, places=2):
    return st.decimals(0, most, places=places, allow_nan=False)


SHARES = amounts(1)
TUNINGS = st.builds(
    Tuning,
    data_hours=amounts(1000), evaluation_hours=amounts(1000), rate=amounts(500),
    runs=st.integers(1, 20).map(D), run_price=amounts(10_000), other=amounts(100_000),
    upkeep=SHARES, engineer=amounts(500_000), rerun=st.integers(0, 24).map(D),
    hosting=amounts(10_000), request=amounts(1, 6),
)  # fmt: skip
REQUESTS = st.builds(
    Request,
    amounts(100_000, 0), amounts(10_000, 0),
    st.builds(Price, amounts(100), amounts(100), SHARES), SHARES, SHARES,
)  # fmt: skip
USES = st.builds(Use, st.integers(1, 10**7).map(D), st.integers(1, 120).map(D))
VERSUS = st.builds(Versus, USES, amounts(1, 6), TUNINGS)
MORE = st.integers(1, 1000).map(D)
NEARLY = D("1e-15")


def no_sooner(later, sooner):
    """Whether a break-even is not before another; never is last."""
    return later is None or (sooner is not None and later >= sooner * (1 - NEARLY))


@given(REQUESTS, MORE)
def test_a_request_costs_more_with_tokens_and_prices_and_less_when_cached(request, more):
    assert request.cost >= 0
    for grown in ("tokens_in", "tokens_out"):
        assert replace(request, **{grown: getattr(request, grown) + more}).cost >= request.cost
    for grown in ("input", "output"):
        dearer = replace(request.price, **{grown: getattr(request.price, grown) + more})
        assert replace(request, price=dearer).cost >= request.cost
    assert replace(request, cached=D(1)).cost <= request.cost
    assert replace(request, cached=D(0)).cost >= request.cost


@given(VERSUS, MORE)
def test_break_even_comes_sooner_with_price_and_volume_and_later_with_upkeep(versus, more):
    dearer = replace(versus, api=versus.api + more)
    assert no_sooner(versus.months, dearer.months)
    assert no_sooner(versus.pays_from, dearer.pays_from)
    kept = replace(versus, tuning=replace(versus.tuning, hosting=versus.tuning.hosting + more))
    assert no_sooner(kept.months, versus.months)
    assert no_sooner(kept.pays_from, versus.pays_from)
    if versus.saving >= 0:
        use = replace(versus.use, volume=versus.use.volume + more)
        assert no_sooner(versus.months, replace(versus, use=use).months)


@given(VERSUS)
def test_the_curves_cross_where_break_even_says(versus):
    if versus.months is None:
        horizon = D(10**6)  # however long one waits
        assert versus.by_tuning(horizon) >= versus.by_api(horizon) * (1 - NEARLY)
        return
    at = versus.months
    assert abs(versus.by_tuning(at) - versus.by_api(at)) <= NEARLY * (1 + versus.by_api(at))
    assert versus.by_tuning(at * 2 + 1) < versus.by_api(at * 2 + 1)
    if at:
        assert versus.by_tuning(at / 2) > versus.by_api(at / 2)


@given(VERSUS)
def test_at_the_volume_named_it_pays_in_just_the_months_looked_at(versus):
    if not versus.pays_from:
        return
    there = replace(versus, use=Use(versus.pays_from, versus.use.months))
    if there.months is None:  # all of it is monthly, and the saving just covers that
        assert versus.tuning.once == 0
    else:
        assert abs(there.months - versus.use.months) <= versus.use.months * D("1e-12")


@given(VERSUS)
def test_it_pays_where_less_is_paid_in_all_by_the_end(versus):
    tuned, api = versus.by_tuning(versus.use.months), versus.by_api(versus.use.months)
    if versus.pays:
        assert tuned <= api * (1 + NEARLY)
    else:
        assert tuned >= api * (1 - NEARLY)


@given(VERSUS, st.integers(0, 120).map(D))
def test_no_figure_is_ever_negative(versus, month):
    found = [versus.months, versus.pays_from]
    found += [versus.tuning.once, versus.tuning.monthly]
    found += [versus.by_api(month), versus.by_tuning(month)]
    assert all(each is None or each >= 0 for each in found)


@given(VERSUS, st.integers(2, 100).map(D))
def test_in_another_currency_break_even_is_the_same(versus, rate):
    t = versus.tuning
    paid = ("rate", "run_price", "other", "engineer", "hosting", "request")
    changed = replace(t, **{name: getattr(t, name) * rate for name in paid})
    there = Versus(versus.use, versus.api * rate, changed)
    for ours, theirs in ((versus.months, there.months), (versus.pays_from, there.pays_from)):
        assert (ours is None) == (theirs is None)
        assert ours is None or abs(ours - theirs) <= NEARLY * (1 + ours)


@given(VERSUS, st.integers(1, 10**7).map(D))
def test_a_one_off_pays_from_the_items_named(versus, items):
    once = Versus(Use(items), versus.api, versus.tuning)
    assert once.pays == (once.pays_from is not None and items >= once.pays_from)
    assert once.months is None
    tuned, api = once.by_tuning(D(1)), once.by_api(D(1))
    assert tuned <= api * (1 + NEARLY) if once.pays else tuned >= api * (1 - NEARLY)
