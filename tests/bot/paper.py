"""What a terminal of so many columns shows, and whether all of it can be read there."""

import io
import re

from bot.terminal.lines import Screen
from bot.terminal.paper import Paper

WIDTHS = (40, 60, 80, 120)
STYLES = re.compile(r"\x1b\[[\d;]*m")


class Tty(io.StringIO):
    def isatty(self):
        return True


def written(draw, columns, out=None):
    """What these columns show of what is drawn on a screen with its keys."""
    out = out or io.StringIO()
    paper = Paper(out)
    paper.columns = lambda: columns
    draw(Screen(paper, keys=True))
    return out.getvalue()


def require_readable(draw, monkeypatch):
    """Lines are broken between words alone, wherever they end; styles change none of it."""
    monkeypatch.delenv("NO_COLOR", raising=False)
    monkeypatch.setenv("TERM", "xterm")
    words = written(draw, 10**6).split()
    for columns in WIDTHS:
        plain, styled = written(draw, columns), written(draw, columns, Tty())
        assert plain.split() == words
        for line in plain.splitlines():
            assert len(line) <= columns or len(line.split()) == 1, line
        assert styled != plain
        assert STYLES.sub("", styled).upper() == plain.upper()  # bold stands in for capitals
