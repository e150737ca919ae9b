"""The diagram says what the rules mean: compared with a naive reading, on random rule sets."""

import json
from collections.abc import Mapping
from itertools import chain, count, islice, permutations
from math import prod
from typing import Any, TypeAlias

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rules.charts.draw import draw
from rules.checks.check import check
from rules.diagram.compiler import compile_rules
from rules.diagram.diagram import Diagram
from rules.diagram.nodes import Leaf, Tree, labels
from rules.interview.explain import recommend
from rules.interview.interview import Interview, interview
from rules.interview.what_if import what_if
from rules.interview.why import why
from rules.language.answers import Answer, Chosen, NotSure, Range, Value, from_json, to_json
from rules.language.faults import RuleSetError
from rules.language.kinds.grouping import Kept
from rules.language.model import RuleSet
from rules.loading.load import loads
from tests.rules import naive
from tests.rules.sized import (
    choice,
    equalities,
    load_raw,
    number,
    one_table,
    rule,
    ruleset,
    said,
    same,
    several,
    yes_no,
)
from tests.rules.strategies import answer, answered, rulesets

Raw: TypeAlias = dict[str, Any]

some = settings(max_examples=25)


def compiled(raw: Raw) -> Diagram:
    return compile_rules(load_raw(raw))


def held(raw: Raw, given_answers: Raw) -> Interview:
    return interview(compiled(raw), parsed(given_answers))


def parsed(given_answers: Mapping[str, Any]) -> dict[str, Answer]:
    return {fact: from_json(answer) for fact, answer in given_answers.items()}


@some
@given(rulesets())
def test_every_complete_set_of_values_ends_where_the_rules_say(raw: Raw) -> None:
    diagram = compiled(raw)
    for values in naive.completions(raw, {}):
        selection = diagram.selection(parsed(values))
        assert labels(diagram.verdict, selection) == {naive.verdict(raw, values)}
        for table, tree in diagram.tables.items():
            fired = naive.first_hit(raw, table, values)
            assert labels(tree, selection) == {fired["id"] if fired else None}
            for each in raw["tables"][table]:
                true = "when" not in each or naive.holds(raw, each["when"], values)
                assert labels(diagram.holds[each["id"]], selection) == {true}
        for fact, tree in diagram.settled.items():
            unsure = {**values, fact: "not_sure"}
            assert labels(tree, selection) == {(constant(naive.counted(raw, fact, unsure)),)}


def constant(counts_as: Any) -> Any:
    """What *not sure* counts as, as the program holds it."""
    if isinstance(counts_as, list):
        return tuple(counts_as)
    answer = from_json(counts_as)
    assert isinstance(answer, Value)
    return answer.value


@some
@given(answered())
def test_incomplete_answers_leave_exactly_the_verdicts_of_their_completions(case) -> None:
    raw, given_answers = case
    asked = held(raw, given_answers)
    assert set(asked.possible) == naive.possible(raw, given_answers)
    assert [text.id for text in asked.recommendations] == naive.texts(raw, asked.possible)


@some
@given(answered())
def test_the_next_question_is_the_first_that_can_change_the_verdict(case: tuple[Raw, Raw]) -> None:
    raw, given_answers = case
    assert held(raw, given_answers).next_fact == naive.next_fact(raw, given_answers)


@some
@given(rulesets(), st.data())
def test_no_interview_is_longer_than_it_was_said_to_be(raw: Raw, data: st.DataObject) -> None:
    diagram = compiled(raw)
    asked = interview(diagram, {})
    while (fact := asked.next_fact) is not None:
        assert fact not in asked.answers
        more = asked.at_most_more
        assert 1 <= more <= len(diagram.facts) - len(asked.answers)
        said_so = from_json(data.draw(answer(raw["facts"][fact]), fact))
        asked = interview(diagram, {**asked.answers, fact: said_so})
        assert asked.at_most_more <= more - 1
    assert asked.at_most_more == 0


def test_a_range_may_lead_to_more_questions_than_any_value() -> None:
    facts = {"n": number("n", 0, 2, counts_as=0), "x": yes_no("x"), "y": yes_no("y")}
    table = [
        rule("one", "a", {"all": [{"n": 1}, {"x": "yes"}]}),
        rule("two", "b", {"all": [{"n": 2}, {"y": "yes"}]}),
        rule("end", "c"),
    ]
    raw = one_table(facts, table)
    assert held(raw, {}).at_most_more == 3
    assert held(raw, {"n": {"at_least": 1}}).at_most_more == 2
    assert held(raw, {"n": 1}).at_most_more == 1


