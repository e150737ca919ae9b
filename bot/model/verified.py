"""What a model proposes, held against the text. Pure, and the only reason to believe any of it.

A proposal holds if its words stand in the text, whole and told as so, and if its answer is one of
the question's. A number is read from those words by our own reader; the model's is never looked at.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence

from pydantic import BaseModel, ConfigDict, ValidationError

from bot.typed import Understood, read
from bot.typed.around import in_parts, told
from bot.typed.mentioned import spoils
from bot.typed.plain import STRUCK, key, words
from bot.typed.proposals import Proposal
from bot.typed.sentences import NEGATORS, Text
from bot.typed.units import Unit
from rules.language.answers import Answer, AnswerError, Chosen, Ticks, Value
from rules.language.kinds import Fact

from .prompt import LONGEST_QUOTE

NEAR = 3  # words beside a number that may belong to it, as in "between 20 and 50 a day"
AROUND = 200  # characters of the text that are looked at on either side of a quote
OFTEN = 5  # what stands in a text more often than this says nothing by itself
# What may touch a word and be none of it: quotation marks, brackets, bold, the end of a sentence.
_OPENS, _CLOSES = r"(\"'\[{*_~“\u2018«", r".,;:!?…)\"'\]}*_~”\u2019»"
_NO = words("no | not | none | nothing | nobody | nor | never | neither | zero | without")
_DENIED_BEFORE = re.compile(
    rf"\b(?:{_NO}|hardly|barely|rarely|seldom|unless|lack(?:s|ing)?|missing|instead of|rather than"
    r"|far from|used to)\b"
)
_DENIED_AFTER = re.compile(rf"[\s:=?()-]*\b{_NO}\b", re.IGNORECASE)
_NEXT_CLAUSE = re.compile(  # a comma or a line in a list of things denied begins none
    r"[.;!?](?=\s)|\bbut\b|[,:\n()]\s*(?=(?:(?:and|or|so|yet|then)\s+)?"
    r"(?:i|we|they|you|he|she|it|its|it's|there|this|that|these)\b)",
    re.IGNORECASE,
)
_GONE = frozenset(
    {"stop", "stopped", "fixed", "solved", "missing", "miss", "lack", "lacking", "gone"}
)
_NO_MATTER = re.compile(
    r"\b(?:not|no|hardly|least of) (?:really |our |the )?(?:an? )?(?:problem|issue|trouble|concern)\b"
)
_OF_WHAT = re.compile(r"\s*(?:/|(?:per|each|every|an?|times|x|plus|minus)\b)", re.IGNORECASE)


class _Entry(BaseModel):
    model_config = ConfigDict(extra="forbid")

    fact: str
    value: str | list[str]
    quote: str


def verified(text: str, raw: Sequence[object], facts: Mapping[str, Fact]) -> tuple[Proposal, ...]:
    """What holds of these entries, at most one for each of the open facts.

    More entries than questions can't be one for each, so then none is believed.
    """
    if len(raw) > len(facts):
        return ()
    meant = Text(STRUCK.sub(lambda struck: " " * len(struck[0]), text))
    found: dict[str, list[Proposal]] = {}
    for each in raw:
        if proposal := _held(meant, each, facts):
            found.setdefault(proposal.fact, []).append(proposal)
    return tuple(one[0] for one in found.values() if len({each.answer for each in one}) == 1)


def _held(said: Text, raw: object, facts: Mapping[str, Fact]) -> Proposal | None:
    try:
        entry = _Entry.model_validate(raw)
    except ValidationError:
        return None
    fact, quote, text = facts.get(entry.fact), entry.quote.strip(), said.text
    if fact is None or not _quotable(quote):
        return None
    places = [*_places(quote, text)]
    if not 0 < len(places) <= OFTEN or any(_is_denied(text, start, end) for start, end in places):
        return None
    if not all(_told_so(said, start, end, fact) for start, end in places):
        return None
    answer = _number(text, places, fact) if fact.takes_ranges else _option(entry.value, fact)
    return None if answer is None else Proposal(entry.fact, answer, quote)


# The quote


def _quotable(quote: str) -> bool:
    """Words that can be shown."""
    odd = any(unicodedata.category(each)[0] == "C" and each != "\n" for each in quote)
    return len(quote) <= LONGEST_QUOTE and not odd and key(quote) != ""


def _places(quote: str, text: str) -> Iterator[tuple[int, int]]:
    """Where the quote stands to the letter, without a word or a number cut at either end."""
    before, after = rf"(?<![^\s{_OPENS}])(?<!\w[{_OPENS}])", rf"(?![^\s{_CLOSES}])(?![{_CLOSES}]\w)"
    for found in re.finditer(before + re.escape(quote) + after, text):
        yield found.span()


def _is_denied(text: str, start: int, end: int) -> bool:
    """Whether a negator stands before this in its clause, or right after it: "evals: none"."""
    near = max(0, start - AROUND)
    starts = (near + found.end() for found in _NEXT_CLAUSE.finditer(text[near:end]))
    begins = max((at for at in starts if at <= start), default=near)
    clause = key(text[begins:start].replace("\u2019", "'"))
    return bool(_DENIED_BEFORE.search(clause) or _DENIED_AFTER.match(text, end))


def _told_so(text: Text, start: int, end: int, fact: Fact) -> bool:
    """Whether the sentence around a quote tells it as so, by the rules for a first paragraph."""
    within = [n for n, word in enumerate(text.words) if word.start < end and start < word.end]
    if not within:
        return False
    turns = (n for n in within[1:] if text.words[n].stem in ("but", "though", "although"))
    first, last = within[0], next(turns, within[-1] + 1) - 1  # "tried it, but it didn't help"
    begins, ends = text.around(first, last)
    quoted, part = text.stems(first, last), text.stems(begins, ends)
    outside = {*text.stems(begins, first - 1)[: first - begins], *text.stems(last + 1, ends)}
    if fact.takes_ranges:
        spoilt = spoils(fact) & {*part} or in_parts(text, first, last)
        return not spoilt and told(text, first, last, frozenset(outside))
    denied = outside & NEGATORS or _GONE & {*part} or _NO_MATTER.search(" ".join(part))
    if fact.may_stay_unticked:  # of what there is, and no more than that can be meant
        denied = denied or NEGATORS & {*quoted}
    return not denied and not text.silent(first, last)


# The answer


def _option(value: str | list[str], fact: Fact) -> Answer | None:
    """An option, or for a fact that takes several the list of some."""
    if not value:
        return None
    answer: Answer
    if isinstance(value, str):
        answer = Value(value)
    elif fact.may_stay_unticked:
        answer = Ticks(frozenset(value), frozenset())
    else:
        answer = Chosen(frozenset(value))
    try:
        fact.admit("it", answer)
    except AnswerError:
        return None
    return answer


def _number(text: str, places: Sequence[tuple[int, int]], fact: Fact) -> Answer | None:
    """What our reader reads in the quote, where nothing beside it makes it another number."""
    start, end = places[0]
    answer = _read(text[start:end], fact)
    if answer is None or not _states_its_unit(text[start:end], answer, fact):
        return None
    for start, end in places:
        if _OF_WHAT.match(text, end) or not {*_wider(text, start, end, fact)} <= {None, answer}:
            return None
    return answer


def _read(said: str, fact: Fact) -> Answer | None:
    reading = read(said, fact)
    return reading.answer if isinstance(reading, Understood) else None


def _states_its_unit(quote: str, answer: Answer, fact: Fact) -> bool:
    """Whether it would say something else of another unit; a bare number or a doubt wouldn't."""
    unit = Unit(fact.unit)
    others = [f"{unit.thing}/{'day' if unit.period == 'year' else 'year'}"] if unit.is_rate else []
    if not (unit.is_rate and unit.countable):  # who counts "chats a day" counts requests
        others.append("/".join(["widgets", *fact.unit.split("/")[1:]]))
    elsewhere = (fact.model_copy(update={"unit": each, "label": "Widgets"}) for each in others)
    return all(_read(quote, each) != answer for each in elsewhere)


def _wider(text: str, start: int, end: int, fact: Fact) -> Iterator[Answer | None]:
    """What our reader reads with a few words more before or after: "over", "20 to", "a month"."""
    near = max(0, start - AROUND)
    before = [near + found.start() for found in re.finditer(r"\S+", text[near:start])][-NEAR:]
    after = [end + found.end() for found in re.finditer(r"\S+", text[end : end + AROUND])][:NEAR]
    for first in [start, *before]:
        for last in [end, *after]:
            yield _read(text[first:last], fact)
