"""Laws that the default set's advice must keep to, for all answers there can be.

A law takes tests as an author writes them: `told` is every direction and stance that anybody
meets for whom they surely hold. What isn't named may be anything, not sure included.
"""

from collections.abc import Iterable, Iterator
from functools import cache
from itertools import chain, combinations
from random import Random
from statistics import median
from typing import Any, TypeAlias

import pytest

from rules.diagram.compiler import compile_rules
from rules.diagram.nodes import Forest, Tree, labels, labels_where
from rules.interview.explain import citations, recommend
from rules.interview.interview import Interview, interview
from rules.language.answers import Answer, Chosen, NotSure
from rules.language.kinds.several import Several
from rules.language.model import Never, Rule, Stance
from rules.language.terms import spoken
from rules.language.when import AnyOf, parse_when
from rules.loading.load import loads, shipped
from rules.loading.yaml12 import parse
from rules.sentences.titles import ANSWERS
from tests.interviews import drawn, drawn_answer, worked

Raw: TypeAlias = dict[str, Any]  # a test, as in YAML

NAME = "should-we-finetune"
OURS = compile_rules(loads(shipped(NAME), NAME))  # its own, since each law spends of its size
RULES = OURS.rules
SPOKEN = spoken(parse(shipped(NAME), NAME).data)
TRAINS = {id_ for id_ in OURS.directions if RULES.outcomes[id_].trains}
TUNES = TRAINS - {"move_model", "small_classifier"}  # a language model, anew
ASKED_FIRST = RULES.facts["gap"]
assert isinstance(ASKED_FIRST, Several)
GAPS = [*ASKED_FIRST.options]
BESIDE_OTHERS = [gap for gap in GAPS if gap not in ASKED_FIRST.alone]


def holds(*tests: Raw) -> Tree:
    """Where all of these surely hold."""
    return OURS.where(parse_when({"all": [*tests]}, SPOKEN))


def told(*tests: Raw) -> set[tuple[str, Stance]]:
    """Every direction, with its stance, that follows where all of these surely hold."""
    found = labels_where(holds(*tests), bool, OURS.advised)
    return {(verdict[-1], stance) for verdict, stance in found}


def trained(*tests: Raw) -> set[str]:
    """The directions that train, whatever their stance."""
    return {direction for direction, _ in told(*tests)} & TRAINS


def yes(*tests: Raw) -> set[str]:
    """The directions to which somebody is told yes, on conditions or without."""
    return {direction for direction, stance in told(*tests) if stance in ("yes", "yes_if")}


def not_(test: Raw) -> Raw:
    return {"not": test}


def has(*gaps: str) -> Raw:
    """That all of these are wrong, whatever else is."""
    return {"all": [{"gap": {"has": gap}} for gap in gaps]}


def only(*gaps: str) -> Raw:
    """That these are wrong and nothing else."""
    lacks = [{"gap": {"lacks": gap}} for gap in GAPS if gap not in gaps]
    return {"all": [has(*gaps), *lacks]}


KNOWLEDGE: Raw = {"term": "knowledge"}
BEHAVIOUR: Raw = {"term": "behaviour"}
PRICE_OR_SPEED: Raw = {"term": "price_or_speed"}
QUALITY: Raw = {"any": [KNOWLEDGE, BEHAVIOUR]}

# Yes, and not yet


def test_yes_is_said_to_nobody_who_is_sure_of_nothing() -> None:
    unsure: dict[str, Answer] = {fact: NotSure() for fact in OURS.facts}
    assert recommend(interview(OURS, unsure)).stance in ("not_yet", "no")


def test_without_evals_nobody_is_told_yes() -> None:
    """Hard: not to know is as bad as to have none."""
    assert yes(not_({"ready": {"has": "evals"}})) == set()
    assert trained({"ready": {"lacks": "evals"}}) == TRAINS