@some
@given(answered())
def test_the_deciding_fact_is_a_relevant_one_that_leaves_least_open(case: tuple[Raw, Raw]) -> None:
    raw, given_answers = case
    asked = held(raw, given_answers)
    if len(asked.recommendations) < 2:
        assert asked.deciding is None
        return
    assert asked.deciding is not None

    open_facts = naive.relevant(raw, given_answers)
    rows = {fact: rows_of(asked, raw, given_answers, fact) for fact in open_facts}
    told = [[text.id for text in texts] for _, texts in asked.deciding.leads_to]
    if raw["facts"][asked.deciding.fact]["type"] == "several":
        assert {*map(tuple, told)} == {*map(tuple, rows[asked.deciding.fact])}
    else:
        assert told == rows[asked.deciding.fact]
    least = min(rows.values(), key=openness)
    assert asked.deciding.fact == next(
        fact for fact in open_facts if openness(rows[fact]) == openness(least)
    )


def rows_of(asked: Interview, raw: Raw, given_answers: Raw, fact: str) -> list[list[str]]:
    """Where each class of a fact that the answers leave possible leads."""
    classes: dict[Kept, list[Any]] = {}
    for value in naive.left(raw["facts"][fact], given_answers, fact):
        classes.setdefault(asked.diagram.classes[fact].of(from_json(value)), []).append(value)
    return [
        naive.texts(raw, naive.possible(raw, given_answers, {fact: values}))
        for _, values in sorted(classes.items())
    ]


def openness(rows: list[list[str]]) -> tuple[int, int]:
    return max(map(len, rows)), sum(map(len, rows))


@some
@given(answered())
def test_a_fact_that_a_reason_did_not_read_cannot_change_its_rule(case: tuple[Raw, Raw]) -> None:
    raw, given_answers = case
    asked = held(raw, given_answers)
    if not asked.recommendations:
        return
    for reason in recommend(asked).reasons:
        fired = {
            rule_ids(raw, reason.table, values) for values in naive.completions(raw, given_answers)
        }
        unread = {fact for fact in given_answers if fact not in reason.read}
        fewer = {fact: said for fact, said in given_answers.items() if fact not in unread}
        assert {rule_ids(raw, reason.table, v) for v in naive.completions(raw, fewer)} == fired
        assert set(reason.because_of) <= set(reason.read) <= set(given_answers)


def rule_ids(raw: Raw, table: str, values: Raw) -> str | None:
    fired = naive.first_hit(raw, table, values)
    return fired["id"] if fired else None


@some
@given(answered())
def test_reasons_are_the_rules_that_can_lead_to_the_verdict_and_what_they_need(case) -> None:
    raw, given_answers = case
    asked = held(raw, given_answers)
    if not asked.recommendations:
        return
    advised = recommend(asked)
    ways = [
        v for v in naive.completions(raw, given_answers) if naive.verdict(raw, v) == advised.verdict
    ]
    for table in raw["verdict"][: len(advised.verdict)]:
        reasons = {reason.rule.id: reason for reason in advised.reasons if reason.table == table}
        assert set(reasons) == {rule_ids(raw, table, values) for values in ways}
        for rule_id, reason in reasons.items():
            provided = {fact: values_in(raw, fact, each) for fact, each in reason.provided}
            fitting = [
                values
                for values in naive.completions(raw, given_answers)
                if rule_ids(raw, table, values) == rule_id
            ]
            for fact in raw["facts"]:
                classes = asked.diagram.classes[fact]
                found = {classes.of(from_json(values[fact])) for values in fitting}
                every = naive.left(raw["facts"][fact], given_answers, fact)
                left = {classes.of(from_json(value)) for value in every}
                told = {classes.of(from_json(value)) for value in provided.get(fact, every)}
                assert told == found
                assert (fact in provided) == (found != left)


def values_in(raw: Raw, fact: str, answers: tuple[Answer, ...]) -> list[Any]:
    """The values that some of these answers mean, and those not told apart from them."""
    said = [to_json(each) for each in answers]
    return [v for each in said for v in naive.left(raw["facts"][fact], {fact: each}, fact)]


