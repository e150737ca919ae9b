"""What must appear in a conversation's thread for what has happened, and what each post shows.

A posting names what to show and nothing more. What it looks like is derived from the events when
it is sent, so a late or repeated send shows what is true then.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from bot.conversation import replay
from bot.conversation.advisor import Turn
from bot.conversation.replay import Position
from bot.views import question
from bot.views.advice import advice
from bot.views.answers import meaning
from bot.views.costs import CostsView, costs, has_costs
from bot.views.proposals import ConfirmedView, ProposalsView, confirmed, proposals
from rules.interview.advice import Advice
from rules.interview.conditions import headline
from rules.interview.explain import recommend
from storage.outbox import POST, REDRAW, Posting
from storage.records import Event

ROOT, QUESTION, VERDICT, COSTS = "root", "question", "verdict", "costs"
READING = "reading"  # that a text is being read
PROPOSALS = "proposals"  # what was read in a text, to be confirmed


@dataclass(frozen=True)
class Root:
    """The message a thread hangs from: what this is about and how far it has come."""

    subject: str
    owner: str
    state: str
    title: str  # of the verdict, or ""
    people: tuple[str, ...]  # who has answered
    to_come: str  # what waits in the thread, where it isn't a question, or ""


@dataclass(frozen=True)
class OpenQuestion:
    """The question being asked; its buttons carry the revision."""

    view: question.QuestionView
    revision: int
    first: bool


@dataclass(frozen=True)
class ClosedQuestion:
    """A question that has been answered, or left."""

    label: str
    answer: str  # "" where it was left
    user: str  # who closed it
    left: str  # how it was left, or "" where it was answered
    event: int | None  # the answer's event, while that answer stands


@dataclass(frozen=True)
class BeingRead:
    """A text is being read somewhere else."""

    host: str


@dataclass(frozen=True)
class HasBeenRead:
    """A text was being read somewhere else, and that is over."""

    host: str
    heard: bool  # whether what was read there counts
    user: str  # who moved on before, or ""
    left: str  # and how


@dataclass(frozen=True)
class OpenProposals:
    """What was read and waits to be confirmed; its buttons carry the revision."""

    view: ProposalsView
    revision: int


@dataclass(frozen=True)
class ClosedProposals:
    """What was read, once somebody has said what is right of it, or left it."""

    view: ConfirmedView | None  # None where it was left
    user: str  # who closed it
    left: str  # how it was left, or ""
    answers: tuple[tuple[str, str], ...]  # those confirmed that stand: how named, and in words


@dataclass(frozen=True)
class Advised:
    """A recommendation that stands. `event` completed the interview."""

    view: Advice
    answers: tuple[tuple[str, str], ...]  # how a press names each, and in words
    event: int
    costs: bool  # whether it can be asked what it costs


@dataclass(frozen=True)
class Overtaken:
    """A recommendation that no longer stands, by whom and how."""

    title: str
    user: str
    how: str


@dataclass(frozen=True)
class Costs:
    """What it costs, with a team's own figures. `overtaken`: the conversation has started over."""

    view: CostsView
    user: str  # who last put figures in
    overtaken: bool


Look = (
    Root
    | OpenQuestion
    | ClosedQuestion
    | BeingRead
    | HasBeenRead
    | OpenProposals
    | ClosedProposals
    | Advised
    | Overtaken
    | Costs
)

_LEFT = {
    replay.BACK: "went back",
    replay.CHANGE: "changed an earlier answer first",
    replay.START_OVER: "started over",
    replay.CANCEL: "cancelled",
    replay.MOVE: "moved to the newer rules",
    replay.READ: "told more",
}


def waits_at(position: Position) -> str:
    """The kind of the message at which a conversation stands."""
    if position.state == replay.ADVISED:
        return VERDICT
    if position.read_by:
        return READING
    return PROPOSALS if position.proposed else QUESTION


def postings(turn: Turn, before: Position | None, *, with_root: bool) -> list[Posting]:
    """What to post and redraw after a turn, in order. `before` is where things stood, if anywhere.

    `with_root`: the thread hangs from a message of ours, which shows the state.
    """
    if not turn.new:
        return []
    named = any(event.kind == replay.NAMED for event in turn.events[-turn.new :])
    if before and turn.position.last == before.last:
        root = [Posting(REDRAW, ROOT, 1)] if with_root else []
        return root if named else _beside_the_question(turn, before)
    found = [Posting(POST, ROOT, 1)] if with_root and before is None else []
    if before:
        found += _no_longer_true(turn, before)
    now = turn.position
    if now.state != replay.CANCELLED:
        found.append(Posting(POST, waits_at(now), now.last))
    if now.state == replay.ADVISED and now.costs:
        found.append(Posting(REDRAW, COSTS, now.costs))  # answers may be figures
    if with_root and before and (named or _told_by_root(before) != _told_by_root(now)):
        found.append(Posting(REDRAW, ROOT, 1))
    return found


def _told_by_root(position: Position) -> tuple[object, ...]:
    return position.state, position.proposed, position.read_by


def _beside_the_question(turn: Turn, before: Position) -> list[Posting]:
    """What changed no answer: figures put in, newer rules offered or declined."""
    if turn.events[-1].kind == replay.COSTS:
        return _new_figures(turn, before)
    return [Posting(REDRAW, waits_at(before), before.last)]


