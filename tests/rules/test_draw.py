"""The drawn flowchart says what the rules say, in any words, and the charts in docs are true."""

import json
import os
import re
import shutil
import sys
from html import unescape
from itertools import pairwise
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest
from hypothesis import given, settings

from rules.__main__ import main
from rules.charts.chart import MAX_ARROWS, DrawError, after, charts, walks_after
from rules.charts.draw import MAX_TEXT, draw, draw_svg
from rules.checks.coverage import coverage
from rules.diagram.compiler import compile_rules
from rules.diagram.nodes import labels
from rules.interview.interview import interview
from rules.language.answers import Answer, Chosen, NotSure, Range, Value, from_json
from rules.loading.load import SHIPPED
from tests.interviews import DIAGRAMS, ways
from tests.rules.sized import load_raw, number, one_table, rule
from tests.rules.strategies2 import answered
from tests.rules.toys import DOG, KETTLE, MUSEUM, changed, compiled

PAGES = Path(__file__).parents[2] / "docs" / "flowcharts"
HOW_TO_READ = (
    "Begin at the first question and take the arrow with your answer until you reach a rounded "
    "box; a box with double sides sends you to the part that it names."
)
ALONE = "There is a chart for each answer to the first question, where it is the only one."
NASTY = [
    'He said "x" [a|b] {c} <b>d</b>',
    "& #1; #35; \N{FOX FACE} `md` **b** _it_ ~s~",
    "$$x^2$$ %%{init} end {{ x",
    "style:#a fa:fa-car https://x.y",
    "1. list",
    "12) list",
    "- dash",
    "a\\nb \\N \\",
    "<html>",
    "\u00dcn\u00ef \u65e5\u672c \u0639\u0631\u0628",
]


def nasty():
    """The kettle, with options and labels that no drawing language likes."""
    words = [json.dumps(text, ensure_ascii=False) for text in NASTY]
    options = "".join(f"      o{n}: {text}\n" for n, text in enumerate(words))
    rules = "".join(
        f"    - {{id: n{n}, when: {{drink: o{n}}}, outcome: fill, because: x, cite: [A1]}}\n"
        for n in range(len(NASTY))
    )
    text = changed(KETTLE, "      juice: Juice\n", f"      juice: Juice\n{options}")
    text = changed(text, "label: Drink", f"label: {words[0]}")
    return compiled(changed(text, "    - id: cold\n", f"{rules}    - id: cold\n"))


def shown(text):
    """What a quoted text of the Mermaid source looks like once drawn."""
    return unescape(re.sub(r"#(\d+);", r"&#\1;", text)).replace("<br>", "\n")


def arrows(mermaid):
    """Every arrow as (from, answer, to), with the texts of the boxes."""
    boxes = {
        i: shown(t) for i, t in re.findall(r'^ +(\w+)\W+"(.*?)"\W+:::\w+$', mermaid, re.MULTILINE)
    }
    found = re.findall(r'^ +(\w+) [-=]+>\|"(.*?)"\| (\w+)$', mermaid, re.MULTILINE)
    return [(boxes[start], shown(text), boxes[end]) for start, text, end in found]


def page(name):
    """A page of docs/flowcharts."""
    diagram = DIAGRAMS[name]
    rules = diagram.rules
    several = len(rules.verdict) > 1
    text = f"# {rules.title}\n\n{HOW_TO_READ}\n"
    if first := split(diagram):
        text += f"{ALONE}\n"
    for table in (*rules.verdict, *rules.tables) if several else (None,):
        heading = f"\n## {table}\n" if table and f"\n## {table}\n" not in text else ""
        if (heading or not table) and not first:
            text += f"{heading}\n```mermaid\n{draw(diagram, table)}```\n"
    drawn: dict[str, list[str]] = {}
    for label, (_, alone) in first.items():
        drawn.setdefault(draw(alone), []).append(label)
    for chart, names in drawn.items():
        text += f"\n## {'; or: '.join(names)}\n\n```mermaid\n{chart}```\n"
    if several:
        text += joined(diagram)
    command = "python -m pytest tests/rules/test_draw.py --update"
    return f"{text}\nDrawn from `rules/sets/{name}.yaml`; `{command}` draws it again.\n"


