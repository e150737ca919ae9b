"""Whole conversations in the terminal, to a logged decision."""

import json
import os
import signal
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pexpect
import pytest
from sqlite_utils import Database

from rules.cli.authors import starter
from rules.interview import conditions
from rules.interview.explain import recommend
from rules.interview.interview import interview
from rules.language.answers import Chosen, Range, Ticks, Value
from tests.interviews import DIAGRAMS, ways, worked
from tests.waiting import PATIENCE

from .talk import EARLIER, TOUR, talk

ROOT = Path(__file__).parents[2]
RAG = ["yes", "yes", "no", "facts"]  # the shop whose prices change weekly


@pytest.fixture
def log(tmp_path):
    return tmp_path / "advisor.db"


def rows(log, table):
    return list(Database(log).query(f"SELECT * FROM {table}"))


def environment(**more):
    kept = {k: v for k, v in os.environ.items() if not k.startswith(("SLACK_", "ADVISOR_"))}
    return {**kept, "PYTHONPATH": str(ROOT), "ADVISOR_RULES": EARLIER, "COLUMNS": "88", **more}


def run(log, text, *arguments, folder=None, **more):
    return subprocess.run(
        [sys.executable, "-m", "bot", "--db", str(log), *arguments],
        input=text if isinstance(text, bytes) else text.encode(),
        capture_output=True,
        cwd=folder or log.parent,
        env=environment(**more),
        timeout=PATIENCE,
        check=False,
    )


def test_a_piped_conversation_ends_in_a_recommendation_and_a_row(log):
    done = run(log, "\n".join(RAG), "shop", "support", "bot")
    said = " ".join(done.stdout.decode().split())
    assert done.returncode == 0, done.stderr
    assert "USE RAG" in said
    assert "Ertas, undated (sells a fine-tuning platform), https://" in said
    (decision,) = rows(log, "decisions")
    assert decision["recommendation"] == "rag"
    assert decision["subject"] == "shop support bot"
    assert json.loads(decision["answers"]) == {
        "prompt_optimised": "yes",
        "knowledge_changes": "yes",
        "needs_citations": "no",
        "gap": "facts",
    }
    assert json.loads(decision["rules_fired"]) == ["knowledge-changes", "facts-are-not-learned"]


def test_without_tokens_the_first_line_tells_how_to_connect_slack(log):
    first = run(log, "").stdout.decode().splitlines()[0]
    assert first.startswith("Slack isn't connected")
    assert "SLACK_BOT_TOKEN" in first
    assert "SLACK_APP_TOKEN" in first


def test_the_end_of_input_saves_and_says_how_to_go_on(log):
    said = talk(log, ["yes", "yes"])
    assert said.rstrip().endswith("To go on, start me again with --resume 1.")
    again = talk(log, ["no", "facts"])
    assert "Going on with conversation 1, 2 answers so far." in again
    assert "Question 3" in again
    assert "USE RAG" in again


def test_one_question_at_a_time_with_why_choices_and_progress(log):
    said = talk(log, ["yes"])
    assert said.count("Question") == 2
    assert "Question 1 of about 4" in said
    assert "A better prompt takes hours and may solve the problem whole." in said
    assert "  3  Not sure" in said


def test_numbers_letters_and_words_answer_alike(log):
    by_words = talk(log, ["yes", "no", "no", "style", "no", "under 50"])
    by_list = talk(log, ["1", "2", "2", "2", "2", "a"], new=True)
    assert "USE AN API AS IT IS" in by_words
    assert "USE AN API AS IT IS" in by_list


def test_what_was_understood_is_said_back_in_the_unit(log):
    said = talk(log, ["yes", "no", "no", "style", "no", "5 million a month"])
    assert "164,474 requests/day" in said
    assert rows(log, "events")[-1]["answer"] == "164474"


def test_a_range_is_logged_as_a_range(log):
    talk(log, ["yes", "no", "no", "style", "no", "b"])
    assert json.loads(rows(log, "events")[-1]["answer"]) == {"at_least": 50}


def test_a_range_that_the_rules_would_split_is_asked_back(log):
    said = talk(log, ["yes", "no", "no", "style", "no", "more than 20"])
    assert "Is it under 50 requests/day or 50 requests/day or more?" in said
    assert len(rows(log, "events")) == 6


