"""What is read in a text counts once somebody has confirmed it: the laws of proposals."""

import random
from dataclasses import astuple

import pytest

from bot.conversation.advisor import MAX_TEXT, Advisor
from bot.conversation.refusal import Outdated
from bot.conversation.replay import Position, replay
from bot.interactions.acting import Acting
from bot.interactions.messages import Messages
from bot.interactions.proposals import Corrected, Proposals, entered_in
from bot.typed.proposals import Proposal, Told
from bot.views.proposals import fields
from rules.interview.advice import advice
from rules.interview.interview import interview
from rules.language.answers import Chosen, NotSure, Range, Value
from rules.language.kinds.several import Several
from storage.records import Place
from tests.interviews import DIAGRAMS, drawn, ways
from tests.rules.toys import KETTLE, changed

from .talk import EARLIER, clock, kept
from .telling import READER
from .test_advisor import YES, Talk, rulesets

TEA = Proposal("drink", Value("tea"), "a cup of tea")
FULL = Proposal("water", Value(500), "half a litre")
DRY = Proposal("thirsty", YES, "so thirsty")
TEXT = "I am so thirsty for a cup of tea, and half a litre is in the kettle, I think"
RENAMED = changed(KETTLE, "version: 1.0.0", "version: 1.1.0")
RENAMED = changed(RENAMED, "  drink:\n", "  cup:\n    was: drink\n")
RENAMED = changed(RENAMED, "drink: juice", "cup: juice")
RENAMED = changed(RENAMED, "drink: tea", "cup: tea")


@pytest.fixture
def talk(store):
    return Talk(store, Advisor(rulesets(KETTLE), clock()))


def read(talk, *proposals):
    return talk.do("read", Told(TEXT, proposals))


def said(proposals):
    return {each.fact: each.answer for each in proposals}


def test_what_is_read_waits_and_no_question_is_asked_till_somebody_confirms_it(talk):
    turn = read(talk, DRY, FULL)
    assert turn.position.proposed == (DRY, FULL)
    assert (turn.position.state, turn.position.asking) == ("asking", None)
    assert turn.position.given == {}
    assert "until somebody says whether it is right" in talk.refuses("answer", YES)
    turn = talk.do("confirm", said([DRY, FULL]), revision=turn.position.revision)
    assert (turn.position.proposed, turn.position.asking) == ((), "drink")
    assert [each.event for each in turn.position.given.values()] == [3, 3]
    assert talk.answers(Value("tea")).recommendation.text.id == "boil"


def test_the_log_keeps_the_text_the_words_and_who_confirmed(talk):
    read(talk, TEA)
    talk.do("confirm", {"drink": Value("cocoa")})
    _, told, confirmed = talk.events()
    quoted = [{"fact": "drink", "answer": "tea", "quote": "a cup of tea"}]
    assert told.answer == {"text": TEXT, "proposals": quoted, "by": "words"}
    assert (confirmed.kind, confirmed.user) == ("confirmed", "ada")
    assert confirmed.answer == {"drink": "cocoa"}


def test_a_text_is_kept_up_to_a_bound(talk):
    talk.do("read", Told("x" * (MAX_TEXT + 1), (TEA,)))
    assert talk.events()[-1].answer["text"] == "x" * MAX_TEXT


def test_only_what_is_open_and_fits_is_proposed(talk):
    talk.answers(YES)
    odd = (
        DRY,  # answered
        Proposal("drink", Value("coffee"), "coffee"),
        Proposal("sugar", YES, "sweet"),
        Proposal("water", Value(1), "a drop"),
        FULL,  # a second value for the same
    )
    turn = read(talk, *odd)
    assert turn.position.proposed == ()
    assert turn.position.asking == "drink"


@pytest.mark.parametrize(
    ("text", "unreadable"),
    [("a b c d e f g h i j k l", False), ("a b c d e f g h i j k l m", True)],
)
def test_that_nothing_was_read_is_known_of_a_long_text_till_something_happens(
    talk, text, unreadable
):
    turn = talk.do("read", Told(text))
    assert (turn.position.unreadable, turn.position.asking) == (unreadable, "thirsty")
    assert not talk.answers(YES).position.unreadable


