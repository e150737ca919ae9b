"""What waits for one person, in a place of their own."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from bot.conversation.refusal import Refusal
from bot.conversation.waiting import since
from rules.language.wording import sentence
from storage.outbox import Lane, Outbox
from storage.store import Transaction
from storage.waits import Waits

from .acting import Acting
from .thread import ROOT, Root, look, stands_at

SHOWN = 5  # of what waits


@dataclass(frozen=True)
class Waiting:
    """One conversation that somebody asked for and that isn't at its end."""

    subject: str
    state: str  # "Question 4 of about 6, since Thursday"
    channel: str
    thread: str
    message: str  # at which it stands, by the platform's name; "" where that isn't posted


@dataclass(frozen=True)
class HomeView:
    """What waits for a person, the newest first."""

    waiting: tuple[Waiting, ...]
    more: int  # older ones that aren't shown


@dataclass(frozen=True)
class Person:
    """Somebody on a platform."""

    platform: str
    tenant: str
    user: str
    zone: str  # "" where nobody may know it


def home(tx: Transaction, acting: Acting, who: Person) -> HomeView:
    """What waits for a person. Only what they asked for themselves, wherever that is held."""
    found = Waits(tx).latest_of(who.platform, who.tenant, who.user)
    rows = []
    for conversation, said in found[:SHOWN]:
        with suppress(Refusal):  # rules that nobody can read any more: it can't go on
            rows.append(_waiting(tx, acting, conversation, datetime.fromisoformat(said), who.zone))
    return HomeView(tuple(rows), max(0, len(found) - SHOWN))


def _waiting(
    tx: Transaction, acting: Acting, conversation: int, said: datetime, zone: str
) -> Waiting:
    turn = acting.advisor.look(tx, conversation)
    advices, place = acting.advices(tx, turn), turn.conversation.place
    root = look(ROOT, 1, advices, acting.today())
    to_come = sentence(root.to_come) if isinstance(root, Root) else ""
    day = since(said, acting.advisor.now(), ZoneInfo(zone or "UTC"))
    posted = Outbox(tx).posted(Lane(conversation), *stands_at(turn.position, advices))
    return Waiting(
        turn.conversation.subject,
        f"{to_come}, since {day}",
        (posted and posted.channel) or place.channel,
        place.thread,
        (posted and posted.message) or "",
    )
