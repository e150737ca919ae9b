"""A document as a tree each of whose values knows where it was written."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from rules.language.faults import Fault, Path
from rules.loading.yaml12 import Document


@dataclass
class Branch:
    """A value, and the document and place it was written in.

    `value` is plain, or a dict or list of branches, which joining changes in place.
    """

    value: Any
    document: Document
    path: Path

    def fault(self, message: str) -> Fault:
        """A fault on the line of this value."""
        return self.document.fault(self.path, message)

    @property
    def is_group(self) -> bool:
        """Whether this is keys with values below them."""
        return isinstance(self.value, dict)

    def plain(self) -> Any:
        """The value without its places."""
        if isinstance(self.value, dict):
            return {key: each.plain() for key, each in self.value.items()}
        if isinstance(self.value, list):
            return [each.plain() for each in self.value]
        return self.value


def grown(document: Document, path: Path = ()) -> Branch:
    """The tree of a document. Its depth is bounded, as the document's is."""
    data = document.data
    for step in path:
        data = data[step]
    written, there = document.written(path)
    if isinstance(data, dict):
        return Branch({key: grown(document, (*path, key)) for key in data}, written, there)
    if isinstance(data, list):
        below = [grown(document, (*path, index)) for index in range(len(data))]
        return Branch(below, written, there)
    return Branch(data, written, there)


def settled(root: Branch) -> Document:
    """The tree as a document again, which knows where each of its values was written."""
    document = Document(file=root.document.file)
    document.data = _settle(root, (), document)
    return document


def _settle(branch: Branch, path: Path, document: Document) -> Any:
    document.origins[path] = (branch.document, branch.path)
    if branch.path in branch.document.broken:
        document.broken.append(path)
    if isinstance(branch.value, dict):
        return {key: _settle(each, (*path, key), document) for key, each in branch.value.items()}
    if isinstance(branch.value, list):
        parts = enumerate(branch.value)
        return [_settle(each, (*path, index), document) for index, each in parts]
    return branch.value
