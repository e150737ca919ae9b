"""What a person typed where several options may apply: "1 and 3", "json, tables", "none".

What is ticked counts as true, so only lists of numbers and of the options' own names pass, with
words around them that change nothing ("we tried rag and caching"). Any other word may be a denial,
a plan, a wish or a doubt, and any other number an amount: that is asked back. Where what isn't
ticked stays open, a plain denial of a name passes too ("evals, no owner"), for it says something.
"All of them except 3" and "rag yes, rest no" are lists, too.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection
from functools import cache
from typing import NamedTuple

from rules.language.answers import Answer, Chosen, Ticks
from rules.language.kinds.several import Several

from .choice import spellings
from .lexicon import likeness
from .likeness import Likeness, telling
from .places import in_doubt, numbered, only_places
from .plain import clauses, each, key, spelled_out
from .reader import Reader
from .readings import Offered, Reading, Understood, Unreadable, offered
from .words import NOT, FactWords, opposite

_NONE = re.compile(
    r"(?:(?:we|i) (?:have|did|tried) )?(?:none|nothing)(?: of (?:these|them|those|the above))?"
    r"(?: (?:yet|so far|at all|today|now|right now|for now|at the moment|apply|applies))?"
    r"|no|nope|nah|neither"
)
_OTHER = re.compile(
    r"(?:(?:something|anything) (?:else|different)|(?:an|any) ?other(?: one)?|other)"
)
_PLAIN_NONE = re.compile(r"none(?: of (?:these|them|those|the above))?")  # "no" is said to anybody
_ALL = re.compile(r"all(?: of (?:them|these|those|the above))?")
# A question, a minus before a word, a time or a share: "rag?", "-1", "rounds: 3", "3/6", "rag..."
_ODD = re.compile(r"[^\w\s,;.&+'\"()!*\u2022-]|(?<![\w\s])-\w|(?:^|\s)[-+*]\w|!\w|\.\.")
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


def _whole(typed: str, fact: Several) -> Answer | None:
    """None of the options, or all."""
    said = "" if _ODD.search(typed) else key(typed)
    if _NONE.fullmatch(said):
        return fact.none_of_these or fact.ticked()
    return _all(fact) if _ALL.fullmatch(said) and not fact.alone else None


def _all(fact: Several, but: Collection[str] = ()) -> Answer:
    """Yes to all that stands together, but to some."""
    return fact.ticked([each for each in fact.options if each not in {*but, *fact.alone}], but)


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


def _telling(fact: Several, words: FactWords) -> Several:
    """The fact without those other words for its options that, by its author, say too little."""
    but, options = {*map(_spaced_name, words.not_this)}, dict(fact.options)
    for name, option in fact.options.items():
        also = tuple(each for each in option.also if _spaced_name(each) not in but)
        if also != option.also:
            options[name] = option.model_copy(update={"also": also})
    return fact.model_copy(update={"options": options})


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


_EXCEPT = re.compile(
    r"(?:all|everything|each|every one)(?: of (?:them|these|those|the above))?"
    r" (?:except|but|without|besides|apart from|other than)(?: for)? (?P<rest>.+)"
)
_REST_NO = re.compile(
    r"[\s,;](?:none of the rest|not the rest|nothing else"
    r"|(?:the |all )?(?:the )?(?:rest|others?) (?:is |are )?no(?:ne|t)?)$"
)
_SO = re.compile(r"^(?:yes to|only|just) |(?: yes)?[ ,;]*(?:and|but)?[ ,;]*$")
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
_NONE_FIRST = re.compile(
    r"(?:(?:nope|no|nah|well|honestly|frankly|absolutely) )*"
    r"(?:(?:none|nothing|not (?:one|a single)|no)(?: \w+){0,2}? (?:of|from|on)"
    r" (?:these|those|them|that|(?:the|your|that|this) (?:\w+ ){0,3}?list|the (?:above|points))"
    r"|none\b|no such|(?:absolutely|really) nothing)\b.*"
)
LONGEST_PRAISE = 8  # words of a clause that says no more than that something is fine
MOST_WAYS = 4  # between which somebody wavers
MOST_LISTED = 3  # things that one button says together
LONG_LIST = 10  # options, of which two are a poor choice, and all but one are too many
_ITEMS = re.compile(r"[,;\n]+|\.(?!\d)|\b(?:and|plus|also|but)\b|[&+]")


def _all_but(typed: str, fact: Several) -> Answer | None:
    """All options but those that are listed: "all of them except 3"."""
    left_out = _left_out(typed, fact) if len(fact.options) <= LONG_LIST else None
    return _all(fact, left_out) if left_out else None


def _left_out(typed: str, fact: Several) -> frozenset[str]:
    """The options but for which all are said to be so.

    Of a long list nobody means all the others by a name: "everything but the speed" may be fine.
    """
    found = _EXCEPT.fullmatch(typed.lower().strip(" .!"))
    named = found and len(fact.options) <= LONG_LIST and _named(found["rest"], fact)
    out = found and (numbered(found["rest"], fact) or named)
    yes, no = _ticks(out) if out else (frozenset[str](), frozenset[str]())
    return frozenset() if no else yes


def _by_places(typed: str, fact: Several) -> Reading | None:
    """What numbers of the list, or all of it, may mean; nothing else is made of them."""
    out = _left_out(typed, fact)
    if out or _ALL.fullmatch(key(typed)):
        listed = _all(fact, out)
        but = (
            f" but {' and '.join(f'“{fact.labels[each]}”' for each in fact.options if each in out)}"
        )
        ask = f"Do you mean all of these: {fact.in_words(listed)}?"
        return Offered(((listed, f"All{but if out else ' of them'}"),), ask)
    ways = [way for way in in_doubt(typed, fact) if _is_possible(fact, way)]
    if ways:
        return offered(tuple((way, fact.in_words(way)) for way in ways[:MOST_WAYS]))
    return Unreadable(hint(fact)) if only_places(typed) or _OTHER.fullmatch(key(typed)) else None


def _is_possible(fact: Several, answer: Answer) -> bool:
    yes, no = _ticks(answer)
    return _goes_together(fact, [*yes, *(f"{NOT}{each}" for each in no)])


def _rest_no(typed: str, fact: Several) -> Answer | None:
    """What is listed, and no to all else: "rag yes, rest no"."""
    text = typed.lower().strip(" .!")
    found = _REST_NO.search(text)
    named = found and _SO.sub("", text[: found.start()])
    listed = named and (numbered(named, fact) or _named(named, fact))
    if not listed or _ticks(listed)[1]:
        return None
    so = _ticks(listed)[0]
    return fact.ticked(so, [option for option in fact.options if option not in so])


def _ticks(answer: Answer) -> tuple[frozenset[str], frozenset[str]]:
    """What an answer says yes to, and what it says no to."""
    match answer:
        case Ticks(yes, no):
            return yes, no
        case Chosen(options):
            return options, frozenset()
    return frozenset(), frozenset()


def _by_phrases(typed: str, fact: Several, words: FactWords) -> Reading:
    """What its author's phrases say, item by item; else the likeliest, alone and together."""
    near = likeness(fact, words)
    whole = None if _ODD.search(typed) else near.surely(typed)
    surely = [whole] if whole else [_surely(item, near) for item in _split(typed)]
    if surely and None not in surely:
        answer = _answer(fact, [*filter(None, surely)])
        return Understood(answer, fact.in_words(answer))
    listed, likely = _likely(_without_praise(typed) if fact.alone else typed, fact, near)
    if _NONE_FIRST.fullmatch(key(typed)):
        none = fact.none_of_these or fact.ticked()
        more = [_answer(fact, [each]) for each in likely[:1]]
        return offered(tuple((each, fact.in_words(each)) for each in (none, *more)))
    if not likely:
        return Unreadable(hint(fact))
    ways = [*([each] for each in likely), *([listed] if len(listed) > 1 else [])]
    return _ways(fact, [way for way in ways if _goes_together(fact, way)])


