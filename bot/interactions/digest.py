"""What people ask of a channel's weekly digest, by word or button."""

from __future__ import annotations

import re
from dataclasses import dataclass

from bot.conversation.refusal import Refusal
from bot.digest.view import DigestView, moment
from bot.digest.weekly import ENDED_BY, PAUSED_BY, Weekly
from bot.local_time import like_zone, read_dates, read_zone
from bot.views import notes
from bot.views.notes import EndAsked, Note, Said
from storage.channels import Channel
from storage.inbox import Inbox
from storage.records import stamp
from storage.store import Transaction
from storage.subscriptions import PAUSED, Subscription, Subscriptions, Wish

OPEN_FORM, NOW, PREVIEW, PAUSE, RESUME, OFF = "", "now", "preview", "pause", "resume", "off"
TELLING = (NOW, PREVIEW)  # they tell of other channels at once: it is asked first which are public
TIME, ZONE, SKIPPED = "time", "zone", "skipped"  # what may be wrong with a wish
MOST_DATES = 50
_SUBCOMMANDS = {
    f"digest {word}".strip(): word for word in (OPEN_FORM, NOW, PREVIEW, PAUSE, RESUME, OFF)
}


def subcommand(text: str) -> str | None:
    """What a text asks of the digest; None where it is a subject, as "digest of tickets" is."""
    return _SUBCOMMANDS.get(" ".join(text.lower().split()))


@dataclass(frozen=True)
class WishedFor:
    """How somebody wants a digest, as it was filled in."""

    weekday: int  # 0: Monday
    time: str
    zone: str
    wide: bool  # of all public channels too
    say_empty: bool
    skipped: str  # dates


def read_wish(wanted: WishedFor) -> tuple[Wish | None, dict[str, str]]:
    """The wish, or what is wrong with it, by TIME, ZONE and SKIPPED."""
    faults = {}
    zone = read_zone(wanted.zone)
    if zone is None:
        faults[ZONE] = _no_zone(wanted.zone)
    if not re.fullmatch(r"([01]\d|2[0-3]):[0-5]\d", wanted.time):
        faults[TIME] = "Choose a time."
    skipped: tuple[str, ...] = ()
    try:
        skipped = read_dates(wanted.skipped)
    except ValueError as bad:
        faults[SKIPPED] = f"“{bad}” is no date. Write dates as 2026-12-28."
    if len(skipped) > MOST_DATES:
        faults[SKIPPED] = f"That is too many: at most {MOST_DATES} dates."
    if faults or zone is None:
        return None, faults
    return (
        Wish(
            wide=wanted.wide,
            weekday=wanted.weekday,
            time=wanted.time,
            zone=zone,
            say_empty=wanted.say_empty,
            skipped=skipped,
        ),
        {},
    )


def _no_zone(typed: str) -> str:
    like = like_zone(typed)
    meant = f"Did you mean {like}?" if like else "Write a city, such as Berlin, or UTC."
    return f"I don't know this time zone. {meant}"


class Digests:
    """Gestures to the digest's use cases."""

    def __init__(self, weekly: Weekly) -> None:
        self.weekly = weekly

    def others(self, tx: Transaction, where: Channel) -> list[Channel]:
        """The channels that its digest would tell of, if they are public."""
        kept = Subscriptions(tx).of_channel(where.platform, where.tenant, where.channel)
        return self.weekly.others(tx, kept) if kept else []

    def obey(
        self, tx: Transaction, key: str, asked: str, where: Channel, since: str
    ) -> Note | DigestView | None:
        """A subcommand: a note, or the preview. None: this delivery has been handled before."""
        if not Inbox(tx).handle(key, stamp(self.weekly.now())):
            return None
        if asked == PREVIEW:
            return self.weekly.preview(tx, where, since)
        kept = self.weekly.of(tx, where)
        if kept and asked == NOW:
            return self._now(tx, kept, since)
        if kept and asked == OFF:
            return EndAsked(notes.OFF)
        if kept and asked == RESUME:
            return self._resume(tx, kept)
        return self.whether_to_pause(tx, where) if asked == PAUSE else _NONE

    def whether_to_pause(self, tx: Transaction, where: Channel) -> Note:
        """*Pause*: it is asked once, for it ends the digest for all."""
        kept = self.weekly.of(tx, where)
        if kept is None:
            return _NONE
        return _PAUSED if kept.state == PAUSED else EndAsked(notes.PAUSE)

    def pause(self, tx: Transaction, where: Channel, user: str) -> Note | None:
        """*Pause it*, confirmed; the channel is told. A second time is silent."""
        kept = self.weekly.of(tx, where)
        if kept and kept.state != PAUSED:
            self.weekly.pause(tx, kept)
            self.weekly.tell(tx, kept, f"{PAUSED_BY}{user}")
        return None if kept else _NONE

    def switch_off(self, tx: Transaction, where: Channel, user: str) -> None:
        """*End it*, confirmed; the channel is told. A second time is silent."""
        if kept := self.weekly.of(tx, where):
            self.weekly.switch_off(tx, kept)
            self.weekly.tell(tx, kept, f"{ENDED_BY}{user}")

    def _now(self, tx: Transaction, kept: Subscription, since: str) -> Note:
        if kept.state == PAUSED:
            return _PAUSED
        try:
            self.weekly.post_now(tx, kept, since)
        except Refusal as refusal:
            return Said(str(refusal))
        return Said("Here it comes.")

    def _resume(self, tx: Transaction, kept: Subscription) -> Note:
        if kept.state == PAUSED:
            kept = self.weekly.resume(tx, kept)
        zone = kept.wish.zone
        if kept.state == PAUSED:
            return Said(
                f"I don't know the time zone {zone} here, so the digest stays paused. `{{command}} "
                "digest` opens the form: please choose another."
            )
        next_time = moment(self.weekly.next_time(kept))
        return Said(f"The next digest comes on *{next_time}* ({zone}).")


_NONE = Said(
    "This channel has no weekly digest. `{command} digest` sets one up, and `{command} digest "
    "preview` shows you what it would say."
)
_PAUSED = Said("The weekly digest is paused. `{command} digest resume` makes it go on.")