def split(diagram):
    """A set that begins with several options: by each, its answer alone and what is left then."""
    id_, fact = next(iter(diagram.rules.facts.items()))
    if not fact.takes_several:
        return {}
    ticked = {fact.options[each].label: {id_: Chosen(frozenset({each}))} for each in fact.options}
    return {label: (answers, after(diagram, answers)) for label, answers in ticked.items()}


def to_draw(diagram, answers):
    """The set, or what its first answer leaves of one that begins with several options."""
    first = next(iter(diagram.rules.facts))
    return after(diagram, {first: answers[first]}) if split(diagram) else diagram


def joined(diagram):
    """What the verdict tables' outcomes come to together, as a Markdown table."""
    tables = diagram.rules.verdict
    lines = [
        f"\n## {' and '.join(tables)} together\n",
        "Nothing stands where a table isn't read.\n",
    ]
    lines += ["| " + " | ".join((*tables, "recommendation")) + " |"]
    lines += ["|---" * (len(tables) + 1) + "|"]
    for text in diagram.rules.recommendations:
        outcomes = [text.when.get(table, ()) for table in tables]
        cells = [" or ".join(each).replace("_", " ") for each in outcomes]
        lines += ["| " + " | ".join((*cells, f"**{text.title}**")) + " |"]
    return "\n".join(lines) + "\n"


@pytest.mark.parametrize("name", SHIPPED)
def test_the_charts_in_docs_are_those_of_the_rules(name, update):
    path = PAGES / f"{name}.md"
    if update:
        path.parent.mkdir(exist_ok=True)
        path.write_text(page(name), "utf-8")
    assert path.read_text("utf-8") == page(name)


def test_each_answer_has_its_arrow_and_each_end_its_title():
    assert arrows(draw(compiled(KETTLE))) == [
        ("Thirsty?", "Yes", "Drink?"),
        ("Thirsty?", "No", "Leave it"),
        ("Drink?", "Tea or Cocoa", "Water?\nin ml"),
        ("Drink?", "Juice", "Leave it"),
        ("Water?\nin ml", "under 200", "Fill it"),
        ("Water?\nin ml", "200 or more", "Boil it"),
    ]


def test_a_table_ends_in_outcomes_with_their_rules():
    found = arrows(draw(compiled(MUSEUM), "open"))
    assert found == [
        ("Monday?", "Yes", "shut\nrule closed\nthe end, no more tables"),
        ("Monday?", "No", "welcome\nrule opened"),
    ]
    assert ("Wheelchair?", "No", "no rule holds") in arrows(draw(compiled(MUSEUM), "way"))


def test_tables_that_join_are_drawn_one_below_the_other():
    text = draw(compiled(MUSEUM))
    headings = re.findall(r'subgraph \w+\["(.*)"\]', text)
    assert [shown(heading) for heading in headings] == ["1. open", "2. price", "3. way"]
    assert "c1 ~~~ c2" in text
    assert "c2 ~~~ c3" in text


def test_stretches_of_numbers_that_lead_the_same_way_are_one_and_apart_they_are_named():
    when = "{water: {at_least: 50, below: 60}}"
    rule = f"    - {{id: mid, when: {when}, outcome: leave, because: x, cite: [A1]}}\n"
    text = changed(KETTLE, "    - id: dry\n", f"{rule}    - id: dry\n")
    water = [text for start, text, _ in arrows(draw(compiled(text))) if start.startswith("Water")]
    assert water == ["under 50 or 60 to 199", "50 to 59", "200 or more"]


def test_the_most_options_are_called_any_other_answer():
    text = changed(KETTLE, "      juice: Juice\n", "      juice: Juice\n      a: A\n      b: B\n")
    drinks = [text for start, text, _ in arrows(draw(compiled(text))) if start == "Drink?"]
    assert drinks == ["any other answer", "Juice"]


