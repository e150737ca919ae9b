"""The use cases, on no platform: start, answer, back, change, start over, cancel, resume.

Each works inside a transaction that the caller has opened, and returns where the conversation
then stands; the caller shows it. So an edge can add what must be sent to the same transaction.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Any

from bot.typed import subject
from bot.typed.proposals import Proposal, Told
from rules.comparing import renames
from rules.costs.figures import Given, require_usable
from rules.costs.prices import shipped_prices
from rules.interview.explain import Recommendation
from rules.language.answers import Answer, AnswerError, to_json
from rules.language.model import RuleSet
from storage.conversations import Conversations
from storage.decisions import Decisions
from storage.records import Conversation, Decision, Event, Place, stamp
from storage.store import Transaction

from . import replay
from .refusal import Outdated, Refusal
from .replay import Position
from .rulesets import RuleSets

MAX_TEXT = 4000  # characters kept of what somebody tells


@dataclass(frozen=True)
class Turn:
    """What a use case leads to: the conversation, where it stands, and what happened."""

    conversation: Conversation
    position: Position
    events: tuple[Event, ...]  # all of the conversation's, first to last
    new: int = 0  # how many of the last ones this turn added; 0: somebody only looked
    decision: int | None = None  # the id of the decision this turn logged

    @property
    def recommendation(self) -> Recommendation | None:
        """The recommendation, once there is nothing more to ask."""
        return self.position.recommendation


def utc_now() -> datetime:
    """The clock of the real world; tests hand in their own."""
    return datetime.now(UTC)


class Advisor:
    """The use cases over the rule sets in use. `now` is the only clock they know.

    Those that do something to a conversation take the turn that `look` gave in the same
    transaction: its events are replayed once, and the new one is added to where they led.
    """

    def __init__(self, rulesets: RuleSets, now: Callable[[], datetime] = utc_now) -> None:
        self.rulesets = rulesets
        self.now = now

    def start(self, tx: Transaction, place: Place, user: str, subject: str, by: str = "") -> Turn:
        """Begin a conversation in a place that has none. `by`: a shipped rule set that is to ask."""
        at = self._at()
        fingerprint = self.rulesets.keep_by(tx, by, at)
        conversation = Conversations(tx).begin(place, user, subject, fingerprint, at)
        events = (Event(1, replay.START, user, at, answer=by or None, fingerprint=fingerprint),)
        return self._record(tx, conversation, self.position(tx, events), events, new=1)

    def look(self, tx: Transaction, conversation_id: int) -> Turn:
        """Where a conversation stands. Raises KeyError for an unknown one."""
        conversation = Conversations(tx).get(conversation_id)
        events = tuple(Conversations(tx).events(conversation_id))
        return Turn(conversation, self.position(tx, events), events)

    def position(self, tx: Transaction, events: Sequence[Event]) -> Position:
        """Where these first events of a conversation lead, by the rule set it kept to then."""
        diagram = self.rulesets.diagram(tx, _kept(events))
        return replay.replay(diagram, events, self.rulesets.others(diagram))

    def answer(
        self,
        tx: Transaction,
        turn: Turn,
        user: str,
        answer: Answer,
        revision: int | None = None,
    ) -> Turn:
        """Answer the open question. `revision` is the one the question was shown at, if known.

        Raises Outdated where the conversation has moved on since, Refusal where nothing is being
        asked or the answer doesn't fit.
        """
        self._refuse_outdated(turn, revision)
        fact = turn.position.asking
        if fact is None:
            raise Refusal(_not_asking(turn.position))
        _require_fitting(turn, fact, answer)
        return self._go_on(tx, turn, replay.ANSWER, user, fact=fact, answer=to_json(answer))

    def answer_several(
        self,
        tx: Transaction,
        turn: Turn,
        user: str,
        answers: Mapping[str, Answer],
        revision: int | None = None,
    ) -> Turn:
        """Answer questions in this order, as if one after the other, while any is asked.

        What has an answer already keeps it, but for the one that is being changed.
        """
        self._refuse_outdated(turn, revision)
        if turn.position.asking is None:
            raise Refusal(_not_asking(turn.position))
        for fact, answer in answers.items():
            position = turn.position
            if position.asking and (fact == position.asking or fact not in position.answers):
                _require_fitting(turn, fact, answer)
                said = to_json(answer)
                turn = self._happen(tx, turn, replay.ANSWER, user, fact=fact, answer=said)
        return self.offer(tx, turn, user)

    def hand_over(self, tx: Transaction, turn: Turn, user: str, text: str, host: str) -> Turn:
        """Keep a text that nobody was asked for, and that this host is reading it from now on.

        No question is open until `read` tells what came of it.
        """
        said = {"text": text[:MAX_TEXT], "by": host}
        return self._happen(tx, turn, replay.BEING_READ, user, answer=said)

    def read(
        self,
        tx: Transaction,
        turn: Turn,
        user: str,
        told: Told,
        revision: int | None = None,
    ) -> Turn:
        """Keep a text that nobody was asked for, and what was read in it, to be confirmed.

        What answers no open question, or one twice, is left out. Raises Outdated where the
        conversation has moved on from `revision`.
        """
        self._refuse_outdated(turn, revision)
        if turn.position.state != replay.ASKING:
            raise Refusal(_not_asking(turn.position))
        times = Counter(each.fact for each in told.proposals)
        kept = [
            {"fact": each.fact, "answer": to_json(each.answer), "quote": each.quote}
            for each in told.proposals
            if times[each.fact] == 1 and turn.position.takes(each)
        ]
        said = {"text": told.text[:MAX_TEXT], "proposals": kept, "by": told.by}
        return self._go_on(tx, turn, replay.READ, user, answer=said)

    def confirm(
        self,
        tx: Transaction,
        turn: Turn,
        user: str,
        answers: Mapping[str, Answer | None],
        revision: int | None = None,
    ) -> Turn:
        """Take these answers to what was read; what is None, not there or doesn't fit is asked."""
        self._refuse_outdated(turn, revision)
        proposed = self._proposed(turn)
        said = {each.fact: answers.get(each.fact) for each in proposed}
        found = {
            fact: to_json(answer)
            for fact, answer in said.items()
            if answer is not None and turn.position.takes(Proposal(fact, answer, ""))
        }
        left = {each.fact: None for each in turn.position.pending}
        return self._go_on(tx, turn, replay.CONFIRMED, user, answer={**left, **found})

    def name(self, tx: Transaction, turn: Turn, user: str, name: str) -> Turn:
        """Call what a conversation is about by another name from now on; its old one says nothing.

        Raises Refusal for a name that is too long.
        """
        name = " ".join(name.split())
        if not name or name == turn.conversation.subject:
            return turn
        if len(name) > subject.LONGEST:
            raise Refusal(
                f"A name has at most {subject.LONGEST} characters, and that one has {len(name)}."
            )
        Conversations(tx).rename(turn.conversation.id, name)
        named = replace(turn, conversation=replace(turn.conversation, subject=name))
        return self._happen(tx, named, replay.NAMED, user, answer=name)

    def leave_open(
        self,
        tx: Transaction,
        turn: Turn,
        user: str,
        facts: Collection[str],
        revision: int | None = None,
    ) -> Turn:
        """Drop some of what was read, so that it is asked; the rest still waits."""
        self._refuse_outdated(turn, revision)
        dropped = {each.fact: None for each in self._proposed(turn) if each.fact in facts}
        if not dropped:
            raise Refusal("That isn't among what I read.")
        return self._go_on(tx, turn, replay.CONFIRMED, user, answer=dropped)

    def back(self, tx: Transaction, turn: Turn, user: str, revision: int | None = None) -> Turn:
        """Ask the question of the last answer again, without that; or give up a change.

        Who goes back further finds the answers gone over as they were. What was confirmed at once is taken back at once, and waits to be confirmed again.
        """
        self._refuse_outdated(turn, revision)
        position = turn.position
        if position.cancelled:
            raise Refusal(_NOT_ASKING[replay.CANCELLED])
        if position.reopened in position.given:
            return self._go_on(tx, turn, replay.BACK, user)
        if not position.given:
            here = "first question" if position.asking else "start"
            raise Refusal(f"This is the {here}: there is nothing to go back to.")
        last = max(position.given, key=lambda fact: position.given[fact].event)
        return self._go_on(tx, turn, replay.BACK, user, fact=last, answer=replay.KEPT)

    def change(self, tx: Transaction, turn: Turn, user: str, fact: str) -> Turn:
        """Ask an answered question again; the other answers are kept."""
        if turn.position.cancelled:
            raise Refusal(_NOT_ASKING[replay.CANCELLED])
        if fact not in turn.position.given:
            raise Refusal("That question hasn't been answered yet.")
        return self._go_on(tx, turn, replay.CHANGE, user, fact=fact)

    def correct(
        self, tx: Transaction, turn: Turn, user: str, fact: str, answer: Answer | None
    ) -> Turn:
        """Answer one question otherwise, asked or not; without an answer it is asked again.

        Raises Refusal where there is no advice to correct, or the answer doesn't fit.
        """
        position = turn.position
        if position.state != replay.ADVISED:
            raise Refusal("There is no advice here to correct.")
        if answer is None:
            return self.change(tx, turn, user, fact)
        if fact not in position.diagram.rules.facts or fact in position.diagram.assumed:
            raise Refusal("That question isn't asked here.")
        _require_fitting(turn, fact, answer)
        if fact in position.given:
            turn = self._happen(tx, turn, replay.CHANGE, user, fact=fact)
        return self._go_on(tx, turn, replay.ANSWER, user, fact=fact, answer=to_json(answer))

    def share(self, tx: Transaction, turn: Turn, user: str, channel: str) -> Turn:
        """Keep that somebody tells the advice in another channel."""
        if turn.position.state != replay.ADVISED:
            raise Refusal("There is no advice here to share.")
        return self._happen(tx, turn, replay.SHARED, user, answer={"channel": channel})

    def start_over(
        self, tx: Transaction, turn: Turn, user: str, revision: int | None = None
    ) -> Turn:
        """Forget all answers, and ask from the first question by the rules that are now in use.

        Where somebody named the rule set that is to ask, by that one.
        """
        self._refuse_outdated(turn, revision)
        turn = self._happen(tx, turn, replay.START_OVER, user)
        current = self.rulesets.keep_by(tx, turn.events[0].answer or "", self._at())
        if turn.conversation.fingerprint != current:
            turn = self._happen(tx, turn, replay.MOVE, user, fingerprint=current)
        return turn

    def newer(self, turn: Turn) -> str | None:
        """The version that a conversation could move to; see `RuleSets.newer_than`."""
        if turn.position.state != replay.ASKING:
            return None
        return self.rulesets.newer_than(turn.position.diagram)

    def offer(self, tx: Transaction, turn: Turn, user: str) -> Turn:
        """Offer the newer rules at the open question, once; nothing moves by itself."""
        if turn.position.proposed or turn.position.read_by:
            return turn  # there is no question yet to offer them at
        version, current = self.newer(turn), self.rulesets.current.fingerprint
        offered = {each.fingerprint for each in turn.events if each.kind == replay.OFFERED}
        if version is None or current in offered:
            return turn
        self.rulesets.keep_current(tx, self._at())
        return self._happen(tx, turn, replay.OFFERED, user, fingerprint=current, answer=version)

    def move(self, tx: Transaction, turn: Turn, user: str, revision: int | None = None) -> Turn:
        """Go on by the newer rules, with the answers that they take."""
        self._refuse_outdated(turn, revision)
        if self.newer(turn) is None:
            raise Refusal("There are no newer rules to move to.")
        current = self.rulesets.current
        self.rulesets.keep_current(tx, self._at())
        carried = _carried_over(turn.position, current.rules)
        return self._happen(
            tx, turn, replay.MOVE, user, fingerprint=current.fingerprint, answer=carried
        )

    def stay(self, tx: Transaction, turn: Turn, user: str, revision: int | None = None) -> Turn:
        """Decline the newer rules. Declining twice changes nothing."""
        self._refuse_outdated(turn, revision)
        if turn.position.newer is None:
            return turn
        return self._happen(tx, turn, replay.STAYED, user)

    def require_open(self, turn: Turn) -> None:
        """Raise Refusal where there is nothing to cancel."""
        if turn.position.state != replay.ASKING:
            raise Refusal(_NOTHING_TO_CANCEL[turn.position.state])

    def cancel(self, tx: Transaction, turn: Turn, user: str, revision: int | None = None) -> Turn:
        """End a conversation without an advice. Cancelling twice changes nothing."""
        if turn.position.cancelled:
            return turn
        self._refuse_outdated(turn, revision)
        self.require_open(turn)
        return self._happen(tx, turn, replay.CANCEL, user)

    def resume(self, tx: Transaction, turn: Turn, user: str, revision: int | None = None) -> Turn:
        """Ask again what has waited, or was cancelled. All answers are kept."""
        self._refuse_outdated(turn, revision)
        if turn.position.read_by or turn.position.state == replay.ADVISED:
            raise Refusal(_not_asking(turn.position))
        return self._go_on(tx, turn, replay.RESUME, user)

    def put_in(self, tx: Transaction, turn: Turn, user: str, figures: Given) -> Turn:
        """Keep a team's figures of costs, in place of those it gave before.

        Raises FigureError for figures that can't be used, Refusal where costs have no place.
        """
        if turn.position.diagram.rules.costs is None:
            raise Refusal("These rules say nothing about costs.")
        if turn.position.cancelled:
            raise Refusal(_NOT_ASKING[replay.CANCELLED])
        require_usable(figures, shipped_prices().tiers)
        return self._happen(tx, turn, replay.COSTS, user, answer=dict(figures))

    def _proposed(self, turn: Turn) -> tuple[Proposal, ...]:
        if not turn.position.proposed:
            raise Refusal("There is nothing to confirm here.")
        return turn.position.proposed

    def _refuse_outdated(self, turn: Turn, revision: int | None) -> None:
        if revision is not None and revision != turn.position.revision:
            raise Outdated("The conversation has moved on since that was shown.")

    def _go_on(self, tx: Transaction, turn: Turn, kind: str, user: str, **what: Any) -> Turn:
        return self.offer(tx, self._happen(tx, turn, kind, user, **what), user)

    def _happen(self, tx: Transaction, turn: Turn, kind: str, user: str, **what: Any) -> Turn:
        """Append an event; `what` are the fields of Event that this kind fills."""
        event = Event(len(turn.events) + 1, kind, user, self._at(), **what)
        position = turn.position
        if kind == replay.MOVE:
            diagram = self.rulesets.diagram(tx, event.fingerprint or "")
            position = replace(position, diagram=diagram, others=self.rulesets.others(diagram))
        events, new = (*turn.events, event), turn.new + 1
        return self._record(tx, turn.conversation, position.after(event), events, new)

    def _record(
        self,
        tx: Transaction,
        conversation: Conversation,
        position: Position,
        events: tuple[Event, ...],
        new: int,
    ) -> Turn:
        """Keep the last of the events, and what it led to."""
        Conversations(tx).append(conversation.id, events[-1])
        kept = replace(conversation, state=position.state, fingerprint=_kept(events))
        Conversations(tx).set_state(kept.id, kept.state, kept.fingerprint)
        turn = Turn(kept, position, events, new)
        if advised := turn.recommendation:
            return replace(turn, decision=self._log(tx, turn, advised))
        return turn

    def _log(self, tx: Transaction, turn: Turn, advised: Recommendation) -> int | None:
        """Keep the decision, unless it is the current one over again: same rules, same answers."""
        decision = _decision(turn, advised)
        logged = Decisions(tx).current(turn.conversation.id)
        if logged and (logged.fingerprint, logged.answers) == (
            decision.fingerprint,
            decision.answers,
        ):
            return None
        return Decisions(tx).add(decision)

    def _at(self) -> str:
        return stamp(self.now())


