"""What would change a recommendation: compared with trying every change of every answer."""

import json
import sys
from collections.abc import Iterator, Mapping
from functools import partial
from itertools import combinations, product
from math import prod
from pathlib import Path
from typing import Any, TypeAlias

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from rules.__main__ import main
from rules.diagram.compiler import compile_rules
from rules.diagram.diagram import Diagram
from rules.diagram.nodes import Node, labels
from rules.interview import search as cheapest
from rules.interview.explain import recommend
from rules.interview.interview import Interview, interview
from rules.interview.report import report
from rules.interview.what_if import (
    Change,
    WhatIf,
    change_in_words,
    in_a_sentence,
    sufficient,
    what_if,
)
from rules.language.answers import Answer, Chosen, NotSure, Range, Value, to_json
from rules.loading.load import SHIPPED, loads, shipped
from tests.rules import naive
from tests.rules.sized import (
    at,
    choice,
    equalities,
    load_raw,
    number,
    one_table,
    rule,
    several,
    yes_no,
)
from tests.rules.strategies import answer, rulesets
from tests.rules.toys import KETTLE, changed, compiled

WHAT_IF = sys.modules["rules.interview.what_if"]  # `rules.what_if` is its function

Raw: TypeAlias = dict[str, Any]
Cost: TypeAlias = tuple[int, int]  # answers changed, and answers that are new

YES, NO = Value("yes"), Value("no")

some = settings(max_examples=20)


@st.composite
def finished(draw: st.DrawFn) -> tuple[Raw, Raw]:
    """A rule set, some of its facts unchangeable, and the answers of a finished interview."""
    raw = draw(rulesets().filter(small))
    for fact in raw["facts"].values():
        fact["unchangeable"] = draw(st.integers(0, 3)) == 0
    diagram = compile_rules(load_raw(raw))
    answers: Raw = {}
    while (fact_id := at(diagram, answers).next_fact) is not None:
        answers[fact_id] = draw(answer(raw["facts"][fact_id]))
    assume(at(diagram, answers).recommendations)
    return raw, answers


def small(raw: Raw) -> bool:
    """Whether every change can be tried in a moment."""
    return prod(1 + len(naive.examples(raw, name)) for name in raw["facts"]) <= 300


class Tried:
    """A rule set with every change of its answers tried out, on one value of each kind.

    Two values are of one kind where every comparison says the same of both.
    """

    def __init__(self, raw: Raw, answers: Raw) -> None:
        self.raw, self.answers = raw, answers
        self.examples = {
            name: {self.kind(name, value): value for value in naive.ways_of(fact)}
            for name, fact in raw["facts"].items()
        }
        self.ends = {
            kinds: self.end({name: self.examples[name][kind] for name, kind in kinds})
            for kinds in map(frozenset, product(*(self.every(name) for name in raw["facts"])))
        }

    def kind(self, name: str, value: Any) -> tuple[bool, ...]:
        compared = [
            body
            for when in naive.conditions(self.raw)
            for key, body in naive.comparisons(when)
            if key == name
        ]
        unsure = value == naive.NOT_SURE
        return (unsure, *(not unsure and naive.fits(body, value) for body in compared))

    def every(self, name: str) -> list[tuple[str, Any]]:
        return [(name, kind) for kind in self.examples[name]]

    def end(self, values: Raw) -> str | None:
        return next(iter(naive.texts(self.raw, [naive.verdict(self.raw, values)])), None)

    def kinds(self, name: str, values: list[Any]) -> set[Any]:
        return {self.kind(name, value) for value in values}

    def left(self, name: str, answers: Raw | None = None) -> set[Any]:
        given_answers = self.answers if answers is None else answers
        return self.kinds(name, naive.left(self.raw["facts"][name], given_answers, name))

    def ends_with(self, left: Mapping[str, set[Any]]) -> set[str | None]:
        each = product(*([(name, kind) for kind in kinds] for name, kinds in left.items()))
        return {self.ends[frozenset(kinds)] for kinds in each}

    def options(self, name: str) -> Iterator[tuple[Cost, set[Any]]]:
        """What may become of one fact, at which cost; the first is to leave it."""
        left = self.left(name)
        yield (0, 0), left
        for kind, value in self.examples[name].items():
            if {kind} == left or value == naive.NOT_SURE:
                continue
            fixed = self.raw["facts"][name]["unchangeable"]
            unsure = self.answers.get(name, naive.NOT_SURE) == naive.NOT_SURE
            if kind in left or (unsure and not fixed):
                yield (0, 1), {kind}
            elif not fixed:
                yield (1, 0), {kind}

    def least(self) -> dict[str, Cost]:
        """For each recommendation some change leads to, the least it costs."""
        found: dict[str, Cost] = {}
        for ways in product(*([*self.options(name)] for name in self.raw["facts"])):
            (end, *more) = self.ends_with(
                dict(zip(self.raw["facts"], (w[1] for w in ways), strict=True))
            )
            if end is not None and not more:
                cost = (sum(w[0][0] for w in ways), sum(w[0][1] for w in ways))
                found[end] = min(cost, found.get(end, cost))
        return found

    def after(self, way: WhatIf) -> dict[str, set[Any]]:
        """The kinds left once this is so, every answer that would do included."""
        left = {name: self.left(name) for name in self.raw["facts"]}
        for change in (*way.changes, *way.answers_needed):
            left[change.fact] = self.kinds(change.fact, self.meant(change))
        return left

    def meant(self, change: Change) -> list[Any]:
        fact = self.raw["facts"][change.fact]
        said_so = [to_json(each) for each in change.becomes]
        return [
            value
            for each in said_so
            for value in naive.left(fact, {change.fact: each}, change.fact)
        ]