def test_back_takes_answers_back_one_by_one(log):
    said = talk(log, ["yes", "yes", "back", "back", "back", "no"])
    assert "This is the first question: there is nothing to go back to." in said
    assert "IMPROVE THE PROMPT FIRST" in said


def test_back_takes_back_what_was_answered_last(log):
    said = talk(log, ["yes", "no", "no", "style", "no", "500", "change 2", "no", "back"])
    assert "changes every week" in said.rsplit("Question", 1)[1]


def test_change_keeps_the_later_answers_and_logs_a_new_decision(log):
    said = talk(log, [*RAG, "change 2", "no", "plain"])
    assert "Until now: Yes" in said
    first, second = rows(log, "decisions")
    assert first["superseded_by"] == second["id"]
    assert second["superseded_by"] is None
    assert json.loads(second["answers"])["knowledge_changes"] == "no"
    assert json.loads(second["answers"])["gap"] == "facts"


def test_the_same_answer_again_logs_no_second_decision(log):
    talk(log, [*RAG, "change 2", "yes"])
    assert len(rows(log, "decisions")) == 1


@pytest.mark.parametrize(
    ("asked", "told"),
    [
        ("what do you mean by optimised?", "1,500 tokens"),
        ("can you give an example?", "five examples or more"),
        ("why do you ask?", "A better prompt takes hours"),
        ("is this logged?", "kept in the log, an SQLite file"),
        ("yes, but who sees this?", "can open that file sees them"),
    ],
)
def test_a_question_back_is_answered_and_the_question_stays_open(log, asked, told):
    said = talk(log, [asked, "yes"])
    after = said.partition(f"> {asked}")[2].partition("> yes")
    assert told in " ".join(after[0].split())
    assert "Please say" not in after[0]
    assert "Does the task need knowledge" in after[2]
    assert [row["kind"] for row in rows(log, "events")] == ["start", "answer"]


def test_after_the_advice_who_sees_it_is_told_and_what_is_unclear_gets_two_ways_on(log):
    said = talk(log, ["no", "who sees this?", "what do you mean?"])
    assert "can open that file" in " ".join(said.split())
    assert said.count("The advice stands as it is. Ask me what would change it") == 1


def test_why_and_help_answer_without_moving_on(log):
    said = talk(log, ["why", "?"])
    assert "Not sure? Then I assume: “No”." in said
    assert "Thoroughly means about 1,500 tokens" in said
    assert len(rows(log, "events")) == 1


def test_start_over_and_cancel(log):
    lines = ["yes", "start over", "cancel", "start over", "restart", "yes", "cancel", "cancel"]
    said = talk(log, [*lines, "yes", "resume"], subject="shop")
    assert said.count("Start over with shop? All answers are cleared.") == 2
    assert said.count("Cancel shop? Type resume to go on later.") == 2
    assert said.count("Cancelled. Nothing was advised.") == 1
    assert [event["kind"] for event in rows(log, "events")] == [
        "start", "answer", "start over", "answer", "cancel", "resume",
    ]  # fmt: skip


def test_not_sure_is_kept_apart_from_no_and_shown(log):
    said = talk(
        log,
        [
            "yes",
            "not sure",
            "no",
            "style",
            "no",
            "500",
            "no",
            "yes",
            "yes",
            "yes",
            "2",
            "yes",
            "400",
        ],
    )
    assert "USE RAG AND FINE-TUNE" in said
    assert "Not sure yet. It turns on “Knowledge changes often”." in said
    (decision,) = rows(log, "decisions")
    assert decision["decided"] == 0
    assert json.loads(decision["possible"]) == ["rag_fine_tune", "fine_tune"]
    assert json.loads(decision["answers"])["knowledge_changes"] == "not_sure"


def test_an_unreadable_line_gets_one_line_of_help_and_moves_nothing(log):
    said = talk(log, ["banana"])
    assert said.count("Question 1") == 1
    assert len(rows(log, "events")) == 1


@pytest.mark.parametrize("line", ["banana", "costs banana"])
def test_a_pipe_that_never_answers_is_left(log, line):
    said = talk(log, [line] * 1000)
    assert "20 lines in a row that I couldn't read: I stop here." in said


@pytest.mark.parametrize("command", ["?", "costs requests many"])
def test_a_command_is_a_line_that_was_read(log, command):
    said = talk(log, [*["banana"] * 19, command, *["banana"] * 19])
    assert "I stop here" not in said