def test_one_left_open_is_asked_and_the_rest_still_waits(talk):
    read(talk, DRY, TEA, FULL)
    assert talk.do("leave_open", ["drink"]).position.proposed == (DRY, FULL)
    assert talk.do("confirm", said([DRY, TEA, FULL])).position.given.keys() == {"thirsty", "water"}
    assert talk.turn.position.asking == "drink"


def test_what_does_not_fit_is_not_taken(talk):
    read(talk, TEA, FULL)
    turn = talk.do("confirm", {"drink": Value("coffee"), "water": Value(5), "thirsty": YES})
    assert turn.position.answers == {"water": Value(5)}


def test_a_late_confirmation_changes_nothing(talk):
    shown = read(talk, DRY, TEA).position.revision
    talk.do("confirm", said([DRY]), revision=shown)
    talk.refuses("confirm", said([TEA]), revision=shown, kind=Outdated)
    talk.refuses("leave_open", ["drink"], revision=shown, kind=Outdated)
    assert "nothing to confirm" in talk.refuses("confirm", said([TEA]))


def test_what_was_read_too_late_is_not_proposed(talk):
    shown = talk.turn.position.revision
    talk.answers(YES)
    talk.refuses("read", Told(TEXT, (TEA,), "localhost"), shown, kind=Outdated)


def test_back_takes_back_together_what_was_confirmed_together(talk):
    read(talk, DRY, TEA)
    talk.do("confirm", said([DRY, TEA]))
    talk.answers(Value(500))
    assert talk.do("back").position.asking == "water"
    turn = talk.do("back")
    assert (turn.position.given, turn.position.proposed) == ({}, (DRY, TEA))
    assert "This is the start" in talk.refuses("back")
    turn = talk.do("confirm", said([DRY, TEA]))
    assert turn.recommendation.text.id == "boil", "the water, gone over, is as it was"


def test_back_gives_up_what_waits_with_the_answer_before_it(talk):
    talk.answers(YES)
    read(talk, TEA, FULL)
    turn = talk.do("back")
    assert (turn.position.proposed, turn.position.asking) == ((), "thirsty")


def test_a_confirmed_answer_is_changed_like_any_other(talk):
    read(talk, DRY, TEA)
    talk.do("confirm", said([DRY, TEA]))
    assert talk.do("change", "drink").position.asking == "drink"
    talk.answers(Value("cocoa"))
    assert talk.do("back").position.asking == "drink", "its answer is one of its own now"
    assert talk.turn.position.given.keys() == {"thirsty"}


@pytest.mark.parametrize("use_case", ["start_over", "cancel"])
def test_what_waits_is_dropped(talk, use_case):
    read(talk, TEA)
    talk.do(use_case)
    assert talk.turn.position.proposed == ()
    assert talk.do("start_over").position.asking == "thirsty"


def test_what_waits_is_carried_to_newer_rules_where_they_know_it(talk):
    read(talk, DRY, TEA)
    talk.advisor = Advisor(rulesets(RENAMED), clock())
    assert talk.do("move").position.proposed == (DRY,)
    turn = talk.do("confirm", said([DRY, TEA]))
    assert (turn.position.answers, turn.position.asking) == ({"thirsty": YES}, "cup")


def test_newer_rules_are_offered_with_the_question_that_follows(talk):
    talk.advisor = Advisor(rulesets(RENAMED), clock())
    assert read(talk, DRY).position.newer is None
    assert talk.do("confirm", said([DRY])).position.newer == "1.1.0"
    talk.answers(Value("juice"))


def test_an_offer_made_with_an_answer_outlasts_what_its_text_told(talk):
    talk.advisor = Advisor(rulesets(RENAMED), clock())
    assert talk.answers(YES).position.newer == "1.1.0"
    read(talk, FULL)
    assert talk.do("confirm", said([FULL])).position.newer == "1.1.0"


