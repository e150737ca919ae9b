"""What the log exports, `rules replay` reads: one format, from a conversation to what became of it."""

import json
from pathlib import Path

import pytest

from bot.__main__ import main
from bot.conversation.advisor import Advisor
from bot.log.export import exported
from rules.__main__ import main as rules
from rules.comparing.logs import Logged, read_log
from rules.comparing.versions import replay
from rules.language.answers import Value
from storage.records import Place
from storage.store import Store
from tests.rules.toys import KETTLE, changed

from .talk import clock
from .test_advisor import YES, Talk, rulesets
from .test_old_logs import LOGS, compiled, old_log

STANCE = changed(KETTLE, "title: Boil it\n", "title: Boil it\n    stance: yes\n")
PAGE = Path(__file__).parents[2] / "docs" / "log.md"


@pytest.fixture
def log(tmp_path):
    """Two conversations that came to an advice, and one of them to another after it."""
    path = tmp_path / "advisor.db"
    store = Store(path)
    talk = Talk(store, Advisor(rulesets(STANCE), clock()))
    talk.answers(YES, Value("juice"))
    talk.do("back")
    talk.answers(Value("tea"), Value(500))
    Talk(store, talk.advisor, Place("slack", "T1", "C1", "2")).answers(Value("no"))
    store.close()
    return path


def export(log, capsys, *options):
    assert main(["log", "export", "--db", str(log), *options]) == 0
    return capsys.readouterr().out


def replayed(tmp_path, text, lines, capsys):
    """What became of the lines under these rules: the first of them as data, and the totals."""
    for name, said in (("rules.yaml", text), ("log.jsonl", lines)):
        (tmp_path / name).write_text(said, "utf-8")
    files = [str(tmp_path / "rules.yaml"), "--answers-log", str(tmp_path / "log.jsonl")]
    assert rules(["replay", *files, "--json"]) == 0
    found = json.loads(capsys.readouterr().out)
    assert rules(["replay", *files]) == 0
    return found["interviews"][0], found["totals"], capsys.readouterr().out.splitlines()[1]


def test_the_advice_that_stands_is_exported(log, capsys):
    first, second = map(json.loads, export(log, capsys).splitlines())
    assert (first["id"], first["recommendation"]) == (2, "boil")
    assert (first["stance"], first["direction"]) == ("yes", "boil")
    assert first["answers"] == {"thirsty": "yes", "drink": "tea", "water": 500}
    assert (second["recommendation"], second["stance"]) == ("leave", None)
    assert [*first] == [*second]
    for key in first:
        assert f"`{key}`" in PAGE.read_text("utf-8")
    assert "ada" not in json.dumps(first), "who it was stays here"
    assert "afternoon" not in json.dumps(first), "and so does what they wrote"


def test_of_one_rule_set_alone(log, capsys):
    assert export(log, capsys, "--of", "kettle") == export(log, capsys)
    assert export(log, capsys, "--of", "museum") == ""


def test_what_it_exports_is_the_same_by_the_same_rules(log, tmp_path, capsys):
    line, totals, said = replayed(tmp_path, STANCE, export(log, capsys), capsys)
    assert (line["how"], line["id"], line["otherwise"]) == ("same", "2", {})
    assert totals["same"] == totals["interviews"] == 2
    assert said == "  line 1 (2): same, boil"


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (changed(STANCE, "stance: yes", "stance: no"), "changed, still boil (stance was yes, is no)"),
        (changed(STANCE, "below: 200", "below: 600"), "changed from boil to fill (direction was boil, is fill)"),
    ],
)  # fmt: skip
def test_another_stance_or_direction_is_a_difference(log, tmp_path, capsys, text, said):
    line, totals, words = replayed(tmp_path, text, export(log, capsys), capsys)
    assert (line["how"], totals["changed"], totals["same"]) == ("changed", 1, 1)
    assert words == f"  line 1 (2): {said}"


def test_another_list_is_a_minor_difference(log, tmp_path, capsys):
    lines = export(log, capsys).replace('"missing": []', '"missing": ["evals"]', 1)
    line, totals, words = replayed(tmp_path, STANCE, lines, capsys)
    assert (line["how"], line["otherwise"]) == ("minor", {"missing": {"was": ["evals"], "is": []}})
    assert (totals["minor"], totals["same"]) == (1, 1)
    assert words == "  line 1 (2): same, boil (missing was evals, is empty)"


def test_an_outcome_that_was_renamed_is_the_same_direction(log, tmp_path, capsys):
    renamed = STANCE.replace("outcome: boil", "outcome: cook").replace(
        "answer: boil", "answer: cook"
    )
    renamed = changed(renamed, "  boil: {", "  cook: {was: boil, ")
    line, _, _ = replayed(tmp_path, renamed, export(log, capsys), capsys)
    assert line["how"] == "same"


@pytest.mark.parametrize(
    ("key", "value"), [("stance", "7"), ("direction", "[]"), ("missing", '"a"'), ("unknown", "[1]")]
)
def test_a_line_with_something_else_there_is_told(tmp_path, capsys, key, value):
    (tmp_path / "rules.yaml").write_text(STANCE, "utf-8")
    line = f'{{"answers": {{}}, "recommendation": "boil", "{key}": {value}}}'
    (tmp_path / "log.jsonl").write_text(line, "utf-8")
    files = [str(tmp_path / "rules.yaml"), "--answers-log", str(tmp_path / "log.jsonl")]
    assert rules(["replay", *files]) == 1
    assert f'"{key}" needs' in capsys.readouterr().out


@pytest.mark.parametrize("commit", [path.name.partition(".")[0] for path in LOGS])
def test_what_an_earlier_commit_logged_replays_as_it_was(commit, tmp_path):
    lines, store = tmp_path / "log.jsonl", old_log(commit, tmp_path / "advisor.db")
    with store.transaction() as tx:
        for row in list(tx.rows("SELECT name, text FROM rulesets", [])):
            lines.write_text("\n".join(exported(tx, row["name"])), "utf-8")
            for each in read_log(lines):
                assert isinstance(each, Logged)
                found = replay(compiled(row["text"]), each.answers, each.recommended, each.told)
                assert found.how == "same"
    store.close()
