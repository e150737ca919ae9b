"""What a conversation is about, told once it has begun: a first text, or a name."""

from __future__ import annotations

from dataclasses import dataclass

from bot.conversation import replay
from bot.conversation.advisor import Turn
from bot.conversation.refusal import Refusal
from storage.inbox import Inbox
from storage.store import Transaction

from .acting import Acting
from .gate import Gesture
from .presses import Press
from .proposals import STALE
from .unasked import Unasked

EMPTY = "Write a few words, please."


@dataclass(frozen=True)
class DescribeForm:
    """The form for a first text."""


@dataclass(frozen=True)
class NameForm:
    """The form for a name."""


@dataclass(frozen=True)
class SentText(Gesture):
    """One of these forms, sent. `key` names the delivery."""

    key: str
    text: str


class Describing:
    """*Describe it instead*, and *Name it*."""

    def __init__(self, acting: Acting, unasked: Unasked) -> None:
        self.acting = acting
        self.unasked = unasked

    def describe_form(self, tx: Transaction, pressed: Press) -> DescribeForm:
        """*Describe it instead*. Raises Refusal where no question is open."""
        _require_question(self.acting.gate.admitted(tx, pressed, pressed.message))
        return DescribeForm()

    def name_form(self, tx: Transaction, pressed: Press) -> NameForm:
        """*Name it*. Raises Refusal."""
        self.acting.gate.admitted(tx, pressed, pressed.message)
        return NameForm()

    def describe(self, tx: Transaction, sent: SentText) -> Turn | str | None:
        """Take a text as the first one, at whichever question somebody sends it.

        Returns what came of it, or what is wrong; None where it was sent before.
        """
        try:
            before = self.acting.gate.admitted(tx, sent)
            if not Inbox(tx).handle(sent.key, self.acting.now()):
                return None
            _require_question(before)
            if not sent.text:
                return EMPTY
            turn = before
            if not before.conversation.subject:
                name = self.unasked.name_of(sent.text)
                turn = self.acting.advisor.name(tx, before, sent.user, name)
            after = self.unasked.tell(tx, turn, sent.user, sent.text)
        except Refusal as refusal:
            return str(refusal)
        self.acting.announce(tx, after, before)
        return after

    def name(self, tx: Transaction, sent: SentText) -> str:
        """Take a name. Returns what is wrong with it, or ""."""
        try:
            before = self.acting.gate.admitted(tx, sent)
            if not sent.text:
                return EMPTY
            after = self.acting.advisor.name(tx, before, sent.user, sent.text)
        except Refusal as refusal:
            return str(refusal)
        self.acting.announce(tx, after, before)
        return ""


def _require_question(turn: Turn) -> None:
    """Raise Refusal where no question is open: what waits to be confirmed must not be lost."""
    if turn.position.state != replay.ASKING or turn.position.asking is None:
        raise Refusal(STALE)