def test_a_question_with_many_long_ways_on_leaves_them_to_parts():
    drawn = charts(DIAGRAMS["eazyware"], None, None)
    referred = [box.lines[0] for box in drawn[0].boxes if box.kind == "part"]
    headings = [chart.heading.partition(":")[0] for chart in drawn[1:]]
    assert len(headings) > 1
    assert referred == [f"go on at {heading}" for heading in headings]


@pytest.mark.parametrize("name", SHIPPED)
def test_the_recommendations_marked_are_those_the_answers_leave_possible(name):
    diagram = DIAGRAMS[name]
    for answers in ways(diagram) if len(diagram.rules.verdict) == 1 else ():
        possible = interview(diagram, answers).recommendations
        assert marked_ends(to_draw(diagram, answers), None, answers) == {
            text.title for text in possible
        }


@pytest.mark.parametrize("name", SHIPPED)
def test_the_rules_marked_are_those_the_answers_leave_possible(name):
    diagram = DIAGRAMS[name]
    for answers in ways(diagram):
        for table, tree in diagram.read.items():
            possible = labels(tree, diagram.selection(answers)) - {False}
            made = diagram.conditions.elsewhere
            lines = {
                f"condition {rule} fails" if rule in made else f"rule {rule}" for rule in possible
            }
            assert marked_ends(to_draw(diagram, answers), table, answers) == lines


def marked_ends(diagram, table, answers):
    """The second line of every marked end of a table, its rule; else the first, a title."""
    boxes = [box for chart in charts(diagram, table, answers) for box in chart.boxes]
    ends = [box.lines for box in boxes if box.marked and box.kind in ("outcome", "gap")]
    return {lines[1] if table and len(lines) > 1 else lines[0] for lines in ends}


def test_a_finished_interview_is_one_thick_way():
    answers: dict[str, Answer] = {
        "thirsty": Value("yes"),
        "drink": Value("tea"),
        "water": Range(at_least=200),
    }
    text = draw(compiled(KETTLE), answers=answers)
    thick = re.findall(r"(\w+) ==>\|.*\| (\w+)", text)
    assert len(thick) == 3
    assert all(end == start for (_, end), (start, _) in pairwise(thick))
    assert f"class {thick[0][0]}," in text


def test_unsure_answers_leave_several_ways_thick_and_no_answers_mark_nothing():
    diagram = compiled(KETTLE)
    answers: dict[str, Answer] = {"thirsty": Value("yes"), "drink": NotSure(), "water": Value(1000)}
    assert draw(diagram, answers=answers).count("==>") == 4
    assert "==>" not in draw(diagram)


def test_a_table_that_is_not_read_has_no_thick_way():
    drawn = charts(compiled(MUSEUM), None, {"monday": Value("yes")})
    assert {chart.heading for chart in drawn for box in chart.boxes if box.marked} == {"1. open"}


def test_any_text_is_drawn_as_it_stands():
    text = draw(nasty(), "answer")
    found = arrows(text)
    assert [words for _, words, _ in found if words in NASTY] == NASTY
    assert f"{NASTY[0]}?" in {start for start, _, _ in found}
    for inside in re.findall(r'"(.*)"', text):
        assert not re.search(r'["`*_{}\[\]|&]|<(?!br>)|#(?!\d+;)', inside)


def test_equal_rules_give_equal_text():
    assert draw(compiled(MUSEUM)) == draw(compiled(MUSEUM))


def test_what_is_left_after_some_answers_is_drawn_alone_with_the_cases_that_give_them():
    diagram = compiled(KETTLE)
    thirsty: dict[str, Answer] = {"thirsty": Value("yes")}
    left = after(diagram, thirsty)
    assert arrows(draw(left)) == arrows(draw(diagram))[2:]
    walks = coverage(diagram).walks
    fits = [case.answers.get("thirsty") != "no" for case in diagram.rules.cases]
    assert walks_after(diagram, thirsty, walks) == [
        walk for walk, fit in zip(walks, fits, strict=True) if fit
    ]