ENOUGH: list[tuple[int, Raw, set[str]]] = [
    (200, QUALITY, TRAINS - {"move_model"}),
    (300, has("style"), {"fine_tune", "fine_tune_small", "fine_tune_fallback"}),
    (300, has("format"), {"fine_tune", "fine_tune_small", "fine_tune_fallback"}),
    (300, has("wrong_label"), {"fine_tune", "fine_tune_small", "fine_tune_fallback"}),
    (300, KNOWLEDGE, {"fine_tune", "fine_tune_small", "fine_tune_fallback"}),
    (1000, has("vocabulary"), {"fine_tune", "fine_tune_small", "fine_tune_fallback"}),
    (1000, has("smarter"), {"fine_tune", "fine_tune_small", "fine_tune_fallback"}),
    (50, has("ended"), {"move_model"}),
]


@pytest.mark.parametrize(("least", "wrong", "directions"), ENOUGH)
def test_with_too_few_examples_nobody_is_told_yes(least, wrong, directions) -> None:
    """Hard, too. The large model makes the examples where only price or speed is wrong."""
    assert not yes(not_({"examples": {"at_least": least}}), wrong) & directions
    assert yes({"examples": {"at_least": least}}, wrong) & directions


@pytest.mark.parametrize("done", ["lifelike", "agreed", "stable", "owner"])
def test_what_is_unknown_is_named_and_what_is_missing_comes_first(done: str) -> None:
    stances = {stance for end, stance in told({"ready": {"lacks": done}}) if end in TUNES}
    assert "not_yet" in stances
    assert not yes({"ready": {"lacks": done}}, QUALITY) & TUNES
    open_ = not_({"ready": {"has": done}})
    assert {stance for end, stance in told(open_, QUALITY) if end in TUNES} == {"not_yet", "yes_if"}


UNREADY: list[tuple[str, list[Raw], set[str]]] = [
    ("the prompt still gets better", [{"tried": {"lacks": "plateau"}}], {"fine_tune", "reinforce"}),
    ("no stronger model yet", [{"tried": {"lacks": "stronger"}}, QUALITY], TUNES),
    ("several kinds of task", [{"breadth": ["several", "broad"]}], TUNES),
]  # a case, its tests, and the directions that are a *Not yet* in it


@pytest.mark.parametrize(
    ("tests", "directions"), [row[1:] for row in UNREADY], ids=[row[0] for row in UNREADY]
)
def test_here_something_comes_before_training(tests: list[Raw], directions: set[str]) -> None:
    assert trained(*tests) & directions
    assert not yes(*tests) & directions


def test_what_must_be_erased_is_trained_on_by_permission_alone() -> None:
    erasure: Raw = {"limits": {"has": "erasure"}}
    assert yes(erasure, {"may_train": "no"}) == set()
    stances = {s for end, s in told(erasure, not_({"may_train": "yes"})) if end in TRAINS}
    assert stances == {"not_yet"}


@pytest.mark.parametrize("never", RULES.never, ids=lambda each: each.id)
def test_what_must_never_be_could_be(never: Never) -> None:
    """`check` proves each row; here, that it isn't about nobody."""
    ends = labels_where(OURS.where(never.when), bool, OURS.advised)
    assert {verdict[-1] for verdict, _ in ends} - {"keep", "build_evals"}
    assert not {stance for _, stance in ends} & {"yes", "yes_if"}


# Where nothing is trained, whatever else is said

