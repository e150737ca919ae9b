"""Two versions of a rule set over the same facts, in one order and with the same classes.

Each version is rewritten: its facts under today's ids, its constants as today's options, and the
comparisons of both in both. So `compile_rules` tells the same classes apart for both, and the two
diagrams can be walked side by side.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from rules.diagram.compiler import compile_rules
from rules.diagram.diagram import Diagram
from rules.language import past_names
from rules.language.answers import Scalar
from rules.language.kinds import Fact
from rules.language.model import Assumption, Rule, RuleSet, every_atom
from rules.language.not_sure import Settled
from rules.language.when import (
    ALWAYS,
    AllOf,
    AnyOf,
    Atom,
    Concludes,
    Has,
    Is,
    Lacks,
    Only,
    Term,
    Test,
    Written,
    atoms,
    mapped,
)

from .renames import with_lines

NEVER_HOLDS = AnyOf(())
REFINING = "~"  # no author can name a table so; it only tells classes apart


@dataclass(frozen=True)
class Merged:
    """Two versions over common facts, compiled: equal levels, equal classes."""

    old: Diagram
    new: Diagram
    kept: Mapping[str, str]  # old fact ids to new, where the answers to both can be compared


@dataclass(frozen=True)
class _Names:
    """One version's words in the common ones: its facts, and the options of those both have."""

    facts: Mapping[str, str]
    options: Mapping[str, Mapping[str, tuple[str, ...]]]

    def test(self, test: Test) -> Test:
        """The test in common words; a comparison with an option that is gone never holds."""
        return mapped(test, self._named)

    def _named(self, named: Written) -> Test:
        match named:
            case Term(means=means):
                return self.test(means)  # written out: the other may mean something else
            case Is(fact, values):
                found = [new for value in values for new in self._values(fact, value)]
                return Is(self.facts[fact], tuple(found)) if found else NEVER_HOLDS
            case Has() | Lacks() | Only():
                return self._ticked(named)
            case Concludes():
                return named
            case _:
                return replace(named, fact=self.facts[named.fact])

    def _ticked(self, named: Has | Lacks | Only) -> Test:
        found = [new for option in named.options for new in self._values(named.fact, option)[:1]]
        common = replace(named, fact=self.facts[named.fact], options=tuple(map(str, found)))
        if len(found) == len(named.options) or (found and isinstance(named, Lacks)):
            return common
        return ALWAYS if isinstance(named, Lacks) else NEVER_HOLDS

    def finer(self, fact_id: str, fact: Fact) -> tuple[Settled, ...]:
        """A fact's finer questions in common words; none where a value they settle on is gone."""
        rows = [self._row(fact_id, row) for row in fact.not_sure.settle]
        return tuple(row for row in rows if row) if all(rows) else ()

    def counts_as(self, fact_id: str, fact: Fact) -> Any:
        """As what *not sure* counts, in common words; None where that is gone."""
        meant = fact.not_sure.counts_as
        listed = meant if isinstance(meant, tuple) else () if meant is None else (meant,)
        found = [new for value in listed for new in self._values(fact_id, value)[:1]]
        if meant is None or len(found) < len(listed):
            return None
        return tuple(found) if isinstance(meant, tuple) else found[0]

    def _row(self, fact_id: str, row: Settled) -> Settled | None:
        counts_as: Any = row.counts_as
        listed = counts_as if isinstance(counts_as, tuple) else (counts_as,)
        found = [new for value in listed for new in self._values(fact_id, value)[:1]]
        if len(found) < len(listed):
            return None
        counted: Any = tuple(found) if isinstance(counts_as, tuple) else found[0]
        return Settled.model_construct(when=self.test(row.when), counts_as=counted)

    def assumption(self, fact_id: str, assumed: Assumption) -> Assumption | None:
        """An assumption in common words; None where what is assumed is gone."""
        answer: Any = assumed.answer
        listed = answer if isinstance(answer, list) else [answer]
        found = [new for value in listed for new in self._values(fact_id, value)[:1]]
        if len(found) < len(listed):
            return None
        said = found if isinstance(answer, list) else found[0]
        return assumed.model_copy(update={"answer": said})

    def _values(self, fact: str, value: Scalar) -> tuple[Scalar, ...]:
        if fact in self.options and isinstance(value, str):
            return self.options[fact].get(value, ())
        return (value,)


