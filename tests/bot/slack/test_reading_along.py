"""A first paragraph that a model reads along, in Slack: heard, late, refused, cut off."""

import asyncio
import json
import threading

import pytest

from tests.bot.test_reading_along import ANSWER, BY_WORDS, HELPED, SHINES, TALES, TEXT, events
from tests.model_server import KEY, MODEL, ModelServer, proposes, sends
from tests.waiting import PATIENCE

from .running import Bot, labels, posts, question, questions
from .test_delivery import settled
from .test_proposals import TOLD, line, proposed

TWO = "I read 2 answers from what you wrote. Are they right?"


class Slow:
    """Answers as told, once somebody lets it go."""

    def __init__(self, server):
        self.server, self.respond, self.go = server, server.respond, threading.Event()

    async def __call__(self, request):
        await asyncio.get_running_loop().run_in_executor(None, self.go.wait, PATIENCE)
        return await self.respond(request)


@pytest.fixture
def server():
    with ModelServer(proposes(TALES, SHINES)) as running:
        yield running


@pytest.fixture
def slow(server):
    server.respond = Slow(server)
    yield server.respond
    server.respond.go.set()


@pytest.fixture
def bot(slack, tmp_path):
    running = Bot(slack, tmp_path, main=TOLD)
    yield running
    running.kill()


def start(bot, server):
    chosen = {"URL": f"http://{server.host}/v1", "KEY": KEY, "MODEL": MODEL}
    bot.start(**{f"ADVISOR_READER_{name}": value for name, value in chosen.items()})


def being_read(slack, channel, server):
    """Wait for the message that says where the text goes; no question is open then."""
    text = f"I'm reading what you wrote. Your text goes to {server.host}, as whoever runs me has set it."
    found = line(slack, channel, text)
    assert questions(slack, channel) == []
    return found


def test_the_thread_says_where_the_text_goes_and_then_what_was_read(
    slack, bot, server, slow, ada, channel
):
    start(bot, server)
    slack.slash(ada, channel, TEXT)
    reading = being_read(slack, channel, server)
    assert "what you wrote is being read" in json.dumps(posts(slack, channel)[0]["blocks"])
    slow.go.set()
    waiting = proposed(slack, channel, TWO)
    done = line(slack, channel, f"{server.host} has read what you wrote.")
    assert done["ts"] == reading["ts"]
    slack.press(ada, waiting, text="Yes, go on").wait()
    question(slack, channel, "changes every week")
    assert events(bot.log, "confirmed") == [{"gap": "hallucinations", "prompt_optimised": "yes"}]
    (read,) = events(bot.log, "read")
    assert read["by"] == server.host
    assert KEY not in bot.said
    assert "fairy" not in bot.said


@pytest.mark.parametrize("how", ["mention", "direct"])
def test_a_mention_and_a_direct_message_are_read_along(slack, bot, server, ada, channel, how):
    place = channel if how == "mention" else slack.dm(ada)
    start(bot, server)
    (slack.mention if how == "mention" else slack.say)(ada, place, TEXT)
    proposed(slack, place, TWO)
    assert len(server.asked) == 1


def test_what_comes_after_somebody_moved_on_is_dropped(slack, bot, server, slow, ada, channel):
    start(bot, server)
    said = slack.mention(ada, channel, TEXT)
    being_read(slack, channel, server)
    slack.mention(ada, channel, "yes", thread_ts=said.ts)
    slack.wait_until(lambda: slack.ephemerals(ada))
    assert "still reading" in slack.ephemerals(ada)[-1]["text"]
    slack.mention(ada, channel, "start over", thread_ts=said.ts)
    over = slack.wait_until(lambda: slack.ephemerals(ada)[1:])[-1]
    slack.press(ada, over, text="Start over").wait()
    asked = question(slack, channel, "optimised your prompt")
    line(slack, channel, "I stopped reading what was written.")
    slow.go.set()
    slack.press(ada, asked, text="Yes").wait()
    question(slack, channel, "changes every week")
    slack.wait_until(lambda: "2 hold" in bot.said)
    question(slack, channel, "changes every week")
    assert events(bot.log, "read") == []


def test_where_the_model_refuses_we_read_it_ourselves(slack, bot, server, ada, channel):
    server.respond = sends("no", 503)
    start(bot, server)
    slack.slash(ada, channel, BY_WORDS)
    waiting = proposed(slack, channel, TWO)
    assert "prices hardly move" in json.dumps(waiting["blocks"])
    line(slack, channel, f"Too little came back from {server.host}, so I read it myself.")
    assert len(server.asked) == 1


# A typed answer


def asked_by_us(slack, bot, server, ada, channel):
    start(bot, server)
    said = slack.mention(ada, channel, "our bot")
    asked = question(slack, channel, "optimised your prompt")
    slack.mention(ada, channel, ANSWER, thread_ts=said.ts)
    slack.wait_until(lambda: slack.ephemerals(ada))
    assert f"goes to {server.host}" in slack.ephemerals(ada)[0]["text"]
    return asked


def test_a_typed_answer_is_proposed_and_confirmed(slack, bot, server, ada, channel):
    server.respond = proposes(HELPED)
    asked_by_us(slack, bot, server, ada, channel)
    waiting = proposed(slack, channel, "I read 1 answer from what you wrote. Is it right?")
    slack.press(ada, waiting, text="Yes, go on").wait()
    question(slack, channel, "changes every week")
    assert len(slack.ephemerals(ada)) == 1


def test_of_a_typed_answer_nothing_is_proposed_once_somebody_has_answered(
    slack, bot, slow, ada, channel
):
    slow.respond = proposes(HELPED)
    asked = asked_by_us(slack, bot, slow.server, ada, channel)
    slack.press(ada, asked, text="Yes").wait()
    question(slack, channel, "changes every week")
    slow.go.set()
    slack.wait_until(lambda: len(slack.ephemerals(ada)) == 2)
    assert "I asked the next question" in slack.ephemerals(ada)[1]["text"]
    question(slack, channel, "changes every week")
    assert events(bot.log, "read") == []


def test_where_nothing_comes_of_a_typed_answer_we_ask_back(slack, bot, server, ada, channel):
    server.respond = sends("no", 503)
    asked_by_us(slack, bot, server, ada, channel)
    slack.wait_until(lambda: len(slack.ephemerals(ada)) == 2)
    assert "a yes or a no" in slack.ephemerals(ada)[1]["text"]
    assert len(questions(slack, channel)) == 1


# A restart


@pytest.mark.parametrize("text", [BY_WORDS, TEXT])
def test_killed_while_it_is_read_we_read_it_ourselves(slack, bot, slow, ada, channel, text):
    server = slow.server
    start(bot, server)
    slack.slash(ada, channel, text)
    reading = being_read(slack, channel, server)
    slack.wait_until(lambda: server.asked and settled(bot))
    bot.kill()
    slow.go.set()
    bot.start()  # and the operator has taken the model out
    if text == BY_WORDS:
        proposed(slack, channel, TWO)
    else:
        asked = question(slack, channel, "optimised your prompt")
        assert "Why this?" in labels(asked)
    done = line(slack, channel, f"Too little came back from {server.host}, so I read it myself.")
    assert done["ts"] == reading["ts"]
    assert len(server.asked) == 1
    bot.kill()
    bot.start()
    assert len(events(bot.log, "read")) == 1
