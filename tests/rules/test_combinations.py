"""Words for sets of options are exact: read back, they mean these sets and no others."""

import re
from itertools import combinations
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rules.diagram.classes import Classes, classes_of
from rules.language.answers import Chosen, NotSure
from rules.language.kinds.grouping import Kept
from rules.language.kinds.option import Option
from rules.language.kinds.several import Several
from rules.language.not_sure import NotSurePolicy, Settled
from rules.language.when import Atom, Has, Only

LABELS = {"a": "Apples", "b": "Bread", "c": "Cheese", "d": "Dates", "e": "Eggs"}
IDS = {label: id_ for id_, label in LABELS.items()}
NOBODY_KNOWS = NotSurePolicy(because="Look.")


def basket(options: str, not_sure: NotSurePolicy = NOBODY_KNOWS) -> Several:
    return Several(
        type="several",
        label="Basket",
        ask="What is in it?",
        why="It counts.",
        help="Look.",
        not_sure=not_sure,
        options={id_: Option(label=LABELS[id_]) for id_ in options},
    )


Sets = set[frozenset[str]]


def every_set(options: str) -> Sets:
    sizes = range(len(options) + 1)
    return {frozenset(each) for size in sizes for each in combinations(options, size)}


def read_back(words: str, options: str) -> Sets | None:
    """The sets that the words mean, as a person reads them; None where they are only counted."""
    sets = every_set(options)
    if words.startswith("some combinations of "):
        return None
    if words.startswith("anything but "):
        return sets - read_each(words.removeprefix("anything but "), sets)
    if words == "any answer":
        return sets
    return read_each(words, sets)


def read_each(words: str, sets: Sets) -> Sets:
    """Alternatives: sets in quotes, or what the sets are with and without."""
    if ", or with" in words:
        parts = words.split(", or ")
        return set().union(*(read_one(each, sets) for each in parts))
    if not words.startswith("“"):
        return read_one(words, sets)
    return set().union(*(read_one(each, sets) for each in re.findall("“([^”]*)”", words)))


def read_one(words: str, sets: Sets) -> Sets:
    if not words.startswith("with"):
        named = re.findall("[A-Z][a-z]+", words)
        return {frozenset(IDS[label] for label in named)}
    if ", with" not in words and " or with" in words:
        either = words.split(" or with")
        parts = [each if n == 0 else f"with{each}" for n, each in enumerate(either)]
        return set().union(*(read_part(part, sets) for part in parts))
    found = set(sets)
    for part in re.split(", (?=with)", words):
        found &= read_part(part, sets)
    return found


def read_part(part: str, sets: Sets) -> Sets:
    named = {IDS[label] for label in re.findall("[A-Z][a-z]+", part)}
    if part.startswith("with at least one of"):
        return {each for each in sets if named & each}
    if part.startswith("without at least one of"):
        return {each for each in sets if not named <= each}
    if part.startswith(("with neither", "with none of")):
        return {each for each in sets if not named & each}
    if part.startswith("without"):
        (only,) = named
        return {each for each in sets if only not in each}
    return {each for each in sets if named <= each}


def told(options: str) -> st.SearchStrategy[list[Atom]]:
    some = st.lists(st.sampled_from(options), min_size=1, max_size=3, unique=True).map(tuple)
    none = st.just(())
    return st.lists(
        some.map(lambda named: Has("basket", named))
        | (some | none).map(lambda named: Only("basket", named)),
        min_size=1,
        max_size=4,
    )


def parts_of(classes: Classes, sets: Sets) -> list[Kept]:
    """The sets by what is ticked of the options that count."""
    return [*dict.fromkeys(classes.of(Chosen(each)) for each in sorted(sets, key=sorted))]


@pytest.mark.slow
@settings(max_examples=400)
@given(st.sampled_from(["ab", "abc", "abcd", "abcde"]), st.data())
def test_the_words_mean_these_sets_and_no_others(options: str, data: st.DataObject) -> None:
    classes = classes_of(basket(options), data.draw(told(options)))
    every = parts_of(classes, every_set(options))
    kept = data.draw(st.lists(st.sampled_from(every), min_size=1, unique=True))
    answers = classes.answers(kept)
    sets = {each for each in every_set(options) if classes.of(Chosen(each)) in kept}
    said = read_back(classes.any_of(answers), options)
    assert said in (None, sets), classes.any_of(answers)