MOVED_OR_SMALL = {"move_model", "small_classifier"}
NEVER: list[tuple[str, list[Raw], set[str]]] = [
    ("broad", [{"breadth": "broad"}], MOVED_OR_SMALL),
    ("one-off", [{"one_off": "yes"}, not_(PRICE_OR_SPEED)], {"move_model"}),
    ("few", [{"requests_per_day": {"below": 10}}, not_(PRICE_OR_SPEED)], {"move_model"}),
    (
        "few, and nothing hangs on them",
        [{"requests_per_day": {"below": 50}}, {"consistency": ["free", "wanted"]}, BEHAVIOUR],
        {"move_model", "small_classifier", "reinforce"},  # these from 10 a day on
    ),
    ("few, and dear", [{"requests_per_day": {"below": 10}}, BEHAVIOUR], {"move_model"}),
    ("hardly a bill", [only("cost"), {"monthly_spend": {"below": 100}}], set()),
    ("small bill", [only("cost"), {"monthly_spend": {"below": 750}}], {"small_classifier"}),
    (
        "small bill, rented",
        [only("cost"), {"monthly_spend": {"below": 6000}}, {"hosting": "rented"}],
        {"small_classifier"},
    ),
    ("two seconds", [only("slow"), {"latency_ms": {"at_least": 2000}}], {"small_classifier"}),
    ("not the model", [only("slow"), {"model_share": "no"}], set()),
    ("private alone", [only("private"), not_({"term": "labels_in_hand"})], set()),
    ("unclear alone", [only("unclear")], set()),
    ("unsure what is wrong", [{"gap": "unsure"}], set()),
    ("nothing is wrong", [has("fine")], set()),
    (
        "each customer",
        [{"limits": {"has": "per_customer"}}, {"each_enough": "no"}, not_(PRICE_OR_SPEED)],
        {"move_model"},
    ),
    (
        "facts, and no search yet",
        [KNOWLEDGE, not_({"source": "request"}), not_({"term": "looked_up"})],
        {"move_model"},
    ),
    (
        "facts, and the passage mends it",
        [KNOWLEDGE, not_(BEHAVIOUR), not_({"source": "request"}), not_({"pasted": "no"})],
        {"move_model"},
    ),
    ("no prompt yet", [BEHAVIOUR, {"tried": {"lacks": "prompt"}}], MOVED_OR_SMALL),
    (
        "form not enforced",
        [has("format"), {"output": ["labels", "schema", "code"]}, {"tried": {"lacks": "enforced"}}],
        MOVED_OR_SMALL,
    ),
    (
        "no routing yet",
        [PRICE_OR_SPEED, not_(QUALITY), {"tried": {"lacks": "routing"}}],
        MOVED_OR_SMALL,
    ),
    (
        "trained before",
        [has("fell_short"), BEHAVIOUR, not_(PRICE_OR_SPEED)],
        {"move_model", "small_classifier", "reinforce"},
    ),
]  # a case, its tests, and what may be trained all the same


@pytest.mark.parametrize(
    ("tests", "but"), [row[1:] for row in NEVER], ids=[row[0] for row in NEVER]
)
def test_here_nothing_is_trained(tests: list[Raw], but: set[str]) -> None:
    assert told(*tests)
    assert trained(*tests) <= but


POSSIBLE: list[tuple[str, list[Raw]]] = [
    ("fine_tune", [only("style"), {"examples": {"at_least": 300}}]),
    ("fine_tune", [only("vocabulary"), {"examples": {"at_least": 1000}}]),
    ("fine_tune", [only("style"), {"requests_per_day": {"at_least": 50, "below": 60}}]),
    ("fine_tune", [only("style"), {"requests_per_day": 10}, {"consistency": "critical"}]),
    ("small_classifier", [only("wrong_label"), {"requests_per_day": 10}]),
    ("reinforce", [only("smarter"), {"requests_per_day": 10}]),
    ("small_classifier", [only("wrong_label"), {"examples": {"at_least": 200, "below": 300}}]),
    ("reinforce", [only("smarter"), {"examples": {"at_least": 200, "below": 300}}]),
    ("fine_tune_small", [only("cost"), {"monthly_spend": {"at_least": 750, "below": 6000}}]),
    ("fine_tune_small", [only("cost"), {"monthly_spend": 6000}, {"hosting": "rented"}]),
    ("fine_tune_small", [only("slow"), {"latency_ms": {"below": 2000}}]),
    ("move_model", [only("ended"), {"examples": 50}]),
]


