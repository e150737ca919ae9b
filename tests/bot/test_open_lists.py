"""Lists of which what isn't ticked stays open: ticked, typed, told and kept."""

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlite_utils import Database

from bot.conversation.rulesets import RuleSets
from bot.slack.blocks.conversation import UNTICKED, ticked
from bot.typed import Understood, plainly, read
from rules.comparing.logs import Logged, read_log
from rules.comparing.renames import answers_now
from rules.language.answers import AnswerError, Chosen, NotSure, Ticks, from_json, to_json

from .reads import ASKED, answer, offered, said
from .slack.conftest import *  # noqa: F403  # the stand-in for Slack and its people
from .slack.running import choose, labels, posts, question, questions, verdict
from .talk import TOUR, talk
from .test_log_export import export, replayed
from .test_typed import TYPED

RULES = RuleSets.of(TOUR).current.rules
READY, WISH = RULES.facts["ready"], RULES.facts["wish"]
ALL = ["driver", "sleep", "songs", "van"]
WORDS = ("no", "not", "van", "songs", "and", "but", ",", "the", "1", "5")
ALONE = "means that nothing else applies, so it stands alone."


def ticks(yes="", no=""):
    return Ticks(frozenset(yes.split()), frozenset(no.split()))


# Typed


@pytest.mark.parametrize(
    ("text", "yes", "no"),
    [
        ("songs", "songs", ""),
        ("the set and a van", "songs van", ""),
        ("1, 3", "songs driver", ""),
        ("1-3", "songs van driver", ""),
        ("no van", "", "van"),
        ("not the van", "", "van"),
        ("no van yet", "", "van"),
        ("we don't have a van", "", "van"),
        ("we have no van, no named driver", "", "van driver"),
        ("there isn't a van", "", "van"),
        ("An hour of songs, no van", "songs", "van"),
        ("songs and no van", "songs", "van"),
        ("songs, but no van", "songs", "van"),
        ("songs but not the van", "songs", "van"),
        ("Nobody can drive us", "", "van"),
        ("nobody can drive us, songs", "songs", "van"),
        ("5", "", "van"),
        ("1, 5", "songs", "van"),
        ("we sleep at home", "sleep", ""),
        ("none", "", "songs van driver sleep"),
        ("none of these", "", "songs van driver sleep"),
        ("we have nothing yet", "", "songs van driver sleep"),
        ("all of them except 2", "songs driver", "van"),
        ("everything but the van", "songs driver", "van"),
        ("all but 1 and 2", "driver", "songs van"),
        ("songs yes, rest no", "songs", "van driver sleep"),
        ("1 yes, the rest no", "songs", "van driver sleep"),
        ("yes to 1, the others not", "songs", "van driver sleep"),
        ("songs and a van, nothing else", "songs van", "driver sleep"),
    ],
)
def test_what_is_typed_says_yes_no_or_nothing_of_an_option(text, yes, no):
    reading = read(text, READY)
    assert isinstance(reading, Understood)
    assert reading.answer == ticks(yes, no)


@pytest.mark.parametrize(
    "text",
    [
        "no van and songs",  # no to both, or to the van alone
        "no van, songs",
        "no, the van",
        "no the van",
        "not only songs",
        "no problem with the van",
        "songs without a van driver",
        "maybe no van",
        "no van?",
        "everything but no van",
        "everything except maybe the van",
        "all except the cat",
        "no van, rest no",
        "songs, the rest is not important",
        "songs, the rest not sure",
        "we'll have no van",
        "no van next year",
        "3 vans",
        "7",
        "banana",
    ],
)
def test_what_may_mean_another_thing_is_asked_back(text):
    assert answer(text, READY) == ASKED


def test_a_no_within_a_list_is_offered_as_a_no():
    both = ticks("songs", "van")
    for text in ("no van and songs", "songs, and we have no van there"):
        assert ticks("songs") in offered(text, READY)
    assert offered("no van and songs", READY) == [ticks("", "van"), ticks("songs"), both]


