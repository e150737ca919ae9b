"""What the worked cases reach: all that their replay tells, and nothing that it doesn't."""

import json
from collections.abc import Iterator
from math import prod
from typing import Any, TypeAlias

import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from rules.__main__ import main
from rules.charts.chart import DrawError, charts
from rules.charts.draw import ALL_REACHED, UNREACHED, draw, draw_svg
from rules.checks.coverage import COVERABLE, Coverage, coverage
from rules.cli.check import Suggestions
from rules.diagram.compiler import compile_rules
from rules.interview.explain import NoWordsError, recommend
from rules.interview.interview import interview
from rules.language.answers import from_json
from rules.loading.load import loads
from tests.rules import naive, strategies2
from tests.rules.sized import load_raw
from tests.rules.strategies import advised, answers, conditions
from tests.rules.test_draw import dot  # noqa: F401  # a fixture
from tests.rules.test_lines import FULLER
from tests.rules.toys import DOG, KETTLE, MUSEUM, WHOLE_KETTLE, changed, compiled

Raw: TypeAlias = dict[str, Any]
some = settings(
    max_examples=25,
    deadline=None,
    derandomize=True,
    database=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)
MANY = 60  # worlds of one rule set, each of which becomes a case
MOST_WORLDS = 2000  # of a rule set whose every world is tried


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


def told(raw: Raw, values: Any) -> Iterator[tuple[str, str]]:
    """What somebody is told of whom all is known, by the plain reading of the rule set."""
    verdict = naive.verdict(raw, values)
    texts = naive.texts(raw, [verdict])
    if None in verdict or not texts:
        return
    yield "recommendation", texts[0]
    read = [*raw["verdict"][: len(verdict)]]
    hits = [naive.first_hit(raw, table, values) for table in read]
    if not hits[-1].get("stop"):
        beside = [table for table in raw["tables"] if table not in raw["verdict"]]
        hits += filter(None, (naive.first_hit(raw, table, values) for table in beside))
    for hit in hits:
        yield "rule", hit["id"]
        yield "outcome", hit["outcome"]
        outcome = raw["outcomes"][hit["outcome"]]
        for line in (*outcome.get("steps", ()), *outcome.get("cautions", ())):
            but = "unless" in line and naive.holds(raw, line["unless"], values)
            if naive.holds(raw, line["when"], values) and not but:
                yield "line", line["say"]
    for difference in raw["differences"]:
        concerns = difference.get("for") or texts
        if texts[0] in concerns and naive.holds(raw, difference.get("when", {"all": []}), values):
            yield "difference", difference["id"]


def everything(found: Coverage) -> set[tuple[str, str]]:
    return {(item.kind, item.name) for item in found.items}


# Laws


@pytest.mark.slow
@some
@given(st.data())
def test_what_no_case_reaches_is_what_no_replay_tells(data: st.DataObject) -> None:
    raw = data.draw(rulesets())
    cases = data.draw(st.lists(answers(raw), max_size=4))
    diagram = compile_rules(load_raw(with_cases(raw, cases)))
    met = set()
    for case in cases:
        held = interview(diagram, {fact: from_json(given) for fact, given in case.items()})
        try:
            said = recommend(held)
        except NoWordsError:
            continue
        met.add(("recommendation", said.text.id))
        met.update(("rule", reason.rule.id) for reason in said.reasons)
        met.update(("outcome", reason.rule.outcome) for reason in said.reasons)
        met.update(("line", line.say) for line in (*said.steps, *said.cautions))
        met.update(("difference", each.id) for each in said.differences)
    found = coverage(diagram)
    assert unreached(found) == everything(found) - met


@pytest.mark.slow
@some
@given(rulesets())
def test_with_all_known_a_case_reaches_what_the_rules_plainly_say(raw: Raw) -> None:
    every = [*naive.completions(raw, {})]
    worlds = every[:: 1 + len(every) // MANY]
    found = covered(with_cases(raw, worlds))
    met = {each for world in worlds for each in told(raw, world)}
    assert unreached(found) == everything(found) - met


@pytest.mark.slow
@some
@given(st.data())
def test_a_case_added_for_what_is_unreached_makes_it_vanish(data: st.DataObject) -> None:
    raw = data.draw(rulesets())
    cases: list[Any] = data.draw(st.lists(answers(raw), max_size=2))
    left = unreached(covered(with_cases(raw, cases)))
    for world in [*naive.completions(raw, {})][:MANY]:
        if met := left & {*told(raw, world)}:
            cases.append(world)
            left -= {*told(raw, world)}
            assert not met & unreached(covered(with_cases(raw, cases)))
    assert unreached(covered(with_cases(raw, cases))) == left


@pytest.mark.slow
@some
@given(rulesets())
def test_the_answers_given_for_a_rule_or_a_recommendation_reach_it(raw: Raw) -> None:
    diagram = compile_rules(load_raw(raw))
    ways = Suggestions(diagram)
    among = {name: naive.examples(raw, name) for name in raw["facts"]}
    assume(prod(map(len, among.values())) <= MOST_WORLDS)
    worlds = naive.completions(raw, {}, among)
    possible = {each for world in worlds for each in told(raw, world)}
    for item in coverage(diagram).items:
        if item.kind in ("rule", "recommendation") and (item.kind, item.name) in possible:
            case = ways.to(item) or {}
            try:
                recommend(interview(diagram, {f: from_json(each) for f, each in case.items()}))
            except NoWordsError:
                continue  # a gap, which check names first
            found = covered(with_cases(raw, [case]))
            assert (item.kind, item.name) not in unreached(found)


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


@pytest.mark.slow
@some
@given(strategies2.answered(), st.data())
def test_conditions_modifiers_and_rows_are_reached_where_they_are_told(
    pair: tuple[Raw, Raw], data: st.DataObject
) -> None:
    raw, known = pair
    cases = [known, data.draw(strategies2.answers(raw, all_of_them=True))]
    diagram = compile_rules(load_raw(with_cases(raw, cases)))
    met = set()
    for case in cases:
        said = recommend(interview(diagram, {f: from_json(each) for f, each in case.items()}))
        fired = {reason.rule.id for reason in said.reasons}
        met |= {("condition", f"{id_}, not done") for id_ in fired & {*diagram.rules.conditions}}
        met |= {("rule", id_) for id_ in fired - {*diagram.rules.conditions}}
        for id_, state in said.states.items():
            done = {"done": "done", "left_out": ""}.get(state, "not done")
            met.add(("condition", f"{id_}, {done}"))
        met |= {("modifier", id_) for id_ in said.modifiers}
        met |= {("row", row.id) for row in said.collected}
    found = coverage(diagram)
    kinds = ("rule", "condition", "modifier", "row")
    assert {each for each in unreached(found) if each[0] in kinds} == {
        each for each in everything(found) - met if each[0] in kinds
    }
    ways = Suggestions(diagram)
    for item in found.items:
        given_for = ways.to(item)
        if given_for is not None and item.kind in ("condition", "modifier"):
            again = coverage(compile_rules(load_raw(with_cases(raw, [given_for]))))
            assert item.path in again.reached
    for table in (None, *raw["tables"]):
        try:
            draw(diagram, table, walks=found.walks)
        except DrawError:
            continue


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
