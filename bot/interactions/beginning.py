"""Doors by window: a form that begins a conversation, in a thread, a channel or a direct message."""

from __future__ import annotations

from dataclasses import dataclass, replace

from bot.conversation.advisor import Turn
from storage.channels import Channel, KnownChannels
from storage.conversations import Conversations
from storage.inbox import Inbox
from storage.records import Conversation, Place
from storage.store import Transaction

from .messages import Messages
from .thread import ROOT, Root, look

LONGEST = 3000  # characters of a text in the form


@dataclass(frozen=True)
class BeginForm:
    """The form to open. `here`: one may ask where it was opened, and not only alone with us."""

    text: str
    name: str
    here: bool
    taken: bool = False  # the text is somebody's message


@dataclass(frozen=True)
class BeginSent:
    """A form somebody sent. `key` names the delivery.

    `place`: where it was opened. With no thread, one is opened; with no channel, alone with us.
    """

    key: str
    place: Place
    user: str
    text: str
    name: str
    alone: bool


@dataclass(frozen=True)
class Held:
    """The conversation that a thread has already, to go on with."""

    conversation: Conversation
    root: Root


class Beginning:
    """What opens the form and what is sent by it, to use cases."""

    def __init__(self, messages: Messages) -> None:
        self.messages = messages
        self.acting = messages.acting
        self.advisor = messages.advisor

    def about(self, tx: Transaction, place: Place | None, text: str) -> BeginForm | Held:
        """Somebody's message is to be asked about: the form, or what its thread has already.

        `place`: its thread; None where one can only ask alone with us.
        """
        if place and (held := self._held(tx, place)):
            return held
        text = text[:LONGEST]
        name = self.messages.unasked.reader.name_of(text)
        return BeginForm(text, name, here=place is not None, taken=True)

    def begin(self, tx: Transaction, sent: BeginSent) -> Turn | Held | None:
        """Begin where it was asked for; None if this form has been handled before."""
        if not Inbox(tx).handle(sent.key, self.acting.now()):
            return None
        place = sent.place
        if sent.alone or not place.channel:
            if held := self._alone(tx, sent):
                return held
            place = replace(place, channel=sent.user).flat(sent.key)
        elif not place.thread:
            place = replace(place, thread=f"command:{sent.key}")
        elif held := self._held(tx, place):
            return held
        return self.messages.doors.begin(tx, place, sent.user, sent.text, sent.name)

    def meets(self, tx: Transaction, where: Channel) -> bool:
        """Whether a channel that we were invited to sees us for the first time, and so is greeted.

        One that the log knows has been greeted, or has asked us before.
        """
        return KnownChannels(tx).meet(*where)

    def _alone(self, tx: Transaction, sent: BeginSent) -> Held | None:
        """What is open alone with us, where one thing is asked at a time."""
        found = Conversations(tx).flat_of(sent.place.platform, sent.place.tenant, sent.user)
        return self._shown(tx, found) if found else None

    def _held(self, tx: Transaction, place: Place) -> Held | None:
        found = Conversations(tx).held_in(place)
        return self._shown(tx, found) if found else None

    def _shown(self, tx: Transaction, found: Conversation) -> Held | None:
        advices = self.acting.advices(tx, self.advisor.look(tx, found.id))
        root = look(ROOT, 1, advices, self.acting.today())
        return Held(found, root) if isinstance(root, Root) else None
