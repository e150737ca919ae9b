"""The README tells the truth: its conversation, its commands, its settings."""

import json
import re
import shlex
from pathlib import Path

import pytest

from rules.__main__ import main
from rules.cli.authors import overlay_starter
from rules.loading.overlays.joining import CASES_ANSWER, KEYS
from rules.loading.overlays.merging import ADDS

ROOT = Path(__file__).parents[1]
README = (ROOT / "README.md").read_text("utf-8")
SETTINGS = (ROOT / "bot" / "settings.py").read_text("utf-8")
TEXTS = [ROOT / "CHANGELOG.md", ROOT / "CONTRIBUTING.md", ROOT / "README.md"]
OVERLAYS = (ROOT / "docs" / "overlays.md").read_text("utf-8")
TEXTS += sorted((ROOT / "docs" / "examples").iterdir())
TEXTS += sorted((ROOT / "docs").rglob("*.md")) + sorted((ROOT / "rules" / "sets").glob("*.yaml"))


def test_the_conversation_shown_is_one_that_was_held():
    (shown,) = re.findall(r"```text\n(.*?)```", README, re.DOTALL)
    transcripts = ROOT / "tests" / "bot" / "transcripts"
    held = (transcripts / "a-shop-whose-prices-change.txt").read_text("utf-8").splitlines()
    at = 0
    for line in shown.splitlines():
        if line.strip() != "...":
            at = held.index(line, at) + 1  # in this order


@pytest.mark.parametrize(
    "command", re.findall(r"\.venv/bin/python -m rules ((?:check|advise) .*)", README)
)
def test_the_commands_shown_work(command, tmp_path, monkeypatch, capsys):
    (answers,) = re.findall(r"^`(\{.*\})`", README, re.MULTILINE)
    (tmp_path / "answers.json").write_text(json.dumps(json.loads(answers)), "utf-8")
    (tmp_path / "ours.yaml").write_text(overlay_starter("should-we-finetune"), "utf-8")
    monkeypatch.chdir(tmp_path)
    assert main(shlex.split(command)) == 0
    assert capsys.readouterr().out


def test_every_setting_is_in_the_readme_and_none_else():
    used = set(re.findall(r'"((?:SLACK|ADVISOR)_[A-Z_]+)"', SETTINGS))
    listed = set(re.findall(r"`((?:SLACK|ADVISOR)_[A-Z_]+)`", README))
    assert used == listed


def test_every_word_of_an_overlay_is_told():
    for word in [*KEYS, CASES_ANSWER, *ADDS, "place", "table"]:
        assert word in OVERLAYS, word


def test_what_is_quoted_of_the_worked_example_stands_in_it():
    example = (ROOT / "docs" / "examples" / "regulated.yaml").read_text("utf-8")
    (removed,) = re.findall(r"^    few-words: .*$", OVERLAYS, re.MULTILINE)
    assert removed in example.splitlines()
    for key in ("may_leave_region:", "stay-in-region:", "{requests_per_day: {below: 200}}"):
        assert key in example
        assert key in OVERLAYS


@pytest.mark.parametrize("path", TEXTS, ids=lambda path: path.name)
def test_no_text_has_long_dashes(path):
    assert not re.findall("[\u2013\u2014]", path.read_text("utf-8"))


def test_every_link_to_a_file_leads_to_one():
    for target in re.findall(r"\]\((?!https?:)([^)#]+)\)", README):
        assert (ROOT / target).exists(), target


def test_every_sample_of_others_is_told_with_its_origin_and_licence():
    folder = ROOT / "tests" / "fixtures"
    rows = re.findall(
        r"^\| `(.*?)` \| (.+) \|$", (folder / "README.md").read_text("utf-8"), re.MULTILINE
    )
    data = {path.relative_to(folder).as_posix() for path in folder.rglob("*.json")}
    assert {name for name, _ in rows} == data
    assert all(row.count(" | ") == 3 and re.search("MIT|Apache-2.0", row) for _, row in rows)
