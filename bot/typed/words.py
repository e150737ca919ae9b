"""How people put the answers of a rule set: its author's phrases, in SET.words.yaml beside it.

They are no part of the rules: a new phrase is no new version, and no conversation is offered a move
for it. A rule set without the file is read by its labels, and more is asked back.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from importlib import resources
from pathlib import Path
from typing import Annotated, TypeAlias

from pydantic import BaseModel, ConfigDict, StringConstraints, ValidationError

from rules.language.faults import Fault, RuleSetError
from rules.language.model import RuleSet
from rules.loading.load import SHIPPED, file_text, is_shipped, loaded
from rules.loading.yaml12 import parse

LONGEST = 120  # characters of a phrase: more is a paragraph
NOT = "no "  # before an option of several: what surely says that it isn't so

Phrase: TypeAlias = Annotated[
    str, StringConstraints(strip_whitespace=True, min_length=2, max_length=LONGEST)
]

Size: TypeAlias = Annotated[
    str, StringConstraints(strip_whitespace=True, pattern=r"^(?:over|up to) [1-9]\d{0,8} [a-z]+$")
]


class FactWords(BaseModel):
    """The phrases of one question. Answers are an option's id, "yes" or "no", or "no " and an id."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    says: dict[str, tuple[Phrase, ...]] = {}  # by answer: typed when this is asked
    about: dict[str, tuple[Phrase, ...]] = {}  # by answer: single words that make it likelier
    not_this: tuple[Phrase, ...] = ()  # what may be typed and is none of the answers
    # By answer: told of a project unasked; "..." is a gap.
    tells: dict[str, tuple[Phrase, ...]] = {}
    # By answer: how much there is of what a team knows, as "over 500 pages" or "up to 500 pages".
    sizes: dict[str, Size] = {}
    sensible: Size | None = None  # of a number: as "up to 3 days"; what is beyond is asked back


Words: TypeAlias = Mapping[str, FactWords]  # by fact id
NONE = FactWords()


def words_in(text: str, file: str, rules: RuleSet) -> Words:
    """Read the phrases for a rule set. Raises RuleSetError with every fault and its line."""
    document = parse(text, file)
    faults, found = [*document.faults], dict[str, FactWords]()
    data = document.data if isinstance(document.data, dict) else {}
    if not data:
        faults.append(Fault(1, "no questions here: name a fact, and below it `says`", file))
    for fact, raw in data.items():
        try:
            found[fact] = FactWords.model_validate(raw)
        except ValidationError as error:
            for each in error.errors():
                message = f"'{fact}': {each['msg'].lower()}"
                faults.append(document.fault((fact, *each["loc"]), message))
            continue
        misfits = [*_misfits(fact, found[fact], rules)]
        if found[fact].sensible and fact in rules.facts and not rules.facts[fact].takes_ranges:
            misfits.append((("sensible",), f"'{fact}' is no number: drop it"))
        for path, message in misfits:
            faults.append(document.fault((fact, *path), message))
    if faults:
        raise RuleSetError(file, faults)
    return found


def _misfits(fact: str, words: FactWords, rules: RuleSet) -> Iterator[tuple[tuple[str, ...], str]]:
    """What speaks of a fact or an answer that isn't there, or says one thing of two answers."""
    if fact not in rules.facts:
        yield (), f"'{fact}' is no fact of {rules.ruleset}: name one that is, or drop it"
        return
    known = {*answers(rules, fact)}
    every: dict[str, Mapping[str, object]]
    every = {"says": words.says, "about": words.about, "tells": words.tells, "sizes": words.sizes}
    for key, by_answer in every.items():
        for answer in by_answer.keys() - known:
            yield (key, answer), f"'{answer}' is no answer to '{fact}'"
    for key, phrases in (("says", words.says), ("tells", words.tells)):
        seen: dict[str, str] = {}
        for answer, each in phrases.items():
            for phrase in each:
                if seen.setdefault(phrase.lower(), answer) != answer:
                    where = f"'{seen[phrase.lower()]}' and '{answer}'"
                    yield (key, answer), f"“{phrase}” stands under {where}: keep one"


def answers(rules: RuleSet, fact: str) -> Iterator[str]:
    """The answers of a fact that phrases can be of; none for a number."""
    asked = rules.facts[fact]
    for option in asked.options:
        yield option
        if asked.takes_several:
            yield f"{NOT}{option}"


def opposite(answer: str) -> str:
    """The no to an option, or the option to which an answer says no."""
    return answer.removeprefix(NOT) if answer.startswith(NOT) else f"{NOT}{answer}"


class WordBooks:
    """The phrases of the rule sets in use, each read once; see `of`."""

    def __init__(self, own: Mapping[str, Words] | None = None) -> None:
        self._books: dict[str, Words] = dict(own or {})

    @classmethod
    def of(cls, name: str) -> WordBooks:
        """With those of a shipped rule set, or of a file: its own over those of what it extends.

        Raises RuleSetError for a file of phrases that can't be read.
        """
        if is_shipped(name):
            return cls()
        read = loaded(name)
        books = cls()
        words = dict(books.words(read.under[-1].ruleset)) if read.under else {}
        beside = Path(name).with_suffix(".words.yaml")
        if beside.exists():
            words |= words_in(file_text(beside), str(beside), read.rules)
        return cls({read.rules.ruleset: words})

    def words(self, ruleset: str) -> Words:
        """The phrases for a rule set of this name, whatever its version; none where nobody wrote any."""
        if ruleset not in self._books:
            self._books[ruleset] = _shipped(ruleset) if ruleset in SHIPPED else {}
        return self._books[ruleset]


def _shipped(name: str) -> Words:
    file = resources.files("rules") / "sets" / f"{name}.words.yaml"
    return words_in(file.read_text("utf-8"), f"{name}.words.yaml", loaded(name).rules)
