"""Plain values to put into a log."""

from storage.conversations import Conversations
from storage.records import Conversation, Decision, Event, Place
from storage.rulesets import RulesetTexts
from storage.store import Store, Transaction

NOW = "2026-11-20T09:00:00.000+00:00"
FINGERPRINT = "f" * 64


def begin(store: Store, thread: str = "1") -> int:
    """A conversation with its first event; its id."""
    with store.transaction() as tx:
        return begin_in(tx, thread).id


def begin_in(tx: Transaction, thread: str = "1") -> Conversation:
    RulesetTexts(tx).keep(FINGERPRINT, "toy", "1.0.0", "ruleset: toy", NOW)
    place = Place("slack", "T1", "C1", thread)
    conversation = Conversations(tx).begin(place, "ada", "a support bot", FINGERPRINT, NOW)
    Conversations(tx).append(conversation.id, event(1, "start"))
    return conversation


def event(number: int, kind: str = "answer", user: str = "ada") -> Event:
    fact, answer = ("volume", {"at_least": number}) if kind == "answer" else (None, None)
    return Event(number, kind, user, NOW, fact, answer)


def append_next(store: Store, conversation: int, user: str = "ada") -> int:
    """Append one event in a transaction of its own, as the next; its number."""
    with store.transaction() as tx:
        number = len(Conversations(tx).events(conversation)) + 1
        Conversations(tx).append(conversation, event(number, user=user))
        return number


def decision(conversation: int, number: int, verdict: str = "Use RAG.") -> Decision:
    return Decision(
        conversation=conversation,
        event=number,
        subject="a support bot",
        recommendation="rag",
        verdict=verdict,
        stance="yes_if",
        direction="tune",
        modifiers=["with_rag"],
        missing=["evals"],
        unknown=["owner", "data"],
        decided=True,
        possible=["rag"],
        answers={"volume": {"at_least": 50}, "steady": "not_sure", "team": 3},
        assumed={"team": "ours"},
        outcomes={"way": "rag"},
        rules_fired=["facts", "few"],
        ruleset="toy",
        version="1.0.0",
        fingerprint=FINGERPRINT,
        user="ada",
        decided_at=NOW,
    )


def numbers(store: Store, conversation: int) -> list[int]:
    with store.transaction() as tx:
        return [each.number for each in Conversations(tx).events(conversation)]


def is_sound(store: Store) -> bool:
    """Whether SQLite itself finds nothing wrong in the file."""
    checks = store.db.execute("PRAGMA integrity_check").fetchall()
    return checks == [("ok",)] and not store.db.execute("PRAGMA foreign_key_check").fetchall()
