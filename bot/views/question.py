"""What to show of a question and its answers, on no platform. A recommendation: advice.py."""

from __future__ import annotations

from dataclasses import dataclass

from bot.conversation.replay import Position
from bot.typed import type_hint
from rules.interview.interview import interview
from rules.interview.offered import ranges_offered
from rules.interview.why import why
from rules.language.answers import Answer, Chosen, NotSure
from rules.language.kinds import Fact
from rules.language.not_sure import counted_answer

NOT_SURE = "Not sure"
UNREADABLE = "I couldn't read an answer from that, so I ask."
BRANCHES = 5  # shown of what a question decides


@dataclass(frozen=True)
class ChoiceView:
    """One thing a person can press or name: its label, a line of help, the answer it gives."""

    label: str
    help: str
    answer: Answer


@dataclass(frozen=True)
class QuestionView:
    """The open question."""

    fact: str
    number: int  # counts from 1
    at_most_more: int  # after this one
    ask: str
    why: str
    help: str
    not_sure: str  # what answering *not sure* will mean
    choices: tuple[ChoiceView, ...]  # *not sure* is the last
    several: bool  # more than one choice may be taken, or none
    none_of_these: Answer | None  # where to take none says nothing: what says no to all
    type_hint: str  # what else one may type, or ""
    was: str  # the answer being changed, or ""
    newer: str  # that it could go on by newer rules, or ""
    unreadable: str  # that nothing was read in the text before it, or ""

    @property
    def progress(self) -> str:
        """How far along this is: "Question 3, at most 6 more"."""
        match self.at_most_more:
            case 0:
                return f"Question {self.number}, the last one"
            case more:
                return f"Question {self.number}, at most {more} more"


@dataclass(frozen=True)
class AnsweredView:
    """An answer already given."""

    number: int
    fact: str
    label: str
    answer: str
    user: str


def question(position: Position) -> QuestionView:
    """The open question of a conversation that is asking. ValueError if it asks nothing."""
    fact_id = position.asking
    if fact_id is None:
        raise ValueError("this conversation asks nothing")
    fact = position.diagram.rules.facts[fact_id]
    given = position.given.get(fact_id)
    earlier = list(position.given)
    return QuestionView(
        fact=fact_id,
        number=earlier.index(fact_id) + 1 if given else len(earlier) + 1,
        at_most_more=_more_after(position, fact_id),
        ask=fact.ask,
        why=fact.why,
        help=fact.help,
        not_sure=_not_sure(fact),
        choices=choices(position, fact_id),
        several=fact.takes_several,
        none_of_these=fact.none_of_these,
        type_hint=type_hint(fact),
        was=fact.in_words(given.answer) if given else "",
        newer=_newer(position.newer),
        unreadable=UNREADABLE if position.unreadable else "",
    )


def _newer(version: str | None) -> str:
    if version is None:
        return ""
    found = f"newer version ({version})" if version else "newer text"
    return f"These rules have a {found}. Your answers carry over."


def _more_after(position: Position, fact_id: str) -> int:
    """At most how many questions follow this one, whatever is answered to it."""
    diagram = position.diagram
    others = {fact: answer for fact, answer in position.answers.items() if fact != fact_id}
    unsure = interview(diagram, {**others, fact_id: NotSure()})
    if diagram.rules.facts[fact_id].not_sure.stays_open:  # then no answer spares a question
        return max(unsure.longest, interview(diagram, others).longest - 1)
    sure = (
        interview(diagram, {**others, fact_id: each})
        for each in interview(diagram, others).answers_apart(fact_id)
    )
    return max(unsure.at_most_more, *(held.at_most_more for held in sure))


def choices(position: Position, fact_id: str) -> tuple[ChoiceView, ...]:
    """The answers to offer: options, or for a number the ranges that lead different ways."""
    fact = position.diagram.rules.facts[fact_id]
    if fact.takes_ranges:
        ranges = ranges_offered(position.interview, fact_id)
        offered = [ChoiceView(fact.in_words(each), "", each) for each in ranges]
    else:
        offered = [ChoiceView(*box) for box in fact.boxes]
    return (*offered, ChoiceView(NOT_SURE, "", NotSure()))


def says_nothing(position: Position, answer: Answer) -> bool:
    """Whether an answer to the open question is that nothing was ticked, and that is no answer."""
    fact = position.diagram.rules.facts.get(position.asking or "")
    return bool(fact and fact.none_of_these) and answer == Chosen(frozenset())


def answered(position: Position) -> tuple[AnsweredView, ...]:
    """The answers given, in the order in which they were asked."""
    facts = position.diagram.rules.facts
    return tuple(
        AnsweredView(n, id_, facts[id_].label, facts[id_].in_words(given.answer), given.user)
        for n, (id_, given) in enumerate(position.given.items(), start=1)
    )


def leads_to(position: Position) -> tuple[str, ...]:
    """What the answers to the open question would mean, where that can be said in a few lines."""
    others = {fact: a for fact, a in position.answers.items() if fact != position.asking}
    held = interview(position.diagram, others)
    if held.next_fact != position.asking:
        return ()
    words = why(held).words
    return words if len(words) <= BRANCHES else ()


def _not_sure(fact: Fact) -> str:
    counts_as = fact.not_sure.counts_as
    if fact.not_sure.settle:
        return f"Not sure? I'll ask something finer instead. {fact.not_sure.because}"
    if counts_as is None:
        return f"Not sure leaves it open. {fact.not_sure.because}"
    answer = counted_answer(counts_as)
    assumed = fact.counted_clause(answer) or f"“{fact.in_words(answer)}”"
    return f"Not sure? Then I assume: {assumed}. {fact.not_sure.because}"
