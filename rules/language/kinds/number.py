"""Facts answered with a number or a range of numbers."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Annotated, ClassVar, Literal, Self, TypeAlias

from pydantic import BeforeValidator, Field, StringConstraints
from pydantic_core import PydanticCustomError

from rules.language.answers import MAX_NUMBER, Amount, Answer, NotSure, Range, Scalar, Value
from rules.language.clauses import CURRENCIES, MOST, Clause, Counted, N
from rules.language.faults import Path
from rules.language.when import Atom, Has, Is, Lacks, Only, Within
from rules.language.wording import either

from .fact import BaseFact
from .grouping import Class, Grouping, Kept
from .one_level import OneLevel
from .option import Option

MAX_CONSTANTS = 100  # a fact's classes are the branches of every node that tests it
DECIMAL_PLACES = 2


def _amount(raw: object) -> object:
    is_number = isinstance(raw, int | Decimal) and not isinstance(raw, bool)
    if is_number and -MAX_NUMBER <= raw <= MAX_NUMBER:  # type: ignore[operator]  # as just said
        return raw
    raise PydanticCustomError("constant", f"needs a number up to {MAX_NUMBER:,}, in digits")


Bound: TypeAlias = Annotated[Amount, BeforeValidator(_amount)]


class Number(BaseFact):
    """A number of `unit`, from `min` to `max`, both included.

    `int` is a whole number; `decimal` has `places` digits after the point, and no more, so that
    there is a next number after each.
    """

    takes_ranges: ClassVar[bool] = True
    sets_apart: ClassVar[str] = "is a number"

    type: Literal["int", "decimal"]
    unit: Annotated[str, StringConstraints(min_length=1, max_length=30)]
    min: Bound = 0
    max: Bound = MAX_NUMBER
    places: Annotated[int, Field(ge=1, le=6)] | None = None
    is_so: Clause | None = Field(default=None, alias="is")  # with {n}, what the number is of it
    of: Counted = ()  # what {n} counts: many, or one and many; the unit if that isn't said
    told_as: Literal["count", "amount"] = Field(default="count", alias="as")

    @property
    def options(self) -> dict[str, Option]:
        """It has none."""
        return {}

    @property
    def step(self) -> Amount:
        """The distance between a number and the next, in `unit`."""
        return 1 if self.type == "int" else Decimal(1).scaleb(-(self.places or DECIMAL_PLACES))

    @property
    def kind(self) -> str:
        """What fits, in words."""
        if self.type == "int":
            return "a whole number"
        places = self.places or DECIMAL_PLACES
        digits = "1 digit" if places == 1 else f"{places} digits"
        return f"a number with at most {digits} after the point"

    # What people answer

    def admit(self, fact_id: str, answer: Answer) -> None:
        """Raise AnswerError unless the answer fits this fact."""
        kind = self.kind.replace("number", f"number of {self.unit}")
        match answer:
            case Value(int() | Decimal() as number):
                ends = (number, number)
            case Range(at_least, below):
                ends = (
                    self.min if at_least is None else at_least,
                    self.max if below is None else below - self.step,
                )
            case NotSure():
                return
            case _:
                raise self.refuse(fact_id, f"needs {kind}, or a range")
        if any(-MAX_NUMBER <= end <= MAX_NUMBER and end % self.step for end in ends):
            raise self.refuse(fact_id, f"needs {kind}, or a range")
        if not self.min <= ends[0] <= ends[1] <= self.max:
            raise self.refuse(fact_id, f"must lie between {self.min} and {self.max} {self.unit}")

    def sure_in_words(self, answer: Answer) -> str:
        """The number or the range, with its unit."""
        match answer:
            case Value(int() | Decimal() as number):
                return f"{number:,} {self.unit}"
            case Range(None, int() | Decimal() as below):
                return f"under {below:,} {self.unit}"
            case Range(int() | Decimal() as at_least, None):
                return f"{at_least:,} {self.unit} or more"
            case Range(int() | Decimal() as at_least, int() | Decimal() as below):
                last = below - self.step
                if last == at_least:
                    return f"{at_least:,} {self.unit}"
                return f"{at_least:,} to {last:,} {self.unit}"
        raise TypeError(f"{answer} is no answer to a {self.type} fact")

    def briefly(self, answer: Answer) -> str:
        """Without the unit where the fact's label has said it: "Requests a day", "50"."""
        said = _words(self.unit) <= _words(self.label)
        return self.without_unit(answer) if said else self.in_words(answer)

    def without_unit(self, answer: Answer) -> str:
        """Where the unit is known: "50 to 299"."""
        return self.in_words(answer).replace(f" {self.unit}", "", 1)

    # What sentences say of it

    @property
    def said(self) -> Mapping[str, str]:
        """The one."""
        return {"is": self.is_so} if self.is_so else {}

    def sure_clause(self, answers: Sequence[Answer]) -> str | None:
        """The clause with each number or range in it: "there are fewer than 300 good examples"."""
        if self.is_so is None or any(self._ends(each) == (self.min, self.max) for each in answers):
            return None
        told = [*map(self.phrase, answers)]
        return self.is_so.replace(N, either(told)) if len(told) <= MOST else ""

    def phrase(self, answer: Answer) -> str:
        """What {n} stands for: "no good examples", "$750 or more", "less than 2,000 milliseconds"."""
        low, high = self._ends(answer)
        few = "fewer" if self.told_as == "count" else "less"
        if low == high:
            about = "about " if isinstance(answer, Value) and low not in (0, 1) else ""
            return f"{about}{self._so_many(low)}"
        if low == self.min and not self._starts(answer):
            return f"{few} than {self._so_many(high + self.step)}"
        if high == self.max:
            return self._or_more(low)
        currency = self._what(high) if self._what(high) in CURRENCIES else ""
        return f"{currency}{low:,} to {self._so_many(high)}"

    def may_come(self, old: Answer | None, answers: Sequence[Answer]) -> bool:
        """Only a larger number comes."""
        had = self.min if old is None or isinstance(old, NotSure) else self._ends(old)[1]
        more = all(self._ends(each)[0] > had for each in answers)
        return super().may_come(old, answers) and more

    def so_far(self, answer: Answer) -> str:
        """How much there is: "about 60 so far", "none so far"; "" for an amount."""
        if self.told_as != "count" or isinstance(answer, NotSure):
            return ""
        low, high = self._ends(answer)
        if high == 0:
            return "none so far"
        said = self.phrase(answer)
        for what in (self._what(low), self._what(high), *self.of[-1:]):
            said = said.removesuffix(f" {what}")
        return f"{said} so far"

    def counted_clause(self, answer: Answer) -> str | None:
        """The number alone: "no good examples"."""
        return self.phrase(answer) if self.is_so else None

    def _ends(self, answer: Answer) -> tuple[Amount, Amount]:
        match answer:
            case Value(int() | Decimal() as number):
                return number, number
            case Range(at_least, below):
                low = self.min if at_least is None else at_least
                return low, self.max if below is None else below - self.step
        raise TypeError(f"{answer} is no answer to a {self.type} fact")

    def _starts(self, answer: Answer) -> bool:
        """Whether it begins at the least number only because somebody named that."""
        return isinstance(answer, Range) and bool(answer.at_least)

    def _what(self, number: Amount) -> str:
        """What is counted, of so many."""
        return (self.of[0] if number == 1 else self.of[-1]) if self.of else self.unit

    def _so_many(self, number: Amount) -> str:
        what = self._what(number)
        if what in CURRENCIES:
            return f"{what}{number:,}"
        return f"no {what}" if number == 0 and self.told_as == "count" else f"{number:,} {what}"

    def _or_more(self, low: Amount) -> str:
        """As "300 or more good examples", and of an amount "$750 or more"."""
        if self.told_as == "count" and self._what(low) not in CURRENCIES:
            return f"{low:,} or more {self.of[-1] if self.of else self.unit}"
        return f"{self._so_many(low)} or more"

    # What rules tell apart

    def grouped(self, compared: Sequence[Atom]) -> Grouping:
        """The stretches between those numbers at which a comparison begins to hold, or ends."""
        edges: set[Amount] = set()
        for atom in compared:
            if isinstance(atom, Is):
                values = {n for n in atom.values if not isinstance(n, str)}
                edges |= values ^ {n + self.step for n in values}
            elif isinstance(atom, Within):
                for name, bound in atom.bounds.items():
                    edges.add(bound + self.step if name in ("above", "at_most") else bound)
        cuts = tuple(sorted(edge for edge in edges if self.min < edge <= self.max))
        ends = zip((None, *cuts), (*cuts, None), strict=True)
        return _Stretches(self, tuple(self._class(low, high) for low, high in ends), cuts)

    def _class(self, low: Amount | None, high: Amount | None) -> Class:
        stretch = self._stretch(low, high)
        return Class(stretch, self.min if low is None else low, self.in_words(stretch))

    def _stretch(self, low: Amount | None, high: Amount | None) -> Range:
        """A range needs an end: of all numbers the lower one is told."""
        return Range(self.min if low is None and high is None else low, high)

    def answers(self, classes: Sequence[Class]) -> tuple[Answer, ...]:
        """Each stretch of neighbours as one range."""
        answers: list[Answer] = []
        for each in classes:
            answer, before = each.answer, answers[-1] if answers else None
            if (
                isinstance(answer, Range)
                and isinstance(before, Range)
                and before.below == answer.at_least
            ):
                answers[-1] = self._stretch(before.at_least, answer.below)
            else:
                answers.append(answer)
        return tuple(answers)

    # What an author may write

    @property
    def answerable(self) -> bool:
        """Whether some number lies between the bounds."""
        return self.min <= self.max

    @property
    def fitting(self) -> str:
        """Its kind and its bounds."""
        return f"{self.kind} from {self.min} to {self.max}"

    def misfits(self) -> Iterator[tuple[Path, str]]:
        """Bounds that leave no number or that no number can be, and places of a whole number."""
        if self.min > self.max:
            key = "max" if "max" in self.model_fields_set else "min"
            yield (key,), f"min {self.min} is above max {self.max}: correct one of them"
        if self.type == "int" and self.places is not None:
            yield ("places",), "whole numbers have no places: remove it, or use type: decimal"
        for key, bound in (("min", self.min), ("max", self.max)):
            if bound % self.step:
                yield (key,), f"{key} {bound} must be {self.kind}"
        yield from self._clause_misfits()

    def _clause_misfits(self) -> Iterator[tuple[Path, str]]:
        """A clause that has no place for the number, and words for {n} that nothing says."""
        if self.is_so is not None and N not in self.is_so:
            yield (
                ("is",),
                f"'is' has no {N}: write it where the number stands, as in 'there are {N}'",
            )
        for key, name in (("of", "of"), ("as", "told_as")):
            if self.is_so is None and name in self.model_fields_set:
                yield (key,), f"'{key}' says how {N} is told, and no 'is' has one: write 'is' too"

    def atom_misfits(self, atom: Atom) -> Iterator[str]:
        """A comparison with anything but numbers of its kind, or that no number meets."""
        if isinstance(atom, Has | Lacks | Only):
            yield f"'{atom.fact}' is a number: compare it with numbers or bounds"
        misfits = [each for value in _numbers(atom) for each in self._misfit(atom.fact, value)]
        yield from misfits
        if isinstance(atom, Within) and not misfits and self._is_empty(atom):
            yield f"no {self.kind.removeprefix('a ')} is {atom.spelled}: correct the bounds"

    def _misfit(self, name: str, value: Scalar) -> Iterator[str]:
        if isinstance(value, str):
            yield f"'{name}' is a number: compare it with numbers or bounds"
        elif value % self.step:
            yield f"'{name}' is compared with {value}: it must be {self.kind}"

    def _is_empty(self, atom: Within) -> bool:
        """Whether no number lies within, since it would have to be finer than the fact's."""
        low, high = atom.above, atom.below
        return low is not None and high is not None and high - low <= self.step

    def too_many(self, fact_id: str, compared: Sequence[Atom]) -> str | None:
        """Every number compared with is the end of a class."""
        numbers = {n for atom in compared for n in _numbers(atom)}
        if len(numbers) <= MAX_CONSTANTS:
            return None
        many = f"'{fact_id}' is compared with {len(numbers)} different numbers"
        return f"{many}: use at most {MAX_CONSTANTS}"

    # Another version, or another rule set

    def differs(self, theirs: BaseFact) -> str | None:
        """Why a number of this fact may not be one of theirs."""
        if not isinstance(theirs, Number):
            return super().differs(theirs)
        if self.step % theirs.step:
            return f"it takes {self.kind}, and that one {theirs.kind}"
        if theirs.min <= self.min and self.max <= theirs.max:
            return None
        limits = f"{self.min:,} to {self.max:,}, and that one from {theirs.min:,} to {theirs.max:,}"
        return f"it goes from {limits}"

    def follows(self, old: BaseFact) -> bool:
        """Whether some number is one of both."""
        if not isinstance(old, Number) or old.step != self.step:
            return False
        return max(old.min, self.min) <= min(old.max, self.max)

    def limited_to(self, old: BaseFact) -> Self:
        """With the bounds of both."""
        if not isinstance(old, Number):
            return self
        ends = {"min": max(old.min, self.min), "max": min(old.max, self.max)}
        return self.model_copy(update=ends)

    def changes(self, old: BaseFact) -> Iterator[str]:
        """Other bounds."""
        if isinstance(old, Number) and (old.min, old.max) != (self.min, self.max):
            was = f"which was {old.min:,} to {old.max:,}"
            yield f"from {self.min:,} to {self.max:,}, {was}"


