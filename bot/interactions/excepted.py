"""What somebody says isn't so of what was read: "yes, except 2", "not 3k", "all but the pages"."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from bot.conversation.replay import Position
from bot.typed.around import stems_in
from bot.typed.instead import Instead
from bot.typed.plain import each as words
from bot.typed.plain import key, plain, spelled_out
from bot.typed.proposals import Proposal

PLACES = ("first", "second", "third", "fourth", "fifth", "sixth")
PLACE = rf"(?:the )?(?:number |answer |no )?(?:\d{{1,2}}|{'|'.join(PLACES)}|last)(?: one| answer)?"
_APART = r"[\s,;:.!-]+"
_AGREED = (
    "yes|yeah|yep|yup|y|ok|okay|sure|right|correct|true|good|fine|all|everything|go on|perfect"
)
_BESIDE = "it|is|are|they|that|these|this|them|of|looks|look|the rest|and"
_ALL_BUT = re.compile(
    rf"\W*(?:(?:{_BESIDE}){_APART})*(?:{_AGREED})(?:{_APART}(?:{_AGREED}|{_BESIDE}))*"
    rf"(?:{_APART}(?:but{_APART})?(?:except|excluding|apart from|other than|besides|without|not)"
    rf"(?: for)?|(?<=\ball|ing){_APART}but)\s+(?P<rest>.+)"
)
_NOT = re.compile(
    rf"\W*(?:(?:no|nope|but|sorry|it|that|they|we|this|there|is|are|was|were|do|get|have){_APART})*"
    r"not\s+(?:(?:at|get|have|really)\s+)*(?P<rest>.+)"
)
_WRONG = re.compile(  # of a number alone: "the bot is wrong" tells what the matter is
    rf"\W*(?:(?:no|but|yes|sorry){_APART})*(?P<rest>(?=.*\d|.*\b(?:number|amount|count|figure)).+?)"
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


def all_but(text: str, position: Position) -> set[str]:
    """The facts that "yes, except ..." leaves open; none where it isn't plain which."""
    return _excepted(_ALL_BUT, text, position)


def not_so(text: str, position: Position) -> set[str]:
    """The facts that "not ..." or "... is wrong" leaves open; none where it isn't plain which."""
    return _excepted(_NOT, text, position) or _excepted(_WRONG, text, position)


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
        said = f"{amount} {fact.label} {fact.in_words(each.answer)} {fact.briefly(each.answer)}"
        if told <= {*stems_in(said.lower())} and (amount or not counted):
            yield each.fact
