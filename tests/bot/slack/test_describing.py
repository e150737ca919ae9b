"""A start with nothing: described in a form instead, and named once the advice is there."""

import json

from .running import Bot, choose, labels, posts, question, seen, verdict, window

TEXT = (
    "Our support bot invents return policies. We have no evals at all. It handles 3k chats a day."
)


def described(slack, user, asked, text):
    return slack.submit_view(
        user, window(slack, user, asked, "Describe it instead"), {"answer": text}
    ).wait()


def test_a_bare_command_asks_at_once_and_can_be_described_instead(slack, tmp_path, ada, channel):
    bot = Bot(slack, tmp_path).start(ADVISOR_RULES="should-we-finetune")
    try:
        slack.slash(ada, channel, "")
        asked = question(slack, channel, "Question 1")
        assert "*Should we fine-tune?*\n" in json.dumps(
            posts(slack, channel)[0], ensure_ascii=False
        ).replace("\\n", "\n")
        assert "Describe it instead" in labels(asked)
        assert described(slack, ada, asked, "   ")["errors"] == {
            "answer": "Write a few words, please."
        }
        assert described(slack, ada, asked, TEXT) == {}
        slack.wait_until(lambda: "Yes, go on" in labels(posts(slack, channel)[-1]))
        name = "Our support bot invents return policies"
        slack.wait_until(lambda: name in posts(slack, channel)[0]["text"])
        assert [each["kind"] for each in bot.rows("events")] == ["start", "named", "read"]
        assert bot.rows("conversations")[0]["subject"] == name
        late = slack.press(ada, asked, text="Describe it instead")
        late.wait()
        slack.wait_until(lambda: slack.ephemerals(ada))
    finally:
        bot.kill()


def test_a_few_words_are_the_name_and_the_question_stays(slack, bot, ada, channel):
    bot.start()
    slack.mention(ada, channel, "")
    asked = question(slack, channel, "optimised")
    assert described(slack, ada, asked, "ticket summaries") == {}
    slack.wait_until(lambda: "ticket summaries" in json.dumps(posts(slack, channel)[-1]["blocks"]))
    asked = question(slack, channel, "optimised")
    assert "Describe it instead" not in labels(asked)
    choose(slack, ada, asked, "No").wait()
    assert "Name it" not in labels(verdict(slack, channel, "Improve the prompt first"))


def test_the_name_is_asked_for_with_the_advice(slack, bot, ada, bob, channel):
    bot.start()
    slack.slash(ada, channel, "")
    choose(slack, ada, question(slack, channel, "optimised"), "No").wait()
    slack.wait_until(lambda: "Start over" in labels(posts(slack, channel)[-1]))
    advice = posts(slack, channel)[-1]
    assert "Name it" in labels(advice)
    form = window(slack, bob, advice, "Name it")
    assert slack.submit_view(bob, form, {"answer": "support bot"}).wait() == {}
    slack.wait_until(lambda: seen(slack, channel, "support bot: should we fine-tune?"))
    assert "Name it" not in labels(verdict(slack, channel, "Improve the prompt first"))
    slack.wait_until(lambda: "support bot" in posts(slack, channel)[0]["text"])
    assert len(bot.rows("decisions")) == 1


def test_a_name_typed_after_the_advice_is_taken(slack, bot, ada):
    direct = slack.dm(ada)
    bot.start()
    slack.slash(ada, direct, "")
    choose(slack, ada, question(slack, direct, "optimised"), "No").wait()
    slack.wait_until(lambda: "Name it" in labels(posts(slack, direct)[-1]))
    slack.say(ada, direct, "name: Support bot")
    slack.wait_until(lambda: seen(slack, direct, "Support bot: should we fine-tune?"))
    assert [row["subject"] for row in bot.rows("conversations")] == ["Support bot"]
