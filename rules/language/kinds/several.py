"""Facts answered with any number of the options that an author lists."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import ClassVar, Literal

from pydantic import Field

from rules.language.answers import Answer, Chosen, NotSure, Ticks
from rules.language.faults import Path
from rules.language.when import Atom, Has, Lacks, Only, Unsure
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
    unticked: Literal["closed", "open"] = "closed"
    """What isn't ticked is no, or is open: neither yes nor no."""
    options: dict[Id, OneOption] = Field(min_length=2, max_length=MAX_OPTIONS)

    @property
    def labels(self) -> dict[str, str]:
        """The options' labels by id."""
        return {id_: option.label for id_, option in self.options.items()}

    @property
    def may_stay_unticked(self) -> bool:
        """Where its author says so."""
        return self.unticked == "open"

    def misfits(self) -> Iterator[tuple[Path, str]]:
        """Words for a plain no, where what isn't ticked is no anyway."""
        yield from super().misfits()
        for id_, option in self.options.items():
            if option.surely_not and not self.may_stay_unticked:
                message = "what isn't ticked is no already: remove it, or add 'unticked: open'"
                yield ("options", id_, "surely_not"), message

    @property
    def alone(self) -> tuple[str, ...]:
        """The options of which each excludes all others."""
        return tuple(id_ for id_, option in self.options.items() if option.alone)

    def admit(self, fact_id: str, answer: Answer) -> None:
        """Raise AnswerError unless the answer fits this fact."""
        match answer:
            case NotSure():
                return
            case Ticks(yes, no) if self.may_stay_unticked:
                ticked, named = yes, yes | no
            case Chosen(options):
                ticked = named = options
            case _:
                ticked, named = frozenset(), frozenset({""})
        if not named <= self.options.keys():
            listed = ", ".join(self.options)
            raise self.refuse(fact_id, f"takes a list of any of: {listed}; or not_sure")
        if len(ticked) > 1 and (alone := ticked & {*self.alone}):
            label = self.options[min(alone)].label
            raise self.refuse(fact_id, f"takes no other option beside “{label}”")

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
        options = (atom.options for atom in compared if isinstance(atom, Has | Lacks))
        named = {option for each in options for option in each}
        spoken = [option for option in self.options if every or option in named]
        return ByOption(
            self.labels,
            tuple(option for option in spoken if option not in self.alone),
            tuple(option for option in spoken if option in self.alone),
            self.may_stay_unticked,
            bool(spoken) or any(isinstance(atom, Unsure) for atom in compared),
        )

    @property
    def fitting(self) -> str:
        """The options by id."""
        return f"a list of any of: {', '.join(self.options)}"

    def atom_misfits(self, atom: Atom) -> Iterator[str]:
        """A comparison with anything but what is among the chosen."""
        if isinstance(atom, Has | Lacks | Only):
            for option in atom.options:
                if option not in self.options:
                    yield unknown(f"option of '{atom.fact}'", option, self.options)
                elif option in self.alone and len(atom.options) > 1 and not isinstance(atom, Lacks):
                    message = f"nobody takes '{option}' of '{atom.fact}' with another option"
                    yield f"{message}: compare it by itself"
        else:
            remedy = "compare it with {has: ...}, {has_any: ...}, {lacks: ...} or {only: ...}"
            yield f"'{atom.fact}' takes several options: {remedy}"
