"""The texts tell the truth: conversations, commands, settings, and numbers that the code has too."""

import json
import re
import shlex
import tomllib
from pathlib import Path

import pytest

from benchmarks import __main__ as bench
from benchmarks import digests as digest_bench
from bot.conversation import advisor
from bot.conversation.waiting import PARKS_AFTER, STILL_FRESH
from bot.digest import schedule, view, weekly
from bot.model import client, kept
from bot.sending import worker
from bot.settings import Settings
from bot.slack import app, channels
from bot.slack.blocks import digest
from rules.__main__ import command_names, main
from rules.charts import chart
from rules.charts import draw as charts
from rules.cli.authors import starter
from rules.costs import counts, model, prices
from rules.costs.estimate import MONTHS, TOKENS_IN, TOKENS_OUT
from rules.diagram import nodes
from rules.interview.interview import interview
from rules.language.answers import from_json
from rules.loading import yaml12
from rules.loading.load import loads
from rules.loading.overlays.joining import CASES_ANSWER, KEYS
from rules.loading.overlays.merging import ADDS, BOUNDS, DROP
from tests.interviews import DIAGRAMS

ROOT = Path(__file__).parents[1]
README = (ROOT / "README.md").read_text("utf-8")
RULES = (ROOT / "docs" / "rules.md").read_text("utf-8")
SLACK = (ROOT / "docs" / "slack.md").read_text("utf-8")
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
TOKENS = {"SLACK_BOT_TOKEN": "xoxb-1", "SLACK_APP_TOKEN": "xapp-1"}
OURS = DIAGRAMS["should-we-finetune"]
DEFAULTS = Settings.read(TOKENS)
SETTINGS = (ROOT / "bot" / "settings.py").read_text("utf-8")
TEXTS = [ROOT / "CHANGELOG.md", ROOT / "CONTRIBUTING.md", ROOT / "README.md"]
OVERLAYS = (ROOT / "docs" / "overlays.md").read_text("utf-8")
EXAMPLE = (ROOT / "docs" / "examples" / "regulated.yaml").read_text("utf-8")
TEXTS += sorted((ROOT / "docs" / "examples").iterdir())
TEXTS += [*sorted(ROOT.glob("docs/*.md")), *sorted(ROOT.glob("docs/*/*.md"))]
TEXTS += sorted((ROOT / "rules" / "sets").glob("*.yaml"))


def test_the_readme_is_read_in_a_few_minutes():
    assert len(README.split()) < 700


def test_the_conversation_shown_is_one_that_was_held():
    (shown,) = re.findall(r"```text\n(.*?)```", README, re.DOTALL)
    transcripts = ROOT / "tests" / "bot" / "transcripts"
    held = (transcripts / "a-shop-whose-prices-change.txt").read_text("utf-8").splitlines()
    at = 0
    for line in shown.splitlines():
        if line.strip() != "...":
            at = held.index(line, at) + 1  # in this order


@pytest.mark.parametrize(
    "command", re.findall(r"\.venv/bin/python -m rules ((?:check|advise) [^#\n]*)", RULES)
)
def test_the_commands_shown_work(command, tmp_path, monkeypatch, capsys):
    (answers,) = re.findall(r"^`(\{.*\})`", RULES, re.MULTILINE)
    (tmp_path / "answers.json").write_text(json.dumps(json.loads(answers)), "utf-8")
    (tmp_path / "my-rules.yaml").write_text(starter(), "utf-8")
    monkeypatch.chdir(tmp_path)
    assert main(shlex.split(command)) == 0
    assert capsys.readouterr().out


def test_every_setting_is_told_and_none_else():
    used = set(re.findall(r'"((?:SLACK|ADVISOR)_[A-Z_]+)"', SETTINGS))
    listed = set(re.findall(r"`((?:SLACK|ADVISOR)_[A-Z_]+)`", SLACK))
    assert used == listed


def test_every_word_of_an_overlay_is_told():
    for word in [*KEYS, CASES_ANSWER, *ADDS, BOUNDS, DROP, "place", "table"]:
        assert word in OVERLAYS, word


BLOCKS = re.findall(r"```yaml\n(.*?)```", OVERLAYS, re.DOTALL)


@pytest.mark.parametrize("block", BLOCKS, ids=lambda block: block.partition(":")[0])
def test_what_is_shown_of_an_overlay_stands_in_the_worked_example(block):
    """The example is checked over the version that ships, so what is shown works with it."""
    assert stands_in(yaml12.parse(block, "shown").data, yaml12.parse(EXAMPLE, "example").data)


