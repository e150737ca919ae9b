"""The conversation in a terminal or through a pipe: no account needed, the same core and log."""

from __future__ import annotations

import getpass
import shutil
import sys
import textwrap
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import TextIO

from bot.conversation import replay
from bot.conversation.advisor import Advisor, Outdated, Refusal, Turn
from bot.interactions import commands
from bot.interactions.understand import understand
from bot.typed import Ambiguous, Unreadable, marks
from bot.views import advice, question
from bot.views.costs import CostsView, brief, costs, has_costs, put_in
from rules.costs import FIELDS, FigureError, aligned
from storage.records import Place
from storage.store import Store, Transaction

COMMANDS = (
    "Answer with a number or a letter from the list, or in your own words. You can also type "
    "back, why, ?, answers, change 2, start over, cancel or quit."
)
PLATFORM = "terminal"
AFTERWARDS = "Type change and a number to change an answer, start over, or quit."
FIGURES = (
    "To put in your own: costs requests 2000, tokens in 1500, tokens out 300, tier small. For what "
    "tuning would take you: costs data hours 40, evaluation hours 10, upkeep 5%, hosting 300. "
    f"There are {', '.join(name.replace('_', ' ') for name in FIELDS)}."
)
UNREADABLE_LINES = 20  # a pipe that goes on like this isn't answering


