"""YAML to plain data with a line for every value: YAML 1.2's words, and none of YAML's traps.

Read from parser events with a stack, so nesting costs no recursion and nothing is built that
would be thrown away. `yes`, `no`, `on` and `off` stay words; anchors, aliases, tags and
duplicate keys are refused.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

import yaml
from yaml.events import (
    AliasEvent,
    CollectionEndEvent,
    CollectionStartEvent,
    DocumentStartEvent,
    MappingStartEvent,
    ScalarEvent,
)

from rules.language.faults import Entry, Fault, Path, RuleSetError

from .entries import entry_at

MAX_BYTES = 256 * 1024
MAX_DEPTH = 24
MAX_DIGITS = 18
MAX_DOCUMENTS = 9  # in one text: a rule set and the overlays on it

_LOADER: type[Any] = getattr(yaml, "CSafeLoader", yaml.SafeLoader)  # C where PyYAML has it
_INT = re.compile(r"[-+]?(0|[1-9][0-9]*)")
_NUMBERLIKE = re.compile(r"[-+]?[0-9][0-9_]*|[-+]?0[xob][0-9a-fA-F_]+")
_FLOAT = re.compile(r"[-+]?(\.[0-9]+|[0-9]+\.[0-9]*)")
_UNREADABLE = re.compile(
    "[^\\t\\n\\r\\x20-\\x7e\\x85\\xa0-\\ud7ff\\ue000-\\ufefe\\uff00-\\ufffd\\U00010000-\\U0010ffff]"
)
_NUMBER_BEGINS = frozenset("-+.0123456789")
_PLAIN_WORDS = {"": None, "~": None, "null": None, "true": True, "false": False}


@dataclass
class Document:
    """The data of one YAML document, and where each of its values was written."""

    data: Any = None
    file: str = ""
    begins: int = 1  # the line on which it does
    lines: dict[Path, int] = field(default_factory=dict)
    faults: list[Fault] = field(default_factory=list)
    broken: list[Path] = field(default_factory=list)  # values that could not be read as they stand
    cut: dict[Path, str] = field(default_factory=dict)
    """Keys without a value in {...}, and the key whose plain text a comma before them ended."""
    origins: dict[Path, tuple[Document, Path]] = field(default_factory=dict)
    """The document and place of each value, where several were joined to this one."""

    def written(self, path: Path) -> tuple[Document, Path]:
        """The document in which a value was written, and its path there."""
        for depth in range(len(path), -1, -1):
            if found := self.origins.get(path[:depth]):
                return found[0], (*found[1], *path[depth:])
        return self, path

    def fault(self, path: Path, message: str, about: tuple[Entry, ...] = ()) -> Fault:
        """A fault on the line of the nearest enclosing value that stands in a file."""
        document, there = self.written(path)
        while there and there not in document.lines:
            there = there[:-1]
        line = document.lines.get(there, 0)
        return Fault(line, message, document.file, entry_at(self.data, path), about)

    def cut_short(self, path: Path, below: bool = False) -> Fault | None:
        """The fault of the text whose rest after a comma this key is; None for any other key.

        `below`: or some key below it.
        """
        document, there = self.written(path)
        if below:
            there = next((cut for cut in document.cut if cut[: len(there)] == there), there)
        if (key := document.cut.get(there)) is None:
            return None
        group: Any = document.data
        for step in there[:-1]:
            group = group[step]
        rest = [each for each in group if document.cut.get((*there[:-1], each)) == key]
        message = f"'{key}' ends at its first comma: {_uncut(key, group[key], rest)}"
        return document.fault((*there[:-1], key), message)


def _uncut(key: str, value: object, rest: list[str]) -> str:
    """How to write what a comma has cut."""
    if isinstance(value, int) and all(map(str.isdigit, rest)):
        return f"write {key}: {value}{''.join(rest)}"
    text = ", ".join([str(value), *rest])
    brackets = "" if " " in text.replace(", ", "") else ", or put a list in brackets"
    return f'quote it, as in {key}: "{text}"{brackets}'


@dataclass
class _Open:
    """A mapping or list still being read."""

    into: dict[str, Any] | list[Any]
    path: Path
    in_braces: bool = False
    key: str | None = None
    key_ends: int = 0  # where in the text
    plain: str | None = None  # the key before, where what stands after it is plain text


def parse(text: str, file: str) -> Document:
    """Read one document. Raises RuleSetError where the text can't be read as YAML at all.

    Faults that leave the rest readable (a duplicate key, an alias) are in `Document.faults`.
    """
    document, *more = parse_all(text, file)
    document.faults += [second(each) for each in more[:1]]
    return document


def second(document: Document) -> Fault:
    """The fault of a document that stands where one file should hold one."""
    message = "a second document starts here: one file holds one rule set"
    return Fault(document.begins, message, document.file)


def parse_all(text: str, file: str) -> list[Document]:
    """Read a text's documents, at least one. Raises RuleSetError as `parse` does."""
    if len(text.encode("utf-8", "surrogatepass")) > MAX_BYTES:
        raise RuleSetError(
            file, [Fault(0, f"larger than {MAX_BYTES // 1024} KB: split it into two rule sets")]
        )
    text = text.removeprefix("\ufeff")
    if found := _UNREADABLE.search(text):
        line = text.count("\n", 0, found.start()) + 1
        message = f"the character U+{ord(found[0]):04X} can't stand in YAML: remove it"
        raise RuleSetError(file, [Fault(line, message)])
    reader = _Reader(file)
    try:
        for event in _events(text):
            reader.take(event)
    except yaml.YAMLError as error:
        raise RuleSetError(file, [*reader.faults, _syntax_fault(error)]) from None
    except _HostileError as error:
        raise RuleSetError(file, [*reader.faults, error.fault]) from None
    return reader.documents or [reader.document]


