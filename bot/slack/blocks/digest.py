"""A weekly digest -> Block Kit. Pure.

One message of at most twelve blocks, the whole list in its thread. Nothing here mentions anybody
who is told of, and what people wrote never comes alive.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime

from bot.digest.posts import Announced, Ended, ListPage, Shown, Stopped
from bot.digest.view import DecidedView, DigestView, Figure, WaitingView, moment
from bot.digest.weekly import UNKNOWN_ZONE
from bot.slack import api
from bot.views.charts import ChartView
from storage.records import FLAT
from storage.subscriptions import ON, Subscription

from .charts import chart
from .kit import (
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

ADVISED, WAITING = 4, 3  # in the message; the thread has them all
SUBJECT = 80  # characters
ROOM = 11_000  # characters of one message of the list: Slack takes about 13,000
COMMAND = "/should-we-finetune digest"
MANAGE, PAUSE = "digest:manage", "digest:pause"
ASK = "begin:try"  # opens the form that begins a conversation here
Name = Callable[[str], str]
Told = tuple[DecidedView | WaitingView, ...]


_POSTED = re.compile(r"\d+\.\d+")  # how Slack names a message


class Links:
    """Addresses of threads. A workspace's own address is all it takes."""

    def __init__(self, workspace: str) -> None:
        """`workspace`: as auth.test tells it, "https://acme.slack.com/"."""
        self._workspace = workspace

    def link(self, place: str, thread: str, label: str) -> str:
        """The label as a link to where a conversation began; alone where nothing is posted yet."""
        address = self.address(place, thread.removeprefix(FLAT))
        return f"<{address}|{label}>" if address else label

    def address(self, place: str, message: str, thread: str = "") -> str:
        """A message's address, in its thread if it stands in one; "" where it isn't posted yet."""
        if not _POSTED.fullmatch(message):
            return ""
        shown = f"?thread_ts={thread}&cid={place}" if _POSTED.fullmatch(thread) else ""
        return f"{self._workspace}archives/{place}/p{message.replace('.', '')}{shown}"


def people(shown: Shown) -> list[str]:
    """Who is named in it."""
    match shown:
        case ListPage():
            told: Told = (*shown.decided, *shown.view.waiting)
        case DigestView():
            told = (*shown.decided[:ADVISED], *shown.waiting[:WAITING])
        case _:
            told = ()
    return [each.owner for each in told]


def draw(shown: Shown, links: Links, name: Name) -> Message:
    """Any message of a digest. `name`: a person's name as text, "" where nobody may know it."""
    match shown:
        case Announced():
            return _announcement(shown)
        case Ended():
            return _ended(shown)
        case Stopped(subscription, next_time):
            return _stopped(subscription, next_time)
        case ListPage():
            return _full_list(shown, _Lines(shown.view, links, name))
        case DigestView():
            return _digest(shown, _Lines(shown, links, name))


def preview(view: DigestView, links: Links, name: Name) -> Message:
    """A digest for one person, without buttons; its chart as text, which is never refused."""
    shown = _digest(view, _Lines(view, links, name))
    blocks = [block for block in shown.plain or shown.blocks if block["type"] != "actions"]
    return Message(shown.text, [context("Only you see this."), *blocks])


def _digest(view: DigestView, lines: _Lines) -> Message:
    """The message in the channel."""
    title = _title(view)
    if view.empty:
        quiet = f"nothing new. {_open(view.open)}{view.missed}".rstrip()
        return Message(f"{title}: {quiet}", [section(f"*{title}:* {escape(quiet)}")])
    head = [header(title), section("  |  ".join(map(_figure, view.figures)))]
    told = [
        *([context(escape(view.missed))] if view.missed else []),
        *_listed("*Advised*", [*map(lines.advised, view.decided)], ADVISED),
        *_listed("*Waiting for an answer*", [*map(lines.waiting, view.waiting)], WAITING),
    ]
    foot = [context(_footer(view)), actions(_buttons())]
    drawn = [chart(view.chart)] if view.chart else []
    written = [section(_by_week(view.chart))] if view.chart else []
    return Message(
        f"{title}: {view.numbers}",
        [*head, *told, *drawn, *foot],
        plain=[*head, *told, *written, *foot],
    )


