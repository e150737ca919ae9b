"""A whole number or a range of them, in the fact's unit.

The amounts and the period are taken out of the text, words of comparison become signs, and words
that add nothing go. What is left must be one of a handful of forms, or the person is asked.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, replace
from decimal import Decimal
from fractions import Fraction
from math import ceil, floor
from string import ascii_lowercase

from rules.language.answers import Answer, AnswerError, Range, Value
from rules.language.kinds.number import Number
from rules.language.periods import ADVERBS, LENGTHS, PERIOD_OF, a

from .amounts import Amount, AskBack, find
from .number_alone import at_most, has_bare_time, is_part, stands_alone, without_prices
from .number_in_words import Bounds, claimed, hint, in_unit, out_of_bounds, samples, short
from .number_spans import parts_of_time, spans
from .number_words import (
    AFTER,
    EVERY,
    FILLER,
    KNOWN,
    LONG_PERIOD,
    NO_NOUN,
    PERIOD,
    PLANNED,
    QUIET,
    ROUGH,
    SIGNS,
    SLOW_PERIOD,
    TODAY,
    VAGUE,
    VAGUE_ALONE,
)
from .plain import key, mend, shorten, spelled_out
from .reader import Reader
from .readings import Ambiguous, Offered, Reading, Understood, Unreadable, offered
from .units import MILLISECOND, OTHER_THINGS, Unit, apart
from .words import NONE, FactWords

MOST_OFFERED = 2
SHORTEST = 100  # ms: nobody plans less, so that less without a unit may be seconds
_PAST = re.compile(r"\b(?:(?:last|previous) year|ago|used to)\b")  # no rate of today
_NOT_ANY = re.compile(
    r"(?:(?:we|i|there|currently|right|now|just|still|so|far) )*(?:(?:do|did|have|are) )?not"
    r"(?: (?:really|have|got|get|collect|collected))* any(?: (?:yet|at|all|right|now|so|far|of|them|[.!]))*"
)
_NONE = re.compile(
    r"(?:(?:we|i|there|have|are|is|got|has|at|all|yet|so|far|any|no|of|them|right|now|currently|just"
    r"|sorry)(?: |$))*"
)
_EVERY = re.compile(
    rf"(?<!\S)(?:{EVERY} ){{1,4}}(?:(?:single|average|given|typical|whole|calendar|normal|full) ){{0,2}}"
    rf"(?P<times>#\d+ )?(?P<period>{PERIOD})(?!\S)"
)
# "300 month" is a rate; "1 sec" is slang for a moment.
_BARE = re.compile(rf"(?<=\S )(?P<period>{SLOW_PERIOD})(?!\S)")
_ADVERB = re.compile(rf"(?<!\S)(?P<adverb>{'|'.join(ADVERBS)})(?!\S)")
_BUSINESS = re.compile(r"\b(?:business|working|work|week)[ -]+(days?)\b")
_PUNCTUATION = re.compile(r"(?<!\S)[().,;:!?\"'=\[\]{}*_`|…](?!\S)")
_SIGN = r"(?:>=|<=|>|<)"
_ONE = re.compile(rf"(?P<before>{_SIGN})? ?#(?P<n>\d+)(?: ?(?P<after>{_SIGN}))?")
_SPAN = re.compile(
    r"(?:(?:between|from) )?#(\d+) (?:to|-|\.\.+|until|till|through|<=|up to) #(\d+)"
    r"|between #(\d+) (?:and|to|-|&) #(\d+)"
)
_OR = re.compile(r"#(\d+) or #(\d+)")
_TWO = re.compile(rf"({_SIGN}) ?#(\d+) (?:and |or |but |, )*({_SIGN}) ?#(\d+)")
_AGAIN = re.compile(r"[,;=(]+(?=\D)|\bso\b|\bor\b|\bwhich is\b")  # "5k a day, so 150k a month"


@dataclass(frozen=True)
class _Claim:
    """A text taken apart: signs and what is left of the words, the amounts, the period."""

    form: str
    amounts: list[Amount]
    factor: Fraction  # from the typed unit to the fact's
    period: str | None  # as typed
    per: str | None  # "a month", where it is not the fact's own period
    rough: bool
    every: bool = False  # "every 5 minutes": once each time, where no number says how often


def _said_twice(text: str, fact: Number) -> Reading | None:
    """The first of two rates for different periods, if they agree within ten percent."""
    parts = [part for part in _AGAIN.split(text) if part.strip()]
    if len(parts) != 2:
        return None
    try:
        claims = [_take_apart(part, fact) for part in parts]
        bounds = [_bounds(claim, text, fact) for claim in claims]
        first, second = (
            b.low * c.factor
            for b, c in zip(bounds, claims, strict=True)
            if b.low == b.high and b.low
        )
        periods = {claim.period for claim in claims}
        if None in periods or len(periods) == 1 or abs(first - second) * 10 > max(first, second):
            return None
        return _answer(bounds[0], claims[0], fact)
    except (AskBack, ValueError):  # unread, or not one number each
        return None


# Taking apart


def _take_apart(text: str, fact: Number) -> _Claim:
    """Read the amounts, and reduce the words around them to a form such as ">= #0"."""
    unit = Unit(fact.unit)
    if unit.other_money(text):
        raise AnswerError(f"I count {unit.in_words} here. How much is that in {unit.thing}?")
    shown, text = text, _BUSINESS.sub("businessday", text)
    if unit.seconds:
        text = re.sub(rf"\bhalf an? (?={PERIOD}\b)", "0.5 ", text)
        text = re.sub(rf"\ban? (?={LONG_PERIOD}\b)", "1 ", text)
    form, amounts = find(text, minutes=unit.seconds is not None)
    if has_bare_time(form, [amount.value == 1 for amount in amounts], unit):
        raise AskBack(hint(fact)) if len(amounts) > 1 else AnswerError(hint(fact))
    form, period, times = _period(form, amounts, unit)
    form, measure = _measure(form, unit)
    _refuse_vague(form, shown, fact)
    form, rough = _signs(_minus(_without_names(form, fact), amounts, fact))
    if period and unit.is_rate and unit.countable:
        form = _without_noun(form)
    factor, per = _factor(period, times, unit)
    every = times != 1 and unit.is_rate and unit.countable and "#" not in form
    return _Claim(form, amounts, factor * measure, period, per, rough, every)


def _period(form: str, amounts: list[Amount], unit: Unit) -> tuple[str, str | None, Fraction]:
    """The form without "per month", the period, and how many of them ("every 5 minutes")."""
    found = _EVERY.search(form) or _ADVERB.search(form) or _BARE.search(form)
    if not found or (unit.seconds and not unit.is_rate):
        return form, None, Fraction(1)
    if found[0].split()[-1] == "m":
        kept = ("minute", "month") if unit.countable else ("month",)
        raise AskBack('Is "m" a minute, a month or a million?', "m", kept)
    named = found.groupdict()
    period = PERIOD_OF[named["period"]] if named.get("period") else ADVERBS[named["adverb"]]
    times = amounts[int(named["times"].strip()[1:])].value if named.get("times") else Fraction(1)
    rest = _spaced(f"{form[: found.start()]} {form[found.end() :]}")
    again = _EVERY.search(rest)  # "2k a day on weekdays"
    if again and period == "day" and PERIOD_OF[again["period"]] == "business day":
        rest, period = _spaced(_EVERY.sub(" ", rest)), "business day"
    return rest, period, times or Fraction(1)


def _measure(form: str, unit: Unit) -> tuple[str, Fraction]:
    """For times such as ms: the unit typed, as a multiple of the fact's."""
    found = re.search(rf"(?<=#\d )({PERIOD}|ms|msecs?|millis|milliseconds?)(?!\S)", form)
    if unit.seconds is None or not found:
        return form, Fraction(1)
    length = LENGTHS[PERIOD_OF[found[1]]] if found[1] in PERIOD_OF else MILLISECOND
    return _spaced(f"{form[: found.start()]} {form[found.end() :]}"), length / unit.seconds