def test_what_is_asked_back_says_how_to_say_no():
    general = "Please give the numbers of all that are true today, such as 1, 3, or none."
    assert said("banana", READY) == f"{general} To say no to one alone, type no and its name."
    assert said("banana", WISH) == general


def test_who_is_not_sure_is_not_sure_of_all():
    reading = read("not sure", READY)
    assert isinstance(reading, Understood)
    assert reading.answer == NotSure()


@pytest.mark.parametrize(
    ("text", "fact", "words"),
    [
        ("all is well and money", WISH, f"“All is well” {ALONE}"),
        ("1, 4", READY, f"“We sleep at home” {ALONE}"),
        (
            "all of them",
            READY,
            "Do you mean all of these: An hour of songs, Van and Named driver? All of them",
        ),
        ("2 and 5", READY, "That says both yes and no to “Van”. Please say only one of them."),
    ],
)
def test_what_cannot_be_is_said_in_one_line(text, fact, words):
    assert said(text, fact) == words


def test_on_a_closed_list_a_no_is_still_asked_back():
    assert answer("no money", WISH) == ASKED
    assert read("crowd", WISH) == Understood(Chosen(frozenset({"crowd"})), "A larger crowd")


def test_the_words_that_say_no_are_an_answer_in_a_thread():
    assert plainly("Nobody can drive us.", READY)
    assert not plainly("nobody can drive", READY)


@pytest.mark.parametrize(
    "text",
    ["none", "None of these.", "1,2", "1 and 3", "#2", "Van, Named driver", "set & van", "songs"],
)
def test_lists_and_none_are_an_answer_in_a_thread(text):
    assert plainly(text, READY)
    assert isinstance(read(text, READY), Understood)


@pytest.mark.parametrize(
    "text",
    ["no", "nothing", "all", "not sure", "we have a van", "no van", "van?", "1,2?", "99", "1,500"],
)
def test_what_may_be_said_to_a_colleague_is_no_list(text):
    assert not plainly(text, READY)


@given(TYPED | st.lists(st.sampled_from(WORDS)).map(" ".join))
def test_whatever_is_typed_is_an_answer_that_fits_or_is_asked_back(text):
    reading = read(text, READY)
    if isinstance(reading, Understood):
        READY.admit("ready", reading.answer)
        assert from_json(json.loads(json.dumps(to_json(reading.answer)))) == reading.answer
    else:
        assert said(text, READY)


# Said in words


@pytest.mark.parametrize(
    ("answer", "words"),
    [
        (ticks("songs"), "An hour of songs, the rest open"),
        (ticks("songs van"), "An hour of songs and Van, the rest open"),
        (ticks("songs", "van"), "An hour of songs, not “Van”, the rest open"),
        (ticks("songs", "van driver"), "An hour of songs, not “Van” or “Named driver”"),
        (ticks("", "van"), "not “Van”, the rest open"),
        (ticks("songs van driver"), "An hour of songs, Van and Named driver"),
        (ticks("sleep"), "We sleep at home"),
        (ticks("", "songs van driver sleep"), "none of these"),
        (ticks("", "songs van driver"), "none of these"),
        (ticks(), "all of it open"),
        (Chosen(frozenset({"songs"})), "An hour of songs"),
    ],
)
def test_an_answer_is_told_with_what_it_leaves_open(answer, words):
    assert READY.in_words(answer) == words


# Kept


def test_what_cannot_be_is_refused_in_an_answer_s_json_form():
    with pytest.raises(AnswerError, match="'ready' can't have 'van' ticked and not"):
        READY.admit("ready", from_json({"yes": ["van"], "no": ["van"]}))
    with pytest.raises(AnswerError, match="'ready' takes no other option beside"):
        READY.admit("ready", ticks("van sleep"))
    with pytest.raises(AnswerError, match="'wish' takes a list of any of"):
        WISH.admit("wish", ticks("crowd"))


