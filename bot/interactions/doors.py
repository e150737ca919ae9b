"""How conversations begin: at once, after a question, or not at all."""

from __future__ import annotations

from dataclasses import dataclass

from bot.conversation import replay
from bot.conversation.advisor import Advisor, Turn
from bot.conversation.refusal import Refusal
from bot.views.doors import FLAT, NEW, OpenListed, OpenView, Start, StartBeside, StartDoubted
from bot.views.notes import Help, Note, Said
from bot.views.question import short_name
from storage.conversations import Conversations
from storage.inbox import Inbox
from storage.records import Conversation, Place
from storage.store import Transaction

from . import openings
from .acting import Acting
from .gate import GONE
from .presses import Press
from .thread import to_come
from .unasked import Unasked

MOST_LISTED = 10
NAMELESS = "a question without a name"
NOT_YET = frozenset({"log", "settings"})  # words that are to mean something one day
THANKED = Said("You're welcome. Nothing was opened.")
NO_QUESTION = Said("There is no open question here.")
HAS_ONE = "There is a conversation in that thread already."


@dataclass(frozen=True)
class Doors:
    """Texts and presses to conversations that begin."""

    acting: Acting
    unasked: Unasked

    @property
    def advisor(self) -> Advisor:
        """The use cases."""
        return self.acting.advisor

    def called(
        self, tx: Transaction, delivery: str, place: Place, user: str, text: str
    ) -> Turn | Note | None:
        """A platform's command. It always begins, but for the words that are commands as a whole.

        None if this delivery has been handled before.
        """
        if not Inbox(tx).handle(delivery, self.acting.now()):
            return None
        if text.lower() == openings.STATUS:
            return self.open_here(tx, place)
        start = Start(text, NEW if place.hangs_in else FLAT)
        if text.lower() in NOT_YET:
            return StartDoubted(text, start)
        return self._beside(tx, place, start) or self._begin(tx, place, user, text, rooted=True)

    def told(self, tx: Transaction, place: Place, user: str, text: str) -> Turn | Note:
        """A text addressed to us where nothing is open. `place` is where it would begin."""
        meant = openings.meant_by(text)
        flat = place.hangs_in is None
        start = Start(text, place.hangs_in or FLAT)
        if told := self._word(tx, place, meant):
            return told
        if flat and not text:
            return Help(None)  # a file with no word
        if text and (meant == openings.DOUBTED or (flat and self._advised_last(tx, place))):
            return StartDoubted(self.unasked.name_of(text), start)
        return self._beside(tx, place, start) or self._begin(tx, place, user, text, rooted=flat)

    def besides(self, tx: Transaction, turn: Turn, text: str) -> Note | None:
        """What a text addressed to us is told that has nothing to do with the open question."""
        place = turn.conversation.place
        if openings.asks_what_is_open(text):
            return self.open_here(tx, place)
        if openings.greets(text):
            return Help(None)
        by, _ = openings.by_whom(text)
        asking = turn.position.state == replay.ASKING
        return self._beside(tx, place, Start(text, FLAT)) if by and asking else None

    def start(self, tx: Transaction, pressed: Press) -> Turn | Note | None:
        """*Start about it*, *Start anew*: what was only to be begun if somebody says so."""
        if len(pressed.carried) != 2:
            raise Refusal(GONE)
        thread, text = pressed.carried
        delivery = f"command:{pressed.channel}:{pressed.message}"
        named = delivery if thread in (NEW, FLAT) else thread
        place = Place(pressed.platform, pressed.tenant, pressed.channel, named)
        place = place.flat(delivery) if thread == FLAT else place
        over = self.acting.gate.admitted(tx, pressed) if pressed.handle != NEW else None
        if not Inbox(tx).handle(f"{delivery}:{pressed.handle}", self.acting.now()):
            return None
        beside = self._beside(tx, place, Start(text, FLAT)) if thread == FLAT else None
        if beside and beside.handle != pressed.handle:
            return beside  # opened since
        if Conversations(tx).held_in(place):
            return Said(HAS_ONE)
        if over and over.position.state == replay.ASKING:
            self.acting.announce(tx, self.advisor.cancel(tx, over, pressed.user), over)
        return self._begin(tx, place, pressed.user, text, rooted=thread in (NEW, FLAT))

    def begin(self, tx: Transaction, place: Place, user: str, text: str, name: str) -> Turn:
        """What a form begins, under the name that somebody gave it there."""
        return self._begin(tx, place, user, text, rooted=True, name=name)

    def neither(self, tx: Transaction, pressed: Press) -> Note | None:  # noqa: ARG002
        """*Neither*: nothing begins."""
        return None

    def open_here(self, tx: Transaction, place: Place) -> OpenListed:
        """What is open in a channel."""
        found = self._open(tx, place)
        listed = tuple(self._shown(tx, each) for each in found[:MOST_LISTED])
        return OpenListed(listed, len(found) - len(listed))

    # Inside

    def _begin(
        self,
        tx: Transaction,
        place: Place,
        user: str,
        text: str,
        *,
        rooted: bool,
        name: str = "",
    ) -> Turn:
        by, about = openings.by_whom(text)
        begun = self.unasked.begin(tx, place, user, about, by)
        begun = self.advisor.name(tx, begun, user, name)
        self.acting.announce(tx, begun, None, with_root=rooted)
        return begun

    def _word(self, tx: Transaction, place: Place, meant: str) -> Note | None:
        """What is told to a word that starts nothing."""
        if meant == openings.STATUS:
            return self.open_here(tx, place)
        told: dict[str, Note] = {
            openings.WELCOME: Help(None),
            openings.THANKED: THANKED,
            openings.NO_QUESTION: NO_QUESTION,
        }
        return told.get(meant)

    def _beside(self, tx: Transaction, place: Place, start: Start) -> StartBeside | None:
        """The conversation that is open already where one would begin: in a direct message any."""
        flat = start.thread == FLAT
        _, about = openings.by_whom(start.text)
        name = self.unasked.name_of(about)
        for each in self._open(tx, place):
            hers = each.place.hangs_in is None
            if (flat and hers) or (not flat and openings.same(name, each.subject)):
                revision = self.advisor.look(tx, each.id).position.revision
                called = short_name(each.subject) or NAMELESS
                return StartBeside(called, start, each.place, each.handle, revision, ends=flat)
        return None

    def _open(self, tx: Transaction, place: Place) -> list[Conversation]:
        return Conversations(tx).open_in(place.platform, place.tenant, place.channel)

    def _advised_last(self, tx: Transaction, place: Place) -> bool:
        """Whether the last conversation of a direct message has come to its advice."""
        here = (place.platform, place.tenant, place.channel)
        ended = (
            Conversations(tx).latest_in(*here, state)
            for state in (replay.ADVISED, replay.CANCELLED)
        )
        last = max(filter(None, ended), key=lambda each: each.id, default=None)
        return last is not None and last.state == replay.ADVISED

    def _shown(self, tx: Transaction, one: Conversation) -> OpenView:
        name = short_name(one.subject) or NAMELESS
        try:
            waits = to_come(self.advisor.look(tx, one.id).position)
        except Refusal:
            waits = "its rules can't be read any more"
        return OpenView(name, waits, one.owner, one.place)