def _require_fitting(turn: Turn, fact: str, answer: Answer) -> None:
    try:
        turn.position.diagram.rules.facts[fact].admit(fact, answer)
    except AnswerError as error:
        raise Refusal(error.for_people or f"That doesn't fit: {error}.") from error


STILL_READING = "I'm still reading what was written here. It takes a few seconds."
NOTHING_COUNTS = "Nothing counts of what I read until somebody says whether it is right."
_NOT_ASKING = {
    replay.ADVISED: "The recommendation is already there. You can change an answer, or start over.",
    replay.CANCELLED: "This conversation was cancelled. You can resume it, or start over.",
}


_NOTHING_TO_CANCEL = {
    replay.ADVISED: "There is nothing to cancel: the recommendation is already there.",
    replay.CANCELLED: "This is cancelled already. Type resume to go on.",
}


def _not_asking(position: Position) -> str:
    if position.read_by:
        return STILL_READING
    return NOTHING_COUNTS if position.proposed else _NOT_ASKING[position.state]


def _kept(events: Sequence[Event]) -> str:
    """The fingerprint under which the log keeps the rule set these events keep to."""
    moving = (replay.START, replay.MOVE)
    return [each.fingerprint for each in events if each.kind in moving and each.fingerprint][-1]


def _carried_over(position: Position, rules: RuleSet) -> dict[str, Any]:
    """The answers given that these rules take, by today's fact: what it was, and the answer."""
    carried: dict[str, Any] = {}
    for was, given in position.given.items():
        now = renames.carried(position.diagram.rules, rules, was, given.answer)
        for fact, answer in now.items():
            if fact not in rules.assumptions and (fact == was or fact not in carried):
                carried[fact] = {"was": was, "answer": to_json(answer)}
    return carried


def _decision(turn: Turn, advised: Recommendation) -> Decision:
    rules = turn.position.diagram.rules
    event = turn.events[-1]
    return Decision(
        conversation=turn.conversation.id,
        event=event.number,
        subject=turn.conversation.subject,
        recommendation=advised.text.id,
        verdict=advised.text.verdict,
        stance=advised.stance,
        direction=advised.direction,
        modifiers=[*advised.modifiers],
        missing=[*advised.missing],
        unknown=[*advised.unknown],
        decided=advised.decided,
        possible=[text.id for text in advised.possible],
        answers={fact: to_json(answer) for fact, answer in turn.position.answers.items()},
        assumed={fact: each.by for fact, each in rules.assumptions.items()},
        outcomes=dict(advised.outcomes),
        rules_fired=[reason.rule.id for reason in advised.reasons],
        ruleset=rules.ruleset,
        version=rules.version,
        fingerprint=_kept(turn.events),
        user=event.user,
        decided_at=event.at,
    )
