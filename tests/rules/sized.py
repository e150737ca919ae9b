"""Rule sets of any size, written by a program: for the size guard and for large answer spaces."""

from collections.abc import Iterable, Mapping
from typing import Any

import yaml

from rules.diagram.diagram import Diagram
from rules.interview.interview import Interview, interview
from rules.language.answers import from_json
from rules.language.model import RuleSet
from rules.loading.load import loads

RawRules = list[dict[str, Any]]


def yes_no(name: str, counts_as: str | None = None) -> dict[str, Any]:
    """A yes/no fact."""
    return {"type": "yes_no", **_words(name, counts_as)}


def choice(name: str, options: Iterable[str], counts_as: str | None = None) -> dict[str, Any]:
    """A choice fact; each option is its own label."""
    return {"type": "choice", "options": {o: o for o in options}, **_words(name, counts_as)}


def several(name: str, options: Iterable[str]) -> dict[str, Any]:
    """A fact that takes several options; each is its own label."""
    return {"type": "several", "options": {o: o for o in options}, **_words(name, None)}


def number(name: str, low: int, high: int, counts_as: int | None = None) -> dict[str, Any]:
    """A whole number of pieces."""
    limits = {"type": "int", "unit": "pieces", "min": low, "max": high}
    return {**limits, **_words(name, counts_as)}


def decimal(name: str, low: float, high: float, places: int = 1) -> dict[str, Any]:
    """A number of litres, with some digits after the point."""
    limits = {"type": "decimal", "places": places, "unit": "litres", "min": low, "max": high}
    return {**limits, **_words(name, None)}


def _words(name: str, counts_as: str | int | None) -> dict[str, Any]:
    policy = {"because": "Nobody knows."}
    return {
        "label": name,
        "ask": f"What about {name}?",
        "why": "It matters.",
        "help": "Look.",
        "not_sure": policy if counts_as is None else {"as": counts_as, **policy},
    }


def rule(name: str, outcome: str, when: Any = None, stop: bool = False) -> dict[str, Any]:
    """A rule with a citation; without `when` it always holds."""
    condition = {} if when is None else {"when": when}
    ending = {"stop": True} if stop else {}
    told = {"because": f"Since {name}.", "cite": ["S1"]}
    return {"id": name, **condition, "outcome": outcome, **ending, **told}


def ruleset(
    facts: Mapping[str, Any],
    tables: Mapping[str, RawRules],
    verdict: list[str],
    recommendations: list[dict[str, Any]],
    outcomes: Mapping[str, Any] | None = None,
) -> dict[str, Any]:
    """A whole rule set as plain data, with outcomes for every rule."""
    concluded = [each["outcome"] for table in tables.values() for each in table]
    return {
        "ruleset": "made",
        "version": "1.0.0",
        "title": "Made by a program",
        "intro": "Not for people.",
        "sources": {
            "source": {
                "title": "None",
                "url": "https://example.org",
                "publisher": "Nobody",
                "statements": {"S1": "Nothing."},
            }
        },
        "facts": dict(facts),
        "verdict": verdict,
        "tables": dict(tables),
        "outcomes": {name: {} for name in concluded} | dict(outcomes or {}),
        "recommendations": recommendations,
    }


def one_table(
    facts: Mapping[str, Any], table: RawRules, outcomes: Mapping[str, Any] | None = None
) -> dict[str, Any]:
    """A rule set of one table, with words for each of its outcomes, as listed."""
    ends = dict.fromkeys(each["outcome"] for each in table)
    return ruleset(facts, {"t": table}, ["t"], [said(end, t=end) for end in ends], outcomes)


def said(name: str, **when: str | list[str]) -> dict[str, Any]:
    """A recommendation's text."""
    return {"id": name, "when": when, "title": name, "verdict": f"Do {name}."}


def load_raw(raw: Mapping[str, Any]) -> RuleSet:
    """Through YAML, as an author's file would come."""
    return loads(as_yaml(raw))


def at(diagram: Diagram, answers: Mapping[str, Any]) -> Interview:
    """The interview in which somebody gave these answers, in their JSON form."""
    return interview(diagram, {fact: from_json(each) for fact, each in answers.items()})


class _Plain(getattr(yaml, "CSafeDumper", yaml.SafeDumper)):  # type: ignore[misc]  # far faster in C
    def ignore_aliases(self, _):
        return True


def as_yaml(raw: Mapping[str, Any]) -> str:
    """The YAML text of plain data, with yes and no as words and without anchors."""
    return str(yaml.dump(raw, Dumper=_Plain, sort_keys=False))


def equalities(pairs: int) -> dict[str, Any]:
    """x1 = y1 and x2 = y2 and ..., with all x before all y: exponential in this order."""
    names = [f"{half}{n}" for half in "xy" for n in range(pairs)]
    equal = [same(f"x{n}", f"y{n}") for n in range(pairs)]
    facts = {name: yes_no(name) for name in names}
    table = [rule("same", "a", {"all": equal}), rule("else", "b")]
    return one_table(facts, table)


def same(one: str, other: str) -> dict[str, Any]:
    """Two yes/no facts have the same answer."""
    return {"any": [{"all": [{one: v}, {other: v}]} for v in ("yes", "no")]}
