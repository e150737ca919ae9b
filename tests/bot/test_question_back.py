"""Who asks back is answered, and whoever answers isn't taken to ask."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import TypeAdapter

from bot.typed import asked_back, plainly, plainly_asked
from rules.language.kinds import Fact
from tests.interviews import DIAGRAMS

from .test_phrases import PHRASES

FACTS = [fact for diagram in DIAGRAMS.values() for fact in diagram.rules.facts.values()]
EVALS = TypeAdapter(Fact).validate_python(
    {
        "type": "yes_no",
        "label": "Evals",
        "ask": "Do you have evals?",
        "why": "Without them nobody sees a gain.",
        "help": "A set of test inputs with a score.",
        "not_sure": {"counts_as": "no", "because": "Build some."},
    }
)
HELP = [
    "what do you mean by evals?", "what does that mean", "What's an eval?", "can you give an example?",
    "example?", "explain", "I don't understand the question", "i dont get it", "hm, what do you mean",
    "not sure what you mean", "don't know what an eval is", "should I count internal users?",
    "do you mean per day or per month?", "how do I find out?", "what?", "huh?", "which model?",
    "what counts as done?", "please clarify", "sorry, what does this refer to?",
]  # fmt: skip
WHY = [
    "why do you ask?", "Why do you need that", "why are you asking", "why does it matter?", "how come?",
    "what's this for?", "is this relevant?", "no, why?", "what has that to do with tuning?", "why this?",
]  # fmt: skip
PRIVACY = [
    "who sees this?", "is this logged?", "who can read my answers", "do you store this?",
    "can my boss see this?", "where does this go?", "is it anonymous?", "what happens with our data?",
    "Is what I type saved anywhere?", "yes, but who sees this?", "will this be shared with anyone?",
    "who has access", "how is this stored?", "does this go to openai?", "can bob see this?",
    "will what I write leave our network?", "does it end up on the internet?", "is this going to a model?",
]  # fmt: skip
ANSWERS = [
    "500?", "rag?", "yes?", "no?", "maybe rag?", "is it the format?", "what about rag?", "how about 500?",
    "who knows?", "what it says is wrong", "why it fails we don't know", "no examples", "some examples",
    "yes, for example", "it matters, for example when prices change", "not sure", "no idea", "idk",
    "not sure what the volume is", "we don't know what our costs are", "it is logged", "that's what we do",
    "can we see it fail? no", "it goes to openai", "it goes to openai?",
    "it doesn't know who sees what", "nobody knows why", "the text must stay private",
]  # fmt: skip


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        *((text, "help") for text in HELP),
        *((text, "why") for text in WHY),
        *((text, "privacy") for text in PRIVACY),
    ],
)
def test_a_question_back_is_known_by_what_it_asks(text, kind):
    assert asked_back(text) == kind
    assert asked_back(text.upper()) == kind


@pytest.mark.parametrize("text", ANSWERS)
def test_an_answer_is_no_question_with_a_question_mark_or_without(text):
    assert asked_back(text) is None


def test_no_option_and_no_phrase_that_means_an_answer_is_one():
    options = (option for fact in FACTS for option in getattr(fact, "options", {}).values())
    named = [name for option in options for name in (option.label, *getattr(option, "also", ()))]
    meant = [each["says"] for each in PHRASES if each["means"] not in ("ask_back", "unreadable")]
    assert [text for text in (*named, *meant) if asked_back(text)] == []


@given(st.lists(st.sampled_from([*ANSWERS, *HELP, "what", "who", "why", "?", ",", "you"])))
def test_anything_is_read_to_the_end_and_no_plain_answer_asks(pieces):
    text = " ".join(pieces)
    assert asked_back(text) in (None, "help", "why", "privacy")
    assert not (plainly(text, EVALS) and asked_back(text))


@pytest.mark.parametrize(
    "text", ["what do you mean by evals?", "why do you ask?", "who sees this?", "what are evals?"]
)
def test_some_questions_can_hardly_be_meant_for_anybody_else(text):
    assert plainly_asked(text, EVALS)


@pytest.mark.parametrize(
    "text", ["what does that mean?", "any examples?", "what do you mean by lunch?", "why is that?"]
)
def test_others_may_be_asked_of_a_colleague(text):
    assert not plainly_asked(text, EVALS)
