"""The schema, step by step. A step that has been released is never edited; add the next one."""

from __future__ import annotations

from collections.abc import Sequence

from sqlite_utils import Database, Migrations

from . import past_stances as past

migrations = Migrations("should-we-finetune")

_INITIAL = """
CREATE TABLE rulesets (
    fingerprint TEXT PRIMARY KEY,
    name TEXT NOT NULL,
    version TEXT NOT NULL,
    text TEXT NOT NULL,
    first_used_at TEXT NOT NULL
) STRICT;
CREATE TABLE conversations (
    id INTEGER PRIMARY KEY,
    platform TEXT NOT NULL,
    tenant TEXT NOT NULL,
    channel TEXT NOT NULL,
    thread TEXT NOT NULL,
    owner TEXT NOT NULL,
    subject TEXT NOT NULL,
    fingerprint TEXT NOT NULL REFERENCES rulesets (fingerprint),
    state TEXT NOT NULL CHECK (state IN ('asking', 'decided', 'cancelled')),
    started_at TEXT NOT NULL,
    UNIQUE (platform, tenant, channel, thread)
) STRICT;
CREATE TABLE events (
    conversation INTEGER NOT NULL REFERENCES conversations (id),
    number INTEGER NOT NULL CHECK (number >= 1),
    previous INTEGER GENERATED ALWAYS AS (nullif(number - 1, 0)) STORED, -- must be there: no gaps
    kind TEXT NOT NULL,
    user TEXT NOT NULL,
    at TEXT NOT NULL,
    fact TEXT,
    answer TEXT CHECK (answer IS NULL OR json_valid(answer)), -- older SQLite: NULL isn't valid
    fingerprint TEXT REFERENCES rulesets (fingerprint),
    PRIMARY KEY (conversation, number),
    FOREIGN KEY (conversation, previous) REFERENCES events (conversation, number)
) STRICT, WITHOUT ROWID;
CREATE TABLE decisions (
    id INTEGER PRIMARY KEY,
    conversation INTEGER NOT NULL,
    event INTEGER NOT NULL,
    subject TEXT NOT NULL,
    recommendation TEXT NOT NULL,
    verdict TEXT NOT NULL,
    decided INTEGER NOT NULL CHECK (decided IN (0, 1)),
    possible TEXT NOT NULL CHECK (json_valid(possible)),
    answers TEXT NOT NULL CHECK (json_valid(answers)),
    outcomes TEXT NOT NULL CHECK (json_valid(outcomes)),
    rules_fired TEXT NOT NULL CHECK (json_valid(rules_fired)),
    ruleset TEXT NOT NULL,
    version TEXT NOT NULL,
    fingerprint TEXT NOT NULL REFERENCES rulesets (fingerprint),
    user TEXT NOT NULL,
    decided_at TEXT NOT NULL,
    superseded_by INTEGER REFERENCES decisions (id),
    UNIQUE (conversation, event),
    FOREIGN KEY (conversation, event) REFERENCES events (conversation, number)
) STRICT;
"""


@migrations()
def m001_initial(db: Database) -> None:
    """Conversations, their events, the decisions they led to, the rule sets they kept to."""
    for statement in _INITIAL.split(";"):
        if statement.strip():
            db.execute(statement)


def known_steps() -> frozenset[str]:
    """The names of all steps in this file: what a log may have been through for us to know it."""
    empty = Database(memory=True, execute_plugins=False)
    try:
        return frozenset(step.name for step in migrations.pending(empty))
    finally:
        empty.close()


_OUTBOX = """
CREATE TABLE outbox (
    id INTEGER PRIMARY KEY,
    conversation INTEGER NOT NULL REFERENCES conversations (id),
    action TEXT NOT NULL CHECK (action IN ('post', 'redraw', 'delete')),
    kind TEXT NOT NULL,
    event INTEGER NOT NULL,
    token TEXT NOT NULL UNIQUE,
    status TEXT NOT NULL
        CHECK (status IN ('pending', 'sending', 'unsure', 'sent', 'dead', 'dropped')),
    due TEXT NOT NULL,
    tries INTEGER NOT NULL,
    channel TEXT,
    ts TEXT,
    at TEXT NOT NULL
) STRICT;
CREATE INDEX outbox_open ON outbox (conversation, id)
    WHERE status IN ('pending', 'sending', 'unsure');
CREATE INDEX outbox_message ON outbox (conversation, kind, event);
CREATE TABLE handled (
    key TEXT PRIMARY KEY,
    at TEXT NOT NULL
) STRICT, WITHOUT ROWID;
"""


@migrations()
def m002_outbox(db: Database) -> None:
    """What must be posted, and which of the platform's deliveries have been handled."""
    for statement in _OUTBOX.split(";"):
        if statement.strip():
            db.execute(statement)


