"""What to show -> Block Kit. Pure: no network, no state, nothing but drawing.

Limits (docs.slack.dev/reference/block-kit): a section holds 3,000 characters, a header 150, a
button label 75, an actions block 25 elements, a message 50 blocks and about 13,000 characters.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, TypeAlias

from bot import replay, views
from bot.postings import ClosedQuestion, Look, OpenQuestion, Root, Verdict
from rules.answers import Answer, NotSure, to_json

Block: TypeAlias = dict[str, Any]

BUTTONS = 5  # more choices than this make a select
BOXES = 10  # as many as Slack lets be ticked
SECTION, HEADER, LABEL = 2900, 150, 75
TICK = "tick"
NAME = "Should we fine-tune?"


@dataclass(frozen=True)
class Message:
    """A message: its blocks, and the text that stands in for them in notifications."""

    text: str
    blocks: list[Block]


def draw(look: Look, conversation: int) -> Message:
    """Any message of a conversation."""
    match look:
        case Root():
            return _root(look)
        case OpenQuestion():
            return _question(look, conversation)
        case ClosedQuestion():
            return _closed(look, conversation)
        case Verdict():
            return _verdict(look, conversation)


def escape(text: str) -> str:
    """Text as Slack shows it literally: no mention, link or channel comes alive."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def private(text: str, blocks: Iterable[Block] = ()) -> Message:
    """A note for one person. The text is ours, or has been escaped."""
    return Message(text, [_section(text), *blocks])


def go_on_in_a_direct_message(conversation: int) -> Message:
    """For somebody who asked where the bot isn't a member."""
    return private(
        "I'm not in this channel, so I can't open a thread here. Invite me and ask again, or let "
        "us go on in a direct message.",
        [_actions([_button("Go on in a direct message", "move", f"{conversation}", "primary")])],
    )


def _root(look: Root) -> Message:
    about = f" {escape(look.subject)}" if look.subject else ""
    asked = f"Asked by {_person(look.owner)}"
    people = [_person(user) for user in look.people]
    answered = f", answered by {', '.join(people)}" if people else ""
    anybody = ". Anybody here may answer."
    states = {
        replay.ASKING: "The questions are in the thread.",
        replay.DECIDED: f"*{escape(look.title)}*",
        replay.CANCELLED: "Cancelled. Nothing was decided.",
    }
    return Message(
        f"{NAME}{about} {states[look.state]}",
        [
            _section(f"*{NAME}*{about}\n{states[look.state]}"),
            _context(f"{asked}{answered if look.state == replay.DECIDED else anybody}"),
        ],
    )


def _question(look: OpenQuestion, conversation: int) -> Message:
    view = look.view
    carried = f"{conversation} {look.revision}"
    was = f"\nUntil now: {escape(view.was)}" if view.was else ""
    blocks = [
        _context(escape(view.progress)),
        _section(f"*{escape(view.ask)}*\n{escape(view.why)}{was}"),
        *_choices(view, carried),
        _actions(
            [
                _button(views.NOT_SURE, "answer:not_sure", _value(carried, NotSure())),
                _button("Why this?", "why", carried),
                *([] if look.first else [_button("Back", "back", carried)]),
            ]
        ),
    ]
    if view.type_hint and not view.several:
        how = f"Press one, {view.type_hint} (in a channel, mention me with it)."
        blocks.append(_context(escape(how)))
    return Message(f"{view.progress}: {view.ask}", blocks)


def _choices(view: views.QuestionView, carried: str) -> list[Block]:
    offered = [choice for choice in view.choices if not isinstance(choice.answer, NotSure)]
    if view.several:
        options = [_option(each.label, str(to_json(each.answer))) for each in offered]
        return [_actions([_tick(options), _button("Done", "answer:ticked", carried, "primary")])]
    if len(offered) > BUTTONS:
        options = [_option(each.label, _value(carried, each.answer)) for each in offered]
        return [_actions([_select("Choose an answer", "answer:select", options)])]
    buttons = [
        _button(each.label, f"answer:{n}", _value(carried, each.answer))
        for n, each in enumerate(offered)
    ]
    return [_actions(buttons)] if buttons else []


def _closed(look: ClosedQuestion, conversation: int) -> Message:
    if look.left:
        text = f"{escape(look.label)}: {_person(look.user)} {look.left}"
        return Message(f"{look.label}: not answered", [_context(text)])
    by = f"{escape(look.label)}: *{escape(look.answer)}*, by {_person(look.user)}"
    plain = f"{look.label}: {look.answer}"
    if look.event is None:
        return Message(plain, [_context(f"{by}. Taken back or changed since.")])
    change = _button("Change", "change", f"{conversation} {look.event}")
    return Message(plain, [{**_section(by), "accessory": change}])


