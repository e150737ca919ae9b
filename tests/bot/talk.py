"""Hold a conversation in the terminal's code, with everything real but the keyboard."""

import io
from datetime import UTC, datetime, timedelta
from functools import cache
from itertools import count
from pathlib import Path

from bot.conversation.advisor import Advisor
from bot.conversation.rulesets import RuleSets
from bot.terminal.app import Terminal
from bot.typed.words import WordBooks
from rules.diagram.compiler import compile_rules
from rules.loading.load import SHIPPED, load
from storage.store import Store

from .telling import READER

EARLIER = str(Path(__file__).with_name("earlier.yaml"))
TOUR = str(Path(__file__).with_name("tour.yaml"))  # in language 2


@cache
def kept(rules):
    """Rule sets that don't change while tests run: compiling takes half a second."""
    return RuleSets.of(rules)


def clock():
    """A clock that is a minute later at every look."""
    start = datetime(2026, 11, 20, 9, 0, tzinfo=UTC)
    minutes = count()
    return lambda: start + timedelta(minutes=next(minutes))


def talk(database, lines, *, rules=EARLIER, subject="", new=False, resume=None, model=None):
    """Pipe these lines into a conversation; what came out, as text."""
    out = io.StringIO()
    store = Store(database)
    try:
        rulesets = kept(rules) if rules in (*SHIPPED, EARLIER) else RuleSets.of(rules)
        advisor = Advisor(rulesets, clock())
        source = io.StringIO("".join(f"{x}\n" for x in lines))
        terminal = Terminal(store, advisor, WordBooks(), source, out, READER, model)
        terminal.screen.paper.columns, terminal.user = lambda: 88, "ada"
        terminal.run(subject, new=new, resume=resume)
    finally:
        store.close()
    return out.getvalue()


def read(path):
    """A rule set's file, compiled."""
    return compile_rules(load(path))
