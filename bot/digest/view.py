"""What a weekly digest says, on no platform. It is made anew from the log whenever it is shown."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

from bot.conversation.refusal import Refusal
from bot.conversation.rulesets import RuleSets
from bot.conversation.waiting import PARKS_AFTER
from bot.views.charts import ChartView
from rules.interview.conditions import short
from rules.language.model import RuleSet
from storage.records import stamp
from storage.store import Transaction
from storage.subscriptions import Run, Subscription, Subscriptions
from storage.weeks import ANY_TIME, Decided, Said, Waiting, Weeks

from .schedule import weeks_before

WEEKS_SHOWN = 8  # in the chart
FEW = 3  # decisions: below, a chart shows nothing
ANSWERS = {"yes": "Yes", "yes_if": "Yes with ifs", "not_yet": "Not yet", "no": "No"}  # in order
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
    advice: str  # "No. Use RAG."; the title alone where nobody says which answer it is
    sure: bool  # False: other advice was still possible
    was: str  # the advice before it, or "" where this is the first
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
    period: str  # "9 to 16 November"
    figures: tuple[Figure, ...]
    open: int  # one of the figures
    missed: str  # the days before that went by untold, or ""
    decided: tuple[DecidedView, ...]  # all of them, the newest first
    waiting: tuple[WaitingView, ...]  # the oldest first, for as long as somebody is told of it
    chart: ChartView | None
    zone: str
    rules: str  # "should-we-finetune 1.0.0"

    @property
    def empty(self) -> bool:
        """Whether nothing was advised."""
        return not self.decided

    @property
    def numbers(self) -> str:
        """The numbers in one line: "3 advised (+1), 2 waiting (-1)"."""
        return ", ".join(f"{each.count} {each.words}{each.changed}" for each in self.figures)


class RuleSetWords:
    """The words of the rule sets that decisions were made by."""

    def __init__(self, rulesets: RuleSets) -> None:
        self.rulesets = rulesets
        self._rules: dict[str, RuleSet | None] = {}

    def advice(self, tx: Transaction, fingerprint: str, said: Said) -> str:
        """An advice in its first words: "Not yet. Collect examples."."""
        rules = self._read(tx, fingerprint)
        texts = rules.recommendations if rules else ()
        title = next((each.title for each in texts if each.id == said.recommendation), None)
        what = title or _spelt(said.recommendation)
        if said.stance is None:
            return what
        answer = ANSWERS[said.stance]
        return short(rules, answer, what, said.missing) if rules else f"{answer}. {what}."

    def _read(self, tx: Transaction, fingerprint: str) -> RuleSet | None:
        """A rule set; None for an old one that this program can't read any more."""
        if fingerprint not in self._rules:
            try:
                self._rules[fingerprint] = self.rulesets.diagram(tx, fingerprint).rules
            except (KeyError, Refusal):
                self._rules[fingerprint] = None
        return self._rules[fingerprint]


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
    until = ends.astimezone(UTC)
    silent = (stamp(until - PARKS_AFTER), stamp(until - WAITS_AFTER))
    rules = words.rulesets.current.rules
    return DigestView(
        wide=subscription.wish.wide,
        period=days(starts, ends),
        figures=_figures(weeks, decided, run, Subscriptions(tx).before(run)),
        open=run.open,
        missed=_missed(run, zone),
        decided=tuple(_decided(tx, words, each, zone) for each in decided),
        waiting=tuple(_waiting(each, ends) for each in weeks.waiting(silent, WAITING_SHOWN)),
        chart=_chart(weeks, ends),
        zone=subscription.wish.zone,
        rules=f"{rules.ruleset} {rules.version}",
    )


def reading(tx: Transaction, subscription: Subscription, since: str = ANY_TIME) -> Weeks:
    """The log as a subscription's digest may read it.

    `since`: a wide one reads of other channels that were seen to be public then or later.
    """
    place = (subscription.platform, subscription.tenant, subscription.channel)
    return Weeks(tx, place, wide=subscription.wish.wide, since=since)


def open_now(weeks: Weeks, now: datetime) -> int:
    """How many conversations wait of which somebody is still told."""
    return weeks.open(stamp(now - PARKS_AFTER))


def days(starts: datetime, ends: datetime) -> str:
    """From one day to another, in words: "9 to 16 November"."""
    if starts.year != ends.year:
        return f"{day(starts)} {starts.year} to {day(ends)} {ends.year}"
    return f"{starts.day if starts.month == ends.month else day(starts)} to {day(ends)}"


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
    changed = sum(each.was is not None for each in decided)
    known = before is not None and starts - datetime.fromisoformat(before.ends) < WAITS_AFTER
    found = (
        Figure(len(decided), "advised", len(decided) - weeks.count(earlier)),
        Figure(run.open, "waiting", run.open - before.open if before and known else None),
    )
    return (*found, Figure(changed, "changed", None)) if changed else found


def _missed(run: Run, zone: ZoneInfo) -> str:
    if run.missed_from is None or run.missed_to is None:
        return ""
    untold = days(_local(run.missed_from, zone), _local(run.missed_to, zone))
    return f"No digest came for {untold}."


def _decided(tx: Transaction, words: RuleSetWords, row: Decided, zone: ZoneInfo) -> DecidedView:
    return DecidedView(
        subject=row.subject,
        advice=words.advice(tx, row.fingerprint, row.said),
        sure=row.decided,
        was=words.advice(tx, row.fingerprint, row.was) if row.was else "",
        owner=row.owner,
        at=_local(row.decided_at, zone),
        place=row.place,
        thread=row.thread,
    )


def _waiting(row: Waiting, ends: datetime) -> WaitingView:
    waited = ends - datetime.fromisoformat(row.since)
    return WaitingView(row.subject, row.owner, waited.days, row.place, row.thread)


def _chart(weeks: Weeks, ends: datetime) -> ChartView | None:
    """What was advised over eight weeks, by its answer; None where there is too little to see.

    All answers in one order, whether or not they came out: colours and places keep their meaning.
    """
    bounds = [weeks_before(ends, count) for count in range(WEEKS_SHOWN, -1, -1)]
    stamps = [stamp(each) for each in bounds]
    spans = list(pairwise(stamps))
    tallies = weeks.tallies(spans)
    if len({each.span for each in tallies}) < 2 or sum(each.times for each in tallies) < FEW:
        return None
    labels = tuple(f"{each.day} {each:%b}" for each in bounds[:-1])
    counts = {stance: [0.0] * WEEKS_SHOWN for stance in ANSWERS}
    for tally in tallies:
        counts[tally.stance][tally.span] = tally.times
    series = {ANSWERS[stance]: tuple(values) for stance, values in counts.items()}
    return ChartView("What I advised, by week", "bar", labels, series, "week from", "advice given")


def _spelt(name: str) -> str:
    """An id in words, where its own words are lost."""
    return name.replace("_", " ").replace("-", " ").capitalize()