def cost_of(way: WhatIf) -> Cost:
    return len(way.changes), len(way.answers_needed)


@pytest.mark.slow
@some
@given(finished())
def test_every_way_out_is_smallest_and_true_and_as_wide_as_it_can_be(case: tuple[Raw, Raw]) -> None:
    raw, answers = case
    held = at(compile_rules(load_raw(raw)), answers)
    tried = Tried(raw, answers)
    ways = what_if(held)
    least = tried.least()
    least.pop(recommend(held).text.id, None)
    assert {way.text.id: cost_of(way) for way in ways} == least
    assert [cost_of(way) for way in ways] == sorted(cost_of(way) for way in ways)
    for way in ways:
        assert tried.ends_with(tried.after(way)) == {way.text.id}
        assert_saying_so_gives_it(held, way)
        for change in (*way.changes, *way.answers_needed):
            assert change.old == held.answers.get(change.fact)
            assert contradicts(tried, change) == (change in way.changes)
            assert not (change in way.changes and raw["facts"][change.fact]["unchangeable"])
            assert_no_wider(tried, way, change)


@pytest.mark.slow
@some
@given(finished(), st.integers(0, 4), st.booleans())
def test_the_near_ways_alone_are_those_of_the_whole_list(case, within, hard) -> None:
    raw, answers = case
    held = at(compile_rules(load_raw(raw)), answers)
    with pytest.MonkeyPatch.context() as patched:
        if hard:
            patched.setattr(WHAT_IF, "cheapest", partial(given_up, cheapest.cheapest))
        near = tuple(way for way in what_if(held) if sum(cost_of(way)) <= within)
        assert what_if(held, within) == near


@pytest.mark.parametrize("name", SHIPPED)
def test_the_near_ways_of_a_shipped_set_are_those_of_the_whole_list(name: str) -> None:
    diagram = load_shipped(name)
    found = 0
    for verdict in sorted(labels(diagram.verdict))[::4]:
        held = interview(diagram, way_to(diagram, verdict))
        near = tuple(way for way in what_if(held) if sum(cost_of(way)) <= 2)
        assert what_if(held, 2) == near
        found += len(near)
    assert found


def assert_saying_so_gives_it(held: Interview, way: WhatIf) -> None:
    made = (*way.changes, *way.answers_needed)
    for each in product(*(change.becomes for change in made)):
        said_now = dict(zip((change.fact for change in made), each, strict=True))
        assert interview(held.diagram, {**held.answers, **said_now}).recommendations == (way.text,)


def contradicts(tried: Tried, change: Change) -> bool:
    if change.old in (None, NotSure()):
        return False
    return not tried.left(change.fact) & tried.kinds(change.fact, tried.meant(change))


def assert_no_wider(tried: Tried, way: WhatIf, change: Change) -> None:
    """Each end's neighbour fails, and so does each option left out."""
    every, meant = naive.values_of(tried.raw["facts"][change.fact]), tried.meant(change)
    near = every
    if tried.raw["facts"][change.fact]["type"] in ("int", "decimal"):
        first, last = every.index(meant[0]), every.index(meant[-1])
        near = [*every[max(first - 1, 0) : first], *every[last + 1 : last + 2]]
    for kind in tried.kinds(change.fact, near) - tried.kinds(change.fact, meant):
        assert tried.ends_with({**tried.after(way), change.fact: {kind}}) != {way.text.id}