def test_an_unknown_table_is_named_with_those_there_are():
    with pytest.raises(DrawError, match="no table is called 'x': use one of open, price, way"):
        draw(compiled(MUSEUM), "x")


def test_a_chart_that_nobody_could_read_is_refused(monkeypatch):
    monkeypatch.setattr("rules.charts.chart.MAX_ARROWS", 5)
    with pytest.raises(
        DrawError, match=r"more than 5 arrows, .*: draw what is left after some answers"
    ):
        draw(compiled(KETTLE))
    tables = r"--table open \(2 arrows\), --table price \(4 arrows\) or --table way \(4 arrows\)"
    with pytest.raises(DrawError, match=f"more than 5 arrows, .*: draw one table: {tables}"):
        draw(compiled(MUSEUM))
    assert draw(compiled(MUSEUM), "open")


def test_a_chart_longer_than_mermaid_reads_is_refused(monkeypatch):
    monkeypatch.setattr("rules.charts.draw.MAX_TEXT", 800)
    with pytest.raises(
        DrawError, match=r"816 characters, .* 800: use --svg, or draw what is left after"
    ):
        draw(compiled(KETTLE))
    with pytest.raises(DrawError, match="use --svg, or draw one table: --table open"):
        draw(compiled(MUSEUM))


@pytest.mark.parametrize("name", SHIPPED)
def test_a_table_of_a_shipped_set_is_read_by_mermaid_with_its_coverage_too(name):
    """`draw` and `charts` refuse what is too much, and count what only keeps charts in place."""
    diagram = DIAGRAMS[name]
    walks = coverage(diagram).walks
    for answers, left in split(diagram).values() or [({}, diagram)]:
        for table in diagram.rules.tables:
            text = draw(left, table, walks=walks_after(diagram, answers, walks))
            assert len(text) <= MAX_TEXT
            assert len(re.findall(r">\||~~~", text)) <= MAX_ARROWS


def test_a_table_that_is_drawn_alone_is_named_above_it():
    for table in compiled(MUSEUM).rules.tables:
        headings = re.findall(r'subgraph \w+\["(.*)"\]', draw(compiled(MUSEUM), table))
        assert headings[0] == table
    assert "subgraph" not in draw(compiled(KETTLE))


def test_svg_says_what_to_install(monkeypatch):
    monkeypatch.setenv("PATH", "")
    with pytest.raises(DrawError, match="apt install graphviz"):
        draw_svg(compiled(KETTLE))
    monkeypatch.setattr(shutil, "which", lambda _: "dot")
    monkeypatch.setitem(sys.modules, "graphviz", None)
    with pytest.raises(DrawError, match="pip install graphviz"):
        draw_svg(compiled(KETTLE))


STAND_IN = rf"""#!{sys.executable}
import html, re, sys
labels = re.findall(r'label="((?:[^"\\]|\\.)*)"', sys.stdin.read())
texts = [re.sub(r"\\(.)", lambda m: m[1] if m[1] in '\\"' else " ", label) for label in labels]
print("<svg>", *(html.escape(html.unescape(text)) for text in texts), "</svg>")
"""  # reads labels as dot does, in front of which each has to be escaped


@pytest.fixture
def dot(tmp_path, monkeypatch):
    """Graphviz's program; where it is not installed, what reads labels as it does."""
    if shutil.which("dot") is None:
        monkeypatch.setenv("PATH", str(tmp_path), prepend=os.pathsep)
        (tmp_path / "dot").write_text(STAND_IN, "utf-8")
        (tmp_path / "dot").chmod(0o755)


def test_svg_shows_the_same_texts(dot):
    drawn = ET.fromstring(draw_svg(nasty(), "answer", {"drink": Value("o3")}))
    texts = "".join(" ".join(each.itertext()) for each in drawn.iter()).replace(
        "\N{NO-BREAK SPACE}", " "
    )
    for words in NASTY:
        assert all(word in texts for word in words.split())


