"""What is told in answer to a line, as paragraphs on a terminal."""

from __future__ import annotations

from bot.views.card import CardView
from bot.views.notes import (
    AnswersListed,
    Asked,
    AskedBack,
    Behind,
    CostsBreakdown,
    CostsBrief,
    EndAsked,
    Explained,
    Help,
    Meant,
    MovedOn,
    Note,
    NothingAsked,
    Offer,
    Privacy,
    Said,
)
from bot.views.question import QuestionView

from .lines import BEHIND, Screen
from .paper import STRONG

AFTERWARDS = (
    "The advice stands as it is. Ask me what would change it, or type change and a number if one of "
    "your answers has changed."
)
BESIDE = {
    "answers": "what you said",
    "change 2": "to answer the second question anew",
    "back": "to take back the last answer",
    "start over": "to begin again without answers",
    "quit": "to leave",
}
CANCELLED = "Type resume, start over, or quit."
PRIVACY = (
    "The conversation, what you typed, its answers and what is advised are kept in the log, an SQLite "
    "file. Whoever can open that file sees them. With --db :memory: nothing is kept."
)


def afterwards(screen: Screen, view: CardView) -> None:
    """All that one can do once there is an advice."""
    screen.say("You can type:", gap=True)
    behind = {name: said for name, said in BEHIND.items() if name in view.pages}
    for name, said in {**behind, **BESIDE}.items():
        screen.say((name, STRONG), f"{'':<{12 - len(name)}}{said}", indent="  ", hang=" " * 12)


def note(screen: Screen, told: Note) -> None:
    """What a line is answered with."""
    match told:
        case AnswersListed():
            _answers(screen, told)
        case Explained():
            _explained(screen, told)
        case Offer():
            _offer(screen, told)
        case Behind(page):
            screen.page(page)
        case CostsBrief(view) | CostsBreakdown(view):
            screen.costs(view, whole=True)
        case _:
            for line in _words(told):
                screen.say(line)


def _offer(screen: Screen, told: Offer) -> None:
    screen.say(told.ask)
    for mark, (_, said) in enumerate(told.answers, start=1):
        screen.say(f"{mark}  {said}", indent="  ", hang="   ")
    screen.say("Type the number, or say it in other words.")


def _explained(screen: Screen, told: Explained) -> None:
    screen.say(told.question.why)
    for line in told.leads_to:
        screen.say(f"- {line}", indent="  ", hang="  ")
    screen.say(f"Not sure? {told.question.not_sure}")


def _answers(screen: Screen, told: AnswersListed) -> None:
    if told.missing:
        screen.say(f"There is no answer {told.missing}.")
        return
    for each in told.answers:
        screen.say(f"{each.number}  {each.label}: {each.answer}", indent="  ", hang="   ")
    if told.answers:
        screen.say("Type change and a number to change one.")
    else:
        screen.say("Nothing has been answered yet.")


def _words(told: Note) -> list[str]:
    """The paragraphs of what has no shape of its own; none where what is asked shows all."""
    match told:
        case Said(text) | AskedBack(text):
            return text.splitlines()
        case Help(QuestionView() as view) | Meant(view):
            about = [told.about] if isinstance(told, Meant) and told.about else []
            return [*about, view.help, f"Not sure? {view.not_sure}"]
        case NothingAsked(cancelled=False):
            return [AFTERWARDS]
        case EndAsked(what=what, text=text):
            return [f"{text} If so, type {what} once more."]
        case Asked(lead=lead):
            return [lead] if lead else []  # the question itself is shown again
    fixed = _FIXED.get(type(told))
    return [fixed] if fixed else []


_FIXED: dict[type, str] = {
    NothingAsked: CANCELLED,
    Help: CANCELLED,
    MovedOn: "Somebody has answered meanwhile, so your line wasn't taken. This is where we are now.",
    Privacy: PRIVACY,
}
