"""Direct messages: flat, one conversation at a time."""

import json

from sqlite_utils import Database

from .running import behind, choose, posts, question, seen, verdict

TO_RAG = (
    ("optimised your prompt", "yes"),
    ("changes every week", "yes"),
    ("name their sources", "no"),
    ("still wrong", "our facts are missing"),
)


def to_rag(slack, user, direct):
    """Answers typed in the main line, to the advice."""
    for asked, typed in TO_RAG:
        question(slack, direct, asked)
        slack.say(user, direct, typed)
    return verdict(slack, direct, "Use RAG")


def test_everything_stands_in_the_main_line_and_the_first_message_tells_the_state(slack, bot, ada):
    direct = slack.dm(ada)
    bot.start()
    slack.say(ada, direct, "our shop")
    question(slack, direct, "optimised")
    root = posts(slack, direct)[0]
    told = json.dumps(root["blocks"])
    assert not any(each in told for each in ("In the thread", "Anybody", "Asked by"))
    advice = to_rag(slack, ada, direct)
    slack.wait_until(lambda: "Use RAG" in posts(slack, direct)[0]["text"])
    assert not any("thread_ts" in each for each in slack.messages(direct))
    (kept,) = bot.rows("conversations")
    assert kept["thread"] == f"direct:{root['ts']}"
    steps = behind(slack, ada, advice, "Steps")
    slack.press(ada, steps, text="Post here").wait()
    slack.wait_until(lambda: "thread_ts" not in posts(slack, direct)[-1])


def test_a_reply_in_a_thread_is_understood_all_the_same(slack, bot, ada):
    direct = slack.dm(ada)
    bot.start()
    slack.say(ada, direct, "our shop")
    asked = question(slack, direct, "optimised")
    slack.say(ada, direct, "yes, but only for english", thread_ts=asked["ts"])
    offered = slack.wait_until(lambda: slack.ephemerals(ada))[0]
    assert offered["thread_ts"] == asked["ts"]  # where people look
    slack.press(ada, offered, text="Yes").wait()
    next_one = question(slack, direct, "changes every week")
    assert "thread_ts" not in next_one
    slack.say(ada, direct, "yes", thread_ts=posts(slack, direct)[0]["ts"])
    third = question(slack, direct, "name their sources")
    slack.say(ada, direct, "no", thread_ts=asked["ts"])  # a message that was answered before
    fourth = question(slack, direct, "still wrong")
    choose(slack, ada, fourth, "Our facts are missing").wait()
    advice = verdict(slack, direct, "Use RAG")
    slack.say(ada, direct, "what would change this?", thread_ts=advice["ts"])
    slack.wait_until(lambda: any(advice["ts"] == e.get("thread_ts") for e in slack.ephemerals(ada)))
    assert "thread_ts" not in third
    assert len(bot.rows("conversations")) == 1


def test_a_slash_command_in_a_direct_message_is_flat_too(slack, bot, ada):
    direct = slack.dm(ada)
    bot.start()
    slack.slash(ada, direct, "shop")
    choose(slack, ada, question(slack, direct, "optimised"), "No").wait()
    verdict(slack, direct, "Improve the prompt first")
    assert not any("thread_ts" in each for each in posts(slack, direct))


def test_one_held_as_a_thread_in_a_log_goes_on_in_its_thread(slack, bot, ada):
    direct = slack.dm(ada)
    said = slack.say(ada, direct, "our shop")
    bot.start()
    question(slack, direct, "optimised")
    bot.stop()
    log = Database(bot.log)
    log.execute("UPDATE conversations SET thread = ?", [said.ts])
    log.conn.commit()
    bot.start()
    slack.say(ada, direct, "yes", thread_ts=said.ts)
    assert question(slack, direct, "changes every week")["thread_ts"] == said.ts
    slack.say(ada, direct, "yes")
    asked = question(slack, direct, "name their sources")
    choose(slack, ada, asked, "No").wait()
    assert question(slack, direct, "still wrong")["thread_ts"] == said.ts


def test_what_is_asked_privately_is_pressed_in_the_main_line(slack, bot, ada):
    direct = slack.dm(ada)
    bot.start()
    slack.say(ada, direct, "our shop")
    question(slack, direct, "optimised")
    slack.say(ada, direct, "cancel")
    told = slack.wait_until(lambda: slack.ephemerals(ada))[-1]
    slack.press(ada, told, text="Cancel it").wait()
    slack.wait_until(lambda: seen(slack, direct, "Nothing was advised"))


def test_one_question_is_open_at_a_time_whatever_is_moved_there(slack, bot, ada):
    direct, elsewhere = slack.dm(ada), slack.add_channel("elsewhere", bot=False)
    bot.start()
    slack.say(ada, direct, "our shop")
    asked = question(slack, direct, "optimised")
    slack.slash(ada, elsewhere, "support bot")
    offered = slack.wait_until(lambda: slack.ephemerals(ada))[0]
    slack.press(ada, offered, text="Go on in a direct message").wait()
    slack.wait_until(lambda: "is open in our direct message" in str(slack.ephemerals(ada)))
    choose(slack, ada, asked, "No").wait()
    verdict(slack, direct, "Improve the prompt first")
    slack.slash(ada, elsewhere, "ticket bot")
    offered = slack.wait_until(lambda: slack.ephemerals(ada)[1:])[0]
    slack.press(ada, offered, text="Go on in a direct message").wait()
    assert "thread_ts" not in question(slack, direct, "optimised")
