"""An interview asks what can still change the result, and says when nothing can."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from rules.diagram.compiler import compile_rules
from rules.interview.interview import Interview, interview
from rules.interview.offered import ranges_offered
from rules.interview.what_if import in_a_sentence, what_if
from rules.language.answers import (
    Answer,
    AnswerError,
    Chosen,
    Json,
    NotSure,
    Range,
    Ticks,
    Value,
    from_json,
    to_json,
)
from rules.loading.load import load
from tests.rules import naive, naive2
from tests.rules.examples2 import whole
from tests.rules.sized import at, load_raw, one_table, rule, ruleset, said, yes_no
from tests.rules.strategies2 import answered
from tests.rules.toys import KETTLE, MUSEUM, PICNIC, changed, compiled

kettle = compiled(KETTLE)
museum = compiled(MUSEUM)
picnic = compiled(PICNIC)
YES, NO = Value("yes"), Value("no")


def about_tickets(**answers: Answer) -> Interview:
    return interview(museum, answers)


def test_what_the_outcomes_need_is_asked_once_the_verdict_is_decided() -> None:
    card = {"monday": NO, "age": Value(30), "member": YES}
    assert about_tickets(**card).next_fact == "stairs"
    assert about_tickets(**card).at_most_more == 2
    assert about_tickets(**card, stairs=NotSure()).next_fact == "wheelchair"
    assert about_tickets(**card, stairs=NotSure(), wheelchair=NO).next_fact is None
    assert about_tickets(monday=NO, age=Value(5), stairs=Value("can")).next_fact is None


def on_a_condition(needs: str, **answers: Answer) -> Interview:
    """The museum, whose half price needs other things."""
    text = changed(MUSEUM, "half: {needs: [stairs, wheelchair]", f"half: {{needs: {needs}")
    return interview(compiled(text), {"monday": NO, "member": YES, **answers})


def test_a_need_on_a_condition_is_asked_only_where_that_surely_holds() -> None:
    cannot = "[{fact: wheelchair, when: {not: {stairs: can}}}]"
    known = on_a_condition(cannot, age=Value(30))
    assert (known.next_fact, known.at_most_more) == ("stairs", 2)
    for stairs, following in (("can", None), ("slowly", "wheelchair"), ("cannot", "wheelchair")):
        after = on_a_condition(cannot, age=Value(30), stairs=Value(stairs))
        assert (after.next_fact, after.at_most_more) == (following, 1 if following else 0)
    assert on_a_condition(cannot, age=Value(30), stairs=NotSure()).next_fact is None


def test_ranges_are_cut_where_a_need_begins() -> None:
    grown_up = "[{fact: wheelchair, when: {age: {at_least: 70}}}]"
    card = on_a_condition(grown_up, stairs=Value("can"))
    assert ranges_offered(card, "age") == (Range(below=6), Range(6, 70), Range(70))
    text = changed(MUSEUM, "half: {needs: [stairs, wheelchair]", f"half: {{needs: {grown_up}")
    assert interview(compiled(text), {**card.answers, "age": Range(70)}).next_fact == "wheelchair"
    assert interview(compiled(text), {**card.answers, "age": Range(60)}).next_fact is None


def test_at_most_more_counts_no_fact_twice() -> None:
    assert about_tickets().at_most_more == len(museum.facts)


def test_an_answer_to_an_unknown_fact_is_refused() -> None:
    with pytest.raises(KeyError, match="sugar"):
        _ = interview(kettle, {"sugar": YES}).next_fact


def test_a_gap_is_possible_like_any_verdict_and_comes_last() -> None:
    text = changed(
        MUSEUM, "    - id: opened\n", "    - id: opened\n      when: {age: {below: 50}}\n"
    )
    held = interview(compiled(text), {"monday": NO, "age": NotSure(), "member": NotSure()})
    assert held.possible == (("welcome", "half"), ("welcome", "full"))
    old = interview(compiled(text), {"monday": NO, "age": Range(at_least=40), "member": NotSure()})
    assert old.next_fact is None
    assert [verdict[0] for verdict in old.possible] == ["welcome", "welcome", None, None]


FACTS = {**kettle.rules.facts, **picnic.rules.facts}
FITTING: dict[str, list[Json]] = {
    "thirsty": ["yes", "not_sure"],
    "drink": ["cocoa"],
    "water": [0, 2000, {"at_least": 5}, {"below": 1}, {"at_least": 2000}, "not_sure"],
    "food": [[], ["cheese"], ["bread", "cake", "cheese", "plums"], "not_sure"],
    "grass": [-20, 60, 12.5, {"at_least": 12.5, "below": 12.6}, {"below": 60.1}, "not_sure"],
}


@pytest.mark.parametrize(("fact", "raw"), [(f, raw) for f in FITTING for raw in FITTING[f]])
def test_a_fitting_answer_is_admitted_and_stored_as_it_was(fact: str, raw: Json) -> None:
    answer = from_json(raw)
    FACTS[fact].admit(fact, answer)
    assert to_json(answer) == raw
    assert from_json(True) == YES


ONE_DIGIT = "'grass' needs a number of degrees with at most 1 digit after the point, or a range"
ANY_OF = "'food' takes a list of any of: cheese, bread, plums, cake; or not_sure"
MISFITS = [
    ("thirsty", "maybe", "'thirsty' takes one of: yes, no, not_sure"),
    ("thirsty", 1, "'thirsty' takes one of: yes, no, not_sure"),
    ("drink", {"at_least": 1}, "'drink' takes one of: tea, cocoa, juice, not_sure"),
    ("water", "50", "'water' needs a whole number of ml, or a range"),
    ("water", -1, "'water' must lie between 0 and 2000 ml"),
    ("water", 2001, "'water' must lie between 0 and 2000 ml"),
    ("water", {"below": 0}, "'water' must lie between 0 and 2000 ml"),
    ("water", {"at_least": 2001}, "'water' must lie between 0 and 2000 ml"),
    ("water", {"at_least": 5, "below": 2002}, "'water' must lie between 0 and 2000 ml"),
    ("water", {"at_least": 5, "below": 5}, "the range from 5 to below 5 is empty"),
    ("water", {}, 'a range needs {"at_least": n}, {"below": n} or both'),
    ("water", {"below": True}, '"below" must be a number, in digits'),
    ("water", {"below": float("inf")}, '"below" must be a number, and inf is none'),
    ("water", float("nan"), "the answer must be a number, and nan is none"),
    ("water", 10**400, "'water' must lie between 0 and 2000 ml"),
    ("water", 1e300, "'water' must lie between 0 and 2000 ml"),
    ("water", {"at_least": 5.5, "below": 5.7}, "'water' needs a whole number of ml, or a range"),
    ("water", {"over": 1}, 'a range knows "at_least" and "below", not "over"'),
    ("water", 1.5, "'water' needs a whole number of ml, or a range"),
    ("water", None, "not nothing; leave out what was not asked"),
    ("water", [1], "not this list; leave out what was not asked"),
    ("water", ["tea"], "'water' needs a whole number of ml, or a range"),
    ("drink", ["tea"], "'drink' takes one of: tea, cocoa, juice, not_sure"),
    ("food", "cheese", ANY_OF),
    ("food", ["cheese", "nuts"], ANY_OF),
    ("food", ["not_sure"], ANY_OF),
    ("food", True, ANY_OF),
    ("food", 1, ANY_OF),
    ("food", {"at_least": 1}, ANY_OF),
    ("grass", 12.55, ONE_DIGIT),
    ("grass", 0.1 + 0.2, ONE_DIGIT),
    ("grass", "12.5", ONE_DIGIT),
    ("grass", ["12.5"], ONE_DIGIT),
    ("grass", {"at_least": 12.55}, ONE_DIGIT),
    ("grass", {"below": 12.55}, ONE_DIGIT),
    ("grass", 60.1, "'grass' must lie between -20 and 60.0 degrees"),
    ("grass", {"below": -20}, "'grass' must lie between -20 and 60.0 degrees"),
    ("grass", {"at_least": 12.5, "below": 12.5}, "the range from 12.5 to below 12.5 is empty"),
    ("sun", ["yes"], "'sun' takes one of: yes, no, not_sure"),
]


@pytest.mark.parametrize(("fact", "raw", "message"), MISFITS)
def test_a_misfit_is_refused_with_what_would_fit(fact: str, raw: object, message: str) -> None:
    with pytest.raises(AnswerError) as refused:
        FACTS[fact].admit(fact, from_json(raw))
    assert message in str(refused.value)


def test_answers_are_said_as_people_say_them() -> None:
    facts = kettle.rules.facts
    assert facts["drink"].in_words(Value("cocoa")) == "Cocoa"
    assert facts["drink"].in_words(NotSure()) == "not sure"
    assert facts["water"].in_words(Value(1500)) == "1,500 ml"
    assert facts["water"].in_words(Range(at_least=200)) == "200 ml or more"
    assert facts["water"].in_words(Range(below=200)) == "under 200 ml"
    assert facts["water"].in_words(Range(at_least=200, below=500)) == "200 to 499 ml"
    (drinks,) = kettle.classes["drink"].levels
    assert [each.words for each in drinks.classes] == ["Tea or Cocoa", "Juice"]


def at_the_picnic(**answers: Json) -> Interview:
    return at(picnic, answers)


def test_finer_questions_count_among_those_that_may_come() -> None:
    assert at_the_picnic().at_most_more == 6
    assert at_the_picnic(grass=20).at_most_more == 2
    assert at_the_picnic(grass=20, food="not_sure").at_most_more == 1


def chosen_by_x(order: str, x_first: bool = False, /, **policies: object) -> Interview:
    """An interview in which x says whether u or w decides; the policies say what not sure means.

    The rules read u and w before x, or x first.
    """
    read = reversed if x_first else iter
    facts = {name: yes_no(name) for name in ("x", "y", "u", "w")}
    for name, policy in policies.items():
        facts[name]["not_sure"] |= policy
    table = [
        rule("one", "a", {"all": [*read([{"u": "yes"}, {"x": "yes"}])]}),
        rule("two", "b", {"all": [*read([{"w": "yes"}, {"x": "no"}])]}),
        rule("end", "c"),
    ]
    raw = one_table(facts, table)
    return interview(compile_rules(load_raw({**raw, "ask_order": order})), {})


SURE = {"as": "no"}
SETTLED = {"settle": [{"when": {"y": "yes"}, "as": "yes"}, {"as": "no"}]}


def test_how_many_questions_may_come_depends_on_what_not_sure_means_and_on_the_order() -> None:
    others = {"u": SURE, "w": SURE}
    assert chosen_by_x("listed", x=SURE, **others).at_most_more == len(["x", "u"])
    assert chosen_by_x("listed", x={}, **others).at_most_more == len(["x", "u", "w"])
    unsure = chosen_by_x("listed", x=SETTLED, y=SURE, **others)
    assert unsure.at_most_more == len(["x", "y", "u"])
    assert chosen_by_x("rules", x=SURE, **others).at_most_more == len(["u", "x", "w"])
    assert chosen_by_x("rules", True, x=SURE, **others).at_most_more == len(["x", "u"])


def read_by_rules(rows: Sequence[object], when: object, answers: dict[str, str]) -> str | None:
    """The next fact where a rule reads a (settled by these rows) as `when` says, then d, then c."""
    facts = {name: yes_no(name) for name in "abcde"}
    facts["a"]["not_sure"]["settle"] = [*rows, {"as": "no"}]
    below = [rule("two", "p", {"d": "yes"}), rule("three", "q", {"c": "yes"})]
    table = [rule("one", "o", when), *below, rule("end", "r")]
    diagram = compile_rules(load_raw({**one_table(facts, table), "ask_order": "rules"}))
    return at(diagram, answers).next_fact


def test_finer_questions_wait_until_somebody_is_not_sure() -> None:
    settled_by_d = [{"when": {"d": "yes"}, "as": "yes"}]
    whatever_a = {"all": [{"any": [{"a": "yes"}, {"a": "no"}]}, {"e": "yes"}]}
    assert read_by_rules(settled_by_d, whatever_a, {}) == "e"


def test_finer_questions_past_the_row_that_holds_are_not_read() -> None:
    rows = [
        {"when": {name: "yes"}, "as": settled}
        for name, settled in zip("bcd", ("yes", "no", "yes"), strict=True)
    ]
    both = {"all": [{"a": "yes"}, {"e": "yes"}]}
    unsure = {"a": "not_sure", "b": "not_sure"}
    assert read_by_rules(rows, both, {**unsure, "c": "yes"}) == "e"
    assert read_by_rules(rows, both, {**unsure, "c": "no"}) == "d"


def test_a_rule_that_stays_open_hides_none_below_it() -> None:
    assert read_by_rules([], {"b": "yes"}, {"b": "not_sure"}) == "d"


def test_a_table_in_which_no_rule_holds_hides_none_below_it() -> None:
    tables = {"t": [rule("one", "a", {"x": "yes"})]}
    tables["u"] = [rule("two", "m", {"z": "yes"}), rule("three", "n", {"w": "yes"})]
    words = [said("both", t="a", u=["m", "n"])]
    raw = ruleset({name: yes_no(name) for name in "xwz"}, tables, ["t", "u"], words)
    held = at(compile_rules(load_raw({**raw, "ask_order": "rules"})), {"x": "no"})
    assert held.next_fact == "z"


CHOSEN = [
    ("{only: []}", ["Cheese", "Bread", "Plums", "Cake"]),
    ("{has: cake}", ["Cake"]),
    ("{only: cake}", ["Cheese", "Bread", "Plums", "Cake"]),
    ("{has: [cake, plums]}", ["Plums", "Cake"]),
]


@pytest.mark.parametrize(("body", "options"), CHOSEN)
def test_each_option_that_a_comparison_speaks_of_is_a_level(body: str, options: list[str]) -> None:
    text = changed(PICNIC, "{food: {only: plums}}", f"{{food: {body}}}")
    feast = "{all: [{food: {has: [cheese, bread]}}, {any: [{food: {has: plums}}, {food: {has: cake}}]}]}"
    diagram = compiled(changed(text, feast, "{sun: yes}"))
    first, *more = diagram.classes["food"].levels
    assert [level.option for level in (first, *more)] == options
    assert [each.words for each in first.classes] == ["not ticked", "ticked", "not sure"]
    assert all([each.words for each in one.classes] == ["not ticked", "ticked"] for one in more)


def test_lists_and_decimals_are_said_as_people_say_them() -> None:
    facts = picnic.rules.facts
    assert facts["food"].in_words(Chosen(frozenset())) == "none of these"
    assert facts["food"].in_words(Chosen(frozenset({"cake"}))) == "Cake"
    assert facts["food"].in_words(from_json(["cake", "bread", "plums"])) == "Bread, Plums and Cake"
    assert facts["grass"].in_words(from_json(12.5)) == "12.5 degrees"
    assert facts["grass"].in_words(from_json({"below": 12.5})) == "under 12.5 degrees"
    between = from_json({"at_least": 12.5, "below": 13.5})
    assert facts["grass"].in_words(between) == "12.5 to 13.4 degrees"
    assert facts["grass"].in_words(from_json({"at_least": 12.5, "below": 12.6})) == "12.5 degrees"


# The ranges that are offered for a number where *not sure* and a range are values: language 2

TOUR = compile_rules(load(Path(__file__).parents[1] / "bot" / "tour.yaml"))


def wish(*options: str) -> Answer:
    return Chosen(frozenset(options))


@pytest.mark.parametrize(
    ("wanted", "bounds"),
    [
        (wish("crowd"), (50, 200)),  # where a rule begins, and a condition of going on tour
        (wish("money"), (1000,)),  # only a condition of playing in the street reads the number
        (wish("crowd", "money"), (50, 200, 1000)),
    ],
    ids=["tour", "street", "either"],
)
def test_a_range_begins_where_a_rule_or_a_condition_in_reach_does(wanted, bounds) -> None:
    offered = ranges_offered(interview(TOUR, {"wish": wanted}), "fans")
    assert offered == tuple(map(Range, (None, *bounds), (*bounds, None)))


def test_ranges_stay_apart_where_not_to_know_which_of_them_leads_elsewhere() -> None:
    low, middle, high = ({"n": each} for each in ({"at_most": 2}, [3, 4], {"at_least": 5}))
    ends = [(low, "keep"), (middle, "keep"), (high, "tune")]
    rules = [{"when": when, "outcome": outcome} for when, outcome in ends]
    raw = whole(
        {
            "facts": {"n": {"type": "int", "max": 9}},
            "tables": {"t": [*rules, {"outcome": "wait"}]},
            "outcomes": {
                "keep": {"stance": "no"},
                "tune": {"trains": True, "stance": "yes"},
                "wait": {"stance": "not_yet"},
            },
        }
    )
    held = interview(compile_rules(load_raw(raw)), {})
    assert ranges_offered(held, "n") == (Range(below=3), Range(3, 5), Range(5))


@pytest.mark.parametrize(
    ("fans", "end", "changed", "words"),
    [
        (Range(200), "rehearse", 1, "Rehearse, if Fans were under 50."),
        (Range(100, 400), "rehearse", 1, "Rehearse, if Fans were under 50."),
        (Range(10), "tour", 0, "Go on tour, if Fans were 50 or more."),  # only more exact
        (NotSure(), "tour", 0, "Go on tour, if Fans were 50 or more."),
    ],
)
def test_another_number_is_named_whatever_range_was_given(fans, end, changed, words) -> None:
    ready = Ticks(frozenset({"songs"}), frozenset())
    held = interview(TOUR, {"wish": wish("crowd"), "fans": fans, "ready": ready})
    (way,) = (each for each in what_if(held) if each.text.id == end)
    assert (len(way.changes), in_a_sentence(TOUR, way)) == (changed, words)


def numbers(raw: dict[str, Any], known: dict[str, Any], asked: str) -> list[tuple[Any, list[Any]]]:
    """The ranges offered for a number, and the numbers that lie in each."""
    given_ = {fact: from_json(each) for fact, each in known.items()}
    offered = ranges_offered(interview(compile_rules(load_raw(raw)), given_), asked)
    values = naive2.plain_answers(raw["facts"][asked])
    ranges = [to_json(each) for each in offered]
    return [(each, [n for n in values if naive.fits(each, n)]) for each in ranges]


def told(raw: dict[str, Any], world: dict[str, Any]) -> Any:
    """All that a number can make a difference to: the verdict, and what is asked for it."""
    verdict = naive2.reading(raw, world).verdict
    states = [naive2.lacking(raw, each, world) for each in naive2.asked_of(raw, verdict[-1])]
    crossing = naive2.crossing(raw, verdict[-1]).values()
    needs = [each.get("when", naive2.ALWAYS) for each in naive2.needs(raw, verdict)]
    tests = [*(each["when"] for each in crossing), *needs]
    return verdict, states, [naive2.surely(raw, test, world) for test in tests]


@settings(max_examples=25)
@given(answered(most=4), st.data())
def test_a_range_offered_means_what_each_of_its_numbers_means(pair, data) -> None:
    raw, known = pair
    counted = [name for name, fact in raw["facts"].items() if fact["type"] in ("int", "decimal")]
    assume(counted)
    asked = data.draw(st.sampled_from(counted))
    known = {name: each for name, each in known.items() if name != asked}
    found = numbers(raw, known, asked)
    listed = [n for _, numbers_in in found for n in numbers_in]
    assert listed == naive2.plain_answers(raw["facts"][asked])
    for each, numbers_in in found:
        for world in naive2.worlds(raw, {**known, asked: each}):
            means = told(raw, world)
            assert all(told(raw, {**world, asked: number}) == means for number in numbers_in)