def _without_praise(typed: str) -> str:
    """Without what it says is fine: "price ok, speed ok, but ..."; all of it if no more is said."""
    if found := _ALL_FINE.search(typed):
        return found["rest"]
    parts = clauses(typed)
    rest = [part for part in parts if not _is_praise(key(part))]
    cut = len(rest) < len(parts) and _TURNS.search(typed) and telling(" ".join(rest))
    return ", ".join(rest) if cut else typed


def _is_praise(said: str) -> bool:
    praised = _PRAISE.search(said) and len(said.split()) <= LONGEST_PRAISE
    return bool(praised and not _NO_PRAISE.search(re.sub("no (?:complaint|worri)", "", said)))


def _surely(item: str, near: Likeness) -> str | None:
    return None if _ODD.search(item) else near.surely(item)


def _likely(typed: str, fact: Several, near: Likeness) -> tuple[list[str], list[str]]:
    """What a text lists, to be said together; and what is offered alone, the likeliest first."""
    told, denied = near.apart(typed)
    so = {*_split(told)}
    named = {item: _plainly(item, fact) for item in _split(typed)}
    its = {item: by_name or near.likely(item, 1) for item, by_name in named.items()}
    first = {
        item: said[0] for item, said in its.items() if said and (item in so or said[0][:3] == NOT)
    }
    surely = (said for item, said in first.items() if named[item] or near.is_near(item))
    listed = [*dict.fromkeys(surely)]
    if len(listed) > 1:
        return listed[:MOST_LISTED], listed[:MOST_LISTED]
    no = map(opposite, denied if fact.may_stay_unticked else ())
    most = 3 if len(fact.options) > LONG_LIST else 2
    likely = [*dict.fromkeys([*listed, *first.values(), *no, *near.likely(typed, most)])][:most]
    return (likely if len(likely) == 2 else []), likely


