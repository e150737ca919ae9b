"""Whole conversations in Slack, to a logged decision."""

import json

import pytest
from sqlite_utils import Database

from tests.slack_server import HISTORY_SCOPES, LEAST_SCOPES, SlackServer

from .running import (
    MENU,
    Bot,
    change,
    change_advised,
    choose,
    labels,
    posts,
    question,
    questions,
    seen,
    verdict,
    window,
)

TO_REQUESTS = (
    ("optimised your prompt", "Yes"),
    ("changes every week", "No"),
    ("name their sources", "No"),
    ("still wrong", "Style or tone"),
    ("run once", "No"),
)


def to_rag(slack, user, channel):
    """The shop whose prices change weekly: four answers to the verdict."""
    choose(slack, user, question(slack, channel, "optimised your prompt"), "Yes").wait()
    choose(slack, user, question(slack, channel, "changes every week"), "Yes").wait()
    choose(slack, user, question(slack, channel, "name their sources"), "No").wait()
    choose(slack, user, question(slack, channel, "still wrong"), "Our facts are missing").wait()
    return verdict(slack, channel, "Use RAG")


def test_a_slash_command_to_a_logged_decision(slack, bot, ada, bob, channel):
    bot.start()
    begun = slack.slash(ada, channel, "support bot for our shop")
    assert begun.ack == {}
    first = question(slack, channel, "Question 1 of about 4")
    root = posts(slack, channel)[0]
    assert first["thread_ts"] == root["ts"]
    assert "support bot for our shop" in root["text"]
    assert labels(first) == ["Yes", "No", "Not sure", "Why this?", *MENU]
    to_rag(slack, bob, channel)
    slack.wait_until(lambda: "Use RAG" in posts(slack, channel)[0]["text"])
    (decision,) = bot.rows("decisions")
    assert decision["recommendation"] == "rag"
    assert decision["subject"] == "support bot for our shop"
    assert decision["user"] == bob
    assert json.loads(decision["answers"])["gap"] == "facts"
    answers = [event for event in bot.rows("events") if event["kind"] == "answer"]
    assert {event["user"] for event in answers} == {bob}
    assert all(event["at"] for event in answers)


def test_an_answered_question_is_one_line_with_who(slack, bot, ada, bob, channel):
    bot.start()
    slack.slash(ada, channel, "")
    asked = question(slack, channel, "optimised your prompt")
    choose(slack, bob, asked, "Yes").wait()
    question(slack, channel, "changes every week")
    slack.wait_until(lambda: len(posts(slack, channel)[1]["blocks"]) == 1)
    closed = posts(slack, channel)[1]
    assert closed["text"] == "Prompt optimised: Yes"
    assert f"<@{bob}>" in json.dumps(closed["blocks"])
    assert labels(closed) == []


def test_a_mention_starts_in_its_own_thread(slack, bot, ada, channel):
    bot.start()
    said = slack.mention(ada, channel, "a tutor for every school subject")
    asked = question(slack, channel, "optimised your prompt")
    assert asked["thread_ts"] == said.ts
    choose(slack, ada, asked, "No").wait()
    verdict(slack, channel, "Improve the prompt first")
    (decision,) = bot.rows("decisions")
    assert decision["subject"] == "a tutor for every school subject"


def test_a_mention_in_a_thread_runs_there_and_then_answers(slack, bot, ada, bob, channel):
    bot.start()
    talk = slack.say(ada, channel, "we need a better model")
    slack.mention(bob, channel, "", thread_ts=talk.ts)
    asked = question(slack, channel, "optimised your prompt")
    assert asked["thread_ts"] == talk.ts
    slack.mention(bob, channel, "yep, we did", thread_ts=talk.ts)
    question(slack, channel, "changes every week")
    slack.mention(bob, channel, "back", thread_ts=talk.ts)
    question(slack, channel, "optimised your prompt")
    slack.mention(ada, channel, "no", thread_ts=talk.ts)
    verdict(slack, channel, "Improve the prompt first")


