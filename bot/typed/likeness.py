"""How near a text is to the phrases that an author wrote for each answer of a question.

Words are compared by light stems and weighed by how few of the answers know them. A text is the
answer in silence only if it is an authored phrase: the same words in the same order, slips of the hand
and words that change nothing aside; both deny the same, and no other answer comes near. Else the
likeliest are offered. Small models were tried for this: they gain little, weigh much, and don't see a negation.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from functools import cached_property, lru_cache
from itertools import pairwise
from math import log, sqrt

from .plain import each, key, slipped

# Words that change nothing wherever they stand. Small words outside this list (if, would, hardly,
# from, unless) never pass: leaving them out turns an answer round.
HARMLESS = frozenset(
    each(
        "a an the it its it's is are am be being i our my me this that these",
        "there to of in on at and as by so just really very simply also please well hi hey oh",
        "yeah yes ok okay thing things stuff here has have do does got get bit still",
        "always keep keeps basically honestly tbh currently now today",
        "lot lots much more all with for model bot answer answers output outputs ai llm assistant",
    )
)
NEGATORS = frozenset(
    each("not no never none nothing nobody neither nor without cannot lack lacks non isn aren zero")
)
_UNTELLING = HARMLESS | NEGATORS
MOST_WORDS = 10  # of a text that is an answer in silence
CLEAR = 0.2  # how much nearer it must be than to any other answer
WORTH_OFFERING = 0.16
_ASKS = re.compile(
    r"(?:ha(?:ve|s|d)|do|does|did|is|are|was|were|should|shall|can|could|would|will)"
    r" (?:we|you|i|it|they|there|this|that|the|our|any)\b|(?:what|which|who|how|why|when|where)\b"
)
_DOUBLED = re.compile(r"([bdfglmnprt])\1$")
_ENDINGS = ("ingly", "edly", "ing", "ies", "ed", "es", "ly", "s")


@lru_cache(maxsize=20_000)
def stem(word: str) -> str:
    """A word without its ending: "prices" and "priced" are "pric"."""
    for ending in _ENDINGS:
        if word.endswith(ending) and len(word) - len(ending) >= 3 and not word.endswith("ss"):
            cut = word.removesuffix(ending)
            return _DOUBLED.sub(r"\1", cut + "y" if ending == "ies" else cut.removesuffix("e"))
    return word.removesuffix("e") if len(word) > 3 else word


@dataclass(frozen=True)
class Heard:
    """The words of a text or a phrase, and those by which it denies."""

    stems: tuple[str, ...]  # of the words that tell something, in order
    denials: tuple[str, ...]  # the words that deny, sorted
    words: int

    @cached_property
    def telling(self) -> frozenset[str]:
        """The stems, each once."""
        return frozenset(self.stems)

    @cached_property
    def pairs(self) -> frozenset[tuple[str, str]]:
        """Stems that follow one another."""
        return frozenset(pairwise(self.stems))

    def is_the_same(self, other: Heard) -> bool:
        """Whether both tell the same words in one order, and deny the same."""
        return (self.stems, self.denials) == (other.stems, other.denials)

    @property
    def tells_enough(self) -> bool:
        """Whether it can be an answer in silence: two words that tell, and no denial denied."""
        return len(self.stems) > 1 and len(self.denials) <= 1

    @cached_property
    def features(self) -> frozenset[object]:
        """What is compared: stems and their pairs."""
        return self.telling | self.pairs


def telling(text: str) -> list[str]:
    """The words of a text that tell something, in order."""
    return [word for word in key(text).split() if word not in _UNTELLING]


@lru_cache(maxsize=20_000)
def heard(text: str) -> Heard:
    """Take a text apart."""
    words = key(text).split()
    denials = sorted(word for word in words if word in NEGATORS)
    return Heard(tuple(map(stem, telling(text))), tuple(denials), len(words))


@dataclass(frozen=True)
class Near:
    """An answer, how near the text is to its nearest phrase (0 to 1), and whether it is one."""

    answer: str
    likeness: float
    is_phrase: bool
    phrase: Heard | None = None  # the nearest; None where no phrase shares a word with it


@dataclass(frozen=True)
class _Answer:
    """An answer's phrases, by the stems that stand in them, and every word that speaks for it."""

    by_stem: Mapping[str, frozenset[Heard]]
    every: frozenset[str]

    @classmethod
    def of(cls, phrases: Iterable[str], about: Iterable[str]) -> _Answer:
        found: dict[str, set[Heard]] = {}
        for phrase in map(heard, phrases):
            for word in phrase.telling:
                found.setdefault(word, set()).add(phrase)
        single = frozenset(word for each in about for word in heard(each).telling)
        return cls({word: frozenset(each) for word, each in found.items()}, single | found.keys())

    def beside(self, said: Heard) -> frozenset[Heard]:
        """The phrases that share a word with a text."""
        return frozenset().union(*(self.by_stem.get(word, ()) for word in said.telling))

    @property
    def features(self) -> frozenset[object]:
        """All that its phrases are compared by."""
        return self.every.union(*(each.pairs for each in frozenset().union(*self.by_stem.values())))


