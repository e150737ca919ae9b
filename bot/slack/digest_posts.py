"""The messages that digests put into the outbox, drawn when they are sent."""

from __future__ import annotations

from bot.digest.weekly import DIGEST, LIST, NEXT, PAGE, STOPPED, Weekly
from storage.outbox import Delivery, Lane, Outbox
from storage.store import Transaction
from storage.subscriptions import Channel, Subscription, Subscriptions

from . import api
from .blocks import digest
from .blocks.digest import Links
from .blocks.kit import Message


class NothingToPost(Exception):  # noqa: N818  # as its message says
    """It says nothing, as things stand now."""


class NeverPosted(NothingToPost):
    """It must not be posted any more, or the message that it belongs to isn't there."""


class DigestPosts:
    """What the sender asks about a subscription's rows."""

    def __init__(self, weekly: Weekly) -> None:
        self.weekly = weekly

    def channel(self, tx: Transaction, delivery: Delivery) -> str:
        """Where it goes: into the channel, or directly to who subscribed."""
        subscription = _subscription(tx, delivery)
        return subscription.subscriber if delivery.kind == STOPPED else subscription.place

    def thread(self, tx: Transaction, delivery: Delivery) -> str | None:
        """The thread it hangs in; None for none. Raises NeverPosted where that isn't there."""
        if not delivery.kind.startswith(LIST):
            return None
        above = Outbox(tx).posted(Lane(subscription=delivery.subscription), DIGEST, delivery.event)
        if above is None or above.message is None:
            raise NeverPosted("the digest whose list this is was never posted")
        return above.message

    def others(self, tx: Transaction, delivery: Delivery) -> list[Channel]:
        """The channels that Slack must call public before the message is drawn."""
        if delivery.kind in (NEXT, STOPPED):
            return []
        starts = Subscriptions(tx).run(delivery.event).starts
        return self.weekly.others(tx, _subscription(tx, delivery), starts)

    def drawn(self, tx: Transaction, delivery: Delivery, links: Links, since: str) -> Message:
        """The message, as things stand now. `since`: when it was asked which channels are public.

        Raises NothingToPost for a page that lists nothing, NeverPosted where it comes too late.
        """
        subscription = _subscription(tx, delivery)
        next_time = self.weekly.next_time(subscription)
        if delivery.kind == NEXT:
            return digest.announcement(subscription, next_time)
        if delivery.kind == STOPPED:
            return digest.stopped(subscription, next_time)
        if delivery.kind == DIGEST and self.weekly.too_late(tx, delivery.event):
            raise NeverPosted("it has waited for too long")
        view = self.weekly.view(tx, subscription.id, delivery.event, since)
        if delivery.kind == DIGEST:
            return digest.digest(view, links)
        page = int(delivery.kind.removeprefix(f"{LIST} "))
        listed = digest.full_list(view, page, PAGE, links)
        if not listed.blocks:  # its channel has turned private since the run was claimed
            raise NothingToPost("nothing is left to list on this page")
        return listed

    def gives_up(self, delivery: Delivery) -> bool:
        """Whether it isn't worth waiting for the day when our token works again.

        By then a digest may be out of date; the note that it was not posted never is.
        """
        return delivery.subscription is not None and delivery.kind != STOPPED

    def settled(self, tx: Transaction, delivery: Delivery) -> None:
        """That a note got through shows that our token works again."""
        if delivery.kind == STOPPED:
            self._unlock(tx, delivery)

    def buried(self, tx: Transaction, delivery: Delivery, error: str) -> None:
        """A digest that can't be posted pauses its subscription, and its subscriber is told."""
        if delivery.kind == STOPPED:
            self._unlock(tx, delivery)
            return
        if delivery.kind == DIGEST:
            self.weekly.fail(tx, delivery.event)
        if error in api.CANT_POST:
            self.weekly.stop(tx, _subscription(tx, delivery).id, error)

    def _unlock(self, tx: Transaction, delivery: Delivery) -> None:
        subscription = _subscription(tx, delivery)
        if subscription.reason in api.LOCKED_OUT:
            self.weekly.resume(tx, subscription)


def _subscription(tx: Transaction, delivery: Delivery) -> Subscription:
    return Subscriptions(tx).get(delivery.subscription or 0)
