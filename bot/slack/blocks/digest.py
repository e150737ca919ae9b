"""A weekly digest -> Block Kit. Pure.

One message of at most twelve blocks, the whole list in its thread. Nothing here mentions a
channel's members at once, and what people wrote never comes alive.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import datetime

from bot.digest.posts import Announced, ListPage, Shown, Stopped
from bot.digest.view import DecidedView, DigestView, Figure, WaitingView, moment
from bot.digest.weekly import UNKNOWN_ZONE
from bot.slack import api
from rules.sentences.titles import after_colon
from storage.subscriptions import ON, Subscription

from .charts import chart, figures
from .kit import (
    SECTION,
    Block,
    Message,
    actions,
    button,
    context,
    cut,
    escape,
    header,
    person,
    section,
    texts,
)

DECIDED, WAITING = 5, 3  # in the message; the thread has them all
SUBJECT = 80  # characters
ROOM = 11_000  # characters of one message of the list: Slack takes about 13,000
COMMAND = "/should-we-finetune digest"
MANAGE, PAUSE = "digest:manage", "digest:pause"


class Links:
    """Addresses of threads. A workspace's own address is all it takes."""

    def __init__(self, workspace: str) -> None:
        """`workspace`: as auth.test tells it, "https://acme.slack.com/"."""
        self._workspace = workspace

    def link(self, place: str, thread: str, label: str) -> str:
        """The label as a link to the thread; the label alone where there is no thread yet."""
        if not re.fullmatch(r"\d+\.\d+", thread):
            return label
        return f"<{self._workspace}archives/{place}/p{thread.replace('.', '')}|{label}>"


def draw(shown: Shown, links: Links) -> Message:
    """Any message of a digest."""
    match shown:
        case Announced(subscription, next_time):
            return _announcement(subscription, next_time)
        case Stopped(subscription, next_time):
            return _stopped(subscription, next_time)
        case ListPage():
            return _full_list(shown, links)
        case DigestView():
            return _digest(shown, links)


def preview(view: DigestView, links: Links) -> Message:
    """A digest for one person, without buttons; its chart as text, which is never refused."""
    shown = _digest(view, links)
    blocks = [block for block in shown.plain or shown.blocks if block["type"] != "actions"]
    return Message(shown.text, [context("Only you see this."), *blocks])


def _digest(view: DigestView, links: Links) -> Message:
    """The message in the channel."""
    title = _title(view)
    if view.empty:
        quiet = f"nothing was advised. Still open: {view.open}. {view.missed}".rstrip()
        return Message(f"{title}: {quiet}", [section(f"*{title}:* {escape(quiet)}")])
    head = [header(title), section(" · ".join(map(_figure, view.figures)))]
    told = [
        *([context(escape(view.missed))] if view.missed else []),
        *_decided(view, links),
        *_waiting(view, links),
        *([section(_most(view))] if view.most else []),
        # Results and follow-ups belong here, once the log has them.
    ]
    foot = [context(_footer(view)), actions(_buttons())]
    drawn = [chart(view.chart)] if view.chart else []
    written = [section(figures(view.chart))] if view.chart else []
    return Message(
        f"{title}: {view.numbers}",
        [*head, *told, *drawn, *foot],
        plain=[*head, *told, *written, *foot],
    )


def _full_list(page: ListPage, links: Links) -> Message:
    """One message of the thread: the chart's figures and who waits first, then every decision."""
    view = page.view
    title = f"All decisions, {page.page} of {page.pages}" if page.pages > 1 else "All decisions"
    blocks = texts(f"*{title}*", [_in_full(each, view, links) for each in page.decided])
    if page.page == 1:
        waiting = [_waits(each, view, links) for each in view.waiting]
        blocks += texts("*Waiting for an answer*", waiting)
        blocks += [section(figures(view.chart))] if view.chart else []
    return Message(f"{title}, {view.period}", _within(blocks))


def _announcement(subscription: Subscription, next_time: datetime) -> Message:
    text = (
        f"{person(subscription.subscriber)} asked for a weekly digest of decisions here. The next "
        f"comes on *{moment(next_time)}* ({escape(subscription.wish.zone)}). `{COMMAND}` changes it."
    )
    return Message(f"The next weekly digest comes on {moment(next_time)}.", [section(text)])


