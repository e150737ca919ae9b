"""The form for people in a hurry in Slack: filled, drawn anew by what is filled in, sent or closed."""

import json

from .running import change_advised, choose, posts, question, questions, verdict, window


def opened(slack, user, asked, label="Answer all in a form"):
    """Open the form in a question's menu."""
    return window(slack, user, asked, label)


def fields(view):
    return [block["label"]["text"] for block in view["blocks"] if block["type"] == "input"]


def enter(slack, user, view, text, value):
    """Fill in the field that asks this, and return the form as it is drawn then."""
    (block,) = [b for b in view["blocks"] if text in b.get("label", {}).get("text", "")]
    slack.enter(user, view, block["block_id"], value).wait()
    return slack.wait_until(lambda: newer(slack, view))


def newer(slack, view):
    return next(
        (v for v in slack.views if v["id"] == view["id"] and v["hash"] != view["hash"]), None
    )


def lines(slack, channel):
    """What the lines of answered questions say."""
    return [
        m["text"]
        for m in posts(slack, channel)
        if m["blocks"][0]["type"] == "context" and len(m["blocks"]) == 1
    ]


def test_each_answer_shows_the_next_and_all_are_given_in_one_go(slack, bot, ada, bob, channel):
    bot.start()
    slack.slash(ada, channel, "support bot for our shop")
    view = opened(slack, bob, question(slack, channel, "optimised your prompt"))
    assert fields(view) == ["Have you optimised your prompt thoroughly?"]
    view = enter(slack, bob, view, "optimised your prompt", "Yes")
    assert len(fields(view)) == 2
    view = enter(slack, bob, view, "changes every week", "Yes")
    view = enter(slack, bob, view, "name their sources", "No")
    assert "still wrong" in fields(view)[-1]
    assert "Empty means not sure." in json.dumps(view["blocks"][-1])
    other = enter(slack, bob, view, "optimised your prompt", "No")
    assert fields(other) == fields(view)[:1]
    view = enter(slack, bob, other, "optimised your prompt", "Yes")  # and what was hidden is there
    assert "still wrong" in fields(view)[-1]
    view = enter(slack, bob, view, "still wrong", "Our facts are missing")
    assert posts(slack, channel)[-1]["text"].startswith("Question 1")  # nothing counts yet
    slack.submit_view(bob, view).wait()
    given = verdict(slack, channel, "Use RAG")
    answers = [(e["fact"], e["user"]) for e in bot.rows("events") if e["kind"] == "answer"]
    assert answers == [(each["block_id"], bob) for each in view["blocks"][1:-1]]
    told = lines(slack, channel)
    assert [each.split(":")[0] for each in told][-1] == "What is wrong"
    assert len(told) == 4
    assert len(bot.rows("decisions")) == 1
    again = change_advised(slack, ada, given, "Knowledge changes often")
    again.wait()
    asked = question(slack, channel, "changes every week")
    slack.wait_until(lambda: "no longer counts" not in str(lines(slack, channel)))
    view = opened(slack, ada, asked, "Answer the rest in a form")
    slack.submit_view(ada, enter(slack, ada, view, "changes every week", "Not sure")).wait()
    slack.wait_until(lambda: questions(slack, channel) == [])


def test_closed_it_keeps_what_was_filled_in_and_asks_on(slack, bot, ada, channel):
    bot.start()
    slack.slash(ada, channel, "support bot for our shop")
    view = opened(slack, ada, question(slack, channel, "optimised your prompt"))
    view = enter(slack, ada, view, "optimised your prompt", "Yes")
    view = enter(slack, ada, view, "changes every week", "Not sure")
    slack.close_view(ada, view).wait()
    question(slack, channel, "name their sources")
    given = [json.loads(e["answer"]) for e in bot.rows("events") if e["kind"] == "answer"]
    assert given == ["yes", "not_sure"]
    assert len(lines(slack, channel)) == 2
    empty = opened(slack, ada, questions(slack, channel)[0], "Answer the rest in a form")
    slack.close_view(ada, empty).wait()
    assert len([e for e in bot.rows("events") if e["kind"] == "answer"]) == 2


def test_what_is_empty_is_not_sure_once_it_is_sent(slack, bot, ada, channel):
    bot.start()
    slack.slash(ada, channel, "support bot for our shop")
    view = opened(slack, ada, question(slack, channel, "optimised your prompt"))
    slack.submit_view(ada, enter(slack, ada, view, "optimised your prompt", "Yes")).wait()
    slack.wait_until(lambda: any("not sure" in each.lower() for each in lines(slack, channel)))
    slack.wait_until(lambda: len(questions(slack, channel)) == 1)


def test_whoever_is_late_is_told_and_changes_nothing(slack, bot, ada, bob, channel):
    bot.start()
    slack.slash(ada, channel, "support bot for our shop")
    asked = question(slack, channel, "optimised your prompt")
    sent, closed, filled = (opened(slack, user, asked) for user in (ada, bob, ada))
    sent = enter(slack, ada, sent, "optimised your prompt", "Yes")
    closed = enter(slack, bob, closed, "optimised your prompt", "Yes")
    choose(slack, bob, asked, "No").wait()
    answers = len([e for e in bot.rows("events") if e["kind"] == "answer"])
    errors = slack.submit_view(ada, sent).wait()["errors"]
    assert "moved the conversation on" in str(errors)
    slack.close_view(bob, closed).wait()
    slack.wait_until(lambda: "wasn't kept" in str(slack.ephemerals(bob)))
    filled = enter(slack, ada, filled, "optimised your prompt", "Yes")
    assert "moved the conversation on" in json.dumps(filled["blocks"])
    assert len([e for e in bot.rows("events") if e["kind"] == "answer"]) == answers
