"""Comparing two rule sets finds what reading the answers one by one finds, and says it shortly."""

import json
from itertools import groupby, product
from math import prod
from pathlib import Path
from typing import Any, TypeAlias

import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from rules.__main__ import main
from rules.comparing.compare import Comparison, compare
from rules.diagram.diagram import Diagram, compile_rules
from rules.language.faults import RuleSetError
from rules.loading.load import loads, shipped
from tests.rules import naive
from tests.rules.sized import load_raw, rule, ruleset, said, several, yes_no
from tests.rules.strategies import conditions, facts
from tests.rules.toys import KETTLE, changed, compiled

Raw: TypeAlias = dict[str, Any]

MAX = 10
some = settings(
    max_examples=MAX,
    deadline=None,
    derandomize=True,
    database=None,
    suppress_health_check=[
        HealthCheck.too_slow,
        HealthCheck.data_too_large,
        HealthCheck.filter_too_much,
    ],
)
MANY = 1000  # sets of answers to be tried one by one


# Random readings


@st.composite
def small(draw: st.DrawFn, name: str) -> Raw:
    """A rule set of one to three facts and one table, which may leave a gap."""
    known = dict([*draw(facts()).items()][-3:])  # finer questions are about later facts
    table = [
        rule(f"r{n}", draw(st.sampled_from("abc")), draw(conditions(known)))
        for n in range(draw(st.integers(1, 4)))
    ]
    if draw(st.integers(0, 3)):
        table.append(rule("end", "c"))
    texts = [said(each, t=each) for each in "abc" if each in {rule["outcome"] for rule in table}]
    return {**ruleset(known, {"t": table}, ["t"], texts), "ruleset": name}


@st.composite
def read_as(draw: st.DrawFn, ours: Raw, theirs: Raw) -> Raw:
    """How our answers read as another's: some facts the same, some by rows, some not at all."""
    facts: Raw = {}
    for name, fact in theirs["facts"].items():
        alike = [n for n, f in ours["facts"].items() if is_same(f, fact)]
        how = draw(st.sampled_from(["same", "rows", "rows", "unknown"]))
        if how == "same" and alike:
            facts[name] = {"same": draw(st.sampled_from(alike))}
        elif how != "unknown":
            value = st.sampled_from([*naive.values_of(fact), "not_sure"])
            row = st.fixed_dictionaries({"when": conditions(ours["facts"]), "as": value})
            facts[name] = [*draw(st.lists(row, max_size=2)), {"as": draw(value)}]
    texts = [text["id"] for text in ours["recommendations"]]
    some_of = st.lists(st.sampled_from(texts), max_size=2, unique=True)
    agrees = {text["id"]: draw(some_of) for text in theirs["recommendations"]}
    return {"facts": facts, "agrees": agrees}


def is_same(ours: Raw, theirs: Raw) -> bool:
    """Whether every answer to our fact is one to theirs."""
    if (ours["type"] == "several") != (theirs["type"] == "several"):
        return False
    numbers = [each["type"] in ("int", "decimal") for each in (ours, theirs)]
    return numbers[0] == numbers[1] and all(
        value in naive.values_of(theirs) for value in naive.values_of(ours)
    )


@st.composite
def pairs(draw: st.DrawFn) -> tuple[Raw, Raw]:
    """Two rule sets, the first of which reads as the second."""
    ours, theirs = draw(small("ours")), draw(small("other"))
    reading = draw(read_as(ours, theirs))
    return {**ours, "reads_as": {"other": reading}}, theirs


def without_dead_rows(ours: Raw) -> Raw:
    """The readings without the rows that never are the first to hold."""
    readings = {}
    for other, reading in ours["reads_as"].items():
        facts = {}
        for name, rows in reading["facts"].items():
            if isinstance(rows, list):
                alive = {first(ours, rows, values) for values in naive.completions(ours, {})}
                facts[name] = [row for n, row in enumerate(rows) if n in alive]
            else:
                facts[name] = rows
        readings[other] = {**reading, "facts": facts}
    return {**ours, "reads_as": readings}


