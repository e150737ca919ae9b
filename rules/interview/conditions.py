"""A direction's stance and conditions as a person reads them: the headline, what is ready, what to do."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence

from rules.diagram.conditions import DONE, LEFT_OUT, MISSING, UNKNOWN
from rules.language.model import Line, RuleSet, Stance
from rules.language.when import atoms
from rules.language.wording import sentence
from rules.sentences.patterns import in_letters
from rules.sentences.titles import ANSWERS, after_colon

from .explain import Recommendation
from .interview import Interview
from .once import Once

MOST_HEADLINES = 2
MOST_WORDS = 16  # of the first step
WIDEST = 45  # characters of a headline: two lines on a phone


def headline(rules: RuleSet, advised: Recommendation) -> str:
    """The first line of an advice: "Not yet. Build evals, collect examples.", "Yes, with RAG. Tune."

    The title alone, without a full stop, where its author says no stance. What makes it too wide is
    left out, and stands elsewhere: see `beside`.
    """
    return _first_line(rules, advised)[0]


def beside(rules: RuleSet, advised: Recommendation) -> str:
    """What crosses the direction and had no room in the headline: "With RAG. "; or nothing."""
    left = "" if _first_line(rules, advised)[1] else ", ".join(_crossing(rules, advised))
    return f"{sentence(left)}. " if left else ""


def _first_line(rules: RuleSet, advised: Recommendation) -> tuple[str, bool]:
    """The headline, and whether what crosses the direction stands in it."""
    stance = advised.stance
    if stance is None:
        return advised.text.title, True
    many = _ifs(rules, advised) if stance in ("yes", "yes_if") else 0
    ifs = ["one if" if many == 1 else f"{in_letters(many)} ifs", "ifs"] if many else [""]
    titles, crossing = _to_do(rules, advised.text.title, advised.missing), _crossing(rules, advised)
    ways = [
        (f"{_answer(stance, labels, counted)}. {', '.join(titles[:most])}.", labels == crossing)
        for most, labels, counted in (
            (MOST_HEADLINES, crossing, ifs[0]),
            *((1, labels, counted) for labels in (crossing, []) for counted in ifs),
        )
    ]
    return next((way for way in ways if len(way[0]) <= WIDEST), ways[-1])


def _crossing(rules: RuleSet, advised: Recommendation) -> list[str]:
    return [*filter(None, (rules.modifiers[id_].label for id_ in advised.modifiers))]


def _answer(stance: Stance, labels: Sequence[str], ifs: str) -> str:
    """The stance and what crosses the direction: "Yes, with RAG and two ifs"."""
    if not ifs:
        return ", ".join([ANSWERS[stance], *labels])
    crossing = ", ".join(labels)
    joined = f"{crossing} and {ifs}" if crossing.startswith("with ") else f"with {ifs}"
    return f"{ANSWERS['yes']}, {joined}"


def _ifs(rules: RuleSet, advised: Recommendation) -> int:
    """How much isn't known: of its conditions, and of what could turn it beside those."""
    read = {atom.fact for id_ in advised.unknown for atom in atoms(rules.conditions[id_].when)}
    return len(advised.unknown) + len({*advised.turns_on} - read)


def short(rules: RuleSet, answer: str, title: str, missing: Collection[str]) -> str:
    """The headline behind this answer, for those who know no more than the recommendation's title."""
    titles = _to_do(rules, title, missing)
    ways = [f"{answer}. {', '.join(each)}." for each in (titles, titles[:1])]
    return next((way for way in ways if len(way) <= WIDEST), ways[-1])


def _to_do(rules: RuleSet, title: str, missing: Collection[str]) -> list[str]:
    """The first two headlines of what is missing, or the advice's own title."""
    titles = {text.id: text.title for text in rules.recommendations}
    needed = (rules.conditions[id_].headline or "" for id_ in missing)
    first, *more = [*dict.fromkeys(titles.get(each, each) for each in needed)][:MOST_HEADLINES] or [
        title
    ]
    return [first, *map(after_colon, more)]


def first(rules: RuleSet, advised: Recommendation) -> str:
    """The first thing to do, in few words: about what is missing first, else the direction's own.

    Where its author has no short form, the beginning of its first step.
    """
    texts = {text.id: text for text in rules.recommendations}
    steps = [rules.conditions[id_].step for id_ in advised.missing]
    named = [rules.conditions[id_].headline for id_ in advised.missing]
    cure = texts.get(named[0] or "") if named else advised.text
    if cure and cure.first:
        return sentence(cure.first)
    return next(map(_in_short, [*steps, *(line.say for line in advised.steps)]), "")


def _in_short(step: str) -> str:
    """The first sentence of a step, and of a long one what stands before an "and"."""
    whole = (
        step.split(". ", maxsplit=1)[0].rstrip(".").replace(" first,", ",").removesuffix(" first")
    )
    return whole if len(whole.split()) <= MOST_WORDS else whole.split(", and ")[0]


def then(advised: Recommendation, promised: Once | None) -> str:
    """What comes then, once all that is missing is there, if that is sure: "Then tune a model. "."""
    what = after_colon(promised.text.title) if promised else advised.text.then
    return f"Then {what}. " if what else ""


def verdict(rules: RuleSet, advised: Recommendation, promised: Once | None) -> str:
    """The reason, and before it what crosses the direction and what comes then."""
    return f"{beside(rules, advised)}{then(advised, promised)}{advised.text.verdict}"


def ready_title(advised: Recommendation) -> str:
    """How many of the conditions are done, of those that apply."""
    states = [state for state in advised.states.values() if state != LEFT_OUT]
    return f"Ready: {states.count(DONE)} of {len(states)}"


def ready(held: Interview, advised: Recommendation) -> Iterator[str]:
    """What is missing and what is unknown, each in a line; what is done, together."""
    yield from (f"{word}: {told}" for word, told in to_do(held, advised))
    if labels := done(held, advised):
        yield f"Done: {'; '.join(labels)}"


def to_do(held: Interview, advised: Recommendation) -> Iterator[tuple[str, str]]:
    """What isn't there, the missing first: the word for its state, and what with how much so far."""
    conditions = held.diagram.rules.conditions
    for state, word in ((MISSING, "Missing"), (UNKNOWN, "Unknown")):
        for id_, found in advised.states.items():
            if found == state:
                yield word, ", ".join([conditions[id_].label, *_so_far(held, id_)])


def done(held: Interview, advised: Recommendation) -> list[str]:
    """What is there."""
    conditions = held.diagram.rules.conditions
    return [conditions[id_].label for id_, found in advised.states.items() if found == DONE]


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
