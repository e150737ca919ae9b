"""Ids that were others once (`was`): the past ids of each kind, and today's for them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property

from .faults import Path
from .kinds import Fact
from .model import RuleSet
from .word import Was


@dataclass(frozen=True)
class Kin:
    """The ids of one kind, each with those it had in the past, and where that is written."""

    kind: str
    was: Mapping[str, Was]
    where: Callable[[str], Path]

    def now(self, old: Iterable[str]) -> dict[str, str]:
        """Old ids to new ones; those without a successor are left out."""
        return {id_: self.past.get(id_, id_) for id_ in old if id_ in self.was or id_ in self.past}

    def name(self, id_: str) -> str:
        """How an item is spoken of: "fact 'water'", "option 'tea' of 'drink'"."""
        kind, of, parent = self.kind.partition(" of ")
        return f"{kind} '{id_}'{of}{parent}"

    @cached_property
    def past(self) -> dict[str, str]:
        """Ids of the past to those of today."""
        return {old: new for new, ids in self.was.items() for old in ids if old not in self.was}


def facts(rules: RuleSet) -> Kin:
    """The facts and their past ids."""
    was = {id_: fact.was for id_, fact in rules.facts.items()}
    return Kin("fact", was, lambda id_: ("facts", id_, "was"))


def options(fact_id: str, fact: Fact) -> Kin:
    """The options of one fact and their past ids."""
    was = {id_: option.was for id_, option in fact.options.items()}
    return Kin(f"option of '{fact_id}'", was, lambda id_: ("facts", fact_id, "options", id_, "was"))


def outcomes(rules: RuleSet) -> Kin:
    """The outcomes and their past ids."""
    was = {id_: outcome.was for id_, outcome in rules.outcomes.items()}
    return Kin("outcome", was, lambda id_: ("outcomes", id_, "was"))


def conditions(rules: RuleSet) -> Kin:
    """The conditions and their past ids."""
    was = {id_: condition.was for id_, condition in rules.conditions.items()}
    return Kin("condition", was, lambda id_: ("conditions", id_, "was"))


def tables(rules: RuleSet) -> Kin:
    """The tables and their past ids."""
    was = {id_: rules.tables_were.get(id_, ()) for id_ in rules.tables}
    return Kin("table", was, lambda id_: ("tables_were", id_))


def recommendations(rules: RuleSet) -> Kin:
    """The recommendations and their past ids."""
    place = {text.id: n for n, text in enumerate(rules.recommendations)}
    was = {text.id: text.was for text in rules.recommendations}
    return Kin("recommendation", was, lambda id_: ("recommendations", place[id_], "was"))
