"""What is shown, as paragraphs on a terminal."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from bot.typed import marks
from bot.views.card import CardView, Changed, Ready
from bot.views.costs import CostsView
from bot.views.pages import COSTS, OTHERS, STEPS, TITLES, WHAT_IF, WHY, PageView, Part
from bot.views.proposals import ProposalsView
from bot.views.question import NOT_SURE, OTHER, QuestionView, heading
from bot.views.sources import interest, publisher
from rules.costs.figures import FIELDS
from rules.costs.words import CostLine
from rules.language.kinds import Fact
from rules.language.model import Source
from rules.language.wording import either

from .paper import SMALL, STATES, STRONG, Paper

HOW_TO_ANSWER = "Answer with a number or a letter from the list, or in your own words."
STEERING = "You can also type back, why, ?, answers, change 2, start over, cancel or quit."
BEHIND = {
    WHY: "the reasons and their sources",
    STEPS: "the whole plan",
    WHAT_IF: "what would change the advice",
    COSTS: "what it costs, by your own figures too",
    OTHERS: "what others say to your answers",
}
FIGURES = (
    "To put in your own: costs requests 500 a week, tokens in 1500, tokens out 300, tier small. For what "
    "tuning would take you: costs data hours 40, evaluation hours 10, upkeep 5%, hosting 300. "
    f"There are {', '.join(name.replace('_', ' ') for name in FIELDS)}."
)


@dataclass
class Screen:
    """What somebody sees. `keys`: with what one can type next, which a script knows."""

    paper: Paper
    keys: bool

    def __post_init__(self) -> None:
        self.say = self.paper.say

    def welcome(self) -> None:
        """How to answer; what else one can type stands under each question where there are keys."""
        self.say(HOW_TO_ANSWER if self.keys else f"{HOW_TO_ANSWER} {STEERING}")

    def question(self, view: QuestionView, fact: Fact, subject: str) -> None:
        """The open question and its choices."""
        if view.unreadable:
            self.say(view.unreadable, gap=True)
        self.say((heading(subject, view), SMALL), gap=True)
        self.say((view.ask, STRONG))
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
        if self.keys:
            self.say((STEERING, SMALL), gap=True)

    def proposals(self, view: ProposalsView, name: str) -> None:
        """What was read and waits to be confirmed."""
        self.say((view.asks, STRONG), gap=True)
        for number, each in enumerate(view.proposals, start=1):
            read = f"{number}  {each.label}: {each.answer} (“{each.quote}”)"
            self.say(read, indent="  ", hang="   ")
        if name:
            self.say(f"I call it “{name}”. Type name: and another one to change that.")
        self.say(view.how)

    def advice(self, view: CardView, kept: str) -> None:
        """An advice; `kept` says where, or nothing. What it advises stands last once more.

        That is where the eye is when all of it has been written.
        """
        self.say((view.about, SMALL), gap=True)
        self._headline(view, gap=True)
        if view.changed:
            self.say(_changed(view.changed))
        self.say(view.reason)
        if view.ready:
            self._ready(view.ready)
        self._first(view)
        self.say("Its sources:", gap=True)
        self._sources("  ", view.sources)
        if self.keys:
            pages = either([each for each in BEHIND if each in view.pages])
            self.say((f"Type {pages}, ? for all you can do, or quit.", SMALL), gap=True)
        number, _, rest = view.state.partition(".")
        self.say((f"{number}{f', {kept}' if kept else ''}.{rest}", SMALL), gap=True)
        self._headline(view)

    def _headline(self, view: CardView, *, gap: bool = False) -> None:
        """The answer and the direction, in capitals where nothing can be bold."""
        said = view.answer if self.paper.styled else view.answer.upper()
        self.say((said, STRONG), gap=gap)

    def _ready(self, ready: Ready) -> None:
        self.say((ready.title, STRONG), gap=True)
        for state, said in ready.lines:
            if state:
                word, gap = (state.lower(), STATES[state]), " " * (9 - len(state))
                self.say(word, f"{gap}{said}", indent="  ", hang=" " * 9)
            else:
                self.say(said, indent="  ")

    def _first(self, view: CardView) -> None:
        """What to do first, what it costs, and how sure that is."""
        print(file=self.paper.out)
        if view.first:
            self.say(("First:", STRONG), f" {view.first[:1].lower()}{view.first[1:]}.")
        if view.money:
            self.say(view.money)
        sure, because = view.sure
        self.say((sure, STRONG), f" {because}")

    def page(self, view: PageView) -> None:
        """A page behind an advice."""
        self.say((TITLES[view.name], STRONG), gap=True)
        for part in (each for each in view.parts if not each.asks):  # nothing is pressed here
            self._part(part)

    def _part(self, part: Part) -> None:
        colon = ":" if part.head and part.text and part.head[-1] not in ".:" else ""
        text = f"{part.head and ' '}{part.text}"
        self.say((f"{part.head}{colon}", STRONG), text, indent="  ")
        for line in part.lines:
            self.say(f"- {line}", indent="    ", hang="  ")
        self._sources("    ", part.sources)

    def _sources(self, indent: str, sources: Iterable[Source]) -> None:
        for source in sources:
            self.say(f"{_named(source)}, {source.url}", indent=indent, hang="  ")

    def _list(self, title: str, lines: tuple[CostLine, ...]) -> None:
        self.say((title, STRONG), gap=True)
        for line in lines:
            self.say(f"- {line.text}", indent="  ", hang="  ")

    def costs(self, view: CostsView, *, whole: bool) -> None:
        """What it costs; the whole of it, or what figures just put in have made of it."""
        self._list("What it costs", view.page)
        for title, lines in view.lists if whole else ():
            if lines:
                self._list(title, lines)
        self.say(FIGURES if whole else "Kept. Type costs to see what each is made of.", gap=True)


def _changed(changed: Changed) -> str:
    by = f"{changed.person} {changed.how}".removesuffix(".")
    return f"Changed. It was “{changed.was.removesuffix('.')}”. {by}."


def _named(source: Source) -> str:
    note = interest(source)
    return f"{publisher(source)} ({note})" if note else publisher(source)
