"""Numbers with units in a text nobody was asked for: so many requests a day, dollars a month.

A number is cut out with its unit and read as if it had been typed. What it counts is told by the
fact's unit; what merely looks like it (what somebody else has, a limit, a share, a size) is left.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from itertools import islice, pairwise

from rules.language.answers import Answer, Value
from rules.language.kinds import Fact
from rules.language.kinds.number import Number
from rules.language.periods import ADVERBS, DAY, LENGTHS, PERIOD_OF

from .around import (
    AGAIN,
    AMOUNT,
    RANGE,
    SAID,
    SIGN,
    START,
    UP_TO_NUMBER,
    WORD,
    beside,
    context,
    divided,
    group,
    in_parts,
    in_small_letters,
    just_before,
    root,
    span,
    stems_in,
    told,
    words_of,
)  # fmt: skip
from .number import NumberReader
from .plain import each, words
from .proposals import Proposal
from .readings import Understood
from .sentences import Text
from .units import OTHER_THINGS, Unit
from .words import NONE

MOST = 12  # numbers that are read for one fact; who gives more gives two that differ
CLOSE = 10  # percent within which two rates say the same: "3k a day, so 90k a month"
THINGS = SAID["things"]  # what a model handles one by one
NO_VOLUME = SAID["no volume"]
WORKS = SAID["works"]
AS_TOLD = SAID["as told"]
NO_THING = OTHER_THINGS | frozenset(each("hour minute second time field line"))
PER_EACH = SAID["per each"]
SPENT = SAID["spent"]
FOR_MODEL = SAID["for model"]
BILLED = FOR_MODEL | frozenset(each("the our monthly current total provider usage whose a present"))
GOOD = SAID["good"]
EXAMPLES = SAID["examples"]
COUNTED = THINGS | EXAMPLES | frozenset(each("sample datapoint one"))
NO_EXAMPLES = SAID["no examples"]
TURNED_OUT = SAID["turned out"]
CHECKERS = SAID["checkers"] - {"we", "i"}
PEOPLE = CHECKERS - {"people"} | {"they"}
RIGHT = SAID["right"]
GROUPS = SAID["groups"]
LIMITS = SAID["limits"]
ALLOWED = SAID["allowed"]
# An hour's number is no day's: nobody works 24 of them.
_SLOW = [word for word, period in PERIOD_OF.items() if LENGTHS[period] >= DAY]
_PERIOD = words("(?:business|working) day", *(word for word in _SLOW if len(word) > 2))
_ADVERB = words(
    *(word for word, period in ADVERBS.items() if word[-2:] == "ly" and period != "hour")
)
_PER = (
    rf"(?P<per> ?/ ?(?:{_PERIOD}|{words(*_SLOW)})\b"
    rf"|,? (?:(?:in )?an?|per|each|every) (?:single |average |typical |normal )?{_PERIOD}\b"
    rf"|,? {_ADVERB}\b)"
)
_RATE = re.compile(rf"{START}{SIGN}{RANGE}(?P<mid>(?:[ -]{UP_TO_NUMBER}{WORD}){{0,6}}?){_PER}")
_RATE_AFTER = re.compile(  # "requests per day: 500", "every day we answer 350 tickets"
    rf"\b(?P<mid>{WORD}) ?(?P<per>(?:per|an?|each|/) ?{_PERIOD})(?: ?[:=]| is| are)? {SIGN}{RANGE}"
    r"(?=[\s.,;)]|$)"
    rf"|(?:^|[.,;:!?(] ?|\band |\b(?:get|handle|receive|process|see|answer|classify|read)s? )"
    rf"(?P<per2>(?:every|each|per|on an? (?:average|normal|typical|usual)) {_PERIOD}"
    rf"|daily|weekly|monthly),?(?: {WORD}){{0,4}}? (?P<sign2>(?:about|around|over) )?"
    rf"(?P<amount2>{AMOUNT})(?P<mid2>(?: (?!and\b){WORD}){{1,3}})"
    rf"|\b(?:a|our|the) (?P<per3>daily|weekly|monthly) (?:volume|traffic|load) (?:is|of|:)"
    rf" (?P<sign3>(?:about|around|over) )?(?P<amount3>{AMOUNT})(?P<mid3> {WORD}(?: {WORD})?)"
)
_RATE_OF = re.compile(  # "about 250 daily requests"
    rf"{START}{SIGN}{RANGE}(?P<per> (?:daily|weekly|monthly)) (?P<mid>{WORD}(?: {WORD})?)"
)
_COUNT = re.compile(
    rf"{START}(?!one by one\b){SIGN}{RANGE}(?P<mid>(?:[ /-]{UP_TO_NUMBER}{WORD}){{1,5}})"
    rf"|\b(?P<mid2>(?:{WORD} )?(?:examples|pairs) ?[:=] ?){AGAIN}"
)
_ROUND_THE_CLOCK = re.compile(  # an hour's number that is a day's, too
    rf"{START}{SIGN}{RANGE}(?P<mid>(?:[ -]{WORD}){{0,3}}?)(?P<per> (?:an|per|each|every) hour)"
    r",? (?:24 hours a day|24/7|(?:a)?round the clock|day and night)(?!\w)"
)
_RATES = (_RATE, _RATE_AFTER, _RATE_OF, _ROUND_THE_CLOCK)
_JOINED = re.compile(r"[ -](?:and|or)[ -]")
_LINKED = re.compile(
    r"[ -](?:for|on|of|in|about|from|with|to|that|which|who|where|we|they|i|the|an?|our|its?|this)\b"
)
_OFF = re.compile(
    r"\b(?:but|though|although|however)\b[^.;!?]* (?:off|offline|down|stopped|paused)\b"
)
_A = re.compile(r"^(?:each|on an? (?:average|normal|typical|usual))\b")  # day: a day
_TIME = re.compile(
    rf"{START}(?P<amount>{AMOUNT}|(?P<one>\b(?:half )?an?(?= (?:full )?(?:sec|min|hour))))(?:[ -]?| full )"
    r"(?P<unit>ms|msecs?|milliseconds?|s|secs?|seconds?|(?P<long>mins?|minutes?|hours?))\b(?! of\b)"
    r"(?P<half> and a half\b)?"
)
# A permission, and no complaint: "may take 60 seconds", but not "... when it is busy".
_MAY = re.compile(
    r"(?:\b(?:answer|reply|response|result|suggestion|completion|output)s? (?:may|(?:is|are) allowed to)"
    r"|(?:(?:^|[.;:,] |\band )(?:each|one|it)|[.;:,] (?:each|one|a) \w{1,20}) may)"
    r" take(?: up to| at most| as long as| about)? ?$"
)
_THEN = re.compile(
    r"(?:,? (?:at most|or so|at the most|and no more|no more))?(?:[.;!)]|$|, (?:nobody|no one)\b|,? (?:but|so|and|since|for nobody)\b)"
    r"(?!.{0,4}\b(?:that|this|which)\b.{0,20}\b(?:slow|long|late)\b)"
)
_IS_FINE = re.compile(  # "two minutes per answer is all right"
    r" (?:per|for an|for each|an) (?!hour|day|week|month|year)[a-z]{3,20}"
    r" (?:is|are|would be) (?:all right|alright|fine|ok|okay|acceptable|enough|good enough)\b"
)
_CHARGED = re.compile(
    r"\b(?:provider|api|openai|anthropic|azure|google) (?:charges|bills) us(?: about| around| some)? $"
)
_EVERY_MONTH = re.compile(r"(?:^|[.;:!?] )(?:every|each|per) month,? [^.,;:!?]*$")
_BESIDE = re.compile(r"[,;]?(?: and| at)? ")  # "500 requests a day, 640 dollars a month for it"
_ALONE = re.compile(r"(?: for (?:it|this|that|all of it))?(?=[.,;!)]|$| and\b)")
_CHECKER = words(*CHECKERS)
_CHECK = words(*GOOD - {"good", "gold", "golden", "training"})
_CAREFULLY = "(?:all |already |carefully |manually |now |double )?"
_CHECKED = re.compile(  # of stems: "that our experts have checked", "all labelled by hand"
    rf"(?:(?:that|which|where|with (?:the )?\w+(?: that)?) )?(?:we|i|one of (?:us|them)|(?:our|the|my|one of|two|three) (?:\w+ ){{0,3}}{_CHECKER})"
    rf" (?:have )?(?:\w+ and )?{_CAREFULLY}{_CHECK}(?: by hand| ourselves| one by one| and \w+)?\b"
    rf"|(?:(?:that|which) (?:be |was |have been )|whose \w+ (?:be|was|have been) |all |each |have all been |be all )?"
    rf"{_CAREFULLY}{_CHECK} by (?:hand|us|(?:our|the|a|an|two|three) (?:own |senior |domain )?{_CHECKER})\b"
    rf"|whose \w+ (?:be|was|were|have been) {_CAREFULLY}{_CHECK}\b"
)
_MADE_RIGHT = re.compile(  # "our writers approved 900 exchanges, what is said and the right reply"
    rf"\b(?:we|i|our (?:own |senior |domain )?{_CHECKER}s?)(?: have|'ve)? (?:typed up|written|wrote|{_CHECK})"
    rf" {SIGN}{RANGE}(?P<mid> {WORD})(?= ourselves\b| myself\b|,| with\b)"
)
_GRADED = re.compile(  # what a model made of them was checked: "and it got 500 right"
    rf"[^.;!?]{{0,40}}(?:\b(?:got|gets?|had|answered|did|solved|missed|failed) (?:{WORD} ){{0,2}}"
    rf"(?:{AMOUNT}|all|most|half|some|many)\b[^.;!?]{{0,25}}"
    rf"|(?<!\d)(?:{AMOUNT}|all|most|half|some|many) (?:of (?:them|those|these|which) )?(?:was|were|are|came out) )"
    r"\b(?:right|wrong|correct(?:ly)?)\b"
)
_NO_EXAMPLES = re.compile(
    r"\b(?:(?:(?:we|i)(?: have|'ve)?(?: currently| still)?(?: got)?|there are) no"
    r"|(?:we|i) (?:(?:do not|don'?t) have|have(?:n'?t| not)(?: got)?) any) (?:(?:good|checked|labelled|labeled|right|training) )?examples"
    r"(?:,? (?:yet|so far|at all|at present|now|today))?(?=[.,;!)]|$| (?:and|so)\b)"
)
_LIMIT = re.compile(
    r"\b(?:within|under|below|at most|less than|no more than|not more than|not longer than"
    r"|no longer than|max(?:imum)?\.?(?: of)?|up to|in)(?: the)? ?$"
)
# "Within a second", and no second round.
_NO_PLACE = re.compile(
    r"(?=[.,;:!)]|$| (?:and|or|but|so|because|for|on|since|when|while|at|each)\b)"
)
_AT_MOST = re.compile(r"(?: at most| max(?:imum)?\b| or less| or faster)")


@dataclass(frozen=True)
class _Mention:
    """A number in a text, as it would be typed, and where its words stand."""

    typed: str
    start: int
    end: int


_Finder = Callable[[Text, str, Unit], Iterator[_Mention]]


def mentioned(text: Text, facts: Mapping[str, Fact]) -> Iterator[Proposal]:
    """The numbers that a text gives for these facts; none where it gives two for one."""
    lowered = in_small_letters(text)
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


def spoils(fact: Fact) -> frozenset[str]:
    """The words beside which a number is none of this fact's: "we save", "budget", "at peak"."""
    find = _finder(fact)
    kinds: dict[_Finder, frozenset[str]] = {
        _allowed: SAID["not allowed"],
        _spent: SAID["not spent"],
        _handled: NO_VOLUME,
        _collected: NO_EXAMPLES,
    }
    return kinds[find] if find else frozenset()


