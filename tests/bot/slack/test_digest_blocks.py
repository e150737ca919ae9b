"""Every digest, list, note and form is one that Slack takes, whatever people wrote."""

import json
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.digest.posts import Announced, ListPage, Stopped
from bot.digest.view import DecidedView, DigestView, Figure, WaitingView
from bot.digest.weekly import PAGE, USUAL
from bot.slack import api
from bot.slack.blocks import digest, digest_form
from bot.slack.blocks.digest import Links
from bot.views.charts import ChartView
from storage.subscriptions import Subscription
from tests.slack_server import block_faults, total_text, view_faults

WHEN = datetime(2026, 11, 23, 9, tzinfo=UTC)
LINKS = Links("https://acme.slack.com/")
WORDS = st.text(alphabet=st.sampled_from("ab <>&*_~`|@!#é🧀"), max_size=300)
TITLES = st.sampled_from(["Use RAG", "x" * 80, "<!here> & then"])
DECIDED = st.builds(
    DecidedView, subject=WORDS, title=TITLES, sure=WORDS, was=st.just("") | TITLES,
    owner=st.just("U1"), at=st.just(WHEN), place=st.just("C1"),
    thread=st.sampled_from(["1700000001.0001", "command:1"]),
)  # fmt: skip
WAITING = st.builds(
    WaitingView, subject=WORDS, owner=st.just("U1"), days=st.integers(1, 400),
    place=st.just("C1"), thread=st.just("1700000001.0001"),
)  # fmt: skip
FIGURES = st.tuples(
    st.builds(Figure, st.integers(0, 999), st.just("advised"), st.none() | st.integers(-9, 9)),
    st.builds(Figure, st.integers(0, 999), st.just("still open"), st.none()),
)
CHART = ChartView(
    "Verdicts in 8 weeks", "bar", tuple(f"{n} Nov" for n in range(1, 9)),
    {f"<kind> {n}": (float(n),) * 8 for n in range(4)}, "week from", "verdicts",
)  # fmt: skip
VIEWS = st.builds(
    DigestView, wide=st.booleans(), period=st.just("9 to 16 November 2026"), figures=FIGURES, open=st.just(2),
    missed=st.just("") | WORDS, decided=st.lists(DECIDED, max_size=2 * PAGE).map(tuple),
    waiting=st.lists(WAITING, max_size=15).map(tuple),
    most=st.lists(st.tuples(TITLES, st.integers(1, 99)), max_size=3).map(tuple),
    rule=st.none() | st.tuples(WORDS, st.integers(1, 9)), chart=st.none() | st.just(CHART),
    zone=st.just("Europe/Berlin"), rules=st.just("toy 1.0.0"),
)  # fmt: skip


def assert_taken(message):
    for blocks in (message.blocks, message.plain or message.blocks):
        assert block_faults(blocks) == []
        assert total_text(blocks) < 13_000
        drawn = json.dumps(blocks)
        assert "<!" not in drawn
        assert "<@U1" in drawn or "<@" not in drawn
    assert 0 < len(message.text) < 4000


@given(VIEWS)
def test_every_digest_is_one_message_of_at_most_twelve_blocks(view):
    message = digest.draw(view, LINKS)
    assert_taken(message)
    assert len(message.blocks) <= 12
    assert message.plain is None or len(message.plain) <= 12
    assert view.empty or view.numbers in message.text


@given(VIEWS)
def test_every_page_of_the_list_is_taken_and_together_they_have_it_all(view):
    pages = range(1, -(-len(view.decided) // PAGE) + 1)
    drawn = [digest.draw(ListPage(view, page, PAGE), LINKS) for page in pages]
    for message in drawn:
        assert_taken(message)
    owners = sum(json.dumps(message.blocks).count("<@U1>") for message in drawn)
    cut = any("too long" in json.dumps(message.blocks) for message in drawn)
    assert cut or owners == len(view.decided) + (len(view.waiting) if view.decided else 0)


def subscription(**changes):
    kept = {
        "id": 1, "channel": 1, "platform": "slack", "tenant": "T1", "place": "C1", "wish": USUAL,
        "subscriber": "U1", "state": "paused", "reason": "", "next_at": "", "told": None,
        "missed_from": None, "missed_to": None,
    }  # fmt: skip
    return Subscription(**{**kept, **changes})


@pytest.mark.parametrize("reason", [*sorted(api.CANT_POST), "<!channel>"])
def test_why_it_stopped_is_told_in_a_sentence(reason):
    message = digest.draw(Stopped(subscription(reason=reason), WHEN), LINKS)
    assert_taken(message)
    assert "<#C1>" in message.text
    assert digest.draw(Stopped(subscription(state="on"), WHEN), LINKS).text.count("goes on") == 1


def test_the_announcement_names_the_next_time_and_who_asked():
    message = digest.draw(Announced(subscription(state="on"), WHEN), LINKS)
    assert_taken(message)
    assert "Monday 23 November at 09:00" in message.text


def test_form_and_confirmation_are_taken():
    assert view_faults(digest_form.form("C1", USUAL)) == []
    assert view_faults(digest_form.confirmation(subscription(), WHEN)) == []


def test_a_thread_that_has_no_address_is_named_without_a_link():
    assert LINKS.link("C1", "command:1", "shop") == "shop"
    assert LINKS.link("C1", "17.01", "shop") == "<https://acme.slack.com/archives/C1/p1701|shop>"


def test_an_empty_digest_names_the_days_that_went_by_too():
    missed = "No digest came for 9 to 23 November 2026."
    view = DigestView(
        wide=False, period="x", figures=(), open=2, missed=missed, decided=(), waiting=(), most=(),
        rule=None, chart=None, zone="UTC", rules="toy 1.0.0",
    )  # fmt: skip
    message = digest.draw(view, LINKS)
    assert message.text.endswith(f"nothing was advised. Still open: 2. {missed}")
    assert missed in json.dumps(message.blocks)
