"""The conversation in a terminal or through a pipe: no account needed, the same core and log."""

from __future__ import annotations

import asyncio
import getpass
import sys
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import TextIO
from zoneinfo import ZoneInfo

from bot.conversation import replay
from bot.conversation.advisor import STILL_READING, Advisor, Turn
from bot.conversation.refusal import Refusal
from bot.conversation.waiting import PARKS_AFTER, since
from bot.interactions.acting import Acting, Reply
from bot.interactions.commands import read_command
from bot.interactions.messages import Messages
from bot.interactions.openings import by_whom
from bot.interactions.proposals import OfflineReader
from bot.interactions.reading import ToRead, handed_over, read_along
from bot.model.text_reader import TextReader
from bot.typed import marks
from bot.typed.places import agrees, only_places, place_of
from bot.typed.plain import key
from bot.typed.words import WordBooks
from bot.views.card import CardView
from bot.views.costs import costs
from bot.views.notes import (
    Asked,
    AskedBack,
    EndAsked,
    Help,
    MovedOn,
    Note,
    NothingAsked,
    Offer,
    being_read,
)
from bot.views.proposals import confirmed, proposals
from bot.views.question import question
from rules.language.answers import NO, YES, Value
from storage.conversations import Conversations
from storage.records import Place, stamp
from storage.store import Store, Transaction
from storage.waits import Waits

from . import told
from .keyboard import Keyboard
from .lines import Screen
from .paper import Paper

PLATFORM = "terminal"
MOST_WAITING = 3  # told of at the start
NOT_AMONG_THESE = "That number isn't among these. Type list to see all answers."
UNREADABLE_LINES = 20  # a pipe that goes on like this isn't answering


