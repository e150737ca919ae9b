"""A text taken apart: its words, the clauses they stand in, and what in them isn't told as so.

Told as so is what is, here and now, in this project. A wish, the past, an "if", a question and
what is said of others are not; each silences its own clause and what follows, until the writer
turns back ("but", "now", "because", "we have").
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise
from typing import Generic, TypeVar

from .plain import DENYING, slipped, spelled_out
from .stems import base
from .tables import tables

K = TypeVar("K")
MOST_SKIPPED = 4  # words of the text in a phrase's "..."
SOON = 3  # words of a sentence, before which there is no more than "no, I ..."
GAP = ""
NEAR = 30  # words to each side beyond which nothing is about this one
_TOKEN = re.compile(r"\d+(?:[.,]\d+)*|[^\W\d_]+(?:['\u2019][^\W\d_]+)*|\n|\S")
_SAID = tables("sentences")
_JOINS = _SAID["joins"]
_NOW = re.compile(r"(?:now|today|currently|meanwhile|right now|at the moment|so far|at present)\b")

NEGATORS = DENYING | _SAID["negators"]
_YEARS = frozenset(f"in {year}" for year in range(2000, 2025))  # no clock here: those surely past


@dataclass(frozen=True)
class Word:
    """A word by its stem, and where it stands. "Doesn't" is two in one place."""

    stem: str
    start: int
    end: int
    stretch: int  # between punctuation
    part: int  # and between such words as "and"
    sentence: int


@dataclass(frozen=True)
class _Silence:
    """From which word to which nothing is told as so, and the word because of which."""

    because: frozenset[int]
    first: int
    last: int


@lru_cache(maxsize=20_000)
def stems(token: str) -> tuple[str, ...]:
    """The stems of a word: "doesn't" is "do" and "not", "policies" is "policy"."""
    return tuple(map(base, spelled_out(token.replace("\u2019", "'")).replace("'s", "").split()))


@lru_cache(maxsize=20_000)
def pattern(phrase: str) -> tuple[str, ...]:
    """The stems of a phrase, with GAP for "..."."""
    parts = [
        [stem for token in _TOKEN.findall(part) for stem in stems(token) if stem != "-"]
        for part in phrase.split("...")
    ]
    joined = parts[0]
    for part in parts[1:]:
        joined = [*joined, GAP, *part]
    return tuple(joined)


class Text:
    """A text as words, with what is silent in it. `known` are stems that a slip may have meant."""

    def __init__(self, text: str, known: Collection[str] = ()) -> None:
        self.text = text
        by_letter = defaultdict[str, list[str]](list)
        for stem in {*known}:
            if len(stem) > 5:
                by_letter[stem[0]].append(stem)
        self._asked: set[int] = set()  # sentences that end with a question mark
        self.words = [*self._read(text, frozenset(known), by_letter)]
        self.starts = [word.start for word in self.words]
        self._silences = defaultdict[int, list[_Silence]](list)  # by sentence
        for one in self._find_silences():
            self._silences[self.words[one.first].sentence].append(one)

    def _read(
        self, text: str, known: frozenset[str], by_letter: dict[str, list[str]]
    ) -> Iterator[Word]:
        stretch = part = sentence = 0
        for token in _TOKEN.finditer(text):
            if not (token[0][0].isalnum() or token[0] in "%$\u20ac\u00a3"):
                stretch_ends, sentence_ends = _ends(token, text)
                stretch, part = stretch + stretch_ends, part + (stretch_ends or token[0] == ":")
                if sentence_ends and token[0] == "?":
                    self._asked.add(sentence)
                sentence += sentence_ends
                continue
            found = stems(token[0].lower())
            part += found[0] in _JOINS if found else 0
            for stem in found:
                meant = _meant(stem, known, by_letter)
                yield Word(meant, token.start(), token.end(), stretch, part, sentence)

    def around(self, first: int, last: int) -> tuple[int, int]:
        """The first and the last word of the part, the finest clause, that these words stand in."""
        return self._edge(first, -1, "part"), self._edge(last, 1, "part")

    def stretch(self, first: int, last: int) -> tuple[int, int]:
        """The same for what stands between punctuation."""
        return self._edge(first, -1, "stretch"), self._edge(last, 1, "stretch")

    def _edge(self, at: int, step: int, what: str) -> int:
        here = getattr(self.words[at], what)
        for _ in range(NEAR):
            if not 0 <= at + step < len(self.words):
                break
            if getattr(self.words[at + step], what) != here:
                break
            at += step
        return at

    def stems(self, first: int, last: int) -> list[str]:
        """Those of the words from one to another, both included."""
        return [word.stem for word in self.words[max(first, 0) : last + 1]]

    def silent(self, first: int, last: int, own: frozenset[int] = frozenset()) -> bool:
        """Whether these words aren't told as so, because of other words than their own."""
        return any(
            one.first <= last and first <= one.last and not (one.because & own)
            for one in self._silences[self.words[first].sentence]
        )

    def found(self, phrases: Phrases[str]) -> Iterator[tuple[str, tuple[int, ...]]]:
        """What stands in the text of these phrases: its key, and the words that say it."""
        there = {word.stem for word in self.words} | {GAP}
        for at, (stem, after) in enumerate(pairwise([*self.stems(0, len(self.words)), "\n"])):
            for key, wanted in phrases.beginning(stem, after):
                if there.issuperset(wanted) and (said := _match(self.words, at, wanted)):
                    yield key, said

    def _find_silences(self) -> Iterator[_Silence]:
        parts_of = defaultdict[int, list[tuple[int, int]]](list)
        for part in _runs(self.words, "part"):
            parts_of[self.words[part[0]].sentence].append(part)
        carried, before = False, 0
        found = defaultdict[int, list[tuple[str, tuple[int, ...]]]](list)
        for kind, said in self.found(_SILENCERS):
            found[self.words[said[0]].sentence].append((kind, said))
        for sentence, parts in parts_of.items():
            first, last = parts[0][0], parts[-1][1]
            if (asked := self._question(first, parts)) is not None:
                yield _Silence(frozenset(), asked, last)
            silences = [(kind, self._scope(kind, said, parts)) for kind, said in found[sentence]]
            yield from (silence for _, silence in silences)
            if self._of_another(parts):
                yield _Silence(frozenset(), first, last)
            if any(
                kind == "taken back" and said[0] - first < SOON for kind, said in found[sentence]
            ):
                yield _Silence(frozenset(), before, max(first - 1, 0))
            before = first
            if carried and self.words[first].stem in _SAID["back"]:
                yield _Silence(frozenset(), first, last)
                continue
            carried = any(k in ("others", "imagined") and s.last == last for k, s in silences)
            told = self.stems(first, last)
            carried &= not any(
                stem in _SAID["ends"] and "our" in told[n + 1 : n + 4]
                for n, stem in enumerate(told)
            )

    def _question(self, first: int, parts: list[tuple[int, int]]) -> int | None:
        """Where a question begins in this sentence, if it asks one."""
        asked = self.words[first].sentence in self._asked
        for start, end in parts if asked else parts[:1]:
            begin = start + (self.words[start].stem in _JOINS and start < end)
            said = [word.stem for word in self.words[begin : begin + 2]]
            maybe = said[0] in _SAID["maybe openers"] and said[-1] in _SAID["asked of"]
            if maybe or (said[0] in _SAID["openers"] and (begin == first or said[0] != "which")):
                return begin
        return first if asked else None

    def _of_another(self, parts: list[tuple[int, int]]) -> bool:
        """Whether a sentence says behind a comma whose words it is: "..., said the vendor"."""
        heads = (self.stems(start, start + 1) for start, end in parts[1:] if start < end)
        return any(h[0] in _SAID["whose"] and h[1] not in _SAID["ours"] for h in heads)

    def _scope(self, kind: str, said: tuple[int, ...], parts: list[tuple[int, int]]) -> _Silence:
        if kind == "taken back":
            return _Silence(frozenset(said), parts[0][0], parts[-1][1])
        own = next(n for n, (first, last) in enumerate(parts) if first <= said[0] <= last)
        last = parts[-1][1]
        for start, end in parts[own + 1 :]:
            if self._turns_back(kind, start, end):
                last = start - 1
                break
        return _Silence(frozenset(said), parts[own][0], max(last, said[-1]))

    def _turns_back(self, kind: str, start: int, end: int) -> bool:
        head = self.stems(start, min(end, start + 3))
        after = head[1:] if head[0] in _JOINS and len(head) > 1 else head
        ours, now = after[0] in _SAID["ours"], bool(_NOW.match(" ".join(after)))
        match kind:
            case "wish":
                fact = ours and len(after) > 1 and after[1] in _SAID["fact verbs"]
                return head[0] in _SAID["turns"] or now or fact
            case "past":
                return head[0] == "but" or now
            case "others":
                return ours or now
        return False


