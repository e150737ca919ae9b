"""Weekly digests over large logs, beside their bare SQL: `python -m benchmarks.digests`.

It runs in the program's own environment. The bare SQL is every statement that a digest has run,
run again on the same connection with nothing made of its rows.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from random import Random
from statistics import median
from tempfile import TemporaryDirectory
from time import process_time
from typing import Any

from bot.conversation.rulesets import RuleSets
from bot.digest.view import RuleSetWords, digest
from bot.digest.weekly import USUAL
from bot.slack.blocks import digest as digest_blocks
from bot.slack.blocks.digest import Links
from storage.channels import KnownChannels
from storage.records import stamp
from storage.store import Store, Transaction
from storage.subscriptions import POSTED, Run, Subscription

from .table import met, print_table

ROUNDS = 5
CHANNELS, EACH = 500, 2000  # decisions of a channel, over a year: 38 a week
AT_MOST = 3.0  # in times of the bare SQL
NOW = datetime(2026, 11, 16, 9, tzinfo=UTC)
WEEK = timedelta(days=7)
RULESETS = RuleSets.of("should-we-finetune")


def main() -> int:
    """Make logs of three sizes, and digests of every channel in each."""
    rows = []
    with TemporaryDirectory() as folder:
        for channels in (CHANNELS // 100, CHANNELS // 10, CHANNELS):
            store = made(Path(folder) / f"{channels}.db", channels)
            rows.append(measured(store, channels))
            store.close()
    head = ("channels", "decisions", "bare SQL ms", "digest ms", "times", "target", "")
    print_table(
        "A digest of one channel's week, drawn for Slack; means over all channels", head, rows
    )
    return 0


def measured(store: Store, channels: int) -> tuple[str, ...]:
    """One line: the median over rounds in which both ways take turns."""
    shares, ours, bare = [], [], []
    with store.transaction() as tx:
        recorder = _Recorder(tx)
        list(drawn(recorder, channels))  # warms up, and keeps the statements
        for _ in range(ROUNDS):
            start = process_time()
            for sql, values in recorder.statements:
                store.db.conn.execute(sql, values).fetchall()
            between = process_time()
            list(drawn(tx, channels))
            end = process_time()
            bare.append((between - start) / channels)
            ours.append((end - between) / channels)
            shares.append(ours[-1] / bare[-1])
    times = median(shares)
    decided = f"{channels * EACH:,}"
    costs = (f"{median(bare) * 1e3:.2f}", f"{median(ours) * 1e3:.2f}", f"{times:.1f}")
    return f"{channels}", decided, *costs, f"{AT_MOST:.0f} or less", met(times <= AT_MOST)


def drawn(tx: Transaction, channels: int) -> Iterator[object]:
    """The digest of each channel, as Slack gets it."""
    words, links = RuleSetWords(RULESETS), Links("https://acme.slack.com/")
    for number in range(1, channels + 1):
        subscription = Subscription(
            number, number, "slack", "T1", f"C{number}", USUAL, "U1", "on", "", stamp(NOW),
            None, None, None,
        )  # fmt: skip
        run = Run(1, number, "", POSTED, stamp(NOW - WEEK), stamp(NOW), None, None, 0, stamp(NOW))
        yield digest_blocks.draw(digest(tx, words, subscription, run), links, str)


class _Recorder(Transaction):
    """A transaction that remembers what it was asked."""

    def __init__(self, tx: Transaction) -> None:
        super().__init__(tx._db)  # noqa: SLF001  # it stands in for this very transaction
        self.statements: list[tuple[str, list[Any]]] = []

    def rows(self, sql: str, values: list[Any]) -> Iterator[dict[str, Any]]:
        self.statements.append((sql, values))
        return super().rows(sql, values)

    def tuples(self, sql: str, values: list[Any]) -> list[tuple[Any, ...]]:
        self.statements.append((sql, values))
        return super().tuples(sql, values)


def made(path: Path, channels: int) -> Store:
    """A log in which each channel has decided as often, all over a year, and has some open."""
    store = Store(path)
    with store.transaction() as tx:
        RULESETS.keep_current(tx, stamp(NOW))
        tx.run("PRAGMA defer_foreign_keys = ON", [])
        for number in range(1, channels + 1):
            KnownChannels(tx).keep("slack", "T1", f"C{number}")
        connection = store.db.conn
        for table, marks in (("conversations", 10), ("events", 7), ("decisions", 18)):
            places = ", ".join("?" * marks)
            columns = _COLUMNS.get(table, "")
            rows = _ROWS[table](channels)
            connection.executemany(f"INSERT INTO {table} {columns} VALUES ({places})", rows)  # noqa: S608  # our own words
    return store


def _moments() -> Iterator[str]:
    """When a channel's conversations were decided: evenly over the year before now."""
    step = timedelta(days=365) / EACH
    for number in range(EACH):
        yield stamp(NOW - timedelta(days=365) + number * step)


def _conversations(channels: int) -> Iterator[tuple[Any, ...]]:
    fingerprint, moments = RULESETS.current.fingerprint, list(_moments())
    for number, (thread, at) in _numbered(channels, moments):
        channel = 1 + (number - 1) // EACH
        state = "asking" if thread % 100 == 0 else "advised"
        yield (
            number, "slack", "T1", f"C{channel}", f"17{thread:08d}.0001", f"U{thread % 50}",
            f"a bot for purpose {thread}", fingerprint, state, at,
        )  # fmt: skip


def _events(channels: int) -> Iterator[tuple[Any, ...]]:
    for number, (_, at) in _numbered(channels, list(_moments())):
        yield number, 1, "start", "U1", at, None, RULESETS.current.fingerprint


def _decisions(channels: int) -> Iterator[tuple[Any, ...]]:
    random = Random(6)  # noqa: S311  # the same log in each run
    rules = RULESETS.current.rules
    texts = rules.recommendations
    fired = [rule.id for table in rules.tables.values() for rule in table]
    for number, (thread, at) in _numbered(channels, list(_moments())):
        text = random.choice(texts)
        unsure = random.random() < 0.2
        possible = [text.id, random.choice(texts).id] if unsure else [text.id]
        yield (
            number, number, 1, f"a bot for purpose {thread}", text.id, text.verdict,
            int(not unsure), json.dumps(possible), "{}", "{}", json.dumps(random.sample(fired, 3)),
            rules.ruleset, rules.version, RULESETS.current.fingerprint, "U1", at, None,
            1 + (number - 1) // EACH,
        )  # fmt: skip


def _numbered(channels: int, moments: list[str]) -> Iterator[tuple[int, tuple[int, str]]]:
    """Every conversation's number, its number within its channel, and when it was decided."""
    for number in range(channels * EACH):
        yield number + 1, (number % EACH, moments[number % EACH])


_ROWS = {"conversations": _conversations, "events": _events, "decisions": _decisions}
_COLUMNS = {
    "conversations": "(id, platform, tenant, channel, thread, owner, subject, fingerprint, state,"
    " started_at)",
    "events": "(conversation, number, kind, user, at, answer, fingerprint)",
    "decisions": "(id, conversation, event, subject, recommendation, verdict, decided, possible,"
    " answers, outcomes, rules_fired, ruleset, version, fingerprint, user, decided_at,"
    " superseded_by, channel)",
}

if __name__ == "__main__":
    sys.exit(main())
