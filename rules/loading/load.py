"""A YAML file or text to a rule set; every fault with its file, line and remedy, all at once."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from importlib import resources
from pathlib import Path as File

from pydantic import ValidationError

from rules.language.faults import Fault, Problem, RuleSetError
from rules.language.model import RuleSet
from rules.language.wording import meant
from rules.loading.overlays.blame import located, told
from rules.loading.overlays.edits import Edit
from rules.loading.overlays.joining import is_overlay, join

from .readable_part import misfits_of_the_rest
from .references import misfits
from .shape import shape_faults
from .yaml12 import MAX_BYTES, MAX_DOCUMENTS, Document, parse_all, second

BOM = "\ufeff"
_MARKED = re.compile(
    rf"{BOM}?(?:[ \t\r]*(?:#[^\n]*)?\n)*(?:---|%)"
)  # a text that begins its document itself
SHIPPED = ("should-we-finetune", "ertas", "eazyware")


@dataclass(frozen=True)
class Loaded:
    """A rule set, and what it was made of."""

    rules: RuleSet
    text: str  # all it takes to read it again: what it extends comes before it
    document: Document
    under: tuple[RuleSet, ...] = ()  # what it extends, the nearest first
    edits: tuple[Edit, ...] = ()  # of every overlay, from the base on

    @property
    def over(self) -> tuple[str, ...]:
        """What it extends, by name and version, the nearest first."""
        return tuple(f"{each.ruleset} {each.version}" for each in self.under)

    def located(self, problem: Problem, blame: bool = True) -> Fault:
        """What `check` found, with its file, its line and the overlay's edits it comes from."""
        return located(self.document, self.edits if blame else (), problem)


def load(path: File | str) -> RuleSet:
    """Read a rule set from a file. Raises RuleSetError, also where the file can't be read."""
    return loads(file_text(File(path)), str(path))


def loads(text: str, file: str = "rule set") -> RuleSet:
    """Read a rule set from its text; `file` is what faults call it. Raises RuleSetError.

    What an overlay `extends` stands before it in the text, or is found by its shipped name or
    by its path from `file`.
    """
    return _loaded(text, file).rules


def loaded(name: str) -> Loaded:
    """Read a rule set by its file or its shipped name. Raises RuleSetError."""
    return _loaded(text_of(name), name)


def text_of(name: str) -> str:
    """The text of a file or of a shipped rule set. Raises RuleSetError if there is no such file."""
    return shipped(name) if is_shipped(name) else file_text(File(name))


def is_shipped(name: str) -> bool:
    """Whether a name is that of a rule set that comes with the program, and of no file here."""
    return name in SHIPPED and not File(name).exists()


def file_text(path: File) -> str:
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
    return (resources.files("rules") / "sets" / f"{name}.yaml").read_text("utf-8")


def _loaded(text: str, file: str, above: tuple[str, ...] = ()) -> Loaded:
    """`above` are the paths of the overlays whose base this is."""
    first, *more = parse_all(text, file)
    if is_overlay(first):
        base = _base_of(first, file, above)
        text = _one_after_the_other(base.text, text, file)
        more = [first, *more]
    else:
        rules, faults = _as_rules(first)
        faults += [second(each) for each in more if not is_overlay(each)][:1]
        base = Loaded(_sound(rules, [*first.faults, *faults], file), text, first)
    for overlay in more:
        base = _extended(base, overlay, file)
    return replace(base, text=text)


def _as_rules(document: Document) -> tuple[RuleSet | None, list[Fault]]:
    """A document as a rule set, or every fault found in it."""
    faults: list[Fault] = []
    broken = list(document.broken)
    rules = None
    try:
        rules = RuleSet.read(document.data)
    except ValidationError as error:
        faults += shape_faults(document, error)
        broken += [tuple(detail["loc"]) for detail in error.errors(include_url=False)]
    if broken or rules is None:
        found = misfits_of_the_rest(document.data, broken)
    else:
        found = list(misfits(rules))
    misfits_told = [document.cut_short(each.path) or document.fault(*each) for each in found]
    return rules, faults + misfits_told


