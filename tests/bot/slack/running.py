"""The real program, as a process of its own, connected to the stand-in for Slack."""

import json
import os
import signal

from sqlite_utils import Database

from tests.bot.program import Program
from tests.bot.talk import EARLIER
from tests.slack_server import BOT_USER
from tests.slack_server.payloads import options_of

MENU = ("Answer all in a form", "Cancel this")  # of a first question


class Bot:
    """The program under test. `start` and `kill` it as often as you like; the log stays."""

    def __init__(self, slack, folder, settle=1, main="bot.__main__"):
        self.slack = slack
        self.folder = folder
        self.log = folder / "advisor.db"
        self.output = folder / "output.txt"
        self.settle = settle
        self.main = main  # the module whose program it is
        self.process: Program | None = None

    def environment(self, **more):
        kept = {k: v for k, v in os.environ.items() if not k.startswith(("SLACK_", "ADVISOR_"))}
        return {
            **kept,
            "SLACK_BOT_TOKEN": self.slack.bot_token,
            "SLACK_APP_TOKEN": self.slack.app_token,
            "SLACK_API_URL": self.slack.url,
            "SLACK_SETTLE_SECONDS": str(self.settle),
            "ADVISOR_RULES": EARLIER,
            **more,
        }

    def start(self, connected=True, **more):
        environment = self.environment(**more)
        self.process = Program(["serve"], environment, self.folder, self.output, main=self.main)
        if connected:
            self.slack.wait_until(lambda: self.slack.connections)
        return self

    def kill(self):
        if self.process:
            self._end(signal.SIGKILL)
            self.process = None

    def stop(self):
        return self._end(signal.SIGTERM)

    def _end(self, how):
        assert self.process is not None
        self.process.send_signal(how)
        return self.process.wait()

    def rows(self, table):
        return list(Database(self.log).query(f"SELECT * FROM {table}"))

    @property
    def said(self):
        return self.output.read_text("utf-8", "replace")


def posts(slack, channel):
    """The bot's messages in a channel and its threads, oldest first."""
    return [message for message in slack.messages(channel) if message["user"] == BOT_USER]


def labels(message):
    """What can be pressed or chosen in a message."""
    found = []
    for block in message["blocks"]:
        for element in [*block.get("elements", []), block.get("accessory", {})]:
            if element.get("type") == "button":
                found.append(element["text"]["text"])
            elif element.get("type") in ("static_select", "overflow"):
                found += [option["text"]["text"] for option in options_of(element)]
    return found


def questions(slack, channel):
    """The open questions: messages that offer *Not sure*. There should never be two."""
    return [message for message in posts(slack, channel) if "Not sure" in labels(message)]


def question(slack, channel, text):
    """Wait until this is the one open question, and return its message."""

    def asked():
        found = questions(slack, channel)
        return found[-1] if len(found) == 1 and text in found[-1]["text"] else None

    return slack.wait_until(asked)


def verdict(slack, channel, title):
    """Wait for a recommendation that stands, and return its message."""

    def given():
        for message in posts(slack, channel):
            if f"? {title}. " in message["text"] and "Start over" in labels(message):
                return message
        return None

    return slack.wait_until(given)


def seen(slack, channel, text):
    """Whether a message says this now."""
    return any(text in json.dumps(message["blocks"]) for message in posts(slack, channel))


def behind(slack, user, message, label):
    """Press a button that opens a window, or switches its page, and return the window filled."""
    opened = message.get("type") == "modal"
    before = message["hash"] if opened else len(slack.views)
    choose(slack, user, message, label).wait()

    def filled():
        now = slack.views[-1]
        fresh = now["hash"] != before if opened else len(slack.views) > before
        return now if fresh and now["title"]["text"] != "One moment" else None

    return slack.wait_until(filled)


def change_advised(slack, user, message, label):
    """Change an answer of an advice: in the window that lists them."""
    listed = behind(slack, user, message, "My answers, change one")
    return slack.press(user, listed, beside(listed, label)["action_id"])


def choose(slack, user, message, label):
    """Press the button or choose the option with this label."""
    for block in message["blocks"]:
        for element in [*block.get("elements", []), block.get("accessory", {})]:
            for option in options_of(element):
                if option["text"]["text"] == label:
                    return slack.select(user, message, element["action_id"], option["value"])
    return slack.press(user, message, text=label)


def window(slack, user, message, label):
    """Press what opens a window, a button or a line of the question's menu, and return it."""
    before = len(slack.views)
    choose(slack, user, message, label).wait()
    slack.wait_until(lambda: len(slack.views) > before)
    return slack.views[-1]


def change(slack, user, message, label):
    """Ask the question with this label anew, by the answers so far; and return their window."""
    answers = window(slack, user, message, "My answers so far")
    return press_change(slack, user, answers, label)


def press_change(slack, user, answers, label):
    """Press *Change* beside an answer, in the window that lists them."""
    slack.press(user, answers, beside(answers, label)["action_id"]).wait()
    return answers


def beside(answers, label):
    """The button beside an answer."""
    for block in answers["blocks"]:
        found = block.get("accessory", {})
        if found.get("accessibility_label") == f"Change: {label}":
            return found
    raise LookupError(label)
