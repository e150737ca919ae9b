"""A reader of texts that knows a few phrases by heart, in the place of one that understands."""

from bot.interactions.proposals import OfflineReader
from bot.typed.proposals import Proposal
from rules.language.answers import Answer, Chosen, Range, Ticks, Value

PHRASES: dict[str, tuple[str, Answer]] = {
    # of earlier.yaml
    "the prompt is polished": ("prompt_optimised", Value("yes")),
    "prices hardly move": ("knowledge_changes", Value("no")),
    "nobody asks for sources": ("needs_citations", Value("no")),
    "invents return policies": ("gap", Value("hallucinations")),
    "3k chats a day": ("requests_per_day", Value(3000)),
    "20 to 80 chats a day": ("requests_per_day", Range(20, 80)),  # they lead two ways
    "plain retrieval": ("retrieval_tried", Value("basic")),
    # of tour.yaml
    "want a crowd": ("wish", Chosen(frozenset({"crowd"}))),
    "120 people on our list": ("fans", Value(120)),
    "a van but no driver": ("ready", Ticks(frozenset({"van"}), frozenset({"driver"}))),
}


def told(text, rules):
    """The phrases in a text that are about facts of these rules."""
    found = [(text.find(phrase), phrase, *meant) for phrase, meant in PHRASES.items()]
    return tuple(
        Proposal(fact, answer, phrase)
        for at, phrase, fact, answer in sorted(found, key=lambda each: each[0])
        if at >= 0 and fact in rules.facts
    )


def name_of(text):
    """What stands before the first comma, cut."""
    return text.partition(",")[0][:60]


READER = OfflineReader(told, name_of)


def main(arguments):
    """The program, with this reader."""
    from bot.__main__ import main as program  # of the process that runs it

    setattr(OfflineReader, "of", classmethod(lambda _cls, _books: READER))  # noqa: B010  # not ours to type
    return program(arguments)