@dataclass
class Terminal:
    """One person at a keyboard, or a script at the other end of a pipe."""

    store: Store
    advisor: Advisor
    books: WordBooks = field(default_factory=WordBooks)
    source: TextIO = field(default_factory=lambda: sys.stdin)
    out: TextIO = field(default_factory=lambda: sys.stdout)
    reader: OfflineReader | None = None
    model: TextReader | None = None  # one that reads along, where it is set

    def __post_init__(self) -> None:
        self.keyboard = Keyboard(self.source, self.out)
        self.screen = Screen(Paper(self.out), self.keyboard.interactive)
        self.say = self.screen.say
        acting = Acting(self.advisor, posts=False, books=self.books)
        self.messages = Messages(acting, self.reader, self.model)
        self.user = _user()
        self.unread = 0
        self.offer: Offer | None = None  # answers to choose from by number, until another list
        self.ending: EndAsked | None = None  # what has been asked once, until the next line
        self.told_host = ""  # where texts go, once that has been said
        self.shown = 0  # the revision of the question or advice on the screen

    def run(self, subject: str = "", *, new: bool = False, resume: int | None = None) -> int:
        """Hold the conversation until the person leaves. Returns the process's exit code.

        Raises Refusal for a conversation that can't be gone on with.
        """
        turn = self._open(subject, new=new or bool(subject), resume=resume)
        turn = self._read_along(turn)
        self._tell_waiting(turn.conversation.id)
        if turn.position.state == replay.ASKING:
            self.screen.welcome()
        self._show(turn)
        while (line := self.keyboard.line()) is not None:
            if not self._take(turn.conversation.id, line):
                break
            if self.unread >= UNREADABLE_LINES and not self.keyboard.interactive:
                self.say(f"{UNREADABLE_LINES} lines in a row that I couldn't read: I stop here.")
                break
        return self._leave(turn.conversation.id)

    # Opening and leaving

    def _open(self, subject: str, *, new: bool, resume: int | None) -> Turn:
        with self.store.transaction() as tx:
            if resume is not None:
                return self._gone_on_with(tx, resume)
            found = None if new else Conversations(tx).latest(PLATFORM, self.user, replay.ASKING)
            if found and (turn := self._readable(tx, found.id)):
                current = self.advisor.rulesets.current.rules.ruleset
                if turn.position.diagram.rules.ruleset == current or turn.events[0].answer:
                    self._tell_gone_on(turn)
                    return self.advisor.offer(tx, turn, self.user)
            thread = Conversations(tx).next_thread(PLATFORM, self.user)
            place = Place(PLATFORM, "local", self.user, thread)
            by, about = by_whom(subject)
            turn = self.messages.unasked.begin(tx, place, self.user, about, by)
        rules = turn.position.diagram.rules
        self.say(rules.title)
        self.say(rules.intro)
        return turn

    def _readable(self, tx: Transaction, conversation_id: int) -> Turn | None:
        """Where it stands; None, and why, where its rules are of a time that we can't read."""
        try:
            return self.advisor.look(tx, conversation_id)
        except Refusal as refusal:
            self.say(str(refusal))
            return None

    def _gone_on_with(self, tx: Transaction, conversation_id: int) -> Turn:
        try:
            turn = self.advisor.look(tx, conversation_id)
        except KeyError:
            raise Refusal(f"There is no conversation {conversation_id} in this log.") from None
        if turn.conversation.place.platform != PLATFORM:
            where = turn.conversation.place.platform.capitalize()
            raise Refusal(f"Conversation {conversation_id} is held in {where}: answer it there.")
        self._tell_gone_on(turn)
        return self.advisor.offer(tx, turn, self.user)

    def _tell_gone_on(self, turn: Turn) -> None:
        about = f" about “{turn.conversation.subject}”" if turn.conversation.subject else ""
        count = len(turn.position.given)
        answers = "1 answer" if count == 1 else f"{count} answers"
        self.say(
            f"Going on with conversation {turn.conversation.id}{about}, {answers} so far. "
            "Type start over to begin again."
        )

    def _tell_waiting(self, besides: int) -> None:
        """What else waits for an answer here, the oldest first; not what has waited for too long."""
        now = self.advisor.now()
        with self.store.transaction() as tx:
            found = Waits(tx).of_owner(PLATFORM, self.user, stamp(now - PARKS_AFTER))
        others = [each for each in found if each[0] != besides]
        for number, subject, said_at in others[:MOST_WAITING]:
            day = since(datetime.fromisoformat(said_at), now, ZoneInfo("UTC"))
            about = f"“{subject}”" if subject else "A question"
            self.say(f"{about} waits since {day}. To go on with it: --resume {number}.")

    def _leave(self, conversation_id: int) -> int:
        state = self._now(conversation_id).position.state
        if not self.store.lasts:
            self.say("The log was in memory, so nothing is kept.")
        elif state == replay.ASKING:
            self.say(f"Saved as conversation {conversation_id} in {self.store.path}.")
            self.say(f"To go on, start me again with --resume {conversation_id}.")
        return 0

    def _read_along(self, turn: Turn) -> Turn:
        """What a text tells that a model is to read, now or when we were last interrupted."""
        it = handed_over(turn)
        if it is None:
            return turn
        return self._have_read(it).turn or turn

    def _have_read(self, it: ToRead) -> Reply:
        if self.model and self.model.host == it.host and it.host != self.told_host:
            self.told_host = it.host
            self.say(being_read(it.host))
        try:
            found = asyncio.run(read_along(self.model, it))
        except KeyboardInterrupt:  # who doesn't want to wait is asked
            found = ()
        with self.store.transaction() as tx:
            return self.messages.unasked.has_read(tx, it, found)

    # Hearing

    def _take(self, conversation_id: int, line: str) -> bool:
        """Act on one line. False when the person leaves."""
        command = read_command(line)
        if command and command.name == "quit":
            return False
        with self.store.transaction() as tx:
            turn = self.advisor.look(tx, conversation_id)
            moved = turn.position.revision != self.shown
            if not line and not moved and turn.position.state != replay.ASKING:
                return False
            offered = self.offer
            asked, self.ending = self.ending, None
            if moved:  # the line was meant for what is on the screen, whatever it says
                reply = Reply(note=MovedOn())
            elif offered and (place := _place(line, offered)) is not None:
                answer, _ = offered.answers[place]
                reply = self.messages.take(tx, turn, self.user, answer, offered.revision)
            elif offered and _counts_in(turn) and only_places(line):
                reply = Reply(note=replace(offered, ask=NOT_AMONG_THESE))
            elif asked and command and command.name == asked.what:
                reply = self.messages.end(tx, turn, self.user, asked)
            else:
                reply = self.messages.typed(tx, turn, self.user, line, self.shown)
        if reply.to_read:
            reply = self._have_read(reply.to_read)
        missed = not command and isinstance(reply.note, AskedBack | NothingAsked)
        self.unread = self.unread + 1 if missed else 0
        self._answer(turn, reply)
        return True

    # Showing

    def _answer(self, turn: Turn, reply: Reply) -> None:
        """Show what a line has led to. `turn` is where things stood before."""
        if reply.understood:
            self.say(f"Understood: {reply.understood}.")
        if isinstance(reply.note, Offer):
            self.offer = reply.note
        self.ending = reply.note if isinstance(reply.note, EndAsked) else None
        if reply.note:
            self._tell(turn, reply.note)
        if isinstance(reply.note, AskedBack) and self.offer:
            self._show(turn)  # for a number is now of the question's list again
        if reply.turn:
            for event in reply.turn.events[len(turn.events) :]:
                if event.kind == replay.CONFIRMED:
                    self.say(confirmed(turn.position, event).said())
            self._show(reply.turn)

    def _tell(self, turn: Turn, note: Note) -> None:
        """Tell what a line is answered with, and show again what it left out of view."""
        if isinstance(note, Help) and (card := self._card(turn)):
            told.afterwards(self.screen, card)
            return
        told.note(self.screen, note)
        if isinstance(note, MovedOn):
            self._show(self._now(turn.conversation.id))
        if isinstance(note, Asked):
            self._show(turn)

    def _now(self, conversation_id: int) -> Turn:
        with self.store.transaction() as tx:
            return self.advisor.look(tx, conversation_id)

    def _card(self, turn: Turn) -> CardView | None:
        with self.store.transaction() as tx:
            return self.messages.acting.card(tx, turn)

    def _show(self, turn: Turn) -> None:
        position, today = turn.position, self.advisor.now().date()
        if turn.new and turn.events[-1].kind == replay.COSTS:
            self.screen.costs(costs(position, today), whole=False)
            return  # the question stays on the screen, whatever has become of it
        self.shown, self.offer = position.revision, None
        if card := self._card(turn):
            self.screen.advice(card, f"kept in {self.store.path}" if self.store.lasts else "")
        elif position.proposed:
            self.screen.proposals(proposals(position), turn.conversation.subject)
        elif position.asking:
            fact = position.diagram.rules.facts[position.asking]
            self.screen.question(question(position), fact, turn.conversation.subject)
        elif position.read_by:
            self.say(STILL_READING)
        else:
            self.say("Cancelled. Nothing was advised. Type resume, start over, or quit.")


def _place(line: str, offered: Offer) -> int | None:
    """Which of these a line names. Yes to a single one does, unless yes is an answer itself."""
    first = offered.answers[0][0]
    if len(offered.answers) == 1 and agrees(line) and first not in (Value(YES), Value(NO)):
        return 0
    named = [n for n, (_, said) in enumerate(offered.answers) if key(said) == key(line)]
    return named[0] if named else place_of(line, len(offered.answers))


def _counts_in(turn: Turn) -> bool:
    """Whether digits are places in the open question's list, and not the answer itself."""
    asking = turn.position.asking
    return asking is not None and next(marks(turn.position.diagram.rules.facts[asking])) == "1"


def _user() -> str:
    try:
        return getpass.getuser()
    except (KeyError, OSError):  # no such user in a bare container
        return "you"
