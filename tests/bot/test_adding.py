"""What is added to an answer, and how an answer is said back."""

import json

import pytest

from bot.conversation.replay import Position
from bot.interactions.adding import added, adds, what_it_says
from bot.interactions.understand import understand
from bot.typed import Offered
from bot.typed.words import WordBooks
from bot.views.answers import meaning, offered, understood
from rules.language.answers import Chosen, NotSure, Range, Ticks, Value
from rules.language.kinds.several import Several
from tests.interviews import DIAGRAMS

from .talk import talk
from .test_terminal import rows

SET = "should-we-finetune"
FACTS = DIAGRAMS[SET].rules.facts
WORDS = WordBooks().words(SET)


def ticked(*options):
    return Chosen(frozenset(options))


def some(yes, no=()):
    return Ticks(frozenset(yes), frozenset(no))


@pytest.mark.parametrize(
    "text", ["also the price", "and it's slow", "oh and also rag", "the price too", "+ also x"]
)
def test_an_addition_is_known_by_its_words(text):
    assert adds(text)


@pytest.mark.parametrize("text", ["the price", "it's slow and dear", "no, 900", "android", "plush"])
def test_what_stands_for_itself_is_none(text):
    assert not adds(text)


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("no, 900 pages not 2,000", "900 pages"),
        ("also it's slow", "it's slow"),
        ("sorry, I meant 50 a day instead of 500", "50 a day"),
        ("the price, not the speed", "the price"),
        ("not the speed", "not the speed"),
    ],
)
def test_a_correction_says_what_it_puts_in_place(text, says):
    assert what_it_says(text) == says


def test_added_is_what_both_say_and_never_what_cannot_stand_together():
    gap, tried = FACTS["gap"], FACTS["tried"]
    assert added(gap, ticked("facts"), ticked("cost")) == ticked("facts", "cost")
    assert added(gap, ticked("facts"), ticked("facts")) is None
    assert added(gap, ticked("facts"), ticked("fine")) is None  # stands alone
    assert added(gap, NotSure(), ticked("facts")) is None
    assert added(tried, some(["prompt"], ["hybrid"]), some(["hybrid"])) == some(
        ["prompt", "hybrid"]
    )
    assert added(FACTS["examples"], Value(1), Value(2)) is None


def test_while_an_answer_is_changed_more_is_offered_to_be_added_first(tmp_path):
    lines = ["makes things up", "change 1", "also the price", "1"]
    said = talk(tmp_path / "log.db", lines, rules=SET)
    assert "  1  Add: it is too expensive\n  2  Only: it is too expensive\n" in said
    assert "Understood: it makes things up and it is too expensive." in " ".join(said.split())
    answers = [each for each in rows(tmp_path / "log.db", "events") if each["kind"] == "answer"]
    assert set(json.loads(answers[-1]["answer"])) == {"hallucinations", "cost"}


def test_where_nothing_is_changed_an_answer_is_one_with_also_before_it(tmp_path):
    said = talk(tmp_path / "log.db", ["also the price"], rules=SET)
    assert "Understood: it is too expensive." in said


# How an answer is said back


@pytest.mark.parametrize(
    ("fact", "answer", "told"),
    [
        ("pasted", Value("no"), "the answer is still wrong once the passage is pasted in"),
        ("one_off", Value("yes"), "it runs only once"),
        ("consistency", Value("free"), "little happens when an answer is off"),
        ("gap", ticked("slow", "cost"), "it is too slow and it is too expensive"),
        ("tried", some([], ["plateau"]), "more work on the prompt still helps"),
        ("limits", ticked(), "no special rule must be kept"),
        ("ready", some([], FACTS["ready"].options), "nothing is in place yet"),
        ("examples", Range(300, None), "300 examples or more"),
        ("examples", NotSure(), "not sure"),
    ],
)
def test_understood_says_what_the_answer_means(fact, answer, told):
    assert " ".join(understood(FACTS[fact], answer).split()) == told


@pytest.mark.parametrize("fact", FACTS)
def test_nothing_is_left_out_however_much_is_ticked(fact):
    asked = FACTS[fact]
    if isinstance(asked, Several):
        every = [option for option in asked.options if option not in asked.alone]
        told = meaning(asked, asked.ticked(every))
        assert all(meaning(asked, asked.ticked([each])) in told for each in every)


def test_a_bare_yes_goes_with_what_it_is_about_where_nobody_wrote_more():
    asked = DIAGRAMS["ertas"].rules.facts
    fact = next(each for each in asked.values() if each.options and not each.written)
    bare = fact.model_copy(update={"is_so": None, "is_not": None})
    assert understood(bare, Value("no")) == f"{fact.label}: No"
    assert understood(bare, NotSure()) == "not sure"


def test_offered_numbers_have_the_wording_that_answers_have():
    fact = FACTS["examples"]
    ((_, said),) = offered(fact, [(Range(50, None), "at least 50 examples")])
    assert said == fact.in_words(Range(50, None)) == "50 examples or more"


@pytest.mark.parametrize("fact", ["tried", "ready"])
def test_not_yet_is_first_no_to_all_and_each_choice_a_plain_sentence(fact):
    reading = understand(Position(DIAGRAMS[SET], reopened=fact), "not yet", WORDS)
    assert isinstance(reading, Offered)
    assert reading.answers[0][0] == FACTS[fact].none_of_these
    for _, said in offered(FACTS[fact], reading.answers):
        assert said[0].isupper()
        assert "the rest open" not in said
        assert "not “" not in said


def test_old_rules_are_read_without_the_phrases_of_options_that_they_do_not_have(tmp_path):
    """The words beside a rule set are of today; a conversation may keep to a version before."""
    lines = ["yes", "yes", "no", "it's nice weather", "facts"]
    assert "USE RAG" in talk(tmp_path / "log.db", lines)