def test_a_direct_message_with_typed_answers(slack, bot, ada):
    direct = slack.dm(ada)
    bot.start()
    slack.say(ada, direct, "ticket classifier")
    question(slack, direct, "optimised your prompt")
    for typed, next_question in (
        ("yes", "changes every week"),
        ("nope", "name their sources"),
        ("no", "still wrong"),
        ("tone", "run once"),
        ("no", "requests a day"),
    ):
        slack.say(ada, direct, typed)
        question(slack, direct, next_question)
    slack.say(ada, direct, "about 20 a day")
    verdict(slack, direct, "Use an API as it is")
    (decision,) = bot.rows("decisions")
    assert json.loads(decision["answers"])["requests_per_day"] == 20


def test_typed_replies_in_a_channel_where_history_may_be_read(tmp_path):
    with SlackServer(LEAST_SCOPES | HISTORY_SCOPES) as slack:
        ada = slack.add_user("ada")
        channel = slack.add_channel("ml")
        bot = Bot(slack, tmp_path).start()
        try:
            said = slack.mention(ada, channel, "a bot")  # Slack sends it twice, as two events
            question(slack, channel, "optimised your prompt")
            for chat in ("lunch is there", "sure, take your time", "lol no", "stop", "maybe"):
                slack.say(ada, channel, chat, thread_ts=said.ts)
            slack.say(ada, channel, "No.", thread_ts=said.ts)
            verdict(slack, channel, "Improve the prompt first")
            assert slack.ephemerals() == []
            assert len(bot.rows("conversations")) == 1
        finally:
            bot.kill()


def test_an_unreadable_typed_answer_is_told_privately(slack, bot, ada):
    direct = slack.dm(ada)
    bot.start()
    slack.say(ada, direct, "a bot")
    question(slack, direct, "optimised your prompt")
    slack.say(ada, direct, "banana")
    slack.wait_until(lambda: slack.ephemerals(ada))
    assert "yes" in slack.ephemerals(ada)[0]["text"]
    assert len(bot.rows("events")) == 1


def test_a_question_back_is_answered_privately_and_stays_open(slack, bot, ada, bob, channel):
    bot.start()
    said = slack.mention(ada, channel, "a bot")
    question(slack, channel, "optimised your prompt")
    for asked, told in (
        ("what do you mean by optimised?", "1,500 tokens"),
        ("why do you ask?", "A better prompt takes hours"),
        ("is this logged?", "database of whoever runs me"),
    ):
        before = len(slack.ephemerals(bob))
        slack.mention(bob, channel, asked, thread_ts=said.ts).wait()
        slack.wait_until(lambda n=before: len(slack.ephemerals(bob)) > n)
        assert told in slack.ephemerals(bob)[-1]["text"]
    assert slack.ephemerals(ada) == []
    assert len(bot.rows("events")) == 1
    question(slack, channel, "optimised your prompt")


def test_what_may_be_meant_is_offered_privately_and_one_press_takes_it(slack, bot, ada):
    direct = slack.dm(ada)
    bot.start()
    slack.say(ada, direct, "a bot")
    question(slack, direct, "optimised your prompt")
    slack.say(ada, direct, "yes, but only for english")
    told = slack.wait_until(lambda: slack.ephemerals(ada))[0]
    assert labels(told) == ["Yes", "No", "Not sure"]
    assert len(bot.rows("events")) == 1
    slack.press(ada, told, text="Yes").wait()
    question(slack, direct, "changes every week")
    slack.wait_until(lambda: slack.ephemerals(ada) == [])
    (answer,) = [each for each in bot.rows("events") if each["kind"] == "answer"]
    assert (answer["user"], json.loads(answer["answer"])) == (ada, "yes")