def test_the_command_prints_mermaid_or_writes_svg(tmp_path, capsys, monkeypatch):
    kettle = tmp_path / "kettle.yaml"
    kettle.write_text(KETTLE, "utf-8")
    given = tmp_path / "answers.json"
    given.write_text('{"thirsty": "no"}', "utf-8")
    assert main(["draw", str(kettle), "--table", "answer", "--answers", str(given)]) == 0
    assert capsys.readouterr().out == draw(compiled(KETTLE), "answer", {"thirsty": Value("no")})
    assert main(["draw", str(kettle), "--after", str(given)]) == 0
    assert capsys.readouterr().out == draw(after(compiled(KETTLE), {"thirsty": Value("no")}))
    assert main(["draw", str(kettle), "--table", "x"]) == 2
    assert capsys.readouterr().err == "no table is called 'x': use one of answer\n"
    monkeypatch.setenv("PATH", "")
    assert main(["draw", str(kettle), "--svg", str(tmp_path / "k.svg")]) == 2
    assert len(capsys.readouterr().err.splitlines()) == 1


# Language 2: not sure is an answer, ranges over a bound aren't drawn, conditions are


def numbers():
    """A set whose only question is about a number, with an outcome for ranges over a bound."""
    tests = {"few": {"below": 3}, "some": {"at_least": 3, "below": 6}, "many": {"at_least": 6}}
    table = [rule(f"{end}-rule", end, {"n": body}) for end, body in tests.items()]
    table += [rule("unsure-rule", "unsure", {"n": "unsure"}), rule("else", "between")]
    outcomes = {each["outcome"]: {"stance": "no"} for each in table}
    return {"language": 2, **one_table({"n": number("n", 0, 9)}, table, outcomes)}


def drawn_arrows(answer: Range | None) -> list[tuple[str, bool]]:
    diagram = compile_rules(load_raw(numbers()))
    (chart,) = charts(diagram, None, {"n": answer} if answer else None)
    return [(arrow.text, arrow.marked) for arrow in chart.arrows]


def test_a_range_over_a_bound_has_an_arrow_only_where_it_is_the_answer() -> None:
    few, some, many = ("under 3", False), ("3 to 5", False), ("6 or more", False)
    assert drawn_arrows(None) == [few, some, many, ("not sure", False)]
    assert drawn_arrows(Range(2, 4)) == [few, some, many, ("under 6", True), ("not sure", False)]
    assert drawn_arrows(Range(3, 5)) == [few, ("3 to 5", True), many, ("not sure", False)]


def test_who_is_not_sure_goes_an_arrow_of_their_own_or_that_of_others() -> None:
    drawn = draw(compiled(DOG), None, {"wish": NotSure()})
    assert 'c1q1 ==>|"not sure"| c1e4' in drawn
    assert '|"No or not sure"|' in drawn


def test_a_direction_says_what_it_needs_and_a_condition_that_it_leads_elsewhere() -> None:
    needs = "needs time for it, three walks a day and a garden"
    assert f'(["Get a dog<br>{needs}"])' in draw(compiled(DOG))
    table = draw(compiled(DOG), "pet")
    assert f'(["dog<br>rule friend<br>{needs}"])' in table
    assert '(["cat<br>condition home fails<br>the end, no more tables"])' in table
    assert "no rule holds" not in table


@settings(max_examples=15)
@given(answered())
def test_every_table_is_drawn_or_is_too_much(pair):
    raw, known = pair
    diagram = compile_rules(load_raw(raw))
    answers = {fact: from_json(each) for fact, each in known.items()}
    for table in (None, *raw["tables"]):
        try:
            drawn = charts(diagram, table, answers)
        except DrawError:
            continue
        ends = {box.id for chart in drawn for box in chart.boxes}
        assert all(arrow.end in ends for chart in drawn for arrow in chart.arrows)
        assert any(box.marked for chart in drawn for box in chart.boxes) or table
        draw(diagram, table, answers)