def merge(old: RuleSet, new: RuleSet, limit: int) -> Merged:
    """Compile both over common facts. Raises RuleSetError where that would grow too large.

    A fact that both have, by id or by `was`, stands once, with the values both admit. A fact that
    only one has, or that has another type now, stands for that one alone.
    """
    kept = _kept(old, new)
    lone = {id_: f"{id_} (before)" if id_ in new.facts else id_ for id_ in old.facts}
    before = _Names(
        lone | kept,
        {o: _by(1, _shared_options(old.facts[o], new.facts[n])) for o, n in kept.items()},
    )
    today = _Names(
        {id_: id_ for id_ in new.facts},
        {n: _by(2, _shared_options(old.facts[o], new.facts[n])) for o, n in kept.items()},
    )
    language = max(old.language, new.language)
    order = _order([before.facts[id_] for id_ in old.facts], [*new.facts])
    pairs = _Pairs(old, new, before, today, kept, order)
    sides = [
        _rewritten(old, before, {key: pairs.fact(key, 0) for key in order}),
        _rewritten(new, today, {key: pairs.fact(key, 1) for key in order}),
    ]
    sides = [side.model_copy(update={"language": language}) for side in sides]
    told = [atom for side in sides for atom in every_atom(side)]
    first, second = (compile_rules(_refined(side, told), limit) for side in sides)
    return Merged(first, second, kept)


def _rewritten(rules: RuleSet, names: _Names, facts: Mapping[str, Fact]) -> RuleSet:
    """The rule set over other facts. How it reads as others plays no part here."""
    tables = {
        name: tuple(rule.model_copy(update={"when": names.test(rule.when)}) for rule in table)
        for name, table in rules.tables.items()
    }
    outcomes = {id_: with_lines(each, names.test) for id_, each in rules.outcomes.items()}
    texts = tuple(with_lines(text, names.test) for text in rules.recommendations)
    differences = tuple(
        each.model_copy(update={"when": names.test(each.when)}) for each in rules.differences
    )
    assumed = {
        names.facts[id_]: found
        for id_, each in rules.assumptions.items()
        if (found := names.assumption(id_, each))
    }
    advice = {"outcomes": outcomes, "recommendations": texts, "differences": differences}
    advice["assumptions"] = assumed
    advice |= _of_language_2(rules, names)
    return rules.model_copy(update={"facts": facts, "tables": tables, "reads_as": {}, **advice})


def _of_language_2(rules: RuleSet, names: _Names) -> dict[str, Any]:
    """What stands beside tables and outcomes, in common words."""

    def tested(item: Any) -> Any:
        return item.model_copy(update={"when": names.test(item.when)})

    conditions = {
        id_: tested(each).model_copy(update={"applies": names.test(each.applies)})
        for id_, each in rules.conditions.items()
    }
    return {
        "conditions": conditions,
        "modifiers": {id_: tested(each) for id_, each in rules.modifiers.items()},
        "collect": tuple(map(tested, rules.collect)),
        "never": tuple(map(tested, rules.never)),
        "costs": rules.costs and tested(rules.costs),
    }


def _refined(rules: RuleSet, told: Iterable[Atom]) -> RuleSet:
    """The rule set with one more table, that concludes nothing, so that these tell classes apart."""
    level = {fact: n for n, fact in enumerate(rules.facts)}
    ordered = sorted(dict.fromkeys(told), key=lambda atom: level[atom.fact])
    table = (Rule.plain(REFINING, AllOf(tuple(ordered))),)
    return rules.model_copy(update={"tables": {**rules.tables, REFINING: table}})