def _read(mention: _Mention, fact: Number) -> tuple[Answer | None, _Mention]:
    reading = NumberReader().read(mention.typed, fact, NONE)
    return reading.answer if isinstance(reading, Understood) else None, mention


def _same(one: Answer, other: Answer) -> bool:
    if isinstance(one, Value) and isinstance(other, Value):
        a, b = int(one.value), int(other.value)
        return abs(a - b) * 100 <= CLOSE * max(a, b)
    return one == other


def _handled(text: Text, lowered: str, _unit: Unit) -> Iterator[_Mention]:
    worked_on = _worked_on(text)
    for found in (match for form in _RATES for match in form.finditer(lowered)):
        first, last = words_of(text, found)
        said, before, after = context(text, first, last)
        things = [*stems_in(group(found, "mid"))]
        near = frozenset() if things else just_before(text, first)
        if near & SPENT:
            continue
        if "get" in after:  # "9,000 tickets a day get a label" says what comes of them
            after -= {"label"}
        # "tickets, 500 a day" has its things before it
        head = _head(found)
        fits = _counts_work(things, head, before, worked_on) if things else bool(near & THINGS)
        fits = fits and not _OFF.search(lowered, found.end(), found.end() + 80)
        fits = fits and not (before | after) & NO_VOLUME and not _goes_elsewhere(text, last)
        fits = fits and not _of_each(text, first, last) and not _by_people(things)
        fits = fits and not in_parts(text, first, last)
        fits = fits and not (found.re is _RATE_AFTER and (before | said) & PEOPLE)
        if fits and told(text, first, last, before | said):
            per = _A.sub("a", group(found, "per").lstrip(", "))
            typed = f"{group(found, 'sign')}{group(found, 'amount')} {per}"
            yield _Mention(typed, *span(text, first, last))


