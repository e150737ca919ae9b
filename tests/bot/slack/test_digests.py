"""The weekly digest in Slack: asked for, posted, managed, and stopped where it can't be posted."""

import json
from contextlib import closing
from datetime import UTC, datetime
from itertools import pairwise

import pytest
from sqlite_utils import Database

from bot.digest.schedule import WEEK
from bot.digest.view import days
from storage.store import Store
from tests.bot.weeks import Weeks
from tests.slack_server import HISTORY_SCOPES, LEAST_SCOPES, READ_SCOPES, SlackServer

from .digests import ENTERED, digest, digests, due, filled, form, subscribe, text_of
from .running import Bot, labels, posts, question, window
from .test_delivery import kept_alive, settled


def kinds(message):
    return [block["type"] for block in message["blocks"]]


# Asking for it


def test_a_digest_from_the_form_to_the_thread(slack, bot, ada, channel):
    filled(bot.log, channel, decided=7, waiting=4, weeks=3)
    bot.start()
    shown = subscribe(slack, ada, channel)
    assert "The next digest comes to" in text_of(shown)
    assert "(Europe/Berlin)" in text_of(shown)
    told = slack.wait_until(lambda: posts(slack, channel))[-1]
    assert f"<@{ada}> asked for a weekly digest" in text_of(told)
    slack.slash(ada, channel, "digest now").wait()
    message = digest(slack, channel)
    assert message["text"].startswith("Fine-tuning, ")
    assert "7 advised (as before), 8 waiting" in message["text"]
    assert kinds(message).count("data_visualization") == 1
    assert len(message["blocks"]) <= 12
    assert "3 more in the thread" in text_of(message)
    assert labels(message) == ["New question", "Manage", "Pause"]
    assert window(slack, ada, message, "New question")["callback_id"] == "begin"
    slack.wait_until(lambda: settled(bot))
    (reply,) = slack.messages(channel, message["ts"])
    for n in range(7):
        assert f"bot 0.{n}" in text_of(reply)
    assert ": 2 yes, 2 not yet, 3 no" in text_of(reply)  # the chart's figures
    link = f"https://testing.slack.com/archives/{channel}/p1700000001"
    assert link in text_of(message) + text_of(reply)
    assert len(digests(slack, channel)) == 1


def test_where_charts_are_refused_the_figures_come_as_text(slack, bot, ada, channel):
    slack.faults.refuse_charts()
    due(bot.log, ada, channel, weeks=3)
    bot.start()
    message = digest(slack, channel)
    assert "data_visualization" not in kinds(message)
    assert ": 1 yes, 1 not yet, 1 no" in text_of(message)


def zone_offered(opened):
    """The zone in a form; not the person's own where Slack took longer than the form may."""
    (zone,) = (b for b in opened["blocks"] if b.get("block_id") == "zone")
    return zone["element"]["initial_value"]


def test_the_form_offers_the_persons_own_zone_where_the_profile_may_be_read(tmp_path):
    with SlackServer(LEAST_SCOPES | READ_SCOPES) as slack:
        eve = slack.add_user("eve", tz="Asia/Kolkata")
        channel = slack.add_channel("ml")
        bot = Bot(slack, tmp_path).start()
        try:
            slack.wait_until(lambda: zone_offered(form(slack, eve, channel)) == "Asia/Kolkata")
        finally:
            bot.kill()


def test_the_form_shows_what_holds_and_says_what_to_put_right(slack, bot, ada, channel):
    bot.start()
    opened = form(slack, ada, channel)
    saved = slack.submit_view(ada, opened, {**ENTERED, "zone": "Berln", "skipped": "28.12.2026"})
    errors = saved.wait()["errors"]
    assert errors["zone"] == "I don't know this time zone. Did you mean Europe/Berlin?"
    assert "“28.12.2026” is no date" in errors["skipped"]
    assert bot.rows("subscriptions") == []
    slack.submit_view(
        ada, opened,
        {"day": "4", "time": "16:30", "zone": "berlin", "of": "workspace", "empty": "say",
         "skipped": "2026-12-25"},
    ).wait()  # fmt: skip
    again = form(slack, ada, channel)
    inputs = {b["block_id"]: b["element"] for b in again["blocks"] if b["type"] == "input"}
    assert inputs["day"]["initial_option"]["text"]["text"] == "Friday"
    assert inputs["time"]["initial_time"] == "16:30"
    assert inputs["zone"]["initial_value"] == "Europe/Berlin"
    assert inputs["of"]["initial_option"]["value"] == "workspace"
    assert inputs["empty"]["initial_option"]["value"] == "say"
    assert inputs["skipped"]["initial_value"] == "2026-12-25"


