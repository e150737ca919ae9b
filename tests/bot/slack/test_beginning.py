"""Doors by window in Slack: the message shortcut and the form that begins a conversation."""

import json

from bot.interactions.beginning import BeginForm
from bot.slack.beginning import SHORTCUT
from bot.slack.blocks import beginning as drawing
from tests.slack_server import LEAST_SCOPES, READ_SCOPES, SlackServer, block_faults
from tests.slack_server.blocks import view_faults

from .running import Bot, choose, labels, posts, question, questions, seen, verdict, window
from .test_blocks import words

RANT = "the support bot invents <https://acme.com|return policies>, could we just train it?"


def form(slack, user, channel, ts):
    """Use the shortcut on a message, and return the window that opens."""
    before = len(slack.views)
    slack.shortcut(user, channel, ts, SHORTCUT).wait()
    slack.wait_until(lambda: len(slack.views) > before)
    return slack.views[-1]


def filled(view):
    """What stands in a form when it opens, by field."""
    fields = {block["block_id"]: block["element"] for block in view["blocks"]}
    return {name: element.get("initial_value") for name, element in fields.items()}


def replies(slack, channel, ts):
    """Our replies in a thread."""
    return [m for m in posts(slack, channel) if m.get("thread_ts") == ts]


def test_a_message_is_asked_about_in_its_thread_and_our_first_reply_shows_the_state(
    slack, bot, ada, bob, channel
):
    bot.start()
    said = slack.say(bob, channel, RANT)
    opened = form(slack, ada, channel, said.ts)
    assert filled(opened) == {
        "what": "the support bot invents return policies, could we just train it?",
        "name": "the support bot invents return policies",
        "where": None,
    }
    slack.submit_view(ada, opened, {"name": "Support bot"}).wait()
    question(slack, channel, "optimised your prompt")
    root, asked = replies(slack, channel, said.ts)
    assert "*Should we fine-tune?* Support bot\nIn the thread: question 1" in json.dumps(
        root["blocks"]
    ).replace("\\n", "\n")
    assert f"Asked by <@{ada}>. Anybody here may answer." in json.dumps(root["blocks"])
    assert asked["thread_ts"] == said.ts
    slack.mention(bob, channel, "yes", thread_ts=said.ts)
    question(slack, channel, "changes every week")
    for answer, follows in (("Yes", "name their sources"), ("No", "still wrong")):
        choose(slack, bob, questions(slack, channel)[-1], answer).wait()
        question(slack, channel, follows)
    choose(slack, bob, questions(slack, channel)[-1], "Our facts are missing").wait()
    verdict(slack, channel, "Use RAG")
    slack.wait_until(
        lambda: "*Use RAG*" in json.dumps(replies(slack, channel, said.ts)[0]["blocks"])
    )
    assert {m.get("thread_ts") for m in posts(slack, channel)} == {said.ts}


def test_a_thread_that_has_a_conversation_offers_it_and_starts_none(slack, bot, ada, bob, channel):
    bot.start()
    said = slack.say(bob, channel, "Something is off")
    ours, theirs = (form(slack, user, channel, said.ts) for user in (ada, bob))
    slack.submit_view(ada, ours, {"what": "ticket summaries", "name": "Ticket summaries"}).wait()
    asked = question(slack, channel, "optimised your prompt")
    sent = slack.submit_view(bob, theirs)
    assert sent.ack["response_action"] == "update"
    offered = slack.views[-1]
    for held in (
        offered,
        form(slack, bob, channel, said.ts),
        form(slack, bob, channel, asked["ts"]),
    ):
        text = json.dumps(held["blocks"])
        assert "Ticket summaries" in text
        assert "In the thread: question 1" in text
        link = f"https://testing.slack.com/archives/{channel}/p{said.ts.replace('.', '')}|Go on"
        assert link in text
        assert held["submit"] is None
    assert len(bot.rows("conversations")) == 1


def test_where_we_are_no_member_it_goes_on_in_a_direct_message(slack, bot, ada, bob):
    elsewhere = slack.add_channel("elsewhere", bot=False)
    direct = slack.dm(ada)
    bot.start()
    said = slack.say(bob, elsewhere, "our support bot")
    slack.submit_view(ada, form(slack, ada, elsewhere, said.ts)).wait()
    slack.wait_until(lambda: slack.ephemerals(ada))
    offer = slack.ephemerals(ada)[-1]
    assert "I'm not in this channel" in offer["text"]
    slack.press(ada, offer, text="Go on in a direct message").wait()
    question(slack, direct, "optimised your prompt")
    assert posts(slack, elsewhere) == []
    assert "our support bot" in posts(slack, direct)[0]["text"]