# The name


def test_a_name_is_kept_in_an_event_and_changes_no_answer(talk):
    shown = read(talk, DRY, TEA).position.revision
    turn = talk.do("name", "  the  kettle\nin the kitchen ")
    assert turn.conversation.subject == "the kettle in the kitchen"
    assert (turn.position.proposed, turn.position.revision) == ((DRY, TEA), shown)
    event = talk.events()[-1]
    assert (event.kind, event.user, event.answer) == ("named", "ada", "the kettle in the kitchen")
    turn = talk.do("confirm", said([DRY, TEA]), revision=shown)
    assert talk.answers(Value(500)).decision
    with talk.store.transaction() as tx:
        subjects = [
            row["subject"]
            for table in ("conversations", "decisions")
            for row in tx.rows(f"SELECT subject FROM {table}", [])
        ]
    assert subjects == ["the kettle in the kitchen"] * 2


@pytest.mark.parametrize("name", ["", " \n"])
def test_a_name_that_says_nothing_changes_nothing(talk, name):
    before = talk.turn.conversation.subject
    assert talk.do("name", name).conversation.subject == before
    talk.do("name", before)
    assert "named" not in [event.kind for event in talk.events()]


def test_a_name_that_is_too_long_is_refused_with_its_length(talk):
    assert "at most 60 characters, and that one has 61" in talk.refuses("name", "x" * 61)
    assert talk.do("name", "x" * 60).conversation.subject == "x" * 60


# What people write


@pytest.fixture
def messages():
    return Messages(Acting(Advisor(kept(EARLIER), clock()), posts=False), READER)


def begun(messages, store, text):
    with store.transaction() as tx:
        return messages.unasked.begin(tx, Place("slack", "T1", "C1", "1"), "ada", text)


@pytest.mark.parametrize(
    ("text", "kinds"),
    [
        ("our support bot", ["start"]),
        ("our support bot!", ["start"]),
        ("our support bot, with plain retrieval", ["start", "read"]),  # one is sooner asked
        ("our bot, plain retrieval, 20 to 80 chats a day", ["start", "read"]),  # two ways on
    ],
)
def test_a_first_text_with_less_than_two_answers_is_a_name_and_what_is_more_is_kept(
    messages, store, text, kinds
):
    turn = begun(messages, store, text)
    assert [event.kind for event in turn.events] == kinds
    assert turn.position.asking == "prompt_optimised"
    assert not turn.position.unreadable
    if len(kinds) > 1:
        assert turn.events[1].answer == {"text": text, "proposals": [], "by": "words"}


def test_the_subject_is_a_name_taken_from_the_text(messages, store):
    turn = begun(messages, store, "our support bot, prices hardly move, plain retrieval")
    assert turn.conversation.subject == "our support bot"
    assert {each.fact for each in turn.position.proposed} == {
        "knowledge_changes",
        "retrieval_tried",
    }


@pytest.mark.parametrize(
    ("text", "proposed"),
    [
        ("yes", []),
        ("yes, prices hardly move", []),  # too short to tell more than is asked
        ("yes, and in our shop prices hardly move", ["knowledge_changes"]),
        ("the prompt is polished or so they tell me", []),  # what was asked is offered
        ("our cook likes it here, and prices hardly move", ["knowledge_changes"]),
    ],
)
def test_an_answer_may_tell_more_than_was_asked(messages, store, text, proposed):
    turn = begun(messages, store, "our support bot")
    with store.transaction() as tx:
        reply = messages.typed(tx, turn, "ada", text, turn.position.revision)
    position = (reply.turn or turn).position
    assert [each.fact for each in position.proposed] == proposed
    assert set(position.given) <= {"prompt_optimised"}


# Laws, over the rule sets that ship


def held(store, name, place):
    return Talk(store, Advisor(kept(name), clock()), Place("slack", "T1", "C1", place))


