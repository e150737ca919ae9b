"""What people write to us: a command, a question back, an answer; and whether it is for us."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime

from bot.conversation import replay
from bot.conversation.advisor import MAX_TEXT, STILL_READING, Turn
from bot.conversation.waiting import is_parked
from bot.model.text_reader import TextReader
from bot.typed import (
    Ambiguous,
    Offered,
    Reading,
    Understood,
    Unreadable,
    plainly,
    plainly_asked,
)
from bot.typed.plain import clauses, key
from bot.typed.proposals import Told
from bot.typed.words import NONE
from bot.views.answers import offered, understood
from bot.views.asked_back import told_back
from bot.views.notes import (
    CANCEL,
    START_OVER,
    Asked,
    AskedBack,
    EndAsked,
    MovedOn,
    Note,
    NothingAsked,
    Offer,
    Said,
)
from rules.language.answers import Answer, NotSure
from rules.language.kinds import Fact
from storage.conversations import Conversations
from storage.inbox import Inbox
from storage.outbox import DEAD, POST, Lane, Outbox, Posting
from storage.records import Conversation, Place
from storage.store import Transaction

from .acting import Acting, Reply
from .adding import adds, or_added
from .after_offer import heard
from .afterwards import kind_word, speaks_of_advice
from .commands import Command, a_name, after_costs, read_command
from .costs import CostFigures
from .digest import subcommand
from .doors import Doors
from .nudges import subcommand as of_nudges
from .obeying import Obeying
from .openings import DOUBTED, START, meant_by
from .proposals import OfflineReader, Proposals, told_by
from .proposals import plainly as plainly_about_proposals
from .reading import ToRead, handed_over, to_read
from .rewritten import Rewriting
from .thread import waits_at
from .typed_texts import keep_offer
from .unasked import Unasked
from .understand import understand

QUIET_COMMANDS = frozenset(  # heard without a mention
    {"back", "change", "start over", "cancel", "resume"}
)
OF_AN_OFFER = frozenset({"move", "stay"})  # no commands but where there are newer rules
_ASKS = re.compile(  # "ada, how long did it take you"
    r"\?|^\W*(?:\w+,? )?(?:how|what|why|when|where|who|which|did|do|can|could|have|are|any(?:body|one))\b",
    re.IGNORECASE,
)
ANSWERING = 3  # words of an answer from which a model may make more than we do


@dataclass(frozen=True)
class Called:
    """What somebody wants who called us by a platform's command: help, a setting, or to begin."""

    text: str
    helped: bool
    digest: str | None  # what is asked of it
    nudges: str | None  # what is asked of them


