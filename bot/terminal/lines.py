"""What is shown, as lines of plain text."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TextIO

from bot.typed import marks
from bot.views.advice import interest, publisher
from bot.views.costs import CostsView
from bot.views.notes import (
    AnswersListed,
    Asked,
    AskedBack,
    Behind,
    CostsBreakdown,
    CostsBrief,
    Explained,
    Help,
    Meant,
    MovedOn,
    Note,
    NothingAsked,
    Offer,
    Part,
    Privacy,
    Said,
    WithButtons,
)
from bot.views.proposals import ProposalsView
from bot.views.question import QuestionView
from rules.costs.figures import FIELDS
from rules.costs.words import CostLine
from rules.interview.advice import Advice, Item, Section
from rules.language.kinds import Fact
from rules.language.model import Source

HOW_TO_ANSWER = (
    "Answer with a number or a letter from the list, or in your own words. You can also type "
    "back, why, ?, answers, change 2, start over, cancel or quit."
)
AFTERWARDS = (
    "The advice stands as it is. Ask me what would change it, or type change and a number if one of "
    "your answers has changed."
)
PRIVACY = (
    "The conversation, what you typed, its answers and what is advised are kept in the log, an SQLite "
    "file. Whoever can open that file sees them. With --db :memory: nothing is kept."
)
FIGURES = (
    "To put in your own: costs requests 500 a week, tokens in 1500, tokens out 300, tier small. For what "
    "tuning would take you: costs data hours 40, evaluation hours 10, upkeep 5%, hosting 300. "
    f"There are {', '.join(name.replace('_', ' ') for name in FIELDS)}."
)


@dataclass
class Screen:
    """A screen of so many columns."""

    out: TextIO
    width: int

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

    def question(self, view: QuestionView, fact: Fact) -> None:
        """The open question and its choices."""
        if view.unreadable:
            self.say(view.unreadable, gap=True)
        self.say(view.progress, gap=True)
        self.say(view.ask)
        self.say(view.why, indent="  ")
        if view.was:
            self.say(f"Until now: {view.was}", indent="  ")
        for mark, choice in zip(marks(fact), view.choices, strict=False):
            label = f"{choice.label}: {choice.help}" if choice.help else choice.label
            self.say(f"{mark}  {label}", indent="  ", hang="   ")
        if view.type_hint:
            self.say(view.type_hint, indent="     ")
        if view.newer:
            self.say(f"{view.newer} Type move to go on by it, or stay.", gap=True)

    def proposals(self, view: ProposalsView, name: str) -> None:
        """What was read and waits to be confirmed."""
        self.say(view.asks, gap=True)
        for number, each in enumerate(view.proposals, start=1):
            read = f"{number}  {each.label}: {each.answer} (“{each.quote}”)"
            self.say(read, indent="  ", hang="   ")
        if name:
            self.say(f"I call it “{name}”. Type name: and another one to change that.")
        self.say(view.how)

    def advice(self, view: Advice, logged: str, *, costs: bool) -> None:
        """An advice at first sight. `logged` says where it has been kept, or nothing.

        `costs`: whether it can be asked what it costs.
        """
        self.say(view.title.upper(), gap=True)
        self.say(view.verdict)
        self.say(view.holds)
        for section in view.sections:
            if not section.behind:
                self._section(
                    section, " (type costs for all of it, and to put in your own figures)"
                )
        self.say(f"By the rule set {view.rules}.", gap=True)
        if logged:
            self.say(logged)
        if costs and not any(section.id == "costs" for section in view.sections):
            self.say("Type costs for what it costs, and to put in your own figures.")
        self.say(
            "Type details for what to take care of and where sources differ, answers to see what "
            "you said, change and a number, start over, or quit."
        )

    def _section(self, section: Section, of_costs: str = "") -> None:
        self.say(f"{section.title}{of_costs if section.id == 'costs' else ''}", gap=True)
        for number, item in enumerate(section.items, start=1):
            mark = f"{number}. " if section.numbered else "- "
            self.say(f"{mark}{_in_one(item)}", indent="  ", hang=" " * len(mark))
            for line in _below(item):
                self.say(line, indent="    ")

    def _list(self, title: str, lines: tuple[CostLine, ...]) -> None:
        self._section(Section("", title, tuple(Item(line.text) for line in lines)))

    def costs(self, view: CostsView, *, whole: bool) -> None:
        """What it costs; the whole of it, or what figures just put in have made of it."""
        self._list("What it costs", view.page)
        for title, lines in view.lists if whole else ():
            if lines:
                self._list(title, lines)
        self.say(FIGURES if whole else "Kept. Type costs to see what each is made of.", gap=True)

    def note(self, note: Note) -> None:
        """What is told in answer to a line."""
        match note:
            case AnswersListed():
                self._answers(note)
            case Explained():
                self._explained(note)
            case Offer():
                self._offer(note)
            case Behind() | Part() | Asked():
                self._shown(note)
            case CostsBrief(view) | CostsBreakdown(view):
                self.costs(view, whole=True)
            case _:
                for line in _words(note):
                    self.say(line)

    def _offer(self, note: Offer) -> None:
        self.say(note.ask)
        for mark, (_, said) in enumerate(note.answers, start=1):
            self.say(f"{mark}  {said}", indent="  ", hang="   ")
        self.say("Type the number, or say it in other words.")

    def _shown(self, note: Behind | Part | Asked) -> None:
        if isinstance(note, Asked):
            return  # the question itself is on the screen again
        sections = (note.section,) if isinstance(note, Part) else _behind(note.advice)
        for section in sections:
            self._section(section)

    def _explained(self, note: Explained) -> None:
        self.say(note.question.why)
        for line in note.leads_to:
            self.say(f"- {line}", indent="  ", hang="  ")
        self.say(note.question.not_sure)

    def _answers(self, note: AnswersListed) -> None:
        if note.missing:
            self.say(f"There is no answer {note.missing}.")
            return
        for each in note.answers:
            self.say(f"{each.number}  {each.label}: {each.answer}", indent="  ")
        if note.answers:
            self.say("Type change and a number to change one.")
        else:
            self.say("Nothing has been answered yet.")


def _words(
    note: Said | AskedBack | MovedOn | NothingAsked | Help | Meant | Privacy | WithButtons,
) -> list[str]:
    match note:
        case Said(text) | AskedBack(text):
            return text.splitlines()
        case MovedOn():
            return ["Somebody has answered meanwhile. This is where we are now."]
        case NothingAsked(cancelled):
            return ["Type start over, or quit." if cancelled else AFTERWARDS]
        case Help(QuestionView() as view) | Meant(view):
            about = [note.about] if isinstance(note, Meant) and note.about else []
            return [*about, view.help, view.not_sure]
        case Privacy():
            return [PRIVACY]
        case _:
            return [HOW_TO_ANSWER]


def _behind(advice: Advice) -> tuple[Section, ...]:
    return tuple(section for section in advice.sections if section.behind)


def _in_one(item: Item) -> str:
    """An item in one paragraph, with the sides of a difference or the page it is about."""
    if item.link:
        return f"{item.text}, {_named(item.link)}, {item.link.url}"
    view = [f"Our view: {item.our_view}"] if item.our_view else []
    return " ".join([f"{item.text}." if item.says else item.text, *item.says, *view])


def _below(item: Item) -> Iterator[str]:
    if item.you_said:
        yield item.you_said
    if item.assumed:
        yield f"Not asked: {'; '.join(item.assumed)}"
    if item.sources:
        yield f"Source: {'; '.join(map(_named, item.sources))}"


def _named(source: Source) -> str:
    note = interest(source)
    return f"{publisher(source)} ({note})" if note else publisher(source)
