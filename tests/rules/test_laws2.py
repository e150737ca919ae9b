"""A law for each proof about language 2: what `check` says is so in some world, and nothing else is.

Each law is a pair, what `check` found and what trying every world finds. Both sides of all laws are
compared on the same random rule sets, in which something is left out or too much.
"""

import re
from collections.abc import Iterator
from itertools import pairwise
from typing import Any, NamedTuple, TypeAlias

import pytest
from hypothesis import reject
from hypothesis import strategies as st

from rules.checks.check import Checked, check
from rules.diagram.compiler import compile_rules
from rules.diagram.diagram import Diagram
from rules.diagram.nodes import levels
from rules.interview.explain import recommend
from rules.interview.what_if import sufficient, what_if
from rules.language.faults import TooLargeSetError
from rules.loading.yaml12 import parse
from tests.rules import naive, naive2
from tests.rules.sized import at, load_raw, rule, ruleset, said, several, yes_no
from tests.rules.strategies2 import answer, rulesets, unproved
from tests.rules.tried import tried
from tests.rules.worlds2 import Tried, World, compared, counts, needed

Raw: TypeAlias = dict[str, Any]

SMALL = 300  # worlds
ORDERS = st.sampled_from(["listed", "rules"])


class Proved(NamedTuple):
    """A rule set, what `check` says of it, and all its worlds."""

    raw: Raw
    diagram: Diagram
    checked: Checked
    tried: Tried

    def about(self, kind: str, section: str = "") -> list[tuple[Any, ...]]:
        """Where the problems and warnings of a kind stand."""
        found = (*self.checked.problems, *self.checked.warnings)
        return [e.path for e in found if e.kind == kind and section in ("", e.path[0])]

    def said(self, kind: str) -> list[str]:
        """The problems and warnings of a kind, in words."""
        found = (*self.checked.problems, *self.checked.warnings)
        return [each.message for each in found if each.kind == kind]


def proved(raw: Raw) -> Proved:
    tried = Tried(raw)
    if tried.size > SMALL:
        reject()
    diagram = compile_rules(load_raw(raw))
    return Proved(raw, diagram, check(diagram), tried)


Both: TypeAlias = tuple[Any, Any]


def gaps(it: Proved) -> Both:
    """A table has a gap where it is read and no rule holds."""
    gaps = {
        it.raw["verdict"][n]
        for verdict in it.tried.verdicts
        for n, outcome in enumerate(verdict)
        if outcome is None
    }
    return {path[1] for path in it.about("gap")}, gaps


def dead_rules(it: Proved) -> Both:
    """A rule is dead if it decides in no world, nor leads on by `otherwise`."""
    rules = {rule["id"] for table in it.raw["tables"].values() for rule in table}
    dead = {it.raw["tables"][path[1]][path[2]]["id"] for path in it.about("dead rule")}
    return dead, rules - it.tried.deciding


def missing(it: Proved) -> Both:
    """A recommendation is missing where a verdict has no words."""
    real = {
        ", ".join(f"{table}: {end}" for table, end in zip(it.raw["verdict"], verdict, strict=False))
        for verdict in it.tried.verdicts
        if None not in verdict and not naive.texts(it.raw, [verdict])
    }
    said = it.said("missing recommendation")
    return {re.findall(r"\{(.*?)\}", each)[0] for each in said}, real


def impossible(it: Proved) -> Both:
    """A recommendation is impossible if it has the words for no verdict."""
    texts = [each["id"] for each in it.raw["recommendations"]]
    said = {texts[path[1]] for path in it.about("impossible recommendation")}
    whole = [verdict for verdict in it.tried.verdicts if None not in verdict]
    return said, {*texts} - {*naive.texts(it.raw, whole)}


def broken_nevers(it: Proved) -> Both:
    """A row of `never` is broken if it surely holds in a world in which somebody is told yes."""
    rows = it.raw.get("never", ())
    said = {rows[path[1]]["id"] for path in it.about("broken never")}
    real = {id_ for world, _ in it.tried.worlds for id_ in naive2.forbidden(it.raw, world)}
    return said, real


def never_yes(it: Proved) -> Both:
    """A direction that trains is never yes if no world has that stance."""
    outcomes = {end for end in it.tried.directions if it.raw["outcomes"][end].get("trains")}
    real = {outcome for outcome in outcomes if "yes" not in it.tried.stances(outcome)}
    return {path[1] for path in it.about("never yes")}, real


