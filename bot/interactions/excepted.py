"""What somebody says isn't so of what was read: "yes, except 2", "not 3k", "all but the pages"."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from bot.conversation.replay import Position
from bot.typed.around import stems_in
from bot.typed.instead import MONEY, Instead, names
from bot.typed.plain import each as words
from bot.typed.plain import key, plain, spelled_out
from bot.typed.proposals import Proposal

PLACES = ("first", "second", "third", "fourth", "fifth", "sixth")
PLACE = rf"(?:the )?(?:number |answer |no )?(?:\d{{1,2}}|{'|'.join(PLACES)}|last)(?: one| answer)?"
_APART = r"[\s,;:.!-]+"
_AGREED = (
    "yes|yeah|yep|yup|y|ok|okay|sure|right|correct|true|good|great|fine|lgtm|agreed|all|everything"
    "|go on|continue|perfect"
)
_BESIDE = "it|is|are|they|that|these|this|them|of|looks|look|the rest|and"
_ALL_BUT = re.compile(
    rf"\W*(?:(?:{_BESIDE}){_APART})*(?:{_AGREED})(?:{_APART}(?:{_AGREED}|{_BESIDE}))*"
    rf"(?:{_APART}(?:but{_APART})?(?:except|excluding|apart from|other than|besides|without|not)"
    rf"(?: for)?|(?<=\ball|ing){_APART}but)\s+(?P<rest>.+?)(?: (?:is|are) (?:{_AGREED}))?\W*"
)
_AGREES = re.compile(
    rf"\W*(?:(?:{_BESIDE}){_APART})*(?:{_AGREED})"
    rf"(?:{_APART}(?:{_AGREED}|{_BESIDE}|enough|please|thanks|thank you|(?:for|by|with|to) (?:me|us)))*\W*"
)
_ALL_ELSE = re.compile(
    rf"(?:yes )?(?P<only>only |just )?(?P<places>{PLACE}(?:(?: and)? {PLACE})*)"
    r"(?P<right> (?:is|are) (?:all |both )?(?:right|correct|true|fine|ok|okay|good))?"
)
_AT_PLACE = re.compile(
    r"\W*(?:(?:no|yes|ok|but|change|correct|make|set|number|answer)\b\W*)*(?P<place>\d{1,2})"
    r"(?:\s*(?:[:=)]|->|\.(?=\s))\s*|\s+(?:is|are|to|should be)\s+)(?P<said>.+)",
    re.IGNORECASE,
)
_OBJECTS = re.compile(
    rf"\W*(?:(?:{_BESIDE}|all|no){_APART})*(?:no|wrong|incorrect|false|not (?:right|true|correct|so|ok|okay|good))\W*"
)
_LISTED = re.compile(r"\W*\d{1,2}(?:(?:\s*(?:,|&|\band\b)\s*|\s+)\d{1,2})+\W*")
_NOT = re.compile(
    rf"\W*(?:(?:no|nope|but|sorry|it|that|they|we|this|there|is|are|was|were|do|get|have){_APART})*"
    r"(?:not|drop|remove|delete|forget|skip)\s+(?:(?:at|get|have|really)\s+)*(?P<rest>.+)"
)
_WRONG = re.compile(  # of a number alone, see not_so: "the bot is wrong" tells what the matter is
    rf"\W*(?:(?:no|but|yes|sorry){_APART})*(?P<rest>.+?)"
    r" (?:is|are) (?:wrong|incorrect|false|off|too (?:high|low)|not (?:right|true|correct|so))\W*"
)
_AND = re.compile(r"\s*(?:,(?!\d{3})|;|&|\band\b|\bor\b)\s*")
LONGEST = 200  # characters: who says more than this says something else as well
_COUNTED = frozenset({"number", "numbers", "amount", "count", "figure", "many", "much"})
_SMALL = _COUNTED | frozenset(
    words(
        "the a an that this those these one ones answer answers about on of for how our my per it they what"
    )
)
_NO_NAME = _SMALL | frozenset(words("wrong right thats what isnt arent dont doesnt"))


def all_but(text: str, position: Position) -> set[str]:
    """The facts that "yes, except ..." leaves open; none where it isn't plain which."""
    return _excepted(_ALL_BUT, text, position)


def agrees(text: str) -> bool:
    """Whether a text says that all of it is right: "yes", "that's fine", "good enough for me"."""
    said = spelled_out(plain(text))
    return "?" not in text and len(text) <= LONGEST and _AGREES.fullmatch(said) is not None


