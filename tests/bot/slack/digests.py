"""A running bot with weeks of decisions in its log, for tests of digests in Slack."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from bot.digest.weekly import USUAL
from storage.channels import Channel
from storage.store import Store
from tests.bot.weeks import KINDS, Weeks
from tests.slack_server import TEAM

from .running import posts

AGO = timedelta(hours=1)


def filled(path, channel, decided=3, waiting=1, weeks=1, subject="bot"):
    """Decisions in the last days, as if the bot had talked there all along."""
    store = Store(path)
    log = Weeks(store)
    where = Channel("slack", TEAM, channel)
    for week in range(weeks):
        log.now = datetime.now(UTC) - timedelta(days=2) - week * timedelta(days=7)
        for n in range(decided):
            kind, stance = KINDS[(n + week) % len(KINDS)], ("no", "yes", "not_yet")[n % 3]
            log.decide(f"{subject} {week}.{n}", kind, where, "U00000001", stance)
        for n in range(waiting):
            log.begin(f"open {week}.{n}", where, "U00000001")
    store.close()


def due(path, user, channel, weeks_ago=0, wide=False, **what):
    """The same, and a subscription whose first digest was due an hour and some weeks ago."""
    filled(path, channel, **what)
    store = Store(path)
    moment = datetime.now(UTC) - AGO
    log = Weeks(store, moment - timedelta(days=7 * weeks_ago + 1))
    wish = replace(USUAL, wide=wide, weekday=moment.weekday(), time=f"{moment:%H:%M}")
    log.post_all(log.subscribe(Channel("slack", TEAM, channel), wish, user).id)
    store.close()


def form(slack, user, channel):
    """Open the form by the command, and return it."""
    slack.slash(user, channel, "digest").wait()
    return slack.views[-1]


ENTERED = {"day": "0", "time": "09:00", "zone": "Europe/Berlin"}


def subscribe(slack, user, channel, **values):
    """Fill in the form and save it."""
    opened = form(slack, user, channel)
    slack.submit_view(user, opened, {**ENTERED, **values}).wait()
    return slack.views[-1]


def digests(slack, channel):
    """The digests in a channel, without what hangs in their threads."""
    return [
        message
        for message in posts(slack, channel)
        if (message["text"].startswith("Fine-tuning") and "thread_ts" not in message)
        or (message.get("reply_count") and message["text"].startswith("Fine-tuning"))
    ]


def digest(slack, channel):
    """Wait for the first digest with its thread, and return it."""
    return slack.wait_until(lambda: next(iter(digests(slack, channel)), None))


def text_of(message):
    """All that can be read in a message."""
    found = []

    def read(node):
        if isinstance(node, dict):
            for key, value in node.items():
                if key == "text" and isinstance(value, str):
                    found.append(value)
                else:
                    read(value)
        elif isinstance(node, list):
            for each in node:
                read(each)

    read(message["blocks"])
    return "\n".join(found)
