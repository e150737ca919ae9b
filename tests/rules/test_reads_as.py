"""How our answers read as another rule set's facts: what `check` finds, and what is made of it."""

from functools import cache
from pathlib import Path
from typing import Any, TypeAlias

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from rules.__main__ import main
from rules.checks.reads_as import misread
from rules.diagram.compiler import compile_rules
from rules.diagram.diagram import Diagram
from rules.interview.interview import Interview, interview
from rules.interview.second_opinion import SecondOpinion, second_opinion
from rules.language.answers import Value, from_json
from rules.language.faults import RuleSetError
from rules.loading.load import loads, shipped
from tests.rules import naive
from tests.rules.sized import load_raw, rule, ruleset, said
from tests.rules.strategies import conditions, facts
from tests.rules.toys import KETTLE, changed, compiled

Raw: TypeAlias = dict[str, Any]

some = settings(max_examples=50)


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
            end = [{"as": draw(value)}] if draw(st.integers(0, 3)) else []
            facts[name] = [*draw(st.lists(row, min_size=not end, max_size=2)), *end]
    texts = [text["id"] for text in ours["recommendations"]]
    some_of = st.lists(st.sampled_from(texts), max_size=2, unique=True)
    agrees = {text["id"]: draw(some_of) for text in theirs["recommendations"]}
    return {"facts": facts, "agrees": agrees}


def is_same(ours: Raw, theirs: Raw) -> bool:
    """Whether every answer to our fact is one to theirs."""
    if (ours["type"] == "several") != (theirs["type"] == "several"):
        return False
    numbers = [each["type"] in ("int", "decimal") for each in (ours, theirs)]
    ours_step, their_step = (
        each.get("places", 2) if each["type"] == "decimal" else 0 for each in (ours, theirs)
    )
    return (
        numbers[0] == numbers[1]
        and ours_step <= their_step
        and all(value in naive.values_of(theirs) for value in naive.values_of(ours))
    )


@st.composite
def pairs(draw: st.DrawFn) -> tuple[Raw, Raw]:
    """Two rule sets, the first of which reads as the second."""
    ours, theirs = draw(small("ours")), draw(small("other"))
    reading = draw(read_as(ours, theirs))
    return {**ours, "reads_as": {"other": reading}}, theirs


def first(ours: Raw, rows: list[Raw], values: Raw) -> int | None:
    """The first row that holds, if any does."""
    held = (
        n
        for n, row in enumerate(rows)
        if "when" not in row or naive.holds(ours, row["when"], values)
    )
    return next(held, None)


def as_theirs(ours: Raw, theirs: Raw, values: Raw) -> Raw:
    """Their facts that our values settle, each with the one value it has."""
    among = {}
    for name, reads in ours["reads_as"][theirs["ruleset"]]["facts"].items():
        if isinstance(reads, dict):
            among[name] = [values[reads["same"]]]
        elif (n := first(ours, reads, values)) is not None and reads[n]["as"] != "not_sure":
            among[name] = [reads[n]["as"]]
    return among


@pytest.mark.slow
@some
@given(pairs())
def test_gaps_and_dead_rows_are_those_that_trying_every_answer_finds(case: tuple[Raw, Raw]) -> None:
    ours, theirs = case
    place = ("reads_as", "other", "facts")
    expected: set[tuple[str | int, ...]] = set()
    for name, rows in ours["reads_as"]["other"]["facts"].items():
        if isinstance(rows, list):
            held = {first(ours, rows, values) for values in naive.completions(ours, {})}
            expected |= {(*place, name, n) for n in range(len(rows)) if n not in held}
            expected |= {(*place, name)} if None in held else set()
    assert {each.path for each in misread(load_raw(ours), load_raw(theirs))} == expected


@pytest.mark.slow
@some
@given(pairs(), st.data())
def test_a_second_opinion_is_what_the_other_set_leaves_possible(case, data) -> None:
    ours, theirs = case
    values = {n: data.draw(st.sampled_from(naive.values_of(f))) for n, f in ours["facts"].items()}
    held = interview(
        compile_rules(load_raw(ours)), {name: from_json(value) for name, value in values.items()}
    )
    assume(held.recommendations)
    found = second_opinion(held, compile_rules(load_raw(theirs)))
    among = as_theirs(ours, theirs, values)
    possible = naive.texts(theirs, naive.possible(theirs, {}, among))
    assert [text.id for text in found.possible] == possible
    alike = ours["reads_as"]["other"]["agrees"]
    assert found.agrees == all(held.recommendations[0].id in alike[text] for text in possible)


# Two toys

