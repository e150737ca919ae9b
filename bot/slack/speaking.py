"""What people write: the slash command, mentions, direct messages, replies in a thread."""

from __future__ import annotations

import re
from dataclasses import dataclass

from bot.conversation import replay
from bot.conversation.advisor import Turn
from bot.interactions import commands
from bot.interactions.thread import QUESTION
from bot.interactions.understand import understand
from bot.typed import Ambiguous, Understood, Unreadable
from bot.views import question
from bot.views.costs import has_costs, put_in
from rules.costs import FigureError
from rules.language.answers import Answer
from rules.language.kinds.number import Number
from rules.language.kinds.yes_no import YesNo
from storage.outbox import DEAD, POST, Lane, Outbox, Posting
from storage.records import Conversation, Place
from storage.store import Transaction

from .blocks.kit import Message, escape, private
from .conversing import PLATFORM, Conversing, detailed, explained
from .costing import told

HELP = """\
*Should we fine-tune?* I ask one question at a time and recommend, with reasons.
• `/should-we-finetune support bot for our shop` opens a thread, in any channel I'm in.
• Mention me in a channel or thread, or write to me directly, to do the same there.
• Press a button, or tell me (in a channel, mention me): an answer, `back`, `change 2`, `details`, `costs`, `cancel`.
• `/should-we-finetune digest` brings one message a week about what was decided here.
• Anybody in the thread may answer. Each decision is logged with its answers and rules."""
QUIET_COMMANDS = frozenset({"back", "change", "start over", "cancel"})  # heard without a mention
QUIET_YES_NO = frozenset({"yes", "no", "y", "n", "yep", "yeah", "nope", "nah"})
QUIET_NOT_SURE = frozenset({"not sure", "dunno", "no idea", "don't know"})
_QUIET_NUMBER = re.compile(
    r"(?:about|under|over|at least|~|<|>)?\s*\d[\d.,]*\s?[km]?(?:\s\w+){0,3}"
)


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

    @property
    def place(self) -> Place:
        """Where a conversation started by this message is held: in its thread."""
        return Place(PLATFORM, self.tenant, self.channel, self.thread or self.ts)


