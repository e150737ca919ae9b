"""The figures that a team may put in, and how they are read from what people type.

One table serves all: the command line, the terminal, Slack's form and the log. Figures travel as
plain text by field (`Given`), which is how they were typed and how the log keeps them.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass, fields
from decimal import Decimal
from typing import Literal, NamedTuple, TypeAlias

from rules.language.periods import ADVERBS, LENGTHS, PERIOD_OF
from rules.language.wording import meant

from .model import Tuning

Given: TypeAlias = Mapping[str, str]  # by field, as typed


class FigureError(ValueError):
    """Figures that can't be used: what is wrong and the remedy, by field."""

    def __init__(self, faults: Mapping[str, str]) -> None:
        self.faults = dict(faults)
        super().__init__("\n".join(self.faults.values()))


@dataclass(frozen=True)
class Field:
    """One figure: its label, its unit, what may be put in, and other names for it.

    A percentage is written as people do, 0 to 100, and read as a share of 1.
    """

    label: str
    unit: str
    kind: Literal["number", "percent", "yes_no", "tier"] = "number"
    low: str = "0"
    high: str = "1000000000"
    whole: bool = False
    also: tuple[str, ...] = ()


FIELDS: dict[str, Field] = {
    "requests": Field(
        "Requests a day", "requests a day", low="0.01", also=("requests a day", "a day", "volume")
    ),
    "items": Field("Items, for a one-off", "items", low="1", whole=True, also=("once",)),
    "spend": Field("API bill", "USD a month", low="0.01", also=("monthly spend", "bill")),
    "tokens_in": Field("Tokens in", "tokens a request", low="1", high="10000000"),
    "tokens_out": Field("Tokens out", "tokens a request", high="1000000"),
    "tier": Field("Model", "", "tier", also=("model",)),
    "price_in": Field("Price of input", "USD per million tokens", high="10000"),
    "price_out": Field("Price of output", "USD per million tokens", high="10000"),
    "request_price": Field("Price of a request", "USD", low="0.000001", high="1000"),
    "cached": Field("Share of input that is cached", "%", "percent", high="100", also=("cache",)),
    "batch": Field("In a batch", "", "yes_no"),
    "months": Field(
        "Months to look at", "months", low="1", high="120", whole=True, also=("horizon",)
    ),
    "data_hours": Field("Data preparation", "hours", high="100000", also=("data",)),
    "evaluation_hours": Field(
        "Evaluation", "hours", high="100000", also=("eval hours", "evaluation", "eval")
    ),
    "rate": Field("Rate of an hour", "USD", high="10000", also=("hourly rate",)),
    "runs": Field("Training runs", "runs", low="1", high="1000", whole=True),
    "run_price": Field("Price of a training run", "USD", high="10000000", also=("training",)),
    "other": Field("Paid once besides", "USD", high="10000000", also=("integration",)),
    "upkeep": Field("Upkeep", "% of an engineer", "percent", high="1000"),
    "engineer": Field("An engineer", "USD a year", high="10000000"),
    "rerun": Field("Trained again every", "months, 0 for never", high="120"),
    "hosting": Field("Hosting", "USD a month", high="10000000"),
    "tuned_price": Field("Price of a request to the tuned model", "USD", high="1000"),
}
PROJECT = tuple(each.name for each in fields(Tuning) if each.name in FIELDS)
PRICING = ("tier", "price_in", "price_out", "request_price", "cached", "batch")
_YES, _NO = {"yes", "y", "true", "on", "1"}, {"no", "n", "false", "off", "0"}
_SCALES = {"k": 1000, "thousand": 1000, "m": 1_000_000, "million": 1_000_000, "": 1}
_NUMBER = re.compile(
    r"(?P<before>[a-z /]*?)\s*(?:us)?[$~]?\s*(?P<digits>-?[\d.,]*\d\.?)"
    r"\s*(?P<scale>(?:k|m|thousand|million)\b)?(?P<after>.*)"
)
_GROUPED = re.compile(r"-?(?:\d{1,3}(?:,\d{3})+|\d*)(?:\.\d*)?")
_BESIDE = {"a", "an", "per", "each", "every", "$", "dollars"}
_MARKS = re.compile(r"[=:/]|\bis\b")


def names() -> dict[str, str]:
    """What people may call each figure -> its field. Longer names come first."""
    known = [
        (name, field)
        for field, about in FIELDS.items()
        for name in (field.replace("_", " "), *about.also)
    ]
    return dict(sorted(known, key=lambda pair: -len(pair[0])))


def read(text: str, tiers: Collection[str]) -> dict[str, str]:
    """Read "requests 2000, tokens in 1500, tier small", as one types it.

    Raises FigureError with everything that can't be read.
    """
    given: dict[str, str] = {}
    faults: dict[str, str] = {}
    for part in filter(None, map(str.strip, re.split(r"[;\n]|,(?!\d{3}\b)", text))):
        field, value = _part(part)
        if field is None:
            known = ", ".join(name.replace("_", " ") for name in FIELDS)
            near = meant(part.split("=")[0].strip(), names())
            faults[part] = f"I don't know the figure '{part}': {near or f'use one of: {known}'}"
        elif field in given:
            faults[field] = f"{FIELDS[field].label} is given twice: leave one out"
        else:
            given[field] = value
    faults |= _faults(given, tiers)
    if faults:
        raise FigureError(faults)
    return given


