"""What a weekly digest says, on no platform. It is made anew from the log whenever it is shown."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

from bot.conversation.refusal import Refusal
from bot.conversation.rulesets import RuleSets
from bot.views.charts import ChartView
from rules.sentences.titles import alternatives
from storage.records import stamp
from storage.store import Transaction
from storage.subscriptions import Run, Subscription, Subscriptions
from storage.weeks import ANY_TIME, Decided, Span, Tally, Waiting, Weeks

from .schedule import weeks_before

WEEKS_SHOWN = 8  # in the chart
KINDS_SHOWN = 3  # in the chart, before "Other"
MOST_SHOWN = 3  # of the verdicts that came out most often
FEW = 3  # decisions: below, nothing comes out "most often", and a chart shows nothing
WAITING_SHOWN = 15  # in the full list
WAITS_AFTER = timedelta(days=1)  # before that, nobody has been kept waiting


@dataclass(frozen=True)
class Figure:
    """One of the digest's numbers, and its change to the days before, where that is known."""

    count: int
    words: str
    change: int | None

    @property
    def changed(self) -> str:
        """The change, in brackets: " (+1)"; "" where there is nothing to say."""
        if self.change is None or self.change == self.count == 0:
            return ""
        return f" ({self.change:+d})" if self.change else " (as before)"


@dataclass(frozen=True)
class DecidedView:
    """A decision of these days."""

    subject: str
    title: str  # of the verdict
    sure: str  # how far it is certain, in words
    was: str  # what it was before, or "" where this is the first
    owner: str
    at: datetime
    place: str
    thread: str


@dataclass(frozen=True)
class WaitingView:
    """A question that waits for an answer."""

    subject: str
    owner: str
    days: int
    place: str
    thread: str


@dataclass(frozen=True)
class DigestView:
    """The digest, whole. Results and follow-ups will be fields here, once the log has them."""

    wide: bool  # of the workspace's public channels, and not of one channel alone
    period: str  # "9 to 16 November 2026"
    figures: tuple[Figure, ...]
    open: int  # one of the figures
    missed: str  # the days before that went by untold, or ""
    decided: tuple[DecidedView, ...]  # all of them, the newest first
    waiting: tuple[WaitingView, ...]  # the oldest first
    most: tuple[tuple[str, int], ...]  # the verdicts that came out most often
    rule: tuple[str, int] | None  # the reason given most often
    chart: ChartView | None
    zone: str
    rules: str  # "should-we-finetune 1.0.0"

    @property
    def empty(self) -> bool:
        """Whether nothing was advised."""
        return not self.decided

    @property
    def numbers(self) -> str:
        """The numbers in one line: "3 advised (+1), 2 still open (-1)"."""
        return ", ".join(f"{each.count} {each.words}{each.changed}" for each in self.figures)


class RuleSetWords:
    """The words of the rule sets that decisions were made by."""

    def __init__(self, rulesets: RuleSets) -> None:
        self.rulesets = rulesets
        self._titles: dict[str, dict[str, str]] = {}
        self._becauses: dict[str, dict[str, str]] = {}

    def title(self, tx: Transaction, fingerprint: str, recommendation: str) -> str:
        """A recommendation's title."""
        if fingerprint not in self._titles:
            self._read(tx, fingerprint)
        return self._titles[fingerprint].get(recommendation) or _spelt(recommendation)

    def because(self, tx: Transaction, fingerprint: str, rule: str) -> str:
        """The sentence that gives a rule's reason."""
        if fingerprint not in self._titles:
            self._read(tx, fingerprint)
        return self._becauses[fingerprint].get(rule) or _spelt(rule)

    def _read(self, tx: Transaction, fingerprint: str) -> None:
        try:
            rules = self.rulesets.diagram(tx, fingerprint).rules
        except (KeyError, Refusal):  # an old rule set that this program can't read any more
            self._titles[fingerprint], self._becauses[fingerprint] = {}, {}
            return
        self._titles[fingerprint] = {each.id: each.title for each in rules.recommendations}
        self._becauses[fingerprint] = {
            rule.id: rule.because for table in rules.tables.values() for rule in table
        }


def digest(
    tx: Transaction,
    words: RuleSetWords,
    subscription: Subscription,
    run: Run,
    since: str = ANY_TIME,
) -> DigestView:
    """What there is to tell of a run's days, as things stand now. `since`: as for `reading`."""
    zone = ZoneInfo(subscription.wish.zone)
    starts, ends = _local(run.starts, zone), _local(run.ends, zone)
    weeks = reading(tx, subscription, since)
    decided = weeks.decided((run.starts, run.ends))
    waits_since = stamp(ends.astimezone(UTC) - WAITS_AFTER)
    rules = words.rulesets.current.rules
    return DigestView(
        wide=subscription.wish.wide,
        period=days(starts, ends),
        figures=_figures(weeks, decided, run, Subscriptions(tx).before(run)),
        open=run.open,
        missed=_missed(run, zone),
        decided=tuple(_decided(tx, words, each, zone) for each in decided),
        waiting=tuple(_waiting(each, ends) for each in weeks.waiting(waits_since, WAITING_SHOWN)),
        most=_most(tx, words, decided),
        rule=_rule(tx, words, weeks, (run.starts, run.ends)) if len(decided) >= FEW else None,
        chart=_chart(tx, words, weeks, ends),
        zone=subscription.wish.zone,
        rules=f"{rules.ruleset} {rules.version}",
    )


