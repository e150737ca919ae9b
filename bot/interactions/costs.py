"""What it costs, in a conversation: asked for, put in as it was typed, or sent by a form."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from bot.conversation.advisor import Turn
from bot.conversation.refusal import Refusal
from bot.views.costs import CostsView, costs, has_costs
from bot.views.notes import AskedBack, CostsBreakdown, CostsBrief, Note, Said
from rules.costs.figures import FigureError, Given, joined, read, require_usable
from rules.costs.prices import shipped_prices
from storage.inbox import Inbox
from storage.store import Transaction

from .acting import Acting, Reply
from .gate import GONE, Gesture
from .presses import Press

NO_COSTS = "These rules say nothing about costs."


@dataclass(frozen=True)
class Submitted(Gesture):
    """A form somebody sent. `key` names the delivery, so that it counts once."""

    key: str
    figures: Given  # what was filled in
    asked: Collection[str]  # what the form asks, filled in or not


@dataclass(frozen=True)
class CostsForm:
    """The form to open, with the figures that hold."""

    figures: Given


class CostFigures:
    """A team's own figures, by form or by word."""

    def __init__(self, acting: Acting) -> None:
        self.acting = acting
        self.advisor = acting.advisor

    def brief(self, turn: Turn) -> Note:
        """*costs*, typed."""
        if not has_costs(turn.position):
            return Said(NO_COSTS)
        return CostsBrief(self.view(turn), turn.conversation.handle)

    def view(self, turn: Turn) -> CostsView:
        """All that can be said about costs."""
        return costs(turn.position, self.acting.today())

    def put_in(self, tx: Transaction, turn: Turn, user: str, typed: str) -> Reply:
        """*costs*, with figures: put them in over those given before."""
        if not has_costs(turn.position):
            return Reply(note=AskedBack(NO_COSTS))
        try:
            given = read(typed, shipped_prices().tiers)
            figures = joined(turn.position.figures, given)
            return self.acting.act(tx, turn, lambda: self.advisor.put_in(tx, turn, user, figures))
        except FigureError as error:
            return Reply(note=AskedBack(str(error)))

    def form(self, tx: Transaction, pressed: Press) -> Note | CostsForm:
        """The button: the form to open, or what to tell instead."""
        return CostsForm(self.view(self._with_costs(tx, pressed)).figures)

    def breakdown(self, tx: Transaction, pressed: Press) -> Note:
        """*What it is made of*."""
        return CostsBreakdown(self.view(self._with_costs(tx, pressed)))

    def _with_costs(self, tx: Transaction, pressed: Press) -> Turn:
        turn = self.acting.gate.admitted(tx, pressed, pressed.message)
        if not has_costs(turn.position):
            raise Refusal(GONE)
        return turn

    def submit(self, tx: Transaction, sent: Submitted) -> dict[str, str]:
        """Put the figures in and announce them. Returns what is wrong, by field; {} if nothing.

        What belongs to no field that the form asks stands under "".
        """
        try:
            turn = self.acting.gate.admitted(tx, sent)
            kept = {f: v for f, v in turn.position.figures.items() if f not in sent.asked}
            figures = {**kept, **sent.figures}
            require_usable(figures, shipped_prices().tiers)
            if not Inbox(tx).handle(sent.key, self.acting.now()):
                return {}
            after = self.advisor.put_in(tx, turn, sent.user, figures)
        except FigureError as error:
            faults = error.faults.items()
            return {field if field in sent.asked else "": fault for field, fault in faults}
        except Refusal as refusal:
            return {"": str(refusal)}
        self.acting.announce(tx, after, turn)
        return {}
