"""What the sentences of a rule set lack, and what reads badly in them."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence
from typing import NamedTuple

from rules.diagram.diagram import Diagram
from rules.diagram.nodes import levels
from rules.language.faults import Path, Problem
from rules.language.kinds import Fact
from rules.language.model import RuleSet, every_atom
from rules.language.when import Atom
from rules.language.wording import listed

MOST_WORDS = 12
_PRONOUN = re.compile(r"\b(?:you|your|yours|we|our|ours|us|I|my|mine|me)\b")  # "US" is a country
_CAPITAL = re.compile(r"[A-Z][a-z]+(?:'[a-z]+)?")  # no acronym
# What begins a clause and is no name, with or without a capital.
_ORDINARY = frozenset(
    [
        *("a", "an", "all", "any", "both", "each", "every", "everybody", "everything"),
        *("few", "how", "it", "many", "most", "no", "nobody", "none", "not", "nothing"),
        *("one", "some", "somebody", "something", "that", "the", "there", "these"),
        *("they", "this", "those", "two", "what", "when", "where", "whether", "which"),
        *("who", "whose", "why"),
    ]
)
# What begins a title that nobody can be said to have "decided to".
_NO_IMPERATIVE = _ORDINARY | frozenset(
    [
        *("about", "at", "better", "by", "don't", "for", "from", "in", "less", "maybe"),
        *("more", "of", "on", "only", "our", "with", "without", "your"),
    ]
)
_THINGS = ("bring", "sing", "ring", "king")  # end like "tuning", and are no gerunds


class _Said(NamedTuple):
    """A clause, and where its author wrote it."""

    path: Path
    clause: str


def sentence_warnings(diagram: Diagram) -> Iterator[Problem]:
    """Clauses that are missing and those that read badly; nothing of a set that has none at all."""
    rules = diagram.rules
    clauses = [*_clauses(rules)]
    if clauses:
        yield from _missing(diagram)
        yield from _style(clauses)
        yield from _alike(rules)
        yield from _titles(rules)


def _missing(diagram: Diagram) -> Iterator[Problem]:
    """What some sentence about a fact says, and its author hasn't: for every fact that is asked."""
    rules = diagram.rules
    asked = {*diagram.tested(levels(diagram.verdict))}
    asked |= {need.fact for outcome in rules.outcomes.values() for need in outcome.needs}
    compared: dict[str, list[Atom]] = {id_: [] for id_ in rules.facts}
    for atom in every_atom(rules):
        compared[atom.fact].append(atom)
    for id_, fact in rules.facts.items():
        if id_ in asked:
            keys = [key for key in fact.sayable(compared[id_]) if key not in fact.said]
            named = [*([] if fact.asks else ["asks"]), *(_spelled(fact, key) for key in keys)]
            if named:
                message = f"'{id_}' lacks clauses that sentences say: {listed(named)}"
                told = f"{message}; write them, or its label stands there"
                yield Problem("missing clause", told, ("facts", id_))


def _spelled(fact: Fact, key: str) -> str:
    """A clause's place as its author writes it; the second form of an option by what it says."""
    word, _, option = key.partition(".")
    path = fact.written_at(key)
    return f"not of '{option}'" if word == "not" and len(path) > 1 else ".".join(map(str, path))


def _clauses(rules: RuleSet) -> Iterator[_Said]:
    """Every clause that an author wrote."""
    for id_, fact in rules.facts.items():
        if fact.asks:
            yield _Said(("facts", id_, "asks"), fact.asks)
        places = (((*fact.written_at(key),), clause) for key, clause in fact.said.items())
        for path, clause in dict.fromkeys(places):
            yield _Said(("facts", id_, *path), clause)
    for id_, term in rules.terms.items():
        for key, words in (("is", term.is_so), ("not", term.is_not)):
            yield from [_Said(("terms", id_, key), words)] if words else ()
    for n, text in enumerate(rules.recommendations):
        for key, words in (("first", text.first), ("then", text.then)):
            yield from [_Said(("recommendations", n, key), words)] if words else ()


def _style(clauses: Sequence[_Said]) -> Iterator[Problem]:
    """What reads badly in the middle of a sentence."""
    small = {word for said in clauses for word in said.clause.split() if word.islower()}
    for path, clause in clauses:
        for told in _faults(clause, small | _ORDINARY):
            yield Problem("clause style", f"“{clause}” {told}", path)


def _faults(clause: str, ordinary: Collection[str]) -> Iterator[str]:
    first, words = clause.split(maxsplit=1)[0], len(clause.split())
    if _CAPITAL.fullmatch(first) and first.lower() in ordinary:
        yield f"begins with a capital: write “{first.lower()}”, it stands within a sentence"
    if clause.endswith((".", "!", "?")):
        yield f"ends with “{clause[-1]}”: leave it out, more may follow"
    if found := _PRONOUN.search(clause):
        yield f"has “{found[0]}” in it: name who or what it is, anybody may read it"
    if words > MOST_WORDS:
        yield f"has {words} words: at most {MOST_WORDS} can be taken in within a sentence"


def _alike(rules: RuleSet) -> Iterator[Problem]:
    """What is so and what isn't, in the same words."""
    both: dict[Path, tuple[str | None, str | None]] = {
        ("terms", id_): (term.is_so, term.is_not) for id_, term in rules.terms.items()
    }
    for id_, fact in rules.facts.items():
        for key in fact.said:
            path = ("facts", id_, *fact.written_at(key))
            option = key.partition(".")[2]
            both.setdefault(path, (fact.said.get(f"is.{option}"), fact.said.get(f"not.{option}")))
            if len(path) == 3:  # of yes and no the two stand apart: one place is enough
                break
    for path, (clause, other) in both.items():
        if clause and clause == other:
            message = f"“{clause}” says both that it is so and that it isn't: change one"
            yield Problem("clause style", message, path)


def _titles(rules: RuleSet) -> Iterator[Problem]:
    """Titles that can't stand after "decided to"."""
    for n, text in enumerate(rules.recommendations):
        first = text.title.replace(",", " ").split()[0]
        lower = first.lower()
        gerund = lower.endswith("ing") and not lower.endswith(_THINGS)
        if lower in _NO_IMPERATIVE or gerund or (len(first) > 1 and first.isupper()):
            message = f"“{text.title}” can't stand after “decided to”: begin with what to do"
            yield Problem("title style", f"{message}, such as Use or Try", ("recommendations", n))