def test_it_is_kept_exported_and_replayed_as_it_was_said(tmp_path, capsys):
    log = tmp_path / "log.db"
    talk(log, ["crowd", "300", "songs, no named driver", "change 3", "1, 5"], rules=TOUR)
    decisions = [*Database(log)["decisions"].rows]
    kept = [json.loads(each["answers"])["ready"] for each in decisions]
    assert [each["stance"] for each in decisions] == ["yes_if", "not_yet"]
    assert kept == [{"yes": ["songs"], "no": ["driver"]}, {"yes": ["songs"], "no": ["van"]}]
    lines = export(log, capsys)
    line, totals, _ = replayed(tmp_path, Path(TOUR).read_text("utf-8"), lines, capsys)
    assert (line["how"], line["otherwise"]) == ("same", {})
    assert totals["same"] == totals["interviews"] == 1
    (logged,) = read_log(tmp_path / "log.jsonl")
    assert isinstance(logged, Logged)
    assert logged.answers["ready"] == ticks("songs", "van")
    assert "At hand: An hour of songs, not “Van”, the rest open" in talk(
        log, ["answers"], rules=TOUR, resume=1
    )


def test_its_options_are_found_under_the_names_of_today():
    options = {**READY.options}
    options["bus"] = options.pop("van").model_copy(update={"was": ("van",)})
    ready = READY.model_copy(update={"options": options})
    rules = RULES.model_copy(update={"facts": {**RULES.facts, "ready": ready}})
    now = answers_now(rules, {"ready": ticks("songs", "van")})
    assert now == {"ready": ticks("songs", "bus")}


# In Slack


def test_boxes_say_yes_or_no_each():
    assert ticked(["+songs", "-van"]) == {"yes": ["songs"], "no": ["van"]}
    assert ticked(["cheese"]) == ["cheese"]
    assert ticked([]) == []


@pytest.fixture
def at_hand(slack, bot, ada, channel):
    """The open list, asked in Slack."""
    bot.start(ADVISOR_RULES=TOUR)
    slack.slash(ada, channel, "")
    choose(
        slack,
        ada,
        slack.ticked(question(slack, channel, "What do you"), ["A larger crowd"]),
        "Done",
    )
    choose(slack, ada, question(slack, channel, "How many"), "200 or more").wait()
    return question(slack, channel, "What do you have?")


def ready(bot):
    """The answers kept to the open list."""
    events = Database(bot.log).query(
        "SELECT * FROM events WHERE fact = 'ready' AND kind = 'answer'"
    )
    return [json.loads(each["answer"]) for each in events]


def test_done_keeps_what_is_ticked_and_what_is_surely_not(slack, bot, ada, channel, at_hand):
    assert labels(at_hand) == [
        *("Done", "None of these", "Not sure", "Why this?", "Back"),
        *("My answers so far", "Answer the rest in a form", "Cancel this"),
    ]
    assert UNTICKED in json.dumps(at_hand["blocks"])
    choose(slack, ada, slack.ticked(at_hand, ["An hour of songs", "Nobody can drive us"]), "Done")
    verdict(slack, channel, "Not yet. Find a van")
    assert ready(bot) == [{"yes": ["songs"], "no": ["van"]}]
    told = "At hand: *An hour of songs, not “Van”, the rest open*"
    assert any(told in json.dumps(each, ensure_ascii=False) for each in posts(slack, channel))


def test_none_of_these_says_no_to_all(slack, bot, ada, channel, at_hand):
    choose(slack, ada, at_hand, "None of these").wait()
    verdict(slack, channel, "Not yet. Write songs, find a van")
    assert ready(bot) == [{"yes": [], "no": ALL}]


def test_what_cannot_be_ticked_is_told_and_not_kept(slack, bot, ada, channel, at_hand):
    for boxes, words in (
        ([], "Nothing is ticked. If that is your answer, press None of these."),
        (["Van", "Nobody can drive us"], "That says both yes and no to “Van”."),
        (["Van", "We sleep at home"], f"“We sleep at home” {ALONE}"),
    ):
        choose(slack, ada, slack.ticked(at_hand, boxes), "Done").wait()
        slack.wait_until(lambda said=words: said in str(slack.ephemerals(ada)))
    assert ready(bot) == []
    assert len(questions(slack, channel)) == 1
