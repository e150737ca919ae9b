"""What people ask, add and say afterwards in Slack, and what they are told."""

import json

from tests.bot.talk import EARLIER

from .running import Bot, posts, question, verdict
from .test_proposals import READ, TEXT, TOLD, proposed


def told(slack, user, text):
    """Wait for a private note in which this stands, and return all of it."""

    def found():
        notes = [json.dumps(each, ensure_ascii=False) for each in slack.ephemerals(user)]
        return next((each for each in notes if text in each), None)

    return slack.wait_until(found)


def test_while_something_waits_questions_are_answered_and_corrections_read(slack, tmp_path, ada):
    direct = slack.dm(ada)
    bot = Bot(slack, tmp_path, main=TOLD).start()
    try:
        slack.say(ada, direct, TEXT)
        proposed(slack, direct)
        slack.say(ada, direct, "why do you ask?")
        told(slack, ada, "so that I ask you less")
        slack.say(ada, direct, "who sees this?")
        told(slack, ada, "Everybody who can read this conversation")
        slack.say(ada, direct, "what do you mean by made-up?")
        told(slack, ada, "That is “Made-up facts”.")
        slack.say(ada, direct, "no, 900 chats a day not 3,000")

        def corrected():
            body = json.dumps(posts(slack, direct)[-1]["blocks"], ensure_ascii=False)
            return "Requests a day: 900*: _“900 chats a day”_" in body

        slack.wait_until(corrected)
        proposed(slack, direct, READ)
        slack.say(ada, direct, "yes")
        question(slack, direct, "name their sources")
    finally:
        bot.kill()


def test_the_list_and_what_is_said_after_the_advice(slack, tmp_path, ada):
    direct = slack.dm(ada)
    bot = Bot(slack, tmp_path).start(ADVISOR_RULES=EARLIER)
    try:
        slack.say(ada, direct, "our shop")
        question(slack, direct, "optimised your prompt")
        slack.say(ada, direct, "list")
        told(slack, ada, "• Yes")
        for answer, follows in (("yes", "changes every week"), ("yes", "name their sources")):
            slack.say(ada, direct, answer)
            question(slack, direct, follows)
        slack.say(ada, direct, "no")
        question(slack, direct, "still wrong with the answers")
        slack.say(ada, direct, "facts")
        verdict(slack, direct, "Use RAG")
        slack.say(ada, direct, "how sure are you?")
        told(slack, ada, "Sure. ")
        slack.say(ada, direct, "can you explain step 1?")
        page = told(slack, ada, "*Steps*")
        assert "1. " in page
        assert "2. " not in page
        slack.say(ada, direct, "thanks!")
        told(slack, ada, "You are welcome.")
        root = next(each for each in slack.messages(direct) if "should" in each["text"].lower())
        slack.say(ada, direct, "we'll do that then", thread_ts=root["ts"])
        told(slack, ada, "The advice stands as it is.")
        assert [row["subject"] for row in bot.rows("conversations")] == ["our shop"]
    finally:
        bot.kill()


def test_a_typed_answer_is_repeated_in_our_words(slack, tmp_path, ada):
    direct = slack.dm(ada)
    bot = Bot(slack, tmp_path).start(ADVISOR_RULES="should-we-finetune")
    try:
        slack.say(ada, direct, "our shop")
        question(slack, direct, "What is wrong today?")
        slack.say(ada, direct, "latency")
        said = f"What is wrong: *Too slow* (<@{ada}>)"
        slack.wait_until(lambda: said in json.dumps(posts(slack, direct)))
    finally:
        bot.kill()