def test_an_offer_for_a_question_that_was_answered_meanwhile_changes_nothing(slack, bot, ada):
    direct = slack.dm(ada)
    bot.start()
    slack.say(ada, direct, "a bot")
    asked = question(slack, direct, "optimised your prompt")
    slack.say(ada, direct, "yes, but only for english")
    told = slack.wait_until(lambda: slack.ephemerals(ada))[0]
    choose(slack, ada, asked, "No").wait()
    verdict(slack, direct, "Improve the prompt first")
    slack.press(ada, told, text="Yes").wait()
    slack.wait_until(lambda: slack.ephemerals(ada) != [told])
    kept = [json.loads(each["answer"]) for each in bot.rows("events") if each["kind"] == "answer"]
    assert kept == ["no"]


def test_change_after_the_verdict_logs_a_new_decision(slack, bot, ada, bob, channel):
    bot.start()
    slack.slash(ada, channel, "shop")
    given = to_rag(slack, ada, channel)
    change_advised(slack, bob, given, "Knowledge changes often").wait()
    asked = question(slack, channel, "changes every week")
    assert "Until now: Yes" in json.dumps(asked["blocks"])
    choose(slack, bob, asked, "No").wait()
    choose(slack, bob, question(slack, channel, "retrieval (RAG)"), "Plain retrieval").wait()
    verdict(slack, channel, "Improve the retrieval")
    first, second = bot.rows("decisions")
    assert first["superseded_by"] == second["id"]
    was, now = f"Advice {first['id']} (Use RAG)", f"advice {second['id']}"
    slack.wait_until(lambda: seen(slack, channel, f"{was} is replaced by {now}: <@{bob}> changed"))
    assert sum("Start over" in labels(message) for message in posts(slack, channel)) == 1


def test_back_and_change_in_the_middle(slack, bot, ada, channel):
    bot.start()
    slack.slash(ada, channel, "")
    choose(slack, ada, question(slack, channel, "optimised your prompt"), "Yes").wait()
    choose(slack, ada, question(slack, channel, "changes every week"), "No").wait()
    asked = question(slack, channel, "name their sources")
    choose(slack, ada, asked, "Back").wait()
    question(slack, channel, "changes every week")
    slack.wait_until(lambda: "went back" in json.dumps(posts(slack, channel)[3]["blocks"]))
    change(slack, ada, question(slack, channel, "changes every week"), "Prompt optimised")
    again = question(slack, channel, "optimised your prompt")
    choose(slack, ada, again, "No").wait()
    verdict(slack, channel, "Improve the prompt first")


def test_a_number_is_entered_in_a_field_of_its_own(slack, bot, ada, bob, channel):
    bot.start()
    slack.slash(ada, channel, "")
    for text, label in TO_REQUESTS:
        choose(slack, ada, question(slack, channel, text), label).wait()
    asked = question(slack, channel, "requests a day")
    assert labels(asked)[:3] == ["Under 50", "50 or more", "Enter a number"]
    form = window(slack, ada, asked, "Enter a number")
    assert slack.submit_view(ada, form, {"answer": "plenty"}).wait()["errors"]["answer"]
    assert slack.submit_view(ada, form, {"answer": "20 to 70 a day"}).wait() == {
        "response_action": "errors",
        "errors": {
            "answer": "The advice differs within that. Is it under 50 requests/day or 50 requests/day or more?"
        },
    }
    theirs = window(slack, bob, asked, "Enter a number")
    assert slack.submit_view(ada, form, {"answer": "2k a day"}).wait() == {}
    said = "Requests a day: 2,000 requests/day"
    slack.wait_until(lambda: said in [each["text"] for each in posts(slack, channel)])
    late = slack.submit_view(bob, theirs, {"answer": "5"}).wait()
    assert "moved the conversation on" in late["errors"]["answer"]
    given = [each for each in bot.rows("events") if each["fact"] == "requests_per_day"]
    assert [(each["user"], each["answer"]) for each in given] == [(ada, "2000")]


