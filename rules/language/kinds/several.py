"""Facts answered with any number of the options that an author lists."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from typing import ClassVar, Literal, Self

from pydantic import Field

from rules.language.answers import Answer, Chosen, NotSure, Ticks
from rules.language.clauses import MOST, Clause, Forms, all_of, any_of
from rules.language.faults import Path
from rules.language.when import Atom, Has, Lacks, Only, Unsure
from rules.language.word import Id
from rules.language.wording import either, unknown

from .fact import BaseFact
from .option import Box, OneOption
from .options import MAX_OPTIONS, WithOptions
from .sets import ByOption, TickBox, listed_labels


class Several(WithOptions):
    """A question answered with all the options that apply; none may."""

    takes_several: ClassVar[bool] = True
    becomes: ClassVar[str] = "were answered"  # "answered with Chips"
    sets_apart: ClassVar[str] = "takes several options"

    type: Literal["several"]
    unticked: Literal["closed", "open"] = "closed"
    """What isn't ticked is no, or is open: neither yes nor no."""
    options: dict[Id, OneOption] = Field(min_length=2, max_length=MAX_OPTIONS)
    forms_of: dict[Id, Forms] = Field(default={}, alias="is")
    none: Clause | None = None  # what it means that no option applies

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
        yes = (
            Box(each.label, each.help or "", Ticks(frozenset({i}), no), each.group or "")
            for i, each in options
        )
        denied = (
            Box(each.surely_not, "", Ticks(no, frozenset({i})), each.group or "")
            for i, each in options
            if each.surely_not
        )
        return (*yes, *denied)

    @property
    def none_of_these(self) -> Answer | None:
        """No to each."""
        no = frozenset(self.options)
        return Ticks(frozenset(), no) if self.may_stay_unticked else Chosen(frozenset())

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

    @property
    def forms(self) -> Mapping[str, Forms]:
        """As their author wrote them."""
        return self.forms_of

    @property
    def said(self) -> Mapping[str, str]:
        """Those of the options, and of none."""
        return {**super().said, **({"none": self.none} if self.none else {})}

    def given_clauses(self, answer: Answer, named: Collection[str] = ()) -> list[str] | None:
        """What was ticked; what wasn't goes without saying, unless it is named."""
        match answer:
            case Chosen(options) if options:
                wanted = {*named} or options
                return self._words(
                    self._keys(TickBox(options & wanted, frozenset(wanted) - options))
                )
            case Chosen() if self.none:
                return [self.none]
            case Ticks(yes, no) if yes | no:
                return self._words(self._keys(TickBox(yes, no)))
        return super().given_clauses(answer)

    def sure_clause(self, answers: Sequence[Answer]) -> str | None:
        """What must apply and what mustn't: ways any of which will do, or parts all of which must."""
        ways, parts = self._in_boxes(answers)
        inner: Callable[[list[str]], str] = all_of
        outer, keys = any_of, [*map(self._keys, ways)]
        if parts and _size(parts) < _size(ways):
            inner, outer = any_of, all_of
            keys = [self._keys(each, without=True) for each in parts]
        said = [self._joined(each, inner) for each in keys]
        if not said:
            return ""  # too many to look for the fewest clauses
        if None in said:
            return None
        many = sum(map(len, keys))
        return outer([each for each in said if each]) if many <= MOST else ""

    def may_come(self, old: Answer | None, answers: Sequence[Answer]) -> bool:
        """Ticks come, and none goes."""
        ways, _ = self._in_boxes(answers)
        come = all(
            box.have and not (box.lack & old.options if isinstance(old, Chosen) else box.lack)
            for box in ways
        )
        return super().may_come(old, answers) and bool(ways) and come

    def sayable(self, compared: Sequence[Atom]) -> Iterator[str]:
        """What each option means, that none applies, and of those that count that they don't."""
        counting = self.grouped(compared)
        for option in self.options:
            yield f"is.{option}"
            if option in counting.named:
                yield f"not.{option}"
        yield "none"

    def _in_boxes(self, answers: Sequence[Answer]) -> tuple[list[TickBox], list[TickBox]]:
        """The ways to lie in these, as few as are found, and the boxes that all lie outside of."""
        named = {
            option
            for each in answers
            for option in (each.yes | each.no if isinstance(each, Ticks) else self.options)
        }
        spoken = [option for option in self.options if option in named]
        alone = tuple(option for option in spoken if option in self.alone)
        ordinary = tuple(option for option in spoken if option not in alone)
        return ByOption(self.labels, ordinary, alone).ways(answers)

    def _keys(self, box: TickBox, *, without: bool = False) -> list[str]:
        """The clauses that say a box, or that say the opposite of each of its parts."""
        have, lack = ("not", "is") if without else ("is", "not")
        if not box.have and box.lack == self.options.keys() and self.none and not without:
            return ["none"]
        return [
            f"{have if option in box.have else lack}.{option}"
            for option in self.options
            if option in box.have | box.lack
        ]

    def _joined(self, keys: list[str], join: Callable[[list[str]], str]) -> str | None:
        words = self._words(keys)
        return join(words) if words else None

    def _words(self, keys: list[str]) -> list[str] | None:
        words = [self.said[key] for key in keys if key in self.said]
        return words if words and len(words) == len(keys) else None

    def grouped(self, compared: Sequence[Atom]) -> ByOption:
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

    def limited_to(self, old: BaseFact) -> Self:
        """Open where both are: else one of them takes no answer that leaves an option open."""
        open_ = self.may_stay_unticked and old.may_stay_unticked
        return self.model_copy(update={"unticked": "open" if open_ else "closed"})

    def changes(self, old: BaseFact) -> Iterator[str]:
        """What an option is that nobody ticks."""
        if isinstance(old, Several) and old.unticked != self.unticked:
            yield f"unticked {self.unticked}, which was {old.unticked}"

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


def _size(boxes: Sequence[TickBox]) -> int:
    """How many clauses it takes to say these."""
    return sum(len(box.have) + len(box.lack) for box in boxes)
