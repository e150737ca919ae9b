"""Slack's native chart, its table, and the message that goes out where charts are refused."""

import asyncio

import pytest
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from bot.slack.api import deliver
from bot.slack.blocks import charts
from bot.slack.blocks.kit import Message, section
from bot.views.charts import MOST_POINTS, MOST_SERIES, ChartView
from tests.slack_server import block_faults


def view(kind="line", labels=("1 Nov", "8 Nov"), names=("RAG", "Fine-tune"), title="Verdicts"):
    series = {name: tuple(float(n) for n in range(len(labels))) for name in names}
    return ChartView(title, kind, labels, series, "week", "decisions")


@pytest.mark.parametrize("kind", ["line", "bar", "area"])
def test_slack_takes_the_largest_chart_with_the_longest_names(kind):
    labels = tuple(f"a label longer than twenty characters {n}" for n in range(MOST_POINTS))
    names = tuple(f"{'x' * 60}{n}" for n in range(MOST_SERIES))
    drawn = charts.chart(view(kind, labels, names, "t" * 200))
    assert block_faults([drawn]) == []
    assert len({series["name"] for series in drawn["chart"]["series"]}) == MOST_SERIES


def test_the_figures_are_there_as_text_and_nothing_in_them_comes_alive():
    text = charts.figures(view(names=("<!channel>", "Fine & tune")))
    assert "&lt;!channel&gt;" in text
    assert "Fine &amp; tune" in text
    assert "<" not in text


def message():
    words = [section("Figures")]
    return Message("Figures", [*words, charts.chart(view())], plain=words)


def sent(slack, channel, drawn):
    client = AsyncWebClient(token=slack.bot_token, base_url=slack.url, retry_handlers=[])
    asyncio.run(deliver(client.chat_postMessage, drawn, channel=channel))
    return [block["type"] for block in slack.messages(channel)[-1]["blocks"]]


def test_a_chart_is_posted_where_it_is_taken(slack, channel):
    assert sent(slack, channel, message()) == ["section", "data_visualization"]


def test_where_charts_are_refused_the_message_goes_without(slack, channel):
    slack.faults.refuse_charts()
    assert sent(slack, channel, message()) == ["section"]
    assert [call.outcome for call in slack.calls("chat.postMessage")] == ["invalid_blocks", "ok"]


def test_a_message_without_charts_is_refused_for_good(slack, channel):
    with pytest.raises(SlackApiError):
        sent(slack, channel, Message("x", [{"type": "nonsense"}]))
    assert len(slack.calls("chat.postMessage")) == 1
