"""What the worked cases reach: all that their replay tells, and nothing that it doesn't."""

import json
from typing import Any, TypeAlias

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rules.__main__ import main
from rules.charts.chart import charts
from rules.charts.draw import ALL_REACHED, UNREACHED, draw, draw_svg
from rules.checks.coverage import COVERABLE, Coverage, coverage
from rules.cli.check import Suggestions
from rules.diagram.compiler import compile_rules
from rules.diagram.diagram import Diagram
from rules.interview.explain import NoWordsError, recommend
from rules.loading.load import loads
from tests.rules import naive2, strategies2
from tests.rules.sized import at, load_raw
from tests.rules.strategies import advised, answers, conditions
from tests.rules.test_draw import dot  # noqa: F401  # a fixture
from tests.rules.test_lines import FULLER
from tests.rules.toys import DOG, KETTLE, MUSEUM, WHOLE_KETTLE, changed, compiled

Raw: TypeAlias = dict[str, Any]
some = settings(max_examples=25)
MANY = 60  # worlds of one rule set, each of which becomes a case


@st.composite
def rulesets(draw: st.DrawFn) -> Raw:
    """A rule set whose lines and differences have conditions, without a case."""
    raw = draw(advised())
    source = {"title": "Other", "url": "https://example.org/o", "publisher": "Somebody"}
    raw["sources"]["other"] = {**source, "statements": {"O1": "Something."}}
    concerned = draw(st.lists(st.sampled_from([text["id"] for text in raw["recommendations"]])))
    says = {"about": "x", "says": {"source": "a", "other": "b"}, "we": "c", "cite": ["O1"]}
    when = draw(conditions(raw["facts"]))
    raw["differences"] = [
        {"id": "D1", "when": when, **says},
        {"id": "D2", "for": list(dict.fromkeys(concerned)), **says},
    ]
    return raw


def with_cases(raw: Raw, cases: list[Any]) -> Raw:
    """The rule set with these answers as its worked cases; what they expect is not read here."""
    expect = raw["recommendations"][0]["id"]
    listed = [{"name": f"c{n}", "answers": each, "expect": expect} for n, each in enumerate(cases)]
    return {**raw, "cases": listed}


def covered(raw: Raw) -> Coverage:
    return coverage(compile_rules(load_raw(raw)))


def unreached(found: Coverage) -> set[tuple[str, str]]:
    return {(kind, item.name) for kind in COVERABLE for item in found.unreached(kind)}


def met(diagram: Diagram, cases: list[Any]) -> set[tuple[str, str]]:
    """What these people are told."""
    found: set[tuple[str, str]] = set()
    for case in cases:
        try:
            said = recommend(at(diagram, case))
        except NoWordsError:
            continue
        for reason in said.reasons:
            id_, fails = reason.rule.id, reason.rule.id in diagram.rules.conditions
            found.add(("condition", f"{id_}, not done") if fails else ("rule", id_))
            adds = diagram.rules.outcomes[reason.rule.outcome].adds
            found |= {("outcome", each) for each in (reason.rule.outcome, *adds)}
        states = {id_: state for id_, state in said.states.items() if state != "left_out"}
        for id_, state in states.items():
            found.add(("condition", f"{id_}, {'done' if state == 'done' else 'not done'}"))
        found |= {("modifier", id_) for id_ in said.modifiers}
        found |= {("row", row.id) for row in said.collected}
        found |= {("line", line.say) for line in (*said.steps, *said.cautions)}
        found |= {("difference", each.id) for each in said.differences}
        found.add(("recommendation", said.text.id))
    return found


def everything(found: Coverage) -> set[tuple[str, str]]:
    return {(item.kind, item.name) for item in found.items}


# Laws


@pytest.mark.slow
@some
@given(rulesets() | strategies2.rulesets(), st.data())
def test_what_no_case_reaches_is_what_no_replay_tells(raw: Raw, data: st.DataObject) -> None:
    answered = strategies2.answers(raw) if "language" in raw else answers(raw)
    cases = data.draw(st.lists(answered, max_size=4))
    diagram = compile_rules(load_raw(with_cases(raw, cases)))
    found = coverage(diagram)
    assert unreached(found) == everything(found) - met(diagram, cases)