def all_else(text: str, position: Position) -> set[str]:
    """The facts that "only 1 and 3", or "1 and 3 are right", leaves open."""
    found, proposed = _ALL_ELSE.fullmatch(key(text)), position.proposed
    if not found or not (found["only"] or found["right"]) or "?" in text:
        return set()
    right = places(found["places"], len(proposed))
    known = right <= {*range(1, len(proposed) + 1)}
    return {each.fact for n, each in enumerate(proposed, start=1) if known and n not in right}


def at_its_place(text: str, proposed: Sequence[Proposal]) -> tuple[Proposal, str] | None:
    """The answer that a text names by its place, and what it puts there: "3: 4k"."""
    found = _AT_PLACE.fullmatch(text)
    known = found and 0 < int(found["place"]) <= len(proposed)
    return (proposed[int(found["place"]) - 1], found["said"]) if found and known else None


def only_objects(text: str) -> bool:
    """Whether a text says that it is wrong, and not what: "that's wrong"."""
    return _OBJECTS.fullmatch(spelled_out(plain(text))) is not None


def listed(text: str) -> str:
    """The places that a text is, and nothing else: "1 and 3" of "1, 3"; "" for another text."""
    return " and ".join(re.findall(r"\d+", text)) if _LISTED.fullmatch(text) else ""


def spoken_of(text: str, position: Position) -> set[str]:
    """The facts of which a text has a word that names something."""
    said = {each for each in key(text).split() if len(each) > 3 and each not in _NO_NAME}
    return {fact for each in said for fact in _by_its_words(each, position)}


def not_so(text: str, position: Position) -> set[str]:
    """The facts that "not ..." or "... is wrong" leaves open; none where it isn't plain which."""
    facts, said = position.diagram.rules.facts, {*stems_in(key(text))}
    by_number = re.search(r"\d", text) or not _COUNTED.isdisjoint(said)
    numbers = {
        each.fact
        for each in position.proposed
        if re.search(r"\d", each.quote)
        and (
            by_number or (said - _SMALL) & {*stems_in(each.quote.lower()), *names(facts[each.fact])}
        )
    }
    return _excepted(_NOT, text, position) or _excepted(_WRONG, text, position) & numbers


def places(said: str, count: int) -> set[int]:
    """The places that are named: 2 and 6 in "the second and the last" of six."""
    known = {"last": count, **{name: n for n, name in enumerate(PLACES, start=1)}}
    named = re.findall(r"\w+", said)
    return {known.get(each) or int(each) for each in named if each in known or each.isdigit()}


def _excepted(pattern: re.Pattern[str], text: str, position: Position) -> set[str]:
    found = pattern.fullmatch(spelled_out(plain(text)))
    if not found or "?" in text or len(text) > LONGEST:
        return set()
    facts = [_meant(each, position) for each in filter(key, _AND.split(found["rest"]))]
    return {fact for fact in facts if fact} if all(facts) else set()


def _meant(item: str, position: Position) -> str | None:
    """The one answer that an item is about: by its place, its number or its words."""
    proposed = position.proposed
    meant = {*_at_its_place(item, proposed), *_with_its_number(item, position)}
    if not re.search(r"\d", item):
        meant |= {*_by_its_words(item, position)}
    return meant.pop() if len(meant) == 1 else None


def _at_its_place(item: str, proposed: Sequence[Proposal]) -> Iterator[str]:
    if re.fullmatch(PLACE, key(item)) and "." not in item.strip(" .!"):
        for place in places(key(item), len(proposed)):
            if 0 < place <= len(proposed):
                yield proposed[place - 1].fact


def _with_its_number(item: str, position: Position) -> Iterator[str]:
    number, facts = Instead.of(item, item), position.diagram.rules.facts
    for each in position.proposed if number and number.was else ():
        if number and number.is_for(each.quote, facts[each.fact]):
            yield each.fact


def _by_its_words(item: str, position: Position) -> Iterator[str]:
    """Those whose label, answer or quoted number has all of the words; a number, if one is meant."""
    named = key(item).split()
    told = {*stems_in(" ".join(word for word in named if word not in _SMALL))}
    facts, counted = position.diagram.rules.facts, not _COUNTED.isdisjoint(named)
    for each in position.proposed if told or counted else ():
        fact, amount = facts[each.fact], each.quote if re.search(r"\d", each.quote) else ""
        said = f"{amount} {' '.join(names(fact) & MONEY)} {fact.label} {fact.in_words(each.answer)} {fact.briefly(each.answer)}"
        if told <= {*stems_in(said.lower())} and (amount or not counted):
            yield each.fact
