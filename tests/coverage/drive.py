"""The coverage map, and the interviews that it describes, held question by question."""

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import NamedTuple

from rules.interview.conditions import first_steps
from rules.interview.explain import recommend
from rules.interview.interview import Interview, interview
from rules.language.answers import Json, from_json
from rules.language.model import Difference
from rules.loading.yaml12 import parse
from tests.interviews import DIAGRAMS

FILE = Path(__file__).with_name("map.yaml")
OURS = DIAGRAMS["should-we-finetune"]


class Entry(NamedTuple):
    """Where one statement or difference is shown, and the answers that bring a person there."""

    shown_as: str
    answers: Mapping[str, Json]


MAP = {id_: Entry(**raw) for id_, raw in parse(FILE.read_text("utf-8"), FILE.name).data.items()}


def held(id_: str, entry: Entry) -> Interview:
    """The interview with these answers: finished, or stopped at the question they lead to."""
    here = interview(OURS, {})
    while (fact := here.next_fact) is not None and fact in entry.answers:
        answer = from_json(entry.answers[fact])
        OURS.rules.facts[fact].admit(fact, answer)
        here = interview(OURS, {**here.answers, fact: answer})
    if fact and entry.shown_as != "question":
        raise AssertionError(f"{id_}: the interview asks for '{fact}', and map.yaml has no answer")
    if spare := entry.answers.keys() - here.answers.keys():
        raise AssertionError(f"{id_}: nobody asks for {', '.join(sorted(spare))}: leave it out")
    return here


class Shown(NamedTuple):
    """One text that a person sees, and the ids of what stands behind it."""

    says: str
    ids: frozenset[str]


def shown(here: Interview, place: str) -> list[Shown]:
    """All that stands in this place at the end of an interview, or of a question."""
    facts = OURS.rules.facts
    if place == "question":
        fact = here.next_fact
        return _texts([(f"{facts[fact].ask} {facts[fact].why}", facts[fact].cite)] if fact else [])
    advised = recommend(here)
    by_place: dict[str, Iterable[tuple[str, Iterable[str]]]] = {
        "reason": [(r.rule.because, [c.id for c in r.citations]) for r in advised.reasons],
        "step": [
            (line.say, line.cite) for line in (*first_steps(OURS.rules, advised), *advised.steps)
        ],
        "caution": [(line.say, line.cite) for line in advised.cautions],
        "revisit": [(line.say, line.cite) for line in (advised.revisit,) if line],
        "difference": [(in_words(each), (each.id, *each.cite)) for each in advised.differences],
    }
    return _texts(by_place[place])


def _texts(found: Iterable[tuple[str, Iterable[str]]]) -> list[Shown]:
    return [Shown(says, frozenset(ids)) for says, ids in found]


def in_words(difference: Difference) -> str:
    """What each source says, and what we say to that."""
    sources = OURS.rules.sources
    said = [f"{sources[source].publisher}: {says}" for source, says in difference.says.items()]
    return " ".join([*said, difference.we])
