"""What an author sees of the phrases beside a rule set: from real files, and a real log."""

import io
import re
from pathlib import Path

import pytest
from sqlite_utils import Database

from bot.__main__ import main
from bot.log.typed import AT_ONCE, NOBODY, TITLE
from bot.typed.explained import BACK
from bot.typed.review import ALIKE, FEW, FINE, MOST_NAMED, SILENT, WEAK, look_alikes
from bot.typed.words import WordBooks, opposite, words_in
from rules.loading.load import SHIPPED, loaded, loads
from tests.rules.toys import KETTLE

PAGE = Path(__file__).parents[2] / "docs" / "howto" / "write-phrases.md"
TEA = "a strong earl grey brew"
WORDS = """\
thirsty:
  says:
    yes: [my throat feels parched]
drink:
  says:
    tea: [a strong earl grey brew, green leaves steeped slowly, herbal infusion]
    cocoa: [sweet hot beans, it is, that]
    juice: [freshly squeezed oranges, no sweet hot beans]
"""


@pytest.fixture
def own(tmp_path):
    (tmp_path / "kettle.yaml").write_text(KETTLE, "utf-8")
    (tmp_path / "kettle.words.yaml").write_text(WORDS, "utf-8")
    return tmp_path / "kettle.yaml"


@pytest.fixture
def log(tmp_path):
    return tmp_path / "advisor.db"


def printed(capsys, *arguments):
    assert main([*map(str, arguments)]) == 0
    return capsys.readouterr().out


def below(said, title):
    """The lines under a title, as they are printed."""
    after = said.splitlines()[said.splitlines().index(title) + 1 :]
    return [
        line
        for n, line in enumerate(after)
        if all(each.startswith("  ") for each in after[: n + 1])
    ]


def talk(own, log, lines, monkeypatch, capsys):
    """A conversation in the terminal, its answers typed."""
    monkeypatch.setattr("sys.stdin", io.StringIO("".join(f"{line}\n" for line in lines)))
    return printed(capsys, "--rules", own, "--db", log, "--new")


# The phrases


def test_weak_answers_and_phrases_that_tell_little_are_listed(own, log, capsys):
    said = printed(capsys, "phrases", own, "--db", log)
    assert below(said, WEAK) == [
        *("  thirsty, yes: 1", "  thirsty, no: none"),
        *("  drink, tea: 3", "  drink, cocoa: 3", "  drink, juice: 2"),
    ]
    assert below(said, SILENT) == ["  drink, cocoa: “it is”, “that”"]
    assert f"There is no log at {log}" in said
    assert not log.exists()


def test_look_alikes_are_named_with_the_phrase_they_are_near_to(own, log, capsys):
    hot, none = "“sweet hot beans”", "“no sweet hot beans”"
    assert [
        line.split(" at ")[0] for line in below(printed(capsys, "phrases", own, "--db", log), ALIKE)
    ] == [
        f"  drink: {hot} of cocoa is near to juice",
        f"  drink: {none} of juice is near to cocoa",
    ]
    assert f"at 0.94 ({none})" in printed(capsys, "phrases", own, "--db", log)


@pytest.mark.parametrize("name", SHIPPED)
def test_a_look_alike_is_a_phrase_that_is_not_understood_by_itself(name):
    rules, words = loaded(name).rules, WordBooks().words(name)
    found = look_alikes(rules, words)
    assert [each.apart for each in found] == sorted(each.apart for each in found)
    for each in found:
        assert each.phrase in words[each.fact].says[each.answer]
        assert each.other.answer != each.answer


def test_ten_look_alikes_are_named_and_the_others_counted(own, log, capsys):
    def some(lead):
        return "".join(f"      - {lead}word{n} more{n} other{n} last{n}\n" for n in "abcdefgh")

    text = f"drink:\n  says:\n    tea:\n{some('')}    juice:\n{some('no ')}"
    own.with_name("kettle.words.yaml").write_text(text, "utf-8")
    lines = below(printed(capsys, "phrases", own, "--db", log), ALIKE)
    assert len(lines) == MOST_NAMED + 1
    assert lines[-1] == "  and 6 more that are less near"


