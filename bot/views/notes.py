"""What one person is told in answer to a gesture, on no platform. Platforms draw it."""

from __future__ import annotations

from dataclasses import dataclass

from bot.conversation.replay import Position
from rules.interview.advice import Advice

from .costs import CostsView
from .question import AnsweredView, QuestionView, answered, leads_to, question


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
class MovedOn:
    """An answer was meant for a question that is no longer the open one."""


@dataclass(frozen=True)
class NothingAsked:
    """Something was typed where no question is open."""

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
class AnswersListed:
    """The answers so far. `missing` is the number of one that was asked for and isn't there."""

    answers: tuple[AnsweredView, ...]
    missing: int | None


@dataclass(frozen=True)
class Behind:
    """What stands behind an advice."""

    advice: Advice


@dataclass(frozen=True)
class CostsBrief:
    """What it costs, in a few lines."""

    view: CostsView
    conversation: int


@dataclass(frozen=True)
class CostsBreakdown:
    """What each figure of the costs is made of."""

    view: CostsView


@dataclass(frozen=True)
class DirectOffer:
    """We can't speak in that channel, but can in a direct message."""

    conversation: int


Note = (
    Said
    | AskedBack
    | MovedOn
    | NothingAsked
    | Help
    | Explained
    | AnswersListed
    | Behind
    | CostsBrief
    | CostsBreakdown
    | DirectOffer
)


def explained(position: Position) -> Explained:
    """Why the open question is asked. ValueError where none is."""
    return Explained(question(position), leads_to(position))


def listed(position: Position, missing: int | None = None) -> AnswersListed:
    """The answers so far."""
    return AnswersListed(answered(position), missing)
