"""A conversation whose rules this program can't read any more: told in a sentence, never raised."""

from dataclasses import replace
from pathlib import Path

import pytest

from bot.conversation.advisor import Advisor
from bot.conversation.refusal import Refusal
from bot.digest.weekly import Weekly
from bot.interactions.acting import Acting, heeded
from bot.interactions.beginning import Beginning
from bot.interactions.costs import CostFigures, Submitted
from bot.interactions.home import Person, home
from bot.interactions.messages import Messages, Written
from bot.interactions.presses import Press, Presses
from bot.views.notes import Said
from storage.channels import Channel
from storage.conversations import Conversations
from storage.records import Place
from storage.store import Store

from .talk import clock, kept, talk

STALL = str(Path(__file__).with_name("stall.yaml"))
HOME = Place("slack", "T1", "C1", "1")
WORDS = "I can't read the rules of that conversation any more."


def words(note):
    assert isinstance(note, Said)
    return note.text


def forget(store):
    with store.transaction() as tx:
        tx.run("UPDATE rulesets SET text = 'language: 9'", [])


@pytest.fixture
def store(tmp_path):
    """A conversation held by rules of another time, and a program that uses others now."""
    opened = Store(tmp_path / "advisor.db")
    with opened.transaction() as tx:
        Advisor(kept(STALL), clock()).start(tx, HOME, "ada", "shop")
    forget(opened)
    yield opened
    opened.close()


@pytest.fixture
def acting():
    return Acting(Advisor(kept("ertas"), clock()), posts=True)


@pytest.fixture
def pressed(store):
    with store.transaction() as tx:
        handle = Conversations(tx).get(1).handle
    return Press("slack", "T1", "C1", "1", "ada", handle, "17.1", ("1", '"yes"'))


@pytest.mark.parametrize("button", ["answer", "back", "why", "change", "start_over"])
def test_a_press_is_told(store, acting, pressed, button):
    with store.transaction() as tx:
        told = heeded(lambda: getattr(Presses(acting), button)(tx, pressed))
    assert words(told).startswith(WORDS)


def test_the_costs_are_told(store, acting, pressed):
    costs = CostFigures(acting)
    with store.transaction() as tx:
        assert words(heeded(lambda: costs.form(tx, pressed))).startswith(WORDS)
        sent = Submitted("slack", "T1", "C1", "1", "ada", pressed.handle, "view:1", {}, ())
        assert costs.submit(tx, sent)[""].startswith(WORDS)


def test_a_reply_is_told_and_counts_as_handled(store, acting):
    said = Written(HOME, "ada", "yes", lambda message: True, True, False, True)
    with store.transaction() as tx:
        told = heeded(lambda: Messages(acting).heard(tx, ("event:1",), said))
        assert words(told).startswith(WORDS)
        again = heeded(lambda: Messages(acting).heard(tx, ("event:1",), said))
    assert again is None


def test_the_shortcut_on_its_thread_is_told_and_home_shows_what_can_go_on(store, acting):
    with store.transaction() as tx:
        begin = Beginning(Messages(acting))
        assert words(heeded(lambda: begin.about(tx, HOME, "our shop"))).startswith(WORDS)
        acting.advisor.start(tx, replace(HOME, thread="2"), "ada", "kiosk")
        shown = home(tx, acting, Person("slack", "T1", "ada", ""))
    assert [each.subject for each in shown.waiting] == ["kiosk"]


def test_the_terminal_says_so_and_begins_anew(tmp_path):
    log = tmp_path / "advisor.db"
    talk(log, [], rules=STALL)
    with_it = Store(log)
    forget(with_it)
    with_it.close()
    said = talk(log, ["quit"], rules="ertas")
    assert WORDS in " ".join(said.split())
    assert "Question 1" in said
    with pytest.raises(Refusal, match="any more"):
        talk(log, [], rules="ertas", resume=1)


def test_a_digest_spells_what_it_has_no_words_for(tmp_path, acting):
    store = Store(tmp_path / "advisor.db")
    advisor = Advisor(kept("ertas"), clock())
    with store.transaction() as tx:
        turn = advisor.start(tx, HOME, "ada", "shop")
        while turn.position.asking:
            classes = turn.position.diagram.classes[turn.position.asking]
            answer = classes.example(classes.every)
            turn = advisor.answer(tx, turn, "ada", answer)
    forget(store)
    with store.transaction() as tx:
        weekly = Weekly(kept(STALL), advisor.now)
        view = weekly.preview(tx, Channel("slack", "T1", "C1"))
    (decided,) = view.decided
    assert turn.recommendation
    assert decided.advice == turn.recommendation.text.id.replace("_", " ").capitalize()
    store.close()


def test_a_press_of_somebody_elses_conversation_stays_refused(store, acting, pressed):
    elsewhere = replace(pressed, handle="1-0123456789abcdef")
    with store.transaction() as tx:
        told = heeded(lambda: Presses(acting).start_over(tx, elsewhere))
    assert "no longer know" in words(told)
