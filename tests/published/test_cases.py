"""Published guides, papers and case reports: what they advised is what we advise, or we say why not.

A source states some facts and is silent on the rest, which is answered *not sure*. Its verdict must
still be possible then, and must be ours where ours is decided.
"""

import pytest

from rules.interview.interview import interview
from tests.test_shipped_sets import training

from .reading import CASES, DIAGRAM, Case, Named

every_case = pytest.mark.parametrize("case", CASES, ids=lambda case: case.id)


def test_there_are_at_least_thirty_cases_all_different():
    assert len({case.id for case in CASES}) == len({case.says for case in CASES}) == len(CASES)
    assert len(CASES) >= 30


@every_case
def test_a_case_answers_our_questions_and_names_our_recommendations(case):
    assert case.answers.keys() <= DIAGRAM.rules.facts.keys()
    assert set(case.verdict) <= {text.id for text in DIAGRAM.rules.recommendations}
    assert case.origin


@every_case
def test_the_sources_verdict_is_possible_and_ours_where_decided(case):
    assert case.agrees == (not case.differs), f"ours: {sorted(case.possible)}"


@every_case
def test_no_model_is_trained_where_a_source_is_silent_on_evals_gap_or_data(case):
    if {"gap", "has_evals", "data"} - case.answers.keys():
        assert not training(set(case.possible))


@every_case
def test_a_case_is_read_as_the_bot_reads_the_same_answers(case):
    if not any(isinstance(raw, Named) for raw in case.answers.values()):
        held = interview(DIAGRAM, case.read)
        assert case.possible == {text.id for text in held.recommendations}


def test_a_list_given_in_part_leaves_the_rest_of_it_open():
    def possible(data):
        answers = {"gap": "cost", "has_evals": "yes", "breadth": "narrow", "data": data}
        return Case(id="x", source="ertas", says="x", answers=answers, verdict=("api",)).possible

    part = possible(Named(has=("pairs", "lifelike")))
    assert part > possible(["pairs", "lifelike"])
    assert part >= possible(["pairs", "lifelike", "teacher"])
    assert possible(Named(has=("pairs", "lifelike"), lacks=("teacher",))) < part


@pytest.mark.parametrize(
    ("name", "more"),
    [
        ("anthropic-contextual-retrieval", {"pasted": "right", "needs_citations": "yes"}),
        ("ambience", {"examples": 200, "needs_citations": "no"}),
        ("openai-few-dozen", {"examples": 200}),
        ("openai-slack-messages", {"has_evals": "yes"}),
        ("agriculture", {"pasted": "wrong", "examples": 300}),
    ],
)
def test_these_differ_only_by_what_their_source_leaves_out_or_we_ask_more_of(name, more):
    (case,) = [case for case in CASES if case.id == name]
    stated = {each: getattr(case, each) for each in Case.model_fields}
    assert Case(**{**stated, "answers": {**case.answers, **more}}).agrees