@pytest.mark.slow
@some
@given(rulesets() | strategies2.rulesets(3, 3))
def test_the_answers_given_for_something_reach_it(raw: Raw) -> None:
    diagram = compile_rules(load_raw(raw))
    ways = Suggestions(diagram)
    worlds = [*naive2.worlds(raw, {})]
    told = met(diagram, worlds[:: 1 + len(worlds) // MANY])
    for item in coverage(diagram).items:
        case = ways.to(item)
        if case is None:
            assert item.kind not in ("rule", "recommendation") or (item.kind, item.name) not in told
        elif diagram.recommendation(at(diagram, case).possible[0]):  # a gap `check` names first
            again = coverage(compile_rules(load_raw(with_cases(raw, [case]))))
            assert item.path in again.reached


@pytest.mark.slow
@some
@given(st.data())
def test_charts_dash_exactly_what_no_case_reaches(data: st.DataObject) -> None:
    raw = data.draw(rulesets())
    diagram = compile_rules(
        load_raw(with_cases(raw, data.draw(st.lists(answers(raw), max_size=4))))
    )
    found = coverage(diagram)
    left = unreached(found)
    for table in (None, *raw["tables"]):
        if table is None and len(raw["verdict"]) > 1:
            continue  # its tables are drawn instead
        drawn = charts(diagram, table, None, found.walks)
        ends = [box for chart in drawn for box in chart.boxes if box.kind == "outcome"]
        met = {box.lines[1][5:] if table else box.lines[0] for box in ends if not box.unreached}
        kind = "rule" if table else "recommendation"
        shown = {box.lines[1][5:] if table else box.lines[0] for box in ends}
        assert met == {name for name in shown if (kind, name) not in left}
        for chart in drawn:
            boxes = {box.id: box for box in chart.boxes}
            for arrow in chart.arrows:
                ends_met = not boxes[arrow.start].unreached and not boxes[arrow.end].unreached
                assert arrow.unreached or ends_met


# Examples


def test_a_case_reaches_its_rules_lines_and_differences() -> None:
    found = coverage(compiled(FULLER))
    assert unreached(found) == {
        ("rule", "not-thirsty"),
        ("rule", "cold"),
        ("rule", "dry"),
        ("recommendation", "leave"),
        ("recommendation", "fill"),
        ("outcome", "leave"),
        ("outcome", "fill"),
        ("line", "Fetch the milk."),
    }
    tea = "answers: {thirsty: yes, drink: tea, water: 1000}"
    cocoa = coverage(compiled(changed(FULLER, tea, tea.replace("tea", "cocoa"))))
    swapped = {("line", "Fetch the milk."), ("line", "Warm the pot."), ("difference", "D1")}
    assert unreached(found) ^ unreached(cocoa) == swapped


def test_equal_sentences_in_two_places_are_reached_each_on_its_own() -> None:
    twice = changed(FULLER, "say: Fetch the milk.", "say: Warm the pot.")
    (line,) = coverage(compiled(twice)).unreached("line")
    assert (line.name, line.path) == ("Warm the pot.", ("recommendations", 2, "steps", 2))


def test_an_open_case_reaches_what_is_told_and_not_all_that_is_possible() -> None:
    case = "answers: {thirsty: yes, drink: tea, water: not_sure}\n    expect: [fill, boil]"
    old = "answers: {thirsty: yes, drink: tea, water: 1000}\n    expect: boil"
    found = coverage(compiled(changed(KETTLE, old, case)))
    assert [item.name for item in found.unreached("recommendation")] == ["leave", "boil"]
    assert [item.name for item in found.unreached("rule")] == ["not-thirsty", "cold", "go"]


def test_without_a_case_nothing_is_reached() -> None:
    found = coverage(compiled(MUSEUM))
    assert unreached(found) == everything(found)


# As a person reads it


def test_check_names_what_no_case_reaches_when_asked(tmp_path, capsys) -> None:
    path = tmp_path / "kettle.yaml"
    path.write_text(WHOLE_KETTLE, "utf-8")
    assert main(["check", str(path), "--coverage"]) == 0
    out = capsys.readouterr().out.splitlines()
    assert out[out.index("  No worked case reaches 3 rules:") :] == [
        "  No worked case reaches 3 rules:",
        f"    'not-thirsty' ({path}:44): answers: {{thirsty: no}}",
        f"    'cold' ({path}:49): answers: {{thirsty: yes, drink: juice}}",
        f"    'dry' ({path}:54): answers: {{thirsty: yes, drink: tea, water: {{below: 200}}}}",
        "  No worked case reaches 2 recommendations:",
        f"    'leave' ({path}:69): answers: {{thirsty: no}}",
        f"    'fill' ({path}:73): answers: {{thirsty: yes, drink: tea, water: {{below: 200}}}}",
        "  No worked case reaches 2 outcomes:",
        f"    'leave' ({path}:65)",
        f"    'fill' ({path}:66)",
    ]


def test_coverage_is_data_when_asked(tmp_path, capsys) -> None:
    path = tmp_path / "kettle.yaml"
    path.write_text(WHOLE_KETTLE, "utf-8")
    assert main(["check", str(path), "--json"]) == 0
    found = json.loads(capsys.readouterr().out)["coverage"]
    assert {kind: (each["count"], len(each["unreached"])) for kind, each in found.items()} == {
        "rules": (4, 3),
        "recommendations": (3, 2),
        "outcomes": (3, 2),
        "conditions": (0, 0),
        "modifiers": (0, 0),
        "rows": (0, 0),
        "lines": (0, 0),
        "differences": (0, 0),
    }
    dry = {"thirsty": "yes", "drink": "tea", "water": {"below": 200}}
    assert found["rules"]["unreached"][2] == {
        "name": "dry",
        "file": str(path),
        "line": 54,
        "answers": dry,
    }


def test_what_no_case_reaches_is_dashed_and_a_legend_says_so(tmp_path, capsys) -> None:
    path = tmp_path / "kettle.yaml"
    path.write_text(KETTLE, "utf-8")
    assert main(["draw", str(path), "--coverage"]) == 0
    out = capsys.readouterr().out
    assert out == draw(compiled(KETTLE), walks=coverage(compiled(KETTLE)).walks)
    assert [line for line in out.splitlines() if "-.->" in line] == [
        '  c1q1 -.->|"No"| c1e2',
        '  c1q2 -.->|"Juice"| c1e4',
        '  c1q3 -.->|"under 200"| c1e5',
    ]
    assert f'legend["{UNREACHED}"]' in out
    assert "  class legend,c1e2,c1e4,c1e5 unreached" in out


def test_a_chart_whose_every_way_is_taken_says_so_and_has_no_dashes() -> None:
    more = ("{thirsty: no}", "{thirsty: yes, drink: juice}", "{thirsty: yes, drink: tea, water: 1}")
    cases = (
        f"  - {{name: {n}, answers: {each}, expect: fill}}\n" for n, each in enumerate(more, 1)
    )
    diagram = compiled(KETTLE + "".join(cases).replace("name: ", "name: case "))
    out = draw(diagram, walks=coverage(diagram).walks)
    assert f'legend["{ALL_REACHED}"]' in out
    assert "-.->" not in out
    assert "unreached" not in out


def test_of_several_charts_the_legend_stands_above_the_frames() -> None:
    diagram = compiled(MUSEUM)
    out = draw(diagram, walks=coverage(diagram).walks)
    assert f'  legend["{UNREACHED}"] ~~~ c1\n' in out
    assert "-->" not in out  # there is no case


def test_svg_dashes_it_too(dot) -> None:  # noqa: F811
    diagram = compiled(KETTLE)
    svg = draw_svg(diagram, walks=coverage(diagram).walks)
    assert UNREACHED in svg.replace("&#160;", " ")


# Language 2


def test_a_condition_is_covered_where_it_is_done_and_where_it_is_not() -> None:
    found = coverage(compiled(DOG))
    assert [item.name for item in found.of("condition")] == [
        f"{id_}, {how}"
        for id_ in ("time", "walks", "garden", "home")
        for how in ("done", "not done")
    ]
    names = [item.name for item in found.unreached("condition")]
    assert names == ["walks, not done", "garden, not done", "home, not done"]
    assert ([*found.unreached("modifier")], len(found.unreached("row"))) == ([], 1)
    away = changed(
        DOG,
        "cases:\n",
        "cases:\n  - {name: away, answers: {wish: [company], travels: yes},\n     expect: cat}\n",
    )
    names = [item.name for item in coverage(compiled(away)).unreached("condition")]
    assert names == ["walks, not done", "garden, not done"]


def test_a_case_is_suggested_where_the_rule_set_itself_leaves_no_room() -> None:
    full = len(compiled(DOG).forest.nodes)
    ways = Suggestions(compile_rules(loads(DOG), full))
    items = coverage(compiled(DOG)).of("condition")
    assert all(ways.to(item) for item in items)
