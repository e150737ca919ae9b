"""A gesture's way to the use cases, inside one transaction, and to what it leads to."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import astuple, dataclass
from datetime import date
from typing import TypeVar

from bot.conversation.advisor import Advisor, Turn
from bot.conversation.refusal import Outdated, Refusal
from bot.typed.words import FactWords, WordBooks, Words, answers
from bot.views.advice import advice
from bot.views.notes import Behind, MovedOn, Note, Said
from rules.interview.advice import Advice
from rules.language.answers import Answer
from rules.language.model import RuleSet
from storage.outbox import Lane, Outbox
from storage.records import stamp
from storage.store import Transaction

from .reading import ToRead
from .thread import ROOT, postings
from .typed_texts import keep_answer


@dataclass(frozen=True)
class Reply:
    """What a gesture led to: where the conversation stands now, and what one person is told."""

    turn: Turn | None = None  # None: nothing has happened
    note: Note | None = None
    understood: str = ""  # how a typed answer was read, where that isn't plain
    to_read: ToRead | None = None  # a model may make more of it than the note does


T = TypeVar("T")


def heeded(use: Callable[[], T]) -> T | Said:
    """What a gesture leads to; or, wherever on its way it was refused, why."""
    try:
        return use()
    except Refusal as refusal:
        return Said(str(refusal))


class Acting:
    """The use cases, with their results announced.

    `posts`: people see a conversation in a thread, so what happens goes to the outbox; else
    whoever called shows the turn. `books`: the phrases by which typed answers are read.
    """

    def __init__(self, advisor: Advisor, *, posts: bool, books: WordBooks | None = None) -> None:
        self.advisor = advisor
        self.posts = posts
        self.books = books or WordBooks()

    def words(self, turn: Turn) -> Words:
        """The phrases of a conversation's rules, which may be older, for the answers they have."""
        rules = turn.position.diagram.rules
        words = self.books.words(rules.ruleset)
        return {id_: _known(words[id_], rules, id_) for id_ in rules.facts if id_ in words}

    def act(self, tx: Transaction, before: Turn, use: Callable[[], Turn]) -> Reply:
        """Do something to a conversation and announce it, or tell why it can't be done."""
        try:
            after = use()
        except Outdated:
            return Reply(note=MovedOn())
        except Refusal as refusal:
            return Reply(note=Said(str(refusal)))
        self.announce(tx, after, before)
        return Reply(after)

    def answer(
        self,
        tx: Transaction,
        turn: Turn,
        user: str,
        answer: Answer,
        shown: int | None,
        typed: str = "",
    ) -> Turn:
        """Answer the open question; see `Advisor.answer`. `typed`: where that isn't the bare word."""
        after = self.advisor.answer(tx, turn, user, answer, shown)
        keep_answer(tx, turn, user, answer, typed)
        return after

    def announce(
        self, tx: Transaction, turn: Turn, before: Turn | None, *, with_root: bool = False
    ) -> None:
        """What must be posted and redrawn goes to the outbox."""
        if not self.posts:
            return
        outbox, lane = Outbox(tx), Lane(turn.conversation.id)
        rooted = with_root or outbox.posted(lane, ROOT, 1) is not None
        shown = postings(turn, before.position if before else None, with_root=rooted)
        outbox.add(lane, shown, self.now())

    def looked(self, tx: Transaction, turn: Turn, user: str) -> None:
        """Somebody looks: where newer rules haven't been offered yet, they are now."""
        if self.posts:
            self.announce(tx, self.advisor.offer(tx, turn, user), turn)

    def held(self, tx: Transaction, conversation: int, *where: str) -> Turn | None:
        """The conversation, if it is held there: platform, tenant, and perhaps the channel."""
        try:
            turn = self.advisor.look(tx, conversation)
        except KeyError:
            return None
        return turn if astuple(turn.conversation.place)[: len(where)] == where else None

    def behind(self, turn: Turn) -> Note:
        """What stands behind the recommendation that a conversation has come to."""
        advised = self.advised(turn)
        return Behind(advised) if advised else Said("There is no recommendation here yet.")

    def advised(self, turn: Turn) -> Advice | None:
        """What a conversation has come to."""
        advised = turn.recommendation
        return advice(turn.position, advised, self.today()) if advised else None

    def now(self) -> str:
        """The time, as the log keeps it."""
        return stamp(self.advisor.now())

    def today(self) -> date:
        """The day, by which prices age."""
        return self.advisor.now().date()


def _known(words: FactWords, rules: RuleSet, fact: str) -> FactWords:
    """The phrases of those answers alone that a fact has."""
    there = {*answers(rules, fact)}
    if words.says.keys() | words.about.keys() <= there:
        return words
    of_these = {
        key: {answer: phrases for answer, phrases in by_answer.items() if answer in there}
        for key, by_answer in (("says", words.says), ("about", words.about))
    }
    return words.model_copy(update=of_these)
