"""An option by its place in the list, its id, its label, another word for it, or a part of it.

The names of options are found first, clause by clause, and put in as marks such as <0>. What
stands around a mark then tells whether it is meant, denied, or asked back.
"""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import dataclass, field
from functools import cache

from rules.language.answers import Value
from rules.language.kinds.choice import Choice
from rules.language.kinds.several import Several

from .plain import clauses, each, key, same_word, words
from .reader import Reader
from .readings import Ambiguous, Reading, Understood, Unreadable

ALL = re.compile(r"(?:it is )?(?:both|all|everything|each|every one|all three|all four)(?: .*)?")
NONE = re.compile(
    r"(?:none|neither|nothing|no|nope|other|another|not listed|na|n a|(?:some|any)thing else)(?: .*)?"
)
ANY = re.compile(
    r"(?:any|either|whichever|whatever|all the same|do not care|no preference)(?: .*)?"
    r"|(?:it )?does not matter(?: .*)?"
)
HEDGES = re.compile(
    r"\b(?:maybe|perhaps|possibly|probably|might|could be|may be|kind of|sort of|depends|if)\b"
)
LINK = words(
    "the | a | an | our | its | it | is | about | so | much | really | that | in | of | for"
)
# "It does not follow our schema" complains of the schema; "it does not cost much" does not.
CALM = r"(?:need|matter|car|mind|bother|hurt|worr|ha[vds]|be\b|been|want|complain|lack|affect|seem|look|sound|cost|really)"
COMPLAINT = re.compile(
    r"^(?:(?:it|they|(?:(?:the|our) )?(?:model|bot|llm|ai|answers?|outputs?|responses?)) )?(?:\w+ly |just |still )*"
    rf"(?:(?:(?:do|does|can|will) not|never|fails to) (?!{CALM})\w|(?:(?:is|are) )?not (?!{CALM})\w+ing )"
)
DENIAL = re.compile(rf"\b(?:(?:is|are|was) )?(?:not|never|nor) (?:{LINK} )*<(\d+)>")
DOUBTFUL = re.compile(
    r"\b(?:not|no|nor|neither|none|never|without|except|anything|everything|rather|instead|than"
    r"|over|fine|good|great|perfect|nice|works|happy|okay|ok)\b"
)
SMALL = frozenset(  # words that choose nothing
    each(
        "a an the i we im id it its is are was be our my us me to of for in on with and or that this",
        "think guess say would go choose pick take want need have has do does please option one ones",
        "answer thats s definitely mostly mainly really just more most like about stuff thing things",
        "part side yes yeah well um hmm so probably sounds seems looks mine ours number case also",
        "both either all them these maybe perhaps tbh honestly not no",
    )
)
PLACES = each("first second third fourth fifth sixth seventh eighth ninth tenth")
_PLACE = re.compile(
    r"(?:(?:option|number|answer|choice|no|the|its) )*(\w+)(?: (?:one|option|please))?"
)
NUMBERS = each("one two three four five six seven eight nine ten")
LETTERS = each("a b c d e f g h")


@dataclass(frozen=True)
class _Mark:
    """The options that one stretch of text may name; a full name is firm, a part of one is not."""

    ids: frozenset[str]
    firm: bool


@dataclass
class _Heard:
    """What a text says about the options."""

    meant: list[_Mark] = field(default_factory=list)
    unmarked: bool = False  # whether telling words are left that name no option
    doubtful: bool = False
    denied: bool = False


def hint(fact: Choice) -> str:
    """How to answer, with an option of this fact as the example."""
    second = list(fact.options.values())[1].label
    return f'Please pick one of {_listing(fact, fact.options)}. You can type "{second}".'


def _chosen(heard: _Heard, firm: set[str], typed: str, fact: Choice) -> Reading:
    either = frozenset(name for mark in heard.meant for name in mark.ids)
    if not either and heard.denied:
        return Ambiguous(f"Which of them is it then: {_listing(fact, fact.options)}?")
    if not either:
        return Unreadable(hint(fact))
    shared = frozenset.intersection(*(mark.ids for mark in heard.meant)) or either
    found = shared if shared == either else (shared & firm) or shared
    if len(found) > 1:
        return _one_of(found, typed, fact)
    (name,) = found
    label = fact.options[name].label
    if heard.doubtful:
        return Ambiguous(f'Shall I put "{label}", or "not sure"?')
    if heard.unmarked and not firm:
        return Ambiguous(f'Do you mean "{label}"? If so, please type that.')
    return _one_of(found, typed, fact)


def _one_of(found: Collection[str], typed: str, fact: Choice) -> Reading:
    if len(found) > 1:
        return Ambiguous(f"Which of them is it: {_listing(fact, found)}? Please pick one.")
    (name,) = found
    label = fact.options[name].label
    return Understood(Value(name), "" if key(typed) == key(label) else label)


def named_in(said: str, fact: Choice | Several) -> frozenset[str]:
    """The options whose names stand in the text, whether they are meant or not."""
    firm = (mark.ids for mark in _marked(said, fact)[1] if mark.firm and len(mark.ids) == 1)
    return frozenset().union(*firm)


def _listing(fact: Choice, names: Collection[str]) -> str:
    labels = [f'"{o.label}"' for name, o in fact.options.items() if name in names]
    return f"{', '.join(labels[:-1])} or {labels[-1]}"


def _general(said: str, fact: Choice) -> str | None:
    """Both, none, any: kind questions back."""
    listing = _listing(fact, fact.options)
    if ALL.fullmatch(said):
        return f"I can take one answer here. Which matters most: {listing}?"
    if ANY.fullmatch(said):
        return f'Which is nearest: {listing}? You can also say "not sure".'
    if NONE.fullmatch(said):
        return f'If none fits, which is nearest: {listing}? You can also say "not sure".'
    return None


