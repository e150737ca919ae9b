"""The one gate that every press and every form passes: is it of the conversation it names, and there?

Ids begin again at 1 in a new log, and what a platform sends can be made up. So what is drawn names
its conversation by a handle that nobody can guess, and that holds only where it was drawn.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from bot.conversation.advisor import Advisor, Turn
from bot.conversation.refusal import Refusal
from storage.conversations import Conversations
from storage.outbox import REDRAW, Lane, Outbox, Posting
from storage.records import Conversation, stamp
from storage.store import Transaction

GONE = "That button belongs to a conversation I no longer know here."
DRAWN_ANEW = "That button is from before an update. I've drawn it anew: please press again."
_ID = re.compile(r"[1-9][0-9]{0,17}")


@dataclass(frozen=True)
class Gesture:
    """What was used, where, by whom; and the handle it carries, by which it names its conversation."""

    platform: str
    tenant: str
    channel: str
    thread: str | None  # None: the platform doesn't say
    user: str
    handle: str


@dataclass(frozen=True)
class Gate:
    """Lets a gesture in to its conversation, or refuses it."""

    advisor: Advisor

    def admitted(self, tx: Transaction, it: Gesture, message: str = "") -> Turn:
        """The conversation it belongs to. Raises Refusal for any other.

        `message`: the platform's name of the one it stood under. One that was drawn before there were
        handles is drawn anew.
        """
        named = _named(tx, it)
        if named is None or not _is_held_at(tx, named, it, message):
            raise Refusal(GONE)
        if it.handle != named.handle:
            drawn = "-" not in it.handle and self._draw_anew(tx, named, message)
            raise Refusal(DRAWN_ANEW if drawn else GONE)
        return self.advisor.look(tx, named.id)

    def known(self, tx: Transaction, it: Gesture) -> Turn:
        """The same, wherever it is held by now. Raises Refusal."""
        named = _named(tx, it)
        if named is None or it.handle != named.handle:
            raise Refusal(GONE)
        return self.advisor.look(tx, named.id)

    def _draw_anew(self, tx: Transaction, named: Conversation, message: str) -> bool:
        """Have a message of this conversation drawn with its handle; whether it is one."""
        outbox, lane = Outbox(tx), Lane(named.id)
        posted = outbox.posted_as(lane, message)
        if posted:
            again = Posting(REDRAW, posted.kind, posted.event)
            outbox.add(lane, [again], stamp(self.advisor.now()))
        return posted is not None


def _named(tx: Transaction, it: Gesture) -> Conversation | None:
    """The conversation with this id in this workspace, whatever its key."""
    id_ = it.handle.partition("-")[0]
    if not _ID.fullmatch(id_):
        return None
    try:
        named = Conversations(tx).get(int(id_))
    except KeyError:
        return None
    here = (it.platform, it.tenant)
    return named if here == (named.place.platform, named.place.tenant) else None


def _is_held_at(tx: Transaction, named: Conversation, it: Gesture, message: str) -> bool:
    """Whether it is used in the conversation's thread; of a flat one in the main line.

    Where people have opened a thread under a message of a flat conversation, it goes on there too.
    """
    place = named.place
    if it.channel != place.channel:
        return False
    if it.thread is None:
        return True
    if place.hangs_in:
        return it.thread == place.hangs_in
    return it.thread == message or Outbox(tx).posted_as(Lane(named.id), it.thread) is not None
