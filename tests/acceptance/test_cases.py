"""Sixty published situations, labelled by people who saw no rules.

Half A was opened when the rules were written, and taught; half B when they were, and then taught as
well; half C, collected after that, at the very end. What each came to when it was opened is told in
docs/advice.md, the missed targets too.
"""

import re

import pytest

from rules.loading.load import shipped

from .cases import DIAGRAM, HALF_A, HALF_B, HALF_C, HANDED, NAME, Case
from .labels import GROUPS, LABELS, group, label
from .page import half, shown

EVERY = [*HANDED, *HALF_A, *HALF_B, *HALF_C]
TRAINS = {
    "fine_tune",
    "reinforcement_fine_tune",
    "small_classifier",
    "rag_plus_fine_tune",
    "fine_tune_plus_fallback",
}
every_case = pytest.mark.parametrize("case", EVERY, ids=lambda case: case.id)


def test_every_direction_has_a_label_and_every_label_a_group():
    assert LABELS.keys() == set(DIAGRAM.directions)
    assert len({each for some in GROUPS for each in some}) == sum(map(len, GROUPS))
    for case in EVERY:
        for named in (case.expected["primary"], *case.expected["acceptable"]):
            assert group(named) >= 0


@pytest.mark.parametrize("case", HANDED, ids=lambda case: case.id)
def test_each_situation_handed_to_us_gets_advice_that_an_expert_accepts(case: Case) -> None:
    assert case.grade in ("full", "partial"), label(case.ours)


@every_case
def test_nobody_is_told_to_do_what_the_case_rules_out(case: Case) -> None:
    assert case.grade != "harmful", label(case.ours)


@every_case
def test_no_answers_to_the_rest_lead_to_training_that_the_case_rules_out(case: Case) -> None:
    ruled_out = TRAINS & set(case.expected["must_not"])
    for advised in case.completed(60 if ruled_out else 0):
        trained = DIAGRAM.rules.outcomes[advised.direction].trains
        assert not (trained and label(advised) in ruled_out), advised.direction


@pytest.mark.parametrize("cases", [HALF_A, HALF_B, HALF_C], ids=["A", "B", "C"])
def test_where_nobody_trained_nobody_is_told_a_plain_yes(cases: list[Case]) -> None:
    others = [case.ours for case in cases if not case.trained]
    assert not [each.direction for each in others if each.stance == "yes"]


def test_the_page_tells_how_they_came_out(update: bool) -> None:
    assert shown("".join(map(half, "ABC", (HALF_A, HALF_B, HALF_C))), update)


def test_no_text_of_a_case_stands_in_the_rules():
    ours = " ".join(_words(shipped(NAME)))
    for case in EVERY:
        for text in case.texts:
            words = _words(text)
            for n in range(len(words) - 6):
                assert " ".join(words[n : n + 7]) not in ours, (case.id, words[n : n + 7])


def _words(text: str) -> list[str]:
    return re.findall(r"[a-z0-9']+", text.lower())
