"""A fault put into a published flow is caught and named: by loading, by check, or by the cases."""

import re
from collections.abc import Callable, Iterator
from itertools import pairwise

import pytest

from rules.checks.check import check
from rules.comparing.versions import diff
from rules.diagram.compiler import compile_rules
from rules.language.faults import RuleSetError
from rules.language.model import Rule, RuleSet
from rules.language.when import AllOf, Is, Test, Within
from rules.loading.load import loads
from rules.loading.references import misfits
from tests.outside.flows import (
    INHERITS_2026,
    PENSION_2026,
    SETS,
    TOWING_2026,
    Flow,
    astray,
    diagram,
    steps,
)
from tests.rules.toys import changed

LATEST = [INHERITS_2026, PENSION_2026, TOWING_2026]


def text(name: str) -> str:
    return (SETS / f"{name}.yaml").read_text("utf-8")


def told(source: str) -> list[str]:
    """All that loading says, or else all that check says."""
    try:
        rules = loads(source, "the file")
    except RuleSetError as error:
        return [fault.message for fault in error.faults]
    return [problem.message for problem in check(compile_rules(rules)).problems]


def without(source: str, rule: str) -> str:
    """The text without one rule."""
    start = source.index(f"    - id: {rule}\n")
    end = source.find("    - id: ", start + 1)
    return source[:start] + source[end:]


def earlier(source: str, rule: str, other: str) -> str:
    """The text with a rule moved up, to stand before another."""
    start = source.index(f"    - id: {rule}\n")
    end = source.find("    - id: ", start + 1)
    lines, rest = source[start:end], source[:start] + source[end:]
    return changed(rest, f"    - id: {other}\n", f"{lines}    - id: {other}\n")


SEEDED = [
    (
        "a rule of inherits 2019 dropped",
        without(text("inherits-2019"), "scotland-aunts"),
        "case 'a Scot whose aunt and grandmother are living' expects outcome_6 but gets outcome_5",
    ),
    (
        "the last rule of inherits 2019 dropped",
        changed(
            text("inherits-2019"),
            """\
    - id: ni-nobody
      outcome: outcome_67
      because: No relative is left.
      cite: [G8]
""",
            "",
        ),
        "no rule leads to outcome 'outcome_67': remove it, or add the rule",
    ),
    (
        "two rules of inherits 2026 swapped",
        earlier(text("inherits-2026"), "ni-partner-one-child", "ni-partner-several-children"),
        "rule 'ni-partner-several-children' in table 'heirs': rule ni-partner-one-child takes all of it",
    ),
    (
        "an option of inherits 2026 moved",
        changed(
            text("inherits-2026"),
            "{date_of_death: oct-2014-feb-2020}, {children: yes}",
            "{date_of_death: after-jul-2023}, {children: yes}",
        ),
        "rule 'ew-partner-children-since-2023' in table 'heirs': rule ew-partner-children-to-2020 takes all of it",
    ),
    (
        "a fact of inherits 2026 renamed where it is asked",
        changed(text("inherits-2026"), "\n  date_of_death:\n", "\n  day_of_death:\n"),
        "no fact is called 'date_of_death': did you mean 'day_of_death'?",
    ),
    (
        "a rule of state pension dropped",
        without(text("state-pension"), "divorced-woman"),
        "no rule leads to outcome 'age_dependent_pension_outcome'",
    ),
    (
        "two rules of state pension swapped",
        earlier(text("state-pension"), "widow-new-pension", "widower-new-pension"),
        "rule 'widower-new-pension' in table 'addition': rule widow-new-pension takes all of it",
    ),
    (
        "an option of state pension moved",
        changed(
            text("state-pension"),
            "{what_is_your_marital_status: widowed}, {what_is_your_gender: male_gender}",
            "{what_is_your_marital_status: divorced}, {what_is_your_gender: male_gender}",
        ),
        "rule 'widower-new-pension' in table 'addition': rule divorced-man takes all of it",
    ),
    (
        "a fact of state pension renamed where it is asked",
        changed(text("state-pension"), "\n  what_is_your_gender:\n", "\n  what_gender_are_you:\n"),
        "no fact is called 'what_is_your_gender'",
    ),
    (
        "a rule of towing dropped",
        without(text("towing"), "car-late-licence"),
        "no rule leads to outcome 'limited_trailer_entitlement_after_1997'",
    ),
    (
        "two rules of towing swapped",
        earlier(text("towing"), "medium-young-learner", "medium-too-young"),
        "rule 'medium-too-young' in table 'entitlement': rule medium-young-learner takes all of it",
    ),
    (
        "a threshold of towing moved",
        changed(
            text("towing"),
            "{how_old_are_you_msv_2: {below: 18}}",
            "{how_old_are_you_msv_2: {below: 17}}",
        ),
        "case 'medium-sized, the day before 18' expects too_young_msv but gets apply_for_",
    ),
    (
        "a fact of towing renamed where it is read",
        changed(text("towing"), "{bus_licenceholder: yes}", "{bus_license_holder: yes}"),
        "no fact is called 'bus_license_holder': did you mean 'bus_licenceholder'?",
    ),
]


