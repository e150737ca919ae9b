"""A text that a model reads along: between two transactions, never inside one."""

from __future__ import annotations

from dataclasses import dataclass

from bot.conversation.advisor import MAX_TEXT, Turn
from bot.model.text_reader import TextReader
from bot.typed.proposals import Proposal
from bot.views.notes import Note
from rules.language.model import RuleSet


@dataclass(frozen=True)
class ToRead:
    """A text to be read, and the conversation's revision at which its answers are still wanted."""

    conversation: int
    revision: int
    user: str  # who wrote it
    text: str
    rules: RuleSet
    open: tuple[str, ...]  # the facts it may answer
    host: str  # where people are told that it goes
    otherwise: Note | None = None  # what who wrote it is told if nothing comes of it


def handed_over(turn: Turn) -> ToRead | None:
    """The text that is being read in a conversation."""
    position = turn.position
    if not position.read_by:
        return None
    kept = turn.events[position.last - 1]
    return to_read(turn, kept.user, kept.answer["text"], position.read_by)


def to_read(turn: Turn, user: str, text: str, host: str) -> ToRead:
    """A text, read for what is open where the conversation now stands."""
    rules, position = turn.position.diagram.rules, turn.position
    open_facts = tuple(fact for fact in rules.facts if fact not in position.answers)
    cut, revision = text[:MAX_TEXT], position.revision
    return ToRead(turn.conversation.id, revision, user, cut, rules, open_facts, host)


async def read_along(model: TextReader | None, it: ToRead) -> tuple[Proposal, ...]:
    """What the model reads; nothing where it can't be heard, or isn't the one people were told of."""
    if model is None or model.host != it.host:
        return ()
    return await model.read(it.text, it.rules, it.open) or ()