def complete(talk, answers):
    while fact := talk.turn.position.asking:
        talk.do("answer", answers[fact])
    return talk.turn


def advised(turn):
    """All that a person reads of the advice."""
    return advice(turn.position.interview, turn.recommendation, clock()().date())


@pytest.mark.parametrize("name", DIAGRAMS)
def test_confirmed_answers_lead_where_the_same_answers_do_one_by_one(name, store):
    pick = random.Random(7)
    some = [way for way in ways(DIAGRAMS[name]) if len(way) > 2]
    for number, answers in enumerate(pick.sample(some, min(5, len(some)))):
        plain = complete(held(store, name, f"plain {number}"), answers)
        told = held(store, name, f"told {number}")
        facts = pick.sample(list(answers), pick.randint(2, len(answers)))
        proposals = [Proposal(fact, answers[fact], "so") for fact in facts]
        read(told, *proposals)
        waits = told.turn.position.revision
        told.do("confirm", said(proposals), revision=waits)
        told = complete(told, answers)
        assert told.position.answers == plain.position.answers
        assert told.recommendation == plain.recommendation
        assert told.position == replay(told.position.diagram, told.events, told.position.others)


@pytest.mark.parametrize("name", DIAGRAMS)
def test_ask_me_instead_is_as_if_nothing_had_been_read(name, store):
    answers = drawn(DIAGRAMS[name], random.Random(3), lambda _: True).answers
    plain, told = held(store, name, "plain"), held(store, name, "told")
    read(told, *(Proposal(fact, answer, "so") for fact, answer in answers.items()))
    told.do("confirm", {})
    while fact := plain.turn.position.asking:
        assert told.turn.position.asking == fact
        assert told.turn.position.answers == plain.turn.position.answers
        for each in (plain, told):
            each.do("answer", answers[fact])
    assert advised(told.turn) == advised(plain.turn)


def test_an_answer_that_would_not_be_asked_is_kept_and_does_no_harm(talk):
    read(talk, Proposal("thirsty", Value("no"), "not thirsty"), Proposal("water", Range(5), "some"))
    turn = talk.do("confirm", {"thirsty": Value("no"), "water": Range(5)})
    assert turn.recommendation.text.id == "leave"
    assert talk.do("change", "water").position.asking == "water"
    assert talk.answers(NotSure()).recommendation.text.id == "leave"
    assert interview(turn.position.diagram, turn.position.answers).next_fact is None


# The form


def test_a_field_that_can_be_read_two_ways_names_them(messages, store):
    turn = begun(messages, store, "our support bot, 3k chats a day, prices hardly move")
    entered = {"requests_per_day": "we need 500"}
    platform, tenant, channel, thread = astuple(turn.conversation.place)
    who = ("ada", turn.conversation.handle)
    sent = Corrected(platform, tenant, channel, thread, *who, turn.position.revision, entered)
    with store.transaction() as tx:
        faults = Proposals(messages.acting).submit(tx, sent)
    assert faults == {"requests_per_day": "Is that the number? 500 requests/day"}


# What is typed while something waits


def waiting(messages, store, *lines):
    """What waits after these lines, by fact, and what was told at the last."""
    turn, reply = begun(messages, store, "our bot, 3k chats a day, invents return policies"), None
    for text in lines:
        with store.transaction() as tx:
            reply = messages.typed(tx, turn, "ada", text, turn.position.revision)
            turn = reply.turn or turn
    return {each.fact: each for each in turn.position.proposed}, reply


@pytest.mark.parametrize(
    ("text", "fact", "answer", "quote"),
    [
        ("no, 900 chats a day not 3,000", "requests_per_day", Value(900), "900 chats a day"),
        ("prices hardly move", "knowledge_changes", Value("no"), "prices hardly move"),
        ("and the prompt is polished", "prompt_optimised", YES, "the prompt is polished"),
        ("no, special vocabulary", "gap", Value("vocabulary"), "special vocabulary"),
    ],
)
def test_more_text_is_a_correction_or_an_addition_to_be_confirmed(
    messages, store, text, fact, answer, quote
):
    before, _ = waiting(messages, store)
    with store.transaction() as tx:
        turn = messages.advisor.look(tx, 1)
        turn = messages.typed(tx, turn, "ada", text, turn.position.revision).turn
    found = {each.fact: each for each in turn.position.proposed}
    assert found == {**before, fact: Proposal(fact, answer, quote)}
    assert turn.position.given == {}


