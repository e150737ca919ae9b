"""Presses on no platform: what a button of a conversation that isn't here does."""

from dataclasses import replace
from functools import partial
from pathlib import Path

import pytest

from bot.conversation.advisor import Advisor
from bot.interactions.acting import Acting, heeded
from bot.interactions.costs import CostFigures, Submitted
from bot.interactions.entering import Entered, Entering
from bot.interactions.gate import DRAWN_ANEW, GONE
from bot.interactions.hurry import Hurried, Hurry
from bot.interactions.messages import Messages
from bot.interactions.pages import Pages, ShareIn
from bot.interactions.presses import Press, Presses
from bot.interactions.proposals import Corrected, Proposals
from bot.interactions.rewritten import Rewriting
from bot.views.notes import Said
from rules.language.answers import Value
from storage.outbox import Lane, Outbox
from storage.records import Place
from storage.store import Store

from .talk import EARLIER, clock, kept
from .telling import READER

STALL = str(Path(__file__).with_name("stall.yaml"))
HOME = Place("slack", "T1", "C1", "1")
BUTTONS = (
    "answer", "take", "confirm", "ask_instead", "correct", "back", "why", "change",
    "start_over", "resume", "move", "form", "breakdown", "done", "more", "cancel", "enter", "hurry",
    "whether_to_start_over",
)  # fmt: skip
BEHIND = ("answers", "post", "say_so", "share_form", "open")  # what stands behind an advice
AFTERWARDS = ("change_to", "take_back")  # of a message that was edited or deleted
OTHERS_KEY = "1-0123456789abcdef"
ELSEWHERE = {
    "platform": {"platform": "teams"},
    "tenant": {"tenant": "T2"},
    "channel": {"channel": "C2"},
    "thread": {"thread": "2"},
    "key": {"handle": OTHERS_KEY},
    "no key": {"handle": "1"},
    "unknown": {"handle": "2"},
    "garbled": {"handle": "1-"},
    "nothing": {"handle": ""},
    "huge": {"handle": "9" * 30},
    "a digit that is none": {"handle": "\u00b2"},
}


def everything(store):
    return {name: [*store.db[name].rows] for name in store.db.table_names()}


def begun(tmp_path, rules=STALL, said="shop", place=HOME):
    """A store, what acts on it, and a press on the conversation that it holds."""
    store = Store(tmp_path / "advisor.db")
    acting = Acting(Advisor(kept(rules), clock()), posts=True)
    with store.transaction() as tx:
        Messages(acting, READER).doors.called(tx, "1", place, "ada", said)
        handle = acting.advisor.look(tx, 1).conversation.handle
    pressed = Press("slack", "T1", "C1", "1", "ada", handle, "17.1", ("1", '"yes"'))
    return store, acting, pressed


def using(acting, button):
    """What a button calls."""
    owners = {
        "form": CostFigures(acting), "breakdown": CostFigures(acting), "correct": Proposals(acting),
        "enter": Entering(acting), "hurry": Hurry(acting), **dict.fromkeys(AFTERWARDS, Rewriting(acting)),
        **dict.fromkeys(BEHIND, Pages(acting)),
    }  # fmt: skip
    if button == "open":
        return lambda tx, pressed: Pages(acting).open(tx, pressed, "why")
    named = {"correct": "form", "enter": "form", "hurry": "form"}.get(button, button)
    return getattr(owners.get(button, Presses(acting)), named)


@pytest.mark.parametrize("elsewhere", ELSEWHERE.values(), ids=ELSEWHERE)
@pytest.mark.parametrize("button", [*BUTTONS, *AFTERWARDS, *BEHIND])
def test_a_button_of_a_conversation_that_is_not_here_changes_nothing(tmp_path, button, elsewhere):
    store, acting, pressed = begun(tmp_path)
    before = everything(store)
    moves = button == "move" and elsewhere.keys() & {"channel", "thread"}
    with store.transaction() as tx:
        told = heeded(lambda: using(acting, button)(tx, replace(pressed, **elsewhere)))
    assert moves or told == Said(GONE)  # the offer to move stands elsewhere
    assert everything(store) == before
    store.close()


@pytest.mark.parametrize(
    ("thread", "message", "lets_in"),
    [
        (None, "", True),  # a private note: the platform doesn't say where
        ("9.9", "9.9", True),  # in the main line
        ("17.1", "", True),  # a window over a message of it
        ("17.1", "18.1", True),  # a thread that somebody opened under one
        ("9.9", "18.1", False),
        ("9.9", "", False),
    ],
)
def test_a_flat_conversation_is_pressed_in_its_main_line(tmp_path, thread, message, lets_in):
    store, acting, pressed = begun(tmp_path, place=HOME.flat("1"))
    with store.transaction() as tx:
        asked = Outbox(tx).posted(Lane(1), "question", 1)
        assert asked
        Outbox(tx).mark_sent(asked, "C1", "17.1")
        it = replace(pressed, thread=thread, message=message)
        told = heeded(lambda: Presses(acting).why(tx, it))
        assert (told != Said(GONE)) == lets_in
        elsewhere = replace(it, channel="C2")
        assert heeded(lambda: Presses(acting).why(tx, elsewhere)) == Said(GONE)
    store.close()


