"""*Enter a number*: a form of one field, read as if it had been typed."""

from __future__ import annotations

from dataclasses import dataclass

from bot.conversation import replay
from bot.conversation.refusal import Outdated, Refusal
from bot.typed import Understood
from bot.views import question
from bot.views.notes import Note, Said
from storage.store import Transaction

from .acting import Acting
from .gate import GONE, Gesture
from .presses import Press, late
from .proposals import STALE, unclear
from .understand import understand


@dataclass(frozen=True)
class Entered(Gesture):
    """A form somebody sent."""

    revision: int
    text: str


@dataclass(frozen=True)
class NumberForm:
    """The form to open, and the conversation's revision it is true for."""

    view: question.QuestionView
    revision: int


class Entering:
    """A number of one's own, in place of one of the ranges."""

    def __init__(self, acting: Acting) -> None:
        self.acting = acting

    def form(self, tx: Transaction, pressed: Press) -> Note | NumberForm:
        """*Enter a number*: the form to open, or what to tell instead."""
        turn = self.acting.gate.admitted(tx, pressed, pressed.message)
        if pressed.number != turn.position.revision or turn.position.asking is None:
            return late(turn, pressed, lambda _: False) or Said(GONE)
        return NumberForm(question.question(turn.position), turn.position.revision)

    def submit(self, tx: Transaction, sent: Entered) -> str:
        """Take what was entered as the answer. Returns what is wrong with it, or ""."""
        try:
            turn = self.acting.gate.admitted(tx, sent)
            raising = [event for event in turn.events if event.kind in replay.RAISING]
            if sent.revision < len(raising):
                taker = raising[sent.revision]
                same = (taker.kind, taker.user) == (replay.ANSWER, sent.user)
                return "" if same else STALE
            if turn.position.asking is None:
                return STALE
            reading = understand(turn.position, sent.text, self.acting.words(turn))
            if not isinstance(reading, Understood):
                return unclear(reading)
            after = self.acting.answer(
                tx,
                turn,
                sent.user,
                reading.answer,
                sent.revision,
                sent.text if reading.said else "",
            )
        except Outdated:
            return STALE
        except Refusal as refusal:
            return str(refusal)
        self.acting.announce(tx, after, turn)
        return ""
