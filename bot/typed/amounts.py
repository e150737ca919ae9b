"""The amounts in a text: 2k, 1,500, "half a million", "two hundred and fifty"."""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from fractions import Fraction

from .plain import DIGITS, each

TEENS = each("ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen")
TEN_NAMES = each("twenty thirty forty fifty sixty seventy eighty ninety")
NOTHING = each("none nil nothing zilch zip nada nought")
NAMES = {
    **{name: n for n, name in enumerate(DIGITS + TEENS)},
    **{name: n * 10 for n, name in enumerate(TEN_NAMES, 2)},
    **dict.fromkeys(NOTHING, 0),
    "once": 1,
    "twice": 2,
}
LONG_SCALES = {
    "dozen": 12,
    "hundred": 100,
    "thousand": 10**3,
    "grand": 10**3,
    "lakh": 10**5,
    "million": 10**6,
    "crore": 10**7,
    "billion": 10**9,
    "trillion": 10**12,
}
SHORT_SCALES = {"k": 10**3, "m": 10**6, "mn": 10**6, "mio": 10**6, "b": 10**9, "bn": 10**9}
PLURALS = {f"{name}s": scale for name, scale in LONG_SCALES.items()}  # "hundreds" alone is vague
SCALES = LONG_SCALES | SHORT_SCALES | PLURALS
MOST = 8  # amounts in one answer; past that nothing depends on how they are read
LONGEST = 32  # words in one amount
_SCALE = rf"(?:{'|'.join(LONG_SCALES)})"
_REWORDED = (
    (r"(?<=[a-z])'(?=[a-z])", ""),
    (r"(?<=\w)-(?=[a-z])", " "),  # twenty-five, per-day, 300-ish
    (rf"\bhalf (?:of )?an? (?={_SCALE}\b)", "0.5 "),
    (rf"\b(?:an? )?quarter (?:of )?(?:an? )?(?={_SCALE}\b)", "0.25 "),
    (r"\band (?:an? )?half\b", "andhalf"),
    (rf"\ban? (?={_SCALE}\b)", "one "),
)
_TOKEN = re.compile(
    r"\d{1,3}(?: \d{3})+(?![\d,'_])(?:\.\d+)?|\d+(?:\.\d+)?e\+?\d{1,2}\b|\d+[a-z]\d\w*"
    r"|\d+(?:[.,'_]\d+)*|\.\d+|[^\W\d_]+|\.{2,}|\S"
)
_TWO_OR_ONE = re.compile(r"[1-9]\d\d(?: \d{3})*(?! 000) \d{3}")  # 200 300, but not 200 000
_GROUPED = r"(?:[1-9]\d{0,2}(?:,\d{3})+|\d{1,2}(?:,\d\d)+,\d{3})(?:\.\d+)?"  # lakhs are 12,34,567


class AskBack(Exception):  # noqa: N818 - not an error: the reader's way to stop and ask
    """The text has two readings; the message is the question.

    Where one word of it can be read two ways: `number` as typed, and as it may be meant.
    """

    def __init__(self, ask: str, number: str = "", meant: tuple[str, ...] = ()) -> None:
        super().__init__(ask)
        self.number = number
        self.meant = meant


@dataclass(frozen=True)
class Amount:
    """A number, and the scale word at its end (1 if none)."""

    value: Fraction
    scale: int = 1

    def scaled_like(self, upper: Amount) -> Amount:
        """In "5-10k" the k belongs to both numbers; in "500-1k" to the second alone."""
        if self.scale == 1 and upper.scale > 1 and self.value < upper.value / upper.scale:
            return replace(self, value=self.value * upper.scale, scale=upper.scale)
        return self


def find(text: str, *, minutes: bool = False) -> tuple[str, list[Amount]]:
    """The text with #0, #1 ... in place of its amounts, and the amounts.

    With `minutes` the letter m is left alone, because it is a unit there.
    """
    for phrase, instead in _REWORDED:
        text = re.sub(phrase, instead, text)
    scales = {name for name in SCALES if not (minutes and name == "m")}
    spaced = _TOKEN.findall(text)
    if two := next(filter(_TWO_OR_ONE.fullmatch, spaced), None):
        joined, span = two.replace(" ", ","), two.replace(" ", " to ")
        ways = (joined, span) if len(two) == len("200 300") and two[:3] < two[-3:] else (joined,)
        raise AskBack(f'Is "{two}" {" or ".join(ways)}?', two, ways)
    tokens = [token.replace(" ", "") for token in spaced]  # 1 500 is one token
    pieces: list[str] = []
    amounts: list[Amount] = []
    at = 0
    while at < len(tokens) and len(amounts) < MOST:
        amount, end = _longest(tokens, at, scales)
        pieces.append(f"#{len(amounts)}" if amount else tokens[at])
        amounts += [amount] if amount else []
        at = end
    return " ".join([*pieces, *tokens[at:]]), amounts


