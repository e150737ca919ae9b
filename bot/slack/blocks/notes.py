"""What one person is told -> Block Kit. Pure."""

from __future__ import annotations

import json
from collections.abc import Iterable

from bot.views.doors import OpenListed, StartBeside, StartDoubted
from bot.views.notes import (
    AnswersListed,
    Asked,
    AskedBack,
    Behind,
    CostsBreakdown,
    CostsBrief,
    Deleted,
    DirectOffer,
    Edited,
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
from rules.language.answers import Answer, to_json
from rules.language.wording import either

from . import costs, doors, pages
from .digest import Links
from .kit import Block, Message, actions, button, escape, person, private, texts

COMMAND = "/should-we-finetune"
END = "end:"  # how the ids begin of what ends something, once that is confirmed
HELP = f"""\
*Should we fine-tune?* I ask one question at a time and recommend, with reasons.
• `{COMMAND} support bot for our shop` opens a thread, in any channel I'm in. Tell more of it there, and I ask less.
• Mention me in a channel or thread, or write to me directly, to do the same there.
• Press a button, or tell me (in a channel, mention me): an answer, `back`, `change 2`, `why`, `costs`, `cancel`, `resume`.
• `{COMMAND} by ertas: support bot` asks the questions of one of the articles alone; `by eazyware:` those of the other.
• `{COMMAND} status` lists what is open here. `{COMMAND} digest` brings one message a week about what was advised here.
• Whoever asked is reminded of a question that waits; `{COMMAND} nudges off` ends that here.
• In a channel anybody in the thread may answer. Each decision is logged with its answers and rules."""

CANCELLED = "This was cancelled, and nothing was advised. You can type `resume` or `start over`."
AFTERWARDS = """\
The advice stands as it is. Ask me what would change it, or type `change` and a number if one of your \
answers has changed."""
PRIVACY = """\
Everybody who can read this conversation sees its answers and who gave them. The conversation, what \
was typed to me, its answers and what is advised are kept in the database of whoever runs me here. A \
weekly digest may name the subject and the advice."""


def draw(note: Note, links: Links | None = None) -> Message:
    """Any note. `links`: the addresses of threads, for what leads to one."""
    match note:
        case Explained() | Meant():
            drawn = _explained(note)
        case AnswersListed():
            drawn = _answers(note)
        case Behind() | Asked():
            drawn = pages.private(note.page) if isinstance(note, Behind) else _asked(note)
        case CostsBrief() | CostsBreakdown():
            drawn = costs.note(note)
        case Offer() | DirectOffer() | Edited() | Deleted() | EndAsked():
            drawn = _with_buttons(note)
        case OpenListed() | StartDoubted() | StartBeside():
            drawn = doors.draw(note, links)
        case _:
            drawn = private(_words(note))
    return drawn


def _words(note: Said | AskedBack | MovedOn | NothingAsked | Help | Privacy) -> str:
    match note:
        case Said(text, user, channel):
            said = escape(text).replace("{command}", COMMAND)
            return said.replace("{person}", person(user)).replace("{channel}", f"<#{channel}>")
        case AskedBack(text):
            return escape(text)
        case MovedOn():
            return "I asked the next question while you were writing. Please answer that one."
        case NothingAsked():
            return CANCELLED if note.cancelled else AFTERWARDS
        case Privacy():
            return PRIVACY
        case Help():
            return HELP


def _explained(note: Explained | Meant) -> Message:
    view = note.question
    first, leads_to = (note.about, ()) if isinstance(note, Meant) else (view.why, note.leads_to)
    lines = [f"*{escape(view.ask)}*", *map(escape, filter(None, (first, view.help)))]
    lines += [f"• {escape(line)}" for line in leads_to]
    return private("\n".join([*lines, f"_Not sure? {escape(view.not_sure)}_"]))


def _asked(note: Asked) -> Message:
    view = note.question
    lines = [f"• {escape(each.label)}" for each in view.choices]
    how = "Please press at the question itself, or tell me here."
    first = f"{note.lead}\n*{escape(view.ask)}*".lstrip()
    return Message(view.ask, texts(first, [*lines, how]))


def _answers(note: AnswersListed) -> Message:
    if not note.answers:
        return private("No answers yet.")
    head = [f"There is no answer {note.missing}."] if note.missing else []
    lines = [f"{each.number}. {escape(each.label)}: {escape(each.answer)}" for each in note.answers]
    return private("\n".join([*head, *lines, "Type `change` and a number."]))


def _offer(note: Offer) -> Message:
    buttons = _choices(note.answers, "take", f"{note.handle} {note.revision}")
    text = f"{escape(note.ask)} If it is something else, please answer at the question itself."
    return private(text, [actions(buttons)])


def _choices(answers: Iterable[tuple[Answer, str]], action: str, carried: str) -> list[Block]:
    """A button for each of these answers."""
    return [
        button(said, f"{action}:{n}", f"{carried} {json.dumps(to_json(answer))}")
        for n, (answer, said) in enumerate(answers, start=1)
    ]


def _with_buttons(note: Offer | DirectOffer | Edited | Deleted | EndAsked) -> Message:
    if isinstance(note, Offer):
        return _offer(note)
    if isinstance(note, DirectOffer):
        return _go_on(note.handle)
    if isinstance(note, EndAsked):
        yes = button(note.yes, f"{END}{note.what}", f"{note.handle} {note.revision}", "danger")
        return private(escape(note.text), [actions([yes])])
    carried = f"{note.handle} {note.event}"
    keep, answered = button("Keep it", "keep", carried), f"{escape(note.label)}: {escape(note.was)}"
    if isinstance(note, Edited):
        now = either([f"*{escape(said)}*" for _, said in note.now])
        words = f"You edited your message. It answered *{answered}*. Change it to {now}?"
        alone = len(note.now) == 1
        named = [(answer, "Change it" if alone else said) for answer, said in note.now]
        buttons = [*_choices(named, "change_to", carried), keep]
    else:
        words = f"You deleted your message. It answered *{answered}*. Keep it?"
        buttons = [keep, button("Take it back", "take_back", carried)]
    return private(words, [actions(buttons)])


def _go_on(handle: str) -> Message:
    """For somebody who asked where the bot isn't a member."""
    return private(
        "I'm not in this channel, so I can't open a thread here. Invite me and ask again, or let "
        "us go on in a direct message.",
        [actions([button("Go on in a direct message", "move", handle, "primary")])],
    )