class Speaking:
    """Written words to use cases. What a method returns is told privately to who wrote."""

    def __init__(self, conversing: Conversing) -> None:
        self.conversing = conversing
        self.advisor = conversing.advisor

    def command(
        self, tx: Transaction, key: str, place: Place, user: str, subject: str
    ) -> int | None:
        """The slash command: a root message in the channel, the questions in its thread.

        Returns the conversation's id; None if this delivery has been handled before.
        """
        if not tx.handle(key, self.conversing.now()):
            return None
        turn = self.advisor.start(tx, place, user, subject)
        self.conversing.announce(tx, turn, None, with_root=True)
        return turn.conversation.id

    def spoken(self, tx: Transaction, keys: tuple[str, ...], said: Spoken) -> Message | None:
        """A mention, a direct message, or a reply in a thread of ours."""
        conversation = self._conversation_of(tx, said)
        if conversation is None and not said.addressed:
            return None
        if not all(tx.handle(key, self.conversing.now()) for key in keys):
            return None
        if conversation:
            return self._in_conversation(tx, self.advisor.look(tx, conversation.id), said)
        if commands.read(said.text):
            return private(HELP)  # nothing is open here that a command could be for
        started = self.advisor.start(tx, said.place, said.user, said.text)
        self.conversing.announce(tx, started, None)
        return None

    def _conversation_of(self, tx: Transaction, said: Spoken) -> Conversation | None:
        found = tx.conversation_in(said.place)
        if found or not said.direct or said.thread:
            return found
        here = (PLATFORM, said.tenant, said.channel)
        asking = tx.latest_in(*here, replay.ASKING)
        if asking is None and commands.read(said.text):
            ended = (tx.latest_in(*here, state) for state in (replay.DECIDED, replay.CANCELLED))
            return max(filter(None, ended), key=lambda each: each.id, default=None)
        return asking

    def _in_conversation(self, tx: Transaction, turn: Turn, said: Spoken) -> Message | None:
        command = commands.read(said.text)
        if command and (said.addressed or _plainly_a_command(command, said.text)):
            return self._obey(tx, turn, said.user, command)
        if turn.standing.state != replay.ASKING:
            return self._afterwards(tx, turn, said) if said.addressed else None
        if not said.addressed and not _plainly_an_answer(turn, said.text):
            return None  # people talk in a thread, and not only to us
        match understand(turn.standing, said.text):
            case Understood(answer):
                return self._answer(tx, turn, said, answer)
            case Unreadable() if figures := commands.after_costs(said.text):
                return self._costs(tx, turn, said.user, figures)
            case Ambiguous(told_back) | Unreadable(told_back):
                return private(escape(told_back))

    def _afterwards(self, tx: Transaction, turn: Turn, said: Spoken) -> Message | None:
        if figures := commands.after_costs(said.text):
            return self._costs(tx, turn, said.user, figures)
        return private(_AFTERWARDS)

    def _answer(self, tx: Transaction, turn: Turn, said: Spoken, answer: Answer) -> Message | None:
        """Only what was written after the question was posted can be meant for it."""
        outbox, number, event = Outbox(tx), turn.conversation.id, turn.standing.last
        posted = outbox.posted(Lane(number), QUESTION, event)
        if posted is None or posted.status == DEAD:
            outbox.add(Lane(number), [Posting(POST, QUESTION, event)], self.conversing.now())
            return private("I couldn't post my question here before. I'm trying again.")
        if posted.ts is None or float(said.ts) < float(posted.ts):
            return private(
                "I asked the next question while you were writing. Please answer that one."
            )
        revision = turn.standing.revision
        return self.conversing.act(
            tx, turn, lambda: self.advisor.answer(tx, number, said.user, answer, revision)
        )

    def _obey(
        self, tx: Transaction, turn: Turn, user: str, command: commands.Command
    ) -> Message | None:
        number, act = turn.conversation.id, self.conversing.act
        match command.name:
            case "back":
                return act(tx, turn, lambda: self.advisor.back(tx, number, user))
            case "start over":
                return act(tx, turn, lambda: self.advisor.start_over(tx, number, user))
            case "cancel":
                return act(tx, turn, lambda: self.advisor.cancel(tx, number, user))
            case "change" if fact := turn.standing.numbered(command.number):
                return act(tx, turn, lambda: self.advisor.change(tx, number, user, fact))
            case "costs":
                return self._costs(tx, turn, user, command.figures)
            case _:
                return _looked(turn, command)

    def _costs(self, tx: Transaction, turn: Turn, user: str, figures: str) -> Message | None:
        """What it costs; with figures, put them in first."""
        if not figures or not has_costs(turn.standing):
            return told(turn, self.conversing)
        try:
            return self.conversing.act(
                tx, turn, lambda: put_in(self.advisor, tx, turn, user, figures)
            )
        except FigureError as error:
            return private(escape(str(error)))


def _looked(turn: Turn, command: commands.Command) -> Message:
    """What a command shows that changes nothing."""
    match command.name:
        case "change" | "answers":
            return private(_answers(turn, command.number))
        case "details":
            return detailed(turn)
        case "why" if turn.standing.state == replay.ASKING:
            return explained(turn)
        case _:
            return private(HELP)


_AFTERWARDS = "There is no open question. You can type `change`, `start over` or `help`."


def _plainly_a_command(command: commands.Command, text: str) -> bool:
    """Whether a text is a command by its own name: "stop" may be meant for anybody."""
    return command.name in QUIET_COMMANDS and text.lower().strip().startswith(command.name)


def _plainly_an_answer(turn: Turn, text: str) -> bool:
    """Whether a text is nothing but an answer, as it would be typed to nobody else."""
    plain = text.lower().strip(" .!")
    fact = turn.standing.diagram.rules.facts[turn.standing.asking or ""]
    if plain in QUIET_NOT_SURE:
        return True
    if isinstance(fact, Number):
        return _QUIET_NUMBER.fullmatch(plain) is not None
    named = {
        word.lower()
        for id_, option in fact.options.items()
        for word in (id_, option.label, *option.also)
    }
    return plain in named or (isinstance(fact, YesNo) and plain in QUIET_YES_NO)


def _answers(turn: Turn, missed: int | None) -> str:
    lines = [
        f"{each.number}. {escape(each.label)}: {escape(each.answer)}"
        for each in question.answered(turn.standing)
    ]
    head = [f"There is no answer {missed}."] if missed else []
    return "\n".join([*head, *lines, "Type `change` and a number."]) if lines else "No answers yet."
