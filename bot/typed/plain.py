"""Typed text without its decoration: Slack markup, emoji, odd characters, slips of the hand."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

EMOJI = {
    **dict.fromkeys("👍✅✔✓☑👌💯🆗🙆", "yes"),
    **dict.fromkeys("👎❌✖✗🚫⛔🙅", "no"),
    "🤷": "not sure",
}
DIGITS = ("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine")
CODES = {  # as Slack sends them, without the colons
    **dict.fromkeys(("+1", "thumbsup", "white_check_mark", "heavy_check_mark"), "yes"),
    **dict.fromkeys(("ballot_box_with_check", "ok_hand", "100", "ok"), "yes"),
    **dict.fromkeys(("-1", "thumbsdown", "x", "no_entry", "no_entry_sign"), "no"),
    **dict.fromkeys(("shrug", "man-shrugging", "woman-shrugging", "person_shrugging"), "not sure"),
    **{name: str(digit) for digit, name in enumerate(DIGITS)},
}
LETTERS = {
    **dict.fromkeys("\u2018\u2019\u02bc\u00b4", "'"),
    **dict.fromkeys("\u201c\u201d\u201e\u00ab\u00bb", '"'),
    "\u2212": "-",
    "\u2044": "/",
}
ESCAPES = {"&lt;": "<", "&gt;": ">", "&amp;": "&"}  # Slack sends "<50" as "&lt;50"
DENYING = frozenset(  # words that turn round what they stand beside
    [
        "not",
        "no",
        "never",
        "none",
        "nothing",
        "nobody",
        "neither",
        "nor",
        "without",
        "hardly",
        "barely",
        "rarely",
        "seldom",
        "scarcely",
    ]
)
NEGATED = "do|does|did|have|has|had|is|are|was|were|would|could|should|must|need"
SHORT_FORMS = (  # with the apostrophe or without it
    (rf"\b({NEGATED})n'?t\b", r"\1 not"),
    (r"\b(?:can'?t|cannot)\b", "can not"),
    (r"\bwon'?t\b", "will not"),
    (r"\bain'?t\b", "is not"),
    (r"\b(i'?m)\b", "i am"),
    (r"\b(i|we|they|you)(?:'ve|ve)\b", r"\1 have"),
    (r"\b(i|we|they|you)'ll\b", r"\1 will"),
    (r"\b(?:(we|they|you)'d|(i)'?d)\b", r"\1\2 would"),
    (r"\b(we|they|you)'re\b", r"\1 are"),
    (r"\b(it|that|there)'?s\b", r"\1 is"),
)
_CODE = re.compile(r":([a-z_+-][a-z0-9_+'-]*|100):(?::skin-tone-\d:)?", re.IGNORECASE)
_MENTION = re.compile(r"<[@#!][^>]*>|^\s*@[\w.-]+[,:]?(?=\s)")
_SMILEY = re.compile(r"[:;]['^-]?[)(DPpOo|]+(?=\s|$)|(?<!\S)(?:[xX][dD]|\^_*\^)(?=\s|$)")
_MARKUP = re.compile(r"(?<!\w)([*_`\"'~]{1,3})(?=\S)(.{1,300}?)(?<=\S)\1(?!\w)", re.DOTALL)
STRUCK = re.compile(
    r"(?<![\w~])~(?=[^\s~])[^~\n]+(?<=\S)~(?![\w~])"
)  # what is struck out isn't meant
_SHRUG = re.compile(r"\u00af\\+_*\(\u30c4\)_*/+\u00af")


def plain(text: str) -> str:
    """The text a person meant to type, its case kept: NFKC, digits in ASCII, one kind of dash."""
    text = STRUCK.sub(" ", text)
    text = _MENTION.sub(" ", _SHRUG.sub(" not sure, ", text))
    for escape, character in ESCAPES.items():
        text = text.replace(escape, character)
    text = _CODE.sub(lambda code: _aside(CODES.get(code[1].lower(), "")), text)
    # Before NFKC, which would make "10²" 102 and "2½" 21/2.
    text = re.sub("[²³¹⁰-⁹]", "^", text)
    text = re.sub("½", " half", re.sub(r"(?<=\d) ?½", " and a half", text))
    text = _SMILEY.sub(" ", "".join(map(_letter, unicodedata.normalize("NFKC", text))))
    for _ in range(3):  # bold inside quotes inside code, and no deeper
        text = _MARKUP.sub(r"\2", text)
    return " ".join(text.split())


def spelled_out(text: str) -> str:
    """In small letters, with short forms in full: "don't" and "dont" are "do not"."""
    text = text.lower()
    for short, full in SHORT_FORMS:
        text = re.sub(short, full, text)
    return text


def key(text: str) -> str:
    """The words alone, for comparing: "Don't know!" and "dont know" are the same."""
    drawn_in = re.sub(r"([a-z])\1{2,}", r"\1", spelled_out(text).replace("'", ""))  # "yesss"
    return " ".join(re.findall(r"[^\W_]+", drawn_in))


def clauses(text: str) -> list[str]:
    """The stretches between punctuation and "but". A comma inside 1,500 is left alone."""
    parts = re.split(r"[;:!?\n()]+|[,.]+(?!\d)|\s-+\s|\bbut\b", text, flags=re.IGNORECASE)
    return [part.strip() for part in parts if key(part)]


def each(*lines: str) -> tuple[str, ...]:
    """The words of a table written in lines."""
    return tuple(" ".join(lines).split())


REAL_WORDS = frozenset(  # one slip from another word, and yet no slip
    each(
        "where form part event through full short tied three there hello look hold quiet quite",
        "black late later load pre core tree lost theme heap eighth ideal thin uses spend beat",
        "char cent blow latter paste tends witch timer server tired trial ever heard hist",
    )
)


def words(*phrases: str) -> str:
    """A regular expression for any of these phrases, the longest first."""
    several = [p.strip() for line in phrases for p in line.split(" | ")]
    return f"(?:{'|'.join(sorted(several, key=len, reverse=True))})"


def words_in(*tables: str) -> frozenset[str]:
    """The words that stand in these tables: what a mistyped word may have been."""
    short = each("dont doesnt didnt havent hasnt isnt arent cant cannot wont its thats theres")
    return frozenset([*short, *re.findall(r"[a-z]{3,}", re.sub(r"\\.", " ", " ".join(tables)))])


def mend(text: str, known: frozenset[str]) -> str:
    """The text with slips put right: two letters swapped, or one lost or doubled."""
    return re.sub(r"(?<!['\w])[^\W\d_]{3,}(?!['\w])", lambda word: _mended(word[0], known), text)


@lru_cache(maxsize=10_000)
def _mended(word: str, known: frozenset[str]) -> str:
    if word.lower() in known | REAL_WORDS:
        return word
    meant = [each for each in known if slipped(word.lower(), each)]
    return meant[0] if len(meant) == 1 else word


def slipped(typed: str, word: str) -> bool:
    """Whether one slip of the hand leads from the word to what was typed.

    The first letter must be right. A changed letter is no slip: "billing" isn't "billion".
    """
    if typed[0] != word[0] or min(len(typed), len(word)) < 3:
        return False
    if len(typed) == len(word):
        off = [n for n, letter in enumerate(typed) if letter != word[n]]
        return len(off) == 2 and off[1] == off[0] + 1 and sorted(typed) == sorted(word)
    shorter, longer = sorted((typed, word), key=len)
    return len(shorter) > 3 and any(
        longer[:n] + longer[n + 1 :] == shorter for n in range(len(longer))
    )


def shorten(text: str, length: int = 40) -> str:
    """The beginning of the text, to quote it back."""
    return text if len(text) <= length else text[: length - 3].rstrip() + "..."


def _aside(meaning: str) -> str:
    """Each emoji is a clause of its own; a digit is part of what stands around it."""
    return f" {meaning} " if meaning.isdigit() or not meaning else f" {meaning}, "


_MEANT = LETTERS | {emoji: _aside(meaning) for emoji, meaning in EMOJI.items()}


def _letter(character: str) -> str:
    if character in _MEANT:
        return _MEANT[character]
    kind = unicodedata.category(character)
    if character.isascii() and kind != "Cc":
        return character
    if kind == "Nd":
        return str(unicodedata.decimal(character))
    if kind == "Pd":
        return "-"
    if kind in ("Cf", "Mn", "Me", "Sk"):  # direction marks, joiners, keycaps and skin tones
        return ""
    return " " if kind[0] in "CZ" or kind == "So" else character
