"""Laws over every rule set that comes with the program, for all answers there can be.

A fact that is left out of the answers below stands for every answer to it, not sure included:
the diagram knows where all of them lead.
"""

import json
from collections.abc import Callable, Mapping
from functools import cache
from hashlib import sha256
from itertools import pairwise
from statistics import median

import pytest

from rules.checks.check import check
from rules.diagram.compiler import compile_rules
from rules.diagram.diagram import Diagram
from rules.diagram.nodes import Leaf, levels, lowest_first
from rules.interview.explain import citations, recommend
from rules.interview.interview import Interview, interview
from rules.interview.offered import ranges_offered
from rules.language.answers import Answer, Json, NotSure, Range, from_json, to_json
from rules.language.kinds.number import Number
from rules.loading.load import SHIPPED, loads, shipped
from tests.interviews import one_of_each

from .interviews import ways


@cache
def diagram(name: str) -> Diagram:
    return compile_rules(loads(shipped(name), name))


def asked(name: str, answers: Mapping[str, Json]) -> Interview:
    return interview(diagram(name), {fact: from_json(raw) for fact, raw in answers.items()})


def ends(name: str, **answers: Json) -> set[str]:
    """Every recommendation that these answers leave possible."""
    return {text.id for text in asked(name, answers).recommendations}


TRAINS = ("fine_tune", "reinforce", "small_classifier")


def training(ids: set[str]) -> set[str]:
    """Those that train a model, of whatever kind."""
    return {name for name in ids if any(kind in name for kind in TRAINS)}


def driven(name: str, hopeful: Callable[[Interview], bool]) -> list[Interview]:
    """An interview, question by question, held so that there is hope as long as it lasts."""
    held = [interview(diagram(name), {})]
    while (fact := held[-1].next_fact) is not None:
        answers = one_of_each(diagram(name).classes[fact])
        tried = [interview(diagram(name), {**held[-1].answers, fact: each}) for each in answers]
        following = next((each for each in tried if hopeful(each)), None)
        if following is None:
            break
        held.append(following)
    return held


EVERY_FACT = [(name, fact) for name in SHIPPED for fact in diagram(name).rules.facts]
EVERY_TEXT = [(name, text.id) for name in SHIPPED for text in diagram(name).rules.recommendations]
STRUCTURES = {  # what is asked and where it leads, without a word of it: change these on purpose only
    "should-we-finetune": "20f0519a3a069c04",
    "ertas": "2720c03b5036250f",
    "eazyware": "d8c8b45977f01f05",
}
every_set = pytest.mark.parametrize("name", SHIPPED)


def structure(made: Diagram) -> str:
    """A hash of the classes of each fact and of the verdict's diagram, ends by recommendation."""
    found = lowest_first(made.verdict)
    place = {here: n for n, here in enumerate(found)}
    classes = [
        (fact, [[to_json(each.answer) for each in level.classes] for level in found_in.levels])
        for fact, found_in in made.classes.items()
    ]
    ends = {here: made.recommendation(here.label) for here in found if isinstance(here, Leaf)}
    nodes = [
        (here.label, end.id if (end := ends[here]) else None)
        if isinstance(here, Leaf)
        else (here.level, [place[child] for child in here.children])
        for here in found
    ]
    return sha256(json.dumps([classes, nodes]).encode()).hexdigest()[:16]


@every_set
def test_other_words_leave_the_diagram_as_it_is(name: str) -> None:
    assert structure(diagram(name)) == STRUCTURES[name]


@every_set
def test_check_finds_nothing(name: str) -> None:
    assert check(diagram(name)).problems == ()


@pytest.mark.parametrize(("name", "fact"), EVERY_FACT)
def test_every_question_is_asked_in_some_interview(name: str, fact: str) -> None:
    block = diagram(name).block[fact]
    held = driven(name, lambda each: not levels(each.open).isdisjoint(block))
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


EXHAUSTED = ["examples", "inputs", "rounds", "plateau"]


def test_weekly_facts_never_end_in_tuning_alone() -> None:
    found = training(ends(OURS, knowledge_changes="yes"))
    assert found
    assert all(name.startswith("rag_") for name in found)


def test_needed_citations_never_end_in_tuning_alone() -> None:
    found = training(ends(OURS, needs_citations="yes"))
    assert found
    assert all(name.startswith("rag_") for name in found)


@pytest.mark.parametrize("gap", ["facts", "hallucinations"])
def test_missing_facts_are_never_trained_in_alone(gap: str) -> None:
    found = training(ends(OURS, gap=gap))
    assert found == {"rag_fine_tune", "rag_fine_tune_fallback"}
    assert not training(ends(OURS, gap=gap, pasted="right"))
    assert not training(ends(OURS, gap=gap, pasted="not_sure"))


