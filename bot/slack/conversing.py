"""A gesture's way to the use cases and on to the outbox, inside one transaction.

What people press is in pressing.py, what they write in speaking.py; both act through this.
"""

from __future__ import annotations

from collections.abc import Callable

from bot.conversation.advisor import Advisor, Refusal, Turn
from bot.interactions.thread import ROOT, postings
from bot.views import advice, question
from storage.outbox import Lane, Outbox
from storage.records import stamp
from storage.store import Transaction

from .blocks import conversation
from .blocks.kit import Message, escape, private

PLATFORM = "slack"


class Conversing:
    """Use cases, with their results announced. What a method returns is told privately."""

    def __init__(self, advisor: Advisor) -> None:
        self.advisor = advisor

    def act(self, tx: Transaction, before: Turn, use: Callable[[], Turn]) -> Message | None:
        """Do something to a conversation and announce it, or tell why it can't be done."""
        try:
            after = use()
        except Refusal as refusal:
            return private(escape(str(refusal)))
        self.announce(tx, after, before)
        return None

    def announce(
        self, tx: Transaction, turn: Turn, before: Turn | None, *, with_root: bool = False
    ) -> None:
        """What must be posted and redrawn goes to the outbox."""
        outbox, lane = Outbox(tx), Lane(turn.conversation.id)
        rooted = with_root or outbox.posted(lane, ROOT, 1) is not None
        shown = postings(turn, before.standing if before else None, with_root=rooted)
        outbox.add(lane, shown, self.now())

    def now(self) -> str:
        """The time, as the log keeps it."""
        return stamp(self.advisor.now())


def detailed(turn: Turn) -> Message:
    """What stands behind the recommendation that a conversation has come to."""
    advised = turn.recommendation
    if advised is None:
        return private("There is no recommendation here yet.")
    return conversation.details(advice.details(turn.standing, advised))


def explained(turn: Turn) -> Message:
    """Why the open question is asked, what it means, and what *not sure* makes of it."""
    view = question.question(turn.standing)
    lines = [f"*{escape(view.ask)}*", escape(view.why), escape(view.help)]
    lines += [f"• {escape(line)}" for line in question.leads_to(turn.standing)]
    return private("\n".join([*lines, f"_{escape(view.not_sure)}_"]))