class Phrases(Generic[K]):
    """Phrases by how they begin, each with what it stands for."""

    def __init__(self, phrases: Iterable[tuple[K, str]]) -> None:
        self._by_start = defaultdict[tuple[str, str], list[tuple[K, tuple[str, ...]]]](list)
        for key, phrase in phrases:
            if wanted := pattern(phrase):
                self._by_start[wanted[0], (*wanted, GAP)[1]].append((key, wanted))
        self.stems = frozenset(
            stem for one in self._by_start.values() for _, wanted in one for stem in wanted
        )

    def beginning(self, stem: str, after: str) -> Iterator[tuple[K, tuple[str, ...]]]:
        """Those that begin with this stem, and go on with the one after it or with a gap."""
        yield from self._by_start.get((stem, GAP), ())
        yield from self._by_start.get((stem, after), ())


def _match(words: list[Word], at: int, wanted: tuple[str, ...]) -> tuple[int, ...]:
    """The places of the words wanted, from here on and within one stretch; () if they aren't."""
    said, stretch, skip = list[int](), words[at].stretch, 0
    for stem in wanted:
        if stem == GAP:
            skip = MOST_SKIPPED
            continue
        near = range(at, min(at + skip + 1, len(words)))
        here = next((n for n in near if words[n].stem == stem), None)
        if here is None or words[here].stretch != stretch:
            return ()
        said.append(here)
        at, skip = here + 1, 0
    return tuple(said)