@pytest.mark.parametrize(("direction", "tests"), POSSIBLE)
def test_at_the_thresholds_yes_is_possible(direction: str, tests: list[Raw]) -> None:
    assert (direction, "yes") in told(*tests)


# Facts, sources and limits


@pytest.mark.parametrize(
    "test",
    [{"knowledge_changes": "yes"}, {"limits": {"has": "citations"}}],
    ids=["weekly", "cited"],
)
def test_facts_are_looked_up_and_never_trained_in(test: Raw) -> None:
    """A classifier tells no facts, and a model that moves is the one there was."""
    assert labels_where(holds(test), bool, OURS.conditions.modifiers["with_rag"]) == {True}
    assert {end for end in TUNES if "with_rag" in RULES.crossing(end)} == TUNES


@pytest.mark.parametrize("test", [{"limits": "unsure"}, {"knowledge_changes": "unsure"}])
def test_who_is_not_sure_gets_no_retrieval_for_it(test: Raw) -> None:
    other: list[Raw] = [{"knowledge_changes": "yes"}, {"limits": {"has": "citations"}}]
    rest = [not_(each) for each in (*other, KNOWLEDGE)]
    with_rag = OURS.conditions.modifiers["with_rag"]
    assert labels_where(holds(test, *rest), bool, with_rag) == {False}
    small = told(KNOWLEDGE, {"source": "small"}, {"limits": "unsure"}, {"gap": {"lacks": "ended"}})
    assert small == {("long_context", "no")}


@pytest.mark.parametrize("limit", ["in_house", "device"])
def test_in_the_house_means_on_own_machines(limit: str) -> None:
    own = OURS.conditions.modifiers["own_machines"]
    assert labels_where(holds({"limits": {"has": limit}}), bool, own) == {True}
    assert all("own_machines" in RULES.crossing(direction) for direction in OURS.directions)


RUNS_NOTHING_NEW = {  # what is there already is kept, mended or measured
    *("keep", "keep_retrieval", "build_evals", "write_down", "improve_prompt"),
    *("find_cause", "structured_output", "speed_up_the_rest"),
}


@pytest.mark.parametrize("direction", [d for d in OURS.directions if d not in RUNS_NOTHING_NEW])
def test_whoever_is_to_run_something_is_asked_for_limits(direction: str) -> None:
    assert all("limits" in held.answers for held in sample()[direction])


# Each gap that is named

TUNED = ("fine_tune", "fine_tune_small", "fine_tune_fallback")  # all but the first are faster, too
CHEAPER = ("route_and_cache", "rag_small", "small_classifier", *TUNED[1:])
LOOKED_UP = (
    "write_down",
    "call_tool",
    "long_context",
    "rag",
    "improve_retrieval",
    "improve_prompt",
)
CURES: dict[str, tuple[str, ...]] = {  # by gap, the directions that answer it by themselves
    "facts": LOOKED_UP,
    "hallucinations": LOOKED_UP,
    "format": ("find_cause", "structured_output", "improve_prompt", *TUNED),
    "style": ("find_cause", "improve_prompt", "keep_prompt", "by_customer", *TUNED),
    "vocabulary": ("find_cause", "improve_prompt", "keep_prompt", *TUNED),
    "wrong_label": ("find_cause", "improve_prompt", "small_classifier", *TUNED),
    "smarter": ("find_cause", "improve_prompt", "better_model", "frontier", "reinforce", *TUNED),
    "slow": ("api", "speed_up_the_rest", *CHEAPER),
    "cost": ("api", *CHEAPER),
    "unclear": ("build_evals",),
    "fell_short": ("find_cause",),
    "ended": ("move_model",),
    "private": OURS.directions,  # by a modifier, whatever the direction
}


