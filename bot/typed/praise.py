"""What is said to be fine, in an answer to what is wrong: "price ok, speed ok, but ..."."""

from __future__ import annotations

import re

from .likeness import telling
from .plain import clauses, key

# Where one answer is that nothing is wrong, so much is said to be fine: "price ok", "fine for tone".
_PRAISE = re.compile(
    r"\b(?:ok|okay|fine|lovely|great|grand|perfect(?:ly)?|alright|nice|good|right|correct|fast|cheap"
    r"|quick|no complaints?|no worries)\b"
)
_NO_PRAISE = re.compile(
    r"\b(?:no|not|never|nothing|nobody|hardly|barely|only|too|less|until|if|but|would|once|then|we|all|everything)\b"
)
_TURNS = re.compile(  # to what isn't fine
    r"\b(?:but|only|just|simply|however|though|although|yet|wrong|no complaints?)\b", re.IGNORECASE
)
_ALL_FINE = re.compile(
    r"\b(?:everything|all|the rest|no complaints?)\b.*?\b(?:bar|except(?: for)?|apart from|save for"
    r"|aside from)\b (?P<rest>.+)",
    re.IGNORECASE,
)
LONGEST_PRAISE = 8  # words of a clause that says no more than that something is fine


def without_praise(typed: str) -> str:
    """Without what it says is fine: "price ok, speed ok, but ..."; all of it if no more is said."""
    if found := _ALL_FINE.search(typed):
        return found["rest"]
    parts = clauses(typed)
    rest = [part for part in parts if not is_praise(part)]
    cut = len(rest) < len(parts) and _TURNS.search(typed) and telling(" ".join(rest))
    return ", ".join(rest) if cut else typed


def is_praise(clause: str) -> bool:
    """Whether a clause says no more than that something is fine."""
    said = key(clause)
    praised = _PRAISE.search(said) and len(said.split()) <= LONGEST_PRAISE
    return bool(praised and not _NO_PRAISE.search(re.sub("no (?:complaint|worri)", "", said)))
