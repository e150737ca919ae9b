"""Charts of language 2: not sure is an answer, ranges over a bound aren't drawn, conditions are."""

from typing import Any, TypeAlias

from hypothesis import given, settings

from rules.charts.chart import DrawError, charts
from rules.charts.draw import draw
from rules.diagram.compiler import compile_rules
from rules.language.answers import NotSure, Range, from_json
from tests.rules.sized import load_raw, number, rule, ruleset, said
from tests.rules.strategies2 import answered
from tests.rules.toys import DOG, compiled

Raw: TypeAlias = dict[str, Any]
some = settings(max_examples=15)


def numbers() -> Raw:
    """A set whose only question is about a number, with an outcome for ranges over a bound."""
    tests = {"few": {"below": 3}, "some": {"at_least": 3, "below": 6}, "many": {"at_least": 6}}
    table = [rule(f"{end}-rule", end, {"n": body}) for end, body in tests.items()]
    table += [rule("unsure-rule", "unsure", {"n": "unsure"}), rule("else", "between")]
    outcomes = {each["outcome"]: {"stance": "no"} for each in table}
    texts = [said(end, t=end) for end in outcomes]
    made = ruleset({"n": number("n", 0, 9)}, {"t": table}, ["t"], texts, outcomes)
    return {"language": 2, **made}


def arrows(answer: Range | None) -> list[tuple[str, bool]]:
    diagram = compile_rules(load_raw(numbers()))
    (chart,) = charts(diagram, None, {"n": answer} if answer else None)
    return [(arrow.text, arrow.marked) for arrow in chart.arrows]


def test_a_range_over_a_bound_has_an_arrow_only_where_it_is_the_answer() -> None:
    few, some, many = ("under 3", False), ("3 to 5", False), ("6 or more", False)
    assert arrows(None) == [few, some, many, ("not sure", False)]
    assert arrows(Range(2, 4)) == [few, some, many, ("under 6", True), ("not sure", False)]
    assert arrows(Range(3, 5)) == [few, ("3 to 5", True), many, ("not sure", False)]


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


@some
@given(answered())
def test_every_table_is_drawn_or_is_too_much(pair: tuple[Raw, Raw]) -> None:
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
