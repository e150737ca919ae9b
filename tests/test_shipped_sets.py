"""Laws over every rule set that comes with the program, for all answers there can be.

A fact that is left out of the answers below stands for every answer to it, not sure included:
the diagram knows where all of them lead. What only the default set must keep to stands in
test_default_set.py.
"""

import json
from collections.abc import Callable, Iterator, Mapping
from hashlib import sha256
from itertools import pairwise
from random import Random

import pytest

from rules.checks.check import check
from rules.diagram.diagram import Diagram
from rules.diagram.nodes import Leaf, levels, lowest_first
from rules.interview.explain import recommend
from rules.interview.interview import Interview, interview
from rules.interview.offered import ranges_offered
from rules.interview.readiness import asked_once_known, readiness
from rules.language.answers import Answer, Json, NotSure, Range, from_json, to_json
from rules.language.kinds.number import Number
from rules.loading.load import SHIPPED
from tests.interviews import DIAGRAMS, drawn, worked


def asked(name: str, answers: Mapping[str, Json]) -> Interview:
    return interview(DIAGRAMS[name], {fact: from_json(raw) for fact, raw in answers.items()})


def ends(name: str, **answers: Json) -> set[str]:
    """Every recommendation that these answers leave possible."""
    return {text.id for text in asked(name, answers).recommendations}


TRAINS = ("fine_tune", "reinforce", "small_classifier", "move_model")


def training(ids: set[str]) -> set[str]:
    """Those that train a model, of whatever kind."""
    return {name for name in ids if any(kind in name for kind in TRAINS)}


def hoped(name: str, hopeful: Callable[[Interview], bool]) -> Iterator[Interview]:
    """Interviews in which there is hope as long as they last."""
    random = Random(name)
    yield from filter(None, (drawn(DIAGRAMS[name], random, hopeful) for _ in range(300)))


def to_the_end(name: str, text: str) -> Interview:
    """One that ends in this recommendation."""
    return next(hoped(name, lambda held: text in {each.id for each in held.recommendations}))


EVERY_FACT = [(name, fact) for name in SHIPPED for fact in DIAGRAMS[name].rules.facts]
EVERY_TEXT = [(name, text.id) for name in SHIPPED for text in DIAGRAMS[name].rules.recommendations]
STRUCTURES = {  # what is asked and where it leads, without a word of it: change these on purpose only
    "should-we-finetune": "2adf42babe71e970",
    "ertas": "2720c03b5036250f",
    "eazyware": "d8c8b45977f01f05",
}
every_set = pytest.mark.parametrize("name", SHIPPED)


def structure(made: Diagram) -> str:
    """A hash of the classes of each fact and of all ends: recommendations, and what they lack."""
    tree = made.advised if made.values_unsure else made.verdict
    found = lowest_first(tree)
    place = {here: n for n, here in enumerate(found)}
    classes = [
        (fact, [[to_json(each.answer) for each in level.classes] for level in found_in.levels])
        for fact, found_in in made.classes.items()
    ]
    nodes = [
        (here.label, _end(made, here))
        if isinstance(here, Leaf)
        else (here.level, [place[child] for child in here.children])
        for here in found
    ]
    return sha256(json.dumps([classes, nodes]).encode()).hexdigest()[:16]


def _end(made: Diagram, leaf: Leaf) -> str | None:
    verdict = leaf.label[0] if made.values_unsure else leaf.label
    text = made.recommendation(verdict)
    return text.id if text else None


@every_set
def test_other_words_leave_the_diagram_as_it_is(name: str) -> None:
    assert structure(DIAGRAMS[name]) == STRUCTURES[name]


@every_set
def test_check_finds_nothing(name: str) -> None:
    found = check(DIAGRAMS[name])
    assert found.problems == ()
    in_vain = {"untold line", "unused source", "double source"}
    assert not in_vain & {each.kind for each in found.warnings}


@pytest.mark.parametrize(("name", "fact"), EVERY_FACT)
def test_every_question_is_asked_in_some_interview(name: str, fact: str) -> None:
    made = DIAGRAMS[name]

    def may_be_asked(held: Interview) -> bool:
        later = set().union(*(asked_once_known(made, each) for each in held.possible))
        return fact in {*held.answers, *made.tested(levels(held.open)), *later}

    assert any(fact in held.answers for held in hoped(name, may_be_asked))


@pytest.mark.parametrize(("name", "text"), EVERY_TEXT)
def test_every_recommendation_ends_some_interview(name: str, text: str) -> None:
    held = to_the_end(name, text)
    advised = recommend(held)
    assert (advised.text.id, advised.decided, held.next_fact) == (text, True, None)
    assert advised.steps
    assert all(reason.citations for reason in advised.reasons)
    assert len(held.answers) <= interview(DIAGRAMS[name], {}).at_most_more


