"""Run everything and print it as tables: `make bench`. Exit code 1 where an engine is wrong.

A missed target is printed as such and is no error: a benchmark informs, tests decide.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from platform import python_version
from random import Random
from typing import Any

import yaml

from rules.checks.check import check
from rules.comparing.versions import replay
from rules.diagram.compiler import compile_rules
from rules.diagram.diagram import Diagram, Verdict
from rules.diagram.nodes import reachable
from rules.interview.explain import recommend
from rules.interview.interview import Interview, interview, possible_outcomes
from rules.interview.what_if import what_if
from rules.language.answers import from_json, to_json
from rules.language.faults import RuleSetError
from rules.loading.load import loads, shipped

from .flowchart import Answers, all_answers, by_hand, peers
from .made import explosive, made
from .table import met, print_table
from .timing import Measured, Task, once, side_by_side
from .typed import print_typed

ROUNDS = 15  # of 10 ms and more for each figure
DEFAULT = "should-we-finetune"
SIZES = ((10, 100), (10, 1000), (20, 100), (20, 1000), (40, 100), (40, 1000))
FLOOR = "hand-written Python, against itself"
OUTCOME, EXPLAIN, NEXT = "outcome", "recommendation", "next question"
AT_MOST = {OUTCOME: 600, EXPLAIN: 1500, NEXT: 300}  # in evaluations by the floor
REPLAY_AT_MOST = {"ertas": 80, DEFAULT: 100}  # in times of reading the lines' JSON
NEAR = 2  # changed and new answers, of the ways that a person is shown
EVENTS = "libyaml, to PyYAML's events"
LOADED, CHECKED = "load + compile", "load + compile + check"
LOAD_AT_MOST = {LOADED: 16, CHECKED: 45}  # in times of libyaml


def main() -> int:
    """Print the tables."""
    print(f"Python {python_version()}, {ROUNDS} interleaved rounds; noise is half the middle half")
    flowchart = compile_rules(loads(shipped("ertas")))
    wrong = {name: count for name, count in mismatches(flowchart).items() if count}
    print(f"{len(all_answers())} answer sets, mismatches: {wrong or 'none'}\n")
    if wrong:
        return 1
    print_flowchart(flowchart)
    print_loading()
    print_ways()
    print_replaying(flowchart)
    print_growth()
    print_typed(ROUNDS)
    return 0


def mismatches(flowchart: Diagram) -> dict[str, int]:
    """How often each engine says something else than the hand-written flowchart."""
    engines: dict[str, Callable[[Answers], object]] = {
        OUTCOME: lambda answers: only(possible_outcomes(flowchart, answers))[0],
        EXPLAIN: lambda answers: recommend(held(flowchart, answers)).text.id,
        **{name: bare for name, _, bare in peers()},
    }
    return {
        name: sum(engine(answers) != by_hand(answers) for answers in all_answers())
        for name, engine in engines.items()
    }


def only(possible: Sequence[Verdict]) -> Verdict:
    """The one verdict that complete answers lead to."""
    (verdict,) = possible
    return verdict


def held(diagram: Diagram, answers: Answers) -> Interview:
    """The interview in which somebody gave these answers, from their JSON form."""
    return interview(diagram, {fact: from_json(raw) for fact, raw in answers.items()})


def print_flowchart(flowchart: Diagram) -> None:
    """Everything about one flowchart of six questions, from answers in their JSON form."""
    answers = all_answers()
    asked = [*states(flowchart, answers)]
    floor = Task(by_hand, answers)
    tasks = {
        FLOOR: floor,
        OUTCOME: Task(lambda a: possible_outcomes(flowchart, a), answers),
        EXPLAIN: Task(lambda a: recommend(held(flowchart, a)), answers),
        NEXT: Task(lambda a: held(flowchart, a).next_fact, asked),
        **{name: Task(call, answers) for name, call, _ in peers()},
    }
    measured = side_by_side(floor, tasks, ROUNDS)
    print_table(
        "The Ertas flowchart",
        ("", "ns", "of floor's rate", "in floors", "noise", "target", ""),
        [flowchart_row(name, found) for name, found in measured.items()],
    )


def flowchart_row(name: str, found: Measured) -> tuple[str, ...]:
    """One line: what it costs, and the target it must hold."""
    most = AT_MOST.get(name)
    target = (f"{most:,} floors or fewer", met(found.cost <= most)) if most else ("", "")
    cost = (f"{found.seconds * 1e9:,.0f}", f"{found.rate:.4f}", f"{found.cost:,.1f}")
    return name, *cost, f"{found.noise:.0%}", *target


def states(diagram: Diagram, answers: Iterable[Answers]) -> Iterator[Answers]:
    """All that is known at every question of every interview, the finished ones included."""
    for each in answers:
        known: Answers = {}
        yield dict(known)
        while (fact := held(diagram, known).next_fact) is not None:
            known[fact] = each[fact]
            yield dict(known)


def print_loading() -> None:
    """The way from a file's text to a checked rule set."""
    text = shipped(DEFAULT)
    rules = loads(text)
    diagram = compile_rules(rules)
    calls: dict[str, Callable[[str], object]] = {
        "libyaml alone, nothing made of it": lambda _: yaml.CSafeLoader(text).raw_parse(),
        EVENTS: drain,
        "libyaml, to PyYAML's nodes": lambda _: yaml.compose(text, yaml.CSafeLoader),
        "libyaml, to Python's data": lambda _: yaml.load(text, yaml.CSafeLoader),  # safe, in C
        "load": loads,
        "compile": lambda _: compile_rules(rules),
        "check": lambda _: check(diagram),
        LOADED: lambda _: compile_rules(loads(text)),
        CHECKED: lambda _: check(compile_rules(loads(text))),
    }
    tasks = {name: Task(call, [text]) for name, call in calls.items()}
    measured = side_by_side(tasks[EVENTS], tasks, ROUNDS)
    rows = []
    for name, found in measured.items():
        most = LOAD_AT_MOST.get(name)
        target = (f"{most} or less", met(found.cost <= most)) if most else ("", "")
        figures = (f"{found.seconds * 1e3:.2f}", f"{found.cost:.1f}", f"{found.noise:.0%}")
        rows.append((name, *figures, *target))
    title = f"{DEFAULT}.yaml, {len(text) // 1024} KB; 1 is libyaml's time to PyYAML's events"
    print_table(title, ("", "ms", "times", "noise", "target", ""), rows)


