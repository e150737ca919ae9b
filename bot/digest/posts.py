"""The messages that digests put into the outbox, as they are shown when they are sent."""

from __future__ import annotations

from collections.abc import Container
from dataclasses import dataclass
from datetime import datetime
from typing import TypeAlias

from storage.channels import Channel
from storage.outbox import Delivery, Lane, Outbox
from storage.store import Transaction
from storage.subscriptions import Subscription, Subscriptions

from .view import DecidedView, DigestView
from .weekly import (
    DIGEST,
    ENDED_BY,
    GOES_ON,
    LIST,
    NEXT,
    PAGE,
    PAUSED_BY,
    STOPPED,
    Weekly,
)


@dataclass(frozen=True)
class Announced:
    """Told to the channel when a digest is switched on, or goes on."""

    subscription: Subscription
    next_time: datetime
    new: bool  # False: it goes on


@dataclass(frozen=True)
class Ended:
    """Told to the channel when somebody has ended its digest, or paused it."""

    user: str
    paused: bool


@dataclass(frozen=True)
class Stopped:
    """Told to who subscribed, where a digest can't be posted."""

    subscription: Subscription
    next_time: datetime


@dataclass(frozen=True)
class ListPage:
    """One message of the full list in the digest's thread."""

    view: DigestView
    page: int  # from 1; the first also says who waits, and the chart's figures
    size: int  # decisions on a page

    @property
    def decided(self) -> tuple[DecidedView, ...]:
        """The decisions on this page."""
        return self.view.decided[(self.page - 1) * self.size : self.page * self.size]

    @property
    def pages(self) -> int:
        """How many there are in all."""
        return -(-len(self.view.decided) // self.size)

    @property
    def empty(self) -> bool:
        """Whether nothing is left to list: its channels have turned private since it was claimed."""
        beside = self.page == 1 and (self.view.waiting or self.view.chart)
        return not self.decided and not beside


Shown: TypeAlias = Announced | Ended | Stopped | DigestView | ListPage


class NothingToPost(Exception):  # noqa: N818  # as its message says
    """It says nothing, as things stand now."""


class NeverPosted(NothingToPost):
    """It must not be posted any more, or the message that it belongs to isn't there."""


@dataclass(frozen=True)
class DigestPosts:
    """What the sender asks about a subscription's rows."""

    weekly: Weekly
    cant_post: Container[str]  # the platform's reasons for which nothing can be posted there
    locked_out: Container[str]  # those of them that are about our own credentials

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
        """The channels that the platform must call public before the message is shown."""
        if delivery.kind in (NEXT, GOES_ON, STOPPED) or _ended(delivery.kind):
            return []
        starts = Subscriptions(tx).run(delivery.event).starts
        return self.weekly.others(tx, _subscription(tx, delivery), starts)

    def shown(self, tx: Transaction, delivery: Delivery, since: str) -> Shown:
        """What to show, as things stand now. `since`: when it was asked which channels are public.

        Raises NothingToPost for a page that lists nothing, NeverPosted where it comes too late.
        """
        if ended := _ended(delivery.kind):
            return ended
        subscription = _subscription(tx, delivery)
        next_time = self.weekly.next_time(subscription)
        if delivery.kind in (NEXT, GOES_ON):
            return Announced(subscription, next_time, delivery.kind == NEXT)
        if delivery.kind == STOPPED:
            return Stopped(subscription, next_time)
        if delivery.kind == DIGEST and self.weekly.too_late(tx, delivery.event):
            raise NeverPosted("it has waited for too long")
        view = self.weekly.view(tx, subscription.id, delivery.event, since)
        if delivery.kind == DIGEST:
            return view
        page = ListPage(view, int(delivery.kind.removeprefix(f"{LIST} ")), PAGE)
        if page.empty:
            raise NothingToPost("nothing is left to list on this page")
        return page

    def perishable(self, delivery: Delivery) -> bool:
        """Whether it isn't worth waiting for the day when our token works again.

        By then a digest may be out of date; the note that it was not posted never is.
        """
        return delivery.subscription is not None and delivery.kind != STOPPED

    def settled(self, tx: Transaction, delivery: Delivery) -> None:
        """That a note got through shows that our token works again."""
        if delivery.kind == STOPPED:
            self._unlock(tx, delivery)

    def given_up(self, tx: Transaction, delivery: Delivery, error: str) -> None:
        """A digest that can't be posted pauses its subscription, and its subscriber is told."""
        if delivery.kind == STOPPED:
            self._unlock(tx, delivery)
            return
        if delivery.kind == DIGEST:
            self.weekly.fail(tx, delivery.event)
        if error in self.cant_post:
            self.weekly.stop(tx, _subscription(tx, delivery).id, error)

    def _unlock(self, tx: Transaction, delivery: Delivery) -> None:
        subscription = _subscription(tx, delivery)
        if subscription.reason in self.locked_out:
            self.weekly.resume(tx, subscription)


def _ended(kind: str) -> Ended | None:
    """What a row tells of an end; None for any other."""
    for begins in (PAUSED_BY, ENDED_BY):
        if kind.startswith(begins):
            return Ended(kind.removeprefix(begins), begins == PAUSED_BY)
    return None


def _subscription(tx: Transaction, delivery: Delivery) -> Subscription:
    return Subscriptions(tx).get(delivery.subscription or 0)
