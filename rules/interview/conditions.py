"""A direction's stance and conditions as a person reads them: the headline, what is ready, what to do."""

from __future__ import annotations

from collections.abc import Iterator

from rules.diagram.conditions import DONE, LEFT_OUT, MISSING, UNKNOWN
from rules.language.model import Line, RuleSet, Stance
from rules.language.when import atoms
from rules.sentences.patterns import in_letters
from rules.sentences.titles import ANSWERS, after_colon

from .explain import Recommendation
from .interview import Interview
from .once import Once

MOST_HEADLINES = 2


def headline(rules: RuleSet, advised: Recommendation) -> str:
    """The first line of an advice: "Not yet. Build evals, collect examples.", "Yes, with RAG. Tune."

    The title alone, without a full stop, where its author says no stance.
    """
    if advised.stance is None:
        return advised.text.title
    return f"{_answer(rules, advised, advised.stance)}. {_to_do(rules, advised)}."


def _answer(rules: RuleSet, advised: Recommendation, stance: Stance) -> str:
    """The stance and what crosses the direction: "Yes, with RAG and two ifs"."""
    labels = filter(None, (rules.modifiers[id_].label for id_ in advised.modifiers))
    many = _ifs(rules, advised) if stance in ("yes", "yes_if") else 0
    if not many:
        return ", ".join([ANSWERS[stance], *labels])
    ifs = "one if" if many == 1 else f"{in_letters(many)} ifs"
    crossing = ", ".join(labels)
    joined = f"{crossing} and {ifs}" if crossing.startswith("with ") else f"with {ifs}"
    return f"{ANSWERS['yes']}, {joined}"


def _ifs(rules: RuleSet, advised: Recommendation) -> int:
    """How much isn't known: of its conditions, and of what could turn it beside those."""
    read = {atom.fact for id_ in advised.unknown for atom in atoms(rules.conditions[id_].when)}
    return len(advised.unknown) + len({*advised.turns_on} - read)


def _to_do(rules: RuleSet, advised: Recommendation) -> str:
    """What to do now: the first two headlines of what is missing, or the title."""
    titles = {text.id: text.title for text in rules.recommendations}
    needed = (rules.conditions[id_].headline or "" for id_ in advised.missing)
    first, *more = [*dict.fromkeys(titles.get(each, each) for each in needed)][:MOST_HEADLINES] or [
        advised.text.title
    ]
    return ", ".join([first, *map(after_colon, more)])


def verdict(advised: Recommendation, promised: Once | None) -> str:
    """The reason, and before it what comes then: once all that is missing is there, if that is sure."""
    then = after_colon(promised.text.title) if promised else advised.text.then
    return f"Then {then}. {advised.text.verdict}" if then else advised.text.verdict


def ready_title(advised: Recommendation) -> str:
    """How many of the conditions are done, of those that apply."""
    states = [state for state in advised.states.values() if state != LEFT_OUT]
    return f"Ready: {states.count(DONE)} of {len(states)}"


def ready(held: Interview, advised: Recommendation) -> Iterator[str]:
    """What is missing and what is unknown, each in a line; what is done, together."""
    rules = held.diagram.rules
    for state, word in ((MISSING, "Missing"), (UNKNOWN, "Unknown")):
        for id_, found in advised.states.items():
            if found == state:
                yield ", ".join([f"{word}: {rules.conditions[id_].label}", *_so_far(held, id_)])
    done = [rules.conditions[id_].label for id_, found in advised.states.items() if found == DONE]
    if done:
        yield f"Done: {'; '.join(done)}"


def _so_far(held: Interview, condition: str) -> Iterator[str]:
    """How much there is of the one thing that a condition counts, if somebody said so."""
    rules = held.diagram.rules
    counted = {atom.fact for atom in atoms(rules.conditions[condition].when)}
    for name in counted if len(counted) == 1 else ():
        answer = held.answers.get(name)
        so_far = rules.facts[name].so_far(answer) if answer else ""
        if so_far:
            yield so_far


def first_steps(rules: RuleSet, advised: Recommendation) -> Iterator[Line]:
    """What to do about each condition that isn't done; then what crosses the direction."""
    for id_ in (*advised.missing, *advised.unknown):
        yield Line(say=rules.conditions[id_].step, cite=rules.conditions[id_].cite)
    for id_ in advised.modifiers:
        yield Line(say=rules.modifiers[id_].say, cite=rules.modifiers[id_].cite)
