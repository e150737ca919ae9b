"""Logs that earlier commits wrote open, keep what they say, and go on to the same advice."""

import gzip
from functools import cache
from pathlib import Path

import pytest

from bot.conversation import replay
from bot.conversation.advisor import Advisor
from bot.interactions.acting import Acting
from bot.interactions.messages import Messages
from rules.diagram.compiler import compile_rules
from rules.language.answers import to_json
from rules.loading.load import loads, shipped
from storage import past_stances
from storage.decisions import Decisions
from storage.sqlite import sqlite3
from storage.store import Store

from .talk import clock, kept

FOLDER = Path(__file__).parent / "old_logs"
LOGS = sorted(FOLDER.glob("*.sql.gz"))
FINGERPRINTS = {
    (commit, name): fingerprint
    for line in (FOLDER / "fingerprints.txt").read_text("utf-8").splitlines()
    for commit, name, fingerprint in [line.split()]
}
WITH_DIRECTION = {
    "94ee837",
    "93ba517",
    "43098bb",
    "2584af0",
    "ffcfd88",
    "5c0822b",
    "ab3f2c1",
    "8597f14",
}  # kept by the program that advised, and not found out later
WITH_CONDITIONS = {
    "2584af0",
    "ffcfd88",
    "5c0822b",
    "ab3f2c1",
    "8597f14",
}  # a stance that follows from the answers
WITHOUT_STANCE = {"94ee837"}  # its log kept stances already, and its rules had none
# But for the last: a longer row of answers is cut in the name there.
WITH_EVERY_QUESTION = {"061f3d0", *WITH_DIRECTION} - {"8597f14"}
STANCES = {  # of what these logs hold
    "rag_api": "no",
    "rag_self_host": "no",
    "long_context": "no",
    "improve_prompt": "not_yet",
    "build_evals": "not_yet",
    "fine_tune": "yes",
    "fine_tune_small": "yes",
    "rag_fine_tune": "yes",
    "rag_small": "no",
}
WITH_WHAT_PEOPLE_WRITE = ("ab3f2c1",)  # texts read and confirmed, answers typed, edited, deleted
OFTEN = 30  # times a word is typed in a conversation that was held to its end


@cache
def compiled(text):
    """A logged rule set: most stand in several logs."""
    return compile_rules(loads(text))


@pytest.fixture(params=[path.name.partition(".")[0] for path in LOGS])
def commit(request):
    return request.param


def old_log(commit, path):
    """The log that a commit wrote, opened by today's program."""
    written = sqlite3.connect(path)
    written.executescript(gzip.decompress((FOLDER / f"{commit}.sql.gz").read_bytes()).decode())
    written.close()
    return Store(path)


@pytest.fixture
def store(commit, tmp_path):
    opened = old_log(commit, tmp_path / "advisor.db")
    yield opened
    opened.close()


@pytest.fixture
def advisor(store):
    """Its rule sets read as a program of today reads them, though compiled once for all tests."""
    made = Advisor(kept("ertas"), clock())
    for row in rows(store, "SELECT fingerprint, text FROM rulesets"):
        made.rulesets._others[row["fingerprint"]] = compiled(row["text"])
    return made


def rows(store, sql, *values):
    with store.transaction() as tx:
        return list(tx.rows(sql, list(values)))


def test_its_rule_sets_still_compile_and_keep_the_fingerprint_they_have(store, commit):
    """Not always that of the log: until 6e78f03 the canonical form itself has changed twice."""
    found = rows(store, "SELECT name, text FROM rulesets")
    assert {row["name"] for row in found} == {"should-we-finetune", "ertas", "eazyware"}
    for row in found:
        known = FINGERPRINTS[commit, row["name"]]
        assert compiled(row["text"]).fingerprint == known


def test_every_conversation_replays_to_the_state_and_decision_it_had(store, advisor, commit):
    seen = set()
    for row in rows(store, "SELECT id, state FROM conversations"):
        with store.transaction() as tx:
            turn = advisor.look(tx, row["id"])
            decision = Decisions(tx).current(row["id"])
        assert turn.position.state == row["state"]
        seen.add(row["state"])
        assert (decision is None) == (turn.recommendation is None)
        if decision:
            given = {fact: to_json(answer) for fact, answer in turn.position.answers.items()}
            told = decision.stance or commit in WITH_DIRECTION
            assert decision.direction == (turn.recommendation.direction if told else None)
            ready = (decision.modifiers, decision.missing, decision.unknown)
            advised = turn.recommendation
            assert ready == (
                [*advised.modifiers],
                [*advised.missing],
                [*advised.unknown],
            )
            assert commit not in WITH_CONDITIONS or decision.stance == advised.stance
            assert (decision.recommendation, decision.answers, decision.decided) == (
                turn.recommendation.text.id,
                given,
                turn.recommendation.decided,
            )
    assert seen == {replay.ASKING, replay.ADVISED}


def test_older_advice_of_the_default_set_is_headed_by_a_stance(store, commit):
    """Of other rule sets nobody knows one."""
    found = rows(store, "SELECT DISTINCT ruleset, recommendation, stance FROM decisions")
    for row in found:
        ours = row["ruleset"] == "should-we-finetune" and commit not in WITHOUT_STANCE
        if ours and commit in WITH_CONDITIONS:
            continue  # which has one for each set of answers, held against a replay above
        assert row["stance"] == (STANCES[row["recommendation"]] if ours else None)


