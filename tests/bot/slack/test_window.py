"""An advice in Slack: the window behind it, what it posts and changes, and the advice shared."""

import json

from .running import behind, change_advised, choose, labels, posts, question, seen, verdict, window
from .test_conversations import to_rag

OURS = {"ADVISOR_RULES": "should-we-finetune"}


def advised(slack, bot, user, channel, **settings):
    bot.start(**settings)
    slack.slash(user, channel, "support bot for our shop")
    return to_rag(slack, user, channel)


def text(view):
    return json.dumps(view["blocks"])


def told(slack, view, words):
    """Wait until the window says this."""
    return slack.wait_until(
        lambda: next((v for v in slack.views if v["id"] == view["id"] and words in text(v)), None)
    )


def in_channel(slack, channel, words):
    """Wait for a message that says this."""

    def there():
        found = (m for m in posts(slack, channel) if words in json.dumps(m["blocks"]))
        return next(found, None)

    return slack.wait_until(there)


def test_the_card_says_what_was_asked_and_who_says_so(slack, bot, ada, channel):
    given = advised(slack, bot, ada, channel)
    (decision,) = bot.rows("decisions")
    kinds = [block["type"] for block in given["blocks"]]
    assert kinds[:4] == ["context", "header", "section", "context"]
    assert kinds[-2:] == ["actions", "context"]
    assert "support bot for our shop: should we fine-tune?" in json.dumps(given["blocks"][0])
    assert "<https://" in json.dumps(given["blocks"][3])
    assert f"Advice {decision['id']}. Not decided yet." in json.dumps(given["blocks"][-1])
    assert labels(given) == [
        "Why", "Steps", "What if", "My answers, change one", "Share in another channel", "Start over",
    ]  # fmt: skip


def test_a_page_opens_switches_and_is_posted_once_for_all(slack, bot, ada, bob, channel):
    given = advised(slack, bot, ada, channel)
    why = behind(slack, bob, given, "Why")
    assert why["title"]["text"] == "Why: Use RAG"
    assert "You said" in text(why)
    steps = behind(slack, bob, why, "Steps")
    assert steps["id"] == why["id"]
    assert len(slack.views) == 1
    slack.press(bob, steps, text="Post in thread").wait()
    told(slack, steps, "It is posted now.")
    posted = in_channel(slack, channel, "Of advice 1: Use RAG")
    assert posted["thread_ts"] == given["thread_ts"]
    again = behind(slack, ada, given, "Steps")
    assert "Post in thread" not in labels(again)
    assert "This page is posted." in text(again)
    slack.press(bob, steps, text="Post in thread").wait()  # a window from before
    told(slack, steps, "It is posted already.")
    assert sum("Of advice 1" in json.dumps(m["blocks"]) for m in posts(slack, channel)) == 1


def test_that_is_so_changes_the_answer_and_the_new_card_says_how(slack, bot, ada, bob, channel):
    given = advised(slack, bot, ada, channel)
    page = behind(slack, bob, given, "What if")
    (smarter,) = [block["accessory"] for block in page["blocks"] if "accessory" in block]
    assert smarter["confirm"]["text"]["text"].startswith("What is wrong: Not smart enough")
    slack.press(bob, page, value=smarter["value"]).wait()
    told(slack, page, "What follows from it is posted.")
    newer = verdict(slack, channel, "Use RAG and name the gap")
    assert f"*Changed.* It was _Use RAG._ <@{bob}> corrected" in json.dumps(newer["blocks"])
    assert "Advice 2 replaces advice 1. Not decided yet." in json.dumps(newer["blocks"])
    slack.wait_until(lambda: seen(slack, channel, "Advice 1 (Use RAG) is replaced by advice 2"))
    assert [row["superseded_by"] for row in bot.rows("decisions")] == [2, None]
    slack.press(bob, page, value=smarter["value"]).wait()  # a window from before
    told(slack, page, "That advice no longer stands.")
    assert len(bot.rows("decisions")) == 2


