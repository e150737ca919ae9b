"""Many evaluations of plain answers, fast: the compiled diagram laid out for walking.

An interview restricts the whole diagram and so copes with anything. Most answers need no such
thing: each fact on the way has one plain value, so one step from the root per fact gives the
verdict. Wherever a way meets anything else (nothing, a range, *not sure*), the interview is asked,
so that both always say the same.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Mapping, Sequence
from typing import Any, TypeAlias

from rules.diagram.classes import Classes
from rules.diagram.diagram import Diagram, Verdict
from rules.diagram.nodes import Leaf, Node, Tree, labels, reachable
from rules.language.answers import Answer, NotSure, Range, from_json
from rules.language.kinds.number import Number
from rules.language.model import RuleSet, atoms_of_lines
from rules.language.when import atoms

from .explain import Recommendation, recommend
from .interview import Interview, interview

MAX_REMEMBERED = 4096  # recommendations, of some kilobytes each


class UndecidedError(LookupError):
    """The answers leave several verdicts possible; `interview` tells which, and what to ask."""

    def __init__(self, held: Interview) -> None:
        asked = f"; '{held.next_fact}' is to be asked next" if held.next_fact else ""
        super().__init__(f"{len(held.possible)} verdicts are possible{asked}")
        self.interview = held


class Evaluator:
    """A compiled rule set, made ready for many evaluations.

    `answers` are always by fact id, in their JSON form: "yes", "api", 50, 0.5, ["a", "b"]. Those
    of facts that can't change the verdict any more are not looked at, whatever they are. Each
    method raises AnswerError for an answer that doesn't fit its fact, and KeyError for an unknown
    fact where the ones it needs are incomplete.

        evaluator = Evaluator(compile_rules(load(path)))
        verdicts = [evaluator.verdict(answers) for answers in many]
    """

    def __init__(self, diagram: Diagram) -> None:
        rules, facts = diagram.rules, diagram.facts
        self.diagram = diagram
        self._places = {fact: _Places(fact, classes) for fact, classes in diagram.classes.items()}
        self._verdict = _laid_out(diagram.verdict, [*self._places.values()], lambda label: label)
        self._tables = tuple(
            self._table(name) for name in dict.fromkeys((*rules.verdict, *rules.tables))
        )  # in the order in which they are read: those that join come first
        self._needs = {verdict: _needed(diagram, verdict) for verdict in labels(diagram.verdict)}
        self._later = {fact: frozenset(facts[n + 1 :]) for n, fact in enumerate(facts)}
        self._worded_by = _worded_by(rules)
        self._listed = rules.ask_order == "listed"
        self._remembered: dict[tuple[object, ...], Recommendation] = {}

    def verdict(self, answers: Mapping[str, object]) -> Verdict:
        """The outcome of each table that is read.

        Raises UndecidedError where the answers leave several possible: a missing answer never
        counts as one.
        """
        here, ways = self._verdict
        try:
            while ways is not None:
                here, ways = ways[answers[here]]
        except (KeyError, TypeError):
            return self._only_verdict(answers)
        return here  # type: ignore[no-any-return]  # a walk's end is its label

    def next_fact(self, answers: Mapping[str, object]) -> str | None:
        """The id of the fact to ask now, as `Interview.next_fact` says it.

        Fast where the facts were asked in order, as in every interview that nobody goes back in.
        """
        here, ways = self._verdict
        try:
            while ways is not None:
                if here not in answers:
                    break
                here, ways = ways[answers[here]]
        except (KeyError, TypeError):
            return self._interview(answers).next_fact
        if ways is None:
            return next((fact for fact in self._needs[here] if fact not in answers), None)
        if self._listed and self._later[here].isdisjoint(answers):
            return here  # type: ignore[no-any-return]  # a step names its fact
        return self._interview(answers).next_fact

    def recommend(self, answers: Mapping[str, object]) -> Recommendation:
        """The recommendation with its reasons, as `recommend` gives it for an interview.

        It depends on nothing but the way through the tables and the answers that the wording
        reads, those to finer questions included, so each such pair is explained once and
        remembered. Raises LookupError where the rule set has a gap.
        """
        way: list[object] = []  # the facts on it, and after those of each table its rule
        try:
            for root in self._tables:
                here, ways = root
                while ways is not None:
                    way.append(here)
                    here, ways = ways[answers[here]]
                way.append(here)
                if here.stops:
                    break
        except (KeyError, TypeError):
            return recommend(self._interview(answers))
        if self._worded_by:
            way.extend(self._places[fact].kind(answers) for fact in self._worded_by)
        key = tuple(way)
        found = self._remembered.get(key)
        if found is None:
            found = recommend(self._interview(answers))
            if len(self._remembered) >= MAX_REMEMBERED:
                self._remembered.clear()
            self._remembered[key] = found
        return found

    def _table(self, name: str) -> _Step:
        stops = {rule.id: rule.stop for rule in self.diagram.rules.tables[name]}
        return _laid_out(
            self.diagram.tables[name],
            [*self._places.values()],
            lambda rule: _End(rule is not None and stops[rule]),
        )

    def _only_verdict(self, answers: Mapping[str, object]) -> Verdict:
        held = self._interview(answers)
        if len(held.possible) > 1:
            raise UndecidedError(held)
        return held.possible[0]

    def _interview(self, answers: Mapping[str, object]) -> Interview:
        read = {fact: self._places[fact].answer(raw) for fact, raw in answers.items()}
        return interview(self.diagram, read)


class _End:
    """Where a table's walk ends; each rule has its own, and no rule too."""

    __slots__ = ("stops",)

    def __init__(self, stops: bool) -> None:
        self.stops = stops


