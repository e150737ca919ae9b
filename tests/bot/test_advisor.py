"""The use cases over a real log: what each leads to, what it refuses, and laws of any sequence."""

import tempfile
import threading
from collections import Counter
from dataclasses import replace
from datetime import UTC, datetime
from itertools import count
from pathlib import Path

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from bot.conversation import replay
from bot.conversation.advisor import Advisor
from bot.conversation.refusal import Outdated, Refusal
from bot.conversation.rulesets import RuleSets
from bot.typed.proposals import Proposal, Told
from rules.interview.explain import recommend
from rules.language.answers import NotSure, Range, Value, to_json
from storage.conversations import Conversations
from storage.decisions import Decisions
from storage.records import Place
from storage.rulesets import RulesetTexts
from storage.sqlite import sqlite3
from storage.store import Store
from tests.rules.toys import KETTLE, MUSEUM, changed, compiled

from .talk import clock

HERE = Place("slack", "T1", "C1", "1")
YES, NO = Value("yes"), Value("no")
NEXT_KETTLE = changed(KETTLE, "version: 1.0.0", "version: 1.1.0")
NEXT_MUSEUM = changed(MUSEUM, "version: 0.3.0", "version: 0.4.0")
NEXT_MUSEUM = changed(NEXT_MUSEUM, "  member:\n", "  card:\n    was: member\n")
NEXT_MUSEUM = changed(NEXT_MUSEUM, "{member: yes}", "{card: yes}")
NEXT_MUSEUM = changed(NEXT_MUSEUM, "slowly: Slowly", "slow: {label: Slowly, was: slowly}")
NEXT_MUSEUM = changed(NEXT_MUSEUM, "max: 120", "max: 60")


def rulesets(text):
    return RuleSets(compiled(text), text)


def where(turn):
    """All that can be said of where a conversation stands, to be compared."""
    position = turn.position
    return (
        turn.conversation,
        turn.events,
        position.diagram.fingerprint,
        position.revision,
        list(position.given.items()),
        (position.asking, position.reopened, position.cancelled),
    )


class Talk:
    """One conversation over a log; each use case runs in a transaction of its own."""

    def __init__(self, store, advisor, place=HERE):
        self.store, self.advisor = store, advisor
        with store.transaction() as tx:
            self.turn = advisor.start(tx, place, "ada", "afternoon tea")
        self.id = self.turn.conversation.id

    def do(self, use_case, *arguments, **named):
        with self.store.transaction() as tx:
            held = self.advisor.look(tx, self.id)
            self.turn = getattr(self.advisor, use_case)(tx, held, "ada", *arguments, **named)
        return self.turn

    def answers(self, *answers):
        for answer in answers:
            self.do("answer", answer)
        return self.turn

    def look(self):
        with self.store.transaction() as tx:
            return self.advisor.look(tx, self.id)

    def events(self):
        with self.store.transaction() as tx:
            return Conversations(tx).events(self.id)

    def decisions(self):
        """All decisions of the conversation, the oldest first."""
        sql = "SELECT * FROM decisions WHERE conversation = ? ORDER BY id"
        with self.store.transaction() as tx:
            return list(tx.rows(sql, [self.id]))

    def current_decision(self):
        with self.store.transaction() as tx:
            return Decisions(tx).current(self.id)

    def refuses(self, use_case, *arguments, kind=Refusal, **named):
        """Why the use case is refused; fails if it isn't, or if anything has changed."""
        before = where(self.look()), self.decisions()
        with pytest.raises(kind) as refused:
            self.do(use_case, *arguments, **named)
        assert (where(self.look()), self.decisions()) == before
        return str(refused.value)


@pytest.fixture
def talk(store):
    return Talk(store, Advisor(rulesets(KETTLE), clock()))


def test_a_start_asks_the_first_question_and_keeps_the_rule_sets_text(talk):
    turn = talk.turn
    assert (turn.position.asking, turn.position.state, turn.position.revision) == (
        "thirsty",
        "asking",
        1,
    )
    assert (turn.conversation.owner, turn.conversation.subject) == ("ada", "afternoon tea")
    with talk.store.transaction() as tx:
        assert RulesetTexts(tx).get(turn.conversation.fingerprint) == KETTLE


