"""What every fact has, and what its kind has to say: all that differs by kind is asked here."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Annotated, ClassVar, Self

from pydantic import StringConstraints

from rules.language.answers import Answer, AnswerError, NotSure, Value
from rules.language.clauses import Clause, all_of
from rules.language.faults import Path
from rules.language.not_sure import NotSurePolicy
from rules.language.when import Atom
from rules.language.word import Cited, Text, Was, Word

from .grouping import Class, Grouping
from .option import Box

if TYPE_CHECKING:
    from .option import Option


class BaseFact(Word):
    """A thing to know. The methods are what others ask a fact, so that they need not know kinds."""

    takes_several: ClassVar[bool] = False  # any number of options is one answer
    takes_ranges: ClassVar[bool] = False  # classes lie in a row, and an answer may mean several
    becomes: ClassVar[str] = "were"  # "if Gap were Format"
    sets_apart: ClassVar[str] = ""  # "only one of them is a number"; "" where it takes one option

    label: Annotated[str, StringConstraints(min_length=1, max_length=60)]  # "Requests a day"
    ask: Text
    why: Text
    help: Text
    not_sure: NotSurePolicy
    cite: Cited = ()  # the statements behind the question
    unchangeable: bool = False  # nothing the person does can change it: never named as a way out
    was: Was = ()
    asks: Clause | None = None  # the question within a sentence: "how many examples there are"
    can_become: bool = False  # it comes with time or work, so that "once" is said of it

    if TYPE_CHECKING:  # fields of some kinds: pydantic warns where a field hides a property

        @property
        @abstractmethod
        def type(self) -> str:
            """The name of its kind, as the author writes it."""

        @property
        @abstractmethod
        def options(self) -> Mapping[str, Option]:
            """What can be chosen; nothing of a kind that has no options."""

        @property
        @abstractmethod
        def unit(self) -> str:
            """What its numbers count; "" for a kind that has none."""

    # What people answer

    @abstractmethod
    def admit(self, fact_id: str, answer: Answer) -> None:
        """Raise AnswerError unless the answer fits this fact."""

    def in_words(self, answer: Answer) -> str:
        """An answer as people say it: an option's label, a number with its unit, or "not sure"."""
        return "not sure" if isinstance(answer, NotSure) else self.sure_in_words(answer)

    @abstractmethod
    def sure_in_words(self, answer: Answer) -> str:
        """The same for any answer but *not sure*. Raises TypeError for another kind's."""

    @property
    def boxes(self) -> tuple[Box, ...]:
        """What can be chosen or ticked, in the order in which it is listed."""
        return tuple(
            Box(each.label, each.help or "", Value(i), each.group or "")
            for i, each in self.options.items()
        )

    @property
    def none_of_these(self) -> Answer | None:
        """The answer that says no to every option, where any number of them is one."""
        return None

    def briefly(self, answer: Answer) -> str:
        """The answer after the fact's label, without a unit that the label has said."""
        return self.in_words(answer)

    # What sentences say of it

    def clause(self, answers: Sequence[Answer]) -> str | None:
        """Any of these, within a sentence: "there are 300 or more good examples".

        None where its author gave no words for that, or where any answer is one of these; empty
        where it takes more than three clauses, which nobody can take in.
        """
        if any(isinstance(each, NotSure) for each in answers):
            return None
        return self.sure_clause(answers)

    @abstractmethod
    def sure_clause(self, answers: Sequence[Answer]) -> str | None:
        """The same for any answers but *not sure*."""

    def given_clause(self, answer: Answer) -> str | None:
        """What somebody answered, in the same words."""
        found = self.given_clauses(answer)
        return all_of(found) if found else None

    def given_clauses(self, answer: Answer, named: Collection[str] = ()) -> list[str] | None:  # noqa: ARG002
        """Each thing that somebody answered; of several options those `named`, if any are."""
        found = self.clause([answer])
        return [found] if found else None

    def others(self, answers: Sequence[Answer]) -> list[Answer]:  # noqa: ARG002
        """Every option but these, where one option is the answer."""
        return []

    def may_come(self, old: Answer | None, answers: Sequence[Answer]) -> bool:  # noqa: ARG002
        """Whether these come from the old answer with time or work, so that "once" is said of it."""
        return self.can_become

    def so_far(self, answer: Answer) -> str:  # noqa: ARG002
        """How much there is, "about 60 so far"; "" where nothing is counted or nobody said."""
        return ""

    def counted_clause(self, answer: Answer) -> str | None:
        """What *not sure* counts as, after "Assumed": "the task is broad"."""
        return self.given_clause(answer)

    @property
    @abstractmethod
    def said(self) -> Mapping[str, str]:
        """The clauses that its author wrote, by key: "is", "is.tea", "not.tea", "none"."""

    def written_at(self, key: str) -> Path:
        """Where the author wrote a clause, or would."""
        return (key,)

    def sayable(self, compared: Sequence[Atom]) -> Iterator[str]:  # noqa: ARG002
        """The keys of the clauses that some sentence says, where rules compare it so."""
        yield "is"

    # What rules tell apart

    @abstractmethod
    def grouped(self, compared: Sequence[Atom]) -> Grouping:
        """The classes that these comparisons, all about this fact, tell apart."""

    def answers(self, classes: Sequence[Class]) -> tuple[Answer, ...]:
        """The answers that mean these classes: every option in them, or one for each class."""
        found: list[Answer] = []
        for each in classes:
            found.extend([Value(option) for option in each.options] or [each.answer])
        return tuple(found)

    # What an author may write

    @property
    def answerable(self) -> bool:
        """Whether there is an answer that fits."""
        return True

    @property
    def written(self) -> Mapping[str, Option]:
        """The options that the author wrote; yes and no are given."""
        return self.options if "options" in type(self).model_fields else {}

    @property
    def may_stay_unticked(self) -> bool:
        """Whether an answer may leave some of its options neither yes nor no."""
        return False

    @property
    @abstractmethod
    def fitting(self) -> str:
        """The values that fit, in words."""

    def misfits(self) -> Iterator[tuple[Path, str]]:
        """What is wrong with the fact itself, beyond the shape of its keys: where, and what."""
        yield from ()

    @abstractmethod
    def atom_misfits(self, atom: Atom) -> Iterator[str]:
        """What is wrong with a comparison of this fact."""

    def too_many(self, fact_id: str, compared: Sequence[Atom]) -> str | None:  # noqa: ARG002
        """Why these comparisons would tell too many classes apart."""
        return None

    # Another version, or another rule set

    def differs(self, theirs: BaseFact) -> str | None:
        """Why an answer to this fact may not be one to theirs."""
        if self.sets_apart != theirs.sets_apart:
            return f"only one of them {min(filter(None, (self.sets_apart, theirs.sets_apart)))}"
        other = [option for option in self.options if option not in theirs.options]
        return f"that one has no option {', '.join(other)}" if other else None

    def follows(self, old: BaseFact) -> bool:
        """Whether some answer to a fact's old version can be one to this; options are not asked."""
        return type(self) is type(old)

    def limited_to(self, old: BaseFact) -> Self:  # noqa: ARG002
        """The fact with those values only that an old version takes too; options are not asked."""
        return self

    def with_options(self, options: Mapping[str, Option]) -> Self:
        """The fact with these in place of the options that its author wrote, if any were."""
        return self.model_copy(update={"options": options}) if self.written else self

    def changes(self, old: BaseFact) -> Iterator[str]:  # noqa: ARG002
        """What an author changed since an old version of it, in the keys of the kind alone."""
        yield from ()

    def refuse(self, fact_id: str, remedy: str, for_people: str = "") -> AnswerError:
        """The error for an answer that doesn't fit."""
        return AnswerError(f"'{fact_id}' {remedy}", for_people)
