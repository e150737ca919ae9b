"""A faulty file is refused with file, line and remedy, all faults at once, and nothing else."""

from pathlib import Path
from typing import Any

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from rules.checks.check import check
from rules.diagram.nodes import reachable
from rules.language.faults import RuleSetError
from rules.language.fingerprint import fingerprint
from rules.language.when import parse_when, unparse
from rules.loading.load import SHIPPED, load, loads, shipped
from rules.loading.yaml12 import parse
from tests.rules.sized import as_yaml
from tests.rules.strategies import conditions, facts
from tests.rules.toys import KETTLE, MUSEUM, PICNIC, PUPPY, changed, compiled
from tests.rules.tried import tried


def told(text: str) -> str:
    """What the author is told about a file's text."""
    with pytest.raises(RuleSetError) as refused:
        loads(text, "kettle.yaml")
    return str(refused.value)


def each_alone(faults: list[Any]) -> list[tuple[str, str, int, str]]:
    """One row for each way to write what is told in the same words."""
    return [
        (old, each, line, message)
        for old, new, line, message in faults
        for each in ([new] if isinstance(new, str) else new)
    ]


NOT_SURE = "not_sure: {as: no, because: Thirst is known.}"
OPEN_LID = "not_sure: {because: Open the lid.}"
WHEN = "when: {thirsty: no}"
PART = "'tables.answer.0.when': "
ONE_CONDITION = PART + "a condition is one {fact: value}; join several with {all: [...]}"
COMPARE = (
    PART + "compare 'thirsty' with a value, a list of values or bounds such as {below: 50}; "
    "yes and no are written as yes and no"
)
AN_ANSWER = 'an answer is a value, a list of options, {"at_least": n}, {"below": n} or "not_sure", '
AN_ID = "must be an id: small letters, digits, - and _, a letter first"
YAML_REMEDY = "quote text that holds ': ', '#', quotes or brackets, and indent with spaces"
ALL_KEYS = (
    "language, ruleset, version, title, intro, ask_order, costs, sources, facts, terms, verdict, tables, "
    "conditions, outcomes, modifiers, collect, never, recommendations, differences, cases, "
    "tables_were, reads_as, assumptions"
)

