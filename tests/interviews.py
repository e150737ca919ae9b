"""Drive interviews over a whole rule set: to every verdict, and through every question."""

from itertools import product

from rules.diagram.classes import Classes
from rules.diagram.compiler import compile_rules
from rules.diagram.nodes import labels
from rules.interview.interview import interview
from rules.language.answers import Answer, Chosen, NotSure, from_json
from rules.loading.load import SHIPPED, loads, shipped

DIAGRAMS = {name: compile_rules(loads(shipped(name), name)) for name in SHIPPED}
DRAWS = 30  # of an answer, before a way is given up
_ways: dict[str, tuple[dict[str, Answer], ...]] = {}  # by fingerprint; each is asked for often


def one_of_each(classes: Classes) -> list[Answer]:
    """An answer for each class; of several options for each set told apart, the smallest first."""
    if not classes.fact.takes_several:
        return [*classes.examples([classes.every])]
    sets = product(*(classes.sure(classes.every) or ()))
    found = [classes.example(tuple((n,) for n in each)) for each in sets]
    unsure = [NotSure()] if classes.fact.not_sure.settle else []
    return [*sorted(found, key=_ticked), *unsure]


def _ticked(answer: Answer) -> int:
    return len(answer.options) if isinstance(answer, Chosen) else 0


def way_to(diagram, verdict):
    """The answers of an interview that ends in this verdict, in the order asked."""
    answers: dict[str, Answer] = {}
    while (fact := interview(diagram, answers).next_fact) is not None:
        for given in one_of_each(diagram.classes[fact]):
            held = interview(diagram, {**answers, fact: given})
            if verdict in labels(held.open):
                answers[fact] = given
                break
        else:
            raise AssertionError(f"no way to {verdict} from {answers}")
    return answers


def worked(diagram):
    """The interviews of the author's worked cases, as far as they are held to the end."""
    for case in diagram.rules.cases:
        answers: dict[str, Answer] = {}
        fact = interview(diagram, answers).next_fact
        while fact is not None and fact in case.answers:
            answers[fact] = from_json(case.answers[fact])
            fact = interview(diagram, answers).next_fact
        if fact is None:
            yield answers


def ways(diagram):
    """For each verdict, an interview that ends in it; and one that is unsure wherever it can be."""
    if diagram.fingerprint not in _ways:
        found = {tuple(way.items()): way for way in _all_ways(diagram)}
        _ways[diagram.fingerprint] = tuple(found.values())
    return _ways[diagram.fingerprint]


def _all_ways(diagram):
    for verdict in sorted(labels(diagram.verdict)):
        answers = way_to(diagram, verdict)
        yield answers
        unsure: dict[str, Answer] = {}
        while (fact := interview(diagram, unsure).next_fact) is not None:
            open_ended = diagram.rules.facts[fact].not_sure.counts_as is None
            unsure[fact] = NotSure() if open_ended else answers.get(fact, NotSure())
        yield unsure


def drawn(diagram, random, hopeful, unsure=0.0):
    """An interview with random answers, so that there is hope as long as it lasts; else None."""
    held = interview(diagram, {})
    while (fact := held.next_fact) is not None:
        for _ in range(DRAWS):
            answer = drawn_answer(diagram.rules.facts[fact], diagram.classes[fact], random, unsure)
            tried = interview(diagram, {**held.answers, fact: answer})
            if hopeful(tried):
                break
        else:
            return None
        held = tried
    return held


def drawn_answer(fact, classes, random, unsure=0.0):
    """A random answer: plain, or *not sure* with this probability; of the gap one to three."""
    if random.random() < unsure:
        return NotSure()
    if not fact.takes_several:
        return random.choice(classes.examples([classes.plain]))
    options = [*fact.options]
    if fact.may_stay_unticked:
        return Chosen(frozenset(each for each in options if random.random() < 0.6))
    ticked = random.sample(options, random.randint(fact.alone != (), 3))
    alone = [each for each in ticked if each in fact.alone]
    return Chosen(frozenset(alone[:1] or ticked))
