"""Waiting ends: who asked is reminded at work, twice at most, and then nobody is told any more."""

import json
import random
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo, available_timezones

import pytest

from bot.conversation import replay
from bot.conversation.advisor import Advisor
from bot.conversation.refusal import Refusal
from bot.conversation.waiting import (
    at_work,
    is_working,
    since,
    working_days_later,
)
from bot.interactions.acting import Acting, heeded
from bot.interactions.messages import Messages, Written
from bot.interactions.nudges import Nudges, subcommand
from bot.interactions.posts import ConversationPosts
from bot.interactions.presses import Press, Presses
from bot.interactions.thread import NUDGES, ROOT, Nudge, Nudged, OpenQuestion
from bot.views.notes import EndAsked, Said
from rules.interview.interview import interview
from rules.language.answers import NotSure, to_json
from storage.channels import Channel, KnownChannels
from storage.outbox import POST, REDRAW, UNSURE, Delivery, Outbox
from storage.records import Place, stamp
from storage.store import Store
from tests.interviews import one_of_each

from .talk import EARLIER, kept
from .telling import READER

THURSDAY = datetime(2026, 11, 26, 15, tzinfo=UTC)
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
HERE = Channel("slack", "T1", "C1")
ZONES = sorted(each for each in available_timezones() if "/" in each)


class World:
    """Conversations, a clock, and a platform that takes what is due."""

    def __init__(self, path, now=THURSDAY, zone="UTC", on=True):
        self.path, self.now, self.zone = path, now, zone
        self.on = on
        self.posted = []  # kind, event, look, when
        self.threads = self.ticks = 0
        self.open()

    def open(self):
        """As the program does when it starts."""
        self.store = Store(self.path)
        self.acting = Acting(Advisor(kept(EARLIER), self.clock), posts=True)
        self.advisor = self.acting.advisor
        self.nudges = Nudges(self.advisor, "slack", lambda _: self.zone, on=self.on)
        self.posts = ConversationPosts(self.advisor, self.nudges)
        self.looked = False
        with self.store.transaction() as tx:
            Outbox(tx).recover(stamp(self.now))

    def clock(self):
        """A clock that never stands still."""
        self.ticks += 1
        return self.now + self.ticks * timedelta(microseconds=10)

    def kill(self):
        self.store.close()
        self.open()

    def look(self, number=1):
        with self.store.transaction() as tx:
            return self.advisor.look(tx, number)

    def begin(self, answers=1, subject="Ticket summaries"):
        """A conversation in which so many questions have been answered."""
        self.threads += 1
        place = Place(*HERE, f"{self.threads}.0")
        with self.store.transaction() as tx:
            turn = Messages(self.acting, READER).unasked.begin(tx, place, "ada", subject)
            self.acting.announce(tx, turn, None, with_root=True)
        for _ in range(answers):
            self.answer(turn.conversation.id)
        self.deliver()
        return turn.conversation.id

    def act(self, use, number=1):
        with self.store.transaction() as tx:
            turn = self.advisor.look(tx, number)
            return self.acting.act(tx, turn, lambda: use(tx, turn))

    def answer(self, number=1, *, last=False):
        """The answer after which most is left to ask; or the one that soonest ends it."""
        position = self.look(number).position
        if position.asking:
            held, fact = position.interview, position.asking
            found = [*one_of_each(position.diagram.classes[fact]), NotSure()]
            left = {n: interview(held.diagram, {**held.answers, fact: each}).longest
                    for n, each in enumerate(found)}  # fmt: skip
            given = found[(min if last else max)(left, key=left.__getitem__)]
            self.act(lambda tx, turn: self.advisor.answer(tx, turn, "bob", given), number)

    def serve(self):
        """What the clock's loop does."""
        if not self.looked:
            self.looked = True
            self._each(self.nudges.coming, self.nudges.look_again)
        self._each(self.nudges.waiting, self.nudges.serve)

    def _each(self, which, use):
        with self.store.transaction() as tx:
            found = which(tx)
        for one in found:
            with self.store.transaction() as tx:
                use(tx, one)

    def deliver(self, killed=lambda: None):
        """What the worker does. `killed` says at each row where the program dies: before or after."""
        while True:
            with self.store.transaction() as tx:
                ready = Outbox(tx).ready(stamp(self.now))
            if not ready:
                return
            for row in ready:
                if not self._send(row, killed()):
                    self.kill()
                    return

    def _send(self, row, dies):
        with self.store.transaction() as tx:
            sent = {(kind, event) for kind, event, *_ in self.posted}
            if row.status == UNSURE and row.action == POST and (row.kind, row.event) in sent:
                Outbox(tx).mark_sent(row, "C1", f"{row.id}.0")
                return True
            Outbox(tx).mark_sending(row)
        if dies == "before":
            return False
        with self.store.transaction() as tx:
            try:
                look = self.posts.shown(tx, row)
            except Refusal as refusal:
                Outbox(tx).give_up(row)
                self.posts.given_up(tx, row, str(refusal))
                return True
        if row.action == POST:
            self.posted.append((row.kind, row.event, look, self.now))
        if dies == "after":
            return False
        with self.store.transaction() as tx:
            Outbox(tx).mark_sent(row, "C1", f"{row.id}.0")
        return True

    def pass_time(self, days, step=HOUR):
        end = self.now + days * DAY
        while self.now < end:
            self.now += step
            self.ticks = 0
            self.serve()
            self.deliver()

    @property
    def reminded(self):
        return [(kind, at) for kind, _, _, at in self.posted if kind in NUDGES]

    def rows(self, kind, action=POST):
        with self.store.transaction() as tx:
            sql = "SELECT * FROM outbox WHERE kind = ? AND action = ? ORDER BY id"
            return list(tx.rows(sql, [kind, action]))

    def shows(self, kind):
        """What the first conversation's message of a kind shows, redrawn now."""
        row = next(row for row in self.rows(kind) if row["conversation"] == 1)
        with self.store.transaction() as tx:
            return self.posts.shown(tx, Delivery(**{**row, "action": REDRAW}))


