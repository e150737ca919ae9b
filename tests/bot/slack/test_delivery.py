"""Once, in order, whatever happens: kills, faults, storms, double and simultaneous presses."""

import json
import re
import threading
import time
from contextlib import contextmanager, suppress
from itertools import pairwise

import pytest
from sqlite_utils import Database

from bot.interactions.gate import GONE
from tests.slack_server import BOT_USER
from tests.waiting import PATIENCE

from .running import (
    change,
    choose,
    labels,
    posts,
    press_change,
    question,
    questions,
    verdict,
    window,
)

TO_RAG = (
    ("optimised your prompt", "Yes"),
    ("changes every week", "Yes"),
    ("name their sources", "No"),
    ("still wrong", "Our facts are missing"),
)


def logical(message):
    """Which message of a conversation this is, by its token."""
    return message["metadata"]["event_payload"]["token"]


def assert_once_and_in_order(slack, bot, channel):
    """Each post once, in the order of the events, and nothing that was never in the outbox."""
    rows = [row for row in bot.rows("outbox") if row["action"] == "post"]
    sent = [row["token"] for row in rows if row["status"] == "sent"]
    assert [logical(message) for message in posts(slack, channel)] == sent
    assert [row["status"] for row in rows] == ["sent"] * len(rows)
    assert all(row["message"] for row in rows)


def converse(slack, user, channel):
    for text, label in TO_RAG:
        choose(slack, user, question(slack, channel, text), label).wait()
    verdict(slack, channel, "Use RAG")


def settled(bot):
    return all(row["status"] in ("sent", "dropped", "dead") for row in bot.rows("outbox"))


def test_each_post_once_and_in_order(slack, bot, ada, channel):
    bot.start()
    slack.slash(ada, channel, "shop")
    converse(slack, ada, channel)
    slack.wait_until(lambda: settled(bot))
    assert_once_and_in_order(slack, bot, channel)


def test_every_delivery_five_times_has_one_effect(slack, bot, ada):
    direct = slack.dm(ada)
    bot.start()
    begun = slack.say(ada, direct, "our shop")
    for n in range(1, 5):
        begun.redeliver(n).wait()
    for text, label in TO_RAG[:3]:
        pressed = choose(slack, ada, question(slack, direct, text), label)
        pressed.wait()
        for n in range(1, 5):
            pressed.redeliver(n).wait()
    question(slack, direct, "still wrong")
    typed = slack.say(ada, direct, "our facts are missing")
    verdict(slack, direct, "Use RAG")
    for n in range(1, 5):
        typed.redeliver(n).wait()
    slack.wait_until(lambda: settled(bot))
    time.sleep(0.3)
    assert len(bot.rows("conversations")) == 1
    assert [event["kind"] for event in bot.rows("events")] == ["start"] + ["answer"] * 4
    assert slack.ephemerals() == []
    assert_once_and_in_order(slack, bot, direct)


