"""How far along a question is, held over random interviews of every set; and what is asked at all."""

import random
import re
from collections import defaultdict

import pytest

from bot.conversation.replay import GivenAnswer, Position
from bot.views.progress import LAST, progress
from rules.interview.explain import how_ready
from rules.interview.interview import interview
from rules.language.answers import Answer
from tests.interviews import DIAGRAMS, drawn_answer

INTERVIEWS = 40
ABOUT = re.compile(r"Question (\d+) of about (\d+)")
MORE = re.compile(r"Question (\d+), at most ([123]) more")
LEFT = re.compile(r"Question (\d+), about (\d+) more")
EACH = 8  # places at which a question is met
TRIES = 40  # completions of an answer, before it is taken to make no difference


def drawn(name, seed):
    """One random interview: the fact of each question, and what it said of its progress."""
    diagram, chance = DIAGRAMS[name], random.Random(seed)  # no secret
    position, found = Position(diagram), []
    while fact := position.asking:
        found.append((fact, progress(position)))
        answer = drawn_answer(diagram.rules.facts[fact], diagram.classes[fact], chance, 0.1)
        given = {**position.given, fact: GivenAnswer(answer, "ada", "", 1, 1)}
        position = Position(diagram, given=given)
    return found


@pytest.mark.parametrize("name", DIAGRAMS)
def test_the_about_number_grows_by_one_at_most_and_bounds_are_kept(name):
    kinds = set()
    for seed in range(INTERVIEWS):
        asked = [said for _, said in drawn(name, seed)]
        about = None
        for number, said in enumerate(asked, start=1):
            before, about = about, ABOUT.fullmatch(said)
            more, left = MORE.fullmatch(said), LEFT.fullmatch(said)
            if about:
                assert int(about[1]) == number < int(about[2])
                assert before is None or int(about[2]) <= int(before[2]) + 1
            elif more:
                assert int(more[1]) == number
                assert len(asked) <= number + int(more[2])
            elif left:
                assert int(left[1]) == number
                assert int(left[2]) > 1
            else:
                assert said == LAST
                assert number == len(asked)
            kinds.add("of" if about else "at most" if more else "left" if left else LAST)
    assert {"of", "at most"} <= kinds


def test_the_first_question_says_about_how_many_there_are():
    """The median of what random answers come to, within two."""
    for name in DIAGRAMS:
        counts = sorted(len(drawn(name, seed)) for seed in range(INTERVIEWS))
        said = ABOUT.fullmatch(drawn(name, 0)[0][1])
        assert said
        assert abs(int(said[2]) - counts[INTERVIEWS // 2]) <= 2


def test_a_question_asked_anew_counts_its_place():
    diagram, chance = DIAGRAMS["should-we-finetune"], random.Random(5)
    for seed in range(INTERVIEWS):
        asked = [fact for fact, _ in drawn("should-we-finetune", seed)]
        given = {
            fact: GivenAnswer(
                drawn_answer(diagram.rules.facts[fact], diagram.classes[fact], chance),
                "a",
                "",
                1,
                1,
            )
            for fact in asked
        }
        again = chance.choice(asked)
        said = progress(Position(diagram, given=given, reopened=again))
        assert said == LAST or said.startswith(f"Question {asked.index(again) + 1}")


@pytest.mark.parametrize("name", DIAGRAMS)
def test_no_question_is_asked_whose_answer_cannot_change_the_advice(name):
    """For each question met, some completion of two answers leads to two advices."""
    diagram = DIAGRAMS[name]
    met = defaultdict(list)
    for seed in range(INTERVIEWS):
        chance = random.Random(seed)
        answers: dict[str, Answer] = {}
        while fact := interview(diagram, answers).next_fact:
            held = interview(diagram, answers)
            if not _for_its_wording(held, fact):
                met[fact, len(held.possible) == 1].append(dict(answers))
            asked = diagram.rules.facts[fact]
            answers[fact] = drawn_answer(asked, diagram.classes[fact], chance, 0.1)
    assert len(met) > 5
    for (fact, _), found in met.items():
        for answers in found[:EACH]:
            assert any(_apart(diagram, answers, fact, seed) for seed in range(TRIES)), (
                fact,
                answers,
            )


def _for_its_wording(held, fact):
    """Whether its author wants it before the advice for what is said with it."""
    if len(held.possible) > 1:
        return False
    outcomes = held.diagram.outcomes(held.possible[0])
    return any((need.fact, need.before) == (fact, "advice") for o in outcomes for need in o.needs)


def _apart(diagram, answers, fact, seed):
    """Whether two answers to a fact lead apart, all that is asked later being answered alike."""
    asked, chance = diagram.rules.facts[fact], random.Random(seed)
    later = {
        id_: drawn_answer(each, diagram.classes[id_], chance)
        for id_, each in diagram.rules.facts.items()
    }
    several = [asked.ticked([option]) for option in asked.options] if asked.takes_several else []
    tried = several or diagram.classes[fact].examples([diagram.classes[fact].plain])
    ends = {_advised(diagram, {**answers, fact: each}, later) for each in tried}
    return len(ends) > 1


def _advised(diagram, answers, later):
    """What stands on the card of an advice: direction, answer, modifiers, and what is ready."""
    held = interview(diagram, answers)
    while fact := held.next_fact:
        held = interview(diagram, {**held.answers, fact: later[fact]})
    ready = how_ready(held)
    return held.possible, ready.stance, ready.modifiers, tuple(ready.states.items())