def stands_in(shown, whole):
    if isinstance(shown, dict) and isinstance(whole, dict):
        return all(key in whole and stands_in(shown[key], whole[key]) for key in shown)
    return shown == whole


def test_every_verb_of_an_overlay_is_shown_and_is_in_the_example():
    shown = {key for block in BLOCKS for key in yaml12.parse(block, "shown").data}
    assert shown == {*KEYS} == yaml12.parse(EXAMPLE, "example").data.keys()
    for word in (DROP, BOUNDS, "add_last"):
        assert f"{word}: " in EXAMPLE


def test_what_why_says_of_an_assumption_is_what_the_page_says():
    (said,) = re.findall(r'"Not asked: (.*?)"', OVERLAYS)
    rules = loads(EXAMPLE)
    ((fact, assumed),) = rules.assumptions.items()
    answer = rules.facts[fact].in_words(from_json(assumed.answer))
    assert said == f"{rules.facts[fact].label}: {answer}, assumed by {assumed.by}"


@pytest.mark.parametrize("path", TEXTS, ids=lambda path: path.name)
def test_no_text_has_long_dashes(path):
    assert not re.findall("[\u2013\u2014]", path.read_text("utf-8"))


@pytest.mark.parametrize("path", TEXTS, ids=lambda path: path.name)
def test_every_link_to_a_file_leads_to_one(path):
    for target in re.findall(r"\]\((?!https?:|#)([^)#]+)", path.read_text("utf-8")):
        assert (path.parent / target).exists(), target


def test_every_sample_of_others_is_told_with_its_origin_and_licence():
    folder = ROOT / "tests" / "fixtures"
    rows = re.findall(
        r"^\| `(.*?)` \| (.+) \|$", (folder / "README.md").read_text("utf-8"), re.MULTILINE
    )
    data = {path.relative_to(folder).as_posix() for path in folder.rglob("*.json")}
    assert {name for name, _ in rows} == data
    assert all(row.count(" | ") == 3 and re.search("MIT|Apache-2.0", row) for _, row in rows)


