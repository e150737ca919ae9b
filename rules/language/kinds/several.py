"""Facts answered with any number of the options that an author lists."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import ClassVar, Literal

from pydantic import Field

from rules.language.answers import Answer, Chosen, NotSure, Ticks
from rules.language.faults import Path
from rules.language.when import Atom, Has, Lacks, Only, Unsure
from rules.language.word import Id
from rules.language.wording import either, unknown

from .grouping import Grouping
from .option import Box, OneOption
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

    @property
    def boxes(self) -> tuple[Box, ...]:
        """The options; after them the words by which somebody says no to one."""
        if not self.may_stay_unticked:
            return super().boxes
        options, no = self.options.items(), frozenset[str]()
        yes = (Box(each.label, each.help or "", Ticks(frozenset({i}), no)) for i, each in options)
        surely_not = ((i, each.surely_not) for i, each in options if each.surely_not)
        return (*yes, *(Box(words, "", Ticks(no, frozenset({i}))) for i, words in surely_not))

    @property
    def none_of_these(self) -> Answer | None:
        """No to each, where what isn't ticked is open."""
        return Ticks(frozenset(), frozenset(self.options)) if self.may_stay_unticked else None

    def ticked(self, yes: Iterable[str] = (), no: Iterable[str] = ()) -> Answer:
        """The answer that says yes to some options and, where the rest stays open, no to others."""
        ticked = frozenset(yes)
        return Ticks(ticked, frozenset(no)) if self.may_stay_unticked else Chosen(ticked)

    def admit(self, fact_id: str, answer: Answer) -> None:
        """Raise AnswerError unless the answer fits this fact."""
        no: frozenset[str] = frozenset()
        match answer:
            case NotSure():
                return
            case Ticks(yes, no) if self.may_stay_unticked:
                pass
            case Chosen(yes):
                pass
            case _:
                yes = frozenset({""})
        if not yes | no <= self.options.keys():
            listed = ", ".join(self.options)
            raise self.refuse(fact_id, f"takes a list of any of: {listed}; or not_sure")
        if both := yes & no:
            remedy = f"can't have '{min(both)}' ticked and not: remove it from one of the lists"
            label = self.options[min(both)].label
            said = f"That says both yes and no to “{label}”. Please say only one of them."
            raise self.refuse(fact_id, remedy, said)
        if len(yes) > 1 and (alone := yes & {*self.alone}):
            label = self.options[min(alone)].label
            said = f"“{label}” means that nothing else applies, so it stands alone."
            raise self.refuse(fact_id, f"takes no other option beside “{label}”", said)

    def sure_in_words(self, answer: Answer) -> str:
        """The labels of all that apply: "Bread and Cheese", "none of these"."""
        match answer:
            case Chosen(options):
                return listed_labels(self.labels, options)
            case Ticks(yes, no) if self.may_stay_unticked:
                return self._open_in_words(yes, no)
            case Ticks(yes, no):
                named = tuple(option for option in self.options if option in yes | no)
                return ByOption(self.labels, named).any_of([answer])
        raise TypeError(f"{answer} is no answer to a {self.type} fact")

    def _open_in_words(self, yes: frozenset[str], no: frozenset[str]) -> str:
        """What is said, and that there is more: "Bread, not “Cheese”, the rest open".

        Any answer says no to what stands alone, or yes to nothing else: that goes without saying.
        """
        beside = {*self.options}.difference(self.alone)
        if yes & {*self.alone} or beside <= no:
            return listed_labels(self.labels, yes)
        denied = [f"“{label}”" for id_, label in self.labels.items() if id_ in beside & no]
        parts = [listed_labels(self.labels, yes)] if yes else []
        parts += [f"not {either(denied)}"] if denied else []
        parts += ["the rest open"] if parts and beside - yes - no else []
        return ", ".join(parts) or "all of it open"

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
        else:
            remedy = "compare it with {has: ...}, {has_any: ...}, {lacks: ...} or {only: ...}"
            yield f"'{atom.fact}' takes several options: {remedy}"
