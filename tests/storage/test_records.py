"""What the log keeps, and what its schema refuses."""

import pytest

from storage.conversations import Conversations
from storage.decisions import Decisions
from storage.inbox import Inbox
from storage.records import Event, Place
from storage.rulesets import RulesetTexts
from storage.sqlite import sqlite3
from storage.typed_answers import MOST_KEPT, TypedAnswers

from .samples import FINGERPRINT, NOW, append_next, begin, begin_in, decision, event, numbers


@pytest.mark.parametrize("number", [-1, 0, 1, 2, 4, 5, 1000])
def test_an_event_whose_number_is_not_the_next_is_refused(store, number):
    kept = begin(store)
    append_next(store, kept)
    with pytest.raises(sqlite3.IntegrityError), store.transaction() as tx:
        Conversations(tx).append(kept, event(number))
    assert numbers(store, kept) == [1, 2]
    assert append_next(store, kept) == 3


def test_a_refused_event_takes_the_whole_transaction_with_it(store):
    kept = begin(store)

    def twice(number):
        with store.transaction() as tx:
            Conversations(tx).append(kept, event(number))
            Conversations(tx).append(kept, event(number))

    with pytest.raises(sqlite3.IntegrityError):
        twice(2)
    assert numbers(store, kept) == [1]


def test_an_event_of_no_conversation_is_refused(store):
    with pytest.raises(sqlite3.IntegrityError), store.transaction() as tx:
        Conversations(tx).append(7, event(1))


def test_an_event_that_moves_to_a_rule_set_nobody_kept_is_refused(store):
    kept = begin(store)
    with pytest.raises(sqlite3.IntegrityError), store.transaction() as tx:
        Conversations(tx).append(
            kept, Event(2, "rule set moved", "ada", NOW, fingerprint="unknown")
        )
    assert numbers(store, kept) == [1]


def test_an_event_that_others_follow_cannot_be_taken_out(store):
    kept = begin(store)
    append_next(store, kept)
    with pytest.raises(sqlite3.IntegrityError), store.transaction() as tx:
        tx.run("DELETE FROM events WHERE conversation = ? AND number = 1", [kept])
    assert numbers(store, kept) == [1, 2]


def test_where_conversations_stopped_is_found_by_the_last_event_of_some_kinds(store):
    marks = ("reading", "done")
    ways = {"1": marks[:1], "2": marks, "3": (*marks, "reading", "aside"), "4": (), "5": marks[:1]}
    with store.transaction() as tx:
        conversations = Conversations(tx)
        for thread, kinds in ways.items():
            kept = begin_in(tx, thread)
            for number, kind in enumerate(kinds, start=2):
                conversations.append(kept.id, event(number, kind))
        conversations.set_state(kept.id, "cancelled", FINGERPRINT)
        assert conversations.stopped_at("slack", "reading", marks) == [3, 1]
        assert conversations.stopped_at("terminal", "reading", marks) == []


def test_a_second_conversation_in_the_same_place_is_refused(store):
    begin(store, thread="1")
    with pytest.raises(sqlite3.IntegrityError):
        begin(store, thread="1")
    assert begin(store, thread="2") == 2


def test_the_same_thread_name_elsewhere_is_another_place(store):
    here = Place("slack", "T1", "C1", "1")
    others = [
        Place("teams", "T1", "C1", "1"),
        Place("slack", "T2", "C1", "1"),
        Place("slack", "T1", "C2", "1"),
        Place("slack", "T1", "C1", "2"),
    ]
    with store.transaction() as tx:
        RulesetTexts(tx).keep(FINGERPRINT, "toy", "1.0.0", "ruleset: toy", NOW)
        ids = {
            Conversations(tx).begin(each, "ada", "x", FINGERPRINT, NOW).id
            for each in [here, *others]
        }
        assert len(ids) == 5
        assert {Conversations(tx).get(each).place for each in ids} == {here, *others}


