"""Numbers with units in a text nobody was asked for: so many requests a day, dollars a month.

A number is cut out with its unit and read as if it had been typed. What it counts is told by the
fact's unit; what merely looks like it (what somebody else has, a limit, a share, a size) is left.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from itertools import islice, pairwise

from rules.language.answers import Answer, Value
from rules.language.kinds import Fact
from rules.language.kinds.number import Number

from .amounts import LONG_SCALES, NAMES
from .number import NumberReader
from .plain import each, words
from .proposals import Proposal
from .readings import Understood
from .sentences import NEGATORS, Text, stems
from .tables import tables
from .units import OTHER_THINGS, Unit
from .words import NONE

MOST = 12  # numbers that are read for one fact; who gives more gives two that differ
CLOSE = 10  # percent within which two rates say the same: "3k a day, so 90k a month"
_SAID = tables("mentioned")
THINGS = _SAID["things"]  # what a model handles one by one
NO_VOLUME = _SAID["no volume"]
WORKS = _SAID["works"]
BY_PEOPLE = _SAID["by people"]
AS_TOLD = _SAID["as told"]
NO_THING = OTHER_THINGS | frozenset(each("hour minute second time field line"))
PER_EACH = _SAID["per each"]
PAST_VERBS = _SAID["past verbs"]
SPENT = _SAID["spent"]
NOT_SPENT = _SAID["not spent"]
FOR_MODEL = _SAID["for model"]
BILLED = FOR_MODEL | frozenset(each("the our monthly current total provider usage whose a present"))
GOOD = _SAID["good"]
EXAMPLES = _SAID["examples"]
COUNTED = THINGS | EXAMPLES | frozenset(each("sample datapoint one"))
NO_EXAMPLES = _SAID["no examples"]
RIGHT = _SAID["right"]
GROUPS = _SAID["groups"]
OWNERS = _SAID["owners"]
LIMITS = _SAID["limits"]
PARTS = _SAID["parts"]
REACHED = _SAID["reached"]
ALLOWED = _SAID["allowed"]
ANSWERING = _SAID["answering"]
DOERS = _SAID["doers"]
NOT_ALLOWED = _SAID["not allowed"]
_NAME = words(*(name for name in NAMES if name not in ("none", "nil", "nothing", "once", "twice")))
_SCALE = words(*LONG_SCALES)
_NUMBER = rf"(?:{_NAME}|{_SCALE})"
_DIGITS = r"(?:\d{1,3}(?:[, ]\d{3}){1,4}|\d{1,12}(?:[.,]\d{1,3})?)(?!\d)"
_AMOUNT = (
    rf"(?:{_DIGITS}(?: ?(?:k|m|mn|mio|{_SCALE})\b)?\+?"
    rf"|\b(?:half )?(?:an? (?={_SCALE}\b))?{_NUMBER}\b(?:[ -](?:and )?{_NUMBER}\b){{0,5}}+)"
)
_SIGN = (
    r"(?P<sign>(?:\b(?:about|around|roughly|approximately|approx\.?|circa|ca\.?|some|over|more than"
    r"|at least|under|less than|fewer than|nearly|almost)|[~><]) ?)?"
)
_RANGE = rf"(?P<amount>(?:\bbetween )?{_AMOUNT}(?:(?: ?[-\u2013] ?| to | and | or ){_AMOUNT})?)"
_AGAIN = (_SIGN + _RANGE).replace("sign>", "sign2>").replace("amount>", "amount2>")
_START = r"(?<![\w.,$\u20ac\u00a3-])"
_WORD = r"[^\W\d_](?:[^\W\d_]|['\u2019]){0,24}"
_PERIOD = r"(?:business day|working day|workday|weekday|day|week|month|quarter|year)"
_PER = (
    rf"(?P<per> ?/ ?(?:{_PERIOD}|d|wk|w|mo|mth|yr)\b"
    rf"|,? (?:(?:in )?an?|per|each|every) (?:single |average |typical |normal )?{_PERIOD}\b"
    r"|,? (?:daily|weekly|monthly|annually|yearly)\b)"
)
_RATE = re.compile(rf"{_START}{_SIGN}{_RANGE}(?P<mid>(?:[ -]{_WORD}){{0,6}}?){_PER}")
_RATE_AFTER = re.compile(  # "requests per day: 500", "every day we answer 350 tickets"
    rf"\b(?P<mid>{_WORD}) ?(?P<per>(?:per|an?|each|/) ?{_PERIOD})(?: ?[:=]| is| are)? {_SIGN}{_RANGE}"
    r"(?=[\s.,;)]|$)"
    rf"|(?:^|[.,;:!?(] ?|\band )(?P<per2>(?:every|each|per) {_PERIOD}|daily),?(?: {_WORD}){{0,4}}? (?P<sign2>(?:about|around|over) )?"
    rf"(?P<amount2>{_AMOUNT})(?P<mid2>(?: {_WORD}){{1,3}})"
)
_RATE_OF = re.compile(  # "about 250 daily requests"
    rf"{_START}{_SIGN}{_RANGE}(?P<per> (?:daily|weekly|monthly)) (?P<mid>{_WORD}(?: {_WORD})?)"
)
_COUNT = re.compile(
    rf"{_START}{_SIGN}{_RANGE}(?P<mid>(?:[ /-]{_WORD}){{1,5}})"
    rf"|\b(?P<mid2>(?:{_WORD} )?(?:examples|pairs) ?[:=] ?){_AGAIN}"
)
_RATES = (_RATE, _RATE_AFTER, _RATE_OF)
_TIME = re.compile(
    rf"{_START}(?P<amount>{_AMOUNT}|(?P<one>\b(?:half )?an?(?= (?:sec|min|hour))))[ -]?(?P<unit>ms|msecs?|milliseconds?|s|secs?|seconds?"
    r"|(?P<long>mins?|minutes?|hours?))\b(?! of\b)"
)
# A permission, and no complaint: "may take 60 seconds", but not "... when it is busy".
_MAY = re.compile(
    r"\b(?:answer|reply|response|result|suggestion|completion|output)s? (?:may|(?:is|are) allowed to)"
    r" take(?: up to| at most| as long as| about)? ?$"
)
_THEN = re.compile(
    r"(?:,? (?:at most|or so|at the most|and no more|no more))?(?:[.;!)]|$|,? (?:but|so|and)\b)"
    r"(?!.{0,4}\b(?:that|this|which)\b.{0,20}\b(?:slow|long|late)\b)"
)
_BESIDE = re.compile(r"[,;]?(?: and| at)? ")  # "500 requests a day, 640 dollars a month for it"
_ALONE = re.compile(r"(?: for (?:it|this|that|all of it))?(?=[.,;!)]|$| and\b)")
_NO_EXAMPLES = re.compile(
    r"\b(?:(?:(?:we|i)(?: have|'ve)?(?: currently| still)?(?: got)?|there are) no"
    r"|(?:we|i) (?:(?:do not|don'?t) have|have(?:n'?t| not)(?: got)?) any) (?:(?:good|checked|labelled|labeled|right|training) )?examples"
    r"(?:,? (?:yet|so far|at all|at present|now|today))?(?=[.,;!)]|$| (?:and|so)\b)"
)
_LIMIT = re.compile(
    r"\b(?:within|under|below|at most|less than|no more than|not more than|not longer than"
    r"|no longer than|max(?:imum)?\.?(?: of)?|up to|in)(?: the)? ?$"
)
_AT_MOST = re.compile(r"^(?: at most| max(?:imum)?\b| or less| or faster)")


@dataclass(frozen=True)
class _Mention:
    """A number in a text, as it would be typed, and where its words stand."""

    typed: str
    start: int
    end: int
    parts: int = 1  # of which one is meant: a year's money is twelve months'


_Finder = Callable[[Text, str, Unit], Iterator[_Mention]]


def mentioned(text: Text, facts: Mapping[str, Fact]) -> Iterator[Proposal]:
    """The numbers that a text gives for these facts; none where it gives two for one."""
    lowered = "".join(low if len(low := c.lower()) == 1 else c for c in text.text)
    lowered = re.sub(r"[\n\t\u00a0\u202f]", " ", lowered)
    finders = {fact_id: _finder(fact) for fact_id, fact in facts.items()}
    for fact_id, fact in facts.items():
        find = finders[fact_id]
        if not isinstance(fact, Number) or not find or [*finders.values()].count(find) > 1:
            continue  # of two facts in one unit nobody can tell which is meant
        read = [_read(each_, fact) for each_ in islice(find(text, lowered, Unit(fact.unit)), MOST)]
        found = [(answer, each_) for answer, each_ in read if answer]
        if found and len(found) == len(read) and all(_same(found[0][0], a) for a, _ in found):
            answer, first = found[0]
            yield Proposal(fact_id, answer, text.text[first.start : first.end])


def _finder(fact: Fact) -> _Finder | None:
    """How a number of this unit is told; None for units that are met in other meanings too often."""
    if not isinstance(fact, Number) or fact.type != "int":
        return None
    unit = Unit(fact.unit)
    if unit.seconds and not unit.is_rate:
        return _allowed
    if unit.period and not unit.countable and not unit.seconds:
        return None if "%" in unit.names else _spent
    if unit.period and "request" in unit.names:
        return _handled
    return _collected if "example" in unit.names and not unit.is_rate else None


def _read(mention: _Mention, fact: Number) -> tuple[Answer | None, _Mention]:
    reading = NumberReader().read(mention.typed, fact, NONE)
    match reading:
        case Understood(Value(value)) if isinstance(value, int):
            return Value(round(value / mention.parts)), mention
        case Understood(answer) if mention.parts == 1:
            return answer, mention
    return None, mention


def _same(one: Answer, other: Answer) -> bool:
    if isinstance(one, Value) and isinstance(other, Value):
        a, b = int(one.value), int(other.value)
        return abs(a - b) * 100 <= CLOSE * max(a, b)
    return one == other


def _handled(text: Text, lowered: str, _unit: Unit) -> Iterator[_Mention]:
    worked_on = _worked_on(text)
    for found in (match for form in _RATES for match in form.finditer(lowered)):
        first, last = _words_of(text, found)
        said, before, after = _context(text, first, last)
        things = [*_stems(_group(found, "mid"))]
        near = frozenset() if things else _just_before(text, first)
        if near & SPENT:
            continue
        if "get" in after:  # "9,000 tickets a day get a label" says what comes of them
            after -= {"label"}
        # "tickets, 500 a day" has its things before it
        fits = _counts_work(things, before, worked_on) if things else near & THINGS
        fits = fits and not (before | after) & NO_VOLUME and not _goes_elsewhere(text, last)
        fits = fits and not {*_beside(text, first, last)} & PER_EACH
        if fits and _told(text, first, last, before | said):
            per = _group(found, "per").lstrip(", ")
            typed = f"{_group(found, 'sign')}{_group(found, 'amount')} {per}"
            yield _Mention(typed, *_span(text, first, last))


def _worked_on(text: Text) -> frozenset[str]:
    """What a text says that a model does something to: slips in "it reads order slips"."""
    found = set[str]()
    for at, word in enumerate(text.words):
        if _root(word.stem) in WORKS and not text.silent(at, at):
            clause = {*text.stems(*text.around(at, at))}
            if not clause & BY_PEOPLE:
                found |= {stem for stem in clause if len(stem) > 3}
    return frozenset(stem for stem in found if not {stem, f"{stem}s"} & NO_THING)


def _root(stem: str) -> str:
    """The verb in "sorted", "sorting" and "transcribed"."""
    ends = (stem.removesuffix("ed"), stem.removesuffix("d"), stem.removesuffix("ing"))
    return next((end for end in ends if end in WORKS), stem)


def _as_told(before: frozenset[str]) -> bool:
    """Whether a clause says no more than that they come, or are worked on: "we print" does."""
    return all(stem in AS_TOLD or _root(stem) in WORKS for stem in before)


def _counts_work(things: list[str], before: frozenset[str], worked_on: frozenset[str]) -> bool:
    """Whether these words name what a model handles: "customer chats", and no customers."""
    if things == ["time"]:
        return bool(before & {"run", "call", "called", "use", "used", "asked"})
    pairs = pairwise([*things, ""])
    people = any(one in OTHER_THINGS and after not in THINGS for one, after in pairs)
    known = _as_told(before) and "of" not in things and things[-1] in worked_on
    work = known or THINGS & {*things}
    return bool(work) and not people and not NO_VOLUME & {*things}


def _spent(text: Text, lowered: str, unit: Unit) -> Iterator[_Mention]:
    currency = words(*(re.escape(name) for name in unit.names))
    money = re.compile(
        rf"(?<![\w.,-]){_SIGN}(?:(?:us)?(?P<before>{currency}) ?{_RANGE}|"
        rf"{_RANGE.replace('amount', 'amount2')} ?(?:us )?(?P<after>{currency})(?!\w))"
        rf"(?P<mid>(?: {_WORD}(?:-\d[\w.]*)?){{0,5}}?)(?P<later>{_PER})?(?!\w)"
    )
    volumes = [each_.end for each_ in islice(_handled(text, lowered, unit), MOST)]
    for found in money.finditer(lowered):
        per = found["per"] or (" monthly" if "monthly" in lowered else "")
        yearly = re.search("year|yr|annual", per) is not None
        if not per or (yearly and unit.period != "month"):
            continue
        first, last = _words_of(text, found)
        _, before, _ = _context(text, first, last)
        around = frozenset([*_beside(text, first, last), *_stems(found["mid"])])
        if not (found["per"] or "monthly" in around):
            continue
        if not around & SPENT:  # "the api costs too much, around $800 a month"
            around |= _just_before(text, first)
        beside = _ALONE.match(lowered, found.end()) and any(
            _BESIDE.fullmatch(lowered, end, found.start()) for end in volumes
        )
        for_it = (beside and not found["mid"]) or _for_the_task(text, first, last, around)
        if for_it and _told(text, first, last, before):
            typed = f"{found['sign'] or ''}{_group(found, 'amount')} {unit.thing}"
            # The number reader counts a year in days, and a twelfth of its money is rounder.
            typed, parts = (f"{typed} a month", 12) if yearly else (f"{typed}{per}", 1)
            yield _Mention(typed, *_span(text, first, last), parts)


def _for_the_task(text: Text, first: int, last: int, around: frozenset[str]) -> bool:
    """Whether money is paid for the model's work, and not for people or for something else."""
    if not around & (SPENT | {"on"}) or around & (NOT_SPENT | PER_EACH):
        return False
    said = text.stems(*text.stretch(first, last))
    for at, stem in enumerate(said):
        if stem in ("pay", "paying") and "we" not in said[max(0, at - 2) : at]:
            ours = said[0] == "we" and said[at - 1] == "and"  # "we serve 60 requests and pay"
            if not ours:
                return False
        if stem in ("bill", "cost", "spend", "spending") and at:
            noun = said[at - 1] in BILLED | THINGS or said[at + 1 : at + 2] == ["us"]
            if not noun and (stem == "cost" or said[at - 1] not in ("we", "and")):
                return False
    bought = [n for n, stem in enumerate(said) if stem in ("for", "on", "to")]
    return all({*said[n + 1 : n + 6]} & (FOR_MODEL | THINGS) for n in bought)