def _worked_on(text: Text) -> frozenset[str]:
    """What a text says that a model does something to: slips in "it reads order slips"."""
    found = set[str]()
    for at, word in enumerate(text.words):
        if word.stem in SAID["tools"] and text.stems(at - 2, at - 2) in (["our"], ["the"]):
            found.add(text.words[at - 1].stem)
        if root(word.stem, WORKS) in WORKS and not text.silent(at, at):
            clause = {*text.stems(*text.around(at, at))}
            if not clause & SAID["by people"]:
                found |= {stem for stem in clause if len(stem) > 3}
    return frozenset(stem for stem in found if not {stem, f"{stem}s"} & NO_THING)


def _of_each(text: Text, first: int, last: int) -> bool:
    """Whether it is the number of one of many: "per customer", but not "per month"."""
    start, end = text.stretch(first, last)
    outside = (n for n in range(start, end + 1) if not first <= n <= last)
    said = ((text.words[n].stem, text.stems(n + 1, n + 1)) for n in outside)
    return any(stem in PER_EACH and not {*after} & {*_SLOW} for stem, after in said)


def _by_people(things: list[str]) -> bool:
    """Whether people do what is counted: "tickets that our experts check a day"."""
    at = next((n for n, stem in enumerate(things) if stem in CHECKERS), len(things))
    return any(s in GOOD or root(s, WORKS) in WORKS | {"answer", "check"} for s in things[at + 1 :])


