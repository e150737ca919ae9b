"""Every message of every shipped rule set is within Slack's limits and says it in text too."""

import json
import re
from dataclasses import replace
from datetime import date

import pytest

from bot.conversation import replay
from bot.conversation.advisor import Turn
from bot.interactions.advised import ADVICE, Advices
from bot.interactions.entering import NumberForm
from bot.interactions.thread import QUESTION, ROOT, look
from bot.slack.blocks import conversation as blocks
from bot.slack.blocks import kit, notes, windows
from bot.views import notes as notes_of
from bot.views.asked_back import explained
from bot.views.notes import Asked, Deleted, Edited, Explained, Meant, Note, Privacy
from bot.views.question import question
from rules.language.answers import NotSure, to_json
from storage.records import Conversation, Event, Place
from tests.interviews import DIAGRAMS, ways
from tests.slack_server import block_faults, total_text
from tests.slack_server.blocks import view_faults

TODAY = date(2026, 11, 20)
HOME = Place("slack", "T1", "C1", "1.1")
HANDLE = f"{10**9}-0123456789abcdef"


def held(diagram, answers, subject="a bot"):
    """A conversation in which these answers were given, one after the other."""
    at = "2026-11-20T09:00:00.000+00:00"
    events = [Event(1, replay.START, "U1", at, fingerprint=diagram.fingerprint)]
    for fact, answer in answers.items():
        event = Event(len(events) + 1, replay.ANSWER, "U2", at, fact, to_json(answer))
        events.append(event)
    position = replay.replay(diagram, events)
    conversation = Conversation(1, HOME, "U1", subject, diagram.fingerprint, position.state, at, "")
    return Turn(conversation, position, tuple(events))


def drawn(turn, kind, event):
    at = turn.position.diagram
    last = ((41, len(turn.events)),) if turn.recommendation else ()
    advices = Advices(turn, lambda n: replay.replay(at, turn.events[:n]), last)
    shown = look(kind, event, advices, TODAY)
    return blocks.draw(shown, HANDLE)


def messages(diagram):
    """Every kind of message, once for each way of getting there."""
    met = set()
    for answers in ways(diagram):
        turn = held(diagram, answers, "x" * 2900)
        yield drawn(turn, ROOT, 1)
        yield drawn(turn, ADVICE, len(answers) + 1)
        for done in range(len(answers)):
            given = dict(list(answers.items())[:done])
            if (way := tuple(map(str, given.items()))) in met:
                continue
            met.add(way)
            yield drawn(held(diagram, given), QUESTION, done + 1)
            yield drawn(turn, QUESTION, done + 1)  # the same message, once answered


@pytest.mark.parametrize("name", DIAGRAMS)
def test_every_message_is_one_that_slack_takes(name):
    seen = 0
    for message in messages(DIAGRAMS[name]):
        assert block_faults(message.blocks) == []
        assert total_text(message.blocks) < 13_000
        assert 0 < len(message.text) < 4000
        seen += 1
    assert seen > 20


@pytest.mark.parametrize("name", DIAGRAMS)
def test_the_text_stands_in_for_the_blocks(name):
    for answers in ways(DIAGRAMS[name]):
        turn = held(DIAGRAMS[name], answers)
        message = drawn(turn, ADVICE, len(answers) + 1)
        assert turn.recommendation.text.title in message.text
        assert message.text.startswith("a bot: should we fine-tune? ")
        break


@pytest.mark.parametrize("name", DIAGRAMS)
def test_what_one_person_is_told_is_one_that_slack_takes(name):
    facts, asked = DIAGRAMS[name].rules.facts, set()
    told: list[Note] = [Privacy()]
    for answers in ways(DIAGRAMS[name]):
        for done, (fact, answer) in enumerate(answers.items()):
            if fact not in asked:
                asked.add(fact)
                turn = held(DIAGRAMS[name], dict(list(answers.items())[:done]))
                view, why = question(turn.position), explained(turn.position)
                assert why
                told += [why, Meant(view), Meant(view, "That is <this>."), Asked(view)]
            label, words = facts[fact].label, facts[fact].in_words(answer)
            now = ((answer, words), (NotSure(), "not sure"))
            told += [Edited(label, words, now[:n], HANDLE, 10**3) for n in (1, 2)]
            told.append(Deleted(label, words, HANDLE, 10**3))
    assert len(asked) > 5
    for note in dict.fromkeys(told):
        message = notes.draw(note)
        assert block_faults(message.blocks) == []
        assert 0 < len(message.text) < 3000


NAME = "Support bot for our shop"


def words(blocks):
    """How many words a message has, but for what can be pressed or chosen, and its sources."""
    said = []
    for block in blocks:
        said.append((block.get("text") or {}).get("text", ""))
        texts = (each.get("text", "") for each in block.get("elements", []))
        said += [each for each in texts if isinstance(each, str) and not each.startswith("From <")]
    return len(re.findall(r"[^\s|•]+", " ".join(said)))


@pytest.mark.parametrize("name", DIAGRAMS)
def test_questions_windows_and_answered_lines_keep_to_their_words(name):
    diagram = DIAGRAMS[name]
    for fact in diagram.rules.facts.values():
        assert len(fact.ask.split()) <= 12
        assert len(fact.why.split()) <= 16
        assert all(len(option.label) <= 40 for option in fact.options.values())
    seen = set()
    for answers in ways(diagram):
        for done, (fact, answer) in enumerate(answers.items()):
            if (fact, answer) in seen:
                continue
            seen.add((fact, answer))
            turn = held(diagram, dict([*answers.items()][:done]), NAME)
            assert words(drawn(turn, QUESTION, done + 1).blocks) <= 32
            after = held(diagram, dict([*answers.items()][: done + 1]), NAME)
            assert words(drawn(after, QUESTION, done + 1).blocks) <= 14
            told = explained(turn.position)
            assert isinstance(told, Explained)
            why = windows.draw(told, HANDLE)
            assert words(why["blocks"]) <= 120
            assert not re.search(r"\d+ of \d+|recommendations? possible", json.dumps(why))
            listed = replace(notes_of.listed(after.position), handle=HANDLE)
            number = NumberForm(question(turn.position), 3)
            for window in (why, windows.draw(listed, HANDLE), windows.draw(number, HANDLE)):
                assert view_faults(window) == []
    assert len(seen) > 10


def test_a_long_name_is_cut_and_a_short_one_stands():
    for subject in ("x" * 2900, "a b " * 700, NAME, ""):
        turn = held(DIAGRAMS["ertas"], {}, subject)
        line = drawn(turn, QUESTION, 1).blocks[0]["elements"][0]["text"]
        name, _, said = line.rpartition("  |  ")
        assert len(name) <= 40
        assert said.startswith("Question 1 of about ")
        assert subject.startswith(name.removesuffix("…"))


def test_many_options_stand_in_one_menu_in_groups():
    blocks = drawn(held(DIAGRAMS["should-we-finetune"], {}), QUESTION, 1).blocks
    (menu,) = [each for each in blocks[2]["elements"] if "option_groups" in each]
    assert menu["type"] == "multi_static_select"
    named = [(each["label"]["text"], len(each["options"])) for each in menu["option_groups"]]
    assert named[0] == ("It gets facts wrong", 2)
    assert sum(count for _, count in named) == 15
    assert len(named) == 5


def test_nothing_a_person_writes_comes_alive():
    hostile = "<!channel> <@U1> <#C1> <https://evil.example|click> & *bold*"
    escaped = kit.escape(hostile)
    assert "<" not in escaped
    assert ">" not in escaped