def first(ours: Raw, rows: list[Raw], values: Raw) -> int:
    return next(
        n
        for n, row in enumerate(rows)
        if "when" not in row or naive.holds(ours, row["when"], values)
    )


def as_theirs(ours: Raw, theirs: Raw, values: Raw) -> Raw:
    """What our values leave possible for each of their facts that they say something about."""
    among = {}
    for name, reads in ours["reads_as"][theirs["ruleset"]]["facts"].items():
        if isinstance(reads, dict):
            among[name] = [naive.counted(ours, reads["same"], values)]
        else:
            answer = reads[first(ours, reads, values)]["as"]
            among[name] = naive.ways_of(theirs["facts"][name]) if answer == "not_sure" else [answer]
    return among


class Reader:
    """What a rule set says, read naively, each question once."""

    def __init__(self, raw: Raw) -> None:
        self.raw = raw
        self.said: dict[str, tuple[str | None, ...]] = {}

    def says(self, among: Raw) -> tuple[str | None, ...]:
        """The recommendations that are possible, as listed, a gap before them."""
        key = str(among)
        if key not in self.said:
            self.said[key] = said_by(self.raw, among)
        return self.said[key]


def said_by(raw: Raw, among: Raw) -> tuple[str | None, ...]:
    verdicts = naive.possible(raw, {}, among)
    gap = any(not naive.texts(raw, [verdict]) for verdict in verdicts)
    return (*([None] if gap else []), *naive.texts(raw, verdicts))


def answer_sets(ours: Raw, others: list[Raw]) -> list[Raw]:
    """One set of values for each set of classes that all of them together tell apart."""
    wanted: dict[str, list[Any]] = {name: [] for name in ours["facts"]}
    for when in naive.conditions(ours):
        note(wanted, naive.comparisons(when))
    for theirs in others:
        for name, reads in ours["reads_as"][theirs["ruleset"]]["facts"].items():
            for row in reads if isinstance(reads, list) else ():
                note(wanted, naive.comparisons(row["when"]) if "when" in row else ())
            for when in naive.conditions(theirs) if isinstance(reads, dict) else ():
                told = [(reads["same"], b) for f, b in naive.comparisons(when) if f == name]
                note(wanted, told)
    every = [ways(ours["facts"][name], bodies) for name, bodies in wanted.items()]
    assume(prod(map(len, every)) <= MANY)
    return [dict(zip(wanted, values, strict=True)) for values in product(*every)]


def note(wanted: dict[str, list[Any]], comparisons: Any) -> None:
    for name, body in comparisons:
        wanted[name].append(body)


def ways(fact: Raw, bodies: list[Any]) -> list[Any]:
    def kind(value: Any) -> tuple[bool, ...]:
        return tuple(naive.fits(body, value) for body in bodies)

    values = naive.values_of(fact)
    more = naive.ways_of(fact)[len(values) :]
    if fact["type"] in ("int", "decimal"):
        return [next(run) for _, run in groupby(values, key=kind)] + more
    return [*{kind(value): value for value in values}.values(), *more]


def kind_of(pairs: set[tuple[Any, Any]], one: Any, other: Any) -> str:
    found = {(first, second) in pairs for first in one for second in other}
    return "unsettled" if len(found) == 2 else "agree" if found == {True} else "disagree"


def in_one(found: Comparison) -> dict[tuple[str, Any, Any], int]:
    return {
        (kind, *ends): region.count
        for kind in ("agree", "disagree", "unsettled")
        for ends, region in getattr(found, kind).items()
    }


def agreeing(reading: Raw) -> set[tuple[Any, Any]]:
    return {(our, their) for their, ours in reading["agrees"].items() for our in ours}


