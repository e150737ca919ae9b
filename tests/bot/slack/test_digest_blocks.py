"""Every digest, list, note and form is one that Slack takes, whatever people wrote."""

import json
import re
from dataclasses import replace
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.digest.posts import Announced, Ended, ListPage, Stopped
from bot.digest.view import ANSWERS, DecidedView, DigestView, Figure, WaitingView
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
TITLES = st.sampled_from(["No. Use RAG.", "x" * 80, "<!here> & then"])
NAMES = {"U1": "Ada <@U2>"}
DECIDED = st.builds(
    DecidedView, subject=WORDS, advice=TITLES, sure=st.booleans(), was=st.just("") | TITLES,
    owner=st.just("U1"), at=st.just(WHEN), place=st.just("C1"),
    thread=st.sampled_from(["1700000001.0001", "command:1"]),
)  # fmt: skip
WAITING = st.builds(
    WaitingView, subject=WORDS, owner=st.just("U1"), days=st.integers(1, 400),
    place=st.just("C1"), thread=st.just("1700000001.0001"),
)  # fmt: skip
FIGURES = st.tuples(
    st.builds(Figure, st.integers(0, 999), st.just("advised"), st.none() | st.integers(-9, 9)),
    st.builds(Figure, st.integers(0, 999), st.just("waiting"), st.none()),
)
CHART = ChartView(
    "What I advised, by week", "bar", tuple(f"{n} Nov" for n in range(1, 9)),
    {name: (float(n),) * 8 for n, name in enumerate(ANSWERS.values())}, "week from", "advice given",
)  # fmt: skip
VIEWS = st.builds(
    DigestView, wide=st.booleans(), period=st.just("9 to 16 November 2026"), figures=FIGURES, open=st.just(2),
    missed=st.just("") | WORDS, decided=st.lists(DECIDED, max_size=2 * PAGE).map(tuple),
    waiting=st.lists(WAITING, max_size=15).map(tuple),
    chart=st.none() | st.just(CHART), zone=st.just("Europe/Berlin"), rules=st.just("toy 1.0.0"),
)  # fmt: skip


def draw(shown):
    return digest.draw(shown, LINKS, lambda user: NAMES.get(user, ""))


def assert_taken(message):
    for blocks in (message.blocks, message.plain or message.blocks):
        assert block_faults(blocks) == []
        assert total_text(blocks) < 13_000
        drawn = json.dumps(blocks)
        assert "<!" not in drawn
    assert 0 < len(message.text) < 4000


@given(VIEWS)
def test_every_digest_is_one_message_of_at_most_twelve_blocks(view):
    message = draw(view)
    assert_taken(message)
    assert "<@" not in json.dumps(message.blocks)
    assert len(message.blocks) <= 12
    assert message.plain is None or len(message.plain) <= 12
    assert view.empty or view.numbers in message.text


@given(VIEWS)
def test_every_page_of_the_list_is_taken_and_together_they_have_it_all(view):
    pages = range(1, -(-len(view.decided) // PAGE) + 1)
    drawn = [draw(ListPage(view, page, PAGE)) for page in pages]
    for message in drawn:
        assert_taken(message)
        assert "<@" not in json.dumps(message.blocks)
    owners = sum(json.dumps(message.blocks).count("Ada &lt;@U2&gt;") for message in drawn)
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
    message = draw(Stopped(subscription(reason=reason), WHEN))
    assert_taken(message)
    assert "<#C1>" in message.text
    assert draw(Stopped(subscription(state="on"), WHEN)).text.count("goes on") == 1


def test_the_announcement_names_the_next_time_and_who_asked():
    for new in (True, False):
        message = draw(Announced(subscription(state="on"), WHEN, new))
        assert_taken(message)
        assert "Monday 23 November at 09:00" in message.text
        assert new == ("<@U1> asked for a weekly digest" in json.dumps(message.blocks))


@pytest.mark.parametrize(("paused", "words"), [(True, "resume` makes it go on"), (False, "ended")])
def test_the_channel_is_told_who_ended_it(paused, words):
    message = draw(Ended("U1", paused))
    assert_taken(message)
    assert "by <@U1>." in json.dumps(message.blocks)
    assert words in json.dumps(message.blocks)


def test_form_and_confirmation_are_taken():
    assert view_faults(digest_form.form("C1", USUAL)) == []
    assert view_faults(digest_form.confirmation(subscription(), WHEN)) == []


def test_a_thread_that_has_no_address_is_named_without_a_link():
    assert LINKS.link("C1", "command:1", "shop") == "shop"
    assert LINKS.link("C1", "17.01", "shop") == "<https://acme.slack.com/archives/C1/p1701|shop>"


def test_an_empty_digest_names_the_days_that_went_by_too():
    missed = "No digest came for 9 to 23 November 2026."
    view = DigestView(
        wide=False, period="x", figures=(), open=2, missed=missed, decided=(), waiting=(),
        chart=None, zone="UTC", rules="toy 1.0.0",
    )  # fmt: skip
    message = draw(view)
    assert message.text.endswith(f"nothing new. 2 questions wait. {missed}")
    assert missed in json.dumps(message.blocks)


def full(**changes):
    """The fullest digest there is in the message, as long as its texts usually are."""
    advised = DecidedView(
        "Support bot for our shop", "No. Use RAG.", True, "", "U1", WHEN, "C1", "1.1"
    )
    longest = replace(advised, advice="Not yet. Build evals, collect examples.", was="No. Use RAG.")
    waits = WaitingView("Dutch product descriptions", "U1", 5, "C1", "1.1")
    kept = {
        "wide": False, "period": "9 to 16 November", "open": 7, "missed": "",
        "figures": (Figure(9, "advised", 2), Figure(7, "waiting", 1), Figure(1, "changed", 0)),
        "decided": (advised, longest, replace(advised, sure=False), *[advised] * 6),
        "waiting": (waits,) * 7, "chart": CHART, "zone": "Europe/Berlin", "rules": "toy 1.0.0",
    }  # fmt: skip
    return DigestView(**{**kept, **changes})


def words(blocks):
    """What is read of a message: no button, no chart, and of a link its label."""
    said = " ".join(
        block["text"]["text"] if "text" in block else block["elements"][0]["text"]
        for block in blocks
        if block["type"] in ("section", "header", "context")
    )
    return re.sub(r"<[^|>]*\|([^>]*)>", r"\1", said).split()


def test_a_full_digest_has_at_most_150_words_and_a_quiet_one_20():
    for name in ("", "Ada Lovelace"):
        drawn = digest.draw(full(), LINKS, {"U1": name}.__getitem__)
        assert 90 < len(words(drawn.blocks)) <= 150
    quiet = full(decided=(), chart=None, period="28 September to 5 October")
    assert len(words(draw(quiet).blocks)) <= 20


def test_at_most_three_that_wait_are_in_the_message_and_the_thread_has_them_all():
    view = full()
    (waiting,) = (b for b in draw(view).blocks if "*Waiting" in b.get("text", {}).get("text", ""))
    assert waiting["text"]["text"].count("Dutch") == 3
    assert "4 more in the thread" in waiting["text"]["text"]
    page = draw(ListPage(view, 1, PAGE))
    assert json.dumps(page.blocks).count("Dutch") == 7
    assert "toy 1.0.0" in json.dumps(page.blocks)
    assert "toy 1.0.0" not in json.dumps(draw(view).blocks)


def test_the_charts_figures_are_a_line_a_week():
    page = draw(ListPage(full(), 1, PAGE))
    assert "1 Nov: 1 yes with ifs, 2 not yet, 3 no" in page.blocks[-2]["text"]["text"]
