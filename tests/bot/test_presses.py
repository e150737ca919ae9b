"""Presses on no platform: what a button of a conversation that isn't here does."""

from dataclasses import replace
from pathlib import Path

import pytest

from bot.conversation.advisor import Advisor
from bot.interactions.acting import Acting
from bot.interactions.costs import CostFigures
from bot.interactions.presses import GONE, Press, Presses
from storage.records import Place
from storage.store import Store

from .talk import clock, kept

STALL = str(Path(__file__).with_name("stall.yaml"))
HOME = Place("slack", "T1", "C1", "1")
PRESSED = Press("slack", "T1", "C1", "ada", "17.1", 1, ("1", '"yes"'))
BUTTONS = ("answer", "back", "why", "change", "details", "start_over", "move", "form", "breakdown")
ELSEWHERE = [
    replace(PRESSED, conversation=2),
    replace(PRESSED, platform="teams"),
    replace(PRESSED, tenant="T2"),
]


def everything(store):
    return {name: [*store.db[name].rows] for name in store.db.table_names()}


@pytest.mark.parametrize("pressed", ELSEWHERE, ids=["unknown", "platform", "tenant"])
@pytest.mark.parametrize("button", BUTTONS)
def test_a_button_of_a_conversation_that_is_not_here_changes_nothing(tmp_path, button, pressed):
    store = Store(tmp_path / "advisor.db")
    acting = Acting(Advisor(kept(STALL), clock()), posts=True)
    with store.transaction() as tx:
        acting.announce(tx, acting.advisor.start(tx, HOME, "ada", "shop"), None)
    before = everything(store)
    presses = CostFigures(acting) if button in ("form", "breakdown") else Presses(acting)
    with store.transaction() as tx:
        told = getattr(presses, button)(tx, pressed)
    assert told == GONE or (button == "why" and "no longer open" in told.text)
    assert everything(store) == before
    store.close()