@pytest.mark.parametrize(
    "text",
    [b"\xff\xfe\x00yes\n", b"\x00\n", b"yes" * 5000 + b"\n", "\u202eno\n".encode()],
    ids=["no UTF-8", "NUL", "long", "right to left"],
)
def test_hostile_input_never_breaks_the_conversation(log, text):
    done = run(log, text)
    assert done.returncode == 0
    assert done.stderr == b""


def test_a_reader_that_goes_away_is_no_error(log):
    command = f"{sys.executable} -m bot --db {log} < /dev/null | head -1"
    done = subprocess.run(
        command, shell=True, capture_output=True, env=environment(), cwd=log.parent, check=False
    )
    assert done.stderr == b""


@pytest.mark.slow
def test_kill_after_each_answer_and_go_on(log):
    for done, answer in enumerate(RAG, start=1):
        child = pexpect.spawn(
            sys.executable, ["-m", "bot", "--db", str(log)],
            env=environment(), encoding="utf-8", timeout=PATIENCE,
        )  # fmt: skip
        child.expect("\n> ")
        child.sendline(answer)
        child.expect("Question|RAG")
        child.kill(signal.SIGKILL)
        child.close()
        assert [event["kind"] for event in rows(log, "events")] == ["start"] + ["answer"] * done
    (decision,) = rows(log, "decisions")
    assert decision["recommendation"] == "rag"


@pytest.mark.parametrize("typed", ["60\n2\n", "60\n"], ids=["to the end", "left halfway"])
def test_a_rule_set_is_tried_in_memory_and_leaves_nothing_behind(log, typed):
    rules = log.parent / "umbrella.yaml"
    rules.write_text(starter(), "utf-8")
    done = run(":memory:", typed, "--rules", str(rules), folder=log.parent)
    said = done.stdout.decode()
    assert done.returncode == 0, done.stderr
    assert ("TAKE IT" in said) == (typed == "60\n2\n")
    assert said.endswith("The log was in memory, so nothing is kept.\n")
    assert [*log.parent.iterdir()] == [rules]


def test_a_person_at_a_terminal_answers_leaves_and_comes_back(log):
    def spawn():
        return pexpect.spawn(
            sys.executable, ["-m", "bot", "--db", str(log), "--rules", "ertas"],
            env=environment(TERM="xterm"), encoding="utf-8", timeout=PATIENCE, dimensions=(40, 60),
        )  # fmt: skip

    child = spawn()
    child.expect("Question 1")
    child.sendline("yep")
    child.expect("Question 2")
    child.sendline("quit")
    child.expect("Saved as conversation 1")
    child.expect(pexpect.EOF)
    child.close()
    assert child.exitstatus == 0
    child = spawn()
    child.expect("Going on with conversation 1")
    child.expect("Question 2")
    child.sendline("1")
    child.expect("Use RAG")
    child.sendline("")
    child.expect(pexpect.EOF)
    child.close()
    assert len(rows(log, "decisions")) == 1


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["--rules", "nonesuch.yaml"], "nonesuch.yaml: can't be read"),
        (["--resume", "7"], "There is no conversation 7 in this log."),
        (["--db", "/"], "is a folder"),
    ],
)
def test_bad_arguments_are_told_in_one_line(log, arguments, told):
    done = run(log, "", *arguments)
    assert done.returncode == 2
    assert told in done.stderr.decode()
    assert "Traceback" not in done.stderr.decode()


def test_the_first_question_waits_for_no_import_that_only_slack_needs():
    code = "import sys, bot.__main__; print(*sys.modules)"
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True
    )
    loaded = {name.partition(".")[0] for name in done.stdout.split()}
    assert "bot" in loaded
    assert not loaded & {"aiohttp", "slack_bolt", "slack_sdk"}


@pytest.mark.parametrize("name", DIAGRAMS)
def test_every_question_and_every_recommendation_is_shown(log, name):
    """Each verdict of each rule set, reached by typing what its list offers."""
    asked: set[str] = set()
    advised: set[str] = set()
    for plain in (*ways(DIAGRAMS[name]), *worked(DIAGRAMS[name])):
        answers = ticked(DIAGRAMS[name].rules.facts, plain)
        if interview(DIAGRAMS[name], answers).next_fact is not None:
            continue  # what can't be typed leaves more to be asked
        ends = recommend(interview(DIAGRAMS[name], answers)).text.id
        if asked >= answers.keys() and ends in advised:
            continue  # it shows nothing that hasn't been shown
        facts = DIAGRAMS[name].rules.facts
        lines = [typed(facts[fact], answer) for fact, answer in answers.items()]
        said = talk(log, lines, rules=name, new=True)
        for fact in answers:
            assert facts[fact].ask in " ".join(said.split())
        asked.update(answers)
        assert headline(name, answers) in " ".join(said.split())
        advised.add(ends)
    assert asked == set(DIAGRAMS[name].rules.facts)
    assert advised == {text.id for text in DIAGRAMS[name].rules.recommendations}