@some
@given(pairs())
def test_a_comparison_finds_what_trying_every_answer_set_finds(case: tuple[Raw, Raw]) -> None:
    ours, theirs = without_dead_rows(case[0]), case[1]
    sets = answer_sets(ours, [theirs])
    other_set = Reader(theirs)
    pairs_said = agreeing(ours["reads_as"]["other"])
    expected: dict[Any, int] = {}
    for values in sets:
        one = said_by(ours, {name: [value] for name, value in values.items()})
        other = other_set.says(as_theirs(ours, theirs, values))
        key = (kind_of(pairs_said, one, other), one, other)
        expected[key] = expected.get(key, 0) + 1
    found = compare(compile_rules(load_raw(ours)), compile_rules(load_raw(theirs)))
    assert in_one(found) == expected
    assert found.answer_sets == len(sets)
    swapped = compare(compile_rules(load_raw(theirs)), compile_rules(load_raw(ours)))
    assert in_one(swapped) == {(k, two, one): count for (k, one, two), count in expected.items()}


@settings(some, max_examples=4)
@given(small("base"), small("a"), small("b"), st.data())
def test_two_sets_are_compared_through_the_answers_of_a_third(
    base: Raw, a: Raw, b: Raw, data: st.DataObject
) -> None:
    readings = {raw["ruleset"]: data.draw(read_as(base, raw)) for raw in (a, b)}
    base = without_dead_rows({**base, "reads_as": readings})
    agrees = data.draw(read_as(a, b))["agrees"]
    a = {**a, "reads_as": {"b": {"agrees": agrees}}}
    sets = answer_sets(base, [a, b])
    readers = [Reader(raw) for raw in (a, b)]
    expected: dict[Any, int] = {}
    for values in sets:
        ends = [each.says(as_theirs(base, each.raw, values)) for each in readers]
        key = (kind_of(agreeing({"agrees": agrees}), *ends), *ends)
        expected[key] = expected.get(key, 0) + 1
    first_set, second_set, third = (compile_rules(load_raw(raw)) for raw in (a, b, base))
    found = compare(first_set, second_set, third)
    assert in_one(found) == expected


# Two toys

POT = """\
ruleset: pot
version: 1.0.0
title: Make a pot of tea?
intro: The other aunt's view.
sources:
  uncle:
    title: On pots
    url: https://example.org/pots
    publisher: Uncle Bo
    statements: {B1: A pot wants half a litre., B2: Guests want a pot.}
facts:
  guests:
    type: yes_no
    label: Guests
    ask: Are there guests?
    why: A pot is for several.
    help: Count the cups.
    not_sure: {as: no, because: They ring.}
  content:
    type: int
    unit: ml
    label: Content
    ask: How much water is there?
    why: A pot wants half a litre.
    help: Lift it.
    max: 3000
    not_sure: {because: Look.}
  hot:
    type: yes_no
    label: Something hot
    ask: Do they want something hot?
    why: Tea is hot.
    help: Ask.
    not_sure: {because: Ask.}
verdict: [pot]
tables:
  pot:
    - {id: cold, when: {hot: no}, outcome: no_pot, because: a, cite: [B1]}
    - {id: dry, when: {content: {below: 500}}, outcome: refill, because: a, cite: [B1]}
    - {id: alone, when: {guests: no}, outcome: cup, because: a, cite: [B2]}
    - {id: rest, outcome: brew, because: a, cite: [B2]}
outcomes: {no_pot: {}, refill: {}, cup: {}, brew: {}}
recommendations:
  - {id: no_pot, when: {pot: no_pot}, title: No pot, verdict: No pot.}
  - {id: refill, when: {pot: refill}, title: Refill, verdict: Fill it up.}
  - {id: cup, when: {pot: cup}, title: A cup, verdict: Make a cup.}
  - {id: brew, when: {pot: brew}, title: Brew, verdict: Brew a pot.}
"""
READS = """\
reads_as:
  pot:
    facts:
      content: {same: water}
      hot:
        - {when: {thirsty: no}, as: no}
        - {when: {drink: juice}, as: no}
        - {as: yes}
    agrees:
      no_pot: [leave]
      refill: [fill]
      cup: [boil]
      brew: []
"""
READING = KETTLE + READS