@some
@given(rulesets())
def test_counts_are_those_of_trying_every_set(raw: Raw) -> None:
    diagram = compiled(raw)
    assert diagram.counts(diagram.verdict) == naive.counts(raw)
    for fact, classes in diagram.classes.items():
        assert classes.worlds(classes.every) == len(naive.examples(raw, fact))


@some
@given(rulesets(), st.randoms(use_true_random=False))
def test_two_rule_sets_have_the_same_diagram_exactly_if_they_mean_the_same(raw, random) -> None:
    other = {
        **raw,
        "tables": {name: turned(table, random) for name, table in raw["tables"].items()},
    }
    same = all(naive.verdict(raw, v) == naive.verdict(other, v) for v in naive.completions(raw, {}))
    assert (drawn(compiled(raw).verdict) == drawn(compiled(other).verdict)) == same


def turned(table: list[Raw], random: Any) -> list[Raw]:
    """The table with its conditions said in another way and perhaps two rules swapped."""
    rules = [
        {**each, "when": negated(negated(each["when"]))} if "when" in each else each
        for each in table
    ]
    if len(rules) > 1 and random.random() < 0.5:
        first = random.randrange(len(rules) - 1)
        rules[first : first + 2] = reversed(rules[first : first + 2])
    return rules


def negated(condition: Raw) -> Raw:
    ((key, body),) = condition.items()
    match key:
        case "all" | "any":
            return {"any" if key == "all" else "all": [negated(part) for part in body]}
        case "not":
            return dict(body)
        case _:
            return {"not": condition}


def drawn(tree: Tree) -> Any:
    if isinstance(tree, Leaf):
        return tree.label
    return (tree.level, *(drawn(child) for child in tree.children))


@some
@given(rulesets())
def test_check_tells_overlaps_and_options_and_counts_as_trying_every_set_does(raw: Raw) -> None:
    found = check(compiled(raw))
    told = [each.message for each in found.warnings if each.kind == "unasked fact"]
    in_vain = [tuple(message.split("'")[1:4:2]) for message in told if message.startswith("rule")]
    assert in_vain == naive.in_vain(raw)
    asked = {*naive.relevant(raw, {})}
    for outcome in filter(None, chain(*naive.possible(raw, {}))):
        asked |= {fact for fact, _ in naive.needs(raw, outcome)}
    read = {fact for when in naive.conditions(raw) for fact, _ in naive.comparisons(when)}
    assert {each.split("'")[1] for each in told if each.startswith("'")} == read - asked
    unread = {each.path[1] for each in found.problems if each.kind == "unread fact"}
    assert unread == {*raw["facts"]} - read - asked
    overlaps = [each.message for each in found.warnings if each.kind == "overlap"]
    assert {
        each.split("'")[1]: each.rpartition(": ")[2].split(", ") for each in overlaps
    } == naive.overlaps(raw)
    groups = [each.message for each in found.warnings if each.kind == "unread option"]
    assert [each.split("'")[1:-1:2] for each in groups] == [
        [*options, fact] for fact, options in naive.alike(raw)
    ]
    sizes = [len(naive.examples(raw, name)) for name in raw["facts"]]
    assert found.answer_sets == prod(sizes)
    assert found.classes == sum(naive.classes(raw, name) for name in raw["facts"])
    assert found.interviews == naive.interviews(raw)


def test_not_sure_unasked_and_no_are_three_different_things() -> None:
    facts = {"x": yes_no("x")}
    table = [rule("one", "a", {"x": "yes"}), rule("end", "b")]
    raw = one_table(facts, table)
    unasked, unsure, no = held(raw, {}), held(raw, {"x": "not_sure"}), held(raw, {"x": "no"})
    assert (unasked.next_fact, unasked.possible, unasked.unsure) == ("x", (("a",), ("b",)), ())
    assert (unsure.next_fact, unsure.possible, unsure.unsure) == (None, (("a",), ("b",)), ("x",))
    assert (no.next_fact, no.possible, no.unsure) == (None, (("b",),), ())
    assert unasked.answers != unsure.answers != no.answers


def test_a_range_is_never_a_number_nor_a_list_a_value() -> None:
    assert from_json({"at_least": 5, "below": 6}) != from_json(5)
    assert from_json(["a"]) != from_json("a")
    assert to_json(Range(at_least=5, below=6)) == {"at_least": 5, "below": 6}


