"""What to show -> Block Kit. Pure: no network, no state, nothing but drawing.

Limits (docs.slack.dev/reference/block-kit): a section holds 3,000 characters, a header 150, a
button label 75, an actions block 25 elements, a message 50 blocks and about 13,000 characters.
"""

from __future__ import annotations

import json

from bot.conversation import replay
from bot.interactions.advised import Advised, Overtaken, Posted, Shared
from bot.interactions.presses import ANSWERS, FORM
from bot.interactions.thread import (
    BeingRead,
    ClosedProposals,
    ClosedQuestion,
    Costs,
    HasBeenRead,
    Look,
    Nudge,
    Nudged,
    OpenProposals,
    OpenQuestion,
    Root,
    StartedOver,
)
from bot.views import question
from bot.views.notes import CANCEL
from rules.language.answers import Answer, NotSure, Ticks, to_json

from . import card, costs, proposals, windows
from .digest import Links
from .kit import (
    LABEL,
    Block,
    Message,
    actions,
    button,
    context,
    cut,
    escape,
    option,
    person,
    plain,
    section,
)

BUTTONS = 5  # more choices than this make a select
BOXES = 10  # as many as Slack lets be ticked
VALUE = 2000  # characters that a button carries
OPTIONS = 100  # in a menu
UNTICKED = "Unticked stays open."
WORDS = 14  # of an answered line
WAS = 4  # of them, of an answer that was changed
TICK = "tick"
ABOUT = 40  # characters of a subject beside a question
NAME = "Should we fine-tune?"


def draw(look: Look, handle: str, links: Links | None = None) -> Message:
    """Any message of a conversation. `links`: the threads' addresses, for what is told elsewhere."""
    match look:
        case Root():
            drawn = _root(look, handle)
        case OpenQuestion():
            drawn = _question(look, handle)
        case Nudge() | Nudged():
            drawn = _nudge(look, handle)
        case ClosedQuestion() | StartedOver():
            drawn = _closed(look)
        case OpenProposals() | ClosedProposals() | BeingRead() | HasBeenRead():
            drawn = proposals.message(look, handle)
        case Advised() | Overtaken() | Posted() | Shared():
            drawn = card.message(look, handle, links)
        case Costs():
            drawn = costs.message(look, handle)
    return drawn


def _nudge(look: Nudge | Nudged, handle: str) -> Message:
    """What waits, in a line, and the buttons by which it goes on; no more of what is over."""
    if isinstance(look, Nudged):
        return Message(
            "I asked again here.", [context(f"I asked {person(look.owner)} again here.")]
        )
    about = escape(cut(look.subject, ABOUT)) or "Your question"
    waits = f"{about} waits since {look.since}"
    if isinstance(look.what, OpenQuestion):
        ask = escape(look.what.view.ask)
        carried = f"{handle} {look.what.revision}"
        unsure = button(question.NOT_SURE, "answer:not_sure", _value(carried, NotSure()))
        buttons = _choices(look.what.view, carried) or [actions([])]
        buttons[-1]["elements"].append(unsure)
    else:
        ask = escape(look.what.view.asks)
        buttons = proposals.buttons(look.what, handle)
    said = f"{person(look.owner)}, *{about}* waits since {look.since}: *{ask}*"
    return Message(f"{waits}: {ask}", [section(said), *buttons])


def _root(look: Root, handle: str) -> Message:
    about = f" {escape(look.subject)}" if look.subject else ""
    states = {
        replay.ASKING: "" if look.flat else f"In the thread: {look.to_come}.",
        replay.ADVISED: f"*{escape(look.title)}*",
        replay.CANCELLED: f"Cancelled by {person(look.cancelled_by)}. Nothing was advised.",
    }
    if look.waits_since:
        states[replay.ASKING] = f"Waits since {look.waits_since}."
        resume = [actions([button("Resume", "resume", f"{handle} {look.revision}")])]
    else:
        resume = []
    return Message(
        f"{NAME}{about} {states[look.state]}".strip(),
        [
            section(f"*{NAME}*{about}\n{states[look.state]}".strip()),
            *([] if look.flat else [context(_asked_by(look))]),
            *resume,
        ],
    )


def _asked_by(look: Root) -> str:
    """Who asked, and who answers or has answered."""
    asked, people = f"Asked by {person(look.owner)}", [person(user) for user in look.people]
    if look.state != replay.ADVISED:
        return f"{asked}. Anybody here may answer."
    return f"{asked}, answered by {', '.join(people)}" if people else asked


def _question(look: OpenQuestion, handle: str) -> Message:
    view = look.view
    carried = f"{handle} {look.revision}"
    was = f"\nUntil now: {escape(view.was)}" if view.was else ""
    unreadable = [context(escape(view.unreadable))] if view.unreadable else []
    blocks = [
        *unreadable,
        context(escape(question.heading(look.subject, view))),
        section(f"*{escape(view.ask)}*\n{escape(view.why)}{was}"),
        *_choices(view, carried),
        *([context(UNTICKED)] if view.rest_open else []),
        actions(_foot(look, carried)),
    ]
    if view.newer:
        offer = [button("Move to it", "newer", carried), button("Stay", "stay", carried)]
        blocks += [context(escape(view.newer)), actions(offer)]
    return Message(f"{view.progress}: {view.ask}", blocks)


