"""What a person typed where several options may apply: "1 and 3", "json, tables", "none".

What is ticked counts as true, so only lists of numbers and of the options' own names pass, with
words around them that change nothing ("we tried rag and caching"). Any other word may be a denial,
a plan, a wish or a doubt, and any other number an amount: that is asked back.
"""

from __future__ import annotations

import re
from collections import Counter
from functools import cache

from rules.language.answers import Chosen
from rules.language.kinds.several import Several

from .choice import is_named, named_in, spellings
from .plain import each, key, spelled_out, words
from .reader import Reader
from .readings import Ambiguous, Reading, Understood, Unreadable

_NONE = re.compile(
    r"(?:(?:we|i) (?:have|did|tried) )?(?:none|nothing)(?: of (?:these|them|those|the above))?"
    r"(?: (?:yet|so far|at all|today|now|right now|for now|at the moment|apply|applies))?"
    r"|no|nope|nah|neither"
)
_ALL = re.compile(r"all(?: of (?:them|these|those|the above))?")
_DENIED = re.compile(
    rf"\b{words('no | not | nor | none | nothing | nobody | never | neither | without | except | but')}\b"
    r"|\b(?:un\w+|non|zero|skip\w*|lack\w*|lost|left|ruled|missing|everything|anything|instead|rather)\b"
)
# A question, a minus before a word, a time or a share: "rag?", "-1", "rounds: 3", "3/6", "rag..."
_ODD = re.compile(r"[^\w\s,;.&+'\"()!*\u2022-]|(?<![\w\s])-\w|(?:^|\s)[-+*]\w|!\w|\.\.")
_ASIDE = re.compile(
    r"\b(?:(?:options?|numbers?) )+(?=[\d#])|\bplease\b|[#(](?=\d)|(?<=\d)[).](?!\w)"
)
_NUMBER = r"\d+(?:-\d+| - \d+| (?:to|through) \d+)?"
_NUMBERS = re.compile(rf"{_NUMBER}(?:(?:\s*[,;&+]\s*|\s+)(?:(?:and|plus)\s+)?{_NUMBER})*")
_JOINT = re.compile(r"[;.&+\n]|(?:^|\s)[-*\u2022]\s|\b(?:and|plus)\b")
_AMOUNT = re.compile(r"\d")
_HARMLESS = frozenset(each("we i our a an the yes yeah yep both also just only already"))
_QUESTIONING = frozenset(  # words of a question that would turn an answer round
    each(
        "what which who whose how when where why do does did is are was were will would should could",
        "you your to for not no never none nothing or if any without but except lack missing",
    )
)


def hint(fact: Several) -> str:
    """A line that shows how to answer."""
    last = min(3, len(fact.options))
    return f"Please give the numbers of all that are true today, such as 1, {last}, or none."


def _asked_back(said: str, fact: Several) -> Reading:
    """What was heard is named, but never the opposite of what was said."""
    heard = named_in(said, fact)
    if _DENIED.search(said):
        return Ambiguous(hint(fact))
    if not heard:
        return Unreadable(hint(fact))
    labels = [f"“{option.label}”" for name, option in fact.options.items() if name in heard]
    listed = " and ".join(filter(None, (", ".join(labels[:-1]), labels[-1])))
    true = "Is it" if len(labels) == 1 else "Are they"
    return Ambiguous(
        f"I heard {listed}. {true} true today? Give the numbers of all that apply, or none."
    )


def _whole(typed: str, fact: Several) -> frozenset[str] | None:
    """None of the options, or all."""
    said = "" if _ODD.search(typed) else key(typed)
    none = frozenset[str]() if _NONE.fullmatch(said) else None
    return frozenset(fact.options) if _ALL.fullmatch(said) else none


def _exactly(typed: str, fact: Several) -> frozenset[str] | None:
    """The option of which this is a name to the letter, whatever signs are in it."""
    said = typed.lower().rstrip(" .!")
    same = [name for name in fact.options if said in map(str.lower, spellings(fact, name))]
    return frozenset(same) if len(same) == 1 else None