def idle_conditions(it: Proved) -> Both:
    """What a condition of a direction never comes to in a world of that direction."""
    real: set[tuple[str, str, str]] = set()
    for end in it.tried.directions:
        for id_ in naive2.asked_of(it.raw, end):
            states = it.tried.states(end, id_)
            leads_to = it.raw["conditions"][id_].get("otherwise")
            led = any(reading.led.get(end) == id_ for _, reading in it.tried.worlds)
            real |= {(id_, end, "never done")} if "done" not in states else set()
            real |= {(id_, end, "never leads")} if leads_to and not led else set()
            idle = not leads_to and "missing" not in states
            real |= {(id_, end, "never missing")} if idle else set()
    found = (
        re.match(r"'(\w+)' of '(\w+)' is (never \w+)|'(\w+)' of '(\w+)' (never leads)", each)
        for each in it.said("idle condition")
    )
    return {tuple(filter(None, each.groups())) for each in found if each}, real


def moving_conditions(it: Proved) -> Both:
    """The facts of a condition of which another answer leads elsewhere where it is missing."""
    real: set[tuple[str, str, str]] = set()
    for end in it.tried.directions:
        for id_ in naive2.asked_of(it.raw, end):
            condition = it.raw["conditions"][id_]
            facts = {name for name, _ in naive2.comparisons(it.raw, condition["when"])}
            for world, reading in it.tried.towards(end):
                if "otherwise" in condition or naive2.state(it.raw, id_, world) != "missing":
                    continue
                for name in facts:
                    moved = it.tried.moved(world, name)
                    real |= {(id_, end, name)} if {*moved} != {reading.verdict} else set()
    found = set()
    for each in it.said("idle condition"):
        if "another direction" in each:
            id_, end, *names = re.findall(r"'(\w+)'", each)
            found |= {(id_, end, name) for name in names}
    return found, real


def untold_rows(it: Proved) -> Both:
    """A row of `collect` is never said if it holds in no world of another direction."""
    rows = it.raw.get("collect", ())
    said = {path[1] for path in it.about("untold line", "collect")}
    told = {
        row["id"]
        for world, reading in it.tried.worlds
        for row in rows
        if naive2.surely(it.raw, row["when"], world)
        and reading.verdict[-1] not in row.get("unless", ())
    }
    return said, {n for n, row in enumerate(rows) if row["id"] not in told}


def untold_modifiers(it: Proved) -> Both:
    """A modifier is never said if it surely holds in no world of a direction that it crosses."""
    said = {path[1] for path in it.about("untold line", "modifiers")}
    told = {
        id_
        for world, reading in it.tried.worlds
        for id_, each in naive2.crossing(it.raw, reading.verdict[-1]).items()
        if naive2.surely(it.raw, each["when"], world)
    }
    return said, {*it.raw.get("modifiers", {})} - told


def unread_facts(it: Proved) -> Both:
    """A fact is unread if nothing compares it, and no verdict needs it."""
    used = compared(it.raw) | needed(it.raw, it.tried.verdicts)
    return {path[1] for path in it.about("unread fact")}, {*it.raw["facts"]} - used


def answer_sets(it: Proved) -> Both:
    """What is counted is what somebody may say: plain, not sure, a list left open; no ranges."""
    real = counts(it.raw)
    sets = sum(real.values())
    shares = {id_: pytest.approx(n / sets) for id_, n in real.items() if id_}
    said = {id_: share for id_, share in it.checked.shares.items() if share}  # 0: by ranges alone
    return (it.checked.answer_sets, said), (sets, shares)


LAWS = [
    *(gaps, dead_rules, missing, impossible, broken_nevers, never_yes, idle_conditions),
    *(moving_conditions, untold_rows, untold_modifiers, unread_facts, answer_sets),
]


@tried(15, 300, unproved())
def test_what_check_says_is_so_in_some_world_and_nothing_else_is(raw: Raw) -> None:
    it = proved(raw)
    for law in LAWS:
        said, real = law(it)
        assert said == real, law.__doc__


# What `check` shows


@tried(15, 300, unproved())
def test_whoever_gives_the_answers_of_an_example_meets_what_it_is_an_example_of(raw: Raw) -> None:
    it = proved(raw)
    for message in it.said("gap"):
        table = message.split("'")[1]
        n, words = raw["verdict"].index(table), message.split(" has no rule for ")[1]
        for world in _worlds_of(it, words.removesuffix(": add one")):
            verdict = naive2.reading(raw, world).verdict
            assert len(verdict) > n
            assert verdict[n] is None
    for message in it.said("broken never"):
        words = message.split("and it is yes for ")[1].split(": correct the")[0]
        for world in _worlds_of(it, words):
            assert message.split("'")[1] in naive2.forbidden(raw, world)