@pytest.mark.slow
@some
@given(finished())
def test_a_search_given_up_still_changes_least_and_asks_nothing_in_vain(case) -> None:
    raw, answers = case
    held = at(compile_rules(load_raw(raw)), answers)
    exact = {way.text.id: way for way in what_if(held)}
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(WHAT_IF, "cheapest", partial(given_up, cheapest.cheapest))
        ways = {way.text.id: way for way in what_if(held)}
    tried = Tried(raw, answers)
    assert ways.keys() == exact.keys()
    for name, way in ways.items():
        assert len(way.changes) == len(exact[name].changes)
        assert tried.ends_with(tried.after(way)) == {name}
        for change in (*way.changes, *way.answers_needed):
            without = {**tried.after(way), change.fact: tried.left(change.fact)}
            assert tried.ends_with(without) != {name}


def test_a_search_given_up_leaves_out_what_turns_out_not_to_matter() -> None:
    facts = {"x": yes_no("x"), "y": yes_no("y")}
    both = {"all": [{"x": "yes"}, {"y": "yes"}]}
    table = [rule("both", "a", both), rule("one", "c", {"y": "yes"}), rule("end", "b")]
    diagram = compile_rules(load_raw(one_table(facts, table)))
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(WHAT_IF, "cheapest", partial(given_up, cheapest.cheapest))
        told = sentences(diagram, x=NotSure(), y=YES)
    assert told == ["c, if x were No.", "b, if y were No."]


def given_up(search: Any, choices: Any, wanted: Any, max_steps: int = 0, **more: int) -> Any:
    return search(choices, wanted, max_steps, **more)


@pytest.mark.slow
@some
@given(finished())
def test_the_sufficient_answers_force_it_and_no_fewer_do(case: tuple[Raw, Raw]) -> None:
    raw, answers = case
    held = at(compile_rules(load_raw(raw)), answers)
    tried = Tried(raw, answers)
    found = sufficient(held)
    assert [*found] == [name for name in raw["facts"] if name in found]
    assert forces(tried, found)
    for fewer in combinations(answers, len(found) - 1) if found else ():
        assert not forces(tried, fewer)
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(cheapest, "cheapest", partial(given_up, cheapest.cheapest))
        greedy = sufficient(held)
    assert forces(tried, greedy)
    for name in greedy:
        assert not forces(tried, tuple(n for n in greedy if n != name))


def forces(tried: Tried, facts: tuple[str, ...]) -> bool:
    """Whether these answers alone leave no recommendation that all of them rule out."""
    fewer = {name: tried.answers[name] for name in facts}
    left = tried.ends_with({name: tried.left(name, fewer) for name in tried.raw["facts"]})
    return left <= tried.ends_with({name: tried.left(name) for name in tried.raw["facts"]})


# For people to read

kettle = compiled(KETTLE)


def sentences(diagram: Diagram, **answers: Answer) -> list[str]:
    """What would change the recommendation, a line each."""
    ways = what_if(interview(diagram, answers))
    return [in_a_sentence(diagram, way) for way in ways]


def test_the_nearest_threshold_of_a_number_is_named() -> None:
    assert sentences(kettle, thirsty=YES, drink=Value("tea"), water=Value(50)) == [
        "Leave it, if Drink were Juice.",
        "Boil it, if Water were 200 ml or more.",
    ]
    assert sentences(kettle, thirsty=YES, drink=Value("tea"), water=Value(1000)) == [
        "Leave it, if Drink were Juice.",
        "Fill it, if Water were under 200 ml.",
    ]


def test_a_change_that_raises_new_questions_says_what_their_answers_must_be() -> None:
    (filled, boiled) = what_if(interview(kettle, {"thirsty": NO}))
    assert filled.changes == boiled.changes == (Change("thirsty", NO, (YES,)),)
    tea_or_cocoa = Change("drink", None, (Value("tea"), Value("cocoa")))
    assert boiled.answers_needed == (tea_or_cocoa, Change("water", None, (Range(at_least=200),)))
    assert in_a_sentence(kettle, boiled) == (
        "Boil it, if Thirsty were Yes, provided Drink were Tea or Cocoa and Water were 200 ml or "
        "more."
    )


def test_an_unsure_fact_becomes_known_and_is_not_changed() -> None:
    held = interview(kettle, {"thirsty": YES, "drink": NotSure(), "water": Value(1000)})
    assert recommend(held).text.id == "leave"
    (boiled, filled) = what_if(held)
    assert (boiled.text.id, boiled.changes) == ("boil", ())
    assert boiled.answers_needed == (Change("drink", NotSure(), (Value("tea"), Value("cocoa"))),)
    assert filled.changes == (Change("water", Value(1000), (Range(below=200),)),)


