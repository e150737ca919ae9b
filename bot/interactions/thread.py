"""What each message in a conversation's thread shows now.

It is derived from the events when it is sent, so a late or repeated send shows what is true then.
What is posted and redrawn: postings.py.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from bot.conversation import replay
from bot.conversation.advisor import Turn
from bot.conversation.replay import Position
from bot.conversation.waiting import PARKS_AFTER
from bot.views import question
from bot.views.costs import CostsView, costs
from bot.views.progress import LAST, progress
from bot.views.proposals import ConfirmedView, ProposalsView, confirmed, proposals
from rules.interview.conditions import headline
from rules.language.answers import NotSure
from storage.records import Event

from . import advised
from .advised import ADVICE, PAGE, SHARED, Advices, Advised, At, Overtaken, Posted, Shared

ROOT, QUESTION, COSTS = "root", "question", "costs"
READING = "reading"  # that a text is being read
PROPOSALS = "proposals"  # what was read in a text, to be confirmed
STARTED_OVER = "started over"  # that somebody did
NUDGES = ("nudge", "second nudge")  # to who asked, of what waits


@dataclass(frozen=True)
class Root:
    """The message a thread hangs from: what this is about and how far it has come."""

    subject: str
    owner: str
    state: str
    title: str  # of the verdict, or ""
    people: tuple[str, ...]  # who has answered, once there is an advice
    to_come: str  # what waits in the thread, or ""
    cancelled_by: str  # or ""
    waits_since: str  # a day, where nobody is told of it any more, or ""
    revision: int  # for which it can be resumed then, else 0
    flat: bool  # what it begins follows it, and hangs in no thread


@dataclass(frozen=True)
class OpenQuestion:
    """The question being asked; its buttons carry the revision."""

    view: question.QuestionView
    subject: str
    revision: int
    first: bool
    describable: bool = False  # nobody has said yet what it is about


@dataclass(frozen=True)
class ClosedQuestion:
    """A question that has been answered, or left."""

    label: str
    answer: str  # "" where it was left
    user: str  # who closed it
    left: str  # how it was left, or "" where it was answered
    was: str  # the answer that it took the place of, or ""
    follows: str  # what comes of *not sure*, or ""
    stands: bool  # neither changed nor taken back since


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
    answers: tuple[tuple[str, str], ...]  # those confirmed that can be changed: how named, in words
    stands: bool = False  # whether any of them does
    anew: bool = False  # it was read anew, with what somebody wrote then


@dataclass(frozen=True)
class Nudge:
    """What waits, once more, to who asked; its buttons are those of what waits."""

    owner: str
    subject: str
    since: str  # in words
    what: OpenQuestion | OpenProposals


@dataclass(frozen=True)
class Nudged:
    """A nudge whose question is no longer open."""

    owner: str


@dataclass(frozen=True)
class StartedOver:
    """Somebody has cleared what was here."""

    user: str


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
    | Posted
    | Shared
    | Costs
    | Nudge
    | Nudged
    | StartedOver
)

_LEFT = {
    replay.BACK: "went back",
    replay.CHANGE: "changed an earlier answer first",
    replay.START_OVER: "started over",
    replay.CANCEL: "cancelled",
    replay.RESUME: "asked it again",
    replay.MOVE: "moved to the newer rules",
    replay.READ: "told more",
}


def waits_at(position: Position) -> str:
    """The kind of the message at which a conversation stands."""
    if position.state == replay.ADVISED:
        return ADVICE
    if position.read_by:
        return READING
    return PROPOSALS if position.proposed else QUESTION


def stands_at(position: Position, advices: Advices) -> tuple[str, int]:
    """The message at which a conversation stands: its kind and event."""
    kind, last = waits_at(position), position.last
    return kind, advices.card(last) if kind == ADVICE else last


def look(kind: str, event: int, advices: Advices, today: date) -> Look:
    """What a message shows now."""
    turn, at = advices.turn, advices.at
    if kind == ROOT:
        return _root(turn, today)
    if kind in (ADVICE, SHARED) or kind.startswith(PAGE):
        return advised.look(kind, event, advices, today)
    if kind == STARTED_OVER:
        return StartedOver(turn.events[event - 1].user)
    if kind == COSTS:
        return _costs(event, turn, at, today)
    if kind in (READING, PROPOSALS):
        return _reading(event, turn) if kind == READING else _proposals(event, turn, at)
    return _question(event, turn, at)


def _question(event: int, turn: Turn, at: At) -> OpenQuestion | ClosedQuestion:
    position = turn.position
    if event != position.last or not position.asking:
        return _closed(event, turn, at)
    first = not position.given
    view, about = question.question(position), turn.conversation.subject
    return OpenQuestion(view, about, position.revision, first, first and not about)


def _root(turn: Turn, today: date) -> Root:
    advised = turn.recommendation
    given = turn.position.given.values() if advised else ()
    waits_since = _waits_since(turn, today)
    return Root(
        turn.conversation.subject,
        turn.conversation.owner,
        turn.position.state,
        headline(turn.position.diagram.rules, advised) if advised else "",
        tuple(dict.fromkeys(each.user for each in given)),
        to_come(turn.position),
        turn.events[turn.position.last - 1].user if turn.position.cancelled else "",
        waits_since,
        turn.position.revision if waits_since else 0,
        turn.conversation.place.hangs_in is None,
    )


def _waits_since(turn: Turn, today: date) -> str:
    """The day since which it waits, where that is so long ago that nobody is told any more."""
    said = datetime.fromisoformat(turn.events[-1].at)
    if turn.position.state != replay.ASKING or today - said.date() < PARKS_AFTER:
        return ""
    return f"{said.day} {said:%B}"


def to_come(position: Position) -> str:
    """What waits in a conversation, or ""."""
    if position.read_by:
        return "what you wrote is being read"
    if position.asking:
        said = progress(position)
        return f"{said[:1].lower()}{said[1:]}" if said != LAST else "the last question"
    return proposals(position).to_come if position.proposed else ""


def _reading(event: int, turn: Turn) -> BeingRead | HasBeenRead:
    host = turn.events[event - 1].answer["by"]
    if event == turn.position.last:
        return BeingRead(host)
    closing = _next_raising(turn, event)
    if closing.kind != replay.READ:
        return HasBeenRead(host, False, closing.user, _LEFT[closing.kind])
    return HasBeenRead(host, closing.answer["by"] == host, "", "")


def _proposals(event: int, turn: Turn, at: At) -> OpenProposals | ClosedProposals:
    now = turn.position
    if event == now.last and now.proposed:
        return OpenProposals(proposals(now), now.revision)
    closing = _next_raising(turn, event)
    if closing.kind == replay.READ:
        anew = bool(at(closing.number).proposed)
        left = "wrote that it isn't so"
        return ClosedProposals(None, closing.user, left, (), anew=anew)
    if closing.kind != replay.CONFIRMED:
        return ClosedProposals(None, closing.user, _LEFT[closing.kind], ())
    kept, view = _named_answers(now, closing.number), confirmed(at(event), closing)
    changeable = () if now.cancelled else kept
    return ClosedProposals(view, closing.user, "", changeable, stands=bool(kept))


def _named_answers(position: Position, event: int | None = None) -> tuple[tuple[str, str], ...]:
    """The answers that stand, or those that one event gave: by event and fact, and in words."""
    return tuple(
        (f"{position.given[each.fact].event} {each.fact}", f"{each.label}: {each.answer}")
        for each in question.answered(position)
        if event in (None, position.given[each.fact].event)
    )


def _closed(event: int, turn: Turn, at: At) -> ClosedQuestion:
    asked, closing = at(event), _next_raising(turn, event)
    fact_id = closing.fact if closing.kind == replay.ANSWER else asked.asking  # by a form: another
    fact = asked.diagram.rules.facts[fact_id or ""]
    if closing.kind != replay.ANSWER:
        return ClosedQuestion(fact.label, "", closing.user, _LEFT[closing.kind], "", "", False)
    answer = at(closing.number).given[fact_id or ""].answer
    before = asked.given.get(fact_id or "")
    return ClosedQuestion(
        fact.label,
        fact.in_words(answer),
        closing.user,
        "",
        fact.in_words(before.answer) if before else "",
        question.follows_unsure(fact) if isinstance(answer, NotSure) else "",
        any(closing.number == each.event for each in turn.position.given.values()),
    )


def _next_raising(turn: Turn, event: int) -> Event:
    return next(e for e in turn.events if e.number > event and e.kind in replay.RAISING)


def _costs(event: int, turn: Turn, at: At, today: date) -> Costs:
    """With the figures that hold, or held when the conversation started over."""
    position, later = turn.position, [each for each in turn.events if each.number >= event]
    if overtaken := position.costs != event:
        over = next(each.number for each in later if each.kind == replay.START_OVER)
        position, later = at(over - 1), [each for each in later if each.number < over]
    user = next(each.user for each in reversed(later) if each.kind == replay.COSTS)
    return Costs(costs(position, today), user, overtaken)