def _worlds_of(it: Proved, words: str) -> Iterator[World]:
    said = "" if words == "any answers" else words
    answers = {fact: _as_json(each) for fact, each in parse(f"{{{said}}}", "it").data.items()}
    yield from it.tried.worlds_with(answers)


def _as_json(answer: Any) -> Any:
    if isinstance(answer, dict):
        return {key: _as_json(each) for key, each in answer.items()}
    return answer if isinstance(answer, str | list | int) else float(answer)


# What is asked


def facts_asked(diagram: Diagram, tried: Tried) -> set[str]:
    """The facts that may be asked of somebody, whatever they answer."""
    found: set[str] = set()
    todo: list[World] = [{}]
    while todo:
        known = todo.pop()
        held = at(diagram, known)
        name = held.next_fact or next(iter(held.after_advice), None)
        if name is not None:
            found.add(name)
            todo += [{**known, name: each} for each in tried.ways[name]]
    return found


@tried(20, 300, unproved(), ORDERS)
def test_a_fact_that_is_never_asked_is_told(raw: Raw, order: str) -> None:
    facts_are_asked({**raw, "ask_order": order})


def facts_are_asked(raw: Raw) -> None:
    """No fact that is asked is said not to be; all others are, but those that might be asked.

    One that hangs on two others, each asked of somebody, though nobody is asked both, stays unsaid.
    """
    it = proved(raw)
    said = {path[1] for path in it.about("unasked fact", "facts")}
    assert said <= compared(raw) - facts_asked(it.diagram, it.tried)
    assert said == compared(raw) - it.tried.might_be_asked


def test_what_only_those_are_asked_who_are_not_sure_of_a_later_fact_is_asked() -> None:
    both = {"all": [{"b": "unsure"}, {"a": "yes"}]}
    tables = {"t": [rule("r", "o", both), rule("b", "p", {"b": "yes"}), rule("rest", "q")]}
    raw = set_of("ab", tables, {each: {"stance": "no"} for each in "opq"})
    assert proved(raw).about("unasked fact") == []
    facts_are_asked(raw)


@pytest.mark.parametrize("order", ["listed", "rules"])
def test_what_a_direction_needs_is_never_asked_if_only_not_sure_of_it_leads_there(order) -> None:
    lost: Raw = {**conditions("a")["ca"], "otherwise": "p", "because": "It is so"}
    either = {"c0": lost, "c1": {**lost, "when": {"a": "no"}}}
    tables = {"t": [rule("r", "o", {"b": "yes"}), rule("rest", "p")]}
    outcomes: Raw = {"o": {"trains": True, "ready_when": [*either], "needs": ["a"]}}
    outcomes["p"] = {"stance": "no"}
    raw = {**set_of("ab", tables, outcomes, conditions=either), "ask_order": order}
    assert {path[1] for path in proved(raw).about("unasked fact")} == {"a", "b"}
    assert "'b' is asked only of those who are *not sure*" in str(proved(raw).said("unasked fact"))
    facts_are_asked(raw)


@tried(15, 300, rulesets(3, 4), ORDERS, st.data())
def test_no_question_is_asked_in_vain(raw: Raw, order: str, data: st.DataObject) -> None:
    """In either order, what is asked tells two plain answers apart, and the rest is bounded."""
    raw = {**raw, "ask_order": order}
    diagram = compile_rules(load_raw(raw))
    known: World = {}
    most = None
    while True:
        held = at(diagram, known)
        assert most is None or held.at_most_more <= most
        worth = [*map(list, naive2.asked_in_turn(raw, known))]
        first = next(filter(None, worth), [])
        assert held.next_fact in (first if first == worth[0] else first[:1]) or not first
        if held.next_fact is None:
            assert not first
            break
        assert held.at_most_more >= 1
        most = held.at_most_more - 1
        known = {**known, held.next_fact: data.draw(answer(raw["facts"][held.next_fact]))}


