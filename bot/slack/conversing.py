"""What a gesture in Slack does to a conversation, inside one transaction.

Each method returns what that person is told privately, or None where there is nothing to tell.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass

from bot import commands, replay, views
from bot.advisor import Advisor, Outdated, Refusal, Turn
from bot.postings import QUESTION, ROOT, VERDICT, postings
from bot.typed import Ambiguous, Understood, Unreadable
from bot.understand import understand
from rules.answers import Answer, from_json
from storage.outbox import POST, Outbox, Posting
from storage.records import Conversation, Event, Place
from storage.store import Transaction

from .blocks import Message, escape, private

PLATFORM = "slack"
HELP = "*Should we fine-tune?* I ask one question at a time and recommend, with reasons.\n• `/should-we-finetune support bot for our shop` opens a thread, in any channel I'm in.\n• Mention me in a channel or thread, or write to me directly, to do the same there.\n• Press a button, or type: an answer, `back`, `why`, `change 2`, `start over`, `cancel`.\n• Anybody in the thread may answer. Each decision is logged with its answers and rules."
QUIET_COMMANDS = frozenset({"back", "change", "start over", "cancel"})  # heard without a mention


@dataclass(frozen=True)
class Spoken:
    """A message somebody wrote."""

    tenant: str
    channel: str
    user: str
    text: str  # without the mention of the bot
    ts: str
    thread: str | None
    direct: bool  # in a direct message with the bot
    addressed: bool  # the bot was mentioned, or it is a direct message


@dataclass(frozen=True)
class Press:
    """A button pressed or an option chosen, and where."""

    tenant: str
    channel: str
    user: str
    message_ts: str
    conversation: int
    carried: tuple[str, ...]  # the rest of the value, word by word


def press(tenant: str, channel: str, user: str, message_ts: str, value: str) -> Press:
    """Read a button's value: the conversation and what else it carries. ValueError if garbled."""
    conversation, *carried = value.split(" ", 2)
    return Press(tenant, channel, user, message_ts, int(conversation), tuple(carried))


