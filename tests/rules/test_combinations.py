"""Words for sets of options are exact: read back, they mean these sets and no others."""

import re
from collections.abc import Sequence
from itertools import combinations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rules.diagram.classes import FINER, Classes, classes_of
from rules.language.answers import Chosen
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
    if re.fullmatch(r"one of \d+ combinations", words):
        return None
    if words.startswith("anything but "):
        return sets - read_each(words.removeprefix("anything but "), sets)
    if words == "any answer":
        return sets
    return read_each(words, sets)


def read_each(words: str, sets: Sets) -> Sets:
    """Alternatives: sets in quotes, or what the sets are with and without."""
    if not words.startswith("“"):
        return read_one(words, sets)
    return set().union(*(read_one(each, sets) for each in re.findall("“([^”]*)”", words)))


def read_one(words: str, sets: Sets) -> Sets:
    if not words.startswith("with"):
        named = re.findall("[A-Z][a-z]+", words)
        return {frozenset(IDS[label] for label in named)}
    either = words.split(" or with")
    if len(either) > 1 or "at least one of" in words:
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


def meant(classes: Classes, kept: set[int], options: str) -> Sets:
    return {each for each in every_set(options) if classes.of(Chosen(each))[0] in kept}


def told(options: str) -> st.SearchStrategy[list[Atom]]:
    some = st.lists(st.sampled_from(options), min_size=1, max_size=3, unique=True).map(tuple)
    none = st.just(())
    return st.lists(
        some.map(lambda named: Has("basket", named))
        | (some | none).map(lambda named: Only("basket", named)),
        min_size=1,
        max_size=4,
    )


@settings(max_examples=400)
@given(st.sampled_from(["ab", "abc", "abcd", "abcde"]), st.data())
def test_the_words_mean_these_sets_and_no_others(options: str, data: st.DataObject) -> None:
    fact = basket(options)
    classes = classes_of(fact, data.draw(told(options)))
    kept = data.draw(st.sets(st.integers(0, len(classes) - 1), min_size=1))
    words = classes.any_of(classes.answers(sorted(kept)))
    said, sets = read_back(words, options), meant(classes, kept, options)
    if said is None:
        assert words == f"one of {len(sets)} combinations"
    else:
        assert said == sets, words


EACH = [Has("basket", (option,)) for option in "abc"]
BOTH = [Has("basket", ("a", "b")), Has("basket", ("c",))]
ONLY = [Only("basket", ("a", "b")), Has("basket", ("c",))]


def words(keep: Sets, atoms: Sequence[Atom], options: str = "abc") -> str:
    """The words for the classes that these sets are; `keep` must hold whole classes."""
    fact = basket(options)
    classes = classes_of(fact, atoms)
    kept = {classes.of(Chosen(each))[0] for each in keep}
    assert meant(classes, kept, options) == keep
    return classes.any_of(classes.answers(sorted(kept)))


def having(has: str, lacks: str = "", options: str = "abc") -> Sets:
    return {each for each in every_set(options) if {*has} <= each and not {*lacks} & each}


def test_what_all_have_and_none_have_is_said_once() -> None:
    assert words(having("a"), EACH) == "with “Apples”"
    assert words(having("ab"), EACH) == "with “Apples” and “Bread”"
    assert words(having("", "a"), EACH) == "without “Apples”"
    assert words(having("a", "b"), EACH) == "with “Apples”, without “Bread”"


def test_having_neither_is_told_apart_from_lacking_one() -> None:
    assert words(having("", "ab"), EACH) == "with neither “Apples” nor “Bread”"
    lacking = every_set("abc") - having("ab")
    assert words(lacking, EACH) == "without at least one of “Apples” and “Bread”"
    four = [Has("basket", (option,)) for option in "abcd"]
    none = having("d", "abc", "abcd") | having("", "abcd", "abcd")
    assert words(none, four, "abcd") == "with none of “Apples”, “Bread” and “Cheese”"


def test_all_but_those_is_said_from_the_other_side() -> None:
    either = having("a") | having("c")
    assert words(either, EACH) == "with at least one of “Apples” and “Cheese”"
    assert words(having("", "a") | having("c"), EACH) == "without “Apples” or with “Cheese”"


@pytest.mark.parametrize(
    ("keep", "atoms", "said"),
    [
        (having("ab"), BOTH, "with “Apples” and “Bread”"),
        (
            having("c") - having("ab"),
            BOTH,
            "“Cheese” or “Apples and Cheese” or “Bread and Cheese”",
        ),
        (every_set("abc") - having("ab"), BOTH, "without at least one of “Apples” and “Bread”"),
        ({frozenset("ab")}, ONLY, "Apples and Bread"),
        (having("c") | {frozenset("ab")}, ONLY, "“with Cheese” or “Apples and Bread”"),
    ],
)
def test_a_class_of_many_sets_is_said_by_all_of_them(
    keep: Sets, atoms: Sequence[Atom], said: str
) -> None:
    assert words(keep, atoms) == said


def test_what_no_words_fit_is_listed_or_counted() -> None:
    assert words({frozenset("a"), frozenset("b")}, EACH) == "“Apples” or “Bread”"
    odd = {each for each in every_set("abc") if len(each) % 2}
    assert words(odd, EACH) == "“Apples” or “Bread” or “Cheese” or “Apples, Bread and Cheese”"
    four = [Has("basket", (option,)) for option in "abcd"]
    even = {each for each in every_set("abcd") if len(each) % 2 == 0}
    assert words(even, four, "abcd") == "one of 8 combinations"


def test_not_sure_is_no_set_without_options() -> None:
    policy = NotSurePolicy(settle=(Settled.model_validate({"as": ["a"]}),), because="Look.")
    fact = basket("ab", policy)
    classes = classes_of(fact, [Has("basket", ("a",))])
    last = len(classes) - 1
    assert classes[last] is FINER
    (with_a,) = classes.of(Chosen(frozenset("a")))
    assert classes.any_of(classes.answers([with_a, last])) == "with Apples or not sure"
    assert classes.any_of(classes.answers([last])) == "not sure"
