"""Options that are listed by their names, with words around them that change nothing."""

from __future__ import annotations

import re
from collections import Counter
from functools import cache
from typing import NamedTuple

from rules.language.answers import Answer
from rules.language.kinds.several import Several

from .choice import spellings
from .plain import each, key, spelled_out
from .words import FactWords

# A question, a minus before a word, a time or a share: "rag?", "-1", "rounds: 3", "3/6", "rag..."
ODD = re.compile(r"[^\w\s,;.&+'\"()!*\u2022-]|(?<![\w\s])-\w|(?:^|\s)[-+*]\w|!\w|\.\.")
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


def exactly(typed: str, fact: Several) -> Answer | None:
    """The option of which this is a name to the letter, whatever signs are in it; or its no."""
    said = typed.lower().rstrip(" .!")
    same = [name for name in fact.options if said in map(str.lower, spellings(fact, name))]
    denied = [name for name, words in _surely_not(fact) if said == words.lower().rstrip(" .!")]
    return fact.ticked(same, denied) if len(same) + len(denied) == 1 else None


def _surely_not(fact: Several) -> list[tuple[str, str]]:
    """The options to which somebody can say no in words of their own, and those."""
    found = ((name, option.surely_not) for name, option in fact.options.items())
    return [(name, words) for name, words in found if words]


def named_in(typed: str, fact: Several) -> Answer | None:
    """The options of a list of names, if every word is a name's or harmless.

    "No rag and caching" may deny both or one: after a denial only another one can be read.
    """
    if ODD.search(typed):
        return None
    items, found, at = _items(fact), list[_Says](), 0
    said = re.sub(r"^(?:(?:yes|yeah|yep) , )+", "", _BUT_NOT.sub(" , ", spaced(typed)))
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
    for name, says in sorted(names_of(fact).items(), key=lambda named: -len(named[0])):
        # "In house" is "inhouse", and commas may be left out.
        loose = name.replace(" , ", "(?: ,)? ").replace(" ", " ?")
        states = _AMOUNT.search(name) or not _AMOUNT.search(fact.options[says.option].label)
        items[(before + loose + after if states else loose) + "(?: , |$)"] = says
        if states and says.so and fact.may_stay_unticked:
            no = f"(?:{_NOT}|{_NO})" if len(name.split()) <= _A_FEW else _NOT
            denials[rf"{no} {loose}{_TODAY}(?: , |$)"] = _Says(says.option, so=False, denies=True)
    return {**items, **denials}


def without_vague(fact: Several, words: FactWords) -> Several:
    """The fact without those other words for its options that, by its author, say too little."""
    but, options = {*map(_spaced_name, words.not_this)}, dict(fact.options)
    for name, option in fact.options.items():
        also = tuple(each for each in option.also if _spaced_name(each) not in but)
        if also != option.also:
            options[name] = option.model_copy(update={"also": also})
    return fact.model_copy(update={"options": options})


def names_of(fact: Several) -> dict[str, _Says]:
    """What names say, spaced; a name that two share tells nothing."""
    said = [(each, _Says(o)) for o in fact.options for each in spellings(fact, o)]
    said += [(words, _Says(o, so=False)) for o, words in _surely_not(fact)]
    spaced = {(name, says) for each, says in said if (name := _spaced_name(each))}
    often = Counter(name for name, _ in spaced)
    return {name: says for name, says in spaced if often[name] == 1}


@cache
def _spaced_name(name: str) -> str:
    """An author's name, which comes again with every list that is read."""
    return spaced(name)


def spaced(text: str) -> str:
    """Words in small letters, and " , " for whatever joins the items of a list."""
    text = re.sub(r"(?<=\d),(?=\d{3}\b)", "", spelled_out(text).replace("'", ""))
    found = " ".join(re.findall(r"[^\W_]+|,", _JOINT.sub(" , ", text)))
    return re.sub(r"(?:, )+", ", ", found).strip(" ,")