def test_a_set_without_phrases_is_weak_throughout_and_a_full_one_is_fine(own, log, capsys):
    own.with_name("kettle.words.yaml").unlink()
    assert len(below(printed(capsys, "phrases", own, "--db", log), WEAK)) == 5

    def some(answer):
        said = "".join(f"      - {answer}{n} {answer}{n}x {answer}{n}y\n" for n in "abcdefgh")
        return f"    {answer}:\n{said}"

    facts = {"thirsty": ("yes", "no"), "drink": ("tea", "cocoa", "juice")}
    text = "".join(f"{fact}:\n  says:\n{''.join(map(some, of))}" for fact, of in facts.items())
    own.with_name("kettle.words.yaml").write_text(text, "utf-8")
    assert printed(capsys, "phrases", own, "--db", log).splitlines()[0] == FINE
    assert len("abcdefgh") == FEW


@pytest.mark.parametrize("command", [["phrases"], ["read", "a text"]])
@pytest.mark.parametrize(
    ("text", "line", "says"),
    [
        ("drink:\n  says:\n    tea: [hot stuff]\n    cocoa: [Hot stuff]\n", 4, ": keep one"),
        ("drank:\n  says: {tea: [hot stuff]}\n", 1, "name one that is, or drop it"),
        ("drink: [\n", 2, ""),
        (b"drink:\n  says: \xff\n", 2, "save it as UTF-8"),
    ],
)
def test_a_broken_file_of_phrases_is_told_with_line_and_remedy(
    own, capsys, command, text, line, says
):
    beside = own.with_name("kettle.words.yaml")
    beside.write_bytes(text if isinstance(text, bytes) else text.encode())
    assert main([command[0], str(own), *command[1:]]) == 1
    told = capsys.readouterr()
    assert told.out == ""
    assert f"{beside}:{line}: " in told.err
    assert says in told.err


def test_a_rule_set_that_is_not_there_is_told_and_so_is_a_log_that_is_none(own, tmp_path, capsys):
    assert main(["phrases", str(tmp_path / "none.yaml")]) == 1
    assert "check the path" in capsys.readouterr().err
    assert main(["phrases", str(own), "--db", str(tmp_path)]) == 2
    assert "is a folder" in capsys.readouterr().err
    assert main(["phrases", str(own), "--db", "x" * 5000]) == 2


# What people typed and then chose


def test_what_was_typed_and_chosen_is_listed_until_it_is_a_phrase(own, log, monkeypatch, capsys):
    steeped = "leaves steeped in a pot"
    for _ in range(2):
        said = talk(own, log, ["yes", steeped, "1", "300 ml"], monkeypatch, capsys)
        assert "Tea" in said
    lines = below(printed(capsys, "phrases", own, "--db", log), TITLE)
    assert lines == ["  drink, tea:", f"    “{steeped}” (2 times)"]
    beside = own.with_name("kettle.words.yaml")
    beside.write_text(WORDS.replace("[a strong", "[Leaves steeped in a pot!, a strong"), "utf-8")
    assert NOBODY in printed(capsys, "phrases", own, "--db", log)


def test_what_was_understood_in_silence_is_listed_and_a_bare_word_is_not(
    own, log, monkeypatch, capsys
):
    told = talk(
        own,
        log,
        ["yes", "back", "my throat really feels parched", "chocolate"],
        monkeypatch,
        capsys,
    )
    assert "Understood: Thirsty: Yes." in told
    shown = printed(capsys, "phrases", own, "--db", log)
    assert TITLE not in shown
    lines = below(shown, AT_ONCE)
    assert lines == ["  thirsty, yes:", "    “my throat really feels parched”"]


@pytest.mark.parametrize(
    "nothing", ["something else", "1 or 2", "maybe both of them", "not sure, maybe", "that one"]
)
def test_what_tells_nothing_is_not_listed(own, log, nothing, monkeypatch, capsys):
    talk(own, log, ["yes", "leaves steeped in a pot", "1"], monkeypatch, capsys)
    assert TITLE in printed(capsys, "phrases", own, "--db", log)
    with Database(log).conn as tx:
        tx.execute("UPDATE typed_answers SET text = ?", [nothing])
    assert NOBODY in printed(capsys, "phrases", own, "--db", log)


