"""Sources: nothing linked twice, nothing kept in vain, wherever in a rule set it is cited."""

import pytest
from pydantic import Field

from rules.checks.check import check
from rules.diagram.compiler import compile_rules
from rules.language.model import Outcome, RuleSet
from rules.language.word import Word
from rules.loading.citations import every_citation, led_nowhere
from rules.loading.load import loads
from tests.rules.toys import WHOLE_KETTLE, changed

UNCLE = """\
  uncle:
    title: On milk
    url: https://example.org/milk
    publisher: Uncle Bob
    statements:
      B1: Milk boils over.
      B2: Milk goes sour.
facts:
"""
WITH_UNCLE = changed(WHOLE_KETTLE, "facts:\n", UNCLE)


def found(text: str) -> list[tuple[str, str, object]]:
    checked = check(compile_rules(loads(text)))
    every = [*checked.problems, *checked.warnings]
    return [(p.kind, p.message, p.path) for p in every if "cite" in p.message or "url" in p.message]


def test_a_source_that_nothing_uses_is_told() -> None:
    message = "nothing cites source 'uncle' or links to it: use it, or remove it"
    assert found(WITH_UNCLE) == [("unused source", message, ("sources", "uncle"))]


def test_a_source_that_an_outcome_links_to_is_used_and_its_statements_are_not() -> None:
    text = changed(WITH_UNCLE, "  leave: {}", "  leave: {links: [uncle]}")
    message = "nothing cites B1, B2 of source 'uncle': cite them, or remove them"
    path = ("sources", "uncle", "statements", "B1")
    assert found(text) == [("unused statement", message, path)]


def test_a_statement_that_nothing_cites_is_told_with_its_source() -> None:
    ((kind, message, _),) = found(changed(WITH_UNCLE, "cite: [A2]", "cite: [A2, B2]"))
    assert kind == "unused statement"
    assert message == "nothing cites B1 of source 'uncle': cite them, or remove them"


@pytest.mark.parametrize("url", ["https://example.org/tea", "https://example.org/tea/"])
def test_two_sources_with_one_url_are_told(url: str) -> None:
    text = changed(WITH_UNCLE, "https://example.org/milk", url)
    text = changed(text, "cite: [A2]", "cite: [A2, B1, B2]")
    message = "sources 'aunt' and 'uncle' have the same url: make them one"
    assert found(text) == [("double source", message, ("sources", "uncle", "url"))]


def test_citations_are_found_wherever_they_stand() -> None:
    class Line(Word):
        text: str
        cite: tuple[str, ...] = ()

    class Longer(Outcome):
        lines: tuple[Line, ...] = ()
        by_name: dict[str, Line] = Field(default_factory=dict)

    lines = {
        "lines": (Line(text="a", cite=("X1",)),),
        "by_name": {"a": Line(text="", cite=("X2",))},
    }
    rules = loads(WHOLE_KETTLE).model_copy(
        update={"outcomes": {"leave": Longer(**lines, links=("aunt",))}}  # type: ignore[arg-type]
    )
    assert isinstance(rules, RuleSet)
    outcome = ("outcomes", "leave")
    assert [each for each in every_citation(rules) if each.path[0] == "outcomes"] == [
        ("links", (*outcome, "links", 0), "aunt"),
        ("cite", (*outcome, "lines", 0, "cite", 0), "X1"),
        ("cite", (*outcome, "by_name", "a", "cite", 0), "X2"),
    ]
    wrong = {each.path: each.message for each in led_nowhere(rules)}
    assert wrong == {
        (*outcome, "lines", 0, "cite", 0): "no statement is called 'X1': use one of: A1, A2",
        (*outcome, "by_name", "a", "cite", 0): "no statement is called 'X2': use one of: A1, A2",
    }