FAULTS = [
    # what stands in the kettle's file, what the author wrote instead (or each of a list), the line, what is said
    ("version: 1.0.0", "version: 1.0", 2, "'version' (1.0) must be three numbers in quotes, such as \"1.0.0\""),
    ("ruleset: kettle", "ruleset: My Kettle", 1, "'ruleset' (My Kettle) must be small letters, digits, - and _, such as should-we-finetune"),
    ("title: Boil the kettle?\n", "", 0, "the file lacks 'title': add it"),
    ("title: Boil the kettle?", "title: ''", 3, "'title' is empty: write something"),
    ("title: Boil the kettle?", f"title: {'x' * 10_000}", 3, "'title' is too long: at most 1000 characters"),
    ("title: Boil the kettle?", "title: true", 3, "'title' (true) needs text: put it in quotes"),
    ("title: Boil the kettle?", "title:", 3, "'title' (nothing) needs text: put it in quotes"),
    ("title: Boil the kettle?", "title: a\ntitle: b", 4, "'title' stands here twice (first on line 3): remove one"),
    ("verdict: [answer]", "verdict: [answer]\nzzz: 1", 42, f"'zzz' is no key that belongs here: use one of: {ALL_KEYS}"),
    ("url: https://", "url: http://", 8, "'sources.aunt.url' (http://example.org/tea) must be an address that begins with https://"),
    ("publisher: Aunt Ada", "publisher: Ada\n    year: 20.5", 10, "'sources.aunt.year' (20.5) needs a whole number, without a fraction"),
    ("publisher: Aunt Ada", "publisher: Ada\n    year: 1e999", 10, "'sources.aunt.year' (1e999) needs a whole number, in digits"),
    ("  A1: Tea", "  A1: x\n      a1: Tea", 12, "'sources.aunt.statements.a1' (a1) must be a statement's id, such as E28: capital letters first"),
    ("facts:\n", "facts:\n  any: {type: yes_no, label: A, ask: B, why: C, help: D, not_sure: {because: E}}\n", 14, "'any' is a word of the rule language: rename the fact"),
    ("facts:\n", "facts:\n  <<: {a: b}\n", 14, "merge key '<<': write the keys out instead"),
    ("facts:\n", "facts:\n  7: {}\n", 14, "the key 7 is not a word: put it in quotes"),
    ("facts:\n", "facts:\n  true: {}\n", 14, "the key true is not a word: put it in quotes"),
    ("facts:\n", "facts:\n  [a]: {}\n", 14, "a list or a group of keys can't be a key: use a word"),
    ("type: yes_no", "type: bool", 14, "'facts.thirsty' (a group of keys) has a type nobody knows: use yes_no, choice, several, int or decimal"),
    ("    type: yes_no\n", "", 14, "'facts.thirsty' (a group of keys) needs a type: yes_no, choice, several, int or decimal"),
    ("ask: Are you thirsty?", "aks: Are you thirsty?\n    ask: b", 17, "'facts.thirsty.aks' is no key that belongs here: did you mean 'ask'?"),
    (NOT_SURE, ["not_sure: {as: not_sure, because: x}", "not_sure: {as: [no], because: x}"], 20, "'thirsty' can count as one of: yes, no; without 'as', not sure stays open"),
    (NOT_SURE, "not_sure: {as: true, because: x}", 20, "'facts.thirsty.not_sure.as' (true) needs one option's id, a list of them, or a number"),
    (NOT_SURE, "not_sure: {as: , because: x}", 20, "'facts.thirsty.not_sure.as' (nothing) needs one option's id, a list of them, or a number"),
    (NOT_SURE, "not_sure: {as: no}", 20, "'facts.thirsty.not_sure' lacks 'because': add it"),
    (NOT_SURE, "not_sure: no", 20, "'facts.thirsty.not_sure' (no) needs keys and values below it, as in 'label: ...'"),
    (OPEN_LID, "not_sure: {as: 3000, because: x}", 40, "'water' can count as a whole number from 0 to 2000; without 'as', not sure stays open"),
    ("      tea: Tea\n", "      tea: Tea\n      Mate: Mate\n", 29, f"'facts.drink.options.Mate' (Mate) {AN_ID}"),
    ("      tea: Tea\n", "      tea: Tea\n      \U0001f375: Mate\n", 29, f"'facts.drink.options.\U0001f375' (\U0001f375) {AN_ID}"),
    ("      tea: Tea\n", "      tea: Tea\n      not_sure: Hm\n", 29, "every fact takes not_sure: remove this option"),
    ("juice: Juice", "juice: 5", 30, "'facts.drink.options.juice' (5) needs keys and values below it, as in 'label: ...'"),
    ("also: [chocolate]", "also: chocolate", 29, "'facts.drink.options.cocoa.also' (chocolate) needs a list: one '- ...' a line, or [a, b]"),
    ("also: [chocolate]", "alias: [a]", 29, "'facts.drink.options.cocoa.alias' is no key that belongs here: did you mean 'also'?"),
    ("unit: ml", f"unit: {'m' * 40}", 34, "'facts.water.unit' is too long: at most 30 characters"),
    ("max: 2000", "max: 10000000000000000", 39, "'facts.water.max' (10000000000000000) needs a number up to 1,000,000,000,000,000, in digits"),
    ("max: 2000", f"max: {'9' * 5000}", 39, f"'{'9' * 24}' is no plain number: write it in at most 18 digits, or in quotes if it is text"),
    ("max: 2000", "max: 0x10", 39, "'0x10' is no plain number: write it in at most 18 digits, or in quotes if it is text"),
    ("max: 2000", "max: .inf", 39, "'facts.water.max' (.inf) needs a number up to 1,000,000,000,000,000, in digits"),
    ("max: 2000", "max: .nan", 39, "'facts.water.max' (.nan) needs a number up to 1,000,000,000,000,000, in digits"),
    ("max: 2000", "max: 2000\n    min: 3000", 39, "min 3000 is above max 2000: correct one of them"),
    ("verdict: [answer]", "verdict: answer", 41, "'verdict' (answer) needs a list: one '- ...' a line, or [a, b]"),
    ("verdict: [answer]", "verdict: []", 41, "'verdict' needs more entries: at least 1"),
    ("verdict: [answer]", "verdict: [a, b, c, d]", 41, "'verdict' has too many entries: at most 3"),
    ("verdict: [answer]", "verdict: [answer, answer]", 41, "table 'answer' is named twice: remove one"),
    ("verdict: [answer]", "verdict: [answer, anser]", 41, "no table is called 'anser': did you mean 'answer'?"),
    ("leave: {}", "leave: {needs: [{fact: watr, when: {drink: tea}}]}", 64, "no fact is called 'watr': did you mean 'water'?"),
    ("leave: {}", "leave: {needs: [{fact: water, when: {drnk: tea}}]}", 64, "no fact is called 'drnk': did you mean 'drink'?"),
    ("leave: {}", "leave: {needs: [{fact: water, unless: {drink: tea}}]}", 64, "'outcomes.leave.needs.0.unless' is no key that belongs here: use one of: fact, when, before"),
    ("leave: {}", "leave: {needs: [{when: {drink: tea}}]}", 64, "'outcomes.leave.needs.0' lacks 'fact': add it"),
    (WHEN, "when: {thirsty: nope}", 45, "no option of 'thirsty' is called 'nope': did you mean 'no'?"),
    (WHEN, "when: {thirst: no}", 45, "no fact is called 'thirst': did you mean 'thirsty'?"),
    (WHEN, "when: {thirsty: {below: 5}}", 45, "'thirsty' has no numbers to compare: name one of its options"),
    (WHEN, "when: {water: lots}", 45, "'water' is a number: compare it with numbers or bounds"),
    (WHEN, ["when: {thirsty: no, drink: tea}", "when: []", "when:"], 45, ONE_CONDITION),
    (WHEN, ["when: {thirsty: false}", "when: {thirsty: []}"], 45, COMPARE),
    (WHEN, "when: {all: []}", 45, PART + "'all' needs a list of conditions: all: [{...}, {...}]"),
    (WHEN, "when: {any: {thirsty: no}}", 45, PART + "'any' needs a list of conditions: any: [{...}, {...}]"),
    (WHEN, "when: {water: {less: 5}}", 45, PART + "'less' is no comparison for 'water': use at_least, above, at_most, below; of several, has, has_any, lacks or only"),
    (WHEN, "when: {water: {at_leest: 5}}", 45, PART + "'at_leest' is no comparison for 'water': did you mean 'at_least'?"),
    (WHEN, "when: {water: {below: 5.5}}", 45, "'water' is compared with 5.5: it must be a whole number"),
    (WHEN, "when: {water: {below: 5, at_most: 4}}", 45, PART + "give 'water' one lower bound, one upper bound, or one of each"),
    (WHEN, "when: {water: {at_least: 5, below: 5}}", 45, PART + "no number is at least 5 and below 5: correct the bounds"),
    (WHEN, f"when: {'{not: ' * 10}{{thirsty: no}}{'}' * 10}", 45, PART + "conditions may nest 8 deep: split the rule in two"),
    (WHEN, f"when: {{water: [{', '.join(map(str, range(101)))}]}}", 32, "'water' is compared with 102 different numbers: use at most 100"),
    ("outcome: leave", "outcome: leav", 46, "no outcome is called 'leav': did you mean 'leave'?"),
    ("outcome: leave", "outcome: leave\n      stop: maybe", 47, "'tables.answer.0.stop' (maybe) must be true or false"),
    ("cite: [A1]", "cite: []", 48, "'tables.answer.0.cite' needs more entries: at least 1"),
    ("cite: [A1]", "cite: [A9]", 48, "no statement is called 'A9': use one of: A1, A2"),
    ("cite: [A1]", "cite: [a1]", 48, "'tables.answer.0.cite.0' (a1) must be a statement's id, such as E28: capital letters first"),
    ("  leave: {}", "  leave: {}\n  unused: {}", 65, "no rule leads to outcome 'unused': remove it, or add the rule"),
    ("  leave: {}", "  leave: {links: [uncle]}", 64, "no source is called 'uncle': use one of: aunt"),
    ("  leave: {}", "  leave: {needs: [hunger]}", 64, "no fact is called 'hunger': use one of: thirsty, drink, water"),
    ("  leave: {}", "  leave:", 64, "'outcomes.leave' (nothing) needs keys and values below it, as in 'label: ...'"),
    ("when: {answer: leave}", "when: {}", 69, "'recommendations.0.when' needs more entries: at least 1"),
    ("when: {answer: leave}", "when: {answer: lea}", 69, "no outcome of 'answer' is called 'lea': did you mean 'leave'?"),
    ("when: {answer: leave}", "when: {anser: leave}", 69, "no verdict table is called 'anser': did you mean 'answer'?"),
    ("title: Leave it", f"title: {'y' * 100}", 70, "'recommendations.0.title' is too long: at most 80 characters"),
    ("water: 1000}", ["water: 5000}", "water: {below: 0}}", "water: {at_least: 2001}}"], 83, "'water' must lie between 0 and 2000 ml"),
    ("water: 1000}", "wter: 1000}", 83, "no fact is called 'wter': did you mean 'water'?"),
    ("water: 1000}", "water: 1.5}", 83, "'water' needs a whole number of ml, or a range"),
    ("water: 1000}", "water: }", 83, f"'water': {AN_ANSWER}not nothing; leave out what was not asked"),
    ("water: 1000}", "water: {under: 4}}", 83, "'water': a range knows \"at_least\" and \"below\", not \"under\""),
    ("expect: boil", "expect: bol", 84, "no recommendation is called 'bol': did you mean 'boil'?"),
    ("intro: A question or three.", "intro: a: b", 4, f"not valid YAML: mapping values are not allowed in this context: {YAML_REMEDY}"),
    ("intro: A question or three.", "intro A question", 4, f"not valid YAML: could not find expected ':': {YAML_REMEDY}"),
    ("intro: A question or three.", 'intro: "open', 4, f"not valid YAML: found unexpected end of stream: {YAML_REMEDY}"),
    ("intro: A question or three.", "intro: [a, b", 5, f"not valid YAML: did not find expected ',' or ']' in the brackets that open on line 4: {YAML_REMEDY}"),
    ("intro: A question or three.", "\tintro: x", 4, f"not valid YAML: found a tab character that violates indentation: {YAML_REMEDY}"),
    ("intro: A question", "intro: \0 A", 4, "the character U+0000 can't stand in YAML: remove it"),
    ("intro: A question", "intro: \ud800 A", 4, "the character U+D800 can't stand in YAML: remove it"),
    ("intro: A question", "intro: &a A", 4, "anchor '&a': write the value out where it is needed"),
    ("intro: A question or three.", "intro: *a", 4, "alias '*a': write the value out instead"),
    ("intro: A question", "intro: !!python/object:os.system A", 4, "tag '!!python/object:os.system': remove it, values need none"),
]  # fmt: skip