def test_a_million_million_answer_sets_are_counted_checked_and_asked_through() -> None:
    facts = {f"f{n}": choice(f"f{n}", "abcd") for n in range(20)}
    table = [each for n in range(20) for each in neighbours(n)] + [rule("end", "rest")]
    diagram = compiled(one_table(facts, table))
    found = check(diagram)
    assert found.ok
    assert found.answer_sets == 4**20 == sum(diagram.counts(diagram.verdict).values())
    assert found.answer_sets > 10**12
    assert found.longest == 20
    assert len(diagram.forest.nodes) < 10_000
    unsure = interview(diagram, dict.fromkeys(diagram.facts, NotSure()))
    assert len(recommend(unsure).possible) == 6


def neighbours(n: int) -> list[Raw]:
    near = f"f{(n + 1) % 20}"
    return [
        rule(f"r{n}", f"o{n % 5}", {"all": [{f"f{n}": "a"}, {"not": {near: ["b", "c"]}}]}),
        rule(f"s{n}", f"o{n % 3}", {"all": [{f"f{n}": "b"}, {near: ["c", "d"]}]}),
    ]


def test_a_rule_set_past_the_node_limit_is_refused_by_name() -> None:
    with pytest.raises(RuleSetError) as refused:
        compiled(equalities(14))
    assert str(refused.value) == (
        "made: table 't' would need more than 100,000 nodes, above all for 'y0', 'y1' and 'y2': "
        "list facts that are read together side by side, or split the table"
    )


def in_a_row(count: int) -> Raw:
    facts = {f"f{n}": yes_no(f"f{n}") for n in range(count)}
    table = [rule(f"r{n}", f"o{n}", {f"f{n}": "yes"}) for n in range(count)]
    return one_table(facts, [*table, rule("end", "rest")])


def test_a_hundred_facts_are_compiled_checked_and_asked_and_no_more_are_read() -> None:
    diagram = compiled(in_a_row(100))
    assert check(diagram).ok
    assert check(diagram).answer_sets == 2**100
    unsure = interview(diagram, dict.fromkeys(diagram.facts, NotSure()))
    assert len(recommend(unsure).possible) == 101
    with pytest.raises(RuleSetError, match="'facts' has too many entries: at most 100"):
        compiled(in_a_row(101))


def test_the_same_rules_with_their_facts_side_by_side_are_small() -> None:
    raw = equalities(14)
    raw["facts"] = dict(sorted(raw["facts"].items(), key=lambda fact: fact[0][1:]))
    assert len(compiled(raw).forest.nodes) < 2_000


def test_joining_that_costs_much_and_leaves_no_nodes_is_refused_too() -> None:
    facts = {f"{half}{n}": yes_no("it") for half in ("xa", "xb", "ya", "yb") for n in range(8)}
    facts = dict(sorted(facts.items(), key=lambda fact: (fact[0][0], fact[0][2:])))
    facts["z"] = yes_no("it")
    never = [
        {"all": [*(same(f"x{twin}{n}", f"y{twin}{n}") for n in range(8)), {"z": z}]}
        for twin, z in (("a", "yes"), ("b", "no"))
    ]
    table = [rule("both", "a", {"all": never}), rule("else", "b")]
    raw = one_table(facts, table)
    with pytest.raises(RuleSetError, match="would need more than 200,000 steps"):
        compile_rules(load_raw(raw), limit=10_000)


TEN = "abcdefghij"


def wide_facts(count: int) -> Raw:
    """Facts of ten options each, every one of which is a way to an outcome of its own."""
    facts = {f"f{n}": several(f"f{n}", TEN) for n in range(count)}
    table = [rule(f"r{fact}{o}", f"o{o}", {fact: {"has": o}}) for fact in facts for o in TEN]
    return one_table(facts, [*table, rule("end", "rest")])


def test_facts_of_ten_options_are_compiled_checked_and_counted_exactly() -> None:
    diagram = compiled(wide_facts(5))
    found = check(diagram)
    assert found.ok
    assert (found.classes, found.answer_sets) == (5 * 10 * 2, 2**50)
    assert found.shares["rest"] == 1 / 2**50
    assert len(diagram.forest.nodes) < 2_000
    unsure = interview(diagram, dict.fromkeys(diagram.facts, NotSure()))
    assert len(recommend(unsure).possible) == 11