@dataclass(frozen=True)
class _Pairs:
    """The common facts of two versions."""

    old: RuleSet
    new: RuleSet
    before: _Names
    today: _Names
    kept: Mapping[str, str]
    order: Sequence[str]

    def fact(self, key: str, side: int) -> Fact:
        """A common fact as one side (0: old, 1: new) has it; a lone one is the same for both.

        In language 1 *not sure* is a class of its own only where both have finer questions, all
        listed after; in language 2 it always is, and means what either side says.
        """
        old_id = next((id_ for id_, name in self.before.facts.items() if name == key), None)
        if old_id is None or old_id not in self.kept:
            return self._lone(key, old_id)
        was, now = self.old.facts[old_id], self.new.facts[key]
        finer = self.before.finer(old_id, was), self.today.finer(key, now)
        meant = self.before.counts_as(old_id, was), self.today.counts_as(key, now)
        if 1 not in (self.old.language, self.new.language):
            rows = finer[side] if self._follow(key, finer[side]) else ()
            return _with_finer(_shared(was, now), rows, meant[side])
        both = all(finer) and all(self._follow(key, rows) for rows in finer)
        return _with_finer(_shared(was, now), finer[side] if both else ())

    def _lone(self, key: str, old_id: str | None) -> Fact:
        if old_id is None:
            fact, rows = self.new.facts[key], self.today.finer(key, self.new.facts[key])
        else:
            fact, rows = self.old.facts[old_id], self.before.finer(old_id, self.old.facts[old_id])
        meant = None if 1 in (self.old.language, self.new.language) else fact.not_sure.counts_as
        return _with_finer(fact, rows if self._follow(key, rows) else (), meant)

    def _follow(self, key: str, rows: Iterable[Settled]) -> bool:
        later = self.order[self.order.index(key) + 1 :]
        return all(atom.fact in later for row in rows for atom in atoms(row.when))


def _with_finer(fact: Fact, rows: tuple[Settled, ...], counts_as: Any = None) -> Fact:
    policy = fact.not_sure.model_copy(update={"settle": rows, "counts_as": counts_as})
    return fact.model_copy(update={"not_sure": policy})


def _kept(old: RuleSet, new: RuleSet) -> dict[str, str]:
    """The facts of both whose answers can be compared, by old id; an id that stays has priority."""
    now = past_names.facts(new).now(old.facts)
    found: dict[str, str] = {}
    for old_id, new_id in sorted(now.items(), key=lambda names: names[0] != names[1]):
        if new_id not in found.values() and _comparable(old.facts[old_id], new.facts[new_id]):
            found[old_id] = new_id
    return found


def _comparable(old: Fact, new: Fact) -> bool:
    """Whether some answer fits both facts."""
    return new.follows(old) and (not new.options or bool(_shared_options(old, new)))


def _shared(old: Fact, new: Fact) -> Fact:
    """Today's fact with the values that both versions admit."""
    options = {
        key: (new.options[now] if key == now else old.options[was]).model_copy(
            update={"alone": new.options[now].alone or old.options[was].alone}
        )
        for key, was, now in _shared_options(old, new)
    }
    return new.limited_to(old).with_options(options)


def _shared_options(old: Fact, new: Fact) -> list[tuple[str, str, str]]:
    """The options of both as (common id, old id, new id), in today's order.

    The common id is the new one, except where several old options have become one.
    """
    successors = past_names.options("", new).now(old.options)
    found = []
    for now in new.options:
        olds = [was for was, successor in successors.items() if successor == now]
        if new.takes_several:
            del olds[1:]
        found += [(now if len(olds) == 1 else was, was, now) for was in olds]
    return found


def _by(side: int, shared: list[tuple[str, str, str]]) -> dict[str, tuple[str, ...]]:
    """Common ids by the ids of one side (1: old, 2: new)."""
    found: dict[str, tuple[str, ...]] = {}
    for names in shared:
        found[names[side]] = (*found.get(names[side], ()), names[0])
    return found


def _order(old: Sequence[str], new: Sequence[str]) -> list[str]:
    """Today's order; a fact that is gone follows the one it used to follow."""
    order, place = list(new), 0
    for key in old:
        if key not in order:
            order.insert(place, key)
        place = order.index(key) + 1
    return order
