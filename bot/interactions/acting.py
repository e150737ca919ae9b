"""A gesture's way to the use cases, inside one transaction, and to what it leads to."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import TypeVar

from bot.conversation.advisor import Advisor, Turn
from bot.conversation.refusal import Outdated, Refusal
from bot.typed.words import FactWords, WordBooks, Words, answers
from bot.views.card import CardView
from bot.views.notes import CANCEL, START_OVER, Behind, EndAsked, MovedOn, Note, Said
from bot.views.pages import page
from bot.views.question import short_name
from rules.language.answers import Answer
from rules.language.model import RuleSet
from storage.outbox import Lane, Outbox
from storage.records import stamp
from storage.store import Transaction

from .advised import Advices, card_of
from .gate import Gate
from .postings import Before, postings, same_advice
from .reading import ToRead
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


NO_ADVICE = "There is no advice here yet."
STAYS = Said("The advice stays the same.")


class Acting:
    """The use cases, with their results announced.

    `posts`: people see a conversation in a thread, so what happens goes to the outbox; else
    whoever called shows the turn. `books`: the phrases by which typed answers are read.
    """

    def __init__(self, advisor: Advisor, *, posts: bool, books: WordBooks | None = None) -> None:
        self.advisor = advisor
        self.gate = Gate(advisor)
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
        return Reply(after, self.announce(tx, after, before))

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
    ) -> Note | None:
        """What must be posted and redrawn goes to the outbox; who acted is told the note.

        What was never posted isn't redrawn: an answer corrected at once had no question of its own.
        """
        if not self.posts:
            return None
        outbox, lane, now = Outbox(tx), Lane(turn.conversation.id), self.advices(tx, turn)
        stood = Before(now.of_before(before), tuple(outbox.messages(lane))) if before else None
        shown = postings(now, stood, self.today(), with_root=with_root)
        outbox.add(lane, shown, self.now())
        return STAYS if same_advice(now, stood, shown) else None

    def advices(self, tx: Transaction, turn: Turn) -> Advices:
        """The advices of a conversation."""
        return Advices.of(tx, turn, cache(lambda n: self.advisor.position(tx, turn.events[:n])))

    def card(self, tx: Transaction, turn: Turn) -> CardView | None:
        """The card of the advice that it has come to."""
        return card_of(self.advices(tx, turn), self.today())

    def looked(self, tx: Transaction, turn: Turn, user: str) -> None:
        """Somebody looks: where newer rules haven't been offered yet, they are now."""
        if self.posts:
            self.announce(tx, self.advisor.offer(tx, turn, user), turn)

    def whether_to_cancel(self, turn: Turn) -> EndAsked:
        """The question that comes before cancelling, for that ends it for all."""
        self.advisor.require_open(turn)
        return self._whether(CANCEL, turn)

    def whether_to_start_over(self, turn: Turn) -> EndAsked:
        """The question that comes before starting over, for that clears the answers of all."""
        return self._whether(START_OVER, turn)

    def _whether(self, what: str, turn: Turn) -> EndAsked:
        about, revision = turn.conversation, turn.position.revision
        return EndAsked(what, short_name(about.subject), about.handle, revision)

    def page(self, turn: Turn, name: str) -> Note:
        """A page behind the advice that a conversation has come to, whole."""
        if turn.recommendation is None:
            return Said(NO_ADVICE)
        return Behind(page(name, turn.position, turn.recommendation, self.today()))

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
