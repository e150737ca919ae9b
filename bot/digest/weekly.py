"""The use cases of the weekly digest, on no platform: ask for one, stop it, and run what is due.

Each works inside a transaction that the caller has opened. A run is claimed in the transaction
that puts its messages into the outbox, so however many processes look at the clock, it is posted
once; from there the outbox carries it like any other message.
"""

from __future__ import annotations

from collections.abc import Callable, Container, Iterable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from bot.conversation.refusal import Refusal
from bot.conversation.rulesets import RuleSets
from storage.channels import Channel, KnownChannels
from storage.outbox import POST, Delivery, Lane, Outbox, Posting
from storage.records import stamp
from storage.store import Transaction
from storage.subscriptions import (
    EMPTY,
    FAILED,
    LATE,
    NOW,
    OFF,
    ON,
    PAUSED,
    POSTED,
    Run,
    Subscription,
    Subscriptions,
    Wish,
)
from storage.weeks import ANY_TIME

from .schedule import LATEST, Due, Schedule, due, times, weeks_before
from .view import WEEKS_SHOWN, DigestView, RuleSetWords, digest, open_now, reading

DIGEST, LIST, STOPPED = "digest", "digest list", "digest stopped"
NEXT, GOES_ON = "digest next", "digest goes on"
PAUSED_BY, ENDED_BY = "digest paused by ", "digest ended by "  # and who did it
PAGE = 15  # decisions in one message of the full list
UNKNOWN_ZONE = "unknown_zone"  # why a subscription is paused, beside the platform's own reasons
JUST_NOW = timedelta(minutes=10)  # a digest so young is not posted over again
SPREAD = timedelta(seconds=0.3)  # between two digests that are due at the same moment

USUAL = Wish(
    wide=False, weekday=0, time="09:00", zone="UTC", say_empty=False, skipped=()
)  # until somebody wants it otherwise