@pytest.mark.parametrize("many", [2, 3])
def test_each_gap_that_is_named_is_answered(many: int) -> None:
    """By the direction, or in a line beside it; the last gap that is named as the first."""
    unanswered = {
        (direction, gap)
        for gaps in combinations(BESIDE_OTHERS, many)
        for direction in directions(gaps)
        for gap in gaps
        if direction not in CURES[gap] and direction in _silent(gap)
    }
    assert unanswered == set()


def directions(gaps: Iterable[str]) -> set[str]:
    """Where these gaps may lead."""
    selection = OURS.selection({"gap": Chosen(frozenset(gaps))})
    return {verdict[-1] for verdict in labels(OURS.verdict, selection)}


@cache
def _silent(gap: str) -> set[str]:
    """The directions beside which no row surely answers a gap."""
    selection = OURS.selection({"gap": Chosen(frozenset([gap]))})

    def answered(direction: str) -> bool:
        rows = tuple(row.when for row in RULES.collect if direction not in row.unless)
        return labels(OURS.where(AnyOf(rows)), selection) == {True}

    return {end for end in OURS.directions if not answered(end)}


# Words

VERBS = {
    *("adapt", "agree", "ask", "build", "clear", "collect", "enforce", "find", "fine-tune"),
    *("improve", "keep", "label", "leave", "let", "move", "name", "put", "replace", "route", "run"),
    *("save", "speed", "split", "start", "take", "train", "try", "use", "wait", "write"),
}


def headlines() -> Iterator[tuple[Stance, str]]:
    """Each title with a stance that it may have, those of conditions included."""
    for direction, stance in {(v[-1], s) for v, s in labels(OURS.advised)}:
        missing = (RULES.conditions[id_] for id_ in RULES.outcomes[direction].ready_when)
        titles = {each.headline for each in missing if each.headline}
        own = {text.title for text in RULES.recommendations if direction in text.when["direction"]}
        for title in titles if stance == "not_yet" and titles else own:
            yield stance, {text.id: text.title for text in RULES.recommendations}.get(title, title)


def test_titles_say_what_to_do_in_few_letters() -> None:
    found = {*headlines()}
    begins = {title: title.split()[0].rstrip(",").lower() for _, title in found}
    assert {title for title, verb in begins.items() if verb not in VERBS} == set()
    told_as = {**ANSWERS, "yes_if": "Yes"}  # and how many ifs
    first_lines = {f"{told_as[stance]}. {title}." for stance, title in found}
    assert {line for line in first_lines if len(line) > 45} == set()


def words(text: str) -> int:
    return len(text.split())


def every_rule() -> Iterator[Rule]:
    """The rules, and the conditions that lead elsewhere."""
    yield from chain.from_iterable(OURS.rules_of.values())


def test_a_card_is_read_at_a_glance() -> None:
    """Title, what it means and why, first step and the three longest conditions."""
    most = {"no": 70, "not_yet": 90, "yes": 90, "yes_if": 100}
    ends = {(verdict[-1], stance) for verdict, stance in labels(OURS.advised)}
    long = set()
    for rule in every_rule():
        text = OURS.recommendation((rule.outcome,))
        assert text is not None
        needs = (RULES.conditions[id_].label for id_ in RULES.outcomes[rule.outcome].ready_when)
        longest = sorted(map(words, needs))[-3:]
        for stance in {stance for end, stance in ends if end == rule.outcome}:
            parts = (ANSWERS[stance], text.title, rule.because, text.verdict, f"First {text.first}")
            if sum(map(words, parts)) + sum(longest) > most[stance]:
                long.add(f"{rule.id}, {stance}: {sum(map(words, parts)) + sum(longest)} words")
    assert long == set()


def test_texts_keep_to_their_budgets() -> None:
    facts = RULES.facts.values()
    limits = [
        *((rule.because, 20) for rule in every_rule()),
        *((text.first or "", 16) for text in RULES.recommendations),
        *((fact.ask, 12) for fact in facts),
        *((fact.why, 16) for fact in facts),
    ]
    assert [(words(text), text) for text, most in limits if words(text) > most] == []


