"""What an author changed from one version of a rule set to the next, item by item."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from rules.language import past_names
from rules.language.kinds import Fact
from rules.language.model import Condition, Outcome, Rule, RuleSet
from rules.language.past_names import Kin
from rules.language.when import AllOf, AnyOf, Test, unparse
from rules.language.word import Word
from rules.language.wording import in_yaml, listed

from . import renames

SHORT = 6  # names in an order that is told whole
ALIKE = ("ask", "label", "title", "verdict")  # words that nobody gives to two things


@dataclass(frozen=True)
class ItemEdit:
    """One change: `what` names the item, `detail` says what is different about it."""

    how: Literal["added", "gone", "renamed", "changed"]
    what: str  # "fact 'water'"
    detail: str = ""
    kind: str = ""  # "fact", "option of 'drink'"; none for what there is one of
    name: str = ""
    brief: str = ""  # the detail without what stays, where that is shorter

    def __str__(self) -> str:
        match self.how:
            case "added":
                return f"{self.what} is new"
            case "gone":
                return f"{self.what} is gone{self.detail}"
            case "renamed":
                return f"{self.what} is now called '{self.detail}'"
            case _:
                return f"{self.what}: {self.brief or self.detail}"


def edits(old: RuleSet, new: RuleSet) -> Iterator[ItemEdit]:
    """Every item renamed, changed, gone or added; what only follows a new name isn't told."""
    was = renames.today(old, new)
    if old.language != new.language:
        detail = f"language {new.language}, which was {old.language}"
        yield ItemEdit("changed", "the rule set", detail)
    for detail in _rewritten(was, new, {"title", "intro", "verdict", "ask_order", "costs"}):
        yield ItemEdit("changed", "the rule set", detail)
    yield from _items(past_names.facts(new), old.facts, was.facts, new.facts, _fact)
    for id_, fact in new.facts.items():
        if id_ in was.facts:
            yield from _options(id_, _under(id_, old, new), was.facts[id_], fact)
    yield from _unrenamed("term", was.terms, new.terms, _when)
    yield from _tables(old, was, new)
    yield from _items(
        past_names.conditions(new), old.conditions, was.conditions, new.conditions, _condition
    )
    yield from _items(past_names.outcomes(new), old.outcomes, was.outcomes, new.outcomes, _outcome)
    yield from _crossing(was, new)
    texts = [{text.id: text for text in rules.recommendations} for rules in (old, was, new)]
    yield from _items(past_names.recommendations(new), texts[0], texts[1], texts[2], _rewritten)
    yield from _order("the order of caution", [*texts[1]], [*texts[2]])
    for id_ in dict.fromkeys((*was.assumptions, *new.assumptions)):
        before, now = was.assumptions.get(id_), new.assumptions.get(id_)
        if now and (not before or before.answer != now.answer):
            detail = f"assumed to be {in_yaml(now.answer)} by {now.by}, and not asked"
            yield ItemEdit("changed", f"fact '{id_}'", detail)
        elif not now:
            yield ItemEdit("changed", f"fact '{id_}'", "no longer assumed")


def _items(
    kin: Kin,
    old: Iterable[str],
    was: Mapping[str, Any],
    new: Mapping[str, Any],
    details: Callable[[Any, Any], Iterator[str | tuple[str, str]]],
) -> Iterator[ItemEdit]:
    """Items of one kind; `was` are the old ones under today's ids."""
    for before, now in kin.now(old).items():
        if before != now:
            yield ItemEdit("renamed", kin.name(before), now, kin.kind, before)
    fresh = {id_: item for id_, item in new.items() if id_ not in was}
    for id_, item in was.items():
        what = (kin.name(id_), kin.kind, id_)
        if id_ in new:
            yield from (_changed(*what, each) for each in details(item, new[id_]))
        else:
            yield ItemEdit("gone", what[0], _perhaps_renamed(id_, item, fresh), *what[1:])
    yield from (ItemEdit("added", kin.name(id_), "", kin.kind, id_) for id_ in fresh)