def called(text: str) -> Called:
    """Read what stands behind the command."""
    said = " ".join(text.split())[:MAX_TEXT]
    return Called(said, said.lower() in ("help", "?"), subcommand(said), of_nudges(said))


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
        self.unasked = Unasked(acting, reader, model)
        self.doors = Doors(acting, self.unasked)
        self.costs = CostFigures(acting)
        self.obeying = Obeying(acting, self.costs)
        self.rewriting = Rewriting(acting)
        self.proposals = Proposals(acting)
        self.model = model
        # By conversation: our last event before people began to talk to each other. Lost with a
        # restart, after which the open question may be answered again without a mention.
        self._talked: dict[int, int] = {}

    def heard(self, tx: Transaction, keys: tuple[str, ...], said: Written) -> Note | ToRead | None:
        """A mention, a direct message, or a reply in a thread of ours. Who wrote is told the note.

        Or there is a text for a model to read, and then `Unasked.has_read` tells what follows.
        """
        conversation = self._conversation_of(tx, said)
        if conversation is None and not said.addressed:
            return None
        if not all(Inbox(tx).handle(each, self.acting.now()) for each in keys):
            return None
        turn = self.advisor.look(tx, conversation.id) if conversation else None
        if turn and not self._forgotten(turn, said):
            besides = said.addressed and self._besides(tx, turn, said.text)
            return besides or self._in_thread(tx, turn, said)
        place = said.place.flat(said.name) if said.direct else said.place
        begun = self.doors.told(tx, place, said.user, said.text)
        return handed_over(begun) if isinstance(begun, Turn) else begun

    def _forgotten(self, turn: Turn, said: Written) -> bool:
        """Whether a text in a direct message comes so late that it hardly is for the open question."""
        if said.threaded or not said.direct or turn.position.state != replay.ASKING:
            return False
        if not is_parked(datetime.fromisoformat(turn.events[-1].at), self.advisor.now()):
            return False
        answers = turn.position.asking and plainly(said.text, _asked(turn))
        return not answers and meant_by(said.text) in (START, DOUBTED)

    def _besides(self, tx: Transaction, turn: Turn, text: str) -> Note | None:
        """What is told beside the open question, unless it is an answer to that."""
        answers = turn.position.asking and plainly(text, _asked(turn))
        return None if answers else self.doors.besides(tx, turn, text)

    def typed(
        self, tx: Transaction, turn: Turn, user: str, text: str, shown: int | None = None
    ) -> Reply:
        """A text that is meant for us. `shown`: the revision of what who wrote it had in view."""
        if name := a_name(text):
            return self.proposals.name(tx, turn, user, name)
        if turn.position.proposed:
            about = self.proposals.typed(tx, turn, user, text, shown)
            if about:
                return about
        command = read_command(text)
        if command and not self._means_another(turn, command, text):
            return self.obeying.obey(tx, turn, user, command)
        return self._answer(tx, turn, user, text, shown)

    def take(self, tx: Transaction, turn: Turn, user: str, answer: Answer, shown: int) -> Reply:
        """One of the answers that were offered is the one."""
        reply = self.acting.act(tx, turn, lambda: self.acting.answer(tx, turn, user, answer, shown))
        if reply.turn is None:
            return reply
        return replace(reply, understood=understood(_asked(turn), answer))

    def _means_another(self, turn: Turn, command: Command, text: str) -> bool:
        """Whether the word of a command means something else here: an answer, or nothing."""
        if command.name in OF_AN_OFFER:
            return self.advisor.newer(turn) is None
        asking = turn.position.asking is not None
        return asking and command.name == "list" and plainly(text, _asked(turn))

    def end(self, tx: Transaction, turn: Turn, user: str, asked: EndAsked) -> Reply:
        """What was asked about an end is confirmed."""
        uses = {CANCEL: self.advisor.cancel, START_OVER: self.advisor.start_over}
        use = uses[asked.what]
        return self.acting.act(tx, turn, lambda: use(tx, turn, user, asked.revision))

    def _conversation_of(self, tx: Transaction, said: Written) -> Conversation | None:
        found = Conversations(tx).held_in(said.place)
        here = (said.place.platform, said.place.tenant, said.place.channel)
        if found is None and said.direct and said.threaded:
            found = Conversations(tx).that_posted(*here, said.place.thread)
        if found or not said.direct:
            return found
        asking = Conversations(tx).latest_in(*here, replay.ASKING)
        of_the_last = read_command(said.text) or a_name(said.text) or speaks_of_advice(said.text)
        if asking is None and of_the_last:
            ended = (
                Conversations(tx).latest_in(*here, state)
                for state in (replay.ADVISED, replay.CANCELLED)
            )
            return max(filter(None, ended), key=lambda each: each.id, default=None)
        return asking

    def _in_thread(self, tx: Transaction, turn: Turn, said: Written) -> Note | ToRead | None:
        """People talk in a thread, and not only to us: unasked, we hear what is plainly meant.

        Once somebody has spoken to another, or asked something, what follows is theirs, until we
        post again or are addressed.
        """
        shown = self._in_view(tx, turn, said)
        before, last = self._talked.pop(turn.conversation.id, None), turn.position.last
        if said.addressed:
            reply: Reply | None = self.typed(tx, turn, said.user, said.text, shown)
        else:
            theirs = said.to_others or before == last
            reply = None if theirs else self._overheard(tx, turn, said, shown)
        if reply is None:
            if said.to_others or before == last or _ASKS.search(said.text):
                self._talked[turn.conversation.id] = last
            return None
        if reply.turn:
            self.rewriting.remember(tx, reply.turn, said.name)
        if isinstance(reply.note, MovedOn) and self._ask_again(tx, turn):
            return Said("I couldn't post my question here before. I'm trying again.")
        return reply.to_read or reply.note

    def _overheard(
        self, tx: Transaction, turn: Turn, said: Written, shown: int | None
    ) -> Reply | None:
        """What comes of a text that nobody addressed to us. None: people say it to each other.

        It can answer, steer or ask us something, in words that are for nobody else. Nothing is
        offered or asked back, and it goes to no model.
        """
        user, text, position = said.user, said.text, turn.position
        if position.proposed and plainly_about_proposals(text):
            told = user in told_by(turn)
            return self.proposals.typed(tx, turn, user, text, shown) if told else None
        command = read_command(text)
        if command and _plainly_a_command(command, text):
            return self.obeying.obey(tx, turn, user, command)
        if _asks_us(turn, text) and (back := _told_back(turn, text)):
            self.acting.looked(tx, turn, user)
            return Reply(note=back)
        if position.asking and (answer := self._plain_answer(turn, text)):
            _, offer = heard(tx, turn, user, text, self.acting.words(turn))
            if isinstance(offer, Asked):
                return Reply(note=offer)
            given, kept = answer.answer, _phrase(answer, text)
            return self.acting.act(
                tx, turn, lambda: self.acting.answer(tx, turn, user, given, shown, kept)
            )
        return None

    def _plain_answer(self, turn: Turn, text: str) -> Understood | None:
        """The answer that a text is by the open question's own words, with nothing left to ask."""
        words, asked = self.acting.words(turn), turn.position.asking or ""
        if not plainly(text, _asked(turn), words.get(asked, NONE)) or _of_anything(turn, text):
            return None
        reading = understand(turn.position, text, words)
        return reading if isinstance(reading, Understood) else None

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
        position = turn.position
        if back := self.obeying.of_the_advice(turn, text) or _told_back(turn, text):
            self.acting.looked(tx, turn, user)
            return Reply(note=back)
        if position.read_by:
            return Reply(note=Said(STILL_READING))
        if position.asking:
            return self._read_as_answer(tx, turn, user, text, shown)
        if position.proposed:
            told = self.unasked.corrected(turn, text)
            return (
                self._told(tx, turn, user, told, shown)
                if told
                else Reply(note=self.unasked.how(turn, text))
            )
        if figures := after_costs(text):
            return self.costs.put_in(tx, turn, user, figures)
        return Reply(note=kind_word(text) or NothingAsked(position.cancelled))

    def _told(self, tx: Transaction, turn: Turn, user: str, told: Told, shown: int | None) -> Reply:
        return self.acting.act(tx, turn, lambda: self.advisor.read(tx, turn, user, told, shown))

    def _read_as_answer(
        self, tx: Transaction, turn: Turn, user: str, text: str, shown: int | None
    ) -> Reply:
        text, reading = heard(tx, turn, user, text, self.acting.words(turn))
        if isinstance(reading, Asked):
            return Reply(note=reading)
        if adding := _adding(turn, text, reading):
            return Reply(note=_back(turn, adding))
        told = self.unasked.besides(turn, text)
        answer = reading if isinstance(reading, Understood) else self._without(turn, text, told)
        if answer:
            return self._answered(tx, turn, user, answer, text, shown)
        if told and (isinstance(reading, Unreadable) or _of_another(turn, told)):
            return self._told(tx, turn, user, told, shown)
        if isinstance(reading, Offered):
            keep_offer(tx, turn, user, text)
        elif isinstance(reading, Unreadable) and (figures := after_costs(text)):
            return self.costs.put_in(tx, turn, user, figures)
        return self._unless_the_model(turn, user, text, shown, _back(turn, reading))

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
        def use() -> Turn:
            kept = _phrase(read, text)
            answered = self.acting.answer(tx, turn, user, read.answer, shown, kept)
            return self._told_more(tx, answered, user, text)

        said = read.said and understood(_asked(turn), read.answer, read.said)
        return replace(self.acting.act(tx, turn, use), understood=said)

    def _without(self, turn: Turn, text: str, told: Told | None) -> Understood | None:
        """The answer that a text is but for what it tells of other questions: "yes, and ...".

        Who is not sure and goes on to tell something is asked once more.
        """
        if told is None:
            return None
        others = [each.quote for each in told.proposals if each.fact != turn.position.asking]
        apart = [each for each in clauses(text) if not any(quote in each for quote in others)]
        for quote in others:
            text = text.replace(quote, "")
        ways = filter(str.strip, (", ".join(apart), text))
        words = self.acting.words(turn)
        found = (understand(turn.position, way, words) for way in ways)
        given = (each for each in found if isinstance(each, Understood))
        return next((each for each in given if not isinstance(each.answer, NotSure)), None)

    def _told_more(self, tx: Transaction, turn: Turn, user: str, text: str) -> Turn:
        """What an answer tells beyond its question is to be confirmed."""
        told = self.unasked.besides(turn, text) if turn.position.state == replay.ASKING else None
        return self.advisor.read(tx, turn, user, told) if told else turn


