"""The form for people in a hurry, over all shipped rules: it asks and answers as the thread would."""

import random

import pytest

from bot.conversation import replay
from bot.conversation.advisor import Advisor
from bot.interactions.acting import Acting
from bot.interactions.hurry import NOT_BOTH, Hurried, Hurry, HurryForm
from bot.interactions.messages import Messages
from bot.interactions.presses import FORM, Press
from bot.interactions.thread import ClosedQuestion, OpenQuestion, look
from bot.slack.blocks import hurry as drawing
from rules.language.answers import Chosen, NotSure, from_json
from rules.loading.load import SHIPPED
from storage.records import Place
from storage.store import Store
from tests.slack_server.blocks import view_faults

from .talk import TOUR, clock, kept

HOME = Place("slack", "T1", "C1", "1.1")
RULES = [*SHIPPED, TOUR]
NUMBERS = ("", "60", "2k", "not sure")


class Filling:
    """A conversation, and the form in which its questions are answered."""

    def __init__(self, tx, rules, seed=0):
        self.tx = tx
        self.acting = Acting(Advisor(kept(rules), clock()), posts=True)
        self.hurry = Hurry(self.acting)
        self.random = random.Random(seed)
        Messages(self.acting).doors.begin(tx, HOME, "ada", "a bot", "")
        self.press = Press(
            "slack", "T1", "C1", "1.1", "ada", self.turn.conversation.handle, "1", ("1", FORM)
        )
        made = self.hurry.form(tx, self.press)
        assert isinstance(made, HurryForm)
        self.form = made
        self.entered = {}

    @property
    def turn(self):
        return self.acting.advisor.look(self.tx, 1)

    def sent(self, entered=None):
        given = self.entered if entered is None else entered
        who = ("slack", "T1", "C1", "1.1", "ada", self.press.handle)
        return Hurried(*who, revision=1, entered=given)

    def fill(self, share):
        """Fill in fields at random, each with this likelihood, until nothing new is shown."""
        seen = set[str]()
        while new := [each for each in self.form.fields if each.fact not in seen]:
            for each in new:
                seen.add(each.fact)
                if self.random.random() < share:
                    self.entered[each.fact] = self.value(each)
            made = self.hurry.again(self.tx, self.sent())
            assert isinstance(made, HurryForm)
            self.form = made

    def value(self, field):
        if not field.choices:
            return self.random.choice(NUMBERS)
        return (self.random.randrange(len(field.choices)),)

    def shown(self):
        """What is sent: all that is shown, be it empty."""
        empty = {each.fact: () if each.choices else "" for each in self.form.fields}
        return {fact: self.entered.get(fact, none) for fact, none in empty.items()}

    def answers(self):
        return [each for each in self.turn.events if each.kind == replay.ANSWER]


@pytest.fixture
def tx(tmp_path):
    store = Store(tmp_path / "advisor.db")
    with store.transaction() as opened:
        yield opened
    store.close()


def lines(tx, it):
    """What the lines of answered questions say, in the order in which they stand in the thread."""
    turn, advices = it.turn, it.acting.advices(tx, it.turn)
    rows = tx.rows("SELECT kind, event FROM outbox WHERE action = 'post' ORDER BY id", [])
    shown = [look(row["kind"], row["event"], advices, it.acting.today()) for row in rows]
    said = [(each.label, each.answer) for each in shown if isinstance(each, ClosedQuestion)]
    assert sum(isinstance(each, OpenQuestion) for each in shown) == bool(turn.position.asking)
    return said


def given(it):
    """The answers that stand, as lines say them."""
    facts = it.turn.position.diagram.rules.facts
    answers = it.turn.position.given.items()
    return [(facts[id_].label, facts[id_].in_words(each.answer)) for id_, each in answers]


@pytest.mark.parametrize("seed", range(6))
@pytest.mark.parametrize("rules", RULES)
def test_what_is_sent_is_what_the_thread_would_have_asked_one_after_the_other(tx, rules, seed):
    it = Filling(tx, rules, seed)
    it.fill(0.9)
    assert it.hurry.submit(tx, it.sent(it.shown())) == {}
    answers = it.answers()
    assert [each.fact for each in answers] == [each.fact for each in it.form.fields]
    for each in answers:
        before = it.acting.advisor.position(tx, it.turn.events[: each.number - 1])
        assert before.asking == each.fact
        if not it.entered.get(each.fact):
            assert from_json(each.answer) == NotSure()
    if it.form.fields[-1].fact in it.entered:
        assert it.turn.recommendation
    assert lines(tx, it) == given(it)
    assert it.hurry.submit(tx, it.sent(it.shown())) == {}  # sent twice
    assert it.answers() == answers


@pytest.mark.parametrize("seed", range(6))
@pytest.mark.parametrize("rules", RULES)
def test_closed_it_keeps_what_was_filled_in_and_nothing_else(tx, rules, seed):
    it = Filling(tx, rules, seed)
    it.fill(0.6)
    shown = [each.fact for each in it.form.fields if it.entered.get(each.fact)]
    assert it.hurry.close(tx, it.sent()) is None
    kept = [each.fact for each in it.answers()]
    assert kept == shown[: len(kept)]
    assert kept == shown or it.turn.recommendation  # which those before have forced
    assert lines(tx, it) == given(it)


@pytest.mark.parametrize("rules", RULES)
def test_the_form_is_one_that_slack_takes_however_it_is_filled(tx, rules):
    it = Filling(tx, rules)
    for share in (0.0, 0.5, 0.8, 1.0):
        it.entered = {}
        it.fill(share)
        view = drawing.form(it.form, f"{it.press.handle} 1 C1 1795974091.481072")
        assert view_faults(view) == []
        assert drawing.kept(view) == {fact: said for fact, said in it.entered.items() if said}


def first(it, wanted):
    """A field of this kind, in a form that is filled until it shows one."""
    for _ in range(50):
        it.entered = {}
        it.fill(1)
        if found := next(filter(wanted, it.form.fields), None):
            return found
    raise LookupError


def test_all_that_is_ticked_counts(tx):
    it = Filling(tx, SHIPPED[0])
    (gap,) = it.form.fields
    assert it.hurry.submit(tx, it.sent({gap.fact: (0, 1)})) == {}
    options = [*it.turn.position.diagram.rules.facts[gap.fact].options]
    assert it.turn.position.answers == {gap.fact: Chosen(frozenset(options[:2]))}


def test_none_of_these_stands_alone(tx):
    it = Filling(tx, SHIPPED[0])
    several = first(it, lambda each: each.several)
    both = {**it.shown(), several.fact: (0, len(several.choices) - 1)}
    assert it.hurry.submit(tx, it.sent(both)) == {several.fact: NOT_BOTH}
    assert it.answers() == []


def test_a_number_that_cannot_be_read_is_told_at_its_field(tx):
    it = Filling(tx, TOUR)
    number = first(it, lambda each: not each.choices)
    faults = it.hurry.submit(tx, it.sent({**it.shown(), number.fact: "a great deal"}))
    assert [*faults] == [number.fact]
    assert it.answers() == []