@pytest.mark.parametrize(("old", "new", "line", "message"), each_alone(FAULTS))
def test_a_fault_is_told_with_its_line_and_its_remedy(old, new, line, message) -> None:
    place = f"kettle.yaml:{line}: " if line else "kettle.yaml: "
    assert told(changed(KETTLE, old, new)) == place + message


COLD, FRUIT = "{grass: {below: 12.5}}", "{food: {only: plums}}"
AT_COLD, AT_FRUIT = "'tables.seat.0.when': ", "'tables.seat.2.when': "
BASKET = "options: {cheese: Cheese, bread: Bread, plums: Plums, cake: Cake}"
LAST = "        - {as: [plums]}\n"
BY_SHADOWS = "{when: {shadows: yes}, as: yes}"
FEAST = "grass: 12.5, food: [cheese, bread, cake]"
UP_TO = "needs a number up to 1,000,000,000,000,000, in digits"
ONE_DIGIT = "it must be a number with at most 1 digit after the point"
ALONE = "needs one option of 'food' or a list of them, and stands alone"
A_CONSTANT = "needs one option's id, a list of them, or a number"
A_WARMTH = "'grass' can count as a number with at most 1 digit after the point from -20 to 60.0"
MUST_END = "the last row must hold always: end with {as: ...} without 'when'"