class Conversing:
    """Gestures to use cases, and their results to the outbox."""

    def __init__(self, advisor: Advisor) -> None:
        self.advisor = advisor

    # Doors

    def command(
        self, tx: Transaction, key: str, tenant: str, channel: str, user: str, subject: str
    ) -> int | None:
        """The slash command: a root message in the channel, the questions in its thread.

        Returns the conversation's id; None if this delivery has been handled before.
        """
        if not tx.handle(key, self._now()):
            return None
        place = Place(PLATFORM, tenant, channel, key)  # the thread has no name before it is there
        turn = self.advisor.start(tx, place, user, subject)
        self._announce(tx, turn, None, with_root=True)
        return turn.conversation.id

    def spoken(self, tx: Transaction, keys: tuple[str, ...], said: Spoken) -> Message | None:
        """A mention, a direct message, or a reply in a thread of ours."""
        if not all(tx.handle(key, self._now()) for key in keys):
            return None
        conversation = self._conversation_of(tx, said)
        if conversation:
            return self._typed(tx, self.advisor.look(tx, conversation.id), said)
        if not said.addressed:
            return None
        command = commands.read(said.text)
        if command and command.name == "help":
            return private(HELP)
        place = Place(PLATFORM, said.tenant, said.channel, said.thread or said.ts)
        self._announce(tx, self.advisor.start(tx, place, said.user, said.text), None)
        return None

    def _conversation_of(self, tx: Transaction, said: Spoken) -> Conversation | None:
        place = Place(PLATFORM, said.tenant, said.channel, said.thread or said.ts)
        found = tx.conversation_in(place)
        if found is None and said.direct and said.thread is None:
            return tx.latest_in(PLATFORM, said.tenant, said.channel, replay.ASKING)
        return found

    # Buttons

    def answer(self, tx: Transaction, pressed: Press) -> Message | None:
        """A choice, or *Not sure*."""
        revision, answer = int(pressed.carried[0]), from_json(json.loads(pressed.carried[1]))

        def use(turn: Turn) -> Turn:
            return self.advisor.answer(tx, turn.conversation.id, pressed.user, answer, revision)

        return self._press(tx, pressed, use, lambda e: _same_answer(e, answer))

    def back(self, tx: Transaction, pressed: Press) -> Message | None:
        """*Back*."""
        revision = int(pressed.carried[0])

        def use(turn: Turn) -> Turn:
            return self.advisor.back(tx, turn.conversation.id, pressed.user, revision)

        return self._press(tx, pressed, use, lambda e: e.kind == replay.BACK)

    def why(self, tx: Transaction, pressed: Press) -> Message | None:
        """*Why this?*: the reason, the help, and what *not sure* means."""
        turn = self._home(tx, pressed)
        if turn is None or turn.standing.asking is None:
            return private("That question is no longer open.")
        return private(_explained(turn))

    def change(self, tx: Transaction, pressed: Press) -> Message | None:
        """*Change*: it carries the answer's event, and holds while that answer stands."""
        turn = self._home(tx, pressed)
        number = int(pressed.carried[0])
        fact = turn.events[number - 1].fact if turn and 0 < number <= len(turn.events) else None
        if turn is None or fact is None:
            return private(_GONE)
        given = turn.standing.given.get(fact)
        changing = [e for e in turn.events[number:] if (e.kind, e.fact) == (replay.CHANGE, fact)]
        if changing and changing[-1].user == pressed.user:
            return None  # pressed twice
        if given is None or given.event != number:
            return private("That answer has been changed or taken back since.")
        if turn.standing.reopened == fact:
            return private(f"<@{changing[-1].user}> is changing that answer already.")
        return self._change(tx, turn, pressed.user, fact)

    def start_over(self, tx: Transaction, pressed: Press) -> Message | None:
        """*Start over*, under the verdict it belongs to."""
        turn = self._home(tx, pressed)
        number = int(pressed.carried[0])
        if turn is None:
            return private(_GONE)
        if turn.standing.last != number:
            after = [e for e in turn.events if e.number > number and e.kind in replay.RAISING]
            if after and (after[0].kind, after[0].user) == (replay.START_OVER, pressed.user):
                return None
            return private("The conversation has moved on since that recommendation.")
        after_it = self.advisor.start_over(tx, turn.conversation.id, pressed.user)
        self._announce(tx, after_it, turn)
        return None

    def move(self, tx: Transaction, pressed: Press) -> Message | None:
        """*Go on in a direct message*, where the bot can't post in the channel."""
        turn = self.advisor.look(tx, pressed.conversation)
        place = turn.conversation.place
        if place.tenant != pressed.tenant or turn.conversation.owner != pressed.user:
            return private(_GONE)
        if place.channel != pressed.channel:
            return None  # moved already
        tx.move(
            pressed.conversation,
            Place(PLATFORM, place.tenant, pressed.user, f"direct:{pressed.conversation}"),
        )
        outbox = Outbox(tx)
        outbox.bury_conversation(pressed.conversation)
        kind = VERDICT if turn.standing.state == replay.DECIDED else QUESTION
        shown = [Posting(POST, ROOT, 1), Posting(POST, kind, turn.standing.last)]
        outbox.add(pressed.conversation, shown, self._now())
        return private("I've written to you directly.")

    def _press(
        self,
        tx: Transaction,
        pressed: Press,
        use: Callable[[Turn], Turn],
        same: Callable[[Event], bool],
    ) -> Message | None:
        """Act on a button of a question. `same` knows the event this very press would cause."""
        turn = self._home(tx, pressed)
        if turn is None:
            return private(_GONE)
        revision = int(pressed.carried[0])
        try:
            after = use(turn)
        except Outdated:
            raising = [event for event in turn.events if event.kind in replay.RAISING]
            if not 0 < revision < len(raising):
                return private(_GONE)
            taker = raising[revision]
            return None if taker.user == pressed.user and same(taker) else private(_late(taker))
        except Refusal as refusal:
            return private(escape(str(refusal)))
        self._settle_copies(tx, turn, pressed)
        self._announce(tx, after, turn)
        return None

    def _home(self, tx: Transaction, pressed: Press) -> Turn | None:
        """The conversation, if it is held where the button was pressed."""
        try:
            turn = self.advisor.look(tx, pressed.conversation)
        except KeyError:
            return None
        place = turn.conversation.place
        here = (PLATFORM, pressed.tenant, pressed.channel)
        return turn if (place.platform, place.tenant, place.channel) == here else None

    def _settle_copies(self, tx: Transaction, turn: Turn, pressed: Press) -> None:
        """A press shows which copy of a question people have; a second one is deleted."""
        outbox = Outbox(tx)
        posted = outbox.posted(turn.conversation.id, QUESTION, turn.standing.last)
        if posted is None or posted.ts == pressed.message_ts:
            return
        if posted.ts is None:
            outbox.mark_sent(posted, pressed.channel, pressed.message_ts)
        else:
            outbox.delete_copy(
                turn.conversation.id, QUESTION, pressed.channel, pressed.message_ts, self._now()
            )

    # Typed

    def _typed(self, tx: Transaction, turn: Turn, said: Spoken) -> Message | None:
        command = commands.read(said.text)
        if command and (said.addressed or command.name in QUIET_COMMANDS):
            return self._obey(tx, turn, said.user, command)
        if turn.standing.state != replay.ASKING:
            return private(f"{_AFTERWARDS}") if said.addressed else None
        reply = understand(turn.standing, said.text)
        match reply:
            case Understood(answer):
                return self._typed_answer(tx, turn, said, answer)
            case Ambiguous(ask):
                return private(escape(ask))
            case Unreadable(hint):
                return private(escape(hint)) if said.addressed else None

    def _typed_answer(
        self, tx: Transaction, turn: Turn, said: Spoken, answer: Answer
    ) -> Message | None:
        posted = Outbox(tx).posted(turn.conversation.id, QUESTION, turn.standing.last)
        if posted is None or posted.ts is None or float(said.ts) < float(posted.ts):
            return private(
                "I asked the next question while you were writing. Please answer that one."
            )
        try:
            after = self.advisor.answer(
                tx, turn.conversation.id, said.user, answer, turn.standing.revision
            )
        except Refusal as refusal:
            return private(escape(str(refusal)))
        self._announce(tx, after, turn)
        return None

    def _obey(
        self, tx: Transaction, turn: Turn, user: str, command: commands.Command
    ) -> Message | None:
        number = turn.conversation.id
        try:
            match command.name:
                case "back":
                    self._announce(tx, self.advisor.back(tx, number, user), turn)
                case "start over":
                    self._announce(tx, self.advisor.start_over(tx, number, user), turn)
                case "cancel":
                    self._announce(tx, self.advisor.cancel(tx, number, user), turn)
                case "change" if fact := _fact_of(turn, command.number):
                    return self._change(tx, turn, user, fact)
                case "change" | "answers":
                    return private(_answers(turn))
                case "why" if turn.standing.state == replay.ASKING:
                    return private(_explained(turn))
                case _:
                    return private(HELP)
        except Refusal as refusal:
            return private(escape(str(refusal)))
        return None

    def _change(self, tx: Transaction, turn: Turn, user: str, fact: str) -> Message | None:
        try:
            after = self.advisor.change(tx, turn.conversation.id, user, fact)
        except Refusal as refusal:
            return private(escape(str(refusal)))
        self._announce(tx, after, turn)
        return None

    # Results

    def _announce(
        self, tx: Transaction, turn: Turn, before: Turn | None, *, with_root: bool = False
    ) -> None:
        outbox = Outbox(tx)
        number = turn.conversation.id
        rooted = with_root or outbox.posted(number, ROOT, 1) is not None
        shown = postings(turn, before.standing if before else None, with_root=rooted)
        outbox.add(number, shown, self._now())

    def _now(self) -> str:
        return self.advisor.now().isoformat(timespec="milliseconds")


