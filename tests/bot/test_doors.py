"""How conversations begin, on no platform: by text, after a question, or not at all."""

import itertools
from dataclasses import replace
from datetime import timedelta

import pytest

from bot.conversation.advisor import Advisor, Turn
from bot.conversation.refusal import Refusal
from bot.interactions import openings
from bot.interactions.acting import Acting
from bot.interactions.doors import NO_QUESTION, THANKED
from bot.interactions.messages import Messages, Written, called
from bot.interactions.presses import Press, carried
from bot.slack.blocks import doors, notes
from bot.slack.blocks.digest import Links
from bot.views.doors import OpenListed, StartBeside, StartDoubted
from bot.views.notes import Help, Said
from rules.loading.load import SHIPPED
from storage.outbox import Outbox
from storage.records import Place
from storage.store import Store
from tests.slack_server.blocks import block_faults

from .talk import EARLIER, clock, kept, talk
from .telling import READER

LINKS = Links("https://acme.slack.com/")
PARAGRAPH = "A bot for our shop. It makes up return policies. The help centre has some 900 pages."
WORDS = {
    openings.STATUS: ("status", "Status?", "open", "what's up", "What\u2019s up?", "what is open"),
    openings.WELCOME: (
        *("help", "?", "hi", "Hello!", "hey", "good morning", "help me", "what can you do?"),
        *("who are you", "hi, can you help us?"),
    ),
    openings.THANKED: (
        *("thanks", "Thank you!", "ok", "great", ":+1:", "👍", ":tada: :tada:", "..."),
        *("ok, great", "good job"),
    ),
    openings.NO_QUESTION: (
        "20",
        "2k",
        "$1,500",
        "30 %",
        "yes",
        "no",
        "not sure",
        "back",
        "change 2",
    ),
    openings.DOUBTED: ("shop", "banana", "Lunch?"),
    openings.START: ("", "support bot", "status page assistant", "open questions bot", PARAGRAPH),
}


class Desk:
    """A log, and what people type and press at it."""

    def __init__(self, folder):
        self.store = Store(folder / "advisor.db")
        self.ahead, tick = timedelta(), clock()
        advisor = Advisor(kept(EARLIER), lambda: tick() + self.ahead)
        self.acting = Acting(advisor, posts=True)
        self.messages = Messages(self.acting, READER)
        self.numbers = itertools.count(1)

    def later(self, days):
        self.ahead = timedelta(days=days)

    def say(self, text, *, direct=False, thread="", user="ada"):
        n = next(self.numbers)
        channel = "D1" if direct else "C1"
        place = Place("slack", "T1", channel, thread or f"{n}.0")
        said = Written(
            place, user, text, lambda _: True, bool(thread), direct, True, name=f"{n}.0"
        )  # fmt: skip
        with self.store.transaction() as tx:
            heard = self.messages.heard(tx, (f"m{n}",), said)
            while rows := Outbox(tx).ready("9999"):
                for row in rows:
                    Outbox(tx).mark_sent(row, channel, f"{n}.5")
            return heard

    def slash(self, text, *, direct=False):
        key = f"command:{next(self.numbers)}"
        place = Place("slack", "T1", "D1" if direct else "C1", key)
        with self.store.transaction() as tx:
            return self.messages.doors.called(
                tx, key, place.flat(key) if direct else place, "ada", called(text).text
            )

    def press(self, note, *, direct=False, message="17.1"):
        """The button that begins something, as Slack hands it back."""
        (button,) = [
            each
            for each in doors.draw(note, None).blocks[-1]["elements"]
            if each["action_id"] == doors.START
        ]
        handle, rest = carried(button["value"])
        place = ("slack", "T1", "D1" if direct else "C1", None)
        with self.store.transaction() as tx:
            return self.messages.doors.start(tx, Press(*place, "ada", handle, message, rest))

    @property
    def conversations(self):
        return [
            (each["subject"], each["state"])
            for each in self.store.db.query("SELECT * FROM conversations ORDER BY id")
        ]


@pytest.fixture
def desk(tmp_path):
    made = Desk(tmp_path)
    yield made
    made.store.close()


@pytest.mark.parametrize(("meant", "text"), [(m, t) for m, ts in WORDS.items() for t in ts])
def test_what_a_text_means_where_nothing_is_open(meant, text):
    assert openings.meant_by(text) == meant


@pytest.mark.parametrize("direct", [False, True])
@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("status", OpenListed((), 0)),
        ("hello", Help(None)),
        ("thanks", THANKED),
        ("2k", NO_QUESTION),
        ("cancel", NO_QUESTION),
    ],
)
def test_words_that_start_nothing(desk, text, told, direct):
    assert desk.say(text, direct=direct) == told
    assert desk.conversations == []