def ticked(facts, answers):
    """As it is typed: who ticks something says nothing of the rest of an open list."""

    def as_typed(fact, answer):
        match answer:
            case Chosen(yes) | Ticks(yes=yes) if yes and facts[fact].may_stay_unticked:
                return Ticks(yes, frozenset())
        return answer

    return {fact: as_typed(fact, answer) for fact, answer in answers.items()}


def headline(name, answers):
    """As the card has it, which a missing condition may name instead of the text's title."""
    return conditions.headline(
        DIAGRAMS[name].rules, recommend(interview(DIAGRAMS[name], answers))
    ).upper()


def typed(fact, answer):
    match answer:
        case Chosen(options) | Ticks(yes=options):
            marks = [str(n) for n, each in enumerate(fact.options, start=1) if each in options]
            return ", ".join(marks) or "none"
        case Value(value):
            return str(value)
        case Range(None, below):
            return f"under {below}"
        case Range(at_least, None):
            return f"at least {at_least}"
        case Range(at_least, int() as below):
            return f"{at_least} to {below - 1}"
        case _:
            return "not sure"


def test_tokens_may_stand_in_a_file(log):
    (log.parent / ".env").write_text("SLACK_BOT_TOKEN=nonsense\n", "utf-8")
    assert b"serve" in run(log, "").stdout
    command = [sys.executable, "-m", "bot", "serve"]
    done = subprocess.run(
        command, cwd=log.parent, env=environment(), capture_output=True, check=False
    )
    assert done.returncode == 2
    assert b"SLACK_BOT_TOKEN has another form" in done.stderr
    assert b"SLACK_APP_TOKEN is missing" in done.stderr


def test_a_file_of_settings_that_is_no_text_is_told(log):
    (log.parent / ".env").write_bytes(b"SLACK_BOT_TOKEN=\xff\xfe\n")
    done = run(log, "")
    assert done.returncode == 2
    assert done.stderr.startswith(b".env can't be read")


TOKENS = {"SLACK_BOT_TOKEN": "xoxb-1", "SLACK_APP_TOKEN": "xapp-1"}


@pytest.mark.parametrize("subject", [[], ["a", "bot"], ["serve", "our", "customers"]])
def test_with_tokens_it_talks_here_too_and_the_first_line_names_serve(log, subject):
    said = run(log, "", *subject, **TOKENS).stdout.decode()
    assert "Question 1" in said
    first = said.splitlines()[0]
    assert first.endswith("python -m bot serve")
    assert rows(log, "conversations")[0]["subject"] == " ".join(subject)


@pytest.mark.parametrize(
    ("tokens", "told"),
    [
        ({}, ["SLACK_BOT_TOKEN is missing: copy", "SLACK_APP_TOKEN is missing: make"]),
        ({**TOKENS, "SLACK_BOT_TOKEN": ""}, ["SLACK_BOT_TOKEN is missing: copy"]),
        ({**TOKENS, "SLACK_APP_TOKEN": "x"}, ["SLACK_APP_TOKEN has another form: make"]),
        ({**TOKENS, "SLACK_APP_TOKEN": "xapp-"}, ["SLACK_APP_TOKEN has another form: make"]),
        ({**TOKENS, "SLACK_BOT_TOKEN": "xoxb-..."}, ["SLACK_BOT_TOKEN has another form: copy"]),
        ({**TOKENS, "SLACK_BOT_TOKEN": "xoxb-1 2"}, ["SLACK_BOT_TOKEN has another form: copy"]),
    ],
    ids=["none", "one", "malformed", "only its prefix", "an example", "two words"],
)
def test_a_service_never_falls_back_to_the_terminal(log, tokens, told):
    command = [sys.executable, "-m", "bot", "serve", "--db", str(log), "--rules", "nonesuch"]
    done = subprocess.run(
        command, capture_output=True, cwd=log.parent, env=environment(**tokens), check=False
    )
    assert (done.returncode, done.stdout) == (2, b"")
    assert all(each in done.stderr.decode() for each in told)
    assert not log.exists()


