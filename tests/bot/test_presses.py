"""Presses on no platform: what a button of a conversation that isn't here does."""

from dataclasses import replace
from pathlib import Path

import pytest

from bot.conversation.advisor import Advisor
from bot.interactions.acting import Acting
from bot.interactions.costs import CostFigures
from bot.interactions.messages import Messages
from bot.interactions.presses import GONE, Press, Presses
from bot.interactions.proposals import Corrected, Proposals
from bot.interactions.rewritten import Rewriting
from storage.records import Place
from storage.store import Store

from .talk import EARLIER, clock, kept
from .telling import READER

STALL = str(Path(__file__).with_name("stall.yaml"))
HOME = Place("slack", "T1", "C1", "1")
PRESSED = Press("slack", "T1", "C1", "ada", "17.1", 1, ("1", '"yes"'))
BUTTONS = (
    "answer", "take", "confirm", "ask_instead", "correct", "back", "why", "change", "details",
    "start_over", "move", "form", "breakdown",
)  # fmt: skip
AFTERWARDS = ("change_to", "take_back")  # of a message that was edited or deleted
ELSEWHERE = [
    replace(PRESSED, conversation=2),
    replace(PRESSED, platform="teams"),
    replace(PRESSED, tenant="T2"),
]


def everything(store):
    return {name: [*store.db[name].rows] for name in store.db.table_names()}


@pytest.mark.parametrize("pressed", ELSEWHERE, ids=["unknown", "platform", "tenant"])
@pytest.mark.parametrize("button", [*BUTTONS, *AFTERWARDS])
def test_a_button_of_a_conversation_that_is_not_here_changes_nothing(tmp_path, button, pressed):
    store = Store(tmp_path / "advisor.db")
    acting = Acting(Advisor(kept(STALL), clock()), posts=True)
    with store.transaction() as tx:
        acting.announce(tx, acting.advisor.start(tx, HOME, "ada", "shop"), None)
    before = everything(store)
    owners = {
        "form": CostFigures(acting), "breakdown": CostFigures(acting), "correct": Proposals(acting),
        **dict.fromkeys(AFTERWARDS, Rewriting(acting)),
    }  # fmt: skip
    press = getattr(owners.get(button, Presses(acting)), {"correct": "form"}.get(button, button))
    with store.transaction() as tx:
        told = press(tx, pressed)
    assert told == GONE or (button == "why" and "no longer open" in told.text)
    assert everything(store) == before
    store.close()


@pytest.mark.parametrize(
    "elsewhere", [{"conversation": 2}, {"platform": "teams"}, {"tenant": "T2"}, {"channel": "C2"}]
)
def test_a_form_of_a_conversation_that_is_not_here_changes_nothing(tmp_path, elsewhere):
    store = Store(tmp_path / "advisor.db")
    acting = Acting(Advisor(kept(EARLIER), clock()), posts=True)
    with store.transaction() as tx:
        Messages(acting, READER).asked(
            tx, "1", HOME, "ada", "the prompt is polished, plain retrieval"
        )
    before = everything(store)
    said = {"prompt_optimised": (1,)}
    sent = Corrected("slack", "T1", "C1", "ada", 1, 2, said)
    with store.transaction() as tx:
        assert Proposals(acting).submit(tx, replace(sent, **elsewhere)) == {"": GONE.text}
    assert everything(store) == before
    with store.transaction() as tx:
        assert Proposals(acting).submit(tx, sent) == {}
        assert acting.advisor.look(tx, 1).position.given.keys() == {"prompt_optimised"}
    store.close()
