"""The labels of directions, and which do for each other. Decided before the rules were written."""

from pathlib import Path
from typing import Any, Literal

from rules.interview.explain import Recommendation
from rules.loading.yaml12 import parse

FILE = Path(__file__).with_name("labels.yaml")
_READ: dict[str, Any] = parse(FILE.read_text("utf-8"), FILE.name).data
LABELS: dict[str, str] = _READ["directions"]
GROUPS: list[list[str]] = _READ["groups"]

Grade = Literal["full", "partial", "harmful", "wrong"]


def group(label: str) -> int:
    """Which group a label belongs to."""
    (found,) = (n for n, each in enumerate(GROUPS) if label in each)
    return found


def alike(direction: str, other: str) -> bool:
    """Whether the labels of two directions are of one group."""
    return group(LABELS[direction]) == group(LABELS[other])


def label(advised: Recommendation) -> str:
    """The label of an advice."""
    if advised.stance == "not_yet" and advised.missing:
        first = _READ["missing"].get(advised.missing[0])
        if first:
            return str(first)
    found = LABELS[advised.direction]
    for modifier, changed in (("own_machines", "in_house"), ("with_rag", "with_rag")):
        if modifier in advised.modifiers:
            found = _READ[changed].get(found, found)
    return found


def grade(given: str, expected: dict[str, Any]) -> Grade:
    """How a label fits a case: its own or one of its group, acceptable, ruled out, or none."""
    if group(given) == group(expected["primary"]):
        return "full"
    if any(group(given) == group(each) for each in expected["acceptable"]):
        return "partial"
    return "harmful" if given in expected["must_not"] else "wrong"
