"""Our Home in Slack: how to ask, and what waits for one person."""

import json

from bot.interactions.home import HomeView, Waiting
from bot.slack.blocks import home
from bot.slack.blocks.digest import Links
from tests.slack_server.blocks import view_faults

from .running import choose, labels, posts, question, verdict, window
from .test_blocks import words

EMPTY = "Nothing waits for you."


def opened(slack, user):
    """Open Home, and return it as it is drawn then."""
    before = len(slack.calls("views.publish"))
    slack.open_home(user).wait()
    slack.wait_until(lambda: len(slack.calls("views.publish")) > before)
    slack.wait_until(lambda: slack.calls("views.publish")[-1].outcome == "ok")
    return next(v for v in slack.views if v["type"] == "home" and v["user"] == user)


def told(view):
    return [b["text"]["text"] for b in view["blocks"] if b["type"] == "section"][1:]


def test_what_waits_for_a_person_leads_to_its_question(slack, bot, ada, bob, channel):
    bot.start()
    assert told(opened(slack, ada)) == [EMPTY]
    slack.slash(ada, channel, "our support bot")
    asked = question(slack, channel, "optimised your prompt")
    choose(slack, bob, asked, "Yes").wait()
    asked = question(slack, channel, "changes every week")
    slack.slash(bob, channel, "somebody else's")
    slack.wait_until(lambda: len(posts(slack, channel)) == 5)
    shown = opened(slack, ada)
    (row,) = told(shown)
    name, state = row.split("\n")
    assert name == "*our support bot*"
    assert state.startswith("Question 2 of about 5, since ")
    (go_on,) = [b["accessory"] for b in shown["blocks"] if "accessory" in b]
    address = f"https://testing.slack.com/archives/{channel}/p{asked['ts'].replace('.', '')}"
    assert go_on["url"] == f"{address}?thread_ts={asked['thread_ts']}&cid={channel}"
    slack.press(ada, shown, text="Go on").wait()
    choose(slack, ada, asked, "Yes").wait()
    slack.wait_until(lambda: "name their sources" in posts(slack, channel)[-1]["text"])
    choose(slack, ada, posts(slack, channel)[-1], "No").wait()
    slack.wait_until(lambda: "still wrong" in posts(slack, channel)[-1]["text"])
    choose(slack, ada, posts(slack, channel)[-1], "Our facts are missing").wait()
    verdict(slack, channel, "Use RAG")
    assert told(opened(slack, ada)) == [EMPTY]


def test_a_new_question_is_asked_alone(slack, bot, ada, channel):
    bot.start()
    shown = opened(slack, ada)
    assert "I ask one question" in json.dumps(window(slack, ada, shown, "How this works")["blocks"])
    form = window(slack, ada, shown, "New question")
    assert [b["block_id"] for b in form["blocks"]] == ["what", "name"]
    slack.submit_view(ada, form, {"what": "our support bot"}).wait()
    question(slack, slack.dm(ada), "optimised your prompt")
    assert posts(slack, channel) == []
    assert labels(opened(slack, ada)) == ["New question", "How this works", "Go on"]


def test_only_the_five_newest_are_shown_and_the_other_tab_shows_none(slack, bot, ada, channel):
    bot.start()
    for n in range(7):
        slack.slash(ada, channel, f"idea {n}").wait()
    slack.open_home(ada, "messages").wait()
    shown = opened(slack, ada)
    assert len(slack.calls("views.publish")) == 1
    assert [row.split("\n")[0] for row in told(shown)] == [f"*idea {n}*" for n in (6, 5, 4, 3, 2)]
    assert shown["blocks"][-1]["elements"][0]["text"] == "2 more, older ones."


def test_home_is_as_slack_takes_it_and_keeps_to_its_words():
    links = Links("https://acme.slack.com/")
    empty = home.draw(HomeView((), 0), links)
    assert words(empty["blocks"]) <= 45
    rows = [
        Waiting(name, "Question 1", "C1", thread, "1.2")
        for name in ("", "<&" * 30)
        for thread in ("1.1", "direct:4")
    ]
    for view in (empty, home.draw(HomeView(tuple(rows), 3), links)):
        assert view_faults(view) == []