POT = """\
ruleset: pot
version: 1.0.0
title: Make a pot of tea?
intro: The other aunt's view.
sources:
  uncle: {title: On pots, url: "https://example.org/pots", publisher: Uncle Bo,
    statements: {B1: A pot wants half a litre., B2: Guests want a pot.}}
facts:
  guests: {type: yes_no, label: Guests, ask: Are there guests?, why: A pot is for several.,
    help: Count the cups., not_sure: {as: no, because: They ring.}}
  content: {type: int, unit: ml, max: 3000, label: Content, ask: How much water is there?,
    why: A pot wants half a litre., help: Lift it., not_sure: {because: Look.}}
  hot: {type: yes_no, label: Something hot, ask: Do they want something hot?, why: Tea is hot.,
    help: Ask., not_sure: {because: Ask.}}
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
def test_a_reading_that_cannot_be_is_refused_at_once_with_its_line(old, new, message) -> None:
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
    kettle = tmp_path / "kettle.yaml"
    kettle.write_text(text, "utf-8")
    (tmp_path / "pot.yaml").write_text(POT, "utf-8")
    assert main(["check", str(kettle)]) == 1
    err = capsys.readouterr().err
    assert f"{kettle}:{len(KETTLE.splitlines()) + line}: {message}" in err.splitlines()


def test_numbers_that_differ_in_reach_or_in_step_are_not_the_same() -> None:
    def fault_in(text: str) -> str:
        (found,) = misread(loads(text), loads(POT))
        return found.message

    far = fault_in(changed(READING, "    max: 2000", "    max: 9000"))
    assert far.endswith("from 0 to 9,000, and that one from 0 to 3,000; list rows instead")
    fine = fault_in(changed(READING, "    type: int", "    type: decimal"))
    assert fine.endswith("and that one a whole number; list rows instead")


def test_a_reading_may_tell_apart_what_our_own_rules_do_not() -> None:
    text = changed(READING, "{drink: juice}, as: no}", "{drink: cocoa}, as: no}")
    answers = {"thirsty": Value("yes"), "drink": Value("cocoa"), "water": Value(900)}
    found = second_opinion(interview(compiled(text), answers), compiled(POT))
    assert [each.id for each in found.possible] == ["no_pot"]


def test_check_says_which_readings_it_could_not_hold_against_the_other_set(
    tmp_path, capsys
) -> None:
    (tmp_path / "kettle.yaml").write_text(READING, "utf-8")
    main(["check", str(tmp_path / "kettle.yaml")])
    assert "no pot.yaml stands beside it, so 'reads_as.pot' is half checked" in (
        capsys.readouterr().err
    )


# What each article alone says to our answers

OURS = "should-we-finetune"


@cache
def diagram(name: str) -> Diagram:
    return compile_rules(loads(shipped(name), name))


def held(**answers: object) -> Interview:
    return interview(diagram(OURS), {fact: from_json(raw) for fact, raw in answers.items()})


def opinion(name: str, **answers: object) -> SecondOpinion:
    return second_opinion(held(**answers), diagram(name))


BROAD: dict[str, object] = {
    "gap": ["style"],
    "tried": {"yes": ["prompt", "plateau"], "no": []},
    "knowledge_changes": "no",
    "one_off": "no",
    "breadth": "broad",
    "limits": [],
}


def test_an_article_that_our_answers_settle_says_the_same_or_parts() -> None:
    same = opinion("ertas", gap=["style"], tried=[], breadth="narrow")
    assert same.agrees
    assert same.advised
    assert same.advised.text.id == "improve_prompt"
    for name, says in [("ertas", "improve_prompt"), ("eazyware", "better_prompts")]:
        parts = opinion(name, gap=["style"], tried=[], breadth="broad")
        assert parts.advised
        assert parts.advised.text.id == says
        assert not parts.agrees


def test_what_our_answers_leave_open_stays_open_and_names_its_question() -> None:
    found = opinion("ertas", **BROAD)
    assert found.advised is None
    assert {text.id for text in found.possible} == {"api", "frontier"}
    assert found.held.next_fact == "requests_per_day"
    assert not found.agrees


def test_more_answers_settle_what_was_open() -> None:
    found = opinion("ertas", **BROAD, requests_per_day=5000)
    assert found.advised
    assert found.advised.text.id == "frontier"
    assert found.agrees


def test_not_sure_of_ours_is_not_read_as_an_answer_of_theirs() -> None:
    unsure = opinion("ertas", gap=["style"], tried="not_sure", breadth="narrow")
    theirs = {text.id for text in diagram("ertas").rules.recommendations}
    assert {text.id for text in unsure.possible} == theirs - {"frontier"}  # it is narrow
    assert unsure.held.next_fact == "prompt_optimised"


KNOWN = [
    ("Ertas case 5: a 200-word prompt, tried on 10 examples", "ertas", ["improve_prompt"], True),
    ("Ertas case 1, exception: the same shop wants its own style on top", "ertas", ["rag"], False),
    ("Ertas question 6, no: several tasks at once", "ertas", ["keep_prompt"], False),
    ("eazyware win 2: medical vocabulary, 5,000 examples, retrieval tried", "eazyware", ["fine_tune"], True),
    ("eazyware fails: smarter on our domain, and the right passage makes it right", "eazyware", ["rag", "basics"], True),
    ("eazyware tree: RAG hasn't been tried, the gap is vocabulary", "eazyware", ["rag"], True),
    ("Ertas case 2, nuance: the passages are right and it joins them badly", "eazyware", ["better_retrieval"], False),
]  # fmt: skip


@pytest.mark.parametrize(("case", "name", "possible", "agrees"), KNOWN)
def test_worked_cases_have_a_known_second_opinion(case, name, possible, agrees) -> None:
    (answers,) = [each.answers for each in diagram(OURS).rules.cases if each.name == case]
    found = opinion(name, **answers)
    assert [text.id for text in found.possible] == possible
    assert found.agrees == agrees
    assert [found.advised.text.id] == possible if found.advised else len(possible) > 1


def test_a_fact_that_the_other_no_longer_has_is_left_out() -> None:
    """A conversation held under older rules is still compared with today's article."""
    older = diagram("ertas")
    facts = {id_: fact for id_, fact in older.rules.facts.items() if id_ != "narrow"}
    table = tuple(
        rule for rule in older.rules.tables["flowchart"] if "narrow" not in str(rule.when)
    )
    newer = compile_rules(
        older.rules.model_copy(update={"facts": facts, "tables": {"flowchart": table}})
    )
    assert second_opinion(held(**BROAD), newer).possible