class Likeness:
    """The phrases of one question, ready to be compared with."""

    def __init__(
        self,
        phrases: Mapping[str, Iterable[str]],
        but: Iterable[str] = (),
        about: Mapping[str, Iterable[str]] | None = None,
    ) -> None:
        """`but` are phrases of no answer, `about` single words that make an answer likelier."""
        single = about or {}
        self._answers = {
            answer: _Answer.of(said, single.get(answer, ())) for answer, said in phrases.items()
        }
        self._but = [*map(heard, but)]
        known = Counter(feature for each in self._answers.values() for feature in each.features)
        self._unknown = log(1 + len(self._answers))
        self._weight = {
            feature: log(1 + len(self._answers) / answers) for feature, answers in known.items()
        }
        self._begin: dict[str, list[str]] = {}  # the words that the phrases know, by first letter
        for word in frozenset().union(*(answer.every for answer in self._answers.values())):
            self._begin.setdefault(word[0], []).append(word)
        self._sums: dict[Heard, float] = {}

    def nearest(self, text: str) -> list[Near]:
        """The answers by how near the text is to them, the nearest first; those that are far, too."""
        said = self._mended(heard(text))
        found = [self._near(answer, each, said) for answer, each in self._answers.items()]
        return sorted(found, key=lambda near: -near.likeness)

    def surely(self, text: str) -> str | None:
        """The answer of which a text is a phrase; None where it is none, or another is near."""
        if "?" in text or _ASKS.match(key(text)) or heard(text).words > MOST_WORDS:
            return None
        first, *others = [*self.nearest(text), Near("", 0.0, False)]
        said = self._mended(heard(text))
        rivals = [near.likeness for near in others]
        rivals += [self._like(each, said) for each in self._but if each.denials == said.denials]
        return first.answer if first.is_phrase and first.likeness - max(rivals) >= CLEAR else None

    def is_no_answer(self, text: str) -> bool:
        """Whether its author wrote that a text is none of the answers."""
        said = heard(text)
        return any(map(said.is_the_same, self._but))

    def likely(self, text: str, most: int = 2) -> list[str]:
        """The answers worth offering, the likeliest first."""
        return [
            near.answer for near in self.nearest(text)[:most] if near.likeness >= WORTH_OFFERING
        ]

    def unknown(self, text: str) -> list[str]:
        """The words of a text that would tell something, and stand in no phrase."""
        stems = self._mended(heard(text)).stems
        return [
            word for word, its in zip(telling(text), stems, strict=True) if its not in self._weight
        ]

    def _near(self, name: str, answer: _Answer, said: Heard) -> Near:
        """How near it is: to the nearest phrase, and to all that this answer's phrases know."""
        best, nearest, is_phrase = 0.0, None, False
        for phrase in answer.beside(said):
            like = self._like(phrase, said) * (1 if phrase.denials == said.denials else 0.9)
            if like > best:
                best, nearest = like, phrase
            is_phrase = is_phrase or (said.tells_enough and said.is_the_same(phrase))
        known = self._sum(said.telling & answer.every) / (self._sum(said.telling) or 1)
        return Near(name, 0.65 * best + 0.35 * known, is_phrase, nearest)

    def _like(self, phrase: Heard, said: Heard) -> float:
        shared = self._sum(phrase.features & said.features)
        whole = sqrt(self._whole(phrase) * self._sum(said.features))
        return shared / whole if whole else 0.0

    def _whole(self, phrase: Heard) -> float:
        if phrase not in self._sums:
            self._sums[phrase] = self._sum(phrase.features)
        return self._sums[phrase]

    def _sum(self, features: Iterable[object]) -> float:
        return sum(self._weight.get(feature, self._unknown) for feature in features)

    def _mended(self, said: Heard) -> Heard:
        """With slips of the hand put right where that makes a word that the phrases know."""
        unknown = {word for word in said.stems if len(word) > 3 and word not in self._weight}
        if not unknown:
            return said
        meant = {word: self._meant(word) for word in unknown}
        return replace(said, stems=tuple(meant.get(word, word) for word in said.stems))

    def _meant(self, word: str) -> str:
        near = [known for known in self._begin.get(word[0], ()) if slipped(word, known)]
        return near[0] if len(near) == 1 else word
