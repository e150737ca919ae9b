"""Typed answers that are edited or deleted, and what people say to each other in a thread."""

import pytest

from tests.bot.talk import TOUR
from tests.slack_server import HISTORY_SCOPES, LEAST_SCOPES, SlackServer, block_faults

from .running import Bot, choose, labels, posts, question, verdict


@pytest.fixture
def slack():
    with SlackServer(LEAST_SCOPES | HISTORY_SCOPES) as server:
        yield server


def typed_in_a_thread(slack, bot, user, channel, text="Yes"):
    """A conversation whose first question was answered by a message; its thread and that message."""
    bot.start()
    begun = slack.mention(user, channel, "a bot")
    question(slack, channel, "optimised your prompt")
    answer = slack.say(user, channel, text, thread_ts=begun.ts)
    question(slack, channel, "changes every week")
    return begun.ts, answer.ts


def told(slack, user, count=1):
    return slack.wait_until(
        lambda: len(slack.ephemerals(user)) >= count and slack.ephemerals(user)
    )[-1]


def answers(bot):
    return [row["answer"] for row in bot.rows("events") if row["kind"] == "answer"]


def test_an_edited_answer_is_changed_when_its_writer_says_so(slack, bot, ada, bob, channel):
    thread, message = typed_in_a_thread(slack, bot, ada, channel)
    choose(slack, bob, question(slack, channel, "changes every week"), "No").wait()
    question(slack, channel, "name their sources")
    slack.edit_message(ada, channel, message, "no, not yet").wait()
    asked = told(slack, ada)
    assert asked["thread_ts"] == thread
    assert "It answered *Prompt optimised: Yes*. Change it to *No*?" in asked["text"]
    assert block_faults(asked["blocks"]) == []
    assert slack.ephemerals(bob) == []
    assert answers(bot) == ['"yes"', '"no"']
    slack.press(ada, asked, text="Change it").wait()
    verdict(slack, channel, "Improve the prompt first")
    slack.wait_until(lambda: slack.ephemerals(ada)[-1]["text"] == "Prompt optimised is now: No.")
    assert [row["kind"] for row in bot.rows("events")][-2:] == ["change", "answer"]
    gone = {"Prompt optimised: Yes": True, "Prompt optimised: No": False}
    slack.wait_until(
        lambda: (
            gone.items()
            <= {
                m["text"]: "no longer counts" in str(m["blocks"]) for m in posts(slack, channel)
            }.items()
        )
    )
    slack.press(ada, asked, text="Change it").wait()  # a second press says the same
    assert len(answers(bot)) == 3


def test_an_answer_that_was_changed_twice_by_editing_follows_each_edit(slack, bot, ada, channel):
    _, message = typed_in_a_thread(slack, bot, ada, channel)
    slack.edit_message(ada, channel, message, "no").wait()
    slack.press(ada, told(slack, ada), text="Change it").wait()
    verdict(slack, channel, "Improve the prompt first")
    before = len(slack.ephemerals(ada))
    slack.edit_message(ada, channel, message, "yes").wait()
    asked = told(slack, ada, before + 1)
    slack.press(ada, asked, text="Change it").wait()
    question(slack, channel, "changes every week")


def test_an_edit_that_reads_the_same_or_was_no_answer_says_nothing(slack, bot, ada, channel):
    thread, message = typed_in_a_thread(slack, bot, ada, channel)
    chat = slack.say(ada, channel, "lunch?", thread_ts=thread)
    for edited, text in ((message, "yes!"), (message, "Yep."), (chat.ts, "no")):
        slack.edit_message(ada, channel, edited, text).wait()
    slack.delete_message(ada, channel, chat.ts).wait()
    slack.edit_message(ada, channel, message, "banana").wait()
    assert "I can't read the new one. Prompt optimised stays: Yes." in told(slack, ada)["text"]
    assert len(slack.ephemerals(ada)) == 1
    assert answers(bot) == ['"yes"']


def test_an_edit_that_would_be_offered_if_it_were_typed_is_offered(slack, bot, ada, channel):
    _, message = typed_in_a_thread(slack, bot, ada, channel)
    slack.edit_message(ada, channel, message, "maybe not").wait()
    asked = told(slack, ada)
    assert "Prompt optimised: Yes*. Change it to *No* or *Not sure*?" in asked["text"]
    assert labels(asked) == ["No", "Not sure", "Keep it"]
    assert block_faults(asked["blocks"]) == []
    assert answers(bot) == ['"yes"']
    slack.press(ada, asked, text="No").wait()
    verdict(slack, channel, "Improve the prompt first")
    assert answers(bot) == ['"yes"', '"no"']
    slack.wait_until(lambda: slack.ephemerals(ada)[-1]["text"] == "Prompt optimised is now: No.")


def test_an_edit_to_a_question_back_is_answered_and_offers_nothing(slack, bot, ada, channel):
    _, message = typed_in_a_thread(slack, bot, ada, channel)
    slack.edit_message(ada, channel, message, "what do you mean by optimised?").wait()
    asked = told(slack, ada)
    assert "1,500 tokens" in asked["text"]
    assert "Keep it" not in labels(asked)
    assert answers(bot) == ['"yes"']