def test_a_range_that_was_too_wide_becomes_narrower_and_is_not_changed() -> None:
    held = interview(kettle, {"thirsty": YES, "drink": Value("tea"), "water": Range(100, 300)})
    (boiled,) = [way for way in what_if(held) if way.text.id == "boil"]
    assert boiled.changes == ()
    assert boiled.answers_needed == (Change("water", Range(100, 300), (Range(at_least=200),)),)


def test_what_nobody_can_change_is_never_changed_but_may_still_become_known() -> None:
    text = changed(KETTLE, "    max: 2000\n", "    max: 2000\n    unchangeable: true\n")
    fixed = compiled(text)
    tea = {"thirsty": YES, "drink": Value("tea")}
    assert sentences(fixed, **tea, water=Value(50)) == ["Leave it, if Drink were Juice."]
    assert "Boil it, if Water were 200 ml or more." in sentences(fixed, **tea, water=NotSure())


def test_a_stretch_between_two_thresholds_has_both() -> None:
    facts = {"n": {**number("n", 0, 99), "label": "Days", "unit": "days"}}
    table = [rule("few", "a", {"n": {"below": 10}}), rule("some", "b", {"n": {"below": 50}})]
    diagram = compile_rules(load_raw(one_table(facts, [*table, rule("z", "c")])))
    assert sentences(diagram, n=Value(5)) == [
        "b, if Days were 10 to 49.",
        "c, if Days were 50 or more.",
    ]


def test_of_two_stretches_apart_one_is_named() -> None:
    facts = {"n": number("n", 0, 99)}
    table = [rule("middle", "a", {"n": {"at_least": 10, "below": 20}}), rule("end", "b")]
    diagram = compile_rules(load_raw(one_table(facts, table)))
    assert sentences(diagram, n=Value(15)) == ["b, if n were under 10 pieces."]


def test_a_unit_that_the_label_has_said_is_not_said_again() -> None:
    held = interview(load_shipped("ertas"), ERTAS)
    (api,) = [way for way in what_if(held) if way.text.id == "api"]
    words = change_in_words(held.diagram, api.changes[0])
    assert words == "if it handles fewer than 50 requests a day"


def test_options_that_hold_an_or_are_quoted_and_many_are_said_by_what_is_left_out() -> None:
    facts = {"x": choice("x", "abcdef"), "y": choice("y", "ab")}
    facts["x"]["options"]["f"] = "this or that"
    table = [rule("one", "a", {"x": "f"}), rule("two", "b", {"x": "e"}), rule("end", "c")]
    diagram = compile_rules(load_raw(one_table(facts, table)))
    assert sentences(diagram, x=Value("e")) == [
        "a, if x were “this or that”.",
        "c, if x were anything but “e” or “this or that”.",
    ]


def test_several_of_a_list_are_changed_by_what_is_with_and_without() -> None:
    options = {"chips": "Chips", "salad": "Salad", "soup": "Soup"}
    facts = {"meal": {**yes_no("Meal"), "type": "several", "options": options}}
    table = [rule("fat", "a", {"meal": {"has": "chips"}}), rule("end", "b")]
    diagram = compile_rules(load_raw(one_table(facts, table)))
    soup = Chosen(frozenset(["soup"]))
    assert sentences(diagram, meal=soup) == ["a, if Meal were answered with Chips."]


def test_not_sure_that_finer_questions_settle_is_left_to_them() -> None:
    settle = [{"when": {"dark": "yes"}, "as": "no"}, {"as": "yes"}]
    sunny = {**yes_no("Sunny"), "not_sure": {"settle": settle, "because": "Look."}}
    facts = {"sunny": sunny, "dark": yes_no("Dark")}
    table = [rule("walk", "a", {"sunny": "yes"}), rule("end", "b")]
    diagram = compile_rules(load_raw(one_table(facts, table)))
    assert sentences(diagram, sunny=NotSure(), dark=YES) == ["a, if Sunny were Yes."]
    assert sentences(diagram, sunny=YES) == ["b, if Sunny were No."]


def test_the_answers_that_force_a_recommendation_are_the_fewest() -> None:
    given_answers = {"thirsty": YES, "drink": Value("juice"), "water": Value(50)}
    assert sufficient(interview(kettle, given_answers)) == ("drink",)
    tea = {**given_answers, "drink": Value("tea")}
    assert sufficient(interview(kettle, tea)) == ("thirsty", "drink", "water")