@pytest.mark.parametrize("direct", [False, True])
def test_one_other_word_is_doubted_and_begins_by_one_press(desk, direct):
    told = desk.say("banana", direct=direct)
    assert isinstance(told, StartDoubted)
    assert desk.conversations == []
    assert isinstance(desk.press(told, direct=direct), Turn)
    assert desk.press(told, direct=direct) is None  # pressed twice
    assert desk.conversations == [("banana", "asking")]
    place = desk.store.db.query("SELECT thread FROM conversations")
    assert [each["thread"].startswith("direct:") for each in place] == [direct]
    posted = [each["kind"] for each in desk.store.db.query("SELECT kind FROM outbox ORDER BY id")]
    assert posted == (["root", "question"] if direct else ["question"])


def test_the_command_always_begins_but_for_whole_words(desk):
    assert isinstance(desk.slash("status"), OpenListed)
    assert isinstance(desk.slash("log"), StartDoubted)
    assert desk.conversations == []
    for text in ("", "banana", "status page assistant", "by friday: ship it"):
        assert isinstance(desk.slash(text), Turn)
    assert [subject for subject, _ in desk.conversations] == [
        "", "banana", "status page assistant", "by friday: ship it",
    ]  # fmt: skip


def test_after_an_advice_nothing_begins_by_accident(desk):
    desk.say("our shop", direct=True)
    desk.say("no", direct=True)
    assert desk.conversations == [("our shop", "advised")]
    assert isinstance(desk.say("we'll do RAG then", direct=True), StartDoubted)
    told = desk.say("a ticket classifier", direct=True)
    assert desk.conversations == [("our shop", "advised")]
    assert isinstance(desk.press(told, direct=True), Turn)
    assert desk.conversations[1:] == [("a ticket classifier", "asking")]


@pytest.mark.parametrize("again", ["Support bot", " support  BOT "])
def test_the_same_subject_twice_offers_to_go_on(desk, again):
    desk.say("support bot", thread="1.5")
    for told in (desk.slash(again), desk.say(again)):
        assert isinstance(told, StartBeside)
        assert "https://acme.slack.com/archives/C1/p15|" in doors.draw(told, LINKS).text
    assert len(desk.conversations) == 1
    desk.press(told)
    names = [subject.lower().split() for subject, _ in desk.conversations]
    assert names == [["support", "bot"]] * 2
    assert desk.say("support bot for our shop") is None  # another subject


def test_a_second_start_in_a_direct_message_ends_the_first_or_goes_on(desk):
    desk.say("our shop", direct=True)
    told = desk.slash("ticket summaries", direct=True)
    assert isinstance(told, StartBeside)
    assert told.ends
    assert told.name == "our shop"
    assert desk.conversations == [("our shop", "asking")]
    assert isinstance(desk.press(told, direct=True), Turn)
    assert desk.conversations == [("our shop", "cancelled"), ("ticket summaries", "asking")]


def test_a_question_of_long_ago_takes_no_text_for_its_answer(desk):
    desk.say("our shop", direct=True)
    desk.later(days=11)
    told = desk.say("ticket summaries", direct=True)
    assert isinstance(told, StartBeside)
    assert told.name == "our shop"
    desk.say("no", direct=True)  # but what plainly answers it does
    assert desk.conversations == [("our shop", "advised")]


def test_what_was_opened_since_is_not_passed_over(desk):
    doubted = desk.say("banana", direct=True)
    desk.say("our shop", direct=True)
    told = desk.press(doubted, direct=True)
    assert isinstance(told, StartBeside)
    assert told.name == "our shop"
    assert isinstance(desk.press(told, direct=True), Turn)
    assert desk.conversations == [("our shop", "cancelled"), ("banana", "asking")]


def test_a_file_without_a_word_opens_nothing_in_a_direct_message(desk):
    assert desk.say("", direct=True) == Help(None)
    assert desk.say("") is None
    assert desk.conversations == [("", "asking")]  # a bare mention


def test_a_note_for_another_conversation_ends_nothing(desk):
    desk.say("our shop", direct=True)
    told = desk.slash("ticket summaries", direct=True)
    with pytest.raises(Refusal):
        desk.press(replace(told, handle="1-0123456789abcdef"), direct=True)
    assert desk.conversations == [("our shop", "asking")]