def test_a_second_start_in_the_same_place_is_refused_and_the_first_conversation_stays(talk):
    talk.answers(YES)
    with pytest.raises(sqlite3.IntegrityError):
        Talk(talk.store, talk.advisor)
    assert talk.look().position.given.keys() == {"thirsty"}


def test_an_unknown_conversation_is_a_key_error(talk):
    with talk.store.transaction() as tx, pytest.raises(KeyError):
        talk.advisor.look(tx, 99)


def test_what_is_recommended_is_found_out_once_and_logged_and_shown(talk, monkeypatch):
    found = []

    def counted(held):
        found.append(held)
        return recommend(held)

    monkeypatch.setattr(replay, "recommend", counted)
    turn = talk.answers(YES, Value("tea"), Range(at_least=200))
    assert turn.decision == 1
    assert turn.recommendation is not None
    assert len(found) == 1


def test_answers_lead_to_the_next_question_and_then_to_a_logged_decision(talk):
    assert talk.answers(YES).position.asking == "drink"
    assert talk.answers(Value("tea")).position.asking == "water"
    turn = talk.answers(Range(at_least=200))
    assert (turn.position.asking, turn.conversation.state) == (None, "advised")
    assert turn.recommendation is not None
    assert turn.recommendation.text.id == "boil"
    decision = talk.current_decision()
    assert decision.answers == {"thirsty": "yes", "drink": "tea", "water": {"at_least": 200}}
    assert decision.outcomes == {"answer": "boil"}
    assert (decision.stance, decision.direction) == (None, "boil")
    assert (decision.modifiers, decision.missing, decision.unknown) == ([], [], [])
    assert decision.rules_fired == ["go"]
    assert (decision.ruleset, decision.version) == ("kettle", "1.0.0")
    assert decision.fingerprint == talk.advisor.rulesets.current.fingerprint
    assert (decision.user, decision.subject) == ("ada", "afternoon tea")
    assert (decision.event, decision.decided_at) == (4, talk.events()[-1].at)
    assert turn.decision == talk.decisions()[-1]["id"]


def test_a_decision_that_not_sure_leaves_open_names_all_that_is_possible(talk):
    talk.answers(YES, Value("tea"), NotSure())
    decision = talk.current_decision()
    assert not decision.decided
    assert set(decision.possible) == {"fill", "boil"}
    assert decision.answers["water"] == "not_sure"


@pytest.mark.parametrize(
    "answer", [Value("coffee"), Value(3), Range(below=3), Value("not_sure"), Value("")]
)
def test_an_answer_that_does_not_fit_is_refused_and_changes_nothing(talk, answer):
    talk.answers(YES)
    assert "'drink' takes one of: tea, cocoa, juice" in talk.refuses("answer", answer)


@pytest.mark.parametrize("answer", [Value(-1), Value(2001), Value("much"), Range(below=3000), YES])
def test_a_number_out_of_bounds_is_refused_and_changes_nothing(talk, answer):
    talk.answers(YES, Value("tea"))
    assert "'water'" in talk.refuses("answer", answer)


def test_an_answer_after_the_decision_is_refused(talk):
    talk.answers(NO)
    assert "You can change an answer, or start over" in talk.refuses("answer", YES)


def test_an_outdated_revision_is_refused_and_changes_nothing(talk):
    shown = talk.turn.position.revision
    talk.answers(YES)
    for revision in (0, shown, shown + 2, -1):
        talk.refuses("answer", Value("tea"), revision=revision, kind=Outdated)
        talk.refuses("back", revision=revision, kind=Outdated)
    assert talk.do("answer", Value("tea"), revision=shown + 1).position.asking == "water"


