"""How near a text is to the phrases that an author wrote for each answer of a question.

Words are compared by light stems and weighed by how few of the answers know them. A text is the
answer in silence only if it is an authored phrase: the same words in the same order, slips of the hand
and words that change nothing aside; both deny the same, and no other answer comes near. Else the
likeliest are offered. Small models were tried for this: they gain little, weigh much, and don't see a negation.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cached_property, lru_cache
from itertools import pairwise
from math import log, sqrt

from .plain import DENYING, clauses, each, key, slipped
from .stems import stem

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
NEGATORS = DENYING | frozenset(each("lack lacks non zero"))
_UNTELLING = HARMLESS | NEGATORS
# Harmless, but not right behind a word that denies: "not always a big deal".
_LIMITING = frozenset(
    each("always all more really just very simply also much lot lots bit still so basically")
)
# Between "not" and what it denies: "I don't think it's even slow". And what alone denies what stood
# before it: "speed is not the problem".
_BETWEEN = frozenset(each("even too quite think believe say find feel mean that about longer any"))
_PROBLEM = frozenset(
    each("problem problems issue issues concern matter trouble reason case so one")
)
_PRAISING = frozenset(each("ok okay"))
_PARTICLES = frozenset(each("up out off down over"))
_LEADING_ON = frozenset(each("with from for to of in on at by"))  # "starts with nothing"
# "The format isn't right", "not yet": to deny one of these is to deny no answer.
_OPEN = frozenset(each("right good enough correct valid proper yet"))
MOST_WORDS = 10  # of a text that is an answer in silence
CLEAR = 0.2  # how much nearer it must be than to any other answer
WORTH_OFFERING = 0.16
WORTH_LISTING = 0.4  # an item of a list, which brings others along
_ASKS = re.compile(  # by the order of its words; "is not", "can be" and "do it" go on with a statement
    r"(?:ha(?:ve|s|d)|do) (?:we|you|i|they|there|this|the|our|any|every\w+|any\w+|it\b(?= \w)|\w+s\b(?= \w))\b"
    r"|ha[sd] it|(?:does|did|is|are|was|were|should|shall|can|could|would|will)"
    r" (?!(?:not|no|never|be|so|too|also|very|just|really|a|an|about|around|in|on|at|of|with|\d\w*)\b)\w+\b"
    r"|(?:what|which|who|how|why|when|where)\b"
)


@dataclass(frozen=True)
class Heard:
    """The words of a text or a phrase, and those by which it denies."""

    stems: tuple[str, ...]  # of the words that tell something, in order
    denials: tuple[str, ...]  # the words that deny, each with what limits it, sorted
    words: int
    turned: tuple[str, ...] = ()  # the stems that are denied; "" for all that stands before

    @cached_property
    def telling(self) -> frozenset[str]:
        """The stems, each once."""
        return frozenset(self.stems)

    @cached_property
    def pairs(self) -> frozenset[tuple[str, str]]:
        """Stems that follow one another."""
        return frozenset(pairwise(self.stems))

    def is_the_same(self, other: Heard) -> bool:
        """Whether both tell the same words in one order, and deny the same of the same words.

        "Nothing, it is good enough" isn't "nothing is good enough".
        """
        same = (self.stems, self.denials) == (other.stems, other.denials)
        return same and self.turned == other.turned

    @property
    def tells_enough(self) -> bool:
        """Whether it can be an answer in silence: two words that tell, and no denial denied."""
        return len(self.stems) > 1 and len(self.denials) <= 1

    @cached_property
    def features(self) -> frozenset[object]:
        """What is compared: stems and their pairs."""
        return self.telling | self.pairs


def telling(text: str) -> list[str]:
    """The words of a text that tell something, in order.

    "Ok" does unless it comes first, and so does what follows on a particle: "makes up for it".
    """
    words = key(text).split()
    return [
        word
        for before, word in zip(("", *words), words, strict=False)
        if word not in _UNTELLING
        or (before and word in _PRAISING)
        or (before in _PARTICLES and word in _LEADING_ON)
    ]


def asks(text: str) -> bool:
    """Whether a text is a question, with a question mark or without: nobody answers with it."""
    return "?" in text or bool(_ASKS.match(key(text)))


@lru_cache(maxsize=20_000)
def heard(text: str) -> Heard:
    """Take a text apart."""
    words = key(text).split()
    denials = sorted(
        f"{word} {after}" if after in _LIMITING else word
        for word, after in zip(words, (*words[1:], ""), strict=False)
        if word in NEGATORS
    )
    turned = tuple(each for clause in clauses(text) for each in _turned(key(clause).split()))
    return Heard(tuple(map(stem, telling(text))), tuple(denials), len(words), turned)


def _turned(words: list[str]) -> Iterator[str]:
    """The stems that a clause denies; "" for what stands before the word that denies."""
    for at in (n for n, word in enumerate(words) if word in NEGATORS):
        behind = [word for word in words[at + 1 :] if word not in _UNTELLING | _BETWEEN]
        if words[at + 1 : at + 2] in (["ok"], ["okay"]):
            continue  # "the tone is not ok" says that it is wrong
        if not {*behind} <= _PROBLEM:
            yield from map(stem, behind if words[at] in ("nobody", "nothing") else behind[:1])
        elif (
            behind
            or words[at] == "no"
            or (words[at] in ("nothing", "none") and words[at - 1] not in _LEADING_ON)
            or (words[at] == "not" and words[at - 1] in ("is", "are"))
        ):
            yield ""


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

    def denied(self, word: str, said: Heard) -> frozenset[str]:
        """The words of its phrases that a text gives whole and turns round at this word.

        None where a phrase itself turns it round: "can't reason" says that it reasons badly.
        """
        phrases = self.by_stem.get(word, frozenset())
        if any(word in phrase.turned for phrase in phrases):
            return frozenset()
        whole = (phrase.telling for phrase in phrases if phrase.telling <= said.telling)
        return frozenset[str]().union(*whole)

    def all_denied(self, said: Heard) -> bool:
        """Whether a text tells nothing but words of this answer, and denies one that no phrase denies."""
        turned = {*said.turned} & self.every - _OPEN
        return said.telling <= self.every and any(
            not any(word in phrase.turned for phrase in self.by_stem.get(word, ()))
            for word in turned
        )

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
        opposites: Mapping[str, Iterable[str]] | None = None,
    ) -> None:
        """`but` are phrases of no answer, `about` single words that make an answer likelier.

        `opposites` say by answer that it isn't so, where that is no answer of its own.
        """
        single = about or {}
        self._answers = {
            answer: _Answer.of(said, single.get(answer, ())) for answer, said in phrases.items()
        }
        self._but = [*map(heard, but)]
        self._opposites = {name: [*map(heard, said)] for name, said in (opposites or {}).items()}
        known = Counter(feature for each in self._answers.values() for feature in each.features)
        self._unknown = log(1 + len(self._answers))
        self._weight = {
            feature: log(1 + len(self._answers) / answers) for feature, answers in known.items()
        }
        self._begin: dict[str, list[str]] = {}  # the words that the phrases know, by first letter
        for word in frozenset().union(*(answer.every for answer in self._answers.values())):
            self._begin.setdefault(word[0], []).append(word)
        self._sums: dict[Heard, float] = {}
        self._nearest = lru_cache(maxsize=100)(self._nearest_to)  # one text is looked up often

    def nearest(self, text: str, *, guess: bool = False) -> list[Near]:
        """The answers by how near the text is to them, the nearest first; those that are far, too.

        To `guess` is to take a mistyped word for one of several that it may have been.
        """
        return self._nearest(self._mended(heard(text), guess=guess))

    def _nearest_to(self, said: Heard) -> list[Near]:
        found = [self._near(answer, each, said) for answer, each in self._answers.items()]
        return sorted(found, key=lambda near: -near.likeness)

    def surely(self, text: str) -> str | None:
        """The answer of which a text is a phrase; None where it is none, or another is near."""
        if asks(text) or heard(text).words > MOST_WORDS:
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
        """The answers worth offering, the likeliest first; none for what a text denies."""
        told, denied = self.apart(text)
        near = self.nearest(told, guess=True)
        ways = [self._mended(heard(way), guess=True) for way in {told, text}]
        opposed = (any(self._opposed(each, way) for way in ways) for each in near)
        kept = [
            each
            for each, off in zip(near, opposed, strict=True)
            if not off and each.answer not in denied
        ]
        least = WORTH_OFFERING if kept[:1] == near[:1] or denied else WORTH_LISTING
        return [each.answer for each in kept[:most] if each.likeness >= least]

    def _opposed(self, near: Near, said: Heard) -> bool:
        """Whether a text says the opposite of an answer: by its words, or by those for its opposite."""
        if self._answers[near.answer].all_denied(said):
            return True
        own = self._as_near(near.phrase, said) if near.phrase else 0.0
        return any(
            each.denials == said.denials and self._like(each, said) > own
            for each in self._opposites.get(near.answer, ())
        )

    def _as_near(self, phrase: Heard, said: Heard) -> float:
        """How near a text is to a phrase; less if they don't deny the same."""
        return self._like(phrase, said) * (1 if phrase.denials == said.denials else 0.9)

    def is_near(self, item: str) -> bool:
        """Whether one item of a list is near enough to an answer to be said together with others."""
        near = self.nearest(self.apart(item)[0], guess=True)[:1]
        return any(each.likeness >= WORTH_LISTING for each in near)

    def apart(self, text: str) -> tuple[str, list[str]]:
        """A text without what it says isn't so, and the answers that this denies."""
        told, denied = list[str](), list[str]()
        for clause in clauses(text):
            alone = told and not telling(clause) and telling(told[-1])  # "slow? no"
            rest, answer = self._denied(f"{told.pop()} {clause}" if alone else clause)
            told += [rest] if rest else []
            denied += [answer] if answer else []
        return (", ".join(told), denied) if denied else (text, [])

    def _denied(self, clause: str) -> tuple[str, str | None]:
        """The rest of a clause, and the answer of which it denies a whole phrase."""
        words, said = key(clause).split(), heard(clause)
        if not (said.turned and said.stems):
            return clause, None
        said, near = self._mended(said, guess=True), self.nearest(clause, guess=True)
        if "" in said.turned and near[0].phrase and not near[0].phrase.denials:
            return "", near[0].answer
        for answer, word in ((near_.answer, word) for near_ in near for word in said.turned):
            if denied := self._answers[answer].denied(word, said):
                stems = [self._mended(heard(each), guess=True).telling for each in words]
                first = next(n for n, each in enumerate(words) if each in NEGATORS)
                last = max(n for n, its in enumerate(stems) if its & denied)
                return " ".join(words[:first] + words[max(first, last) + 1 :]), answer
        return clause, None

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
            like = self._as_near(phrase, said)
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

    def _mended(self, said: Heard, *, guess: bool = False) -> Heard:
        """With slips of the hand put right where that makes a word that the phrases know."""
        unknown = {word for word in said.stems if len(word) > 3 and word not in self._weight}
        if not unknown:
            return said
        meant = {word: self._meant(word, guess=guess) for word in unknown}
        stems, turned = (
            tuple(meant.get(word, word) for word in each) for each in (said.stems, said.turned)
        )
        return replace(said, stems=stems, turned=turned)

    def _meant(self, word: str, *, guess: bool) -> str:
        near = [known for known in self._begin.get(word[0], ()) if slipped(word, known)]
        return max(near, key=len) if near and (guess or len(near) == 1) else word
