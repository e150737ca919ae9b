"""Facts that take several options, decimals, and finer questions, typed and pressed."""

import json
from decimal import Decimal
from pathlib import Path

import pytest
from sqlite_utils import Database

from bot.conversation.rulesets import RuleSets
from bot.typed import Understood, Unreadable, read
from rules.language.answers import Chosen, NotSure, Range, Value

from .reads import ASKED, answer
from .slack.conftest import *  # noqa: F403  # the stand-in for Slack and its people
from .slack.running import choose, labels, question, verdict
from .talk import talk

PICNIC = Path(__file__).with_name("picnic.yaml")
FACTS = RuleSets.of(str(PICNIC)).current.rules.facts


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("cheese and bread", Chosen(frozenset({"cheese", "bread"}))),
        ("Soup", Chosen(frozenset({"soup"}))),
        ("broth, cheese", Chosen(frozenset({"soup", "cheese"}))),
        ("none", Chosen(frozenset())),
        ("all of them", Chosen(frozenset({"cheese", "bread", "soup"}))),
        ("dunno", NotSure()),
    ],
)
def test_several_options_are_read(text, meant):
    reading = read(text, FACTS["food"])
    assert isinstance(reading, Understood)
    assert reading.answer == meant


@pytest.mark.parametrize("text", ["cheese and a unicorn", "", "banana"])
def test_a_part_that_nobody_knows_leaves_the_list_unread(text):
    assert answer(text, FACTS["food"]) == ASKED


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("12.5", Value(Decimal("12.5"))),
        ("about 21 degrees", Value(21)),
        ("-3.2", Value(Decimal("-3.2"))),
        ("under 10", Range(below=10)),
        ("15 or more", Range(at_least=15)),
    ],
)
def test_decimals_are_read(text, meant):
    reading = read(text, FACTS["degrees"])
    assert isinstance(reading, Understood)
    assert reading.answer == meant


@pytest.mark.parametrize("text", ["12.55", "900", "12 ms", "warm"])
def test_decimals_that_do_not_fit_are_told(text):
    reading = read(text, FACTS["degrees"])
    assert isinstance(reading, Unreadable)
    assert "degrees" in reading.hint


def decisions(log):
    return list(Database(log).query("SELECT * FROM decisions"))


@pytest.mark.parametrize("food", ["1, 2", "1-2", "bread and cheese"])
def test_in_the_terminal(tmp_path, food):
    log = tmp_path / "log.db"
    said = talk(log, [food, "not sure", "yes", "no", "why"], rules=str(PICNIC))
    assert "or several, such as 1, 2; or none" in said
    assert "Is the sun out?" in said
    assert "PACK A BOARD" in said
    assert "Degrees: counted as “20 degrees”" in said
    (decision,) = decisions(log)
    assert json.loads(decision["answers"]) == {
        "food": ["bread", "cheese"], "degrees": "not_sure", "sunny": "yes", "windy": "no",
    }  # fmt: skip


def test_in_the_terminal_a_list_is_read_as_a_whole_and_one_past_its_end_is_not_sure(tmp_path):
    log = tmp_path / "log.db"
    typed = ["-1", "1, 4", "2-1", "no soup", "3 soups", "list", "4"]
    said = talk(log, [*typed, "20", "yes", "no"], rules=str(PICNIC))
    assert (
        said.count("Please give the numbers of all that are true today, such as 1, 3, or none.")
        == 4  # a soup that is denied isn't offered
    )
    assert said.count("Do you mean this?\n  1  Soup\n") == 1
    (decision,) = decisions(log)
    assert json.loads(decision["answers"])["food"] == "not_sure"


def test_yes_to_the_one_thing_that_is_offered_takes_it(tmp_path):
    log = tmp_path / "log.db"
    said = talk(log, ["3 soups", "4", "yes", "20", "yes", "no"], rules=str(PICNIC))
    assert "That number isn't among these." in said
    (decision,) = decisions(log)
    assert json.loads(decision["answers"])["food"] == ["soup"]


def test_in_slack_boxes_are_ticked_and_done_is_pressed(slack, bot, ada, channel):
    bot.start(ADVISOR_RULES=str(PICNIC))
    slack.slash(ada, channel, "")
    asked = question(slack, channel, "What do you bring?")
    assert labels(asked) == [
        *("Done", "None of these", "Not sure", "Why this?"),
        *("Answer all in a form", "Cancel this", "Describe it instead"),
    ]
    choose(slack, ada, slack.ticked(asked, ["Cheese"]), "Done").wait()
    choose(slack, ada, question(slack, channel, "How warm"), "12.5 or more").wait()
    verdict(slack, channel, "Pack a knife")
    (decision,) = decisions(bot.log)
    assert json.loads(decision["answers"])["food"] == ["cheese"]
