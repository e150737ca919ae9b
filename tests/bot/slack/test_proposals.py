"""A first paragraph in Slack: what it tells is confirmed, corrected or turned down, then asked."""

import json
from datetime import date

import pytest

from bot.conversation import replay
from bot.conversation.advisor import Turn
from bot.interactions.advised import Advices
from bot.interactions.thread import PROPOSALS, ROOT, look
from bot.slack.blocks import conversation as blocks
from bot.slack.blocks import proposals as drawing
from bot.views.proposals import fields
from rules.language.answers import NotSure, to_json
from storage.records import Conversation, Event, Place
from tests.bot.talk import TOUR
from tests.interviews import DIAGRAMS, ways
from tests.slack_server import HISTORY_SCOPES, LEAST_SCOPES, SlackServer, block_faults, total_text
from tests.slack_server.blocks import view_faults

from .running import MENU, Bot, choose, labels, posts, question, questions, verdict
from .test_costs import opened

TOLD = "tests.bot.telling"  # the program, with a reader that knows a few phrases
TEXT = (
    "our support bot, it invents return policies, the prompt is polished and prices hardly move, "
    "3k chats a day"
)
READ = "I read 4 answers from what you wrote. Are they right?"


@pytest.fixture
def bot(slack, tmp_path):
    running = Bot(slack, tmp_path, main=TOLD)
    yield running
    running.kill()


def proposed(slack, channel, text=READ):
    """Wait until this is what waits to be confirmed, and return its message."""

    def found():
        shown = [each for each in posts(slack, channel) if "Yes, go on" in labels(each)]
        return shown[-1] if len(shown) == 1 and shown[-1]["text"] == text else None

    return slack.wait_until(found)


def line(slack, channel, text):
    """Wait for the line that says what became of it, and return its message."""

    def found():
        return next((m for m in posts(slack, channel) if m["text"] == text), None)

    return slack.wait_until(found)


def given(bot):
    """What the confirmations say, as the log keeps them."""
    return [json.loads(e["answer"]) for e in bot.rows("events") if e["kind"] == "confirmed"]


def test_a_paragraph_behind_the_command_is_confirmed_and_the_rest_asked(
    slack, bot, ada, bob, channel
):
    bot.start()
    slack.slash(ada, channel, TEXT)
    waiting = proposed(slack, channel)
    root = posts(slack, channel)[0]
    assert (
        "*Should we fine-tune?* our support bot\nIn the thread: 4 answers to confirm"
        in (root["blocks"][0]["text"]["text"])
    )
    assert questions(slack, channel) == []
    assert labels(waiting) == ["Yes, go on", "Correct", "Ask me instead"]
    body = json.dumps(waiting["blocks"], ensure_ascii=False)
    assert "*What is wrong: Made-up facts*: _“invents return policies”_" in body
    slack.press(bob, waiting, text="Yes, go on").wait()
    asked = question(slack, channel, "name their sources")
    assert "Question 5" in asked["text"]
    done = line(slack, channel, "4 answers read from the first message, confirmed.")
    assert f"confirmed by <@{bob}>." in json.dumps(done["blocks"])
    slack.wait_until(
        lambda: "In the thread: question 5" in json.dumps(posts(slack, channel)[0]["blocks"])
    )
    choose(slack, ada, asked, "No").wait()
    choose(slack, ada, question(slack, channel, "retrieval (RAG)"), "No retrieval yet").wait()
    verdict(slack, channel, "Use RAG")
    (decision,) = bot.rows("decisions")
    answers = json.loads(decision["answers"])
    assert (answers["gap"], answers["requests_per_day"]) == ("hallucinations", 3000)
    kept = [json.loads(e["answer"]) for e in bot.rows("events") if e["kind"] == "read"]
    assert [each["text"] for each in kept] == [TEXT]


def test_a_confirmed_answer_is_changed_under_the_line_that_says_so(slack, bot, ada, channel):
    bot.start()
    slack.slash(ada, channel, TEXT)
    slack.press(ada, proposed(slack, channel), text="Yes, go on").wait()
    question(slack, channel, "name their sources")
    done = line(slack, channel, "4 answers read from the first message, confirmed.")
    choose(slack, ada, done, "Knowledge changes often: No").wait()
    asked = question(slack, channel, "changes every week")
    assert "Until now: No" in json.dumps(asked["blocks"])
    choose(slack, ada, asked, "Yes").wait()
    question(slack, channel, "name their sources")
    slack.wait_until(
        lambda: "Knowledge" not in json.dumps(line(slack, channel, done["text"])["blocks"])
    )


