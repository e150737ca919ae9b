"""Every message of every shipped rule set is within Slack's limits and says it in text too."""

import json
from datetime import date

import pytest

from bot.conversation import replay
from bot.conversation.advisor import Turn
from bot.interactions.thread import QUESTION, ROOT, VERDICT, look
from bot.slack.blocks import conversation as blocks
from bot.slack.blocks import kit, notes
from bot.views.advice import advice
from bot.views.asked_back import explained
from bot.views.notes import Asked, Deleted, Edited, Meant, Note, Part, Privacy
from bot.views.question import question
from rules.language.answers import to_json
from storage.records import Conversation, Event, Place
from tests.interviews import DIAGRAMS, ways
from tests.slack_server import block_faults, total_text

TODAY = date(2026, 11, 20)
HOME = Place("slack", "T1", "C1", "1.1")


def held(diagram, answers, subject="a bot"):
    """A conversation in which these answers were given, one after the other."""
    at = "2026-11-20T09:00:00.000+00:00"
    events = [Event(1, replay.START, "U1", at, fingerprint=diagram.fingerprint)]
    for fact, answer in answers.items():
        event = Event(len(events) + 1, replay.ANSWER, "U2", at, fact, to_json(answer))
        events.append(event)
    position = replay.replay(diagram, events)
    conversation = Conversation(1, HOME, "U1", subject, diagram.fingerprint, position.state, at)
    return Turn(conversation, position, tuple(events))


def drawn(turn, kind, event):
    at = turn.position.diagram
    shown = look(kind, event, turn, lambda n: replay.replay(at, turn.events[:n]), TODAY)
    return blocks.draw(shown, 1)


def messages(diagram):
    """Every kind of message, once for each way of getting there."""
    met = set()
    for answers in ways(diagram):
        turn = held(diagram, answers, "x" * 2900)
        yield drawn(turn, ROOT, 1)
        yield drawn(turn, VERDICT, len(answers) + 1)
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
        message = drawn(turn, VERDICT, len(answers) + 1)
        assert turn.recommendation.text.title in message.text
        assert turn.recommendation.text.verdict in message.text
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
            carried = json.dumps(to_json(answer))
            told.append(Edited(label, words, words, carried, 10**9, 10**3))
            told.append(Deleted(label, words, 10**9, 10**3))
    assert len(asked) > 5
    turn = held(DIAGRAMS[name], answers)
    shown = advice(turn.position, turn.recommendation, TODAY)
    parts = [Part(section) for section in shown.sections]
    for note in (*dict.fromkeys(told), *parts):
        message = notes.draw(note)
        assert block_faults(message.blocks) == []
        assert 0 < len(message.text) < 3000


def test_nothing_a_person_writes_comes_alive():
    hostile = "<!channel> <@U1> <#C1> <https://evil.example|click> & *bold*"
    escaped = kit.escape(hostile)
    assert "<" not in escaped
    assert ">" not in escaped