def _asked(turn: Turn) -> Fact:
    """The open question. KeyError where none is."""
    return turn.position.diagram.rules.facts[turn.position.asking or ""]


def _of_anything(turn: Turn, text: str) -> bool:
    """Whether it is one word, such as "agreed", and not all that stands on a button."""
    said, labels = key(text), [key(each.label) for each in _asked(turn).written.values()]
    return said.isalpha() and bool(labels) and said not in ("none", *labels)


def _phrase(read: Understood, text: str) -> str:
    """What is kept of how people put it: of the bare word nothing, for it says nothing of that."""
    return text if read.said else ""


def _adding(turn: Turn, text: str, reading: Reading) -> Offered | None:
    """Where an answer is being changed, the choice to add to it what a text adds."""
    given = turn.position.given.get(turn.position.reopened or "")
    return or_added(_asked(turn), given.answer, reading) if given and adds(text) else None


def _of_another(turn: Turn, told: Told) -> bool:
    """Whether something of it is about another question than the open one."""
    return any(each.fact != turn.position.asking for each in told.proposals)


def _plainly_a_command(command: Command, text: str) -> bool:
    """Whether a text is a command by its own name: "stop" may be meant for anybody."""
    return command.name in QUIET_COMMANDS and text.lower().strip().startswith(command.name)


def _told_back(turn: Turn, text: str) -> Note | None:
    """What a question back is answered with; None for a text that is none."""
    answers = turn.position.asking and plainly(text, _asked(turn))
    return None if answers else told_back(turn.position, text)


def _asks_us(turn: Turn, text: str) -> bool:
    """Whether a question that nobody addressed to us can hardly be meant for anybody else."""
    ids = [turn.position.asking or "", *(each.fact for each in turn.position.proposed)]
    facts = turn.position.diagram.rules.facts
    return any(plainly_asked(text, facts[each]) for each in ids if each)


def _back(turn: Turn, reading: Reading) -> Note:
    """The question that goes back to who typed: which of these it is, or in words."""
    match reading:
        case Offered(each, ask):
            answers = offered(_asked(turn), each)
            return Offer(ask, answers, turn.conversation.handle, turn.position.revision)
        case Ambiguous(ask) | Unreadable(ask):
            return AskedBack(ask)
    return AskedBack("")
