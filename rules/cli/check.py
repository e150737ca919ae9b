"""`python -m rules check`: what is wrong with a rule set, and what to do about it."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Iterator, Sequence
from dataclasses import asdict, replace
from pathlib import Path
from statistics import mean
from typing import Any

from rules.checks.ages import SOON_DAYS, Ages, ages
from rules.checks.check import Checked, check
from rules.checks.compiling import compiled
from rules.checks.conditions import where_said
from rules.checks.coverage import COVERABLE, Coverable, CoverableKind, Coverage, coverage
from rules.checks.dropped import DROPPED, dropped_conditions
from rules.checks.reads_as import misread
from rules.comparing.regions import Region, regions
from rules.costs.prices import FRESH_DAYS
from rules.diagram.conditions import DONE, MISSING, UNKNOWN
from rules.diagram.diagram import Diagram
from rules.diagram.nodes import Forest, Leaf, Tree
from rules.language.answers import to_json
from rules.language.faults import Fault, Problem, RuleSetError
from rules.language.wording import in_yaml, listed
from rules.loading.load import SHIPPED, Loaded, is_shipped, loaded

from .advise import add_day

OPTIONS = (
    ("--json", "print data instead of text"),
    ("--warnings", "list every warning, and not only the first of each kind"),
    ("--coverage", "name what no worked case reaches, with answers for a case that would"),
    ("--shares", "count the sets of answers, and each recommendation's share of them"),
    ("--ages", "list days that have passed or soon will, and how old prices, offers and pages are"),
)


def add_check(commands: Any, names: str) -> None:
    """Add the command to the parser's; `names` says what may name a rule set."""
    checking = commands.add_parser("check", help="prove that a rule set is whole")
    checking.add_argument("file", help=names)
    for option, says in OPTIONS:
        checking.add_argument(option, action="store_true", help=says)
    add_day(checking, "with --ages, hold them against that day instead of today")
    checking.set_defaults(run=_check)


def _check(asked: argparse.Namespace) -> int:
    if asked.ages and not asked.day:
        print("--ages needs a day: add --on, such as --on 2026-11-20", file=sys.stderr)
        return 2
    read = loaded(asked.file)
    diagram = compiled(read)
    found = ages(read, asked.day) if asked.ages else None
    for note in _check_readings(asked.file, read):
        print(note, file=sys.stderr)
    checked, covered = _checked(read, diagram), coverage(diagram)
    if asked.json:
        data = {**_as_data(read, checked), "coverage": _coverage_as_data(read, diagram, covered)}
        data |= {"ages": asdict(found)} if found else {}
        print(json.dumps(data, indent=2, default=str))
        return 0 if checked.ok else 1
    lines = [*_proved(read, checked), *_warnings(read, checked.warnings, asked.warnings)]
    lines += _cases(checked, covered, asked.coverage)
    lines += _unreached(read, diagram, covered) if asked.coverage else []
    lines += _shares(checked) if asked.shares else []
    lines += _ages(found) if found else []
    print("\n".join(lines))
    return 0 if checked.ok else 1


def _checked(read: Loaded, diagram: Diagram) -> Checked:
    """What is found, with what an overlay dropped of what it goes over."""
    found = check(diagram)
    dropped = dropped_conditions(read.rules, read.under)
    return replace(found, warnings=(*dropped, *found.warnings))


def _warned(read: Loaded, warning: Problem) -> Fault:
    """A warning with its place, and the edit that it comes from where it is about one."""
    return read.located(warning, blame=warning.kind == DROPPED)


def _check_readings(name: str, ours: Loaded) -> Iterator[str]:
    """Hold a rule set's `reads_as` against the rule sets it names, found beside it or shipped.

    Yields a note for each that can't be found. Raises RuleSetError for a reading that doesn't fit.
    """
    for other in ours.rules.reads_as:
        beside = Path(name).with_name(f"{other}.yaml")
        place = str(beside) if not is_shipped(name) and beside.exists() else other
        if place == other and other not in SHIPPED:
            yield f"{name}: no {other}.yaml stands beside it, so 'reads_as.{other}' is half checked"
        elif found := misread(ours.rules, loaded(place).rules):
            raise RuleSetError(name, [ours.document.fault(*misfit) for misfit in found])


def _as_data(read: Loaded, checked: Checked) -> dict[str, Any]:
    return {
        "ok": checked.ok,
        "problems": [_problem(p.kind, read.located(p)) for p in checked.problems],
        "warnings": [_problem(p.kind, _warned(read, p)) for p in checked.warnings],
        "facts": checked.facts,
        "classes": checked.classes,
        "rules": checked.rules,
        "nodes": checked.nodes,
        "answer_sets": checked.answer_sets,
        "interviews": checked.interviews,
        "longest": checked.longest,
        "case_questions": list(checked.case_questions),
        "shares": checked.shares,
    }