def test_back_asks_the_last_question_again_as_often_as_there_are_answers(talk):
    talk.answers(YES, Value("tea"), Value(500))
    for left, asking in ((2, "water"), (1, "drink"), (0, "thirsty")):
        turn = talk.do("back")
        assert (len(turn.position.given), turn.position.asking) == (left, asking)
        assert turn.conversation.state == "asking"
    assert "nothing to go back to" in talk.refuses("back")
    assert talk.answers(YES).position.state == "advised", "what was gone over is as it was"


def test_what_back_goes_over_is_kept_where_it_still_counts(talk):
    before = talk.answers(YES, Value("tea"), Value(500)).position.given
    talk.do("back")
    talk.do("back")
    given = talk.answers(Value("cocoa")).position.given
    assert list(given) == ["thirsty", "drink", "water"]
    assert (given["water"], given["drink"].answer) == (before["water"], Value("cocoa"))
    assert talk.do("back").position.asking == "drink", "what was given last"
    assert talk.do("back").position.asking == "water"
    assert talk.do("back").position.asking == "thirsty"
    assert talk.answers(NO).position.given.keys() == {"thirsty", "water", "drink"}


def test_what_back_went_over_is_forgotten_with_all_the_rest(talk):
    talk.answers(YES, Value("tea"))
    talk.do("back")
    talk.do("back")
    talk.do("start_over")
    assert talk.answers(YES).position.asking == "drink"


def test_in_logs_from_before_back_forgets_what_it_goes_over(talk):
    talk.answers(YES, Value("tea"), Value(500))
    for _ in range(2):
        talk.do("back")
    *events, answered = talk.answers(Value("tea")).events
    then = [replace(each, answer=None) if each.kind == replay.BACK else each for each in events]
    diagram = talk.turn.position.diagram
    assert replay.replay(diagram, [*events, answered]).asking is None
    assert replay.replay(diagram, [*then, answered]).asking == "water"


def test_back_out_of_a_change_leaves_every_answer_as_it_was(talk):
    before = talk.answers(YES, Value("tea"), Value(500)).position.answers
    assert talk.do("change", "drink").position.asking == "drink"
    turn = talk.do("back")
    assert (turn.position.answers, turn.position.state) == (before, "advised")
    assert talk.do("back").position.asking == "water", "the next one is an ordinary step back"


def test_a_change_keeps_the_other_answers_that_still_apply(talk):
    talk.answers(YES, Value("tea"), Value(500))
    assert talk.do("change", "drink").position.asking == "drink"
    turn = talk.answers(Value("cocoa"))
    assert turn.position.state == "advised", "the water was not asked for again"
    assert turn.position.answers == {"thirsty": YES, "drink": Value("cocoa"), "water": Value(500)}


def test_a_change_to_and_fro_needs_no_answer_twice(talk):
    talk.answers(YES, Value("tea"), Value(500))
    talk.do("change", "thirsty")
    assert talk.answers(NO).recommendation.text.id == "leave"
    talk.do("change", "thirsty")
    assert talk.answers(YES).recommendation.text.id == "boil"


def test_a_change_before_the_end_goes_on_where_it_was(talk):
    talk.answers(YES, Value("tea"))
    talk.do("change", "thirsty")
    assert talk.answers(YES).position.asking == "water"


@pytest.mark.parametrize("fact", ["water", "no_such_fact", ""])
def test_a_question_that_has_no_answer_cannot_be_changed(talk, fact):
    talk.answers(YES)
    assert "hasn't been answered yet" in talk.refuses("change", fact)


def test_start_over_forgets_the_answers_and_keeps_the_decision(talk):
    talk.answers(NO)
    turn = talk.do("start_over")
    assert (turn.position.given, turn.position.asking) == ({}, "thirsty")
    assert talk.current_decision() is not None


def test_what_was_cancelled_goes_on_where_it_stood(talk):
    talk.answers(YES, Value("tea"))
    talk.do("change", "drink")
    before = talk.turn.position
    talk.do("cancel")
    after = talk.do("resume").position
    assert (after.given, after.asking, after.cancelled) == (before.given, before.asking, False)
    again = talk.do("resume").position
    assert (again.given, again.asking) == (after.given, after.asking), "it is only asked again"