def _as_told(before: frozenset[str]) -> bool:
    """Whether a clause says no more than that they come, or are worked on: "we print" does."""
    return all(stem in AS_TOLD or stem == "make" or root(stem, WORKS) in WORKS for stem in before)


def _head(found: re.Match[str]) -> list[str]:
    """What of the words between a number and its period is counted: no more than a noun and its like.

    Nothing of "pages and answer chats", "hours on requests", "bots answer questions".
    """
    said = f" {group(found, 'mid').strip(' -')}"
    counted, *joined = _JOINED.split(said)
    if any(not THINGS & {*stems_in(each_)} or len(each_.split()) > 1 for each_ in joined):
        return []
    linked = _LINKED.search(counted)
    head = counted[: linked.start()] if linked else counted
    doers = any(f"{doer}s" in head.split() for doer in CHECKERS | SAID["tools"] | {"model"})
    return [] if doers else [*stems_in(head)]


def _counts_work(
    things: list[str], head: list[str], before: frozenset[str], worked_on: frozenset[str]
) -> bool:
    """Whether these words name what a model handles: "customer chats", and no customers."""
    if things == ["time"]:
        return bool(before & {"run", "call", "called", "use", "used", "asked"})
    if not head or ({"for", "on"} & {*things} and not _as_told(before)):
        return False
    pairs = pairwise([*head, ""])
    people = any(one in OTHER_THINGS and after not in THINGS for one, after in pairs)
    known = _as_told(before) and "of" not in things and head[-1] in worked_on
    come_in = "volume" in before or things[-1:] == ["come"]  # whatever they are called
    come_in = come_in and not {"visitor", "guest", "person", "people"} & {*things}
    work = known or come_in or THINGS & {*head}
    return bool(work) and not people and not NO_VOLUME & {*things}