def _unrenamed(
    kind: str,
    was: Mapping[str, Any],
    new: Mapping[str, Any],
    details: Callable[[Any, Any], Iterator[str | tuple[str, str]]],
) -> Iterator[ItemEdit]:
    """Items of a kind that has no past ids."""
    yield from _items(Kin(kind, dict.fromkeys(new, ()), lambda _: ()), was, was, new, details)


def _crossing(was: RuleSet, new: RuleSet) -> Iterator[ItemEdit]:
    """What holds across directions."""
    yield from _unrenamed("modifier", was.modifiers, new.modifiers, _tested)
    for kind, before, now in (
        ("row of collect", was.collect, new.collect),
        ("row of never", was.never, new.never),
    ):
        yield from _unrenamed(kind, {r.id: r for r in before}, {r.id: r for r in now}, _tested)


def _changed(what: str, kind: str, name: str, detail: str | tuple[str, str]) -> ItemEdit:
    whole, brief = (detail, "") if isinstance(detail, str) else detail
    return ItemEdit("changed", what, whole, kind, name, brief)


def _perhaps_renamed(id_: str, gone: object, fresh: Mapping[str, object]) -> str:
    """A hint, where something new has the words of what is gone."""
    for name, item in fresh.items():
        if any(getattr(gone, key, None) == getattr(item, key, "") for key in ALIKE):
            return f"; if '{name}' is its new name, write there 'was: {id_}'"
    return ""


def _rewritten(old: Word, new: Word, only: set[str] | None = None) -> Iterator[str]:
    """The keys whose texts differ, as one detail."""
    keys = [key for key in type(new).model_fields if key in only] if only else _keys(new)
    if listed := [key for key in keys if getattr(old, key, None) != getattr(new, key)]:
        fields = type(new).model_fields
        yield f"rewritten: {', '.join(fields[key].alias or key for key in listed)}"


def _keys(item: Word) -> list[str]:
    return [key for key in type(item).model_fields if key != "was"]


def _fact(old: Fact, new: Fact) -> Iterator[str]:
    """The type, the numbers it takes, what *not sure* means, and mere wording."""
    if old.type != new.type:
        yield f"type {new.type}, which was {old.type}"
    yield from new.changes(old)
    if (means := _not_sure(new)) != (meant := _not_sure(old)):
        yield f"not sure {means}, which was: {meant}"
    elif old.not_sure.because != new.not_sure.because:
        yield "rewritten: not_sure"
    told = {"type", "min", "max", "options", "unticked", "not_sure"}
    yield from _rewritten(old, new, {*_keys(new)} - told)


def _not_sure(fact: Fact) -> str:
    policy = fact.not_sure
    if policy.settle:
        rows = [{"when": unparse(row.when), "as": row.counts_as} for row in policy.settle]
        return f"is settled by {in_yaml(rows)}"
    return "stays open" if policy.counts_as is None else f"counts as {in_yaml(policy.counts_as)}"


def _under(id_: str, old: RuleSet, new: RuleSet) -> Fact:
    """The old fact that is called `id_` today."""
    was = {now: before for before, now in reversed(past_names.facts(new).now(old.facts).items())}
    return old.facts[was[id_]]


def _options(id_: str, old: Fact, was: Fact, new: Fact) -> Iterator[ItemEdit]:
    if old.options and was.options and new.options:
        kin = past_names.options(id_, new)
        yield from _items(kin, old.options, was.options, new.options, _rewritten)


def _tables(old: RuleSet, was: RuleSet, new: RuleSet) -> Iterator[ItemEdit]:
    yield from _items(
        past_names.tables(new), old.tables, was.tables, new.tables, lambda *_: iter(())
    )
    for table in new.tables:
        if table in was.tables:
            yield from _rules(table, was.tables[table], new.tables[table])


def _rules(table: str, old: Sequence[Rule], new: Sequence[Rule]) -> Iterator[ItemEdit]:
    before, after = ({rule.id: rule for rule in rules} for rules in (old, new))
    kin = Kin(f"rule of table '{table}'", dict.fromkeys(after, ()), lambda _: ())
    yield from _items(kin, before, before, after, _rule)
    yield from _order(f"table '{table}'", [*before], [*after])