@pytest.fixture
def world(tmp_path):
    made = World(tmp_path / "advisor.db")
    yield made
    made.store.close()


# Twice, and then no more


def test_a_question_that_waits_is_asked_again_after_a_working_day_and_three_more(world):
    world.begin()
    world.pass_time(30)
    friday, wednesday = THURSDAY + DAY, THURSDAY + 6 * DAY
    assert world.reminded == [("nudge", friday), ("second nudge", wednesday)]
    _, _, first, _ = next(each for each in world.posted if each[0] == "nudge")
    assert isinstance(first, Nudge)
    assert (first.owner, first.subject, first.since) == ("ada", "Ticket summaries", "Thursday")
    assert isinstance(first.what, OpenQuestion)
    assert first.what.revision == world.look().position.revision


@pytest.mark.parametrize(
    ("said", "zone", "nudged"),
    [
        ("2026-11-26T15:00", "UTC", "2026-11-27T15:00"),
        ("2026-11-27T15:00", "UTC", "2026-11-30T15:00"),  # over the weekend
        ("2026-11-27T20:00", "UTC", "2026-12-01T09:00"),  # as if asked on Monday morning
        ("2026-11-28T11:00", "UTC", "2026-12-01T09:00"),
        ("2026-11-26T03:00", "UTC", "2026-11-27T09:00"),
        ("2026-11-26T23:00", "Pacific/Auckland", "2026-11-29T23:00"),  # Friday noon, to Monday noon
        ("2026-11-26T23:00", "America/Los_Angeles", "2026-11-27T23:00"),  # Thursday, three o'clock
    ],
)
def test_a_working_day_is_that_of_who_asked(tmp_path, said, zone, nudged):
    world = World(tmp_path / "advisor.db", datetime.fromisoformat(f"{said}+00:00"), zone)
    world.begin()
    world.pass_time(5)
    assert world.reminded[0][1] == datetime.fromisoformat(f"{nudged}+00:00")
    world.store.close()


