"""What a person typed where a number with a fraction is wanted: "0.85", "about 12.5 ms"."""

from __future__ import annotations

import re
from decimal import Decimal

from rules.language.answers import Answer, AnswerError, Range, Value
from rules.language.kinds.number import Number

from .number import NumberReader
from .readings import Reading, Understood, Unreadable
from .words import FactWords

_NUMBER = r"(?P<number>-?\d{1,15}(?:\.\d{1,6})?)"
_FORM = re.compile(
    rf"(?:about|around|roughly|~)? ?(?P<bound>under|below|less than|<|at least|from|>=)? ?{_NUMBER}"
    r" ?(?P<or_more>\+|or more)? ?(?P<unit>\D*)"
)


def _answer(number: Decimal, bound: str | None, or_more: str | None) -> Answer:
    if bound in ("under", "below", "less than", "<"):
        return Range(below=number)
    return Range(at_least=number) if bound or or_more else Value(number)


def _same_unit(typed: str, fact: Number) -> bool:
    words = typed.strip().removesuffix("s")
    return not words or words in fact.unit.lower()


class DecimalReader(NumberReader):
    """Numbers with a fraction: without words for numbers, and without periods."""

    def read(self, typed: str, fact: Number, words: FactWords) -> Reading:  # noqa: ARG002
        """A number or a one-sided range, in the fact's own unit."""
        found = _FORM.fullmatch(" ".join(typed.lower().replace(",", "").split()))
        if not found or not _same_unit(found["unit"], fact):
            return Unreadable(self.hint(fact))
        answer = _answer(Decimal(found["number"]), found["bound"], found["or_more"])
        try:
            fact.admit("it", answer)
        except AnswerError:
            return Unreadable(self.hint(fact))
        return Understood(answer, fact.in_words(answer))

    def hint(self, fact: Number) -> str:
        """A line that shows how to answer."""
        return f"I need {fact.kind} from {fact.min} to {fact.max} {fact.unit}, such as {fact.min + fact.step}."
