"""A question that waits is asked again in its thread, and its buttons answer it."""

import json
import re
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from bot.conversation import replay
from bot.conversation.waiting import PARKS_AFTER, working_days_later
from bot.interactions.thread import Nudge, Nudged, OpenProposals, OpenQuestion
from bot.slack.blocks import conversation as blocks
from bot.views.proposals import proposals
from bot.views.question import question as view_of
from rules.language.answers import to_json
from storage.records import Event
from tests.interviews import DIAGRAMS, ways
from tests.slack_server import LEAST_SCOPES, READ_SCOPES, SlackServer, block_faults

from .digests import text_of
from .running import Bot, choose, labels, posts, question
from .test_blocks import HANDLE, held
from .test_delivery import settled

KOLKATA = "Asia/Kolkata"


def nudges(slack, channel):
    return [
        each for each in posts(slack, channel) if re.search(r" waits since \w+: ", each["text"])
    ]


class Later:
    """A bot that is stopped and started again, each time at a later moment."""

    def __init__(self, slack, folder, **settings):
        self.bot = Bot(slack, folder, main="tests.bot.slack.later")
        self.settings = settings
        self.now = datetime.now(UTC)

    def start(self, at=None):
        if self.bot.process:  # what is told in between isn't what these tests are about
            self.bot.slack.wait_until(lambda: settled(self.bot))
        self.bot.kill()
        self.now = at or self.now
        ahead = (self.now - datetime.now(UTC)).total_seconds()
        self.bot.start(LATER_SECONDS=str(ahead), **self.settings)

    def said(self):
        return max(datetime.fromisoformat(row["said_at"]) for row in self.bot.rows("conversations"))

    def start_working_days_later(self, days, zone="UTC"):
        self.start(working_days_later(self.said(), days, ZoneInfo(zone)) + timedelta(minutes=5))


@pytest.fixture
def later(slack, tmp_path):
    made = Later(slack, tmp_path)
    yield made
    made.bot.kill()


def one_answer(slack, user, channel):
    slack.slash(user, channel, "Ticket summaries").wait()
    choose(slack, user, question(slack, channel, "optimised your prompt"), "Yes").wait()
    question(slack, channel, "changes every week")


def test_from_a_nudge_to_its_answer(slack, later, ada, bob, channel):
    later.start()
    one_answer(slack, ada, channel)
    later.start_working_days_later(1)
    (nudge,) = slack.wait_until(lambda: nudges(slack, channel))
    assert text_of(nudge).startswith(f"<@{ada}>, *Ticket summaries* waits since ")
    assert labels(nudge) == ["Yes", "No", "Not sure"]
    assert nudge["thread_ts"] == posts(slack, channel)[0]["ts"]
    slack.press(bob, nudge, text="Yes").wait()
    slack.wait_until(lambda: not nudges(slack, channel))
    question(slack, channel, "name their sources")
    slack.wait_until(lambda: settled(later.bot))
    assert f"I asked <@{ada}> again here." in json.dumps(posts(slack, channel))
    assert slack.calls("chat.delete") == []


def test_parked_and_resumed_by_the_roots_button(slack, later, ada, bob, channel):
    later.start()
    one_answer(slack, ada, channel)
    later.start_working_days_later(1)
    slack.wait_until(lambda: nudges(slack, channel))
    later.start(later.said() + PARKS_AFTER + timedelta(hours=1))
    root = slack.wait_until(
        lambda: next((m for m in posts(slack, channel) if "Waits since" in m["text"]), None)
    )
    assert labels(root) == ["Resume"]
    assert len(nudges(slack, channel)) == 1
    slack.press(bob, root, text="Resume").wait()
    slack.wait_until(lambda: "Waits since" not in posts(slack, channel)[0]["text"])
    asked = question(slack, channel, "changes every week")
    assert asked["ts"] == posts(slack, channel)[-1]["ts"]
    slack.press(bob, root, text="Resume").wait()  # a press that was late
    assert slack.ephemerals(bob) == []


