"""How far along a question is: "Question 3 of about 5", on no platform."""

from __future__ import annotations

from bot.conversation.replay import Position
from rules.interview.interview import interview
from rules.interview.left import about_left
from rules.language.answers import NotSure

LAST = "Last question"
FEW = 3  # of so many questions that may follow, the number is said


def progress(position: Position) -> str:
    """Where the open question stands among all. ValueError if none is open."""
    fact = position.asking
    if fact is None:
        raise ValueError("this conversation asks nothing")
    facts = [*position.given]
    number = facts.index(fact) + 1 if fact in position.given else len(facts) + 1
    others = [each for each in facts if each != fact]
    about = _about(position, others)
    if about - len(others) - 1 <= FEW:
        more = at_most_more(position, fact)
        if more <= FEW:
            return f"Question {number}, at most {more} more" if more else LAST
    if others and number > len(others) and about > _about(position, others[:-1]) + 1:
        return f"Question {number}, about {about - number} more"
    return f"Question {number} of about {about}"


def _about(position: Position, answered: list[str]) -> int:
    """About how many questions there are in all, where these are answered: one more at least."""
    given = {each: position.answers[each] for each in answered}
    left = about_left(interview(position.diagram, given))
    return len(answered) + max(left, 2 if left else 1)


def at_most_more(position: Position, fact_id: str) -> int:
    """At most how many questions follow this one, whatever is answered to it."""
    diagram = position.diagram
    others = {fact: answer for fact, answer in position.answers.items() if fact != fact_id}
    unsure = interview(diagram, {**others, fact_id: NotSure()})
    if diagram.rules.facts[fact_id].not_sure.stays_open:  # then no answer spares a question
        return max(unsure.longest, interview(diagram, others).longest - 1)
    sure = (
        interview(diagram, {**others, fact_id: each})
        for each in interview(diagram, others).answers_apart(fact_id)
    )
    return max(unsure.at_most_more, *(held.at_most_more for held in sure))