FAULTS_OF_EVERY_KIND = [
    # the same for the picnic: several options, decimals, finer questions, the order of questions
    ("ask_order: rules", ["ask_order: sideways", "ask_order: [rules]", "ask_order:"], 5, "'ask_order' must be 'listed' or 'rules'"),
    ("ask_order: rules", "ask_ordr: rules", 5, "'ask_ordr' is no key that belongs here: did you mean 'ask_order'?"),
    ("type: several", "type: sevral", 13, "'facts.food' (a group of keys) has a type nobody knows: use yes_no, choice, several, int or decimal"),
    (BASKET, "options: {cheese: Cheese}", 19, "'facts.food.options' needs more entries: at least 2"),
    (BASKET, "options: [cheese, bread]", 19, "'facts.food.options' (a list) needs keys and values below it"),
    (BASKET, BASKET + "\n    places: 1", 20, "'facts.food.places' is no key that belongs here: use one of: label, ask, why, help, not_sure, cite, unchangeable, was, asks, can_become, type, unticked, options, is, none"),
    (BASKET, BASKET + "\n    unit: kg", 20, "'facts.food.unit' is no key that belongs here: use one of: label, ask, why, help, not_sure, cite, unchangeable, was, asks, can_become, type, unticked, options, is, none"),
    (BASKET, BASKET + "\n    is: {chese: there is cheese}", 20, "no option is called 'chese': did you mean 'cheese'?"),
    (BASKET, BASKET + "\n    is: {cheese: 'there are {n}'}", 20, "only the clause of a number has {n}: write it out"),
    (BASKET, BASKET + "\n    is: there is food", 20, "'facts.food.is' (there is food) needs keys and values below it"),
    (BASKET, BASKET + "\n    of: loaves", 20, "'facts.food.of' is no key that belongs here: use one of: label, ask, why, help, not_sure, cite, unchangeable, was, asks, can_become, type, unticked, options, is, none"),
    ("places: 1", "places: 1\n    is: it is warm", 29, "'is' has no {n}: write it where the number stands, as in 'there are {n}'"),
    ("places: 1", "places: 1\n    of: degrees", 29, "'of' says how {n} is told, and no 'is' has one: write 'is' too"),
    ("places: 1", "places: 1\n    as: amount", 29, "'as' says how {n} is told, and no 'is' has one: write 'is' too"),
    ("places: 1", "places: 1\n    as: much", 29, "'facts.grass.as' must be 'count' or 'amount'"),
    ("places: 1", "places: 0", 28, "'facts.grass.places' must be 1 or more"),
    ("places: 1", "places: 7", 28, "'facts.grass.places' must be 6 or less"),
    ("places: 1", "places: 1.5", 28, "'facts.grass.places' (1.5) needs a whole number, without a fraction"),
    ("places: 1", "places: some", 28, "'facts.grass.places' (some) needs a whole number, in digits"),
    ("min: -20", "min: -20.55", 34, "min -20.55 must be a number with at most 1 digit after the point"),
    ("max: 60.0", "max: 60.01", 35, "max 60.01 must be a number with at most 1 digit after the point"),
    ("max: 60.0", "max: NaN", 35, f"'facts.grass.max' (NaN) {UP_TO}"),
    ("max: 60.0", "max: 1e3", 35, f"'facts.grass.max' (1e3) {UP_TO}"),
    ("max: 60.0", "max: 6O.0", 35, f"'facts.grass.max' (6O.0) {UP_TO}"),
    ("max: 60.0", "max: 0.1111111111111111111111111111111111111111", 35, f"'facts.grass.max' (0.11111111111111111111111111111111111...) {UP_TO}"),
    ("max: 60.0", "max: 9999999999999999.5", 35, f"'facts.grass.max' (9999999999999999.5) {UP_TO}"),
    ("max: 60.0", "max: [60]", 35, f"'facts.grass.max' (a list) {UP_TO}"),
    ("max: 60.0", "max: true", 35, f"'facts.grass.max' (true) {UP_TO}"),
    ("min: -20", "min: 60.5", 35, "min 60.5 is above max 60.0: correct one of them"),
    ("unchangeable: true", "unchangeable: maybe", 36, "'facts.grass.unchangeable' (maybe) must be true or false"),
    ("unchangeable: true", "unchangable: true", 36, "'facts.grass.unchangable' is no key that belongs here: did you mean 'unchangeable'?"),
    ("as: 18.5}", ["as: 18.55}", "as: 70}", "as: warm}"], 40, A_WARMTH),
    ("as: 18.5}", "as: [18.5]}", 40, f"'facts.grass.not_sure.settle.0.as' (a list) {A_CONSTANT}"),
    ("as: 18.5}", "as: }", 40, f"'facts.grass.not_sure.settle.0.as' (nothing) {A_CONSTANT}"),
    ("as: 18.5}", "as: true}", 40, f"'facts.grass.not_sure.settle.0.as' (true) {A_CONSTANT}"),
    ("as: 18.5}", "as: NaN}", 40, A_WARMTH),
    ("as: 18.5}", "}", 40, "'facts.grass.not_sure.settle.0' lacks 'as': add it"),
    ("- {as: 8}", "- {as: 8, because: x}", 41, "'facts.grass.not_sure.settle.1.because' is no key that belongs here: use one of: when, as"),
    (LAST, "", 24, MUST_END),
    (LAST, "        - {when: {smell: {has: sweet}}, as: [plums]}\n", 25, MUST_END),
    (LAST, ["        - {as: plums}\n", "        - {as: [nuts]}\n"], 25, "'food' can count as a list of any of: cheese, bread, plums, cake"),
    (LAST, "        - [plums]\n", 25, "'facts.food.not_sure.settle.2' (a list) needs keys and values below it, as in 'label: ...'"),
    (LAST, "        - plums\n", 25, "'facts.food.not_sure.settle.2' (plums) needs keys and values below it, as in 'label: ...'"),
    (LAST, LAST + "      as: [plums]\n", 22, "'as' and 'settle' both say what not sure means: remove one"),
    ("settle: [{when: {shadows: yes}, as: yes}, {as: no}]", "settle: []", 48, "'facts.sun.not_sure.settle' needs more entries: at least 1"),
    ("settle: [{when: {shadows: yes}, as: yes}, {as: no}]", "settle: {as: no}", 48, "'facts.sun.not_sure.settle' (a group of keys) needs a list: one '- ...' a line, or [a, b]"),
    ("settle: [{when: {shadows: yes}, as: yes}, {as: no}]", "settle: no", 48, "'facts.sun.not_sure.settle' (no) needs a list: one '- ...' a line, or [a, b]"),
    ("settle: [{when: {shadows: yes}, as: yes}, {as: no}]", "setle: [{as: no}]", 48, "'facts.sun.not_sure.setle' is no key that belongs here: did you mean 'settle'?"),
    (BY_SHADOWS, ["{when: {sun: yes}, as: yes}", "{when: {grass: {below: 5}}, as: yes}"], 48, "'sun' would be settled by itself: use other facts"),
    (BY_SHADOWS, "{when: {food: {has: cake}}, as: yes}", 48, "'food' is a finer question for 'sun': list it after that fact"),
    (BY_SHADOWS, "{when: {moon: yes}, as: yes}", 48, "no fact is called 'moon': use one of: food, grass, sun, shadows, yesterday, smell"),
    (BY_SHADOWS, "{when: {shadows: long}, as: yes}", 48, "no option of 'shadows' is called 'long': use one of: yes, no"),
    (BY_SHADOWS, "{when: {shadows: {has: yes}}, as: yes}", 48, "'shadows' takes one answer: compare it with its value, without has or only"),
    (BY_SHADOWS, "{when: {}, as: yes}", 48, "'facts.sun.not_sure.settle.0.when': a condition is one {fact: value}; join several with {all: [...]}"),
    ("{when: {smell: {has: sharp}}", "{when: {smell: {has: sharpe}}", 24, "no option of 'smell' is called 'sharpe': did you mean 'sharp'?"),
    (COLD, ["{grass: {below: 12.55}}", "{grass: 12.55}"], 78, f"'grass' is compared with 12.55: {ONE_DIGIT}"),
    (COLD, "{grass: [12.5, 13.25]}", 78, f"'grass' is compared with 13.25: {ONE_DIGIT}"),
    (COLD, "{grass: NaN}", 78, "'grass' is a number: compare it with numbers or bounds"),
    (COLD, ["{grass: {below: NaN}}", "{grass: {below: 1e2}}"], 78, AT_COLD + "'below' needs a number, in digits"),
    (COLD, "{grass: {above: 12.4, below: 12.5}}", 78, "no number with at most 1 digit after the point is above 12.4 and below 12.5: correct the bounds"),
    (COLD, "{grass: {above: 12.5, at_most: 12.5}}", 78, AT_COLD + "no number is above 12.5 and at most 12.5: correct the bounds"),
    (COLD, "{grass: {at_least: 12.6, at_most: 12.5}}", 78, AT_COLD + "no number is at least 12.6 and at most 12.5: correct the bounds"),
    (COLD, "{yesterday: {above: 5, below: 6}}", 78, "no whole number is above 5 and below 6: correct the bounds"),
    (COLD, ["{yesterday: 5.5}", "{yesterday: {at_least: 5.5}}"], 78, "'yesterday' is compared with 5.5: it must be a whole number"),
    (COLD, "{grass: {below: 1000000000000001}}", 78, AT_COLD + "'grass' is compared with 1000000000000001: numbers go up to 1,000,000,000,000,000"),
    (COLD, "{grass: 99999999999999999999999999999.5}", 78, AT_COLD + "'grass' is compared with 99999999999999999999999999999.5: numbers go up to 1,000,000,000,000,000"),
    (COLD, "{grass: [1, 1000000000000001]}", 78, AT_COLD + "'grass' is compared with 1000000000000001: numbers go up to 1,000,000,000,000,000"),
    (COLD, "{grass: {has: 5}}", 78, AT_COLD + "'has' needs one option of 'grass' or a list of them, and stands alone"),
    (COLD, ["{grass: {has: warm}}", "{grass: {only: []}}"], 78, "'grass' is a number: compare it with numbers or bounds"),
    (COLD, ["{sun: {has: yes}}", "{sun: {only: [yes, no]}}"], 78, "'sun' takes one answer: compare it with its value, without has or only"),
    (FRUIT, ["{food: plums}", "{food: [plums]}", "{food: {at_least: 1}}"], 88, "'food' takes several options: compare it with {has: ...}, {has_any: ...}, {lacks: ...} or {only: ...}"),
    (FRUIT, ["{food: {has: []}}", "{food: {has: }}", "{food: {has: [plums, 5]}}", "{food: {has: plums, only: cake}}", "{food: {below: 5, has: plums}}"], 88, AT_FRUIT + f"'has' {ALONE}"),
    (FRUIT, "{food: {not: plums}}", 88, AT_FRUIT + "'not' is no comparison for 'food': use at_least, above, at_most, below; of several, has, has_any, lacks or only"),
    (FRUIT, "{food: {has: plum}}", 88, "no option of 'food' is called 'plum': did you mean 'plums'?"),
    (FRUIT, "{food: {has: [[plums]]}}", 88, AT_FRUIT + f"'has' {ALONE}"),
    (FRUIT, "{food: {hass: plums}}", 88, AT_FRUIT + "'hass' is no comparison for 'food': did you mean 'has'?"),
    (FRUIT, "{food: {}}", 88, AT_FRUIT + "give 'food' one lower bound, one upper bound, or one of each"),
    (FRUIT, "{has: plums}", 88, "'has' compares a fact: write {fact: {has: ...}}"),
    ("as: [sharp, sweet], because", ["as: sharp, because", "as: [sharp, sour], because"], 73, "'smell' can count as a list of any of: sharp, sweet; without 'as', not sure stays open"),
    ("as: [sharp, sweet], because", "as: [sharp, [sweet]], because", 73, f"'facts.smell.not_sure.as' (a list) {A_CONSTANT}"),
    (FEAST, "grass: 12.55, food: [cheese, bread, cake]", 102, "'grass' needs a number of degrees with at most 1 digit after the point, or a range"),
    (FEAST, ["grass: 12.5, food: cheese", "grass: 12.5, food: [cheese, nuts]"], 102, "'food' takes a list of any of: cheese, bread, plums, cake; or not_sure"),
    (FEAST, "grass: 12.5, food: [cheese, 5]", 102, '\'food\': an answer is a value, a list of options, {"at_least": n}, {"below": n} or "not_sure", not this list; leave out what was not asked'),
    (FEAST, "grass: [12.5], food: [cake]", 102, '\'grass\': an answer is a value, a list of options, {"at_least": n}, {"below": n} or "not_sure", not this list; leave out what was not asked'),
    (FEAST, ["grass: {at_least: 12.55}, food: [cake]", "grass: {at_least: 12.5, below: 12.55}, food: [cake]"], 102, "'grass' needs a number of degrees with at most 1 digit after the point, or a range"),
    (FEAST, "grass: 12.5, sun: [yes]", 102, "'sun' takes one of: yes, no, not_sure"),
    (COLD, "{all: [{grass: {below: 12.5}}, {has: cake}]}", 78, "'has' compares a fact: write {fact: {has: ...}}"),
    (LAST, LAST + LAST, 25, "no row below this one is reached: give it a 'when', or remove those"),
]  # fmt: skip


