"""What one person is told in answer to a gesture, on no platform. Platforms draw it."""

from __future__ import annotations

from dataclasses import dataclass

from bot.conversation.replay import Position
from rules.language.answers import Answer

from .costs import CostsView
from .doors import OpenListed, StartBeside, StartDoubted
from .pages import PageView
from .question import AnsweredView, QuestionView, answered


@dataclass(frozen=True)
class Said:
    """A sentence or two in our own words. What to type stands in `backticks`.

    In the text {person} stands for whoever `person` is, {channel} for the channel, {command} for the
    command that calls us.
    """

    text: str
    person: str = ""
    channel: str = ""


@dataclass(frozen=True)
class AskedBack:
    """What was typed can't be taken: why, or which of two it is. It may quote what was typed."""

    text: str


@dataclass(frozen=True)
class Offer:
    """What was typed may be one of these answers; `revision` is that of the open question."""

    ask: str
    answers: tuple[tuple[Answer, str], ...]  # and each in words
    handle: str  # the conversation's
    revision: int


@dataclass(frozen=True)
class MovedOn:
    """An answer was meant for a question that is no longer the open one."""


@dataclass(frozen=True)
class NothingAsked:
    """Something was typed where no question is open, and it asks for nothing that we can tell."""

    cancelled: bool


@dataclass(frozen=True)
class Help:
    """What one can do here; in a terminal, what the open question means."""

    question: QuestionView | None


@dataclass(frozen=True)
class Explained:
    """Why the open question is asked, and what its answers would mean."""

    question: QuestionView
    leads_to: tuple[str, ...]


@dataclass(frozen=True)
class Meant:
    """What the open question means, for somebody who asked."""

    question: QuestionView
    about: str = ""  # first what says something about the word that was asked for


@dataclass(frozen=True)
class Asked:
    """The open question again, with all that can be chosen."""

    question: QuestionView
    lead: str = ""  # what is said before it


@dataclass(frozen=True)
class Privacy:
    """Who sees a conversation, and what is kept of it."""


@dataclass(frozen=True)
class Edited:
    """The message of an answer reads otherwise now. The answer stands until its writer says so."""

    label: str
    was: str
    now: tuple[tuple[Answer, str], ...]  # what it reads now, or may: each in words, too
    handle: str  # the conversation's
    event: int  # the answer's


@dataclass(frozen=True)
class Deleted:
    """The message of an answer is gone. The answer stands until its writer says so."""

    label: str
    was: str
    handle: str  # the conversation's
    event: int  # the answer's


@dataclass(frozen=True)
class AnswersListed:
    """The answers so far. `missing` is the number of one that was asked for and isn't there."""

    answers: tuple[AnsweredView, ...]
    missing: int | None
    handle: str = ""  # the conversation's, where one can press to change them


@dataclass(frozen=True)
class Behind:
    """A page behind an advice."""

    page: PageView


CANCEL, START_OVER = "cancel", "start over"  # what ends or clears something for all
PAUSE, OFF, NUDGES_OFF = "digest pause", "digest off", "nudges off"  # and in a channel


@dataclass(frozen=True)
class EndAsked:
    """Whether something is really to end for all. It is asked once, and done when that is confirmed."""

    what: str
    subject: str = ""
    handle: str = "0"  # the conversation's; of what belongs to a channel there is none
    revision: int = 0  # for which it holds

    @property
    def text(self) -> str:
        """The question, and what comes of it."""
        return _ENDS[self.what][0].replace("{subject}", self.subject or "this")

    @property
    def title(self) -> str:
        """The question in short."""
        return _ENDS[self.what][1]

    @property
    def yes(self) -> str:
        """The button."""
        return _ENDS[self.what][2]


_ENDS = {
    CANCEL: ("Cancel {subject}? Type resume to go on later.", "Cancel this?", "Cancel it"),
    START_OVER: (
        "Start over with {subject}? All answers are cleared.",
        "Start over?",
        "Start over",
    ),
    PAUSE: ("Pause the weekly digest in this channel?", "Pause the digest?", "Pause it"),
    OFF: ("End the weekly digest in this channel?", "End the digest?", "End it"),
    NUDGES_OFF: (
        "Remind nobody in this channel any more of questions that wait?",
        "No more reminders?",
        "Switch them off",
    ),
}


@dataclass(frozen=True)
class CostsBrief:
    """What it costs, in a few lines."""

    view: CostsView
    handle: str  # the conversation's


@dataclass(frozen=True)
class CostsBreakdown:
    """What each figure of the costs is made of."""

    view: CostsView


@dataclass(frozen=True)
class DirectOffer:
    """We can't speak in that channel, but can in a direct message."""

    handle: str  # the conversation's


WithButtons = (  # for platforms that have threads
    DirectOffer | Edited | Deleted | EndAsked | OpenListed | StartDoubted | StartBeside
)
Note = (
    Said
    | AskedBack
    | Offer
    | MovedOn
    | NothingAsked
    | Help
    | Explained
    | Meant
    | Asked
    | Privacy
    | AnswersListed
    | Behind
    | CostsBrief
    | CostsBreakdown
    | WithButtons
)


def being_read(host: str) -> str:
    """What people are told while a text of theirs is read somewhere else."""
    return f"I'm reading what you wrote. Your text goes to {host}, as whoever runs me has set it."


def listed(position: Position, missing: int | None = None, handle: str = "") -> AnswersListed:
    """The answers so far."""
    return AnswersListed(answered(position), missing, handle)