def test_an_offset_is_answered_with_what_to_write(slack, bot, ada, channel):
    bot.start()
    opened = form(slack, ada, channel)
    errors = slack.submit_view(ada, opened, {**ENTERED, "zone": "GMT+1"}).wait()["errors"]
    assert errors["zone"] == ("I don't know this time zone. Write a city, such as Berlin, or UTC.")


def test_a_form_that_slack_opens_no_more_is_answered_kindly(slack, bot, ada, channel):
    filled(bot.log, channel)
    bot.start()
    subscribe(slack, ada, channel)
    slack.slash(ada, channel, "digest now").wait()
    message = digest(slack, channel)
    slack.faults.error("views.open", "expired_trigger_id")
    slack.press(ada, message, text="Manage").wait()
    told = slack.wait_until(lambda: slack.ephemerals(ada))[-1]
    assert "That took too long" in told["text"]
    slack.faults.error("views.open", "expired_trigger_id")
    answer = slack.slash(ada, channel, "digest").wait()
    assert "That took too long" in answer["text"]
    assert "went wrong" not in "".join(each["text"] for each in slack.ephemerals(ada))


@pytest.mark.parametrize(
    "subject", ["digest of support tickets", "digest nowadays", "a digest", "digest pause please"]
)
def test_a_subject_that_begins_like_a_subcommand_is_a_subject(slack, bot, ada, channel, subject):
    bot.start()
    slack.slash(ada, channel, subject).wait()
    question(slack, channel, "Question 1")
    assert bot.rows("conversations")[0]["subject"] == subject
    assert slack.views == []


def test_the_subcommands(slack, bot, ada, channel):
    filled(bot.log, channel)
    bot.start()

    def said(text):
        answer = slack.slash(ada, channel, text).wait()
        return answer["text"] + text_of(answer)

    for text in ("digest now", "digest pause", "digest resume", "digest off"):
        assert "has no weekly digest" in said(text)
    preview = said("digest preview")
    assert "bot 0.0" in preview
    assert "Only you see this" in preview
    assert posts(slack, channel) == []
    subscribe(slack, ada, channel)
    assert "Here it comes" in said(" Digest  NOW ")
    digest(slack, channel)
    assert "Pause the weekly digest in this channel?" in said("digest pause")
    confirm(slack, ada, "Pause it")
    in_channel(slack, channel, f"The weekly digest was paused by <@{ada}>.")
    assert "is paused" in said("digest pause")
    assert "paused" in said("digest now")
    assert "The next digest comes on" in said("digest resume")
    assert "End the weekly digest in this channel?" in said("digest off")
    confirm(slack, ada, "End it")
    in_channel(slack, channel, f"The weekly digest was ended by <@{ada}>.")
    assert "has no weekly digest" in said("digest now")
    assert bot.rows("conversations") == [
        row for row in bot.rows("conversations") if row["subject"].startswith(("bot", "open"))
    ]


