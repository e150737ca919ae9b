"""What a text means where no question is open: a start, or one of the words that start nothing."""

from __future__ import annotations

import re

from rules.loading.load import SHIPPED

from .afterwards import kind_word
from .commands import read_command

STATUS, WELCOME, THANKED, NO_QUESTION, DOUBTED, START = (
    "status", "welcome", "thanked", "no question", "doubted", "start",
)  # fmt: skip
_STATUS = frozenset(
    {"status", "open", "what is open", "whats open", "what's open", "what's up", "whats up"}
)
_GREETINGS = frozenset(
    {"hi", "hello", "hey", "hi there", "hello there", "hey there", "good morning", "good afternoon"}
)
_WONDERS = re.compile(
    r"(?:(?:hi|hello|hey)(?: there)?,? )?(?:(?:can|could) you (?:please )?help(?: (?:me|us))?(?: please)?"
    r"|(?:please )?help (?:me|us)(?: please)?|what (?:can|do) you do|who are you|what are you"
    r"|how does (?:this|it) work|how do you work|what is this|are you a bot)"
)
_ANSWERS = frozenset({"yes", "no", "yep", "nope", "yeah", "y", "n", "sure", "not sure", "none"})
_NUMBER = re.compile(r"[$€£]?\s?\d[\d.,]*\s?[km%]?")
_EMOJI = re.compile(r"(?:\s*:[a-z0-9_+'-]+:)+\s*|[\W_]+", re.IGNORECASE)
_BY = re.compile(rf"by\s+({'|'.join(SHIPPED)})\s*(?::\s*(.*))?", re.IGNORECASE | re.DOTALL)


def meant_by(text: str) -> str:
    """One of the constants: what becomes of a text that somebody says to us out of nowhere."""
    said = _said(text)
    command = read_command(text)
    if asks_what_is_open(text):
        return STATUS
    if greets(text) or (command and command.name == "help"):
        return WELCOME
    if said and (kind_word(text) or _EMOJI.fullmatch(said)):
        return THANKED
    if command or said in _ANSWERS or _NUMBER.fullmatch(said):
        return NO_QUESTION
    return DOUBTED if len(said.split()) == 1 else START


def asks_what_is_open(text: str) -> bool:
    """Whether somebody wants to know what is open here."""
    return _said(text) in _STATUS


def greets(text: str) -> bool:
    """Whether it is a greeting, or wonders what we are, and nothing more."""
    said = _said(text)
    return said in _GREETINGS or bool(_WONDERS.fullmatch(said))


def same(one: str, other: str) -> bool:
    """Whether two subjects are the same words, but for case and spaces."""
    return bool(one.strip()) and one.lower().split() == other.lower().split()


def by_whom(text: str) -> tuple[str, str]:
    """The rule set that is to ask, and the rest: "by ertas: support bot". "" where none is named."""
    found = _BY.fullmatch(text.strip())
    return (found[1].lower(), (found[2] or "").strip()) if found else ("", text)


def _said(text: str) -> str:
    said = " ".join(text.lower().split()).replace("\u2019", "'")
    return said if _EMOJI.fullmatch(said) else said.strip("\"'`*_.!?, ")
