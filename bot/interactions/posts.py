"""What the sender asks about a conversation's rows: where they go, and what they show."""

from __future__ import annotations

from dataclasses import dataclass, replace

from bot.conversation.advisor import Advisor
from bot.views.notes import DirectOffer, Note, Said
from storage.conversations import Conversations
from storage.outbox import POST, Delivery, Lane, Outbox
from storage.records import Conversation
from storage.store import Transaction

from .thread import ROOT, Look, look


@dataclass(frozen=True)
class ConversationPosts:
    """Asked in a transaction, for rows that name a conversation."""

    advisor: Advisor

    def channel(self, tx: Transaction, delivery: Delivery) -> str:
        """Where it goes."""
        return _conversation(tx, delivery).place.channel

    def thread(self, tx: Transaction, delivery: Delivery) -> str | None:
        """The thread it hangs in; None for the root, from which the thread hangs."""
        return None if delivery.kind == ROOT else _conversation(tx, delivery).place.thread

    def shown(self, tx: Transaction, delivery: Delivery) -> Look:
        """What to show, as things stand now."""
        turn = self.advisor.look(tx, delivery.conversation or 0)
        return look(
            delivery.kind,
            delivery.event,
            turn,
            lambda count: self.advisor.position(tx, turn.events[:count]),
            self.advisor.now().date(),
        )

    def settled(self, tx: Transaction, delivery: Delivery, channel: str, message: str) -> None:
        """The root was posted: its name is the thread's."""
        if _opens_a_thread(delivery):
            conversation = _conversation(tx, delivery)
            place = replace(conversation.place, channel=channel, thread=message)
            Conversations(tx).move(conversation.id, place)

    def refused(
        self, tx: Transaction, delivery: Delivery, error: str, *, absent: bool
    ) -> tuple[Conversation, Note] | None:
        """A thread can't be opened: nothing more is sent there, and the owner is told the note.

        `absent`: because we are no member of that channel. None: another message was refused.
        """
        if not _opens_a_thread(delivery):
            return None
        conversation = _conversation(tx, delivery)
        Outbox(tx).give_up_lane(Lane(conversation.id))
        if absent:
            return conversation, DirectOffer(conversation.id)
        words = f"I couldn't open a thread in {{channel}} ({error})."
        return conversation, Said(words, channel=conversation.place.channel)


def _opens_a_thread(delivery: Delivery) -> bool:
    return delivery.kind == ROOT and delivery.action == POST


def _conversation(tx: Transaction, delivery: Delivery) -> Conversation:
    return Conversations(tx).get(delivery.conversation or 0)