def test_done_with_nothing_ticked_answers_nothing(slack, bot, ada, channel):
    bot.start(ADVISOR_RULES="should-we-finetune")
    slack.slash(ada, channel, "")
    asked = question(slack, channel, "What is wrong")
    choose(slack, ada, asked, "Done").wait()
    slack.wait_until(lambda: slack.ephemerals(ada))
    assert slack.ephemerals(ada)[0]["text"].startswith("Nothing is ticked.")
    assert len(bot.rows("events")) == 1
    choose(slack, ada, asked, "None of these").wait()
    slack.wait_until(lambda: len(bot.rows("events")) == 2)
    assert bot.rows("events")[1]["answer"] == "[]"


def test_cancelling_is_asked_once_and_resume_goes_on(slack, bot, ada, bob, channel):
    bot.start()
    said = slack.mention(ada, channel, "our shop")
    asked = question(slack, channel, "optimised your prompt")
    form = window(slack, bob, asked, "Cancel this")
    assert "Cancel our shop? Type resume to go on later." in json.dumps(form["blocks"])
    assert len(bot.rows("events")) == 1
    slack.submit_view(bob, form).wait()
    slack.wait_until(lambda: not questions(slack, channel))
    assert f"<@{bob}> cancelled" in json.dumps(posts(slack, channel))
    slack.mention(ada, channel, "resume", thread_ts=said.ts)
    question(slack, channel, "optimised your prompt")
    slack.mention(ada, channel, "cancel", thread_ts=said.ts)
    told = slack.wait_until(lambda: slack.ephemerals(ada))[0]
    assert [each["kind"] for each in bot.rows("events")] == ["start", "cancel", "resume"]
    slack.press(ada, told, text="Cancel it").wait()
    slack.wait_until(lambda: not questions(slack, channel))


def test_the_root_follows_the_questions_and_tells_who_cancelled(slack, bot, ada, bob, channel):
    bot.start()
    slack.slash(ada, channel, "shop")
    choose(slack, ada, question(slack, channel, "optimised your prompt"), "Yes").wait()
    asked = question(slack, channel, "changes every week")
    said = asked["text"].split(":")[0].replace("Question 2", "question 2")
    slack.wait_until(lambda: f"In the thread: {said}." in posts(slack, channel)[0]["text"])
    slack.submit_view(bob, window(slack, bob, asked, "Cancel this")).wait()
    told = f"Cancelled by <@{bob}>. Nothing was advised."
    slack.wait_until(lambda: told in posts(slack, channel)[0]["text"])


def test_a_changed_answer_says_what_it_was(slack, bot, ada, bob, channel):
    bot.start()
    slack.slash(ada, channel, "")
    choose(slack, ada, question(slack, channel, "optimised your prompt"), "Yes").wait()
    change(slack, bob, question(slack, channel, "changes every week"), "Prompt optimised")
    again = question(slack, channel, "optimised your prompt")
    choose(slack, bob, again, "Not sure").wait()
    line = f"Prompt optimised: *not sure* (<@{bob}>, was _Yes_). Counted as no."
    slack.wait_until(lambda: line in json.dumps(posts(slack, channel)))


def test_start_over_asks_once_and_then_from_the_first_question(slack, bot, ada, bob, channel):
    bot.start()
    slack.slash(ada, channel, "shop")
    given = to_rag(slack, ada, channel)
    form = window(slack, bob, given, "Start over")
    assert "Start over with shop? All answers are cleared." in json.dumps(form["blocks"])
    again, late = (window(slack, user, given, "Start over") for user in (bob, ada))
    slack.submit_view(bob, form).wait()
    question(slack, channel, "Question 1")
    slack.wait_until(lambda: "question 1 of about" in posts(slack, channel)[0]["text"])
    assert seen(slack, channel, f"Started over by <@{bob}>.")
    assert slack.submit_view(bob, again).wait() == {}
    refused = slack.submit_view(ada, late).wait()
    assert f"<@{bob}> has started over, so your press changed nothing" in json.dumps(refused)
    assert [each["kind"] for each in bot.rows("events")].count("start over") == 1