def _problem(kind: str, fault: Fault) -> dict[str, Any]:
    return {"kind": kind, "message": fault.message, "file": fault.file, "line": fault.line}


def _coverage_as_data(read: Loaded, diagram: Diagram, covered: Coverage) -> dict[str, Any]:
    """By kind, how many there are, and those that no case reaches."""
    ways = Suggestions(diagram)
    return {
        f"{kind}s": {
            "count": len(covered.of(kind)),
            "unreached": [
                {"name": item.name, "file": at.file, "line": at.line, "answers": ways.to(item)}
                for item in covered.unreached(kind)
                for at in (read.document.fault(item.path, ""),)
            ],
        }
        for kind in COVERABLE
    }


class Suggestions:
    """Answers that lead to rules, recommendations, conditions and modifiers, as a case would."""

    def __init__(self, diagram: Diagram) -> None:
        self.diagram = diagram
        self.rules = diagram.rules
        self.tables = {name: regions(diagram, tree) for name, tree in diagram.read.items()}
        self.texts: dict[str, Region] = {}
        for verdict, region in regions(diagram, diagram.verdict).items():
            if text := diagram.recommendation(verdict):
                shortest = self.texts.get(text.id, region)
                self.texts[text.id] = min(shortest, region, key=lambda each: len(each.example))

    def to(self, item: Coverable) -> dict[str, Any] | None:
        """The fewest answers, or None where it takes more than a way through a diagram to tell."""
        region: Region | None = None
        if item.kind == "recommendation":
            region = self.texts.get(item.name)
        elif item.kind == "rule":
            region = self.tables[str(item.path[1])].get(item.name)
        elif item.kind == "modifier":
            region = regions(self.diagram, where_said(self.diagram, item.name, Forest())).get(True)
        elif item.kind == "condition":
            region = self._of_condition(str(item.path[1]), item.path[2] == "done")
        return {each.fact: to_json(each.answer) for each in region.example} if region else None

    def _of_condition(self, id_: str, done: bool) -> Region | None:
        """Where a direction asks for a condition that is done, or isn't, or that leads elsewhere."""
        elsewhere = [table[id_] for table in self.tables.values() if id_ in table]
        if elsewhere and not done:
            return elsewhere[0]
        diagram, outcomes = self.diagram, self.rules.outcomes
        forest = Forest()  # its own: the rule set's may be full
        yes, no = forest.leaf(True), forest.leaf(False)
        wanted = {DONE} if done else {MISSING, UNKNOWN}

        def join(verdict: Leaf, state: Tree) -> Tree | None:
            direction = verdict.label[-1]
            if direction is None or id_ not in outcomes[direction].ready_when:
                return no
            return (yes if state.label in wanted else no) if isinstance(state, Leaf) else None

        tree = forest.combine(diagram.verdict, diagram.conditions.states[id_], join)
        return regions(diagram, tree).get(True)


def _proved(read: Loaded, checked: Checked) -> Iterator[str]:
    """What is wrong, or what has been proved where nothing is; and how large the rule set is."""
    problems = _many(len(checked.problems), "problem") if checked.problems else "no problems"
    names = " over ".join([f"{read.rules.ruleset} {read.rules.version}", *read.over])
    yield f"{names}: {problems}"
    for edit in read.edits:
        yield f"  {edit.does}"
    for problem in checked.problems:
        yield f"  {problem.kind}: {_with_place(read.located(problem))}"
    if checked.ok:
        yield "  Every full set of answers leads to one recommendation, and no rule is dead."
    facts, rules = _many(checked.facts, "fact"), _many(checked.rules, "rule")
    texts = _many(len(read.rules.recommendations), "recommendation")
    yield f"  {facts}, {rules}, {texts}; at most {_many(checked.longest, 'question')}."


def _warnings(read: Loaded, warnings: Sequence[Problem], every: bool) -> Iterator[str]:
    """The first of each kind, and how many are like it; of overlaps, which are usual, a count."""
    kinds: dict[str, list[Problem]] = {}
    for warning in warnings:
        kinds.setdefault(warning.kind, []).append(warning)
    overlaps = [] if every else kinds.pop("overlap", [])
    for kind, alike in kinds.items():
        for warning in alike if every else alike[:1]:
            yield f"  warning, {kind}: {_with_place(_warned(read, warning))}"
        if not every and len(alike) > 1:
            yield f"    and {len(alike) - 1} more of this kind (--warnings lists them)"
    if overlaps:
        take = "takes" if len(overlaps) == 1 else "take"
        left = f"{_many(len(overlaps), 'rule')} {take} only what earlier ones leave"
        yield f"  The order of rules counts: {left} (--warnings says what)."