def _ways(fact: Several, ways: list[list[str]]) -> Reading:
    together = {2: "Both", 3: "All three"}
    answers = tuple(
        (answer, together.get(len(way)) or fact.in_words(answer))
        for way in ways
        for answer in [_answer(fact, way)]
    )
    return offered(answers)


def _split(typed: str) -> list[str]:
    return [item for item in map(str.strip, _ITEMS.split(typed)) if key(item)]


def _plainly(item: str, fact: Several) -> list[str]:
    """What one item of a list says by a name: "van", or no to it."""
    yes, no = _ticks(_named(item, fact) or fact.ticked())
    return [*yes, *(f"{NOT}{each}" for each in no)]


def _answer(fact: Several, said: list[str]) -> Answer:
    so = [each for each in said if not each.startswith(NOT)]
    return fact.ticked(so, [each.removeprefix(NOT) for each in said if each.startswith(NOT)])


def _goes_together(fact: Several, said: list[str]) -> bool:
    """Whether one person can say all of this: what stands alone does, and yes to one isn't no."""
    bare = {each.removeprefix(NOT) for each in said}
    return len(bare) == len(said) and (len(said) == 1 or not bare & {*fact.alone})


class SeveralReader(Reader[Several]):
    """All the options that apply."""

    lines_are_items = True

    def read(self, typed: str, fact: Several, words: FactWords) -> Reading:
        """Read which options are said to be true; anything else is offered or asked back."""
        ways = (_whole, _exactly, numbered, _named, _all_but, _rest_no)
        named = _telling(fact, words)
        found = (answer for way in ways if (answer := way(typed, named)))
        answers = tuple((answer, fact.in_words(answer)) for answer in dict.fromkeys(found))
        if len(answers) == 1:
            return Understood(*answers[0])
        if answers:
            return offered(answers)
        return _by_places(typed, fact) or _by_phrases(typed, fact, words)

    def hint(self, fact: Several) -> str:
        """Numbers of the list."""
        return hint(fact)

    def plain(self, said: str, fact: Several) -> bool:
        """Numbers of the list, options to the letter, the words that say no to one, or none."""
        if _PLAIN_NONE.fullmatch(said) or numbered(said, fact) or _exactly(said, fact):
            return True
        names = "|".join(sorted(map(re.escape, _names(fact)), key=len, reverse=True))
        listed = re.fullmatch(rf"(?:(?:{names})(?: , |$))+", _spaced(said))
        return listed is not None and not _ODD.search(said)

    def type_hint(self, fact: Several) -> str:
        """More than one of the list."""
        rest = ", and the rest stays open" if fact.may_stay_unticked else ""
        return f"or several, such as 1, 2{rest}; or none"