def test_manage_and_pause_under_a_digest(slack, bot, ada, bob, channel):
    filled(bot.log, channel)
    bot.start()
    subscribe(slack, ada, channel)
    slack.slash(ada, channel, "digest now").wait()
    message = digest(slack, channel)
    slack.press(bob, message, text="Manage").wait()
    assert slack.views[-1]["callback_id"] == "digest_form"
    first, again, late = (window(slack, user, message, "Pause") for user in (bob, bob, ada))
    assert "Pause the weekly digest in this channel?" in json.dumps(first["blocks"])
    assert bot.rows("subscriptions")[0]["state"] == "on"
    for user, view in ((bob, first), (bob, again), (ada, late)):
        assert slack.submit_view(user, view).wait() == {}
    in_channel(slack, channel, f"The weekly digest was paused by <@{bob}>.")
    assert bot.rows("subscriptions")[0]["state"] == "paused"
    assert [each["kind"] for each in bot.rows("outbox")].count(f"digest paused by {bob}") == 1
    slack.press(ada, message, text="Pause").wait()
    slack.wait_until(lambda: "resume" in slack.ephemerals(ada)[-1]["text"])


def confirm(slack, user, label):
    """Press what a private note asks."""
    slack.press(user, slack.ephemerals(user)[-1], text=label).wait()


def in_channel(slack, channel, words):
    """Wait for a message that says this, once."""
    told = slack.wait_until(lambda: [m for m in posts(slack, channel) if words in text_of(m)])
    assert len(told) == 1


# Private channels


def decide_everywhere(slack, bot, ada):
    """Decisions in a public and a private channel and a direct message; where they are."""
    places = (slack.add_channel("open"), slack.add_channel("secret", private=True), slack.dm(ada))
    for place, subject in zip(places, ("seen by all", "hush", "mine"), strict=True):
        filled(bot.log, place, decided=1, waiting=1, subject=subject)
    return places


def test_a_wide_digest_tells_of_channels_that_slack_calls_public(tmp_path):
    with SlackServer(LEAST_SCOPES | READ_SCOPES) as slack:
        ada = slack.add_user("ada")
        channel = slack.add_channel("ml")
        bot = Bot(slack, tmp_path)
        public, secret, _ = decide_everywhere(slack, bot, ada)
        bot.start()
        try:
            subscribe(slack, ada, channel, of="workspace")
            slack.slash(ada, channel, "digest now").wait()
            message = digest(slack, channel)
            assert "in all public channels" in message["text"]
            assert "1 advised (+1), 1 waiting" in message["text"]
            assert f"seen by all 0.0> in <#{public}>" in text_of(message)
            for hidden in ("hush", "mine", secret):
                assert hidden not in text_of(message)
            asked = [call.args["channel"] for call in slack.calls("conversations.info")]
            assert set(asked) == {public, secret}  # a direct message never
        finally:
            bot.kill()


def test_without_the_scope_every_other_channel_is_private(slack, bot, ada, channel):
    decide_everywhere(slack, bot, ada)
    filled(bot.log, channel, decided=1)
    bot.start()
    subscribe(slack, ada, channel, of="workspace")
    slack.slash(ada, channel, "digest now").wait()
    message = digest(slack, channel)
    assert "1 advised" in message["text"]
    assert "bot 0.0" in text_of(message)


@pytest.fixture
def elsewhere(tmp_path):
    """Slack where channels may be asked for, a bot not started yet, Ada, and her channel."""
    with SlackServer(LEAST_SCOPES | READ_SCOPES) as slack:
        ada, channel = slack.add_user("ada"), slack.add_channel("ml")
        bot = Bot(slack, tmp_path)
        try:
            yield slack, bot, ada, channel
        finally:
            bot.kill()


def previewed(slack, user, channel):
    return text_of(slack.slash(user, channel, "digest preview").wait())


def test_a_channel_that_turned_private_is_told_of_no_more(elsewhere):
    slack, bot, ada, channel = elsewhere
    public, *_ = decide_everywhere(slack, bot, ada)
    filled(bot.log, channel, decided=1, waiting=0)
    bot.start()
    subscribe(slack, ada, channel, of="workspace")
    slack.wait_until(lambda: "seen by all" in previewed(slack, ada, channel))
    slack.workspace.channels[public].kind = "group"
    assert "seen by all" not in previewed(slack, ada, channel)
    slack.slash(ada, channel, "digest now").wait()
    message = digest(slack, channel)
    assert "seen by all" not in text_of(message)
    assert public not in text_of(message)
    assert "1 advised (+1), 0 waiting" in message["text"]


