"""Reading what somebody typed, beside the press that would say the same."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

from bot.conversation.advisor import Advisor
from bot.conversation.rulesets import RuleSets
from bot.interactions.acting import Acting
from bot.typed import read
from bot.typed.paragraph import proposals
from bot.typed.words import WordBooks
from rules.language.answers import Chosen
from storage.records import Place
from storage.store import Store

from .table import met, print_table
from .timing import Task, side_by_side

DEFAULT = "should-we-finetune"
PRESS, TYPED, PARAGRAPH = "a press, to COMMIT", "a typed answer", "a first paragraph"
AT_MOST = {TYPED: 0.5, PARAGRAPH: 2.0}  # in presses
CONVERSATIONS = 300  # pressed in turn, so that none grows long
SAID = (
    *("too slow", "it invents return policies", "the json is broken half of the time"),
    *("our customers say it sounds like a robot and they are right about that", "1, 3", "none"),
    *("it keeps telling people last year's prices", "it doesn't know, it just guesses"),
)
TOLD = (
    (
        "Our support bot invents return policies. The facts are in 2,000 help pages, we tried RAG, "
        "and it handles about 500 chats a day for some $900 a month."
    ),
    "We sort tickets into 40 queues by hand. Nothing is built yet, 4,000 labelled ones lie around.",
)


def print_typed(rounds: int) -> None:
    """What reading costs, as a share of the press to which it belongs."""
    books = WordBooks()
    words, rules = books.words(DEFAULT), RuleSets.of(DEFAULT).current.rules
    with _pressing() as press:
        tasks = {
            PRESS: press,
            TYPED: Task(lambda text: read(text, rules.facts["gap"], words["gap"]), SAID),
            PARAGRAPH: Task(lambda text: proposals(text, rules, words), TOLD),
        }
        measured = side_by_side(press, tasks, rounds)
    rows = []
    for name, found in measured.items():
        most = AT_MOST.get(name)
        target = (f"{most:g} or fewer", met(found.cost <= most)) if most else ("", "")
        rows.append((name, f"{found.seconds * 1e3:.2f}", f"{found.cost:.2f}", *target))
    print_table("Reading what is typed", ("", "ms", "in presses", "target", ""), rows)


@contextmanager
def _pressing() -> Iterator[Task]:
    """Somebody who answers the first question and starts over, by turns, over a log on disk."""
    with TemporaryDirectory() as folder:
        store = Store(Path(folder) / "advisor.db")
        acting = Acting(Advisor(RuleSets.of(DEFAULT)), posts=True)
        advisor = acting.advisor
        with store.transaction() as tx:
            places = (Place("slack", "T", "C", f"{n}") for n in range(CONVERSATIONS))
            numbers = [advisor.start(tx, each, "U", "").conversation.id for each in places]

        def press(number: int) -> None:
            with store.transaction() as tx:
                turn = advisor.look(tx, number)
                if turn.position.given:
                    acting.act(tx, turn, lambda: advisor.start_over(tx, turn, "U"))
                else:
                    acting.act(
                        tx, turn, lambda: advisor.answer(tx, turn, "U", Chosen(frozenset(["slow"])))
                    )

        try:
            yield Task(press, numbers)
        finally:
            store.close()
