"""docs/advice.md says what the rules say: its cases, its counts, its thresholds, its sums."""

import re
from decimal import Decimal
from pathlib import Path

from rules.costs.counts import heavy, light
from rules.costs.prices import shipped_prices
from rules.language.when import Within, atoms

from .reading import CASES, DIAGRAM, tally

PATH = Path(__file__).parents[2] / "docs" / "advice.md"
OPENS, ENDS = "<!-- the cases, by pytest --update -->\n", "<!-- end of the cases -->\n"
TITLES = {text.id: text.title for text in DIAGRAM.rules.recommendations}


def page() -> str:
    return PATH.read_text("utf-8")


def section(title: str) -> str:
    return page().split(f"\n## {title}\n")[1].split("\n## ")[0]


def row(case) -> str:
    title, url = case.origin
    asked = " or ".join(TITLES[each] for each in case.verdict)
    ours = {
        "same": "**the same**",
        "group": f"**of its kind:** {TITLES[case.ours.text.id]}",
        "open": f"open: {TITLES[case.ours.text.id]}",
        "differs": f"**differs:** {TITLES[case.ours.text.id]}",
    }[case.comes_out]
    return f"| {case.id} | [{title}]({url}) | {case.says} | {asked} | {ours} |"


def table() -> str:
    head = ["| case | source | what it says | it advises | ours |", "|---|---|---|---|---|"]
    return "\n".join([*head, *map(row, CASES)]) + "\n"


def test_the_table_shows_every_case_as_it_comes_out(update):
    before, rest = page().split(OPENS)
    shown, after = rest.split(ENDS)
    if update:
        PATH.write_text(before + OPENS + table() + ENDS + after, "utf-8")
        shown = table()
    assert shown == table()


def test_the_counts_are_those_of_the_cases():
    found = tally(CASES)
    assert (
        f"{found.cases} cases: {found.same} come out as the source did, {found.group} in a direction "
        f"of the same kind, {found.open} open, {found.differing} different."
        in " ".join(page().split())
    )


def test_every_difference_from_a_case_is_explained_and_nothing_else():
    told = re.findall(
        r"^- \*\*([a-z0-9-]+)\*\*", section("Where we differ from a case"), re.MULTILINE
    )
    assert told == [case.id for case in CASES if case.differs]


def test_every_difference_between_the_articles_named_here_is_in_the_rules():
    named = set(re.findall(r"\bD\d+\b", page()))
    assert named
    assert named <= {difference.id for difference in DIAGRAM.rules.differences}


def test_the_thresholds_are_those_of_the_rules():
    rules = DIAGRAM.rules
    tests = [rule.when for name in rules.verdict for rule in rules.tables[name]]
    tests += [each.when for each in rules.conditions.values()]
    used = {
        (atom.fact, bound)
        for test in tests
        for atom in atoms(test)
        if isinstance(atom, Within)
        for bound in atom.bounds.values()
    }
    shown = re.findall(r"^\| `(\w+)` \| ([\d,]+) \|", section("The thresholds"), re.MULTILINE)
    assert sorted(used) == sorted((fact, int(number.replace(",", ""))) for fact, number in shown)


def test_the_sums_are_right():
    sums = re.findall(r"`([-\d,.+*/() ]+) = ([\d,.]+)`", page())
    assert len(sums) >= 5
    for left, right in sums:
        result = float(right.replace(",", ""))
        assert round(eval(left.replace(",", ""))) == result, left  # digits and signs alone


def test_the_amounts_are_those_of_the_cost_model():
    request = Decimal("0.0005")
    low, high = light(request)
    year, gpu = Decimal(12), shipped_prices().gpu_hour.month[0]
    least = heavy(request, gpu).low
    amounts = [low.once, high.once, high.once / year, least.monthly, gpu]
    amounts += [least.once / year + least.monthly, least.once / year + least.monthly + gpu]
    for amount in amounts:
        assert f"${amount:,.0f}" in section("The thresholds"), amount