def test_a_channel_that_turned_private_before_a_digest_was_drawn_is_hidden(elsewhere):
    slack, bot, ada, channel = elsewhere
    public, *_ = decide_everywhere(slack, bot, ada)
    bot.start()
    subscribe(slack, ada, channel, of="workspace")
    slack.wait_until(lambda: settled(bot))

    def turn_private(call):
        slack.workspace.channels[public].kind = "group"

    slack.faults.rate_limit("chat.postMessage", 1, 1)
    slack.before("chat.postMessage", turn_private)
    slack.slash(ada, channel, "digest now").wait()
    message = digest(slack, channel)
    slack.wait_until(lambda: settled(bot))
    for each in [message, *slack.messages(channel, message["ts"])]:
        assert "seen by all" not in text_of(each)


def test_a_weekly_digest_asks_again_when_it_is_due(elsewhere):
    slack, bot, ada, channel = elsewhere
    public, secret, _ = decide_everywhere(slack, bot, ada)
    due(bot.log, ada, channel, decided=0, waiting=0, wide=True)
    bot.start()
    message = digest(slack, channel)
    assert "1 advised (+1), 1 waiting" in message["text"]
    assert f"seen by all 0.0> in <#{public}>" in text_of(message)
    assert secret not in text_of(message)


def test_a_weekly_digest_waits_until_slack_can_be_asked_again(elsewhere):
    slack, bot, ada, channel = elsewhere
    decide_everywhere(slack, bot, ada)
    due(bot.log, ada, channel, decided=0, waiting=0, wide=True)
    slack.faults.rate_limit("conversations.info", 2, 1)
    slack.faults.error("conversations.info", "internal_error", 2)
    bot.start()
    message = digest(slack, channel)
    assert "1 advised (+1), 1 waiting" in message["text"]
    assert "seen by all 0.0" in text_of(message)


def test_no_page_is_posted_of_what_is_hidden_by_then(elsewhere):
    slack, bot, ada, channel = elsewhere
    public = slack.add_channel("open")
    filled(bot.log, public, decided=16)
    due(bot.log, ada, channel, decided=1, waiting=0, wide=True)

    def turn_private(call):
        slack.workspace.channels[public].kind = "group"

    slack.before("chat.postMessage", turn_private)
    bot.start()
    message = digest(slack, channel)
    slack.wait_until(lambda: settled(bot))
    assert "17 advised" in message["text"]  # it was on its way already
    (page,) = slack.messages(channel, message["ts"])
    assert page["text"].startswith("All advice,")
    assert public not in text_of(page)


def test_a_channel_that_cannot_be_asked_for_now_is_private_until_it_can(elsewhere):
    slack, bot, ada, channel = elsewhere
    decide_everywhere(slack, bot, ada)
    bot.start()
    slack.faults.rate_limit("conversations.info", 2, 2)
    subscribe(slack, ada, channel, of="workspace")
    assert "seen by all" not in previewed(slack, ada, channel)
    slack.wait_until(lambda: "seen by all" in previewed(slack, ada, channel))


def test_a_channel_that_slack_cannot_tell_of_holds_up_no_other(elsewhere):
    slack, bot, ada, channel = elsewhere
    for name in ("one", "two", "three"):
        filled(bot.log, slack.add_channel(name), decided=1, waiting=0, subject=name)
    bot.start()
    subscribe(slack, ada, channel, of="workspace")
    slack.faults.error("conversations.info", "internal_error", 1)
    shown = previewed(slack, ada, channel)
    assert sum(name in shown for name in ("one 0", "two 0", "three 0")) >= 2


# Once, whatever happens