def _refuse_vague(form: str, typed: str, fact: Number) -> None:
    vague = VAGUE if "#" in form else f"(?:{VAGUE}|{VAGUE_ALONE})"
    if re.search(rf"(?<!as )\b{vague}\b(?! (?:more|less|over|under|above|below|as|fewer)\b)", form):
        raise AskBack(
            f'About how many {Unit(fact.unit).in_words} is "{shorten(typed)}"? '
            f"A rough number is enough, such as {samples(fact).split(' or ')[0]}."
        )


def _without_names(form: str, fact: Number) -> str:
    """Without the words for the thing counted. Only where they follow "no" do they say zero."""
    names = Unit(fact.unit).names | set(re.findall(r"[a-z]{3,}", fact.label.lower()))
    names -= {*PERIOD_OF, *re.findall(r"[a-z]+", " ".join(SIGNS.values()))}
    kept = " ".join(token for token in form.split() if token not in names)
    said_no = re.search(rf"\bno (?:\S+ ){{0,6}}?(?:{'|'.join(map(re.escape, names))})(?!\S)", form)
    if _NOT_ANY.fullmatch(kept) or (said_no and _NONE.fullmatch(kept)):
        return "zero"
    return kept


def _minus(form: str, amounts: list[Amount], fact: Number) -> str:
    """A minus stands before a number and after none."""
    found = re.search(r"(?:^|(?<!\d) |(?<=[^\s\d]))(?:- ?|minus |negative )#(\d+)", form)
    if not found or re.search(r"[\d>+)%] ?$", form[: found.start()]):
        return form
    if fact.min >= 0:
        raise AnswerError(out_of_bounds(fact))
    n = int(found[1])
    amounts[n] = Amount(-amounts[n].value, amounts[n].scale)
    return _spaced(f"{form[: found.start()]} #{n}{form[found.end() :]}")


