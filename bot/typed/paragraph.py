"""A first paragraph, read for what it answers by itself: proposals, which somebody must confirm.

Modest on purpose, because a wrong answer filled in is worse than none: numbers with units, then
what authors wrote down as telling. docs/reading.md says what that comes to.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Mapping

from rules.language.answers import Answer, Value
from rules.language.kinds import Fact
from rules.language.kinds.several import Several
from rules.language.model import RuleSet

from .around import in_small_letters
from .mentioned import THINGS, mentioned
from .plain import each
from .proposals import Proposal
from .sentences import NEGATORS, Phrases, Text
from .sizes import sized
from .words import NOT, Words, answers

LONGEST = 4000  # characters that are read: what matters stands at the beginning
MOST = 6  # proposals: more is a form, and nobody checks it
LONGEST_QUOTE = 90  # characters to which a quote grows to be a whole clause
AFTER = 2  # words behind a phrase in which a negator turns it round: "invents nothing"
HUMANS = frozenset(  # who does by hand what a model might
    each(
        "agent staff team lawyer doctor nurse editor people colleague employee human customer user",
        "expert developer writer adjuster clerk analyst",
    )
)
REPORT = frozenset(each("complain say report notice hate"))  # "users complain that it is slow"
SHARES = frozenset(each("% percent"))  # of the time: whether that is much, nobody can tell
SHARED = 4  # words behind a phrase in which a share limits it: "agree on only 60%"
TRIED = frozenset(each("tried tested use"))
HELPED = frozenset(each("helped worked solved"))
BY_HAND = frozenset(each("hand manually manual ourselves myself"))
LIMITS = frozenset(each("but except apart however though although only just yet unless"))
SELDOM = frozenset(each("only rarely seldom occasionally sometimes little minor ok okay fine"))
FAR = 15  # words within which a "but" still speaks of the same
_NOT_NEEDED = re.compile(
    r"\bnot (?:\w+ )?(?:need|use|see|touch|answer|depend on|rely on) (?:it|them|those|these|that|any)\b"
    r"|\bnot (?:\w+ )?(?:matter|care|mind)\b"
)
Said = tuple[str, int, int]  # an answer's id, and the first and the last word that say so


def proposals(text: str, rules: RuleSet, words: Words) -> tuple[Proposal, ...]:
    """What a text tells of a rule set's facts, six answers at most, in the order of the facts."""
    phrases = Phrases(
        (f"{fact} {answer}", phrase)
        for fact, of_fact in words.items()
        if fact in rules.facts
        for answer in answers(rules, fact)  # an overlay may have removed one
        for phrase in of_fact.tells.get(answer, ())
    )
    read = Text(_cut(text), phrases.stems | THINGS)
    found = {one.fact: one for one in mentioned(read, rules.facts)}
    told = _told(read, phrases, rules)
    for fact, of_fact in words.items():
        if fact in rules.facts and (sizes := _known(of_fact.sizes, rules.facts[fact])):
            told[fact].extend(sized(read, in_small_letters(read), sizes))
    for fact, said in told.items():
        if said and (answer := _answer(rules.facts[fact], said)) is not None:
            found[fact] = Proposal(fact, answer, _quote(read, said))
    return tuple(found[fact] for fact in rules.facts if fact in found)[:MOST]


def _known(sizes: Mapping[str, str], fact: Fact) -> dict[str, str]:
    """The sizes of answers that there still are: an overlay may have removed one."""
    return {answer: size for answer, size in sizes.items() if answer in fact.options}


def _cut(text: str) -> str:
    """The beginning of a text, without a word that would be cut."""
    if len(text) <= LONGEST:
        return text
    return text[:LONGEST].rsplit(maxsplit=1)[0] if len(text[:LONGEST].split()) > 1 else ""


def _told(text: Text, phrases: Phrases[str], rules: RuleSet) -> defaultdict[str, list[Said]]:
    """By fact, what the authors' phrases say of it where they are told as so."""
    told = defaultdict[str, list[Said]](list)
    for key, places in text.found(phrases):
        if _meant(text, places):
            fact, _, answer = key.partition(" ")
            alone = answer in getattr(rules.facts[fact], "alone", ())
            if not _taken_back(text, places[-1], alone=alone):
                told[fact].append((answer, places[0], places[-1]))
    return told


def _meant(text: Text, places: tuple[int, ...]) -> bool:
    """Whether nobody denies it, and nobody does it by hand."""
    first, last = places[0], places[-1]
    own = frozenset(places)
    if text.silent(first, last, own):
        return False
    start, _ = text.around(first, first)
    _, end = text.stretch(first, last)
    around = [*range(start, last + 1), *range(last + 1, min(last + AFTER, end) + 1)]
    others = {n: text.words[n].stem for n in around if n not in own}
    shares = SHARES & {*text.stems(last + 1, min(last + SHARED, end))}
    if shares or (NEGATORS | SHARES) & {*others.values()} or _helped(text, places):
        return False
    by_hand = BY_HAND & {text.words[n].stem for n in range(start, end + 1) if n not in own}
    doers = (n for n, stem in others.items() if first - 3 <= n < last and stem in HUMANS)
    return not by_hand and all(text.words[n + 1].stem in REPORT for n in doers)


def _helped(text: Text, places: tuple[int, ...]) -> bool:
    """Whether something that was tried is said to have helped, soon after: it may be this."""
    last = places[-1]
    if not TRIED & {text.words[n].stem for n in places}:
        return False
    near = range(last + 1, min(last + FAR, len(text.words)))
    helped = (n for n in near if text.words[n].stem in HELPED)
    return any(not NEGATORS & {*text.stems(n - 3, n - 1)} for n in helped)


def _taken_back(text: Text, last: int, *, alone: bool) -> bool:
    """Whether what follows takes it back: "..., but not often". Any "but" limits "it is fine"."""
    _, end = text.stretch(last, last)
    beyond = text.stems(last + 1, last + FAR) if alone else text.stems(end + 1, end + 3)
    if (LIMITS | {"which"}) & {*beyond} and _NOT_NEEDED.search(
        " ".join(text.stems(end + 1, end + FAR))
    ):
        return True
    limits = bool(LIMITS & {*beyond})
    return limits if alone else limits and bool((NEGATORS | SELDOM) & {*beyond})


def _answer(fact: Fact, said: list[Said]) -> Answer | None:
    """What was told as one answer; None where it contradicts itself."""
    named = {answer for answer, _, _ in said}
    if not isinstance(fact, Several):
        return Value(named.pop()) if len(named) == 1 else None
    no = {answer.removeprefix(NOT) for answer in named if answer.startswith(NOT)}
    yes = {answer for answer in named if not answer.startswith(NOT)}
    if yes & no or (len(yes) > 1 and yes & {*fact.alone}):
        return None
    return fact.ticked(yes, no) if yes or fact.may_stay_unticked else None


def _quote(text: Text, said: list[Said]) -> str:
    """The words that say it: from the first to the last if they are near, and whole clauses."""
    first = min(one[1] for one in said)
    last = max(one[2] for one in said)
    spans = [(first, last), (said[0][1], said[0][2])]
    for start, end in [*(text.stretch(*span) for span in spans), *spans]:
        quote = text.text[text.words[start].start : text.words[end].end]
        if len(quote) <= LONGEST_QUOTE:
            return quote
    return text.text[text.words[said[0][1]].start : text.words[said[0][2]].end]
