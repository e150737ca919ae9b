"""What people write: a command, a mention, a direct message, a reply in a thread, a typed line."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

from bot.conversation import replay
from bot.conversation.advisor import MAX_TEXT, STILL_READING, Turn
from bot.model.text_reader import TextReader
from bot.typed import (
    Ambiguous,
    Offered,
    Understood,
    Unreadable,
    asked_back,
    plainly,
    plainly_asked,
)
from bot.typed.plain import key
from bot.typed.proposals import Proposal, Told
from bot.views import notes
from bot.views.notes import AskedBack, Help, MovedOn, Note, NothingAsked, Offer, Said
from bot.views.question import question
from rules.language.answers import Answer
from storage.conversations import Conversations
from storage.inbox import Inbox
from storage.outbox import DEAD, POST, Lane, Outbox, Posting
from storage.records import Conversation, Place
from storage.store import Transaction

from .acting import Acting, Reply
from .commands import Command, after_costs, read_command
from .costs import CostFigures
from .digest import subcommand
from .proposals import OfflineReader, Proposals
from .proposals import plainly as plainly_about_proposals
from .reading import ToRead, handed_over, to_read
from .rewritten import Rewriting
from .thread import waits_at
from .typed_texts import keep_offer
from .understand import too_wide, understand

QUIET_COMMANDS = frozenset({"back", "change", "start over", "cancel"})  # heard without a mention

OF_AN_OFFER = frozenset({"move", "stay"})  # no commands but where there are newer rules
AT_FIRST = 2  # answers read in a first text are worth a confirmation; fewer are sooner asked
ANSWERING = 3  # words of an answer from which a model may make more than we do
TELLING = 6  # words of an answer that may tell more than was asked


@dataclass(frozen=True)
class Called:
    """What somebody wants who called us by a platform's command: help, the digest, or to begin."""

    text: str
    helped: bool
    digest: str | None  # what is asked of it


def called(text: str) -> Called:
    """Read what stands behind the command."""
    said = " ".join(text.split())[:MAX_TEXT]
    return Called(said, said.lower() in ("help", "?"), subcommand(said))


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
    to_others: bool = False  # it mentions or quotes somebody else
    name: str = ""  # the platform's name for it


