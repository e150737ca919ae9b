"""What comes of reading a text, for tests: the answer, or that it is asked back, and in which words."""

from bot.typed import Ambiguous, Offered, Understood, Unreadable, read

ASKED = "asked"


def answer(text, fact):
    """The answer that is taken; ASKED where a question, a choice or a hint goes back instead."""
    reading = read(text, fact)
    return reading.answer if isinstance(reading, Understood) else ASKED


def offered(text, fact):
    """The answers to choose from, in their order."""
    reading = read(text, fact)
    assert isinstance(reading, Offered), reading
    return [answer for answer, _ in reading.answers]


def said(text, fact):
    """What is said to a person about what they typed, whatever kind of reading it is."""
    match read(text, fact):
        case Offered(answers, words):
            return " ".join([words, *(each for _, each in answers)])
        case Understood(_, words) | Ambiguous(words) | Unreadable(words):
            return words
