"""What one person is told before anything begins -> Block Kit. Pure."""

from __future__ import annotations

from bot.views.doors import NEW, OpenListed, OpenView, Start, StartBeside, StartDoubted

from .digest import Links
from .kit import Message, actions, button, cut, escape, person, private, texts

START, NEITHER = "start:begin", "start:neither"  # the buttons
TEXT = 1900  # characters of a text that a button carries: Slack lets it have 2,000
NOTHING_OPEN = "Nothing is open here."


def draw(note: OpenListed | StartDoubted | StartBeside, links: Links | None) -> Message:
    """Any of them. `links`: the addresses of threads."""
    match note:
        case OpenListed():
            return _listed(note, links)
        case StartDoubted(name, start):
            begin = button("Start about it", START, _carried(NEW, start))
            row = actions([begin, button("Neither", NEITHER, NEW)])
            return private(f"Shall I start on “{escape(name)}”?", [row])
        case StartBeside():
            return _beside(note, links)


def _beside(note: StartBeside, links: Links | None) -> Message:
    anew = button("Start anew", START, _carried(note.handle if note.ends else NEW, note.start))
    if note.ends:
        label = f"Go on with {note.name}"
        go_on = button(label, "resume", f"{note.handle} {note.revision}", "primary")
        said = f"*{escape(note.name)}* is still open here. Starting anew cancels it."
        return private(said, [actions([go_on, anew])])
    there = _link(note.place.channel, note.place.thread, note.name, links)
    return private(f"{there} is being asked here already. You can go on there.", [actions([anew])])


def _listed(note: OpenListed, links: Links | None) -> Message:
    if not note.open:
        return private(NOTHING_OPEN)
    more = [f"{note.more} more"] if note.more else []
    lines = [_line(each, links) for each in note.open]
    return Message("What is open here", texts("*Open here*", [*lines, *more]))


def _line(one: OpenView, links: Links | None) -> str:
    there = _link(one.place.channel, one.place.thread, one.name, links)
    return f"• {there}: {escape(one.to_come)}, waits for {person(one.owner)}"


def _link(channel: str, thread: str, name: str, links: Links | None) -> str:
    said = escape(name)
    return links.link(channel, thread, said) if links else f"*{said}*"


def _carried(handle: str, start: Start) -> str:
    return f"{handle} {start.thread} {cut(start.text, TEXT)}"
