"""The acceptance phrases and paragraphs: what was typed, what is right, what comes of reading it."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bot.typed import Offered, Understood, read
from bot.typed.paragraph import proposals
from bot.typed.proposals import Proposal
from bot.typed.words import NONE, WordBooks
from rules.language.answers import Answer, Chosen, NotSure, Range, Ticks, Value
from rules.language.kinds import Fact
from rules.loading.load import loaded
from rules.loading.yaml12 import parse

FOLDER = Path(__file__).parent
RULES = loaded("should-we-finetune").rules
WORDS = WordBooks().words("should-we-finetune")
WHICH = ("", "_second", "_third", "_fourth", "_fifth")  # files of paragraphs
WITHIN = 0.02  # of a number: a month of 30 days is one of 30.4


@dataclass(frozen=True)
class Phrase:
    """A typed answer; `right` as its author wrote it."""

    question: str
    text: str
    right: Any

    @property
    def fact(self) -> Fact:
        """What was asked."""
        return RULES.facts[self.question]

    @property
    def answerable(self) -> bool:
        """Whether a careful person who knows the options would be sure."""
        return bool(self.right != "ask_back")

    @property
    def came_out(self) -> str:
        """understood, offered, other (offered, without the right one), asked or wrong."""
        reading = read(self.text, self.fact, WORDS.get(self.question, NONE))
        if isinstance(reading, Understood):
            return "understood" if _right(reading.answer, self.right) else "wrong"
        if isinstance(reading, Offered):
            offered = any(_right(answer, self.right) for answer, _ in reading.answers)
            return "offered" if offered else "other"
        return "asked"


@dataclass(frozen=True)
class Paragraph:
    """A first paragraph; by fact, `right` is all that its author is sure of."""

    subject: str
    text: str
    right: dict[str, Any]
    amounts: tuple[tuple[str, Any], ...]  # numbers with units, said plainly

    @property
    def proposed(self) -> tuple[Proposal, ...]:
        """What is proposed from it."""
        return proposals(self.text, RULES, WORDS)

    def bears_out(self, proposal: Proposal) -> bool:
        """Whether it says so. Of several options some may be missing, and none be too many."""
        right, answer = self.right.get(proposal.fact), proposal.answer
        if isinstance(right, list) and isinstance(answer, Chosen | Ticks):
            named = answer.options if isinstance(answer, Chosen) else answer.yes
            return bool(named) and {*named} <= {*right}
        return right is not None and _right(answer, right)

    @property
    def amounts_read(self) -> int:
        """How many of the plain amounts are proposed as they are."""
        found = {each.fact: each.answer for each in self.proposed}
        return sum(fact in found and _right(found[fact], value) for fact, value in self.amounts)


def paragraphs() -> list[Paragraph]:
    """All of them."""
    return [
        Paragraph(
            each["subject"],
            each["text"],
            {one["fact"]: one.get("surely", one["value"]) for one in each["answers"]},
            tuple((one["fact"], one["value"]) for one in each.get("amounts") or ()),
        )
        for file in (FOLDER / f"paragraphs{which}.yaml" for which in WHICH)
        for each in parse(file.read_text("utf-8"), file.name).data
    ]


def phrases() -> list[Phrase]:
    """All of them."""
    return [
        Phrase(str(each["question"]), str(each["text"]), each["right"])
        for file in sorted(FOLDER.glob("phrases_*.yaml"))
        for each in parse(file.read_text("utf-8"), file.name).data
    ]


def _right(answer: Answer, right: Any) -> bool:
    if isinstance(answer, NotSure):
        return bool(right == "not_sure")
    match answer:
        case Value(value) if isinstance(right, int | float) and not isinstance(right, bool):
            return _near(value, right)
        case Value(value):
            return bool(right == value)
        case Range(low, high):
            return isinstance(right, dict) and (
                _near(low, right.get("at_least")) and _near(high, right.get("below"))
            )
        case Chosen(options) | Ticks(options, _):
            return isinstance(right, list) and {*right} == {*options}


def _near(number: Any, right: Any) -> bool:
    if number is None or right is None:
        return number is right
    return abs(float(number) - float(right)) <= max(1.0, WITHIN * float(right))


def counted(found: list[Phrase]) -> Counter[str]:
    """How many came out how."""
    return Counter(each.came_out for each in found)
