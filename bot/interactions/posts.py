"""What the sender asks about a conversation's rows: where they go, and what they show."""

from __future__ import annotations

from dataclasses import dataclass, replace

from bot.conversation.advisor import Advisor
from bot.views.notes import DirectOffer, Note, Said
from storage.conversations import Conversations
from storage.outbox import POST, Delivery, Lane, Outbox
from storage.records import Conversation, Place
from storage.store import Transaction

from .advised import SHARED, Advices
from .nudges import Nudges
from .thread import NUDGES, ROOT, Look, look


@dataclass(frozen=True)
class ConversationPosts:
    """Asked in a transaction, for rows that name a conversation."""

    advisor: Advisor
    nudges: Nudges

    def channel(self, tx: Transaction, delivery: Delivery) -> str:
        """Where it goes."""
        if delivery.kind == SHARED:
            return _shared_in(tx, delivery)[1]
        return _conversation(tx, delivery).place.channel

    def thread(self, tx: Transaction, delivery: Delivery) -> str | None:
        """The thread it hangs in; None for what hangs in none, as the root of the thread itself.

        Where somebody else's message is the root, what ours would show stands in the first reply.
        """
        place = _conversation(tx, delivery).place
        alone = delivery.kind == SHARED or (delivery.kind == ROOT and not _has_a_root(place))
        return None if alone else place.hangs_in

    def shown(self, tx: Transaction, delivery: Delivery) -> Look:
        """What to show, as things stand now. Raises Refusal for a nudge that isn't wanted any more."""
        if delivery.kind in NUDGES:
            return self.nudges.shown(tx, delivery)
        turn = self.advisor.look(tx, delivery.conversation or 0)
        advices = Advices.of(tx, turn, lambda n: self.advisor.position(tx, turn.events[:n]))
        return look(delivery.kind, delivery.event, advices, self.advisor.now().date())

    def handle(self, tx: Transaction, delivery: Delivery) -> str:
        """By which its buttons name the conversation."""
        return _conversation(tx, delivery).handle

    def settled(self, tx: Transaction, delivery: Delivery, channel: str, message: str) -> None:
        """The root was posted: the place is named after it."""
        conversation = _conversation(tx, delivery)
        if _opens_a_thread(delivery) and not _has_a_root(conversation.place):
            place = replace(conversation.place, channel=channel)
            flat = place.hangs_in is None
            named = place.flat(message) if flat else replace(place, thread=message)
            Conversations(tx).move(conversation.id, named)

    def given_up(self, tx: Transaction, delivery: Delivery, error: str) -> None:
        """A nudge that came to nothing may have to be claimed again."""
        if delivery.kind in NUDGES:
            self.nudges.given_up(tx, delivery, error)

    def refused(
        self, tx: Transaction, delivery: Delivery, error: str, *, absent: bool
    ) -> tuple[Conversation, Note, str | None] | None:
        """A thread can't be opened: nothing more is sent there, and the owner is told the note.

        Or an advice can't be shared, which the person named last is told. `absent`: because we are no
        member of that channel. None: another message was refused.
        """
        if delivery.kind == SHARED:
            user, channel = _shared_in(tx, delivery)
            return _conversation(tx, delivery), _not_shared(channel, error, absent=absent), user
        if not _opens_a_thread(delivery):
            return None
        conversation = _conversation(tx, delivery)
        Outbox(tx).give_up_lane(Lane(conversation.id))
        if absent:
            return conversation, DirectOffer(conversation.handle), None
        words = f"I couldn't open a thread in {{channel}} ({error})."
        return conversation, Said(words, channel=conversation.place.channel), None


def _opens_a_thread(delivery: Delivery) -> bool:
    return delivery.kind == ROOT and delivery.action == POST


def _has_a_root(place: Place) -> bool:
    """Whether a thread hangs from a message already: until ours is posted, its name is made up."""
    return not place.thread.startswith(("command:", "direct:"))


def _shared_in(tx: Transaction, delivery: Delivery) -> tuple[str, str]:
    """Who shares an advice, and in which channel."""
    events = Conversations(tx).events(delivery.conversation or 0)
    event = next(each for each in events if each.number == delivery.event)
    return event.user, event.answer["channel"]


def _not_shared(channel: str, error: str, *, absent: bool) -> Said:
    if absent:
        return Said("I'm not in {channel}: invite me there, and share it again.", channel=channel)
    return Said(f"I couldn't post in {{channel}} ({error}).", channel=channel)


def _conversation(tx: Transaction, delivery: Delivery) -> Conversation:
    return Conversations(tx).get(delivery.conversation or 0)