def _new_figures(turn: Turn, before: Position) -> list[Posting]:
    """The costs message: one, redrawn. The recommendation says the same in short."""
    now = turn.position
    found = [Posting(REDRAW if before.costs else POST, COSTS, now.costs)]
    if now.state == replay.ADVISED:
        found.append(Posting(REDRAW, VERDICT, now.last))
    return found


def _no_longer_true(turn: Turn, before: Position) -> list[Posting]:
    """The message that was the last one, and that of an answer changed or taken back."""
    found = []
    if before.state != replay.CANCELLED:
        found.append(Posting(REDRAW, waits_at(before), before.last))
    happened = turn.events[-turn.new]
    replaced = before.given.get(happened.fact or "")
    taken = happened.kind in (replay.ANSWER, replay.BACK)
    if replaced and taken and replaced.asked_in != before.last:
        kind = PROPOSALS if replaced.read else QUESTION
        found.append(Posting(REDRAW, kind, replaced.asked_in))
    return found


def look(kind: str, event: int, turn: Turn, at: Callable[[int], Position], today: date) -> Look:
    """What a message shows now. `at` gives the position after the conversation's first n events."""
    if kind == ROOT:
        return _root(turn)
    if kind == VERDICT:
        return _verdict(event, turn, at(event), today)
    if kind == COSTS:
        return _costs(event, turn, at, today)
    if kind in (READING, PROPOSALS):
        return _reading(event, turn) if kind == READING else _proposals(event, turn, at)
    if event == turn.position.last and turn.position.asking:
        first = not turn.position.given
        return OpenQuestion(question.question(turn.position), turn.position.revision, first)
    return _closed(event, turn, at)


def _root(turn: Turn) -> Root:
    advised = turn.recommendation
    people = dict.fromkeys(given.user for given in turn.position.given.values())
    return Root(
        turn.conversation.subject,
        turn.conversation.owner,
        turn.position.state,
        headline(turn.position.diagram.rules, advised) if advised else "",
        tuple(people),
        _to_come(turn.position),
    )


def _to_come(position: Position) -> str:
    if position.read_by:
        return "what you wrote is being read"
    return proposals(position).to_come if position.proposed else ""


def _reading(event: int, turn: Turn) -> BeingRead | HasBeenRead:
    host = turn.events[event - 1].answer["by"]
    if event == turn.position.last:
        return BeingRead(host)
    closing = _next_raising(turn, event)
    if closing.kind != replay.READ:
        return HasBeenRead(host, False, closing.user, _LEFT[closing.kind])
    return HasBeenRead(host, closing.answer["by"] == host, "", "")


def _proposals(
    event: int, turn: Turn, at: Callable[[int], Position]
) -> OpenProposals | ClosedProposals:
    now = turn.position
    if event == now.last and now.proposed:
        return OpenProposals(proposals(now), now.revision)
    closing = _next_raising(turn, event)
    if closing.kind != replay.CONFIRMED:
        return ClosedProposals(None, closing.user, _LEFT[closing.kind], ())
    kept = _named_answers(now, closing.number) if now.state != replay.CANCELLED else ()
    return ClosedProposals(confirmed(at(event), closing), closing.user, "", kept)


def _named_answers(position: Position, event: int | None = None) -> tuple[tuple[str, str], ...]:
    """The answers that stand, or those that one event gave: by event and fact, and in words."""
    return tuple(
        (f"{position.given[each.fact].event} {each.fact}", f"{each.label}: {each.answer}")
        for each in question.answered(position)
        if event in (None, position.given[each.fact].event)
    )


def _closed(event: int, turn: Turn, at: Callable[[int], Position]) -> ClosedQuestion:
    asked = at(event)
    fact_id = asked.asking or ""
    fact = asked.diagram.rules.facts[fact_id]
    closing = _next_raising(turn, event)
    if closing.kind != replay.ANSWER:
        return ClosedQuestion(fact.label, "", closing.user, _LEFT[closing.kind], None)
    answer = meaning(fact, at(closing.number).given[fact_id].answer)
    kept = {each.event for each in turn.position.given.values()}
    stands = closing.number in kept and not turn.position.cancelled
    return ClosedQuestion(fact.label, answer, closing.user, "", closing.number if stands else None)


def _next_raising(turn: Turn, event: int) -> Event:
    return next(e for e in turn.events if e.number > event and e.kind in replay.RAISING)


def _costs(event: int, turn: Turn, at: Callable[[int], Position], today: date) -> Costs:
    """With the figures that hold, or held when the conversation started over."""
    position, later = turn.position, [each for each in turn.events if each.number >= event]
    if overtaken := position.costs != event:
        over = next(each.number for each in later if each.kind == replay.START_OVER)
        position, later = at(over - 1), [each for each in later if each.number < over]
    user = next(each.user for each in reversed(later) if each.kind == replay.COSTS)
    return Costs(costs(position, today), user, overtaken)


def _verdict(event: int, turn: Turn, decided: Position, today: date) -> Advised | Overtaken:
    advised = recommend(decided.interview)
    if event != turn.position.last:
        taker = _next_raising(turn, event)
        said = headline(decided.diagram.rules, advised)
        return Overtaken(said, taker.user, _LEFT[taker.kind])
    view = advice(turn.position, advised, today)
    return Advised(view, _named_answers(decided), event, costs=has_costs(turn.position))