def test_a_channel_switches_nudges_off_and_on(slack, later, ada, channel):
    later.start()
    assert "once after a working day" in slack.slash(ada, channel, "nudges").wait()["text"]
    slack.slash(ada, channel, "Nudges off").wait()
    asked = slack.ephemerals(ada)[-1]
    assert "Remind nobody in this channel any more" in asked["text"]
    slack.press(ada, asked, text="Switch them off").wait()
    told = f"Reminders were switched off here by <@{ada}>."
    slack.wait_until(lambda: told in json.dumps(posts(slack, channel)))
    assert asked not in slack.ephemerals(ada)
    assert "I remind nobody here" in slack.slash(ada, channel, "Nudges off").wait()["text"]
    one_answer(slack, ada, channel)
    later.start_working_days_later(1)
    slack.wait_until(lambda: later.bot.rows("conversations")[0]["nudged"])
    assert nudges(slack, channel) == []
    assert "once after a working day" in slack.slash(ada, channel, "reminders on").wait()["text"]
    assert len(later.bot.rows("conversations")) == 1


def test_it_is_daytime_where_who_asked_lives(tmp_path):
    with SlackServer(LEAST_SCOPES | READ_SCOPES) as slack:
        ada, channel = slack.add_user("ada", tz=KOLKATA), slack.add_channel("ml")
        later = Later(slack, tmp_path)
        try:
            later.start()
            one_answer(slack, ada, channel)
            later.start_working_days_later(1, KOLKATA)
            slack.wait_until(lambda: nudges(slack, channel))
            assert "users.info" in {call.method for call in slack.calls()}
        finally:
            later.bot.kill()


# Drawn


def asked_again(diagram, subject="Ticket summaries"):
    """A nudge for each question that can be open after an answer, and for what is to be confirmed."""
    seen = set()
    for answers in ways(diagram):
        for done in range(1, len(answers)):
            turn = held(diagram, dict(list(answers.items())[:done]))
            if turn.position.asking and turn.position.asking not in seen:
                seen.add(turn.position.asking)
                what = OpenQuestion(view_of(turn.position), subject, 10**6, first=False)
                yield Nudge("U1", subject, "27 November", what)


@pytest.mark.parametrize("name", DIAGRAMS)
def test_every_nudge_is_one_that_slack_takes_and_says_what_waits(name):
    drawn = [blocks.draw(each, HANDLE) for each in asked_again(DIAGRAMS[name], "<!here> x" * 300)]
    assert len(drawn) >= 4
    for message in drawn:
        assert block_faults(message.blocks) == []
        assert "<!" not in json.dumps(message.blocks)
        assert "Not sure" in labels({"blocks": message.blocks})
    assert block_faults(blocks.draw(Nudged("U1"), HANDLE).blocks) == []


@pytest.mark.parametrize("name", DIAGRAMS)
def test_a_nudge_has_at_most_20_words_where_its_question_has_12(name):
    for each in asked_again(DIAGRAMS[name]):
        drawn = blocks.draw(each, HANDLE)
        beside = len(drawn.blocks[0]["text"]["text"].split()) - len(each.what.view.ask.split())
        assert beside <= 20 - 12, drawn.text


def test_what_is_to_be_confirmed_is_nudged_with_its_buttons():
    turn = held(DIAGRAMS["ertas"], {})
    fact = turn.position.asking
    answer = next(iter(ways(DIAGRAMS["ertas"])))[fact]
    shown = proposals(turn.position.after(read(fact, answer)))
    drawn = blocks.draw(Nudge("U1", "", "Friday", OpenProposals(shown, 3)), HANDLE)
    assert block_faults(drawn.blocks) == []
    assert labels({"blocks": drawn.blocks}) == ["Yes, go on", "Correct", "Ask me instead"]
    assert "Your question" in drawn.text


def read(fact, answer):
    said = {"fact": fact, "answer": to_json(answer), "quote": "as we said"}
    return Event(2, replay.READ, "U1", "2026", answer={"text": "", "proposals": [said]})
