"""An author's phrases: which file is read, and what is wrong with one."""

import pytest

from bot.typed.words import WordBooks, words_in
from rules.language.faults import RuleSetError
from rules.loading.load import SHIPPED, loaded


@pytest.mark.parametrize("name", SHIPPED)
def test_every_answer_of_a_shipped_set_has_eight_phrases(name):
    rules, words = loaded(name).rules, WordBooks().words(name)
    for fact_id, fact in rules.facts.items():
        known = ("yes", "no") if fact.type == "yes_no" else tuple(getattr(fact, "options", ()))
        few = [each for each in known if len(words[fact_id].says.get(each, ())) < 8]
        assert few == [], fact_id


def test_phrases_are_found_by_name_and_none_for_a_set_without(tmp_path):
    books = WordBooks.of("should-we-finetune")
    assert books.words("ertas")["one_off"].says["yes"]
    assert books.words("somebody-elses") == {}


@pytest.mark.parametrize(
    ("text", "line", "says"),
    [
        ("gap:\n  says:\n    tempo: [too slow]\n", 3, "'tempo' is no answer to 'gap'"),
        ("gab:\n  says: {slow: [too slow]}\n", 1, "'gab' is no fact of should-we-finetune"),
        (
            "gap:\n  says:\n    slow: [so la la]\n    cost: [So la la]\n",
            4,
            "stands under 'slow' and",
        ),
        ("gap:\n  said: {slow: [too slow]}\n", 2, "extra inputs are not permitted"),
        ("gap:\n  says:\n    slow: [x]\n", 3, "at least 2 characters"),
        ("gap: [\n", 2, ""),
    ],
)
def test_a_fault_is_named_with_its_line(text, line, says):
    with pytest.raises(RuleSetError) as caught:
        words_in(text, "our.words.yaml", loaded("should-we-finetune").rules)
    assert f"our.words.yaml:{line}: " in str(caught.value)
    assert says in str(caught.value)


def test_an_overlay_has_the_phrases_of_what_it_extends_and_its_own(tmp_path):
    own = tmp_path / "ours.yaml"
    own.write_text("extends: should-we-finetune\noverlay: ours\nversion: 1.0.0\n", "utf-8")
    assert WordBooks.of(str(own)).words("ours")["gap"].says["slow"]
    beside = tmp_path / "ours.words.yaml"
    beside.write_text("gap:\n  says:\n    slow: [takes for ever]\n", "utf-8")
    assert WordBooks.of(str(own)).words("ours")["gap"].says == {"slow": ("takes for ever",)}