def reading(tx: Transaction, subscription: Subscription, since: str = ANY_TIME) -> Weeks:
    """The log as a subscription's digest may read it.

    `since`: a wide one reads of other channels that were seen to be public then or later.
    """
    place = (subscription.platform, subscription.tenant, subscription.channel)
    return Weeks(tx, place, wide=subscription.wish.wide, since=since)


def days(starts: datetime, ends: datetime) -> str:
    """From one day to another, in words: "9 to 16 November 2026"."""
    if starts.year != ends.year:
        return f"{day(starts)} {starts.year} to {day(ends)} {ends.year}"
    if starts.month != ends.month:
        return f"{day(starts)} to {day(ends)} {ends.year}"
    return f"{starts.day} to {day(ends)} {ends.year}"


def day(moment: datetime) -> str:
    """A day in words: "9 November"."""
    return f"{moment.day} {moment:%B}"


def moment(when: datetime) -> str:
    """A moment in words: "Monday 23 November at 09:00"."""
    return f"{when:%A} {day(when)} at {when:%H:%M}"


def _local(at: str, zone: ZoneInfo) -> datetime:
    return datetime.fromisoformat(at).astimezone(zone)


def _figures(
    weeks: Weeks, decided: list[Decided], run: Run, before: Run | None
) -> tuple[Figure, ...]:
    starts, ends = datetime.fromisoformat(run.starts), datetime.fromisoformat(run.ends)
    earlier = (stamp(starts - (ends - starts)), run.starts)
    decided_then, changed_then = weeks.counts(earlier)
    changed = sum(each.was is not None for each in decided)
    known = before is not None and starts - datetime.fromisoformat(before.ends) < WAITS_AFTER
    return (
        Figure(len(decided), "advised", len(decided) - decided_then),
        Figure(run.open, "still open", run.open - before.open if before and known else None),
        Figure(changed, "changed after the verdict", changed - changed_then),
    )


def _missed(run: Run, zone: ZoneInfo) -> str:
    if run.missed_from is None or run.missed_to is None:
        return ""
    untold = days(_local(run.missed_from, zone), _local(run.missed_to, zone))
    return f"No digest came for {untold}."


def _decided(tx: Transaction, words: RuleSetWords, row: Decided, zone: ZoneInfo) -> DecidedView:
    def title(recommendation: str) -> str:
        return words.title(tx, row.fingerprint, recommendation)

    sure = "settled"
    if not row.decided:
        others = [title(each) for each in row.possible if each != row.recommendation]
        sure = f"for now, still possible: {_either(others)}"
    return DecidedView(
        subject=row.subject,
        title=title(row.recommendation),
        sure=sure,
        was=title(row.was) if row.was else "",
        owner=row.owner,
        at=_local(row.decided_at, zone),
        place=row.place,
        thread=row.thread,
    )


def _waiting(row: Waiting, ends: datetime) -> WaitingView:
    waited = ends - datetime.fromisoformat(row.since)
    return WaitingView(row.subject, row.owner, waited.days, row.place, row.thread)


def _most(
    tx: Transaction, words: RuleSetWords, decided: list[Decided]
) -> tuple[tuple[str, int], ...]:
    if len(decided) < FEW:
        return ()
    titles = (words.title(tx, each.fingerprint, each.recommendation) for each in decided)
    return tuple(Counter(titles).most_common(MOST_SHOWN))


def _rule(tx: Transaction, words: RuleSetWords, weeks: Weeks, span: Span) -> tuple[str, int] | None:
    for rule, fingerprint, count in weeks.rules(span, 1):
        return words.because(tx, fingerprint, rule), count
    return None


def _chart(tx: Transaction, words: RuleSetWords, weeks: Weeks, ends: datetime) -> ChartView | None:
    """Verdicts by kind over eight weeks; None where there is too little to see."""
    bounds = [weeks_before(ends, count) for count in range(WEEKS_SHOWN, -1, -1)]
    stamps = [stamp(each) for each in bounds]
    spans = list(pairwise(stamps))
    tallies = weeks.tallies(spans)
    if len({each.span for each in tallies}) < 2 or sum(each.times for each in tallies) < FEW:
        return None
    labels = tuple(f"{each.day} {each:%b}" for each in bounds[:-1])
    series = _by_kind(tx, words, tallies)
    return ChartView(
        f"Verdicts in {WEEKS_SHOWN} weeks", "bar", labels, series, "week from", "verdicts"
    )


def _by_kind(
    tx: Transaction, words: RuleSetWords, tallies: list[Tally]
) -> dict[str, tuple[float, ...]]:
    """How often each kind came out in each week, the rare kinds taken together."""
    counts: dict[str, list[float]] = {}
    for tally in tallies:
        title = words.title(tx, tally.fingerprint, tally.recommendation)
        counts.setdefault(title, [0] * WEEKS_SHOWN)[tally.span] += tally.times
    often = sorted(counts, key=lambda title: -sum(counts[title]))
    named = KINDS_SHOWN if len(often) > KINDS_SHOWN + 1 else len(often)  # no "Other" of one kind
    series = {title: tuple(counts[title]) for title in often[:named]}
    if rare := [counts[title] for title in often[named:]]:
        series["Other"] = tuple(map(sum, zip(*rare, strict=True)))
    return series


def _either(words: list[str]) -> str:
    """At most two of them, joined as alternatives."""
    return alternatives(words[:2]) or "another"


def _spelt(name: str) -> str:
    """An id in words, where its own words are lost."""
    return name.replace("_", " ").replace("-", " ").capitalize()
