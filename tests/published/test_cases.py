"""Published guides, papers and case reports: what they advised is what we advise, or we say why not.

A source states some facts and is silent on the rest, which is answered *not sure*. What we advise then
is what it advised, or of its kind, or turns on what it doesn't state.
"""

import pytest

from .reading import CASES, DIAGRAM, tally

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
def test_ours_is_the_sources_or_of_its_kind_or_open_to_it_or_we_say_why_not(case):
    assert (case.comes_out == "differs") == bool(case.differs), case.ours.direction


def test_most_come_out_as_the_source_did():
    found = tally(CASES)
    assert found.same + found.group >= 38
    assert found.differing <= 3


@every_case
def test_nobody_hears_a_plain_yes_where_a_source_is_silent_on_gap_evals_or_examples(case):
    if {"gap", "ready"} - case.answers.keys():
        assert case.ours.stance not in ("yes", "yes_if")