@pytest.mark.parametrize(("old", "new", "line", "message"), each_alone(FAULTS_OF_EVERY_KIND))
def test_a_fault_in_any_kind_of_fact_is_told_with_its_line_and_its_remedy(
    old: str, new: str, line: int, message: str
) -> None:
    assert told(changed(PICNIC, old, new)) == f"kettle.yaml:{line}: {message}"


def test_a_kind_that_does_not_fit_its_constants_is_told_wherever_they_stand() -> None:
    assert told(changed(PICNIC, "type: decimal", "type: int")).splitlines() == [
        "kettle.yaml:28: whole numbers have no places: remove it, or use type: decimal",
        "kettle.yaml:40: 'grass' can count as a whole number from -20 to 60.0",
        "kettle.yaml:78: 'grass' is compared with 12.5: it must be a whole number",
        "kettle.yaml:102: 'grass' needs a whole number of degrees, or a range",
    ]


def test_facts_that_would_settle_each_other_are_told_however_long_the_circle() -> None:
    asks = "settle: [{when: {sun: yes}, as: 5}, {as: 0}]"
    circle = changed(
        PICNIC, "not_sure: {because: The paper", f"not_sure: {{{asks}, because: The paper"
    )
    circle = changed(circle, BY_SHADOWS, "{when: {yesterday: {above: 5}}, as: yes}")
    assert told(circle) == "kettle.yaml:65: 'yesterday' would be settled by itself: use other facts"


def test_a_wrong_order_of_questions_hides_no_other_fault() -> None:
    text = changed(PICNIC, "ask_order: rules", "ask_order: any")
    assert told(changed(text, "expect: blanket}", "expect: blanked}")).splitlines() == [
        "kettle.yaml:5: 'ask_order' must be 'listed' or 'rules'",
        "kettle.yaml:102: no recommendation is called 'blanked': did you mean 'blanket'?",
    ]


def test_a_broken_finer_fact_causes_no_second_fault_where_it_settles() -> None:
    assert told(changed(PICNIC, "ask: Do trees have shadows?", "ask: ''")) == (
        "kettle.yaml:52: 'facts.shadows.ask' is empty: write something"
    )


MUSEUM_FAULTS = [
    ("id: card", "id: lift", "two rules are called 'lift': rename one"),
    ("- {id: free", "- {id: half", "'half' stands twice: rename one"),
    ("{M4: The", "{M3: The", "statement 'M3' stands in two sources: rename one"),
    (
        "outcome: take_the_lift\n",
        "outcome: take_the_lift\n      stop: true\n",
        "only a verdict table can stop the interview: remove 'stop', or list the table",
    ),
    (
        "take_the_lift: {steps",
        "take_the_lift: {needs: [age], steps",
        "'take_the_lift' is no part of the verdict: move 'needs' to an outcome of a verdict table",
    ),
]


@pytest.mark.parametrize(("old", "new", "message"), MUSEUM_FAULTS)
def test_a_fault_between_tables_is_told(old: str, new: str, message: str) -> None:
    assert message in told(changed(MUSEUM, old, new))


def test_all_faults_are_told_at_once_in_the_order_of_the_file() -> None:
    text = changed(KETTLE, "title: Boil the kettle?", "titel: Boil?")
    text = changed(text, "max: 2000", "max: lots")
    text = changed(text, "when: {drink: juice}", "when: {drink: juce}")
    text = changed(text, "cite: [A2]", "cite: []")
    text = changed(text, "expect: boil", "expect: [boil, cook]")
    assert told(text).splitlines() == [
        "kettle.yaml: the file lacks 'title': add it",
        "kettle.yaml:3: 'titel' is no key that belongs here: did you mean 'title'?",
        "kettle.yaml:39: 'facts.water.max' (lots) needs a number up to 1,000,000,000,000,000, in digits",
        "kettle.yaml:50: no option of 'drink' is called 'juce': did you mean 'juice'?",
        "kettle.yaml:58: 'tables.answer.2.cite' needs more entries: at least 1",
        "kettle.yaml:84: no recommendation is called 'cook': use one of: leave, fill, boil",
    ]


def test_a_broken_piece_causes_no_second_fault_elsewhere() -> None:
    text = changed(KETTLE, "outcome: fill", "outcom: fill")
    lacks, unknown = told(text).splitlines()
    assert lacks == "kettle.yaml:54: 'tables.answer.2' lacks 'outcome': add it"
    assert unknown.startswith("kettle.yaml:56: 'tables.answer.2.outcom' is no key that belongs")


def test_an_outcome_that_is_called_like_a_fact_hides_no_fault_of_that_fact() -> None:
    text = KETTLE.replace("outcome: fill", "outcome: water").replace(
        "answer: fill", "answer: water"
    )
    text = changed(text, "  fill: {steps: [Fill it to 200 ml.]}", "  water: {stesp: [Fill it.]}")
    text = changed(text, "when: {drink: juice}", "when: {water: juice}")
    text = changed(text, "water: 1000}", "water: 9000}")
    assert told(text).splitlines() == [
        "kettle.yaml:50: 'water' is a number: compare it with numbers or bounds",
        "kettle.yaml:65: 'outcomes.water.stesp' is no key that belongs here: did you mean 'steps'?",
        "kettle.yaml:83: 'water' must lie between 0 and 2000 ml",
    ]