def any_option(count: int) -> Raw:
    """Facts of ten options each, any of which will do."""
    facts = {f"f{n}": several(f"f{n}", TEN) for n in range(count)}
    ways = [{fact: {"has": option}} for fact in facts for option in TEN]
    table = [rule("any", "a", {"any": ways}), rule("end", "b")]
    return one_table(facts, table)


def test_many_wide_facts_are_compiled_and_too_many_are_refused_by_their_options() -> None:
    diagram = compiled(any_option(20))
    assert check(diagram).answer_sets == 2**200
    unsure = interview(diagram, dict.fromkeys(diagram.facts, NotSure()))
    assert len(recommend(unsure).possible) == 2
    assert len(what_if(unsure)) == 1
    with pytest.raises(RuleSetError) as refused:
        compiled(any_option(21))
    assert str(refused.value) == (
        "made: rules tell 210 facts and options apart, and at most 200 can be: "
        "name fewer options, or split the rule set"
    )


def test_options_told_apart_in_many_ways_are_compiled_or_refused_by_the_work() -> None:
    ways = [{"f": {"has": [*each]}} for each in islice(permutations(TEN, 5), 2_000)]
    table = [rule("r", "a", {"any": ways}), rule("end", "b")]
    rules = loads(json.dumps(one_table({"f": several("f", TEN)}, table)))
    assert len(compile_rules(rules).forest.nodes) < 2_000
    with pytest.raises(RuleSetError, match="table 't' would need more than 20,000 steps"):
        compile_rules(rules, limit=1_000)


THIRTY = [f"o{n}" for n in range(30)]


@pytest.mark.parametrize("word", ["has", "only"])
def test_a_list_of_thirty_options_is_compiled_checked_asked_and_drawn(word: str) -> None:
    table = [rule(f"r{o}", f"a{o}", {"f": {word: o}}) for o in THIRTY]
    diagram = compiled(one_table({"f": several("f", THIRTY)}, [*table, rule("end", "b")]))
    found = check(diagram)
    assert found.ok
    assert (found.classes, found.answer_sets, found.interviews) == (60, 2**30, 2**30)
    held = interview(diagram, {"f": Chosen(frozenset({"o7"}))})
    assert [text.id for text in recommend(held).possible] == ["ao7"]
    assert len(what_if(held)) == 30
    assert {len(way.changes) for way in what_if(held)} == {1}
    assert len(why(interview(diagram, {})).branches) == 31
    if word == "has":  # `only` looks at all of them, thirty times
        assert 'f?<br>o29"}}' in draw(diagram)


def test_finer_questions_past_the_limit_are_refused_by_the_fact_they_settle() -> None:
    raw = equalities(14)
    (same_ones, _) = raw["tables"]["t"]
    vague = yes_no("vague")
    vague["not_sure"]["settle"] = [{"when": same_ones["when"], "as": "yes"}, {"as": "no"}]
    facts = {"vague": vague, **raw["facts"]}
    table = [rule("yes", "a", {"vague": "yes"}), rule("no", "b")]
    with pytest.raises(RuleSetError, match="the finer questions of 'vague' would need more than"):
        compiled({**raw, "facts": facts, "tables": {"t": table}})


def test_a_rule_set_that_just_compiles_is_checked_too() -> None:
    rules = load_raw(equalities(5))
    least = next(limit for limit in count(1) if fits(rules, limit))
    diagram = compile_rules(rules, least)
    assert check(diagram).ok
    assert check(diagram) == check(compile_rules(rules, least))


def fits(rules: RuleSet, limit: int) -> bool:
    try:
        compile_rules(rules, limit)
    except RuleSetError:
        return False
    return True


def test_tables_joined_past_the_limit_are_refused_by_name() -> None:
    names = [f"f{n}" for n in range(28)]
    tables = {
        f"t{j}": [
            rule(
                f"r{j}x{n}",
                f"o{j}x{n}",
                {"all": [{name: "yes"}, {names[(n * 5 + j * 3) % 28]: "yes"}]},
            )
            for n, name in enumerate(names)
        ]
        + [rule(f"e{j}", f"e{j}")]
        for j in range(3)
    }
    words: dict[str, Any] = {name: [each["outcome"] for each in t] for name, t in tables.items()}
    raw = ruleset({n: yes_no(n) for n in names}, tables, list(tables), [said("all", **words)])
    with pytest.raises(RuleSetError, match="the verdict tables joined would need more than"):
        compiled(raw)