_DIGESTS = """
CREATE TABLE channels (
    id INTEGER PRIMARY KEY,
    platform TEXT NOT NULL,
    tenant TEXT NOT NULL,
    channel TEXT NOT NULL,
    public INTEGER CHECK (public IN (0, 1)), -- as it was last seen, NULL: not seen yet
    seen_at TEXT,
    UNIQUE (platform, tenant, channel)
) STRICT;
INSERT INTO channels (platform, tenant, channel)
    SELECT DISTINCT platform, tenant, channel FROM conversations;
ALTER TABLE decisions ADD COLUMN channel INTEGER REFERENCES channels (id);
UPDATE decisions SET channel = (SELECT channels.id FROM conversations
    JOIN channels USING (platform, tenant, channel)
    WHERE conversations.id = decisions.conversation);
CREATE INDEX decisions_week ON decisions (channel, decided_at);
CREATE INDEX conversations_open ON conversations (platform, tenant, channel, started_at)
    WHERE state = 'asking';
CREATE TABLE subscriptions (
    id INTEGER PRIMARY KEY,
    channel INTEGER NOT NULL UNIQUE REFERENCES channels (id),
    wide INTEGER NOT NULL CHECK (wide IN (0, 1)),
    weekday INTEGER NOT NULL CHECK (weekday BETWEEN 0 AND 6),
    time TEXT NOT NULL,
    zone TEXT NOT NULL,
    say_empty INTEGER NOT NULL CHECK (say_empty IN (0, 1)),
    skipped TEXT NOT NULL CHECK (json_valid(skipped)),
    subscriber TEXT NOT NULL,
    state TEXT NOT NULL CHECK (state IN ('on', 'paused', 'off')),
    reason TEXT NOT NULL,
    next_at TEXT NOT NULL,
    told TEXT,
    missed_from TEXT,
    missed_to TEXT
) STRICT;
CREATE INDEX subscriptions_due ON subscriptions (next_at) WHERE state = 'on';
CREATE TABLE digest_runs (
    id INTEGER PRIMARY KEY,
    subscription INTEGER NOT NULL REFERENCES subscriptions (id),
    period TEXT NOT NULL,
    status TEXT NOT NULL CHECK (status IN ('posted', 'empty', 'late', 'failed')),
    starts TEXT NOT NULL,
    ends TEXT NOT NULL,
    missed_from TEXT,
    missed_to TEXT,
    open INTEGER NOT NULL,
    at TEXT NOT NULL,
    UNIQUE (subscription, period)
) STRICT;
ALTER TABLE outbox RENAME TO outbox_of_conversations;
CREATE TABLE outbox (
    id INTEGER PRIMARY KEY,
    conversation INTEGER REFERENCES conversations (id),
    subscription INTEGER REFERENCES subscriptions (id),
    action TEXT NOT NULL CHECK (action IN ('post', 'redraw', 'delete')),
    kind TEXT NOT NULL,
    event INTEGER NOT NULL,
    token TEXT NOT NULL UNIQUE,
    status TEXT NOT NULL
        CHECK (status IN ('pending', 'sending', 'unsure', 'sent', 'dead', 'dropped')),
    due TEXT NOT NULL,
    tries INTEGER NOT NULL,
    channel TEXT,
    ts TEXT,
    at TEXT NOT NULL,
    CHECK ((conversation IS NULL) <> (subscription IS NULL))
) STRICT;
INSERT INTO outbox
    SELECT id, conversation, NULL, action, kind, event, token, status, due, tries, channel, ts, at
    FROM outbox_of_conversations;
DROP TABLE outbox_of_conversations;
CREATE INDEX outbox_open ON outbox (conversation, subscription, id)
    WHERE status IN ('pending', 'sending', 'unsure');
CREATE INDEX outbox_message ON outbox (conversation, subscription, kind, event);
"""


@migrations()
def m003_digests(db: Database) -> None:
    """Weekly digests: who wants one, which have run, and outbox rows that post them."""
    for statement in _DIGESTS.split(";"):
        if statement.strip():
            db.execute(statement)


@migrations()
def m004_message(db: Database) -> None:
    """What a platform calls a posted message is a name to us; one platform's is a timestamp."""
    db.execute("ALTER TABLE outbox RENAME COLUMN ts TO message")


@migrations()
def m005_assumed(db: Database) -> None:
    """Which of a decision's answers an overlay assumed; none could before."""
    db.execute("ALTER TABLE decisions ADD COLUMN assumed TEXT NOT NULL DEFAULT '{}'")


_ADVISED = """
DROP INDEX conversations_open;
ALTER TABLE conversations RENAME COLUMN state TO was;
ALTER TABLE conversations ADD COLUMN state TEXT NOT NULL DEFAULT 'asking'
    CHECK (state IN ('asking', 'advised', 'cancelled'));
UPDATE conversations SET state = iif(was = 'decided', 'advised', was);
ALTER TABLE conversations DROP COLUMN was;
CREATE INDEX conversations_open ON conversations (platform, tenant, channel, started_at)
    WHERE state = 'asking';
ALTER TABLE decisions ADD COLUMN stance TEXT CHECK (stance IN ('yes', 'yes_if', 'not_yet', 'no'));
ALTER TABLE decisions ADD COLUMN direction TEXT;
ALTER TABLE decisions ADD COLUMN modifiers TEXT NOT NULL DEFAULT '[]';
ALTER TABLE decisions ADD COLUMN missing TEXT NOT NULL DEFAULT '[]';
ALTER TABLE decisions ADD COLUMN unknown TEXT NOT NULL DEFAULT '[]';
"""