@pytest.mark.parametrize("label", ["Thirsty", "water", "no"])
def test_a_word_of_a_broken_piece_hides_no_fault_elsewhere(label: str) -> None:
    text = changed(KETTLE, "label: Thirsty\n", f"label: {label}\n    aks: x\n")
    text = changed(text, "water: 1000}", "water: 9000}")
    assert told(text).splitlines()[1:] == ["kettle.yaml:84: 'water' must lie between 0 and 2000 ml"]


NO_SECOND = [
    ("    statements:\n      A1: Tea needs boiling water.\n      A2: An empty kettle burns.\n", ""),
    ("      A2: An empty kettle burns.\n", "      A2: 5\n"),
    ("  - id: boil\n", "  - di: boil\n"),
    ("      outcome: fill\n", ""),
    ("      outcome: fill\n", "      outcome: [fill, boil]\n"),
    ("  boil: {cautions: [Steam is hot.]}\n", "  boil: {caution: [Steam is hot.]}\n"),
    ("verdict: [answer]\n", "verdict: [answer, 5]\n"),
    ("      outcome: fill\n      because: The kettle is nearly empty.\n", "      outcome: fill\n"),
    ("  fill: {steps: [Fill it to 200 ml.]}\n", "  fill: {adds: 5}\n  more: {}\n"),
]


@pytest.mark.parametrize(("old", "new"), NO_SECOND)
def test_what_a_broken_piece_would_have_brought_is_missed_by_no_second_fault(old, new) -> None:
    with pytest.raises(RuleSetError) as refused:
        loads(changed(KETTLE, old, new), "kettle.yaml")
    subjects = {fault.entry for fault in refused.value.faults}
    assert len(subjects) == 1


def test_a_fault_carries_the_entry_in_which_it_stands_and_what_it_is_about() -> None:
    text = changed(KETTLE, "max: 2000", "max: lots")
    text = changed(text, "when: {drink: juice}", "when: {drnk: juice}")
    text = changed(text, "      outcome: fill\n", "      outcome: fil\n")
    text = changed(text, "expect: boil", "expect: cook")
    with pytest.raises(RuleSetError) as refused:
        loads(text, "kettle.yaml")
    assert [(fault.line, fault.entry, fault.about) for fault in refused.value.faults] == [
        (39, ("facts", "water"), ()),
        (50, ("rules", "cold"), (("facts", "drnk"),)),
        (56, ("rules", "dry"), (("outcomes", "fil"),)),
        (65, ("outcomes", "fill"), (("concluded", "fill"),)),
        (73, ("recommendations", "fill"), (("concluded", "fill"),)),
        (84, ("cases", "a full kettle"), (("recommendations", "cook"),)),
    ]


CUT = [
    (OPEN_LID, "not_sure: {because: Open it, look, or guess}", 40, 'quote it, as in because: "Open it, look, or guess"'),
    (OPEN_LID, "not_sure: {because: Open,\n      look}", 40, 'quote it, as in because: "Open, look", or put a list in brackets'),
    (OPEN_LID, "not_sure: {because: Open, as}", 40, 'quote it, as in because: "Open, as", or put a list in brackets'),
    (OPEN_LID, "not_sure: {because: Look twice or 3, 4, 5}", 40, 'quote it, as in because: "Look twice or 3, 4, 5"'),
    ("{label: Cocoa, also: [chocolate]}", "{label: Cocoa, hot, also: [chocolate]}", 29, 'quote it, as in label: "Cocoa, hot", or put a list in brackets'),
    ("{drink: juice}", "{drink: juice, tea}", 50, 'quote it, as in drink: "juice, tea", or put a list in brackets'),
    ("{answer: boil}", "{answer: boil, fill}", 77, 'quote it, as in answer: "boil, fill", or put a list in brackets'),
    ("{water: {below: 200}}", "{water: {below: 1,000}}", 55, "write below: 1000"),
    ("{water: {below: 200}}", "{water: {below: 1,500}}", 55, "write below: 1500"),
    ("water: 1000}", "water: 1,000}", 83, "write water: 1000"),
]  # fmt: skip


@pytest.mark.parametrize(("old", "new", "line", "remedy"), CUT)
def test_a_comma_in_braces_is_told_with_what_to_write_instead(old, new, line, remedy) -> None:
    key = remedy.partition(":")[0].split()[-1]
    message = f"'{key}' ends at its first comma: {remedy}"
    assert told(changed(KETTLE, old, new)) == f"kettle.yaml:{line}: {message}"


NOT_CUT = ["{because: 'Open', asd}", "{because: Open, asd: }", "{because: Open, asd: it}"]


@pytest.mark.parametrize("policy", NOT_CUT)
def test_a_key_with_a_colon_or_after_a_quoted_text_is_a_key(policy: str) -> None:
    found = told(changed(KETTLE, OPEN_LID, f"not_sure: {policy}"))
    assert "'facts.water.not_sure.asd' is no key that belongs here" in found


def test_a_key_that_belongs_elsewhere_is_told_what_fits_here_and_no_likely_word() -> None:
    steps = changed(KETTLE, "outcome: leave\n", "outcome: leave\n      steps: [Wait.]\n")
    assert told(steps) == (
        "kettle.yaml:47: 'tables.answer.0.steps' is no key that belongs here: "
        "use one of: id, when, outcome, stop, because, cite, evidence"
    )
    mistyped = changed(KETTLE, "outcome: leave\n", "outcome: leave\n      stpo: true\n")
    assert told(mistyped).endswith("did you mean 'stop'?")


def test_a_fact_written_twice_is_one_fault_and_not_one_for_each_of_its_keys() -> None:
    twice = changed(
        KETTLE,
        "facts:\n",
        "facts:\n" + KETTLE[KETTLE.index("  thirsty:") : KETTLE.index("  drink:")],
    )
    assert (
        told(twice) == "kettle.yaml:21: 'thirsty' stands here twice (first on line 14): remove one"
    )


def test_a_second_document_is_one_fault() -> None:
    message = "kettle.yaml:85: a second document starts here: one file holds one rule set"
    assert told(f"{KETTLE}---\n{KETTLE}") == message


def test_yes_no_on_and_off_stay_words_wherever_they_stand() -> None:
    text = changed(KETTLE, "      tea: Tea\n", "      no: no\n      on: off\n      tea: Tea\n")
    rules = loads(changed(text, "title: Boil the kettle?", "title: yes"))
    assert rules.title == "yes"
    options: dict[str, Any] = rules.facts["drink"].options
    assert (options["no"].label, options["on"].label) == ("no", "off")


@pytest.mark.parametrize("text", ["\ufeff" + KETTLE, KETTLE.replace("\n", "\r\n")])
def test_a_byte_order_mark_and_windows_line_ends_change_nothing(text: str) -> None:
    assert fingerprint(loads(text)) == fingerprint(loads(KETTLE))


def test_a_fault_in_a_file_with_windows_line_ends_has_the_right_line() -> None:
    text = changed(KETTLE, "cite: [A2]", "cite: [A7]").replace("\n", "\r\n")
    assert told(text).startswith("kettle.yaml:58: ")


