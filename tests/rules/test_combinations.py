"""Words for sets of options are exact: they name these classes and no others."""

from hypothesis import given, settings
from hypothesis import strategies as st

from rules.classes import Classes, classes_of
from rules.combinations import sets_in_words
from rules.conditions import Has
from rules.model import NotSurePolicy, Option, Several

LABELS = {"a": "Apples", "b": "Bread", "c": "Cheese"}
BASKET = Several(
    type="several",
    label="Basket",
    ask="What is in it?",
    why="It counts.",
    help="Look.",
    not_sure=NotSurePolicy(because="Look."),
    options={id_: Option(label=label) for id_, label in LABELS.items()},
)
CLASSES: Classes = classes_of(BASKET, [Has("basket", (option,)) for option in LABELS])
SETS = [frozenset(CLASSES[n].example) for n in range(len(CLASSES))]  # type: ignore[arg-type]


def words(keep: "set[frozenset[str]]") -> str:
    return sets_in_words(CLASSES, BASKET, [n for n, each in enumerate(SETS) if each in keep])


def test_what_all_have_and_none_have_is_said_once() -> None:
    assert words({s for s in SETS if "a" in s}) == "with “Apples”"
    assert words({s for s in SETS if {"a", "b"} <= s}) == "with “Apples” and “Bread”"
    assert words({s for s in SETS if not {"a", "b"} & s}) == "without “Apples” or “Bread”"
    assert words({s for s in SETS if "a" in s and "b" not in s}) == "with “Apples”, without “Bread”"


def test_all_but_those_is_said_from_the_other_side() -> None:
    lacking = {s for s in SETS if not {"a", "b"} <= s}
    assert words(lacking) == "without at least one of “Apples” and “Bread”"
    assert (
        words({s for s in SETS if "a" in s or "c" in s})
        == "with at least one of “Apples” and “Cheese”"
    )
    assert (
        words({s for s in SETS if "a" not in s or "c" in s}) == "without “Apples” or with “Cheese”"
    )


def test_what_no_words_fit_is_listed_or_counted() -> None:
    assert words({frozenset("a"), frozenset("b")}) == "“Apples” or “Bread”"
    odd = {s for s in SETS if len(s) % 2}
    assert words(odd) == "“Apples” or “Bread” or “Cheese” or “Apples, Bread and Cheese”"


@settings(max_examples=200)
@given(st.sets(st.sampled_from(SETS), min_size=1, max_size=len(SETS) - 1))
def test_different_classes_have_different_words(keep: "set[frozenset[str]]") -> None:
    for other in SETS:
        changed = keep ^ {other}
        if 0 < len(changed) < len(SETS):
            assert words(changed) != words(keep)