class Messages:
    """Written words to use cases."""

    def __init__(
        self,
        acting: Acting,
        reader: OfflineReader | None = None,
        model: TextReader | None = None,
    ) -> None:
        """`model`: one that reads along, where the operator has set it."""
        self.acting = acting
        self.advisor = acting.advisor
        self.costs = CostFigures(acting)
        self.rewriting = Rewriting(acting)
        self.proposals = Proposals(acting)
        self.model = model
        self.reader = reader or OfflineReader.of(acting.books)

    def begin(self, tx: Transaction, place: Place, user: str, text: str) -> Turn:
        """Start a conversation about what somebody wrote; what it tells is to be confirmed.

        Where a model reads along, that is found out afterwards; see `has_read`.
        """
        name = self.reader.name_of(text)
        turn = self.advisor.start(tx, place, user, name)
        if turn.position.state != replay.ASKING:
            return turn
        if self.model and len(text.split()) >= TELLING:
            return self.advisor.hand_over(tx, turn, user, text, self.model.host)
        told = self._told_at_first(turn, text)
        if key(text) == key(name) and not told.proposals:
            return turn
        return self.advisor.read(tx, turn, user, told)

    def has_read(self, tx: Transaction, it: ToRead, found: tuple[Proposal, ...]) -> Reply:
        """What the model found, to be confirmed. Nothing where somebody has moved on meanwhile.

        Of a first text that told it too little, what we read; of a typed answer, its note.
        """
        turn = self.advisor.look(tx, it.conversation)
        if turn.position.revision != it.revision:
            return Reply(note=it.otherwise and MovedOn())
        told = Told(it.text, self._usable(turn, found), it.host)
        if it.otherwise and not told.proposals:
            return Reply(note=it.otherwise)
        if not it.otherwise and len(told.proposals) < AT_FIRST:
            told = self._told_at_first(turn, it.text)
        return self.acting.act(
            tx, turn, lambda: self.advisor.read(tx, turn, it.user, told, it.revision)
        )

    def left_unread(self, tx: Transaction, platform: str) -> list[int]:
        """Conversations whose text was being read when the program stopped, the newest first."""
        return Conversations(tx).stopped_at(platform, replay.BEING_READ, replay.RAISING)

    def read_after_all(self, tx: Transaction, conversation: int) -> None:
        """What was being read when the program stopped: nothing more comes of it, so we read it."""
        if it := handed_over(self.advisor.look(tx, conversation)):
            self.has_read(tx, it, ())

    def _told_at_first(self, turn: Turn, text: str) -> Told:
        found = self._read(turn, text)
        return Told(text, found if len(found) >= AT_FIRST else ())

    def _read(self, turn: Turn, text: str) -> tuple[Proposal, ...]:
        """What a text tells of what is open."""
        rules = turn.position.diagram.rules
        return self._usable(turn, self.reader.proposals(text[:MAX_TEXT], rules))

    def _usable(self, turn: Turn, found: tuple[Proposal, ...]) -> tuple[Proposal, ...]:
        """What answers something open. A range that is too wide is sooner asked."""
        position = turn.position
        return tuple(
            each
            for each in filter(position.takes, found)
            if not too_wide(position, each.fact, each.answer)
        )

    def asked(
        self, tx: Transaction, delivery: str, place: Place, user: str, text: str
    ) -> Turn | None:
        """A platform's command: a root message in the channel, the questions in its thread.

        Returns where it stands; None if this delivery has been handled before.
        """
        if not Inbox(tx).handle(delivery, self.acting.now()):
            return None
        turn = self.begin(tx, place, user, text)
        self.acting.announce(tx, turn, None, with_root=True)
        return turn

    def heard(self, tx: Transaction, keys: tuple[str, ...], said: Written) -> Note | ToRead | None:
        """A mention, a direct message, or a reply in a thread of ours. Who wrote is told the note.

        Or there is a text for a model to read, and then `has_read` tells what follows.
        """
        conversation = self._conversation_of(tx, said)
        if conversation is None and not said.addressed:
            return None
        if not all(Inbox(tx).handle(each, self.acting.now()) for each in keys):
            return None
        if conversation:
            return self._in_thread(tx, self.advisor.look(tx, conversation.id), said)
        if read_command(said.text):
            return Help(None)  # nothing is open here that a command could be for
        started = self.begin(tx, said.place, said.user, said.text)
        self.acting.announce(tx, started, None)
        return handed_over(started)

    def typed(
        self, tx: Transaction, turn: Turn, user: str, text: str, shown: int | None = None
    ) -> Reply:
        """A text that is meant for us. `shown`: the revision of what who wrote it had in view."""
        if turn.position.proposed:
            about = self.proposals.typed(tx, turn, user, text, shown)
            if about:
                return about
        command = read_command(text)
        if command and (command.name not in OF_AN_OFFER or self.advisor.newer(turn) is not None):
            return self._obey(tx, turn, user, command)
        return self._answer(tx, turn, user, text, shown)

    def take(self, tx: Transaction, turn: Turn, user: str, answer: Answer, shown: int) -> Reply:
        """One of the answers that were offered is the one."""
        return self.acting.act(tx, turn, lambda: self.acting.answer(tx, turn, user, answer, shown))

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

    def _in_thread(self, tx: Transaction, turn: Turn, said: Written) -> Note | ToRead | None:
        """People talk in a thread, and not only to us: unasked, we hear what is plainly meant."""
        user, text, shown = said.user, said.text, self._in_view(tx, turn, said)
        command = read_command(text)
        if said.addressed:
            reply = self.typed(tx, turn, user, text, shown)
        elif said.to_others:
            return None
        elif command and _plainly_a_command(command, text):
            reply = self._obey(tx, turn, user, command)
        elif turn.position.proposed and plainly_about_proposals(text):
            reply = self.typed(tx, turn, user, text, shown)
        elif turn.position.asking and _plainly_for_us(turn, text):
            # What nobody addressed to us goes to nobody else.
            reply = replace(self._answer(tx, turn, user, text, shown), to_read=None)
        else:
            return None
        if reply.turn:
            self.rewriting.remember(tx, reply.turn, said.name)
        if isinstance(reply.note, MovedOn) and self._ask_again(tx, turn):
            return Said("I couldn't post my question here before. I'm trying again.")
        return reply.to_read or reply.note

    def _in_view(self, tx: Transaction, turn: Turn, said: Written) -> int:
        """The revision that was in view. Only what was written after our question is meant for it."""
        lane, event = Lane(turn.conversation.id), turn.position.last
        posted = Outbox(tx).posted(lane, waits_at(turn.position), event)
        seen = posted and posted.message and said.after(posted.message)
        return turn.position.revision if seen else 0

    def _ask_again(self, tx: Transaction, turn: Turn) -> bool:
        """Post the open question once more, if it never got there."""
        outbox, lane, event = Outbox(tx), Lane(turn.conversation.id), turn.position.last
        kind = waits_at(turn.position)
        posted = outbox.posted(lane, kind, event)
        lost = posted is None or posted.status == DEAD
        if lost:
            outbox.add(lane, [Posting(POST, kind, event)], self.acting.now())
        return lost

    def _answer(
        self, tx: Transaction, turn: Turn, user: str, text: str, shown: int | None
    ) -> Reply:
        if back := _told_back(turn, text):
            self.acting.looked(tx, turn, user)
            return Reply(note=back)
        if turn.position.read_by:
            return Reply(note=Said(STILL_READING))
        return self._read_as_answer(tx, turn, user, text, shown)

    def _read_as_answer(
        self, tx: Transaction, turn: Turn, user: str, text: str, shown: int | None
    ) -> Reply:
        asking = turn.position.asking is not None
        reading = understand(turn.position, text, self.acting.words(turn)) if asking else None
        told = self._told(turn, text) if reading else None
        answer = reading if isinstance(reading, Understood) else self._without(turn, text, told)
        if answer:
            return self._answered(tx, turn, user, answer, text, shown)
        if told and (isinstance(reading, Unreadable) or _of_another(turn, told)):
            return self.acting.act(tx, turn, lambda: self.advisor.read(tx, turn, user, told, shown))
        if isinstance(reading, Offered):
            keep_offer(tx, turn, user, text)
        if isinstance(reading, Ambiguous | Offered):
            return self._unless_the_model(turn, user, text, shown, _back(turn, reading))
        if figures := after_costs(text):
            return self.costs.put_in(tx, turn, user, figures)
        if isinstance(reading, Unreadable):
            return self._unless_the_model(turn, user, text, shown, AskedBack(reading.hint))
        return Reply(note=NothingAsked(turn.position.cancelled))

    def _unless_the_model(
        self, turn: Turn, user: str, text: str, shown: int | None, note: Note
    ) -> Reply:
        """What goes back to who typed, unless a model makes an answer of it to the question in view."""
        position = turn.position
        in_view = shown in (None, position.revision) and position.reopened is None
        if self.model is None or not in_view or len(text.split()) < ANSWERING:
            return Reply(note=note)
        it = to_read(turn, user, text, self.model.host)
        return Reply(note=note, to_read=replace(it, otherwise=note))

    def _answered(
        self, tx: Transaction, turn: Turn, user: str, read: Understood, text: str, shown: int | None
    ) -> Reply:
        kept = text if read.said else ""  # the bare word says nothing of how people put it

        def use() -> Turn:
            answered = self.acting.answer(tx, turn, user, read.answer, shown, kept)
            return self._told_more(tx, answered, user, text)

        return replace(self.acting.act(tx, turn, use), understood=read.said)

    def _without(self, turn: Turn, text: str, told: Told | None) -> Understood | None:
        """The answer that a text is but for what it tells of other questions: "yes, and ..."."""
        if told is None:
            return None
        for each in told.proposals:
            text = text.replace(each.quote, "") if each.fact != turn.position.asking else text
        reading = understand(turn.position, text, self.acting.words(turn)) if text.strip() else None
        return reading if isinstance(reading, Understood) else None

    def _told_more(self, tx: Transaction, turn: Turn, user: str, text: str) -> Turn:
        """What an answer tells beyond its question is to be confirmed."""
        told = self._told(turn, text) if turn.position.state == replay.ASKING else None
        return self.advisor.read(tx, turn, user, told) if told else turn

    def _told(self, turn: Turn, text: str) -> Told | None:
        """What a text tells of what is open, if it is long enough to tell anything."""
        found = self._read(turn, text) if len(text.split()) >= TELLING else ()
        return Told(text, found) if found else None

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
        asking = turn.position.asking is not None
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


