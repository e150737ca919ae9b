"""What would change an advice of language 2, and what is promised: tried in every world."""

import sys
from collections.abc import Iterator, Sequence
from itertools import islice, product
from typing import Any, TypeAlias

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rules.diagram.compiler import compile_rules
from rules.diagram.nodes import Forest
from rules.interview.advice import advice
from rules.interview.explain import recommend
from rules.interview.interview import Interview
from rules.interview.once import once
from rules.interview.report import report
from rules.interview.what_if import Change, what_if
from rules.language.answers import from_json
from tests.rules import naive2
from tests.rules.examples2 import rows, whole
from tests.rules.sized import at, load_raw
from tests.rules.strategies2 import answer, answered
from tests.rules.toys import DOG, compiled
from tests.rules.tried import tried

Raw: TypeAlias = dict[str, Any]

some = settings(max_examples=20)
MOST_WORLDS = 30  # tried of one promise


def finished(raw: Raw, known: Raw, data: st.DataObject) -> tuple[Interview, Raw]:
    """An interview with whatever answers, until there is nothing more to ask."""
    diagram = compile_rules(load_raw(raw))
    while name := at(diagram, known).next_fact:
        known = {**known, name: data.draw(answer(raw["facts"][name]))}
    return at(diagram, known), known


def changed(held: Interview, raw: Raw, known: Raw, changes: Sequence[Change]) -> Iterator[Raw]:
    """The answers with each change made, by each of the plain answers that will do."""
    ways = [[*plain(held, raw, change)] for change in changes]
    assert all(ways)
    for values in islice(product(*ways), MOST_WORLDS):
        yield {**known, **{c.fact: v for c, v in zip(changes, values, strict=True)}}


def plain(held: Interview, raw: Raw, change: Change) -> Iterator[Any]:
    classes = held.diagram.classes[change.fact]
    becomes = [classes.covers(classes.of(each)) for each in change.becomes]
    for value in naive2.plain_answers(raw["facts"][change.fact]):
        kept = classes.covers(classes.of(from_json(value)))
        if any(all({*x} <= {*y} for x, y in zip(kept, each, strict=True)) for each in becomes):
            yield value


def texts(held: Interview, raw: Raw, known: Raw) -> set[str]:
    found = (held.diagram.recommendation(each) for each in naive2.verdicts(raw, known))
    return {text.id for text in found if text}


@tried(20, 400, answered(), st.data())
def test_each_change_leads_where_it_says(pair: tuple[Raw, Raw], data: st.DataObject) -> None:
    raw, _ = pair
    held, known = finished(*pair, data)
    said = {}
    for way in what_if(held):
        said[way.text.id] = (len(way.changes), len(way.answers_needed))
        for now in changed(held, raw, known, (*way.changes, *way.answers_needed)):
            assert texts(held, raw, now) == {way.text.id}
            assert way.stance in (None, naive2.stance(raw, now))
    for fact in raw["facts"]:
        fresh = known.get(fact, "not_sure") == "not_sure"
        for value in naive2.plain_answers(raw["facts"][fact]):
            for text in one(texts(held, raw, {**known, fact: value})) - {recommend(held).text.id}:
                changes, needed = said[text]
                assert changes + needed <= 1 if fresh else changes <= 1


def one(found: set[str]) -> set[str]:
    """What follows, if it is one thing."""
    return found if len(found) == 1 else set()


@tried(20, 400, answered(), st.data())
def test_what_is_promised_comes_true(pair: tuple[Raw, Raw], data: st.DataObject) -> None:
    raw, _ = pair
    held, known = finished(*pair, data)
    advised, promised = recommend(held), once(held)
    assert advised.missing or promised is None
    for now in changed(held, raw, known, promised.changes) if promised else ():
        assert promised
        assert texts(held, raw, now) == {promised.text.id}
        assert promised.stance in (None, naive2.stance(raw, now))
        if naive2.verdict(raw, now) == advised.verdict:
            states = naive2.states(raw, now)
            assert all(states[id_] in ("done", "left_out") for id_ in advised.missing)


def test_once_data_is_there_another_direction_may_fit() -> None:
    (row,) = (row for row in rows() if row.name.startswith("9, "))
    promised = once(at(compile_rules(load_raw(row.raw)), row.answers))
    assert promised
    assert (promised.text.id, promised.stance) == ("text-classifier", "yes")


def at_example(name: str, answers: Raw) -> Interview:
    (raw, *_) = (row.raw for row in rows() if row.name.startswith(name))
    return at(compile_rules(load_raw(raw)), answers)


@pytest.mark.parametrize(
    ("answer", "line"),
    [
        (60, "Missing: 300 good ones, about 60 so far"),
        (0, "Missing: 300 good ones, none so far"),
        ({"at_least": 100, "below": 300}, "Missing: 300 good ones, 100 to 299 so far"),
        ({"below": 300}, "Missing: 300 good ones, fewer than 300 so far"),
        ({"at_least": 200, "below": 400}, "Unknown: 300 good ones, 200 to 399 so far"),
        ("not_sure", "Unknown: 300 good ones"),
        (300, "Done: 300 good ones"),
    ],
)
def test_what_is_counted_says_how_many_there_are(answer: Any, line: str) -> None:
    counted = {"is": "there are {n}", "of": "good ones", "as": "count"}
    raw = whole(
        {
            "facts": {"n": {"type": "int", "min": 0, "max": 1000, **counted}},
            "tables": {"t": [{"outcome": "tune"}]},
            "conditions": {"enough": {"when": {"n": {"at_least": 300}}}},
            "outcomes": {"tune": {"trains": True, "ready_when": ["enough"]}},
        }
    )
    raw["conditions"]["enough"]["label"] = "300 good ones"
    held = at(compile_rules(load_raw(raw)), {"n": answer})
    said = advice(held, recommend(held))
    assert [each.text for each in said.sections[1].items] == [line]


@pytest.mark.parametrize(
    ("answers", "title", "ready"),
    [
        ({"ready": []}, "Not yet. Get it.", "Ready: 0 of 2"),
        ({"ready": {"yes": ["evals"], "no": []}}, "Yes, with one if. text-tune.", "Ready: 1 of 2"),
        ({"ready": ["evals", "owner"]}, "Yes. text-tune.", "Ready: 2 of 2"),
    ],
)
def test_an_advice_is_headed_by_its_stance(answers: Raw, title: str, ready: str) -> None:
    held = at_example("4 to 6, ", answers)
    said = advice(held, recommend(held))
    assert (said.title, said.sections[1].title) == (title, ready)


@some
@given(answered(), st.data())
def test_any_advice_can_be_told(pair: tuple[Raw, Raw], data: st.DataObject) -> None:
    held, _ = finished(*pair, data)
    advised = recommend(held)
    said = advice(held, advised)
    assert said.title.startswith(("Yes", "Not yet. ", "No"))
    assert [each.items for each in said.sections if not each.items] == []
    assert report(held)["recommendation"]["id"] == advised.text.id


def test_nothing_is_promised_where_it_takes_too_much_to_tell(monkeypatch) -> None:
    lacking = {"wish": ["company"], "ready": {"yes": [], "no": ["time", "garden"]}}
    answers = {**lacking, "travels": "no", "walks": 3, "large": "yes"}
    held = at(compiled(DOG), answers)
    assert once(held)
    monkeypatch.setattr(sys.modules[once.__module__], "Forest", lambda: Forest(1))
    assert once(held) is None
    assert advice(held, recommend(held)).verdict == "A dog it is."