@pytest.mark.slow
@pytest.mark.parametrize("moment", ["before", "after_effect"])
def test_killed_at_every_send_it_is_posted_once(tmp_path, moment):
    with SlackServer(LEAST_SCOPES | HISTORY_SCOPES) as slack:
        ada = slack.add_user("ada")
        channel = slack.add_channel("ml")
        bot = Bot(slack, tmp_path)
        due(bot.log, ada, channel, decided=16)
        killed = set()

        def kill(call):
            token = call.args["metadata"]["event_payload"]["token"]
            if token not in killed:
                killed.add(token)
                bot.kill()

        getattr(slack, moment)("chat.postMessage", kill)
        try:
            with kept_alive(bot):
                message = digest(slack, channel)
                slack.wait_until(lambda: settled(bot) and len(killed) == 3)
        finally:
            bot.kill()
        assert len(digests(slack, channel)) == 1
        replies = slack.messages(channel, message["ts"])
        assert [reply["text"].split(",")[1] for reply in replies] == [" 1 of 2", " 2 of 2"]
        rows = [row for row in bot.rows("outbox") if row["kind"].startswith("digest")]
        assert {row["status"] for row in rows} == {"sent"}
        assert len(bot.rows("digest_runs")) == 1


@pytest.mark.slow
def test_killed_between_the_claim_and_the_first_send(slack, bot, ada, channel):
    due(bot.log, ada, channel)
    slack.faults.down()
    bot.start(connected=False)
    slack.wait_until(lambda: bot.rows("digest_runs"))
    bot.kill()
    slack.faults.up()
    bot.start()
    digest(slack, channel)
    slack.wait_until(lambda: settled(bot))
    assert len(digests(slack, channel)) == len(bot.rows("digest_runs")) == 1


def test_429_is_waited_out_and_posts_keep_a_second_apart(slack, bot, ada, channel):
    slack.enforce_rate_limits = True
    due(bot.log, ada, channel, decided=16)
    slack.faults.rate_limit("chat.postMessage", 2, 1)
    seen = len(slack.calls("chat.postMessage"))
    bot.start()
    slack.wait_until(lambda: len(digests(slack, channel)) == 1 and settled(bot))
    calls = slack.calls("chat.postMessage")[seen:]
    assert [call.outcome for call in calls] == ["ratelimited", "ok", "ok", "ok"]
    times = [call.at for call in calls]
    assert times[1] - times[0] > 1.9
    assert all(two - one > 1 for one, two in pairwise(times[1:]))


def test_two_weeks_of_downtime_give_one_digest(slack, bot, ada, channel):
    due(bot.log, ada, channel, weeks_ago=2, weeks=3)
    bot.start()
    message = digest(slack, channel)
    slack.wait_until(lambda: settled(bot))
    assert "9 advised" in message["text"]
    assert len(digests(slack, channel)) == 1


# Where it can't be posted


def dm_texts(slack, user):
    return [message["text"] for message in posts(slack, slack.dm(user))]


def test_removed_told_once_and_back_when_invited(tmp_path):
    with SlackServer(LEAST_SCOPES | READ_SCOPES) as slack:
        ada, bob = slack.add_user("ada"), slack.add_user("bob")
        channel = slack.add_channel("ml")
        bot = Bot(slack, tmp_path)
        due(bot.log, ada, channel)
        slack.kick_bot(bob, channel)
        bot.start()
        try:
            (told,) = slack.wait_until(lambda: dm_texts(slack, ada))
            assert "I'm not in" in told
            slack.slash(ada, channel, "digest now").wait()
            slack.wait_until(lambda: settled(bot))
            assert len(dm_texts(slack, ada)) == 1
            slack.invite_bot(bob, channel).wait()
            digest(slack, channel)
            assert bot.rows("subscriptions")[0]["state"] == "on"
        finally:
            bot.kill()


def test_archived_told_once_and_back_when_unarchived(tmp_path):
    with SlackServer(LEAST_SCOPES | READ_SCOPES) as slack:
        ada = slack.add_user("ada")
        channel = slack.add_channel("ml")
        bot = Bot(slack, tmp_path)
        due(bot.log, ada, channel)
        slack.archive(ada, channel)
        bot.start()
        try:
            (told,) = slack.wait_until(lambda: dm_texts(slack, ada))
            assert "is archived" in told
            assert bot.rows("subscriptions")[0]["reason"] == "is_archived"
            slack.unarchive(ada, channel).wait()
            digest(slack, channel)
        finally:
            bot.kill()


