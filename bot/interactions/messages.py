"""What people write: a command, a mention, a direct message, a reply in a thread, a typed line."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

from bot.conversation import replay
from bot.conversation.advisor import Turn
from bot.typed import Ambiguous, Understood, Unreadable, plainly
from bot.views import notes
from bot.views.notes import AskedBack, Help, MovedOn, Note, NothingAsked, Said
from bot.views.question import question
from storage.conversations import Conversations
from storage.inbox import Inbox
from storage.outbox import DEAD, POST, Lane, Outbox, Posting
from storage.records import Conversation, Place
from storage.store import Transaction

from .acting import Acting, Reply
from .commands import Command, after_costs, read_command
from .costs import CostFigures
from .digest import subcommand
from .thread import QUESTION
from .understand import understand

QUIET_COMMANDS = frozenset({"back", "change", "start over", "cancel"})  # heard without a mention

OF_AN_OFFER = frozenset({"move", "stay"})  # no commands but where there are newer rules
SUBJECT = 200  # characters; what is longer is no subject but a text


@dataclass(frozen=True)
class Called:
    """What somebody wants who called us by a platform's command: help, the digest, or to begin."""

    subject: str
    helped: bool
    digest: str | None  # what is asked of it


def called(text: str) -> Called:
    """Read what stands behind the command."""
    subject = " ".join(text.split())[:SUBJECT]
    return Called(subject, subject.lower() in ("help", "?"), subcommand(subject))


@dataclass(frozen=True)
class Written:
    """A message that somebody wrote on a platform with threads."""

    place: Place  # where a conversation started by this message would be held: in its thread
    user: str
    text: str  # without the mention of the bot
    after: Callable[[str], bool]  # whether it was written after a message of ours, by its name
    threaded: bool  # in a thread, and not in the channel itself
    direct: bool  # in a direct message with the bot
    addressed: bool  # the bot was mentioned, or it is a direct message


