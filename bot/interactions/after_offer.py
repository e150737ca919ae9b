"""What somebody types right after answers were offered: no to them, yes to the one, or some more."""

from __future__ import annotations

import re

from bot.conversation.advisor import Turn
from bot.typed import Offered, Reading, Understood
from bot.typed.places import agrees
from bot.typed.plain import key
from bot.typed.words import Words
from bot.views.notes import Asked
from bot.views.question import question
from rules.language.answers import NO, Answer, Chosen, Ticks, Value
from storage.store import Transaction

from .adding import adds, what_it_says
from .typed_texts import keep_offer, offered_for
from .understand import understand

THEN_WHICH = "Then which one is it?"
_REFUSES = re.compile(
    r"(?:oh |sorry |well )*(?:no|nope|nah|neither|none|nothing|not (?:really|this|that|these|those|it))"
    r"(?: (?:one|of (?:these|those|them|the above|the two)))?(?: (?:please|sorry|thanks|thank you))?"
    r"|(?:no |nope )?(?:it is not (?:this|that|these)|neither(?: of (?:them|these))?|not (?:that|this))"
)


def heard(
    tx: Transaction, turn: Turn, user: str, text: str, words: Words
) -> tuple[str, Reading | Asked]:
    """A text as it is meant, and its reading; or the question again, to who wants none of an offer."""
    before = offered_for(tx, turn, user)
    offer = understand(turn.position, before, words) if before else None
    if isinstance(offer, Offered):
        if refuses(offer, text):
            keep_offer(tx, turn, user, "")
            return text, Asked(question(turn.position), THEN_WHICH)
        if (chosen := _chosen(offer, text)) is not None:
            return "", chosen
        if adds(text) and turn.position.reopened is None:
            text = f"{before}, {what_it_says(text)}"
    return text, understand(turn.position, text, words)


def refuses(offer: Offered, text: str) -> bool:
    """Whether a text says no to all of an offer, and isn't one of its answers."""
    return bool(_REFUSES.fullmatch(key(text))) and not any(
        _is_a_no(each) for each, _ in offer.answers
    )


def _is_a_no(answer: Answer) -> bool:
    match answer:
        case Value(value):
            return value == NO
        case Chosen(options):
            return not options
        case Ticks(yes, _):
            return not yes
    return False


def _chosen(offer: Offered, text: str) -> Understood | None:
    """The one that is agreed to, or that is named by its words: "both"."""
    only = len(offer.answers) == 1 and agrees(text) and offer.answers[:1]
    named = [each for each in offer.answers if key(each[1]) == key(text)]
    found = only or named
    return Understood(*found[0]) if found else None