def against(text: str) -> str:
    """What the author of a reading is told who compares the kettle with the pot."""
    with pytest.raises(RuleSetError) as refused:
        compare(compiled(text), compiled(POT))
    return str(refused.value)


def test_two_views_of_a_kettle() -> None:
    found = compare(compiled(READING), compiled(POT))
    assert (found.a, found.b, found.answers_of) == ("kettle", "pot", "kettle")
    assert found.answer_sets == 12  # thirsty or not; tea or juice; under 200, under 500, more
    assert {ends: region.count for ends, region in found.agree.items()} == {
        (("leave",), ("no_pot",)): 9,
        (("fill",), ("refill",)): 1,
    }
    (((ours, theirs), region),) = found.disagree.items()
    assert (ours, theirs, region.count) == (("boil",), ("refill",), 1)
    assert str(region) == "Thirsty: Yes, Drink: Tea or Cocoa, Water: 200 to 499 ml"
    ((ends, region),) = found.unsettled.items()  # whether there are guests, nobody asked
    assert (ends, region.count) == ((("boil",), ("cup", "brew")), 1)
    assert found.unknown == {"pot": ("guests",)}


def test_what_our_answers_do_not_settle_stays_possible_whatever_not_sure_counts_as_there() -> None:
    text = changed(READING, "    agrees:", "      guests: [{as: not_sure}]\n    agrees:")
    found = compare(compiled(text), compiled(POT))
    assert (("boil",), ("cup", "brew")) in found.unsettled
    assert found.unknown == {"pot": ()}


def test_an_answer_may_read_as_a_range_or_as_several_options() -> None:
    text = changed(
        READING, "{same: water}", "[{when: {water: {below: 100}}, as: {below: 600}}, {as: 900}]"
    )
    found = compare(compiled(text), compiled(POT))
    assert (("fill",), ("refill", "cup", "brew")) in found.unsettled
    facts = {"s": several("s", "ab")}
    table = [rule("both", "a", {"s": {"has": ["a", "b"]}}), rule("rest", "b")]
    other = ruleset(facts, {"t": table}, ["t"], [said("a", t="a"), said("b", t="b")])
    ours = ruleset(
        {"x": yes_no("x")},
        {"t": [rule("one", "a", {"x": "yes"}), rule("rest", "b")]},
        ["t"],
        [said("a", t="a"), said("b", t="b")],
    )
    ours["reads_as"] = {
        "other": {
            "facts": {"s": [{"when": {"x": "yes"}, "as": ["a", "b"]}, {"as": ["a"]}]},
            "agrees": {"a": "a", "b": "b"},
        }
    }
    told = compare(
        compile_rules(load_raw(ours)), compile_rules(load_raw({**other, "ruleset": "other"}))
    )
    assert told.count(told.agree) == told.answer_sets == 2


READING_FAULTS = [
    ("content: {same: water}", "content: {same: wter}", "no fact is called 'wter': did you mean 'water'?"),
    ("content: {same: water}", "content: {as: water}", "'reads_as.pot.facts.content.as' is no key that belongs here: use one of: same"),
    ("content: {same: water}", "content: water", "'reads_as.pot.facts.content' (water) needs a list"),
    ("content: {same: water}", "content: []", "'reads_as.pot.facts.content' needs more entries: at least 1"),
    ("{thirsty: no}, as: no}", "{thirst: no}, as: no}", "no fact is called 'thirst': did you mean 'thirsty'?"),
    ("{thirsty: no}, as: no}", "{thirsty: never}, as: no}", "no option of 'thirsty' is called 'never'"),
    ("{thirsty: no}, as: no}", "{thirsty: no}, is: no}", "'reads_as.pot.facts.hot.0.is' is no key that belongs here: use one of: when, as"),
    ("no_pot: [leave]", "no_pot: [leaf]", "no recommendation is called 'leaf': did you mean 'leave'?"),
    ("  pot:\n    facts", "  kettle:\n    facts", "'kettle' is this rule set: remove it, or name another one"),
    ("    agrees:", "    agree:", "'reads_as.pot.agree' is no key that belongs here: did you mean 'agrees'?"),
]  # fmt: skip