def _when(old: Any, new: Any) -> Iterator[str | tuple[str, str]]:
    was, now = in_yaml(unparse(old.when)), in_yaml(unparse(new.when))
    if was != now:
        yield f"when {now}, which was {was}", _brief(old.when, new.when)


def _tested(old: Word, new: Word) -> Iterator[str | tuple[str, str]]:
    """Anything with a `when`."""
    yield from _when(old, new)
    yield from _rewritten(old, new, {*_keys(new)} - {"when"})


def _condition(old: Condition, new: Condition) -> Iterator[str | tuple[str, str]]:
    yield from _when(old, new)
    applies, applied = in_yaml(unparse(new.applies)), in_yaml(unparse(old.applies))
    if applies != applied:
        yield f"applies {applies}, which was {applied}"
    if old.unknown != new.unknown:
        yield f"not knowing it is {'as bad as not having it' if new.unknown else 'told as unknown'}"
    if old.otherwise != new.otherwise:
        yield f"leads to {new.otherwise or 'nothing'}, which was {old.otherwise or 'nothing'}"
    told = {"when", "applies", "unknown", "otherwise"}
    yield from _rewritten(old, new, {*_keys(new)} - told)


def _outcome(old: Outcome, new: Outcome) -> Iterator[str]:
    """What it needs first and how it is headed, and mere wording."""
    if fresh := [id_ for id_ in new.ready_when if id_ not in old.ready_when]:
        yield f"is ready when there is {listed(fresh)} as well"
    if gone := [id_ for id_ in old.ready_when if id_ not in new.ready_when]:
        yield f"is ready without {listed(gone)}"
    both = [
        [i for i in each if i not in (*fresh, *gone)] for each in (old.ready_when, new.ready_when)
    ]
    if both[0] != both[1]:
        yield f"asks for its conditions in another order: {', '.join(new.ready_when)}"
    if old.stance != new.stance:
        yield f"stance {new.stance or 'by its conditions'}, which was {old.stance or 'none'}"
    yield from _rewritten(old, new, {*_keys(new)} - {"ready_when", "stance"})


def _rule(old: Rule, new: Rule) -> Iterator[str | tuple[str, str]]:
    yield from _when(old, new)
    if old.outcome != new.outcome:
        yield f"leads to {new.outcome}, which was {old.outcome}"
    if old.stop != new.stop:
        yield "now stops the reading" if new.stop else "no longer stops the reading"
    yield from _rewritten(old, new, {"because", "cite"})


def _brief(old: Test, new: Test) -> str:
    """What differs between two tests, without the parts that both have; "" if all does."""
    match old, new:
        case (AllOf(was), AllOf(now)) | (AnyOf(was), AnyOf(now)) if was and now:
            gone = [part for part in was if part not in now]
            fresh = [part for part in now if part not in was]
        case AllOf(was), _ if new in was:
            gone, fresh = [part for part in was if part != new], []
        case _, AllOf(now) if old in now:
            gone, fresh = [], [part for part in now if part != old]
        case _:
            return ""
    if len(gone) == len(fresh) == 1 and (deeper := _brief(gone[0], fresh[0])):
        return deeper
    before, after = (", ".join(in_yaml(unparse(part)) for part in each) for each in (gone, fresh))
    if gone and fresh:
        return f"in its when {after}, which was {before}"
    if gone or fresh:
        return (
            f"its when has {after} now as well" if fresh else f"its when has no {before} any more"
        )
    return ""


def _order(name: str, old: Sequence[str], new: Sequence[str]) -> Iterator[ItemEdit]:
    """How those that both have stand in another order."""
    was, now = [id_ for id_ in old if id_ in new], [id_ for id_ in new if id_ in old]
    differing = [n for n, pair in enumerate(zip(was, now, strict=True)) if pair[0] != pair[1]]
    if len(differing) == 2:
        first, second = (now[n] for n in differing)
        yield ItemEdit("changed", name, f"'{first}' and '{second}' have changed places")
    elif differing:
        brief = "" if len(now) <= SHORT else "another order, which --json lists"
        yield ItemEdit("changed", name, f"another order: {', '.join(now)}", brief=brief)