def set_of(names: str, tables: Raw, outcomes: Raw, **more: Any) -> Raw:
    """A rule set of language 2 about yes/no facts."""
    joined = [table for table in tables if table[0] == "t"]
    ends = {each["outcome"] for each in tables[joined[-1]]}
    texts = [said(end, **{joined[-1]: end}) for end in sorted(ends)]
    facts = {name: yes_no(name) for name in names}
    return {"language": 2, **ruleset(facts, tables, joined, texts, outcomes), **more}


def conditions(names: str) -> Raw:
    """For each fact, the condition that it is so."""
    words: Raw = {"label": "a thing", "headline": "Get it", "step": "Get it", "cite": ["S1"]}
    return {f"c{name}": {**words, "when": {name: "yes"}} for name in names}


def most_and_asked(raw: Raw, *unsure: str) -> tuple[int, list[str]]:
    """The bound before anything is asked, and what is asked where all else is answered with yes."""
    diagram = compile_rules(load_raw(raw))
    known: World = {}
    while (name := at(diagram, known).next_fact) is not None:
        known[name] = "not_sure" if name in unsure else "yes"
    return at(diagram, {}).at_most_more, [*known]


def test_a_need_of_whoever_is_not_sure_is_counted_before_that_is_known() -> None:
    needs: list[Raw] = [{"fact": "b", "before": "advice"}]
    needs += [{"fact": "c", "when": {"b": "unsure"}, "before": "advice"}]
    tables = {"t": [rule("r", "o", {"a": "yes"}), rule("rest", "p")]}
    raw = set_of("abc", tables, {"o": {"stance": "no", "needs": needs}, "p": {"stance": "no"}})
    assert most_and_asked(raw, "b") == (3, ["a", "b", "c"])


def test_what_one_direction_asks_may_lead_to_another_that_asks_as_well() -> None:
    tables = {"t": [rule("r", "o", {"a": "unsure"}), rule("rest", "p")]}
    outcomes = {"p": {"trains": True, "ready_when": ["cb", "cc", "ca"]}}
    outcomes["o"] = {"trains": True, "ready_when": ["cd", "ce"]}
    raw = set_of("abcde", tables, outcomes, conditions=conditions("abcde"))
    assert most_and_asked(raw, "a") == (5, ["b", "c", "a", "d", "e"])


# What is assumed


@tried(15, 300, unproved(), st.data())
def test_what_is_assumed_is_as_if_it_had_been_answered(raw: Raw, data: st.DataObject) -> None:
    name = data.draw(st.sampled_from([*raw["facts"]]))
    assumed = data.draw(st.sampled_from(naive2.plain_answers(raw["facts"][name])))
    diagram = compile_rules(load_raw(raw))
    taken = compile_rules(load_raw({**raw, "assumptions": {name: {"as": assumed, "by": "us"}}}))
    known: World = {}
    while True:
        held, sure = at(taken, known), at(diagram, {**known, name: assumed})
        assert held.next_fact == sure.next_fact
        assert (held.possible, held.at_most_more) == (sure.possible, sure.at_most_more)
        if held.next_fact is None:
            break
        known[held.next_fact] = data.draw(answer(raw["facts"][held.next_fact]))
    if None not in held.possible[0] and held.recommendations:
        one, other = recommend(held), recommend(sure)
        assert (one.verdict, one.states, one.stance) == (other.verdict, other.states, other.stance)
        assert (one.modifiers, one.turns_on) == (other.modifiers, other.turns_on)
        assert one.steps == other.steps
        assert all(name not in {each.fact for each in way.changes} for way in what_if(held))
        assert name not in sufficient(held)
    assert not any(name in taken.tested(levels(tree)) for tree in (taken.verdict, *taken.needed))
    assert check(taken).answer_sets == sum(counts(raw, {name: assumed}).values())


# What a table concludes that isn't in the verdict


def test_a_table_beside_the_verdict_concludes_what_its_rule_says_whatever_fails_there() -> None:
    lost: Raw = {**conditions("b")["cb"], "otherwise": "o", "because": "It is not there"}
    tables = {"t": [rule("r", "o", {"a": "yes"}), rule("rest", "p")], "x": [rule("x", "p")]}
    outcomes = {"o": {"stance": "no"}, "p": {"trains": True, "ready_when": ["cb"]}}
    modifiers = {"m": {"when": {"table": {"x": "p"}}, "say": "So"}}
    raw = set_of("ab", tables, outcomes, conditions={"cb": lost}, modifiers=modifiers)
    known = {"a": "yes", "b": "no"}
    assert naive2.modifiers(raw, known) == ("m",)
    advised = recommend(at(compile_rules(load_raw(raw)), known))
    assert (advised.direction, advised.modifiers, advised.outcomes["x"]) == ("o", ("m",), "p")