def _collected(text: Text, lowered: str, _unit: Unit) -> Iterator[_Mention]:
    rates = [(found.start(), found.end()) for found in _RATE.finditer(lowered)]
    for found in _NO_EXAMPLES.finditer(lowered):
        first, last = _words_of(text, found)
        if not (text.silent(first, last) or LIMITS & {*text.stems(last + 1, last + 4)}):
            yield _Mention("0 examples", *_span(text, first, last))
    worked_on = _worked_on(text) | THINGS
    for found in _COUNT.finditer(lowered):
        if any(start < found.end() and found.start() < end for start, end in rates):
            continue
        first, last = _words_of(text, found)
        end = last if found["mid2"] else _end_of_good(text, first, last)
        things = {*islice(_stems(found["mid"]), 2)} if end is None else set()
        if worked_on & things and _as_told(_context(text, first, last)[1]):
            end = _checked_by(text, first)
        if end is None:
            continue
        said, before, after = _context(text, first, end)
        spoilt = (before | said | after) & NO_EXAMPLES or said & OTHER_THINGS
        others = before & GROUPS or _of_others(text, first, before)
        got = before - {"got"} if before & {"have", "we", "i"} else before
        if not (spoilt or others) and not _divided(text, end) and _told(text, first, end, got):
            typed = f"{_group(found, 'sign')}{_group(found, 'amount')} examples"
            yield _Mention(typed, *_span(text, first, end))