@pytest.mark.parametrize("carried", [(), ("",), ("-1", '"yes"'), ("x", '"yes"'), ("9" * 40, "1")])
@pytest.mark.parametrize(
    "button",
    [
        "answer",
        "done",
        "take",
        "confirm",
        "back",
        "why",
        "change",
        "correct",
        "cancel",
        "start_over",
        "enter",
        "hurry",
        *BEHIND,
    ],
)
def test_a_garbled_value_is_refused_and_changes_nothing(tmp_path, button, carried):
    store, acting, pressed = begun(tmp_path)
    before = everything(store)
    with store.transaction() as tx:
        told = heeded(lambda: using(acting, button)(tx, replace(pressed, carried=carried)))
    assert isinstance(told, Said)
    assert everything(store) == before
    store.close()


@pytest.mark.parametrize("answer", ["", "yes", "{", '{"x":1}', "[" * 3000, '"no such"'])
def test_an_answer_that_is_none_is_refused_and_changes_nothing(tmp_path, answer):
    store, acting, pressed = begun(tmp_path)
    before = everything(store)
    with store.transaction() as tx:
        told = heeded(lambda: using(acting, "answer")(tx, replace(pressed, carried=("1", answer))))
    assert isinstance(told, Said)
    assert everything(store) == before
    store.close()


def test_a_button_from_before_there_were_keys_is_drawn_anew(tmp_path):
    store, acting, pressed = begun(tmp_path)
    with store.transaction() as tx:
        outbox, lane = Outbox(tx), Lane(1)
        asked = outbox.posted(lane, "question", 1)
        assert asked
        outbox.mark_sent(asked, "C1", "17.1")
        told = heeded(lambda: using(acting, "answer")(tx, replace(pressed, handle="1")))
        assert told == Said(DRAWN_ANEW)
        assert acting.advisor.look(tx, 1).position.given == {}
    rows = [*store.db.query("SELECT action, kind, event FROM outbox ORDER BY id DESC LIMIT 1")]
    assert rows == [{"action": "redraw", "kind": "question", "event": 1}]
    store.close()


def test_after_a_lost_log_an_old_button_answers_nobody_elses_conversation(tmp_path):
    store, _, pressed = begun(tmp_path)
    store.close()
    (tmp_path / "advisor.db").unlink()
    for beside in tmp_path.glob("advisor.db-*"):
        beside.unlink()
    store, acting, _ = begun(tmp_path)
    before = everything(store)
    with store.transaction() as tx:
        assert heeded(lambda: using(acting, "answer")(tx, pressed)) == Said(GONE)
    assert everything(store) == before
    store.close()


@pytest.mark.parametrize(
    "raw",
    [
        "",
        "{",
        "[]",
        "{}",
        '{"fact":"gap"}',
        '{"fact":"no","answer":"yes"}',
        '{"fact":[],"answer":{}}',
    ],
)
def test_what_is_said_to_be_so_must_fit_and_else_changes_nothing(tmp_path, raw):
    store, acting, pressed = begun(tmp_path, EARLIER)
    with store.transaction() as tx:
        turn = acting.advisor.answer(tx, acting.advisor.look(tx, 1), "ada", Value("no"))
    before = everything(store)
    wrong = replace(pressed, carried=(str(turn.position.last), raw))
    with store.transaction() as tx:
        told = heeded(lambda: Pages(acting).say_so(tx, wrong))
    assert isinstance(told, Said)
    assert everything(store) == before
    store.close()


@pytest.mark.parametrize("elsewhere", ELSEWHERE.values(), ids=ELSEWHERE)
def test_a_form_of_a_conversation_that_is_not_here_changes_nothing(tmp_path, elsewhere):
    store, acting, pressed = begun(tmp_path, EARLIER, "the prompt is polished, plain retrieval")
    before = everything(store)
    here = ("slack", "T1", "C1", "1", "ada", pressed.handle)
    corrected = Corrected(*here, revision=2, entered={"prompt_optimised": (1,)})
    figures = Submitted(*here, key="view:1", figures={"requests": "100"}, asked=())
    with store.transaction() as tx:
        told = Proposals(acting).submit(tx, replace(corrected, **elsewhere))
        assert told == {"": GONE}
        assert CostFigures(acting).submit(tx, replace(figures, **elsewhere)) == {"": GONE}
        entered = replace(Entered(*here, revision=2, text="7"), **elsewhere)
        assert Entering(acting).submit(tx, entered) == GONE
        hurried = Hurried(*here, revision=2, entered={"prompt_optimised": (1,)})
        hurried, hurry = replace(hurried, **elsewhere), Hurry(acting)
        assert hurry.submit(tx, hurried) == {"": GONE}
        for use in (hurry.again, hurry.close):
            assert heeded(partial(use, tx, hurried)) == Said(GONE)
        shared = ShareIn(*here, key="view:1", event=1, there="C9")
        assert Pages(acting).share(tx, replace(shared, **elsewhere)) == GONE
    assert everything(store) == before
    with store.transaction() as tx:
        assert Proposals(acting).submit(tx, corrected) == {}
        assert acting.advisor.look(tx, 1).position.given.keys() == {"prompt_optimised"}
    store.close()