_GONE = "That button belongs to a conversation I no longer know here."
_AFTERWARDS = "There is no open question. You can type `change 2`, `start over` or `help`."
_TOOK = {
    replay.ANSWER: "has answered this one already",
    replay.BACK: "has gone back already",
    replay.CHANGE: "is changing an earlier answer",
    replay.START_OVER: "has started over",
    replay.CANCEL: "has cancelled the conversation",
}


def _same_answer(event: Event, answer: Answer) -> bool:
    return event.kind == replay.ANSWER and from_json(event.answer) == answer


def _late(taker: Event) -> str:
    took = _TOOK.get(taker.kind, "has moved the conversation on")
    return f"<@{taker.user}> {took}, so your press changed nothing."


def _explained(turn: Turn) -> str:
    view = views.question(turn.standing)
    return (
        f"*{escape(view.ask)}*\n{escape(view.why)}\n{escape(view.help)}\n_{escape(view.not_sure)}_"
    )


def _answers(turn: Turn) -> str:
    lines = [
        f"{each.number}. {escape(each.label)}: {escape(each.answer)}"
        for each in views.answered(turn.standing)
    ]
    return "\n".join([*lines, "Type `change` and a number."]) if lines else "No answers yet."


def _fact_of(turn: Turn, number: int | None) -> str | None:
    given = list(turn.standing.given)
    return given[number - 1] if number and number <= len(given) else None