def _with_place(fault: Fault) -> str:
    return f"{fault.message} ({fault.file}:{fault.line})" if fault.line else fault.message


def _cases(checked: Checked, covered: Coverage, named: bool) -> Iterator[str]:
    """How the worked cases come out, and how much of the rule set they reach."""
    if not covered.cases:
        yield "  No worked case: add some under 'cases', and no change goes unseen."
        return
    wrong = sum(1 for problem in checked.problems if problem.kind == "case")
    held = f"{wrong} not as expected" if wrong else "as expected"
    cases = _many(covered.cases, "worked case")
    yield f"  {cases} of {_span(checked.case_questions)}: {held}."
    counts = []
    for kind in COVERABLE:
        count, left = len(covered.of(kind)), len(covered.unreached(kind))
        if count:
            counts.append(f"{count - left} of {_noun(kind, count)}" if left else _all(kind, count))
    whole = named or not any(map(covered.unreached, COVERABLE))
    more = "" if whole else " (--coverage names the others)"
    yield f"  {'It reaches' if covered.cases == 1 else 'They reach'} {listed(counts)}{more}."


def _unreached(read: Loaded, diagram: Diagram, covered: Coverage) -> Iterator[str]:
    """What no worked case reaches, one a line, with answers for one that would."""
    ways = Suggestions(diagram)
    for kind in COVERABLE:
        if left := covered.unreached(kind):
            yield f"  No worked case reaches {_noun(kind, len(left))}:"
        for item in left:
            at = read.document.fault(item.path, f"'{item.name}'")
            answers = ways.to(item)
            case = f": answers: {in_yaml(answers)}" if answers is not None else ""
            yield f"    {_with_place(at)}{case}"


def _shares(checked: Checked) -> Iterator[str]:
    """How the sets of answers, likely or not, fall to the recommendations."""
    sets, classes = _many(checked.answer_sets, "set"), _many(checked.classes, "class", "es")
    ways, nodes = _many(checked.interviews, "interview"), _many(checked.nodes, "diagram node")
    yield f"  {sets} of answers from {classes}, {ways}, {nodes}"
    yield "  Shares of the sets, each counted once, however likely it is:"
    for name, share in checked.shares.items():
        yield f"  {share:8.3%}  {name}"


def _ages(found: Ages) -> Iterator[str]:
    """What has passed or will, what is old, and how much of it nobody has dated."""
    yield f"  Ages on {found.on}:"
    for each in found.passing:
        yield f"    {each.day}, {_ago(each.ago)}: {each.what} ({each.file}:{each.line})"
    if not found.passing:
        yield f"    no day has passed since it was written, or will within {SOON_DAYS} days"
    for each in found.looked_up:
        old = ": look again" if each.ago > FRESH_DAYS else ""
        yield f"    {each.file} was looked up on {each.day}, {_ago(each.ago)}{old}"
    for each in found.pages:
        if each.ago > FRESH_DAYS:
            at = f"{each.file}:{each.line}"
            yield f"    {each.what} is as of {each.day}, {_ago(each.ago)}: look again ({at})"
    if found.undated:
        yield f"    {_many(found.undated, 'page')} without 'as_of' or 'year': nobody knows how old"


def _ago(days: int) -> str:
    if days == 0:
        return "today"
    return f"{_many(days, 'day')} ago" if days > 0 else f"in {_many(-days, 'day')}"


def _span(questions: Sequence[int]) -> str:
    """How many questions the worked cases take."""
    fewest, most = min(questions), max(questions)
    if fewest == most:
        return _many(fewest, "question")
    return f"{fewest} to {most} questions, {mean(questions):.1f} on average"


def _all(kind: CoverableKind, count: int) -> str:
    return f"the {_noun(kind, 1)[2:]}" if count == 1 else f"all {_noun(kind, count)}"


def _noun(kind: CoverableKind, count: int) -> str:
    nouns = {
        "row": "row{} of collect",
        "line": "line{} with a condition",
        "condition": "state{} of conditions",
    }
    noun = nouns.get(kind, kind + "{}")
    return f"{count:,} {noun.format('s' * (count != 1))}"


def _many(count: int, noun: str, ending: str = "s") -> str:
    return f"{count:,} {noun}{'' if count == 1 else ending}"