def _events(text: str) -> Iterator[Any]:
    loader = _LOADER(text)
    try:
        yield from iter(loader.get_event, None)
    finally:
        loader.dispose()


def _syntax_fault(error: yaml.YAMLError) -> Fault:
    problem = getattr(error, "problem", None) or "this is not text that YAML can hold"
    mark, begun = (getattr(error, name, None) for name in ("problem_mark", "context_mark"))
    context = getattr(error, "context", None) or ""
    if begun and ("quoted" in context or "simple key" in context):
        mark = begun  # a quote that was never closed is noticed at the end of the file
    elif begun and "flow" in context:
        problem += f" in the brackets that open on line {begun.line + 1}"
    remedy = "quote text that holds ': ', '#', quotes or brackets, and indent with spaces"
    return Fault(mark.line + 1 if mark else 0, f"not valid YAML: {problem}: {remedy}")


class _HostileError(Exception):
    def __init__(self, line: int, message: str) -> None:
        self.fault = Fault(line, message)


class _Reader:
    def __init__(self, file: str) -> None:
        self.file = file
        self.document = Document(file=file)
        self.documents: list[Document] = []
        self.stack: list[_Open] = []

    @property
    def faults(self) -> list[Fault]:
        return [fault for document in self.documents for fault in document.faults]

    def take(self, event: Any) -> None:
        line = event.start_mark.line + 1
        if isinstance(event, ScalarEvent):  # most are
            self.take_scalar(event, line)
        elif isinstance(event, CollectionStartEvent):
            self.open(event, line)
        elif isinstance(event, CollectionEndEvent):
            self.stack.pop()
        elif isinstance(event, DocumentStartEvent):
            if len(self.documents) == MAX_DOCUMENTS:
                message = f"more than {MAX_DOCUMENTS} documents: join some of the overlays"
                raise _HostileError(line, message)
            self.document = Document(file=self.file, begins=line)
            self.documents.append(self.document)
        elif isinstance(event, AliasEvent):
            self.fault(line, f"alias '*{event.anchor}': write the value out instead")
            self.document.broken.append(self.put(None, line))

    def open(self, event: Any, line: int) -> None:
        self.refuse_extras(event, line)
        into: Any = {} if isinstance(event, MappingStartEvent) else []
        if self.stack:
            self.stack[-1].plain = None
        self.stack.append(_Open(into, self.put(into, line), bool(event.flow_style)))
        if len(self.stack) > MAX_DEPTH:
            message = f"nested more than {MAX_DEPTH} deep: flatten this part"
            raise _HostileError(line, message)

    def take_scalar(self, event: Any, line: int) -> None:
        if event.anchor or event.tag:
            self.refuse_extras(event, line)
        value = self.scalar(event, line)
        top = self.stack[-1] if self.stack else None
        key = top.key if top else None
        unread = value is None and event.value not in _PLAIN_WORDS
        is_key = key is None and top is not None and isinstance(top.into, dict)
        path = self.put(event.value if unread and is_key else value, line)
        if unread:
            self.document.broken.append(path)
        if top and top.in_braces:
            self.mark_cut(top, key, event, path)

    def mark_cut(self, top: _Open, key: str | None, event: Any, path: Path) -> None:
        """Note a key that nothing follows: it may be the rest of a text that has a comma."""
        if key is None:
            top.key_ends = event.end_mark.index
        elif event.value or event.start_mark.index > top.key_ends:
            top.plain = key if event.implicit[0] and event.value else None
        elif top.plain is not None:
            self.document.cut[path] = top.plain
            while path in self.document.broken[-1:]:  # told as no word, and never meant as a key
                self.document.broken.pop()
                self.document.faults.pop()

    def put(self, value: Any, line: int) -> Path:
        """Place a value where the reader stands, and return its path."""
        if not self.stack:
            self.document.data = value
            return ()
        top = self.stack[-1]
        if isinstance(top.into, list):
            path = (*top.path, len(top.into))
            top.into.append(value)
        elif top.key is None:
            top.key = self.key(value, top, line)
            return (*top.path, top.key)
        else:
            path = (*top.path, top.key)
            if top.key not in top.into:
                top.into[top.key] = value
            top.key = None
        self.document.lines.setdefault(path, line)
        return path

    def key(self, value: Any, top: _Open, line: int) -> str:
        key = value if isinstance(value, str) else _word(value)
        path = (*top.path, key)
        if isinstance(value, dict | list):
            self.refuse_key(path, line, "a list or a group of keys can't be a key: use a word")
        elif not isinstance(value, str):
            self.refuse_key(path, line, f"the key {key} is not a word: put it in quotes")
        elif value == "<<":
            self.refuse_key(path, line, "merge key '<<': write the keys out instead")
        elif key in top.into:
            first = self.document.lines[path]
            self.fault(line, f"'{key}' stands here twice (first on line {first}): remove one")
        self.document.lines.setdefault(path, line)
        return key

    def refuse_key(self, path: Path, line: int, message: str) -> None:
        self.fault(line, message)
        self.document.broken.append(path)

    def scalar(self, event: Any, line: int) -> Any:
        text: str = event.value
        if not event.implicit[0]:  # quoted or a block: text as it stands
            return text
        if text in _PLAIN_WORDS:
            return _PLAIN_WORDS[text]
        if text[0] not in _NUMBER_BEGINS:
            return text
        if len(text) <= MAX_DIGITS and _INT.fullmatch(text):
            return int(text)
        if _NUMBERLIKE.fullmatch(text):
            remedy = f"write it in at most {MAX_DIGITS} digits, or in quotes if it is text"
            self.fault(line, f"'{text[:24]}' is no plain number: {remedy}")
            return None
        return Decimal(text) if len(text) < 40 and _FLOAT.fullmatch(text) else text

    def refuse_extras(self, event: Any, line: int) -> None:
        if event.anchor:
            self.fault(line, f"anchor '&{event.anchor}': write the value out where it is needed")
        if event.tag:
            tag = event.tag.replace("tag:yaml.org,2002:", "!!")
            self.fault(line, f"tag '{tag}': remove it, values need none")

    def fault(self, line: int, message: str) -> None:
        self.document.faults.append(Fault(line, message, self.file))


def _word(value: Any) -> str:
    """A key that is no text, as the author wrote it, as far as that is known."""
    words = {None: "null", True: "true", False: "false"}
    return words[value] if isinstance(value, bool | None) else str(value)