@pytest.mark.parametrize(("old", "new", "message"), READING_FAULTS)
def test_a_reading_that_cannot_be_is_refused_at_once_with_its_line(
    old: str, new: str, message: str
) -> None:
    text = KETTLE + changed(READS, old, new)
    with pytest.raises(RuleSetError) as refused:
        loads(text, "kettle.yaml")
    begins = new.partition("\n")[0]
    lines = enumerate(text.splitlines(), start=1)
    line = next(n for n, each in lines if n > len(KETTLE.splitlines()) and begins in each)
    faults = str(refused.value).splitlines()
    assert any(fault.startswith(f"kettle.yaml:{line}: {message}") for fault in faults)


MISREADINGS = [
    # against the set that it reads for; the line within READS
    ("content: {same", "contents: {same", 4, "no fact of pot is called 'contents': did you mean 'content'?"),
    ("content: {same: water}", "guests: {same: water}", 4, "'water' isn't the same as 'guests': only one of them is a number; list rows instead"),
    ("content: {same: water}", "hot: {same: drink}", 4, "'drink' isn't the same as 'hot': that one has no option tea, cocoa, juice; list rows instead"),
    ("as: yes}", "as: maybe}", 8, "'hot' takes one of: yes, no, not_sure"),
    ("      cup: [boil]\n", "", 9, "which of ours say the same as 'cup' isn't told: list them, [] for none"),
    ("cup: [boil]", "cups: [boil]", 12, "no recommendation of pot is called 'cups': did you mean 'cup'?"),
    ("        - {as: yes}\n", "", 5, "some answers read as nothing for 'hot': end with '- as: not_sure'"),
    ("{drink: juice}", "{thirsty: no}", 7, "this row can never be the first to hold: remove it"),
]  # fmt: skip


@pytest.mark.parametrize(("old", "new", "line", "message"), MISREADINGS)
def test_a_reading_that_does_not_fit_the_other_set_is_refused_with_its_line(
    old: str, new: str, line: int, message: str, tmp_path: Path, capsys
) -> None:
    reads = READS.replace("      hot:\n", "      cold:\n") if "hot: {same" in new else READS
    text = KETTLE + changed(reads, old, new)
    assert message in against(text)
    (tmp_path / "kettle.yaml").write_text(text, "utf-8")
    (tmp_path / "pot.yaml").write_text(POT, "utf-8")
    kettle, pot = str(tmp_path / "kettle.yaml"), str(tmp_path / "pot.yaml")
    for command in (["compare", kettle, pot], ["compare", pot, kettle], ["check", kettle]):
        assert main(command) == 1
        err = capsys.readouterr().err
        assert f"{kettle}:{len(KETTLE.splitlines()) + line}: {message}" in err.splitlines()


def test_numbers_that_differ_in_reach_or_in_step_are_not_the_same() -> None:
    far = changed(READING, "    max: 2000", "    max: 9000")
    message = "it goes from 0 to 9,000, and that one from 0 to 3,000; list rows instead"
    assert message in against(far)
    fine = changed(changed(READING, "    type: int", "    type: decimal"), "1000}", "1000}")
    assert "and that one a whole number; list rows instead" in against(fine)


def test_sets_that_say_nothing_of_each_other_are_not_compared() -> None:
    with pytest.raises(RuleSetError, match="neither kettle nor pot says how its answers read"):
        compare(compiled(KETTLE), compiled(POT))
    silent = READING[: READING.index("    agrees:")]
    assert "which recommendations of pot say the same: add 'agrees'" in against(silent)
    with pytest.raises(RuleSetError, match="nothing says how its answers read as kettle's"):
        compare(
            compiled(READING), compiled(POT), compiled(POT.replace("ruleset: pot", "ruleset: pan"))
        )