def _end_of_good(text: Text, first: int, last: int) -> int | None:
    """The last word of "400 checked tickets" or "400 pairs"; None where nobody says they are good."""
    last = min(last, text.around(first, first)[1])
    nouns = [n for n in range(first, last + 1) if text.words[n].stem in COUNTED]
    match text.stems(first + 1, first + 2):
        case ["of", "which" | "them" | "those"]:  # "2,000 of which are labelled"
            nouns = [first + 2]
    if not nouns:
        return None
    noun = next((n for n in nouns if text.words[n].stem in EXAMPLES), nouns[0])
    behind = (n for n in range(noun + 1, min(noun + 2, last) + 1) if text.words[n].stem in GOOD)
    end = next(behind, noun)
    good = end > noun or GOOD & {*text.stems(first - 3, noun)}
    return end if good or text.words[noun].stem in EXAMPLES else None


def _of_others(text: Text, first: int, before: frozenset[str]) -> bool:
    """Whether somebody or something else has them: "our rarest queue has", "the vendor has"."""
    start, _ = text.stretch(first, first)
    return "have" in before and not OWNERS & {*text.stems(start, first)}


def _checked_by(text: Text, first: int) -> int | None:
    """The last word of "900 slips with the right fields, checked", if it says by whom."""
    for at in range(first + 2, min(first + 12, len(text.words) - 1)):
        word = text.words[at]
        if word.sentence != text.words[first].sentence:
            return None
        if word.stem in GOOD and text.words[at + 1].stem == "by":
            return at if RIGHT & {*text.stems(first + 1, at - 1)} else None
    return None