@every_set
def test_what_commits_to_training_is_listed_after_all_that_does_not(name: str) -> None:
    ids = [text.id for text in DIAGRAMS[name].rules.recommendations]
    assert [bool(training({each})) for each in ids] == sorted(bool(training({e})) for e in ids)


@every_set
def test_with_every_fact_unsure_nobody_is_told_to_train(name: str) -> None:
    unsure: dict[str, Answer] = {fact: NotSure() for fact in DIAGRAMS[name].facts}
    held = interview(DIAGRAMS[name], unsure)
    assert held.next_fact is None
    assert not training({recommend(held).text.id})


@pytest.mark.parametrize(("name", "fact"), [each for each in EVERY_FACT if each[0] != SHIPPED[0]])
def test_a_fact_that_is_unsure_and_matters_never_ends_in_training(name: str, fact: str) -> None:
    held = asked(name, {fact: "not_sure"})
    if len(held.recommendations) > 1:
        assert not training({held.recommendations[0].id})


@every_set
def test_texts_are_as_short_as_a_chat_message_should_be(name: str) -> None:
    rules = DIAGRAMS[name].rules
    limits = [
        *(("title", text.title, 80) for text in rules.recommendations),
        *(("verdict", text.verdict, 200) for text in rules.recommendations),
        *(("ask", fact.ask, 150) for fact in rules.facts.values()),
        *(("because", rule.because, 160) for table in rules.tables.values() for rule in table),
    ]
    assert [(kind, text) for kind, text, most in limits if len(text) > most] == []


@pytest.mark.parametrize("unready", ["no", "not_sure"])
def test_an_unoptimised_prompt_always_ends_in_improving_it(unready: str) -> None:
    assert ends("ertas", prompt_optimised=unready) == {"improve_prompt"}
    assert ends("eazyware", prompts_tried=unready) == {"better_prompts"}


NO_TRAINING: list[tuple[str, dict[str, Json]]] = [
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
]


@pytest.mark.parametrize(("name", "answers"), NO_TRAINING)
def test_these_answers_never_end_in_training(name: str, answers: dict[str, Json]) -> None:
    found = ends(name, **answers)
    assert found
    assert not training(found)


TRAINING: list[tuple[str, dict[str, Json]]] = [
    ("ertas", {"requests_per_day": 50}),
    ("eazyware", {"gap": "format", "examples": 300}),
    ("eazyware", {"gap": "vocabulary", "examples": 5000}),
]


@pytest.mark.parametrize(("name", "answers"), TRAINING)
def test_at_the_thresholds_training_is_possible(name: str, answers: dict[str, Json]) -> None:
    assert training(ends(name, **answers))


@every_set
def test_a_number_is_offered_in_ranges_that_lead_one_way_each(name: str) -> None:
    """In interviews of all ends, and in the worked ones; and no two neighbours the same way."""
    made = DIAGRAMS[name]
    texts = [text for of, text in EVERY_TEXT if of == name]
    drawn_to = [to_the_end(name, text).answers for text in texts]
    for answers in (*drawn_to, *worked(made)):
        given: dict[str, Answer] = {}
        for fact, answer in answers.items():
            if isinstance(made.rules.facts[fact], Number):
                here = interview(made, given)
                offered = ranges_offered(here, fact)
                ways_on = [_left(leads_to(name, given, fact, each), here) for each in offered]
                assert all(one != other for one, other in pairwise(ways_on)), (fact, given)
            given[fact] = answer


def leads_to(name: str, given: dict[str, Answer], fact: str, offered: Answer) -> Interview:
    """What a range leads to, which is where each class within it does."""
    classes = DIAGRAMS[name].classes[fact]
    within = classes.examples([classes.of(offered)])
    held = [interview(DIAGRAMS[name], {**given, fact: each}) for each in (offered, *within)]
    leads, *others = [(each.possible, each.next_fact, _states(each)) for each in held]
    assert all(each == leads for each in others)
    return held[0]


def _left(held: Interview, before: Interview) -> object:
    """What may still come: of the verdict, and of the conditions of what was possible before."""
    made, needed = held.diagram, held.diagram.rules.outcomes
    trees = [made.verdict]
    if made.values_unsure:
        ends = (verdict[-1] or "" for verdict in before.possible)
        trees += [made.conditions.asked[id_] for end in ends for id_ in needed[end].ready_when]
    return [made.restrict(tree, held.selection) for tree in trees], held.possible


def _states(held: Interview) -> object:
    """The conditions of the directions still possible, as far as they are known."""
    if not held.diagram.values_unsure:
        return None
    found = (readiness(held.diagram, held.selection, each) for each in held.possible)
    return [[*each.states.items()] for each in found]


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
