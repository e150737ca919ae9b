"""Laws over every rule set that comes with the program, for all answers there can be.

A fact that is left out of the answers below stands for every answer to it, not sure included:
the diagram knows where all of them lead.
"""

from collections.abc import Callable, Mapping
from functools import cache
from itertools import pairwise

import pytest

from rules.answers import Answer, Json, NotSure, Range, from_json
from rules.check import check
from rules.diagram import Diagram, compile_rules
from rules.explain import citations, recommend
from rules.forest import levels
from rules.interview import Interview, interview
from rules.loading import SHIPPED, loads, shipped
from rules.model import Number
from tests.interviews import ways


@cache
def diagram(name: str) -> Diagram:
    return compile_rules(loads(shipped(name), name))


def asked(name: str, answers: Mapping[str, Json]) -> Interview:
    return interview(diagram(name), {fact: from_json(raw) for fact, raw in answers.items()})


def ends(name: str, **answers: Json) -> set[str]:
    """Every recommendation that these answers leave possible."""
    return {text.id for text in asked(name, answers).recommendations}


def training(ids: set[str]) -> set[str]:
    return {name for name in ids if "fine_tune" in name}


def driven(name: str, hopeful: Callable[[Interview], bool]) -> list[Interview]:
    """An interview, question by question, held so that there is hope as long as it lasts."""
    held = [interview(diagram(name), {})]
    while (fact := held[-1].next_fact) is not None:
        answers = [each.answer for each in diagram(name).classes[fact].classes]
        tried = [interview(diagram(name), {**held[-1].answers, fact: each}) for each in answers]
        following = next((each for each in tried if hopeful(each)), None)
        if following is None:
            break
        held.append(following)
    return held


EVERY_FACT = [(name, fact) for name in SHIPPED for fact in diagram(name).rules.facts]
EVERY_TEXT = [(name, text.id) for name in SHIPPED for text in diagram(name).rules.recommendations]
every_set = pytest.mark.parametrize("name", SHIPPED)


@every_set
def test_check_finds_nothing(name: str) -> None:
    assert check(diagram(name)).problems == ()


@pytest.mark.parametrize(("name", "fact"), EVERY_FACT)
def test_every_question_is_asked_in_some_interview(name: str, fact: str) -> None:
    level = diagram(name).level[fact]
    held = driven(name, lambda each: level in levels(each.open))
    assert fact in {each.next_fact for each in held}


@pytest.mark.parametrize(("name", "text"), EVERY_TEXT)
def test_every_recommendation_ends_some_interview(name: str, text: str) -> None:
    held = driven(name, lambda each: text in {found.id for found in each.recommendations})[-1]
    advised = recommend(held)
    assert (advised.text.id, advised.decided, held.next_fact) == (text, True, None)
    assert advised.steps
    assert all(reason.citations for reason in advised.reasons)
    assert len(held.answers) <= interview(diagram(name), {}).at_most_more


@every_set
def test_every_citation_resolves_and_every_statement_is_about_something(name: str) -> None:
    rules = diagram(name).rules
    for table in rules.tables.values():
        for rule in table:
            found = citations(diagram(name), rule)
            assert [each.id for each in found] == list(rule.cite)
            assert all(each.source.url.startswith("https://") for each in found)


@every_set
def test_what_commits_to_training_is_listed_after_all_that_does_not(name: str) -> None:
    ids = [text.id for text in diagram(name).rules.recommendations]
    assert [bool(training({each})) for each in ids] == sorted(bool(training({e})) for e in ids)


@every_set
def test_with_every_fact_unsure_nobody_is_told_to_train(name: str) -> None:
    facts = diagram(name).facts
    unsure: dict[str, Answer] = {fact: NotSure() for fact in facts}
    held = interview(diagram(name), unsure)
    assert held.next_fact is None
    assert not training({recommend(held).text.id})


@pytest.mark.parametrize(("name", "fact"), EVERY_FACT)
def test_a_fact_that_is_unsure_and_matters_never_ends_in_training(name: str, fact: str) -> None:
    held = asked(name, {fact: "not_sure"})
    if len(held.recommendations) > 1:
        assert not training({held.recommendations[0].id})


@every_set
def test_no_text_has_a_long_dash(name: str) -> None:
    assert not {"\u2013", "\u2014"} & set(shipped(name))


@every_set
def test_texts_are_as_short_as_a_chat_message_should_be(name: str) -> None:
    rules = diagram(name).rules
    limits = [
        *(("title", text.title, 80) for text in rules.recommendations),
        *(("verdict", text.verdict, 200) for text in rules.recommendations),
        *(("ask", fact.ask, 150) for fact in rules.facts.values()),
        *(("because", rule.because, 160) for table in rules.tables.values() for rule in table),
    ]
    assert [(kind, text) for kind, text, most in limits if len(text) > most] == []


OURS = "should-we-finetune"


def test_weekly_facts_never_end_in_tuning_alone() -> None:
    found = ends(OURS, knowledge_changes="yes")
    assert not {"fine_tune", "fine_tune_small"} & found
    assert training(found) == {"rag_fine_tune", "rag_fine_tune_small"}


def test_needed_citations_end_with_retrieval_once_the_prompt_is_done() -> None:
    held = asked(OURS, {"needs_citations": "yes", "prompt_optimised": "yes"})
    assert {verdict[0] for verdict in held.possible} == {"rag_citations"}
    retrieval = {"retrieval_first", "smaller_model"}  # whose texts say so too
    assert all(text.id.startswith("rag") or text.id in retrieval for text in held.recommendations)


@pytest.mark.parametrize("unready", ["no", "not_sure"])
def test_an_unoptimised_prompt_always_ends_in_improving_it(unready: str) -> None:
    assert ends(OURS, prompt_optimised=unready) == {"improve_prompt"}
    assert ends("ertas", prompt_optimised=unready) == {"improve_prompt"}
    assert ends("eazyware", prompts_tried=unready) == {"better_prompts"}