def test_the_same_advice_again_is_no_second_card(slack, bot, ada, bob, channel):
    given = advised(slack, bot, ada, channel)
    change_advised(slack, bob, given, "Needs citations").wait()
    asked = question(slack, channel, "name their sources")
    slack.wait_until(lambda: seen(slack, channel, f"(Use RAG): <@{bob}> is changing an answer."))
    choose(slack, bob, asked, "No").wait()
    slack.wait_until(lambda: slack.ephemerals(bob))
    assert slack.ephemerals(bob)[-1]["text"] == "The advice stays the same."
    again = verdict(slack, channel, "Use RAG")
    assert again["ts"] == given["ts"]
    assert len(bot.rows("decisions")) == 1
    assert behind(slack, ada, again, "Why")["title"]["text"] == "Why: Use RAG"


def test_after_starting_over_the_advice_is_a_new_card(slack, bot, ada, channel):
    given = advised(slack, bot, ada, channel)
    slack.submit_view(ada, window(slack, ada, given, "Start over")).wait()
    slack.wait_until(
        lambda: seen(slack, channel, f"(Use RAG): <@{ada}> cleared it and started over.")
    )
    again = to_rag(slack, ada, channel)
    assert again["ts"] != given["ts"]
    assert "Changed" not in json.dumps(again["blocks"])


def test_an_advice_is_shared_in_another_channel(slack, bot, ada, bob, channel):
    elsewhere = slack.add_channel("leads")
    given = advised(slack, bot, ada, channel)
    form = behind(slack, bob, given, "Share in another channel")
    assert "not the thread" not in text(form)
    refused = slack.submit_view(bob, form, {"share": channel}).wait()
    assert "another channel" in refused["errors"]["share"]
    sent = slack.submit_view(bob, form, {"share": elsewhere})
    assert sent.wait() == {}
    assert sent.redeliver().wait() == {}
    posted = in_channel(slack, elsewhere, "*Use RAG.*")
    assert "thread_ts" not in posted
    assert f"<@{bob}> shared this from <#{channel}>" in json.dumps(posted["blocks"])
    assert f"archives/{channel}/p{given['thread_ts'].replace('.', '')}" in json.dumps(posted)
    assert labels(posted) == []
    assert len(posts(slack, elsewhere)) == 1


def test_from_a_private_channel_sharing_warns(slack, bot, ada, bob):
    hidden = slack.add_channel("hidden", private=True)
    elsewhere = slack.add_channel("leads")
    given = advised(slack, bot, ada, hidden)
    form = behind(slack, ada, given, "Share in another channel")
    assert "People there will see this text, not the thread." in text(form)
    slack.submit_view(ada, form, {"share": elsewhere}).wait()
    in_channel(slack, elsewhere, "*Use RAG.*")


def test_where_the_bot_is_no_member_who_shares_is_told(slack, bot, ada, bob, channel):
    elsewhere = slack.add_channel("leads", bot=False)
    given = advised(slack, bot, ada, channel)
    form = behind(slack, bob, given, "Share in another channel")
    assert slack.submit_view(bob, form, {"share": elsewhere}).wait() == {}
    slack.wait_until(lambda: slack.ephemerals(bob))
    assert f"I'm not in <#{elsewhere}>: invite me there" in slack.ephemerals(bob)[-1]["text"]
    slack.submit_view(ada, window(slack, ada, given, "Start over")).wait()  # the thread goes on
    question(slack, channel, "optimised your prompt")


def test_pages_are_private_notes_where_they_are_typed(slack, bot, ada):
    direct = slack.dm(ada)
    bot.start()
    slack.say(ada, direct, "our shop")
    question(slack, direct, "optimised your prompt")
    slack.say(ada, direct, "no")
    verdict(slack, direct, "Improve the prompt first")
    for typed, title in (("why", "Why"), ("steps", "Steps"), ("what if", "What if")):
        before = len(slack.ephemerals(ada))
        slack.say(ada, direct, typed).wait()
        slack.wait_until(lambda n=before: len(slack.ephemerals(ada)) > n)
        assert slack.ephemerals(ada)[-1]["text"] == title
        assert labels(slack.ephemerals(ada)[-1]) == []


def test_a_window_that_opens_too_late_says_so(slack, bot, ada, channel):
    given = advised(slack, bot, ada, channel)
    slack.faults.error("views.open", "expired_trigger_id")
    slack.press(ada, given, text="Why").wait()
    slack.wait_until(lambda: slack.ephemerals(ada))
    assert "Please press again" in slack.ephemerals(ada)[-1]["text"]