def test_what_was_taken_back_is_not_listed(own, log, monkeypatch, capsys):
    talk(own, log, ["my throat really feels parched", "back"], monkeypatch, capsys)
    assert NOBODY in printed(capsys, "phrases", own, "--db", log)


def test_of_an_answer_that_the_rules_have_no_more_nothing_is_listed(own, log, monkeypatch, capsys):
    talk(own, log, ["yes", "leaves steeped in a pot", "1"], monkeypatch, capsys)
    own.write_text(re.sub(r"\btea\b", "chai", KETTLE), "utf-8")
    own.with_name("kettle.words.yaml").unlink()
    assert NOBODY in printed(capsys, "phrases", own, "--db", log)


def test_what_is_shownof_a_text_controls_no_terminal(own, log, monkeypatch, capsys):
    talk(own, log, ["yes", "steeped \x1b[31mleaves\x07", "1"], monkeypatch, capsys)
    (_, line) = below(printed(capsys, "phrases", own, "--db", log), TITLE)
    assert line == "    “steeped [31mleaves”"


def test_the_example_of_the_page_for_authors_can_be_read():
    example = PAGE.read_text("utf-8").split("```yaml\n")[1].split("```")[0]
    assert words_in(example, "example", loads(KETTLE))["drink"].says["juice"]
    assert f"From {('seven', 'eight')[FEW - 7]} on" in PAGE.read_text("utf-8")


# How a text reads


def test_a_text_is_read_where_something_is_made_of_it_and_the_rest_is_named(own, capsys):
    said = printed(capsys, "read", own, TEA)
    assert said.splitlines() == [
        "As a first text it tells nothing that is read.",
        "drink: What would you like?",
        "  understood: Tea",
        f"    near to tea at 1.00, by “{TEA}”",
        "Asked back elsewhere: thirsty, water. --question tells how and why.",
    ]


def test_what_a_first_text_tells_is_named_with_the_words_that_tell_it(capsys):
    said = printed(capsys, "read", "should-we-finetune", "it invents policies, 3k chats a day")
    assert said.splitlines()[:3] == [
        "As a first text it tells:",
        "  gap: It makes things up, by “it invents policies”",
        "  requests_per_day: 3,000 requests/day, by “3k chats a day”",
    ]


@pytest.mark.parametrize(
    ("text", "answered"),
    [("what does parched mean?", "help"), ("why do you ask?", "why"), ("who sees it?", "privacy")],
)
def test_a_question_back_is_told_as_one(own, capsys, text, answered):
    assert printed(capsys, "read", own, text).splitlines()[1:] == [BACK[answered]]


def test_one_question_alone_and_words_that_no_phrase_knows(own, capsys):
    said = printed(capsys, "read", "--question", "drink", own, "frothy", "steeped", "leaves")
    assert "thirsty" not in said
    assert "  offered: “Tea”" in said
    assert "by “green leaves steeped slowly”" in said
    assert "no phrase knows: frothy\n" in said


def test_a_set_that_ships_is_read_and_asked_by_its_name(capsys):
    said = printed(
        capsys, "read", "should-we-finetune", "invents all sorts of stuff", "--question", "gap"
    )
    assert said.startswith("gap: What is wrong today?\n  offered: “It makes things up”")


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (["x", "--question", "drank"], "did you mean 'drink'?"),
        ([" "], "The text is missing."),
    ],
)
def test_a_question_or_a_text_that_is_missing_is_told(own, words, told, capsys):
    assert main(["read", str(own), *words]) == 2
    assert told in capsys.readouterr().err


def test_a_no_that_is_put_in_the_words_of_its_yes_is_no_look_alike():
    found = look_alikes(loaded("should-we-finetune").rules, WordBooks().words("should-we-finetune"))
    assert [each for each in found if opposite(each.answer) == each.other.answer] == []
