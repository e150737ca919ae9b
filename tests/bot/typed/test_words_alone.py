"""A single word, a word of mockery and a slip: what says little is offered, never taken."""

import pytest

from bot.typed import Offered, Understood, read
from bot.typed.words import WordBooks
from rules.language.answers import Chosen, Value
from rules.loading.load import SHIPPED, loaded

FACTS = {name: loaded(name).rules.facts for name in SHIPPED}
WORDS = {name: WordBooks().words(name) for name in SHIPPED}
LITTLE = [
    (name, fact, option, word)
    for name, facts in FACTS.items()
    for fact, asked in facts.items()
    if fact in WORDS[name]
    for option, its in asked.options.items()
    for word in its.also
    if word in WORDS[name][fact].not_this
]


def reads(text, fact, name="should-we-finetune"):
    return read(text, FACTS[name][fact], WORDS[name][fact])


def first(reading):
    assert isinstance(reading, Offered), reading
    return reading.answers[0][0]


def test_words_that_say_little_are_known_by_their_authors():
    said = {(fact, word) for _, fact, _, word in LITTLE}
    assert said >= {("gap", word) for word in ("planning", "new", "quality", "works", "idea")}


@pytest.mark.parametrize(("name", "fact", "option", "word"), LITTLE)
def test_a_word_that_says_little_is_offered(name, fact, option, word):
    for text in (word, f"{word.capitalize()}!", f"the {word}"):
        reading = reads(text, fact, name)
        assert isinstance(reading, Offered), text
    likely = [answer for answer, _ in reads(word, fact, name).answers]
    named = [
        option in getattr(a, "options", getattr(a, "yes", [getattr(a, "value", "")]))
        for a in likely
    ]
    assert any(named)


def test_it_is_offered_in_a_list_too():
    for text in ("slow, new", "format and quality", "planning, quality"):
        assert isinstance(reads(text, "gap"), Offered)


def test_a_word_that_tells_is_taken():
    assert reads("latency", "gap") == Understood(Chosen(frozenset({"slow"})), "Too slow")
    assert reads("sql", "output").answer == Value("code")


@pytest.mark.parametrize(
    ("text", "first"),
    [
        ("nothing", "fine"),
        ("nothing yet", "not_built"),
        ("we have nothing yet", "not_built"),
        ("nothing so far", "fine"),
    ],
)
def test_the_readings_of_one_word_are_all_offered(text, first):
    (other,) = {"fine", "not_built"} - {first}
    assert [answer for answer, _ in reads(text, "gap").answers] == [
        *map(Chosen, (frozenset({first}), frozenset({other}), frozenset()))
    ]


@pytest.mark.parametrize(
    "text",
    [
        "nothing is good enough",
        "nothing it does is good enough",
        "high latency is ok",
        "tone is ok",
    ],
)
def test_what_is_fine_is_no_fault_and_nothing_fine_is_not_fine(text):
    assert not isinstance(reads(text, "gap"), Understood | Offered)


@pytest.mark.parametrize(
    "text", ["it makes up for that", "it makes up for all this", "our model is to be out by a date"]
)
def test_a_particle_with_another_word_behind_it_is_another_verb(text):
    assert isinstance(reads(text, "gap"), Offered)


@pytest.mark.parametrize(
    "text",
    ["yeah right", "Yeah, right!", "ya right", "sure, right", "oh sure", "as if", "yeah sure"],
)
def test_mockery_is_no_yes(text):
    assert isinstance(reads(text, "one_off"), Offered)


@pytest.mark.parametrize("text", ["yep we do", "right", "sure", "yes, that's right", "for sure"])
def test_a_yes_is(text):
    assert reads(text, "one_off") == Understood(Value("yes"), "Yes")


@pytest.mark.parametrize(
    "text", ["expensve", "expensivee", "exepnsive", "too expensve", "way too expensve"]
)
def test_a_slip_that_may_mean_two_words_is_offered(text):
    assert first(reads(text, "gap")) == Chosen(frozenset({"cost"}))
