"""A log of any earlier schema opens, is taken along with nothing lost, and goes on."""

import json
from contextlib import closing

import pytest
from sqlite_utils import Database

from storage.channels import KnownChannels
from storage.conversations import Conversations
from storage.decisions import Decisions
from storage.inbox import Inbox
from storage.outbox import DELETE, Lane, Outbox
from storage.past_stances import FINGERPRINTS
from storage.schema import known_steps, migrations
from storage.store import Store
from storage.subscriptions import Subscriptions
from storage.typed_answers import TypedAnswers
from storage.weeks import Weeks

from .children import look, result
from .samples import FINGERPRINT, NOW, append_next, begin, is_sound
from .test_opening import two_libraries

ROWS = {  # what a log could hold before each step that came after its first release
    "m003_digests": f"""
INSERT INTO rulesets VALUES ('{FINGERPRINT}', 'toy', '1.0.0', 'text', '{NOW}');
INSERT INTO conversations VALUES
    (1, 'slack', 'T1', 'C1', '1.1', 'ada', 'a bot', '{FINGERPRINT}', 'decided', '{NOW}');
INSERT INTO events (conversation, number, kind, user, at) VALUES (1, 1, 'start', 'ada', '{NOW}');
INSERT INTO decisions VALUES (1, 1, 1, 'a bot', 'rag', 'Use RAG.', 1, '[]', '{{}}', '{{}}', '[]',
    'toy', '1.0.0', '{FINGERPRINT}', 'ada', '{NOW}', NULL);
INSERT INTO outbox VALUES
    (1, 1, 'post', 'root', 1, 'a', 'sent', '{NOW}', 1, 'C1', '1.1', '{NOW}'),
    (2, 1, 'post', 'verdict', 1, 'b', 'unsure', '{NOW}', 1, NULL, NULL, '{NOW}');
""",
    "m004_message": f"""
INSERT INTO subscriptions VALUES
    (1, 1, 0, 0, '09:00', 'Europe/Berlin', 0, '[]', 'ada', 'on', '', '{NOW}', NULL, NULL, NULL);
INSERT INTO digest_runs VALUES
    (1, 1, '2026-11-23', 'posted', '{NOW}', '{NOW}', NULL, NULL, 0, '{NOW}');
INSERT INTO outbox VALUES
    (3, NULL, 1, 'post', 'digest', 1, 'c', 'sent', '{NOW}', 1, 'C1', '2.2', '{NOW}'),
    (4, NULL, 1, 'delete', 'digest', 0, 'd', 'pending', '{NOW}', 0, 'C1', '2.3', '{NOW}');
""",
    "m005_assumed": """
UPDATE decisions SET answers = '{"a": "yes"}';
""",
    "m006_advised": """
UPDATE decisions SET assumed = '{"a": "ours"}';
""",
    "m007_answer_messages": f"""
INSERT INTO rulesets VALUES ('{"e" * 64}', 'toy', '2.0.0', 'text', '{NOW}');
""",
    "m008_typed_answers": f"""
INSERT INTO rulesets VALUES ('{"d" * 64}', 'toy', '3.0.0', 'text', '{NOW}');
""",
    "m009_keys": """
INSERT INTO offered_for VALUES (1, 'ada', 1, 'facts');
""",
    "m010_waits": f"""
INSERT INTO rulesets VALUES ('{"c" * 64}', 'toy', '4.0.0', 'text', '{NOW}');
""",
}
every_older_log = pytest.mark.parametrize("step", ROWS)


def old_log(path, step):
    """A log as it was before a step, gone through those before it; the rows of its outbox."""
    with closing(Database(path, execute_plugins=False)) as db:
        for each, rows in ROWS.items():
            migrations.apply(db, stop_before=each)
            db.conn.executescript(rows)
            if each == step:
                break
        return rows_of(db)


def rows_of(db):
    """The outbox row by row, but for columns that an older log lacks."""
    shared = "id, conversation, action, kind, event, token, status, due, tries, channel, at"
    name = "message" if "message" in db["outbox"].columns_dict else "ts"
    return db.execute(f"SELECT {shared}, {name} FROM outbox ORDER BY id").fetchall()


def test_every_step_after_the_first_release_has_a_log_here():
    assert known_steps() - ROWS.keys() == {"m001_initial", "m002_outbox"}


