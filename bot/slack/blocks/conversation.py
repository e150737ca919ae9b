"""What to show -> Block Kit. Pure: no network, no state, nothing but drawing.

Limits (docs.slack.dev/reference/block-kit): a section holds 3,000 characters, a header 150, a
button label 75, an actions block 25 elements, a message 50 blocks and about 13,000 characters.
"""

from __future__ import annotations

import json

from bot.conversation import replay
from bot.interactions.thread import (
    Advised,
    BeingRead,
    ClosedProposals,
    ClosedQuestion,
    Costs,
    HasBeenRead,
    Look,
    OpenProposals,
    OpenQuestion,
    Overtaken,
    Root,
)
from bot.views import question
from rules.language.answers import Answer, NotSure, Ticks, to_json

from . import costs, proposals
from .kit import (
    LABEL,
    Block,
    Message,
    actions,
    button,
    context,
    escape,
    header,
    option,
    person,
    plain,
    section,
    select,
)
from .sections import listed

BUTTONS = 5  # more choices than this make a select
BOXES = 10  # as many as Slack lets be ticked
VALUE = 2000  # characters that a button carries
UNTICKED = "What you leave unticked stays open."
TICK = "tick"
NAME = "Should we fine-tune?"
QUESTIONS = "The questions are in the thread."


def draw(look: Look, conversation: int) -> Message:
    """Any message of a conversation."""
    match look:
        case Root():
            drawn = _root(look)
        case OpenQuestion():
            drawn = _question(look, conversation)
        case ClosedQuestion():
            drawn = _closed(look, conversation)
        case OpenProposals() | ClosedProposals() | BeingRead() | HasBeenRead():
            drawn = proposals.message(look, conversation)
        case Advised():
            drawn = _verdict(look, conversation)
        case Overtaken():
            drawn = _overtaken(look)
        case Costs():
            drawn = costs.message(look, conversation)
    return drawn


def _root(look: Root) -> Message:
    about = f" {escape(look.subject)}" if look.subject else ""
    asked = f"Asked by {person(look.owner)}"
    people = [person(user) for user in look.people]
    answered = f", answered by {', '.join(people)}" if people else ""
    anybody = ". Anybody here may answer."
    states = {
        replay.ASKING: f"In the thread: {look.to_come}." if look.to_come else QUESTIONS,
        replay.ADVISED: f"*{escape(look.title)}*",
        replay.CANCELLED: "Cancelled. Nothing was advised.",
    }
    return Message(
        f"{NAME}{about} {states[look.state]}",
        [
            section(f"*{NAME}*{about}\n{states[look.state]}"),
            context(f"{asked}{answered if look.state == replay.ADVISED else anybody}"),
        ],
    )


def _question(look: OpenQuestion, conversation: int) -> Message:
    view = look.view
    carried = f"{conversation} {look.revision}"
    was = f"\nUntil now: {escape(view.was)}" if view.was else ""
    unreadable = [context(escape(view.unreadable))] if view.unreadable else []
    blocks = [
        *unreadable,
        context(escape(view.progress)),
        section(f"*{escape(view.ask)}*\n{escape(view.why)}{was}"),
        *_choices(view, carried),
        actions(
            [
                button(question.NOT_SURE, "answer:not_sure", _value(carried, NotSure())),
                button("Why this?", "why", carried),
                *([] if look.first else [button("Back", "back", carried)]),
            ]
        ),
    ]
    if view.none_of_these:
        blocks.append(context(UNTICKED))
    if view.type_hint and not view.several:
        how = f"Press one, {view.type_hint} (in a channel, mention me with it)."
        blocks.append(context(escape(how)))
    if view.newer:
        offer = [button("Move to it", "newer", carried), button("Stay", "stay", carried)]
        blocks += [context(escape(view.newer)), actions(offer)]
    return Message(f"{view.progress}: {view.ask}", blocks)


def _choices(view: question.QuestionView, carried: str) -> list[Block]:
    offered = [choice for choice in view.choices if not isinstance(choice.answer, NotSure)]
    if view.several:
        options = [option(each.label, _box(each.answer)) for each in offered]
        done = button("Done", "answer:ticked", carried, "primary")
        return [actions([_tick(options), done, *_none_of_these(view.none_of_these, carried)])]
    if len(offered) > BUTTONS:
        options = [option(each.label, _value(carried, each.answer)) for each in offered]
        return [actions([select("Choose an answer", "answer:select", options)])]
    buttons = [
        button(each.label, f"answer:{n}", _value(carried, each.answer))
        for n, each in enumerate(offered)
    ]
    return [actions(buttons)] if buttons else []


def _closed(look: ClosedQuestion, conversation: int) -> Message:
    if look.left:
        text = f"{escape(look.label)}: {person(look.user)} {look.left}"
        return Message(f"{look.label}: not answered", [context(text)])
    by = f"{escape(look.label)}: *{escape(look.answer)}*, by {person(look.user)}"
    short = f"{look.label}: {look.answer}"
    if look.event is None:
        return Message(short, [context(f"{by}. Taken back or changed since.")])
    change = button("Change", "change", f"{conversation} {look.event}")
    return Message(short, [{**section(by), "accessory": change}])


def _verdict(look: Advised, conversation: int) -> Message:
    view = look.view
    shown = (section for section in view.sections if not section.behind)
    blocks = [
        header(view.title),
        section(f"{escape(view.verdict)}\n_{escape(view.holds)}_"),
        *(block for each in shown for block in listed(each)),
        context(f"By the rule set {escape(view.rules)}. The decision is in the log."),
        actions(_after(look, conversation)),
    ]
    return Message(f"{view.title.removesuffix('.')}. {view.verdict}", blocks)


def _overtaken(look: Overtaken) -> Message:
    by = f"~{escape(look.title)}~ {person(look.user)} {look.how}."
    return Message(f"{look.title.removesuffix('.')}: overtaken", [context(by)])


def _after(look: Advised, conversation: int) -> list[Block]:
    options = [option(words, f"{conversation} {named}") for named, words in look.answers]
    found = [select("Change an answer", "change", options)] if options else []
    if look.costs:
        found.append(button("Costs", costs.ACTION, f"{conversation} {look.event}"))
    found.append(button("Details", "details", f"{conversation} {look.event}"))
    return [*found, button("Start over", "start_over", f"{conversation} {look.event}")]


def _value(carried: str, answer: Answer) -> str:
    return f"{carried} {json.dumps(to_json(answer), separators=(',', ':'))}"


def _none_of_these(answer: Answer | None, carried: str) -> list[Block]:
    """The button, unless it would carry more options than Slack lets it: one can type none."""
    value = _value(carried, answer) if answer else ""
    return [button("None of these", "answer:none", value)] if 0 < len(value) <= VALUE else []


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


def _tick(options: list[Block]) -> Block:
    """Boxes to tick; past Slack's ten, a menu of which several can be chosen."""
    if len(options) <= BOXES:
        return {"type": "checkboxes", "action_id": TICK, "options": options}
    return {
        "type": "multi_static_select",
        "action_id": TICK,
        "placeholder": plain("Choose all that apply", LABEL),
        "options": options[:100],
    }