NO_TRAINING: list[tuple[str, dict[str, Json]]] = [
    (OURS, {"has_evals": "no"}),
    (OURS, {"has_evals": "not_sure"}),
    (OURS, {"gap": "unclear"}),
    (OURS, {"gap": "not_sure"}),
    (OURS, {"gap": "facts"}),
    (OURS, {"gap": "hallucinations"}),
    (OURS, {"gap": "smarter"}),
    (OURS, {"examples": {"below": 300}}),
    (OURS, {"examples": "not_sure"}),
    (OURS, {"gap": "vocabulary", "examples": {"below": 5000}}),
    (OURS, {"one_off": "yes"}),
    (OURS, {"requests_per_day": {"below": 50}}),
    (OURS, {"broad_knowledge": "yes"}),
    (OURS, {"narrow": "no"}),
    (OURS, {"consistent": "no", "gap": "format"}),
    (OURS, {"consistent": "no", "gap": "style"}),
    (OURS, {"gap": "latency_cost", "routing_tried": "no"}),
    (OURS, {"gap": "vocabulary", "retrieval_tried": "none"}),
    (OURS, {"gap": "style", "better_model_tried": "no"}),
    ("ertas", {"knowledge_changes": "yes"}),
    ("ertas", {"needs_citations": "yes"}),
    ("ertas", {"one_off": "yes"}),
    ("ertas", {"requests_per_day": {"below": 50}}),
    ("ertas", {"broad_knowledge": "yes"}),
    ("ertas", {"narrow": "no"}),
    ("ertas", {"consistent": "no"}),
    ("eazyware", {"rag_tried": "no"}),
    ("eazyware", {"has_evals": "no"}),
    ("eazyware", {"has_evals": "not_sure"}),
    ("eazyware", {"gap": "facts"}),
    ("eazyware", {"gap": "hallucinations"}),
    ("eazyware", {"gap": "smarter"}),
    ("eazyware", {"gap": "unreliable"}),
    ("eazyware", {"gap": "other"}),
    ("eazyware", {"gap": "not_sure"}),
    ("eazyware", {"gap": "format", "retrieval_improved": "no"}),
    ("eazyware", {"gap": "vocabulary", "better_model_tried": "no"}),
    ("eazyware", {"gap": "latency_cost", "routing_tried": "no"}),
    (OURS, {"gap": "format", "retrieval_tried": "none"}),
    ("eazyware", {"gap": "format", "examples": {"below": 300}}),
    ("eazyware", {"gap": "vocabulary", "examples": {"below": 5000}}),
    ("eazyware", {"gap": "latency_cost", "routing_tried": "no"}),
]


@pytest.mark.parametrize(("name", "answers"), NO_TRAINING)
def test_these_answers_never_end_in_training(name: str, answers: dict[str, Json]) -> None:
    found = ends(name, **answers)
    assert found
    assert not training(found)


TRAINING: list[tuple[str, dict[str, Json]]] = [
    (OURS, {"examples": 300, "has_evals": "yes", "requests_per_day": 50}),
    (OURS, {"gap": "vocabulary", "examples": 5000}),
    ("ertas", {"requests_per_day": 50}),
    ("eazyware", {"gap": "format", "examples": 300}),
    ("eazyware", {"gap": "vocabulary", "examples": 5000}),
]


@pytest.mark.parametrize(("name", "answers"), TRAINING)
def test_at_the_thresholds_training_is_possible(name: str, answers: dict[str, Json]) -> None:
    assert training(ends(name, **answers))


def test_retrieval_is_never_advised_for_nothing() -> None:
    quiet: dict[str, Json] = {"knowledge_changes": "no", "needs_citations": "no", "gap": "style"}
    assert not {text for text in ends(OURS, **quiet) if text.startswith("rag")}


def test_facts_that_stay_put_and_need_no_citation_can_end_in_every_kind_of_advice() -> None:
    found = ends(OURS, knowledge_changes="no", needs_citations="no")
    assert {"fine_tune", "fine_tune_small", "rag", "api", "frontier", "keep_prompt"} <= found


@pytest.mark.parametrize("name", SHIPPED)
def test_a_number_is_offered_in_ranges_that_lead_different_ways(name: str) -> None:
    for answers in ways(diagram(name)):
        given: dict[str, Answer] = {}
        for fact, answer in answers.items():
            if isinstance(diagram(name).rules.facts[fact], Number):
                offered = interview(diagram(name), given).told_apart(fact)
                leads = [leads_to(name, given, fact, each) for each in offered]
                assert all(one != other for one, other in pairwise(leads))
            given[fact] = answer


def leads_to(name: str, given: dict[str, Answer], fact: str, offered: Answer) -> object:
    """Where a range leads, which is where each class within it does."""
    classes = diagram(name).classes[fact]
    within = [classes[n].answer for n in classes.of(offered)]
    held = [interview(diagram(name), {**given, fact: each}) for each in (offered, *within)]
    (leads,) = {(each.possible, each.next_fact) for each in held}
    return leads


def test_only_the_threshold_of_this_gap_is_offered() -> None:
    passed: dict[str, Json] = dict.fromkeys(
        ("prompts_tried", "rag_tried", "has_evals", "retrieval_improved", "better_model_tried"),
        "yes",
    )
    by_gap = {
        gap: asked("eazyware", {**passed, "gap": gap}).told_apart("examples")
        for gap in ("format", "vocabulary")
    }
    assert by_gap["format"] == (Range(below=300), Range(at_least=300))
    assert by_gap["vocabulary"] == (Range(below=5000), Range(at_least=5000))
