"""What is kept of typed texts: which, of whom, and for how long. Over a real log."""

from contextlib import closing
from dataclasses import astuple

import pytest

from bot.conversation.advisor import Advisor
from bot.interactions.acting import Acting, heeded
from bot.interactions.messages import Messages
from bot.interactions.presses import Press, Presses
from bot.interactions.rewritten import Rewriting, Rewritten
from bot.typed.words import WordBooks, words_in
from bot.views.notes import Offer
from rules.language.answers import NotSure, Value
from storage.inbox import Inbox
from storage.records import Place
from storage.store import Store
from storage.typed_answers import TypedAnswers
from tests.rules.toys import KETTLE

from .talk import clock
from .test_advisor import rulesets

HERE = Place("slack", "T1", "C1", "1")
WORDS = """\
drink:
  says:
    tea: [a strong earl grey brew, green leaves steeped slowly]
    juice: [freshly squeezed oranges]
"""


class Heard:
    """A conversation about the kettle in a thread, with what people type and press there."""

    def __init__(self, store):
        self.store = store
        diagrams = rulesets(KETTLE)
        rules = diagrams.current.rules
        books = WordBooks({rules.ruleset: words_in(WORDS, "words", rules)})
        self.acting = Acting(Advisor(diagrams, clock()), posts=True, books=books)
        self.messages, self.presses = Messages(self.acting), Presses(self.acting)
        with store.transaction() as tx:
            self.id = self.acting.advisor.start(tx, HERE, "ada", "tea").conversation.id

    def type(self, text, user="ada"):
        with self.store.transaction() as tx:
            turn = self.acting.advisor.look(tx, self.id)
            return self.messages.typed(tx, turn, user, text).note

    def press(self, button, answer, user="ada", revision=None):
        with self.store.transaction() as tx:
            turn = self.acting.advisor.look(tx, self.id)
            now, handle = turn.position.revision, turn.conversation.handle
            carried = (str(now if revision is None else revision), f'"{answer}"')
            platform, tenant, channel, thread = astuple(HERE)
            pressed = Press(platform, tenant, channel, thread, user, handle, "17.1", carried)
            return heeded(lambda: getattr(self.presses, button)(tx, pressed))

    def kept(self):
        with self.store.transaction() as tx:
            return TypedAnswers(tx).standing("kettle")

    def offers(self):
        return [*self.store.db["offered_for"].rows]


@pytest.fixture
def heard(tmp_path):
    with closing(Store(tmp_path / "advisor.db")) as store:
        yield Heard(store)


@pytest.mark.parametrize("button", ["take", "answer"])
@pytest.mark.parametrize("answer", ["tea", "juice"])
def test_a_press_after_an_offer_keeps_the_text_whichever_button_it_was(heard, button, answer):
    heard.press("answer", "yes")
    assert isinstance(heard.type("steeped leaves maybe"), Offer)
    assert heard.press(button, answer) is None
    assert heard.kept() == [("drink", answer, "steeped leaves maybe")]
    assert heard.offers() == []


def test_a_press_without_an_offer_and_one_of_somebody_else_keep_no_text(heard):
    heard.press("answer", "yes")
    assert isinstance(heard.type("steeped leaves maybe"), Offer)
    heard.press("answer", "tea", user="bob")
    assert heard.kept() == []
    assert heard.offers() == []


def test_an_offer_of_an_earlier_question_is_for_no_later_one(heard):
    heard.press("answer", "yes")
    heard.type("steeped leaves maybe")
    heard.type("back")
    heard.press("answer", "yes")
    heard.press("answer", "tea")
    assert heard.kept() == []


def test_a_late_press_keeps_nothing_and_the_last_of_two_texts_counts(heard):
    heard.press("answer", "yes")
    heard.type("steeped leaves maybe")
    assert heard.press("take", "tea", revision=0) is not None
    assert heard.kept() == []
    heard.type("earl something grey")
    heard.type("1")
    assert heard.kept() == [("drink", "tea", "earl something grey")]


@pytest.mark.parametrize("answer", [Value(500), NotSure()])
def test_numbers_and_doubts_are_nobodys_phrases(heard, answer):
    for said in ("yes", "tea") if isinstance(answer, Value) else ("yes",):
        heard.press("answer", said)
    heard.type("half a litre and so" if isinstance(answer, Value) else "steeped leaves, not sure")
    with heard.store.transaction() as tx:
        turn = heard.acting.advisor.look(tx, heard.id)
        heard.messages.take(tx, turn, "ada", answer, turn.position.revision)
    assert heard.kept() == []
    assert [*heard.store.db["typed_answers"].rows] == []
    assert heard.offers() == []


@pytest.mark.parametrize("odd", ["\x1b[31m", "\x00", "\ud800", "a" * 2000])
def test_a_text_of_any_length_and_with_any_character_changes_no_answer(heard, odd):
    heard.press("answer", "yes")
    heard.type(f"green leaves steeped slowly {odd}")
    heard.press("answer", "tea")
    assert all(text.startswith("green leaves") for _, _, text in heard.kept())
    assert len(heard.kept()) == (1 if len(odd) < 1000 else 0)  # nobody reads so long a text


def test_what_is_kept_goes_with_its_conversation(heard):
    heard.press("answer", "yes")
    heard.type("steeped leaves maybe")
    heard.press("take", "tea")
    for table in ("typed_answers", "offered_for", "decisions", "outbox", "events", "conversations"):
        column = "id" if table == "conversations" else "conversation"
        heard.store.db[table].delete_where(f"{column} = ?", [heard.id])
    assert heard.store.db.execute("PRAGMA foreign_key_check").fetchall() == []


@pytest.mark.parametrize("now", [None, "freshly squeezed oranges"])
def test_the_text_of_a_message_that_is_edited_or_deleted_is_forgotten(heard, now):
    heard.press("answer", "yes")
    heard.type("really green leaves steeped slowly")
    assert len(heard.kept()) == 1
    with heard.store.transaction() as tx:
        Inbox(tx).keep_message(heard.id, 3, "17.1")
        told = Rewriting(heard.acting).noticed(tx, "k", Rewritten("slack", "T1", "C1", "17.1", now))
    assert told is not None
    assert heard.kept() == []
