"""What only language 2 has: each fault of it is told with file, line and remedy."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rules.checks.check import check
from rules.diagram.nodes import reachable
from rules.language.faults import RuleSetError
from rules.loading.load import loads
from tests.rules.test_loading import VALUES, refused_or_read, told
from tests.rules.toys import KETTLE, PICNIC, PUPPY, changed, compiled

PULLS, UNSURE, MODIFIER = "{habit: {has: pulls}}", "{habit: unsure}", "{table: {walls: carpet}}"
TREATS, GUEST = "when: {ready: {has: treats}}", "applies: {guest: no}"
TRAINS, TICKS = "trains: true, ready_when: [treats, time, stays]", "{yes: [treats, time], no: []}"
AT_PULLS, AT_MODIFIER = "'tables.direction.0.when': ", "'modifiers.quiet.when': "
BY_ITSELF = "is no option of 'habit': write {habit: unsure}, by itself"
NO_UNSURE = "a condition is unknown by itself where somebody isn't sure: remove 'unsure'"
NO_TABLE = "'table' is for a modifier's 'when': read the facts that the table reads"
A_TABLE = "'table' needs a table and its outcome, or a list: {table: {rag: with_rag}}"
SOME = "needs one option of 'habit' or a list of them, and stands alone"
IN_A_LIST = "with another option: compare it by itself"
A_REMEDY = "needs 'headline', what to do while it is missing, or 'otherwise'"
NEEDED = "needs the first words of its advice: write"
A_LIST = "'habit' takes a list of any of: barks, pulls, chews, fine; or not_sure"
STANCES = "'yes', 'yes_if', 'not_yet' or 'no'"
A_FACT = "{type: yes_no, label: A, ask: B, why: C, help: D, not_sure: {because: E}}"

FAULTS = [
    # what stands in the dog's file, what the author wrote instead, the line, what is said
    ("language: 2", "language: 3", 1, "'language' must be 1 or 2"),
    ("language: 2", 'language: "2"', 1, "'language' must be 1 or 2"),
    ("language: 2", "language: yes", 1, "'language' must be 1 or 2"),
    ("language: 2", "language: true", 1, "'language' must be 1 or 2"),
    ("language: 2", "language: 2.0", 1, "'language' must be 1 or 2"),
    ("language: 2", "language: [2]", 1, "'language' must be 1 or 2"),
    ("language: 2", "language:", 1, "'language' must be 1 or 2"),
    # lists
    ("unticked: open", "unticked: opn", 12, "'facts.ready.unticked' must be 'closed' or 'open'"),
    ("surely_not: Nobody has any", "surely_not: ''", 12, "'facts.ready.options.time.surely_not' is empty: write something"),
    ("chews: Chews", "chews: {label: Chews, surely_not: No}", 9, "what isn't ticked is no already: remove it, or add 'unticked: open'"),
    ("alone: true", "alone: maybe", 9, "'facts.habit.options.fine.alone' (maybe) must be true or false"),
    ("alone: true", "alon: true", 9, "'facts.habit.options.fine.alon' is no key that belongs here: did you mean 'alone'?"),
    ("facts:\n", f"facts:\n  unsure: {A_FACT}\n", 8, "'unsure' is a word of the rule language: rename the fact"),
    ("facts:\n", f"facts:\n  table: {A_FACT}\n", 8, "'table' is a word of the rule language: rename the fact"),
    ("facts:\n", f"facts:\n  term: {A_FACT}\n", 8, "'term' is a word of the rule language: rename the fact"),
    # tests
    (UNSURE, "{habit: [unsure]}", 26, f"'unsure' {BY_ITSELF}"),
    (UNSURE, "{habit: {has: unsure}}", 26, f"'unsure' {BY_ITSELF}"),
    (UNSURE, "{habit: not_sure}", 26, f"'not_sure' {BY_ITSELF}"),
    (UNSURE, "{guest: [yes, unsure]}", 26, "'unsure' is no option of 'guest': write {guest: unsure}, by itself"),
    (PULLS, "{habit: {has_any: []}}", 25, f"{AT_PULLS}'has_any' {SOME}"),
    (PULLS, "{habit: {lacks: []}}", 25, f"{AT_PULLS}'lacks' {SOME}"),
    (PULLS, "{habit: {lacks: [barks, 5]}}", 25, f"{AT_PULLS}'lacks' {SOME}"),
    (PULLS, "{habit: {has: barks, lacks: pulls}}", 25, f"{AT_PULLS}'has' {SOME}"),
    (PULLS, "{habit: {lacks: bark}}", 25, "no option of 'habit' is called 'bark': did you mean 'barks'?"),
    (PULLS, "{habit: {has_any: [barks, pull]}}", 25, "no option of 'habit' is called 'pull': did you mean 'pulls'?"),
    (PULLS, "{habit: {hasany: pulls}}", 25, f"{AT_PULLS}'hasany' is no comparison for 'habit': did you mean 'has_any'?"),
    (PULLS, "{has_any: [pulls]}", 25, "'has_any' compares a fact: write {fact: {has_any: ...}}"),
    (PULLS, "{lacks: pulls}", 25, "'lacks' compares a fact: write {fact: {lacks: ...}}"),
    (PULLS, "{guest: {lacks: yes}}", 25, "'guest' takes one answer: compare it with its value, without has or only"),
    (PULLS, "{habit: {has: [pulls, fine]}}", 25, f"nobody takes 'fine' of 'habit' {IN_A_LIST}"),
    (PULLS, "{habit: {only: [fine, pulls]}}", 25, f"nobody takes 'fine' of 'habit' {IN_A_LIST}"),
    (PULLS, MODIFIER, 25, NO_TABLE),
    (TREATS, f"when: {MODIFIER}", 19, NO_TABLE),
    ("{guest: yes}, because: It", f"{MODIFIER}, because: It", 40, NO_TABLE),
    (MODIFIER, "{table: {wals: carpet}}", 38, "no table beside the verdict's is called 'wals': did you mean 'walls'?"),
    (MODIFIER, "{table: {direction: wait}}", 38, "no table beside the verdict's is called 'direction': use one of: walls"),
    (MODIFIER, "{table: {walls: wait}}", 38, "no outcome of 'walls' is called 'wait': use one of: carpet"),
    (MODIFIER, "{table: walls}", 38, AT_MODIFIER + A_TABLE),
    (MODIFIER, "{table: {walls: []}}", 38, AT_MODIFIER + A_TABLE),
    (MODIFIER, "{table: {walls: carpet, direction: wait}}", 38, AT_MODIFIER + A_TABLE),
    # conditions
    (TREATS, "when: {ready: unsure}", 19, NO_UNSURE),
    (TREATS, "when: {not: {ready: unsure}}", 19, NO_UNSURE),
    (GUEST, "applies: {guest: unsure}", 20, NO_UNSURE),
    (GUEST, "applies: {gest: no}", 20, "no fact is called 'gest': did you mean 'guest'?"),
    ("label: treats, ", "", 19, "'conditions.treats' lacks 'label': add it"),
    (f"{TREATS}, ", "", 19, "'conditions.treats' lacks 'when': add it"),
    (", step: Buy some.", "", 19, "'conditions.treats' lacks 'step': add it"),
    (" headline: Buy treats,", "", 19, f"'treats' {A_REMEDY}"),
    ("unknown: missing", "unknown: done", 19, "'conditions.treats.unknown' must be 'missing'"),
    ("headline: Buy treats", "headlin: Buy treats", 19, "'conditions.treats.headlin' is no key that belongs here: did you mean 'headline'?"),
    ("otherwise: wait", "otherwise: wayt", 21, "no outcome is called 'wayt': did you mean 'wait'?"),
    ("otherwise: wait", "otherwise: wait, unknown: missing", 21, "what leads to another outcome is never missing: remove 'unknown' or 'otherwise'"),
    (" because: Guests leave.,", "", 21, "'stays' needs 'because': why it leads to 'wait'"),
    ("id: else", "id: stays", 21, "a rule is called 'stays' too: rename one"),
    # outcomes and recommendations
    ("[treats, time, stays]", "[treats, tme, stays]", 30, "no condition is called 'tme': did you mean 'time'?"),
    ("[treats, time, stays]", "[treats, time, stays, time]", 30, "condition 'time' is named twice: remove one"),
    ("[treats, time, stays]", "treats", 30, "'outcomes.train.ready_when' (treats) needs a list: one '- ...' a line, or [a, b]"),
    ("trains: true, ", "", 30, "only what trains has conditions: add 'trains: yes', or remove 'ready_when'"),
    ("trains: true", "trains: maybe", 30, "'outcomes.train.trains' (maybe) must be true or false"),
    ("trains: true", "trains: true, stance: yes", 30, "its conditions decide: remove 'stance' or 'ready_when'"),
    (TRAINS, "trains: true", 30, f"'train' {NEEDED} 'ready_when' or 'stance: yes'"),
    (TRAINS, "trains: true, stance: no", 30, "what trains is never 'no' by itself: write 'ready_when' or 'stance: yes'"),
    ("wait: {stance: no}", "wait: {}", 32, f"'wait' {NEEDED} 'stance': yes, not_yet or no"),
    ("wait: {stance: no}", "wait: {stance: yes_if}", 32, "without conditions an outcome is never 'yes_if' by itself: use yes, not_yet or no"),
    ("wait: {stance: no}", "wait: {stance: maybe}", 32, f"'outcomes.wait.stance' must be {STANCES}"),
    ("wait: {stance: no}", "wait: {trains: true, ready_when: [stays]}", 32, "by 'otherwise' 'wait' leads to itself: let one of them end it"),
    ("before: advice", "before: now", 31, "'outcomes.watch.needs.0.before' must be 'advice'"),
    ("title: Wait", "title: Wait, stance: no", 35, "'stance' is no key here: say it of its outcome, or let its conditions decide"),
    ("when: {direction: wait}", "when: {direction: run}", 35, "no outcome of 'direction' is called 'run': use one of: train, watch, wait"),
    # what lies across, and cases
    ("label: quietly", "label: quietly, for: [trian]", 38, "no direction is called 'trian': did you mean 'train'?"),
    ("label: quietly", "label: quietly, for: [carpet]", 38, "no direction is called 'carpet': use one of: train, watch, wait"),
    ("ask: true", "ask: maybe", 38, "'modifiers.quiet.ask' (maybe) must be true or false"),
    (", say: Do it quietly.", "", 38, "'modifiers.quiet' lacks 'say': add it"),
    ("unless: [watch]", "unless: [wach]", 39, "no direction is called 'wach': did you mean 'watch'?"),
    ("unless: [watch]", "unless: carpet", 39, "no direction is called 'carpet': use one of: train, watch, wait"),
    ("unless: [watch]", "unless: {habit: unsure}", 39, "'collect.0.unless' (a group of keys) needs a list: one '- ...' a line, or [a, b]"),
    ("{has: chews}", "{has: chew}", 39, "no option of 'habit' is called 'chew': did you mean 'chews'?"),
    ("collect: [", "collect: [{id: chews, when: {guest: no}, say: Hm.}, ", 39, "'chews' stands twice: rename one"),
    ("never: [", "never: [{id: guests, when: {flat: yes}, because: Hm.}, ", 40, "'guests' stands twice: rename one"),
    (", because: It leaves.", "", 40, "'never.0' lacks 'because': add it"),
    ("{guest: yes}, because: It", "{gest: yes}, because: It", 40, "no fact is called 'gest': did you mean 'guest'?"),
    # costs
    ("title:", "costs: {when: {habit: {has: chew}}}\ntitle:", 4, "no option of 'habit' is called 'chew': did you mean 'chews'?"),
    ("title:", "costs: {when: {habits: {has: chews}}}\ntitle:", 4, "no fact is called 'habits': did you mean 'habit'?"),
    ("title:", "costs: {when: {table: {walls: carpet}}}\ntitle:", 4, NO_TABLE),
    ("title:", "costs: {wen: {guest: yes}}\ntitle:", 4, "'costs.wen' is no key that belongs here: did you mean 'when'?"),
    ("title:", "costs: {when: 5}\ntitle:", 4, "'costs.when': a condition is one {fact: value}; join several with {all: [...]}"),
    ("carpet: {", "carpet: {prompt_tokens: 5, cached_tokens: 6, ", 33, "'carpet' caches more than its prompt holds: correct 'prompt_tokens'"),
    ("carpet: {", "carpet: {prompt_tokens: 0, ", 33, "'outcomes.carpet.prompt_tokens' must be 1 or more"),
    (TICKS, "{yes: [treats, time], no: [time]}", 42, "'ready' can't have 'time' ticked and not: remove it from one of the lists"),
    (TICKS, "{yes: [treats, tim], no: []}", 42, "'ready' takes a list of any of: treats, time; or not_sure"),
    (TICKS, "{yes: treats}", 42, "'ready': a list left open is {\"yes\": [options], \"no\": [options]}"),
    (TICKS, "{yes: [treats], maybe: []}", 42, "'ready': a list left open knows \"yes\" and \"no\", not \"maybe\""),
    ("{habit: [pulls]", "{habit: [pulls, fine]", 42, "'habit' takes no other option beside “All is well”"),
    ("{habit: [pulls]", "{habit: {yes: [pulls], no: []}", 42, A_LIST),
    ("stance: yes}", "stance: maybe}", 43, f"'cases.0.stance' must be {STANCES}"),
]  # fmt: skip


@pytest.mark.parametrize(("old", "new", "line", "message"), FAULTS)
def test_a_fault_is_told_with_its_line_and_its_remedy(old, new, line, message) -> None:
    of_this_line = [
        each for each in told(changed(PUPPY, old, new)).splitlines() if f":{line}: " in each
    ]
    assert f"kettle.yaml:{line}: {message}" in of_this_line


def test_the_dog_itself_has_no_problem() -> None:
    found = check(compiled(PUPPY))
    assert found.problems == ()


def test_all_faults_are_told_at_once_in_the_order_of_the_file() -> None:
    text = changed(PUPPY, TREATS, "when: {ready: unsure}")
    text = changed(text, "otherwise: wait", "otherwise: wayt")
    text = changed(text, PULLS, "{habit: {lacks: bark}}")
    text = changed(text, "[treats, time, stays]", "[treats, tme, stays]")
    text = changed(text, "{walls: carpet}", "{walls: wait}")
    text = changed(text, "unless: [watch]", "unless: carpet")
    assert [int(each.split(":")[1]) for each in told(text).splitlines()] == [19, 21, 25, 30, 38, 39]


def test_a_wrong_language_is_one_fault_and_not_one_for_each_of_its_words() -> None:
    assert told(changed(PUPPY, "language: 2", "language: 3")).count("\n") == 0


def test_a_text_without_its_language_is_told_each_word_that_needs_it() -> None:
    needs = "needs 'language: 2' at the top: add it, or remove this"
    assert told(changed(PUPPY, "language: 2\n", "")).splitlines() == [
        f"kettle.yaml:{line}: '{word}' {needs}"
        for line, word in [
            *((8, "alone"), (11, "surely_not"), (11, "unticked"), (17, "conditions")),
            *((25, "unsure"), (29, "ready_when"), (29, "trains"), (30, "before"), (30, "stance")),
            *((31, "stance"), (37, "modifiers"), (38, "collect"), (39, "never"), (42, "stance")),
        ]
    ]


ONLY_IN_2 = [
    (KETTLE, "when: {thirsty: no}", "when: {thirsty: unsure}", "unsure"),
    (KETTLE, "when: {thirsty: no}", "when: {water: unsure}", "unsure"),
    (KETTLE, "when: {thirsty: no}", "when: {table: {answer: boil}}", "table"),
    (KETTLE, "when: {thirsty: no}", "when: {table: {answer: [boil, fill]}}", "table"),
    (PICNIC, "{food: {only: plums}}", "{food: unsure}", "unsure"),
    (PICNIC, "cake: Cake}", "cake: {label: Cake, alone: true}}", "alone"),
    (PICNIC, "expect: blanket}", "expect: blanket, stance: yes}", "stance"),
]


@pytest.mark.parametrize(("text", "old", "new", "word"), ONLY_IN_2)
def test_a_word_that_only_language_2_has_is_told_so(text, old, new, word) -> None:
    needs = f"'{word}' needs 'language: 2' at the top: add it, or remove this"
    assert needs in [each.split(": ", 1)[1] for each in told(changed(text, old, new)).splitlines()]


NOT_RESERVED = [
    (KETTLE, "thirsty", "table"),
    (KETTLE, "thirsty", "term"),
    (KETTLE, "thirsty", "unsure"),
    (KETTLE, "juice", "unsure"),
    (PICNIC, "cheese", "unsure"),
]


@pytest.mark.parametrize(("text", "old", "new"), NOT_RESERVED)
def test_in_language_1_a_word_of_language_2_may_be_the_name_of_a_thing(text, old, new) -> None:
    before, after = compiled(text), compiled(text.replace(old, new))
    assert len(reachable(after.verdict)) == len(reachable(before.verdict))
    assert after.counts(after.verdict) == before.counts(before.verdict)


# Nothing else is ever raised


def refused_or_checked(text: str) -> None:
    """The same where it can be read: then it compiles, and is checked."""
    refused_or_read(text)
    try:
        loads(text)
    except RuleSetError:
        return
    check(compiled(text))


WORDS = [
    "habit",
    "ready",
    "guest",
    "flat",
    "treats",
    "time",
    "stays",
    "train",
    "watch",
    "wait",
    "carpet",
    "walls",
    "direction",
]


@settings(max_examples=60)
@given(st.data())
def test_no_word_or_value_in_the_place_of_another_raises_anything_else(data: st.DataObject) -> None:
    text = PUPPY
    for _ in range(data.draw(st.integers(1, 3))):
        word = data.draw(st.sampled_from(WORDS))
        places = [n for n in range(len(text)) if text.startswith(word, n)] or [0]
        start = data.draw(st.sampled_from(places))
        other = data.draw(st.sampled_from([*WORDS, *VALUES]))
        text = text[:start] + other + text[start + len(word) :]
    refused_or_checked(text)
