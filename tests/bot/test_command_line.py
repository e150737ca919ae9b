"""A first word is a command only where nothing, an option or its own word follows."""

import io
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

import bot
from bot.__main__ import main
from bot.command_line import COMMANDS, NO_SUBJECT, OWN_WORDS, command_of, read, started_as
from rules.__main__ import main as rules

WORDS = st.lists(st.sampled_from([*COMMANDS, "due", "check", "a", "", "«ü»"]) | st.text())


def subject(words):
    asked = read(words, "bot")
    assert asked.command == "talk"
    return asked.subject


def refused(words, capsys):
    """What is told where words are refused: exit code 2, and nothing on the standard output."""
    with pytest.raises(SystemExit) as left:
        main(words, "should-we-finetune")
    assert left.value.code == 2
    told = capsys.readouterr()
    assert told.out == ""
    return told.err


@given(WORDS)
def test_words_after_two_dashes_are_always_a_subject(words):
    assert subject(["--", *words]) == " ".join(filter(str.strip, words))
    assert subject(["a", "--", *words]) == " ".join(["a", *filter(str.strip, words)])


@given(WORDS)
def test_all_that_is_no_command_is_a_subject(words):
    words = [word for word in words if not word.startswith("-")]
    told = [word for word in words if word.strip()]
    if not command_of(told) and not (len(told) == 1 and told[0].strip().lower() in NO_SUBJECT):
        assert subject(words) == " ".join(told)
        assert subject([*words, "--new"]) == subject(["--new", *words]) == " ".join(told)


@pytest.mark.parametrize("command", COMMANDS)
def test_a_command_is_followed_by_nothing_an_option_or_its_own_word(command):
    for nothing in ([], [""], [" ", ""]):
        assert command_of([command, *nothing]) == command
    for after in ("-h", "--db", *OWN_WORDS[command]):
        assert command_of([command, after, "our", "customers"]) == command
    for file in ("ours.yaml", "../ours.yml", " .yaml"):
        of_a_file = command in ("phrases", "read")
        assert command_of([command, file, "more"]) == (command if of_a_file else None)
    for after in ("our", "of", "-", "--", "- what else", "Due", "«ü»", *COMMANDS):
        assert command_of([command, after]) is None


@pytest.mark.parametrize(
    "text",
    [
        "digest of support mails",
        "serve our customers better",
        "rules of the game bot",
        "status of orders",
        "read our mails aloud",
        "phrases for travellers.yaml files",
        "help for tenants",
        "what's our plan",
        'the "right" tone',
        "日本語 bot",
        "serve digest",
    ],
)
def test_these_are_subjects(text):
    assert subject(text.split()) == text
    assert subject([text]) == text


def test_options_may_stand_anywhere_among_the_words():
    asked = read(["a", "--new", "bot", "--resume", "3", "--db=x", "for", "us"], "bot")
    assert (asked.subject, asked.new, asked.resume) == ("a bot for us", True, 3)


@pytest.mark.parametrize("word", [*sorted(NO_SUBJECT - COMMANDS.keys()), "Serve", " list "])
@pytest.mark.parametrize("more", [[], ["--new"], [""]])
def test_a_lone_word_for_a_program_is_refused_with_the_commands(word, more, capsys):
    told = refused([word, *more], capsys)
    assert f"'{word.strip()}' is no subject" in told
    assert all(command in told for command in COMMANDS)
    assert "subject goes after --" in told


@pytest.mark.parametrize("words", [["serve"], ["digest", "due"], ["rules", "check", "ertas"]])
def test_a_command_behind_an_option_is_no_subject(words, capsys):
    assert "A command comes first" in refused(["--db", "x.db", *words], capsys)


@pytest.mark.parametrize(
    "words",
    [
        ["-x", "bot"],
        ["a", "--due"],
        ["serve", ""],
        ["serve", "--new"],
        ["serve", "--db", "x", "us"],
        ["digest"],
        ["digest", "--due"],
        ["digest", "due", "diligence"],
        ["digest", "preview"],
        ["phrases"],
        ["phrases", "ertas", "eazyware"],
        ["read"],
        ["read", "ertas"],
        ["read", "--question", "gap"],
        ["rules"],
        ["rules", "check", "a", "b"],
        ["--resume", "x"],
    ],
)
def test_what_cannot_be_is_refused_with_the_usage(words, capsys):
    assert "usage: should-we-finetune" in refused(words, capsys)


def test_a_subject_that_begins_with_a_dash_is_told_where_to_go(capsys):
    assert "goes after --" in refused(["-5%", "churn"], capsys)
    assert subject(["--", "-5%", "churn"]) == "-5% churn"
    assert subject(["-5% churn"]) == "-5% churn"


def test_due_and_preview_are_asked_of_digest():
    assert read(["digest", "due", "--rules", "ertas"], "bot").command == "due"
    asked = read(["digest", "preview", "C1", "--db", "x"], "bot")
    assert (asked.command, asked.channel, asked.db) == ("preview", "C1", Path("x"))


@pytest.mark.parametrize("prog", ["python -m bot", "should-we-finetune"])
@pytest.mark.parametrize(
    "words",
    [
        "",
        "serve",
        "digest",
        "digest due",
        "digest preview",
        "log",
        "log export",
        "phrases",
        "read",
        "rules",
        "rules costs",
    ],
)
def test_each_command_has_help_that_names_how_it_was_started(words, prog, capsys):
    with pytest.raises(SystemExit) as left:
        main([*words.split(), "--help"], prog)
    assert left.value.code == 0
    told = capsys.readouterr().out
    assert told.startswith(f"usage: {prog} {words}".rstrip())
    assert "python -m rules" not in told
    assert all(len(line) <= 100 for line in told.splitlines())


def test_the_version_is_told(capsys):
    with pytest.raises(SystemExit):
        main(["--version"])
    assert capsys.readouterr().out == f"should-we-finetune {bot.__version__}\n"


def test_the_program_knows_how_it_was_started():
    assert started_as("/somewhere/bot/__main__.py") == "python -m bot"
    assert started_as("/somewhere/bin/should-we-finetune") == "should-we-finetune"


def test_rules_does_what_the_module_does(capsys, tmp_path):
    said = []
    for run in (rules, lambda words: main(["rules", *words])):
        assert run(["check", "ertas"]) == 0
        assert run(["check", str(tmp_path / "none.yaml")]) == 1
        said.append(capsys.readouterr())
    assert said[0] == said[1]
    assert "no problems" in said[0].out


@pytest.mark.parametrize("more", [[], ["--overlay"]])
def test_what_is_printed_to_start_from_names_the_command_the_person_used(more, capsys):
    rules(["new", *more])
    alone = capsys.readouterr().out
    assert "Check it: python -m rules check FILE." in alone
    main(["rules", "new", *more], "should-we-finetune")
    assert capsys.readouterr().out == alone.replace("python -m rules", "should-we-finetune rules")


def test_a_token_that_slack_would_refuse_is_no_matter_for_talking(tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("SLACK_BOT_TOKEN", "foo")
    monkeypatch.setattr("sys.stdin", io.StringIO("quit\n"))
    assert main(["--rules", "ertas"]) == 0
    assert "serve" in capsys.readouterr().out
    assert main(["serve"]) == 2
    assert "SLACK_BOT_TOKEN has another form" in capsys.readouterr().err