def _foot(look: OpenQuestion, carried: str) -> list[Block]:
    """What every question has below its answers."""
    lines = [] if look.first else [option("My answers so far", f"{carried} {ANSWERS}")]
    all_of_it = "Answer all in a form" if look.first else "Answer the rest in a form"
    lines.append(option(all_of_it, f"{carried} {FORM}"))
    lines.append(option("Cancel this", f"{carried} {CANCEL}"))
    return [
        button(question.NOT_SURE, "answer:not_sure", _value(carried, NotSure())),
        button("Why this?", "why", carried),
        *([] if look.first else [button("Back", "back", carried)]),
        {"type": "overflow", "action_id": "more", "options": lines},
        *([button("Describe it instead", windows.DESCRIBE, carried)] if look.describable else []),
    ]


def _choices(view: question.QuestionView, carried: str) -> list[Block]:
    offered = [choice for choice in view.choices if not isinstance(choice.answer, NotSure)]
    if view.several:
        send = [button("Done", "answer:ticked", carried, "primary")]
        return [
            actions([_tick(offered)]),
            actions([*send, *_none_of_these(view.none_of_these, carried)]),
        ]
    own = [button(question.ENTER, "answer:number", carried)] if view.numeric else []
    if len(offered) > BUTTONS:
        options = [
            (each.group, option(each.label, _value(carried, each.answer))) for each in offered
        ]
        choose = menu("static_select", "answer:select", "Choose an answer", options)
        return [actions([choose, *own])]
    buttons = [
        button(each.label, f"answer:{n}", _value(carried, each.answer))
        for n, each in enumerate(offered)
    ]
    return [actions([*buttons, *own])] if buttons or own else []


def _closed(look: ClosedQuestion | StartedOver) -> Message:
    if isinstance(look, StartedOver):
        return Message("Started over.", [context(f"Started over by {person(look.user)}.")])
    if look.left:
        text = f"{escape(look.label)}: {person(look.user)} {look.left}"
        return Message(f"{look.label}: not answered", [context(text)])
    was = f", was _{escape(_words(look.was, WAS))}_" if look.was else ""
    gone = "" if look.stands else ", no longer counts"
    rest = len(f"{look.label}{was}{gone} {look.follows}".split()) + 1
    answer = _words(look.answer, max(WORDS - rest, 1))
    by = f"{escape(look.label)}: *{escape(answer)}* ({person(look.user)}{was}{gone})"
    line = f"{by}. {look.follows}" if look.follows else by
    return Message(f"{look.label}: {look.answer}", [context(line)])


def _words(text: str, most: int) -> str:
    """So many words of a text."""
    words = text.split()
    return text if len(words) <= most else f"{' '.join(words[:most])}…"


def _value(carried: str, answer: Answer) -> str:
    return f"{carried} {json.dumps(to_json(answer), separators=(',', ':'))}"


def _none_of_these(answer: Answer | None, carried: str) -> list[Block]:
    """The button, unless it would carry more options than Slack lets it: one can type none."""
    value = _value(carried, answer) if answer else ""
    return [button(question.NONE_OF_THESE, "answer:none", value)] if 0 < len(value) <= VALUE else []


def _box(answer: Answer) -> str:
    """What a box says: an option or, where some may stay open, + or - and the option."""
    match answer:
        case Ticks(yes, no):
            return "".join([*(f"+{option}" for option in yes), *(f"-{option}" for option in no)])
        case _:
            return str(to_json(answer))


def ticked(boxes: list[str]) -> list[str] | dict[str, list[str]]:
    """What the boxes that somebody ticked say together, as an answer's JSON form."""
    signed = {sign: [box[1:] for box in boxes if box[0] == sign] for sign in "+-"}
    return {"yes": signed["+"], "no": signed["-"]} if any(signed.values()) else boxes


def _tick(offered: list[question.ChoiceView]) -> Block:
    """Boxes to tick; past Slack's ten, a menu of which several can be chosen."""
    options = [(each.group, option(each.label, _box(each.answer))) for each in offered]
    if len(options) <= BOXES:
        return {"type": "checkboxes", "action_id": TICK, "options": [each for _, each in options]}
    return menu("multi_static_select", TICK, "Choose all that apply", options)


def menu(kind: str, action: str, placeholder: str, options: list[tuple[str, Block]]) -> Block:
    """A menu, its options under their headings where any has one."""
    made = {"type": kind, "action_id": action, "placeholder": plain(placeholder, LABEL)}
    options = options[:OPTIONS]
    groups: dict[str, list[Block]] = {}
    for group, each in options:
        groups.setdefault(group, []).append(each)
    if not any(groups):
        return {**made, "options": [each for _, each in options]}
    named = [
        {"label": plain(group or question.OTHER, LABEL), "options": listed}
        for group, listed in groups.items()
    ]
    return {**made, "option_groups": named}
