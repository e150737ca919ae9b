"""What a person typed at the open question -> an answer, with the question's own choices in view."""

from __future__ import annotations

from bot.conversation.replay import Position
from bot.typed import Ambiguous, Offered, Reading, Understood, marks, read
from bot.typed.words import NONE, Words
from bot.views import question
from rules.interview.offered import ranges_offered
from rules.language.answers import Answer, NotSure, Range, Ticks
from rules.language.kinds import Fact
from rules.language.wording import either


def understand(position: Position, text: str, words: Words) -> Reading:
    """Read a typed answer to the open question. ValueError if nothing is being asked.

    `words` are the phrases of the conversation's rules.

    A mark of the list as it was shown names its choice: a letter for a number's choices, because
    there digits are the number itself. A range that the rules would treat in more than one way is
    asked back.
    """
    fact_id = position.asking
    if fact_id is None:
        raise ValueError("this conversation asks nothing")
    fact = position.diagram.rules.facts[fact_id]
    offered = dict(zip(marks(fact), question.choices(position, fact_id), strict=False))
    chosen = offered.get(text.strip(" ().").lower())
    # What is ticked is one of a list, which is read as a whole.
    if chosen and (not fact.takes_several or isinstance(chosen.answer, NotSure)):
        return Understood(chosen.answer, fact.in_words(chosen.answer))
    reading = read(text, fact, words.get(fact_id, NONE))
    if isinstance(reading, Understood) and (ask := too_wide(position, fact_id, reading.answer)):
        return Ambiguous(ask)
    return _or_none(reading, fact)


def _or_none(reading: Reading, fact: Fact) -> Reading:
    """Where only a no to something is likely, as in "not yet", first no to all of it."""
    none = fact.none_of_these
    if none is None or not isinstance(reading, Offered):
        return reading
    noes = [each for each in reading.answers if isinstance(each[0], Ticks) and not each[0].yes]
    if len(noes) < len(reading.answers) or none in dict(noes):
        return reading
    ones = [(answer, said) for answer, said in noes if said == fact.in_words(answer)]
    return Offered(((none, fact.in_words(none)), *ones), reading.ask)


def too_wide(position: Position, fact_id: str, answer: Answer) -> str:
    """What to ask of a range that the rules would treat in more than one way; "" of any other."""
    if not isinstance(answer, Range):
        return ""
    fact, classes = position.diagram.rules.facts[fact_id], position.diagram.classes[fact_id]
    (meant,) = classes.of(answer)
    ranges = ranges_offered(position.interview, fact_id)
    spanned = [fact.in_words(each) for each in ranges if {*meant} & {*classes.of(each)[0]}]
    if len(spanned) > 1:
        return f"The advice differs within that. Is it {either(spanned)}?"
    return ""