def joined(before: Given, new: Given) -> dict[str, str]:
    """Figures given before with newer ones over them; a one-off and a daily volume exclude each other."""
    ended = ["requests", "spend"] if "items" in new else []
    ended += ["items"] if "requests" in new or "spend" in new else []
    return {**{field: value for field, value in before.items() if field not in ended}, **new}


def require_usable(given: Given, tiers: Collection[str]) -> None:
    """Raise FigureError, by field, for what can't be used."""
    if faults := _faults(given, tiers):
        raise FigureError(faults)


class Amount(NamedTuple):
    """A number as it was put in, the period it is for, and the factor from that to its unit's."""

    value: Decimal
    period: str
    factor: Decimal

    @property
    def in_unit(self) -> Decimal:
        """In the figure's own unit."""
        return self.value * self.factor


def amount(given: Given, field: str) -> Amount | None:
    """A figure as it was put in; None where it isn't given. Raises FigureError for no number."""
    return _amount(field, given[field]) if field in given else None


def number(given: Given, field: str) -> Decimal | None:
    """A figure in its unit, a percentage as a share of 1; None where it isn't given.

    Raises FigureError where it is no number.
    """
    found = amount(given, field)
    if found is None:
        return None
    return found.in_unit / (100 if FIELDS[field].kind == "percent" else 1)


def yes(given: Given, field: str) -> bool:
    """Whether a yes or no was given as yes."""
    return given.get(field, "no").strip().lower() in _YES


def _part(text: str) -> tuple[str | None, str]:
    """The field that a text names, and the rest; the number may stand first: "20 requests a week"."""
    plain = _MARKS.sub(" ", re.sub(r"(?<=[a-z])[_-](?=[a-z])", " ", text.lower()))
    words = " ".join(plain.split())
    first = re.match(r"[$\d][\d.,]*\s?(?:[km]\b)? ?", words)
    shown, words = (first[0], words[first.end() :]) if first else ("", words)
    for name, field in names().items():
        if words == name or words.startswith(f"{name} "):
            return field, f"{shown.strip()} {words.removeprefix(name).strip()}".strip()
    return None, ""


def _faults(given: Given, tiers: Collection[str]) -> dict[str, str]:
    found = {field: _fault(field, value, tiers) for field, value in given.items()}
    faults = {field: fault for field, fault in found.items() if fault}
    if "items" in given and {"requests", "spend"} & given.keys():
        clash = "A one-off has items and no daily volume: leave one of them out"
        faults.setdefault("items", clash)
    for one, other in (("price_in", "price_out"), ("price_out", "price_in")):
        if one in given and other not in given:
            faults.setdefault(one, f"{FIELDS[other].label} is missing: give both or neither")
    return faults


def _fault(field: str, value: str, tiers: Collection[str]) -> str:
    """What is wrong with one figure, or ""."""
    about = FIELDS.get(field)
    if about is None:
        return f"There is no figure '{field}'"
    if about.kind == "tier":
        return "" if value in tiers else f"{about.label}: use one of {', '.join(tiers)}"
    if about.kind == "yes_no":
        return "" if value.strip().lower() in _YES | _NO else f"{about.label}: yes or no"
    try:
        _amount(field, value)
    except FigureError as error:
        return f"{error}"
    return ""


def _amount(field: str, text: str) -> Amount:
    about = FIELDS[field]
    found = _NUMBER.fullmatch(text.strip().lower())
    if found is None or not _GROUPED.fullmatch(found["digits"]):
        raise FigureError({field: f"{about.label} needs a number, in digits"})
    value = Decimal(found["digits"].replace(",", "")) * _SCALES[found["scale"] or ""]
    typed = Amount(value, *_period(field, f"{found['before']} {found['after']}"))
    if not Decimal(about.low) <= typed.in_unit <= Decimal(about.high):
        between = f"{Decimal(about.low):,f} and {Decimal(about.high):,f}"
        raise FigureError({field: f"{about.label} must lie between {between}"})
    if about.whole and value != int(value):
        raise FigureError({field: f"{about.label} needs a whole number"})
    return typed


def _period(field: str, typed: str) -> tuple[str, Decimal]:
    """The period that a figure was put in for, and the factor to that of its unit.

    Beside the number may stand the figure's own unit ("1,500 tokens", "20%") and, where that has
    a period, another one ("20 a week"). Raises FigureError for anything else.
    """
    about = FIELDS[field]
    own = {*f"{about.unit} {about.label}".lower().replace(",", " ").split(), *_BESIDE}
    words = [word for word in re.split(r"[\s/]+", typed) if word and word not in own]
    per = next((period for period in LENGTHS if about.unit.endswith(f" a {period}")), "")
    said = PERIOD_OF.get(words[0], ADVERBS.get(words[0])) if len(words) == 1 else None
    if per and said:
        factor = LENGTHS[per] / LENGTHS[said]
        return said, Decimal(factor.numerator) / Decimal(factor.denominator)
    if words:
        unit = about.unit or "digits"
        raise FigureError({field: f"{about.label}: write it in {unit}, without '{words[0]}'"})
    return per, Decimal(1)
