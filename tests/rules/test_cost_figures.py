"""Figures are read as people type them, refused in words, and told in lines one understands."""

import json
import re
from decimal import Decimal
from importlib import resources

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot import typed
from rules.__main__ import main
from rules.costs.details import details
from rules.costs.estimate import Circumstances, estimate
from rules.costs.figures import FIELDS, FigureError, joined, number, read
from rules.costs.formats import count, listed, money, months
from rules.costs.model import Use
from rules.costs.prices import shipped_prices
from rules.costs.words import in_one_line, page
from rules.language.answers import Value
from tests.interviews import DIAGRAMS

PRICES = shipped_prices()
TIERS = PRICES.tiers
D = Decimal


def made(text, **known):
    return estimate(read(text, TIERS), PRICES, Circumstances(**known))


def pages(text, runs="tuned", **known):
    return [line.text for line in page(made(text, **known), runs, {})]


def said(text, runs="tuned", **known):
    return " ".join(pages(text, runs, **known))


def one_line(text, runs="tuned", **known):
    return in_one_line(made(text, **known), runs, {}).text


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


@pytest.mark.parametrize(
    ("text", "field", "value"),
    [
        ("requests 20 per week", "requests", D(20) / 7),
        ("requests 20 a week", "requests", D(20) / 7),
        ("requests 20/week", "requests", D(20) / 7),
        ("requests 20 weekly", "requests", D(20) / 7),
        ("requests a week: 20", "requests", D(20) / 7),
        ("20 requests a week", "requests", D(20) / 7),
        ("requests 608 per month", "requests", D(20)),
        ("requests 2 rps", "requests", D(172_800)),
        ("requests 5 a workday", "requests", D(25) / 7),
        ("bill $12,000 a year", "spend", D(12_000) / 365 * D("30.4")),
        ("engineer 15k a month", "engineer", D(15_000) / D("30.4") * 365),
    ],
)
def test_a_volume_or_a_bill_may_be_for_another_period(text, field, value):
    found = number(read(text, TIERS), field)
    assert found is not None
    assert abs(found - value) < D("1e-9") * value


@pytest.mark.parametrize(
    "text",
    ["20 per week", "20 a week", "20/week", "20 weekly", "600 monthly", "3 per hour", "2 rps"],
)
def test_a_period_means_the_same_in_an_answer_and_in_a_figure(text):
    fact = DIAGRAMS["should-we-finetune"].rules.facts["requests_per_day"]
    answer = typed.read(text, fact)
    assert isinstance(answer, typed.Understood)
    figure = number({"requests": text}, "requests")
    assert figure is not None
    assert answer.answer == Value(int(figure.quantize(D(1))))


def test_several_are_read_at_once_with_thousands_in_them():
    given = read("requests 2,000, tokens in 1,500; tier small\nbatch yes", TIERS)
    assert given == {"requests": "2,000", "tokens_in": "1,500", "tier": "small", "batch": "yes"}