def spellings(fact: Choice | Several, name: str) -> tuple[str, ...]:
    """Everything an option may be called: its id, its label, other words."""
    option = fact.options[name]
    return (name, option.label, *option.also)


def _names(fact: Choice | Several, name: str) -> list[str]:
    """Every key an option goes by. "Style or tone" is two names, "A reliable format" one."""
    sides = fact.options[name].label.split(" or ")
    either = sides if len(sides) > 1 and all(len(side.split()) == 1 for side in sides) else []
    return [k for k in map(_name_key, (*spellings(fact, name), *either)) if k]


@cache
def _name_key(name: str) -> str:
    """An author's name as a key: it comes again with every text that is read."""
    return key(name)


def _heard(typed: str, fact: Choice) -> _Heard:
    heard = _Heard(doubtful=bool(HEDGES.search(key(typed))))
    for clause in clauses(re.sub(r"\b(?:because|since)\b", ",", typed)):
        marked, marks = _marked(key(clause), fact)
        affirmed = COMPLAINT.sub("", marked)  # a complaint about a thing names it
        denied = {int(n) for n in DENIAL.findall(affirmed)}
        rest = DENIAL.sub(" ", affirmed)
        heard.denied |= bool(denied)
        heard.doubtful |= rest not in ("no", "nope") and bool(DOUBTFUL.search(rest))
        heard.unmarked |= any(w not in SMALL for w in re.sub(r"<\d+>", " ", marked).split())
        heard.meant += [mark for n, mark in enumerate(marks) if n not in denied]
    return heard


def _marked(said: str, fact: Choice | Several) -> tuple[str, list[_Mark]]:
    """The clause with its names as marks: full names first, the longest before those inside it."""
    marks: list[_Mark] = []
    tokens = said.split()
    named = {name: _names(fact, name) for name in fact.options}
    for name in sorted({n for names in named.values() for n in names}, key=lambda n: -len(n)):
        ids = frozenset(option for option, names in named.items() if name in names)
        tokens = _put(tokens, name.split(), _Mark(ids, firm=True), marks)
    for at, token in enumerate(tokens):
        if token not in SMALL and (ids := _part_of(token, named, fact)):
            tokens[at] = f"<{len(marks)}>"
            marks.append(_Mark(ids, firm=False))
    return " ".join(tokens), marks


def _put(tokens: list[str], name: list[str], mark: _Mark, marks: list[_Mark]) -> list[str]:
    out, at = [], 0
    while at < len(tokens):
        here = tokens[at : at + len(name)]
        if len(here) == len(name) and all(map(same_word, here, name)):
            out.append(f"<{len(marks)}>")
            marks.append(mark)
            at += len(name)
        else:
            out.append(tokens[at])
            at += 1
    return out


def _part_of(word: str, named: dict[str, list[str]], fact: Choice | Several) -> frozenset[str]:
    """The options in whose names the word stands, or whose place it is."""
    place = _place(word, len(named)) if word not in LETTERS else None
    if place is not None and 0 <= place < len(named):
        return frozenset([list(named)[place]])
    asked = set(key(fact.ask).split())  # a word of the question tells nothing
    return frozenset(
        option
        for option, names in named.items()
        if any(
            same_word(word, w) or (len(word) > 2 and w.startswith(word))
            for n in names
            for w in n.split()
            if w not in SMALL | asked
        )
    )


def _place(word: str, count: int) -> int | None:
    """The place in the list that a word names, from 0."""
    if word.isdigit() and len(word) < 4:
        return int(word) - 1
    if word in ("last", *PLACES):
        return count - 1 if word == "last" else PLACES.index(word)
    for table in (NUMBERS, LETTERS):
        if word in table:
            return table.index(word)
    return None


def is_named(said: str, fact: Choice | Several) -> bool:
    """Whether this, in small letters, is an option's id, label or other word, to the letter."""
    return any(said in map(str.lower, spellings(fact, name)) for name in fact.options)


class ChoiceReader(Reader[Choice]):
    """One of the options."""

    def exact(self, typed: str, fact: Choice) -> Reading | None:
        """The option whose id, label or other word this is, to the letter, or that stands there."""
        said, ids = key(typed), list(fact.options)
        same = [name for name in ids if typed.lower() in map(str.lower, spellings(fact, name))]
        joined = said.replace(" ", "")
        same = same or [n for n in ids if joined in (k.replace(" ", "") for k in _names(fact, n))]
        found = _PLACE.fullmatch(said)
        place = _place(found[1], len(ids)) if found and (said.isdigit() or not same) else None
        if place is not None and 0 <= place < len(ids):
            same.append(ids[place])
        return _one_of(set(same), typed, fact) if joined and same else None

    def read(self, typed: str, fact: Choice) -> Reading:
        """Read which option is meant."""
        said, count = key(typed), len(fact.options)
        if said == str(count + 1):
            return Ambiguous(
                f'There are {count} options. If you mean "not sure", please type that.'
            )
        heard = _heard(typed, fact)
        firm = {name for mark in heard.meant if mark.firm for name in mark.ids}
        if not firm and (question := _general(said, fact)):
            return Ambiguous(question)
        return _chosen(heard, firm, typed, fact)

    def hint(self, fact: Choice) -> str:
        """The options."""
        return hint(fact)

    def plain(self, said: str, fact: Choice) -> bool:
        """An option to the letter, without the places that a mere number might mean."""
        return is_named(said, fact)
