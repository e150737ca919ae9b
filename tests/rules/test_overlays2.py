"""An overlay over a rule set of language 2: its conditions, modifiers and rows, by name."""

import json
from pathlib import Path

import jsonschema
import pytest

from rules.__main__ import main
from rules.checks.dropped import dropped_conditions
from rules.language.faults import RuleSetError
from rules.language.model import RuleSet
from rules.language.when import unparse
from rules.loading.load import loaded, loads
from rules.loading.overlays.schema import overlay_schema
from rules.loading.yaml12 import parse
from tests.rules.toys import DOG

HEAD = "overlay: ours\nversion: 0.1.0\nextends: dog.yaml\n"
WATER = "{label: water, when: {ready: {has: money}}, headline: Dig a well, step: Dig., cite: [D1]}"


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with the dog's rule set, which is the working directory."""
    (tmp_path / "dog.yaml").write_text(DOG, "utf-8")
    monkeypatch.chdir(tmp_path)
    return tmp_path


def over(text: str) -> RuleSet:
    return loads(HEAD + text, "ours.yaml")


def ready_when(text: str) -> list[str]:
    return [*over(text).outcomes["dog"].ready_when]


def test_a_condition_is_added_to_a_direction_and_another_dropped_without_the_rest() -> None:
    added = f"add: {{conditions: {{water: {WATER}}}}}\n"
    for change, expected in [
        ("{add_first: [water]}", ["water", "time", "home", "walks", "garden"]),
        ("{add_last: [water], drop: [home, time]}", ["walks", "garden", "water"]),
        ("{drop: [garden], add_last: [water]}", ["time", "home", "walks", "water"]),
        ("[water]", ["water"]),
    ]:
        assert (
            ready_when(f"{added}change: {{outcomes: {{dog: {{ready_when: {change}}}}}}}")
            == expected
        )
    assert over(added).conditions["water"].headline == "Dig a well"


def test_a_direction_that_had_none_gets_its_first_condition() -> None:
    text = (
        "change: {outcomes: {cat: {drop: [stance], trains: true, ready_when: {add_last: [walks]}}}}"
    )
    assert over(text).outcomes["cat"].ready_when == ("walks",)


def test_one_bound_of_a_condition_is_another_and_its_other_keys_stay_or_go() -> None:
    text = "change: {conditions: {walks: {bounds: {walks: {at_least: 14}}}, time: {drop: unknown}}}"
    base, ours = loads(DOG).conditions, over(text).conditions
    assert unparse(ours["walks"].when) == {"walks": {"at_least": 14}}
    assert ours["walks"].step == base["walks"].step
    assert ours["time"] == base["time"].model_copy(update={"unknown": None})


def test_to_whom_a_condition_applies_is_replaced_whole() -> None:
    ours = over("change: {conditions: {garden: {applies: {travels: no}}}}")
    assert unparse(ours.conditions["garden"].applies) == {"travels": "no"}


def test_a_condition_goes_with_its_place_in_every_direction() -> None:
    text = (
        "remove: {conditions: {garden: We have a park.}}\n"
        "change: {outcomes: {dog: {ready_when: {drop: [garden]}}}}"
    )
    ours = over(text)
    assert "garden" not in ours.conditions
    assert ours.outcomes["dog"].ready_when == ("time", "home", "walks")


def test_modifiers_rows_and_what_must_not_be_are_named_alike() -> None:
    ours = over(
        "add:\n"
        "  modifiers: {bell: {when: {travels: yes}, say: With a bell}}\n"
        "  collect: {rest: {when: {travels: yes}, say: Stay at home., cite: [D1], place: first}}\n"
        "  never: {away: {when: {travels: yes}, because: Nobody is there.}}\n"
        "change:\n"
        "  modifiers: {lead: {drop: [ask], say: With a lead}}\n"
        "  collect: {mice: {unless: {add_last: [dog]}}}\n"
        "remove:\n"
        "  never: {hat: We like hats.}\n"
    )
    assert [*ours.modifiers] == ["lead", "bell"]
    assert (ours.modifiers["lead"].ask, ours.modifiers["lead"].say) == (False, "With a lead")
    assert [row.id for row in ours.collect] == ["rest", "mice"]
    assert ours.collect[1].unless == ("cat", "dog")
    assert [each.id for each in ours.never] == ["away"]


