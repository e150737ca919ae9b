"""`python -m bot digest`: what is due, from cron; and a preview on the operator's terminal."""

import pytest

from tests.bot import program

from .digests import digests, due, filled
from .running import Bot
from .test_delivery import settled


@pytest.fixture
def command(slack, tmp_path):
    def run(*arguments, **more):
        return program.run(arguments, Bot(slack, tmp_path).environment(**more), tmp_path)

    return run


def test_due_posts_what_is_due_and_ends(slack, bot, ada, channel, command):
    due(bot.log, ada, channel)
    done = command("digest", "due")
    assert (done.returncode, done.stdout) == (0, ""), done.stderr
    assert len(digests(slack, channel)) == 1
    assert settled(bot)
    assert command("digest", "due").returncode == 0
    assert len(digests(slack, channel)) == 1


def test_due_leaves_it_to_a_bot_that_is_running(slack, bot, ada, channel, command):
    bot.start()
    due(bot.log, ada, channel)
    done = command("digest", "due")
    assert done.returncode == 0
    assert "posts what is due by itself" in done.stdout
    assert len(slack.calls("auth.test")) == 1  # by the bot: the command has not asked Slack at all


def test_due_with_a_refused_token_says_so_and_pauses_nothing(slack, bot, ada, channel, command):
    due(bot.log, ada, channel)
    done = command("digest", "due", SLACK_BOT_TOKEN="xoxb-wrong")
    assert done.returncode == 2
    assert "Slack refuses SLACK_BOT_TOKEN (invalid_auth)" in done.stderr
    assert bot.rows("subscriptions")[0]["state"] == "on"
    assert bot.rows("digest_runs") == []


def test_a_preview_prints_the_digest_and_posts_nothing(slack, bot, ada, channel, command):
    filled(bot.log, channel, weeks=3)
    done = command("digest", "preview", channel)
    assert done.returncode == 0, done.stderr
    for part in ("3 advised (as before)", "bot 0.0 (", "): 9 days"):
        assert part in done.stdout
    assert slack.calls() == []


def test_a_wide_preview_says_how_old_its_knowledge_is(slack, bot, ada, channel, command):
    due(bot.log, ada, channel, wide=True)
    assert "when last asked" in command("digest", "preview", channel).stdout


def test_a_preview_of_an_unknown_channel_is_refused_in_one_line(command):
    done = command("digest", "preview", "C404")
    assert done.returncode == 2
    assert "Nothing has been asked in channel C404" in done.stderr
    assert len(done.stderr.splitlines()) == 1


def test_due_without_slack_says_what_to_set(command):
    done = command("digest", "due", SLACK_BOT_TOKEN="", SLACK_APP_TOKEN="")
    assert done.returncode == 2
    assert "SLACK_BOT_TOKEN is missing: copy" in done.stderr
