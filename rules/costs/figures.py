"""The figures that a team may put in, and how they are read from what people type.

One table serves all: the command line, the terminal, Slack's form and the log. Figures travel as
plain text by field (`Given`), which is how they were typed and how the log keeps them.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import Literal, TypeAlias

from rules.language.wording import meant

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
        "Requests a day", "requests a day", low="1", also=("requests a day", "a day", "volume")
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
PROJECT = (  # what describes the tuning project, by its name in model.Tuning
    "data_hours", "evaluation_hours", "rate", "runs", "run_price", "other", "upkeep", "engineer",
    "rerun", "hosting",
)  # fmt: skip
PRICING = ("tier", "price_in", "price_out", "request_price", "cached", "batch")
_YES, _NO = {"yes", "y", "true", "on", "1"}, {"no", "n", "false", "off", "0"}
_SCALES = {"k": 1000, "thousand": 1000, "m": 1_000_000, "million": 1_000_000, "": 1}
_NUMBER = re.compile(
    r"(?:us)?[$~]?\s*(?P<digits>-?[\d.,]*\d\.?)"
    r"\s*(?P<scale>(?:k|m|thousand|million)\b)?(?P<rest>.*)"
)
_GROUPED = re.compile(r"-?\d{1,3}(,\d{3})+(\.\d+)?|-?[\d.]+")
_MARKS = re.compile(r"[=:]|\bis\b")


def names() -> dict[str, str]:
    """What people may call each figure -> its field. Longer names come first."""
    known = {
        name: field
        for field, about in FIELDS.items()
        for name in (field.replace("_", " "), *about.also)
    }
    return dict(sorted(known.items(), key=lambda item: -len(item[0])))


def read(text: str, tiers: Iterable[str]) -> dict[str, str]:
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
    faults |= _faults(given, tuple(tiers))
    if faults:
        raise FigureError(faults)
    return given


def joined(before: Given, new: Given) -> dict[str, str]:
    """Figures given before with newer ones over them; a one-off and a daily volume exclude each other."""
    kept = dict(before)
    if "items" in new:
        kept = {field: value for field, value in kept.items() if field not in ("requests", "spend")}
    if "requests" in new or "spend" in new:
        kept.pop("items", None)
    return {**kept, **new}


def require_usable(given: Given, tiers: Iterable[str]) -> None:
    """Raise FigureError, by field, for what can't be used."""
    if faults := _faults(given, tuple(tiers)):
        raise FigureError(faults)


def number(given: Given, field: str) -> Decimal | None:
    """A figure as a number, a percentage as a share of 1; None where it isn't given.

    Raises FigureError where it is none.
    """
    if field not in given:
        return None
    found = _number(field, given[field])
    return found / 100 if FIELDS[field].kind == "percent" else found


def yes(given: Given, field: str) -> bool:
    """Whether a yes or no was given as yes."""
    return given.get(field, "no").strip().lower() in _YES


def _part(text: str) -> tuple[str | None, str]:
    plain = _MARKS.sub(" ", re.sub(r"(?<=[a-z])[_-](?=[a-z])", " ", text.lower()))
    words = " ".join(plain.split())
    for name, field in names().items():
        if words == name or words.startswith(f"{name} "):
            return field, words.removeprefix(name).strip()
    return None, ""


def _faults(given: Given, tiers: tuple[str, ...]) -> dict[str, str]:
    faults = dict(_each(given, tiers))
    clash = [field for field in ("requests", "spend") if field in given and "items" in given]
    if clash and "items" not in faults:
        faults["items"] = "A one-off has items and no daily volume: leave one of them out"
    if ("price_in" in given) != ("price_out" in given):
        lone, missing = ("price_in", "price_out")[:: 1 if "price_in" in given else -1]
        faults.setdefault(lone, f"{FIELDS[missing].label} is missing: give both or neither")
    return faults


def _each(given: Given, tiers: tuple[str, ...]) -> Iterator[tuple[str, str]]:
    for field, value in given.items():
        if field not in FIELDS:
            yield field, f"There is no figure '{field}'"
            continue
        about = FIELDS[field]
        match about.kind:
            case "tier" if value not in tiers:
                yield field, f"{about.label}: use one of {', '.join(tiers)}"
            case "yes_no" if value.strip().lower() not in _YES | _NO:
                yield field, f"{about.label}: yes or no"
            case "number" | "percent":
                try:
                    _number(field, value)
                except FigureError as error:
                    yield field, error.faults[field]


def _number(field: str, text: str) -> Decimal:
    about = FIELDS[field]
    found = _NUMBER.fullmatch(text.strip().lower())
    if not found or not _GROUPED.fullmatch(found["digits"]):
        raise FigureError({field: f"{about.label} needs a number, in digits"})
    try:
        value = Decimal(found["digits"].replace(",", "")) * _SCALES[found["scale"] or ""]
    except InvalidOperation:
        raise FigureError({field: f"{about.label} needs a number, in digits"}) from None
    _refuse_other_units(field, found["rest"].strip())
    if not Decimal(about.low) <= value <= Decimal(about.high):
        raise FigureError(
            {field: f"{about.label} must lie between {_plain(about.low)} and {_plain(about.high)}"}
        )
    if about.whole and value != int(value):
        raise FigureError({field: f"{about.label} needs a whole number"})
    return value


def _refuse_other_units(field: str, rest: str) -> None:
    """A unit may stand after the number if it is the figure's own: "1,500 tokens", "20%"."""
    about = FIELDS[field]
    own = {*f"{about.unit} {about.label} per".lower().replace(",", " ").split()}
    own |= {"$", "dollars"} if "usd" in own else set()
    if unknown := [word for word in re.split(r"[\s/]+", rest) if word and word not in own]:
        unit = about.unit or "digits"
        raise FigureError({field: f"{about.label}: write it in {unit}, without '{unknown[0]}'"})


def _plain(number_text: str) -> str:
    return f"{Decimal(number_text):,f}"