def _verdict(look: Verdict, conversation: int) -> Message:
    view = look.view
    plain = f"{view.title}. {view.verdict}"
    if look.event is None:
        overtaken = f"~{escape(view.title)}~ {_person(look.overtaken_by)} {look.overtaken}."
        return Message(f"{view.title}: overtaken", [_context(overtaken)])
    blocks = [
        {"type": "header", "text": _plain(view.title, HEADER)},
        _section(f"{escape(view.verdict)}\n_{escape(view.holds)}_"),
        *_listed(view.depends, view.settles),
        *_reasons(view.reasons),
        *_listed("Not sure yet", view.unsure),
        *_listed("Next steps", view.steps, numbered=True),
        *_listed("Take care", view.cautions),
        *_listed("What would change this", view.changes),
        *_texts("*Read more*", [f"• {escape(s.title)}, {_link(s)}" for s in view.reading]),
        _context(f"By the rule set {escape(view.rules)}. The decision is in the log."),
        _actions(_after(look, conversation)),
    ]
    return Message(plain, blocks)


def _after(look: Verdict, conversation: int) -> list[Block]:
    options = [_option(words, f"{conversation} {event}") for event, words in look.answers]
    again = _button("Start over", "start_over", f"{conversation} {look.event}")
    return [_select("Change an answer", "change", options), again] if options else [again]


def _reasons(reasons: Iterable[views.ReasonView]) -> list[Block]:
    lines = []
    for reason in reasons:
        said = f"\n     _You said: {escape('; '.join(reason.answers))}_" if reason.answers else ""
        sources = "\n     Source: " + ", ".join(_link(source) for source in reason.sources)
        lines.append(f"• {escape(reason.because)}{said}{sources}")
    return _texts("*Why*", lines)


def _listed(title: str, lines: Iterable[str], *, numbered: bool = False) -> list[Block]:
    marked = [
        f"{n}. {escape(line)}" if numbered else f"• {escape(line)}"
        for n, line in enumerate(lines, start=1)
    ]
    return _texts(f"*{title}*", marked)


def _texts(title: str, lines: list[str]) -> list[Block]:
    """A titled list in as few sections as hold it; nothing for an empty one."""
    if not lines:
        return []
    texts = [title]
    for line in lines:
        if len(texts[-1]) + len(line) + 1 > SECTION:
            texts.append(line[:SECTION])
        else:
            texts[-1] += f"\n{line}"
    return [_section(text) for text in texts]


def _link(source: views.SourceView) -> str:
    note = f" ({escape(source.note)})" if source.note else ""
    return f"<{source.url}|{escape(source.publisher)}>{note}"


def _person(user: str) -> str:
    return f"<@{user}>"


def _value(carried: str, answer: Answer) -> str:
    return f"{carried} {json.dumps(to_json(answer), separators=(',', ':'))}"


def _plain(text: str, limit: int) -> Block:
    cut = text if len(text) <= limit else text[: limit - 1] + "…"
    return {"type": "plain_text", "text": cut, "emoji": True}


def _section(text: str) -> Block:
    return {"type": "section", "text": {"type": "mrkdwn", "text": text}}


def _context(text: str) -> Block:
    return {"type": "context", "elements": [{"type": "mrkdwn", "text": text}]}


def _actions(elements: list[Block]) -> Block:
    return {"type": "actions", "elements": elements}


def _button(label: str, action: str, value: str, style: str = "") -> Block:
    button = {
        "type": "button", "text": _plain(label, LABEL), "action_id": action, "value": value,
    }  # fmt: skip
    return {**button, "style": style} if style else button


def _select(placeholder: str, action: str, options: list[Block]) -> Block:
    return {
        "type": "static_select",
        "action_id": action,
        "placeholder": _plain(placeholder, LABEL),
        "options": options[:100],
    }


def _tick(options: list[Block]) -> Block:
    """Boxes to tick; past Slack's ten, a menu of which several can be chosen."""
    if len(options) <= BOXES:
        return {"type": "checkboxes", "action_id": TICK, "options": options}
    return {
        "type": "multi_static_select",
        "action_id": TICK,
        "placeholder": _plain("Choose all that apply", LABEL),
        "options": options[:100],
    }


def _option(label: str, value: str) -> Block:
    return {"text": _plain(label, LABEL), "value": value}