@pytest.mark.parametrize(
    ("text", "field", "told"),
    [
        ("requests many", "requests", "Requests a day needs a number, in digits"),
        ("requests", "requests", "needs a number, in digits"),
        ("requests -5", "requests", "must lie between 0.01 and 1,000,000,000"),
        ("requests 20 a fortnight", "requests", "write it in requests a day, without 'fortnight'"),
        ("tokens in 1.2.3", "tokens_in", "needs a number, in digits"),
        ("tokens in 1,50", "tokens_in", ""),
        ("tier huge", "tier", "use one of small, flash, terra, mid, large, frontier"),
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
    faults = faults_of(lambda: [*page(estimate(given, PRICES), "api", {})])
    assert faults.keys() <= FIELDS.keys()


def test_newer_figures_stand_over_older_ones_and_a_one_off_ends_a_volume():
    before = {"requests": "5", "tokens_in": "100"}
    assert joined(before, {"tokens_in": "200"}) == {"requests": "5", "tokens_in": "200"}
    assert joined(before, {"items": "9"}) == {"items": "9", "tokens_in": "100"}
    assert joined({"items": "9"}, {"requests": "5"}) == {"requests": "5"}


# What figures come to


def test_a_volume_that_nobody_gave_is_never_told():
    found = made("")
    assert (found.volume, found.price) == (0, D("0.006"))
    assert "By API: $6 for 1,000 requests, $0.006 each with a mid-size model." in pages("")
    assert " a month for " not in said("")
    assert "requests a day" not in said("spend 9000").replace("from", "")
    assert pages("spend 9000")[1] == "By API: $9,000 a month, $0.006 each with a mid-size model."


def test_a_volume_is_told_as_it_was_put_in():
    line = "By API: $0.026 a month for 20 requests a week, $0.0003 each with a small model."
    assert line in pages("requests 20 per week, tier small")
    assert "By API: $12,000 a year, $0.006 each" in said("bill 12k a year")


def test_a_one_off_without_a_number_has_no_volume():
    assert made("", once=True).use == Use(D(0))
    assert "By API: $6 for 1,000 items, $0.006 each" in said("", once=True)
    assert made("requests 10", once=True).use == Use(D(10), D(12))


def test_a_bill_gives_the_volume_or_the_price_and_that_is_called_derived():
    assert made("spend 182.40").use.volume == 1000
    found = made("spend 1824, requests 1000")
    assert (found.price, found.price_from) == (D("0.06"), "spend")
    assert "$1,824 a month for 1,000 requests a day, $0.06 each, derived from the bill." in said(
        "spend 1824, requests 1000"
    )
    assert made("spend 1824, requests 1000, tier small").price == D("0.0003")


def test_the_advices_own_prompt_stands_in_for_a_length_that_nobody_gave():
    long = {"prompt_tokens": 150_000, "cached_tokens": 148_500}
    assert made("tier small", prompt_tokens=150_000).price == D("0.07575")
    assert made("tier small", **long).price == D("0.008925")
    assert "with a small model and 99% of the input cached" in said("tier small", **long)
    assert "150,000 tokens in, 300 out (what this advice takes)" in said("", **long)
    assert made("tokens in 1500, cached 0", **long).price == D("0.006")


def test_a_long_prompt_of_ones_own_is_counted_at_its_price():
    told = said("requests 1000, tier small, tokens in 150000, tokens out 300")
    assert "By API: $2,300 a month for 1,000 requests a day, $0.076 each" in told
    made_of = next(details(made("tier small"))).text
    assert "Past 100,000 tokens in they cost $0.50 and $2.50." in made_of


def test_a_teams_own_project_narrows_the_band_to_its_figures():
    everything = (
        "data hours 40, evaluation hours 10, rate 100, runs 2, run price 20, other 0, upkeep 5, "
        "engineer 120000, rerun 4, hosting 300, tuned price 0.001"
    )
    low, high = made(everything).sides["yours"]
    assert low.tuning == high.tuning
    assert (low.tuning.once, low.tuning.monthly) == (5040, 500 + 10 + 300)
    low, high = made("data hours 40").versus
    assert low.tuning.data_hours == high.tuning.data_hours == 40
    assert low.tuning.once < high.tuning.once


HOLDS = {
    "": "Tuning pays within 12 months from 110 to 460 requests a day by Ertas's count, from "
    "16,000 to 83,000 by eazyware's. That holds only if a request costs $0.006 by API and $0.0002 tuned.",
    "requests 1000": "On cost alone it is open. A saving holds only if tuning and running it stay "
    "under $2,200 in 12 months.",
    "requests 20": "On cost alone the API is cheaper. That holds only if tuning and running it take "
    "over $44 in 12 months.",
    "tier small, batch yes": "On cost alone no volume pays for tuning. That holds only if a request "
    "costs $0.00015 by API and $0.0002 tuned.",
    "requests 10M": "On cost alone tuning pays. That holds only if tuning and running it stay under "
    "$22 million in 12 months.",
    "items 5000": "On cost alone the API is cheaper. That holds only if tuning and running it take "
    "over $30 for 5,000 items.",
    "requests 25000, data hours 80": "By your figures it is open. A saving holds only if tuning and "
    "running it stay under $55,000 in 12 months.",
}


@pytest.mark.parametrize("text", HOLDS)
def test_the_conclusion_says_what_it_holds_on(text):
    assert pages(text)[0] == HOLDS[text]
    assert HOLDS[text] in one_line(text)


@given(st.integers(1, 10**8), st.sampled_from([*TIERS]))
def test_the_conclusion_is_what_the_sum_says(requests, tier):
    found = estimate({"requests": str(requests), "tier": tier}, PRICES)
    pays = {end.pays for end in found.versus}
    first = next(page(found, "tuned", {})).text
    begins = {(True,): "tuning pays", (False,): "the API is|no volume", (False, True): "it is open"}
    assert re.match(f"On cost alone (?:{begins[tuple(sorted(pays))]})", first)


USES: st.SearchStrategy[dict[str, str]] = st.one_of(
    st.builds(lambda n: {"requests": f"{n} a week"}, st.integers(1, 10**7)),
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
def test_a_page_is_short_and_its_figures_are_those_of_the_line(use, more, runs, host, months):
    given = {**use, **more, "months": str(months)}
    found = estimate(given, PRICES, Circumstances(host=host))
    lines = [line.text for line in page(found, runs, {})]
    assert sum(len(line.split()) for line in lines) <= 122
    assert sum(" only if " in line for line in lines) == 1
    line = in_one_line(found, runs, {}).text
    assert len(line.split()) <= 60
    assert lines[0] in line
    reckoned = set(re.findall(r"\$[\d.,]*\d", line))
    if found.own or runs != "tuned":
        assert reckoned <= set(re.findall(r"\$[\d.,]*\d", " ".join(lines)))


@pytest.mark.parametrize(
    ("text", "runs", "known"),
    [
        ("", "tuned", {}),
        ("requests 2000", "tuned", {}),
        ("requests 2000, tier small", "api", {}),
        ("spend 9000", "tuned", {"host": "rented"}),
        ("requests 300, spend 9000", "tuned", {"host": "provider"}),
        ("requests 25000, data hours 80, hosting 0, upkeep 5", "tuned", {}),
        ("items 5000", "api", {}),
        ("", "api", {"prompt_tokens": 150_000, "cached_tokens": 148_500}),
        ("requests 9000", "own", {"host": "own"}),
    ],
)
def test_what_people_mostly_see_is_within_the_budget_of_a_page(text, runs, known):
    assert len(said(text, runs, **known).split()) <= 110


def test_never_and_nobodys_upkeep_are_said_in_words():
    told = pages("requests 2000, tier small")
    assert "Tuning, a month: Ertas up to $15 (nobody looks after it)" in told[3]
    paid_back = "Paid back: Ertas after 36 months at best, eazyware never: each month costs more "
    assert f"{paid_back}than it saves." in told
    assert "Ertas not within ten years" in said("requests 20 per week, tier small")


def test_ones_own_figures_are_told_as_one_comparison():
    everything = (
        "requests 25000, data hours 80, evaluation hours 20, rate 90, run price 50, other 0, "
        "upkeep 5, engineer 180000, rerun 3, hosting 0"
    )
    assert one_line(everything).startswith(
        "About $20,000 in 12 months instead of $55,000 by API, paid back after 2.5 months."
    )
    assert [line for line in pages(everything) if " months: " in line] == [
        "3 months: $14,000 by API, tuned $12,000.",
        "6 months: $27,000 by API, tuned $15,000.",
        "12 months: $55,000 by API, tuned $20,000.",
    ]


def test_from_which_bill_tuning_pays_where_only_that_is_known():
    line = next(each for each in pages("items 5000") if "pays from" in each)
    assert line.startswith("Tuning pays from 40,000 to 140,000 items by Ertas's count")


def test_where_an_open_model_is_run_the_gpu_is_compared():
    assert pages("requests 9000", "own")[:3] == [
        "The GPU is cheaper from 16,000 to 28,000 requests a day. That holds only if one serves them.",
        "By API: $1,600 a month for 9,000 requests a day, $0.006 each with a mid-size model.",
        "A rented GPU: $2,900 to $5,100 a month for one H100.",
    ]
    assert "Your own machine isn't counted." in one_line("", "own", host="own")
    assert "it does 1,000,000 items in 860 to 1,500 hours." in one_line("items 1000000", "own")
    assert "stay free" in one_line("price in 0, price out 0", "own")


@pytest.mark.parametrize(
    ("host", "hosting", "each", "says"),
    [
        (None, [(0, "14.50"), (0, "5110")], "0.000195", "Tuning, a month: "),
        ("provider", [(0, 0), (0, 0)], "0.000195", "Tuning, a month: "),
        ("rented", [("2912.70", "5110")] * 2, 0, "Tuning, a month, with a rented GPU: "),
        ("own", [(0, 0), (0, 0)], 0, "Tuning, a month, your machine not counted: "),
    ],
)
def test_a_rented_gpu_is_in_both_counts_and_ones_own_in_none(host, hosting, each, says):
    found = made("requests 2000", host=host)
    assert [tuple(end.tuning.hosting for end in ends) for ends in found.sides.values()] == [
        tuple(map(Decimal, ends)) for ends in hosting
    ]
    assert found.versus[0].tuning.request == Decimal(each)
    assert says in said("requests 2000", host=host)


def test_what_a_team_says_of_hosting_stands_over_the_answer():
    assert {end.tuning.hosting for end in made("hosting 300", host="rented").versus} == {300}
    assert "rented" not in said("hosting 300", host="rented")


def test_what_it_is_made_of_names_both_counts_and_where_prices_stand():
    lines = [*details(made(""))]
    told = " ".join(line.text for line in lines)
    assert "A million tokens cost $2 in and $10 out with Claude Sonnet 5.5 or GPT-6.1 Sol" in told
    assert "Ertas counts hours of work, here at $75 each" in told
    assert "eazyware counts 6 to 12 weeks in all" in told
    assert "about 30 percent more tokens" in told
    assert {page.publisher for line in lines for page in line.pages} >= {"Anthropic", "Together AI"}


@pytest.mark.parametrize(
    ("told", "shown"),
    [
        (money, "0 $0, 0.0003 $0.0003, 0.00372 $0.0037, 0.02 $0.02, 0.07575 $0.076, 0.10 $0.10"),
        (money, "0.996 $1, 4.56 $4.60, 14.50 $15, 60 $60, 99.999 $100, 182.4 $180, 5000 $5,000"),
        (money, "2912.70 $2,900, 149952 $150,000, 1234567.8 $1.2 million"),
        (listed, "0.10 $0.10, 3.99 $3.99, 12345 $12,345"),
        (count, "6.41 6.4, 109.2 110, 39621 40,000, 0.5 0.5"),
        (months, "5.13 5.1 months, 1 1 month, 0.01 0.1 months"),
    ],
)
def test_what_is_reckoned_has_two_figures_and_what_is_stated_is_told_as_it_is(told, shown):
    for each in shown.split(", "):
        number, _, words = each.partition(" ")
        assert told(Decimal(number)) == words


# `python -m rules costs`

PRICES_YAML = (resources.files("rules") / "sets" / "prices.yaml").read_text("utf-8")


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
    mine.write_text(PRICES_YAML.replace("    input: 2\n", "    input: 4\n"), "utf-8")
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