QUALITY = ["format", "style", "vocabulary", "wrong_label", "smarter"]


@pytest.mark.parametrize("gap", QUALITY)
@pytest.mark.parametrize("lacking", EXHAUSTED)
def test_a_prompt_that_lacks_one_sign_of_exhaustion_is_never_trained(
    gap: str, lacking: str
) -> None:
    done = [each for each in EXHAUSTED if each != lacking]
    found = ends(OURS, gap=gap, prompt_work=[*done, "long", "differs"])
    assert "improve_prompt" in found
    assert not training(found)


def test_an_unfinished_prompt_ends_in_improving_it_or_in_enforcing_the_form() -> None:
    for gap in ("style", "vocabulary", "wrong_label", "smarter"):
        assert ends(OURS, gap=gap, prompt_work=[]) == {"improve_prompt"}
    assert ends(OURS, gap="format", prompt_work=[]) == {"improve_prompt", "structured_output"}


def test_breadth_never_ends_in_training() -> None:
    assert not training(ends(OURS, breadth="broad"))
    assert {"frontier", "rag_small"} <= ends(OURS, breadth="broad")


def test_privacy_alone_never_ends_in_training_or_with_a_provider() -> None:
    assert ends(OURS, gap="private") == {"self_host", "rag_self_host"}
    kept = ends(OURS, one_off="yes", limits=["in_house"])
    assert not kept & {"api", "rag_api", "frontier", "rag_frontier"}


def test_what_nobody_measured_sorted_or_collected_is_never_trained() -> None:
    """Unknown is never yes: with the gap, the evals or the data unknown, no model is trained."""
    for unknown in ("gap", "has_evals", "data"):
        assert not training(ends(OURS, **{unknown: "not_sure"}))
    assert training(ends(OURS, examples="not_sure")) <= training(
        ends(OURS, data=["teacher", "lifelike"])
    )
    assert not training(ends(OURS, examples="not_sure", data=["pairs", "lifelike"]))


@pytest.mark.parametrize("unasked", ["gap", "has_evals", "data"])
def test_without_these_answers_the_safest_step_never_trains(unasked: str) -> None:
    """Whatever else is answered, one answer to these still leads to something cheaper."""
    safe: dict[str, Json] = {"gap": "unclear", "has_evals": "no", "data": []}
    assert not training(ends(OURS, **{unasked: safe[unasked]}))


def test_small_savings_never_end_in_training() -> None:
    few: dict[str, Json] = {"gap": "cost", "requests_per_day": {"below": 50}}
    assert not training(ends(OURS, **few, monthly_spend={"below": 6000}))
    assert not training(ends(OURS, gap="cost", monthly_spend={"below": 750}))
    assert not training(ends(OURS, gap="cost", hosting="rented", monthly_spend={"below": 6000}))
    assert training(ends(OURS, gap="cost", requests_per_day=50, monthly_spend=750))


def test_volume_decides_nothing_where_quality_is_the_reason() -> None:
    """E16: few requests are no reason against training where consistency is critical."""
    for gap in ("style", "format"):
        few = ends(OURS, gap=gap, consistency="critical", requests_per_day=5)
        assert few == ends(OURS, gap=gap, consistency="critical", requests_per_day=50_000)
        assert training(few)


@pytest.mark.parametrize("unready", ["no", "not_sure"])
def test_an_unoptimised_prompt_always_ends_in_improving_it(unready: str) -> None:
    assert ends("ertas", prompt_optimised=unready) == {"improve_prompt"}
    assert ends("eazyware", prompts_tried=unready) == {"better_prompts"}


