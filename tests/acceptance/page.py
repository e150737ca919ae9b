"""The part of docs/advice.md that tells how the acceptance cases came out."""

from collections.abc import Sequence
from math import comb
from pathlib import Path

from .cases import DIAGRAM, Case

PATH = Path(__file__).parents[2] / "docs" / "advice.md"
OPENS, ENDS = "<!-- the acceptance cases, by pytest --update -->\n", "<!-- end of these -->\n"


def half(name: str, cases: Sequence[Case]) -> str:
    """A half's figures, as a list and a small table."""
    grades = [case.grade for case in cases]
    accepted = grades.count("full") + grades.count("partial")
    low, high = interval(accepted, len(cases))
    said = (
        f"**Half {name}**, {len(cases)} cases: {accepted} acceptable, of these "
        f"{grades.count('full')} exact; {grades.count('wrong')} wrong, "
        f"{grades.count('harmful')} ruled out by the case. That many of {len(cases)} leave the "
        f"true share between {low} and {high} percent (95 percent, Clopper and Pearson)."
    )
    lines = [
        said,
        "",
        f"| half {name} | our direction trains | of these a plain yes | doesn't train |",
        "|---|---|---|---|",
    ]
    for trained, told in ((True, "the source trained"), (False, "it didn't")):
        ours = [case.ours for case in cases if case.trained == trained]
        trains = [each for each in ours if DIAGRAM.rules.outcomes[each.direction].trains]
        plain = [each for each in trains if each.stance == "yes"]
        lines.append(f"| {told} | {len(trains)} | {len(plain)} | {len(ours) - len(trains)} |")
    return "\n".join([*lines, "", ""])


def interval(hits: int, of: int) -> tuple[int, int]:
    """The share, in percent, that so many hits don't rule out: Clopper and Pearson, 95 percent."""
    shares = [n / 1000 for n in range(1001)]
    low = next(s for s in shares if _at_least(hits, of, s) > 0.025) if hits else 0
    high = next((s for s in shares if _at_least(hits + 1, of, s) >= 0.975), 1.0)
    return round(100 * low), round(100 * high)


def _at_least(hits: int, of: int, share: float) -> float:
    return sum(comb(of, n) * share**n * (1 - share) ** (of - n) for n in range(hits, of + 1))


def shown(text: str, update: bool) -> bool:
    """Whether the page shows this; written there first if it is to be updated."""
    before, rest = PATH.read_text("utf-8").split(OPENS)
    there, after = rest.split(ENDS)
    if update:
        PATH.write_text(f"{before}{OPENS}{text}{ENDS}{after}", "utf-8")
        there = text
    return there == text