@dataclass
class Terminal:
    """One person at a keyboard, or a script at the other end of a pipe."""

    store: Store
    advisor: Advisor
    source: TextIO = sys.stdin
    out: TextIO = sys.stdout

    def __post_init__(self) -> None:
        self.interactive = self.source.isatty()
        self.width = min(shutil.get_terminal_size((88, 24)).columns, 88)
        self.user = _user()
        self.unread = 0
        self.shown = 0  # the revision of what stands on the screen

    def run(self, subject: str = "", *, new: bool = False, resume: int | None = None) -> int:
        """Hold the conversation until the person leaves. Returns the process's exit code.

        Raises Refusal for a conversation that can't be gone on with.
        """
        turn = self._open(subject, new=new or bool(subject), resume=resume)
        self.say(COMMANDS)
        self._show(turn)
        while (line := self._read()) is not None:
            if not self._take(turn.conversation.id, line):
                break
            if self.unread >= UNREADABLE_LINES and not self.interactive:
                self.say(f"{UNREADABLE_LINES} lines in a row that I couldn't read: I stop here.")
                break
        return self._leave(turn.conversation.id)

    # Opening and leaving

    def _open(self, subject: str, *, new: bool, resume: int | None) -> Turn:
        with self.store.transaction() as tx:
            if resume is not None:
                return self._gone_on_with(tx, resume)
            found = None if new else tx.latest(PLATFORM, self.user, replay.ASKING)
            if found:
                turn = self.advisor.look(tx, found.id)
                current = self.advisor.shelf.current.rules.ruleset
                if turn.standing.diagram.rules.ruleset == current:
                    self._tell_gone_on(turn)
                    return turn
            place = Place(PLATFORM, "local", self.user, tx.next_thread(PLATFORM, self.user))
            turn = self.advisor.start(tx, place, self.user, subject)
        rules = turn.standing.diagram.rules
        self.say(rules.title)
        self.say(rules.intro)
        return turn

    def _gone_on_with(self, tx: Transaction, conversation_id: int) -> Turn:
        try:
            turn = self.advisor.look(tx, conversation_id)
        except KeyError:
            raise Refusal(f"There is no conversation {conversation_id} in this log.") from None
        if turn.conversation.place.platform != PLATFORM:
            where = turn.conversation.place.platform.capitalize()
            raise Refusal(f"Conversation {conversation_id} is held in {where}: answer it there.")
        self._tell_gone_on(turn)
        return turn

    def _tell_gone_on(self, turn: Turn) -> None:
        about = f" about “{turn.conversation.subject}”" if turn.conversation.subject else ""
        count = len(turn.standing.given)
        answers = "1 answer" if count == 1 else f"{count} answers"
        self.say(
            f"Going on with conversation {turn.conversation.id}{about}, {answers} so far. "
            "Type start over to begin again."
        )

    def _leave(self, conversation_id: int) -> int:
        with self.store.transaction() as tx:
            state = self.advisor.look(tx, conversation_id).standing.state
        if state == replay.ASKING:
            self.say(f"Saved as conversation {conversation_id} in {self.store.path}.")
            self.say(f"To go on, start me again with --resume {conversation_id}.")
        return 0

    # Reading

    def _read(self) -> str | None:
        """The next line, or None at the end of input."""
        print(file=self.out)
        print("> ", end="", flush=True, file=self.out)
        try:
            line = self.source.readline()
        except KeyboardInterrupt:
            line = ""
        if not line:
            print(file=self.out)
            return None
        if not self.interactive:
            print(line.rstrip("\n"), file=self.out)  # a transcript shows both sides
        return line.strip()

    def _take(self, conversation_id: int, line: str) -> bool:
        """Act on one line. False when the person leaves."""
        self.unread += 1
        command = commands.read(line)
        with self.store.transaction() as tx:
            turn = self.advisor.look(tx, conversation_id)
        if command is None:
            return self._answer(turn, line)
        if command.name == "quit":
            return False
        self.unread = 0
        if command.name == "costs":
            self._tell_costs(turn, command.figures)
        else:
            self._obey(turn, command)
        return True

    def _answer(self, turn: Turn, line: str) -> bool:
        if turn.standing.state != replay.ASKING:
            return self._afterwards(turn, line)
        reply = understand(turn.standing, line)
        if isinstance(reply, Ambiguous):
            self.say(reply.ask)
            return True
        if isinstance(reply, Unreadable):
            self._missed(turn, line, reply.hint)
            return True
        self.unread = 0
        if reply.said:
            self.say(f"Understood: {reply.said}.")
        revision = self.shown  # what was on the screen; somebody may have answered meanwhile
        self._happen(
            turn.conversation.id,
            lambda tx: self.advisor.answer(
                tx, turn.conversation.id, self.user, reply.answer, revision
            ),
        )
        return True

    def _afterwards(self, turn: Turn, line: str) -> bool:
        """Where no question is open. False for an empty line: the person leaves."""
        cancelled = turn.standing.state == replay.CANCELLED
        if line:
            self._missed(turn, line, "Type start over, or quit." if cancelled else AFTERWARDS)
        return bool(line)

    def _missed(self, turn: Turn, line: str, hint: str) -> None:
        """What isn't understood: with *costs* before it, it was meant for a figure."""
        if figures := commands.after_costs(line):
            self._tell_costs(turn, figures)
        else:
            self.say(hint)

    def _obey(self, turn: Turn, command: commands.Command) -> None:
        number, user = turn.conversation.id, self.user
        match command.name:
            case "back":
                self._happen(number, lambda tx: self.advisor.back(tx, number, user))
            case "start over":
                self._happen(number, lambda tx: self.advisor.start_over(tx, number, user))
            case "cancel":
                self._happen(number, lambda tx: self.advisor.cancel(tx, number, user))
            case "change" if fact := turn.standing.numbered(command.number):
                self._happen(number, lambda tx: self.advisor.change(tx, number, user, fact))
            case _:
                self._look(turn, command)

    def _look(self, turn: Turn, command: commands.Command) -> None:
        """A command that changes nothing."""
        match command.name:
            case "change" if command.number:
                self.say(f"There is no answer {command.number}.")
            case "details":
                self._show_details(turn)
            case "change" | "answers":
                self._list_answers(turn)
            case "why" | "help":
                self._explain(turn, command.name)

    def _happen(self, conversation: int, use_case: Callable[[Transaction], Turn]) -> None:
        try:
            with self.store.transaction() as tx:
                turn = use_case(tx)
        except Outdated:
            self.say("Somebody has answered meanwhile. This is where we are now.")
            with self.store.transaction() as tx:
                self._show(self.advisor.look(tx, conversation))
        except Refusal as refusal:
            self.say(str(refusal))
        else:
            self._show(turn)

    # Showing

    def _show(self, turn: Turn) -> None:
        self.shown = turn.standing.revision
        match turn.standing.state:
            case replay.ASKING:
                self._show_question(turn)
            case replay.DECIDED:
                self._show_recommendation(turn)
            case _:
                self.say("Cancelled. Nothing was decided. Type start over, or quit.")

    def _show_question(self, turn: Turn) -> None:
        view = question.question(turn.standing)
        self.say(view.progress, gap=True)
        self.say(view.ask)
        self.say(view.why, indent="  ")
        if view.was:
            self.say(f"Until now: {view.was}", indent="  ")
        fact = turn.standing.diagram.rules.facts[view.fact]
        for mark, choice in zip(marks(fact), view.choices, strict=False):
            label = f"{choice.label}: {choice.help}" if choice.help else choice.label
            self.say(f"{mark}  {label}", indent="  ", hang="   ")
        if view.type_hint:
            self.say(view.type_hint, indent="     ")

    def _explain(self, turn: Turn, command: str) -> None:
        if turn.standing.state != replay.ASKING:
            self.say(COMMANDS)
            return
        view = question.question(turn.standing)
        self.say(view.why if command == "why" else view.help)
        for line in question.leads_to(turn.standing) if command == "why" else ():
            self.say(f"- {line}", indent="  ", hang="  ")
        self.say(view.not_sure)

    def _tell_costs(self, turn: Turn, typed: str) -> None:
        """What it costs; with figures, put them in first."""
        if not has_costs(turn.standing):
            self.say("These rules say nothing about costs.")
            return
        try:
            if typed:
                with self.store.transaction() as tx:
                    turn = put_in(self.advisor, tx, turn, self.user, typed)
        except (FigureError, Refusal) as told:
            for line in str(told).splitlines():
                self.say(line)
            return
        self._show_costs(costs(turn.standing, self.advisor.now().date()), whole=not typed)

    def _show_costs(self, view: CostsView, *, whole: bool) -> None:
        self._show_list("What it costs", [line.text for line in view.brief])
        self.say("Paid in all", gap=True)
        for line in aligned(view.table):
            print(f"  {line}", file=self.out)
        for title, lines in view.lists if whole else ():
            self._show_list(title, [line.text for line in lines])
        self.say(FIGURES if whole else "Kept. Type costs to see what each is made of.", gap=True)

    def _list_answers(self, turn: Turn) -> None:
        for each in question.answered(turn.standing):
            self.say(f"{each.number}  {each.label}: {each.answer}", indent="  ")
        if turn.standing.given:
            self.say("Type change and a number to change one.")
        else:
            self.say("Nothing has been answered yet.")

    def _show_recommendation(self, turn: Turn) -> None:
        advised = turn.recommendation
        if advised is None:
            return
        view = advice.recommendation(turn.standing, advised)
        self.say(view.title.upper(), gap=True)
        self.say(view.verdict)
        self.say(view.holds)
        self._show_list(view.depends, view.settles)
        self._show_reasons("Why", view.reasons)
        self._show_list("Not sure yet", view.unsure)
        self._show_list("Next steps", view.steps, numbered=True)
        if costly := brief(turn.standing, self.advisor.now().date()):
            title = "What it costs (type costs for all of it, and to put in your own figures)"
            self._show_list(title, [line.text for line in costly])
        changes = (*view.changes, *filter(None, [view.revisit]))
        self._show_list("What would change this", changes)
        self._show_list("Second opinions", view.opinions)
        self.say(f"By the rule set {view.rules}.", gap=True)
        if turn.decision:
            self.say(f"Logged as decision {turn.decision} in {self.store.path}.")
        self.say(
            "Type details for what to take care of and where sources differ, answers to see what "
            "you said, change and a number, start over, or quit."
        )

    def _show_details(self, turn: Turn) -> None:
        advised = turn.recommendation
        if advised is None:
            self.say("There is no recommendation yet.")
            return
        view = advice.details(turn.standing, advised)
        self._show_list("Take care", view.cautions)
        differ = [f"{d.about}. {' '.join(d.says)} Our view: {d.we}" for d in view.differences]
        self._show_list("Where the sources differ", differ)
        self._show_reasons("What else counted", view.reasons)
        self._show_list("Sources", [f"{each.title}, {_linked(each)}" for each in view.sources])

    def _show_reasons(self, title: str, reasons: Iterable[advice.ReasonView]) -> None:
        for n, reason in enumerate(reasons):
            if n == 0:
                self.say(title, gap=True)
            self.say(f"- {reason.because}", indent="  ", hang="  ")
            if reason.answers:
                self.say(f"You said: {'; '.join(reason.answers)}", indent="    ")
            said = "; ".join(_named(source) for source in reason.sources)
            self.say(f"Source: {said}", indent="    ")

    def _show_list(self, title: str, lines: Iterable[str], *, numbered: bool = False) -> None:
        for n, line in enumerate(lines, start=1):
            if n == 1:
                self.say(title, gap=True)
            mark = f"{n}. " if numbered else "- "
            self.say(f"{mark}{line}", indent="  ", hang=" " * len(mark))

    def say(self, text: str, *, indent: str = "", hang: str = "", gap: bool = False) -> None:
        """Print one paragraph, wrapped; `gap` leaves a line free above it."""
        if gap:
            print(file=self.out)
        wrapped = textwrap.fill(
            text,
            self.width,
            initial_indent=indent,
            subsequent_indent=indent + hang,
            break_long_words=False,
            break_on_hyphens=False,
        )
        print(wrapped, file=self.out, flush=True)


def _named(source: advice.SourceView) -> str:
    return f"{source.publisher} ({source.note})" if source.note else source.publisher


def _linked(source: advice.SourceView) -> str:
    return f"{_named(source)}, {source.url}"


def _user() -> str:
    try:
        return getpass.getuser()
    except (KeyError, OSError):  # no such user in a bare container
        return "you"