def _sound(rules: RuleSet | None, faults: list[Fault], file: str) -> RuleSet:
    if faults or rules is None:
        raise RuleSetError(file, faults)
    return rules


def _base_of(overlay: Document, file: str, above: tuple[str, ...]) -> Loaded:
    """What an overlay extends: a shipped rule set, or a file beside it."""
    name = overlay.data.get("extends")
    if not isinstance(name, str) or not name:
        message = f"needs 'extends': name what it goes over, {SHIPPED[0]} or a file's path"
        raise RuleSetError(file, [overlay.fault(("extends",), message)])
    if name in SHIPPED:
        return _loaded(shipped(name), name)
    path, above = File(file).parent / name, (*above, _resolved(File(file)))
    message = ""
    if _resolved(path) in filter(None, above):
        message = f"'{name}' goes over this file, so this can't go over it: extend another"
    elif len(above) >= MAX_DOCUMENTS:
        message = f"more than {MAX_DOCUMENTS - 1} overlays on one another: join some of them"
    elif not _resolved(path):
        listed = meant(name, SHIPPED) or f"use one of: {', '.join(SHIPPED)}"
        message = f"there is no rule set and no file '{name}': {listed}"
        if name.endswith((".yaml", ".yml")):
            message = f"there is no file {path}: the path is read from this file's folder"
    if message:
        raise RuleSetError(file, [overlay.fault(("extends",), message)])
    return _loaded(file_text(path), str(path), above)


def _resolved(path: File) -> str:
    """A file's one true path, or nothing where there is no such file, or none of that name."""
    try:
        return str(path.resolve()) if path.is_file() else ""
    except (OSError, ValueError):  # too long, or a character that no path may have
        return ""


def _extended(base: Loaded, overlay: Document, file: str) -> Loaded:
    """A rule set with an overlay joined to it."""
    if not is_overlay(overlay):
        raise RuleSetError(file, [second(overlay)])
    misplaced = _misplaced(base.rules, overlay)
    joined = join(base.document, overlay)
    rules, found = _as_rules(joined.document)
    faults = [*misplaced, *joined.faults, *told(joined, overlay, found)]
    under, edits = (base.rules, *base.under), (*base.edits, *joined.edits)
    return Loaded(_sound(rules, faults, file), base.text, joined.document, under, edits)


def _misplaced(base: RuleSet, overlay: Document) -> Iterator[Fault]:
    """Faults of an overlay that stands on another rule set than it was written for."""
    name, major = overlay.data.get("extends"), overlay.data.get("for_version")
    if name in SHIPPED and name != base.ruleset:
        message = f"'{name}' is not what stands before it, which is {base.ruleset}: correct one"
        yield overlay.fault(("extends",), message)
    if "for_version" not in overlay.data:
        return
    where, is_now = ("for_version",), int(base.version.split(".")[0])
    if not isinstance(major, int) or isinstance(major, bool):
        yield overlay.fault(where, f"'for_version' needs a whole number, such as {is_now}")
    elif major != is_now:
        message = f"written for version {major} of {base.ruleset}, which is {base.version} now: "
        yield overlay.fault(where, message + f"read its changes, then write for_version: {is_now}")


def _one_after_the_other(base: str, overlay: str, file: str) -> str:
    """One text that reads as both files do, the base first."""
    start = "" if _MARKED.match(overlay) else "---\n"
    text = f"{base}\n...\n{start}{overlay.removeprefix(BOM)}"
    if len(text.encode()) > MAX_BYTES:
        message = f"larger than {MAX_BYTES // 1024} KB with what it extends: shorten one of them"
        raise RuleSetError(file, [Fault(0, message)])
    return text