def test_before_the_first_answer_nobody_is_reminded(world):
    world.begin(answers=0)
    world.pass_time(30)
    assert world.reminded == []
    assert world.shows(ROOT).waits_since == "26 November"


@pytest.mark.parametrize("use", ["cancel", "start_over", "answer"])
def test_what_happens_meanwhile_ends_the_wait(world, use):
    world.begin()
    world.now = THURSDAY + DAY
    world.serve()  # claimed, and not sent yet
    if use == "answer":
        world.answer()
    else:
        world.act(lambda tx, turn: getattr(world.advisor, use)(tx, turn, "bob"))
    world.deliver()
    assert world.reminded == []
    if use != "answer":  # of what began anew before any answer, too
        world.pass_time(30)
        assert world.reminded == []


def test_a_nudge_for_what_is_over_loses_its_buttons(world):
    world.begin()
    world.pass_time(1)
    assert isinstance(world.shows("nudge"), Nudge)
    world.answer()
    assert len(world.rows("nudge", REDRAW)) == 1
    assert world.shows("nudge") == Nudged("ada")
    world.deliver()


def test_a_button_under_a_nudge_answers_and_deletes_nothing(world):
    world.begin()
    world.pass_time(1)
    turn = world.look()
    (row,) = world.rows("nudge")
    carried = (f"{turn.position.revision}", json.dumps(to_json(NotSure())))
    pressed = Press(*HERE, "1.0", "eve", turn.conversation.handle, row["message"], carried)
    with world.store.transaction() as tx:
        assert Presses(world.acting).answer(tx, pressed) is None
    assert world.look().position.revision == turn.position.revision + 1
    with world.store.transaction() as tx:
        assert not list(tx.rows("SELECT * FROM outbox WHERE action = 'delete'", []))


# Parked, and resumed


def test_after_ten_days_its_root_says_since_when_it_waits(world):
    world.begin()
    world.pass_time(9)
    assert world.shows(ROOT).waits_since == ""
    before = len(world.rows(ROOT, REDRAW))
    world.pass_time(2)
    assert len(world.rows(ROOT, REDRAW)) == before + 1
    assert world.shows(ROOT).waits_since == "26 November"


def typed_resume(world):
    place = Place(*HERE, "1.0")
    said = Written(
        place, "eve", "Resume", lambda _: True, threaded=True, direct=False, addressed=False
    )
    with world.store.transaction() as tx:
        return Messages(world.acting, READER).heard(tx, (f"{world.now}",), said)


def pressed_resume(world):
    turn = world.look()
    root = world.shows(ROOT)
    pressed = Press(
        *HERE, "1.0", "eve", turn.conversation.handle, "1.0", (f"{root.revision}",)
    )  # fmt: skip
    with world.store.transaction() as tx:
        return heeded(lambda: Presses(world.acting).resume(tx, pressed))


@pytest.mark.parametrize("how", [typed_resume, pressed_resume], ids=["typed", "pressed"])
def test_resume_asks_again_and_the_wait_begins_anew(world, how):
    world.begin(answers=2)
    world.pass_time(20)
    given, asking = world.look().position.given, world.look().position.asking
    before = len(world.rows(ROOT, REDRAW))
    assert how(world) is None
    world.deliver()
    now = world.look().position
    assert (now.given, now.asking, now.state) == (given, asking, replay.ASKING)
    assert world.shows(ROOT).waits_since == ""
    assert len(world.rows(ROOT, REDRAW)) == before + 1
    assert world.posted[-1][:2] == ("question", now.last)
    begun = world.now
    world.pass_time(30)
    assert len([at for _, at in world.reminded if at > begun]) == 2