NO_TRAINING: list[tuple[str, dict[str, Json]]] = [
    (OURS, {"has_evals": "no"}),
    (OURS, {"gap": "unclear"}),
    (OURS, {"gap": "not_built"}),
    (OURS, {"data": []}),
    (OURS, {"data": ["logs", "lifelike"]}),
    (OURS, {"data": ["pairs", "preferences", "checker", "teacher"]}),
    (OURS, {"examples": {"below": 200}, "data": ["pairs", "lifelike"]}),
    (OURS, {"gap": "style", "examples": {"below": 300}, "data": ["pairs", "lifelike"]}),
    (OURS, {"gap": "vocabulary", "examples": {"below": 1000}}),
    (
        OURS,
        {
            "gap": "style",
            "examples": {"below": 500},
            "output": "text",
            "data": ["preferences", "lifelike"],
        },
    ),
    (OURS, {"gap": "smarter", "data": ["logs", "lifelike"]}),
    (OURS, {"gap": "smarter", "data": ["pairs", "lifelike"], "examples": {"below": 1000}}),
    (OURS, {"one_off": "yes"}),
    (OURS, {"breadth": "several"}),
    (OURS, {"consistency": "free", "gap": "format"}),
    (OURS, {"consistency": "free", "gap": "style"}),
    (OURS, {"gap": "slow", "tried": []}),
    (OURS, {"gap": "cost", "tried": ["stronger", "hybrid"]}),
    (OURS, {"gap": "slow", "latency_ms": 2000}),
    (OURS, {"gap": "slow", "model_share": "no"}),
    (OURS, {"gap": "vocabulary", "tried": ["stronger"]}),
    (OURS, {"gap": "style", "tried": ["hybrid"]}),
    (OURS, {"gap": "format", "output": "schema", "tried": ["stronger"]}),
    (OURS, {"settled": ["stable", "agreed"]}),
    (OURS, {"settled": ["owner", "agreed"]}),
    (OURS, {"gap": "style", "settled": ["owner", "stable"]}),
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
    (OURS, {"gap": "style", "examples": 300, "data": ["pairs", "lifelike"]}),
    (OURS, {"gap": "wrong_label", "output": "labels", "examples": 200}),
    (OURS, {"gap": "smarter", "examples": 200, "data": ["checker", "lifelike"]}),
    (OURS, {"gap": "vocabulary", "examples": 1000}),
    (OURS, {"gap": "slow", "latency_ms": 1999}),
    (OURS, {"gap": "slow", "settled": ["owner", "stable"]}),
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


def test_no_interview_is_longer_than_sixteen_questions() -> None:
    assert interview(diagram(OURS), {}).at_most_more <= 16


def test_worked_cases_are_short_and_narrow_down_early() -> None:
    """Median at most 8 questions; half of the cases decided or down to two after three."""
    asked_in_all, early = [], []
    for case in diagram(OURS).rules.cases:
        given: dict[str, Answer] = {}
        possible = []
        while (fact := interview(diagram(OURS), given).next_fact) in case.answers:
            given[fact] = from_json(case.answers[fact])
            possible.append(len(interview(diagram(OURS), given).recommendations))
        asked_in_all.append(len(given))
        early.append(possible[:3][-1] <= 2)
    assert median(asked_in_all) <= 8
    assert sum(early) / len(early) >= 0.5


def test_every_rule_that_ends_the_reading_says_what_it_rests_on() -> None:
    rules = diagram(OURS).rules
    for table in rules.tables.values():
        for rule in table:
            goes_on = rule.outcome in ("none", "train", "with_rag")
            assert (rule.evidence is None) == goes_on, rule.id


def test_every_recommendation_says_when_to_come_back_and_links_one_to_three_sources_a_reason() -> (
    None
):
    rules = diagram(OURS).rules
    assert all(text.revisit and text.revisit.cite for text in rules.recommendations)
    for table in rules.tables.values():
        for rule in table:
            sources = {each.source_id for each in citations(diagram(OURS), rule)}
            assert 1 <= len(sources) <= 3, rule.id


def test_what_evidence_contradicts_is_no_reason_for_anything() -> None:
    """E35, K5 and E18: told where sources differ or with a caution, never as a rule's ground."""
    rules = diagram(OURS).rules
    cited = {each for table in rules.tables.values() for rule in table for each in rule.cite}
    assert not cited & {"E35", "K5", "E18"}


@pytest.mark.parametrize("name", SHIPPED)
def test_a_number_is_offered_in_ranges_that_lead_different_ways(name: str) -> None:
    for answers in ways(diagram(name)):
        given: dict[str, Answer] = {}
        for fact, answer in answers.items():
            if isinstance(diagram(name).rules.facts[fact], Number):
                offered = ranges_offered(interview(diagram(name), given), fact)
                leads = [leads_to(name, given, fact, each) for each in offered]
                assert all(one != other for one, other in pairwise(leads))
            given[fact] = answer


def leads_to(name: str, given: dict[str, Answer], fact: str, offered: Answer) -> object:
    """Where a range leads, which is where each class within it does."""
    classes = diagram(name).classes[fact]
    within = classes.examples([classes.of(offered)])
    held = [interview(diagram(name), {**given, fact: each}) for each in (offered, *within)]
    (leads,) = {(each.possible, each.next_fact) for each in held}
    return leads


def test_only_the_threshold_of_this_gap_is_offered() -> None:
    passed: dict[str, Json] = dict.fromkeys(
        ("prompts_tried", "rag_tried", "has_evals", "retrieval_improved", "better_model_tried"),
        "yes",
    )
    by_gap = {
        gap: ranges_offered(asked("eazyware", {**passed, "gap": gap}), "examples")
        for gap in ("format", "vocabulary")
    }
    assert by_gap["format"] == (Range(below=300), Range(at_least=300))
    assert by_gap["vocabulary"] == (Range(below=5000), Range(at_least=5000))
