"""Answers that lead somewhere, as an author writes them."""

from __future__ import annotations

from rules.diagram.diagram import Diagram
from rules.diagram.nodes import Node, Tree, labels
from rules.language.answers import Answer, to_json
from rules.language.wording import in_yaml


def way_to(diagram: Diagram, tree: Tree, label: object) -> dict[str, Answer]:
    """One answer per tested fact on a way to a leaf; the label must be reachable."""
    way: dict[int, int] = {}
    while isinstance(tree, Node):
        index = next(n for n, child in enumerate(tree.children) if label in labels(child))
        way[tree.level] = index
        tree = tree.children[index]
    kept = diagram.kept_on(way)
    return {fact: diagram.classes[fact].example(each) for fact, each in kept.items()}


def in_words(way: dict[str, Answer]) -> str:
    """The answers as in a worked case: "gap: cost, examples: 50"."""
    return (
        ", ".join(f"{fact}: {in_yaml(to_json(answer))}" for fact, answer in way.items())
        or "any answers"
    )