def test_a_conversation_held_elsewhere_is_not_gone_on_with_here(log):
    talk(log, ["yes"])
    db = Database(log)
    db.execute("UPDATE conversations SET platform = 'slack'")
    db.conn.commit()
    done = run(log, "", "--resume", "1")
    assert done.returncode == 2
    assert b"Conversation 1 is held in Slack" in done.stderr


@pytest.mark.parametrize(("number", "taken"), [("1", "yes"), ("2", "no")])
def test_what_is_offered_is_taken_by_its_number(log, number, taken):
    said = talk(log, ["yes, but only for english", number])
    assert "closer to yes or to no?" in said
    assert "  1  Yes\n  2  No\n  3  Not sure\nType the number, or say it in other words." in said
    assert f"Understood: Prompt optimised: {taken.capitalize()}." in said
    (answer,) = [row for row in rows(log, "events") if row["kind"] == "answer"]
    assert json.loads(answer["answer"]) == taken


def test_an_offer_stands_until_the_next_line(log):
    """After another line, or for a number that wasn't offered, a number is a place in the list."""
    said = talk(log, ["no", "change 1", "no, but later yes", "why", "1"])
    assert said.count("Understood: Prompt optimised: Yes.") == 1
    (first, last) = [row for row in rows(log, "events") if row["kind"] == "answer"]
    assert [json.loads(each["answer"]) for each in (first, last)] == ["no", "yes"]


def test_one_of_several_offered_answers_is_taken_with_all_it_says(log):
    said = talk(log, ["crowd", "300", "no van and songs", "1"], rules=TOUR)
    assert "Understood: Nobody can drive us." in said
    ready = [row for row in rows(log, "events") if row["fact"] == "ready"]
    assert json.loads(ready[0]["answer"]) == {"yes": [], "no": ["van"]}


def test_the_next_start_tells_what_waits_and_how_to_go_on(tmp_path):
    log = tmp_path / "advisor.db"
    for subject in ("one", "two", "three", "four"):
        talk(log, ["y"], subject=subject)
    with closing(Database(log)) as db, db.conn:
        db.conn.execute("UPDATE conversations SET said_at = '2026-11-19' WHERE id = 1")
        db.conn.execute("UPDATE conversations SET said_at = '2025-11-19' WHERE id = 2")
    shown = talk(log, [], subject="five")
    assert "“one” waits since Thursday. To go on with it: --resume 1." in shown
    assert "“two”" not in shown  # for more than a year
    assert shown.count("waits since") == 3
    assert "“five” waits" not in shown


# Numbers typed below a list of answers to choose from

OFFERING = "it makes stuff up and is slow"  # two of a list, and both
GAP = DIAGRAMS["should-we-finetune"].rules.facts["gap"]


def after_offer(log, *lines):
    """What is said to lines typed below an offer at the first question, and what was answered."""
    said = talk(log, ["", OFFERING, *lines], rules="should-we-finetune", new=True)
    answers = [json.loads(row["answer"]) for row in rows(log, "events") if row["answer"]]
    return said.partition(OFFERING)[2], answers


@pytest.mark.parametrize(
    "number", ["4", "5", "15", "0", "option 5", "#7", "1 and 3", "2, 3", "5-7"]
)
def test_a_number_that_the_list_shown_last_does_not_have_is_asked_back(log, number):
    said, answers = after_offer(log, number)
    assert answers == []
    assert said.count("1  It makes things up") == 2
    assert "Type list to see all answers" in said.partition(f"> {number}")[2]


@pytest.mark.parametrize("number", ["2", "2.", "option 2", "the second one", "#2"])
def test_a_number_of_the_list_shown_last_is_taken_by_it(log, number):
    assert after_offer(log, number)[1] == [["slow"]]


def test_what_shows_no_list_leaves_the_numbers_and_what_shows_one_changes_them(log):
    assert after_offer(log, "why", "2")[1] == [["slow"]]
    for shows in ("list", "something else", "banana"):
        said, answers = after_offer(log, shows, "8, 9")
        assert {*answers[-1]} == {"slow", "cost"}
        assert "15  Nothing yet, it isn't built" in said