def _signs(form: str) -> tuple[str, bool]:
    """The form with words turned into signs and small words gone; whether it is rough."""
    for sign, phrases in AFTER.items():
        form = re.sub(rf"(?<=\d) {phrases}(?!\S)", f" {sign}", form)
    for sign, phrases in SIGNS.items():
        form = re.sub(rf"(?<!\S)(?:an? )?{phrases}(?!\S)", sign, form)
    form = re.sub(r"(#\d+) ~ (?=#)", r"\1 to ", form)
    form = _PUNCTUATION.sub(" ", re.sub(r"^\+ (?=#)", "", form))
    plain = _spaced(re.sub(rf"(?<!\S)(?:an? )?{ROUGH}(?!\S)", " ", form))
    rough = plain != _spaced(form)
    plain = _spaced(re.sub(rf"(?<!\S)(?:{FILLER}|an?)(?!\S)", " ", plain))
    return re.sub(r"^from (#\d+)(?: up)?$", r">= \1", plain), rough


def _without_noun(form: str) -> str:
    """Who says "80 tickets a day" when asked for requests a day counts tickets as requests."""
    found = re.fullmatch(r"(.*#\d+) ([a-z]{3,})(?: ([a-z]{3,}))?", form)
    nouns = [noun for noun in found.groups()[1:] if noun] if found else []
    counts = all(n not in OTHER_THINGS and not re.fullmatch(NO_NOUN, n) for n in nouns)
    return found[1] if found and counts else form


def _factor(period: str | None, times: Fraction, unit: Unit) -> tuple[Fraction, str | None]:
    if period is None:
        return Fraction(1), None
    if unit.period is None:
        raise AskBack(
            f"I need one number here, not one per {period}. How many {unit.in_words} is it in all?"
        )
    factor = apart(period, unit.period) / times
    if times != 1:
        return factor, f"every {short(times)} {period}s"
    return factor, None if period == unit.period else a(period)