def test_asked_instead_is_as_if_nothing_had_been_read(slack, bot, ada, bob, channel):
    bot.start()
    said = slack.mention(ada, channel, TEXT)
    waiting = proposed(slack, channel)
    assert waiting["thread_ts"] == said.ts
    slack.press(bob, waiting, text="Ask me instead").wait()
    asked = question(slack, channel, "optimised your prompt")
    assert labels(asked) == ["Yes", "No", "Not sure", "Why this?", *MENU]
    slack.press(ada, waiting, text="Yes, go on").wait()
    slack.wait_until(lambda: slack.ephemerals(ada))
    assert f"<@{bob}> has said already" in slack.ephemerals(ada)[-1]["text"]
    slack.press(bob, waiting, text="Ask me instead").wait()
    assert len(given(bot)) == 1
    assert slack.ephemerals(bob) == []


def test_words_in_a_direct_message_do_the_same(slack, bot, ada):
    direct = slack.dm(ada)
    bot.start()
    slack.say(ada, direct, TEXT)
    proposed(slack, direct)
    slack.say(ada, direct, "well, perhaps")
    slack.wait_until(lambda: slack.ephemerals(ada))
    assert "Type yes to go on" in slack.ephemerals(ada)[-1]["text"]
    slack.say(ada, direct, "change 2")
    proposed(slack, direct, READ.replace("4", "3"))
    line(slack, direct, "1 answer left open. I still don't know about “Prompt optimised”.")
    slack.say(ada, direct, "yes")
    question(slack, direct, "optimised your prompt")
    slack.say(ada, direct, "back")
    proposed(slack, direct, READ.replace("4", "3"))
    slack.say(ada, direct, "ask me")
    question(slack, direct, "optimised your prompt")
    assert given(bot)[0] == {"prompt_optimised": None}


def test_what_is_corrected_in_words_is_read_anew_below(slack, bot, ada):
    direct = slack.dm(ada)
    bot.start()
    slack.say(ada, direct, TEXT)
    first = proposed(slack, direct)
    slack.say(ada, direct, "no, special vocabulary")
    closed = line(slack, direct, "I read it anew below.")
    assert closed["ts"] == first["ts"]
    said = closed["blocks"][0]["elements"][0]["text"]
    assert said == f"<@{ada}> wrote more, so I read it anew below."
    assert proposed(slack, direct)["ts"] > first["ts"]


def test_where_nothing_that_was_read_is_so_the_question_follows(slack, tmp_path, ada):
    direct = slack.dm(ada)
    bot = Bot(slack, tmp_path).start(ADVISOR_RULES="should-we-finetune")
    try:
        slack.say(ada, direct, "our support bot invents return policies, 3k chats a day")
        proposed(slack, direct, READ.replace("4", "2"))
        slack.say(ada, direct, "change 2")
        proposed(slack, direct, "I read 1 answer from what you wrote. Is it right?")
        slack.say(ada, direct, "it doesn't make things up")
        question(slack, direct, "What is wrong today?")
        closed = line(slack, direct, "Nothing that I read was confirmed")
        assert "wrote that it isn't so." in json.dumps(closed["blocks"])
    finally:
        bot.kill()


def test_in_a_thread_that_is_read_only_what_is_plainly_meant_is_heard(tmp_path):
    with SlackServer(LEAST_SCOPES | HISTORY_SCOPES) as slack:
        ada = slack.add_user("ada")
        channel = slack.add_channel("ml")
        bot = Bot(slack, tmp_path, main=TOLD).start()
        try:
            said = slack.mention(ada, channel, TEXT)
            proposed(slack, channel)
            for chat in ("ok", "sure, later", "none of them answers me", "right", "maybe"):
                slack.say(ada, channel, chat, thread_ts=said.ts)
            slack.say(ada, channel, "yes", thread_ts=said.ts)
            question(slack, channel, "name their sources")
            assert slack.ephemerals() == []
        finally:
            bot.kill()


def test_an_answer_that_tells_more_proposes_the_rest(slack, bot, ada, channel):
    bot.start()
    said = slack.mention(ada, channel, "our support bot")
    asked = question(slack, channel, "optimised your prompt")
    more = "yes, and by the way nobody asks for sources here"
    slack.mention(ada, channel, more, thread_ts=said.ts)
    waiting = proposed(slack, channel, "I read 1 more answer from what you wrote. Is it right?")
    assert line(slack, channel, "Prompt optimised: Yes")["ts"] == asked["ts"]
    slack.press(ada, waiting, text="Yes, go on").wait()
    question(slack, channel, "changes every week")
    line(slack, channel, "1 answer read from that message, confirmed.")