def _stopped(subscription: Subscription, next_time: datetime) -> Message:
    channel = f"<#{subscription.place}>"
    if subscription.state == ON or subscription.reason in api.LOCKED_OUT:
        text = (
            f"For a while I couldn't post the weekly digest in {channel}. It goes on: the next "
            f"comes on *{moment(next_time)}* ({escape(subscription.wish.zone)})."
        )
    elif subscription.reason == api.ARCHIVED:
        text = (
            f"{channel} is archived, so its weekly digest is paused. It goes on when the channel "
            "is back and I hear of it; mention me there to be sure."
        )
    elif subscription.reason in api.NOT_A_MEMBER:
        text = (
            f"I'm not in {channel}, so its weekly digest is paused. It goes on when somebody "
            "invites me there."
        )
    elif subscription.reason == UNKNOWN_ZONE:
        text = (
            f"I don't know the time zone {escape(subscription.wish.zone)} any more, so the weekly "
            f"digest in {channel} is paused. `{COMMAND}` there opens the form: choose another zone."
        )
    else:
        text = (
            f"Slack doesn't let me post in {channel} ({escape(subscription.reason)}), so its weekly "
            f"digest is paused. When that is put right, `{COMMAND} resume` there makes it go on."
        )
    return Message(text, [section(text)])


def _title(view: DigestView) -> str:
    scope = " of all public channels" if view.wide else ""
    return f"Weekly digest{scope}, {view.period}"


def _figure(figure: Figure) -> str:
    return f"*{figure.count}* {figure.words}{figure.changed}"


def _decided(view: DigestView, links: Links) -> list[Block]:
    lines = [_line(each, view, links) for each in view.decided[:DECIDED]]
    more = len(view.decided) - DECIDED
    return texts("*Advised*", [*lines, f"_{more} more in the thread_"] if more > 0 else lines)


def _line(each: DecidedView, view: DigestView, links: Links) -> str:
    said = f"*{escape(each.title)}*, {escape(each.sure)}"
    if each.was:
        said += (
            ", looked at again"
            if each.was == each.title
            else f", before: {escape(after_colon(each.was))}"
        )
    return f"• {_subject(each, view, links)}: {said}, {person(each.owner)}"


def _in_full(each: DecidedView, view: DigestView, links: Links) -> str:
    return f"{_line(each, view, links)}, {each.at:%a} {each.at.day} {each.at:%b}"


def _waiting(view: DigestView, links: Links) -> list[Block]:
    lines = [_waits(each, view, links) for each in view.waiting[:WAITING]]
    return texts("*Waiting for an answer*", lines)


def _waits(each: WaitingView, view: DigestView, links: Links) -> str:
    for_days = "a day" if each.days == 1 else f"{each.days} days"
    return f"• {_subject(each, view, links)}: for {for_days}, {person(each.owner)}"


def _subject(each: DecidedView | WaitingView, view: DigestView, links: Links) -> str:
    label = escape(cut(each.subject, SUBJECT)) or "No subject given"
    there = f" in <#{each.place}>" if view.wide else ""
    return f"{links.link(each.place, each.thread, label)}{there}"


def _most(view: DigestView) -> str:
    often = ", ".join(f"{escape(title)} ({count})" for title, count in view.most)
    said = f"*What the rules said most often*\n{often}"
    if view.rule:
        because, count = view.rule
        times = "once" if count == 1 else f"{count} times"
        said += f"\n_{escape(because)}_ ({times})"
    return cut(said, SECTION)


def _footer(view: DigestView) -> str:
    return (
        f"{view.period}, {escape(view.zone)}. In brackets: the change to the same time before. All "
        f"decisions are in the thread. Rule set {escape(view.rules)}."
    )


def _buttons() -> list[Block]:
    return [button("Manage", MANAGE, "0"), button("Pause", PAUSE, "0")]


def _within(blocks: Iterable[Block]) -> list[Block]:
    """As many blocks as one message holds."""
    kept: list[Block] = []
    room = ROOM
    for block in blocks:
        room -= len(block["text"]["text"])
        if room < 0:
            return [*kept, context("What follows is too long for Slack.")]
        kept.append(block)
    return kept