@pytest.mark.parametrize("text", ["maybe so", "banana", "it's nice weather", "yes and no", "9"])
def test_what_says_nothing_of_it_gets_one_line_and_changes_nothing(messages, store, text):
    _, reply = waiting(messages, store, text)
    assert reply.turn is None
    assert reply.note.text.startswith("Type yes to go on")


def test_a_number_tells_of_the_answer_at_that_place(messages, store):
    _, reply = waiting(messages, store, "2")
    assert reply.turn is None
    assert reply.note.text.startswith("2 is What is wrong: Made-up facts. Type change 2 if")


def test_what_waits_is_back_after_a_correction_was_confirmed_and_taken_back(messages, store):
    now, _ = waiting(messages, store, "no, 900 chats a day", "yes", "back")
    assert now["requests_per_day"].answer == Value(900)


# What a correction is for, with the reader and the words that ship


PAGES = "our support bot invents return policies, 2,000 help pages, 3k chats a day"


def corrected(store, *lines, begin=PAGES):
    """What waits after these lines, by fact: the answer; and the last reply."""
    shipped = Messages(Acting(Advisor(kept("should-we-finetune"), clock()), posts=False))
    turn, reply = begun(shipped, store, begin), None
    for text in lines:
        with store.transaction() as tx:
            reply = shipped.typed(tx, turn, "ada", text, turn.position.revision)
            turn = reply.turn or turn
    return {each.fact: each.answer for each in turn.position.proposed}, reply, turn


BEFORE = {
    "gap": Chosen(frozenset({"hallucinations"})),
    "source": Value("large"),
    "requests_per_day": Value(3000),
}


RUDE, SLOW = Chosen(frozenset({"style"})), Chosen(frozenset({"slow"}))