def test_an_answer_to_what_is_parked_wakes_it(world):
    world.begin()
    world.pass_time(20)
    before = len(world.rows(ROOT, REDRAW))
    world.answer()
    world.deliver()
    assert world.shows(ROOT).waits_since == ""
    assert len(world.rows(ROOT, REDRAW)) == before + 1


def test_what_was_cancelled_goes_on_with_its_answers(world):
    world.begin(answers=2)
    given = world.look().position.given
    world.act(lambda tx, turn: world.advisor.cancel(tx, turn, "ada"))
    assert typed_resume(world) is None
    now = world.look().position
    assert (now.given, now.state) == (given, replay.ASKING)


def test_there_is_nothing_to_resume_once_it_is_advised(world):
    number = world.begin()
    while world.look().position.state == replay.ASKING:
        world.answer(number, last=True)
    before = world.look().events
    assert isinstance(typed_resume(world), Said)
    assert world.look().events == before


# Old logs, and those who don't want it


def test_what_waited_long_before_anybody_looked_is_parked_in_silence(world):
    ages = (400, 30, 11, 8)
    for days in ages:
        world.now = THURSDAY - days * DAY
        world.begin()
    fresh = world.now = THURSDAY - 2 * DAY
    world.begin()
    world.now = THURSDAY
    world.posted.clear()
    world.pass_time(40)
    conversations = {row["conversation"] for kind in NUDGES for row in world.rows(kind)}
    assert conversations == {len(ages) + 1}
    assert len(world.reminded) == 2
    redrawn = [row for row in world.rows(ROOT, REDRAW) if row["at"] >= stamp(THURSDAY)]
    redrawn_roots = {row["conversation"] for row in redrawn}
    assert redrawn_roots <= {len(ages), len(ages) + 1}, fresh
    with world.store.transaction() as tx:
        assert not list(tx.rows("SELECT 1 FROM conversations WHERE nudged < 3", []))


@pytest.mark.parametrize(("usual", "said", "count"), [
    (True, None, 2), (False, None, 0), (True, "off", 0), (False, "on", 2),
])  # fmt: skip
def test_a_channel_says_whether_it_wants_nudges(tmp_path, usual, said, count):
    world = World(tmp_path / "advisor.db", on=usual)
    world.begin()
    if said:
        with world.store.transaction() as tx:
            asked = world.nudges.obey(tx, said, HERE)
            told = world.nudges.switch_off(tx, HERE, "ada") if said == "off" else asked
            again = world.nudges.switch_off(tx, HERE, "ada") if said == "off" else None
        assert isinstance(told, Said)
        assert isinstance(asked, EndAsked) == (said == "off")
        assert ("`{command} nudges off`" in told.text) == (said == "on")
        assert again is None
    world.pass_time(30)
    assert len(world.reminded) == count
    assert world.shows(ROOT).waits_since == "26 November"
    world.store.close()


def test_switched_off_between_the_claim_and_the_send_nothing_comes(world):
    world.begin()
    world.now = THURSDAY + DAY
    world.serve()
    with world.store.transaction() as tx:
        KnownChannels(tx).set_nudges(*HERE, on=False)
    world.deliver()
    assert world.reminded == []


@pytest.mark.parametrize(
    ("text", "asked"),
    [
        ("nudges", ""),
        (" Nudges  OFF ", "off"),
        ("reminders on", "on"),
        ("nudges off the road", None),
    ],
)
def test_only_a_text_that_is_nothing_but_the_command_counts(text, asked):
    assert subcommand(text) == asked


def test_while_a_zone_isnt_known_yet_nobody_is_reminded(world):
    world.begin()
    world.zone = None
    world.pass_time(1)
    assert world.reminded == []
    world.zone = "UTC"
    world.pass_time(1 / 24)
    assert len(world.reminded) == 1


# Laws


