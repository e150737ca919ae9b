"""Nothing of the two articles is left out: each statement reaches a person, by known answers."""

from itertools import chain

import pytest

from rules.language.answers import Json
from tests.coverage.drive import MAP, OURS, Entry, held, shown
from tests.coverage.page import PAGE, page

ERTAS = [f"E{n}" for n in range(1, 40)]
EAZYWARE = [f"K{n}" for n in range(1, 26)]
DIFFERENCES = [f"D{n}" for n in range(1, 21)]


def test_every_statement_of_both_articles_and_every_difference_is_in_the_map() -> None:
    rules = OURS.rules
    assert [*MAP] == [*ERTAS, *EAZYWARE, *DIFFERENCES]
    assert [*rules.sources["ertas"].statements] == ERTAS
    assert [*rules.sources["eazyware"].statements] == EAZYWARE
    assert [difference.id for difference in rules.differences] == DIFFERENCES


@pytest.mark.parametrize("id_", MAP)
def test_the_answers_in_the_map_show_it_where_the_map_says(id_: str) -> None:
    here = held(id_, MAP[id_])
    texts = shown(here, MAP[id_].shown_as)
    assert any(id_ in text.ids for text in texts), f"{id_} is not behind any of: {texts}"


def test_a_difference_is_shown_as_one() -> None:
    assert {MAP[id_].shown_as for id_ in DIFFERENCES} == {"difference"}


def test_a_missing_and_a_spare_answer_are_named() -> None:
    answers: dict[str, Json] = {"gap": ["private"], "limits": ["in_house"]}
    with pytest.raises(AssertionError, match="X1: the interview asks for 'output'"):
        held("X1", Entry("reason", answers))
    with pytest.raises(AssertionError, match="X1: nobody asks for examples: leave it out"):
        held("X1", Entry("reason", {"gap": ["unclear"], "examples": 3}))


def test_every_statement_of_every_source_is_cited() -> None:
    rules = OURS.rules
    lines = chain(
        *((*each.steps, *each.cautions) for each in rules.outcomes.values()),
        *((*text.steps, text.revisit) for text in rules.recommendations),
    )
    citing = chain(
        *(rules.facts.values(), *rules.tables.values(), rules.conditions.values()),
        *(rules.modifiers.values(), rules.collect, filter(None, lines), rules.differences),
    )
    cited = {statement for each in citing for statement in each.cite}
    stated = {statement for source in rules.sources.values() for statement in source.statements}
    assert stated - cited == set()


def test_the_page_in_docs_shows_the_map(update: bool) -> None:
    if update:
        PAGE.write_text(page(), "utf-8")
    assert PAGE.read_text("utf-8") == page()
