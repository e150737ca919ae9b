"""Waiting ends: who asked is reminded twice at most, while at work, and then of nothing any more.

A nudge is no event of its conversation, for nobody said anything. It is claimed where it is put
into the outbox, in one transaction; whether it is still wanted is looked at again when it is drawn.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from bot.conversation import replay
from bot.conversation.advisor import Advisor, Turn
from bot.conversation.refusal import Refusal
from bot.conversation.waiting import (
    AT_LEAST,
    PARKS_AFTER,
    STILL_FRESH,
    UNTIL_NUDGED,
    at_work,
    is_parked,
    is_working,
    since,
    working_days_later,
)
from bot.local_time import read_zone
from bot.views.notes import NUDGES_OFF, EndAsked, Note, Said
from storage.channels import Channel, KnownChannels
from storage.outbox import DEAD, POST, REDRAW, SENT, Delivery, Lane, Outbox, Posting
from storage.records import stamp
from storage.store import Transaction
from storage.subscriptions import Subscriptions
from storage.waits import OVER, Wait, Waits

from .advised import Advices
from .thread import NUDGES, ROOT, Nudge, Nudged, look, waits_at

_SUBCOMMANDS = {
    f"{word} {end}".strip(): end for word in ("nudges", "reminders") for end in ("", "on", "off")
}
NOT_NOW = "who asked isn't at work now"
NOT_ANY_MORE = "it isn't waited for any more"


def subcommand(text: str) -> str | None:
    """What a text asks of the nudges: on, off, or "" for which holds; None where it is a subject."""
    return _SUBCOMMANDS.get(" ".join(text.lower().split()))


@dataclass(frozen=True)
class Nudges:
    """What is due by the clock of the conversations on one platform; see `DueByTheClock`.

    `zone_of`: the time zone of a person; "" where nobody may know it, None where it must be asked
    for again. `on`: whether people are reminded where nobody has said so.
    """

    advisor: Advisor
    platform: str
    zone_of: Callable[[str], str | None]
    on: bool = True

    def people(self, tx: Transaction) -> list[str]:
        """Whose time zones must be known before what is due is served."""
        now = self.advisor.now()
        found = Waits(tx).unserved(self.platform, stamp(now - AT_LEAST), stamp(now))
        fresh = (each for each in found if not is_parked(_moment(each.said_at), now))
        return [*dict.fromkeys(each.owner for each in fresh)]

    def waiting(self, tx: Transaction, since: str = "") -> list[int]:
        """What was to be looked at when people's zones were asked for, the longest silent first."""
        now = self.advisor.now()
        asked = min(since or stamp(now), stamp(now))
        found = Waits(tx).unserved(self.platform, stamp(now - AT_LEAST), asked)
        return [each.conversation for each in found]

    def serve(self, tx: Transaction, one: int, since: str = "") -> None:  # noqa: ARG002  # as of any part
        """Remind who asked, or let it be, unless something was said meanwhile."""
        wait, now = Waits(tx).get(one), self.advisor.now()
        if wait is None:
            return
        if is_parked(_moment(wait.said_at), now):
            self._park(tx, wait)
            return
        zone = self._zone(tx, wait)
        if zone is None:
            return  # asked for again at the next look
        due = self._due(tx, wait, zone, now)
        if due > now:
            Waits(tx).keep(wait, wait.nudged, stamp(due))
        elif wait.nudged < len(NUDGES):
            self._nudge(tx, wait)

    def coming(self, tx: Transaction) -> list[int]:
        """What to look at later."""
        now = stamp(self.advisor.now())
        return [each.conversation for each in Waits(tx).coming(self.platform, now)]

    def look_again(self, tx: Transaction, one: int) -> None:
        """Compute its time anew at the next look."""
        if wait := Waits(tx).get(one):
            Waits(tx).keep(wait, wait.nudged, None)

    # What the sender asks

    def shown(self, tx: Transaction, delivery: Delivery) -> Nudge | Nudged:
        """What a nudge shows now. Raises Refusal where it must not be posted, now or at all."""
        turn = self.advisor.look(tx, delivery.conversation or 0)
        wanted = turn.position.last == delivery.event and _waits_for_people(turn)
        if delivery.action == REDRAW and not wanted:
            return Nudged(turn.conversation.owner)
        now, wait = self.advisor.now(), Waits(tx).get(turn.conversation.id)
        if not wanted or wait is None or is_parked(_moment(wait.said_at), now):
            raise Refusal(NOT_ANY_MORE)
        zone = self._zone(tx, wait)
        if delivery.action == POST and (zone is None or not is_working(now, zone)):
            raise Refusal(NOT_NOW)
        if delivery.action == POST and not self.wanted(tx, _channel(turn)):
            raise Refusal(NOT_ANY_MORE)
        return self._nudge_of(turn, now, zone or ZoneInfo("UTC"))

    def given_up(self, tx: Transaction, delivery: Delivery, error: str) -> None:
        """A nudge that came to nothing by night is claimed again in the morning."""
        wait = Waits(tx).get(delivery.conversation or 0)
        if error != NOT_NOW or wait is None:
            return
        if self.advisor.look(tx, wait.conversation).position.last == delivery.event:
            Waits(tx).keep(wait, NUDGES.index(delivery.kind), None)

    def wanted(self, tx: Transaction, where: Channel) -> bool:
        """Whether people are reminded in a channel."""
        said = KnownChannels(tx).nudges(*where)
        return self.on if said is None else said

    def obey(self, tx: Transaction, asked: str, where: Channel) -> Note:
        """Switch them on in a channel, or tell which holds; to switch them off is asked once."""
        wanted = self.wanted(tx, where)
        if asked == "off" and wanted:
            return EndAsked(NUDGES_OFF)
        if asked == "on":
            KnownChannels(tx).set_nudges(*where, on=True)
        return _ON if wanted or asked == "on" else _OFF

    def switch_off(self, tx: Transaction, where: Channel, user: str) -> Said | None:
        """Switch them off, confirmed: what the channel is told. A second time is silent."""
        if not self.wanted(tx, where):
            return None
        KnownChannels(tx).set_nudges(*where, on=False)
        words = "Reminders were switched off here by {person}. `{command} nudges on` changes that."
        return Said(words, user)

    # Inside

    def _due(self, tx: Transaction, wait: Wait, zone: ZoneInfo, now: datetime) -> datetime:
        """When something is due next: a nudge, or that it is let be."""
        said = _moment(wait.said_at)
        if wait.nudged >= len(NUDGES):
            return said + PARKS_AFTER
        after = said
        if wait.nudged:
            last = self.advisor.look(tx, wait.conversation).position.last
            first = Outbox(tx).posted(Lane(wait.conversation), NUDGES[0], last)
            after = _moment(first.at) if first else said
        due = working_days_later(after, UNTIL_NUDGED[wait.nudged], zone)
        return at_work(now, zone) if due <= now else due

    def _nudge(self, tx: Transaction, wait: Wait) -> None:
        """Claim a nudge and put it into the outbox; or none any more, where it isn't wanted."""
        turn, now = self.advisor.look(tx, wait.conversation), self.advisor.now()
        stale = not wait.nudged and now - _moment(wait.said_at) >= STILL_FRESH
        outbox, lane = Outbox(tx), Lane(wait.conversation)
        asked = outbox.posted(lane, waits_at(turn.position), turn.position.last)
        seen = asked is not None and asked.status == SENT
        if stale or not seen or not _waits_for_people(turn) or not self.wanted(tx, _channel(turn)):
            Waits(tx).keep(wait, len(NUDGES), stamp(_moment(wait.said_at) + PARKS_AFTER))
            return
        outbox.add(lane, [Posting(POST, NUDGES[wait.nudged], turn.position.last)], stamp(now))
        Waits(tx).keep(wait, wait.nudged + 1, None)

    def _park(self, tx: Transaction, wait: Wait) -> None:
        """Nobody is told any more. What was silent before anybody looked after it stays as it is."""
        Waits(tx).keep(wait, OVER, None)
        outbox, lane = Outbox(tx), Lane(wait.conversation)
        root = outbox.posted(lane, ROOT, 1)
        if (wait.nudged or wait.nudge_at) and root and root.status != DEAD:
            outbox.add(lane, [Posting(REDRAW, ROOT, 1)], stamp(self.advisor.now()))

    def _nudge_of(self, turn: Turn, now: datetime, zone: ZoneInfo) -> Nudge:
        position, said = turn.position, _moment(turn.events[-1].at)
        asked = Advices(turn, lambda _: position, ())
        shown = look(waits_at(position), position.last, asked, now.date())
        about = turn.conversation
        return Nudge(about.owner, about.subject, since(said, now, zone), shown)  # type: ignore[arg-type]  # it is open

    def _zone(self, tx: Transaction, wait: Wait) -> ZoneInfo | None:
        """Of the person, else of the channel's digest, else UTC; None where it isn't known yet."""
        own = self.zone_of(wait.owner)
        if own is None:
            return None
        digest = Subscriptions(tx).of_channel(wait.platform, wait.tenant, wait.channel)
        return ZoneInfo(read_zone(own) or read_zone(digest.wish.zone if digest else "") or "UTC")


_ON = Said(
    "I remind people here of a question that waits: once after a working day, and once more three "
    "working days later. `{command} nudges off` ends that."
)
_OFF = Said("I remind nobody here of a question that waits. `{command} nudges on` changes that.")


def _channel(turn: Turn) -> Channel:
    place = turn.conversation.place
    return Channel(place.platform, place.tenant, place.channel)


def _waits_for_people(turn: Turn) -> bool:
    """Whether somebody has begun to answer, and must go on."""
    position = turn.position
    begun = bool(position.given) and position.state == replay.ASKING
    return begun and not position.read_by


def _moment(text: str) -> datetime:
    return datetime.fromisoformat(text)
