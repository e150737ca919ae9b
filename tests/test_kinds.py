"""A fact's kind is one place: nobody else names one, and everybody else asks the fact."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.typed import READERS
from rules.language.kinds import KINDS

from .test_architecture import FILES, ROOT, imported

COMMON = "rules.language.kinds"
NEUTRAL = {
    "Fact",
    "KINDS",
    "fact",
    "grouping",
    "option",
    "options",
}  # of COMMON, what is every kind's
READING = {type(reader).__module__ for reader in READERS.values()}


def names_a_kind(file: Path) -> Iterator[str]:
    """The kinds' own modules that a file imports, and the types it compares with."""
    for name in imported(file):
        if name.startswith(f"{COMMON}.") and name.split(".")[3] not in NEUTRAL:
            yield name
        if any(f"{name}.".startswith(f"{reader}.") for reader in READING):
            yield name
    for node in ast.walk(ast.parse(file.read_text("utf-8"))):
        if isinstance(node, ast.Compare) and getattr(node.left, "attr", "") == "type":
            said = {each.value for each in ast.walk(node) if isinstance(each, ast.Constant)}
            yield from (f"type == {each}" for each in KINDS.keys() & said)


def place(file: Path) -> str:
    return file.relative_to(ROOT).as_posix()


def test_nobody_else_names_a_kind() -> None:
    others = [
        file
        for file in FILES
        if not place(file).startswith(("rules/language/kinds/", "bot/typed/"))
    ]
    naming = {place(file): [*found] for file in others if (found := [*names_a_kind(file)])}
    assert naming == {}


@pytest.mark.parametrize("name", ["amounts", "plain", "reader", "readings", "units"])
def test_what_readers_share_names_no_kind(name: str) -> None:
    assert [*names_a_kind(ROOT / "bot" / "typed" / f"{name}.py")] == []


def test_every_kind_has_a_reader() -> None:
    assert READERS.keys() == KINDS.keys()


def test_every_kind_has_a_file() -> None:
    kinds = [*dict.fromkeys(KINDS.values())]
    assert len({kind.__module__ for kind in kinds}) == len(kinds)