class Weekly:
    """The use cases over the rule sets in use. `now` is the only clock they know."""

    def __init__(
        self, rulesets: RuleSets, now: Callable[[], datetime], passing: Container[str] = ()
    ) -> None:
        """`passing`: the platform's reasons for a pause that are over once it tells of a channel."""
        self._passing = passing
        self.words = RuleSetWords(rulesets)
        self.now = now
        self._next_send = datetime.min.replace(tzinfo=UTC)  # so that digests go out one by one

    # What people ask for

    def subscribe(self, tx: Transaction, where: Channel, wish: Wish, user: str) -> Subscription:
        """Switch a channel's digest on, or change how it comes; a new one is announced there."""
        subscriptions = Subscriptions(tx)
        before = subscriptions.of_channel(*where)
        channel = KnownChannels(tx).keep(*where)
        next_at = self._next(tx, before.id if before else None, wish, self.now())
        kept = subscriptions.subscribe(channel, wish, user, next_at)
        if before and before.state == PAUSED:
            return self.resume(tx, replace(kept, next_at=before.next_at))
        if before is None or before.state == OFF:
            self._post(tx, kept, NEXT, 0)
        return kept

    def of(self, tx: Transaction, where: Channel) -> Subscription | None:
        """A channel's subscription, paused ones included."""
        found = Subscriptions(tx).of_channel(*where)
        return found if found and found.state != OFF else None

    def pause(self, tx: Transaction, subscription: Subscription) -> None:
        """Post nothing until somebody asks for it again. What is under way stops."""
        self._hold(tx, subscription)
        Subscriptions(tx).change(subscription, state=PAUSED, reason="")

    def switch_off(self, tx: Transaction, subscription: Subscription) -> None:
        """No digest any more. What is under way stops."""
        self._hold(tx, subscription)
        Subscriptions(tx).change(subscription, state=OFF, reason="")

    def tell(self, tx: Transaction, subscription: Subscription, what: str) -> None:
        """Tell the channel that somebody paused or ended it."""
        self._post(tx, subscription, what, 0)

    def post_now(self, tx: Transaction, subscription: Subscription, since: str = ANY_TIME) -> None:
        """Post the last seven days at once. Raises Refusal where that would say nothing new."""
        last, run = (
            Subscriptions(tx).last_posted(subscription.id),
            self._run_now(tx, subscription, since),
        )
        if last and self.now() - _moment(last.at) < JUST_NOW:
            raise Refusal("A digest was posted here less than ten minutes ago.")
        untold = max(run.starts, last.ends) if last else run.starts
        if not reading(tx, subscription, since).count((untold, run.ends)):
            raise Refusal("Nothing was advised here since the last digest, so I posted none.")
        if claimed := Subscriptions(tx).claim(run):
            self._post_run(tx, subscription, claimed, stamp(self.now()), since)

    def preview(self, tx: Transaction, where: Channel, since: str = ANY_TIME) -> DigestView:
        """What a digest would say of the last seven days, whether the channel has one or not."""
        subscription = Subscriptions(tx).of_channel(*where) or Subscription(
            0, KnownChannels(tx).keep(*where), *where, USUAL, "", OFF, "", "", None,
            None, None,
        )  # fmt: skip
        run = self._run_now(tx, subscription, since)
        return digest(tx, self.words, subscription, run, since)

    # What the clock asks for

    def others(
        self, tx: Transaction, subscription: Subscription, starts: str | None = None
    ) -> list[Channel]:
        """Channels that its digest tells of if they are public. `starts`: of a run drawn late."""
        if not subscription.wish.wide:
            return []
        shown = stamp(weeks_before(self.now(), WEEKS_SHOWN + 1))
        return Subscriptions(tx).others(
            subscription, min(shown, starts or shown, subscription.told or shown)
        )

    def others_due(self, tx: Transaction) -> list[Channel]:
        """The same, for all digests whose time has come."""
        waiting = Subscriptions(tx).due(stamp(self.now()))
        return [*dict.fromkeys(name for each in waiting for name in self.others(tx, each))]

    def waiting(self, tx: Transaction, since: str = ANY_TIME) -> list[int]:
        """The subscriptions whose time has come, the longest waiting first.

        `since`: when it was asked which channels are public; what came due later waits.
        """
        now = stamp(self.now())
        return [each.id for each in Subscriptions(tx).due(min(since or now, now))]

    def serve(self, tx: Transaction, subscription_id: int, since: str = ANY_TIME) -> None:
        """Deal with a subscription whose time has come, unless somebody has done so meanwhile."""
        if subscription := self._running(tx, subscription_id):
            self._deal(tx, subscription, since)

    def coming(self, tx: Transaction) -> list[int]:
        """The subscriptions whose time is still to come."""
        return [each.id for each in Subscriptions(tx).coming(stamp(self.now()))]

    def look_again(self, tx: Transaction, subscription_id: int) -> None:
        """Compute its next time anew: the clock or its zone's rules may have been put right."""
        if subscription := self._running(tx, subscription_id):
            next_at = self._next(tx, subscription.id, subscription.wish, self.now())
            if next_at != subscription.next_at:
                Subscriptions(tx).change(subscription, next_at=next_at)

    def view(
        self, tx: Transaction, subscription: int, run: int, since: str = ANY_TIME
    ) -> DigestView:
        """What a claimed digest says, as things stand now."""
        subscriptions = Subscriptions(tx)
        kept = subscriptions.get(subscription)
        return digest(tx, self.words, kept, subscriptions.run(run), since)

    def next_time(self, subscription: Subscription) -> datetime:
        """When the next digest comes, in the subscription's zone; in UTC where that is unknown."""
        zone = subscription.wish.zone
        return _moment(subscription.next_at).astimezone(ZoneInfo(zone) if _knows(zone) else UTC)

    # What the platform tells

    def stop(self, tx: Transaction, subscription_id: int, reason: str) -> None:
        """Nothing can be posted there: pause, and tell who subscribed, once."""
        self._fail_all(tx, Outbox(tx).give_up_lane(Lane(subscription=subscription_id)))
        subscription = Subscriptions(tx).get(subscription_id)
        if subscription.state == ON:
            Subscriptions(tx).change(subscription, state=PAUSED, reason=reason)
            self._post(tx, subscription, STOPPED, 0)

    def too_late(self, tx: Transaction, run_id: int) -> bool:
        """Whether a claimed run has waited so long that nobody would want it any more."""
        return self.now() - _moment(Subscriptions(tx).run(run_id).ends) > LATEST

    def fail(self, tx: Transaction, run_id: int) -> None:
        """A run was refused: its days have gone by untold. The next digest names them.

        That may have been claimed already: as long as it waits behind this one, it can still tell.
        """
        subscriptions = Subscriptions(tx)
        run = subscriptions.run(run_id)
        subscription = subscriptions.get(run.subscription)
        subscriptions.mark(run, FAILED)
        if run.asked_for:
            return
        untold = subscription.missed_from or run.missed_from or run.starts
        for row in Outbox(tx).pending(Lane(subscription=subscription.id), DIGEST):
            following = subscriptions.run(row.event)
            if following.starts >= run.ends and not following.asked_for:
                earlier = run.missed_from or following.missed_from
                subscriptions.name_missed(following, earlier or run.starts, run.ends)
                return
        subscriptions.change(subscription, missed_from=untold, missed_to=run.ends)

    def welcome(self, tx: Transaction, where: Channel) -> None:
        """We are there, as we hear: go on, if that is all that was in the way."""
        found = Subscriptions(tx).of_channel(*where)
        if found and found.state == PAUSED and found.reason in self._passing:
            self.resume(tx, found)

    def resume(self, tx: Transaction, subscription: Subscription) -> Subscription:
        """Go on after a pause. A digest that failed not long ago is posted after all.

        Where its zone is unknown, it stays paused.
        """
        if not _knows(subscription.wish.zone):
            return Subscriptions(tx).change(subscription, reason=UNKNOWN_ZONE)
        next_at = self._next(tx, subscription.id, subscription.wish, self.now())
        missed = self._missed(subscription, next_at)
        kept = Subscriptions(tx).change(
            subscription, state=ON, reason="", next_at=next_at, **missed
        )
        failed = Subscriptions(tx).last_failed(subscription.id)
        if failed and self.now() - _moment(failed.ends) <= LATEST:
            return self._post_after_all(tx, kept, failed)
        self._post(tx, kept, GOES_ON, 0)
        return kept

    # Inside

    def _hold(self, tx: Transaction, subscription: Subscription) -> None:
        """Send nothing more of what waits; what the platform may have already is left to settle."""
        lane = Lane(subscription=subscription.id)
        self._fail_all(tx, Outbox(tx).give_up_lane(lane, begun=False))

    def _fail_all(self, tx: Transaction, given_up: Iterable[Delivery]) -> None:
        for each in given_up:
            if each.kind == DIGEST:
                self.fail(tx, each.event)

    def _post_after_all(
        self, tx: Transaction, subscription: Subscription, failed: Run
    ) -> Subscription:
        Subscriptions(tx).mark(failed, POSTED)
        self._post_run(tx, subscription, failed, stamp(self.now()))
        if failed.asked_for:
            return subscription
        return Subscriptions(tx).change(
            subscription, told=failed.ends, missed_from=None, missed_to=None
        )

    def _missed(self, subscription: Subscription, next_at: str) -> dict[str, str | None]:
        """What a pause changes: nothing, unless a digest would have come meanwhile.

        Then the next one tells of its own week, and names the days before it.
        """
        told = subscription.told or subscription.missed_to
        to = stamp(weeks_before(_moment(next_at).astimezone(ZoneInfo(subscription.wish.zone))))
        if subscription.next_at > stamp(self.now()) or told is None or told >= to:
            return {"told": told}
        return {"told": to, "missed_from": subscription.missed_from or told, "missed_to": to}

    def _running(self, tx: Transaction, subscription_id: int) -> Subscription | None:
        """The subscription, if it is on; one whose zone nobody here knows any more is stopped."""
        subscription = Subscriptions(tx).get(subscription_id)
        if subscription.state != ON:
            return None
        if _knows(subscription.wish.zone):
            return subscription
        self.stop(tx, subscription_id, UNKNOWN_ZONE)
        return None

    def _deal(self, tx: Transaction, subscription: Subscription, since: str) -> None:
        """Claim what is due, and move on to the next time whatever becomes of it."""
        now = self.now()
        found = due(_schedule(subscription.wish), _moment(subscription.next_at), now)
        if found is None:
            return
        subscriptions = Subscriptions(tx)
        run = subscriptions.claim(self._run(tx, subscription, found, since))
        next_at = self._next(tx, subscription.id, subscription.wish, found.latest)
        if run is None:
            subscriptions.change(subscription, next_at=next_at)
            return
        untold = (subscription.missed_from, subscription.missed_to)
        if run.status == LATE:
            untold = (subscription.missed_from or run.starts, run.ends)
        elif run.status == POSTED:
            untold = (None, None)
        kept = subscriptions.change(
            subscription, next_at=next_at, told=run.ends, missed_from=untold[0], missed_to=untold[1]
        )
        if run.status == POSTED:
            self._next_send = max(now, self._next_send + SPREAD)
            self._post_run(tx, kept, run, stamp(self._next_send), since)

    def _run(self, tx: Transaction, subscription: Subscription, found: Due, since: str) -> Run:
        """The run that is due: one for all that was missed. It begins where the last one ended."""
        ends = stamp(found.latest)
        starts = stamp(weeks_before(found.first))
        if subscription.told and subscription.told < ends:
            starts = subscription.told
        weeks = reading(tx, subscription, since)
        status = POSTED
        if found.late:
            status = LATE
        elif not subscription.wish.say_empty and not weeks.count((starts, ends)):
            status = EMPTY
        return Run(
            0, subscription.id, found.period, status, starts, ends,
            subscription.missed_from, subscription.missed_to, open_now(weeks, self.now()), stamp(self.now()),
        )  # fmt: skip

    def _run_now(self, tx: Transaction, subscription: Subscription, since: str) -> Run:
        """A run of the last seven days, beside those that the clock asks for."""
        now = self.now().astimezone(ZoneInfo(subscription.wish.zone))
        return Run(
            0, subscription.id, f"{NOW}{now:%Y-%m-%d %H:%M}", POSTED, stamp(weeks_before(now)),
            stamp(now), None, None, open_now(reading(tx, subscription, since), now), stamp(now),
        )  # fmt: skip

    def _next(self, tx: Transaction, subscription: int | None, wish: Wish, after: datetime) -> str:
        """The next time to post whose period has not been claimed yet."""
        has_run = Subscriptions(tx).has_run
        for found in times(_schedule(wish), after.astimezone(UTC)):
            if subscription is None or not has_run(subscription, found.date().isoformat()):
                return stamp(found)
        raise AssertionError("a weekly time always comes again")

    def _post_run(
        self, tx: Transaction, subscription: Subscription, run: Run, at: str, since: str = ANY_TIME
    ) -> None:
        """The digest, and its full list in the thread."""
        outbox, lane = Outbox(tx), Lane(subscription=subscription.id)
        decided = reading(tx, subscription, since).count((run.starts, run.ends))
        pages = range(1, -(-decided // PAGE) + 1)
        shown = [Posting(POST, DIGEST, run.id)]
        shown += [Posting(POST, f"{LIST} {page}", run.id) for page in pages]
        outbox.add(lane, shown, stamp(self.now()), at)

    def _post(self, tx: Transaction, subscription: Subscription, kind: str, event: int) -> None:
        lane = Lane(subscription=subscription.id)
        Outbox(tx).add(lane, [Posting(POST, kind, event)], stamp(self.now()))


def _schedule(wish: Wish) -> Schedule:
    return Schedule(wish.weekday, wish.time, wish.zone, wish.skipped)


def _knows(zone: str) -> bool:
    """Whether this machine knows a zone: names go out of use, and logs move between machines."""
    try:
        ZoneInfo(zone)
    except (KeyError, ValueError, OSError):
        return False
    return True


def _moment(text: str) -> datetime:
    return datetime.fromisoformat(text)
