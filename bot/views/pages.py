"""What stands behind an advice, page by page, on no platform. A new page is one function here."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date

from bot.conversation.replay import Position
from rules.interview import advice as rules
from rules.interview import conditions
from rules.interview.explain import Recommendation, recommend, said_on
from rules.interview.interview import interview
from rules.interview.once import once
from rules.interview.what_if import Change, WhatIf, comes
from rules.language.answers import Answer, AnswerError, Chosen, Ticks
from rules.language.model import Line, Source
from rules.sentences.clauses import clause

from .costs import CostsView, costs
from .question import choices

WHY, STEPS, WHAT_IF, COSTS, OTHERS = "why", "steps", "what if", "costs", "others"
TITLES = {WHY: "Why", STEPS: "Steps", WHAT_IF: "What if", COSTS: "Costs", OTHERS: "Others"}
MOST_WORDS = {WHY: 130, STEPS: 110, WHAT_IF: 90, COSTS: 110, OTHERS: 75}
NOTHING_NEAR = "I found no small change of your answers that leads to other advice."
MOST_ASKED = 4  # answers to a question that only words the steps
_EVIDENCE = {
    "measured": "Measured.",
    "experience": "From experience.",
    "inference": "Our conclusion from it.",
}


@dataclass(frozen=True)
class SaySo:
    """A change that somebody can say is so. `answer` is None where the question is asked again."""

    fact: str
    answer: Answer | None
    clause: str  # what is so then: "the task is narrow"


@dataclass(frozen=True)
class Part:
    """One thing that a page says."""

    head: str = ""
    text: str = ""
    lines: tuple[str, ...] = ()
    sources: tuple[Source, ...] = ()
    evidence: str = ""  # what stands behind it, where it has sources
    small: bool = False
    say_so: SaySo | None = None
    asks: tuple[SaySo, ...] = ()  # what can be answered here, where something can be pressed

    @property
    def words(self) -> int:
        """How many words it has, its sources not counted."""
        return sum(len(each.split()) for each in (self.head, self.text, *self.lines))


@dataclass(frozen=True)
class PageView:
    """A page behind an advice."""

    name: str
    advised: str  # the advice's first line
    parts: tuple[Part, ...]
    left: int = 0  # how many parts had no room
    costs: CostsView | None = None  # of the page of costs, with its chart

    @property
    def words(self) -> int:
        """How many words it has."""
        return sum(part.words for part in self.parts)


@dataclass(frozen=True)
class _Behind:
    """What a page is made from."""

    position: Position
    advised: Recommendation
    today: date


def page(
    name: str, position: Position, advised: Recommendation, today: date, *, whole: bool = True
) -> PageView:
    """A page of an advice: all of it, or as much as its words allow, in order."""
    parts = tuple(_PAGES[name](_Behind(position, advised, today)))
    headline = conditions.headline(position.diagram.rules, advised)
    counted = costs(position, today) if name == COSTS else None
    view = PageView(name, headline, parts, costs=counted)
    return view if whole else _within(view, MOST_WORDS[name])


def _within(view: PageView, most: int) -> PageView:
    """What comes first, the last list as far as it fits; what is small or asks is kept at the end."""
    small = [each for each in view.parts if each.small or each.asks]
    told = [each for each in view.parts if each not in small]
    room, kept = most - sum(each.words for each in small), list[Part]()
    while len(kept) < len(told) and kept == told[: len(kept)]:
        fits = next((e for e in _ever_shorter(told[len(kept)]) if e.words <= room), None)
        if fits is None:
            break
        kept.append(fits)
        room -= fits.words
    whole = sum(part in kept for part in told)
    return replace(view, parts=(*kept, *small), left=len(told) - whole)


def _ever_shorter(part: Part) -> Iterator[Part]:
    yield part
    yield from (
        replace(part, lines=part.lines[:most]) for most in range(len(part.lines) - 1, 0, -1)
    )


def _why(it: _Behind) -> Iterator[Part]:
    held, its = it.position.interview, it.position.diagram.rules
    for item in rules.reasons(held, it.advised):
        said = " ".join(
            filter(None, [item.you_said, *(f"Not asked: {each}." for each in item.assumed)])
        )
        evidence = _EVIDENCE.get(item.evidence or "", "")
        yield Part(item.text, said, sources=item.sources, evidence=evidence)
    depends = rules.depends_on(held, it.advised)
    if unsure := rules.unsure(held, it.advised, depends):
        yield Part("Not sure yet", lines=unsure)
    if cautions := _said(it.advised.cautions, it.today):
        yield Part("Take care", lines=cautions)
    for item in rules.differences(its, it.advised):
        yield Part(item.text, f"{' '.join(item.says)} Our view: {item.our_view}")
    yield Part(text=f"By the rule set {its.ruleset} {its.version}.", small=True)


def _steps(it: _Behind) -> Iterator[Part]:
    held, its = it.position.interview, it.position.diagram.rules
    heads = [its.conditions[id_].label for id_ in (*it.advised.missing, *it.advised.unknown)]
    steps = _said((*conditions.first_steps(its, it.advised), *it.advised.steps), it.today)
    for number, step in enumerate(steps, start=1):
        head = heads[number - 1] if number <= len(heads) else ""
        yield (
            Part(f"{number}. {head[:1].upper()}{head[1:]}", step)
            if head
            else Part(text=f"{number}. {step}")
        )
    besides = [row.say for row in it.advised.collected if row.said_on(it.today)]
    if besides:
        yield Part("Beside that", lines=tuple(besides))
    yield from _one_more(it.position)
    for item in rules.come_back(held, it.advised, once(held), it.today):
        yield Part(text=item.text, small=True)


def _one_more(position: Position) -> Iterator[Part]:
    """The question that only words the steps, where its answers are few enough to be pressed."""
    for fact_id in position.interview.after_advice[:1]:
        fact, boxes = position.diagram.rules.facts[fact_id], choices(position, fact_id)[:-1]
        if len(boxes) <= MOST_ASKED and not fact.takes_several:
            asks = tuple(SaySo(fact_id, each.answer, each.label) for each in boxes)
            yield Part("One answer more makes these steps yours.", fact.ask, asks=asks)


def _what_if(it: _Behind) -> Iterator[Part]:
    found = [*_changes(it)]
    yield from found or [Part(text=NOTHING_NEAR)]


def _changes(it: _Behind) -> Iterator[Part]:
    held = it.position.interview
    if depends := rules.depends_on(held, it.advised):
        lines = tuple(item.text for item in depends.items)
        yield Part(f"It turns on {depends.title[:1].lower()}{depends.title[1:]}", lines=lines)
    for item in rules.changes(held, it.advised, once(held)):
        head, colon, then = item.text.partition(": ")
        said = Part(head, then) if item.way and colon else Part(text=item.text)
        yield replace(said, say_so=_say_so(it.position, item.way)) if item.way else said


def _costs(it: _Behind) -> Iterator[Part]:
    first, *rest = costs(it.position, it.today).page
    head, _, more = first.text.partition(". ")
    yield Part(head, more)
    yield from (Part(text=line.text) for line in rest[:-1])
    yield from (Part(text=line.text, small=True) for line in rest[-1:])


def _others(it: _Behind) -> Iterator[Part]:
    for said, sells in rules.opinions(it.position.interview, it.position.others):
        yield Part(text=f"{said} Its publisher sells {sells}." if sells else said)
    if named := [each.rules.ruleset for each in it.position.others]:
        text = f"To be asked the questions of one alone, begin with “by {named[0]}:”."
        yield Part(text=text, small=True)


def _said(lines: Iterable[Line], today: date) -> tuple[str, ...]:
    return tuple(line.say for line in said_on(lines, today))


_PAGES: dict[str, Callable[[_Behind], Iterator[Part]]] = {
    WHY: _why,
    STEPS: _steps,
    WHAT_IF: _what_if,
    COSTS: _costs,
    OTHERS: _others,
}


def _say_so(position: Position, way: WhatIf) -> SaySo | None:
    """The one answer that makes it so, if one does; else its question, where it was asked.

    What only comes with time isn't so because somebody says it.
    """
    every = (*way.changes, *way.answers_needed)
    if len(every) != 1 or comes(position.diagram, way):
        return None
    (change,) = every
    fact = position.diagram.rules.facts[change.fact]
    if change.fact in position.diagram.assumed:
        return None
    answer = _becomes(change) if len(change.becomes) == 1 else None
    by_label = f"{fact.label}: {fact.in_words(answer)}" if answer else fact.label
    said = clause(position.diagram, change.fact, change.becomes) or by_label
    if answer is not None and _leads_to(position, change.fact, answer, way):
        return SaySo(change.fact, answer, said)
    return SaySo(change.fact, None, said) if change.fact in position.given else None


def _becomes(change: Change) -> Answer:
    """The new answer whole: of several options those ticked before as well."""
    (new,), old = change.becomes, change.old
    match old, new:
        case Chosen(options), Ticks(yes, no):
            return Chosen((options | yes) - no)
        case Ticks(yes, no), Ticks():
            return Ticks((yes | new.yes) - new.no, (no | new.no) - new.yes)
    return new


def _leads_to(position: Position, fact: str, answer: Answer, way: WhatIf) -> bool:
    """Whether this answer does what the way says, as far as nothing more is asked."""
    try:
        position.diagram.rules.facts[fact].admit(fact, answer)
    except AnswerError:
        return False
    then = interview(position.diagram, {**position.answers, fact: answer})
    possible = {text.id for text in then.recommendations}
    done = then.next_fact is None
    return (recommend(then).text.id == way.text.id) if done else way.text.id in possible