def _allowed(text: Text, lowered: str, _unit: Unit) -> Iterator[_Mention]:
    """Times that an answer may take: "must", or "within" where no verb says that it does so."""
    for found in _TIME.finditer(lowered):
        first, last = _words_of(text, found)
        limit = _LIMIT.search(lowered[max(0, found.start() - 24) : found.start()])
        limited = (limit and limit[0].strip() != "in") or _AT_MOST.match(
            lowered[found.end() :][:12]
        )
        start, _ = (text.stretch if lowered[: found.start()].endswith(": ") else text.around)(
            first, last
        )
        before = frozenset(text.stems(start, first - 1)[: first - start])
        needed = frozenset(n for n in range(start, first) if text.words[n].stem in ALLOWED)
        must = before & ALLOWED and ("have" in before) <= ("to" in before)
        may = _MAY.search(lowered[max(0, found.start() - 50) : found.start()])
        may = may and _THEN.match(lowered, found.end())
        if (found["long"] or found["one"]) and not may:
            continue
        near = before | {*text.stems(last + 1, min(last + 2, text.around(first, last)[1]))}
        if may:
            near -= {"take"}
            needed |= {n for n in range(start, first) if text.words[n].stem == "may"}
        if not (may or must or (limited and not before & DOERS)) or near & NOT_ALLOWED:
            continue
        of_an_answer = (must and limited) or {*_beside(text, first, last)} & ANSWERING
        if of_an_answer and _told(text, first, last, before - {"no", "not", "less"}, needed):
            begin = found.start() - (len(limit[0].lstrip()) if limit else 0)
            typed = f"{found['amount'].strip()} {found['unit']}"
            yield _Mention(typed, begin, text.words[last].end)