WORDS = ("no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten")
PYTHON = PROJECT["requires-python"].removeprefix(">=")
(PAST,) = re.findall(r"python_version < '3\.(\d+)'", " ".join(PROJECT["dependencies"]))
NEWEST = f"3.{int(PAST) - 1}"  # of the versions that the marker of pysqlite3 names
LATEST, WEEK = schedule.LATEST.days, schedule.WEEK.days
TUNED = prices.shipped_prices().tuned
SAID = [  # a page, what it says of a number, and the number in the code; WORD is the number in words
    ("README.md", "Python {} or newer", PYTHON),
    ("CONTRIBUTING.md", "Python {} or newer", PYTHON),
    ("docs/slack.md", "may still arrive | `{}` |", DEFAULTS.slack().settle_seconds),
    ("docs/slack.md", "the log's file | `{}` |", DEFAULTS.database),
    ("docs/slack.md", "rule set or overlay | `{}` |", DEFAULTS.rules),
    ("docs/decisions/0002-rules-as-diagrams.md", "stops at {} nodes", nodes.MAX_NODES),
    ("docs/decisions/0003-slack-delivery.md", "a ping every WORD seconds", app.PING_SECONDS),
    ("docs/decisions/0003-slack-delivery.md", "anew after {} seconds without", app.DEAF_SECONDS),
    ("docs/decisions/0003-slack-delivery.md", "`SLACK_SETTLE_SECONDS` ({})",
     DEFAULTS.slack().settle_seconds),
    ("docs/decisions/0004-flowcharts.md", "A question with WORD or more long ways", chart.FAN),
    ("docs/decisions/0004-flowcharts.md", "More than WORD arrows from one", chart.FAN),
    ("docs/decisions/0004-flowcharts.md", "more than WORD options on", chart.MAX_ON_ARROW),
    ("docs/decisions/0004-flowcharts.md", "Past {} arrows", chart.MAX_ARROWS),
    ("docs/decisions/0004-flowcharts.md", "or {} characters", charts.MAX_TEXT),
    ("docs/decisions/0005-digest.md", "At most WORD days late", LATEST),
    ("docs/decisions/0005-digest.md", "asked for WORD times", channels.TRIES),
    ("docs/decisions/0005-digest.md", "for up to {} seconds in all", channels.PATIENTLY_SECONDS),
    ("docs/decisions/0006-overlays.md", "at most {} KB", yaml12.MAX_BYTES // 1024),
    ("docs/decisions/0006-overlays.md", "in at most {} documents", yaml12.MAX_DOCUMENTS),
    ("docs/decisions/0022-answer-direction-readiness.md", "at most {} questions",
     interview(OURS, {}).at_most_more),
    ("docs/overlays.md", "WORD of them at most", yaml12.MAX_DOCUMENTS - 1),
    ("docs/overlays.md", "for_version: {} ", OURS.rules.version.partition(".")[0]),
    ("docs/decisions/0001-dependencies.md", "wheels for CPython up to {} on", NEWEST),
    ("docs/decisions/0001-dependencies.md", "Both hold for CPython {} to", PYTHON),
    ("docs/decisions/0001-dependencies.md", " to {} on Linux and macOS", NEWEST),
    ("docs/digest.md", "up to WORD of them", digest.ADVISED),
    ("docs/digest.md", "up to WORD questions", digest.WAITING),
    ("docs/digest.md", "within WORD minutes", weekly.JUST_NOW.total_seconds() // 60),
    ("docs/digest.md", "fter WORD days without a word", PARKS_AFTER.days),
    ("docs/digest.md", "less than WORD days ago", STILL_FRESH.days),
    ("docs/digest.md", "a chart of WORD weeks", view.WEEKS_SHOWN),
    ("docs/digest.md", "the first one covers WORD days", WEEK),
    ("docs/digest.md", "at most WORD days late", LATEST),
    ("docs/digest.md", "could not be sent for WORD days", LATEST),
    ("docs/digest.md", "failed in the last WORD days", LATEST),
    ("docs/digest.md", "go out {} seconds apart", weekly.SPREAD.total_seconds()),
    ("docs/digest.md", "and {} within a channel", worker.PACE_SECONDS),
    ("docs/digest.md", "for {} day at least", view.WAITS_AFTER.days),
    ("docs/digest.md", "doesn't answer within {} seconds", channels.PATIENTLY_SECONDS),
    ("docs/digest.md", "({} seconds for a preview)", channels.QUICKLY_SECONDS),
    ("docs/costs.md", "More than {} days later", prices.FRESH_DAYS),
    ("docs/costs.md", "N = {} D a month", model.DAYS),
    ("docs/costs.md", "| {} and ", TOKENS_IN),
    ("docs/costs.md", " and {} | our example of", TOKENS_OUT),
    ("docs/costs.md", "| months looked at | {} |", MONTHS),
    ("docs/costs.md", "| ${} an hour", counts.RATE),
    ("docs/costs.md", "${} a year |", counts.ENGINEER),
    ("docs/costs.md", "same tokens at ${} and", TUNED.input),
    ("docs/costs.md", "and ${} a million |", TUNED.output),
    ("docs/costs.md", "(2 to {} of data", counts.WIDEST["data_hours"]),
    ("docs/costs.md", "1 to {} of evaluation)", counts.WIDEST["evaluation_hours"]),
    ("docs/reading.md", "one call of at most {} seconds", client.SECONDS),
    ("docs/reading.md", "at most {} characters are sent", advisor.MAX_TEXT),
    ("docs/reading.md", "at most {} bytes", client.MAX_BYTES),
    ("docs/reading.md", "the last {} readings,", kept.MOST),
    ("docs/benchmarks.md", "{} interleaved rounds", bench.ROUNDS),
    *(("docs/benchmarks.md", "(target: {} or less", n) for n in bench.LOAD_AT_MOST.values()),
    ("docs/benchmarks.md", "| {} or less |", digest_bench.AT_MOST),
    *(("docs/benchmarks.md", "| {} or fewer |", each) for each in bench.AT_MOST.values()),
    *(("docs/benchmarks.md", "| {} or less |", each) for each in bench.REPLAY_AT_MOST.values()),
    ("rules/sets/prices.yaml", "more than {} days old", prices.FRESH_DAYS),
]  # fmt: skip


def in_digits(value):
    return str(value) if isinstance(value, (str, Path)) else f"{value:,.10g}"


@pytest.mark.parametrize(("page", "says", "value"), SAID, ids=lambda each: str(each)[:40])
def test_a_number_in_a_text_is_that_of_the_code(page, says, value):
    text = " ".join((ROOT / page).read_text("utf-8").split())
    number = WORDS[int(value)] if "WORD" in says else in_digits(value)
    assert says.replace("WORD", number).format(number) in text


@pytest.mark.parametrize("path", TEXTS, ids=lambda path: path.name)
def test_every_command_named_is_one(path):
    text = path.read_text("utf-8").partition("\n### Changed\n")[0]  # what follows tells of old ones
    named = re.findall(r"(?:-m|should-we-finetune) rules (\w+)", text)
    assert {*named} <= {*command_names()}
    targets = re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text("utf-8"), re.MULTILINE)
    assert {*re.findall(r"(?:`|^    )make ([a-z-]+)", text, re.MULTILINE)} <= {*targets}
