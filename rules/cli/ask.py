"""An interview at the keyboard, without the bot and without a log: for trying a rule set."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from decimal import Decimal

from rules.diagram.diagram import Diagram
from rules.interview.explain import recommend
from rules.interview.interview import Interview, interview
from rules.language.answers import Answer, AnswerError, Chosen, NotSure, Value
from rules.language.kinds import Fact
from rules.language.kinds.number import Number
from rules.language.kinds.several import Several

NOT_SURE = ("?", "not sure", "not_sure")


def ask(diagram: Diagram, read: Callable[[], str], say: Callable[[str], None]) -> Interview:
    """Ask until nothing more is to be asked, then say the recommendation.

    `read` gives the next line and raises EOFError at the end; then the interview so far is
    returned. A line is an option's number or id, numbers, or "?" for *not sure*.
    """
    answers: dict[str, Answer] = {}
    say(diagram.rules.title)
    say("Answer with a number from the list, a value, or ? for not sure.")
    while (fact_id := interview(diagram, answers).next_fact) is not None:
        fact = diagram.rules.facts[fact_id]
        for line in _question(fact):
            say(line)
        try:
            answers[fact_id] = _read(fact_id, fact, read())
        except EOFError:
            return interview(diagram, answers)
        except AnswerError as error:
            say(str(error))
    held = interview(diagram, answers)
    for line in _advice(held):
        say(line)
    return held


def _question(fact: Fact) -> Iterator[str]:
    yield ""
    yield fact.ask
    yield f"  {fact.why}"
    if isinstance(fact, Number):
        yield f"  {fact.kind} of {fact.unit}"
    else:
        for n, option in enumerate(fact.options.values(), start=1):
            yield f"  {n}  {option.label}"
    if isinstance(fact, Several):
        yield "  Several are possible, such as 1, 2. An empty line is none of them."


def _read(fact_id: str, fact: Fact, line: str) -> Answer:
    """Raises AnswerError where the line is no answer to this fact."""
    text = line.strip().lower()
    answer: Answer
    if text in NOT_SURE:
        answer = NotSure()
    elif isinstance(fact, Number):
        answer = _number(fact_id, fact, text)
    elif isinstance(fact, Several):
        parts = filter(None, re.split(r"[,\s]+", text))
        answer = Chosen(frozenset(_option(fact, part) for part in parts))
    else:
        answer = Value(_option(fact, text))
    fact.admit(fact_id, answer)
    return answer


def _number(fact_id: str, fact: Number, text: str) -> Answer:
    plain = text.replace(",", "")
    if not re.fullmatch(r"-?\d{1,15}(\.\d{1,6})?", plain):
        raise AnswerError(f"'{fact_id}' needs {fact.kind} of {fact.unit}")
    return Value(Decimal(plain) if "." in plain else int(plain))


def _option(fact: Fact, text: str) -> str:
    options = [] if isinstance(fact, Number) else list(fact.options)
    if text.isdecimal() and 0 < int(text) <= len(options):
        return options[int(text) - 1]
    return text


def _advice(held: Interview) -> Iterator[str]:
    advised = recommend(held)
    yield ""
    yield f"{advised.text.title}. {advised.text.verdict}"
    for reason in advised.reasons:
        facts = held.diagram.rules.facts
        said = [
            f"{facts[fact].label}: {facts[fact].in_words(held.answers[fact])}"
            for fact in reason.because_of
        ]
        yield f"  because {reason.rule.because} ({'; '.join(said)})"
    if advised.deciding:
        yield f"  It depends on {held.diagram.rules.facts[advised.deciding.fact].label}."
    for number, step in enumerate(advised.steps, start=1):
        yield f"  {number}. {step.say}"
