"""docs/rules.md explains every word of the rule language, and its examples are one sound set."""

import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from rules.checks.check import check
from rules.checks.reads_as import misread
from rules.cli.authors import schema
from rules.diagram.compiler import compile_rules
from rules.diagram.diagram import Diagram
from rules.interview.truth import TruthReader
from rules.language.answers import from_json
from rules.language.kinds.number import DECIMAL_PLACES, Number
from rules.language.model import RuleSet
from rules.language.when import atoms
from rules.language.word import Word
from rules.loading.load import loads, shipped
from rules.loading.references import misfits
from rules.loading.yaml12 import parse

PAGE = (Path(__file__).parents[1] / "docs" / "rules.md").read_text("utf-8")
FENCED = re.compile(r"^```yaml\n(.*?)^```$", re.DOTALL | re.MULTILINE)
PIECES = FENCED.findall(PAGE)
PROSE = FENCED.sub("", PAGE)
FIRST_OF_2 = next(n for n, piece in enumerate(PIECES) if piece.startswith("language: 2"))
HEADS = re.findall(r"^- ((?:`\w+`, )*`\w+`):", PROSE, re.MULTILINE)
EXPLAINED = {word for head in HEADS for word in re.findall(r"\w+", head)}
HOLDS = re.findall(r"^  (\w+): .*# for (.*), not (.*)$", "".join(PIECES), re.MULTILINE)
OF_OVERLAYS = {"assumptions", "by"}  # what an overlay leaves in the joined set: docs/overlays.md
ALSO_NAMED = {"yes", "no", "true", "false", "check", "unsure", "advice"}  # values and a command


def read(text: str) -> Any:
    """A piece of YAML as an author's file is read."""
    document = parse(text, "docs/rules.md")
    assert not document.faults
    return document.data


def add(whole: dict[str, Any], piece: dict[str, Any]) -> None:
    """Join a piece to what stands under the same names. What is said stays as it was said."""
    for key, value in piece.items():
        there = whole.setdefault(key, value)
        if there is value:
            continue
        assert type(there) is type(value) in (dict, list), f"'{key}' is said twice"
        if isinstance(value, dict):
            add(there, value)
        else:
            add_entries(there, value)


def add_entries(there: list[Any], entries: list[Any]) -> None:
    """Join the entries of a list by their ids; those that are new come last."""
    by_id = {each["id"]: each for each in there}
    for each in entries:
        if each["id"] in by_id:
            add(by_id[each["id"]], {key: value for key, value in each.items() if key != "id"})
        else:
            there.append(each)


def whole(language: int = 1) -> dict[str, Any]:
    """The page's rule set of a language as plain data."""
    found: dict[str, Any] = {}
    for piece in PIECES[:FIRST_OF_2] if language == 1 else PIECES[FIRST_OF_2:]:
        add(found, read(piece))
    return found


@cache
def put_together(language: int = 1) -> Diagram:
    """The same compiled, once it is known that every id in it leads somewhere."""
    rules = RuleSet.read(whole(language))
    assert [*misfits(rules)] == []
    return compile_rules(rules)


def parts(raw: Any) -> Iterator[dict[str, Any]]:
    """Every mapping in a JSON Schema, however deep."""
    if isinstance(raw, dict):
        yield raw
    for each in raw.values() if isinstance(raw, dict) else raw if isinstance(raw, list) else ():
        yield from parts(each)


KEYS = {key for part in parts(schema()) for key in part.get("properties", {})}
CONSTANTS = {
    str(each) for part in parts(schema()) for each in part.get("enum", [part.get("const")])
}
DEFAULTS = {part["default"] for part in parts(schema()) if isinstance(part.get("default"), str)}


def key(kind: type[Word], name: str) -> tuple[str, str]:
    """A field as an author writes it, after the class that first has it."""
    first = [each for each in kind.__mro__ if name in getattr(each, "model_fields", {})][-1]
    return first.__name__, kind.model_fields[name].alias or name


def keys() -> Iterator[tuple[str, str]]:
    """Every key of everything that an author of a rule set writes."""
    queue = [Word]
    while queue:
        kind = queue.pop()
        queue += kind.__subclasses__()
        if kind.__module__.startswith("rules.language.") and kind.__name__ != "Assumption":
            found = (key(kind, name) for name in kind.model_fields)
            yield from (each for each in found if each[1] not in OF_OVERLAYS)


def written(value: Any) -> Iterator[tuple[str, str]]:
    """Of these keys, those that stand in a rule set."""
    if isinstance(value, Word):
        for name in value.model_fields_set:
            yield key(type(value), name)
            yield from written(getattr(value, name))
    elif isinstance(value, dict | tuple):
        for each in value.values() if isinstance(value, dict) else value:
            yield from written(each)


def test_every_word_is_explained_and_none_else():
    assert (KEYS - OF_OVERLAYS) | {name for _, name in keys()} == EXPLAINED


def test_a_word_in_the_prose_is_one_of_the_language():
    in_prose = {*re.findall(r"`([a-z]\w+)`", PROSE)}
    assert in_prose - EXPLAINED - ALSO_NAMED == CONSTANTS - {"None", "1", "2"} - ALSO_NAMED


def test_what_holds_if_nothing_is_said():
    assert {*re.findall(r"`(\w+)`, if you say nothing", PROSE)} == DEFAULTS
    assert "`min` is 0 if you say nothing" in PROSE
    assert Number.model_fields["min"].default == 0
    assert "digits may follow the point; two if you say nothing" in PROSE
    assert DECIMAL_PLACES == 2


@pytest.mark.parametrize("language", [1, 2])
def test_the_pieces_are_one_set_that_passes_check(language):
    checked = check(put_together(language))
    assert [*checked.problems] == []
    assert {each.kind for each in checked.warnings} <= {"overlap"}


def test_every_key_has_an_example():
    found = {*written(put_together().rules), *written(put_together(2).rules)}
    assert {*keys()} - found == set()
    compared = {word for piece in PIECES for word in re.findall(r"(\w+):", piece)}
    assert compared >= EXPLAINED


@pytest.mark.parametrize(("term", "yes", "no"), HOLDS, ids=[term for term, *_ in HOLDS])
def test_a_condition_holds_where_the_page_says(term, yes, no):
    diagram = put_together()
    when = diagram.rules.terms[term].when
    for text, holds in ((yes, True), (no, False)):
        (said,) = read(f"[{text}]")
        given = said if isinstance(said, dict) else {next(atoms(when)).fact: said}
        answers = {fact: from_json(raw) for fact, raw in given.items()}
        for fact, answer in answers.items():
            diagram.rules.facts[fact].admit(fact, answer)
        assert TruthReader(diagram, diagram.selection(answers)).truth(when) is holds


def test_every_condition_says_where_it_holds():
    assert [term for term, *_ in HOLDS] == [*put_together().rules.terms]


def test_it_reads_as_the_other_set():
    rules = put_together().rules
    for other in rules.reads_as:
        assert [*misread(rules, loads(shipped(other)))] == []