def test_a_cancelled_conversation_takes_nothing_but_resume_and_start_over(talk):
    talk.answers(YES, Value("tea"))
    turn = talk.do("cancel")
    assert (turn.conversation.state, turn.position.asking) == ("cancelled", None)
    for use_case, *arguments in (["answer", Value(500)], ["back"], ["change", "drink"]):
        assert "You can resume it, or start over" in talk.refuses(use_case, *arguments)
    events = talk.events()
    talk.do("cancel")
    assert talk.events() == events, "cancelling twice changes nothing"
    assert talk.do("start_over").position.asking == "thirsty"


# Decisions


def test_a_second_verdict_is_a_second_decision_and_supersedes_the_first(talk):
    talk.answers(YES, Value("tea"), Value(500))
    talk.do("change", "water")
    turn = talk.answers(Value(100))
    first, second = talk.decisions()
    assert (first["recommendation"], second["recommendation"]) == ("boil", "fill")
    assert (first["superseded_by"], second["superseded_by"]) == (second["id"], None)
    assert turn.decision == second["id"]
    assert talk.current_decision().recommendation == "fill"


def test_the_same_answers_again_add_no_decision(talk):
    talk.answers(YES, Value("tea"), Value(500))
    talk.do("change", "thirsty")
    assert talk.answers(YES).decision is None
    talk.do("change", "water")
    assert talk.do("back").decision is None
    talk.do("back")  # the answer given last, which was the changed one
    assert talk.answers(YES).decision is None
    talk.do("start_over")
    assert talk.answers(YES, Value("tea"), Value(500)).decision is None
    assert len(talk.decisions()) == 1


def test_other_answers_with_the_same_verdict_are_a_decision_of_their_own(talk):
    talk.answers(YES, Value("tea"), Value(500))
    talk.do("change", "drink")
    talk.answers(Value("cocoa"))
    assert [each["recommendation"] for each in talk.decisions()] == ["boil", "boil"]


# A newer rule set


def test_a_conversation_keeps_its_rule_set_when_the_shelf_has_a_newer_one(talk):
    talk.answers(YES)
    old = talk.turn.conversation.fingerprint
    talk.advisor = Advisor(rulesets(NEXT_KETTLE), clock())
    turn = talk.answers(Value("tea"), Value(500))
    assert turn.conversation.fingerprint == turn.position.diagram.fingerprint == old
    assert talk.current_decision().version == "1.0.0"
    other = Talk(talk.store, talk.advisor, Place("slack", "T1", "C1", "2"))
    assert other.turn.position.diagram.rules.version == "1.1.0"


def test_start_over_moves_a_conversation_to_the_newer_rule_set(talk):
    talk.answers(YES, Value("tea"), Value(500))
    talk.advisor = Advisor(rulesets(NEXT_KETTLE), clock())
    turn = talk.do("start_over")
    assert [event.kind for event in talk.events()[-2:]] == ["start over", "rule set moved"]
    assert talk.events()[-1].fingerprint == turn.conversation.fingerprint
    assert turn.position.diagram.rules.version == "1.1.0"
    with talk.store.transaction() as tx:
        assert RulesetTexts(tx).get(turn.conversation.fingerprint) == NEXT_KETTLE
    assert talk.answers(YES, Value("tea"), Value(500)).decision is not None
    assert [each["version"] for each in talk.decisions()] == ["1.0.0", "1.1.0"]
    kinds = [event.kind for event in talk.events()]
    talk.do("start_over")
    assert [event.kind for event in talk.events()] == [*kinds, "start over"], "it moves once"


def test_facts_that_the_newer_rule_set_lacks_do_not_get_in_the_way(talk):
    talk.answers(YES, Value("tea"))
    talk.advisor = Advisor(rulesets(MUSEUM), clock())
    assert talk.do("start_over").position.asking == "monday"
    talk.answers(YES)
    assert talk.current_decision().recommendation == "tomorrow"


# Many at once


