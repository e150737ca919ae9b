"""What is shown, as lines of plain text."""

from __future__ import annotations

import textwrap
from collections.abc import Iterable
from dataclasses import dataclass
from typing import TextIO

from bot.typed import marks
from bot.views.card import CardView, Changed
from bot.views.costs import CostsView
from bot.views.notes import (
    AnswersListed,
    Asked,
    AskedBack,
    Behind,
    CancelAsked,
    CostsBreakdown,
    CostsBrief,
    Explained,
    Help,
    Meant,
    MovedOn,
    Note,
    NothingAsked,
    Offer,
    Privacy,
    Said,
    WithButtons,
)
from bot.views.pages import TITLES, PageView, Part
from bot.views.proposals import ProposalsView
from bot.views.question import NOT_SURE, OTHER, QuestionView, heading
from bot.views.sources import interest, publisher
from rules.costs.figures import FIELDS
from rules.costs.words import CostLine
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
KEYS = (
    "Type why, steps, what if, costs or others for what stands behind it, answers to see what you said, "
    "change and a number to change one, start over, or quit."
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

    def question(self, view: QuestionView, fact: Fact, subject: str) -> None:
        """The open question and its choices."""
        if view.unreadable:
            self.say(view.unreadable, gap=True)
        self.say(heading(subject, view), gap=True)
        self.say(view.ask)
        self.say(view.why, indent="  ")
        if view.was:
            self.say(f"Until now: {view.was}", indent="  ")
        group = ""
        for mark, choice in zip(marks(fact), view.choices, strict=False):
            if choice.group != group and choice.label != NOT_SURE:
                group = choice.group
                self.say(f"{group or OTHER}:", indent="  ")
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

    def advice(self, view: CardView, kept: str) -> None:
        """An advice; `kept` says where, or nothing. Its sources' addresses stand at the end."""
        self.say(view.about, gap=True)
        self.say(view.answer.upper(), gap=True)
        if view.changed:
            self.say(_changed(view.changed))
        self.say(view.reason)
        if view.ready:
            self.say(view.ready.title, gap=True)
            for state, said in view.ready.lines:
                self.say(f"{state.lower():<9}{said}", indent="  ", hang=" " * 9)
        first = f"First: {view.first[:1].lower()}{view.first[1:]}." if view.first else ""
        for n, line in enumerate(filter(None, (first, view.money, " ".join(view.sure).strip()))):
            self.say(line, gap=n == 0)
        self.say(KEYS, gap=True)
        number, _, rest = view.state.partition(".")
        self.say(f"{number}{f', {kept}' if kept else ''}.{rest}", gap=True)
        self.say("Its sources:")
        self._sources("  ", view.sources)

    def page(self, view: PageView) -> None:
        """A page behind an advice."""
        self.say(TITLES[view.name], gap=True)
        for part in view.parts:
            self._part(part)

    def _part(self, part: Part) -> None:
        colon = ":" if part.head and part.text and part.head[-1] not in ".:" else ""
        self.say(f"{part.head}{colon} {part.text}".strip(), indent="  ")
        for line in part.lines:
            self.say(f"- {line}", indent="    ", hang="  ")
        self._sources("    ", part.sources)

    def _sources(self, indent: str, sources: Iterable[Source]) -> None:
        for source in sources:
            self.say(f"{_named(source)}, {source.url}", indent=indent, hang="  ")

    def _list(self, title: str, lines: tuple[CostLine, ...]) -> None:
        self.say(title, gap=True)
        for line in lines:
            self.say(f"- {line.text}", indent="  ", hang="  ")

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
            case Behind(page):
                self.page(page)
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

    def _explained(self, note: Explained) -> None:
        self.say(note.question.why)
        for line in note.leads_to:
            self.say(f"- {line}", indent="  ", hang="  ")
        self.say(f"Not sure? {note.question.not_sure}")

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
    note: Said | Asked | AskedBack | MovedOn | NothingAsked | Help | Meant | Privacy | WithButtons,
) -> list[str]:
    match note:
        case Said(text) | AskedBack(text):
            return text.splitlines()
        case Help(QuestionView() as view) | Meant(view):
            about = [note.about] if isinstance(note, Meant) and note.about else []
            return [*about, view.help, f"Not sure? {view.not_sure}"]
        case NothingAsked(cancelled):
            return ["Type start over, or quit." if cancelled else AFTERWARDS]
        case CancelAsked(text=text):
            return [f"{text} To cancel it, type cancel once more."]
        case Asked():
            return [*filter(None, [note.lead])]  # the question itself is on the screen again
    return [_FIXED.get(type(note), HOW_TO_ANSWER)]


_FIXED: dict[type, str] = {
    MovedOn: "Somebody has answered meanwhile. This is where we are now.",
    Privacy: PRIVACY,
}


def _changed(changed: Changed) -> str:
    by = f"{changed.person} {changed.how}".removesuffix(".")
    return f"Changed. It was “{changed.was.removesuffix('.')}”. {by}."


def _named(source: Source) -> str:
    note = interest(source)
    return f"{publisher(source)} ({note})" if note else publisher(source)
