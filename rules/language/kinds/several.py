"""Facts answered with any number of the options that an author lists."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import ClassVar, Literal

from pydantic import Field

from rules.language.answers import Answer, Chosen, NotSure, Ticks
from rules.language.when import Atom, Has, Only
from rules.language.word import Id
from rules.language.wording import unknown

from .grouping import Grouping
from .option import OneOption
from .options import MAX_OPTIONS, WithOptions
from .sets import ByOption, listed_labels


class Several(WithOptions):
    """A question answered with all the options that apply; none may."""

    takes_several: ClassVar[bool] = True
    becomes: ClassVar[str] = "were answered"  # "answered with Chips"
    sets_apart: ClassVar[str] = "takes several options"

    type: Literal["several"]
    options: dict[Id, OneOption] = Field(min_length=2, max_length=MAX_OPTIONS)

    @property
    def labels(self) -> dict[str, str]:
        """The options' labels by id."""
        return {id_: option.label for id_, option in self.options.items()}

    def admit(self, fact_id: str, answer: Answer) -> None:
        """Raise AnswerError unless the answer fits this fact."""
        fits = isinstance(answer, Chosen) and answer.options <= self.options.keys()
        if not fits and not isinstance(answer, NotSure):
            listed = ", ".join(self.options)
            raise self.refuse(fact_id, f"takes a list of any of: {listed}; or not_sure")

    def sure_in_words(self, answer: Answer) -> str:
        """The labels of all that apply: "Bread and Cheese", "none of these"."""
        match answer:
            case Chosen(options):
                return listed_labels(self.labels, options)
            case Ticks(yes, no):
                named = tuple(option for option in self.options if option in yes | no)
                return ByOption(self.labels, named).any_of([answer])
        raise TypeError(f"{answer} is no answer to a {self.type} fact")

    def grouped(self, compared: Sequence[Atom]) -> Grouping:
        """Each option that a comparison speaks of is ticked or not; `only` speaks of all."""
        every = any(isinstance(atom, Only) for atom in compared)
        named = {option for atom in compared if isinstance(atom, Has) for option in atom.options}
        return ByOption(
            self.labels, tuple(option for option in self.options if every or option in named)
        )

    @property
    def fitting(self) -> str:
        """The options by id."""
        return f"a list of any of: {', '.join(self.options)}"

    def atom_misfits(self, atom: Atom) -> Iterator[str]:
        """A comparison with anything but what is among the chosen."""
        if isinstance(atom, Has | Only):
            for option in atom.options:
                if option not in self.options:
                    yield unknown(f"option of '{atom.fact}'", option, self.options)
        else:
            remedy = "compare it with {has: ...} or {only: ...}"
            yield f"'{atom.fact}' takes several options: {remedy}"
