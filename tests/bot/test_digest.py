"""What a digest says: right numbers, in words, and nothing from where its readers can't look."""

from dataclasses import replace
from datetime import timedelta

import pytest

from bot.digest.weekly import USUAL
from bot.terminal.digest import lines
from storage.channels import Channel
from storage.conversations import Conversations
from storage.records import Place, stamp
from storage.rulesets import RulesetTexts
from storage.store import Store

from .weeks import KINDS, ML, MONDAY, UNSURE, WAYS, Weeks

WEEK, DAY = timedelta(days=7), timedelta(days=1)
SECRET, PUBLIC = Channel("slack", "T1", "C-secret"), Channel("slack", "T1", "C-public")
WIDE = replace(USUAL, wide=True, say_empty=True)


@pytest.fixture
def log(tmp_path):
    store = Store(tmp_path / "advisor.db")
    yield Weeks(store)
    store.close()


def digest(log, where=ML, wish=USUAL):
    """The digest of the week before MONDAY."""
    log.subscribe(where, wish)
    log.now = MONDAY
    log.serve()
    return log.told(log.runs()[-1])


def subjects(view):
    return [each.subject for each in view.decided]


def test_a_decision_says_what_about_how_sure_whose_and_where(log):
    log.decide("a shop", KINDS[0], user="ada")
    (told,) = digest(log).decided
    assert (told.subject, told.owner) == ("a shop", "ada")
    texts = log.advisor.rulesets.current.rules.recommendations
    assert told.title == next(each.title for each in texts if each.id == KINDS[0])
    assert told.sure == "settled"
    assert (told.place, told.thread, told.was) == ("C1", "1700000001.0001", "")


def test_what_is_unsure_says_what_it_may_become(log):
    log.answer(log.begin("a maybe"), UNSURE)
    (told,) = digest(log).decided
    assert told.sure.startswith("for now, still possible: ")
    assert told.title not in told.sure


def test_the_numbers_change_against_the_week_before(log):
    log.now = MONDAY - WEEK - DAY
    log.decide("last week")
    log.begin("open for long")
    log.subscribe(wish=replace(USUAL, say_empty=True))
    log.now = MONDAY - WEEK
    log.serve()
    log.now = MONDAY - DAY
    changed = log.decide("one", KINDS[0])
    log.decide("two", KINDS[1])
    log.begin("open now")
    log.decide_again(changed, KINDS[1])
    log.now = MONDAY
    log.serve()
    first, second = (log.told(run) for run in log.runs())
    assert first.numbers == ("1 advised (+1), 1 still open, 0 changed after the verdict")
    assert second.numbers == ("2 advised (+1), 2 still open (+1), 1 changed after the verdict (+1)")


def test_a_verdict_changed_within_the_week_counts_once_and_says_what_it_was(log):
    number = log.decide("one", KINDS[0])
    log.now += timedelta(hours=1)
    log.decide_again(number, KINDS[1])
    (told,) = digest(log).decided
    assert told.was
    assert told.was != told.title


def test_a_verdict_changed_later_is_told_in_both_weeks(log):
    number = log.decide("one", KINDS[0])
    first = digest(log)
    log.now = MONDAY + DAY
    log.decide_again(number, KINDS[1])
    log.now = MONDAY + WEEK
    log.serve()
    second = log.told(log.runs()[-1])
    assert subjects(first) == subjects(second) == ["one"]
    assert (first.decided[0].was, second.decided[0].was) == ("", first.decided[0].title)
    assert subjects(log.told(log.runs()[0])) == ["one"]  # and still, when it is drawn again


def test_waiting_are_the_oldest_first_after_a_day(log):
    for subject in ("oldest", "older", "old", "young"):
        log.begin(subject)
        log.now += DAY
    log.decide("decided")
    log.now = MONDAY - timedelta(hours=1)
    log.begin("just now")
    view = digest(log)
    assert [each.subject for each in view.waiting] == ["oldest", "older", "old", "young"]
    assert [each.days for each in view.waiting] == [6, 5, 4, 3]


def test_what_the_rules_said_most_often(log):
    for kind in (KINDS[0], KINDS[1], KINDS[1]):
        log.decide(kind=kind)
    view = digest(log)
    assert [count for _, count in view.most] == [2, 1]
    because, count = view.rule
    assert because.endswith(".")
    assert count >= 2


def test_the_chart_shows_eight_weeks_and_the_rare_kinds_together(log):
    for week in range(10):
        log.now = MONDAY - (week + 1) * WEEK + DAY
        for n, kind in enumerate(KINDS[:7]):
            if n <= week:
                log.decide(kind=kind)
    log.now = MONDAY - timedelta(hours=1)
    chart = digest(log).chart
    assert chart.labels[0] == "21 Sep"
    assert chart.labels[-1] == "9 Nov"
    assert len(chart.series) == 4
    assert "Other" in chart.series
    total = [sum(values) for values in zip(*chart.series.values(), strict=True)]
    assert total == [min(week + 1, len(KINDS[:7])) for week in range(7, -1, -1)]


def test_of_little_there_is_no_chart_and_nothing_most_often(log):
    log.now -= WEEK
    log.decide()
    log.now += WEEK
    log.decide()
    view = digest(log)
    assert (view.chart, view.most, view.rule) == (None, (), None)


def test_of_one_week_there_is_no_chart(log):
    for _ in range(9):
        log.decide()
    assert digest(log).chart is None


def test_only_the_channels_own_decisions(log):
    log.decide("ours")
    log.decide("theirs", where=PUBLIC)
    log.decide("of another workspace", where=Channel("slack", "T2", "C1"))
    assert subjects(digest(log)) == ["ours"]