@pytest.mark.parametrize(
    ("source", "message"), [row[1:] for row in SEEDED], ids=[row[0] for row in SEEDED]
)
def test_a_seeded_fault_is_caught_and_named(source: str, message: str) -> None:
    assert any(message in each for each in told(source)), told(source)


def complaints(rules: RuleSet, flow: Flow) -> Iterator[str]:
    """All that loading, check and the published cases say against a rule set."""
    found = [each.message for each in misfits(rules)]
    yield from found
    if not found:
        compiled = compile_rules(rules)
        yield from astray(compiled, steps(flow))
        yield from (problem.message for problem in check(compiled).problems)


def named(rules: RuleSet, flow: Flow, *names: str) -> bool:
    """Whether there is a complaint that names one of these."""
    any_of = re.compile(rf"(?<![\w-])({'|'.join(map(re.escape, names))})(?![\w-])")
    return any(any_of.search(message) for message in complaints(rules, flow))


def unchanged(rules: RuleSet, flow: Flow) -> bool:
    """Whether a change leaves all advice as it was, for every answer there can be."""
    found = diff(diagram(flow.rules), compile_rules(rules))
    return not found.moved and not found.reworked


def with_rules(rules: RuleSet, table: str, listed: list[Rule]) -> RuleSet:
    return rules.model_copy(update={"tables": {**rules.tables, table: tuple(listed)}})


Mutant = tuple[RuleSet, tuple[str, ...]]  # and the names that a message about it may have


def dropped(rules: RuleSet) -> Iterator[Mutant]:
    for table, listed in rules.tables.items():
        for rule in listed:
            rest = [each for each in listed if each is not rule]
            yield with_rules(rules, table, rest), (rule.id, rule.outcome)


def swapped(rules: RuleSet) -> Iterator[Mutant]:
    for table, listed in rules.tables.items():
        for n, (rule, following) in enumerate(pairwise(listed)):
            order = [*listed[:n], following, rule, *listed[n + 2 :]]
            names = (rule.id, rule.outcome, following.id, following.outcome)
            yield with_rules(rules, table, order), names


def moved(rules: RuleSet) -> Iterator[Mutant]:
    for table, listed in rules.tables.items():
        for n, rule in enumerate(listed):
            for condition in other_constants(rules, rule.when):
                other = rule.model_copy(update={"when": condition})
                mutant = with_rules(rules, table, [*listed[:n], other, *listed[n + 1 :]])
                yield mutant, (rule.id, rule.outcome)


def other_constants(rules: RuleSet, condition: Test) -> Iterator[Test]:
    """The condition with one option exchanged for another, or one bound one further."""
    match condition:
        case AllOf(parts):
            for n, part in enumerate(parts):
                for other in other_constants(rules, part):
                    yield AllOf((*parts[:n], other, *parts[n + 1 :]))
        case Is(fact, (value,)):
            options = rules.facts[fact].options
            yield from (Is(fact, (option,)) for option in options if option != value)
        case Within(fact, below=int(bound)):
            yield from (Within(fact, below=bound + further) for further in (-1, 1))


def renamed(rules: RuleSet) -> Iterator[Mutant]:
    for fact in rules.facts:
        facts = {f"{id_}-2" if id_ == fact else id_: each for id_, each in rules.facts.items()}
        yield rules.model_copy(update={"facts": facts}), (fact,)


@pytest.mark.parametrize("fault", [dropped, moved, renamed], ids=lambda fault: fault.__name__)
@pytest.mark.parametrize("flow", LATEST, ids=str)
def test_each_rule_dropped_constant_moved_or_fact_renamed_is_caught_and_named(
    flow: Flow, fault: Callable[[RuleSet], Iterator[Mutant]]
) -> None:
    mutants = [*fault(diagram(flow.rules).rules)]
    assert mutants
    assert [names for mutant, names in mutants if not named(mutant, flow, *names)] == []


@pytest.mark.parametrize(
    ("flow", "caught", "harmless"),
    [(INHERITS_2026, 21, 10), (PENSION_2026, 4, 4), (TOWING_2026, 17, 4)],
)
def test_each_two_neighbours_swapped_are_caught_and_named_unless_no_advice_changes(
    flow: Flow, caught: int, harmless: int
) -> None:
    mutants = [*swapped(diagram(flow.rules).rules)]
    unnamed = [mutant for mutant, names in mutants if not named(mutant, flow, *names)]
    assert (len(mutants) - len(unnamed), len(unnamed)) == (caught, harmless)
    assert all(unchanged(mutant, flow) for mutant in unnamed)
