"""What is shown of a recommendation, and what a reopened question promises."""

import random

import pytest

from bot.conversation.replay import Given, Standing
from bot.slack.blocks import kit
from bot.views import advice, question
from rules.interview.explain import recommend
from rules.interview.interview import interview
from rules.language.answers import Answer, NotSure, from_json
from tests.interviews import DIAGRAMS, ways, worked

from .talk import EARLIER, read

OURS = DIAGRAMS["should-we-finetune"]


def standing(diagram, answers, *, others=(), reopened=None):
    given = {
        fact: Given(answer, "ada", "now", n, n) for n, (fact, answer) in enumerate(answers.items())
    }
    return Standing(diagram, given=given, others=others, reopened=reopened)


def shown(diagram, answers, **more):
    return advice.recommendation(
        standing(diagram, answers, **more), recommend(interview(diagram, answers))
    )


def case(words):
    (found,) = [c for c in OURS.rules.cases if words in c.name]
    return {fact: from_json(raw) for fact, raw in found.answers.items()}


def test_the_reason_that_decided_is_never_left_to_the_details():
    earlier = read(EARLIER)
    raw = {
        "prompt_optimised": "yes",
        "knowledge_changes": "not_sure",
        "needs_citations": "yes",
        "gap": "facts",
    }
    view = shown(earlier, {fact: from_json(each) for fact, each in raw.items()})
    assert "Tuning teaches how to answer, not what is true." in [r.because for r in view.reasons]


def test_rules_that_only_let_the_reading_go_on_stand_in_the_details():
    answers = case("Ertas question 6: narrow")
    view = shown(OURS, answers)
    behind = advice.details(standing(OURS, answers), recommend(interview(OURS, answers)))
    assert len(view.reasons) == 1
    assert next(r.because for r in behind.reasons).startswith("Nothing here rests on facts")
    urls = [source.url for source in behind.sources]
    assert len(urls) == len(set(urls))
    assert {s.url for r in view.reasons for s in r.sources} <= set(urls)


def test_how_sure_it_is_is_said_from_the_diagram_and_from_the_evidence():
    sure = shown(OURS, case("support bot that doesn't know this week's"))
    assert sure.holds == "Your answers settle this. Published measurements stand behind it."
    style = {"gap": from_json("style"), "prompt_work": NotSure()}
    rest = {
        fact: answer
        for fact, answer in case("Ertas question 6: narrow").items()
        if fact not in style
    }
    assert shown(OURS, {**style, **rest}).holds.startswith(
        "This is the safest next step for now. It depends on “Prompt work” alone."
    )
    several = {**style, **rest, "tried": NotSure(), "settled": NotSure()}
    assert "It depends on 3 things you weren't sure of. Find out" in shown(OURS, several).holds


def test_each_article_is_heard_in_one_line():
    others = (DIAGRAMS["ertas"], DIAGRAMS["eazyware"])
    view = shown(OURS, case("a 200-word prompt"), others=others)
    assert view.opinions == (
        "Ertas alone says the same: Improve the prompt first.",
        "eazyware alone says the same: Better prompts first.",
    )
    planned = shown(OURS, case("a one-time migration"), others=others)
    assert planned.opinions[0].startswith("Ertas alone would ask for “Prompt optimised” first.")
    assert planned.opinions[1].startswith("eazyware alone parts from this: Better prompts first.")


@pytest.mark.parametrize("name", DIAGRAMS)
def test_a_reopened_question_keeps_its_promise(name):
    """At most as many questions follow as it says, whatever is answered."""
    diagram, chance = DIAGRAMS[name], random.Random(7)  # no secret
    interviews = [*ways(diagram), *worked(diagram)]
    for _ in range(150):
        answers = chance.choice(interviews)
        fact = chance.choice([*answers])
        promised = question.question(standing(diagram, answers, reopened=fact)).at_most_more
        given: dict[str, Answer] = dict(answers)
        given[fact] = any_answer(diagram, fact, chance)
        asked = 0
        while (following := interview(diagram, given).next_fact) is not None:
            given[following] = any_answer(diagram, following, chance)
            asked += 1
        assert asked <= promised, (answers, fact, given)


def any_answer(diagram, fact, chance):
    return chance.choice([*(each.answer for each in diagram.classes[fact].classes), NotSure()])


def test_a_line_too_long_for_slack_is_cut_where_nothing_is_left_half():
    for line in ("x" * 5000, "&amp;" * 900, "• a <https://example.org/" + "y" * 3000 + "|Ada>"):
        (title, block) = kit.texts("*T*", [line])
        text = block["text"]["text"]
        assert title["text"]["text"] == "*T*"
        assert len(text) <= kit.SECTION
        assert text.endswith("…")
        assert text.count("<") == text.count(">")
        assert text.count("&") == text.count("&amp;")
