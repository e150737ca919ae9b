"""Logs that earlier commits wrote open, keep what they say, and go on to the same advice."""

import gzip
import io
from functools import cache
from pathlib import Path

import pytest

from bot.conversation import replay
from bot.conversation.advisor import Advisor
from bot.terminal.app import Terminal
from rules.diagram.diagram import compile_rules
from rules.language.answers import to_json
from rules.loading.load import loads
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
OFTEN = 30  # times a word is typed in a conversation that was held to its end


@cache
def compiled(text):
    """A logged rule set: most stand in several logs."""
    return compile_rules(loads(text))


@pytest.fixture(params=[path.name.partition(".")[0] for path in LOGS])
def commit(request):
    return request.param


@pytest.fixture
def store(commit, tmp_path):
    path = tmp_path / "advisor.db"
    written = sqlite3.connect(path)
    written.executescript(gzip.decompress((FOLDER / f"{commit}.sql.gz").read_bytes()).decode())
    written.close()
    opened = Store(path)
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


def test_every_conversation_replays_to_the_state_and_decision_it_had(store, advisor):
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
            assert (decision.recommendation, decision.answers, decision.decided) == (
                turn.recommendation.text.id,
                given,
                turn.recommendation.decided,
            )
    assert seen == {replay.ASKING, replay.DECIDED}


def test_a_conversation_left_at_a_question_goes_on_to_the_same_advice(store, advisor):
    """By the same word that another one, held in that very log, was answered with to its end."""
    left = "SELECT id, subject, fingerprint FROM conversations WHERE state = 'asking'"
    went_on = 0
    for row in rows(store, left):
        word = row["subject"].rpartition(" ")[0]
        ended = rows(
            store,
            "SELECT d.recommendation, d.answers FROM decisions d JOIN conversations c"
            " ON c.id = d.conversation WHERE c.subject = ? AND c.fingerprint = ?",
            f"{word} {OFTEN}", row["fingerprint"],
        )  # fmt: skip
        if not ended:
            continue  # a word that this rule set never understood to the end
        lines = io.StringIO(f"{word}\n" * OFTEN + "quit\n")
        Terminal(store, advisor, lines, io.StringIO()).run(resume=row["id"])
        now = "SELECT recommendation, answers FROM decisions WHERE conversation = ?"
        assert rows(store, now, row["id"]) == ended
        went_on += 1
    assert went_on >= 5
