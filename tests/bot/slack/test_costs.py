"""Costs in Slack: a form under the recommendation, a message with a chart, and both again."""

import json
from datetime import date
from pathlib import Path

import pytest

from bot.conversation.replay import replay
from bot.interactions.thread import Costs
from bot.slack.blocks import costs
from bot.views import costs as neutral
from bot.views.notes import CostsBreakdown
from rules.costs.figures import FIELDS
from rules.diagram.compiler import compile_rules
from rules.loading.load import load
from storage.records import Event
from tests.slack_server import block_faults, total_text
from tests.slack_server.blocks import view_faults

from .running import behind, choose, labels, posts, question, verdict

STALL = Path(__file__).parents[1] / "stall.yaml"
RULES = {"ADVISOR_RULES": str(STALL)}
CLEARED = {"response_action": "clear"}  # the form, and the page under it
TODAY = date(2027, 5, 5)  # when the prices are old


def to_stall(slack, user, channel):
    """2,000 requests a day, not once, and no bill: the verdict."""
    choose(slack, user, question(slack, channel, "one day"), "No").wait()
    asked = question(slack, channel, "each day")
    slack.mention(user, channel, "2000", thread_ts=asked["thread_ts"])
    choose(slack, user, question(slack, channel, "lemons cost"), "Not sure").wait()
    return verdict(slack, channel, "Build a stall")


def opened(slack, user, message, label):
    """Press a button that opens a form, and return the form."""
    before = len(slack.views)
    slack.press(user, message, text=label).wait()
    slack.wait_until(lambda: len(slack.views) > before)
    return slack.views[-1]


def costs_form(slack, user, message):
    """The form, by the page behind an advice."""
    return opened(slack, user, behind(slack, user, message, "Costs"), "Put in your figures")


def told(slack, channel, text):
    """Wait for the costs message that says this."""

    def found():
        for message in posts(slack, channel):
            if message["text"].startswith("What it costs.") and text in message["text"]:
                return message
        return None

    return slack.wait_until(found)


def entered(view):
    """What stands in the fields of a form when it opens."""
    found = {}
    for block in view["blocks"]:
        element = block.get("element", {})
        if "initial_value" in element:
            found[block["block_id"]] = element["initial_value"]
        elif "initial_option" in element:
            found[block["block_id"]] = element["initial_option"]["value"]
        elif "initial_options" in element:
            found[block["block_id"]] = element["initial_options"][0]["value"]
    return found


@pytest.fixture
def decided(slack, bot, ada, channel):
    bot.start(**RULES)
    slack.slash(ada, channel, "lemonade")
    return to_stall(slack, ada, channel)


def test_from_the_recommendation_to_the_form_to_the_message_and_again(
    slack, bot, ada, bob, channel, decided
):
    page = behind(slack, ada, decided, "Costs")
    assert "$360 a month for 2,000 requests a day" in json.dumps(page["blocks"])
    form = opened(slack, ada, page, "Put in your figures")
    assert entered(form) == {"requests": "2000"}
    sent = slack.submit_view(ada, form, {"requests": "500", "tier": "small", "data_hours": "40"})
    assert sent.wait() == CLEARED
    shown = told(slack, channel, "$4.60 a month for 500 requests a day")
    assert shown["thread_ts"] == decided["thread_ts"]
    assert [b["type"] for b in shown["blocks"]].count("data_visualization") == 1
    assert labels(shown) == ["Change the figures", "What it is made of"]
    verdict_now = verdict(slack, channel, "Build a stall")
    slack.wait_until(
        lambda: "instead of $55 by API" in json.dumps(verdict(slack, channel, "Build a stall"))
    )
    assert not any(view["open"] for view in slack.views)  # and no page that says what held before
    form = costs_form(slack, bob, verdict_now)
    assert entered(form) == {"requests": "500", "tier": "small", "data_hours": "40"}
    slack.submit_view(bob, form, {"requests": "800", "batch": ["yes"]}).wait()
    again = told(slack, channel, "800 requests a day")
    assert again["ts"] == shown["ts"]
    assert f"<@{bob}>" in json.dumps(again["blocks"])
    kept = [json.loads(e["answer"]) for e in bot.rows("events") if e["kind"] == "costs"]
    assert kept == [
        {"requests": "500", "tier": "small", "data_hours": "40"},
        {"requests": "800", "tier": "small", "batch": "yes", "data_hours": "40"},
    ]
    assert len(bot.rows("decisions")) == 1


def test_what_cant_be_read_is_told_at_its_field_and_nothing_is_kept(
    slack, bot, ada, channel, decided
):
    form = costs_form(slack, ada, decided)
    wrong = {"requests": "many", "cached": "120", "hosting": "-3"}
    answer = slack.submit_view(ada, form, wrong).wait()
    assert answer["response_action"] == "errors"
    assert answer["errors"].keys() == wrong.keys()
    assert answer["errors"]["requests"] == "Requests a day needs a number, in digits"
    both = slack.submit_view(ada, form, {"requests": "5", "items": "6"}).wait()
    assert both["errors"].keys() == {"items"}
    assert slack.submit_view(ada, form, {"requests": "5"}).wait() == CLEARED
    told(slack, channel, "5 requests a day")
    assert [e["kind"] for e in bot.rows("events")].count("costs") == 1


def test_a_form_that_is_delivered_twice_counts_once(slack, bot, ada, channel, decided):
    sent = slack.submit_view(ada, costs_form(slack, ada, decided), {"requests": "5"})
    assert sent.wait() == CLEARED
    assert sent.redeliver().wait() == CLEARED
    told(slack, channel, "5 requests a day")
    assert [e["kind"] for e in bot.rows("events")].count("costs") == 1


