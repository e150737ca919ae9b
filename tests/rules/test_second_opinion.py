"""What each article alone says to our answers, and whether it says the same."""

from functools import cache

import pytest

from rules.diagram.compiler import compile_rules
from rules.diagram.diagram import Diagram
from rules.interview.interview import Interview, interview
from rules.interview.second_opinion import SecondOpinion, second_opinion
from rules.language.answers import from_json
from rules.loading.load import loads, shipped

OURS = "should-we-finetune"


@cache
def diagram(name: str) -> Diagram:
    return compile_rules(loads(shipped(name), name))


def held(**answers: object) -> Interview:
    return interview(diagram(OURS), {fact: from_json(raw) for fact, raw in answers.items()})


def opinion(name: str, **answers: object) -> SecondOpinion:
    return second_opinion(held(**answers), diagram(name))


BROAD: dict[str, object] = {
    "gap": ["style"],
    "tried": {"yes": ["prompt", "plateau"], "no": []},
    "knowledge_changes": "no",
    "one_off": "no",
    "breadth": "broad",
    "limits": [],
}


def test_an_article_that_our_answers_settle_says_the_same_or_parts() -> None:
    same = opinion("ertas", gap=["style"], tried=[], breadth="narrow")
    assert same.agrees
    assert same.advised
    assert same.advised.text.id == "improve_prompt"
    for name, says in [("ertas", "improve_prompt"), ("eazyware", "better_prompts")]:
        parts = opinion(name, gap=["style"], tried=[], breadth="broad")
        assert parts.advised
        assert parts.advised.text.id == says
        assert not parts.agrees


def test_what_our_answers_leave_open_stays_open_and_names_its_question() -> None:
    found = opinion("ertas", **BROAD)
    assert found.advised is None
    assert {text.id for text in found.possible} == {"api", "frontier"}
    assert found.held.next_fact == "requests_per_day"
    assert not found.agrees


def test_more_answers_settle_what_was_open() -> None:
    found = opinion("ertas", **BROAD, requests_per_day=5000)
    assert found.advised
    assert found.advised.text.id == "frontier"
    assert found.agrees


def test_not_sure_of_ours_is_not_read_as_an_answer_of_theirs() -> None:
    unsure = opinion("ertas", gap=["style"], tried="not_sure", breadth="narrow")
    theirs = {text.id for text in diagram("ertas").rules.recommendations}
    assert {text.id for text in unsure.possible} == theirs - {"frontier"}  # it is narrow
    assert unsure.held.next_fact == "prompt_optimised"


KNOWN = [
    ("Ertas case 5: a 200-word prompt, tried on 10 examples", "ertas", ["improve_prompt"], True),
    ("Ertas case 1, exception: the same shop wants its own style on top", "ertas", ["rag"], False),
    ("Ertas question 6, no: several tasks at once", "ertas", ["keep_prompt"], False),
    ("eazyware win 2: medical vocabulary, 5,000 examples, retrieval tried", "eazyware", ["fine_tune"], True),
    ("eazyware fails: smarter on our domain, and the right passage makes it right", "eazyware", ["rag", "basics"], True),
    ("eazyware tree: RAG hasn't been tried, the gap is vocabulary", "eazyware", ["rag"], True),
    ("Ertas case 2, nuance: the passages are right and it joins them badly", "eazyware", ["better_retrieval"], False),
]  # fmt: skip


@pytest.mark.parametrize(("case", "name", "possible", "agrees"), KNOWN)
def test_worked_cases_have_a_known_second_opinion(case, name, possible, agrees) -> None:
    (answers,) = [each.answers for each in diagram(OURS).rules.cases if each.name == case]
    found = opinion(name, **answers)
    assert [text.id for text in found.possible] == possible
    assert found.agrees == agrees
    assert [found.advised.text.id] == possible if found.advised else len(possible) > 1


def test_a_fact_that_the_other_no_longer_has_is_left_out() -> None:
    """A conversation held under older rules is still compared with today's article."""
    older = diagram("ertas")
    facts = {id_: fact for id_, fact in older.rules.facts.items() if id_ != "narrow"}
    table = tuple(
        rule for rule in older.rules.tables["flowchart"] if "narrow" not in str(rule.when)
    )
    newer = compile_rules(
        older.rules.model_copy(update={"facts": facts, "tables": {"flowchart": table}})
    )
    assert second_opinion(held(**BROAD), newer).possible
