"""A weekly digest as lines of plain text, for the operator's terminal."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator

from bot.digest.view import DecidedView, DigestView, WaitingView
from bot.views.charts import table

_STEERING = frozenset({"Cc", "Zl", "Zp"})
_TURNING = frozenset({"LRE", "RLE", "LRO", "RLO", "PDF", "LRI", "RLI", "FSI", "PDI"})


def lines(view: DigestView) -> Iterator[str]:
    """The digest, the thread's full list included; nothing in it steers the terminal."""
    return map(_harmless, _lines(view))


def _lines(view: DigestView) -> Iterator[str]:
    scope = " in all public channels" if view.wide else ""
    yield f"Fine-tuning{scope}, {view.period}"
    yield view.numbers
    if view.missed:
        yield view.missed
    if view.decided:
        yield from ("", "Advised", *map(_decided, view.decided))
    if view.waiting:
        yield from ("", "Waiting for an answer", *map(_waiting, view.waiting))
    if view.chart:
        yield from ("", view.chart.title, *(f"  {line}" for line in table(view.chart)))
    yield from ("", f"{view.zone}. By the rule set {view.rules}.")


def _decided(each: DecidedView) -> str:
    sure = "" if each.sure else " Not sure yet."
    was = f" Before: {each.was}" if each.was else ""
    return f"  {_subject(each)} ({each.place}): {each.advice}{sure}{was}"


def _waiting(each: WaitingView) -> str:
    days = "1 day" if each.days == 1 else f"{each.days} days"
    return f"  {_subject(each)} ({each.place}): {days}"


def _harmless(line: str) -> str:
    """Without control characters and marks that turn the direction: people write subjects."""
    kept = (" " if unicodedata.category(each) in _STEERING else each for each in line)
    return "".join(each for each in kept if unicodedata.bidirectional(each) not in _TURNING)


def _subject(each: DecidedView | WaitingView) -> str:
    return each.subject or "No subject given"
