"""Which way the arrows point: what each part may import, and what stands in one place only."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]

MAY_USE = {"rules": {"rules"}, "storage": {"storage"}, "bot": {"bot", "rules", "storage"}}
# By package, its folders and modules, those at the top first. Each may use what stands in a line
# below its own, and neither its neighbours nor what is above. One is added with its first module.
LAYERS = {
    "rules": (
        "cli",
        "checks comparing",
        "interview costs charts",
        "sentences",
        "diagram loading",
        "language",
    ),
    "storage": (
        "weeks decisions waits",
        "subscriptions conversations",
        "channels rulesets inbox outbox typed_answers",
        "store",
        "sqlite",
        "schema records",
        "past_stances",
    ),
    "bot": (
        "terminal slack",
        "sending interactions",
        "digest log",
        "views",
        "model",
        "conversation",
        "typed",
        "command_line settings local_time",
    ),
}
PUTS_TOGETHER = ("__init__", "__main__")  # of a package itself: they may use all of it
ONLY_UNDER: dict[str, str | tuple[str, ...]] = {
    "aiohttp": ("bot/slack/", "bot/model/"),  # what leaves the machine
    "rich": "bot/terminal/paper.py",
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


@pytest.mark.parametrize(
    "file",
    [file for file in FILES if file.relative_to(ROOT).parts[0] in LAYERS],
    ids=lambda file: file.relative_to(ROOT).as_posix(),
)
def test_the_arrows_between_folders_point_down(file: Path) -> None:
    package, part, *_ = file.relative_to(ROOT).with_suffix("").parts
    if part in PUTS_TOGETHER:
        return
    level = {each: n for n, line in enumerate(LAYERS[package]) for each in line.split()}
    assert part in level, f"give {part} its place in LAYERS"
    for name in imported(file):
        top, used, *_ = [*name.split("."), ""]
        if top == package and used not in (part, "__version__"):
            assert level[part] < level.get(used, -1), f"{part} may not use {name}"


@pytest.mark.parametrize("file", sorted((ROOT / "rules").rglob("*.py")), ids=lambda file: file.name)
def test_no_rule_asks_what_day_it_is(file: Path) -> None:
    tree = ast.parse(file.read_text("utf-8"))
    if file.name == "__main__.py":
        tree.body.pop()  # the edge: it starts the process, and says what day it is
    for node in ast.walk(tree):
        if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name):
            assert (node.value.id, node.attr) != ("date", "today")
