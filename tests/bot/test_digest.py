"""What a digest says: right numbers, in words, and nothing from where its readers can't look."""

from dataclasses import replace
from datetime import timedelta

import pytest

from bot.conversation.rulesets import RuleSets
from bot.conversation.waiting import PARKS_AFTER
from bot.digest.weekly import USUAL
from bot.terminal.digest import lines
from rules.interview.conditions import headline
from rules.interview.explain import recommend
from rules.interview.interview import interview
from storage.channels import Channel
from storage.conversations import Conversations
from storage.records import Place, stamp
from storage.rulesets import RulesetTexts
from storage.store import Store
from tests.interviews import DIAGRAMS, ways

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
    assert told.advice == next(each.title for each in texts if each.id == KINDS[0])
    assert told.sure
    assert (told.place, told.thread, told.was) == ("C1", "1700000001.0001", "")


def test_what_is_unsure_says_so(log):
    log.answer(log.begin("a maybe"), UNSURE)
    (told,) = digest(log).decided
    assert not told.sure


@pytest.mark.parametrize(
    ("stance", "answer"),
    [("yes", "Yes"), ("yes_if", "Yes with ifs"), ("not_yet", "Not yet"), ("no", "No")],
)
def test_an_advice_is_headed_by_one_of_four_answers(log, stance, answer):
    log.decide(stance=stance)
    (told,) = digest(log).decided
    texts = log.advisor.rulesets.current.rules.recommendations
    title = next(each.title for each in texts if each.id == KINDS[0])
    assert told.advice == f"{answer}. {title}."


def test_what_is_missing_is_what_to_do(tmp_path):
    """As the card of that advice says it: "Not yet. Build evals, collect examples."."""
    diagram = DIAGRAMS["should-we-finetune"]
    found = ((way, recommend(interview(diagram, way))) for way in ways(diagram))
    way, advised = next((way, said) for way, said in found if said.missing and not said.modifiers)
    store = Store(tmp_path / "new.db")
    log = Weeks(store, rulesets=RuleSets.of("should-we-finetune"))
    log.answer(log.begin(), way)
    (told,) = log.view().decided or digest(log).decided
    assert told.advice == headline(diagram.rules, advised)
    store.close()


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
    assert first.numbers == "1 advised (+1), 1 waiting"
    assert second.numbers == "2 advised (+1), 2 waiting (+1), 1 changed"


def test_a_verdict_changed_within_the_week_counts_once_and_says_what_it_was(log):
    number = log.decide("one", KINDS[0])
    log.now += timedelta(hours=1)
    log.decide_again(number, KINDS[1])
    (told,) = digest(log).decided
    assert told.was
    assert told.was != told.advice


def test_a_verdict_changed_later_is_told_in_both_weeks(log):
    number = log.decide("one", KINDS[0])
    first = digest(log)
    log.now = MONDAY + DAY
    log.decide_again(number, KINDS[1])
    log.now = MONDAY + WEEK
    log.serve()
    second = log.told(log.runs()[-1])
    assert subjects(first) == subjects(second) == ["one"]
    assert (first.decided[0].was, second.decided[0].was) == ("", first.decided[0].advice)
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


@pytest.mark.parametrize("said", [["no"], ["no", "yes"], ["no", "yes_if", "not_yet", "yes"]])
def test_the_chart_shows_eight_weeks_and_always_the_four_answers_in_one_order(log, said):
    for week in range(10):
        log.now = MONDAY - (week + 1) * WEEK + DAY
        for stance in said:
            log.decide(stance=stance)
    log.decide()  # of a rule set that says no stance
    log.now = MONDAY - timedelta(hours=1)
    chart = digest(log).chart
    assert (chart.labels[0], chart.labels[-1]) == ("21 Sep", "9 Nov")
    assert list(chart.series) == ["Yes", "Yes with ifs", "Not yet", "No"]
    total = [sum(values) for values in zip(*chart.series.values(), strict=True)]
    assert total == [len(said)] * 8


def test_four_stray_starts_of_400_days_ago_dont_fill_a_digest(log):
    log.now = MONDAY - 400 * DAY
    for _ in range(4):
        log.begin("stray")
    log.now = MONDAY - 2 * DAY
    log.begin("new")
    log.decide("a shop")
    view = digest(log)
    assert [each.subject for each in view.waiting] == ["new"]
    assert view.open == 1
    log.now = MONDAY - 2 * DAY + PARKS_AFTER
    assert log.view().waiting == ()


def test_of_little_there_is_no_chart(log):
    log.now -= WEEK
    log.decide(stance="no")
    log.now += WEEK
    log.decide(stance="no")
    assert digest(log).chart is None


def test_of_one_week_there_is_no_chart(log):
    for _ in range(9):
        log.decide(stance="no")
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
    assert told.advice == KINDS[0].replace("_", " ").capitalize()


@pytest.mark.parametrize(
    ("moment", "words"),
    [
        (MONDAY, "9 to 16 November"),
        (MONDAY - 2 * WEEK, "26 October to 2 November"),
        (MONDAY + 7 * WEEK, "28 December 2026 to 4 January 2027"),
    ],
)
def test_the_days_in_words(log, moment, words):
    log.now = moment
    assert log.view().period == words


def test_a_question_waits_since_what_was_last_said_and_not_since_the_beginning(log):
    log.now = MONDAY - 9 * DAY
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
    assert waits == [("left alone", 9), ("talked", 2)]