def _longest(tokens: list[str], start: int, scales: set[str]) -> tuple[Amount | None, int]:
    """The longest amount that begins here and where it ends, or the next place to look."""
    end = start
    while end < min(len(tokens), start + LONGEST) and _counts(tokens[end], scales):
        end += 1
    for stop in range(end, start, -1):
        cut_short = stop < len(tokens) and tokens[stop] in scales  # "two" of "two hundred"
        if not cut_short and (amount := _amount(tokens[start:stop])):
            return amount, stop
    return None, start + 1


def _counts(word: str, scales: set[str]) -> bool:
    number = word[0].isdigit() or (word[0] == "." and word[1:].isdigit())
    return number or word in NAMES or word in scales or word in ("and", "andhalf")


@dataclass
class _Sum:
    """An amount being added up, word by word; each step says whether the word fits."""

    total: Fraction = Fraction(0)
    group: Fraction | None = None  # what the next scale word multiplies
    room: int = 10**16  # the next name must be below this: twenty + five
    falling: int = 10**16  # and the next scale: "two thousand three million" is no number
    scales: list[int] = field(default_factory=list)

    def add(self, word: str, after: str) -> bool:
        if word in NAMES:
            return self._name(NAMES[word])
        if word in SCALES:
            return self._times(SCALES[word])
        if word == "and":
            return bool(self.scales) and after in NAMES and self.room > 10
        if word == "andhalf":
            return self._half()
        value = literal(word, scaled=after in SCALES)
        if value is None or self.group is not None or self.scales:
            return False
        self.group, self.room = value, 0
        return True

    def _name(self, value: int) -> bool:
        fits = value < self.room
        self.group, self.room = (self.group or Fraction(0)) + value, 10 if value >= 20 else 0
        return fits

    def _times(self, scale: int) -> bool:
        if self.group is None:
            return False  # "million" alone is vague
        self.scales.append(scale)
        if scale == 100:
            fits, self.group, self.room = self.group < 100, self.group * 100, 100
            return fits
        fits = scale < self.falling
        self.total, self.group = self.total + self.group * scale, None
        self.falling = self.room = scale
        return fits

    def _half(self) -> bool:
        """And a half: of one, or of the million before it."""
        half = Fraction(self.scales[-1] if self.scales else 1, 2)
        if self.group is None:
            self.total += half
            return bool(self.scales)
        self.group += half
        return True


def _amount(words: list[str]) -> Amount | None:
    """All of these words as one amount, or None."""
    adding = _Sum()
    if not all(adding.add(w, after) for w, after in zip(words, [*words[1:], ""], strict=True)):
        return None
    ends = len(adding.scales) == 1 and words[-1] in SCALES  # "300k", not "a thousand and one"
    return Amount(adding.total + (adding.group or 0), adding.scales[0] if ends else 1)


def literal(text: str, *, scaled: bool = False) -> Fraction | None:
    """The number these digits spell, or None; raises AskBack for 1.500 and the like.

    With `scaled` a word such as k or million follows, so that "1,5" can only be 1.5.
    """
    bare = re.sub(r"['_]", "", text)
    if scaled and re.fullmatch(r"\d+(?:\.\d+|,\d{1,2})", bare):
        return Fraction(bare.replace(",", "."))
    dotted = re.fullmatch(r"[1-9]\d{0,2}\.\d{3}", bare)
    if re.fullmatch(r"\d+|\d*\.\d+|\d+(?:\.\d+)?e\+?\d{1,2}", bare) and not dotted:
        return Fraction(bare.replace("+", ""))
    if re.fullmatch(r"0,\d", bare):  # no thousands begin with a zero
        return Fraction(bare.replace(",", "."))
    if re.fullmatch(_GROUPED, bare):
        return Fraction(bare.replace(",", ""))
    if re.fullmatch(r"[1-9]\d{0,2}(?:\.\d{3})+,\d+|[1-9]\d{0,2}(?:\.\d{3}){2,}", bare):
        return Fraction(bare.replace(".", "").replace(",", "."))
    if re.fullmatch(r"\d+[.,]\d+", bare):
        whole, part = re.split("[.,]", bare)
        joined, broken = f"{int(whole + part):,}", f"{int(whole)}.{part.rstrip('0')}".rstrip(".")
        likelier_first = [joined, broken] if len(part) == 3 else [broken, joined]
        ask = f'Is "{bare}" {" or ".join(likelier_first)}?'
        raise AskBack(ask, text, (likelier_first[0], likelier_first[1]))
    return None
