"""The costs form: opened by a button, filled with the figures that hold, put in when submitted."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from bot.conversation.advisor import Refusal, Turn
from bot.views.costs import costs, has_costs
from rules.costs import FigureError, estimate, shipped_prices
from storage.inbox import Inbox
from storage.store import Transaction

from .blocks import costs as drawn
from .blocks.kit import Block, Message, private
from .conversing import PLATFORM, Conversing
from .pressing import GONE, Press


@dataclass(frozen=True)
class Submitted:
    """A form somebody sent. `key` names the delivery, so that it counts once."""

    key: str
    tenant: str
    user: str
    conversation: int
    values: dict[str, dict[str, Any]]  # Slack's state, by block and element


class Costing:
    """The form and what it leads to."""

    def __init__(self, conversing: Conversing) -> None:
        self.conversing = conversing
        self.advisor = conversing.advisor

    def form(self, tx: Transaction, pressed: Press) -> Message | Block:
        """*Costs*: the form to open, or what to tell instead."""
        turn = self._known(tx, pressed.conversation, pressed.tenant)
        if turn is None or not has_costs(turn.standing):
            return private(GONE)
        view = costs(turn.standing, self.advisor.now().date())
        return drawn.form(view.figures, turn.conversation.id)

    def details(self, tx: Transaction, pressed: Press) -> Message:
        """*What it is made of*."""
        turn = self._known(tx, pressed.conversation, pressed.tenant)
        if turn is None or not has_costs(turn.standing):
            return private(GONE)
        return drawn.details(costs(turn.standing, self.advisor.now().date()))

    def submit(self, tx: Transaction, sent: Submitted) -> dict[str, str]:
        """Put the figures in and announce them. Returns what is wrong, by field; {} if nothing."""
        turn = self._known(tx, sent.conversation, sent.tenant)
        if turn is None:
            return {drawn.FIRST: GONE}
        kept = {f: v for f, v in turn.standing.figures.items() if f not in drawn.ASKED}
        figures = {**kept, **drawn.filled(sent.values)}
        try:
            estimate(figures, shipped_prices())
            if not Inbox(tx).handle(sent.key, self.conversing.now()):
                return {}
            after = self.advisor.put_in(tx, sent.conversation, sent.user, figures)
        except FigureError as error:
            return {
                f if f in drawn.ASKED else drawn.FIRST: told for f, told in error.faults.items()
            }
        except Refusal as refusal:
            return {drawn.FIRST: str(refusal)}
        self.conversing.announce(tx, after, turn)
        return {}

    def _known(self, tx: Transaction, conversation: int, tenant: str) -> Turn | None:
        """The conversation, if it is held in this workspace."""
        try:
            turn = self.advisor.look(tx, conversation)
        except KeyError:
            return None
        place = turn.conversation.place
        return turn if (place.platform, place.tenant) == (PLATFORM, tenant) else None


def told(turn: Turn, conversing: Conversing) -> Message:
    """What it costs, for one person who typed *costs*."""
    if not has_costs(turn.standing):
        return private("These rules say nothing about costs.")
    view = costs(turn.standing, conversing.advisor.now().date())
    return drawn.brief(view, turn.conversation.id)