@migrations()
def m006_advised(db: Database) -> None:
    """What was decided is advised, by stance and direction; older rows of shipped texts have both."""
    for statement in _ADVISED.split(";"):
        if statement.strip():
            db.execute(statement)
    shipped = f"fingerprint IN ({_quoted(past.FINGERPRINTS)})"
    read = ", ".join(f"json_extract(outcomes, '$.{table}')" for table in past.VERDICT)
    db.execute(f"UPDATE decisions SET direction = coalesce({read}) WHERE {shipped}")  # noqa: S608  # our own words
    for stance, ids in past.STANCES.items():
        _set_stance(db, stance, f"{shipped} AND recommendation IN ({_quoted(ids)})")
    fired = "SELECT 1 FROM json_each(rules_fired) WHERE value IN "
    _set_stance(
        db,
        "not_yet",
        f"{shipped} AND recommendation IN ({_quoted(past.KEEP_PROMPT)})"
        f" AND EXISTS ({fired}({_quoted(past.NOT_READY)}))"
        f" AND NOT EXISTS ({fired}({_quoted(past.NOT_MADE_FOR_IT)}))",
    )


def _set_stance(db: Database, stance: str, where: str) -> None:
    db.execute(f"UPDATE decisions SET stance = ? WHERE {where}", [stance])  # noqa: S608  # our own words


def _quoted(words: Sequence[str]) -> str:
    return ", ".join(f"'{word}'" for word in words)


_ANSWER_MESSAGES = """
CREATE TABLE answer_messages (
    conversation INTEGER NOT NULL,
    event INTEGER NOT NULL,
    message TEXT NOT NULL, -- the platform's name for it, never what it says
    PRIMARY KEY (conversation, event),
    FOREIGN KEY (conversation, event) REFERENCES events (conversation, number)
) STRICT, WITHOUT ROWID;
CREATE INDEX answer_messages_message ON answer_messages (message);
"""

_TYPED = """
CREATE TABLE typed_answers (
    conversation INTEGER NOT NULL,
    event INTEGER NOT NULL,
    text TEXT NOT NULL CHECK (length(text) <= 1000), -- as it was typed
    PRIMARY KEY (conversation, event),
    FOREIGN KEY (conversation, event) REFERENCES events (conversation, number)
) STRICT, WITHOUT ROWID;
CREATE TABLE offered_for (
    conversation INTEGER NOT NULL REFERENCES conversations (id),
    user TEXT NOT NULL,
    revision INTEGER NOT NULL, -- of the question at which it was typed
    text TEXT NOT NULL CHECK (length(text) <= 1000),
    PRIMARY KEY (conversation, user) -- the last alone
) STRICT, WITHOUT ROWID;
"""


@migrations()
def m007_answer_messages(db: Database) -> None:
    """Which message an answer was typed in; of older ones nobody knows it."""
    _run(db, _ANSWER_MESSAGES)


@migrations()
def m008_typed_answers(db: Database) -> None:
    """What people typed before they chose an answer; of older answers nobody knows it."""
    _run(db, _TYPED)


@migrations()
def m009_keys(db: Database) -> None:
    """What nobody can guess of a conversation. Buttons from before carry none, and are drawn anew."""
    db.execute("ALTER TABLE conversations ADD COLUMN key TEXT NOT NULL DEFAULT ''")
    db.execute("UPDATE conversations SET key = lower(hex(randomblob(8)))")


_WAITS = """
ALTER TABLE conversations ADD COLUMN said_at TEXT NOT NULL DEFAULT '';
UPDATE conversations SET said_at = coalesce((SELECT s.at FROM events s
    WHERE s.conversation = conversations.id ORDER BY s.number DESC LIMIT 1), started_at);
ALTER TABLE conversations ADD COLUMN nudged INTEGER NOT NULL DEFAULT 0;
ALTER TABLE conversations ADD COLUMN nudge_at TEXT;
DROP INDEX conversations_open;
CREATE INDEX conversations_open ON conversations (platform, tenant, channel, said_at)
    WHERE state = 'asking';
CREATE INDEX conversations_waiting ON conversations (platform, said_at)
    WHERE state = 'asking' AND nudged < 3;
ALTER TABLE channels ADD COLUMN nudges INTEGER CHECK (nudges IN (0, 1)); -- NULL: as is usual
"""


@migrations()
def m010_waits(db: Database) -> None:
    """When something was last said, how often was reminded since, and where nobody wants that."""
    _run(db, _WAITS)


def _run(db: Database, statements: str) -> None:
    for statement in statements.split(";"):
        if statement.strip():
            db.execute(statement)
