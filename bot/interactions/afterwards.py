"""What people write once they have the advice: what they ask of it, and a kind word for the rest."""

from __future__ import annotations

import re
from dataclasses import replace

from bot.typed.plain import each, key
from bot.views.notes import Note, Said
from bot.views.pages import OTHERS, STEPS, WHAT_IF, WHY, PageView

KIND = "Come back when something has changed."
MOST_KIND = 8  # words: what is longer says something
MOST_ASKED = 10  # and what is longer than this tells of something new
SURE, COSTS = "sure", "costs"
_NUMBERS = each("one two three four five six seven eight nine ten")
_ORDINALS = each("first second third fourth fifth sixth seventh eighth ninth tenth")
_THANKS = re.compile(
    r"(?:(?:ok|okay|great|perfect|cool|nice|awesome|good|super|wow|alright|got it|and|oh|yes|no)"
    r" )*(?:(?:many|big|a lot of|lots of) )?(?:thanks|thank you|thx|ty|tyvm|cheers|appreciated)\b.*"
    r"|(?:that|this) (?:is|was) (?:very |really |so |super )?(?:helpful|useful|great|clear|good)"
    r"|(?:(?:ok|okay|yes|great|cool|nice|wow|oh) )*(?:very |really |so )?(?:helpful|great|perfect|cool"
    r"|nice|awesome|ok|okay|good|understood|(?:good|great|nice) (?:job|work|one|stuff)|well done)"
)
_THANKED = re.compile(r"\b(?:thanks|thank you|thx|ty|tyvm|cheers|appreciated|helpful)\b")
_OBJECTS = re.compile(
    r"(?:(?:no|but|sorry|hm+|well|ok) )*(?:(?:i|we) (?:do not agree|disagree|do not think so|doubt (?:it|that))"
    r"|(?:(?:that|this|it|the advice|all of (?:it|that|this)) (?:is |was |can not be |seems |sounds )?)?(?:all |just |simply |plain )?"
    r"(?:wrong|nonsense|incorrect|rubbish|not (?:right|true|correct|so|helpful|useful)))(?: (?:for us|for me|i think|here|at all|though))?"
)
_STEP = (r"\bstep (?:number )?(\w+)", r"\b(\w+) (?:next )?step\b")
_ASKS = {  # a page behind an advice: how people ask for it; the first that is found
    WHAT_IF: r"\bwhat (?:else )?(?:would|could|might|will|can|must|has to|needs to|should) "
    r"(?:\w+ ){0,3}chang|\bwhat if\b|\bwhen (?:should|do|can|would) (?:we|i) (?:ask|come|check|look)"
    r"|\bchange (?:this|that|it|your mind|the advice)\b|\botherwise\b",
    SURE: r"\b(?:how|are you|so) (?:\w+ )?(?:sure|certain|confident|reliable)\b|\bare you really\b",
    COSTS: r"\b(?:what|how|is|does|do|will|would|and)\b.*\b(?:costs?|price|expensive|budget|money)\b"
    r"|\bhow much\b",
    STEPS: r"\b(?:what|which|where|how)\b.*\b(?:next|now|first|steps?|start|begin|do then)\b"
    r"|^next steps?$|^(?:so )?now what$",
    OTHERS: r"\b(?:second opinions?|what do others|who else says|does everybody agree)\b",
    WHY: r"\bwhy\b|\bhow come\b|\bon what (?:basis|grounds)\b|\breasons?\b|\bwho says\b"
    r"|\bsources?\b|^(?:can you |please )*explain\b",
}


def asked_of(text: str) -> str | int | None:
    """What somebody asks of an advice: a page, how sure it is, or a step by its number."""
    said = key(text)
    asking = (
        "?" in text
        or re.fullmatch(r"step (?:number )?\w+", said)
        or re.match(r"(?:can|could|please|tell|explain|show|why|what|how)\b", said)
    )
    steps = filter(None, (_number(each) for way in _STEP for each in re.findall(way, said)))
    if asking and (step := next(steps, None)):
        return step
    named = next((name for name, words in _ASKS.items() if re.search(words, said)), None)
    return named if asking or named not in (COSTS, WHY, WHAT_IF) else None


def speaks_of_advice(text: str) -> bool:
    """Whether a text goes on about an advice, and begins nothing new."""
    short = len(text.split()) <= MOST_ASKED
    objects = _OBJECTS.fullmatch(key(text))
    return short and bool(objects or asked_of(text) is not None or kind_word(text))


def step(view: PageView, number: int) -> PageView:
    """One step of the page of steps; all of them where there is no such step."""
    named = [
        each
        for each in view.parts
        if f"{each.head} {each.text}".split(". ")[0].strip() == str(number)
    ]
    return replace(view, parts=tuple(named or view.parts))


def kind_word(text: str) -> Note | None:
    """What is said to somebody who is content."""
    said = key(text)
    content = "?" not in text and len(said.split()) <= MOST_KIND and _THANKS.fullmatch(said)
    return (
        Said(f"{'You are welcome' if _THANKED.search(said) else 'Good'}. {KIND}")
        if content
        else None
    )


def _number(word: str) -> int | None:
    if word.isdecimal():
        return int(word[:3])
    names = next((each for each in (_NUMBERS, _ORDINALS) if word in each), ())
    return names.index(word) + 1 if names else None