def test_of_twenty_who_answer_one_question_one_wins(talk):
    revision = talk.turn.position.revision
    ready, results = threading.Barrier(20), []

    def press(number):
        ready.wait()
        try:
            with talk.store.transaction() as tx:
                held = talk.advisor.look(tx, talk.id)
                talk.advisor.answer(tx, held, f"user {number}", YES, revision=revision)
            results.append("won")
        except BaseException as error:  # noqa: BLE001  # counted below
            results.append(type(error).__name__)

    threads = [threading.Thread(target=press, args=[number]) for number in range(20)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert Counter(results) == {"won": 1, "Outdated": 19}
    assert [event.kind for event in talk.events()] == ["start", "answer"]


# Any sequence

KINDS_OF_ANSWER = st.one_of(
    st.sampled_from([YES, NO, NotSure(), NotSure(), Value("can"), Value("slowly")]),
    st.integers(-2, 125).map(Value),
    st.integers(0, 120).map(lambda low: Range(at_least=low)),
    st.integers(1, 121).map(lambda high: Range(below=high)),
    st.tuples(st.integers(0, 60), st.integers(1, 61)).map(lambda ends: Range(ends[0], sum(ends))),
)
TOLD = ("monday", "age", "member", "card", "stairs", "no such fact")


class AnySequence(RuleBasedStateMachine):
    """A conversation by the museum's rules, with the log opened and the rule sets read anew."""

    def __init__(self):
        super().__init__()
        self.folder = tempfile.TemporaryDirectory()
        self.path = Path(self.folder.name) / "advisor.db"
        seconds = count()
        self.now = lambda: datetime.fromtimestamp(1_800_000_000 + next(seconds), UTC)
        self.texts = [MUSEUM, NEXT_MUSEUM]
        self.was_advised = False

    @initialize()
    def start(self):
        self.talk = Talk(Store(self.path), self._advisor())

    def _advisor(self):
        return Advisor(rulesets(self.texts[0]), self.now)

    def teardown(self):
        if hasattr(self, "talk"):
            self.talk.store.close()
        self.folder.cleanup()

    def attempt(self, use_case, *arguments, **named):
        """Do it, and say whether it was done; what is refused must leave everything as it was."""
        before = where(self.talk.look()), self.talk.decisions()
        try:
            self.talk.do(use_case, *arguments, **named)
        except Refusal:
            assert (where(self.talk.look()), self.talk.decisions()) == before
            return False
        assert where(self.talk.turn) == where(self.talk.look())
        return True

    @rule(answer=KINDS_OF_ANSWER)
    def answer(self, answer):
        position = self.talk.look().position
        if self.attempt("answer", answer, revision=position.revision):
            assert not position.proposed
            given = self.talk.turn.position.given[position.asking]
            assert to_json(given.answer) == to_json(answer)
            assert given.event == self.talk.turn.position.last

    @rule(answer=KINDS_OF_ANSWER, late_by=st.integers(1, 3))
    def answer_late(self, answer, late_by):
        revision = self.talk.look().position.revision - late_by
        assert not self.attempt("answer", answer, revision=revision)

    @rule()
    def back(self):
        before = self.talk.look().position
        if self.attempt("back"):
            after = self.talk.turn.position
            lost = before.given.keys() - after.given.keys()
            if before.reopened in before.given:
                assert after.given == before.given
            elif after.asking in lost:
                assert len(lost) == 1
            else:  # all that was confirmed at once, which waits again where its rules still know it
                assert {before.given[fact].event for fact in lost} == {
                    max(given.event for given in before.given.values())
                }
                assert {each.fact for each in after.proposed} <= lost

    @rule(told=st.lists(st.tuples(st.sampled_from(TOLD), KINDS_OF_ANSWER), max_size=4))
    def read(self, told):
        before = self.talk.look().position
        proposals = tuple(Proposal(fact, answer, "so") for fact, answer in told)
        if self.attempt("read", Told("a text", proposals)):
            position = self.talk.turn.position
            assert position.given == before.given
            assert {each.fact for each in position.proposed} == {
                each.fact for each in position.pending
            }
        else:
            assert before.state != "asking"

    @rule(data=st.data())
    def confirm(self, data):
        before = self.talk.look().position
        said = {each.fact: each.answer for each in before.proposed}
        for fact in before.proposed and data.draw(st.sets(st.sampled_from(sorted(said)))):
            said[fact] = data.draw(st.one_of(st.none(), KINDS_OF_ANSWER))
        late = data.draw(st.booleans())
        if self.attempt("confirm", said, revision=before.revision - late):
            after = self.talk.turn.position
            assert not after.proposed
            assert after.given.keys() - before.given.keys() <= {*said, *before.aside}
            assert before.given.items() <= after.given.items()
        else:
            assert late or not before.proposed

    @rule(data=st.data())
    @precondition(lambda self: self.talk.look().position.proposed)
    def leave_one_open(self, data):
        before = self.talk.look().position
        dropped = data.draw(st.sampled_from(before.proposed))
        assert self.attempt("leave_open", [dropped.fact])
        assert self.talk.turn.position.given == before.given
        assert dropped not in self.talk.turn.position.proposed

    @rule(data=st.data())
    @precondition(lambda self: self.talk.look().position.given)
    def change(self, data):
        before = self.talk.look().position
        fact = data.draw(st.sampled_from(sorted(before.given)))
        if self.attempt("change", fact):
            assert self.talk.turn.position.asking == fact
            assert self.talk.turn.position.given == before.given

    @rule()
    def start_over(self):
        assert self.attempt("start_over")
        assert not self.talk.turn.position.given
        assert (
            self.talk.turn.conversation.fingerprint
            == self.talk.advisor.rulesets.current.fingerprint
        )

    @rule()
    def move(self):
        before = self.talk.look()
        if self.attempt("move"):
            after = self.talk.turn.position
            assert after.diagram.rules.version == "0.4.0"
            carried = {given.event for given in after.given.values()}
            assert carried <= {given.event for given in before.position.given.values()}
        else:
            assert self.talk.advisor.newer(before) is None

    @rule()
    def stay(self):
        assert self.attempt("stay")
        assert self.talk.turn.position.newer is None

    @rule()
    def cancel(self):
        advised = self.talk.look().position.state == "advised"
        assert self.attempt("cancel") != advised  # what has been advised can't be undone so
        if not advised:
            assert self.talk.turn.position.state == "cancelled"

    @rule()
    def open_the_log_anew(self):
        before = where(self.talk.look())
        self.talk.store.close()
        self.talk.store = Store(self.path)
        self.talk.advisor = self._advisor()
        assert where(self.talk.look()) == before

    @rule()
    def put_another_rule_set_on_the_shelf(self):
        before = where(self.talk.look())
        self.texts.reverse()
        self.talk.advisor = self._advisor()
        assert where(self.talk.look()) == before

    @invariant()
    def the_log_says_where_the_conversation_stands(self):
        turn, events = self.talk.look(), self.talk.events()
        assert [event.number for event in events] == list(range(1, len(events) + 1))
        assert turn.position.revision == sum(event.kind in replay.RAISING for event in events)
        assert turn.position == replay.replay(turn.position.diagram, events)
        assert turn.conversation.state == turn.position.state
        assert turn.conversation.fingerprint == turn.position.diagram.fingerprint

    @invariant()
    def one_decision_stands_from_the_first_verdict_on(self):
        turn, decisions = self.talk.look(), self.talk.decisions()
        self.was_advised |= turn.position.state == "advised"
        open_ones = [each for each in decisions if each["superseded_by"] is None]
        assert len(open_ones) == self.was_advised
        assert all(each["superseded_by"] > each["id"] for each in decisions[:-1])
        if turn.position.state == "advised":
            position = self.talk.current_decision()
            assert position.answers == {
                fact: to_json(answer) for fact, answer in turn.position.answers.items()
            }
            assert position.recommendation == turn.recommendation.text.id
            assert position.fingerprint == turn.conversation.fingerprint


TestAnySequence = AnySequence.TestCase
TestAnySequence.settings = settings(
    settings.get_profile("suite"), max_examples=20, stateful_step_count=25
)
