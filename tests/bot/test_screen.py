"""What a real terminal shows: styles, lines to edit, any width, and two of them at once."""

import io
import sys
from contextlib import closing

import pexpect
import pytest

from bot.conversation.advisor import Advisor
from bot.terminal.app import Terminal
from bot.terminal.paper import Paper
from bot.typed.words import WordBooks
from bot.views.question import question
from rules.language.answers import Value
from storage.store import Store
from tests.interviews import DIAGRAMS
from tests.waiting import PATIENCE

from .paper import STYLES, Tty, require_readable
from .talk import EARLIER, clock, kept, talk
from .test_advice import position
from .test_terminal import environment, rows

RAG = ["yes", "yes", "no", "facts"]


@pytest.fixture
def log(tmp_path):
    return tmp_path / "advisor.db"


@pytest.mark.parametrize("name", DIAGRAMS)
def test_every_question_can_be_read_on_any_terminal(name, monkeypatch):
    diagram, about = DIAGRAMS[name], "Support bot answering questions about deliveries and returns"
    for id_, fact in diagram.rules.facts.items():
        view = question(position(diagram, {}, reopened=id_))

        def draw(screen, view=view, fact=fact):
            screen.question(view, fact, about)

        require_readable(draw, monkeypatch)


@pytest.mark.parametrize(("name", "value"), [("NO_COLOR", "1"), ("TERM", "dumb")])
def test_who_wants_no_styles_gets_plain_text(name, value, monkeypatch):
    monkeypatch.setenv("TERM", "xterm")
    monkeypatch.delenv("NO_COLOR", raising=False)
    styled, plain, piped = Tty(), Tty(), io.StringIO()
    Paper(styled).say("Say ", ("yes", "bold"), " or ", ("yes", "dim"), ".", indent="  ")
    monkeypatch.setenv("FORCE_COLOR", "1")
    monkeypatch.setenv(name, value)
    for out in (plain, piped):
        Paper(out).say("Say ", ("yes", "bold"), " or ", ("yes", "dim"), ".", indent="  ")
    assert styled.getvalue() == "  Say \x1b[1myes\x1b[0m or \x1b[2myes\x1b[0m.\n"
    assert plain.getvalue() == piped.getvalue() == "  Say yes or yes.\n"


def spawned(log, *arguments, columns=80, **more):
    """The program on a terminal that knows colours; `lines` is what it has printed."""
    env = {k: v for k, v in environment(**more).items() if k not in ("COLUMNS", "NO_COLOR")}
    child = pexpect.spawn(
        sys.executable, ["-m", "bot", "--db", str(log), *arguments], cwd=log.parent,
        env={**env, "TERM": "xterm-256color", **more}, encoding="utf-8", timeout=PATIENCE,
        dimensions=(40, columns),
    )  # fmt: skip
    child.expect("\n> ")
    return child


def said(child, line):
    child.send(f"{line}\r")
    child.expect("\n> ")
    return child.before.replace("\r\n", "\n")


def ended(child):
    child.send("quit\r")
    child.expect(pexpect.EOF)
    child.close()
    assert child.exitstatus == 0


def test_on_a_terminal_the_answer_is_bold_and_states_have_a_colour_and_a_word(log):
    child = spawned(log, "--rules", "should-we-finetune", "Ticket", "summaries")
    assert "\x1b[1mWhat is wrong today?\x1b[0m" in child.before
    for line in ("9", "$9000 a month", "4", "1", "6", "none", "1, 4"):
        asked = said(child, line)
        assert "Ticket summaries  |  " in asked
    advice = said(child, "no")
    ended(child)
    shown = STYLES.sub("", advice).splitlines()
    headline = next(line for line in shown if line.startswith(("Yes", "Not yet")))
    assert advice.count(f"\x1b[1m{headline}\x1b[0m") == 2
    assert "Ticket summaries: should we fine-tune?" in shown
    assert "\x1b[32mdone\x1b[0m     " in advice
    assert headline.startswith("Not yet") == ("\x1b[1;33mmissing\x1b[0m  " in advice)
    assert {*STYLES.findall(advice)} <= {f"\x1b[{n}m" for n in ("0", "1", "2", "32", "1;33")}
    assert [line for line in shown if line][-1] == headline


def test_with_no_color_a_terminal_shows_what_a_pipe_does_and_the_keys(log):
    child = spawned(log, columns=88, NO_COLOR="1")
    first = child.before
    advice = [said(child, line) for line in RAG][-1]
    ended(child)
    assert "\x1b" not in first + advice
    paragraphs = advice[advice.index("Should we") :].strip().split("\n\n")
    keys = paragraphs.pop(-2)
    assert keys.startswith("Type why, steps or what if, ? for all")
    piped = talk(log, RAG, new=True)
    piped = piped[piped.rindex("Should we") :].removesuffix("> \n").strip()
    assert paragraphs == piped.replace("Advice 2", "Advice 1").split("\n\n")