def test_status_and_a_greeting_beside_an_open_question(desk):
    desk.say("our shop", direct=True)
    (listed,) = desk.say("status", direct=True).open
    assert (listed.name, listed.owner) == ("our shop", "ada")
    assert listed.to_come.startswith("question 1 of about")
    assert desk.say("hello", direct=True) == Help(None)
    assert desk.conversations == [("our shop", "asking")]


def test_what_is_open_is_listed_with_links_and_an_end(desk):
    for n in range(12):
        desk.say(f"bot number {n}", thread=f"{n}.5")
    told = desk.say("status", user="bob")
    assert len(told.open) == 10
    drawn = notes.draw(told, LINKS)
    assert block_faults(drawn.blocks) == []
    said = str(drawn.blocks)
    assert "<https://acme.slack.com/archives/C1/p115|bot number 11>: question 1 of" in said
    assert "2 more" in said


@pytest.mark.parametrize("name", SHIPPED)
@pytest.mark.parametrize("written", ["by {}: support bot", "By {} :  support bot"])
def test_by_asks_that_rule_sets_own_questions(desk, name, written):
    begun = desk.slash(written.format(name))
    assert begun.conversation.subject == "support bot"
    assert begun.position.diagram.rules.ruleset == name
    with desk.store.transaction() as tx:
        over = desk.acting.advisor.start_over(tx, begun, "ada")
        assert over.position.diagram.rules.ruleset == name
        assert desk.acting.advisor.look(tx, 1).position.diagram.rules.ruleset == name


def test_by_in_a_terminal_is_gone_on_with(tmp_path):
    log = tmp_path / "advisor.db"
    told = talk(log, ["quit"], subject="by ertas: ticket bot")
    assert kept("ertas").current.rules.title in told
    assert "ticket bot  |  Question 1" in told
    assert "Going on with conversation 1 about “ticket bot”" in talk(log, ["quit"])


def test_by_somebody_else_is_a_subject(desk):
    begun = desk.slash("by friday: ship it")
    assert begun.conversation.subject == "by friday: ship it"
    assert begun.position.diagram.rules.ruleset == kept(EARLIER).current.rules.ruleset


def test_by_in_a_direct_message_where_a_question_is_open(desk):
    desk.say("our shop", direct=True)
    told = desk.say("by ertas: ticket summaries", direct=True)
    assert isinstance(told, StartBeside)
    begun = desk.press(told, direct=True)
    assert begun.position.diagram.rules.ruleset == "ertas"
    assert begun.conversation.subject == "ticket summaries"


@pytest.mark.parametrize("rest", [(), ("-",)])
def test_a_garbled_start_is_refused(desk, rest):
    place = ("slack", "T1", "C1", None)
    with desk.store.transaction() as tx, pytest.raises(Refusal):
        desk.messages.doors.start(tx, Press(*place, "ada", "-", "17.1", rest))


def test_a_thread_that_has_one_gets_no_second(desk):
    told = desk.say("banana", thread="1.5")
    desk.press(told)
    assert desk.press(told, message="18.1") == Said(
        "There is a conversation in that thread already."
    )


@pytest.mark.parametrize("name", ["a", "x" * 60])
def test_each_note_keeps_to_slacks_limits(desk, name):
    desk.say(f"{name} y", direct=True)
    told = [
        desk.say(f"{name} & <b>" * 900),
        desk.slash("by ertas: " + "very long " * 900, direct=True),
        StartDoubted(name, desk.slash("log").start),
    ]
    for note in filter(None, told):
        assert block_faults(notes.draw(note, LINKS).blocks) == []
        assert len(notes.draw(note, LINKS).text.split()) <= 20


@pytest.mark.parametrize("text", ["thanks", "ok, thanks!"])
def test_thanks_leave_an_open_question_open(desk, text):
    desk.slash("support bot", direct=True)
    assert "The question stays open." in str(desk.say(text, direct=True))
    assert desk.conversations == [("support bot", "asking")]


def test_what_is_typed_is_for_the_question_that_was_asked_last(desk):
    """Two may be open in a direct message: one that was advised can be opened again."""
    first = desk.slash("support bot", direct=True).conversation.id
    advisor = desk.acting.advisor
    with desk.store.transaction() as tx:
        advisor.cancel(tx, advisor.look(tx, first), "ada")
    desk.slash("search bot", direct=True)
    with desk.store.transaction() as tx:
        before = advisor.look(tx, first)
        desk.acting.announce(tx, advisor.resume(tx, before, "ada"), before)
    desk.say("status", direct=True)  # by then what was asked is posted
    desk.say("yes", direct=True)
    events = [*desk.store.db.query("SELECT * FROM events WHERE kind = 'answer'")]
    assert [each["conversation"] for each in events] == [first]
