"""What somebody says isn't so is not offered, and a doubt doesn't swallow what stands beside it."""

import pytest

from bot.typed import Ambiguous, Offered, Understood, Unreadable, read
from bot.typed.likeness import NEGATORS, Likeness
from bot.typed.plain import key
from bot.typed.words import NONE, WordBooks
from rules.language.answers import Chosen, NotSure, Ticks, Value
from rules.language.kinds.several import Several
from rules.loading.load import SHIPPED, loaded
from tests.bot.reads import answer
from tests.bot.test_typed import FACTS as OF_EACH_KIND
from tests.bot.test_typed import NOT_SURE
from tests.reading.test_phrases import AUTHORED

RULES = loaded("should-we-finetune").rules
WORDS = WordBooks().words("should-we-finetune")


def reads(text, fact):
    return read(text, RULES.facts[fact], WORDS.get(fact, NONE))


def offers(text, fact):
    reading = reads(text, fact)
    assert isinstance(reading, Offered), reading
    return [each for each, _ in reading.answers]


def ticked(*options):
    return Chosen(frozenset(options))


@pytest.mark.parametrize(
    "text",
    [
        *("it's not slow", "not slow", "slow? no", "slow, no", "hardly slow", "nothing is slow"),
        *(
            "I don't think it's slow",
            "it isn't even slow",
            "not that slow",
            "it's not too expensive",
        ),
        *("costs are not the problem", "no hallucinations", "it isn't making things up"),
        *("it's not that it makes things up", "not good enough", "it is not expensve"),
    ],
)
def test_a_denial_alone_is_asked_back(text):
    assert isinstance(reads(text, "gap"), Unreadable | Ambiguous)


@pytest.mark.parametrize(
    ("text", "others"),
    [
        ("it's not slow, it's the tone", [ticked("style")]),
        ("not the tone but the format", [ticked("format")]),
        ("not the tone it's the format", [ticked("format")]),
        ("it's slow, not expensive", [ticked("slow")]),
        ("the tone is not good enough", [ticked("style")]),
    ],
)
def test_what_is_said_besides_is_offered(text, others):
    assert offers(text, "gap") == others


@pytest.mark.parametrize(
    ("text", "option"),
    [
        ("it doesn't know our products", "facts"),
        ("it isn't smart at all", "smarter"),
        ("can't follow our style", "style"),
        ("the format isn't right", "format"),
    ],
)
def test_a_fault_that_is_put_as_a_denial_is_offered(text, option):
    assert offers(text, "gap")[0] == ticked(option)


def test_a_choice_is_not_offered_by_its_denial():
    assert isinstance(reads("not json", "output"), Unreadable)
    assert Value("labels") not in offers("it's not a label, it's free text", "output")


@pytest.mark.parametrize(
    ("text", "fact"),
    [
        *(("it costs us nothing", "consistency"), ("no trust lost", "consistency")),
        *(("it doesn't cost money", "consistency"), ("nobody loses trust", "consistency")),
        *(("it may leave the house", "limits"), ("the text may leave the house", "limits")),
        *(("it costs us nothing", "gap"), ("the text may go to a provider", "gap")),
    ],
)
def test_the_opposite_of_an_option_does_not_offer_it(text, fact):
    assert isinstance(reads(text, fact), Unreadable | Ambiguous)


def test_what_says_that_an_option_is_not_so_never_offers_it_first():
    """Of every option of which its author wrote so, where that is no answer of its own."""
    wrong = []
    for name in SHIPPED:
        rules, words = loaded(name).rules, WordBooks().words(name)
        for id_, fact in rules.facts.items():
            if not isinstance(fact, Several) or fact.may_stay_unticked:
                continue
            for option, (_, *otherwise) in fact.forms.items():
                for text in otherwise:
                    reading = read(text, fact, words.get(id_, NONE))
                    first = reading.answers[0][0] if isinstance(reading, Offered) else None
                    wrong += [text] if first == fact.ticked([option]) else []
    assert wrong == ["it has the facts", "it is fluent in the field and language"]