AS_WRITTEN = [
    ("facts:", "# a comment\n\n\nfacts:"),
    ("{grass: {below: 12.5}}", "\n        grass:\n          below: 12.50"),
    ("max: 60.0", "max: 60"),
    ("max: 60.0", "max: +60.00"),
    ("{food: {only: plums}}", "{food: {only: [plums]}}"),
    ("{when: {shadows: yes}, as: yes}", "{as: 'yes', when: {'shadows': [yes]}}"),
    ("as: 18.5}", "as: 18.50}"),
    ("grass: 12.5, food", "grass: 12.500, food"),
    ("expect: blanket}", "expect: [blanket]}"),
    ("unchangeable: true", "unchangeable: yes"),
    ("verdict: [seat]", "verdict:\n  - seat"),
    ("cite: [P2]", "cite: [P2]\n      stop: false"),
]


@pytest.mark.parametrize(("old", "new"), AS_WRITTEN)
def test_no_comment_layout_or_spelling_of_a_number_changes_the_fingerprint(old, new) -> None:
    assert fingerprint(loads(changed(PICNIC, old, new))) == fingerprint(loads(PICNIC))


OTHERWISE = [
    ("{grass: {below: 12.5}}", "{grass: {below: 12.6}}"),
    ("{food: {only: plums}}", "{food: {has: plums}}"),
    ("max: 60.0", "max: 59.9"),
    ("places: 1", "places: 2"),
    ("as: 18.5}", "as: 18}"),
    ("settle: [{when: {shadows: yes}, as: yes}, {as: no}]", "settle: [{as: no}]"),
    ("    unchangeable: true\n", ""),
    ("ask_order: rules\n", ""),
    ("as: [sharp, sweet]", "as: [sharp]"),
]


@pytest.mark.parametrize(("old", "new"), OTHERWISE)
def test_what_changes_the_advice_or_the_questions_changes_the_fingerprint(old, new) -> None:
    assert fingerprint(loads(changed(PICNIC, old, new))) != fingerprint(loads(PICNIC))


BEFORE_LINES = {
    "dc03ccea4f19bb861369182e56aee7d1ee4e08af7edf0670bb4d6ddf1d2253df": KETTLE,
    "1b5554488b98c212d0e46d371d469bd7272ee45aba8ae8277f590f8a2f815d46": MUSEUM,
}  # as they were while every step was plain text


@pytest.mark.parametrize("before", BEFORE_LINES)
def test_a_rule_set_that_nobody_changed_keeps_its_fingerprint(before: str) -> None:
    """Conversations and logs name rule sets by it."""
    assert fingerprint(loads(BEFORE_LINES[before])) == before


def test_a_line_has_one_fingerprint_as_text_or_as_keys() -> None:
    keys = changed(KETTLE, "[Press the switch.]", "[{say: Press the switch., cite: []}]")
    assert fingerprint(loads(keys)) == fingerprint(loads(KETTLE))
    for more in ("cite: [A1]", "when: {drink: tea}", "unless: {drink: tea}"):
        text = changed(KETTLE, "[Press the switch.]", f"[{{say: Press the switch., {more}}}]")
        assert fingerprint(loads(text)) != fingerprint(loads(KETTLE))


ALIAS_BOMB = "a0: &a0 [x, x]\n" + "".join(
    f"a{n}: &a{n} [*a{n - 1}, *a{n - 1}, *a{n - 1}, *a{n - 1}]\n" for n in range(1, 40)
)
HOSTILE = {
    "an alias bomb": ALIAS_BOMB,
    "a megabyte": "x" * 1_000_000,
    "nested brackets": "[" * 5_000,
    "nested braces": "{a: " * 5_000,
    "nested lists": "- " * 5_000,
    "nested keys": "".join(" " * n + "a:\n" for n in range(600)),
    "a quarter megabyte of faults": "*a : 1\n" * 30_000,
    "a quarter megabyte of list entries": "- a\n" * 60_000,
    "a quarter megabyte of one word": KETTLE.replace("Tea needs", "x" * 250_000),
    "only NULs": "\0" * 1_000,
    "nothing": "",
    "a list": "- a\n- b\n",
    "a number": "5",
    "null": "null",
    "a tag at the top": "!!python/object/apply:os.system [ls]",
    "a directive": "%YAML 9.9\n---\na: b\n",
    "tabs": "\ta:\tb",
    "lone surrogates": "a: \udcff",
    "a decimal of many digits": changed(PICNIC, "12.5}}", f"0.{'1' * 30_000}}}}}"),
    "a settled fact with many rows": changed(
        PICNIC, BY_SHADOWS, ", ".join(["{when: {moon: yes}, as: yes}"] * 5_000)
    ),
    "too many facts": KETTLE.replace("facts:\n", "facts:\n" + "".join(f"  f{n}: {{}}\n" for n in range(9000))),
}  # fmt: skip


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_file_is_refused(name: str) -> None:
    told(HOSTILE[name])  # what would take for ever meets the limit that every test has


def test_an_empty_file_is_told_what_a_rule_set_begins_with() -> None:
    needed = "needs keys at its top, such as ruleset, facts and tables"
    assert told("") == f"kettle.yaml: the file (nothing) {needed}"
    assert told("- a\n- b\n") == f"kettle.yaml: the file (a list) {needed}"


def test_a_large_file_is_refused_by_its_size() -> None:
    assert told("x" * 1_000_000) == "kettle.yaml: larger than 256 KB: split it into two rule sets"


def test_a_deep_file_is_refused_by_its_depth() -> None:
    assert told("[" * 5_000) == "kettle.yaml:1: nested more than 24 deep: flatten this part"


def test_a_file_that_is_not_there_or_not_text_is_told(tmp_path: Path) -> None:
    with pytest.raises(RuleSetError, match=r"none.yaml: can't be read \(No such file"):
        load(tmp_path / "none.yaml")
    latin = tmp_path / "latin.yaml"
    latin.write_bytes(b"ruleset: a\ntitle: caf\xe9\n")
    with pytest.raises(RuleSetError, match=r"latin.yaml:2: not UTF-8 text: save it as UTF-8"):
        load(latin)


def refused_or_read(text: str) -> None:
    """Anything but a rule set or a RuleSetError fails the test."""
    said = ""
    try:
        loads(text)
    except RuleSetError as error:
        said = str(error) or "no message"
    assert not any(
        jargon in said for jargon in ("Input should", "validation", "Branch(", "no message")
    )


some = settings(max_examples=60)


@some
@given(st.text())
@example("? ? ? a")
@example("{[a]: b, {c: d}: e}")
@example("- &a *a")
@example("a: |\n  \x85 \u2028 x\n b")
def test_no_text_raises_anything_else(text: str) -> None:
    refused_or_read(text)


