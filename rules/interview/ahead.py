"""How many questions an interview may still take, at most."""

from __future__ import annotations

from collections.abc import Container, Mapping
from typing import NamedTuple

from rules.diagram.diagram import Diagram
from rules.diagram.nodes import Leaf, Node, Selection, Tree, lowest_first
from rules.language.model import MAX_FACTS

from .readiness import facts_needed, open_facts
from .truth import TruthReader


class _Ahead(NamedTuple):
    """What may still be asked from one node on."""

    longest: int  # questions at most
    tested: int  # unasked facts that some way tests, a bit each
    most_needed: int  # facts that one verdict needs for its wording, at most
    needed: int  # and those that any needs


def longest(diagram: Diagram, ways: Tree, anything: Selection, answers: Container[str]) -> int:
    """How many facts may still be asked, counted without regard to the order of asking.

    `ways` is what of the verdict the answers leave open, and `anything` what they leave possible.
    """
    counting = _Counting(diagram, anything, answers)
    ahead: dict[Tree, _Ahead] = {}
    for here in lowest_first(ways):
        ahead[here] = counting.words(here) if isinstance(here, Leaf) else counting.node(here, ahead)
    return ahead[ways].longest


class _Counting:
    """Counts from the leaves up."""

    def __init__(self, diagram: Diagram, anything: Selection, answers: Container[str]) -> None:
        self.diagram = diagram
        self.anything = anything
        self.answers = answers
        self.reader = TruthReader(diagram, anything)
        self.bit = {fact: 1 << n for n, fact in enumerate(diagram.facts)}

    def words(self, leaf: Leaf) -> _Ahead:
        """What is asked once the verdict is known."""
        said = facts_needed(self.diagram, self.answers, leaf.label, self.reader, "advice")
        found = {fact for fact, _ in said}
        found |= {*open_facts(self.diagram, self.anything, self.answers, leaf.label)}
        bits = sum(self.bit[fact] for fact in found)
        return _Ahead(bits.bit_count(), 0, bits.bit_count(), bits)

    def node(self, node: Node, ahead: Mapping[Tree, _Ahead]) -> _Ahead:
        """What may still be asked. A fact that may stay open leaves all ways below it open."""
        diagram = self.diagram
        name = diagram.fact_at[node.level]
        fact, unasked = diagram.rules.facts[name], name not in self.answers
        stays_open = not diagram.values_unsure and (
            not unasked or fact.takes_ranges or fact.not_sure.stays_open
        )
        most, tested, most_needed, needed = 0, self.bit[name] if unasked else 0, 0, 0
        for child in node.children:
            below = ahead[child]
            most = max(most, below.longest + diagram.worlds.leaves_fact(node, child))
            most_needed = max(most_needed, below.most_needed)
            tested |= below.tested
            needed |= below.needed
        if not tested:
            most = 0  # what is open here stays open, and no verdict's wording is asked for
        elif diagram.values_unsure and tested & needed:
            most = MAX_FACTS  # not sure of what is asked for one verdict may lead to another
        elif diagram.rules.ask_order == "rules" or stays_open:
            most = tested.bit_count() + most_needed  # not sure, or a range, can leave all open
        return _Ahead(min(most, (tested | needed).bit_count()), tested, most_needed, needed)