def test_a_no_that_can_be_said_is_offered_for_a_denial():
    no = Ticks(frozenset(), frozenset({"stable"}))
    assert offers("it's not stable", "ready") == [no]
    assert offers("it doesn't change every few weeks", "ready") == [
        Ticks(frozenset({"stable"}), frozenset())
    ]


def test_a_denied_yes_is_offered_as_a_no_first():
    assert offers("it's not a one time thing", "one_off")[0] == Value("no")


def test_authored_denials_deny_no_answer_of_their_own():
    """Each is removed in turn, and read by the others."""
    lost = []
    for words in WORDS.values():
        for own, phrases in words.says.items():
            for phrase in phrases:
                others = {a: [p for p in said if p != phrase] for a, said in words.says.items()}
                denied = Likeness(others, words.not_this, words.about).apart(phrase)[1]
                lost += [phrase] if own in denied else []
    assert lost == ["doesn't reason", "sometimes yes, sometimes no", "for the merger, then no more"]


# Not sure, and what stands beside it


@pytest.mark.parametrize(
    ("text", "fact", "answers"),
    [
        ("not sure, maybe 500", "requests_per_day", [Value(500), NotSure()]),
        ("not sure, 500", "requests_per_day", [Value(500), NotSure()]),
        ("not sure, a few hundred", "requests_per_day", [NotSure()]),
        ("no idea, lots", "requests_per_day", [NotSure()]),
        ("not sure, ask bob", "requests_per_day", [NotSure()]),
        ("not sure, maybe tone", "gap", [ticked("style"), NotSure()]),
        ("not sure, json", "output", [Value("schema"), NotSure()]),
        ("not sure, weekly", "one_off", [Value("no"), Value("yes"), NotSure()]),
        ("not sure, it runs every night", "one_off", [Value("no"), NotSure()]),
        ("not sure, xyzzy", "output", [NotSure()]),
    ],
)
def test_what_stands_behind_a_doubt_decides_what_is_offered(text, fact, answers):
    assert offers(text, fact) == answers


def test_a_tone_behind_a_doubt_is_offered_first():
    found = offers("not sure, I think it's the tone", "gap")
    assert (found[0], found[-1]) == (ticked("style"), NotSure())


def test_a_question_back_about_what_was_said_is_kept():
    reading = reads("not sure, a few hundred", "requests_per_day")
    assert 'is "a few hundred"?' in reading.ask


@pytest.mark.parametrize("fact", OF_EACH_KIND, ids=lambda fact: fact.label)
@pytest.mark.parametrize("text", NOT_SURE)
def test_a_doubt_with_more_behind_it_is_never_taken_in_silence(text, fact):
    for more in ("maybe lots", "a handful", "ask the boss"):
        assert answer(f"{text}, {more}", fact) == "asked"
    for nothing in ("sorry", "honestly", "tbh"):
        assert answer(f"{text}, {nothing}", fact) == NotSure()


# A harmless word right behind one that denies


@pytest.mark.parametrize("word", ["always", "all", "more", "really"])
def test_a_denial_that_is_limited_is_never_taken(word):
    """Of every authored phrase that denies: "not a big deal" is not "not always a big deal"."""
    taken, books, facts = [], WordBooks(), {name: loaded(name).rules.facts for name in SHIPPED}
    for name, fact, _, phrase in AUTHORED:
        spoken = key(phrase).split()
        for at in (n + 1 for n, each in enumerate(spoken) if each in NEGATORS):
            text = " ".join([*spoken[:at], word, *spoken[at:]])
            reading = read(text, facts[name][fact], books.words(name)[fact])
            limited = spoken[at : at + 1] != [word]
            taken += [text] if limited and isinstance(reading, Understood) else []
    assert taken == []


def test_a_letter_is_no_yes():
    assert answer("k", OF_EACH_KIND[0]) == "asked"
