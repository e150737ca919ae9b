"""A model reads a first paragraph along, in the terminal: whole conversations."""

import json
from contextlib import closing

import pytest
from sqlite_utils import Database

from bot.conversation.advisor import STILL_READING, Advisor
from bot.interactions.acting import Acting, Reply
from bot.interactions.messages import Messages
from bot.interactions.reading import handed_over
from bot.model.reader import ModelReader
from bot.settings import ReaderSettings
from bot.typed.proposals import Proposal
from rules.language.answers import Range, Value
from storage.records import Place
from storage.store import Store
from tests.model_server import KEY, MODEL, ModelServer, hangs, proposes, sends

from .program import run
from .talk import EARLIER, clock, kept, talk
from .telling import READER
from .test_terminal import environment

TEXT = "our helper for the school, it tells fairy tales, and its prompt shines since last week"
TALES = {"fact": "gap", "value": "hallucinations", "quote": "tells fairy tales"}
SHINES = {"fact": "prompt_optimised", "value": "yes", "quote": "its prompt shines"}
BY_WORDS = f"{TEXT}, prices hardly move, 3k chats a day"  # what the offline reader knows


@pytest.fixture
def server():
    with ModelServer(proposes(TALES, SHINES)) as running:
        yield running


@pytest.fixture
def log(tmp_path):
    return tmp_path / "advisor.db"


def events(log, kind):
    rows = Database(log).query("SELECT * FROM events WHERE kind = ? ORDER BY number", [kind])
    return [json.loads(row["answer"]) for row in rows]


def told(text):
    """What was printed, in one line."""
    return " ".join(text.split())


def test_what_a_model_reads_is_confirmed_in_the_terminal(server, log):
    model = ModelReader(server.settings)
    said = told(talk(log, ["yes"], subject=TEXT, model=model))
    first, _, rest = said.partition(f"Your text goes to {server.host}, as whoever runs me has")
    assert "Are they right?" in rest
    assert "fairy" not in first
    assert "What is wrong: Made-up facts (“tells fairy tales”)" in rest
    assert "2 answers read from the first message, confirmed" in rest
    assert said.count(server.host) == 1
    assert events(log, "being read") == [{"text": TEXT, "by": server.host}]
    (read,) = events(log, "read")
    assert (read["by"], len(read["proposals"])) == (server.host, 2)
    assert events(log, "confirmed") == [{"gap": "hallucinations", "prompt_optimised": "yes"}]


@pytest.mark.parametrize(
    "respond", [sends("no", 500), proposes(), proposes(TALES), hangs], ids=lambda r: r.__qualname__
)
def test_where_little_or_nothing_comes_of_it_we_read_it_ourselves(server, log, respond):
    server.respond = respond
    said = told(talk(log, ["yes"], subject=BY_WORDS, model=ModelReader(server.settings, 0.3)))
    assert "I read 2 answers" in said
    (read,) = events(log, "read")
    assert read["by"] == "words"
    assert [each["quote"] for each in read["proposals"]] == ["prices hardly move", "3k chats a day"]


def test_where_nobody_reads_two_answers_the_first_question_is_asked(server, log):
    server.respond = proposes(TALES)
    said = told(talk(log, [], subject=TEXT, model=ModelReader(server.settings)))
    assert (
        "I couldn't read an answer from that, so I ask. our helper for the school | Question 1"
        in said
    )


def test_a_short_name_goes_nowhere(server, log):
    talk(log, ["yes"], subject="our support bot", model=ModelReader(server.settings))
    assert server.asked == []
    assert events(log, "being read") == []


def test_a_range_that_leads_two_ways_is_sooner_asked(log):
    class TooWide:
        host = "models.example"

        async def read(self, text, rules, open_facts):
            return (
                Proposal("requests_per_day", Range(20, 80), "20 to 80"),
                Proposal("gap", Value("facts"), "tells"),
            )

    said = told(talk(log, [], subject=TEXT, model=TooWide()))
    assert "Question 1" in said


def test_who_interrupts_the_reading_is_asked(log):
    class Interrupted:
        host = "models.example"

        async def read(self, text, rules, open_facts):
            raise KeyboardInterrupt

    said = told(talk(log, [], subject=BY_WORDS, model=Interrupted()))
    assert "I read 2 answers from what you wrote" in said


