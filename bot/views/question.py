"""What to show of a question and its answers, on no platform. A recommendation: advice.py."""

from __future__ import annotations

import textwrap
from dataclasses import dataclass, field

from bot.conversation.replay import Position
from bot.typed import type_hint
from rules.interview.interview import interview
from rules.interview.offered import ranges_offered
from rules.interview.why import why
from rules.language.answers import Answer, NotSure
from rules.language.kinds import Fact
from rules.language.model import Source
from rules.language.not_sure import counted_answer
from rules.language.wording import sentence

from .progress import progress

NOT_SURE = "Not sure"
NONE_OF_THESE = "None of these"
ENTER = "Enter a number"
OTHER = "Other"  # over what an author's groups leave out
UNREADABLE = "I couldn't read an answer from that, so I ask."
NAME = 40  # characters of what it is about


@dataclass(frozen=True)
class ChoiceView:
    """One thing a person can press or name: its label, a line of help, the answer it gives."""

    label: str
    help: str
    answer: Answer
    group: str = ""  # the heading under which it stands in a long list, or ""


@dataclass(frozen=True)
class QuestionView:
    """The open question."""

    fact: str
    progress: str  # how far along this is: "Question 3 of about 5"
    ask: str
    why: str
    help: str
    not_sure: str  # what answering *not sure* will mean
    sources: tuple[Source, ...] = field(hash=False)  # of the statements behind the question
    choices: tuple[ChoiceView, ...]  # *not sure* is the last
    several: bool  # more than one choice may be taken, or none
    none_of_these: Answer | None  # of several: what says no to all
    numeric: bool  # a number may be entered in place of a range
    rest_open: bool  # of several: what is not ticked stays open
    type_hint: str  # what else one may type, or ""
    was: str  # the answer being changed, or ""
    newer: str  # that it could go on by newer rules, or ""
    unreadable: str  # that nothing was read in the text before it, or ""


@dataclass(frozen=True)
class AnsweredView:
    """An answer already given."""

    number: int
    fact: str
    label: str
    answer: str
    user: str
    event: int  # which gave it


def question(position: Position) -> QuestionView:
    """The open question of a conversation that is asking. ValueError if it asks nothing."""
    fact_id = position.asking
    if fact_id is None:
        raise ValueError("this conversation asks nothing")
    fact = position.diagram.rules.facts[fact_id]
    given = position.given.get(fact_id)
    return QuestionView(
        fact=fact_id,
        progress=progress(position),
        ask=fact.ask,
        why=fact.why,
        help=fact.help,
        not_sure=_not_sure(fact),
        sources=_sources(position, fact),
        choices=choices(position, fact_id),
        several=fact.takes_several,
        none_of_these=fact.none_of_these,
        numeric=fact.takes_ranges,
        rest_open=fact.may_stay_unticked,
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


def choices(position: Position, fact_id: str) -> tuple[ChoiceView, ...]:
    """The answers to offer: options, or for a number the ranges that lead different ways."""
    fact = position.diagram.rules.facts[fact_id]
    if fact.takes_ranges:
        ranges = ranges_offered(position.interview, fact_id)
        offered = [ChoiceView(_range(fact, each), "", each) for each in ranges]
    else:
        offered = [ChoiceView(*box) for box in fact.boxes]
    return (*offered, ChoiceView(NOT_SURE, "", NotSure()))


def _range(fact: Fact, answer: Answer) -> str:
    """A range as a choice: its unit stands in the question."""
    return sentence(fact.in_words(answer).replace(f" {fact.unit}", ""))


def answered(position: Position) -> tuple[AnsweredView, ...]:
    """The answers given, in the order in which they were asked."""
    facts = position.diagram.rules.facts
    return tuple(
        AnsweredView(
            n, id_, facts[id_].label, facts[id_].in_words(each.answer), each.user, each.event
        )
        for n, (id_, each) in enumerate(position.given.items(), start=1)
    )


def leads_to(position: Position) -> tuple[str, ...]:
    """What the answers to the open question would mean, in a few lines."""
    others = {fact: a for fact, a in position.answers.items() if fact != position.asking}
    held = interview(position.diagram, others)
    return why(held).words if held.next_fact == position.asking else ()


def heading(subject: str, view: QuestionView) -> str:
    """What it is about, and how far along: "Support bot for our shop  |  Question 3 of about 5"."""
    return "  |  ".join(filter(None, (short_name(subject), view.progress)))


def short_name(subject: str) -> str:
    """What it is about, cut at a word where it would fill a line."""
    name = textwrap.shorten(subject, NAME, placeholder="…")
    return name if name != "…" else f"{subject[: NAME - 1]}…"


def follows_unsure(fact: Fact) -> str:
    """What *not sure* leads to, behind the answer: "It stays open."."""
    if fact.not_sure.settle:
        return "I ask something finer."
    if fact.not_sure.counts_as is None:
        return "It stays open."
    words = fact.briefly(counted_answer(fact.not_sure.counts_as))
    return f"Counted as {words[:1].lower()}{words[1:]}."


def _sources(position: Position, fact: Fact) -> tuple[Source, ...]:
    """The texts in which the statements behind a question stand, each once."""
    sources = position.diagram.rules.sources.values()
    cited = (each for said in fact.cite for each in sources if said in each.statements)
    return tuple({each.url: each for each in cited}.values())


def _not_sure(fact: Fact) -> str:
    because, counts_as = fact.not_sure.because, fact.not_sure.counts_as
    if fact.not_sure.settle:
        return f"I'll ask something finer instead. {because}"
    if counts_as is None:
        return f"It stays open. {because}"
    answer = counted_answer(counts_as)
    assumed = fact.counted_clause(answer) or f"“{fact.in_words(answer)}”"
    return f"Then I assume: {assumed}. {because}"