EACH = [Has("basket", (option,)) for option in "abc"]
BOTH = [Has("basket", ("a", "b")), Has("basket", ("c",))]
ONLY = [Only("basket", ("a", "b")), Has("basket", ("c",))]


def having(has: str, lacks: str = "", options: str = "abc") -> Sets:
    return {each for each in every_set(options) if {*has} <= each and not {*lacks} & each}


FOUR, FIVE = ([Has("basket", (option,)) for option in every] for every in ("abcd", "abcde"))
NEITHER_OF_THREE = having("d", "abc", "abcd") | having("", "abcd", "abcd")
ODD = {each for each in every_set("abc") if len(each) % 2}
EVEN = {each for each in every_set("abcd") if len(each) % 2 == 0}
WORDS: list[tuple[Sets, Any, str]] = [
    # what all have and none have is said once; having neither isn't lacking one
    (having("a"), EACH, "with “Apples”"),
    (having("ab"), EACH, "with “Apples” and “Bread”"),
    (having("", "a"), EACH, "without “Apples”"),
    (having("a", "b"), EACH, "with “Apples”, without “Bread”"),
    (having("", "ab"), EACH, "with neither “Apples” nor “Bread”"),
    (every_set("abc") - having("ab"), EACH, "without at least one of “Apples” and “Bread”"),
    (NEITHER_OF_THREE, FOUR, "with none of “Apples”, “Bread” and “Cheese”"),
    # all but those is said from the other side
    (having("a") | having("c"), EACH, "with at least one of “Apples” and “Cheese”"),
    (having("", "a") | having("c"), EACH, "without “Apples” or with “Cheese”"),
    # a class of many sets is said by all of them
    (having("ab"), BOTH, "with “Apples” and “Bread”"),
    (having("c") - having("ab"), BOTH, "“Cheese” or “Apples and Cheese” or “Bread and Cheese”"),
    (every_set("abc") - having("ab"), BOTH, "without at least one of “Apples” and “Bread”"),
    ({frozenset("ab")}, ONLY, "Apples and Bread"),
    (having("c") | {frozenset("ab")}, ONLY, "anything but “none of these” or “Apples” or “Bread”"),
    # what no words fit is listed, or told by what it depends on
    ({frozenset("a"), frozenset("b")}, EACH, "“Apples” or “Bread”"),
    (ODD, EACH, "“Apples” or “Bread” or “Cheese” or “Apples, Bread and Cheese”"),
    (EVEN, FOUR, "some combinations of “Apples”, “Bread”, “Cheese” and “Dates”"),
    # what takes more words is said by parts
    (having("a", "c", "abcde") | having("b", "c", "abcde"), FIVE,
     "without “Cheese”, with at least one of “Apples” and “Bread”"),
    (having("ab", "", "abcde") | having("cd", "", "abcde"), FIVE,
     "with “Apples” and “Bread”, or with “Cheese” and “Dates”"),
]  # fmt: skip


@pytest.mark.parametrize(("keep", "atoms", "said"), WORDS)
def test_sets_are_said_in_few_words(keep, atoms, said) -> None:
    """`keep` holds all that are alike in what counts."""
    classes = classes_of(basket("abcde"[: max(3, len(atoms))]), atoms)
    assert classes.any_of(classes.answers(parts_of(classes, keep))) == said


def test_not_sure_is_no_set_without_options() -> None:
    policy = NotSurePolicy(settle=(Settled.model_validate({"as": ["a"]}),), because="Look.")
    fact = basket("ab", policy)
    classes = classes_of(fact, [Has("basket", ("a",)), Has("basket", ("b",))])
    unsure = classes.of(NotSure())
    assert classes.worlds(unsure) == 1
    (with_a,) = classes.answers([((1,), (0, 1))])
    assert classes.any_of([with_a, NotSure()]) == "with “Apples” or not sure"
    assert classes.any_of(classes.answers([unsure])) == "not sure"
    assert classes.any_of(classes.answers([classes.every])) == "any answer or not sure"