def _numbered(typed: str, fact: Several) -> frozenset[str] | None:
    """The options at these places: "1, 3", "1-3", "#2 and #5"."""
    said = _ASIDE.sub(" ", typed.lower()).strip(" ,.!")
    if not _NUMBERS.fullmatch(said):
        return None
    places: set[int] = set()
    for stretch in re.findall(_NUMBER, said):
        low, *high = map(int, re.findall(r"\d{1,9}", stretch))
        span = range(low, (high or [low])[0] + 1)
        if not span or low < 1 or span[-1] > len(fact.options):
            return None
        places.update(span)
    return frozenset(list(fact.options)[place - 1] for place in places)


def _named(typed: str, fact: Several) -> frozenset[str] | None:
    """The options of a list of names, if every word is a name's or harmless."""
    if _ODD.search(typed):
        return None
    items, chosen = _items(fact), set[str]()
    said, at = re.sub(r"^(?:(?:yes|yeah|yep) , )+", "", _spaced(typed)), 0
    while at < len(said):
        found = next((each for item in items if (each := re.match(item, said[at:]))), None)
        if not found:
            return None
        chosen.add(items[found.re.pattern])
        at += found.end()
    return frozenset(chosen) or None


def _items(fact: Several) -> dict[str, str]:
    """Patterns of a name alone or among harmless words, such as the question's own: its option.

    Where a label states an amount, a sentence has to state it too: who says "we iterated on the
    prompt" doesn't say how often.
    """
    asked = re.sub(r"\bto \w+", "", key(fact.ask)).split()  # "to train on" isn't trained
    fine = "|".join(_HARMLESS | {word for word in asked if word.isalpha()} - _QUESTIONING)
    before, after = rf"(?!(?:have|has) )(?:(?:{fine}) )*", rf"(?: (?:{fine}|too|as well))*"
    items = {}
    for name, option in sorted(_names(fact).items(), key=lambda named: -len(named[0])):
        # "In house" is "inhouse", and commas may be left out.
        loose = name.replace(" , ", "(?: ,)? ").replace(" ", " ?")
        states = _AMOUNT.search(name) or not _AMOUNT.search(fact.options[option].label)
        items[(before + loose + after if states else loose) + "(?: , |$)"] = option
    return items


def _names(fact: Several) -> dict[str, str]:
    """The options by their names, spaced; a name that two share tells nothing."""
    spaced = {
        o: {s for each in spellings(fact, o) if (s := _spaced_name(each))} for o in fact.options
    }
    often = Counter(name for names in spaced.values() for name in names)
    return {name: o for o, names in spaced.items() for name in names if often[name] == 1}


@cache
def _spaced_name(name: str) -> str:
    """An author's name, which comes again with every list that is read."""
    return _spaced(name)


def _spaced(text: str) -> str:
    """Words in small letters, and " , " for whatever joins the items of a list."""
    text = re.sub(r"(?<=\d),(?=\d{3}\b)", "", spelled_out(text).replace("'", ""))
    found = " ".join(re.findall(r"[^\W_]+|,", _JOINT.sub(" , ", text)))
    return re.sub(r"(?:, )+", ", ", found).strip(" ,")


class SeveralReader(Reader[Several]):
    """All the options that apply."""

    lines_are_items = True

    def read(self, typed: str, fact: Several) -> Reading:
        """Read which options are said to be true; anything else is asked back."""
        ways = (_whole, _exactly, _numbered, _named)
        readings = {way(typed, fact) for way in ways} - {None}
        if len(readings) != 1:
            return _asked_back(key(typed), fact)
        answer = Chosen(readings.pop() or frozenset())
        return Understood(answer, fact.in_words(answer))

    def hint(self, fact: Several) -> str:
        """Numbers of the list."""
        return hint(fact)

    def plain(self, said: str, fact: Several) -> bool:
        """One option to the letter."""
        return is_named(said, fact)

    def type_hint(self, fact: Several) -> str:  # noqa: ARG002
        """More than one of the list."""
        return "or several, such as 1, 2; or none"