def test_where_charts_are_refused_the_message_comes_with_its_table(
    slack, bot, ada, channel, decided
):
    slack.faults.refuse_charts()
    form = costs_form(slack, ada, decided)
    slack.submit_view(ada, form, {}).wait()
    shown = told(slack, channel, "2,000 requests a day")
    assert "data_visualization" not in [block["type"] for block in shown["blocks"]]
    assert "Paid in all, at the middle of each count" in json.dumps(shown["blocks"])


def test_what_it_is_made_of_is_told_to_who_asks(slack, bot, ada, bob, channel, decided):
    slack.submit_view(ada, costs_form(slack, ada, decided), {}).wait()
    shown = told(slack, channel, "2,000 requests a day")
    slack.press(bob, shown, text="What it is made of").wait()
    slack.wait_until(lambda: slack.ephemerals(bob))
    assert "A million tokens cost $2 in" in json.dumps(slack.ephemerals(bob)[-1]["blocks"])
    page = behind(slack, ada, decided, "Costs")
    slack.press(ada, page, text="What it is made of").wait()
    slack.wait_until(lambda: "A million tokens cost $2 in" in json.dumps(slack.views[-1]))


def test_costs_are_told_and_taken_where_people_type(slack, bot, ada, channel, decided):
    thread = decided["thread_ts"]
    slack.mention(ada, channel, "costs", thread_ts=thread)
    slack.wait_until(lambda: slack.ephemerals(ada))
    note = slack.ephemerals(ada)[-1]
    assert "$360 a month" in note["text"]
    assert entered(opened(slack, ada, note, "Put in your figures")) == {"requests": "2000"}
    slack.mention(ada, channel, "costs requests many", thread_ts=thread)
    slack.wait_until(lambda: "needs a number" in slack.ephemerals(ada)[-1]["text"])
    slack.mention(ada, channel, "costs banana", thread_ts=thread)
    slack.wait_until(
        lambda: "figure 'banana': use one of: requests," in slack.ephemerals(ada)[-1]["text"]
    )
    slack.mention(ada, channel, "costs {person} {command}", thread_ts=thread)  # ours, not theirs
    slack.wait_until(lambda: "figure '{person} {command}'" in slack.ephemerals(ada)[-1]["text"])
    slack.mention(ada, channel, "costs requests 70, run price 9, rerun 6", thread_ts=thread)
    shown = told(slack, channel, "70 requests a day")
    form = opened(slack, ada, shown, "Change the figures")
    slack.submit_view(ada, form, {"requests": "71"}).wait()
    told(slack, channel, "71 requests a day")
    (*_, last) = [json.loads(e["answer"]) for e in bot.rows("events") if e["kind"] == "costs"]
    assert last["rerun"] == "6"  # the form doesn't ask for it, so it stands


def test_a_press_too_late_for_a_form_is_told(slack, bot, ada, channel, decided):
    page = behind(slack, ada, decided, "Costs")
    slack.faults.error("views.push", "expired_trigger_id")
    slack.press(ada, page, text="Put in your figures").wait()
    slack.wait_until(lambda: "Please press again" in json.dumps(slack.views[-1]["blocks"]))


def test_after_a_restart_the_figures_are_still_there(slack, bot, ada, channel, decided):
    slack.submit_view(ada, costs_form(slack, ada, decided), {"requests": "70"}).wait()
    shown = told(slack, channel, "70 requests a day")
    bot.kill()
    bot.start(**RULES)
    assert entered(opened(slack, ada, shown, "Change the figures"))["requests"] == "70"


# Drawn without Slack


def position(figures):
    diagram = compile_rules(load(STALL))
    events = [
        Event(1, "start", "U1", "", fingerprint=diagram.fingerprint),
        Event(2, "costs", "U1", "", answer=figures),
    ]
    return replay(diagram, events)


EVERYTHING = {name: "1" for name in FIELDS if name not in ("items", "tier", "batch")}
MANY = [
    {},
    {"items": "5000"},
    {"requests": "1000000000", "tokens_in": "10000000", "months": "120", "tier": "frontier"},
    {**EVERYTHING, "tier": "small", "batch": "yes", "requests": "1"},
    {"tier": "small", "tokens_in": "200000", "hosting": "10000000", "upkeep": "1000"},
]


@pytest.mark.parametrize("figures", MANY, ids=range(len(MANY)))
def test_every_costs_message_and_form_is_one_that_slack_takes(figures):
    view = neutral.costs(position(figures), TODAY)
    for overtaken in (False, True):
        drawn = costs.message(Costs(view, "U1", overtaken), "1-a")
        for blocks in filter(None, (drawn.blocks, drawn.plain)):
            assert block_faults(blocks) == []
            assert total_text(blocks) < 13_000
        assert 0 < len(drawn.text) < 4000
    details = costs.note(CostsBreakdown(view))
    assert block_faults(details.blocks) == []
    assert total_text(details.blocks) < 13_000
    form = costs.form(view.figures, "1-a 0 C1 1.1")
    assert view_faults(form) == []
    assert entered(form).items() <= view.figures.items()


def test_a_form_left_as_it_opened_says_what_it_was_opened_with():
    given = {"requests": "5", "tier": "large", "batch": "yes", "upkeep": "5%"}
    form = costs.form(given, "1-a 0 C1 1.1")
    state = {}
    for block in form["blocks"]:
        if element := block.get("element"):
            state[block["block_id"]] = {
                "figure": {
                    "value": element.get("initial_value"),
                    "selected_option": element.get("initial_option"),
                    "selected_options": element.get("initial_options", []),
                }
            }
    assert costs.filled(state) == given
