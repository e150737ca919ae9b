"""What one person is told -> Block Kit. Pure."""

from __future__ import annotations

from bot.views.notes import (
    AnswersListed,
    AskedBack,
    Behind,
    CostsBreakdown,
    CostsBrief,
    DirectOffer,
    Explained,
    Help,
    MovedOn,
    Note,
    NothingAsked,
    Said,
)

from . import costs
from .kit import Message, actions, button, context, escape, person, private
from .sections import listed

COMMAND = "/should-we-finetune"
MOST_BLOCKS = 50  # in a message
HELP = f"""\
*Should we fine-tune?* I ask one question at a time and recommend, with reasons.
• `{COMMAND} support bot for our shop` opens a thread, in any channel I'm in.
• Mention me in a channel or thread, or write to me directly, to do the same there.
• Press a button, or tell me (in a channel, mention me): an answer, `back`, `change 2`, `details`, `costs`, `cancel`.
• `{COMMAND} digest` brings one message a week about what was advised here.
• Anybody in the thread may answer. Each decision is logged with its answers and rules."""


def draw(note: Note) -> Message:
    """Any note."""
    match note:
        case Explained():
            return _explained(note)
        case AnswersListed():
            return _answers(note)
        case Behind():
            return _behind(note)
        case CostsBrief() | CostsBreakdown():
            return costs.note(note)
        case DirectOffer(conversation):
            return _go_on_in_a_direct_message(conversation)
    return private(_words(note))


def _words(note: Said | AskedBack | MovedOn | NothingAsked | Help) -> str:
    match note:
        case Said(text, user, channel):
            said = escape(text).replace("{command}", COMMAND)
            return said.replace("{person}", person(user)).replace("{channel}", f"<#{channel}>")
        case AskedBack(text):
            return escape(text)
        case MovedOn():
            return "I asked the next question while you were writing. Please answer that one."
        case NothingAsked():
            return "There is no open question. You can type `change`, `start over` or `help`."
        case Help():
            return HELP


def _explained(note: Explained) -> Message:
    view = note.question
    lines = [f"*{escape(view.ask)}*", escape(view.why), escape(view.help)]
    lines += [f"• {escape(line)}" for line in note.leads_to]
    return private("\n".join([*lines, f"_{escape(view.not_sure)}_"]))


def _answers(note: AnswersListed) -> Message:
    if not note.answers:
        return private("No answers yet.")
    head = [f"There is no answer {note.missing}."] if note.missing else []
    lines = [f"{each.number}. {escape(each.label)}: {escape(each.answer)}" for each in note.answers]
    return private("\n".join([*head, *lines, "Type `change` and a number."]))


def _behind(note: Behind) -> Message:
    behind = (section for section in note.advice.sections if section.behind)
    blocks = [block for section in behind for block in listed(section)]
    if len(blocks) > MOST_BLOCKS:
        blocks = [*blocks[: MOST_BLOCKS - 1], context("There is more, and no room for it here.")]
    return Message("Details", blocks)


def _go_on_in_a_direct_message(conversation: int) -> Message:
    """For somebody who asked where the bot isn't a member."""
    return private(
        "I'm not in this channel, so I can't open a thread here. Invite me and ask again, or let "
        "us go on in a direct message.",
        [actions([button("Go on in a direct message", "move", f"{conversation}", "primary")])],
    )