def test_comparing_past_the_limit_is_refused() -> None:
    with pytest.raises(RuleSetError, match="would need more than 5 nodes"):
        compare(compiled(READING), compiled(POT), limit=5)


def test_compare_reads_as_a_short_report(tmp_path, capsys) -> None:
    (tmp_path / "kettle.yaml").write_text(READING, "utf-8")
    (tmp_path / "pot.yaml").write_text(POT, "utf-8")
    files = [str(tmp_path / "kettle.yaml"), str(tmp_path / "pot.yaml")]
    assert main(["compare", *files]) == 0
    assert capsys.readouterr().out.splitlines() == [
        "kettle and pot, on the same answers to kettle",
        "  unknown to these answers, so left open: pot's guests",
        "  12 sets of answers",
        "   83.333%  agree",
        "    8.333%  disagree",
        "    8.333%  unsettled",
        "Disagree",
        "          1    8.333%  kettle: boil; pot: refill",
        "                      for example Thirsty: Yes, Drink: Tea or Cocoa, Water: 200 to 499 ml",
        "Unsettled",
        "          1    8.333%  kettle: boil; pot: cup or brew",
        "                      for example Thirsty: Yes, Drink: Tea or Cocoa, Water: 500 ml or more",
    ]
    assert main(["compare", *files, "--json"]) == 0
    found = json.loads(capsys.readouterr().out)
    assert found["disagree"]["count"] == 1
    assert found["disagree"]["regions"][0]["example"]["water"] == {"at_least": 200, "below": 500}


def test_check_says_which_readings_it_could_not_hold_against_the_other_set(
    tmp_path, capsys
) -> None:
    (tmp_path / "kettle.yaml").write_text(READING, "utf-8")
    main(["check", str(tmp_path / "kettle.yaml")])
    assert "no pot.yaml stands beside it, so 'reads_as.pot' is half checked" in (
        capsys.readouterr().err
    )


# The two articles


def of_shipped(name: str) -> Diagram:
    return compile_rules(loads(shipped(name)))


def test_the_articles_disagree_and_agree_where_they_are_known_to() -> None:
    found = compare(
        of_shipped("ertas"), of_shipped("eazyware"), through=of_shipped("should-we-finetune")
    )
    total = found.answer_sets
    parts = [found.count(ends) for ends in (found.agree, found.disagree, found.unsettled)]
    assert sum(parts) == total
    assert all(part > 0 for part in parts)
    ends = found.disagree.keys()
    assert (("api",), ("fine_tune",)) in ends  # volume: only Ertas asks (D6, D8)
    assert (("fine_tune",), ("collect_examples",)) in ends  # examples: only eazyware asks (D7)
    assert (("fine_tune",), ("build_evals",)) in ends  # evals: only eazyware asks (D8)
    assert (("frontier",), ("fine_tune",)) in ends  # breadth: only Ertas asks (D20)
    assert (("improve_prompt",), ("better_prompts",)) in found.agree  # the prompt comes first


def test_many_regions_are_told_shortly(capsys) -> None:
    assert main(["compare", "ertas", "eazyware", "--through", "should-we-finetune"]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert len(lines) < 60
    assert any(line.endswith("smaller regions, which --json lists") for line in lines)


@pytest.mark.parametrize("article", ["ertas", "eazyware"])
def test_our_set_is_compared_with_each_article(article: str, capsys) -> None:
    assert main(["compare", "should-we-finetune", article]) == 0
    assert "unknown" not in capsys.readouterr().out
    assert main(["check", article]) == 0
    assert capsys.readouterr().err == ""


def test_by_the_answers_of_one_article_the_other_stays_mostly_open() -> None:
    ertas, eazyware = of_shipped("ertas"), of_shipped("eazyware")
    found = compare(ertas, eazyware)
    assert found.count(found.agree) * 2 == found.answer_sets
    assert found.unknown["eazyware"][0] == "rag_tried"
    back = compare(eazyware, ertas)
    assert back.answers_of == "eazyware"