def drain(text: str) -> None:
    """Parse in C, and make nothing of the events."""
    for _ in yaml.parse(text, yaml.CSafeLoader):
        pass


def print_ways() -> None:
    """What would change the recommendation of the default set's finished worked cases."""
    diagram = compile_rules(loads(shipped(DEFAULT)))
    cases = [held(diagram, case.answers) for case in diagram.rules.cases]
    finished = [case for case in cases if case.next_fact is None]
    calls: dict[str, Callable[[Interview], object]] = {
        "recommendation": recommend,
        "what if, every way": what_if,
        f"what if, {NEAR} answers at most": lambda case: what_if(case, NEAR),
    }
    tasks = {name: Task(for_each(call), [finished]) for name, call in calls.items()}
    measured = side_by_side(tasks["recommendation"], tasks, 3)
    rows = []
    for name, found in measured.items():
        each = f"{found.seconds / len(finished) * 1e3:.1f}"
        rows.append((name, each, f"{found.cost:.0f}", f"{found.noise:.0%}"))
    title = f"{DEFAULT}, {len(finished)} worked cases; 1 is a recommendation"
    print_table(title, ("", "ms each", "times", "noise"), rows)


def for_each(call: Callable[[Any], object]) -> Callable[[Iterable[Any]], object]:
    """One call for all of these, which cost more and less."""
    return lambda inputs: [*map(call, inputs)]


def print_replaying(flowchart: Diagram) -> None:
    """Logged interviews by today's rules: the flowchart's, all answered, and worked cases."""
    default = compile_rules(loads(shipped(DEFAULT)))
    cases = [(case.answers, case.expect) for case in default.rules.cases]
    rows = [
        replay_row("ertas", flowchart, flowchart_log(flowchart)),
        replay_row(DEFAULT, default, cases),
    ]
    head = ("", "interviews", "us each", "times", "noise", "target", "")
    print_table("Logged interviews replayed; 1 is json.loads of their lines", head, rows)


