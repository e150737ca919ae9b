"""What is shown of a recommendation, and what a reopened question promises."""

import random
from datetime import date

import pytest

from bot.conversation.replay import GivenAnswer, Position
from bot.slack.blocks import kit
from bot.views.progress import at_most_more
from rules.interview.advice import advice, opinions
from rules.interview.explain import recommend
from rules.interview.interview import interview
from rules.language.answers import Answer, NotSure, from_json
from rules.sentences.patterns import turns_on
from rules.sentences.titles import titles
from tests.interviews import DIAGRAMS, one_of_each, ways, worked

from .talk import EARLIER, read

OURS = DIAGRAMS["should-we-finetune"]
TODAY = date(2026, 11, 20)


def position(diagram, answers, *, others=(), reopened=None):
    given = {
        fact: GivenAnswer(answer, "ada", "now", n, n)
        for n, (fact, answer) in enumerate(answers.items())
    }
    return Position(diagram, given=given, others=others, reopened=reopened)


def shown(diagram, answers, **more):
    """The advice, and its sections by their ids."""
    advised = recommend(interview(diagram, answers))
    at = position(diagram, answers, **more)
    view = advice(at.interview, advised, TODAY)
    return view, {section.id: section for section in view.sections}


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
    _, sections = shown(earlier, {fact: from_json(each) for fact, each in raw.items()})
    reasons = [item.text for item in sections["why"].items]
    assert "Tuning teaches how to answer, not what is true." in reasons


def test_rules_that_only_let_the_reading_go_on_stand_in_the_details():
    raw = {
        "prompt_optimised": "yes",
        "knowledge_changes": "no",
        "needs_citations": "no",
        "gap": "smarter",
    }
    answers = {fact: from_json(each) for fact, each in raw.items()}
    _, sections = shown(read(EARLIER), answers)
    (reason,) = sections["why"].items
    assert not sections["why"].behind
    assert sections["passed"].behind
    assert sections["passed"].items[0].text.startswith("Nothing here rests on facts")
    urls = [item.link.url for item in sections["sources"].items]
    assert len(urls) == len(set(urls))
    assert {source.url for source in reason.sources} <= set(urls)


@pytest.mark.parametrize("name", DIAGRAMS)
def test_what_is_behind_comes_last_and_no_section_is_empty_or_there_twice(name):
    for answers in ways(DIAGRAMS[name]):
        view, sections = shown(DIAGRAMS[name], answers)
        assert [s.behind for s in view.sections] == sorted(s.behind for s in view.sections)
        assert all(section.items for section in view.sections)
        assert len(sections) == len(view.sections)


def test_how_sure_it_is_is_said_from_the_diagram_and_from_the_evidence():
    sure, _ = shown(OURS, case("support bot that doesn't know this week's"))
    assert sure.holds == ("Sure. Three of your answers are enough for this. Published tests agree.")
    style, tried = case("Ertas question 6: narrow"), OURS.rules.facts["tried"]
    assert shown(OURS, {**style, "tried": from_json({"yes": ["prompt"], "no": []})})[0].holds == (
        "Fairly sure. This holds if more work on the prompt no longer helps and a stronger model "
        "has been tried."
    )
    assert shown(OURS, {**style, "tried": NotSure()})[0].holds == (
        f"Not sure yet. It turns on {tried.asks}. If {tried.said['is.prompt']}, fine-tune a model, "
        "if the rest is in place."
    )
    several = {**style, "breadth": NotSure(), "tried": NotSure()}
    (strongest,) = [text for text in OURS.rules.recommendations if text.id == "frontier"]
    assert shown(OURS, several)[0].holds == (
        f"Not sure yet. {turns_on(['how broad the task is', tried.asks or ''])} If the task ranges over "
        f"many fields, {titles([strongest])}."
    )


def test_each_article_is_heard_in_one_line():
    others = (DIAGRAMS["ertas"], DIAGRAMS["eazyware"])

    def heard(words):
        return [said for said, _ in opinions(interview(OURS, case(words)), others)]

    assert heard("a 200-word prompt") == [
        "Ertas agrees: improve the prompt first.",
        "eazyware agrees: try better prompts first.",
    ]
    assert heard("a one-time migration") == [
        "Ertas first asks whether the prompt is optimised.",
        "eazyware says: try better prompts first, because no better prompts have been tried.",
    ]


@pytest.mark.parametrize("name", DIAGRAMS)
def test_a_reopened_question_keeps_its_promise(name):
    """At most as many questions follow as it says, whatever is answered."""
    diagram, chance = DIAGRAMS[name], random.Random(7)  # no secret
    interviews = [*ways(diagram), *worked(diagram)]
    for _ in range(150):
        answers = chance.choice(interviews)
        fact = chance.choice([*answers])
        promised = at_most_more(position(diagram, answers, reopened=fact), fact)
        given: dict[str, Answer] = dict(answers)
        given[fact] = any_answer(diagram, fact, chance)
        asked = 0
        while (following := interview(diagram, given).next_fact) is not None:
            given[following] = any_answer(diagram, following, chance)
            asked += 1
        assert asked <= promised, (answers, fact, given)


def any_answer(diagram, fact, chance):
    return chance.choice([*one_of_each(diagram.classes[fact]), NotSure()])


def test_a_line_too_long_for_slack_is_cut_where_nothing_is_left_half():
    for line in ("x" * 5000, "&amp;" * 900, "• a <https://example.org/" + "y" * 3000 + "|Ada>"):
        (title, block) = kit.texts("*T*", [line])
        text = block["text"]["text"]
        assert title["text"]["text"] == "*T*"
        assert len(text) <= kit.SECTION
        assert text.endswith("…")
        assert text.count("<") == text.count(">")
        assert text.count("&") == text.count("&amp;")