def test_a_long_text_in_which_nothing_is_read_is_said_so(slack, bot, ada, channel):
    bot.start()
    slack.slash(ada, channel, "a tutor for our school that knows all subjects and never gets tired")
    asked = question(slack, channel, "optimised your prompt")
    assert "I couldn't read an answer from that, so I ask." in json.dumps(asked["blocks"])


# The form


def test_what_is_wrong_is_corrected_in_the_form(slack, bot, ada, bob, channel):
    bot.start()
    slack.slash(ada, channel, TEXT)
    waiting = proposed(slack, channel)
    form = opened(slack, bob, waiting, "Correct")
    assert [block["block_id"] for block in form["blocks"]] == [
        "name:", "gap", "prompt_optimised", "knowledge_changes", "requests_per_day",
    ]  # fmt: skip
    sent = slack.submit_view(
        bob, form, {"gap": "Our facts are missing", "prompt_optimised": "Leave it open, ask me",
                    "requests_per_day": "2k a day"},
    )  # fmt: skip
    assert sent.wait() == {}
    question(slack, channel, "optimised your prompt")
    assert given(bot) == [
        {
            "gap": "facts", "prompt_optimised": None, "knowledge_changes": "no",
            "requests_per_day": 2000,
        }
    ]  # fmt: skip
    told = (
        "3 answers read from the first message, confirmed. I still don't know about "
        "“Prompt optimised”."
    )
    line(slack, channel, told)
    assert sent.redeliver().wait() == {}
    assert len(given(bot)) == 1


def name_in(form):
    return form["blocks"][0]["element"].get("initial_value")


def test_who_corrects_may_call_it_otherwise(slack, bot, ada, bob, channel):
    bot.start()
    slack.slash(ada, channel, TEXT)
    waiting = proposed(slack, channel)
    form = opened(slack, bob, waiting, "Correct")
    assert name_in(form) == "our support bot"
    assert slack.submit_view(bob, form, {"name:": "Shop <bot> & co"}).wait() == {}
    question(slack, channel, "name their sources")
    slack.wait_until(
        lambda: (
            "*Should we fine-tune?* Shop &lt;bot&gt; &amp; co"
            in posts(slack, channel)[0]["blocks"][0]["text"]["text"]
        )
    )
    assert [row["subject"] for row in bot.rows("conversations")] == ["Shop <bot> & co"]
    (named,) = [row for row in bot.rows("events") if row["kind"] == "named"]
    assert (json.loads(named["answer"]), named["user"]) == ("Shop <bot> & co", bob)
    choose(slack, ada, question(slack, channel, "name their sources"), "No").wait()
    choose(slack, ada, question(slack, channel, "retrieval (RAG)"), "No retrieval yet").wait()
    verdict(slack, channel, "Use RAG")
    assert [row["subject"] for row in bot.rows("decisions")] == ["Shop <bot> & co"]


def test_a_name_left_empty_or_as_it_was_and_a_form_refused_change_none(slack, bot, ada, channel):
    bot.start()
    slack.slash(ada, channel, TEXT)
    form = opened(slack, ada, proposed(slack, channel), "Correct")
    wrong = slack.submit_view(ada, form, {"name:": "Otherwise", "requests_per_day": "banana"})
    assert wrong.wait()["response_action"] == "errors"
    assert slack.submit_view(ada, form, {"name:": ""}).wait() == {}
    question(slack, channel, "name their sources")
    assert [row["subject"] for row in bot.rows("conversations")] == ["our support bot"]
    assert "named" not in {row["kind"] for row in bot.rows("events")}


def test_a_name_typed_in_a_direct_message_is_told(slack, bot, ada):
    direct = slack.dm(ada)
    bot.start()
    slack.say(ada, direct, TEXT)
    proposed(slack, direct)
    slack.say(ada, direct, "Name: Shop bot").wait()
    slack.wait_until(lambda: slack.ephemerals(ada))
    assert slack.ephemerals(ada)[-1]["text"] == "It is called “Shop bot” now."
    slack.say(ada, direct, "yes")
    question(slack, direct, "name their sources")


def test_what_cant_be_read_is_told_at_its_field_and_nothing_is_taken(slack, bot, ada, channel):
    bot.start()
    slack.slash(ada, channel, TEXT)
    form = opened(slack, ada, proposed(slack, channel), "Correct")
    answer = slack.submit_view(ada, form, {"requests_per_day": "banana"}).wait()
    assert answer["response_action"] == "errors"
    assert "I need a number" in answer["errors"]["requests_per_day"]
    answer = slack.submit_view(ada, form, {"requests_per_day": "20 to 80"}).wait()
    assert "The advice differs within that" in answer["errors"]["requests_per_day"]
    assert given(bot) == []
    assert slack.submit_view(ada, form, {"requests_per_day": ""}).wait() == {}
    question(slack, channel, "name their sources")
    assert given(bot)[0]["requests_per_day"] is None


