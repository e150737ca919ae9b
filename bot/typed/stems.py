"""Words without their endings: as told of one thing, and as all that is told by them."""

from __future__ import annotations

import re
from functools import lru_cache

from .plain import each

_BASES = {
    **dict.fromkeys(each("am are is"), "be"),
    "has": "have",
    "does": "do",
    "were": "was",
    "an": "a",
    "this": "this",
    "its": "its",
}
_KEPT = ("ss", "us", "is")  # ends that are no plural
_DOUBLED = re.compile(r"([bdfglmnprt])\1$")
_ENDINGS = ("ingly", "edly", "ing", "ed", "ly")


@lru_cache(maxsize=20_000)
def base(word: str) -> str:
    """A word as told of one thing: "policies" is "policy", "does" is "do"."""
    if known := _BASES.get(word):
        return known
    word = re.sub(r"is(?=(?:e|es|ed|ing|ation)$)", "iz", word)
    word = re.sub(r"elled$", "eled", word)
    if len(word) > 4 and word.endswith("ies"):
        return word[:-3] + "y"
    if len(word) > 4 and word.endswith(("sses", "shes", "ches", "xes", "zzes")):
        return word[:-2]
    if len(word) > 3 and word.endswith("s") and not word.endswith(_KEPT):
        return word[:-1]
    return word


@lru_cache(maxsize=20_000)
def stem(word: str) -> str:
    """A word without any ending: "prices" and "priced" are "pric"."""
    word = base(word)
    for ending in _ENDINGS:
        if word.endswith(ending) and len(word) - len(ending) >= 3:
            return _DOUBLED.sub(r"\1", word.removesuffix(ending).removesuffix("e"))
    return word.removesuffix("e") if len(word) > 3 else word