def test_one_answer_that_forces_it_goes_before_two_that_do_together() -> None:
    facts = {name: yes_no(name) for name in "xyz"}
    two = {"all": [{"x": "yes"}, {"y": "yes"}]}
    table = [rule("any", "a", {"any": [two, {"z": "yes"}]}), rule("end", "b")]
    diagram = compile_rules(load_raw(one_table(facts, table)))
    assert sufficient(interview(diagram, dict.fromkeys("xyz", YES))) == ("z",)


def test_many_open_facts_do_not_make_it_hang() -> None:
    raw = equalities(9)
    raw["recommendations"].reverse()
    diagram = compile_rules(load_raw(raw))
    (way,) = what_if(interview(diagram, dict.fromkeys(diagram.facts, NotSure())))
    assert cost_of(way) == (0, 18)


def test_a_report_says_it_as_plain_data() -> None:
    tea = {"thirsty": YES, "drink": Value("tea"), "water": Value(50)}
    told = json.loads(json.dumps(report(interview(kettle, tea))))
    assert told["sufficient"] == ["thirsty", "drink", "water"]
    assert told["what_if"][1] == {
        "recommendation": "boil",
        "stance": None,
        "changes": [
            {
                "fact": "water",
                "old": 50,
                "becomes": [{"at_least": 200}],
                "words": "if Water were 200 ml or more",
            }
        ],
        "answers_needed": [],
    }
    assert told["why_not"][2] == {
        "table": "answer",
        "rule": "go",
        "facts": ["water"],
        "before": ["dry"],
        "words": "dry goes before it: Water: 50 ml",
    }


# The shipped sets

ERTAS = {
    "prompt_optimised": YES,
    "knowledge_changes": NO,
    "needs_citations": NO,
    "one_off": NO,
    "requests_per_day": Value(300),
    "broad_knowledge": YES,
}


def load_shipped(name: str) -> Diagram:
    return compile_rules(loads(shipped(name), name))


def test_advise_names_no_other_first_answer_where_it_says_when_to_come_back(
    tmp_path: Path, capsys: Any
) -> None:
    """Other answers are named to what makes it good enough, and none to what is wrong."""
    said = {
        key.removeprefix("is."): clause
        for key, clause in load_shipped("should-we-finetune").rules.facts["solved"].said.items()
    }
    path = tmp_path / "answers.json"
    path.write_text('{"gap": ["fine"], "solved": "retrieval"}', "utf-8")
    assert main(["advise", "should-we-finetune", "--answers", str(path)]) == 0
    after = capsys.readouterr().out.split("What would change this:\n")[1]
    *others, boundary, change = after.split("\nTake care:")[0].splitlines()
    assert others == [
        f"  If {said['prompt']} or {said['tuned']}: No. Leave it as it is.",
        f"  If {said['smaller']} after all: No. Take the smaller model.",
    ]
    assert boundary == (
        f"  As long as it is good enough, and {said['retrieval']}, no other answer changes this."
    )
    assert change.startswith("  Come back if ")


@pytest.mark.slow
@pytest.mark.parametrize("name", SHIPPED)
def test_every_verdict_of_a_shipped_set_has_a_way_to_every_other(name: str) -> None:
    diagram = load_shipped(name)
    reached = interview(diagram, {}).recommendations
    for verdict in labels(diagram.verdict):
        held = interview(diagram, way_to(diagram, verdict))
        assert len(what_if(held)) == len(reached) - 1


def way_to(diagram: Diagram, verdict: Any) -> dict[str, Answer]:
    """Answers that lead to a verdict, down the diagram."""
    tree, way = diagram.verdict, {}
    while isinstance(tree, Node):
        n = next(n for n, child in enumerate(tree.children) if verdict in labels(child))
        way[tree.level], tree = n, tree.children[n]
    kept = diagram.kept_on(way)
    return {fact: diagram.classes[fact].example(each) for fact, each in kept.items()}


def test_a_list_that_nothing_compares_is_never_what_would_change() -> None:
    facts = {"worded": several("worded", "xy"), "deciding": choice("deciding", "pq")}
    table = [rule("first", "here", {"deciding": "p"}), rule("rest", "there")]
    diagram = compile_rules(load_raw(one_table(facts, table, {"here": {"needs": ["worded"]}})))
    (way,) = what_if(interview(diagram, {"worded": Chosen(frozenset("x")), "deciding": Value("p")}))
    assert [change.fact for change in way.changes] == ["deciding"]
