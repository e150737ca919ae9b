"""Tables of words and phrases that stand as data beside the reader that looks into them."""

from __future__ import annotations

from importlib import resources

from rules.loading.yaml12 import parse


def tables(name: str) -> dict[str, frozenset[str]]:
    """Those of a reader, by title: words between blanks, or phrases between bars."""
    file = f"{name}.yaml"
    document = parse((resources.files(__package__) / file).read_text("utf-8"), file)
    return {
        title: frozenset(said.split(" | ") if " | " in said else said.split())
        for title, said in document.data.items()
    }
