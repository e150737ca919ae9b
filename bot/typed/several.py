"""What a person typed where several options may apply: "1 and 3", "json, tables", "none".

What is ticked counts as true, so only lists of numbers and of the options' own names pass, with
words around them that change nothing ("we tried rag and caching"). Any other word may be a denial,
a plan, a wish or a doubt, and any other number an amount: that is asked back. Where what isn't
ticked stays open, a plain denial of a name passes too ("evals, no owner"), for it says something.
"""

from __future__ import annotations

import re
from collections import Counter
from functools import cache
from typing import NamedTuple

from rules.language.answers import Answer
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


_NO = r"no(?! (?:the|a|an|we|i|it|our|there|this|that|they)\b)"  # "no, the task is stable"
_NOT = (
    r"(?:(?:we|i) (?:do not(?: yet)? have|have(?: no| not(?: got)?)|lack)|there (?:is|are) (?:no|not)"
    r"|not|without)(?: (?:an?|any|the|our))?"
)
_TODAY = r"(?: (?:yet|so far|today|right now|for now|at the moment))?"
_BUT_NOT = re.compile(r"(?: ,)? but (?=(?:no|not|without)\b)")
_A_FEW = 3  # words, of a name that can stand after a bare no


class _Says(NamedTuple):
    """What a stretch of text says of an option; `denies` by a word that may go on to the next."""

    option: str
    so: bool = True
    denies: bool = False


def hint(fact: Several) -> str:
    """A line that shows how to answer."""
    last = min(3, len(fact.options))
    numbers = f"Please give the numbers of all that are true today, such as 1, {last}, or none."
    denied = " To say no to one alone, type no and its name."
    return numbers + denied if fact.may_stay_unticked else numbers


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


def _whole(typed: str, fact: Several) -> Answer | None:
    """None of the options, or all."""
    said = "" if _ODD.search(typed) else key(typed)
    if _NONE.fullmatch(said):
        return fact.none_of_these or fact.ticked()
    return fact.ticked(fact.options) if _ALL.fullmatch(said) else None


def _exactly(typed: str, fact: Several) -> Answer | None:
    """The option of which this is a name to the letter, whatever signs are in it; or its no."""
    said = typed.lower().rstrip(" .!")
    same = [name for name in fact.options if said in map(str.lower, spellings(fact, name))]
    denied = [name for name, words in _surely_not(fact) if said == words.lower().rstrip(" .!")]
    return fact.ticked(same, denied) if len(same) + len(denied) == 1 else None


def _surely_not(fact: Several) -> list[tuple[str, str]]:
    """The options to which somebody can say no in words of their own, and those."""
    found = ((name, option.surely_not) for name, option in fact.options.items())
    return [(name, words) for name, words in found if words]


def _numbered(typed: str, fact: Several) -> Answer | None:
    """What is listed at these places: "1, 3", "1-3", "#2 and #5"."""
    said = _ASIDE.sub(" ", typed.lower()).strip(" ,.!")
    if not _NUMBERS.fullmatch(said):
        return None
    places: set[int] = set()
    for stretch in re.findall(_NUMBER, said):
        low, *high = map(int, re.findall(r"\d{1,9}", stretch))
        span = range(low, (high or [low])[0] + 1)
        if not span or low < 1 or span[-1] > len(fact.boxes):
            return None
        places.update(span)
    options = [*fact.options, *(name for name, _ in _surely_not(fact))]
    so = [options[place - 1] for place in places if place <= len(fact.options)]
    return fact.ticked(so, [options[place - 1] for place in places if place > len(fact.options)])


def _named(typed: str, fact: Several) -> Answer | None:
    """The options of a list of names, if every word is a name's or harmless.

    "No rag and caching" may deny both or one: after a denial only another one can be read.
    """
    if _ODD.search(typed):
        return None
    items, found, at = _items(fact), list[_Says](), 0
    said = re.sub(r"^(?:(?:yes|yeah|yep) , )+", "", _BUT_NOT.sub(" , ", _spaced(typed)))
    while at < len(said):
        item = next((each for item in items if (each := re.match(item, said[at:]))), None)
        if not item or (found and found[-1].denies and not items[item.re.pattern].denies):
            return None
        found.append(items[item.re.pattern])
        at += item.end()
    so, denied = ([each.option for each in found if each.so is so] for so in (True, False))
    return fact.ticked(so, denied) if found else None


def _items(fact: Several) -> dict[str, _Says]:
    """Patterns of a name alone or among harmless words, such as the question's own: what it says.

    Where a label states an amount, a sentence has to state it too: who says "we iterated on the
    prompt" doesn't say how often.
    """
    asked = re.sub(r"\bto \w+", "", key(fact.ask)).split()  # "to train on" isn't trained
    fine = "|".join(_HARMLESS | {word for word in asked if word.isalpha()} - _QUESTIONING)
    before, after = rf"(?!(?:have|has) )(?:(?:{fine}) )*", rf"(?: (?:{fine}|too|as well))*"
    items, denials = dict[str, _Says](), dict[str, _Says]()
    for name, says in sorted(_names(fact).items(), key=lambda named: -len(named[0])):
        # "In house" is "inhouse", and commas may be left out.
        loose = name.replace(" , ", "(?: ,)? ").replace(" ", " ?")
        states = _AMOUNT.search(name) or not _AMOUNT.search(fact.options[says.option].label)
        items[(before + loose + after if states else loose) + "(?: , |$)"] = says
        if states and says.so and fact.may_stay_unticked:
            no = f"(?:{_NOT}|{_NO})" if len(name.split()) <= _A_FEW else _NOT
            denials[rf"{no} {loose}{_TODAY}(?: , |$)"] = _Says(says.option, so=False, denies=True)
    return {**items, **denials}


def _names(fact: Several) -> dict[str, _Says]:
    """What names say, spaced; a name that two share tells nothing."""
    said = [(each, _Says(o)) for o in fact.options for each in spellings(fact, o)]
    said += [(words, _Says(o, so=False)) for o, words in _surely_not(fact)]
    spaced = {(name, says) for each, says in said if (name := _spaced_name(each))}
    often = Counter(name for name, _ in spaced)
    return {name: says for name, says in spaced if often[name] == 1}


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
        answers = {answer for way in ways if (answer := way(typed, fact))}
        if len(answers) != 1:
            return _asked_back(key(typed), fact)
        (answer,) = answers
        return Understood(answer, fact.in_words(answer))

    def hint(self, fact: Several) -> str:
        """Numbers of the list."""
        return hint(fact)

    def plain(self, said: str, fact: Several) -> bool:
        """One option to the letter, or the words that say no to it."""
        return is_named(said, fact) or said in (words.lower() for _, words in _surely_not(fact))

    def type_hint(self, fact: Several) -> str:
        """More than one of the list."""
        rest = ", and the rest stays open" if fact.may_stay_unticked else ""
        return f"or several, such as 1, 2{rest}; or none"