def _spaced(form: str) -> str:
    return " ".join(form.split())


# Forms


def _bounds(claim: _Claim, typed: str, fact: Number) -> Bounds:
    form, amounts = claim.form, claim.amounts
    if form == "zero":
        return Bounds(Fraction(0), Fraction(0))
    if claim.every and not form:
        return Bounds(Fraction(1), Fraction(1))
    if one := _ONE.fullmatch(form):
        return _one_sided(amounts[int(one["n"])].value, one["before"] or one["after"])
    if span := _SPAN.fullmatch(form):
        low, high = (amounts[int(n)] for n in span.groups() if n)
        return _ordered(low.scaled_like(high).value, high.value, fact)
    if either := _OR.fullmatch(form):
        low, high = (amounts[int(n)] for n in either.groups())
        if low.value + 1 == high.value / high.scale:  # "two or three", "3 or 4 hundred"
            return Bounds(low.scaled_like(high).value, high.value)
    if two := _TWO.fullmatch(form):
        first, second = (_one_sided(amounts[int(two[n])].value, two[n - 1]) for n in (2, 4))
        return _both(first, second, typed, fact)
    raise _question(claim, typed, fact)


def _one_sided(value: Fraction, sign: str | None) -> Bounds:
    if sign in (">", ">="):
        return Bounds(value, None, above_low=sign == ">")
    if sign in ("<", "<="):
        return Bounds(None, value, below_high=sign == "<")
    return Bounds(value, value)


def _ordered(low: Fraction, high: Fraction, fact: Number) -> Bounds:
    if low > high:
        raise AskBack(f"Do you mean {short(high)} to {short(low)} {Unit(fact.unit).in_words}?")
    return Bounds(low, high)


def _both(first: Bounds, second: Bounds, typed: str, fact: Number) -> Bounds:
    lower, upper = (first, second) if first.low is not None else (second, first)
    if lower.low is None or upper.high is None or lower.low >= upper.high:
        raise AskBack(f'I can\'t put "{shorten(typed)}" together. {hint(fact)}')
    return Bounds(lower.low, upper.high, lower.above_low, upper.below_high)


def _question(claim: _Claim, typed: str, fact: Number) -> Exception:
    """No form fits: ask about the number if there is one, and say how to answer if not."""
    unit = Unit(fact.unit)
    numbers = [short(claim.amounts[int(n)].value) for n in re.findall(r"#(\d+)", claim.form)]
    if key(typed) in ("no", "nope", "never", "na", "n a", "not applicable"):
        return AskBack(f'Does "{shorten(typed)}" mean 0 {unit.in_words}, or not sure?')
    if len(numbers) == 1:
        meant = f"{numbers[0]} {unit.thing} {claim.per}" if claim.per else numbers[0]
        return AskBack(f"I count {unit.in_words} here. Do you mean {meant}?")
    if len(numbers) == 2:
        return AskBack(f"I see {numbers[0]} and {numbers[1]}. How many {unit.in_words} is it?")
    return AskBack(hint(fact)) if claim.every or len(numbers) > 2 else AnswerError(hint(fact))


# Answering


def _answer(bounds: Bounds, claim: _Claim, fact: Number) -> Reading:
    unit = Unit(fact.unit)
    low, high = (None if end is None else end * claim.factor for end in (bounds.low, bounds.high))
    whole = all(end is None or end.denominator == 1 for end in (low, high))
    if not whole and unit.countable and not unit.is_rate:
        raise AnswerError(f"I need a whole number of {unit.in_words}, such as {samples(fact)}.")
    answer = _rounded(Bounds(low, high, bounds.above_low, bounds.below_high))
    _check(answer, fact)
    one_sided = isinstance(answer, Range) and None in (answer.at_least, answer.below)
    about = "about " if (not whole or claim.rough) and not one_sided else ""
    understood = about + in_unit(answer, unit)
    return Understood(
        answer, f"{claimed(bounds)} {claim.per} is {understood}" if claim.per else understood
    )