def _ends(token: re.Match[str], text: str) -> tuple[bool, bool]:
    """Whether a mark ends a stretch, and whether it ends a sentence."""
    mark, after = token[0], text[token.end() : token.end() + 1]
    before = text[token.start() - 1 : token.start()]
    spaced = not after or after.isspace()
    if mark in "!?;" or (
        mark == "." and not _ABBREVIATED.search(text[max(0, token.start() - 11) : token.end()])
    ):
        return spaced, spaced
    if mark == "\n":
        return True, re.match(
            r"\s*\n|[ \t]*[-*\u2022]", text[token.end() : token.end() + 20]
        ) is not None
    return mark in ',()[]"\u201c\u201d\u2013\u2014' or (
        mark == "-" and before.isspace() and spaced
    ), False


_ABBREVIATED = re.compile(
    r"(?:^|\W)(?:e\.g|i\.e|approx|ca|etc|vs|incl|max|min|avg)\.$", re.IGNORECASE
)


def _meant(stem: str, known: frozenset[str], by_letter: dict[str, list[str]]) -> str:
    """The stem, or the one known word that a slip of the hand made it of."""
    if len(stem) < 6 or stem in known or stem in _JOINS:
        return stem
    near = [w for w in by_letter.get(stem[0], ()) if abs(len(w) - len(stem)) < 2]
    meant = [word for word in near if slipped(stem, word) and not _inflected(stem, word)]
    return meant[0] if len(meant) == 1 else stem


def _inflected(stem: str, word: str) -> bool:
    """Whether only the ends differ: "invented" isn't "invents" with a slip."""
    return stem.startswith(word) or word.startswith(stem)


def _runs(words: list[Word], what: str) -> Iterator[tuple[int, int]]:
    """The first and last place of each run of words with one stretch, part or sentence."""
    first = 0
    for at in range(1, len(words) + 1):
        if at == len(words) or getattr(words[at], what) != getattr(words[first], what):
            yield first, at - 1
            first = at


_SILENCERS: Phrases[str] = Phrases(
    (kind, phrase)
    for kind in ("wish", "past", "others", "if", "imagined", "taken back")
    for phrase in sorted(_SAID[kind] | (_YEARS if kind == "past" else frozenset()))
)