def test_a_line_can_be_edited_and_earlier_ones_come_back(log):
    child = spawned(log)
    said(child, "banana")
    said(child, "ys\x1b[De")  # a step to the left
    assert "Question 3" in said(child, "\x1b[A")  # what was typed last
    ended(child)
    answers = [row["answer"] for row in rows(log, "events") if row["kind"] == "answer"]
    assert answers == ['"yes"', '"yes"']
    assert [*log.parent.iterdir()] == [log]  # no history is kept


def test_a_terminal_that_was_resized_has_other_lines(log):
    child = spawned(log, "--rules", "should-we-finetune", columns=80)
    child.setwinsize(40, 50)
    asked = said(child, "1")
    ended(child)
    lengths = [len(STYLES.sub("", line)) for line in asked.splitlines()]
    assert 40 < max(lengths) <= 50


class Elsewhere(io.StringIO):
    """Lines at whose first somebody else gives an answer, in another terminal."""

    def __init__(self, log, answer, *lines):
        super().__init__("".join(f"{line}\n" for line in lines))
        self.log, self.answer = log, answer

    def readline(self, size=-1, /):
        if self.tell() == 0:
            with closing(Store(self.log)) as store, store.transaction() as tx:
                advisor = Advisor(kept(EARLIER), clock())
                advisor.answer(tx, advisor.look(tx, 1), "bob", Value(self.answer))
        return super().readline(size)


def beside(log, answer, *lines):
    """What a terminal shows where somebody else answers in another."""
    out = io.StringIO()
    with closing(Store(log)) as store:
        source = Elsewhere(log, answer, *lines)
        terminal = Terminal(store, Advisor(kept(EARLIER), clock()), WordBooks(), source, out)
        terminal.screen.paper.columns, terminal.user = lambda: 88, "ada"
        terminal.run(resume=1)
    return out.getvalue()


MOVED_ON = "Somebody has answered meanwhile, so your line wasn't taken."
LINES = ["", "1", "not sure", "why", "?", "costs requests 500", "start over", "back", "cancel"]


@pytest.mark.parametrize("line", LINES)
def test_whatever_is_typed_is_only_taken_for_what_is_on_the_screen(log, line):
    talk(log, ["yes"])
    shown = beside(log, "yes", line).partition(f"> {line}\n")[2]
    assert shown.startswith(MOVED_ON)
    assert "Question 3" in shown
    assert [row["user"] for row in rows(log, "events")] == ["ada", "ada", "bob"]


@pytest.mark.parametrize("line", LINES)
def test_both_of_two_terminals_see_the_advice(log, line):
    """At its next line the other one does too, whatever that says."""
    talk(log, RAG[:-1])
    shown = beside(log, RAG[-1], line, "why").partition(f"> {line}\n")[2]
    assert shown.startswith(MOVED_ON)
    assert shown.count("USE RAG\n") == 2
    assert "\nWhy\n" in shown
    assert len(rows(log, "decisions")) == 1


def test_help_says_what_can_be_asked_of_an_advice_now(log):
    told = talk(log, ["none", "?"], rules="should-we-finetune").split("> ?\n")[1]
    for word in ("why", "steps", "what if", "costs", "others", "answers", "start over", "quit"):
        assert f"\n  {word}  " in told
    assert "Answer with a number" not in told
    told = talk(log, [*RAG, "?"], new=True).split("> ?\n")[1]
    assert "\n  why  " in told
    assert "\n  others  " not in told  # these rules have none
    assert "Answer with a number" not in talk(log, [], resume=2)


def test_help_says_how_to_go_on_with_what_is_cancelled(log):
    told = talk(log, ["yes", "cancel", "cancel", "?"]).split("> ?\n")[1]
    assert told.startswith("Type resume, start over, or quit.")


def test_something_else_shows_all_options_again_unless_it_is_one_of_them(log):
    said = talk(log, ["something else", "quit"], rules="should-we-finetune")
    assert said.count("  10  The text may not go to a provider\n") == 2
    talk(log, ["yes", "yes", "something else"], rules="eazyware", new=True)
    assert rows(log, "events")[-1]["answer"] == '"other"'


def test_bytes_that_are_no_text_are_answered_like_any_line(log):
    source = io.TextIOWrapper(io.BytesIO(b"\xff\xfe\nyes\n"), "utf-8")
    out = io.StringIO()
    with closing(Store(log)) as store:
        Terminal(store, Advisor(kept(EARLIER), clock()), WordBooks(), source, out).run(new=True)
    assert "Question 2" in out.getvalue()
