"""What is kept of typed texts: while answers are offered, and for authors what a phrase could be."""

from __future__ import annotations

from bot.conversation.advisor import Turn
from bot.typed.words import answers
from rules.language.answers import Answer, NotSure
from storage.store import Transaction
from storage.typed_answers import TypedAnswers


def keep_offer(tx: Transaction, turn: Turn, user: str, text: str) -> None:
    """Remember for which text answers are offered: the button that is pressed can't hold it."""
    revision = turn.position.revision
    TypedAnswers(tx).keep_offer(turn.conversation.id, user, revision, text)


def offered_for(tx: Transaction, turn: Turn, user: str) -> str:
    """The text for which somebody has been offered answers to the open question, or ""."""
    revision = turn.position.revision
    return TypedAnswers(tx).offered_for(turn.conversation.id, user, revision)


def keep_answer(tx: Transaction, before: Turn, user: str, answer: Answer, typed: str) -> None:
    """Keep what somebody typed and then chose. `typed` is "" where they pressed or chose by name.

    A number, a *not sure* and a place in a list are nobody's phrases.
    """
    kept, conversation = TypedAnswers(tx), before.conversation.id
    said = typed if any(map(str.isalpha, typed)) else ""
    text = said or offered_for(tx, before, user)
    kept.forget_offers(conversation)
    if text and _takes_phrases(before) and not isinstance(answer, NotSure):
        kept.keep(conversation, len(before.events) + 1, text)


def _takes_phrases(turn: Turn) -> bool:
    position = turn.position
    asked = position.asking
    return asked is not None and any(answers(position.diagram.rules, asked))
