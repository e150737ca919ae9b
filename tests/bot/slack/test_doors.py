"""What opens a conversation in Slack, and what doesn't."""

import json

from .running import labels, posts, question, questions, seen, verdict


def told(slack, user, text):
    """Wait for a private note that says this."""
    return slack.wait_until(
        lambda: next((e for e in slack.ephemerals(user) if text in json.dumps(e)), None)
    )


def test_stray_words_open_nothing_and_status_leads_to_what_is_open(slack, bot, ada, bob, channel):
    bot.start()
    slack.mention(ada, channel, "thanks!")
    told(slack, ada, "You're welcome. Nothing was opened.")
    slack.mention(ada, channel, "42")
    told(slack, ada, "There is no open question here.")
    slack.mention(ada, channel, "hello")
    told(slack, ada, "I ask one question at a time")
    slack.say(bob, channel, "status")
    slack.slash(ada, channel, "status").wait()
    told(slack, ada, "Nothing is open here.")
    assert bot.rows("conversations") == []
    slack.slash(ada, channel, "support bot")
    question(slack, channel, "optimised")
    slack.mention(bob, channel, "what's up")
    listed = told(slack, bob, "Open here")
    root = posts(slack, channel)[0]
    assert f"/archives/{channel}/p{root['ts'].replace('.', '')}|support bot>" in str(listed)
    assert "question 1 of about 4, waits for" in str(listed)


def test_one_word_is_asked_about_and_neither_takes_the_note_away(slack, bot, ada, channel):
    bot.start()
    slack.mention(ada, channel, "banana")
    asked = told(slack, ada, "Shall I start on")
    assert labels(asked) == ["Start about it", "Neither"]
    slack.press(ada, asked, text="Neither").wait()
    slack.wait_until(lambda: slack.ephemerals(ada) == [])
    said = slack.mention(ada, channel, "banana")
    slack.press(ada, told(slack, ada, "Shall I"), text="Start about it").wait()
    assert question(slack, channel, "optimised")["thread_ts"] == said.ts
    slack.wait_until(lambda: slack.ephemerals(ada) == [])


def test_the_same_subject_by_command_offers_the_thread(slack, bot, ada, bob, channel):
    bot.start()
    slack.slash(ada, channel, "Support bot")
    question(slack, channel, "optimised")
    slack.slash(bob, channel, "support  bot").wait()
    offered = told(slack, bob, "is being asked here already")
    assert labels(offered) == ["Start anew"]
    assert len(posts(slack, channel)) == 2
    slack.press(bob, offered, text="Start anew").wait()
    slack.wait_until(lambda: len(questions(slack, channel)) == 2)


def test_a_second_start_in_a_direct_message_goes_on_or_starts_anew(slack, bot, ada):
    direct = slack.dm(ada)
    bot.start()
    slack.say(ada, direct, "ticket summaries")
    question(slack, direct, "optimised")
    slack.slash(ada, direct, "support bot").wait()
    offered = told(slack, ada, "Starting anew cancels it.")
    assert labels(offered) == ["Go on with ticket summaries", "Start anew"]
    slack.press(ada, offered, text="Go on with ticket summaries").wait()
    slack.wait_until(lambda: seen(slack, direct, "asked it again"))
    question(slack, direct, "optimised")  # the last message again
    slack.wait_until(lambda: slack.ephemerals(ada) == [])
    slack.slash(ada, direct, "support bot").wait()
    slack.press(ada, told(slack, ada, "cancels it"), text="Start anew").wait()
    slack.wait_until(lambda: seen(slack, direct, "support bot"))
    slack.wait_until(lambda: seen(slack, direct, f"Cancelled by <@{ada}>"))
    question(slack, direct, "optimised")
    assert not any("thread_ts" in each for each in posts(slack, direct))


def test_after_the_advice_a_direct_message_begins_nothing_by_itself(slack, bot, ada):
    direct = slack.dm(ada)
    bot.start()
    slack.say(ada, direct, "our shop")
    question(slack, direct, "optimised")
    slack.say(ada, direct, "no")
    verdict(slack, direct, "Improve the prompt first")
    slack.say(ada, direct, "we'll do RAG then")
    asked = told(slack, ada, "Shall I start on")
    assert len(bot.rows("conversations")) == 1
    slack.press(ada, asked, text="Start about it").wait()
    question(slack, direct, "optimised")
