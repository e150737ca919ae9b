"""The advice as one screen shows it, on no platform. What stands behind it: pages.py."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date

from bot.conversation.replay import GivenAnswer, Position
from rules.interview import advice as rules
from rules.interview import conditions
from rules.interview.explain import Recommendation
from rules.interview.how_sure import how_sure, ifs
from rules.interview.once import once
from rules.language.model import Source

from .costs import bears, has_costs, money

MOST_SOURCES = 2
MOST_OPEN = 3  # of what is missing or unknown; the rest stands under Steps
MOST_WORDS = 88  # what is done is told as far as it fits
MOST_CORRECTED = 14  # words of what somebody corrected and how
MOST_CHANGED = 98  # words, with what has changed
LONGEST_NAME = 60  # characters of what a conversation is about
ASKED = "should we fine-tune?"


@dataclass(frozen=True)
class Changed:
    """How an advice differs from the one that it replaces."""

    was: str  # its first line
    number: int
    person: str
    how: str  # what that person did: "corrected how broad the task is: the task is narrow"


@dataclass(frozen=True)
class Ready:
    """How far the conditions are done: what is to do by its state, what is done in one line."""

    title: str
    ifs: str  # what it holds on that nobody knows, or ""
    to_do: tuple[tuple[str, str], ...]  # the word for its state, and what
    more: str  # that there is more of it
    done: str

    @property
    def lines(self) -> tuple[tuple[str, str], ...]:
        """Each line: the state in a word, if it has one, and what it says."""
        rest = [("", each) for each in (self.ifs, self.more) if each]
        done = [("Done", self.done)] if self.done else []
        return (*rest[: bool(self.ifs)], *self.to_do, *rest[bool(self.ifs) :], *done)


@dataclass(frozen=True)
class CardView:
    """What is advised, in the order in which it is read."""

    about: str  # the question that was asked
    nameless: bool  # nobody has said what it is about
    answer: str  # the answer and the direction
    changed: Changed | None
    reason: str  # what comes then, and why
    sources: tuple[Source, ...]  # of the reason
    ready: Ready | None
    money: str
    first: str
    sure: tuple[str, str]  # in a word or two, and what that rests on
    state: str
    missing: tuple[str, ...]  # what is told of it to those who see no card
    pages: tuple[str, ...]  # the pages behind it, those worth a button first
    buttons: int  # how many of them are


def about(subject: str) -> str:
    """The question that was asked: "Support bot: should we fine-tune?"."""
    name = subject.strip()
    if len(name) > LONGEST_NAME:
        whole = name[:LONGEST_NAME].rsplit(" ", 1)[0]
        name = f"{whole.rstrip(',;:.')}…"
    return f"{name}: {ASKED}" if name else f"{ASKED[:1].upper()}{ASKED[1:]}"


def card(
    position: Position,
    advised: Recommendation,
    subject: str,
    number: int,
    today: date,
    changed: Changed | None = None,
) -> CardView:
    """The card of an advice with this number."""
    held, promised = position.interview, once(position.interview)
    concluded = rules.concluding(held.diagram.rules, advised)[0]
    sources = dict.fromkeys(each.source_id for each in concluded.citations)
    spelled = conditions.beside(held.diagram.rules, advised), conditions.then(advised, promised)
    sure, _, because = how_sure(held, advised, ifs_told=True).partition(". ")
    pages, buttons = _pages(position, advised)
    view = CardView(
        about=about(subject),
        nameless=not subject.strip(),
        answer=conditions.headline(held.diagram.rules, advised),
        changed=changed,
        reason=f"{''.join(spelled)}{concluded.rule.because}",
        sources=tuple(map(held.diagram.rules.sources.__getitem__, sources))[:MOST_SOURCES],
        ready=None,
        money=money(position, advised, today),
        first=conditions.first(held.diagram.rules, advised),
        sure=(f"{sure.rstrip('.')}.", because),
        state=_state(number, changed),
        missing=tuple(what for word, what in conditions.to_do(held, advised) if word == "Missing"),
        pages=pages,
        buttons=buttons,
    )
    return _with_readiness(view, position, advised)


def _state(number: int, changed: Changed | None) -> str:
    replaces = f" replaces advice {changed.number}" if changed else ""
    return f"Advice {number}{replaces}. Not decided yet."


def _pages(position: Position, advised: Recommendation) -> tuple[tuple[str, ...], int]:
    shown = ["why", "steps", "what if"]
    if bears(position, advised):
        shown.append("costs")
    rest = ["others"] if position.others else []
    if has_costs(position) and "costs" not in shown:
        rest.append("costs")
    return (*shown, *rest), len(shown)


def _with_readiness(view: CardView, position: Position, advised: Recommendation) -> CardView:
    """With how far the conditions are done, as much of it as one screen holds."""
    if not advised.states:
        return view
    held = position.interview
    told, to_do = ifs(held, advised), [*conditions.to_do(held, advised)]
    labels, title = conditions.done(held, advised), conditions.ready_title(advised)
    lines = [0] if told else range(min(MOST_OPEN, len(to_do)), -1, -1)
    found = view
    for most in lines:
        left = 0 if told else len(to_do) - most
        more = f"{left}{' more' * bool(most)} missing or unknown, see Steps" if left else ""
        for named in range(len(labels), -1, -1):
            ready = Ready(title, told, tuple(to_do[:most]), more, _some(labels, named))
            found = replace(view, ready=ready)
            if words(found) <= (MOST_CHANGED if view.changed else MOST_WORDS):
                return found
    return found


def _some(labels: Sequence[str], most: int) -> str:
    """So many of the labels in one line, and how many there are beside them."""
    left = len(labels) - most
    return f"{'; '.join(labels[:most])}{f'; and {left} more' if left else ''}" if most else ""


def words(view: CardView) -> int:
    """How many words it has, its sources not counted."""
    return sum(len(text.split()) for text in _texts(view))


def _texts(view: CardView) -> Iterator[str]:
    yield from (view.about, view.answer, view.reason, view.money, view.first and "First:")
    yield from (view.first, *view.sure, view.state)
    if view.changed:
        yield f"Changed. It was {view.changed.was} {view.changed.person} {view.changed.how}."
    if view.ready:
        yield view.ready.title
        yield from (f"{word} {text}" for word, text in view.ready.lines)


def difference(before: Position, now: Position) -> tuple[str, str] | None:
    """Who corrected which answer, and how; None where no answer is another."""
    facts = now.diagram.rules.facts
    for fact_id, given in now.given.items():
        was = before.given.get(fact_id)
        if was and was.answer != given.answer:
            fact = facts[fact_id]
            clause = fact.given_clause(given.answer) if fact.asks else ""
            said = clause or f"{fact.label}: {fact.in_words(given.answer)}"
            named = f" {fact.asks}" if clause else ""
            short = len(f"{named} {said}".split()) <= MOST_CORRECTED
            return given.user, f"corrected{named if short else ''}: {said}"
    return _last_given(before, now)


def _last_given(before: Position, now: Position) -> tuple[str, str] | None:
    """Who answered last, where an answer was taken back or more was asked."""
    fresh: list[GivenAnswer] = [
        given for fact, given in now.given.items() if fact not in before.given
    ]
    last = max(fresh, key=lambda each: each.event, default=None)
    return (last.user, "answered anew") if last else None
