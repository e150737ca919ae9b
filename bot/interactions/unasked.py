"""Texts that nobody was asked for: what they tell is read, by us or a model, and to be confirmed."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from bot.conversation import replay
from bot.conversation.advisor import MAX_TEXT, Turn
from bot.model.text_reader import TextReader
from bot.typed import Offered, Reading, Understood, read
from bot.typed.around import stems_in
from bot.typed.instead import Instead
from bot.typed.lexicon import likeness
from bot.typed.plain import clauses, key
from bot.typed.proposals import Proposal, Told
from bot.typed.words import NONE
from bot.views.notes import AskedBack, MovedOn, Note
from bot.views.proposals import proposals
from rules.language.answers import Answer, Chosen, NotSure
from rules.language.kinds.options import WithOptions
from storage.conversations import Conversations
from storage.records import Place
from storage.store import Transaction

from .acting import Acting, Reply
from .adding import added, adds, replaced, what_it_says
from .excepted import at_its_place, listed, only_objects, spoken_of
from .proposals import OfflineReader, objects
from .reading import ToRead, handed_over
from .understand import too_wide

AT_FIRST = 2  # answers read in a first text are worth a confirmation; fewer are sooner asked
SMALL = 3  # letters of a word that names nothing by itself
TELLING = 6  # words of a text that may tell more than was asked


_NOT_ONLY = re.compile(r"\b(?:not|never|no) (?:only|just|merely|simply|always|all)\b")


class Unasked:
    """What is told before a question, beside an answer, or while something is to be confirmed."""

    def __init__(
        self, acting: Acting, reader: OfflineReader | None, model: TextReader | None
    ) -> None:
        """`model`: one that reads along, where the operator has set it."""
        self.acting = acting
        self.advisor = acting.advisor
        self.model = model
        self.reader = reader or OfflineReader.of(acting.books)

    def name_of(self, text: str) -> str:
        """The name that a conversation about this text has."""
        return self.reader.name_of(text)

    def begin(self, tx: Transaction, place: Place, user: str, text: str, by: str = "") -> Turn:
        """Start a conversation about what somebody wrote; what it tells is to be confirmed.

        `by`: the shipped rule set that asks in place of the current one.
        """
        turn = self.advisor.start(tx, place, user, self.name_of(text), by)
        return self.tell(tx, turn, user, text) if turn.position.state == replay.ASKING else turn

    def tell(self, tx: Transaction, turn: Turn, user: str, text: str) -> Turn:
        """Keep a first text, and what it tells. Nothing of what is but the name.

        Where a model reads along, that is found out afterwards; see `has_read`.
        """
        name = turn.conversation.subject
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

    def besides(self, turn: Turn, text: str) -> Told | None:
        """What a text tells of what is open, if it is long enough to tell anything."""
        found = self._read(turn, text) if len(text.split()) >= TELLING else ()
        return Told(text, found) if found else None

    def corrected(self, turn: Turn, text: str) -> Told | None:
        """What waits to be confirmed, with what a text adds to it or puts in its place."""
        facts, waiting = turn.position.diagram.rules.facts, turn.position.proposed
        said = what_it_says(text)
        if at := at_its_place(text, waiting):
            return self._put_at(turn, text, *at)
        number = Instead.of(said, replaced(text))
        found = self._read(turn, said)
        if denied := self._denied(turn, said, found):
            kept = {each.fact: each for each in (*waiting, *found)} | denied
            return Told(text, tuple(each for each in kept.values() if each))
        if number and not found:
            return self._renumbered(turn, text, number)
        adding, plain = adds(text), said == text.strip()  # or else it corrects
        if not found and (adding or not plain):
            found = self._reread(turn, said)
        read = {each.fact: each for each in found}
        for each in waiting if adding or plain else ():
            if new := read.pop(each.fact, None):
                both = added(facts[each.fact], each.answer, new.answer)
                quote, other = f"{each.quote} … {new.quote}", each if adding else new
                read[each.fact] = replace(new, answer=both, quote=quote) if both else other
        now = tuple({**{each.fact: each for each in waiting}, **read}.values())
        same = [each.answer for each in now] == [each.answer for each in waiting]
        return None if same else Told(text, now)

    def _denied(
        self, turn: Turn, said: str, found: tuple[Proposal, ...]
    ) -> dict[str, Proposal | None]:
        """What waits without that which a text says isn't so, and with what it says instead.

        By fact; None where nothing is left of it, so that it is asked. A list that may stay open
        has a no of its own.
        """
        position, words = turn.position, self.acting.words(turn)
        now = dict[str, Proposal | None]()
        for each in () if "?" in said or _NOT_ONLY.search(key(said)) else position.proposed:
            fact, its_words = position.diagram.rules.facts[each.fact], words.get(each.fact, NONE)
            if not (isinstance(each.answer, Chosen) and isinstance(fact, WithOptions)):
                continue
            rest, denied = likeness(fact, its_words).apart(said)
            left = each.answer.options.difference(denied)
            if left != each.answer.options:
                told = [one.answer for one in found if one.fact == each.fact]
                rest = ", ".join(one for one in clauses(rest) if one in said) or rest
                more = next(iter(told), None) or (
                    _likely(read(rest, fact, its_words)) if rest else None
                )
                options = left | (more.options if isinstance(more, Chosen) else frozenset())
                quote = f"{each.quote} … {said}" if left else said
                now[each.fact] = Proposal(each.fact, Chosen(options), quote) if options else None
        return now

    def _renumbered(self, turn: Turn, text: str, number: Instead) -> Told | None:
        """What waits, with this number in the one place that it is for.

        What can't be read with it is left open: somebody has said that it isn't so. A rate that
        belongs nowhere here may answer another question, such as one that was left open.
        """
        facts, waiting = turn.position.diagram.rules.facts, turn.position.proposed
        meant = [each for each in waiting if number.is_for(each.quote, facts[each.fact])]
        if counts := [each for each in meant if facts[each.fact].takes_ranges]:
            quoted = " ".join(each.quote for each in counts)  # others may rest on the same words
            meant = counts + [x for x in meant if x not in counts and not _overlap(x.quote, quoted)]
        if len(meant) == 1 and (not number.is_bare or (len(waiting) == 1 and not _a_place(text))):
            new = self._with(turn, meant[0], number)
            now = [new.get(each.fact) if each == meant[0] else each for each in waiting]
            told = tuple(each for each in now if each)
            return None if told == waiting else Told(text, told)
        known = {each.fact for each in waiting}
        counted = number.number and [
            id_ for id_, fact in facts.items() if number.fits(fact) and id_ not in known
        ]
        if meant or not counted or len(counted) != 1:
            return None
        answer = _likely(read(number.said, facts[counted[0]]))
        found = (Proposal(counted[0], answer, number.said),) if answer else ()
        usable = self._usable(turn, found)
        return Told(text, (*waiting, *usable)) if usable else None

    def _with(self, turn: Turn, was: Proposal, number: Instead) -> dict[str, Proposal]:
        """What is read, by fact, once this number stands in the place of another."""
        fact = turn.position.diagram.rules.facts[was.fact]
        quote = number.said if number.per and number.number else number.put_into(was.quote)
        if answer := _likely(read(quote, fact)) if fact.takes_ranges else None:
            found = self._usable(turn, (Proposal(was.fact, answer, quote),))
        else:
            found = self._read(turn, quote)
        return {each.fact: each for each in found}

    def _put_at(self, turn: Turn, text: str, was: Proposal, said: str) -> Told | None:
        """What waits, with what a text puts at the place of one: "3: 4k", "change 2 to 300 pages"."""
        fact = turn.position.diagram.rules.facts[was.fact]
        number, new = Instead.of(said, ""), dict[str, Proposal]()
        if number and number.is_for(was.quote, fact):
            new = self._with(turn, was, number)
        elif answer := _likely(read(said, fact, self.acting.words(turn).get(was.fact, NONE))):
            new = {
                each.fact: each for each in self._usable(turn, (Proposal(was.fact, answer, said),))
            }
        if was.fact not in new:
            return None
        waiting = turn.position.proposed
        return Told(text, tuple(new[was.fact] if each == was else each for each in waiting))

    def _reread(self, turn: Turn, said: str) -> tuple[Proposal, ...]:
        """What a text says by name in place of one answer that waits, by its question's reader.

        A bare yes or no belongs to all of them, and is said of none.
        """
        named = {id_: _named(each, said) for id_, each in self._readings(turn, said)}
        found = tuple(Proposal(id_, answer, said) for id_, answer in named.items() if answer)
        return self._usable(turn, found) if len(found) == 1 else ()

    def _readings(self, turn: Turn, said: str) -> Iterator[tuple[str, Reading]]:
        """What a text is to each question whose answer waits. Numbers are for `_renumbered`."""
        facts, words = turn.position.diagram.rules.facts, self.acting.words(turn)
        for each in turn.position.proposed if said.strip("0123456789") else ():
            if facts[each.fact].written:
                yield each.fact, read(said, facts[each.fact], words.get(each.fact, NONE))

    def how(self, turn: Turn, text: str) -> Note:
        """What one can type where something waits.

        Whoever objects, or speaks of one of the answers, sees first what a yes would confirm.
        """
        view, said = proposals(turn.position), what_it_says(text)
        if places := listed(text):
            return AskedBack(view.which(places))
        if only_objects(text):
            return AskedBack(view.unread(asks=True))
        about = spoken_of(text, turn.position)
        if not about and not Instead.of(said, ""):
            heard = self._readings(turn, said)
            about = {id_ for id_, each in heard if _named(each, said)}
        order = enumerate(turn.position.proposed, start=1)
        at = [n for n, each in order if each.fact in about]
        speaks = about or objects(text) or said != text.strip()
        return AskedBack(view.unread(at[0] if len(at) == 1 else 0) if speaks else view.how)

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


def _a_place(text: str) -> bool:
    """Whether it may be the place of an answer."""
    return key(text).replace(" ", "").isdigit()


def _overlap(one: str, other: str) -> bool:
    return one in other or other in one


def _likely(reading: Reading) -> Answer | None:
    """The one answer that a text seems to be: whoever wrote it will say whether it is."""
    match reading:
        case Understood(answer) | Offered(((answer, _),)) if not isinstance(answer, NotSure):
            return answer
    return None


def _named(reading: Reading, said: str) -> Answer | None:
    """The one answer that a text surely is, or of whose words it has one: "slow" of "Too slow"."""
    answer = _likely(reading)
    if isinstance(reading, Offered) and answer:
        shared = {*stems_in(reading.answers[0][1].lower())} & {*stems_in(said.lower())}
        named = any(len(each) > SMALL for each in shared) and not re.search(r"\d", said)
        return answer if named else None
    return answer