@dataclass(frozen=True)
class _Stretches(OneLevel):
    """Classes of numbers in order, and the numbers at which each but the first begins."""

    fact: Number
    classes: tuple[Class, ...]
    cuts: tuple[Amount, ...]

    def of(self, answer: Answer) -> Kept:
        """The stretches that a number or a range touches."""
        match answer:
            case Value(int() | Decimal() as number):
                return ((bisect_right(self.cuts, number),),)
            case Range(at_least, below):
                low = 0 if at_least is None else bisect_right(self.cuts, at_least)
                high = len(self.cuts) if below is None else bisect_left(self.cuts, below)
                return (tuple(range(low, high + 1)),)
        raise TypeError(f"{answer} is no answer to a fact that takes numbers")

    def any_of(self, answers: Sequence[Answer]) -> str:
        """The ranges one by one."""
        return " or ".join(map(self.fact.briefly, answers))

    def on_arrow(self, level: int, classes: Sequence[Class]) -> str:  # noqa: ARG002
        """Without the unit, which stands in the question's box."""
        return " or ".join(map(self.fact.without_unit, self.fact.answers(classes)))


def _numbers(atom: Atom) -> tuple[Scalar, ...]:
    if isinstance(atom, Is):
        return atom.values
    return tuple(atom.bounds.values()) if isinstance(atom, Within) else ()


def _words(text: str) -> set[str]:
    return set(text.replace("/", " ").lower().split())