def _told(
    text: Text,
    first: int,
    last: int,
    before: frozenset[str],
    own: frozenset[int] = frozenset(),
) -> bool:
    """Whether a number is told as so; its own words silence nothing."""
    return not (text.silent(first, last, own) or before & (NEGATORS | PAST_VERBS))


def _beside(text: Text, first: int, last: int) -> list[str]:
    """The words around a number up to the next punctuation."""
    start, end = text.stretch(first, last)
    return text.stems(start, first - 1)[: first - start] + text.stems(last + 1, end)


def _just_before(text: Text, first: int) -> frozenset[str]:
    """The few words before a number in its sentence, whatever punctuation stands between."""
    near = text.words[max(0, first - 8) : first]
    return frozenset(w.stem for w in near if w.sentence == text.words[first].sentence)


def _divided(text: Text, last: int) -> bool:
    """Whether a part of it is spoken of: "of which 100 go to the bot", "half of them wrong"."""
    end = min(last + 12, len(text.words) - 1)
    rest = [w for w in text.words[last + 1 : end + 1] if w.sentence == text.words[last].sentence]
    threes = zip(rest, rest[1:], rest[2:], strict=False)
    return any(
        of.stem == "of"
        and b.stem in ("them", "which", "those", "these")
        and (a.stem in PARTS or a.stem in NAMES or a.stem[0].isdigit() or b.stem == "which")
        for a, of, b in threes
    )


def _goes_elsewhere(text: Text, last: int) -> bool:
    """Whether only such a part reaches the model."""
    end = min(last + 12, len(text.words) - 1)
    return _divided(text, last) and bool({*text.stems(last + 1, end)} & REACHED)


def _context(
    text: Text, first: int, last: int
) -> tuple[frozenset[str], frozenset[str], frozenset[str]]:
    """The words of a number, those before it and those after it in the same clause."""
    start, end = text.around(first, last)
    return (
        frozenset(text.stems(first, last)),
        frozenset(text.stems(start, first - 1)) if first > start else frozenset(),
        frozenset(text.stems(last + 1, end)) if end > last else frozenset(),
    )


def _words_of(text: Text, found: re.Match[str]) -> tuple[int, int]:
    """The first and the last word within a match."""
    starts = text.starts
    first = bisect_left(starts, found.start())
    return first, max(first, bisect_left(starts, found.end()) - 1)


def _span(text: Text, first: int, last: int) -> tuple[int, int]:
    return text.words[first].start, text.words[last].end


def _group(found: re.Match[str], name: str) -> str:
    groups = found.groupdict()
    return groups.get(name) or groups.get(f"{name}2") or ""


def _stems(said: str) -> Iterator[str]:
    for word in re.findall(r"[^\W\d_]+", said):
        yield from stems(word)
