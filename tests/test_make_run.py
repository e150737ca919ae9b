"""`make run ARGS=...` hands over what was said, and neither make nor a shell reads it."""

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from sqlite_utils import Database

from bot.command_line import read
from scripts.run import words
from tests.bot.talk import EARLIER

ROOT = Path(__file__).parents[1]
ENVIRONMENT = {"PATH": os.environ["PATH"]}  # without what a make around us would say


@pytest.fixture
def folder(tmp_path):
    """A project whose Python says back what it is handed over."""
    (tmp_path / "scripts").mkdir()
    for name in ("Makefile", "scripts/venv.sh", "requirements.lock"):
        shutil.copy(ROOT / name, tmp_path / name)
    python = tmp_path / ".venv" / "bin" / "python"
    python.parent.mkdir(parents=True)
    shutil.copy(ROOT / "requirements.lock", tmp_path / ".venv")
    python.write_text('#!/bin/sh\n[ "$1" = -c ] || printf %s "$*:$ARGS"\n', "utf-8")
    python.chmod(0o755)
    return tmp_path


@pytest.mark.parametrize(
    "said",
    [
        "",
        "--help",
        "what's our plan",
        'a 5" pipe, and "two" words',
        "$HOME $(HOME) ${HOME} $$ $@ $5",
        "$(shell touch y) $(error no)",
        "`touch y`; touch y | touch y & touch y > y",
        "$(touch y)",
        "a #1 bot \\ %: * ~ ! = :=",
        "日本語 «ü»",
        "ends in \\",
        "two\nlines",
    ],
)
@pytest.mark.parametrize("by", ["argument", "environment"])
def test_what_is_said_arrives_unread(folder, said, by):
    words_of_make, more = ([f"ARGS={said}"], {}) if by == "argument" else ([], {"ARGS": said})
    done = subprocess.run(
        ["make", "run", *words_of_make], env={**ENVIRONMENT, **more}, cwd=folder, capture_output=True,
        text=True, check=False,
    )  # fmt: skip
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout == f"-m scripts.run:{said}"
    assert not (folder / "y").exists()


@pytest.mark.parametrize(
    ("text", "split"),
    [
        ("", []),
        ("serve", ["serve"]),
        ("support bot for our shop", ["support", "bot", "for", "our", "shop"]),
        ("--new 'our shop'", ["--new", "our shop"]),
        ("what's our plan", ["--", "what's our plan"]),
        ('a 5" pipe', ["--", 'a 5" pipe']),
        ("ends in \\", ["--", "ends in \\"]),
        ("-5% isn't much", ["--", "-5% isn't much"]),
        ("$(touch x); `id` | cat > y &", ["$(touch", "x);", "`id`", "|", "cat", ">", "y", "&"]),
    ],
)
def test_make_run_splits_as_a_shell_would_or_takes_one_subject(text, split):
    assert words(text) == split


SHOWN = re.findall(
    r"(?:make run ARGS=|python -m bot )('[^']*'|[^`#\n]+)",
    "".join(
        (ROOT / name).read_text("utf-8")
        for name in (
            "README.md",
            *(f"docs/{each}.md" for each in ("digest", "overlays", "rules", "slack")),
        )
    ),
)


SUBJECTS = ("support bot for our shop", "our bot invents return policies, 3k chats a day")


@pytest.mark.parametrize("shown", SHOWN)
def test_the_commands_shown_are_understood(shown):
    asked = words(shown.strip().strip("'"))
    if asked == ["--help"]:
        return
    found = read(asked, "bot")
    assert found.command != "talk" or found.rules or found.subject in SUBJECTS


def test_what_make_hands_over_becomes_the_subject(tmp_path):
    log = tmp_path / "advisor.db"
    here = {"ADVISOR_DB": str(log), "ADVISOR_RULES": EARLIER, "PYTHONPATH": str(ROOT)}
    done = subprocess.run(
        [sys.executable, "-m", "scripts.run"], stdin=subprocess.DEVNULL, capture_output=True,
        cwd=tmp_path, env={**ENVIRONMENT, **here, "ARGS": "what's our plan"}, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    assert [row["subject"] for row in Database(log)["conversations"].rows] == ["what's our plan"]