def _spent(text: Text, lowered: str, unit: Unit) -> Iterator[_Mention]:
    currency = words(*(re.escape(name) for name in unit.names))
    money = re.compile(
        rf"(?<![\w.,-]){SIGN}(?:(?:us)?(?P<before>{currency}) ?{RANGE}|"
        rf"{RANGE.replace('amount', 'amount2')} ?(?:us )?(?P<after>{currency})(?!\w))"
        rf"(?P<mid>(?: {UP_TO_NUMBER}(?!we\b|and\b){WORD}(?:-\d[\w.]*)?){{0,5}}?)(?P<later>{_PER})?(?!\w)"
    )
    volumes = [each_.end for each_ in islice(_handled(text, lowered, unit), MOST)]
    for found in money.finditer(lowered):
        begun = _EVERY_MONTH.search(lowered, max(0, found.start() - 60), found.start())
        per = found["per"] or (" monthly" if begun or "monthly" in lowered else "")
        per = per.replace("each", "every")
        if not per:
            continue
        first, last = words_of(text, found)
        _, before, _ = context(text, first, last)
        around = frozenset([*beside(text, first, last), *stems_in(found["mid"])])
        if begun:
            around = around - PER_EACH | {"monthly"}
        if not (found["per"] or "monthly" in around):
            continue
        if not around & SPENT:  # "the api costs too much, around $800 a month"
            around |= just_before(text, first)
        alone = _ALONE.match(lowered, found.end()) and any(
            _BESIDE.fullmatch(lowered, end, found.start()) for end in volumes
        )
        for_it = (alone and not found["mid"]) or _for_the_task(text, first, last, around)
        charged = _CHARGED.search(lowered, max(0, found.start() - 40), found.start())
        for_it = for_it or bool(
            charged and not around & (SAID["not spent"] - {"charge"} | PER_EACH)
        )
        if for_it and not divided(text, last) and told(text, first, last, before):
            typed = f"{found['sign'] or ''}{group(found, 'amount')} {unit.thing}{per}"
            yield _Mention(typed, *span(text, first, last))


def _for_the_task(text: Text, first: int, last: int, around: frozenset[str]) -> bool:
    """Whether money is paid for the model's work, and not for people or for something else."""
    if not around & (SPENT | {"on"}) or around & (SAID["not spent"] | PER_EACH):
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
    bought = [n for n in bought if said[n + 1 : n + 2] != ["expensive"]]  # too, with a slip
    return all({*said[n + 1 : n + 6]} & (FOR_MODEL | THINGS) for n in bought)


def _collected(text: Text, lowered: str, _unit: Unit) -> Iterator[_Mention]:
    rates = [(found.start(), found.end()) for found in _RATE.finditer(lowered)]
    for found in _NO_EXAMPLES.finditer(lowered):
        first, last = words_of(text, found)
        limits = LIMITS & {*text.stems(last + 1, last + 4)}
        planned = {"plan", "hope", "want", "will"} & {*text.stems(last + 1, last + 4)}
        if not text.silent(first, last) and (planned or not limits):
            yield _Mention("0 examples", *span(text, first, last))
    yield from _made_right(text, lowered)
    worked_on = _worked_on(text) | THINGS
    for found in _COUNT.finditer(lowered):
        first, last = words_of(text, found)
        rate = any(start < found.end() and found.start() < end for start, end in rates)
        if rate or _GRADED.match(lowered, text.words[first].end):
            continue
        checked = _checked_afterwards(text, first, last)
        end = (
            last if found["mid2"] else _end_of_good(text, first, last) or max(checked, default=None)
        )
        things = {*islice(stems_in(found["mid"]), 2)} if end is None else set()
        if worked_on & things and _as_told(context(text, first, last)[1]):
            end = _checked_by(text, first)
        if end is None:
            continue
        said, before, after = context(text, first, end)
        after |= (TURNED_OUT | (LIMITS if checked else set())) & {*text.stems(end + 1, end + 8)}
        bad = NO_EXAMPLES | TURNED_OUT
        spoilt = (
            before | said - ({"each"} if checked else set()) | after
        ) & bad or said & OTHER_THINGS
        part = checked and (after & LIMITS or "of" in before)
        others = _of_others(text, first, before) or in_parts(text, first, end)
        got = before - {"got"} if before & {"have", "we", "i"} else before
        told_so = told(text, first, end, got, checked)
        if not (spoilt or part or others) and not divided(text, end) and told_so:
            typed = f"{group(found, 'sign')}{group(found, 'amount')} examples"
            yield _Mention(typed, *span(text, first, end))