def test_start_over_that_is_typed_is_asked_once(slack, bot, ada, bob, channel):
    bot.start()
    said = slack.mention(ada, channel, "shop bot")
    choose(slack, ada, question(slack, channel, "optimised your prompt"), "Yes").wait()
    question(slack, channel, "changes every week")
    slack.mention(bob, channel, "start over", thread_ts=said.ts)
    told = slack.wait_until(lambda: slack.ephemerals(bob))[0]
    assert len(bot.rows("events")) == 2
    slack.press(bob, told, text="Start over").wait()
    question(slack, channel, "optimised your prompt")
    slack.wait_until(lambda: seen(slack, channel, f"Started over by <@{bob}>."))
    line = f"Prompt optimised: *Yes* (<@{ada}>, no longer counts)"
    slack.wait_until(lambda: line in json.dumps(posts(slack, channel)))


def test_newer_rules_are_offered_in_the_thread_and_anybody_moves_to_them(
    slack, bot, ada, bob, channel
):
    bot.start()
    slack.slash(ada, channel, "shop")
    choose(slack, ada, question(slack, channel, "optimised your prompt"), "Yes").wait()
    asked = question(slack, channel, "changes every week")
    bot.stop()
    bot.start(ADVISOR_RULES="should-we-finetune")
    choose(slack, ada, asked, "No").wait()
    offered = question(slack, channel, "name their sources")
    assert "These rules have a newer version" in json.dumps(offered["blocks"])
    choose(slack, bob, offered, "Move to it").wait()
    assert "Move to it" not in labels(question(slack, channel, "What is wrong"))
    slack.wait_until(lambda: "moved to the newer" in json.dumps(posts(slack, channel)[3]["blocks"]))


def test_why_and_help_are_private(slack, bot, ada, channel):
    bot.start()
    slack.slash(ada, channel, "")
    told = json.dumps(window(slack, ada, question(slack, channel, "optimised"), "Why this?"))
    assert "1,500 tokens" in told
    assert "Then I assume" in told
    assert slack.ephemerals() == []
    told = slack.slash(ada, channel, "help").wait()
    assert len(told["text"].splitlines()) == 8
    assert len(posts(slack, channel)) == 2


@pytest.mark.parametrize("private", [False, True])
def test_where_the_bot_is_no_member_it_goes_on_in_a_direct_message(slack, bot, ada, private):
    elsewhere = slack.add_channel("elsewhere", private=private, bot=False)
    bot.start()
    slack.slash(ada, elsewhere, "shop")
    told = slack.wait_until(lambda: slack.ephemerals(ada))[0]
    assert labels(told) == ["Go on in a direct message"]
    assert posts(slack, elsewhere) == []
    slack.press(ada, told, text="Go on in a direct message").wait()
    direct = slack.dm(ada)
    asked = question(slack, direct, "optimised your prompt")
    assert "shop" in posts(slack, direct)[0]["text"]
    assert "thread_ts" not in asked
    choose(slack, ada, asked, "No").wait()
    verdict(slack, direct, "Improve the prompt first")
    assert len(questions(slack, direct)) == 0


def test_a_conversation_whose_rules_cant_be_read_any_more_is_told_of(slack, bot, ada, channel):
    bot.start()
    slack.slash(ada, channel, "a shop")
    asked = question(slack, channel, "optimised your prompt")
    bot.stop()
    log = Database(bot.log)
    log.execute("UPDATE rulesets SET text = 'language: 9'")
    log.conn.commit()
    bot.start(ADVISOR_RULES="ertas")
    choose(slack, ada, asked, "Yes").wait()
    slack.wait_until(lambda: "any more" in json.dumps(slack.ephemerals(ada)))
    assert bot.rows("events")[1:] == []
    assert "Traceback" not in bot.said