def test_a_conversation_under_a_rule_set_nobody_kept_is_refused(store):
    with pytest.raises(sqlite3.IntegrityError), store.transaction() as tx:
        Conversations(tx).begin(Place("slack", "T1", "C1", "1"), "ada", "x", "unknown", NOW)


def test_a_state_that_is_none_is_refused(store):
    kept = begin(store)
    with pytest.raises(sqlite3.IntegrityError), store.transaction() as tx:
        Conversations(tx).set_state(kept, "finished", FINGERPRINT)


def test_what_is_unknown_is_a_key_error(store):
    with store.transaction() as tx:
        with pytest.raises(KeyError):
            Conversations(tx).get(7)
        with pytest.raises(KeyError):
            RulesetTexts(tx).get("unknown")
        assert Conversations(tx).events(7) == []
        assert Decisions(tx).current(7) is None


@pytest.mark.parametrize("answer", [0, 10**15, "yes", "", "not_sure", {"below": 50}, None, False])
def test_an_event_comes_back_as_it_went_in(store, answer):
    kept = begin(store)
    given = Event(2, "answer", "ada", NOW, "volume", answer)
    with store.transaction() as tx:
        Conversations(tx).append(kept, given)
    with store.transaction() as tx:
        assert Conversations(tx).events(kept)[1] == given


@pytest.mark.parametrize("subject", ["", "ein Bot für Käse 🧀", "a\0b", "'; DROP TABLE events; --"])
def test_a_subject_comes_back_as_it_went_in(store, subject):
    with store.transaction() as tx:
        begin_in(tx)
        place = Place("slack", "T1", "C1", "2")
        assert Conversations(tx).begin(place, "ada", subject, FINGERPRINT, NOW).subject == subject


def test_half_a_character_is_kept_as_a_question_mark(store):
    """JSON can carry half a surrogate pair, and a command line bytes that are not UTF-8."""
    with store.transaction() as tx:
        begin_in(tx)
        place = Place("slack", "T1", "C1", "2")
        assert (
            Conversations(tx).begin(place, "ada", "bot \ud83e!", FINGERPRINT, NOW).subject
            == "bot ?!"
        )


def test_a_rule_set_is_kept_once_with_its_first_text(store):
    with store.transaction() as tx:
        RulesetTexts(tx).keep(FINGERPRINT, "toy", "1.0.0", "first", NOW)
        RulesetTexts(tx).keep(FINGERPRINT, "toy", "1.0.0", "second", NOW)
        assert RulesetTexts(tx).get(FINGERPRINT) == "first"


# Decisions


def test_a_decision_comes_back_as_it_went_in(store):
    kept = begin(store)
    with store.transaction() as tx:
        Decisions(tx).add(decision(kept, 1))
    with store.transaction() as tx:
        assert Decisions(tx).current(kept) == decision(kept, 1)


def test_a_decision_supersedes_the_earlier_ones_of_its_conversation_alone(store):
    first, second = begin(store, "1"), begin(store, "2")
    append_next(store, first)
    append_next(store, first)
    with store.transaction() as tx:
        Decisions(tx).add(decision(second, 1, "Another conversation's."))
        ids = [
            Decisions(tx).add(decision(first, number, f"Verdict {number}.")) for number in (1, 2, 3)
        ]
    with store.transaction() as tx:
        rows = tx.rows("SELECT superseded_by FROM decisions WHERE conversation = ?", [first])
        assert [row["superseded_by"] for row in rows] == [ids[1], ids[2], None]
        assert Decisions(tx).current(first) == decision(first, 3, "Verdict 3.")
        assert Decisions(tx).current(second) == decision(second, 1, "Another conversation's.")


@pytest.mark.parametrize("number", [0, 2])
def test_a_decision_without_its_event_is_refused(store, number):
    kept = begin(store)
    with pytest.raises(sqlite3.IntegrityError), store.transaction() as tx:
        Decisions(tx).add(decision(kept, number))
    with store.transaction() as tx:
        assert Decisions(tx).current(kept) is None