def test_each_recommendation_of_a_shipped_version_2_has_one_stance(store):
    for row in rows(store, "SELECT text FROM rulesets WHERE name = 'should-we-finetune'"):
        rules = compiled(row["text"]).rules
        listed = [id_ for ids in past_stances.STANCES.values() for id_ in ids]
        if rules.version == "2.0.0":
            assert {text.id for text in rules.recommendations} <= {*listed}
            assert {*past_stances.VERDICT} > {*rules.verdict}
            rule_ids = {rule.id for rule in rules.tables["fit"]}
            assert {*past_stances.NOT_READY, *past_stances.NOT_MADE_FOR_IT} <= rule_ids
        assert len(listed) == len({*listed})


def test_the_shipped_set_heads_its_advice_as_older_texts_are_headed():
    """What trains may say yes, whether or not its own conditions hold."""
    before = {id_: stance for stance, ids in past_stances.STANCES.items() for id_ in ids}
    for id_, outcome in loads(shipped("should-we-finetune")).outcomes.items():
        stance = "yes" if outcome.trains else outcome.stance
        assert stance == before.get(id_, stance), id_


def test_a_conversation_left_at_a_question_goes_on_to_the_same_advice(store, advisor, commit):
    """By the same words that another one, held in that very log, was answered with to its end."""
    left = "SELECT id, subject, fingerprint FROM conversations WHERE state = 'asking'"
    went_on, asked, messages = 0, set(), Messages(Acting(advisor, posts=False))
    for row in rows(store, left):
        words, _, said = row["subject"].rpartition(" ")
        ended = rows(
            store,
            "SELECT d.recommendation, d.answers FROM decisions d JOIN conversations c"
            " ON c.id = d.conversation WHERE c.subject = ? AND c.fingerprint = ?",
            f"{words} {OFTEN}", row["fingerprint"],
        )  # fmt: skip
        if not ended:
            continue  # a word that this rule set never understood to the end
        with store.transaction() as tx:
            turn = advisor.look(tx, row["id"])
            asked.add((turn.position.diagram.rules.ruleset, turn.position.asking))
            for line in (words.split(";") * OFTEN)[int(said) :]:
                if turn.position.state == replay.ASKING:
                    turn = messages.typed(tx, turn, "ada", line).turn or turn
        now = "SELECT recommendation, answers FROM decisions WHERE conversation = ?"
        assert rows(store, now, row["id"]) == ended
        went_on += 1
    assert went_on >= 5
    if commit in WITH_EVERY_QUESTION:
        texts = rows(store, "SELECT text FROM rulesets")
        known = [compiled(row["text"]).rules for row in texts]
        assert asked == {(rules.ruleset, fact) for rules in known for fact in rules.facts}


@pytest.fixture(params=WITH_WHAT_PEOPLE_WRITE)
def written(request, tmp_path):
    opened = old_log(request.param, tmp_path / "written.db")
    yield opened
    opened.close()


@pytest.fixture
def reader(written):
    made = Advisor(kept("ertas"), clock())
    for row in rows(written, "SELECT fingerprint, text FROM rulesets"):
        made.rulesets._others[row["fingerprint"]] = compiled(row["text"])
    return made


def conversations_with(store, kind):
    told = "SELECT DISTINCT conversation AS id FROM events WHERE kind = ? ORDER BY id"
    return [row["id"] for row in rows(store, told, kind)]


def test_what_was_confirmed_of_a_paragraph_stands_and_what_waits_can_be_confirmed(written, reader):
    states = set()
    for id_ in conversations_with(written, replay.READ):
        with written.transaction() as tx:
            turn = reader.look(tx, id_)
            told = [e for e in turn.events if e.kind == replay.CONFIRMED]
            for fact, given in turn.position.given.items():
                event = turn.events[given.event - 1]
                if event in told:
                    assert to_json(given.answer) == event.answer[fact]
            states |= {became(event) for event in told}
            if waiting := turn.position.proposed:
                states.add("waits again" if told else "waits")
                after = Messages(Acting(reader, posts=False)).typed(tx, turn, "ada", "yes").turn
                assert after is not None
                assert {each.fact for each in waiting} <= after.position.given.keys()
    assert states == {"waits", "waits again", "confirmed", "corrected", "turned down"}


def became(event):
    """What somebody made of what was read."""
    taken = [answer is not None for answer in event.answer.values()]
    return "confirmed" if all(taken) else "corrected" if any(taken) else "turned down"


def test_what_a_model_was_given_was_read_next(written, reader):
    for id_ in conversations_with(written, replay.BEING_READ):
        with written.transaction() as tx:
            turn = reader.look(tx, id_)
        sent, read = (next(e for e in turn.events if e.kind == kind)
                      for kind in (replay.BEING_READ, replay.READ))  # fmt: skip
        assert (sent.answer["text"], sent.number + 1) == (read.answer["text"], read.number)
    assert conversations_with(written, replay.BEING_READ)


def test_answers_typed_in_a_message_are_found_by_it_and_what_was_typed_is_kept(written, reader):
    typed = rows(written, "SELECT * FROM answer_messages ORDER BY conversation, event")
    assert len({row["message"] for row in typed}) < len(typed), "one was edited: two answers"
    for row in (*typed, *rows(written, "SELECT * FROM typed_answers")):
        with written.transaction() as tx:
            event = reader.look(tx, row["conversation"]).events[row["event"] - 1]
        assert event.kind == replay.ANSWER
    said = {row["text"] for row in rows(written, "SELECT text FROM typed_answers")}
    assert {"it shines more or less", "sort of every few weeks"} <= said