# Size


def thirty_options() -> Raw:
    """Two lists of thirty options, with a condition on each of one, and rules on many of the other."""
    options = [f"o{n}" for n in range(30)]
    facts = {"gap": several("gap", options), "ready": several("ready", options)}
    facts |= {"once": yes_no("once")}
    facts["ready"]["unticked"] = "open"
    facts["gap"]["options"]["o29"] = {"label": "Nothing", "alone": True}
    words: Raw = {"label": "a thing", "headline": "Get it", "step": "Get it", "cite": ["S1"]}
    needs = {f"c{n}": {**words, "when": {"ready": {"has": each}}} for n, each in enumerate(options)}
    for n in range(0, 30, 3):
        needs[f"c{n}"]["applies"] = {"once": "no"}
    rules = [rule(f"r{n}", f"d{n % 2}", {"gap": {"has": options[n]}}) for n in range(10)]
    rules += [rule("unsure", "z", {"gap": "unsure"})]
    rules += [rule("lacks", "d1", {"gap": {"lacks": options[10:20]}}), rule("rest", "z")]
    outcomes: Raw = {"d0": {"trains": True, "ready_when": [*needs]}, "z": {"stance": "no"}}
    outcomes["d1"] = {"trains": True, "ready_when": [f"c{n}" for n in range(0, 30, 2)]}
    texts = [said(end, t=end) for end in outcomes]
    raw = ruleset(facts, {"t": rules}, ["t"], texts, outcomes)
    rows = [{"id": each, "when": {"gap": {"has": each}}, "say": "So"} for each in options]
    return {"language": 2, **raw, "conditions": needs, "collect": rows}


def test_lists_of_thirty_options_are_read_checked_and_asked_in_few_steps() -> None:
    diagram = compile_rules(load_raw(thirty_options()))
    checked = check(diagram)
    assert checked.ok
    assert checked.answer_sets == (2**29 + 2) * (3**30 + 1) * 3
    assert diagram.forest.steps < 30_000
    known: World = {}
    given = {"gap": ["o0", "o12"], "once": "no", "ready": {"yes": ["o1"], "no": []}}
    for name, answered in given.items():
        held = at(diagram, known)
        assert (held.next_fact, held.at_most_more) == (name, 3 - len(known))
        known[name] = answered
    advised = recommend(at(diagram, known))
    assert (advised.direction, advised.stance, len(advised.unknown)) == ("d0", "yes_if", 29)
    turned = recommend(at(diagram, {**known, "gap": "not_sure"}))
    assert (turned.direction, turned.turns_on) == ("z", ("gap",))


@pytest.mark.slow
@pytest.mark.parametrize("more", [0, 1, 50, 500])
def test_what_is_near_the_size_guard_is_refused_or_checked_as_far_as_it_fits(more: int) -> None:
    rules = load_raw(thirty_options())
    low, high = 1, 100_000
    while low < high:
        middle = (low + high) // 2
        try:
            compile_rules(rules, middle)
            high = middle
        except TooLargeSetError:
            low = middle + 1
    found = check(compile_rules(rules, low + more))
    large = [each for each in found.warnings if each.message.startswith("too large to find")]
    assert all(each.message.endswith(": split the rule set") for each in large)
    assert large or more


# Options that nothing tells apart


@tried(15, 300, unproved())
def test_options_that_are_called_alike_are(raw: Raw) -> None:
    """Whoever takes one of two such options for the other is told the same."""
    it = proved(raw)
    for path, message in zip(it.about("unread option"), it.said("unread option"), strict=True):
        name = path[1]
        options = re.findall(r"'(\w+)'", message.split(" of '")[0])
        alone = naive2.alone_in(raw["facts"][name])
        for one, other in pairwise(options):
            if (one in alone) == (other in alone):
                for world, reading in it.tried.worlds:
                    swapped = {**world, name: _swapped(world[name], {one: other, other: one})}
                    assert naive2.reading(raw, swapped) == reading


def _swapped(answer: Any, other: dict[str, str]) -> Any:
    match answer:
        case {"yes": have, "no": lack}:
            return {"yes": _swapped(have, other), "no": _swapped(lack, other)}
        case list():
            return [other.get(each, each) for each in answer]
    return other.get(answer, answer)