def test_a_second_decision_of_one_event_is_refused_and_the_first_stands(store):
    kept = begin(store)
    with store.transaction() as tx:
        Decisions(tx).add(decision(kept, 1, "First."))
    with pytest.raises(sqlite3.IntegrityError), store.transaction() as tx:
        Decisions(tx).add(decision(kept, 1, "Second."))
    with store.transaction() as tx:
        assert Decisions(tx).current(kept) == decision(kept, 1, "First.")


@pytest.mark.parametrize("missing", ["ruleset", "version", "user", "decided_at", "verdict"])
def test_a_decision_with_a_part_missing_is_refused(store, missing):
    kept = begin(store)
    whole = decision(kept, 1)
    object.__setattr__(whole, missing, None)
    with pytest.raises(sqlite3.IntegrityError), store.transaction() as tx:
        Decisions(tx).add(whole)


def test_the_message_of_an_answer_is_found_where_it_was_typed_and_nowhere_else(store):
    kept = begin(store)
    numbers_ = [append_next(store, kept) for _ in range(3)]
    with store.transaction() as tx:
        messages = Inbox(tx)
        messages.keep_message(kept, numbers_[0], "17.1")
        messages.keep_message(kept, numbers_[2], "17.1")  # the same message, edited
        assert messages.answered_by("slack", "T1", "C1", "17.1") == (kept, numbers_[2])
        assert messages.message_of(kept, numbers_[0]) == "17.1"
        assert messages.message_of(kept, numbers_[1]) is None
        for elsewhere in (("slack", "T1", "C2"), ("slack", "T2", "C1"), ("teams", "T1", "C1")):
            assert messages.answered_by(*elsewhere, "17.1") is None
        assert messages.answered_by("slack", "T1", "C1", "17.2") is None


def test_a_message_of_no_event_is_refused(store):
    kept = begin(store)
    with pytest.raises(sqlite3.IntegrityError), store.transaction() as tx:
        Inbox(tx).keep_message(kept, 7, "17.1")


def test_a_typed_text_is_kept_with_its_answer_while_that_stands(store):
    kept = begin(store)
    numbers_ = [append_next(store, kept)]
    with store.transaction() as tx:
        TypedAnswers(tx).keep(kept, numbers_[0], "half a hundred" + "d" * MOST_KEPT)
        ((fact, answer, text),) = TypedAnswers(tx).standing("toy")
        assert (fact, answer) == ("volume", {"at_least": numbers_[0]})
        assert text.startswith("half a hundredd")
        assert len(text) == MOST_KEPT
        assert TypedAnswers(tx).standing("another") == []
    append_next(store, kept)  # the same question, answered anew
    with store.transaction() as tx:
        assert TypedAnswers(tx).standing("toy") == []


def test_what_an_offer_was_for_is_kept_by_person_and_question_and_until_it_is_answered(store):
    one, other = begin(store), begin(store, "2")
    with store.transaction() as tx:
        kept = TypedAnswers(tx)
        for conversation, user, text in ((one, "ada", "a"), (one, "bob", "b"), (other, "ada", "c")):
            kept.keep_offer(conversation, user, 1, "before")
            kept.keep_offer(conversation, user, 1, text)
        assert [kept.offered_for(one, user, 1) for user in ("ada", "bob", "eve")] == ["a", "b", ""]
        assert kept.offered_for(one, "ada", 2) == ""
        kept.forget_offers(one)
        assert [kept.offered_for(one, user, 1) for user in ("ada", "bob")] == ["", ""]
        assert kept.offered_for(other, "ada", 1) == "c"


def test_a_text_of_no_event_is_refused(store):
    kept = begin(store)
    with pytest.raises(sqlite3.IntegrityError), store.transaction() as tx:
        TypedAnswers(tx).keep(kept, 7, "a text")
