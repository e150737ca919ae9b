"""The pages in docs/howto name only files and folders that exist."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
PAGES = sorted((ROOT / "docs" / "howto").glob("*.md"))
QUOTED = re.compile(r"`([\w.*-]+(?:/[\w.*-]+)*/?)`")
FILE = re.compile(r".+/|.*\.(?:py|md|yaml|yml|toml|json|txt|sh|lock|svg)|.*/[^/]*\.\w+")


def paths(text: str) -> list[str]:
    """What stands in backticks and looks like a file, a folder/ or a pattern of them."""
    return [name for name in QUOTED.findall(text) if FILE.fullmatch(name)]


def test_a_path_is_told_from_other_words() -> None:
    text = "`a/b.py`, `docs/`, `*.md`, `pyproject.toml`, `fact.admit`, `and/or`, `kinds/<kind>.py`"
    assert paths(text) == ["a/b.py", "docs/", "*.md", "pyproject.toml"]


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_a_page_names_only_what_exists(page: Path) -> None:
    named = paths(page.read_text("utf-8"))
    assert named, "a page says which files to touch"
    assert [name for name in named if not [*ROOT.glob(name)]] == []


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_a_page_is_short(page: Path) -> None:
    assert len(page.read_text("utf-8").splitlines()) <= 40
