"""A YAML file or text to a rule set; every fault with its file, line and remedy, all at once."""

from __future__ import annotations

import hashlib
import json
from decimal import Decimal
from importlib import resources
from pathlib import Path as File

from pydantic import ValidationError

from .faults import Fault, RuleSetError
from .model import RuleSet
from .references import misfits
from .salvage import misfits_of_the_rest
from .shape import shape_faults
from .yaml12 import parse

SHIPPED = ("should-we-finetune", "ertas", "eazyware")


def load(path: File | str) -> RuleSet:
    """Read a rule set from a file. Raises RuleSetError, also where the file can't be read."""
    return loads(read(File(path)), str(path))


def read(path: File) -> str:
    """A rule set's text from its file. Raises RuleSetError where there is none to read."""
    try:
        return path.read_bytes().decode("utf-8")
    except OSError as error:
        fault = Fault(0, f"can't be read ({error.strerror}): check the path and its permissions")
        raise RuleSetError(str(path), [fault]) from None
    except UnicodeDecodeError as error:
        line = error.object[: error.start].count(b"\n") + 1
        raise RuleSetError(str(path), [Fault(line, "not UTF-8 text: save it as UTF-8")]) from None


def shipped(name: str) -> str:
    """The text of a rule set that comes with the program. Raises KeyError for another name."""
    if name not in SHIPPED:
        raise KeyError(name)
    return (resources.files(__package__) / "sets" / f"{name}.yaml").read_text("utf-8")


def loads(text: str, file: str = "rule set") -> RuleSet:
    """Read a rule set from its text; `file` is what faults call it. Raises RuleSetError."""
    document = parse(text, file)
    faults = list(document.faults)
    broken = list(document.broken)
    try:
        rules = RuleSet.model_validate(document.data)
    except ValidationError as error:
        faults += shape_faults(document, error)
        broken += [tuple(detail["loc"]) for detail in error.errors(include_url=False)]
    found = misfits_of_the_rest(document.data, broken) if broken else list(misfits(rules))
    faults += [Fault(document.line_of(path), message) for path, message in found]
    if faults:
        raise RuleSetError(file, faults)
    return rules


def fingerprint(rules: RuleSet) -> str:
    """The sha256 of the rule set's canonical form: no comment and no layout changes it."""
    canonical = rules.model_dump(by_alias=True, exclude_defaults=True)
    text = json.dumps(canonical, ensure_ascii=False, separators=(",", ":"), default=_plain)
    return hashlib.sha256(text.encode()).hexdigest()


def _plain(number: Decimal) -> int | str:
    """A decimal however it was written: 0.5 and 0.50 are one, and so are 5 and 5.0."""
    return int(number) if number == int(number) else f"{number.normalize():f}"