def begun(store, host):
    """The first of the two transactions, of a process that dies after it."""

    gone = ModelReader(ReaderSettings(f"https://{host}/v1/chat/completions", KEY, MODEL))
    messages = Messages(Acting(Advisor(kept(EARLIER), clock()), posts=False), READER, gone)
    with store.transaction() as tx:
        return messages, messages.unasked.begin(
            tx, Place("terminal", "local", "ada", "1"), "ada", BY_WORDS
        )


def test_after_a_restart_we_read_it_ourselves(server, log):
    with closing(Store(log)) as store:
        begun(store, server.host)
    said = told(talk(log, ["yes"], resume=1))
    assert "I read 2 answers from what you wrote" in said
    assert "goes to" not in said


def test_after_a_restart_the_text_goes_nowhere_that_nobody_was_told_of(server, log):
    with closing(Store(log)) as store:
        begun(store, "elsewhere.example")
    said = told(talk(log, ["yes"], resume=1, model=ModelReader(server.settings)))
    assert server.asked == []
    assert "I read 2 answers from what you wrote" in said


def test_what_is_read_too_late_is_dropped(log):
    with closing(Store(log)) as store:
        messages, turn = begun(store, "models.example")
        it = handed_over(turn)
        assert it
        with store.transaction() as tx:
            assert messages.typed(tx, turn, "ada", "yes").note.text == STILL_READING
            asked = messages.typed(tx, turn, "ada", "start over").note
            over = messages.end(tx, turn, "ada", asked).turn
            assert over.position.asking == "prompt_optimised"
            found = (Proposal("gap", Value("facts"), "tells"), *READER.proposals(TEXT, it.rules))
            assert messages.unasked.has_read(tx, it, found) == Reply()
            assert messages.advisor.look(tx, it.conversation).events == over.events


# A typed answer

HELPED = {"fact": "prompt_optimised", "value": "yes", "quote": "a colleague took care"}
ANSWER = "a colleague took care of that"


def test_a_typed_answer_that_we_would_ask_back_is_proposed_by_the_model(server, log):
    server.respond = proposes(HELPED)
    model = ModelReader(server.settings)
    said = told(talk(log, [ANSWER, "yes"], subject="our bot", model=model))
    assert f"goes to {server.host}" in said
    assert "I read 1 answer from what you wrote. Is it right?" in said
    assert events(log, "confirmed") == [{"prompt_optimised": "yes"}]
    assert "Question 2" in said


@pytest.mark.parametrize("respond", [proposes(), sends("no", 500)])
def test_where_the_model_finds_nothing_we_say_what_we_would(server, log, tmp_path, respond):
    server.respond = respond
    model = ModelReader(server.settings)
    lines = [ANSWER, f"{ANSWER} long ago"]
    said = told(talk(log, lines, subject="our bot", model=model))
    without = told(talk(tmp_path / "other.db", lines, subject="our bot"))
    where = f" I'm reading what you wrote. Your text goes to {server.host}, as whoever runs me has set it."
    assert said.replace(where, "", 1).replace("advisor.db", "other.db") == without
    assert len(server.asked) == 2


def test_what_we_read_ourselves_and_two_words_go_nowhere(server, log):
    model = ModelReader(server.settings)
    talk(log, ["yes", "banana boat", "what do you mean?", "not sure"], subject="bot", model=model)
    assert server.asked == []


# As the operator sets it


def settings_of(server, **other):
    chosen = {"URL": f"http://{server.host}/v1", "KEY": KEY, "MODEL": MODEL, **other}
    return environment(**{f"ADVISOR_READER_{name}": value for name, value in chosen.items()})


def test_the_program_reads_with_the_model_that_is_set(server, tmp_path):
    done = run(["talk", "--new", TEXT], settings_of(server), tmp_path)
    assert f"Your text goes to {server.host}" in told(done.stdout)
    assert len(server.asked) == 1


@pytest.mark.parametrize("command", ["talk", "serve"])
def test_a_model_that_is_half_set_is_told_at_the_start(server, tmp_path, command):
    slack = {"SLACK_BOT_TOKEN": "xoxb-1", "SLACK_APP_TOKEN": "xapp-1"}
    done = run([command], settings_of(server, MODEL="") | slack, tmp_path)
    assert done.returncode == 2
    assert "ADVISOR_READER_MODEL is missing" in done.stderr