@every_older_log
def test_an_older_log_is_taken_along_with_nothing_lost(path, step):
    before = old_log(path, step)
    with closing(Store(path)) as store, store.transaction() as tx:
        assert rows_of(store.db) == before
        posted = Outbox(tx).posted(Lane(1), "root", 1)
        assert posted is not None
        assert (posted.channel, posted.message) == ("C1", "1.1")
        decision = Decisions(tx).current(1)
        assert decision is not None
        assert decision.assumed == ({"a": "ours"} if step >= "m006_advised" else {})
        assert (decision.stance, decision.direction) == (None, None)  # no shipped text
        assert (decision.modifiers, decision.missing, decision.unknown) == ([], [], [])
        assert Conversations(tx).get(1).state == "advised"
        assert Conversations(tx).get(1).key
        (last,) = tx.tuples("SELECT said_at, nudged, nudge_at FROM conversations", [])
        assert last == (NOW, 0, None)
        assert Inbox(tx).message_of(1, 1) is None  # nobody knows where it was typed
        assert TypedAnswers(tx).standing("toy") == []  # nobody knows what was typed
        weeks = Weeks(tx, ("slack", "T1", KnownChannels(tx).keep("slack", "T1", "C1")), wide=False)
        assert [each.thread for each in weeks.decided(("2026", "2027"))] == ["1.1"]
        assert is_sound(store)


@every_older_log
def test_an_older_log_goes_on(path, step):
    old_log(path, step)
    with closing(Store(path)) as store:
        assert append_next(store, 1) == 2
        assert begin(store, "3.1") == 2
        with store.transaction() as tx:
            outbox = Outbox(tx)
            (unsure,) = (row for row in outbox.ready("9999") if row.conversation)
            assert unsure.token == "b"
            assert outbox.mark_sent(unsure, "C1", "1.2")
            outbox.delete_copy(Lane(1), "verdict", "C1", "1.3", NOW)
            (copy,) = outbox.pending(Lane(1), "verdict")
            assert (copy.action, copy.message) == (DELETE, "1.3")
        assert is_sound(store)
    with closing(Store(path)) as store, store.transaction() as tx:
        sent = Outbox(tx).posted(Lane(1), "verdict", 1)
        assert sent is not None
        assert (sent.status, sent.message) == ("sent", "1.2")


def test_a_digest_that_was_posted_keeps_its_name_and_a_deletion_under_way_its_aim(path):
    old_log(path, "m004_message")
    with closing(Store(path)) as store, store.transaction() as tx:
        assert Subscriptions(tx).get(1).state == "on"
        assert Subscriptions(tx).has_run(1, "2026-11-23")
        posted = Outbox(tx).posted(Lane(subscription=1), "digest", 1)
        assert posted is not None
        assert posted.message == "2.2"
        (deletion,) = Outbox(tx).pending(Lane(subscription=1), "digest")
        assert (deletion.action, deletion.message) == (DELETE, "2.3")


@pytest.mark.parametrize(
    ("recommendation", "fired", "stance"),
    [
        ("rag_fine_tune", ["made-for-training"], "yes"),
        ("start_with_rag", [], "not_yet"),
        ("rag", [], "no"),
        ("keep_prompt", ["not-narrow", "no-owner"], "no"),
        ("rag_keep_prompt", ["with-rag", "unsettled-task"], "not_yet"),
        ("name_the_gap", [], None),  # version 1 alone had it
    ],
)
def test_a_row_of_a_shipped_text_gets_its_stance_and_direction(path, recommendation, fired, stance):
    old_log(path, "m006_advised")
    with closing(Database(path, execute_plugins=False)) as db:
        db.execute("UPDATE rulesets SET fingerprint = ?", [FINGERPRINTS[-1]])
        outcomes = '{"fit": "keep_prompt", "cheaper": "none", "beside": "x"}'
        for table in ("conversations", "decisions"):
            db.execute(f"UPDATE {table} SET fingerprint = ?", [FINGERPRINTS[-1]])
        values = [recommendation, json.dumps(fired), outcomes]
        db.execute("UPDATE decisions SET recommendation = ?, rules_fired = ?, outcomes = ?", values)
        db.conn.commit()
    with closing(Store(path)) as store, store.transaction() as tx:
        decision = Decisions(tx).current(1)
        assert decision is not None
        assert (decision.stance, decision.direction) == (stance, "keep_prompt")


@two_libraries
@every_older_log
def test_the_older_library_takes_a_log_along_too(path, step):
    before = old_log(path, step)
    assert result(look, path, old_library=True)["kept"] == [1]
    with closing(Store(path)) as store:
        assert rows_of(store.db) == before
        assert is_sound(store)
