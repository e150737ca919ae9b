"""What is done behind an advice: a page looked at or posted, a change that is so, an advice shared."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from bot.conversation.advisor import Turn
from bot.conversation.refusal import Refusal
from bot.views.card import CardView
from bot.views.notes import AnswersListed, Note, Said, listed
from bot.views.pages import MOST_WORDS, PageView, page
from rules.interview.explain import Recommendation
from rules.language.answers import Answer, from_json
from storage.inbox import Inbox
from storage.outbox import DEAD, POST, Lane, Outbox, Posting
from storage.store import Transaction

from .acting import Acting
from .advised import PAGE
from .gate import GONE, Gesture
from .presses import Press

REPLACED = "That advice no longer stands. Look at the newest one."
HAS_IT = "Choose another channel: this one has it already."
POSTED = Said("It is posted now.")
POSTED_BEFORE = Said("It is posted already.")


@dataclass(frozen=True)
class Opened:
    """A page to show, the others beside it, and whether this one has been posted."""

    view: PageView
    others: tuple[str, ...]
    posted: bool
    flat: bool  # it would be posted in no thread


@dataclass(frozen=True)
class ShareForm:
    """What would be posted in another channel."""

    view: CardView


@dataclass(frozen=True)
class ShareIn(Gesture):
    """A form somebody sent, to share an advice there. `key` names the delivery."""

    key: str
    event: int  # the advice's
    there: str


class Pages:
    """Gestures behind an advice to use cases. All of them hold only while it stands."""

    def __init__(self, acting: Acting) -> None:
        self.acting = acting
        self.advisor = acting.advisor

    def open(self, tx: Transaction, pressed: Press, name: str, *, whole: bool = False) -> Opened:
        """A page. Raises Refusal."""
        turn, advised = self._standing(tx, pressed, pressed.number, pressed.message)
        card = self._card(tx, turn)
        if name not in MOST_WORDS or name not in card.pages:
            raise Refusal(GONE)
        view = page(name, turn.position, advised, self.acting.today(), whole=whole)
        others = tuple(each for each in card.pages if each != name)
        flat = turn.conversation.place.hangs_in is None
        return Opened(view, others, self._posted(tx, turn, name), flat)

    def answers(self, tx: Transaction, pressed: Press) -> AnswersListed:
        """*My answers, change one*. Raises Refusal."""
        turn, _ = self._standing(tx, pressed, pressed.number, pressed.message)
        return listed(turn.position, handle=turn.conversation.handle)

    def post(self, tx: Transaction, pressed: Press) -> Note:
        """*Post in thread*: a page for all, once."""
        turn, _ = self._standing(tx, pressed, pressed.number)
        name = "".join(pressed.carried[1:])
        if name not in self._card(tx, turn).pages:
            raise Refusal(GONE)
        if self._posted(tx, turn, name):
            return POSTED_BEFORE
        posting = Posting(POST, f"{PAGE}{name}", turn.position.last)
        Outbox(tx).add(Lane(turn.conversation.id), [posting], self.acting.now())
        return POSTED

    def say_so(self, tx: Transaction, pressed: Press) -> Note:
        """*That's so*, once confirmed: the answer is another, or is asked again."""
        turn, _ = self._standing(tx, pressed, pressed.number)
        fact, answer = pressed.said(_so)
        reply = self.acting.act(
            tx, turn, lambda: self.advisor.correct(tx, turn, pressed.user, fact, answer)
        )
        return reply.note or Said("Done. What follows from it is posted.")

    def share_form(self, tx: Transaction, pressed: Press) -> ShareForm:
        """*Share in another channel*: what would be posted. Raises Refusal."""
        turn, _ = self._standing(tx, pressed, pressed.number, pressed.message)
        return ShareForm(self._card(tx, turn))

    def share(self, tx: Transaction, sent: ShareIn) -> str:
        """Post the advice there. Returns what is wrong, or ""."""
        try:
            turn, _ = self._standing(tx, sent, sent.event)
            if sent.there == turn.conversation.place.channel:
                return HAS_IT
            if Inbox(tx).handle(sent.key, self.acting.now()):
                after = self.advisor.share(tx, turn, sent.user, sent.there)
                self.acting.announce(tx, after, turn)
        except Refusal as refusal:
            return str(refusal)
        return ""

    def _standing(
        self, tx: Transaction, it: Gesture, event: int, message: str = ""
    ) -> tuple[Turn, Recommendation]:
        turn = self.acting.gate.admitted(tx, it, message)
        if turn.recommendation is None or turn.position.last != event:
            raise Refusal(REPLACED)
        return turn, turn.recommendation

    def _card(self, tx: Transaction, turn: Turn) -> CardView:
        card = self.acting.card(tx, turn)
        if card is None:
            raise Refusal(REPLACED)
        return card

    def _posted(self, tx: Transaction, turn: Turn, name: str) -> bool:
        lane = Lane(turn.conversation.id)
        posted = Outbox(tx).posted(lane, f"{PAGE}{name}", turn.position.last)
        return posted is not None and posted.status != DEAD


def _so(said: Any) -> tuple[str, Answer | None]:
    """What *That's so* carries: a fact, and its answer."""
    return str(said["fact"]), from_json(said["answer"]) if "answer" in said else None