MONTHS = [datetime(2026, 3, 20, tzinfo=UTC), datetime(2026, 10, 18, tzinfo=UTC)]  # clocks change


def happen(world, draw):
    """Time goes by; perhaps somebody says something, the clock looks, the worker sends or dies."""
    world.now += timedelta(minutes=draw.choice([1, 30, 90, 300, 700, 1440, 4000]))
    if draw.random() < 0.12:
        world.answer(last=draw.random() < 0.2)
    elif draw.random() < 0.08:
        use = draw.choice([world.advisor.cancel, world.advisor.resume, world.advisor.back])
        world.act(lambda tx, turn: use(tx, turn, "bob"))
    if draw.random() < 0.8:
        world.serve()
    if draw.random() < 0.2:
        world.now += timedelta(minutes=draw.choice([1, 200, 1000]))
    if draw.random() < 0.2:
        world.kill()
    if draw.random() < 0.8:
        world.deliver(lambda: draw.choice([None, None, None, "before", "after"]))


def assert_wanted(world, event, at):
    """A nudge came while somebody was at work, for what then waited, and not too soon."""
    there, turn = at.astimezone(ZoneInfo(world.zone)), world.look()
    assert there.weekday() < 5, (world.zone, there)
    assert 9 <= there.hour < 17, (world.zone, there)
    assert event == turn.position.last
    assert turn.position.given
    assert turn.position.state == replay.ASKING
    assert at - datetime.fromisoformat(turn.events[-1].at) >= timedelta(hours=23)


@pytest.mark.parametrize("seed", range(60))
def test_over_random_clocks_zones_and_kills(tmp_path, seed):
    """At most two nudges a wait, none before the first answer, at night, or when it is over."""
    draw = random.Random(seed)
    begin = draw.choice(MONTHS) + timedelta(minutes=draw.randrange(14 * 1440))
    world = World(tmp_path / "advisor.db", begin, draw.choice(ZONES))
    world.begin(answers=0)
    for _ in range(80):
        before = len(world.posted)
        happen(world, draw)
        for kind, event, _, at in world.posted[before:]:
            if kind in NUDGES:
                assert_wanted(world, event, at)
    nudges = [(kind, event) for kind, event, *_ in world.posted if kind in NUDGES]
    assert len(nudges) == len({*nudges})
    world.store.close()


def test_the_law_is_about_something(tmp_path):
    """Left alone after an answer, each zone has its two nudges."""
    for number, zone in enumerate(random.Random(1).sample(ZONES, 12)):
        world = World(tmp_path / f"{number}.db", MONTHS[number % 2] + number * 7 * HOUR, zone)
        world.begin()
        world.pass_time(12, timedelta(minutes=30))
        assert [kind for kind, _ in world.reminded] == [*NUDGES], zone
        world.store.close()


@pytest.mark.parametrize("seed", range(300))
def test_working_time_in_any_zone(seed):
    draw = random.Random(seed)
    zone = ZoneInfo(draw.choice([*ZONES, "Pacific/Apia"]))
    year = draw.choice([2011, 2026])  # Samoa has had no 30 December 2011
    moment = datetime(year, 12, 28, tzinfo=UTC) + timedelta(minutes=draw.randrange(-400_000, 9000))
    at = at_work(moment, zone)
    assert at >= moment
    assert is_working(at, zone)
    assert at - moment < 4 * DAY
    later = [working_days_later(moment, days, zone) for days in range(6)]
    assert later == sorted({*later})
    assert all(is_working(each, zone) for each in later)
    assert later[5] - at <= 8 * DAY + HOUR
    assert later[1] - at >= 23 * HOUR


def test_since_is_a_weekday_and_after_a_week_a_date():
    berlin = ZoneInfo("Europe/Berlin")
    late = datetime(2026, 11, 26, 23, 30, tzinfo=UTC)
    assert since(late, late + 6 * DAY, berlin) == "Friday"
    assert since(late, late + 7 * DAY, berlin) == "27 November"
