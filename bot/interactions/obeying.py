"""What a typed command does, or shows."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from bot.conversation.advisor import Turn
from bot.conversation.replay import Position
from bot.views import notes
from bot.views.asked_back import explained, meant
from bot.views.notes import Asked, Behind, Help, Note, NothingAsked, Said
from bot.views.pages import OTHERS, STEPS, WHAT_IF
from bot.views.question import question
from rules.interview.how_sure import how_sure
from storage.store import Transaction

from .acting import Acting, Reply, heeded
from .afterwards import COSTS, SURE, asked_of, step
from .commands import Command
from .costs import CostFigures

NO_ADVICE_YET = "There is no advice yet. It comes with how sure it is and what others say."


class Obeying:
    """Commands to use cases, and to what is told of where a conversation stands."""

    def __init__(self, acting: Acting, costs: CostFigures) -> None:
        self.acting = acting
        self.advisor = acting.advisor
        self.costs = costs

    def obey(self, tx: Transaction, turn: Turn, user: str, command: Command) -> Reply:
        """Do what a command says, or show what it asks for."""
        act, advisor = self.acting.act, self.advisor
        uses = {
            "back": advisor.back,
            "resume": advisor.resume,
            "move": advisor.move,
            "stay": advisor.stay,
        }
        match command.name:
            case name if use := uses.get(name):
                return act(tx, turn, lambda: use(tx, turn, user))
            case "cancel":
                return Reply(note=heeded(lambda: self.acting.whether_to_cancel(turn)))
            case "start over":
                return Reply(note=self.acting.whether_to_start_over(turn))
            case "change" if fact := turn.position.numbered(command.number):
                return act(tx, turn, lambda: advisor.change(tx, turn, user, fact))
            case "costs" if command.figures:
                return self.costs.put_in(tx, turn, user, command.figures)
            case _:
                self.acting.looked(tx, turn, user)
                return Reply(note=self._looked(turn, command))

    def _looked(self, turn: Turn, command: Command) -> Note:
        """What a command shows that changes nothing."""
        position = turn.position
        shown: dict[str, Callable[[], Note | None]] = {
            "change": lambda: notes.listed(position, command.number),
            "answers": lambda: notes.listed(position),
            **{name: partial(self.acting.page, turn, name) for name in (STEPS, WHAT_IF, OTHERS)},
            "costs": lambda: self.costs.brief(turn),
            "list": lambda: _asked_again(position),
            "why": lambda: explained(position) or self.of_the_advice(turn, "why?"),
            "help": lambda: meant(position, "") if position.proposed else None,
        }
        told = shown[command.name]() if command.name in shown else None
        return told or Help(question(position) if position.asking else None)

    def of_the_advice(self, turn: Turn, text: str) -> Note | None:
        """What an advice says to somebody who asks it something."""
        advised, asked = turn.recommendation, asked_of(text)
        if advised is None:
            early = turn.position.asking and asked in (SURE, OTHERS)
            return Said(NO_ADVICE_YET) if early else None
        if asked is None:
            return None
        if asked == COSTS:
            return self.costs.brief(turn)
        if asked == SURE:
            return Said(how_sure(turn.position.interview, advised))
        told = self.acting.page(turn, STEPS if isinstance(asked, int) else asked)
        if isinstance(told, Behind) and isinstance(asked, int):
            return Behind(step(told.page, asked))
        return told


def _asked_again(position: Position) -> Note:
    return Asked(question(position)) if position.asking else NothingAsked(position.cancelled)