def replay_row(name: str, diagram: Diagram, log: Sequence[tuple[Answers, Any]]) -> tuple[str, ...]:
    """One log: what each of its interviews costs, and the target it must hold."""
    lines = [json.dumps({"answers": raw, "recommendation": said}) for raw, said in log]
    logged = [({fact: from_json(each) for fact, each in raw.items()}, said) for raw, said in log]
    floor = Task(for_each(json.loads), [lines])
    again = Task(for_each(lambda each: replay(diagram, *each)), [logged])
    found = side_by_side(floor, {"": again}, ROUNDS)[""]
    most = REPLAY_AT_MOST[name]
    figures = (f"{found.seconds / len(log) * 1e6:,.0f}", f"{found.cost:,.0f}", f"{found.noise:.0%}")
    return name, f"{len(log)}", *figures, f"{most} or less", met(found.cost <= most)


def flowchart_log(diagram: Diagram) -> list[tuple[Answers, str]]:
    """What the flowchart's interviews leave in a log."""
    return [(each, recommend(held(diagram, each)).text.id) for each in all_answers()]


def print_growth() -> None:
    """Made rule sets, larger and larger, and those that would explode."""
    head = ("facts", "rules", "load ms", "compile ms", "check ms", "nodes", "of the verdict",
            "outcome us", "advice us", "next us")  # fmt: skip
    rows = [growth_row(facts, rules) for facts, rules in SIZES]
    print_table("Made rule sets: a rule reads 2 to 4 facts of 6 side by side", head, rows)
    scattered = {
        f"{f} facts, {r:,} rules": made(f, r, scattered=True) for f, r in (*SIZES, (40, 20))
    }
    equal = {f"x = y, {pairs} pairs": explosive(pairs) for pairs in (8, 12, 16)}
    print_table(
        "Made to explode: a rule reads 2 to 4 of all facts; or x = y, all x asked before all y",
        ("", "s", ""),
        [guard_row(name, text) for name, text in {**scattered, **equal}.items()],
    )


def growth_row(facts: int, rules: int) -> tuple[str, ...]:
    """One size: what compiling costs once, and what the compiled object costs each time."""
    text = made(facts, rules)
    read = loads(text)
    diagram = compile_rules(read)
    nodes = len(reachable(diagram.verdict))
    sizes = (f"{len(diagram.forest.nodes):,}", f"{nodes:,}")
    steps = (lambda: loads(text), lambda: compile_rules(read), lambda: check(diagram))
    once_each = [f"{min(once(step) for _ in range(3)) * 1e3:,.0f}" for step in steps]
    answers = some_answers(diagram, 200)
    tasks = {
        "": Task(lambda a: possible_outcomes(diagram, a), answers),
        "advice": Task(lambda a: recommend(held(diagram, a)), answers),
        "next": Task(lambda a: held(diagram, a).next_fact, [*states(diagram, answers)]),
    }
    measured = side_by_side(tasks[""], tasks, 3)
    each = [f"{found.seconds * 1e6:,.0f}" for found in measured.values()]
    return f"{facts}", f"{rules:,}", *once_each, *sizes, *each


def some_answers(diagram: Diagram, count: int) -> list[Answers]:
    """Complete answers drawn at random, every class as likely as the others of its fact."""
    random = Random(2)  # noqa: S311  # the same answers in each run

    def answer(classes: Any) -> Any:
        return to_json(classes.example(tuple((random.choice(each),) for each in classes.every)))

    return [
        {fact: answer(classes) for fact, classes in diagram.classes.items()} for _ in range(count)
    ]


def guard_row(name: str, text: str) -> tuple[str, ...]:
    """How long it takes to compile a rule set, or to refuse it."""
    rules = loads(text)
    told: list[str] = []

    def run() -> None:
        try:
            told.append(f"{len(compile_rules(rules).forest.nodes):,} nodes")
        except RuleSetError as error:
            told.append("refused: " + str(error).partition(": ")[2].partition(": ")[0])

    return name, f"{once(run):.2f}", *told


if __name__ == "__main__":
    sys.exit(main())