FAULTS = [
    ("change: {language: 1}", 4, "'language' is the base's, and says what its words mean: remove it"),
    ("language: 2", 4, "'language' is the base's, and says what its words mean: remove it"),
    ("change: {conditions: {tiem: {step: x}}}", 4, "dog has no condition called 'tiem': did you mean 'time'?"),
    ("change: {collect: {mouse: {say: x}}}", 4, "dog has no entry of collect called 'mouse': use one of: mice"),
    ("change: {outcomes: {dog: {ready_when: {drop: [gardens]}}}}", 4, "'gardens' is not in this list: did you mean 'garden'?"),
    ("change: {outcomes: {dog: {ready_when: {drop: garden}}}}", 4, "'drop' needs a list: one '- ...' a line, or [a, b]"),
    ("change: {outcomes: {dog: {ready_when: {add_last: [water]}}}}", 4, "no condition is called 'water': use one of: time, walks, garden, home"),
    ("change: {conditions: {walks: {bounds: {walks: {below: 3}}}}}", 4, "'when' has no 'below' of 'walks': write at_least, or the whole 'when'"),
    ("remove: {conditions: {garden: We have a park.}}", 4, "removing condition 'garden' breaks dog.yaml:72: no condition is called 'garden'; change that as well, or leave this"),
    ("remove: {outcomes: {cat: No cats.}, recommendations: {cat: No cats.}}", 4, "removing outcome 'cat' breaks dog.yaml:57, 69: no outcome is called 'cat'; change"),
    ("remove: {tables: {size: All are small.}}", 4, "removing table 'size' breaks dog.yaml:76: no rule leads to outcome 'big'; change"),
]  # fmt: skip


@pytest.mark.parametrize(("text", "line", "message"), FAULTS)
def test_a_mistake_is_told_with_its_line_and_its_remedy(text: str, line: int, message: str) -> None:
    with pytest.raises(RuleSetError) as refused:
        over(text)
    told = str(refused.value).replace("ours.yaml:", "")
    assert told.startswith(f"{line}: {message}") or f"\n{line}: {message}" in told, told


DROPPED = [
    ("change: {outcomes: {dog: {ready_when: {drop: [time]}}}}", "'dog' is ready without 'time', which dog calls for; ours.yaml:4 changes outcome 'dog'"),
    ("change: {conditions: {time: {drop: unknown}}}", "'dog' lets somebody not know 'time', which dog calls for; ours.yaml:4 changes condition 'time'"),
    ("change: {outcomes: {dog: {ready_when: {drop: [garden]}}}}", None),
    ("change: {conditions: {time: {step: Wait.}}}", None),
]  # fmt: skip


@pytest.mark.parametrize(("text", "warning"), DROPPED)
def test_check_says_whose_edit_drops_what_not_knowing_would_leave_missing(
    text: str, warning: str | None, home: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (home / "ours.yaml").write_text(HEAD + text, "utf-8")
    main(["check", "ours.yaml", "--json"])
    found = [
        each["message"]
        for each in json.loads(capsys.readouterr().out)["warnings"]
        if each["kind"] == "dropped condition"
    ]
    assert found == [warning] * bool(warning)
    main(["check", "ours.yaml"])
    assert ("warning, dropped condition: " in capsys.readouterr().out) is bool(warning)


def test_what_one_overlay_drops_the_one_above_it_can_bring_back(home: Path) -> None:
    text = "change: {outcomes: {dog: {ready_when: {drop: [time]}}}}"
    (home / "ours.yaml").write_text(HEAD + text, "utf-8")
    above = "overlay: team\nversion: 0.1.0\nextends: ours.yaml\n"
    (home / "team.yaml").write_text(above, "utf-8")
    back = text.replace("drop", "add_first")
    (home / "back.yaml").write_text(above + back, "utf-8")
    team, again = loaded("team.yaml"), loaded("back.yaml")
    assert [each.about for each in dropped_conditions(team.rules, team.under)]
    assert not [*dropped_conditions(again.rules, again.under)]


def test_the_schema_takes_what_the_loader_takes() -> None:
    text = (
        f"add: {{conditions: {{water: {WATER}}}, never: {{away: {{when: {{travels: yes}}, because: x}}}}}}\n"
        "change: {outcomes: {dog: {ready_when: {add_last: [water], drop: [home]}}},\n"
        "  conditions: {walks: {bounds: {walks: {at_least: 14}}}}}"
    )
    over(text)
    jsonschema.validate(parse(HEAD + text, "it").data, overlay_schema())
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate(parse(HEAD + "change: {language: 1}", "it").data, overlay_schema())