def _rounded(bounds: Bounds) -> Answer:
    """In whole numbers. A range holds whatever rounds to one of its numbers.

    What is less than one half but not nothing is "less than 1", never 0.
    """
    low, high = bounds.low, bounds.high
    if low is not None and low == high:
        return Range(below=1) if low > 0 and _round(low) == 0 else Value(_round(low))
    at_least = below = None
    if low is not None:
        at_least = _round(low) + (bounds.above_low and low.denominator == 1)
    if high is not None:
        below = _round(high) + (not (bounds.below_high and high.denominator == 1))
    if at_least is not None and below is not None and below <= at_least:
        raise AskBack("No whole number lies between those two. Which one do you mean?")
    return Range(at_least, below)


def _round(number: Fraction) -> int:
    """Halves go up from one half on, except one half itself, which stays below 1."""
    half = Fraction(1, 2)
    return ceil(number - half) if number <= half else floor(number + half)


def _check(answer: Answer, fact: Number) -> None:
    low, high = fact.min, fact.max
    if isinstance(answer, Range):
        low = fact.min if answer.at_least is None else answer.at_least
        high = fact.max if answer.below is None else answer.below - 1
    if low > high:  # "more than 500" where 500 is the most there is
        raise AnswerError(out_of_bounds(fact))
    try:
        fact.admit("it", answer)
    except AnswerError as error:
        raise AnswerError(out_of_bounds(fact)) from error


def _in_which_unit(text: str, bounds: Bounds, claim: _Claim, fact: Number) -> Reading | None:
    """For a bare number that makes no sense in milliseconds: the same in seconds, and as it is."""
    most = max(bounds.low or 0, bounds.high or 0)
    bare = claim.factor == 1 and not re.search(r"ms|msec|milli", text)
    if Unit(fact.unit).seconds != MILLISECOND or not bare or not 0 < most < SHORTEST:
        return None
    meant = replace(claim, factor=claim.factor / MILLISECOND)
    answers = list[Answer]()
    for each in (meant, claim):
        with suppress(AnswerError):  # half a millisecond is less than there can be
            way = _answer(bounds, each, fact)
            answers += [way.answer] if isinstance(way, Understood) else []
    if not answers:
        return None
    return offered(tuple((each, fact.in_words(each)) for each in answers))


def _offered(text: str, ask: AskBack, fact: Number) -> Reading | None:
    """What stands in a sentence and is an answer by itself; or a number's two readings."""
    typed = rf"(?<!\w){re.escape(ask.number)}(?!\w)"
    ways = [re.sub(typed, each, text, count=1) for each in ask.meant] or [text]
    found, seen = dict[Answer, str](), list[tuple[str, Fraction]]()
    for span in (*ways, *(span for way in ways for span in spans(way))):
        try:
            claim = _take_apart(span, fact)
            reading = _answer(_bounds(claim, span, fact), claim, fact)
        except (AskBack, AnswerError):
            continue
        # Within "1.5 sec" there is "1.5", too.
        cut = any(span in wider and claim.factor != factor for wider, factor in seen)
        if isinstance(reading, Understood) and not cut:
            seen.append((span, claim.factor))
            found.setdefault(reading.answer, in_unit(reading.answer, Unit(fact.unit)))
    return Offered(tuple([*found.items()][:MOST_OFFERED]), str(ask)) if found else None