@pytest.mark.parametrize(
    ("lines", "changed_to"),
    [
        (["no, 900 pages and not 2,000"], {}),
        (["no, 900 and not 2,000"], {}),
        (["400 pages"], {"source": Value("small")}),
        (["no, 400 pages and not 2,000"], {"source": Value("small")}),
        (["no, 400 and not 2,000"], {"source": Value("small")}),
        (["no, 5k chats"], {"requests_per_day": Value(5000)}),
        (["no, 900 and not 3,000"], {"requests_per_day": Value(900)}),
        (["it's 900 chats, not 3k"], {"requests_per_day": Value(900)}),
        (["yes but only 500 chats"], {"requests_per_day": Value(500)}),
        (["no, 5k a day"], {"requests_per_day": Value(5000)}),
        (["no, 3,500 a week"], {"requests_per_day": Value(500)}),
        (["but it's 4k chats now"], {"requests_per_day": Value(4000)}),
        (["change 3", "no, 5k"], {"requests_per_day": None}),
        (["no, we have 900 pages in all of our wiki and not 2,000"], {}),
        (["no, 1/3 of it"], {}),
        (["change 3", "5k a day"], {"requests_per_day": Value(5000)}),
        (["2 is wrong"], {"source": None}),
        (["the second is wrong"], {"source": None}),
        (["3 isn't right"], {"requests_per_day": None}),
        (["no, 1 and 3 are wrong"], {"gap": None, "requests_per_day": None}),
        (["not 3k"], {"requests_per_day": None}),
        (["no, it's not 3,000"], {"requests_per_day": None}),
        (["not 3k chats"], {"requests_per_day": None}),
        (["not 2,000 pages"], {"source": None}),
        (["not the pages"], {"source": None}),
        (["3k is wrong"], {"requests_per_day": None}),
        (["no, the number of chats is too high"], {"requests_per_day": None}),
        (["it doesn't make things up, it's just rude"], {"gap": RUDE}),
        (["it never makes things up but it's rude"], {"gap": RUDE}),
        (["it doesn't make things up"], {"gap": None}),
        (["the tone is wrong"], {"gap": Chosen(frozenset({"hallucinations", "style"}))}),
        (["it's also slow"], {"gap": Chosen(frozenset({"hallucinations", "slow"}))}),
        (["no, the tone is wrong"], {"gap": RUDE}),
        (["3: 4k"], {"requests_per_day": Value(4000)}),
        (["3 is 4k"], {"requests_per_day": Value(4000)}),
        (["change 3 to 4k"], {"requests_per_day": Value(4000)}),
        (["chats: 4k"], {"requests_per_day": Value(4000)}),
        (["the number of chats is 4k"], {"requests_per_day": Value(4000)}),
        (["pages are 300"], {"source": Value("small")}),
        (["change 2 to 300 pages"], {"source": Value("small")}),
        (["1: too slow"], {"gap": SLOW}),
        (["3 no"], {"requests_per_day": None}),
        (["drop 2"], {"source": None}),
        (["drop the pages"], {"source": None}),
        (["2: wrong"], {"source": None}),
        (["ok but 2 is off"], {"source": None}),
        (["1 ok, but not 2"], {}),
        (["yes but 3 is 4k"], {"requests_per_day": Value(4000)}),
        (["3. 4k"], {"requests_per_day": Value(4000)}),
        (["set 3 to 4k"], {"requests_per_day": Value(4000)}),
        (["delete 2"], {"source": None}),
        (["the pages are wrong"], {"source": None}),
        (["change 3", "7k a week", "per day"], {"requests_per_day": Value(7000)}),
        (["per week"], {"requests_per_day": Value(429)}),
        (["weekly"], {"requests_per_day": Value(429)}),
        (["a week not a day"], {"requests_per_day": Value(429)}),
        (["9: 4k"], {}),
        (["it doesn't invent policies, it's slow"], {"gap": SLOW}),
        (["also it's slow", "it doesn't make things up"], {"gap": SLOW}),
    ],
)
def test_a_correction_changes_what_it_is_about_and_nothing_else(store, lines, changed_to):
    now, _, turn = corrected(store, *lines)
    both = BEFORE | changed_to
    assert now == {fact: answer for fact, answer in both.items() if answer}
    assert turn.position.given == {}


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ("yes, except the number of chats", {"requests_per_day"}),
        ("everything except the chats", {"requests_per_day"}),
        ("yes, except 3k", {"requests_per_day"}),
        ("yes except 2", {"source"}),
        ("All right, but not the second one.", {"source"}),
        ("all but the pages", {"source"}),
        ("everything but the pages is right", {"source"}),
        ("yes, except 1 and the number of pages", {"gap", "source"}),
    ],
)
def test_a_yes_with_an_exception_takes_the_others_and_leaves_that_one_open(store, text, left):
    now, _, turn = corrected(store, text)
    assert now == {}
    given = {fact: each.answer for fact, each in turn.position.given.items()}
    assert given == {fact: answer for fact, answer in BEFORE.items() if fact not in left}
    assert turn.events[-1].answer.keys() == BEFORE.keys()  # one confirmation, of them all


def test_a_number_that_is_corrected_is_seen_in_its_quote(store):
    _, _, turn = corrected(store, "no, 900 pages and not 2,000")
    assert "900 help pages" in {each.quote for each in turn.position.proposed}