def test_asked_alone_nothing_is_posted_where_the_message_stands(slack, bot, ada, bob, channel):
    direct = slack.dm(ada)
    bot.start()
    said = slack.say(bob, channel, "our support bot")
    opened = form(slack, ada, channel, said.ts)
    slack.submit_view(ada, opened, {"where": "With me alone, in a direct message"}).wait()
    question(slack, direct, "optimised your prompt")
    assert posts(slack, channel) == []


def test_in_a_direct_message_the_shortcut_is_a_start_like_any(slack, bot, ada):
    direct = slack.dm(ada)
    bot.start()
    said = slack.say(ada, direct, "thanks")
    slack.wait_until(lambda: said.is_acked)
    before = len(posts(slack, direct))
    opened = form(slack, ada, direct, said.ts)
    assert "where" not in filled(opened)
    slack.submit_view(ada, opened, {"what": "our support bot"}).wait()
    slack.wait_until(lambda: len(posts(slack, direct)) > before)
    slack.wait_until(lambda: seen(slack, direct, "our support bot"))


def test_the_same_form_sent_twice_begins_once_and_one_that_came_too_late_says_so(
    slack, bot, ada, bob, channel
):
    bot.start()
    said = slack.say(bob, channel, "our support bot")
    opened = form(slack, ada, channel, said.ts)
    alone = {"where": "With me alone, in a direct message"}
    slack.submit_view(ada, opened, dict(alone)).wait()
    slack.workspace.views[opened["id"]].open = True
    assert slack.submit_view(ada, opened, dict(alone)).wait() == {}
    assert len(bot.rows("conversations")) == 1
    slack.before("views.open", lambda _: slack.advance(4), times=1)
    slack.shortcut(ada, channel, said.ts, SHORTCUT).wait()
    slack.wait_until(lambda: "took too long" in str(slack.ephemerals(ada)))


def test_a_channel_is_greeted_once_and_its_buttons_do_what_they_say(tmp_path):
    with SlackServer(LEAST_SCOPES | READ_SCOPES) as slack:
        ada, bob = slack.add_user("ada"), slack.add_user("bob")
        channel = slack.add_channel("ml", bot=False)
        bot = Bot(slack, tmp_path).start()
        try:
            slack.invite_bot(ada, channel).wait()
            (greeting,) = slack.wait_until(lambda: posts(slack, channel))
            assert labels(greeting) == ["Try it", "Weekly digest here", "How this works"]
            assert "thread_ts" not in greeting
            assert (
                window(slack, bob, greeting, "Weekly digest here")["callback_id"] == "digest_form"
            )
            shown = json.dumps(window(slack, bob, greeting, "How this works")["blocks"])
            assert "I ask one question at a time" in shown
            tried = window(slack, bob, greeting, "Try it")
            slack.submit_view(bob, tried, {"what": "our support bot"}).wait()
            question(slack, channel, "optimised your prompt")
            root = posts(slack, channel)[1]
            assert "our support bot\\nIn the thread: question 1" in json.dumps(root["blocks"])
            assert f"Asked by <@{bob}>" in json.dumps(root["blocks"])
            before = len(posts(slack, channel))
            for _ in range(2):
                slack.kick_bot(ada, channel)
                slack.invite_bot(ada, channel).wait()
                bot.kill()
                bot.start()
            slack.mention(ada, channel, "help").wait()
            assert len(posts(slack, channel)) == before
        finally:
            bot.kill()


def test_somebody_elses_arrival_is_none_of_our_business(tmp_path):
    with SlackServer(LEAST_SCOPES | READ_SCOPES) as slack:
        ada = slack.add_user("ada")
        channel = slack.add_channel("ml")
        bot = Bot(slack, tmp_path).start()
        try:
            slack.join(slack.add_user("bob"), channel).wait()
            slack.mention(ada, channel, "our support bot")
            question(slack, channel, "optimised your prompt")
            assert len(posts(slack, channel)) == 1
        finally:
            bot.kill()


def test_the_greeting_keeps_to_its_words():
    said = drawing.welcome()
    assert block_faults(said.blocks) == []
    assert words(said.blocks) <= 40


def test_the_form_is_as_slack_takes_it_for_any_message():
    for text in ("", "x", "a" * 3000, "two words " * 300, "<&>" * 1000):
        for here, taken in ((True, True), (True, False), (False, False)):
            view = drawing.describe(
                BeginForm(text, text[:60], here, taken), drawing.Carried("C1", "1.2", "u")
            )
            assert view_faults(view) == []


def test_alone_with_us_one_thing_is_asked_at_a_time(slack, bot, ada, bob, channel):
    bot.start()
    alone = {"where": "With me alone, in a direct message"}
    first = slack.say(bob, channel, "our support bot")
    slack.submit_view(ada, form(slack, ada, channel, first.ts), dict(alone)).wait()
    second = slack.say(bob, channel, "our search bot")
    told = slack.submit_view(ada, form(slack, ada, channel, second.ts), dict(alone)).wait()
    assert "I ask one thing at a time there." in json.dumps(told)