PIECES = ["", " ", "\n", ":", "- ", "[", "}", "*a", "&a ", "!!int ", "'", '"', "# ", "~", "no", "5"]
PIECES += ["1.5", "\t", "{}", "[]", "|\n", "<<: {}\n", "\0", "\u2028", "true", "not_sure", "as"]
PIECES += ["unsure", "language: 1", "missing", "add_last: ", "place: x", "when: {}", "---\n"]
VALUES = [
    "",
    "{}",
    "[]",
    "5",
    "-1",
    "1.5",
    "true",
    "no",
    "~",
    "[a, {b: c}]",
    "{a: {b: [c]}}",
    "'x'",
]
VALUES += ["[[]]", "{a: }", "{all: [{}]}", "{not: {}}", "1e999", "{at_least: 1}", "[5, x]", "{x: }"]
VALUES += ["not_sure", "unsure", "first", "{has_any: [x]}", "{yes: [a], no: []}", "{add_first: 5}"]
OVERLAY = (Path(__file__).parents[2] / "docs" / "examples" / "regulated.yaml").read_text("utf-8")
texts = st.sampled_from([*map(shipped, SHIPPED), KETTLE, MUSEUM, PICNIC, PUPPY, OVERLAY, OVERLAY])


@tried(150, 500, texts, st.data())
def test_no_mutation_of_a_file_raises_anything_else(text: str, data: st.DataObject) -> None:
    for _ in range(data.draw(st.integers(1, 3))):
        start = data.draw(st.integers(0, len(text)))
        end = min(len(text), start + data.draw(st.sampled_from([0, 1, 5, 30, 300])))
        text = text[:start] + data.draw(st.sampled_from(PIECES) | st.text(max_size=5)) + text[end:]
    refused_or_read(text)


@tried(150, 500, texts, st.data())
def test_no_value_in_the_place_of_another_raises_anything_else(
    text: str, data: st.DataObject
) -> None:
    lines = text.splitlines()
    for _ in range(data.draw(st.integers(1, 3))):
        number = data.draw(st.integers(0, len(lines) - 1))
        key = lines[number].split(":")[0]
        lines[number] = f"{key}: {data.draw(st.sampled_from(VALUES))}"
    refused_or_read("\n".join(lines))


@some
@given(facts().flatmap(conditions))
def test_a_condition_reads_back_as_it_was_written(raw: Any) -> None:
    condition = parse_when(parse(as_yaml(raw), "a condition").data)
    written = unparse(condition)
    assert parse_when(written) == condition
    assert unparse(parse_when(written)) == written


@pytest.mark.parametrize("said", ["true", "false", "{when: {thirsty: yes}}"])
def test_costs_may_be_on_or_off_or_a_test(said: str) -> None:
    plain = loads(KETTLE, "kettle.yaml")
    rules = loads(changed(KETTLE, "title:", f"costs: {said}\ntitle:"), "kettle.yaml")
    kept = rules.model_dump(by_alias=True, exclude_defaults=True).get("costs")
    assert kept == {"true": True, "false": None}.get(said, {"when": {"thirsty": "yes"}})
    assert (fingerprint(rules) == fingerprint(plain)) == (said == "false")


# What only language 2 has

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

FAULTS_OF_2 = [
    # what stands in the dog's file, what the author wrote instead (or each of a list), the line, what is said
    ("language: 2", ["language: 3", 'language: "2"', "language: yes", "language: true", "language: 2.0", "language: [2]", "language:"], 1, "'language' must be 1 or 2"),
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
    (UNSURE, ["{habit: [unsure]}", "{habit: {has: unsure}}"], 26, f"'unsure' {BY_ITSELF}"),
    (UNSURE, "{habit: not_sure}", 26, f"'not_sure' {BY_ITSELF}"),
    (UNSURE, "{guest: [yes, unsure]}", 26, "'unsure' is no option of 'guest': write {guest: unsure}, by itself"),
    (PULLS, "{habit: {has_any: []}}", 25, f"{AT_PULLS}'has_any' {SOME}"),
    (PULLS, ["{habit: {lacks: []}}", "{habit: {lacks: [barks, 5]}}"], 25, f"{AT_PULLS}'lacks' {SOME}"),
    (PULLS, "{habit: {has: barks, lacks: pulls}}", 25, f"{AT_PULLS}'has' {SOME}"),
    (PULLS, "{habit: {lacks: bark}}", 25, "no option of 'habit' is called 'bark': did you mean 'barks'?"),
    (PULLS, "{habit: {has_any: [barks, pull]}}", 25, "no option of 'habit' is called 'pull': did you mean 'pulls'?"),
    (PULLS, "{habit: {hasany: pulls}}", 25, f"{AT_PULLS}'hasany' is no comparison for 'habit': did you mean 'has_any'?"),
    (PULLS, "{has_any: [pulls]}", 25, "'has_any' compares a fact: write {fact: {has_any: ...}}"),
    (PULLS, "{lacks: pulls}", 25, "'lacks' compares a fact: write {fact: {lacks: ...}}"),
    (PULLS, "{guest: {lacks: yes}}", 25, "'guest' takes one answer: compare it with its value, without has or only"),
    (PULLS, ["{habit: {has: [pulls, fine]}}", "{habit: {only: [fine, pulls]}}"], 25, f"nobody takes 'fine' of 'habit' {IN_A_LIST}"),
    (PULLS, MODIFIER, 25, NO_TABLE),
    (TREATS, f"when: {MODIFIER}", 19, NO_TABLE),
    ("{guest: yes}, because: It", f"{MODIFIER}, because: It", 40, NO_TABLE),
    (MODIFIER, "{table: {wals: carpet}}", 38, "no table beside the verdict's is called 'wals': did you mean 'walls'?"),
    (MODIFIER, "{table: {direction: wait}}", 38, "no table beside the verdict's is called 'direction': use one of: walls"),
    (MODIFIER, "{table: {walls: wait}}", 38, "no outcome of 'walls' is called 'wait': use one of: carpet"),
    (MODIFIER, ["{table: walls}", "{table: {walls: []}}", "{table: {walls: carpet, direction: wait}}"], 38, AT_MODIFIER + A_TABLE),
    # conditions
    (TREATS, ["when: {ready: unsure}", "when: {not: {ready: unsure}}"], 19, NO_UNSURE),
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


@pytest.mark.parametrize(("old", "new", "line", "message"), each_alone(FAULTS_OF_2))
def test_a_fault_in_what_only_language_2_has_is_told(old, new, line, message) -> None:
    of_this_line = [
        each for each in told(changed(PUPPY, old, new)).splitlines() if f":{line}: " in each
    ]
    assert f"kettle.yaml:{line}: {message}" in of_this_line


def test_the_dog_itself_has_no_problem() -> None:
    found = check(compiled(PUPPY))
    assert found.problems == ()


def test_all_faults_of_language_2_are_told_at_once() -> None:
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
def test_no_word_in_the_place_of_another_raises_anything_else(data: st.DataObject) -> None:
    text = PUPPY
    for _ in range(data.draw(st.integers(1, 3))):
        word = data.draw(st.sampled_from(WORDS))
        places = [n for n in range(len(text)) if text.startswith(word, n)] or [0]
        start = data.draw(st.sampled_from(places))
        other = data.draw(st.sampled_from([*WORDS, *VALUES]))
        text = text[:start] + other + text[start + len(word) :]
    refused_or_checked(text)
