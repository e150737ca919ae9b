"""Options, and what the kinds have in common that are answered with one of them."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from rules.language.answers import NOT_SURE, Answer, NotSure, Value
from rules.language.clauses import MOST, Forms, N, all_of, any_of
from rules.language.faults import Path
from rules.language.when import Atom, Has, Is, Lacks, Only, Within, holds
from rules.language.wording import either, quoted_apart, unknown

from .fact import BaseFact
from .grouping import Class, Grouping, Kept
from .one_level import OneLevel

MAX_OPTIONS = 100  # what a Slack menu takes
MAX_LISTED = 3  # options named one by one, before "anything but ..." is shorter


class WithOptions(BaseFact):
    """A question with options, and no number."""

    @property
    def unit(self) -> str:
        """It counts nothing."""
        return ""

    @property
    @abstractmethod
    def forms(self) -> Mapping[str, Forms]:
        """By option, what it means within a sentence and, where that is said, what it means not."""

    @property
    def said(self) -> Mapping[str, str]:
        """Both forms of each option that has them."""
        keys = ("is", "not")
        return {
            f"{key}.{option}": clause
            for option, forms in self.forms.items()
            for key, clause in zip(keys, forms, strict=False)
        }

    def misfits(self) -> Iterator[tuple[Path, str]]:
        """An option that every fact has, and clauses of one that there isn't, or with a number."""
        if NOT_SURE in self.options:
            yield ("options", NOT_SURE), "every fact takes not_sure: remove this option"
        for option in self.forms:
            if option not in self.options:
                yield ("is", option), unknown("option", option, self.options)
        for key, clause in self.said.items():
            if N in clause:
                yield self.written_at(key), f"only the clause of a number has {N}: write it out"

    def written_at(self, key: str) -> Path:
        """Both forms of an option stand under `is`."""
        word, _, option = key.partition(".")
        return ("is", option) if option else (word,)


class OneOf(WithOptions):
    """A question answered with one of its options."""

    def admit(self, fact_id: str, answer: Answer) -> None:
        """Raise AnswerError unless the answer is one of the options, or not sure."""
        fits = isinstance(answer, Value) and answer.value in self.options
        if not fits and not isinstance(answer, NotSure):
            raise self.refuse(fact_id, f"takes one of: {', '.join(self.options)}, not_sure")

    def misfits(self) -> Iterator[tuple[Path, str]]:
        """Keys of an option that only a list of ticks has."""
        yield from super().misfits()
        for id_, option in self.written.items():
            for key in ("alone", "surely_not"):
                if key in option.model_fields_set:
                    remedy = "remove it, or use type: several"
                    yield ("options", id_, key), f"'{key}' is for what several can be of: {remedy}"

    def sure_in_words(self, answer: Answer) -> str:
        """The option's label."""
        match answer:
            case Value(str() as option):
                return self.options[option].label
        raise TypeError(f"{answer} is no answer to a {self.type} fact")

    def sure_clause(self, answers: Sequence[Answer]) -> str | None:
        """What any of the options means, or what it means to be none of the others."""
        words = [self.said.get(key) for key in self._needed(answers)]
        known = [each for each in words if each is not None]
        if not known or len(known) < len(words):
            return None
        if len(known) > MOST:
            return ""
        return all_of(known) if self._by_others(answers) else any_of(known)

    def others(self, answers: Sequence[Answer]) -> list[Answer]:
        """The options that aren't among these."""
        return [Value(option) for option in self._others(answers)]

    def sayable(self, compared: Sequence[Atom]) -> Iterator[str]:  # noqa: ARG002
        """What each option means; others that it isn't are said by those."""
        yield from (f"is.{option}" for option in self.options)

    def _needed(self, answers: Sequence[Answer]) -> list[str]:
        if self._by_others(answers):
            return [f"not.{option}" for option in self._others(answers)]
        named = [option for option in self.options if Value(option) in answers]
        return [f"is.{option}" for option in named] if len(named) < len(self.options) else []

    def _by_others(self, answers: Sequence[Answer]) -> bool:
        """Whether it is shorter to say which options it isn't."""
        others = self._others(answers)
        fewer = 0 < len(others) < len(self.options) - len(others) and len(others) <= MOST
        return fewer and all(f"not.{option}" in self.said for option in others)

    def _others(self, answers: Sequence[Answer]) -> list[str]:
        return [option for option in self.options if Value(option) not in answers]

    def grouped(self, compared: Sequence[Atom]) -> Grouping:
        """Options of which the same comparisons hold are one class."""
        groups: dict[tuple[bool, ...], list[str]] = {}
        for option in self.options:
            groups.setdefault(tuple(holds(atom, option) for atom in compared), []).append(option)
        return _Options(
            self,
            tuple(self._class(group) for group in groups.values()),
            {option: n for n, group in enumerate(groups.values()) for option in group},
        )

    def _class(self, group: list[str]) -> Class:
        words = " or ".join(self.options[option].label for option in group)
        return Class(Value(group[0]), group[0], words, tuple(group))

    @property
    def fitting(self) -> str:
        """The options by id."""
        return f"one of: {', '.join(self.options)}"

    def atom_misfits(self, atom: Atom) -> Iterator[str]:
        """A comparison with anything but options."""
        match atom:
            case Is(name, values):
                for value in values:
                    if value not in self.options:
                        yield unknown(f"option of '{name}'", str(value), self.options)
            case Within(name):
                yield f"'{name}' has no numbers to compare: name one of its options"
            case Has(name) | Lacks(name) | Only(name):
                yield f"'{name}' takes one answer: compare it with its value, without has or only"


@dataclass(frozen=True)
class _Options(OneLevel):
    """Classes of options, and the place of each option."""

    fact: OneOf
    classes: tuple[Class, ...]
    places: Mapping[str, int]

    def of(self, answer: Answer) -> Kept:
        """The class in which an option lies."""
        match answer:
            case Value(str() as option):
                return ((self.places[option],),)
        raise TypeError(f"{answer} is no answer to a fact that takes one option")

    def any_of(self, answers: Sequence[Answer]) -> str:
        """The labels: "Tea or Cocoa", or "anything but Tea" where that is shorter."""
        named = [self.fact.in_words(answer) for answer in answers]
        options = self.fact.options.items()
        others = [option.label for id_, option in options if Value(id_) not in answers]
        if len(named) > MAX_LISTED and 0 < len(others) < len(named):
            return f"anything but {either(quoted_apart(others))}"
        return either(quoted_apart(named))

    def on_arrow(self, level: int, classes: Sequence[Class]) -> str:  # noqa: ARG002
        """All labels: where they are too many, the chart says "any other answer" instead."""
        return " or ".join(map(self.fact.in_words, self.fact.answers(classes)))