def _full_list(page: ListPage, lines: _Lines) -> Message:
    """One message of the thread: the chart's figures and who waits first, then every decision."""
    view = page.view
    title = f"All advice, {page.page} of {page.pages}" if page.pages > 1 else "All advice"
    blocks = texts(f"*{title}*", [*map(lines.in_full, page.decided)])
    if page.page == 1:
        blocks += texts("*Waiting for an answer*", [*map(lines.waiting, view.waiting)])
        blocks += [section(_by_week(view.chart))] if view.chart else []
        blocks += [section(f"By the rule set {escape(view.rules)}.")]
    return Message(f"{title}, {view.period}", _within(blocks))


def _announcement(shown: Announced) -> Message:
    subscription, when = shown.subscription, moment(shown.next_time)
    begins = "The weekly digest goes on."
    if shown.new:
        begins = f"{person(subscription.subscriber)} asked for a weekly digest of advice here."
    zone = escape(subscription.wish.zone)
    text = f"{begins} The next comes on *{when}* ({zone}). `{COMMAND}` changes it."
    return Message(f"The next weekly digest comes on {when}.", [section(text)])


def _ended(shown: Ended) -> Message:
    what, again = ("ended", f"`{COMMAND}` sets one up again.")
    if shown.paused:
        what, again = ("paused", f"`{COMMAND} resume` makes it go on.")
    text = f"The weekly digest was {what} by {person(shown.user)}. {again}"
    return Message(f"The weekly digest was {what}.", [section(text)])


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
    scope = " in all public channels" if view.wide else ""
    return f"Fine-tuning{scope}, {view.period}"


def _figure(figure: Figure) -> str:
    return f"*{figure.count}* {figure.words}{figure.changed}"


def _open(count: int) -> str:
    """How many questions wait, in a sentence; nothing of none."""
    if count < 2:
        return "1 question waits. " * count
    return f"{count} questions wait. "


def _listed(title: str, lines: list[str], most: int) -> list[Block]:
    """As many lines as the message has room for; the thread has them all."""
    more = len(lines) - most
    return texts(title, [*lines[:most], *([f"_{more} more in the thread_"] if more > 0 else [])])


@dataclass(frozen=True)
class _Lines:
    """What is listed, a line each: what about, in the channel whose digest it isn't, and whose."""

    view: DigestView
    links: Links
    name: Name

    def advised(self, each: DecidedView) -> str:
        said = f"*{escape(each.advice)}*" if each.sure else f"*{escape(each.advice)}* Not sure yet."
        if each.was:
            same = each.was == each.advice
            said += " Looked at again." if same else f" Before: _{escape(each.was)}_"
        return f"{self._about(each)}: {said}{self._whose(each, ' ')}"

    def in_full(self, each: DecidedView) -> str:
        return f"{self.advised(each)}, {each.at:%a} {each.at.day} {each.at:%b}"

    def waiting(self, each: WaitingView) -> str:
        for_days = "a day" if each.days == 1 else f"{each.days} days"
        return f"{self._about(each)}: {for_days}{self._whose(each, ', ')}"

    def _about(self, each: DecidedView | WaitingView) -> str:
        label = escape(cut(each.subject, SUBJECT)) or "No subject given"
        there = f" in <#{each.place}>" if self.view.wide else ""
        return f"• {self.links.link(each.place, each.thread, label)}{there}"

    def _whose(self, each: DecidedView | WaitingView, before: str) -> str:
        """The name as text: a digest is for reading, and pings nobody."""
        name = escape(self.name(each.owner))
        return f"{before}{name}" if name else ""


def _by_week(view: ChartView) -> str:
    """The chart's figures as text, a line a week: "21 Nov: 3 no, 2 not yet, 1 yes"."""
    lines = [f"*{escape(view.title)}*"]
    for place, label in enumerate(view.labels):
        counts = {name: int(values[place]) for name, values in view.series.items()}
        said = ", ".join(f"{count} {name.lower()}" for name, count in counts.items() if count)
        lines.append(f"{label}: {said or 'none'}")
    return "\n".join(lines)


def _footer(view: DigestView) -> str:
    return (
        f"{escape(view.zone)}. In brackets: change to the time before. The full list is in the "
        "thread."
    )


def _buttons() -> list[Block]:
    manage = [button("Manage", MANAGE, "0"), button("Pause", PAUSE, "0")]
    return [button("New question", ASK, "0"), *manage]


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