def _of_another(turn: Turn, told: Told) -> bool:
    """Whether something of it is about another question than the open one."""
    return any(each.fact != turn.position.asking for each in told.proposals)


def _plainly_a_command(command: Command, text: str) -> bool:
    """Whether a text is a command by its own name: "stop" may be meant for anybody."""
    return command.name in QUIET_COMMANDS and text.lower().strip().startswith(command.name)


def _told_back(turn: Turn, text: str) -> Note | None:
    """What a question back is answered with; None for a text that is none."""
    fact = turn.position.diagram.rules.facts.get(turn.position.asking or "")
    asked = None if fact and plainly(text, fact) else asked_back(text)
    return notes.told_back(turn.position, asked) if asked else None


def _plainly_for_us(turn: Turn, text: str) -> bool:
    """Whether a text that nobody addressed to us can hardly be meant for anybody else."""
    fact = turn.position.diagram.rules.facts[turn.position.asking or ""]
    return plainly(text, fact) or plainly_asked(text, fact)


def _back(turn: Turn, reading: Ambiguous | Offered) -> Note:
    """The question that goes back to who typed: which of these it is, or in words."""
    if isinstance(reading, Ambiguous):
        return AskedBack(reading.ask)
    return Offer(reading.ask, reading.answers, turn.conversation.id, turn.position.revision)
