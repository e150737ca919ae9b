"""Which way the arrows point: what each part may import, and what stands in one place only."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]

MAY_USE = {"rules": {"rules"}, "storage": {"storage"}, "bot": {"bot", "rules", "storage"}}
ONLY_UNDER = {
    "slack_bolt": "bot/slack/",
    "slack_sdk": "bot/slack/",
    "sqlite_utils": "storage/",
    "sqlite3": "storage/",
    "pysqlite3": "storage/",
    "yaml": "rules/loading/yaml12.py",
}
PLATFORMS = ("bot.slack", "bot.teams", "bot.terminal")  # for bot/__main__.py alone
IMPURE = {"time", "datetime", "random", "secrets", "socket", "os", "urllib", "http", "asyncio"}
PURE = {"datetime.date"}  # a day somebody hands in; nobody here may ask which day it is
FILES = [path for part in MAY_USE for path in sorted((ROOT / part).rglob("*.py"))]


def imported(file: Path) -> Iterator[str]:
    """The full names of all that a file imports, those inside functions too."""
    package = file.relative_to(ROOT).parent.parts
    for node in ast.walk(ast.parse(file.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            above = package[: len(package) - node.level + 1] if node.level else ()
            start = ".".join([*above, *filter(None, [node.module])])
            yield from (f"{start}.{alias.name}" for alias in node.names)


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.relative_to(ROOT).as_posix())
def test_the_arrows_point_one_way(file: Path) -> None:
    place = file.relative_to(ROOT).as_posix()
    part, here = place.partition("/")[0], place.removesuffix(".py").replace("/", ".")
    for name in imported(file):
        top = name.partition(".")[0]
        assert top not in MAY_USE.keys() - MAY_USE[part], f"{part} may not use {name}"
        assert place.startswith(ONLY_UNDER.get(top, "")), f"{name} belongs in {ONLY_UNDER[top]}"
        pure = top not in IMPURE or name in PURE
        assert part != "rules" or pure, f"rules are pure, without {name}"
        platform = next((each for each in PLATFORMS if f"{name}.".startswith(f"{each}.")), here)
        assert here == "bot.__main__" or here.startswith(platform), f"only __main__ uses {name}"


@pytest.mark.parametrize("file", sorted((ROOT / "rules").rglob("*.py")), ids=lambda file: file.name)
def test_no_rule_asks_what_day_it_is(file: Path) -> None:
    for node in ast.walk(ast.parse(file.read_text("utf-8"))):
        if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name):
            assert (node.value.id, node.attr) != ("date", "today")