def _doubted(text: str, reading: Reading, fact: Number) -> Reading:
    """A plan, a need or the past is no number of today, nor today's time one that is allowed."""
    unit, spoken = Unit(fact.unit), {*re.findall(r"[a-z]+", text)}
    doubt = TODAY if unit.seconds else PLANNED | ({"total"} if unit.is_rate else set())
    if isinstance(reading, Understood) and (spoken & doubt or not stands_alone(text, fact)):
        return Offered(((reading.answer, fact.in_words(reading.answer)),), "Is that the number?")
    return reading


def _read(text: str, typed: str, fact: Number) -> Reading:
    """Read a text as a number, or find the numbers that stand in it."""
    try:
        claim = _take_apart(text, fact)
        bounds = _bounds(claim, typed, fact)
        return _in_which_unit(text, bounds, claim, fact) or _answer(bounds, claim, fact)
    except AskBack as ask:
        return _said_twice(text, fact) or _offered(text, ask, fact) or Ambiguous(str(ask))
    except AnswerError as error:
        return Unreadable(str(error))


def _is_within(answer: Answer, span: Range) -> bool:
    """Whether neither end of an answer lies beyond; an open end says nothing."""
    match answer:
        case Value(int() as number):
            ends: list[int | Decimal | None] = [number]
        case Range(at_least, below):
            ends = [at_least, None if below is None else below - 1]
        case _:
            ends = []
    low, high = span.at_least, span.below
    return all(
        (low is None or end >= low) and (high is None or end < high)
        for end in ends
        if end is not None
    )


class NumberReader(Reader[Number]):
    """Whole numbers, and ranges of them."""

    uncounted_is_doubt = True

    def read(self, typed: str, fact: Number, words: FactWords) -> Reading:
        """Read a number or a range of numbers. What its author finds out of all reason is asked back."""
        reading = self._heard(typed, fact)
        sensible = words.sensible and self._heard(words.sensible, fact)
        span = sensible.answer if isinstance(sensible, Understood) else None
        if not isinstance(span, Range) or not isinstance(reading, Understood | Offered):
            return reading
        found = reading.answers if isinstance(reading, Offered) else ((reading.answer, ""),)
        kept = tuple(each for each in found if _is_within(each[0], span))
        if len(kept) == len(found):
            return reading
        if kept and isinstance(reading, Offered):
            return Offered(kept, reading.ask)
        said = fact.in_words(found[0][0])
        return Ambiguous(f"That would be {said}, and I expect {words.sensible}. {hint(fact)}")

    def _heard(self, typed: str, fact: Number) -> Reading:
        unit = Unit(fact.unit)
        spoken = mend(spelled_out(typed), KNOWN | unit.names)
        text, allowed = at_most(without_prices(spoken, unit), unit)
        past = unit.is_rate and _PAST.search(spoken)
        if past or is_part(text) or (spoken.strip() and not text.strip()):
            return Unreadable(hint(fact))
        if unit.seconds:
            text = parts_of_time(text)
        reading = _doubted(spoken, _read(text, typed, fact), fact)
        if isinstance(reading, Understood) and ((allowed and unit.seconds) or "?" in typed):
            said = fact.in_words(reading.answer)
            return Offered(((reading.answer, said),), "Is that the number?")
        return reading

    def hint(self, fact: Number) -> str:
        """Examples that work for this fact."""
        return hint(fact)

    def plain(self, said: str, fact: Number) -> bool:
        """A number with its unit, and nothing that isn't about how many: "about 500 a day"."""
        telling = {*Unit(fact.unit).names, *PERIOD_OF, *ADVERBS}
        tokens = set(re.findall(r"[^\W\d_]+|[$€£%?]", said))
        alone = tokens <= telling | QUIET and not telling.isdisjoint(tokens)
        return alone and isinstance(self.read(said, fact, NONE), Understood)

    def type_hint(self, fact: Number) -> str:
        """A number beside the ranges shown."""
        return f"or type a number of {fact.unit.replace('/', ' a ')}"

    def marks(self) -> Iterator[str]:
        """Letters, because digits are the number itself."""
        return iter(ascii_lowercase)