def test_twenty_simultaneous_clicks_and_one_wins(slack, bot, channel):
    people = [slack.add_user(f"p{n}") for n in range(20)]
    for person in people:
        slack.workspace.channels[channel].members.add(person)
    bot.start()
    slack.slash(people[0], channel, "")
    asked = question(slack, channel, "optimised your prompt")
    threads = [
        threading.Thread(target=lambda p=p: choose(slack, p, asked, "Yes").ack) for p in people
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    question(slack, channel, "changes every week")
    answers = [event for event in bot.rows("events") if event["kind"] == "answer"]
    (winner,) = [event["user"] for event in answers]
    slack.wait_until(lambda: len(slack.ephemerals()) == 19)
    for person in people:
        told = slack.ephemerals(person)
        assert len(told) == (person != winner)
        assert all(f"<@{winner}> has answered this one already" in t["text"] for t in told)
    assert len(questions(slack, channel)) == 1


def test_the_same_press_twice_says_nothing(slack, bot, ada, bob, channel):
    bot.start()
    slack.slash(ada, channel, "")
    asked = question(slack, channel, "optimised your prompt")
    choose(slack, ada, asked, "Yes").wait()
    choose(slack, ada, asked, "Yes").wait()
    question(slack, channel, "changes every week")
    assert slack.ephemerals() == []
    choose(slack, ada, asked, "No").wait()
    slack.wait_until(lambda: slack.ephemerals(ada))
    choose(slack, bob, asked, "Back" if "Back" in labels(asked) else "Yes").wait()
    slack.wait_until(lambda: slack.ephemerals(bob))
    assert [event["kind"] for event in bot.rows("events")] == ["start", "answer"]


def test_change_twice_says_nothing_and_another_person_is_told(slack, bot, ada, bob, channel):
    bot.start()
    slack.slash(ada, channel, "")
    choose(slack, ada, question(slack, channel, "optimised"), "Yes").wait()
    asked = question(slack, channel, "changes every week")
    answers = change(slack, ada, asked, "Prompt optimised")
    press_change(slack, ada, answers, "Prompt optimised")
    theirs = window(slack, bob, asked, "My answers so far")
    press_change(slack, bob, theirs, "Prompt optimised")
    slack.wait_until(lambda: f"<@{ada}> is changing" in json.dumps(slack.views[-1]["blocks"]))
    assert "asked again in the conversation" in json.dumps(slack.views[-2]["blocks"])
    assert slack.ephemerals() == []
    kinds = [event["kind"] for event in bot.rows("events")]
    assert kinds == ["start", "answer", "change"]


def test_a_restart_between_any_two_answers_goes_on(slack, bot, ada, channel):
    bot.start()
    slack.slash(ada, channel, "shop")
    for text, label in TO_RAG:
        asked = question(slack, channel, text)
        bot.kill()
        bot.start()
        choose(slack, ada, asked, label).wait()  # a button posted before the restart
    verdict(slack, channel, "Use RAG")
    slack.wait_until(lambda: settled(bot))
    assert_once_and_in_order(slack, bot, channel)


@pytest.mark.slow
@pytest.mark.parametrize("moment", ["before", "after_effect"])
def test_killed_at_every_send(slack, bot, ada, moment):
    """Between commit and send ("before"), and between send and record ("after_effect")."""
    channel = slack.dm(ada)  # where the fewest scopes let the history be read
    killed = set()

    def kill(call):
        sent = call.args["metadata"]["event_payload"]["token"]
        if (call.method, sent) not in killed:
            killed.add((call.method, sent))
            bot.kill()

    with kept_alive(bot):
        for method in ("chat.postMessage", "chat.update"):
            getattr(slack, moment)(method, kill)
        slack.slash(ada, channel, "shop")
        for text, label in TO_RAG:
            press_until_it_counts(slack, ada, question(slack, channel, text), label)
        verdict(slack, channel, "Use RAG")
        slack.wait_until(lambda: settled(bot))
    assert len(killed) >= 10
    assert_once_and_in_order(slack, bot, channel)
    assert [event["kind"] for event in bot.rows("events")] == ["start"] + ["answer"] * 4


def press_until_it_counts(slack, user, message, label):
    """As people do: Slack shows a warning at a press nobody acknowledged, so they press again."""
    for _ in range(20):
        pressed = choose(slack, user, message, label)
        with suppress(AssertionError):
            pressed.wait(3)
            return
    pytest.fail("twenty presses in a row were not acknowledged")


@contextmanager
def kept_alive(bot):
    """A supervisor, as an operator has: it starts the program again whenever it has died."""
    over = threading.Event()

    def watch():
        while not over.wait(0.02):
            if bot.process is None:
                bot.start(connected=False)

    watcher = threading.Thread(target=watch)
    watcher.start()
    try:
        yield
    finally:
        over.set()
        watcher.join()


def test_a_storm_of_429_delays_and_loses_nothing(slack, bot, ada, channel):
    bot.start()
    slack.faults.rate_limit("chat.postMessage", 1, 4)
    slack.faults.rate_limit("chat.update", 1, 3)
    slack.slash(ada, channel, "shop")
    converse(slack, ada, channel)
    slack.wait_until(lambda: settled(bot))
    assert_once_and_in_order(slack, bot, channel)
    early = [
        (one, two)
        for one, two in pairwise(slack.calls("chat.postMessage"))
        if one.outcome == "ratelimited" and two.at - one.at < 0.99
    ]
    assert early == []


@pytest.mark.parametrize("fault", ["drop_after", "drop_before", "http"])
def test_a_send_of_unknown_fate_is_settled_not_repeated(slack, bot, ada, channel, fault):
    bot.start()
    for method in ("chat.postMessage", "chat.update"):
        arguments = (method, 503, 2) if fault == "http" else (method, 2)
        getattr(slack.faults, fault)(*arguments)
    direct = slack.dm(ada)  # where the history may be read with the fewest scopes
    slack.say(ada, direct, "our shop")
    converse(slack, ada, direct)
    slack.wait_until(lambda: settled(bot))
    assert_once_and_in_order(slack, bot, direct)


def test_where_history_cannot_be_read_the_second_copy_goes_once_seen(slack, bot, ada, channel):
    bot.start()
    slack.slash(ada, channel, "shop")
    question(slack, channel, "optimised")
    slack.faults.drop_after("chat.postMessage", 1)
    choose(slack, ada, question(slack, channel, "optimised"), "Yes").wait()
    slack.wait_until(lambda: len(questions(slack, channel)) == 2)  # the same question, twice
    first, _second = questions(slack, channel)
    choose(slack, ada, first, "Yes").wait()
    question(slack, channel, "name their sources")  # one open question again
    slack.wait_until(lambda: settled(bot))
    assert [event["kind"] for event in bot.rows("events")] == ["start", "answer", "answer"]
    texts = [message["text"] for message in posts(slack, channel)]
    assert texts.count("Knowledge changes often: Yes") == 1


def test_a_copy_pressed_while_it_is_looked_for_stays(slack, bot, ada):
    bot.start()
    direct = slack.dm(ada)
    slack.say(ada, direct, "our shop")
    first = question(slack, direct, "optimised")
    slack.faults.drop_after("chat.postMessage", 1)
    pressed = threading.Event()
    slack.before("conversations.history", lambda _: pressed.wait(PATIENCE), times=1)
    choose(slack, ada, first, "Yes").wait()
    again = question(slack, direct, "changes every week")
    slack.wait_until(lambda: slack.calls("conversations.history"))
    choose(slack, ada, again, "Yes").wait()
    pressed.set()
    question(slack, direct, "name their sources")
    slack.wait_until(lambda: settled(bot))
    texts = [message["text"] for message in posts(slack, direct)]
    assert texts.count("Knowledge changes often: Yes") == 1


def test_slack_away_at_the_start_and_in_the_middle(slack, bot, ada, channel):
    slack.faults.down()
    bot.start(connected=False)
    slack.wait_until(lambda: "Slack can't be reached" in bot.said)
    assert bot.process.poll() is None
    slack.faults.up()
    slack.wait_until(lambda: slack.connections)
    slack.slash(ada, channel, "shop")
    asked = question(slack, channel, "optimised")
    slack.faults.drop_before("chat.postMessage")
    slack.before("chat.postMessage", lambda _: slack.faults.down(), times=1)
    choose(slack, ada, asked, "Yes")
    slack.wait_until(lambda: not slack.connections)
    slack.faults.up()
    slack.wait_until(lambda: slack.connections)
    question(slack, channel, "changes every week")
    slack.wait_until(lambda: settled(bot))
    assert_once_and_in_order(slack, bot, channel)


@pytest.mark.parametrize("loss", ["disconnect", "close_connections", "abort_connections"])
def test_a_lost_socket_is_back_within_seconds(slack, bot, ada, channel, loss):
    bot.start()
    opened = slack.connections_opened
    getattr(slack, loss)()
    slack.wait_until(lambda: slack.connections_opened > opened and slack.connections)
    slack.slash(ada, channel, "shop")
    question(slack, channel, "optimised")


def test_only_one_process_serves_a_log(slack, bot, tmp_path):
    bot.start()
    second = type(bot)(slack, tmp_path)
    second.output = tmp_path / "second.txt"
    second.start(connected=False)
    assert second.process.wait() == 2
    assert "Another process already serves Slack" in second.said


@pytest.mark.parametrize(
    ("environment", "told"),
    [
        ({"SLACK_BOT_TOKEN": "xoxb-wrong"}, "Slack refuses SLACK_BOT_TOKEN (invalid_auth)"),
        ({"SLACK_APP_TOKEN": "xapp-wrong"}, "Slack refuses SLACK_APP_TOKEN (invalid_auth)"),
        ({"SLACK_APP_TOKEN": ""}, "SLACK_APP_TOKEN is missing"),
        ({"SLACK_BOT_TOKEN": "secret"}, "SLACK_BOT_TOKEN has another form"),
        ({"SLACK_API_URL": "slack.com"}, "SLACK_API_URL is no address"),
    ],
)
def test_a_wrong_setting_is_one_clear_line(bot, environment, told):
    bot.start(connected=False, **environment)
    assert bot.process.wait() == 2
    lines = [line for line in bot.said.splitlines() if line]
    assert len(lines) == 1
    assert told in lines[0]


def test_an_error_is_private_with_a_reference_that_is_in_the_log(slack, bot, ada, channel):
    bot.start()
    slack.slash(ada, channel, "my secret plan")
    asked = question(slack, channel, "optimised")
    Database(bot.log).execute("ALTER TABLE events RENAME TO gone")
    slack.press(ada, asked, action_id="answer:0")
    slack.wait_until(lambda: slack.ephemerals(ada))
    told = slack.ephemerals(ada)[0]["text"]
    (reference,) = re.findall(r"reference: ([0-9A-F]{8})\.", told)
    assert reference in bot.said
    assert "secret" not in told + bot.said
    assert "Traceback" not in told


def test_a_garbled_button_is_refused_in_one_line_and_logs_nothing(slack, bot, ada, channel):
    bot.start()
    slack.slash(ada, channel, "shop")
    asked = question(slack, channel, "optimised")
    garbled = json.loads(json.dumps(asked))
    pressed = garbled["blocks"][2]["elements"][0]
    pressed["value"] = pressed["value"].replace('"yes"', '{"answer":"my secret plan"}')
    slack.press(ada, garbled, action_id="answer:0")
    slack.wait_until(lambda: slack.ephemerals(ada))
    assert slack.ephemerals(ada)[0]["text"] == GONE
    assert "secret" not in bot.said


def test_tokens_and_answers_never_reach_the_logs(slack, bot, ada):
    direct = slack.dm(ada)
    slack.faults.error("chat.update", "internal_error", 1)
    slack.faults.http("chat.postMessage", 500, 1)
    bot.start()
    slack.say(ada, direct, "our very secret shop")
    converse(slack, ada, direct)
    slack.disconnect()
    slack.wait_until(lambda: settled(bot))
    assert bot.stop() == 0
    for secret in (slack.bot_token, slack.app_token, "very secret", "facts", ada, direct):
        assert secret not in bot.said


def test_a_button_of_another_channel_or_workspace_does_nothing(slack, bot, ada, bob, channel):
    bot.start()
    slack.slash(ada, channel, "")
    asked = question(slack, channel, "optimised")
    other = slack.add_channel("other")
    slack.slash(ada, other, "")
    theirs = question(slack, other, "optimised")
    moved = {**asked, "blocks": theirs["blocks"]}  # a button of one channel, pressed in another
    choose(slack, bob, moved, "Yes").wait()
    slack.wait_until(lambda: slack.ephemerals(bob))
    assert {event["kind"] for event in bot.rows("events")} == {"start"}


def test_the_program_stops_when_told_to(slack, bot, ada, channel):
    bot.start()
    slack.slash(ada, channel, "")
    question(slack, channel, "optimised")
    assert bot.stop() == 0


def test_what_people_write_never_comes_alive_in_slack(slack, bot, ada, channel):
    bot.start()
    slack.slash(ada, channel, "<!channel> & <@U123> 1 < 2")
    question(slack, channel, "optimised")
    root = posts(slack, channel)[0]
    assert root["user"] == BOT_USER
    assert "!channel &amp; @U123 1 &lt; 2" in json.dumps(root["blocks"])
    assert "<!" not in json.dumps(root)
    assert "<@U123>" not in json.dumps(root)
    assert bot.rows("conversations")[0]["subject"] == "!channel & @U123 1 < 2"


@pytest.mark.parametrize("status", [502, 503])
def test_an_answer_that_is_not_slacks_is_settled_like_any_unknown_fate(slack, bot, ada, status):
    """A proxy's plain text: slack_sdk hands it on as a string."""
    direct = slack.dm(ada)
    bot.start()
    slack.faults.http("chat.postMessage", status, 2, content_type="text/plain")
    slack.faults.http("chat.update", status, 2, content_type="text/plain")
    slack.say(ada, direct, "our shop")
    converse(slack, ada, direct)
    slack.wait_until(lambda: settled(bot))
    assert_once_and_in_order(slack, bot, direct)


def test_a_proxy_in_the_way_at_the_start_is_waited_out(slack, bot, ada, channel):
    slack.faults.http("auth.test", 503, 2, content_type="text/plain")
    slack.faults.http("apps.connections.open", 503, 1, content_type="text/plain")
    bot.start()
    slack.slash(ada, channel, "")
    question(slack, channel, "optimised")


def test_a_revoked_token_throws_nothing_away(slack, bot, ada, channel):
    bot.start()
    slack.faults.error("chat.postMessage", "token_revoked", 1)
    slack.slash(ada, channel, "shop")
    slack.wait_until(lambda: "Slack refuses the token" in bot.said)
    slack.wait_until(lambda: {row["status"] for row in bot.rows("outbox")} == {"pending"})
    bot.kill()
    bot.start()
    rows = bot.rows("outbox")
    assert {row["status"] for row in rows} == {"pending"}


def test_change_back_and_change_again(slack, bot, ada, channel):
    bot.start()
    slack.slash(ada, channel, "")
    choose(slack, ada, question(slack, channel, "optimised"), "Yes").wait()
    asked = question(slack, channel, "changes every week")
    answers = change(slack, ada, asked, "Prompt optimised")
    choose(slack, ada, question(slack, channel, "optimised"), "Back").wait()
    question(slack, channel, "changes every week")
    press_change(slack, ada, answers, "Prompt optimised")
    question(slack, channel, "optimised")


def test_typed_answers_after_moving_to_a_direct_message(slack, bot, ada):
    elsewhere = slack.add_channel("elsewhere", bot=False)
    bot.start()
    slack.slash(ada, elsewhere, "shop")
    told = slack.wait_until(lambda: slack.ephemerals(ada))[0]
    slack.press(ada, told, text="Go on in a direct message").wait()
    direct = slack.dm(ada)
    question(slack, direct, "optimised")
    slack.say(ada, direct, "no")
    verdict(slack, direct, "Improve the prompt first")
    slack.wait_until(lambda: "Improve" in posts(slack, direct)[0]["text"])
    slack.say(ada, direct, "start over")
    asked = slack.wait_until(lambda: slack.ephemerals(ada)[1:])[-1]
    slack.press(ada, asked, text="Start over").wait()
    question(slack, direct, "Question 1")
    assert len(bot.rows("conversations")) == 1


def test_what_was_handled_long_ago_is_forgotten(slack, bot, ada, channel):
    bot.start()
    slack.slash(ada, channel, "")
    choose(slack, ada, question(slack, channel, "optimised"), "Yes").wait()
    slack.wait_until(lambda: settled(bot))
    bot.kill()
    log = Database(bot.log)
    for table in ("handled", "outbox"):
        log.execute(f"UPDATE {table} SET at = '2020-01-01T00:00:00.000+00:00'")
    log.conn.commit()
    bot.start()
    slack.wait_until(lambda: bot.rows("handled") == [])
    assert {row["action"] for row in bot.rows("outbox")} == {"post"}


def test_a_subject_as_long_as_a_book_is_cut(slack, bot, ada, channel):
    bot.start()
    slack.slash(ada, channel, "a & b " * 700)
    question(slack, channel, "optimised")
    assert slack.ephemerals() == []


def test_commands_where_nothing_is_open_start_nothing(slack, bot, ada, channel):
    bot.start()
    slack.mention(ada, channel, "cancel")
    slack.say(ada, slack.dm(ada), "change 1")
    slack.wait_until(lambda: len(slack.ephemerals(ada)) == 2)
    assert bot.rows("conversations") == []


def test_cancel_after_the_verdict_is_refused(slack, bot, ada):
    direct = slack.dm(ada)
    bot.start()
    slack.say(ada, direct, "our shop")
    choose(slack, ada, question(slack, direct, "optimised"), "No").wait()
    verdict(slack, direct, "Improve the prompt first")
    slack.say(ada, direct, "cancel")
    slack.wait_until(lambda: slack.ephemerals(ada))
    assert "nothing to cancel" in slack.ephemerals(ada)[0]["text"]