@pytest.mark.parametrize(
    ("text", "about"),
    [
        ("yes, except the volume", 0),
        ("yes, except 9", 0),
        ("yes, except we have 900 pages", 2),
        ("yes, but not now", 0),
        ("not 3k pages", 2),
        ("that's not all", 0),
        ("that's not the policy", 0),
        ("the bot is wrong", 0),
        ("it doesn't just make things up, it's rude", 1),
        ("no, 900", 0),
        ("no, 900 lamps", 0),
        ("that number is wrong", 0),
        ("the facts are wrong", 2),
        ("no price", 0),
        ("no evals", 0),
        ("wrong price", 1),
        ("too slow", 1),
        ("it's slow", 1),
        ("also rag tried", 0),
    ],
)
def test_an_objection_that_cannot_be_read_shows_first_what_a_yes_would_confirm(store, text, about):
    now, reply, _ = corrected(store, text)
    assert now == BEFORE
    assert "I couldn't read a correction in that." in reply.note.text
    assert "(3) Requests a day: 3,000" in reply.note.text
    how = f"Type {about}: and what is right, or change {about}" if about else "Type change and a"
    assert how in reply.note.text


@pytest.mark.parametrize("text", ["wrong", "that's wrong", "no, not right", "👎"])
def test_who_says_only_that_it_is_wrong_is_asked_what_is(store, text):
    now, reply, _ = corrected(store, text)
    assert now == BEFORE
    assert reply.note.text.startswith("What isn't right? What I have is still (1)")


@pytest.mark.parametrize(
    "text",
    [
        "fine", "good enough", "yes fine", "good enough for me", "lgtm", "all good", "that's fine",
        "👍", "correct", "Yes, go on please.", "ok thanks", "looks good to me",
    ],
)  # fmt: skip
def test_whoever_is_content_says_yes(store, text):
    now, _, turn = corrected(store, text)
    assert now == {}
    assert {fact: each.answer for fact, each in turn.position.given.items()} == BEFORE


@pytest.mark.parametrize(
    ("text", "taken"),
    [
        ("only 1 and 3", {"gap", "requests_per_day"}),
        ("only 1 is right", {"gap"}),
        ("1 and 3 are right", {"gap", "requests_per_day"}),
        ("just the last one", {"requests_per_day"}),
    ],
)
def test_who_names_what_is_right_leaves_the_rest_open(store, text, taken):
    now, _, turn = corrected(store, text)
    assert now == {}
    assert turn.position.given.keys() == taken
    assert turn.events[-1].answer.keys() == BEFORE.keys()


@pytest.mark.parametrize("text", ["1, 3", "1 3", "1 and 3"])
def test_places_alone_are_those_of_the_list_shown_and_asked_about(store, text):
    now, reply, _ = corrected(store, text)
    assert now == BEFORE
    assert reply.note.text.startswith("Are just these right? Type only 1 and 3.")


PAID = "our bot invents return policies, 3k chats a day, openai costs us $3,000 a month"


@pytest.mark.parametrize(
    ("text", "paid"),
    [("the price is wrong", None), ("not the price", None), ("price: 500", Value(500))],
)
def test_what_is_paid_is_called_a_price(store, text, paid):
    now, _, _ = corrected(store, text, begin=PAID)
    assert now.get("monthly_spend") == paid
    assert now["requests_per_day"] == Value(3000)


def test_a_yes_but_for_the_price_takes_the_rest(store):
    _, _, turn = corrected(store, "yes but not the price", begin=PAID)
    assert turn.position.given.keys() == {"gap", "requests_per_day"}


def test_who_says_it_does_not_but_something_else_never_confirms_it_unseen(store):
    now, _, turn = corrected(store, "it doesn't make things up, it's just rude")
    assert now["gap"] == RUDE
    assert turn.position.given == {}


@pytest.mark.parametrize("name", DIAGRAMS)
def test_boxes_say_what_was_read_and_what_is_ticked(name):
    diagram = DIAGRAMS[name]
    for id_, fact in diagram.rules.facts.items():
        if isinstance(fact, Several) and not fact.may_stay_unticked:
            options = [each for each in fact.options if each not in fact.alone][:2]
            answer = Chosen(frozenset(options))
            position = Position(diagram, pending=(Proposal(id_, answer, "both"),))
            (field,) = fields(position)
            assert [[*fact.options][n] for n in field.chosen] == options
            assert entered_in(field, field.chosen, position) == answer