def test_every_rule_says_what_it_rests_on() -> None:
    for rule in every_rule():
        assert rule.evidence is not None, rule.id
        assert 1 <= len({each.source_id for each in citations(OURS, rule)}) <= 3, rule.id


def test_every_recommendation_says_what_comes_first_and_when_to_come_back() -> None:
    assert all(text.first for text in RULES.recommendations)
    assert all(text.revisit and text.revisit.cite for text in RULES.recommendations)


def test_what_evidence_contradicts_is_no_reason_for_anything() -> None:
    """E35, K5 and E18: told where sources differ or with a caution, never as a rule's ground."""
    assert not {each for rule in every_rule() for each in rule.cite} & {"E35", "K5", "E18"}


# Interviews


@cache
def sample() -> dict[str, list[Interview]]:
    """Random plain interviews, so many for each direction: each is as likely."""
    random = Random("each direction is as likely")
    return {direction: [*_ending(direction, random)] for direction in OURS.directions}


def _ending(direction: str, random: Random) -> Iterator[Interview]:
    found = 0
    while found < 12:
        held = drawn(
            OURS, random, lambda held: direction in {verdict[-1] for verdict in held.possible}
        )
        if held is not None:
            found += 1
            yield held


def test_interviews_are_short() -> None:
    """The worked ones: at most 6 questions in the middle, and 9 where the direction trains."""
    held = [interview(OURS, answers) for answers in worked(OURS)]
    training = [each for each in held if recommend(each).direction in TRAINS]
    assert len(held) == len(RULES.cases)
    assert median(len(each.answers) for each in held) <= 6
    assert median(len(each.answers) for each in training) <= 9


def test_nobody_is_asked_more_than_fourteen_questions() -> None:
    longest = {direction: max(len(h.answers) for h in of) for direction, of in sample().items()}
    assert {direction: most for direction, most in longest.items() if most > 14} == {}


def test_what_is_asked_can_change_the_direction_or_an_open_condition() -> None:
    """Two plain answers leave different ways on, of the rules or of what the advice is said with."""
    for held in chain.from_iterable(of[:3] for of in sample().values()):
        answers: dict[str, Answer] = {}
        for fact, answer in held.answers.items():
            here = interview(OURS, answers)
            assert here.next_fact == fact
            assert fact in _only_worded(here) or _ways_on(here, fact) > 1, (fact, answers)
            answers[fact] = answer


def _only_worded(here: Interview) -> set[str]:
    """The facts that are asked for the wording, once the direction is known."""
    needs = chain.from_iterable(each.needs for each in OURS.outcomes(here.possible[0]))
    return {need.fact for need in needs} if len(here.possible) == 1 else set()


def _ways_on(here: Interview, fact: str) -> int:
    """How many ways on there are among some plain answers."""
    forest, random = Forest(), Random(fact)
    plain = [
        drawn_answer(RULES.facts[fact], OURS.classes[fact], random)
        for _ in range(40 if RULES.facts[fact].takes_several else 12)
    ]
    followed = (interview(OURS, {**here.answers, fact: each}) for each in plain)
    return len({_what_is_left(each, here, forest) for each in followed})


def _what_is_left(held: Interview, before: Interview, forest: Forest) -> tuple[Tree, ...]:
    """Of the verdict while that is open; else of the conditions, and of what is asked beside."""
    made = OURS.conditions
    trees = [OURS.verdict]
    if len(before.possible) == 1:
        direction = before.possible[0][-1] or ""
        asking = (id_ for id_, each in RULES.crossing(direction).items() if each.ask)
        trees = [made.asked[id_] for id_ in RULES.outcomes[direction].ready_when]
        trees += [made.modifiers[id_] for id_ in asking]
    left = (OURS.restrict(tree, held.selection) for tree in trees)
    return tuple(forest.mapped(each, lambda label: label) for each in left)