def test_a_wide_digest_tells_of_public_channels_and_its_own(log):
    log.decide("here too")
    for where, subject in ((ML, "here"), (PUBLIC, "public"), (SECRET, "secret")):
        log.decide(subject, where=where)
        log.begin(f"{subject} and open", where)
    log.decide("never seen", where=Channel("slack", "T1", "C-unknown"))
    log.decide("of another workspace", where=Channel("slack", "T2", "C9"))
    log.see(PUBLIC)
    log.see(SECRET, public=False)
    log.see(Channel("slack", "T2", "C9"))
    log.see(ML, public=False)
    view = digest(log, wish=WIDE)
    assert sorted(subjects(view)) == ["here", "here too", "public"]
    assert sorted(each.subject for each in view.waiting) == ["here and open", "public and open"]
    assert view.figures[1].count == 2
    assert sum(count for _, count in view.most) == 3


def test_what_is_decided_after_a_channel_became_private_stays_there(log):
    log.see(PUBLIC)
    log.decide("while public", where=PUBLIC)
    log.see(PUBLIC)
    log.now += DAY
    log.decide("since private", where=PUBLIC)  # and nobody told us yet
    assert subjects(digest(log, wish=WIDE)) == ["while public"]
    log.see(PUBLIC, public=False)
    assert subjects(log.told(log.runs()[-1])) == []


def test_what_was_not_asked_since_stays_hidden(log):
    log.decide("ours")
    log.decide("theirs", where=PUBLIC)
    log.begin("open there", PUBLIC)
    log.see(PUBLIC)
    log.subscribe(wish=WIDE)
    log.now += timedelta(seconds=1)
    since = stamp(log.now + timedelta(seconds=1))
    with log.store.transaction() as tx:
        assert subjects(log.weekly.preview(tx, ML)) == ["theirs", "ours"]
        view = log.weekly.preview(tx, ML, since)
    assert subjects(view) == ["ours"]
    assert view.figures[1].count == 0


def test_what_comes_due_while_slack_is_asked_waits_for_the_next_look(log):
    log.decide("ours")
    log.subscribe()
    before = stamp(MONDAY - timedelta(seconds=1))
    log.now = MONDAY
    with log.store.transaction() as tx:
        assert log.weekly.waiting(tx, before) == []
        assert log.weekly.waiting(tx, stamp(MONDAY)) == [1]


def test_only_channels_that_are_told_of_are_to_be_asked_for(log):
    def others():
        with log.store.transaction() as tx:
            return [name for *_, name in log.weekly.others(tx, log.weekly.of(tx, ML))]

    log.decide(where=PUBLIC)
    log.decide(where=Channel("slack", "T2", "C9"))
    log.subscribe()
    assert others() == []  # nobody wants to know
    log.subscribe(wish=WIDE)
    assert others() == ["C-public"]
    log.see(PUBLIC)
    assert others() == ["C-public"]  # it may have turned private since
    log.now += 10 * WEEK
    log.decide("ours")
    assert others() == []
    log.begin(where=SECRET)
    assert others() == ["C-secret"]


def test_a_subject_cannot_steer_the_operators_terminal(log):
    log.decide("a\x1b]0;owned\x07 bot\r\nx\x9b2J\u202egib", user="\x1b[2Jada")
    log.begin("open\x1b[31m question")
    shown = list(lines(digest(log)))
    assert any("a ]0;owned  bot  x 2Jgib" in line for line in shown)
    assert any("open [31m question" in line for line in shown)
    assert all(character.isprintable() for line in shown for character in line)


def test_decisions_move_with_their_conversation(log):
    number = log.decide("moved", where=PUBLIC)
    log.see(PUBLIC)
    with log.store.transaction() as tx:
        Conversations(tx).move(number, Place("slack", "T1", "D-ada", "1.1"))
    assert subjects(digest(log, wish=WIDE)) == []
    assert subjects(digest(log, PUBLIC, replace(USUAL, say_empty=True))) == []


def test_a_rule_set_that_can_no_longer_be_read_costs_only_its_words(log):
    log.decide("old", KINDS[0])
    other = "0" * 64
    with log.store.transaction() as tx:
        RulesetTexts(tx).keep(other, "old", "0.1.0", "this was a rule set once", "2020")
        tx.run("UPDATE decisions SET fingerprint = ?", [other])
    (told,) = digest(log).decided
    assert told.title == KINDS[0].replace("_", " ").capitalize()


@pytest.mark.parametrize(
    ("moment", "words"),
    [
        (MONDAY, "9 to 16 November 2026"),
        (MONDAY - 2 * WEEK, "26 October to 2 November 2026"),
        (MONDAY + 7 * WEEK, "28 December 2026 to 4 January 2027"),
    ],
)
def test_the_days_in_words(log, moment, words):
    log.now = moment
    assert log.view().period == words


def test_a_question_waits_since_what_was_last_said_and_not_since_the_beginning(log):
    log.now = MONDAY - 60 * DAY
    reopened = log.decide("reopened")
    talked = log.begin("talked")
    log.begin("left alone")
    answer = next(iter(next(iter(WAYS.values())).values()))
    log.now = MONDAY - 2 * DAY
    with log.store.transaction() as tx:
        log.advisor.answer(tx, log.advisor.look(tx, talked), "bob", answer)
    log.now = MONDAY - timedelta(minutes=5)
    with log.store.transaction() as tx:
        log.advisor.start_over(tx, log.advisor.look(tx, reopened), "bob")
    log.now = MONDAY
    waits = [(each.subject, each.days) for each in log.view().waiting]
    assert waits == [("left alone", 60), ("talked", 2)]
