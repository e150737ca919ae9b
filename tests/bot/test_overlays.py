"""A conversation held under an overlay is read again from the log alone, files or no files."""

import shutil
from pathlib import Path

import pytest

from bot.conversation.advisor import Advisor
from bot.conversation.rulesets import RuleSets
from rules.language.answers import Value
from rules.language.faults import RuleSetError
from rules.language.fingerprint import fingerprint
from rules.loading.load import loads
from storage.decisions import Decisions
from storage.records import Place
from storage.rulesets import RulesetTexts
from storage.store import Store

from .talk import clock, talk

EXAMPLE = Path(__file__).parents[2] / "docs" / "examples" / "regulated.yaml"
TEAM = """\
overlay: team
version: 0.1.0
extends: company/regulated.yaml
change: {title: Our team asks}
"""


@pytest.fixture
def team(tmp_path: Path) -> Path:
    """An overlay on an overlay, each in a folder of its own."""
    (tmp_path / "company").mkdir()
    shutil.copy(EXAMPLE, tmp_path / "company")
    path = tmp_path / "team.yaml"
    path.write_text(TEAM, "utf-8")
    return path


def test_a_conversation_under_an_overlay_goes_on_when_its_files_are_gone(team, tmp_path) -> None:
    log = tmp_path / "advisor.db"
    store = Store(log)
    advisor = Advisor(RuleSets.of(str(team)), clock())
    with store.transaction() as tx:
        begun = advisor.start(tx, Place("slack", "T1", "C1", "1"), "ada", "letters")
    kept = advisor.rulesets.current.fingerprint
    store.close()
    shutil.rmtree(team.parent / "company")
    team.unlink()

    store = Store(log)
    later = Advisor(RuleSets.of("ertas"), clock())
    with store.transaction() as tx:
        text = RulesetTexts(tx).get(kept)
        turn = later.answer(tx, later.look(tx, begun.conversation.id), "ada", Value("no"))
    store.close()
    assert fingerprint(loads(text)) == kept
    assert turn.position.diagram.fingerprint == kept
    assert [each.id for each in turn.position.interview.recommendations] == ["clear_the_data"]


def test_the_terminal_asks_by_an_overlay(tmp_path) -> None:
    said = talk(tmp_path / "advisor.db", ["no", "why"], rules=str(EXAMPLE))
    assert "May the text leave the European Union?" in said
    assert "NOT YET. CLEAR THE DATA." in said
    assert "https://example.com/guides/data-residency" in said
    assert "By the rule set regulated 2.0.0." in said


def test_what_an_overlay_assumes_is_never_asked_and_the_log_says_so(tmp_path) -> None:
    path = tmp_path / "ours.yaml"
    text = "overlay: ours\nversion: 0.1.0\nextends: ertas\nassume: {prompt_optimised: no}\n"
    path.write_text(text, "utf-8")
    store = Store(tmp_path / "advisor.db")
    advisor = Advisor(RuleSets.of(str(path)), clock())
    with store.transaction() as tx:
        turn = advisor.start(tx, Place("slack", "T1", "C1", "1"), "ada", "letters")
        kept = Decisions(tx).current(turn.conversation.id)
    store.close()
    assert turn.position.given == {}
    assert kept is not None
    assert (kept.answers, kept.assumed) == (
        {"prompt_optimised": "no"},
        {"prompt_optimised": "ours"},
    )
    said = talk(tmp_path / "other.db", ["why", "change"], rules=str(path))
    said = " ".join(said.split())
    assert "Not asked: the prompt isn't optimised, assumed by ours" in said
    assert "You said" not in said


def test_an_overlay_with_a_problem_is_refused_at_the_start_with_its_place(tmp_path) -> None:
    path = tmp_path / "ours.yaml"
    ours = "overlay: ours\nversion: 0.1.0\nextends: ertas\n"
    path.write_text(ours + "change: {rules: {not-narrow: {place: last}}}\n", "utf-8")
    with pytest.raises(RuleSetError) as refused:
        RuleSets.of(str(path))
    assert f"{path}:4" in str(refused.value)
