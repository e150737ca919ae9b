"""What `check` says of clauses and titles: what is missing, and what reads badly."""

import re
from pathlib import Path

import pytest

from rules.checks.check import check
from rules.checks.sentences import MOST_WORDS
from rules.language.answers import Range
from rules.language.clauses import MOST
from tests.interviews import DIAGRAMS
from tests.rules.test_sentences import FORMS, told
from tests.rules.toys import KETTLE, compiled

KINDS = ("missing clause", "clause style", "title style")

STANDS = "'{fact}' lacks clauses that sentences say: {keys}; write them, or its label stands there"

PAGE = (Path(__file__).parents[2] / "docs" / "howto" / "write-sentences.md").read_text("utf-8")
SHOWN = [
    clause
    for clause in re.findall(r"`((?:is: )?[a-z]+ [a-z' ]+)`", " ".join(PAGE.split()))
    if not clause.startswith("python")
]


def warned(*pairs: tuple[str, str]) -> list[str]:
    """The warnings about sentences of the kettle with these changes."""
    return [each.message for each in check(told(*pairs)).warnings if each.kind in KINDS]


def test_a_set_with_all_its_clauses_is_not_warned_of() -> None:
    assert warned() == []


def test_a_set_without_any_clause_is_told_by_labels_and_not_warned_of() -> None:
    found = check(compiled(KETTLE.replace("title: Boil it", "title: Boiling it"))).warnings
    assert not [each for each in found if each.kind in KINDS]


def test_what_is_missing_is_named_once_for_each_fact() -> None:
    found = warned(
        ("    not: nobody is thirsty\n", ""),
        ("tea: tea is wanted, ", ""),
        ("    asks: what is drunk\n", ""),
    )
    assert found == [
        STANDS.format(fact="thirsty", keys="not"),
        STANDS.format(fact="drink", keys="asks and is.tea"),
    ]


def test_a_fact_without_any_is_named_too() -> None:
    found = warned((FORMS["    label: Water\n"], ""))
    assert found == [STANDS.format(fact="water", keys="asks and is")]


@pytest.mark.parametrize(
    ("clause", "message"),
    [
        ("There is thirst", "begins with a capital: write “there”, it stands within a sentence"),
        ("somebody is thirsty.", "ends with “.”: leave it out, more may follow"),
        ("you are thirsty", "has “you” in it: name who or what it is, anybody may read it"),
        ("ask your aunt", "has “your” in it: name who or what it is, anybody may read it"),
        (
            "somebody is so thirsty that a whole kettle of tea would hardly do",
            "has 13 words: at most 12 can be taken in within a sentence",
        ),
    ],
)
def test_what_reads_badly_is_named_with_its_remedy(clause: str, message: str) -> None:
    assert warned(("    is: somebody is thirsty\n", f"    is: {clause}\n")) == [
        f"“{clause}” {message}"
    ]


@pytest.mark.parametrize("clause", ["Ada is thirsty", "RAG is thirsty", "the US is thirsty"])
def test_names_keep_their_capitals(clause: str) -> None:
    assert warned(("    is: somebody is thirsty\n", f"    is: {clause}\n")) == []


def test_so_and_not_so_in_the_same_words_are_named() -> None:
    same = ("    not: nobody is thirsty\n", "    not: somebody is thirsty\n")
    assert warned(same) == [
        "“somebody is thirsty” says both that it is so and that it isn't: change one"
    ]


@pytest.mark.parametrize("title", ["The kettle", "RAG", "Boiling, then tea", "Don't boil it"])
def test_a_title_that_nobody_decides_to_is_named(title: str) -> None:
    (found,) = warned(("    title: Boil it\n", f"    title: {title}\n"))
    assert found == (
        f"“{title}” can't stand after “decided to”: begin with what to do, such as Use or Try"
    )


@pytest.mark.parametrize("title", ["Bring water", "Fine-tune", "Use RAG"])
def test_a_title_that_says_what_to_do_is_not(title: str) -> None:
    assert warned(("    title: Boil it\n", f"    title: {title}\n")) == []


def test_the_page_on_sentences_has_examples() -> None:
    assert len(SHOWN) >= 7


@pytest.mark.parametrize("clause", SHOWN)
def test_a_clause_of_the_page_on_sentences_reads_well(clause: str) -> None:
    clause = clause.removeprefix("is: ")
    assert warned(("    is: somebody is thirsty\n", f"    is: {clause}\n")) == []


def test_what_the_page_on_sentences_promises_is_so() -> None:
    words = " ".join(PAGE.split())
    assert (MOST, MOST_WORDS) == (3, 12)
    assert "joins up to three clauses" in words
    assert "more than twelve words" in words
    examples = DIAGRAMS["should-we-finetune"].rules.facts["examples"]
    assert examples.clause([Range(None, 300)]) == "there are fewer than 300 good examples"
    assert "there are fewer than 300 good examples" in words
