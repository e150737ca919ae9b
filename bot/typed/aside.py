"""What people say besides answering: that they will ask somebody, thanks, a curse; and our word to it."""

from __future__ import annotations

import re

from .plain import clauses, key

LATER = "Take your time. The question stays open."
_WILL = (
    r"(?:(?:ok|okay|sorry|hm+|oh|and|but|just|first|then|i|we|am|are|will|would|d|have|had|to|need|must"
    r"|should|might|let|lemme|me|us|going|gonna|got|gotta|better|can) )*"
)
_PUTS_OFF = re.compile(
    rf"{_WILL}(?:(?:double )?check|look|find out|see|think|look (?:it|this|that) up|ask(?: around)?)"
    r"(?: (?:first|this|that|it|on (?:this|that|it)|into (?:this|that|it)|about (?:this|that|it)|again|later"
    r"|tomorrow|and (?:come|get) back(?: to you)?|with (?!a |an |care)\w+(?: \w+){0,2}))*"
    rf"|{_WILL}ask (?!for |it\b|them |the model|users?\b|customers?\b|every)\w+(?: \w+){{0,3}}"
    rf"|{_WILL}(?:get|come|be|circle) (?:right )?back(?: (?:to|with|on) .+| soon| later)?"
    r"|wait(?: (?:a|one) \w+)?|hold on|hang on|brb|later|not now|(?:just )?(?:a|one|1) (?:moment|minute|sec|second)"
    r"|(?:give|gimme|need)(?: me)?(?: (?:just|a|an|one|some|few|couple|of|more))+ (?:moment|minute|min|sec|second|hour|day|time)s?"
)
_SAID = {
    r"(?:(?:ok|okay|great|cool|many|big|a|lot|lots|of|no) )*(?:thanks|thank you|thx|ty|cheers)"
    r"(?: (?:a lot|so much|very much|bot|mate|for .*))?": "You are welcome. The question stays open.",
    r"(?:(?:please|just|oh) )*(?:fuck (?:off|you|this|it)|shut up|go away|piss off|leave me alone|screw you"
    r"|be quiet|shush)(?: .*)?": "I'll be quiet until you answer. To end this, type cancel.",
    r"(?:are|r) (?:you|u) (?:an? )?(?:real |actual )?(?:bot|robot|human|person|ai|llm|machine|real)": (
        "I am a bot. I ask, and rules that people wrote decide what I advise."
    ),
}


def aside(typed: str) -> str:
    """What a colleague would say to a text that answers nothing; "" for any other."""
    said = [*map(key, clauses(typed))]
    if said and all(map(_PUTS_OFF.fullmatch, said)):
        return LATER
    return next((word for each, word in _SAID.items() if re.fullmatch(each, " ".join(said))), "")