class Messages:
    """Written words to use cases."""

    def __init__(self, acting: Acting) -> None:
        self.acting = acting
        self.advisor = acting.advisor
        self.costs = CostFigures(acting)

    def asked(self, tx: Transaction, key: str, place: Place, user: str, subject: str) -> int | None:
        """A platform's command: a root message in the channel, the questions in its thread.

        Returns the conversation's id; None if this delivery has been handled before.
        """
        if not Inbox(tx).handle(key, self.acting.now()):
            return None
        turn = self.advisor.start(tx, place, user, subject)
        self.acting.announce(tx, turn, None, with_root=True)
        return turn.conversation.id

    def heard(self, tx: Transaction, keys: tuple[str, ...], said: Written) -> Note | None:
        """A mention, a direct message, or a reply in a thread of ours. Who wrote is told the note."""
        conversation = self._conversation_of(tx, said)
        if conversation is None and not said.addressed:
            return None
        if not all(Inbox(tx).handle(key, self.acting.now()) for key in keys):
            return None
        if conversation:
            return self._in_thread(tx, self.advisor.look(tx, conversation.id), said)
        if read_command(said.text):
            return Help(None)  # nothing is open here that a command could be for
        started = self.advisor.start(tx, said.place, said.user, said.text)
        self.acting.announce(tx, started, None)
        return None

    def typed(
        self, tx: Transaction, turn: Turn, user: str, text: str, shown: int | None = None
    ) -> Reply:
        """A text that is meant for us. `shown`: the revision of what who wrote it had in view."""
        command = read_command(text)
        if command and (command.name not in OF_AN_OFFER or self.advisor.newer(turn) is not None):
            return self._obey(tx, turn, user, command)
        return self._answer(tx, turn, user, text, shown)

    def _conversation_of(self, tx: Transaction, said: Written) -> Conversation | None:
        found = Conversations(tx).held_in(said.place)
        if found or not said.direct or said.threaded:
            return found
        here = (said.place.platform, said.place.tenant, said.place.channel)
        asking = Conversations(tx).latest_in(*here, replay.ASKING)
        if asking is None and read_command(said.text):
            ended = (
                Conversations(tx).latest_in(*here, state)
                for state in (replay.ADVISED, replay.CANCELLED)
            )
            return max(filter(None, ended), key=lambda each: each.id, default=None)
        return asking

    def _in_thread(self, tx: Transaction, turn: Turn, said: Written) -> Note | None:
        """People talk in a thread, and not only to us: unasked, we hear what is plainly meant."""
        user, text, shown = said.user, said.text, self._in_view(tx, turn, said)
        command = read_command(text)
        if said.addressed:
            reply = self.typed(tx, turn, user, text, shown)
        elif command and _plainly_a_command(command, text):
            reply = self._obey(tx, turn, user, command)
        elif turn.position.state == replay.ASKING and _plainly_an_answer(turn, text):
            reply = self._answer(tx, turn, user, text, shown)
        else:
            return None
        if isinstance(reply.note, MovedOn) and self._ask_again(tx, turn):
            return Said("I couldn't post my question here before. I'm trying again.")
        return reply.note

    def _in_view(self, tx: Transaction, turn: Turn, said: Written) -> int:
        """The revision that was in view. Only what was written after our question is meant for it."""
        lane, event = Lane(turn.conversation.id), turn.position.last
        posted = Outbox(tx).posted(lane, QUESTION, event)
        seen = posted and posted.message and said.after(posted.message)
        return turn.position.revision if seen else 0

    def _ask_again(self, tx: Transaction, turn: Turn) -> bool:
        """Post the open question once more, if it never got there."""
        outbox, lane, event = Outbox(tx), Lane(turn.conversation.id), turn.position.last
        posted = outbox.posted(lane, QUESTION, event)
        lost = posted is None or posted.status == DEAD
        if lost:
            outbox.add(lane, [Posting(POST, QUESTION, event)], self.acting.now())
        return lost

    def _answer(
        self, tx: Transaction, turn: Turn, user: str, text: str, shown: int | None
    ) -> Reply:
        asking = turn.position.state == replay.ASKING
        reading = understand(turn.position, text) if asking else None
        if isinstance(reading, Understood):
            return self._answered(tx, turn, user, reading, shown)
        if isinstance(reading, Ambiguous):
            return Reply(note=AskedBack(reading.ask))
        if figures := after_costs(text):
            return self.costs.put_in(tx, turn, user, figures)
        if isinstance(reading, Unreadable):
            return Reply(note=AskedBack(reading.hint))
        return Reply(note=NothingAsked(turn.position.cancelled))

    def _answered(
        self, tx: Transaction, turn: Turn, user: str, read: Understood, shown: int | None
    ) -> Reply:
        reply = self.acting.act(
            tx, turn, lambda: self.advisor.answer(tx, turn, user, read.answer, shown)
        )
        return replace(reply, understood=read.said)

    def _obey(self, tx: Transaction, turn: Turn, user: str, command: Command) -> Reply:
        act, advisor = self.acting.act, self.advisor
        uses = {
            "back": advisor.back,
            "start over": advisor.start_over,
            "cancel": advisor.cancel,
            "move": advisor.move,
            "stay": advisor.stay,
        }
        match command.name:
            case name if use := uses.get(name):
                return act(tx, turn, lambda: use(tx, turn, user))
            case "change" if fact := turn.position.numbered(command.number):
                return act(tx, turn, lambda: advisor.change(tx, turn, user, fact))
            case "costs" if command.figures:
                return self.costs.put_in(tx, turn, user, command.figures)
            case _:
                self.acting.looked(tx, turn, user)
                return Reply(note=self._looked(turn, command))

    def _looked(self, turn: Turn, command: Command) -> Note:
        """What a command shows that changes nothing."""
        asking = turn.position.state == replay.ASKING
        match command.name:
            case "change" | "answers":
                return notes.listed(turn.position, command.number)
            case "details":
                return self.acting.behind(turn)
            case "costs":
                return self.costs.brief(turn)
            case "why" if asking:
                return notes.explained(turn.position)
            case _:
                return Help(question(turn.position) if asking else None)


def _plainly_a_command(command: Command, text: str) -> bool:
    """Whether a text is a command by its own name: "stop" may be meant for anybody."""
    return command.name in QUIET_COMMANDS and text.lower().strip().startswith(command.name)


def _plainly_an_answer(turn: Turn, text: str) -> bool:
    """Whether a text that nobody addressed to us is an answer and can hardly be anything else."""
    return plainly(text, turn.position.diagram.rules.facts[turn.position.asking or ""])