def _made_right(text: Text, lowered: str) -> Iterator[_Mention]:
    """Examples that somebody of the team made or checked, and of which they say what is right."""
    for found in _MADE_RIGHT.finditer(lowered):
        first, last = words_of(text, found)
        here = text.words[last].sentence
        after = {w.stem for w in text.words[last + 1 : last + 11] if w.sentence == here}
        spoilt = {text.words[last].stem, *after} & (
            NO_EXAMPLES | TURNED_OUT | LIMITS | OTHER_THINGS
        )
        spoilt -= {"each", "every"}  # "each with the right fields"
        graded = _GRADED.match(lowered, found.end())
        if RIGHT & after and not (spoilt or graded) and told(text, first, last, frozenset()):
            typed = f"{group(found, 'sign')}{group(found, 'amount')} examples"
            yield _Mention(typed, *span(text, first, last))


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


def _checked_afterwards(text: Text, first: int, last: int) -> frozenset[int]:
    """The words of "that our experts have checked" after a noun; none where nobody says so."""
    last = min(last, text.around(first, first)[1])
    noun = next((n for n in range(first + 1, last + 1) if text.words[n].stem in COUNTED), None)
    if noun is None:
        return frozenset()
    end = min(noun + 10, len(text.words) - 1)
    here = text.words[first].sentence
    after = [w.stem for w in text.words[noun + 1 : end + 1] if w.sentence == here]
    found = _CHECKED.match(" ".join(after))
    return frozenset(range(noun, noun + 1 + len(found[0].split()))) if found else frozenset()


def _of_others(text: Text, first: int, before: frozenset[str]) -> bool:
    """Whether something else has them, or who can't know what is right has checked them.

    "Our rarest queue has", "the vendor has", "users reviewed".
    """
    start, _ = text.stretch(first, first)
    have = "have" in before and not SAID["owners"] & {*text.stems(start, first)}
    have = have and text.words[start].stem != "have"  # "Have 30 good texts": we do
    return bool(have or before & GROUPS or (before & GOOD and before & SAID["no checkers"]))


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
        first, last = words_of(text, found)
        limit = _LIMIT.search(lowered, max(0, found.start() - 24), found.start())
        limited = (limit and limit[0].strip() != "in") or _AT_MOST.match(lowered, found.end())
        listed = lowered.endswith(": ", 0, found.start())
        start, _ = (text.stretch if listed else text.around)(first, last)
        before = frozenset(text.stems(start, first - 1)[: first - start])
        needed = frozenset(n for n in range(start, first) if text.words[n].stem in ALLOWED)
        must = before & ALLOWED and ("have" in before) <= ("to" in before)
        may = _MAY.search(lowered, max(0, found.start() - 50), found.start())
        may = may and _THEN.match(lowered, found.end())
        may = may or _IS_FINE.match(lowered, found.end())
        at_most = found["half"] or _AT_MOST.match(lowered, found.end())
        alone = at_most or _NO_PLACE.match(lowered, found.end())
        one = found["one"] and not (limited and must and alone)
        if (found["long"] or one) and not may:
            continue
        near = before | {*text.stems(last + 1, min(last + 2, text.around(first, last)[1]))}
        if may:
            near -= {"take"}
            needed |= {n for n in range(start, first) if text.words[n].stem == "may"}
        if must and "not" in before and limit and not limit[0].strip().startswith(("no", "not")):
            continue  # "must not answer within"
        if (
            not (may or must or (limited and not before & SAID["doers"]))
            or near & SAID["not allowed"]
        ):
            continue
        of_an_answer = may or (must and limited) or {*beside(text, first, last)} & SAID["answering"]
        if of_an_answer and told(text, first, last, before - {"no", "not", "less"}, needed):
            begin = found.start() - (len(limit[0].lstrip()) if limit else 0)
            typed = f"{found['amount'].strip()} {found['unit']}{found['half'] or ''}"
            yield _Mention(typed, begin, text.words[last].end)


def _goes_elsewhere(text: Text, last: int) -> bool:
    """Whether only such a part reaches the model."""
    end = min(last + 12, len(text.words) - 1)
    return divided(text, last) and bool({*text.stems(last + 1, end)} & SAID["reached"])