def test_an_edit_of_an_answer_that_no_longer_stands_changes_nothing(slack, bot, ada, bob, channel):
    _, message = typed_in_a_thread(slack, bot, ada, channel)
    slack.edit_message(ada, channel, message, "no").wait()
    asked = told(slack, ada)
    choose(slack, bob, question(slack, channel, "changes every week"), "Back").wait()
    question(slack, channel, "optimised your prompt")
    slack.press(ada, asked, text="Change it").wait()
    slack.wait_until(lambda: "changed or taken back since" in slack.ephemerals(ada)[-1]["text"])
    before = len(slack.ephemerals(ada))
    slack.edit_message(ada, channel, message, "not really").wait()
    slack.delete_message(ada, channel, message).wait()
    question(slack, channel, "optimised your prompt")
    assert len(slack.ephemerals(ada)) == before
    assert answers(bot) == ['"yes"']


def test_a_deleted_answer_is_kept_or_asked_again(slack, bot, ada, channel):
    thread, message = typed_in_a_thread(slack, bot, ada, channel)
    slack.delete_message(ada, channel, message).wait()
    asked = told(slack, ada)
    assert asked["thread_ts"] == thread
    assert "It answered *Prompt optimised: Yes*. Keep it?" in asked["text"]
    assert labels(asked) == ["Keep it", "Take it back"]
    assert block_faults(asked["blocks"]) == []
    slack.press(ada, asked, text="Keep it").wait()
    slack.wait_until(lambda: slack.ephemerals(ada)[-1]["text"] == "It stays as it is.")
    question(slack, channel, "changes every week")
    slack.press(ada, asked, text="Take it back").wait()
    question(slack, channel, "optimised your prompt")
    assert [row["kind"] for row in bot.rows("events")] == ["start", "answer", "change"]


def test_in_a_direct_message_no_further_scope_is_needed(slack, bot, ada):
    direct = slack.dm(ada)
    bot.start()
    slack.say(ada, direct, "a bot")
    question(slack, direct, "optimised your prompt")
    answer = slack.say(ada, direct, "not sure")
    verdict(slack, direct, "Improve the prompt first")
    slack.edit_message(ada, direct, answer.ts, "yes we did").wait()
    slack.press(ada, told(slack, ada), text="Change it").wait()
    question(slack, direct, "changes every week")


def test_a_deleted_message_with_replies_is_gone_too(slack, bot, ada):
    direct = slack.dm(ada)
    bot.start()
    slack.say(ada, direct, "a bot")
    question(slack, direct, "optimised your prompt")
    answer = slack.say(ada, direct, "yes")
    question(slack, direct, "changes every week")
    slack.say(ada, direct, "help", thread_ts=answer.ts).wait()
    told(slack, ada)
    slack.delete_message(ada, direct, answer.ts).wait()
    assert "Prompt optimised: Yes*. Keep it?" in told(slack, ada, 2)["text"]


def test_what_is_said_to_others_is_not_heard(slack, bot, ada, bob, channel):
    bot.start()
    begun = slack.mention(ada, channel, "a bot")
    question(slack, channel, "optimised your prompt")
    for said in (
        "not sure", "dunno", f"<@{bob}> yes", f"no <@{bob}>", "> did you?\nyes", "@bob yes", "yes, bob?",
        "what does that mean?", f"<@{bob}> why do you ask?", f"<@{bob}> back",
    ):  # fmt: skip
        slack.say(ada, channel, said, thread_ts=begun.ts).wait()
    assert slack.ephemerals() == []
    assert answers(bot) == []
    slack.mention(bob, channel, "not sure", thread_ts=begun.ts)
    verdict(slack, channel, "Improve the prompt first")
    assert answers(bot) == ['"not_sure"']


def test_a_question_about_the_question_is_heard_without_a_mention(slack, bot, ada, channel):
    bot.start()
    begun = slack.mention(ada, channel, "a bot")
    question(slack, channel, "optimised your prompt")
    slack.say(ada, channel, "what do you mean by optimised?", thread_ts=begun.ts).wait()
    assert "1,500 tokens" in told(slack, ada)["text"]
    assert answers(bot) == []


@pytest.mark.parametrize(("said", "kept"), [("1, 2", ["crowd", "money"]), ("Money", ["money"])])
def test_a_list_is_heard_without_a_mention(slack, tmp_path, ada, channel, said, kept):
    bot = Bot(slack, tmp_path)
    try:
        bot.start(ADVISOR_RULES=TOUR)
        begun = slack.mention(ada, channel, "a band")
        question(slack, channel, "What do you want?")
        slack.say(ada, channel, "no", thread_ts=begun.ts).wait()
        slack.say(ada, channel, said, thread_ts=begun.ts).wait()
        slack.wait_until(lambda: answers(bot))
        assert [option in answers(bot)[0] for option in kept] == [True] * len(kept)
        assert slack.ephemerals() == []
    finally:
        bot.kill()
