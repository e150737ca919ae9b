"""What somebody is told who asks back: what is meant, why it is asked, or who sees it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

from bot.conversation.replay import Position
from bot.typed.question_back import asked_about, asked_back, tells_of
from rules.language.kinds import Fact
from rules.language.kinds.option import Option
from rules.language.wording import either

from .notes import Explained, Meant, Note, Privacy, Said
from .proposals import proposals
from .question import leads_to, question

MOST_MEANT = 2  # options that one word can be about
READ_WHY = (
    "I read this in what you wrote, so that I ask you less. Nothing of it counts until you say "
    "that it is right."
)

_UNKNOWN = "I can't say more about “{}”. This is what the question means:"


def told_back(position: Position, text: str) -> Note | None:
    """What a question back is answered with.

    None for a text that is none, and where it is about a question and none is open.
    """
    asked = asked_back(text)
    if asked is None:
        return None
    if asked == "privacy":
        return Privacy()
    return explained(position) if asked == "why" else meant(position, text)


def explained(position: Position) -> Note | None:
    """Why something is asked; None where nothing is."""
    if position.proposed:
        return Said(READ_WHY)
    return Explained(question(position), leads_to(position)) if position.asking else None


def meant(position: Position, text: str) -> Note | None:
    """What is meant: by the word that was asked for, then by the question if the word is its own."""
    words = asked_about(text)
    if position.asking:
        here = _told_here(position, words, position.asking)
        if here is None and (other := _told_elsewhere(position, words, position.asking)):
            return Said(other)
        return Meant(question(position), _UNKNOWN.format(" ".join(words)) if here is None else here)
    first = position.proposed[0].fact if position.proposed else ""
    told = _told_here(position, words, first)
    if told is None:
        told = _told_elsewhere(position, words, first)
    if position.proposed:
        return Said(f"{told or READ_WHY}\n{proposals(position).how}")
    return Said(told) if told else None


def _told_here(position: Position, words: tuple[str, ...], here: str) -> str | None:
    """What a question says about these words; "" where its help does, None if it says nothing."""
    asked = position.diagram.rules.facts.get(here)
    if asked and (listed := _by_place(position, words)):
        return listed
    if not words or (asked and tells_of(words, f"{asked.label} {asked.ask}") == len(words)):
        return ""
    if asked is None:
        return None
    if found := _by_option(words, asked):
        return found
    if tells_of(words, f"{asked.label} {asked.ask} {asked.help}"):
        return ""
    return asked.why if tells_of(words, asked.why) else None


def _by_place(position: Position, words: tuple[str, ...]) -> str:
    """What stands at a place of the list as it is shown: "explain 3"."""
    shown = question(position).choices if position.asking else ()
    place = int(words[0]) if len(words) == 1 and words[0].isdecimal() else 0
    if not 0 < place <= len(shown):
        return ""
    options = position.diagram.rules.facts[position.asking or ""].written.values()
    label = shown[place - 1].label
    helps = (each.help for each in options if each.label == label and each.help)
    return " ".join([f"That is “{label}”.", *helps])


def _told_elsewhere(position: Position, words: tuple[str, ...], here: str) -> str:
    """What the other questions say about these words; "" if nothing."""
    facts = position.diagram.rules.facts
    others = [fact for id_, fact in facts.items() if id_ != here]
    return next(filter(None, _elsewhere(words, others)), "")


def _elsewhere(words: tuple[str, ...], facts: Sequence[Fact]) -> Iterator[str]:
    """What questions say: the label of an option, what else it is called, or the help."""
    yield from (_by_option(words, fact, _label) for fact in facts)
    yield from (_by_option(words, fact) for fact in facts)
    yield from (fact.help for fact in facts if tells_of(words, fact.label) == len(words))


def _every_name(option: Option) -> str:
    return f"{option.label} {' '.join(option.also)} {option.help or ''}"


def _label(option: Option) -> str:
    return option.label


def _by_option(
    words: tuple[str, ...], fact: Fact, called: Callable[[Option], str] = _every_name
) -> str:
    """The options that have all of the words in what they are called, or most of them."""
    found = {id_: tells_of(words, called(each)) for id_, each in fact.written.items()}
    best = max(found.values(), default=0)
    near = [fact.written[id_] for id_, count in found.items() if count == best]
    if 2 * best <= len(words) or len(near) > MOST_MEANT:
        return ""
    named = either([f"“{each.label}”" for each in near])
    return " ".join([f"That is {named}.", *(each.help for each in near if each.help)])