def test_without_the_optional_scopes_a_mention_shows_that_we_are_back(slack, bot, ada, channel):
    due(bot.log, ada, channel)
    slack.kick_bot(ada, channel)
    bot.start()
    slack.wait_until(lambda: dm_texts(slack, ada))
    slack.invite_bot(ada, channel)
    slack.mention(ada, channel, "help").wait()
    digest(slack, channel)


def test_a_revoked_token_pauses_and_once_it_is_mended_all_is_well(slack, bot, ada, channel):
    due(bot.log, ada, channel)
    slack.faults.error("chat.postMessage", "token_revoked", 1)
    bot.start()
    digest(slack, channel)
    (told,) = dm_texts(slack, ada)
    assert "It goes on" in told
    slack.wait_until(lambda: bot.rows("subscriptions")[0]["state"] == "on")
    assert "token_revoked" in bot.said


def test_a_renamed_channel_is_the_same_channel(slack, bot, ada, channel):
    due(bot.log, ada, channel)
    slack.workspace.channels[channel].name = "machine-learning"
    bot.start()
    digest(slack, channel)


def test_a_channel_the_bot_was_never_in_tells_who_subscribed(slack, bot, ada):
    elsewhere = slack.add_channel("elsewhere", bot=False)
    bot.start()
    subscribe(slack, ada, elsewhere)
    (told,) = slack.wait_until(lambda: dm_texts(slack, ada))
    assert "invites me there" in told
    assert bot.rows("subscriptions")[0]["state"] == "paused"


def test_a_zone_this_machine_does_not_know_stops_its_own_digest_alone(slack, bot, ada, channel):
    due(bot.log, ada, channel)
    other = slack.add_channel("other")
    due(bot.log, ada, other)
    with closing(Database(bot.log)) as db, db.conn:
        db.conn.execute("UPDATE subscriptions SET zone = 'Mars/Phobos' WHERE id = 1")
    bot.start()
    digest(slack, other)
    (told,) = slack.wait_until(lambda: dm_texts(slack, ada))
    assert "Mars/Phobos" in told
    assert digests(slack, channel) == []
    states = [(row["state"], row["reason"]) for row in bot.rows("subscriptions")]
    assert states == [("paused", "unknown_zone"), ("on", "")]
    subscribe(slack, ada, channel)
    assert bot.rows("subscriptions")[0]["state"] == "on"


@pytest.mark.parametrize("status", ["pending", "sending"])
def test_a_claimed_digest_that_waited_too_long_is_named_by_the_next(
    slack, bot, ada, channel, status
):
    due(bot.log, ada, channel, weeks_ago=1, weeks=2)
    store = Store(bot.log)
    log = Weeks(store, datetime.now(UTC) - WEEK)
    log.serve()  # and the process dies before it sends
    with store.transaction() as tx:
        tx.run("UPDATE outbox SET status = ? WHERE kind = 'digest'", [status])
    store.close()
    bot.start()
    message = digest(slack, channel)
    slack.wait_until(lambda: settled(bot))
    assert len(digests(slack, channel)) == 1
    assert [run["status"] for run in bot.rows("digest_runs")] == ["failed", "posted"]
    first = bot.rows("digest_runs")[0]
    assert days(*(datetime.fromisoformat(first[each]) for each in ("starts", "ends"))) in text_of(
        message
    )


def test_where_posting_is_restricted_its_subscriber_is_told_once(slack, bot, ada, bob, channel):
    due(bot.log, ada, channel)
    slack.faults.error("chat.postMessage", "restricted_action")
    bot.start()
    slack.wait_until(lambda: dm_texts(slack, ada))
    for _ in range(3):
        slack.mention(bob, channel, "help").wait()
    slack.wait_until(lambda: settled(bot))
    assert len(dm_texts(slack, ada)) == 1
    assert bot.rows("subscriptions")[0]["state"] == "paused"
    assert "The next digest comes" in slack.slash(ada, channel, "digest resume").wait()["text"]
    digest(slack, channel)