def test_boxes_of_several_are_corrected_and_a_contradiction_told(slack, bot, ada, channel):
    bot.start(ADVISOR_RULES=TOUR)
    slack.slash(ada, channel, "a tour, 120 people on our list, we have a van but no driver")
    waiting = proposed(slack, channel, "I read 2 answers from what you wrote. Are they right?")
    form = opened(slack, ada, waiting, "Correct")
    both = slack.submit_view(ada, form, {"ready": ["Van", "Nobody can drive us"]}).wait()
    assert "says both yes and no" in both["errors"]["ready"]
    both = slack.submit_view(ada, form, {"ready": ["Van", "Leave it open, ask me"]}).wait()
    assert "not both" in both["errors"]["ready"]
    assert slack.submit_view(ada, form, {"ready": ["An hour of songs", "Van"]}).wait() == {}
    question(slack, channel, "What do you want")
    assert given(bot) == [{"fans": 120, "ready": {"yes": ["songs", "van"], "no": ["driver"]}}]


def test_a_form_sent_untouched_confirms_what_was_read(slack, bot, ada, channel):
    bot.start(ADVISOR_RULES=TOUR)
    slack.slash(ada, channel, "a tour, 120 people on our list, we have a van but no driver")
    waiting = proposed(slack, channel, "I read 2 answers from what you wrote. Are they right?")
    assert slack.submit_view(ada, opened(slack, ada, waiting, "Correct"), {}).wait() == {}
    question(slack, channel, "What do you want")
    assert given(bot) == [{"fans": 120, "ready": {"yes": ["van"], "no": ["driver"]}}]


def test_a_form_sent_too_late_changes_nothing(slack, bot, ada, bob, channel):
    bot.start()
    slack.slash(ada, channel, TEXT)
    waiting = proposed(slack, channel)
    form = opened(slack, ada, waiting, "Correct")
    slack.press(bob, waiting, text="Yes, go on").wait()
    answer = slack.submit_view(ada, form, {"gap": "Our facts are missing"}).wait()
    assert "Close this form" in answer["errors"]["name:"]
    slack.press(ada, waiting, text="Correct").wait()
    slack.wait_until(lambda: slack.ephemerals(ada))
    assert f"<@{bob}> has said already" in slack.ephemerals(ada)[-1]["text"]
    assert [each["gap"] for each in given(bot)] == ["hallucinations"]


# Drawn without Slack


def told(diagram, answers, *more):
    at = "2026-11-20T09:00:00.000+00:00"
    quoted = [
        {"fact": fact, "answer": to_json(answer), "quote": "<!channel> " + "x" * 400}
        for fact, answer in answers.items()
    ]
    said = {"text": "so", "proposals": quoted, "by": "words"}
    events = [
        Event(1, replay.START, "U1", at, fingerprint=diagram.fingerprint),
        Event(2, replay.READ, "U1", at, answer=said),
        *(Event(n, kind, "U2", at, answer=answer) for n, (kind, answer) in enumerate(more, 3)),
    ]
    position = replay.replay(diagram, events)
    home = Place("slack", "T1", "C1", "1.1")
    held = Conversation(1, home, "U1", "a bot", diagram.fingerprint, position.state, at, "")
    return Turn(held, position, tuple(events))


def drawn(turn, kind, event):
    diagram, day = turn.position.diagram, date(2026, 11, 20)
    at = lambda n: replay.replay(diagram, turn.events[:n])  # noqa: E731  # one line
    return blocks.draw(look(kind, event, Advices(turn, at, ()), day), "1-a")


@pytest.mark.parametrize("name", DIAGRAMS)
def test_every_message_and_form_is_one_that_slack_takes(name):
    diagram = DIAGRAMS[name]
    everything = {fact: NotSure() for fact in diagram.rules.facts}
    for answers in (*ways(diagram), everything):
        taken = {fact: to_json(answer) for fact, answer in answers.items()}
        waiting = told(diagram, answers)
        nothing = dict.fromkeys(answers)
        closed = ((replay.CONFIRMED, taken), (replay.CONFIRMED, nothing), (replay.CANCEL, None))
        shown = [
            *(drawn(waiting, kind, 2) for kind in (PROPOSALS, ROOT)),
            *(drawn(told(diagram, answers, each), PROPOSALS, 2) for each in closed),
        ]
        for message in shown:
            assert block_faults(message.blocks) == []
            assert total_text(message.blocks) < 13_000
            assert 0 < len(message.text) < 4000
            assert "<!channel>" not in json.dumps(message.blocks)
        form = drawing.form("x" * 60, fields(waiting.position), "1 2 C1")
        assert view_faults(form) == []
