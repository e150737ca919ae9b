"""What people say to each other in a thread, where nobody called us: what of it we hear."""

from itertools import count

import pytest

from bot.conversation.advisor import Advisor
from bot.interactions.acting import Acting
from bot.interactions.messages import Messages, Written
from bot.views.notes import Offer
from rules.language.answers import Chosen, Value
from storage.outbox import Outbox
from storage.records import Place

from .talk import clock, kept
from .test_proposals import PAGES

HERE = Place("slack", "T1", "C1", "1")


class Thread:
    """A thread in which a conversation was begun, with all that we post there."""

    def __init__(self, store, text="our bot"):
        self.store = store
        self.messages = Messages(Acting(Advisor(kept("should-we-finetune"), clock()), posts=True))
        self.names = count(1)
        self.say("ada", text, addressed=True)

    def say(self, user, text, *, addressed=False, to_others=False):
        """What somebody is told who writes this."""
        name = str(next(self.names))
        said = Written(
            HERE, user, text, lambda _: True, True, False, addressed, to_others, name=name
        )
        with self.store.transaction() as tx:
            note = self.messages.heard(tx, (name,), said)
            outbox = Outbox(tx)
            while ready := outbox.ready("9"):
                for each in ready:
                    outbox.mark_sending(each)
                    outbox.mark_sent(each, HERE.channel, f"m{each.id}")
        return note

    @property
    def position(self):
        with self.store.transaction() as tx:
            return self.messages.advisor.look(tx, 1).position


@pytest.fixture
def thread(store):
    """One that asks what is wrong."""
    opened = Thread(store)
    assert opened.position.asking == "gap"
    return opened


@pytest.mark.parametrize(
    "text",
    [
        "works", "new", "works for me", "is it slow?", "slow and wrong", "what?", "not sure",
        "it is a bit rude and then it invents things", "the facts", "also the price", "ok", "list",
        "answers", "help", "thanks", "costs 50",
    ],
)  # fmt: skip
def test_what_is_no_answer_by_the_questions_own_words_leads_to_nothing(thread, text):
    before = thread.position.revision
    assert thread.say("bob", text) is None
    assert thread.position.revision == before


def test_the_same_words_are_offered_to_who_calls_us(thread):
    assert isinstance(thread.say("bob", "works", addressed=True), Offer)


@pytest.mark.parametrize(
    ("text", "answer"),
    [
        ("too slow", "slow"),
        ("Too slow.", "slow"),
        ("3", "format"),
        ("it makes things up", "hallucinations"),
        ("answers are out of date", "facts"),  # as its author put it
    ],
)
def test_the_questions_own_words_and_its_authors_phrases_answer_it(thread, text, answer):
    assert thread.say("bob", text) is None
    assert thread.position.given["gap"].answer == Chosen(frozenset({answer}))


def test_an_answer_that_nobody_addressed_to_us_proposes_nothing_more(thread):
    told = "hallucinates clauses that aren't in the contract"
    assert thread.say("bob", told) is None
    assert thread.position.given["gap"].answer == Chosen(frozenset({"hallucinations"}))
    assert thread.position.proposed == ()


def test_a_question_that_can_only_be_for_us_is_answered(thread):
    assert thread.say("bob", "why do you ask?") is not None
    assert thread.say("bob", "why?") is None


TO_A_COLLEAGUE = [
    ("how long did the labelling take you?", {"to_others": True}),
    ("@ada lunch at 12", {"to_others": True}),
    ("anybody seen the invoice?", {}),
    ("ada, how long did the labelling take you", {}),
]


@pytest.mark.parametrize(("text", "how"), TO_A_COLLEAGUE)
def test_what_follows_a_word_to_a_colleague_is_for_them(thread, text, how):
    thread.say("bob", text, **how)
    for user, reply in (("ada", "too slow"), ("bob", "1"), ("eve", "cancel"), ("eve", "too slow")):
        assert thread.say(user, reply) is None
    assert thread.position.asking == "gap"


@pytest.mark.parametrize(("text", "how"), TO_A_COLLEAGUE)
def test_once_we_are_addressed_or_ask_again_we_hear_again(thread, text, how):
    thread.say("bob", text, **how)
    assert thread.say("ada", "help", addressed=True)
    thread.say("ada", "too slow")
    assert "gap" in thread.position.given
    thread.say("bob", text, **how)
    thread.say("ada", "back", addressed=True)
    thread.say("ada", "too slow")
    assert "gap" in thread.position.given


@pytest.mark.parametrize("text", ["slow", "facts", "new", "works"])
def test_one_word_that_may_be_about_anything_is_not_heard(thread, text):
    assert thread.say("bob", text) is None
    assert thread.position.asking == "gap"


# While something waits to be confirmed


@pytest.fixture
def waiting(store):
    """One in which something that ada wrote waits to be confirmed."""
    opened = Thread(store, PAGES)
    assert len(opened.position.proposed) == 3
    return opened


TYPED = ["yes", "go on", "yes, go on", "no", "ask me", "ask me instead", "change 2", "correct 2"]


@pytest.mark.parametrize("text", TYPED)
def test_what_another_person_types_confirms_and_drops_nothing(waiting, text):
    before = waiting.position
    assert waiting.say("bob", text) is None
    assert waiting.position.revision == before.revision


@pytest.mark.parametrize("text", TYPED)
@pytest.mark.parametrize(("user", "addressed"), [("ada", False), ("bob", True)])
def test_who_wrote_it_and_who_calls_us_decide(waiting, text, user, addressed):
    before = waiting.position
    assert waiting.say(user, text, addressed=addressed) is None
    assert waiting.position.revision > before.revision


def test_who_corrected_it_has_written_it_too(waiting):
    waiting.say("bob", "no, 5k chats", addressed=True)
    waiting.say("bob", "yes")
    assert waiting.position.given["requests_per_day"].answer == Value(5000)


def test_more_that_people_say_while_something_waits_is_not_heard(waiting):
    before = waiting.position
    for text in ("too slow", "900 pages", "2", "2 is wrong", "it's wrong", "Name: Otto", "banana"):
        for user in ("ada", "bob"):
            assert waiting.say(user, text) is None
    assert waiting.position.proposed == before.proposed


@pytest.mark.parametrize(("text", "how"), TO_A_COLLEAGUE)
def test_a_yes_to_a_colleague_confirms_nothing(waiting, text, how):
    before = waiting.position
    waiting.say("bob", text, **how)
    assert waiting.say("ada", "yes") is None
    assert waiting.position.revision == before.revision