class _Places:
    """Where the plain answers to one fact stand among its classes."""

    def __init__(self, fact_id: str, classes: Classes) -> None:
        self.fact_id = fact_id
        self.classes = classes
        self.options = {o: n for n, each in enumerate(classes.classes) for o in each.options}
        self.cuts = [
            each.answer.at_least
            for each in classes.classes[1:]
            if isinstance(each.answer, Range) and each.answer.at_least is not None
        ]

    def answer(self, raw: object) -> Answer:
        """The answer in its own type. Raises AnswerError where it doesn't fit the fact."""
        answer = from_json(raw)
        self.classes.fact.admit(self.fact_id, answer)
        return answer

    def of(self, raw: object) -> int:
        """The index of a plain answer's class. Raises KeyError where the answer is not plain."""
        answer = self.answer(raw)
        if isinstance(answer, Range | NotSure):
            raise KeyError(raw)
        return self.classes.of(answer)[0]

    def kind(self, answers: Mapping[str, object]) -> object:
        """What tells apart answers among which the wording of advice may differ."""
        if self.fact_id not in answers:
            return None
        answer = self.answer(answers[self.fact_id])
        return isinstance(answer, NotSure), self.classes.of(answer)

    def branches(self, below: tuple[_Step, ...]) -> _Branches:
        """Where each answer leads, by where each class leads."""
        if self.options:
            return {option: below[n] for option, n in self.options.items()}
        if isinstance(self.classes.fact, Number):
            return _Numbers(self, self.classes.fact, below)
        return _Sets(self, below)


class _Numbers(dict[Any, "_Step"]):
    """Where numbers lead: too many to list, so each is looked for among the cuts.

    By `__missing__`: a class with its own `__getitem__` would slow down every walk, because
    Python then makes the look-up ready for that class, and no longer for plain dicts.
    """

    __slots__ = ("below", "cuts", "high", "low", "places")

    def __init__(self, places: _Places, fact: Number, below: tuple[_Step, ...]) -> None:
        super().__init__()
        self.places = places
        self.cuts = places.cuts
        self.low, self.high = fact.min, fact.max
        self.below = below

    def __missing__(self, raw: object) -> _Step:
        if type(raw) is int and self.low <= raw <= self.high:
            return self.below[bisect_right(self.cuts, raw)]
        return self.below[self.places.of(raw)]


class _Sets(dict[Any, "_Step"]):
    """Where the answers of a fact that takes several options lead: a list can't be looked up."""

    __slots__ = ("below", "places")

    def __init__(self, places: _Places, below: tuple[_Step, ...]) -> None:
        super().__init__()
        self.places = places
        self.below = below

    def __getitem__(self, raw: object) -> _Step:
        return self.below[self.places.of(raw)]


_Branches: TypeAlias = dict[Any, "_Step"]  # a plain dict where it can be, which is fastest
_Step: TypeAlias = tuple[Any, _Branches | None]  # a fact and its branches, or an end and None


def _worded_by(rules: RuleSet) -> tuple[str, ...]:
    """The facts that outcomes need and lines read, and the finer ones that settle any of these."""
    found = [fact for outcome in rules.outcomes.values() for fact in outcome.needs]
    found += [atom.fact for atom in atoms_of_lines(rules)]
    found = [*dict.fromkeys(found)]
    for fact in found:  # grows as it is read
        finer = [atom.fact for row in rules.facts[fact].not_sure.settle for atom in atoms(row.when)]
        found += [each for each in dict.fromkeys(finer) if each not in found]
    return tuple(found)


def _needed(diagram: Diagram, verdict: Verdict) -> tuple[str, ...]:
    """The facts that a verdict needs for its wording, in the order in which to ask them."""
    return tuple(fact for outcome in diagram.outcomes(verdict) for fact in outcome.needs)


def _laid_out(tree: Tree, places: Sequence[_Places], end: Callable[[Any], object]) -> _Step:
    """A diagram as steps, from the last fact to the first: children stand before their parents."""
    found = [*reachable(tree)]
    laid: dict[Tree, _Step] = {
        here: (end(here.label), None) for here in found if isinstance(here, Leaf)
    }
    nodes = [here for here in found if isinstance(here, Node)]
    for node in sorted(nodes, key=lambda node: node.level, reverse=True):
        below = tuple(laid[child] for child in node.children)
        laid[node] = (places[node.level].fact_id, places[node.level].branches(below))
    return laid[tree]
