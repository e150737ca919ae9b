"""The pages for whoever carries on name what is there: files, folders, arrows, words."""

import re
from pathlib import Path

import pytest

from tests.test_architecture import LAYERS

ROOT = Path(__file__).parents[1]
ARCHITECTURE = ROOT / "docs" / "architecture.md"
HOWTO = sorted((ROOT / "docs" / "howto").glob("*.md"))
PAGES = [
    *(ROOT / name for name in ("README.md", "CONTRIBUTING.md", "CHANGELOG.md")),
    *sorted(ROOT.glob("docs/*.md")),
    *(page for page in sorted(ROOT.glob("docs/*/*.md")) if page.parent.name != "flowcharts"),
]
QUOTED = re.compile(r"`([\w.*-]+(?:/[\w.*-]+)*/?)`")
FILE = re.compile(r".+/|.*\.(?:py|md|yaml|yml|toml|json|txt|sh|lock|svg)|.*/[^/]*\.\w+")
MADE = {"answers.json", "benchmarks/.venv"}  # by a reader, or by make
NEAR = {"prices.yaml": "rules/sets/prices.yaml", "offers.yaml": "rules/sets/offers.yaml"}


def paths(text: str) -> list[str]:
    """What stands in backticks and looks like a file, a folder/ or a pattern of them."""
    return [name for name in QUOTED.findall(text) if FILE.fullmatch(name)]


def section(title: str) -> str:
    """A part of docs/architecture.md."""
    return ARCHITECTURE.read_text("utf-8").split(f"\n## {title}\n")[1].split("\n## ")[0]


def test_a_path_is_told_from_other_words() -> None:
    text = "`a/b.py`, `docs/`, `*.md`, `pyproject.toml`, `fact.admit`, `and/or`, `kinds/<kind>.py`"
    assert paths(text) == ["a/b.py", "docs/", "*.md", "pyproject.toml"]


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_a_page_names_only_what_exists(page: Path) -> None:
    named = {NEAR.get(name, name) for name in paths(page.read_text("utf-8"))} - MADE
    assert [name for name in named if not [*ROOT.glob(name)]] == []


@pytest.mark.parametrize("page", [ARCHITECTURE, *HOWTO], ids=lambda page: page.name)
def test_a_page_says_which_files_it_is_about(page: Path) -> None:
    assert paths(page.read_text("utf-8"))


@pytest.mark.parametrize("page", HOWTO, ids=lambda page: page.name)
def test_a_page_is_short(page: Path) -> None:
    assert len(page.read_text("utf-8").splitlines()) <= 40


def test_the_tree_names_every_folder_and_none_else() -> None:
    named: list[str] = []
    for indent, name in re.findall(r"^( *)([\w.-]+)/ ", section("The house"), re.MULTILINE):
        parents = named[-1].split("/")[: len(indent) // 2] if named else []
        named.append("/".join([*parents, name]))
    there = {
        folder.relative_to(ROOT).as_posix()
        for part in LAYERS
        for folder in (ROOT / part, *(ROOT / part).rglob("*"))
        if folder.is_dir() and any(each.is_file() for each in folder.iterdir())
        if folder.name != "__pycache__"
    }
    assert sorted(each for each in named if each.partition("/")[0] in LAYERS) == sorted(there)
    assert [each for each in named if not (ROOT / each).is_dir()] == []


def test_the_arrows_are_those_that_a_test_keeps() -> None:
    arrows = dict(re.findall(r"^- (\w+): `(.*)`$", section("The house"), re.MULTILINE))
    assert arrows == {
        part: " -> ".join(line.replace(" ", " | ") for line in lines)
        for part, lines in LAYERS.items()
    }


def test_the_glossary_has_words_that_the_code_uses() -> None:
    files = (file for part in LAYERS for file in (ROOT / part).rglob("*.py"))
    code = " ".join(file.read_text("utf-8") for file in files)
    code = " ".join(re.sub(r"(?<=[a-z])(?=[A-Z])|_", " ", code).lower().split())
    entries = re.findall(r"^\| ([^|]+) \| [^|]+ \|$", section("Words"), re.MULTILINE)[1:]
    words = [word for entry in entries for word in re.split(r"[,:] ", entry)]
    assert len(words) == len({*words})
    assert [word for word in words if not re.search(rf"\b{word}s?\b", code)] == []
