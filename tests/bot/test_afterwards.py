"""What people write once they have the advice is answered with what the advice says."""

import re
from datetime import date

import pytest

from bot.conversation import replay
from bot.interactions.afterwards import COSTS, SURE, asked_of, kind_word, speaks_of_advice, step
from bot.views.pages import STEPS, WHAT_IF, WHY, page
from rules.interview.explain import recommend
from rules.language.answers import to_json
from storage.records import Event
from tests.interviews import DIAGRAMS, ways

from .talk import talk

SET = "should-we-finetune"
RAG = ["1", "1", "none", "none"]  # facts, in many documents
ASKED = {
    WHY: ["why?", "Why", "how come?", "why do you say that?", "who says so?", "what are the reasons"],
    WHAT_IF: [
        "what would change this?", "what could change that", "what would have to change?",
        "what if we had more examples?", "when should we ask again?", "can we change the advice?",
    ],
    SURE: ["how sure are you?", "are you sure?", "how certain is this?", "how confident are you"],
    COSTS: ["what does it cost?", "how much is that?", "what would that cost", "is it expensive?"],
    STEPS: ["what should we do first?", "where do we start?", "what next?", "next steps", "now what?"],
    2: ["can you explain step 2?", "step 2", "step two?", "what about the second step?", "Explain step #2"],
    None: ["we'll do RAG then", "I disagree", "step 2 is done", "our costs are fine", "hm", "7", ""],
}  # fmt: skip
KIND = [
    "thanks",
    "Thanks!",
    "thank you so much",
    "ok thanks, that helps",
    "great, thx :)",
    "perfect",
]


@pytest.mark.parametrize(("text", "asked"), [(t, asked) for asked in ASKED for t in ASKED[asked]])
def test_what_is_asked_of_an_advice_is_known(text, asked):
    assert asked_of(text) == asked
    assert kind_word(text) is None


@pytest.mark.parametrize("text", KIND)
def test_thanks_get_a_kind_word(text):
    assert asked_of(text) is None
    assert "Come back when something has changed." in getattr(kind_word(text), "text", "")


@pytest.mark.parametrize("name", DIAGRAMS)
def test_every_step_of_an_advice_can_be_asked_for(name):
    for answers in [*ways(DIAGRAMS[name])][:8]:
        events = [
            Event(n, replay.ANSWER, "ada", "2026-11-20", fact, to_json(answer))
            for n, (fact, answer) in enumerate(answers.items(), start=2)
        ]
        start = Event(1, replay.START, "ada", "2026-11-20", fingerprint=DIAGRAMS[name].fingerprint)
        position = replay.replay(DIAGRAMS[name], [start, *events])
        steps = page(STEPS, position, recommend(position.interview), date(2026, 11, 20))
        numbered = [part for part in steps.parts if re.match(r"\d+\. ", part.head or part.text)]
        for n, part in enumerate(numbered, start=1):
            assert step(steps, n).parts == (part,)
        assert step(steps, len(numbered) + 1) == steps


def said_after(tmp_path, line):
    said = talk(tmp_path / "log.db", [*RAG, line], rules=SET)
    return " ".join(said.partition(f"> {line}\n")[2].split())


@pytest.mark.parametrize(
    ("line", "told"),
    [
        ("why?", "Why What the model doesn't know has to come with the question."),
        ("how sure are you?", "Sure. Three of your answers are enough for this."),
        ("what would change this?", "What if If the facts come"),
        ("what does it cost?", "What it costs - By API:"),
        ("can you explain step 2?", "Steps 2. Index them, and keep the index up to date."),
        ("what do you mean by reranking?", "That is “Hybrid search and reranking”."),
        ("thanks", "You are welcome. Come back when something has changed."),
        ("who sees this?", "The conversation, what you typed"),
    ],
)
def test_in_the_terminal_it_is_answered(tmp_path, line, told):
    assert said_after(tmp_path, line).startswith(told)


@pytest.mark.parametrize("line", ["we'll do RAG then", "I disagree", "list", "ask me"])
def test_anything_else_gets_a_kind_sentence_that_names_two_things(tmp_path, line):
    told = said_after(tmp_path, line)
    assert told.startswith(
        "The advice stands as it is. Ask me what would change it, or type change"
    )


@pytest.mark.parametrize("line", ["how sure are you?", "what do others say?"])
def test_before_the_advice_it_is_said_that_there_is_none(tmp_path, line):
    shown = talk(tmp_path / "log.db", [line], rules="ertas", subject="a bot")
    assert "\nThere is no advice yet." in shown


@pytest.mark.parametrize(
    "text",
    ["that is wrong", "That's not right.", "no, I disagree", "the advice is nonsense", "wrong!"],
)
def test_who_objects_to_an_advice_begins_nothing_new(text):
    assert speaks_of_advice(text)


@pytest.mark.parametrize(
    "text", ["our bot is wrong", "it is wrong about half of our prices", "a bot that isn't right"]
)
def test_who_tells_what_is_wrong_may_begin(text):
    assert not speaks_of_advice(text)
